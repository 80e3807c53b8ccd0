"""Coins whose factory and data change, a new coin, and shrinkage without a prior."""

from __future__ import annotations

import numpy as np
from scipy.special import betaln
from scipy.stats import beta

from pooling.exact import posterior
from pooling.exact.explore.base import (
    KAPPAS,
    SIZES,
    Analysis,
    estimates,
    more_seen,
    movable,
    of_population,
    plain,
)
from pooling.exact.explore.guess import PARTS, of_shares
from pooling.model import likelihood as joint
from pooling.model.effects.beta import shapes
from pooling.model.names import MAXIMUM_LIKELIHOOD, PARTIAL

# Of the likelihood: where kappa begins, its least, and how far past the turn it goes.
FIRST, FLATTEST, PAST = 2.01, 2.001, 10
STEPS = 61


def kappa(analysis: Analysis) -> dict | None:
    """Let the concentration run, and the posterior means of theta and omega with it.

    Returns
    -------
    dict
        ``kappa``, with ``own`` as the place of the analysis' own value; ``curves``: per
        parameter its ``name``, ``group`` (None for omega), and its ``mean`` by kappa;
        and what the page computes from: counts ``y`` and ``N`` by group, and ``a`` and
        ``b`` of the prior of omega.
    """
    if PARTIAL not in analysis.data:
        return None
    data = analysis.data[PARTIAL]
    kappas = np.unique(np.append(KAPPAS, data["kappa"]))
    posteriors = [
        posterior("coins", PARTIAL, data | {"kappa": k}, {"group": analysis.labels})
        for k in kappas
    ]
    groups = [None, *analysis.labels]
    return {
        "kappa": plain(kappas),
        "own": int(np.searchsorted(kappas, data["kappa"])),
        "curves": [
            {
                "name": "omega" if group is None else "theta",
                "group": group,
                "mean": plain([each.mean[place] for each in posteriors]),
            }
            for place, group in enumerate(groups)
        ],
        "y": data["y"],
        "N": data["N"],
        "a": data["prior_omega_a"],
        "b": data["prior_omega_b"],
    }


def lab(analysis: Analysis) -> dict | None:
    """Give what one or two coins and their factory are computed from.

    ``labels``, ``y``, ``N``, ``kappa``, and ``a`` and ``b`` of the prior of omega.
    """
    if PARTIAL not in analysis.data or not movable(analysis.data[PARTIAL]["N"]):
        return None
    data = analysis.data[PARTIAL]
    known = {name: data[name] for name in ("y", "N", "kappa")}
    priors = {name: data[f"prior_omega_{name}"] for name in ("a", "b")}
    return {"labels": analysis.labels} | known | priors


def likelihood(analysis: Analysis) -> dict | None:
    """Give what shrinkage by maximum likelihood is computed from.

    Returns
    -------
    dict
        ``labels``, ``y``, ``N`` and ``omega``; ``flat``, the kappa of a nearly flat
        population; ``best``, the kappa of the interior maximum, and ``beyond``, from
        which on the likelihood is higher than there; ``kappa``, values to choose from,
        with those three among them, and ``height``, the logarithm (base 10) of the
        likelihood there. None where there is no such maximum.
    """
    if MAXIMUM_LIKELIHOOD not in analysis.data:
        return None
    data = analysis.data[MAXIMUM_LIKELIHOOD]
    y, n, omega = (np.asarray(data[name]) for name in ("y", "N", "omega"))
    top = joint.interior_maximum(y, n, omega)
    if top is None:
        return None
    marked = {
        "flat": max(data["flat_kappa"], FLATTEST),  # 2 itself has no place on the axis
        "best": top.kappa,
        "beyond": joint.overtaken_at(y, n, omega, top),
    }
    ends = min(FIRST, marked["flat"]), PAST * marked["beyond"]
    kappas = 2 + np.geomspace(ends[0] - 2, ends[1] - 2, STEPS)
    kappas = np.unique([*kappas, *marked.values()])
    heights = [
        joint.log_likelihood(
            joint.best_theta(kappa, y, n, omega), kappa, y=y, n=n, omega=omega
        )
        for kappa in kappas
    ]
    return {
        "labels": analysis.labels,
        **{name: data[name] for name in ("y", "N", "omega")},
        **marked,
        "kappa": kappas.tolist(),
        "height": (np.array(heights) / np.log(10)).tolist(),
    }


@of_population
def new_group(analysis: Analysis, data: dict, values: dict, weights) -> dict:
    """Let more and more be seen of a new unit."""
    unseen = {"kappa": data["kappa"], "y": [0], "N": [0]}
    a, b = shapes(unseen, values["omega"])
    n = np.array(SIZES, dtype=float)

    def after(y):
        own_a, own_b = a + y, b + n - y
        mean = own_a / (own_a + own_b)
        second = mean * (own_a + 1) / (own_a + own_b + 1)
        likelihood = betaln(own_a, own_b) - betaln(a, b)
        return estimates(weights, likelihood, mean, second)

    return more_seen(after)


@of_population
def guess(analysis: Analysis, data: dict, values: dict, weights) -> dict | None:
    """Give coins whose probabilities are guessed."""
    a, b = shapes(data, values["omega"])

    def points(place):
        quantiles = beta.ppf(PARTS[:, np.newaxis], a[:, place], b[:, place])
        return quantiles, np.full(quantiles.shape, 1 / len(PARTS))

    estimate = weights @ (a / (a + b))
    return of_shares(analysis, data, estimate=estimate, weights=weights, values=points)


EXPLORATIONS = {
    "lab": lab,
    "kappa": kappa,
    "new_group": new_group,
    "likelihood": likelihood,
    "guess": guess,
}
