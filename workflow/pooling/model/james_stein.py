"""Risk of the James-Stein estimator: shrinkage without a prior.

J raw means x_j ~ Normal(theta_j, s^2) with known s. The total risk is the expected
sum of squared errors, here in units of s^2, so that the raw means have the risk J.
"""

from __future__ import annotations

from math import lgamma

import numpy as np

REACH = 10, 40  # Poisson sds, and counts, beyond which less than 1e-12 of it is left


def _risk(count: int, estimated: int, noncentrality: float) -> float:
    """Risk where ``estimated`` further dimensions go into the target."""
    gain = count - 2 - estimated
    if gain <= 0:
        return float(count)
    mean = noncentrality / 2
    reach = REACH[0] * np.sqrt(mean) + REACH[1] if mean else 0
    k = np.arange(max(0, np.floor(mean - reach)), np.ceil(mean + reach) + 1)
    logs = k * np.log(mean or 1) - mean - np.array([lgamma(at + 1) for at in k])
    return float(count - gain**2 * (np.exp(logs) @ (1 / (gain + 2 * k))))


def risk_fixed(count: int, noncentrality: float) -> float:
    """Total risk of shrinking ``count`` means toward a fixed point c, in units of s^2.

    The estimate is c + (1 - (J - 2) s^2 / |x - c|^2) (x - c); below J = 3 it is the raw
    means, whose risk is J. With sum over j of (theta_j - c)^2 / s^2 for the noncentrality
    it is J - (J - 2)^2 E[1 / (J - 2 + 2 K)], K ~ Poisson(noncentrality / 2): James and
    Stein (1961), Proc. Fourth Berkeley Symposium 1, 361-379; Lehmann and Casella (1998),
    Theory of Point Estimation, section 5.5.
    """
    return _risk(count, 0, noncentrality)


def risk_grand_mean(count: int, noncentrality: float) -> float:
    """Total risk of shrinking toward the mean of the raw means, in units of s^2.

    As in `risk_fixed` with c = mean(x), and mean(theta) in the noncentrality, J - 3 instead
    of J - 2, and the raw means below J = 4: Efron and Morris (1973), Journal of the
    American Statistical Association 68, 117-130, section 7.
    """
    return _risk(count, 1, noncentrality)


def estimate(x: np.ndarray, target: float | None = None) -> np.ndarray:
    """Shrink raw means of sd 1, shape (..., J), toward a fixed point, or else their mean."""
    centre = x.mean(axis=-1, keepdims=True) if target is None else target
    gain = max(x.shape[-1] - (3 if target is None else 2), 0)
    distance = ((x - centre) ** 2).sum(axis=-1, keepdims=True)
    # A single mean is its own grand mean: it has no distance and stays.
    share = np.divide(gain, distance, out=np.zeros_like(distance), where=distance > 0)
    return centre + (1 - share) * (x - centre)


def simulate(
    theta, target: float | None = None, tables: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """Estimate the total risk, and its standard error, by simulated sets of raw means.

    ``theta`` are the true means, in units of s; ``target`` is as in `estimate`.
    """
    theta = np.asarray(theta, dtype=float)
    x = theta + np.random.default_rng(seed).standard_normal((tables, len(theta)))
    loss = ((estimate(x, target) - theta) ** 2).sum(axis=-1)
    return float(loss.mean()), float(loss.std(ddof=1) / np.sqrt(tables))
