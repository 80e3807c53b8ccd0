# Which figures there are, and what each one reads.
from pooling.model import priors

FIGURE_FILES = {
    analysis: {
        name: f"results/{SETTINGS.run}/{analysis}/figures/{name}.svg"
        for name in figures.names(
            analysis_settings, SETTINGS.models(analysis, sampled=False)
        )
    }
    for analysis, analysis_settings in SETTINGS.analyses.items()
}
# Those of single fits that the report shows; the others wait to be asked for.
FIT_FIGURE_FILES = {
    analysis: {
        model: {
            name: f"results/{SETTINGS.run}/{analysis}/{model}/figures/{name}.svg"
            for name, figure in figures.of_fit(
                SETTINGS.analyses[analysis].family, model, shown=True
            ).items()
            if not (figure.of_chain and analysis in EXACT)
        }
        for model in SETTINGS.models(analysis)
    }
    for analysis in SETTINGS.analyses
}


def all_figures():
    """Every figure of the default run."""
    return [
        path
        for analysis, paths in FIGURE_FILES.items()
        for own in (paths, *FIT_FIGURE_FILES[analysis].values())
        for path in own.values()
    ]


def figure_of(wildcards):
    return figures.of(family_of(wildcards))[wildcards.figure]


def fit_figure_of(wildcards):
    return figures.of_fit(family_of(wildcards), wildcards.model)[wildcards.figure]


def picture(path, language, declared_of):
    """Mark a picture for `snakemake --report`, where the run has its language."""
    if language not in SETTINGS.languages:
        return path

    def labels(wildcards):
        found = {"figure": declared_of(wildcards).title[language], "language": language}
        return {"fit": wildcards.get("model", "all")} | found

    return report(
        path,
        caption=f"../report/figure.{language}.rst",
        category="Figures",
        subcategory="{analysis}",
        labels=labels,
    )


def models_drawn(wildcards):
    models = SETTINGS.models(wildcards.analysis, sampled=False)
    return figures.models_of(figure_of(wildcards), models)


def figure_files(wildcards):
    """Files of the fits that a figure reads, fit after fit."""
    return [
        f"<results>/{wildcards.analysis}/{model}/{kind}"
        for model in models_drawn(wildcards)
        for kind in figure_of(wildcards).kinds
    ]


def fit_figure_files(wildcards):
    """Files of the fit that a figure shows."""
    kinds = fit_figure_of(wildcards).kinds
    return [f"<results>/{wildcards.analysis}/{wildcards.model}/{k}" for k in kinds]


def figure_tables(wildcards):
    """Files of the analysis that a figure reads besides the prepared table."""
    tables = figure_of(wildcards).tables
    return [f"<results>/{wildcards.analysis}/{table}" for table in tables]


def assumed_beside(settings):
    """Data and assumptions of the analysis that another one is seen beside."""
    name = getattr(settings, "beside", None)
    if name is None:
        return None
    other = SETTINGS.analyses[name]
    given = priors.stan_data(SETTINGS.priors_of(name, PARTIAL))
    return {"y": other.successes, "N": other.trials} | other.options | given


def display_settings(analysis):
    """What figures and report show of an analysis' settings."""
    settings = SETTINGS.analyses[analysis]
    labels = {role: column.model_dump() for role, column in settings.labels.items()}
    threshold = settings.threshold
    return {
        "family": settings.family,
        "labels": labels,
        "words": settings.wording,
        "threshold": threshold and threshold.model_dump(),
        "show": labels["group"].pop("show", "auto"),
        "beside": assumed_beside(settings),
        "options": {
            model: SETTINGS.model_options(analysis, model)
            for model in SETTINGS.models(analysis, sampled=False)
        },
    }
