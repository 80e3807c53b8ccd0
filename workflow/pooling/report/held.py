"""Whether a first look held, now that the fit is there.

The numbers of its sentences, and of its table of the population, are set beside those of
the finished run, in posterior sds. Both have errors: those of the draws that they rest on.
"""

from __future__ import annotations

from math import isfinite, sqrt
from statistics import NormalDist

from pooling.basics import not_computed
from pooling.checks.results import Results
from pooling.report import numbers
from pooling.report.answers.base import Statement
from pooling.report.answers.ranks import NINETY
from pooling.report.words import WORDS

FALSE_RED = 1e-3  # chance that a look that was right is said not to have held
CHANCES = ("probability", "chance", "p_")  # how probabilities are called
# Of a quantile that leaves 5 %, by the length from mean to quantile, times the square root
# of the draws: that of an exponential tail, 4.36 / ln 20 * 1.3; of a normal one it is 1.3.
END = 1.9

TEXT = WORDS["held"]


def told(results: Results, language: str) -> str | None:
    """Say in a line whether the first look held; None where there is nothing to say."""
    if not results.has("held") or not_computed.read(results.paths["held"]):
        return None
    compared = results.json("held")
    if compared["held"] is None:
        return None
    keys = ["held" if compared["held"] else "held_not", "numbers"]
    keys += ["renamed"] * bool(compared["renamed"])
    return "".join(TEXT[key][language] for key in keys).format(
        numbers=numbers.count(compared["numbers"], language),
        score=numbers.number(compared["largest"], language, 1),
        threshold=numbers.number(compared["threshold"], language, 1),
        renamed=compared["renamed"],
    )


def of(results: Results, statements: list[Statement]) -> dict:
    """Set the first look of an analysis beside its answers.

    Parameters
    ----------
    results : Results
        With the file ``look``, and the ``summary`` of each fit.
    statements : list of Statement
        Its answers.

    Returns
    -------
    dict
        As of `compare`.
    """
    look = results.json("look")
    if look["model"] is None:
        return compare(look, statements, None, look["draws"])
    summary = results.fits[look["model"]].summary
    effective = float(summary[["ess_bulk", "ess_tail"]].min().min())
    return compare(look, statements, summary, effective)


def compare(look: dict, statements: list[Statement], summary, effective: float) -> dict:
    """Set a first look beside the answers of a finished run.

    Parameters
    ----------
    look : dict
        From `pooling.report.look.of`.
    statements : list of Statement
        Of the finished run.
    summary : DataFrame or None
        ``mean``, ``sd``, ``q5`` and ``q95`` by the draws of the model that the look tells
        the population of.
    effective : float
        Least effective number of these draws.

    Returns
    -------
    dict
        ``held``, None where nothing can be compared; how many ``numbers`` were; the
        ``largest`` difference, in posterior sds, or of a probability, over its standard
        error, with its name, ``of``, its ``difference`` and its ``unit``; the ``threshold``;
        and ``renamed``, sentences that name another group now.
    """
    said = [(each["about"], each["values"]) for each in look["statements"]]
    now = [(each.about, each.values) for each in statements]
    moved, renamed = [], 0
    draws = (look["draws"], effective)
    for about, values in said:
        match = _alike(values, [other for of, other in now if of == about])
        if match is None:
            renamed += 1
        else:
            moved += list(_numbers(values, match, draws))
    for row in look["parameters"]:
        if summary is not None and row["parameter"] in summary.index:
            moved += list(_row(row, summary.loc[row["parameter"]], draws))
    moved = [each for each in moved if each["error"] > 0 and isfinite(each["difference"])]
    if not moved:
        return {"held": None, "numbers": 0, "renamed": renamed}
    worst = max(moved, key=_score)
    bar = _threshold(len(moved))
    return {
        "held": bool(_score(worst) <= bar),
        "numbers": len(moved),
        "largest": _score(worst),
        "of": worst["of"],
        "difference": float(worst["difference"]),
        "unit": worst["unit"],
        "threshold": bar,
        "renamed": renamed,
    }


def _score(number: dict) -> float:
    """Give a difference in standard errors."""
    return float(abs(number["difference"]) / number["error"])


def _threshold(count: int) -> float:
    """Say how large the largest of many such scores may be, by Bonferroni's inequality."""
    return NormalDist().inv_cdf(1 - FALSE_RED / (2 * count))


def _alike(values: dict, others: list[dict]) -> dict | None:
    """Find the statement that says the same of the same groups."""
    for other in others:
        if values.keys() == other.keys() and all(
            other[name] == value
            for name, value in values.items()
            if isinstance(value, str)
        ):
            return other
    return None


def _numbers(values: dict, others: dict, draws: tuple):
    """Compare the numbers of two statements that have an error."""
    ends = {f"{name}_{end}" for name in values for end in ("q5", "q95")}
    for name, value in values.items():
        if name in ends:
            continue  # compared with the mean that it is an end of
        if isinstance(value, str | list) or value is None or others[name] is None:
            continue
        if f"{name}_q5" in values:
            before, later = (
                {"mean": each[name]} | {e: each[f"{name}_{e}"] for e in ("q5", "q95")}
                for each in (values, others)
            )
            yield from _estimate(name, before, later, draws)
        elif name.startswith(CHANCES):
            share = (value + others[name]) / 2
            spread = sqrt(max(share * (1 - share), 1 / min(draws)))
            yield {
                "of": name,
                "difference": others[name] - value,
                "error": spread * _both(draws),
                "unit": "probability",
            }


def _row(row: dict, later, draws: tuple):
    """Compare a parameter of the population with what the draws say of it."""
    if None not in (row["mean"], row.get("q5"), row.get("q95")):
        yield from _estimate(row["parameter"], row, later, draws)


def _both(draws: tuple) -> float:
    """Give the standard error of a mean of both, in sds."""
    return sqrt(sum(1 / count for count in draws))


def _estimate(name: str, row, later, draws: tuple):
    """Compare a mean, and the ends of its interval, in posterior sds."""
    sd = (row["q95"] - row["q5"]) / NINETY
    if not sd > 0:
        return
    error = _both(draws)
    for end in ("mean", "q5", "q95"):
        side = END * abs(row[end] - row["mean"]) / sd
        yield {
            "of": name if end == "mean" else f"{name}_{end}",
            "difference": float(later[end] - row[end]) / sd,
            "error": error * (1.0 if end == "mean" else max(side, 1.0)),
            "unit": "sd",
        }
