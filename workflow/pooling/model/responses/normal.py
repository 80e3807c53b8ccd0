"""Normal outcomes: eta is the mean, sigma times what is known of a row the sd around it."""

import numpy as np
import scipy

from pooling.model import dispersion

LINK = "identity"
TRIALS = False
BESIDE = None
SCALE = ("the expected outcome", "la respuesta esperada")
DISPERSION = {
    "sigma": dispersion.scale(
        "standard deviation of the outcomes around what is expected",
        "desvío estándar de las respuestas en torno a lo esperado",
    )
}
PROGRAM = "normal"
COLLAPSED = "normal_collapsed"
INTEGER = False
REFUSED = ()
CONCAVE = True
SUMS = False
WIDTH = (2.5, 100.0)
FORMULA = r"y_i \sim \mathrm{Normal}(\eta_i, \sigma)"


def place(y, known, offsets) -> tuple[float, float]:
    """Give mean and sd of the outcomes, less what is known of them."""
    return float(np.mean(y - offsets)), float(np.std(y - offsets, ddof=1))


def start(y, known) -> np.ndarray:
    """Guess eta from each outcome."""
    return np.asarray(y, float)


def mean(eta) -> np.ndarray:
    """Give the expected outcome."""
    return np.asarray(eta)


def log_density(y, eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the log density."""
    sigma = dispersion["sigma"] * known
    away = (y - eta) / sigma
    return -0.5 * away**2 - np.log(sigma) - 0.5 * np.log(2 * np.pi)


def slopes(y, eta, dispersion: dict, known=1) -> tuple:
    """Give the derivatives of the log density in eta."""
    sigma = np.asarray(dispersion["sigma"] * known, float)
    away = (y - eta) / sigma
    return away / sigma, np.broadcast_to(-1 / sigma**2, away.shape)


def cdf(y, eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the probability of an outcome up to y."""
    return scipy.special.ndtr((y - eta) / (dispersion["sigma"] * known))


def draw(eta, dispersion: dict, known, rng: np.random.Generator) -> np.ndarray:
    """Draw outcomes."""
    sigma = dispersion["sigma"] * known
    shape = np.broadcast_shapes(np.shape(eta), np.shape(sigma))
    return eta + sigma * rng.standard_normal(shape)


def variance(eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the variance of an outcome."""
    return np.broadcast_to(np.square(dispersion["sigma"] * known), np.shape(eta))


def totals(mean, variance, trials):
    """Give the distribution of a sum of outcomes with this mean and variance."""
    return scipy.stats.norm(mean, np.sqrt(variance))


def information(eta, dispersion: dict, known=1) -> np.ndarray:
    """Give what an outcome says of eta: the expected curvature of its log density."""
    return np.broadcast_to((dispersion["sigma"] * known) ** -2.0, np.shape(eta))
