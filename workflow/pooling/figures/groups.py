"""Which groups a figure shows, in which order, and where their labels go."""

from __future__ import annotations

import numpy as np

from pooling import cells

READABLE = 100  # rows with a name each that fit a tall figure
CLOUD = 800  # marks without a name that can be told apart


def selected(results, estimates, count: int, shrunk=None) -> list[str]:
    """Choose the groups of a per-group figure.

    Parameters
    ----------
    results : pooling.results.Results
        Its settings may list the groups to show.
    estimates : ndarray
        A raw estimate per group, in the order of ``results.groups``.
    count : int
        Groups to choose where none are listed.
    shrunk : ndarray, optional
        How far partial pooling moves each estimate.

    Returns
    -------
    list of str
        The listed groups, or a spread of them: in turn the largest, the
        smallest, the highest, the lowest and the most shrunken; ordered by size,
        largest first.
    """
    size = results.prepared["group"].value_counts()
    if "N" in results.prepared:
        size = results.prepared.set_index("group")["N"]
    size = size.reindex(results.groups).to_numpy()
    if results.settings.get("show", "auto") != "auto":
        chosen = _listed(results)
    else:
        rankings = [
            np.argsort(ranking, kind="stable")
            for ranking in (
                -size,
                size,
                -estimates,
                estimates,
                *([] if shrunk is None else [-np.abs(shrunk)]),
            )
        ]
        queue = [at for turn in zip(*rankings, strict=True) for at in turn]
        chosen = list(dict.fromkeys(queue))[:count]
    chosen.sort(key=lambda at: (-size[at], at))
    return [results.groups[at] for at in chosen]


def _listed(results) -> list[int]:
    """Places of the groups that the configuration lists, if it does."""
    show = results.settings.get("show", "auto")
    wanted = set() if show == "auto" else {cells.name(label) for label in show}
    return [at for at, label in enumerate(results.groups) if label in wanted]


def rows(results, order, count: int = READABLE) -> np.ndarray:
    """Limit a list with one row, or one mark, per group to what can be read.

    Parameters
    ----------
    results : pooling.results.Results
        For the groups.
    order : ndarray of int
        Places of the groups, in the order of the rows.
    count : int
        Rows that can be read.

    Returns
    -------
    ndarray of int
        All of ``order``, or an even thinning of it that keeps both ends and the
        groups that the configuration lists.
    """
    if len(order) <= count:
        return order
    named = np.isin(order, _listed(results))
    even = np.linspace(0, len(order) - 1, count - named.sum()).round().astype(int)
    named[even] = True
    return order[named]


def apart(positions, gap: float) -> np.ndarray:
    """Move labels as little as needed so that no two are closer than a gap.

    Parameters
    ----------
    positions : array
        Where the labels would stand.
    gap : float
        Least distance.

    Returns
    -------
    ndarray
        New positions: the least-squares solution, by pooling neighbours that
        collide.
    """
    positions = np.asarray(positions, dtype=float)
    order = np.argsort(positions, kind="stable")
    shifted = positions[order] - gap * np.arange(len(order))
    blocks: list[list[float]] = []  # [mean, members]
    for value in shifted:
        blocks.append([value, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, members = blocks.pop()
            before, others = blocks.pop()
            total = members + others
            blocks.append([(mean * members + before * others) / total, total])
    level = np.repeat([block[0] for block in blocks], [block[1] for block in blocks])
    moved = np.empty_like(positions)
    moved[order] = level + gap * np.arange(len(order))
    return moved
