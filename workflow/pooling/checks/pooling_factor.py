"""How much the groups of an analysis share: the pooling factor."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pooling.basics import prose
from pooling.model import density, effects, families, responses
from pooling.model.names import PARTIAL

MOST = 2**24  # numbers of linear predictors: beyond it draws are thinned
FEWEST = 100  # draws that are kept in any case

TEXTS = Path(__file__).parent / "texts" / "checks.md"


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
        "definition": prose.read(TEXTS)["pooling factor"][""],
    }
