"""Priors drawn: the density of each as a small picture beside its formula."""

from __future__ import annotations

from typing import Any

import numpy as np
from markupsafe import Markup

from pooling.basics.numerals import decimals_of
from pooling.model import priors
from pooling.report import numbers, words

POINTS = 4000  # of the grid on which densities are summed
DRAWN = 80  # of them, that the curve is drawn through
WIDTH, HEIGHT = 150, 44  # of the picture, in CSS pixels
TAIL = 0.05  # left out on each side by the shaded part
ENDS = 0.005  # where a density without a finite top is cut: the mass beyond


def _normal(mean: float, sd: float) -> tuple[float, float, Any]:
    return (
        mean - 3.5 * sd,
        mean + 3.5 * sd,
        lambda x: np.exp(-(((x - mean) / sd) ** 2) / 2),
    )


def _exponential(rate: float) -> tuple[float, float, Any]:
    return 0.0, 8 / rate, lambda x: np.exp(-rate * x)


def _gamma(shape: float, rate: float) -> tuple[float, float, Any]:
    widest = (shape + 6 * shape**0.5 + 4) / rate
    return 0.0, widest, lambda x: np.exp((shape - 1) * np.log(x) - rate * x)


def _beta(a: float, b: float) -> tuple[float, float, Any]:
    return 0.0, 1.0, lambda x: np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x))


def _lkj(shape: float) -> tuple[float, float, Any]:
    """Density of the correlation in a matrix of two rows.

    Lewandowski, Kurowicka and Joe (2009), "Generating random correlation matrices",
    section 3: proportional to the determinant, 1 - rho^2, to the power shape - 1.
    """
    return -1.0, 1.0, lambda x: (1 - x**2) ** (shape - 1)


# Distribution -> its arguments -> range to be drawn and density up to a constant.
DENSITIES = {
    "normal": _normal,
    "exponential": _exponential,
    "gamma": _gamma,
    "beta": _beta,
    "lkj": _lkj,
}


def density(arguments: dict[str, float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lay the density of a prior on a grid.

    Parameters
    ----------
    arguments : dict of float
        Argument -> number, as in `pooling.model.priors.ARGUMENTS`.

    Returns
    -------
    x, height : ndarray
        Shape (point,); the heights sum to one.
    ends : ndarray
        Its quantiles of 5 % and 95 %.
    """
    low, high, height_at = DENSITIES[priors.distribution(arguments)](**arguments)
    # Midpoints, so that an infinite density at an end does no harm.
    x = low + (high - low) * (np.arange(POINTS) + 0.5) / POINTS
    height = height_at(x)
    height /= height.sum()
    ends = np.interp([TAIL, 1 - TAIL], np.cumsum(height) - height / 2, x)
    return x, height, ends


def drawn(arguments: dict[str, float], language: str) -> dict[str, Any]:
    """Draw a prior, and say in words where 90 % of it lie."""
    x, height, ends = density(arguments)
    decimals = decimals_of((ends[1] - ends[0]) / 4)
    low, high = (numbers.number(float(end), language, decimals) for end in ends)
    t = words.TEXT
    inner = np.abs(np.cumsum(height) - 0.5) < 0.5 - ENDS
    height = np.minimum(height, height[inner].max())
    across = (x - x[0]) / (x[-1] - x[0]) * WIDTH
    up = HEIGHT - 1 - height / height.max() * (HEIGHT - 4)

    def path(points: np.ndarray) -> str:
        return " L".join(f"{across[i]:.1f} {up[i]:.1f}" for i in points)

    every = np.linspace(0, POINTS - 1, DRAWN).round().astype(int)
    first, last = np.searchsorted(x, ends)
    middle = np.unique([first, *every[(every > first) & (every < last)], last - 1])
    foot = HEIGHT - 1
    picture = Markup(
        '<svg class="curve" viewBox="0 0 {width} {height}" width="{width}" '
        'height="{height}" role="img" aria-label="{label}">'
        '<path class="within" d="M{left:.1f} {foot} L{middle} L{right:.1f} {foot} Z"/>'
        '<path class="line" d="M{line}"/>'
        '<path class="axis" d="M0 {foot} H{width}"/></svg>'
    ).format(
        width=WIDTH,
        height=HEIGHT,
        foot=foot,
        label=t["curve"][language].format(low=low, high=high),
        left=across[middle[0]],
        right=across[middle[-1]],
        middle=path(middle),
        line=path(every),
    )
    within = t["interval"][language].format(low=low, high=high)
    # Of a matrix it is the correlation that is drawn.
    matrix = priors.distribution(arguments) == "lkj"
    return {"picture": picture, "range": f"ρ, {within}" if matrix else within}
