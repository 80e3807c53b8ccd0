"""Two coefficients of each group together, and their correlation before the data."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, style
from pooling.figures.shapes import arrows, ellipse

MASSES = ((0.5, "-"), (0.9, "--"))  # of the population, inside its ellipses


def cloud(axes, words, *, population, complete, start, stop, known=slice(None)):
    """Draw how each group's pair of coefficients moves to the population.

    Parameters
    ----------
    population : tuple
        Centre and sds of the coefficients, a pair each, and their correlation.
    complete : pair of float or None
        What complete pooling gives, where it has both.
    start, stop : pair of ndarray
        Without pooling, None where that was not fitted, and with partial pooling; shape
        (group,).
    known : ndarray of bool
        Groups whose own data determine both.

    Returns
    -------
    pair of ndarray
        Outline of the larger part of the population.
    """
    for mass, dashes in MASSES:
        outline = ellipse(*population, mass)
        share = f"{mass * 100:.0f} %"
        text = words(f"{share} of the population", f"{share} de la población")
        colour = style.COLOURS["partial"]
        axes.plot(*outline, color=colour, lw=1, ls=dashes, label=text)
    if start is not None:
        ends = ([each[known] for each in pair] for pair in (start, stop))
        moved = arrows(axes, *ends, width=0.0022, headwidth=5, color=style.PALE, zorder=2)
        moved.set_in_layout(False)  # arrows may begin far beyond the panel
        x, y = (each[known] for each in start)
        style.marks(axes, "none", x, y, ms=3.4, label=words.pooling("none"))
    style.marks(axes, "partial", *stop, ms=3.4, label=words.pooling("partial"))
    if complete is not None:
        look = {"ms": 7, "zorder": 5, "label": words.pooling("complete")}
        style.marks(axes, "complete", *complete, **look)
    return outline


def prior_density(grid: np.ndarray, shape: float, size: int) -> np.ndarray:
    """Density of one correlation of a matrix with an LKJ prior.

    (r + 1) / 2 is beta distributed, with both shapes ``shape + (size - 2) / 2``:
    Lewandowski, Kurowicka and Joe (2009), Journal of Multivariate Analysis 100, section 3.

    Parameters
    ----------
    grid : ndarray
        Correlations.
    shape : float
        Of the LKJ distribution.
    size : int
        Rows of the matrix.
    """
    from scipy.stats import beta

    both = shape + (size - 2) / 2
    return beta.pdf((grid + 1) / 2, both, both) / 2


def correlation(axes, words, drawn, *, shape: float, size: int, mean: float):
    """Draw what is known of a correlation, before the data and after them.

    Parameters
    ----------
    drawn : ndarray
        Draws of it.
    shape, size : float, int
        Of its prior, as in `prior_density`.
    mean : float
        Of the posterior.

    Returns
    -------
    at, height : ndarray
        Middles of the bars, and the density there.
    """
    # A narrow posterior has more than two or three bars, too.
    finer = int(np.clip(np.ceil(0.1 / drawn.std()), 1, 20))
    edges = np.linspace(-1, 1, 40 * finer + 1)
    height, _ = np.histogram(drawn, edges, density=True)
    # The legend can tell the share of a single one.
    share = f": {alt_text.percent(words, (drawn > 0).mean())}" if size == 2 else ""
    for side, alpha, text in (
        (edges[:-1] >= 0, 0.6, words(f"above 0{share}", f"por encima de 0{share}")),
        (edges[:-1] < 0, 0.2, words("below 0", "por debajo de 0")),
    ):
        look = {
            "fill": True,
            "color": style.COLOURS["partial"],
            "alpha": alpha,
            "label": text,
        }
        axes.stairs(np.where(side, height, 0), edges, **look)
    grid = np.linspace(-1, 1, 401)[1:-1]
    text = f"prior, LKJ({words.number(shape)})"
    axes.plot(
        grid, prior_density(grid, shape, size), color=style.PRIOR, ls="--", label=text
    )
    text = words("posterior mean", "media a posteriori")
    axes.axvline(mean, color=style.COLOURS["partial"], label=text)
    axes.set_xlim(-1, 1)
    axes.set_ylabel(words("density", "densidad"))
    return (edges[:-1] + edges[1:]) / 2, height
