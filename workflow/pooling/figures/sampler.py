"""What the sampler did: chains, ranks and energy."""

from __future__ import annotations

import numpy as np

from pooling import families
from pooling.figures.predictive import colour_of
from pooling.figures.style import DATA, EXACT, canvas, legend_below, no_grid

WATCHED = 8  # parameters that are drawn
WORST = 2  # groups among them, at least where there are any
RANK_BINS = 20


def _watched(results) -> tuple[list[str], np.ndarray]:
    """Choose the parameters of the population, and the groups that mix worst.

    Returns
    -------
    labels : list of str
    values : ndarray
        Shape (chain, draw, label).
    """
    from pooling.draws import declared, read

    ((model, fit),) = results.fits.items()
    names = [
        parameter.name
        for parameter in families.get(results.settings["family"]).MODELS[model].parameters
    ]
    labels, values = declared(read(fit.files["posterior"], "posterior", names), names)
    population = [label for label in labels if "[" not in label][: WATCHED - WORST]
    effective = fit.summary["ess_bulk"].drop(population)
    groups = effective.sort_values(kind="stable").index[: WATCHED - len(population)]
    chosen = population + list(groups[: max(WORST, 4 - len(population))])
    places = [labels.index(label) for label in chosen]
    return chosen, values[..., places]


def _grid(labels, height: float):
    """Lay out a panel for each parameter, two in a row."""
    lines = -(-len(labels) // 2)
    figure, panels = canvas(lines, 2, height=0.7 + height * lines, squeeze=False)
    for axes in panels.flat[len(labels) :]:
        axes.set_visible(False)
    return figure, panels.flat[: len(labels)]


def _shades(count: int):
    """One colour for each chain, told apart by lightness too."""
    import matplotlib as mpl

    return mpl.colormaps["viridis"](np.linspace(0.05, 0.85, count))


def trace(results, words):
    """Draw the draws of each chain in their order."""
    from pooling.draws import read

    labels, values = _watched(results)
    ((_, fit),) = results.fits.items()
    diverging = read(fit.files["posterior"], "sample_stats", ["diverging"])["diverging"]
    where = np.unique(np.nonzero(diverging.values)[1])
    figure, panels = _grid(labels, 1.25)
    shades = _shades(len(values))
    for place, axes in enumerate(panels):
        for chain, shade in enumerate(shades):
            axes.plot(
                values[chain, :, place], color=shade, lw=0.35, alpha=0.8, rasterized=True
            )
        axes.plot(
            where,
            np.zeros(len(where)),
            "|",
            color=EXACT,
            ms=8,
            transform=axes.get_xaxis_transform(),
        )
        axes.set_title(words.parameter(labels[place]), fontsize=9)
        axes.set_xlim(0, values.shape[1] - 1)
        no_grid(axes)
    for axes in panels[-2:]:
        axes.set_xlabel(words("draw", "muestra"))
    texts = [words(f"chain {c + 1}", f"cadena {c + 1}") for c in range(len(shades))]
    handles = [axes.plot([], [], color=shade, lw=1.5)[0] for shade in shades]
    if len(where):
        handles += axes.plot([], [], "|", color=EXACT, ms=8)
        texts.append(words("divergent", "divergente"))
    legend_below(figure, handles, texts, columns=6)
    chain, draw = (index.ravel() for index in np.indices(values.shape[:2]))
    table = {"chain": chain + 1, "draw": draw}
    return figure, table | {
        label: values[..., place].ravel() for place, label in enumerate(labels)
    }


def rank(results, words):
    """Draw how the draws of each chain rank among those of all chains."""
    labels, values = _watched(results)
    chains, draws, _ = values.shape
    figure, panels = _grid(labels, 1.35)
    shades = _shades(chains)
    total = chains * draws
    expected = draws / RANK_BINS
    # A bin of one chain is a sample without replacement from all draws; with normal
    # limits at 99 % where the draws are independent.
    sd = np.sqrt(expected * (1 - 1 / RANK_BINS) * (total - draws) / (total - 1))
    edges = np.linspace(0, total, RANK_BINS + 1)
    table = {"parameter": [], "chain": [], "rank_from": [], "count": []}
    for place, axes in enumerate(panels):
        ranks = values[..., place].ravel().argsort(kind="stable").argsort(kind="stable")
        axes.axhspan(expected - 2.58 * sd, expected + 2.58 * sd, color="#E6E6E6", lw=0)
        for chain, own in enumerate(ranks.reshape(chains, draws)):
            counts = np.histogram(own, edges)[0]
            axes.stairs(counts, edges, color=shades[chain], lw=1.1, baseline=None)
            for key, value in zip(
                table,
                (
                    [labels[place]] * RANK_BINS,
                    [chain + 1] * RANK_BINS,
                    edges[:-1],
                    counts,
                ),
                strict=True,
            ):
                table[key].extend(value)
        axes.set_title(words.parameter(labels[place]), fontsize=9)
        axes.set_ylim(0, None)
        axes.set_xlim(0, total)
        no_grid(axes)
    for axes in panels[-2:]:
        axes.set_xlabel(words("rank among all draws", "rango entre todas las muestras"))
    figure.supylabel(words("draws", "muestras"), fontsize=9)
    texts = [words(f"chain {c + 1}", f"cadena {c + 1}") for c in range(chains)]
    handles = [axes.plot([], [], color=shade, lw=1.5)[0] for shade in shades]
    handles += axes.plot([], [], color="#D0D0D0", lw=6)
    texts.append(words("99 % of independent draws", "99 % si son independientes"))
    legend_below(figure, handles, texts, columns=5)
    return figure, table


def energy(results, words):
    """Draw the energy of the draws, and how far one draw moves it."""
    from arviz_stats.base import array_stats

    from pooling.draws import read

    ((model, fit),) = results.fits.items()
    values = read(fit.files["posterior"], "sample_stats", ["energy"])["energy"].values
    marginal = (values - values.mean(axis=1, keepdims=True)).ravel()
    steps = np.diff(values, axis=1)
    fraction = array_stats.bfmi(values)
    low, high = np.percentile(np.r_[marginal, steps.ravel()], [0.05, 99.95])
    edges = np.linspace(low, high, 61)
    heights = [
        np.histogram(sample, edges, density=True)[0] for sample in (marginal, steps)
    ]
    figure, axes = canvas(height=3)
    axes.stairs(
        heights[0],
        edges,
        fill=True,
        color=colour_of(results, model),
        alpha=0.35,
        label=words("energy of the draws", "energía de las muestras"),
    )
    axes.stairs(
        heights[1],
        edges,
        color=DATA,
        lw=1.5,
        label=words("change from draw to draw", "cambio de una muestra a la siguiente"),
    )
    axes.set_xlabel(words("energy less its mean", "energía menos su media"))
    axes.set_ylabel(words("density", "densidad"))
    listed = words(", ", "; ").join(words.number(value, ".2f") for value in fraction)
    axes.set_title(
        words(f"E-BFMI by chain: {listed}", f"E-BFMI por cadena: {listed}"), fontsize=9
    )
    legend_below(figure)
    return figure, {
        "from": edges[:-1],
        "to": edges[1:],
        "energy_density": heights[0],
        "change_density": heights[1],
    }
