"""Draws without a chain from the table to the report, where there is no Stan at all."""

import csv
import json

import numpy as np
import pytest
import yaml
from pooling.sampling import draws

ANALYSIS = {
    "family": "binomial",
    "formula": "p(sprouted, seeds) ~ light + (1 | pot)",
    "data": "pots.csv",
    "sampler": "exact",
    "models": ["complete_pooling", "partial_pooling"],
}
CONFIGURATION = {
    "run": "exact",
    "seed": 11,
    "languages": ["en", "es"],
    "sampling": {"chains": 4, "warmup": 1000, "draws": 300},
    "analyses": {"pots": ANALYSIS},
}
MODELS = ANALYSIS["models"]


def table() -> list[list]:
    """Sixteen pots in shade or in the sun."""
    rng = np.random.default_rng(2)
    rows = [["pot", "light", "sprouted", "seeds"]]
    for pot in range(16):
        chance = 1 / (1 + np.exp(-rng.normal(0.8 * (pot % 2), 0.8)))
        seeds = int(rng.integers(8, 25))
        rows.append(
            [f"p{pot}", ("shade", "sun")[pot % 2], rng.binomial(seeds, chance), seeds]
        )
    return rows


@pytest.fixture(scope="module")
def exact(root, asked, tmp_path_factory):
    """Run the analysis once, in a folder without a program and without CmdStan."""
    folder = tmp_path_factory.mktemp("exact")
    with open(folder / "pots.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(table())
    (folder / "my.yaml").write_text(yaml.safe_dump(CONFIGURATION, sort_keys=False))
    command = ["--snakefile", root / "Snakefile", "--cores", 2]
    command += ["--workflow-profile", root / "profiles" / "default"]
    none = {"CMDSTAN": str(folder / "nowhere"), "CXX": "false"}
    done = asked(folder, *command, "--configfile", "my.yaml", environment=none)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]

    def again(*more, configuration="my.yaml"):
        given = [*more, "--configfile", configuration]
        return asked(folder, *command, *given, environment=none)

    return folder, folder / "results" / "exact", again


def test_no_program_was_compiled_and_none_was_looked_for(exact):
    folder, results, _ = exact
    assert not (folder / "build" / "toolchain.json").exists()
    assert not (folder / "build" / "programs").exists()
    manifest = json.loads((results / "manifest.json").read_text())
    assert manifest["toolchain"] is None
    assert manifest["programs"] == {}
    for model in MODELS:
        assert manifest["sampling"]["pots"][model] == {
            "sampler": "exact",
            "chains": 4,
            "draws": 300,
        }


@pytest.mark.parametrize("model", MODELS)
def test_the_same_checks_judge_the_draws(exact, model):
    _, results, _ = exact
    own = results / "pots" / model
    found = json.loads((own / "diagnostics.json").read_text())
    assert found["verdict"] == "passed"
    assert found["pareto_k"]["value"] < 0.7
    assert found["ess_bulk"]["value"] > 700
    assert found["divergences"] == {"not_computed": "the draws are independent"}
    assert found["program"] is None
    agreed = json.loads((own / "agreement.json").read_text())
    assert agreed["verdict"] == "agrees"
    assert agreed["independent"]
    assert agreed["density"]["passed"]
    assert draws.made_with(own / "posterior.nc")["sampler"] == "exact"


def test_every_later_stage_is_there(exact):
    _, results, _ = exact
    pots = results / "pots"
    for name in ("comparison.csv", "ranks.csv", "pairs.json", "pooling_factor.json"):
        assert "not_computed" not in (pots / name).read_text()
    for name in ("sensitivity.json", "posterior_predictive.json"):
        assert json.loads((pots / "partial_pooling" / name).read_text())["verdict"]
    judged = json.loads((results / "claims.json").read_text())
    verdicts = {row["id"]: row["verdict"] for row in judged}
    assert verdicts[17] == "supported"  # a refit, without a chain either
    assert not any(row.get("fault") for row in judged)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("the draws are exact", "none of Stan: all draws are exact")),
        ("es", ("las muestras son exactas", "ninguna de Stan")),
    ],
)
def test_the_report_says_how_the_draws_were_taken(exact, language, words):
    _, results, _ = exact
    page = (results / f"report.{language}.html").read_text(encoding="utf-8")
    for each in words:
        assert each in page
    assert "CmdStan 2" not in page
    assert not (results / "pots" / "partial_pooling" / "figures" / "trace.svg").exists()
    assert (results / "pots" / "partial_pooling" / "figures" / "rank.svg").exists()


def test_nothing_is_left_to_do(exact):
    *_, again = exact
    done = again("--dry-run")
    assert "Nothing to be done" in done.stdout + done.stderr


def test_a_picture_of_the_chains_says_that_there_are_none(exact):
    *_, again = exact
    done = again("results/exact/pots/partial_pooling/figures/trace.svg")
    text = done.stdout + done.stderr
    assert done.returncode == 1
    assert "is not computed, because: the draws are independent" in text
    assert "fault of the program" not in text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sampling": {"warmup": 500}}, "analyses.pots.sampling.warmup: exact draws"),
        (
            {"family": "rates", "formula": None, "successes": {"column": "sprouted"}}
            | {"trials": {"column": "seeds"}, "group": {"column": "pot"}},
            'analyses.pots.sampler: "exact" is for models by formula',
        ),
        (
            {"formula": "p(sprouted, seeds) ~ 1 + (1 | pot) + (1 | light)"},
            "there are no exact draws, because levels of further grouping factors",
        ),
    ],
)
def test_what_has_no_exact_draws_is_refused_before_anything_is_made(
    exact, changed, words
):
    folder, _, again = exact
    kept = {k: v for k, v in (ANALYSIS | changed).items() if v is not None}
    kept.pop("models")
    other = CONFIGURATION | {"run": "refused", "analyses": {"pots": kept}}
    (folder / "refused.yaml").write_text(yaml.safe_dump(other))
    done = again("--dry-run", configuration="refused.yaml")
    assert done.returncode == 1
    assert words in done.stdout + done.stderr
    assert not (folder / "results" / "refused").exists()
