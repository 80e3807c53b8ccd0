"""Lines without their groups' own: cross products, and bivariate normal effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.collapsed.base import (
    in_parts,
    log_width,
    noise_guess,
    pick,
    spread_guess,
    with_effects,
)
from pooling.density.base import in_population, one_group


@dataclass(frozen=True)
class Groups:
    """Sufficient statistics of groups of points.

    With X_j the rows (1, x_i) of a group, R_j is triangular and R_j' R_j = X_j' X_j:
    the QR decomposition of X_j, written out.

    Attributes
    ----------
    size, level, height : ndarray
        Observations, mean of x and mean of y, shape (group,).
    spread : ndarray
        Root of the squares of x about its mean; 0 where x does not vary.
    tilt : ndarray
        Slope of the group's own line times ``spread``; 0 where there is none.
    within : float
        Squares of the observations about their group's own line.
    """

    size: np.ndarray
    level: np.ndarray
    height: np.ndarray
    spread: np.ndarray
    tilt: np.ndarray
    within: float

    @property
    def freedom(self) -> int:
        """Degrees of freedom of ``within``."""
        return int(self.size.sum() - len(self.size) - (self.spread > 0).sum())

    @property
    def root(self) -> np.ndarray:
        """The elements r11, r12 and r22 of each R_j, shape (3, group)."""
        weight = np.sqrt(self.size)
        return np.stack([weight, weight * self.level, self.spread])

    @property
    def fit(self) -> np.ndarray:
        """Root times the least-squares line, shape (2, group)."""
        return np.stack([np.sqrt(self.size) * self.height, self.tilt])


def _groups(data: dict) -> Groups:
    """Reduce the table; rows are sorted first, so that their order leaves no trace."""
    group, x, y = (np.asarray(data[name], float) for name in ("group", "x", "y"))
    order = np.lexsort((y, x, group))
    group, x, y = group[order].astype(int) - 1, x[order], y[order]
    starts = np.searchsorted(group, np.arange(data["J"]))
    size = np.diff(np.append(starts, len(group)))
    level = np.add.reduceat(x, starts) / size
    level += np.add.reduceat(x - level[group], starts) / size
    height = np.add.reduceat(y, starts) / size
    height += np.add.reduceat(y - height[group], starts) / size
    along, up = x - level[group], y - height[group]
    spread = np.sqrt(np.add.reduceat(along**2, starts))
    # What rounding leaves of equal numbers.
    largest = np.maximum.reduceat(np.abs(x), starts)
    spread[spread <= 10 * np.finfo(float).eps * np.sqrt(size) * largest] = 0
    varies = spread > 0
    unit = np.divide(1, spread, out=np.zeros_like(spread), where=varies)
    tilt = np.add.reduceat(along * up, starts) * unit
    within = float(np.sum((up - (tilt * unit)[group] * along) ** 2))
    return Groups(size, level, height, spread, tilt, within)


def _guesses(data: dict, groups: Groups) -> dict:
    """Guess where the posterior is, and how wide."""
    varies = groups.spread > 0
    noise = noise_guess(groups.within, groups.freedom, data["y"])
    # The slope that the groups have in common, and how much more than by chance
    # their own differ from it.
    squares = max(float(groups.spread @ groups.spread), np.finfo(float).tiny)
    slope = float(groups.spread @ groups.tilt) / squares
    away = np.sum((groups.tilt - slope * groups.spread) ** 2)
    tilts = max(away - noise * (varies.sum() - 1), noise) / squares
    levels = groups.height - slope * groups.level
    spread = spread_guess(levels, noise / groups.size)
    count = len(groups.size)
    level_width = np.sqrt((spread + np.mean(noise / groups.size)) / count)
    return {
        "mu_alpha": (levels.mean(), level_width),
        "mu_beta": (slope, np.sqrt(tilts / count + noise / squares)),
        "sigma_alpha": (np.log(spread) / 2, log_width(count)),
        "sigma_beta": (np.log(tilts) / 2, log_width(count)),
        "sigma": (np.log(noise) / 2, log_width(groups.freedom)),
    }


def reduce(data: dict) -> dict:
    """Reduce a table of points to one row per design; see `pooling.collapsed`."""
    groups = _groups(data)
    designs, index, count = np.unique(
        groups.root, axis=1, return_inverse=True, return_counts=True
    )
    index = index.ravel()
    middle = np.stack([np.bincount(index, row) for row in groups.fit]) / count
    one, two = groups.fit - middle[:, index]
    return {
        "N": data["N"],
        "J": data["J"],
        "within": groups.within,
        "K": len(count),
        "groups": count,
        **dict(zip(("r11", "r12", "r22"), designs, strict=True)),
        "middle_1": middle[0],
        "middle_2": middle[1],
        "between_11": np.bincount(index, one * one),
        "between_12": np.bincount(index, one * two),
        "between_22": np.bincount(index, two * two),
        "guesses": _guesses(data, groups),
        "prior_only": data["prior_only"],
    }


def _effects(groups: Groups, own: dict, rng, used: int):
    """Draw the lines, given the population.

    A line is (mu_alpha, mu_beta) + T u with T T' = Sigma and u standard normal.
    With B = R_j T, the posterior of u has the precision P = I + B'B / sigma^2 and
    the mean P^-1 B' (e_j - R_j mu) / sigma^2: Gelman et al. (2013), Bayesian Data
    Analysis, section 14.8. It exists where Sigma has no inverse, too.
    """
    mu, tilt = own["mu_alpha"], own["mu_beta"]
    sd_alpha, sd_beta, noise = (
        own[name] for name in ("sigma_alpha", "sigma_beta", "sigma")
    )
    along = own["rho"] * sd_beta
    across = own["across"] * sd_beta
    r11, r12, r22 = used * groups.root
    one, two = used * groups.fit
    b11, b12 = (r11 * sd_alpha + r12 * along) / noise, r12 * across / noise
    b21, b22 = r22 * along / noise, r22 * across / noise
    away_1 = (one - r11 * mu - r12 * tilt) / noise
    away_2 = (two - r22 * tilt) / noise
    # Cholesky factor of P; its determinant as a sum of terms above 0.
    squares_1, squares_2 = b11**2 + b21**2, b12**2 + b22**2
    determinant = 1 + squares_1 + squares_2 + (r11 * sd_alpha * b22 / noise) ** 2
    l11 = np.sqrt(1 + squares_1)
    l21 = (b11 * b12 + b21 * b22) / l11
    l22 = np.sqrt(determinant) / l11
    forward_1 = (b11 * away_1 + b21 * away_2) / l11
    forward_2 = (b12 * away_1 + b22 * away_2 - l21 * forward_1) / l22
    normal = rng.standard_normal((2, len(mu), len(groups.size)))
    u2 = (forward_2 + normal[1]) / l22
    u1 = (forward_1 + normal[0] - l21 * u2) / l11
    return mu + sd_alpha * u1, tilt + along * u1 + across * u2


def complete(data: dict, draws: dict, rng: np.random.Generator) -> dict:
    """Draw the lines, bivariate normal given all else; see `pooling.collapsed`."""
    groups, used = _groups(data), 0 if data["prior_only"] else 1
    names = ("mu_alpha", "mu_beta", "sigma_alpha", "sigma_beta", "sigma")
    population = in_population(data, draws)
    shared = pick(population, *names) | {
        "rho": population["L"][:, 1, 0],
        "across": population["L"][:, 1, 1],
    }
    alpha, beta = in_parts(
        lambda own: _effects(groups, own, rng, used), shared, data["J"], 2
    )
    factor = np.stack([shared["sigma_alpha"], shared["sigma_beta"]], axis=1)[
        ..., np.newaxis
    ]
    factor = factor * population["L"]
    normal = rng.standard_normal((len(alpha), 2, 1))
    new = np.stack([shared["mu_alpha"], shared["mu_beta"]], axis=1)
    new = new + (factor @ normal)[..., 0]
    x_new = np.asarray(data["x_new"], float)
    noise = rng.standard_normal((len(alpha), data["N_new"]))
    found = with_effects(data, draws, (*names, "L"), {"alpha": alpha, "beta": beta}) | {
        "alpha_new": new[:, 0],
        "beta_new": new[:, 1],
        "y_new": new[:, :1] + new[:, 1:] * x_new + draws["sigma"][:, np.newaxis] * noise,
    }
    if "L" in draws:
        correlated = {"rho": shared["rho"], "Sigma": factor @ factor.transpose(0, 2, 1)}
        found |= correlated | {"line_new": new}
    return found


def reduce_together(data: dict) -> dict:
    """Reduce a table without groups; see `pooling.collapsed`."""
    groups = _groups(one_group(data))
    r11, r12, r22 = groups.root[:, 0]
    e1, e2 = groups.fit[:, 0]
    noise = noise_guess(groups.within, groups.freedom, data["y"])
    beta = e2 / r22
    return {
        "N": data["N"],
        "within": groups.within,
        "r11": r11,
        "r12": r12,
        "r22": r22,
        "e1": e1,
        "e2": e2,
        "guesses": {
            "alpha": (
                (e1 - r12 * beta) / r11,
                np.sqrt(noise) * np.hypot(1, r12 / r22) / r11,
            ),
            "beta": (beta, np.sqrt(noise) / r22),
            "sigma": (np.log(noise) / 2, log_width(groups.freedom)),
        },
        "prior_only": data["prior_only"],
    }


def complete_together(data: dict, draws: dict, rng: np.random.Generator) -> dict:
    """Take the draws as they are: there are no effects; see `pooling.collapsed`."""
    return pick(draws, "alpha", "beta", "sigma", "lprior")


PROGRAMS = {
    "partial_pooling_collapsed": (reduce, complete),
    "fixed_prior_collapsed": (reduce, complete),
    "complete_pooling_collapsed": (reduce_together, complete_together),
}
