"""Where the coefficients of the groups come from, for any number of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pooling.model.effects.stacks import correlated, product, transposed


@dataclass(frozen=True)
class Population:
    """Coefficients theta_j ~ Normal(mu, T T'), with mu ~ Normal(mean, sd^2).

    Complete pooling has no spread, and mu is what all groups share; where nothing is
    learned about the population it is the prior, and mu is known.

    Attributes
    ----------
    names : tuple of str
        Coefficients of a group.
    pooling : str
        How much the groups share, as the model declares it.
    correlations : dict
        Places of two coefficients -> what their correlation is called. Any other is 0.
    data : dict
        Stan data, with the priors.
    """

    names: tuple[str, ...]
    pooling: str
    correlations: dict[tuple[int, int], str]
    data: dict

    @classmethod
    def of(cls, model, data: dict) -> Population:
        """Say where the groups of a model come from."""
        names = tuple(model.coefficients)
        correlations = {
            (names.index(one), names.index(other)): name
            for (one, other), name in model.correlations.items()
        }
        return cls(names, model.pooling, correlations, data)

    @property
    def scales(self) -> tuple[str, ...]:
        """What the standard deviations between groups are called, where learned."""
        return self._prefixed("sigma") if self.pooling == "partial" else ()

    @property
    def centres(self) -> tuple[str, ...]:
        """What the parameters of mu are called; none where mu is known."""
        if self.pooling == "complete":
            return self.names
        return self._prefixed("mu") if self.pooling == "partial" else ()

    def _prefixed(self, part: str) -> tuple[str, ...]:
        return tuple(f"{part}_{name}" for name in self.names)

    def _prior(self, argument: str) -> np.ndarray:
        """Read the prior of mu, or of the coefficients where mu is known."""
        names = self.centres or self.names
        return np.array([self.data[f"prior_{name}_{argument}"] for name in names])

    @cached_property
    def mean(self) -> np.ndarray:
        """Prior mean of mu, shape (coefficient,)."""
        return self._prior("mean")

    @cached_property
    def sd(self) -> np.ndarray:
        """Prior sd of mu, shape (coefficient,); 0 where mu is known."""
        return self._prior("sd") * bool(self.centres)

    @property
    def hyperparameters(self) -> tuple[str, ...]:
        """What is learned about the spread between groups."""
        return *self.scales, *self.correlations.values()

    def factor(self, values: dict) -> np.ndarray:
        """Give the lower triangle T of the covariance at some nodes.

        Parameters
        ----------
        values : dict of ndarray
            Hyperparameter -> its value, shape (node, ...); ``sigma`` beside them.

        Returns
        -------
        ndarray
            Shape (coefficient, coefficient, node, ...).
        """
        size, shape = len(self.names), np.shape(values["sigma"])
        if not self.scales:
            fixed = np.zeros((size, size, *shape))
            for k, sd in enumerate(() if self.centres else self._prior("sd")):
                fixed[k, k] = sd
            return fixed
        correlation = np.zeros((size, size, *shape))
        for pair, name in self.correlations.items():
            correlation[max(pair), min(pair)] = values[name]
        factor = correlated(correlation)
        for row, scale in enumerate(self.scales):
            factor[row, : row + 1] *= values[scale]
        return factor

    def covariance(self, values: dict) -> np.ndarray:
        """Give the covariance at some nodes; arguments and shape as of `factor`."""
        factor = self.factor(values)
        return product(factor, transposed(factor))
