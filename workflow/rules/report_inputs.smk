# What the report and the manifest read, and what of the configuration they show.
import yaml

from pooling.report import printing
from pooling.report.lesson_files import files_of
from pooling.report.targets import Targets
from pooling.run import provenance

LOADED = families.modules_of_all(["model.families", "report.chapters"])
all_sources = digests("write_manifest", lambda family: provenance.source_files())
with open(PROJECT / "CITATION.cff", encoding="utf-8") as cff:
    CITATION = yaml.load(cff, Loader=yaml.BaseLoader)  # a date stays text
CONFIGFILES = [os.path.relpath(path) for path in inside.configfiles_given]


# What only some analyses have: kind -> file and those analyses. Nothing is laid out to play
# with of a model by formula.
OF_SOME = {
    "explore": (
        "explore.json",
        [
            analysis
            for analysis in SAMPLED
            if SETTINGS.analyses[analysis].family in families.NAMES
        ],
    ),
    "comparison": ("comparison.csv", COMPARED),
    "group_comparison": ("group_comparison.csv", COMPARED),
    "comparison_verdict": ("comparison.json", COMPARED),
    "pooling_factor": ("pooling_factor.json", PARTIALLY_POOLED),
    "ranks": ("ranks.csv", PARTIALLY_POOLED),
    "pairs": ("pairs.json", PARTIALLY_POOLED),
    "unused": ("unused_columns.json", UNUSED),
    "predictions": ("predictions.csv", PREDICTED),
}


LEARNED = [
    f"<results>/{analysis}/{model}"
    for analysis in SAMPLED
    for model, declared in SETTINGS.models(analysis).items()
    if declared.pooling == "partial"
]


def tables_of_run():
    """The tables of all analyses: the raw ones, and those of what is to be predicted."""
    return [
        table
        for settings in SETTINGS.analyses.values()
        for table in (*settings.sources, *settings.asked_in)
    ]


def lessons_in(language):
    """The texts of the lesson in one language: the run's, and those of its chapters."""
    own = [analysis.lesson for analysis in SETTINGS.analyses.values()]
    return [
        path for each in [SETTINGS.lesson, *own] for path in files_of(each, [language])
    ]


def for_lessons(*kinds):
    """Give the files that lessons take their numbers from, where there is a lesson."""
    return lambda w: kinds if lessons_in(w.language) else []


def read_by_run():
    """Whatever a run reads that a user wrote beside the configuration."""
    return tables_of_run() + [
        path for language in SETTINGS.languages for path in lessons_in(language)
    ]


def programs_of(analysis):
    """Model -> its Stan program, for the fits of an analysis."""
    folder = HERE / "stan" / families.room(SETTINGS.analyses[analysis].family)
    return {
        model: folder / f"{SETTINGS.program_of(analysis, model)}.stan"
        for model in SAMPLED[analysis]
    }


def sources_of(analyses):
    """Files of the Stan programs of all fits of some analyses, with their parts."""
    named = {path for analysis in analyses for path in programs_of(analysis).values()}
    return sorted({source for path in named for source in stan_programs.sources(path)})


def able_to_print(wildcards):
    """Ask for no file, and end where nothing prints: before anything is made."""
    try:
        printing.browser()
    except PoolingError as error:
        sys.exit(f"pooling: {error}")
    return []


def in_language(path, language):
    """The file of a figure in one language."""
    return path if language == "en" else path.removesuffix("svg") + f"{language}.svg"


def drawn(language):
    """The figures of all analyses, in one language."""
    return [
        in_language(path, language)
        for analysis in SAMPLED
        for path in FIGURE_FILES[analysis].values()
    ]


def drawn_of_fits(language):
    """The figures of all fits, in one language."""
    return [
        in_language(path, language)
        for analysis in SAMPLED
        for paths in FIT_FIGURE_FILES[analysis].values()
        for path in paths.values()
    ]


def text_of(picture):
    """The text alternative of a picture, in all languages."""
    return picture.removesuffix("svg") + "json"


def words_of(declared, paths, language, models_shown):
    """Files, heading and caption of each figure, and the fits that it shows."""
    return [
        {
            "file": in_language(path, language),
            "text": text_of(path),
            "name": name,
            "title": declared[name].title,
            "caption": declared[name].caption,
            "models": models_shown(declared[name]),
        }
        for name, path in paths.items()
    ]


def described(analysis, language):
    """What the report shows of an analysis' configuration, as plain values."""
    settings = SETTINGS.analyses[analysis]
    models = SETTINGS.models(analysis, sampled=False)
    return told_settings(analysis) | {
        "title": settings.title,
        "question": settings.question,
        "lesson": settings.lesson,
        "notes": settings.notes,
        "columns": settings.columns,
        "programs": {
            model: os.path.relpath(path)
            for model, path in programs_of(analysis).items()
        },
        "independent": analysis in EXACT,
        "figures": words_of(
            figures.of(settings.family),
            FIGURE_FILES[analysis],
            language,
            lambda declared: figures.models_of(declared, models),
        ),
        "fit_figures": {
            model: words_of(
                figures.of_fit(settings.family, model),
                paths,
                language,
                lambda declared: [model],
            )
            for model, paths in FIT_FIGURE_FILES[analysis].items()
        },
    }


def seeds():
    """The seed of each fit."""
    return {
        analysis: {model: seed_of(SETTINGS.seed, analysis, model) for model in models}
        for analysis, models in SAMPLED.items()
    }


def patterns_of_logs(wildcards):
    """Rule -> regular expression of its logs; without these rules themselves."""
    return {
        known.name: known.log
        for known in inside.rules
        if known.log and known.file.stem != "costs"
    }


def stages(wildcards):
    """Rule -> stage of the workflow: the file that it is written in."""
    return {known.name: known.file.stem for known in inside.rules}
