"""Replicated data from a posterior against the observed ones."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np

from pooling.checks import uniformity
from pooling.checks.predictive.base import (
    FEWEST,
    LEVEL,
    MOST_DRAWN,
    WORST,
    Case,
    GroupCheck,
    Statistic,
    compared,
    log,
    summed_up,
)


def statistics(case: Case, most: int = MOST_DRAWN) -> list[Statistic]:
    """Sum up the replicates of a fit: with the fitted effects, and with new ones.

    What the model fits is left out: its replicates are like the table in that, be the model
    right or wrong, and a p-value near 1 says nothing. Bayarri and Berger (2000), Journal of
    the American Statistical Association 95, 1127-1142. New effects only where units have
    one row and a population; none of a table that has too few rows.
    """
    if len(case.data["y"]) < FEWEST:
        return []

    def tested(kind: str) -> list[str]:
        named = case.own.statistics(case.data)
        return [name for name in named if not case.own.fits(case, name, kind)]

    fitted = tested("fitted")
    drawn = case.own.replicated_statistics(case, fitted, most) if fitted else {}
    new = summed_up(case, tested("new"), case.own.new_tables(case))
    return compared(case, drawn, "fitted") + compared(case, new, "new")


def pit(case: Case) -> np.ndarray:
    """Give the leave-one-out probability transforms that should be uniform, shape (n,).

    Without pooling, a row whose group has too few others to settle its coefficients is
    predicted by the very wide prior alone, which says nothing of the model: such rows are
    left out, with one row per unit all of them.
    """
    with open(case.fit.files["left_out"], encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if case.declared.pooling == "none":
        rows = [row for row in rows if not int(row["unsettled"])]
    # None where every node has lost its digits.
    return np.array([float(row["pit"]) for row in rows if row["pit"]])


def _worst(case: Case, checks: list[GroupCheck]) -> list[dict[str, Any]]:
    """Describe the groups that stand out most."""
    ranked = sorted(
        (value, number, place)
        for number, check in enumerate(checks)
        for place, value in enumerate(check.p_values)
    )
    return [
        {
            "group": case.labels[checks[number].groups[place]],
            "size": int(checks[number].sizes[place]),
            "what": checks[number].what,
            "replicates": checks[number].replicates,
            "observed": float(checks[number].observed[place]),
            "q5": float(checks[number].q5[place]),
            "q95": float(checks[number].q95[place]),
            "p_value": float(value),
        }
        for value, number, place in ranked[:WORST]
    ]


def tested_groups(case: Case) -> list[GroupCheck]:
    """Check the groups in what the model does not fit; a table needs some rows for that."""
    if len(case.data["y"]) < FEWEST:
        return []
    return [
        check
        for check in case.own.group_checks(case)
        if not case.own.fits(case, f"group {check.what}", check.replicates)
    ]


def posterior_check(case: Case) -> dict[str, Any]:
    """Compare the observed table with replicated ones from the fitted model.

    The tests share `LEVEL` equally (Bonferroni): the statistics, the uniformity of the
    leave-one-out probability transforms, and the most unlikely group, after its own
    correction for the number of groups. New effects enter with partial pooling and
    with a known population; without pooling there is no population to check, and with
    complete pooling there are no effects. What the model fits is no test, and neither is
    anything of a table of one row or two.

    Parameters
    ----------
    case : Case
        With ``left_out`` among the files of its fit.

    Returns
    -------
    dict
        ``statistics``, ``pit``, ``groups`` (numbers and p-values, None where nothing
        was tested), ``level``,
        ``tests``, ``resolution`` (the least p-value that the draws allow a
        statistic), ``seed``, ``flagged_by`` (``name/replicates``, ``pit``,
        ``groups``), the degree of ``pooling`` and ``verdict``: "passed", "flagged", or
        "not informative" where there was nothing to test; ``because`` then, "few rows" or
        "fitted": what could be looked at is what the model fits.
    """
    looked_at = statistics(case)
    described = [statistic.describe() for statistic in looked_at]
    tested = {f"{row['name']}/{row['replicates']}": row["p_value"] for row in described}
    transforms = pit(case)
    if len(transforms) >= FEWEST:
        tested["pit"] = uniformity.p_value(transforms)
    checks = tested_groups(case)
    unlikely = np.concatenate([check.p_values for check in checks] or [[]])
    if checks:
        tested["groups"] = float(min(1.0, unlikely.min() * len(unlikely)))
    flagged = [name for name, value in tested.items() if value * len(tested) < LEVEL]
    resolution = 2 / (min((len(each.values) for each in looked_at), default=1) + 1)
    if looked_at and resolution * len(tested) >= LEVEL:
        log.warning("With so few draws no statistic can be flagged.")
    nothing = "few rows" if len(case.data["y"]) < FEWEST else "fitted"
    return {
        "statistics": described,
        "pit": {"n": len(transforms), "p_value": tested.get("pit")},
        "groups": {
            "checked": len(case.labels) if checks else 0,
            "tests": len(unlikely),
            "worst": _worst(case, checks),
            "p_value": tested.get("groups"),
        },
        "level": LEVEL,
        "tests": len(tested),
        "resolution": resolution,
        "seed": case.seed,
        "flagged_by": flagged,
        "pooling": case.declared.pooling,
        "verdict": "flagged" if flagged else "passed" if tested else "not informative",
        "because": None if tested else nothing,
    }
