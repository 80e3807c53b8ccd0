"""Sufficient statistics, group effects and integrals, without Stan."""

from itertools import pairwise

import numpy as np
import pytest
import regression_tables
from pooling.model import density, effects, families
from pooling.model.density import coins, lines, means, rates
from pooling.sampling import collapsed
from scipy import integrate, optimize, special, stats

LEVEL = 1e-3 / 50  # of some 50 comparisons of distributions


RATE = {
    "prior_mu_alpha_mean": 0.0,
    "prior_mu_alpha_sd": 1.5,
    "prior_sigma_alpha_rate": 1.0,
}


def table_of(family: str, rng) -> dict:
    """Make up a table, of groups of different sizes."""
    shared = {"prior_only": 0, "N_new": 2, "per_observation": 0, "centred": 0} | (
        RATE if family == "rates" else {}
    )
    if family in ("coins", "rates"):
        n = rng.choice([5, 8, 12, 30], 20)
        counts = {"N": n.tolist(), "y": rng.binomial(n, 0.6).tolist()}
        return shared | counts | {"trials_new": [4, 9], "J": 20, "S": 20, "kappa": 7.0}
    group = np.append(np.arange(1, 13), rng.integers(1, 8, 40))
    x = rng.integers(-4, 5, len(group)) / 2
    y = 1e3 + group + 0.5 * x + rng.normal(0, 1, len(group))
    rows = {"N": len(group), "J": 12, "group": group.tolist(), "y": y.tolist()}
    lines = {"x": x.tolist(), "x_new": [-1.0, 2.0]} if family == "lines" else {}
    return shared | rows | lines


def design_of(data: dict) -> np.ndarray:
    """Give what the coefficients of each row are multiplied with."""
    columns = [data[name] for name in ("x",) if name in data]
    return np.column_stack([np.ones(data["N"]), *columns])


def in_another_order(data: dict, rng) -> dict:
    """Put the rows of a table in another order."""
    rows = len(data["y"])
    order = rng.permutation(rows)
    return {
        key: [value[i] for i in order]
        if isinstance(value, list) and len(value) == rows
        else value
        for key, value in data.items()
    }


FAMILIES = ("coins", "means", "lines", "rates")
each_family = pytest.mark.parametrize("family", FAMILIES)


# --- sufficient statistics -----------------------------------------------------------


def test_without_the_data_a_chain_starts_where_the_prior_is():
    data = table_of("means", np.random.default_rng(1)) | {
        "prior_only": 1,
        "prior_mu_alpha_mean": 3.0,
        "prior_mu_alpha_sd": 7.0,
        "prior_sigma_alpha_rate": 0.2,
        "prior_sigma_rate": 50.0,
    }
    found = collapsed.reduce("means", data)
    logs = [
        -stats.gumbel_r(np.log(data[f"prior_{name}_rate"])).mean()
        for name in ("sigma_alpha", "sigma")
    ]
    np.testing.assert_allclose(found["start"], [3, *logs])
    np.testing.assert_allclose(found["width"], [7, *[stats.gumbel_r().std()] * 2])
    with_data = collapsed.reduce("means", data | {"prior_only": 0})
    assert with_data["start"][0] > 900


@each_family
def test_the_order_of_the_rows_leaves_no_trace(family):
    rng = np.random.default_rng(1)
    data = table_of(family, rng)
    other = in_another_order(data, rng)
    assert other["y"] != data["y"]
    one, two = collapsed.reduce(family, data), collapsed.reduce(family, other)
    assert one.keys() == two.keys()
    for name, value in one.items():
        np.testing.assert_allclose(two[name], value, rtol=1e-10, atol=1e-10)


@each_family
def test_another_outcome_leaves_one(family):
    data = table_of(family, np.random.default_rng(1))
    changed = data | {"y": [data["y"][0] - 1, *data["y"][1:]]}
    assert collapsed.reduce(family, changed) != collapsed.reduce(family, data)


@pytest.mark.parametrize("family", ["means", "lines"])
def test_the_size_of_the_reduced_data_is_that_of_the_distinct_groups(family):
    group = np.repeat(np.arange(1, 101), [3, 4] * 50)
    x = np.concatenate([np.arange(size) for size in [3, 4] * 50])
    y = np.random.default_rng(2).normal(size=len(x))
    data = table_of(family, np.random.default_rng(1)) | {
        "group": group.tolist(),
        "x": x.tolist(),
        "y": y.tolist(),
        "N": len(x),
        "J": 100,
    }
    found = collapsed.reduce(family, data)
    assert found["K"] == 2
    assert found["groups"] == [50, 50]


@pytest.mark.parametrize("family", ["means", "lines"])
def test_squares_within_groups_are_kept_whole_far_from_zero(family):
    rng = np.random.default_rng(3)
    data = table_of(family, rng)
    far = data | {"y": [value + 2.0**30 for value in data["y"]]}
    one, two = (collapsed.reduce(family, each)["within"] for each in (data, far))
    # What is left of the outcomes themselves at such a distance.
    assert two == pytest.approx(one, rel=1e-6)


def test_a_group_that_has_one_x_has_no_slope_of_its_own():
    data = table_of("lines", np.random.default_rng(1)) | {
        "N": 7,
        "J": 3,
        "group": [1, 1, 1, 2, 3, 3, 3],
        "x": [0.1, 0.1, 0.1, 0.7, -1.0, 0.3, 2.0],
        "y": [1.0, 2.0, 4.0, 3.0, 0.0, 1.0, 1.5],
    }
    assert sorted(collapsed.reduce("lines", data)["r22"])[:2] == [0, 0]


@each_family
@pytest.mark.parametrize("case", ["one row a group", "equal groups", "no residual"])
def test_the_sampler_starts_somewhere_whatever_the_table(family, case):
    data = table_of(family, np.random.default_rng(1))
    y = {
        "one row a group": [1, 2, 4, 3],
        "equal groups": [3, 4, 3, 4],
        "no residual": [1, 1, 4, 4],
    }[case]
    group = [1, 2, 3, 4] if case == "one row a group" else [1, 1, 2, 2]
    data |= {"y": y, "group": group, "x": [0.0, 1.0, 0.5, 2.0], "J": max(group)}
    data["N"] = [5, 5, 5, 5] if family in ("coins", "rates") else 4
    data["J"] = 4 if family in ("coins", "rates") else data["J"]
    found = collapsed.reduce(family, data | {"S": 4})
    for name in ("start", "width"):
        if name in found:
            assert np.isfinite(found[name]).all(), (case, found[name])
    assert min(found.get("width", [1])) > 0


# --- group effects, against linear algebra and integrals -----------------------------


def draws_of(count: int, **values) -> dict:
    """Repeat a draw of the hyperparameters, shape (chain, draw, ...)."""
    return {
        name: np.broadcast_to(value, (1, count, *np.shape(value)))
        for name, value in values.items()
    }


SHARED = {"mu_alpha": 1004.0, "sigma_alpha": 1.5, "sigma": 0.8, "lprior": 0.0}
RHO = -0.6


def effects_of(family: str, data: dict, count: int = 4000, **own) -> dict:
    """Draw group effects for one draw of the hyperparameters, whose prior is of no account."""
    data = data | {
        f"prior_mu_{name}_{what}": 1.0
        for name in ("alpha", "beta")
        for what in ("mean", "sd")
    }
    if family == "means":
        own = SHARED
    elif not own:
        factor = np.array([[1, 0], [RHO, np.sqrt(1 - RHO**2)]])
        own = SHARED | {"mu_beta": 0.3, "sigma_beta": 0.7, "L": factor}
    found = collapsed.complete(family, data, draws=draws_of(count, **own), seed=4)
    return {name: values[0] for name, values in found.items()}


@pytest.mark.parametrize("family", ["means", "lines"])
@pytest.mark.parametrize("prior_only", [0, 1])
def test_normal_effects_have_the_moments_of_a_regression(family, prior_only):
    data = table_of(family, np.random.default_rng(5)) | {"prior_only": prior_only}
    found = effects_of(family, data)
    group, y, every = np.array(data["group"]), np.array(data["y"]), design_of(data)
    spread = np.array([[1.5**2, RHO * 1.5 * 0.7], [RHO * 1.5 * 0.7, 0.7**2]])
    size = every.shape[1]
    for j in range(1, data["J"] + 1):
        design = every[rows := (group == j) & (prior_only == 0)]
        prior = np.linalg.inv(spread[:size, :size])
        covariance = np.linalg.inv(prior + design.T @ design / 0.8**2)
        centre = prior @ np.array([1004.0, 0.3])[:size] + design.T @ y[rows] / 0.8**2
        values = np.column_stack([found[n][:, j - 1] for n in ("alpha", "beta")[:size]])
        white = (values - covariance @ centre) @ np.linalg.cholesky(
            np.linalg.inv(covariance)
        )
        for column in [*white.T, white.sum(axis=1) / np.sqrt(size)]:
            assert stats.kstest(column, "norm").pvalue > LEVEL, j


def test_lines_are_drawn_where_the_population_has_no_inverse():
    data = table_of("lines", np.random.default_rng(5))
    own = SHARED | {"mu_beta": 0.3, "sigma_beta": 0.0, "L": [[1.0, 0.0], [-1.0, 0.0]]}
    found = effects_of("lines", data, 50, **own)
    assert np.isfinite(found["alpha"]).all()
    assert (found["beta"] == 0.3).all()


def test_biases_are_beta_distributed():
    data = table_of("coins", np.random.default_rng(5))
    own = {"omega": 0.4, "a": 3.0, "b": 4.0, "lprior": 0.0}
    found = collapsed.complete("coins", data, draws=draws_of(2000, **own), seed=4)
    for s in range(5):
        y, n = data["y"][s], data["N"][s]
        posterior = stats.beta(3 + y, 4 + n - y)
        assert stats.kstest(found["theta"][0, :, s], posterior.cdf).pvalue > LEVEL
    assert stats.kstest(found["theta_new"][0], stats.beta(3, 4).cdf).pvalue > LEVEL


@pytest.mark.parametrize(
    ("y", "n", "mu", "sigma"),
    [
        (3, 9, 0.5, 1.5),
        (0, 20, 0.0, 3.0),
        (20, 20, 0.0, 30.0),
        (0, 0, -1.0, 2.0),
        (400, 100_000, 2.0, 0.7),
        (5, 9, 0.0, 1e-6),
        (90, 100, -6.0, 0.5),
    ],
)
def test_log_odds_follow_their_distribution(y, n, mu, sigma):
    rng = np.random.default_rng(6)
    model = families.get("rates").MODELS["partial_pooling"]
    units = effects.of(model, RATE | {"y": [y], "N": [n]})
    at = {"mu_alpha": np.full(5000, mu), "sigma_alpha": np.full(5000, sigma)}
    found = units.draw(at, rng)["alpha"][:, 0]
    mode = modes(y, n, mu, sigma)

    def log_density(alpha):
        return y * alpha - n * np.logaddexp(0, alpha) - 0.5 * ((alpha - mu) / sigma) ** 2

    p = special.expit(mode)
    width = 1 / np.sqrt(1 / sigma**2 + n * p * (1 - p))
    grid = (
        mode + np.sinh(np.linspace(-1, 1, 20001) * np.arcsinh(9 * sigma / width)) * width
    )
    weight = np.exp(log_density(grid) - log_density(mode))
    cumulated = integrate.cumulative_trapezoid(weight, grid, initial=0)
    probability = np.interp(found, grid, cumulated / cumulated[-1])
    assert stats.kstest(probability, "uniform").pvalue > LEVEL


def modes(y, n, mu, sigma):
    """Find the mode of a unit's log odds, between bounds of it."""
    return optimize.brentq(
        lambda a: y - n * special.expit(a) - (a - mu) / sigma**2,
        mu + sigma**2 * (y - n) - 1,
        mu + sigma**2 * y + 1,
        xtol=1e-12,
    )


def test_effects_drawn_in_parts_are_those_drawn_at_once(monkeypatch):
    data = table_of("rates", np.random.default_rng(5))
    own = draws_of(300, mu_alpha=0.4, sigma_alpha=0.9, lprior=0.0)
    whole = collapsed.complete("rates", data, draws=own, seed=4)["alpha"]
    monkeypatch.setattr("pooling.model.effects.regression.hermite.CHUNK", 50)
    monkeypatch.setattr("pooling.model.effects.regression.hermite.FEW", 1)
    parts = collapsed.complete("rates", data, draws=own, seed=4)["alpha"]
    assert whole.shape == parts.shape == (1, 300, 20)
    # Each group has another distribution: a part in a wrong place would show.
    away = (whole.mean(axis=1) - parts.mean(axis=1)) / whole.std(axis=1)
    assert np.abs(away).max() < 5 * np.sqrt(2 / 300)
    assert len(np.unique(parts)) == parts.size


# --- marginal densities ---------------------------------------------------------------


def test_the_marginal_density_of_means_and_lines_is_the_multivariate_normal():
    rng = np.random.default_rng(7)
    for family in ("means", "lines"):
        data = table_of(family, rng)
        own = {
            "mu_alpha": rng.normal(1004, 2, 3),
            "mu_beta": rng.normal(0, 1, 3),
            "sigma_alpha": rng.uniform(0.1, 3, 3),
            "sigma_beta": rng.uniform(0.1, 3, 3),
            "rho": rng.uniform(-0.9, 0.9, 3),
            "sigma": rng.uniform(0.3, 3, 3),
        }
        marginals = means if family == "means" else lines
        found = marginals.MARGINALS["partial_pooling_collapsed"](data, own)
        group, y, every = np.array(data["group"]), np.array(data["y"]), design_of(data)
        size = every.shape[1]
        expected = []
        for k in range(3):
            covariance = own["rho"][k] * own["sigma_alpha"][k] * own["sigma_beta"][k]
            spread = np.array(
                [
                    [own["sigma_alpha"][k] ** 2, covariance],
                    [covariance, own["sigma_beta"][k] ** 2],
                ]
            )[:size, :size]
            total = 0
            for j in range(1, data["J"] + 1):
                rows = group == j
                design = every[rows]
                mean = design @ np.array([own["mu_alpha"][k], own["mu_beta"][k]])[:size]
                noise = own["sigma"][k] ** 2 * np.eye(rows.sum())
                total += stats.multivariate_normal(
                    mean, noise + design @ spread @ design.T
                ).logpdf(y[rows])
            expected.append(total)
        np.testing.assert_allclose(np.diff(found), np.diff(expected), rtol=1e-9)


@pytest.mark.parametrize("module", [means, lines])
def test_a_fixed_prior_is_a_population_that_is_known(module):
    rng = np.random.default_rng(8)
    data = table_of(module.__name__.rsplit(".", 1)[1], rng)
    sigma = rng.uniform(0.3, 3, 5)
    known = {"mu_alpha": 1003.0, "sigma_alpha": 2.5, "mu_beta": 0.4, "sigma_beta": 0.7}
    learned = {name: np.full(5, value) for name, value in known.items()}
    fixed = {
        f"prior_{name}_{argument}": known[f"{hyper}_{name}"]
        for name in ("alpha", "beta")[: 1 + (module is lines)]
        for hyper, argument in (("mu", "mean"), ("sigma", "sd"))
    }
    np.testing.assert_allclose(
        module.MARGINALS["fixed_prior_collapsed"](data | fixed, {"sigma": sigma}),
        module.MARGINALS["partial_pooling_collapsed"](
            data, learned | {"sigma": sigma, "rho": np.zeros(5)}
        ),
    )


def test_the_marginal_density_of_coins_is_beta_binomial():
    data = table_of("coins", np.random.default_rng(7))
    omega = np.array([0.2, 0.5, 0.9])
    marginal = coins.MARGINALS["partial_pooling_collapsed"]
    found = marginal(data, {"omega": omega})
    a, b = omega * 5 + 1, (1 - omega) * 5 + 1
    expected = [
        stats.betabinom(data["N"], *shapes).logpmf(data["y"]).sum()
        for shapes in zip(a, b, strict=True)
    ]
    np.testing.assert_allclose(np.diff(found), np.diff(expected), rtol=1e-9)


@pytest.mark.parametrize("trials", [1, 12, 35, 1000])
def test_the_integrals_over_log_odds_are_those_of_adaptive_quadrature(trials):
    rng = np.random.default_rng(8)
    n = np.array([trials, max(1, trials // 3), trials])
    y = np.array([0, rng.binomial(n[1], 0.3), rng.binomial(n[2], 0.7)])
    mu = np.array([0.0, -2.0, 1.0, 0.5, 3.0])
    sigma = np.array([1.5, 0.05, 4.0, 40.0, 0.5])
    found = rates.log_marginal(y, n, mu, sigma)
    for place in range(len(mu)):
        for unit in range(len(y)):
            peak = modes(y[unit], n[unit], mu[place], sigma[place])

            def integrand(alpha, unit=unit, place=place, peak=peak):
                def height(a):
                    away = (a - mu[place]) / sigma[place]
                    return y[unit] * a - n[unit] * np.logaddexp(0, a) - 0.5 * away**2

                return np.exp(height(alpha) - height(peak))

            away = (peak - mu[place]) / sigma[place]
            top = y[unit] * peak - n[unit] * np.logaddexp(0, peak) - 0.5 * away**2
            p = special.expit(peak)
            width = 1 / np.sqrt(1 / sigma[place] ** 2 + n[unit] * p * (1 - p))
            ends = np.sinh(np.linspace(-1, 1, 41) * np.arcsinh(12 * sigma[place] / width))
            ends = peak + width * ends
            area = sum(
                integrate.quad(integrand, *pair, epsabs=0, epsrel=1e-11)[0]
                for pair in pairwise(ends)
            )
            expected = top + np.log(area / (sigma[place] * np.sqrt(2 * np.pi)))
            assert found[place, unit] == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("events", ["all", "none"])
def test_the_programs_grid_holds_populations_that_only_the_prior_bounds(events):
    """Units without a failure, or without a success, let the spread be large."""
    n = np.array([41, 12, 250, 8, 77])
    y = n if events == "all" else 0 * n
    own = collapsed.reduce("rates", {"J": 5, "N": n, "y": y, "prior_only": 0} | RATE)
    y, n = (np.array(own[name])[:, np.newaxis] for name in ("y", "N"))
    alpha = own["centre"] + np.array(own["grid"])
    for mu, sigma in [(0.28, 12.66), (-0.28, 12.66), (4.0, 15.0), (-4.0, 15.0)]:
        normal = stats.norm(mu, sigma).pdf(alpha) * own["step"]
        # Of all factors above 1 the logarithm, so that none is lost.
        kernel = -y * np.logaddexp(0, -alpha) - (n - y) * np.logaddexp(0, alpha)
        found = np.log(np.exp(kernel) @ normal)
        exact = rates.log_marginal(y[:, 0], n[:, 0], np.array([mu]), np.array([sigma]))
        np.testing.assert_allclose(found, exact[0], atol=1e-8)


def test_the_programs_grid_integrates_as_exactly():
    """The rule of the Stan program, in numpy, where it is used."""
    for n, y in [([5, 8, 12], [1, 6, 7]), ([35, 35, 20, 10], [34, 12, 20, 0])]:
        data = {"J": len(n), "N": n, "y": y, "prior_only": 0} | RATE
        own = {
            name: np.array(value)
            for name, value in collapsed.reduce("rates", data).items()
        }
        alpha = own["centre"] + own["grid"]
        for factor in (1.01, 2, 10, 40):
            for away in (0, 0.5, -0.5):
                mu = own["centre"] + away * own["reach"]
                sigma = factor * own["narrow"] * np.hypot(1, away)
                kernel = own["y"][:, np.newaxis] * alpha
                kernel = kernel - own["N"][:, np.newaxis] * np.logaddexp(0, alpha)
                normal = stats.norm(mu, sigma).pdf(alpha) * own["step"]
                found = np.log(np.exp(kernel) @ normal)
                expected = rates.log_marginal(
                    own["y"], own["N"], np.array([mu]), np.array([sigma])
                )
                np.testing.assert_allclose(found, expected[0], atol=2e-8)


def test_many_distinct_counts_with_many_trials_are_warned_of(caplog):
    rng = np.random.default_rng(9)
    n = np.full(600, 10**7)
    data = {"J": 600, "N": n, "y": rng.binomial(n, rng.uniform(0.2, 0.8, 600))} | RATE
    with caplog.at_level("WARNING"):
        collapsed.reduce("rates", data | {"prior_only": 0})
    assert "sampler: direct" in caplog.text
    caplog.clear()
    few = {"J": 2, "N": [50, 60], "y": [3, 4], "prior_only": 0}
    collapsed.reduce("rates", few | RATE)
    assert not caplog.text


@pytest.mark.parametrize("response", ["normal", "estimates"])
def test_what_is_completed_has_the_priors_of_all_that_a_formula_has(response):
    data = regression_tables.stan_data(response, "partial_pooling")
    rng = np.random.default_rng(3)
    own = {"sd": rng.uniform(0.2, 1, (2, 9, 2)), "cor": rng.uniform(-0.5, 0.5, (2, 9, 1))}
    own |= {"sigma": rng.uniform(0.5, 2, (2, 9))} if response == "normal" else {}
    found = collapsed.complete(
        response, data, draws=own, seed=4, program="normal_collapsed"
    )
    flat = {name: values.reshape(18, *values.shape[2:]) for name, values in found.items()}
    right = density.lprior(response, data, flat)
    np.testing.assert_allclose(flat["lprior"], right, atol=1e-10)
    assert ("sigma" in found) == (response == "normal")
    assert found["y_new"].shape == (2, 9, data["N_new"])
