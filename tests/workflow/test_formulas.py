"""Models by formula from the table to the report, on tables of which the truth is known."""

import csv
import json

import numpy as np
import pytest
import yaml
from small_run import keep_programs

CONFIGURATION = {
    "run": "formulas",
    "seed": 11,
    "languages": ["en", "es"],
    "sampling": {"chains": 2, "warmup": 300, "draws": 300},
    "diagnostics": {"r_hat": 1.1, "ess": 20, "divergences": 100, "on_failure": "flag"},
    "analyses": {
        "growth": {
            "family": "normal",
            "formula": "height ~ week * light + (1 + week | pot)",
            "data": "growth.csv",
            "variables": {"height": {"label": "height", "unit": "cm"}},
            "threshold": {"value": 20.0, "label": "tall"},
        },
    },
}
# Reported as the first is, and as that of exact draws, in test_exact_draws.py.
INSECTS = {
    "family": "negative_binomial",
    "formula": "insects ~ week + offset(log(seeds)) + (1 | pot)",
    "data": "growth.csv",
    "models": ["complete_pooling", "partial_pooling"],
}
GERMINATION = {
    "family": "binomial",
    "formula": "p(sprouted, seeds) ~ light + (1 | pot)",
    "data": "growth.csv",
    "models": ["complete_pooling", "partial_pooling"],
}
OTHERS = CONFIGURATION | {
    "run": "others",
    "analyses": {"insects": INSECTS, "germination": GERMINATION},
}
MODELS = ("complete_pooling", "no_pooling", "partial_pooling")
FITS = {
    (given["run"], name): own.get("models", MODELS)
    for given in (CONFIGURATION, OTHERS)
    for name, own in given["analyses"].items()
}


def table() -> list[list]:
    """Twelve pots in shade or in the sun, seen in six weeks."""
    rng = np.random.default_rng(2)
    rows = [["pot", "light", "week", "height", "sprouted", "seeds", "insects"]]
    for pot in range(12):
        light = ("shade", "sun")[pot % 2]
        level, slope = rng.normal([5 + 2 * (pot % 2), 2], [1.5, 0.4])
        chance = 1 / (1 + np.exp(-rng.normal(0.5 * (pot % 2), 0.8)))
        rate = np.exp(rng.normal(-1, 0.5))
        for week in range(1, 7):
            seeds = int(rng.integers(4, 15))
            mean = rate * seeds * np.exp(0.1 * week)
            height = rng.normal(level + slope * week, 1)
            sprouted = rng.binomial(seeds, chance)
            insects = rng.negative_binomial(3, 3 / (3 + mean))
            row = [f"p{pot}", light, week, f"{height:.2f}", sprouted, seeds, insects]
            rows.append(row)
    return rows


@pytest.fixture(scope="module")
def formulas(root, asked, tmp_path_factory):
    """Run the analyses once: the folder of results, and a way to ask again."""
    folder = tmp_path_factory.mktemp("formulas")
    with open(folder / "growth.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(table())
    keep_programs(folder, root)
    for given in (CONFIGURATION, OTHERS):
        path = folder / f"{given['run']}.yaml"
        path.write_text(yaml.safe_dump(given, sort_keys=False))
    command = ["--snakefile", root / "Snakefile", "--cores", 2]
    command += ["--workflow-profile", root / "profiles" / "default"]

    def ask(run, *more):
        done = asked(folder, *command, "--configfile", f"{run}.yaml", *more)
        assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
        return done.stdout + done.stderr

    ask("formulas")
    wanted = [
        "insects/agreement.csv",
        "germination/agreement.csv",
        "insects/answers.json",
    ]
    ask("others", "--", *(f"results/others/{name}" for name in [*wanted, "claims.json"]))
    return folder / "results", ask


def rows(path) -> dict[str, dict]:
    with open(path, encoding="utf-8", newline="") as lines:
        return {row["parameter"]: row for row in csv.DictReader(lines)}


@pytest.mark.parametrize(
    ("run", "name", "model"),
    [(*key, model) for key, own in FITS.items() for model in own],
)
def test_every_fit_is_what_the_formula_says_and_agrees_with_its_exact_answer(
    formulas, run, name, model
):
    results = formulas[0] / run
    found = json.loads((results / name / model / "agreement.json").read_text())
    assert found["density"]["passed"], found
    assert found["verdict"] == "agrees", found
    exact = json.loads((results / name / model / "exact.json").read_text())
    assert exact["computed"], exact
    assert exact["error"] <= 0.011


def test_parameters_are_labelled_as_lme4_labels_them(formulas):
    results = formulas[0] / "formulas"
    found = rows(results / "growth" / "partial_pooling" / "summary.csv")
    population = ["Intercept", "week", "light[sun]", "week:light[sun]"]
    scales = ["sd_pot[Intercept]", "sd_pot[week]", "cor_pot[Intercept,week]", "sigma"]
    assert list(found)[:8] == population + scales
    assert {"pot[p0,Intercept]", "pot[p11,week]"} <= set(found)
    # The truth: 2 cm a week, and 2 cm more in the sun.
    assert float(found["week"]["q5"]) < 2 < float(found["week"]["q95"])
    separate = rows(results / "growth" / "no_pooling" / "summary.csv")
    assert "week" not in separate
    assert "pot[p3,week]" in separate


def test_the_models_are_compared_and_the_claims_judged(formulas):
    for (run, name), models in FITS.items():
        path = formulas[0] / run / name / "comparison.csv"
        with open(path, encoding="utf-8") as lines:
            assert {row["model"] for row in csv.DictReader(lines)} == set(models)
    judged = [
        row
        for run in ("formulas", "others")
        for row in json.loads((formulas[0] / run / "claims.json").read_text())
    ]
    verdicts = {(row["id"], row["analysis"]): row["verdict"] for row in judged}
    assert verdicts[10, "growth"] == verdicts[17, "insects"] == "supported"
    assert {13, 14, 18, 19} <= {number for number, _ in verdicts}
    assert not any(row.get("fault") for row in judged)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_report_answers_every_question(formulas, language):
    results = formulas[0] / "formulas"
    page = (results / f"report.{language}.html").read_text(encoding="utf-8")
    assert 'id="growth"' in page
    for answers in ("formulas/growth", "others/insects"):
        assert json.loads((results.parent / answers / "answers.json").read_text())
    assert "Traceback" not in page


def test_nothing_is_left_to_do(formulas):
    assert "Nothing to be done" in formulas[1]("formulas", "--dry-run")
