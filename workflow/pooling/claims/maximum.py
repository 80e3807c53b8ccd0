"""Maximum likelihood of a model that pools nothing, or everything, and what the posterior adds.

The coefficients are those that all groups share and those of each group, and the matrix of
second derivatives has a block for each group: it is solved block by block.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from pooling.basics.by_column import products, sums

STEPS = 100
STOP = 1e-14  # of what a step can still add to the log density
FLAT = 1e-2  # root of what is left of the prior's precision: sds 100 times as wide
TOLD = 2.0  # times as wide as the posterior, under that prior, as an estimate may be
APART = 1e-4  # of the linear predictor, for a third derivative
LEAST = 1e-13  # of what a block says, so that it has an inverse whatever the prior
INFLATED = 1e10  # times the variance without other coefficients, as one may have


@dataclass(frozen=True)
class Rows:
    """A table, laid out for its coefficients.

    Attributes
    ----------
    x, z : ndarray
        Columns of the coefficients that are shared, and of each group's own; shapes
        (row, shared) and (row, own), the second of no column where all is pooled.
    group : ndarray of int
        Of each row, from 0.
    y, known, offsets : ndarray
        See `pooling.model.responses`.
    priors : tuple
        Of the shared coefficients and of a group's own: precision and precision times mean.
    """

    x: np.ndarray
    z: np.ndarray
    group: np.ndarray
    y: np.ndarray
    known: np.ndarray
    offsets: np.ndarray
    priors: tuple

    @property
    def count(self) -> int:
        """How many groups there are."""
        return int(self.group.max()) + 1

    def eta(self, beta: np.ndarray, theta: np.ndarray) -> np.ndarray:
        """Give the linear predictor of each row."""
        of_group = np.einsum("ik,ik->i", self.z, theta[self.group])
        return self.offsets + self.x @ beta + of_group

    def gradient(self, of_rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Multiply the transposed design with a number of each row."""
        heavy = (column * of_rows for column in self.z.T)
        return self.x.T @ of_rows, sums(heavy, self.group, self.count)

    def flat(self) -> Rows:
        """Give the table with a prior that says next to nothing."""
        return replace(
            self, priors=tuple((FLAT**2 * p, FLAT**2 * m) for p, m in self.priors)
        )


class Curvature:
    """Minus the second derivatives of the log posterior density, and its inverse."""

    def __init__(self, rows: Rows, weights: np.ndarray):
        shared = rows.x.shape[1]
        columns = (*rows.x.T, *rows.z.T)
        heavy = [weights * column for column in columns]
        whole = products(heavy, columns, rows.group, rows.count)
        (prior, _), (within, _) = rows.priors
        self.inner = _inverse(whole[:, shared:, shared:] + within)
        self.across = self.inner @ whole[:, shared:, :shared]
        together = whole[:, :shared, :shared].sum(axis=0) + prior
        taken = np.einsum("jkp,jkq->pq", whole[:, shared:, :shared], self.across)
        self.outer = _inverse(together - taken)
        alone = (
            np.diag(together),
            np.einsum("jkk->jk", whole[:, shared:, shared:] + within),
        )
        self.alone = tuple(each**-0.5 for each in alone)  # sds without the others

    def solve(self, beta: np.ndarray, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Multiply the inverse with a vector."""
        beta = self.outer @ (beta - np.einsum("jkp,jk->p", self.across, theta))
        return beta, np.einsum("jkl,jl->jk", self.inner, theta) - self.across @ beta

    @property
    def sds(self) -> tuple[np.ndarray, np.ndarray]:
        """Roots of the inverse's diagonal."""
        lines = np.einsum("jkp,pq,jkq->jk", self.across, self.outer, self.across)
        variance = np.einsum("jkk->jk", self.inner) + lines
        return np.sqrt(np.diag(self.outer)), np.sqrt(variance)

    def of_rows(self, rows: Rows) -> np.ndarray:
        """Variance of the linear predictor of each row."""
        left = rows.x - np.einsum("ik,ikp->ip", rows.z, self.across[rows.group])
        of_group = np.einsum("ik,ikl,il->i", rows.z, self.inner[rows.group], rows.z)
        return of_group + np.einsum("ip,pq,iq->i", left, self.outer, left)


def _inverse(blocks: np.ndarray) -> np.ndarray:
    """Invert symmetric matrices, the last places theirs."""
    size = blocks.shape[-1]
    little = LEAST * np.trace(blocks, axis1=-2, axis2=-1)[..., np.newaxis, np.newaxis]
    return np.linalg.inv(blocks + little * np.eye(size))


class Mode(NamedTuple):
    """Mode of the posterior of the coefficients.

    Attributes
    ----------
    at : tuple of ndarray
        Shared coefficients, shape (shared,), and those of each group, shape (group, own).
    curvature : Curvature
        There.
    eta : ndarray
        The linear predictor of each row.
    """

    at: tuple[np.ndarray, np.ndarray]
    curvature: Curvature
    eta: np.ndarray


def mode(rows: Rows, response, dispersion: dict) -> Mode:
    """Find the mode by Newton's method, with shorter steps where a whole one goes down."""
    (prior, aim), (within, within_aim) = rows.priors

    def slopes(eta):
        return response.slopes(rows.y, eta, dispersion, rows.known)

    def height(beta, theta, eta):
        inside = response.log_density(rows.y, eta, dispersion, rows.known).sum()
        pulls = (
            np.einsum("jk,kl,jl->", theta, within, theta) - 2 * (theta @ within_aim).sum()
        )
        return inside - 0.5 * (beta @ prior @ beta - 2 * beta @ aim + pulls)

    def curved(eta):
        return Curvature(rows, -slopes(eta)[1])

    # Iteratively reweighted least squares from a guess of each row.
    eta = np.asarray(response.start(rows.y, rows.known), float)
    first, second = slopes(eta)
    beta, theta = rows.gradient(first - second * (eta - rows.offsets))
    at = curved(eta).solve(beta + aim, theta + within_aim)
    eta = rows.eta(*at)
    best = height(*at, eta)
    for _ in range(STEPS):
        curvature = curved(eta)
        beta, theta = rows.gradient(slopes(eta)[0])
        beta, theta = beta + aim - prior @ at[0], theta + within_aim - at[1] @ within
        step = curvature.solve(beta, theta)
        gain = beta @ step[0] + (theta * step[1]).sum()
        if gain <= STOP * max(1.0, abs(best)):
            break
        for share in 0.5 ** np.arange(40):
            new = tuple(each + share * by for each, by in zip(at, step, strict=True))
            eta = rows.eta(*new)
            with np.errstate(over="ignore"):
                higher = height(*new, eta)
            if higher >= best:
                break
        at, best = new, higher
    return Mode(at, curvature, rows.eta(*at))


def skewed(rows: Rows, response, dispersion: dict, peak: Mode) -> tuple:
    """Give by how much skewness moves posterior means off the mode, to second order.

    Half of the inverse curvature times the third derivatives along the posterior's
    variances: Lindley (1980), Trabajos de Estadística 31, 223-245.
    """
    after, before = (
        response.slopes(rows.y, peak.eta + apart, dispersion, rows.known)[1]
        for apart in (APART, -APART)
    )
    third = (after - before) / (2 * APART)
    half = 0.5 * third * peak.curvature.of_rows(rows)
    return peak.curvature.solve(*rows.gradient(half))


@dataclass(frozen=True)
class Expected:
    """Where posterior means lie, all coefficients in one vector: shared, then by group.

    Attributes
    ----------
    estimate : ndarray
        Maximum of the likelihood.
    mean : ndarray
        Of the posterior, to second order.
    sd : ndarray
        Of the posterior, to first order.
    pull, shift : ndarray
        What the prior and what skewness does to it, in sds.
    told : ndarray of bool
        Whether the data determine the coefficient, so that there is a maximum.
    """

    estimate: np.ndarray
    mean: np.ndarray
    sd: np.ndarray
    pull: np.ndarray
    shift: np.ndarray
    told: np.ndarray


def expected(rows: Rows, response, dispersion: dict) -> Expected:
    """Compute maximum likelihood, and what prior and skewness add to it.

    Parameters
    ----------
    rows : Rows
        With the model's priors.
    response : module
        One whose log density is concave; see `pooling.model.responses`.
    dispersion : dict
        What it has beside the linear predictor: numbers that are given.
    """
    # Columns of any unit: what is solved has columns of one length.
    scales = [np.sqrt((each**2).mean(axis=0)) for each in (rows.x, rows.z)]
    scales = [np.where(each > 0, each, 1.0) for each in scales]
    priors = tuple(
        (precision / np.outer(scale, scale), aim / scale)
        for (precision, aim), scale in zip(rows.priors, scales, strict=True)
    )
    rows = replace(rows, x=rows.x / scales[0], z=rows.z / scales[1], priors=priors)
    peak = mode(rows, response, dispersion)
    flat = mode(rows.flat(), response, dispersion)
    middle, top = peak.at, flat.at
    shift = skewed(rows, response, dispersion, peak)

    def whole(pair):
        return np.concatenate([np.ravel(each) for each in pair])

    def in_units(pair):
        return whole(each / scale for each, scale in zip(pair, scales, strict=True))

    sds = peak.curvature.sds
    sd, wide = whole(sds), whole(flat.curvature.sds)
    inflated = (sd / whole(peak.curvature.alone)) ** 2
    return Expected(
        estimate=in_units(top),
        mean=in_units(middle) + in_units(shift),
        sd=in_units(sds),
        pull=whole(middle) / sd - whole(top) / sd,
        shift=whole(shift) / sd,
        told=(wide < TOLD * sd) & (inflated < INFLATED),
    )
