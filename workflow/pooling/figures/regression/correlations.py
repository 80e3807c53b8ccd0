"""Coefficients of the groups together: how they covary, and what is known of it."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from pooling.figures import alt_text, covarying
from pooling.figures.base import add_rows
from pooling.figures.groups import CLOUD, rows
from pooling.figures.regression import terms
from pooling.figures.regression.by_group import determined, near
from pooling.figures.regression.levels import common, estimates, without_pooling
from pooling.figures.style import canvas, labelled, legend_below
from pooling.model.names import COMPLETE, NONE, PARTIAL


def _label(results, kind: str, name: str) -> str:
    """Give the label of a spread or a correlation in the summary."""
    group = results.facts["formula"]["group"]
    return f"{kind}_{group}[{name}]"


def correlation(results, words):
    """Draw each pair of coefficients, and prior and posterior of their correlation."""
    names = results.coefficients
    pairs = list(combinations(range(len(names)), 2))
    fit = results.fits[PARTIAL]
    labels = results.labels(PARTIAL)["pair"]
    draws = fit.draws("cor")["cor"].reshape(-1, len(pairs))
    shape = fit.stan_data["prior_cor_shape"]
    figure, panels = canvas(
        len(pairs),
        2,
        height=1.3 + 2.9 * len(pairs),
        squeeze=False,
        width_ratios=[1.35, 1],
    )
    table = {"shows": [], "pair": [], "group": [], "model": [], "x": [], "y": []}
    for (a, b), (left, right) in zip(pairs, panels, strict=True):
        pair = f"{names[a]},{names[b]}"
        _together(left, results, names=(names[a], names[b]), words=words, table=table)
        mean = fit.best(_label(results, "cor", pair), "mean")
        look = {"shape": shape, "size": len(names), "mean": mean}
        drawn = draws[:, labels.index(pair)]
        density = covarying.correlation(right, words, drawn, **look)
        right.set_xlabel(words("correlation", "correlación"))
        add_rows(table, "density", pair, "", "", *density)
    legend_below(figure, labelled(*panels[0]), columns=3)
    return figure, table


def _together(axes, results, *, names, words, table) -> None:
    """Draw how each group's pair of coefficients moves to the population."""
    fit, pair = results.fits[PARTIAL], ",".join(names)
    centre = [common(results, PARTIAL, name) for name in names]
    sd = [fit.best(_label(results, "sd", name), "mean") for name in names]
    r = fit.best(_label(results, "cor", pair), "mean")
    stop = [estimates(results, PARTIAL, name) for name in names]
    order = rows(results, np.argsort(stop[1], kind="stable"), CLOUD)
    shown = np.array(results.groups)[order]
    start, far = None, np.empty((2, 0))
    known = np.zeros(len(order), dtype=bool)
    if NONE in results.fits:
        start = [without_pooling(results, name)[order] for name in names]
        known = determined(results)[order]
        far = [each[known] for each in start]
        add_rows(table, "group", pair, shown[known], NONE, *far)
    add_rows(table, "group", pair, shown, PARTIAL, *(each[order] for each in stop))
    complete = [common(results, COMPLETE, name) for name in names]
    complete = None if None in complete else complete
    outer = covarying.cloud(
        axes,
        words,
        population=(centre, sd, r),
        complete=complete,
        start=start,
        stop=[each[order] for each in stop],
        known=known,
    )
    for at, end in enumerate((axes.set_xlim, axes.set_ylim)):
        levels = [] if complete is None else [complete[at]]
        end(near([*stop[at], *outer[at]], far[at], levels))
    axes.set_xlabel(terms.coefficient(words, names[0]))
    axes.set_ylabel(terms.coefficient(words, names[1]))


def says_correlation(table, words, results) -> str:
    """Tell where the posterior of each correlation lies."""
    fit, texts = results.fits[PARTIAL], []
    for pair, drawn in zip(
        results.labels(PARTIAL)["pair"],
        fit.draws("cor")["cor"].reshape(-1, len(results.labels(PARTIAL)["pair"])).T,
        strict=True,
    ):
        row = fit.estimates.loc[_label(results, "cor", pair)]
        interval = alt_text.interval(
            words, {key: row[key] for key in ("mean", "q5", "q95")}
        )
        above = alt_text.percent(words, (drawn > 0).mean())
        names = results.coefficients
        said = next(
            " / ".join(terms.coefficient(words, each, 80) for each in both)
            for both in combinations(names, 2)
            if ",".join(both) == pair
        )
        texts.append(
            words(
                f"{said}: {interval}, {above} of the posterior above 0",
                f"{said}: {interval}, el {above} del posterior por encima de 0",
            )
        )
    return words(
        f"Correlations between groups. {alt_text.sentence('; '.join(texts))}",
        f"Correlaciones entre grupos. {alt_text.sentence('; '.join(texts))}",
    )
