"""Claims about shrinkage without Bayes: maximum likelihood, and James and Stein."""

from __future__ import annotations

import numpy as np

from pooling.claims.base import Claim, Evidence, Finding, critical, so
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


CLAIMS = [
    Claim(
        id=8,
        kind="code",
        sentence={
            "en": "The program gives the numbers that the lecture prints; the counts and "
            "κ were reconstructed from these numbers, so that this reproduces them and "
            "proves nothing more. The joint likelihood of the five subjects is "
            "2.6 × 10⁻¹⁴² at their proportions under a nearly flat population, and "
            "5.37 × 10⁻¹⁴¹ at its interior maximum, where κ = 15.80 and every π has "
            "moved toward ω.",
            "es": "El programa da los números que imprime la clase; los recuentos y κ "
            "se reconstruyeron a partir de ellos, de modo que esto los reproduce y no "
            "prueba nada más. La verosimilitud conjunta de los cinco sujetos es 2,6 × "
            "10⁻¹⁴² en sus proporciones con una población casi plana y 5,37 × 10⁻¹⁴¹ "
            "en su máximo interior, donde κ = 15,80 y cada π se ha movido hacia ω.",
        },
        why={
            "en": "One: half a unit of the last digit that is printed.",
            "es": "Uno: media unidad de la última cifra impresa.",
        },
        judges={"coins": printed_likelihoods},
        models=(MAXIMUM_LIKELIHOOD,),
        analyses={
            "shrinkage": {
                "successes": [30, 40, 50, 60, 70],
                "trials": [100] * 5,
                "kappa": None,
                "options": {
                    MAXIMUM_LIKELIHOOD: {
                        "kappa": None,
                        "omega": 0.5,
                        "flat_kappa": 2.06,
                    }
                },
            }
        },
    ),
    Claim(
        id=9,
        kind="code",
        sentence={
            "en": "Shrinkage pays without Bayes' rule and without a population: James and "
            "Stein's estimator, which uses neither, has less total risk, the expected sum of "
            "squared errors, than the raw means from three means on (toward a fixed point) "
            "or four (toward their own mean).",
            "es": "El shrinkage conviene aun sin la regla de Bayes y sin una población: el "
            "estimador de James y Stein, que no usa ninguna de las dos, tiene menos riesgo "
            "total, la esperanza de la suma de los errores al cuadrado, que las medias "
            "muestrales a partir de tres medias (hacia un punto fijo) o de cuatro (hacia su "
            "propia media).",
        },
        why={
            "en": "Exact risks and simulated ones must agree, in standard errors of "
            "the simulation; with this bound some identity of a correct run fails by "
            "chance once in a thousand runs.",
            "es": "Los riesgos exactos y los simulados deben coincidir, en errores "
            "estándar de la simulación; con esta cota, la probabilidad de que en una "
            "ejecución correcta falle por azar alguna identidad es de una en mil.",
        },
        judges={"coins": without_bayes},
        models=(MAXIMUM_LIKELIHOOD,),
    ),
]
