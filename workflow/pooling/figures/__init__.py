"""Figures of the families, one module each, loaded only when asked for.

Comes in: the finished results of an analysis. Goes out: a picture, the numbers in it as a
table, and what it shows in words. Nothing here is computed that a result does not hold.

What several families draw stands beside their folders and takes plain data: lists of groups
(`groups`), observations (`observations`), how estimates move (`shapes`), two coefficients
together (`covarying`), replicated data and forecasts (`predictive`), legends (`style`).

Everywhere ``results`` is the analysis (`pooling.checks.results.Results`), ``words`` its
language (`pooling.figures.words.Words`), and ``language`` that of marks and signs, "en" or
"es"; ``low`` and ``high`` are the ends of an axis. They are not explained again.
"""

from __future__ import annotations

import gc
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

from pooling.basics.files import write_csv, write_json
from pooling.basics.numerals import legible
from pooling.figures.base import texts
from pooling.model import families


@cache
def of(module: str) -> dict:
    """Declare the figures of a family, or those of single fits, ``fits``, with their texts.

    Target name -> `pooling.figures.base.Figure` or ``FitFigure``, in the order of the report.
    """
    room = families.room(module) if module in families.ALL else module
    declared = import_module(f"pooling.figures.{room}").FIGURES
    written = texts("checks") | texts(room)
    return {
        name: figure if figure.texts else replace(figure, texts=written[name])
        for name, figure in declared.items()
    }


def models_of(figure, models) -> list[str] | None:
    """List the fits that a `pooling.figures.base.Figure` reads; None where one is missing."""
    fitted = [model for model in figure.models if model in models]
    missing = len(fitted) < (1 if figure.any_of else len(figure.models))
    return None if missing else fitted


def names(settings, models) -> list[str]:
    """List the figures that an analysis with some models has, in the order of the report."""
    return [
        name
        for name, figure in of(settings.family).items()
        if models_of(figure, models) is not None and figure.applies(settings, models)
    ]


def of_fit(family: str, model: str, shown: bool = False) -> dict:
    """Declare the figures of one fit, in the order of the report: name -> `FitFigure`.

    With ``shown``, only those that the report shows.
    """
    module = families.get(family)
    declared = module.MODELS[model]
    return {
        name: figure
        for name, figure in of("fits").items()
        if figure.applies(module, declared)
        and (not shown or figure.shown(module, declared))
    }


def make(
    module: str,
    name: str,
    *,
    results,
    pictures: list[str],
    numbers: str | None = None,
    text: str | None = None,
) -> None:
    """Draw a figure, once for each file, and write the numbers drawn.

    Parameters
    ----------
    module : str
        Module of this package that declares the figure: a family, or ``fits``.
    name : str
        Which figure.
    pictures : list of str
        Files to write: ``<name>.<format>`` in English, ``<name>.es.<format>``
        in Spanish.
    numbers : str, optional
        CSV file to write, with the words of the first picture.
    text : str, optional
        JSON file to write: ``alt`` by language, what the figure shows with these
        numbers, and ``found``, what its caption adds of them. Each picture carries its
        own text alternative.
    """
    from pooling.figures import style
    from pooling.figures.words import Spoken, Words

    figure = of(module)[name]
    # Little of what a figure allocates can be freed early; looking for it takes a
    # tenth of the time, and where the process ends with it, it is not looked for at all.
    looked_for = gc.isenabled()
    gc.disable()
    drawn, says, findings = [], {}, {}
    try:
        for path in pictures:
            language = "es" if Path(path).suffixes[:-1] == [".es"] else "en"
            picture, table = figure.draw(results, Words(language, results.settings))
            drawn.append(table)
            spoken = Spoken(language, results.settings)
            says[language] = figure.says(table, spoken, results)
            findings[language] = figure.found(table, spoken, results)
            style.save(picture, path, language, says[language])
    finally:
        if looked_for:
            gc.enable()
    if numbers:
        write_csv(numbers, legible(drawn[0]))
    if text:
        write_json(text, {"alt": says, "found": findings})
