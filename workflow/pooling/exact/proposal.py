"""The distribution that points come from: a multivariate t, longer on one side where need be.

Each coordinate is x -> middle + scale sinh(arcsinh(x) + skew): far out a straight line on
either side, exp(skew) as steep above as without it and as much flatter below (Jones and
Pewsey 2009, Biometrika 96, 761-780, with delta = 1). Scales that reach down to 0 have a long
tail on one side, correlations near 1 as well. The x together have a multivariate t
distribution, and a share of them a wider one: Owen (2013), Monte Carlo theory, methods and
examples, section 9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

APART = 0.1  # share of points from a wider one, for what the others do not reach
STEEPEST = 1.5  # largest skew: one side some twenty times as long as the other
HALVINGS = 25  # of the interval in which a skew is looked for
SIDES = (0.16, 0.5, 0.84)  # quantiles that say where a coordinate lies, and how evenly


@dataclass(frozen=True)
class Sides:
    """Coordinates t and their x, of which each has two sides of its own length.

    Attributes
    ----------
    middle, scale, skew : ndarray
        Shape (dimension,).
    """

    middle: np.ndarray
    scale: np.ndarray
    skew: np.ndarray

    @classmethod
    def alike(cls, size: int) -> Sides:
        """Take t for x."""
        return cls(np.zeros(size), np.ones(size), np.zeros(size))

    @classmethod
    def of(cls, t: np.ndarray, weights: np.ndarray) -> Sides:
        """Find the sides for which weighted points lie evenly around their median in x.

        The points t have the shape (point, dimension), the weights sum to 1.
        """
        order = np.argsort(t, axis=0)
        quantiles = np.array(
            [
                np.interp(SIDES, np.cumsum(weights[places]), column[places])
                for column, places in zip(t.T, order.T, strict=True)
            ]
        ).T
        below, middle, above = quantiles
        scale = np.maximum((above - below) / 2, 1e-12 * (1 + np.abs(middle)))
        low, high = np.full((2, len(middle)), [[-STEEPEST], [STEEPEST]])
        for _ in range(HALVINGS):
            skew = (low + high) / 2
            below, centre, above = cls(middle, scale, skew).back(quantiles)
            right = above + below > 2 * centre
            low, high = np.where(right, skew, low), np.where(right, high, skew)
        return cls(middle, scale, (low + high) / 2)

    def there(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give t at x, and the log of its slope, shape (point,)."""
        height = np.arcsinh(x) + self.skew
        slope = np.cosh(height) / np.sqrt(1 + x**2)
        log_slope = np.log(self.scale * slope).sum(axis=1)
        return self.middle + self.scale * np.sinh(height), log_slope

    def back(self, t: np.ndarray) -> np.ndarray:
        """Give x at t."""
        return np.sinh(np.arcsinh((t - self.middle) / self.scale) - self.skew)


@dataclass(frozen=True)
class Tails:
    """How far points reach, so that their weights have no heavy tail.

    Attributes
    ----------
    freedom : int
        Degrees of freedom.
    wider : ndarray
        How much wider the distribution is that a share of the points comes from, in each
        dimension given those before it, shape (dimension,).
    """

    freedom: int
    wider: np.ndarray


@dataclass(frozen=True)
class Proposal:
    """The distribution that points come from.

    Attributes
    ----------
    centre : ndarray
        Of x, shape (dimension,).
    lower : ndarray
        L with L L' its scale, shape (dimension, dimension).
    sides : Sides
        From x to t.
    tails : Tails
    """

    centre: np.ndarray
    lower: np.ndarray
    sides: Sides
    tails: Tails

    @classmethod
    def around(cls, centre, spread, tails, sides: Sides | None = None) -> Proposal:
        """Lay it around a centre, with a covariance matrix for its scale."""
        lower = np.linalg.cholesky(spread + 1e-12 * np.diag(np.diag(spread)))
        return cls(centre, lower, sides or Sides.alike(len(centre)), tails)

    def moved(self, t: np.ndarray, weights: np.ndarray) -> Proposal:
        """Lay it where points t of shape (point, dimension) have their weights."""
        # The heaviest say too much of where the others are: Ionides (2008), Journal of
        # Computational and Graphical Statistics 17, 295-311.
        weights = np.minimum(weights, weights.mean() * np.sqrt(len(weights)))
        weights = weights / weights.sum()
        sides = Sides.of(t, weights)
        x = sides.back(t)
        centre = weights @ x
        away = x - centre
        spread = (weights[:, np.newaxis] * away).T @ away
        spread += 1e-10 * np.eye(len(centre))
        return Proposal.around(centre, spread, self.tails, sides)

    def white(self, t: np.ndarray) -> np.ndarray:
        """Give points t in straight lines from the centre, about 1 long for an sd."""
        centre, step = self.centre[np.newaxis], 1e-6
        (middle,), (above,) = (self.sides.there(centre + by)[0] for by in (0.0, step))
        slope = (above - middle) / step
        return np.linalg.solve(slope[:, np.newaxis] * self.lower, (t - middle).T).T

    def place(self, uniform: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Turn uniform numbers, shape (point, dimension + 1), into points, (point, dimension).

        Their log density is given up to a constant of the dimensions alone, shape (point,).
        """
        from scipy.special import chdtri, ndtri

        uniform = np.clip(uniform, 1e-12, 1 - 1e-12)
        last = uniform[:, -1]
        apart = last < APART
        last = np.where(apart, last / APART, (last - APART) / (1 - APART))
        return self._placed(
            ndtri(uniform[:, :-1]), chdtri(self.tails.freedom, last), apart
        )

    def drawn(self, count: int, rng) -> tuple[np.ndarray, np.ndarray]:
        """Draw some points, each on its own; see `place` for what is given."""
        white = rng.standard_normal((count, len(self.centre)))
        squared = rng.chisquare(self.tails.freedom, count)
        return self._placed(white, squared, rng.random(count) < APART)

    def normal(self, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give t in units of the scale, and the log of a normal density there.

        Up to the constant that the log density in `place` lacks.
        """
        from scipy.special import gammaln

        x, size, freedom = self.sides.back(t), len(self.centre), self.tails.freedom
        white = np.linalg.solve(self.lower, (x - self.centre).T).T
        log_slope = self.sides.there(x)[1] + np.log(np.diag(self.lower)).sum()
        lacking = gammaln((freedom + size) / 2) - gammaln(freedom / 2)
        lacking += 0.5 * size * np.log(2 / freedom)
        return white, -0.5 * (white**2).sum(axis=1) - log_slope - lacking

    def _placed(self, white, squared, apart) -> tuple[np.ndarray, np.ndarray]:
        """Place points: normal numbers, a chi-square of each, and which lie wider."""
        size, freedom, wider = len(self.centre), self.tails.freedom, self.tails.wider
        white = white / np.sqrt(squared / freedom)[:, np.newaxis]
        white *= np.where(apart[:, np.newaxis], wider, 1.0)
        near, far = (
            np.log(share)
            - np.log(by).sum()
            - 0.5 * (freedom + size) * np.log1p(white**2 @ by**-2.0 / freedom)
            for share, by in ((1 - APART, np.ones(size)), (APART, wider))
        )
        t, log_slope = self.sides.there(self.centre + white @ self.lower.T)
        log_slope = log_slope + np.log(np.diag(self.lower)).sum()
        return t, np.logaddexp(near, far) - log_slope
