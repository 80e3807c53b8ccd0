# What the report and the manifest read, and what of the configuration they show.

LOADED = [
    f"pooling.{package}.{family}"
    for package in ("families", "report.chapters")
    for family in families.NAMES
]
CONFIGFILES = [os.path.relpath(path) for path in workflow.config_settings.configfiles]


def of_analyses(name):
    """One file of each analysis."""
    return [f"<results>/{analysis}/{name}" for analysis in SAMPLED]


def of_fits(name):
    """One file of each fit."""
    return [
        f"<results>/{analysis}/{model}/{name}"
        for analysis, models in SAMPLED.items()
        for model in models
    ]


def programs_of_fits():
    """The Stan program of each fit."""
    return [
        HERE / f"stan/{SETTINGS.analyses[analysis].family}/{model}.stan"
        for analysis, models in SAMPLED.items()
        for model in models
    ]


def drawn(language):
    """The figures of all analyses, in one language."""
    suffix = ".svg" if language == "en" else f".{language}.svg"
    return [
        path.removesuffix(".svg") + suffix
        for analysis in SAMPLED
        for path in FIGURE_FILES[analysis].values()
    ]


def report_code():
    """Library files of the report, with its template and the families' modules."""
    library = Path(workflow.basedir, "workflow")
    script = library / "scripts/render_report.py"
    templates = (library / "pooling/report/templates").iterdir()
    return modules_of(script, *LOADED) + sorted(map(str, templates))


def shown(analysis):
    """What the report shows of an analysis' configuration, as plain values."""
    settings = SETTINGS.analyses[analysis]
    declared = figures.of(settings.family) if FIGURE_FILES[analysis] else {}
    return {
        "family": settings.family,
        "title": settings.title,
        "question": settings.question,
        "labels": {
            role: label.model_dump(mode="json")
            for role, label in settings.labels.items()
        },
        "columns": settings.columns,
        "models": {
            model: SETTINGS.model_options(analysis, model)
            for model in SETTINGS.models(analysis, sampled=False)
        },
        "figures": [
            {
                "name": name,
                "title": declared[name].title,
                "caption": declared[name].caption,
                "models": list(declared[name].models),
            }
            for name in FIGURE_FILES[analysis]
        ],
    }


def seeds():
    """The seed of each fit."""
    return {
        analysis: {model: seed_of(SETTINGS.seed, analysis, model) for model in models}
        for analysis, models in SAMPLED.items()
    }
