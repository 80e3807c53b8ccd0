"""The prose of the report, each piece once, in both languages."""

from __future__ import annotations

MODELS = {
    "complete_pooling": {"en": "Complete pooling", "es": "Pooling completo"},
    "no_pooling": {"en": "No pooling", "es": "No pooling"},
    "regularised": {"en": "Fixed regularisation", "es": "Regularización fija"},
    "partial_pooling": {"en": "Partial pooling", "es": "Partial pooling"},
    "fixed_mode": {"en": "Known mode", "es": "Moda conocida"},
    "maximum_likelihood": {"en": "Maximum likelihood", "es": "Máxima verosimilitud"},
}

DEGREES = {
    "complete": {"en": "one value for all", "es": "un valor para todos"},
    "none": {"en": "each on its own", "es": "cada uno por su cuenta"},
    "fixed": {"en": "fixed prior", "es": "prior fijo"},
    "partial": {"en": "learned population", "es": "población aprendida"},
}

# Names that must not break at their hyphen.
R_HAT, E_BFMI = (
    name.replace("-", "\N{NON-BREAKING HYPHEN}") for name in ("R-hat", "E-BFMI")
)

CHECKS = {
    "r_hat": {"en": f"largest {R_HAT}", "es": f"mayor {R_HAT}"},
    "ess_bulk": {"en": "smallest bulk ESS", "es": "menor ESS central"},
    "ess_tail": {"en": "smallest tail ESS", "es": "menor ESS de las colas"},
    "divergences": {"en": "divergences", "es": "divergencias"},
    "e_bfmi": {"en": f"smallest {E_BFMI}", "es": f"menor {E_BFMI}"},
}

# What is judged -> its verdicts, and verdict -> its word and its tone.
OUTCOMES = {
    "fits": ("passed", "failed"),
    "exact_answers": ("agrees", "disagrees", "not computed", "not judged"),
    "prior_checks": ("plausible", "wide", "no range given", "in conflict", "not judged"),
    "predictive_checks": ("passed", "flagged", "not informative", "not judged"),
    "prior_weight": (
        "not sensitive",
        "chosen kappa decides",
        "chosen kappa, then prior",
        "leans on the prior",
        "prior, then chosen kappa",
        "not judged",
    ),
    "claims_code": (
        "supported",
        "at fault",
        "not judgeable here",
        "not judged for a fault",
    ),
    "claims_model": (
        "supported",
        "not supported",
        "not settled",
        "not judgeable here",
        "not judged for a fault",
    ),
    "claims_data": (
        "supported",
        "not supported",
        "not settled",
        "not judgeable here",
        "not judged for a fault",
    ),
}
VERDICTS = {
    "passed": {"en": "passed", "es": "superado"},
    "failed": {"en": "failed", "es": "fallido"},
    "agrees": {"en": "agrees", "es": "concuerda"},
    "disagrees": {"en": "disagrees", "es": "discrepa"},
    "not computed": {"en": "not computed", "es": "no calculado"},
    "flagged": {"en": "flagged", "es": "con alerta"},
    "not informative": {"en": "not informative", "es": "sin información"},
    "plausible": {"en": "plausible", "es": "plausible"},
    "wide": {"en": "wide", "es": "amplio"},
    "no range given": {"en": "no range given", "es": "sin intervalo dado"},
    "in conflict": {"en": "in conflict", "es": "en conflicto"},
    "not sensitive": {
        "en": "does not lean on the prior",
        "es": "no se apoya en el prior",
    },
    "chosen kappa decides": {
        "en": "the chosen κ decides",
        "es": "decide el κ elegido",
    },
    "chosen kappa, then prior": {
        "en": "the chosen κ decides, and the prior counts",
        "es": "decide el κ elegido, y pesa el prior",
    },
    "leans on the prior": {
        "en": "leans on the prior",
        "es": "se apoya en el prior",
    },
    "prior, then chosen kappa": {
        "en": "leans on the prior, and the chosen κ counts",
        "es": "se apoya en el prior, y pesa el κ elegido",
    },
    "not judged": {"en": "not judged", "es": "sin juzgar"},
    "supported": {"en": "supported", "es": "se sostiene"},
    "at fault": {"en": "not supported", "es": "no se sostiene"},
    "not supported": {"en": "not supported", "es": "no se sostiene"},
    "not settled": {"en": "not settled", "es": "sin definir"},
    "not judgeable here": {
        "en": "not judgeable here",
        "es": "no se puede juzgar aquí",
    },
    "not judged for a fault": {
        "en": "not judgeable here: a fault of the program",
        "es": "no se puede juzgar aquí: un error del programa",
    },
}
# Said only where they happened.
RARE = ("not judged", "not judged for a fault")
TONES = {
    "passed": "good",
    "failed": "bad",
    "agrees": "good",
    "disagrees": "bad",
    "not computed": "neutral",
    "flagged": "bad",
    "not informative": "neutral",
    "plausible": "good",
    "wide": "neutral",
    "no range given": "neutral",
    "in conflict": "bad",
    "not sensitive": "good",
    "chosen kappa decides": "neutral",
    "chosen kappa, then prior": "neutral",
    "leans on the prior": "neutral",
    "prior, then chosen kappa": "neutral",
    "not judged": "bad",
    "supported": "good",
    "at fault": "bad",
    "not supported": "neutral",
    "not settled": "neutral",
    "not judgeable here": "neutral",
    "not judged for a fault": "bad",
}

SENSITIVITIES = {
    "none": {"en": "below the threshold", "es": "por debajo del umbral"},
    "strong prior": {
        "en": "the prior counts, the likelihood less",
        "es": "pesa el prior; la verosimilitud, menos",
    },
    "conflict": {
        "en": "both count: they may disagree",
        "es": "pesan ambos: quizá no concuerden",
    },
}

KINDS = {
    "code": {
        "en": "the code does what the model says",
        "es": "el código hace lo que dice el modelo",
    },
    "model": {"en": "what the model does here", "es": "qué hace aquí el modelo"},
    "data": {"en": "what the data say", "es": "qué dicen los datos"},
}
# After the name of a column that was not used: of which variance it explains a share,
# and what it does to the outcome where that is one number.
UNUSED = {
    "residuals": {
        "en": "explains {share} of the variance within groups, and is in none of these "
        "models: rows of one group differ in something that is known.",
        "es": "explica el {share} de la varianza dentro de los grupos, y no está en ningún "
        "modelo: las filas de un mismo grupo difieren en algo que se conoce.",
    },
    "estimates": {
        "en": "explains {share} of the variance between the groups' estimates, and is in "
        "none of these models: the groups differ in something that is known.",
        "es": "explica el {share} de la varianza entre las estimaciones de los grupos, y "
        "no está en ningún modelo: los grupos difieren en algo que se conoce.",
    },
    "beta": {
        "en": "explains {share} of the variance between the groups' slopes, and is in none "
        "of these models: the groups differ in something that is known.",
        "es": "explica el {share} de la varianza entre las pendientes de los grupos, y no "
        "está en ningún modelo: los grupos difieren en algo que se conoce.",
    },
}
UNUSED_EFFECT = {
    "difference": {
        "en": "Within a group the outcome changes by {effect} from {first} to {second}.",
        "es": "Dentro de un grupo la respuesta cambia en {effect} al pasar de {first} a "
        "{second}.",
    },
    "slope": {
        "en": "Within a group the outcome changes by {effect} with each unit of it.",
        "es": "Dentro de un grupo la respuesta cambia en {effect} por cada unidad.",
    },
}
METHODS = {
    "psis": {"en": "PSIS", "es": "PSIS"},
    "exact": {"en": "exact", "es": "exacto"},
    "draws": {"en": "importance sampling", "es": "muestreo por importancia"},
}
COMPARISON = {
    "not_apart": {
        "en": "The data do not tell these models apart: no difference from the best "
        "reaches two of its standard errors.",
        "es": "Los datos no distinguen estos modelos: ninguna diferencia con el mejor "
        "llega a dos de sus errores estándar.",
    },
    "best": {
        "en": "Best at predicting: {close}. The others predict less well, by two "
        "standard errors of the difference or more.",
        "es": "El que mejor predice: {close}. Los demás predicen peor, por dos errores "
        "estándar de la diferencia o más.",
    },
    "partly_apart": {
        "en": "Predicting less well, by two standard errors of the difference or more: "
        "{worse}. The data do not tell the others apart: {close}.",
        "es": "Predicen peor, por dos errores estándar de la diferencia o más: "
        "{worse}. Los datos no distinguen a los demás entre sí: {close}.",
    },
    "alone": {
        "en": "{close} has no contestant.",
        "es": "{close}: no compite con ningún otro modelo.",
    },
    "outside": {
        "en": "No contestant: {outside}. Once a row is left out, it has nothing but its wide "
        "prior to predict it by.",
        "es": "No compite: {outside}. Al omitir una fila, solo le queda su prior amplio para "
        "predecirla.",
    },
}

# Languages of the page -> their own names.
LANGUAGES = {"en": "English", "es": "Español"}

# Heading of each part of an analysis' story.
PARTS = {
    "opening": {"en": "The setting", "es": "De qué se trata"},
    "data": {"en": "The data", "es": "Los datos"},
    "models": {"en": "The models", "es": "Los modelos"},
    "before": {
        "en": "Before the data: what the priors expect",
        "es": "Antes de los datos: qué esperan los priors",
    },
    "checks": {"en": "Did the sampler work?", "es": "¿Funcionó el muestreo?"},
    "posterior": {
        "en": "After the data: the posterior",
        "es": "Después de los datos: el posterior",
    },
    "shrinkage": {"en": "What pooling does", "es": "Qué hace el pooling"},
    "pairs": {
        "en": "Which group is higher, and how surely?",
        "es": "¿Qué grupo es más alto, y con cuánta seguridad?",
    },
    "exact": {
        "en": "Compared with the exact answers",
        "es": "Comparación con las respuestas exactas",
    },
    "after": {
        "en": "Do the models make tables like this one?",
        "es": "¿Producen los modelos tablas como esta?",
    },
    "new_group": {
        "en": "A known group and a new one",
        "es": "Un grupo conocido y uno nuevo",
    },
    "comparison": {
        "en": "Which model predicts best?",
        "es": "¿Qué modelo predice mejor?",
    },
    "prior": {
        "en": "How much does the prior weigh?",
        "es": "¿Cuánto pesa el prior?",
    },
    "claims": {
        "en": "Claims judged on these data",
        "es": "Afirmaciones juzgadas con estos datos",
    },
    "further": {"en": "Further figures", "es": "Otras figuras"},
    "closing": {"en": "In closing", "es": "Para cerrar"},
}

# How to read a part, told where it comes first on the page.
READINGS = {
    "models": {
        "en": "A model is a formula, priors with the numbers of this run, and a Stan "
        "program that reads as the formula does. Normal(m, s) has standard deviation "
        "s, Exponential(r) has rate r, LKJ(η) is a distribution of correlation "
        "matrices. The curve beside a prior is its density; 90\u202f% of the prior "
        "lies in the shaded part, between the two numbers. Partial pooling and similar "
        "models are shown in full; the other models are there to be compared with them.",
        "es": "Un modelo es una fórmula, unos priors con los números de esta ejecución "
        "y un programa de Stan que se lee como la fórmula. Normal(m; s) tiene desvío "
        "estándar s, Exponencial(r) tiene tasa r, LKJ(η) es una distribución de "
        "matrices de correlación. La curva junto a un prior es su densidad; la parte "
        "sombreada, entre los dos números, contiene el 90\u202f% de su probabilidad. "
        "El partial pooling y los modelos afines se muestran en detalle; los demás "
        "están para compararlos con ellos.",
    },
    "before": {
        "en": "The model simulates observations from its priors alone. Priors are "
        "plausible if little of what they simulate is outside the range that the "
        "configuration gives: what somebody who knows the subject would expect without "
        "having seen the table. Where nothing is to be pooled they are wide on purpose. "
        "Whether they can reach what was measured is asked apart from that.",
        "es": "El modelo simula observaciones solo con sus priors. Son plausibles si "
        "poco de lo que simulan queda fuera del intervalo que da la configuración: lo que "
        "esperaría quien conoce el tema sin haber visto la tabla. Donde no se quiere hacer "
        "pooling son amplios a propósito. Aparte se pregunta si lo medido está a su "
        "alcance.",
    },
    "checks": {
        "en": "R-hat compares the chains with each other and is near 1 where they "
        "agree. ESS is the effective sample size, the number of independent draws that "
        "would be as informative: in the bulk, about the centre; in the tails, about "
        "the 5% and 95% quantiles. A divergence is a step that the sampler could not "
        "follow. Energy is minus the log density, plus that of the sampler's motion; "
        "E-BFMI, the estimated Bayesian fraction of missing information, is low where "
        "single steps change it too little to explore all of it, so that tails may be "
        "missed. Each number is the worst one of the fit.",
        "es": "R-hat compara las cadenas entre sí y se acerca a 1 cuando concuerdan. "
        "ESS es el tamaño muestral efectivo, cuántas muestras independientes "
        "informarían lo mismo: el central, sobre el centro; el de las colas, sobre los "
        "cuantiles del 5\u202f% y del 95\u202f%. Una divergencia es un paso que el "
        "muestreador no pudo seguir. La energía es menos la log-densidad, más la del "
        "movimiento del muestreador; E-BFMI, la fracción bayesiana estimada de "
        "información faltante, es bajo cuando cada paso la cambia demasiado poco para "
        "recorrerla toda, y entonces pueden faltar las colas. Cada número es el peor "
        "del ajuste.",
    },
    "posterior": {
        "en": "The exact mean and sd, computed without sampling, stand beside those of "
        "the draws. 5%, 50% and 95% are quantiles: 90\u202f% of the posterior lies "
        "between the outer two. MCSE is the Monte Carlo standard error of the mean; it "
        "shrinks with more draws, the sd does not.",
        "es": "La media y el desvío estándar exactos, calculados sin muestreo, figuran "
        "junto a los de las muestras. 5\u202f%, 50\u202f% y 95\u202f% son cuantiles: "
        "entre los dos extremos queda el 90\u202f% del posterior. MCSE es el error "
        "estándar de Monte Carlo de la media; disminuye con más muestras, el desvío "
        "estándar no.",
    },
    "shrinkage": {
        "en": "Shrinkage is the move from a group's own estimate to that of partial "
        "pooling, toward the population. The pooling factor is the weight that the "
        "model gives to the population in a coefficient of a group: 0 where each group "
        "stands alone, 1 where all are one. The posterior mean of this weight is shown, "
        "in tables and as a curve, and the interval that holds 90\u202f% of its "
        "posterior. How far a single estimate has moved may differ from it: that depends "
        "on the data of the group as well.",
        "es": "El shrinkage es el camino desde la estimación propia de un grupo hasta "
        "la del partial pooling, hacia la población. El factor de pooling "
        "es el peso que el modelo da a la población en un coeficiente de un grupo: 0 si "
        "cada uno va por su cuenta, 1 si todos son uno. Se muestra la media a posteriori de "
        "ese peso, en tablas y como curva, y el intervalo que contiene el "
        "90\u202f% de su posterior. Cuánto se movió una estimación en particular puede "
        "diferir de él: depende también de los datos del grupo.",
    },
    "exact": {
        "en": "Each posterior is computed a second time without sampling. z is the "
        "difference between draws and exact value in Monte Carlo standard errors, the "
        "largest one of all means and sds. The density is what the program samples, "
        "set draw by draw against the formula written out independently; the two may "
        "differ only by a constant, and the table gives the largest deviation from "
        "one. The last columns say how far the exact computation itself can be "
        "trusted: its own error, and the mass at the edges, the share of the posterior "
        "that lies in the outermost cells of its grid and should be next to nothing.",
        "es": "Cada posterior se calcula una segunda vez sin muestreo. z es la "
        "diferencia entre las muestras y el valor exacto en errores estándar de Monte "
        "Carlo, la mayor de todas las medias y desvíos estándar. La densidad es la que "
        "muestrea el programa, comparada muestra por muestra con la fórmula escrita de "
        "forma independiente; solo pueden diferir en una constante, y la tabla da la "
        "mayor desviación respecto de ella. Las últimas columnas dicen cuánto se puede "
        "confiar en el propio cálculo exacto: su error, y la masa en los bordes, la "
        "parte del posterior que cae en las celdas extremas de su grilla y que debe "
        "ser casi nula.",
    },
    "after": {
        "en": "Replicated data from the fitted model are compared with the observed "
        "data, in what the model does not fit anyway. A p-value near 0 says that the "
        "observed number would be rare among the "
        "replicated ones. New effects: the units of the replicated data are new ones "
        "from the population, because fitted effects follow the data and hide a "
        "misfit. Mean deviation / sd is Geary's ratio, about 0.80 for a normal "
        "distribution and less where tails are heavy. PIT (probability integral "
        "transform): each observation is predicted from the others; if the model is "
        "right, the probabilities of a smaller value are uniform between 0 and 1. The "
        "level is shared among all tests of a fit (Bonferroni), so that a correct "
        "model is rarely flagged.",
        "es": "Los datos replicados por el modelo ajustado se comparan con los "
        "observados, en lo que el modelo no ajusta de todos modos. Un valor p cercano a "
        "0 dice que el número observado sería raro "
        "entre los replicados. Efectos nuevos: las unidades de los datos replicados "
        "son otras de la población, porque los efectos ajustados siguen a los datos y "
        "ocultan un desajuste. Desviación media / DE es el cociente de Geary, cerca de "
        "0,80 en una normal y menor si las colas son pesadas. PIT (transformada "
        "integral de probabilidad): cada observación se predice a partir de las demás; "
        "si el modelo es correcto, las probabilidades de un valor menor son uniformes "
        "entre 0 y 1. El nivel se reparte entre todas las pruebas de un ajuste "
        "(Bonferroni), de modo que un modelo correcto rara vez recibe una alerta.",
    },
    "comparison": {
        "en": "elpd, the expected log predictive density, is estimated by the sum over "
        "observations of the log density that a model gives to each when it is fitted "
        "to the others, in nats, units of the natural logarithm; higher is better. "
        "PSIS, importance sampling with smoothed weights, takes it from the draws; "
        "where Pareto k, which grows with the tail of the weights, exceeds 0.7, the "
        "exact value takes its place. Where a difference is smaller than 4 or there "
        "are few observations, its standard error is itself rough. The effective number "
        "of parameters, p_loo, is how much better the observations are explained than "
        "predicted: about the number of parameters that the data move freely, and less "
        "the more the groups share.",
        "es": "elpd, la log-densidad predictiva esperada, se estima sumando, sobre las "
        "observaciones, el logaritmo de la densidad que un modelo le da a cada una "
        "cuando se ajusta a las demás, en nats, unidades del logaritmo natural; cuanto "
        "más alta, mejor. PSIS, el muestreo por importancia con pesos suavizados, la "
        "obtiene de las muestras; donde el k de Pareto, que crece con la cola de los "
        "pesos, supera 0,7, se usa el valor exacto. Si una diferencia es menor que 4 o "
        "hay pocas observaciones, su propio error estándar es poco preciso. El número "
        "efectivo de parámetros, p_loo, es cuánto mejor se explican las observaciones que "
        "lo que se predicen: cerca de la cantidad de parámetros que los datos mueven con "
        "libertad, y menos cuanto más comparten los grupos.",
    },
    "group_comparison": {
        "en": "Here all rows of a group are left out at once and predicted from the "
        "other groups, with its own effect integrated out: what a model knows about a "
        "group that it has never seen. Without pooling that is its prior alone.",
        "es": "Aquí se omiten a la vez todas las filas de un grupo y se predicen a "
        "partir de los demás, con su propio efecto integrado: lo que un modelo sabe de "
        "un grupo que nunca vio. Sin pooling, eso es solo su prior.",
    },
    "prior": {
        "en": "How far the posterior moves, per doubling, when the prior or the likelihood "
        "is raised to a power a little above or below 1 (power-scaling; Kallioinen et al. "
        "2024). It is a local measure: of a slightly stronger or weaker prior of the same "
        "form, not of another prior. A parameter leans on its prior where that number "
        "reaches 0.05, or half of it where the posterior has at least half of the prior's "
        "sd and the likelihood moves it less. A likelihood with more weight knows each "
        "group better, but knows of no more groups: of the mean and the spread of a "
        "population with few groups a small number there does not say that the prior "
        "decides, nor a large one that the data do.",
        "es": "Cuánto se mueve el posterior, por cada duplicación, cuando el prior o la "
        "verosimilitud se eleva a una potencia algo mayor o menor que 1 (power-scaling; "
        "Kallioinen et al. 2024). Es una medida local: habla de un prior algo más fuerte o "
        "más débil de la misma forma, no de otro prior. Un parámetro se apoya en su prior "
        "si ese número llega a 0,05, o a la mitad si el posterior conserva al menos la "
        "mitad del desvío estándar del prior y la verosimilitud lo mueve menos. Una "
        "verosimilitud con más peso conoce mejor cada grupo, pero no conoce más grupos: "
        "para la media y la dispersión de una población con pocos grupos, un número chico "
        "ahí no dice que decida el prior, ni uno grande que decidan los datos.",
    },
}

# Word -> what it means on this page.
GLOSSARY = (
    (
        {"en": "group, population", "es": "grupo, población"},
        {
            "en": "What comes again in a table (a county, a runner, a coin), and the "
            "distribution from which the groups are taken to come.",
            "es": "Lo que se repite en una tabla (un condado, un corredor, una moneda), y la "
            "distribución de la que se supone que vienen los grupos.",
        },
    ),
    (
        {
            "en": "complete, no and partial pooling",
            "es": "pooling completo, no pooling, partial pooling",
        },
        {
            "en": "One value for all groups; a value for each from its own data alone; a value "
            "for each that is informed by the others, through a population learned from all.",
            "es": "Un valor para todos los grupos; un valor para cada uno solo con sus propios "
            "datos; un valor para cada uno informado por los demás, por medio de una población "
            "que se aprende de todos.",
        },
    ),
    (
        {"en": "fixed regularisation", "es": "regularización fija"},
        {
            "en": "A value for each group, held near one point by a prior that was chosen and "
            "not learned.",
            "es": "Un valor para cada grupo, retenido cerca de un punto por un prior elegido y "
            "no aprendido.",
        },
    ),
    (
        {"en": "shrinkage, pooling factor", "es": "shrinkage, factor de pooling"},
        {
            "en": "The move of an estimate from no pooling toward the population, and the "
            "weight of the population in it: 0 alone, 1 all alike.",
            "es": "El camino de una estimación desde no pooling hacia la población, y el peso "
            "de la población en ella: 0 solo, 1 todos iguales.",
        },
    ),
    (
        {"en": "prior, likelihood, posterior", "es": "prior, verosimilitud, posterior"},
        {
            "en": "What was taken to be known of a number before the data; how probable the "
            "data are for each value of it; what is known of it after.",
            "es": "Lo que se daba por conocido de un número antes de los datos; qué tan "
            "probables son los datos para cada valor; lo que se sabe de él después.",
        },
    ),
    (
        {"en": "κ, ω, π", "es": "κ, ω, π"},
        {
            "en": "Of coins and the like: how alike they are (chosen, not learned), the value "
            "that is most common among them, and the probability of one of them.",
            "es": "De monedas y afines: cuánto se parecen (elegido, no aprendido), el valor "
            "más común entre ellas y la probabilidad de una de ellas.",
        },
    ),
    (
        {"en": "NUTS, draws", "es": "NUTS, muestras"},
        {
            "en": "The sampler that Stan uses, and the values that it takes from the "
            "posterior. Exact means computed without it.",
            "es": "El muestreador que usa Stan, y los valores que toma del posterior. Exacto "
            "quiere decir calculado sin él.",
        },
    ),
    (
        {"en": "elpd", "es": "elpd"},
        {
            "en": "How well a model predicts data left out, as a sum of log densities: only "
            "differences count, beside their standard error.",
            "es": "Qué tan bien predice un modelo datos dejados afuera, como suma de "
            "log-densidades: solo cuentan las diferencias, junto con su error estándar.",
        },
    ),
)

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
    "chosen kappa decides": (
        {
            "en": "κ says how alike the groups are. Here it is a number of the configuration, "
            "nobody learned it from the data, and half of it or its double would move the "
            "probability of a group noticeably. No test of the priors that the program has "
            "sees this.",
            "es": "κ dice cuánto se parecen los grupos. Aquí es un número de la "
            "configuración, nadie lo aprendió de los datos, y su mitad o su doble movería de "
            "forma apreciable la probabilidad de un grupo. Ninguna prueba de los priors que "
            "tiene el programa lo ve.",
        },
        {
            "en": "Report κ with every number that comes from it, say why it has this value, "
            "and show what other values give.",
            "es": "Informe κ junto con cada número que salga de él, diga por qué vale eso y "
            "muestre qué dan otros valores.",
        },
    ),
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
MISSING = {
    "explore": {
        "en": "the figure that the reader can move",
        "es": "la figura que el lector puede mover",
    },
    "comparison": {
        "en": "the comparison of the models",
        "es": "la comparación de los modelos",
    },
    "sharing": {"en": "the pooling factor", "es": "el factor de pooling"},
    "pairs": {
        "en": "the ranks of the groups, and how any two of them compare",
        "es": "los rangos de los grupos y la comparación de a dos",
    },
    "sensitivity": {
        "en": "the weight of the prior",
        "es": "el peso del prior",
    },
    "prior_predictive": {
        "en": "the check of the predictions before the data",
        "es": "la comprobación de las predicciones antes de los datos",
    },
    "posterior_predictive": {
        "en": "the check of the predictions after the data",
        "es": "la comprobación de las predicciones después de los datos",
    },
    "predictive_new_group": {
        "en": "the predictions for a new group",
        "es": "las predicciones para un grupo nuevo",
    },
    "exact_facts": {"en": "the exact answer", "es": "la respuesta exacta"},
    "agreement": {
        "en": "the comparison with the exact answer",
        "es": "la comparación con la respuesta exacta",
    },
    "unused": {
        "en": "the columns that are not used",
        "es": "las columnas que no se usan",
    },
    "published": {
        "en": "the values of the literature",
        "es": "los valores de la literatura",
    },
    "figure": {"en": "the figure", "es": "la figura"},
}

TEXT = {
    "missing": {"en": "What is missing, and why", "es": "Qué falta y por qué"},
    "not_computed": {"en": "not computed, because", "es": "no se calculó, porque"},
    "rests_on_failed": {
        "en": "Not judged, because it rests on a fit that failed its checks.",
        "es": "Sin juzgar, porque se apoya en un ajuste que no superó las "
        "comprobaciones.",
    },
    "fault": {
        "en": "This is a fault of the program; what happened stands in",
        "es": "Es un error del programa; lo que ocurrió está en",
    },
    "faults": {
        "en": "Faults of the program: {count}. What they have prevented is listed on "
        "this page.",
        "es": "Errores del programa: {count}. Lo que han impedido se enumera en esta "
        "página.",
    },
    "title": {
        "en": "Pooling: the report of a run",
        "es": "Pooling: informe de una ejecución",
    },
    "run": {"en": "Run", "es": "Ejecución"},
    "summary": {"en": "How it was checked", "es": "Cómo se comprobó"},
    "which": {"en": "which", "es": "cuáles"},
    "verdicts_of_all": {"en": "All verdicts", "es": "Todos los veredictos"},
    "reading_key": {
        "en": "Each question is about groups, and answered by a model in which they inform "
        "each other as far as the data say (partial pooling). Estimates are posterior means. "
        "Behind each, in brackets, is the interval in which the number lies with probability "
        "0.9, given the data and the model. In the small pictures every group goes from what "
        "its own data say (blue, above) to its estimate with the others (green, below; bars "
        "are intervals of 90%). A question mark says what the data do not "
        "settle, an exclamation mark what the models leave out.",
        "es": "Cada pregunta trata de grupos, y la responde un modelo en el que se informan "
        "unos a otros tanto como digan los datos (partial pooling). Las estimaciones son "
        "medias del posterior. Detrás de cada una, entre paréntesis, está el intervalo en el "
        "que queda el número con probabilidad 0,9, dados los datos y el modelo. En los dibujos "
        "cada grupo va de lo que dicen sus propios datos (azul, arriba) a su estimación junto "
        "con los demás (verde, abajo; las barras son intervalos del 90\u202f%). Un signo de "
        "pregunta dice qué no definen los datos; uno de exclamación, qué dejan afuera los "
        "modelos.",
    },
    "flagged_in_full": {
        "en": "The other models are shown for contrast; of those with a learned population "
        "these are flagged:",
        "es": "Los demás modelos se muestran como contraste; de los que tienen una población "
        "aprendida llevan una alerta:",
    },
    "words_of_report": {"en": "Words", "es": "Palabras"},
    "play": {"en": "To play with", "es": "Para probar"},
    "played": {
        "en": "Further above:",
        "es": "Más arriba:",
    },
    "strip": {
        "en": "{what}: each group alone, from {own_low} to {own_high}; with pooling, from "
        "{pooled_low} to {pooled_high}.",
        "es": "{what}: cada grupo por separado, de {own_low} a {own_high}; con pooling, de "
        "{pooled_low} a {pooled_high}.",
    },
    "strip_observed": {"en": "observed", "es": "observado"},
    "strip_own": {"en": "separately", "es": "separados"},
    "strip_pooled": {"en": "pooled", "es": "con pooling"},
    "glossary": {"en": "Glossary", "es": "Glosario"},
    "how_parts": {"en": "How to read each part", "es": "Cómo leer cada parte"},
    "how_figures": {"en": "How to read the figures", "es": "Cómo leer las figuras"},
    "how_figure": {"en": "How to read it", "es": "Cómo leerla"},
    "answers": {"en": "What was found", "es": "Qué se encontró"},
    "answer": {"en": "Answer", "es": "Respuesta"},
    "rows_and_groups": {
        "en": "rows: {rows}, groups: {groups}",
        "es": "filas: {rows}, grupos: {groups}",
    },
    "unreliable_answer": {
        "en": "Not to be relied on: these fits failed:",
        "es": "No es confiable: estos ajustes fallaron:",
    },
    "cite": {"en": "How to cite it", "es": "Cómo citarlo"},
    "cite_version": {"en": "Version", "es": "Versión"},
    "cite_type": {"en": "[Software]", "es": "[Programa informático]"},
    "flags": {"en": "What the flags mean", "es": "Qué significan las señales"},
    "do": {"en": "What to do.", "es": "Qué hacer."},
    "found": {"en": "what was found", "es": "qué se encontró"},
    "kept": {"en": "chains, draws of each", "es": "cadenas, muestras de cada una"},
    "how_to_read": {"en": "How to read this part", "es": "Cómo leer esta parte"},
    "figure_target": {
        "en": "To draw this figure again",
        "es": "Para volver a dibujar esta figura",
    },
    "numbers_from": {
        "en": "Where these numbers come from",
        "es": "De dónde salen estos números",
    },
    "curve": {
        "en": "Density of the prior; 90\u202f% of it lies between {low} and {high}.",
        "es": "Densidad a priori; el 90\u202f% queda entre {low} y {high}.",
    },
    "prior_given": {
        "en": "given in the configuration",
        "es": "dado en la configuración",
    },
    "prior_default": {"en": "default", "es": "por defecto"},
    "prior_scaled": {
        "en": "default, scaled by this table",
        "es": "por defecto, en la escala de esta tabla",
    },
    "before_scaled": {
        "en": "The configuration does not give all priors, and the default ones are scaled by "
        "the mean and the standard deviation of this table: of these the check has seen the "
        "table once already, and hardly can find them in conflict with it.",
        "es": "La configuración no da todos los priors, y los que van por defecto toman su "
        "escala de la media y el desvío estándar de esta tabla: con ellos la comprobación ya "
        "vio una vez la tabla, y difícilmente los encuentre en conflicto con ella.",
    },
    "within": {"en": "90%: {range}", "es": "90\u202f%: {range}"},
    "the_graph": {"en": "The model as a graph", "es": "El modelo como grafo"},
    "sampler_figures": {
        "en": "Figures of the sampler",
        "es": "Gráficos del muestreo",
    },
    "of_population": {"en": "The population", "es": "La población"},
    "not_sampled": {
        "en": "Nothing is sampled here: the likelihood is maximised, so that there is no "
        "posterior and no sampler to check.",
        "es": "Aquí no se muestrea nada: se maximiza la verosimilitud, de modo que no "
        "hay posterior ni muestreador que comprobar.",
    },
    "all_claims": {
        "en": "All claims, with their thresholds and the reasons for them",
        "es": "Todas las afirmaciones, con sus umbrales y los motivos",
    },
    "contents": {"en": "Contents", "es": "Contenido"},
    "skip": {"en": "Skip to the content", "es": "Ir al contenido"},
    "overview": {"en": "All fits", "es": "Todos los ajustes"},
    "flagged": {
        "en": "Failed fits: {failed} of {fits}. The numbers and figures that depend on "
        "them are not to be relied on; each is marked.",
        "es": "Ajustes fallidos: {failed} de {fits}. Los números y las figuras que "
        "dependen de ellos no son confiables; cada uno lleva una alerta.",
    },
    "unreliable": {
        "en": "This fit failed its checks: do not rely on these numbers.",
        "es": "Este ajuste no superó las comprobaciones: no confíe en estos números.",
    },
    "unreliable_figure": {
        "en": "A fit shown here failed its checks:",
        "es": "Un ajuste que se muestra aquí no superó las comprobaciones:",
    },
    "model": {"en": "model", "es": "modelo"},
    "verdict": {"en": "verdict", "es": "veredicto"},
    "colophon": {"en": "What made this run", "es": "Con qué se hizo esta ejecución"},
    "seed": {"en": "Seed of the run", "es": "Semilla de la ejecución"},
    "sampling": {"en": "Sampling", "es": "Muestreo"},
    "sampling_text": {
        "en": "{chains} chains of {warmup} warm-up and {draws} kept draws, target "
        "acceptance {adapt_delta}, unless a fit says otherwise",
        "es": "{chains} cadenas de {warmup} iteraciones de calentamiento y {draws} "
        "muestras guardadas, aceptación objetivo {adapt_delta}, salvo que un ajuste "
        "diga otra cosa",
    },
    "toolchain": {"en": "Toolchain", "es": "Herramientas"},
    "versions": {"en": "Versions", "es": "Versiones"},
    "cost": {"en": "Cost", "es": "Costo"},
    "cost_page": {
        "en": "a page of its own, beside this one",
        "es": "en una página propia, junto a esta",
    },
    "source": {"en": "Source", "es": "Origen"},
    "source_configuration": {
        "en": "counts in the configuration",
        "es": "recuentos de la configuración",
    },
    "source_simulated": {
        "en": "simulated, so the truth is known",
        "es": "simulados: se conoce la verdad",
    },
    "rows": {"en": "Rows", "es": "Filas"},
    "rows_text": {
        "en": "{used} modelled of {read} read",
        "es": "leídas: {read}; modeladas: {used}",
    },
    "rows_dropped": {
        "en": "{dropped} dropped ({share}): a cell of {columns} is empty there",
        "es": "{dropped} descartadas ({share}): una celda de {columns} está vacía",
    },
    "or": {"en": "or", "es": "o"},
    "yes": {"en": "yes", "es": "sí"},
    "no": {"en": "no", "es": "no"},
    "group": {"en": "Groups", "es": "Grupos"},
    "groups_text": {"en": "{groups}, by {group}", "es": "{groups}, por {group}"},
    "groups_dropped": {
        "en": "without a row left",
        "es": "sin ninguna fila restante",
    },
    "table_remark": {"en": "Remark", "es": "Observación"},
    "centre": {"en": "Centre of {x}", "es": "Centro ({x})"},
    "column": {"en": "column", "es": "columna"},
    "y": {"en": "Outcome", "es": "Respuesta"},
    "x": {"en": "Predictor", "es": "Predictor"},
    "colour": {"en": "Marked in the figures", "es": "Marcado en las figuras"},
    "N": {"en": "Trials", "es": "Ensayos"},
    "table_used": {"en": "The table", "es": "La tabla"},
    "formula": {"en": "Formula", "es": "Fórmula"},
    "priors": {"en": "Priors", "es": "Priors"},
    "known": {"en": "Known beforehand", "es": "Conocido de antemano"},
    "program": {"en": "Stan program", "es": "Programa de Stan"},
    "value": {"en": "value", "es": "valor"},
    "threshold": {"en": "threshold", "es": "umbral"},
    "remedy": {"en": "What to do:", "es": "Qué hacer:"},
    "tree_depth": {
        "en": "NUTS trajectories with ten or more doublings (over 1000 steps): "
        "{value}; deepest tree: {largest}",
        "es": "trayectorias de NUTS con diez o más duplicaciones (más de 1000 pasos): "
        "{value}; árbol más profundo: {largest}",
    },
    "collapsed": {
        "en": "the program sees the table as sufficient statistics; effects of groups are "
        "integrated out of it and drawn afterwards, given what was sampled. The posterior "
        "is the same, and takes less time.",
        "es": "el programa ve la tabla como estadísticos suficientes; los efectos de "
        "los grupos se integran analíticamente y se muestrean después, dado lo ya "
        "muestreado. El posterior es el mismo y lleva menos tiempo.",
    },
    "thinned": {
        "en": "Each chain took {taken} draws, of which one in {thin} is kept, {kept} in all, "
        "so that the file of draws stays small. Divergences and energies are those of all "
        "draws.",
        "es": "Cada cadena tomó {taken} muestras, de las que se guarda una de cada {thin}, "
        "{kept} en total, para que el archivo de muestras sea pequeño. Las divergencias "
        "y energías son las de todas.",
    },
    "by_chance": {
        "en": f"With many parameters and few draws of each, the largest {R_HAT} lies "
        "further from 1 by chance alone; where that is so, its cell says how far.",
        "es": f"Con muchos parámetros y pocas muestras de cada uno, el mayor {R_HAT} "
        "se aleja más de 1 por puro azar; en ese caso, su celda dice hasta dónde.",
    },
    "long_trajectories": {
        "en": "Long trajectories cost time but are not a failure.",
        "es": "Las trayectorias largas llevan tiempo, pero no son un error.",
    },
    "parameter": {"en": "parameter", "es": "parámetro"},
    "mean": {"en": "mean", "es": "media"},
    "exact_mean": {"en": "exact mean", "es": "media exacta"},
    "sd": {"en": "sd", "es": "DE"},
    "exact_sd": {"en": "exact sd", "es": "DE exacto"},
    "q5": {"en": "5%", "es": "5\u202f%"},
    "q50": {"en": "50%", "es": "50\u202f%"},
    "q95": {"en": "95%", "es": "95\u202f%"},
    "mcse_mean": {"en": "MCSE", "es": "MCSE"},
    "ess_bulk": {"en": "bulk ESS", "es": "ESS central"},
    "ess_tail": {"en": "tail ESS", "es": "ESS de colas"},
    "r_hat": {"en": R_HAT, "es": R_HAT},
    "fits": {"en": "Fits", "es": "Ajustes"},
    "exact_answers": {"en": "Exact answers", "es": "Respuestas exactas"},
    "exact": {"en": "exact answer", "es": "respuesta exacta"},
    "largest_z": {"en": "largest z", "es": "mayor z"},
    "of": {"en": "of", "es": "de"},
    "density": {"en": "density, largest deviation", "es": "densidad, mayor desviación"},
    "grid_error": {"en": "error, in sds", "es": "error, en DE"},
    "edge_mass": {"en": "mass at the edges", "es": "masa en los bordes"},
    "because": {"en": "Not computed:", "es": "No calculado:"},
    "comparison": {
        "en": "Which model predicts best?",
        "es": "¿Qué modelo predice mejor?",
    },
    "elpd": {"en": "elpd", "es": "elpd"},
    "se": {"en": "se", "es": "e.\u00a0e."},
    "elpd_diff": {"en": "difference from the best", "es": "diferencia con el mejor"},
    "se_diff": {"en": "se of the difference", "es": "e.\u00a0e. de la diferencia"},
    "p_loo": {
        "en": "effective number of parameters (p_loo)",
        "es": "número efectivo de parámetros (p_loo)",
    },
    "k_bad": {
        "en": "replaced (k\u00a0>\u00a00.7)",
        "es": "reemplazadas (k\u00a0>\u00a00,7)",
    },
    "method": {"en": "method", "es": "método"},
    "sharing": {
        "en": "How much do the groups share?",
        "es": "¿Cuánto comparten los grupos?",
    },
    "sharing_text": {
        "en": "The pooling factor, averaged over the groups, with the interval that holds "
        "90\u202f% of its posterior: 0 where each group stands alone, 1 where all are "
        "one. Lines have one for the intercept and one for the slope. What is grey was not "
        "learned: it follows from a κ that the configuration fixes.",
        "es": "El factor de pooling, promediado sobre los grupos, con el intervalo que "
        "contiene el 90\u202f% de su posterior: 0 si cada grupo va por su cuenta, 1 si todos "
        "son uno. Las rectas tienen uno para la ordenada al origen y otro para la "
        "pendiente. Lo que está en gris no se aprendió: se sigue de un κ que fija la "
        "configuración.",
    },
    "sharing_alone": {
        "en": "A single group has no others to share with: what its estimate does not owe "
        "to its own data comes from the prior.",
        "es": "Un solo grupo no tiene con quién compartir: lo que su estimación no debe a "
        "sus propios datos viene del prior.",
    },
    "range_by_size": {
        "en": "{factor_least} (n\u202f=\u202f{size_least}) to {factor_most} "
        "(n\u202f=\u202f{size_most})",
        "es": "{factor_least} (n\u202f=\u202f{size_least}) a {factor_most} "
        "(n\u202f=\u202f{size_most})",
    },
    "measured": {"en": "How it is measured", "es": "Cómo se mide"},
    "by_size": {"en": "By the size of the group", "es": "Según el tamaño del grupo"},
    "group_count": {"en": "groups: {count}", "es": "grupos: {count}"},
    "size": {"en": "observations or trials", "es": "observaciones o ensayos"},
    "factor": {"en": "pooling factor", "es": "factor de pooling"},
    "factor_head": {"en": "factor", "es": "factor"},
    "interval": {"en": "{low} to {high}", "es": "{low} a {high}"},
    "is_known": {"en": "fixed, with κ", "es": "fijo, con κ"},
    "known_because": {"en": "fixed, with κ", "es": "fijo, con κ"},
    "interval_head": {"en": "90% interval", "es": "intervalo del 90\u202f%"},
    "analysis": {"en": "analysis", "es": "análisis"},
    "scale_low": {"en": "0 no pooling", "es": "0 no pooling"},
    "scale_high": {"en": "complete 1", "es": "completo 1"},
    "prior_checks": {
        "en": "Expected before the data",
        "es": "Lo esperado antes de los datos",
    },
    "predictive_checks": {
        "en": "Predictive checks",
        "es": "Comprobaciones predictivas",
    },
    "prior_weight": {
        "en": "Weight of the prior",
        "es": "Peso del prior",
    },
    "test": {"en": "test", "es": "prueba"},
    "observed": {"en": "observed", "es": "observado"},
    "replicated": {
        "en": "replicated, 90% interval",
        "es": "replicado, intervalo del 90\u202f%",
    },
    "p_value": {"en": "p", "es": "p"},
    "worst_groups": {
        "en": "Groups that stand out most",
        "es": "Grupos que más destacan",
    },
    "new_group": {"en": "A new group", "es": "Un grupo nuevo"},
    "new_one": {"en": "a new {group}", "es": "un grupo nuevo ({group})"},
    "size_of": {"en": "size {count}", "es": "tamaño {count}"},
    "trials_of": {"en": "of {count} ({trial})", "es": "de {count} ({trial})"},
    "prediction": {"en": "prediction for", "es": "predicción para"},
    "log_of": {
        "en": "natural logarithm of {original}",
        "es": "logaritmo natural de {original}",
    },
    "decisive": {"en": "Threshold", "es": "Umbral"},
    "group_size": {"en": "observations", "es": "observaciones"},
    "geometric_mean": {
        "en": "geometric mean, {original}",
        "es": "media geométrica, {original}",
    },
    "geometric_mean_text": {
        "en": "The geometric mean is e to the power of the mean: the median of a group, as "
        "the model has it, and less than its arithmetic mean.",
        "es": "La media geométrica es e elevado a la media: según el modelo es la mediana "
        "de un grupo, y es menor que su media aritmética.",
    },
    "median_of": {"en": "median, {original}", "es": "mediana, {original}"},
    "interval_of": {
        "en": "90% interval, {original}",
        "es": "intervalo del 90\u202f%, {original}",
    },
    "one_observation": {"en": "one observation of", "es": "una observación de"},
    "rate_of": {"en": "{probability} of", "es": "{probability} de"},
    "chance_above": {
        "en": "chance to be above: {threshold}",
        "es": "probabilidad de superar: {threshold}",
    },
    "leans": {
        "en": "These parameters lean on their prior, so that a somewhat stronger or weaker "
        "one would move them:",
        "es": "Estos parámetros se apoyan en su prior, de modo que uno algo más fuerte o "
        "más débil los movería:",
    },
    "leans_not": {
        "en": "No parameter of the population leans on its prior.",
        "es": "Ningún parámetro de la población se apoya en su prior.",
    },
    "given_chosen": {
        "en": "All of this given κ\u202f=\u202f{value}, which was chosen and not learned:",
        "es": "Todo esto dado κ\u202f=\u202f{value}, que se eligió y no se aprendió:",
    },
    "chosen_moves": {
        "en": "with {values} a group's probability moves by up to {largest} posterior sds "
        "(noticeable from {threshold} on).",
        "es": "con {values} la probabilidad de un grupo se mueve hasta {largest} desvíos "
        "estándar del posterior (apreciable desde {threshold}).",
    },
    "chosen_and_prior": {
        "en": "Halved and doubled alike, κ moves a parameter by up to {number} sds and the "
        "power of the prior by up to {prior}.",
        "es": "A la mitad y al doble, κ mueve un parámetro hasta {number} desvíos estándar "
        "y la potencia del prior, hasta {prior}.",
    },
    "chosen_table": {
        "en": "Exact posterior means at other values of κ",
        "es": "Medias exactas del posterior con otros valores de κ",
    },
    "chosen_move": {
        "en": "largest move, in sds",
        "es": "mayor cambio, en desvíos estándar",
    },
    "leaning_groups": {
        "en": "Parameters of single groups that lean on their prior: {leaning} of "
        "{checked}.",
        "es": "Parámetros de grupos que se apoyan en su prior: {leaning} de {checked}.",
    },
    "weights_unreliable": {
        "en": "The importance weights behind these numbers are not reliable "
        "(Pareto k above 0.7).",
        "es": "Los pesos de importancia de estos números no son confiables (k de "
        "Pareto mayor que 0,7).",
    },
    "to_prior": {"en": "to the prior", "es": "al prior"},
    "to_likelihood": {"en": "to the likelihood", "es": "a la verosimilitud"},
    "diagnosis": {"en": "diagnosis", "es": "diagnóstico"},
    "sampled": {
        "en": "The table is large: a random sample of {taken} of {of} was left out one by "
        "one, and the standard errors hold the error of the sample.",
        "es": "La tabla es grande: se dejó fuera, uno a uno, una muestra aleatoria de "
        "{taken} de {of}, y los errores estándar incluyen el error de la muestra.",
    },
    "some_nodes": {
        "en": "{model}: the table is large, so each observation was left out at {nodes} of "
        "the {of} nodes of the exact posterior, which stand for all of them.",
        "es": "{model}: la tabla es grande, así que cada observación se dejó fuera en "
        "{nodes} de los {of} nodos del posterior exacto, que representan a todos.",
    },
    "remark": {
        "en": "{model}: {share} of its difference comes from {observations} "
        "observations in {groups} groups. Once one of them is left out, its group has "
        "too few rows left, and there the prior decides, not the data.",
        "es": "{model}: el {share} de su diferencia proviene de {observations} "
        "observaciones en {groups} grupos. Al omitir una de ellas, a su grupo le quedan "
        "muy pocas filas, y ahí decide el prior, no los datos.",
    },
    "carried": {
        "en": "{model}: {group} alone makes {difference} of the {of} nats of its difference "
        "from the best ({share}); without it the difference would be {without}.",
        "es": "{model}: un solo grupo, {group}, hace {difference} de los {of} nats de su "
        "diferencia con el mejor ({share}); sin él, la diferencia sería {without}.",
    },
    "carried_against": {
        "en": "{model}: it predicts {group} better than the best model does, by {difference} "
        "nats, {share} of its difference of {of} and the other way; without this group the "
        "difference would be {without}.",
        "es": "{model}: predice un grupo, {group}, mejor que el mejor modelo, por "
        "{difference} nats, el {share} de su diferencia de {of} y en el otro sentido; sin "
        "ese grupo, la diferencia sería {without}.",
    },
    "group_comparison": {
        "en": "Which model predicts a new group best?",
        "es": "¿Qué modelo predice mejor un grupo nuevo?",
    },
    "single_row": {
        "en": "Each group is one row: to leave it out is to leave out its row, so the sums "
        "are those of the comparison above.",
        "es": "Cada grupo es una sola fila: omitirlo es omitir su fila, así que las sumas son "
        "las de la comparación anterior.",
    },
    "claims": {"en": "The claims", "es": "Las afirmaciones"},
    "claim": {"en": "claim {number}", "es": "afirmación {number}"},
    "claims_code": {
        "en": "Does the code do what the model says?",
        "es": "¿Hace el código lo que dice el modelo?",
    },
    "claims_model": {
        "en": "What the model does here: findings",
        "es": "Qué hace aquí el modelo: resultados",
    },
    "claims_data": {
        "en": "What the data say: findings",
        "es": "Qué dicen los datos: resultados",
    },
    "unused": {
        "en": "Columns that were not used",
        "es": "Columnas que no se usaron",
    },
    "claims_taught": {
        "en": "Statements about hierarchical models, of the lecture or, where it says so, "
        "added by this program to test them, computed and judged in every run.",
        "es": "Afirmaciones sobre modelos jerárquicos, de la clase o, donde se dice, "
        "agregadas por este programa para ponerlos a prueba, calculadas y juzgadas en cada "
        "ejecución.",
    },
    "claims_own": {
        "en": "Statements about hierarchical models, computed and judged on your data.",
        "es": "Afirmaciones sobre modelos jerárquicos, calculadas y juzgadas con sus datos.",
    },
    "claims_text": {
        "en": "They are of three kinds. Some follow from the model: failing one is a fault of "
        "the program. Some show what the model does here, with the settings that were "
        "chosen; they could hardly come out otherwise. The others say what the data say, and "
        "could have come out otherwise. A number within its error of the threshold settles "
        "nothing.",
        "es": "Son de tres clases. Unas se siguen del modelo: si una no se cumple, "
        "falla el programa. Otras muestran qué hace aquí el modelo, con la configuración "
        "elegida; difícilmente podrían resultar de otro modo. Las demás dicen lo que dicen "
        "los datos, y podrían haber resultado de otro modo. Un número que dista del umbral "
        "menos que su error no define nada.",
    },
    "numbers": {"en": "numbers", "es": "números"},
    "unreliable_claims": {
        "en": "Fits of this run failed their checks; a claim that reads them cannot be "
        "relied on:",
        "es": "Hay ajustes de esta ejecución que no superaron las comprobaciones; una "
        "afirmación que los lee no es confiable:",
    },
    "published": {
        "en": "Compared with the literature",
        "es": "Comparación con la literatura",
    },
    "published_text": {
        "en": "Published values and the means and sds of our posteriors. The difference "
        "is theirs minus ours, in our sds.",
        "es": "Valores publicados y las medias y desvíos estándar de nuestros "
        "posteriors. La diferencia es el valor publicado menos el "
        "nuestro, en nuestros desvíos estándar.",
    },
    "published_value": {"en": "published", "es": "publicado"},
    "ours": {"en": "ours", "es": "nuestro"},
    "difference": {"en": "difference, in sds", "es": "diferencia, en DE"},
    "source_of": {"en": "source", "es": "fuente"},
}


def in_language(words: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    """Keep one language of a table of words.

    Parameters
    ----------
    words : dict
        Key -> language -> text.
    language : {"en", "es"}
        The language to keep.

    Returns
    -------
    dict of str
    """
    return {key: pair[language] for key, pair in words.items()}
