"""The starter configuration: what is proposed, and that it can be used as it stands."""

import errno
import gzip
import io
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pooling.basics.errors import PoolingError
from pooling.run import config, study
from pooling.table import preparation, tables


@pytest.fixture
def make(tmp_path):
    """Write a table, and the configuration that is proposed for it."""

    def call(content: str | bytes, name="my table.csv"):
        content = content.encode("utf-8") if isinstance(content, str) else content
        (tmp_path / name).write_bytes(content)
        path, proposal, _ = study.make(name, None, tmp_path)
        text = path.read_text("utf-8")
        written = yaml.safe_load(text)
        checked = config.load(written, tmp_path)
        for analysis, own in checked.analyses.items():
            preparation.check(analysis, own, tmp_path)
        return proposal, written, text

    return call


def rows(header: str, lines) -> str:
    return "\n".join([header, *lines]) + "\n"


def long(header: str, groups, xs, seed=1) -> str:
    """Give a table of numbers in groups at several values of a predictor."""
    rng = np.random.default_rng(seed)
    cells = [(g, x) for g in groups for x in xs]
    return rows(
        header,
        [f"{at},{rng.normal(50, 9):.2f},{x},{g}" for at, (g, x) in enumerate(cells, 1)],
    )


@pytest.mark.parametrize(
    ("table", "family", "roles"),
    [
        ("dyestuff", "means", {"outcome": "yield", "group": "batch"}),
        (
            "berkeley_admissions",
            "rates",
            {"successes": "admitted", "trials": "applicants", "group": "programme"},
        ),
        (
            "reed_frogs",
            "rates",
            {"successes": "surv", "trials": "density", "group": "tank"},
        ),
    ],
)
def test_tables_of_the_project_are_understood(make, root, table, family, roles):
    content = (root / "data" / f"{table}.csv").read_bytes()
    proposal, written, _ = make(content, f"{table}.csv")
    assert proposal.family == family
    assert proposal.roles == roles
    assert written["run"] == table


def test_predictors_of_radon_are_seen_and_the_lectures_model_stands_beside(make, root):
    content = (root / "data" / "radon_minnesota.csv").read_bytes()
    proposal, _, text = make(content, "radon_minnesota.csv")
    assert proposal.formula == "log_radon ~ floor + log_uranium + (1 | county)"
    assert "# family: means" in text


def test_repeated_measures_are_lines(make):
    table = long("rownames,reaction,days,subject", range(308, 320), range(8))
    proposal, _, text = make(table)
    assert proposal.family == "lines"
    assert proposal.roles == {
        "outcome": "reaction",
        "predictor": "days",
        "group": "subject",
    }
    assert "centre" in text


def test_an_outcome_is_found_by_a_part_of_its_name(make):
    rng = np.random.default_rng(3)
    lines = [
        f"{at},{school},{rng.normal():.3f},{rng.normal(12, 6):.3f},{school / 8}"
        for at, school in enumerate(np.repeat(range(1000, 1030), 9), 1)
    ]
    table = rows("rownames,School,SES,MathAch,MEANSES", lines)
    proposal, *_ = make(table)
    assert proposal.formula == "MathAch ~ SES + MEANSES + (1 + SES | School)"
    roles = {"outcome": "MathAch", "predictor": "SES", "group": "School"}
    assert roles in [other.roles for _, other in proposal.others]
    # Without the second predictor the lecture says all of it.
    only = pd.read_csv(io.StringIO(table)).drop(columns="MEANSES")
    proposal, *_ = make(only.to_csv(index=False), "other.csv")
    assert (proposal.family, proposal.roles) == ("lines", roles)


def test_counts_that_nothing_but_their_size_tells_are_named_as_another_way(make):
    lines = [
        f"player {i},{'ABC'[i % 3]},{i % 9 + 2},{0.2 + i % 7 / 50},{60 + i}"
        for i in range(18)
    ]
    proposal, _, text = make(rows("name,team,r,y,n", lines))
    assert proposal.family == "means"
    assert 'if "r" counts successes in "n" trials' in " ".join(
        text.replace("#", " ").split()
    )


def test_another_number_is_named_as_a_possible_predictor(make):
    proposal, _, text = make(long("rownames,score,hardness,school", "abcdefg", range(5)))
    assert proposal.family == "means"
    assert proposal.roles == {"outcome": "score", "group": "school"}
    assert '"hardness"' in text


def test_a_row_alone_is_a_coin(make):
    proposal, written, _ = make("coin,heads,flips\ncent,3,9\n")
    assert proposal.family == "coins"
    assert written["analyses"]["my_table"]["kappa"] > 2


def test_a_decimal_comma_is_found_out(make):
    text = 'sujeto\tpeso\n"a ""b"""\t70,5\n"a ""b"""\t71,5\nÑ/1\t65,0\nÑ/1\t65,1\n'
    _, written, _ = make(gzip.compress(b"\xef\xbb\xbf" + text.encode()), "p.tsv.gz")
    assert written["analyses"]["p"]["decimal"] == "comma"
    assert written["analyses"]["p"]["outcome"] == {"column": "peso"}


def test_the_default_priors_stand_there_to_be_changed(make):
    cells = [(chr(97 + at % 9), at * at) for at in range(36)]
    _, _, text = make(rows("batch,yield", [f"{g},{y}" for g, y in cells]))
    assert "    # plausible: [lowest, highest]\n" in text
    commented = text[text.index("    # models:") :].splitlines()
    models = yaml.safe_load("\n".join(line.removeprefix("    # ") for line in commented))
    assert set(models["models"]) == {
        "complete_pooling",
        "no_pooling",
        "regularised",
        "partial_pooling",
    }
    mean, _ = models["models"]["partial_pooling"]["priors"]["mu_alpha"]["normal"]
    assert mean == pytest.approx(np.mean([y for _, y in cells]), rel=1e-3)


CASES = Path(__file__).parent.parent / "cases"


@pytest.mark.parametrize(
    ("case", "family", "formula", "careful"),
    [
        ("binary", "bernoulli", "uses ~ age + (1 | clinic)", []),
        (
            "parasites",
            "poisson",
            "ticks ~ year + height + (1 | brood) + (1 | place)",
            ['"rownames" numbers the rows', '"chick" numbers the rows'],
        ),
        ("ticks", "poisson", "ticks ~ height + year + (1 | brood)", []),
        ("counts", "poisson", "seizures ~ visit + (1 | patient)", []),
        ("subjects_items", "normal", "rt ~ condition + (1 | subject) + (1 | item)", []),
        ("crossed", "normal", "length ~ 1 + (1 | machine) + (1 | day)", []),
        ("nested", "normal", "strength ~ 1 + (1 | lot) + (1 | box)", []),
        ("herds_periods", "binomial", "p(sick, animals) ~ period + (1 | herd)", []),
    ],
)
def test_what_the_lectures_families_cannot_say_a_formula_says(
    make, case, family, formula, careful
):
    proposal, _, text = make((CASES / f"{case}.csv").read_bytes(), f"{case}.csv")
    assert (proposal.family, proposal.formula) == (family, formula)
    assert len(proposal.careful) == len(careful)
    for said, expected in zip(proposal.careful, careful, strict=True):
        assert said.startswith(expected)
        assert expected in " ".join(text.replace("#", " ").split())


@pytest.mark.parametrize(
    ("case", "family", "roles"),
    [
        ("litters", "rates", {"successes": "y", "trials": "n", "group": "litter"}),
        ("thousands_point", "means", {"outcome": "Miete", "group": "Stadt"}),
    ],
)
def test_what_the_lectures_families_say_stays_theirs(make, case, family, roles):
    proposal, *_ = make((CASES / f"{case}.csv").read_bytes(), f"{case}.csv")
    assert (proposal.family, proposal.roles) == (family, roles)
    assert proposal.careful == []


def test_yes_and_no_are_rows_of_bernoulli_as_they_stand(make):
    proposal, written, _ = make((CASES / "uses_yes_no.csv").read_bytes(), "uses.csv")
    assert proposal.family == "bernoulli"
    assert proposal.formula == "uses ~ age + town + (1 | village)"
    assert written["analyses"]["uses"]["variables"] == {"uses": {"success": "Y"}}


def test_rows_of_a_unit_that_are_added_up_are_rates(make):
    rows = pd.read_csv(CASES / "herds_periods.csv")
    added = rows.groupby("herd", as_index=False)[["sick", "animals"]].sum()
    proposal, *_ = make(added.to_csv(index=False))
    assert proposal.family == "rates"
    assert proposal.roles == {"successes": "sick", "trials": "animals", "group": "herd"}


def test_thousands_and_codes_are_found_out_and_written(make):
    _, written, _ = make((CASES / "thousands_point.csv").read_bytes(), "t.csv")
    assert written["analyses"]["t"]["thousands"] == "point"
    lines = [f"{'abc'[i % 3]},{-999 if i == 4 else 20 + i}.5" for i in range(12)]
    lines += ["a,-", "b,-999.0"]
    proposal, written, _ = make(rows("batch,yield", lines).replace("-999.5", "-999"))
    assert proposal.roles == {"outcome": "yield", "group": "batch"}
    assert written["analyses"]["my_table"]["missing_codes"] == ["-", "-999"]


def test_dates_are_named_as_a_predictor(make):
    lines = [f"{'abc'[i % 3]},{i * 1.5 % 7},2024-01-{i + 1:02}" for i in range(18)]
    proposal, *_ = make(rows("plot,yield,day", lines))
    assert proposal.family == "means"
    assert any('"day" holds dates' in each for each in proposal.careful)


def test_labels_that_look_alike_are_named(make):
    lines = [f"{['North', 'north', 'South'][i % 3]},{i * 1.5 % 7}" for i in range(18)]
    proposal, *_ = make(rows("plot,yield", lines))
    assert ['"North", "north" differ only' in each for each in proposal.careful] == [True]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("a,b\n", "no data"),
        ("name,size\na,1.5\nb,2.5\n", "no groups to compare"),
        ("group,kind\na,x\na,y\nb,x\n", "nothing to model"),
        ("group,y\na,0\na,0\nb,1\nb,1\n", "nothing to model"),
    ],
)
def test_a_table_without_groups_or_outcome_is_refused(make, tmp_path, text, words):
    with pytest.raises(PoolingError) as caught:
        make(text)
    assert words in str(caught.value)
    assert "my table.csv" in str(caught.value)
    assert not list(tmp_path.rglob("*.yaml"))


def test_a_file_that_is_there_is_kept(make, tmp_path):
    table = long("id,y,z,plot", "abc", range(6))
    make(table)
    before = (tmp_path / "config" / "my_table.yaml").read_text()
    with pytest.raises(PoolingError, match=r"config/my_table.yaml is there already"):
        make(table)
    assert (tmp_path / "config" / "my_table.yaml").read_text() == before


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("../data/Año 2024/x.csv.gz", "x"),
        ("a b'c\".csv", "a_b_c"),
        ("ñ.csv", "study"),
        ("logs.csv", "logs_study"),
        ("lecture.csv", "lecture_study"),
        ("-rf.csv", "rf"),
    ],
)
def test_a_run_is_named_after_its_table(path, name):
    assert study.run_name(path) == name


# Names and labels that could break out of a comment or of quotes.
ODD = st.text(
    st.one_of(
        st.sampled_from(list("\"'\\#:{}[]|>&*!%@`,;=+-<\t\u2028\u0085\ufeff\x1b")),
        st.characters(exclude_categories=("Cs",), exclude_characters="\n\r\0"),
    ),
    min_size=1,
    max_size=8,
)


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(group=ODD, outcome=ODD, labels=st.lists(ODD, min_size=2, max_size=5, unique=True))
def test_odd_names_and_labels_are_written_so_that_they_come_back(
    make, tmp_path, group, outcome, labels
):
    shutil.rmtree(tmp_path / "config", ignore_errors=True)
    lines = [f"{_quote(g)},{y + 0.5}" for y, g in enumerate(labels * 3)]
    try:
        proposal, written, _ = make(rows(f"{_quote(group)},{_quote(outcome)}", lines))
    except PoolingError:
        return
    analysis = written["analyses"]["my_table"]
    for key, column in proposal.roles.items():
        assert analysis[key] == {"column": column}
    raw = tables.read(tmp_path / "my table.csv")
    assert set(proposal.roles.values()) <= set(raw.stored.names)


@pytest.mark.parametrize("ending", ["parquet", "feather"])
def test_a_file_of_typed_columns_gets_the_proposal_of_its_csv_file(make, ending):
    table = pd.read_csv(io.StringIO(long("number,score,age,school", "abcd", range(1, 7))))
    table["place"] = [[1.0, 2.0]] * len(table)  # no single number: passed over
    content = io.BytesIO()
    getattr(table, f"to_{ending}")(content)
    typed, written, _ = make(content.getvalue(), f"t.{ending}")
    plain, _, _ = make(table.drop(columns="place").to_csv(index=False), "plain.csv")
    assert (typed.family, typed.roles) == (plain.family, plain.roles)
    assert written["analyses"]["t"]["data"].endswith(ending)


def test_make_hands_the_names_over_as_they_are(run, root, tmp_path):
    name = "a $(touch pwned) 'b' \"c\"; touch pwned #.csv"
    (tmp_path / name).write_text(long("id,y,z,plot", "abc", range(6)))
    # What follows the proposal, a first look, would write into this checkout.
    (tmp_path / "bin").mkdir()
    proposing = tmp_path / "bin/python"
    proposing.write_text(
        f"#!{sys.executable}\nimport sys\nfrom pooling.run import study\n"
        "study.look_at = lambda path: 0\nsys.exit(study.main([]))\n"
    )
    proposing.chmod(0o755)
    done = run(
        "make",
        "--no-print-directory",
        "--old-file=.venv/ready",
        f"BIN={tmp_path / 'bin'}",
        "study",
        f"CSV={tmp_path / name}",
        f"OUT={tmp_path / 'x y.yaml'}",
        folder=root,
        environment={"PYTHONPATH": str(root / "workflow")},
    )
    assert done.returncode == 0, done.stderr
    written = yaml.safe_load((tmp_path / "x y.yaml").read_text("utf-8"))
    ((_, analysis),) = written["analyses"].items()
    assert analysis["data"] == str(tmp_path / name)
    assert "--configfile" in done.stdout
    assert not (root / "pwned").exists()


def test_make_without_a_table_says_how(run, root):
    done = run(
        "make",
        "--old-file=.venv/ready",
        f"BIN={Path(sys.executable).parent}",
        "study",
        folder=root,
        environment={"PYTHONPATH": str(root / "workflow"), "CSV": ""},
    )
    assert done.returncode == 1
    assert done.stderr == 'pooling: name the table, "make study CSV=my.csv".\n'


@pytest.mark.parametrize("cell", ["$5.1", "inf", "<4", "TRUE", "five"])
def test_a_cell_that_keeps_a_column_from_being_numbers_is_named(make, cell):
    """Without a word on it another column would be the outcome."""
    table = long("row,score,age,school", "abcd", range(5))
    lines = table.splitlines()
    at = lines[7].split(",")
    lines[7] = ",".join([at[0], cell, *at[2:]])
    proposal, _, text = make("\n".join(lines) + "\n")
    said = f'my table.csv, line 8, column "score": "{cell}" is not a finite number'
    assert [each.startswith(said) for each in proposal.careful].count(True) == 1
    assert "as it stands the column holds words" in " ".join(
        text.replace("#", "").split()
    )
    proposal, *_ = make(table, "whole.csv")
    assert not any("holds words" in each for each in proposal.careful)


def test_a_table_whose_numbers_have_signs_is_refused_for_them(make):
    table = "shop,price\na,$10\na,$12\nb,$20\nb,$21\n"
    with pytest.raises(
        PoolingError, match=r'line 2, column "price": "\$10".*sign or unit'
    ):
        make(table)


@pytest.mark.parametrize("apart", ["|", " "])
def test_a_table_without_a_known_separator_is_told_so(make, apart):
    table = long("row,score,age,school", "abcd", range(5)).replace(",", apart)
    with pytest.raises(PoolingError, match=r"its first line names one column, .*commas"):
        make(table)


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "config: Closed")],
)
def test_a_configuration_that_cannot_be_written_is_one_sentence(
    tmp_path, monkeypatch, capsys, number, said
):
    def refused(*named):
        raise OSError(number, "Closed", "config")

    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(long("row,score,age,school", "abcd", range(5)))
    monkeypatch.setattr(study.files, "write_text", refused)
    assert study.main(["t.csv"]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"pooling: {said}")
    assert told.count("\n") == 1


def test_who_has_not_activated_the_environment_is_told_to(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(long("row,score,age,school", "abcd", range(5)))
    monkeypatch.setattr(study, "look_at", lambda path: 0)
    for number, way in enumerate(["", "source .venv/bin/activate"]):
        monkeypatch.setattr(study.places, "activation", lambda here, way=way: way)
        assert study.main(["t.csv", "--out", f"{number}.yaml"]) == 0
        told = capsys.readouterr().out
        assert (f'in seconds (once "{way}" was typed):' in told) == bool(way)
        assert ("look again, in seconds:\n" in told) != bool(way)


def test_years_that_are_columns_are_no_trials(make):
    lines = [f"{s},{1 + i},{2 + 2 * i},{9 + 3 * i}" for i, s in enumerate("abcdef")]
    with pytest.raises(PoolingError):
        make(rows("school,2019,2020,2021", lines))


def test_a_wide_table_is_looked_at_in_seconds(make):
    """Pairs of two hundred columns of ones took half a minute to be told from successes."""
    table = long("row,score,age,school", "abcd", range(5)).splitlines()
    names = [f"c{place}" for place in range(200)]
    lines = [
        f"{table[0]},{','.join(names)}",
        *(f"{row}{',1' * 200}" for row in table[1:]),
    ]
    began = time.process_time()
    proposal, *_ = make("\n".join(lines) + "\n")
    assert proposal.roles["outcome"] == "score"
    assert time.process_time() - began < 10
