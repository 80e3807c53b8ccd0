"""What a formula, its table or its configuration cannot be: a sentence with a remedy each."""

import re

import numpy as np
import pandas as pd
import pytest
from pooling.basics.errors import PoolingError
from pooling.model import families, formula_rows
from pooling.model.formula import parse
from pooling.model.names import PARTIAL
from pooling.run import config
from pooling.table import preparation, tables

ROWS = 24
RNG = np.random.default_rng(5)
ESTIMATE = "y | se(error) ~ x + (1 | g)"


def good():
    """A table of which every family has an outcome."""
    place = np.arange(ROWS)
    return pd.DataFrame(
        {
            "y": RNG.normal(size=ROWS).round(3),
            "count": RNG.poisson(3, ROWS),
            "won": place % 3 % 2,
            "n": 10,
            "x": RNG.normal(size=ROWS).round(3),
            "z": place % 5,
            "word": np.array(["no", "yes", "no", "no", "yes"])[place % 5],
            "one": "same",
            "const": 4,
            "error": 0.5 + place % 3,
            "g": np.array(list("abcd"))[place % 4],
            "same_as_g": np.array(list("pqrs"))[place % 4],
            "h": place // 6,
            "id": place,
            "single": "all",
            "empty": "",
        }
    ).astype(object)


def prepare(tmp_path, family, formula, table=None, **more):
    """Prepare a table as a run would."""
    (good() if table is None else table).to_csv(tmp_path / "t.csv", index=False)
    written = families.get(family).Settings
    settings = written(family=family, data="t.csv", formula=formula, **more)
    own = families.get(settings.family)
    raw = tables.read(tmp_path / "t.csv", "t.csv", **settings.reading)
    return own.prepare(raw, settings.preparation)


def test_whole_numbers_that_are_added_to_a_logarithm_are_remarked_on(tmp_path):
    """Who writes ``offset(n)`` mostly means what was counted over, whose logarithm it is."""
    for family, formula, about in (
        ("poisson", "count ~ x + offset(n) + (1 | g)", ["n"]),
        ("negative_binomial", "count ~ x + offset(z) + offset(n) + (1 | g)", ["z", "n"]),
        ("poisson", "count ~ x + offset(log(n)) + (1 | g)", None),
        ("poisson", "count ~ x + offset(error) + (1 | g)", None),  # has a fraction
        ("normal", "y ~ x + offset(n) + (1 | g)", None),
    ):
        _, facts = prepare(tmp_path, family, formula)
        told = [each["about"] for each in facts["remarks"] if each["kind"] == "offset"]
        assert told == ([about] if about else []), formula


def test_trials_may_be_the_sum_of_successes_and_failures(tmp_path):
    table = good()
    table["failed"] = 10 - table["count"]
    one, _ = prepare(tmp_path, "binomial", "p(count, n) ~ x + (1 | id)", table)
    other, facts = prepare(
        tmp_path, "binomial", "p(count, count + failed) ~ x + (1 | id)", table
    )
    assert one.equals(other)
    assert formula_rows.named(parse(facts["formula"]["written"])) == [
        "x", "id", "count + failed"
    ]  # fmt: skip
    table.loc[5, "failed"] = -table.loc[5, "count"]
    with pytest.raises(
        PoolingError, match='line 7, column "count \\+ failed": a row needs'
    ):
        prepare(tmp_path, "binomial", "p(count, count + failed) ~ x + (1 | id)", table)


@pytest.mark.parametrize(
    ("family", "formula"),
    [
        ("normal", "y ~ x + word + (1 + x | g)"),
        ("student", "y ~ x + (1 | g) + (1 | h)"),
        ("binomial", "p(count, n) ~ x + (1 | id)"),
        ("binomial", "p(count, 20) ~ x + (1 | g)"),
        ("bernoulli", "won ~ x + (1 | g)"),
        ("poisson", "count ~ x + (1 | id)"),
        ("poisson", "count ~ x + (1 | g) + (1 | id)"),
        ("negative_binomial", "count ~ x + (1 | g) + offset(log(n))"),
        ("gaussian", "y ~ x + (1 | g)"),
        ("negbinomial", "count ~ x + (1 | g)"),
    ],
)
def test_what_is_as_it_should_be_is_prepared(tmp_path, family, formula):
    table, facts = prepare(tmp_path, family, formula)
    assert len(table) == facts["rows_used"] == ROWS


TABLES = [
    ("normal", "y ~ foo + (1 | g)", 't.csv has no column "foo"'),
    ("normal", "y ~ wort + (1 | g)", 'did you mean "word"'),
    ("normal", "y ~ x + (1 | gg)", 'has no column "gg"'),
    ("normal", "yy ~ x + (1 | g)", 'has no column "yy"'),
    ("normal", "y ~ log(foo) + (1 | g)", 'has no column "foo"'),
    ("normal", "y ~ x + offset(foo) + (1 | g)", 'has no column "foo"'),
    ("normal", "y ~ log(word) + (1 | g)", 'column "word" holds words'),
    ("normal", "y ~ x + offset(word) + (1 | g)", 'column "word" holds words'),
    ("normal", "y ~ one + (1 | g)", 'column "one" has the single category "same"'),
    ("normal", "y ~ const + (1 | g)", '"const" has one value, 4'),
    ("normal", "y ~ scale(const) + (1 | g)", "has one value in all rows"),
    (
        "normal",
        "y ~ factor(const) + (1 | g)",
        "has the single category",
    ),
    ("normal", "y ~ x + I(2 * x + 1) + (1 | g)", 'a combination of "Intercept" and "x"'),
    ("normal", "y ~ x + center(x) + (1 | g)", 'combination of "Intercept" and "x"'),
    ("normal", "y ~ x + `x` + I(x) + (1 | g)", 'combination of "x"'),
    ("normal", "y ~ x:word + (1 + x:factor(z) | g)", "coefficients vary by group"),
    ("normal", "y ~ poly(z, 5) + (1 | g)", "more than 5 different values"),
    ("normal", "y ~ bs(z, df=7) + (1 | g)", "more different values"),
    ("normal", "y ~ word + (1 | g)", None),
    ("normal", "y ~ h + (1 | h)", None),
    ("normal", "y ~ word:x + (0 + word | g)", None),
    (
        "normal",
        "y ~ g + (1 | g)",
        '"g" has a coefficient for each of its categories and a',
    ),
    ("normal", "y ~ factor(h) + (1 | g) + (1 | h)", '"h" has a coefficient for each'),
    ("normal", "y ~ empty + (1 | g)", 'column "empty" has no value in any row; fill it'),
    ("normal", "y ~ x + (0 + factor(z) | g)", "5 coefficients vary by group"),
    ("normal", "y ~ x + (h | h)", '"h" has one value in each group of "h"'),
    ("binomial", "p(count, n) ~ x + (1 + x | id)", '"x" has one value in each group'),
    ("normal", "y ~ x + (0 + h | h)", None),
    ("normal", "y ~ x + (1 | single)", 'the single group "all"'),
    ("normal", "y ~ x + (1 | g) + (1 | single)", 'the single group "all"'),
    ("normal", "y ~ x + (1 | id)", "a group of its own for each of the 24 rows"),
    ("student", "y ~ x + (1 | id)", "a group of its own for each"),
    ("normal", "y ~ x + (1 | g) + (1 | id)", "a group of its own for each"),
    ("normal", "y ~ x + (1 | g / id)", "a group of its own for each"),
    ("bernoulli", "won ~ x + (1 | id)", "a group of its own for each"),
    ("normal", "y ~ x + (1 | g) + (1 | same_as_g)", "have the same groups"),
    ("normal", "y ~ x + (1 | g / same_as_g)", "have the same groups"),
    ("normal", "const ~ x + (1 | g)", 'column "const" has the one value 4'),
    ("normal", "word ~ x + (1 | g)", 'holds words, "no" for one'),
    ("bernoulli", "word ~ x + (1 | g)", "variables: {word: {success: 'yes'}}"),
    ("bernoulli", "count ~ x + (1 | g)", "neither 0 nor 1"),
    ("poisson", "y ~ x + (1 | g)", "is less than 0|is not a whole number"),
    (
        "poisson",
        "count ~ x + offset(log(z)) + (1 | g)",
        r'line 2: "offset\(log\(z\)\)" is not a finite',
    ),
    ("normal", "log(z) ~ x + (1 | g)", 'a finite number there, where "z" is 0; correct'),
    ("normal", "y ~ log(z) + (1 | g)", r'line 2: "log\(z\)" is not a finite number'),
    ("normal", "y ~ I(1 / z) + (1 | g)", r'line 2: "I\(1 / z\)" is not a finite number'),
    ("binomial", "p(n, id) ~ x + (1 | g)", "at least one trial"),
    ("binomial", "p(n, 9) ~ x + (1 | g)", "10 successes are more than the 9 trials"),
    ("binomial", "p(y, n) ~ x + (1 | g)", "is less than 0|is not a whole number"),
    (
        "poisson",
        "count ~ x + offset(I(n * 20)) + (1 | g)",
        r"offset\(log\(I\(n \* 20\)\)\)",
    ),
    ("normal", "I(2 * x + 3) ~ z + (1 | g)", None),
    ("normal", "y | se(error) ~ x + (1 | id)", None),
    ("normal", "y | se(error) ~ x + (1 | g / id)", None),
    ("normal", "y | se(log(error)) ~ x + (1 | g)", 'line 2: the standard error "log'),
    ("normal", "y | se(I(1 / z)) ~ x + (1 | g)", r'line 2: "I\(1 / z\)" is not a finite'),
    ("normal", "y | se(word) ~ x + (1 | g)", '"no" for one, and a standard error is a'),
    ("normal", "const | se(error) ~ x + (1 | g)", 'column "const" has the one value 4'),
    ("normal", "y | se(I(error * 10**9)) ~ x + (1 | g)", "next to nothing to it"),
    ("normal", "y | se(I(error / 10**9)) ~ x + (1 | g)", "next to nothing beside"),
    (
        "normal",
        "y ~ x*z*word*factor(h)*factor(z) + (1 | g)",
        "coefficients|combination|is 0 in all",
    ),
]


@pytest.mark.parametrize(("family", "formula", "sentence"), TABLES)
def test_what_a_table_lacks_is_said_in_one_sentence(tmp_path, family, formula, sentence):
    if sentence is None:
        prepare(tmp_path, family, formula)
        return
    with pytest.raises(PoolingError, match=sentence) as refused:
        prepare(tmp_path, family, formula)
    said = str(refused.value)
    assert said.startswith("t.csv")
    assert said.endswith((".", "?"))


@pytest.mark.parametrize(
    ("column", "cell", "family", "formula", "sentence"),
    [
        ("x", "much", "normal", "y ~ x + (1 | g)", 'line 4, column "x": "much" is not'),
        (
            "word",
            "3",
            "normal",
            "y ~ word + (1 | g)",
            'column "word": "no" is not a number',
        ),
        (
            "count",
            "2.5",
            "poisson",
            "count ~ x + (1 | g)",
            "2.5 is not a whole number.*offset",
        ),
        ("count", "-1", "poisson", "count ~ x + (1 | g)", "-1 is less than 0"),
        ("count", "3e9", "poisson", "count ~ x + (1 | g)", "more than Stan can count"),
        ("n", "0", "binomial", "p(won, n) ~ x + (1 | g)", "at least one trial"),
        ("n", "3.5", "binomial", "p(won, n) ~ x + (1 | g)", "3.5 is not a whole number"),
        ("won", "2", "bernoulli", "won ~ x + (1 | g)", "2 is neither 0 nor 1"),
        (
            "error",
            "0",
            "normal",
            ESTIMATE,
            'line 4: the standard error "error" is 0, and',
        ),
        ("error", "-1", "normal", ESTIMATE, "is -1, and it is above 0; correct the cell"),
        (
            "error",
            "inf",
            "normal",
            ESTIMATE,
            'line 4, column "error": "inf" is not a fini',
        ),
    ],
)
def test_a_wrong_cell_is_named_by_its_line(
    tmp_path, column, cell, family, formula, sentence
):
    table = good()
    table.loc[2, column] = cell
    with pytest.raises(PoolingError, match=sentence):
        prepare(tmp_path, family, formula, table)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (
            "0",
            'line 4, column "error": the weight is 0, and a weight is above 0; correct',
        ),
        ("-2", "the weight is -2, and a weight is above 0"),
        ("1e-15", "the weight is 1e-15, next to nothing beside the largest"),
        ("many", 'line 4, column "error": "many" is not a'),
        ("inf", 'line 4, column "error": "inf" is not a fini'),
        ("", None),
    ],
)
def test_a_weight_is_a_number_above_0_or_its_row_is_missing(tmp_path, cell, sentence):
    table = good()
    table.loc[2, "error"] = cell
    asked = (tmp_path, "normal", "y ~ x + (1 | g)", table)
    if sentence:
        with pytest.raises(PoolingError, match=sentence):
            prepare(*asked, weights="error")
        return
    kept, facts = prepare(*asked, weights="error")
    assert facts["rows_dropped"] == 1
    assert kept["weights"].tolist() == [float(w) for w in table["error"] if w != ""]


@pytest.mark.parametrize("column", ["y", "error", "x", "word", "g", "h"])
def test_rows_with_a_gap_are_left_out_or_refused(tmp_path, column):
    table = good()
    table.loc[[2, 7], column] = ""
    formula = "y | se(error) ~ x + word + (1 | g) + (1 | h)"
    kept, facts = prepare(tmp_path, "normal", formula, table)
    assert facts["rows_dropped"] == 2
    assert set(kept["row"]) == set(range(2, ROWS + 2)) - {4, 9}
    with pytest.raises(
        PoolingError, match=f'line 4, column "{column}": the cell is empty'
    ):
        prepare(tmp_path, "normal", formula, table, missing="refuse")


def test_an_outcome_that_groups_explain_to_the_last_digit_is_refused(tmp_path):
    table = good()
    codes = table["g"].map({"a": 1.5, "b": 2.25, "c": 7.125, "d": -3.0})
    table["y"] = codes + 0.5 * table["z"]
    with pytest.raises(PoolingError, match='explains "y" to the last digit'):
        prepare(tmp_path, "normal", "y ~ z + (1 | g)", table)
    prepare(tmp_path, "normal", "y ~ x + (1 | g)", table)


def test_outcomes_most_of_which_are_one_value_have_no_t_distribution(tmp_path):
    table = good()
    table["y"] = np.where(np.arange(ROWS) < 3, 1.0, 0.0)  # four groups, an x: six
    with pytest.raises(PoolingError, match=r'21 of the 24 outcomes "y" are 0.*normal'):
        prepare(tmp_path, "student", "y ~ x + (1 | g)", table)
    prepare(tmp_path, "normal", "y ~ x + (1 | g)", table)
    table["y"] = np.where(np.arange(ROWS) < 12, np.arange(ROWS), 0.0)
    prepare(tmp_path, "student", "y ~ x + (1 | g)", table)


@pytest.mark.parametrize("name", ["sigma", "sd_g", "lprior"])
def test_a_column_that_is_called_like_a_parameter_is_refused(tmp_path, name):
    table = good().rename(columns={"x": name})
    with pytest.raises(PoolingError, match="called like a parameter"):
        prepare(tmp_path, "normal", f"y ~ {name} + (1 | g)", table)


def test_a_factor_may_have_numbers_among_its_labels(tmp_path):
    table = good()
    table["z"] = table["z"].astype(str).replace("4", "3b")
    with pytest.raises(PoolingError, match=r'"3b" is not a number; .* "factor\(z\)"'):
        prepare(tmp_path, "normal", "y ~ z + (1 | g)", table)
    _, facts = prepare(tmp_path, "normal", "y ~ factor(z) + (1 | g)", table)
    assert facts["formula"]["population"][-1] == "factor(z)[3b]"


@pytest.mark.parametrize(
    ("priors", "sentence"),
    [
        ({"foo": {"normal": [0, 1]}}, "this formula has no such prior"),
        ({"xx": {"normal": [0, 1]}}, 'did you mean "x"'),
        ({"x": {"exponential": 1}}, "is not the distribution of this prior"),
        ({"sd_h": {"exponential": 1}}, "no such prior"),
        ({"cor_g": {"lkj": 2}}, "no such prior"),
        ({"sd_g": {"x": {"exponential": 1}}}, "no such coefficient"),
        ({"x": {"x": {"normal": [0, 1]}}}, "write the prior as {normal: numbers}"),
        ({"nu": {"gamma": [2, 0.1]}}, "no such prior"),
    ],
)
def test_a_prior_that_the_formula_lacks_is_refused(tmp_path, priors, sentence):
    with pytest.raises(PoolingError, match=sentence) as refused:
        prepare(tmp_path, "normal", "y ~ x + (1 | g)", priors=priors)
    assert str(refused.value).startswith("priors.")


@pytest.mark.parametrize(
    "predictor", ["I(z ** 400)", "x + I(x / 10000000000 ** 10)"], ids=["large", "small"]
)
def test_a_predictor_that_cannot_be_squared_is_refused(tmp_path, predictor):
    with pytest.raises(PoolingError, match=r'column "I\(.* (large|small) to be squared'):
        prepare(tmp_path, "normal", f"y ~ {predictor} + (1 | g)")


def test_a_prior_that_is_refused_says_of_which_analysis(tmp_path):
    prior = {"foo": {"normal": [0, 1]}}
    with pytest.raises(PoolingError, match=r"^analyses\.a\.priors\.foo: "):
        planned(tmp_path, family="normal", formula="y ~ x + (1 | g)", priors=prior)


def test_a_prior_of_no_model_is_refused(tmp_path):
    formula, prior = "y ~ x + (1 | g)", {"sd_g": {"exponential": 1}}
    with pytest.raises(PoolingError, match="none of the models"):
        prepare(tmp_path, "normal", formula, models=["no_pooling"], priors=prior)
    with pytest.raises(PoolingError, match=r"models.complete_pooling.priors.sd_g: none"):
        prepare(
            tmp_path, "normal", formula, models={"complete_pooling": {"priors": prior}}
        )


def planned(tmp_path, **analysis):
    """Check a configuration with one analysis, and its table as when a run is planned."""
    good().to_csv(tmp_path / "t.csv", index=False)
    written = {"family": "normal", "data": "t.csv", "formula": "y ~ x + (1 | g)"}
    written = {key: own for key, own in (written | analysis).items() if own is not ...}
    checked = config.load({"run": "r", "analyses": {"a": written}}, tmp_path)
    preparation.check("a", checked.analyses["a"], tmp_path)
    return checked


@pytest.mark.parametrize(
    ("analysis", "sentence"),
    [
        ({"family": "normol"}, 'analyses.a.family: .*did you mean "normal"'),
        ({"formula": ...}, "analyses.a.formula: this key is missing"),
        ({"data": ...}, "analyses.a.data: this key is missing"),
        ({"formula": 3}, "analyses.a.formula: "),
        ({"formula": ""}, "analyses.a.formula: it is empty; write it"),
        ({"formula": ["y"]}, "analyses.a.formula: write it as one text, in quotes"),
        ({"formula": "y ~ x"}, "analyses.a: formula: .*has no group term"),
        ({"formula": "y ~ foo(x) + (1 | g)"}, 'formula: "foo" is no function'),
        ({"formula": "y ~ xx + (1 | g)"}, 'analyses.a: t.csv has no column "xx"'),
        ({"fromula": "y"}, 'analyses.a.fromula: unknown key; did you mean "formula"'),
        ({"outcome": {"column": "y"}}, "analyses.a.outcome: this family takes a formula"),
        ({"group": {"column": "h"}}, 'group.column: the formula has the groups of "g"'),
        ({"group": {"show": ["a", "q"]}}, 'group.show: t.csv has no group "q"'),
        ({"models": ["partial"]}, 'has no such model; did you mean "partial_pooling"'),
        ({"models": []}, "models: it is empty"),
        ({"models": [3]}, "analyses.a.models"),
        ({"models": {"no_pooling": {"prior": {}}}}, "unknown key"),
        ({"priors": {"x": {"normal": [0]}}}, "normal takes 2 finite numbers"),
        ({"priors": {"x": {"normal": [0, -1]}}}, "sd must be above 0"),
        ({"priors": {"x": 3}}, "write a prior as {distribution: numbers}"),
        ({"priors": {"x": {"cauchy": [0, 1]}}}, "write a prior as"),
        ({"priors": {"sd_g": {"Intercept": 2}}}, "write a prior as"),
        ({"models": {"no_pooling": {"priors": {"x": 1}}}}, "write a prior as"),
        ({"variables": {"q": {"label": "Q"}}}, "variables.q: the formula has no such"),
        ({"variables": {"x": {"log_of": {"label": "X"}}}}, "variables.x.log_of"),
        ({"words": {"success": "heads"}}, "words: normal outcomes are no successes"),
        ({"family": "binomial"}, "write p\\(successes, trials\\)"),
        ({"family": "estimates"}, "formula: an estimate has a standard error"),
        ({"formula": "y | se(erro) ~ x + (1 | g)"}, 'no column "erro"; .*"error"'),
        (
            {"family": "student", "formula": ESTIMATE},
            "formula: se\\(\\) is the standard error of a normal outcome, and student",
        ),
        ({"formula": "p(n, n) | se(error) ~ x + (1 | g)"}, "outcomes have no trials"),
        ({"formula": "y | weights(n) ~ x + (1 | g)"}, 'formula: "weights" beside'),
        ({"weights": "nn"}, 'no column "nn"'),
        ({"weights": "y"}, 'weights: "y" is the outcome; name the column that says'),
        (
            {"family": "poisson", "formula": "count ~ x + (1 | g)", "weights": "n"},
            "weights: poisson outcomes have none here: .*offset",
        ),
        ({"formula": ESTIMATE, "weights": "n"}, "weights: estimates outcomes have none"),
        ({"formula": "p(count, n) ~ x + (1 | g)"}, "normal outcomes have no trials"),
        (
            {"family": "bernoulli", "formula": "p(won, n) ~ x + (1 | g)"},
            "bernoulli outcomes have no trials",
        ),
        (
            {"family": "binomial", "formula": "p(won, 2.5) ~ x + (1 | g)"},
            "a number of trials is a whole number",
        ),
        (
            {"family": "poisson", "formula": "log(count) ~ x + (1 | g)"},
            "counts are modelled as they are",
        ),
        (
            {
                "family": "bernoulli",
                "formula": "won ~ x + (1 | g)",
                "threshold": {"value": 50, "label": "half"},
            },
            "threshold.value: of successes it is a probability, .* not 50",
        ),
        (
            {
                "family": "bernoulli",
                "formula": "won ~ x + (1 | g)",
                "plausible": [0, 2],
            },
            "plausible: of successes",
        ),
        (
            {"sampler": "collapsed", "formula": "y ~ x + (1 | g) + (1 | h)"},
            "none of the models",
        ),
    ],
)
def test_a_wrong_configuration_is_refused_before_anything_starts(
    tmp_path, analysis, sentence
):
    with pytest.raises(PoolingError, match=sentence) as refused:
        planned(tmp_path, **analysis)
    assert not re.search("Traceback|pydantic|input_value", str(refused.value))


def test_a_right_configuration_is_taken(tmp_path):
    checked = planned(
        tmp_path,
        family="gaussian",
        models=["no_pooling", "partial_pooling"],
        priors={"sd_g": {"exponential": 1}, "x": {"normal": [0, 1]}},
        variables={"y": {"label": "Y", "unit": "m", "log_of": {"label": "E"}}},
        threshold={"value": 1, "label": "one"},
        plausible=[-5, 5],
        group={"label": "plot", "show": ["a"]},
    )
    settings = checked.analyses["a"]
    assert settings.family == "normal"
    assert list(checked.models("a")) == ["no_pooling", "partial_pooling"]
    assert checked.model_options("a", "partial_pooling") == {"pooling": 2}
    assert checked.priors_of("a", "partial_pooling") == {}
    assert settings.group.column == "g"
    assert settings.labels["y"].unit["es"] == "m"
    assert settings.labels["x_x"].column == "x"


@pytest.mark.parametrize("family", ["normal", "gaussian", "estimates"])
def test_an_outcome_with_a_standard_error_is_an_estimate(tmp_path, family):
    checked = planned(tmp_path, family=family, formula="y | se(error) ~ x + (1 | id)")
    settings = checked.analyses["a"]
    assert settings.family == "estimates"
    assert settings.columns == ["y", "error", "id", "x"]
    assert list(checked.models("a")) == ["complete_pooling", "no_pooling", PARTIAL]


def test_the_two_levels_of_a_nested_group_are_counted(tmp_path):
    settings = planned(tmp_path, formula="y ~ x + (1 | g:h)").analyses["a"]
    assert settings.group_columns == ["g", "h"]
    assert settings.sampling.draws == 1000


@pytest.mark.parametrize(
    ("family", "formula", "words"),
    [
        ("poisson", "count ~ x + (1 | g) + (1 | id)", "levels of further grouping"),
        ("poisson", "count ~ x + (1 + x + z | g)", "3 columns vary by group"),
    ],
)
def test_exact_draws_are_refused_at_once_where_there_is_no_integral(
    tmp_path, family, formula, words
):
    good().to_csv(tmp_path / "t.csv", index=False)
    given = {"family": family, "data": "t.csv", "formula": formula}
    settings = families.get(family).Settings(**given, sampler="exact")
    told = f"^analyses.a.sampler: there are no exact draws, because {words}.*direct"
    with pytest.raises(PoolingError, match=told):
        preparation.check("a", settings, tmp_path)
    alone = {"models": {"complete_pooling": {}}}
    if "id" not in formula:  # nothing varies by group there
        settings = families.get(family).Settings(**given, sampler="exact", **alone)
        assert preparation.check("a", settings, tmp_path) == []
