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
        "is a distribution of correlation matrices. In the posterior tables, 5%, 50% "
        "and 95% are quantiles: nine tenths of the posterior lie between the outer two. "
        "MCSE is the Monte Carlo standard error of the mean; it shrinks with more "
        "draws, the sd does not. Bulk and tail ESS are numbers of independent draws "
        "that would be as informative about the centre and about the 5% and 95% "
        "quantiles. R-hat compares the chains with each other and nears 1 where they "
        "agree. E-BFMI is low where the sampler moves too slowly between energies.",
        "es": "Normal(m; s) tiene desviación típica s, Exponencial(r) tiene tasa r, "
        "LKJ(η) es una distribución de matrices de correlación. En las tablas de la "
        "posterior, 5 %, 50 % y 95 % son cuantiles: entre los dos extremos quedan nueve "
        "décimas partes de la posterior. MCSE es el error estándar de Monte Carlo de la "
        "media; disminuye con más extracciones, la desviación típica no. El ESS central "
        "y el de las colas son los números de extracciones independientes que "
        "informarían lo mismo sobre el centro y sobre los cuantiles del 5 % y del 95 %. "
        "R-hat compara las cadenas entre sí y se acerca a 1 cuando concuerdan. E-BFMI "
        "es bajo cuando el muestreador se mueve demasiado despacio entre energías.",
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
    "pooling": {"en": "pooling", "es": "agrupamiento"},
    "verdict": {"en": "verdict", "es": "veredicto"},
    "passed": {"en": "passed", "es": "superado"},
    "failed": {"en": "failed", "es": "fallido"},
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
    "sd": {"en": "sd", "es": "d. t."},
    "q5": {"en": "5%", "es": "5\u202f%"},
    "q50": {"en": "50%", "es": "50\u202f%"},
    "q95": {"en": "95%", "es": "95\u202f%"},
    "mcse_mean": {"en": "MCSE", "es": "MCSE"},
    "ess_bulk": {"en": "bulk ESS", "es": "ESS central"},
    "ess_tail": {"en": "tail ESS", "es": "ESS de colas"},
    "r_hat": {"en": R_HAT, "es": R_HAT},
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
