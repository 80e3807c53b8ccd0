"""The search with random tables: that it would see what it looks for."""

import numpy as np
import pytest
import random_tables


@pytest.mark.parametrize("shown", ["0.33333333", "0.33333334"])
def test_a_number_that_no_result_holds_is_found(tmp_path, shown):
    fit = tmp_path / "a" / "partial_pooling"
    fit.mkdir(parents=True)
    (fit / "summary.csv").write_text(f"parameter,mean,sd\nmu,{1 / 3!r},\n")
    (tmp_path / "a" / "prepared.csv").write_text("row,group,y\n2,x,1\n3,x,2\n4,y,2\n")
    (tmp_path / "report.en.html").write_text(
        f'<section id="a"><td data-value="{shown}">0.33</td><td data-value=""></td>'
        '<td data-value="2">2</td></section>'
    )
    wrong = [] if shown == "0.33333333" else [f"a: {shown}"]
    assert random_tables.not_held(tmp_path) == wrong


@pytest.mark.parametrize("family", ["coins", "means", "lines", "rates"])
def test_tables_are_the_same_for_the_same_seed(family):
    first, again = (
        [
            random_tables.analysis(np.random.default_rng(seed), family)
            for seed in range(20)
        ]
        for _ in range(2)
    )
    assert first == again
    assert {3 <= len(table) <= 73 for table, _ in first} == {True}
