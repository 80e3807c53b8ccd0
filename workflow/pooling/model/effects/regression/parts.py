"""Groups whose integrals take more quadrature nodes than those of others.

Of 5,000 groups of 0/1 most are near normal, and 9 nodes do; the few whose outcomes are all
alike take 70. Each group has as many as it needs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pooling.basics.blocks import count_of
from pooling.basics.errors import PoolingError
from pooling.model.effects.regression import elsewhere, hermite

MORE = 1.4  # times as many nodes to try next
# Nodes around a mode, from which on there may be another one: what a group takes where the
# noise is as usual may miss it where the noise is less.
SEVERAL = 26
OVER = 25  # nodes over all rows to begin with
JUDGES = 72  # and where they judge those around the mode
MISSED = 0.01  # of the variance of two effects, that a farther mode may add
JUDGED = 8  # values, at which that is done
LAST = 5  # times the limit that may be left where there are as many nodes as may be
FEW = 2**9  # rows that take longer in parts, whose arrays would be short


@dataclass(frozen=True)
class Effects(hermite.Effects):
    """Coefficients of groups, in parts that take the same nodes each.

    Attributes
    ----------
    parts : tuple of (ndarray of int, hermite.Effects)
        Groups, and their effects.
    """

    parts: tuple[tuple[np.ndarray, hermite.Effects], ...] = ()

    @property
    def width(self) -> int:
        """Numbers that one node takes."""
        return sum(part.width for _, part in self.parts)

    def of_groups(self, values: dict) -> np.ndarray:
        """See the base."""
        logs = np.empty((count_of(values), len(self.sizes)))
        for groups, part in self.parts:
            logs[:, groups] = part.of_groups(values)
        return logs

    def by_group(self, values: dict) -> tuple[np.ndarray, dict]:
        """See the base."""
        logs = np.empty((count_of(values), len(self.sizes)))
        mean, variance = np.empty((2, *logs.shape, self.size))
        for groups, part in self.parts:
            logs[:, groups], moments = part.by_group(values)
            mean[:, groups], variance[:, groups] = moments["theta"]
        return logs, {"theta": (mean, variance)}


def settled(effects, values: dict, limit: float) -> tuple[hermite.Effects, float]:
    """Take so many nodes for each group that twice as many change nothing, or little.

    At typical values of s. ``limit`` is the largest change of a group's mean or sd, in its
    sds, and of the log likelihood, apart from a constant. It gives the effects and that
    change.

    Raises
    ------
    PoolingError
        Some group takes more than there may be, or nodes miss a mode of its two effects.
    """
    parts, groups, rest = [], np.arange(len(effects.sizes)), effects
    change, largest, moved, together = np.zeros(len(groups)), 0.0, 0.0, np.inf
    # Nodes around a mode may agree among themselves, and miss another one.
    some = slice(None, None, -(-count_of(values) // JUDGED))
    judge = None if effects.stretched else effects.over_rows(JUDGES)
    few = {name: value[some] for name, value in values.items()}
    known = judge and judge.by_group(few)
    several = effects.size == 2 and not effects.response.CONCAVE
    if several and elsewhere.missed(effects, few) > MISSED:
        raise PoolingError(
            "not computed, because the rows of a group contradict each other: its effects "
            "have several modes, and quadrature nodes lie around one of them."
        )
    while True:
        if known and not rest.stretched and rest.nodes >= SEVERAL:
            if len(effects.rows.y) < FEW:
                return settled(effects.over_rows(OVER), values, limit)
            rest = rest.over_rows(OVER)
        finer = rest.finer()
        if finer is None:
            # What twice as many changed with fewer than these; it is stated.
            change = max(change.max(), moved + together)
            if change > LAST * limit:
                raise PoolingError(
                    "not computed, because twice as many quadrature nodes would change "
                    f"the groups' effects by {change:.1g} sds."
                )
            parts.append((groups, rest))
            largest = max(largest, change)
            break
        coarse = rest.by_group(values)
        change, shift = _changes(coarse, finer.by_group(values))
        if known and not rest.stretched:
            gap, off = _changes(_taken(coarse, some), _taken(known, slice(None), groups))
            change = np.maximum.reduce([change, gap, *np.abs(off)])
        # Those that change least, as long as they do not add up; half of what is left.
        order = np.argsort(np.maximum(change, np.abs(shift).max(axis=0)))
        total = np.abs(np.cumsum(shift[:, order], axis=1)).max(axis=0)
        enough = (change[order] <= limit) & (total <= (limit - moved) / 2)
        count = len(order) if enough.all() else int(np.argmin(enough))
        if count:
            kept = np.sort(order[:count])
            largest, moved = max(largest, change[kept].max()), moved + total[count - 1]
            parts.append((groups[kept], replace(rest, table=rest.table.only(kept))))
        if count == len(order):
            break
        left = np.sort(order[count:])
        groups, change = groups[left], change[left]
        together = np.abs(shift[:, left].sum(axis=1)).max()
        rest = replace(rest.finer(MORE), table=rest.table.only(left))
    if len(parts) == 1 or len(effects.rows.y) < FEW:
        effects = replace(effects, nodes=rest.nodes, stretched=rest.stretched)
        return effects, max(largest, moved)
    whole = {name: getattr(effects, name) for name in ("model", "data", "table", "nodes")}
    if rest.stretched:
        whole |= {"nodes": rest.nodes, "stretched": True}
    return Effects(**whole, parts=tuple(parts)), max(largest, moved)


def _taken(known: tuple, nodes, groups=slice(None)) -> tuple:
    """Take some nodes and groups of what `hermite.Effects.by_group` gives."""
    logs, moments = known
    pairs = {
        name: tuple(v[nodes][:, groups] for v in pair) for name, pair in moments.items()
    }
    return logs[nodes][:, groups], pairs


def _changes(coarse: tuple, fine: tuple) -> tuple[np.ndarray, np.ndarray]:
    """Compare moments, and log likelihoods, by group.

    Returns
    -------
    change : ndarray
        Of moments, in sds, shape (group,).
    shift : ndarray
        Of log likelihoods, around the middle node's, shape (node, group).
    """
    # A constant factor of the density changes nothing.
    shift = fine[0] - coarse[0]
    shift = shift - np.median(shift, axis=0)
    change = np.zeros(shift.shape[1])
    for name, (mean, variance) in fine[1].items():
        sd = np.sqrt(variance)
        before, spread = coarse[1][name]
        gaps = np.maximum(np.abs(before - mean), np.abs(np.sqrt(spread) - sd))
        ratio = np.divide(gaps, sd, out=np.zeros(sd.shape), where=sd > 0)
        change = np.maximum(change, ratio.max(axis=(0, 2)))
    return change, shift
