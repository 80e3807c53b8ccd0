"""What is settled in a figure, and is not worked out again while it is saved.

To lay a figure out and to draw it, matplotlib asks each axis a dozen times for its ticks
and their size, each panel hundreds of times for its limits, and each text several times
for the shape of its lines, though nothing but the place of the panels changes meanwhile.
Their answers are kept, those of an axis for as long as its panel stays where it is: the
picture is the same to the last byte.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from matplotlib import text as texts
from matplotlib.font_manager import fontManager
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

_lines_of = Text._get_layout
_shapes: dict[tuple, tuple] = {}


def settle(figure) -> None:
    """Keep what the axes of a figure answer; it can be saved, and not changed any more.

    Sizes of texts, formulas that were parsed, and the files of fonts are kept for all
    figures: each renderer would have what makes them again, and one figure has two.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What was drawn.
    """
    for holder, name in (
        (text_to_path, "get_text_width_height_descent"),
        (fontManager, "_find_fonts_by_props"),
    ):
        ask = getattr(holder, name)
        if not hasattr(ask, "cache_info"):
            setattr(holder, name, lru_cache(4096)(ask))
    texts.TextToPath = _one_for_all
    Text._get_layout = _shape
    _shapes.clear()
    for axes in all_axes(figure):
        axes._unstale_viewLim()
    for axes in all_axes(figure):
        axes._unstale_viewLim = _done
        for axis in (axes.xaxis, axes.yaxis):
            axis._update_ticks = _kept(axis, axis._update_ticks)
            axis.get_tightbbox = _kept(axis, axis.get_tightbbox)
            axis._get_ticklabel_bboxes = _kept(axis, axis._get_ticklabel_bboxes)


def _one_for_all():
    """Give each renderer what makes outlines of texts."""
    return text_to_path


def all_axes(figure) -> list:
    """List the axes of a figure, second ones of a panel included."""
    return [each for axes in figure.axes for each in (axes, *axes.child_axes)]


def _shape(text, renderer) -> tuple:
    """Lay the lines of a text out, around its place, unless one like it was laid out."""
    if text.get_wrap():  # by its place
        return _lines_of(text, renderer)
    state = (
        text.get_text(),
        text.get_fontproperties(),
        text.get_rotation(),
        text.get_rotation_mode(),
        text.get_horizontalalignment(),
        text.get_verticalalignment(),
        text._get_multialignment(),
        text._linespacing,
        text.get_parse_math(),
        text.get_usetex(),
        text.get_figure(root=True).dpi,
        # Pictures that can hold images have a renderer in a renderer.
        type(getattr(renderer, "_renderer", renderer)),
    )
    if state not in _shapes:
        # Fonts are hashed by what they are, and that may change.
        state = (state[0], state[1].copy(), *state[2:])
        _shapes[state] = _lines_of(text, renderer)
    return _shapes[state]


def _done() -> None:
    """Have nothing left to do."""


def _kept(axis, ask: Callable) -> Callable:
    """Ask an axis again only when it has moved or has other ends."""
    answers: dict[tuple, object] = {}
    places: list[tuple] = []

    def answer(*given, **said):
        place = (axis.axes.bbox.bounds, *axis.get_view_interval())
        if [place] != places:
            answers.clear()
            places[:] = [place]
        # What is given is who draws, and ticks of the place.
        asked = tuple(said.items())
        if asked not in answers:
            answers[asked] = ask(*given, **said)
        return answers[asked]

    return answer
