"""What groups share, as real numbers without bounds, and its prior there.

Correlations are made from partial ones, in which the LKJ prior is a product: Lewandowski,
Kurowicka and Joe (2009), Journal of Multivariate Analysis 100, 1989-2001.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Reals:
    """Coefficients: (A beta)_p ~ Normal(mean_p, sd_p), t in prior sds.

    Attributes
    ----------
    back : ndarray
        F with beta = centre + F t, shape (P, P).
    centre : ndarray
        Shape (P,).
    """

    back: np.ndarray
    centre: np.ndarray

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.centre)

    def value(self, t):
        """Give beta at t, shape (node, P)."""
        return self.centre + t @ self.back.T

    def log_prior(self, t):
        """Give the log prior density of t, up to a constant, shape (node,)."""
        return -0.5 * (t**2).sum(axis=1)


@dataclass(frozen=True)
class Scales:
    """Numbers above 0, exponential with some rates: t is the logarithm in their unit.

    Toward 0 the density of t falls as exp(t), whatever the likelihood says there.

    Attributes
    ----------
    rates : ndarray
        Of the priors.
    scalar : bool
        Whether it is one number and not a vector.
    inverse_square : bool
        Whether the value is x^-2 of the number x that has this prior.
    """

    rates: np.ndarray
    scalar: bool = False
    inverse_square: bool = False

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.rates)

    def value(self, t):
        """Give the numbers at t, shape (node, size) or (node,)."""
        found = np.exp(t) / self.rates
        found = found**-2 if self.inverse_square else found
        return found[:, 0] if self.scalar else found

    def log_prior(self, t):
        """Give the log prior density of t, up to a constant, shape (node,)."""
        return (t - np.exp(t)).sum(axis=1)


@dataclass(frozen=True)
class Freedom:
    """Degrees of freedom above 1 with a gamma prior: t = log(nu - 1)."""

    shape: float
    rate: float
    size: int = 1

    def value(self, t):
        """Give nu at t, shape (node,)."""
        return 1 + np.exp(t[:, 0])

    def log_prior(self, t):
        """Give the log prior density of t, up to a constant, shape (node,)."""
        nu = self.value(t)
        return (self.shape - 1) * np.log(nu) - self.rate * nu + t[:, 0]


@dataclass(frozen=True)
class Correlations:
    """Correlations of K columns: t = atanh of the partial ones, column by column.

    Attributes
    ----------
    columns : int
        K.
    shape : float
        Of the LKJ prior.
    """

    columns: int
    shape: float
    powers: np.ndarray = field(init=False)

    def __post_init__(self):
        # The partial correlation of rows i > j, given columns before j.
        _, column = np.tril_indices(self.columns, -1)
        powers = self.shape + (self.columns - 2 - column) / 2
        object.__setattr__(self, "powers", powers)

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.powers)

    def value(self, t):
        """Give the correlations, lower triangle row by row, shape (node, pair)."""
        rows, columns = np.tril_indices(self.columns, -1)
        partial, left = np.tanh(t), 1 / np.cosh(t)
        factor = np.zeros((self.columns, self.columns, len(t)))
        for row in range(self.columns):
            rest = np.ones(len(t))
            for pair in np.flatnonzero(rows == row):
                factor[row, columns[pair]] = partial[:, pair] * rest
                rest = rest * left[:, pair]
            factor[row, row] = rest
        found = np.einsum("ikn,jkn->ijn", factor, factor)
        return found[rows, columns].T

    def log_prior(self, t):
        """Give the log prior density of t, up to a constant, shape (node,)."""
        # log (1 - tanh^2) without losing it far out.
        log_left = -2 * (np.logaddexp(t, -t) - np.log(2))
        return log_left @ self.powers


@dataclass(frozen=True)
class Coordinates:
    """All that a model does not integrate out.

    Attributes
    ----------
    blocks : dict
        Name -> its block, in the order of the numbers of t.
    """

    blocks: dict

    @classmethod
    def of(cls, data: dict, *, beta: bool, learned: bool, dispersion) -> Coordinates:
        """Lay them out.

        Parameters
        ----------
        data : dict
            Content of ``stan_data.json``, with the priors.
        beta, learned : bool
            Whether the population's coefficients, and its spread, are among them.
        dispersion : tuple of str
            What the response has.
        """
        blocks: dict = {}
        if beta and np.any(data["used"]):
            blocks["beta"] = Reals(*prior_of_beta(data))
        if learned:
            blocks["sd"] = Scales(np.asarray(data["prior_sd_rate"], dtype=float))
        if learned and data["correlated"] and data["K"] > 1:
            blocks["cor"] = Correlations(data["K"], data["prior_cor_shape"])
        for name in dispersion:
            blocks[name] = DISPERSION[name](data)
        return cls(blocks)

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called."""
        return tuple(self.blocks)

    @property
    def size(self) -> int:
        """Dimensions of t."""
        return sum(block.size for block in self.blocks.values())

    def _parts(self, t):
        start = 0
        for name, block in self.blocks.items():
            yield name, block, t[:, start : start + block.size]
            start += block.size

    def values(self, t: np.ndarray) -> dict[str, np.ndarray]:
        """Give the values at t of shape (node, dimension)."""
        return {name: block.value(part) for name, block, part in self._parts(t)}

    def log_prior(self, t: np.ndarray) -> np.ndarray:
        """Give the log prior density of t, Jacobian included, up to a constant."""
        parts = (block.log_prior(part) for _, block, part in self._parts(t))
        return sum(parts, np.zeros(len(t)))


DISPERSION = {
    "sigma": lambda data: Scales(np.array([data["prior_sigma_rate"]]), scalar=True),
    "nu": lambda data: Freedom(data["prior_nu_shape"], data["prior_nu_rate"]),
    "phi": lambda data: Scales(
        np.array([data["prior_phi_rate"]]), scalar=True, inverse_square=True
    ),
}


def prior_of_beta(data: dict) -> tuple[np.ndarray, np.ndarray]:
    """Give F and c with beta = c + F v of the used columns, v ~ Normal(0, I)."""
    used = np.flatnonzero(data["used"])
    back = np.linalg.inv(np.asarray(data["A"], dtype=float)[np.ix_(used, used)])
    mean, sd = (
        np.asarray(data[f"prior_beta_{name}"], dtype=float)[used]
        for name in ("mean", "sd")
    )
    return back * sd, back @ mean
