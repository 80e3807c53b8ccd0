"""Outlines of distributions."""

from __future__ import annotations

import numpy as np


def ellipse(centre, sd, rho: float, mass: float) -> tuple[np.ndarray, np.ndarray]:
    """Outline that holds a share of a bivariate normal distribution.

    Its squared radius has a chi-squared distribution with two degrees of freedom.

    Parameters
    ----------
    centre, sd : tuple of float
        Of both numbers.
    rho, mass : float
        Their correlation; the share that lies inside.

    Returns
    -------
    tuple of ndarray
        Places of the first and of the second number.
    """
    angle = np.linspace(0, 2 * np.pi, 200)
    radius = np.sqrt(-2 * np.log(1 - mass))
    first = np.cos(angle)
    second = rho * first + np.sqrt(1 - rho**2) * np.sin(angle)
    return centre[0] + radius * sd[0] * first, centre[1] + radius * sd[1] * second


def arrows(axes, start, stop, **look):
    """Draw an arrow from each place to another, in the units of the axes.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to.
    start, stop : pair of ndarray
        Places across and up, shape (arrow,) each.
    **look
        Of `matplotlib.axes.Axes.quiver`: width, colour.

    Returns
    -------
    matplotlib.quiver.Quiver
        The arrows.
    """
    moved = np.subtract(stop, start)
    return axes.quiver(*start, *moved, angles="xy", scale_units="xy", scale=1, **look)
