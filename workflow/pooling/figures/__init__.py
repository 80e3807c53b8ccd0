"""Figures of the families, one module each, loaded only when asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path


def of(family: str) -> dict:
    """Declare the figures of a family.

    Parameters
    ----------
    family : str
        One of `pooling.families.NAMES`.

    Returns
    -------
    dict of pooling.figures.base.Figure
        Target name -> figure, in the order of the report.
    """
    return import_module(f"pooling.figures.{family}").FIGURES


def names(settings, models) -> list[str]:
    """List the figures that an analysis has.

    Parameters
    ----------
    settings : pooling.families.base.AnalysisSettings
        The analysis.
    models : iterable of str
        Its models.

    Returns
    -------
    list of str
        Target names, in the order of the report.
    """
    return [
        name
        for name, figure in of(settings.family).items()
        if set(figure.models) <= set(models) and figure.applies(settings, models)
    ]


def make(family: str, name: str, results, pictures, numbers: str | None = None) -> None:
    """Draw a figure, once for each file, and write the numbers drawn.

    Parameters
    ----------
    family, name : str
        Which figure.
    results : pooling.results.Results
        What it reads.
    pictures : list of str
        Files to write: ``<name>.<format>`` in English, ``<name>.es.<format>``
        in Spanish.
    numbers : str, optional
        CSV file to write.
    """
    from pooling.figures import style
    from pooling.figures.words import Words

    figure = of(family)[name]
    for path in pictures:
        language = "es" if Path(path).suffixes[:-1] == [".es"] else "en"
        words = Words(language, results.settings)
        picture, table = figure.draw(results, words)
        style.save(picture, path, language)
    if numbers:
        import pandas as pd

        from pooling.files import write_csv

        write_csv(numbers, pd.DataFrame(table))
