"""Tables that people bring: the model that each asks for, written down beforehand."""

import numpy as np
import pandas as pd
import pytest
import yaml
from commented_readings import readings
from pooling.basics.errors import PoolingError
from pooling.model.formula import parse
from pooling.model.formula_terms import factor_name
from pooling.run import config, study
from pooling.table import preparation


def crossed(**levels) -> pd.DataFrame:
    """Give a row for each combination of levels."""
    index = pd.MultiIndex.from_product(levels.values(), names=list(levels))
    return index.to_frame(index=False)


def named(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(1, count + 1)]


RNG = np.random.default_rng(20261129)


def noise(table: pd.DataFrame, by: str, sd: float = 1.0) -> np.ndarray:
    """Give each row a number with a level of its group."""
    codes = pd.factorize(table[by])[0]
    level = RNG.normal(0, sd, codes.max() + 1)
    return level[codes] + RNG.normal(0, sd, len(table))


def counts(table: pd.DataFrame, by: str, mean: float, spread: float = 0.3) -> np.ndarray:
    codes = pd.factorize(table[by])[0]
    return RNG.poisson(mean * np.exp(RNG.normal(0, spread, codes.max() + 1))[codes])


def answers(table: pd.DataFrame, by: str) -> np.ndarray:
    return (noise(table, by) > 0.2).astype(int)


def constant(table: pd.DataFrame, by: str, values) -> np.ndarray:
    """Give each group one of some values in turn."""
    return np.resize(np.array(values), table[by].nunique())[pd.factorize(table[by])[0]]


def sleepstudy():
    t = crossed(Subject=range(308, 326), Days=range(10))
    t["Reaction"] = (250 + 10 * t["Days"] + noise(t, "Subject", 25)).round(4)
    return t[["Reaction", "Days", "Subject"]]


def cbpp():
    t = crossed(herd=range(1, 16), period=range(1, 5))
    t["size"] = RNG.integers(5, 30, len(t))
    t["incidence"] = RNG.binomial(t["size"], 0.2)
    return (
        t[["herd", "incidence", "size", "period"]].rename_axis("rownames").reset_index()
    )


def penicillin():
    t = crossed(plate=list("abcdefghijklmnopqrstuvwx"), sample=list("ABCDEF"))
    t["diameter"] = (23 + noise(t, "plate") + noise(t, "sample")).round()
    return t[["diameter", "plate", "sample"]]


def grouseticks():
    t = crossed(BROOD=range(501, 541), chick=range(3))
    t["LOCATION"] = constant(t, "BROOD", range(1, 14))
    t["YEAR"] = constant(t, "BROOD", [95, 95, 95, 96, 96, 97, 97])
    t["HEIGHT"] = constant(t, "BROOD", RNG.integers(403, 533, 40))
    t["TICKS"] = counts(t, "BROOD", 3.0)
    t["INDEX"] = range(1, len(t) + 1)
    t["cHEIGHT"] = t["HEIGHT"] - t["HEIGHT"].mean()
    return t[["INDEX", "TICKS", "BROOD", "HEIGHT", "YEAR", "LOCATION", "cHEIGHT"]]


def contraception():
    t = crossed(district=range(1, 31), woman=range(12))
    t["urban"] = (RNG.random(len(t)) < 0.3).astype(int)
    t["livch"] = RNG.choice(["0", "1", "2", "3+"], len(t))
    t["age"] = RNG.normal(0, 9, len(t)).round(2)
    t["use"] = answers(t, "district")
    t["woman"] = range(1, len(t) + 1)
    return t[["woman", "district", "use", "livch", "age", "urban"]]


def radon():
    t = crossed(county=named("county ", 20), house=range(8))
    t["floor"] = (RNG.random(len(t)) < 0.2).astype(int)
    t["uranium"] = constant(t, "county", RNG.normal(0, 0.4, 20).round(4))
    t["log_radon"] = (1 - 0.6 * t["floor"] + noise(t, "county", 0.5)).round(4)
    return t[["county", "floor", "uranium", "log_radon"]]


def tips():
    t = pd.DataFrame({"total_bill": RNG.gamma(5, 4, 240).round(2)})
    t["tip"] = (0.15 * t["total_bill"] + RNG.gamma(4, 0.3, 240)).round(2)
    t["sex"] = RNG.choice(["Female", "Male"], 240)
    t["smoker"] = RNG.choice(["No", "Yes"], 240)
    t["day"] = RNG.choice(["Thur", "Fri", "Sat", "Sun"], 240)
    t["time"] = RNG.choice(["Lunch", "Dinner"], 240)
    t["size"] = RNG.integers(1, 7, 240)
    return t


def chickweight():
    t = crossed(Chick=range(1, 51), Time=[*range(0, 21, 2), 21])
    t["Diet"] = constant(t, "Chick", [1, 1, 2, 3, 4])
    t["weight"] = (60 + 8 * t["Time"] + noise(t, "Chick", 6)).round()
    t = t.sort_values(["Chick", "Time"])
    return t[["weight", "Time", "Chick", "Diet"]].rename_axis("rownames").reset_index()


def toenail():
    t = crossed(patientID=range(1, 41), visit=range(1, 8))
    t["treatment"] = constant(t, "patientID", ["itraconazole", "terbinafine"])
    t["time"] = (t["visit"] * 1.7 + RNG.normal(0, 0.2, len(t))).round(4)
    t["outcome"] = answers(t, "patientID")
    return t[["patientID", "outcome", "treatment", "time", "visit"]]


def insect_sprays():
    t = crossed(spray=list("ABCDEF"), plot=range(12))
    t["count"] = counts(t, "spray", 7.0, 0.8)
    return t[["count", "spray"]]


def seizures():
    t = crossed(subject=range(101, 160), period=range(1, 5))
    t["trt"] = constant(t, "subject", ["placebo", "progabide"])
    t["base"] = constant(t, "subject", RNG.integers(6, 150, 59))
    t["age"] = constant(t, "subject", RNG.integers(18, 42, 59))
    mean = 8 * np.exp(RNG.normal(0, 0.9, len(t)))
    t["y"] = RNG.poisson(mean)
    return t[["y", "trt", "base", "age", "subject", "period"]]


def iris():
    t = crossed(Species=["setosa", "versicolor", "virginica"], flower=range(30))
    for name in ("Sepal.Length", "Sepal.Width", "Petal.Length", "Petal.Width"):
        t[name] = (5 + noise(t, "Species", 0.5)).round(1)
    return t.drop(columns="flower")


def two_ids():
    t = crossed(
        person_id=[1043, 1871, 1992, 2208, 2777, 3001, 3500, 4410], again=range(5)
    )
    t["weight"] = (70 + noise(t, "person_id", 4)).round(1)
    t["id"] = range(1, len(t) + 1)
    return t[["id", "person_id", "weight"]]


def exam():
    t = crossed(school=range(1, 25), student=range(1, 9))
    t["sex"] = RNG.choice(["F", "M"], len(t))
    t["standlrt"] = RNG.normal(0, 1, len(t)).round(3)
    t["normexam"] = (0.5 * t["standlrt"] + noise(t, "school", 0.5)).round(3)
    t["student"] = range(1, len(t) + 1)
    return t[["school", "student", "normexam", "standlrt", "sex"]]


def rails():
    t = crossed(rail=range(1, 7), again=range(3))
    t["travel"] = (60 + noise(t, "rail", 20)).round() + 100
    return t[["rail", "travel"]].rename_axis("rownames").reset_index()


def anger():
    t = crossed(id=range(1, 41), item=named("i", 9))
    t["temper"] = constant(t, "id", RNG.integers(11, 39, 40))
    t["said"] = answers(t, "id")
    return t


def pupils_of_schools():
    t = crossed(school=named("s", 20), student=named("pupil ", 10))
    t["score"] = noise(t, "school").round(2) + 50
    return t


def scores_by_sex():
    t = crossed(school=named("school ", 9), pupil=range(11))
    t["score"] = RNG.integers(0, 21, len(t))
    t["sex"] = RNG.choice(["girl", "boy"], len(t))
    return t[["school", "sex", "score"]]


def orthodont():
    t = crossed(Subject=named("M", 12), age=[8, 10, 12, 14])
    t["Sex"] = constant(t, "Subject", ["Male", "Female"])
    t["distance"] = (17 + 0.7 * t["age"] + noise(t, "Subject")).round(1)
    return t[["distance", "age", "Subject", "Sex"]]


def pastes():
    t = crossed(batch=list("ABCDEFGHIJ"), cask=list("abc"), assay=range(2))
    t["sample"] = t["batch"] + ":" + t["cask"]
    t["strength"] = (60 + noise(t, "batch", 2) + noise(t, "sample", 2)).round(1)
    return t[["strength", "batch", "cask", "sample"]]


def oats():
    block, variety = ["I", "II", "III", "IV", "V", "VI"], ["Golden", "Marvel", "Victory"]
    t = crossed(Block=block, Variety=variety, nitro=[0.0, 0.2, 0.4, 0.6])
    t["yield"] = (80 + 70 * t["nitro"] + noise(t, "Block", 15)).round()
    return t


def ratings():
    t = crossed(rater=named("r", 30), item=named("i", 8))
    t["rating"] = RNG.integers(1, 8, len(t))
    t["condition"] = RNG.choice(["new", "old"], len(t))
    return t


def accidents():
    t = crossed(district=named("d", 14), year=range(2010, 2018))
    t["population"] = constant(t, "district", RNG.integers(9000, 90000, 14))
    t["accidents"] = RNG.poisson(t["population"] * 3e-4)
    return t


def rat_pups():
    t = crossed(litter=range(1, 28), pup=range(9))
    t["sex"] = RNG.choice(["Female", "Male"], len(t))
    t["litsize"] = constant(t, "litter", RNG.integers(2, 18, 27))
    t["treatment"] = constant(t, "litter", ["Control", "High", "Low"])
    t["weight"] = (6 + noise(t, "litter", 0.4)).round(2)
    return t.drop(columns="pup")


# Table, family, outcome and trials, grouping factors, predictors: what one who knows the
# table would write.
EXPECTED = [
    (cbpp, "binomial", "incidence", ["herd"], {"period"}),
    (penicillin, "normal", "diameter", ["plate", "sample"], set()),
    (grouseticks, "poisson", "TICKS", ["BROOD", "LOCATION"], {"YEAR", "HEIGHT"}),
    (contraception, "bernoulli", "use", ["district"], {"age", "livch", "urban"}),
    (radon, "normal", "log_radon", ["county"], {"floor", "uranium"}),
    (tips, "normal", "tip", ["day"], {"total_bill", "sex", "smoker", "time", "size"}),
    (chickweight, "normal", "weight", ["Chick"], {"Time", "Diet"}),
    (toenail, "bernoulli", "outcome", ["patientID"], {"time", "treatment"}),
    (insect_sprays, "poisson", "count", ["spray"], set()),
    (
        seizures,
        "negative_binomial",
        "y",
        ["subject"],
        {"trt", "base", "age", "period"},
    ),
    (exam, "normal", "normexam", ["school"], {"standlrt", "sex"}),
    (scores_by_sex, "normal", "score", ["school"], {"sex"}),
    (orthodont, "normal", "distance", ["Subject"], {"age", "Sex"}),
    (pastes, "normal", "strength", ["batch", "sample"], set()),
    (oats, "normal", "yield", ["Block"], {"nitro", "Variety"}),
    (ratings, "normal", "rating", ["rater", "item"], {"condition"}),
    (accidents, "poisson", "accidents", ["district"], {"year"}),
    (anger, "bernoulli", "said", ["id", "item"], {"temper"}),
    (rat_pups, "normal", "weight", ["litter"], {"sex", "litsize", "treatment"}),
]
LECTURE = [
    (
        sleepstudy,
        "lines",
        {"outcome": "Reaction", "predictor": "Days", "group": "Subject"},
    ),
    (iris, "means", {"outcome": "Sepal.Length", "group": "Species"}),
    (rails, "means", {"outcome": "travel", "group": "rail"}),
    (two_ids, "means", {"outcome": "weight", "group": "person_id"}),
]


@pytest.fixture
def make(tmp_path):
    """Write a table, and give the proposal and its text."""

    def call(table: pd.DataFrame):
        table.to_csv(tmp_path / "t.csv", index=False)
        (tmp_path / "config" / "t.yaml").unlink(missing_ok=True)
        path, proposal, _ = study.make("t.csv", None, tmp_path)
        return proposal, path.read_text("utf-8")

    return call


def name(case):
    return getattr(case, "__name__", None)


def plain(text: str) -> str:
    return " ".join(text.replace("#", " ").split())


@pytest.mark.parametrize(
    ("table", "family", "outcome", "groups", "predictors"), EXPECTED, ids=name
)
def test_a_table_gets_the_formula_that_it_asks_for(
    make, table, family, outcome, groups, predictors
):
    proposal, text = make(table())
    assert proposal.family == family
    formula = parse(proposal.formula)
    assert str(formula.outcome) == outcome
    factors = [factor_name(each) for each in formula.factors]
    assert factors == groups
    assert set(formula.variables) - {"population"} == predictors  # that is an offset
    # Each column that is used is said, with what it is.
    for column in (outcome, *groups, *predictors):
        assert f'"{column}" ' in plain(text)
    ((_, own),) = yaml.safe_load(text)["analyses"].items()
    assert own["formula"] == proposal.formula


@pytest.mark.parametrize(("table", "family", "roles"), LECTURE, ids=name)
def test_the_lectures_families_are_proposed_where_they_say_it_all(
    make, table, family, roles
):
    proposal, _ = make(table())
    assert (proposal.family, proposal.roles) == (family, roles)


# Table, family and formula of another reading, and words of its reason.
READINGS = [
    (
        seizures,
        "poisson",
        "y ~ trt + base + age + period + (1 | subject)",
        "explains the",
    ),
    (insect_sprays, "negative_binomial", "count ~ 1 + (1 | spray)", "scatter more"),
    (cbpp, "binomial", "p(incidence, size) ~ factor(period) + (1 | herd)", "categories"),
    (
        chickweight,
        "normal",
        "weight ~ Time + factor(Diet) + (1 | Chick)",
        "all groups share",
    ),
    (chickweight, "lines", None, "the lecture's model"),
    (
        ratings,
        "poisson",
        "rating ~ condition + (1 | rater) + (1 | item)",
        "counts something",
    ),
    (pastes, "means", None, "the lecture's model"),
    (
        pupils_of_schools,
        "normal",
        "score ~ 1 + (1 | school) + (1 | student)",
        "is the same one",
    ),
    (exam, "normal", "standlrt ~ normexam + sex + (1 | school)", "is the outcome"),
    (
        iris,
        "normal",
        "`Sepal.Length` ~ `Sepal.Width` + `Petal.Length` + `Petal.Width` + (1 | Species)",
        "other columns as predictors",
    ),
]


@pytest.mark.parametrize(("table", "family", "formula", "word"), READINGS, ids=name)
def test_another_reading_stands_beside_in_comments_and_works(
    make, tmp_path, table, family, formula, word
):
    _, text = make(table())
    (own,) = (own for why, own in readings(text) if word in why)
    assert own["family"] == family
    assert own.get("formula") == formula
    settings = {"run": "r", "analyses": {"a": {"data": "t.csv", **own}}}
    checked = config.load(settings, tmp_path)
    preparation.check("a", checked.analyses["a"], tmp_path)


@pytest.mark.parametrize(
    ("words", "success"),
    [
        (["no", "yes"], "yes"),
        (["dead", "alive"], "alive"),
        (["poor", "good"], "good"),
        (["sí", "no"], "sí"),
        (["1", "2"], "2"),
        (["a", "b"], "b"),
    ],
)
def test_an_outcome_of_two_labels_is_bernoulli_and_its_success_is_said(
    make, words, success
):
    t = crossed(clinic=named("c", 12), visit=range(5))
    t["status"] = np.array(words)[answers(t, "clinic")]
    proposal, text = make(t)
    assert (proposal.family, proposal.formula) == (
        "bernoulli",
        "status ~ visit + (1 | clinic)",
    )
    ((_, own),) = yaml.safe_load(text)["analyses"].items()
    assert own["variables"] == {"status": {"success": success}}
    assert f'"{success}" is taken for 1' in plain(text)


def test_words_that_may_be_an_outcome_are_told(make):
    t = scores_by_sex()
    t["passed"] = np.where(t["score"] > 9, "yes", "no")
    proposal, _ = make(t)
    assert "passed" in proposal.formula
    assert any(each.startswith('"passed" holds') for each in proposal.careful)


def columns_left_out():
    t = exam().drop(columns="student")
    rows = len(t)
    t["note"] = named("seen ", rows)
    t["always"] = 1
    t["day"] = [f"2024-01-{n % 28 + 1:02}" for n in range(rows)]
    t["rare"] = np.where(np.arange(rows) % 3, np.nan, RNG.normal(0, 1, rows))
    t["twice"] = 2 * t["standlrt"] + 1
    t["ranks"] = t["normexam"].rank()
    t["a`b"] = RNG.normal(0, 1, rows)
    t["school_name"] = "School " + t["school"].astype(str)
    return t


def test_what_no_model_takes_is_said(make):
    proposal, text = make(columns_left_out())
    assert proposal.formula == "normexam ~ standlrt + sex + (1 | school_name)"
    for said in (
        '"note" names each row',
        '"always" is the same in every row',
        '"day" holds dates',
        '"rare" lacks',
        '"twice" follows from the predictors',
        '"ranks" says the same as "normexam"',
        '"a`b" has a backquote',
        '"school" and "school_name" have the same groups',
    ):
        assert said in plain(text)


def test_a_formula_says_what_varies_within_groups_and_its_default_priors(make):
    _, text = make(radon())
    assert '"floor" is a predictor, yes or no, and varies within groups' in plain(text)
    assert '"uranium" is a predictor, a number, and is constant in each group' in plain(
        text
    )
    for line in ("- floor: {normal: [0, ", "- sd_county[Intercept]: {exponential: "):
        assert line in text


def test_slopes_vary_by_group_where_groups_have_values_enough(make):
    proposal, text = make(orthodont())
    assert proposal.formula.endswith("(1 + center(age) | Subject)")
    assert "counted from its mean" in plain(text)
    proposal, _ = make(orthodont().assign(age=lambda t: -t["age"]))
    assert proposal.formula.endswith("(1 + center(age) | Subject)")
    proposal, _ = make(chickweight())
    assert proposal.formula.endswith("(1 + Time | Chick)")
    short = orthodont()
    proposal, _ = make(short[short["age"] < 11])
    assert "(1 | Subject)" in proposal.formula


def test_what_was_chosen_is_printed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    insect_sprays().to_csv("sprays.csv", index=False)
    looked = []
    monkeypatch.setattr(study, "look_at", lambda path: looked.append(path) or 0)
    assert study.main(["sprays.csv"]) == 0
    assert looked == ["config/sprays.yaml"]
    said = capsys.readouterr().out
    assert "family poisson, for counts in groups" in said
    assert "formula: count ~ 1 + (1 | spray)" in said
    assert "else: negative_binomial, count ~ 1 + (1 | spray) - if the counts" in said


def test_a_backquote_in_a_name_is_named(make):
    t = scores_by_sex().rename(columns={"score": "score`"})
    proposal, _ = make(t)
    assert (proposal.family, proposal.roles["outcome"]) == ("means", "score`")
    assert any("rename it in the table" in each for each in proposal.careful)
    t = toenail().rename(columns={"patientID": "patient`id"})
    with pytest.raises(PoolingError, match=r'"patient`id" has a backquote.*rename it'):
        make(t)


def test_a_table_too_small_for_its_predictors_gets_the_lectures_model(make):
    t = crossed(plot=list("abc"), again=range(2)).drop(columns="again")
    t["yield"] = [4.1, 5.2, 3.3, 6.4, 5.5, 7.1]
    t["soil"] = list("vwvxyz")
    t["light"] = [1.5, 2.5, 4.0, 3.5, 1.0, 2.2]
    proposal, _ = make(t)
    assert (proposal.family, proposal.roles["outcome"]) == ("means", "yield")
    assert any("is refused: " in each for each in proposal.careful)


def test_numbers_whose_rows_stand_together_are_labels(make):
    t = crossed(ward=range(4601, 4640, 3), week=range(6))
    t["side"] = RNG.choice(["left", "right"], len(t))
    t["weight"] = (40 + t["week"] + noise(t, "ward", 3)).round(2)
    proposal, _ = make(t)
    assert parse(proposal.formula).grouping == ("ward",)


def estimates(**names):
    """Give a table of a meta-analysis, its columns called as people call them."""
    rows = 12
    t = pd.DataFrame(
        {"study": named("Smith ", rows), "dose": RNG.integers(1, 40, rows) / 4}
    )
    t[names["estimate"]] = RNG.normal(0.3, 0.4, rows).round(3)
    t[names["error"]] = RNG.uniform(0.1, 0.5, rows).round(3)
    return t


@pytest.mark.parametrize(
    ("estimate", "error", "left"),
    [
        ("yi", "sei", "yi | se(sei)"),
        ("yi", "vi", "yi | se(sqrt(vi))"),
        ("effect", "error", "effect | se(error)"),
        ("Estimate", "Std. Error", "Estimate | se(`Std. Error`)"),
        ("log.OR", "log.OR.se", "`log.OR` | se(`log.OR.se`)"),
        ("wage_gap", "se_wage_gap", "wage_gap | se(se_wage_gap)"),
        ("efecto", "error_estándar", "efecto | se(`error_estándar`)"),
    ],
)
def test_estimates_with_standard_errors_are_a_meta_analysis(make, estimate, error, left):
    proposal, text = make(estimates(estimate=estimate, error=error))
    assert proposal.family == "normal"
    assert proposal.formula == f"{left} ~ 1 + (1 | study)"
    ((why, other),) = proposal.others
    assert other.formula == f"{left} ~ dose + (1 | study)"
    assert "meta-regression" in why
    assert "sigma" not in text  # nothing of the scatter is learned


def test_several_estimates_of_a_study_are_rows_of_its_group(make):
    t = pd.concat([estimates(estimate="yi", error="sei") for _ in range(3)])
    t["outcome_kind"] = np.repeat(["pain", "sleep", "mood"], 12)
    proposal, _ = make(t)
    assert proposal.formula == "yi | se(sei) ~ dose + outcome_kind + (1 | study)"


def test_what_is_called_se_beside_no_estimate_is_a_number(make):
    t = crossed(firm=named("f", 12), year=range(5))
    for share in ("sk", "sl", "se"):
        t[share] = RNG.uniform(0.1, 0.4, len(t)).round(3)
    proposal, _ = make(t)
    assert "se(" not in (proposal.formula or "")


def test_numbers_of_persons_begin_again_in_each_clinic(make):
    t = crossed(clinic=range(1, 4), patient=range(1, 13), visit=range(4))
    person = t["clinic"].astype(str) + ":" + t["patient"].astype(str)
    t["sex"] = RNG.choice(["F", "M"], person.nunique())[pd.factorize(person)[0]]
    t["pain"] = noise(t, "patient").round(2)
    proposal, text = make(t)
    assert "| clinic:patient) + (1 | clinic)" in proposal.formula
    assert 'labels of "patient" begin again in each "clinic"' in plain(text)
    # Without it, a patient may be the same one in each clinic.
    proposal, _ = make(t.drop(columns="sex"))
    assert "clinic:patient" not in proposal.formula


def test_a_number_of_each_groups_rows_is_no_outcome(make):
    t = crossed(family=named("family ", 14), child_number=range(1, 7))
    t = t[t["child_number"] <= 2 + pd.factorize(t["family"])[0] % 5]
    t["tall"] = noise(t, "family", 9).round(1)
    proposal, _ = make(t)
    assert (proposal.family, proposal.roles["outcome"]) == ("means", "tall")
    assert any(
        each.startswith('"child_number" numbers the rows of each')
        for each in proposal.careful
    )


def test_numbers_that_nothing_shows_to_be_labels_are_no_groups(make):
    t = pd.DataFrame({"zeal": RNG.integers(20, 40, 90), "mood": RNG.normal(0, 1, 90)})
    with pytest.raises(PoolingError, match='call their column "group"'):
        make(t)
    proposal, _ = make(t.rename(columns={"zeal": "school"}))
    assert proposal.roles["group"] == "school"


def test_a_second_arm_in_further_columns_is_said(make):
    t = pd.DataFrame({"study": named("s", 9)})
    for arm in ("drug", "placebo"):
        t[f"{arm}_cases"] = RNG.integers(1, 9, 9)
        t[f"{arm}_n"] = RNG.integers(20, 60, 9)
    proposal, _ = make(t)
    assert proposal.roles == {
        "successes": "drug_cases",
        "trials": "drug_n",
        "group": "study",
    }
    assert any(
        '"placebo_cases" may be successes of "placebo_n"' in e for e in proposal.also
    )


def test_a_size_alone_makes_no_trials(make):
    t = pd.DataFrame({"pid": range(201, 241), "grade": RNG.integers(1, 4, 40)})
    t["size"] = RNG.integers(3, 90, 40)
    with pytest.raises(PoolingError, match="no two columns are successes and trials"):
        make(t)
    proposal, _ = make(t.rename(columns={"grade": "infected"}))
    assert proposal.roles == {"successes": "infected", "trials": "size", "group": "pid"}


def panel() -> pd.DataFrame:
    """States, the rows of each numbered by the year, which prices of all go with."""
    t = crossed(state=named("S", 24), year=range(1985, 1993))
    t["number"] = constant(t, "state", range(1, 25))
    t["cpi"] = 100 + 3.5 * (t["year"] - 1985) + 0.25
    t["population"] = 1000 * constant(t, "state", RNG.integers(400, 9000, 24))
    t["weeks"] = RNG.integers(5, 53, len(t))
    t["packs"] = (110 + noise(t, "state", 15)).round(2)
    t["income"] = (1e6 + 1e5 * noise(t, "state")).round().astype(int)
    t["price"] = (90 + noise(t, "state", 9)).round(2)
    return t


def test_a_panel_is_read_by_what_varies_within_years_and_states(make):
    """No price index, income or price is the outcome, and no quantity the time."""
    proposal, text = make(panel())
    assert proposal.family == "normal"
    assert proposal.formula.startswith("packs ~ center(year)")
    assert '"number" numbers the groups of "state"' in plain(text)
    assert '"weeks" tells time, too; "year" is taken' in plain(text)


def test_an_income_beside_a_population_is_no_count(make):
    proposal, _ = make(panel().drop(columns=["packs", "price"]))
    assert proposal.family in ("normal", "lines")
    assert "income" in (proposal.formula.split(" ~ ")[0], proposal.roles.get("outcome"))


def test_classes_are_labels_although_they_have_a_fraction(make):
    t = crossed(school=range(1, 13), part=range(1, 4), pupil=range(6))
    t["region"] = constant(t, "school", ["north", "south"])
    t["class"] = t["school"] + t["part"] / 10
    t["score"] = (50 + noise(t, "class", 4)).round(1)
    proposal, _ = make(t[["region", "school", "class", "score"]])
    assert proposal.formula == "score ~ region + (1 | school) + (1 | class)"


def square() -> pd.DataFrame:
    """A Latin square of six, sorted by the columns of the field."""
    t = crossed(colpos=range(1, 7), rowpos=range(1, 7))
    t["treatment"] = pd.Categorical.from_codes(
        (t["rowpos"] + t["colpos"]) % 6, list("ABCDEF")
    )
    t["insects"] = RNG.poisson(9, len(t))
    return t


def test_positions_in_a_latin_square_are_groupings_and_no_numbers_of_rows(make):
    t = square()
    proposal, _ = make(t)
    assert proposal.formula == "insects ~ treatment + (1 | colpos) + (1 | rowpos)"
    # In the same order in each column they may be no more than numbers of rows.
    t["treatment"] = t["rowpos"].map(dict(enumerate("ABCDEF", 1)))
    proposal, _ = make(t)
    assert "(1 | rowpos)" not in proposal.formula


def test_blocks_and_plots_begin_again_in_each_site(make):
    """The other reading, blocks that all sites share, stands beside."""
    t = crossed(site=named("S", 6), block=["I", "II", "III"], plot=range(1, 5))
    t["plot"] += 4 * pd.factorize(t["block"])[0]
    t["variety"] = RNG.choice(["a", "b"], len(t))
    t["ears"] = noise(t, "site").round(2)
    proposal, text = make(t)
    assert proposal.formula == "ears ~ variety + (1 | site) + (1 | site:block)"
    assert 'labels of "block" begin again in each "site"' in plain(text)
    assert '"plot" and "site" together name each row' in plain(text)
    others = [each.formula for _, each in proposal.others]
    assert "ears ~ variety + (1 | site) + (1 | block)" in others
    # Judges are the same ones in each place.
    proposal, _ = make(t.rename(columns={"block": "judge"}).drop(columns="plot"))
    assert "(1 | site) + (1 | judge)" in proposal.formula


def test_what_was_measured_beforehand_explains(make):
    t = crossed(school=named("S", 12), part=range(8)).drop(columns="part")
    t["mathPRE"], t["mathPOST"] = noise(t, "school"), noise(t, "school")
    proposal, _ = make(t)
    assert (proposal.formula.split(" ~ ")[0] or proposal.roles["outcome"]) == "mathPOST"


def test_two_ranges_or_an_unknown_word_are_an_outcome_for_want_of_another(make):
    t = crossed(age=named("F", 4), part=range(12)).drop(columns="part")
    t["diameter"] = RNG.choice(["under 2", "over 2"], len(t))
    t["days"] = RNG.poisson(8, len(t)) // 9 * 5 + RNG.poisson(1, len(t))
    proposal, _ = make(t)
    assert '"diameter" has two labels' in " ".join(proposal.careful)
    family = [e.family for _, e in proposal.others if e.formula.startswith("days ~")]
    assert family in (["poisson"], ["negative_binomial"])
    t["birds"] = RNG.poisson(3, len(t))
    proposal, _ = make(t)
    assert proposal.formula.startswith("birds ~ diameter")
