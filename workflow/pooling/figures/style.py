"""One look for all figures: colours, sizes, fonts, and files that repeat exactly."""

from __future__ import annotations

from pathlib import Path

from pooling.files import whole

# Degree of pooling -> colour, of Okabe and Ito's palette for all kinds of eyes
# (jfly.uni-koeln.de/color, 2008), and the mark that tells it without colour.
POOLING_COLOURS = {
    "complete": "#D55E00",
    "none": "#0072B2",
    "fixed": "#CC79A7",
    "partial": "#009E73",
}
POOLING_MARKS = {"complete": "s", "none": "o", "fixed": "^", "partial": "D"}
POOLING_LINES = {"complete": "--", "none": ":", "fixed": "-.", "partial": "-"}
DATA = "#4D4D4D"  # observations
PRIOR = "#E69F00"
EXACT = "#000000"
PALE = "#BFBFBF"

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
    "savefig.dpi": 150,
}
# Suffix -> matplotlib's module and class that write it, and metadata without dates.
CANVASES = {
    "svg": ("backend_svg", "FigureCanvasSVG", {"Date": None, "Creator": None}),
    "png": ("backend_agg", "FigureCanvasAgg", {"Software": None}),
    "pdf": (
        "backend_pdf",
        "FigureCanvasPdf",
        {"CreationDate": None, "Creator": None, "Producer": None},
    ),
}
WIDTH = 7.2  # inches, of a figure over the whole page


def canvas(rows: int = 1, columns: int = 1, height: float = 3.6, **grid):
    """Open a figure of the project's look.

    Parameters
    ----------
    rows, columns : int
        Panels.
    height : float
        Inches.
    **grid
        Further arguments of ``Figure.subplots``.

    Returns
    -------
    figure : matplotlib.figure.Figure
    axes : Axes or ndarray of Axes
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update(RC)
    figure = Figure(figsize=(grid.pop("width", WIDTH), height), layout="constrained")
    return figure, figure.subplots(rows, columns, **grid)


def save(figure, path: str | Path, language: str) -> None:
    """Write a figure in the format of its suffix; the same figure, the same bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What was drawn.
    path : path
        ``.svg``, ``.png`` or ``.pdf``.
    language : {"en", "es"}
        Decides the decimal mark on the axes.
    """
    from importlib import import_module

    import matplotlib as mpl

    if language == "es":
        _decimal_commas(figure)
    suffix = Path(path).suffix.removeprefix(".")
    backend, canvas_class, metadata = CANVASES[suffix]
    canvas_of = getattr(import_module(f"matplotlib.backends.{backend}"), canvas_class)
    with mpl.rc_context(RC), whole(path) as part:
        # Figure.savefig would draw everything once more, only to lay it out.
        figure.dpi = RC["savefig.dpi"]
        getattr(canvas_of(figure), f"print_{suffix}")(part, metadata=metadata)


def _decimal_commas(figure) -> None:
    """Write the numbers on linear axes with decimal commas."""
    from matplotlib.ticker import FuncFormatter, ScalarFormatter

    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            formatter = axis.get_major_formatter()
            if type(formatter) is ScalarFormatter:

                def comma(value, position=None, inner=formatter):
                    return inner(value, position).replace(".", ",")

                replacement = FuncFormatter(comma)
                replacement.set_locs = formatter.set_locs
                axis.set_major_formatter(replacement)
                formatter.set_axis(axis)


def legend_below(
    figure, handles=None, labels=None, columns: int = 4, side: str = "lower"
) -> None:
    """Put one legend for all panels under the figure, or over it."""
    if handles is None:
        handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(
        handles, labels, loc=f"outside {side} center", ncols=columns, handlelength=2.2
    )


def no_grid(axes, which: str = "both") -> None:
    """Take the grid off an axis where it says nothing."""
    axes.grid(visible=False, axis=which)


def jitter(count: int, width: float, seed: int = 0):
    """Give offsets that spread points apart, the same each time.

    Returns
    -------
    ndarray
        Shape (count,), within plus or minus ``width``.
    """
    import numpy as np

    return np.random.default_rng(seed).uniform(-width, width, count)
