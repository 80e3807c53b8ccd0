"""The densities of models by formula, once more with scipy, one draw and row at a time."""

import numpy as np
import pytest
import regression_tables
from pooling.checks import agreement
from pooling.model import density, responses
from pooling.model.density import negative_binomial, poisson
from pooling.model.families.base import Model
from pooling.sampling.digits import shortened
from regression_tables import MODELS, of_prior
from response_examples import BESIDE, EXAMPLES, PROGRAMS
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


def telling(data: dict) -> list[list[int]]:
    """Give each level, then each group, with all that it lies in."""
    inside = np.array(data["inside"]) - 1

    def chain(at: int) -> list[int]:
        return [at, *(chain(inside[at]) if inside[at] >= 0 else ())]

    return [chain(at) for at in range(len(inside))]


def together(data: dict, raw: dict, found: dict, root) -> tuple:
    """Give beta in its units, linked levels and what groups add, from their joint normal.

    Its precision matrix has the levels first that lie in others, then what they lie in, and
    beta last: the inverse of its triangle turns independent numbers into such draws.
    """
    L, J, P, K = (data[name] for name in "LJPK")
    own, own_theta, own_beta = (
        np.array(data[name]) for name in ("own", "own_theta", "own_beta")
    )
    factor = np.array(data["factor"])
    sizes = {h: data["count"][h - 1] for h in range(1, data["H"] + 1)} | {0: J}
    order, numbers = [], []
    for h in sorted(sizes, key=lambda h: -sizes[h]):
        if h and data["linked"][h - 1]:
            order += [(at, 0) for at in np.flatnonzero(factor == h)]
            numbers += raw["further"][factor == h].tolist()
        elif not h:
            order += [(L + j, k) for k in range(K) for j in range(J)]
            numbers += raw["theta"].T.ravel().tolist()
    count = len(order)
    place = {key: at for at, key in enumerate(order)}
    ways = np.zeros((L + J, K, count))  # of each effect, by what is sampled
    for at, k in order:
        if at < L:
            sd = found["sd_further"][factor[at] - 1]
            ways[at, 0, place[at, 0]] = sd
        else:
            for m in range(K):
                ways[at, m, place[at, k]] = root[m, k]
    precision = np.eye(count + P)
    precision[count:, count:] = own_beta[:P, :P]
    aim = np.append(np.zeros(count), own_beta[:P, P])
    chains = telling(data)
    # Of each group its coefficients, the first with what it lies in.
    of_groups = ways[L:].copy()
    for j in range(J):
        of_groups[j, 0] = ways[chains[L + j], 0].sum(axis=0)
        precision[:count, :count] += of_groups[j].T @ own_theta[:, j, :K] @ of_groups[j]
        precision[:count, count:] += of_groups[j].T @ own_theta[:, j, K:-1]
        aim[:count] += own_theta[:, j, -1] @ of_groups[j]
    for at, chain in enumerate(chains[:L]):
        inner = [other for other in chain if other < L]
        if inner == chain:
            continue
        way, group = ways[inner, 0].sum(axis=0), of_groups[chain[len(inner)] - L]
        both = np.outer(way, own[at, :K] @ group)
        precision[:count, :count] += own[at, 0] * np.outer(way, way) + both + both.T
        precision[:count, count:] += np.outer(way, own[at, K:-1])
        aim[:count] += way * own[at, -1]
    precision[count:, :count] = precision[:count, count:].T
    triangle = np.linalg.cholesky(precision)
    numbers = np.append(numbers, raw["beta"])
    drawn = np.linalg.solve(triangle.T, np.linalg.solve(triangle, aim) + numbers)
    effects = ways @ drawn[:count]
    return drawn[count:], effects[:L, 0], effects[L:]


def beside(data: dict, raw: dict, found: dict, moved, added) -> np.ndarray:
    """Give the levels of factors that are not sampled together with beta."""
    L, K, factor = data["L"], data["K"], np.array(data["factor"])
    own, inside = np.array(data["own"]), np.array(data["inside"]) - 1
    used = np.flatnonzero(data["used"])
    total, levels = np.append(np.zeros(L), added[:, 0]), np.zeros(L)
    for h in np.argsort(data["count"]) + 1:
        at = np.flatnonzero(factor == h)
        told = own[at]
        for other in np.flatnonzero(np.isin(inside[:L], at)):
            sd = found["sd_further"][factor[other] - 1]
            chain = np.array(own[other])
            for inner in np.flatnonzero(inside[:L] == other):
                spread = found["sd_further"][factor[inner] - 1] ** 2
                chain += own[inner] / (1 + spread * own[inner, 0])
            told[at == inside[other]] += chain / (1 + sd**2 * chain[0])
        variance = found["sd_further"][h - 1] ** 2
        left = variance / (1 + variance * told[:, 0])
        around = np.where(inside[at] >= 0, total[inside[at]], 0)
        middle = told[:, -1] - told[:, 0] * around - told[:, K + used] @ moved
        for place, level in enumerate(at):
            *_, top = telling(data)[level]
            if top >= L:
                middle[place] -= told[place, 1:K] @ added[top - L, 1:]
        middle, unit = left * middle, np.sqrt(left)
        if data["reflect"][h - 1]:
            unit[:] = np.sqrt(left.mean())
            unit[0] = np.sqrt(variance)
            turn = linalg.helmert(len(at), full=True).T
            levels[at] = middle - middle.mean() + turn @ (unit * raw["further"][at])
        else:
            levels[at] = middle + unit * raw["further"][at]
        total[at] = levels[at] + around
    return levels


def constrained(data: dict, raw: dict) -> dict:
    """Turn what Stan samples into the parameters, of one draw."""
    found = {}
    for name, values in raw.items():
        if name in ("sd", "sd_further"):
            found[name] = np.exp(values)
        if name in BESIDE:
            found[name] = BESIDE[name].value(np.exp(values))
    J, K, L, B = data["J"], data["K"], data["L"], np.array(data["B"])
    used = np.flatnonzero(data["used"])
    moved, linked, added = raw["beta"], np.zeros(L), np.zeros((J, K))
    if data["pooling"] == 1:
        skew, tail = np.array(data["own_bend"])
        z = np.sinh(tail * raw["theta"]) / tail
        z = z - skew * (np.sqrt(1 + z**2) - 1)
        theta = np.einsum("jik,jk->ji", data["own_unit"], z) + data["own_location"]
        own, own_theta = np.array(data["own"]), np.array(data["own_theta"])
        told = own_theta[0, :, 0].copy()
        chains = enumerate(telling(data)[:L])
        inner = [(at, chain) for at, chain in chains if chain[-1] >= L]
        if inner:  # by the Schur complement of all levels in a group
            sds = found["sd_further"][np.array(data["factor"]) - 1]
            for j in range(J):
                of_group = [(at, chain) for at, chain in inner if chain[-1] == L + j]
                place = {at: n for n, (at, _) in enumerate(of_group)}
                precision, cross = np.eye(len(place)), np.zeros(len(place))
                for at, chain in of_group:
                    way = np.zeros(len(place))
                    for other in chain[:-1]:
                        way[place[other]] = sds[other]
                    precision += own[at, 0] * np.outer(way, way)
                    cross += own[at, 0] * way
                told[j] -= cross @ np.linalg.solve(precision, cross)
            unit = (told + data["prior_theta_sd"][0] ** -2) ** -0.5
            away = unit - np.array(data["own_unit"])[:, 0, 0]
            theta[:, 0] += away * z[:, 0]
        mean = own_theta[0, :, K:-1] / own_theta[0, :, :1]
        theta[:, 0] -= mean[:, used] @ moved
        added = theta @ B.T
    if data["pooling"] == 2:
        R = correlation_matrix(raw["cor"], K) if data["correlated"] else np.eye(K)
        sd = np.diag(found["sd"])
        root = np.linalg.cholesky(B @ sd @ R @ sd @ B.T)
        moved, linked, added = together(data, raw, found, root)
    levels = beside(data, raw, found, moved, added) if L else linked
    if L:
        own = np.array(data["linked"])[np.array(data["factor"]) - 1] == 1
        levels = found["further"] = np.where(own, linked, levels)
    mean = np.array(data["in_intercept"]) @ levels * np.array(data["intercept"])
    unit = np.array(data["unit"])[np.ix_(used, used)]
    found["beta"] = np.array(data["location"])[used] + unit @ moved - mean[used]
    if data["pooling"] == 1:
        known = np.append(levels, 0)[np.array(data["above"]) - 1]  # the last: of none
        theta[:, 0] -= np.array(data["in_group"]) @ levels + known
        found["theta"] = theta
    if data["pooling"] == 2:
        if data["correlated"]:
            found["cor"] = R[np.tril_indices(K, -1)]
        found["theta"] = found["beta"][:K] + np.linalg.solve(B, added.T).T
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
        found |= {
            name: beside.judged(found[name])
            for name, beside in BESIDE.items()
            if name in found
        }
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
    for name, beside in BESIDE.items():
        if name in draw:
            total += of_prior(name, data).logpdf(beside.judged(draw[name]))
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
    return EXAMPLES[response].same(eta, draw, responses.known(data)[row])


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
def test_densities_are_scipys(response, varying, correlated, further, lies, model):
    data = regression_tables.stan_data(
        response,
        model,
        varying=varying,
        correlated=correlated,
        further=further,
        groups=4,
        lies=lies,
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
@pytest.mark.parametrize("response", PROGRAMS)
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
    for name, beside in BESIDE.items():
        if name in draws:
            own, values = of_prior(name, data), beside.judged(draws[name])
            with np.errstate(divide="ignore"):
                least = beside.judged(beside.value(np.float64(0)))
            uniform[name] = (own.cdf(values) - own.cdf(least)) / own.sf(least)
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


@pytest.mark.parametrize("response", PROGRAMS)
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


def test_nothing_is_bent_where_effects_are_standardised():
    data = regression_tables.stan_data("poisson", "no_pooling", groups=4)
    rng = np.random.default_rng(9)
    raws = [{n: rng.normal(size=of) for n, of in sizes(data).items()} for _ in range(4)]
    each = [constrained(data, raw) for raw in raws]
    draws = {name: np.array([draw[name] for draw in each]) for name in each[0]}
    stated = [
        log_prior(data, draw) + log_likelihood("poisson", data, draw).sum()
        for draw in each
    ]
    for of, constant in ((density.standardised(data), True), (data, False)):
        away = density.log_density("poisson", "no_pooling", of, draws) - stated
        assert (np.ptp(away) < 1e-6) == constant
