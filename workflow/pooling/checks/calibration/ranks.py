"""Ranks of the truth among draws, and what they say.

Talts, Betancourt, Simpson, Vehtari and Gelman (2018), "Validating Bayesian inference
algorithms with simulation-based calibration", arXiv:1804.06788, sections 4 and 5.
"""

from __future__ import annotations

import numpy as np

from pooling.checks import uniformity

LEVEL = 0.01  # chance that a right program is called wrong, over all its quantities
LEAST_THIN = 4
LEAST_RANKS = 20  # draws that thinning leaves, at least
DEPENDENT = 0.1  # share of the simulations that may need more thinning than is done


def effective(values) -> np.ndarray:
    """Give the bulk ESS of each quantity of one chain, 1 where it never moves.

    Vehtari, Gelman, Simpson, Carpenter and Buerkner (2021), "Rank-normalization, folding,
    and localization", Bayesian Analysis 16, section 4. Values have the shape (draw,
    quantity).
    """
    from arviz_stats.base import array_stats

    sizes = array_stats.ess(
        np.asarray(values)[np.newaxis], chain_axis=0, draw_axis=1, method="bulk"
    )
    still = np.ptp(values, axis=0) == 0
    return np.where(still, 1.0, np.nan_to_num(sizes, nan=1.0))


def thinning(apart, draws: int) -> int:
    """Choose how many draws to go on for the next that counts as independent.

    ``apart`` are draws for each effective one, by simulation; one step is enough for nine
    in ten.
    """
    needed = np.quantile(apart, 1 - DEPENDENT) if len(apart) else 1
    most = max(draws // LEAST_RANKS, 1)
    return int(min(max(np.ceil(needed), LEAST_THIN), most))


def normalised(truth, draws, rng) -> np.ndarray:
    """Rank the truth among independent draws, on the unit interval, shape (quantity,).

    Uniform where the truth is a draw like the others: ties are broken at random, and a rank
    is spread over its share of the interval.
    """
    below = (draws < truth).sum(axis=0)
    equal = (draws == truth).sum(axis=0)
    rank = rng.integers(below, below + equal, endpoint=True)
    return (rank + rng.random(rank.shape)) / (len(draws) + 1)


def judge(labels, ranks, failed: int = 0) -> dict:
    """Test the normalised ranks of each quantity, shape (simulation, quantity).

    The level is shared out among the quantities (Bonferroni). It gives ``level``,
    ``threshold`` of a p-value, ``p_values`` by quantity, the smallest of them and the
    ``verdict``: "calibrated", "not calibrated", or "failed" where simulations have no
    ranks.
    """
    p_values = {
        label: uniformity.p_value(of_label)
        for label, of_label in zip(labels, np.transpose(ranks), strict=True)
    }
    threshold = LEVEL / len(p_values)
    smallest = min(p_values.values())
    verdict = "not calibrated" if smallest < threshold else "calibrated"
    return {
        "level": LEVEL,
        "threshold": threshold,
        "smallest_p_value": smallest,
        "p_values": p_values,
        "verdict": "failed" if failed else verdict,
    }
