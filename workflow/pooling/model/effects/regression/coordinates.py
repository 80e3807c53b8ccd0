"""What groups share, as real numbers without bounds, and its prior there.

Correlations are made from partial ones, in which the LKJ prior is a product: Lewandowski,
Kurowicka and Joe (2009), Journal of Multivariate Analysis 100, 1989-2001.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.special import erfinv, log_ndtr, ndtr, ndtri, ndtri_exp

from pooling.model.dispersion import Dispersion
from pooling.model.effects.stacks import correlated

APART = 10  # condition number of columns, of one length each, up to which they are apart
CLEAR = 3  # up to which so much that turning them is nothing gained
STRAIGHT = 1e8  # and from which on they are all but one
FAR = 2.0  # from here on 1 - Phi has more digits than Phi
FREEDOM = 6  # of points, at least
A_DIMENSION = 2  # and of each dimension


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

    def at(self, t, sampled: bool = False):
        """Give beta at t, shape (node, P), and its log prior density, shape (node,)."""
        return self.centre + t @ self.back.T, -0.5 * (t**2).sum(axis=1)


@dataclass(frozen=True)
class Given:
    """Coefficients given the scales: t is standard normal, were the rows normal.

    Of few groups the larger their sd, the less they say of the population's coefficients:
    a funnel, which is none in t.

    Attributes
    ----------
    rows : pooling.model.effects.regression.gaussian.Gaussian
        Such rows.
    sigma : float
        The noise that they have their weights for.
    """

    rows: object
    sigma: float

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.rows.sums.centre)

    def at(self, t, values: dict, sampled: bool):
        """Give what `Reals` do, at the scales that are among some values."""
        scales = {name: values[name] for name in ("sd", "cor") if name in values}
        if "sigma" in values:
            scales["sigma"] = values["sigma"] / self.sigma
        beta, prior, log_slope = self.rows.beta_at(scales, t)
        return beta, prior if sampled else prior + log_slope


@dataclass(frozen=True)
class Scales:
    """Numbers x above 0.

    t is log x to begin with. That has a long tail where the posterior reaches down to 0;
    so, once a unit c is known in which x lies, Phi(t) = 2 Phi(x / c) - 1: a posterior like
    half of a normal one with the sd c is standard normal in t, and one far from 0 nearly
    normal as well. Of few groups it falls as slowly as a power far above c: there x is c
    sinh of that, and t goes with log x.

    Attributes
    ----------
    log_density : callable
        x of shape (node, size) -> log prior density, up to a constant, shape (node,).
    size : int
        How many there are.
    scalar : bool
        Whether it is one number and not a vector.
    least, power : float
        The value is least + x^power.
    unit : ndarray or None
        c, shape (size,).
    long : bool
        Whether x is far out where c sinh is.
    """

    log_density: Callable
    size: int = 1
    scalar: bool = True
    least: float = 0.0
    power: float = 1.0
    unit: np.ndarray | None = None
    long: bool = False

    def around(self, t: np.ndarray) -> tuple[Scales, np.ndarray]:
        """Take x at t, of shape (size,), for the unit; give t there as well."""
        return replace(self, unit=np.exp(t)), np.full(len(t), ndtri(2 * ndtr(1.0) - 1))

    def longer(self) -> tuple[Scales, np.ndarray]:
        """Take c sinh(x / c) for x; give t where the unit is, shape (1, size)."""
        there = np.full((1, self.size), ndtri(2 * ndtr(np.arcsinh(1.0)) - 1))
        return replace(self, long=True), there

    def _x(self, t):
        """Give x and the log of its slope in t."""
        if self.unit is None:
            return np.exp(t), t
        # 2 Phi(z) - 1 = erf(z / sqrt 2), written so that neither end loses its digits:
        # a long tail reaches t of 40, where 1 - Phi(t) is too small for a number.
        z, far = np.sqrt(2) * erfinv(ndtr(t)), t > FAR
        z[far] = -ndtri_exp(log_ndtr(-t[far]) - np.log(2))
        log_slope = np.log(self.unit / 2) + (z**2 - t**2) / 2
        if self.long:
            return self.unit * np.sinh(z), log_slope + np.log(np.cosh(z))
        return self.unit * z, log_slope

    def at(self, t, sampled: bool = False):
        """Give the values at t, shape (node, size) or (node,), and the log prior density.

        This of t, or of log x, the scale that Stan samples on.
        """
        x, log_slope = self._x(t)
        log_prior = self.log_density(x) + (np.log(x) if sampled else log_slope).sum(
            axis=1
        )
        values = self.least + (x if self.power == 1 else x**self.power)
        return values[:, 0] if self.scalar else values, log_prior


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

    def at(self, t, sampled: bool = False):
        """Give correlations, lower triangle row by row, (node, pair), and log prior density."""
        rows, columns = np.tril_indices(self.columns, -1)
        partial, left = np.tanh(t), 1 / np.cosh(t)
        factor = np.zeros((self.columns, self.columns, len(t)))
        for row in range(self.columns):
            rest = np.ones(len(t))
            for pair in np.flatnonzero(rows == row):
                factor[row, columns[pair]] = partial[:, pair] * rest
                rest = rest * left[:, pair]
            factor[row, row] = rest
        matrix = np.einsum("ikn,jkn->ijn", factor, factor)
        # log (1 - tanh^2) without losing it far out.
        log_left = -2 * (np.logaddexp(t, -t) - np.log(2))
        return matrix[rows, columns].T, log_left @ self.powers

    def log_left(self, factor: np.ndarray) -> np.ndarray:
        """Give the log prior density of t, up to a constant, where R is L L', shape (node,).

        ``factor`` is L, shape (K, K, node).
        """
        rows, columns = np.tril_indices(self.columns, -1)
        # What a row has left from each column on; summed from its end, to keep digits.
        left = np.cumsum(factor[:, ::-1] ** 2, axis=1)[:, ::-1]
        return self.powers @ np.log(left[rows, columns + 1] / left[rows, columns])


@dataclass(frozen=True)
class Turned:
    """Sds and correlations of turned coefficients C theta, whose columns are even.

    Where a predictor is far from 0, as a year is, the intercepts' sd and correlation with
    the slopes are told by the data together alone: a narrow ridge. Of z C^-1, whose columns
    have the mean square 1 and mean product 0 over the rows, each is told by itself. The
    density of Sigma in (sd, R) is 2^K times the product of sd^K.

    Attributes
    ----------
    back : ndarray
        C^-1, upper triangular, shape (K, K).
    log_density : callable
        sd of shape (node, K) -> log prior density, up to a constant, shape (node,).
    prior : Correlations
        Of R.
    needed : bool
        Whether the columns are far from apart.
    """

    back: np.ndarray
    log_density: Callable
    prior: Correlations
    needed: bool

    @classmethod
    def of(cls, data: dict, log_density: Callable, prior: Correlations) -> Turned | None:
        """Turn the columns of a table; None where it is no use, or they are all but one."""
        columns = np.asarray(data["Z"], dtype=float).reshape(-1, prior.columns)
        if len(columns) < prior.columns:
            return None
        length = np.sqrt((columns**2).mean(axis=0))
        if not length.all():
            return None
        upper = np.linalg.qr(columns / length, mode="r") / np.sqrt(len(columns))
        condition = np.linalg.cond(upper)
        if not CLEAR < condition < STRAIGHT:
            return None
        return cls(np.linalg.inv(upper * length), log_density, prior, condition > APART)

    def at(self, values: dict, sampled: bool) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Give ``sd`` and ``cor`` from those of the turned ones, and what the prior adds.

        That is to a density of 1 in the turned sds and LKJ in their correlations.
        """
        pairs, size = np.tril_indices(self.prior.columns, -1), self.prior.columns
        lower = np.zeros((size, size, len(values["sd"])))
        lower[pairs] = values["cor"].T
        turned = correlated(lower)
        root = np.tensordot(self.back, turned * values["sd"].T[:, np.newaxis], 1)
        # Rows of a lower triangle with the same products.
        root = np.linalg.qr(root.transpose(2, 1, 0), mode="r").transpose(2, 1, 0)
        sd = np.sqrt((root**2).sum(axis=1))
        factor = root / sd[:, np.newaxis]
        cor = np.einsum("ikn,jkn->ijn", factor, factor)[pairs].T
        more = np.log(sd).sum(axis=0) - np.log(values["sd"]).sum(axis=1)
        if sampled:
            added = more + self.prior.log_left(factor) - self.prior.log_left(turned)
        else:
            added = -(2 * (self.prior.shape - 1) + size) * more
        return {"sd": sd.T, "cor": cor}, added + self.log_density(sd.T)


@dataclass(frozen=True)
class Coordinates:
    """All that a model does not integrate out.

    Attributes
    ----------
    blocks : dict
        Name -> its block, in the order of the numbers of t.
    turned : Turned or None
        What the sds and correlations are of, where that is not the coefficients themselves.
    other : Coordinates or None
        The same with coefficients turned, or not: where these fail.
    """

    blocks: dict
    turned: Turned | None = None
    other: Coordinates | None = None

    @classmethod
    def of(cls, data: dict, *, beta: bool, learned: bool, dispersion) -> Coordinates:
        """Lay them out, from Stan data and the ``DISPERSION`` of a response.

        ``beta`` and ``learned`` say whether the population's coefficients, and its spread,
        are among them.
        """
        blocks: dict = {}
        if beta and np.any(data["used"]):
            blocks["beta"] = Reals(*prior_of_beta(data))
        turned = None
        if learned:
            density = _exponential(data["prior_sd_rate"])
            blocks["sd"] = Scales(density, data["K"], scalar=False)
        if learned and data["correlated"] and data["K"] > 1:
            blocks["cor"] = Correlations(data["K"], data["prior_cor_shape"])
            turned = Turned.of(data, density, blocks["cor"])
        for name, of in dispersion.items():
            log_prior = _log_prior(of, data, name)
            blocks[name] = Scales(log_prior, least=of.least, power=of.power)
        if data["H"]:
            blocks["sd_further"] = Scales(
                _exponential(data["prior_sd_further_rate"]), data["H"], scalar=False
            )
        plain = cls(blocks)
        if turned is None:
            return plain
        level = replace(blocks["sd"], log_density=_level)
        laid = cls(blocks | {"sd": level}, turned)
        first, other = (laid, plain) if turned.needed else (plain, laid)
        return replace(first, other=other)

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called."""
        return tuple(self.blocks)

    @property
    def size(self) -> int:
        """Dimensions of t."""
        return sum(block.size for block in self.blocks.values())

    @property
    def freedom(self) -> int:
        """Degrees of freedom of the points: many normal numbers have much the same length."""
        return max(FREEDOM, A_DIMENSION * self.size)

    @property
    def bounded(self) -> np.ndarray:
        """Whether what t stands for has a bound, shape (dimension,)."""
        blocks = self.blocks.values()
        return np.concatenate(
            [np.full(each.size, not isinstance(each, Reals | Given)) for each in blocks]
        )

    @property
    def fragile(self) -> tuple[str, ...]:
        """Values that may have no mean: x^-2, where x may be 0."""
        return tuple(
            name
            for name, block in self.blocks.items()
            if isinstance(block, Scales) and block.power < 0
        )

    def _parts(self, t):
        start = 0
        for name, block in self.blocks.items():
            yield name, block, t[:, start : start + block.size]
            start += block.size

    def around(self, t: np.ndarray) -> tuple[Coordinates, np.ndarray]:
        """Put the scales into units in which they are where t is, shape (dimension,).

        The same place in them is given, too.
        """
        moved, there = {}, [np.empty(0)]
        for name, block, part in self._parts(t[np.newaxis]):
            moved[name], at = block, part[0]
            if isinstance(block, Scales):
                moved[name], at = block.around(at)
            there.append(at)
        return replace(self, blocks=moved), np.concatenate(there)

    def given(self, rows, values: dict, t: np.ndarray) -> tuple[Coordinates, np.ndarray]:
        """Take beta given the scales, as rows that are taken for normal at t have it.

        ``values`` are those at t of shape (dimension,); a place near t is given, too.
        """
        sigma = float(values["sigma"][0]) if "sigma" in values else 1.0
        parts = {name: part for name, _, part in self._parts(t[np.newaxis])}
        parts["beta"] = np.zeros_like(parts["beta"])
        blocks = self.blocks | {"beta": Given(rows, sigma)}
        for name, block in blocks.items():
            if isinstance(block, Scales):
                blocks[name], parts[name] = block.longer()
        return replace(self, blocks=blocks), np.concatenate([*parts.values()], axis=1)[0]

    @property
    def last(self) -> list[str]:
        """What is placed given all else."""
        return [name for name, each in self.blocks.items() if isinstance(each, Given)]

    def at(self, t, sampled: bool = False) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Give values at t of shape (node, dimension), and the log prior density there.

        This of t, or on the scale that the Stan programs sample on; up to a constant.
        """
        values, logs = {}, np.zeros(len(t))
        parts = {name: (block, part) for name, block, part in self._parts(t)}
        last = {name: parts.pop(name) for name in self.last}
        for name, (block, part) in parts.items():
            values[name], log_prior = block.at(part, sampled)
            logs += log_prior
        if self.turned:
            of_theta, added = self.turned.at(values, sampled)
            values, logs = values | of_theta, logs + added
        for name, (block, part) in last.items():
            values[name], log_prior = block.at(part, values, sampled)
            logs += log_prior
        return values, logs

    def values(self, t: np.ndarray) -> dict[str, np.ndarray]:
        """Give the values alone."""
        return self.at(t)[0]


def _level(x) -> np.ndarray:
    """Give a log density of 0."""
    return np.zeros(len(x))


def _exponential(rates) -> Callable:
    """Give the log density of an exponential prior, up to a constant."""
    return lambda x: -(x * np.asarray(rates, dtype=float)).sum(axis=1)


def _log_prior(of: Dispersion, data: dict, name: str) -> Callable:
    """Give the log density of x, up to a constant, from the prior of a dispersion.

    That is gamma distributed, an exponential prior having the shape 1. Where it is the
    prior of the value, and that is not x itself, the slope of the value in x comes in.
    """
    rate, shape = data[f"prior_{name}_rate"], data.get(f"prior_{name}_shape", 1)

    def log_density(x):
        if of.of_root or of.power == 1:
            return -(x * rate).sum(axis=1)
        value = of.least + x**of.power
        slope = (of.power - 1) * np.log(x)
        return ((shape - 1) * np.log(value) - rate * value + slope).sum(axis=1)

    return log_density


def prior_of_beta(data: dict) -> tuple[np.ndarray, np.ndarray]:
    """Give F and c with beta = c + F v of the used columns, v ~ Normal(0, I)."""
    used = np.flatnonzero(data["used"])
    back = np.linalg.inv(np.asarray(data["A"], dtype=float)[np.ix_(used, used)])
    mean, sd = (
        np.asarray(data[f"prior_beta_{name}"], dtype=float)[used]
        for name in ("mean", "sd")
    )
    return back * sd, back @ mean
