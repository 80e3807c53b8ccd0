"""Counts of replicated data as a hanging rootogram."""

from __future__ import annotations

from itertools import product

import numpy as np

from pooling.checks.predictive.words import REPLICATES as REPLICATED
from pooling.figures import alt_text
from pooling.figures.axes import around
from pooling.figures.base import add_rows
from pooling.figures.predictive import common
from pooling.figures.predictive.replicates import replicates
from pooling.figures.style import canvas, legend_below


def _by_trials(n) -> dict[str, np.ndarray]:
    """Sort units by their trials: one class for each size, or quarters of the units.

    Returns
    -------
    dict of ndarray of bool
        Trials of a class, as text -> its units, the smallest first.
    """
    ends = np.unique(n)
    if len(ends) > common.SIZES:
        quarters = np.arange(1, common.SIZES + 1) / common.SIZES
        ends = np.unique(np.quantile(n, quarters, method="inverted_cdf"))
    place = np.searchsorted(ends, n)
    classes = {}
    for at in range(len(ends)):
        units = place == at
        low, high = n[units].min(), n[units].max()
        classes[f"{low}" if low == high else f"{low}\N{EN DASH}{high}"] = units
    return classes


def _share_bins(y, n, tables, most: int) -> np.ndarray:
    """Bins for the shares of some units.

    Of units of one size a bin holds as many counts as another, or one more: none is
    empty because no share can lie there.
    """
    if np.ptp(n):
        reached = [np.percentile(drawn / n, [0.1, 99.9]) for drawn in tables]
        ends = around(np.append(np.ravel(reached), y / n), 0)
        return np.linspace(*np.clip(ends, 0, 1), most + 1)
    every = np.append(np.ravel([np.percentile(d, [0.1, 99.9]) for d in tables]), y)
    low, counts = int(every.min()), int(np.ceil(every.max())) - int(every.min()) + 1
    bins = -(-counts // -(-counts // most))
    return (low - 0.5 + np.round(np.linspace(0, counts, bins + 1))) / n[0]


def rootogram(results, words, kind: str):
    """Draw how many units of a size have each share of successes, seen and expected."""
    (model,) = results.fits
    case = common.case_of(results, "posterior_predictive")
    y, n = (np.asarray(case.data[name]) for name in ("y", "N"))
    classes = _by_trials(n)
    few = len(n) // len(classes) // common.UNITS_PER_BIN
    few = int(np.clip(few, common.LEAST_BINS, common.BINS))
    tables = {"fitted": replicates(results, kind)}
    new = list(case.own.new_tables(case))
    if new:
        tables["new"] = np.concatenate(new)
    bins = {
        size: _share_bins(y[units], n[units], [d[:, units] for d in tables.values()], few)
        for size, units in classes.items()
    }
    group = words.label("group")
    names = {
        "fitted": words(f"each {group} again", f"cada {group}, otra vez"),
        "new": words.say("predictive/rootogram/new", group=group),
    }
    colour = common.colour_of_kind(results, model, kind)
    lines, columns = len(tables), len(classes)
    share = {"sharex": True, "sharey": True, "squeeze": False}
    figure, panels = canvas(lines, columns, 1.3 + 1.7 * lines, **share)
    table = {
        name: []
        for name in (
            *("trials", "replicates", "share", "observed"),
            *("expected", "expected_q5", "expected_q95"),
        )
    }
    for (row, replicated), (column, (size, units)) in product(
        enumerate(tables), enumerate(classes.items())
    ):
        axes, edges = panels[row, column], bins[size]
        counts = common.frequencies(tables[replicated][:, units] / n[units], edges)
        seen = common.frequencies((y[units] / n[units])[np.newaxis], edges)[0]
        expected = common.frequencies_beside(axes, edges, seen, counts, colour=colour)
        axes.locator_params(axis="x", nbins=4)
        if row == 0:
            axes.set_title(f"N = {size}", fontsize=9)
        if column == 0:
            axes.set_ylabel(names[replicated], fontsize=8)
        add_rows(table, size, replicated, common.middles_of(edges), seen, *expected)
    axes.set_xlim(*(end(list(map(end, bins.values()))) for end in (np.min, np.max)))
    axes.set_ylim(0, 1.1 * max(table["observed"] + table["expected_q95"]))
    figure.supxlabel(words.share(), fontsize=9)
    figure.supylabel(words("units (root scale)", "unidades (escala de raíz)"), fontsize=9)
    legend_below(figure, common.frequency_key(colour, words), side="upper")
    return figure, table


def says_rootogram(table, words, results) -> str:
    """Tell how many counts lie where the model expects them."""
    kinds, texts = np.asarray(table["replicates"]), []
    inside = common.inside_90(table, "expected", "observed")
    for kind, name in REPLICATED.items():
        of_kind = kinds == kind
        if of_kind.any():
            texts.append(f"{inside[of_kind].sum()} ({name[words.language]})")
            bars = of_kind.sum()
    count = alt_text.groups(words, len(results.groups), results)
    sizes = words.listed(*dict.fromkeys(table["trials"]))
    return words(
        f"{count}, their shares of {words.label('y')} by {words.label('N')} ({sizes}), in "
        f"{bars} bars. Observed counts within the central 90 % of the replicated data "
        f"sets: {', '.join(texts)}.",
        f"{count}, sus proporciones de {words.label('y')} por {words.label('N')} "
        f"({sizes}), en {bars} barras. Frecuencias observadas dentro del 90 % central de "
        f"los datos replicados: {', '.join(texts)}.",
    )
