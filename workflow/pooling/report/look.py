"""The first look: what an analysis finds by its exact answers, before anything is sampled.

Comes in: the prepared table and the exact answers of its models. Goes out: the sentences
of its answer, as `pooling.report.answers` gives them for a finished run, and a table of
what the population is like, every number with its error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np

from pooling.basics import not_computed
from pooling.basics.errors import PoolingError
from pooling.basics.not_computed import Missing
from pooling.checks.exact_fit import QUANTILES, ExactFit
from pooling.checks.predictive.base import Case
from pooling.checks.predictive.new_group import new_group_check
from pooling.checks.results import Results
from pooling.model.families.base import labels_of, present
from pooling.model.names import COMPLETE, PARTIAL
from pooling.report import answers
from pooling.report.answers import pairs

REFUSED = "not computed, because "
NOTHING = {"statements": [], "model": None, "parameters": [], "draws": 0}  # so far


class _Known(Results):
    """Results with what was made of them, and is in no file."""

    def __init__(self, *arguments, content: dict[str, Any]):
        super().__init__(*arguments)
        self.content = content

    def has(self, kind: str) -> bool:
        """Say whether there is a result of some kind."""
        return kind in self.content or super().has(kind)

    def json(self, kind: str) -> dict:
        """Give the content of one of its JSON files, or what was made."""
        return self.content[kind] if kind in self.content else super().json(kind)

    def rows(self, kind: str, text: tuple[str, ...]) -> list[dict[str, Any]]:
        """Give the rows of one of its tables."""
        return self.content[kind] if kind in self.content else super().rows(kind, text)


def of(results: Results, *, seeds: dict[str, int], threshold: float | None) -> dict:
    """Look at an analysis by its exact answers.

    Parameters
    ----------
    results : Results
        Its prepared table and facts, and for each model ``stan_data``, ``exact``,
        ``exact_facts`` and ``exact_nodes``.
    seeds : dict of int
        Model -> seed of its draws.
    threshold : float or None
        Value of the outcome, or probability, that decisions hang on.

    Returns
    -------
    dict
        ``statements``, as `pooling.report.answers.table` gives them; ``model``, the one
        whose population is told, and its ``parameters``: ``parameter``, ``mean``, ``sd``,
        ``q5`` and ``q95``, each with its ``_error``, a standard error; ``error``, the
        largest of a mean or sd of any model, in posterior sds; ``draws`` that quantiles and
        chances rest on; ``missing``: ``of`` (a model, a parameter, or a part of the answer) and
        ``because``.
    """
    missing, fits = [], {}
    for model, fit in results.fits.items():
        facts = fit.json("exact_facts")
        if not facts["computed"]:
            missing.append({"of": model, "because": _reason(facts["because"])})
            continue
        fits[model] = ExactFit(
            fit.files,
            family=results.family,
            model=model,
            labels=results.labels(model),
            seed=seeds[model],
        )
    known = _Known(results.analysis, results.paths, fits, results.settings, content={})
    # Without the model that shares, the others would answer another question.
    asked = PARTIAL in fits or PARTIAL not in results.fits
    told = NOTHING
    if asked:
        try:
            missing += _prepare(known, threshold)
            told = _told(known)
            without = {}
            if told["model"]:
                without = fits[told["model"]].json("exact_facts").get("without", {})
            missing += [{"of": of, "because": why} for of, why in without.items()]
        except PoolingError as error:
            missing.append({"of": PARTIAL, "because": _reason(str(error))})
    errors = [fit.json("exact_facts")["error"] for fit in fits.values()]
    return told | {"error": max(errors, default=None), "missing": missing}


def nothing(lost: Missing) -> dict:
    """Give what `of` gives where nothing could be looked at."""
    return NOTHING | {
        "error": None,
        "missing": [{"of": "answer", "because": lost.because}],
        "fault": not_computed.told(lost),
    }


def _reason(said: str) -> str:
    """Take a reason for what it is, without the words before it."""
    return said.removeprefix(REFUSED)


def _prepare(results: _Known, threshold: float | None) -> list[dict]:
    """Make what sentences about groups are made of; give what could not be, and why."""
    fit = results.fits.get(PARTIAL)
    if fit is None:
        return []
    labels, missing = results.labels(), []

    def rank() -> None:
        rows, compared, _ = pairs.ranked(results.family, fit, labels)
        columns = {name: list(each) for name, each in rows.items()}
        every = zip(*columns.values(), strict=True)
        results.content["ranks"] = [
            dict(zip(columns, each, strict=True)) for each in every
        ]
        results.content["pairs"] = asdict(compared)

    def predict() -> None:
        case = Case(
            family=results.family,
            model=PARTIAL,
            fit=fit,
            labels=results.groups,
            seed=fit.seed,
            threshold=threshold,
        )
        fit.content["predictive_new_group"] = new_group_check(case)

    parts: dict[str, Callable] = {"ranks": rank, "new_group": predict}
    for part, make in parts.items():
        try:
            make()
        except PoolingError as error:
            missing.append({"of": part, "because": _reason(str(error))})
    return missing


def _told(results: _Known) -> dict:
    """Answer the question, and lay out the population."""
    answered = NOTHING | {"statements": answers.table(answers.of(results))}
    models = [each for each in (PARTIAL, COMPLETE, *results.fits) if each in results.fits]
    if not models:
        return answered
    fit = results.fits[models[0]]
    shown = {"model": models[0], "parameters": population(fit), "draws": fit.count}
    return answered | shown


def population(fit: ExactFit) -> list[dict[str, Any]]:
    """Tell the parameters that no group has for itself, with the error of each number.

    Returns
    -------
    list of dict
        As ``parameters`` of `of`; None where a number has no value.
    """
    rows = []
    declared = [
        each
        for each in present(fit.declared.parameters, fit.labels)
        if not {"group", "level"} & set(each.dims)
    ]
    bound = fit.json("exact_facts")["error"]
    for parameter in declared:
        drawn = fit.values.get(parameter.name)
        for place, label in enumerate(labels_of((parameter,), fit.labels)):
            exact, row = fit.exact.loc[label], {"parameter": label}
            for name in ("mean", "sd"):
                row[name] = float(exact[name])
                row[f"{name}_error"] = float(exact.get(f"{name}_error", np.nan))
                if not np.isfinite(row[f"{name}_error"]):
                    row[f"{name}_error"] = bound * float(exact["sd"])
            if drawn is not None:
                row |= _ends(drawn.reshape(len(drawn), -1)[:, place])
            rows.append(row)
    return [
        {name: None if value != value else value for name, value in row.items()}
        for row in rows
    ]


def _ends(drawn: np.ndarray) -> dict[str, float]:
    """Give the ends of an interval of 90 %, with their standard errors.

    As many draws below a quantile q have a standard error sqrt(n q (1 - q)): the quantiles
    so far to both sides of it are one standard error away.
    """
    ends = {}
    for name in ("q5", "q95"):
        share = QUANTILES[name]
        step = np.sqrt(share * (1 - share) / len(drawn))
        low, value, high = np.quantile(drawn, [share - step, share, share + step])
        ends |= {name: float(value), f"{name}_error": float((high - low) / 2)}
    return ends
