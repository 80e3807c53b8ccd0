"""What the report says about each family's models, one module per family."""

from importlib import import_module


def of(family: str) -> dict:
    """Load the chapter of a family.

    Parameters
    ----------
    family : str
        One of `pooling.families.NAMES`.

    Returns
    -------
    dict of pooling.report.chapters.base.Chapter
        Model -> what to say about it.
    """
    return import_module(f"pooling.report.chapters.{family}").MODELS
