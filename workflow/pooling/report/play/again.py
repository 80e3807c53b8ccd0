"""Tables like this one, simulated again: raw and partially pooled errors, counted."""

from __future__ import annotations

from pooling.report.numbers import count
from pooling.report.play.base import TEXTS, Speech, axis, control, key

DECIMALS = 3  # of errors of rates

FIGURE, DEGREE = "figure-pooling", "partial"
TEXT = TEXTS["again"]
MANY = 500  # tables at once


def arrange(repeated: dict, say: Speech) -> tuple:
    """Arrange what tables are simulated from."""
    many = say("many", count=MANY)
    data = {
        "controls": [
            control("button", "one", label=say("one"), values=[], start=0, tables=1),
            control("button", "many", label=many, values=[], start=0, tables=MANY),
            control("button", "clear", label=say("clear"), values=[], start=0),
        ],
        "panels": [
            {
                "x": {
                    "name": say("x"),
                    "low": 0.8 * min(repeated["sizes"]),
                    "high": 1.25 * max(repeated["sizes"]),
                    "steps": "log",
                    "ticks": [[n, count(n, say.language)] for n in repeated["sizes"]],
                },
                "y": axis(say("y"), (0, 1), say.language),
            }
        ],
        "key": key(
            {
                "dot raw": "key_one",
                "dot": "key_pooled",
                "curve raw": "key_mean_one",
                "curve": "key_mean_pooled",
            },
            say,
        ),
        "said": say("said"),
        "decimals": DECIMALS,
        **repeated,
    }
    centre, spread = (
        say.number(repeated[name], significant=3) for name in ("mu", "sigma")
    )
    return data, say("known", centre=centre, spread=spread)
