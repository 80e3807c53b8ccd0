"""Words of direction turn when the numbers do."""

import re

import numpy as np
import pandas as pd
import pytest
from pooling import figures
from pooling.checks.predictive import words as predictive_words
from pooling.figures import alt_text, compared_models
from pooling.figures.words import Words
from pooling.model import families
from pooling.report import pooled
from pooling.report import words as report_words

LANGUAGES = families.base.LANGUAGES
A, B = "partial_pooling", "complete_pooling"
# What the captions of figures say of a direction that holds whatever the data are.
ALWAYS = {
    "kappa_sweep": "a concentration ties probabilities to their mode",
    "james_stein": "the theorem, not the data",
    "regularisation_path": "a prior without width leaves no differences",
    "shrinkage": "the target of partial pooling is the population",
    "survival": "the target of partial pooling is the population",
    "from_prior_to_posterior": "how density is drawn",
    "comparison": "the models are ordered, and the rule is stated",
    "new_groups": "the rule is stated",
    "sensitivity": "the rule is stated",
    "data": "what to look for, and that chance can do it",
    "likelihood": "which way to look",
    "intercept_slope": "which way to look",
    "energy": "what to look for, and what it means",
    "pairs": "what to look for, and what it means",
    "pooling": "how the models weigh",
    "error_by_size": "which way to look",
    "shrinkage_by_size": "what the axis means",
    "estimates": "how they are ordered",
    "predictive_checks": "how a difference is taken, and what a fitted number means",
    "trace": "what is drawn",
    "agreement": "which are drawn of very many",
    "group_checks": "how many chance leaves outside",
}
DIRECTION = {
    "en": r"\b(higher|lower|wider|narrower|more|less|fewer|toward|closer|nearer|larger|"
    r"smaller|longer|shorter|better|worse|shrinks?|grows?|falls?|rises?)\b",
    "es": r"\b(mayor|menor|más|menos|hacia|mejor|peor|encogen?|crecen?|bajan?|suben?)\b",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_new_caption_speaks_of_a_direction_unasked(language):
    """One that depends on the data has to be told by the figure's own numbers."""
    spoken = set()
    for module in (*families.NAMES, "fits"):
        for name, figure in figures.of(module).items():
            if re.search(DIRECTION[language], figure.caption[language]):
                spoken.add(name)
    assert spoken <= set(ALWAYS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_best_model_is_the_one_of_the_numbers(language):
    words = Words(language, {})

    def told(*elpd):
        table = pd.DataFrame({"model": [A, B], "elpd": elpd})
        table["elpd_diff"] = table["elpd"] - table["elpd"].max()
        return compared_models.says_comparison(
            table.assign(se=1.0, se_diff=1.0), words, None
        )

    first, second, same = told(-10.0, -20.0), told(-20.0, -10.0), told(-10.0, -10.0)
    for name, text, other in ((A, first, second), (B, second, first)):
        best = {"en": "Best is {}", "es": "El mejor es: {}"}[language]
        assert best.format(words.model(name)) in text
        assert best.format(words.model(name)) not in other
    assert {"en": "the same", "es": "lo mismo"}[language] in same


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_on_a_comparison_turns(language):
    def told(close, worse):
        found = {"close": close, "worse": worse, "no_contestants": []}
        return pooled.verdict_on(found, language)

    best, other = (report_words.MODELS[name][language] for name in (A, B))
    assert best in told([A], [B])
    assert other not in told([A], [B])
    assert other in told([B], [A])
    assert told([A, B], []) == report_words.COMPARISON["not_apart"][language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_moves_is_told_from_where_to_where(language):
    words = Words(language, {})
    ahead = alt_text.moves_most(words, ["a", "b"], start=[1.0, 2.0], stop=[1.0, 3.0])
    back = alt_text.moves_most(words, ["a", "b"], start=[1.0, 3.0], stop=[1.0, 2.0])
    to = {"en": "to", "es": "a"}[language]
    assert f"2 {to} 3" in ahead.replace(",0", "").replace(".0", "")
    assert f"3 {to} 2" in back.replace(",0", "").replace(".0", "")
    still = alt_text.moves_most(words, ["a", "b"], start=[1.0, 2.0], stop=[1.0, 2.0])
    assert still == words("no group moves", "ningún grupo se mueve")


def test_what_comes_nearer_is_counted_and_goes_away_when_turned():
    far, near = np.array([1.0, 5.0, 9.0]), np.array([2.0, 5.0, 8.0])
    assert alt_text.nearer(far, near, 4.0) == 2
    assert alt_text.nearer(near, far, 4.0) == 0
    assert alt_text.nearer(far, far, 4.0) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_for_a_new_group_turn(language):
    def told(ratio):
        found = {"least_ratio": ratio, "largest_ratio": ratio}
        return predictive_words.new_group_reading(found, language)

    wide, narrow = (
        predictive_words.WORDS["how wide"][n][language] for n in ("wider", "narrower")
    )
    assert wide in told(1.5)
    assert narrow in told(1 / 1.5)
    assert wide not in told(1 / 1.5)
    assert narrow not in told(1.5)
    alike = {"en": "as wide as", "es": "tan ancha como"}[language]
    assert alike in told(1.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reading_of_the_prior_turns_with_its_verdict(language):
    found = {
        "quantity": "p",
        "plausible": [0.1, 0.9],
        "outside": 0,
        "observed_outside": 0,
        "observations": 40,
        "expected": {"q5": 0.2, "q95": 0.8},
        "threshold": {"outside": 0.05},
    }
    heads = [
        predictive_words.prior_reading(found | {"verdict": verdict}, language).partition(
            ":"
        )[0]
        for verdict in ("plausible", "wide", "no range given", "in conflict")
    ]
    assert len(set(heads)) == 4
