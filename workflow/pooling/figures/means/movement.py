"""How far the groups' estimates move, by their size and by the prior."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, observations, style
from pooling.figures.groups import READABLE, apart, rows, selected
from pooling.figures.means import by_group
from pooling.model import outcomes
from pooling.model.families.base import label as parameter_of
from pooling.model.names import NONE, PARTIAL, REGULARISED


def shrinkage(results, words):
    """Draw selected groups: no pooling on the left, partial pooling on the right."""
    raw = by_group.raw_means(results)
    moved = results.fits[PARTIAL].column("alpha", results.groups) - raw
    chosen = selected(results, raw, by_group.SHOWN, moved)
    sizes = dict(zip(results.groups, results.sizes, strict=True))
    share = {"sharex": True, "sharey": True}
    figure, panels, shown = style.panels_of(len(chosen), 4, beside=1, each=2.3, **share)
    strips = by_group.strips_of(results, chosen)
    table = {"group": chosen, "n": [sizes[label] for label in chosen]}
    for model, degree in ((NONE, "none"), (PARTIAL, "partial")):
        for statistic in ("mean", "q5", "q95"):
            values = results.fits[model].column("alpha", chosen, statistic)
            table[f"{degree}_{statistic}"] = values
    for place, axes in enumerate(shown):
        dashed = style.level_line(axes, by_group.overall_mean(results), "complete")
        solid = style.level_line(axes, by_group.population_of(results), "partial")
        raw_values = strips[chosen[place]]
        text = observations.named(words, max(table["n"]), observations.STRIP)
        look = {"s": 6, "color": style.DATA, "alpha": 0.35, "label": text}
        across = -0.55 + style.jitter(len(raw_values), 0.12)
        observations.draw(axes, across, raw_values, cells=observations.STRIP, **look)
        ends = [table["none_mean"][place], table["partial_mean"][place]]
        axes.plot([0, 1], ends, color=style.PALE, lw=1, zorder=1)
        for x, degree in enumerate(("none", "partial")):
            colour = style.COLOURS[degree]
            # A mean may lie beyond the interval, where few draws reach far out.
            low, high = (table[f"{degree}_{end}"][place] for end in ("q5", "q95"))
            axes.vlines(x, low, high, color=colour, lw=1.2)
            mean = table[f"{degree}_mean"][place]
            style.marks(axes, degree, x, mean, ms=4.5, label=words.pooling(degree))
        label = chosen[place]
        axes.set_title(f"{words.short(label)}\nn = {sizes[label]}", fontsize=9)
        axes.set_xticks([])
        axes.set_xlim(-0.8, 1.6)
    figure.supylabel(words.axis("y"), fontsize=9)
    entries = style.labelled(panels[0, 0])
    entries.append((dashed, words.pooling("complete")))
    entries.append((solid, by_group.centre_of_population(words)))
    style.legend_below(figure, entries + style.show_outcome(panels, words), columns=3)
    return figure, table


def _away(words, results) -> str:
    """Count the groups that come nearer to the population, and to complete pooling."""
    none, partial = (
        results.fits[model].column("alpha", results.groups) for model in (NONE, PARTIAL)
    )
    centre, every = by_group.population_of(results), len(results.groups)
    nearer = alt_text.nearer(none, partial, centre)
    away = alt_text.nearer(partial, none, by_group.overall_mean(results))
    population = alt_text.number(words, centre, words.unit("y"))
    return words(
        f"{nearer} of {every} estimates come nearer to the centre of the population, "
        f"{population}, and {away} move away from the dashed line.",
        f"{nearer} de {every} estimaciones se acercan al centro de la población, "
        f"{population}, y {away} se alejan de la línea de trazos.",
    )


def says_shrinkage(table, words, results) -> str:
    """Tell who moves most, and how much shorter the intervals get."""
    unit = words.unit("y")
    count = alt_text.groups(words, len(table["group"]), results)
    moved = alt_text.moves_most(
        words,
        table["group"],
        start=table["none_mean"],
        stop=table["partial_mean"],
        unit=unit,
    )
    none, partial = (
        np.subtract(table[f"{degree}_q95"], table[f"{degree}_q5"])
        for degree in ("none", "partial")
    )
    shorter = alt_text.percent(words, np.median(partial / none))
    level = alt_text.number(words, by_group.overall_mean(results), unit)
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
    sizes = results.sizes
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
    grid = np.geomspace(*by_group.size_ends(sizes), 60)  # also where all are of one size
    within = draws["sigma"][:, None] ** 2 / grid
    share = within / (within + draws["sigma_alpha"][:, None] ** 2)
    low, high = np.quantile(share, [0.05, 0.95], axis=0)
    figure, axes = style.canvas(height=3.6)
    colour = style.COLOURS["partial"]
    text = words("90 % interval", "intervalo del 90 %")
    axes.fill_between(grid, low, high, color=colour, alpha=0.2, lw=0, label=text)
    formula = r"$\sigma^2 / (\sigma^2 + n\,\sigma_\alpha^2)$"
    text = words("posterior mean", "media a posteriori")
    axes.plot(grid, share.mean(axis=0), color=colour, label=f"{formula}, {text}")
    axes.scatter(
        sizes * np.exp(style.jitter(len(sizes), 0.05)),
        factor,
        s=8 + 40 * distance / (distance.max() or 1),
        color=style.DATA,
        alpha=0.6,
        lw=0,
        rasterized=len(sizes) > 2000,
        label=words.say("means/shrinkage_by_size/mark", group=words.label("group")),
    )
    axes.set_ylim(-0.05, 1.05)
    axes.set_ylabel(
        words(
            "shrinkage (marks),\npooling factor (curve)",
            "shrinkage (marcas),\nfactor de pooling (curva)",
        )
    )
    by_group.size_axis(axes, sizes, words)
    style.legend_below(figure, columns=2)
    return figure, {
        "group": results.groups,
        "n": sizes,
        NONE: none,
        PARTIAL: partial,
        "shrinkage_factor": factor,
    }


def says_shrinkage_by_size(table, words, results) -> str:
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
    none, none_low, none_high = by_group.ranges(results, NONE)
    mean, low, high = by_group.ranges(results, PARTIAL)
    every, shown = by_group.listed(results)
    order = every[shown]
    place = np.arange(len(order))
    figure, axes = by_group.listed_rows(results, order, words)
    for degree, offset, ends in (
        ("none", 0.18, (none, none_low, none_high)),
        ("partial", -0.18, (mean, low, high)),
    ):
        middle, first, last = (each[order] for each in ends)
        colour = style.COLOURS[degree]
        axes.hlines(place + offset, first, last, color=colour, lw=1.1, alpha=0.8)
        text = words.pooling(degree)
        style.marks(axes, degree, middle, place + offset, ms=3.6, label=text)
    for level, degree, text in (
        (by_group.overall_mean(results), "complete", words.pooling("complete")),
        (
            by_group.population_of(results),
            "partial",
            by_group.centre_of_population(words),
        ),
    ):
        style.level_line(axes, level, degree, vertical=True).set_label(text)
    axes.set_xlabel(words.say("means/estimates/across", axis=words.axis("y")))
    style.show_outcome(axes, words, across=True)
    style.legend_below(figure, columns=2)
    return figure, {
        "group": [results.groups[at] for at in every],
        "n": results.sizes[every],
        "no_pooling_mean": none[every],
        "no_pooling_q5": none_low[every],
        "no_pooling_q95": none_high[every],
        "partial_pooling_mean": mean[every],
        "partial_pooling_q5": low[every],
        "partial_pooling_q95": high[every],
        "drawn": np.isin(np.arange(len(every)), shown).astype(int),
    }


def says_estimates(table, words, results) -> str:
    """Tell the highest and the lowest estimate, and of what size those groups are."""
    unit = words.unit("y")
    none, partial = (table[f"{name}_pooling_mean"] for name in ("no", "partial"))
    ends = []
    for at in (np.argmax(partial), np.argmin(partial)):
        estimate = {
            name: table[f"partial_pooling_{name}"][at] for name in ("mean", "q5", "q95")
        }
        interval = alt_text.interval(words, estimate, unit)
        ends.append(f"{by_group.named_size(table, at, words)}: {interval}")
    alone = [
        by_group.named_size(table, at, words) for at in (np.argmax(none), np.argmin(none))
    ]
    count = alt_text.groups(words, int(np.sum(table["drawn"])), results)
    degrees = alt_text.degrees(
        words, by_group.overall_mean(results), none=none, partial=partial, unit=unit
    )
    return words.say(
        "means/estimates/says", count=count, degrees=degrees, alone=alone, ends=ends
    )


def regularisation_path(results, words):
    """Draw the group means as their fixed prior goes from tight to wide."""
    data = results.fits[REGULARISED].stan_data
    explored = results.json("explore")["scale"]
    scales = np.array(explored["scale"])
    centres = list(explored["centre"].values())
    means = np.array([explored["estimate"][name] for name in explored["centre"]])
    raw = by_group.raw_means(results)
    # Of very many groups some were explored, those at both ends among them.
    at = {label: place for place, label in enumerate(explored["groups"])}
    chosen = [label for label in selected(results, raw, 6) if label in at]
    places = [at[label] for label in chosen]
    others = np.arange(len(at))
    if len(at) == len(results.groups):
        others = rows(results, np.argsort(raw, kind="stable"), 2 * READABLE)
    dashes = ((7, 2), (3, 1.5), (1, 1), (7, 2, 1, 2), (4, 4))
    styles = ["-", *((0, each) for each in dashes)]
    partial = results.fits.get(PARTIAL)
    learned = partial and partial.best("sigma_alpha", "mean")
    figure, panels = style.canvas(1, len(centres), height=4.2, sharey=True, squeeze=False)
    panels = panels[0]
    low, high = min(*raw, *centres), max(*raw, *centres)
    colour = style.COLOURS["fixed"]
    for axes, centre, paths in zip(panels, centres, means, strict=True):
        axes.plot(scales, paths[:, others], color=style.PALE, lw=0.5, zorder=1)
        for label, place in enumerate(places):
            look = {"color": colour, "lw": 1.6, "zorder": 3}
            axes.plot(scales, paths[:, place], ls=styles[label % len(styles)], **look)
        style.level_line(axes, outcomes.mean(data), "complete")
        axes.axvline(data["prior_alpha_sd"], color=style.DATA, lw=0.9, zorder=0)
        if learned is not None:
            axes.axvline(learned, color=style.COLOURS["partial"], lw=1.3, zorder=0)
        axes.set_xscale("log")
        axes.set_xlim(scales[0], scales[-1])
        middle = words.value("y", centre, raw.std())
        axes.set_title(words(f"prior around {middle}", f"prior centrado en {middle}"))
        unit = words.unit("y")
        name = words("sd of the prior", "desvío estándar a priori")
        axes.set_xlabel(f"{name} ({unit})" if unit else name)
    margin = 0.06 * (high - low)
    panels[0].set_ylim(low - margin, high + margin)
    panels[0].set_ylabel(words.axis("y"))
    # The names of the groups stand at the right of the last panel.
    limit = style.show_outcome(panels, words, at=0)
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
            arrowprops={"arrowstyle": "-", "color": style.PALE, "lw": 0.6, "shrinkB": 0},
        )
    groups = words.groups()
    text = words(f"selected {groups}", f"una selección de {groups}")
    entries = [style.key(text, color=colour, lw=1.6)]
    if len(places) < len(results.groups):
        text = words("all others", "todos los demás")
        entries.append(style.key(text, color=style.PALE, lw=0.8))
    text = words("mean of all observations", "media de todas las observaciones")
    entries.append((style.level_line(panels[0], outcomes.mean(data), "complete"), text))
    text = words("sd of the fitted model", "DE del modelo ajustado")
    entries += [style.key(text, color=style.DATA, lw=0.9), *limit]
    if learned is not None:
        text = words("learned by partial pooling", "aprendido con partial pooling")
        look = {"color": style.COLOURS["partial"], "lw": 1.3}
        entries.append(style.key(rf"$\sigma_\alpha$, {text}", **look))
    style.legend_below(figure, entries, columns=2)
    table = {
        "prior_mean": np.repeat(centres, len(scales)),
        "prior_sd": np.tile(scales, len(centres)),
    }
    columns = means.reshape(-1, len(at)).T
    names = [parameter_of("alpha", group) for group in at]
    return figure, table | dict(zip(names, columns, strict=True))


def says_regularisation_path(table, words, results) -> str:
    """Tell where the group means start and end, for each centre of the prior."""
    unit = words.unit("y")
    centre, scale = np.asarray(table["prior_mean"]), np.asarray(table["prior_sd"])
    _, _, *paths = table.values()
    means = np.array(paths).T
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
    return words.say(
        "means/regularisation_path/says", count=count, sds=sds, listed="; ".join(texts)
    )
