"""Several coins of one factory: how alike they are, and what one says of another."""

from __future__ import annotations

from pooling.exact.explore.base import movable
from pooling.figures.words import letters, symbol
from pooling.report.play import coins
from pooling.report.play.base import TEXTS, Speech, axis, key

MOST_CURVES = 8  # groups that get one; more cannot be told apart
DECIMALS = 3  # of rates; more cannot be seen on a screen

STARTS = ("y", "N", "a", "b")
FIGURE, DEGREE = "figure-kappa_sweep", "partial"
TEXT = coins.TEXT | TEXTS["kappa"]


def arrange(explored: dict, say: Speech) -> tuple:
    """Arrange the densities of omega and pi over kappa."""
    labels = [curve["group"] for curve in explored["curves"][1:]]
    few = movable(explored["N"])
    if few and len(labels) == 1:  # the laboratory shows more of it
        return ()
    sign = letters(symbol("theta"))
    names = ["ω", *(f"{sign}, {say.group(label)}" for label in labels)]
    names = names[: MOST_CURVES + 1]
    kappa = explored["kappa"][explored["own"]]
    controls = coins.counts(labels, explored, say) if few else []
    controls.append(coins.kappa(kappa, say))
    data = {
        "controls": controls,
        "reset": say("reset") if few else None,
        "moves": few,
        "panels": [
            {
                "x": axis("ω, π", (0, 1), say.language),
                "y": axis(say("density"), (0, 1), say.language),
            }
        ],
        "key": [
            *({"mark": f"curve c{at}", "text": name} for at, name in enumerate(names)),
            *key({"curve ghost": "ghost", "seen": "seen"}, say),
        ],
        "said": {"unseen": say("said"), "seen": say("said_seen"), "was": say("was")},
        "decimals": DECIMALS,
        "names": names,
        "y": explored["y"],
        "n": explored["N"],
        "kappa": kappa,
        "a": explored["a"],
        "b": explored["b"],
    }
    remarks = [say("moves")] if few else []
    if len(labels) > MOST_CURVES:
        remarks.append(say("first", shown=MOST_CURVES, all=len(labels)))
    return data, *remarks
