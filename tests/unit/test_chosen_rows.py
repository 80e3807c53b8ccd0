"""Predictions at chosen values of the predictors: numbers, refusals, remarks."""

import made_formulas
import numpy as np
import pytest
from pooling.basics import files
from pooling.basics.errors import PoolingError
from pooling.checks import chosen_rows
from pooling.checks.results import Results
from pooling.model import families, formula_rows, responses
from pooling.model.names import PARTIAL
from pooling.report import chosen_rows as arranged
from pooling.run import config
from pooling.table import asked_rows, preparation
from pydantic import ValidationError
from scipy import stats
from scipy.special import expit

FORMULAS = {
    "normal": "y ~ x + kind + (1 + x | unit)",
    "estimates": "y | se(error) ~ x + (1 | unit)",
    "binomial": "p(y, n) ~ x + (1 | unit)",
    "poisson": "y ~ kind + offset(log(weeks)) + (1 | unit)",
}
ROWS = {
    "normal": [{"x": 2.5, "kind": "b", "unit": "g002"}, {"x": 99, "kind": "a"}],
    "estimates": [{"x": 2.5, "unit": "g001"}],
    "binomial": [{"x": 3, "unit": "g004", "n": 20}, {"x": 3}],
    "poisson": [{"kind": "b", "weeks": 4, "unit": "g003"}],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make an analysis of a family, once."""
    known = {}

    def make(family: str):
        if family not in known:
            folder, table = tmp_path_factory.mktemp(family), made_formulas.table(family)
            formula = FORMULAS[family]
            known[family] = made_formulas.analysis(folder, family, formula, table)
        return known[family]

    return make


def predicted(results, rows):
    return chosen_rows.predict(
        results.settings["family"],
        results.fits[PARTIAL],
        rows,
        prepared=results.prepared,
        facts=results.facts,
        labels=results.labels(),
        seed=1,
    )


def draws_of(results):
    family = results.settings["family"]
    return results.fits[PARTIAL].parameters(families.get(family).MODELS[PARTIAL])


@pytest.mark.parametrize("family", FORMULAS)
def test_each_row_is_predicted_for_its_group_and_for_a_new_one(made, family):
    rows = ROWS[family]
    found = predicted(made(family), rows)
    expected = [
        (place, who, group)
        for place, row in enumerate(rows, start=1)
        for who, group in (("known", row.get("unit")), ("new", ""))
        if who == "new" or group
    ]
    assert [(own["row"], own["who"], own["group"]) for own in found] == expected
    for own in found:
        assert own["expected_q5"] < own["expected_mean"] < own["expected_q95"]
        assert own["outcome_q5"] <= own["outcome_mean"] <= own["outcome_q95"]
        row = rows[own["row"] - 1]
        assert {f"at_{name}": row[name] for name in row if name not in ("unit", "n")} == {
            name: value for name, value in own.items() if name.startswith("at_")
        }


def test_a_normal_outcome_is_predicted_by_its_draws_and_exactly(made):
    results = made("normal")
    draws, (known, new, far) = draws_of(results), predicted(results, ROWS["normal"])
    at = np.array([1, 2.5])
    theta = draws["theta"][:, results.groups.index("g002")] @ at + draws["beta"][:, 2]
    assert known["expected_mean"] == pytest.approx(theta.mean())
    assert known["expected_q5"] == pytest.approx(np.quantile(theta, 0.05))
    assert known["outcome_mean"] == pytest.approx(theta.mean())
    below = stats.norm(theta, draws["sigma"]).cdf(known["outcome_q95"]).mean()
    assert below == pytest.approx(0.95, abs=1e-6)
    # Exact means of the made-up fit are those of its draws and 0.01 more, each.
    shift = 0.01 * (1 + 2.5 + 1)
    assert known["expected_exact"] == pytest.approx(theta.mean() + shift)
    centre = draws["beta"] @ np.array([1, 2.5, 1])
    assert new["expected_exact"] == pytest.approx(centre.mean() + shift)
    # A new group spreads around the population by what its coefficients have.
    sd, cor = draws["sd"], draws["cor"][:, 0]
    own = sd[:, 0] ** 2 + 2 * 2.5 * cor * sd.prod(axis=1) + (2.5 * sd[:, 1]) ** 2
    spread = np.sqrt(centre.var() + own.mean())
    width = (new["expected_q95"] - new["expected_q5"]) / (2 * 1.645)
    assert width == pytest.approx(spread, rel=0.15)
    assert [own["extrapolated"] for own in (known, new, far)] == ["", "", "x"]


def test_successes_are_counted_of_the_trials_that_are_given(made):
    results = made("binomial")
    draws, found = draws_of(results), predicted(results, ROWS["binomial"])
    theta = draws["theta"][:, 3, 0] + 3 * draws["beta"][:, 1]
    assert [own["trials"] for own in found] == [
        20,
        20,
        results.fits[PARTIAL].stan_data["trials_new"][0],
    ]
    assert found[0]["expected_mean"] == pytest.approx(expit(theta).mean())
    assert found[0]["outcome_mean"] == pytest.approx(20 * expit(theta).mean())
    below = stats.binom(20, expit(theta)).cdf
    q95 = found[0]["outcome_q95"]
    assert below(q95 - 1).mean() < 0.95 <= below(q95).mean()
    assert found[0]["expected_exact"] is None


def test_counts_are_predicted_at_their_exposure(made):
    results = made("poisson")
    draws, (known, _) = draws_of(results), predicted(results, ROWS["poisson"])
    rate = np.exp(draws["theta"][:, 2, 0] + draws["beta"][:, 1])
    assert known["expected_mean"] == pytest.approx(4 * rate.mean())


def test_of_estimates_the_true_effect_is_predicted(made):
    assert responses.get("estimates").DISPERSION == {}
    for own in predicted(made("estimates"), ROWS["estimates"]):
        for end in ("mean", "q5", "q95"):
            near = pytest.approx(own[f"expected_{end}"], abs=0.02)
            assert own[f"outcome_{end}"] == near


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"x": 1, "kind": "c"}, 'row 1.kind: the table has no "c"; .*"a", "b"'),
        (
            {"x": 1, "kind": "a", "unit": "g9"},
            'row 1.unit: the table has no "g9"; choose',
        ),
        ({"x": "much", "kind": "a"}, 'row 1.x: "much" is not a finite number'),
        ({"x": "1e999", "kind": "a"}, 'row 1.x: "inf" is not a finite number'),
        ({"x": float("inf"), "kind": "a"}, 'row 1.x: "inf" is not a finite number'),
        ({"x": float("nan"), "kind": "a"}, 'row 1.x: "nan" is not a finite number'),
    ],
)
def test_a_wrong_value_is_named_by_its_row(made, row, sentence):
    results = made("normal")
    with pytest.raises(PoolingError, match=sentence):
        formula_rows.table_of([row], results.facts, results.prepared)


def test_a_value_that_a_function_cannot_take_has_no_cell_to_correct(tmp_path):
    made_formulas.table("normal").to_csv(tmp_path / "t.csv", index=False)
    written = {"family": "normal", "formula": "y ~ log(x + 9) + (1 | unit)"}
    written |= {"data": "t.csv", "predict": [{"x": 1}, {"x": -9}]}
    settings = families.get("normal").Settings(**written)
    with pytest.raises(PoolingError) as caught:
        preparation.check("a", settings, tmp_path)
    assert str(caught.value) == (
        'analyses.a.predict, row 2: "log(x + 9)" is not a finite number, where "x" is -9; '
        "give another value."
    )


def test_a_number_may_be_written_by_its_exponent(made):
    results = made("normal")
    row = {"x": "2.5e-1", "kind": "a"}  # as YAML reads it
    table = formula_rows.table_of([row], results.facts, results.prepared)
    assert table["x_x"].tolist() == [0.25]  # x is the name of a column of lines


@pytest.mark.parametrize(
    ("family", "formula", "row", "sentence"),
    [
        ("normal", "y ~ x + (1 | g)", {"xx": 1, "x": 1}, 'row 1.xx: .*did you mean "x"'),
        ("normal", "y ~ x + (1 | g)", {"x": False}, "put the value in quotes"),
        ("normal", "y ~ x + (1 | g)", {"x": [1]}, "row 1.x: write a number or a word"),
        ("normal", "y ~ x + (1 | g)", {"x": None}, "row 1.x: write a number or a word"),
        ("normal", "y ~ x + z + (1 | g)", {"x": 1}, 'the formula reads "z"; write'),
        ("normal", "y ~ x + offset(z) + (1 | g)", {"x": 1}, 'the formula reads "z"'),
        ("normal", "y ~ x + (1 | a:b)", {"x": 1, "a": 2}, 'a group of "a:b" has all'),
        ("normal", "y ~ x + (1 | g) + (1 | h)", {"x": 1, "h": 1}, "row 1.h: nothing is"),
        (
            "binomial",
            "p(y, n) ~ x + (1 | g)",
            {"x": 1, "n": 3, "m": 1},
            "row 1.m: nothing",
        ),
    ],
)
def test_a_row_that_does_not_fit_the_formula_is_refused(family, formula, row, sentence):
    written = {"family": family, "formula": formula, "data": "t.csv", "predict": [row]}
    with pytest.raises(ValidationError, match=sentence):
        families.get(family).Settings(**written)


def test_what_nothing_predicts_is_refused():
    written = {"family": "normal", "formula": "y ~ x + (1 | g)", "data": "t.csv"}
    rows = {"predict": [{"x": 1}], "models": ["no_pooling"]}
    with pytest.raises(ValidationError, match='predict: "partial_pooling" predicts'):
        families.get("normal").Settings(**written, **rows)


def test_a_value_that_a_function_cannot_take_is_named_by_its_row(tmp_path):
    table = made_formulas.table("poisson")
    formula = "y ~ kind + offset(log(weeks)) + (1 | unit)"
    results = made_formulas.analysis(tmp_path, "poisson", formula, table)
    with pytest.raises(PoolingError, match=r'row 1: .*"offset\(log\(weeks\)\)" is not a'):
        formula_rows.table_of(
            [{"kind": "a", "weeks": 0}], results.facts, results.prepared
        )


@pytest.mark.parametrize("family", FORMULAS)
def test_the_report_has_the_numbers_of_the_file_in_both_languages(made, family, tmp_path):
    results, rows = made(family), ROWS[family]
    found = predicted(results, rows)
    path = tmp_path / "predictions.csv"
    files.write_csv(path, {name: [row[name] for row in found] for name in found[0]})
    own = Results(
        results.analysis,
        results.paths | {"predictions": str(path)},
        results.fits,
        results.settings,
    )
    english, spanish = (arranged.arrange(own, [], each) for each in ("en", "es"))
    for told in (english, spanish):
        assert len(told["blocks"]) == len(rows)
        lines = [row for block in told["blocks"] for row in block["rows"]]
        assert len(lines) == len(found)
        assert {len(row["cells"]) for row in lines} == {len(told["heads"])}
    for one, other in zip(english["blocks"], spanish["blocks"], strict=True):
        assert [len(row["cells"]) for row in one["rows"]] == [
            len(row["cells"]) for row in other["rows"]
        ]
        assert bool(one["beyond"]) == bool(other["beyond"])
    line, known = english["blocks"][0]["rows"][0], found[0]
    assert line["head"] == known["group"]
    share = family == "binomial"
    middle = line["cells"][0].replace("\N{MINUS SIGN}", "-").rstrip("\u202f %")
    value = known["expected_mean"] * (100 if share else 1)
    digits = len(middle.partition(".")[2])
    assert float(middle) == pytest.approx(value, abs=0.51 * 10**-digits)
    # An estimate's true effect has no observation beside it; exact means are of numbers.
    columns = 2 + (family in ("normal", "estimates")) + 2 * (family != "estimates")
    assert len(english["heads"]) == columns


def test_a_plan_remarks_on_values_beyond_the_table(tmp_path):
    made_formulas.table("normal").to_csv(tmp_path / "t.csv", index=False)
    written = {"family": "normal", "formula": FORMULAS["normal"], "data": "t.csv"}
    written |= {"predict": ROWS["normal"]}
    settings = families.get("normal").Settings(**written)
    (said,) = preparation.check("a", settings, tmp_path)
    assert said.startswith("analyses.a.predict, row 2: beyond the values of the table")
    wrong = settings.model_copy(update={"predict": [{"x": 1, "kind": "q"}]})
    with pytest.raises(PoolingError, match=r'^analyses\.a\.predict, row 1\.kind: .*"q"'):
        preparation.check("a", wrong, tmp_path)


def asked(tmp_path, text: str, family="normal", name="new.csv", **more):
    """Plan an analysis whose rows are in a table."""
    made_formulas.table(family).to_csv(tmp_path / "t.csv", index=False)
    (tmp_path / name).write_text(text, "utf-8")
    written = {"family": family, "formula": FORMULAS[family], "data": "t.csv", **more}
    read = {"run": "r", "analyses": {"a": written | {"predict": name}}}
    (settings,) = config.load(read, tmp_path).analyses.values()
    return settings, preparation.check("a", settings, tmp_path)


def test_rows_of_a_table_are_those_of_the_configuration(tmp_path):
    text = "x,kind,unit\n3.5,b,g002\n40,a,\n"
    settings, (said,) = asked(tmp_path, text)
    rows, place = asked_rows.read(
        settings.predict, settings.formula, tmp_path / "new.csv", settings.reading
    )
    assert rows == [{"x": 3.5, "kind": "b", "unit": "g002"}, {"x": 40.0, "kind": "a"}]
    assert place(2, "x") == 'new.csv, line 3, column "x"'
    assert said.startswith("analyses.a.predict: new.csv, line 3: beyond the values")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "x,kind,unit\n3,b,g009\n",
            'new.csv, line 2, column "unit": .* no "g009"',
        ),
        (
            "x,kind\n3,b\n\n4,c\n",
            'new.csv, line 4, column "kind": the table has no "c"',
        ),
        (
            "x,kind\nmuch,b\n",
            'new.csv, line 2, column "x": "much" is not a finite number',
        ),
        (
            "x,kind\n3,b\nmuch,b\n",
            'new.csv, line 3, column "x": "much" is not a finite number',
        ),
        (
            "x,kind\n3,b\n,a\n",
            'new.csv, line 3: the formula reads "x"; write its value',
        ),
        ("kind\nb\n", 'new.csv, line 2: the formula reads "x"'),
        (
            "x,kind,size\n3,b,4\n",
            'new.csv, column "size": nothing is predicted by',
        ),
        ("x,kind\n" + "3,b\n" * 101, "new.csv: 101 rows are more than the 100"),
        ("x,kind\n", "new.csv"),
        ("x,kind\n3,b,5\n", "new.csv, line 2"),
    ],
)
def test_a_table_of_rows_is_read_strictly(tmp_path, text, sentence):
    with pytest.raises(PoolingError, match=rf"^analyses\.a\.predict: {sentence}"):
        asked(tmp_path, text)


def test_a_table_of_rows_that_is_not_there_is_refused(tmp_path):
    asked(tmp_path, "x,kind\n3,b\n")
    written = {"family": "normal", "formula": FORMULAS["normal"], "data": "t.csv"}
    read = {"run": "r", "analyses": {"a": written | {"predict": "neu.csv"}}}
    with pytest.raises(
        PoolingError, match=r'a\.predict: there is no file "neu.csv"; .*new'
    ):
        config.load(read, tmp_path)
