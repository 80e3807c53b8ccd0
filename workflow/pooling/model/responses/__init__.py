"""Responses: how outcomes vary around what a formula predicts, one file each.

A response is a module, numpy and scipy alone (`scipy.special` in full, which is loaded where
it is first used: the rules ask each response what it declares), with

``LINK``
    "identity", "logit" or "log": the scale of the linear predictor eta;
``TRIALS``
    whether an outcome is the successes of some trials, be it a single one;
``BESIDE``
    what stands beside an outcome in a formula: its "trials", its "error", or None;
``SCALE``, ``UNIT``
    what eta is called, and its unit, in English and in Spanish; without the second where
    it has the outcome's;
``DISPERSION``
    what it has beside eta: name -> `pooling.model.dispersion.Dispersion`;
``PROGRAM``
    file of the Stan program, without its ending;
``COLLAPSED``
    that of the program without coefficients; absent where there is none;
``INTEGER``
    whether an outcome is a count;
``CONCAVE``
    whether the log density is concave in eta, so that a posterior of one effect has one mode;
``REFUSED``
    what an outcome cannot be: `pooling.model.allowed.Refused` of each;
``improper(y, outcome, coefficients)``
    why outcomes, called so, and so many coefficients have no posterior, or None; absent
    where they always have one;
``WIDTH``
    sd of default priors where groups are pooled, and where they are not, over the scale;
``FORMULA``
    the likelihood in LaTeX, at row i;
``WEIGHTS``
    what to write instead of weights of rows; absent where rows may have weights, so that
    the sd of one is sigma / sqrt(weight);
``place(y, known, offsets)``
    where outcomes lie, and how far apart, on the scale of eta;
``start(y, known)``
    a guess of eta from each outcome alone;
``mean(eta)``
    expected outcome, per trial;
``log_density(y, eta, dispersion, known)``
    log density with all constants;
``apart(y, dispersion, known)``, ``kernel(y, eta, dispersion, known)``
    its two parts, of which eta has no say in the first; absent where effects of groups
    have integrals in closed form;
``SUMS``
    whether the kernel is y eta - known A(eta), so that rows of one eta are told by the
    sums of y and of known;
``cumulant(x)``, ``cumulant_slopes(x)``
    A at x = exp(eta), and its first and second derivative in eta; where there are ``SUMS``;
``slopes(y, eta, dispersion, known)``
    its first and second derivative in eta;
``cdf(y, eta, dispersion, known)``
    probability of an outcome up to y;
``draw(eta, dispersion, known, rng)``
    outcomes;
``information(eta, dispersion, known)``
    expected curvature of minus the log density in eta;
``variance(eta, dispersion, known)``
    of an outcome;
``factorial_moments(eta, dispersion, count)``
    the first of them, of counts that are added up without being drawn; absent where they
    are drawn;
``weight(y, eta, dispersion)``
    that of an outcome in iterated least squares, where the kernel is not ``CONCAVE``;
``totals(mean, variance, trials)``
    distribution of the sum of several outcomes, given its mean, its variance and the
    trials that it is of; absent where a sum has no such distribution.

Arrays broadcast; ``dispersion`` maps names to arrays; ``known`` is what a row has beside
its design (`known`): the trials of a number of successes, the standard error of an
estimate, the sd of a normal outcome over sigma. It says nothing of any other outcome.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from pooling.basics.errors import PoolingError, nearest

NAMES = tuple(sorted(module.name for module in iter_modules(__path__)))

# What the Stan data may have of each row beside its design.
OF_ROWS = ("trials", "se", "spread")


def rough(response: ModuleType, spread: float) -> dict[str, float]:
    """Give what it has beside eta as long as nothing but the outcomes' spread is known."""
    every = response.DISPERSION.items()
    return {name: spread if of.rough is None else of.rough for name, of in every}


def scale(response: ModuleType) -> str | None:
    """Name the dispersion that is in the outcome's unit, if there is one."""
    every = response.DISPERSION.items()
    return next((name for name, of in every if of.rough is None), None)


def lowest(response: ModuleType) -> int:
    """Give the least whole number that an outcome can be, of 0 and 1."""
    import pandas as pd

    return int(any(refused.wrong(pd.Series([0])).any() for refused in response.REFUSED))


def known(data: dict):
    """Give what is known of each row beside its design, shape (row,); 1 for nothing.

    Parameters
    ----------
    data : dict
        Stan data: with ``trials`` of successes, ``se`` of estimates, ``spread`` of normal
        outcomes.

    Returns
    -------
    ndarray
    """
    import numpy as np

    named = [data[name] for name in OF_ROWS if name in data]
    return np.asarray(named[0]) if named else np.ones(data["N"], int)


def known_new(data: dict):
    """Give the same of what is predicted: of estimates 0, for that is a true effect."""
    import numpy as np

    nothing = [0 if "se" in data else 1] * data["N_new"]
    return np.asarray(data.get("trials_new", nothing))


def get(name: str):
    """Load the module of a response.

    Parameters
    ----------
    name : str
        One of `NAMES`.

    Returns
    -------
    module

    Raises
    ------
    PoolingError
        There is no such response.
    """
    if name not in NAMES:
        raise PoolingError(f'There is no response "{name}"; {nearest(name, NAMES)}')
    return import_module(f"pooling.model.responses.{name}")


def single(name: str) -> bool:
    """Say whether an outcome is one trial, 0 or 1."""
    response = get(name)
    return response.TRIALS and response.BESIDE is None


def closed(name: str) -> bool:
    """Say whether effects of groups have integrals in closed form with a response."""
    return not hasattr(get(name), "kernel")
