"""The densities that the Stan programs are meant to sample, written without Stan.

Each family's module writes its models as the formulas state them, from their
distributions and from the Jacobian of the scale on which Stan samples:
``LOG_PRIORS``, model -> log density of the parameters; ``expected``, what the
outcomes vary around; ``OUTCOMES``, the module of how they do. What Stan reports
as ``lp__`` may differ from the sum by a constant, and by nothing else.
"""

from collections.abc import Iterator
from importlib import import_module

import numpy as np

CHUNK = 2**22  # numbers per array: a large table is worked through in parts


def _parts(data: dict, draws: dict) -> Iterator[dict]:
    """Take some draws at a time, as many as one array of outcomes may have."""
    total = len(next(iter(draws.values())))
    step = max(1, CHUNK // len(data["y"]))
    for start in range(0, total, step):
        part = slice(start, start + step)
        yield {name: values[part] for name, values in draws.items()}


def log_density(family: str, model: str, data: dict, draws: dict) -> np.ndarray:
    """Evaluate the log density of a program's unconstrained parameters.

    Parameters
    ----------
    family, model : str
        The program.
    data : dict
        Content of ``stan_data.json``.
    draws : dict of ndarray
        Variable -> draws, shape (draw, ...).

    Returns
    -------
    ndarray
        Shape (draw,), up to a constant that depends on the data alone.
    """
    total = import_module(f"pooling.density.{family}").LOG_PRIORS[model](data, draws)
    if data["prior_only"]:
        return total
    terms = log_likelihood(family, data, draws)
    return total + np.concatenate([part.sum(axis=1) for part in terms])


def log_likelihood(family: str, data: dict, draws: dict) -> Iterator[np.ndarray]:
    """Evaluate the log density of each outcome, given the parameters.

    Parameters
    ----------
    family : str
        The family.
    data : dict
        Content of ``stan_data.json``.
    draws : dict of ndarray
        Variable -> draws, shape (draw, ...).

    Yields
    ------
    ndarray
        Shape (draw, outcome), some draws at a time.
    """
    own = import_module(f"pooling.density.{family}")
    for part in _parts(data, draws):
        yield own.OUTCOMES.log_likelihood(data, own.expected(data, part), part)


def replicates(
    family: str, data: dict, draws: dict, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Draw a table of outcomes for each draw of the parameters.

    Arguments and shapes as in `log_likelihood`.
    """
    own = import_module(f"pooling.density.{family}")
    for part in _parts(data, draws):
        yield own.OUTCOMES.replicates(data, own.expected(data, part), part, rng)
