"""Draws of one number with a concave log density, from what its tangents bound."""

from __future__ import annotations

import numpy as np

from pooling.basics.errors import PoolingError

AWAY = np.sqrt(2)  # widths from the mode at which the tangents touch
STEPS = 200  # to a mode, at most
NEAR = 1e-6  # of a mode, in widths: the bound is flat there
FAR = 1e6  # prior sds, where no mode is
TRIES = 10**4  # of which the first takes 8 of 9


def modes(slopes, start) -> tuple[np.ndarray, np.ndarray]:
    """Find where densities are highest: Newton's steps, or halves of a bracket.

    Each is that of a standard normal times a likelihood whose logarithm is concave, so that
    the mode lies between 0 and the derivative there. ``slopes`` are of numbers log density,
    its derivative and the root of minus its second. It gives the modes, and the sd that
    each density would have if it were normal.
    """
    reach = np.clip(slopes(np.zeros_like(start))[1], -FAR, FAR)
    low, high = np.minimum(reach, 0), np.maximum(reach, 0)
    mode = np.where((start > low) & (start < high), start, (low + high) / 2)
    least = high - low
    for _ in range(STEPS):
        _, slope, upper = slopes(mode)
        rises = slope > 0  # not where a count that is expected is beyond all numbers
        low, high = np.where(rises, mode, low), np.where(rises, high, mode)
        newton = slope / upper**2
        fast = (mode + newton > low) & (mode + newton < high)
        # Of a count expected far too large each step takes off as much as the one before.
        fast &= np.abs(newton) <= least / 2
        step = np.where(fast, newton, (low + high) / 2 - mode)
        mode, least = mode + step, np.abs(step)
        if not ((high > low) & ~(least * upper <= NEAR)).any():
            break
    return mode, 1 / slopes(mode)[2]


@np.errstate(over="ignore", invalid="ignore")
def drawn(slopes, height, *, start, pair, rng) -> tuple[np.ndarray, np.ndarray]:
    """Draw numbers without any approximation, and give them with their log density.

    The log density is below its value at the mode, and below its tangents to both sides.
    The bound, flat between two exponential tails, is drawn from, and a draw is kept with
    the probability density / bound: Gilks and Wild (1992), Applied Statistics 41, section
    2. At these tangents 8 of 9 draws from a normal density are kept. ``slopes`` and
    ``start`` are those of `modes`, ``height`` the log density of numbers and places of
    densities, ``pair`` the density that each number is drawn from.

    Raises
    ------
    PoolingError
        A density is not concave, or has no numbers.
    """
    mode, width = modes(slopes, start)
    (top, _, _), (left, rise, _), (right, fall, _) = (
        slopes(mode + away * width) for away in (0.0, -AWAY, AWAY)
    )
    rise, fall = rise * width, fall * width
    # Where the tangents reach the height of the mode.
    low, high = (top - left) / rise - AWAY, (top - right) / fall + AWAY
    areas = np.stack([1 / rise, high - low, -1 / fall])
    first, second, _ = np.cumsum(areas, axis=0) / areas.sum(axis=0)
    numbers, heights = np.empty(len(pair)), np.empty(len(pair))
    waiting = np.arange(len(pair))
    for _ in range(TRIES):
        at = pair[waiting]
        u, kept = rng.random((2, len(at)))
        tail = rng.standard_exponential(len(at))
        t = low[at] + (u - first[at]) / (second[at] - first[at]) * (high - low)[at]
        before, beyond = u < first[at], u > second[at]
        t = np.where(before, low[at] - tail / rise[at], t)
        t = np.where(beyond, high[at] - tail / fall[at], t)
        number = mode[at] + width[at] * t
        reached = height(number, at)
        bound = top[at] - np.where(before | beyond, tail, 0)
        accepted = np.log(kept) <= reached - bound
        done = waiting[accepted]
        numbers[done], heights[done] = number[accepted], reached[accepted]
        waiting = waiting[~accepted]
        if not len(waiting):
            return numbers, heights
    raise PoolingError(
        "not computed, because the effects of a group have no density in the range of "
        "numbers."
    )
