"""What outcomes have beside what is expected of them: its prior, on the scale of Stan.

``DISPERSION`` of a likelihood's module names one of these for each of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.model.density.base import positive


@dataclass(frozen=True)
class Exponential:
    """A value of which a power has an exponential prior, and is sampled.

    Attributes
    ----------
    power : float
        Which.
    """

    power: float = 1.0

    def sampled(self, values, *, rate: float) -> np.ndarray:
        """Give the log density of the log of what is sampled, shape (draw,)."""
        return positive(values**self.power, rate)

    def lprior(self, values, *, rate: float) -> np.ndarray:
        """Give the log density of the prior, up to a constant, shape (draw,)."""
        return -rate * values**self.power

    def drawn(self, count: int, rng: np.random.Generator, *, rate: float) -> np.ndarray:
        """Draw values, shape (draw,)."""
        return rng.exponential(1 / rate, count) ** (1 / self.power)


class GammaAboveOne:
    """A value above 1 with what is there of a gamma prior."""

    def sampled(self, values, *, shape: float, rate: float) -> np.ndarray:
        """Give the log density of log(value - 1), shape (draw,)."""
        return self.lprior(values, shape=shape, rate=rate) + np.log(values - 1)

    def lprior(self, values, *, shape: float, rate: float) -> np.ndarray:
        """Give the log density of the prior, up to a constant, shape (draw,)."""
        return (shape - 1) * np.log(values) - rate * values

    def drawn(self, count: int, rng: np.random.Generator, *, shape: float, rate: float):
        """Draw values, shape (draw,)."""
        from scipy.special import gammaincc, gammainccinv

        above = gammaincc(shape, rate) * (1 - rng.random(count))
        return gammainccinv(shape, above) / rate


SCALE = Exponential()
INVERSE_SQUARE = Exponential(-0.5)  # the prior is that of 1 / sqrt(value)
