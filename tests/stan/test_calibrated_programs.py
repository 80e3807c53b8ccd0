"""Calibration of the programs themselves: right ones, and ones with a planted fault."""

import json

import pandas as pd
import pytest
import yaml
from pooling.checks import calibration
from pooling.checks.calibration import chains
from pooling.model import families
from pooling.sampling import executables
from programs import text_of
from small_run import keep_programs

SIZE = {"simulations": 40, "groups": 8, "per_group": 5, "seed": 4}
FAMILY, MODEL = "means", "regularised"
LIKELIHOOD = "y ~ normal(alpha[group], sigma);"


@pytest.fixture
def spoilt(cmdstan, root, tmp_path):
    """Compile a copy of the program with another likelihood; it is kept."""
    text = text_of(FAMILY, MODEL)
    assert text.count(LIKELIHOOD) == 1
    copy = tmp_path / f"{MODEL}.stan"
    copy.write_text(text.replace(LIKELIHOOD, "y ~ normal(alpha[group], square(sigma));"))
    store = root / "build" / "executables"
    return executables.check_executable(executables.compile_program(copy, cmdstan, store))


def test_the_right_program_is_calibrated(executable):
    table, found = calibration.calibrate(
        FAMILY, MODEL, executables=[executable(FAMILY, MODEL)], **SIZE
    )
    assert found["verdict"] == "calibrated", found
    assert found["failed"] == 0
    assert found["prior"]["smallest_ess_bulk"] >= SIZE["simulations"]
    assert len(table) == SIZE["simulations"] * len(found["p_values"])
    assert table["rank"].between(0, 1).all()


def test_the_coins_that_learn_their_kappa_are_calibrated(executable):
    own = "coins", "learned_kappa"
    few = SIZE | {"groups": 3, "per_group": 20}
    found = calibration.calibrate(*own, executables=[executable(*own)], **few)[1]
    assert found["verdict"] == "calibrated", found
    assert set(found["p_values"]) >= {"omega", "kappa", "theta[3]", "log_lik"}


def test_a_collapsed_program_is_calibrated_on_the_tables_of_the_direct_one(executable):
    both = [executable("regression", each) for each in ("normal", "normal_collapsed")]
    own = "normal", "no_pooling_collapsed"
    assert own in families.calibrated()
    found = calibration.calibrate(*own, executables=both, **SIZE)[1]
    assert found["verdict"] == "calibrated", found
    assert set(found["p_values"]) >= {"sigma", "group[8,2]", "log_lik"}


def test_a_variance_for_an_sd_shows(spoilt):
    found = calibration.calibrate(FAMILY, MODEL, executables=[spoilt], **SIZE)[1]
    assert found["verdict"] == "not calibrated"
    assert found["p_values"]["sigma"] < found["threshold"] / 10


def test_data_that_are_left_out_show(executable, monkeypatch):
    """Only in the log likelihood: where the posterior is the prior, no parameter tells."""
    sample = chains.sample

    def without_data(program, data, **settings):
        return sample(program, data | {"prior_only": 1}, **settings)

    monkeypatch.setattr(chains, "sample", without_data)
    found = calibration.calibrate(
        FAMILY, MODEL, executables=[executable(FAMILY, MODEL)], **SIZE
    )[1]
    assert found["verdict"] == "not calibrated"
    seen = found["p_values"].pop("log_lik")
    assert seen < found["threshold"] / 10
    assert min(found["p_values"].values()) >= found["threshold"]


def test_the_same_seed_gives_the_same_ranks(executable):
    small = SIZE | {"simulations": 10}
    one, other = (
        calibration.calibrate(
            FAMILY, MODEL, executables=[executable(FAMILY, MODEL)], **small
        )[0]
        for _ in range(2)
    )
    pd.testing.assert_frame_equal(one, other)


@pytest.fixture(scope="module")
def place(root, lecture, tmp_path_factory):
    """Make a folder in which the project's workflow is run."""
    folder = tmp_path_factory.mktemp("calibration")
    settings = lecture | {
        "run": "small",
        "sbc": {"simulations": 20},
    }
    (folder / "small.yaml").write_text(yaml.safe_dump(settings, sort_keys=False))
    for name in ("data", "config"):
        (folder / name).symlink_to(root / name)
    keep_programs(folder, root)
    return folder


@pytest.fixture(scope="module")
def there(asked, root, place):
    """Run the workflow there, or ask it for a plan."""

    def call(*arguments):
        fixed = ("--configfile", "small.yaml", "--snakefile", root / "Snakefile")
        done = asked(place, *fixed, *arguments, "--cores", 1)
        said = done.stdout + done.stderr
        assert done.returncode == 0, said[-4000:]
        return said

    return call


def test_every_program_is_calibrated_on_request(there):
    said = there("sbc", "--dry-run")
    for words in ("Calibrating ", "Drawing the calibration of "):
        assert said.count(f": {words}") == len(families.calibrated())
    assert said.count(": Collecting the calibrations") == 1
    assert "sampling" not in said


def test_one_program_is_calibrated_and_drawn(there, place):
    target = "results/small/sbc/coins/fixed_mode"
    said = there(f"{target}.svg")
    assert "coins/fixed_mode: calibrated in 20 simulations" in said
    assert "Nothing to be done" in there(f"{target}.svg", f"{target}.json", "--dry-run")
    found = json.loads((place / f"{target}.json").read_text())
    table = pd.read_csv(place / f"{target}.csv")
    assert found["simulations"] == table["simulation"].max() == 20
    assert list(found["p_values"]) == list(dict.fromkeys(table["quantity"]))
    assert all((place / f"{target}{end}").is_file() for end in (".svg", ".es.svg"))
