"""Log densities of the family coins.

Kruschke (2015), Doing Bayesian Data Analysis, second edition, chapter 9.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaln, expit

from pooling.model.density.base import prior, proportion, rows, some_units, with_effects
from pooling.model.names import FIXED_MODE, LEARNED_KAPPA, PARTIAL


def expected(data: dict, draws: dict) -> np.ndarray:
    """Give the log odds of each coin's heads, shape (draw, coin)."""
    return np.log(draws["theta"]) - np.log1p(-draws["theta"])


def _shapes(omega, kappa) -> tuple:
    """Shapes of the beta distribution of the biases, given its mode and concentration."""
    sharpness = kappa - 2
    return omega * sharpness + 1, (1 - omega) * sharpness + 1


def effects(data: dict, draws: dict, count: int, rng) -> dict[str, np.ndarray]:
    """Draw ``theta`` of the coins, beta distributed around the mode, shape (draw, coin).

    ``omega`` and ``kappa`` are data where they are known; else draws, of kappa less 2, and
    kappa itself is given too.
    """
    # The prior is that of kappa - 2.
    learned = {"kappa": draws["kappa"] + 2} if "kappa" in draws else {}
    known = {name: data[name] for name in ("omega", "kappa") if name in data}
    known_or_drawn = known | draws | learned
    around = [
        rows(np.broadcast_to(known_or_drawn[name], count)) for name in ("omega", "kappa")
    ]
    return learned | {"theta": rng.beta(*_shapes(*around), (count, data["S"]))}


from_prior, of_rows = with_effects(effects), some_units


def _coins(data: dict, theta, omega) -> np.ndarray:
    """Terms of the biases, given the mode of the factory."""
    return proportion(theta, *_shapes(omega, data["kappa"]))


def fixed_mode(data: dict, draws: dict) -> np.ndarray:
    """Coins from a factory whose mode is known."""
    return _coins(data, draws["theta"], data["omega"])


def partial_pooling(data: dict, draws: dict) -> np.ndarray:
    """Coins from a factory whose mode is learned."""
    return _factory(data, draws) + _coins(data, draws["theta"], rows(draws["omega"]))


def _factory(data: dict, draws: dict) -> np.ndarray:
    """Terms of the mode of the factory."""
    return proportion(draws["omega"], **prior(data, "omega"))


def learned_kappa(data: dict, draws: dict) -> np.ndarray:
    """Add the terms of log(kappa - 2), gamma distributed.

    The Jacobian of kappa = 2 + exp(u) is kappa - 2. The program samples v, with
    u = v - reach log(1 + exp(bend - v)), which tells u where kappa is 2 to the last digit.
    """
    arguments, above = prior(data, "kappa"), draws["kappa"] - 2
    total = _factory(data, draws) - arguments["rate"] * above
    if "stretched" not in draws:
        return total + arguments["shape"] * np.log(above)
    reach = max(1 / arguments["shape"] - 1, 0)
    away = -np.log(arguments["rate"] + data["S"]) - np.log1p(reach) - draws["stretched"]
    u = draws["stretched"] - reach * np.logaddexp(0, away)
    return total + arguments["shape"] * u + np.log1p(reach * expit(away))


def marginal(data: dict, draws: dict) -> np.ndarray:
    """Heads of each coin, whatever its bias: beta-binomial, given mode and concentration."""
    y, n = np.asarray(data["y"]), np.asarray(data["N"])
    a, b = _shapes(rows(draws["omega"]), rows(draws.get("kappa", [data.get("kappa")])))
    return (betaln(a + y, b + n - y) - betaln(a, b)).sum(axis=1)


LOG_PRIORS = {
    FIXED_MODE: fixed_mode,
    PARTIAL: partial_pooling,
    LEARNED_KAPPA: learned_kappa,
    "partial_pooling_collapsed": _factory,
}
MARGINALS = {LEARNED_KAPPA: marginal, "partial_pooling_collapsed": marginal}
