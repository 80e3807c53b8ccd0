"""The densities of models by formula, once more with scipy, one draw and row at a time."""

import numpy as np
import pytest
import regression_tables
from pooling.checks import agreement
from pooling.model import density, responses
from pooling.model.density import negative_binomial, poisson
from pooling.model.families.base import Model
from pooling.sampling.digits import shortened
from regression_tables import BESIDE, DISTRIBUTIONS, MODELS, RESPONSES, of_prior
from scipy import linalg, special, stats

CASES = [
    ("normal", 1, 1, 0, None),
    ("normal", 3, 1, 2, "crossed"),
    ("student", 2, 1, 2, "above"),
    ("estimates", 2, 1, 2, "nested"),
    ("normal", 2, 1, 2, "within"),
    ("binomial", 2, 0, 2, "crossed"),
    ("poisson", 2, 1, 1, "nested"),
    ("negative_binomial", 1, 1, 0, None),
]
each_case = pytest.mark.parametrize(
    ("response", "varying", "correlated", "further", "lies"), CASES
)
each_model = pytest.mark.parametrize("model", MODELS)


def sizes(data: dict) -> dict[str, tuple]:
    """Shape of what Stan samples, on its own scale."""
    K, pairs = data["K"], data["K"] * (data["K"] - 1) // 2
    partial = data["pooling"] == 2
    found = {
        "beta": (sum(data["used"]),),
        "theta": (data["J"], K) if data["pooling"] else (0, 0),
        "sd": (K * partial,),
        "cor": (pairs * partial * data["correlated"],),
        "sd_further": (data["H"],),
        "further": (data["L"],),
    }
    return found | {name: () for name in BESIDE if f"prior_{name}_rate" in data}


def correlation_matrix(raw, size: int) -> np.ndarray:
    """Turn unconstrained numbers into R by its Cholesky factor, as Stan's manual has it."""
    factor = np.eye(size)
    z = iter(np.tanh(raw))
    for i in range(1, size):
        for j in range(i):
            factor[i, j] = next(z) * np.sqrt(1 - np.sum(factor[i, :j] ** 2))
        factor[i, i] = np.sqrt(1 - np.sum(factor[i, :i] ** 2))
    return factor @ factor.T


def unturned(data: dict, raw, spread) -> np.ndarray:
    """Give levels their units, and turn those with a mean of their own (Helmert's axes)."""
    factor, unit = np.array(data["factor"]) - 1, np.array(data["further_unit"])
    own = np.where(unit > 0, unit, spread[factor]) * raw
    for place, reflect in enumerate(data["reflect"]):
        at = np.flatnonzero(factor == place)
        if reflect:
            own[at] = linalg.helmert(len(at), full=True).T @ own[at]
    return own


def effects(data: dict, sampled, of_groups) -> tuple[np.ndarray, np.ndarray]:
    """Effects of levels alone, and with what they lie in, from what is sampled of them."""
    factor, inside = np.array(data["factor"]), np.array(data["inside"]) - 1

    def around(at: int) -> float:
        parent = inside[at]
        if parent < 0 or parent >= len(inside):
            return 0.0 if parent < 0 else of_groups[parent - len(inside)]
        return alone(parent) + around(parent)

    def alone(at: int) -> float:
        own = np.flatnonzero(factor == factor[at])
        if data["further_unit"][own[-1]] == 0 or inside[at] < 0:
            return sampled[at]
        turned = data["reflect"][factor[at] - 1]
        away = np.mean([around(other) for other in own]) if turned else 0.0
        return sampled[at] - (around(at) - away)

    found = np.array([alone(at) for at in range(len(inside))])
    return found, found + [around(at) for at in range(len(inside))]


def constrained(data: dict, raw: dict) -> dict:
    """Turn what Stan samples into the parameters, of one draw."""
    found = {"beta": raw["beta"]}
    for name, values in raw.items():
        if name in ("sd", "sd_further"):
            found[name] = np.exp(values)
        if name in BESIDE:
            found[name] = BESIDE[name][0](np.exp(values))
    beside = np.zeros(data["J"])
    if data["H"]:
        sampled = unturned(data, raw["further"], found["sd_further"])
        own, total = effects(data, sampled, beside)
        found["further"] = own
        mean = np.array(data["in_intercept"]) @ own
        found["beta"] = (
            raw["beta"] - mean * np.array(data["intercept"])[np.flatnonzero(data["used"])]
        )
        known = np.append(total, 0)[np.array(data["above"]) - 1]  # the last one: of none
        beside = np.array(data["in_group"]) @ own + known
    used = np.flatnonzero(data["used"])
    beside = beside + np.array(data["own_mean"])[:, used] @ found["beta"]
    if data["pooling"] == 1:
        found["theta"] = raw["theta"].copy()
        found["theta"][:, 0] -= beside
    if data["pooling"] == 2:
        K = data["K"]
        R = correlation_matrix(raw["cor"], K) if data["correlated"] else np.eye(K)
        B, sd = np.array(data["B"]), np.diag(found["sd"])
        mean, root = B @ found["beta"][:K], np.linalg.cholesky(B @ sd @ R @ sd @ B.T)
        z = raw["theta"].copy()
        if not data["centred"][0]:  # around what rows and population tell, in their sd
            told = np.array(data["own_weight"])
            both = told + root[0, 0] ** -2
            middle = told * (np.array(data["own_level"]) - beside)
            middle = (middle + mean[0] * root[0, 0] ** -2) / both
            z[:, 0] = (middle + z[:, 0] / np.sqrt(both) - mean[0]) / root[0, 0]
        for k in np.flatnonzero(data["centred"]):
            known = mean[k] + z[:, :k] @ root[k, :k] + (beside if k == 0 else 0)
            z[:, k] = (z[:, k] - known) / root[k, k]
        found["theta"] = np.linalg.solve(B, (mean + z @ root.T).T).T
        if data["correlated"]:
            found["cor"] = R[np.tril_indices(K, -1)]
    if data["H"] and data["pooling"]:
        level = found["theta"] @ np.array(data["B"])[0] + beside
        found["further"], _ = effects(data, sampled, level)
    return found


def jacobian(data: dict, raw: dict) -> float:
    """Log of the absolute determinant of what `constrained` does, by differences.

    Of phi it is that of 1 / sqrt(phi), which has the prior, and of the like.
    """
    names = [name for name in raw if np.size(raw[name])]
    cuts = np.cumsum([np.size(raw[name]) for name in names])[:-1]

    def together(u):
        parts = zip(names, np.split(u, cuts), strict=True)
        own = raw | {name: part.reshape(np.shape(raw[name])) for name, part in parts}
        found = constrained(data, own)
        found |= {each: BESIDE[each][1](found[each]) for each in BESIDE if each in found}
        return np.concatenate([np.ravel(found[name]) for name in names])

    at, step = np.concatenate([np.ravel(raw[name]) for name in names]), 1e-5
    columns = [
        (together(at + away) - together(at - away)) / (2 * step)
        for away in step * np.eye(len(at))
    ]
    return np.linalg.slogdet(np.array(columns))[1]


def log_prior(data: dict, draw: dict) -> float:
    """Sum the log densities of the parameters as the model states them."""
    used = np.flatnonzero(data["used"])
    A = np.array(data["A"])[np.ix_(used, used)]
    mean, sd = (np.array(data[f"prior_beta_{name}"])[used] for name in ("mean", "sd"))
    total = stats.norm(mean, sd).logpdf(A @ draw["beta"]).sum()
    for name in ("sd", "sd_further"):
        if name in draw and np.size(draw[name]):
            total += of_prior(name, data).logpdf(draw[name]).sum()
    for name, (_, back) in BESIDE.items():
        if name in draw:
            total += of_prior(name, data).logpdf(back(draw[name]))
    for value, factor in zip(draw.get("further", ()), data["factor"], strict=False):
        total += stats.norm(0, draw["sd_further"][factor - 1]).logpdf(value)
    if data["pooling"] == 1:
        for theta in draw["theta"]:
            own = stats.norm(data["prior_theta_mean"], data["prior_theta_sd"])
            total += own.logpdf(np.array(data["B"]) @ theta).sum()
    if data["pooling"] == 2:
        K = data["K"]
        R = np.eye(K)
        if "cor" in draw:
            R[np.tril_indices(K, -1)] = draw["cor"]
            R = R + np.tril(R, -1).T
            total += (data["prior_cor_shape"] - 1) * np.linalg.slogdet(R)[1]
        sigma = np.outer(draw["sd"], draw["sd"]) * R
        own = stats.multivariate_normal(draw["beta"][:K], sigma)
        total += np.sum(own.logpdf(draw["theta"]))
    return total


def predictor(data: dict, draw: dict, row: int) -> float:
    """Linear predictor of one row."""
    used = np.flatnonzero(data["used"])
    x, z = np.array(data["X"][row]), np.array(data["Z"][row])
    group = data["group"][row] - 1
    eta = data["offsets"][row]
    if data["pooling"] == 0:
        eta += x @ draw["beta"]
    elif data["pooling"] == 1:
        eta += x[used] @ draw["beta"] + z @ draw["theta"][group]
    else:
        eta += x[data["K"] :] @ draw["beta"][data["K"] :] + z @ draw["theta"][group]
    for h in range(data["H"]):
        eta += draw["further"][data["level"][h * data["N"] + row] - 1]
    return eta


def outcome(response: str, data: dict, draw: dict, row: int):
    """Distribution of one outcome."""
    eta = predictor(data, draw, row)
    return DISTRIBUTIONS[response](eta, draw, responses.known(data)[row])


def log_likelihood(response: str, data: dict, draw: dict) -> np.ndarray:
    """Log density of each outcome."""
    name = "logpmf" if responses.get(response).INTEGER else "logpdf"
    return np.array(
        [
            getattr(outcome(response, data, draw, row), name)(y)
            for row, y in enumerate(data["y"])
        ]
    )


@each_model
@each_case
@pytest.mark.parametrize("centred", [0, 1, 2])
def test_densities_are_scipys(
    response, varying, correlated, further, lies, model, centred
):
    data = regression_tables.stan_data(
        response,
        model,
        varying=varying,
        correlated=correlated,
        further=further,
        groups=4,
        centred=centred,
        lies=lies,
        # One factor as it is, the other standardised.
        units=(0.6 * (centred == 1), 0.4 * (centred != 1)),
    )
    rng = np.random.default_rng(8)
    raws = [
        {name: 0.7 * rng.normal(size=shape) for name, shape in sizes(data).items()}
        for _ in range(4)
    ]
    each = [constrained(data, raw) for raw in raws]
    draws = {name: np.array([draw[name] for draw in each]) for name in each[0]}
    terms = np.concatenate(list(density.log_likelihood(response, data, draws)))
    right = np.array([log_likelihood(response, data, draw) for draw in each])
    np.testing.assert_allclose(terms, right, rtol=1e-9, atol=1e-9)
    stated = [
        log_prior(data, draw) + jacobian(data, raw)
        for draw, raw in zip(each, raws, strict=True)
    ]
    for only, theirs in ((1, np.array(stated)), (0, stated + right.sum(axis=1))):
        ours = density.log_density(response, model, data | {"prior_only": only}, draws)
        away = ours - theirs
        np.testing.assert_allclose(away, away[0], rtol=1e-7, atol=1e-6)


@pytest.mark.parametrize("further", [0, 2])
def test_some_rows_are_those_of_all(further):
    data = regression_tables.stan_data("binomial", "partial_pooling", further=further)
    declared = Model(
        pooling="partial", parameters=(), likelihood="binomial", coefficients={}
    )
    rng = np.random.default_rng(1)
    draws = density.from_prior("binomial", declared, data=data, count=5, rng=rng)
    whole = np.concatenate(list(density.log_likelihood("binomial", data, draws)))
    chosen = np.array([3, 17, 4])
    some = density.log_likelihood("binomial", data, draws, rows=chosen)
    np.testing.assert_array_equal(np.concatenate(list(some)), whole[:, chosen])


@each_model
@pytest.mark.parametrize("response", RESPONSES)
def test_priors_are_drawn_as_stated(response, model):
    data = regression_tables.stan_data(response, model, varying=3, further=2)
    declared = Model(
        pooling="partial", parameters=(), likelihood=response, coefficients={}
    )
    rng, count = np.random.default_rng(4), 4000
    draws = density.from_prior(response, declared, data=data, count=count, rng=rng)
    assert {name: values.shape[1:] for name, values in draws.items()} == {
        name: shape for name, shape in sizes(data).items() if 0 not in shape
    }
    uniform = {}
    used = np.flatnonzero(data["used"])
    if len(used):
        A = np.array(data["A"])[np.ix_(used, used)]
        mean, sd = (np.array(data[f"prior_beta_{key}"])[used] for key in ("mean", "sd"))
        uniform["beta"] = stats.norm(mean, sd).cdf(draws["beta"] @ A.T)
    for name in ("sd", "sd_further"):
        if name in draws:
            uniform[name] = of_prior(name, data).cdf(draws[name])
    for name, (value, back) in BESIDE.items():
        if name in draws:
            own, least = of_prior(name, data), back(value(0.0)) if name == "nu" else 0.0
            uniform[name] = (own.cdf(back(draws[name])) - own.cdf(least)) / own.sf(least)
    of_level = draws["sd_further"][:, np.array(data["factor"]) - 1]
    uniform["further"] = stats.norm.cdf(draws["further"] / of_level)
    if model == "no_pooling":
        own = stats.norm(data["prior_theta_mean"], data["prior_theta_sd"])
        uniform["theta"] = own.cdf(draws["theta"] @ np.array(data["B"]).T)
    if model == "partial_pooling":
        # Each correlation of three variables: Lewandowski, Kurowicka and Joe (2009).
        shape = data["prior_cor_shape"] + 0.5
        uniform["cor"] = stats.beta(shape, shape, loc=-1, scale=2).cdf(draws["cor"])
        R = np.eye(3) + np.zeros((count, 3, 3))
        R[(slice(None), *np.tril_indices(3, -1))] = draws["cor"]
        R += np.tril(R, -1).transpose(0, 2, 1)
        away = (draws["theta"] - draws["beta"][:, np.newaxis]) / draws["sd"][
            :, np.newaxis
        ]
        square = np.einsum("djk,dkl,djl->dj", away, np.linalg.inv(R), away)
        uniform["theta"] = stats.chi2(3).cdf(square)
    for name, values in uniform.items():
        for column in values.reshape(count, -1).T:
            assert stats.kstest(column, "uniform").pvalue > 1e-5, name


@pytest.mark.parametrize("response", RESPONSES)
def test_replicates_follow_the_response(response):
    data = regression_tables.stan_data(response, "complete_pooling", groups=4)
    raw = {
        name: np.full(shape, 0.1 * (1 + place))
        for place, (name, shape) in enumerate(sizes(data).items())
    }
    draw = constrained(data, raw)
    count = 4000
    draws = {
        name: np.repeat(np.asarray(values)[np.newaxis], count, 0)
        for name, values in draw.items()
    }
    tables = density.replicates(response, data, draws, np.random.default_rng(3))
    tables = np.concatenate(list(tables))
    rng = np.random.default_rng(2)
    for row, values in enumerate(tables.T):
        own = outcome(response, data, draw, row)
        chance = own.cdf(values)
        if responses.get(response).INTEGER:
            chance = own.cdf(values - 1) + own.pmf(values) * rng.random(count)
        assert stats.kstest(chance, "uniform").pvalue > 1e-5


def test_a_rate_too_large_for_a_count_is_cut():
    data = {"y": [1, 2]}
    eta = np.array([[800.0, 1.0]])
    for outcomes, own in (
        (poisson, {}),
        (negative_binomial, {"phi": np.array([2.0])}),
    ):
        drawn = outcomes.replicates(data, eta, own, np.random.default_rng(1))
        assert 1e8 < drawn[0, 0] < 2e9
        assert drawn[0, 1] < 100


@pytest.mark.parametrize("phi", [0.5, 99.0, 101.0, 1e5, 2e8, 1e12])
def test_a_negative_binomial_keeps_its_digits(phi):
    eta, y = np.log([[0.3, 30.0, 400.0]]), np.array([0, 28, 380])
    draws = {"phi": np.array([phi])}
    found = negative_binomial.log_likelihood({"y": y}, eta, draws)
    factors = [np.log1p(np.arange(n) / phi).sum() for n in y]  # of gamma(phi + n)
    mean = np.exp(eta)
    expected = (
        factors + y * eta - special.gammaln(y + 1) - (y + phi) * np.log1p(mean / phi)
    )
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-10)


def test_what_a_file_keeps_of_draws_tells_their_density():
    """At the year 0 an intercept is known no better than the slope, and both fix it."""
    table = {"varying": 2, "centre": 2000, "width": 5}
    data = regression_tables.stan_data("poisson", "partial_pooling", **table)
    rng = np.random.default_rng(12)
    sampled = {"beta": rng.normal(0, 0.01, (200, sum(data["used"])))}
    slope = rng.normal(0.06, 0.05, (200, data["J"]))
    level = rng.normal(1, 0.5, (200, data["J"]))
    sampled["theta"] = np.stack([level - 2000 * slope, slope], axis=-1)
    sampled["sd"] = np.column_stack([rng.uniform(80, 120, 200), np.full(200, 0.05)])
    sampled["cor"] = -np.sqrt(1 - 0.25 / sampled["sd"][:, :1] ** 2)
    logs = [
        density.log_density("poisson", "partial_pooling", data, values)
        for values in (sampled, {n: shortened(v) for n, v in sampled.items()})
    ]
    assert np.abs(logs[1] - logs[0]).max() < agreement.DEVIATION / 20
