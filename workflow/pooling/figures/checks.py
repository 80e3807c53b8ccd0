"""Figures that any family has: agreement with the exact answers, models compared."""

from __future__ import annotations

import numpy as np

from pooling import families
from pooling.figures.base import Figure
from pooling.figures.style import (
    DATA,
    EXACT,
    POOLING_COLOURS,
    POOLING_MARKS,
    canvas,
    jitter,
    legend_below,
    no_grid,
)

CLEAR = 15  # from so many threshold widths on, a z is drawn at the edge


def _rows(axes, models, words) -> None:
    """Name the models on the vertical axis, the first one on top."""
    axes.set_yticks(range(len(models)), [words.model(model) for model in models])
    axes.set_ylim(len(models) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    no_grid(axes, "y")


def _degree(results, model: str) -> str:
    """Degree of pooling of a model."""
    return families.get(results.settings["family"]).MODELS[model].pooling


def agreement(results, words):
    """Draw how far means and sds of NUTS lie from the exact ones."""
    import pandas as pd

    table = pd.read_csv(results.paths["agreement"])
    models = list(results.fits)
    figure, axes = canvas(height=1.4 + 0.62 * len(models))
    verdicts = [results.fits[model].agreement for model in models]
    limits = [found.get("threshold", 0) for found in verdicts]
    edge = CLEAR * max(limits) or 1
    reach = 0
    for place, (model, found) in enumerate(zip(models, verdicts, strict=True)):
        own = table[table["model"] == model]
        colour = POOLING_COLOURS[_degree(results, model)]
        for statistic, shift, face in (("mean", -0.16, colour), ("sd", 0.16, "white")):
            # An undefined z is drawn at the edge with those that are far out.
            z = own[f"z_{statistic}"].fillna(np.inf).clip(-edge, edge)
            axes.plot(
                z,
                place + shift + jitter(len(z), 0.1),
                POOLING_MARKS[_degree(results, model)],
                mfc=face,
                mec=colour,
                mew=0.8,
                ms=3.4,
                alpha=0.8,
                rasterized=len(z) > 2000,
            )
            reach = max([reach, *z.abs()])
        if "threshold" in found:
            ends = np.array([-1, 1]) * found["threshold"]
            axes.vlines(ends, place - 0.38, place + 0.38, color=EXACT, lw=1.3)
        else:
            text = words("no exact answer was computed", "sin respuesta exacta calculada")
            axes.annotate(text, (0, place), ha="center", va="center", fontsize=8)
        verdict = words.verdict(found["verdict"])
        if not found["density"]["passed"]:
            verdict += words("\n(the density differs)", "\n(la densidad difiere)")
        axes.annotate(
            verdict,
            (1.01, place),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=8,
            color=DATA,
        )
    axes.axvline(0, color=DATA, lw=0.8, zorder=0)
    reach = 1.08 * max([reach, *limits, 1])
    axes.set_xlim(-reach, reach)
    _rows(axes, models, words)
    axes.set_xlabel(
        words(
            "NUTS less exact, in Monte Carlo standard errors",
            "NUTS menos exacto, en errores estándar de Monte Carlo",
        )
    )
    handles = [
        *axes.plot([], [], "o", color=DATA, ms=4),
        *axes.plot([], [], "o", mfc="white", mec=DATA, ms=4),
        *axes.plot([], [], color=EXACT, lw=1.3),
    ]
    texts = [
        words("posterior mean of a parameter", "media posterior de un parámetro"),
        words("posterior sd", "desviación típica posterior"),
        words("limit of the verdict", "límite del veredicto"),
    ]
    legend_below(figure, handles, texts, columns=3)
    return figure, table


def comparison(results, words):
    """Draw how much worse each model predicts than the best one."""
    import pandas as pd

    table = pd.read_csv(results.paths["comparison"])
    table = table.sort_values("elpd_diff", ascending=False, kind="stable")
    figure, axes = canvas(height=1.3 + 0.45 * len(table))
    for place, row in enumerate(table.itertuples()):
        degree = _degree(results, row.model)
        axes.errorbar(
            row.elpd_diff,
            place,
            xerr=row.se_diff,
            fmt=POOLING_MARKS[degree],
            color=POOLING_COLOURS[degree],
            ms=5.5,
            lw=1.5,
            capsize=3,
        )
        elpd, se = (words.number(value, ".1f") for value in (row.elpd, row.se))
        axes.annotate(
            f"{elpd} ± {se}",
            (1.02, place),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=8,
            color=DATA,
        )
    axes.axvline(0, color=DATA, lw=0.8, zorder=0)
    axes.annotate(
        words("elpd ± se", "elpd ± ee"),
        (1.02, 1),
        xycoords="axes fraction",
        fontsize=8,
        color=DATA,
        va="bottom",
    )
    low = min(0, (table["elpd_diff"] - table["se_diff"]).min())
    axes.set_xlim(1.08 * low or -1, max(0.06 * -low, table["se_diff"].iloc[0] * 1.1, 0.1))
    _rows(axes, table["model"], words)
    axes.set_xlabel(
        words(
            "expected log predictive density less that of the best model, with its "
            "standard error",
            "densidad predictiva logarítmica esperada menos la del mejor modelo, con su "
            "error estándar",
        )
    )
    return figure, table


def of_models(models: dict, compared: bool) -> dict[str, Figure]:
    """Declare the figures that analyses of any family have.

    Parameters
    ----------
    models : dict
        ``MODELS`` of the family.
    compared : bool
        Whether its tables have observations enough to compare models by.

    Returns
    -------
    dict of pooling.figures.base.Figure
    """
    sampled = tuple(name for name, model in models.items() if model.sampled)
    declared = {
        "agreement": Figure(
            agreement,
            {"en": "Agreement with the exact answers", "es": "Acuerdo con lo exacto"},
            {
                "en": "Every posterior mean and sd of NUTS against the exact one, in Monte "
                "Carlo standard errors. Right fits scatter around 0 as chance does; one mark "
                "beyond its limits makes the verdict red.",
                "es": "Cada media y desviación típica posterior de NUTS frente a la exacta, "
                "en errores estándar de Monte Carlo. Los ajustes correctos se dispersan "
                "alrededor de 0 como el azar; una marca fuera de sus límites da un veredicto "
                "rojo.",
            },
            sampled,
            ("agreement.json",),
            ("agreement.csv",),
            any_of=True,
        )
    }
    if compared:
        declared["comparison"] = Figure(
            comparison,
            {"en": "Which model predicts best", "es": "Qué modelo predice mejor"},
            {
                "en": "Leave-one-out predictive accuracy of each model, best on top. A "
                "difference of a few standard errors or less decides nothing.",
                "es": "Precisión predictiva de cada modelo dejando una observación fuera, el "
                "mejor arriba. Una diferencia de unos pocos errores estándar o menos no "
                "decide nada.",
            },
            sampled,
            (),
            ("comparison.csv",),
            any_of=True,
            applies=_several,
        )
    return declared


def _several(settings, models) -> bool:
    """Say that there are models to compare."""
    return len(models) > 1
