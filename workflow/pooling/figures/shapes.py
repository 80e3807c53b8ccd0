"""Outlines of distributions, and how estimates move."""

from __future__ import annotations

import numpy as np

from pooling.figures.style import DATA, marks


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


def moves(axes, place, start, stop, *, at=slice(None), **look) -> None:
    """Draw estimates of groups side by side, from no pooling to partial pooling.

    Parameters
    ----------
    place, start, stop : ndarray
        Shape (group,): places, and the estimates there.
    at : ndarray of bool
        Groups that have an estimate of their own.
    **look
        Further looks of the marks, their shape where it tells groups apart.
    """
    ends = ((place[at], values[at]) for values in (start, stop))
    moved = arrows(axes, *ends, width=0.0022, headwidth=4, color=DATA, minlength=0)
    moved.set_in_layout(False)  # arrows may begin far beyond the panel
    marks(axes, "none", place[at], start[at], ms=3.4, mfc="white", **look)
    marks(axes, "partial", place, stop, ms=3.4, **look)


def beyond(axes, place, values, **look) -> None:
    """Mark at the edges of a panel the values that lie beyond them."""
    low, high = axes.get_ylim()
    for outside, edge, mark in ((values > high, high, "^"), (values < low, low, "v")):
        if outside.any():  # nothing would still take room in the layout
            at_edge = np.full(outside.sum(), edge)
            axes.plot(place[outside], at_edge, mark, clip_on=False, **look)


def arrows(axes, start, stop, **look):
    """Draw an arrow from each place to another, pairs of shape (arrow,), in the axes' units."""
    moved = np.subtract(stop, start)
    return axes.quiver(*start, *moved, angles="xy", scale_units="xy", scale=1, **look)
