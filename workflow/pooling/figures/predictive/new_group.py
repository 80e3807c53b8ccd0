"""What a new group, line or unit will do, beside the known ones."""

from __future__ import annotations

import numpy as np

from pooling.checks.predictive.words import new_group_reading
from pooling.figures import alt_text, observations
from pooling.figures.axes import around
from pooling.figures.base import add_rows
from pooling.figures.predictive.common import (
    SIZES,
    case_of,
    colour_of,
    count_axis,
    edges_of,
    known_group,
    middles_of,
    say,
)
from pooling.figures.style import (
    DATA,
    EXACT,
    PALE,
    canvas,
    legend_below,
    no_grid,
    show_column,
    show_outcome,
)


def a_new(words) -> str:
    """Name a new group."""
    return words(
        f"a new {words.label('group')}", f"un grupo nuevo ({words.label('group')})"
    )


def _predicted(results, case) -> list:
    """Predict known groups and a new one."""
    return results.once("new group", lambda: case.own.new_group(case))


def new_mean(results, words):
    """Draw predictions for an observation of two known groups and of a new one."""
    ((model, fit),) = results.fits.items()
    case = case_of(results)
    y, group = np.asarray(case.data["y"]), np.asarray(case.data["group"]) - 1
    (prediction,) = _predicted(results, case)
    lines = [
        (
            known_group(results, words, known),
            known.outcome,
            observations.marks(y[group == known.group]),
        )
        for known in prediction.existing
    ]
    lines.append((a_new(words), prediction.outcome, y[:0]))
    colour = colour_of(results, model)
    figure, axes = canvas(height=3.6)
    say(figure, new_group_reading(fit.json("predictive_new_group"), words.language))
    ends = [outcome.quantile(q) for _, outcome, _ in lines for q in (0.003, 0.997)]
    grid = np.linspace(*around(ends, 0), 1200)
    table = {"group": [], "q5": [], "q50": [], "q95": []}
    for place, (name, outcome, seen) in enumerate(lines):
        base = -place
        curve = outcome.density(grid)
        height = 0.62 * curve / curve.max()
        last = place == len(lines) - 1
        axes.fill_between(
            grid, base, base + height, color=colour, alpha=0.45 if last else 0.2, lw=0
        )
        axes.plot(grid, base + height, color=colour, lw=1.2)
        low, middle, high = (outcome.quantile(q) for q in (0.05, 0.5, 0.95))
        axes.plot([low, high], [base - 0.07] * 2, color=colour, lw=2.4)
        axes.plot(seen, np.full(len(seen), base - 0.15), "|", color=DATA, ms=6, mew=0.7)
        span = f"90 %: {' … '.join(alt_text.numbers(words, low, high))}"
        if words.original():
            span += f"\n{words.original_span(low, high)}"
        axes.annotate(
            words(span, span),
            (1, base + 0.3),
            xycoords=("axes fraction", "data"),
            ha="right",
            fontsize=8,
            color=DATA,
        )
        add_rows(table, name.replace("\n", ", "), low, middle, high)
    axes.set_yticks(-np.arange(len(lines)), [name for name, *_ in lines])
    axes.set_xlim(grid[0], grid[-1] + 0.18 * (grid[-1] - grid[0]))
    axes.tick_params(axis="y", length=0)
    no_grid(axes, "y")
    axes.set_xlabel(words.axis("y"))
    limit = show_outcome(axes, words, across=True)
    handles = axes.plot([], [], color=colour, lw=2.4)
    handles += axes.plot([], [], "|", color=DATA, ms=7)
    texts = [
        words("90 % of the predictions", "90 % de las predicciones"),
        words("observed", "observado"),
    ]
    handles += limit
    texts += [line.get_label() for line in limit]
    legend_below(figure, handles, texts)
    return figure, table


def says_new_mean(table, words, results) -> str:
    """Tell the interval of each prediction."""
    texts = [
        f"{name}: {alt_text.span(words, ends, words.unit('y'))}"
        for name, *ends in zip(table["group"], table["q5"], table["q95"], strict=True)
    ]
    return words("90 % of the predictions: ", "90 % de las predicciones: ") + (
        "; ".join(texts) + "."
    )


def new_line(results, words):
    """Draw predictions over the predictor for two known groups and a new one."""
    ((model, fit),) = results.fits.items()
    case = case_of(results)
    data, group = case.data, np.asarray(case.data["group"]) - 1
    grid = np.asarray(data["x_new"])
    points = _predicted(results, case)
    panels_of = [
        (
            known_group(results, words, known),
            [point.existing[place].outcome for point in points],
            group == known.group,
        )
        for place, known in enumerate(points[0].existing)
    ]
    panels_of.append((a_new(words), [point.outcome for point in points], group < 0))
    centre = results.facts["centre"]
    colour = colour_of(results, model)
    # Where all groups have one size, a single known one is shown.
    figure, panels = canvas(1, len(panels_of), height=3.7, sharey=True, sharex=True)
    say(figure, new_group_reading(fit.json("predictive_new_group"), words.language))
    table = {"group": [], "x": []} | {f"q{level}": [] for level in (5, 25, 50, 75, 95)}
    for axes, (name, outcomes, mask) in zip(panels, panels_of, strict=True):
        q5, q25, q50, q75, q95 = (
            np.array([outcome.quantile(q) for outcome in outcomes])
            for q in (0.05, 0.25, 0.5, 0.75, 0.95)
        )
        x = grid + centre
        axes.fill_between(
            x,
            q5,
            q95,
            color=colour,
            alpha=0.2,
            lw=0,
            label=words("90 % of the predictions", "90 % de las predicciones"),
        )
        axes.fill_between(
            x,
            q25,
            q75,
            color=colour,
            alpha=0.4,
            lw=0,
            label=words("half of them", "la mitad de ellas"),
        )
        axes.plot(x, q50, color=colour, lw=1.5, label=words("median", "mediana"))
        axes.plot(
            np.asarray(data["x"])[mask] + centre,
            np.asarray(data["y"])[mask],
            "o",
            color=DATA,
            ms=3.4,
            rasterized=mask.sum() > observations.VECTORS,
            label=words("observed", "observado"),
        )
        axes.set_title(name, fontsize=9)
        axes.set_xlabel(words.axis("x"))
        add_rows(table, name.replace("\n", ", "), x, q5, q25, q50, q75, q95)
    show_column(panels[0].xaxis, words, "x")
    panels[0].set_ylabel(words.axis("y"))
    show_outcome(panels, words)
    legend_below(figure)
    return figure, table


def says_new_line(table, words, results) -> str:
    """Tell the intervals in the middle of the predictor's range."""
    x, names = np.asarray(table["x"]), np.asarray(table["group"])
    middle = x[np.abs(x - (x.min() + x.max()) / 2).argmin()]
    texts = []
    for name in dict.fromkeys(table["group"]):
        at = np.flatnonzero((names == name) & (x == middle))[0]
        ends = alt_text.span(words, [table["q5"][at], table["q95"][at]], words.unit("y"))
        texts.append(f"{name}: {ends}")
    at = alt_text.with_unit(words.value("x", middle, x.std()), words.unit("x"))
    at = f"{words.label('x')} {at}"
    return words(
        f"90 % of the predictions at {at}: {'; '.join(texts)}.",
        f"90 % de las predicciones con {at}: {'; '.join(texts)}.",
    )


def new_unit(results, words):
    """Draw predicted successes of a known unit and of a new one of the same size."""
    ((model, fit),) = results.fits.items()
    case = case_of(results)
    y, every = case.data["y"], _predicted(results, case)
    at = np.linspace(0, len(every) - 1, min(SIZES, len(every))).round().astype(int)
    chosen = [every[place] for place in np.unique(at)]
    # Three stand in one row, so that no quadrant is empty.
    columns = len(chosen) if len(chosen) < SIZES else 2
    lines = -(-len(chosen) // columns)
    figure, panels = canvas(lines, columns, height=1.1 + 2.1 * lines, squeeze=False)
    say(figure, new_group_reading(fit.json("predictive_new_group"), words.language))
    colour = colour_of(results, model)
    table = {"group": [], "trials": [], "observed": [], "successes": []}
    for who in ("existing", "new"):
        table |= {f"{name}_{who}": [] for name in ("share", "q5", "q95")}
    for axes, prediction in zip(panels.flat, chosen, strict=True):
        size, (known,) = prediction.at, prediction.existing
        both = {"existing": known.outcome, "new": prediction.outcome}
        seen = y[known.group]
        ends = [each.quantile(q) for each in both.values() for q in (0.001, 0.999)]
        edges = edges_of(int(max(*ends, seen)), lowest=int(min(*ends, seen)))
        name = words.group(results.groups[known.group])
        columns_of = {
            "group": results.groups[known.group],
            "trials": size,
            "observed": seen,
            "successes": middles_of(edges),
        }
        for who, outcome in both.items():
            columns_of[f"share_{who}"] = outcome.shares(edges)
            columns_of |= {
                f"q{level}_{who}": outcome.quantile(level / 100) for level in (5, 95)
            }
        add_rows(table, *columns_of.values())
        axes.stairs(columns_of["share_existing"], edges, fill=True, color=PALE)
        axes.stairs(columns_of["share_new"], edges, color=colour, lw=1.8)
        axes.axvline(seen, color=EXACT, lw=1.6)
        a, b = (words.number(int(count), "d") for count in (seen, size))
        axes.set_title(words(f"{name}: {a} of {b}", f"{name}: {a} de {b}"), fontsize=9)
        count_axis(axes, edges, words)
    for axes in panels[:, 0]:
        axes.set_ylabel(words("share of the predictions", "proporción de predicciones"))
    from matplotlib.patches import Patch

    handles = [
        Patch(color=PALE),
        *axes.plot([], [], color=colour, lw=1.8),
        *axes.plot([], [], color=EXACT, lw=1.6),
    ]
    texts = [
        words(f"this {words.label('group')} again", "el mismo, otra vez"),
        words(
            f"a new {words.label('group')} of its size", "uno nuevo de su mismo tamaño"
        ),
        words("observed", "observado"),
    ]
    legend_below(figure, handles, texts)
    return figure, table


def says_new_unit(table, words, results) -> str:
    """Tell the intervals of the successes of each unit, and of a new one."""
    texts = []
    for label in dict.fromkeys(table["group"]):
        at = list(table["group"]).index(label)
        row = {key: column[at] for key, column in table.items()}
        known, new = (
            alt_text.span(words, [row[f"q5_{who}"], row[f"q95_{who}"]])
            for who in ("existing", "new")
        )
        seen = words(*(f"{row['observed']} {of} {row['trials']}" for of in ("of", "de")))
        texts.append(
            words(
                f"{words.group(label)} ({seen}) {known}, a new one {new}",
                f"{words.group(label)} ({seen}) {known}, uno nuevo {new}",
            )
        )
    counted = words.counted("success")
    return words(
        f"90 % of the predictions ({counted}): {'; '.join(texts)}.",
        f"90 % de las predicciones ({counted}): {'; '.join(texts)}.",
    )
