"""Real tables that people bring: `make study` must find the model that each asks for.

What is right stands in `tests/study_tables/expected.yaml`, written before the code was run.
"""

from pathlib import Path

import pytest
import yaml
from pooling.model.formula import parse
from pooling.model.formula_terms import columns_of, factor_name, names_of
from pooling.run import study

FOLDER = Path(__file__).parent.parent / "study_tables"
EXPECTED = yaml.safe_load((FOLDER / "expected.yaml").read_text("utf-8"))
RESPONSES = {
    "means": "number", "lines": "number", "normal": "number", "student": "number",
    "rates": "successes", "coins": "successes", "binomial": "successes",
    "bernoulli": "yes_no", "poisson": "count", "negative_binomial": "count",
}  # fmt: skip


def understood(proposal) -> dict:
    """Say what a proposal takes each column for."""
    roles, kind = proposal.roles, RESPONSES[proposal.family]
    if not proposal.formula:
        return {
            "response": kind,
            "outcome": roles.get("outcome") or roles["successes"],
            "beside": roles.get("trials"),
            "groups": [roles["group"]],
            "predictors": {roles["predictor"]} if "predictor" in roles else set(),
            "exposure": None,
        }
    formula = parse(proposal.formula)
    beside = formula.error if formula.error is not None else formula.trials
    predictors = {name for term in formula.population for name in names_of(term)}
    return {
        "response": kind if formula.error is None else "estimate",
        "outcome": str(formula.outcome).strip("`"),
        "beside": None if beside is None else str(beside).strip("`"),
        "groups": [name for factor in formula.factors for name in factor],
        "predictors": predictors,
        "exposure": next((n for each in formula.offsets for n in columns_of(each)), None),
    }


def wrong(expected: dict, found: dict) -> list[str]:
    """List what of a proposal is not as one who knows the table would have it."""
    faults = []
    for key in ("response", "outcome"):
        if found[key] not in expected[key]:
            faults.append(f"{key} {found[key]}")
    for key in ("beside", "exposure"):
        if key in expected and found[key] != expected[key]:
            faults.append(f"{key} {found[key]}")
    for either in expected["groups"]:
        if not set(either.split(" or ")) & set(found["groups"]):
            faults.append(f"groups {', '.join(found['groups'])}, not {either}")
    if (
        "time" in expected
        and not set(expected["time"].split(" or ")) & found["predictors"]
    ):
        faults.append(f"no {expected['time']}")
    never = {*expected.get("never", []), "rownames"} - set(expected["groups"])
    never &= {found["outcome"], *found["groups"]}
    return faults + [f"{name} is an id" for name in sorted(never)]
