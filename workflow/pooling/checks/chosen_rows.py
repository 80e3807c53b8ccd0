"""Predictions at rows of predictors that the configuration chooses.

Of a group of the table, where the row names one, and of a new group: the expected outcome,
given the group, and one outcome. Levels of further grouping factors are new ones: they are 0
in what is expected, and drawn for an outcome.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pooling.checks import levels
from pooling.checks.predictive.linear_predictor import Draws
from pooling.checks.predictive.mixtures import Mixture, equal
from pooling.checks.results import Fit
from pooling.model import families, formula_design, formula_rows, responses
from pooling.model.names import PARTIAL

ENDS = {"q5": 0.05, "q95": 0.95}
KNOWN, NEW = "known", "new"


def predict(
    family: str,
    fit: Fit,
    rows: list[dict[str, Any]],
    *,
    prepared,
    facts: dict,
    labels,
    seed,
    place=formula_rows.in_configuration,
) -> list[dict[str, Any]]:
    """Predict outcomes at some rows by partial pooling.

    Parameters
    ----------
    family : str
        The response.
    fit : Fit
        Its Stan data, its draws, and its exact answers.
    rows : list of dict
        Column of the raw table -> value, see `pooling.model.formula_rows`.
    prepared : DataFrame
        The table that was modelled.
    facts : dict
        Content of ``prepared.json``.
    seed : int
        Of what is drawn for new groups and levels.
    place : callable
        Says where a row stands.

    Returns
    -------
    list of dict
        A row of ``predictions.csv`` for each group that is predicted: ``row``, from 1; the
        columns of the formula, behind ``at_``; ``group``, a label, or nothing for a new
        one; ``who``, "known" or "new"; mean, 5 % and 95 % of what is ``expected`` (of
        successes their share) and of one ``outcome`` (of successes their number);
        ``expected_exact``, the mean without the sampler, None where that is not known;
        ``trials`` of successes; ``extrapolated``, the columns whose values lie beyond the
        table's.
    """
    response, model = responses.get(family), families.get(family).MODELS[PARTIAL]
    table = formula_rows.table_of(rows, facts, prepared, place)
    X, Z = formula_design.code(facts, table)
    offsets = formula_design.offsets(facts, table)
    rng = np.random.default_rng(seed)
    draws = Draws(fit.stan_data, fit.parameters(model))
    exact = None
    if response.LINK == "identity" and len(fit.exact):
        exact = levels.at_means(family, PARTIAL, fit, labels=labels, table=fit.exact)
    dispersion = {name: draws.values[name] for name in response.DISPERSION}
    others = draws.of_others(rng)[:, 0]
    usual = responses.known_new(fit.stan_data)[0]
    predicted = []
    for at, chosen in enumerate(table.to_dict("records")):
        row = X[at : at + 1], Z[at : at + 1], offsets[at]
        known = int(chosen["N"]) if chosen.get("N", 0) > 0 else usual
        for group in dict.fromkeys((chosen["group"], "")):
            place = labels["group"].index(group) if group else None
            eta = _predictor(draws, row, place)
            if not group:
                eta = eta + draws.of_new_group(row[1], rng)[:, 0]
            outcome = Mixture(
                response=response,
                eta=eta + others,
                weights=equal(len(eta)),
                dispersion=dispersion,
                known=known,
            )
            expected = response.mean(eta)
            predicted.append(
                {
                    "row": at + 1,
                    **{
                        f"at_{name}": rows[at][name]
                        for name in facts["design"]["variables"]
                    },
                    "group": group,
                    "who": KNOWN if group else NEW,
                    "expected_mean": float(expected.mean()),
                    **{
                        f"expected_{end}": float(np.quantile(expected, q))
                        for end, q in ENDS.items()
                    },
                    "expected_exact": exact and float(_predictor(exact, row, place)[0]),
                    "outcome_mean": outcome.mean,
                    **{f"outcome_{end}": outcome.quantile(q) for end, q in ENDS.items()},
                    "trials": int(known) if response.TRIALS else None,
                    "extrapolated": chosen["extrapolated"],
                }
            )
    return predicted


def _predictor(fitted: Draws, row: tuple, group: int | None) -> np.ndarray:
    """Give the linear predictor of a group of the table, or of the population."""
    x, z, offset = row
    eta = fitted.of_population(x, offset)
    return (eta if group is None else eta + fitted.of_group(z, group))[:, 0]
