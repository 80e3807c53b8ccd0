"""Families by formula: labels, priors, Stan data, and where sampling starts."""

import json
import logging

import numpy as np
import pandas as pd
import pytest
import response_examples
from pooling.basics import files
from pooling.basics.errors import PoolingError
from pooling.model import families, formula_design, formula_fit, priors, responses
from pooling.model.families.base import labels_of
from pooling.model.names import COMPLETE, NONE, PARTIAL
from pooling.run import config
from pooling.table import preparation, tables
from response_examples import EXAMPLES
from scipy import optimize

TABLE = "N J P K H L group level factor offsets X Z y used place pooling correlated"
PRIORS = "beta_mean beta_sd theta_mean theta_sd sd_rate cor_shape sd_further_rate"
START = "A B location unit own_location own_unit own_bend own own_theta own_beta "
START += "count reflect linked inside above intercept in_intercept in_group "
START += "N_new X_new Z_new offsets_new"
ALWAYS = {*TABLE.split(), *START.split(), *(f"prior_{own}" for own in PRIORS.split())}
GROUPS, EACH = 12, 8
ROWS = GROUPS * EACH
RNG = np.random.default_rng(21)
GROUP = np.repeat(np.arange(GROUPS), EACH)
X = RNG.normal(40, 3, ROWS).round(2)
U = RNG.normal(0, 1, GROUPS).round(2)[GROUP]  # constant within groups
W = np.array(["no", "yes"])[RNG.integers(0, 2, ROWS)]
YES = (W == "yes") * 1.0
ITEM = np.tile(np.arange(EACH), GROUPS)
ETA = 0.4 * (X - 40) / 3 + 0.5 * U + 0.7 * YES + RNG.normal(0, 0.6, GROUPS)[GROUP]
# Outcomes that are no shares lie around 3, or its exponential of 1.
MIDDLE = {"identity": 3, "logit": 0, "log": 1}
TRIALS, ERROR = 7, 0.5
KNOWN = {"trials": TRIALS, "error": ERROR, None: 1}
OUTCOMES = {
    name: own.same(
        MIDDLE[responses.get(name).LINK] + ETA,
        own.dispersion,
        KNOWN[responses.get(name).BESIDE],
    ).rvs(random_state=RNG)
    for name, own in EXAMPLES.items()
}
each = pytest.mark.parametrize("family", responses.NAMES)


def beside(family):
    """Name what Stan data have of a response."""
    named = {*response_examples.priors(family), EXAMPLES[family].called} - {""}
    return named | ({"trials_new"} if "trials" in named else set())


def left(family):
    written = {"trials": "p(y, n)", "error": "y | se(error)", None: "y"}
    return written[responses.get(family).BESIDE]


def prepared(tmp_path, family, right, **more):
    """Prepare a table as a run does, facts as they come back from their file."""
    table = {
        "y": OUTCOMES[family],
        "n": TRIALS,
        "error": ERROR,
        "x": X,
        "u": U,
        "w": W,
        "g": GROUP + 1,
    }
    path = tmp_path / "t.csv"
    pd.DataFrame(table | {"item": ITEM, "time": EACH + ITEM}).to_csv(path, index=False)
    own = families.get(family)
    formula = f"{left(family)} ~ {right}"
    settings = own.Settings(family=family, data="t.csv", formula=formula, **more)
    table, facts = own.prepare(tables.read(path, "t.csv"), settings.preparation)
    return table, json.loads(json.dumps(files.defined(facts)))


def stan_data(family, model, table, facts):
    own = families.get(family)
    return own.stan_data(table, facts, own.MODELS[model].switches)


def labels(family, model, table, facts):
    found = families.labels(family, model, facts)
    return labels_of(families.get(family).MODELS[model].parameters, found)


def test_families_are_known_by_their_names_and_by_others():
    assert families.NAMES == ("coins", "means", "lines", "rates")
    assert families.RESPONSES == responses.NAMES
    assert families.ALL == families.NAMES + families.RESPONSES
    assert families.room("lines") == "lines"
    assert {families.room(name) for name in families.RESPONSES} == {"regression"}
    assert families.get("gaussian") is families.get("normal")
    assert families.get("negbinomial") is families.get("negative_binomial")
    for wrong in ("poison", ["normal"], 3, None):
        with pytest.raises(PoolingError, match="There is no family"):
            families.get(wrong)
    for other, nearest in {
        "lognormal": r'"log\(y\)" for the outcome',
        "quasipoisson": 'take "negative_binomial"',
        'poisson(link="log")': 'links are not chosen here; did you mean "poisson"',
    }.items():
        with pytest.raises(PoolingError, match=nearest):
            families.known(other)


@each
def test_a_family_by_formula_has_what_a_family_has(family):
    own = families.get(family)
    assert isinstance(own, families.base.Family)
    assert hasattr(own, "determined")
    assert list(own.MODELS) == [COMPLETE, NONE, PARTIAL]
    assert [model.switches["pooling"] for model in own.MODELS.values()] == [0, 1, 2]
    for model in own.MODELS.values():
        assert model.likelihood == family
        assert set(own.response.DISPERSION) <= set(model.priors)
        assert set(model.priors.values()) <= set(priors.ARGUMENTS)


def test_a_lecture_family_has_labels_of_its_groups_alone():
    found = families.labels("lines", PARTIAL, {"group_labels": ["a", "b"]})
    assert found == {"group": ["a", "b"]}
    own = families.get("lines").MODELS[PARTIAL].parameters
    assert labels_of(own, found)[-5:] == [
        "sigma",
        "alpha[a]",
        "alpha[b]",
        "beta[a]",
        "beta[b]",
    ]


def test_parameters_are_labelled_as_readers_know_them(tmp_path):
    right = "x * w + u + (1 + x + w | g) + (1 | item)"
    table, facts = prepared(tmp_path, "student", right)
    found = labels("student", PARTIAL, table, facts)
    assert found[:5] == ["Intercept", "x", "w[yes]", "x:w[yes]", "u"]
    assert found[5:8] == ["sd_g[Intercept]", "sd_g[x]", "sd_g[w[yes]]"]
    assert found[8:11] == [
        "cor_g[Intercept,x]",
        "cor_g[Intercept,w[yes]]",
        "cor_g[x,w[yes]]",
    ]
    assert found[11:14] == ["sigma", "nu", "sd_item[Intercept]"]
    assert found[14:18] == ["g[1,Intercept]", "g[1,x]", "g[1,w[yes]]", "g[2,Intercept]"]
    assert found[-2:] == ["item[6]", "item[7]"]
    assert len(found) == 14 + 3 * GROUPS + EACH
    none = labels("student", NONE, table, facts)
    assert none[:5] == ["x:w[yes]", "sigma", "nu", "sd_item[Intercept]", "g[1,Intercept]"]
    complete = labels("student", COMPLETE, table, facts)
    assert complete[5:] == ["sigma", "nu", "sd_item[Intercept]", *found[-EACH:]]


def test_terms_that_are_not_correlated_have_no_correlations(tmp_path):
    table, facts = prepared(tmp_path, "normal", "x + (x || g)")
    assert "cor" not in facts["priors"][PARTIAL]
    assert not any(
        label.startswith("cor_") for label in labels("normal", PARTIAL, table, facts)
    )
    data = stan_data("normal", PARTIAL, table, facts)
    assert (data["correlated"], data["K"]) == (0, 2)


@each
@pytest.mark.parametrize("model", [COMPLETE, NONE, PARTIAL])
@pytest.mark.parametrize("right", ["1 + (1 | g)", "x + w + u + (1 + x | g) + (1 | item)"])
def test_the_stan_data_have_every_key_in_its_shape(tmp_path, family, model, right):
    table, facts = prepared(tmp_path, family, right)
    data = stan_data(family, model, table, facts)
    assert set(data) == {*ALWAYS, *beside(family)}
    assert data == json.loads(
        json.dumps(files.defined(data))
    )  # finite numbers throughout
    rows, groups, p, k = (data[name] for name in "NJPK")
    shapes = {
        "group": (rows,),
        "level": (rows * data["H"],),
        "factor": (data["L"],),
        "count": (data["H"],),
        "inside": (data["L"] + groups,),
        "above": (groups,),
        "reflect": (data["H"],),
        "linked": (data["H"],),
        "intercept": (p,),
        "in_intercept": (data["L"],),
        "in_group": (data["L"],),
        "offsets": (rows,),
        "X": (rows, p),
        "Z": (rows, k),
        "used": (p,),
        "place": (k,),
        "y": (rows,),
        "A": (p, p),
        "B": (k, k),
        "location": (p,),
        "unit": (p, p),
        "own_location": (groups, k),
        "own_unit": (groups, k, k),
        "own_bend": (2, groups, k),
        "own": (data["L"], k + p + 1)[: 1 + (data["L"] > 0)],
        "own_theta": (k, groups, k + p + 1),
        "own_beta": (p + 1, p + 1),
        "X_new": (1, p),
        "Z_new": (1, k),
        "prior_beta_sd": (p,),
        "prior_theta_sd": (k,),
        "prior_sd_rate": (k,),
        "prior_sd_further_rate": (data["H"],),
    }
    for name, shape in shapes.items():
        assert np.shape(data[name]) == shape, name
    assert (rows, groups) == (ROWS, GROUPS)
    assert np.linalg.det(data["A"]) == pytest.approx(1)
    unit = np.array(data["unit"])
    np.testing.assert_array_equal(unit, np.triu(unit))
    assert (np.diag(unit) > 0).all()
    expected = OUTCOMES[family]
    np.testing.assert_allclose(data["y"], expected)
    if responses.get(family).INTEGER:
        assert all(isinstance(value, int) for value in data["y"])


def test_levels_of_all_further_factors_are_numbered_one_after_the_other(tmp_path):
    table, facts = prepared(tmp_path, "normal", "x + (1 | g) + (1 | item) + (1 | w)")
    data = stan_data("normal", PARTIAL, table, facts)
    assert (data["H"], data["L"]) == (2, EACH + 2)
    assert data["factor"] == [1] * EACH + [2] * 2
    assert data["level"] == [*(ITEM + 1), *(EACH + 1 + YES.astype(int))]
    assert labels("normal", PARTIAL, table, facts)[-3:] == ["item[7]", "w[no]", "w[yes]"]


@pytest.mark.parametrize(
    ("right", "used", "aside", "place"),
    [
        ("x + u + (1 | g)", [0, 1, 0], ["u"], [1]),
        ("x + u + (x | g)", [0, 0, 0], ["u"], [1, 2]),
        ("x + u + (0 + x | g)", [1, 0, 1], [], [2]),
        ("x * u + (x | g)", [0, 0, 0, 0], ["u", "x:u"], [1, 2]),
        ("x * u + (1 | g)", [0, 1, 0, 1], ["u"], [1]),
        ("x + I(x + u) + (1 | g)", [0, 1, 0], ["I(x + u)"], [1]),
        ("w + (0 + w | g)", [0, 0], ["Intercept"], [0, 2]),
        ("x + (w | g)", [0, 1], [], [1, 0]),
    ],
)
def test_what_stands_beside_the_groups_where_nothing_is_pooled(
    tmp_path, right, used, aside, place
):
    table, facts = prepared(tmp_path, "normal", right)
    assert facts["formula"]["constant"] == aside
    none = stan_data("normal", NONE, table, facts)
    assert (none["used"], none["place"]) == (used, place)
    partial = stan_data("normal", PARTIAL, table, facts)
    assert partial["used"] == [1] * len(used)
    # What is left has one solution, whatever the groups' coefficients are.
    design, own = np.array(none["X"])[:, np.array(used, bool)], np.array(none["Z"])
    dummies = np.column_stack([own * (j == GROUP)[:, None] for j in range(GROUPS)])
    dummies = dummies[:, np.abs(dummies).sum(axis=0) > 0]
    together = np.column_stack([design, dummies])
    assert np.linalg.matrix_rank(together) == sum(used) + np.linalg.matrix_rank(dummies)
    everything = np.column_stack([np.array(none["X"]), dummies])
    assert np.linalg.matrix_rank(everything) == np.linalg.matrix_rank(together)


def test_default_priors_are_scaled_to_the_table(tmp_path):
    _, facts = prepared(tmp_path, "normal", "x + w + u + (1 + x | g) + (1 | item)")
    y = OUTCOMES["normal"]
    m, s, sx = y.mean(), y.std(ddof=1), X.std(ddof=1)
    own = facts["priors"][PARTIAL]
    sds = [1, sx, YES.std(ddof=1), U.std(ddof=1)]
    np.testing.assert_allclose(own["beta"]["mean"], [m, 0, 0, 0])
    np.testing.assert_allclose(own["beta"]["sd"], 2.5 * s / np.array(sds))
    np.testing.assert_allclose(own["sd"]["rate"], [1 / s, sx / s])
    np.testing.assert_allclose(own["sigma"]["rate"], 1 / s)
    np.testing.assert_allclose(own["sd_further"]["rate"], [1 / s])
    assert own["cor"] == {"shape": 2.0}
    none = facts["priors"][NONE]["theta"]
    away = np.sqrt(1 + (YES.mean() / YES.std(ddof=1)) ** 2)  # u is part of the level
    np.testing.assert_allclose(none["mean"], [m, 0])
    np.testing.assert_allclose(none["sd"], [100 * s * away, 100 * s / sx])
    assert set(facts["priors"][COMPLETE]) == {"beta", "sigma", "sd_further"}
    assert facts["priors_given"] == []


@pytest.mark.parametrize(
    ("family", "middle"),
    [
        ("binomial", 0.0),
        ("bernoulli", 0.0),
        ("poisson", np.log(OUTCOMES["poisson"].mean())),
        ("negative_binomial", np.log(OUTCOMES["negative_binomial"].mean())),
    ],
)
def test_default_priors_of_counts_have_the_scale_of_their_link(tmp_path, family, middle):
    _, facts = prepared(tmp_path, family, "x + (1 + x | g)")
    own, sx = facts["priors"][PARTIAL], X.std(ddof=1)
    np.testing.assert_allclose(own["beta"]["mean"], [middle, 0])
    np.testing.assert_allclose(own["beta"]["sd"], [1.5, 1.5 / sx])
    np.testing.assert_allclose(own["sd"]["rate"], [1, sx])
    assert own.get("phi") == ({"rate": 1.0} if family == "negative_binomial" else None)
    np.testing.assert_allclose(facts["priors"][NONE]["theta"]["sd"], [5, 5 / sx])


def test_the_mean_of_counts_is_a_rate_where_there_is_an_offset(tmp_path):
    _, facts = prepared(tmp_path, "poisson", "x + offset(log(time)) + (1 | g)")
    rate = OUTCOMES["poisson"].sum() / (EACH + ITEM).sum()
    assert facts["priors"][PARTIAL]["beta"]["mean"][0] == pytest.approx(np.log(rate))


def test_categories_in_place_of_an_intercept_lie_where_outcomes_do(tmp_path):
    _, facts = prepared(tmp_path, "normal", "0 + w + (0 + w | g)")
    y = OUTCOMES["normal"]
    np.testing.assert_allclose(facts["priors"][PARTIAL]["beta"]["mean"], [y.mean()] * 2)
    np.testing.assert_allclose(
        facts["priors"][PARTIAL]["beta"]["sd"], [2.5 * y.std(ddof=1)] * 2
    )


def test_the_prior_of_an_intercept_is_that_of_the_value_at_the_means(tmp_path):
    right = "x + w + (1 + x | g)"
    table, facts = prepared(tmp_path, "normal", right)
    data = stan_data("normal", PARTIAL, table, facts)
    expected = np.eye(3)
    expected[0, 1:] = X.mean(), YES.mean()
    np.testing.assert_allclose(data["A"], expected)
    np.testing.assert_allclose(data["B"], [[1, X.mean()], [0, 1]])
    given = {"Intercept": {"normal": [0, 5]}}
    table, facts = prepared(tmp_path, "normal", right, priors=given)
    for model in (COMPLETE, NONE, PARTIAL):
        data = stan_data("normal", model, table, facts)
        np.testing.assert_array_equal(data["A"], np.eye(3))
        assert (data["prior_beta_mean"][0], data["prior_beta_sd"][0]) == (0, 5)
        np.testing.assert_allclose(data["B"], [[1, X.mean()], [0, 1]])
    own = {"g": {"Intercept": {"normal": [1, 50]}}}
    table, facts = prepared(tmp_path, "normal", right, priors=own)
    data = stan_data("normal", NONE, table, facts)
    np.testing.assert_array_equal(data["B"], np.eye(2))
    assert data["prior_theta_sd"][0] == 50


def test_priors_are_given_by_the_names_that_are_printed(tmp_path):
    given = {
        "w[yes]": {"normal": [1, 2]},
        "sd_g": {"exponential": 3},
        "cor_g": {"lkj": 4},
        "sigma": {"exponential": 5},
        "nu": {"gamma": [6, 7]},
        "sd_item": {"Intercept": {"exponential": 8}},
        "g": {"x": {"normal": [9, 10]}},
    }
    models = {PARTIAL: {"priors": {"sd_g": {"x": {"exponential": 11}}}}, NONE: {}}
    right = "x + w + (1 + x | g) + (1 | item)"
    _, facts = prepared(tmp_path, "student", right, priors=given, models=models)
    own, none = facts["priors"][PARTIAL], facts["priors"][NONE]
    assert own["beta"]["mean"][2] == 1
    assert own["beta"]["sd"][2] == 2
    assert own["sd"]["rate"][1] == 11
    assert own["sd"]["rate"][0] != 3  # the model's own prior of sd_g stands for all of it
    assert own["cor"]["shape"] == 4
    assert own["sigma"]["rate"] == 5
    assert own["nu"] == {"shape": 6, "rate": 7}
    assert own["sd_further"]["rate"] == [8]
    assert (none["theta"]["mean"][1], none["theta"]["sd"][1]) == (9, 10)
    assert set(facts["priors_given"]) == {
        "w[yes]",
        "sd_g[x]",
        "cor_g",
        "sigma",
        "nu",
        "sd_item[Intercept]",
        "g[x]",
    }


def test_a_prior_of_all_coefficients_is_that_of_each(tmp_path):
    given = {"sd_g": {"exponential": 3}, "g": {"normal": [0, 20]}}
    _, facts = prepared(tmp_path, "normal", "x + (1 + x | g)", priors=given)
    assert facts["priors"][PARTIAL]["sd"]["rate"] == [3, 3]
    assert facts["priors"][NONE]["theta"] == {"mean": [0, 0], "sd": [20, 20]}
    assert facts["priors_given"] == ["g[Intercept]", "g[x]", "sd_g[Intercept]", "sd_g[x]"]


def best(family, table, data, dispersion):
    """Maximise the posterior of complete pooling, given the dispersion."""
    response = responses.get(family)
    design, trials = np.array(data["X"]), np.array(data.get("trials", [1] * ROWS))
    matrix, sd = np.array(data["A"]), np.array(data["prior_beta_sd"])
    y = np.array(data["y"])
    scale = design.std(axis=0) + (np.arange(design.shape[1]) == 0)

    def loss(raw):
        beta = raw / scale
        fit = response.log_density(y, design @ beta, dispersion, trials).sum()
        return -fit + 0.5 * (((matrix @ beta - data["prior_beta_mean"]) / sd) ** 2).sum()

    start = np.array(data["location"]) * scale
    found = optimize.minimize(
        loss,
        start,
        method="Nelder-Mead",
        options={"maxiter": 4000, "xatol": 1e-6, "fatol": 1e-9},
    )
    return found.x / scale


@pytest.mark.parametrize("family", ["binomial", "bernoulli", "poisson"])
def test_sampling_starts_near_the_mode(tmp_path, family):
    table, facts = prepared(tmp_path, family, "center(x) + w + (1 | g)")
    data = stan_data(family, COMPLETE, table, facts)
    mode = best(family, table, data, {})
    # In sds as the table gives them; the start has a level for each group taken out.
    away = np.linalg.solve(np.array(data["unit"]), mode - data["location"])
    assert np.abs(away).max() < 2


def test_sampling_starts_at_generalised_least_squares(tmp_path):
    table, facts = prepared(tmp_path, "normal", "x + u + (1 | g)")
    data = stan_data("normal", PARTIAL, table, facts)
    y, design = np.array(data["y"]), np.array(data["X"])
    location, unit = np.array(data["location"]), np.array(data["unit"])
    # The within-group slope, and a spread of the level between groups: as wide as theirs.
    inner = X - np.bincount(GROUP, X)[GROUP] / EACH
    slope = inner @ y / (inner @ inner)
    assert location[1] == pytest.approx(slope, abs=0.05)
    means = np.bincount(GROUP, y - design @ location) / EACH
    expected = np.sqrt(means.var(ddof=1) / GROUPS)
    covariance = unit @ unit.T
    at_means = np.array(data["A"])[0] @ covariance @ np.array(data["A"])[0]
    assert np.sqrt(at_means) == pytest.approx(expected, rel=0.1)


@each
def test_the_start_is_finite_where_outcomes_are_extreme(tmp_path, family, monkeypatch):
    response, last = responses.get(family), np.arange(ROWS) == ROWS - 1
    extreme = np.where(last, 1e6, ETA)
    if response.LINK == "log":
        extreme = np.exp(np.where(last, 6.0, ETA))
    if response.INTEGER:
        extreme = np.zeros(ROWS, int)
    monkeypatch.setitem(OUTCOMES, family, extreme)
    table, facts = prepared(tmp_path, family, "x + w + (1 + x | g)")
    starts = "location", "unit", "own_location", "own_unit"
    starts += "own", "own_theta", "own_beta", "own_bend"
    simple = prepared(tmp_path, family, "x + w + (1 | g)")
    for model in (COMPLETE, NONE, PARTIAL):
        for own in ((table, facts), simple):
            data = stan_data(family, model, *own)
            for name in starts:
                assert np.isfinite(data[name]).all(), name


@pytest.mark.parametrize(("centre", "width"), [(0, 1), (2000, 5), (1e6, 2e5)])
def test_the_unit_of_a_predictor_changes_nothing_in_its_own_units(
    tmp_path, monkeypatch, centre, width
):
    monkeypatch.setattr("test_regression_family.X", centre + width * (X - 40) / 3)
    table, facts = prepared(tmp_path, "normal", "x + w + (1 | g)")
    data = stan_data("normal", PARTIAL, table, facts)
    again = np.array(data["A"]) @ np.array(data["location"])
    monkeypatch.undo()
    table, facts = prepared(tmp_path, "normal", "I((x - 40) / 3) + w + (1 | g)")
    plain = stan_data("normal", PARTIAL, table, facts)
    expected = np.array(plain["A"]) @ np.array(plain["location"])
    np.testing.assert_allclose(again * [1, width, 1], expected, rtol=1e-6, atol=1e-9)
    turned = np.array(data["A"]) @ np.array(data["unit"])
    spread = np.sqrt((turned**2).sum(axis=1)) * [1, width, 1]
    turned = np.array(plain["A"]) @ np.array(plain["unit"])
    np.testing.assert_allclose(spread, np.sqrt((turned**2).sum(axis=1)), rtol=1e-6)


@pytest.mark.parametrize(
    ("family", "right", "first"),
    [
        ("normal", "x + (1 + x | g)", [True] * 12),
        ("poisson", "x + (1 | g)", [False] + [True] * 11),
        ("binomial", "x + (1 | g)", [False, False] + [True] * 10),
        ("normal", "w + (1 + w | g)", [False] + [True] * 11),
    ],
)
def test_which_groups_their_own_data_determine(
    tmp_path, monkeypatch, family, right, first
):
    outcome, words = OUTCOMES[family].copy(), W.copy()
    outcome[0:EACH] = 0 if family in ("poisson", "binomial") else outcome[0:EACH]
    outcome[EACH : 2 * EACH] = 7 if family == "binomial" else outcome[EACH : 2 * EACH]
    words[0:EACH], words[EACH::3], words[EACH + 1 :: 3] = "no", "no", "yes"
    monkeypatch.setitem(OUTCOMES, family, outcome)
    monkeypatch.setattr("test_regression_family.W", words)
    table, facts = prepared(tmp_path, family, right)
    data = stan_data(family, PARTIAL, table, facts)
    assert families.get(family).determined(data).tolist() == first


@each
def test_the_rows_of_a_group_tell_its_level_as_maximum_likelihood_does(tmp_path, family):
    table, facts = prepared(tmp_path, family, "x + w + (1 | g)")
    data = stan_data(family, PARTIAL, table, facts)
    X, group = np.array(data["X"]), np.array(data["group"]) - 1
    own, of_beta = np.array(data["own_theta"])[0], np.array(data["own_beta"])
    # Beta in its units, whose columns rows tell as they do groups.
    weighed = own[:, 1:-1] @ np.linalg.inv(data["unit"])
    # Counts are told once more that the level of a group is not far.
    np.testing.assert_allclose(weighed[:, 0], own[:, 0], rtol=0, atol=0.12)
    weighed /= weighed[:, :1]
    for j in range(GROUPS):
        low, high = X[group == j].min(axis=0) - 1e-6, X[group == j].max(axis=0) + 1e-6
        assert np.all((weighed[j] >= low) & (weighed[j] <= high))
    prior = np.array(data["A"]) @ data["unit"] / np.c_[data["prior_beta_sd"]]
    np.testing.assert_allclose(
        of_beta[0, 0] - (prior[:, 0] @ prior[:, 0]),
        own[:, 1].sum() * data["unit"][0][0],
        rtol=1e-6,
    )
    if family != "poisson":
        return
    left = np.exp(np.array(data["offsets"]) + X @ np.array(data["location"]))
    events = np.bincount(group, data["y"])
    right = np.log(events / np.bincount(group, left))
    far = events > 10  # with a weak prior, for groups without events
    told = own[:, -1] / own[:, 0]
    np.testing.assert_allclose(told[far], right[far], atol=0.05)
    np.testing.assert_allclose(own[far, 0], events[far], rtol=0.05)


def test_a_new_group_has_a_typical_row(tmp_path):
    table, facts = prepared(tmp_path, "binomial", "x + w + (1 + x | g)")
    often = "yes" if YES.mean() > 0.5 else "no"
    assert facts["typical"] == {"x_x": pytest.approx(X.mean()), "w": often}
    data = stan_data("binomial", PARTIAL, table, facts)
    np.testing.assert_allclose(data["X_new"], [[1, X.mean(), often == "yes"]])
    np.testing.assert_allclose(data["Z_new"], [[1, X.mean()]])
    assert data["trials_new"] == [7]


def test_a_typical_row_has_a_category_that_there_is(tmp_path):
    table, facts = prepared(tmp_path, "normal", "factor(item) + (1 | g)")
    assert facts["typical"]["item"] in set(ITEM)
    assert sum(stan_data("normal", PARTIAL, table, facts)["X_new"][0]) in (1, 2)


def test_of_categories_that_come_equally_often_the_reference_is_typical(tmp_path):
    own = {"variables": {"item": {"reference": 2}}}
    _, facts = prepared(tmp_path, "normal", "factor(item) + (1 | g)", **own)
    assert facts["typical"]["item"] == 2
    assert facts["design"]["memory"]["factor(item)"]["categories"] == [
        str(each) for each in range(EACH)
    ]


def test_a_further_factor_has_the_labels_of_its_columns():
    def labels(**own):
        written = {"family": "normal", "data": "t.csv", "formula": "y ~ x + (1 | g / h)"}
        return families.get("normal").Settings(**written, **own).labels["level_g:h"]

    assert labels().label is None
    told = labels(
        group={"label": {"en": "plot", "es": "parcela"}},
        variables={"h": {"label": {"en": "plant", "es": "planta"}}},
    )
    assert told.column == "g:h"
    assert told.label == {"en": "plot:plant", "es": "parcela:planta"}
    assert labels(group={"label": "plot"}).label == {"en": "plot:h", "es": "plot:h"}


def test_rows_that_say_the_same_are_found():
    one, x = np.ones(9), np.arange(9.0)
    columns = np.column_stack([one, x, 3 + 2 * x, x**2, 0 * x, 1e9 + x])
    found = formula_fit.independent(columns)
    assert found.tolist() == [True, True, False, True, False, False]


def test_what_groups_explain_is_taken_off():
    own = np.column_stack([np.ones(ROWS), X])
    found = formula_fit.within([U, U * X, YES], own, GROUP)
    assert np.abs(found[:, :2]).max() < 1e-8
    for j in range(GROUPS):
        rows = j == GROUP
        fit = own[rows] @ np.linalg.lstsq(own[rows], YES[rows], rcond=None)[0]
        np.testing.assert_allclose(found[rows, 2], YES[rows] - fit, atol=1e-9)


def test_priors_of_several_values_are_written_one_by_one(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    table, facts = prepared(
        tmp_path, "normal", "x + (1 + x | g)", priors={"x": {"normal": [0, 2]}}
    )
    tables.write_prepared(tmp_path / "prepared.parquet", table)
    files.write_json(tmp_path / "prepared.json", facts)
    sentence = preparation.write_stan_data(
        "normal",
        PARTIAL,
        given={},
        options={"pooling": 2},
        prepared=tmp_path / "prepared.parquet",
        facts=tmp_path / "prepared.json",
        output=tmp_path / "stan_data.json",
    )
    data = files.read_json(tmp_path / "stan_data.json")
    assert set(data) == {*ALWAYS, *beside("normal"), "prior_only", "per_observation"}
    assert data["prior_beta_sd"][1] == 2
    assert "x ~ normal(0, 2), given" in caplog.text
    assert "x ~ normal(0, 2)" not in sentence
    for said in (
        "Intercept at the predictors' means ~ normal(",
        "sd_g[Intercept] ~ exponential(",
        "sd_g[x] ~ exponential(",
        "cor_g ~ lkj(2)",
        "sigma ~ exponential(",
    ):
        assert said in sentence


def test_the_further_tables_of_the_lecture_are_prepared(root):
    import yaml

    written = yaml.safe_load((root / "config/covariates.yaml").read_text("utf-8"))
    checked = config.load(written, root)
    assert set(checked.analyses) == {
        "radon_floor",
        "radon_uranium",
        "radon_slopes",
        "frogs_predation",
        "frogs_consistency",
        "marathon_years",
        "eight_schools",
        "bcg_latitude",
    }
    for name, settings in checked.analyses.items():
        assert preparation.check(name, settings, root) == []
        for texts in (settings.title, settings.question):
            assert set(texts) == {"en", "es"}
    raw = tables.read(root / "data/radon_minnesota.csv", "radon")
    own = families.get("normal")
    settings = checked.analyses["radon_uranium"]
    table, facts = own.prepare(raw, settings.preparation)
    assert facts["formula"]["constant"] == ["log_uranium"]
    assert len(table) == 919
    population, _ = formula_design.code(json.loads(json.dumps(facts)), table)
    np.testing.assert_array_equal(population[:, 2], table["log_uranium"])
