"""The Stan programs, tiny data for each, and what scipy makes of their draws."""

import json
import re
from functools import cache
from pathlib import Path

import numpy as np
from pooling.model import families
from pooling.sampling import stan_programs
from response_examples import PROGRAMS as OF_RESPONSES
from scipy import special, stats

STAN = Path(__file__).resolve().parents[2] / "stan"
PROGRAMS = [
    (family, model)
    for family in families.NAMES
    for model, declared in families.get(family).MODELS.items()
    if declared.sampled
]
# Models that have a program with the group effects integrated out.
COLLAPSED = [
    (family, model)
    for family, model in PROGRAMS
    if families.get(family).MODELS[model].collapsed
]


def collapsed_program(family: str, model: str) -> str:
    """Name the program with the group effects integrated out."""
    return families.get(family).MODELS[model].collapsed


REGRESSIONS = [("regression", name) for name in (*OF_RESPONSES, "normal_collapsed")]
TEXTS = [
    *PROGRAMS,
    *sorted({(own[0], collapsed_program(*own)) for own in COLLAPSED}),
    *REGRESSIONS,
]
IDS = [f"{family}-{model}" for family, model in PROGRAMS]


def text_of(family: str, model: str) -> str:
    """Text of a program."""
    return stan_programs.text(STAN / family / f"{model}.stan")


# --- data ---------------------------------------------------------------------

_Y = [1.3, -0.4, 2.2, 0.1, 3.0, 1.9]
_GROUPED = {"N": 6, "J": 3, "group": [1, 1, 2, 2, 3, 3]}
_COUNTS = {"N": [5, 8, 12], "y": [1, 6, 7], "N_new": 2, "trials_new": [4, 9]}
TABLES = {
    "coins": {**_COUNTS, "S": 3, "kappa": 7.0, "omega": 0.3},
    "means": {**_GROUPED, "y": _Y, "N_new": 2},
    "lines": {
        **_GROUPED,
        "y": _Y,
        "x": [-1.0, 0.5, 0.0, 1.0, -2.0, 1.5],
        "N_new": 2,
        "x_new": [-1.0, 2.0],
    },
    "rates": {**_COUNTS, "J": 3},
}
# Different numbers everywhere, so that no two arguments can be exchanged unseen.
PRIORS = {
    "alpha": {"mean": 0.7, "sd": 1.6},
    "beta": {"mean": -0.4, "sd": 0.9},
    "mu_alpha": {"mean": 0.8, "sd": 1.2},
    "mu_beta": {"mean": -0.6, "sd": 1.1},
    "sigma_alpha": {"rate": 1.4},
    "sigma_beta": {"rate": 0.8},
    "sigma": {"rate": 0.6},
    "R": {"shape": 3.0},
    "omega": {"a": 4.0, "b": 2.5},
    "kappa": {"shape": 1.7, "rate": 0.3},
}


def data_of(family: str, model: str, **switches) -> dict:
    """Tiny data of a program, all of whose priors differ."""
    from pooling.model import priors

    declared = families.get(family).MODELS[model]
    own = {name: PRIORS[name] for name in declared.priors}
    table = declared.given(TABLES[family])
    switches = {"prior_only": 0, "per_observation": 1, "centred": 0} | switches
    return table | priors.stan_data(own) | switches


@cache
def right_answer(family: str, model: str):
    """Compute the exact posterior of the tiny data, which takes seconds for lines."""
    from pooling.exact.answer import answer

    groups = TABLES[family]
    labels = [str(i + 1) for i in range(groups["J"] if "J" in groups else groups["S"])]
    table, facts, _ = answer(
        family, model, data=data_of(family, model), labels={"group": labels}
    )
    assert facts["computed"]
    return table.set_index("parameter")


def write(path: Path, data: dict) -> str:
    """Write the data of a program."""
    path.write_text(json.dumps(data))
    return str(path)


# --- scipy's side ---------------------------------------------------------------

# rho is twice a Beta(shape, shape) less one: Lewandowski, Kurowicka and Joe (2009),
# Journal of Multivariate Analysis 100, section 3.
DISTRIBUTIONS = {
    "normal": lambda mean, sd: stats.norm(mean, sd),
    "exponential": lambda rate: stats.expon(scale=1 / rate),
    "beta": lambda a, b: stats.beta(a, b),
    "lkj": lambda shape: stats.beta(shape, shape, loc=-1, scale=2),
    # Only of kappa - 2.
    "gamma": lambda shape, rate: stats.gamma(shape, loc=2, scale=1 / rate),
}


def stated_priors(family: str, model: str) -> dict:
    """Parameter of the posterior -> scipy's distribution of its prior."""
    if (family, model) == ("coins", "fixed_mode"):
        own = TABLES["coins"]
        return {"theta": _around_mode(own["omega"], own["kappa"])}
    declared = families.get(family).MODELS[model].priors
    return {
        "rho" if name == "R" else name: DISTRIBUTIONS[kind](**PRIORS[name])
        for name, kind in declared.items()
    }


def _around_mode(omega, kappa):
    return stats.beta(omega * (kappa - 2) + 1, (1 - omega) * (kappa - 2) + 1)


def _kappa(data: dict, draws: dict):
    """Concentration: a number, or where it is learned of shape (draw, 1)."""
    return _rows(draws["kappa"]) if "kappa" in draws else data["kappa"]


def _rows(values: np.ndarray) -> np.ndarray:
    """Shape (draw, value), with one value for a scalar."""
    return values.reshape(len(values), -1)


def log_prior(family: str, model: str, draws: dict) -> np.ndarray:
    """Log density of the top-level priors, draw by draw."""
    return sum(
        _rows(distribution.logpdf(draws[name])).sum(axis=1)
        for name, distribution in stated_priors(family, model).items()
    )


def outcome(family: str, data: dict, draws: dict):
    """Distribution of each observation in each draw: shape (draw, observation)."""
    if family == "coins":
        return stats.binom(np.array(data["N"]), _rows(draws["theta"]))
    alpha = _rows(draws["alpha"])
    if family == "rates":
        return stats.binom(np.array(data["N"]), special.expit(alpha))
    group = np.array(data["group"]) - 1
    mean = alpha[:, group] if alpha.shape[1] > 1 else alpha
    if family == "lines":
        beta = _rows(draws["beta"])
        mean = mean + (beta[:, group] if beta.shape[1] > 1 else beta) * data["x"]
    return stats.norm(mean + np.zeros(len(group)), _rows(draws["sigma"]))


def log_likelihood(family: str, data: dict, draws: dict) -> np.ndarray:
    """Log likelihood of each observation in each draw."""
    distribution = outcome(family, data, draws)
    density = "logpdf" if family in ("means", "lines") else "logpmf"
    return getattr(distribution, density)(np.array(data["y"]))


def population(family: str, model: str, data: dict, draws: dict) -> np.ndarray:
    """Cumulative probability of each group's parameters in their population.

    Uniform and independent, where the program draws them from it; shape
    (draw, parameter). For lines, the intercept and then the slope given it.
    """
    if family == "coins":
        around = _around_mode(_rows(draws["omega"]), _kappa(data, draws))
        return around.cdf(draws["theta"])
    level = (draws["alpha"] - _rows(draws["mu_alpha"])) / _rows(draws["sigma_alpha"])
    if family != "lines":
        return stats.norm.cdf(level)
    rho = _rows(draws["rho"])
    slope = (draws["beta"] - _rows(draws["mu_beta"])) / _rows(draws["sigma_beta"])
    given = (slope - rho * level) / np.sqrt(1 - rho**2)
    return stats.norm.cdf(np.hstack([level, given]))


def uniform(distribution, values: np.ndarray, rng) -> np.ndarray:
    """Probability integral transform, randomised where the values are counts.

    Czado, Gneiting and Held (2009), Biometrics 65, section 2.
    """
    if isinstance(distribution.dist, stats.rv_continuous):
        return distribution.cdf(values)
    return distribution.cdf(values - 1) + distribution.pmf(values) * rng.random(
        values.shape
    )


def new_group(family: str, model: str, data: dict, draws: dict, rng) -> np.ndarray:
    """Transform a new group's parameters and observations to uniform numbers.

    Shape (draw, quantity): parameters as in `population`, then observations.
    """
    if family == "coins":
        count = len(draws["theta"])
        omega, kappa = (
            draws[name] if name in draws else np.full(count, data[name])
            for name in ("omega", "kappa")
        )
        of_group = _around_mode(omega, kappa).cdf(draws["theta_new"])
        y = stats.binom(np.array(data["trials_new"]), _rows(draws["theta_new"]))
        return np.column_stack([of_group, uniform(y, draws["y_new"], rng)])
    alpha = _rows(draws["alpha_new"])
    beta = _rows(draws["beta_new"]) if family == "lines" else None
    if model == "partial_pooling":
        named = {"alpha": alpha, **({} if beta is None else {"beta": beta})}
        of_group = population(family, model, data, draws | named)
    else:
        fixed = stated_priors(family, model)
        of_group = fixed["alpha"].cdf(alpha)
        if beta is not None:
            of_group = np.hstack([of_group, fixed["beta"].cdf(beta)])
    if family == "rates":
        y = stats.binom(np.array(data["trials_new"]), special.expit(alpha))
    else:
        mean = alpha if beta is None else alpha + beta * data["x_new"]
        y = stats.norm(mean + np.zeros(data["N_new"]), _rows(draws["sigma"]))
    return np.hstack([of_group, uniform(y, draws["y_new"], rng)])


def log_target(family: str, model: str, data: dict, draws: dict) -> np.ndarray:
    """Log density on the scale on which Stan samples, up to a constant.

    Jacobians: Stan Reference Manual, "Constraint Transforms".
    """
    total = log_prior(family, model, draws)
    if model == "learned_kappa":
        return total + _without_biases(data, draws)
    if not data["prior_only"]:
        total = total + log_likelihood(family, data, draws).sum(axis=1)
    for name in ("sigma", "sigma_alpha", "sigma_beta"):
        if name in draws:
            total = total + np.log(draws[name])
    for name in ("omega", "theta"):
        if name in draws:
            values = _rows(draws[name])
            total = total + (np.log(values) + np.log1p(-values)).sum(axis=1)
    if "rho" in draws:
        total = total + np.log1p(-(draws["rho"] ** 2))
    if model != "partial_pooling":
        return total
    if family == "coins":
        around = _around_mode(_rows(draws["omega"]), data["kappa"])
        return total + around.logpdf(draws["theta"]).sum(axis=1)
    level = stats.norm(_rows(draws["mu_alpha"]), _rows(draws["sigma_alpha"]))
    total = total + level.logpdf(draws["alpha"]).sum(axis=1)
    if not data["centred"]:
        total = total + data["J"] * np.log(draws["sigma_alpha"])
    if family == "lines":
        slopes = population(family, model, data, draws)[:, data["J"] :]
        total = total + stats.norm.logpdf(stats.norm.ppf(slopes)).sum(axis=1)
    return total


def _without_biases(data: dict, draws: dict) -> np.ndarray:
    """Add the coins, their biases integrated out, and Jacobians of omega and kappa."""
    omega, kappa = (_rows(draws[name]) for name in ("omega", "kappa"))
    jacobian = np.log(omega) + np.log1p(-omega) + np.log(kappa - 2)
    reach = max(1 / data["prior_kappa_shape"] - 1, 0)
    bend = -np.log(data["prior_kappa_rate"] + data["S"]) - np.log1p(reach)
    jacobian += np.log1p(reach * special.expit(bend - _rows(draws["stretched"])))
    shapes = _around_mode(omega, kappa).args
    heads = stats.betabinom.logpmf(np.array(data["y"]), np.array(data["N"]), *shapes)
    return jacobian[:, 0] + (0 if data["prior_only"] else heads.sum(axis=1))


# --- literals for pedantic mode --------------------------------------------------

_LITERAL = {"mean": "0", "sd": "1.5", "rate": "1", "a": "2", "b": "2", "shape": "2"}


def with_literal_priors(text: str) -> str:
    """Put numbers where a program takes its priors as data.

    stanc calls a prior missing when it depends on data; with numbers in their
    place it can tell. Names that only pass priors on are put in line too.
    """
    literals = {"kappa": "5", "omega": "0.5"} if "omega; //" in text else {"kappa": "5"}
    for name in ("omega", "kappa"):
        if re.search(rf"^parameters \{{[^}}]*\b{name}\b", text, re.MULTILINE):
            literals.pop(name, None)
    literals |= {
        name: _LITERAL[name.rsplit("_", 1)[1]]
        for name in re.findall(r"\bprior_(?!only)\w+", text)
    }
    passed_on = re.compile(r"transformed data \{.*?^\}", re.DOTALL | re.MULTILINE)
    block = passed_on.search(text)
    for name, value in re.findall(
        r"^  real<lower=0> (\w+) = (.*);$", block[0] if block else "", re.MULTILINE
    ):
        literals[name] = f"({value})"
    for _ in range(2):  # once more for the names inside what was put in line
        for name, value in literals.items():
            kind = r"(?:real|int|vector)(?:<[^>]*>)?(?:\[\w+\])?"
            declaration = rf"^  {kind} {name}(?: = .*)?;.*\n"
            text = re.sub(declaration, "", text, count=1, flags=re.MULTILINE)
            # Of several places, some may be taken.
            places = rf"\bhead\({name}, \w+\)|\b{name}\b(?:\[[^]]*\])?"
            text = re.sub(places, value, text)
    # A function may be handed a prior, and that of combinations takes vectors.
    text = re.sub(r"\bvector [\d.]+(?=,)", "real number", text)
    return text.replace("vector m, vector s)", "real m, real s)")
