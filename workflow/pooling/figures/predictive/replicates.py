"""Replicated data beside the observed: real numbers, units, coins."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, style
from pooling.figures.axes import around
from pooling.figures.base import add_rows
from pooling.figures.groups import name_places
from pooling.figures.predictive import common
from pooling.model import outcomes


def replicates(results, kind: str, rows: np.ndarray | None = None) -> np.ndarray:
    """Load the replicated tables of a fit.

    Parameters
    ----------
    results : pooling.checks.results.Results
        With one fit, and its file of that kind.
    kind : {"prior", "posterior"}
        Which of them.
    rows : ndarray of int, optional
        Observations that are wanted; all by default.

    Returns
    -------
    ndarray
        Shape (draw, observation), in the order of the Stan data; of a large table
        some draws only.
    """
    from pooling.checks.predictive.base import LEAST_DRAWS, NUMBERS, replicated
    from pooling.checks.predictive.prior import from_prior

    # With the seed of the checks: the tables are those that they judge.
    case = common.case_of(results, f"{kind}_predictive")

    def drawn():
        if kind == "posterior":
            return np.concatenate(list(replicated(case, NUMBERS, rows)))
        return np.concatenate([t for _, t in from_prior(case, LEAST_DRAWS, rows)])

    return results.once(
        ("replicates", kind, None if rows is None else tuple(rows)), drawn
    )


def summary_panel(axes, values, *, observed, colour, words) -> None:
    """Draw a statistic of the replicated tables and of the observed one."""
    top = max(np.percentile(values, 99), 1.05 * observed)
    ends = around([min(values.min(), 0.95 * observed), top], 0)
    axes.hist(values, np.linspace(*ends, common.BINS), color=colour, alpha=0.45)
    axes.axvline(observed, color=style.EXACT, lw=1.6)
    axes.set_yticks([])
    style.no_grid(axes)
    share = np.mean(values >= observed)
    axes.set_title(
        words(
            f"{words.number(100 * share, '.0f')} % equal or exceed\nthe observed",
            f"el {words.number(100 * share, '.0f')} % iguala o supera\nlo observado",
        ),
        fontsize=8,
    )


def _spreads(results, kind: str) -> np.ndarray:
    """Give the sd of the group means of replicated tables: as they are judged."""
    from pooling.checks.predictive.base import MOST_PICTURED

    case, names = common.case_of(results, f"{kind}_predictive"), ["between_sd"]
    if kind == "prior":
        return case.own.prior_statistics(case, names)["between_sd"]
    return case.own.replicated_statistics(case, names, MOST_PICTURED)["between_sd"]


def real(results, words, kind: str):
    """Draw replicated tables of a real outcome over the observed one."""
    ((model, fit),) = results.fits.items()
    data = fit.stan_data
    # Of a large table some rows have the same density: those of all tables, smoothed alike.
    rows = outcomes.sample(data)
    y, (least, most) = np.asarray(data["y"])[rows], outcomes.ends(data)
    copies = replicates(results, kind, rows)
    colour = common.colour_of_kind(results, model, kind)
    chosen = copies[np.linspace(0, len(copies) - 1, common.SHOWN).round().astype(int)]
    low, high = np.percentile(chosen, [0.5, 99.5])
    given = common.plausible_range(results, kind)
    low, high = min(low, least, *given), max(high, most, *given)
    grid = np.linspace(*around([low, high], 0.1), 300)
    figure, (axes, panel) = style.canvas(1, 2, height=3.3, width_ratios=[2, 1])
    curves = np.array([common.smoothed(copy, grid) for copy in chosen])
    axes.plot(grid, curves.T, color=colour, lw=0.6, alpha=0.4)
    observed = common.smoothed(y, grid)
    axes.plot(grid, observed, color=style.EXACT, lw=1.8)
    axes.set_ylim(0, 1.1 * max(observed.max(), np.percentile(curves.max(axis=1), 90)))
    axes.set_xlim(grid[0], grid[-1])
    axes.set_xlabel(words.axis("y"))
    axes.set_ylabel(words("density", "densidad"))
    limit = style.show_outcome(axes, words, across=True)
    spreads, seen = _spreads(results, kind), outcomes.means(data).std(ddof=1)
    summary_panel(panel, spreads, observed=seen, colour=colour, words=words)
    unit = words.unit("y")
    name = words(f"sd of the means by {words.label('group')}", "DE de las medias")
    panel.set_xlabel(f"{name}\n({unit})" if unit else name)
    shade = common.shaded(axes.axvspan, given, words)
    style.legend_below(figure, [*common.key_of_replicates(colour, words), *shade, *limit])
    return figure, {
        "y": grid,
        "observed_density": observed,
        **{
            f"replicates_q{level}": np.percentile(curves, level, axis=0)
            for level in (5, 50, 95)
        },
    }


def says_real(table, words, results) -> str:
    """Tell how much of the observed density the replicated data sets hold."""
    density = table["observed_density"]
    inside = common.inside_90(table, "replicates", "observed_density")
    share = alt_text.percent(words, density[inside].sum() / density.sum())
    seen = alt_text.span(words, results.outcome[2:], words.unit("y"))
    return words.say("predictive/real/says", seen=seen, share=share, tables=common.SHOWN)


def by_unit(results, words, kind: str):
    """Draw the rates that a model expects of each unit, and the observed ones."""
    ((model, fit),) = results.fits.items()
    y, n = np.asarray(fit.stan_data["y"]), np.asarray(fit.stan_data["N"])
    raw = y / n
    copies = replicates(results, kind) / n
    colour = common.colour_of_kind(results, model, kind)
    order = np.lexsort((raw, n))
    if len(order) > common.UNITS:
        order = order[np.linspace(0, len(order) - 1, common.UNITS).round().astype(int)]
    levels = (5, 25, 75, 95)
    bounds = dict(
        zip(levels, np.percentile(copies[:, order], levels, axis=0), strict=True)
    )
    figure, (axes, panel) = style.canvas(1, 2, height=3.9, width_ratios=[3, 1])
    place = np.arange(len(order))
    width = 4 if len(order) < 80 else 2
    axes.vlines(place, bounds[5], bounds[95], color=colour, alpha=0.35, lw=width)
    axes.vlines(place, bounds[25], bounds[75], color=colour, alpha=0.8, lw=width)
    inside = (raw[order] >= bounds[5]) & (raw[order] <= bounds[95])
    common.observed_marks(axes, place, raw[order], inside)
    sizes = n[order]
    labels = [results.groups[at] for at in order]
    name_places(axes, labels, sizes=sizes, words=words, share=0.7)
    axes.set_ylim(-0.03, 1.03)
    axes.set_xlabel(words.axis("N"))
    axes.set_ylabel(words.share())
    summary_panel(
        panel,
        copies.std(axis=1, ddof=1),
        observed=raw.std(ddof=1),
        colour=colour,
        words=words,
    )
    panel.set_xlabel(words("sd of the raw rates", "DE de las\nproporciones"))
    half = words("half of the replicated data sets", "la mitad de los datos replicados")
    most = words("90 % of them", "el 90 % de ellos")
    look = {"color": colour, "lw": 4}
    entries = [style.key(half, alpha=0.8, **look), style.key(most, alpha=0.35, **look)]
    entries += common.observed_key(inside, words)
    entries += common.shaded(axes.axhspan, common.plausible_range(results, kind), words)
    style.legend_below(figure, entries, columns=2)
    table = {
        "group": [results.groups[at] for at in order],
        "trials": sizes,
        "observed_rate": raw[order],
    }
    return figure, table | {f"replicates_q{level}": bounds[level] for level in levels}


def says_by_unit(table, words, results) -> str:
    """Tell how many units lie where the model expects them."""
    rate = table["observed_rate"]
    inside = common.inside_90(table, "replicates", "observed_rate")
    count = alt_text.groups(words, len(rate), results)
    return words(
        f"{count}, observed rates from {alt_text.span(words, rate)}; within the central "
        f"90 % of the replicated data sets: {inside.sum()} of {len(rate)}.",
        f"{count}, proporciones observadas de {alt_text.span(words, rate)}; dentro del "
        f"90 % central de los datos replicados: {inside.sum()} de {len(rate)}.",
    )


def by_coin(results, words, kind: str):
    """Draw how often each number of successes is expected of each coin."""
    ((model, fit),) = results.fits.items()
    y, n = fit.stan_data["y"], fit.stan_data["N"]
    copies = replicates(results, kind)
    colour = common.colour_of_kind(results, model, kind)
    count = min(len(y), common.PANELS)
    figure, panels, shown = style.panels_of(count, 2, beside=0.9, each=2.2)
    from pooling.checks.predictive.coins import expected

    means = results.once(
        ("expected", kind), lambda: expected(common.case_of(results), kind)
    )
    table = {"group": [], "expected": [], "successes": [], "share": []}
    for coin, axes in enumerate(shown):
        edges = common.bins_reached(y[coin], copies[:, coin])
        share = np.histogram(common.held_within(copies[:, coin], edges), edges)[0] / len(
            copies
        )
        axes.stairs(share, edges, fill=True, color=colour, alpha=0.45)
        axes.stairs(share, edges, color=colour, lw=0.8)
        axes.axvline(y[coin], color=style.EXACT, lw=1.6)
        axes.set_title(
            words(
                f"{words.group(results.groups[coin])}: {y[coin]} of {n[coin]}",
                f"{words.group(results.groups[coin])}: {y[coin]} de {n[coin]}",
            )
        )
        common.count_axis(axes, edges, words)
        add_rows(
            table, results.groups[coin], means[coin], common.middles_of(edges), share
        )
    for axes in panels[:, 0]:
        axes.set_ylabel(words("share of the tables", "proporción de las tablas"))
    style.legend_below(figure, common.key_of_replicates(colour, words))
    return figure, table


def says_by_coin(table, words, results) -> str:
    """Tell how many successes each coin had, and how many are expected."""
    ((_, fit),) = results.fits.items()
    texts = []
    for coin, label in enumerate(results.groups[: common.PANELS]):
        at = list(table["group"]).index(label)
        mean = alt_text.number(words, float(table["expected"][at]))
        y, n = fit.stan_data["y"][coin], fit.stan_data["N"][coin]
        texts.append(
            words(
                f"{words.group(label)}: {y} of {n}, {mean} are expected",
                f"{words.group(label)}: {y} de {n}, se esperan {mean}",
            )
        )
    counted = words.counted("success")
    return alt_text.sentence(f"{counted}. {'; '.join(texts)}")
