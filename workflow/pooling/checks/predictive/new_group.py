"""What a model says of a new group, with its exact mixture where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pooling.checks.predictive.base import HIGHEST, QUANTILES, Case
from pooling.checks.predictive.mixtures import Mixture, Normals
from pooling.checks.predictive.words import how_wide


def _moments(outcome: Normals | Mixture) -> dict[str, float]:
    """Give mean, sd and quantiles of a predictive distribution."""
    return {
        "mean": outcome.mean,
        "sd": outcome.sd,
        **{name: outcome.quantile(q / 100) for name, q in QUANTILES.items()},
    }


@dataclass(frozen=True)
class Above:
    """Chances to be above the threshold, at one design point.

    Attributes
    ----------
    at : float or None
        The predictor; None where there is none.
    new : float
        Of a new group.
    known : ndarray
        Of each group of the table, shape (group,).
    sizes : ndarray of int
        Observations or trials of each.
    """

    at: float | None
    new: float
    known: np.ndarray
    sizes: np.ndarray


def _told(case: Case, above: Above) -> dict[str, Any]:
    """Give the chances to be above the threshold.

    ``at``; ``new``, of a new group, None where the model knows of no population;
    ``highest``: ``group``, ``size`` and ``chance`` of the known groups where it is the
    largest.
    """
    return {
        "at": above.at,
        "new": above.new if case.population else None,
        "highest": [
            {
                "group": case.labels[at],
                "size": int(above.sizes[at]),
                "chance": float(above.known[at]),
            }
            for at in np.argsort(-above.known, kind="stable")[:HIGHEST]
        ],
    }


def new_group_check(case: Case) -> dict[str, Any]:
    """Set predictions for a new group beside those for known ones.

    Returns
    -------
    dict
        ``per``: what the predictions run over, "x", "trials" or None;
        ``predictions``: ``at``, moments and quantiles of one observation of the
        ``existing`` groups that are shown and of the ``new`` one, with ``ratio``, the
        sd of the new one over that of the existing; ``least_ratio`` and
        ``largest_ratio`` over all groups of the table, each at its own design;
        ``error_of_least_ratio``, from the Monte Carlo, 0 where the posterior is
        exact, not a number where tails are too heavy; ``exact``; ``seed`` of what is
        drawn; and ``verdict``: what `how_wide` calls the least ratio; for complete
        pooling "no groups", "undefined" where every known sd is 0.
        Where the analysis has a threshold, ``threshold``, and ``above``: the chances
        to be above it, of an observation at each of its design points, or of the rate
        of successes.
    """
    if case.declared.pooling == "complete":
        return {"verdict": "no groups"}
    rows, ratios, errors = [], [], []
    predictions = case.own.new_group(case)
    for prediction in predictions:
        new = _moments(prediction.outcome)
        existing = []
        for known in prediction.existing:
            predicted = _moments(known.outcome)
            # A unit that never varies has an sd of 0, and no ratio.
            predicted["ratio"] = new["sd"] / predicted["sd"] if predicted["sd"] else None
            existing.append(
                {"group": case.labels[known.group], "size": known.size, **predicted}
            )
        ratios.append(prediction.ratios)
        errors.append(prediction.errors)
        rows.append({"at": prediction.at, "existing": existing, "new": new})
    ratio, error = np.concatenate(ratios), np.concatenate(errors)
    ratio, error = ratio[~np.isnan(ratio)], error[~np.isnan(ratio)]
    least = int(ratio.argmin()) if len(ratio) else None
    set_at: dict[str, Any] = {}
    if case.threshold is not None:
        above = case.own.above(case, predictions)
        set_at = {
            "threshold": case.threshold,
            "above": [_told(case, each) for each in above],
        }
    return set_at | {
        "per": case.own.PER,
        "predictions": rows,
        "least_ratio": None if least is None else float(ratio[least]),
        "largest_ratio": None if least is None else float(ratio.max()),
        "error_of_least_ratio": None
        if least is None
        else float(ratio[least] * error[least]),
        "exact": case.own.EXACT and case.grid is not None,
        "seed": case.seed,
        "verdict": "undefined" if least is None else how_wide(float(ratio[least])),
    }
