"""Sensitivity to prior and likelihood, against answers that are known exactly."""

import json
from functools import partial

import numpy as np
import pytest
from arviz_stats.base import array_stats
from pooling import exact
from pooling.checks import sensitivity
from pooling.checks.results import Fit
from pooling.exact import PARETO_K
from pooling.model import families
from pooling.sampling import draws
from scipy import integrate, special, stats

SHAPE = (4, 1000)


def spread(distribution, seed=1) -> np.ndarray:
    """Give draws that stand at the distribution's own quantiles, in random order."""
    levels = (np.arange(np.prod(SHAPE)) + 0.5) / np.prod(SHAPE)
    return (
        np.random.default_rng(seed).permutation(distribution.ppf(levels)).reshape(SHAPE)
    )


class Normal:
    """The mean of n normal observations of known sd, with a normal prior: conjugate."""

    def __init__(self, prior_mean, prior_sd, data_mean, n, sd=1.0):
        self.prior = stats.norm(prior_mean, prior_sd)
        self.data = stats.norm(data_mean, sd / np.sqrt(n))
        self.posterior = self.scaled(1, 1)

    def scaled(self, prior_power, data_power):
        """Posterior where the components are raised to powers."""
        weights = (
            prior_power / self.prior.var(),
            data_power / self.data.var(),
        )
        centre = np.dot(weights, (self.prior.mean(), self.data.mean())) / sum(weights)
        return stats.norm(centre, sum(weights) ** -0.5)

    def measured(self):
        """Sensitivities of the mean from draws, by the library."""
        values = spread(self.posterior)
        return sensitivity.measure(
            ["mu"],
            values[..., np.newaxis],
            log_prior=self.prior.logpdf(values),
            log_likelihood=self.data.logpdf(values),  # but for a constant
            prior_sds={"mu": self.prior.std()},
        )

    def exact(self):
        """Sensitivities to prior and data, by integration over the draws' range."""
        grid = np.linspace(*self.posterior.ppf([1 / 8000, 1 - 1 / 8000]), 20_001)
        before = self.posterior.cdf(grid)
        found = []
        for powers in ((1, 0), (0, 1)):
            total = 0
            for step in (-0.01, 0.01):
                changed = self.scaled(*(1 + step * np.array(powers)))
                after = changed.cdf(grid)
                distance = max(
                    cumulative_distance(before, after, grid),
                    cumulative_distance(1 - before, 1 - after, grid),
                )
                total += distance / abs(np.log2(1 + step)) / 2
            found.append(total)
        return found


def cumulative_distance(p, q, grid) -> float:
    """Cumulative Jensen-Shannon distance."""
    middle = (p + q) / 2

    def divergence(a, b):
        inner = a * np.log2(a / middle) + (b - a) / (2 * np.log(2))
        return np.trapezoid(inner, grid)

    total = max(divergence(p, q), 0) + max(divergence(q, p), 0)
    return np.sqrt(total / np.trapezoid(p + q, grid))


@pytest.mark.parametrize(
    "model",
    [
        Normal(0, 1, 0.5, 1),
        Normal(0, 10, 2, 50),
        Normal(0, 0.3, 3, 10),
        Normal(1, 2, -1, 2),
    ],
    ids=["even", "weak prior", "conflict", "few data"],
)
def test_a_conjugate_model_has_its_exact_sensitivities(model):
    (found,) = model.measured()["parameters"]
    assert [found["prior"], found["likelihood"]] == pytest.approx(
        model.exact(), rel=0.05, abs=1e-4
    )


def test_much_data_decide():
    found = Normal(0, 10, 2, 50).measured()
    assert found["leaning"] == []
    assert found["verdict"] == "not sensitive"
    assert found["parameters"][0]["diagnosis"] == "none"
    assert found["reliable"]
    assert found["pareto_k"] < PARETO_K


def test_a_strong_prior_against_the_data_is_a_conflict():
    found = Normal(0, 0.3, 3, 10).measured()
    assert found["parameters"][0]["diagnosis"] == "conflict"
    assert found["leaning"] == ["mu"]
    assert found["verdict"] == "leans on the prior"


def test_a_strong_prior_and_hardly_any_data():
    found = Normal(0, 0.3, 0.1, 1, sd=3).measured()
    assert found["parameters"][0]["diagnosis"] == "strong prior"
    assert found["verdict"] == "leans on the prior"


def test_a_posterior_that_is_its_prior_leans_on_it_though_bounded():
    values = spread(stats.beta(2, 2))
    found = sensitivity.measure(
        ["omega"],
        values[..., np.newaxis],
        log_prior=stats.beta(2, 2).logpdf(values),
        log_likelihood=np.zeros(SHAPE),
        prior_sds={"omega": stats.beta(2, 2).std()},
    )
    (row,) = found["parameters"]
    assert row["prior"] == pytest.approx(0.046, abs=0.002)
    assert row["likelihood"] == pytest.approx(0, abs=1e-4)
    assert found["leaning"] == ["omega"]


def test_the_lectures_coin_leans_on_the_prior_of_its_factory():
    rng = np.random.default_rng(8)
    grid = (np.arange(2000) + 0.5) / 2000
    a, b = grid * 3 + 1, (1 - grid) * 3 + 1  # kappa = 5
    weight = stats.beta.pdf(grid, 2, 2) * stats.betabinom.pmf(3, 9, a, b)
    place = rng.choice(len(grid), SHAPE, p=weight / weight.sum())
    theta = rng.beta(a[place] + 3, b[place] + 6)
    found = sensitivity.measure(
        ["omega", "theta[1]"],
        np.stack([grid[place], theta], axis=-1),
        log_prior=stats.beta.logpdf(grid[place], 2, 2),
        log_likelihood=stats.binom.logpmf(3, 9, theta),
        prior_sds={"omega": stats.beta(2, 2).std()},
        of_groups={"theta[1]"},
    )
    assert found["leaning"] == ["omega"]
    assert found["groups"] == {"checked": 1, "leaning": 0}


@pytest.mark.parametrize(
    ("prior", "likelihood", "left", "diagnosis"),
    [
        (0.049, 0.2, 0.9, "none"),
        (0.05, 0.05, 0.1, "conflict"),
        (0.05, 0.049, 0.1, "strong prior"),
        (0.03, 0.02, 0.9, "strong prior"),
        (0.03, 0.04, 0.9, "none"),
        (0.02, 0.01, 0.9, "none"),
        # Much was learned: that the likelihood moves it little is no sign of the prior.
        (0.03, 0.02, 0.2, "none"),
        (0.03, 0.02, None, "none"),
        (None, 0.3, None, "none"),
    ],
)
def test_diagnoses(prior, likelihood, left, diagnosis):
    assert sensitivity.diagnosis(prior, likelihood, left) == diagnosis
    if prior is not None:  # the line in the figure, and the words beside it
        leans = prior >= sensitivity.bar(likelihood, left)
        assert leans == (diagnosis != "none")


def test_the_sd_between_well_known_groups_does_not_lean_on_a_prior_that_is_far_wider():
    """Groups known without error: more weight of the likelihood tells nothing more."""
    values = spread(stats.gamma(60, scale=0.22))  # about 13, as of 36 runners
    found = sensitivity.measure(
        ["sigma_alpha"],
        values[..., np.newaxis],
        log_prior=stats.expon(scale=10).logpdf(values),
        log_likelihood=np.zeros(SHAPE),
        prior_sds={"sigma_alpha": 10.0},
    )
    (row,) = found["parameters"]
    assert sensitivity.THRESHOLD / 2 < row["prior"] < sensitivity.THRESHOLD
    assert row["likelihood"] < row["prior"]
    assert row["left"] < sensitivity.LEFT
    assert found["verdict"] == "not sensitive"


def test_only_the_groups_that_lean_are_listed_strongest_first():
    rng = np.random.default_rng(3)
    log_prior = rng.normal(size=SHAPE)
    # Each follows the prior's log density less than the one before; the last does not.
    r = np.linspace(0.95, 0.4, 14)
    noise = rng.normal(size=(*SHAPE, 14))
    values = r * log_prior[..., np.newaxis] + np.sqrt(1 - r**2) * noise
    values = np.concatenate([values, rng.normal(size=(*SHAPE, 2))], axis=-1)
    labels = [*(f"alpha[{place}]" for place in range(15)), "sigma"]
    order = rng.permutation(16)
    found = sensitivity.measure(
        [labels[at] for at in order],
        values[..., order],
        log_prior=log_prior,
        log_likelihood=rng.normal(size=SHAPE),
        of_groups=set(labels) - {"sigma"},
    )
    own, *listed = found["parameters"]
    assert own["parameter"] == "sigma"
    strengths = [row["prior"] for row in listed]
    assert strengths == sorted(strengths, reverse=True)
    assert len(listed) == sensitivity.MOST_GROUPS
    # The four that follow it least are not among them.
    assert {row["parameter"] for row in listed} == {f"alpha[{at}]" for at in range(10)}
    assert found["groups"] == {"checked": 15, "leaning": 14}
    assert found["verdict"] == "not sensitive"  # the population does not lean


def test_weights_that_cannot_be_trusted_are_said_to_be_so():
    rng = np.random.default_rng(5)
    values = rng.normal(size=SHAPE)
    # To the power 0.01 the weights have a Pareto tail with k = 1.
    log_likelihood = 100 * rng.exponential(size=SHAPE)
    found = sensitivity.measure(
        ["mu"],
        values[..., np.newaxis],
        log_prior=stats.norm.logpdf(values),
        log_likelihood=log_likelihood,
    )
    assert found["pareto_k"] > PARETO_K
    assert not found["reliable"]


def test_a_flat_prior_changes_nothing_and_a_stuck_parameter_has_no_number():
    values = np.stack([spread(stats.norm()), np.ones(SHAPE)], axis=-1)
    found = sensitivity.measure(
        ["mu", "stuck"],
        values,
        log_prior=np.zeros(SHAPE),
        log_likelihood=stats.norm.logpdf(values[..., 0]),
    )
    free, stuck = found["parameters"]
    assert free["prior"] == pytest.approx(0, abs=1e-4)
    assert free["likelihood"] > sensitivity.THRESHOLD
    assert stuck["prior"] is None
    assert stuck["likelihood"] is None
    json.dumps(found, allow_nan=False)


def test_a_broken_fit_is_not_reliable_and_does_no_harm():
    values = np.stack([spread(stats.norm()), np.full(SHAPE, np.nan)], axis=-1)
    broken = stats.norm.logpdf(values[..., 0])
    broken[0, 3] = -np.inf
    found = sensitivity.measure(
        ["mu", "lost"], values, log_prior=np.zeros(SHAPE), log_likelihood=broken
    )
    assert not found["reliable"]
    assert found["pareto_k"] is None
    assert found["parameters"][1]["prior"] is None
    json.dumps(found, allow_nan=False)


def test_the_sensitivity_of_a_fit_is_that_of_its_draws(tmp_path):
    """One mean of four observations, whose sd is known: conjugate."""
    model = Normal(0, 1, 0.5, 4)
    mean = spread(model.posterior)
    variables = {
        "mu_alpha": mean,
        "sigma_alpha": np.ones(SHAPE),
        "sigma": np.ones(SHAPE),
        "alpha": np.stack([mean, mean], axis=-1),
        "lprior": model.prior.logpdf(mean),
    }
    state = {"divergent__": np.zeros(SHAPE)}
    tree = draws.dataset(
        variables, state, observed={"y": np.zeros(4)}, dims={}, coords={}
    )
    draws.write(tmp_path / "posterior.nc", tree)
    fit = Fit({"posterior": tmp_path / "posterior.nc", "stan_data": tmp_path / "d.json"})
    data = {"y": [-0.5, 0, 1, 1.5], "group": [1, 1, 2, 2]}
    data |= {"prior_mu_alpha_mean": 0, "prior_mu_alpha_sd": 1}
    data |= {"prior_sigma_alpha_rate": 1, "prior_sigma_rate": 0.5}
    (tmp_path / "d.json").write_text(json.dumps(data))
    found = sensitivity.of_fit("means", fit, {"group": ["1", "2"]})
    row, stuck, *_ = found["parameters"]
    (expected,) = model.measured()["parameters"]
    assert row["prior"] == pytest.approx(expected["prior"])
    assert row["likelihood"] == pytest.approx(expected["likelihood"])
    assert stuck["prior"] is None
    # A parameter of the population is set against its own prior.
    assert row["left"] == pytest.approx(expected["left"])
    declared = families.get("means").MODELS["partial_pooling"]
    sds = sensitivity._prior_sds(declared, data, {"group": ["1", "2"]})
    assert sds == {"mu_alpha": 1, "sigma_alpha": 1, "sigma": 2}


PRIOR = {"prior_omega_a": 2, "prior_omega_b": 2}


def mean_of(y: int, n: int, kappa: float) -> float:
    """Posterior mean of one group's probability, its mode integrated out."""

    def weighted(omega, factor):
        a, b = omega * (kappa - 2) + 1, (1 - omega) * (kappa - 2) + 1
        seen = np.exp(special.betaln(a + y, b + n - y) - special.betaln(a, b))
        return factor(a) * seen * stats.beta.pdf(omega, 2, 2)

    above = integrate.quad(weighted, 0, 1, args=(lambda a: (a + y) / (n + kappa),))[0]
    return above / integrate.quad(weighted, 0, 1, args=(lambda a: 1,))[0]


@pytest.mark.parametrize("kappa", [4, 5, 100])
def test_a_chosen_kappa_is_halved_and_doubled_exactly(kappa):
    found = sensitivity.to_chosen(
        "coins", {"y": [3], "N": [9], "kappa": kappa} | PRIOR, {"group": ["1"]}
    )
    assert found["values"] == [kappa / 2, kappa, 2 * kappa]
    (row,) = found["parameters"]
    assert row["parameter"] == "theta[1]"
    means = [mean_of(3, 9, value) for value in found["values"]]
    assert row["means"] == pytest.approx(means, abs=1e-6)
    assert row["moves"] == found["largest"]


def test_no_kappa_is_below_two_where_the_population_is_flat():
    found = sensitivity.to_chosen(
        "coins", {"y": [3], "N": [9], "kappa": 3} | PRIOR, {"group": ["1"]}
    )
    assert found["values"] == [2, 3, 6]
    assert found["parameters"][0]["means"][0] == pytest.approx(4 / 11, abs=1e-6)


def test_a_known_mode_gives_the_conjugate_means_and_the_move_is_in_posterior_sds():
    pinned = {"prior_omega_a": 1e9, "prior_omega_b": 1e9}
    data = {"y": [5, 1], "N": [20, 8], "kappa": 100} | pinned
    found = sensitivity.to_chosen("coins", data, {"group": ["a", "b"]})
    for row, y, n in zip(found["parameters"], data["y"], data["N"], strict=True):
        means = [(y + k / 2) / (n + k) for k in (50, 100, 200)]
        sd = stats.beta.std(y + 50, n - y + 50)
        assert row["means"] == pytest.approx(means, abs=1e-4)
        moves = max(abs(mean - means[1]) for mean in means) / sd
        assert row["moves"] == pytest.approx(moves, rel=1e-2)
    assert found["groups"] == {"checked": 2, "moving": 2}


@pytest.mark.parametrize(
    ("leaning", "y", "n", "verdict"),
    [
        ([], [8, 0], 8, "chosen kappa decides"),  # 0.62 sds
        ([], [4, 2], 8, "chosen kappa counts"),  # 0.18
        (["omega"], [4, 2], 8, "chosen kappa, then prior"),
        (["omega"], [500_000, 250_000], 10**6, "leans on the prior"),
        ([], [500_000, 250_000], 10**6, "not sensitive"),
    ],
)
def test_the_data_do_not_decide_where_a_chosen_kappa_does(leaning, y, n, verdict):
    data = {"y": y, "N": [n, n], "kappa": 20} | PRIOR
    chosen = sensitivity.to_chosen("coins", data, {"group": ["1", "2"]})
    assert sensitivity._verdict(leaning, chosen) == verdict


@pytest.mark.parametrize(
    ("prior", "verdict"),
    [((2, 2), "chosen kappa, then prior"), ((20, 3), "prior, then chosen kappa")],
)
def test_the_larger_move_decides_and_both_are_named(prior, verdict):
    data = {"y": [5, 4], "N": [20, 8], "kappa": 20}
    data |= dict(zip(PRIOR, prior, strict=True))
    compute = partial(exact.posterior, "coins", "partial_pooling")
    here = compute(data, {"group": ["1", "2"]})

    def most(*changes):
        means = [compute(data | each, {"group": ["1", "2"]}).mean for each in changes]
        return (np.abs(np.array(means) - here.mean) / here.sd).max()

    chosen = sensitivity.to_chosen("coins", data, {"group": ["1", "2"]})
    assert chosen["most"]["number"] == pytest.approx(most({"kappa": 10}, {"kappa": 40}))
    weaker, stronger = (
        {name: 1 + power * (value - 1) for name, value in zip(PRIOR, prior, strict=True)}
        for power in (0.5, 2)
    )
    assert chosen["most"]["prior"] == pytest.approx(most(weaker, stronger))
    first = max(chosen["most"], key=chosen["most"].get)
    assert first == ("number" if verdict.startswith("chosen") else "prior")
    assert sensitivity._verdict(["omega"], chosen) == verdict


def test_families_that_learn_their_spread_chose_none():
    for family in ("means", "lines", "rates"):
        assert sensitivity.to_chosen(family, {}, {"group": []}) is None


def test_of_many_groups_those_are_listed_that_the_chosen_number_moves_most():
    data = {"y": [1] * 12 + [50], "N": [2] * 12 + [100], "kappa": 8} | PRIOR
    labels = [str(number) for number in range(13)]
    found = sensitivity.to_chosen("coins", data, {"group": labels})
    listed = [row["parameter"] for row in found["parameters"]]
    assert len(listed) == sensitivity.MOST_GROUPS
    assert "theta[12]" not in listed
    assert found["groups"]["checked"] == 13


def test_many_parameters_move_as_arviz_has_it(monkeypatch):
    rng = np.random.default_rng(3)
    values = rng.normal(size=(4, 100, 7)) ** np.array([1, 2, 3, 1, 1, 1, 1])
    values[..., 4] = np.round(values[..., 4])
    values[..., 5], values[0, 0, 6] = 2, np.inf
    weights, _ = sensitivity._weights(values[..., 0] + 0.3 * values[..., 1])
    monkeypatch.setattr(sensitivity, "CHUNK", 3 * 400)  # several parts
    found = sensitivity._sensitivities(values, weights)
    assert found[5:] == [None, None]
    for place in range(5):
        theirs = array_stats.power_scale_sense(
            values[..., place], *weights, *sensitivity.POWERS
        )
        assert found[place] == pytest.approx(theirs, rel=1e-6)
