"""The columns of formulas, against designs that are written out by hand."""

import json

import numpy as np
import pandas as pd
import pytest
from pooling.basics import files
from pooling.basics.errors import PoolingError
from pooling.model import families, formula_design
from pooling.table import tables
from scipy.interpolate import BSpline

RNG = np.random.default_rng(8)
ROWS = 60
X = RNG.normal(3, 2, ROWS).round(3)
Z = RNG.integers(1, 6, ROWS) * 10
A = np.array(["low", "mid", "top"])[RNG.integers(0, 3, ROWS)]
B = np.array(["no", "yes"])[RNG.integers(0, 2, ROWS)]
G = np.array(["g1", "g2", "g10", "h"])[np.arange(ROWS) % 4]
H = np.arange(ROWS) // 4 % 5
ONE = np.ones(ROWS)
MID, TOP, YES = ((A == "mid") * 1.0, (A == "top") * 1.0, (B == "yes") * 1.0)
LOW = (A == "low") * 1.0


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    """A table with numbers, words and two groups."""
    path = tmp_path_factory.mktemp("design") / "table.csv"
    y = 1 + X + 2 * YES + RNG.normal(0, 1, ROWS)
    table = pd.DataFrame(
        {"y": y, "n": 9, "x": X, "z": Z, "a": A, "b": B, "g": G, "h": H, "sd": X + 10}
    )
    table.to_csv(path, index=False)
    return tables.read(path, "table.csv")


def prepared(raw, formula, family="normal", **more):
    """Prepare the table for a formula, and read the facts as they are kept."""
    own = families.get(family)
    settings = own.Settings(family=family, data="table.csv", formula=formula, **more)
    table, facts = own.prepare(raw, settings.preparation)
    return table, json.loads(json.dumps(files.defined(facts)))


def columns(raw, formula):
    """Give the labels and the columns of a formula."""
    table, facts = prepared(raw, formula)
    both = formula_design.code(facts, table)
    said = facts["formula"]
    return (said["population"], both[0]), (said["varying"], both[1])


def centred(x):
    return x - x.mean()


def orthonormal(x, degree):
    """Give polynomials by Gram and Schmidt, each rising at the right end."""
    powers = np.vander(centred(x), degree + 1, increasing=True)
    q, r = np.linalg.qr(powers)
    return (q * np.sign(np.diag(r)))[:, 1:]


P2 = orthonormal(X, 2)
# Columns by label; of a population, in order.
POPULATIONS = [
    ("1", {"Intercept": ONE}),
    ("x", {"Intercept": ONE, "x": X}),
    ("x + z", {"Intercept": ONE, "x": X, "z": Z}),
    ("0 + x", {"x": X}),
    ("b", {"Intercept": ONE, "b[yes]": YES}),
    ("a", {"Intercept": ONE, "a[mid]": MID, "a[top]": TOP}),
    ("0 + a", {"a[low]": LOW, "a[mid]": MID, "a[top]": TOP}),
    (
        "0 + a + b",
        {"a[low]": LOW, "a[mid]": MID, "a[top]": TOP, "b[yes]": YES},
    ),
    (
        "a * b",
        {
            "Intercept": ONE,
            "a[mid]": MID,
            "a[top]": TOP,
            "b[yes]": YES,
            "a[mid]:b[yes]": MID * YES,
            "a[top]:b[yes]": TOP * YES,
        },
    ),
    (
        "b + a:b",
        {
            "Intercept": ONE,
            "b[yes]": YES,
            "a[mid]:b[no]": MID * (1 - YES),
            "a[top]:b[no]": TOP * (1 - YES),
            "a[mid]:b[yes]": MID * YES,
            "a[top]:b[yes]": TOP * YES,
        },
    ),
    (
        "0 + b:a",
        {
            "b[no]:a[low]": (1 - YES) * LOW,
            "b[yes]:a[low]": YES * LOW,
            "b[no]:a[mid]": (1 - YES) * MID,
            "b[yes]:a[mid]": YES * MID,
            "b[no]:a[top]": (1 - YES) * TOP,
            "b[yes]:a[top]": YES * TOP,
        },
    ),
    ("x * z", {"Intercept": ONE, "x": X, "z": Z, "x:z": X * Z}),
    (
        "x * b",
        {"Intercept": ONE, "x": X, "b[yes]": YES, "x:b[yes]": X * YES},
    ),
    ("x:b", {"Intercept": ONE, "x:b[no]": X * (1 - YES), "x:b[yes]": X * YES}),
    ("center(x)", {"Intercept": ONE, "center(x)": centred(X)}),
    ("scale(x)", {"Intercept": ONE, "scale(x)": centred(X) / X.std(ddof=1)}),
    (
        "center(x):scale(z)",
        {
            "Intercept": ONE,
            "center(x):scale(z)": centred(X) * centred(Z) / Z.std(ddof=1),
        },
    ),
    ("log(z)", {"Intercept": ONE, "log(z)": np.log(Z)}),
    ("sqrt(z) + exp(x)", {"Intercept": ONE, "sqrt(z)": Z**0.5, "exp(x)": np.exp(X)}),
    (
        "I(x / 10) + I((x - z)**2) + I(-z * 2)",
        {
            "Intercept": ONE,
            "I(x / 10)": X / 10,
            "I((x - z) ** 2)": (X - Z) ** 2,
            "I((-z) * 2)": -2 * Z,
        },
    ),
    (
        "scale(log(z + 1))",
        {
            "Intercept": ONE,
            "scale(log(z + 1))": centred(np.log(Z + 1)) / np.log(Z + 1).std(ddof=1),
        },
    ),
    (
        "poly(x, 2)",
        {"Intercept": ONE, "poly(x, 2)[1]": P2[:, 0], "poly(x, 2)[2]": P2[:, 1]},
    ),
    (
        "poly(x, 2):b",
        {
            "Intercept": ONE,
            "poly(x, 2)[1]:b[no]": P2[:, 0] * (1 - YES),
            "poly(x, 2)[2]:b[no]": P2[:, 1] * (1 - YES),
            "poly(x, 2)[1]:b[yes]": P2[:, 0] * YES,
            "poly(x, 2)[2]:b[yes]": P2[:, 1] * YES,
        },
    ),
    (
        "factor(z)",
        {"Intercept": ONE} | {f"factor(z)[{k}]": k == Z for k in (20, 30, 40, 50)},
    ),
    ("C(b)", {"Intercept": ONE, "C(b)[yes]": YES}),
    ("sd", {"Intercept": ONE, "sd": X + 10}),
]


@pytest.mark.parametrize(
    ("formula", "expected"), POPULATIONS, ids=lambda own: str(own)[:20]
)
def test_the_columns_that_groups_share(raw, formula, expected):
    (labels, found), _ = columns(raw, f"y ~ {formula} + (1 | g)")
    assert labels == list(expected)
    np.testing.assert_allclose(
        found, np.column_stack(list(expected.values())), atol=1e-12
    )


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("(1 | g)", {"Intercept": ONE}),
        ("(x | g)", {"Intercept": ONE, "x": X}),
        ("(x || g)", {"Intercept": ONE, "x": X}),
        ("(0 + x | g)", {"x": X}),
        ("(b | g)", {"Intercept": ONE, "b[yes]": YES}),
        ("(0 + b | g)", {"b[no]": 1 - YES, "b[yes]": YES}),
        (
            "(scale(x) + b | g)",
            {"Intercept": ONE, "scale(x)": centred(X) / X.std(ddof=1), "b[yes]": YES},
        ),
        ("(x * b | g)", {"Intercept": ONE, "x": X, "b[yes]": YES, "x:b[yes]": X * YES}),
    ],
)
def test_the_columns_that_vary_by_group(raw, formula, expected):
    _, (labels, found) = columns(raw, f"y ~ x + {formula}")
    assert labels == list(expected)
    assert found.shape == (
        ROWS,
        len(expected),
    )  # rows by coefficients, whatever the groups
    np.testing.assert_allclose(
        found, np.column_stack(list(expected.values())), atol=1e-12
    )


def test_splines_span_what_those_of_scipy_do_without_the_first(raw):
    (labels, found), _ = columns(raw, "y ~ bs(x, df=5) + (1 | g)")
    inner = np.quantile(X, [1 / 3, 2 / 3])
    knots = np.concatenate([[X.min()] * 4, inner, [X.max()] * 4])
    basis = BSpline.design_matrix(X, knots, 3).toarray()
    np.testing.assert_allclose(basis.sum(axis=1), 1)
    np.testing.assert_allclose(found[:, 1:], basis[:, 1:], atol=1e-12)
    assert labels[1:] == [f"bs(x, df=5)[{place}]" for place in range(1, 6)]


def test_new_rows_are_coded_with_what_the_prepared_table_had(raw):
    formula = "y ~ poly(z, 2) + bs(x, df=4) + a + (0 + scale(x) | g)"
    table, facts = prepared(raw, formula)
    both = formula_design.code(facts, table)
    order = RNG.permutation(ROWS)[:7]
    some = table.iloc[order].reset_index(drop=True)
    for whole, part in zip(both, formula_design.code(facts, some), strict=True):
        np.testing.assert_allclose(part, whole[order], atol=1e-12)
    _, facts = prepared(raw, "y ~ center(x) + a + (0 + scale(x) | g)")
    alone = pd.DataFrame({"x_x": [1.5], "a": ["top"]})
    shared, varying = formula_design.code(facts, alone)
    assert shared[0, 1] == pytest.approx(1.5 - X.mean())
    assert varying[0, 0] == pytest.approx((1.5 - X.mean()) / X.std(ddof=1))
    assert shared[0, -2:].tolist() == [0, 1]


def test_beyond_the_table_polynomials_and_splines_go_on(raw):
    table, facts = prepared(raw, "y ~ poly(x, 3) + (1 | g)")
    place = np.linspace(X.min() - 2, X.max() + 2, 9)
    found, _ = formula_design.code(facts, pd.DataFrame({"x_x": place}))
    inside, _ = formula_design.code(facts, table)
    # Both are the same cubics of x.
    cubic = np.linalg.lstsq(np.vander(X, 4), inside, rcond=None)[0]
    np.testing.assert_allclose(found, np.vander(place, 4) @ cubic, atol=1e-8)
    table, facts = prepared(raw, "y ~ bs(x, df=3) + (1 | g)")
    inside, _ = formula_design.code(facts, table)
    found, _ = formula_design.code(facts, pd.DataFrame({"x_x": place}))
    cubic = np.linalg.lstsq(np.vander(X, 4), inside, rcond=None)[0]
    np.testing.assert_allclose(found, np.vander(place, 4) @ cubic, atol=1e-8)


def test_a_category_that_the_table_lacks_is_refused(raw):
    _, facts = prepared(raw, "y ~ a + (1 | g)")
    with pytest.raises(
        PoolingError, match='"a" has no category "lo"; did you mean "low"'
    ):
        formula_design.code(facts, pd.DataFrame({"a": ["lo"]}))


def test_the_reference_is_the_category_that_the_configuration_names(raw):
    variables = {"a": {"reference": "mid"}, "z": {"reference": 30}}
    table, facts = prepared(raw, "y ~ a * b + factor(z) + (1 | g)", variables=variables)
    labels = facts["formula"]["population"]
    expected = {"a[low]": LOW, "a[top]": TOP, "b[yes]": YES}
    expected |= {"a[low]:b[yes]": LOW * YES, "a[top]:b[yes]": TOP * YES}
    expected |= {f"factor(z)[{z}]": z == Z for z in (10, 20, 40, 50)}
    assert set(labels) == {"Intercept", *expected}
    shared, _ = formula_design.code(facts, table)
    for label, column in expected.items():
        np.testing.assert_array_equal(shared[:, labels.index(label)], column)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"a": {"reference": "mit"}}, 'column "a" has no category "mit".*mean "mid"'),
        ({"z": {"reference": 60}}, r'"factor\(z\)" has no category "60"'),
        ({"x": {"reference": 3}}, r'column "x" holds numbers.* write factor\(x\)'),
        ({"y": {"reference": "3"}}, "variables.y.reference: it says of a predictor"),
        ({"a": {"reference": False}}, "it is a label of the table; write it in quotes"),
    ],
)
def test_a_reference_that_is_none_of_the_categories_is_refused(raw, variables, sentence):
    with pytest.raises((PoolingError, ValueError), match=sentence):
        prepared(raw, "y ~ a + factor(z) + x + (1 | g)", variables=variables)


def test_the_prepared_table_comes_back_as_it_was(raw, tmp_path):
    table, facts = prepared(raw, "y ~ a + x + h + factor(z) + (1 | g) + (1 | h)")
    assert list(table) == ["row", "group", "level_h", "y", "a", "x_x", "h", "z"]
    tables.write_prepared(tmp_path / "prepared.parquet", table)
    again = tables.read_prepared(tmp_path / "prepared.parquet")
    pd.testing.assert_frame_equal(again, table, check_dtype=False)
    for first, second in zip(
        formula_design.code(facts, table), formula_design.code(facts, again), strict=True
    ):
        np.testing.assert_array_equal(first, second)


def test_words_that_csv_may_take_for_something_else_come_back(tmp_path):
    path = tmp_path / "words.csv"
    words = ["TRUE", "FALSE", "FALSE"] * 8
    other = ["=1", "-x", "'a", "NA1"] * 6
    rows = {"y": RNG.normal(size=24), "t": words, "w": other, "=g": ["1", "02", "2"] * 8}
    pd.DataFrame(rows).to_csv(path, index=False)
    raw = tables.read(path, "words.csv")
    table, facts = prepared(raw, "y ~ t + w + (1 | `=g`)")
    assert facts["formula"]["population"][:2] == ["Intercept", "t[TRUE]"]
    tables.write_prepared(tmp_path / "prepared.parquet", table)
    again = tables.read_prepared(tmp_path / "prepared.parquet")
    assert again["t"].tolist() == words
    assert sorted(set(again["group"])) == ["02", "1", "2"]
    np.testing.assert_array_equal(
        formula_design.code(facts, again)[0], formula_design.code(facts, table)[0]
    )


def test_offsets_are_added_up(raw):
    table, facts = prepared(raw, "y ~ 1 + offset(log(z)) + offset(x) + (1 | g)")
    np.testing.assert_allclose(table["offset"], np.log(Z) + X)
    new = pd.DataFrame({"z": [10.0], "x_x": [2.0]})
    np.testing.assert_allclose(formula_design.offsets(facts, new), np.log(10) + 2)


def test_groups_may_be_combinations_and_nested(raw):
    table, facts = prepared(raw, "y ~ x + (1 | g:b)")
    assert table["group"].tolist() == [f"{g}:{b}" for g, b in zip(G, B, strict=True)]
    assert facts["formula"]["group"] == "g:b"
    table, facts = prepared(raw, "y ~ x + (1 | g / h)")
    assert facts["formula"]["further"] == ["g:h"]
    assert table["level_g:h"].tolist() == [f"{g}:{h}" for g, h in zip(G, H, strict=True)]
    assert facts["formula"]["levels"]["g:h"] == sorted(set(table["level_g:h"]))


def test_an_outcome_is_computed(raw):
    table, _ = prepared(raw, "log(sd) ~ z + (1 | g)")
    np.testing.assert_allclose(table["y"], np.log(X + 10))
    assert "sd" not in table
