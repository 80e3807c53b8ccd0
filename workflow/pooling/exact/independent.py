"""Independent draws of models by formula: points of the exact computation, no chain.

They are a fit in the place of a sampled one; `draws` spreads its own over computed nodes.

Points are drawn, each on its own, from the distribution that the exact answer's points come
from, and accepted by their weights; the coefficients of groups, and of levels, are drawn
given each. A weight has a bound where the points' tails are the heavier, as those of a t
distribution are; the largest weight of all that were drawn stands for it. Robert and
Casella (2004), Monte Carlo Statistical Methods, section 2.3; what the tail of the weights
says of that bound is their Pareto k: Vehtari, Simpson, Gelman, Yao and Gabry (2024),
Journal of Machine Learning Research 25 (72).
"""

from __future__ import annotations

import logging

import numpy as np

from pooling.basics.errors import PoolingError
from pooling.exact import importance, weighing
from pooling.exact.surface import Surface
from pooling.model import density, effects, families, outcomes
from pooling.model.names import EXACT
from pooling.sampling import fitting
from pooling.sampling.draws import dataset

log = logging.getLogger(__name__)

LEAST = 2**10  # points that are drawn at once
MORE = 1.05  # of the points that are expected to do
SPENT = 10**10  # numbers of all points: minutes of one processor at the most


def require(family: str, model: str, data: dict):
    """Integrate the effects of a model out, or refuse to draw from it without a chain.

    Raises
    ------
    PoolingError
        There is no exact computation to draw from; as below.
    """
    try:
        return effects.need(families.get(family).MODELS[model], data)
    except PoolingError as error:
        raise PoolingError(effects.refused(error)) from None


def numbers(seed: int) -> np.random.Generator:
    """Give the numbers that draws are made of: not those of the same fit's replicates."""
    # They take the most time of all. This generator is the quickest that numpy has.
    return np.random.Generator(np.random.SFC64([seed, 1]))


def _accepted(target, points, count: int, rng) -> tuple[np.ndarray, np.ndarray]:
    """Draw points, from `pooling.exact.importance.laid`, until ``count`` are accepted.

    It gives these, shape (count, dimension), and the logarithms of the weights of all that
    were drawn.
    """
    places, logs, spare, kept = [], np.empty(0), np.empty(0), np.empty(0)
    next_ = LEAST
    width = target.effects.width

    def log_likelihood(t):
        values = target.coordinates.values(t)
        return target.effects.log_likelihood(values)[:, np.newaxis]

    costly = not target.effects.COLLAPSED
    surface = Surface(log_likelihood, points, width, costly=costly)
    while True:
        if (len(logs) + next_) * width > SPENT:
            raise PoolingError(
                f"{count} draws would take more than {SPENT:.0e} numbers, with "
                f"{len(kept)} of {len(logs)} points accepted"
            )
        t, proposed = points.drawn(next_, rng)
        weights = target.at(t, lambda _, t=t: surface.at(t)[:, 0]) - proposed
        places.append(t)
        logs = np.append(logs, weights)
        # Accepted where an exponential number reaches from the weight to the largest;
        # when a larger one turns up, all are judged again by the same numbers.
        spare = np.append(spare, weights + rng.exponential(size=next_))
        kept = np.flatnonzero(spare >= logs.max())
        if len(kept) >= count:
            log.info("%s", surface)
            return np.concatenate(places)[kept[:count]], logs
        lacking = (count - len(kept)) * len(logs) / max(len(kept), 1)
        next_ = int(np.clip(MORE * lacking, LEAST, 8 * len(logs)))


def draw(integrated, data: dict, *, count: int, rng) -> tuple[dict, np.ndarray, dict]:
    """Draw all parameters of a model.

    Parameters
    ----------
    integrated : pooling.model.effects.regression.base.Effects
        From `require`.
    count : int
        Draws.

    Returns
    -------
    variables : dict of ndarray
        Stan variable -> draws, shape (draw, ...).
    log_joint : ndarray
        Their log density with y, on the scale that Stan samples on with standardised
        effects, up to a constant, shape (draw,): as the integrals over the effects have it.
    facts : dict
        ``pareto_k`` of the weights and ``points``, how many were drawn; both None where
        groups share nothing that is to be learned.

    Raises
    ------
    PoolingError
        There are no such draws; the sentence says why, and what to do.
    """
    try:
        target, points = importance.laid(integrated)
        facts = {"pareto_k": None, "points": None}
        # Where there is nothing to know, a number of each draw says how many there are.
        values, prior = {"draw": np.arange(count)}, np.zeros(count)
        if points is not None:
            t, logs = _accepted(target, points, count, rng)
            values, prior = target.coordinates.at(t, sampled=True)
            facts = {"pareto_k": weighing.pareto_k(logs), "points": len(logs)}
        drawn = target.effects.draw(values, rng)
    except PoolingError as error:
        raise PoolingError(effects.refused(error)) from None
    log_joint = prior + drawn.pop("log_joint")
    values.pop("draw", None)
    return values | drawn, log_joint, facts


def fit(
    family: str,
    model: str,
    data: dict,
    *,
    labels: dict[str, list[str]],
    column: str,
    seed: int,
    sampling: dict,
):
    """Draw from a posterior without a chain, in the shape of a sampled fit.

    Arguments are those of `pooling.sampling.fitting.fit`; of ``sampling`` the draws are
    told apart as so many ``chains``, by which the checks compare them. It gives a DataTree
    as `pooling.sampling.draws.dataset`; ``sample_stats`` has ``lp`` alone, and its
    attributes ``sampler``, ``pareto_k`` and ``points`` say how it was made.

    Raises
    ------
    PoolingError
        There are no such draws; the sentence says why, and what to do.
    """
    integrated = require(family, model, data)
    shape = (sampling["chains"], sampling["draws"])
    rng = numbers(seed)
    flat, log_joint, facts = draw(integrated, data, count=shape[0] * shape[1], rng=rng)
    log.info("%s independent draws, of %s points.", len(log_joint), facts["points"])
    if integrated.fixed is not None and integrated.one_sided.any():
        log.info(
            "In %d of %d groups all outcomes are none, or all that there can be: how far "
            "their coefficients go is said by the prior alone.",
            integrated.one_sided.sum(),
            len(integrated.sizes),
        )
    flat["lprior"] = density.lprior(family, data, flat)
    flat |= density.new_group(family, data, flat, rng)
    variables = {
        name: np.reshape(values, (*shape, *values.shape[1:]))
        for name, values in flat.items()
    }
    parameters = families.get(family).MODELS[model].parameters
    dims, coords = fitting.named(variables, parameters, labels, column)
    seen, places = outcomes.observed(data)
    tree = dataset(
        variables,
        {"lp__": log_joint.reshape(shape)},
        observed=seen,
        dims=dims,
        coords=places | coords,
    )
    tree.attrs |= {"sampler": EXACT}
    tree.attrs |= {name: value for name, value in facts.items() if value is not None}
    return tree
