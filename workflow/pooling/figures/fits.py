"""Figures of a single fit, whatever its family."""

from __future__ import annotations

from functools import partial

from pooling.checks.predictive.words import (
    new_group_reading,
    posterior_reading,
    prior_reading,
)
from pooling.figures import alt_text, graph, sampler, sampler_pairs, sensitivity
from pooling.figures.base import FitFigure, beside
from pooling.figures.predictive import groups, statistics
from pooling.figures.predictive.common import say
from pooling.model import families

# Check of a fit -> its figure, which the family declares, and its reading.
CHECKED = {
    "prior_predictive": (
        lambda module: partial(module.PREDICTIVE["prior"], kind="prior"),
        lambda check, words: prior_reading(check, words.language, words.unit("y")),
    ),
    "posterior_predictive": (
        lambda module: partial(module.PREDICTIVE["posterior"], kind="posterior"),
        lambda check, words: posterior_reading(check, words.language, words.group),
    ),
    "predictive_new_group": (
        lambda module: module.NEW_GROUP,
        lambda check, words: new_group_reading(check, words.language),
    ),
    "predictive_deciles": (lambda module: module.deciles, None),
}
READ_ABOVE = ("prior_predictive", "predictive_new_group")  # the reading, in the figure


def _reading(check: str, words, results) -> str:
    """Say what a check found, where it has a reading."""
    (fit,) = results.fits.values()
    read = CHECKED[check][1]
    return read(fit.json(check), words) if read else ""


def _drawn(results, check: str):
    """Load the figure of a check that the fit's family declares."""
    return CHECKED[check][0](families.load("figures", results.settings["family"]))


def of_family(check: str) -> dict:
    """Draw and tell a check of a fit as its family does."""

    def draw(results, words):
        figure, table = _drawn(results, check)(results, words)
        if check in READ_ABOVE:
            say(figure, _reading(check, words, results))
        return figure, table

    def says(table, words, results) -> str:
        texts, drawn = [_reading(check, words, results)], _drawn(results, check)
        if "because" not in table:
            texts.append(
                beside("says", getattr(drawn, "func", drawn))(table, words, results)
            )
        return " ".join(filter(None, texts))

    return {"draw": draw, "says": says}


def _says_checks(table, words, results) -> str:
    said = statistics.says_statistics(table, words, results)
    return f"{_reading('posterior_predictive', words, results)} {said}".strip()


def _partial(family, model) -> bool:
    """Say that the population is learned."""
    return model.pooling == "partial"


def _on_request(family, model) -> bool:
    """Say that the report does not show it."""
    return False


def _groups(family, model) -> bool:
    """Say that the model knows groups, and so can meet a new one."""
    return model.pooling != "complete"


def _ones(family, model) -> bool:
    """Say that an outcome is 0 or 1, so that chances are seen in many rows only."""
    return model.likelihood == "bernoulli"


def _many(family, model) -> bool:
    """Say that there are observations enough to check the model by."""
    return family.COMPARABLE


def _summed(family, model) -> bool:
    """Say that the sum of a group's outcomes has a distribution to check it by."""
    response = getattr(family, "response", None)  # of a formula; others have sums
    return _many(family, model) and (response is None or hasattr(response, "totals"))


FIGURES = {
    "graph": FitFigure(
        draw=graph.draw,
        says=graph.says,
        title={"en": "The model as a graph", "es": "El modelo como grafo"},
        caption={
            "en": "Arrows go from a quantity to what depends on it; a frame is "
            "repeated as often as it says. The priors with their numbers stand where "
            "the graph begins.",
            "es": "Las flechas van de una cantidad a lo que depende de ella; un marco "
            "se repite las veces que indica. Los priors, con sus números, están donde "
            "empieza el grafo.",
        },
        kinds=("stan_data.json",),
    ),
    "prior_predictive": FitFigure(
        **of_family("prior_predictive"),
        title={"en": "Expected before the data", "es": "Lo esperado antes de los datos"},
        caption={
            "en": "Replicated data from the priors alone. They should cover the "
            "observed data, and mostly stay in the range that the configuration calls "
            "plausible.",
            "es": "Datos replicados por el modelo solo con sus priors. Deberían "
            "abarcar los observados y quedar casi siempre en el intervalo que la "
            "configuración llama plausible.",
        },
        kinds=("stan_data.json", "prior_predictive.json"),
        shown=_partial,
    ),
    "posterior_predictive": FitFigure(
        **of_family("posterior_predictive"),
        title={"en": "Expected after the data", "es": "Lo esperado después de los datos"},
        caption={
            "en": "Replicated data from the fitted model. Where the observed data "
            "stand out among them, the model misses something.",
            "es": "Datos replicados por el modelo ajustado. Donde los observados se "
            "destacan entre ellos, al modelo le falta algo.",
        },
        kinds=(
            "stan_data.json",
            "posterior.nc",
            "exact_nodes.nc",
            "posterior_predictive.json",
        ),
        shown=_partial,
    ),
    "predictive_checks": FitFigure(
        draw=statistics.statistics,
        says=_says_checks,
        title={
            "en": "Checks of the whole table",
            "es": "Comprobaciones de la tabla entera",
        },
        caption={
            "en": "Numbers that sum up the observed table, among those of replicated "
            "data from the fitted model, and whether the observations fall evenly "
            "over their predictions by the others: the empirical distribution function "
            "(ECDF) of their PIT, minus the uniform one. What the model fits, such as the "
            "mean, has a p near 1 and tests little. All tests share one level, so "
            "that a right model is rarely flagged.",
            "es": "Números que resumen la tabla observada, entre los de las tablas que "
            "replica el modelo ajustado, y si las observaciones caen de manera uniforme "
            "en sus predicciones por las demás: la función de distribución empírica "
            "(FDE) de su PIT menos la uniforme. Lo que el modelo ajusta, como la media, tiene "
            "un p cercano a 1 y prueba poco. Todas las pruebas comparten un nivel, "
            "para que un modelo correcto rara vez reciba una alerta.",
        },
        kinds=(
            "stan_data.json",
            "posterior.nc",
            "left_out.csv",
            "posterior_predictive.json",
        ),
        applies=_many,
        shown=_partial,
    ),
    "group_checks": FitFigure(
        draw=groups.by_group,
        title={"en": "Checks of each group", "es": "Comprobaciones de cada grupo"},
        caption={
            "en": "Each group against replicated data from the fitted model; for "
            "continuous outcomes also the spread of its observations around what is "
            "expected of them. One group in ten may fall outside the interval; one far "
            "outside, named, is a group that the model does not describe.",
            "es": "Cada grupo frente a los datos replicados por el modelo ajustado; si la "
            "respuesta es continua, también la dispersión de sus observaciones en torno a lo "
            "que se espera de ellas. Uno de cada diez grupos puede quedar fuera del "
            "intervalo; uno muy alejado, con su nombre, es un grupo que el modelo no "
            "describe.",
        },
        kinds=("stan_data.json", "posterior.nc", "posterior_predictive.json"),
        applies=_summed,
        shown=_partial,
        finds=alt_text.where_sizes_differ(
            "They are ordered by size.", "Están por orden de tamaño."
        ),
    ),
    "predictive_deciles": FitFigure(
        **of_family("predictive_deciles"),
        title={"en": "Chances that were predicted", "es": "Probabilidades predichas"},
        caption={
            "en": "Rows in tenths by the chance of a one that the fitted model gives them: "
            "the observed share of ones against the mean of these chances. Marks on the line "
            "mean that a chance of 30 % is one.",
            "es": "Las filas en décimos según la probabilidad de un uno que les da el modelo "
            "ajustado: la proporción observada de unos frente a la media de esas "
            "probabilidades. Marcas sobre la recta: una probabilidad del "
            "30\N{NARROW NO-BREAK SPACE}% lo es.",
        },
        kinds=("stan_data.json", "posterior.nc", "posterior_predictive.json"),
        applies=_ones,
        shown=_partial,
    ),
    "predictive_new_group": FitFigure(
        **of_family("predictive_new_group"),
        title={
            "en": "A known group and a new one",
            "es": "Un grupo conocido y uno nuevo",
        },
        caption={
            "en": "Predictions for groups of the table and for one that is not in it. "
            "With partial pooling the new group comes from the learned population; "
            "without pooling only the prior is left. Look how their widths differ: "
            "that is what knowing the group is worth.",
            "es": "Predicciones para grupos de la tabla y para uno que no está en "
            "ella. Con partial pooling, el nuevo viene de la población aprendida; sin "
            "pooling solo queda el prior. Mire cuánto difieren los anchos: eso es lo "
            "que se gana al conocer el grupo.",
        },
        kinds=(
            "stan_data.json",
            "posterior.nc",
            "exact_nodes.nc",
            "predictive_new_group.json",
        ),
        applies=_groups,
        shown=_partial,
    ),
    "trace": FitFigure(
        draw=sampler.trace,
        title={"en": "Chains", "es": "Cadenas"},
        caption={
            "en": "Draws of each chain in their order: the population, and the groups that mix "
            "worst. Good chains look like noise around one level and cannot be told apart.",
            "es": "Muestras de cada cadena en su orden: la población y los grupos que peor "
            "se mezclan. Las cadenas buenas parecen ruido alrededor de un mismo nivel y no se "
            "distinguen.",
        },
        kinds=("posterior.nc", "summary.csv"),
        shown=_partial,
        of_chain=True,
    ),
    "rank": FitFigure(
        draw=sampler.rank,
        title={"en": "Ranks of the chains", "es": "Rangos de las cadenas"},
        caption={
            "en": "How the draws of each chain rank among all draws. Level histograms mean "
            "that the chains sample the same distribution. The band is as wide as their "
            "autocorrelation makes it (local ESS of each bar): 99% of the bars of good "
            "chains lie within.",
            "es": "Qué rango tienen las muestras de cada cadena entre todas. Histogramas "
            "planos: las cadenas muestrean la misma distribución. La banda tiene el ancho que "
            "le da su autocorrelación (ESS local de cada barra): contiene el "
            "99\N{NARROW NO-BREAK SPACE}% de las barras de cadenas buenas.",
        },
        kinds=("posterior.nc", "summary.csv"),
        shown=_partial,
    ),
    "energy": FitFigure(
        draw=sampler.energy,
        title={"en": "Energy of the sampler", "es": "Energía del muestreador"},
        caption={
            "en": "The energy of the draws and its change from draw to draw. Where the "
            "change is much narrower, the sampler crawls through the tails.",
            "es": "La energía de las muestras y su cambio de una a la siguiente. Si el "
            "cambio es mucho más estrecho, el muestreador avanza muy despacio por las "
            "colas.",
        },
        kinds=("posterior.nc", "diagnostics.json"),
        shown=_partial,
        of_chain=True,
    ),
    "pairs": FitFigure(
        draw=sampler_pairs.pairs,
        title={"en": "Pairs of parameters", "es": "Pares de parámetros"},
        caption={
            "en": "Draws of the population and of the groups that mix worst, scales as "
            "logarithms. The large panel has the pair in which divergent draws stand "
            "apart most or, if there are none, the pair with the strongest dependence. "
            "Divergent draws that gather in a corner show where the sampler cannot "
            "follow.",
            "es": "Muestras de la población y de los grupos que peor se mezclan, "
            "escalas en logaritmos. El panel grande tiene el par en que más se apartan "
            "las muestras divergentes o, si no las hay, el de mayor dependencia. Si "
            "las divergentes se juntan en un rincón, ahí el muestreador no puede "
            "seguir.",
        },
        kinds=("posterior.nc", "summary.csv"),
        shown=_on_request,
    ),
    "sensitivity": FitFigure(
        draw=sensitivity.draw,
        says=sensitivity.says,
        title={"en": "Prior or data?", "es": "¿El prior o los datos?"},
        caption={
            "en": "How far the posterior of each parameter moves when the prior, or the "
            "likelihood, gets more weight. A parameter leans on the prior where its mark "
            "reaches the line of its row: at 0.05, or down to half of that where little was "
            "learned and the prior moves it more than the likelihood does. This is a local "
            "measure. More weight of the likelihood means groups that are better known, "
            "not more groups.",
            "es": "Cuánto se mueve el posterior de cada parámetro al "
            "dar más peso al prior o a la verosimilitud. Un parámetro "
            "se apoya en el prior si su marca llega a la línea de su fila: en 0,05, o hasta "
            "la mitad si se aprendió poco y el prior lo mueve más que la verosimilitud. Es "
            "una medida local. Más peso de la verosimilitud quiere decir grupos mejor "
            "conocidos, no más grupos.",
        },
        kinds=("sensitivity.json",),
        applies=_partial,
    ),
}
