"""Whether groups can be exchanged: what a known kind of each says about its estimate."""

from __future__ import annotations

import numpy as np

from pooling.exact.explore.base import plain

KINDS = range(2, 5)  # that can be told apart in a drawing
MOST = 300  # groups that a page shuffles in no time


def share_between(values, kind) -> float:
    """Give the share of the variance of some values that lies between their kinds.

    The correlation ratio: the sum of squares between the kinds over that of all.
    """
    values, kind = np.asarray(values, dtype=float), np.asarray(kind)
    means = np.bincount(kind, values) / np.bincount(kind)
    total = ((values - values.mean()) ** 2).sum()
    return float(((means[kind] - values.mean()) ** 2).sum() / total)


def exchange(estimate, kinds: list[str]) -> dict | None:
    """Give estimates of groups, and a kind that is known of each and not modelled.

    ``kinds``, their names; ``of``, the place of each group's among them; ``estimate``;
    ``share`` as of `share_between`. None where there are no kinds, too many, or but one
    group of one.
    """
    names, of, sizes = np.unique(
        np.asarray(kinds, dtype=str), return_inverse=True, return_counts=True
    )
    if len(names) not in KINDS or min(sizes) < 2 or len(of) > MOST:
        return None
    shown = plain(estimate)
    if np.ptp(shown) == 0:
        return None
    return {
        "kinds": names.tolist(),
        "of": of.tolist(),
        "estimate": shown,
        "share": share_between(shown, of),
    }
