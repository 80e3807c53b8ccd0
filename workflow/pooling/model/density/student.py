"""Outcomes with tails heavier than a normal's around what is expected of them."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from pooling.model.density import dispersion
from pooling.model.density.base import rows

DISPERSION = {"sigma": dispersion.SCALE, "nu": dispersion.GammaAboveOne()}


def log_likelihood(data: dict, expected, draws: dict) -> np.ndarray:
    """Give the log density around centres, with the scale sigma and nu degrees of freedom."""
    scale, nu = rows(draws["sigma"]), rows(draws["nu"])
    away = (np.asarray(data["y"]) - expected) / scale
    height = gammaln((nu + 1) / 2) - gammaln(nu / 2) - 0.5 * np.log(nu * np.pi)
    return height - np.log(scale) - (nu + 1) / 2 * np.log1p(away**2 / nu)


def replicates(data: dict, expected, draws: dict, rng) -> np.ndarray:
    """Draw outcomes, shape (draw, outcome)."""
    shape = (len(expected), len(data["y"]))
    noise = rng.standard_t(np.broadcast_to(rows(draws["nu"]), shape))
    return expected + rows(draws["sigma"]) * noise
