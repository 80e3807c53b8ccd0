"""The page of a first look: the answer, the population, and what is still to come."""

from __future__ import annotations

from math import floor, log10
from typing import Any

from pooling.basics.numerals import decimals_of, written
from pooling.checks.results import Results
from pooling.figures.words import Spoken
from pooling.report import evidence, names, numbers, words
from pooling.report.frame import environment, policy, styles
from pooling.report.words.bilingual import bilingual

SHOWN = 10  # parts of an sd that are written with two digits
LEAST = 1e-4  # below it an error is written as a power of ten
TEXT = bilingual(
    title=("A first look", "Un primer vistazo"),
    skip=("To the answer", "A la respuesta"),
    lead=(
        "{rows} rows in {groups} groups. These are exact answers, computed without "
        "sampling and without a compiler.",
        "{rows} filas en {groups} grupos. Son respuestas exactas, calculadas sin "
        "muestreo y sin compilador.",
    ),
    population=("The population, {model}", "La población, {model}"),
    sd=("standard deviation", "desvío estándar"),
    errors=(
        "After ± stands the error of each number: of means and standard deviations at "
        "most {error} posterior standard deviations in any model. Ends of intervals and "
        "probabilities rest on {draws} draws spread over the exact posterior: a probability "
        "has a standard error of at most {chance}.",
        "Tras ± está el error de cada número: el de medias y desvíos estándar es de a "
        "lo sumo {error} desvíos estándar posteriores en todos los modelos. Los extremos de "
        "intervalos y las probabilidades se basan en {draws} muestras repartidas sobre la "
        "posterior exacta: el error estándar de una probabilidad es de a lo sumo {chance}.",
    ),
    missing=("Not computed", "No calculado"),
    because=("{of}: not computed, because {why}", "{of}: no calculado: {why}"),
    more=("What the full run adds", "Qué agrega la ejecución completa"),
    adds=(
        "The full run samples the same models with Stan and compares the draws with "
        "these answers, checks the sampler, the priors and the predictions, says which model "
        "predicts best, judges claims, and says whether this first look held:",
        "La ejecución completa muestrea los mismos modelos con Stan y compara las "
        "muestras con estas respuestas, comprueba el muestreo, los priors y las "
        "predicciones, dice qué modelo predice mejor, juzga afirmaciones, y dice si este "
        "primer vistazo se sostuvo:",
    ),
)
PARTS = bilingual(
    answer=("the answer", "la respuesta"),
    ranks=("order of the groups", "orden de los grupos"),
    new_group=("a new group", "un grupo nuevo"),
)


def _written(row: dict[str, Any], name: str, language: str) -> dict[str, str]:
    """Write a number of the population with its error."""
    value, error = row.get(name), row.get(f"{name}_error")
    digits = decimals_of(row["sd"] / SHOWN) if row["sd"] else None
    if not error:
        return {"value": numbers.number(value, language, digits), "error": None}
    if digits is not None:
        digits = min(digits, max(0, -floor(log10(error))))
    return {
        "value": numbers.number(value, language, digits),
        "error": _small(error, language),
    }


def _small(error: float, language: str) -> str:
    """Write an error to one digit."""
    return written(f"{error:.1g}" if error >= LEAST else f"{error:.0e}", language)


def missing(look: dict, named: Spoken) -> list[str]:
    """Say what could not be computed, and why."""
    said, language = [], named.language
    for each in look["missing"]:
        of = (words.MODELS | PARTS).get(each["of"])
        of = of[language] if of else named.parameter(each["of"])
        why = evidence.told(each["because"], names.REASONS, language)["text"]
        said.append(TEXT["because"][language].format(of=of, why=why))
    return said


def render(look: dict, results: Results, *, run: str, command: str, language: str) -> str:
    """Render a first look, `pooling.report.look.of`, as one page that asks for no other file.

    Parameters
    ----------
    results : Results
        The analysis, with its facts; ``settings`` has ``title`` and ``question``.
    command : str
        What makes the full run.
    """
    t, named = (
        words.in_language(words.TEXT | TEXT, language),
        Spoken(language, results.settings),
    )
    title, question = (
        (results.settings[each] or {}).get(language) for each in ("title", "question")
    )
    draws, facts = look["draws"], results.facts
    rows = [
        {"name": named.parameter(row["parameter"])}
        | {name: _written(row, name, language) for name in ("mean", "sd", "q5", "q95")}
        for row in look["parameters"]
    ]
    return (
        environment()
        .get_template("look.html")
        .render(
            t=t,
            title=t["title"],
            name=title or results.analysis,
            question=question,
            run=run,
            analysis=results.analysis,
            language=language,
            policy=policy([]),
            styles=styles("report.css"),
            font=None,
            lead=t["lead"].format(
                rows=numbers.count(facts["rows_used"], language),
                groups=numbers.count(facts["groups"], language),
            ),
            statements=[
                {"open": each["about"] == "open", "text": each["text"][language]}
                for each in look["statements"]
            ],
            population=look["model"]
            and t["population"].format(model=named.model(look["model"])),
            parameters=rows,
            errors=draws
            and t["errors"].format(
                error=_small(look["error"], language),
                draws=numbers.count(draws, language),
                chance=_small(0.5 / draws**0.5, language),
            ),
            missing=missing(look, named),
            command=command,
        )
    )
