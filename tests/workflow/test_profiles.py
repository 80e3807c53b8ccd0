"""The profile for Slurm and the rules that it sends."""

import re

import pytest
import yaml


@pytest.fixture(scope="module")
def profiles(root):
    """Read both profiles."""
    return {
        name: yaml.safe_load(
            (root / "profiles" / name / "config.yaml").read_text("utf-8")
        )
        for name in ("default", "slurm")
    }


@pytest.fixture(scope="module")
def rules(root):
    """Read the rules: name -> text."""
    found = {}
    for path in (root / "workflow" / "rules").glob("*.smk"):
        pieces = re.split(r"^rule (\w+):\n", path.read_text("utf-8"), flags=re.MULTILINE)
        found |= dict(zip(pieces[1::2], pieces[2::2], strict=True))
    return found


def test_the_profile_for_slurm_replaces_the_default_one_and_loses_nothing(profiles):
    assert profiles["default"].items() <= profiles["slurm"].items()


def test_every_job_that_is_sent_says_what_it_needs(rules):
    sent = {name for name, text in rules.items() if "script:" in text}
    here = {name for name in sent if "localrule: True" in rules[name]}
    assert {"fit_model", "draw_figure", "fit_tables"} <= sent - here
    for name in sent:
        asks = re.findall(r"\*\*needs\(mib=[0-9]+, minutes=[0-9]+\)", rules[name])
        assert len(asks) == (name not in here), name


def test_groups_are_of_rules_that_are_sent(profiles, rules):
    groups = profiles["slurm"]["groups"]
    assert {"draw_figure", "calibrate_program", "check_predictions"} <= set(groups)
    for name in groups:
        assert "localrule: True" not in rules[name]
    assert set(profiles["slurm"]["group-components"]) <= set(groups.values())
