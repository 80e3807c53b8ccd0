"""Wrong configurations, refused before any job by Snakemake itself."""

import copy

import pytest
import yaml


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
    snakemake, root, beside, small_written, spoil, sentence
):
    written = copy.deepcopy(small_written)
    spoil(written)
    (beside / "wrong.yaml").write_text(yaml.safe_dump(written))
    done = snakemake(
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


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("group a,1,x", 'small/bad.csv, line 35, column "y": "x" is not a finite number'),
        ("group a,1", "small/bad.csv, line 35: 2 cells where the header has 3"),
        ("group a,inf,2", 'column "x": "inf"'),
    ],
)
def test_a_bad_table_is_refused_before_anything_is_made(
    snakemake, root, beside, small_written, row, sentence
):
    rows = (beside / "small" / "rows.csv").read_text()
    (beside / "small" / "bad.csv").write_text(rows + row + "\n")
    written = copy.deepcopy(small_written) | {"run": "bad"}
    written["analyses"]["lines"]["data"] = "small/bad.csv"
    (beside / "bad.yaml").write_text(yaml.safe_dump(written))
    # A table that is sound is not begun with either.
    done = snakemake(
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
    assert found.rules["fit_model"] == 12
    assert found.prepared == {"coins", "means", "lines", "rates"}
