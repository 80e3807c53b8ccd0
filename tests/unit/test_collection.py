"""How the tables of a folder are shared out among jobs."""

import pytest
from pooling.run import collection, config


def test_every_table_is_in_one_part():
    tables = [f"d/{number}.csv" for number in range(1000)]
    found = collection.parts(tables)
    assert sorted(t for part in found.values() for t in part) == sorted(tables)
    assert len(found) == 64
    assert max(map(len, found.values())) < 2 * collection.PER_JOB
    assert collection.parts([]) == {}
    assert len(collection.parts(tables[: collection.PER_JOB])) == 1


def test_one_table_more_concerns_one_part():
    tables = [f"d/{number}.csv" for number in range(1000)]
    before = collection.parts(tables)
    after = collection.parts(sorted([*tables, "d/another.csv"]))
    assert [p for p in after if "d/another.csv" in after[p]] == [
        p for p in after if set(after[p]) != set(before[p])
    ]


@pytest.mark.parametrize(
    ("name", "words", "picture"),
    [
        ("a{b}.csv", "braces", "a{b}.csv"),
        ("a\tb.csv", "line end", "a\\tb.csv"),
        ("a\udcff.csv", "UTF-8", "a\\udcff.csv"),
    ],
)
def test_a_name_that_cannot_be_used_is_explained_and_shown(name, words, picture):
    assert words in collection.unfit(name)
    assert collection.shown(name) == picture
    collection.shown(name).encode()


def test_odd_names_can_be_used():
    for name in ("a b.csv", "=1.csv", "ñ,\"'.csv", "$(x);*.csv"):
        assert collection.unfit(name) is None
        assert collection.shown(name) == name


def test_a_title_decides_no_number():
    analysis = {"family": "means", "data": "a.csv", "title": "A", "question": "B"}
    written = {
        "run": "x",
        "seed": 3,
        "analyses": {"scores": analysis, "coins": {"family": "coins", "trials": [1]}},
    }
    assert collection.deciding(written) == {
        "seed": 3,
        "analyses": {"scores": {"family": "means", "data": "a.csv"}},
    }


def test_tables_are_drawn_from_without_a_program(tmp_path, monkeypatch):
    rows = "".join(f"{i % 6},{i % 6 + (7 * i % 5) / 3:.3f}\n" for i in range(48))
    (tmp_path / "t.csv").write_text("g,y\n" + rows)
    monkeypatch.chdir(tmp_path)
    analysis = {"family": "normal", "data": "t.csv", "formula": "y ~ 1 + (1 | g)"}
    analysis |= {"sampler": "exact", "models": ["partial_pooling"]}
    written = {"seed": 1, "sampling": {"draws": 300}, "analyses": {"a": analysis}}
    settings = config.load({"run": "r", **written}, tmp_path)
    assert collection.programs(written, settings) == []
    found = collection.fit_tables(written, ["t.csv"], {})
    assert set(found["verdict"]) == {"passed"}
    assert set(found["agreement"]) == {"agrees"}
    assert {"Intercept", "sd_g[Intercept]", "g[5,Intercept]"} <= set(found["parameter"])


@pytest.mark.parametrize(
    ("formula", "sampler", "expected"),
    [
        ("y ~ 1 + (1 | g)", "auto", ["normal", "normal_collapsed"]),
        ("y ~ 1 + (1 | g)", "direct", ["normal"]),
        ("y ~ 1 + (1 | g)", "collapsed", ["normal_collapsed"]),
        ("y ~ 1 + (1 | g) + (1 | h)", "auto", ["normal"]),
    ],
)
def test_formulas_need_the_programs_of_their_response(
    tmp_path, formula, sampler, expected
):
    rows = "".join(f"{i % 6},{i % 5},{(7 * i % 5) / 3:.3f}\n" for i in range(48))
    (tmp_path / "t.csv").write_text("g,h,y\n" + rows)
    analysis = {"family": "normal", "data": "t.csv", "formula": formula}
    written = {"seed": 1, "analyses": {"a": analysis | {"sampler": sampler}}}
    settings = config.load({"run": "r", **written}, tmp_path)
    found = collection.programs(written, settings)
    assert found == [f"regression/{name}" for name in expected]
