"""Which posteriors are other ones, beyond what sampling again would change."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pooling.basics import files
from pooling.checks import agreement
from pooling.model import families
from pooling.sampling import draws
from pooling.table.tables import read_summary

SHOWN = 20  # parameters of a fit, the farthest first


def moments(values):
    """Give means and sds of draws, shape (chain, draw, label), with their Monte Carlo errors.

    Estimates and errors of both have the shape (2, label); the smallest effective number of
    draws behind them comes last. The error of a sd is from the autocorrelation of squared
    distances, as in `pooling.checks.agreement.compare`.
    """
    from arviz_stats.base import array_stats

    mean, sd = values.mean(axis=(0, 1)), values.std(axis=(0, 1), ddof=1)
    squares = (values - mean) ** 2
    ess = [
        array_stats.ess(each, chain_axis=0, draw_axis=1, method="mean")
        for each in (values, squares)
    ]
    with np.errstate(invalid="ignore", divide="ignore"):  # a parameter that stands still
        of_mean = sd / np.sqrt(ess[0])
        of_sd = squares.std(axis=(0, 1), ddof=1) / np.sqrt(ess[1]) / (2 * sd)
    size = values.shape[0] * values.shape[1]
    smallest = np.min(ess, where=np.isfinite(ess), initial=size)
    return np.stack([mean, sd]), np.nan_to_num([of_mean, of_sd]), float(smallest)


def compare(before, after, labels: list[str], fits: int) -> dict:
    """Compare the draws of one fit in two runs, shape (chain, draw, label).

    The chance of a false alarm is shared out among all ``fits`` that are compared.

    Returns
    -------
    dict
        ``verdict``: ``identical`` to the last bit, ``agrees`` within Monte Carlo
        error, or ``moved``; ``threshold``, the largest ``z`` that chance allows;
        ``parameters``, the farthest first, each with ``parameter``, means and sds
        of both, ``shift`` of the mean in sds of the earlier posterior, and ``z_mean``
        and ``z_sd``, the differences in Monte Carlo errors.
    """
    if before.shape == after.shape and np.array_equal(before, after, equal_nan=True):
        return {"verdict": "identical", "threshold": None, "parameters": []}
    (old, old_error, old_ess), (new, new_error, new_ess) = moments(before), moments(after)
    difference = new - old
    with np.errstate(invalid="ignore", divide="ignore"):  # 0 / 0 is no difference
        z = np.where(difference == 0, 0.0, difference / np.hypot(old_error, new_error))
        shift = np.where(difference[0] == 0, 0.0, difference[0] / old[1])
    threshold = agreement.threshold(2 * len(labels), min(old_ess, new_ess), fits)
    farthest = np.argsort(-np.abs(z).max(axis=0), kind="stable")[:SHOWN]
    return {
        "verdict": "agrees" if np.all(np.abs(z) <= threshold) else "moved",
        "threshold": threshold,
        "largest_shift": float(shift[np.argmax(np.abs(shift))]),
        "parameters": [
            {
                "parameter": labels[place],
                "base_mean": float(old[0, place]),
                "run_mean": float(new[0, place]),
                "base_sd": float(old[1, place]),
                "run_sd": float(new[1, place]),
                "shift": float(shift[place]),
                "z_mean": float(z[0, place]),
                "z_sd": float(z[1, place]),
            }
            for place in farthest
        ],
    }


def _declared(folder: Path, fit: str):
    """Labels and draws of the declared parameters of a fit."""
    posterior = draws.read(folder / fit / "posterior.nc", "posterior")
    analysis, _, model = fit.partition("/")
    kept = folder / analysis / "prepared.json"
    facts = files.read_facts(kept) if kept.exists() else {}
    # Earlier versions kept no labels.
    if {"formula", "group_labels"} <= facts.keys():
        family = facts["formula"]["response"]
        labels = families.labels(family, model, facts)
        parameters = families.get(family).MODELS[model].parameters
        return draws.declared(posterior, parameters, labels)
    known = read_summary(folder / fit / "summary.csv").index
    names = dict.fromkeys(str(label).partition("[")[0] for label in known)
    return draws.by_name(posterior, names)


def of_runs(base: Path, run: Path, before: list[str], after: list[str]) -> list[dict]:
    """Compare the posteriors of two runs, by the files of draws in each.

    As `compare`, with ``fit``, and ``alone``: parameters that only one of the two has. A
    fit of only one of them has the verdict ``gone`` or ``new``.
    """
    fits = {path.removesuffix("/posterior.nc"): None for path in [*before, *after]}
    both = [path for path in before if path in after]
    moved = []
    for fit in fits:
        path = f"{fit}/posterior.nc"
        if path not in both:
            verdict = "gone" if path in before else "new"
            moved.append({"fit": fit, "verdict": verdict, "parameters": [], "alone": []})
            continue
        (old_labels, old), (new_labels, new) = (_declared(f, fit) for f in (base, run))
        common = [label for label in old_labels if label in set(new_labels)]
        each = compare(
            old[..., [old_labels.index(label) for label in common]],
            new[..., [new_labels.index(label) for label in common]],
            common,
            len(both),
        )
        alone = sorted(set(old_labels) ^ set(new_labels))
        moved.append({"fit": fit, **each, "alone": alone})
    return moved
