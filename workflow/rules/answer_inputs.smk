# What the answer of an analysis is made from.
from pooling.report import reads


def told_settings(analysis):
    """What is shown of an analysis' settings, and which priors were given."""
    return display_settings(analysis) | {
        "given_priors": {
            model: list(SETTINGS.priors_of(analysis, model))
            for model in SETTINGS.models(analysis, sampled=False)
        },
    }


def looked_models(analysis):
    """The models whose exact answers a first look reads."""
    return reads.models(SETTINGS.analyses[analysis].family, SAMPLED[analysis])


def looked_files(kind):
    """One kind of file of each of these."""
    return lambda w: [
        f"<results>/{w.analysis}/{model}/{kind}" for model in looked_models(w.analysis)
    ]


def look_of(analysis):
    """The pages of the first look at an analysis."""
    return [
        f"<results>/{analysis}/look.{language}.html" for language in SETTINGS.languages
    ]
