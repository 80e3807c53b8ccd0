"""The table, and its groups at three degrees of pooling."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, observations, style
from pooling.figures.groups import CLOUD, listing, rows, selected
from pooling.model.names import COMPLETE, NONE, PARTIAL

LISTED = 20  # groups of such a list
SHOWN = 8  # groups with a panel each
THREE = (COMPLETE, NONE, PARTIAL)


def raw_means(results):
    """Mean outcome of each group, in the order of the groups."""
    if results.sums is not None:
        return results.sums.height
    return results.prepared.groupby("group")["y"].mean().loc[results.groups].to_numpy()


def strips_of(results, labels) -> dict[str, np.ndarray]:
    """Observations of some groups, by their labels and in their order."""
    rows = results.prepared
    rows = dict(list(rows[rows["group"].isin(labels)].groupby("group")["y"]))
    return {label: rows[label].to_numpy() for label in labels}


def ranges(results, model):
    """Posterior mean and central 90 % interval of each group's mean."""
    fit = results.fits[model]
    columns = ("mean", "q5", "q95")
    return (fit.column("alpha", results.groups, column) for column in columns)


def overall_mean(results):
    """Posterior mean of complete pooling."""
    return results.fits[COMPLETE].best("alpha", "mean")


def population_of(results):
    """Posterior mean of the centre of the population."""
    return results.fits[PARTIAL].best("mu_alpha", "mean")


def centre_of_population(words) -> str:
    """Name the line toward which estimates move."""
    return words(
        r"centre of the population, $\mu_\alpha$", r"centro de la población, $\mu_\alpha$"
    )


def size_ends(sizes) -> tuple[float, float]:
    """Ends of an axis of group sizes."""
    return sizes.min() / 1.3, sizes.max() * 1.3


def size_axis(axes, sizes, words):
    """Put group sizes on a logarithmic horizontal axis with plain numbers."""
    axes.set_xscale("log")
    usual = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10000, 100000)
    ticks = [tick for tick in usual if sizes.min() <= tick <= sizes.max()]
    axes.set_xticks(ticks or sorted({sizes.min(), sizes.max()}))
    axes.xaxis.minorticks_off()
    axes.set_xlim(size_ends(sizes))
    axes.set_xlabel(words.observations())


def listed(results) -> tuple[np.ndarray, np.ndarray]:
    """Order the groups by size, largest first, and choose those of a list.

    Returns
    -------
    order : ndarray of int
        Places of all groups.
    shown : ndarray of int
        Places in ``order`` of those of the list: the same in all figures.
    """
    sizes, means = results.sizes, raw_means(results)
    order = np.lexsort((means, -sizes))
    chosen = selected(results, means, LISTED)
    wanted = {results.groups.index(label) for label in chosen}
    return order, np.flatnonzero([at in wanted for at in order])


def listed_rows(results, order, words):
    """Open a figure with a row for each group of a list, named with its size."""
    name = words("number of observations", "número de observaciones")
    sizes = {"sizes": results.sizes, "size_name": name}
    figure, (axes,) = listing(results, order, words, **sizes)
    return figure, axes


def data(results, words):
    """Draw the observations of each group as a strip, largest group on top."""
    sizes, means = results.sizes, raw_means(results)
    every, shown = listed(results)
    order = every[shown]
    figure, axes = listed_rows(results, order, words)
    strips = list(strips_of(results, [results.groups[at] for at in order]).values())
    values = np.concatenate(strips)
    row = np.repeat(np.arange(len(order), dtype=float), list(map(len, strips)))
    kinds = [(np.ones(len(values), bool), "o", style.DATA, None)]
    observations.strips(axes, values, row, kinds=kinds, words=words)
    group = words.label("group")
    text = words(f"mean of the {group}", f"media de cada {group}")
    look = {"marker": "|", "s": 60, "lw": 1.6, "color": style.COLOURS["none"]}
    axes.scatter(means[order], np.arange(len(order)), label=text, **look)
    text = words("mean of all observations", "media de todas las observaciones")
    style.level_line(axes, results.outcome[0], "complete", vertical=True).set_label(text)
    axes.set_xlabel(words.axis("y"))
    style.show_outcome(axes, words, across=True)
    style.legend_below(figure, columns=2)
    return figure, {
        "group": [results.groups[at] for at in every],
        "n": sizes[every],
        "mean": means[every],
        "drawn": np.isin(np.arange(len(every)), shown).astype(int),
    }


def says_data(table, words, results) -> str:
    """Tell the spread of the group means, of what size the extremes are."""
    mean, unit = np.asarray(table["mean"]), words.unit("y")
    ends = alt_text.numbers(words, mean.min(), mean.max())
    names = [named_size(table, at, words) for at in (mean.argmin(), mean.argmax())]
    overall = alt_text.number(words, results.outcome[0], unit)
    count = alt_text.groups(words, int(np.sum(table["drawn"])), results)
    sizes = alt_text.span(words, table["n"])
    middle = words.number(float(np.median(table["n"])), "g")
    return words(
        f"{count}. All groups have {sizes} observations each, half of them at most "
        f"{middle}. Their means run from {ends[0]} "
        f"({names[0]}) to {alt_text.with_unit(ends[1], unit)} ({names[1]}); that of all "
        f"observations is {overall}.",
        f"{count}. Todos los grupos tienen de {sizes} observaciones cada uno, la mitad de "
        f"ellos a lo sumo {middle}. Sus medias van de {ends[0]} "
        f"({names[0]}) a {alt_text.with_unit(ends[1], unit)} ({names[1]}); la de todas las "
        f"observaciones es {overall}.",
    )


def named_size(table, at: int, words) -> str:
    """Name a group with the number of its observations."""
    return f"{words.named(table['group'][at])}, n = {table['n'][at]}"


def _dodged(sizes) -> np.ndarray:
    """Set groups of one size side by side on a logarithmic axis of sizes, in their order.

    Each stands within two fifths of the way to the sizes around its own.
    """
    unique = np.unique(sizes)
    way = np.diff(np.log(unique), prepend=-np.inf, append=np.inf)
    reach = np.minimum(0.4 * np.minimum(way[:-1], way[1:]), 0.16)
    places = np.log(sizes.astype(float))
    for size, most in zip(unique, reach, strict=True):
        alike = np.flatnonzero(sizes == size)
        if len(alike) > 1:
            places[alike] += np.linspace(-most, most, len(alike))
    return np.exp(places)


def pooling(results, words):
    """Draw every group's estimate against its size, for the three degrees."""
    raw = raw_means(results)
    order = rows(results, np.argsort(raw, kind="stable"), CLOUD)
    sizes, raw = results.sizes[order], raw[order]
    spread = _dodged(sizes)
    figure, panels = style.canvas(1, 3, height=3.9, sharey=True)
    shown = [results.groups[at] for at in order]
    table = {"group": shown, "n": sizes, "raw_mean": raw}
    for axes, model, degree in zip(
        panels, THREE, ("complete", "none", "partial"), strict=True
    ):
        colour = style.COLOURS[degree]
        axes.set_title(words.pooling(degree))
        size_axis(axes, sizes, words)
        if degree == "complete":
            summary = results.fits[COMPLETE].estimates.loc["alpha"]
            axes.scatter(
                spread, raw, s=8, color=style.DATA, alpha=0.35, lw=0, label="raw"
            )
            axes.axhspan(summary["q5"], summary["q95"], color=colour, alpha=0.25, lw=0)
            dashed = style.level_line(axes, summary["mean"], "complete")
            table["complete_mean"] = np.full(len(sizes), summary["mean"])
            continue
        mean, low, high = (values[order] for values in ranges(results, model))
        axes.vlines(spread, low, high, color=colour, lw=0.6, alpha=0.4)
        style.marks(axes, degree, spread, mean, ms=2.8, mew=0)
        style.level_line(axes, overall_mean(results), "complete")
        table |= {f"{degree}_mean": mean, f"{degree}_q5": low, f"{degree}_q95": high}
    population = style.level_line(panels[2], population_of(results), "partial")
    panels[0].set_ylabel(words.axis("y"))
    # The widest intervals of no pooling would flatten all the rest.
    low, high = np.percentile(np.r_[table["none_q5"], table["none_q95"]], [1, 99])
    margin = 0.1 * (high - low)
    panels[0].set_ylim(min(low, raw.min()) - margin, max(high, raw.max()) + margin)
    limit = style.show_outcome(panels, words)
    group = words.label("group")
    raw_mean = words(f"raw mean of each {group}", f"media muestral de cada {group}")
    ninety = words("mean, 90 % interval", "media, intervalo del 90 %")
    entries = [
        (dashed, words.pooling("complete")),
        style.key(raw_mean, "o", color=style.DATA, alpha=0.35, mew=0, ms=3),
    ]
    for degree in ("none", "partial"):
        look = {"ls": "-", "color": style.COLOURS[degree], "ms": 3, "lw": 0.8}
        text = f"{words.pooling(degree)}: {ninety}"
        entries.append(style.key(text, style.MARKS[degree], **look))
    entries += [(population, centre_of_population(words)), *limit]
    style.legend_below(figure, entries, columns=2)
    return figure, table


def says_pooling(table, words, results) -> str:
    """Tell how the estimates of the three degrees spread."""
    none, partial, unit = table["none_mean"], table["partial_mean"], words.unit("y")
    degrees = alt_text.degrees(
        words, table["complete_mean"][0], none=none, partial=partial, unit=unit
    )
    moved = alt_text.moves_most(
        words, table["group"], start=none, stop=partial, unit=unit
    )
    count = alt_text.groups(words, len(none), results)
    return f"{count}: {degrees}. {alt_text.sentence(moved)}"
