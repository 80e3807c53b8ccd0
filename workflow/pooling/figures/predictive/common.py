"""What the predictive figures share: bins, densities, words and marks."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text
from pooling.figures.style import COLOURS, EXACT, PALE, PRIOR, area_key, key

SHOWN = 50  # replicated tables that are drawn one by one
UNITS = 150  # units that fit one row
PANELS = 8  # coins, or sizes of units, that get a panel of their own
SIZES = 4
BINS = 40
COLUMNS = 3  # of test statistics
UNITS_PER_BIN, LEAST_BINS = 3, 8  # of a rootogram, on average
FEWEST = 5  # transforms that have a distribution to look at
MOSTLY = 0.5  # share of tables like the observed one above which a number says little
UNLIKELY = 0.05  # p-value of one group below which it is named in a figure
LONG = 24  # letters of a name that leave no room for a unit beside it


def colour_of(results, model: str) -> str:
    """Colour of a model's degree of pooling."""
    return COLOURS[results.declared(model).pooling]


def colour_of_kind(results, model: str, kind: str) -> str:
    """Colour of replicates from the prior, or of a model's own."""
    return PRIOR if kind == "prior" else colour_of(results, model)


def case_of(results, checked: str | None = None):
    """Give the fit of a figure to the checks, as a `pooling.checks.predictive.base.Case`.

    Where numbers are drawn, ``checked`` is the JSON of the checks that holds their seed.
    """
    from pooling.checks.predictive.base import Case

    ((model, fit),) = results.fits.items()
    seed = fit.json(checked)["seed"] if checked else 0
    return Case(
        family=results.settings["family"],
        model=model,
        fit=fit,
        labels=results.groups,
        seed=seed,
    )


def say(figure, sentence: str) -> None:
    """Write a sentence over a figure."""
    # It is broken into lines where the figure is written.
    figure.suptitle(sentence, x=0.01, ha="left", fontsize=8.5)


def smoothed(values, grid) -> np.ndarray:
    """Smooth draws into a density; the bandwidth is Silverman's (1986, eq. 3.31)."""
    low, high = np.percentile(values, [25, 75])
    spread = min(values.std(), (high - low) / 1.34) or values.std()
    # From its start on, the grid is even also where doubles around it are few.
    values, grid = values - grid[0], np.linspace(0, grid[-1] - grid[0], len(grid))
    width = 0.9 * spread * len(values) ** -0.2
    # Counts on the grid, smoothed: the same sum over fewer terms.
    step = grid[1]
    edges = np.append(grid - step / 2, grid[-1] + step / 2)
    counts = np.histogram(values, edges)[0]
    kernel = np.exp(-0.5 * ((grid[:, np.newaxis] - grid) / max(width, step / 2)) ** 2)
    kernel /= kernel.sum(axis=0)
    return kernel @ counts / (len(values) * step)


def plausible_range(results, kind: str) -> list[float]:
    """Give the plausible range that the configuration states, where the prior is drawn."""
    ((_, fit),) = results.fits.items()
    return (fit.json("prior_predictive")["plausible"] if kind == "prior" else None) or []


def shaded(span, given: list[float], words) -> list[tuple]:
    """Shade the `plausible_range` by ``axvspan`` or ``axhspan``, and name it for the legend."""
    if not given:
        return []
    patch = span(*given, color=PALE, alpha=0.45, lw=0, zorder=0)
    return [(patch, words("plausible range given", "intervalo plausible dado"))]


def key_of_replicates(colour, words) -> list[tuple]:
    """Tell replicated tables from the observed one."""
    return [
        key(words("observed table", "tabla observada"), color=EXACT, lw=1.8),
        key(
            words("replicated data", "datos replicados"), color=colour, lw=1.2, alpha=0.7
        ),
    ]


def observed_marks(axes, place, seen, inside, *, ms: float = 3.4) -> None:
    """Mark what was seen, hollow where it is outside of its interval."""
    for mask, face in ((inside, EXACT), (~inside, "white")):
        look = {"mfc": face, "mec": EXACT, "ms": ms, "mew": 0.8}
        axes.plot(place[mask], seen[mask], "o", **look)


def observed_key(inside: np.ndarray, words) -> list[tuple]:
    """Explain those marks."""
    entries = [key(words("observed", "observado"), "o", color=EXACT, ms=4)]
    if not inside.all():
        text = words("observed, outside the 90 %", "observado, fuera del 90 %")
        entries.append(key(text, "o", mfc="white", mec=EXACT, ms=4))
    return entries


def replicates_90(words) -> str:
    """Name the interval of what replicated data have."""
    return words("90 % of the replicated data sets", "90 % de los datos replicados")


def inside_90(table, replicated: str, seen: str) -> np.ndarray:
    """Say which of the numbers drawn are inside of the interval of the replicated ones."""
    low, high = (np.asarray(table[f"{replicated}_{end}"]) for end in ("q5", "q95"))
    return (np.asarray(table[seen]) >= low) & (np.asarray(table[seen]) <= high)


def count_axis(axes, edges, words) -> None:
    """Put successes on the horizontal axis, with whole numbers."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0, None)
    axes.set_xlabel(words.axis("y") if "y" in words.labels else words.counted("success"))


def edges_of(highest: int, most: int = BINS, lowest: int = 0) -> np.ndarray:
    """Bins for counts of a range: one for each count where they are few."""
    step = -(-(highest - lowest + 1) // most)
    return np.arange(lowest, highest + step + 1, step) - 0.5


def bins_reached(seen, *drawn) -> np.ndarray:
    """Bins for the counts that were seen or that draws reach.

    Three successes in a thousand trials would all fall into the first of some bins
    from 0 to a thousand. One draw in a thousand may lie beyond either end.
    """
    ends = [np.percentile(counts, [0.1, 99.9]) for counts in drawn]
    every = np.append(np.ravel(ends), seen)
    return edges_of(int(np.ceil(every.max())), lowest=int(every.min()))


def held_within(counts, edges) -> np.ndarray:
    """Let the first and the last bin hold what lies beyond them."""
    return np.clip(counts, edges[0], edges[-1] - 0.5)


def middles_of(edges) -> np.ndarray:
    """Counts in the middle of bins."""
    return (edges[:-1] + edges[1:]) / 2


def known_group(results, words, known) -> str:
    """Name a group of the table and say how large it is."""
    name = words.group(results.groups[known.group])
    return f"{name}\n{alt_text.observations(words, known.size)}"


def frequencies(tables: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Count in each table the units in each bin, shape (draw, bin).

    The first and the last bin hold what lies beyond them.
    """
    width = len(edges) - 1
    # What lies on an edge must not depend on the last digit.
    places = np.searchsorted(edges, tables + 1e-9 * np.ptp(edges), side="right") - 1
    places = np.clip(places, 0, width - 1)
    places += width * np.arange(len(tables))[:, np.newaxis]
    counts = np.bincount(places.ravel(), minlength=width * len(tables))
    return counts.reshape(len(tables), width)


def root_of(count):
    """Give the square root; what lies below 0 while an axis is laid out is there."""
    return np.sqrt(np.maximum(count, 0))


def frequencies_beside(axes, places, seen, counts, *, colour) -> tuple[np.ndarray, ...]:
    """Draw how often each bin was seen, and is expected, on the scale of square roots.

    Kleiber and Zeileis (2016), The American Statistician 70, 296-303: on it deviations are
    as large for small counts as for large ones.

    Parameters
    ----------
    places : ndarray
        Edges of the bins along the axis.
    seen : ndarray
        Shape (bin,).
    counts : ndarray
        Of replicated tables, shape (draw, bin).

    Returns
    -------
    mean, low, high : ndarray
        Of ``counts``, with the ends of their central 90 %, shape (bin,).
    """
    from matplotlib.ticker import MaxNLocator

    low, high = np.percentile(counts, [5, 95], axis=0)
    mean, at = counts.mean(axis=0), middles_of(places)
    axes.set_yscale("function", functions=(root_of, np.square))
    axes.bar(at, seen, 0.9 * np.diff(places), color=PALE)
    axes.vlines(at, low, high, color=colour, lw=2, alpha=0.6)
    axes.plot(at, mean, "-o", color=colour, lw=0.9, ms=3)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    return mean, low, high


def frequency_key(colour, words) -> list[tuple]:
    """Explain `frequencies_beside`."""
    expected = words("expected", "esperado")
    return [
        area_key(words("observed", "observado"), color=PALE),
        key(expected, "o", ls="-", color=colour, lw=0.9, ms=3),
        key(replicates_90(words), color=colour, lw=2, alpha=0.6),
    ]


def p_value(words, value: float) -> str:
    """Write a p-value."""
    if value < 0.001:
        return f"p < {words.number(0.001)}"
    return f"p = {words.number(value, '.2g' if value < 0.1 else '.2f')}"


def mark(axes, text: str, flagged: bool, words) -> None:
    """Write p-values over a panel, and frame a panel that is flagged."""
    axes.set_title(
        text
        + (words(" \N{EM DASH} flagged", " \N{EM DASH} con alerta") if flagged else ""),
        fontsize=8.5,
        fontweight="bold" if flagged else "normal",
    )
    if flagged:
        for spine in axes.spines.values():
            spine.set(visible=True, linewidth=1.8, color=EXACT)
