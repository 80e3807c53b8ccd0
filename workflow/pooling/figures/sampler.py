"""Figures of the sampler: traces, ranks, energy."""

from __future__ import annotations

import csv
from functools import partial

import numpy as np

from pooling.basics.errors import PoolingError
from pooling.basics.numerals import counted
from pooling.checks.diagnostics import INDEPENDENT
from pooling.figures import alt_text, style
from pooling.figures.axes import around
from pooling.figures.base import add_rows
from pooling.figures.predictive.common import colour_of
from pooling.model.families.base import labels_of

WATCHED = 8  # parameters that are drawn
WORST = 2  # groups among them, at least where there are any
RANK_BINS = 20
INSIDE, Z = 0.99, 2.5758  # of the bars of good chains, and normal quantile
BAND = "#E0E0E0"


def watched(results) -> tuple[list[str], np.ndarray]:
    """Choose the parameters of the population, and the groups that mix worst.

    Of a population with many parameters those that mix worst are chosen, too. Gives their
    labels, and their draws, shape (chain, draw, label).
    """
    from pooling.sampling.draws import arrays, names

    ((model, fit),) = results.fits.items()
    path, labels = fit.files["posterior"], results.labels(model)
    there = names(path, "posterior")
    shown = [
        each
        for each in results.declared(model).parameters
        if each.name in there and each.copy_of is None
    ]
    stored = arrays(path, "posterior", [each.name for each in shown])
    rows = _summary(fit, "ess_bulk")
    columns: dict[bool, dict] = {False: {}, True: {}}  # by whether there are many alike
    for parameter in shown:
        values = stored[parameter.name]
        flat = np.moveaxis(values.reshape(*values.shape[:2], -1), 2, 0)
        many = bool({"group", "level"} & set(parameter.dims))
        columns[many] |= zip(labels_of((parameter,), labels), flat, strict=True)
    # One that never moved has no ESS, which is the worst.
    population, groups = (
        sorted(columns[many], key=lambda name: rows[name]) for many in (False, True)
    )
    worst = set(population[: WATCHED - WORST])
    population = [name for name in columns[False] if name in worst]
    chosen = population + groups[: max(WORST, 4 - len(population))]
    every = columns[False] | columns[True]
    return chosen, np.stack([every[name] for name in chosen], axis=-1)


def scales(results, model: str) -> set[str]:
    """Name the parameters that are standard deviations, as they are labelled."""
    declared = results.declared(model)
    scales_of = [
        each
        for each in declared.parameters
        if declared.priors.get(each.name) == "exponential"
    ]
    return set(labels_of(scales_of, results.labels(model)))


def _summary(fit, statistic: str) -> dict[str, float]:
    """Read one statistic of all parameters; 0 where it is undefined."""
    with open(fit.files["summary"], encoding="utf-8", newline="") as lines:
        return {
            row["parameter"]: float(row[statistic] or 0) for row in csv.DictReader(lines)
        }


def diverging_draws(fit) -> np.ndarray:
    """Say which draws ended in a divergence, shape (chain, draw): none without a chain."""
    from pooling.sampling.draws import names, state

    path = fit.files["posterior"]
    if "diverging" not in names(path, "sample_stats"):
        return np.zeros(state(path, "lp").shape, dtype=bool)
    return state(path, "diverging")


def _require_chain(fit) -> None:
    """Refuse to draw what independent draws do not have."""
    from pooling.sampling.draws import names

    if "diverging" not in names(fit.files["posterior"], "sample_stats"):
        raise PoolingError(f"not computed, because {INDEPENDENT}")


def _grid(labels, height: float):
    """Lay out a panel for each parameter, two in a row, or three where that is all."""
    columns = 3 if len(labels) == 3 else 2
    look = {"beside": 0.9, "each": height}
    figure, _, panels = style.panels_of(len(labels), columns, **look)
    return figure, panels


def _shades(count: int):
    """One colour for each chain, told apart by lightness too."""
    import matplotlib as mpl

    return mpl.colormaps["viridis"](np.linspace(0.05, 0.85, count))


def _chain_key(words, shades) -> list[tuple]:
    """Name the chains by their colours."""
    name = words("chain", "cadena")
    return [
        style.key(f"{name} {at}", color=shade, lw=1.5)
        for at, shade in enumerate(shades, 1)
    ]


def trace(results, words):
    """Draw the draws of each chain in their order."""
    ((_, fit),) = results.fits.items()
    _require_chain(fit)
    labels, values = watched(results)
    where = np.unique(np.nonzero(diverging_draws(fit))[1])
    figure, panels = _grid(labels, 1.25)
    shades = _shades(len(values))
    for place, axes in enumerate(panels):
        for chain, shade in enumerate(shades):
            # Few colours, and so a small picture.
            axes.plot(
                values[chain, :, place],
                color=shade,
                lw=0.35,
                alpha=0.6,
                rasterized=True,
                antialiased=False,
            )
        axes.plot(
            where,
            np.zeros(len(where)),
            "|",
            color=style.EXACT,
            ms=8,
            transform=axes.get_xaxis_transform(),
        )
        axes.set_title(words.parameter(labels[place]), fontsize=9)
        axes.set_xlim(0, values.shape[1] - 1)
        style.no_grid(axes)
    figure.supxlabel(words("draw", "muestra"), fontsize=9)
    entries = _chain_key(words, shades)
    if len(where):
        entries.append(
            style.key(words("divergent", "divergente"), "|", color=style.EXACT, ms=8)
        )
    style.legend_below(figure, entries, columns=6, side="upper")
    chain, draw = (index.ravel() for index in np.indices(values.shape[:2]))
    table = {"chain": chain + 1, "draw": draw}
    return figure, table | {
        label: values[..., place].ravel() for place, label in enumerate(labels)
    }


def says_trace(table, words, results) -> str:
    """Tell the parameters, and the worst of their diagnostics."""
    ((_, fit),) = results.fits.items()
    labels = [name for name in table if name not in ("chain", "draw")]
    r_hat, ess = (_summary(fit, statistic) for statistic in ("r_hat", "ess_bulk"))
    # Of a parameter that never moved there is no R-hat.
    defined = [r_hat[label] for label in labels if r_hat[label]]
    largest = (
        words.number(max(defined), ".3f") if defined else words("undefined", "indefinido")
    )
    least = counted(min(ess[label] for label in labels), words.language)
    diverging = diverging_draws(fit)
    chains, draws = diverging.shape
    named, divergent = "; ".join(map(words.parameter, labels)), diverging.sum()
    return words(
        f"{chains} chains of {draws} draws, {divergent} divergent, of {named}. Largest "
        f"R-hat {largest}, smallest bulk ESS {least} among these.",
        f"{chains} cadenas de {draws} muestras, {divergent} divergentes, de {named}. "
        f"Entre ellos, el mayor R-hat es {largest} y el menor ESS central, {least}.",
    )


def rank_band(values) -> tuple[np.ndarray, np.ndarray]:
    """Limits that hold 99 % of the counts of each bin of ranks, of one chain.

    A bin of one chain is a sample without replacement from all draws, of as many
    draws as it is worth: the local ESS of the bin (Vehtari et al. 2021, Bayesian
    Analysis 16, 667-718, section 4.3). The bulk ESS is that of the mean; how long a
    chain stays in a bin is another matter, and with it all but no bar of a slow chain
    would be outside. Limits are normal, with the skewness of the count (Cornish and
    Fisher 1937).

    Parameters
    ----------
    values : ndarray
        Draws of one parameter, shape (chain, draw).

    Returns
    -------
    low, high : ndarray
        Draws of one chain, shape (bin,).
    """
    from arviz_stats.base import array_stats

    chains, draws = values.shape
    share, rest = 1 / RANK_BINS, 1 - 1 / chains
    ess = np.array(
        [
            array_stats.ess(
                values,
                chain_axis=0,
                draw_axis=1,
                method="local",
                prob=(at * share, (at + 1) * share),
            )
            for at in range(RANK_BINS)
        ]
    )
    # Of a parameter that never moved there is none.
    each = np.where(np.isfinite(ess), ess, values.size) / chains
    independent = each * share * (1 - share)  # variance of a binomial count
    skewness = (1 - 2 * share) * (1 - 2 / chains) / np.sqrt(independent * rest)
    sd, shift = np.sqrt(independent * rest), skewness * (Z**2 - 1) / 6
    low, high = (each * share + sd * (shift + z) for z in (-Z, Z))
    return np.maximum(low, 0) * draws / each, high * draws / each


def rank(results, words):
    """Draw how the draws of each chain rank among those of all chains."""
    labels, values = watched(results)
    chains, draws, _ = values.shape
    figure, panels = _grid(labels, 1.35)
    shades = _shades(chains)
    total = chains * draws
    edges = np.linspace(0, total, RANK_BINS + 1)
    table = {
        name: []
        for name in ("parameter", "chain", "rank_from", "count", "band_low", "band_high")
    }
    for place, axes in enumerate(panels):
        ranks = values[..., place].ravel().argsort(kind="stable").argsort(kind="stable")
        band = partial(rank_band, values[..., place])
        low, high = results.once(("rank band", place), band)
        axes.stairs(high, edges, baseline=low, fill=True, color=BAND)
        for chain, of_chain in enumerate(ranks.reshape(chains, draws)):
            counts = np.histogram(of_chain, edges)[0]
            axes.stairs(counts, edges, color=shades[chain], lw=1.1, baseline=None)
            add_rows(table, labels[place], chain + 1, edges[:-1], counts, low, high)
        axes.set_title(words.parameter(labels[place]), fontsize=9)
        axes.set_xlim(0, total)
        axes.locator_params(axis="x", nbins=5)
        style.no_grid(axes)
    # From 0 on, most of a panel would be empty.
    drawn = [*table["count"], *table["band_low"], *table["band_high"]]
    for axes in panels:
        axes.set_ylim(around(drawn, 0.05))
    figure.supxlabel(
        words("rank among all draws", "rango entre todas las muestras"), fontsize=9
    )
    figure.supylabel(words("draws", "muestras"), fontsize=9)
    band = style.key(words("99 % of the bars", "99 % de las barras"), color=BAND, lw=6)
    style.legend_below(
        figure, [*_chain_key(words, shades), band], columns=5, side="upper"
    )
    return figure, table


def finds_rank(table, words, results) -> str:
    """Tell how many bars lie outside the band, and how many are expected to."""
    counts = np.asarray(table["count"])
    low, high = (np.asarray(table[f"band_{end}"]) for end in ("low", "high"))
    outside, bars = int(((counts < low) | (counts > high)).sum()), len(counts)
    expected = words.number((1 - INSIDE) * bars, ".0f")
    told = words.say("fits/rank/finds", outside=outside, bars=bars, expected=expected)
    if outside <= 2 * (1 - INSIDE) * bars:
        return told
    why = words.say("fits/rank/why")
    return f"{told} {why}"


def says_rank(table, words, results) -> str:
    """Tell how many bars lie outside the band, of how many chains and parameters."""
    named = "; ".join(map(words.parameter, dict.fromkeys(table["parameter"])))
    chains, said = max(table["chain"]), finds_rank(table, words, results)
    return words.say("fits/rank/says", chains=chains, said=said, named=named)


def energy(results, words):
    """Draw the energy of the draws, and how far one draw moves it."""
    from pooling.sampling.draws import arrays

    ((model, fit),) = results.fits.items()
    _require_chain(fit)
    values = arrays(fit.files["posterior"], "sample_stats", ["energy"])["energy"]
    marginal = (values - values.mean(axis=1, keepdims=True)).ravel()
    steps = np.diff(values, axis=1)
    fraction = fit.diagnostics["e_bfmi"]["by_chain"]
    ends = np.percentile(np.r_[marginal, steps.ravel()], [0.05, 99.95])
    edges = np.linspace(*around(ends, 0), 61)
    heights = [
        np.histogram(sample, edges, density=True)[0] for sample in (marginal, steps)
    ]
    figure, axes = style.canvas(height=3)
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
        color=style.DATA,
        lw=1.5,
        label=words("change from draw to draw", "cambio de una muestra a la siguiente"),
    )
    axes.set_xlabel(words("energy minus its mean", "energía menos su media"))
    axes.set_ylabel(words("density", "densidad"))
    listed = words.listed(*(words.number(value, ".2f") for value in fraction))
    axes.set_title(
        words(f"E-BFMI by chain: {listed}", f"E-BFMI por cadena: {listed}"), fontsize=9
    )
    style.legend_below(figure)
    return figure, {
        "from": edges[:-1],
        "to": edges[1:],
        "energy_density": heights[0],
        "change_density": heights[1],
    }


def says_energy(table, words, results) -> str:
    """Tell the E-BFMI of the chains."""
    ((_, fit),) = results.fits.items()
    e_bfmi = fit.diagnostics["e_bfmi"]
    by_chain = alt_text.span(words, e_bfmi["by_chain"])
    threshold = words.number(e_bfmi["threshold"])
    return words(
        f"E-BFMI of the {len(e_bfmi['by_chain'])} chains: {by_chain}; at least {threshold} "
        "is good.",
        f"E-BFMI de las {len(e_bfmi['by_chain'])} cadenas: {by_chain}; es bueno a "
        f"partir de {threshold}.",
    )
