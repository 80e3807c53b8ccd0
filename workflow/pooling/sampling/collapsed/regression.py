"""Formulas with normal outcomes without any coefficients: cross products by group."""

from __future__ import annotations

import numpy as np

from pooling.model import effects
from pooling.model.density import estimates, normal, regression
from pooling.model.effects.stacks import alike
from pooling.sampling.collapsed.base import log_width, noise_guess, pick

STEPS = 15  # of the guess of the sds
DIGITS = 12  # of roots that are the same
OUTCOMES = {"normal": normal, "estimates": estimates}  # likelihood -> its densities


def _effects(model, data: dict):
    """Integrate the coefficients out; without the data no row says anything of them."""
    if data["prior_only"]:
        data, _ = regression.of_rows(data, {}, slice(0))
    return effects.of(model, data)


def _designs(root: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find groups of the same root, shape (K, K, group): the first of each, and which."""
    flat = root.reshape(-1, root.shape[-1])
    rounded = np.round(flat / (np.abs(flat).max(initial=0) or 1), DIGITS) + 0.0
    return alike(rounded)[:2]


def _cross(along: np.ndarray) -> np.ndarray:
    """Multiply rows of one group by each other, lower triangles of both, row by row.

    Parameters
    ----------
    along : ndarray
        Shape (K, column, group).

    Returns
    -------
    ndarray
        Shape (pair of rows, pair of columns, group); of two different rows both products.
    """
    a, b = np.tril_indices(along.shape[1])
    return np.stack(
        [
            along[k, a] * along[m, b] + (k != m) * along[m, a] * along[k, b]
            for k, m in zip(*np.tril_indices(len(along)), strict=True)
        ]
    )


def _guesses(integrated, data: dict, squares: float) -> dict:
    """Guess the scales: sigma from what is left of the rows, then the sds by EM steps."""
    freedom = max(data["N"] - data["J"] * data["K"] - sum(data["used"]), 0)
    noise = noise_guess(squares, freedom, np.var(data["y"])) if data["N"] else 1.0
    guesses = {"sigma": (np.log(noise) / 2, log_width(freedom))}
    if integrated.model.pooling != "partial":
        return guesses
    told = np.maximum(
        np.sum(integrated.sums.root**2, axis=0).mean(axis=1), np.finfo(float).tiny
    )
    scale = noise if "sigma" in integrated.hyperparameters else 1.0
    sd = np.sqrt(scale / told)
    pairs = data["K"] * (data["K"] - 1) // 2
    known = {"sigma": np.sqrt([noise]), "cor": np.zeros((1, pairs))}
    for _ in range(0 if data["prior_only"] else STEPS):
        _, moments = integrated.at(
            pick(known, *integrated.hyperparameters[1:]) | {"sd": sd[np.newaxis]}
        )
        mean, variance = (each[0] for each in moments["theta"])
        centre = mean.mean(axis=0) * (integrated.table.place >= 0)
        sd = np.sqrt(np.mean((mean - centre) ** 2 + variance, axis=0))
    return {"sd": (np.log(sd), np.full(len(sd), log_width(data["J"]))), **guesses}


def reduce(model, data: dict) -> dict:
    """Reduce a table to cross products by design; see `pooling.sampling.collapsed`."""
    integrated, size, partial = (
        _effects(model, data),
        data["K"],
        model.pooling == "partial",
    )
    sums = integrated.sums
    width = len(sums.rest)
    a, b = np.tril_indices(width)
    squares, rest = sums.rest[-1, -1], sums.rest[a, b]
    # The signs of a triangle are of no account: its diagonal is made positive.
    sign = np.where(np.einsum("kkj->kj", sums.root) < 0, -1, 1)[:, np.newaxis]
    root = np.einsum("kaj,al->klj", sign * sums.root, np.linalg.inv(data["B"]))
    cross, (first, index) = _cross(sign * sums.along), _designs(root)
    groups = np.bincount(index, minlength=len(first))
    if not integrated.size:
        diagonal = np.cumsum(np.arange(1, size + 1)) - 1
        rest = rest + cross[diagonal].sum(axis=(0, 2))
        first, groups, cross = first[:0], groups[:0], cross[..., :0]
    else:
        flat = cross.reshape(-1, cross.shape[-1])
        summed = np.stack([np.bincount(index, each, len(first)) for each in flat])
        cross = summed.reshape(*cross.shape[:2], -1)
    rates = [data["prior_sd_rate"]] if partial else []
    rates += [[data["prior_sigma_rate"]]] if "prior_sigma_rate" in data else []
    return {
        "P": width - 1,
        "K": size,
        "D": len(first),
        "freedom": len(integrated.table.y) - (size * data["J"] if integrated.size else 0),
        "groups": groups,
        "root": np.moveaxis(root[..., first], 2, 0),
        "along": cross.swapaxes(1, 2).reshape(-1, len(a)),
        "rest": rest,
        "ahead": sums.ahead,
        "B": data["B"],
        "own_sd": data["prior_theta_sd"],
        "pooling": data["pooling"],
        "correlated": data["correlated"],
        "S": sum(map(len, rates)),
        "prior_scale_rate": np.concatenate(rates),
        "guesses": _guesses(integrated, data, squares),
        "prior_only": data["prior_only"],
    }


def complete(model, data: dict, draws: dict, rng: np.random.Generator) -> dict:
    """Draw all coefficients, normal given the scales; see `pooling.sampling.collapsed`."""
    integrated = _effects(model, data)
    shared = pick(draws, *integrated.hyperparameters)
    drawn = shared | integrated.draw(shared, rng)
    del drawn["log_joint"]
    outcomes = OUTCOMES[model.likelihood]
    drawn["lprior"] = regression.lprior(outcomes, data, drawn)
    return drawn | regression.new_group(outcomes, data, drawn, rng)


PROGRAMS = {"normal_collapsed": (reduce, complete)}
