"""Everything that the report says in its own words, in both languages."""

from pathlib import Path

from pooling.basics import prose
from pooling.report.words.bilingual import bilingual

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

# What the words are of -> key -> language -> text.
WORDS = prose.read(TEXTS / "words.md")
# Key of a template -> its text.
TEXT = WORDS["page"] | WORDS["results"]

# Names that must not break at their hyphen.
R_HAT, E_BFMI = (
    name.replace("-", "\N{NON-BREAKING HYPHEN}") for name in ("R-hat", "E-BFMI")
)

MODELS = bilingual(
    complete_pooling=("Complete pooling", "Pooling completo"),
    no_pooling=("No pooling", "No pooling"),
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

SENSITIVITIES = WORDS["sensitivities"]

KINDS = WORDS["kinds"]

# After the name of a column that was not used: of which variance it explains a share,
# and what it does to the outcome where that is one number.
UNUSED = WORDS["unused"]

UNUSED_EFFECT = WORDS["unused_effect"]

METHODS = bilingual(
    psis=("PSIS", "PSIS"),
    exact=("exact", "exacto"),
    draws=("importance sampling", "muestreo por importancia"),
)

COMPARISON = WORDS["comparison"]

# Languages of the page -> their own names.
LANGUAGES = {"en": "English", "es": "Español"}

# Heading of each part of an analysis' story.
PARTS = WORDS["parts"]

# Files that may be missing -> what they would have shown.
MISSING = WORDS["missing"]


def in_language(words: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    """Keep one language of a table of words.

    Parameters
    ----------
    words : dict
        Key -> language -> text.
    """
    return {key: pair[language] for key, pair in words.items()}
