"""Claims about shrinkage without Bayes: maximum likelihood, and James and Stein."""

from __future__ import annotations

import numpy as np

from pooling.claims.base import Evidence, Finding, critical, so
from pooling.model import james_stein, likelihood
from pooling.model.names import MAXIMUM_LIKELIHOOD

# What the lecture prints, and half a unit of the last digit printed.
PRINTED = {"at_proportions": (2.6e-142, 0.05e-142), "maximum": (5.37e-141, 0.005e-141)}
PRINTED_KAPPA = (15.80, 0.005)
TABLES = 20_000
COUNTS = range(3, 13)
SPREADS = (0.0, 1.0, 4.0)  # noncentrality per mean


def printed_likelihoods(evidence: Evidence, identities: int) -> Finding:
    """Claim 8: the likelihood at the proportions and at its interior maximum."""
    y, n = (evidence.prepared[name].to_numpy() for name in ("y", "N"))
    options = evidence.settings["options"][MAXIMUM_LIKELIHOOD]
    flat = likelihood.at_proportions(y, n, options["omega"], options["flat_kappa"])
    top = likelihood.interior_maximum(y, n, options["omega"])
    if top is None:
        return Finding(values={}, threshold=1.0, verdict=so(False))
    same = likelihood.at_proportions(y, n, options["omega"], top.kappa)
    values = {
        "at_proportions": float(np.exp(flat.log_likelihood)),
        "maximum": float(np.exp(top.log_likelihood)),
        "kappa": top.kappa,
        "times": float(np.exp(top.log_likelihood - flat.log_likelihood)),
        "times_at_this_kappa": float(np.exp(top.log_likelihood - same.log_likelihood)),
    }
    off = [
        abs(values[name] - printed) / half for name, (printed, half) in PRINTED.items()
    ]
    off.append(abs(top.kappa - PRINTED_KAPPA[0]) / PRINTED_KAPPA[1])
    return Finding(
        values=values | {"largest_off": max(off)},
        threshold=1.0,
        verdict=so(max(off) <= 1),
    )


def _means(count: int, noncentrality: float, balanced: bool) -> np.ndarray:
    """Make true means with a total noncentrality; balanced ones have the mean 0."""
    means = np.linspace(-1, 1, count) if balanced else np.ones(count)
    return means * np.sqrt(noncentrality / (means @ means))


def without_bayes(evidence: Evidence, identities: int) -> Finding:
    """Claim 9: risk of James and Stein's estimator, exact and simulated."""
    rows = []
    for least, target, risk in (
        (3, 0.0, james_stein.risk_fixed),
        (4, None, james_stein.risk_grand_mean),
    ):
        for count in (1, 2, *COUNTS):
            for spread in SPREADS:
                total = spread * count
                exact = risk(count, total)
                theta = _means(count, total, balanced=target is None)
                simulated, error = james_stein.simulate(
                    theta, target, TABLES, seed=len(rows)
                )
                # The loss has a fourth moment of the inverse distance, which is
                # infinite in three and four dimensions: no standard error there.
                steady = count - (target is None) not in (3, 4)
                rows.append(
                    (
                        count >= least,
                        steady,
                        exact / count,
                        (simulated - exact) / error,
                        (count - simulated) / error,
                    )
                )
    gains, steady, ratio, distance, lead = map(np.array, zip(*rows, strict=True))
    distance = distance[steady]
    bound = critical(len(distance), identities)
    values = {
        "largest_risk_with_enough_means": float(ratio[gains].max()),
        "smallest_risk_with_too_few": float(ratio[~gains].min()),
        "least_lead_in_simulation": float(lead[gains & steady].min()),
        "largest_distance": float(np.abs(distance).max()),
        "distances": len(distance),
    }
    holds = (
        ratio[gains].max() < 1
        and ratio[~gains].min() >= 1
        and np.abs(distance).max() <= bound
    )
    return Finding(values=values, threshold=bound, verdict=so(holds))
