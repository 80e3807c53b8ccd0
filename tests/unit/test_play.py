"""What the reader can play with, before a browser shows it."""

import json
import re
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from jinja2 import Environment, FileSystemLoader
from pooling import figures
from pooling.basics import files
from pooling.checks.results import Results
from pooling.exact import explore
from pooling.exact.explore.base import plain
from pooling.figures.style import COLOURS
from pooling.figures.words import Words
from pooling.model import families, priors
from pooling.model.families.base import LANGUAGES
from pooling.report import page, play, story
from pooling.report.play import kappa
from pooling.report.play.base import TEXTS, ticks

HOSTILE = '</script><script>alert("x")</script>{mean}'
SCALE = {
    "scale": [0.1, 1.0],
    "own": 1,
    "learned": {
        "at": 0,
        "centre": 1.4,
        "likelihood": {"at": [0.1, 0.4, 1.0], "height": [1, 0.5, 0], "chosen": [1, 0]},
    },
    "centre": {"own": 0.0, "mean": 1.5},
    "all": 2,
    "groups": [HOSTILE, "7"],
    "size": [2, 40],
    "seen": [1.0, 2.0],
    "estimate": {"own": [[0.1, 0.2], [0.9, 2.0]], "mean": [[1.5, 1.5], [1.1, 2.0]]},
}
NEW = {
    "size": [0, 1, 2, 3, 4, 5, 320],
    "seen": [0.0, 1.5],
    "mean": [[1.4, 1.2, 1, 0.8, 0.6, 0.4, 0], [1.4, 1.4, 1.4, 1.5, 1.5, 1.5, 1.5]],
    "sd": [[0.5, 0.4, 0.3, 0.3, 0.2, 0.2, 0.1]] * 2,
}

GUESS = {
    "groups": ["a", "b"],
    "size": [2, 9],
    "seen": [2.5, 1.0],
    "estimate": [1.6, 1.1],
    "low": [1.2, 0.8],
    "high": [2.1, 1.4],
    "all": [0.5, 1.0, 1.5, 2.5],
}
RADON = {
    "label": {"en": "radon", "es": "radón"},
    "unit": dict.fromkeys(LANGUAGES, "pCi/L"),
}


@pytest.fixture
def results(tmp_path):
    """Give an analysis with something to play with."""

    def made(family, found, **labels):
        path = tmp_path / "explore.json"
        files.write_json(path, found)
        columns = {
            role: {"column": column, "label": None, "unit": None}
            for role, column in ({"group": "county"} | labels).items()
        }
        settings = {"family": family, "labels": columns}
        return Results("trial", {"explore": str(path)}, {}, settings)

    return made


def test_the_report_needs_no_scipy_to_be_read(run, root):
    code = "import sys, pooling.report.page; sys.exit('scipy' in sys.modules)"
    assert run(sys.executable, "-c", code, folder=root / "workflow").returncode == 0


def test_an_analysis_without_explorations_has_none(results):
    assert play.embedded(results("lines", {}), "en") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_the_data_leaves_its_block(results, language):
    found = results("means", {"scale": SCALE, "new_group": NEW}, y=HOSTILE)
    widgets = play.embedded(found, language)
    loader = FileSystemLoader(page.TEMPLATES)
    template = Environment(loader=loader, autoescape=True).get_template("play.html")
    written = template.render(section={"play": widgets})
    blocks = re.findall(r'<script type="application/json">(.*?)</script>', written)
    assert [json.loads(block) for block in blocks] == [w["data"] for w in widgets]
    assert written.count("<script") == written.count("</script") == len(widgets)
    group = widgets[0]["data"]["controls"][2]
    assert group["values"] == [HOSTILE, "county 7"]


def test_of_a_logarithm_both_are_shown(results):
    shown = {"scale": SCALE, "guess": GUESS, "new_group": NEW}
    found = results("means", shown, y="radon")
    plain = [widget["data"] for widget in play.embedded(found, "es")]
    assert all(data["original"] is None for data in plain)
    assert '"second"' not in json.dumps(plain)
    found.settings["labels"]["y"]["log_of"] = RADON
    scale, guess, new = (w["data"] for w in play.embedded(found, "es"))
    for data, along, where in (
        (scale, "x", "arriba"),
        (guess, "x", "arriba"),
        (new, "y", "a la derecha"),
    ):
        assert data["original"] == "pCi/L"
        panel, *others = data["panels"]
        axis = panel.pop(along)
        assert f"{where}: radón (pCi/L)" in axis["name"]
        assert len(axis["second"]) > 1
        for place, text in axis["second"]:
            assert axis["low"] <= place <= axis["high"]
            assert np.exp(place) == pytest.approx(float(text.replace(",", ".")))
        assert '"second"' not in json.dumps([panel, *others])
    centres, seen = scale["controls"][1]["values"], new["controls"][1]["values"]
    assert any("1,500 [4,5 pCi/L]" in each for each in centres), centres
    assert "1,500 [4,5 pCi/L]" in seen
    for number, text in zip(
        guess["controls"][0]["numbers"], guess["controls"][0]["values"], strict=True
    ):
        back = text.partition("[")[2].removesuffix(" pCi/L]").replace(",", ".")
        assert np.exp(number) == pytest.approx(float(back), rel=0.06)


def test_a_prior_with_one_centre_offers_no_choice_and_says_where_it_lies(results):
    one = {name: {"mean": SCALE[name]["mean"]} for name in ("centre", "estimate")}
    for language, mark in (("en", "1.500"), ("es", "1,500")):
        (both,) = play.embedded(results("means", {"scale": SCALE}, y="y"), language)
        (alone,) = play.embedded(
            results("means", {"scale": SCALE | one}, y="y"), language
        )
        named = [[each["name"] for each in w["data"]["controls"]] for w in (both, alone)]
        assert named == [["scale", "centre", "group"], ["scale", "group"]]
        assert [mark in each["text"] for each in (both, alone)] == [False, True]


def test_slopes_are_no_logarithms_of_what_the_outcome_is_one_of(results):
    found = results("lines", {"lines": LINES, "guess": GUESS}, x="year", y="time")
    found.settings["labels"]["y"]["log_of"] = RADON
    lines, guess = (w["data"] for w in play.embedded(found, "en"))
    assert guess["original"] is None
    assert "pCi/L" not in json.dumps(guess)
    above, below = lines["panels"]
    assert above["y"]["name"] == "time; on the right: radon (pCi/L)"
    assert "second" not in below["y"]


def test_what_the_script_fills_in_is_left_to_it(results):
    for language in LANGUAGES:
        found = results("means", {"scale": SCALE, "new_group": NEW}, y="radon")
        widths, new = (w["data"] for w in play.embedded(found, language))
        gaps = {"low", "high", "spread", "group", "size", "seen", "estimate"}
        assert set(re.findall(r"\{(\w+)\}", widths["said"])) == gaps
        gaps = {"size", "mean", "sd"}
        assert set(re.findall(r"\{(\w+)\}", new["unseen"])) == gaps
        gaps |= {"population", "seen"}
        assert set(re.findall(r"\{(\w+)\}", new["said"])) == gaps
        assert set(re.findall(r"\{(\w+)\}", widths["explains"])) == {"share"}
        slider = widths["controls"][0]
        assert [mark["at"] for mark in slider["marks"]] == [0, SCALE["own"]]
        assert slider["start"] == SCALE["learned"]["at"]
        assert widths["learned"] == SCALE["learned"]["centre"]
        assert new["far"] == [[True] * 7, [False] * 7]
        assert new["alone"] is None
        for panel in (*widths["panels"], *new["panels"]):
            for axis in (panel["x"], panel["y"]):
                assert "{" not in axis["name"]
                assert all(axis["low"] <= at <= axis["high"] for at, _ in axis["ticks"])


def test_both_languages_have_the_same_gaps():
    texts = TEXTS.values()
    for key, pair in ((key, pair) for table in texts for key, pair in table.items()):
        # Spanish says less often what a group is called: it would need its gender.
        named = {"column", "columns"}
        gaps = {
            frozenset(re.findall(r"\{(\w+)\}", pair[each])) - named for each in LANGUAGES
        }
        assert len(gaps) == 1, key


def test_each_kind_has_a_script_and_the_words_that_all_have():
    kept = {f"play/{path.name}" for path in (page.TEMPLATES / "play").iterdir()}
    assert set(play.SCRIPTS) == kept
    for name, kind in play.KINDS.items():
        assert {"title", "text", "label", "figure"} <= set(kind.TEXT)
        script = (page.TEMPLATES / "play" / f"{name}.js").read_text("utf-8")
        assert f"play.kinds.{name} = " in script


@pytest.mark.parametrize("path", sorted((page.TEMPLATES / "play").iterdir()))
def test_a_script_stays_small(path):
    assert len(path.read_text("utf-8").splitlines()) <= 250


def test_of_thousands_of_groups_some_have_a_dot_and_a_remark(results):
    (widget,) = play.embedded(results("means", {"scale": SCALE}, y="radon"), "en")
    assert "groups have a dot" not in json.dumps(widget)
    many = SCALE | {"all": 3000}
    (widget,) = play.embedded(results("means", {"scale": many}, y="radon"), "en")
    assert np.shape(widget["data"]["kept"]) == (2, 2, 2)
    assert "2 of 3000 groups" in json.dumps(widget)


def coins_of(count):
    """Make the numbers of some coins, three heads in nine flips each."""
    labels = [str(place) for place in range(count)]
    curves = [{"name": "theta", "group": label, "mean": [0.4, 0.4]} for label in labels]
    omega = {"name": "omega", "group": None, "mean": [0.5, 0.5]}
    counts = {"y": [3] * count, "N": [9] * count, "a": 2.0, "b": 2.0}
    return {"kappa": [2.5, 5.0], "own": 1, "curves": [omega, *curves]} | counts


def test_a_dozen_coins_get_eight_curves_and_a_remark(results):
    (widget,) = play.embedded(results("coins", {"kappa": coins_of(12)}), "es")
    assert "las primeras curvas: 8 de 12 grupos (county)" in widget["text"]
    data = widget["data"]
    names = ["ω", *(f"π, county {place}" for place in range(8))]
    assert data["names"] == names
    assert [part["text"] for part in data["key"]][:-2] == names
    assert not data["moves"]
    (slider,) = data["controls"]
    at = slider["numbers"].index(5)
    assert slider["values"][at] == "5"
    assert slider["values"][slider["numbers"].index(2.5)] == "2,5"
    assert slider["start"] == at
    assert slider["marks"] == [{"at": at, "text": "este análisis: 5"}]


def test_what_was_seen_of_two_coins_can_be_moved(results):
    (widget,) = play.embedded(results("coins", {"kappa": coins_of(2)}), "en")
    *counts, kappa = widget["data"]["controls"]
    assert widget["data"]["moves"]
    assert kappa["name"] == "kappa"
    assert [each["name"] for each in counts] == ["y0", "n0", "y1", "n1"]
    assert [each["start"] for each in counts] == [3, 9, 3, 9]
    assert [each.get("most") for each in counts] == ["n0", None, "n1", None]


def test_what_was_not_learned_has_no_mark(results):
    found = results("means", {"scale": SCALE | {"learned": None}}, y="radon")
    (widget,) = play.embedded(found, "en")
    assert widget["data"]["learned"] is None
    assert [mark["at"] for mark in widget["data"]["controls"][0]["marks"]] == [1]
    assert "learned by" not in json.dumps(widget["data"])


@pytest.mark.parametrize("family", ["coins", "rates"])
def test_successes_of_a_new_group_are_whole_numbers(results, family):
    counts = [[0, 0, 1, 1, 1, 2, 96], [0, 1, 2, 3, 4, 5, 320]]
    found = results(
        family, {"new_group": NEW | {"seen": [0.3, 1.0], "successes": counts}}
    )
    (widget,) = play.embedded(found, "en")
    data = widget["data"]
    assert data["alone"][0] == [0, 0, 0.5, 0.33333, 0.25, 0.4, 0.3]
    assert data["alone"][1][1:] == [1] * 6
    assert "successes" in data["said"]
    assert "successes" not in data["unseen"]


def test_a_single_coin_needs_no_name(results):
    own = {"labels": ["1"], "y": [3], "N": [9], "kappa": 5.0, "a": 2.0, "b": 2.0}
    found = {"lab": own, "kappa": coins_of(1)}
    (widget,) = play.embedded(results("coins", found), "en")
    assert widget["data"]["kind"] == "lab"
    assert "county" not in json.dumps(widget)
    names = [each["name"] for each in widget["data"]["controls"]]
    assert names == ["y0", "n0", "kappa", "a", "b", "slice"]


def chapter_of(results, *explored):
    """Tell analyses of coins in one chapter, by what is played with in each."""
    sections = []
    for place, found in enumerate(explored):
        made = replace(results("coins", found), analysis=f"a{place}")
        spoken = Words("en", {"labels": {}})
        section = {"id": f"a{place}", "title": "", "strip": None, "words": spoken}
        drawn = {"family": "coins", "lead": None, "models": [], "figures": {}}
        sections.append(section | drawn | {"play": play.embedded(made, "en")})
    names = [section["id"] for section in sections]
    (chapter,) = story.in_chapters(sections, [({"en": "All"}, names)])
    return [
        [[widget["id"] for widget in told[kind] or []] for kind in ("play", "played")]
        for told in chapter["sections"]
    ]


def test_analyses_of_a_chapter_have_one_laboratory_of_the_same_counts(results):
    lab = {"labels": ["1", "2"], "y": [3, 4], "N": [9, 8], "kappa": 5, "a": 2, "b": 2}
    new = NEW | {"successes": [[0] * 7, [0, 1, 2, 3, 4, 5, 320]]}
    first = {"lab": lab, "kappa": coins_of(2), "new_group": new}
    # Kappa can be moved in both; the prior of omega only in the laboratory.
    strict = {"kappa": 10, "a": 20, "b": 20}
    sharp = first | {"lab": lab | strict, "kappa": coins_of(2) | {"own": 0}}
    prior = first | {"kappa": coins_of(2) | {"a": 20}}
    other = first | {"lab": lab | {"y": [3, 5]}, "kappa": coins_of(2) | {"y": [3, 5]}}
    told = chapter_of(results, first, sharp, prior, other, {})
    both = ["a0-play-lab", "a0-play-kappa"]
    assert told == [
        [[*both, "a0-play-new_group"], []],
        [[], [*both, "a0-play-new_group"]],
        [["a2-play-kappa"], [both[0], "a0-play-new_group"]],
        [["a3-play-lab", "a3-play-kappa"], ["a0-play-new_group"]],
        [[], []],
    ]
    assert chapter_of(results, first)[0][0] == told[0][0]


def test_one_drawing_shows_the_new_group_of_each_analysis_of_a_chapter(results):
    counts = [[0] * 7, [0, 1, 2, 3, 4, 5, 320]]
    loose = NEW | {"successes": counts}
    tight = loose | {"mean": [[value / 2 for value in row] for row in loose["mean"]]}
    sections = []
    for name, found in (("loose", loose), ("tight", tight)):
        made = replace(results("coins", {"new_group": found}), analysis=name)
        told = {"id": name, "title": name, "strip": None, "family": "coins"}
        told |= {
            "lead": None,
            "models": [],
            "figures": {},
            "words": Words("en", {"labels": {}}),
        }
        sections.append(told | {"play": play.embedded(made, "en")})
    story.in_chapters(sections, [({"en": "All"}, ["loose", "tight"])])
    (widget,) = sections[0]["play"]
    choice = widget["data"]["controls"][0]
    assert (choice["name"], choice["values"]) == ("analysis", ["loose", "tight"])
    means = [each["mean"] for each in widget["data"]["variants"]]
    assert means == [loose["mean"], tight["mean"]]
    assert (sections[1]["play"], sections[1]["played"]) == ([], [widget])


def test_long_series_of_flips_are_not_moved_one_by_one(results):
    long = coins_of(1) | {"N": [100_000]}
    (widget,) = play.embedded(results("coins", {"kappa": long}), "en")
    assert [each["name"] for each in widget["data"]["controls"]] == ["kappa"]


def test_a_flat_population_has_a_place_on_its_axis(results):
    data = {"y": [30, 40, 50, 60, 70], "N": [100] * 5, "omega": 0.5, "flat_kappa": 2}
    case = explore.Analysis({"maximum_likelihood": data}, None, list("abcde"))
    found = explore.explore("coins", case)
    (widget,) = play.embedded(results("coins", found), "en")
    slider, panel = widget["data"]["controls"][0], widget["data"]["panels"][1]
    assert slider["start"] == 0
    assert 2 < panel["x"]["low"] == slider["numbers"][0] < 2.002
    assert slider["marks"][0]["at"] == 0
    best = slider["numbers"][slider["marks"][1]["at"]]
    assert best == pytest.approx(15.797, abs=1e-3)
    assert widget["data"]["best"] == pytest.approx(np.log10(5.3697e-141), abs=1e-4)
    assert "past κ = 18\u202f871" in widget["text"]


LINES = {
    "groups": ["a"],
    "x": [-10.0, 0.0, 20.0],
    "y": [1.0, 2.0, 3.0],
    "group": [0, 0, 0],
    "centre": 12_000.0,
    "level": 50.0,
    "scales": {"sigma": 1.0, "sigma_alpha": 1.0, "sigma_beta": 0.1, "rho": 0.2},
    "beta": [0.0, 0.1],
    "own": 1,
    "prior": {"mean": [0, 0], "sd": [1, 1]},
}


@pytest.mark.parametrize("unit", [None, "days since 1970-01-01"])
def test_the_centre_of_lines_is_a_number_or_a_date(results, unit):
    found = results("lines", {"lines": LINES}, x="when", y="time")
    found.settings["labels"]["x"]["unit"] = unit and {"en": unit, "es": unit}
    (widget,) = play.embedded(found, "en")
    centre, panel = widget["data"]["controls"][1], widget["data"]["panels"][0]
    own = centre["values"][centre["start"]]
    assert own.startswith("2002-11-09" if unit else "12\u202f000")
    assert centre["numbers"][centre["start"]] == 0
    assert panel["x"]["ticks"]
    assert all(("-" in text) == bool(unit) for _, text in panel["x"]["ticks"])


def lightness(colour: str) -> np.ndarray:
    """Place a colour among those that eyes tell apart evenly (Oklab, Ottosson 2020)."""
    value = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(value > 0.04045, ((value + 0.055) / 1.055) ** 2.4, value / 12.92)
    cones = np.cbrt(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
        @ linear
    )
    return (
        np.array(
            [
                [0.2104542553, 0.7936177850, -0.0040720468],
                [1.9779984951, -2.4285922050, 0.4505937099],
                [0.0259040371, 0.7827717662, -0.8086757660],
            ]
        )
        @ cones
    )


def test_no_group_has_the_colour_of_a_degree_of_pooling():
    style = (page.TEMPLATES / "play.css").read_text("utf-8")
    figures_have = [lightness(colour) for colour in COLOURS.values()]
    schemes = style.split("prefers-color-scheme: dark")
    for scheme, known in zip(schemes, (figures_have, []), strict=True):
        own = dict(re.findall(r"--(of-\w+|c\d): (#[0-9a-f]{6});", scheme))
        degrees = [lightness(own.pop(name)) for name in list(own) if name[:3] == "of-"]
        groups = {name: lightness(colour) for name, colour in own.items()}
        assert len(groups) == kappa.MOST_CURVES
        for name, place in groups.items():
            for degree in known + degrees:
                assert np.linalg.norm(place - degree) > 0.08, name


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (0, 1, ["0", "0,2", "0,4", "0,6", "0,8", "1,0"]),
        (-0.4, 0.7, ["-0,4", "-0,2", "0", "0,2", "0,4", "0,6"]),
        (0, 4.7, ["0", "1", "2", "3", "4"]),
        (87, 131, ["90", "100", "110", "120", "130"]),
        (-3e-4, 2e-4, ["-0,0003", "-0,0002", "-0,0001", "0", "0,0001", "0,0002"]),
    ],
)
def test_ticks_stand_at_round_numbers(low, high, written):
    found = [text.replace("\N{MINUS SIGN}", "-") for _, text in ticks(low, high, "es")[0]]
    assert found == written


FAMILIES = {
    "lab": ("coins",),
    "kappa": ("coins",),
    "likelihood": ("coins",),
    "scale": ("means",),
    "lines": ("lines",),
    "guess": ("means", "rates", "lines"),
    "again": ("rates",),
    "exchange": ("rates",),
    "new_group": ("coins", "means", "rates"),
}


def test_each_kind_names_a_figure_that_is_drawn_with_it():
    assert set(FAMILIES) == set(play.KINDS)
    for name, of in FAMILIES.items():
        for family in of:
            drawn = {f"figure-{figure}" for figure in figures.of(family)}
            fit = figures.of_fit(family, "partial_pooling", shown=True)
            drawn |= {f"partial_pooling-figure-{figure}" for figure in fit}
            assert play.KINDS[name].FIGURE in drawn


@pytest.mark.parametrize("offset", [0.0, 1e6, 1e9])
def test_numbers_far_from_zero_keep_the_digits_that_tell_them_apart(results, offset):
    rng = np.random.default_rng(1)
    table = pd.DataFrame({"group": list("abcd") * 6})
    table["y"] = offset + rng.normal(size=24) + np.tile([0.0, 0.5, 1, 2], 6)
    model, raw = families.get("means"), table.groupby("group")["y"].mean()
    chosen = model.default_priors(table)["regularised"]
    data = model.stan_data(table, {}, {}) | priors.stan_data(chosen)
    case = explore.Analysis({"regularised": data}, None, list("abcd"))
    found = explore.explore("means", case)
    ((widget,)) = play.embedded(results("means", found, y="y"), "en")
    shown = widget["data"]
    assert np.array(shown["seen"]) - offset == pytest.approx(raw - offset, abs=1e-4)
    # The widest prior leaves every group at its own average.
    centre, kept = shown["centre"][-1], np.array(shown["kept"][-1][-1])[shown["kind_of"]]
    widest = centre + kept * (np.array(shown["seen"]) - centre)
    assert widest - offset == pytest.approx(raw - offset, abs=1e-2)
    (panel,) = shown["panels"]
    numerals = [text for _, text in panel["x"]["ticks"]]
    assert len(numerals) > 2
    assert len(set(numerals)) == len(numerals)
    low, high = panel["x"]["low"], panel["x"]["high"]
    assert low < min(shown["seen"]) < max(shown["seen"]) < high


@pytest.mark.parametrize("offset", [0.0, -1e6, 1e9, 1e15])
def test_few_digits_are_kept_of_numbers_near_zero_and_enough_of_others(offset):
    values = offset + np.array([0.0, 0.123456789, 1.0])
    kept = np.array(plain(values))
    assert np.abs(kept - values).max() <= 1e-4 + np.spacing(abs(offset))
    assert all(len(repr(value)) <= 18 for value in kept.tolist())
    assert plain(1e9 + 0.25, spread=1.0) == 1e9 + 0.25
    assert plain([1.23456789e-5, 100.0]) == [1.2346e-5, 100.0]


def _texts(known: dict) -> list[tuple[str, str]]:
    """List the texts of a widget, however deep, with their language."""
    found = []
    for key, value in known.items():
        if isinstance(value, dict):
            found += _texts(value)
        elif key in LANGUAGES:
            found.append((key, value))
    return found


@pytest.mark.parametrize("kind", play.KINDS)
def test_a_widget_calls_groups_by_the_word_of_their_analysis(kind):
    module = play.KINDS[kind]
    more = {key: own for key, own in TEXTS.items() if key.startswith(f"{kind} of ")}
    texts = _texts({"own": module.TEXT, "more": more})
    assert texts
    for language, text in texts:
        plain = re.sub(r"\{\w+\}", "", text)
        # A new one has a name that goes with either gender.
        plain = plain.replace("grupo nuevo", "")
        assert not re.search(r"\b(groups?|grupos?)\b", plain), (language, text)
