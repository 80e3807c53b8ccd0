"""How much the groups of an analysis share: the pooling factor."""

from __future__ import annotations

import numpy as np

DEFINITION = {
    "en": "Share of a group's estimate that comes from the other groups, averaged over "
    "groups: 0 without pooling, 1 with complete pooling. It is the variance that the "
    "group's own observations leave, divided by the sum of that variance and the "
    "variance between groups; for lines the mean over the intercept and the slope, for "
    "rates with the information N p (1 \N{MINUS SIGN} p) of the log odds, for a "
    "beta population κ / (N + κ), which is fixed with κ.",
    "es": "Parte de la estimación de un grupo que proviene de los demás, promediada "
    "sobre los grupos: 0 sin pooling, 1 con pooling completo. Es la varianza que dejan "
    "las observaciones propias del grupo, dividida por la suma de esa varianza y la "
    "varianza entre grupos; en las rectas, la media sobre la ordenada al origen y la "
    "pendiente; en las proporciones, con la información N p (1 \N{MINUS SIGN} p) del "
    "logit; con una población beta, κ / (N + κ), que se fija con κ.",
}


def _shares(information, spread) -> np.ndarray:
    """Weight of the population in a group's estimate.

    The estimate of a group is W mu + (I - W) fit with W = (I + Sigma G)^-1, G the
    information of its own observations; the trace of W, divided by its size,
    does not depend on the units or on the centre of the predictor: Gelman and
    Pardoe (2006), Technometrics 48, 241-251, section 2, with known variances.

    Parameters
    ----------
    information : ndarray
        G, shape (draw, group, p, p) or so that it broadcasts.
    spread : ndarray
        Sigma, shape (draw, 1, p, p).

    Returns
    -------
    ndarray
        Shape (draw, group).
    """
    size = spread.shape[-1]
    weights = np.linalg.inv(np.eye(size) + spread @ information)
    return np.trace(weights, axis1=-2, axis2=-1) / size


def _normal(data: dict, fit, names) -> tuple[np.ndarray, np.ndarray]:
    wanted = ["sigma", *(f"sigma_{name}" for name in names)]
    wanted += ["rho"] if len(names) == 2 else []
    values = fit.draws(*wanted)
    columns = [np.ones(data["N"]), np.asarray(data.get("x", 0.0))]
    design = np.column_stack(columns[: len(names)])
    group = np.asarray(data["group"]) - 1
    squares = np.zeros((data["J"], len(names), len(names)))
    np.add.at(squares, group, design[:, :, np.newaxis] * design[:, np.newaxis])
    sds = np.stack([values[f"sigma_{name}"] for name in names], axis=-1)
    correlation = np.ones((len(sds), len(names), len(names)))
    if len(names) == 2:
        correlation[:, 0, 1] = correlation[:, 1, 0] = values["rho"]
    spread = correlation * sds[:, :, np.newaxis] * sds[:, np.newaxis]
    noise = (values["sigma"] ** 2)[:, np.newaxis, np.newaxis, np.newaxis]
    return np.bincount(group), _shares(squares / noise, spread[:, np.newaxis])


def _means(data: dict, fit) -> tuple[np.ndarray, np.ndarray]:
    return _normal(data, fit, ("alpha",))


def _lines(data: dict, fit) -> tuple[np.ndarray, np.ndarray]:
    return _normal(data, fit, ("alpha", "beta"))


def _rates(data: dict, fit) -> tuple[np.ndarray, np.ndarray]:
    values, trials = fit.draws("sigma_alpha", "p"), np.asarray(data["N"])
    information = trials * values["p"] * (1 - values["p"])
    spread = values["sigma_alpha"][:, np.newaxis] ** 2
    return trials, 1 / (1 + spread * information)


def _coins(data: dict, fit) -> tuple[np.ndarray, np.ndarray]:
    trials = np.asarray(data["N"])
    return trials, (data["kappa"] / (trials + data["kappa"]))[np.newaxis]


# Family -> sizes of the groups, and weights of shape (draw, group).
WEIGHTS = {"means": _means, "lines": _lines, "rates": _rates, "coins": _coins}


def pooling_factor(family: str, fit) -> dict:
    """Measure how much the groups of a partial pooling fit share.

    Parameters
    ----------
    family : str
        Family of the fit.
    fit : pooling.results.Fit
        Its Stan data and its draws.

    Returns
    -------
    dict
        ``factor``, posterior mean from 0 (no pooling) to 1 (complete), with the
        quantiles ``q5`` and ``q95``; ``by_size``, the same for groups of one
        size; ``definition`` by language.
    """
    sizes, weights = WEIGHTS[family](fit.stan_data, fit)

    def describe(columns) -> dict:
        factor = weights[:, columns].mean(axis=1)
        q5, q95 = np.quantile(factor, [0.05, 0.95])
        return {"factor": float(factor.mean()), "q5": float(q5), "q95": float(q95)}

    every = np.ones(len(sizes), dtype=bool)
    return {
        **describe(every),
        "by_size": [
            {
                "size": int(size),
                "groups": int((sizes == size).sum()),
                **describe(sizes == size),
            }
            for size in np.unique(sizes)
        ],
        "definition": DEFINITION,
    }
