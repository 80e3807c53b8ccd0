"""Everything that the report says in its own words, in both languages."""

from pooling.report.words import page, results
from pooling.report.words.bilingual import bilingual
from pooling.report.words.flags import FLAGS, MISSING, OTHER_FLAGS
from pooling.report.words.glossary import GLOSSARY, LOGARITHM
from pooling.report.words.readings import READINGS
from pooling.report.words.results import E_BFMI, R_HAT

__all__ = [
    "FLAGS",
    "GLOSSARY",
    "LOGARITHM",
    "MISSING",
    "OTHER_FLAGS",
    "READINGS",
    "in_language",
]

# Key of a template -> its text.
TEXT = page.TEXT | results.TEXT

MODELS = {
    "complete_pooling": {"en": "Complete pooling", "es": "Pooling completo"},
    "no_pooling": {"en": "No pooling", "es": "No pooling"},
    "regularised": {"en": "Fixed regularisation", "es": "Regularización fija"},
    "partial_pooling": {"en": "Partial pooling", "es": "Partial pooling"},
    "fixed_mode": {"en": "Known mode", "es": "Moda conocida"},
    "learned_kappa": {"en": "Learned consistency", "es": "Consistencia aprendida"},
    "maximum_likelihood": {"en": "Maximum likelihood", "es": "Máxima verosimilitud"},
}

DEGREES = {
    "complete": {"en": "one value for all", "es": "un valor para todos"},
    "none": {"en": "each on its own", "es": "cada uno por su cuenta"},
    "fixed": {"en": "fixed prior", "es": "prior fijo"},
    "partial": {"en": "learned population", "es": "población aprendida"},
}

CHECKS = {
    "r_hat": {"en": f"largest {R_HAT}", "es": f"mayor {R_HAT}"},
    "ess_bulk": {"en": "smallest bulk ESS", "es": "menor ESS central"},
    "ess_tail": {"en": "smallest tail ESS", "es": "menor ESS de las colas"},
    "divergences": {"en": "divergences", "es": "divergencias"},
    "e_bfmi": {"en": f"smallest {E_BFMI}", "es": f"menor {E_BFMI}"},
    "pareto_k": {
        "en": "Pareto\u00a0k of the points",
        "es": "k\u00a0de Pareto de los puntos",
    },
}

# What is judged -> its verdicts, and verdict -> its word and its tone.
OUTCOMES = {
    "fits": ("passed", "failed"),
    "exact_answers": ("agrees", "disagrees", "not computed", "not judged"),
    "prior_checks": ("plausible", "wide", "no range given", "in conflict", "not judged"),
    "predictive_checks": ("passed", "flagged", "not informative", "not judged"),
    "prior_weight": (
        "not sensitive",
        "chosen kappa counts",
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

# What is judged, in a word or two.
CHECKED = {
    "fits": {"en": "fits", "es": "ajustes"},
    "exact_answers": {"en": "exact", "es": "exactas"},
    "prior_checks": {"en": "priors", "es": "priors"},
    "predictive_checks": {"en": "predictions", "es": "predictivas"},
    "prior_weight": {"en": "weight", "es": "peso"},
    "claims_code": {"en": "code", "es": "código"},
    "claims_model": {"en": "model", "es": "modelo"},
    "claims_data": {"en": "data", "es": "datos"},
}

# Verdict -> its tone, its word, and that of several at once where it is another one.
_VERDICTS = {
    "passed": ("good", ("passed", "superado"), ("passed", "superados")),
    "failed": ("bad", ("failed", "fallido"), ("failed", "fallidos")),
    "agrees": ("good", ("agrees", "concuerda"), ("agree", "concuerdan")),
    "disagrees": ("bad", ("disagrees", "discrepa"), ("disagree", "discrepan")),
    "not computed": (
        "neutral",
        ("not computed", "no calculado"),
        ("not computed", "no calculados"),
    ),
    "flagged": ("bad", ("flagged", "con alerta")),
    "not informative": ("neutral", ("not informative", "sin información")),
    "plausible": ("good", ("plausible", "plausible"), ("plausible", "plausibles")),
    "wide": ("neutral", ("wide", "amplio"), ("wide", "amplios")),
    "no range given": ("neutral", ("no range given", "sin intervalo dado")),
    "in conflict": ("bad", ("in conflict", "en conflicto")),
    "not sensitive": (
        "good",
        ("does not lean on the prior", "no se apoya en el prior"),
        ("do not lean on the prior", "no se apoyan en el prior"),
    ),
    "chosen kappa counts": ("neutral", ("the chosen κ counts", "pesa el κ elegido")),
    "chosen kappa decides": ("neutral", ("the chosen κ decides", "decide el κ elegido")),
    "chosen kappa, then prior": (
        "neutral",
        ("the chosen κ counts, and the prior", "pesa el κ elegido, y también el prior"),
    ),
    "leans on the prior": (
        "neutral",
        ("leans on the prior", "se apoya en el prior"),
        ("lean on the prior", "se apoyan en el prior"),
    ),
    "prior, then chosen kappa": (
        "neutral",
        (
            "leans on the prior, and the chosen κ counts",
            "se apoya en el prior, y pesa el κ elegido",
        ),
        (
            "lean on the prior, and the chosen κ counts",
            "se apoyan en el prior, y pesa el κ elegido",
        ),
    ),
    "not judged": ("bad", ("not judged", "sin juzgar")),
    "supported": ("good", ("supported", "se sostiene"), ("supported", "se sostienen")),
    "at fault": (
        "bad",
        ("not supported", "no se sostiene"),
        ("not supported", "no se sostienen"),
    ),
    "not supported": (
        "neutral",
        ("not supported", "no se sostiene"),
        ("not supported", "no se sostienen"),
    ),
    "not settled": ("neutral", ("not settled", "sin definir")),
    "not judgeable here": (
        "neutral",
        ("not judgeable here", "no se puede juzgar aquí"),
        ("not judgeable here", "no se pueden juzgar aquí"),
    ),
    "not judged for a fault": (
        "bad",
        (
            "not judgeable here: a fault of the program",
            "no se puede juzgar aquí: un error del programa",
        ),
        (
            "not judgeable here: a fault of the program",
            "no se pueden juzgar aquí: un error del programa",
        ),
    ),
}
VERDICTS = bilingual({name: word for name, (_, word, *_) in _VERDICTS.items()})
OF_SEVERAL = bilingual({name: row[2] for name, row in _VERDICTS.items() if len(row) > 2})
TONES = {name: tone for name, (tone, *_) in _VERDICTS.items()}

# Said only where they happened.
RARE = ("not judged", "not judged for a fault")

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
        "en": "explains at least {share} of the variance between the groups, since their "
        "estimates were pooled without it, and is in none of these models: the groups "
        "differ in something that is known.",
        "es": "explica al menos el {share} de la varianza entre los grupos, porque sus "
        "estimaciones se obtuvieron sin ella, y no está en ningún modelo: los grupos "
        "difieren en algo que se conoce.",
    },
    "beta": {
        "en": "explains at least {share} of the variance between the groups' slopes, since "
        "these were pooled without it, and is in none of these models: the groups differ "
        "in something that is known.",
        "es": "explica al menos el {share} de la varianza entre las pendientes de los "
        "grupos, porque se estimaron sin ella, y no está en ningún modelo: los grupos "
        "difieren en algo que se conoce.",
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


def in_language(words: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    """Keep one language of a table of words.

    Parameters
    ----------
    words : dict
        Key -> language -> text.
    """
    return {key: pair[language] for key, pair in words.items()}
