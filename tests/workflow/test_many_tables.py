"""One configuration for a folder of tables: refusals, names, and the run of one of them."""

import csv
import shutil

import numpy as np
import pytest
import yaml
from pooling.basics import files
from pooling.run import collection
from small_run import keep_programs

BAD = {
    "one group.csv": "school,score\nnorth,1\nnorth,2\n",
    "words.csv": "school,score\nnorth,many\nsouth,2\nsouth,3\n",
    "no column.csv": "school,points\nnorth,1\nsouth,2\nsouth,3\n",
}
# To a shell, to Snakemake, to a spreadsheet or to a reader of CSV they mean something.
HOSTILE = ["a b's $(touch x);.csv", '=1+1,"q".csv', "-n *?[x].CSV", "ñandú, 山.tsv"]
CONFIGURATION = {
    "run": "districts",
    "seed": 7,
    "sampling": {"chains": 2, "warmup": 100, "draws": 100},
    "diagnostics": {"r_hat": 2, "ess": 5, "divergences": 200, "on_failure": "flag"},
    "analyses": {
        "scores": {
            "family": "means",
            "data": "districts/plain.csv",
            "outcome": {"column": "score"},
            "group": {"column": "school"},
            "models": {"complete_pooling": {}, "partial_pooling": {}},
        }
    },
}


def district(seed: int, separator: str = ",") -> str:
    """Write a table of four schools."""
    rng = np.random.default_rng(seed)
    lines = [f"school{separator}score"]
    for school, level in zip("abcd", rng.normal(50, 5, 4), strict=True):
        lines += [f"{school}{separator}{y:.2f}" for y in rng.normal(level, 3, 6)]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def districts(root, asked, tmp_path_factory):
    """Fit a folder of tables, good and bad."""
    folder = tmp_path_factory.mktemp("districts")
    tables = folder / "districts"
    tables.mkdir()
    for seed, name in enumerate(["plain.csv", *HOSTILE]):
        separator = "\t" if name.endswith("tsv") else ","
        (tables / name).write_text(district(seed, separator))
    for name, text in BAD.items():
        (tables / name).write_text(text)
    (tables / "{model}.csv").write_text(district(9))
    (tables / "line\nend.csv").write_text(district(9))
    (tables / "README.md").write_text("no table")
    (tables / "folder.csv").mkdir()
    keep_programs(folder, root)
    (folder / "my.yaml").write_text(yaml.safe_dump(CONFIGURATION))

    def call(*arguments):
        return asked(
            folder,
            "--snakefile",
            root / "Snakefile",
            "--workflow-profile",
            root / "profiles" / "default",
            "--cores",
            2,
            "--configfile",
            "my.yaml",
            *arguments,
        )

    call.folder = folder
    call.done = call("--config", "tables=districts", "--", "collection")
    call.said = call.done.stdout + call.done.stderr
    assert call.done.returncode == 0, call.said[-4000:]
    with open(
        folder / "results/districts/collection/collected.csv",
        encoding="utf-8",
        newline="",
    ) as collected:
        call.rows = list(csv.DictReader(collected))
    return call


def test_every_table_is_there_once(districts):
    keys = [
        (row["table"], row["analysis"], row["model"], row["parameter"])
        for row in districts.rows
    ]
    assert len(keys) == len(set(keys))
    fitted = {files.unguarded(r["table"]) for r in districts.rows if r["parameter"]}
    assert fitted == {"plain.csv", *HOSTILE}
    assert not (districts.folder / "x").exists()
    models = {(r["model"], r["parameter"]) for r in districts.rows if r["parameter"]}
    assert {
        ("complete_pooling", "alpha"),
        ("partial_pooling", "mu_alpha"),
        ("partial_pooling", "alpha[d]"),
    } <= models


def test_what_cannot_be_fitted_is_said_once_and_the_others_go_on(districts):
    refused = {r["table"]: r for r in districts.rows if r["verdict"] == "refused"}
    assert set(refused) == {*BAD, "{model}.csv", "line\\nend.csv"}
    for name, words in {
        "one group.csv": "single group",
        "words.csv": "not a finite number",
        "no column.csv": 'no column "score"',
        "{model}.csv": "rename the file",
        "line\\nend.csv": "rename the file",
    }.items():
        assert words in refused[name]["problem"]
        assert not refused[name]["mean"]
    assert "10 tables in " in districts.said
    assert "refused: 5" in districts.said
    assert "Traceback" not in districts.said


def test_a_table_has_what_its_own_run_finds(districts):
    done = districts("--", "results/districts/scores/partial_pooling/agreement.json")
    assert done.returncode == 0, done.stderr[-3000:]
    own = districts.folder / "results/districts/scores/partial_pooling"
    with open(own / "summary.csv", encoding="utf-8", newline="") as summary:
        expected = list(csv.DictReader(summary))
    rows = [
        row
        for row in districts.rows
        if (row["table"], row["model"]) == ("plain.csv", "partial_pooling")
    ]
    assert len(rows) == len(expected) > 4
    for row, other in zip(rows, expected, strict=True):
        for name in collection.OF_SUMMARY:
            assert row[name] == other[name]
    verdicts = {(row["verdict"], row["agreement"]) for row in rows}
    assert verdicts == {
        (
            files.read_json(own / "diagnostics.json")["verdict"],
            files.read_json(own / "agreement.json")["verdict"],
        )
    }


def test_a_changed_table_is_fitted_again_and_nothing_else_is(districts):
    done = districts("--dry-run", "--config", "tables=districts", "--", "collection")
    assert "Nothing to be done" in done.stdout + done.stderr
    shutil.copy(districts.folder / "districts/plain.csv", districts.folder / "kept.csv")
    try:
        (districts.folder / "districts/plain.csv").write_text(district(100))
        done = districts("--dry-run", "--config", "tables=districts", "--", "collection")
    finally:
        shutil.move(
            districts.folder / "kept.csv", districts.folder / "districts/plain.csv"
        )
    said = done.stdout + done.stderr
    assert "fit_tables" in said
    assert "fit_model" not in said


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((), "name a folder of tables"),
        (("--config", "tables=nowhere"), "No such file or directory; name a folder"),
        (("--config", "tables=build"), "has no table; their names end in .csv"),
    ],
)
def test_without_tables_a_sentence_says_what_to_do(districts, given, words):
    done = districts("--forcerun", "collect_tables", *given, "--", "collection")
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert words in said
    assert "Traceback" not in said
