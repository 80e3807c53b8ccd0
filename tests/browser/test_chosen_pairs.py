"""Any two groups compared in a browser: the script says what the library computes."""

import json

import numpy as np
import pytest
from pooling.report import pairs as told
from pooling.report.answers import pairs
from pooling.report.frame import TEMPLATES

GROUPS = [f"county {at}" for at in range(14)] + ["San José"]
DATA = {
    "groups": GROUPS,
    "first": [3, 1],
    "scores": pairs.SCORES,
    "points": pairs.POINTS,
    "units": pairs.UNITS,
    "scale": 1,
    "unit": " cm",
    "mark": ".",
    "thousands": " ",
    "times": told.TEXT["times"]["en"].replace("{original}", "radon"),
    "words": {name: text["en"] for name, text in told.TEXT.items()},
}


@pytest.fixture(scope="module")
def summary():
    """Sum up draws of groups that share a centre and whose spread is not known."""
    rng = np.random.default_rng(3)
    spread = np.exp(rng.normal(0, 0.5, 2000))
    centre = rng.normal(size=2000)
    draws = centre[:, np.newaxis] + spread[:, np.newaxis] * rng.normal(size=(2000, 15))
    return pairs.summarise(draws + np.linspace(0, 3, 15), centre, spread)


@pytest.fixture
def chooser(browser, summary):
    """Open a page that has the comparison and nothing else."""
    page = browser.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    data = DATA | {
        name: getattr(summary, name) for name in pairs.Summary.__dataclass_fields__
    }
    script = (TEMPLATES / "pairs.js").read_text("utf-8")
    page.set_content(
        "<html lang=en><div class=compare id=x><p class=still>still</p>"
        f"<script type=application/json>{json.dumps(data)}</script></div>"
        f"<script>{script}</script>"
    )
    yield page
    page.close()
    assert complaints == []


def said(page) -> list[float]:
    """Read the numbers behind what is said."""
    return page.eval_on_selector_all(
        "output data", "all => all.map(e => Number(e.value))"
    )


@pytest.mark.parametrize("pair", [(3, 1), (0, 14), (7, 8)])
def test_it_says_what_the_library_computes(chooser, summary, pair):
    for place, group in zip("01", pair, strict=True):
        chooser.select_option(f"#x-{place}", str(group))
    found = summary.compare(*pair)
    above, *numbers = said(chooser)
    ends = [found.difference, found.low, found.high]
    assert above == pytest.approx(found.above, abs=1e-6)
    assert numbers[:3] == pytest.approx(ends, abs=1e-5)
    assert numbers[3:] == pytest.approx(np.exp(ends), rel=1e-5)
    assert " cm" in chooser.inner_text("output")


def test_swapping_turns_the_sign(chooser):
    before = said(chooser)
    chooser.get_by_role("button").press("Enter")
    after = said(chooser)
    assert after[0] == pytest.approx(1 - before[0], abs=0.005)
    assert after[1] == pytest.approx(-before[1])
    assert after[2] == pytest.approx(-before[3], abs=0.01)


def test_a_group_is_found_without_its_accent(chooser):
    chooser.get_by_label("find first").fill("jose")
    assert chooser.input_value("#x-0") == "14"
    assert "San José" in chooser.inner_text("output")
    chooser.get_by_label("find first").fill("")
    assert chooser.locator("#x-0 option").count() == 15


def test_a_group_is_not_compared_with_itself(chooser):
    chooser.select_option("#x-0", "1")
    assert chooser.inner_text("output") == DATA["words"]["alone"]
    assert not chooser.is_visible(".bar")
