"""What the report says about each family's models, one module per family.

A module has ``TOLD``, a `pooling.report.chapters.base.Told`, and what is the same for all of
its analyses: ``PLACES``, ``LEAD`` and ``SLIDES``. Models by formula share one module.
"""

from functools import partial

from pooling.checks.results import Results
from pooling.figures.words import Words
from pooling.model import families
from pooling.report.chapters.base import Chapter, Prior

_of = partial(families.load, "report.chapters")


def of(results: Results) -> dict[str, Chapter]:
    """Give the chapter of an analysis: model -> what to say about it."""
    return _of(results.family).TOLD.models(results)


def priors(results: Results, model: str) -> list[Prior]:
    """List the priors of a fit, as its Stan data have them."""
    return _of(results.family).TOLD.priors(results, model)


def places(family: str) -> dict[str, str]:
    """Say where the figures of a family stand: figure -> part of the story."""
    return _of(family).PLACES


def lead(family: str) -> tuple[str, ...]:
    """Name the figures of a family that carry its answer, the best one first."""
    return _of(family).LEAD


def slides(family: str) -> dict[str, bool]:
    """Name the figures of the slides besides the leading one.

    Returns
    -------
    dict of bool
        Figure -> whether each analysis of a chapter shows its own, or the first alone.
    """
    return _of(family).SLIDES | {"predictive_new_group": False}


def unit(results: Results, parameter: str, named: Words) -> str:
    """Say in which unit a parameter is; nothing where it has none.

    Parameters
    ----------
    parameter : str
        Its name, or its label.
    named : pooling.figures.words.Words
        Words of the analysis, with the units of its columns.
    """
    return _of(results.family).TOLD.unit(results, parameter, named)


def is_level(results: Results, parameter: str) -> bool:
    """Say whether a parameter is a level of the outcome itself, and no spread of it."""
    return _of(results.family).TOLD.is_level(results, parameter)
