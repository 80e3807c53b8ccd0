"""Which groups a figure shows, in which order, and where their labels go."""

from __future__ import annotations

import numpy as np

from pooling.figures.style import PALE, WIDTH, canvas, no_grid
from pooling.table import cells

READABLE = 100  # rows with a name each that fit a tall figure
NAMED = 12  # places side by side that may have a name each, or sizes with a line between
LINES = 3  # of a name below its place
LETTER = 5.2  # width of a letter of a tick, in points
CLOUD = 800  # marks without a name that can be told apart
LEAST_HEIGHT = 3.0  # inches that the name of an axis takes
NARROW = 5.4  # inches, of a list that is read on a phone, too


def selected(results, estimates, count: int, shrunk=None) -> list[str]:
    """Choose the groups of a per-group figure.

    Parameters
    ----------
    results : pooling.checks.results.Results
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
    size = results.sizes
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


def listing(results, order, words, *, panels: int = 1, sizes=None, size_name: str = ""):
    """Open a figure with a row for each group of a list, panels side by side.

    ``order`` has the places of the groups, from top to bottom; ``sizes``, of all groups, are
    written beside their names. The panels have shape (panel,).
    """
    height = max(LEAST_HEIGHT, 1.5 + 0.21 * len(order))
    width = min(WIDTH, NARROW + 1.8 * (panels - 1))
    grid = {"sharey": True, "squeeze": False}
    figure, axes = canvas(1, panels, height=height, width=width, **grid)
    names = [words.group(results.groups[at]) for at in order]
    if sizes is not None:
        names = [f"{name}  {sizes[at]}" for name, at in zip(names, order, strict=True)]
    first = axes[0, 0]
    first.set_yticks(np.arange(len(order)), names)
    first.set_ylim(len(order) - 0.4, -0.6)
    first.set_ylabel(", ".join(filter(None, [words.label("group"), size_name])))
    for each in axes[0]:
        no_grid(each, "y")
    return figure, axes[0]


def rows(results, order, count: int = READABLE) -> np.ndarray:
    """Limit a list with one row, or one mark, per group to what can be read.

    ``order`` has the places of the groups; of too many an even thinning stays, with both
    ends and the groups that the configuration lists.
    """
    if len(order) <= count:
        return order
    named = np.isin(order, _listed(results))
    even = np.linspace(0, len(order) - 1, count - named.sum()).round().astype(int)
    named[even] = True
    return order[named]


def name_places(axes, labels, *, sizes, words, share: float = 0.9) -> None:
    """Name groups that stand side by side, ordered by size.

    Each has its name and size where there is room, a word a line if need be; else groups
    of one size have their size, with a line between two sizes where these are few.

    Parameters
    ----------
    axes : Axes
        Its horizontal axis has a group at 0, 1, 2 and so on.
    labels : list of str
        Groups.
    sizes : ndarray of int
        Their sizes.
    share : float
        Of the figure's width that the panel takes.
    """
    count = len(sizes)
    room = 72 * share * WIDTH / (count + 1)  # points for each place
    numerals = [words.number(int(size), "d") for size in sizes]
    whole = [words.group(label) for label in labels]
    by_word = ["\n".join(name.split()) for name in whole]
    # The first way to write the names that has room for all of them.
    fitting = (
        way
        for way in (whole, by_word)
        if count <= NAMED
        and all(_letters(name) * LETTER < room for name in (*way, *numerals))
        and all(name.count("\n") < LINES for name in way)
    )
    named = next(fitting, None)
    starts = np.flatnonzero(np.diff(sizes, prepend=-1))
    if named:
        places = np.arange(count)
        names = [f"{a}\n{b}" for a, b in zip(named, numerals, strict=True)]
    elif len(starts) <= NAMED:
        stops = np.append(starts[1:], count)
        places, names = (starts + stops - 1) / 2, [numerals[at] for at in starts]
        for start in starts[1:]:
            axes.axvline(start - 0.5, color=PALE, lw=0.8, zorder=0)
    else:  # the first groups of some of the sizes
        even = np.linspace(0, count - 1, 9)
        nearest = np.abs(starts - even[:, np.newaxis]).argmin(axis=1)
        places = starts[np.unique(nearest)]
        names = [numerals[at] for at in places]
    axes.set_xticks(*_clear(places, names, room))
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-1, count)
    no_grid(axes, "x")


def _letters(name: str) -> int:
    """Letters of the longest line of a name."""
    return max(map(len, name.split("\n")))


def _clear(places, names, room: float) -> tuple[list, list]:
    """Keep those names that do not run into the one before, and their places."""
    kept, end = [], -np.inf
    for place, name in zip(places, names, strict=True):
        half = _letters(name) * LETTER / 2
        if place * room - half > end:
            kept.append((place, name))
            end = place * room + half + LETTER
    return [place for place, _ in kept], [name for _, name in kept]


def apart(positions, gap: float) -> np.ndarray:
    """Move labels as little as needed so that no two are closer than a gap.

    That is the least-squares solution, by pooling neighbours that collide.
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
