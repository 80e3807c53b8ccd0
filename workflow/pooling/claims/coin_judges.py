"""Judges of the claims about coins: from results to numbers and a verdict."""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy.special import betainc, gammaln, xlog1py, xlogy
from scipy.stats import gamma

from pooling.claims.base import (
    ERRORS,
    NOT_SETTLED,
    Evidence,
    Finding,
    above,
    critical,
    difference,
    judge_distances,
    mean_and_error,
    not_judgeable,
    so,
    standardised,
    worst,
)
from pooling.exact import posterior
from pooling.model.effects.beta import shapes
from pooling.model.names import LEARNED_KAPPA, PARTIAL
from pooling.model.refits import fixed_mode, second_changed, without

INTERVAL = (0.05, 0.95)
SAYS_NOTHING = 0.5  # of the prior's interval: so wide a one hardly speaks of the data
ROUNDING = 1e-8  # draws are kept at full precision; this is rounding
MOST_PAIRS = 500  # of coins; all of 500 coins would take 16 GB
ONE_COIN = {"successes": [3], "trials": [9]}
TOPS = [(2, 2), (20, 20)]  # priors of omega that claim 3 speaks of
REFITS = ("second_changed", "fixed", "fixed_second_changed")  # of claim 20
MEMORY = {"successes": [5, 4], "trials": [20, 8]}


def _counts(evidence: Evidence, model: str = PARTIAL):
    data = evidence.stan_data(model)
    return np.array(data["y"]), np.array(data["N"]), data["kappa"]


def conditional_shapes(omega, kappa, y=0, n=0):
    """Shapes of the beta distribution of theta given omega, and outcomes if any.

    ``omega``, and ``kappa`` where it is learned, have the shape (chain, draw), the result
    (chain, draw, coin).
    """
    omega, kappa = (np.asarray(each)[..., np.newaxis] for each in (omega, kappa))
    return omega * (kappa - 2) + 1 + y, (1 - omega) * (kappa - 2) + 1 + n - y


def _orders(u) -> tuple[np.ndarray, np.ndarray]:
    """Legendre polynomials of draws u: of mean 0 and variance 1 if u is uniform.

    Of independent draws each is uncorrelated with each of another; the second sees
    what a correlation does not, that two are large or small together.
    """
    centred = u - 0.5
    return np.sqrt(12) * centred, np.sqrt(5) * (6 * centred**2 - 0.5)


def _uniform(u) -> list[np.ndarray]:
    """Distances of draws u from a uniform distribution: mean and variance."""
    return [standardised(u - 0.5), standardised((u - 0.5) ** 2 * 12, 1.0)]


def likelihood_through_theta(evidence: Evidence, identities: int) -> Finding:
    """Claim 1: log_lik and y_rep of the program against those of theta alone."""
    if not evidence.saved(PARTIAL, "log_likelihood"):
        return not_judgeable("not saved")
    y, n, _ = _counts(evidence)
    omega, theta = evidence.draws(PARTIAL, "omega", "theta")
    (likelihood,) = evidence.draws(PARTIAL, "y", group="log_likelihood")
    (replicate,) = evidence.draws(PARTIAL, "y", group="posterior_predictive")
    choose = gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1)
    off = likelihood - (choose + xlogy(y, theta) + xlog1py(n - y, -theta))
    # Given theta the replicates are independent of everything, draw by draw.
    surprise = (replicate - n * theta) / np.sqrt(n * theta * (1 - theta))
    centred = ((omega - omega.mean()) / omega.std())[..., np.newaxis]
    products = (surprise * centred).reshape(-1, len(y))
    with_omega = products.sum(axis=0) / np.sqrt((products**2).sum(axis=0))
    return judge_distances(
        [with_omega, np.abs(off).max() / ROUNDING],
        identities,
        {
            "likelihood_off": float(np.abs(off).max()),
            "correlation_y_rep_omega": float(
                np.corrcoef(replicate[..., 0].ravel(), omega.ravel())[0, 1]
            ),
            "correlation_given_theta": float(products[:, 0].mean()),
        },
    )


def top_of_the_slice(evidence: Evidence, identities: int) -> Finding:
    """Claim 2: prior draws of theta given omega, and those of a sharper top."""
    kappa = evidence.stan_data()["kappa"]
    distances, spread = [], []
    for name, concentration in (("prior", kappa), ("sharper_prior", 4 * kappa)):
        omega, theta = evidence.refit(name, "omega", "theta")
        a, b = conditional_shapes(omega, concentration)
        u = betainc(a, b, theta)
        distances += [*_uniform(u), standardised((u - 0.5) * (omega - 0.5)[..., None])]
        spread.append((theta - omega[..., None]) ** 2)
    narrower = difference(*[mean_and_error(each[..., 0]) for each in spread])[0]
    finding = judge_distances(
        distances,
        identities,
        {
            "sd_around_omega": float(np.sqrt(spread[0].mean())),
            "sd_around_omega_sharper": float(np.sqrt(spread[1].mean())),
            "narrowing_in_errors": float(narrower),
        },
    )
    return finding.only_if(so(narrower > finding.threshold))


def sharper_top_stays(evidence: Evidence, identities: int) -> Finding:
    """Claim 3: how far the posterior means leave the prior's, loose and sharp."""
    strict = evidence.others["coin_kappa10"]
    tops = [each.stan_data() for each in (evidence, strict)]
    if [(top["prior_omega_a"], top["prior_omega_b"]) for top in tops] != TOPS:
        return not_judgeable("other priors")
    values, verdicts = {}, []
    for parameter in ("theta", "omega"):
        moves = []
        for name, each in (("loose", evidence), ("sharp", strict)):
            data = each.stan_data()
            a, b = data["prior_omega_a"], data["prior_omega_b"]
            centre = a / (a + b)
            if parameter == "theta":
                centre = (1 + (data["kappa"] - 2) * centre) / data["kappa"]
            (mean,), _, (error,) = each.moments(PARTIAL, parameter)
            moves.append((abs(mean - centre), error))
            values[f"{parameter}_move_{name}"] = float(abs(mean - centre))
        (loose, first), (sharp, second) = moves
        lead = loose - sharp
        values[f"{parameter}_lead"] = float(lead)
        verdicts.append(above(lead, 0.0, ERRORS * np.hypot(first, second)))
    # Two things differ between the factories: each is changed alone.
    loose, sharp = tops
    for name, changed in (
        ("loose", loose),
        ("sharp", sharp),
        ("kappa_alone", loose | {"kappa": sharp["kappa"]}),
        ("prior_alone", sharp | {"kappa": loose["kappa"]}),
    ):
        values[f"theta_{name}"] = _exact_mean("theta[1]", changed)
        values[f"omega_{name}"] = _exact_mean("omega", changed)
    return Finding(values=values, threshold=0.0, verdict=worst(*verdicts))


def independent_given_omega(evidence: Evidence, identities: int) -> Finding | None:
    """Claim 4: probability transforms of theta given omega and y, from the draws."""
    y, n, kappa = _counts(evidence)
    if len(y) < 2:
        return None
    omega, theta = evidence.draws(PARTIAL, "omega", "theta")
    a, b = conditional_shapes(omega, kappa, y, n)
    u = betainc(a, b, theta)
    pairs = _pairs(len(y))
    between = [
        one[..., pairs[0]] * other[..., pairs[1]]
        for one, other in product(_orders(u), repeat=2)
    ]
    # Without omega: the covariance is that of the conditional means.
    expected = a / (a + b)

    def products(values):
        centred = values - values.mean(axis=(0, 1))
        return centred[..., pairs[0]] * centred[..., pairs[1]]

    # One coin's draws with the other's conditional mean: the same covariance, with
    # less noise. It vanishes as kappa nears 2, so all pairs are taken together.
    centred, means = (v - v.mean(axis=(0, 1)) for v in (theta, expected))
    crossed = centred[..., pairs[0]] * means[..., pairs[1]]
    crossed += means[..., pairs[0]] * centred[..., pairs[1]]
    apart = standardised(crossed.mean(axis=-1))[0]
    finding = judge_distances(
        [
            *_uniform(u),
            *map(standardised, between),
            standardised(products(theta) - products(expected)),
        ],
        identities,
        {
            "correlation_given_omega": float(between[0][..., 0].mean()),
            "correlation": _correlation(evidence, theta),
            "correlation_in_errors": float(apart),
        },
    )
    return finding.only_if(so(apart > finding.threshold))


def _correlation(evidence: Evidence, theta) -> float:
    """Correlation of the first two theta: the exact one where it was computed.

    Given omega they are independent, so their covariance is that of their means there.
    """
    fit = evidence.fits.get(PARTIAL)
    if fit is None or fit.grid is None:
        return float(
            np.corrcoef(*np.moveaxis(theta[..., :2], -1, 0).reshape(2, -1))[0, 1]
        )
    values, weights = fit.points("omega")
    a, b = (shape[:, :2] for shape in shapes(evidence.stan_data(), values["omega"]))
    given, within = a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))
    away = given - weights @ given
    first, second = weights @ (within + away**2)
    return float(weights @ away.prod(axis=1) / np.sqrt(first * second))


def _pairs(coins: int) -> tuple[np.ndarray, np.ndarray]:
    """Pair coins: every two, or an even selection where there are many."""
    one, other = np.triu_indices(coins, 1)
    taken = np.linspace(0, len(one) - 1, min(len(one), MOST_PAIRS)).round().astype(int)
    return one[taken], other[taken]


def narrower_with_trials(evidence: Evidence, identities: int) -> Finding | None:
    """Claim 5: sds of the likelihoods, each normalised over theta."""
    y, n, _ = _counts(evidence)
    if len(set(n)) < 2:
        return None
    a, b = y + 1, n - y + 1
    sd = np.sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))
    most, fewest = n.argmax(), n.argmin()
    values = {
        "trials_most": int(n[most]),
        "sd_most": float(sd[most]),
        "trials_fewest": int(n[fewest]),
        "sd_fewest": float(sd[fewest]),
    }
    ratio = float(sd[most] / sd[fewest])
    return Finding(values=values | {"ratio": ratio}, threshold=1.0, verdict=so(ratio < 1))


def near_their_proportions(evidence: Evidence, identities: int) -> Finding:
    """Claim 6: distance of theta from its proportion, in posterior sds."""
    y, n, _ = _counts(evidence)
    mean, sd, error = evidence.moments(PARTIAL, "theta")
    away, error = np.abs(mean - y / n) / sd, error / sd
    values = {
        "theta_1_away": float(away[0]),
        "theta_2_away": float(away[1]),
        "theta_1_sd": float(sd[0]),
        "theta_2_sd": float(sd[1]),
    }
    near = above(-away.max(), -0.5, ERRORS * error[away.argmax()])
    return Finding(values=values, threshold=0.5, verdict=worst(near, so(sd[0] < sd[1])))


def leaves_its_proportion(evidence: Evidence, identities: int) -> Finding:
    """Claim 7: theta_2 under a sharp top, and omega without either subject."""
    y, n, _ = _counts(evidence)
    (_, mean), (_, sd), (_, error) = evidence.moments(PARTIAL, "theta")
    (omega,) = evidence.moments(PARTIAL, "omega")[0]
    away = abs(mean - y[1] / n[1]) / sd
    toward = abs(mean - omega) < abs(y[1] / n[1] - omega)
    first, last = (
        _exact_mean("omega", without(coin, evidence.stan_data())) for coin in (0, 1)
    )
    full = _exact_mean("omega", evidence.stan_data())
    moves = abs(first - full), abs(last - full)
    # Who saw more is one thing, where the subjects stand another.
    exchanged = evidence.stan_data() | {"y": (y[::-1] * n // n[::-1]).tolist()}
    there = _exact_mean("omega", exchanged)
    values = {
        "theta_2_away": float(away),
        "omega_moves_without_1": float(moves[0]),
        "omega_moves_without_2": float(moves[1]),
    } | {
        f"omega_moves_exchanged_without_{coin + 1}": abs(
            _exact_mean("omega", without(coin, exchanged)) - there
        )
        for coin in (0, 1)
    }
    verdict = worst(
        above(away, 1.0, ERRORS * error / sd), so(toward), so(moves[0] > moves[1])
    )
    return Finding(values=values, threshold=1.0, verdict=verdict)


def _exact_mean(parameter: str, data: dict, model: str = PARTIAL) -> float:
    """Posterior mean of a parameter given other data, without draws."""
    names = [str(place + 1) for place in range(len(data["y"]))]
    exact = posterior("coins", model, data, {"group": names})
    return float(exact.mean[exact.labels.index(parameter)])


def one_moves_another(evidence: Evidence, identities: int) -> Finding | None:
    """Claim 20: theta_1 after a change of y_2, with omega learned and fixed."""
    if len(_counts(evidence)[0]) < 2:
        return None

    (theta,) = evidence.draws(PARTIAL, "theta")
    (again,) = evidence.refit_means("second_changed", "theta")
    learned = [mean_and_error(theta[..., 0]), (again[0][0], again[1][0])]
    fixed = [
        mean_and_error(evidence.refit(name, "theta")[0][..., 0])
        for name in ("fixed", "fixed_second_changed")
    ]
    moved, still = (float(difference(*pair)[0]) for pair in (learned, fixed))
    bound = critical(1, identities)
    values = {
        "theta_1_moves": float(np.ravel(learned[1][0] - learned[0][0])[0]),
        "in_errors": abs(moved),
        "theta_1_moves_omega_fixed": float((fixed[1][0] - fixed[0][0])[0]),
        "in_errors_omega_fixed": abs(still),
    }
    if evidence.sd(PARTIAL, "theta").size:  # exact answers are within reach
        given = evidence.stan_data()
        for name, model, data in (
            ("theta_1_moves", PARTIAL, given),
            ("theta_1_moves_omega_fixed", "fixed_mode", fixed_mode(given)),
        ):
            before, after = (
                _exact_mean("theta[1]", each, model)
                for each in (data, second_changed(data))
            )
            values[name] = after - before
    moves = above(abs(moved), 0.0, bound)
    return Finding(
        values=values, threshold=bound, verdict=worst(moves, so(abs(still) <= bound))
    )


def toward_the_mode(evidence: Evidence, identities: int) -> Finding:
    """Claim 21: the mode of theta given omega, read off the draws' regression.

    A beta distribution with shapes that sum to s has the mode (s mean - 1) / (s - 2);
    here s = N + kappa. So (s theta - 1) / (s - 2), averaged at any omega, is the mode
    there.
    """
    y, n, kappa = _counts(evidence)
    omega, theta = evidence.draws(PARTIAL, "omega", "theta")
    total = n + kappa
    seen = (total * theta - 1) / (total - 2)
    omega = omega[..., np.newaxis]
    stated = (y + (kappa - 2) * omega) / (total - 2)
    low, high = np.minimum(y / n, omega), np.maximum(y / n, omega)
    inside = ((stated >= low - ROUNDING) & (stated <= high + ROUNDING)).all()
    centred = omega - omega.mean()
    finding = judge_distances(
        [standardised(seen - stated), standardised((seen - stated) * centred)],
        identities,
        {
            "mode_from_draws": float(seen[..., 0].mean()),
            "mode_stated": float(stated[..., 0].mean()),
        },
    )
    return finding.only_if(so(inside))


def learned_alike(evidence: Evidence, identities: int) -> Finding:
    """Claim 22: probability transforms of theta given omega and kappa, both learned."""
    data = evidence.stan_data(LEARNED_KAPPA)
    names = ("omega", "kappa", "theta")
    omega, kappa, theta = evidence.draws(LEARNED_KAPPA, *names)
    a, b = conditional_shapes(omega, kappa, np.array(data["y"]), np.array(data["N"]))
    u = betainc(a, b, theta)
    centred = [(each - each.mean())[..., np.newaxis] for each in (omega, kappa)]
    with_both = [standardised((u - 0.5) * each) for each in centred]
    correlations = [
        np.corrcoef(u[..., 0].ravel(), each.ravel())[0, 1] for each in centred
    ]
    return judge_distances(
        [*_uniform(u), *with_both],
        identities,
        {
            "correlation_given_omega_and_kappa": float(correlations[0]),
            "correlation_given_kappa": float(correlations[1]),
        },
    )


def chosen_within(evidence: Evidence, identities: int) -> Finding:
    """Claim 23: where the chosen kappa lies in the posterior of the one that is learned."""
    data, chosen = evidence.stan_data(LEARNED_KAPPA), evidence.stan_data()["kappa"]
    prior = gamma(data["prior_kappa_shape"], 2, 1 / data["prior_kappa_rate"])
    (kappa,) = evidence.draws(LEARNED_KAPPA, "kappa")
    (mean,) = evidence.moments(LEARNED_KAPPA, "kappa")[0]
    low, high = np.quantile(kappa, INTERVAL)
    share = float((kappa < chosen).mean())
    before = prior.ppf(INTERVAL)
    told = {
        "kappa_chosen": float(chosen),
        "kappa_learned": float(mean),
        "kappa_q5": float(low),
        "kappa_q95": float(high),
        "probability_kappa_below": share,
        # As ratios of its ends: kappa is a scale.
        "interval_over_prior": float(np.log(high / low) / np.log(before[1] / before[0])),
    }
    verdict = so(INTERVAL[0] <= share <= INTERVAL[1])
    if told["interval_over_prior"] > SAYS_NOTHING:
        verdict = NOT_SETTLED
    return Finding(values=told, threshold=INTERVAL[0], verdict=verdict)
