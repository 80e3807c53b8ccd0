"""An outcome of two labels: the configuration says which of them is 1."""

import pandas as pd
import pytest
from pooling.basics.errors import PoolingError
from pooling.model import families
from pooling.run import config
from pooling.table import preparation, tables

ROWS = pd.DataFrame(
    {
        "clinic": [f"c{n // 6}" for n in range(24)],
        "week": [n % 6 for n in range(24)],
        "cured": [("yes", "no", "no", "yes", "no")[n % 5] for n in range(24)],
    }
)


@pytest.fixture
def prepare(tmp_path):
    """Prepare the table for settings of its analysis."""

    def call(rows=ROWS, **own):
        rows.to_csv(tmp_path / "t.csv", index=False)
        settings = {
            "family": "bernoulli",
            "formula": "cured ~ week + (1 | clinic)",
            "data": "t.csv",
            "missing": "drop",
            **own,
        }
        checked = config.load({"run": "r", "analyses": {"a": settings}}, tmp_path)
        analysis = checked.analyses["a"]
        preparation.check("a", analysis, tmp_path)
        raw = tables.read(tmp_path / "t.csv", "t.csv")
        return families.get("bernoulli").prepare(raw, analysis.preparation)

    return call


@pytest.mark.parametrize("label", ["yes", "no"])
def test_rows_with_the_label_are_1_and_the_others_0(prepare, label):
    prepared, _ = prepare(variables={"cured": {"success": label}})
    assert list(prepared["y"]) == list((ROWS["cured"] == label).astype(int))


def test_rows_without_a_label_are_missing_ones(prepare):
    rows = ROWS.copy()
    rows.loc[[2, 9], "cured"] = None
    prepared, facts = prepare(rows, variables={"cured": {"success": "yes"}})
    assert facts["rows_dropped"] == 2
    assert list(prepared["row"]) == [n + 2 for n in range(24) if n not in (2, 9)]


def test_codes_1_and_2_are_two_labels(prepare):
    rows = ROWS.assign(cured=ROWS["cured"].map({"yes": 2, "no": 1}))
    prepared, _ = prepare(rows, variables={"cured": {"success": 2}})
    assert list(prepared["y"]) == list((ROWS["cured"] == "yes").astype(int))


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ({}, r"variables: {cured: {success: 'yes'}}"),
        (
            {"variables": {"cured": {"success": "YES"}}},
            'holds "no", "yes", and "success: YES"',
        ),
        ({"variables": {"cured": {"success": True}}}, 'write it in quotes, "yes"'),
        (
            {"variables": {"week": {"success": "1"}}},
            "variables.week.success: it says which",
        ),
        (
            {"family": "poisson", "variables": {"cured": {"success": "yes"}}},
            "variables.cured.success: it says which",
        ),
    ],
)
def test_what_is_no_label_of_two_is_refused(prepare, own, sentence):
    with pytest.raises(PoolingError, match=sentence):
        prepare(**own)


def test_three_labels_are_refused(prepare):
    rows = ROWS.assign(cured=["yes", "no", "maybe"] * 8)
    with pytest.raises(PoolingError, match=r'holds "maybe", "no", "yes".*two labels'):
        prepare(rows, variables={"cured": {"success": "yes"}})
