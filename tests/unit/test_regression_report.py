"""What the report says of models by formula: formulas, words, notations, tables."""

import re

import made_formulas
import numpy as np
import pytest
from pooling import figures
from pooling.figures.words import Spoken
from pooling.model import families, responses
from pooling.model.families.base import LANGUAGES, labels_of
from pooling.model.names import COMPLETE, NONE, PARTIAL
from pooling.report import (
    answers,
    chapters,
    curves,
    formulas,
    pictures,
    posterior,
    story,
    strip,
)
from pooling.report.answers.regression import drawn
from test_regression_answers import FORMULAS, ranked

MODELS = (COMPLETE, NONE, PARTIAL)


def models_of(results):
    return chapters.of(results.family).models(results)


def priors_of(results, model):
    return chapters.of(results.family).priors(results, model)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make an analysis of a family by one of its formulas, once."""
    known = {}

    def make(family: str, formula: str = "", **more):
        key = (family, formula or FORMULAS[family])
        if key not in known:
            table = made_formulas.table(family)
            table["f<b>, {c}\\d $é #_%& [kg]"] = table["x"]
            folder = tmp_path_factory.mktemp(family)
            known[key] = made_formulas.analysis(folder, *key, table, **more)
        return known[key]

    return make


@pytest.mark.parametrize("family", FORMULAS)
def test_every_parameter_has_a_meaning_and_its_rows(made, family):
    results = made(family)
    told = models_of(results)
    assert set(told) == set(MODELS)
    for model, chapter in told.items():
        declared = families.get(family).MODELS[model]
        labels = results.labels(model)
        parts = posterior.parts(declared, labels)
        rows = [row for part in parts for row in part.rows]
        assert sorted(rows) == sorted(labels_of(declared.parameters, labels))
        for part in parts:
            meaning = chapter.meanings[part.key]
            assert set(meaning) == set(LANGUAGES)
            assert meaning["en"] != meaning["es"]
            for language in LANGUAGES:
                said = Spoken(language, results.settings).told(meaning[language])
                assert "{" not in said


@pytest.mark.parametrize("family", FORMULAS)
def test_formulas_are_lines_of_mathematics(made, family):
    for model, chapter in models_of(made(family)).items():
        for line in chapter.formula:
            shown = formulas.statement(line, "es")
            assert "<merror" not in shown
            assert "\\" not in shown, line
        assert any(r"\eta_i" in line for line in chapter.formula)
        between = any(
            "Normal" in line and r"\theta_{j" in line for line in chapter.formula
        )
        assert between == (model == PARTIAL)


def test_any_name_of_a_column_is_text_in_a_formula(made):
    name = "f<b>, {c}\\d $é #_%& [kg]"
    results = made("normal", f"y ~ `{name}` + (1 + `{name}` | unit)")
    chapter = models_of(results)[PARTIAL]
    shown = "".join(formulas.statement(line, "en") for line in chapter.formula)
    assert "<b>" not in shown
    assert "f&#60;b&#62;&#44;&#x000A0;&#123;c&#125;&#92;d" in shown
    said = Spoken("en", results.settings).told(chapter.reading["en"])
    assert name in said
    (written,) = [line for _, line in chapter.written({"y": "y", "group": "unit"})]
    assert written == f"y ~ `{name}` + (1 + `{name}` | unit)"
    table = posterior.tables(
        results,
        PARTIAL,
        declared=families.get("normal").MODELS[PARTIAL],
        chapter=chapter,
        language="es",
    )
    symbols = [str(symbol) for symbol, *_ in table["population"]]
    assert f"<code>{formulas.Markup.escape(name)}</code>" in symbols


@pytest.mark.parametrize(
    ("family", "formula", "complete", "none"),
    [
        (
            "normal",
            "y ~ x + level + (1 + x | unit)",
            "1 + x + level",
            "0 + unit + unit:x",
        ),
        ("normal", "y ~ x + (1 | unit)", "1 + x", "0 + unit + x"),
        (
            "poisson",
            "y ~ kind * x + offset(log(n)) + (1 | unit)",
            "1 + kind + x + kind:x + offset(log(n))",
            "0 + unit + kind + x + kind:x + offset(log(n))",
        ),
        ("student", "y ~ 0 + x + (0 + x | unit)", "0 + x", "0 + unit:x"),
        (
            "normal",
            "y ~ poly(x, 2) + (1 | unit) + (1 | kind)",
            "1 + poly(x, 2) + (1 | kind)",
            "0 + unit + poly(x, 2) + (1 | kind)",
        ),
    ],
)
def test_other_packages_are_told_each_degree_of_pooling(
    made, family, formula, complete, none
):
    told = models_of(made(family, formula))
    ((packages, line),) = told[PARTIAL].notation.items()
    assert (packages, line) == ("lme4, brms, bambi", formula)
    assert list(told[COMPLETE].notation.values()) == [f"y ~ {complete}"]
    assert list(told[NONE].notation.values()) == [f"y ~ {none}"]


def test_counted_successes_are_written_as_each_package_has_them(made):
    lines = models_of(made("binomial", "p(y, n) ~ x + (1 | unit)"))[PARTIAL].notation
    right = " ~ x + (1 | unit)"
    assert lines == {
        "lme4": f"cbind(y, n - y){right}",
        "brms": f"y | trials(n){right}",
        "bambi": f"p(y, n){right}",
    }


@pytest.mark.parametrize("family", FORMULAS)
def test_every_prior_of_a_fit_is_drawn(made, family):
    results = made(family)
    for model in MODELS:
        told = priors_of(results, model)
        labels = labels_of(
            [
                each
                for each in families.get(family).MODELS[model].parameters
                if each.name not in ("theta", "further")
            ],
            results.labels(model),
        )
        own = [label for prior in told for label in prior.labels]
        shared = [label for label in own if not label.startswith("unit[")]
        assert sorted(shared) == sorted(labels)
        assert not any(prior.given for prior in told)
        for prior in told:
            assert curves.drawn(prior.arguments, "en")["range"]
            line = formulas.mathml(formulas.prior(prior.sign, prior.arguments, "es"))
            assert "<merror" not in line


@pytest.mark.parametrize(
    ("family", "scaled"),
    [
        ("normal", {"Intercept", "x", "level", "sigma"}),
        ("student", {"Intercept", "poly(x, 2)[1]", "poly(x, 2)[2]", "sigma"}),
        ("binomial", set()),
        ("poisson", {"Intercept"}),
        ("negative_binomial", {"Intercept"}),
    ],
)
def test_a_prior_is_scaled_by_the_table_where_outcomes_decide_it(made, family, scaled):
    """Not a width of log odds, nor one that a predictor's sd alone decides."""
    results = made(family)
    told = priors_of(results, PARTIAL)
    spreads = {each.parameter for each in told if each.parameter.startswith("sd_")}
    expected = scaled | (spreads if "sigma" in scaled else set())
    assert {each.parameter for each in told if each.scaled} == expected


def test_units_follow_what_a_coefficient_is_for_one_of(made):
    results = made("normal", "y ~ center(x) * kind + (1 + center(x) | unit)")
    labels = results.settings["labels"]
    for role, unit in (("y", "mm"), ("x_x", "years")):
        labels[role] = labels[role] | {"unit": dict.fromkeys(LANGUAGES, unit)}
    words, own = Spoken("en", results.settings), chapters.of("normal")
    units = {
        "Intercept": "mm",
        "center(x)": "mm/year",
        "kind[b]": "mm",
        "center(x):kind[b]": "mm/year",
        "sd_unit[center(x)]": "mm/year",
        "cor_unit[Intercept,center(x)]": "",
    }
    assert {name: own.unit(results, name, words) for name in units} == units
    (prior,) = (each for each in priors_of(results, PARTIAL) if each.sign == "R")
    assert own.unit(results, prior.parameter, words) == ""
    told = answers.of(ranked(results))
    (effect,) = (each.text["en"] for each in told if each.about == "effect")
    assert re.search(r"× kind: b, beyond both: \S+ mm/year ", effect)
    differ = " ".join(each.text["en"] for each in told if each.about == "differ")
    assert re.search(r"standard deviations: x, \S+ mm/year ", differ)


def test_a_category_made_of_numbers_is_told_against_its_reference(tmp_path):
    table = made_formulas.table("poisson")
    table["year"] = np.resize([60, 65, 70], len(table))
    results = made_formulas.analysis(
        tmp_path, "poisson", "y ~ factor(year) + (1 | unit)", table
    )
    meaning = models_of(results)[PARTIAL].meanings["factor(year)[65]"]
    assert meaning["en"].startswith("what factor(year) = 65 adds to ")
    assert meaning["en"].endswith(", against 60")


def test_a_given_prior_is_that_of_the_intercept_itself(made):
    given = {"Intercept": {"normal": [0, 5]}, "sd_unit": {"x": {"exponential": 2}}}
    formula = "y ~ x + (1 + x | unit)"
    told = priors_of(made("normal", formula, priors=given), PARTIAL)
    known = {prior.parameter: prior for prior in told}
    assert {name for name, prior in known.items() if prior.given} == {
        "Intercept",
        "sd_unit[x]",
    }
    assert known["Intercept"].sign == r"\beta_{\text{Intercept}}"
    assert known["sd_unit[x]"].arguments == {"rate": 2.0}
    other = priors_of(made("normal"), PARTIAL)
    assert other[0].sign == r"\bar{\eta}"


def test_what_cannot_be_told_from_the_groups_level_is_said_to_be_left_out(made):
    told = models_of(made("normal"))
    said = Spoken("en", made("normal").settings).told(told[NONE].reading["en"])
    assert "constant and cannot be told from its own level: level." in said
    assert "level" not in told[PARTIAL].reading["es"]
    assert "queda afuera" in told[NONE].reading["es"]


def test_the_strip_goes_from_each_group_alone_to_all_together(made):
    results = ranked(made("poisson"))
    found = strip.of(results)
    assert len(found.alone) == len(found.pooled) == len(results.groups)
    assert (found.ends[0] < found.pooled).all()
    assert (found.pooled < found.ends[1]).all()
    assert (found.alone > 0).all()
    # Through a link a mean of outcomes, as in the answers, and no outcome at a mean.
    own = drawn(results, PARTIAL)
    means = responses.get("poisson").mean(own.of_groups()).mean(axis=0)
    assert found.pooled == pytest.approx(means)
    share = strip.of(ranked(made("binomial")))
    assert share.limits == strip.PROBABILITIES
    assert np.all((share.alone > 0) & (share.alone < 1))


def test_the_chapter_names_the_figures_that_there_are():
    declared, own = figures.of("poisson"), chapters.of("poisson").places
    assert set(own) <= set(declared)
    assert set(declared) <= set(own) | set(pictures.PLACES)
    assert set(chapters.of("poisson").lead) <= set(own)
    assert set(own.values()) <= set(pictures.PARTS)


def test_a_figure_of_the_groups_is_not_taken_for_one_of_the_sampler():
    both = [{"name": "rank", "of_fit": of_fit} for of_fit in (True, False)]
    placed = pictures.by_place(both, "normal")
    assert placed["checks"] == both[:1]
    assert placed["posterior"] == both[1:]


@pytest.mark.parametrize(
    ("family", "said"), [("student", "Gamma(a; r)"), ("negative_binomial", "1/√φ")]
)
def test_a_prior_that_does_not_speak_for_itself_is_explained(made, family, said):
    told = models_of(made(family))
    assert said in told[PARTIAL].reading["es"]
    assert said not in models_of(made("normal"))[PARTIAL].reading["es"]


def test_a_prior_at_the_means_is_explained(made):
    told = models_of(made("normal"))
    assert "η\u0304" in told[PARTIAL].reading["en"]
    assert "η\u0304" in told[NONE].reading["es"]
    alone = models_of(made("negative_binomial"))
    assert "η\u0304" not in alone[PARTIAL].reading["en"]


def test_what_is_counted_over_is_an_offset_and_no_predictor(made):
    rows = dict(story._data(made("poisson"), "en"))
    assert rows["Offset"] == "n"
    assert rows["Predictor"] == "kind"
