"""The population of rates, and errors by the size of a unit."""

from __future__ import annotations

import numpy as np

from pooling.basics.numerals import decimals_of
from pooling.checks import truth
from pooling.figures import alt_text, style
from pooling.figures.axes import with_difference
from pooling.figures.rates.units import (
    UNSEEN,
    ZOOMS,
    by_size,
    ends_of,
    median_of_population,
    units_of,
)
from pooling.model.names import PARTIAL


def population(results, words):
    """Draw the distribution of rates in the population of units."""
    from scipy.special import expit, logit, ndtr

    fit, names = results.fits[PARTIAL], ("mu_alpha", "sigma_alpha")
    mu, sigma = fit.draws(*names).values()
    points, weights = fit.points(*names)
    centres, spreads = (points[name][:, None] for name in names)
    units = units_of(results)
    raw = (units["y"] / units["N"]).to_numpy()
    reach = expit(np.percentile([mu - 3 * sigma, mu + 3 * sigma], (1, 99)))
    for _ in range(ZOOMS):
        edges = np.linspace(*np.clip(ends_of(raw, reach), 0, 1), 401)
        # The mean of bins: at points, draws of hardly any spread would stand out.
        below = weights @ ndtr((logit(edges) - centres) / spreads)
        mean = np.diff(below) / np.diff(edges)
        # A few draws of a large spread reach where next to nothing is seen.
        seen = np.flatnonzero(mean > UNSEEN * mean.max())
        reach = edges[[seen[0], seen[-1] + 1]]
    grid = (edges[1:] + edges[:-1]) / 2
    chosen = np.linspace(0, len(mu) - 1, 40).round().astype(int)
    distance = (logit(grid) - mu[chosen, None]) / sigma[chosen, None]
    # Density of p where logit(p) is normal: the change of variable adds 1/(p(1-p)).
    curves = np.exp(-(distance**2) / 2) / (np.sqrt(2 * np.pi) * sigma[chosen, None])
    curves /= grid * (1 - grid)
    figure, axes = style.canvas(height=3.6)
    colour, group = style.COLOURS["partial"], words.label("group")
    lines = axes.plot(grid, curves.T, color=colour, lw=0.6, alpha=0.35)
    lines[0].set_label(words("one posterior draw", "una muestra a posteriori"))
    text = words("posterior mean density", "densidad media a posteriori")
    axes.plot(grid, mean, color=colour, lw=2.2, label=text)
    text = words(f"raw rate of a {group}", f"proporción observada ({group})")
    look = {"color": style.DATA, "ms": 9, "clip_on": False, "label": text}
    below = axes.get_xaxis_transform()
    axes.plot(raw, np.full(len(raw), -0.02), "|", transform=below, **look)
    highest = np.percentile(curves.max(axis=1), 90)
    axes.set_ylim(0, min(1.25 * highest, 3 * mean.max()))
    axes.tick_params(axis="x", pad=9)
    axes.set_xlim(edges[0], edges[-1])
    style.show_outcome(axes, words, across=True)
    axes.set_xlabel(words.say("rates/population/across", group=group))
    axes.set_ylabel(words("density", "densidad"))
    style.legend_below(figure, columns=3)
    return figure, {"p": grid, "mean_density": mean}


def says_population(table, words, results) -> str:
    """Tell where the rates of the population lie."""
    density = alt_text.of_density(table["p"], table["mean_density"])
    count = alt_text.groups(words, len(results.groups), results)
    median = alt_text.number(words, median_of_population(results))
    return words(
        f"Learned from {count}: the median of the population is {median}, its mean "
        f"{alt_text.interval(words, density)}, with the highest density near "
        f"{alt_text.number(words, density['mode'])}.",
        f"Aprendido de {count}: la mediana de la población es {median}, su media "
        f"{alt_text.interval(words, density)}, con la mayor densidad cerca de "
        f"{alt_text.number(words, density['mode'])}.",
    )


def error_by_size(results, words):
    """Draw the errors of raw and partially pooled rates against the truth."""
    figure, axes, place, order, _ = by_size(results, words)
    units = units_of(results)
    known = truth.errors(results)
    errors = {"none": known.raw, "partial": known.partial}
    sizes = units["N"].to_numpy()[order]
    names = {
        "none": words("raw rate", "proporción observada"),
        "partial": words.pooling("partial"),
    }
    of_size = words(": mean of a size", ": media de un tamaño")
    if len(np.unique(sizes)) == 1:
        of_size = words(": mean", ": media")
    for degree, error in errors.items():
        colour = style.COLOURS[degree]
        face = "white" if degree == "none" else colour
        mark, name = style.MARKS[degree], names[degree]
        axes.plot(place, error[order], mark, color=colour, mfc=face, ms=3.6, label=name)
        means = [error[order][sizes == size].mean() for size in np.unique(sizes)]
        blocks = [place[sizes == size] for size in np.unique(sizes)]
        axes.hlines(
            means,
            [block[0] - 0.4 for block in blocks],
            [block[-1] + 0.4 for block in blocks],
            color=colour,
            ls="-" if degree == "partial" else (0, (3, 1.5)),
            lw=1.8,
            zorder=2 if degree == "partial" else 2.5,
            label=f"{name}{of_size}",
        )
    axes.set_ylim(0, None)
    axes.set_ylabel(words.say("rates/error_by_size/up"))
    style.legend_below(figure, columns=2)
    return figure, {
        "group": [results.groups[at] for at in order],
        "trials": sizes,
        "true_rate": units["p_true"].to_numpy()[order],
        "raw_error": errors["none"][order],
        "partial_pooling_error": errors["partial"][order],
        "gain": known.gain[order],
    }


def finds_error_by_size(table, words, results) -> str:
    """Tell the mean errors at every size, and in how many units pooling is closer."""
    trials = np.asarray(table["trials"])
    known = truth.Errors(
        *(np.asarray(table[f"{name}_error"]) for name in ("raw", PARTIAL))
    )
    texts: list[str] = []
    for size in _some(np.unique(trials)):
        raw, partial = alt_text.numbers(
            words, *(each[trials == size].mean() for each in (known.raw, known.partial))
        )
        texts.append(words(f"{size}: {raw} and {partial}", f"{size}: {raw} y {partial}"))
    all_raw, all_partial, gain = with_difference(
        known.raw.mean(),
        known.partial.mean(),
        decimals_of(known.gain_error),
        words.language,
    )
    if len(texts) > 1:
        listed = f"{words.axis('N')}: {'; '.join(texts)}"
        by = words(
            f", by {listed}. All together: {all_raw} and {all_partial}",
            f", por {listed}. En conjunto: {all_raw} y {all_partial}",
        )
    else:
        by = words(f": {all_raw} and {all_partial}", f": {all_raw} y {all_partial}")
    return words.say(
        "rates/error_by_size/finds", by=by, gain=gain, known=known, every=len(trials)
    )


def says_error_by_size(table, words, results) -> str:
    """Tell how many units there are, and their errors."""
    count = alt_text.groups(words, len(table["trials"]), results)
    return f"{count}. {finds_error_by_size(table, words, results)}"


def _some(sizes, most: int = 6):
    """Take all of a few sizes, or an even selection with both ends."""
    if len(sizes) <= most:
        return sizes
    return sizes[np.linspace(0, len(sizes) - 1, most).round().astype(int)]
