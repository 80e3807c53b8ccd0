"""What the reader can play with, moved in a real browser, against the exact posteriors."""

import json
from functools import cache

import numpy as np
import pytest
from jinja2 import Environment, FileSystemLoader
from pooling.basics import files
from pooling.checks.results import Results
from pooling.exact import explore, posterior
from pooling.exact.answer import answer
from pooling.exact.base import Grid
from pooling.exact.explore.exchange import exchange, share_between
from pooling.figures.words import Spoken
from pooling.model import effects, families
from pooling.model import likelihood as joint
from pooling.model.effects.beta import shapes
from pooling.report import play
from pooling.report.frame import TEMPLATES
from pooling.report.page import STYLES
from scipy.special import gammaln
from scipy.stats import beta

PIXEL = 1.0  # to which a point is read from the screen


# What is read from a widget: numbers of the text, and points of the drawing.


def place_slider(page, widget, name, place):
    """Move a slider of a widget to one of its places."""
    page.locator(f"#{widget}-{name}").fill(str(place))


def said(page, widget) -> list[float]:
    """Numbers that the widget says."""
    return page.eval_on_selector_all(
        f"#{widget} output data", "all => all.map(e => Number(e.value))"
    )


def scale(page, widget, axis, grown=np.asarray):
    """Read from the ticks of the first panel what pixels stand for, and a pixel's worth."""
    ticks = page.eval_on_selector_all(
        f"#{widget} .panel:first-child .tick.{axis}",
        f"all => all.map(e => [e.getAttribute('{axis}'), e.textContent])",
    )
    pixels = np.array([float(pixel) for pixel, _ in ticks]) - (4 if axis == "y" else 0)
    values = grown(
        [
            float(text.replace("\N{MINUS SIGN}", "-").replace(",", "."))
            for _, text in ticks
        ]
    )
    slope, start = np.polyfit(pixels, values, 1)
    np.testing.assert_allclose(start + slope * pixels, values, atol=1e-6)
    return (lambda pixel: start + slope * np.asarray(pixel, dtype=float)), abs(slope)


def points(page, selector) -> np.ndarray:
    """Corners of a drawn line, in pixels."""
    text = page.get_attribute(selector, "points")
    return np.array([pair.split(",") for pair in text.split()], dtype=float)


def dots(page, selector) -> np.ndarray:
    """Centres of drawn dots, in pixels."""
    return np.array(
        page.eval_on_selector_all(
            selector, "all => all.map(e => [e.cx.baseVal.value, e.cy.baseVal.value])"
        )
    )


@pytest.fixture(scope="module")
def english(english):
    """Take out what nobody plays with: a browser lays out all of a page after each move."""
    english.evaluate(
        "document.querySelectorAll('.drawing, table').forEach(e => e.remove())"
    )
    return english


@pytest.fixture
def explored(small):
    """Read what an analysis of the small run can be played with."""
    return lambda analysis: files.read_json(small.results / analysis / "explore.json")


@pytest.fixture
def data_of(small):
    """Read the Stan data of a fit of the small run."""
    return lambda fit: files.read_json(small.results / fit / "stan_data.json")


@pytest.mark.parametrize("place", [0, 20, -1])
def test_kappa_moves_the_curves_to_the_exact_densities(english, explored, data_of, place):
    widget, found = "coins-play-kappa", explored("coins")["kappa"]
    place %= len(found["kappa"])
    place_slider(english, widget, "kappa", place)
    data = data_of("coins/partial_pooling") | {"kappa": found["kappa"][place]}
    check_curves(english, widget, data)


def check_curves(page, widget, data):
    """Check that two coins' curves, and what is said of them, are exact."""
    exact = posterior("coins", "partial_pooling", data, {"group": ["1", "2"]})
    proportions = [y / n for y, n in zip(data["y"], data["N"], strict=True)]
    numbers = said(page, widget)
    assert numbers[0] == pytest.approx(exact.mean[0], abs=1e-5)
    for own in (*proportions, *exact.mean):
        assert min(abs(own - number) for number in numbers) < 1e-5
    across, wide = scale(page, widget, "x")
    upward, pixel = scale(page, widget, "y")
    for curve, name in enumerate(["omega", "theta[1]", "theta[2]"]):
        x, y = points(page, f"#{widget} polyline.c{curve}:not(.ghost)").T
        at, height = exact.marginals[name]
        density = np.interp(across(x), at, height, 0, 0)
        near = pixel + wide * np.abs(np.diff(height) / np.diff(at)).max()
        np.testing.assert_allclose(upward(y), density, atol=near)


def test_a_slider_obeys_the_keyboard_and_says_where_it_is(english, explored):
    slider = english.locator("#coins-play-kappa-kappa")
    own = str(explored("coins")["kappa"]["own"])
    slider.focus()
    slider.press("Home")
    assert slider.get_attribute("aria-valuetext") == "2"
    ghosts = english.locator("#coins-play-kappa .plot .ghost")
    assert ghosts.count() == 3  # of omega and of two coins
    slider.press("ArrowRight")
    assert slider.input_value() == "1"
    english.click("#coins-play-kappa button")
    assert slider.input_value() == own
    assert slider.get_attribute("aria-valuetext") == "5"
    assert ghosts.count() == 0


@pytest.mark.parametrize("centre", [0, 1])
@pytest.mark.parametrize("place", [0, 18, -1])
def test_the_groups_walk_to_their_exact_means(english, explored, data_of, centre, place):
    widget, found = "means-play-scale", explored("means")["scale"]
    place %= len(found["scale"])
    place_slider(english, widget, "scale", place)
    english.check(f"input[name={widget}-centre][value='{centre}']")
    data = data_of("means/regularised")
    middle = (0.0, float(np.mean(data["y"])))[centre]
    prior = {"prior_alpha_mean": middle, "prior_alpha_sd": found["scale"][place]}
    exact = posterior(
        "means", "regularised", data | prior, {"group": found["groups"]}
    ).mean[-4:]
    across, pixel = scale(english, widget, "x")
    upward, _ = scale(english, widget, "y", np.log1p)
    drawn = dots(english, f"#{widget} .plot .dot:not(.raw, .followed)")
    np.testing.assert_allclose(across(drawn[:, 0]), exact, atol=PIXEL * pixel)
    sizes = np.bincount(data["group"])[1:]
    np.testing.assert_allclose(np.expm1(upward(drawn[:, 1])), sizes, rtol=1e-6)
    low, high, spread, own, estimate, _ = said(english, widget)
    assert [low, high] == pytest.approx([exact.min(), exact.max()], rel=1e-4)
    assert spread == pytest.approx(np.std(exact, ddof=1), rel=1e-3, abs=1e-4)
    followed = found["seen"].index(own)
    assert estimate == pytest.approx(exact[followed], rel=1e-4)
    english.select_option(f"#{widget}-group", str((followed + 1) % 4))
    assert said(english, widget)[3] == found["seen"][(followed + 1) % 4]
    english.select_option(f"#{widget}-group", str(followed))


@pytest.mark.parametrize(("analysis", "name"), [("coins", "theta"), ("rates", "p")])
def test_a_new_unit_goes_where_it_would_if_it_were_fitted(
    english, explored, data_of, analysis, name
):
    widget, found = f"{analysis}-play-new_group", explored(analysis)["new_group"]
    size, share = found["size"].index(10), found["seen"].index(0.2)
    place_slider(english, widget, "size", size)
    place_slider(english, widget, "seen", share)
    data = data_of(f"{analysis}/partial_pooling")
    count = "S" if analysis == "coins" else "J"
    labels = [*map(str, range(data[count])), "new"]
    longer = {count: data[count] + 1, "N": [*data["N"], 10], "y": [*data["y"], 2]}
    answer = posterior(analysis, "partial_pooling", data | longer, {"group": labels})
    at = answer.labels.index(f"{name}[new]")
    mean, sd, population, own, way = said(english, widget)
    assert [mean, sd] == pytest.approx([answer.mean[at], answer.sd[at]], abs=1e-3)
    assert (population, own) == (found["mean"][share][0], 0.2)
    assert way == pytest.approx(100 * (mean - population) / (own - population))
    check_walk(english, widget, found, size, share)


@pytest.mark.parametrize("place", [0, 9, 17])
def test_a_new_mean_walks_to_its_own(english, explored, place):
    widget, found = "means-play-new_group", explored("means")["new_group"]
    place_slider(english, widget, "size", place)
    place_slider(english, widget, "seen", 1)
    numbers = said(english, widget)
    assert numbers[0] == found["mean"][1][place]
    assert numbers[1] == found["sd"][1][place]
    # Without observations it has no mean of its own.
    assert len(numbers) == (2 if place == 0 else 5)
    if place:
        assert numbers[3] == found["seen"][1]
    check_walk(english, widget, found, place, 1)
    # Like the population, it has no way to go.
    middle = int(np.argmin(np.abs(np.array(found["seen"]) - found["mean"][1][0])))
    place_slider(english, widget, "seen", middle)
    assert len(said(english, widget)) == (2 if place == 0 else 4)


EXTREME = {
    "scale": {
        "scale": [0.5, 1.0],
        "own": 0,
        "learned": None,
        "centre": {"own": 0.0, "mean": 1.5},
        "all": 3,
        "groups": ["a", "b", "c"],
        "size": [1, 12, 700],
        "seen": [-1.0, 2.0, 1.5],
        "estimate": {
            centre: [[-0.1, 1.0, 1.5], [-0.5, 1.5, 1.5]] for centre in ("own", "mean")
        },
    },
    # Most units of this population never succeed, or always.
    "new_group": {
        "size": [0, 1, 2, 3, 4, 5, 320],
        "seen": [0.0, 1.0],
        "successes": [[0] * 7, [0, 1, 2, 3, 4, 5, 320]],
        "mean": [[0.5, 0.3, 0.2, 0.1, 0.1, 0.1, 0], [0.5, 0.7, 0.8, 0.9, 0.9, 0.9, 1]],
        "sd": [[0.45, 0.4, 0.3, 0.2, 0.2, 0.2, 0.01]] * 2,
    },
}


@pytest.fixture(scope="module")
def tab(browser):
    """Open an empty tab, for one page after the other."""
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.fixture
def alone(tab, tmp_path):
    """Open a page of nothing but widgets."""

    def call(family, found, language="es", **settings):
        files.write_json(tmp_path / "explore.json", found)
        column = {"column": "y", "label": None, "unit": None}
        labels = {"labels": {"group": column, "y": column, "x": column}}
        results = Results(
            "trial",
            {"explore": tmp_path / "explore.json"},
            settings={"family": family} | labels | settings,
        )
        loader = FileSystemLoader(TEMPLATES)
        template = Environment(loader=loader, autoescape=True).get_template("play.html")
        widgets = play.embedded(results, language)
        written = template.render(section={"play": widgets})
        read = [(TEMPLATES / name).read_text("utf-8") for name in play.SCRIPTS]
        scripts = "".join(f"<script>{script}</script>" for script in read)
        style = "".join((TEMPLATES / name).read_text("utf-8") for name in STYLES)
        tab.goto("about:blank")  # and so what the scripts of another page have declared
        tab.set_content(f"<style>{style}</style><body>{written}{scripts}</body>")
        tab.wait_for_function(
            "[...document.querySelectorAll('.plot svg')].every(e => e.firstChild)"
        )
        assert not complaints
        return tab

    complaints = []

    def listen(error):
        complaints.append(str(error))

    tab.on("pageerror", listen)
    yield call
    tab.remove_listener("pageerror", listen)
    assert not complaints


def test_a_band_ends_where_rates_do(alone):
    found = {"new_group": EXTREME["new_group"]}
    page, widget = alone("rates", found), "trial-play-new_group"
    for seen in (0, 1):
        place_slider(page, widget, "seen", seen)
        check_walk(page, widget, found["new_group"], 5, seen, (0, 1))


def test_each_group_stands_at_its_own_size(alone):
    page = alone("means", {"scale": EXTREME["scale"]})
    widget = "trial-play-scale"
    drawn = dots(page, f"#{widget} .plot .dot:not(.raw, .followed)")
    upward, _ = scale(page, widget, "y", np.log1p)
    heights = np.expm1(upward(drawn[:, 1]))
    np.testing.assert_allclose(heights, EXTREME["scale"]["size"], rtol=1e-6)
    ((at, height),) = dots(page, f"#{widget} .plot .followed")
    assert at == pytest.approx(drawn[0, 0])  # the group that lies farthest out
    assert height == pytest.approx(drawn[0, 1])


def check_walk(page, widget, found, size, seen, ends=(-np.inf, np.inf)):
    """Check that the line, the band and the marker stand at the numbers."""
    across, _ = scale(page, widget, "x", np.log1p)
    upward, pixel = scale(page, widget, "y")
    x, y = points(page, f"#{widget} polyline.curve").T
    mean, sd = np.array(found["mean"][seen]), np.array(found["sd"][seen])
    np.testing.assert_allclose(across(x), np.log1p(found["size"]), atol=0.05)
    np.testing.assert_allclose(upward(y), mean, atol=pixel)
    band = upward(points(page, f"#{widget} polygon.band")[:, 1]).reshape(2, -1)
    np.testing.assert_allclose(band[0], np.clip(mean - sd, *ends), atol=pixel)
    np.testing.assert_allclose(band[1][::-1], np.clip(mean + sd, *ends), atol=pixel)
    ((_, height),) = dots(page, f"#{widget} .plot .dot")
    assert upward(height) == pytest.approx(mean[size], abs=pixel)


# What is computed on the page.


COINS = {"S": 2, "N": [20, 8], "y": [5, 4], "kappa": 5.0}
COINS |= {"prior_omega_a": 2.0, "prior_omega_b": 2.0}
ONE = COINS | {"S": 1, "N": [9], "y": [3]}
MODEL = "partial_pooling"


def case_of(family, data, groups, **others):
    """An analysis with the exact nodes of its partial pooling model."""
    labels = [str(place) for place in range(1, groups + 1)]
    grid = answer(family, MODEL, data=data, labels={"group": labels})[2]
    return explore.Analysis({MODEL: data} | others, grid, labels, {"centre": 0.0})


@cache
def flipped(coins: int) -> dict:
    """Explore one coin, or two."""
    return explore.explore("coins", case_of("coins", (ONE, COINS)[coins - 1], coins))


def set_number(page, widget, name, number):
    """Move a slider to the number that it stands for."""
    script = f"#{widget} script"
    data = json.loads(page.inner_html(script))
    (control,) = [each for each in data["controls"] if each["name"] == name]
    place = number if "upto" in control else control["numbers"].index(number)
    place_slider(page, widget, name, place)


def test_log_gamma_and_the_beta_density_have_their_digits(alone):
    page = alone("coins", {"lab": flipped(2)["lab"]})
    for x in (0.01, 0.5, 1, 3.7, 11.9, 12, 250.5, 1e5):
        assert page.evaluate(f"play.maths.logGamma({x})") == pytest.approx(
            gammaln(x), rel=1e-13, abs=1e-13
        )
    for a, b, x in ((1, 1, 0), (2, 1, 1), (0.5, 3, 0.2), (70, 40, 0.6)):
        found = page.evaluate(f"play.maths.beta({a}, {b})({x})")
        assert found == pytest.approx(beta.pdf(x, a, b), rel=1e-10)


@pytest.mark.parametrize("kappa", [2, 5, 100, 1000])
@pytest.mark.parametrize(
    ("y", "n"), [([5, 4], [20, 8]), ([0, 60], [3, 100]), ([0, 0], [0, 0])]
)
def test_data_of_two_coins_are_moved_and_stay_exact(alone, kappa, y, n):
    page = alone("coins", {"kappa": flipped(2)["kappa"]}, "en")
    widget = "trial-play-kappa"
    for at in (0, 1):
        set_number(page, widget, f"n{at}", n[at])
        set_number(page, widget, f"y{at}", y[at])
    set_number(page, widget, "kappa", kappa)
    exact = posterior(
        "coins", MODEL, COINS | {"kappa": kappa, "y": y, "N": n}, {"group": ["1", "2"]}
    )
    means_said = page.evaluate(
        """([y, n, kappa]) => {
             const coins = y.map((own, i) => ({ y: own, n: n[i] }));
             const { omega, given } = play.coins.posterior(coins, kappa, 2, 2);
             const found = [omega, ...coins.map(given)];
             return [found.map(each => each.mean), found.map(each => each.sd)];
           }""",
        [y, n, kappa],
    )
    np.testing.assert_allclose(means_said, [exact.mean, exact.sd], atol=1e-6)
    numbers = said(page, widget)
    for mean in exact.mean:
        assert min(abs(mean - number) for number in numbers) < 1e-6
    ghosts = page.locator(f"#{widget} .plot .ghost").count()
    assert ghosts == (0 if (y, kappa) == ([5, 4], 5) else 3)


def test_no_more_heads_than_flips(alone):
    page, widget = alone("coins", {"kappa": flipped(2)["kappa"]}), "trial-play-kappa"
    place_slider(page, widget, "n0", 3)
    heads = page.locator(f"#{widget}-y0")
    assert heads.get_attribute("aria-valuetext") == "3"
    place_slider(page, widget, "y0", 50)
    assert heads.input_value() == "3"
    page.click(f"#{widget} .reset")
    assert heads.input_value() == "5"
    assert page.input_value(f"#{widget}-n0") == "20"


# Place of the cell of a heat map with the least transparent colour, across and upwards.
STRONGEST = """selector => {
  const canvas = document.querySelector(selector);
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  let best = 0;
  for (let i = 0; i < width * height; i++) {
    if (data[4 * i + 3] > data[4 * best + 3]) best = i;
  }
  return [(best % width + 0.5) / width, 1 - (Math.floor(best / width) + 0.5) / height];
}"""


@pytest.mark.parametrize(
    ("y", "n", "kappa", "a", "b"),
    [(3, 9, 5, 2, 2), (3, 9, 10, 20, 20), (30, 90, 100, 1, 5), (0, 0, 2, 1, 1)],
)
def test_the_laboratory_is_exact_whatever_is_set(alone, y, n, kappa, a, b):
    page, widget = alone("coins", {"lab": flipped(1)["lab"]}, "en"), "trial-play-lab"
    for name, number in {"n0": n, "y0": y, "kappa": kappa, "a": a, "b": b}.items():
        set_number(page, widget, name, number)
    set_number(page, widget, "slice", 0.6)
    data = {"N": [n], "y": [y], "kappa": kappa, "prior_omega_a": a, "prior_omega_b": b}
    exact = posterior("coins", MODEL, ONE | data, {"group": ["1"]})
    pi, pi_sd, omega, omega_sd, at, given = said(page, widget)
    assert [omega, pi] == pytest.approx(exact.mean, abs=1e-6)
    assert [omega_sd, pi_sd] == pytest.approx(exact.sd, abs=1e-6)
    known = posterior("coins", "fixed_mode", ONE | data | {"omega": at}, {"group": ["1"]})
    assert given == pytest.approx(known.mean[0], abs=1e-9)
    if kappa == 2:  # pi has a flat prior, whatever omega: there is no mode in the plane
        return
    # Where the colour is strongest, the joint density has its mode.
    across, up = page.evaluate(STRONGEST, f"#{widget} canvas.posterior")
    grid = np.linspace(0.005, 0.995, 199)
    prior = shapes(data | {"y": [0], "N": [0]}, grid)
    joint = beta.pdf(grid, *prior) * grid**y * (1 - grid) ** (n - y)
    joint *= beta.pdf(grid, a, b)[:, np.newaxis]
    row, column = (np.abs(grid - place).argmin() for place in (up, across))
    assert joint[row, column] > 0.95 * joint.max()


def test_the_line_is_drawn_across_the_plane(alone):
    page, widget = alone("coins", {"lab": flipped(1)["lab"]}, "en"), "trial-play-lab"
    box = page.locator(f"#{widget} .drawn").first.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] - 26)
    page.mouse.up()
    low = said(page, widget)[4]
    assert low == pytest.approx(0.02, abs=0.021)
    page.mouse.move(box["x"] + 60, box["y"] + 5)  # the button is up
    assert said(page, widget)[4] == low
    line = page.get_attribute(f"#{widget} line.slice", "y1")
    assert float(line) > 0.8 * box["height"]


def test_of_two_coins_either_is_shown(alone):
    page, widget = alone("coins", {"lab": flipped(2)["lab"]}, "en"), "trial-play-lab"
    exact = posterior("coins", MODEL, COINS, {"group": ["1", "2"]})
    assert said(page, widget)[0] == pytest.approx(exact.mean[1], abs=1e-6)
    page.check(f"input[name={widget}-shown][value='1']")
    assert said(page, widget)[:3:2] == pytest.approx(exact.mean[[2, 0]], abs=1e-6)


def test_the_chosen_spread_explains_the_data_as_well_as_is_drawn(english, explored):
    widget, found = "means-play-scale", explored("means")["scale"]
    for place in (0, found["learned"]["at"], len(found["scale"]) - 1):
        place_slider(english, widget, "scale", place)
        share = found["learned"]["likelihood"]["chosen"][place]
        assert said(english, widget)[-1] == pytest.approx(100 * share)
    assert english.locator(f"#{widget} .plot svg").count() == 2


SCORES = {"y": [30, 40, 50, 60, 70], "N": [100] * 5, "omega": 0.5, "flat_kappa": 2.06}


@pytest.mark.parametrize("button", [0, 1, 2])
def test_the_likelihood_is_that_of_the_lecture(alone, button):
    case = explore.Analysis({"maximum_likelihood": SCORES}, None, list("abcde"))
    found = explore.explore("coins", case)
    page, widget = alone("coins", found, "en"), "trial-play-likelihood"
    page.locator(f"#{widget} button").nth(button).click()
    kappa = [found["likelihood"][name] for name in ("flat", "best", "beyond")][button]
    y, n = np.array(SCORES["y"]), np.array(SCORES["N"])
    theta = joint.best_theta(kappa, y, n, 0.5)
    height = joint.log_likelihood(theta, kappa, y=y, n=n, omega=0.5)
    best = joint.interior_maximum(y, n, 0.5)
    log, times, low, high = said(page, widget)
    assert log == pytest.approx(height / np.log(10), rel=1e-12)
    assert times == pytest.approx(np.exp(height - best.log_likelihood), rel=1e-6)
    assert [low, high] == pytest.approx([theta.min(), theta.max()], abs=1e-12)
    across, pixel = scale(page, widget, "x")
    drawn = dots(page, f"#{widget} .panel:first-child .dot:not(.raw)")
    np.testing.assert_allclose(across(drawn[:, 0]), theta, atol=PIXEL * pixel)
    text = page.inner_text(f"#{widget} output")
    assert ("2.60", "5.37", "5.37")[button] in text


LINES = {"N": 12, "J": 4, "group": [1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4]}
LINES |= {"x": [-2, 0, 1, -1, 0, 2, 3, 1, 2, 2.5, 0, 0]}
LINES |= {"y": [91, 95, 96, 80, 84, 83, 90, 101, 110, 104, 88, 93]}
LINES |= {"prior_mu_alpha_mean": 90.0, "prior_mu_alpha_sd": 20.0}
LINES |= {"prior_mu_beta_mean": 0.0, "prior_mu_beta_sd": 5.0}
LINES |= {"prior_sigma_alpha_rate": 0.1, "prior_sigma_beta_rate": 1.0}
LINES |= {"prior_sigma_rate": 0.1, "prior_R_shape": 2.0}


@pytest.fixture(scope="module")
def runners():
    """Explore some lines, as if this were known of their scales."""
    scales = {"sigma": [4, 6], "sigma_alpha": [8, 10], "sigma_beta": [3, 4]}
    scales = {name: np.array(own, dtype=float) for name, own in scales.items()}
    grid = Grid(scales | {"rho": np.array([0.2, 0.5])}, np.array([0.4, 0.6]))
    case = explore.Analysis({MODEL: LINES}, grid, list("1234"), {"centre": 0.0})
    return explore.explore("lines", case)


@pytest.mark.parametrize("place", [0, 9, 18, -1])
def test_the_lines_are_exact_given_the_spread_of_slopes(alone, runners, place):
    found = runners["lines"]
    page, widget = alone("lines", runners, "en"), "trial-play-lines"
    place %= len(found["beta"])
    place_slider(page, widget, "beta", place)
    scales = found["scales"] | {"sigma_beta": found["beta"][place]}
    values = {name: np.array([value]) for name, value in scales.items()}
    model = families.get("lines").MODELS["partial_pooling"]
    moments = effects.of(model, LINES).moments(values)
    level, slope = (moments[f"mu_{name}"][0][0] for name in ("alpha", "beta"))
    slopes = moments["beta"][0][0]
    numbers = said(page, widget)
    if place == 0:
        assert numbers == pytest.approx([slope], abs=1e-3)
        np.testing.assert_allclose(slopes, slope, atol=1e-9)
    else:
        exact = [slopes.min(), slopes.max(), slope, scales["rho"]]
        assert numbers == pytest.approx(exact, abs=1e-3)
    across, _ = scale(page, widget, "x")
    upward, pixel = scale(page, widget, "y")
    ends = points(page, f"#{widget} .plot polyline.population")
    drawn, at = upward(ends[:, 1]), across(ends[:, 0])
    np.testing.assert_allclose(drawn, level + slope * at, atol=2 * pixel)


def test_the_centre_moves_the_correlation_and_no_line(alone, runners):
    found = runners["lines"]
    page, widget = alone("lines", runners, "en"), "trial-play-lines"
    thin = f"#{widget} .plot .thin"
    before = page.eval_on_selector_all(
        thin, "all => all.map(e => e.getAttribute('points'))"
    )
    sigma, tau, rho = (
        found["scales"][f"{n}"] for n in ("sigma_alpha", "sigma_beta", "rho")
    )
    control = json.loads(page.inner_html(f"#{widget} script"))["controls"][1]
    for place in (0, len(control["values"]) - 1):
        place_slider(page, widget, "centre", place)
        further = control["numbers"][place]
        # Of a line's level further along, and its slope, over draws of the population.
        draws = np.random.default_rng(1).multivariate_normal(
            [0, 0],
            [[sigma**2, rho * sigma * tau], [rho * sigma * tau, tau**2]],
            400_000,
        )
        level = draws[:, 0] + further * draws[:, 1]
        expected = np.corrcoef(level, draws[:, 1])[0, 1]
        assert said(page, widget)[-1] == pytest.approx(expected, abs=0.01)
    after = page.eval_on_selector_all(
        thin, "all => all.map(e => e.getAttribute('points'))"
    )
    assert before == after


GUESSED = {
    "groups": ["a", "b"],
    "size": [2, 9],
    "seen": [2.5, 1.0],
    "estimate": [1.6, 1.1],
    "low": [1.2, 0.8],
    "high": [2.1, 1.4],
    "all": [0.5, 1.0, 1.5, 2.5],
}


def test_a_guess_is_counted_as_it_is_when_the_reader_looks(alone):
    page, widget = alone("means", {"guess": GUESSED}, "en"), "trial-play-guess"
    numbers = json.loads(page.inner_html(f"#{widget} script"))["controls"][0]["numbers"]
    estimate = f"#{widget} .plot .dot:not(.raw, .row)"

    def put(value):
        place = int(np.abs(np.array(numbers) - value).argmin())
        place_slider(page, widget, "guess", place)
        return numbers[place]

    mine = put(2.0)
    assert said(page, widget) == [2.5, mine]
    assert page.locator(estimate).count() == 0  # it is not shown before
    page.click(f"#{widget}-look")
    assert page.locator(estimate).count() == 1
    off = mine - 1.6
    first = [2.5, mine, 1.6, 1.2, 2.1, off]
    assert said(page, widget) == pytest.approx([*first, 1, 1, off, 0.9])
    put(1.6)  # too late
    page.click(f"#{widget}-look")
    assert said(page, widget) == pytest.approx([*first, 1, 1, off, 0.9])
    page.click(f"#{widget}-next")
    assert said(page, widget)[0] == 1.0
    assert page.locator(estimate).count() == 0
    other = put(2.0)
    page.click(f"#{widget}-look")
    found = said(page, widget)
    assert found[1] == other
    assert found[6:8] == [2, 1]
    assert found[8] == pytest.approx((off + other - 1.1) / 2)
    assert found[9] == pytest.approx((0.9 + 0.1) / 2)


def test_a_guess_is_also_placed_with_the_pointer(alone):
    page, widget = alone("means", {"guess": GUESSED}, "en"), "trial-play-guess"
    across, pixel = scale(page, widget, "x")
    box = page.locator(f"#{widget} .plot svg").bounding_box()
    page.mouse.click(box["x"] + 200, box["y"] + 60)
    assert said(page, widget)[1] == pytest.approx(across(200), abs=0.5 * pixel + 0.02)


LOGARITHM = {
    "group": {"column": "g", "label": None, "unit": None},
    "y": {
        "column": "y",
        "label": None,
        "unit": None,
        "log_of": {"label": {"es": "radón"}, "unit": {"es": "pCi/L"}},
    },
}


@pytest.mark.parametrize(
    ("name", "axis", "values"),
    [
        ("scale", "x", [-0.5, 1.5, -1.0, -0.5]),  # the ends, and the group farthest out
        ("guess", "x", [2.5]),
        ("new_group", "y", [0.1, 0.5, 0.0]),  # the estimate, the population, alone
    ],
)
def test_of_logarithms_both_are_drawn_and_said(alone, name, axis, values):
    found = {"guess": GUESSED} | EXTREME
    own = found[name] | {"own": 0, "learned": None}
    page, widget = alone("means", {name: own}, labels=LOGARITHM), f"trial-play-{name}"
    if name == "scale":
        place_slider(page, widget, "scale", 1)
    value, pixel = scale(page, widget, axis)
    ticks = page.eval_on_selector_all(
        f"#{widget} .tick.second",
        f"all => all.map(e => [e.getAttribute('{axis}'), e.textContent])",
    )
    places = np.array([float(at) for at, _ in ticks]) - (4 if axis == "y" else 0)
    originals = [float(text.replace(",", ".")) for _, text in ticks]
    assert len(ticks) > 1
    np.testing.assert_allclose(value(places), np.log(originals), atol=pixel)
    pairs = page.eval_on_selector_all(
        f"#{widget} output span",
        "all => all.map(e => [...e.querySelectorAll('data')].map(d => Number(d.value)))",
    )
    logs, backs = np.array(pairs).T
    np.testing.assert_allclose(backs, np.exp(logs))
    assert logs[: len(values)].tolist() == values
    told = page.locator(f"#{widget} output").inner_text()
    assert told.count("\u00a0pCi/L]") == len(pairs)


def test_a_number_of_which_a_logarithm_was_taken_has_two_digits(alone):
    page = alone("means", {"guess": GUESSED}, labels=LOGARITHM)
    data = json.loads(page.inner_html("#trial-play-guess script"))
    spoken = Spoken("es", {"labels": LOGARITHM})
    for log in (-99.0, -9.3, -9.1, -0.003, 0.0, 0.7, 2.3, 2.2995, 4.6, 10.0, 13.8, 99.0):
        told = page.evaluate(
            "([value, data]) => play.told(value, data).textContent", [log, data]
        )
        back = told.partition("[")[2].removesuffix("]").replace("\u00a0", " ")
        assert back == spoken.original_span(log, log).replace("\u00a0", " ")


def test_panels_over_one_axis_have_the_same_ends(alone, runners):
    labels = LOGARITHM | {"x": {"column": "x", "label": None, "unit": None}}
    page = alone("lines", runners, labels=labels)
    ends = page.eval_on_selector_all(
        "#trial-play-lines .panel",
        """panels => panels.map(panel => {
            const lines = [...panel.querySelectorAll('line.axis')];
            const ends = lines.map(({ x1, x2 }) => [x1.baseVal.value, x2.baseVal.value]);
            return ends.sort(([a, b], [c, d]) => d - c - (b - a))[0];
        })""",
    )
    assert page.locator("#trial-play-lines .tick.second").count() > 1
    assert ends[0] == ends[1]


AGAIN = {"mu": 1.3, "sigma": 1.6, "sizes": [5, 35], "units": [15, 15]}


def expected_rates(y, n):
    """Give the posterior means of rates whose population is known."""
    data = {"y": y, "N": n, "prior_mu_alpha_mean": 0, "prior_mu_alpha_sd": 1}
    units = effects.of(families.get("rates").MODELS["partial_pooling"], data)
    at = {"mu_alpha": np.array([1.3]), "sigma_alpha": np.array([1.6])}
    return units.moments(at)["p"][0][0]


def test_expected_rates_are_those_of_the_quadrature(alone):
    page = alone("rates", {"again": AGAIN}, "en")
    pairs = [(0, 5), (3, 5), (5, 5), (20, 35), (35, 35), (250, 500)]
    found = [page.evaluate(f"play.again.pooling(1.3, 1.6)({y}, {n})") for y, n in pairs]
    y, n = np.array(pairs).T
    np.testing.assert_allclose(found, expected_rates(y, n), atol=1e-6)


def test_simulated_errors_are_those_that_theory_expects(alone):
    page, widget = alone("rates", {"again": AGAIN}, "en"), "trial-play-again"
    assert said(page, widget)[1:3] == [30, 501]
    page.click(f"#{widget}-clear")
    assert said(page, widget)[1:3] == [30, 1]
    for _ in range(4):
        page.click(f"#{widget}-many")
    closer, groups, tables, share, pooled, raw = said(page, widget)
    assert (groups, tables) == (30, 2001)
    rng = np.random.default_rng(1)
    errors = []
    for n in AGAIN["sizes"]:
        p = 1 / (1 + np.exp(-rng.normal(1.3, 1.6, 100_000)))
        y = rng.binomial(n, p)
        expected = expected_rates(np.arange(n + 1), np.full(n + 1, n))
        errors.append([np.abs(y / n - p), np.abs(expected[y] - p)])
    means_of = np.mean(errors, axis=(0, 2))
    assert [raw, pooled] == pytest.approx(means_of, abs=0.001)
    assert share == pytest.approx(
        100 * np.mean([pooled < raw for raw, pooled in errors]), abs=0.8
    )
    assert 0 <= closer <= 30
    assert page.locator(f"#{widget} .plot .dot.raw").count() == 30


def test_a_kind_moves_the_guess_and_shuffled_kinds_do_not(alone):
    rng = np.random.default_rng(2)
    of = np.repeat([0, 1], 20)
    values = np.round(rng.beta(4, 2, 40) - 0.3 * of, 4).clip(0, 1)
    found = exchange(values, [["no", "pred"][each] for each in of])
    columns = {
        role: {"column": role, "label": None, "unit": None} for role in ("group", "y")
    } | {"colour": {"column": "pred", "label": None, "values": {}}}
    page = alone("rates", {"exchange": found}, "es", labels=columns)
    widget = "trial-play-exchange"
    both, other = [values.mean(), values.std()], values[of == 1]
    share = 100 * share_between(values, of)
    told = [*both, 40, *both, share]
    page.locator(f"#{widget} input[type=radio]").nth(0).check()
    np.testing.assert_allclose(said(page, widget), told, atol=1e-9)
    page.locator(f"#{widget} input[type=radio]").nth(2).check()
    told = [other.mean(), other.std(), 20, *both, share]
    np.testing.assert_allclose(said(page, widget), told, atol=1e-9)
    assert page.locator(f"#{widget} .plot .dot.row").count() == 20
    page.click(f"#{widget}-many")
    guess, *_, shuffles, mean, most, real = said(page, widget)
    assert (shuffles, real) == (1000, pytest.approx(share))
    # Of kinds dealt at random, 1 / (groups - 1) is expected of each degree of freedom.
    assert mean == pytest.approx(100 / 39, abs=0.4)
    assert most < real
    assert abs(guess - values.mean()) < abs(other.mean() - values.mean())
    page.click(f"#{widget}-real")
    np.testing.assert_allclose(said(page, widget), told, atol=1e-9)
