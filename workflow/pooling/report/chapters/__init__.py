"""What the report says about each family's models, one module per family."""

from importlib import import_module


def of(family: str) -> dict:
    """Load the chapter of a family.

    Parameters
    ----------
    family : str
        One of `pooling.model.families.NAMES`.

    Returns
    -------
    dict of pooling.report.chapters.base.Chapter
        Model -> what to say about it.
    """
    return import_module(f"pooling.report.chapters.{family}").MODELS


def places(family: str) -> dict[str, str]:
    """Say where the figures of a family stand: figure -> part of the story."""
    return import_module(f"pooling.report.chapters.{family}").PLACES


def lead(family: str) -> tuple[str, ...]:
    """Name the figures of a family that carry its answer, the best one first."""
    return import_module(f"pooling.report.chapters.{family}").LEAD


def slides(family: str) -> dict[str, bool]:
    """Name the figures of the slides besides the leading one.

    Returns
    -------
    dict of bool
        Figure -> whether each analysis of a chapter shows its own, or the first alone.
    """
    own = import_module(f"pooling.report.chapters.{family}").SLIDES
    return own | {"predictive_new_group": False}


def unit(family: str, parameter: str, named) -> str:
    """Say in which unit a parameter is; nothing where it has none.

    Parameters
    ----------
    family, parameter : str
        Names.
    named : pooling.figures.words.Words
        Words of the analysis, with the units of its columns.
    """
    found = import_module(f"pooling.report.chapters.{family}").UNITS.get(parameter, "")
    if found == "y":
        return named.unit("y") or ""
    if found == "y/x":
        return named.ratio("y", "x")
    return found[named.language] if found else ""


def is_level(family: str, parameter: str) -> bool:
    """Say whether a parameter is a level of the outcome itself, and no spread of it."""
    module = import_module(f"pooling.report.chapters.{family}")
    return module.UNITS.get(parameter) == "y" and not parameter.startswith("sigma")
