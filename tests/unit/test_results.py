"""What an analysis has on disk."""

import numpy as np
import pandas as pd
import pytest
from pooling.basics import files
from pooling.checks.results import Fit, Results, by_model, placed
from pooling.model.families.base import group_facts
from pooling.sampling import draws
from pooling.table import tables


@pytest.fixture
def paths(tmp_path):
    """Files of a fit with two groups, as the workflow leaves them."""
    shape = (2, 3)
    alpha = np.arange(12.0).reshape(*shape, 2)
    tree = draws.dataset(
        {"alpha": alpha, "lprior": np.zeros(shape)},
        {name: np.zeros(shape) for name in draws.SAMPLE_STATS},
        observed={"y": np.arange(2)},
        dims={"alpha": ["county"]},
        coords={"county": ["9", "10"]},
    )
    summary = pd.DataFrame({"parameter": ["alpha[9]", "alpha[10]"], "mean": [5.0, 6.0]})
    prepared = pd.DataFrame({"row": [2, 3], "group": ["10", "9"], "y": [1.0, 2.0]})
    named = {
        "posterior": tmp_path / "posterior.nc",
        "summary": tmp_path / "summary.csv",
        "exact": tmp_path / "exact.csv",
        "stan_data": tmp_path / "stan_data.json",
        "diagnostics": tmp_path / "diagnostics.json",
        "prepared": tmp_path / "prepared.parquet",
        "facts": tmp_path / "prepared.json",
    }
    draws.write(named["posterior"], tree)
    files.write_csv(named["summary"], summary)
    files.write_csv(named["exact"], {"parameter": [], "mean": [], "sd": []})
    tables.write_prepared(named["prepared"], prepared)
    for kind in ("stan_data", "diagnostics"):
        files.write_json(named[kind], {"kind": kind})
    files.write_json(named["facts"], group_facts(prepared))
    return {kind: str(path) for kind, path in named.items()}


def test_a_fit_reads_its_files(paths):
    fit = Fit(paths)
    assert fit.stan_data == {"kind": "stan_data"}
    assert fit.diagnostics == {"kind": "diagnostics"}
    assert fit.summary.loc["alpha[9]", "mean"] == 5.0
    assert fit.draws("alpha")["alpha"].tolist()[-1] == [10.0, 11.0]
    assert fit.draws("alpha")["alpha"].shape == (6, 2)
    assert fit.draws("lprior", group="log_prior")["lprior"].shape == (6,)


def test_a_column_follows_the_labels_it_is_asked_for(paths):
    assert Fit(paths).column("alpha", ["10", "9"]).tolist() == [6.0, 5.0]
    with pytest.raises(KeyError):
        Fit(paths).column("alpha", ["11"])


def test_a_kind_that_was_not_declared_is_absent(paths):
    paths.pop("summary")
    with pytest.raises(KeyError, match="summary"):
        _ = Fit(paths).summary


def test_an_analysis_reads_its_table(paths):
    results = Results("radon", paths)
    assert results.groups == ["9", "10"]
    assert results.facts["rows_used"] == 2
    assert results.prepared["y"].tolist() == [1.0, 2.0]


def test_labels_are_the_text_that_they_are(tmp_path):
    labels = ["NA", "10", 'a "quoted", one', "007", "10"]
    prepared = pd.DataFrame({"row": range(5), "group": labels, "y": np.arange(5.0)})
    paths = {
        "prepared": str(tmp_path / "prepared.parquet"),
        "facts": str(tmp_path / "prepared.json"),
    }
    tables.write_prepared(paths["prepared"], prepared)
    files.write_json(paths["facts"], group_facts(prepared))
    results = Results("odd", paths)
    assert results.groups == sorted(set(labels))
    assert set(results.groups) == set(results.prepared["group"])


def test_a_file_belongs_to_whose_folder_it_lies_in(tmp_path):
    """Whatever the order: a table that one analysis lacks is not taken from another."""
    given = {
        "prepared": [tmp_path / "b/prepared.parquet", tmp_path / "a/prepared.parquet"],
        "comparison": [tmp_path / "b/comparison.csv"],
        "summary": [tmp_path / "b/one/summary.csv", tmp_path / "a/two/summary.csv"],
        "claims": str(tmp_path / "claims.json"),
        "figure": [tmp_path / "a/one/figures/trace.svg"],
        "code": ["workflow/pooling/checks/results.py"],
    }
    found = placed(tmp_path, given)
    assert set(found) == {"a", "b"}
    assert found["a"].paths == {"prepared": str(tmp_path / "a/prepared.parquet")}
    assert found["a"].fits == {"two": {"summary": str(tmp_path / "a/two/summary.csv")}}
    assert set(found["b"].paths) == {"prepared", "comparison"}
    assert by_model(given["summary"], str) == {
        "one": str(tmp_path / "b/one/summary.csv"),
        "two": str(tmp_path / "a/two/summary.csv"),
    }
