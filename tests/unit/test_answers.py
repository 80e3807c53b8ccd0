"""Answers: sentences whose numbers are those of the results."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from figure_numbers import UNLABELLED
from pooling.basics import files
from pooling.checks import truth
from pooling.checks.results import Fit, Results
from pooling.exact import posterior
from pooling.exact.base import Grid
from pooling.figures import axes
from pooling.figures.words import Spoken
from pooling.model import families, priors
from pooling.model.families.base import LANGUAGES, group_facts
from pooling.report import answers
from pooling.report.answers import base, groups, models, normal, pairs, rates
from pooling.report.answers.base import POSSIBLE, SURE, Estimate, probability, rounded
from pooling.report.answers.groups import further
from pooling.report.answers.ranks import alike, chances
from pooling.sampling import draws
from pooling.table import tables
from scipy import stats

LABELS = {
    "y": {"column": "y", "label": {"en": "height", "es": "altura"}, "unit": None},
    "group": {"column": "g", "label": {"en": "plot", "es": "parcela"}},
}
LABELS["y"]["unit"] = {"en": "cm", "es": "cm"}


def fit(folder: Path, values: dict, dims: dict, coords: dict, exact=()) -> Fit:
    """Write draws of a fit, with their summary and the exact answers that are known."""
    shape = next(iter(values.values())).shape[:2]
    tree = draws.dataset(
        values | {"lprior": np.zeros(shape)},
        {name: np.zeros(shape) for name in draws.SAMPLE_STATS},
        observed={"y": np.arange(2)},
        dims=dims,
        coords=coords,
    )
    rows = {}
    for name, found in values.items():
        flat = found.reshape(-1, *found.shape[2:])
        labelled = (
            {name: flat}
            if flat.ndim == 1
            else {
                f"{name}[{label}]": flat[:, at]
                for at, label in enumerate(next(iter(coords.values())))
            }
        )
        for label, own in labelled.items():
            q5, q50, q95 = np.quantile(own, [0.05, 0.5, 0.95])
            rows[label] = {"mean": own.mean(), "sd": own.std()} | dict(
                zip(("q5", "q50", "q95"), (q5, q50, q95), strict=True)
            )
    table = pd.DataFrame(rows).T.rename_axis("parameter").reset_index()
    known = pd.DataFrame(exact, columns=["parameter", "mean", "sd"])
    folder.mkdir(parents=True)
    paths = {kind: folder / f"{kind}.csv" for kind in ("summary", "exact")}
    files.write_csv(paths["summary"], table)
    files.write_csv(paths["exact"], known)
    paths["posterior"] = folder / "posterior.nc"
    draws.write(paths["posterior"], tree)
    return Fit({kind: str(path) for kind, path in paths.items()})


@pytest.fixture(scope="module")
def three_plots(tmp_path_factory):
    """Write three plots, of which the third is surely the highest, for tests to copy."""
    folder = tmp_path_factory.mktemp("plots")
    rng = np.random.default_rng(4)
    alpha = np.array([10.0, 11.0, 30.0]) + rng.normal(size=(2, 400, 3))
    scalars = {
        "mu_alpha": 17 + rng.normal(size=(2, 400)),
        "sigma_alpha": 8 + rng.normal(0, 0.1, (2, 400)),
        "sigma": 4 + rng.normal(0, 0.1, (2, 400)),
    }
    labels = ["a", "b", "c"]
    partial = fit(
        folder / "partial_pooling",
        scalars | {"alpha": alpha},
        {"alpha": ["plot"]},
        {"plot": labels},
        [("mu_alpha", 17.25, 1.0)],
    )
    new = {"mean": 17.0, "sd": 9.0, "q5": 2.0, "q95": 32.0}
    path = folder / "new.json"
    files.write_json(path, {"predictions": [{"at": None, "new": new}]})
    partial.files["predictive_new_group"] = str(path)
    prepared = pd.DataFrame(
        {"row": range(2, 8), "group": labels * 2, "y": np.arange(6.0)}
    )
    tables.write_prepared(folder / "prepared.parquet", prepared)
    files.write_json(folder / "prepared.json", group_facts(prepared))
    return folder, partial.files


@pytest.fixture
def means(three_plots, tmp_path):
    """Give these three plots in a folder of the test's own."""
    folder, written = three_plots
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    partial = Fit(
        {
            kind: str(tmp_path / Path(of).relative_to(folder))
            for kind, of in written.items()
        }
    )
    return Results(
        "plots",
        {
            "prepared": str(tmp_path / "prepared.parquet"),
            "facts": str(tmp_path / "prepared.json"),
        },
        {"partial_pooling": partial},
        {"family": "means", "labels": LABELS, "options": {"partial_pooling": {}}},
    )


def told(results: Results) -> list:
    """Give all answers of an analysis, its groups ranked and compared before."""
    partial = results.fits["partial_pooling"]
    if {"posterior", "summary"} <= set(partial.files) and len(results.groups) > 1:
        folder = Path(results.paths["prepared"]).parent
        ranked, compared = pairs.of(results.family, partial, results.labels())
        for kind, content in (("ranks.csv", ranked), ("pairs.json", compared)):
            write = files.write_csv if kind.endswith("csv") else files.write_json
            write(folder / kind, content)
            results.paths[Path(kind).stem] = str(folder / kind)
    return answers.of(results)


def of(results: Results, about: str) -> list:
    return [each for each in told(results) if each.about == about]


def test_what_is_written_of_answers_is_what_they_say():
    code = "".join(
        path.read_text("utf-8") for path in base.TEXT_FILE.parents[1].glob("*.py")
    )
    said = {
        re.sub(r"{\w+}", r"\\w+", key)
        for key in re.findall(r"[\"'](\w+/[\w{}]+)[\"']", code)
    }
    written = {
        f"{about}/{name}": t
        for about, row in base.TEXTS.items()
        for name, t in row.items()
    }
    for key in said:
        assert any(re.fullmatch(key, each) for each in written), key
    for each, text in written.items():
        assert any(re.fullmatch(key, each) for key in said), each
        en, es = (set(re.findall(r"{(\w+)", text[language])) for language in LANGUAGES)
        # Own words of the analysis, and a verb.
        assert en ^ es <= {"group", "groups", "trial", "has"}, each


def test_the_typical_value_is_the_exact_one_where_there_is_one(means):
    (typical,) = of(means, "typical")
    assert typical.values["typical"] == 17.25
    assert "17.2" in typical.text["en"]
    assert "cm" in typical.text["en"]
    assert "17,2" in typical.text["es"]


def test_how_much_groups_differ_is_said_before_which_is_highest(means):
    about = [each.about for each in told(means) if each.about != "open"]
    assert about[:3] == ["typical", "differ", "extremes"]


def test_the_share_of_variance_is_that_of_the_draws(means):
    (differ,) = of(means, "differ")
    found = means.fits["partial_pooling"].draws("sigma_alpha", "sigma")
    share = found["sigma_alpha"] ** 2 / (found["sigma_alpha"] ** 2 + found["sigma"] ** 2)
    assert differ.values["share"] == pytest.approx(share.mean())
    assert f"{100 * share.mean():.0f}" in differ.text["en"]


def test_the_highest_group_is_named_with_its_probability(means):
    (extremes,) = of(means, "extremes")
    assert extremes.values["highest_group"] == "c"
    assert extremes.values["probability_highest"] == 1
    assert extremes.values["lowest_group"] == "a"
    assert 0.6 < extremes.values["probability_lowest"] < 0.9
    assert "> 0.99" in extremes.text["en"]
    assert "> 0,99" in extremes.text["es"]
    assert extremes.values["difference"] == pytest.approx(20, abs=0.3)
    assert "; c is above a with > 0.99, by 20.0 cm (90%: 17." in extremes.text["en"]


def test_no_interval_goes_without_its_level(means):
    original = {"label": {"en": "mass"}, "unit": {"en": "kg"}}
    partial = means.fits["partial_pooling"]
    partial.stan_data = {"y": [0.0], "J": 3}
    means.fits["no_pooling"] = partial
    labels = means.settings["labels"]
    for log_of in (None, original):
        own = {"labels": labels | {"y": labels["y"] | {"log_of": log_of}}}
        found = told(replace(means, settings=means.settings | own))
        texts = [text for each in found for text in each.text.values()]
        assert not [text for text in texts if UNLABELLED.search(text)]
        assert sum(text.count("(90") for text in texts) > len(found)
    assert UNLABELLED.search("by 2 cm (17.7 to 22.3 cm)")


def test_two_numbers_of_an_interval_are_written_alike(means):
    original = {"label": {"en": "radon"}, "unit": {"en": "pCi/L"}}
    labels = means.settings["labels"]
    words = Spoken("en", {"labels": labels | {"y": labels["y"] | {"log_of": original}}})
    written = normal.outcome(words, Estimate(1.31, 0.05, 1.226, 1.39))
    assert written == "1.31 cm (90%: 1.23 to 1.39), or 3.7 pCi/L (90%: 3.4 to 4.0)"
    ends = [words.original_value(np.log(x)) for x in (3.96, 15.3, 149, 0.898, 2e-9)]
    assert ends == ["4.0", "15", "150", "0.90", "2.0 × 10⁻⁹"]


@pytest.mark.parametrize(("sd", "told"), [(8.0, False), (0.2, True)])
def test_that_groups_hardly_differ_is_excluded_or_open(means, sd, told):
    fitted = means.fits["partial_pooling"]
    # 0.2 and 4 leave 0.25 % of the variance between groups, 8 and 4 leave 80 %.
    values = {"sigma_alpha": np.array([sd, 8.0]), "sigma": np.array([4.0, 4.0])}
    grid = Grid(values, np.array([0.1, 0.9]), np.zeros(2, dtype=bool))
    fitted.__dict__ |= {"grid": grid, "stan_data": {}}
    found = groups.hardly_differ(
        fitted, lambda a, s: a**2 / (a**2 + s**2), "sigma_alpha", "sigma"
    )
    assert found == pytest.approx(0.1 * told)
    said = [
        each.text["en"] for each in of(means, "open") if "difference" in each.text["en"]
    ]
    (differ,) = of(means, "differ")
    assert ("; < 1% with probability < 0.01" in differ.text["en"]) != told
    assert ("has probability 0.10" in "".join(said)) == told


def test_what_is_not_settled_is_said_last_and_only_then(means):
    fitted = means.fits["partial_pooling"]
    table = fitted.summary
    table.loc["alpha[c]", "mean"] = 10.5
    stored = dict(fitted.draws("alpha"))["alpha"]
    alike = Fit(fitted.files)
    alike.__dict__["summary"] = table
    moved = {"alpha": stored * [1, 1, 0] + [0, 0, 10.5]}
    alike.draws = lambda *names, **_: (
        fitted.draws(*names) | {name: moved[name] for name in names if name in moved}
    )
    means.fits["partial_pooling"] = alike
    found = told(means)
    assert found[-1].about == "open"
    for end in ("highest", "lowest"):
        assert found[-1].values[f"groups_that_may_be_{end}"] in (2, 3)
        assert found[-1].values[f"most_probable_{end}"] in "abc"
    assert "Which plot is highest is not settled" in found[-1].text["en"]
    assert "Nor which is lowest: most probably " in found[-1].text["en"]
    assert " reach 0.05." in found[-1].text["en"]
    assert "parcela" in found[-1].text["es"]
    assert "Tampoco cuál tiene el más bajo: " in found[-1].text["es"]


def test_how_surely_a_group_is_at_an_end_is_read_from_its_files(means):
    told(means)
    rows = pd.read_csv(means.paths["ranks"]).assign(p_highest=[0.25, 0.0, 0.75])
    files.write_csv(means.paths["ranks"], rows)
    compared = means.json("pairs")
    moved = compared | {
        "means": [each + 5 for each in compared["means"][:1]] + compared["means"][1:]
    }
    files.write_json(means.paths["pairs"], moved)
    before = pairs.read(compared).compare(2, 0).difference
    (extremes,) = (each for each in answers.of(means) if each.about == "extremes")
    assert extremes.values["probability_highest"] == 0.75
    assert extremes.values["difference"] == pytest.approx(before - 5)


def test_the_lowest_is_not_settled_by_the_rule_of_the_highest(means):
    (extremes,) = of(means, "extremes")
    (left,) = of(means, "open")  # the third is the highest beyond doubt
    lowest = left.values["probability_most_probable_lowest"]
    assert extremes.values["probability_highest"] >= SURE > lowest
    assert "most_probable_highest" not in left.values
    assert left.text["en"].startswith("Which plot is lowest is not settled")
    assert "highest" not in left.text["en"]
    assert extremes.text["en"].startswith("Highest estimate of height: c, ")


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.9479, "0.948"), (0.95, "0.95"), (0.0461, "0.046"), (0.3, "0.30")],
)
def test_a_probability_is_not_written_as_a_limit_that_it_misses(value, said):
    """``0.95 (less than 0.95)`` would be a riddle."""
    assert probability(Spoken("en", {}), value, POSSIBLE, SURE) == said


@pytest.mark.parametrize(
    ("chance", "said"), [(0.9479, "0.948 (less"), (0.0461, "0.046 (")]
)
def test_what_is_not_settled_is_told_apart_from_the_limit(means, chance, said):
    told(means)
    rows = pd.read_csv(means.paths["ranks"]).assign(p_highest=[0.01, 0.0, chance])
    files.write_csv(means.paths["ranks"], rows)
    found = answers.of(means)
    (extremes,) = (each for each in found if each.about == "extremes")
    assert f"with probability {said[:5]} and " in extremes.text["en"]
    assert said in found[-1].text["en"]


def test_a_less_certain_group_may_be_the_most_probable_highest():
    words = Spoken("en", {})
    high, wide = Estimate(1.8, 0.2, 1.5, 2.1), Estimate(1.7, 0.4, 1.0, 2.4)
    assert "further up" in further(words, high, wide, "highest")
    assert further(words, high, high, "highest") == ""
    assert further(words, wide, high, "highest") == ""
    low = Estimate(1.6, 0.2, 1.3, 1.9)
    assert "further down" in further(words, low, wide, "lowest")
    assert further(words, high, wide, "lowest") == ""


def test_a_single_group_has_neither_highest_nor_lowest(means):
    means.__dict__["groups"] = ["a"]
    assert not of(means, "extremes")


def test_groups_that_are_equal_share_a_draw():
    same = np.zeros((10, 4))
    highest, lowest = chances(same)
    assert highest.tolist() == lowest.tolist() == [0.25] * 4
    some = np.random.default_rng(1).normal([0, 1, 0], size=(500, 3))
    highest, lowest = chances(some)
    assert highest.sum() == pytest.approx(1)
    assert lowest.sum() == pytest.approx(1)
    assert highest.argmax() == 1


def test_groups_with_one_estimate_have_one_chance():
    found = np.array([0.1, 0.3, 0.6])
    for scale, offset in ((1, 0), (1e-13, 0), (1e-4, 1e9)):
        shared = alike(found, offset + scale * np.array([2.0, 2.0, 1.0]))
        assert shared == pytest.approx([0.2, 0.2, 0.6])
    assert alike(found, np.ones(3)) == pytest.approx(found.mean())


def test_without_a_prediction_the_rest_is_said(means):
    assert of(means, "new_group")
    del means.fits["partial_pooling"].files["predictive_new_group"]
    assert not of(means, "new_group")
    assert of(means, "typical")


@pytest.mark.parametrize(
    ("sd", "value", "said"),
    [
        (0.05, 1.3122, "1.31"),
        (0.86, 1.3122, "1.3"),
        (13.0, 90.3038, "90"),
        (0.2, 0, "0.00"),
    ],
)
def test_digits_end_where_nothing_is_known(sd, value, said):
    assert rounded(Spoken("en", {}), sd, value) == [said]


def test_an_interval_has_the_marks_of_the_language():
    estimate = Estimate(0.1346, 0.035, 0.0795, 0.197)
    told = {
        each: estimate.written(Spoken(each, {}), percent=True) for each in ("en", "es")
    }
    assert told["en"] == "13% (90%: 8% to 20%)"
    assert told["es"].replace("\u202f", " ") == "13 % (90 %: 8 % a 20 %)"


COINS = {"kappa": 100.0, "prior_omega_a": 2.0, "prior_omega_b": 2.0}


def coins(y, n, **settings) -> Results:
    """Give an analysis of coins whose exact answer is known, and no draws."""
    data = COINS | {"y": y, "N": n, "S": len(y)}
    labels = [str(place + 1) for place in range(len(y))]
    found = posterior("coins", "partial_pooling", data, {"group": labels})
    table = pd.DataFrame({"mean": found.mean, "sd": found.sd}, index=found.labels)
    fitted = Fit({})
    fitted.__dict__ |= {"stan_data": data, "exact": table, "grid": found.grid()}
    fitted.__dict__["summary"] = table.assign(mean=0.9, q5=0.1, q95=0.8)
    given = {"family": "coins", "options": {}, "labels": {"group": {"column": "subject"}}}
    results = Results("", {}, {"partial_pooling": fitted}, given | settings)
    rows = {"group": labels, "y": y, "N": n}
    results.__dict__ |= {"prepared": pd.DataFrame(rows), "groups": labels}
    return results


def test_two_coins_say_who_moves_whom():
    loose = COINS | {"kappa": 5.0, "y": [5, 4], "N": [20, 8]}
    (moves,) = of(coins([5, 4], [20, 8], beside=loose), "moves")
    values = moves.values
    # Of the lecture, on a grid: 0.335 and 0.363 at 100, 0.289 and 0.479 at 5.
    assert values["toward_the_other[1]"] == pytest.approx(0.335 - 0.25, abs=1e-3)
    assert values["toward_the_other[2]"] == pytest.approx(0.5 - 0.363, abs=1e-3)
    assert values["toward_the_other_beside[1]"] == pytest.approx(0.039, abs=1e-3)
    assert values["toward_the_other_beside[2]"] == pytest.approx(0.021, abs=1e-3)
    assert values["without_the_other[2]"] == pytest.approx(0.5)
    english = moves.text["en"]
    assert "subject 1 moves 0.09 toward subject 2" in english
    assert "subject 2 0.14 toward subject 1 (with κ = 5: 0.04 and 0.02)" in english
    assert "those of subject 1 move that of subject 2 from 0.50 to 0.36" in english
    assert "(con κ = 5: 0,04 y 0,02)" in moves.text["es"]


def test_a_move_that_the_prior_makes_is_said_to_be_its(monkeypatch):
    (moves,) = of(coins([5, 4], [20, 8]), "moves")
    assert "by the prior" not in moves.text["en"]
    # At kappa 5 subject 1 is at 0.289, and at 0.287 without subject 2.
    monkeypatch.setitem(COINS, "kappa", 5.0)
    (moves,) = of(coins([5, 4], [20, 8]), "moves")
    assert "0.04 toward subject 2, nearly all by the prior, and" in moves.text["en"]
    assert "0,04 hacia «subject 2», casi todo por el prior, y" in moves.text["es"]
    assert moves.text["en"].count("by the prior") == 1


def test_a_coin_that_leaves_the_other_is_said_to_do_so():
    (moves,) = of(coins([2, 3], [20, 20]), "moves")
    assert moves.values["toward_the_other[2]"] < 0  # to the prior, beyond both
    assert " away from subject 1" in moves.text["en"]
    assert "alejándose de «subject 1»" in moves.text["es"]
    assert not of(coins([2, 2], [20, 20]), "moves")
    assert not of(coins([2, 3, 4], [20, 20, 20]), "moves")


def test_one_coin_says_what_its_data_changed():
    (moves,) = of(coins([3], [9], beside=COINS | {"y": [3], "N": [10]}), "moves")
    assert moves.values["before"] == 0.5
    assert "change_beside" not in moves.values  # of other counts
    exact = coins([3], [9]).fits["partial_pooling"].exact.at["theta[1]", "mean"]
    assert moves.values["change"] == pytest.approx(exact - 0.5)
    assert (
        "Before the trials it was 0.50: they change it by \N{MINUS SIGN}0."
        in moves.text["en"]
    )


def test_the_ends_of_a_coin_are_exact():
    (typical,) = of(coins([5, 4], [20, 8]), "typical")
    # A sum over the mode, with the distribution functions of scipy.
    omega = np.linspace(0, 1, 2002)[1:-1]
    a, b = omega * 98 + 1, (1 - omega) * 98 + 1
    weight = stats.beta.pdf(omega, 2, 2)
    for y, n in ((5, 20), (4, 8)):
        weight *= stats.betabinom.pmf(y, n, a, b)
    for end, mass in (("q5", 0.05), ("q95", 0.95)):
        value = typical.values[f"probability[1]_{end}"]
        below = weight @ stats.beta.cdf(value, a + 5, b + 15) / weight.sum()
        assert below == pytest.approx(mass, abs=1e-3)


def test_which_coin_is_highest_is_told_by_the_exact_answer():
    (extremes,) = of(coins([5, 4], [20, 8]), "extremes")  # without a single draw
    assert extremes.values["probability_highest"] == pytest.approx(0.6706, abs=1e-3)


def test_a_difference_is_that_of_the_numbers_beside_it():
    assert axes.with_difference(0.0759, 0.0704, 3, "en") == ["0.076", "0.070", "0.006"]
    assert axes.with_difference(0.0759, 0.0704, 4, "es") == ["0,0759", "0,0704", "0,0055"]


def test_a_column_that_is_not_used_is_told_with_its_values(means, tmp_path):
    named = {"column": "soil", "share": 0.57, "p_value": 1e-9, "rows": 6, "named": True}
    named["numbers"] = False
    named |= {"against": "estimates", "coefficient": "alpha", "labels": 2}
    named["values"] = [
        {"value": "clay", "mean": 0.52, "rows": 24},
        {"value": "sand", "mean": 0.92, "rows": 24},
    ]
    other = named | {"column": "slope", "named": False}
    path = tmp_path / "unused.json"
    files.write_json(path, {"columns": [named, other], "moving": []})
    means.paths["unused"] = str(path)
    (told,) = of(means, "unused")
    assert not of(means, "idle")
    assert told.text["en"].startswith(
        "The column soil, in no model, explains at least 57% of"
    )
    assert "soil = clay: 0.52 (n = 24); soil = sand: 0.92 (n = 24)." in told.text["en"]
    assert "soil = clay: 0,52 (n = 24); soil = sand: 0,92 (n = 24)." in told.text["es"]
    assert "too narrow" not in told.text["en"]  # of few labels, which were chosen
    many = named | {"values": [], "labels": 6}
    within = many | {"against": "residuals", "coefficient": None}
    files.write_json(path, {"columns": [many, within], "moving": []})
    told, inside = (each.text for each in of(means, "unused"))
    assert told["en"].endswith(
        "about 6 groups, so that the population's intervals are too narrow."
    )
    assert "unos 6 grupos" in told["es"]
    assert inside["en"].endswith("explains 57% of the variance within groups.")


def test_a_column_that_explains_nothing_is_told_without_an_alarm(means, tmp_path):
    row = {"named": False, "against": "estimates", "coefficient": "alpha", "values": []}
    row["numbers"] = False
    shares = [("gender", 0.0), ("age", 0.03), ("both", 0.004), ("both", 0.2)]
    columns = [row | {"column": name, "share": share} for name, share in shares]
    columns.append(row | {"column": "id", "share": 0.0, "numbers": True})
    path = tmp_path / "unused.json"
    files.write_json(path, {"columns": columns, "moving": []})
    means.paths["unused"] = str(path)
    assert not of(means, "unused")
    (told,) = of(means, "idle")
    assert told.values == {"share[gender]": 0.0}
    assert told.text["en"].endswith(
        "whatever else differs, it explains 0% of the variance: gender."
    )
    assert "0\u202f%" in told.text["es"]
    many = [row | {"column": f"c{at}", "share": 0.0} for at in range(7)]
    files.write_json(path, {"columns": many, "moving": []})
    assert of(means, "idle")[0].text["es"].endswith("c0, c1, c2, c3, c4 y 2 más.")


def test_a_column_that_moves_with_the_predictor_is_told_as_left_out(means, tmp_path):
    path = tmp_path / "unused.json"
    files.write_json(path, {"columns": [], "moving": ["year"]})
    means.paths["unused"] = str(path)
    means.settings["labels"] = LABELS | {"x": {"column": "age"}}
    (told,) = models.unused(means)
    assert told.about == "unused"
    assert (
        told.text["en"]
        == "Within a plot, year moves with age: the slope is that of both."
    )
    assert "varía junto con age" in told.text["es"]


def test_a_flagged_group_is_named(means, tmp_path):
    row = {"group": "b", "what": "spread", "observed": 5.0, "q5": 1.0, "q95": 2.0}
    rows = [row | {"p_value": 1e-9}, row | {"group": "a", "p_value": 0.2}]
    found = {"flagged_by": ["groups"], "level": 0.01, "tests": 7}
    found["groups"] = {"tests": 6, "worst": rows}
    path = tmp_path / "posterior_predictive.json"
    files.write_json(path, found)
    means.fits["partial_pooling"].files["posterior_predictive"] = str(path)
    (flagged,) = of(means, "flagged")
    assert "flag b (spread within the group 5; 90% of" in flagged.text["en"]
    assert " cm)" in flagged.text["en"]
    files.write_json(path, found | {"flagged_by": []})
    assert not of(means, "flagged")


@pytest.mark.parametrize(
    ("given", "leaning", "told"),
    [
        ([], ["sigma_alpha"], "{sigma} leans on its default prior"),
        ([], ["mu_alpha", "sigma_alpha"], "μ_α, {sigma} lean on their default prior"),
        (["sigma_alpha"], ["mu_alpha", "sigma_alpha"], "μ_α leans on its default prior"),
        (["sigma_alpha"], ["sigma_alpha"], None),
        ([], [], None),
    ],
)
def test_what_leans_on_a_default_prior_is_told(means, tmp_path, given, leaning, told):
    path = tmp_path / "sensitivity.json"
    files.write_json(path, {"leaning": leaning})
    partial = means.fits["partial_pooling"]
    partial.files["sensitivity"] = str(path)
    own = families.get("means").MODELS["partial_pooling"].priors
    chosen = {p: dict.fromkeys(priors.ARGUMENTS[kind], 1.0) for p, kind in own.items()}
    partial.__dict__["stan_data"] = priors.stan_data(chosen)
    means.settings["given_priors"] = {"partial_pooling": given}
    found = of(means, "leaning")
    assert len(found) == bool(told)
    if told:
        sigma = Spoken("en", {}).parameter("sigma_alpha")
        assert told.format(sigma=sigma) in found[0].text["en"]
        assert "por defecto" in found[0].text["es"]


def test_the_largest_and_the_smallest_group_say_how_far_they_moved(means):
    partial = means.fits["partial_pooling"]
    own = partial.summary.copy()
    own.loc[["alpha[a]", "alpha[b]", "alpha[c]"], "mean"] = [4.0, 16.0, 31.0]
    none = Fit(dict(partial.files))
    none.__dict__ |= {"summary": own, "stan_data": {"J": 3}}
    means.fits["no_pooling"] = none
    assert len(of(means, "pooling")) == 1  # all have two rows
    means.prepared.loc[len(means.prepared)] = [8, "c", 30.0]
    _, moved = of(means, "pooling")
    assert (moved.values["largest"], moved.values["largest_rows"]) == ("c", 3)
    assert (moved.values["smallest"], moved.values["smallest_rows"]) == ("a", 2)
    assert moved.values["smallest_no_pooling"] == 4.0


def test_what_has_exact_nodes_is_averaged_over_them(means):
    fitted = means.fits["partial_pooling"]
    values = {"sigma_alpha": np.array([3.0, 4.0]), "sigma": np.array([4.0, 3.0])}
    grid = Grid(values, np.array([0.75, 0.25]), np.zeros(2, dtype=bool))
    fitted.__dict__ |= {"grid": grid, "stan_data": {}}
    (differ,) = of(means, "differ")
    assert differ.values["share"] == pytest.approx(0.75 * 9 / 25 + 0.25 * 16 / 25)
    assert fitted.estimates.at["mu_alpha", "mean"] == 17.25  # the exact one
    assert fitted.column("alpha", ["a"]) == fitted.summary.at["alpha[a]", "mean"]


class Stub:
    """A fit whose exact means are given."""

    def __init__(self, means, data):
        self.means, self.stan_data = means, data

    def column(self, parameter, labels, statistic="mean"):
        """Look numbers up by the labels of groups."""
        return np.array([self.means[label] for label in labels])


@pytest.mark.parametrize(
    ("y", "resting"),
    [
        ([1, 5, 9], {}),
        ([1, 5, 10], {"highest_rests_on_prior": "c"}),
        ([0, 5, 9], {"lowest_rests_on_prior": "a"}),
        ([0, 5, 10], {"lowest_rests_on_prior": "a", "highest_rests_on_prior": "c"}),
        # What rests on the prior and is no end is not told.
        ([0, 0, 9], {"lowest_rests_on_prior": "a"}),
    ],
)
def test_an_end_without_pooling_that_rests_on_its_prior_is_said_to(tmp_path, y, resting):
    none = Stub(dict(zip("abc", (0.02, 0.5, 0.97), strict=True)), {"y": y, "N": [10] * 3})
    partial = Stub(dict(zip("abc", (0.1, 0.5, 0.9), strict=True)), {})
    files.write_json(tmp_path / "prepared.json", {"group_labels": list("abc")})
    ranked = {"group": list("abc"), "mean": [0.1, 0.5, 0.9], "sd": [0.05] * 3}
    files.write_csv(tmp_path / "ranks.csv", ranked)
    made = Results(
        "tanks",
        {"facts": str(tmp_path / "prepared.json"), "ranks": str(tmp_path / "ranks.csv")},
        {"no_pooling": none, "partial_pooling": partial},
        {"family": "rates", "labels": LABELS},
    )
    (found,) = groups.span(made, lambda words, sd, low, high: f"{low} to {high}")
    told = {k: v for k, v in found.values.items() if k.endswith("prior")}
    assert told == resting
    for language, said in (("en", "the prior"), ("es", "en el prior")):
        assert (said in found.text[language]) == bool(resting)
        for group in resting.values():
            assert f" {group}" in found.text[language].partition(said)[2]


def test_the_data_of_a_group_determine_its_coefficients_or_do_not():
    assert families.get("means").determined({"J": 2}).tolist() == [True, True]
    lines = {"J": 3, "group": [1, 1, 2, 2, 3], "x": [0.0, 1.0, 2.0, 2.0, 3.0]}
    assert families.get("lines").determined(lines).tolist() == [True, False, False]
    rates = {"y": [0, 1, 4], "N": [4, 4, 4]}
    assert families.get("rates").determined(rates).tolist() == [False, True, False]


@pytest.mark.parametrize(("apart", "settled"), [(0.0, True), (0.2, False)])
def test_a_gain_within_its_error_is_not_settled(monkeypatch, means, apart, settled):
    found = truth.Errors(np.array([0.2, 0.3 + apart]), np.array([0.1, 0.2 + 2 * apart]))
    monkeypatch.setattr(truth, "errors", lambda results: found)
    told = rates._truth(means)
    assert [each.about for each in told] == ["truth"] + ["open"] * (not settled)
    if not settled:
        assert "less than two of its standard errors" in told[1].text["en"]
        assert told[1].values["gain"] == pytest.approx(float(found.gain.mean()))


@pytest.mark.parametrize("outside", [[], ["no_pooling"]])
def test_a_model_that_is_no_contestant_is_named(means, tmp_path, outside):
    table = pd.DataFrame({"model": ["partial_pooling", "complete_pooling", "no_pooling"]})
    table[["elpd", "elpd_diff", "se_diff"]] = np.array(
        [[9, 8, 7], [0, -9, -99], [0, 1, 1]]
    ).T
    told = {"close": ["partial_pooling"], "worse": [], "no_contestants": outside}
    verdict = {"observations": told, "single_row": False}
    paths = {"comparison": tmp_path / "c.csv", "comparison_verdict": tmp_path / "c.json"}
    files.write_csv(paths["comparison"], table)
    files.write_json(paths["comparison_verdict"], verdict)
    means.paths |= {kind: str(path) for kind, path in paths.items()}
    (best,) = models.best(means)
    assert (
        "the next that competes, complete pooling. No contestant: no" in best.text["en"]
    ) == bool(outside)
    assert (
        "del siguiente que compite, pooling completo. No compite: sin" in best.text["es"]
    ) == bool(outside)
    assert "9.0 (standard error 1.0) higher" in best.text["en"]
    # A row that is a group of its own is predicted as a new one.
    assert "as a new one" not in best.text["en"]
    files.write_json(paths["comparison_verdict"], verdict | {"single_row": True})
    (best,) = models.best(means)
    assert "left-out data, each plot as a new one, is 9.0" in best.text["en"]
    assert "cada parcela como caso nuevo" in best.text["es"]
