"""The rules as such: linted, formatted, and the plan of the lecture."""

import pytest
from pooling.model import families
from pooling_plan import LECTURE_FITS


def test_snakemake_finds_nothing_to_criticise(asked, root):
    done = asked(root, "--lint")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_rules_are_formatted(run, root, snakefmt):
    rules = sorted((root / "workflow" / "rules").glob("*.smk"))
    done = run(snakefmt, "--check", root / "Snakefile", *rules)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def lecture_plan(root, plan, tmp_path_factory):
    """Plan the default run in a folder without results."""
    folder = tmp_path_factory.mktemp("lecture")
    for name in ("config", "data"):
        (folder / name).symlink_to(root / name)
    return plan(folder, "--snakefile", root / "Snakefile")


def test_the_lecture_has_exactly_its_fits(lecture_plan):
    for found in (
        "laid_out",
        "sampled",
        "diagnosed",
        "integrated",
        "compared",
        "left_out",
        "checked",
    ):
        assert getattr(lecture_plan, found) == LECTURE_FITS


def test_the_lecture_compiles_each_program_once(lecture_plan, lecture):
    used = {
        f"{lecture['analyses'][fit.split('/')[0]]['family']}/{fit.split('/')[1]}"
        for fit in LECTURE_FITS
    }
    everything = {
        f"{family}/{model}"
        for family in families.NAMES
        for model, declared in families.get(family).MODELS.items()
        if declared.sampled
    }
    # Coins that learn their kappa are one step further, in config/covariates.yaml.
    assert lecture_plan.compiled == used == everything - {"coins/learned_kappa"}


def test_the_lecture_prepares_each_table_once(lecture_plan, lecture):
    with_fits = {fit.split("/")[0] for fit in LECTURE_FITS}
    assert with_fits <= lecture_plan.prepared <= set(lecture["analyses"])


def test_the_lecture_has_no_job_more(lecture_plan):
    rules = lecture_plan.rules
    assert rules["install_cmdstan"] == rules["all"] == 1
    assert rules["compile_program"] == 12
    assert "calibrate_program" not in rules
    for rule in (
        "write_stan_data",
        "fit_model",
        "diagnose_fit",
        "compute_exact",
        "compare_exact",
        "leave_out",
        "check_predictions",
    ):
        assert rules[rule] == len(LECTURE_FITS)
    with_fits = {fit.split("/")[0] for fit in LECTURE_FITS}
    assert rules["collect_agreement"] == len(with_fits)
    assert rules["prepare_table"] == len(lecture_plan.prepared)
