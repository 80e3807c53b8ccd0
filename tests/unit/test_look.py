"""The first look: answers from the exact posterior alone, and whether they held."""

import csv
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pooling.basics import files, prefork, prefork_client
from pooling.checks.results import Fit, Results
from pooling.exact import draws, posterior
from pooling.exact.answer import answer, write_grid
from pooling.figures import alt_text
from pooling.model import families
from pooling.model.names import PARTIAL
from pooling.report import held, look, look_page, reads
from pooling.report.answers.base import Statement
from pooling.run.config import load
from pooling.table import preparation

SEEDS = {"complete_pooling": 1, "no_pooling": 2, "regularised": 3, PARTIAL: 4}
ANALYSES = {
    "means": {"family": "means", "outcome": {"column": "y"}, "group": {"column": "g"}},
    "lines": {
        "family": "lines",
        "outcome": {"column": "y"},
        "predictor": {"column": "x"},
        "group": {"column": "g"},
    },
    "rates": {
        "family": "rates",
        "successes": {"column": "hits"},
        "trials": {"column": "shots"},
        "group": {"column": "unit"},
    },
    "normal": {"family": "normal", "formula": "y ~ x + (1 | g)"},
    "bernoulli": {"family": "bernoulli", "formula": "b ~ x + (1 | g)"},
    "crossed": {"family": "poisson", "formula": "k ~ x + (1 | g) + (1 | h)"},
}


def write_tables(folder):
    """Write rows in nine groups, and eight units with counts."""
    rng = np.random.default_rng(7)
    rows = [["g", "h", "x", "y", "b", "k"]]
    for group in range(9):
        level = rng.normal(10, 2)
        for _ in range(rng.integers(4, 9)):
            x = rng.uniform(0, 5)
            y = level + 0.7 * x + rng.normal()
            chance = 1 / (1 + np.exp(12 - y))
            told = [f"{x:.3f}", f"{y:.3f}", int(rng.random() < chance), rng.poisson(3)]
            rows.append([f"g{group}", f"h{rng.integers(4)}", *told])
    units = [["unit", "hits", "shots"]]
    units += [[f"u{j}", rng.binomial(20, 0.3 + 0.05 * j), 20] for j in range(8)]
    for name, table in (("rows.csv", rows), ("units.csv", units)):
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(table)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Give an analysis with its exact answers, made once."""
    folder, known = tmp_path_factory.mktemp("looks"), {}
    write_tables(folder)

    def make(name) -> Results:
        table = "units.csv" if name == "rates" else "rows.csv"
        told = {"data": table, "title": {"en": "A title", "es": "Un título"}}
        settings = load({"run": "r", "analyses": {name: ANALYSES[name] | told}}, folder)
        own = settings.analyses[name]
        paths = {
            "prepared": str(folder / f"{name}.parquet"),
            "facts": str(folder / f"{name}.json"),
        }
        preparation.prepare_table(
            own.family, own.preparation, source=str(folder / table), **paths
        )
        fits = {}
        for model in settings.models(name):
            place = folder / name / model
            place.mkdir(parents=True)
            kept = {
                "stan_data": "stan_data.json",
                "exact": "exact.csv",
                "exact_facts": "exact.json",
                "exact_nodes": "exact_nodes.nc",
            }
            kept = {kind: str(place / file) for kind, file in kept.items()}
            preparation.write_stan_data(
                own.family,
                model,
                given=settings.priors_of(name, model),
                options=settings.model_options(name, model),
                output=kept["stan_data"],
                **paths,
            )
            found, facts, grid = answer(
                own.family,
                model,
                data=files.read_data(kept["stan_data"]),
                labels=families.labels(
                    own.family, model, files.read_facts(paths["facts"])
                ),
            )
            files.write_csv(kept["exact"], found)
            files.write_json(kept["exact_facts"], facts)
            write_grid(kept["exact_nodes"], grid, facts)
            fits[model] = Fit(kept)
        shown = {
            "family": own.family,
            "labels": {role: each.model_dump() for role, each in own.labels.items()},
            "words": own.wording,
            "threshold": None,
            "beside": None,
            "title": own.title,
            "question": None,
            "options": {},
        }
        return Results(name, paths, fits, shown)

    def call(name) -> Results:
        if name not in known:
            known[name] = make(name)
        return replace(known[name])

    return call


def looked(results: Results, shift: int = 0) -> dict:
    """Look at an analysis, with other draws where wanted."""
    seeds = {model: seed + shift for model, seed in SEEDS.items()}
    return look.of(results, seeds=seeds, threshold=None)


@pytest.mark.parametrize("name", ["means", "lines", "rates", "normal", "bernoulli"])
def test_draws_are_those_of_the_exact_posterior(prepared, name):
    results = prepared(name)
    fit = results.fits[PARTIAL]
    drawn = draws.of(results.family, PARTIAL, data=fit.stan_data, grid=fit.grid, seed=1)
    found = look.ExactFit(
        fit.files, family=results.family, model=PARTIAL, labels=results.labels(), seed=1
    )
    count, exact = found.count, found.exact
    assert count >= draws.FEWEST
    for parameter in found.declared.parameters:
        if parameter.name not in drawn:
            continue
        values = drawn[parameter.name].reshape(count, -1)
        rows = look.labels_of((parameter,), found.labels)
        sd = exact.loc[rows, "sd"].to_numpy(float)
        away = (values.mean(axis=0) - exact.loc[rows, "mean"].to_numpy(float)) / sd
        assert np.abs(away).max() < 5 / np.sqrt(count)
        assert np.abs(values.std(axis=0) / sd - 1).max() < 10 / np.sqrt(count)


@pytest.mark.parametrize("name", ["means", "lines", "rates"])
def test_quantiles_of_a_grids_axes_are_those_of_its_densities(prepared, name):
    results = prepared(name)
    fit = results.fits[PARTIAL]
    exact = posterior(results.family, PARTIAL, fit.stan_data, results.labels())
    drawn = draws.of(results.family, PARTIAL, data=fit.stan_data, grid=fit.grid, seed=1)
    for parameter, marginal in exact.marginals.items():
        ends = alt_text.of_density(*marginal)
        sd = exact.sd[exact.labels.index(parameter)]
        for end, share in (("q5", 0.05), ("q95", 0.95)):
            away = (np.quantile(drawn[parameter], share) - ends[end]) / sd
            # Points are spread evenly: at 4096 of them chance alone leaves 0.03.
            assert abs(away) < 0.1, (parameter, end)


@pytest.mark.parametrize("name", ["means", "lines", "rates", "normal", "bernoulli"])
def test_sentences_and_a_table_come_out_with_the_error_of_each_number(prepared, name):
    found = looked(prepared(name))
    assert not found["missing"]
    about = {each["about"] for each in found["statements"]}
    assert {"extremes", "differ", "pooling"} <= about
    assert "best" not in about  # that takes the comparison of models
    assert all(each["text"]["en"] and each["text"]["es"] for each in found["statements"])
    assert found["model"] == PARTIAL
    assert 0 < found["error"] < 0.01
    for row in found["parameters"]:
        assert row["q5"] < row["mean"] < row["q95"]
        for number in ("mean", "sd", "q5", "q95"):
            assert 0 < row[f"{number}_error"] < 0.2 * row["sd"]
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(
    ("family", "wanted"),
    [
        ("means", ["no_pooling", PARTIAL]),
        ("rates", ["complete_pooling", "no_pooling", PARTIAL]),
        ("normal", ["no_pooling", PARTIAL]),
        ("bernoulli", [PARTIAL]),
    ],
)
def test_a_look_waits_for_the_models_that_its_answer_reads(family, wanted):
    every = ["complete_pooling", "no_pooling", PARTIAL]
    assert reads.models(family, every) == wanted
    assert reads.models(family, ["no_pooling"]) == ["no_pooling"]


def test_a_number_is_that_of_the_exact_answer(prepared):
    results = prepared("means")
    (typical,) = (
        each for each in looked(results)["statements"] if each["about"] == "typical"
    )
    known = results.fits[PARTIAL].exact
    assert typical["values"]["typical"] == known.at["mu_alpha", "mean"]


def test_what_cannot_be_computed_is_said_and_nothing_else_in_its_place(prepared):
    results = prepared("crossed")
    found = looked(results)
    assert found["statements"] == found["parameters"] == []
    assert {each["of"] for each in found["missing"]} >= {PARTIAL, "no_pooling"}
    for language, said in (
        ("en", "partial pooling: not computed, because levels of further"),
        ("es", "no calculado: "),
    ):
        page = look_page.render(
            found, results, run="r", command="snakemake", language=language
        )
        assert said in page.replace("Partial", "partial")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_has_every_sentence_and_asks_for_nothing(prepared, language):
    results = prepared("normal")
    found = looked(results)
    command = "snakemake --cores 4 --configfile my.yaml"
    page = look_page.render(found, results, run="r", command=command, language=language)
    for each in found["statements"]:
        assert each["text"][language].replace(">", "&gt;").replace("<", "&lt;") in page
    assert command in page
    assert "±" in page
    assert "://" not in page
    assert "src=" not in page
    assert "default-src &#39;none&#39;" in page
    assert 'name="color-scheme" content="light dark"' in page


def statements(found: dict) -> list[Statement]:
    return [Statement(**each) for each in found["statements"]]


def summary(found: dict) -> pd.DataFrame:
    return pd.DataFrame(found["parameters"]).set_index("parameter")


def test_a_look_holds_where_other_draws_say_the_same(prepared):
    """At one false alarm in a thousand, none among a few pairs of looks."""
    for name in ("means", "rates"):
        looks = [looked(prepared(name), shift) for shift in range(4)]
        for one, other in pairwise(looks):
            found = held.compare(one, statements(other), summary(other), other["draws"])
            assert found["held"] is True, found
            assert found["numbers"] > 15


@pytest.mark.parametrize(
    ("change", "of"),
    [
        (lambda found: found["parameters"][0].update(mean=99.0), "mu_alpha"),
        (
            lambda found: found["statements"][0]["values"].update(typical_q95=99.0),
            "typical_q95",
        ),
    ],
)
def test_a_look_does_not_hold_where_a_number_has_moved(prepared, change, of):
    first, later = looked(prepared("means")), looked(prepared("means"), 1)
    change(later)
    found = held.compare(first, statements(later), summary(later), later["draws"])
    assert found["held"] is False
    assert found["of"] == of
    assert found["largest"] > found["threshold"]


def test_ends_of_a_chances_interval_are_compared_as_such():
    """A change of a probability may be below 0: as a probability it would have no error."""
    chance = {"chance_drug": -0.08, "chance_drug_q5": -0.22, "chance_drug_q95": 0.03}
    look_at = {"statements": [{"about": "effect", "values": chance}], "parameters": []}
    later = {name: value + 0.004 for name, value in chance.items()}
    found = held.compare(
        look_at | {"draws": 4000}, [Statement("effect", later, {})], None, 1000.0
    )
    assert found["held"] is True
    assert found["numbers"] == 3
    assert found["unit"] == "sd"


def test_sentences_about_other_groups_are_counted_and_not_compared(prepared):
    first, later = looked(prepared("means")), looked(prepared("means"))
    for each in later["statements"]:
        if each["about"] == "extremes":
            each["values"] |= {"highest_group": "another", "highest": -1e9}
    found = held.compare(first, statements(later), summary(later), later["draws"])
    assert found["held"] is True
    assert found["renamed"] == 1


def test_whether_it_held_is_told_in_both_languages(prepared, tmp_path):
    first = looked(prepared("means"))
    results = Results("means", {}, {}, {})
    assert held.told(results, "en") is None
    path = tmp_path / "look_held.json"
    results.paths["held"] = str(path)
    files.write_json(path, held.compare(first, statements(first), summary(first), 400))
    assert held.told(results, "en").startswith(
        "The first look, by exact answers alone, held"
    )
    assert "se sostuvo" in held.told(results, "es")
    files.write_json(path, held.compare(look.nothing(missing()), [], None, 0))
    assert held.told(results, "en") is None


def missing():
    from pooling.basics.not_computed import Missing

    return Missing("a reason", False, "log")


@pytest.mark.parametrize(
    "target", ["look", "look_radon", "results/v1/radon/look.es.html"]
)
def test_looks_are_known_by_their_targets(target):
    assert prefork.looking(["answers", target])


@pytest.mark.parametrize("target", ["outlook", "results/look/report.en.html", "looks"])
def test_other_targets_are_no_looks(target):
    assert not prefork.looking([target])


def test_imports_of_runs_of_few_jobs_begin_early():
    figure = "results/v1/radon/partial_pooling/figures/trace.es.svg"
    assert (
        prefork.early([figure, "results/v1/radon/figures/shrinkage.csv"])
        == prefork.FIGURE
    )
    assert prefork.early(["look", figure]) == prefork.LOOK
    assert prefork.early([figure, "results/v1/report.en.html"]) == ()
    assert prefork.early(["figures"]) == prefork.early([]) == ()


def test_a_script_waits_for_imports_that_have_begun(tmp_path, monkeypatch):
    path = tmp_path / "jobs"
    assert not prefork_client._there(str(path))
    coming = Path(prefork_client.coming(str(path)))
    coming.touch()
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) == 3:
            path.touch()

    monkeypatch.setattr(prefork_client.time, "sleep", sleep)
    assert prefork_client._there(str(path))
    assert len(slept) == 3
