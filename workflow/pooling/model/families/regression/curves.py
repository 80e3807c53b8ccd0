"""Curves along which the levels of groups are sampled where these may have several modes.

Rows with heavy tails that contradict each other give the level of a group two modes and
more, each around rows that agree; where nothing is pooled nothing else decides between
them, and a chain passes from one to the other once in a hundred draws. Here the level of a
group is a curve of what is sampled, near the quantile function of its posterior given
the rough fit, at the quantiles of a standard normal: a rational quadratic spline (Gregory
and Delbourgo (1982), IMA Journal of Numerical Analysis 2, 123-130). So what is sampled is
about standard normal, as by a transport map: Parno and Marzouk (2018), SIAM/ASA Journal on
Uncertainty Quantification 6, 645-682. Whatever the curve, the posterior is the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pooling.model import formula_fit

AT = np.linspace(-3.2, 3.2, 17)  # points of a curve, in sds of what is sampled
BESIDE = np.linspace(-1.2, 1.2, 49)  # of such a point, and what each counts there
SHARE = np.exp(-((BESIDE / 0.4) ** 2) / 2)
SHARE /= SHARE.sum()
CENTRES = 12  # of a group's rows, around which its density is tabulated
AROUND = np.sinh(np.linspace(-7, 7, 41)) * 60 / np.sinh(7)  # in scales of the noise
NEAR = np.linspace(-8, 8, 33)  # of the median, in standard errors of normal outcomes
ROWS = 200  # of a group that are looked at, in order
SAMPLE = 100  # groups by which the dispersion is found
ALONE = 1  # of the switch "pooling"
START = np.log(formula_fit.FREEDOM - 1) * np.array([0, 1]) - [[0, 0], [0.5, 0], [0, 0.5]]
SEARCH = {"xatol": 0.05, "fatol": 0.1, "maxfev": 80, "initial_simplex": START}
REACH = 8.0  # of the logarithms of sigma, in its prior's mean, and of nu - 1


def _density(response, y, dispersion: dict, prior) -> tuple[np.ndarray, np.ndarray]:
    """Tabulate the log density of the level of a group, its rows being centred but for it.

    Parameters
    ----------
    response : module
        Of `pooling.model.responses`, with outcomes around eta.
    y : ndarray
        Outcomes of the group, less all of eta but the level.
    dispersion : dict
        As of the response.
    prior : tuple of float
        Mean and sd of the level's normal prior.

    Returns
    -------
    at, log_density : ndarray
        Levels in order, and what they have, up to a constant.
    """
    centres = np.quantile(y, np.linspace(0, 1, min(len(y), CENTRES)))
    at = np.add.outer(centres, dispersion["sigma"] * AROUND)
    close = np.median(y) + dispersion["sigma"] * NEAR / np.sqrt(len(y))
    at = np.unique(np.append(at, close))
    some = np.sort(y)[:: -(-len(y) // ROWS)]
    told = response.kernel(some[:, np.newaxis], at, dispersion).sum(axis=0)
    return at, len(y) / len(some) * told - 0.5 * ((at - prior[0]) / prior[1]) ** 2


def _dispersion(response, groups: list, data: dict, prior) -> dict[str, float]:
    """Find where the posterior of sigma and nu is highest, the levels integrated out."""
    some = groups[:: -(-len(groups) // SAMPLE)]

    def at(logs) -> dict[str, float]:
        sigma, more = np.exp(np.clip(logs, -REACH, REACH))
        return {"sigma": sigma / data["prior_sigma_rate"], "nu": 1 + more}

    def height(logs) -> float:
        from scipy.integrate import trapezoid

        dispersion = at(logs)
        total = logs.sum() - data["prior_sigma_rate"] * dispersion["sigma"]
        total += (data["prior_nu_shape"] - 1) * np.log(dispersion["nu"])
        total -= data["prior_nu_rate"] * dispersion["nu"]
        for y in some:
            levels, told = _density(response, y, dispersion, prior)
            most = told.max()
            area = trapezoid(np.exp(told - most), levels)
            total += most + np.log(area) + response.apart(y, dispersion).sum()
        return total

    from scipy.optimize import minimize

    best = minimize(
        lambda logs: -height(logs),
        START[0],
        method="Nelder-Mead",
        options=SEARCH,
    )
    return at(best.x)


def _curve(levels, told) -> tuple[np.ndarray, np.ndarray]:
    """Give quantiles of a tabulated density, and their slopes, where a curve has points.

    They are smoothed: where what is sampled is stretched all at once, steps are small.
    """
    from scipy.special import ndtr

    density = np.exp(told - told.max())
    below = np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(levels))
    below = np.append(0, below)
    quantiles = np.interp(ndtr(np.add.outer(AT, BESIDE)), below / below[-1], levels)
    return quantiles @ SHARE, quantiles @ (SHARE * BESIDE) / (SHARE @ BESIDE**2)


def of_groups(response, rough, data: dict, formula: dict, *, y) -> dict[str, Any]:
    """Give the curves along which the levels of groups are sampled, if they have any.

    They do without pooling, where outcomes have heavy tails and groups differ in their
    level alone.

    Parameters
    ----------
    response, rough, data, formula, y
        As of `pooling.model.families.regression.levels.of_groups`.

    Returns
    -------
    dict
        ``points``, ``curve_at``, ``curve``, ``curve_slope`` as the program declares them,
        and with points ``own_location`` and ``own_unit``; nothing for other responses.
    """
    if "nu" not in response.DISPERSION:
        return {}
    if data["pooling"] != ALONE or formula["varying"] != ["Intercept"] or data["H"]:
        return {"points": 0, "curve_at": [], "curve": [], "curve_slope": []}
    kept = np.array(data["used"], dtype=bool)
    left = y - np.array(data["offsets"])
    left = left - np.array(data["X"])[:, kept] @ rough.location[kept]
    groups = [left[rows] for rows in formula_fit.rows_of(np.array(data["group"]))]
    prior = data["prior_theta_mean"][0], data["prior_theta_sd"][0]
    dispersion = _dispersion(response, groups, data, prior)
    curves = [_curve(*_density(response, each, dispersion, prior)) for each in groups]
    quantiles, slopes = np.moveaxis(curves, 1, 0)
    middle = len(AT) // 2
    return {
        "points": len(AT),
        "curve_at": AT.tolist(),
        "curve": (quantiles - quantiles[:, [middle]]).tolist(),
        "curve_slope": slopes.tolist(),
        "own_location": quantiles[:, [middle]].tolist(),
        "own_unit": np.zeros((len(groups), 1, 1)).tolist(),
    }
