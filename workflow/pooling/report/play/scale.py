"""The sd of a fixed prior as it runs, and how well each sd explains the data."""

from __future__ import annotations

import numpy as np

from pooling.basics.numerals import decimals_of
from pooling.exact.explore.base import plain
from pooling.report.play.base import (
    TEXTS,
    Speech,
    around,
    axis,
    control,
    key,
    outcomes,
    sizes,
    slider,
)

FIRST = 0.3  # sds of the groups' averages, where the fixed prior is at work
LOWER = 150  # pixels of the panel below

FIGURE, DEGREE = "figure-regularisation_path", "fixed"
TEXT = TEXTS["scale"]


def _kept(ends: list, centres, seen, size) -> tuple[list, np.ndarray]:
    """Tell how far groups go from the centre to their own average, and the place of each size.

    Given the sds that is a matter of size alone, so the share of one group holds for all
    of its size: that of the group farthest out, whose digits tell most. Shares are by
    centre, scale and distinct size; ``ends``, by centre, have shape (scale, group).
    """
    distinct, place = np.unique(size, return_inverse=True)
    kept = []
    for end, centre in zip(ends, centres, strict=True):
        away = seen - centre
        farthest = [
            max(np.flatnonzero(place == at), key=lambda group: abs(away[group]))
            for at in range(len(distinct))
        ]
        way, gone = away[farthest], end[:, farthest] - centre
        shares = np.divide(gone, way, out=np.zeros_like(gone), where=way != 0)
        kept.append(plain(shares))
    return kept, place


def arrange(explored: dict, say: Speech) -> tuple:
    """Arrange the groups' posterior means over the sd of their fixed prior."""
    labels, centres = explored["groups"], explored["centre"]
    seen, size = (np.array(explored[name]) for name in ("seen", "size"))
    ends = [np.array(explored["estimate"][name]) for name in centres]
    kept, place = _kept(ends, centres.values(), seen, size)
    decimals = decimals_of(seen.std()) + 1
    scales = [say.number(value, significant=3) for value in explored["scale"]]
    learned = explored["learned"]
    marks = {"learned": learned["at"]} if learned else {}
    widest = FIRST * seen.std()
    start = marks.get("learned", int(np.searchsorted(explored["scale"][:-1], widest)))
    farthest = int(np.abs(seen - centres["mean"]).argmax())
    marks_of = {
        "dot": "key_estimate",
        "dot raw": "key_raw",
        "level centre": "key_centre",
        **({"level learned": "key_learned"} if learned else {}),
        "dot followed": "key_followed",
    }
    named = [
        say(name, value=say.outcome(value, decimals)) for name, value in centres.items()
    ]
    data = {
        "controls": [
            slider(
                "scale",
                say("slider") + say.unit("y"),
                values=scales,
                start=start,
                say=say,
                **marks,
                own=explored["own"],
            ),
            *(
                [
                    control(
                        "radio",
                        "centre",
                        label=say("centre"),
                        values=named,
                        start=len(named) - 1,
                    )
                ]
                if len(named) > 1
                else []
            ),
            control(
                "select",
                "group",
                label=say("group"),
                values=[say.group(label) for label in labels],
                start=farthest,
            ),
        ],
        "panels": [
            {
                "x": outcomes(say("x"), around([seen, *ends]), say, "above"),
                "y": sizes(say("y"), max(explored["size"]), say.language),
            }
        ],
        "key": key(marks_of, say),
        "said": say("said"),
        "decimals": decimals,
        **say.back(),
        "size": size.tolist(),
        "seen": seen.tolist(),
        "centre": list(centres.values()),
        "learned": learned["centre"] if learned else None,
        "kept": kept,
        "kind_of": place.tolist(),
    }
    asides = [say("last")] if len(set(explored["size"])) > 1 else []
    if len(named) == 1:
        asides.append(say("only_centre", centre=named[0]))
    if learned:
        asides += [say("aside"), say("likelihood_aside")]
        data |= _likelihood(explored, learned, data, say)
    if explored["all"] > len(labels):
        asides.append(say("shown", shown=len(labels), all=explored["all"]))
    return data, *asides


def _likelihood(explored: dict, learned: dict, data: dict, say: Speech) -> dict:
    """Add the panel that shows how the sd is learned."""
    curve = learned["likelihood"]
    ends = explored["scale"][0], explored["scale"][-1]
    decades = 10.0 ** np.arange(np.ceil(np.log10(ends[0])), np.log10(ends[1]))
    panel = {
        "label": say("likelihood_label"),
        "height": LOWER,
        "x": {
            "name": say("likelihood_x", unit=say.unit("y")),
            "low": ends[0],
            "high": ends[1],
            "steps": "log",
            "ticks": [[at, say.number(at)] for at in decades.tolist()],
        },
        "y": axis(say("likelihood"), (0, 1.05), say.language)
        | {"ticks": [[at, say.number(at)] for at in (0, 0.5, 1)]},
    }
    marks = {"curve population": "key_likelihood", "level own": "key_own"}
    return {
        "panels": [*data["panels"], panel],
        "key": [*data["key"], *key(marks, say)],
        "scales": explored["scale"],
        "explains": say("explains"),
        "likelihood": curve | {"learned": explored["scale"][learned["at"]]},
    }
