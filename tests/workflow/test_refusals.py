"""Wrong configurations, refused before any job by Snakemake itself."""

import copy
import json
import re

import pytest
import yaml
from pooling.basics import files
from pooling.run import manifest
from pooling.run.config import FILES


def _unknown_key(written):
    written["analyses"]["means"]["outcom"] = written["analyses"]["means"].pop("outcome")


def _unknown_column(written):
    written["analyses"]["means"]["outcome"]["column"] = "yy"


def _missing_table(written):
    written["analyses"]["rates"]["data"] = "small/count.csv"


def _unknown_model(written):
    written["analyses"]["lines"]["models"] = {"partial_poolin": {}}


def _wrong_prior(written):
    written["analyses"]["means"]["models"]["no_pooling"] = {
        "priors": {"sigma": {"normal": [0, 1]}}
    }


def _no_run(written):
    del written["run"]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_unknown_key, 'analyses.means.outcom: unknown key; did you mean "outcome"?'),
        (_unknown_column, 'no column "yy"; did you mean "y"?'),
        (_missing_table, 'no file "small/count.csv"; did you mean "small/counts.csv"?'),
        (_unknown_model, 'did you mean "partial_pooling"?'),
        (_wrong_prior, "analyses.means.models.no_pooling.priors.sigma"),
        (_no_run, "run: this key is missing"),
    ],
)
def test_a_wrong_configuration_is_refused_before_any_job(
    asked, root, beside, small_written, spoil, sentence
):
    written = copy.deepcopy(small_written)
    spoil(written)
    (beside / "wrong.yaml").write_text(yaml.safe_dump(written))
    done = asked(
        beside,
        "--snakefile",
        root / "Snakefile",
        "--configfile",
        "wrong.yaml",
        "--dry-run",
    )
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if line.startswith("pooling: ")]
    assert len(said) == 1
    assert sentence in said[0]
    assert "Traceback" not in done.stdout + done.stderr
    assert "Job stats" not in done.stdout + done.stderr


def refused(done, sentence: str) -> None:
    """Check that Snakemake ended with one sentence of ours, and before any job."""
    said = [line for line in done.stderr.splitlines() if line.startswith("pooling: ")]
    assert done.returncode != 0
    assert len(said) == 1, done.stderr
    assert sentence in said[0]
    for words in ("Traceback", "Error", "Exception", "Job stats"):
        assert words not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "wrong.yaml is empty; write keys with values"),
        (b"- run: r\n", "has no keys at its top"),
        (b"run: r\n\tseed: 1\n", "line 2: a tab stands where spaces belong"),
        (b"run: r\n---\nrun: s\n", "begins a second document"),
        (b"run: r\nrun: s\n", 'line 2: the key "run" stands in line 1 already'),
        ("run: año\n".encode("latin-1"), "line 1, is not UTF-8 text"),
        ("run: r\n".encode("utf-16"), "is UTF-16 text; save it in UTF-8"),
        (b"run: " + b"[" * 1000 + b"]" * 1000, "is nested more than 20 levels deep"),
        (b"run: r\nseed: " + b"9" * 5000, "can be read neither as a number"),
        (b"__use_yte__: true\nrun: r\nanalyses: {a: 1}\n", "__use_yte__: unknown key"),
        (None, 'there is no configuration wrong.yml; did you mean "wrong.yaml"?'),
    ],
)
def test_what_is_no_configuration_is_refused_before_snakemake_reads_it(
    asked, root, beside, content, sentence
):
    (beside / "wrong.yaml").write_bytes(b"run: r\n" if content is None else content)
    name = "wrong.yaml" if content is not None else "wrong.yml"
    done = asked(
        beside, "--snakefile", root / "Snakefile", "--configfile", name, "--dry-run"
    )
    refused(done, sentence)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--config", "run"],
            '--config run: write a name and a value, "--config run=v2"',
        ),
        (["--config", "seed=true"], "seed: input should be a valid integer"),
        (
            ["list_figure"],
            'nothing makes "list_figure" here; did you mean "list_figures"?',
        ),
        (
            ["results/small/means/figures/shrinkge.svg"],
            'did you mean "results/small/means/figures/shrinkage.svg"?',
        ),
        (
            ["results/small/means/no_poling/summary.csv"],
            'did you mean "results/small/means/no_pooling/summary.csv"?',
        ),
        (["--until", "fit_modl"], 'did you mean "fit_model"?'),
    ],
)
def test_what_the_command_line_asks_for_in_vain_is_named(
    asked, root, beside, small_written, arguments, sentence
):
    (beside / "right.yaml").write_text(yaml.safe_dump(small_written))
    files = ["--configfile", "right.yaml", "--dry-run"]
    done = asked(beside, "--snakefile", root / "Snakefile", *files, *arguments)
    refused(done, sentence)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (
            ["--configfile", "right.yaml", "look"],
            '--configfile takes all words behind it, "look", too; write "--" before what '
            "is to be made: --configfile right.yaml -- look",
        ),
        (
            ["--configfile", "right.yaml", "small/rows.csv", "a b"],
            "is to be made: --configfile right.yaml -- small/rows.csv 'a b'",
        ),
        (
            ["--configfile", "right.yaml", "--config", "run=v2", "look"],
            "is to be made: --config run=v2 -- look",
        ),
    ],
)
def test_a_target_behind_an_option_that_takes_several_values_is_told_from_them(
    asked, root, beside, small_written, arguments, meant
):
    (beside / "right.yaml").write_text(yaml.safe_dump(small_written))
    done = asked(beside, "--snakefile", root / "Snakefile", "--dry-run", *arguments)
    refused(done, meant)


@pytest.mark.parametrize("argument", ["--no-hooks", "--dry-run"])
def test_a_sealed_run_is_refused_before_any_plan(
    asked, root, beside, small_written, argument
):
    """Whether or not Snakemake's hooks are called: its seal is looked at before."""
    (beside / "sealed.yaml").write_text(yaml.safe_dump(small_written | {"run": "sealed"}))
    folder = beside / "results" / "sealed"
    kinds = ("configuration", "tables", "programs", "sources", "results")
    made = {kind: {} for kind in kinds} | {"toolchain": None}
    files.write_json(folder / manifest.NAME, made)
    files.write_json(folder / manifest.SEAL, {"sealed": "2026-01-02"})
    before = sorted(folder.rglob("*"))
    given = ["--configfile", "sealed.yaml", "--cores", 1, argument]
    done = asked(beside, "--snakefile", root / "Snakefile", *given)
    refused(done, 'run "sealed" was sealed on 2026-01-02, and sealed.yaml (')
    assert sorted(folder.rglob("*")) == before


def test_no_analysis_can_be_named_like_a_file_of_the_results(root):
    """Every file that rules keep beside the analyses ends as `config.FILES` says."""
    rules = "".join(
        path.read_text("utf-8") for path in (root / "workflow" / "rules").glob("*.smk")
    )
    beside = set(re.findall(r'<results>/([^/"]+)"', rules))
    assert {
        "claims.json",
        "published.csv",
        "manifest.json",
        "report.{language}.html",
    } <= beside
    beside.discard("answers.{language}.{suffix}")  # a pattern, of those that are declared
    assert [name for name in beside if not name.lower().endswith(FILES)] == []


def test_remarks_on_a_table_are_printed_when_it_is_planned(
    asked, root, beside, small_written
):
    rows = (beside / "small" / "rows.csv").read_text()
    label = rows.splitlines()[1].split(",")[0]
    (beside / "small" / "alike.csv").write_text(
        rows + rows.splitlines()[1].upper() + "\n"
    )
    written = copy.deepcopy(small_written) | {"run": "alike"}
    written["analyses"] = {
        "means": written["analyses"]["means"] | {"data": "small/alike.csv"}
    }
    (beside / "alike.yaml").write_text(yaml.safe_dump(written))
    files = ["--configfile", "alike.yaml", "--cores", 1]
    prepared = "results/alike/means/prepared.csv"
    done = asked(beside, "--snakefile", root / "Snakefile", *files, "--", prepared)
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("pooling: ")]
    assert len(said) == 1
    assert f'"{label.upper()}", "{label}" differ only by capital letters' in said[0]
    facts = json.loads((beside / prepared).with_suffix(".json").read_text())
    assert facts["remarks"] == [{"kind": "alike", "about": [label.upper(), label]}]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("group a,1,x", 'small/bad.csv, line 35, column "y": "x" is not a finite number'),
        ("group a,1", "small/bad.csv, line 35: 2 cells where the header has 3"),
        ("group a,inf,2", 'column "x": "inf"'),
    ],
)
def test_a_bad_table_is_refused_before_anything_is_made(
    asked, root, beside, small_written, row, sentence
):
    rows = (beside / "small" / "rows.csv").read_text()
    (beside / "small" / "bad.csv").write_text(rows + row + "\n")
    written = copy.deepcopy(small_written) | {"run": "bad"}
    written["analyses"]["lines"]["data"] = "small/bad.csv"
    (beside / "bad.yaml").write_text(yaml.safe_dump(written))
    # A table that is sound is not begun with either.
    done = asked(
        beside,
        "--snakefile",
        root / "Snakefile",
        "--configfile",
        "bad.yaml",
        "--cores",
        1,
        "results/bad/means/prepared.csv",
    )
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if line.startswith("pooling: ")]
    assert len(said) == 1
    assert sentence in said[0]
    assert "Traceback" not in done.stdout + done.stderr
    assert not (beside / "results" / "bad").exists()


def test_the_example_study_is_planned_alone(plan, root, tmp_path):
    (tmp_path / "data").symlink_to(root / "data")
    config = root / "config" / "example_study.yaml"
    found = plan(tmp_path, "--snakefile", root / "Snakefile", "--configfile", config)
    assert found.prepared == {"dyestuff", "admissions"}
    assert found.rules["fit_model"] == 7
    assert found.rules["render_report"] == 2
    assert "results/lecture" not in found.text


def test_a_tables_name_may_hold_anything(plan, root, beside, small_written):
    name = "small/a [b] 'c' \"d\" $e;ñ.tsv"
    rows = (beside / "small" / "rows.csv").read_text().replace(",", "\t")
    (beside / name).write_text(rows)
    written = copy.deepcopy(small_written)
    written["analyses"] = {"means": written["analyses"]["means"] | {"data": name}}
    (beside / "odd.yaml").write_text(yaml.safe_dump(written))
    found = plan(beside, "--snakefile", root / "Snakefile", "--configfile", "odd.yaml")
    assert found.prepared == {"means"}
    assert found.sampled == {
        f"means/{model}" for model in written["analyses"]["means"]["models"]
    }


def test_ones_own_configuration_is_planned_without_the_lecture(
    plan, root, beside, small_written
):
    (beside / "right.yaml").write_text(yaml.safe_dump(small_written))
    found = plan(beside, "--snakefile", root / "Snakefile", "--configfile", "right.yaml")
    assert found.rules["fit_model"] == 13
    assert found.prepared == {"coins", "means", "lines", "rates"}
