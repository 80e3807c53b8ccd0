"""Figures of a single fit, whatever its family."""

from __future__ import annotations

from importlib import import_module

from pooling.figures import graph, predictive, sampler, sensitivity
from pooling.figures.base import FitFigure
from pooling.predictive.words import (
    new_group_reading,
    posterior_reading,
    prior_reading,
)


def _family(results):
    """Load what the fit's family declares about its figures."""
    return import_module(f"pooling.figures.{results.settings['family']}")


def prior_predictive(results, words):
    """Draw what the model expects to see before the data."""
    return predictive.before(results, words, _family(results).PREDICTIVE["prior"])


def _found(results, check: str) -> dict:
    """Read one of the checks of the fit."""
    (fit,) = results.fits.values()
    return fit.json(check)


def _says_prior(table, words, results) -> str:
    found = _found(results, "prior_predictive")
    reading = prior_reading(found, words.language, words.unit("y"))
    draw = _family(results).PREDICTIVE["prior"]
    return predictive.says(reading, draw, table, words, results)


def _reading_after(words, results) -> str:
    found = _found(results, "posterior_predictive")
    return posterior_reading(found, words.language, words.group)


def _says_posterior(table, words, results) -> str:
    draw = _family(results).PREDICTIVE["posterior"]
    reading = _reading_after(words, results)
    return predictive.says(reading, draw, table, words, results)


def _says_checks(table, words, results) -> str:
    said = predictive.says_statistics(table, words, results)
    return f"{_reading_after(words, results)} {said}".strip()


def _says_group_checks(table, words, results) -> str:
    return predictive.says_by_group(table, words, results)


def _says_new_group(table, words, results) -> str:
    reading = new_group_reading(_found(results, "predictive_new_group"), words.language)
    draw = _family(results).NEW_GROUP
    return predictive.says(reading, draw, table, words, results)


def posterior_predictive(results, words):
    """Draw what the model expects to see after the data."""
    draw = _family(results).PREDICTIVE["posterior"]
    return draw(results, words, "posterior")


def predictive_new_group(results, words):
    """Draw what the model expects of known groups and of a new one."""
    return _family(results).NEW_GROUP(results, words)


def _partial(family, model) -> bool:
    """Say that the population is learned."""
    return model.pooling == "partial"


def _on_request(family, model) -> bool:
    """Say that the report does not show it."""
    return False


def _groups(family, model) -> bool:
    """Say that the model knows groups, and so can meet a new one."""
    return model.pooling != "complete"


def _many(family, model) -> bool:
    """Say that there are observations enough to check the model by."""
    return family.COMPARABLE


FIGURES = {
    "graph": FitFigure(
        graph.draw,
        graph.says,
        {"en": "The model as a graph", "es": "El modelo como grafo"},
        {
            "en": "Arrows go from a quantity to what depends on it; a frame is repeated as "
            "often as it says. The priors with their numbers stand where the graph begins.",
            "es": "Las flechas van de una cantidad a lo que depende de ella; un marco se "
            "repite las veces que dice. Las distribuciones a priori, con sus números, están "
            "donde empieza el grafo.",
        },
        ("stan_data.json",),
    ),
    "prior_predictive": FitFigure(
        prior_predictive,
        _says_prior,
        {"en": "Expected before the data", "es": "Lo esperado antes de los datos"},
        {
            "en": "Tables made up by the model with its priors alone. They should hold the "
            "observed table, and mostly stay in the range that is plausible without it, "
            "which the configuration gives.",
            "es": "Tablas que inventa el modelo solo con el prior. Deberían abarcar la "
            "observada y quedar casi siempre en el intervalo que es plausible sin ella, que "
            "da la configuración.",
        },
        ("stan_data.json", "prior_predictive.json"),
        shown=_partial,
    ),
    "posterior_predictive": FitFigure(
        posterior_predictive,
        _says_posterior,
        {"en": "Expected after the data", "es": "Lo esperado después de los datos"},
        {
            "en": "Tables made up by the fitted model. Where the observed one stands out "
            "among them, the model misses something.",
            "es": "Tablas inventadas por el modelo ajustado. Donde la observada destaca entre "
            "ellas, al modelo le falta algo.",
        },
        ("stan_data.json", "posterior.nc", "posterior_predictive.json"),
        shown=_partial,
    ),
    "predictive_checks": FitFigure(
        predictive.statistics,
        _says_checks,
        {"en": "Checks of the whole table", "es": "Comprobaciones de la tabla entera"},
        {
            "en": "Numbers that sum up the observed table, among those of the tables "
            "that the fitted model makes up, and whether the observations fall evenly "
            "over their predictions by the others: the empirical distribution function "
            "(ECDF) of their PIT, less the uniform one. All tests share one level, so "
            "that a right model is rarely flagged.",
            "es": "Números que resumen la tabla observada, entre los de las tablas que "
            "inventa el modelo ajustado, y si las observaciones caen de manera uniforme "
            "en sus predicciones por las demás: la función de distribución empírica "
            "(FDE) de su PIT menos la uniforme. Todas las pruebas comparten un nivel, "
            "para que un modelo correcto rara vez sea señalado.",
        },
        ("stan_data.json", "posterior.nc", "left_out.csv", "posterior_predictive.json"),
        applies=_many,
        shown=_partial,
    ),
    "group_checks": FitFigure(
        predictive.by_group,
        _says_group_checks,
        {"en": "Checks of each group", "es": "Comprobaciones de cada grupo"},
        {
            "en": "Each group against the tables that the fitted model makes up, ordered by "
            "size; for real outcomes also the spread of its observations around what is "
            "expected of them. One group in ten may fall outside the interval; one far "
            "outside, named, is a group that the model does not describe.",
            "es": "Cada grupo frente a las tablas que inventa el modelo ajustado, por orden de "
            "tamaño; si la respuesta es real, también la dispersión de sus observaciones en "
            "torno a lo que se espera de ellas. Uno de cada diez grupos puede quedar fuera "
            "del intervalo; uno muy alejado, con su nombre, es un grupo que el modelo no "
            "describe.",
        },
        ("stan_data.json", "posterior.nc", "posterior_predictive.json"),
        applies=_many,
        shown=_partial,
    ),
    "predictive_new_group": FitFigure(
        predictive_new_group,
        _says_new_group,
        {"en": "A known group and a new one", "es": "Un grupo conocido y uno nuevo"},
        {
            "en": "Predictions for groups of the table and for one that is not in it. With "
            "partial pooling the new group comes from the learned population; without pooling "
            "only the prior is left. Look how their widths differ: that is what it is worth "
            "to know the group.",
            "es": "Predicciones para grupos de la tabla y para uno que no está en ella. Con "
            "agrupamiento parcial, el nuevo viene de la población aprendida; sin agrupamiento "
            "solo queda la distribución a priori. Mire cuánto difieren los anchos: eso vale "
            "conocer el grupo.",
        },
        ("stan_data.json", "posterior.nc", "predictive_new_group.json"),
        applies=_groups,
        shown=_partial,
    ),
    "trace": FitFigure(
        sampler.trace,
        sampler.says_trace,
        {"en": "Chains", "es": "Cadenas"},
        {
            "en": "Draws of each chain in their order: the population, and the groups that mix "
            "worst. Good chains look like noise around one level and cannot be told apart.",
            "es": "Extracciones de cada cadena en su orden: la población y los grupos que peor "
            "se mezclan. Las cadenas buenas parecen ruido alrededor de un mismo nivel y no se "
            "distinguen.",
        },
        ("posterior.nc", "summary.csv"),
        shown=_partial,
    ),
    "rank": FitFigure(
        sampler.rank,
        sampler.says_rank,
        {"en": "Ranks of the chains", "es": "Rangos de las cadenas"},
        {
            "en": "How the draws of each chain rank among all draws. Level histograms mean "
            "that the chains sample the same distribution; slow mixing shows as waves beyond "
            "the band.",
            "es": "Qué rango tienen las extracciones de cada cadena entre todas. Histogramas "
            "planos: las cadenas muestrean la misma distribución; una mezcla lenta se ve como "
            "ondas fuera de la banda.",
        },
        ("posterior.nc", "summary.csv"),
        shown=_partial,
    ),
    "energy": FitFigure(
        sampler.energy,
        sampler.says_energy,
        {"en": "Energy of the sampler", "es": "Energía del muestreador"},
        {
            "en": "The energy of the draws and its change from draw to draw. Where the "
            "change is much the narrower, the sampler crawls through the tails.",
            "es": "La energía de las extracciones y su cambio de una a la siguiente. Si el "
            "cambio es mucho más estrecho, el muestreador repta por las colas.",
        },
        ("posterior.nc", "diagnostics.json"),
        shown=_partial,
    ),
    "pairs": FitFigure(
        sampler.pairs,
        sampler.says_pairs,
        {"en": "Pairs of parameters", "es": "Pares de parámetros"},
        {
            "en": "Draws of the population and of the groups that mix worst, scales as "
            "logarithms. The large panel has the pair in which divergent draws stand apart "
            "most, or else the pair that depends most on each other. Divergent draws that "
            "gather in a corner show where the sampler cannot follow.",
            "es": "Extracciones de la población y de los grupos que peor se mezclan, escalas "
            "en logaritmos. El panel grande tiene el par en que más se apartan las "
            "extracciones divergentes o, si no hay, el de mayor dependencia. Donde se "
            "juntan las divergentes, el muestreador no puede seguir.",
        },
        ("posterior.nc", "summary.csv"),
        shown=_on_request,
    ),
    "sensitivity": FitFigure(
        sensitivity.draw,
        sensitivity.says,
        {"en": "Prior or data?", "es": "¿La distribución a priori o los datos?"},
        {
            "en": "How far the posterior of each parameter moves when the prior, or the "
            "likelihood, gets more weight. A parameter leans on the prior where its mark "
            "reaches the line, or half of it and the prior moves it more than the data do.",
            "es": "Cuánto se mueve la distribución a posteriori de cada parámetro al "
            "dar más peso a la distribución a priori o a la verosimilitud. Un parámetro "
            "se apoya en la primera si su marca llega a la línea, o a la mitad cuando "
            "lo mueve más que los datos.",
        },
        ("sensitivity.json",),
        applies=_partial,
    ),
}
