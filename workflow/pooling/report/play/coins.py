"""What can be moved of coins and their factory."""

from __future__ import annotations

from pooling.exact.explore.base import KAPPAS
from pooling.report.play.base import TEXTS, Speech, count, steps

MOST = 100  # trials of a coin, where its own are not more
TEXT = TEXTS["coins"]


def kappa(here: float, say: Speech) -> dict:
    """Describe the slider of the concentration."""
    return steps("kappa", say("kappa"), offered=KAPPAS, here=here, say=say, mark=True)


def counts(labels: list[str], explored: dict, say: Speech) -> list[dict]:
    """Describe the sliders of what was seen of each coin."""
    alone = "_alone" if len(labels) == 1 else ""
    controls = []
    for at, (label, y, n) in enumerate(
        zip(labels, explored["y"], explored["N"], strict=True)
    ):
        group, upto = say.group(label), max(MOST, n)
        controls += [
            count(f"y{at}", say(f"y{alone}", group=group), upto, y, most=f"n{at}"),
            count(f"n{at}", say(f"n{alone}", group=group), upto, n),
        ]
    return controls
