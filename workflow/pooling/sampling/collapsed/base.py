"""What the collapsed programs share: guesses of scales, and the effects beside them."""

from __future__ import annotations

import numpy as np

from pooling.model.density.base import normal, prior


def pick(draws: dict, *names: str) -> dict:
    """Keep some of the variables."""
    return {name: draws[name] for name in names}


def spread_guess(estimates, variances) -> float:
    """Guess the variance between groups from their estimates.

    Parameters
    ----------
    estimates, variances : ndarray
        A raw estimate per group, and its sampling variance.

    Returns
    -------
    float
        What the estimates vary more than by sampling, but at least a tenth of
        that: above 0.
    """
    sampling = float(np.mean(variances))
    return max(float(np.var(estimates, ddof=1)) - sampling, sampling / 10)


def log_width(freedom: float) -> float:
    """Guess how wide the posterior of log sigma is: 1 / sqrt(2 degrees of freedom).

    By the delta method: s^2 / sigma^2 is chi-square over its degrees of freedom.
    """
    return float(1 / np.sqrt(2 * max(freedom, 1)))


def noise_guess(within: float, freedom: int, total: float) -> float:
    """Guess the variance of the outcomes around their group.

    Parameters
    ----------
    within : float
        Their squares.
    freedom : int
        Its degrees of freedom; 0 where every group fits without a residual.
    total : float
        The variance of all outcomes.
    """
    return max(within / freedom, 1e-12 * total) if freedom else total / 2


def learned(data: dict, name: str) -> bool:
    """Say whether a parameter has a prior of its own among the Stan data."""
    return bool(prior(data, name))


def before(data: dict, name: str) -> tuple[float, float]:
    """Say where the prior of a parameter is, and how wide, for fits without the data.

    The logarithm of an exponential variable has the mean -log(rate) - gamma and the
    sd pi / sqrt(6): it is a Gumbel variable with another sign, Johnson, Kotz and
    Balakrishnan (1995), Continuous Univariate Distributions 2, section 22.

    Parameters
    ----------
    data : dict
        Stan data, with the priors.
    name : str
        A parameter with a normal prior, sampled as it is, or with an exponential
        one, sampled in logarithms.

    Returns
    -------
    start, width : float or ndarray
        A number for each place of the parameter.
    """
    arguments = prior(data, name)
    if "rate" in arguments:
        start = -np.log(arguments["rate"]) - np.euler_gamma
        return start, np.full_like(start, np.pi / np.sqrt(6))
    return arguments["mean"], arguments["sd"]


def with_effects(data: dict, draws: dict, names, effects: dict) -> dict:
    """Put the drawn effects beside what was sampled.

    Where their population is the prior, their log density under it belongs to the
    log prior, as in the direct programs.

    Parameters
    ----------
    draws : dict of ndarray
        Variable of the collapsed program -> draws, shape (draw, ...).
    names : iterable of str
        What is kept of them, where it was sampled.
    effects : dict of ndarray
        Parameter -> draws, shape (draw, group).

    Returns
    -------
    dict of ndarray
    """
    log_prior = draws["lprior"] + sum(
        normal(values, **arguments) - values.shape[1] * np.log(2 * np.pi) / 2
        for name, values in effects.items()
        if (arguments := prior(data, name))
    )
    kept = {name: draws[name] for name in names if name in draws}
    return kept | {"lprior": log_prior} | effects
