"""Figures as part of the page: the same picture, lighter, with nothing that runs."""

import re
import warnings
from xml.etree import ElementTree

import pytest
from pooling.basics.outlines import NotAFigure
from pooling.figures import style
from pooling.report import inline
from pooling.report.svg import colours

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 100 50">'
)
RED, BLUE = "fill: #ff0000", "fill: #0000ff"


@pytest.fixture
def drawn(tmp_path):
    """Draw what an SVG file holds on a page."""

    def call(content, shared=None) -> str:
        path = tmp_path / "figure.svg"
        path.write_text(f"{HEAD}{content}</svg>", "utf-8")
        return str((shared or inline.Shared()).figure(path, "An alternative"))

    return call


@pytest.fixture
def figure(tmp_path):
    """Draw a figure of the project's look, with texts of one's own."""

    def call(title, label="y"):
        made, axes = style.canvas(height=2)
        axes.plot([0, 1, 2, 5], [1, 3, 2, 4], "o", color=style.DATA)
        axes.set_title(title)
        axes.set_ylabel(label)
        path = tmp_path / "drawn.svg"
        style.save(made, path, "en", "What it shows")
        return path

    return call


def square(x, y, look):
    """Write the path of a square of ten points."""
    return f'<path d="M {x} {y} L {x + 10} {y} L {x + 10} {y + 10} z" style="{look}"/>'


def texts(svg: str) -> list[str]:
    """Texts of a drawing."""
    root = ElementTree.fromstring(svg)
    return [each.text for each in root.iter() if each.tag.endswith("text")]


def test_a_text_of_a_figure_is_text(figure):
    found = str(inline.Shared().figure(figure("A fine Tail, 5 < \N{MINUS SIGN}7"), "x"))
    assert "A fine Tail, 5 < \N{MINUS SIGN}7" in texts(found)
    assert "y" in texts(found)
    assert "<use" not in found


def test_letters_of_a_formula_stand_where_they_did(figure):
    shared = inline.Shared()
    found = str(shared.figure(figure(r"group $\mu_\alpha$ here"), "x"))
    # What is slanted, and what is small, are pieces of their own.
    said = texts(found)
    at = said.index("\N{GREEK SMALL LETTER MU}")
    assert said[at - 1 : at + 3] == [
        "group",
        "\N{GREEK SMALL LETTER MU}",
        "\N{GREEK SMALL LETTER ALPHA}",
        "here",
    ]
    assert "font-style:italic" in shared.definitions()


def test_letters_that_the_font_lacks_are_outlines(figure):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph|Matplotlib currently does not support")
        path = figure("a \N{HEBREW LETTER ALEF}")
    shared = inline.Shared()
    found = str(shared.figure(path, "x"))
    assert "y" in texts(found)
    assert not any("a" in text for text in texts(found))
    wanted = re.findall(r'href="#(\w+)"', found)
    assert wanted
    assert set(wanted) <= set(re.findall(r'id="(\w+)"', str(shared.definitions())))


def test_what_figures_share_stands_once(figure):
    shared, path = inline.Shared(), figure("One")
    first, second = str(shared.figure(path, "first")), str(shared.figure(path, "second"))
    (name,) = re.findall(r'<g id="(\w+)"', first)
    assert second.endswith(f'><use href="#{name}"/></svg>')
    assert 'aria-label="second"' in second
    again = str(shared.figure(figure("Two"), "x"))
    whole = first + second + again + str(shared.definitions())
    ids = re.findall(r'\bid="([^"]+)"', whole)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"#(_\w+)", whole)) <= set(ids)
    assert set(re.findall(r'class="(_\w+)"', whole)) <= set(
        re.findall(r"\.(_\w+)\{", str(shared.definitions()))
    )


@pytest.mark.parametrize(
    ("content", "paths"),
    [
        ([square(0, 0, RED), square(20, 0, RED)], 1),
        # What lies between may be passed, unless it is covered or covers.
        ([square(0, 0, RED), square(20, 20, BLUE), square(20, 0, RED)], 2),
        ([square(0, 0, RED), square(22, 2, BLUE), square(20, 0, RED)], 3),
        # Two that one sees through would be seen through together.
        ([square(0, 0, f"{RED}; opacity: 0.5"), square(5, 5, f"{RED}; opacity: 0.5")], 2),
        # White on bare paper, and white on something.
        ([square(0, 0, "fill: #ffffff")], 0),
        ([square(0, 0, RED), square(5, 5, "fill: #ffffff")], 2),
    ],
)
def test_what_looks_the_same_is_one_path_where_nothing_changes(drawn, content, paths):
    assert drawn("".join(content)).count("<path") == paths


def test_a_path_is_as_it_was_to_a_twentieth_of_a_point(drawn):
    d = "M 1.04 2 L 1.04 9.96 L 5 9.96 L 7.31 8.2 Q 1 2 3 4 C 1 1 2 2 9.5 9 z M 2 2 L 3 1"
    found = drawn(f'<path d="{d}" style="fill: none; stroke: #000000"/>')
    (path,) = re.findall(r' d="([^"]+)"', found)
    assert path == "m10 20v80h40l23-18q-63-62-43-42c-20-30-10-20 65 50zm10 0 10-10"


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>",
        '<g onload="alert(1)"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        '<a xlink:href="javascript:alert(1)"><path d="M 0 0"/></a>',
        '<image xlink:href="https://example.org/a.png" width="1" height="1"/>',
        '<image xlink:href="data:image/svg+xml;base64,AAAA" width="1" height="1"/>',
        '<use xlink:href="https://example.org/a.svg#b"/>',
        '<use href="#b"/>',
        '<path d="M 0 0 L 1 1" style="fill: url(https://example.org/a)"/>',
        '<path d="M 0 0 L 1 1" style="fill: #000000; background: red"/>',
        '<path d="M 0 0 L 1 1&quot; onload=&quot;alert(1)" style="fill: #000000"/>',
        '<path d="M 0 0 L 1 1" clip-path="url(https://example.org/a)"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        "<text>&lt;script&gt;</text>",
        '<path d="M 0 nan L 1 1" style="fill: #000000"/>',
        '<clipPath id="p"><path d="M 0 0 L 1 1"/></clipPath>',
        '<clipPath id="p"><rect x="0" y="0" width="wide" height="1"/></clipPath>',
        "<p",
    ],
)
def test_what_no_figure_has_is_refused(drawn, content):
    with pytest.raises(NotAFigure, match=r"figure\.svg: .*it is drawn again"):
        drawn(content)


def test_texts_of_others_stay_text(figure):
    hostile = "</text><script>alert(1)</script>"
    path = figure(hostile, label='"><img src=x onerror=alert(1)>')
    found = str(inline.Shared().figure(path, f'"><b>{hostile}'))
    assert "<script" not in found
    assert "<img" not in found
    assert hostile in texts(found)
    assert ElementTree.fromstring(found).get("aria-label") == f'"><b>{hostile}'


def test_colours_are_seen_in_the_dark():
    named = {*style.COLOURS.values(), style.PRIOR, style.THRESHOLD}
    for colour in named | {each for _, each in style.KINDS}:
        found = colours.darkened_colour(colour.lower())
        seen = [
            [int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (found, colours.PAPER)
        ]
        assert colours.contrast_of(*seen) >= 3.5
    assert colours.darkened_colour("#000000") == colours.INK
    assert colours.darkened_colour("#ffffff") == colours.PAPER


def test_what_lies_on_an_image_keeps_its_colour_in_the_dark(tmp_path):
    import numpy as np

    made, axes = style.canvas(height=3)
    grid = np.linspace(0, 1, 40)
    axes.pcolormesh(grid, grid, np.outer(grid, grid), rasterized=True)
    axes.axhline(0.5, color="white")
    style.save(made, tmp_path / "a.svg", "en", "x")
    shared = inline.Shared()
    found = str(shared.figure(tmp_path / "a.svg", "x"))
    assert "turned" not in found
    light, dark = re.findall(r"<style>(.*?)</style>", str(shared.definitions()))
    (white,) = re.findall(r"\.(\w+)\{[^{}]*stroke:#fff", light)
    assert f'class="{white}"' in found
    assert f".{white}{{" not in dark
