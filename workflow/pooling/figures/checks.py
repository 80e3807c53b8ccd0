"""Figures that judge: the agreement of draws and exact answer, and models compared."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text
from pooling.figures.base import Figure
from pooling.figures.compared_models import (
    CLEAR,
    LEFT_OUT,
    comparison,
    degree_of,
    new_groups,
    rows_of,
)
from pooling.figures.style import (
    DATA,
    EXACT,
    POOLING_COLOURS,
    canvas,
    jitter,
    key,
    legend_below,
    marks,
    note,
)


def agreement(results, words):
    """Draw how far means and sds of NUTS lie from the exact ones."""
    import pandas as pd

    table = pd.read_csv(results.paths["agreement"])
    models = list(results.fits)
    figure, axes = canvas(height=1.4 + 0.62 * len(models))
    verdicts = [results.fits[model].agreement for model in models]
    limits = [agreed.get("threshold", 0) for agreed in verdicts]
    edge = CLEAR * max(limits) or 1
    reach = 0
    for place, (model, agreed) in enumerate(zip(models, verdicts, strict=True)):
        rows = table[table["model"] == model]
        degree = degree_of(results, model)
        colour = POOLING_COLOURS[degree]
        for statistic, shift, face in (("mean", -0.16, colour), ("sd", 0.16, "white")):
            # An undefined z is drawn at the edge with those that are far out.
            z = rows[f"z_{statistic}"].fillna(np.inf).clip(-edge, edge)
            heights = place + shift + jitter(len(z), 0.1)
            look = {"mfc": face, "mew": 0.8, "ms": 3.4, "alpha": 0.8}
            marks(axes, degree, z, heights, rasterized=len(z) > 2000, **look)
            reach = max([reach, *z.abs()])
        if "threshold" in agreed:
            ends = np.array([-1, 1]) * agreed["threshold"]
            axes.vlines(ends, place - 0.38, place + 0.38, color=EXACT, lw=1.3)
        else:
            text = words("no exact answer was computed", "sin respuesta exacta calculada")
            axes.annotate(text, (0, place), ha="center", va="center", fontsize=8)
        verdict = words.verdict(agreed["verdict"])
        if not agreed["density"]["passed"]:
            verdict += words("\n(the density differs)", "\n(la densidad difiere)")
        note(axes, place, verdict, color=DATA)
    axes.axvline(0, color=DATA, lw=0.8, zorder=0)
    reach = 1.08 * max([reach, *limits, 1])
    axes.set_xlim(-reach, reach)
    rows_of(axes, models, words)
    axes.set_xlabel(
        words(
            "draws minus exact, in Monte Carlo standard errors",
            "muestras menos exacto, en errores estándar de Monte Carlo",
        )
    )
    mean = words("posterior mean of a parameter", "media a posteriori de un parámetro")
    sd = words("posterior sd", "desvío estándar a posteriori")
    limit = words("limit of the verdict", "límite del veredicto")
    entries = [
        key(mean, "o", color=DATA, ms=4),
        key(sd, "o", mfc="white", mec=DATA, ms=4),
        key(limit, color=EXACT, lw=1.3),
    ]
    legend_below(figure, entries, columns=3)
    return figure, table


def says_agreement(table, words, results) -> str:
    """Tell the largest z of each fit, its limit and the verdict."""
    texts = []
    for model, fit in results.fits.items():
        rows, agreed = table[table["model"] == model], fit.agreement
        name, verdict = words.model(model), words.verdict(agreed["verdict"])
        if "threshold" not in agreed:
            texts.append(f"{name}: {verdict}")
            continue
        z = rows[["z_mean", "z_sd"]].abs().to_numpy()
        known = z[np.isfinite(z)]
        largest = words.number(known.max(initial=0), ".2f")
        limit = words.number(agreed["threshold"], ".2f")
        text = words(
            f"{name}: largest of {known.size} differences {largest} standard errors, limit "
            f"{limit}, {verdict}",
            f"{name}: la mayor de {known.size} diferencias, {largest} errores estándar, "
            f"límite {limit}, {verdict}",
        )
        if known.size < z.size:
            count = z.size - known.size
            text += words(f", {count} undefined", f", {count} sin definir")
        texts.append(text)
    return alt_text.sentence("; ".join(texts))


def of_models(models: dict, compared: bool) -> dict[str, Figure]:
    """Declare the figures that analyses of any family have.

    Parameters
    ----------
    models : dict
        ``MODELS`` of the family.
    compared : bool
        Whether its tables have observations enough to compare models by.
    """
    sampled = tuple(name for name, model in models.items() if model.sampled)
    declared = {
        "agreement": Figure(
            draw=agreement,
            title={
                "en": "Agreement with the exact answers",
                "es": "Concordancia con las respuestas exactas",
            },
            caption={
                "en": "Posterior means and sds of the draws against the exact ones, in "
                "Monte Carlo standard errors; of very many, those farthest off and an even "
                "share of the others. Correct fits scatter around 0 by chance; "
                "a single mark beyond its limits is enough for the verdict that a fit "
                "disagrees.",
                "es": "Medias y desvíos estándar a posteriori de las muestras frente a los "
                "valores exactos, en errores estándar de Monte Carlo; si son muchísimos, los "
                "más alejados y una parte regular de los demás. Los ajustes "
                "correctos se dispersan alrededor de 0 por azar; basta una sola marca "
                "fuera de sus límites para que el veredicto sea que el ajuste discrepa.",
            },
            models=sampled,
            kinds=("agreement.json",),
            tables=("agreement.csv",),
            any_of=True,
        )
    }
    if compared:
        declared["comparison"] = Figure(
            draw=comparison,
            title={"en": "Which model predicts best", "es": "Qué modelo predice mejor"},
            caption={
                "en": "Leave-one-out predictive accuracy of each model (elpd, expected "
                "log predictive density, in nats: units of the natural logarithm), "
                "best on top. A difference below two of its standard errors decides "
                "nothing.",
                "es": "Precisión predictiva de cada modelo dejando fuera una "
                "observación por vez (elpd, log-densidad predictiva esperada, en nats: "
                "unidades del logaritmo natural); arriba, el mejor. Una diferencia "
                "menor que dos de sus errores estándar no decide nada.",
            },
            models=sampled,
            kinds=(),
            tables=("comparison.json", "comparison.csv"),
            any_of=True,
            applies=_several,
        )
        declared["new_groups"] = Figure(
            draw=new_groups,
            title={
                "en": "How well a new group is predicted",
                "es": "Qué tan bien se predice un grupo nuevo",
            },
            caption={
                "en": "Each group predicted as if it were new, from all the others. Partial "
                "pooling draws it from the learned population. Without pooling only the prior "
                "is left. A difference below two of its standard errors decides nothing.",
                "es": "Cada grupo predicho como si fuera nuevo, a partir de todos los "
                "demás. Partial pooling lo toma de la población aprendida. Sin pooling "
                "solo queda el prior. Una diferencia menor que dos de sus errores estándar no "
                "decide nada.",
            },
            finds=alt_text.where_sizes_differ(
                "Look for which sizes the models differ most.",
                "Mire con qué tamaños difieren más los modelos.",
            ),
            models=sampled,
            kinds=(f"{LEFT_OUT}.csv",),
            tables=("group_comparison.csv",),
            any_of=True,
            applies=_several,
        )
    return declared


def _several(settings, models) -> bool:
    """Say that there are models to compare."""
    return len(models) > 1
