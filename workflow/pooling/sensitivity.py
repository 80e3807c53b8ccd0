"""Do the data decide, or the prior? Sensitivity by power-scaling.

Kallioinen, Paananen, Buerkner and Vehtari (2024), "Detecting and diagnosing prior and
likelihood sensitivity with power-scaling", Statistics and Computing 34, article 57. The
prior, or the likelihood, is raised to a power near 1; how far the posterior of a
parameter moves per doubling of the power is its sensitivity to that
component. Nothing is refitted: the draws are reweighted by Pareto smoothed
importance sampling. In a hierarchical model the scaled prior is that of the population
parameters; the distribution of the groups stays as it is.
"""

from __future__ import annotations

import numpy as np

from pooling import density
from pooling.draws import arrays, declared, read

THRESHOLD = 0.05  # of the paper: from here on a parameter is sensitive
POWERS = (0.99, 1.01)
PARETO_K = 0.7  # above it importance weights are not to be trusted
MOST_GROUPS = 10  # group parameters that are listed


def bar(likelihood: float | None) -> float:
    """Give the sensitivity to the prior from which on a parameter leans on it.

    That is the threshold of the paper, with one case more. A posterior that is nothing
    but a Beta(2, 2) prior has the prior sensitivity 0.046 and none to the likelihood;
    so where the prior moves a parameter more than the data do, half of it is enough.
    """
    return min(THRESHOLD, max(THRESHOLD / 2, likelihood or 0.0))


def diagnosis(prior: float | None, likelihood: float | None) -> str:
    """Name what the two sensitivities of a parameter say together.

    Returns
    -------
    str
        "none", the data decide; "strong prior", the prior matters and the data less;
        "conflict", both matter, as where they disagree.
    """
    if prior is None or likelihood is None or prior < bar(likelihood):
        return "none"
    return "conflict" if likelihood >= THRESHOLD else "strong prior"


def _weights(log_component) -> tuple[list[np.ndarray], float | None]:
    """Weigh draws as if a component of the posterior had the powers of `POWERS`.

    Parameters
    ----------
    log_component : ndarray
        Log density of the prior or of the data, shape (chain, draw).

    Returns
    -------
    weights : list of ndarray
        One array for each power, each summing to 1.
    k : float or None
        The larger Pareto k of the two; None where the component is flat, so that
        its power changes nothing, infinite where it is not finite itself.
    """
    from arviz_stats.base import array_stats

    if not np.isfinite(log_component).all():  # a broken fit, let through
        return [np.full(log_component.shape, 1 / log_component.size)] * 2, np.inf
    if np.ptp(log_component) == 0:
        return [np.full(log_component.shape, 1 / log_component.size)] * 2, None
    # PSIS takes logs of the inverse ratios.
    smoothed = [
        array_stats.psislw((1 - power) * log_component, axis=(0, 1)) for power in POWERS
    ]
    return [np.exp(logs) for logs, _ in smoothed], float(max(k for _, k in smoothed))


def _sensitivity(values, weights) -> float | None:
    """Measure how far the reweighted distribution of a parameter moves.

    Parameters
    ----------
    values : ndarray
        Draws, shape (chain, draw).
    weights : list of ndarray
        From `_weights`.

    Returns
    -------
    float or None
        Cumulative Jensen-Shannon distance per doubling of the power, the mean
        over both directions; None for a parameter that never moved, or left all
        numbers.
    """
    from arviz_stats.base import array_stats

    if not np.ptp(values) > 0 or not np.isfinite(values).all():
        return None
    return float(array_stats.power_scale_sense(values, *weights, *POWERS))


def measure(labels, values, log_prior, log_likelihood) -> dict:
    """Measure the sensitivity of every parameter of a fit.

    Parameters
    ----------
    labels : list of str
        ArviZ labels; those with an index belong to groups.
    values : ndarray
        Draws, shape (chain, draw, label).
    log_prior, log_likelihood : ndarray
        Log density of the priors of the population and of all data, shape
        (chain, draw).

    Returns
    -------
    dict
        ``threshold``; ``parameters``: ``parameter``, ``prior``, ``likelihood``, ``bar`` and
        ``diagnosis`` of each population parameter, then of the groups' parameters
        that lean on the prior, the strongest first and at most `MOST_GROUPS`;
        ``groups``: how many of those were ``checked`` and are ``leaning``;
        ``leaning``: population parameters that lean on the prior; ``pareto_k`` with
        ``reliable``; ``verdict``: "data decide" or "leans on the prior".
    """
    prior, k_prior = _weights(log_prior)
    likelihood, k_likelihood = _weights(log_likelihood)
    population, groups = [], []
    for place, label in enumerate(labels):
        own = values[..., place]
        row = {"parameter": label, "prior": _sensitivity(own, prior)}
        row["likelihood"] = _sensitivity(own, likelihood)
        row["bar"] = bar(row["likelihood"])
        row["diagnosis"] = diagnosis(row["prior"], row["likelihood"])
        (groups if "[" in label else population).append(row)
    leaning = [row["parameter"] for row in population if row["diagnosis"] != "none"]
    found = [row for row in groups if row["diagnosis"] != "none"]
    found.sort(key=lambda row: -row["prior"])
    k = max((k for k in (k_prior, k_likelihood) if k is not None), default=None)
    return {
        "threshold": THRESHOLD,
        "parameters": population + found[:MOST_GROUPS],
        "groups": {"checked": len(groups), "leaning": len(found)},
        "pareto_k": k if k is None or np.isfinite(k) else None,
        "reliable": k is None or k < PARETO_K,
        "leaning": leaning,
        "verdict": "leans on the prior" if leaning else "data decide",
    }


def of_fit(family: str, fit, parameters) -> dict:
    """Measure the sensitivity of a fit.

    Parameters
    ----------
    family : str
        Its family.
    fit : pooling.results.Fit
        Its Stan data and its draws.
    parameters : iterable of str
        Names of the declared parameters.

    Returns
    -------
    dict
        As from `measure`.
    """
    path = fit.files["posterior"]
    posterior = read(path, "posterior", parameters)
    labels, values = declared(posterior, parameters)
    (log_prior,) = arrays(path, "log_prior", ["lprior"]).values()
    draws = {
        name: found.values.reshape(-1, *found.shape[2:])
        for name, found in posterior.items()
    }
    terms = density.log_likelihood(family, fit.stan_data, draws)
    log_likelihood = np.concatenate([part.sum(axis=1) for part in terms])
    return measure(labels, values, log_prior, log_likelihood.reshape(log_prior.shape))
