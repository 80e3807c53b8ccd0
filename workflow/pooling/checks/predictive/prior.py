"""What the priors alone expect, against what is plausible and what was seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

from pooling.checks.predictive.base import (
    LEAST_DRAWS,
    PRIORS,
    Case,
    parts,
    quantiles,
    summed_up,
)
from pooling.model import density
from pooling.model.outcomes import sample

OUTSIDE = 0.05  # share of prior draws beyond the plausible: more is a wide prior
OBSERVED_OUTSIDE = 0.05  # share of observations in the prior's tails: more is a conflict
TAIL = 0.005  # each, beyond the central 99 %
SURE = 1.64  # standard errors by which what draws say must be beyond a threshold
# Tables drawn from the priors: so many, or of large ones as many as have so many
# numbers together, but never fewer than the least, so that their tails are seen.
PRIOR_TABLES, PRIOR_NUMBERS, LEAST_PRIOR_TABLES = 20_000, 2**22, 1000
MOST_WEIGHED = 1000  # rows of a table that the quantiles of prior draws are taken from


def how_many(width: int, least: int = LEAST_PRIOR_TABLES) -> int:
    """Say how many tables of so many numbers are drawn from the priors."""
    return min(PRIOR_TABLES, max(least, PRIOR_NUMBERS // width))


def parameters(case: Case, count: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw the parameters from their priors, shape (draw, ...), each draw on its own."""
    return density.from_prior(
        case.family, case.declared, data=case.data, count=count, rng=rng
    )


def from_prior(
    case: Case, least: int = LEAST_PRIOR_TABLES, rows: np.ndarray | None = None
) -> Iterator[tuple[dict, np.ndarray]]:
    """Make up tables from the priors alone, with all rows or some; all draws are independent.

    There are ``least`` of them, however large.

    Yields
    ------
    draws : dict of ndarray
        Parameter -> draws, some at a time, shape (draw, ...).
    tables : ndarray
        A table for each, shape (draw, observation).
    """
    rng = case.rng(PRIORS)
    width = len(case.data["y"] if rows is None else rows)
    count = how_many(width, least)
    for part in parts(count, width):
        draws = parameters(case, len(range(*part.indices(count))), rng)
        (*tables,) = density.replicates(case.family, case.data, draws, rng, rows=rows)
        yield draws, np.concatenate(tables)


def of_tables(case: Case, names: Collection[str]) -> dict[str, np.ndarray]:
    """Sum up tables that the priors expect, some hundred of a large one.

    Result as of `pooling.checks.predictive.base.of_tables`.
    """
    tables = (each for _, each in from_prior(case, LEAST_DRAWS))
    return summed_up(case, names, tables)


def prior_check(case: Case) -> dict[str, Any]:
    """Compare what the priors alone expect with what is plausible and what was seen.

    What is plausible is known without the table, and said in the configuration: Gabry,
    Simpson, Vehtari, Betancourt and Gelman (2019), Journal of the Royal Statistical
    Society A 182, 389-402, section 3, and Gelman et al. (2020), Bayesian workflow,
    arXiv:2011.01808, section 2.4. Whether the observed table is where the priors expect
    next to nothing is another question, asked in any case.

    Parameters
    ----------
    case : Case
        Its Stan data are all that is needed.

    Returns
    -------
    dict
        ``quantity``, "y" or a probability; ``expected``, quantiles of its prior draws;
        ``plausible``, the range that was given, or None; ``outside``, the share of
        prior draws beyond it, and ``outside_error``, its standard error, None without a
        range; ``observed_outside``, the share of observations beyond the central 99 %
        of their prior predictive by more than the Monte Carlo error, and how many
        ``observations`` there are; of a large table ``sampled`` fewer are looked at
        (`sample`), which leaves the share an ``observed_outside_error``; ``threshold`` of
        either share; ``tables`` that were
        drawn, and ``seed``; ``verdict``: "in conflict"; else "wide" where the share outside
        is above its threshold by more than the Monte Carlo error, "plausible" where it is
        not, "no range given".
    """
    rows, checks = sample(case.data), case.own
    count, y = len(case.data["y"]), np.asarray(case.data["y"])[rows]
    above, below, shares, kept = 0, 0, [], []
    for draws, tables in from_prior(case, rows=rows):
        values = checks.judged(case, draws, tables, rows)
        # A view would keep all of them.
        kept.append(values[:, :: -(-values.shape[1] // MOST_WEIGHED)].copy())
        if case.plausible:
            low, high = case.plausible
            shares.append(((values < low) | (values > high)).mean(axis=1))
        above = above + (tables >= y).sum(axis=0)
        below = below + (tables <= y).sum(axis=0)
    expected = np.concatenate(kept)
    total = len(expected)
    # Some draws know a tail of 0.5 % badly: as many as chance alone takes away are no sign.
    few = TAIL * total - SURE * np.sqrt(TAIL * (1 - TAIL) * total)
    seen = float((np.minimum(above, below) < few).mean())
    # Of a sample; nothing where all were looked at.
    unseen = float(np.sqrt(seen * (1 - seen) / len(y) * (1 - len(y) / count)))
    share, error, verdict = None, None, "no range given"
    if case.plausible:
        # Values of one table share their parameters: the tables are independent.
        of_tables = np.concatenate(shares)
        share = float(of_tables.mean())
        error = float(of_tables.std(ddof=1) / np.sqrt(total))
        verdict = "wide" if share - SURE * error > OUTSIDE else "plausible"
    return {
        "quantity": checks.QUANTITY,
        "expected": quantiles(expected),
        "plausible": case.plausible and list(case.plausible),
        "outside": share,
        "outside_error": error,
        "observed_outside": seen,
        "observed_outside_error": unseen,
        "observations": count,
        "sampled": len(y),
        "threshold": {"outside": OUTSIDE, "observed_outside": OBSERVED_OUTSIDE},
        "tables": total,
        "seed": case.seed,
        "verdict": "in conflict" if seen - SURE * unseen > OBSERVED_OUTSIDE else verdict,
    }
