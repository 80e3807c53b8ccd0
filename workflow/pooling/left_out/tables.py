"""Left-out observations and groups of one fit, as tables."""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd
from scipy.special import logsumexp

from pooling import density, draws, families, left_out
from pooling.exact.base import Grid
from pooling.families.base import natural_order
from pooling.left_out.base import known, of_observations
from pooling.left_out.trust import PARETO_K, UNLEARNED, unsure

log = logging.getLogger(__name__)

SEED = 0  # of the randomised probability integral transforms, and of samples
MOST = 2000  # observations, or groups, that are left out one by one


def sample(count: int) -> np.ndarray:
    """Choose what is left out of a large table: a simple random sample of `MOST`.

    Returns
    -------
    ndarray of int
        Places in rising order, all of them where they are few.
    """
    if count <= MOST:
        return np.arange(count)
    chosen = np.random.default_rng(SEED).choice(count, MOST, replace=False)
    return np.sort(chosen)


def _likelihood(family: str, model: str, fit, rows) -> np.ndarray:
    """Log likelihood of some observations, shape (chain, draw, observation)."""
    path = fit.files["posterior"]
    if draws.has(path, "log_likelihood"):
        return draws.arrays(path, "log_likelihood", ["y"])["y"][..., rows]
    names = [
        parameter.name for parameter in families.get(family).MODELS[model].parameters
    ]
    parts = density.log_likelihood(family, fit.stan_data, fit.draws(*names), rows)
    chains = len(draws.arrays(path, "posterior", ["chain"])["chain"])
    found = np.concatenate(list(parts))
    return found.reshape(chains, -1, found.shape[1])


def leave_out(
    family: str, model: str, fit, grid: Grid | None, prepared: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Predict each observation and each group of a fit from the others.

    A left-out group counts as new: its effect is integrated out through what the
    model knows of groups. With complete pooling that is the common coefficients,
    without pooling the very wide prior.

    Observations of means and lines are left out by Pareto smoothed importance
    sampling, and exactly where its k is above 0.7 or a prior that nothing is learned
    about is all that predicts them. Units and coins are exact
    throughout, their own effect integrated out. Of a large table a random sample is
    left out.

    Parameters
    ----------
    family, model : str
        What was fitted.
    fit : pooling.results.Fit
        Its Stan data and its draws.
    grid : pooling.exact.base.Grid or None
        The exact nodes; draws stand in where there are none.
    prepared : DataFrame
        The table that was modelled.

    Returns
    -------
    observations : DataFrame
        One row per observation, in the order of the Stan data: ``row`` of the
        source and ``group``; ``lpd``, the log of the mean likelihood over the
        draws; ``elpd``, log p(y_i | y_-i); ``pareto_k`` of importance sampling,
        empty where there was none; the ``method`` of the elpd (``psis``,
        ``exact`` or ``draws``); ``pit``, P(Y < y_i | y_-i), for counts plus a
        random share of P(Y = y_i | y_-i); ``unsettled``, 1 where the rest of the
        group is too little to settle its coefficients; ``fringe``; ``stands_for``,
        how many observations of the table each row of the sample stands for.
    groups : DataFrame
        One row per group, in their natural order: ``group``; ``size`` in
        observations or trials; ``elpd``, log p(y_j | y_-j); ``pareto_k``;
        ``method``; ``fringe``, the share of the posterior without the group that
        lies where the exact nodes end; ``stands_for``.
    """
    module = families.get(family)
    labels = natural_order(prepared["group"])
    if module.ONE_ROW_PER_GROUP:
        prepared = prepared.set_index("group", drop=False).loc[labels]
    rows, kept = sample(len(prepared)), sample(len(labels))
    stand_for = len(prepared) / len(rows), len(labels) / len(kept)
    prepared, labels = prepared.iloc[rows], [labels[place] for place in kept]
    given = left_out.of(family).given(module.MODELS[model], fit.stan_data, rows, kept)
    posterior = known(given, grid, fit.draws)
    if grid is None:
        log.warning("No exact nodes: %d draws stand in for them.", posterior.count)
    density, below, group_density = given.along(posterior.values, posterior.count)
    alone = posterior.predict(density)
    del density
    # Without a product of the size of both.
    pit = np.einsum("np,np->p", alone.weights, below)
    del below
    together = posterior.predict(group_density)
    if given.discrete:
        pit += np.random.default_rng(SEED).random(len(pit)) * np.exp(alone.elpd)
    likelihood = _likelihood(family, model, fit, rows)
    every = likelihood.shape[0] * likelihood.shape[1]
    observations = pd.DataFrame(
        {
            "row": prepared["row"].to_numpy(),
            "group": prepared["group"].to_numpy(),
            "lpd": logsumexp(likelihood, axis=(0, 1)) - np.log(every),
            "elpd": alone.elpd,
            "pareto_k": alone.pareto_k,
            "method": alone.method,
            "pit": np.clip(pit, 0, 1),
            "unsettled": given.unsettled.astype(int),
            "fringe": alone.fringe,
            "stands_for": stand_for[0],
        }
    )
    if not module.ONE_ROW_PER_GROUP:
        elpd, k = of_observations(likelihood)
        good = k <= PARETO_K
        if alone.method == "exact" and module.MODELS[model].pooling in UNLEARNED:
            # Without the rest of its group only the prior is left, where no draw is:
            # then k itself is not to be trusted.
            good &= ~given.unsettled
        observations.loc[good, "method"] = "psis"
        observations.loc[good, "elpd"] = elpd[good]
        kept = good | (alone.method == "exact")
        observations.loc[kept, "pareto_k"] = k[kept]
    groups = pd.DataFrame(
        {
            "group": labels,
            "size": given.sizes,
            "elpd": together.elpd,
            "pareto_k": together.pareto_k,
            "method": together.method,
            "fringe": together.fringe,
            "stands_for": stand_for[1],
        }
    )
    for part, table in (("observations", observations), ("groups", groups)):
        doubtful = np.count_nonzero(unsure(table))
        if doubtful:
            log.warning(
                "%d of %d left-out %s are less sure: draws whose k is above %g, or "
                "nodes that end too early.",
                doubtful,
                len(table),
                part,
                PARETO_K,
            )
    return observations, groups
