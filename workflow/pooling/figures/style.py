"""One look for all figures: colours, sizes, fonts, and files that repeat exactly."""

from __future__ import annotations

import re
import string
import tempfile
import textwrap
from pathlib import Path

from pooling.basics.files import whole

# Degree of pooling -> colour, of Okabe and Ito's palette for all kinds of eyes
# (jfly.uni-koeln.de/color, 2008), and the mark that tells it without colour.
COLOURS = {
    "complete": "#D55E00",
    "none": "#0072B2",
    "fixed": "#CC79A7",
    "partial": "#009E73",
}
MARKS = {"complete": "s", "none": "o", "fixed": "^", "partial": "D"}
LINES = {"complete": "--", "none": ":", "fixed": "-.", "partial": "-"}
DATA = "#4D4D4D"  # observations
PRIOR = "#E69F00"
EXACT = "#000000"
PALE = "#BFBFBF"
# Mark and colour of groups that a column tells apart: Paul Tol's muted scheme
# (personal.sron.nl/~pault, 2021), which keeps clear of the colours above.
KINDS = (("o", "#332288"), ("^", "#CC6677"), ("s", "#999933"), ("v", "#88CCEE"))
THRESHOLD = "#8C1D40"  # a value of the outcome that decisions hang on

RC = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "image.cmap": "viridis",
    "svg.fonttype": "path",
    "svg.hashsalt": "pooling",
    "path.simplify": True,
    "path.simplify_threshold": 0.2,
    "savefig.dpi": 150,
}
# Suffix -> matplotlib's module and class that write it, metadata without dates, and
# which of them holds the text alternative.
CANVASES = {
    "svg": (
        "backend_svg",
        "FigureCanvasSVG",
        {"Date": None, "Creator": None},
        "Description",
    ),
    "png": ("backend_agg", "FigureCanvasAgg", {"Software": None}, "Description"),
    "pdf": (
        "backend_pdf",
        "FigureCanvasPdf",
        {"CreationDate": None, "Creator": None, "Producer": None},
        "Subject",
    ),
}
WIDTH = 7.2  # inches, of a figure over the whole page
OTHERS = ".,:;()%=+/\u2212\u2013áéíóúñ"  # marks, and letters that are not ASCII


def canvas(rows: int = 1, columns: int = 1, height: float = 3.6, **grid):
    """Open a figure of the project's look, so many inches high, with panels.

    ``width`` and further arguments of ``Figure.subplots`` are passed on. Gives the figure and
    its Axes.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update(RC)
    figure = Figure(figsize=(grid.pop("width", WIDTH), height), layout="constrained")
    return figure, figure.subplots(rows, columns, **grid)


def panels_of(count: int, columns: int, *, beside: float, each: float, **grid):
    """Open a figure with a panel for each of several things, what is left over hidden.

    ``columns`` stand in a row at most; ``beside`` and ``each`` are the inches that take what
    is around the panels, and each row of them; the rest is as of `canvas`. Gives the figure,
    all panels, shape (row, column), and those that are used.
    """
    columns = min(columns, count)
    lines = -(-count // columns)
    look = {"height": beside + each * lines, "squeeze": False}
    figure, panels = canvas(lines, columns, **look, **grid)
    for axes in panels.flat[count:]:
        axes.set_visible(False)
    return figure, panels, panels.flat[:count]


def save(figure, path: str | Path, language: str, says: str) -> None:
    """Write a figure in the format of its suffix; the same figure, the same bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What was drawn.
    path : path
        ``.svg``, ``.png`` or ``.pdf``.
    says : str
        Text alternative, kept in the file.
    """
    from importlib import import_module

    import matplotlib as mpl

    from pooling.figures import ticks
    from pooling.figures.lighter import lighter

    ticks.write(figure, language)
    _break_labels(figure)
    suffix = Path(path).suffix.removeprefix(".")
    backend, canvas_class, metadata, described = CANVASES[suffix]
    canvas_of = getattr(import_module(f"matplotlib.backends.{backend}"), canvas_class)
    with mpl.rc_context(RC), whole(path) as part:
        # Figure.savefig would draw everything once more, only to lay it out.
        figure.dpi = RC["savefig.dpi"]
        write = getattr(canvas_of(figure), f"print_{suffix}")
        write(part, metadata=metadata | {described: says})
        if suffix == "svg":
            part.write_text(lighter(part.read_text("utf-8")), "utf-8")


def ready() -> None:
    """Read fonts, letters, and what parses formulas: once, before many figures are drawn."""
    figure, axes = canvas()
    axes.set(xlabel=r"$\sigma$", ylabel=f"{string.ascii_letters}{string.digits}{OTHERS}")
    with tempfile.TemporaryDirectory() as folder:
        save(figure, Path(folder, "ready.svg"), "en", "")


def _break_labels(figure) -> None:
    """Break names of axes that are longer than their panel is high or wide.

    How large a panel will be is known only once it is laid out, which takes as long as
    drawing it: title, numbers and legend are taken to need a part of the figure.
    """
    width, height = 0.85 * figure.get_figwidth(), 0.67 * figure.get_figheight()
    for text in figure.texts:  # a sentence over all panels, names that they share
        upright = text.get_rotation() == 90
        _break(text, height if upright else figure.get_figwidth())
    for axes in figure.axes:
        place = axes.get_subplotspec()
        if place is not None:
            grid = place.get_gridspec()
            for each in (axes, *axes.child_axes):
                _break(each.yaxis.label, height * len(place.rowspan) / grid.nrows)
                _break(each.xaxis.label, width * len(place.colspan) / grid.ncols)


def _break(text, inches: float) -> None:
    """Break a text into lines of a length; one with a formula stays whole."""
    if re.search(r"(?<!\\)\$", text.get_text()):
        return
    room = int(72 * inches / (0.58 * text.get_fontsize()))  # letters
    broken = "\n".join(
        each
        for line in text.get_text().split("\n")
        for each in textwrap.wrap(line, max(room, 10), break_long_words=False)
    )
    text.set_text(broken)


def show_predictor(axis, words) -> None:
    """Say that an axis shows values of the predictor: times are written as dates.

    Panels that share the axis need it said once.
    """
    clock = words.clock("x")
    if clock:
        from pooling.figures.ticks import show_dates

        show_dates(axis, clock)


def show_outcome(panels, words, across: bool = False, at: int = -1) -> list:
    """Say that panels have the outcome on an axis.

    Where the outcome is a logarithm, a second axis has round numbers of what it was
    taken of, and where it has a threshold, a thin line is drawn at it. Called when the
    ends of the axes are settled.

    Parameters
    ----------
    panels : Axes or ndarray of Axes
        Panels in their grid.
    across : bool
        Whether the outcome runs along the horizontal axis instead of the vertical one.
    at : int
        Which panel of each row (of each column, counted from the lowest) has the second
        axis, of those that are seen.

    Returns
    -------
    list of matplotlib.lines.Line2D
        The line of the threshold with its label, for a legend; empty without one.
    """
    import numpy as np

    grid = np.atleast_2d(panels)
    seen = [axes for axes in grid.flat if axes.get_visible()]
    lines = [_threshold(axes, words, across) for axes in seen] if words.limit else []
    original = words.original()
    if original:
        from pooling.figures.ticks import show_original

        for row in grid.T[:, ::-1] if across else grid:
            axes = [each for each in row if each.get_visible()][at]
            second = (
                axes.secondary_xaxis("top") if across else axes.secondary_yaxis("right")
            )
            axis = second.xaxis if across else second.yaxis
            show_original(axis, words.language)
            axis.set_tick_params(color=DATA, labelcolor=DATA)
            axis.set_label_text(original, color=DATA)
    return [(line, line.get_label()) for line in lines[:1]]


def _threshold(axes, words, across: bool):
    """Draw the threshold of the outcome across a panel, and let the panel reach to it."""
    value = words.limit["value"]
    ends = axes.get_xlim() if across else axes.get_ylim()
    draw = axes.axvline if across else axes.axhline
    line = draw(
        value,
        color=THRESHOLD,
        lw=1,
        ls=(0, (6, 1.5, 1, 1.5, 1, 1.5)),
        zorder=1.5,
        label=words.threshold(),
    )
    margin = 0.03 * abs(ends[1] - ends[0])
    low = min(*ends, value - margin if value < min(ends) else min(ends))
    high = max(*ends, value + margin if value > max(ends) else max(ends))
    ends = (low, high) if ends[0] <= ends[1] else (high, low)
    (axes.set_xlim if across else axes.set_ylim)(ends)
    return line


def level_line(axes, level: float, degree: str, *, vertical: bool = False):
    """Draw across a panel what complete pooling gives, or the centre of the population."""
    look = {"lw": 1.3} if degree == "complete" else {"lw": 0.9, "zorder": 1}
    draw = axes.axvline if vertical else axes.axhline
    return draw(level, color=COLOURS[degree], ls=LINES[degree], **look)


def marks(axes, degree: str, x, y, **look):
    """Draw estimates under a degree of pooling, by its mark and colour."""
    mark = {"marker": MARKS[degree], "ls": "none"}
    return axes.plot(x, y, **(mark | {"color": COLOURS[degree]} | look))[0]


def key(text: str, mark: str = "none", **look) -> tuple:
    """Make an entry of a legend: a mark, or without one a line, and what it stands for."""
    from matplotlib.lines import Line2D

    line = {"ls": "-" if mark == "none" else "none"}
    return Line2D([], [], marker=mark, **(line | look)), text


def area_key(text: str, **look) -> tuple:
    """Make the entry of an area."""
    from matplotlib.patches import Patch

    return Patch(**look), text


def note(axes, place: float, text: str, **look) -> None:
    """Write beside a row of a panel, to its right unless the look says otherwise."""
    at = (look.pop("x", 1.01), place)
    look = {"va": "center", "fontsize": 8} | look
    axes.annotate(text, at, xycoords=("axes fraction", "data"), **look)


def degree_key(words, degree: str, **look) -> tuple:
    """Make the entry of the marks of a degree of pooling."""
    look = {"color": COLOURS[degree], "ms": 4} | look
    return key(words.pooling(degree), look.pop("marker", MARKS[degree]), **look)


def labelled(*panels) -> list[tuple]:
    """List the entries of what has a label in some panels."""
    pairs = (zip(*axes.get_legend_handles_labels(), strict=True) for axes in panels)
    return [entry for of_panel in pairs for entry in of_panel]


def legend_below(figure, entries=None, *, columns: int = 4, side: str = "lower") -> None:
    """Put one legend for all panels under the figure, or over it.

    Entries are handle and text; by default what has a label in the first panel.
    """
    entries = labelled(figure.axes[0]) if entries is None else entries
    place = {"loc": f"outside {side} center", "ncols": columns, "handlelength": 2.2}
    figure.legend(*zip(*entries, strict=True), **place)


def no_grid(axes, which: str = "both") -> None:
    """Take the grid off an axis where it says nothing."""
    axes.grid(visible=False, axis=which)


def named_rows(axes, names: list[str]) -> None:
    """Name the rows of a panel beside them, the first one on top."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    no_grid(axes, "y")


def jitter(count: int, width: float, seed: int = 0):
    """Give offsets within plus or minus a width that spread points, the same each time."""
    import numpy as np

    return np.random.default_rng(seed).uniform(-width, width, count)
