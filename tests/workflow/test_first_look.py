"""The first look as a command: what it plans, makes and says, without a compiler."""

import html
import json
import re
import shutil

import pytest
import yaml
from small_run import small_tables

CONFIGURATION = {
    "run": "first",
    "languages": ["en", "es"],
    "analyses": {
        "levels": {
            "family": "means",
            "data": "small/rows.csv",
            "outcome": {"column": "y", "unit": "g"},
            "group": {"column": "group"},
            "models": {"complete_pooling": {}, "no_pooling": {}, "partial_pooling": {}},
        },
        "growth": {
            "family": "normal",
            "formula": "y ~ x + (1 | group)",
            "data": "small/rows.csv",
        },
    },
}
# Of one analysis: its answer reads two of its three models.
PLANNED = {
    "prepare_table": 1,
    "write_stan_data": 2,
    "compute_exact": 2,
    "first_look": 1,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a folder with a table and a configuration."""
    found = tmp_path_factory.mktemp("look")
    small_tables(found / "small")
    (found / "my.yaml").write_text(yaml.safe_dump(CONFIGURATION, sort_keys=False))
    return found


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """Name a path on which there is a shell, and neither a compiler nor make."""
    found = tmp_path_factory.mktemp("bin")
    for name in ("bash", "sh", "env", "which"):
        (found / name).symlink_to(shutil.which(name))
    return {"PATH": str(found)}


@pytest.fixture(scope="module")
def command(root):
    """Give the words that every command begins with."""
    return [
        *("--snakefile", root / "Snakefile", "--cores", 1, "--configfile", "my.yaml"),
        *("--workflow-profile", root / "profiles" / "default"),
    ]


@pytest.fixture(scope="module")
def looked(asked, folder, bare, command):
    """Look at one analysis by its name, and at the other one with it."""
    return [
        asked(folder, *command, "--", target, environment=bare)
        for target in ("look_levels", "look")
    ]


def logged(done, folder) -> str:
    """Give what Snakemake itself has said, from the file that the terminal names."""
    (path,) = re.findall(r"in detail: (\S+)$", done.stderr, re.MULTILINE)
    return (folder / path).read_text("utf-8")


def rules(text: str) -> dict[str, int]:
    """Read which rules a plan has, and how often."""
    found = re.findall(r"^(\w+) +(\d+)$", text.partition("Job stats:")[2], re.MULTILINE)
    return {name: int(count) for name, count in found}


def test_a_look_plans_nothing_of_stan(looked, folder):
    one, rest = looked
    assert one.returncode == 0, (one.stdout + one.stderr)[-4000:]
    assert rest.returncode == 0, (rest.stdout + rest.stderr)[-4000:]
    assert rules(logged(one, folder)) == PLANNED | {"look_levels": 1, "total": 7}
    # What the first command made is not made again.
    assert rules(logged(rest, folder)) == PLANNED | {"look": 1, "total": 7}
    # Of what is built once, digests of the library alone: no toolchain and no program.
    assert [path.name for path in (folder / "build").iterdir()] == ["code"]


def sentences(page) -> list[str]:
    """Read the sentences of a page."""
    (listed,) = re.findall(r'<ul class="answer">(.*?)</ul>', page, re.DOTALL)
    found = re.findall(r"<li[^>]*>(.*?)</li>", listed, re.DOTALL)
    return [html.unescape(each) for each in found]


def test_page_and_terminal_say_the_same(looked, folder):
    place = folder / "results" / "first" / "levels"
    said = json.loads((place / "look.json").read_text("utf-8"))["statements"]
    assert len(said) > 4
    for language in ("en", "es"):
        page = (place / f"look.{language}.html").read_text("utf-8")
        assert sentences(page) == [each["text"][language] for each in said]
    told = looked[0].stderr.partition("A first look, exact, without sampling:")[2]
    told = " ".join(told.split())
    for each in said:
        assert " ".join(each["text"]["en"].split()) in told
    assert "The page: results/first/levels/look.en.html" in told
    assert "snakemake --cores 4 --configfile my.yaml" in told


def test_several_looks_are_told_in_short(looked):
    told = looked[1].stderr.partition("A first look, exact, without sampling:")[2]
    assert re.search(r"^  levels  Typical y: ", told, re.MULTILINE)
    assert re.search(r"^  growth  Typical y with x ", told, re.MULTILINE)
    assert "The page: results/first/levels/look.en.html and 1 more" in told


def test_the_full_run_takes_what_the_look_made(looked, asked, folder, command):
    plan = asked(folder, *command, "--dry-run")
    found = rules(plan.stdout + plan.stderr)
    assert found["fit_model"] == 6
    # One model of each analysis was not looked at.
    assert {name: found.get(name, 0) for name in PLANNED} == {
        "prepare_table": 0,
        "write_stan_data": 2,
        "compute_exact": 2,
        "first_look": 0,
    }


def test_what_has_no_exact_answer_is_said(asked, folder, bare, command):
    more = yaml.safe_load((folder / "my.yaml").read_text())
    more["run"] = "without"
    more["analyses"] = {
        "hits": {
            "family": "poisson",
            "formula": "seen ~ 1 + (1 | site) + (1 | year)",
            "data": "small/seen.csv",
        }
    }
    rows = [f"s{n % 5},y{n % 3},{n * n % 7}" for n in range(30)]
    (folder / "small/seen.csv").write_text("\n".join(["site,year,seen", *rows]) + "\n")
    (folder / "without.yaml").write_text(yaml.safe_dump(more, sort_keys=False))
    words = ["without.yaml" if word == "my.yaml" else word for word in command]
    done = asked(folder, *words, "--", "look", environment=bare)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    page = (folder / "results/without/hits/look.en.html").read_text("utf-8")
    assert "not computed, because levels of further grouping factors" in page
    assert "not computed, because levels of further" in " ".join(done.stderr.split())
