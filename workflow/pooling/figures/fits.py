"""Figures of a single fit, whatever its family."""

from __future__ import annotations

from importlib import import_module

from pooling.figures import graph, sampler
from pooling.figures.base import FitFigure


def _family(results):
    """Load what the fit's family declares about its figures."""
    return import_module(f"pooling.figures.{results.settings['family']}")


def prior_predictive(results, words):
    """Draw what the model expects to see before the data."""
    return _family(results).PREDICTIVE(results, words, "prior")


def posterior_predictive(results, words):
    """Draw what the model expects to see after the data."""
    return _family(results).PREDICTIVE(results, words, "posterior")


def predictive_new_group(results, words):
    """Draw what the model expects of known groups and of a new one."""
    return _family(results).NEW_GROUP(results, words)


def _partial(family, model) -> bool:
    """Say that the population is learned."""
    return model.pooling == "partial"


def _groups(family, model) -> bool:
    """Say that the model knows groups, and so can meet a new one."""
    return model.pooling != "complete"


FIGURES = {
    "graph": FitFigure(
        graph.draw,
        {"en": "The model as a graph", "es": "El modelo como grafo"},
        {
            "en": "Arrows go from a quantity to what depends on it; a frame is repeated as "
            "often as it says. The priors with their numbers stand where the graph begins.",
            "es": "Las flechas van de una cantidad a lo que depende de ella; un marco se "
            "repite las veces que dice. Los priores con sus números están donde empieza el "
            "grafo.",
        },
        ("stan_data.json",),
    ),
    "prior_predictive": FitFigure(
        prior_predictive,
        {"en": "Expected before the data", "es": "Lo esperado antes de los datos"},
        {
            "en": "Tables made up by the model with its priors alone. They should hold the "
            "observed table without being of another order of size.",
            "es": "Tablas inventadas por el modelo solo con sus priores. Deberían contener "
            "la observada sin ser de otro orden de magnitud.",
        },
        ("stan_data.json", "prior.nc"),
        shown=_partial,
    ),
    "posterior_predictive": FitFigure(
        posterior_predictive,
        {"en": "Expected after the data", "es": "Lo esperado después de los datos"},
        {
            "en": "Tables made up by the fitted model. Where the observed one stands out "
            "among them, the model misses something.",
            "es": "Tablas inventadas por el modelo ajustado. Donde la observada destaca entre "
            "ellas, al modelo le falta algo.",
        },
        ("stan_data.json", "posterior.nc"),
        shown=_partial,
    ),
    "predictive_new_group": FitFigure(
        predictive_new_group,
        {"en": "A known group and a new one", "es": "Un grupo conocido y uno nuevo"},
        {
            "en": "Predictions for groups of the table and for one that is not in it. With "
            "partial pooling the new group comes from the learned population and its "
            "prediction is wider; without pooling only the very wide prior is left, which is "
            "of no use.",
            "es": "Predicciones para grupos de la tabla y para uno que no está en ella. Con "
            "agrupamiento parcial, el nuevo viene de la población aprendida y su predicción "
            "es más ancha; sin agrupamiento solo queda el prior, amplísimo, que no sirve.",
        },
        ("stan_data.json", "posterior.nc"),
        applies=_groups,
        shown=_partial,
    ),
    "trace": FitFigure(
        sampler.trace,
        {"en": "Chains", "es": "Cadenas"},
        {
            "en": "Draws of each chain in their order: the population, and the groups that mix "
            "worst. Good chains look like noise around one level and cannot be told apart.",
            "es": "Muestras de cada cadena en su orden: la población y los grupos que peor se "
            "mezclan. Las cadenas buenas parecen ruido alrededor de un mismo nivel y no se "
            "distinguen.",
        },
        ("posterior.nc", "summary.csv"),
        shown=_partial,
    ),
    "rank": FitFigure(
        sampler.rank,
        {"en": "Ranks of the chains", "es": "Rangos de las cadenas"},
        {
            "en": "How the draws of each chain rank among all draws. Level histograms mean "
            "that the chains sample the same distribution; slow mixing shows as waves beyond "
            "the band.",
            "es": "Qué rango tienen las muestras de cada cadena entre todas. Histogramas "
            "planos: las cadenas muestrean la misma distribución; una mezcla lenta se ve como "
            "ondas fuera de la banda.",
        },
        ("posterior.nc", "summary.csv"),
        shown=_partial,
    ),
    "energy": FitFigure(
        sampler.energy,
        {"en": "Energy of the sampler", "es": "Energía del muestreador"},
        {
            "en": "The energy of the draws and its change from draw to draw. Where the "
            "change is much the narrower, the sampler crawls through the tails.",
            "es": "La energía de las muestras y su cambio de una a la siguiente. Si el "
            "cambio es mucho más estrecho, el muestreador repta por las colas.",
        },
        ("posterior.nc",),
        shown=_partial,
    ),
}
