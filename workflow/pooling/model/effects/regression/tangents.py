"""Draws of one number with a concave log density, from what its tangents bound."""

from __future__ import annotations

import numpy as np

from pooling.basics.errors import PoolingError

AWAY = np.sqrt(2)  # widths from the mode at which the tangents touch
STEPS = 200  # to a mode, at most
NEAR = 3e-2  # of a mode, in widths: the bound is as little above the density there
FAR = 1e6  # prior sds, where no mode is
TRIES = 10**4  # of which the first takes 8 of 9


def near_modes(slopes, start) -> tuple[np.ndarray, ...]:
    """Find about where densities are highest: Newton's steps, or halves of a bracket.

    Each is that of a standard normal times a likelihood whose logarithm is concave, so that
    the mode lies between 0 and the derivative there. ``slopes`` are of numbers log density,
    its derivative and the root of minus its second. It gives numbers `NEAR` the modes, and
    their slopes.
    """
    reach = np.clip(slopes(np.zeros_like(start))[1], -FAR, FAR)
    low, high = np.minimum(reach, 0), np.maximum(reach, 0)
    mode = np.where((start > low) & (start < high), start, (low + high) / 2)
    least = high - low
    for _ in range(STEPS):
        there = _, slope, upper = slopes(mode)
        newton = slope / upper**2
        rises = slope > 0  # not where a count that is expected is beyond all numbers
        low, high = np.where(rises, mode, low), np.where(rises, high, mode)
        away = (high > low) & ~(np.abs(newton) * upper <= NEAR)
        if not away.any():
            break
        fast = (mode + newton > low) & (mode + newton < high)
        # Of a count expected far too large each step takes off as much as the one before.
        fast &= np.abs(newton) <= least / 2
        step = np.where(fast, newton, (low + high) / 2 - mode)
        mode, least = np.where(away, mode + step, mode), np.abs(step)
    return mode, there


@np.errstate(over="ignore", invalid="ignore")
def drawn(slopes, height, *, start, there, pair, rng) -> tuple[np.ndarray, np.ndarray]:
    """Draw numbers without any approximation, and give them with their log density.

    The log density is below its tangents to both sides of its mode, and between them below
    what the tangent near the mode reaches. This bound, flat between two exponential tails,
    is drawn from, and a draw is kept with the probability density / bound: Gilks and Wild
    (1992), Applied Statistics 41, section 2. At these tangents 8 of 9 draws from a normal
    density are kept. ``slopes`` and ``start`` are those of `near_modes`, ``there`` the
    slopes at the start, ``height`` the log density of numbers and places of densities,
    ``pair`` the density that each number is drawn from.

    Raises
    ------
    PoolingError
        A density is not concave, or has no numbers.
    """
    mode = start
    if not (np.abs(there[1]) <= NEAR * there[2]).all():
        mode, there = near_modes(slopes, start)
    top, slope, upper = there
    width = 1 / upper
    (left, rise, _), (right, fall, _) = (
        slopes(mode + away * width) for away in (-AWAY, AWAY)
    )
    slope, rise, fall = slope * width, rise * width, fall * width
    # Where the tangents reach the height near the mode.
    low, high = (top - left) / rise - AWAY, (top - right) / fall + AWAY
    # No higher than where they meet, is it as high as its own tangent between these.
    meet = (right - left - (rise + fall) * AWAY) / (rise - fall)
    top = np.minimum(
        top + np.maximum(slope * low, slope * high), left + rise * (meet + AWAY)
    )
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
