"""What a new group, line or unit will do, beside the known ones."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, observations, style
from pooling.figures.axes import around
from pooling.figures.base import add_rows, parts_by
from pooling.figures.predictive import common


def a_new(words) -> str:
    """Name a new group."""
    return words(
        f"a new {words.label('group')}", f"un grupo nuevo ({words.label('group')})"
    )


def predictions(results, case) -> list:
    """Predict known groups and a new one."""
    return results.once("new group", lambda: case.own.new_group(case))


def predicted(results, words, prediction) -> dict:
    """Name what is predicted of known groups and of a new one: name -> distribution."""
    known = {
        common.known_group(results, words, k): k.outcome for k in prediction.existing
    }
    return known | {a_new(words): prediction.outcome}


def forecasts(
    axes, of: dict, *, colour, words, integer: bool, chance: bool
) -> list[tuple]:
    """Draw distributions above each other, each with its central 90 %.

    Parameters
    ----------
    of : dict
        As from `predicted`.
    integer : bool
        Whether outcomes are counts.
    chance : bool
        Whether they are zeros and ones, whose interval would be either.

    Returns
    -------
    list of tuple
        Name, mean, and 5 %, 50 % and 95 % of each.
    """
    tails = (0.005, 0.99) if integer else (0.003, 0.997)  # below the ends of the axis
    ends = [outcome.quantile(q) for outcome in of.values() for q in tails]
    _shapes(axes, list(of.values()), ends, integer=integer, colour=colour)
    rows = []
    spans = [[outcome.quantile(q) for q in (0.05, 0.5, 0.95)] for outcome in of.values()]
    # All to the same decimal.
    written = iter(alt_text.numbers(words, *(each[i] for each in spans for i in (0, 2))))
    for place, (name, outcome) in enumerate(of.items()):
        low, middle, high = spans[place]
        if chance:
            text = f"{words('probability of 1', 'probabilidad de 1')}: "
            text += words.number(outcome.mean, ".2f")
        else:
            axes.plot([low, high], [-place - 0.1] * 2, color=colour, lw=2.4)
            text = f"90 %: {next(written)} … {next(written)}"
            if words.original():
                text += f"\n{words.original_span(low, high)}"
        look = {"ha": "right", "va": "top", "fontsize": 7.5, "color": style.DATA}
        look["bbox"] = {"fc": "white", "ec": "none", "pad": 1}  # over a threshold's line
        style.note(axes, -place + 0.7, words(text, text), x=0.99, **look)
        rows.append((name.replace("\n", ", "), outcome.mean, low, middle, high))
    axes.set_yticks(-np.arange(len(of)), of)
    axes.set_ylim(0.3 - len(of), 0.85)
    axes.tick_params(axis="y", length=0)
    style.no_grid(axes, "y")
    return rows


def _shapes(axes, outcomes, ends, *, integer: bool, colour) -> None:
    """Draw the distributions of some outcomes above each other, the last one darker."""
    if integer:
        edges = common.edges_of(int(max(ends)), lowest=int(min(ends)))
        axes.xaxis.get_major_locator().set_params(integer=True)
    else:
        edges = np.linspace(*around(ends, 0), 600)
    for place, outcome in enumerate(outcomes):
        alpha = 0.45 if place == len(outcomes) - 1 else 0.2
        curve = outcome.shares(edges) if integer else outcome.density(edges)
        height = 0.6 * curve / curve.max() - place
        if integer:
            look = {"baseline": -place, "fill": True, "color": colour, "alpha": alpha}
            axes.stairs(height, edges, **look)
            continue
        axes.fill_between(edges, -place, height, color=colour, alpha=alpha, lw=0)
        axes.plot(edges, height, color=colour, lw=1.1)
    axes.set_xlim(edges[0], edges[-1])


def predictions_90(words) -> str:
    """Name the interval of predictions."""
    return words("90 % of the predictions", "90 % de las predicciones")


def new_line(results, words):
    """Draw predictions over the predictor for two known groups and a new one."""
    (model,) = results.fits
    case = common.case_of(results)
    data, group = case.data, np.asarray(case.data["group"]) - 1
    grid = np.asarray(data["x_new"])
    points = predictions(results, case)
    each = [predicted(results, words, point) for point in points]
    rows_of = [group == known.group for known in points[0].existing] + [group < 0]
    centre = results.facts["centre"]
    colour = common.colour_of(results, model)
    # Where all groups have one size, a single known one is shown.
    figure, panels = style.canvas(1, len(rows_of), height=3.7, sharey=True, sharex=True)
    table = {"group": [], "x": []} | {f"q{level}": [] for level in (5, 25, 50, 75, 95)}
    for axes, name, mask in zip(panels, each[0], rows_of, strict=True):
        q5, q25, q50, q75, q95 = (
            np.array([outcomes[name].quantile(q) for outcomes in each])
            for q in (0.05, 0.25, 0.5, 0.75, 0.95)
        )
        x = grid + centre
        axes.fill_between(
            x, q5, q95, color=colour, alpha=0.2, lw=0, label=predictions_90(words)
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
            color=style.DATA,
            ms=3.4,
            rasterized=mask.sum() > observations.VECTORS,
            label=words("observed", "observado"),
        )
        axes.set_title(name, fontsize=9)
        axes.set_xlabel(words.axis("x"))
        add_rows(table, name.replace("\n", ", "), x, q5, q25, q50, q75, q95)
    style.show_predictor(panels[0].xaxis, words)
    panels[0].set_ylabel(words.axis("y"))
    style.show_outcome(panels, words)
    style.legend_below(figure)
    return figure, table


def says_new_line(table, words, results) -> str:
    """Tell the intervals in the middle of the predictor's range."""
    x = np.asarray(table["x"])
    middle = x[np.abs(x - (x.min() + x.max()) / 2).argmin()]
    texts = []
    for name, part in parts_by(table, "group").items():
        at = part["x"] == middle
        ends = alt_text.span(words, [part["q5"][at], part["q95"][at]], words.unit("y"))
        texts.append(f"{name}: {ends}")
    at = alt_text.with_unit(words.value("x", middle, x.std()), words.unit("x"))
    at = f"{words.label('x')} {at}"
    return f"{predictions_90(words)} {words('at', 'con')} {at}: {'; '.join(texts)}."


def new_unit(results, words):
    """Draw predicted successes of a known unit and of a new one of the same size."""
    (model,) = results.fits
    case = common.case_of(results)
    y, every = case.data["y"], predictions(results, case)
    at = np.linspace(0, len(every) - 1, min(common.SIZES, len(every))).round().astype(int)
    chosen = [every[place] for place in np.unique(at)]
    # Three stand in one row, so that no quadrant is empty.
    columns = len(chosen) if len(chosen) < common.SIZES else 2
    look = {"beside": 1.1, "each": 2.1}
    figure, panels, _ = style.panels_of(len(chosen), columns, **look)
    colour = common.colour_of(results, model)
    table = {"group": [], "trials": [], "observed": [], "successes": []}
    for who in ("existing", "new"):
        table |= {f"{name}_{who}": [] for name in ("share", "q5", "q95")}
    for axes, prediction in zip(panels.flat, chosen, strict=True):
        size, (known,) = prediction.at, prediction.existing
        both = {"existing": known.outcome, "new": prediction.outcome}
        seen = y[known.group]
        ends = [each.quantile(q) for each in both.values() for q in (0.001, 0.999)]
        edges = common.edges_of(int(max(*ends, seen)), lowest=int(min(*ends, seen)))
        name = words.group(results.groups[known.group])
        columns_of = {
            "group": results.groups[known.group],
            "trials": size,
            "observed": seen,
            "successes": common.middles_of(edges),
        }
        for who, outcome in both.items():
            columns_of[f"share_{who}"] = outcome.shares(edges)
            columns_of |= {
                f"q{level}_{who}": outcome.quantile(level / 100) for level in (5, 95)
            }
        add_rows(table, *columns_of.values())
        axes.stairs(columns_of["share_existing"], edges, fill=True, color=style.PALE)
        axes.stairs(columns_of["share_new"], edges, color=colour, lw=1.8)
        axes.axvline(seen, color=style.EXACT, lw=1.6)
        a, b = (words.number(int(count), "d") for count in (seen, size))
        axes.set_title(words(f"{name}: {a} of {b}", f"{name}: {a} de {b}"), fontsize=9)
        common.count_axis(axes, edges, words)
    for axes in panels[:, 0]:
        axes.set_ylabel(words("share of the predictions", "proporción de predicciones"))
    group = words.label("group")
    again = words(f"this {group} again", "el mismo, otra vez")
    new = words(f"a new {group} of its size", "uno nuevo de su mismo tamaño")
    entries = [
        style.area_key(again, color=style.PALE),
        style.key(new, color=colour, lw=1.8),
    ]
    entries.append(style.key(words("observed", "observado"), color=style.EXACT, lw=1.6))
    style.legend_below(figure, entries)
    return figure, table


def says_new_unit(table, words, results) -> str:
    """Tell the intervals of the successes of each unit, and of a new one."""
    texts = []
    for label, part in parts_by(table, "group").items():
        row = {name: column[0] for name, column in part.items()}
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
    return f"{predictions_90(words)} ({words.counted('success')}): {'; '.join(texts)}."
