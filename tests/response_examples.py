"""Examples of responses, which all tests read: who adds a response adds an entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from pooling.model import responses
from scipy import stats
from scipy.special import expit


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What outcomes have beside eta.

    Attributes
    ----------
    values : tuple of float
        Two of them.
    prior : dict of float
        Argument of its prior -> value; the rate is per unit of what is ``in_units``.
    value : callable
        It, from the exponential of what Stan samples.
    judged : callable
        What of it has the prior.
    in_units : bool
        Whether it is in the unit of the outcome.
    """

    values: tuple[float, float]
    prior: dict[str, float]
    value: Callable = lambda x: x
    judged: Callable = lambda value: value
    in_units: bool = False

    def stan_data(self, name: str, unit: float) -> dict[str, float]:
        """Give its prior as the programs declare it."""
        found = {f"prior_{name}_{key}": value for key, value in self.prior.items()}
        if self.in_units:
            found[f"prior_{name}_rate"] /= unit
        return found


@dataclass(frozen=True, kw_only=True)
class Example:
    """A response.

    Attributes
    ----------
    same : callable
        eta, name -> dispersion, what is known of rows -> their distribution by scipy.
    ten : list
        Outcomes of ten rows in four groups; empty where effects have integrals in closed
        form, which are tried otherwise.
    known : tuple
        What is known of each of some rows.
    called : str
        Its name in Stan data, if it has one there.
    beside : dict
        Name -> what it has beside eta.
    """

    same: Callable
    ten: list[float] = field(default_factory=list)
    known: tuple[float, ...] = (1, 1, 1, 1, 1)
    called: str = ""
    beside: dict[str, Beside] = field(default_factory=dict)

    @property
    def dispersion(self) -> dict[str, float]:
        """Give one value of each."""
        return {name: beside.values[0] for name, beside in self.beside.items()}


SIGMA = Beside(values=(0.8, 1.3), prior={"rate": 0.9}, in_units=True)
NU = Beside(
    values=(3.5, 8.0),
    prior={"shape": 2.0, "rate": 0.1},
    value=lambda x: 1 + x,
)
PHI = Beside(
    values=(2.3, 30.0),
    prior={"rate": 1.3},
    value=lambda x: x**-2.0,
    judged=lambda phi: phi**-0.5,
)

EXAMPLES = {
    "normal": Example(
        same=lambda eta, own, known: stats.norm(eta, own["sigma"] * known),
        known=(0.7, 0.9, 1.0, 1.2, 1.4),
        called="spread",
        beside={"sigma": SIGMA},
    ),
    "estimates": Example(
        same=lambda eta, own, known: stats.norm(eta, known),
        known=(0.4, 0.5, 0.7, 0.8, 1.0),
        called="se",
    ),
    "student": Example(
        same=lambda eta, own, known: stats.t(own["nu"], eta, own["sigma"]),
        ten=[0.3, -1.0, 0.2, 4.0, 1.1, 0.4, 0.9, -8.0, 0.1, 0.2],
        beside={"sigma": SIGMA, "nu": NU},
    ),
    "binomial": Example(
        same=lambda eta, own, known: stats.binom(known, expit(eta)),
        ten=[3, 0, 1, 4, 2, 5, 1, 0, 5, 2],
        known=(1, 4, 9, 3, 7),
        called="trials",
    ),
    "bernoulli": Example(
        same=lambda eta, own, known: stats.bernoulli(expit(eta)),
        ten=[1, 0, 1, 1, 0, 1, 0, 0, 1, 1],
        called="trials",
    ),
    "poisson": Example(
        same=lambda eta, own, known: stats.poisson(np.exp(eta)),
        ten=[3, 0, 1, 14, 2, 5, 1, 0, 7, 2],
    ),
    "negative_binomial": Example(
        same=lambda eta, own, known: stats.nbinom(
            own["phi"], own["phi"] / (own["phi"] + np.exp(eta))
        ),
        ten=[3, 0, 1, 24, 2, 5, 1, 0, 7, 2],
        beside={"phi": PHI},
    ),
}
# Name -> what it is, of all that any response has beside eta.
BESIDE = {
    name: beside
    for example in EXAMPLES.values()
    for name, beside in example.beside.items()
}
# Those with a program of their own.
PROGRAMS = [name for name in EXAMPLES if name == responses.get(name).PROGRAM]


def known(response: str, count: int, unit: float = 1.0) -> dict[str, np.ndarray]:
    """Give what Stan data have of so many rows beside their design."""
    own = EXAMPLES[response]
    if not own.called:
        return {}
    values = np.resize(own.known, count)
    return {own.called: values * unit if own.called == "se" else values}


def drawn(response: str, eta, rng, unit: float = 1.0) -> dict[str, np.ndarray]:
    """Draw the outcome of each predictor, with what is known of it, for Stan data."""
    own, told = EXAMPLES[response], known(response, len(eta), unit)
    dispersion = {
        name: beside.values[0] * (unit if beside.in_units else 1.0)
        for name, beside in own.beside.items()
    }
    same = own.same(eta, dispersion, told.get(own.called, 1))
    return {"y": same.rvs(random_state=rng), **told}


def priors(response: str, unit: float = 1.0) -> dict[str, float]:
    """Give the priors of what a response has beside eta, for Stan data."""
    return {
        name: value
        for own, beside in EXAMPLES[response].beside.items()
        for name, value in beside.stan_data(own, unit).items()
    }
