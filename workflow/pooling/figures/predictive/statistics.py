"""Test statistics of replicated data against the observed ones."""

from __future__ import annotations

from functools import cache

import numpy as np

from pooling.checks.predictive.words import QUANTITIES, name_of_test, posterior_reading
from pooling.figures import alt_text, style
from pooling.figures.axes import around
from pooling.figures.groups import apart
from pooling.figures.predictive import common


def _statistic_bins(values: np.ndarray, observed: float) -> np.ndarray:
    """Bins for a statistic: one for each value where they are few and even."""
    distinct = np.unique(values)
    if len(distinct) > 1:
        step = np.diff(distinct).min()
        count = round((distinct[-1] - distinct[0]) / step) + 1
        if count <= common.BINS:
            return distinct[0] + step * (np.arange(count + 1) - 0.5)
    # A few tables far out would leave all others a corner of the axis.
    ends = np.percentile(values, [0.5, 99.5])
    return np.linspace(*around([*ends, observed], 0), common.BINS)


def _unit_of_statistics(words) -> str | None:
    """Unit of what sums up a table: of counts it is rates, which have none."""
    return None if "N" in words.labels else words.unit("y")


def _statistic_name(name: str, words) -> str:
    """Name a statistic of the table with its unit."""
    text = QUANTITIES[name][words.language]
    if "N" not in words.labels:
        unit = _unit_of_statistics(words)
        between = "\n" if len(text) > common.LONG - 6 else " "
        return f"{text}{between}({unit})" if unit else text
    if name in ("zeros", "full"):
        return text
    between = "\n" if len(text) > common.LONG - 6 else " "
    return words(
        f"{text}{between}of the raw rates", f"{text}{between}de las proporciones"
    )


@cache
def _band(count: int, level: float):
    """Limits of the ECDF of uniform numbers; the same in both languages."""
    from pooling.checks import uniformity

    return uniformity.band(count, level)


def _pit_panel(axes, transforms, *, judged: dict, colour, words) -> dict:
    """Draw the ECDF of the transforms, less the uniform one, with its band."""
    from pooling.checks import uniformity

    z, low, high = _band(len(transforms), judged["level"] / judged["tests"])
    apart_by = uniformity.counts_at(transforms, z) / len(transforms) - z
    axes.fill_between(z, low - z, high - z, color=style.PALE, alpha=0.6, lw=0)
    axes.axhline(0, color=style.DATA, lw=0.8)
    axes.plot(z, apart_by, color=colour, lw=1.4)
    axes.set_xlim(0, 1)
    axes.set_xlabel(
        words("PIT of each observation,\nleft out", "PIT de cada observación,\nomitida")
    )
    axes.set_ylabel(words("ECDF minus uniform", "FDE menos uniforme"))
    common.mark(
        axes,
        common.p_value(words, judged["pit"]["p_value"]),
        "pit" in judged["flagged_by"],
        words,
    )
    return {
        "pit": z,
        "pit_difference": apart_by,
        "band_low": low - z,
        "band_high": high - z,
    }


def statistics(results, words):
    """Draw the test statistics of replicated tables, and the PIT of what was left out."""
    from pooling.checks.predictive import base, posterior

    ((model, fit),) = results.fits.items()
    case, judged = (
        common.case_of(results, "posterior_predictive"),
        fit.json("posterior_predictive"),
    )
    described = {(row["name"], row["replicates"]): row for row in judged["statistics"]}
    by_name: dict[str, list] = {}
    for statistic in results.once(
        "statistics", lambda: list(posterior.statistics(case, base.MOST_PICTURED))
    ):
        by_name.setdefault(statistic.name, []).append(statistic)
    by_name = {name: by_name[name] for name in QUANTITIES if name in by_name}
    transforms, colour = posterior.pit(case), common.colour_of(results, model)
    # A few transforms are tested, but make no picture.
    tested = judged["pit"]["p_value"] is not None
    with_pit = tested and len(transforms) >= (common.FEWEST if by_name else 2)
    columns = max(1, min(common.COLUMNS, len(by_name) + with_pit))
    lines = max(1, -(-(len(by_name) + with_pit) // columns))
    figure, panels = style.canvas(lines, columns, 1.1 + 1.75 * lines, squeeze=False)
    common.say(figure, posterior_reading(judged, words.language, words.group))
    table = {"name": [], "replicates": [], "observed": [], "q5": [], "q50": [], "q95": []}
    table["p_value"] = []
    # The panel with numbers on its vertical axis stands below the first one, so that the
    # columns are as far apart in every row.
    spare = lines * columns - len(by_name)
    last = (lines - 1) * columns
    cells = [*panels.flat[:last], *panels.flat[last + spare :]]
    for axes in panels.flat[last : last + spare]:
        axes.remove()
    if with_pit:
        below = panels[0, 0].get_gridspec()[-1, :spare]
        _pit_panel(
            figure.add_subplot(below),
            transforms,
            judged=judged,
            colour=colour,
            words=words,
        )
    for axes, (name, kinds) in zip(cells, by_name.items(), strict=True):
        seen = kinds[0].observed
        pooled = np.concatenate([each.values for each in kinds] + [[seen]])
        edges, texts = _statistic_bins(pooled, seen), []
        flagged = tells = False
        for each in kinds:
            row = described[name, each.replicates]
            share = np.histogram(each.values, edges)[0] / len(each.values)
            fitted = each.replicates == "fitted"
            look = {"fill": True, "alpha": 0.45} if fitted else {"lw": 1.4}
            axes.stairs(share, edges, color=colour if fitted else style.EXACT, **look)
            same = np.mean(each.values == seen) > common.MOSTLY
            tells |= not same
            p = words.number(None) if same else common.p_value(words, row["p_value"])
            texts.append(p if fitted else words(f"new: {p}", f"nuevos: {p}"))
            flagged |= f"{name}/{each.replicates}" in judged["flagged_by"]
            for name_of, column in table.items():
                column.append(row[name_of])
        axes.axvline(seen, color=style.EXACT, lw=1.6, ls="--")
        axes.set_yticks([])
        style.no_grid(axes)
        axes.locator_params("x", nbins=5)
        axes.set_xlabel(_statistic_name(name, words))
        if not tells:
            texts = [words("not informative", "sin información")]
        common.mark(axes, "; ".join(texts), flagged, words)
    for axes in cells[:last:columns] if spare else panels[:, 0]:
        axes.set_ylabel(words("share of the tables", "proporción de tablas"))
    drawn = set(table["replicates"])
    entries = []
    if drawn:
        text = words("observed table", "tabla observada")
        entries.append(style.key(text, color=style.EXACT, lw=1.6, ls="--"))
    if "fitted" in drawn:
        text = words("tables with the fitted effects", "tablas con los efectos ajustados")
        entries.append(style.area_key(text, color=colour, alpha=0.45))
    if "new" in drawn:
        text = words("tables with new effects", "tablas con efectos nuevos")
        entries.append(style.key(text, color=style.EXACT, lw=1.4))
    if with_pit:
        text = words("band of uniform numbers", "banda de números uniformes")
        entries.append(style.area_key(text, color=style.PALE, alpha=0.6))
    if entries:
        style.legend_below(figure, entries, columns=2)
    return figure, table


def says_statistics(table, words, results) -> str:
    """Tell each statistic of the observed table, and what is expected of it.

    Of several kinds of replicates, those that make it the least likely.
    """
    texts, told = [], {}
    unit = _unit_of_statistics(words)
    if not table["name"]:
        return ""
    for row in sorted(zip(*table.values(), strict=True), key=lambda row: row[-1]):
        told.setdefault(row[0], row)
    for name in dict.fromkeys(table["name"]):
        _, replicated, seen, low, _, high, p = told[name]
        quantity = name_of_test(f"{name}/{replicated}", words.language)
        seen, low, high = alt_text.numbers(words, seen, low, high)
        seen = alt_text.with_unit(seen, unit)
        texts.append(
            words(
                f"{quantity} {seen} (90 %: {low} to {high}, {common.p_value(words, p)})",
                f"{quantity} {seen} (90 %: {low} a {high}, {common.p_value(words, p)})",
            )
        )
    return words("Observed: ", "Observado: ") + "; ".join(texts) + "."


def name_worst(axes, names: dict[int, str], values: np.ndarray, flagged: bool) -> None:
    """Name groups above a panel, with a line from each name to its value."""
    if not names:
        return
    low, high = axes.get_xlim()
    at = apart(list(names), (high - low) / 6.5)
    at -= max(0, at.max() - (high - 0.07 * (high - low)))
    at += max(0, low + 0.07 * (high - low) - at.min())
    for place, (column, name) in zip(at, names.items(), strict=True):
        axes.annotate(
            name,
            (column, values[column]),
            (place, 1.05),
            textcoords=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
            fontsize=7.5,
            fontweight="bold" if flagged else "normal",
            arrowprops={"arrowstyle": "-", "color": style.DATA, "lw": 0.6, "shrinkB": 3},
        )
