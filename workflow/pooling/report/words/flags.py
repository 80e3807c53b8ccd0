"""What each flag means and what to do, and what a missing file would have shown."""

from pooling.report.words.bilingual import bilingual

# Flag -> what it means, and what to do: a verdict that is not a good one, or one of
# `OTHER_FLAGS`.
FLAGS = {
    "failed": (
        {
            "en": "It is not shown that the draws come from the posterior. All numbers "
            "and figures of the fit depend on these draws, and each is marked; the "
            "exact values beside them do not.",
            "es": "No está demostrado que las muestras provengan del posterior. Todos "
            "los números y figuras del ajuste dependen de ellas, y cada uno lleva una "
            "alerta; los valores exactos que los acompañan, no.",
        },
        {
            "en": "Change the sampling of the analysis in the configuration and run again; "
            "only this fit and what depends on it are made again. Which change helps "
            "depends on the check:",
            "es": "Cambie el muestreo del análisis en la configuración y ejecute de nuevo; "
            "solo se rehacen este ajuste y lo que depende de él. Qué cambio ayuda depende "
            "de la comprobación:",
        },
    ),
    "disagrees": (
        {
            "en": "The draws and the answer computed without sampling differ by more than "
            "Monte Carlo error, or the program does not sample the density that the "
            "formula states. One of the two is wrong.",
            "es": "Las muestras y la respuesta calculada sin muestreo difieren más de "
            "lo que explica el error de Monte Carlo, o el programa no muestrea la densidad "
            "que enuncia la fórmula. Una de las dos es errónea.",
        },
        {
            "en": "See first whether the fit failed its checks: repair that, and the "
            "rest may follow. If it passed, trust neither value: look at the error and "
            "at the mass at the edges in the table, and report it as a fault of "
            "Pooling.",
            "es": "Mire primero si el ajuste superó las comprobaciones: si no, corrija "
            "eso y quizá lo demás se arregle. Si las superó, no crea ninguno de los "
            "dos valores: mire en la tabla el error y la masa en los bordes, e "
            "infórmelo como un error de Pooling.",
        },
    ),
    "not computed": (
        {
            "en": "The exact answer would take too long for this table, or is not "
            "defined; the reason stands below the table. That does not make the draws "
            "wrong; there is only nothing to compare them with.",
            "es": "La respuesta exacta costaría demasiado con esta tabla o no está "
            "definida; el motivo figura debajo de la tabla. No por eso son erróneas las "
            "muestras: solo les falta con qué compararlas.",
        },
        {
            "en": "Rely on the checks of the sampler, or fit a part of the table that is "
            "small enough.",
            "es": "Guíese por las comprobaciones del muestreador, o ajuste una parte de la "
            "tabla que sea lo bastante pequeña.",
        },
    ),
    "wide": (
        {
            "en": "More than a few per cent of what the priors simulate is outside the "
            "range that the configuration calls plausible. Without pooling that is "
            "intended: such priors should say nothing.",
            "es": "Más que un pequeño porcentaje de lo que simulan los priors queda fuera del "
            "intervalo que la configuración llama plausible. Sin pooling es a propósito: "
            "esos priors no deben decir nada.",
        },
        {
            "en": "In a model with a population, give priors on the scale of the outcome in "
            "the configuration, and see whether the posterior moves.",
            "es": "En un modelo con población, ponga en la configuración priors en la "
            "escala de la respuesta y vea si el posterior se mueve.",
        },
    ),
    "no range given": (
        {
            "en": "The configuration does not say which values of the outcome, or which "
            "probabilities, are plausible, so there is nothing to judge the priors by. "
            "That is no fault.",
            "es": "La configuración no dice qué valores de la respuesta, o qué "
            "probabilidades, son plausibles, así que no hay con qué juzgar el prior. No es "
            "un error.",
        },
        {
            "en": "Give the analysis a range in the unit of the outcome that follows from "
            "what is known without this table, plausible: [low, high].",
            "es": "Dele al análisis un intervalo en la unidad de la respuesta que salga de "
            "lo que se sabe sin esta tabla, plausible: [mínimo, máximo].",
        },
    ),
    "in conflict": (
        {
            "en": "More observations than should lie where the priors expect next to "
            "nothing: either the priors are mistaken or the data are (a unit, a decimal "
            "point).",
            "es": "Más observaciones de lo debido están donde los priors no esperan "
            "casi nada: o están mal los priors o están mal los datos (una unidad, una "
            "coma decimal).",
        },
        {
            "en": "Check the units of the table first; then widen the prior or move it.",
            "es": "Revise primero las unidades de la tabla; después, amplíe el prior o "
            "desplácelo.",
        },
    ),
    "flagged": (
        {
            "en": "Replicated data from the fitted model differ from the observed data "
            "in what is marked with a cross. The model misses something of these data; "
            "its intervals may be too narrow or too wide.",
            "es": "Los datos replicados por el modelo ajustado difieren de los "
            "observados en lo que está marcado con una cruz. Al modelo se le escapa "
            "algo de estos datos; sus intervalos pueden ser demasiado estrechos o "
            "demasiado anchos.",
        },
        {
            "en": "See in the figures what it is: an outlier, groups that differ in spread, "
            "a population of another shape. Complete pooling of groups that differ is "
            "flagged because it is wrong, and stands here to show it. Fix the model, not "
            "the threshold.",
            "es": "Vea en las figuras qué es: un valor atípico, grupos con distinta "
            "dispersión, una población de otra forma. El pooling completo de grupos "
            "que difieren lleva una alerta porque es incorrecto, y está aquí para "
            "mostrarlo. Corrija el modelo, no el umbral.",
        },
    ),
    "not informative": (
        {
            "en": "There was nothing to test: in everything that could be looked at, "
            "replicated data are like the observed data, be the model right or wrong, "
            "because that is what it fits, or because there are but one or two rows. Which "
            "of the two holds stands beside the verdict.",
            "es": "No hubo nada que probar: en todo lo que se podría mirar, los datos "
            "replicados son como los observados, sea o no correcto el modelo, porque eso "
            "es lo que ajusta, o porque hay solo una o dos filas. Cuál de las dos cosas "
            "vale figura junto al veredicto.",
        },
        {
            "en": "It speaks neither for nor against the model. More rows would make a test of "
            "a small table; where a model fits every row, look at the other models.",
            "es": "No habla ni a favor ni en contra del modelo. En una tabla chica, con más "
            "filas habría una prueba; si el modelo ajusta cada fila, mire los demás "
            "modelos.",
        },
    ),
    **{
        f"chosen kappa {does}": (
            {
                "en": "κ says how alike the groups are. Here it is a number of the "
                "configuration, nobody learned it from the data, and half of it or its double "
                f"would move the probability of a group {far['en']}. No test of the priors "
                "that the program has sees this.",
                "es": "κ dice cuánto se parecen los grupos. Aquí es un número de la "
                "configuración, nadie lo aprendió de los datos, y su mitad o su doble movería "
                f"la probabilidad de un grupo {far['es']}. Ninguna prueba de los priors que "
                "tiene el programa lo ve.",
            },
            {
                "en": "Report κ with every number that comes from it, say why it has this "
                "value, and show what other values give.",
                "es": "Informe κ junto con cada número que salga de él, diga por qué vale eso "
                "y muestre qué dan otros valores.",
            },
        )
        for does, far in {
            "counts": {
                "en": "noticeably, though by less than half a posterior sd",
                "es": "de forma apreciable, aunque menos de medio desvío estándar del "
                "posterior",
            },
            "decides": {
                "en": "by half a posterior sd or more",
                "es": "en medio desvío estándar del posterior o más",
            },
        }.items()
    },
    "leans on the prior": (
        {
            "en": "A parameter of the population moves noticeably when its prior is "
            "made a little stronger or weaker. Few groups say little about the spread "
            "between them, and there the prior counts. If the data count as well, the "
            "two may disagree.",
            "es": "Un parámetro de la población se mueve de forma apreciable cuando su "
            "prior se hace algo más fuerte o más débil. Pocos grupos dicen "
            "poco sobre la dispersión entre ellos; ahí el prior cuenta. Si "
            "los datos también cuentan, quizá no concuerden.",
        },
        {
            "en": "A strong prior is not a fault if it is intended: then say so. Where "
            "it is not, give a wider one in the configuration, and report both.",
            "es": "Un prior fuerte no es un defecto si es intencional: en ese caso, "
            "dígalo. Si no lo es, ponga uno más amplio en la configuración e informe "
            "ambos.",
        },
    ),
    **dict.fromkeys(
        ("chosen kappa, then prior", "prior, then chosen kappa"),
        (
            {
                "en": "Two things hold: half or double κ would move the probability of a "
                "group noticeably, and a parameter of the population leans on its prior. "
                "The exact posterior was computed with each of them halved and doubled; "
                "what moves a parameter further stands first.",
                "es": "Se dan dos cosas: la mitad o el doble de κ movería de forma "
                "apreciable la probabilidad de un grupo, y un parámetro de la población se "
                "apoya en su prior. El posterior exacto se calculó con cada uno a la mitad "
                "y al doble; va primero lo que más mueve un parámetro.",
            },
            {
                "en": "Report κ and the prior with every number that comes from them, say "
                "why they are as they are, and show what others give.",
                "es": "Informe κ y el prior junto con cada número que salga de ellos, diga "
                "por qué son esos y muestre qué dan otros.",
            },
        ),
    ),
    "at fault": (
        {
            "en": "A statement that follows from the model does not hold for the "
            "draws, by the threshold beside it: the program does not do what the model "
            "says.",
            "es": "Una afirmación que se sigue del modelo no se cumple en las muestras, "
            "según el umbral que figura al lado: el programa no hace lo que dice el modelo.",
        },
        {
            "en": "See first whether the fits passed their checks and agree with their "
            "exact answers; if they do, report it as a fault of Pooling.",
            "es": "Mire primero si los ajustes superaron las comprobaciones y "
            "concuerdan con sus respuestas exactas; si es así, infórmelo como un error "
            "de Pooling.",
        },
    ),
    "not judged for a fault": (
        {
            "en": "The program failed while it judged this statement; the others are "
            "judged all the same.",
            "es": "El programa falló al juzgar esta afirmación; las demás se juzgan de "
            "todos modos.",
        },
        {
            "en": "Report it as a fault of Pooling, with the log that the run names in its "
            "last lines.",
            "es": "Infórmelo como un error de Pooling, con el registro que la corrida "
            "nombra en sus últimas líneas.",
        },
    ),
    "not supported": (
        {
            "en": "With these data, this model and these settings the numbers do not reach "
            "the bar that the sentence has to pass: the difference is small, absent or "
            "goes the other way. This is a finding, and nothing is broken: the sentences "
            "are those of a lecture, and no table has to agree with them.",
            "es": "Con estos datos, este modelo y esta configuración los números no "
            "llegan al umbral que la frase tiene que pasar: la diferencia es chica, no "
            "existe o va en el otro sentido. Es un resultado, y no hay nada roto: las "
            "frases son las de una clase, y ninguna tabla tiene que darles la razón.",
        },
        {
            "en": "Read the numbers beside it: how far from the threshold are they?",
            "es": "Lea los números que figuran al lado: ¿a qué distancia del umbral están?",
        },
    ),
    "not settled": (
        {
            "en": "The number lies within its own error of the threshold: it could "
            "fall on either side.",
            "es": "El número dista del umbral menos que su propio error: podría caer "
            "de cualquiera de los dos lados.",
        },
        {
            "en": "Where the error is that of the draws, raise sampling.draws; where "
            "it is that of the data, only more data can tell.",
            "es": "Si el error es el de las muestras, aumente sampling.draws; si es el de "
            "los datos, solo más datos lo dirán.",
        },
    ),
    "not judgeable here": (
        {
            "en": "There is nothing here that could decide: the reason stands beside it.",
            "es": "No hay aquí nada que pueda decidirlo: el motivo figura al lado.",
        },
        {
            "en": "Nothing, unless a fit failed: repair that fit first.",
            "es": "Nada, salvo que haya fallado un ajuste: corríjalo primero.",
        },
    ),
    "not judged": (
        {
            "en": "The fit or number that decides this failed its checks, or could not "
            "be computed. It is neither good nor bad: nothing is known.",
            "es": "El ajuste o el número que decide esto no superó las comprobaciones "
            "o no se pudo calcular. No es ni bueno ni malo: no se sabe nada.",
        },
        {
            "en": "Correct the fit that failed, or what is missing, and run again. "
            "With “diagnostics: {on_failure: flag}” failed fits are judged by all the "
            "same, and are only marked.",
            "es": "Corrija el ajuste fallido, o lo que figura como faltante, y vuelva a "
            "ejecutar. Con «diagnostics: {on_failure: flag}» se juzga igualmente por los "
            "ajustes fallidos, que solo llevan una alerta.",
        },
    ),
    "unreliable weights": (
        {
            "en": "The weight of the prior is estimated by giving the draws other weights. "
            "Here a few draws carry nearly all of the weight (Pareto k above 0.7), so that "
            "the estimate may be far off.",
            "es": "El peso del prior se estima dando otros pesos a las "
            "muestras. Aquí unas pocas llevan casi todo el peso (k de Pareto mayor que "
            "0,7), de modo que la estimación puede ser muy inexacta.",
        },
        {
            "en": "Raise sampling.draws, or fit once more with another prior and "
            "compare.",
            "es": "Aumente sampling.draws, o ajuste otra vez con otro prior y compare.",
        },
    ),
}

OTHER_FLAGS = {
    "unreliable weights": {"en": "Unreliable weights", "es": "Pesos no confiables"},
}

# Files that may be missing -> what they would have shown.
MISSING = bilingual(
    explore=(
        "the figure that the reader can move",
        "la figura que el lector puede mover",
    ),
    comparison=("the comparison of the models", "la comparación de los modelos"),
    pooling_factor=("the pooling factor", "el factor de pooling"),
    pairs=(
        "the ranks of the groups, and how any two of them compare",
        "los rangos de los grupos y la comparación de a dos",
    ),
    sensitivity=("the weight of the prior", "el peso del prior"),
    prior_predictive=(
        "the check of the predictions before the data",
        "la comprobación de las predicciones antes de los datos",
    ),
    posterior_predictive=(
        "the check of the predictions after the data",
        "la comprobación de las predicciones después de los datos",
    ),
    predictive_new_group=(
        "the predictions for a new group",
        "las predicciones para un grupo nuevo",
    ),
    exact_facts=("the exact answer", "la respuesta exacta"),
    agreement=(
        "the comparison with the exact answer",
        "la comparación con la respuesta exacta",
    ),
    unused=("the columns that are not used", "las columnas que no se usan"),
    published=("the values of the literature", "los valores de la literatura"),
    figure=("the figure", "la figura"),
)
