"""Are numbers between 0 and 1 uniform? The ECDF with simultaneous bands.

Saeilynoja, Buerkner and Vehtari (2022), "Graphical test for discrete uniformity and
its applications in goodness-of-fit evaluation and multiple sample comparison",
Statistics and Computing 32, article 32, sections 2.2 and 2.3. At each point z the number
of values up to z is binomial; one pointwise level gamma is used for all points, and
the chance that a uniform sample stays inside everywhere follows from the counts
being a Markov chain. So nothing is simulated, and small p-values have their digits.

The level gamma that makes a band of a given chance tends to a limit as the sample
grows, and the work grows with the sample: beyond `LARGE` values gamma is taken for that
many, which is right to a twentieth of the chance.
"""

from __future__ import annotations

import numpy as np
from scipy.special import bdtr, bdtrik, gammaln

STEPS = 14  # of the search for gamma, which then is right to a part in a thousand
LARGE = 10_000  # values, of which a gamma holds for more
POINTS = 100  # of the unit interval at which the ECDF is looked at, at most


def points_of(n: int) -> np.ndarray:
    """Give the points at which the ECDF of n values is looked at."""
    count = min(max(n, 2), POINTS)
    return np.arange(1, count) / count


def _tails(n: int, z) -> np.ndarray:
    """Twice the smaller tail probability of each count at each point, (point, count from 0)."""
    return _tail(np.arange(n + 1), n, np.asarray(z)[:, np.newaxis])


def _tail(counts, n: int, z) -> np.ndarray:
    """Twice the smaller tail probability of counts of n values up to z."""
    below = bdtr(counts, n, z)
    # P(B >= c) of successes is P(B <= n - c) of failures, without cancellation.
    above = bdtr(n - counts, n, 1 - z)
    return 2 * np.minimum(below, above)


def _inside(n: int, z, allowed) -> float:
    """Chance that the counts of a uniform sample are allowed at every point.

    ``allowed`` has the shape (point, count), the points increase.
    """
    mass, counts, reached = np.ones(1), np.zeros(1, dtype=int), 0.0
    log_factorial = gammaln(np.arange(n + 1) + 1)
    for point, mask in zip(z, allowed, strict=True):
        new = np.flatnonzero(mask)
        if not len(new):
            return 0.0
        # Of the values that are left, each falls before the point with this chance.
        chance = (point - reached) / (1 - reached)
        left = (n - counts)[:, np.newaxis]
        more = new - counts[:, np.newaxis]
        possible = (more >= 0) & (more <= left)
        more = np.where(possible, more, 0)
        log_share = (
            log_factorial[left]
            - log_factorial[more]
            - log_factorial[left - more]
            + more * np.log(chance)
            + (left - more) * np.log1p(-chance)
        )
        mass = mass @ np.where(possible, np.exp(log_share), 0)
        counts, reached = new, point
    return float(mass.sum())


def counts_at(values, z) -> np.ndarray:
    """Count the values up to each point."""
    return np.searchsorted(np.sort(values), z, side="right")


def p_value(values) -> float:
    """Test whether independent values are uniform between 0 and 1.

    It is the chance that the ECDF of a uniform sample leaves some pointwise band of the
    level that these values just reach; 1 where there are none.
    """
    values = np.asarray(values)
    n = len(values)
    if n == 0:
        return 1.0
    z = points_of(n)
    reached = _tail(counts_at(values, z), n, z).min()
    size = min(n, LARGE)
    inside = _inside(size, z, _tails(size, z) > reached)
    return float(np.clip(1 - inside, 0.0, 1.0))


def band(n: int, level: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lay the band that a uniform sample leaves with the chance ``level`` at most.

    It gives points of the unit interval, and the ECDF's limits at them.
    """
    z, size = points_of(n), min(n, LARGE)
    tails = _tails(size, z)
    low, high = np.log(level / (2 * len(z))), np.log(min(2 * level, 1.0))
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _inside(size, z, tails > np.exp(middle)) >= 1 - level:
            low = middle
        else:
            high = middle
    if n > size:  # the first and the last count whose tail has more than half of gamma
        first, fewest = (np.floor(bdtrik(np.exp(low) / 2, n, p)) + 1 for p in (z, 1 - z))
        return z, first / n, (n - fewest) / n
    allowed = tails > np.exp(low)
    first = allowed.argmax(axis=1)
    last = n - allowed[:, ::-1].argmax(axis=1)
    return z, first / n, last / n
