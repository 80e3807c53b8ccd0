"""Claims about lines: the covariance of intercepts and slopes."""

from __future__ import annotations

import numpy as np

from pooling.claims.base import Evidence, Finding, above, so
from pooling.model.names import PARTIAL

ROUNDING = 1e-9  # relative; draws are kept at full precision
MASS = 0.95  # posterior probability that settles a matter
TELLING = 0.1  # difference of two lines over an sd of x that matters, in sigmas


def covariance(evidence: Evidence, identities: int) -> Finding:
    """Claim 15: Sigma of the program against its scales and correlation, per draw."""
    names = ("Sigma", "sigma_alpha", "sigma_beta", "rho")
    sigma, alpha, beta, rho = evidence.draws(PARTIAL, *names)
    product = alpha * beta
    stated = np.stack(
        [np.stack([alpha**2, rho * product], -1), np.stack([rho * product, beta**2], -1)],
        axis=-2,
    )
    size = np.stack(
        [np.stack([alpha**2, product], -1), np.stack([product, beta**2], -1)], axis=-2
    )
    off = float((np.abs(sigma - stated) / size).max())
    return Finding(
        values={"largest_off": off, "draws": rho.size},
        threshold=ROUNDING,
        verdict=so(off < ROUNDING),
    )


def slopes_differ(evidence: Evidence, identities: int) -> Finding:
    """Claim 15: spread of the slopes, and where the correlation changes its sign.

    At the centre c the covariance of intercept and slope is rho sigma_alpha
    sigma_beta + (c - c0) sigma_beta^2, c0 being the centre that was fitted: where
    the slopes differ it vanishes at one centre alone. sigma_beta, and the sd of the
    intercept given the slope, sigma_alpha sqrt(1 - rho^2), are the same at every
    centre; the correlation is not.
    """
    names = ("sigma_alpha", "sigma_beta", "rho", "sigma")
    alpha, beta, rho, sigma = evidence.draws(PARTIAL, *names)
    data = evidence.stan_data()
    spread = np.std(data["x"], ddof=1)
    over = beta * spread
    telling = float((over > TELLING * sigma).mean())
    turning = evidence.facts["centre"] - rho * alpha / beta
    (mean_beta,), (mean_rho,) = (
        evidence.moments(PARTIAL, name)[0] for name in ("sigma_beta", "rho")
    )
    given_slope = evidence.average(
        PARTIAL,
        lambda sd, correlation: sd * np.sqrt(1 - correlation**2),
        *("sigma_alpha", "rho"),
    )
    # Of two exponentials, over TELLING times the other: both scales have such priors.
    odds = data["prior_sigma_rate"] * spread / (TELLING * data["prior_sigma_beta_rate"])
    values = {
        "probability_slopes_differ": telling,
        "prior_probability_slopes_differ": float(odds / (1 + odds)),
        "sigma_beta": float(mean_beta),
        "intercept_given_slope": given_slope,
        "turning_centre": float(np.median(turning)),
        "turning_centre_q5": float(np.quantile(turning, 0.05)),
        "turning_centre_q95": float(np.quantile(turning, 0.95)),
        "rho_here": float(mean_rho),
        "probability_rho_above_0": float((rho > 0).mean()),
    }
    return Finding(values=values, threshold=MASS, verdict=above(telling, 0.5, MASS - 0.5))
