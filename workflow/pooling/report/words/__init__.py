"""Everything that the report says in its own words, in both languages."""

from pathlib import Path

from pooling.basics import prose
from pooling.report.words import page, results
from pooling.report.words.bilingual import bilingual
from pooling.report.words.results import E_BFMI, R_HAT

TEXTS = Path(__file__).parent / "texts"
# Part -> how to read it, told where it comes first on the page.
READINGS = {part: row[""] for part, row in prose.read(TEXTS / "readings.md").items()}
# Flag -> what it ``means``, and what to ``do``: a verdict that is not a good one, or one
# with a ``title`` of its own.
FLAGS = prose.read(TEXTS / "flags.md")
# Key -> the ``word``, its ``meaning`` on this page, and patterns, ``terms``, of what links
# to it.
GLOSSARY = prose.read(TEXTS / "glossary.md")
# Of an outcome that is a logarithm; its word is its unit.
LOGARITHM = GLOSSARY.pop("logarithm")["meaning"]

# Key of a template -> its text.
TEXT = page.TEXT | results.TEXT

MODELS = bilingual(
    complete_pooling=("Complete pooling", "Pooling completo"),
    no_pooling=("No pooling", "Sin pooling"),
    regularised=("Fixed regularisation", "Regularización fija"),
    partial_pooling=("Partial pooling", "Partial pooling"),
    fixed_mode=("Known mode", "Moda conocida"),
    learned_kappa=("Learned consistency", "Consistencia aprendida"),
    maximum_likelihood=("Maximum likelihood", "Máxima verosimilitud"),
)

DEGREES = bilingual(
    complete=("one value for all", "un valor para todos"),
    none=("each on its own", "cada uno por su cuenta"),
    fixed=("fixed prior", "prior fijo"),
    partial=("learned population", "población aprendida"),
)

CHECKS = bilingual(
    r_hat=(f"largest {R_HAT}", f"mayor {R_HAT}"),
    ess_bulk=("smallest bulk ESS", "menor ESS central"),
    ess_tail=("smallest tail ESS", "menor ESS de las colas"),
    divergences=("divergences", "divergencias"),
    e_bfmi=(f"smallest {E_BFMI}", f"menor {E_BFMI}"),
    pareto_k=("Pareto\u00a0k of the points", "k\u00a0de Pareto de los puntos"),
)

_FINDINGS = ("supported", "not supported", "not settled")
_NOT_JUDGED = ("not judgeable here", "not judged for a fault")
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
    "claims_code": ("supported", "at fault", *_NOT_JUDGED),
    "claims_model": (*_FINDINGS, *_NOT_JUDGED),
    "claims_data": (*_FINDINGS, *_NOT_JUDGED),
}

# What is judged, in a word or two.
CHECKED = bilingual(
    fits=("fits", "ajustes"),
    exact_answers=("exact", "exactas"),
    prior_checks=("priors", "priors"),
    predictive_checks=("predictions", "predictivas"),
    prior_weight=("weight", "peso"),
    claims_code=("code", "código"),
    claims_model=("model", "modelo"),
    claims_data=("data", "datos"),
)

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
VERDICTS = bilingual(**{name: word for name, (_, word, *_) in _VERDICTS.items()})
OF_SEVERAL = bilingual(
    **{name: row[2] for name, row in _VERDICTS.items() if len(row) > 2}
)
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

KINDS = bilingual(
    code=("the code does what the model says", "el código hace lo que dice el modelo"),
    model=("what the model does here", "qué hace aquí el modelo"),
    data=("what the data say", "qué dicen los datos"),
)

# After the name of a column that was not used: of which variance it explains a share,
# and what it does to the outcome where that is one number.
UNUSED = bilingual(
    residuals=(
        "explains {share} of the variance within groups, and is in none of these "
        "models: rows of one group differ in something that is known.",
        "explica el {share} de la varianza dentro de los grupos, y no está en ningún "
        "modelo: las filas de un mismo grupo difieren en algo que se conoce.",
    ),
    estimates=(
        "explains at least {share} of the variance between the groups, since their "
        "estimates were pooled without it, and is in none of these models: the groups "
        "differ in something that is known.",
        "explica al menos el {share} de la varianza entre los grupos, porque sus "
        "estimaciones se obtuvieron sin ella, y no está en ningún modelo: los grupos "
        "difieren en algo que se conoce.",
    ),
    beta=(
        "explains at least {share} of the variance between the groups' slopes, since "
        "these were pooled without it, and is in none of these models: the groups differ "
        "in something that is known.",
        "explica al menos el {share} de la varianza entre las pendientes de los "
        "grupos, porque se estimaron sin ella, y no está en ningún modelo: los grupos "
        "difieren en algo que se conoce.",
    ),
)

UNUSED_EFFECT = bilingual(
    difference=(
        "Within a group the outcome changes by {effect} from {first} to {second}.",
        "Dentro de un grupo la respuesta cambia en {effect} al pasar de {first} a "
        "{second}.",
    ),
    slope=(
        "Within a group the outcome changes by {effect} with each unit of it.",
        "Dentro de un grupo la respuesta cambia en {effect} por cada unidad.",
    ),
)

METHODS = bilingual(
    psis=("PSIS", "PSIS"),
    exact=("exact", "exacto"),
    draws=("importance sampling", "muestreo por importancia"),
)

COMPARISON = bilingual(
    not_apart=(
        "The data do not tell these models apart: no difference from the best "
        "reaches two of its standard errors.",
        "Los datos no distinguen estos modelos: ninguna diferencia con el mejor "
        "llega a dos de sus errores estándar.",
    ),
    best=(
        "Best at predicting: {close}. The others predict less well, by two "
        "standard errors of the difference or more.",
        "El que mejor predice: {close}. Los demás predicen peor, por dos errores "
        "estándar de la diferencia o más.",
    ),
    partly_apart=(
        "Predicting less well, by two standard errors of the difference or more: "
        "{worse}. The data do not tell the others apart: {close}.",
        "Predicen peor, por dos errores estándar de la diferencia o más: "
        "{worse}. Los datos no distinguen a los demás entre sí: {close}.",
    ),
    alone=("{close} has no contestant.", "{close}: no compite con ningún otro modelo."),
    outside=(
        "No contestant: {outside}. Once a row is left out, it has nothing but its wide "
        "prior to predict it by.",
        "No compite: {outside}. Al omitir una fila, solo le queda su prior amplio para "
        "predecirla.",
    ),
)

# Languages of the page -> their own names.
LANGUAGES = {"en": "English", "es": "Español"}

# Heading of each part of an analysis' story.
PARTS = bilingual(
    opening=("The setting", "De qué se trata"),
    data=("The data", "Los datos"),
    models=("The models", "Los modelos"),
    before=(
        "Before the data: what the priors expect",
        "Antes de los datos: qué esperan los priors",
    ),
    checks=("Did the sampler work?", "¿Funcionó el muestreo?"),
    posterior=("After the data: the posterior", "Después de los datos: el posterior"),
    shrinkage=("What pooling does", "Qué hace el pooling"),
    pairs=(
        "Which group is higher, and how surely?",
        "¿Qué grupo es más alto, y con cuánta seguridad?",
    ),
    exact=("Compared with the exact answers", "Comparación con las respuestas exactas"),
    after=(
        "Do the models make tables like this one?",
        "¿Producen los modelos tablas como esta?",
    ),
    new_group=("A known group and a new one", "Un grupo conocido y uno nuevo"),
    comparison=("Which model predicts best?", "¿Qué modelo predice mejor?"),
    prior=("How much does the prior weigh?", "¿Cuánto pesa el prior?"),
    claims=("Claims judged on these data", "Afirmaciones juzgadas con estos datos"),
    further=("Further figures", "Otras figuras"),
    closing=("In closing", "Para cerrar"),
)

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


def in_language(words: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    """Keep one language of a table of words.

    Parameters
    ----------
    words : dict
        Key -> language -> text.
    """
    return {key: pair[language] for key, pair in words.items()}
