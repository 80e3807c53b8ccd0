"""Axes of the quadrature: real numbers, scales and intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import log_expit

from pooling.model.priors import ARGUMENTS

EDGE = 1e-8  # a grid ends where the marginal density is this far below its peak
# Without one group the posterior of the hyperparameters may lie elsewhere: the nodes
# that are kept reach far beyond what the posterior itself needs, as far as is cheap,
# and their fringe shows where that is not far enough.
FAR = 1e-30  # as `EDGE`, of the nodes that are kept
NEGLIGIBLE = 1e-40  # weight below which a node is not kept, relative to the heaviest
SLIGHT = 1e-7  # weight of a node that predictions do without, relative to the heaviest


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A hyperparameter x as a function of t on the real line.

    Attributes
    ----------
    name : str
        Name of the hyperparameter.
    value : callable
        t -> x, increasing.
    log_slope : callable
        t -> log dx/dt.
    log_prior : callable
        t -> log prior density of x, up to a constant.
    scan : tuple of float
        Where the search for the mode begins to look, in t.
    """

    name: str
    value: Callable
    log_slope: Callable
    log_prior: Callable
    scan: tuple[float, float]

    def log_measure(self, t):
        """Log prior density of t, up to a constant."""
        return self.log_prior(t) + self.log_slope(t)


@dataclass(frozen=True)
class OverAxes:
    """Coordinates of points, as those of a formula: the t of some axes side by side."""

    axes: list[Axis]

    # Parameters that may have no mean.
    fragile = ()
    # Sds and correlations of others than the coefficients.
    turned = None
    # Degrees of freedom of the points: where a scale may be 0 its t reaches far down. With 8
    # the Pareto k of small tables was up to 0.8, with 4 at most 0.3.
    freedom = 4

    @property
    def size(self) -> int:
        """Dimensions of t."""
        return len(self.axes)

    @property
    def bounded(self) -> np.ndarray:
        """Whether t has a long tail toward a bound: the maps of the axes leave none."""
        return np.zeros(self.size, dtype=bool)

    def around(self, t) -> tuple[OverAxes, np.ndarray]:
        """Stay: the axes have their own units."""
        return self, t

    def values(self, t) -> dict[str, np.ndarray]:
        """Give the values at t of shape (node, dimension)."""
        return {axis.name: axis.value(t[:, k]) for k, axis in enumerate(self.axes)}

    def at(self, t) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Give the values, and the log prior density of t, up to a constant."""
        logs = sum(axis.log_measure(t[:, k]) for k, axis in enumerate(self.axes))
        return self.values(t), logs


def real_axis(name: str, mean: float, sd: float) -> Axis:
    """Make the axis of a real parameter with a normal prior."""
    return Axis(
        name=name,
        value=lambda t: mean + sd * t,
        log_slope=lambda t: np.full_like(t, np.log(sd)),
        log_prior=lambda t: -0.5 * t**2,
        scan=(-3.0, 3.0),
    )


def scale_axis(name: str, rate: float, *, shape: float = 1.0, least: float = 0.0) -> Axis:
    """Make the axis of a scale above its least value, with a gamma prior of the excess.

    The map is log x = t - exp(-t) - log(rate) of the excess x, double exponential toward 0,
    because the posterior of a scale may well be positive there: Takahasi and Mori (1974),
    Publications of RIMS 9, 721-741.
    """

    def log_value(t):
        return t - np.exp(-t) - np.log(rate)

    return Axis(
        name=name,
        value=lambda t: least + np.exp(log_value(t)),
        log_slope=lambda t: log_value(t) + np.log1p(np.exp(-t)),
        log_prior=lambda t: (shape - 1) * log_value(t) - rate * np.exp(log_value(t)),
        scan=(-2.0, 10.0),
    )


# Distribution of a prior -> the axis of a parameter that has it.
KINDS = {"normal": real_axis, "exponential": scale_axis}


def of(model, data: dict, names) -> list[Axis]:
    """Lay the axes of parameters as their priors are; numbers of these from the Stan data."""
    return [
        KINDS[kind](
            name, **{each: data[f"prior_{name}_{each}"] for each in ARGUMENTS[kind]}
        )
        for name in names
        for kind in [model.priors[name]]
    ]


def interval_axis(name: str, a: float, *, b: float, low=0.0, high=1.0) -> Axis:
    """Make the axis of a parameter in an interval, beta distributed there.

    The map is x = low + (high - low) logistic(2 sinh t), double exponential toward both
    ends (Takahasi and Mori, 1974), where a < 1 or b < 1 gives an infinite density.
    """

    def logit(t):
        return 2 * np.sinh(t)

    return Axis(
        name=name,
        value=lambda t: low + (high - low) * np.exp(log_expit(logit(t))),
        log_slope=lambda t: (
            log_expit(logit(t))
            + log_expit(-logit(t))
            + np.log(2 * (high - low) * np.cosh(t))
        ),
        log_prior=lambda t: (
            (a - 1) * log_expit(logit(t)) + (b - 1) * log_expit(-logit(t))
        ),
        scan=(-1.5, 1.5),
    )
