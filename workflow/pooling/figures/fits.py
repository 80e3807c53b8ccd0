"""Figures of a single fit, whatever its family."""

from __future__ import annotations

from functools import partial

from pooling.checks.predictive.words import (
    new_group_reading,
    posterior_reading,
    prior_reading,
)
from pooling.figures import graph, sampler, sampler_pairs, sensitivity
from pooling.figures.base import FitFigure, beside, every, of_partial
from pooling.figures.predictive import groups, statistics
from pooling.figures.predictive.common import say
from pooling.model import families, responses

# Check of a fit -> its figure, which the family declares, and its reading.
CHECKED = {
    "prior_predictive": (
        lambda module: partial(module.PREDICTIVE["prior"], kind="prior"),
        lambda check, words: prior_reading(check, words.language, words.unit("y")),
    ),
    "posterior_predictive": (
        lambda module: partial(module.PREDICTIVE["posterior"], kind="posterior"),
        lambda check, words: posterior_reading(check, words.language, words.group),
    ),
    "predictive_new_group": (
        lambda module: module.NEW_GROUP,
        lambda check, words: new_group_reading(check, words.language),
    ),
    "predictive_deciles": (lambda module: module.deciles, None),
}
READ_ABOVE = ("prior_predictive", "predictive_new_group")  # the reading, in the figure


def _reading(check: str, words, results) -> str:
    """Say what a check found, where it has a reading."""
    (fit,) = results.fits.values()
    read = CHECKED[check][1]
    return read(fit.json(check), words) if read else ""


def _drawn(results, check: str):
    """Load the figure of a check that the fit's family declares."""
    return CHECKED[check][0](families.load("figures", results.settings["family"]))


def of_family(check: str) -> dict:
    """Draw and tell a check of a fit as its family does."""

    def draw(results, words):
        figure, table = _drawn(results, check)(results, words)
        if check in READ_ABOVE:
            say(figure, _reading(check, words, results))
        return figure, table

    def says(table, words, results) -> str:
        texts, drawn = [_reading(check, words, results)], _drawn(results, check)
        if "because" not in table:
            texts.append(
                beside("says", getattr(drawn, "func", drawn))(table, words, results)
            )
        return " ".join(filter(None, texts))

    return {"draw": draw, "says": says}


def _says_checks(table, words, results) -> str:
    said = statistics.says_statistics(table, words, results)
    return f"{_reading('posterior_predictive', words, results)} {said}".strip()


def _known(family, model) -> bool:
    """Say that the model knows groups, and so can meet a new one."""
    return model.pooling != "complete"


def _ones(family, model) -> bool:
    """Say that an outcome is 0 or 1, so that chances are seen in many rows only.

    The families of the lecture, which name their coefficients, have none of these.
    """
    return family.COEFFICIENTS is None and responses.single(model.likelihood)


def _many(family, model) -> bool:
    """Say that there are observations enough to check the model by."""
    return family.COMPARABLE


def _summed(family, model) -> bool:
    """Say that the sum of a group's outcomes has a distribution to check it by."""
    response = getattr(family, "response", None)  # of a formula; others have sums
    return _many(family, model) and (response is None or hasattr(response, "totals"))


DRAWS = ("stan_data.json", "posterior.nc")
SUMMED_UP = ("posterior.nc", "summary.csv")
JUDGED = "posterior_predictive.json"
NODES = "exact_nodes.nc"

FIGURES = {
    "graph": FitFigure(
        draw=graph.draw, says=graph.says, kinds=("stan_data.json",), shown=every
    ),
    "prior_predictive": FitFigure(
        **of_family("prior_predictive"), kinds=("stan_data.json", "prior_predictive.json")
    ),
    "posterior_predictive": FitFigure(
        **of_family("posterior_predictive"), kinds=(*DRAWS, NODES, JUDGED)
    ),
    "predictive_checks": FitFigure(
        draw=statistics.statistics,
        says=_says_checks,
        kinds=(*DRAWS, "left_out.csv", JUDGED),
        applies=_many,
    ),
    "group_checks": FitFigure(
        draw=groups.by_group, kinds=(*DRAWS, JUDGED), applies=_summed
    ),
    "predictive_deciles": FitFigure(
        **of_family("predictive_deciles"), kinds=(*DRAWS, JUDGED), applies=_ones
    ),
    "predictive_new_group": FitFigure(
        **of_family("predictive_new_group"),
        kinds=(*DRAWS, NODES, "predictive_new_group.json"),
        applies=_known,
    ),
    "trace": FitFigure(draw=sampler.trace, kinds=SUMMED_UP, of_chain=True),
    "rank": FitFigure(draw=sampler.rank, kinds=SUMMED_UP),
    "energy": FitFigure(
        draw=sampler.energy, kinds=("posterior.nc", "diagnostics.json"), of_chain=True
    ),
    # On request only.
    "pairs": FitFigure(
        draw=sampler_pairs.pairs, kinds=SUMMED_UP, shown=lambda family, model: False
    ),
    "sensitivity": FitFigure(
        draw=sensitivity.draw,
        says=sensitivity.says,
        kinds=("sensitivity.json",),
        applies=of_partial,
    ),
}
