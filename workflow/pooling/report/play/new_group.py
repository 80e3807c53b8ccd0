"""A new group, from the population's estimate to its own."""

from __future__ import annotations

import numpy as np

from pooling.basics.numerals import decimals_of
from pooling.report import numbers
from pooling.report.play.base import (
    TEXTS,
    Speech,
    around,
    ends_of,
    key,
    outcomes,
    sizes,
    slider,
)

ALONE = 5  # decimals of a proportion that is drawn
FIRST_SIZE = 10  # observations at first: enough to outweigh the population
NEAR = 0.25  # sds of the population in which a new group is like it

FIGURE, DEGREE = "partial_pooling-figure-predictive_new_group", "partial"
JOINED = ("successes", "mean", "sd", "far", "alone")
TEXT = TEXTS["new_group"]


def arrange(predicted: dict, say: Speech) -> tuple:
    """Arrange the estimate of a new group over what is seen of it."""
    mean, sd, seen = (np.array(predicted[key]) for key in ("mean", "sd", "seen"))
    decimals = decimals_of(sd.max()) + 1
    bounds = ends_of(say.family)
    written = [say.outcome(value, None if bounds else decimals) for value in seen]
    counts = [numbers.count(size, say.language) for size in predicted["size"]]
    # What the new group says alone; nothing where nothing is seen of it.
    alone = np.broadcast_to(seen[:, np.newaxis], mean.shape)
    if "successes" in predicted:
        alone = np.array(predicted["successes"]) / np.maximum(predicted["size"], 1)
    far = np.abs(alone - mean[:, :1]) > NEAR * sd[:, :1]
    first = int(np.abs(np.array(predicted["size"]) - FIRST_SIZE).argmin())
    marks = {
        "curve": "key_estimate",
        "band": "key_band",
        "level population": "key_population",
        "level alone": "key_alone",
    }
    data = {
        "controls": [
            slider("size", say("size"), values=counts, start=first, say=say),
            slider("seen", say("seen"), values=written, start=len(seen) - 2, say=say),
        ],
        "panels": [
            {
                "x": sizes(say("size"), max(predicted["size"]), say.language),
                "y": outcomes(
                    say("estimate"),
                    bounds or around([seen, mean - sd, mean + sd]),
                    say,
                    "right",
                ),
            }
        ],
        "key": key(marks, say),
        "said": say("said", **({"typical": say("typical")} if bounds else {})),
        "unseen": say("unseen"),
        "way": say("way"),
        # Close to the population, there is no way to go a part of.
        "far": far.tolist(),
        "alone": np.round(alone, ALONE).tolist() if bounds else None,
        "decimals": decimals,
        **say.back(),
        **predicted,
    }
    return data, say("aside")
