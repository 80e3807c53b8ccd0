"""Figures of rows, whose cost and size do not grow with the number of rows."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from pooling import figures
from pooling.basics import files
from pooling.checks.results import Results
from pooling.figures import observations
from pooling.figures.words import Spoken, Words
from pooling.model import families
from pooling.run import config
from pooling.table import tables

ROWS = 30_000
LARGEST = 400_000  # bytes of a picture
ANALYSES = {
    "means": {"outcome": {"column": "y"}, "group": {"column": "g"}},
    "lines": {
        "outcome": {"column": "y"},
        "group": {"column": "g"},
        "predictor": {"column": "x"},
    },
    "normal": {"formula": "y ~ x + kind + (1 | g)"},
    "bernoulli": {"formula": "event ~ kind + (1 | g)"},
}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Write a table of many rows."""
    rng = np.random.default_rng(1)
    group = rng.integers(0, 30, ROWS)
    table = pd.DataFrame(
        {
            "g": [f"g{each}" for each in group],
            "x": rng.normal(size=ROWS),
            "y": group / 10 + rng.normal(size=ROWS),
            "kind": rng.choice(["one", "two"], ROWS),
            "event": rng.integers(0, 2, ROWS),
        }
    )
    folder = tmp_path_factory.mktemp("rows")
    table.to_parquet(folder / "t.parquet")
    return folder


def prepared(folder, family: str) -> Results:
    """Prepare the table for a family; nothing is fitted to it."""
    written = {"data": "t.parquet", "family": family, **ANALYSES[family]}
    own = config.load({"run": "r", "analyses": {"a": written}}, folder).analyses["a"]
    raw = tables.read(folder / "t.parquet", "t.parquet", **own.reading)
    table, facts = families.get(family).prepare(raw, own.preparation)
    paths = {
        "prepared": str(folder / f"{family}.parquet"),
        "facts": str(folder / f"{family}.json"),
    }
    tables.write_prepared(paths["prepared"], table)
    files.write_json(paths["facts"], facts)
    labels = {
        "y": {"column": "y", "label": None},
        "group": {"column": "g", "label": None},
    }
    labels |= {"x": {"column": "x", "label": None}}
    settings = {"family": family, "labels": labels, "show": "auto"}
    return Results("a", paths, {}, settings)


@pytest.mark.parametrize("family", ANALYSES)
def test_the_picture_and_the_numbers_of_many_rows_are_small(rows, family):
    results = prepared(rows, family)
    figure = figures.of(family)["data"]
    picture, table = figure.draw(results, Words("es", results.settings))
    assert max(map(len, table.values())) <= 2 * np.prod(observations.CELLS)
    if "x" in table:
        assert sum(table["rows"]) == ROWS
    said = figure.says(table, Spoken("en", results.settings), results)
    assert "30" in said
    picture.savefig(rows / f"{family}.svg")
    assert (rows / f"{family}.svg").stat().st_size < LARGEST
    texts = [text.get_text() for text in picture.legends[0].get_texts()]
    assert family not in ("means", "lines") or any("más oscuro" in each for each in texts)


def test_cells_count_every_row_where_it_lies():
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(2, 5000))
    across, _, count = observations.summary(x, y, (7, 5))
    assert count.sum() == len(x)
    assert len(count) <= 35
    for at in np.unique(across):
        near = np.abs(x - at) <= np.ptp(x) / 14
        assert count[across == at].sum() == near.sum()


@pytest.mark.parametrize(("rows_of", "marks"), [(35, 35), (5000, 35)])
def test_a_row_has_a_mark_while_there_are_no_more_than_cells(rows_of, marks):
    rng = np.random.default_rng(3)
    axes = Figure().subplots()
    x, y = rng.uniform(size=(2, rows_of))
    observations.draw(axes, x, y, cells=(7, 5), alpha=0.5, color="black")
    (drawn,) = axes.collections
    assert len(drawn.get_offsets()) == marks
    alphas = np.broadcast_to(drawn.get_alpha(), marks)
    assert (np.ptp(alphas) > 0) == (rows_of > marks)
