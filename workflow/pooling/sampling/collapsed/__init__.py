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

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np

from pooling.basics.blocks import blocks
from pooling.model import families, sums
from pooling.sampling.collapsed.base import before, learned

PROGRAM = "partial_pooling_collapsed"
MOST = 2**21  # numbers of the draws of some groups


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
    (whole,) = _in_parts([data], family, draws=draws, seed=seed, program=program)
    return whole


def by_groups(
    family: str, data: dict, *, draws: dict, seed: int, program: str = PROGRAM
) -> Iterator[dict]:
    """Do as `complete` some groups at a time, where draws of all are too many.

    Given what they have in common groups are independent, and those of a table that is
    summed up by group can be told apart. What is not of groups is the same throughout, but
    ``lprior``, which has the terms of all groups up to those of the part.
    """
    count = int(np.prod(next(iter(draws.values())).shape[:2]))
    parts = blocks(data["J"], count, MOST) if sums.summed(data) is not None else ()
    some = (sums.of_groups(data, part) for part in parts)
    some = some if len(parts) > 1 else [data]
    return _in_parts(some, family, draws=draws, seed=seed, program=program)


def _in_parts(
    parts: Iterable[dict], family: str, *, draws: dict, seed: int, program: str
) -> Iterator[dict]:
    """Complete the draws for the data of some groups after the other."""
    shape = next(iter(draws.values())).shape[:2]
    flat = {name: values.reshape(-1, *values.shape[2:]) for name, values in draws.items()}
    for place, data in enumerate(parts):
        # Not the numbers that the replicates of the same fit are drawn with.
        rng = np.random.default_rng([seed, 1, place] if place else [seed, 1])
        _, completed = _functions(family, program, data)
        effects = completed(data, flat, rng)
        if "lprior" in flat:
            flat = flat | {"lprior": effects["lprior"]}
        yield {
            name: values.reshape(*shape, *values.shape[1:])
            for name, values in effects.items()
        }
