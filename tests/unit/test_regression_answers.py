"""Answers of models by formula: their sentences have the numbers of the results."""

import re

import made_formulas
import numpy as np
import pandas as pd
import pytest
from pooling.basics import files
from pooling.checks import levels
from pooling.figures.words import Spoken
from pooling.model import families, formula_design, responses
from pooling.model.families.base import LANGUAGES
from pooling.report import answers
from pooling.report.answers import base, pairs, predictors, regression
from scipy.special import expit

PARTIAL = "partial_pooling"
FORMULAS = dict.fromkeys(families.RESPONSES, "y ~ x + (1 | unit)") | {
    "normal": "y ~ x + level + (1 + x | unit)",
    "estimates": "y | se(error) ~ x + (1 | unit)",
    "student": "y ~ poly(x, 2) + (1 | unit)",
    "binomial": "p(y, n) ~ kind * x + (1 | unit)",
    "poisson": "y ~ kind + offset(log(n)) + (1 | unit)",
    "negative_binomial": "y ~ 1 + (1 | unit) + (1 | kind)",
}
MADE = {}


def ranked(results):
    """Rank the groups as the run does before it answers."""
    folder = results.fits[PARTIAL].files["summary"].rpartition("/")[0]
    own, compared = pairs.of(results.family, results.fits[PARTIAL], results.labels())
    for kind, content in (("ranks.csv", own), ("pairs.json", compared)):
        write = files.write_csv if kind.endswith("csv") else files.write_json
        write(f"{folder}/{kind}", content)
        results.paths[kind.partition(".")[0]] = f"{folder}/{kind}"
    return results


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make an analysis of a family, once."""

    def make(family: str):
        if family not in MADE:
            folder = tmp_path_factory.mktemp(family)
            table = made_formulas.table(family)
            MADE[family] = ranked(
                made_formulas.analysis(folder, family, FORMULAS[family], table)
            )
        return MADE[family]

    yield make
    MADE.clear()


def said(results, about):
    return [each for each in answers.of(results) if each.about == about]


def draws(results, model=PARTIAL):
    return regression.drawn(results, model)


@pytest.mark.parametrize("family", FORMULAS)
def test_every_interval_says_its_level_and_both_languages_have_the_same_numbers(
    made, family
):
    for statement in answers.of(made(family)):
        assert set(statement.text) == set(LANGUAGES)
        english, spanish = (statement.text[each] for each in ("en", "es"))
        for low in re.findall(r"\(([^()]*\d to [^()]*\d[^()]*)\)", english):
            assert low.startswith("90%: ") or "pooling" in english, english
        assert re.findall(r"\d+", english) == re.findall(r"\d+", spanish)


@pytest.mark.parametrize("family", ["student", "poisson", "binomial"])
def test_the_typical_outcome_is_that_of_a_typical_row(made, family):
    results = made(family)
    data, values = results.fits[PARTIAL].stan_data, draws(results).values
    eta = data["offsets_new"][0] + values["beta"] @ np.array(data["X_new"][0])
    mean = {"student": lambda x: x, "poisson": np.exp, "binomial": expit}[family](eta)
    (typical,) = said(results, "typical")
    # The exact means are 0.01 from those of the draws, all weights together.
    shift = 0.01 * np.sum(data["X_new"][0]) if family == "student" else 0
    assert typical.values["typical"] == pytest.approx(mean.mean() + shift)
    for end, share in (("q5", 0.05), ("q95", 0.95)):
        expected = np.quantile(mean, share)
        assert typical.values[f"typical_{end}"] == pytest.approx(expected)


def test_a_slope_is_told_by_its_exact_mean_and_its_unit(made):
    results = made("normal")
    (found,) = said(results, "effect")
    partial = results.fits[PARTIAL]
    assert found.values["x"] == pytest.approx(partial.best("x", "mean"))
    assert found.values["x"] != pytest.approx(partial.summary.at["x", "mean"])
    number = Spoken("es", results.settings).number(found.values["x"], ".1f")
    assert "x, one unit more: " in found.text["en"]
    assert number[:3] in found.text["es"].replace("+", "")


@pytest.mark.parametrize(
    ("unit", "en", "es"),
    [
        ({"en": "weeks", "es": "semanas"}, "1 week more", "1 semana más"),
        ({"en": "°C", "es": "°C"}, "1 °C more", "1 °C más"),
    ],
)
def test_one_of_a_unit_is_not_called_as_several(made, monkeypatch, unit, en, es):
    results = made("normal")
    monkeypatch.setitem(results.settings["labels"]["x_x"], "unit", unit)
    (found,) = said(results, "effect")
    assert f"x, {en}: " in found.text["en"]
    assert f"x, {es}: " in found.text["es"]


@pytest.mark.parametrize(
    ("label", "said"), [("week", " week 3.0"), ("age", " age 3.0 weeks")]
)
def test_a_column_called_as_its_unit_has_it_once(made, monkeypatch, label, said):
    results = made("bernoulli")
    column = results.settings["labels"]["x_x"]
    monkeypatch.setitem(column, "label", {"en": label, "es": label})
    monkeypatch.setitem(column, "unit", {"en": "weeks", "es": "semanas"})
    (typical,) = (each for each in answers.of(results) if each.about == "typical")
    written = typical.text["en"].partition(" with")[2].partition(":")[0]
    assert written.startswith(said[:5])
    assert ("weeks" in written) == ("weeks" in said)


def test_a_row_of_0_or_1_of_a_new_group_is_told_by_its_probability(made):
    value = base.Estimate(0.874, 0.3, 0.0, 1.0)
    (new,) = regression._counted(made("bernoulli"), value)
    assert new.text["en"].startswith("Of one observation of a new unit with x ")
    assert new.text["en"].endswith(" the probability of success is 87%.")


def test_an_offset_is_told_by_what_was_counted_over(made):
    results = made("poisson")
    (typical,) = said(results, "typical")
    exposure = np.exp(results.prepared["offset"].mean())
    assert f" with kind b, n {exposure:.2f}:" in typical.text["en"]
    assert "offset" not in typical.text["en"] + typical.text["es"]


def test_counts_change_in_per_cent(made):
    results = made("poisson")
    (found,) = said(results, "effect")
    change = 100 * np.expm1(found.values["kind[b]"])
    assert (
        f"kind, from a to b: {change:+.0f}%".replace("-", "\N{MINUS SIGN}")
        in (found.text["en"])
    )
    assert "kind, de a a b: " in found.text["es"]


def test_successes_change_in_odds_and_in_probability_over_the_rows(made):
    results = made("binomial")
    own, facts, table = draws(results), results.facts, results.prepared
    shares = []
    for kind in "ab":
        rows, _ = formula_design.code(facts, table.assign(kind=kind))
        shares.append(expit(own.values["beta"] @ rows.T).mean(axis=1))
    change = shares[1] - shares[0]
    (found,) = said(results, "effect")
    assert found.values["chance_kind[b]"] == pytest.approx(change.mean())
    assert found.values["chance_kind[b]_q5"] == pytest.approx(np.quantile(change, 0.05))
    odds = np.exp(found.values["kind[b]"])
    assert f"odds × {odds:.3g}"[:10] in found.text["en"]
    assert "percentage points" in found.text["en"]
    assert "puntos porcentuales" in found.text["es"]
    # The product of two has a coefficient of its own.
    assert "kind: b × x, beyond both: odds × " in found.text["en"]
    assert "en promedio sobre las filas" in found.text["es"]


def test_an_effect_over_rows_counts_the_interaction(made):
    results = made("binomial")
    (step,) = [each for each in predictors.steps(results) if each.variable == "kind"]
    own, x = draws(results), results.prepared["x_x"].mean()
    labels = results.labels()["coefficient"]
    beta = dict(zip(labels, own.values["beta"].T, strict=True))
    expected = beta["kind[b]"] + x * beta["kind[b]:x"]
    found = predictors.effect(results, own, step).link
    assert found.low == pytest.approx(np.quantile(expected, 0.05))


def test_numbers_made_categories_are_told_against_their_reference(tmp_path):
    """A quarter of the years may be no year: 61.25 of 60, 65, 70 and 75."""
    table = made_formulas.table("poisson")
    table["year"] = np.resize([60, 60, 65, 70, 75], len(table))
    results = ranked(
        made_formulas.analysis(
            tmp_path, "poisson", "y ~ factor(year) + (1 | unit)", table
        )
    )
    (found,) = said(results, "effect")
    coefficient = results.fits[PARTIAL].best("factor(year)[70]", "mean")
    assert found.values["year[70]"] == pytest.approx(coefficient)
    assert "year, from 60 to 65: " in found.text["en"]
    assert found.text["en"].count("year, from") == 3


def test_a_curve_is_told_from_quarter_to_quarter(made):
    results = made("student")
    (step,) = predictors.steps(results)
    assert (step.start, step.end) == tuple(results.prepared["x_x"].quantile([0.25, 0.75]))


@pytest.mark.parametrize(
    ("factor", "step"), [(1.0, "one unit more"), (1e-6, "one standard deviation more")]
)
def test_a_step_is_a_unit_where_that_is_natural(tmp_path, factor, step):
    table = made_formulas.table("normal")
    table["x"] *= factor
    results = ranked(
        made_formulas.analysis(tmp_path, "normal", "y ~ x + (1 | unit)", table)
    )
    (found,) = said(results, "effect")
    assert f"x, {step}" in found.text["en"]


def test_groups_say_their_share_of_the_variance(made):
    results = made("normal")
    own, values = draws(results), draws(results).values
    z, sd = np.array(own.data["Z_new"][0]), values["sd"]
    cross = 2 * z[0] * z[1] * values["cor"][:, 0] * sd[:, 0] * sd[:, 1]
    variance = ((z * sd) ** 2).sum(axis=1) + cross
    share = variance / (variance + values["sigma"] ** 2)
    found = said(results, "differ")[0]
    assert found.values["share"] == pytest.approx(share.mean())
    assert found.values["sd"] == pytest.approx(np.sqrt(variance).mean())
    assert "of the variance that the predictors leave" in found.text["en"]
    assert "de la varianza que dejan los predictores" in found.text["es"]


def test_what_varies_beside_the_level_and_beside_the_groups_is_told(made, monkeypatch):
    _, slopes = said(made("normal"), "differ")
    partial = made("normal").fits[PARTIAL]
    assert slopes.values["sd_of_x"] == partial.best("sd_unit[x]", "mean")
    monkeypatch.setattr(regression, "APART", np.inf)
    results = made("normal")
    label = {"column": "x", "label": {"en": "age", "es": "edad"}}
    monkeypatch.setitem(results.settings["labels"], "x_x", label)
    (open_,) = (each for each in said(results, "open") if "sd_of_x" in each.values)
    assert "age" in open_.text["en"]
    assert "edad" in open_.text["es"]
    _, others = said(made("negative_binomial"), "differ")
    partial = made("negative_binomial").fits[PARTIAL]
    assert others.values["sd_of_kind"] == partial.best("sd_kind[Intercept]", "mean")


def test_groups_are_compared_with_their_own_constants_and_a_typical_rest(made):
    results = made("normal")
    fit = results.fits[PARTIAL]
    table, facts = results.prepared, results.facts
    own = draws(results)
    at = table.groupby("group").first()[["level"]].assign(x_x=facts["typical"]["x_x"])
    rows, varying = formula_design.code(facts, at.loc[results.groups].reset_index())
    expected = np.stack(
        [
            own.of_population(rows, 0.0)[:, place]
            + (own.values["theta"][:, place] - own.centre()) @ varying[place]
            for place in range(len(results.groups))
        ],
        axis=1,
    )
    found = levels.of_fit("normal", fit, results.labels())
    np.testing.assert_allclose(found.draws, expected)
    (extremes,) = said(results, "extremes")
    ranks = files.read_rows(results.paths["ranks"], text=("group",))
    highest = max(ranks, key=lambda row: row["mean"])
    assert extremes.values["highest_group"] == highest["group"]
    assert extremes.values["highest"] == highest["mean"]
    assert "each unit with its own level" in extremes.text["en"]
    assert "cada unit con su valor de level" in extremes.text["es"]


@pytest.mark.parametrize("family", ["binomial", "poisson"])
def test_new_groups_are_told_on_the_scale_of_the_outcome(made, family):
    results = made(family)
    found = said(results, "differ")[0]
    response = responses.get(family)
    low, high = found.values["new_q5"], found.values["new_q95"]
    assert response.mean(-9.0) < low < high
    assert "nine in ten new groups (unit)" in found.text["en"]
    share = levels.share(family)
    assert ("%" in found.text["en"].partition("would lie within")[2]) == share


@pytest.mark.parametrize("family", ["bernoulli", "poisson"])
def test_the_span_of_estimates_ends_at_the_highest_and_the_lowest(made, family):
    """Through a link a mean of outcomes is not the outcome at a mean."""
    results = made(family)
    (ends,), span = said(results, "extremes"), said(results, "pooling")[0]
    assert span.values["max_partial_pooling"] == pytest.approx(ends.values["highest"])
    assert span.values["min_partial_pooling"] == pytest.approx(ends.values["lowest"])


def test_groups_with_the_same_rows_have_the_same_estimate(tmp_path):
    """Draws know them apart by chance alone: none of them is the highest."""
    table = made_formulas.table("bernoulli", groups=1, each=5)
    rows = table.assign(y=1)
    ones = [rows[::step].assign(unit=unit) for unit, step in (("a", 1), ("b", -1))]
    table = pd.concat([*ones, table.assign(y=0, unit="c"), rows[:3].assign(unit="d")])
    results = ranked(
        made_formulas.analysis(tmp_path, "bernoulli", "y ~ x + (1 | unit)", table)
    )
    ranks = {row["group"]: row for row in results.rows("ranks", ("group",))}
    for column in ("mean", "mean_rank", "p_highest"):
        assert ranks["a"][column] == ranks["b"][column]
    assert ranks["a"]["mean"] not in (ranks["c"]["mean"], ranks["d"]["mean"])
    (found,) = said(results, "extremes")
    highest, lowest = found.values["highest_group"], found.values["lowest_group"]
    assert ("With the same estimate as" in found.text["en"]) == ("a" in (highest, lowest))


def test_what_may_be_0_is_not_settled(made):
    results = made("poisson")
    own = draws(results)
    own.values["beta"] = own.values["beta"] * 0 + np.linspace(-1, 1, own.count)[:, None]
    opened = [each for each in predictors.effects(results, own) if each.about == "open"]
    assert "kind, from a to b" in opened[0].text["en"]
    assert "No queda definido" in opened[0].text["es"]


@pytest.mark.parametrize(("low", "high"), [(-0.2, -0.05), (-0.2, 0.05)])
def test_of_successes_the_probability_is_settled_or_not(made, monkeypatch, low, high):
    """Where predictors interact, the log odds may say another thing, averaged over rows."""
    results = made("binomial")
    link = (
        base.Estimate(0.3, 0.2, -0.1, 0.7) if high < 0 else base.Estimate(1, 0.2, 0.6, 1)
    )
    chance = base.Estimate(-0.1, 0.05, low, high)
    monkeypatch.setattr(
        predictors, "effect", lambda _, own, step: predictors.Effect(step, link, chance)
    )
    found = predictors.effects(results, draws(results))
    opened = [each for each in found if each.about == "open"]
    assert bool(opened) == (high > 0)
    for each in opened:
        assert {name.partition("_")[0] for name in each.values} == {"chance"}


def test_one_model_alone_answers_what_it_can(made):
    results = made("normal")
    kept = dict(results.fits)
    del results.fits[PARTIAL]
    try:
        about = {each.about for each in answers.of(results)}
    finally:
        results.fits |= kept
    assert about <= {"typical", "effect", "open"}
    assert "typical" in about


def test_every_response_has_an_answer(made):
    for family in families.RESPONSES:
        about = {each.about for each in answers.of(made(family))}
        assert {"typical", "differ", "extremes", "pooling"} <= about
