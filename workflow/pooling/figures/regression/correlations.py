"""Coefficients of the groups together: how they covary, and what is known of it."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from pooling.figures import alt_text
from pooling.figures.base import add_rows
from pooling.figures.groups import CLOUD, rows
from pooling.figures.regression import terms
from pooling.figures.regression.by_group import determined, near
from pooling.figures.regression.levels import common, estimates, without_pooling
from pooling.figures.shapes import arrows, ellipse
from pooling.figures.style import (
    PALE,
    POOLING_COLOURS,
    POOLING_MARKS,
    PRIOR,
    canvas,
    legend_below,
)
from pooling.model.names import COMPLETE, NONE, PARTIAL

MASSES = ((0.5, "-"), (0.9, "--"))  # of the population, inside its ellipses


def prior_density(grid: np.ndarray, shape: float, size: int) -> np.ndarray:
    """Density of one correlation of a matrix with an LKJ prior.

    (r + 1) / 2 is beta distributed, with both shapes ``shape + (size - 2) / 2``:
    Lewandowski, Kurowicka and Joe (2009), Journal of Multivariate Analysis 100, section 3.

    Parameters
    ----------
    grid : ndarray
        Correlations.
    shape : float
        Of the LKJ distribution.
    size : int
        Rows of the matrix.
    """
    from scipy.stats import beta

    both = shape + (size - 2) / 2
    return beta.pdf((grid + 1) / 2, both, both) / 2


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
    colour = POOLING_COLOURS["partial"]
    for (a, b), (left, right) in zip(pairs, panels, strict=True):
        pair = f"{names[a]},{names[b]}"
        column = labels.index(pair)
        _together(left, results, names=(names[a], names[b]), words=words, table=table)
        grid = np.linspace(-1, 1, 401)
        edges = np.linspace(-1, 1, 41)
        height, _ = np.histogram(draws[:, column], edges, density=True)
        right.stairs(height, edges, fill=True, color=colour, alpha=0.4)
        right.plot(grid, prior_density(grid, shape, len(names)), color=PRIOR, ls="--")
        right.axvline(fit.best(_label(results, "cor", pair), "mean"), color=colour)
        right.set_xlim(-1, 1)
        right.set_xlabel(words("correlation", "correlación"))
        right.set_ylabel(words("density", "densidad"))
        middles = (edges[1:] + edges[:-1]) / 2
        add_rows(table, "density", pair, "", "", middles, height)
    there = {NONE: "none", PARTIAL: "partial"}
    if all(common(results, COMPLETE, name) is not None for name in names):
        there = {COMPLETE: "complete"} | there
    degrees = [degree for model, degree in there.items() if model in results.fits]
    handles, texts = _legend(
        panels[0, 0], panels[0, 1], degrees=degrees, shape=shape, words=words
    )
    legend_below(figure, handles, texts, columns=3)
    return figure, table


def _together(axes, results, *, names, words, table) -> None:
    """Draw how each group's pair of coefficients moves to the population."""
    fit, pair = results.fits[PARTIAL], ",".join(names)
    centre = [common(results, PARTIAL, name) for name in names]
    sd = [fit.best(_label(results, "sd", name), "mean") for name in names]
    r = fit.best(_label(results, "cor", pair), "mean")
    colour = POOLING_COLOURS["partial"]
    outlines = [ellipse(centre, sd, r, mass) for mass, _ in MASSES]
    for outline, (_, style) in zip(outlines, MASSES, strict=True):
        axes.plot(*outline, color=colour, lw=1, ls=style)
    x1, y1 = (estimates(results, PARTIAL, name) for name in names)
    order = rows(results, np.argsort(y1, kind="stable"), CLOUD)
    shown = [results.groups[at] for at in order]
    if NONE in results.fits:
        x0, y0 = (without_pooling(results, name) for name in names)
        known = order[determined(results)[order]]
        look = {"width": 0.0025, "headwidth": 5, "color": PALE, "zorder": 2}
        start, stop = (x0[known], y0[known]), (x1[known], y1[known])
        moved = arrows(axes, start, stop, **look)
        moved.set_in_layout(False)  # arrows may begin far beyond the panel
        axes.plot(
            x0[known],
            y0[known],
            POOLING_MARKS["none"],
            color=POOLING_COLOURS["none"],
            ms=3.2,
        )
        labels = [results.groups[at] for at in known]
        add_rows(table, "group", pair, labels, NONE, x0[known], y0[known])
    else:
        x0 = y0 = np.empty(0)
        known = np.empty(0, dtype=int)
    axes.plot(x1[order], y1[order], POOLING_MARKS["partial"], color=colour, ms=3.2)
    add_rows(table, "group", pair, shown, PARTIAL, x1[order], y1[order])
    complete = [common(results, COMPLETE, name) for name in names]
    levels = [[], []]
    if None not in complete:
        axes.plot(
            *complete,
            POOLING_MARKS["complete"],
            color=POOLING_COLOURS["complete"],
            ms=7,
            zorder=5,
        )
        levels = [[each] for each in complete]
    outer = outlines[-1]
    axes.set_xlim(near([*x1, *outer[0]], x0[known], levels[0]))
    axes.set_ylim(near([*y1, *outer[1]], y0[known], levels[1]))
    axes.set_xlabel(terms.coefficient(words, names[0]))
    axes.set_ylabel(terms.coefficient(words, names[1]))


def _legend(left, right, *, degrees, shape: float, words) -> tuple[list, list[str]]:
    """Explain both panels."""
    colour = POOLING_COLOURS["partial"]
    entries = [
        (
            left.plot([], [], POOLING_MARKS[degree], color=POOLING_COLOURS[degree], ms=4)[
                0
            ],
            words.pooling(degree),
        )
        for degree in degrees
    ]
    for mass, style in MASSES:
        share = f"{mass * 100:.0f} %"
        entries.append(
            (
                left.plot([], [], color=colour, lw=1, ls=style)[0],
                words(f"{share} of the population", f"{share} de la población"),
            )
        )
    lkj = f"prior, LKJ({words.number(shape)})"
    entries.append((right.plot([], [], color=PRIOR, ls="--")[0], lkj))
    mean = words("posterior mean", "media a posteriori")
    entries.append((right.plot([], [], color=colour)[0], mean))
    return tuple(map(list, zip(*entries, strict=True)))


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
