"""How much the groups of an analysis share: the pooling factor."""

from __future__ import annotations

import numpy as np

from pooling.model import density, effects, families, responses
from pooling.model.names import PARTIAL

MOST = 2**24  # numbers of linear predictors: beyond it draws are thinned
FEWEST = 100  # draws that are kept in any case

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
    "afirmaciones, es cuánto se movió una estimación desde su valor sin pooling hacia el "
    "centro de la población, como parte del camino: el factor de pooling dice con cuánta "
    "fuerza tira el modelo; el shrinkage, qué pasó con una estimación. Solo son iguales "
    "si hay un solo coeficiente, la verosimilitud es normal y las varianzas se conocen.",
}


def _of_formula(family: str, fit, labels: dict) -> tuple[np.ndarray, dict]:
    """Give sizes of the groups and the weight of the population, coefficient by coefficient.

    As with normal outcomes in `pooling.model.effects.columns`, with the information that
    the rows of a group have at each draw; where they determine no coefficient, the weight
    is 1.
    """
    data, model = fit.stan_data, families.get(family).MODELS[PARTIAL]
    draws, response = fit.parameters(model), responses.get(model.likelihood)
    total = len(draws["theta"])
    kept = np.linspace(0, total - 1, min(total, max(FEWEST, MOST // data["N"])))
    draws = {name: values[kept.astype(int)] for name, values in draws.items()}
    z, group = np.asarray(data["Z"], float), np.asarray(data["group"]) - 1
    order, sizes = np.argsort(group, kind="stable"), np.bincount(group)
    starts = np.cumsum(sizes) - sizes
    if responses.closed(model.likelihood):  # the information is that at any predictor
        eta, noise = np.zeros((1, data["N"])), draws.get(responses.scale(response), 1.0)
        dispersion = dict.fromkeys(response.DISPERSION, np.ones((1, 1)))
    else:
        eta, noise = density.expected(family, data, draws), 1.0
        dispersion = {name: draws[name][:, np.newaxis] for name in response.DISPERSION}
    told = response.information(eta, dispersion, responses.known(data))[:, order]
    z = z[order]
    inner = np.moveaxis(
        [
            [np.add.reduceat(told * z[:, i] * z[:, j], starts, axis=1) for j in columns]
            for columns in [range(z.shape[1])]
            for i in columns
        ],
        (0, 1),
        (2, 3),
    )
    determined = families.get(family).determined(data)
    left = np.full((len(eta), len(sizes), z.shape[1]), np.inf)
    left[:, determined] = np.diagonal(
        np.linalg.inv(inner[:, determined]), axis1=-2, axis2=-1
    )
    left = left * np.reshape(noise, (-1, 1, 1)) ** 2
    weight = 1 / (1 + draws["sd"][:, np.newaxis] ** 2 / left)
    if "trials" in data:
        sizes = np.bincount(group, data["trials"]).astype(int)
    return sizes, dict(zip(labels["varying"], np.moveaxis(weight, 2, 0), strict=True))


def pooling_factor(family: str, fit, labels: dict[str, list[str]] | None = None) -> dict:
    """Measure how much the groups of a partial pooling fit share.

    Returns
    -------
    dict
        ``coefficients``, one of each that a group has: its ``parameter``, its
        ``factor``, posterior mean from 0 (no pooling) to 1 (complete), with the
        quantiles ``q5`` and ``q95``; ``by_size``, the same for groups of one size. An
        average over coefficients would be the factor of none of them. ``definition``
        by language.
    """
    if family in families.RESPONSES:
        sizes, weights = _of_formula(family, fit, labels)
    else:
        integrated = effects.need(families.get(family).MODELS[PARTIAL], fit.stan_data)
        sizes, weights = (
            integrated.sizes,
            integrated.share(fit.draws(*integrated.shared_by)),
        )

    def describe(shares, columns=slice(None)) -> dict:
        factor = shares[:, columns].mean(axis=1)
        q5, q95 = np.quantile(factor, [0.05, 0.95])
        return {"factor": float(factor.mean()), "q5": float(q5), "q95": float(q95)}

    return {
        "coefficients": [
            {
                "parameter": name,
                **describe(shares),
                "by_size": [
                    {
                        "size": int(size),
                        "groups": int((sizes == size).sum()),
                        **describe(shares, sizes == size),
                    }
                    for size in np.unique(sizes)
                ],
            }
            for name, shares in weights.items()
        ],
        "definition": DEFINITION,
    }
