"""Claims about lines: the covariance of intercepts and slopes."""

from __future__ import annotations

import numpy as np

from pooling.claims.base import Claim, Evidence, Finding

ROUNDING = 1e-9  # relative; draws are kept at full precision
MASS = 0.95  # posterior probability of one sign that counts as a covariance


def covariance(evidence: Evidence, identities: int) -> Finding:
    """Claim 15: Sigma of the program against its scales and correlation, per draw."""
    names = ("Sigma", "sigma_alpha", "sigma_beta", "rho")
    sigma, alpha, beta, rho = evidence.draws("partial_pooling", *names)
    product = alpha * beta
    stated = np.stack(
        [np.stack([alpha**2, rho * product], -1), np.stack([rho * product, beta**2], -1)],
        axis=-2,
    )
    size = np.stack(
        [np.stack([alpha**2, product], -1), np.stack([product, beta**2], -1)], axis=-2
    )
    off = float((np.abs(sigma - stated) / size).max())
    return Finding({"largest_off": off, "draws": rho.size}, ROUNDING, off < ROUNDING)


def correlation(evidence: Evidence, identities: int) -> Finding:
    """Claim 15: the posterior of rho."""
    (rho,) = evidence.draws("partial_pooling", "rho")
    above = float((rho > 0).mean())
    values = {
        "mean": float(rho.mean()),
        "q5": float(np.quantile(rho, 0.05)),
        "q95": float(np.quantile(rho, 0.95)),
        "probability_above_0": above,
    }
    return Finding(values, MASS, max(above, 1 - above) > MASS)


CLAIMS = [
    Claim(
        15,
        "identity",
        {
            "en": "The covariance of intercepts and slopes is made of their scales and "
            "of their correlation: Σ = D R D with the scales in D, in every draw.",
            "es": "La covarianza de ordenadas y pendientes se compone de sus escalas y "
            "de su correlación: Σ = D R D con las escalas en D, en cada extracción.",
        },
        {
            "en": "Rounding: the draws are kept at full precision.",
            "es": "Redondeo: las extracciones se guardan con toda su precisión.",
        },
        {"lines": covariance},
    ),
    Claim(
        15,
        "data",
        {
            "en": "Intercepts and slopes of the groups covary.",
            "es": "Las ordenadas y las pendientes de los grupos covarían.",
        },
        {
            "en": "One sign of the correlation must have 95% of the posterior; "
            "the posterior itself is given as it is.",
            "es": "Un signo de la correlación debe reunir el 95\u202f% de la "
            "distribución a posteriori, que se da tal como es.",
        },
        {"lines": correlation},
    ),
]
