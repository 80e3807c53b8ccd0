"""The coin laboratory: the plane of pi and omega before and after the data."""

from __future__ import annotations

from pooling.report.play import coins
from pooling.report.play.base import TEXTS, Speech, axis, control, key, steps

SHAPES = (1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100)  # of the prior of omega
SLICES = 49  # of omega, without 0 and 1
FIRST = 0.6  # of omega, where the line is at first
DECIMALS = 3  # of probabilities
MARGIN, SQUARE, LOWER = 34, 236, 200  # pixels: of densities at the sides, of panels

# Whatever kappa and prior it has at first, they can be moved.
STARTS = ("y", "N")
FIGURE, DEGREE = "figure-from_prior_to_posterior", "partial"
TEXT = coins.TEXT | TEXTS["lab"]


def arrange(explored: dict, say: Speech) -> tuple:
    """Arrange the planes of one or two coins and the line across them."""
    labels = explored["labels"]
    lines = [(at + 1) / (SLICES + 1) for at in range(SLICES)]
    controls = [
        *coins.counts(labels, explored, say),
        coins.kappa(explored["kappa"], say),
        *(
            steps(
                name, say(f"shape_{name}"), offered=SHAPES, here=explored[name], say=say
            )
            for name in "ab"
        ),
        steps("slice", say("slice"), offered=lines, here=FIRST, say=say),
    ]
    if len(labels) > 1:
        shown = [say.group(label) for label in labels]
        controls.append(
            control("radio", "shown", label=say("shown"), values=shown, start=0)
        )
    across = axis("π", (0, 1), say.language)
    halves = [[at, say.number(at)] for at in (0, 0.5, 1)]
    planes = [
        {
            "label": say("plane_label", name=say(name)),
            "narrow": True,
            "height": SQUARE,
            "margin": MARGIN,
            "x": across | {"ticks": halves},
            "y": across | {"ticks": halves, "name": say("plane", name=say(name))},
        }
        for name in ("prior", "likelihood", "posterior")
    ]
    conditional = {
        "label": say("conditional"),
        "height": LOWER,
        "x": across,
        "y": across | {"ticks": [], "name": say("conditional")},
    }
    marks = {
        "curve prior": "key_prior",
        "curve data": "key_data",
        "curve posterior": "key_posterior",
        "curve posterior whole": "key_whole",
        "slice": "key_line",
        "seen": "key_seen",
    }
    data = {
        "controls": controls,
        "reset": say("reset"),
        "panels": [*planes, conditional],
        "key": key(marks, say),
        "said": say("said"),
        "decimals": DECIMALS,
        "y": explored["y"],
    }
    return (data, say("others")) if len(labels) > 1 else (data,)
