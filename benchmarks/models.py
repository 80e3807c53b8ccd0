"""The other tools' models: the project's programs of partial pooling, line by line.

Each takes the data of the Stan program, priors included, and samples its groups as
that does, standardised unless ``centred``. Of formulas, where the program has a form of its
own, that which is the faster for the other tools. Those with an intercept for each group are
here. The correlation of two coefficients, R ~
LKJ(shape), is rho = 2 b - 1 with b ~ Beta(shape, shape): Lewandowski, Kurowicka and
Joe (2009), Journal of Multivariate Analysis 100, section 3.
"""

from __future__ import annotations

import numpy as np


def _groups_pymc(data: dict):
    """Draw groups around their mean: means, lines and rates have this in common.

    Returns
    -------
    alpha
        Of each group.
    away
        Its standardised distance from the mean of all.
    """
    import pymc as pm

    mu_alpha = pm.Normal(
        "mu_alpha", data["prior_mu_alpha_mean"], data["prior_mu_alpha_sd"]
    )
    sigma_alpha = pm.Exponential("sigma_alpha", data["prior_sigma_alpha_rate"])
    if data["centred"]:
        alpha = pm.Normal("alpha", mu_alpha, sigma_alpha, shape=data["J"])
        return alpha, (alpha - mu_alpha) / sigma_alpha
    z = pm.Normal("z", 0, 1, shape=data["J"])
    return pm.Deterministic("alpha", mu_alpha + sigma_alpha * z), z


def _means_pymc(data: dict) -> None:
    import pymc as pm

    alpha, _ = _groups_pymc(data)
    sigma = pm.Exponential("sigma", data["prior_sigma_rate"])
    group = np.asarray(data["group"]) - 1
    pm.Normal("y", alpha[group], sigma, observed=np.asarray(data["y"]))


def _lines_pymc(data: dict) -> None:
    import pymc as pm

    alpha, away = _groups_pymc(data)
    mu_beta = pm.Normal("mu_beta", data["prior_mu_beta_mean"], data["prior_mu_beta_sd"])
    sigma_beta = pm.Exponential("sigma_beta", data["prior_sigma_beta_rate"])
    b = pm.Beta("b", data["prior_R_shape"], data["prior_R_shape"])
    rho = pm.Deterministic("rho", 2 * b - 1)
    z_beta = pm.Normal("z_beta", 0, 1, shape=data["J"])
    given = rho * away + pm.math.sqrt(1 - rho**2) * z_beta
    beta = pm.Deterministic("beta", mu_beta + sigma_beta * given)
    sigma = pm.Exponential("sigma", data["prior_sigma_rate"])
    group, x = np.asarray(data["group"]) - 1, np.asarray(data["x"])
    line = alpha[group] + beta[group] * x
    pm.Normal("y", line, sigma, observed=np.asarray(data["y"]))


def _rates_pymc(data: dict) -> None:
    import pymc as pm

    alpha, _ = _groups_pymc(data)
    trials = np.asarray(data["N"])
    pm.Binomial("y", trials, logit_p=alpha, observed=np.asarray(data["y"]))


def _formula(data: dict) -> tuple[np.ndarray, ...]:
    """Give A^-1, which makes beta of what has independent priors, W and groups from 0."""
    (place,) = np.asarray(data["place"]) - 1
    columns = np.array(data["X"], dtype=float)
    columns[:, place] = 0
    return np.linalg.inv(data["A"]), columns, np.asarray(data["group"]) - 1


SETTLED = 4.0  # times that groups vary more than their rows leave open


def _settled(data: dict) -> bool:
    """Say whether rows settle the level of most groups: it is sampled best as it is."""
    precision, *_, told = np.array(data["own_theta"])[0].T
    return np.median(precision) * np.var(told / precision) > SETTLED


def _formula_pymc(data: dict) -> None:
    import pymc as pm

    back, columns, group = _formula(data)
    gamma = pm.Normal("gamma", data["prior_beta_mean"], data["prior_beta_sd"])
    beta = pm.Deterministic("beta", pm.math.dot(back, gamma))
    sd = pm.Exponential("sd", data["prior_sd_rate"])
    shape, middle = (data["J"], 1), beta[int(data["place"][0]) - 1]
    if _settled(data):
        theta = pm.Normal("theta", middle, sd, shape=shape)
    else:
        theta = pm.Deterministic("theta", middle + sd * pm.Normal("z", 0, 1, shape=shape))
    eta = data["offsets"] + pm.math.dot(columns, beta) + theta[group, 0]
    y = np.asarray(data["y"])
    if "trials" in data:
        pm.Binomial("y", data["trials"], logit_p=eta, observed=y)
    else:
        pm.Normal("y", eta, pm.Exponential("sigma", data["prior_sigma_rate"]), observed=y)


def pymc_model(family: str, data: dict):
    """Write a model for PyMC, and for nutpie through it.

    Parameters
    ----------
    family : str
        One of "means", "lines", "rates", or the response of a formula.
    data : dict
        Data of its direct program.

    Returns
    -------
    pymc.Model
    """
    import pymc as pm

    with pm.Model() as model:
        own = {"means": _means_pymc, "lines": _lines_pymc, "rates": _rates_pymc}
        own.get(family, _formula_pymc)(data)
    return model


def _groups_numpyro(data: dict):
    """Draw groups around their mean, as `_groups_pymc` does."""
    from numpyro import deterministic, plate, sample
    from numpyro.distributions import Exponential, Normal

    mu_alpha = sample(
        "mu_alpha", Normal(data["prior_mu_alpha_mean"], data["prior_mu_alpha_sd"])
    )
    sigma_alpha = sample("sigma_alpha", Exponential(data["prior_sigma_alpha_rate"]))
    if data["centred"]:
        with plate("groups", data["J"]):
            alpha = sample("alpha", Normal(mu_alpha, sigma_alpha))
        return alpha, (alpha - mu_alpha) / sigma_alpha
    with plate("groups", data["J"]):
        z = sample("z", Normal(0, 1))
    return deterministic("alpha", mu_alpha + sigma_alpha * z), z


def _means_numpyro(data: dict) -> None:
    from numpyro import sample
    from numpyro.distributions import Exponential, Normal

    alpha, _ = _groups_numpyro(data)
    sigma = sample("sigma", Exponential(data["prior_sigma_rate"]))
    group = np.asarray(data["group"]) - 1
    sample("y", Normal(alpha[group], sigma), obs=np.asarray(data["y"]))


def _lines_numpyro(data: dict) -> None:
    from jax.numpy import sqrt
    from numpyro import deterministic, plate, sample
    from numpyro.distributions import Beta, Exponential, Normal

    alpha, away = _groups_numpyro(data)
    mu_beta = sample(
        "mu_beta", Normal(data["prior_mu_beta_mean"], data["prior_mu_beta_sd"])
    )
    sigma_beta = sample("sigma_beta", Exponential(data["prior_sigma_beta_rate"]))
    b = sample("b", Beta(data["prior_R_shape"], data["prior_R_shape"]))
    rho = deterministic("rho", 2 * b - 1)
    with plate("slopes", data["J"]):
        z_beta = sample("z_beta", Normal(0, 1))
    given = rho * away + sqrt(1 - rho**2) * z_beta
    beta = deterministic("beta", mu_beta + sigma_beta * given)
    sigma = sample("sigma", Exponential(data["prior_sigma_rate"]))
    group, x = np.asarray(data["group"]) - 1, np.asarray(data["x"])
    line = alpha[group] + beta[group] * x
    sample("y", Normal(line, sigma), obs=np.asarray(data["y"]))


def _rates_numpyro(data: dict) -> None:
    from numpyro import sample
    from numpyro.distributions import Binomial

    alpha, _ = _groups_numpyro(data)
    trials = np.asarray(data["N"])
    sample("y", Binomial(trials, logits=alpha), obs=np.asarray(data["y"]))


def _formula_numpyro(data: dict) -> None:
    from numpyro import deterministic, plate, sample
    from numpyro.distributions import Binomial, Exponential, Normal

    back, columns, group = _formula(data)
    gamma = sample(
        "gamma", Normal(data["prior_beta_mean"], data["prior_beta_sd"]).to_event(1)
    )
    beta = deterministic("beta", back @ gamma)
    sd = sample("sd", Exponential(data["prior_sd_rate"]).to_event(1))
    middle = beta[int(data["place"][0]) - 1]
    with plate("groups", data["J"]):
        if _settled(data):
            theta = sample("own", Normal(middle, sd[0]))
        else:
            theta = middle + sd[0] * sample("z", Normal(0, 1))
    deterministic("theta", theta[:, np.newaxis])
    eta = data["offsets"] + columns @ beta + theta[group]
    y = np.asarray(data["y"])
    if "trials" in data:
        sample("y", Binomial(np.asarray(data["trials"]), logits=eta), obs=y)
    else:
        sigma = sample("sigma", Exponential(data["prior_sigma_rate"]))
        sample("y", Normal(eta, sigma), obs=y)


def numpyro_model(family: str):
    """Give a model for NumPyro.

    Parameters
    ----------
    family : str
        See `pymc_model`.

    Returns
    -------
    callable
        Of the data of the family's direct program.
    """
    own = {"means": _means_numpyro, "lines": _lines_numpyro, "rates": _rates_numpyro}
    return own.get(family, _formula_numpyro)


# Family -> its response, and the family's names of what a formula calls otherwise.
FORMULAS = {
    "means": ("normal", ("alpha",)),
    "lines": ("normal", ("alpha", "beta")),
    "rates": ("binomial", ("alpha",)),
}


def formula(family: str, data: dict) -> tuple[str, dict]:
    """Write the model as one by formula: ``y ~ x + (1 + x | group)``, with its priors.

    Parameters
    ----------
    family : str
        One of `FORMULAS`, or the response of a formula, which has one.
    data : dict
        Of the family's partial pooling program.

    Returns
    -------
    response : str
    data : dict
        Of the response's program, but for where that one begins to sample.
    """
    if family not in FORMULAS:
        return family, data
    response, names = FORMULAS[family]
    rows = len(data["y"])
    columns = [np.ones(rows), *(np.asarray(data["x"], float) for _ in names[1:])]
    X, size = np.column_stack(columns), len(names)
    counts = {"trials": data["N"]} if response == "binomial" else {}
    dispersion = {k: data[k] for k in ("prior_sigma_rate",) if k in data}
    return response, {
        "N": rows,
        "J": data["J"],
        "P": size,
        "K": size,
        "H": 0,
        "L": 0,
        "group": data.get("group", np.arange(rows) + 1),
        "level": [],
        "factor": [],
        "offsets": np.zeros(rows),
        "X": X,
        "Z": X,
        "y": data["y"],
        "used": np.ones(size, int),
        "place": np.arange(size) + 1,
        "pooling": 2,
        "correlated": 1,
        "A": np.eye(size),
        "B": np.eye(size),
        "prior_beta_mean": [data[f"prior_mu_{name}_mean"] for name in names],
        "prior_beta_sd": [data[f"prior_mu_{name}_sd"] for name in names],
        "prior_sd_rate": [data[f"prior_sigma_{name}_rate"] for name in names],
        "prior_cor_shape": data.get("prior_R_shape", 1.0),
        **dispersion,
        **counts,
    }


def of_family(family: str, drawn: dict) -> dict:
    """Give draws of the model by formula the family's names."""
    if family not in FORMULAS:
        return drawn
    _, names = FORMULAS[family]
    found = {name: drawn[name] for name in ("sigma",) if name in drawn}
    for place, name in enumerate(names):
        found |= {
            f"mu_{name}": drawn["beta"][..., place],
            f"sigma_{name}": drawn["sd"][..., place],
            name: drawn["theta"][..., place],
        }
    return found | ({"rho": drawn["cor"][..., 0]} if "cor" in drawn else {})
