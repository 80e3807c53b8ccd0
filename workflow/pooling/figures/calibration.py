"""Calibration of a Stan program: ranks of the truths, against the uniform."""

from __future__ import annotations

import numpy as np

from pooling.checks import uniformity
from pooling.figures.base import Figure, add_rows
from pooling.figures.style import COLOURS, key, legend_below, panels_of
from pooling.model import families

COLUMNS = 3
BAND = "#E6E6E6"


def _name(words, quantity: str, count: int) -> str:
    """Name a panel."""
    if quantity == "log_lik":
        return words("log likelihood", "log-verosimilitud")
    sign = words.parameter(quantity)
    return f"{sign}, {count} {words('groups', 'grupos')}" if count > 1 else sign


def ranks(results, words):
    """Draw how far the ranks' ECDF is from uniform, in a panel per parameter."""
    import pandas as pd

    from pooling.basics.files import read_json

    verdict = read_json(results.paths["verdict"])
    table = pd.read_csv(results.paths["ranks"]).dropna(subset="rank")
    model = verdict["model"].removesuffix(families.COLLAPSED)
    colour = COLOURS[families.get(verdict["family"]).MODELS[model].pooling]
    panels: dict[str, list[str]] = {}
    for quantity in verdict["p_values"]:
        panels.setdefault(quantity.partition("[")[0], []).append(quantity)
    columns = 2 if len(panels) == 4 else min(COLUMNS, len(panels))
    share = {"sharex": True, "sharey": True}
    figure, _, shown = panels_of(len(panels), columns, beside=1.25, each=1.75, **share)
    kept = verdict["simulations"] - verdict["failed"]
    z, low, high = uniformity.band(kept, verdict["threshold"])
    at = np.r_[0, z, 1]
    numbers = {"quantity": [], "rank": [], "ecdf": [], "low": [], "high": []}
    for place, (panel, (quantity, members)) in enumerate(
        zip(shown, panels.items(), strict=True)
    ):
        panel.fill_between(
            at, np.r_[0, low - z, 0], np.r_[0, high - z, 0], color=BAND, lw=0
        )
        panel.axhline(0, color="#808080", lw=0.6)
        for member in members:
            of_member = table.loc[table["quantity"] == member, "rank"]
            share = uniformity.counts_at(of_member, z) / max(kept, 1)
            panel.plot(
                at,
                np.r_[0, share - z, 0],
                color=colour,
                lw=1.3 if len(members) == 1 else 0.8,
                alpha=1 if len(members) == 1 else 0.75,
            )
            add_rows(numbers, member, z, share, low, high)
        smallest = min(verdict["p_values"][member] for member in members)
        sign = "p" if len(members) == 1 else words("smallest p", "menor p")
        panel.set_title(
            f"{_name(words, quantity, len(members))}\n"
            f"{sign} = {words.number(smallest, '.2g')}",
            fontsize=9,
        )
        panel.set_xlim(0, 1)
        panel.set_xticks([0, 0.5, 1])
        if place + columns >= len(panels):
            panel.tick_params(labelbottom=True)
            panel.set_xlabel(
                words("share of draws below the truth", "proporción de muestras menores"),
                fontsize=8,
            )
    figure.supylabel(
        words("ECDF of the ranks, minus uniform", "FDE de los rangos menos uniforme"),
        fontsize=9,
    )
    figure.suptitle(
        f"{verdict['family']}/{verdict['model']}: {words.verdict(verdict['verdict'])}\n"
        + words.say("calibration/ranks/counts", **verdict),
        fontsize=9,
    )
    level = words.number(100 * verdict["level"])
    band = words.say("calibration/ranks/band", level=level)
    simulated = words("ranks of the simulations", "rangos de las simulaciones")
    entries = [key(band, color=BAND, lw=7), key(simulated, color=colour, lw=1.3)]
    legend_below(figure, entries)
    return figure, numbers


def says(table, words, results) -> str:
    """Tell the verdict, the counts and the least likely quantity."""
    from pooling.basics.files import read_json

    judged = read_json(results.paths["verdict"])
    least = min(judged["p_values"], key=judged["p_values"].get)
    p = words.number(judged["p_values"][least], ".2g")
    counts, verdict = (
        words.say("calibration/ranks/counts", **judged),
        words.verdict(judged["verdict"]),
    )
    return words(
        f"{judged['family']}/{judged['model']} is {verdict}: {counts}. The smallest p-value "
        f"is {p} ({least}).",
        f"{judged['family']}/{judged['model']}, {verdict}: {counts}. El menor valor p es {p} "
        f"({least}).",
    )


FIGURES = {"ranks": Figure(draw=ranks, says=says)}
