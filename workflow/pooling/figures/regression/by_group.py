"""Each coefficient that varies, group by group, and what pooling does to it."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, style
from pooling.figures.axes import around
from pooling.figures.base import add_rows, parts_by
from pooling.figures.groups import listing, name_places, rows
from pooling.figures.regression import terms
from pooling.figures.regression.levels import (
    at_the_means,
    common,
    estimates,
    explained,
    shown,
    without_pooling,
)
from pooling.figures.shapes import beyond, moves
from pooling.model import families
from pooling.model.names import COMPLETE, NONE, PARTIAL

LISTED = 40  # groups of a list
PLACES = 150  # groups side by side
FAR = 1.5  # ranges of pooled estimates that an axis reaches beyond them, at most


def _lines(axes, results, coefficient: str, *, vertical: bool) -> dict:
    """Draw complete pooling and the centre of the population across a panel."""
    lines = {}
    for model, degree in ((COMPLETE, "complete"), (PARTIAL, "partial")):
        value = common(results, model, coefficient)
        if value is not None:
            lines[degree] = style.level_line(axes, value, degree, vertical=vertical)
    return lines


def _explained(lines: dict, words) -> list[tuple]:
    """Name those lines for a legend."""
    texts = {
        "complete": words.pooling("complete"),
        "partial": words("centre of the population", "centro de la población"),
    }
    return [(line, texts[degree]) for degree, line in lines.items()]


def groups(results, words):
    """Draw each varying coefficient of the groups, ordered by the first one."""
    names = shown(results)
    first = estimates(results, PARTIAL, names[0])
    every = np.argsort(-first, kind="stable")
    order = rows(results, every, LISTED)
    place = np.arange(len(order))
    figure, panels = listing(results, order, words, panels=len(names))
    table = {"coefficient": [], "group": [], "size": []}
    table |= {f"partial_pooling_{name}": [] for name in ("mean", "q5", "q95")}
    table |= {"no_pooling_net": [], "drawn": []}
    lines, alone = {}, NONE in results.fits
    sizes = terms.sizes_of(results)
    for axes, name in zip(panels, names, strict=True):
        mean, low, high = (
            estimates(results, PARTIAL, name, each) for each in ("mean", "q5", "q95")
        )
        none = np.full(len(mean), np.nan)
        if alone:
            known = determined(results)
            none[known] = without_pooling(results, name)[known]
        colour = style.COLOURS["partial"]
        axes.hlines(place, low[order], high[order], color=colour, lw=1.2)
        style.marks(axes, "partial", mean[order], place, ms=4)
        style.marks(axes, "none", none[order], place, mfc="none", ms=4, zorder=1.5)
        drawn = _lines(axes, results, name, vertical=True)
        levels = [line.get_xdata()[0] for line in drawn.values()]
        lines |= drawn
        axes.set_xlim(near([*low, *high], none[order], levels))
        axes.set_title(terms.change(words, name), fontsize=9)
        axes.locator_params(axis="x", nbins=5)
        named = [results.groups[at] for at in every]
        columns = (column[every] for column in (sizes, mean, low, high, none))
        add_rows(table, name, named, *columns, np.isin(every, order).astype(int))
    figure.supxlabel(terms.scale(words, results), fontsize=9)
    text = words("partial pooling, 90 %", "partial pooling, 90 %")
    look = {"ls": "-", "color": style.COLOURS["partial"], "ms": 4, "lw": 1.2}
    entries = [style.key(text, style.MARKS["partial"], **look)]
    if alone:
        entries.append(style.degree_key(words, "none", mfc="none"))
    entries += _explained(lines, words)
    style.legend_below(figure, entries, columns=2, side="upper")
    return figure, table


def near(values, far, levels) -> tuple[float, float]:
    """Give ends of an axis: pooled estimates, and others that are not too far away."""
    low, high = around([*values, *levels])
    reach = FAR * (high - low)
    near = [each for each in far if low - reach < each < high + reach]
    return around([*values, *levels, *near])


def determined(results) -> np.ndarray:
    """Say of which groups the own data determine the coefficients, shape (group,)."""
    data = results.fits[NONE].stan_data
    return np.asarray(families.get(results.family).determined(data))


def says_groups(table, words, results) -> str:
    """Tell of each coefficient who is highest and lowest, and by how much."""
    unit = words.unit("y") if terms.response_of(results).LINK == "identity" else None
    texts = []
    for name, part in parts_by(table, "coefficient").items():
        mean, ends = part["partial_pooling_mean"], []
        for place in (mean.argmax(), mean.argmin()):
            row = {e: part[f"partial_pooling_{e}"][place] for e in ("mean", "q5", "q95")}
            label = words.named(part["group"][place])
            ends.append(f"{label} {alt_text.interval(words, row, unit)}")
        said = terms.coefficient(words, name, 80)
        texts.append(words.say("regression/groups/each", said=said, ends=ends))
    count = alt_text.groups(words, int(part["drawn"].sum()), results)
    return f"{count}. {alt_text.sentence('; '.join(texts))}"


def shrinkage(results, words):
    """Draw how each varying coefficient moves from no pooling to partial pooling."""
    names, known = shown(results), determined(results)
    sizes = terms.sizes_of(results)
    none = {name: without_pooling(results, name) for name in names}
    partial = {name: estimates(results, PARTIAL, name) for name in names}
    order = rows(results, np.lexsort((partial[names[0]], sizes)), PLACES)
    place, named = np.arange(len(order)), [results.groups[at] for at in order]
    figure, panels = style.canvas(
        len(names), 1, height=1.3 + 2.5 * len(names), sharex=True, squeeze=False
    )
    lines, table = {}, {"coefficient": [], "group": [], "size": []}
    table |= {"no_pooling_mean": [], "no_pooling_net": []}
    table |= {"partial_pooling_mean": [], "determined": []}
    for axes, name in zip(panels[:, 0], names, strict=True):
        start, stop, told = none[name][order], partial[name][order], known[order]
        moves(axes, place, start, stop, at=told)
        drawn = _lines(axes, results, name, vertical=False)
        levels = [line.get_ydata()[0] for line in drawn.values()]
        lines |= drawn
        axes.set_ylim(near(stop, start[told], levels))
        look = {"color": style.COLOURS["none"], "ms": 4, "zorder": 5}
        beyond(axes, place[told], start[told], **look)
        axes.set_title(terms.change(words, name), fontsize=9)
        raw = estimates(results, NONE, name)
        columns = (raw, none[name], partial[name], known.astype(int))
        columns = (column[order] for column in (sizes, *columns))
        add_rows(table, name, named, *columns)
    axes = panels[-1, 0]
    for each in panels[:, 0]:
        name_places(each, named, sizes=sizes[order], words=words)
    axes.set_xlabel(terms.size_name(words, results))
    figure.supylabel(terms.scale(words, results), fontsize=9)
    entries = [
        style.degree_key(words, "none", mfc="white"),
        style.degree_key(words, "partial"),
    ]
    style.legend_below(figure, entries + _explained(lines, words), columns=4)
    return figure, table


def says_shrinkage(table, words, results) -> str:
    """Tell how the coefficients of the groups spread before and after."""
    unit = words.unit("y") if terms.response_of(results).LINK == "identity" else None
    texts = []
    for name, part in parts_by(table, "coefficient").items():
        at = part["determined"] == 1
        if not at.any():
            continue
        none, partial = (part[f"{d}_pooling_mean"][at] for d in ("no", "partial"))
        labels = part["group"][at]
        moved = alt_text.moves_most(words, labels, start=none, stop=partial, unit=unit)
        apart, pooled = (alt_text.span(words, each, unit) for each in (none, partial))
        said = terms.coefficient(words, name, 80)
        texts.append(
            words(
                f"{said}: without pooling the estimates run from {apart}, with partial "
                f"pooling from {pooled}; {moved}",
                f"{said}: sin pooling las estimaciones van de {apart}, con partial pooling "
                f"de {pooled}; {moved}",
            )
        )
    count = alt_text.groups(words, len(part["group"]), results)
    return " ".join([f"{count}.", *map(alt_text.sentence, texts)])


def finds_shrinkage(table, words, results) -> str:
    """Tell what is taken off, and which groups have no estimate of their own."""
    said = [finds_groups(table, words, results)]
    open_ones, every = int((~determined(results)).sum()), len(results.groups)
    if open_ones:
        said.append(
            words.say("regression/shrinkage/finds", open_ones=open_ones, every=every)
        )
    return " ".join(filter(None, said))


def finds_groups(table, words, results) -> str:
    """Tell where levels are, and what is taken off estimates without pooling, if anything."""
    means = at_the_means(results, words)
    if NONE not in results.fits or not explained(results)[0].any():
        return means
    labels = results.labels(NONE)["coefficient"]
    names = ", ".join(
        terms.coefficient(words, label, 80)
        for label in results.labels(PARTIAL)["coefficient"]
        if label not in labels and label not in results.coefficients
    )
    taken_off = words.say("regression/groups/finds", names=names)
    return " ".join(filter(None, [means, taken_off]))
