"""What a family's own figure of its predictions shows, in words."""

from __future__ import annotations

from pooling.figures.predictive.new_group import (
    new_line,
    new_mean,
    new_unit,
    says_new_line,
    says_new_mean,
    says_new_unit,
)
from pooling.figures.predictive.replicates import (
    by_coin,
    by_unit,
    real,
    says_by_coin,
    says_by_unit,
    says_real,
)
from pooling.figures.predictive.rootogram import rootogram, says_rootogram
from pooling.figures.regression.predictive import (
    new_rows,
    replicated,
    says_new_rows,
    says_replicated,
)

# What a family's own figure of its predictions shows, by the function that draws it.
SAYS = {
    real: says_real,
    by_unit: says_by_unit,
    by_coin: says_by_coin,
    rootogram: says_rootogram,
    replicated: says_replicated,
    new_rows: says_new_rows,
    new_mean: says_new_mean,
    new_line: says_new_line,
    new_unit: says_new_unit,
}


def says(reading: str, draw, *, table, words, results) -> str:
    """Tell the reading of a check, and the numbers of its figure.

    Parameters
    ----------
    reading : str
        The check in one sentence.
    draw : callable
        The family's own figure.
    table, words, results
        As the text of any figure gets them.
    """
    if "because" in table:
        return reading
    return f"{reading} {SAYS[draw](table, words, results)}"
