"""Figures that judge: the agreement of draws and exact answer, and models compared."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pooling.figures import alt_text, compared_models, style
from pooling.figures.base import Figure


def agreement(results, words):
    """Draw how far means and sds of NUTS lie from the exact ones."""
    import pandas as pd

    table = pd.read_csv(results.paths["agreement"])
    models = list(results.fits)
    figure, axes = style.canvas(height=1.4 + 0.62 * len(models))
    verdicts = [results.fits[model].agreement for model in models]
    limits = [agreed.get("threshold", 0) for agreed in verdicts]
    edge = compared_models.CLEAR * max(limits) or 1
    reach = 0
    for place, (model, agreed) in enumerate(zip(models, verdicts, strict=True)):
        rows = table[table["model"] == model]
        degree = results.declared(model).pooling
        colour = style.COLOURS[degree]
        for statistic, shift, face in (("mean", -0.16, colour), ("sd", 0.16, "white")):
            # An undefined z is drawn at the edge with those that are far out.
            z = rows[f"z_{statistic}"].fillna(np.inf).clip(-edge, edge)
            heights = place + shift + style.jitter(len(z), 0.1)
            look = {"mfc": face, "mew": 0.8, "ms": 3.4, "alpha": 0.8}
            style.marks(axes, degree, z, heights, rasterized=len(z) > 2000, **look)
            reach = max([reach, *z.abs()])
        if "threshold" in agreed:
            ends = np.array([-1, 1]) * agreed["threshold"]
            axes.vlines(ends, place - 0.38, place + 0.38, color=style.EXACT, lw=1.3)
        else:
            text = words("no exact answer was computed", "sin respuesta exacta calculada")
            axes.annotate(text, (0, place), ha="center", va="center", fontsize=8)
        verdict = words.verdict(agreed["verdict"])
        if not agreed["density"]["passed"]:
            verdict += words("\n(the density differs)", "\n(la densidad difiere)")
        style.note(axes, place, verdict, color=style.DATA)
    axes.axvline(0, color=style.DATA, lw=0.8, zorder=0)
    reach = 1.08 * max([reach, *limits, 1])
    axes.set_xlim(-reach, reach)
    style.named_rows(axes, list(map(words.model, models)))
    axes.set_xlabel(words.say("checks/agreement/across"))
    mean = words("posterior mean of a parameter", "media a posteriori de un parámetro")
    sd = words("posterior sd", "desvío estándar a posteriori")
    limit = words("limit of the verdict", "límite del veredicto")
    entries = [
        style.key(mean, "o", color=style.DATA, ms=4),
        style.key(sd, "o", mfc="white", mec=style.DATA, ms=4),
        style.key(limit, color=style.EXACT, lw=1.3),
    ]
    style.legend_below(figure, entries, columns=3)
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


def of_models(sampled: Iterable[str], compared: bool) -> dict[str, Figure]:
    """Declare the figures that analyses of any family have, of the models that are sampled.

    Models are compared where tables have observations enough.
    """
    judged = {"models": tuple(sampled), "any_of": True}
    declared = {
        "agreement": Figure(
            draw=agreement, kinds=("agreement.json",), tables=("agreement.csv",), **judged
        )
    }
    if compared:
        judged["applies"] = lambda settings, models: len(models) > 1
        declared["comparison"] = Figure(
            draw=compared_models.comparison,
            kinds=(),
            tables=("comparison.json", "comparison.csv"),
            **judged,
        )
        declared["new_groups"] = Figure(
            draw=compared_models.new_groups,
            kinds=(f"{compared_models.LEFT_OUT}.csv",),
            tables=("group_comparison.csv",),
            **judged,
        )
    return declared
