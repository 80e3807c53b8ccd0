"""Fits in which the group effects are integrated out, and drawn afterwards.

The programs ``partial_pooling_collapsed`` sample what the groups have in common
from sufficient statistics of the table; given that, the effect of each group has
a distribution that can be drawn from directly. Together they are draws from the
same posterior as those of ``partial_pooling``. So do the programs
``fixed_prior_collapsed`` for models whose groups share no more than sigma: their
population is not learned, it is the prior. ``complete_pooling_collapsed`` has no
effects to draw, but the same statistics. Of formulas ``normal_collapsed`` serves every
degree of pooling, and integrates the population's coefficients out as well. Each family's
module has ``PROGRAMS``, a pair of functions for each:

``reduce(model, data)``
    data of the direct program -> those of the collapsed one, and ``guesses``:
    parameter, in the order of the programs -> where it may be, and how wide;
``complete(model, data, draws, rng)``
    draws of the collapsed program -> those of the direct one, but for the
    standardised effects that it samples by.
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from pooling.model import families
from pooling.sampling.collapsed.base import before, learned

PROGRAM = "partial_pooling_collapsed"


def _functions(family: str, program: str, data: dict) -> Iterator[Callable]:
    """Give what reduces, and what completes, for a model that has the program."""
    model = next(
        each
        for each in families.get(family).MODELS.values()
        if each.collapsed == program and each.switches.items() <= data.items()
    )
    pair = families.load("sampling.collapsed", family).PROGRAMS[program]
    return (partial(function, model) for function in pair)


def reduce(family: str, data: dict, program: str = PROGRAM) -> dict:
    """Reduce the data of a program to sufficient statistics.

    Beside them stand the priors, and where the sampler starts and in what steps,
    which the posterior does not depend on.

    Parameters
    ----------
    data : dict
        Content of ``stan_data.json``, for the direct program.
    program : str
        The collapsed program.

    Returns
    -------
    dict
        Its data, in plain numbers and lists.
    """
    reduced, _ = _functions(family, program, data)
    statistics = reduced(data)
    guesses = {
        name: before(data, name) if data["prior_only"] else guess
        for name, guess in statistics.pop("guesses", {}).items()
        if learned(data, name)
    }
    if guesses:
        statistics["start"], statistics["width"] = (
            np.hstack(each) for each in zip(*guesses.values(), strict=True)
        )
    plain = {name: np.asarray(value).tolist() for name, value in statistics.items()}
    kept = {name: value for name, value in data.items() if name.startswith("prior_")}
    return plain | kept


def complete(
    family: str, data: dict, *, draws: dict, seed: int, program: str = PROGRAM
) -> dict:
    """Draw the group effects, and what depends on them.

    Parameters
    ----------
    data : dict
        Content of ``stan_data.json``, for the direct program.
    draws : dict of ndarray
        Variable of the collapsed program -> draws, shape (chain, draw, ...).
    seed : int
        Same seed, same effects.
    program : str
        The collapsed program.

    Returns
    -------
    dict of ndarray
        Variable of the direct program -> draws, shape (chain, draw, ...).
    """
    shape = next(iter(draws.values())).shape[:2]
    flat = {name: values.reshape(-1, *values.shape[2:]) for name, values in draws.items()}
    # Not the numbers that the replicates of the same fit are drawn with.
    rng = np.random.default_rng([seed, 1])
    _, completed = _functions(family, program, data)
    effects = completed(data, flat, rng)
    return {
        name: values.reshape(*shape, *values.shape[1:])
        for name, values in effects.items()
    }
