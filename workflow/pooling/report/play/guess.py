"""Guess first: a group's own value is shown, its partially pooled one is not yet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pooling.basics.numerals import decimals_of
from pooling.report.play.base import (
    TEXTS,
    Speech,
    around,
    control,
    ends_of,
    key,
    outcomes,
    slider,
)

STEPS = 101  # of the guess
HEIGHT = 150  # pixels
SLOPES = ("lines",)  # families of which slopes are guessed
OF_EACH = ("size", "seen", "estimate", "low", "high")

FIGURE, DEGREE = "figure-pooling", "partial"
TEXT = TEXTS["guess"]


def arrange(estimates: dict, say: Speech) -> tuple:
    """Arrange the groups that are guessed."""
    say = replace(say, levels=say.family not in SLOPES)
    known = np.array(estimates["all"])
    low, high = ends_of(say.family) or around(
        [known, estimates["low"], estimates["high"]]
    )
    decimals = decimals_of(float(np.std(known))) + 1
    places = np.linspace(low, high, STEPS)
    estimate = say("estimate", ratio=say.ratio())
    data = {
        "controls": [
            slider(
                "guess",
                say("guess", estimate=estimate),
                values=[say.outcome(place, decimals) for place in places],
                start=STEPS // 2,
                say=say,
            )
            | {"numbers": np.round(places, decimals + 2).tolist()},
            control("button", "look", label=say("look"), values=[], start=0),
            control("button", "next", label=say("next"), values=[], start=0),
        ],
        "panels": [
            {
                "height": HEIGHT,
                "x": outcomes(estimate, (low, high), say, "above"),
                "y": {"name": "", "low": 0, "high": 4, "steps": "even", "ticks": []},
            }
        ],
        "key": key(
            {
                "dot row": "key_all",
                "dot raw": "key_seen",
                "level guess": "key_guess",
                "dot": "key_estimate",
            },
            say,
        ),
        "said": {name: say(name) for name in ("asked", "told", "score")},
        "decimals": decimals,
        **say.back(),
        "all": estimates["all"],
        "groups": [
            {
                "name": say.group(label),
                **{name: estimates[name][at] for name in OF_EACH},
            }
            for at, label in enumerate(estimates["groups"])
        ],
    }
    return (data,)
