"""How much the groups of an analysis share: the pooling factor."""

from __future__ import annotations

import numpy as np

DEFINITION = {
    "en": "Weight of the population in a coefficient of a group, averaged over groups: "
    "0 without pooling, 1 with complete pooling. It is the variance that the group's own "
    "observations leave, divided by the sum of that variance and the variance between "
    "groups. A line has two of them, one for the intercept, which depends on where the "
    "predictor is centred, and one for the slope, which does not. For rates it is that of "
    "the log odds, whose information is N p (1 \N{MINUS SIGN} p); for a beta population "
    "κ / (N + κ), which is fixed with κ. Shrinkage, as figures and claims tell it, is how "
    "far an estimate has moved from the one of no pooling toward the population's centre, "
    "as a share of the way: the pooling factor says how strongly the model pulls, "
    "shrinkage what became of an estimate. They are equal only where there is one "
    "coefficient, the likelihood is normal and the variances are known.",
    "es": "Peso de la población en un coeficiente de un grupo, promediado sobre los "
    "grupos: 0 sin pooling, 1 con pooling completo. Es la varianza que dejan las "
    "observaciones propias del grupo, dividida por la suma de esa varianza y la varianza "
    "entre grupos. Una recta tiene dos: el de la ordenada al origen, que depende de dónde "
    "se centre el predictor, y el de la pendiente, que no. En las proporciones es el del "
    "logit, cuya información es N p (1 \N{MINUS SIGN} p); con una población beta, "
    "κ / (N + κ), que se fija con κ. El shrinkage, como lo dicen las figuras y las "
    "afirmaciones, es cuánto se movió una estimación desde la de no pooling hacia el "
    "centro de la población, como parte del camino: el factor de pooling dice con cuánta "
    "fuerza tira el modelo; el shrinkage, qué pasó con una estimación. Solo son iguales "
    "si hay un solo coeficiente, la verosimilitud es normal y las varianzas se conocen.",
}


def _of_population(information, sd) -> np.ndarray:
    """Weight of the population in a coefficient, after Gelman and Pardoe (2006).

    Technometrics 48, 241-251, section 2, with known variances.

    Parameters
    ----------
    information : ndarray
        1 over the variance that a group's own observations leave it, 0 where they do
        not determine it, shape (draw, group).
    sd : ndarray
        Between groups, shape (draw,).
    """
    return 1 / (1 + sd[:, np.newaxis] ** 2 * information)


def _means(data: dict, fit) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    values = fit.draws("sigma", "sigma_alpha")
    sizes = np.bincount(np.asarray(data["group"]) - 1)
    information = sizes / values["sigma"][:, np.newaxis] ** 2
    return sizes, {"alpha": _of_population(information, values["sigma_alpha"])}


def _lines(data: dict, fit) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    values = fit.draws("sigma", "sigma_alpha", "sigma_beta")
    x, group = np.asarray(data["x"], dtype=float), np.asarray(data["group"]) - 1
    sizes = np.bincount(group)
    means = np.bincount(group, x) / sizes
    # Of least squares: the slope has the squares around the group's own mean, and the
    # intercept what is left of n when the slope is unknown as well.
    within = np.bincount(group, (x - means[group]) ** 2)
    around_0 = within + sizes * means**2
    left = np.divide(within, around_0, out=np.ones(len(sizes)), where=around_0 > 0)
    precision = 1 / values["sigma"][:, np.newaxis] ** 2
    return sizes, {
        "alpha": _of_population(sizes * left * precision, values["sigma_alpha"]),
        "beta": _of_population(within * precision, values["sigma_beta"]),
    }


def _rates(data: dict, fit) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    values, trials = fit.draws("sigma_alpha", "p"), np.asarray(data["N"])
    information = trials * values["p"] * (1 - values["p"])
    return trials, {"alpha": _of_population(information, values["sigma_alpha"])}


def _coins(data: dict, fit) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    trials = np.asarray(data["N"])
    return trials, {"theta": (data["kappa"] / (trials + data["kappa"]))[np.newaxis]}


# Family -> sizes of the groups, and coefficient -> weights of shape (draw, group).
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
        ``coefficients``, one of each that a group has: its ``parameter``, its
        ``factor``, posterior mean from 0 (no pooling) to 1 (complete), with the
        quantiles ``q5`` and ``q95``; ``by_size``, the same for groups of one size. An
        average over coefficients would be the factor of none of them. ``definition``
        by language.
    """
    sizes, weights = WEIGHTS[family](fit.stan_data, fit)

    def describe(own, columns=slice(None)) -> dict:
        factor = own[:, columns].mean(axis=1)
        q5, q95 = np.quantile(factor, [0.05, 0.95])
        return {"factor": float(factor.mean()), "q5": float(q5), "q95": float(q95)}

    return {
        "coefficients": [
            {
                "parameter": name,
                **describe(own),
                "by_size": [
                    {
                        "size": int(size),
                        "groups": int((sizes == size).sum()),
                        **describe(own, sizes == size),
                    }
                    for size in np.unique(sizes)
                ],
            }
            for name, own in weights.items()
        ],
        "definition": DEFINITION,
    }
