"""The units, their rates, and what pooling does to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.figures import alt_text, style
from pooling.figures.axes import around
from pooling.figures.groups import name_places, rows
from pooling.figures.shapes import moves
from pooling.model.names import COMPLETE, NONE, PARTIAL

THREE = (COMPLETE, NONE, PARTIAL)
ZOOMS = 4  # times that an axis closes in on a density
UNSEEN = 0.005  # of the highest density


def units_of(results):
    """Prepared table in the order of the groups."""
    return results.prepared.set_index("group").loc[results.groups]


def by_size(results, words):
    """Lay units out by size: places, order, and a panel with its size blocks."""
    units = units_of(results)
    raw = (units["y"] / units["N"]).to_numpy()
    order = rows(results, np.lexsort((raw, units["N"].to_numpy())), 150)
    figure, axes = style.canvas(height=3.8)
    place = np.arange(len(order))
    labels = [results.groups[at] for at in order]
    name_places(axes, labels, sizes=units["N"].to_numpy()[order], words=words)
    group = words.label("group")
    axes.set_xlabel(words.say("rates/survival/across", axis=words.axis("N"), group=group))
    return figure, axes, place, order, raw


def median_of_population(results) -> float:
    """Give the rate at the centre of the population, toward which estimates move."""
    from scipy.special import expit

    return float(expit(results.fits[PARTIAL].best("mu_alpha", "mean")))


def ends_of(*rates) -> tuple[float, float]:
    """Limits of an axis of rates: some per cent would be a corner of 0 to 1."""
    return around(np.concatenate(rates), least=0.04)


@dataclass(frozen=True)
class Kind:
    """Units that are marked alike.

    Attributes
    ----------
    at : ndarray of bool
        Which of the units that are drawn.
    mark : str
        Shape of their marks.
    name, colour : str or None
        None where units are not told apart.
    """

    at: np.ndarray
    mark: str
    name: str | None = None
    colour: str | None = None


def _kinds(results, words, order) -> list[Kind]:
    """Tell units apart by the column that the configuration names, if it does."""
    if "colour" not in results.prepared:
        return [Kind(np.ones(len(order), bool), style.MARKS["none"])]
    values = units_of(results)["colour"].to_numpy()
    return [
        Kind(values[order] == value, mark, words.kind(value), colour)
        for value, (mark, colour) in zip(np.unique(values), style.KINDS, strict=False)
    ]


def _kind_column(results, order) -> dict:
    """Give the values by which units are marked, as a column of the numbers drawn."""
    if "colour" not in results.prepared:
        return {}
    return {"colour": units_of(results)["colour"].to_numpy()[order]}


def finds_kinds(table, words, results) -> str:
    """Tell by what units are marked, and how their raw rates differ by it."""
    if "colour" not in results.prepared:
        return ""
    units = units_of(results)
    by_kind = (units["y"] / units["N"]).groupby(units["colour"]).agg(["mean", "size"])
    shares = alt_text.numbers(words, *by_kind["mean"])
    kinds = "; ".join(
        f"{words.kind(value)} {share} (n = {size})"
        for value, share, size in zip(by_kind.index, shares, by_kind["size"], strict=True)
    )
    label, y = words.label("colour"), words.label("y")
    return words.say("rates/survival/kinds", label=label, y=y, kinds=kinds)


def _population_lines(axes, results, words) -> list[float]:
    """Draw complete pooling and the centre of the population; give where they lie."""
    levels = [results.fits[COMPLETE].best("p", "mean"), median_of_population(results)]
    style.level_line(axes, levels[0], "complete").set_label(words.pooling("complete"))
    text = words("median of the population", "mediana de la población")
    style.level_line(axes, levels[1], "partial").set_label(text)
    return levels


def survival(results, words):
    """Draw raw and partially pooled rates of the units, by size."""
    figure, axes, place, order, raw = by_size(results, words)
    fit = results.fits[PARTIAL]
    mean, low, high = (
        fit.column("p", results.groups, statistic)[order]
        for statistic in ("mean", "q5", "q95")
    )
    raw = raw[order]
    look = {"color": style.COLOURS["partial"], "lw": 1, "alpha": 0.6}
    text = words("90 % interval", "intervalo del 90 %")
    axes.vlines(place, low, high, label=text, **look)
    axes.vlines(place, raw, mean, color=style.PALE, lw=0.8, zorder=1)
    kinds = _kinds(results, words, order)
    plain = kinds[0].name is None
    apart, pooled = (
        style.COLOURS[degree] if plain else style.DATA for degree in ("none", "partial")
    )
    hollow, full = {"mfc": "white", "ms": 4}, {"ms": 3.4}
    mark, text = style.MARKS["none"], words("raw rate", "proporción observada")
    entries = [*style.labelled(axes), style.key(text, mark, mec=apart, **hollow)]
    mark = style.MARKS["partial"] if plain else mark
    entries.append(style.key(words.pooling("partial"), mark, color=pooled, **full))
    first = len(style.labelled(axes))
    for kind in kinds:
        at, mec, colour = kind.at, kind.colour or apart, kind.colour or pooled
        axes.plot(place[at], raw[at], kind.mark, mec=mec, **hollow)
        mark = style.MARKS["partial"] if plain else kind.mark
        axes.plot(place[at], mean[at], mark, color=colour, label=kind.name, **full)
    levels = _population_lines(axes, results, words)
    axes.set_ylim(ends_of(raw, low, high, levels))
    style.show_outcome(axes, words)
    axes.set_ylabel(words.share())
    style.legend_below(figure, entries + style.labelled(axes)[first:], columns=3)
    return figure, {
        "group": [results.groups[at] for at in order],
        "trials": units_of(results)["N"].to_numpy()[order],
        "raw_rate": raw,
        "partial_pooling_mean": mean,
        "partial_pooling_q5": low,
        "partial_pooling_q95": high,
        **_kind_column(results, order),
    }


def says_survival(table, words, results) -> str:
    """Tell how raw and partially pooled rates spread."""
    raw, partial = table["raw_rate"], table["partial_pooling_mean"]
    complete = alt_text.number(words, results.fits[COMPLETE].best("p", "mean"))
    count = alt_text.groups(words, len(raw), results)
    trials = alt_text.span(words, table["trials"], words.unit("N"))
    moved = alt_text.sentence(
        alt_text.moves_most(words, table["group"], start=raw, stop=partial)
    )
    from_raw, pooled = (alt_text.span(words, values) for values in (raw, partial))
    centre = median_of_population(results)
    median, nearer = alt_text.number(words, centre), alt_text.nearer(raw, partial, centre)
    return words(
        f"{count}; {words.label('N')}: {trials}. Raw rates run from {from_raw}, "
        f"partially pooled ones from {pooled}; complete pooling gives {complete}, and the "
        f"median of the population is {median}: {nearer} of {len(raw)} come nearer to it. "
        f"{moved}",
        f"{count}; {words.label('N')}: de {trials}. Las proporciones observadas van de "
        f"{from_raw}, las de partial pooling de {pooled}; el pooling completo da "
        f"{complete}, y la mediana de la población es {median}: {nearer} de {len(raw)} "
        f"se acercan a ella. {moved}",
    )


def pooling(results, words):
    """Draw how each unit's rate moves from no pooling to partial pooling."""
    figure, axes, place, order, raw = by_size(results, words)
    shown = [results.groups[at] for at in order]
    none, partial = (results.fits[model].column("p", shown) for model in (NONE, PARTIAL))
    kinds = _kinds(results, words, order)
    plain = kinds[0].name is None
    for kind in kinds:
        ends = (each[kind.at] for each in (place, none, partial))
        moves(axes, *ends, **({} if plain else {"marker": kind.mark}))
    shape = {} if plain else {"marker": style.MARKS["none"]}
    entries = [
        style.degree_key(words, "none", mfc="white"),
        style.degree_key(words, "partial", **shape),
    ]
    entries += [
        style.key(k.name, k.mark, color=style.DATA, ms=4) for k in kinds if k.name
    ]
    levels = _population_lines(axes, results, words)
    axes.set_ylim(ends_of(raw[order], none, partial, levels))
    style.show_outcome(axes, words)
    axes.set_ylabel(words("posterior mean of p", "media a posteriori de p"))
    style.legend_below(figure, entries + style.labelled(axes), columns=3)
    return figure, {
        "group": shown,
        "trials": units_of(results)["N"].to_numpy()[order],
        "raw_rate": raw[order],
        "complete_mean": np.full(len(place), levels[0]),
        "none_mean": none,
        "partial_mean": partial,
        **_kind_column(results, order),
    }


def says_pooling(table, words, results) -> str:
    """Tell how the rates of the three degrees spread."""
    raw = alt_text.span(words, table["raw_rate"])
    degrees = alt_text.degrees(
        words,
        table["complete_mean"][0],
        none=table["none_mean"],
        partial=table["partial_mean"],
    )
    count = alt_text.groups(words, len(table["group"]), results)
    return words.say("rates/pooling/says", count=count, raw=raw, degrees=degrees)
