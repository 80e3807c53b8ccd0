"""What a figure declares, so that the workflow knows it before it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pooling.basics import prose

if TYPE_CHECKING:
    from pooling.model.families.base import Model

TEXTS = Path(__file__).parent / "texts"

# Files that estimates are read from: exact where they were computed, else of the draws.
ESTIMATES = ("summary.csv", "exact.csv")


def always(settings: Any, models: list[str]) -> bool:
    """Say that a figure belongs to every analysis of its family."""
    return True


def fitted(*needed: str, given: Callable = lambda settings: True) -> Callable:
    """Say that a figure belongs to analyses with some models, and what is given."""
    return lambda settings, models: set(needed) <= set(models) and given(settings)


@cache
def texts(room: str) -> dict[str, dict[str, dict[str, str]]]:
    """Read what is written of the figures of a room: figure -> name -> language -> text."""
    return prose.read(TEXTS / f"{room}.md")


def beside(prefix: str, draw: Callable) -> Callable | None:
    """Find what goes with a function that draws: ``says_data`` stands beside ``data``."""
    module = import_module(draw.__module__)
    return getattr(module, f"{prefix}_{draw.__name__}", None)


def add_rows(table: dict[str, list], *columns: Any) -> None:
    """Add rows to the numbers drawn, or a single one.

    Of each column of the table, in their order: the new rows, or the value that all have.
    """
    count = max((len(each) for each in columns if not _single(each)), default=1)
    for name, column in zip(table, columns, strict=True):
        table[name].extend([column] * count if _single(column) else column)


def parts_by(table: dict, name: str) -> dict[Any, dict[str, Any]]:
    """Split the numbers drawn by what one column says: its value -> the columns of its rows."""
    import numpy as np

    places: dict[Any, list[int]] = {}
    for place, value in enumerate(table[name]):
        places.setdefault(value, []).append(place)
    columns = {key: np.asarray(column) for key, column in table.items()}
    return {
        value: {key: column[at] for key, column in columns.items()}
        for value, at in places.items()
    }


def _single(column: Any) -> bool:
    """Say whether a value stands for all rows."""
    return isinstance(column, str) or not hasattr(column, "__len__")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a figure declares, whatever it is of.

    Attributes
    ----------
    draw : callable
        ``draw(results, words)`` -> (matplotlib figure, columns of the numbers
        drawn), with `pooling.checks.results.Results` and `pooling.figures.words.Words`.
    says : callable
        ``says(table, words, results)`` -> what the figure shows with those numbers,
        in one to three sentences; with `pooling.figures.words.Spoken`. Where it is left
        out, it is the function ``says_<name>`` beside the one that draws.
    finds : callable, optional
        Like ``says``: what stands behind the caption, with the numbers of this run; an
        empty text where there is nothing to add. By its name, ``finds_<name>``, too.
    texts : dict of dict of str
        Name -> language -> text: ``title`` is its heading, ``caption`` what to see in it,
        and ``sizes`` or ``alike`` what the caption adds where groups differ in size, or
        where they do not.
    """

    draw: Callable
    says: Callable | None = None
    finds: Callable | None = None
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self):
        for prefix in ("says", "finds"):
            given = getattr(self, prefix)
            if given is None and hasattr(self.draw, "__name__"):  # no partial function
                object.__setattr__(self, prefix, beside(prefix, self.draw))

    @property
    def title(self) -> dict[str, str]:
        """Heading by language."""
        return self.texts["title"]

    @property
    def caption(self) -> dict[str, str]:
        """What to see in it, by language."""
        return self.texts["caption"]

    def found(self, table, words, results) -> str:
        """Say what stands behind the caption, of this run; empty where that is nothing."""
        said = [self.finds(table, words, results)] if self.finds else []
        if "sizes" in self.texts:
            sizes = results.sizes
            which = "sizes" if sizes.min() < sizes.max() else "alike"
            said.insert(0, words.text(self.texts.get(which, {words.language: ""})))
        return " ".join(filter(None, said))


@dataclass(frozen=True, kw_only=True)
class Figure(Told):
    """One figure of a family.

    Attributes
    ----------
    models : tuple of str
        Fits whose files it reads.
    kinds : tuple of str
        Which files of those fits, by name: ``stan_data.json``, ``posterior.nc``,
        ``summary.csv`` and so on.
    tables : tuple of str
        Files of the whole analysis that it reads, besides the prepared table.
    any_of : bool
        Read those of ``models`` that the analysis has, instead of needing all.
    applies : callable
        ``applies(settings, models)``: whether an analysis has the figure.
    """

    models: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ESTIMATES
    tables: tuple[str, ...] = ()
    any_of: bool = False
    applies: Callable[[Any, list[str]], bool] = always


def every(family: Any, model: Model) -> bool:
    """Say that a figure belongs to the fits of every model of every family."""
    return True


def of_partial(family: Any, model: Model) -> bool:
    """Say that it belongs to models that learn the population."""
    return model.pooling == "partial"


@dataclass(frozen=True, kw_only=True)
class FitFigure(Told):
    """One figure of a single fit.

    Attributes
    ----------
    kinds : tuple of str
        Files of the fit that it reads, by name.
    applies : callable
        ``applies(family, model)``: whether fits of a `pooling.model.families.base.Model`
        have it; ``family`` is the module that declares the model.
    shown : callable
        ``shown(family, model)``: whether the report shows it, so that every run
        draws it.
    of_chain : bool
        Whether it shows what independent draws do not have.
    """

    kinds: tuple[str, ...]
    applies: Callable[[Any, Model], bool] = every
    shown: Callable[[Any, Model], bool] = of_partial
    of_chain: bool = False
