"""Lines whose slopes may differ more or less, and the centre of their predictor."""

from __future__ import annotations

import numpy as np

from pooling.exact.explore.base import Analysis, of_population, plain
from pooling.exact.explore.guess import of_coefficient
from pooling.model.families.lines import MODELS
from pooling.model.names import PARTIAL

MOST = 200  # groups whose lines can be told apart
MOST_ROWS = 1000  # that a page can hold
SCALES = np.geomspace(0.02, 50, 35)  # of what is learned of the slopes' sd


@of_population
def lines(analysis: Analysis, data: dict, values: dict, weights) -> dict | None:
    """Give what the lines of all groups are computed from, given the scales.

    Returns
    -------
    dict
        ``groups``; rows of all as ``x`` (about ``centre``), ``y`` (about ``level``, their mean)
        and ``group`` (place); ``scales``: posterior means of ``sigma``,
        ``sigma_alpha``, ``sigma_beta`` and ``rho``; ``beta``, sds of the slopes to
        choose from, with ``own`` as the place of the learned one; ``prior``: mean and
        sd of mu_alpha (about the level) and of mu_beta.
    """
    if len(analysis.labels) > MOST or data["N"] > MOST_ROWS:
        return None
    names = ("sigma", "sigma_alpha", "sigma_beta", "rho")
    scales = {name: float(weights @ values[name]) for name in names}
    y = np.asarray(data["y"], dtype=float)
    level = float(y.mean())
    learned = scales["sigma_beta"]
    beta = np.concatenate([[0.0], np.sort(np.append(learned * SCALES, learned))])
    return {
        "groups": analysis.labels,
        "x": plain(data["x"]),
        "y": plain(y - level),
        "centre": analysis.facts["centre"],
        "level": level,
        "group": (np.asarray(data["group"]) - 1).tolist(),
        "scales": scales,
        "beta": plain(beta),
        "own": int(np.argmin(np.abs(beta - learned))),
        "prior": {
            "mean": [data["prior_mu_alpha_mean"] - level, data["prior_mu_beta_mean"]],
            "sd": [data["prior_mu_alpha_sd"], data["prior_mu_beta_sd"]],
        },
    }


EXPLORATIONS = {"lines": lines, "guess": of_coefficient(MODELS[PARTIAL], "beta")}
