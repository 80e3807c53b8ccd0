"""Responses: how outcomes vary around what a formula predicts, one file each.

A response is a module, numpy and scipy alone, with

``LINK``
    "identity", "logit" or "log": the scale of the linear predictor eta;
``DISPERSION``
    names of what it has beside eta;
``PRIORS``
    each of these -> distribution of its prior;
``PRIOR_OF``
    which of these have a prior on another scale -> on which; absent where none has;
``DEFAULTS``
    each of these -> arguments of the default prior, given the scale of the outcome;
``PROGRAM``
    file of the Stan program, without its ending;
``INTEGER``
    whether an outcome is a count;
``WIDTH``
    sd of default priors where groups are pooled, and where they are not, over the scale;
``FORMULA``
    the likelihood in LaTeX, at row i;
``WORDS``
    what the response is called, by language;
``place(y, trials, offsets)``
    where outcomes lie, and how far apart, on the scale of eta;
``start(y, trials)``
    a guess of eta from each outcome alone;
``mean(eta)``
    expected outcome, per trial;
``log_density(y, eta, dispersion, trials)``
    log density with all constants;
``slopes(y, eta, dispersion, trials)``
    the same, and its first and second derivative in eta;
``cdf(y, eta, dispersion, trials)``
    probability of an outcome up to y;
``draw(eta, dispersion, trials, rng)``
    outcomes;
``information(eta, dispersion, trials)``
    expected curvature of minus the log density in eta;
``variance(eta, dispersion, trials)``
    of an outcome;
``totals(mean, variance, trials)``
    distribution of the sum of several outcomes, given its mean, its variance and the
    trials that it is of; absent where a sum has no such distribution.

Arrays broadcast; ``dispersion`` maps names to arrays; ``trials`` counts the trials of
each outcome where it is a number of successes, and says nothing of any other.
"""

from importlib import import_module

from pooling.basics.errors import PoolingError, nearest

NAMES = (
    "normal",
    "student",
    "binomial",
    "bernoulli",
    "poisson",
    "negative_binomial",
)


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
