"""Figures of group means."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text
from pooling.figures.base import ESTIMATES, Figure
from pooling.figures.checks import of_models
from pooling.figures.graph import GROUPS, OBSERVATIONS, Graph, Node, Plate
from pooling.figures.groups import CLOUD, READABLE, apart, rows, selected
from pooling.figures.predictive import new_mean, real
from pooling.figures.style import (
    DATA,
    PALE,
    POOLING_COLOURS,
    POOLING_LINES,
    POOLING_MARKS,
    canvas,
    jitter,
    legend_below,
    no_grid,
    show_outcome,
)
from pooling.model.families.base import label as parameter_of
from pooling.model.families.means import MODELS

LEAST_HEIGHT = 3.0  # inches that the name of an axis takes
NARROW = 5.4  # inches, of a list that is read on a phone, too
LISTED = 20  # groups of such a list
SHOWN = 8  # groups with a panel each
COMPLETE, NONE, PARTIAL = "complete_pooling", "no_pooling", "partial_pooling"
REGULARISED = "regularised"
THREE = (COMPLETE, NONE, PARTIAL)


def _sizes(results):
    """Observations of each group, in the order of the groups."""
    return results.prepared["group"].value_counts().loc[results.groups].to_numpy()


def _raw_means(results):
    """Mean outcome of each group, in the order of the groups."""
    return results.prepared.groupby("group")["y"].mean().loc[results.groups].to_numpy()


def _ranges(results, model):
    """Posterior mean and central 90 % interval of each group's mean."""
    fit = results.fits[model]
    columns = ("mean", "q5", "q95")
    return (fit.column("alpha", results.groups, column) for column in columns)


def _overall(results):
    """Posterior mean of complete pooling."""
    return results.fits[COMPLETE].best("alpha", "mean")


def _complete_line(axes, level, vertical=False):
    """Draw the level of complete pooling across a panel."""
    draw = axes.axvline if vertical else axes.axhline
    return draw(
        level, color=POOLING_COLOURS["complete"], ls=POOLING_LINES["complete"], lw=1.3
    )


def _population(results):
    """Posterior mean of the centre of the population."""
    return results.fits[PARTIAL].best("mu_alpha", "mean")


def _population_line(axes, level, vertical=False):
    """Draw the centre of the population, toward which estimates move, across a panel."""
    draw = axes.axvline if vertical else axes.axhline
    return draw(level, color=POOLING_COLOURS["partial"], lw=0.9, zorder=1)


def _centre_of_population(words) -> str:
    """Name that line."""
    return words(
        r"centre of the population, $\mu_\alpha$",
        r"centro de la población, $\mu_\alpha$",
    )


def _size_ends(sizes) -> tuple[float, float]:
    """Ends of an axis of group sizes."""
    return sizes.min() / 1.3, sizes.max() * 1.3


def _size_axis(axes, sizes, words):
    """Put group sizes on a logarithmic horizontal axis with plain numbers."""
    axes.set_xscale("log")
    usual = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10000, 100000)
    ticks = [tick for tick in usual if sizes.min() <= tick <= sizes.max()]
    axes.set_xticks(ticks or sorted({sizes.min(), sizes.max()}))
    axes.xaxis.minorticks_off()
    axes.set_xlim(_size_ends(sizes))
    axes.set_xlabel(
        words(
            f"observations in the {words.label('group')}",
            f"observaciones por {words.label('group')}",
        )
    )


def _listed(results) -> tuple[np.ndarray, np.ndarray]:
    """Order the groups by size, largest first, and choose those of a list.

    Returns
    -------
    order : ndarray of int
        Places of all groups.
    shown : ndarray of int
        Places in ``order`` of those of the list: the same in all figures.
    """
    sizes, means = _sizes(results), _raw_means(results)
    order = np.lexsort((means, -sizes))
    chosen = selected(results, means, LISTED)
    wanted = {results.groups.index(label) for label in chosen}
    return order, np.flatnonzero([at in wanted for at in order])


def _list(results, order, words):
    """Open a figure with a row for each group of a list, named with its size."""
    sizes = _sizes(results)
    height = max(LEAST_HEIGHT, 1.5 + 0.21 * len(order))
    figure, axes = canvas(height=height, width=NARROW)
    axes.set_yticks(
        np.arange(len(order)),
        [f"{words.group(results.groups[at])}  {sizes[at]}" for at in order],
    )
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.set_ylabel(
        words(
            f"{words.label('group')}, number of observations",
            f"{words.label('group')}, número de observaciones",
        )
    )
    no_grid(axes, "y")
    return figure, axes


def data(results, words):
    """Draw the observations of each group as a strip, largest group on top."""
    sizes, means = _sizes(results), _raw_means(results)
    every, shown = _listed(results)
    order = every[shown]
    figure, axes = _list(results, order, words)
    strips = dict(list(results.prepared.groupby("group")["y"]))
    values = [strips[results.groups[at]].to_numpy() for at in order]
    place = np.repeat(np.arange(len(order)), [len(strip) for strip in values])
    values = np.concatenate(values)
    axes.scatter(
        values,
        place + jitter(len(place), 0.22),
        s=7,
        color=DATA,
        alpha=0.45,
        lw=0,
        rasterized=len(values) > 2000,
        label=words("one observation", "una observación"),
    )
    axes.scatter(
        means[order],
        np.arange(len(order)),
        marker="|",
        s=60,
        lw=1.6,
        color=POOLING_COLOURS["none"],
        label=words(f"mean of the {words.label('group')}", "media del grupo"),
    )
    overall = results.prepared["y"].mean()
    axes.axvline(
        overall,
        color=POOLING_COLOURS["complete"],
        ls="--",
        lw=1.3,
        label=words("mean of all observations", "media de todas las observaciones"),
    )
    axes.set_xlabel(words.axis("y"))
    show_outcome(axes, words, across=True)
    legend_below(figure, columns=2)
    return figure, {
        "group": [results.groups[at] for at in every],
        "n": sizes[every],
        "mean": means[every],
        "drawn": np.isin(np.arange(len(every)), shown).astype(int),
    }


def _says_data(table, words, results) -> str:
    """Tell the spread of the group means, of what size the extremes are."""
    mean, unit = np.asarray(table["mean"]), words.unit("y")
    ends = alt_text.numbers(words, mean.min(), mean.max())
    names = [_named_size(table, at, words) for at in (mean.argmin(), mean.argmax())]
    overall = alt_text.number(words, results.prepared["y"].mean(), unit)
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


def _named_size(table, at: int, words) -> str:
    """Name a group with the number of its observations."""
    return f"{words.group(table['group'][at])}, n = {table['n'][at]}"


def _dodged(sizes) -> np.ndarray:
    """Set groups of one size side by side on a logarithmic axis of sizes.

    Parameters
    ----------
    sizes : ndarray of int
        In the order in which those of one size are to stand.

    Returns
    -------
    ndarray
        Where each stands: within two fifths of the way to the sizes around its own.
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
    raw = _raw_means(results)
    order = rows(results, np.argsort(raw, kind="stable"), CLOUD)
    sizes, raw = _sizes(results)[order], raw[order]
    spread = _dodged(sizes)
    figure, panels = canvas(1, 3, height=3.9, sharey=True)
    shown = [results.groups[at] for at in order]
    table = {"group": shown, "n": sizes, "raw_mean": raw}
    for axes, model, degree in zip(
        panels, THREE, ("complete", "none", "partial"), strict=True
    ):
        colour = POOLING_COLOURS[degree]
        axes.set_title(words.pooling(degree))
        _size_axis(axes, sizes, words)
        if degree == "complete":
            summary = results.fits[COMPLETE].estimates.loc["alpha"]
            axes.scatter(spread, raw, s=8, color=DATA, alpha=0.35, lw=0, label="raw")
            axes.axhspan(summary["q5"], summary["q95"], color=colour, alpha=0.25, lw=0)
            dashed = _complete_line(axes, summary["mean"])
            table["complete_mean"] = np.full(len(sizes), summary["mean"])
            continue
        mean, low, high = (values[order] for values in _ranges(results, model))
        axes.vlines(spread, low, high, color=colour, lw=0.6, alpha=0.4)
        axes.plot(spread, mean, POOLING_MARKS[degree], color=colour, ms=2.8, mew=0)
        _complete_line(axes, _overall(results))
        table |= {f"{degree}_mean": mean, f"{degree}_q5": low, f"{degree}_q95": high}
    population = _population_line(panels[2], _population(results))
    panels[0].set_ylabel(words.axis("y"))
    # The widest intervals of no pooling would flatten all the rest.
    low, high = np.percentile(np.r_[table["none_q5"], table["none_q95"]], [1, 99])
    margin = 0.1 * (high - low)
    panels[0].set_ylim(min(low, raw.min()) - margin, max(high, raw.max()) + margin)
    limit = show_outcome(panels, words)
    handles = [
        dashed,
        panels[0].plot([], [], "o", color=DATA, alpha=0.35, mew=0, ms=3)[0],
        panels[1].plot([], [], "-o", color=POOLING_COLOURS["none"], ms=3, lw=0.8)[0],
        panels[2].plot([], [], "-D", color=POOLING_COLOURS["partial"], ms=3, lw=0.8)[0],
        population,
        *limit,
    ]
    ninety = words("mean, 90 % interval", "media, intervalo del 90 %")
    texts = [
        words.pooling("complete"),
        words("raw mean of a group", "media muestral de un grupo"),
        f"{words.pooling('none')}: {ninety}",
        f"{words.pooling('partial')}: {ninety}",
        _centre_of_population(words),
        *(line.get_label() for line in limit),
    ]
    legend_below(figure, handles, texts, columns=2)
    return figure, table


def _says_pooling(table, words, results) -> str:
    """Tell how the estimates of the three degrees spread."""
    none, partial, unit = table["none_mean"], table["partial_mean"], words.unit("y")
    degrees = alt_text.degrees(words, table["complete_mean"][0], none, partial, unit)
    moved = alt_text.moves_most(words, table["group"], none, partial, unit)
    count = alt_text.groups(words, len(none), results)
    return f"{count}: {degrees}. {alt_text.sentence(moved)}"


def shrinkage(results, words):
    """Draw selected groups: no pooling on the left, partial pooling on the right."""
    raw = _raw_means(results)
    moved = results.fits[PARTIAL].column("alpha", results.groups) - raw
    chosen = selected(results, raw, SHOWN, moved)
    sizes = dict(zip(results.groups, _sizes(results), strict=True))
    columns = min(4, len(chosen))
    lines = -(-len(chosen) // columns)
    figure, panels = canvas(
        lines, columns, height=1 + 2.3 * lines, sharey="row", sharex=True, squeeze=False
    )
    strips = dict(list(results.prepared.groupby("group")["y"]))
    table = {"group": chosen, "n": [sizes[label] for label in chosen]}
    for model, degree in ((NONE, "none"), (PARTIAL, "partial")):
        for statistic in ("mean", "q5", "q95"):
            values = results.fits[model].column("alpha", chosen, statistic)
            table[f"{degree}_{statistic}"] = values
    for place, axes in enumerate(panels.flat):
        if place >= len(chosen):
            axes.set_visible(False)
            continue
        dashed = _complete_line(axes, _overall(results))
        solid = _population_line(axes, _population(results))
        raw_values = strips[chosen[place]].to_numpy()
        axes.scatter(
            -0.55 + jitter(len(raw_values), 0.12),
            raw_values,
            s=6,
            color=DATA,
            alpha=0.35,
            lw=0,
            label=words("one observation", "una observación"),
        )
        ends = [table["none_mean"][place], table["partial_mean"][place]]
        axes.plot([0, 1], ends, color=PALE, lw=1, zorder=1)
        for x, degree in enumerate(("none", "partial")):
            axes.errorbar(
                x,
                table[f"{degree}_mean"][place],
                yerr=[
                    [table[f"{degree}_mean"][place] - table[f"{degree}_q5"][place]],
                    [table[f"{degree}_q95"][place] - table[f"{degree}_mean"][place]],
                ],
                fmt=POOLING_MARKS[degree],
                color=POOLING_COLOURS[degree],
                ms=4.5,
                lw=1.2,
                label=words.pooling(degree),
            )
        label = chosen[place]
        axes.set_title(f"{words.short(label)}\nn = {sizes[label]}", fontsize=9)
        axes.set_xticks([])
        axes.set_xlim(-0.8, 1.6)
    figure.supylabel(words.axis("y"), fontsize=9)
    handles, texts = panels[0, 0].get_legend_handles_labels()
    limit = show_outcome(panels, words)
    handles += [dashed, solid, *limit]
    texts += [words.pooling("complete"), _centre_of_population(words)]
    texts += [line.get_label() for line in limit]
    legend_below(figure, handles, texts, columns=3)
    return figure, table


def _away(words, results) -> str:
    """Count the groups that come nearer to the population, and to complete pooling."""
    none, partial = (
        results.fits[model].column("alpha", results.groups) for model in (NONE, PARTIAL)
    )
    centre, every = _population(results), len(results.groups)
    nearer = alt_text.nearer(none, partial, centre)
    away = alt_text.nearer(partial, none, _overall(results))
    population = alt_text.number(words, centre, words.unit("y"))
    return words(
        f"{nearer} of {every} estimates come nearer to the centre of the population, "
        f"{population}, and {away} move away from the dashed line.",
        f"{nearer} de {every} estimaciones se acercan al centro de la población, "
        f"{population}, y {away} se alejan de la línea de trazos.",
    )


def _says_shrinkage(table, words, results) -> str:
    """Tell who moves most, and how much shorter the intervals get."""
    unit = words.unit("y")
    count = alt_text.groups(words, len(table["group"]), results)
    moved = alt_text.moves_most(
        words, table["group"], table["none_mean"], table["partial_mean"], unit
    )
    none, partial = (
        np.subtract(table[f"{degree}_q95"], table[f"{degree}_q5"])
        for degree in ("none", "partial")
    )
    shorter = alt_text.percent(words, np.median(partial / none))
    level = alt_text.number(words, _overall(results), unit)
    return (
        words(
            f"{count} of {alt_text.span(words, table['n'])} observations; the line of complete "
            f"pooling is at {level}. {alt_text.sentence(moved)} With partial pooling the 90 % "
            f"intervals have {shorter} of their length without pooling (median).",
            f"{count} de {alt_text.span(words, table['n'])} observaciones; la línea del "
            f"pooling completo está en {level}. {alt_text.sentence(moved)} Con "
            f"partial pooling los intervalos del 90 % miden el {shorter} de lo que miden "
            "sin pooling (mediana).",
        )
        + f" {_away(words, results)}"
    )


def shrinkage_by_size(results, words):
    """Draw how far each group moved toward the population against its size."""
    sizes = _sizes(results)
    none, partial = (
        results.fits[model].column("alpha", results.groups) for model in (NONE, PARTIAL)
    )
    population = results.fits[PARTIAL].best("mu_alpha", "mean")
    draws = results.fits[PARTIAL].draws("sigma_alpha", "sigma")
    distance = np.abs(none - population)
    # A group that lies on the population mean has nowhere to move.
    far = distance > 0.1 * distance.max()
    factor = np.full(len(none), np.nan)
    factor[far] = 1 - (partial - population)[far] / (none - population)[far]
    grid = np.geomspace(*_size_ends(sizes), 60)  # also where all are of one size
    within = draws["sigma"][:, None] ** 2 / grid
    share = within / (within + draws["sigma_alpha"][:, None] ** 2)
    low, high = np.quantile(share, [0.05, 0.95], axis=0)
    figure, axes = canvas(height=3.6)
    axes.fill_between(
        grid,
        low,
        high,
        color=POOLING_COLOURS["partial"],
        alpha=0.2,
        lw=0,
        label=words("90 % interval", "intervalo del 90 %"),
    )
    axes.plot(
        grid,
        share.mean(axis=0),
        color=POOLING_COLOURS["partial"],
        label=words(
            r"$\sigma^2 / (\sigma^2 + n\,\sigma_\alpha^2)$, posterior mean",
            r"$\sigma^2 / (\sigma^2 + n\,\sigma_\alpha^2)$, media a posteriori",
        ),
    )
    axes.scatter(
        sizes * np.exp(jitter(len(sizes), 0.05)),
        factor,
        s=8 + 40 * distance / (distance.max() or 1),
        color=DATA,
        alpha=0.6,
        lw=0,
        rasterized=len(sizes) > 2000,
        label=words(
            "a group; larger: farther from the population",
            "un grupo; más grande: más lejos de la población",
        ),
    )
    axes.set_ylim(-0.05, 1.05)
    axes.set_ylabel(
        words(
            "shrinkage (marks),\npooling factor (curve)",
            "shrinkage (marcas),\nfactor de pooling (curva)",
        )
    )
    _size_axis(axes, sizes, words)
    legend_below(figure, columns=2)
    return figure, {
        "group": results.groups,
        "n": sizes,
        "no_pooling": none,
        "partial_pooling": partial,
        "shrinkage_factor": factor,
    }


def _says_shrinkage_by_size(table, words, results) -> str:
    """Tell the typical shrinkage of small and of large groups."""
    n, factor = np.asarray(table["n"]), np.asarray(table["shrinkage_factor"])
    middle = int(np.median(n))
    count = alt_text.groups(words, len(n), results)
    parts = [factor[mask & np.isfinite(factor)] for mask in (n <= middle, n > middle)]
    if not all(map(len, parts)):
        typical = words.number(np.nanmedian(factor), ".2f")
        return words(
            f"{count} of {alt_text.span(words, n)} observations; the median shrinkage "
            f"is {typical}.",
            f"{count} de {alt_text.span(words, n)} observaciones; la mediana del shrinkage "
            f"es {typical}.",
        )
    small, large = (words.number(np.median(part), ".2f") for part in parts)
    return words(
        f"{count}. The median shrinkage is {small} in groups of at most "
        f"{alt_text.observations(words, middle)}, and {large} in the larger ones, up to "
        f"{n.max()}.",
        f"{count}. La mediana del shrinkage es {small} en los grupos de hasta "
        f"{alt_text.observations(words, middle)} y {large} en los mayores, de hasta "
        f"{n.max()}.",
    )


def estimates(results, words):
    """Draw estimates with and without pooling, largest group on top."""
    none, none_low, none_high = _ranges(results, NONE)
    mean, low, high = _ranges(results, PARTIAL)
    every, shown = _listed(results)
    order = every[shown]
    place = np.arange(len(order))
    figure, axes = _list(results, order, words)
    for degree, offset, ends in (
        ("none", 0.18, (none, none_low, none_high)),
        ("partial", -0.18, (mean, low, high)),
    ):
        middle, first, last = (each[order] for each in ends)
        colour = POOLING_COLOURS[degree]
        axes.hlines(place + offset, first, last, color=colour, lw=1.1, alpha=0.8)
        axes.plot(
            middle,
            place + offset,
            POOLING_MARKS[degree],
            color=colour,
            ms=3.6,
            label=words.pooling(degree),
        )
    _complete_line(axes, _overall(results), vertical=True).set_label(
        words.pooling("complete")
    )
    _population_line(axes, _population(results), vertical=True).set_label(
        _centre_of_population(words)
    )
    axes.set_xlabel(
        words(
            f"{words.axis('y')}, posterior mean and 90 % interval",
            f"{words.axis('y')}, media a posteriori e intervalo del 90 %",
        )
    )
    show_outcome(axes, words, across=True)
    legend_below(figure, columns=2)
    return figure, {
        "group": [results.groups[at] for at in every],
        "n": _sizes(results)[every],
        "no_pooling_mean": none[every],
        "no_pooling_q5": none_low[every],
        "no_pooling_q95": none_high[every],
        "partial_pooling_mean": mean[every],
        "partial_pooling_q5": low[every],
        "partial_pooling_q95": high[every],
        "drawn": np.isin(np.arange(len(every)), shown).astype(int),
    }


def _says_estimates(table, words, results) -> str:
    """Tell the highest and the lowest estimate, and of what size those groups are."""
    unit = words.unit("y")
    none, partial = (table[f"{name}_pooling_mean"] for name in ("no", "partial"))
    ends = []
    for at in (np.argmax(partial), np.argmin(partial)):
        found = {
            name: table[f"partial_pooling_{name}"][at] for name in ("mean", "q5", "q95")
        }
        ends.append(
            f"{_named_size(table, at, words)}: {alt_text.interval(words, found, unit)}"
        )
    alone = [_named_size(table, at, words) for at in (np.argmax(none), np.argmin(none))]
    count = alt_text.groups(words, int(np.sum(table["drawn"])), results)
    degrees = alt_text.degrees(words, _overall(results), none, partial, unit)
    return words(
        f"{count}. Of all groups, {degrees}. Highest without pooling is {alone[0]}, lowest "
        f"{alone[1]}. Highest with partial pooling is {ends[0]}; lowest, {ends[1]}.",
        f"{count}. De todos los grupos, {degrees}. Sin pooling, la más alta es la de "
        f"{alone[0]} y la más baja la de {alone[1]}. Con partial pooling, la más alta es "
        f"la de {ends[0]}; la más baja, la de {ends[1]}.",
    )


def regularisation_path(results, words):
    """Draw the group means as their fixed prior goes from tight to wide."""
    data = results.fits[REGULARISED].stan_data
    found = results.json("explore")["scale"]
    scales = np.array(found["scale"])
    centres = list(found["centre"].values())
    means = np.array([found["estimate"][name] for name in found["centre"]])
    raw = _raw_means(results)
    chosen = selected(results, raw, 6)
    places = [results.groups.index(label) for label in chosen]
    others = rows(results, np.argsort(raw, kind="stable"), 2 * READABLE)
    styles = (
        "-",
        (0, (7, 2)),
        (0, (3, 1.5)),
        (0, (1, 1)),
        (0, (7, 2, 1, 2)),
        (0, (4, 4)),
    )
    partial = results.fits.get(PARTIAL)
    learned = partial and partial.best("sigma_alpha", "mean")
    figure, panels = canvas(1, len(centres), height=4.2, sharey=True, squeeze=False)
    panels = panels[0]
    low, high = min(*raw, *centres), max(*raw, *centres)
    colour = POOLING_COLOURS["fixed"]
    for axes, centre, paths in zip(panels, centres, means, strict=True):
        axes.plot(scales, paths[:, others], color=PALE, lw=0.5, zorder=1)
        for label, place in enumerate(places):
            axes.plot(
                scales,
                paths[:, place],
                color=colour,
                lw=1.6,
                ls=styles[label % len(styles)],
                zorder=3,
            )
        _complete_line(axes, np.mean(data["y"]))
        axes.axvline(data["prior_alpha_sd"], color=DATA, lw=0.9, zorder=0)
        if learned is not None:
            axes.axvline(learned, color=POOLING_COLOURS["partial"], lw=1.3, zorder=0)
        axes.set_xscale("log")
        axes.set_xlim(scales[0], scales[-1])
        axes.set_title(
            words(
                f"prior around {words.value('y', centre, raw.std())}",
                f"prior centrado en {words.value('y', centre, raw.std())}",
            )
        )
        unit = words.unit("y")
        name = words("sd of the prior", "desvío estándar a priori")
        axes.set_xlabel(f"{name} ({unit})" if unit else name)
    margin = 0.06 * (high - low)
    panels[0].set_ylim(low - margin, high + margin)
    panels[0].set_ylabel(words.axis("y"))
    # The names of the groups stand at the right of the last panel.
    limit = show_outcome(panels, words, at=0)
    ends = means[-1, -1, places]
    for place, height, end in zip(
        range(len(places)), apart(ends, 0.048 * (high - low)), ends, strict=True
    ):
        panels[-1].annotate(
            words.group(chosen[place]),
            (scales[-1], end),
            (scales[-1] * 1.6, height),
            fontsize=7.5,
            va="center",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": PALE, "lw": 0.6, "shrinkB": 0},
        )
    handles = [
        *panels[0].plot([], [], color=colour, lw=1.6),
        *panels[0].plot([], [], color=PALE, lw=0.8),
        _complete_line(panels[0], np.mean(data["y"])),
        *panels[0].plot([], [], color=DATA, lw=0.9),
    ]
    texts = [
        words("selected groups", "grupos elegidos"),
        words("all others", "todos los demás"),
        words("mean of all observations", "media de todas las observaciones"),
        words("sd of the fitted model", "DE del modelo ajustado"),
    ]
    handles += limit
    texts += [line.get_label() for line in limit]
    if learned is not None:
        handles += panels[0].plot([], [], color=POOLING_COLOURS["partial"], lw=1.3)
        texts.append(
            words(
                r"$\sigma_\alpha$, learned by partial pooling",
                r"$\sigma_\alpha$, aprendido con partial pooling",
            )
        )
    if len(places) == len(results.groups):  # no others
        del handles[1], texts[1]
    legend_below(figure, handles, texts, columns=2)
    table = {
        "prior_mean": np.repeat(centres, len(scales)),
        "prior_sd": np.tile(scales, len(centres)),
    }
    columns = means.reshape(-1, len(results.groups)).T
    names = [parameter_of("alpha", group) for group in results.groups]
    return figure, table | dict(zip(names, columns, strict=True))


def _says_regularisation_path(table, words, results) -> str:
    """Tell where the group means start and end, for each centre of the prior."""
    unit = words.unit("y")
    centre, scale = np.asarray(table["prior_mean"]), np.asarray(table["prior_sd"])
    means = np.array([table[parameter_of("alpha", group)] for group in results.groups]).T
    texts = []
    for at in dict.fromkeys(centre.tolist()):
        rows = np.flatnonzero(centre == at)
        tight, wide = rows[scale[rows].argmin()], rows[scale[rows].argmax()]
        around = alt_text.number(words, at, unit)
        start, end = alt_text.spans(words, unit, means[tight], means[wide])
        texts.append(
            words(
                f"around {around}, they start at {start} and end at {end}",
                f"alrededor de {around}, empiezan en {start} y terminan en {end}",
            )
        )
    count = alt_text.groups(words, len(results.groups), results)
    scales = [alt_text.number(words, end) for end in (scale.min(), scale.max())]
    sds = alt_text.with_unit(words(" to ", " a ").join(scales), unit)
    return words(
        f"Posterior means of {count} as the sd of the prior grows from {sds}. With a prior "
        f"{'; '.join(texts)}.",
        f"Medias a posteriori de {count} al crecer el desvío estándar a priori de "
        f"{sds}. Con el prior {'; '.join(texts)}.",
    )


BY_GROUP = {
    "sigma": Node(r"\sigma", -1.7, 0.9, prior="sigma"),
    "y": Node("y_i", 0, 0, "observed", ("alpha", "sigma")),
}
PLATES = (Plate(("alpha", "y"), GROUPS), Plate(("y",), OBSERVATIONS))
FIXED_PRIOR = Graph(
    BY_GROUP | {"alpha": Node(r"\alpha_j", 0, 1.3, prior="alpha")}, PLATES
)

PREDICTIVE = {"prior": real, "posterior": real}
NEW_GROUP = new_mean

GRAPHS = {
    "complete_pooling": Graph(
        {
            "alpha": Node(r"\alpha", -0.6, 1.4, prior="alpha"),
            "sigma": Node(r"\sigma", 0.6, 1.4, prior="sigma"),
            "y": Node("y_i", 0, 0, "observed", ("alpha", "sigma")),
        },
        (Plate(("y",), OBSERVATIONS),),
    ),
    "no_pooling": FIXED_PRIOR,
    "regularised": FIXED_PRIOR,
    "partial_pooling": Graph(
        BY_GROUP
        | {
            "mu_alpha": Node(r"\mu_\alpha", -0.6, 2.7, prior="mu_alpha"),
            "sigma_alpha": Node(r"\sigma_\alpha", 0.6, 2.7, prior="sigma_alpha"),
            "alpha": Node(r"\alpha_j", 0, 1.3, parents=("mu_alpha", "sigma_alpha")),
        },
        PLATES,
    ),
}

FIGURES = {
    "data": Figure(
        data,
        _says_data,
        {"en": "The data", "es": "Los datos"},
        {
            "en": "Every observation, a strip per group with the largest group on top. Of "
            f"more than {LISTED} groups the largest, the smallest and those with the highest "
            "and the lowest means are drawn; all of them are in the tables of estimates.",
            "es": "Cada observación, una franja por grupo con el grupo más grande "
            f"arriba. De más de {LISTED} grupos se dibujan los más grandes, los más chicos y "
            "los de medias más altas y más bajas; todos están en las tablas de "
            "estimaciones.",
        },
        finds=alt_text.where_sizes_differ(
            "Look whether means of few observations scatter more than those of many: chance "
            "alone can do that.",
            "Mire si las medias de pocas observaciones están más dispersas que las de muchas: "
            "para eso basta el azar.",
        ),
    ),
    "pooling": Figure(
        pooling,
        _says_pooling,
        {"en": "Three degrees of pooling", "es": "Tres grados de pooling"},
        {
            "en": "Estimates against group size. Complete pooling gives all groups one value; "
            "no pooling gives each its own; partial pooling weighs the data of a group "
            "against the population.",
            "es": "Estimaciones frente al tamaño del grupo. El pooling completo da a "
            "todos un solo valor; sin pooling, cada grupo tiene el suyo; partial "
            "pooling combina los datos de un grupo con la población, según lo que dice "
            "cada uno.",
        },
        THREE,
        finds=alt_text.where_sizes_differ(
            "Look how far small groups move, and how far large ones.",
            "Mire cuánto se mueven los grupos chicos y cuánto los grandes.",
        ),
    ),
    "shrinkage": Figure(
        shrinkage,
        _says_shrinkage,
        {"en": "Shrinkage of selected groups", "es": "Shrinkage de grupos elegidos"},
        {
            "en": "Per group: its observations in grey, no pooling on the left, "
            "partial pooling on the right. Estimates are pooled toward the centre of "
            "the population (green line), in which a group counts by how well it is known, "
            "and not toward the mean of all observations (dashed), in which it counts by "
            "its size.",
            "es": "Por grupo: sus observaciones en gris, no pooling a la izquierda, "
            "partial pooling a la derecha. Las estimaciones se acercan al centro de la "
            "población (línea verde), en la que un grupo cuenta según cuán bien se lo "
            "conoce, y no a la media de todas las observaciones (de trazos), en la que "
            "cuenta según su tamaño.",
        },
        THREE,
        finds=alt_text.where_sizes_differ(
            "Look how far small and large groups move, and how their intervals change.",
            "Mire cuánto se mueven los grupos chicos y los grandes, y cómo cambian sus "
            "intervalos.",
        ),
    ),
    "shrinkage_by_size": Figure(
        shrinkage_by_size,
        _says_shrinkage_by_size,
        {"en": "Shrinkage and group size", "es": "Shrinkage y tamaño del grupo"},
        {
            "en": "How far each group moved from its own mean (0) to the population (1). The "
            "line is the pooling factor, the posterior mean of what the two standard "
            "deviations alone predict for a group of that size.",
            "es": "Cuánto se movió cada grupo desde su propia media (0) hacia la "
            "población (1). La línea es el factor de pooling: la media a posteriori "
            "de lo que predicen los dos desvíos estándar por sí solos para un grupo de ese "
            "tamaño.",
        },
        (NONE, PARTIAL),
        (*ESTIMATES, "posterior.nc"),
    ),
    "regularisation_path": Figure(
        regularisation_path,
        _says_regularisation_path,
        {
            "en": "A fixed prior, from tight to wide",
            "es": "Un prior fijo, de estrecho a ancho",
        },
        {
            "en": "Exact posterior means as the sd of the fixed prior grows. At the right "
            "every group keeps its own mean. At the left the differences vanish, but only a "
            "prior around the overall mean ends in complete pooling; one around any other "
            "number drags all groups there. Partial pooling learns the sd from the data.",
            "es": "Medias a posteriori exactas según crece el desvío estándar del prior "
            "fijo. A la derecha cada grupo conserva su media. A la izquierda las diferencias "
            "desaparecen, pero solo un prior centrado en la media general acaba en el pooling "
            "completo; uno centrado en otro número arrastra allí a todos los grupos. El "
            "partial pooling aprende su desvío estándar de los datos.",
        },
        (REGULARISED, PARTIAL),
        (*ESTIMATES, "stan_data.json"),
        ("explore.json",),
        any_of=True,
        applies=lambda settings, models: REGULARISED in models,
    ),
    "estimates": Figure(
        estimates,
        _says_estimates,
        {"en": "Estimates by group", "es": "Estimaciones por grupo"},
        {
            "en": "Posterior means with 90% intervals, the largest group on top, of the "
            "groups whose data are drawn above. Look how far the two estimates of a group "
            "part. All groups are in the tables of estimates.",
            "es": "Medias del posterior con intervalos del 90\N{NARROW NO-BREAK SPACE}%, el "
            "grupo más grande arriba, de los grupos cuyos datos se dibujan más arriba. Mire "
            "cuánto se separan las dos estimaciones de un grupo. Todos los grupos están en "
            "las tablas de estimaciones.",
        },
        THREE,
        finds=alt_text.where_sizes_differ(
            "Look whether the intervals grow from top to bottom, as groups become smaller.",
            "Mire si los intervalos crecen de arriba abajo, hacia los grupos más chicos.",
        ),
    ),
    **of_models(MODELS, compared=True),
}
