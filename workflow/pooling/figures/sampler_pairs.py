"""Pairs of parameters, and the dependence that makes sampling hard."""

from __future__ import annotations

import numpy as np

from pooling.basics.errors import PoolingError
from pooling.figures.predictive.common import colour_of
from pooling.figures.sampler import diverging_draws, scales, watched
from pooling.figures.style import EXACT, canvas, key, legend_below

PAIRED = 5  # parameters of the scatter matrix
NAME = 18  # letters of a parameter's name beside a panel
ALONE = "of a single parameter there are no pairs"
COMPARED = 400  # draws of a kind by which pairs are compared


def _scores(values) -> np.ndarray:
    """Spread draws evenly over the unit interval by their ranks, column by column."""
    ranks = values.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    return (ranks + 0.5) / len(values)


def _thin(values) -> np.ndarray:
    """Take a few of many draws, evenly over all chains."""
    most = min(len(values), COMPARED)
    return values[np.linspace(0, len(values) - 1, most).round().astype(int)]


def _distances(x, y) -> np.ndarray:
    """Euclidean distance of each draw of one sample from each of another."""
    return np.sqrt(((x[:, np.newaxis] - y) ** 2).sum(axis=-1))


def apart(scores, diverging) -> float:
    """Measure how far divergent draws stand apart from the others.

    The energy distance of the two samples: Szekely and Rizzo (2013), Journal of
    Statistical Planning and Inference 143, 1249-1272. It sees any
    difference of two distributions, not only of their means: in the neck of a funnel
    divergent draws have the same mean as the others in the one parameter, but
    less spread. Ranks make it free of units and of heavy tails.

    Parameters
    ----------
    scores : ndarray
        Draws of some parameters by their ranks, shape (draw, parameter).
    diverging : ndarray of bool
        Shape (draw,).

    Returns
    -------
    float
        From 0, where they are distributed alike.
    """
    x, y = _thin(scores[diverging]), _thin(scores[~diverging])
    between = 2 * _distances(x, y).mean()
    return float(between - _distances(x, x).mean() - _distances(y, y).mean())


def dependence(scores) -> float:
    """Measure how much two parameters depend on each other.

    Their distance correlation, which is 0 only where they are independent, so that it
    sees a funnel, too: Szekely, Rizzo and Bakirov (2007), Annals of Statistics
    35, 2769-2794, section 2.

    Parameters
    ----------
    scores : ndarray
        Draws of two parameters by their ranks, shape (draw, 2).

    Returns
    -------
    float
        Between 0 and 1.
    """
    centred = []
    for column in _thin(scores).T:
        d = np.abs(column[:, np.newaxis] - column)
        centred.append(d - d.mean(axis=0) - d.mean(axis=1)[:, np.newaxis] + d.mean())
    a, b = centred
    spread = np.sqrt((a * a).mean() * (b * b).mean())
    return float(np.sqrt(max((a * b).mean(), 0) / spread))


def worst_first(values, diverging) -> list[int]:
    """Order parameters for a scatter matrix, the worst pair in front.

    Parameters
    ----------
    values : ndarray
        Draws, shape (draw, parameter).
    diverging : ndarray of bool
        Shape (draw,).

    Returns
    -------
    list of int
        Places of at most `PAIRED` parameters. First the pair in which divergent
        draws stand `apart` most, or without any the pair of the strongest
        `dependence`; then each parameter by its worst pair with one before it.
    """
    scores = _scores(values)
    some = diverging.any() and not diverging.all()
    count = scores.shape[1]
    worth = np.full((count, count), -np.inf)
    for a in range(count):
        for b in range(a):
            pair = scores[:, [a, b]]
            worth[a, b] = apart(pair, diverging) if some else dependence(pair)
            worth[b, a] = worth[a, b]
    order = sorted(int(at) for at in np.unravel_index(worth.argmax(), worth.shape))
    while len(order) < min(count, PAIRED):
        left = [at for at in range(count) if at not in order]
        order.append(max(left, key=lambda at: worth[at, order].max()))
    return order


def pairs(results, words):
    """Draw parameters against each other, divergent draws marked."""
    labels, values = watched(results)
    ((model, fit),) = results.fits.items()
    diverging = diverging_draws(fit).ravel()
    values = values.reshape(-1, len(labels))
    # A parameter that never moved has no scatter.
    moving = np.flatnonzero(np.ptp(values, axis=0) > 0)
    if len(moving) < 2:
        raise PoolingError(f"not computed, because {ALONE}")
    values, labels = values[:, moving], [labels[at] for at in moving]
    sds = scales(results, model)
    logs = [name in sds for name in labels]
    values[:, logs] = np.log(values[:, logs])
    names = [
        f"log {words.parameter(name, NAME)}" if log else words.parameter(name, NAME)
        for name, log in zip(labels, logs, strict=True)
    ]
    order = worst_first(values, diverging)
    lines = len(order) - 1
    # The first panel is as large as two others and the gap between them.
    ratios = [2.1] + [1] * (lines - 1)
    figure, panels = canvas(
        lines,
        lines,
        height=1 + 1.25 * sum(ratios) if lines > 1 else 4,
        sharex="col",
        sharey="row",
        squeeze=False,
        width_ratios=ratios,
        height_ratios=ratios,
    )
    colour = colour_of(results, model)
    for row, column in np.ndindex(lines, lines):
        axes = panels[row, column]
        if column > row:
            axes.set_visible(False)
            continue
        x, y = values[:, order[column]], values[:, order[row + 1]]
        size = 5 if row == column == 0 else 2.5
        axes.scatter(x, y, s=size, color=colour, alpha=0.25, lw=0, rasterized=True)
        axes.plot(
            x[diverging],
            y[diverging],
            "x",
            color=EXACT,
            ms=size + 1,
            mew=1,
            rasterized=diverging.sum() > 200,
        )
        axes.locator_params(axis="x", nbins=6 if column == 0 else 3)
        axes.locator_params(axis="y", nbins=6 if row == 0 else 3)
        if column == 0:
            axes.set_ylabel(names[order[row + 1]])
        if row in (0, lines - 1):
            axes.set_xlabel(names[order[column]])
            axes.tick_params(labelbottom=True)
    figure.align_ylabels()
    count = int(diverging.sum())
    text = words("draw", "muestra")
    if not count:
        text += words("; none is divergent", "; ninguna es divergente")
    entries = [key(text, "o", color=colour, ms=4)]
    if count:
        text = words(f"divergent draw ({count})", f"muestra divergente ({count})")
        entries.append(key(text, "x", color=EXACT, ms=6))
    legend_below(figure, entries)
    chosen = {labels[at]: values[:, at] for at in order}
    return figure, {
        "divergent": diverging,
        **{
            f"log_{name}" if name in sds else name: column
            for name, column in chosen.items()
        },
    }


def says_pairs(table, words, results) -> str:
    """Tell the pair in front and the divergent draws."""
    names = [name for name in table if name != "divergent"]
    (model,) = results.fits
    logs = {f"log_{name}": name for name in scales(results, model)}
    shown = [
        f"log {words.parameter(logs[name])}" if name in logs else words.parameter(name)
        for name in names
    ]
    columns = [np.asarray(table[name]) for name in names[:2]]
    scores = _scores(np.column_stack(columns))
    r = words.number(np.corrcoef(scores.T)[0, 1], ".2f")
    divergent, draws = int(np.sum(table["divergent"])), len(table["divergent"])
    return words(
        f"{draws} draws, {divergent} divergent, of {'; '.join(shown)}. In the large "
        f"panel {' and '.join(shown[:2])}, with rank correlation {r}.",
        f"{draws} muestras, {divergent} divergentes, de {'; '.join(shown)}. En el panel "
        f"grande, {' frente a '.join(shown[:2])}, con correlación de rangos {r}.",
    )
