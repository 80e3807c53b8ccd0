"""The report is made whatever a user writes, and whatever number is undefined."""

import json
import warnings
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from matplotlib.cbook import is_math_text
from matplotlib.mathtext import MathTextParser
from pooling import figures
from pooling.basics import files
from pooling.basics.errors import PoolingError
from pooling.checks.results import Fit, Results
from pooling.claims.base import VERDICTS
from pooling.figures.coins import densities
from pooling.figures.words import Spoken, Words, letters, symbol
from pooling.model import families
from pooling.model.families.base import LANGUAGES
from pooling.model.families.settings import Wording
from pooling.report import formulas, inline, page, predictions
from pooling.run import config
from pooling.table import cells, tables
from test_report import (
    AGREES,
    CLAIM,
    DISAGREES,
    NOT_COMPUTED,
    PUBLISHED,
    SENSITIVITY,
    SETTINGS,
    TOOLCHAIN,
    section,
)

# What some language or program reads as something else than itself.
MEANINGS = [
    "$", r"\$", "$$", "$x^2$", r"\alpha", "a_b", "{", "}", "{group}", "{{ 7 * 7 }}", "%s",
    " %", "^", "~", "#", "&", "&amp;", "<", "</script>", "<!--", "]]>", '"', "'", "`", "[",
    "]", "=1+1", "*", "\\", "/", "..", "\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET}",
    "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{GRINNING FACE}", "\N{COMBINING ACUTE ACCENT}", "7",
    "\N{ARABIC-INDIC DIGIT SEVEN}", "null", "nan", 60 * "long ", 90 * "m",
]  # fmt: skip
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"]).filter(
    lambda c: not cells.NO_TEXT.search(c)
)
# As the tables and the configuration have them: not empty.
TEXTS = (
    st.lists(
        st.one_of(st.sampled_from(MEANINGS), st.text(CHARACTERS, max_size=4)),
        min_size=1,
        max_size=4,
    )
    .map(lambda parts: cells.name("".join(parts)))
    .filter(bool)
)
NAMES = st.from_regex(r"\A[A-Za-z][A-Za-z0-9_]{0,12}\Z")  # of Stan's parameters
QUICK = {
    "deadline": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
}


def labelled(text, unit):
    """Give the words for a column, the same in both languages."""
    both = dict.fromkeys
    return {"column": text, "label": both(LANGUAGES, text), "unit": both(LANGUAGES, unit)}


# --- Words -----------------------------------------------------------------------


@settings(max_examples=60, **QUICK)
@given(TEXTS, TEXTS, TEXTS, NAMES)
def test_a_users_text_is_never_read_as_a_formula(label, unit, group, name):
    labels = {"y": labelled(label, unit), "group": labelled(unit, None)}
    words = {name: {"es": label} for name in Wording.model_fields}
    own = {"labels": labels, "words": words}
    drawn, said = Words("es", own), Spoken("es", own)
    texts = [drawn.axis("y"), drawn.group(group), drawn.short(group, 5)]
    for text in (*texts, drawn.counted("success"), drawn.of_population()):
        shown, is_formula = text.replace(r"\$", "$"), is_math_text(text)
        assert not is_formula
        assert cells.NO_TEXT.search(shown) is None
    assert said.axis("y") == (label if label == unit else f"{label} ({unit})")
    # A parameter's sign is the only formula, and what follows it stays text.
    MathTextParser("path").parse(drawn.parameter(f"{name}[{group}]"))
    MathTextParser("path").parse(densities.omega_of(drawn))
    assert said.counted("trial") == label
    assert said.parameter(f"{name}[{group}]").endswith(group)


@settings(max_examples=60, **QUICK)
@given(NAMES)
def test_every_parameter_is_written_spoken_and_set(name):
    MathTextParser("path").parse(f"${symbol(name)}$")
    assert not set("\\{}") & set(letters(symbol(name)))
    for index in ("", "j"):
        sign = formulas.indexed(symbol(name), index)
        ElementTree.fromstring(formulas.mathml(sign, "inline"))


@pytest.mark.parametrize("family", families.NAMES)
def test_parameters_of_the_programs_are_spoken_in_greek_or_in_one_letter(family):
    for model in families.get(family).MODELS.values():
        for parameter in model.parameters:
            said = Spoken("en", {}).parameter(parameter.name)
            assert all(len(part) == 1 for part in said.split("_")), said


# --- The report ------------------------------------------------------------------


class Elements(HTMLParser):
    """The elements of a page in their order, its texts, and its data for scripts."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.data, self.text = [], [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        """Note an element, and the names of its attributes."""
        self.elements.append((tag, *(name for name, _ in attributes)))
        if ("type", "application/json") in attributes:
            self.data.append("")

    def handle_endtag(self, tag):
        """Note the end of an element."""
        self.elements.append((f"/{tag}",))

    def handle_data(self, data):
        """Keep the text; data of a script comes in one piece."""
        within, *names = self.elements[-1] if self.elements else ("",)
        if within == "script" and "type" in names:  # the page's own scripts have none
            self.data[-1] += data
        elif within not in ("script", "style"):
            self.text += data


def page_of(folder, texts, language, verdicts):
    """Render a report of one analysis with these texts in all places."""
    title, label, unit, first, second = texts
    found = section(
        folder,
        verdicts["family"],
        groups=(first, second),
        r_hat=verdicts["r_hat"],
        agreement=verdicts["agreement"],
    )
    both = dict.fromkeys
    own = found.results.settings
    own |= {"title": both(LANGUAGES, title), "question": both(LANGUAGES, label)}
    own["labels"] = {role: labelled(label, unit) for role in ("x", "y", "N")}
    own["labels"]["group"] = labelled(label, None)
    own["words"] = {name: both(LANGUAGES, unit) for name in Wording.model_fields}
    own["columns"] = [label, unit]
    for model, fit in found.results.fits.items():
        if "sensitivity" in fit.files:
            parameters = families.get(verdicts["family"]).MODELS[model].parameters
            rows = [
                SENSITIVITY["parameters"][0]
                | {
                    "parameter": f"{each.name}[{first}]" if each.per_group else each.name,
                    "diagnosis": verdicts["diagnosis"],
                    "prior": None,
                }
                for each in parameters
            ]
            leaning = [row["parameter"] for row in rows]
            changed = {"parameters": rows, "leaning": leaning}
            files.write_json(fit.files["sensitivity"], SENSITIVITY | changed)
    claim = CLAIM | {
        "verdict": verdicts["claim"],
        "values": {"largest_gain": verdicts["value"]},
        "sentence": both(LANGUAGES, title),
    }
    paths = {name: str(folder / name) for name in ("claims", "published")}
    files.write_json(paths["claims"], [claim])
    files.write_csv(paths["published"], {name: [] for name in PUBLISHED})
    return page.render(
        SETTINGS, [found], run_wide=paths, toolchain=TOOLCHAIN, language=language
    )


VERDICTS = st.fixed_dictionaries(
    {
        "family": st.sampled_from(families.NAMES),
        "r_hat": st.sampled_from([1.001, 1.5]),
        "agreement": st.sampled_from([AGREES, DISAGREES, NOT_COMPUTED]),
        "diagnosis": st.sampled_from(["none", "strong prior", "conflict"]),
        "claim": st.sampled_from(VERDICTS),
        "value": st.sampled_from([0.25, 1e9 + 0.5, float("nan"), float("inf")]),
    }
)


@pytest.fixture(scope="module")
def ordinary():
    """Keep the elements of pages with ordinary texts, by verdicts and language."""
    return {}


@settings(max_examples=12, **QUICK)
@given(
    st.lists(TEXTS, min_size=5, max_size=5).filter(lambda t: t[3] != t[4]),
    st.sampled_from(LANGUAGES),
    VERDICTS,
)
def test_a_report_shows_any_text_as_it_is_written(ordinary, texts, language, verdicts):
    shape = json.dumps([language, verdicts])
    with TemporaryDirectory() as folder:
        shown = page_of(Path(folder), texts, language, verdicts)
    if shape not in ordinary:
        with TemporaryDirectory() as folder:
            plain = ["a title", "a label", "units", "one", "two"]
            ordinary[shape] = page_of(Path(folder), plain, language, verdicts)
    found, same = Elements(shown), Elements(ordinary[shape])
    # No text becomes an element, ends one, or adds an attribute.
    assert found.elements == same.elements
    for text in (texts[0], texts[3], texts[4]):
        assert text in found.text
    for data in found.data:
        json.loads(data)


def without_numbers(value, key=""):
    """Put None for every measured number, at any depth; thresholds are given."""
    if isinstance(value, dict):
        return {
            name: each if name == "threshold" else without_numbers(each, name)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [without_numbers(each, key) for each in value]
    given = key in ("level", "value")
    return None if isinstance(value, float) and not given else value


@pytest.mark.parametrize("family", ["means", "rates"])
def test_a_report_has_a_dash_for_what_is_undefined(tmp_path, family):
    found = section(tmp_path, family)
    fit = found.results.fits["partial_pooling"].files
    checks = {kind: fit[kind] for kind in (*predictions.FILES, "agreement")}
    checks |= {"sensitivity": fit["sensitivity"], **found.results.paths}
    paths = {name: str(tmp_path / name) for name in ("claims", "published")}
    files.write_json(paths["claims"], [CLAIM | {"values": {"largest_gain": None}}])
    files.write_csv(paths["published"], {name: [] for name in PUBLISHED})
    changed = 0
    for kind, path in checks.items():
        if not path.endswith(".json") or kind == "facts":
            continue
        before = files.read_json(path)
        files.write_json(path, without_numbers(before))
        changed += files.read_json(path) != before
    shown = Elements(
        page.render(SETTINGS, [found], run_wide=paths, toolchain=TOOLCHAIN, language="en")
    ).text
    assert changed >= 6
    assert not {"None", "nan", "null", "NaN"} & set(shown.split())


# --- Figures ---------------------------------------------------------------------


def small(folder, label, unit, groups):
    """Write a small analysis of means with a sensitivity."""
    prepared = {"row": range(2, 8), "group": 2 * groups, "y": [1.0, 2, 4, 3, 5, 4.5]}
    tables.write_prepared(folder / "prepared.parquet", prepared)
    files.write_json(folder / "prepared.json", {"group_labels": sorted(groups)})
    row = {"prior": 0.1, "likelihood": None, "bar": 0.025, "diagnosis": "conflict"}
    rows = [{"parameter": f"p[{groups[0]}]"} | row, {"parameter": "mu_alpha"} | row]
    files.write_json(folder / "sensitivity.json", SENSITIVITY | {"parameters": rows})
    own = {
        "family": "means",
        "labels": {
            "y": labelled(label, unit),
            "group": labelled(label, None),
        },
        "show": "auto",
    }
    paths = {"prepared": folder / "prepared.parquet", "facts": folder / "prepared.json"}
    fit = Fit({"sensitivity": str(folder / "sensitivity.json")})
    return Results("a", {k: str(v) for k, v in paths.items()}, {"m": fit}, own)


@settings(max_examples=6, phases=[Phase.generate], **QUICK)
@given(TEXTS, TEXTS, st.lists(TEXTS, min_size=3, max_size=3, unique=True))
def test_a_picture_of_any_text_is_well_formed_and_says_it(label, unit, groups):
    with TemporaryDirectory() as made, warnings.catch_warnings():
        # The font has not every letter; the text alternative has.
        warnings.filterwarnings("ignore", "Glyph|Matplotlib currently does not support")
        folder = Path(made)
        results = small(folder, label, unit, groups)
        for module, name, text in (
            ("means", "data", label),
            ("fits", "sensitivity", groups[0]),
        ):
            path = folder / f"{name}.svg"
            figures.make(module, name, results=results, pictures=[str(path)])
            # Text of the picture's own, its alternative among it.
            texts = "".join(ElementTree.parse(path).getroot().itertext())
            assert text in texts
            # The page draws it too, in letters or in outlines.
            ElementTree.fromstring(str(inline.Shared().figure(path, text)))


# --- What no page can show -------------------------------------------------------


@pytest.mark.parametrize("character", ["\0", "\x01", "\x1b", "\x7f", "\x80", "\ufffe"])
@pytest.mark.parametrize("place", ["header", "cell"])
def test_a_character_that_cannot_be_shown_is_refused_with_its_place(
    tmp_path, character, place
):
    name, cell = ("da{}y", "Mon") if place == "header" else ("day", "Mo{}n")
    text = f"n,{name.format(character)}\n1,Tue\n2,{cell.format(character)}\n"
    (tmp_path / "t.csv").write_text(text, "utf-8")
    line = 1 if place == "header" else 3
    with pytest.raises(PoolingError) as refused:
        tables.read(tmp_path / "t.csv", "t.csv")
    said = str(refused.value)
    assert said.startswith(f"t.csv, line {line}, ")
    assert not cells.NO_TEXT.search(said)
    if character != "\0":  # no file of text has one, so that there are no columns
        assert "column 2 (day)" in said
        assert f"U+{ord(character):04X}" in said


def test_white_space_of_any_kind_is_no_fault(tmp_path):
    (tmp_path / "t.csv").write_text("n,day\n1,a\x0bb\x85c\n", "utf-8")
    assert tables.read(tmp_path / "t.csv").column("day").tolist() == ["a b c"]


@pytest.mark.parametrize("character", ["\x01", "\ud800", "\uffff"])
@pytest.mark.parametrize("key", ["title", "label", "\ud800"])
def test_a_configuration_with_it_is_refused_with_its_key(tmp_path, character, key):
    text = f"a{character}"
    given = {"title": {"en": "a", "es": text}, "label": ["b", text]}
    written = {"analyses": {"a": {key: given.get(key, text)}}}
    with pytest.raises(PoolingError, match=r"^analyses\.a.*U\+[0-9A-F]{4}") as refused:
        config.load(written, tmp_path)
    assert not cells.NO_TEXT.search(str(refused.value))
