"""The scale of the fixed prior as it runs, and a new group as it grows."""

from __future__ import annotations

import math

import numpy as np

from pooling.exact.explore.base import SIZES, Analysis, estimates, of_population, plain
from pooling.exact.explore.guess import of_coefficient
from pooling.exact.gridded import means_of
from pooling.model import effects, outcomes
from pooling.model.families.means import MODELS
from pooling.model.names import PARTIAL, REGULARISED

SCALES = np.geomspace(0.01, 100, 41)  # sds of the outcome
FINE = np.geomspace(0.01, 100, 161)  # where the likelihood of the sd is drawn
SEEN = 5  # decimals of a height that is at most 1
MOST = 300  # groups whose estimates are given: a drawing tells no more apart
NODES = 41  # of the sd within groups, which is summed over
REACH = np.linspace(-2, 2, 9)  # averages of a new group, in sds of the outcome


def scale(analysis: Analysis) -> dict | None:
    """Let the sd of the fixed prior run from tiny to huge, for one or two centres.

    They are the mean of the outcome, and what was given as another: 0 would be absurd
    where nobody would expect it.

    Returns
    -------
    dict
        ``scale`` (unit of the outcome) with ``own`` as the place of the analysis' own
        prior; ``centre``: its ``own`` and the ``mean`` of the outcome, which is its own
        by default; ``all``, how many groups there are, and at most `MOST` of them, chosen
        at equal steps of their averages' order: ``groups`` with
        their ``size`` and raw mean ``seen``; ``estimate``: by centre, scale and group
        the posterior mean; ``learned``, where partial pooling has learned them: the
        place of its sd among the scales, ``at``, the ``centre`` of its population, and
        the marginal ``likelihood`` of its sd relative to the highest: ``at`` fine steps
        with their ``height``, and as ``chosen`` at the scales.
    """
    if REGULARISED not in analysis.data:
        return None
    data = analysis.data[REGULARISED]
    sd, learned = data["prior_alpha_sd"], _learned(analysis)
    spread = outcomes.sd(data)
    known = [sd] if learned is None else [sd, learned[0]]
    scales = np.unique(np.append(spread * SCALES, known))
    centres = {"own": float(data["prior_alpha_mean"]), "mean": outcomes.mean(data)}
    if math.isclose(*centres.values()):
        del centres["own"]

    rows, seen = effects.of(MODELS[REGULARISED], data), outcomes.means(data)
    shown = np.argsort(seen, kind="stable")
    if len(shown) > MOST:  # with both ends
        shown = shown[np.linspace(0, len(shown) - 1, MOST).round().astype(int)]
    shown.sort()

    def means(centre: float, width: float) -> np.ndarray:
        moved = data | {"prior_alpha_mean": centre, "prior_alpha_sd": width}
        return means_of(rows.under(moved), moved, shown)

    fine = spread * FINE
    heights = learned and _likelihood(analysis, np.concatenate([fine, scales]))
    return {
        "scale": plain(scales),
        "own": int(np.searchsorted(scales, sd)),
        "learned": learned
        and {
            "at": int(np.searchsorted(scales, learned[0])),
            "centre": plain(learned[1], spread),
            "likelihood": {
                "at": plain(fine),
                "height": np.round(heights[: len(fine)], SEEN).tolist(),
                "chosen": np.round(heights[len(fine) :], SEEN).tolist(),
            },
        },
        "centre": plain(centres, spread),
        "all": len(seen),
        "groups": [analysis.labels[place] for place in shown],
        "size": outcomes.sizes(data)[shown].tolist(),
        "seen": plain(seen[shown], spread),
        "estimate": {
            name: plain([means(centre, width) for width in scales], spread)
            for name, centre in centres.items()
        },
    }


def _learned(analysis: Analysis) -> tuple[float, float] | None:
    """Give the posterior means of the population's sd and centre, if there are any."""
    if analysis.grid is None or PARTIAL not in analysis.data:
        return None
    values, weights = analysis.grid.heavy()
    centre, _ = _population(analysis.data[PARTIAL], values)
    shares = weights / weights.sum()
    return float(shares @ values["sigma_alpha"]), float(shares @ centre)


def _likelihood(analysis: Analysis, scales) -> np.ndarray:
    """Give the marginal likelihood of the population's sd, relative to the highest.

    The population's centre and the sd within groups are integrated out under their
    priors; the latter runs over where its posterior is.
    """
    data, (values, _) = analysis.data[PARTIAL], analysis.grid.heavy()
    sigma = np.linspace(values["sigma"].min(), values["sigma"].max(), NODES)
    noise = np.tile(sigma, len(scales))
    across = {"sigma_alpha": np.repeat(scales, NODES), "sigma": noise}
    logs = effects.of(MODELS[PARTIAL], data).log_likelihood(across)
    logs -= data["prior_sigma_rate"] * noise
    heights = np.exp(logs - logs.max()).reshape(-1, NODES).sum(axis=1)
    return heights / heights.max()


def _population(data: dict, values: dict) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and variance of mu at each node of the scales."""
    return effects.of(MODELS[PARTIAL], data).moments(values, [])["mu_alpha"]


@of_population
def new_group(analysis: Analysis, data: dict, values: dict, weights) -> dict:
    """Let the observations of a new group grow, at one average of theirs.

    The average and their number are all that is known of them, so they say nothing
    new about the spread within groups.

    Returns
    -------
    dict
        ``size`` (observations), ``seen`` (their average, unit of the outcome), and by
        average and size the ``mean`` and ``sd`` of the group's mean.
    """
    # Before anything is seen of it: the population, with what is unknown of its mean.
    centre, unknown = (moment[:, np.newaxis] for moment in _population(data, values))
    # Around the mean of all: squares of numbers far from 0 would drown their spread.
    level = outcomes.mean(data)
    centre = centre - level
    spread = unknown + values["sigma_alpha"][:, np.newaxis] ** 2
    n = np.array(SIZES, dtype=float)
    information = n / values["sigma"][:, np.newaxis] ** 2
    averages = outcomes.sd(data) * REACH

    def after(average: float):
        kept = 1 / (1 + spread * information)  # share of the population
        estimate = kept * centre + (1 - kept) * average
        # Of the average, given the node; without observations there is none.
        width = spread * (1 + 1 / np.where(n > 0, spread * information, np.inf))
        likelihood = np.where(
            n > 0, -0.5 * (np.log(width) + (average - centre) ** 2 / width), 0.0
        )
        second = kept * spread + estimate**2
        return estimates(weights, likelihood, estimate, second)

    shift, uncertainty = np.moveaxis([after(average) for average in averages], 1, 0)
    return {
        "size": list(SIZES),
        "seen": plain(level + averages, outcomes.sd(data, 0)),
        "mean": plain(level + shift, outcomes.sd(data, 0)),
        "sd": plain(uncertainty),
    }


EXPLORATIONS = {
    "scale": scale,
    "new_group": new_group,
    "guess": of_coefficient(MODELS[PARTIAL], "alpha"),
}
