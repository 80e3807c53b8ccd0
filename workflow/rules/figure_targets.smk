# Which figures there are, and what each one reads.

FIGURE_FILES = {
    analysis: {
        name: f"results/{SETTINGS.run}/{analysis}/figures/{name}.svg"
        for name in figures.names(analysis_settings, SETTINGS.models(analysis, False))
    }
    for analysis, analysis_settings in SETTINGS.analyses.items()
}


def figure_of(wildcards):
    return figures.of(family_of(wildcards))[wildcards.figure]


def figure_files(kind):
    """Files of one kind of the fits that a figure reads, if it reads that kind."""

    def paths(wildcards):
        known = FIGURE_FILES[wildcards.analysis]
        if wildcards.figure not in known:
            raise WorkflowError(
                f"{wildcards.analysis} has no figure {wildcards.figure}; "
                + nearest(wildcards.figure, known)
            )
        figure = figure_of(wildcards)
        if kind not in figure.kinds:
            return []
        return [f"<results>/{wildcards.analysis}/{m}/{kind}" for m in figure.models]

    return paths


def display_settings(wildcards):
    """What figures and report show of an analysis' settings."""
    settings = settings_of(wildcards)
    labels = {role: column.model_dump() for role, column in settings.labels.items()}
    return {
        "labels": labels,
        "show": labels["group"].pop("show", "auto"),
        "options": {
            model: SETTINGS.model_options(wildcards.analysis, model)
            for model in SETTINGS.models(wildcards.analysis, sampled=False)
        },
    }
