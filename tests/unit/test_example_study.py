"""The example of a study: its tables are those that were published, and it is valid."""

import re

import pandas as pd
import pytest
import yaml
from pooling.basics import files
from pooling.exact import posterior
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


@pytest.fixture(scope="module")
def exact(study, root, tmp_path_factory):
    """Compute the exact means of dyestuff's partial pooling."""
    own, folder = study.analyses["dyestuff"], tmp_path_factory.mktemp("dyestuff")
    prepared, facts, data = (folder / name for name in ("p.csv", "f.json", "d.json"))
    preparation.prepare_table(
        own.family,
        own.preparation,
        source=str(root / own.data),
        prepared=prepared,
        facts=facts,
    )
    preparation.write_stan_data(
        own.family,
        "partial_pooling",
        given=study.priors_of("dyestuff", "partial_pooling"),
        options=study.model_options("dyestuff", "partial_pooling"),
        prepared=prepared,
        facts=facts,
        output=data,
    )
    groups = {"group": list("ABCDEF")}
    found = posterior(own.family, "partial_pooling", files.read_json(data), groups)
    return dict(zip(found.labels, found.mean, strict=True))


def test_the_walk_says_the_numbers_that_a_run_finds(exact, root):
    text = (root / "docs" / "own_data.md").read_text("utf-8")
    text = " ".join(text.partition("## Which family?")[0].split())
    for said, name in (
        (r"Yields are (\d+) g on average", "mu_alpha"),
        (r"Batches differ by (\d+) g", "sigma_alpha"),
        (r"preparations of the same batch by (\d+) g", "sigma"),
        (
            r"batch E has the highest mean, 1600 g; the model estimates (\d+) g",
            "alpha[E]",
        ),
    ):
        (written,) = re.findall(said, text)
        # 1527.5 is rounded up in docs and report alike.
        assert int(written) == pytest.approx(exact[name], abs=0.5 + 1e-6)
    assert len(re.findall(r"\b15[12]\d g", text)) == 1  # the mean, in one place alone
    ranges = re.findall(r"(90 %: )?(?:\d+|0\.\d+) (?:% )?to \d", text)
    assert ranges == ["90 %: "] * len(ranges)  # none without its level
    assert len(ranges) > 4


def test_admissions_have_their_published_sums(root):
    table = pd.read_csv(root / "data" / "berkeley_admissions.csv")
    sums = table.groupby("gender")[["admitted", "applicants"]].sum()
    assert sums.loc["men"].tolist() == [1198, 2691]
    assert sums.loc["women"].tolist() == [557, 1835]


def test_the_examples_of_formulas_are_understood(root):
    text = (root / "docs" / "own_data.md").read_text("utf-8")
    text = text.partition("## With a formula")[2].partition("\n## ")[0]
    first, *more = map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))
    (analysis,) = first["analyses"].values()
    assert more
    for block in more:
        analysis |= block
    loaded = config.load(first, root)
    (name,) = loaded.analyses
    assert list(loaded.models(name)) == ["complete_pooling", "partial_pooling"]
    preparation.check(name, loaded.analyses[name], root)
