"""Whether NUTS gives what the exact computation gives and the formula states.

Two questions of each fit. Do the means and sds of its draws differ from the
exact ones by more than chance? And is the density that was sampled, draw by
draw, the one that the model states? The first sees a sampler that went astray,
the second any slip in a program, however small its effect.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from pooling.basics import jobs, not_computed
from pooling.basics.blocks import NUMBERS, blocks
from pooling.model.density import log_density, standardised
from pooling.sampling.draws import beside

FALSE_RED = 1e-3  # chance that a run in which all is right is called wrong
DEVIATION = 1e-6  # of lp__; rounding makes some 1e-12 in the lecture's fits
DRAWS_PER_FREEDOM = 5  # effective draws per degree of freedom, see `threshold`
# Of an exact answer's own error, the spread between 16 sets of points.
FREEDOM = 15
MOST_ROWS = 5000  # of a fit, in the table and the figure of all fits of an analysis


def _shapes(values, places, mean) -> np.ndarray:
    """Give sd and skewness of draws, and of their squares, at some labels: (2, 2, place)."""
    shapes = [np.empty((2, 2, 0))]
    for part in blocks(len(places), values[..., 0].size, NUMBERS):
        some = values[..., places[part]]
        both = (some, (some - mean[part]) ** 2)
        shapes.append(np.array([_sd_and_skewness(each) for each in both]))
    return np.concatenate(shapes, axis=-1)


def _sd_and_skewness(values) -> tuple[np.ndarray, np.ndarray]:
    """Give both, shape (label,)."""
    mean, sd = values.mean(axis=(0, 1)), values.std(axis=(0, 1), ddof=1)
    with np.errstate(invalid="ignore", divide="ignore"):  # a parameter that stood still
        return sd, (((values - mean) / sd) ** 3).mean(axis=(0, 1))


def _z(shape, away, mcse, error):
    """Distance of means from what is expected, in standard errors, unskewed.

    A standardised mean of skewed draws is itself skewed: where the sample missed the tail,
    its error looks small too. Far out this matters, most for squares, so it is taken away
    by Hall's cubic transformation: Hall (1992), Journal of the Royal Statistical Society B
    54, 221-228.

    Of ``shape``, sd and skewness of what is stored of the draws, (2, label); ``away`` and
    ``mcse``, means of all draws less their expectations and standard errors of the means;
    and ``error``, that of the expectations. It gives z and the degrees of freedom of both
    errors together, by Welch (1947), Biometrika 34, 28-35.
    """
    sd, skewness = shape
    with np.errstate(invalid="ignore", divide="ignore"):  # a parameter that stood still
        both = np.hypot(mcse, error)
        # The draws' share of the error is skewed, not that of the points.
        t, a = away / both, skewness * mcse / sd * (mcse / both) ** 3
        of_draws = (sd / mcse) ** 2 / DRAWS_PER_FREEDOM
        share = (mcse / both) ** 2
        freedom = 1 / (share**2 / of_draws + (1 - share) ** 2 / FREEDOM)
        return t + a * t**2 / 3 + a**2 * t**3 / 27 + a / 6, freedom


def compare(
    values, errors: pd.DataFrame, exact: pd.DataFrame
) -> tuple[pd.DataFrame, float]:
    """Set the draws of a fit beside its exact posterior.

    The sd is compared through the mean of the squared distances from the mean.

    Parameters
    ----------
    values : ndarray
        Draws, shape (chain, draw, label).
    errors : DataFrame
        From `pooling.checks.diagnostics.of_fit`, means and sds with them, indexed by
        ``parameter``.
    exact : DataFrame
        ``mean`` and ``sd``, and where they have an error to speak of ``mean_error`` and
        ``sd_error``, indexed by ``parameter``; no rows where nothing was computed, and
        empty cells where a parameter has no mean.

    Returns
    -------
    table : DataFrame
        ``parameter``; ``nuts_mean``, ``exact_mean``, ``mcse_mean``, ``z_mean`` and
        the same for the sd. A z is the difference in standard errors, with its
        skewness taken away, and the error of the exact answer counted. Without rows
        where there is no exact posterior.
    ess : float
        Smallest effective number of draws behind a z, at most that of the draws; where
        the exact answer has an error, of as many draws as both errors are as sure as.
    """
    known = errors.index.isin(exact.dropna(subset=["mean", "sd"]).index)
    errors = errors[known]
    stated = exact.loc[errors.index]
    mean, sd = (errors[name].to_numpy(float) for name in ("mean", "sd"))
    expected, spread = stated["mean"].to_numpy(float), stated["sd"].to_numpy(float)
    mcse_mean, mcse_sd = (errors[name].to_numpy() for name in ("mcse_mean", "mcse_sd"))
    nothing = pd.Series(0.0, stated.index)
    error_mean, error_sd = (
        stated.get(name, nothing).to_numpy(float) for name in ("mean_error", "sd_error")
    )
    shape, of_squares = _shapes(values, np.flatnonzero(known), mean)
    z_mean, freedom = _z(shape, mean - expected, mcse_mean, error_mean)
    z_sd, of_square = _z(
        of_squares, sd**2 - spread**2, 2 * sd * mcse_sd, 2 * spread * error_sd
    )
    table = pd.DataFrame(
        {
            "parameter": errors.index,
            "nuts_mean": mean,
            "exact_mean": expected,
            "mcse_mean": mcse_mean,
            "z_mean": z_mean,
            "nuts_sd": sd,
            "exact_sd": spread,
            "mcse_sd": mcse_sd,
            "z_sd": z_sd,
        }
    )
    behind = DRAWS_PER_FREEDOM * np.concatenate([freedom, of_square])
    draws = values.shape[0] * values.shape[1]
    return table, float(np.min(behind, where=np.isfinite(behind), initial=draws))


def threshold(count: int, ess: float, fits: int) -> float:
    """Say how large the largest z of a correct fit may be.

    The chance of a false alarm, `FALSE_RED` for the run, is shared out evenly among its
    ``fits`` and within a fit among its ``count`` of z (Bonferroni's inequality, which holds
    however the z depend on each other). The standard error in a z is itself estimated, so z
    is taken to be t distributed: with a summation window of five autocorrelation times, the
    relative variance of the autocorrelation time, and with it of the squared error, is 10 /
    ESS (Sokal, 1997, Monte Carlo methods in statistical mechanics, section 3), that of a
    chi-squared variable with ESS / 5 degrees of freedom, of the smallest ESS behind them.
    The error of a grid, 1e-3 sd at the most, is left out: it is a sixteenth of an error of
    a mean of 4000 draws. That of weighted points is in the z.
    """
    level = FALSE_RED / (fits * count)
    return float(-stdtrit(ess / DRAWS_PER_FREEDOM, level / 2))


def largest(table: pd.DataFrame) -> dict:
    """Find the largest z of a fit; one that is undefined is larger than all.

    It gives ``largest_z``, None where it is undefined, ``parameter`` and ``statistic``.
    """
    sizes = table[["z_mean", "z_sd"]].abs().to_numpy()
    ranked = np.where(np.isfinite(sizes), sizes, np.inf)
    row, column = np.unravel_index(np.argmax(ranked), sizes.shape)
    size = sizes[row, column]
    return {
        "largest_z": float(size) if np.isfinite(size) else None,
        "parameter": table["parameter"].iloc[row],
        "statistic": ("mean", "sd")[column],
    }


def density_deviation(
    family: str, model: str, *, data: dict, posterior: dict, lp
) -> dict:
    """Compare the density that Stan sampled with the stated one, draw by draw.

    Of draws of the variables, shape (chain, draw, ...), and of what Stan reports, (chain,
    draw), it gives the ``largest_deviation`` of the difference from its median (None where
    it is undefined), ``threshold`` and ``passed``. Stan leaves constants out, so the
    difference need not be 0.
    """
    draws = {
        name: values.reshape(-1, *values.shape[2:]) for name, values in posterior.items()
    }
    with np.errstate(all="ignore"):  # a draw at the end of its range
        ours = log_density(family, model, data, draws)
        difference = ours - lp.ravel()
        deviation = np.abs(difference - np.median(difference)).max()
    return {
        "largest_deviation": float(deviation) if np.isfinite(deviation) else None,
        "threshold": DEVIATION,
        "passed": bool(deviation <= DEVIATION),
    }


def judge(table: pd.DataFrame, ess: float, fits: int, density: dict) -> dict:
    """Judge a fit by its means and sds and by its density.

    Parameters
    ----------
    table, ess
        From `compare`; without rows where no exact posterior was computed.
    fits : int
        Fits in the run.
    density : dict
        From `density_deviation`.

    Returns
    -------
    dict
        ``verdict``: "disagrees" where the density, a mean or an sd is wrong, "not
        computed" where there is nothing to compare the means and sds with, else
        "agrees"; ``largest_z``, ``parameter``, ``statistic`` and ``threshold``
        where there is something; ``density``.
    """
    if table.empty:
        verdict = "not computed" if density["passed"] else "disagrees"
        return {"verdict": verdict, "density": density}
    worst, allowed = largest(table), threshold(2 * len(table), ess, fits)
    near = worst["largest_z"] is not None and worst["largest_z"] <= allowed
    return {
        "verdict": "agrees" if near and density["passed"] else "disagrees",
        **worst,
        "threshold": allowed,
        "density": density,
    }


def examine(
    family: str,
    model: str,
    *,
    data: dict,
    posterior: dict,
    lp,
    errors: pd.DataFrame,
    exact: pd.DataFrame,
    fits: int,
    sampled_as: dict | None = None,
    independent: bool = False,
    log: str = "",
) -> tuple[pd.DataFrame, dict]:
    """Compare a fit with its exact posterior and its stated density.

    Parameters
    ----------
    posterior : dict of ndarray
        Declared parameter -> draws, shape (chain, draw, ...).
    lp : ndarray
        The log density that Stan reports, shape (chain, draw); of exact draws that of the
        integrals over the effects, see `pooling.exact.independent`.
    errors, exact : DataFrame
        As in `compare`.
    fits : int
        Fits in the run.
    sampled_as : dict of ndarray, optional
        Draws of what the density reads beside the parameters.
    independent : bool
        Whether the draws are exact. They and the exact answer then share their integrals,
        so that means and sds check the drawing alone; the density checks the integrals.
    log : str
        Log of the job, named where the program is at fault.

    Returns
    -------
    table : DataFrame
        See `compare`.
    verdict : dict
        See `judge`, with ``independent`` where that is so; "not computed" with
        `pooling.basics.not_computed.told` where it failed.
    """
    told = {}
    if independent:  # their density is that of standardised effects, whatever Stan's is
        told, data = {"independent": True}, standardised(data)
    try:
        table, ess = compare(beside(posterior.values()), errors, exact)
        known = posterior | (sampled_as or {})
        density = density_deviation(family, model, data=data, posterior=known, lp=lp)
        return table, judge(table, ess, fits, density) | told
    except Exception as error:
        why = jobs.without(error, log, f"the agreement of {family}/{model}")
    table, _ = compare(beside(posterior.values()), errors, exact.iloc[:0])
    density = {"largest_deviation": None, "threshold": DEVIATION, "passed": False}
    return table, {
        "verdict": "not computed",
        "density": density,
        **not_computed.told(why),
    }


def together(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Put the tables of an analysis' fits, by model, one below the other.

    Of a fit of more than `MOST_ROWS` parameters half as many are taken that lie farthest
    from the exact answer, and about as many that are spread evenly: its own table has all.
    """
    filled = {model: _some(table) for model, table in tables.items() if not table.empty}
    return pd.concat(filled or tables, names=["model"]).reset_index()


def _some(table: pd.DataFrame) -> pd.DataFrame:
    """Take the rows of `together`, in their order."""
    if len(table) <= MOST_ROWS:
        return table
    away = table[["z_mean", "z_sd"]].abs().fillna(np.inf).max(axis=1).to_numpy()
    taken = np.zeros(len(table), dtype=bool)
    taken[np.argsort(-away, kind="stable")[: MOST_ROWS // 2]] = True
    taken[np.linspace(0, len(table) - 1, MOST_ROWS // 2).astype(int)] = True
    return table[taken]
