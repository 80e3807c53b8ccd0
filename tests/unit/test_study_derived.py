"""Tables with columns that are functions of others, labels without a name, wide tables."""

import numpy as np
import pandas as pd
import pytest
from pooling.basics.errors import PoolingError
from pooling.model.formula import parse
from pooling.run import study

RNG = np.random.default_rng(20261130)


def crossed(**levels) -> pd.DataFrame:
    """Give a row for each combination of levels."""
    index = pd.MultiIndex.from_product(levels.values(), names=list(levels))
    return index.to_frame(index=False)


def named(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(1, count + 1)]


@pytest.fixture
def make(tmp_path):
    """Propose a model for a table."""

    def call(table: pd.DataFrame):
        table.to_csv(tmp_path / "t.csv", index=False)
        out = f"{len(list(tmp_path.iterdir()))}.yaml"
        return study.make("t.csv", out, tmp_path)[1]

    return call


def moths() -> pd.DataFrame:
    """Deaths of insects, whose names no list has, with their share beside."""
    t = crossed(orchard=named("O", 8), dose=[2, 4, 6, 8, 10])
    t["tot"] = RNG.integers(150, 900, len(t))
    t["killed"] = RNG.binomial(t["tot"], 0.1 + 0.07 * t["dose"])
    t["pobs"] = (t["killed"] / t["tot"]).round(4)
    return t


@pytest.mark.parametrize("times", [1, 100])
def test_a_share_tells_successes_and_trials_and_is_no_outcome(make, times):
    t = moths()
    t["pobs"] = (times * t["killed"] / t["tot"]).round(3)
    proposal = make(t)
    assert proposal.formula == "p(killed, tot) ~ dose + (1 | orchard)"
    assert any(e.startswith('"pobs" is "killed" as a share') for e in proposal.careful)
    # A share of something else says nothing.
    t["pobs"] = RNG.permutation(t["pobs"])
    assert not make(t).formula.startswith("p(")


def test_shares_of_what_the_table_does_not_have_are_told(make):
    proposal = make(moths().drop(columns=["tot", "killed"]))
    assert proposal.family in ("normal", "lines")
    assert any('"pobs" lie between 0 and 1' in each for each in proposal.careful)


def test_what_is_denied_is_counted_beside_what_is_said(make):
    t = moths().drop(columns="pobs").rename(columns={"killed": "happy"})
    t["unhappy"] = t["tot"] - t["happy"]
    proposal = make(t.drop(columns="tot"))
    assert proposal.formula == "p(happy, happy + unhappy) ~ dose + (1 | orchard)"
    # Nobody asked is no row, and the error names it: not another family.
    t.loc[6, ["happy", "unhappy"]] = 0
    with pytest.raises(PoolingError, match=r"t\.csv, line 8, .*at least one trial"):
        make(t.drop(columns="tot"))


def test_trials_of_none_are_named_and_not_taken_for_counts(make):
    t = moths().rename(columns={"tot": "trials", "killed": "successes"})
    t.loc[3, ["trials", "successes"]] = 0
    with pytest.raises(PoolingError, match=r"line 5, .*at least one trial"):
        make(t.drop(columns="pobs"))


def capitals() -> pd.DataFrame:
    """A panel whose first capital is the sum of the others, but for rounding."""
    t = crossed(state=named("S", 12), year=range(1970, 1978))
    for part in ("hwy", "water", "util"):
        t[part] = RNG.uniform(900, 9000, len(t)).round(2)
    t["pcap"] = t["hwy"] + t["water"] + t["util"] + RNG.choice([0, 0.01], len(t))
    t["gsp"] = (t["pcap"] + RNG.normal(0, 900, len(t))).round()
    return t


def test_a_sum_that_was_rounded_follows_from_its_parts(make):
    proposal = make(capitals())
    assert '"pcap" follows from the predictors before it, but for rounding' in (
        proposal.careful
    )
    assert "pcap" not in proposal.formula


def test_parts_of_the_outcome_do_not_explain_all_of_it(make):
    t = capitals()[["state", "year", "hwy", "water", "util"]]
    t["yield"] = t["hwy"] + 2 * t["water"] - t["util"]
    proposal = make(t)
    assert any(e.startswith('"util" gives "yield" with') for e in proposal.careful)
    assert "util" not in proposal.formula


def test_an_answer_that_was_written_twice_does_not_explain_itself(make):
    t = crossed(child=named("c", 40), visit=range(4))
    t["numobese"] = RNG.integers(0, 2, len(t))
    t["obese"] = np.where(t["numobese"] == 1, "yes", "no")
    proposal = make(t)
    assert parse(proposal.formula).grouping == ("child",)
    assert proposal.formula.partition(" ~ ")[2] == "visit + (1 | child)"


def test_ranges_products_and_logarithms_of_predictors_are_left_out(make):
    t = crossed(flock=named("f", 15), pass_by=range(8)).drop(columns="pass_by")
    t["altitude"] = RNG.uniform(1, 12, len(t)).round(2)
    t["lateral"] = RNG.uniform(1, 40, len(t)).round(2)
    t["altcat"] = np.where(t["altitude"] < 5, "low", "high")
    t["both"] = (t["altitude"] * t["lateral"]).round(3)
    t["lnlat"] = np.log2(t["lateral"])
    t["yield"] = RNG.normal(50, 9, len(t)).round(1)
    t["sky"] = RNG.choice(["clear", "cloudy"], len(t))
    proposal = make(t)
    assert proposal.formula == "yield ~ altitude + lateral + sky + (1 | flock)"
    said = " ".join(proposal.careful)
    assert '"altcat" has ranges of "altitude"' in said
    assert '"both" is "altitude" times "lateral"' in said
    assert '"lnlat" goes up or down exactly with "lateral"' in said
    # A treatment is no range, though some measurement tells it apart.
    t = t.rename(columns={"altcat": "treatment"})
    assert "treatment" in make(t).formula


def tasters() -> pd.DataFrame:
    """A tasting, its persons numbered under no name that says so, some left out."""
    t = crossed(RESP=[n for n in range(1, 43) if n % 9], serving=range(7))
    t["LOCATION"] = np.where(t["RESP"] < 15, "one", np.where(t["RESP"] < 30, "b", "c"))
    t["PRODID"] = np.tile([1, 2, 1, 3, 4, 5, 6], t["RESP"].nunique())
    t["SURENESS"] = RNG.integers(1, 7, len(t))
    return t.drop(columns="serving")


def test_numbers_of_blocks_of_rows_are_labels_and_no_outcome(make):
    proposal = make(tasters())
    assert proposal.formula.startswith("SURENESS ~")
    grouping = [name for each in parse(proposal.formula).factors for name in each]
    assert {"RESP", "PRODID"} <= set(grouping)
    assert any('"SURENESS" has 6 values' in each for each in proposal.careful)
    # Sorted measurements have values that come once.
    t = crossed(field=named("f", 12), part=range(5)).drop(columns="part")
    t["birds"] = np.sort(RNG.poisson(9, len(t)))
    assert "birds" in (make(t).roles.get("outcome"), make(t).formula.split(" ~ ")[0])


def survey() -> pd.DataFrame:
    """Voters of districts, asked in several years, who call themselves of a class."""
    t = crossed(district=range(1, 13), respond=range(6), year=range(1983, 1987))
    t["respond"] += 100 * t["district"]
    t["class"] = RNG.choice(["middle", "upper working", "lower working"], len(t))
    t["score"] = RNG.normal(50, 9, len(t)).round(1)
    return t


def test_few_labels_that_persons_change_are_a_trait_and_no_grouping(make):
    proposal = make(survey())
    grouping = [name for each in parse(proposal.formula).factors for name in each]
    assert sorted(grouping) == ["district", "respond"]
    assert "class" in proposal.formula.split(" + ")


def test_what_became_of_rows_is_no_grouping(make):
    t = crossed(series=range(1, 9), episode=range(1, 11), baker=range(6))
    t["baker"] = "b" + (10 * t["series"] + t["baker"]).astype(str)
    t["result"] = RNG.choice(["IN", "OUT", "WINNER", "STAR", "SICK", "SECOND"], len(t))
    t["points"] = RNG.normal(5, 2, len(t)).round(2)
    proposal = make(t)
    assert "| result" not in proposal.formula


def test_a_word_among_numbers_makes_no_labels_of_them(make):
    t = crossed(species=named("s", 6), end=[*range(1, 19), "inf"])
    t["germinated"] = RNG.poisson(2, len(t))
    proposal = make(t)
    assert "end" not in proposal.formula
    assert any(e.startswith('"end" has "inf" among its') for e in proposal.careful)


def test_labels_that_hardly_come_again_hide_no_outcome(make):
    t = crossed(inst=range(1, 31), part=range(12)).drop(columns="part")
    persons = RNG.permutation(len(t) - 40)
    t["id"] = np.sort([*persons, *persons[:40]])
    t["fev"] = (60 + 9 * np.sin(t["id"])).round(1)
    t["started"] = np.where(RNG.random(len(t)) < 0.4, RNG.integers(1, 90, len(t)), np.nan)
    proposal = make(t)
    assert (proposal.formula or "fev").startswith("fev")
    assert any("which hardly come again" in each for each in proposal.careful)


def test_a_wide_table_in_few_groups_is_told_how_to_stand(make):
    t = pd.DataFrame({"drug": RNG.choice(["A", "B"], 40)})
    for month in (2, 4, 6, 8):
        t[f"bdi.{month}m"] = RNG.integers(0, 40, 40)
    with pytest.raises(PoolingError, match=r'"bdi\.2m", .*a row for each.*"drug" alone'):
        make(t)
    # One of them is what rows are grouped by no more.
    t = t.drop(columns="drug").rename(columns=lambda name: "brood" + name[4])
    with pytest.raises(PoolingError, match=r"no groups to compare.*a row for each"):
        make(t.clip(upper=7))


def test_empty_cells_as_many_as_each_label_may_be_a_label(make):
    t = crossed(block=range(1, 7), date=["None", "S1", "S20", "O7"], variety=list("abc"))
    t["yield"] = RNG.normal(2, 0.4, len(t)).round(2)
    t["date"] = t["date"].replace("None", "")
    assert any('"date" has 18 empty cells' in each for each in make(t).careful)


def ships() -> pd.DataFrame:
    t = crossed(company=named("c", 7), period=[60, 75])
    t["service"] = RNG.integers(40, 9000, len(t))
    t["incidents"] = RNG.poisson(t["service"] / 400)
    return t


def test_what_was_counted_over_is_no_offset_where_it_is_nothing(make):
    assert "offset(log(service))" in make(ships()).formula
    t = ships()
    t.loc[[2, 5], ["service", "incidents"]] = 0
    proposal = make(t)
    assert "offset" not in proposal.formula
    assert any("by its name, but 0 in 2 rows" in each for each in proposal.careful)


def catches() -> pd.DataFrame:
    """Fish in hauls of a net over some area, and how dense they were."""
    t = crossed(reef=named("r", 12), haul=range(7)).drop(columns="haul")
    t["depth"] = RNG.uniform(300, 2000, len(t)).round()
    t["swept"] = RNG.uniform(2e4, 9e4, len(t)).round(2)
    t["abund"] = RNG.poisson(t["swept"] / 9000)
    return t


@pytest.mark.parametrize("times", [1, 1000])
def test_a_rate_tells_what_was_counted_and_over_what(make, times):
    t = catches()
    t["density"] = times * t["abund"] / t["swept"]
    proposal = make(t)
    assert proposal.family in ("poisson", "negative_binomial")
    assert proposal.formula == "abund ~ depth + offset(log(swept)) + (1 | reef)"
    assert any('as "density" shows: an offset' in each for each in proposal.reasons)
    assert any(e.startswith('"density" is "abund" over') for e in proposal.careful)
    t["density"] = RNG.permutation(t["density"])
    assert "offset" not in make(t).formula


def test_ranges_of_a_number_are_no_groups_of_it_and_no_model_takes_residuals(make):
    t = pd.DataFrame({"Altitude": RNG.uniform(1, 12, 90).round(2)})
    t["AltCat"] = np.where(t["Altitude"] < 3, "low", "mid")
    t.loc[t["Altitude"] > 7, "AltCat"] = "high"
    t["Lateral"] = RNG.uniform(1, 40, 90).round(2)
    t["LatCat"] = np.digitize(t["Lateral"], [9, 18, 27])
    t["AltLat"] = (t["Altitude"] * t["Lateral"]).round(4)
    t["Residuals"] = RNG.normal(0, 1, 90)
    t["leader"] = RNG.choice(["male", "female"], 90)
    proposal = make(t)
    assert proposal.formula == "Lateral ~ Altitude + leader + (1 | AltCat)"
    assert "Residuals" not in proposal.formula
    assert any('"Residuals" is what a model' in each for each in proposal.careful)


def test_numbers_of_persons_are_no_other_outcome_and_two_numbers_are_told(make):
    t = crossed(cluster=named("c", 15), mom=range(4), kid=range(3)).drop(columns="kid")
    t["mom"] += 10 * pd.factorize(t["cluster"])[0]
    t["prenat"] = RNG.choice(["Modern", "Traditional"], len(t))
    t["flow"] = RNG.choice([200, 300], len(t))
    proposal = make(t)
    assert proposal.formula.startswith("prenat ~ flow")
    assert not any(other.formula.startswith("mom ~") for _, other in proposal.others)
    assert any('"flow" is a predictor, one of two' in each for each in proposal.reasons)


def test_codes_of_what_happened_are_no_counts(make):
    t = crossed(clinic=named("c", 12), visit=range(6))
    t["status"] = RNG.integers(0, 4, len(t))
    t["weight"] = RNG.normal(70, 9, len(t)).round(1)
    proposal = make(t)
    assert (proposal.formula or "weight").startswith("weight")
    proposal = make(t.drop(columns="weight"))
    assert any('"status" has 4 values: if they' in each for each in proposal.careful)


def test_a_salary_beside_years_of_service_is_no_count(make):
    t = crossed(department=named("d", 12), part=range(8)).drop(columns="part")
    t["service"] = RNG.integers(1, 40, len(t))
    t["salary"] = (60000 + 900 * t["service"] + RNG.normal(0, 5000, len(t))).round()
    assert make(t).family in ("means", "lines", "normal")


def test_a_number_of_rows_is_not_said_to_have_rows_that_stand_together(make):
    t = moths().drop(columns=["pobs", "orchard"]).rename(columns={"tot": "trials"})
    t = t.rename(columns={"killed": "deaths"}).rename_axis("rownames").reset_index()
    proposal = make(t)
    assert proposal.family == "rates"
    assert not any("stand together" in each for each in proposal.careful)
