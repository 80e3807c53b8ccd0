"""Ticks of all figures: numbers that can be read back, as many as there is room for."""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib import rcParams
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ticker import (
    Formatter,
    Locator,
    LogFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
    ScalarFormatter,
)

from pooling.figures import axes as numbers
from pooling.table.times import Clock

SHARP = 100  # points in which widths are measured
GAP = 0.6  # least distance of two labels, in font sizes
BEYOND = 2.0  # font sizes that a label may reach out of a narrow panel
MOST = 9  # ticks of an axis


class Together(Formatter):
    """Writes the ticks inside an axis in one form; none outside it can be seen."""

    def format_ticks(self, values):
        """Write the ticks."""
        low, high = sorted(self.axis.get_view_interval())
        edge = 1e-9 * (high - low)
        inside = [value for value in values if low - edge <= value <= high + edge]
        shown = dict(zip(inside, self.write(inside), strict=True))
        return [shown.get(value, "") for value in values]


class Numbers(Together):
    """Writes the numbers of a linear axis."""

    def __init__(self, language: str):
        self.language = language
        self.origin = ""

    def write(self, values) -> list[str]:
        """Write the numbers of all axes of a figure in the form and marks of a language.

        Axes whose ticks have names of their own stay as they are.
        """
        texts, self.origin = numbers.together(values, self.language)
        return texts

    def __call__(self, value, pos=None):
        """Write one number, whatever the others are."""
        return numbers.together([value], self.language)[0][0]

    def get_offset(self):
        """Say from where the numbers count, where they do not from 0."""
        return self.origin


class Decades(Formatter):
    """Writes the numbers of a logarithmic axis, each for itself.

    Parameters
    ----------
    inner : matplotlib.ticker.Formatter or None
        Decides which of the ticks get a number; without one, all do.
    """

    def __init__(self, inner: Formatter | None, language: str):
        self.inner, self.language = inner, language

    def set_axis(self, axis):
        """Lay the formatter on an axis."""
        super().set_axis(axis)
        if self.inner:
            self.inner.set_axis(axis)

    def set_locs(self, locs):
        """Take the places of all ticks."""
        if self.inner:
            self.inner.set_locs(locs)

    def __call__(self, value, pos=None):
        """Write the number of a tick."""
        if self.inner and not self.inner(value, pos):
            return ""
        return numbers.alone(value, self.language)


class Dates(Together):
    """Writes numbers as dates.

    Parameters
    ----------
    clock : pooling.table.times.Clock
        How the numbers are times.
    """

    def __init__(self, clock: Clock):
        self.clock = clock

    def write(self, values) -> list[str]:
        """Write the dates; the time of day takes a line of its own."""
        between = "\n" if self.axis.axis_name == "x" else " "
        return [text.replace(" ", between) for text in self.clock.exact(values)]

    def __call__(self, value, pos=None):
        """Write one date."""
        return self.clock.exact([value])[0]


class Places(Locator):
    """Places ticks between the ends of its axis."""

    def __call__(self):
        """Place them."""
        return self.tick_values(*sorted(self.axis.get_view_interval()))


class DatePlaces(Places):
    """Places ticks at round dates.

    Parameters
    ----------
    clock : pooling.table.times.Clock
        How the numbers are times.
    """

    def __init__(self, clock: Clock):
        self.clock = clock

    def tick_values(self, vmin, vmax):
        """Place the ticks between two numbers."""
        ends = [self.clock.date(value) for value in (vmin, vmax)]
        if ends[0] == ends[1]:
            return [vmin]
        places = AutoDateLocator(minticks=3).tick_values(*ends)
        dates = (num2date(place).replace(tzinfo=None) for place in places)
        return [self.clock.value(date) for date in dates]


class Originals(Formatter):
    """Writes the numbers whose natural logarithms stand on an axis."""

    def __init__(self, language: str):
        self.language = language

    def format_ticks(self, values):
        """Write the ticks, each for itself."""
        return [self(value) for value in values]

    def __call__(self, value, pos=None):
        """Write the number of a tick; it is round, and its logarithm is not."""
        return numbers.original(value, self.language)


class OriginalPlaces(Places):
    """Places ticks of an axis of natural logarithms at those of round numbers."""

    def choices(self, low: float, high: float):
        """Give the places of ever fewer ticks."""
        return numbers.original_places(low, high)

    def tick_values(self, vmin, vmax):
        """Place as many ticks as there can be."""
        return next(self.choices(vmin, vmax))


class Roomy(Places):
    """Takes as many ticks of another locator as their labels have room for.

    Parameters
    ----------
    inner : matplotlib.ticker.Locator
        Knows the places.
    """

    def __init__(self, inner: Locator):
        self.inner = inner
        self.given = getattr(inner, "_nbins", None)  # intervals; "auto", or none given
        # matplotlib asks some thirty times while it draws one axis.
        self.found: dict[tuple, list] = {}

    def set_axis(self, axis):
        """Lay the locator on an axis."""
        super().set_axis(axis)
        self.inner.set_axis(axis)

    def nonsingular(self, v0, v1):
        """Widen an empty axis as the other locator does."""
        return self.inner.nonsingular(v0, v1)

    def view_limits(self, vmin, vmax):
        """Choose limits as the other locator does."""
        return self.inner.view_limits(vmin, vmax)

    def tick_values(self, vmin, vmax):
        """Place the ticks between two numbers."""
        axis = self.axis
        shown = (*axis.get_view_interval(), self._length(), self._label_size())
        asked = (vmin, vmax, *shown, axis, axis.get_major_formatter())
        if asked not in self.found:
            for places in self._choices():
                edge = 1e-9 * (vmax - vmin)
                inside = [v for v in places if vmin - edge <= v <= vmax + edge]
                if self._fit(inside):
                    break
            self.found[asked] = inside
        return list(self.found[asked])

    def _length(self) -> float:
        """Length of the axis in points."""
        axes = self.axis.axes
        box = axes.bbox
        pixels = box.width if self.axis.axis_name == "x" else box.height
        return pixels * 72 / axes.get_figure().dpi

    def _label_size(self):
        """Size of the labels, in points or in matplotlib's words."""
        name = f"{self.axis.axis_name}tick.labelsize"
        return self.axis.get_tick_params().get("labelsize", rcParams[name])

    def _choices(self):
        """Give the places of ever fewer ticks."""
        if isinstance(self.inner, MaxNLocator):
            most = self.given
            if most == "auto":
                most = min(max(self.axis.get_tick_space(), 1), MOST)
            for count in range(most, 0, -1):
                self.inner.set_params(nbins=count)
                yield self.inner()
        if isinstance(self.inner, OriginalPlaces):
            yield from self.inner.choices(*sorted(self.axis.get_view_interval()))
        places = list(self.inner())
        yield from (places[::every] for every in range(1, len(places) + 2))

    def _fit(self, places) -> bool:
        """Say whether the labels of ticks stand clear of each other."""
        if len(places) < 2:
            return True
        axis = self.axis
        size = FontProperties(size=self._label_size()).get_size_in_points()
        texts = axis.get_major_formatter().format_ticks(places)
        if axis.axis_name == "x":
            lines = [text.split("\n") for text in texts]
            extent = size * np.array([max(map(_width, each)) for each in lines])
        else:
            extent = np.full(len(texts), size)
        at = axis.get_transform().transform(np.asarray(places, float))
        low, high = axis.get_transform().transform(np.sort(axis.get_view_interval()))
        at = (at - low) / (high - low) * self._length()
        clear = np.abs(np.diff(at)) - (extent[1:] + extent[:-1]) / 2
        return bool((clear >= GAP * size).all()) and self._inside(at, extent, size)

    def _inside(self, at, extent, size: float) -> bool:
        """Say whether labels of a panel keep out of the panels beside it."""
        place = self.axis.axes.get_subplotspec()
        if self.axis.axis_name == "y" or place is None or place.get_gridspec().ncols < 3:
            return True
        out = np.maximum(extent / 2 - at, at + extent / 2 - self._length())
        return bool((out <= BEYOND * size).all())


@cache
def _width(text: str) -> float:
    """Width of a line, in font sizes."""
    font = get_font(findfont(FontProperties()))
    font.set_size(SHARP, 72)
    font.set_text(text)
    return font.get_width_height()[0] / 64 / SHARP


def all_axes(figure) -> list:
    """List the axes of a figure, second ones of a panel included."""
    return [each for axes in figure.axes for each in (axes, *axes.child_axes)]


def write(figure, language: str) -> None:
    """Write the numbers of all axes of a figure in the form and marks of a language.

    Axes whose ticks have names of their own stay as they are.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What was drawn.
    """
    for axes in all_axes(figure):
        for axis in (axes.xaxis, axes.yaxis):
            formatter, locator = axis.get_major_formatter(), axis.get_major_locator()
            # Panels that share an axis share its ticks, too.
            if isinstance(locator, Roomy):
                continue
            if isinstance(formatter, LogFormatter):
                placed = isinstance(locator, LogLocator)
                axis.set_major_formatter(Decades(formatter if placed else None, language))
                axis.set_minor_formatter(
                    Decades(axis.get_minor_formatter(), language)
                    if placed
                    else NullFormatter()
                )
            elif type(formatter) is ScalarFormatter:
                axis.set_major_formatter(Numbers(language))
            elif not isinstance(formatter, Dates | Originals):
                continue
            axis.set_major_locator(Roomy(locator))


def show_dates(axis, clock: Clock) -> None:
    """Write the numbers of an axis as dates."""
    axis.set_major_locator(DatePlaces(clock))
    axis.set_major_formatter(Dates(clock))


def show_original(axis, language: str) -> None:
    """Write on an axis of natural logarithms what they were taken of."""
    axis.set_major_locator(OriginalPlaces())
    axis.set_major_formatter(Originals(language))
