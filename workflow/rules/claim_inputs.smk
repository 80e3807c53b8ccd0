# Which analyses are refitted and judged, and what the claims read.
from pooling.model import refits

REFITTED = {
    analysis: found
    for analysis, models in SAMPLED.items()
    if (found := refits.names(SETTINGS.analyses[analysis], models))
}
PARTIALLY_POOLED = [analysis for analysis in SAMPLED if PARTIAL in SAMPLED[analysis]]
# Columns that are not used are tested where partial pooling is fitted to a raw table; what
# they would add to a formula is not asked.
UNUSED = [
    analysis
    for analysis in PARTIALLY_POOLED
    if SETTINGS.analyses[analysis].sources
    and SETTINGS.analyses[analysis].family in families.NAMES
]
LIKELIHOODS = [
    analysis
    for analysis in SAMPLED
    if MAXIMUM_LIKELIHOOD in SETTINGS.models(analysis, sampled=False)
]

CLAIMS = "<results>/claims.json"
PUBLISHED = "<results>/published.csv"


def refit_programs(wildcards):
    """Compiled programs that sample the refits of an analysis, by their models."""
    analysis = wildcards.analysis
    models = dict.fromkeys(refit.program for refit in REFITTED[analysis].values())
    return {model: compiled(analysis, model) for model in models}


def source_of(analysis):
    """What an analysis is about: its raw table, or the counts of its coins."""
    settings = SETTINGS.analyses[analysis]
    if settings.sources:
        return settings.sources[0]
    counts = (settings.preparation.get(key, ()) for key in ("successes", "trials"))
    return " ".join(f"{y}/{n}" for y, n in zip(*counts))


def claimed(analysis):
    """What the claims know of an analysis' configuration, as plain values."""
    settings = SETTINGS.analyses[analysis]
    models = list(SETTINGS.models(analysis, sampled=False))
    return {
        "family": settings.family,
        "models": models,
        "options": {m: SETTINGS.model_options(analysis, m) for m in models},
        "simulate": settings.preparation.get("simulate"),
        "successes": settings.preparation.get("successes"),
        "trials": settings.preparation.get("trials"),
        "kappa": settings.options.get("kappa"),
        "units": {
            role: label.model_dump().get("unit")
            for role, label in settings.labels.items()
        },
    }
