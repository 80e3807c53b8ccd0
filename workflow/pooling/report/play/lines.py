"""The lines of all groups: how far slopes may differ, and where intercepts are read."""

from __future__ import annotations

import numpy as np

from pooling.basics.numerals import decimals_of
from pooling.figures.axes import round_places
from pooling.report.play.base import TEXTS, Speech, around, axis, key, outcomes, slider

STEPS = 24  # of the centre of the predictor
WIDER = 0.5  # of the predictor's range, by which the centre may leave it
UPPER, LOWER = 300, 150  # pixels of the two panels

FIGURE, DEGREE = "figure-pooling", "partial"
TEXT = TEXTS["lines"]


def arrange(explored: dict, say: Speech) -> tuple:
    """Arrange the lines over the sd of their slopes and the centre."""
    x, y = np.array(explored["x"]), np.array(explored["y"]) + explored["level"]
    seen = x + explored["centre"]
    reach = WIDER * np.ptp(seen)
    centres = round_places(seen.min() - reach, seen.max() + reach, STEPS)
    centres = sorted({*centres, explored["centre"]})
    place = centres.index(explored["centre"])
    spread = float(np.ptp(centres) / STEPS)
    across = axis(say.named.axis("x"), around([centres]), say.language)
    if say.named.clock("x"):  # dates are long, and the outermost would leave the panel
        places = [at for at, _ in across["ticks"]][1:-1]
        dates = [[at, say.named.value("x", at, spread)] for at in places]
        across |= {"name": say.named.axis("x"), "ticks": dates}
    data = {
        "controls": [
            slider(
                "beta",
                say("beta", unit=say.ratio()),
                values=[say.number(value, significant=3) for value in explored["beta"]],
                start=explored["own"],
                say=say,
                learned=explored["own"],
            )
            | {"numbers": explored["beta"]},
            slider(
                "centre",
                say("centre"),
                values=[say.named.value("x", value, spread) for value in centres],
                start=place,
                say=say,
                own=place,
            )
            | {"numbers": (np.array(centres) - explored["centre"]).tolist()},
        ],
        "panels": [
            {
                "height": UPPER,
                "x": across,
                "y": outcomes(say.named.axis("y"), around([y]), say, "right"),
            },
            {
                "label": say("rho_label"),
                "height": LOWER,
                "x": across,
                "y": axis(say("rho"), (-1, 1), say.language),
            },
        ],
        "key": key(
            {
                "curve thin": "key_group",
                "curve population": "key_population",
                "dot row": "key_row",
                "level own": "key_centre",
            },
            say,
        ),
        "said": say("said"),
        "alike": say("said_alike"),
        "decimals": decimals_of(explored["scales"]["sigma_beta"]) + 1,
        "at": explored["centre"],
        "level": explored["level"],
        **{name: explored[name] for name in ("x", "y", "group", "scales", "prior")},
    }
    return (data,)
