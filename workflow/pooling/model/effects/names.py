"""What means, lines and rates call the numbers of a formula whose columns all vary by group."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from pooling.model import responses
from pooling.model.effects.regression.coordinates import Coordinates


@dataclass(frozen=True)
class Names:
    """What a family calls the numbers of a formula.

    Attributes
    ----------
    vectors : dict
        ``beta``, ``sd``, ``cor`` and ``theta`` -> names place by place; None for the
        correlation of two coefficients that have none.
    dispersion : tuple of str
        What the response has beside its predictor.
    """

    vectors: dict[str, tuple[str | None, ...]]
    dispersion: tuple[str, ...]

    @classmethod
    def of(cls, model) -> Names:
        """Read what a model declares."""
        names, learned = tuple(model.coefficients), model.pooling == "partial"
        pairs = {frozenset(pair): name for pair, name in model.correlations.items()}
        row, column = np.tril_indices(len(names), -1)
        cor = (
            pairs.get(frozenset((names[i], names[j])))
            for i, j in zip(row, column, strict=True)
        )
        mu = tuple(f"mu_{name}" for name in names) if learned else names
        return cls(
            {
                "beta": mu if learned or model.pooling == "complete" else (),
                "sd": tuple(f"sigma_{name}" for name in names if learned),
                "cor": tuple(cor) if learned and pairs else (),
                "theta": () if model.pooling == "complete" else names,
            },
            tuple(responses.get(model.likelihood).DISPERSION),
        )

    @property
    def shared(self) -> tuple[str, ...]:
        """What the groups have in common, but for mu."""
        vectors = *self.vectors["sd"], *self.vectors["cor"], *self.dispersion
        return tuple(name for name in vectors if name)

    def inside(self, values: dict) -> dict[str, np.ndarray]:
        """Put values by name together to vectors, their places last; keep what is one."""
        apart = {name for names in self.vectors.values() for name in names}
        vectors = {name: each for name, each in values.items() if name not in apart}
        for vector, names in self.vectors.items():
            known = [values[name] for name in names if name in values]
            if known:
                blank = np.zeros_like(known[0])
                each = [values[name] if name else blank for name in names]
                vectors[vector] = np.stack(each, axis=-1)
        return vectors

    def outside(self, vectors: dict) -> dict:
        """Take vectors apart, or pairs of a mean and a variance of them."""
        values = {
            name: each for name, each in vectors.items() if name not in self.vectors
        }
        for vector in self.vectors.keys() & vectors.keys():
            for place, name in enumerate(self.vectors[vector]):
                if name:
                    values[name] = _at_place(vectors[vector], place)
        return values


def _at_place(each, place: int):
    """Take a place of a vector, or of each of a pair."""
    if isinstance(each, tuple):
        return tuple(moment[..., place] for moment in each)
    return each[..., place]


@dataclass(frozen=True)
class Named(Coordinates):
    """Coordinates whose values have a family's names."""

    called: Names = field(kw_only=True)

    @classmethod
    def of(cls, laid: Coordinates, called: Names) -> Named:
        """Name the values of coordinates, and of the others that they have."""
        other = laid.other and cls(laid.other.blocks, laid.other.turned, called=called)
        return cls(laid.blocks, laid.turned, other, called=called)

    # Of points: scales of small tables may be 0. With 8 the Pareto k of fifteen tables of 6 to
    # 25 rows was up to 0.9, with 4 at most 0.6.
    freedom = 4

    def at(self, t, sampled: bool = False):
        """See the base."""
        values, logs = super().at(t, sampled)
        return self.called.outside(values), logs


class Called:
    """Effects whose values have a family's names, where a formula's are vectors."""

    @cached_property
    def called(self) -> Names:
        """Names of the numbers."""
        return Names.of(self.model)

    @property
    def hyperparameters(self) -> tuple[str, ...]:
        """What the groups have in common and is not integrated out."""
        beta = () if self.COLLAPSED else self.called.vectors["beta"]
        return *beta, *self.called.shared

    def log_likelihood(self, values: dict) -> np.ndarray:
        """Give log p(y | s), shape (node,)."""
        return super().log_likelihood(self.called.inside(values))

    def at(self, values: dict, *kept) -> tuple[np.ndarray, dict]:
        """Give the log likelihood of what is shared, and moments of all else given it.

        These are parameter -> mean and variance, shape (node,) of mu, or with complete
        pooling of what all groups share, and (node, group) of the groups' coefficients.
        """
        logs, moments = super().at(self.called.inside(values), *kept)
        return logs, self.called.outside(moments)

    def draw(self, values: dict, rng) -> dict[str, np.ndarray]:
        """Draw what is not among the values, by name, and ``log_joint``."""
        return self.called.outside(super().draw(self.called.inside(values), rng))

    def without(self, values: dict, rows, kept) -> tuple[np.ndarray, ...]:
        """Predict observations and groups from all the others."""
        return super().without(self.called.inside(values), rows, kept)


def as_formula(model, data: dict) -> dict:
    """Say of such a model what the Stan data of a formula say, but for the rows."""
    names, learned = tuple(model.coefficients), model.pooling == "partial"
    mu = [f"mu_{name}" if learned else name for name in names]
    mean, sd = (
        np.array([data[f"prior_{name}_{what}"] for name in mu], dtype=float)
        for what in ("mean", "sd")
    )
    size = len(names)
    return {
        "N": len(data["y"]),
        "K": size,
        "P": size,
        "L": 0,
        "H": 0,
        "A": np.eye(size),
        "B": np.eye(size),
        "used": np.full(size, int(model.pooling in ("complete", "partial"))),
        "correlated": bool(model.correlations),
        "prior_beta_mean": mean,
        "prior_beta_sd": sd,
        "prior_theta_mean": mean,
        "prior_theta_sd": sd,
        "prior_sd_rate": [data.get(f"prior_sigma_{name}_rate") for name in names],
        "prior_cor_shape": data.get("prior_R_shape"),
        "prior_sigma_rate": data.get("prior_sigma_rate"),
    }
