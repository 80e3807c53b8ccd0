"""Which model of an analysis predicts an observation best that it has not seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import logsumexp

from pooling import draws, families, leave_one_out

PARETO_K = 0.7  # above it importance sampling is not to be trusted
COLUMNS = ["model", "elpd", "se", "elpd_diff", "se_diff", "p_loo", "k_bad", "method"]


def predict(family: str, model: str, fit) -> tuple[np.ndarray, float, int, str]:
    """Estimate the log predictive density of each observation from the others.

    Means and lines by Pareto smoothed importance sampling: Vehtari, Gelman and
    Gabry (2017), Statistics and Computing 27, 1413-1432; where its k is above
    0.7, by the exact value. Rates have one row per unit, which it cannot do, and
    are exact throughout, the unit's effect integrated out.

    Parameters
    ----------
    family, model : str
        What was fitted.
    fit : pooling.results.Fit
        Its Stan data and its draws.

    Returns
    -------
    elpd : ndarray
        Expected log predictive density, shape (observation,).
    p_loo : float
        How much better the observations are explained than predicted: the
        effective number of parameters, but in rates also the surprise of a unit
        whose own effect is unknown.
    replaced : int
        Observations whose importance sampling was not trusted.
    method : {"psis", "exact"}
    """
    log_likelihood = draws.read(fit.files["posterior"], "log_likelihood")["y"].values
    chains, length = log_likelihood.shape[:2]
    inside = logsumexp(log_likelihood, axis=(0, 1)) - np.log(chains * length)
    if families.get(family).ONE_ROW_PER_GROUP:
        elpd, replaced = leave_one_out.log_densities(family, model, fit), 0
        method = "exact"
    else:
        elpd, k = _smoothed(log_likelihood)
        poor = np.flatnonzero(~(k <= PARETO_K))
        if len(poor):
            elpd[poor] = leave_one_out.log_densities(family, model, fit, poor)
        replaced, method = len(poor), "psis"
    return elpd, float((inside - elpd).sum()), replaced, method


def _smoothed(log_likelihood: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pareto smoothed importance sampling; elpd and k per observation."""
    from arviz_stats.base import array_stats

    likelihood = np.exp(log_likelihood - log_likelihood.max(axis=(0, 1)))
    ess = array_stats.ess(likelihood, chain_axis=0, draw_axis=1, method="mean")
    efficiency = np.nan_to_num(ess / likelihood[..., 0].size, nan=1.0)
    found = [
        array_stats.loo(
            log_likelihood[..., place],
            chain_axis=0,
            draw_axis=1,
            r_eff=float(min(efficiency[place], 1)),
        )[:2]
        for place in range(log_likelihood.shape[2])
    ]
    elpd, k = np.array(found, dtype=float).T
    return elpd, k


def compare(family: str, fits: dict) -> pd.DataFrame:
    """Compare the models of an analysis.

    Standard errors are those of a sum over observations: Vehtari, Gelman and
    Gabry (2017), section 5.

    Parameters
    ----------
    family : str
        Family of the models.
    fits : dict of pooling.results.Fit
        Model -> its files.

    Returns
    -------
    DataFrame
        One row per model, best first: ``elpd`` and its ``se``, ``elpd_diff`` to
        the best and its ``se_diff``, ``p_loo``, ``k_bad`` (observations replaced
        by exact values), ``method``.
    """
    found = {model: predict(family, model, fit) for model, fit in fits.items()}
    best = max(found, key=lambda model: np.nan_to_num(found[model][0].sum(), nan=-np.inf))

    def error(terms: np.ndarray) -> float:
        return float(np.sqrt(len(terms) * terms.var(ddof=1)))

    rows = []
    for model, (elpd, p_loo, replaced, method) in found.items():
        apart = elpd - found[best][0]
        rows.append(
            (
                model,
                elpd.sum(),
                error(elpd),
                apart.sum(),
                error(apart),
                p_loo,
                replaced,
                method,
            )
        )
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values("elpd", ascending=False, ignore_index=True)
