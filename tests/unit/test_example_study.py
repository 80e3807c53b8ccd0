"""The example of a study: its tables are those that were published, and it is valid."""

import pandas as pd
import pytest
import yaml
from pooling.run import config
from pooling.table import preparation


@pytest.fixture(scope="module")
def study(root):
    """Read the example's configuration."""
    written = (root / "config" / "example_study.yaml").read_text("utf-8")
    return config.load(yaml.safe_load(written), root)


def test_its_tables_can_be_modelled(study, root):
    assert {own.family for own in study.analyses.values()} == {"means", "rates"}
    for name, own in study.analyses.items():
        preparation.check(name, own, root)


def test_most_of_its_priors_are_defaults(study):
    assert study.priors_of("dyestuff", "partial_pooling") == {}
    assert set(study.priors_of("admissions", "partial_pooling")) == {"sigma_alpha"}


def test_dyestuff_has_its_published_analysis_of_variance(root):
    table = pd.read_csv(root / "data" / "dyestuff.csv")
    batches = table.groupby("batch")["yield"]
    assert batches.mean().tolist() == [1505, 1528, 1564, 1498, 1600, 1470]
    within = batches.var().mean()
    between = batches.mean().var() - within / 5
    assert within**0.5 == pytest.approx(49.51, abs=0.005)
    assert between**0.5 == pytest.approx(42.00, abs=0.005)


def test_admissions_have_their_published_sums(root):
    table = pd.read_csv(root / "data" / "berkeley_admissions.csv")
    sums = table.groupby("gender")[["admitted", "applicants"]].sum()
    assert sums.loc["men"].tolist() == [1198, 2691]
    assert sums.loc["women"].tolist() == [557, 1835]
