"""Left-out observations and groups of one fit, as tables."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import logsumexp

from pooling.basics.blocks import blocks
from pooling.exact import PARETO_K
from pooling.exact.base import WORK, Grid
from pooling.exact.cross_validation import apart, conditional
from pooling.exact.cross_validation.base import BLOCK, of_observations, shared_posterior
from pooling.exact.cross_validation.trust import UNLEARNED, unsure
from pooling.model import density, families, outcomes
from pooling.model.families.base import natural_order
from pooling.sampling import draws

log = logging.getLogger(__name__)

SEED = 0  # of the randomised probability integral transforms, and of samples
MOST = 2000  # observations, or groups, that are left out whatever the work
LARGE = 20_000  # from which on no more are, however little the work of each
FEWEST = 1000  # nodes that stand for all of them at least, of a large table


def sample(count: int) -> np.ndarray:
    """Choose units or groups of a large table: a simple random sample of `MOST`, in order."""
    if count <= MOST:
        return np.arange(count)
    chosen = np.random.default_rng(SEED).choice(count, MOST, replace=False)
    return np.sort(chosen)


def _taken(model, data: dict, *, single: bool, grid: Grid | None, counts) -> tuple:
    """Choose what is left out: all of it where enough nodes can be summed, else samples.

    Of more than `LARGE` observations, or groups, a sample is enough. ``single`` says
    whether a row is a group, ``counts`` are the observations and groups of the table.

    Returns
    -------
    given : pooling.exact.cross_validation.base.Given
    rows, kept : ndarray of int
        Places of the observations and of the groups.
    nodes : int or None
        How many nodes stand for all of them when observations are left out; None where
        that is all.
    """
    rows = sample(counts[0]) if single else outcomes.sample(data, MOST)
    samples = rows, sample(counts[1])
    if grid is not None and max(counts) > MOST:
        every = tuple(
            some if count > LARGE else np.arange(count)
            for some, count in zip(samples, counts, strict=True)
        )
        given = conditional.given(model, data, *every)
        nodes = WORK // given.width
        if nodes >= len(grid.weights):
            return given, *every, None
        # Of counts, the observations are the groups; points are weighed again for each row.
        alone = single or grid.fringe is None
        if nodes >= FEWEST and not alone:
            return given, *every, nodes
    return conditional.given(model, data, *samples), *samples, None


def _likelihoods(family: str, model: str, fit, rows) -> Iterator[np.ndarray]:
    """Log likelihood of some observations, in blocks (chain, draw, observation)."""
    path = fit.files["posterior"]
    values = fit.parameters(families.get(family).MODELS[model])
    chains = len(draws.arrays(path, "posterior", ["chain"])["chain"])
    data, values = density.of_rows(family, fit.stan_data, values, rows)
    every = np.arange(len(rows))
    for part in blocks(len(rows), 1, BLOCK):
        parts = density.log_likelihood(family, data, values, every[part])
        drawn = np.concatenate(list(parts))
        yield drawn.reshape(chains, -1, drawn.shape[1])


def leave_out(
    family: str, model: str, *, fit, grid: Grid | None, prepared: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Predict each observation and each group of a fit from the others.

    A left-out group counts as new: its effect is integrated out through what the
    model knows of groups. With complete pooling that is the common coefficients,
    without pooling the very wide prior.

    Observations of means and lines are left out by Pareto smoothed importance
    sampling, and exactly where its k is above 0.7 or a prior that nothing is learned
    about is all that predicts them. Units and coins are exact
    throughout, their own effect integrated out. Of a large table everything is left
    out exactly, where that is too much work at some of the nodes (`thinned`); where
    that are too few, or there are no nodes, a sample: of rows in proportion by group.

    Parameters
    ----------
    fit : pooling.checks.results.Fit
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
        how many observations of the table each row of the sample stands for;
        ``nodes``, how many ``of_nodes`` of the exact posterior were summed, empty
        where there are none.
    groups : DataFrame
        One row per group, in their natural order: ``group``; ``size`` in
        observations or trials; ``elpd``, log p(y_j | y_-j); ``pareto_k``;
        ``method``; ``fringe``, the share of the posterior without the group that
        lies where the exact nodes end; ``stands_for``; ``nodes`` and ``of_nodes``.
    """
    module = families.get(family)
    single = module.ONE_ROW_PER_GROUP
    labels = natural_order(prepared["group"])
    if single:
        prepared = prepared.set_index("group", drop=False).loc[labels]
    counts = len(prepared), len(labels)
    declared = module.MODELS[model]
    given, rows, kept, nodes = _taken(
        declared, fit.stan_data, single=single, grid=grid, counts=counts
    )
    stand_for = len(prepared) / len(rows), len(labels) / len(kept)
    prepared, labels = prepared.iloc[rows], [labels[place] for place in kept]
    points = grid is not None and grid.fringe is None
    if points:
        grid = grid.fewer(max(FEWEST, WORK // (8 * given.width)))
    posterior = shared_posterior(given, grid, fit.draws)
    if grid is None:
        log.warning("No exact nodes: %d draws stand in for them.", posterior.count)
    all_nodes = np.nan if grid is None else posterior.count
    if nodes:
        # A group tells more of what groups have in common: it needs the far nodes too.
        few_nodes = shared_posterior(given, grid.fewer(nodes), fit.draws)
        nodes = few_nodes.count
        log.info("Observations are left out at %d of %d nodes.", nodes, all_nodes)
        alone, _ = few_nodes.predict(given)
        few = conditional.given(declared, fit.stan_data, sample(len(rows)), kept)
        _, together = posterior.predict(few)
    else:
        alone, together = posterior.predict(given)
    if points:
        together = apart.corrected(
            together, declared, data=fit.stan_data, grid=grid, kept=kept
        )
    pit = alone.below
    if given.discrete:
        pit = pit + np.random.default_rng(SEED).random(len(pit)) * np.exp(alone.elpd)
    # Of more than a sample importance sampling would take longer than the nodes.
    by_draws = not single and len(rows) <= MOST
    lpd, smoothed = [], []
    for likelihood in _likelihoods(family, model, fit, rows):
        every = likelihood.shape[0] * likelihood.shape[1]
        lpd.append(logsumexp(likelihood, axis=(0, 1)) - np.log(every))
        if by_draws:
            smoothed.append(of_observations(likelihood))
    observations = pd.DataFrame(
        {
            "row": prepared["row"].to_numpy(),
            "group": prepared["group"].to_numpy(),
            "lpd": np.concatenate(lpd),
            "elpd": alone.elpd,
            "pareto_k": alone.pareto_k,
            "method": alone.method,
            "pit": np.clip(pit, 0, 1),
            "unsettled": given.unsettled.astype(int),
            "fringe": alone.fringe,
            "stands_for": stand_for[0],
            "nodes": nodes or all_nodes,
            "of_nodes": all_nodes,
        }
    )
    if by_draws:
        elpd, k = (np.concatenate(part) for part in zip(*smoothed, strict=True))
        good = k <= PARETO_K
        if points:
            # Given what groups share their effects are integrated out.
            good &= ~(alone.pareto_k <= k)
        if grid is not None and module.MODELS[model].pooling in UNLEARNED:
            # Without the rest of its group only the prior is left, where no draw is:
            # then k itself is not to be trusted.
            good &= ~given.unsettled
        observations.loc[good, "method"] = "psis"
        observations.loc[good, "elpd"] = elpd[good]
        diagnosed = good | (alone.method == "exact")
        observations.loc[diagnosed, "pareto_k"] = k[diagnosed]
    groups = pd.DataFrame(
        {
            "group": labels,
            "size": given.sizes,
            "elpd": together.elpd,
            "pareto_k": together.pareto_k,
            "method": together.method,
            "fringe": together.fringe,
            "stands_for": stand_for[1],
            "nodes": all_nodes,
            "of_nodes": all_nodes,
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
