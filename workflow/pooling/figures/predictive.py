"""Predictive checks: what a model expects to see, before and after the data."""

from __future__ import annotations

import numpy as np

from pooling import families
from pooling.figures.style import (
    DATA,
    EXACT,
    PALE,
    POOLING_COLOURS,
    PRIOR,
    canvas,
    legend_below,
    no_grid,
)

SHOWN = 50  # replicated tables that are drawn one by one
UNITS = 150  # units that fit one row
PANELS = 8  # coins, or sizes of units, that get a panel of their own
SIZES = 4
BINS = 40
# Draws of y_rep: file -> ArviZ group.
REPLICATES = {"prior": "prior_predictive", "posterior": "posterior_predictive"}


def replicates(fit, kind: str) -> np.ndarray:
    """Load the replicated tables of a fit.

    Parameters
    ----------
    fit : pooling.results.Fit
        With the file of that kind.
    kind : {"prior", "posterior"}
        Which of them.

    Returns
    -------
    ndarray
        Shape (draw of all chains, observation), in the order of the Stan data.
    """
    from pooling.draws import read

    y = read(fit.files[kind], REPLICATES[kind], ["y"])["y"].values
    return y.reshape(-1, y.shape[-1])


def colour_of(results, model: str) -> str:
    """Colour of a model's degree of pooling."""
    declared = families.get(results.settings["family"]).MODELS[model]
    return POOLING_COLOURS[declared.pooling]


def _density(values, grid) -> np.ndarray:
    """Smooth draws into a density; the bandwidth is Silverman's (1986, eq. 3.31)."""
    low, high = np.percentile(values, [25, 75])
    spread = min(values.std(), (high - low) / 1.34) or values.std()
    width = max(0.9 * spread * len(values) ** -0.2, 1e-9 * (grid[-1] - grid[0]))
    # Counts on the grid, smoothed: the same sum over fewer terms.
    step = grid[1] - grid[0]
    edges = np.append(grid - step / 2, grid[-1] + step / 2)
    counts = np.histogram(values, edges)[0]
    kernel = np.exp(-0.5 * ((grid[:, np.newaxis] - grid) / max(width, step / 2)) ** 2)
    kernel /= kernel.sum(axis=0)
    return kernel @ counts / (len(values) * step)


def _summary_panel(axes, values, observed, colour, words) -> None:
    """Draw a statistic of the replicated tables and of the observed one."""
    top = max(np.percentile(values, 99), 1.05 * observed)
    bottom = min(values.min(), 0.95 * observed)
    axes.hist(values, np.linspace(bottom, top, BINS), color=colour, alpha=0.45)
    axes.axvline(observed, color=EXACT, lw=1.6)
    axes.set_yticks([])
    no_grid(axes)
    share = np.mean(values >= observed)
    axes.set_title(
        words(
            f"{words.number(100 * share, '.0f')} % reach the observed",
            f"el {words.number(100 * share, '.0f')} % alcanza lo observado",
        ),
        fontsize=8,
    )


def real(results, words, kind: str):
    """Draw replicated tables of a real outcome over the observed one."""
    ((model, fit),) = results.fits.items()
    data = fit.stan_data
    y, group = np.asarray(data["y"]), np.asarray(data["group"]) - 1
    copies = replicates(fit, kind)
    colour = PRIOR if kind == "prior" else colour_of(results, model)
    chosen = copies[np.linspace(0, len(copies) - 1, SHOWN).round().astype(int)]
    low, high = np.percentile(chosen, [0.5, 99.5])
    low, high = min(low, y.min()), max(high, y.max())
    margin = 0.1 * (high - low)
    grid = np.linspace(low - margin, high + margin, 300)
    figure, (axes, panel) = canvas(1, 2, height=3.3, width_ratios=[2, 1])
    curves = np.array([_density(copy, grid) for copy in chosen])
    axes.plot(grid, curves.T, color=colour, lw=0.6, alpha=0.4)
    observed = _density(y, grid)
    axes.plot(grid, observed, color=EXACT, lw=1.8)
    axes.set_ylim(0, 1.1 * max(observed.max(), np.percentile(curves.max(axis=1), 90)))
    axes.set_xlim(grid[0], grid[-1])
    axes.set_xlabel(words.axis("y"))
    axes.set_ylabel(words("density", "densidad"))
    size = np.bincount(group)
    sums = copies @ (group[:, np.newaxis] == np.arange(len(size))).astype(float)
    spreads = (sums / size).std(axis=1, ddof=1)
    own = (np.bincount(group, y) / size).std(ddof=1)
    _summary_panel(panel, spreads, own, colour, words)
    unit = words.unit("y")
    name = words("sd of the group means", "desv. típica de las medias")
    panel.set_xlabel(f"{name}\n({unit})" if unit else name)
    _legend(figure, axes, colour, words)
    return figure, {
        "y": grid,
        "observed_density": observed,
        **{
            f"replicates_q{level}": np.percentile(curves, level, axis=0)
            for level in (5, 50, 95)
        },
    }


def _legend(figure, axes, colour, words) -> None:
    """Tell replicated tables from the observed one."""
    handles = axes.plot([], [], color=EXACT, lw=1.8)
    handles += axes.plot([], [], color=colour, lw=1.2, alpha=0.7)
    texts = [
        words("observed table", "tabla observada"),
        words("tables that the model makes up", "tablas que inventa el modelo"),
    ]
    legend_below(figure, handles, texts)


def by_unit(results, words, kind: str):
    """Draw the rates that a model expects of each unit, and the observed ones."""
    ((model, fit),) = results.fits.items()
    y, n = np.asarray(fit.stan_data["y"]), np.asarray(fit.stan_data["N"])
    raw = y / n
    copies = replicates(fit, kind) / n
    colour = PRIOR if kind == "prior" else colour_of(results, model)
    order = np.lexsort((raw, n))
    if len(order) > UNITS:
        order = order[np.linspace(0, len(order) - 1, UNITS).round().astype(int)]
    levels = (5, 25, 75, 95)
    bounds = dict(
        zip(levels, np.percentile(copies[:, order], levels, axis=0), strict=True)
    )
    figure, (axes, panel) = canvas(1, 2, height=3.4, width_ratios=[3, 1])
    place = np.arange(len(order))
    width = 4 if len(order) < 80 else 2
    axes.vlines(place, bounds[5], bounds[95], color=colour, alpha=0.35, lw=width)
    axes.vlines(place, bounds[25], bounds[75], color=colour, alpha=0.8, lw=width)
    inside = (raw[order] >= bounds[5]) & (raw[order] <= bounds[95])
    for mask, face in ((inside, EXACT), (~inside, "white")):
        axes.plot(
            place[mask], raw[order][mask], "o", mfc=face, mec=EXACT, ms=3.4, mew=0.8
        )
    sizes = n[order]
    starts = np.flatnonzero(np.diff(sizes, prepend=-1))
    if len(starts) > 12:  # as many sizes as units: some of them
        starts = np.unique(np.linspace(0, len(order) - 1, 8).round().astype(int))
        axes.set_xticks(starts, sizes[starts])
    else:
        stops = np.append(starts[1:], len(order))
        axes.set_xticks((starts + stops - 1) / 2, sizes[starts])
        for start in starts[1:]:
            axes.axvline(start - 0.5, color=PALE, lw=0.8, zorder=0)
    axes.tick_params(axis="x", length=0)
    no_grid(axes, "x")
    axes.set_ylim(-0.03, 1.03)
    axes.set_xlabel(words.axis("N"))
    axes.set_ylabel(
        words(f"share of {words.label('y')}", f"proporción de {words.label('y')}")
    )
    _summary_panel(panel, copies.std(axis=1, ddof=1), raw.std(ddof=1), colour, words)
    panel.set_xlabel(words("sd of the raw rates", "desv. típica de las\nproporciones"))
    handles = [axes.plot([], [], color=colour, lw=4, alpha=a)[0] for a in (0.8, 0.35)]
    handles += axes.plot([], [], "o", color=EXACT, ms=4)
    texts = [
        words("half of the tables made up", "la mitad de las tablas inventadas"),
        words("90 % of them", "el 90 % de ellas"),
        words("observed", "observado"),
    ]
    if not inside.all():
        handles += axes.plot([], [], "o", mfc="white", mec=EXACT, ms=4)
        texts.append(words("observed, outside the 90 %", "observado, fuera del 90 %"))
    legend_below(figure, handles, texts, columns=2)
    table = {
        "group": [results.groups[at] for at in order],
        "trials": sizes,
        "observed_rate": raw[order],
    }
    return figure, table | {f"replicates_q{level}": bounds[level] for level in levels}


def _count_axis(axes, edges, words) -> None:
    """Put successes on the horizontal axis, with whole numbers."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0, None)
    plain = words("successes", "éxitos")
    axes.set_xlabel(words.axis("y") if "y" in words.labels else plain)


def by_coin(results, words, kind: str):
    """Draw how often each number of successes is expected of each coin."""
    ((model, fit),) = results.fits.items()
    y, n = fit.stan_data["y"], fit.stan_data["N"]
    copies = replicates(fit, kind)
    colour = PRIOR if kind == "prior" else colour_of(results, model)
    shown = min(len(y), PANELS)
    columns = min(shown, 2)
    lines = -(-shown // columns)
    figure, panels = canvas(lines, columns, height=0.9 + 2.2 * lines, squeeze=False)
    table = {"group": [], "successes": [], "share": []}
    for coin, axes in enumerate(panels.flat):
        if coin >= shown:
            axes.set_visible(False)
            continue
        edges = _edges(n[coin])
        share = np.histogram(copies[:, coin], edges)[0] / len(copies)
        axes.stairs(share, edges, fill=True, color=colour, alpha=0.45)
        axes.stairs(share, edges, color=colour, lw=0.8)
        axes.axvline(y[coin], color=EXACT, lw=1.6)
        axes.set_title(
            words(
                f"{words.group(results.groups[coin])}: {y[coin]} of {n[coin]}",
                f"{words.group(results.groups[coin])}: {y[coin]} de {n[coin]}",
            )
        )
        _count_axis(axes, edges, words)
        for key, value in zip(
            table,
            ([results.groups[coin]] * len(share), _middles(edges), share),
            strict=True,
        ):
            table[key].extend(value)
    for axes in panels[:, 0]:
        axes.set_ylabel(words("share of the tables", "proporción de las tablas"))
    _legend(figure, panels[0, 0], colour, words)
    return figure, table


def _edges(trials: int) -> np.ndarray:
    """Bins for counts from 0 to trials: one for each count where they are few."""
    step = -(-(trials + 1) // BINS)
    return np.arange(0, trials + step + 1, step) - 0.5


def _middles(edges) -> np.ndarray:
    """Counts in the middle of bins."""
    return (edges[:-1] + edges[1:]) / 2


def _largest_and_smallest(group) -> list[int]:
    """Places of the group with most observations, and of one with fewest."""
    size = np.bincount(group)
    return [int(np.argmax(size)), int(np.argmin(size))]


def _counted(words, count: int) -> str:
    """Say how many observations there are."""
    if count == 1:
        return words("1 observation", "1 observación")
    return words(f"{count} observations", f"{count} observaciones")


def _a_new(words) -> str:
    """Name a new group."""
    return words(f"a new {words.label('group')}", f"{words.label('group')}: otro, nuevo")


def new_mean(results, words):
    """Draw predictions for an observation of two known groups and of a new one."""
    ((model, fit),) = results.fits.items()
    data = fit.stan_data
    y, group = np.asarray(data["y"]), np.asarray(data["group"]) - 1
    copies = replicates(fit, "posterior")
    rows = [
        (
            f"{words.group(results.groups[at])}\n"
            f"{_counted(words, int(np.sum(group == at)))}",
            copies[:, np.argmax(group == at)],
            y[group == at],
        )
        for at in _largest_and_smallest(group)
    ]
    new = fit.draws("y_new", group="predictions")["y_new"][:, 0]
    rows.append((_a_new(words), new, y[:0]))
    colour = colour_of(results, model)
    figure, axes = canvas(height=3.4)
    ends = [np.percentile(draws, [0.3, 99.7]) for _, draws, _ in rows]
    grid = np.linspace(min(e[0] for e in ends), max(e[1] for e in ends), 1200)
    table = {"group": [], "q5": [], "q50": [], "q95": []}
    for place, (name, draws, seen) in enumerate(rows):
        base = -place
        curve = _density(draws, grid)
        height = 0.62 * curve / curve.max()
        last = place == len(rows) - 1
        axes.fill_between(
            grid, base, base + height, color=colour, alpha=0.45 if last else 0.2, lw=0
        )
        axes.plot(grid, base + height, color=colour, lw=1.2)
        low, middle, high = np.percentile(draws, [5, 50, 95])
        axes.plot([low, high], [base - 0.07] * 2, color=colour, lw=2.4)
        axes.plot(seen, np.full(len(seen), base - 0.15), "|", color=DATA, ms=6, mew=0.7)
        decimals = max(0, 1 - int(np.floor(np.log10(high - low))))
        span = " … ".join(words.number(value, f".{decimals}f") for value in (low, high))
        axes.annotate(
            f"90 %: {span}",
            (1, base + 0.3),
            xycoords=("axes fraction", "data"),
            ha="right",
            fontsize=8,
            color=DATA,
        )
        for key, value in zip(
            table, (name.replace("\n", ", "), low, middle, high), strict=True
        ):
            table[key].append(value)
    axes.set_yticks([-place for place in range(len(rows))], [name for name, *_ in rows])
    axes.set_xlim(grid[0], grid[-1] + 0.18 * (grid[-1] - grid[0]))
    axes.tick_params(axis="y", length=0)
    no_grid(axes, "y")
    axes.set_xlabel(words.axis("y"))
    handles = axes.plot([], [], color=colour, lw=2.4)
    handles += axes.plot([], [], "|", color=DATA, ms=7)
    texts = [
        words("90 % of the predictions", "90 % de las predicciones"),
        words("observed", "observado"),
    ]
    legend_below(figure, handles, texts)
    return figure, table


def new_line(results, words):
    """Draw predictions over the predictor for two known groups and a new one."""
    ((model, fit),) = results.fits.items()
    data = fit.stan_data
    group = np.asarray(data["group"]) - 1
    grid = np.asarray(data["x_new"])
    draws = fit.draws("alpha", "beta", "sigma")
    # One deviation for each draw: the bands are of one observation at each x.
    noise = np.random.default_rng(1).standard_normal(len(draws["sigma"]))
    noise = (noise * draws["sigma"])[:, np.newaxis]
    panels_of = [
        (
            f"{words.group(results.groups[at])}\n"
            f"{_counted(words, int(np.sum(group == at)))}",
            draws["alpha"][:, [at]] + draws["beta"][:, [at]] * grid + noise,
            group == at,
        )
        for at in _largest_and_smallest(group)
    ]
    new = fit.draws("y_new", group="predictions")["y_new"]
    panels_of.append((_a_new(words), new, group < 0))
    centre = results.facts["centre"]
    colour = colour_of(results, model)
    figure, panels = canvas(1, 3, height=3.5, sharey=True, sharex=True)
    table = {"group": [], "x": []} | {f"q{level}": [] for level in (5, 25, 50, 75, 95)}
    for axes, (name, values, mask) in zip(panels, panels_of, strict=True):
        q5, q25, q50, q75, q95 = np.percentile(values, [5, 25, 50, 75, 95], axis=0)
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
            x, q25, q75, color=colour, alpha=0.4, lw=0, label=words("half", "la mitad")
        )
        axes.plot(x, q50, color=colour, lw=1.5, label=words("median", "mediana"))
        axes.plot(
            np.asarray(data["x"])[mask] + centre,
            np.asarray(data["y"])[mask],
            "o",
            color=DATA,
            ms=3.4,
            label=words("observed", "observado"),
        )
        axes.set_title(name, fontsize=9)
        axes.locator_params("x", nbins=4)
        axes.set_xlabel(words.axis("x"))
        columns = ([name.replace("\n", ", ")] * len(x), x, q5, q25, q50, q75, q95)
        for key, column in zip(table, columns, strict=True):
            table[key].extend(column)
    panels[0].set_ylabel(words.axis("y"))
    legend_below(figure)
    return figure, table


def new_unit(results, words):
    """Draw predicted successes of a known unit and of a new one of the same size."""
    ((model, fit),) = results.fits.items()
    n, y = np.asarray(fit.stan_data["N"]), np.asarray(fit.stan_data["y"])
    sizes = np.asarray(fit.stan_data["trials_new"])
    copies = replicates(fit, "posterior")
    new = fit.draws("y_new", group="predictions")["y_new"]
    chosen = np.unique(
        np.linspace(0, len(sizes) - 1, min(SIZES, len(sizes))).round().astype(int)
    )
    columns = min(len(chosen), 2)
    lines = -(-len(chosen) // columns)
    figure, panels = canvas(lines, columns, height=0.9 + 2.1 * lines, squeeze=False)
    colour = colour_of(results, model)
    table = {
        "group": [],
        "trials": [],
        "successes": [],
        "share_existing": [],
        "share_new": [],
    }
    for place, axes in enumerate(panels.flat):
        if place >= len(chosen):
            axes.set_visible(False)
            continue
        at = chosen[place]
        of_size = np.flatnonzero(n == sizes[at])
        # The one in the middle of its size: neither the best nor the worst.
        unit = of_size[np.argsort(y[of_size], kind="stable")[len(of_size) // 2]]
        edges = _edges(sizes[at])
        old_share, new_share = (
            np.histogram(values, edges)[0] / len(values)
            for values in (copies[:, unit], new[:, at])
        )
        axes.stairs(old_share, edges, fill=True, color=PALE)
        axes.stairs(new_share, edges, color=colour, lw=1.8)
        axes.plot(y[unit], 0, "^", color=EXACT, ms=6, clip_on=False, zorder=5)
        name = words.group(results.groups[unit])
        axes.set_title(
            words(
                f"{name}: {y[unit]} of {sizes[at]}", f"{name}: {y[unit]} de {sizes[at]}"
            ),
            fontsize=9,
        )
        _count_axis(axes, edges, words)
        own = [results.groups[unit]] * len(old_share), [sizes[at]] * len(old_share)
        for key, column in zip(
            table, (*own, _middles(edges), old_share, new_share), strict=True
        ):
            table[key].extend(column)
    for axes in panels[:, 0]:
        axes.set_ylabel(words("share of the predictions", "prop. de las predicciones"))
    from matplotlib.patches import Patch

    handles = [
        Patch(color=PALE),
        *axes.plot([], [], color=colour, lw=1.8),
        *axes.plot([], [], "^", color=EXACT, ms=6),
    ]
    texts = [
        words(f"this {words.label('group')} again", "este mismo, otra vez"),
        words(
            f"a new {words.label('group')} of its size", "uno nuevo de su mismo tamaño"
        ),
        words("observed", "observado"),
    ]
    legend_below(figure, handles, texts)
    return figure, table
