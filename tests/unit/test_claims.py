"""Claims turn red where what they say is false, and only there."""

import json
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pooling import claims
from pooling.basics import files, not_computed
from pooling.checks import pooling_factor, published
from pooling.checks.results import Fit
from pooling.claims import (
    base,
    coin_judges,
    group_judges,
    lines,
    maximum,
    rates,
    shrinkage,
)
from pooling.claims import regression as claims_of_formulas
from pooling.exact import posterior as exact_posterior
from pooling.model import james_stein, refits, responses
from pooling.model.families.base import LANGUAGES
from pooling.model.names import ADDED, NONE
from pooling.report import names as told
from pooling.run import ending
from scipy import stats
from scipy.special import digamma, logit

CODE = Path(claims.__file__).parent
SHAPE = (4, 1000)
MANY = 30  # identities of a run
KAPPA, Y, N = 12.0, np.array([5, 4]), np.array([20, 8])


class Made(base.Evidence):
    """Evidence made up in a test instead of read from files."""

    def __init__(self, family="coins", data=None, variables=None, again=None, **settings):
        super().__init__("made", {}, settings={"family": family} | settings)
        groups = [str(place) for place in range((data or {}).get("J", 0))]
        self.__dict__["facts"] = {"group_labels": groups}
        self.data, self.variables, self.again = data, variables or {}, again or {}

    def stan_data(self, model="partial_pooling"):
        """Give the data of one model, or those of all."""
        return self.data.get(model, self.data)

    def draws(self, model, *names, group="posterior"):
        """Look draws up."""
        return [self.variables[model, group, name] for name in names]

    def saved(self, model, group):
        """Look for draws."""
        return any(key[:2] == (model, group) for key in self.variables)

    def refit(self, name, *names):
        """Look a refit's draws up."""
        return [self.again[name, variable] for variable in names]

    def refit_means(self, name, *names):
        """Sum a refit's draws up."""
        return [
            tuple(each.reshape(draws.shape[2:]) for each in base.mean_and_error(draws))
            for draws in self.refit(name, *names)
        ]


def coin_draws(rng, kappa=KAPPA, y=Y, n=N, omega=None):
    """Draws of omega, and of theta given omega and the counts."""
    omega = rng.beta(4, 6, SHAPE) if omega is None else omega
    a = omega[..., None] * (kappa - 2) + 1 + y
    b = (1 - omega[..., None]) * (kappa - 2) + 1 + n - y
    return omega, rng.beta(a, b)


def coin_evidence(rng, theta_kappa=KAPPA, leak=0.0, again=None):
    omega, theta = coin_draws(rng, theta_kappa)
    tilted = np.clip(theta + leak * (omega[..., None] - 0.4), 1e-6, 1 - 1e-6)
    key = "partial_pooling"
    return Made(
        data={"y": Y.tolist(), "N": N.tolist(), "kappa": KAPPA, "S": 2},
        variables={
            (key, "posterior", "omega"): omega,
            (key, "posterior", "theta"): theta,
            (key, "log_likelihood", "y"): stats.binom.logpmf(Y, N, theta),
            (key, "posterior_predictive", "y"): rng.binomial(N, tilted),
        },
        again=again,
    )


@pytest.fixture
def rng():
    return np.random.default_rng(20261123)


def test_replicates_that_see_omega_turn_the_first_claim_red(rng):
    assert coin_judges.likelihood_through_theta(coin_evidence(rng), MANY).supported
    leaking = coin_evidence(rng, leak=0.5)
    assert not coin_judges.likelihood_through_theta(leaking, MANY).supported


def test_a_likelihood_that_sees_omega_turns_the_first_claim_red(rng):
    evidence = coin_evidence(rng)
    omega = evidence.variables["partial_pooling", "posterior", "omega"]
    evidence.variables["partial_pooling", "log_likelihood", "y"] += (
        1e-6 * omega[..., None]
    )
    assert not coin_judges.likelihood_through_theta(evidence, MANY).supported


def test_without_the_programs_own_likelihood_the_first_claim_is_not_judged(rng):
    evidence = coin_evidence(rng)
    del evidence.variables["partial_pooling", "log_likelihood", "y"]
    found = coin_judges.likelihood_through_theta(evidence, MANY)
    assert found.verdict == base.NOT_JUDGEABLE
    assert set(found.reason) == set(LANGUAGES)


@pytest.mark.parametrize("parameter", ["mode", "mean"])
def test_the_slice_of_the_prior_peaks_at_omega(rng, parameter):
    again = {}
    for name, kappa in (("prior", KAPPA), ("sharper_prior", 4 * KAPPA)):
        omega, theta = coin_draws(rng, kappa, 0, np.zeros(2, int))
        if parameter == "mean":  # the fault: omega taken for the mean of theta
            theta = rng.beta(omega * kappa, (1 - omega) * kappa)[..., None]
        again |= {(name, "omega"): omega, (name, "theta"): theta}
    finding = coin_judges.top_of_the_slice(coin_evidence(rng, again=again), MANY)
    assert finding.supported == (parameter == "mode")


@pytest.mark.parametrize(
    "judge", [coin_judges.independent_given_omega, coin_judges.toward_the_mode]
)
def test_coins_of_another_top_turn_the_identities_red(rng, judge):
    assert judge(coin_evidence(rng), MANY).supported
    assert not judge(coin_evidence(rng, theta_kappa=2 * KAPPA), MANY).supported


def learned_evidence(rng, chosen=10.0, shape=1.0, rate=0.02, taken=0.0, posterior=None):
    """Coins whose kappa is learned; ``taken`` is what their draws of theta take off it."""
    kappa = 2 + rng.gamma(4, 3, SHAPE) if posterior is None else posterior
    omega, theta = coin_draws(rng, kappa[..., None] - taken)
    prior = {"prior_kappa_shape": shape, "prior_kappa_rate": rate}
    data = {"y": Y.tolist(), "N": N.tolist()}
    names = {"omega": omega, "kappa": kappa, "theta": theta}
    return Made(
        data={"learned_kappa": data | prior, "partial_pooling": data | {"kappa": chosen}},
        variables={
            ("learned_kappa", "posterior", name): own for name, own in names.items()
        },
    )


def test_biases_of_another_concentration_turn_the_learned_one_red(rng):
    assert coin_judges.learned_alike(learned_evidence(rng), MANY).supported
    wrong = learned_evidence(rng, taken=1.5)
    assert not coin_judges.learned_alike(wrong, MANY).supported


@pytest.mark.parametrize(
    ("chosen", "rate", "verdict"),
    [
        (14.0, 0.02, base.SUPPORTED),
        (40.0, 0.02, base.NOT_SUPPORTED),
        (2.5, 0.02, base.NOT_SUPPORTED),
        (14.0, None, base.NOT_SETTLED),  # the posterior is the prior
        (2.1, None, base.NOT_SETTLED),
    ],
)
def test_the_chosen_concentration_is_set_beside_the_learned_one(
    rng, chosen, rate, verdict
):
    posterior = None
    if rate is None:
        rate, posterior = 0.08, 2 + rng.gamma(1, 1 / 0.08, SHAPE)
    evidence = learned_evidence(rng, chosen, rate=rate, posterior=posterior)
    found = coin_judges.chosen_within(evidence, MANY)
    assert found.verdict == verdict
    own = stats.gamma(4, 2, 3) if posterior is None else stats.gamma(1, 2, 1 / 0.08)
    assert found.values["probability_kappa_below"] == pytest.approx(
        own.cdf(chosen), abs=0.03
    )
    assert found.values["kappa_q95"] == pytest.approx(own.ppf(0.95), rel=0.1)
    assert set(found.values) <= set(told.VALUES)


def test_coins_must_be_correlated_while_omega_is_unknown(rng):
    """With omega known, as if it were a constant, theta does not vary together."""
    evidence = coin_evidence(rng)
    found = coin_judges.independent_given_omega(evidence, MANY)
    assert found.values["correlation_in_errors"] > found.threshold
    omega, theta = coin_draws(rng, omega=np.full(SHAPE, 0.4) + 1e-6 * rng.random(SHAPE))
    key = "partial_pooling", "posterior"
    evidence.variables |= {(*key, "omega"): omega, (*key, "theta"): theta}
    found = coin_judges.independent_given_omega(evidence, MANY)
    assert found.values["largest_distance"] < found.threshold
    assert not found.supported


def test_coins_that_are_extreme_together_are_not_independent(rng):
    """Given omega they are uncorrelated: each takes its side by itself."""
    evidence = coin_evidence(rng)
    key = "partial_pooling", "posterior"
    omega, _ = coin_draws(rng)
    a, b = coin_judges.conditional_shapes(omega, KAPPA, Y, N)
    away = rng.uniform(0, 0.5, (*SHAPE, 1)) * rng.choice([-1, 1], (*SHAPE, len(Y)))
    theta = stats.beta.ppf(0.5 + away, a, b)
    evidence.variables |= {(*key, "omega"): omega, (*key, "theta"): theta}
    found = coin_judges.independent_given_omega(evidence, MANY)
    assert abs(found.values["correlation_given_omega"]) < 0.1
    assert found.values["largest_distance"] > found.threshold
    assert not found.supported


def test_a_coin_moves_another_only_through_omega(rng):
    again = {}
    for name, shift in (
        ("second_changed", 0.1),
        ("fixed", 0),
        ("fixed_second_changed", 0),
    ):
        again[name, "theta"] = coin_draws(rng)[1] + shift
    evidence = coin_evidence(rng, again=again)
    assert coin_judges.one_moves_another(evidence, MANY).supported
    again["fixed_second_changed", "theta"] = again["fixed", "theta"] + 0.05
    assert not coin_judges.one_moves_another(evidence, MANY).supported
    again["fixed_second_changed", "theta"] = again["fixed", "theta"]
    again["second_changed", "theta"] = coin_draws(rng)[1]
    assert not coin_judges.one_moves_another(evidence, MANY).supported


def test_claims_that_the_counts_cannot_tell_are_absent(rng):
    one = Made(data={"y": [3], "N": [9], "kappa": 5.0})
    assert coin_judges.independent_given_omega(one, MANY) is None
    assert coin_judges.narrower_with_trials(one, MANY) is None
    assert coin_judges.one_moves_another(one, MANY) is None


def test_more_trials_make_a_narrower_likelihood_but_not_at_the_edge():
    usual = Made(data={"y": [5, 4], "N": [20, 8], "kappa": 5.0})
    assert coin_judges.narrower_with_trials(usual, MANY).supported
    edge = Made(data={"y": [10, 0], "N": [20, 15], "kappa": 5.0})
    assert not coin_judges.narrower_with_trials(edge, MANY).supported


def grouped(rng, shift=0.0):
    """Draws of no pooling and complete pooling of means, as they should be."""
    group = np.repeat([1, 2, 3], [3, 5, 9])
    y = rng.normal(group, 1.0)
    sigma = np.full(SHAPE, 1.0)
    size = np.bincount(group)[1:]
    own = np.bincount(group, y)[1:] / size
    alpha = own + shift + rng.standard_normal((*SHAPE, 3)) / np.sqrt(size)
    together = y.mean() + rng.standard_normal(SHAPE) / np.sqrt(len(y))
    data = {"J": 3, "group": group.tolist(), "y": y.tolist()}
    wide = data | {"prior_alpha_mean": 0.0, "prior_alpha_sd": 100.0}
    keys = {"no_pooling": alpha, "complete_pooling": together}
    variables = {(m, "posterior", "alpha"): draws for m, draws in keys.items()}
    variables |= {(m, "posterior", "sigma"): sigma for m in keys}
    return Made("means", dict.fromkeys(keys, wide) | {"J": 3}, variables)


def test_estimates_off_least_squares_turn_red(rng):
    assert claims_of_formulas.maximum_likelihood(grouped(rng), MANY).supported
    assert not claims_of_formulas.maximum_likelihood(
        grouped(rng, shift=0.1), MANY
    ).supported


def test_groups_that_the_prior_moves_are_not_compared_with_least_squares(rng):
    evidence = grouped(rng, shift=0.1)
    narrow = evidence.data["no_pooling"] | {"prior_alpha_sd": 1.0}
    evidence.data["no_pooling"] = narrow
    finding = claims_of_formulas.maximum_likelihood(evidence, MANY)
    assert finding.values["coefficients_left_out"] == 3
    assert finding.supported  # complete pooling alone is compared
    evidence.data["complete_pooling"] = narrow | {"prior_alpha_sd": 0.1}
    finding = claims_of_formulas.maximum_likelihood(evidence, MANY)
    assert finding.verdict == base.NOT_JUDGEABLE
    assert set(finding.reason) == set(LANGUAGES)


def partial(rng, factor):
    """Draws of groups, unpooled and moved to the centre by a factor each."""
    raw = rng.normal(0, 1, len(factor))
    noise = 1e-3 * rng.standard_normal((*SHAPE, len(factor)))
    variables = {
        ("no_pooling", "posterior", "alpha"): raw + noise,
        ("partial_pooling", "posterior", "alpha"): (1 - factor) * raw + noise,
        ("partial_pooling", "posterior", "mu_alpha"): 1e-3 * rng.standard_normal(SHAPE),
    }
    return Made("means", {"J": len(factor)}, variables)


def test_shrinkage_is_judged_against_size(rng, monkeypatch):
    size = np.arange(1, 41)
    monkeypatch.setattr(Made, "sizes", size)
    falling = group_judges.small_groups_shrink(partial(rng, 5 / (5 + size)), MANY)
    assert falling.supported
    assert falling.values["factor_least_information"] > 0.4
    assert not group_judges.small_groups_shrink(partial(rng, size / 50), MANY).supported
    few = partial(rng, np.array([0.5, 0.4, 0.3]))
    monkeypatch.setattr(Made, "sizes", size[:3])
    assert group_judges.small_groups_shrink(few, MANY).verdict == base.NOT_JUDGEABLE
    ten = np.arange(1, 11)
    monkeypatch.setattr(Made, "sizes", ten)
    mixed = partial(rng, np.array([0.5, 0.3, 0.6, 0.2, 0.5, 0.4, 0.45, 0.35, 0.55, 0.5]))
    assert group_judges.small_groups_shrink(mixed, MANY).verdict == base.NOT_SETTLED


@pytest.mark.parametrize(
    ("strength", "verdict"), [(5.0, "supported"), (-0.9, "not supported")]
)
def test_shrinkage_of_a_formula_is_judged_where_the_groups_are(rng, strength, verdict):
    """Net of what explains the groups; a predictor far from 0 moves no level."""
    size = np.arange(1, 41)
    group = np.repeat(np.arange(40), size)
    floor, uranium = rng.normal(100, 1, len(group)), rng.normal(0, 1, 40)
    columns = np.column_stack([np.ones(len(group)), floor, uranium[group]])
    raw, beta = rng.normal(0, 1, 40), np.array([3.0, 0.5, 2.0])
    shrunk = 3 + raw * size / (size + strength)
    alone = 3 + raw + 2 * uranium - 0.01 * np.bincount(group, floor) / size
    theta = {"partial_pooling": shrunk, "no_pooling": alone}
    names = {
        "partial_pooling": ["Intercept", "floor", "uranium"],
        "no_pooling": ["floor"],
    }
    used = {"partial_pooling": [1, 1, 1], "no_pooling": [0, 1, 0]}
    shared = {"partial_pooling": beta, "no_pooling": np.array([0.51])}
    data = {
        "X": columns,
        "Z": columns[:, :1],
        "group": group + 1,
        "H": 0,
        "J": 40,
        "K": 1,
    }
    data |= {
        "y": raw[group],
        "offsets": np.zeros(len(group)),
        "spread": np.ones(len(group)),
    }
    evidence = SimpleNamespace(
        family="normal",
        coefficients=["Intercept"],
        stan_data=lambda model: data | {"used": used[model]},
        labels=lambda model: {"coefficient": names[model]},
        coefficients_of=lambda model: shared[model],
        group_moments=lambda model, name: (theta[model], None, None),
        moments=lambda model, name: (np.ones(1), None, None),
    )
    finding = claims_of_formulas.small_groups_shrink(evidence, MANY)
    assert finding.verdict == verdict
    middle = size[20] / (size[20] + strength)
    least = finding.values["factor_least_information"]
    assert (least > 1 - middle) == (strength > 0)
    evidence.coefficients = ["Intercept", "floor"]
    finding = claims_of_formulas.small_groups_shrink(evidence, MANY)
    assert finding.verdict == base.NOT_JUDGEABLE


def test_variation_is_between_none_and_all(rng):
    assert group_judges.variation(partial(rng, np.full(20, 0.4)), MANY).supported
    assert not group_judges.variation(partial(rng, np.full(20, 0.0)), MANY).supported
    assert not group_judges.variation(partial(rng, np.full(20, 1.0)), MANY).supported


@pytest.fixture
def compared(tmp_path):
    """Evidence of a comparison, with so many rows in each group."""

    def make(elpd, se, rows=3):
        models = ["complete_pooling", "no_pooling", "partial_pooling"]
        table = pd.DataFrame({"model": models, "elpd": elpd, "se_diff": se})
        files.write_csv(tmp_path / "comparison.csv", table)
        evidence = base.Evidence("x", {"comparison": str(tmp_path / "comparison.csv")})
        evidence.__dict__["prepared"] = pd.DataFrame({"group": list("abcd") * rows})
        return evidence

    return make


@pytest.mark.parametrize(
    ("elpd", "se", "verdict"),
    [
        ((-120, -130, -100), (4.0, 4.0, 0.0), "supported"),
        ((-101, -130, -100), (4.0, 4.0, 0.0), "not settled"),
        ((-99, -130, -100), (0.0, 4.0, 4.0), "not settled"),
        ((-90, -130, -100), (0.0, 4.0, 4.0), "not supported"),
    ],
)
def test_partial_pooling_must_lead_by_two_errors(compared, elpd, se, verdict):
    assert group_judges.predicts_best(compared(elpd, se), MANY).verdict == verdict


def test_no_pooling_of_one_row_per_group_is_no_contestant(compared):
    finding = group_judges.predicts_best(compared((-120, -130, -100), (4, 4, 0), 1), MANY)
    assert finding.verdict == base.NOT_JUDGEABLE
    assert "4 of 4" in finding.reason["en"]
    assert finding.values["lead_over_complete_pooling"] == 20


def test_an_error_of_a_lead_is_given_only_over_the_best(compared):
    values = group_judges.predicts_best(compared((-1, -9, -2), (0.0, 2, 1)), MANY).values
    assert not [name for name in values if name.startswith("se_over")]


@pytest.mark.parametrize(
    ("y", "n", "clear"), [((5, 4), (20, 8), True), ((7, 12), (8, 20), False)]
)
def test_dropped_subjects_must_move_omega_apart(y, n, clear):
    data = {"y": [*y], "N": [*n], "kappa": 100.0, "S": 2}
    data |= {"prior_omega_a": 2.0, "prior_omega_b": 2.0}
    exact = exact_posterior("coins", "partial_pooling", data, {"group": ["0", "1"]})
    table = pd.DataFrame({"mean": exact.mean, "sd": exact.sd}, index=exact.labels)
    evidence = Made(data=data | {"J": 2})
    evidence.fits["partial_pooling"] = SimpleNamespace(exact=table)
    found = coin_judges.leaves_its_proportion(evidence, MANY)
    assert found.values["theta_2_away"] == pytest.approx(
        abs(exact.mean[2] - y[1] / n[1]) / exact.sd[2]
    )
    first, second = (found.values[f"omega_moves_without_{each}"] for each in (1, 2))
    assert (first > second) == found.supported == clear


def test_the_correlation_that_is_told_is_the_exact_one(rng):
    evidence = coin_evidence(rng)
    by_draws = coin_judges.independent_given_omega(evidence, MANY).values["correlation"]
    evidence.data |= {"prior_omega_a": 2.0, "prior_omega_b": 2.0}
    exact = exact_posterior(
        "coins", "partial_pooling", evidence.data, {"group": ["0", "1"]}
    )
    fit = Fit({})
    fit.__dict__ |= {"grid": exact.grid(), "exact": pd.DataFrame()}
    evidence.fits["partial_pooling"] = fit
    found = coin_judges.independent_given_omega(evidence, MANY).values["correlation"]
    # The lecture's grid, in three dimensions.
    grid = np.linspace(0.005, 0.995, 100)
    omega, one, other = np.meshgrid(grid, grid, grid, indexing="ij")
    a, b = omega * (KAPPA - 2) + 1, (1 - omega) * (KAPPA - 2) + 1
    weight = stats.beta.pdf(omega, 2, 2)
    for theta, y, n in ((one, *(5, 20)), (other, *(4, 8))):
        weight *= stats.beta.pdf(theta, a, b) * stats.binom.pmf(y, n, theta)
    covariance = np.cov([one.ravel(), other.ravel()], aweights=weight.ravel())
    expected = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    assert found == pytest.approx(expected, abs=1e-4)
    assert found != pytest.approx(by_draws, abs=1e-4)


def known(rates) -> Fit:
    """Give a fit of rates whose exact means are known, and differ from the draws'."""
    rows = [f"p[{unit}]" for unit in range(len(rates))]
    table = pd.DataFrame({"mean": 0.5, "sd": 0.3}, [*rows, "mu_alpha", "sigma_alpha"])
    fit = Fit({})
    fit.__dict__ |= {"summary": table, "exact": table.copy()}
    fit.exact.loc[rows, "mean"] = rates
    return fit


def test_too_few_tables_tell_nothing(rng, monkeypatch):
    monkeypatch.setattr(rates, "TABLES", rates.FEWEST - 1)
    evidence = Made(
        "rates",
        {"J": 2, "y": [3, 5], "N": [5, 10]},
        simulate={"alpha_mean": 0.0, "alpha_sd": 1.0},
    )
    evidence.fits["partial_pooling"] = known(rng.uniform(size=2))
    assert rates.small_units_gain(evidence, MANY).verdict == base.NOT_JUDGEABLE


def test_the_gain_of_each_size_is_that_of_its_own_units(rng, monkeypatch):
    monkeypatch.setattr(rates, "TABLES", rates.FEWEST)
    y, n = np.array([1, 4, 9, 2]), np.array([5, 5, 10, 10])
    estimate, truth = np.array([0.3, 0.7, 0.8, 0.5]), np.array([0.4, 0.9, 0.8, 0.1])
    prior = {"prior_mu_alpha_mean": 0.0, "prior_mu_alpha_sd": 1.5}
    evidence = Made(
        "rates",
        {"J": 4, "y": y.tolist(), "N": n.tolist(), "prior_sigma_alpha_rate": 1.0} | prior,
        simulate={"alpha_mean": 0.0, "alpha_sd": 1.0},
    )
    evidence.fits["partial_pooling"] = known(estimate)
    prepared = {"group": list("0123"), "y": y, "N": n, "p_true": truth}
    evidence.prepared = pd.DataFrame(prepared)
    values = rates.small_units_gain(evidence, MANY).values
    gain = np.abs(y / n - truth) - np.abs(estimate - truth)
    assert values["5_gain_here"] == pytest.approx(gain[:2].mean())
    assert values["10_gain_here"] == pytest.approx(gain[2:].mean())
    assert values["share_nearer_here"] == (gain > 0).mean()
    by_size = [values[f"{size}_gain_by_size"] for size in (5, 10)]
    expected = values["error_raw"] - values["error_partial"]
    assert np.mean(by_size) == pytest.approx(expected)


def test_uncertainty_is_compared_only_where_it_is_exact(monkeypatch):
    sds = {"no_pooling": np.full(3, 2.0), "partial_pooling": np.ones(3)}
    monkeypatch.setattr(Made, "exact_sds", lambda self, model, name: sds[model])
    monkeypatch.setattr(Made, "sizes", np.array([1, 2, 3]))
    evidence = Made("means", {"J": 3})
    assert group_judges.less_uncertain(evidence, MANY).supported
    sds["partial_pooling"] = 2 * np.array([1.003, 1.0, 1.0])
    assert group_judges.less_uncertain(evidence, MANY).verdict == base.NOT_SETTLED
    sds["partial_pooling"] = np.full(3, 2.1)
    assert group_judges.less_uncertain(evidence, MANY).verdict == base.NOT_SUPPORTED
    # Of groups of one size none has few observations.
    with monkeypatch.context() as one_size:
        one_size.setattr(Made, "sizes", np.array([2, 2, 2]))
        assert group_judges.less_uncertain(evidence, MANY).verdict == base.NOT_JUDGEABLE
    sds["partial_pooling"] = np.empty(0)
    assert group_judges.less_uncertain(evidence, MANY).verdict == base.NOT_JUDGEABLE


def test_a_permuted_posterior_is_the_same_only_if_it_is(rng):
    def draws():
        return {
            "mu_alpha": rng.standard_normal(SHAPE),
            "sigma_alpha": rng.gamma(4, 1, SHAPE),
            "sigma": rng.gamma(4, 1, SHAPE),
            "alpha": np.arange(5) + rng.standard_normal((*SHAPE, 5)),
        }

    variables = {("partial_pooling", "posterior", name): v for name, v in draws().items()}
    again = {("permuted", name): v for name, v in draws().items()}
    again["permuted", "alpha"] = again["permuted", "alpha"][..., ::-1]
    evidence = Made("means", {"J": 5}, variables, again)
    assert group_judges.exchangeable(evidence, MANY).supported
    again["permuted", "alpha"] = again["permuted", "alpha"][..., ::-1]
    assert not group_judges.exchangeable(evidence, MANY).supported


@pytest.mark.parametrize(
    ("least", "error", "verdict"),
    [
        (1.06, 0.0, base.SUPPORTED),
        (1.04, 0.0, base.NOT_SUPPORTED),
        (1.06, 0.01, base.NOT_SETTLED),
        (0.9, 0.01, base.NOT_SUPPORTED),
        (None, None, base.NOT_JUDGEABLE),
        (1.8, None, base.NOT_JUDGEABLE),  # tails so heavy that it has no error
    ],
)
def test_a_new_group_is_wider_only_where_it_matters(tmp_path, least, error, verdict):
    path = tmp_path / "predictive_new_group.json"
    found = {"least_ratio": least, "largest_ratio": least, "error_of_least_ratio": error}
    path.write_text(json.dumps(found))
    evidence = Made("means", {"J": 4})
    evidence.fits["partial_pooling"] = Fit({"predictive_new_group": str(path)})
    finding = group_judges.new_group_is_wider(evidence, MANY)
    assert finding.verdict == verdict
    if verdict != base.NOT_JUDGEABLE:
        assert finding.values["least_ratio"] == least
        assert (finding.reason is not None) == (verdict == base.NOT_SUPPORTED)


def test_every_reason_is_given_somewhere_and_stands_in_both_languages():
    code = "".join(path.read_text("utf-8") for path in CODE.glob("*.py"))
    for key, texts in base.REASONS.items():
        assert re.search(rf"[\"']{key}[\"']", code), key
        assert set(texts) == set(LANGUAGES), key
    given = re.findall(r'(?:not_judgeable|reason)\(\s*"([^"]+)"', code)
    assert len(given) > 15
    assert set(given) <= set(base.REASONS)


def test_the_sd_of_a_single_0_or_1_says_nothing_of_a_group():
    finding = group_judges.new_group_is_wider(Made("bernoulli", {"J": 4}), MANY)
    assert finding.verdict == base.NOT_JUDGEABLE
    assert "follows from its probability" in finding.reason["en"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_claim_that_is_not_supported_says_its_bar_and_that_nothing_is_broken(
    tmp_path, monkeypatch, language
):
    path = tmp_path / "predictive_new_group.json"
    ratios = {"least_ratio": 1.01, "largest_ratio": 1.07, "error_of_least_ratio": 0.0}
    path.write_text(json.dumps(ratios))
    evidence = Made("means", {"J": 4}, models=["partial_pooling"])
    sampler = tmp_path / "diagnostics.json"
    sampler.write_text(json.dumps({"verdict": "passed"}))
    read = {"predictive_new_group": str(path), "diagnostics": str(sampler)}
    evidence.fits["partial_pooling"] = Fit(read)
    (claim,) = (each for each in claims.CLAIMS if each.id == 18)

    def judged(**changes):
        monkeypatch.setattr(claims, "CLAIMS", [replace(claim, **changes)])
        (record,) = claims.judge({"trial": evidence})
        assert record["verdict"] == base.NOT_SUPPORTED
        return record["reason"] and record["reason"][language]

    numbers = {"en": ("1.05", "1.01 to 1.07"), "es": ("1,05", "1,01 a 1,07")}[language]
    said = judged()
    for number in numbers:
        assert number in said
    assert said.endswith(base.REASONS["finding"][language])
    # Where a claim has no words of its own.
    below = base.Finding(values={}, threshold=1.0, verdict=base.NOT_SUPPORTED)
    said = judged(judges={"means": lambda *_: below})
    told = [base.REASONS[key][language] for key in ("below the bar", "finding")]
    assert said == " ".join(told)
    # A statement that follows from the model is another matter.
    assert judged(kind="code", judges={"means": lambda *_: below}) is None


def test_a_covariance_that_is_no_product_turns_red(rng):
    scale = {name: rng.gamma(4, 1, SHAPE) for name in ("sigma_alpha", "sigma_beta")}
    rho = rng.uniform(-1, 1, SHAPE)
    product = scale["sigma_alpha"] * scale["sigma_beta"]
    sigma = np.empty((*SHAPE, 2, 2))
    sigma[..., 0, 0], sigma[..., 1, 1] = (v**2 for v in scale.values())
    sigma[..., 0, 1] = sigma[..., 1, 0] = rho * product
    found = scale | {"rho": rho, "Sigma": sigma}
    key = "partial_pooling", "posterior"
    evidence = Made("lines", {"J": 2}, {(*key, name): v for name, v in found.items()})
    assert lines.covariance(evidence, MANY).supported
    sigma[0, 0, 0, 1] *= 1 + 1e-6
    assert not lines.covariance(evidence, MANY).supported


def runners(rng, centre, spread=0.5):
    """Draws of a population of lines, told at a centre of the predictor."""
    beta = spread * rng.gamma(100, 0.01, SHAPE)
    given = rng.gamma(100, 0.02, SHAPE)  # sd of the intercept at 0 given the slope
    covariance = (centre - 20.0) * beta**2  # none at 20
    alpha = np.sqrt(given**2 + (covariance / beta) ** 2)
    key = "partial_pooling", "posterior"
    draws = {
        "sigma_alpha": alpha,
        "sigma_beta": beta,
        "rho": covariance / (alpha * beta),
        "sigma": np.ones(SHAPE),
    }
    evidence = Made(
        "lines",
        {
            "J": 2,
            "x": (np.arange(5.0) - centre).tolist(),
            "prior_sigma_rate": 0.1,
            "prior_sigma_beta_rate": 1.0,
        },
        {(*key, name): values for name, values in draws.items()},
    )
    evidence.__dict__["facts"] = {"centre": centre}
    return evidence


def test_the_claim_on_slopes_does_not_depend_on_the_centre():
    found = [
        lines.slopes_differ(runners(np.random.default_rng(1), centre), MANY)
        for centre in (0.0, 55.0)
    ]
    signs = [np.sign(each.values["rho_here"]) for each in found]
    assert signs == [-1, 1]
    for name in ("sigma_beta", "intercept_given_slope", "turning_centre"):
        assert found[0].values[name] == pytest.approx(found[1].values[name]), name
    assert found[0].values["turning_centre"] == pytest.approx(20)
    assert all(each.supported for each in found)


def test_the_priors_alone_give_the_slopes_a_probability_to_differ(rng):
    evidence = runners(rng, 0.0)
    data = evidence.stan_data()
    beta, sigma = (
        rng.exponential(1 / data[f"prior_{name}_rate"], 100_000)
        for name in ("sigma_beta", "sigma")
    )
    drawn = (beta * np.std(data["x"], ddof=1) > lines.TELLING * sigma).mean()
    found = lines.slopes_differ(evidence, MANY).values["prior_probability_slopes_differ"]
    assert found == pytest.approx(drawn, abs=0.01)


def test_a_claim_that_reads_a_failed_fit_is_not_judged(monkeypatch):
    asked = []

    def judged(*_):
        asked.append(1)
        return base.Finding(values={"value": 1.0}, threshold=1.0, verdict=base.SUPPORTED)

    claim = base.Claim(
        id=1, kind="code", sentence={"en": "x"}, why={"en": "y"}, judges={"means": judged}
    )
    monkeypatch.setattr(claims, "CLAIMS", [claim])
    evidence = Made("means", models=["partial_pooling"])
    evidence.fits["partial_pooling"] = fit = Fit({})
    fit.__dict__["diagnostics"] = {"verdict": "failed"}
    (record,) = claims.judge({"made": evidence})
    assert record["verdict"] == base.NOT_JUDGEABLE
    assert "made/partial_pooling" in record["reason"]["en"]
    assert not asked
    fit.__dict__["diagnostics"] = {"verdict": "passed"}
    (record,) = claims.judge({"made": evidence})
    assert record["verdict"] == base.SUPPORTED
    assert record["reason"] is None


def test_a_number_within_its_error_settles_nothing():
    assert base.above(2.0, 1.0, 0.5) == base.SUPPORTED
    assert base.above(1.2, 1.0, 0.5) == base.above(0.8, 1.0, 0.5) == base.NOT_SETTLED
    assert base.above(0.0, 1.0, 0.5) == base.NOT_SUPPORTED
    assert base.worst(base.SUPPORTED, base.NOT_SETTLED) == base.NOT_SETTLED
    assert base.worst(base.NOT_SUPPORTED, base.NOT_SETTLED) == base.NOT_SUPPORTED


def test_tables_are_fitted_as_the_exact_posterior_is():
    data = {
        "J": 6,
        "N": [5, 5, 10, 10, 25, 25],
        "y": [1, 5, 6, 9, 12, 22],
        "prior_mu_alpha_mean": 0.0,
        "prior_mu_alpha_sd": 1.5,
        "prior_sigma_alpha_rate": 1.0,
    }
    exact = exact_posterior(
        "rates", "partial_pooling", data, {"group": [str(i) for i in range(6)]}
    )
    moments = dict(zip(exact.labels, zip(exact.mean, exact.sd, strict=True), strict=True))
    y, n = np.array([data["y"]]), np.array(data["N"])
    found = rates.posterior_rates(y, n, data, moments)
    expected = [moments[f"p[{place}]"][0] for place in range(6)]
    np.testing.assert_allclose(found[0], expected, atol=1e-3)


def test_printed_likelihoods_are_compared_as_printed():
    prepared = pd.DataFrame({"N": [100] * 5, "y": [30, 40, 50, 60, 70]})
    options = {"maximum_likelihood": {"omega": 0.5, "flat_kappa": 2.06}}
    evidence = Made("coins", options=options)
    evidence.__dict__["prepared"] = prepared
    assert shrinkage.printed_likelihoods(evidence, MANY).supported
    evidence.__dict__["prepared"] = prepared.assign(y=[31, 40, 50, 60, 70])
    assert not shrinkage.printed_likelihoods(evidence, MANY).supported


def test_a_wrong_risk_turns_the_claim_without_bayes_red(monkeypatch):
    monkeypatch.setattr(shrinkage, "TABLES", 2000)
    assert shrinkage.without_bayes(None, MANY).supported
    right = james_stein.risk_fixed
    monkeypatch.setattr(james_stein, "risk_fixed", lambda j, total: 0.9 * right(j, total))
    assert not shrinkage.without_bayes(None, MANY).supported


def test_correct_draws_are_rarely_called_wrong(rng):
    runs, alarms = 300, 0
    for _ in range(runs):
        values = rng.standard_normal((2, 150, 20))
        distances = np.abs(base.standardised(values))
        alarms += distances.max() > base.threshold(20, base.EFFECTIVE, 1e-2)
    assert base.threshold(20, base.EFFECTIVE, 1e-2) < 3.5  # a chance of one in ten
    assert alarms / runs < 0.15


def test_other_data_have_no_claims_of_the_lecture():
    own = [claim for claim in claims.CLAIMS if claim.analyses]
    assert {claim.id for claim in own} == {1, 3, 6, 7, 8}
    study = {
        "study": Made("coins", models=["partial_pooling", "maximum_likelihood"]),
        "other": Made("means", models=["partial_pooling"]),
    }
    for claim in own:
        assert claims._subjects(claim, study) == []
        models = list(claim.models)
        lecture = {
            name: Made("coins", models=models, **settings)
            for name, settings in claim.analyses.items()
        }
        first, *_, last = [*lecture, *lecture]
        assert claims._subjects(claim, lecture) == [first]
        for change in ({"successes": [2]}, {"kappa": 6}, {"models": []}):
            changed = lecture[last].settings | change
            other = lecture | {last: Made(**changed)}
            assert claims._subjects(claim, other) == []
        other = lecture | {last: Made("rates", models=models, **claim.analyses[last])}
        assert claims._subjects(claim, other) == []
    judged = {c.id for c in claims.CLAIMS if "other" in claims._subjects(c, study)}
    assert judged == {17, 18}


def test_all_claims_are_there_in_both_languages():
    assert {claim.id for claim in claims.CLAIMS} == set(range(1, 24))
    for claim in claims.CLAIMS:
        assert set(claim.sentence) == set(claim.why) == set(LANGUAGES)
        assert claim.kind in ("code", "model", "data")
        assert len({*claim.sentence.values(), *claim.why.values()}) == 4


def test_undefined_numbers_are_written_as_none(monkeypatch):
    finding = base.Finding(
        values={"value": float("nan")}, threshold=1.0, verdict=base.NOT_SETTLED
    )
    claim = base.Claim(
        id=1,
        kind="data",
        sentence={"en": "x"},
        why={"en": "y"},
        judges={"means": lambda *_: finding},
    )
    monkeypatch.setattr(claims, "CLAIMS", [claim])
    (record,) = claims.judge({"a": Made("means", models=["partial_pooling"])})
    assert record["values"] == {"value": None}
    assert record["verdict"] == "not settled"


def test_refits_change_what_they_say():
    data = {"J": 3, "group": [1, 1, 3], "y": [1.0, 2.0, 4.0], "x": [0.0, 1.0, 2.0]}
    assert list(refits.reversed_groups(data)["group"]) == [3, 3, 1]
    changed = np.array(refits.group_changed(data)["y"]) - data["y"]
    assert (changed[:2] > 5).all()
    assert changed[2] == 0
    coin = {"S": 2, "y": [5, 4], "N": [20, 8], "prior_omega_a": 2.0, "prior_omega_b": 6.0}
    assert refits.second_changed(coin)["y"] == [5, 8]
    assert refits.without(0, coin)["N"] == [8]
    assert refits.fixed_mode(coin)["omega"] == 0.25
    assert coin["y"] == [5, 4]


def fit_with(data, **variables) -> Fit:
    fit = Fit({})
    fit.__dict__["stan_data"] = data
    fit.draws = lambda *names: {name: variables[name] for name in names}
    return fit


# Where the population lies counts for nothing in a factor.
CENTRES = {
    f"prior_mu_{name}_{what}": 1.0
    for name in ("alpha", "beta")
    for what in ("mean", "sd")
}


def test_the_pooling_factor_is_the_ratio_of_variances():
    data = {"N": 6, "J": 2, "group": [1, 1, 1, 1, 1, 2], "y": [0.0] * 6} | CENTRES
    fit = fit_with(data, sigma=np.array([2.0, 2.0]), sigma_alpha=np.array([1.0, 0.0]))
    (found,) = pooling_factor.pooling_factor("means", fit)["coefficients"]
    single, several = found["by_size"]
    assert (single["size"], single["groups"]) == (1, 1)
    assert single["factor"] == pytest.approx((4 / 5 + 1) / 2)
    assert several["factor"] == pytest.approx((4 / 9 + 1) / 2)
    assert found["factor"] == pytest.approx((single["factor"] + several["factor"]) / 2)
    assert found["q5"] <= found["factor"] <= found["q95"]


def factors_of_lines(x, group, centre):
    """Factors of the two coefficients at a centre, by parameter."""
    scales, rho = np.array([2.0, 0.5]), 0.3
    # Moving the centre changes the scales and the correlation with it.
    shift = np.array([[1.0, centre], [0.0, 1.0]])
    spread = np.diag(scales) @ np.array([[1, rho], [rho, 1]]) @ np.diag(scales)
    sds = np.sqrt(np.diag(shift @ spread @ shift.T))
    data = {"group": group, "x": (np.array(x) - centre).tolist(), "y": [0.0] * len(x)}
    fit = fit_with(
        data | CENTRES, sigma=np.array([1.5]), sigma_alpha=sds[:1], sigma_beta=sds[1:]
    )
    found = pooling_factor.pooling_factor("lines", fit)["coefficients"]
    return {each["parameter"]: each for each in found}, sds


def test_lines_have_a_pooling_factor_for_each_coefficient():
    x = np.array([0.0, 1.0, 3.0])
    for centre in (0.0, 1.7):
        found, sds = factors_of_lines(x, [1, 1, 1], centre)
        design = np.column_stack([np.ones(3), x - centre])
        left = 1.5**2 * np.diag(np.linalg.inv(design.T @ design))
        for name, variance, sd in zip(("alpha", "beta"), left, sds, strict=True):
            expected = variance / (variance + sd**2)
            assert found[name]["factor"] == pytest.approx(expected)
    assert "factor" not in pooling_factor.pooling_factor(
        "coins", fit_with({"N": [10], "kappa": 5.0})
    )


def test_the_pooling_factor_of_a_slope_does_not_depend_on_the_centre():
    given = [0.0, 1.0, 3.0, 4.0], [1, 1, 1, 2]
    here, _ = factors_of_lines(*given, 0.0)
    there, _ = factors_of_lines(*given, 1.7)
    assert here["beta"]["factor"] == pytest.approx(there["beta"]["factor"])
    assert here["alpha"]["factor"] != pytest.approx(there["alpha"]["factor"])


def test_a_group_that_does_not_determine_a_coefficient_takes_it_from_the_population():
    found, _ = factors_of_lines([0.0, 1.0, 3.0, 4.0], [1, 1, 1, 2], 0.0)
    assert found["beta"]["by_size"][0] == {"size": 1, "groups": 1} | dict.fromkeys(
        ("factor", "q5", "q95"), 1.0
    )
    assert found["alpha"]["by_size"][0]["factor"] == 1
    # At the centre itself one observation is enough for the intercept.
    found, _ = factors_of_lines([0.0, 1.0, 3.0, 0.0], [1, 1, 1, 2], 0.0)
    assert found["alpha"]["by_size"][0]["factor"] == pytest.approx(1.5**2 / (1.5**2 + 4))


def test_the_pooling_factor_of_counts():
    data = {"N": [10, 40], "y": [3, 20], "kappa": 10.0}
    data |= {"prior_mu_alpha_mean": 0.0, "prior_mu_alpha_sd": 1.5}
    (found,) = pooling_factor.pooling_factor("coins", fit_with(data))["coefficients"]
    assert (found["parameter"], found["factor"]) == ("theta", pytest.approx(0.35))
    fit = fit_with(data, sigma_alpha=np.array([2.0]), p=np.array([[0.5, 0.5]]))
    (found,) = pooling_factor.pooling_factor("rates", fit)["coefficients"]
    assert found["by_size"][0]["factor"] == pytest.approx(1 / 11)


def test_published_values_count_only_for_their_table():
    columns = ["analysis", "data", "model", "parameter", "published", "source", "remark"]
    rows = [
        ("radon", "radon.csv", "partial_pooling", "sigma", "0.80", "a book", ""),
        ("five", "30/100 ...", "maximum_likelihood", "kappa", "15.8", "a book", ""),
        ("absent", "", "partial_pooling", "sigma", "1.0", "a book", ""),
    ]
    values = pd.DataFrame(rows, columns=columns)
    summary = pd.DataFrame({"mean": [0.7], "sd": [0.05]}, index=["sigma"])
    counts = pd.DataFrame({"N": [100] * 5, "y": [30, 40, 50, 60, 70]})
    ours = {("radon", "partial_pooling"): summary}
    likelihoods = {"five": (counts, {"omega": 0.5, "flat_kappa": 2.06})}
    sources = {"radon": "radon.csv", "five": "30/100 ..."}
    found = published.compare(values, sources, ours, likelihoods)
    assert list(found.columns) == published.COLUMNS
    assert found["published"][0] == "0.80"
    assert found["difference_in_sds"][0] == pytest.approx(2.0)
    assert found["ours_mean"][1] == pytest.approx(15.80, abs=0.005)
    assert np.isnan(found["difference_in_sds"][1])
    others = {"radon": "mine.csv", "five": "31/100 ..."}
    other = published.compare(values, others, ours, likelihoods)
    assert other.empty


def test_of_many_coins_some_pairs_are_compared():
    from pooling.claims import coin_judges

    few = coin_judges._pairs(3)
    assert list(zip(*few, strict=True)) == [(0, 1), (0, 2), (1, 2)]
    one, other = coin_judges._pairs(500)
    assert len(one) == len(other) == coin_judges.MOST_PAIRS
    assert (one < other).all()
    assert (one[0], other[0]) == (0, 1)
    assert (one[-1], other[-1]) == (498, 499)


def test_a_fault_in_one_claim_leaves_the_others_judged(monkeypatch, tmp_path, capsys):
    def broken(*_):
        raise KeyError("lost")

    def judged(*_):
        return base.Finding(values={"value": 1.0}, threshold=1.0, verdict=base.SUPPORTED)

    both = [
        base.Claim(
            id=number,
            kind="data",
            sentence={"en": "x"},
            why={"en": "y"},
            judges={"means": judges},
        )
        for number, judges in ((1, broken), (2, judged))
    ]
    monkeypatch.setattr(claims, "CLAIMS", both)
    evidence = Made("means", models=["partial_pooling"])
    evidence.fits["partial_pooling"] = fit = Fit({})
    fit.__dict__["diagnostics"] = {"verdict": "passed"}
    found = claims.judge({"made": evidence}, "logs/judge.log")
    assert [record["verdict"] for record in found] == [base.NOT_JUDGEABLE, base.SUPPORTED]
    assert "a fault of the program, see logs/judge.log" in capsys.readouterr().err
    files.write_json(tmp_path / "claims.json", found)
    (why,) = not_computed.inside(tmp_path / "claims.json")
    assert why.fault
    assert why.log == "logs/judge.log"
    said = ending.complaints([str(tmp_path / "claims.json")], [], [], stop=True)
    assert "not computed: 1" in said[-1]


def test_what_the_lecture_does_not_say_is_marked():
    added = {claim.id for claim in claims.CLAIMS if claim.added}
    assert added == {10, 14, 15, 16, 17, 18, 19, 22, 23}
    for claim in claims.CLAIMS:
        for language, mark in ADDED.items():
            assert claim.told[language].endswith(mark) == claim.added


def laid_out(rng, y, x, z, group, known=1, prior=1e-4):
    """Rows of a table, with priors of little precision around 0."""
    none = [(prior * np.eye(n), np.zeros(n)) for n in (x.shape[1], z.shape[1])]
    known = np.broadcast_to(known, len(y))
    return maximum.Rows(x, z, group, y, known, rng.normal(size=len(y)), tuple(none))


@pytest.mark.parametrize(("own", "prior"), [(0, 1e-9), (2, 1e-9), (2, 1e-18)])
def test_maximum_likelihood_of_normal_outcomes_is_least_squares(rng, own, prior):
    """Columns in any unit, rows of their own sds, and a group of one row."""
    group = np.r_[np.repeat([0, 1], 20), 2]
    columns = np.column_stack([np.ones(41), 1e6 * rng.normal(size=(41, 2))])
    x, z = columns[:, 2 * bool(own) :], columns[:, :own]
    known = rng.uniform(0.5, 2, 41)
    rows = laid_out(rng, rng.normal(size=41), x, z, group, known, prior)
    found = maximum.expected(rows, responses.get("normal"), {"sigma": 2.0})
    design = np.hstack([x, *(z * (group == each)[:, None] for each in range(3))])
    heavy, y = design / known[:, None], (rows.y - rows.offsets) / known
    told = found.told
    assert told.tolist() == [True] * (5 if own else 3) + [False] * own
    if own:  # the group of one row says nothing of the others
        heavy, y, design = heavy[:40], y[:40], design[:40]
    exact = np.linalg.lstsq(heavy, y)[0][told]
    np.testing.assert_allclose(found.estimate[told], exact, rtol=1e-5)
    np.testing.assert_allclose(found.mean[told], exact, rtol=1e-3)
    covariance = np.linalg.pinv(heavy.T @ heavy) * 4
    np.testing.assert_allclose(found.sd[told] ** 2, np.diag(covariance)[told], rtol=1e-3)


def test_the_skewness_of_counts_moves_their_mean_off_the_maximum(rng):
    """The log of a gamma variable has a known mean; a group of zeros has no maximum."""
    y = np.array([3, 5, 0, 7, 4, 12, 0, 0])
    group = np.array([0, 0, 1, 1, 2, 3, 4, 4])
    rows = laid_out(rng, y.astype(float), np.ones((8, 0)), np.ones((8, 1)), group)
    found = maximum.expected(rows, responses.get("poisson"), {})
    total, exposure = (np.bincount(group, each) for each in (y, np.exp(rows.offsets)))
    assert found.told.tolist() == [True] * 4 + [False]
    own, exposure = total[:4], np.log(exposure[:4])
    np.testing.assert_allclose(found.estimate[:4], np.log(own) - exposure, atol=1e-4)
    np.testing.assert_allclose(found.mean[:4], digamma(own) - exposure, atol=0.01)
    np.testing.assert_allclose(found.shift[:4], -0.5 / np.sqrt(own), rtol=1e-2)


def units(rng, y, n, off=0.0):
    """Draws of units' log odds without pooling, and of all units together."""
    wide = {"J": len(y), "N": n, "y": y, "prior_alpha_mean": 0.0, "prior_alpha_sd": 30.0}
    y, n = np.maximum(y, 0.5), np.array(n)
    draws = logit(rng.beta(y, np.maximum(n - y, 0.5), (*SHAPE, len(y))))
    every = logit(rng.beta(y.sum(), (n - y).sum(), SHAPE))
    keys = {"no_pooling": draws + off * draws.std(axis=(0, 1)), "complete_pooling": every}
    variables = {(m, "posterior", "alpha"): each for m, each in keys.items()}
    return Made("rates", dict.fromkeys(keys, wide), variables)


def test_rates_off_maximum_likelihood_turn_red(rng):
    y, n = [0, 12, 20, 15, 1, 30], [9, 30, 38, 40, 9, 30]
    judge = claims_of_formulas.maximum_likelihood
    found = judge(units(rng, y, n), MANY)
    assert found.supported
    # The first and the last have no maximum; one success of nine is too skewed.
    assert found.values["coefficients_left_out"] == 3
    assert 0.02 < found.values["largest_difference_in_sds"] < 0.2
    assert not judge(units(rng, y, n, off=0.25), MANY).supported
    nothing = judge(units(rng, [0, 0], [9, 8]), MANY)
    assert nothing.verdict == base.NOT_JUDGEABLE
    assert set(nothing.reason) == set(LANGUAGES)


def test_counts_are_judged_over_all_that_their_dispersion_may_be(rng):
    """Beside it the coefficients are told apart; of Student's t nothing is said."""
    group, phi = np.repeat([1, 2, 3], 30), rng.uniform(0.5, 4.0, SHAPE)
    y = rng.negative_binomial(2, 0.1, 90)
    ones = np.ones((90, 1))
    data = {"N": 90, "J": 3, "K": 1, "H": 0, "X": ones, "Z": ones, "y": y, "group": group}
    data |= {"offsets": np.zeros(90), "used": [0], "A": np.eye(1), "B": np.eye(1)}
    data |= {f"prior_{name}_mean": [0.0] for name in ("beta", "theta")}
    data |= {f"prior_{name}_sd": [30.0] for name in ("beta", "theta")}
    total = np.bincount(group, y)[1:]
    # With one mean in each group the estimate is the same whatever phi.
    share, sd = phi[..., None] / total, np.sqrt(1 / total + 1 / (30 * phi[..., None]))
    skew = (1 - 30 * share) / (1 + 30 * share) * sd**2 / 2
    own = np.log(total / 30) + skew + sd * rng.standard_normal((*SHAPE, 3))
    variables = {(NONE, "posterior", "theta"): own, (NONE, "posterior", "phi"): phi}
    evidence = Made("negative_binomial", data | {"pooling": 1}, variables)
    there = {"group": evidence.groups, "varying": ["Intercept"]}
    evidence.labels = lambda model: defaultdict(list, there)
    compared = claims_of_formulas._compared(evidence, NONE)
    assert compared.left_out == 0
    assert np.abs(compared.distances).max() < 4
    variables[NONE, "posterior", "theta"] = own + 0.2
    assert np.abs(claims_of_formulas._compared(evidence, NONE).distances).min() > 8
    several = claims_of_formulas.several_maxima(evidence, MANY)
    assert several.verdict == base.NOT_JUDGEABLE
