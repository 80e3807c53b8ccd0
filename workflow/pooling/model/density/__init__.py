"""The densities that the programs sample, a second bookkeeping beside `pooling.model.effects`.

Written without Stan, and from the formulas: it never imports the effects, with which all
that is exact is computed, and they never import it, so that no slip passes both.

Each family's module writes its models as the formulas state them, from their distributions
and from the Jacobian of the scale on which Stan samples: ``LOG_PRIORS``, model -> function
of ``(data, draws)``, the log density of the parameters but for the outcomes' own, shape
(draw,), as of all in these tables; ``from_prior``, draws of the parameters; ``expected``,
what the outcomes vary around; ``of_rows(data, draws, rows)``, some of the outcomes;
``total(data, draws)``, the log density of all outcomes from sums over their rows, where a
response has a closed form, or None. ``MARGINALS`` has the programs whose group effects are
integrated out: program -> log density of all outcomes, given what the groups have in
common. What Stan reports as ``lp__`` may differ from the sum by a constant, and by nothing
else.

How outcomes vary is a module for each likelihood: ``log_likelihood(data, expected,
draws)``, where ``data`` has ``y``, ``expected`` is on the scale of the linear predictor,
shape (draw, outcome) or (draw, 1), and ``draws`` have what else there is, shape (draw,),
gives the log density of each outcome, shape (draw, outcome); ``replicates(data, expected,
draws, rng)`` draws outcomes of that shape; ``DISPERSION`` names what else they have, with
its prior (`pooling.model.density.dispersion`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from pooling.basics.blocks import parts_of
from pooling.model import families, responses
from pooling.model.density.base import prior
from pooling.model.families.regression.alone import straight

if TYPE_CHECKING:
    from pooling.model.families.base import Model

CHUNK = 2**22  # numbers per array: a large table is worked through in parts


_module = partial(families.load, "model.density")


def _outcomes(family: str):
    """Load how the outcomes of a family vary, by the likelihood that its models declare."""
    return import_module(f"pooling.model.density.{families.likelihood(family)}")


def log_density(family: str, model: str, data: dict, draws: dict) -> np.ndarray:
    """Evaluate the log density of a program's unconstrained parameters, shape (draw,).

    Up to a constant that depends on the data alone; these may be those of a collapsed
    program.
    """
    module = _module(family)
    total = module.LOG_PRIORS[model](data, draws)
    for name, of in _outcomes(family).DISPERSION.items():
        total = total + of.sampled(draws[name], **prior(data, name))
    if data["prior_only"]:
        return total
    if model in module.MARGINALS:
        groups = data.get("J", len(data["y"]))
        parts = parts_of(draws, groups, CHUNK)
        terms = [module.MARGINALS[model](data, some) for _, some in parts]
        return total + np.concatenate(terms)
    return total + log_likelihood_total(family, data, draws)


def log_likelihood_total(family: str, data: dict, draws: dict) -> np.ndarray:
    """Sum the log density of all outcomes, given the parameters, shape (draw,)."""
    total = getattr(_module(family), "total", None)
    if total and responses.closed(families.likelihood(family)):
        summed = total(data, draws)
        if summed is not None:
            return summed
    terms = log_likelihood(family, data, draws)
    return np.concatenate([part.sum(axis=1) for part in terms])


def log_likelihood(
    family: str, data: dict, draws: dict, rows=None
) -> Iterator[np.ndarray]:
    """Evaluate the log density of each outcome, given the parameters.

    ``rows`` are places of those that are wanted, all of them by default.

    Yields
    ------
    ndarray
        Shape (draw, outcome), some draws at a time.
    """
    module, outcomes = _module(family), _outcomes(family)
    if rows is not None:
        data, draws = of_rows(family, data, draws, rows)
    for _, some in parts_of(draws, len(data["y"]), CHUNK):
        yield outcomes.log_likelihood(data, module.expected(data, some), some)


def of_rows(family: str, data: dict, draws: dict, rows) -> tuple[dict, dict]:
    """Take some outcomes, in any order, and the draws that go with them.

    Arguments as in `log_likelihood`; without the rows of others both are as before.
    """
    return _module(family).of_rows(data, draws, rows)


def from_prior(
    family: str, declared: Model, *, data: dict, count: int, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draw the parameters of a model from its priors, each draw on its own.

    It gives all that the outcomes depend on: variable -> draws, shape (count,), (count,
    group) or that of the program.
    """
    return _module(family).from_prior(declared, data=data, count=count, rng=rng)


def expected(family: str, data: dict, draws: dict) -> np.ndarray:
    """Give what outcomes vary around, means or log odds, shape (draw, outcome) or (draw, 1)."""
    return _module(family).expected(data, draws)


def replicates(
    family: str, data: dict, draws: dict, rng: np.random.Generator, *, rows=None
) -> Iterator[np.ndarray]:
    """Draw a table of outcomes for each draw of the parameters.

    Arguments and shapes as in `log_likelihood`.
    """
    module, outcomes = _module(family), _outcomes(family)
    if rows is not None and len(rows) < len(data["y"]):
        data, draws = of_rows(family, data, draws, rows)
    for _, some in parts_of(draws, len(data["y"]), CHUNK):
        yield outcomes.replicates(data, module.expected(data, some), some, rng)


def standardised(data: dict) -> dict:
    """Give the data under which all effects are sampled in their own sds, and none is bent."""
    nothing = {
        name: (0 * np.asarray(data[name])).tolist()
        for name in ("centred", "own", "own_theta")
        if name in data
    }
    if "own_bend" in data:
        nothing["own_bend"] = straight(data["J"], data["K"]).tolist()
    return data | nothing


def new_group(
    family: str, data: dict, draws: dict, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draw a group that is not in the table, and its outcomes: models by formula.

    Arguments and result as of `pooling.model.density.regression.new_group`.
    """
    return _module(family).new_group(_outcomes(family), data, draws, rng)


def lprior(family: str, data: dict, draws: dict) -> np.ndarray:
    """Sum the log densities of the top-level priors: models by formula.

    Arguments and result as of `pooling.model.density.regression.lprior`.
    """
    return _module(family).lprior(_outcomes(family), data, draws)
