"""Raw table -> prepared table -> Stan data."""

import pytest
from pooling.basics import files
from pooling.basics.errors import PoolingError
from pooling.run import config
from pooling.table import preparation

TABLE = "g,y\n" + "".join(f"{g},{y}\n" for g in "abc" for y in (1, 2, 4))


@pytest.fixture
def analysis(tmp_path):
    """Give the settings of an analysis of means, whose table is written."""

    def make(text: str = TABLE, **changes):
        (tmp_path / "t.csv").write_text(text, "utf-8")
        written = {
            "family": "means",
            "data": "t.csv",
            "outcome": {"column": "y"},
            "group": {"column": "g"},
        }
        checked = config.load(
            {"run": "r", "analyses": {"a": written | changes}}, tmp_path
        )
        return checked.analyses["a"]

    return make


def test_a_table_that_can_be_modelled_passes_and_leaves_nothing(analysis, tmp_path):
    settings = analysis(group={"column": "g", "show": ["c", "a"]})
    preparation.check("a", settings, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TABLE + "a,x\n", 't.csv, line 11, column "y"'),
        ("g,y\na,1\na,2\n", "single group"),
        ("g,y\na,1\nb,1\nb,1\n", "the one value 1"),
        ("g,y\na,1\nb,2\n", "a group of its own"),
    ],
)
def test_a_table_that_cannot_be_modelled_is_refused(analysis, tmp_path, text, words):
    with pytest.raises(PoolingError) as caught:
        preparation.check("a", analysis(text), tmp_path)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("formula", "far"),
    [
        ("y ~ x + (1 + x | g)", True),
        ("y ~ x + (0 + x | g)", False),
        ("y ~ x + (1 | g)", False),
        ("y ~ center(x) + (1 + center(x) | g)", False),
        ("y ~ I(x - 1995) + (1 + I(x - 1995) | g)", False),
    ],
)
def test_a_slope_by_group_of_what_lies_far_from_0_is_remarked_on(tmp_path, formula, far):
    rows = [f"{g},{x},{x % 7 + x % 3}\n" for g in "abc" for x in range(1990, 2010)]
    (tmp_path / "t.csv").write_text("g,x,y\n" + "".join(rows), "utf-8")
    written = {"family": "normal", "data": "t.csv", "formula": formula}
    run = config.load({"run": "r", "analyses": {"a": written}}, tmp_path)
    said = preparation.check("a", run.analyses["a"], tmp_path)
    assert len(said) == far
    if far:
        assert said[0].startswith('t.csv: the coefficient of "x" varies by group')
        assert "center()" in said[0]
    alone = {"run": "r", "analyses": {"a": written | {"models": ["no_pooling"]}}}
    settings = config.load(alone, tmp_path).analyses["a"]
    assert preparation.check("a", settings, tmp_path) == []


def test_a_group_to_show_that_is_not_there_is_refused(analysis, tmp_path):
    settings = analysis(
        TABLE.replace("c", "Aitkin"), group={"column": "g", "show": ["Aitkn"]}
    )
    with pytest.raises(PoolingError, match='no group "Aitkn"; did you mean "Aitkin"'):
        preparation.check("a", settings, tmp_path)


def test_default_priors_are_told_and_given_ones_are_not(analysis, tmp_path):
    prepared, facts = tmp_path / "p.csv", tmp_path / "p.json"
    asked = analysis().preparation
    preparation.prepare_table(
        "means", asked, source=str(tmp_path / "t.csv"), prepared=prepared, facts=facts
    )
    output = tmp_path / "a" / "complete_pooling" / "stan_data.json"
    given = {"sigma": {"rate": 3.0}}
    said = preparation.write_stan_data(
        "means",
        "complete_pooling",
        given=given,
        options={},
        prepared=prepared,
        facts=facts,
        output=output,
    )
    assert "complete_pooling: default priors alpha ~ normal(2.333, 3.307)" in said
    assert "sigma" not in said
    data = files.read_json(output)
    assert data["prior_sigma_rate"] == 3
    assert data["prior_alpha_sd"] == pytest.approx(3.307189)


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize(
    ("centre", "remarked"), [(0, True), (1990, True), (2000, False), (None, False)]
)
def test_a_centre_far_from_the_predictor_is_remarked_on(
    analysis, tmp_path, monkeypatch, long, centre, remarked
):
    """At year 0 the default prior of intercepts leaves no slope of 0.5 a year."""
    rows = ((g, t, t % 7 + (g == "b")) for g in "abc" for t in range(2000, 2008))
    text = "g,t,y\n" + "".join(f"{g},{t},{y}\n" for g, t, y in rows)
    written = {"family": "lines", "predictor": {"column": "t", "centre": centre}}
    settings = analysis(text, **written)
    monkeypatch.setattr(preparation.parts, "fits", lambda *of: long)
    said = preparation.check("a", settings, tmp_path)
    assert ['"t" lies far from its values' in each for each in said] == [True] * remarked
