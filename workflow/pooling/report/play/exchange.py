"""Which of the groups are exchangeable: what their kind says, and shuffled kinds."""

from __future__ import annotations

from pooling.report.play.base import TEXTS, Speech, control, ends_of, key, outcomes

DECIMALS = 3
HEIGHT = 46  # pixels for each kind
MANY = 1000  # shuffles at once

FIGURE, DEGREE = "figure-survival", "partial"
TEXT = TEXTS["exchange"]


def arrange(exchanged: dict, say: Speech) -> tuple:
    """Arrange the groups, their kinds, and what is guessed."""
    kinds = [say.named.kind(kind) for kind in exchanged["kinds"]]
    many = say("many", count=say.number(MANY, 0))
    data = {
        "controls": [
            control(
                "radio",
                "told",
                label=say("told"),
                values=[say("nothing"), *kinds],
                start=len(kinds),
            ),
            control("button", "one", label=say("one"), values=[], start=0, shuffles=1),
            control("button", "many", label=many, values=[], start=0, shuffles=MANY),
            control("button", "real", label=say("real"), values=[], start=0),
        ],
        "panels": [
            {
                "height": 60 + HEIGHT * len(kinds),
                "x": outcomes(say("estimate"), ends_of(say.family), say, "above"),
                "y": {
                    "name": "",
                    "low": -0.6,
                    "high": len(kinds) - 0.4,
                    "steps": "even",
                    "ticks": [[place, name] for place, name in enumerate(kinds)],
                },
            }
        ],
        "key": key(
            {
                "dot row": "key_group",
                "dot": "key_picked",
                "level guess": "key_guess",
                "level population": "key_before",
            },
            say,
        ),
        "said": say("said"),
        "shuffled": say("shuffled"),
        "decimals": DECIMALS,
        **exchanged,
    }
    return (data,)
