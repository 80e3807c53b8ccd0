"""Real tables that people bring: `make study` must find the model that each asks for.

What is right stands in `tests/study_tables/expected.yaml`, written before the code was run.
"""

from pathlib import Path

import pytest
import yaml
from commented_readings import readings
from pooling.model.formula import parse
from pooling.model.formula_terms import columns_of, names_of
from pooling.run import config, study
from pooling.table import preparation

FOLDER = Path(__file__).parent.parent / "study_tables"
EXPECTED = yaml.safe_load((FOLDER / "expected.yaml").read_text("utf-8"))
RESPONSES = {
    "means": "number", "lines": "number", "normal": "number", "student": "number",
    "rates": "successes", "coins": "successes", "binomial": "successes",
    "bernoulli": "yes_no", "poisson": "count", "negative_binomial": "count",
}  # fmt: skip


READING = ("data", "missing", "missing_codes", "decimal", "thousands")


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


@pytest.fixture(scope="module")
def proposed(tmp_path_factory):
    """Give the proposal for a table and its text, each made once."""
    folder, made = tmp_path_factory.mktemp("study"), {}

    def call(table: str):
        if table not in made:
            source = FOLDER / f"{table.replace('/', '_')}.csv"
            out = f"{len(made)}.yaml"
            path, proposal, _ = study.make(str(source), out, folder)
            made[table] = proposal, path.read_text("utf-8")
        return made[table]

    return call


@pytest.mark.parametrize("table", EXPECTED)
def test_a_real_table_gets_the_model_that_it_asks_for(proposed, table):
    proposal, text = proposed(table)
    assert wrong(EXPECTED[table], understood(proposal)) == []
    # What each column is stands there, or why it is nothing, behind the list of columns.
    header = (
        (FOLDER / f"{table.replace('/', '_')}.csv").read_text("utf-8").partition("\n")[0]
    )
    said = " ".join(text.replace("#", " ").split())
    said = said.partition(f'- "{header.split(",")[-1]}":')[2]
    for column in header.split(",") if proposal.formula else []:
        assert f'"{column}"' in said


@pytest.mark.parametrize("table", EXPECTED)
def test_what_is_written_plans_and_so_does_each_other_reading(proposed, tmp_path, table):
    _, text = proposed(table)
    first = yaml.safe_load(text)
    ((name, analysis),) = first["analyses"].items()
    marks = {k: v for k, v in analysis.items() if k in READING}
    for own in [analysis, *(marks | own for _, own in readings(text))]:
        settings = {"run": "r", "analyses": {name: own}}
        checked = config.load(settings, tmp_path)
        preparation.check(name, checked.analyses[name], tmp_path)


def test_counts_of_the_others_are_a_part_of_the_trials(proposed):
    proposal, _ = proposed("datasets/esoph")
    assert "ncontrols" not in proposal.formula.partition("~")[2]
    assert any(
        '"ncontrols" is taken for those that are not in "ncases"' in each
        for each in proposal.careful
    )
