"""The prose of the report, each piece once, in both languages."""

from __future__ import annotations

MODELS = {
    "complete_pooling": {"en": "Complete pooling", "es": "Agrupamiento completo"},
    "no_pooling": {"en": "No pooling", "es": "Sin agrupamiento"},
    "regularised": {"en": "Fixed regularisation", "es": "Regularización fija"},
    "partial_pooling": {"en": "Partial pooling", "es": "Agrupamiento parcial"},
    "fixed_mode": {"en": "Known mode", "es": "Moda conocida"},
    "maximum_likelihood": {"en": "Maximum likelihood", "es": "Máxima verosimilitud"},
}

DEGREES = {
    "complete": {"en": "one value for all", "es": "un valor para todos"},
    "none": {"en": "each for itself", "es": "cada uno por su cuenta"},
    "fixed": {"en": "fixed prior", "es": "distribución a priori fija"},
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
    "prior_checks": ("plausible", "wide", "in conflict", "not judged"),
    "predictive_checks": ("passed", "flagged", "not informative", "not judged"),
    "prior_weight": ("data decide", "leans on the prior", "not judged"),
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
    "flagged": {"en": "flagged", "es": "señalado"},
    "not informative": {"en": "not informative", "es": "sin información"},
    "plausible": {"en": "plausible", "es": "plausible"},
    "wide": {"en": "very wide", "es": "muy amplio"},
    "in conflict": {"en": "in conflict", "es": "en conflicto"},
    "data decide": {"en": "the data decide", "es": "deciden los datos"},
    "leans on the prior": {
        "en": "leans on the prior",
        "es": "se apoya en la distribución a priori",
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
    "in conflict": "bad",
    "data decide": "good",
    "leans on the prior": "neutral",
    "not judged": "bad",
    "supported": "good",
    "at fault": "bad",
    "not supported": "neutral",
    "not settled": "neutral",
    "not judgeable here": "neutral",
    "not judged for a fault": "bad",
}

SENSITIVITIES = {
    "none": {"en": "the data decide", "es": "deciden los datos"},
    "strong prior": {
        "en": "the prior counts, the data less",
        "es": "pesa la distribución a priori; los datos, menos",
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
# After the name of a column that was not used; what it is tested against.
UNUSED = {
    "residuals": {
        "en": "explains {share} of the variance that partial pooling leaves over, and is "
        "in no model here.",
        "es": "explica el {share} de la varianza que deja el modelo de agrupamiento "
        "parcial, y no está en ningún modelo.",
    },
    "units": {
        "en": "explains {share} of the variance between the groups' estimates, and is in "
        "no model here: the groups differ in something that is known.",
        "es": "explica el {share} de la varianza entre las estimaciones de los grupos, y "
        "no está en ningún modelo: los grupos difieren en algo que se conoce.",
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
        "en": "Best at predicting: {close}. Each difference from it reaches two of its "
        "standard errors.",
        "es": "El que mejor predice: {close}. Cada diferencia con él llega a dos de sus "
        "errores estándar.",
    },
    "partly_apart": {
        "en": "Predicting less well, by two standard errors of the difference or more: "
        "{worse}. The data do not tell the others apart: {close}.",
        "es": "Predicen peor, por dos errores estándar de la diferencia o más: {worse}. "
        "Los datos no distinguen los demás: {close}.",
    },
}

# Columns of counts that the configuration gives.
COLUMNS = {
    "N": {"en": "trials", "es": "ensayos"},
    "y": {"en": "successes", "es": "éxitos"},
    "group": {"en": "coin", "es": "moneda"},
}

# Heading of each part of an analysis' story.
PARTS = {
    "data": {"en": "The data", "es": "Los datos"},
    "models": {"en": "The models", "es": "Los modelos"},
    "before": {
        "en": "Before the data: what the priors expect",
        "es": "Antes de los datos: qué esperan las distribuciones a priori",
    },
    "checks": {"en": "Did the sampler work?", "es": "¿Funcionó el muestreo?"},
    "posterior": {
        "en": "After the data: the posterior",
        "es": "Después de los datos: la distribución a posteriori",
    },
    "shrinkage": {"en": "What pooling does", "es": "Qué hace el agrupamiento"},
    "exact": {
        "en": "Beside the exact answers",
        "es": "Junto a las respuestas exactas",
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
        "es": "¿Cuánto pesa la distribución a priori?",
    },
    "claims": {
        "en": "Claims judged on these data",
        "es": "Afirmaciones juzgadas con estos datos",
    },
    "further": {"en": "Further figures", "es": "Otras figuras"},
}

# How to read a part, told where it comes first on the page.
READINGS = {
    "models": {
        "en": "A model is a formula, priors with the numbers of this run, and a Stan "
        "program that reads as the formula does. Normal(m, s) has standard deviation s, "
        "Exponential(r) has rate r, LKJ(η) is a distribution of correlation matrices. "
        "The curve beside a prior is its density; 90\u202f% of the prior lies in the "
        "shaded part, between the two numbers. Partial pooling and its like are shown in "
        "full; the other models are there to be compared with them.",
        "es": "Un modelo es una fórmula, unas distribuciones a priori con los números "
        "de esta ejecución y un programa de Stan que se lee como la fórmula. Normal(m; "
        "s) tiene desviación típica s, Exponencial(r) tiene tasa r, LKJ(η) es una "
        "distribución de matrices de correlación. La curva junto a una distribución a "
        "priori es su densidad; la parte sombreada, entre los dos números, contiene el "
        "90\u202f% de su probabilidad. El agrupamiento parcial y los modelos afines se "
        "muestran por extenso; los demás están para compararlos con ellos.",
    },
    "before": {
        "en": "The model makes up observations from its priors alone. Priors are "
        "plausible if little of what they make up is far from anything that could be "
        "measured, and if what was measured is within their reach. Very wide priors are "
        "meant to be so where nothing is to be pooled.",
        "es": "El modelo inventa observaciones solo con sus distribuciones a priori. Son "
        "plausibles si poco de lo que inventan queda lejos de cuanto podría medirse y si "
        "lo medido está a su alcance. Donde no se quiere agrupar nada, son muy amplias "
        "a propósito.",
    },
    "checks": {
        "en": "R-hat compares the chains with each other and nears 1 where they agree. "
        "ESS is the effective sample size, the number of independent draws that would "
        "be as informative: in the bulk, about the centre; in the tails, about the 5% "
        "and 95% quantiles. A divergence is a step that the sampler could not follow. "
        "E-BFMI, the Bayesian fraction of missing information, is low where the sampler "
        "moves too slowly between energies. Each number is the worst one of the fit.",
        "es": "R-hat compara las cadenas entre sí y se acerca a 1 cuando concuerdan. "
        "ESS es el tamaño efectivo de la muestra, el número de extracciones "
        "independientes que informarían lo mismo: el central, sobre el centro; el de "
        "las colas, sobre los cuantiles del 5\u202f% y del 95\u202f%. Una divergencia "
        "es un paso que el muestreador no pudo seguir. E-BFMI, la fracción bayesiana de "
        "información ausente, es bajo cuando el muestreador se mueve demasiado despacio "
        "entre energías. Cada número es el peor del ajuste.",
    },
    "posterior": {
        "en": "The exact mean and sd, computed without sampling, stand beside those of "
        "the draws. 5%, 50% and 95% are quantiles: 90\u202f% of the posterior lies "
        "between the outer two. MCSE is the Monte Carlo standard error of the mean; it "
        "shrinks with more draws, the sd does not.",
        "es": "La media y la desviación típica exactas, calculadas sin muestreo, "
        "acompañan a las de las extracciones. 5\u202f%, 50\u202f% y 95\u202f% son "
        "cuantiles: entre los dos extremos queda el 90\u202f% de la distribución a "
        "posteriori. MCSE es el error estándar de Monte Carlo de la media; disminuye "
        "con más extracciones, la desviación típica no.",
    },
    "shrinkage": {
        "en": "Shrinkage is the way from a group's own estimate to that of partial "
        "pooling, toward the population. The pooling factor says how far the groups go "
        "on it: 0 where each group stands for itself, 1 where all are one. Its interval "
        "holds 90\u202f% of its posterior.",
        "es": "La contracción es el camino desde la estimación propia de un grupo hasta "
        "la del agrupamiento parcial, hacia la población. El factor de agrupamiento "
        "dice cuánto de ese camino recorren los grupos: 0 si cada uno va por su cuenta, "
        "1 si todos son uno. Su intervalo contiene el 90\u202f% de su distribución a "
        "posteriori.",
    },
    "exact": {
        "en": "Each posterior is computed a second time without sampling. z is the "
        "difference between draws and exact value in Monte Carlo standard errors, the "
        "largest one of all means and sds. The density is what the program samples, set "
        "draw by draw against the formula written out independently; both may differ by "
        "a constant only, and the table gives the largest deviation from one. The last "
        "columns say how far the exact computation itself can be trusted.",
        "es": "Cada distribución a posteriori se calcula una segunda vez sin muestreo. "
        "z es la diferencia entre las extracciones y el valor exacto en errores "
        "estándar de Monte Carlo, la mayor de todas las medias y desviaciones típicas. "
        "La densidad es la que muestrea el programa, comparada extracción por "
        "extracción con la fórmula escrita de forma independiente; solo pueden diferir "
        "en una constante, y la tabla da la mayor desviación respecto de ella. Las "
        "últimas columnas dicen hasta qué punto es fiable el propio cálculo exacto.",
    },
    "after": {
        "en": "Tables that the fitted model makes up are set against the observed one. "
        "A p-value near 0 says that the observed number would be a rare one among "
        "theirs. New effects: the units of a made-up table are new ones of the "
        "population, because fitted effects follow the data and hide a misfit. PIT "
        "(probability integral transform): each observation is predicted from the "
        "others; if the model is right, the probabilities of staying below it are "
        "spread evenly. The level is shared among all tests of a fit (Bonferroni), so "
        "that a right model is rarely flagged.",
        "es": "Las tablas que inventa el modelo ajustado se comparan con la observada. "
        "Un valor p cercano a 0 dice que el número observado sería raro entre los "
        "suyos. Efectos nuevos: las unidades de la tabla inventada son otras de la "
        "población, porque los efectos ajustados siguen a los datos y ocultan un "
        "desajuste. PIT (transformada integral de probabilidad): cada observación se "
        "predice a partir de las demás; si el modelo es correcto, las probabilidades de "
        "quedar por debajo de ella se reparten por igual. El nivel se reparte entre "
        "todas las pruebas de un ajuste (Bonferroni), de modo que un modelo correcto "
        "rara vez se señala.",
    },
    "comparison": {
        "en": "elpd, the expected log predictive density, is estimated by the sum over "
        "observations of the log density that a model gives to each when it is fitted "
        "to the others; higher is better. PSIS, importance sampling with smoothed "
        "weights, takes it from the draws, and gives way to the exact value for each "
        "observation where Pareto k exceeds 0.7. Where a difference is smaller than 4 "
        "or observations are few, its standard error is itself rough.",
        "es": "elpd, la densidad predictiva logarítmica esperada, se estima con la "
        "suma, sobre las observaciones, del logaritmo de la densidad que un modelo da a "
        "cada una cuando se ajusta a las demás; cuanto más alto, mejor. PSIS, el "
        "muestreo por importancia con pesos suavizados, lo obtiene de las extracciones "
        "y cede el paso al valor exacto en cada observación cuyo k de Pareto supera "
        "0,7. Si una diferencia es menor que 4 o hay pocas observaciones, su error "
        "estándar también es aproximado.",
    },
    "group_comparison": {
        "en": "Here all rows of a group are left out at once and predicted from the other "
        "groups, its own effect integrated out: what a model knows of a group that it "
        "has never seen. Without pooling that is its prior alone.",
        "es": "Aquí se omiten a la vez todas las filas de un grupo y se predicen a partir "
        "de los demás, integrando su propio efecto: lo que un modelo sabe de un grupo que "
        "no ha visto nunca. Sin agrupamiento, eso es solo su distribución a priori.",
    },
    "prior": {
        "en": "How far the posterior moves when the prior, or the likelihood, is raised "
        "to a power a little above or below 1 (power-scaling). A parameter leans on its "
        "prior where that number reaches 0.05, or half of it and the prior moves the "
        "parameter more than the data do.",
        "es": "Cuánto se mueve la distribución a posteriori cuando la distribución a "
        "priori, o la verosimilitud, se eleva a una potencia algo mayor o menor que 1 "
        "(power-scaling). Un parámetro se apoya en su distribución a priori si ese "
        "número llega a 0,05, o a la mitad si además la distribución a priori lo mueve "
        "más que los datos.",
    },
}

# Flag -> what it means, and what to do: a verdict that is not a good one, or one of
# `OTHER_FLAGS`.
FLAGS = {
    "failed": (
        {
            "en": "The sampler has not shown that its draws come from the posterior. All "
            "numbers and figures of the fit depend on these draws, and each is marked; the "
            "exact values beside them do not.",
            "es": "El muestreador no ha demostrado que sus extracciones provengan de la "
            "distribución a posteriori. Todos los números y figuras del ajuste dependen "
            "de ellas, y cada uno está señalado; los valores exactos que los acompañan, "
            "no.",
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
            "es": "Las extracciones y la respuesta calculada sin muestreo difieren más de "
            "lo que explica el error de Monte Carlo, o el programa no muestrea la densidad "
            "que enuncia la fórmula. Una de las dos es errónea.",
        },
        {
            "en": "See first whether the fit failed its checks: mend that, and the rest "
            "may follow. If it passed, believe neither value: look at the error and at "
            "the mass at the edges in the table, and report it as a fault of Pooling.",
            "es": "Mire primero si el ajuste superó las comprobaciones: si no, corrija "
            "eso y quizá lo demás se arregle. Si las superó, no crea ninguno de los dos "
            "valores: mire en la tabla el error y la masa en los bordes, y comuníquelo "
            "como un fallo de Pooling.",
        },
    ),
    "not computed": (
        {
            "en": "The exact answer would take too long for this table, or is not defined; "
            "the reason stands below the table. The draws are not wrong for that, they "
            "only have nothing beside them.",
            "es": "La respuesta exacta costaría demasiado con esta tabla o no está "
            "definida; el motivo figura debajo de la tabla. No por eso son erróneas las "
            "extracciones: solo les falta con qué compararlas.",
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
            "en": "Much of what the priors make up is far from anything that could be "
            "measured. Without pooling that is meant: such priors are to say nothing.",
            "es": "Mucho de lo que inventan las distribuciones a priori queda lejos de "
            "cuanto podría medirse. Sin agrupamiento es a propósito: esas distribuciones no "
            "deben decir nada.",
        },
        {
            "en": "In a model with a population, give priors on the scale of the outcome in "
            "the configuration, and see whether the posterior moves.",
            "es": "En un modelo con población, ponga en la configuración distribuciones "
            "a priori en la escala de la respuesta y vea si la distribución a "
            "posteriori se mueve.",
        },
    ),
    "in conflict": (
        {
            "en": "More observations than should lie where the priors expect next to "
            "nothing: either the priors are mistaken or the data are (a unit, a decimal "
            "point).",
            "es": "Más observaciones de lo debido están donde las distribuciones a priori "
            "no esperan casi nada: o se equivocan estas o se equivocan los datos (una "
            "unidad, una coma decimal).",
        },
        {
            "en": "Check the units of the table first; then widen the prior or move it.",
            "es": "Compruebe primero las unidades de la tabla; después, amplíe la "
            "distribución a priori o desplácela.",
        },
    ),
    "flagged": (
        {
            "en": "Tables that the fitted model makes up differ from the observed one in "
            "what is marked with a cross. The model misses something of these data; its "
            "intervals may be too narrow or too wide.",
            "es": "Las tablas que inventa el modelo ajustado difieren de la observada en lo "
            "que está marcado con un aspa. Al modelo se le escapa algo de estos datos; sus "
            "intervalos pueden ser demasiado estrechos o demasiado anchos.",
        },
        {
            "en": "See in the figures what it is: an outlier, groups that differ in spread, "
            "a population of another shape. Complete pooling of groups that differ is "
            "flagged because it is wrong, and stands here to show it. Mend the model, not "
            "the threshold.",
            "es": "Vea en las figuras qué es: un valor atípico, grupos con distinta "
            "dispersión, una población de otra forma. El agrupamiento completo de grupos "
            "que difieren se señala porque es erróneo, y está aquí para mostrarlo. Corrija "
            "el modelo, no el umbral.",
        },
    ),
    "not informative": (
        {
            "en": "There was nothing to test: in all that is looked at, every table that "
            "the fitted model makes up is like the observed one.",
            "es": "No hubo nada que probar: en todo lo que se mira, cada tabla que inventa "
            "el modelo ajustado es como la observada.",
        },
        {
            "en": "It speaks neither for the model nor against it. More groups, or more "
            "rows in them, would make a test.",
            "es": "No habla ni a favor ni en contra del modelo. Con más grupos, o más filas "
            "en ellos, habría una prueba.",
        },
    ),
    "leans on the prior": (
        {
            "en": "A parameter of the population moves noticeably when its prior is made a "
            "little stronger or weaker. Few groups say little of the spread between them; "
            "there a prior counts. If the data count as well, the two may disagree.",
            "es": "Un parámetro de la población se mueve de forma apreciable cuando su "
            "distribución a priori se hace algo más fuerte o más débil. Pocos grupos dicen "
            "poco sobre la dispersión entre ellos; ahí la distribución a priori cuenta. Si "
            "los datos también cuentan, quizá no concuerden.",
        },
        {
            "en": "A strong prior is no fault where it is meant: then say so. Where it is "
            "not, give a wider one in the configuration, and report both.",
            "es": "Una distribución a priori fuerte no es un defecto si es intencionada: "
            "dígalo entonces. Si no lo es, ponga una más amplia en la configuración e "
            "informe de ambas.",
        },
    ),
    "at fault": (
        {
            "en": "A statement that follows from the model does not hold of the draws, by "
            "the bar that stands beside it: the program does not do what the model says.",
            "es": "Una afirmación que se sigue del modelo no se cumple en las muestras, "
            "según el umbral que figura al lado: el programa no hace lo que dice el modelo.",
        },
        {
            "en": "See first whether the fits passed their checks and agree with their "
            "exact answers; if they do, report it as a fault of Pooling.",
            "es": "Mire primero si los ajustes superaron las comprobaciones y concuerdan "
            "con sus respuestas exactas; si es así, comuníquelo como un fallo de Pooling.",
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
            "es": "Comuníquelo como un fallo de Pooling, con el registro que la corrida "
            "nombra en sus últimas líneas.",
        },
    ),
    "not supported": (
        {
            "en": "These data, under this model and these settings, say otherwise than the "
            "sentence, by the bar that stands beside it. This is a finding, not a fault: "
            "the sentences are those of a lecture, and no table has to agree with them.",
            "es": "Estos datos, con este modelo y esta configuración, dicen otra cosa que "
            "la frase, según el umbral que figura al lado. Es un resultado, no un fallo: "
            "las frases son las de una lección, y ninguna tabla tiene que darles la razón.",
        },
        {
            "en": "Read the numbers beside it: how far from the bar are they?",
            "es": "Lea los números que figuran al lado: ¿a qué distancia del umbral están?",
        },
    ),
    "not settled": (
        {
            "en": "The number lies within its own error of the bar: it may be so or not.",
            "es": "El número queda a menos de su propio error del umbral: puede ser así o "
            "no.",
        },
        {
            "en": "Where the error is that of the draws, raise sampling.draws; where it is "
            "that of the data, only more data tell.",
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
            "en": "Nothing, unless a fit failed: mend that fit first.",
            "es": "Nada, salvo que haya fallado un ajuste: corríjalo primero.",
        },
    ),
    "not judged": (
        {
            "en": "What this would be judged by failed its checks, or could not be "
            "computed. It is neither good nor bad: nothing is known.",
            "es": "Aquello por lo que se juzgaría no superó las comprobaciones o no pudo "
            "calcularse. No es ni bueno ni malo: no se sabe nada.",
        },
        {
            "en": "Mend the fit that failed, or what stands as missing, and run again. "
            "With “diagnostics: {on_failure: flag}” failed fits are judged by all the "
            "same, and are only marked.",
            "es": "Corrija el ajuste fallido, o lo que figura como faltante, y vuelva a "
            "ejecutar. Con «diagnostics: {on_failure: flag}» se juzga igualmente por los "
            "ajustes fallidos, que solo quedan señalados.",
        },
    ),
    "unreliable weights": (
        {
            "en": "The weight of the prior is estimated by giving the draws other weights. "
            "Here a few draws carry nearly all of the weight (Pareto k above 0.7), so that "
            "the estimate may be far off.",
            "es": "El peso de la distribución a priori se estima dando otros pesos a las "
            "extracciones. Aquí unas pocas llevan casi todo el peso (k de Pareto mayor que "
            "0,7), de modo que la estimación puede ser muy inexacta.",
        },
        {
            "en": "Raise sampling.draws, or fit once more with another prior and "
            "compare.",
            "es": "Aumente sampling.draws, o ajuste otra vez con otra distribución a priori "
            "y compare.",
        },
    ),
}
OTHER_FLAGS = {
    "unreliable weights": {"en": "Unreliable weights", "es": "Pesos no fiables"},
}

# Files that may be missing -> what they would have shown.
MISSING = {
    "explore": {
        "en": "what the reader can play with",
        "es": "aquello con lo que se puede jugar",
    },
    "comparison": {
        "en": "the comparison of the models",
        "es": "la comparación de los modelos",
    },
    "sharing": {"en": "the pooling factor", "es": "el factor de agrupamiento"},
    "sensitivity": {
        "en": "the weight of the prior",
        "es": "el peso de la distribución a priori",
    },
    "prior_predictive": {
        "en": "the checks of the predictions",
        "es": "las comprobaciones de las predicciones",
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
    "purpose": {
        "en": "Each analysis below asks a question about groups and answers it with "
        "several degrees of pooling: one value for all groups, a separate value for "
        "each, or values from a population that is itself learned from the data. It is "
        "told from the question to the claims that are judged on it, and every number "
        "can be traced to the file that it comes from.",
        "es": "Cada análisis plantea una pregunta sobre grupos y la responde con distintos "
        "grados de agrupamiento (pooling): un valor para todos los grupos, uno "
        "independiente para cada grupo, o valores de una población que también se aprende "
        "de los datos. Se cuenta desde la pregunta hasta las afirmaciones que se juzgan "
        "con ellos, y cada número puede seguirse hasta el archivo del que procede.",
    },
    "summary": {"en": "The run on one page", "es": "La ejecución en una página"},
    "analysed": {"en": "What was analysed", "es": "Qué se analizó"},
    "rows_of": {"en": "rows", "es": "filas"},
    "groups_of": {"en": "groups", "es": "grupos"},
    "lights": {"en": "What holds and what does not", "es": "Qué se sostiene y qué no"},
    "lights_text": {
        "en": "Each sign leads to what it means and what to do.",
        "es": "Cada señal lleva a lo que significa y a lo que conviene hacer.",
    },
    "worth_seeing": {
        "en": "Figures worth seeing first",
        "es": "Figuras que conviene ver primero",
    },
    "made": {"en": "How it was made", "es": "Cómo se hizo"},
    "made_text": {
        "en": "Pooling {version}, CmdStan {cmdstan}, Python {python}, seed {seed}.",
        "es": "Pooling {version}, CmdStan {cmdstan}, Python {python}, semilla {seed}.",
    },
    "made_more": {
        "en": "All versions, the sampling and the compiler",
        "es": "Todas las versiones, el muestreo y el compilador",
    },
    "cite": {"en": "How to cite it", "es": "Cómo citarlo"},
    "cite_version": {"en": "Version", "es": "Versión"},
    "cite_type": {"en": "[Software]", "es": "[Programa informático]"},
    "flags": {"en": "What the flags mean", "es": "Qué significan las señales"},
    "flags_text": {
        "en": "A flag is not a failure, nor its absence a proof. It says where to look.",
        "es": "Una señal no es una falla, ni su ausencia una prueba. Dice dónde mirar.",
    },
    "do": {"en": "What to do.", "es": "Qué hacer."},
    "found": {"en": "what was found", "es": "qué se encontró"},
    "kept": {"en": "chains, draws of each", "es": "cadenas, extracciones de cada una"},
    "how_to_read": {"en": "How to read this part", "es": "Cómo leer esta parte"},
    "figure_target": {
        "en": "To draw this figure again",
        "es": "Para volver a dibujar esta figura",
    },
    "numbers_from": {
        "en": "Where these numbers come from",
        "es": "De dónde salen estos números",
    },
    "parts_of": {"en": "Parts of {analysis}", "es": "Partes de {analysis}"},
    "curve": {
        "en": "Density of the prior; 90\u202f% of it lies between {low} and {high}.",
        "es": "Densidad a priori; el 90\u202f% queda entre {low} y {high}.",
    },
    "within": {"en": "90%: {range}", "es": "90\u202f%: {range}"},
    "the_graph": {"en": "The model as a graph", "es": "El modelo como grafo"},
    "sampler_figures": {
        "en": "Pictures of the sampler",
        "es": "Imágenes del muestreador",
    },
    "of_population": {"en": "The population", "es": "La población"},
    "not_sampled": {
        "en": "Nothing is sampled here: the likelihood is maximised, so that there is no "
        "posterior and no sampler to check.",
        "es": "Aquí no se muestrea nada: se maximiza la verosimilitud, de modo que no "
        "hay distribución a posteriori ni muestreador que comprobar.",
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
        "es": "Ajustes fallidos: {failed} de {fits}. Los números y figuras que dependen "
        "de ellos no son fiables; cada uno está señalado.",
    },
    "unreliable": {
        "en": "This fit failed its checks: do not rely on these numbers.",
        "es": "Este ajuste no superó las comprobaciones: no se fíe de estos números.",
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
        "extracciones guardadas, aceptación objetivo {adapt_delta}, salvo que un ajuste "
        "diga otra cosa",
    },
    "toolchain": {"en": "Toolchain", "es": "Herramientas"},
    "versions": {"en": "Versions", "es": "Versiones"},
    "cost": {"en": "Cost", "es": "Coste"},
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
    "N": {"en": "Trials", "es": "Ensayos"},
    "table_used": {"en": "The table", "es": "La tabla"},
    "formula": {"en": "Formula", "es": "Fórmula"},
    "priors": {"en": "Priors", "es": "Distribuciones a priori"},
    "known": {"en": "Known beforehand", "es": "Conocido de antemano"},
    "program": {"en": "Stan program", "es": "Programa de Stan"},
    "value": {"en": "value", "es": "valor"},
    "threshold": {"en": "threshold", "es": "umbral"},
    "remedy": {"en": "What to do:", "es": "Qué hacer:"},
    "tree_depth": {
        "en": "trajectories of ten doublings or more: {value}; deepest tree: {largest}",
        "es": "trayectorias de diez duplicaciones o más: {value}; árbol más profundo: "
        "{largest}",
    },
    "collapsed": {
        "en": "the program sees the table as sufficient statistics; effects of groups are "
        "integrated out of it and drawn afterwards, given what was sampled. The posterior "
        "is the same, and takes less time.",
        "es": "el programa ve la tabla como estadísticos suficientes; los efectos de los "
        "grupos se integran fuera de él y se extraen después, dado lo muestreado. La "
        "distribución posterior es la misma y cuesta menos tiempo.",
    },
    "thinned": {
        "en": "Each chain took {taken} draws, of which one in {thin} is kept, {kept} in all, "
        "so that the file of draws stays small. Divergences and energies are those of all "
        "draws.",
        "es": "Cada cadena tomó {taken} extracciones, de las que se guarda una de cada {thin}, "
        "{kept} en total, para que el archivo de extracciones sea pequeño. Las divergencias "
        "y energías son las de todas.",
    },
    "by_chance": {
        "en": f"Of many parameters with few draws each the largest {R_HAT} is further from "
        "1 by chance alone: where it may, it is said in its cell how far.",
        "es": f"De muchos parámetros con pocas extracciones cada uno, el mayor {R_HAT} se "
        "aleja más de 1 por puro azar: donde puede, su celda dice hasta dónde.",
    },
    "long_trajectories": {
        "en": "Long trajectories cost time and are no failure.",
        "es": "Las trayectorias largas cuestan tiempo y no son un fallo.",
    },
    "parameter": {"en": "parameter", "es": "parámetro"},
    "mean": {"en": "mean", "es": "media"},
    "exact_mean": {"en": "exact mean", "es": "media exacta"},
    "sd": {"en": "sd", "es": "d.\u00a0t."},
    "exact_sd": {"en": "exact sd", "es": "d.\u00a0t. exacta"},
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
    "grid_error": {"en": "error, in sds", "es": "error, en d.\u00a0t."},
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
    "p_loo": {"en": "effective parameters", "es": "parámetros efectivos"},
    "k_bad": {
        "en": "replaced (k\u00a0>\u00a00.7)",
        "es": "reemplazadas (k\u00a0>\u00a00,7)",
    },
    "method": {"en": "method", "es": "método"},
    "sharing": {
        "en": "How much should the groups share?",
        "es": "¿Cuánto deben compartir los grupos?",
    },
    "sharing_text": {
        "en": "The pooling factor, with the interval that holds 90\u202f% of its "
        "posterior: 0 where each group stands for itself, 1 where all are one.",
        "es": "El factor de agrupamiento, con el intervalo que contiene el 90\u202f% de "
        "su distribución a posteriori: 0 si cada grupo va por su cuenta, 1 si todos son "
        "uno.",
    },
    "measured": {"en": "How it is measured", "es": "Cómo se mide"},
    "by_size": {"en": "By the size of the group", "es": "Según el tamaño del grupo"},
    "group_count": {"en": "groups: {count}", "es": "grupos: {count}"},
    "size": {"en": "observations or trials", "es": "observaciones o ensayos"},
    "factor": {"en": "pooling factor", "es": "factor de agrupamiento"},
    "factor_head": {"en": "factor", "es": "factor"},
    "interval": {"en": "{low} to {high}", "es": "{low} a {high}"},
    "is_known": {"en": "known", "es": "conocido"},
    "known_because": {"en": "known, because κ is", "es": "conocido, porque lo es κ"},
    "interval_head": {"en": "90% interval", "es": "intervalo del 90\u202f%"},
    "analysis": {"en": "analysis", "es": "análisis"},
    "scale_low": {"en": "0 no pooling", "es": "0 sin agrupar"},
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
        "es": "Peso de la distribución a priori",
    },
    "test": {"en": "test", "es": "prueba"},
    "observed": {"en": "observed", "es": "observado"},
    "replicated": {
        "en": "made up, 90% interval",
        "es": "inventado, intervalo del 90\u202f%",
    },
    "p_value": {"en": "p", "es": "p"},
    "worst_groups": {
        "en": "Groups that stand out most",
        "es": "Grupos que más destacan",
    },
    "new_group": {"en": "A new group", "es": "Un grupo nuevo"},
    "new_one": {"en": "a new {group}", "es": "un grupo nuevo ({group})"},
    "size_of": {"en": "size {count}", "es": "tamaño {count}"},
    "trials_of": {"en": "of {count} trials", "es": "de {count} ensayos"},
    "prediction": {"en": "prediction for", "es": "predicción para"},
    "leans": {
        "en": "These parameters lean on their prior, so that another one would move "
        "them:",
        "es": "Estos parámetros se apoyan en su distribución a priori, de modo que otra "
        "los movería:",
    },
    "leans_not": {
        "en": "No parameter of the population leans on its prior.",
        "es": "Ningún parámetro de la población se apoya en su distribución a priori.",
    },
    "leaning_groups": {
        "en": "Parameters of single groups that do: {leaning} of {checked}.",
        "es": "Parámetros de grupos que sí lo hacen: {leaning} de {checked}.",
    },
    "weights_unreliable": {
        "en": "The importance weights behind these numbers are not reliable "
        "(Pareto k above 0.7).",
        "es": "Los pesos de importancia de estos números no son fiables "
        "(k de Pareto mayor que 0,7).",
    },
    "to_prior": {"en": "to the prior", "es": "a la distribución a priori"},
    "to_likelihood": {"en": "to the data", "es": "a los datos"},
    "diagnosis": {"en": "diagnosis", "es": "diagnóstico"},
    "sampled": {
        "en": "The table is large: a random sample of {taken} of {of} was left out one by "
        "one, and the standard errors hold the error of the sample.",
        "es": "La tabla es grande: se dejó fuera, uno a uno, una muestra aleatoria de "
        "{taken} de {of}, y los errores estándar incluyen el error de la muestra.",
    },
    "remark": {
        "en": "{model}: {share} of its difference comes from {observations} "
        "observations in {groups} groups. Once one of them is left out, its group has "
        "too few rows left, and there the prior decides, not the data.",
        "es": "{model}: el {share} de su diferencia proviene de {observations} "
        "observaciones en {groups} grupos. Al omitir una de ellas, a su grupo le quedan "
        "muy pocas filas, y ahí decide la distribución a priori, no los datos.",
    },
    "group_comparison": {
        "en": "Which model predicts a new group best?",
        "es": "¿Qué modelo predice mejor un grupo nuevo?",
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
    "claims_text": {
        "en": "Statements of the lecture about hierarchical models, computed and judged in "
        "every run. They are of three kinds. Some follow from the model: failing one is a "
        "fault of the program. Some show what the model does here, with the settings that "
        "were chosen; they could hardly come out otherwise. The others say what the data "
        "say, and could have come out otherwise. A number within its error of the bar "
        "settles nothing.",
        "es": "Afirmaciones de la lección sobre modelos jerárquicos, calculadas y juzgadas "
        "en cada ejecución. Son de tres clases. Unas se siguen del modelo: si una no se "
        "cumple, falla el programa. Otras muestran qué hace aquí el modelo, con la "
        "configuración elegida; difícilmente podrían resultar de otro modo. Las demás "
        "dicen lo que dicen los datos, y podrían haber resultado de otro modo. Un número "
        "que dista del umbral menos que su error no define nada.",
    },
    "numbers": {"en": "numbers", "es": "números"},
    "unreliable_claims": {
        "en": "Fits of this run failed their checks; a claim that reads them cannot be "
        "relied on:",
        "es": "Hay ajustes de esta ejecución que no superaron las comprobaciones; una "
        "afirmación que los lee no es fiable:",
    },
    "published": {"en": "Beside the literature", "es": "Junto a la literatura"},
    "published_text": {
        "en": "Published values and the means and sds of our posteriors. The difference "
        "is theirs minus ours, in our sds.",
        "es": "Valores publicados y las medias y desviaciones típicas de nuestras "
        "distribuciones a posteriori. La diferencia es el valor publicado menos el "
        "nuestro, en nuestras desviaciones típicas.",
    },
    "published_value": {"en": "published", "es": "publicado"},
    "ours": {"en": "ours", "es": "nuestro"},
    "difference": {"en": "difference, in sds", "es": "diferencia, en d.\u00a0t."},
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
