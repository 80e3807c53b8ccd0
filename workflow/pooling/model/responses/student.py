"""Outcomes with heavy tails: Student's t around eta, with scale sigma and nu degrees."""

import numpy as np
import scipy

from pooling.model import dispersion
from pooling.model.responses.normal import REFUSED, SCALE, mean, start

LINK = "identity"
TRIALS = False
BESIDE = None
DISPERSION = {
    "sigma": dispersion.scale(
        "scale of the outcomes around what is expected",
        "escala de las respuestas en torno a lo esperado",
    ),
    # Of Juarez and Steel (2010), Journal of Applied Econometrics 25; nu is above 1, so
    # that there is a mean.
    "nu": dispersion.Dispersion(
        prior="gamma",
        default=lambda scale: {"shape": 2.0, "rate": 0.1},
        meaning=(
            "degrees of freedom: the fewer, the farther outcomes stray",
            "grados de libertad: cuanto menos, más lejos caen algunas respuestas",
        ),
        note=(
            "Gamma(a, r) has mean a / r; \N{GREEK SMALL LETTER NU} is at least 1.",
            "Gamma(a; r) tiene media a / r; \N{GREEK SMALL LETTER NU} es al menos 1.",
        ),
        least=1.0,
        power=2.0,
        rough=4.0,
    ),
}
PROGRAM = "student"
INTEGER = False
CONCAVE = False
SUMS = False
WIDTH = (2.5, 100.0)
FORMULA = r"y_i \sim \mathrm{Student}(\nu, \eta_i, \sigma)"
WEIGHTS = 'use "family: normal" where they are known, or leave them out'
# The sd of a normal distribution over its median distance from the median.
NORMAL_SD = 1.482602218505602
SAME = 1e-9  # of their sd: outcomes that differ by no more


def place(y, known, offsets) -> tuple[float, float]:
    """Give median and spread of the outcomes, which far outliers do not move.

    The spread is the median distance from the median, times what makes it the sd of
    normal outcomes; the sd where half the outcomes are the same, or as good as that.
    """
    left = y - offsets
    median = float(np.median(left))
    spread = NORMAL_SD * float(np.median(np.abs(left - median)))
    wide = float(np.std(left, ddof=1))
    return median, spread if spread > SAME * wide else wide


def apart(y, dispersion: dict, known=1) -> np.ndarray:
    """Give what of the log density eta has no say in."""
    sigma, nu = dispersion["sigma"], dispersion["nu"]
    half = scipy.special.gammaln((nu + 1) / 2) - scipy.special.gammaln(nu / 2)
    return half - 0.5 * np.log(nu * np.pi) - np.log(sigma) + np.zeros_like(y, float)


def kernel(y, eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the rest of the log density."""
    sigma, nu = dispersion["sigma"], dispersion["nu"]
    return -0.5 * (nu + 1) * np.log1p(((y - eta) / sigma) ** 2 / nu)


def log_density(y, eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the log density."""
    return apart(y, dispersion, known) + kernel(y, eta, dispersion, known)


def slopes(y, eta, dispersion: dict, known=1) -> tuple:
    """Give the derivatives of the log density in eta."""
    sigma, nu = dispersion["sigma"], dispersion["nu"]
    away = (y - eta) / sigma
    square = away**2
    weight = (nu + 1) / (nu + square)
    first = weight * away / sigma
    return first, weight * (square - nu) / ((nu + square) * sigma**2)


def weight(y, eta, dispersion: dict) -> np.ndarray:
    """Give the weight of an outcome in iterated least squares.

    Lange, Little and Taylor (1989), Journal of the American Statistical Association 84,
    881-896.
    """
    sigma, nu = dispersion["sigma"], dispersion["nu"]
    return (nu + 1) / (nu * sigma**2 + (y - eta) ** 2)


def improper(y, outcome: str, coefficients: int) -> str | None:
    """Say why the posterior has no integral: so many outcomes are one value.

    Where coefficients make ``same`` outcomes exact, the likelihood grows as sigma^-same
    times sigma^nu for each of the others, nu being 1 at least, and the coefficients that do
    so fill a volume of sigma^coefficients: what is left must have an integral down to 0.
    """
    values, counts = np.unique(y, return_counts=True)
    same = int(counts.max())
    if 2 * same - len(y) <= coefficients:
        return None
    return (
        f'{same} of the {len(y)} outcomes "{outcome}" are {values[counts.argmax()]:g}, so '
        "that Student's t takes all others for outliers, and its sigma has no lower bound; "
        'take "family: normal", or an outcome that was measured with more digits.'
    )


def cdf(y, eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the probability of an outcome up to y."""
    return scipy.special.stdtr(dispersion["nu"], (y - eta) / dispersion["sigma"])


def draw(eta, dispersion: dict, known, rng: np.random.Generator) -> np.ndarray:
    """Draw outcomes."""
    sigma, nu = dispersion["sigma"], dispersion["nu"]
    shape = np.broadcast_shapes(*map(np.shape, (eta, sigma, nu)))
    return eta + sigma * rng.standard_t(nu, shape)


def variance(eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the variance of an outcome, which is infinite up to 2 degrees of freedom."""
    sigma, nu = dispersion["sigma"], dispersion["nu"]
    wide = np.divide(nu, nu - 2, out=np.full(np.shape(nu), np.inf), where=nu > 2)
    return np.broadcast_to(sigma**2 * wide, np.shape(eta))


def information(eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the expected curvature of the log density in eta.

    Lange, Little and Taylor (1989), Journal of the American Statistical Association 84,
    881-896, appendix B.
    """
    nu = dispersion["nu"]
    return np.broadcast_to(
        (nu + 1) / (nu + 3) * dispersion["sigma"] ** -2.0, np.shape(eta)
    )
