"""A fit that nobody sampled: its exact posterior stands where draws would.

Whoever reads a `Fit` reads this as well. Means and sds are the exact ones; what needs
draws, quantiles and chances, gets independent ones of the exact posterior.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from pooling.basics.blocks import by_columns
from pooling.checks.results import Fit
from pooling.model import families
from pooling.model.families.base import labels_of

QUANTILES = {"q5": 0.05, "q50": 0.5, "q95": 0.95}


@dataclass
class ExactFit(Fit):
    """The exact posterior of a model, with what a sampled fit has.

    Attributes
    ----------
    files : dict of str
        ``stan_data``, ``exact``, ``exact_facts`` and ``exact_nodes``.
    seed : int
        Of its draws.
    content : dict
        Kind -> what was made of it, and is in no file.
    """

    family: str = field(kw_only=True)
    model: str = field(kw_only=True)
    labels: dict[str, list[str]] = field(kw_only=True)
    seed: int = field(kw_only=True)
    content: dict[str, Any] = field(default_factory=dict, kw_only=True)

    def has(self, kind: str) -> bool:
        """Say whether there is a result of some kind."""
        return kind in self.content or super().has(kind)

    def json(self, kind: str) -> dict:
        """Give the content of one of its JSON files, or what was made."""
        return self.content[kind] if kind in self.content else super().json(kind)

    @property
    def declared(self):
        """What the family declares about the model."""
        return families.get(self.family).MODELS[self.model]

    @cached_property
    def values(self) -> dict[str, np.ndarray]:
        """Independent draws: declared parameter -> shape (draw, ...).

        Raises
        ------
        PoolingError
            None can be had.
        """
        from pooling.exact import draws

        return draws.of(
            self.family, self.model, data=self.stan_data, grid=self.grid, seed=self.seed
        )

    @property
    def count(self) -> int:
        """How many draws."""
        return len(next(iter(self.values.values()), ()))

    def draws(self, *names: str, group: str = "posterior") -> dict[str, np.ndarray]:
        """Give draws of some parameters, shape (draw, ...)."""
        return {name: self.values[name] for name in names}

    def parameters(self, declared) -> dict[str, np.ndarray]:
        """Give the draws of all declared parameters that it has."""
        names = [each.name for each in declared.parameters]
        return {name: self.values[name] for name in names if name in self.values}

    @property
    def estimates(self):
        """Exact means and sds: nothing is drawn for them."""
        return self.exact

    @cached_property
    def summary(self):
        """Exact means and sds, with the quantiles of what has draws."""
        table = (
            self.exact[["mean", "sd"]].astype(float).assign(**dict.fromkeys(QUANTILES))
        )
        table = table.astype(float)
        for parameter in self.declared.parameters:
            if parameter.name not in self.values:
                continue
            drawn = self.values[parameter.name]
            ends = by_columns(
                lambda some: np.quantile(some, [*QUANTILES.values()], 0),
                drawn.reshape(len(drawn), -1),
            )
            table.loc[labels_of((parameter,), self.labels), [*QUANTILES]] = ends.T
        return table
