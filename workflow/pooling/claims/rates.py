"""Claims about rates: which estimates move, and whether that helps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import expit

from pooling.basics.blocks import blocks
from pooling.checks import truth
from pooling.claims.base import (
    ERRORS,
    Evidence,
    Finding,
    above,
    not_judgeable,
    so,
    worst,
)
from pooling.model import effects
from pooling.model.families.rates import MODELS
from pooling.model.names import PARTIAL

TABLES = 500
FEWEST = 30  # tables whose mean error has a standard error worth the name
PAIRS = 4000  # distinct outcomes whose integrals are affordable
SIZES = 6  # sizes whose gains are listed one by one
HALF = 0.5  # share of the estimates that must lie between rate and population
NODES = 41  # of the population, per axis
INNER = 49  # of a unit's log odds
REACH = 6.0  # half-width of the grid, in posterior sds
CHUNK = 2**21


def _population(evidence: Evidence) -> tuple[float, float]:
    """Centre and spread of the log odds: the simulation's own, or as fitted."""
    simulated = evidence.settings.get("simulate")
    if simulated:
        return simulated["alpha_mean"], simulated["alpha_sd"]
    fit = evidence.fits[PARTIAL]
    return fit.best("mu_alpha", "mean"), fit.best("sigma_alpha", "mean")


def posterior_rates(y, n, data: dict, around: dict) -> np.ndarray:
    """Exact posterior means of units' rates under partial pooling, shape (table, unit).

    Tables with the same sizes share one grid over the population, and one integral per
    distinct outcome and node: good to 1e-3, which is far less than an error of an estimate.
    ``around`` has mean and sd of where the grid lies, for ``mu_alpha`` and ``sigma_alpha``.
    """
    pairs = np.stack([y, np.broadcast_to(n, y.shape)], axis=-1).reshape(-1, 2)
    distinct, index = np.unique(pairs, axis=0, return_inverse=True)
    index = index.reshape(y.shape)
    (centre, spread), (scale, error) = around["mu_alpha"], around["sigma_alpha"]
    mu = np.linspace(centre - REACH * spread, centre + REACH * spread, NODES)
    reach = REACH * error / scale  # in log sigma, which keeps the scale above 0
    log_sigma = np.linspace(np.log(scale) - reach, np.log(scale) + reach, NODES)
    mu, log_sigma = (grid.ravel() for grid in np.meshgrid(mu, log_sigma))
    sigma = np.exp(log_sigma)
    log_prior = (
        -0.5 * ((mu - data["prior_mu_alpha_mean"]) / data["prior_mu_alpha_sd"]) ** 2
        - data["prior_sigma_alpha_rate"] * sigma
        + log_sigma
    )
    outcomes = dict(zip(("y", "N"), distinct.T, strict=True))
    units = effects.of(MODELS[PARTIAL], data | outcomes)
    units = replace(units, nodes=INNER)
    likelihood = np.empty((len(distinct), len(mu)))
    mean = np.empty_like(likelihood)
    for part in blocks(len(mu), INNER * len(distinct), CHUNK):
        shared = {"mu_alpha": mu[part], "sigma_alpha": sigma[part]}
        marginal, moments = units.by_group(shared)
        likelihood[:, part], mean[:, part] = marginal.T, moments["p"][0].T
    estimates = np.empty(y.shape)
    for table, places in enumerate(index):
        log_posterior = log_prior + likelihood[places].sum(axis=0)
        weights = np.exp(log_posterior - log_posterior.max())
        estimates[table] = mean[places] @ weights / weights.sum()
    return estimates


def _tables(n, mu: float, sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """Simulate tables; fewer where their outcomes are too many to be integrated."""
    rng = np.random.default_rng(20_000)
    truth = expit(rng.normal(mu, sigma, (TABLES, len(n))))
    y = rng.binomial(n, truth)
    tables = TABLES
    while tables > 1:
        taken = np.stack([y[:tables], np.broadcast_to(n, (tables, len(n)))], axis=-1)
        if len(np.unique(taken.reshape(-1, 2), axis=0)) <= PAIRS:
            break
        tables //= 2
    return y[:tables], truth[:tables]


def small_units_gain(evidence: Evidence, identities: int) -> Finding:
    """Claim 16: moves in this table, and errors over simulated tables."""
    data = evidence.stan_data()
    y, n = np.array(data["y"]), np.array(data["N"])
    sizes = np.unique(n)
    if len(sizes) < 2:
        return not_judgeable("one number of trials")
    fit = evidence.fits[PARTIAL]
    raw, estimate = y / n, fit.column("p", evidence.groups)
    centre = expit(fit.best("mu_alpha", "mean"))
    low, high = np.minimum(raw, centre), np.maximum(raw, centre)
    small, large = n <= np.quantile(n, 0.25), n >= np.quantile(n, 0.75)
    moves = np.abs(estimate - raw)

    mean, sd = _population(evidence)
    tables, made = _tables(n, mean, sd)
    if len(tables) < FEWEST:
        return not_judgeable("too many units")
    around = {
        name: (at, fit.best(name, "sd"))
        for name, at in (("mu_alpha", mean), ("sigma_alpha", sd))
    }
    partial = np.abs(posterior_rates(tables, n, data, around) - made)
    none = np.abs(tables / n - made)
    gain = none - partial  # (table, unit)

    def lead(values):
        return values.mean() / (values.std(ddof=1) / np.sqrt(len(values)))

    gain_small, gain_large = gain[:, small].mean(axis=1), gain[:, large].mean(axis=1)
    values = {
        "share_between": float(((estimate >= low) & (estimate <= high)).mean()),
        "move_small": float(moves[small].mean()),
        "move_large": float(moves[large].mean()),
        "tables": len(tables),
        "error_raw": float(none.mean()),
        "error_partial": float(partial.mean()),
        "gain_small": float(gain_small.mean()),
        "gain_large": float(gain_large.mean()),
        "lead_in_errors": float(lead(gain.mean(axis=1))),
        "lead_small_over_large": float(lead(gain_small - gain_large)),
    }
    listed = sizes if len(sizes) <= SIZES else []
    values |= {f"{at}_gain_by_size": float(gain[:, n == at].mean()) for at in listed}
    known = truth.errors(evidence)
    if known:  # simulated here
        values["share_nearer_here"] = known.closer / len(n)
        values["gain_here"] = float(known.gain.mean())
        values["gain_here_error"] = known.gain_error
        values |= {f"{at}_gain_here": float(known.gain[n == at].mean()) for at in listed}
    verdict = worst(
        so(values["share_between"] > HALF),
        so(values["move_small"] > values["move_large"]),
        above(values["lead_in_errors"], 0.0, ERRORS),
        above(values["lead_small_over_large"], 0.0, ERRORS),
    )
    return Finding(values=values, threshold=ERRORS, verdict=verdict)
