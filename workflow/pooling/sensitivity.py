"""Do the data decide, or the prior? Sensitivity by power-scaling.

Kallioinen, Paananen, Buerkner and Vehtari (2024), "Detecting and diagnosing prior and
likelihood sensitivity with power-scaling", Statistics and Computing 34, article 57. The
prior, or the likelihood, is raised to a power near 1; how far the posterior of a
parameter moves per doubling of the power is its sensitivity to that
component. Nothing is refitted: the draws are reweighted by Pareto smoothed
importance sampling. In a hierarchical model the scaled prior is that of the population
parameters; the distribution of the groups stays as it is.

A number of that distribution that was chosen and not learned, kappa of the coins, is out
of its reach. It is halved and doubled instead, and the exact posterior computed again.
"""

from __future__ import annotations

import numpy as np

from pooling import density, exact, families
from pooling.draws import arrays, declared, read
from pooling.errors import PoolingError

THRESHOLD = 0.05  # of the paper: from here on a parameter is sensitive
POWERS = (0.99, 1.01)
PARETO_K = 0.7  # above it importance weights are not to be trusted
MOST_GROUPS = 10  # group parameters that are listed
FACTORS = (0.5, 1, 2)  # of a chosen number
PARTIAL = "partial_pooling"


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
        "verdict": _verdict(leaning, None),
    }


def to_chosen(family: str, data: dict, labels: list[str]) -> dict | None:
    """Measure how far a number that was chosen moves the groups' parameters.

    Parameters
    ----------
    family : str
        A family whose ``CHOSEN`` names the number; others have none.
    data : dict
        Content of the ``stan_data.json`` of its partial pooling fit.
    labels : list of str
        Group labels, in the order of the program's vectors.

    Returns
    -------
    dict or None
        ``name`` of the number; its ``values``, half of it, itself and its double, or the
        least that it can be where half of it is less; ``parameters``: ``parameter``, its
        exact ``means`` at the three and the larger of the two ``moves``, in posterior sds,
        of at most `MOST_GROUPS`, those that move most, in their own order; ``groups``: how
        many were ``checked`` and are ``moving``, by `THRESHOLD` or more; the ``largest``
        move. Where the exact answer refuses the data, ``name``, its ``value`` and
        ``because``.
    """
    chosen = families.get(family).CHOSEN
    if chosen is None:
        return None
    name, least = chosen
    values = [max(factor * data[name], least) for factor in FACTORS]
    compute = exact.of(family).POSTERIORS[PARTIAL]
    try:
        found = [compute(data | {name: value}, labels) for value in values]
    except PoolingError as refusal:
        return {"name": name, "value": data[name], "because": str(refusal)}
    means, sd = np.array([each.mean for each in found]), found[1].sd
    moves = np.abs(means - means[1]).max(axis=0) / sd
    of_groups = [place for place, label in enumerate(found[1].labels) if "[" in label]
    most = sorted(of_groups, key=lambda place: -moves[place])[:MOST_GROUPS]
    return {
        "name": name,
        "values": values,
        "parameters": [
            {
                "parameter": found[1].labels[place],
                "means": means[:, place].tolist(),
                "moves": float(moves[place]),
            }
            for place in sorted(most)
        ],
        "groups": {
            "checked": len(of_groups),
            "moving": int((moves[of_groups] >= THRESHOLD).sum()),
        },
        "largest": float(moves[of_groups].max()),
    }


def _verdict(leaning: list[str], chosen: dict | None) -> str:
    """Say what decides; the data do not where a chosen number moves the groups."""
    if leaning:
        return "leans on the prior"
    if chosen and chosen.get("groups", {}).get("moving"):
        return "chosen kappa decides"
    return "data decide"


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
        As from `measure`, and ``chosen``, from `to_chosen`; where the data would decide
        but for a number that was chosen, the ``verdict`` is "chosen kappa decides".
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
    found = measure(labels, values, log_prior, log_likelihood.reshape(log_prior.shape))
    groups = [label.partition("[")[2][:-1] for label in labels if "[" in label]
    chosen = to_chosen(family, fit.stan_data, groups)
    verdict = _verdict(found["leaning"], chosen)
    return found | {"chosen": chosen, "verdict": verdict}
