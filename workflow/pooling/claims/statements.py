"""All claims: what judges each, and where its words and the reason for its threshold stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pooling.basics import prose
from pooling.claims import coin_judges as coin
from pooling.claims import group_judges as group
from pooling.claims import lines, rates, regression, shrinkage
from pooling.claims.base import Claim
from pooling.model import responses
from pooling.model.names import (
    COMPLETE,
    LEARNED_KAPPA,
    MAXIMUM_LIKELIHOOD,
    NONE,
    PARTIAL,
    REGULARISED,
)

TEXTS = prose.read(Path(__file__).parent / "texts" / "claims.md")
SHARED = ("distances", "noise", "below_one")  # reasons that others begin with, or are
FACTORIES = {f"coin_kappa{kappa}": coin.ONE_COIN | {"kappa": kappa} for kappa in (5, 10)}
SUBJECTS = {f"memory_kappa{kappa}": coin.MEMORY | {"kappa": kappa} for kappa in (5, 100)}
PRINTED = {
    "successes": [30, 40, 50, 60, 70],
    "trials": [100] * 5,
    "kappa": None,
    "options": {
        MAXIMUM_LIKELIHOOD: {"kappa": None, "omega": 0.5, "flat_kappa": 2.06},
    },
}
CLOSED = tuple(filter(responses.closed, responses.NAMES))
ONE_MAXIMUM = {
    name: responses.get(name).CONCAVE for name in responses.NAMES if name not in CLOSED
}
NORMAL, GROUPED = ("means", "lines"), ("means", "lines", "rates", "regression")


def _claim(key: str, judges: dict[str, Callable], *models: str, **more) -> Claim:
    """Put a claim together.

    Parameters
    ----------
    key : str
        Its number and kind, as in `TEXTS`.
    judges, *models, **more
        As in `Claim`; of partial pooling alone where no model is named.
    """
    number, kind, *_ = key.split()
    row = TEXTS[key]
    why = dict(row.get("why", TEXTS["distances"][""]))
    for name in SHARED:
        for language, text in TEXTS[name][""].items():
            why[language] = why[language].replace(f"{{{name}}}", text)
    return Claim(
        id=int(number),
        kind=kind,
        sentence=row[""],
        why=why,
        judges=judges,
        models=models or (PARTIAL,),
        **more,
    )


CLAIMS = [
    _claim(
        "1 code",
        {"coins": coin.likelihood_through_theta},
        analyses={"coin_kappa5": FACTORIES["coin_kappa5"]},
    ),
    _claim("2 code", {"coins": coin.top_of_the_slice}),
    _claim("3 model", {"coins": coin.sharper_top_stays}, analyses=FACTORIES),
    _claim("4 code", {"coins": coin.independent_given_omega}),
    _claim("5 model", {"coins": coin.narrower_with_trials}),
    _claim(
        "6 model",
        {"coins": coin.near_their_proportions},
        analyses={"memory_kappa5": SUBJECTS["memory_kappa5"]},
    ),
    _claim(
        "7 model",
        {"coins": coin.leaves_its_proportion},
        analyses={"memory_kappa100": SUBJECTS["memory_kappa100"]},
    ),
    _claim(
        "8 code",
        {"coins": shrinkage.printed_likelihoods},
        MAXIMUM_LIKELIHOOD,
        analyses={"shrinkage": PRINTED},
    ),
    _claim("9 code", {"coins": shrinkage.without_bayes}, MAXIMUM_LIKELIHOOD),
    _claim(
        "10 code",
        dict.fromkeys((*NORMAL, *CLOSED), regression.maximum_likelihood),
        COMPLETE,
        NONE,
    ),
    _claim(
        "10 code of counts",
        {
            name: regression.maximum_likelihood if one else regression.several_maxima
            for name, one in {"rates": True, **ONE_MAXIMUM}.items()
        },
        COMPLETE,
        NONE,
        added=True,
    ),
    _claim("11 code", {"means": group.prior_scales}, NONE, REGULARISED),
    _claim(
        "12 model",
        {
            "means": group.small_groups_shrink,
            "rates": group.small_units_shrink,
            "regression": regression.small_groups_shrink,
        },
        NONE,
        PARTIAL,
    ),
    _claim("13 model", dict.fromkeys(GROUPED, group.variation), NONE, PARTIAL),
    _claim(
        "14 data",
        dict.fromkeys(GROUPED, group.predicts_best),
        COMPLETE,
        NONE,
        PARTIAL,
        added=True,
    ),
    _claim("15 code", {"lines": lines.covariance}),
    _claim("15 data", {"lines": lines.slopes_differ}, added=True),
    _claim("16 model", {"rates": rates.small_units_gain}, added=True),
    _claim("17 code", dict.fromkeys(("coins", *GROUPED), group.exchangeable), added=True),
    _claim(
        "18 model",
        dict.fromkeys(("coins", *GROUPED), group.new_group_is_wider),
        added=True,
    ),
    _claim(
        "19 model",
        dict.fromkeys((*NORMAL, "regression"), group.less_uncertain),
        NONE,
        PARTIAL,
        added=True,
    ),
    _claim(
        "19 model of rates", {"rates": group.less_uncertain}, NONE, PARTIAL, added=True
    ),
    _claim("20 code", {"coins": coin.one_moves_another}),
    _claim("20 model", {"lines": group.another_line_moves}),
    _claim("21 code", {"coins": coin.toward_the_mode}),
    _claim("22 code", {"coins": coin.learned_alike}, PARTIAL, LEARNED_KAPPA, added=True),
    _claim("23 data", {"coins": coin.chosen_within}, PARTIAL, LEARNED_KAPPA, added=True),
]
