"""What is expected of the outcome along each predictor."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, observations, style
from pooling.figures.axes import around
from pooling.figures.base import add_rows
from pooling.figures.groups import rows
from pooling.figures.regression import terms
from pooling.figures.regression.expected import (
    Expected,
    Variable,
    expected_of,
    interactions,
)
from pooling.figures.shapes import beyond
from pooling.figures.words import cut, plain

CURVES = 60  # groups whose own curves are told apart
PANELS = 8  # predictors
LINES = ("-", "--", "-.", ":")
COLUMNS = ("predictor", "at", "by", "by_at", "group", "expected", "q5", "q95")
LETTERS = 30  # of all categories of a predictor that stand side by side
SHORT = 16  # letters of one of them
FEW = 6  # long names that are turned by a little
BESIDE = 0.4  # ranges of most outcomes that the axis reaches beyond them, at most


def conditional_effects(results, words):
    """Draw the expected outcome along each predictor, the others held."""
    expected = expected_of(results)
    shown = expected.variables[:PANELS]
    by = interactions(expected.variables)
    look = {"beside": 1.1, "each": 2.7, "sharey": True}
    figure, panels, used = style.panels_of(len(shown), 2, **look)
    table = {name: [] for name in COLUMNS}
    pooled = rows(results, np.arange(len(results.groups)), CURVES)
    seen = {}
    for axes, variable in zip(used, shown, strict=True):
        _observations(axes, expected, variable)
        other = by.get(variable.name)
        if other is None:
            seen["alone"] = True
            if variable.constant:
                seen |= _groups_at_their_own(
                    axes, expected, variable, pooled=pooled, table=table
                )
            else:
                seen |= _groups(axes, expected, variable, pooled=pooled, table=table)
        _population(axes, expected, variable, other, words=words, table=table)
        axes.set_xlabel(terms.axis(words, variable.name))
        axes.tick_params(labelbottom=True)
    _set_ends(used, shown, expected, table)
    for row in panels:
        row[0].set_ylabel(_axis(words, expected))
    limit = style.show_outcome(panels, words)
    one = observations.named(words, len(results.prepared))
    _legend(figure, seen, one=one, limit=limit, words=words)
    return figure, table


def _set_ends(panels, shown, expected: Expected, table) -> None:
    """End the axis of outcomes where all but a few are, and mark those beyond.

    A few far out would leave what is expected a corner of the panels.
    """
    y = expected.observed()
    common = [*np.percentile(y, [1, 99]), *y[[0]]]
    typical = [at for at, group in enumerate(table["group"]) if not group]
    common += [table[name][at] for at in typical for name in ("q5", "q95")]
    near = around(common, BESIDE)
    ends = around(np.append(y[(y >= near[0]) & (y <= near[1])], common), 0.05)
    for axes, variable in zip(panels, shown, strict=True):
        axes.set_ylim(ends)
        x = places(variable, expected.results.prepared[variable.column])
        look = {"color": style.DATA, "ms": 3.5, "alpha": 0.6, "zorder": 4}
        beyond(axes, x, y, **look)


def _axis(words, expected: Expected) -> str:
    name = terms.expected_axis(words, expected.results)
    if expected.has_offset and expected.response.LINK == "log":
        exposure = words.number(float(np.exp(expected.offset)), ".3g")
        return words(f"{name} (exposure {exposure})", f"{name} (exposición {exposure})")
    return name


def places(variable: Variable, values) -> np.ndarray:
    """Give where values stand on the axis of a predictor."""
    if variable.continuous:
        return np.asarray(values, dtype=float)
    place = {value: at for at, value in enumerate(variable.values)}
    return np.array([place[value] for value in values], dtype=float)


def _observations(axes, expected: Expected, variable: Variable) -> None:
    """Draw the data, those of categories and zeros and ones spread apart."""
    values = expected.results.prepared[variable.column]
    x, y = places(variable, values), expected.observed()
    if not variable.continuous:
        x = x + style.jitter(len(x), 0.3)
    distinct = np.unique(y)
    if expected.response.TRIALS and set(distinct) <= {0.0, 1.0}:
        y = y + style.jitter(len(y), 0.03, seed=1)
    many = len(y) > observations.VECTORS
    observations.draw(
        axes,
        x,
        y,
        s=4 if many else 7,
        color=style.DATA,
        alpha=max(0.06, 600 / len(y)) if many else 0.35,
        zorder=1,
    )
    if not variable.continuous:
        name_values(axes, variable)


def name_values(axes, variable: Variable) -> None:
    """Name the categories of a predictor along the horizontal axis."""
    places = range(len(variable.values))
    texts = (f"{v:g}" if isinstance(v, float) else str(v) for v in variable.values)
    names = [plain(cut(text, SHORT)) for text in texts]
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.grid(visible=False, axis="x")
    if sum(map(len, names)) <= LETTERS:
        axes.set_xticks(places, names)
        return
    turn = {"rotation": 30 if len(names) <= FEW else 90, "rotation_mode": "anchor"}
    axes.set_xticks(places, names, ha="right", va="center", **turn)


def _add(table: dict, predictor: str, **columns) -> None:
    """Add what one curve shows to the numbers beside the figure."""
    given = {"predictor": predictor, "by": "", "by_at": "", "group": ""} | columns
    add_rows(table, *(given.get(name, np.nan) for name in COLUMNS))


def _groups(axes, expected: Expected, variable: Variable, *, pooled, table) -> dict:
    """Draw the curve of each group, thin."""
    grid = expected.at({variable.name: variable.places})
    x = places(variable, variable.places)
    for at in pooled:
        mean = grid.of_group(at).mean(axis=0)
        axes.plot(x, mean, color=style.PALE, lw=0.7, alpha=0.8, zorder=2)
        label = expected.results.groups[at]
        _add(table, variable.name, at=variable.places, group=label, expected=mean)
    return {"curve": True}


def _groups_at_their_own(axes, expected, variable: Variable, *, pooled, table) -> dict:
    """Draw each group where its predictor is: it has but one value there."""
    prepared = expected.results.prepared
    of_groups = prepared[variable.column].groupby(prepared["group"]).first()
    labels = [expected.results.groups[at] for at in pooled]
    values = of_groups.loc[labels].tolist()
    grid = expected.at({variable.name: values})
    x = places(variable, values)
    if not variable.continuous:
        x = x + style.jitter(len(x), 0.18, seed=2)
    colour = style.COLOURS["partial"]
    for place, (at, label) in enumerate(zip(pooled, labels, strict=True)):
        drawn = grid.of_group(at)[:, place]
        low, high = np.quantile(drawn, [0.05, 0.95])
        axes.vlines(x[place], low, high, color=colour, lw=0.7, alpha=0.5, zorder=2)
        axes.plot(x[place], drawn.mean(), "o", color=colour, ms=2.4, zorder=3)
        ends = {"expected": drawn.mean(), "q5": low, "q95": high}
        _add(table, variable.name, at=[values[place]], group=label, **ends)
    return {"mark": True}


def _population(axes, expected, variable: Variable, other, *, words, table) -> None:
    """Draw what is expected of a typical group, at some values of another predictor."""
    x = places(variable, variable.places)
    values = [None] if other is None else other.some()
    width = 0.5 / len(values)
    for place, value in enumerate(values):
        held = {variable.name: variable.places}
        if value is not None:
            held[other.name] = [value] * len(x)
        drawn = expected.at(held).typical()
        mean, (low, high) = drawn.mean(axis=0), np.quantile(drawn, [0.05, 0.95], axis=0)
        mark, colour = ("D", style.COLOURS["partial"])
        if value is not None:
            mark, colour = style.KINDS[place]
        name = other and cut(other.written(words, value), SHORT)
        if variable.continuous:
            axes.fill_between(x, low, high, color=colour, alpha=0.22, lw=0, zorder=3)
            dashes = LINES[place]
            axes.plot(x, mean, color=colour, lw=1.8, ls=dashes, zorder=5, label=name)
        else:
            at = x + (place - (len(values) - 1) / 2) * width
            axes.vlines(at, low, high, color=colour, lw=2.2, zorder=4)
            axes.plot(at, mean, mark, color=colour, ms=5.5, zorder=5, label=name)
        _add(
            table,
            variable.name,
            at=variable.places,
            by="" if other is None else other.name,
            by_at="" if other is None else value,
            expected=mean,
            q5=low,
            q95=high,
        )
    if other is not None:
        place = {"loc": "lower left", "bbox_to_anchor": (0, 1), "borderaxespad": 0.2}
        look = {"ncols": 2, "fontsize": 7.5, "title_fontsize": 7.5, "alignment": "left"}
        axes.legend(title=terms.axis(words, other.name), **place, **look)


def _legend(figure, seen: dict, *, one: str, limit, words) -> None:
    """Explain what is drawn in all panels."""
    colour = style.COLOURS["partial"] if "alone" in seen else style.DATA
    group = words.label("group")
    typical = words(f"typical {group}, with 90 %", f"{group}: caso típico, con 90 %")
    entries = [style.key(one, "o", color=style.DATA, alpha=0.5, ms=3)]
    entries.append(style.key(typical, color=colour, lw=1.8))
    if "curve" in seen:
        entries.append(
            style.key(words(f"each {group}", f"cada {group}"), color=style.PALE, lw=1)
        )
    if "mark" in seen:
        at_its_value = words(
            f"{group} at its own value, 90 %", f"{group}: en su propio valor, 90 %"
        )
        entries.append(style.key(at_its_value, "o", color=colour, ms=3))
    style.legend_below(figure, entries + limit, columns=2)


def held(variables: list[Variable], words) -> str:
    """Say where predictors are held while another one varies."""
    return "; ".join(
        f"{terms.variable(words, v.name)} = {v.written(words, v.reference)}"
        for v in variables
    )


def says_conditional_effects(table, words, results) -> str:
    """Tell from where to where the expected outcome goes along each predictor."""
    expected = expected_of(results)
    unit = None if terms.is_share(results) else words.unit("y")
    texts = []
    mine = [
        {name: table[name][at] for name in COLUMNS}
        for at in range(len(table["at"]))
        if table["group"][at] == ""
    ]
    for variable in expected.variables[:PANELS]:
        along = [row for row in mine if row["predictor"] == variable.name]
        for by_at in dict.fromkeys(row["by_at"] for row in along):
            some = [row for row in along if row["by_at"] == by_at]
            first, last = some[0], some[-1]
            values = [first["expected"], last["expected"]]
            a, b = alt_text.numbers(words, *values)
            ends = [variable.written(words, row["at"]) for row in (first, last)]
            name = terms.variable(words, variable.name)
            b = alt_text.with_unit(b, unit)
            where = ""
            if by_at != "":
                other = next(v for v in expected.variables if v.name == first["by"])
                value = other.written(words, by_at)
                where = f", {terms.variable(words, other.name)} = {value}"
            texts.append(
                words(
                    f"{name} {ends[0]} to {ends[1]}{where}: {a} to {b}",
                    f"{name} de {ends[0]} a {ends[1]}{where}: de {a} a {b}",
                )
            )
    said = alt_text.sentence("; ".join(texts))
    where = words.say("regression/conditional_effects/typical")
    return " ".join(filter(None, [where, said, _held(expected, words)]))


def _held(expected: Expected, words) -> str:
    """Say where predictors are held, if there are others."""
    if len(expected.variables) < 2:
        return ""
    return words(
        f"Held where another one varies: {held(expected.variables, words)}.",
        f"Valores fijos mientras varía otro: {held(expected.variables, words)}.",
    )


def finds_conditional_effects(table, words, results) -> str:
    """Tell where the predictors are held, and how many of them are drawn."""
    expected = expected_of(results)
    said = _held(expected, words)
    if len(expected.variables) > PANELS:
        rest = [terms.variable(words, each.name) for each in expected.variables[PANELS:]]
        said += words(
            f" Not drawn: {', '.join(rest)}.", f" Sin dibujar: {', '.join(rest)}."
        )
    return said
