"""The prose of the report, each piece once, in both languages."""

from __future__ import annotations

from pooling.diagnostics import REMEDIES

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
    "fixed": {"en": "fixed prior", "es": "prior fijo"},
    "partial": {"en": "learned population", "es": "población aprendida"},
}

# Names that must not break at their hyphen.
R_HAT, E_BFMI = (
    name.replace("-", "\N{NON-BREAKING HYPHEN}") for name in ("R-hat", "E-BFMI")
)

CHECKS = {
    "r_hat": {"en": f"largest {R_HAT}", "es": f"mayor {R_HAT}"},
    "ess_bulk": {"en": "least bulk ESS", "es": "menor ESS central"},
    "ess_tail": {"en": "least tail ESS", "es": "menor ESS de las colas"},
    "divergences": {"en": "divergences", "es": "divergencias"},
    "e_bfmi": {"en": f"lowest {E_BFMI}", "es": f"menor {E_BFMI}"},
}

_ADVICE = {
    "r_hat": "aumente sampling.draws y sampling.warmup",
    "ess_bulk": "aumente sampling.draws",
    "ess_tail": "aumente sampling.draws",
    "divergences": "acerque sampling.adapt_delta a 0,99 o elija una distribución a "
    "priori más estrecha",
    "e_bfmi": "aumente sampling.warmup o elija una distribución a priori más estrecha "
    "para las escalas",
}
ADVICE = {check: {"en": REMEDIES[check], "es": _ADVICE[check]} for check in REMEDIES}

# What is judged -> its verdicts, and verdict -> its word and its tone.
OUTCOMES = {
    "fits": ("passed", "failed"),
    "exact_answers": ("agrees", "disagrees", "not computed"),
    "prior_checks": ("plausible", "wide", "in conflict", "not checked"),
    "predictive_checks": ("passed", "flagged", "not checked"),
    "prior_weight": ("data decide", "leans on the prior", "not measured"),
    "claims": ("borne out", "not borne out"),
}
VERDICTS = {
    "passed": {"en": "passed", "es": "superado"},
    "failed": {"en": "failed", "es": "fallido"},
    "agrees": {"en": "agrees", "es": "concuerda"},
    "disagrees": {"en": "disagrees", "es": "discrepa"},
    "not computed": {"en": "not computed", "es": "no calculado"},
    "flagged": {"en": "flagged", "es": "señalado"},
    "not checked": {"en": "not checked", "es": "sin comprobar"},
    "plausible": {"en": "plausible", "es": "plausibles"},
    "wide": {"en": "very wide", "es": "muy amplios"},
    "in conflict": {"en": "in conflict", "es": "en conflicto"},
    "data decide": {"en": "the data decide", "es": "deciden los datos"},
    "leans on the prior": {
        "en": "leans on the prior",
        "es": "se apoya en la distribución a priori",
    },
    "not measured": {"en": "not measured", "es": "sin medir"},
    "borne out": {"en": "borne out", "es": "confirmada"},
    "not borne out": {"en": "not borne out", "es": "no confirmada"},
}
TONES = {
    "passed": "good",
    "failed": "bad",
    "agrees": "good",
    "disagrees": "bad",
    "not computed": "neutral",
    "flagged": "bad",
    "not checked": "neutral",
    "plausible": "good",
    "wide": "neutral",
    "in conflict": "bad",
    "data decide": "good",
    "leans on the prior": "neutral",
    "not measured": "neutral",
    "borne out": "good",
    "not borne out": "bad",
}

# Published quantities that are no parameters of a program.
QUANTITIES = {
    "likelihood_at_maximum": {
        "en": "likelihood at its maximum",
        "es": "verosimilitud en su máximo",
    },
    "likelihood_at_proportions": {
        "en": "likelihood at the sample proportions",
        "es": "verosimilitud en las proporciones muestrales",
    },
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
    "identity": {"en": "identity", "es": "identidad"},
    "data": {"en": "data", "es": "datos"},
}
METHODS = {
    "psis": {"en": "PSIS", "es": "PSIS"},
    "exact": {"en": "exact", "es": "exacto"},
    "draws": {"en": "importance sampling", "es": "muestreo por importancia"},
}
COMPARISON = {
    "not_apart": {
        "en": "The data do not tell these models apart: no difference to the best "
        "reaches two of its standard errors.",
        "es": "Los datos no distinguen estos modelos: ninguna diferencia con el mejor "
        "llega a dos de sus errores estándar.",
    },
    "best": {
        "en": "Best at predicting: {close}. Each difference to it reaches two of its "
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

TEXT = {
    "title": {
        "en": "Pooling: the report of a run",
        "es": "Pooling: informe de una ejecución",
    },
    "run": {"en": "Run", "es": "Ejecución"},
    "purpose": {
        "en": "This page reports hierarchical models of grouped data. Each analysis "
        "asks a question about groups and answers it with several degrees of pooling: "
        "one value for all groups, a separate value for each, or values from a "
        "population that is itself learned from the data. Formula, priors, program, "
        "checks, posterior and figures stand together, so that every number can be "
        "traced to what made it.",
        "es": "Esta página presenta modelos jerárquicos de datos agrupados. Cada "
        "análisis plantea una pregunta sobre grupos y la responde con distintos grados "
        "de agrupamiento (pooling): un valor para todos los grupos, uno independiente "
        "para cada grupo, o valores de una población que también se aprende de los "
        "datos. Fórmula, distribuciones a priori, programa, comprobaciones, posterior y "
        "figuras aparecen juntos, de modo que cada número puede seguirse hasta su "
        "origen.",
    },
    "contents": {"en": "Contents", "es": "Contenido"},
    "skip": {"en": "Skip to the content", "es": "Ir al contenido"},
    "overview": {"en": "All fits", "es": "Todos los ajustes"},
    "reading": {"en": "How to read the tables", "es": "Cómo leer las tablas"},
    "reading_text": {
        "en": "Normal(m, s) has standard deviation s, Exponential(r) has rate r, LKJ(η) "
        "is a distribution of correlation matrices. In the posterior tables, the "
        "exact mean and sd, computed without sampling, stand beside those of the draws. "
        "5%, 50% and 95% are quantiles: nine tenths of the posterior lie between the "
        "outer two. "
        "MCSE is the Monte Carlo standard error of the mean; it shrinks with more "
        "draws, the sd does not. Bulk and tail ESS are numbers of independent draws "
        "that would be as informative about the centre and about the 5% and 95% "
        "quantiles. R-hat compares the chains with each other and nears 1 where they "
        "agree. E-BFMI is low where the sampler moves too slowly between energies.",
        "es": "Normal(m; s) tiene desviación típica s, Exponencial(r) tiene tasa r, "
        "LKJ(η) es una distribución de matrices de correlación. En las tablas de la "
        "posterior, la media y la desviación típica exactas, calculadas sin muestreo, "
        "acompañan a las de las extracciones. 5 %, 50 % y 95 % son cuantiles: entre los "
        "dos extremos quedan nueve décimas partes de la posterior. MCSE es el error "
        "estándar de Monte Carlo de la media; disminuye con más extracciones, la "
        "desviación típica no. El ESS central y el de las colas son los números de "
        "extracciones independientes que informarían lo mismo sobre el centro y sobre "
        "los cuantiles del 5 % y del 95 %. R-hat compara las cadenas entre sí y se "
        "acerca a 1 cuando concuerdan. E-BFMI "
        "es bajo cuando el muestreador se mueve demasiado despacio entre energías.",
    },
    "reading_table": {
        "en": "How to read this table",
        "es": "Cómo leer esta tabla",
    },
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
    "data": {"en": "Data", "es": "Datos"},
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
        "es": "{used} modeladas de {read} leídas",
    },
    "rows_dropped": {
        "en": "{dropped} dropped ({share}): a cell of {columns} is empty there",
        "es": "{dropped} descartadas ({share}): una celda de {columns} está vacía",
    },
    "or": {"en": "or", "es": "o"},
    "group": {"en": "Groups", "es": "Grupos"},
    "groups_text": {"en": "{groups}, by {group}", "es": "{groups}, por {group}"},
    "groups_dropped": {
        "en": "without a row left",
        "es": "sin ninguna fila restante",
    },
    "centre": {"en": "Centre of {x}", "es": "Centro de {x}"},
    "column": {"en": "column", "es": "columna"},
    "y": {"en": "Outcome", "es": "Respuesta"},
    "x": {"en": "Predictor", "es": "Predictor"},
    "N": {"en": "Trials", "es": "Ensayos"},
    "table_used": {"en": "The table", "es": "La tabla"},
    "formula": {"en": "Formula", "es": "Fórmula"},
    "priors": {"en": "Priors", "es": "Distribuciones a priori"},
    "known": {"en": "Known beforehand", "es": "Conocido de antemano"},
    "program": {"en": "Stan program", "es": "Programa de Stan"},
    "checks": {"en": "Checks", "es": "Comprobaciones"},
    "check": {"en": "check", "es": "comprobación"},
    "value": {"en": "value", "es": "valor"},
    "threshold": {"en": "threshold", "es": "umbral"},
    "remedy": {"en": "What to do:", "es": "Qué hacer:"},
    "draws_text": {
        "en": "{chains} chains of {draws} draws",
        "es": "{chains} cadenas de {draws} extracciones",
    },
    "tree_depth": {
        "en": "Trajectories of ten doublings or more: {value}; deepest tree {largest}. "
        "This costs time and is no failure.",
        "es": "Trayectorias de diez duplicaciones o más: {value}; árbol más profundo "
        "{largest}. Cuesta tiempo y no es un fallo.",
    },
    "posterior": {"en": "Posterior", "es": "Posterior"},
    "parameter": {"en": "parameter", "es": "parámetro"},
    "mean": {"en": "mean", "es": "media"},
    "exact_mean": {"en": "exact mean", "es": "media exacta"},
    "sd": {"en": "sd", "es": "d. t."},
    "exact_sd": {"en": "exact sd", "es": "d. t. exacta"},
    "q5": {"en": "5%", "es": "5\u202f%"},
    "q50": {"en": "50%", "es": "50\u202f%"},
    "q95": {"en": "95%", "es": "95\u202f%"},
    "mcse_mean": {"en": "MCSE", "es": "MCSE"},
    "ess_bulk": {"en": "bulk ESS", "es": "ESS central"},
    "ess_tail": {"en": "tail ESS", "es": "ESS de colas"},
    "r_hat": {"en": R_HAT, "es": R_HAT},
    "summary": {"en": "In short", "es": "En resumen"},
    "fits": {"en": "Fits", "es": "Ajustes"},
    "exact_answers": {"en": "Exact answers", "es": "Respuestas exactas"},
    "exact": {"en": "exact answer", "es": "respuesta exacta"},
    "exact_text": {
        "en": "Each posterior is computed a second time without sampling. z is the "
        "difference between draws and exact value in Monte Carlo standard errors, the "
        "largest one of all means and sds. The density is what the program samples, set "
        "draw by draw against the formula written out independently; both may differ by "
        "a constant only, and the table gives the largest deviation from one. The last "
        "columns say how far the exact computation itself can be trusted.",
        "es": "Cada posterior se calcula una segunda vez sin muestreo. z es la "
        "diferencia entre extracciones y valor exacto en errores estándar de Monte "
        "Carlo, la mayor de todas las medias y desviaciones típicas. La densidad es la "
        "que muestrea el programa, comparada extracción por extracción con la fórmula "
        "escrita de forma independiente; solo pueden diferir en una constante, y la "
        "tabla da la mayor desviación respecto de ella. Las últimas columnas dicen hasta "
        "dónde es fiable el propio cálculo exacto.",
    },
    "largest_z": {"en": "largest z", "es": "mayor z"},
    "of": {"en": "of", "es": "de"},
    "density": {"en": "density, largest deviation", "es": "densidad, mayor desviación"},
    "grid_error": {"en": "error, in sds", "es": "error, en d. t."},
    "edge_mass": {"en": "mass at the edges", "es": "masa en los bordes"},
    "because": {"en": "Not computed:", "es": "No calculado:"},
    "comparison": {
        "en": "Which model predicts best?",
        "es": "¿Qué modelo predice mejor?",
    },
    "comparison_text": {
        "en": "elpd is the sum over observations of the log density that a model gives "
        "to each when it is fitted to the others; higher is better. PSIS estimates it "
        "from the draws, and gives way to the exact value for each observation where "
        "Pareto k exceeds 0.7. Where a difference is smaller than 4 or observations are "
        "few, its standard error is itself rough.",
        "es": "elpd es la suma, sobre las observaciones, del logaritmo de la densidad "
        "que un modelo da a cada una cuando se ajusta a las demás; cuanto más alto, "
        "mejor. PSIS lo estima a partir de las extracciones y cede el paso al valor "
        "exacto en cada observación cuyo k de Pareto supera 0,7. Si una diferencia es "
        "menor que 4 o hay pocas observaciones, su error estándar también es "
        "aproximado.",
    },
    "elpd": {"en": "elpd", "es": "elpd"},
    "se": {"en": "se", "es": "e. e."},
    "elpd_diff": {"en": "difference to the best", "es": "diferencia con el mejor"},
    "se_diff": {"en": "se of the difference", "es": "e. e. de la diferencia"},
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
        "en": "The pooling factor, with the interval that holds nine tenths of its "
        "posterior: 0 where each group stands for itself, 1 where all are one.",
        "es": "El factor de agrupamiento, con el intervalo que contiene nueve décimas "
        "partes de su posterior: 0 si cada grupo va por su cuenta, 1 si todos son uno.",
    },
    "measured": {"en": "How it is measured", "es": "Cómo se mide"},
    "by_size": {"en": "By the size of the group", "es": "Según el tamaño del grupo"},
    "group_count": {"en": "groups: {count}", "es": "grupos: {count}"},
    "size": {"en": "observations or trials", "es": "observaciones o ensayos"},
    "factor": {"en": "pooling factor", "es": "factor de agrupamiento"},
    "factor_head": {"en": "factor", "es": "factor"},
    "interval": {"en": "{low} to {high}", "es": "{low} a {high}"},
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
    "before": {"en": "Before the data", "es": "Antes de los datos"},
    "after": {
        "en": "Does it make tables like this one?",
        "es": "¿Produce tablas como esta?",
    },
    "after_text": {
        "en": "Tables that the fitted model makes up are set against the observed one. "
        "A p-value near 0 says that the observed number would be a rare one among "
        "theirs. New effects: the units of a made-up table are new ones of the "
        "population, because fitted effects follow the data and hide a misfit. PIT: "
        "each observation is predicted from the others; if the model is right, the "
        "probabilities of staying below it are spread evenly. The level is shared "
        "among all tests of a fit (Bonferroni), so that a right model is rarely flagged. "
        "A flag says what to look at in the figures: an outlier, groups that differ in "
        "spread, a population of another shape. Mend the model, not the threshold.",
        "es": "Las tablas que inventa el modelo ajustado se comparan con la observada. "
        "Un valor p cercano a 0 dice que el número observado sería raro entre los "
        "suyos. Efectos nuevos: las unidades de la tabla inventada son otras de la "
        "población, porque los efectos ajustados siguen a los datos y ocultan un "
        "desajuste. PIT: cada observación se predice a partir de las demás; si el modelo "
        "es correcto, las probabilidades de quedar por debajo se reparten por igual. El "
        "nivel se reparte entre todas las pruebas de un ajuste (Bonferroni), de modo "
        "que un modelo correcto rara vez se señala. Una señal dice qué mirar en las "
        "figuras: un valor atípico, grupos con otra dispersión, una población de otra "
        "forma. Corrija el modelo, no el umbral.",
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
    "new_one": {"en": "a new {group}", "es": "{group}: otro, nuevo"},
    "size_of": {"en": "size {count}", "es": "tamaño {count}"},
    "trials_of": {"en": "of {count} trials", "es": "de {count} ensayos"},
    "prediction": {"en": "prediction for", "es": "predicción para"},
    "leans": {
        "en": "These parameters lean on their prior: another prior would move them.",
        "es": "Estos parámetros se apoyan en su distribución a priori: con otra se "
        "moverían.",
    },
    "leans_not": {
        "en": "No parameter of the population leans on its prior.",
        "es": "Ningún parámetro de la población se apoya en su distribución a priori.",
    },
    "leans_unknown": {
        "en": "Not measured: the table is so large that the fit keeps no log likelihood.",
        "es": "Sin medir: la tabla es tan grande que el ajuste no guarda la "
        "log-verosimilitud.",
    },
    "leaning_groups": {
        "en": "Parameters of single groups that do: {leaning} of {checked}.",
        "es": "Parámetros de grupos que sí lo hacen: {leaning} de {checked}.",
    },
    "leans_text": {
        "en": "How far the posterior moves when the prior, or the likelihood, is raised "
        "to a power a little above or below 1 (power-scaling). From 0.05 on a parameter "
        "counts as sensitive. A strong prior is no fault where it is meant; where it is "
        "not, give a wider one in the configuration and compare.",
        "es": "Cuánto se mueve la posterior cuando la distribución a priori, o la "
        "verosimilitud, se eleva a una potencia algo mayor o menor que 1. Desde 0,05 el "
        "parámetro cuenta como sensible. Una distribución a priori fuerte no es un "
        "defecto si es intencionada; si no lo es, ponga una más amplia en la "
        "configuración y compare.",
    },
    "weights_unreliable": {
        "en": "The importance weights behind these numbers are not reliable "
        "(Pareto k above 0.7).",
        "es": "Los pesos de importancia de estos números no son fiables "
        "(k de Pareto mayor que 0,7).",
    },
    "to_prior": {"en": "to the prior", "es": "a la priori"},
    "to_likelihood": {"en": "to the data", "es": "a los datos"},
    "diagnosis": {"en": "diagnosis", "es": "diagnóstico"},
    "remark": {
        "en": "{model}: {share} of its difference comes from {observations} observations "
        "in {groups} groups. Once one of them is left out, its group has too few rows "
        "left, and the very wide prior decides there, not the data.",
        "es": "{model}: el {share} de su diferencia proviene de {observations} "
        "observaciones en {groups} grupos. Al omitir una de ellas, a su grupo le quedan "
        "muy pocas filas, y ahí decide la distribución a priori, amplísima, no los datos.",
    },
    "group_comparison": {
        "en": "Which model predicts a new group best?",
        "es": "¿Qué modelo predice mejor un grupo nuevo?",
    },
    "group_comparison_text": {
        "en": "Here all rows of a group are left out at once and predicted from the other "
        "groups, its own effect integrated out: what a model knows of a group that it "
        "has never seen. Without pooling that is its prior alone.",
        "es": "Aquí se omiten a la vez todas las filas de un grupo y se predicen a partir "
        "de los demás, integrando su propio efecto: lo que un modelo sabe de un grupo que "
        "no ha visto nunca. Sin agrupamiento, eso es solo su distribución a priori.",
    },
    "claims": {"en": "The claims", "es": "Las afirmaciones"},
    "claims_text": {
        "en": "What the lecture says of its models, computed and judged anew in every "
        "run. An identity follows from the model: it checks the implementation. A claim "
        "about data could come out either way, and one that is not borne out stands "
        "here as such.",
        "es": "Lo que la lección dice de sus modelos, calculado y juzgado de nuevo en "
        "cada ejecución. Una identidad se sigue del modelo: comprueba la implementación. "
        "Una afirmación sobre datos podría resultar cierta o no, y la que no se confirma "
        "figura aquí como tal.",
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
        "is theirs less ours, in our sds.",
        "es": "Valores publicados y las medias y desviaciones típicas de nuestras "
        "posteriores. La diferencia es el valor publicado menos el nuestro, en "
        "nuestras desviaciones típicas.",
    },
    "published_value": {"en": "published", "es": "publicado"},
    "ours": {"en": "ours", "es": "nuestro"},
    "difference": {"en": "difference, in sds", "es": "diferencia, en d. t."},
    "source_of": {"en": "source", "es": "fuente"},
    "figures": {"en": "Figures", "es": "Figuras"},
    "redraw": {"en": "Redraw it with", "es": "Para volver a dibujarla"},
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
