"""Shrinkage by maximum likelihood: the estimates and their likelihood as kappa runs."""

from __future__ import annotations

import math

import numpy as np

from pooling.report.play.base import TEXTS, Speech, around, axis, key, slider

MOST_NAMED = 12  # groups whose names have room at the axis
ROWS, LOWER = 190, 190  # pixels of the two panels
DECIMALS = 3

FIGURE, DEGREE = "figure-likelihood", "partial"
TEXT = TEXTS["likelihood"]


def arrange(explored: dict, say: Speech) -> tuple:
    """Arrange the estimates and the likelihood over kappa."""
    kappas, heights = explored["kappa"], explored["height"]
    low, high = kappas[0], kappas[-1]
    places = {name: kappas.index(explored[name]) for name in ("flat", "best", "beyond")}
    texts = [say.number(value) for value in kappas]
    groups = len(explored["y"])
    rows = list(enumerate(explored["labels"])) if groups <= MOST_NAMED else []
    powers = 10.0 ** np.arange(math.ceil(math.log10(low)), math.log10(high))
    data = {
        "controls": [
            slider(
                "kappa",
                say("kappa"),
                values=texts,
                start=places["flat"],
                say=say,
                **places,
            )
            | {"numbers": kappas}
        ],
        "panels": [
            {
                "height": ROWS,
                "x": axis("π", (0, 1), say.language),
                "y": {
                    "name": say.named.label("group"),
                    "low": groups - 0.5,
                    "high": -0.5,
                    "steps": "even",
                    "ticks": [[at, say.named.short(label)] for at, label in rows],
                },
            },
            {
                "label": say("curve_label"),
                "height": LOWER,
                "x": {
                    "name": "κ",
                    "low": low,
                    "high": high,
                    "steps": "log",
                    "ticks": [[at, say.number(at)] for at in powers.tolist()],
                },
                "y": axis(say("y"), around([heights]), say.language),
            },
        ],
        "key": key(
            {
                "dot": "key_estimate",
                "dot raw": "key_raw",
                "level centre": "key_omega",
                "level population": "key_best",
            },
            say,
        ),
        "said": say("said"),
        "decimals": DECIMALS,
        "y": explored["y"],
        "n": explored["N"],
        "omega": explored["omega"],
        "best": heights[places["best"]],
    }
    return data, say("past", beyond=say.number(explored["beyond"]))
