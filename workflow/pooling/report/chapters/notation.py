"""One-line notations of a model by formula, for other packages."""

from __future__ import annotations

import re

from pooling.checks.results import Results
from pooling.model import responses
from pooling.model.names import COMPLETE, NONE, PARTIAL

# Trials of a binomial outcome, as the formula writes them: p(successes, trials).
COUNTED = re.compile(r"^(?:p|prop|proportion)\s*\(\s*(?P<y>.+?)\s*,\s*(?P<N>.+?)\s*\)$")


def split(text: str, sign: str = "+") -> list[str]:
    """Split a formula at a sign that stands in no brackets and no quotes."""
    parts, depth, quoted = [""], 0, ""
    for letter in text:
        if quoted:
            quoted = "" if letter == quoted else quoted
        elif letter in "`'\"":
            quoted = letter
        depth += (letter in "([{") - (letter in ")]}") if not quoted else 0
        if letter == sign and depth == 0 and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _grouped(term: str) -> bool:
    """Say whether a term is one of groups: ``(1 + x | g)``."""
    return term.startswith("(") and term.endswith(")") and "|" in term


def _column_term(label: str) -> str:
    """Give the term that a column comes from: ``pred[pred]`` -> pred."""
    return re.sub(r"\[[^\[\]]*\]", "", label)


def _right(results: Results, model: str) -> str:
    """Write the right side of a model's formula."""
    formula = results.facts["formula"]
    terms = split(formula["written"].partition("~")[2])
    if model == PARTIAL:
        return " + ".join(terms)
    group = formula["group"]
    # What is left of a nested factor is grouped by both names at once.
    others = [f"(1 | {factor})" for factor in formula["further"]]
    common = [term for term in terms if not _grouped(term)]
    if model == COMPLETE:
        return " + ".join([*(common or ["1"]), *others])
    used = {_column_term(label) for label in results.labels(model)["coefficient"]}
    common = [
        term
        for term in common
        if term.startswith("offset(")
        or used & {_column_term(each) for each in _columns(term, formula)}
    ]
    own = ["0", group]
    own += [
        f"{group}:{term}"
        for term in dict.fromkeys(map(_column_term, formula["varying"]))
        if term != "Intercept"
    ]
    return " + ".join([*own, *common, *others])


def _columns(term: str, formula: dict) -> list[str]:
    """List the columns that a term of the formula is made of, by their names."""
    names = [part for each in split(term, "*") for part in split(each, ":")]
    plain = [each for each in formula["population"]]
    return [
        label
        for label in plain
        if set(split(_column_term(label), ":")) <= set(names) and label != "Intercept"
    ]


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
        Packages -> the line.
    """
    formula = results.facts["formula"]
    left = formula["written"].partition("~")[0].strip()
    right = _right(results, model).replace("{", "{{").replace("}", "}}")
    counted = COUNTED.match(left)
    mixed = "lme4, " if "|" in right else ""
    if counted:
        y, trials = counted["y"], counted["N"]
        return {
            "lme4": f"cbind({y}, {trials} - {y}) ~ {right}",
            "brms": f"{y} | trials({trials}) ~ {right}",
            "bambi": f"p({y}, {trials}) ~ {right}",
        }
    plain = responses.get(formula["response"]).LINK == "identity" or mixed
    del plain
    return {f"{mixed}brms, bambi": f"{left} ~ {right}"}
