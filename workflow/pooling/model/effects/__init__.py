"""A group's effects, integrated out given what the groups have in common.

What is exact rests on it: exact answers, left-out data, predictions, pooling factors,
and the effects that collapsed programs leave out. It starts from a model's declaration
and its Stan data, knows no family, and knows nothing of `pooling.model.density`, which writes
the same models a second time to check the programs with.

Each has ``hyperparameters``, the names of s, what the groups have in common. ``values`` maps
them to numbers at nodes or draws, shape (node, ...), and gives, of every kind of effects:

``log_likelihood(values)``
    log p(y | s), up to a constant, shape (node,);
``moments(values)``
    mean and variance of each parameter given s;
``draw(values, rng, used)``
    coefficients of all groups given s and mu, of their population where the data are not
    ``used``;
``without(values, rows, kept)``
    what observations and groups are by all the others: log p(y_i | y_-i, s), infinite where
    it has lost its digits, P(Y_i < y_i | y_-i, s), shape (node, observation), and, where a
    group is more than a row, log p(y_j | y_-j, s), shape (node, group); ``rows`` and
    ``kept`` are those that are wanted;
``share(values)``
    coefficient -> weight of the population in it, shape (node, group), with ``values`` of
    ``shared_by``.
"""

from __future__ import annotations

from pooling.basics.errors import PoolingError
from pooling.model import responses
from pooling.model.effects import beta, columns, logit, regression

# (Design, likelihood, distribution of the effects) -> their integral.
KNOWN = {
    ("columns", "normal", "normal"): columns.Effects,
    ("columns", "binomial", "normal"): logit.Units,
    ("columns", "binomial", "beta"): beta.Effects,
} | {("formula", response, "normal"): regression.Formula for response in responses.NAMES}


def kind(model) -> type | None:
    """Find the integral that a model has, if there is one; arguments as of `of`."""
    return KNOWN.get((model.design, model.likelihood, model.population))


def of(model, data: dict):
    """Integrate out the effects of a model's groups; None where there is no such integral."""
    integrated = kind(model)
    return integrated and integrated.of(model, data)


def need(model, data: dict):
    """Integrate out the effects where nothing can be said without.

    Arguments as of `of`.

    Raises
    ------
    PoolingError
        There is no such integral.
    """
    integrated = of(model, data)
    if integrated is None:
        raise PoolingError(
            f"not computed, because outcomes with the likelihood {model.likelihood} leave "
            "no integral over the effects of a group that is known here."
        )
    return integrated


def refused(error: PoolingError) -> str:
    """Say why there are no exact draws where there is no integral, and what to do."""
    why = str(error).removeprefix("not computed, because ").rstrip(".")
    return (
        f'there are no exact draws, because {why}; "sampler: direct" samples this analysis '
        "with Stan."
    )
