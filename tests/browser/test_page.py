"""The reports in a real browser: what a reader sees, moves, sorts and prints."""

import base64
import re
from collections import Counter
from io import BytesIO

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from pooling.report.page import TEMPLATES

from tests.browser.conftest import unfold

# Figure on the page -> its file: an image on the whole panel, images that one sees through,
# marks and bars.
LOOKS = {
    "coins-figure-prior_joint_1": "coins/figures/prior_joint_1.svg",
    "coins-partial_pooling-figure-trace": "coins/partial_pooling/figures/trace.svg",
    "means-figure-shrinkage": "means/figures/shrinkage.svg",
    "rates-partial_pooling-figure-rank": "rates/partial_pooling/figures/rank.svg",
}
DIFFERENT = 5.0  # of 255, on average over a figure
TABLES = "table.sortable"


def test_the_browser_has_nothing_to_complain_of(opened):
    assert opened.complaints == []


def test_nothing_but_the_file_is_asked_for(opened):
    asked = [url for url in opened.requests if not url.startswith("data:")]
    assert asked == [opened.address]


# What a run of one analysis shows: no other chapter, and its answer in its chapter alone.
ALONE = """(name) => {
  const hidden = [...document.querySelectorAll("section.analysis")].filter(e => e.id !== name);
  for (const each of document.querySelectorAll(".found")) {
    const own = each.querySelector("h3 a").hash === `#${name}`;
    hidden.push(own ? each.querySelector(":scope > div") : each);
  }
  hidden.forEach(e => e.style.display = "none");
  const screens = document.documentElement.scrollHeight / innerHeight;
  hidden.forEach(e => e.style.display = "");
  return screens;
}"""


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_study_of_one_analysis_has_at_most_three_screens(comes_back, language):
    opened = comes_back(language, height=800)
    screens = {
        analysis: opened.page.evaluate(ALONE, analysis)
        for analysis in ("means", "lines", "rates", "coins")
    }
    line = opened.page.locator(".checked").first
    tall = line.evaluate(
        "e => e.clientHeight / parseFloat(getComputedStyle(e).lineHeight)"
    )
    assert 1 < min(screens.values()) <= max(screens.values()) <= 3, screens
    assert tall < 1.5  # what was checked takes one line


def test_the_page_does_not_scroll_sideways(opened):
    unfold(opened.page)
    wide = opened.page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]


def test_every_picture_is_there_and_says_what_it_shows(opened):
    pictures = opened.page.eval_on_selector_all(
        ".drawing",
        """all => all.map(picture => [
             picture.firstElementChild.getBBox().width,
             picture.role,
             picture.ariaLabel,
             [...picture.querySelectorAll('use')].every(
               use => document.getElementById(use.getAttribute('href').slice(1))),
           ])""",
    )
    assert pictures
    for width, role, alternative, whole in pictures:
        assert width > 0
        assert role == "img"
        assert alternative
        assert whole
    fonts = "[...document.fonts].map(font => [font.family, font.status])"
    assert ["Pooling Figures", "loaded"] in [
        [family.strip('"'), status] for family, status in opened.page.evaluate(fonts)
    ]


def test_a_picture_looks_as_its_file_does(comes_back, browser, small):
    """Also where the page draws it itself: letters, marks, dots and images."""
    page = comes_back().page
    unfold(page)
    other = browser.new_page(viewport={"width": 1280, "height": 900})
    for name, file in LOOKS.items():
        picture = page.locator(f"[id='{name}'] > .drawing")
        size = picture.bounding_box()
        content = (small.results / file).read_bytes()
        other.set_content(
            "<body style='margin:0'><img src='data:image/svg+xml;base64,"
            f"{base64.b64encode(content).decode('ascii')}' width={size['width']}>"
        )
        page.evaluate(
            "([name, width]) => document.querySelector(`[id='${name}'] > .drawing`).style ="
            " `position: fixed; left: 0; top: 0; z-index: 9; background: #fff;"
            " width: ${width}px`",
            [name, size["width"]],
        )
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"]}
        shots = [each.screenshot(clip=clip) for each in (page, other)]
        pixels = [
            np.asarray(Image.open(BytesIO(shot)).convert("RGB"), dtype=float)
            for shot in shots
        ]
        page.evaluate(
            "name => document.querySelector(`[id='${name}'] > .drawing`).style = ''", name
        )
        assert pixels[1].std() > 10  # something is drawn
        # Edges are smoothed otherwise; what is missing, or upside down, is more.
        assert np.abs(pixels[0] - pixels[1]).mean() < DIFFERENT, name
    other.close()


def test_every_link_lands(opened):
    links, ids = opened.page.evaluate(
        """[[...document.links].map(a => a.getAttribute('href')),
            [...document.querySelectorAll('[id]')].map(e => e.id)]"""
    )
    assert links
    assert len(ids) == len(set(ids))
    inside = {link[1:] for link in links if link.startswith("#")}
    assert inside <= set(ids)


# Marks texts that do not look alike: of each colour, size and background some.
LOOKS_OF_TEXT = """() => {
  const backgrounds = new Map(), seen = {};
  const behind = (e) => {
    if (!e) return '';
    if (!backgrounds.has(e)) {
      const own = getComputedStyle(e);
      const here = [own.backgroundColor, own.backgroundImage, own.opacity].join();
      const none = here === 'rgba(0, 0, 0, 0),none,1';
      backgrounds.set(e, (none ? '' : here) + behind(e.parentElement));
    }
    return backgrounds.get(e);
  };
  for (const e of document.body.querySelectorAll('*')) {
    const told = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!told && !e.matches('input, select, textarea')) continue;
    const own = getComputedStyle(e);
    const look = [e.tagName, own.color, own.fontSize, own.fontWeight, behind(e)].join();
    seen[look] = (seen[look] ?? 0) + 1;
    if (seen[look] <= 2) e.dataset.look = '';
  }
  return Object.keys(seen).length;
}"""


@pytest.mark.parametrize("view", [("en", 390, "light"), ("es", 1280, "dark")])
def test_nothing_stands_in_the_way_of_a_reader(open_report, view):
    """No rule of WCAG A and AA that axe-core can check is broken."""
    opened = open_report(*view)
    unfold(opened.page)
    # What is like the others would take most of the time, and so would the contrast of each
    # of thousands of texts.
    opened.page.evaluate(
        """() => {
             const like = 'tbody > tr:nth-child(n+3), .program code > :nth-child(n+100)';
             document.querySelectorAll(like).forEach(each => each.remove());
             for (const like of ['.drawing', 'math', '.trace']) {
               const all = [...document.querySelectorAll(like)];
               all.slice(8).forEach(each => each.replaceChildren());
             }
           }"""
    )
    assert opened.page.evaluate(LOOKS_OF_TEXT) > 20
    contrast, found = "color-contrast", []
    for context, asked in (
        (
            None,
            {"runOnly": ["wcag2a", "wcag2aa"], "rules": {contrast: {"enabled": False}}},
        ),
        ("[data-look]", {"runOnly": [contrast]}),
    ):
        options = asked | {"resultTypes": ["violations"]}
        found += Axe().run(opened.page, context, options).response["violations"]
    opened.page.context.close()
    broken = [
        (rule["id"], node["target"], node["failureSummary"])
        for rule in found
        for node in rule["nodes"]
    ]
    assert not broken


def playable(page) -> list[bool]:
    """Say of all that can be played with whether it fits the screen."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('.plot svg')].every(e => e.firstChild)"
    )
    return page.eval_on_selector_all(
        ".play",
        """all => all.map(play => {
             const inside = [...play.querySelectorAll('.tick')].every(tick => {
               const frame = tick.closest('svg').getBoundingClientRect();
               const box = tick.getBoundingClientRect();
               return box.left >= frame.left && box.right <= frame.right
                 && box.top >= frame.top && box.bottom <= frame.bottom;
             });
             return inside && play.scrollWidth <= play.clientWidth;
           })""",
    )


def test_what_can_be_played_with_fits_the_screen(opened):
    fits = playable(opened.page)
    assert fits
    assert all(fits)


def test_what_can_be_played_with_fits_the_smallest_screen(open_report):
    opened = open_report("es", 320)
    unfold(opened.page)
    fits = playable(opened.page)
    opened.page.context.close()
    assert fits
    assert all(fits)


# Tables.


def column(table, place) -> list[str]:
    """Read the cells of one column that are shown: their value, or else their text."""
    return table.evaluate(
        """(table, place) => [...table.tBodies[0].rows].filter(row => !row.hidden)
             .map(row => row.cells[place])
             .map(cell => cell.dataset.value ?? cell.textContent.trim())""",
        place,
    )


def ordered(cells: list[str], numeric: bool) -> list:
    """Order cells as a reader would: numbers by size, texts with their numerals."""
    if numeric:
        return sorted((cell for cell in cells if cell), key=float)
    return sorted(
        cells,
        key=lambda cell: [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", cell)],
    )


# Each heading is pressed twice: what the column then shows, and what is said of it.
PRESS_ALL = """tables => tables.map(table => {
  const headings = [...table.tHead.rows[0].cells];
  return headings.map((heading, place) => {
    const cells = () => [...table.tBodies[0].rows].map(row => row.cells[place]);
    const show = () => {
      const all = cells().map(cell => cell.dataset.value ?? cell.textContent.trim());
      const sorts = headings.map(other => other.getAttribute('aria-sort'));
      return [all, sorts.filter(sort => sort), heading.getAttribute('aria-sort')];
    };
    const numeric = 'value' in cells()[0].dataset;
    const button = heading.querySelector('button');
    return [numeric, show(), (button.click(), show()), (button.click(), show())];
  });
})"""


def test_every_column_of_every_long_table_sorts(english):
    tables = english.eval_on_selector_all(TABLES, PRESS_ALL)
    assert tables
    for numeric, before, up, down in (column for table in tables for column in table):
        expected = ordered(before[0], numeric)
        assert [cell for cell in up[0] if cell] == expected
        values = [cell for cell in down[0] if cell]
        if numeric:
            values, expected = list(map(float, values)), list(map(float, expected))
        assert values == expected[::-1]
        assert up[1:] == [["ascending"], "ascending"]
        assert down[1:] == [["descending"], "descending"]


def test_a_heading_sorts_by_keyboard(english):
    unfold(english)
    heading = english.locator(f"{TABLES} thead th").nth(1)
    heading.locator("button").focus()
    english.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "ascending"
    english.keyboard.press("Space")
    assert heading.get_attribute("aria-sort") == "descending"


def test_a_long_table_is_searched(english):
    unfold(english)
    line = english.locator(".filter").first
    table = line.locator("xpath=following::table[1]")
    everything = column(table, 0)
    assert len(everything) > 12
    line.locator("input").fill("NO SUCH ROW")
    assert column(table, 0) == []
    wanted = everything[3]
    line.locator("input").fill(f" {wanted.upper()} ")
    rows = table.locator("tbody tr:visible")
    found = rows.all_inner_texts()
    assert 0 < len(found) <= len(everything)
    assert all(wanted in text for text in found)
    said_ = line.locator("output").inner_text()
    assert said_ == f"{len(found)} of {len(everything)} rows"
    line.locator("input").fill("")
    assert sorted(column(table, 0)) == sorted(everything)
    assert line.locator("output").inner_text() == ""


def test_what_is_undefined_stays_last_and_accents_do_not_hide_a_row(browser):
    rows = [("Ñandú 10", "2.5"), ("nandu 9", ""), ("Ávila", "-3e-7"), ("b", "1e4")]
    rows += [(f"z{i}", str(i)) for i in range(10)]
    cells = "".join(f'<tr><th>{a}</th><td data-value="{b}"></td></tr>' for a, b in rows)
    script = TEMPLATES / "tables.js"
    page = browser.new_page()
    page.set_content(
        "<html lang=es><table class=sortable><thead><tr><th>a</th><th>b</th></tr></thead>"
        f"<tbody>{cells}</tbody></table><script>{script.read_text('utf-8')}</script></html>"
    )
    table, buttons = page.locator("table"), page.locator("th button")
    numbers = sorted((b for _, b in rows if b), key=float)
    buttons.nth(1).click()
    assert column(table, 1) == [*numbers, ""]
    buttons.nth(1).click()
    assert list(map(float, column(table, 1)[:-1])) == sorted(map(float, numbers))[::-1]
    assert column(table, 1)[-1] == ""
    buttons.nth(0).click()
    assert column(table, 0)[:4] == ["Ávila", "b", "nandu 9", "Ñandú 10"]
    page.fill("input", "ñandu")
    assert column(table, 0) == ["nandu 9", "Ñandú 10"]
    assert page.inner_text(".filter output") == "2 de 14 filas"
    page.close()


# Figures that fill the screen.


@pytest.mark.parametrize("width", [390, 1280])
def test_a_figure_fills_the_screen_and_gives_it_back(comes_back, width):
    opened = comes_back("es", width)
    page = opened.page
    figure = page.locator("main figure:has(> .drawing):has(> .opener):visible").first
    opener, picture = figure.locator(".opener"), figure.locator("> .drawing")
    assert opener.inner_text() == "Pantalla completa"
    before = page.locator("main .drawing").count()
    for pressed, close in ((opener, "Escape"), (picture, None)):
        pressed.click()
        full = page.locator("dialog[open] .drawing")
        assert full.inner_html() == without_names(picture.inner_html())
        shown = full.bounding_box()
        # On a small screen it is larger than the screen, to be moved about.
        assert shown["width"] == pytest.approx(832 if width == 390 else width, abs=1)
        if close:
            page.keyboard.press(close)
        else:
            page.click("dialog[open] button:text('Cerrar')")
        assert page.locator("dialog[open]").count() == 0
    assert page.locator("main .drawing").count() == before
    assert opened.complaints == []


def without_names(drawing: str) -> str:
    """Take out the identifiers that the page has once."""
    return re.sub(r' id="[^"]*"', "", drawing)


def test_a_figure_is_saved_and_its_numbers_are_beside_it(comes_back, browser, small):
    opened = comes_back("en", scheme="dark")
    page = opened.page
    figure = page.locator("main figure:has(> .drawing):has(> .opener):visible").first
    figure.locator(".opener").click()
    saved = {}
    for kind in ("SVG", "PNG"):
        with page.expect_download() as waited:
            page.click(f"dialog[open] button:text('{kind}')")
        saved[kind] = waited.value.path()
        name = f"{figure.get_attribute('id')}.{kind.lower()}"
        assert waited.value.suggested_filename == name
    # It is drawn in black on white, and whole without the page.
    image = np.asarray(Image.open(saved["PNG"]).convert("RGB"), dtype=float)
    other = browser.new_page(viewport={"width": image.shape[1] // 3, "height": 900})
    content = saved["SVG"].read_text("utf-8")
    assert "http" not in content.replace("http://www.w3.org/", "")
    other.set_content(f"<body style='margin:0'>{content}")
    shot = other.locator("svg").screenshot()
    alone = np.asarray(Image.open(BytesIO(shot)).convert("RGB"), dtype=float)
    for found in (image, alone):
        assert 200 < found.mean() < 254
    link = page.locator("dialog[open] a")
    assert (small.results / link.get_attribute("href")).is_file()
    other.close()
    page.keyboard.press("Escape")
    assert opened.complaints == []


# Without scripts, and on paper.


def test_everything_is_there_without_scripts(open_report, english):
    opened = open_report(script=False)
    page = opened.page
    unfold(page)
    plays = english.locator(".play").count()
    assert page.locator(".play > .still:visible").count() == plays > 0
    assert english.locator(".play > .still:visible").count() == 0
    assert page.locator("button, .play svg").count() == 0
    for selector in ("h2", "h3", ".drawing", "table", "tbody tr"):
        assert page.locator(selector).count() == english.locator(selector).count() > 0
    assert opened.complaints == []
    page.context.close()


def test_the_reader_chooses_what_is_printed(comes_back):
    page = comes_back("es").page
    page.evaluate("window.print = () => window.printed = document.body.innerText.length")
    lengths = []
    for name in ("Imprimir las respuestas", "Imprimir todo"):
        page.get_by_role("button", name=name).click()
        lengths.append(page.evaluate("printed"))
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("details.part[open]").count() == 0
    assert lengths[1] > 2 * lengths[0]


# The way through the page.


def test_a_link_opens_what_it_leads_into(comes_back):
    page = comes_back().page
    link = page.locator('a[href$="-checks"]').first
    place = link.get_attribute("href")
    assert not page.locator(place).is_visible()
    page.evaluate("place => location.hash = place", place)
    page.locator(place).wait_for(state="visible")
    assert page.locator(f"details:has({place})[open]").count() >= 1


def test_the_contents_say_where_the_reader_is(comes_back):
    page = comes_back().page
    links = page.locator(".page > nav a")
    for place in (0, links.count() // 2):
        page.evaluate(
            "place => location.hash = place", links.nth(place).get_attribute("href")
        )
        current = page.locator(".page > nav a[aria-current]")
        page.wait_for_function(
            "text => document.querySelector('nav a[aria-current]')?.textContent === text",
            arg=links.nth(place).inner_text(),
        )
        assert current.count() == 1


# Where a slide stands, what it shows, what is to be answered, and whether all of it is seen.
SLIDE = """() => {
  const stage = document.querySelector('.stage'), shown = stage.querySelector('.shown');
  const count = (kind) => stage.querySelectorAll(kind).length;
  const seen = (kind) => [...stage.querySelectorAll(kind)].filter(e => e.checkVisibility());
  const kinds = ['figure', '.play', '.answer', '.heading'];
  return {
    count: stage.querySelector('.count').innerText.split('/').map(Number),
    seen: Object.fromEntries(kinds.map(kind => [kind, seen(kind).length])),
    answers: count(':is(details.ask:not([open]), .opening + .lesson[hidden])'),
    over: shown.scrollHeight > shown.clientHeight || shown.scrollWidth > shown.clientWidth,
  };
}"""


def test_the_page_turns_into_slides_and_back(open_report):
    opened = open_report("es")
    page = opened.page
    # What can be played with draws itself anew.
    order = """[...document.querySelectorAll('main *')]
      .filter(e => !e.parentElement.closest('.play')).map(e => e.id || e.tagName)"""
    whole = page.evaluate(order)
    page.keyboard.press("s")

    last = page.evaluate(SLIDE)["count"][1]
    seen = Counter()
    for place in range(1, last + 1):
        slide = page.evaluate(SLIDE)
        seen.update(slide["seen"])
        # What answers a question is a step of its own.
        for _ in range(slide["answers"] + 1):
            slide = page.evaluate(SLIDE)
            assert slide["count"] == [place, last]
            assert not slide["over"], page.inner_text(".stage .shown")
            page.keyboard.press("ArrowRight")
    assert all(seen.values())
    assert page.evaluate(SLIDE)["count"] == [last, last]
    page.keyboard.press("s")
    assert page.evaluate(SLIDE)["count"][1] > last  # all figures
    page.keyboard.press("s")
    assert page.evaluate(SLIDE)["count"][1] == last
    page.keyboard.press("Escape")
    assert page.locator(".stage").count() == 0
    assert page.evaluate(order) == whole
    page.goto(f"{opened.address}?slides")
    assert page.inner_text(".stage .count") == f"1 / {last}"
    assert opened.complaints == []
    page.context.close()


def test_it_prints(comes_back):
    page = comes_back("es").page
    printed = page.pdf()
    page.emulate_media(media="print")
    movable = page.locator(".play input:visible, .filter:visible").count()
    folded = page.locator("details.part:visible").count()
    unfold(page)
    claims = page.locator("#_claims table").is_visible()
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", printed)) > 2
    assert movable == folded == 0
    assert claims  # everything is printed where the reader opened it


# What reaches beyond the right edge of a sheet of A4 between its margins.
CUT = """() => [...document.querySelectorAll("main :is(table, p, pre, .drawing, .play)")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_is_cut_at_the_edge_of_a_printed_sheet(comes_back, language):
    page = comes_back(language, width=695, media="print").page
    unfold(page)
    cut = page.evaluate(CUT)
    hints = page.locator("a.how:visible").count()
    assert cut == []
    assert hints == 0


def test_a_word_leads_to_its_entry_in_the_folded_glossary(comes_back):
    page = comes_back().page
    word = page.locator("main > section a.term[href^='#_word-']:visible").first
    entry = page.locator(f"[id='{word.get_attribute('href')[1:]}']")
    assert not entry.is_visible()
    word.click()
    entry.wait_for(state="visible")
