"""The digits of draws that a file keeps: those that say something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pooling.basics.blocks import blocks
from pooling.model.families.settings import MOST_DRAWN

if TYPE_CHECKING:
    import xarray as xr

DRAWN = ("chain", "draw")  # dimensions of all that is drawn
# Of the sampler's state what pictures and shares are made of.
SHADES = ("acceptance_rate", "energy")
COARSE = 2**10  # the same of each of very many groups
STEPS = 2**12  # of rounded draws, from least to largest: some hundred to a sd
# Binary digits of any other draw: nearly fourteen decimal ones, since intercepts at the year
# 0 and slopes all but fix each other; and of what all draws span, where they lie far from
# zero.
BITS, BITS_OF_SPAN = 46, 42


def rounded(values: np.ndarray, axis=None, steps: int = STEPS) -> np.ndarray:
    """Round draws to whole steps of a power of two, so many from least to largest.

    The digits that are left take a quarter of the place on disk. Whole numbers stay whole,
    if they are not thousands of times `STEPS` apart, and values far from zero keep what
    they differ by.

    Parameters
    ----------
    values : ndarray
        Draws of which means, shares and pictures are wanted.
    axis : tuple of int, optional
        Of the draws, where each number of a parameter has steps of its own.
    steps : int
        How many.
    """
    if axis is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            step = 2.0 ** np.floor(np.log2(np.ptp(values, axis=axis) / steps))
            return np.where(step > 0, np.round(values / step) * step, values)
    finite = values[np.isfinite(values)] if values.dtype.kind == "f" else []
    span = np.ptp(finite) if len(finite) else 0.0
    if not span:
        return values
    step = 2.0 ** np.floor(np.log2(span / steps))
    return np.round(values / step) * step


def shortened(values: np.ndarray) -> np.ndarray:
    """Leave out the digits of draws behind the fourteenth, an eighth of their place on disk.

    Draws far from zero keep as many of what they differ by, and those next to zero of
    themselves: of a scale no logarithm is lost.

    Parameters
    ----------
    values : ndarray
        Draws; whole numbers and truth values stay as they are.
    """
    if values.dtype.kind != "f":
        return values
    finite = values[np.isfinite(values)]
    with np.errstate(over="ignore"):  # a span beyond all numbers limits nothing
        span = np.ptp(finite) if finite.size else 0.0
    _, power = np.frexp(values)
    if 0 < span < np.inf:
        power = np.minimum(power, np.frexp(span)[1] + BITS - BITS_OF_SPAN)
    return np.ldexp(np.round(np.ldexp(values, BITS - power)), power - BITS)


def _coarse(values: np.ndarray) -> np.ndarray:
    """Round the draws of very many groups, some hundred steps to the sd of each."""
    kept = np.empty_like(values)
    for part in blocks(values.shape[2], values[:, :, 0].size, MOST_DRAWN // 16):
        kept[:, :, part] = rounded(values[:, :, part], (0, 1), COARSE)
    return kept


def _drawn(group: xr.Dataset) -> list[str]:
    """Name what has a value for each draw."""
    return [
        name
        for name, values in group.data_vars.items()
        if values.dims[:2] == DRAWN and values.size
    ]


def as_kept(group: xr.Dataset, means: bool = False) -> xr.Dataset:
    """Give draws the digits that a file keeps of them.

    Parameters
    ----------
    group : Dataset
        Of a fit.
    means : bool
        Nothing but means of them is wanted: all are `rounded`, and not `SHADES` alone.
    """
    return group.assign(
        {
            name: (group[name].dims, values)
            for name, values in fewer_digits(group, means).items()
        }
    )


def fewer_digits(group: xr.Dataset, means: bool) -> dict[str, np.ndarray]:
    """Round all that is drawn, as `as_kept`."""
    drawn = {name: group.variables[name] for name in _drawn(group)}
    many = sum(each.size for each in drawn.values()) > MOST_DRAWN
    fewer = {
        name: rounded
        if means or name in SHADES
        else _coarse
        if many and each.ndim > 2 and each.size > MOST_DRAWN // 4
        else shortened
        for name, each in drawn.items()
    }
    return {name: of(drawn[name].values) for name, of in fewer.items()}
