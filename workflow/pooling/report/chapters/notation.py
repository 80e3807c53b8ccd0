"""One-line notations of a model by formula, for other packages."""

from __future__ import annotations

import re

from pooling.checks.results import Results
from pooling.model.formula import parse
from pooling.model.formula_terms import Column, Formula, Term
from pooling.model.names import NONE, PARTIAL

CATEGORY = re.compile(r"\[[^\[\]]*\]")


def term_of(label: str) -> str:
    """Give the term that a column comes from: ``pred[pred]:x`` -> ``pred:x``."""
    return CATEGORY.sub("", label)


def _name(part) -> str:
    """Write a part of a formula, names that need it in backquotes."""
    plain = not isinstance(part, Column) or part.name.isidentifier()
    return str(part) if plain else f"`{part}`"


def _term(term: Term) -> str:
    return ":".join(map(_name, term)) or "1"


def _factor(columns: tuple[str, ...]) -> str:
    return ":".join(_name(Column(each)) for each in columns)


def _right(results: Results, formula: Formula, model: str) -> str:
    """Write the right side of a model's formula."""
    if model == PARTIAL:
        return formula.written.partition("~")[2].strip()
    labels = results.labels(model)["coefficient"]
    used = {term_of(label) for label in labels}
    terms = [term for term in formula.population if (_plain(term) or "Intercept") in used]
    shown = [_term(term) for term in terms]
    if model == NONE:
        group = _factor(formula.grouping)
        varying = [
            f"{group}:{_term(term)}" if term else group for term in formula.varying
        ]
        shown = ["0", *varying, *shown]
    elif () not in terms:
        shown = ["0", *shown]
    shown += [f"offset({_name(each)})" for each in formula.offsets]
    shown += [f"(1 | {_factor(factor)})" for factor in formula.further]
    return " + ".join(shown)


def _plain(term: Term) -> str:
    return ":".join(map(str, term))


def lines(results: Results, model: str) -> dict[str, str]:
    """Write a model in the notation of other packages.

    Parameters
    ----------
    results : Results
        Its facts have the formula as it was written.
    model : str
        Name of the model.

    Returns
    -------
    dict of str
        Packages -> the line, braces doubled, as in `Chapter`.
    """
    formula = parse(results.facts["formula"]["written"])
    right = _right(results, formula, model)
    mixed = "lme4, " if "|" in right else ""
    y = formula.written.partition("~")[0].strip()
    written = {f"{mixed}brms, bambi": f"{y} ~ {right}"}
    if formula.trials is not None:
        y, trials = _name(formula.outcome), _name(formula.trials)
        written = {
            "lme4": f"cbind({y}, {trials} - {y}) ~ {right}",
            "brms": f"{y} | trials({trials}) ~ {right}",
            "bambi": f"p({y}, {trials}) ~ {right}",
        }
    if formula.error is not None:
        written = {"brms": f"{y} ~ {right}"}
    escaped = {name: line.replace("{", "{{") for name, line in written.items()}
    return {name: line.replace("}", "}}") for name, line in escaped.items()}
