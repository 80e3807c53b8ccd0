"""Exact posteriors against closed forms and slower computations of another kind."""

import csv
import json
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from pooling import exact
from pooling.basics.errors import PoolingError
from pooling.checks.predictive.base import Case
from pooling.checks.predictive.new_group import new_group_check
from pooling.checks.results import Fit
from pooling.exact import axes, base, importance, quadrature
from pooling.exact.answer import write_grid
from pooling.model import effects, families
from pooling.model.effects.design import laid_out
from scipy import stats
from scipy.integrate import quad
from scipy.special import comb, expit

ROOT = Path(__file__).parent.parent

LINES = {
    "N": 7,
    "J": 3,
    "group": [1, 1, 1, 2, 2, 2, 3],
    "x": [-1.0, 0.0, 2.0, -2.0, 0.5, 1.0, 0.7],
    "y": [0.3, 0.9, 2.2, -2.5, 0.2, 0.1, 1.5],
    "prior_mu_alpha_mean": 0.2,
    "prior_mu_alpha_sd": 2.0,
    "prior_mu_beta_mean": -0.1,
    "prior_mu_beta_sd": 1.5,
    "prior_sigma_alpha_rate": 1.0,
    "prior_sigma_beta_rate": 2.0,
    "prior_R_shape": 2.0,
    "prior_sigma_rate": 1.0,
    "prior_alpha_mean": 0.5,
    "prior_alpha_sd": 3.0,
    "prior_beta_mean": 0.1,
    "prior_beta_sd": 2.0,
}
RATES = {
    "J": 2,
    "N": [5, 9],
    "y": [1, 9],
    "prior_mu_alpha_mean": 0.3,
    "prior_mu_alpha_sd": 1.5,
    "prior_sigma_alpha_rate": 1.0,
    "prior_alpha_mean": 0.3,
    "prior_alpha_sd": 1.5,
}
COINS = {
    "S": 2,
    "N": [20, 8],
    "y": [5, 4],
    "kappa": 5.0,
    "omega": 0.4,
    "prior_omega_a": 2.0,
    "prior_omega_b": 3.0,
    "prior_kappa_shape": 1.5,
    "prior_kappa_rate": 0.1,
}
TABLES = {
    "coins": (COINS, ["1", "2"]),
    "means": (LINES, ["a", "b", "c"]),
    "lines": (LINES, ["a", "b", "c"]),
    "rates": (RATES, ["a", "b"]),
}
SAMPLED = [
    (family, model)
    for family in families.NAMES
    for model, declared in families.get(family).MODELS.items()
    if declared.sampled
]


@cache
def posterior(family, model):
    return posterior_with(family, model)


def posterior_with(family, model, **changes):
    data, labels = TABLES[family]
    data = data | changes
    return exact.posterior(family, model, data, {"group": labels})


def moments(result, name):
    place = result.labels.index(name)
    return result.mean[place], result.sd[place]


def moments_on(points, weights):
    """Mean and sd of a density known up to a factor on points."""
    weights = weights / weights.sum()
    mean = np.sum(weights * points)
    return mean, np.sqrt(np.sum(weights * (points - mean) ** 2))


def by_group(table):
    """Give the predictor's values group by group."""
    group = np.array(table["group"])
    return [np.array(table["x"])[group == own] for own in range(1, table["J"] + 1)]


def model_of(names):
    """Partial pooling of means, or of lines where something is said of slopes."""
    sloping = any("beta" in name for name in names)
    return families.get("lines" if sloping else "means").MODELS["partial_pooling"]


def dense(scales, names=("alpha", "beta"), table=LINES):
    """Condition the joint normal of everything on y, by its full covariance.

    Returns the log density of y and the means and variances of mu and theta.
    """
    design = laid_out(model_of(names), table, table["N"])
    size, groups = design.shape[1], table["J"]
    spread = np.diag([scales[f"sigma_{name}"] ** 2 for name in names])
    if size == 2:
        spread[0, 1] = spread[1, 0] = (
            scales["rho"] * scales["sigma_alpha"] * scales["sigma_beta"]
        )
    prior = [table[f"prior_mu_{name}_mean"] for name in names]
    variance = np.diag([table[f"prior_mu_{name}_sd"] ** 2 for name in names])
    # All of mu, theta_1, theta_2, ...; every theta repeats mu.
    together = np.kron(np.ones((1 + groups, 1 + groups)), variance)
    together[size:, size:] += np.kron(np.eye(groups), spread)
    to_y = np.zeros((table["N"], size * (1 + groups)))
    for row, group in enumerate(table["group"]):
        to_y[row, size * group : size * (group + 1)] = design[row]
    mean = np.tile(prior, 1 + groups)
    of_y = to_y @ together @ to_y.T + scales["sigma"] ** 2 * np.eye(table["N"])
    gain = np.linalg.solve(of_y, to_y @ together).T
    surprise = np.array(table["y"]) - to_y @ mean
    log_density = -0.5 * (
        np.linalg.slogdet(of_y)[1] + surprise @ np.linalg.solve(of_y, surprise)
    )
    variances = np.diag(together - gain @ to_y @ together)
    # By coefficient first, as the programs have them.
    return log_density, *(
        values.reshape(1 + groups, size).T
        for values in (mean + gain @ surprise, variances)
    )


@pytest.mark.parametrize(("family", "model"), SAMPLED)
def test_every_sampled_model_has_all_its_declared_parameters(family, model):
    result = posterior(family, model)
    declared = families.get(family).MODELS[model].parameters
    assert [label.split("[")[0] for label in dict.fromkeys(result.labels)] == [
        parameter.name
        for parameter in declared
        for _ in (TABLES[family][1] if parameter.per_group else [0])
    ]
    assert len(result.mean) == len(result.sd) == len(result.labels)
    assert np.all(np.isfinite(result.mean))
    assert np.all(result.sd > 0)
    assert result.error <= (1e-3 if result.points is None else importance.AIM)
    assert result.edge_mass <= 1e-6


def test_an_unknown_family_is_refused():
    with pytest.raises(PoolingError, match='did you mean "means"'):
        exact.posterior("mean", "partial_pooling", {}, [])


@pytest.mark.parametrize(
    "scales",
    [
        {"sigma_alpha": 1.3, "sigma_beta": 0.4, "rho": 0.6, "sigma": 0.7},
        {"sigma_alpha": 1.3, "sigma_beta": 0.0, "rho": 0.0, "sigma": 0.7},
        {"sigma_alpha": 1.3, "sigma_beta": 0.4, "rho": -1.0, "sigma": 0.2},
        {"sigma_alpha": 0.0, "sigma_beta": 0.0, "rho": 1.0, "sigma": 2.0},
        {"sigma_alpha": 30.0, "sigma_beta": 20.0, "rho": 0.3, "sigma": 0.1},
    ],
)
@pytest.mark.parametrize(
    "table", [LINES, LINES | {"x": [-1.0, 0.0, 2.0, 2.0, -1.0, 0.0, 0.7]}]
)
def test_given_the_scales_the_lines_are_those_of_the_full_covariance(scales, table):
    reference = {"sigma_alpha": 1.0, "sigma_beta": 1.0, "rho": 0.0, "sigma": 1.0}
    own = effects.of(model_of(scales), table)
    # Rows of a group may stand in any order.
    designs = np.unique(own.table.sums.root.reshape(4, -1), axis=1)
    assert designs.shape[1] == len({tuple(sorted(x)) for x in by_group(table)})
    node = {name: np.array([scales[name], reference[name]]) for name in scales}
    likelihood = own.log_likelihood(node)
    found = own.moments(node)
    log_density, mean, variance = dense(scales, table=table)
    assert likelihood[0] - likelihood[1] == pytest.approx(
        log_density - dense(reference, table=table)[0], rel=1e-9
    )
    for place, name in enumerate(("alpha", "beta")):
        for which, expected, digits in ((0, mean, 1e-8), (1, variance, 1e-6)):
            own_mu, own_theta = expected[place, 0], expected[place, 1:]
            moments = found[f"mu_{name}"][which][0], found[name][which][0]
            np.testing.assert_allclose(moments[0], own_mu, rtol=1e-8)
            np.testing.assert_allclose(moments[1], own_theta, rtol=digits)


def test_partially_pooled_means_agree_with_a_grid_of_full_covariances():
    # Gauss-Legendre in the scales themselves: other nodes, other variables.
    places, own = np.polynomial.legendre.leggauss(60)
    scale, weight = 12 * (places + 1) / 2, 12 * own / 2
    found = []
    for sigma_alpha, weight_alpha in zip(scale, weight, strict=True):
        for sigma, weight_sigma in zip(scale, weight, strict=True):
            log_density, mean, variance = dense(
                {"sigma_alpha": sigma_alpha, "sigma": sigma}, ("alpha",)
            )
            mass = weight_alpha * weight_sigma
            mass *= np.exp(log_density - sigma_alpha - sigma)
            found.append([mass, *mean[0], *variance[0]])
    mass, *columns = np.array(found).T
    mean, variance = np.array(columns[:4]), np.array(columns[4:])
    expected = mean @ mass / mass.sum()
    sd = np.sqrt((variance + (mean - expected[:, np.newaxis]) ** 2) @ mass / mass.sum())
    result = posterior("means", "partial_pooling")
    places = [0, 3, 4, 5]  # mu_alpha and the alphas
    assert np.max(np.abs(result.mean[places] - expected) / sd) < 1e-3
    assert np.max(np.abs(result.sd[places] - sd) / sd) < 1e-3


def test_partially_pooled_lines_agree_with_importance_sampling_from_the_prior():
    rng = np.random.default_rng(4)
    draws = 8_000
    scales = {
        "sigma_alpha": rng.exponential(1.0, draws),
        "sigma_beta": rng.exponential(0.5, draws),
        "rho": 2 * rng.beta(2.0, 2.0, draws) - 1,
        "sigma": rng.exponential(1.0, draws),
    }
    found = [
        dense({name: values[draw] for name, values in scales.items()})
        for draw in range(draws)
    ]
    log_density = np.array([row[0] for row in found])
    weights = np.exp(log_density - log_density.max())
    weights /= weights.sum()
    conditional = np.array([row[1] for row in found])  # draw, coefficient, mu and groups
    result = posterior("lines", "partial_pooling")
    estimates = scales | {
        "mu_alpha": conditional[:, 0, 0],
        "mu_beta": conditional[:, 1, 0],
        "alpha[c]": conditional[:, 0, 3],
        "beta[a]": conditional[:, 1, 1],
    }
    for name, values in estimates.items():
        estimate = weights @ values
        error = np.sqrt(np.sum((weights * (values - estimate)) ** 2))
        assert abs(moments(result, name)[0] - estimate) < 4 * error, name
        assert error < 0.2 * moments(result, name)[1]


def test_where_the_slopes_are_unseen_their_scale_and_correlation_keep_the_prior():
    # Every x is 0: the posterior of sigma_beta is its exponential prior, which is
    # highest at the boundary, and that of rho a beta over (-1, 1).
    result = posterior_with("lines", "partial_pooling", x=[0.0] * 7, prior_R_shape=1.0)
    assert moments(result, "sigma_beta") == pytest.approx((0.5, 0.5), abs=5e-3)
    assert moments(result, "rho") == pytest.approx((0, 1 / np.sqrt(3)), abs=5e-3)
    assert moments(result, "mu_beta") == pytest.approx((-0.1, 1.5), rel=5e-3)
    assert moments(result, "alpha[b]") == pytest.approx(
        moments(posterior("means", "partial_pooling"), "alpha[b]"), rel=5e-3
    )


def test_complete_pooling_of_means_agrees_with_one_integral():
    y = np.array(LINES["y"])

    def integral(power):
        def integrand(sigma):
            precision = 1 / 9 + len(y) / sigma**2
            mean = (0.5 / 9 + y.sum() / sigma**2) / precision
            covariance = sigma**2 * np.eye(len(y)) + 9
            density = stats.multivariate_normal(np.full(len(y), 0.5), covariance).pdf(y)
            moment = {"one": 1, "alpha": mean, "sigma": sigma}[power]
            return density * np.exp(-sigma) * moment

        return quad(integrand, 1e-3, 40, limit=200, epsabs=0, epsrel=1e-9)[0]

    result = posterior("means", "complete_pooling")
    assert result.labels == ["alpha", "sigma"]
    expected = np.array([integral("alpha"), integral("sigma")]) / integral("one")
    assert np.max(np.abs(result.mean - expected) / result.sd) < 1e-4


def test_partially_pooled_rates_agree_with_a_plain_grid():
    # In the standardised log odds, which need no placing, and sigma itself.
    mu = np.linspace(-7, 7, 57)[:, np.newaxis, np.newaxis]
    sigma = (np.arange(160) + 0.5)[:, np.newaxis] / 10
    z = np.linspace(-8, 8, 161)
    alpha = mu + sigma * z
    prior = stats.norm.pdf(mu, 0.3, 1.5) * np.exp(-sigma)
    units = [
        stats.norm.pdf(z) * expit(alpha) ** y * expit(-alpha) ** (n - y)
        for y, n in zip(RATES["y"], RATES["N"], strict=True)
    ]
    masses = [unit.sum(-1, keepdims=True) for unit in units]
    joint = prior * masses[0] * masses[1]
    expected = {
        "mu_alpha": moments_on(mu, joint),
        "sigma_alpha": moments_on(sigma, joint),
    }
    for place, label in enumerate(TABLES["rates"][1]):
        density = prior * masses[1 - place] * units[place]
        expected[f"alpha[{label}]"] = moments_on(alpha, density)
        expected[f"p[{label}]"] = moments_on(expit(alpha), density)
    result = posterior("rates", "partial_pooling")
    for name, (mean, sd) in expected.items():
        assert moments(result, name)[0] == pytest.approx(mean, abs=2e-3 * sd), name
        assert moments(result, name)[1] == pytest.approx(sd, rel=2e-3), name


def test_a_unit_agrees_with_adaptive_quadrature():
    y, n, mu, sigma = [0, 3, 400, 0], [6, 9, 1000, 0], 0.4, 2.5
    units = effects.of(
        families.get("rates").MODELS["partial_pooling"], RATES | {"y": y, "N": n}
    )
    at = {"mu_alpha": np.array([mu]), "sigma_alpha": np.array([sigma])}
    likelihood, found = units.by_group(at)
    for place in range(4):

        def integral(moment, place=place):
            def integrand(alpha):
                p = expit(alpha)
                density = p ** y[place] * (1 - p) ** (n[place] - y[place])
                return density * stats.norm.pdf(alpha, mu, sigma) * moment(alpha)

            around = found["alpha"][0][0, place]
            ends = (around - 12, around, around + 12)
            return sum(
                quad(integrand, *span, epsabs=0, epsrel=1e-10, limit=500)[0]
                for span in pairwise(ends)
            )

        mass = integral(lambda alpha: 1.0)
        ways = np.log(comb(n[place], y[place]))
        assert likelihood[0, place] == pytest.approx(ways + np.log(mass), abs=1e-5)
        for name, function in (("alpha", lambda alpha: alpha), ("p", expit)):
            mean = integral(function) / mass
            square = integral(lambda alpha, f=function: f(alpha) ** 2) / mass
            sd = np.sqrt(square - mean**2)
            assert found[name][0][0, place] == pytest.approx(mean, abs=1e-4 * sd)
            assert np.sqrt(found[name][1][0, place]) == pytest.approx(sd, rel=1e-4)


# Means and sds by another quadrature of the log odds than a formula's, and another search for
# their modes, which the rates had until they became formulas.
BEFORE = {
    "tanks": {
        "complete_pooling": {"p": (0.6987728954476, 0.01368999381489)},
        "no_pooling": {
            "alpha[2]": (5.69785820888, 2.737080532295),
            "p[41]": (0.1167239291577, 0.05322138226532),
        },
        "partial_pooling": {
            "mu_alpha": (1.34584631654, 0.256774435757),
            "sigma_alpha": (1.618968942354, 0.2137946872588),
            "alpha[2]": (3.073535291854, 1.112120063354),
            "p[41]": (0.1501579450226, 0.05766932777103),
        },
    },
    "none, all, no trial": {
        "complete_pooling": {"p": (0.5, 0.07640914898418)},
        "no_pooling": {
            "alpha[1]": (-5.169990424263, 2.857233964754),
            "p[2]": (0.9586400766059, 0.07556640747088),
            "p[5]": (0.5, 0.4181568432682),
        },
        "partial_pooling": {
            "mu_alpha": (-0.07935931376857, 0.854868812778),
            "sigma_alpha": (1.850502674953, 1.070594124843),
            "alpha[1]": (-2.22748223443, 1.779561408246),
            "p[5]": (0.4872767248504, 0.301832561361),
        },
    },
    "two": {
        "complete_pooling": {"alpha": (-0.1006545622157, 0.4490142249828)},
        "no_pooling": {"alpha[1]": (-1.399166495432, 0.8640223353272)},
        "partial_pooling": {
            "sigma_alpha": (1.052920136573, 0.8062205372476),
            "p[2]": (0.6021038562796, 0.1437221661874),
        },
    },
}


@pytest.mark.parametrize("table", BEFORE)
def test_rates_have_the_numbers_that_another_quadrature_gives(table):
    if table == "tanks":
        with (ROOT / "data" / "reed_frogs.csv").open() as file:
            rows = list(csv.DictReader(file))
        n, y = ([int(row[name]) for row in rows] for name in ("density", "surv"))
    else:
        few = {"two": ([9, 10], [2, 7])}
        n, y = few.get(table, ([5, 5, 10, 20, 0], [0, 5, 3, 12, 0]))
    data = {"J": len(n), "N": n, "y": y, "prior_mu_alpha_mean": 0.0}
    data |= {"prior_mu_alpha_sd": 1.5, "prior_sigma_alpha_rate": 1.0}
    labels = {"group": [str(place + 1) for place in range(len(n))]}
    for model, expected in BEFORE[table].items():
        wide = {"sd": 5.0 if model == "no_pooling" else 1.5, "mean": 0.0}
        priors = {f"prior_alpha_{name}": each for name, each in wide.items()}
        result = exact.posterior("rates", model, data | priors, labels)
        for name, numbers in expected.items():
            # The complete pooling model was a unit's integral; it is one of its axis now.
            rel = 4e-9 if model == "complete_pooling" else 1e-9
            assert moments(result, name) == pytest.approx(numbers, rel=rel), name


def test_a_unit_without_trials_keeps_its_prior():
    result = posterior_with("rates", "no_pooling", N=[0, 9], y=[0, 4])
    assert moments(result, "alpha[a]") == pytest.approx((0.3, 1.5), abs=1e-6)


def test_rates_with_very_many_trials_are_placed_at_their_narrow_peaks():
    counts = {"N": [10**6, 10**5], "y": [200_000, 10**5]}
    result = posterior_with("rates", "partial_pooling", **counts)
    assert moments(result, "p[a]") == pytest.approx((0.2, np.sqrt(0.16e-6)), rel=1e-3)
    assert moments(result, "p[b]")[0] > 0.9999


def test_coins_of_a_known_factory_are_conjugate():
    result = posterior("coins", "fixed_mode")
    for place, (y, n) in enumerate(zip(COINS["y"], COINS["N"], strict=True)):
        theta = stats.beta(0.4 * 3 + 1 + y, 0.6 * 3 + 1 + n - y)
        assert result.mean[place] == pytest.approx(theta.mean())
        assert result.sd[place] == pytest.approx(theta.std())


@pytest.mark.parametrize(("a", "b"), [(2.0, 3.0), (0.5, 0.7)])
def test_coins_agree_with_a_plain_grid(a, b):
    # In the square root's angle, where a density infinite at 0 and 1 is finite.
    angle = (np.arange(3000) + 0.5) * np.pi / 6000
    omega = np.sin(angle) ** 2
    prior = stats.beta.pdf(omega, a, b) * np.sin(2 * angle)
    theta = (np.arange(1000) + 0.5) / 1000
    shapes = omega[:, np.newaxis] * 3 + 1, (1 - omega[:, np.newaxis]) * 3 + 1
    given = stats.beta.pdf(theta, *shapes)
    first, second = (
        given * theta**y * (1 - theta) ** (n - y)
        for y, n in zip(COINS["y"], COINS["N"], strict=True)
    )
    result = posterior_with("coins", "partial_pooling", prior_omega_a=a, prior_omega_b=b)
    expected = [
        moments_on(omega, prior * first.sum(1) * second.sum(1)),
        moments_on(theta, (prior * second.sum(1)) @ first),
        moments_on(theta, (prior * first.sum(1)) @ second),
    ]
    for mean, sd, (grid_mean, grid_sd) in zip(
        result.mean, result.sd, expected, strict=True
    ):
        assert mean == pytest.approx(grid_mean, abs=1e-3 * grid_sd)
        assert sd == pytest.approx(grid_sd, rel=1e-3)


def test_without_flips_the_factory_keeps_its_prior():
    result = posterior_with(
        "coins",
        "partial_pooling",
        N=[0, 0],
        y=[0, 0],
        prior_omega_a=0.5,
        prior_omega_b=0.5,
    )
    assert moments(result, "omega") == pytest.approx((0.5, np.sqrt(1 / 8)), abs=1e-4)


@pytest.mark.parametrize(
    ("family", "names"),
    [
        ("coins", {"omega", "theta[1]", "theta[2]"}),
        ("means", {"mu_alpha", "sigma_alpha", "sigma"}),
        ("lines", set()),
        ("rates", {"mu_alpha", "sigma_alpha"}),
    ],
)
def test_marginal_densities_have_the_moments_of_their_parameters(family, names):
    result = posterior(family, "partial_pooling")
    assert set(result.marginals) == names
    for name, (points, density) in result.marginals.items():
        mean, sd = moments(result, name)
        assert np.trapezoid(density, points) == pytest.approx(1, abs=2e-3), name
        found = np.trapezoid(points * density, points)
        assert found == pytest.approx(mean, abs=5e-3 * sd), name


def test_a_kappa_that_ties_the_coins_tightly_leaves_no_ripples_in_their_densities():
    _, density = posterior_with("coins", "partial_pooling", kappa=1000.0).marginals[
        "theta[1]"
    ]
    turns = np.diff(np.sign(np.diff(density[density > 1e-3 * density.max()])))
    assert np.count_nonzero(turns) == 1


def test_the_reported_error_covers_what_a_finer_grid_changes(monkeypatch):
    shown = posterior("means", "partial_pooling")
    monkeypatch.setattr(quadrature, "TOLERANCE", 1e-6)
    monkeypatch.setattr(axes, "EDGE", 1e-14)
    finer = posterior_with("means", "partial_pooling")
    assert 0 < base.change(finer.mean, finer.sd, shown.mean, shown.sd) <= shown.error


def test_relabelled_groups_have_their_posteriors_permuted():
    swapped = [{1: 3, 2: 1, 3: 2}[group] for group in LINES["group"]]
    before = posterior("means", "partial_pooling")
    after = posterior_with("means", "partial_pooling", group=swapped)
    np.testing.assert_allclose(after.mean[:3], before.mean[:3], rtol=1e-9)
    np.testing.assert_allclose(after.mean[3:], before.mean[[4, 5, 3]], rtol=1e-9)


@pytest.mark.parametrize("unit", [1e-5, 1e5])
def test_another_unit_of_the_outcome_rescales_the_posterior(unit):
    rescaled = {"y": [unit * y for y in LINES["y"]]}
    for name, value in LINES.items():
        if name.endswith(("_mean", "_sd")):
            rescaled[name] = unit * value
        if name.endswith("_rate"):
            rescaled[name] = value / unit
    before = posterior("means", "partial_pooling")
    after = posterior_with("means", "partial_pooling", **rescaled)
    np.testing.assert_allclose(after.mean, unit * before.mean, rtol=1e-6)
    np.testing.assert_allclose(after.sd, unit * before.sd, rtol=1e-6)


def test_points_of_four_scales_have_the_moments_that_a_grid_has():
    found, data = posterior("lines", "partial_pooling"), TABLES["lines"][0]
    model = families.get("lines").MODELS["partial_pooling"]
    own, shape = effects.of(model, data), data["prior_R_shape"]
    grid = quadrature.integrate(
        [
            *(
                axes.scale_axis(f"sigma{of}", data[f"prior_sigma{of}_rate"])
                for of in ("_alpha", "_beta", "")
            ),
            # In two dimensions LKJ(shape) has the density (1 - rho^2)^(shape - 1).
            axes.interval_axis("rho", shape, b=shape, low=-1.0, high=1.0),
        ],
        own.log_likelihood,
        own.moments,
        model.parameters,
        width=own.width,
        effort=own.effort,
    )
    for ours, theirs, errors in zip(
        (found.mean, found.sd), (grid.mean, grid.sd), found.points.errors, strict=True
    ):
        assert (errors > 0).all()
        assert (np.abs(ours - theirs) < 5 * errors + 0.001 * grid.sd).all()


def test_a_table_that_is_too_large_is_not_computed(monkeypatch):
    monkeypatch.setattr(quadrature, "LARGEST", 10**3)
    with pytest.raises(PoolingError, match=r"not computed, because its grid .* limit"):
        posterior_with("means", "partial_pooling")


def test_groups_without_any_variation_within_are_not_computed():
    y = [float(group) for group in LINES["group"]]
    with pytest.raises(PoolingError, match=r"not computed, because .* no residual"):
        posterior_with("means", "no_pooling", y=y)


def _predicted(folder, family: str, model: str, **changes) -> dict:
    """Predict known groups and a new one over the nodes of the exact posterior."""
    data, labels = TABLES[family]
    data = data | {"trials_new": sorted(set(np.ravel(data["N"])))} | changes
    (folder / "stan_data.json").write_text(json.dumps(data, default=int))
    computed = posterior(family, model)
    facts = {"computed": True, "error": computed.error}
    write_grid(folder / "exact_nodes.nc", computed.grid(), facts)
    files = [str(folder / name) for name in ("stan_data.json", "exact_nodes.nc")]
    found = new_group_check(
        Case(family=family, model=model, fit=Fit.of(files), labels=labels, seed=0)
    )
    assert found["exact"]
    assert found["error_of_least_ratio"] == 0
    return found


@pytest.mark.parametrize("model", ["partial_pooling", "no_pooling"])
@pytest.mark.parametrize("family", ["means", "lines"])
def test_real_outcomes_are_predicted_with_the_moments_of_their_parameters(
    tmp_path, family, model
):
    """Means and sds of the exact answer, which the predictions do not read."""
    result = posterior(family, model)
    near = 1e-3 if result.points is None else 2e-2  # of 4096 points that stand for more
    found = _predicted(tmp_path, family, model, x_new=[0.0, 1.0, -1.0])
    at = found["predictions"]
    noise = sum(np.square(moments(result, "sigma")))
    sds = [np.hypot(moments(result, f"alpha[{g}]")[1], np.sqrt(noise)) for g in "abc"]
    for known in at[0]["existing"]:
        mean, _ = moments(result, f"alpha[{known['group']}]")
        assert known["mean"] == pytest.approx(mean, rel=near)
        assert known["sd"] == pytest.approx(sds["abc".index(known["group"])], rel=near)
    if model == "partial_pooling":
        mean, sd = moments(result, "mu_alpha")
        spread = sum(np.square(moments(result, "sigma_alpha")))
    else:
        mean, sd, spread = LINES["prior_alpha_mean"], LINES["prior_alpha_sd"], 0
    new = at[0]["new"]
    assert new["mean"] == pytest.approx(mean, rel=near)
    assert new["sd"] == pytest.approx(np.sqrt(sd**2 + spread + noise), rel=near)
    if family == "means":  # the least ratio is that of the widest of all groups
        assert found["least_ratio"] == pytest.approx(new["sd"] / max(sds), rel=near)
        return
    # The variance along a line is a parabola; its bend is the variance of the slope.
    for place, known in enumerate(at[0]["existing"]):
        zero, up, down = (row["existing"][place]["sd"] ** 2 for row in at)
        _, slope = moments(result, f"beta[{known['group']}]")
        # A variance errs twice as much as an sd.
        assert (up + down) / 2 - zero == pytest.approx(slope**2, rel=2 * near)


def test_coins_are_predicted_by_a_mixture_of_beta_binomials(tmp_path):
    found = _predicted(tmp_path, "coins", "partial_pooling")
    omega = np.linspace(0.0005, 0.9995, 1000)
    a, b = omega * 3 + 1, (1 - omega) * 3 + 1
    y, n = np.array(COINS["y"]), np.array(COINS["N"])
    mass = stats.beta.pdf(omega, 2, 3)
    mass *= stats.betabinom.pmf(y[:, None], n[:, None], a, b).prod(axis=0)
    mass /= mass.sum()
    ratios = []
    for row, place in zip(found["predictions"], (1, 0), strict=True):
        sds = []
        for told, shift in (
            (row["existing"][0], (y[place], n[place] - y[place])),
            (row["new"], (0, 0)),
        ):
            counts = np.arange(n[place] + 1)
            chances = stats.betabinom.pmf(
                counts[:, None], n[place], a + shift[0], b + shift[1]
            )
            chances = chances @ mass
            mean = counts @ chances
            sds.append(np.sqrt((counts - mean) ** 2 @ chances))
            assert told["mean"] == pytest.approx(mean, rel=1e-3)
            assert told["sd"] == pytest.approx(sds[-1], rel=1e-3)
            below = np.cumsum(chances)
            ends = np.searchsorted(below, [0.05, 0.95])
            assert [told["q5"], told["q95"]] == list(ends)
        ratios.append(sds[1] / sds[0])
    assert found["least_ratio"] == pytest.approx(min(ratios), rel=1e-3)
    assert found["largest_ratio"] == pytest.approx(max(ratios), rel=1e-3)


@pytest.mark.parametrize("model", ["partial_pooling", "no_pooling"])
def test_rates_are_predicted_with_the_moments_of_their_posterior(tmp_path, model):
    result = posterior("rates", model)
    found = _predicted(tmp_path, "rates", model)
    for row, label in zip(found["predictions"], "ab", strict=True):
        mean, sd = moments(result, f"p[{label}]")
        n, (known,) = row["at"], row["existing"]
        own = n * (mean * (1 - mean) - sd**2) + n**2 * sd**2
        assert known["mean"] == pytest.approx(n * mean, rel=1e-3)
        assert known["sd"] == pytest.approx(np.sqrt(own), rel=1e-3)
