"""Axes tell the truth: labels of ticks, read back, are the places of the ticks."""

import itertools
import re
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from pooling import figures
from pooling.basics import files, numerals
from pooling.checks.predictive.base import Case
from pooling.checks.predictive.new_group import new_group_check
from pooling.checks.predictive.posterior import posterior_check
from pooling.checks.predictive.prior import prior_check
from pooling.checks.results import Fit, Results
from pooling.exact import explore
from pooling.exact.explore import base
from pooling.figures import axes, groups, style, ticks
from pooling.figures.predictive import common
from pooling.figures.words import Words
from pooling.model import families
from pooling.model.families.base import LANGUAGES, group_facts
from pooling.report.play.base import around
from pooling.report.play.base import axis as laid
from pooling.sampling import draws
from pooling.table import tables, times

POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
# Scale and offset of the numbers.
SIZES = {
    "tiny": (1e-12, 0.0),
    "small": (5e-5, 0.0),
    "plain": (1.0, 0.0),
    "years": (0.3, 2021.0),
    "millions": (4e6, 3.4e7),
    "huge": (2e14, 1e15),
    "far": (1e-3, 1e9),
    "farther": (3.0, 1e15),
    "below": (1e-3, -1e9),
}


def read(text: str, language: str, origin: str = "") -> float:
    """Read a label of an axis as a person would."""
    text = text.replace(numerals.THOUSANDS, "").replace(numerals.MINUS, "-")
    text = text.replace(numerals.DECIMAL[language], ".")
    start = 0.0
    if origin:
        assert text[0] in "+-"
        start = read(re.fullmatch(r"(?:from|desde) (.+):", origin)[1], language)
    number, _, million = text.partition("\N{NO-BREAK SPACE}")
    number, _, power = (
        number.replace("10", "1 × 10", 1).partition(" × 10")
        if (re.match("10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]", number))
        else number.partition(" × 10")
    )
    assert million in ("", "M")
    exponent = 6 if million else int(power.translate(POWERS) or 0)
    assert re.fullmatch(r"[+-]?\d+(\.\d+)?", number), text
    return start + float(f"{number}e{exponent}")


def read_date(text: str) -> datetime:
    """Read a date, whole or in part."""
    return datetime.fromisoformat(text.replace("\n", " ") + "0001-01-01"[len(text) :])


# --- Numbers -----------------------------------------------------------------------


@pytest.mark.parametrize("power", range(-12, 16))
def test_numbers_of_ticks_are_read_back(power):
    offsets = (0.0, 1.0, -2021.5, 1e6, 1e9, -1e9, 1e15)
    for step, offset, language in itertools.product((1, 2, 2.5, 5), offsets, LANGUAGES):
        places = [offset + step * 10.0**power * k for k in range(-3, 4)]
        if min(np.diff(places)) < 16 * np.spacing(abs(offset)):
            continue  # doubles that far from 0 do not tell them apart
        texts, origin = axes.together(places, language)
        step_read = np.diff([read(text, language, origin) for text in texts])
        assert len(set(texts)) == len(texts)
        found = [read(text, language, origin) for text in texts]
        within = axes.CLOSE * step * 10.0**power + 2 * np.spacing(np.abs(places).max())
        assert np.abs(np.subtract(found, places)).max() <= within, texts
        assert (step_read > 0).all()
        assert max(map(len, texts)) < 17


@pytest.mark.parametrize(
    ("places", "written", "origin"),
    [
        ((3.2e7, 3.4e7), ["32 M", "34 M"], ""),
        ((2021.0, 2021.2), ["2021,0", "2021,2"], ""),
        ((0, 2e-4), ["0", "0,0002"], ""),
        ((-5e-5, 0), ["-5 × 10⁻⁵", "0"], ""),
        ((0, 20_000), ["0", "20 000"], ""),
        ((1e9, 1e9 + 0.001), ["+0", "+0,001"], "desde 1 000 000 000:"),
        ((1.7e9, 1.7e9 + 2e4), ["1700,00 M", "1700,02 M"], ""),
        ((2e12, 3e12), ["2 × 10¹²", "3 × 10¹²"], ""),
        ((), [], ""),
        ((0.0,), ["0"], ""),
        ((1e15 + 3,), ["1 000 000 000 000 003"], ""),
    ],
)
def test_numbers_of_ticks_take_the_form_that_people_read(places, written, origin):
    texts, start = axes.together(places, "es")

    def simple(text):
        return re.sub("[\u202f\u00a0]", " ", text).replace(numerals.MINUS, "-")

    assert [simple(text) for text in texts] == written
    assert simple(start) == origin


@pytest.mark.parametrize("value", [1e-12, 3e-5, 1e-4, 0.02, 1, 345, 2e5, 1234567, 5e10])
def test_the_number_of_a_logarithmic_tick_stands_alone(value):
    for language in LANGUAGES:
        text = axes.alone(value, language)
        assert read(text, language) == pytest.approx(value, rel=1e-9)


def test_a_unit_that_is_the_name_stands_once():
    deaths = {"column": "y", "label": {"en": "deaths"}, "unit": {"en": "deaths"}}
    assert Words("en", {"labels": {"y": deaths}}).axis("y") == "deaths"


@pytest.mark.parametrize(
    "values",
    [
        [0.0],
        [0, 0],
        [3.0],
        [1e15, 1e15],
        [1e15, 1e15 + 0.125],
        [-5e-13],
        [np.nan, 1, np.inf],
        [],
        [0.0311, 0.0318],
    ],
)
def test_an_axis_ends_around_what_is_drawn(values):
    low, high = axes.around(values)
    finite = [value for value in values if np.isfinite(value)]
    assert np.isfinite([low, high]).all()
    assert low < high
    for value in finite:
        assert low < value < high
    if np.ptp(finite or [0]) > 1e-9:
        assert high - low < 1.2 * np.ptp(finite) + 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([9.715e45, 8.2e45, 1.1e46], ["0.972 × 10⁴⁶", "0.820 × 10⁴⁶", "1.100 × 10⁴⁶"]),
        ([1.23456e16, 1.3e16], ["1.2346 × 10¹⁶", "1.3000 × 10¹⁶"]),
        ([2e20, 2.000003e20], ["2.00000000 × 10²⁰", "2.00000300 × 10²⁰"]),
        ([1.2345678901234567e17], ["1.2345678901234566 × 10¹⁷"]),
        ([123456789.0, 1234.0], ["123\u202f456\u202f789", "1234"]),
    ],
)
def test_a_large_number_has_the_digits_that_tell_it_from_the_nearest(values, said):
    assert axes.rounded(values, 0, "en") == said


def test_a_number_of_a_text_is_as_exact_as_a_spread_needs():
    assert axes.told(2021.51234, 0.3, "es") == "2021,512"
    assert axes.told(55.0, 10, "en") == "55"
    assert axes.told(-3.4e-9, 1e-9, "en") == f"{numerals.MINUS}3.4 × 10⁻⁹"
    assert read(axes.told(1e9 + 0.0015, 1e-3, "en"), "en") == 1e9 + 0.0015


# --- Times -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "value", "date"),
    [
        ("seconds since 1970-01-01", 1.7e9, "2023-11-14 22:13:20"),
        ("s since 1970", 0, "1970"),
        ("ms since 1970-01-01 UTC", 86_400_000, "1970-01-02"),
        ("segundos desde 1970-01-01", 86_400, "1970-01-02"),
        ("días desde el 1900-01-01", 31, "1900-02"),
        ("hours since 2000-01-01 06:00", 1.5, "2000-01-01 07:30"),
    ],
)
def test_a_unit_that_counts_from_a_date_tells_times(unit, value, date):
    clock = times.clock(unit)
    assert clock.exact([value]) == [date]
    assert clock.value(clock.date(value)) == pytest.approx(value)


@pytest.mark.parametrize(
    "unit",
    [None, "", "years", "seconds", "since 1970-01-01", "s since 1970-13-01", "s since x"],
)
def test_another_unit_is_no_time(unit):
    assert times.clock(unit) is None


def test_times_beyond_the_calendar_end_with_it():
    clock = times.clock("days since 1970-01-01")
    assert clock.date(1e12) == datetime.max
    assert clock.date(-1e300) == datetime.min


@pytest.mark.parametrize("role", ["x", "y"])
def test_only_a_predictor_is_shown_as_dates(role):
    unit = dict.fromkeys(LANGUAGES, "seconds since 1970-01-01")
    column = {"column": "t", "label": None, "unit": unit}
    words = Words("en", {"labels": {role: column, "a": {"column": "a", "unit": None}}})
    if role == "y":
        assert words.axis("y") == "t (seconds since 1970-01-01)"
        return
    assert words.axis("x") == "t (UTC)"
    assert words.unit("x") is None
    assert words.ratio("a", "x") == "a/s"
    assert words.value("x", 1.7e9, 3e6) == "2023-11-14"


# --- Figures -----------------------------------------------------------------------

MEANS = ["tiny", "farther", "far", "millions"]
CHAINS, LENGTH = 2, 40
LABELS = [f"group {place}" for place in range(5)]
COUNTS = np.array([2, 3, 4, 6, 9])
GROUP = np.repeat(np.arange(5), COUNTS)
FIT_FIGURES = [
    "prior_predictive",
    "posterior_predictive",
    "predictive_checks",
    "group_checks",
    "predictive_new_group",
    "trace",
    "rank",
    "energy",
    "pairs",
    "sensitivity",
]


def _posterior(family: str, scale: float, offset: float, start: float, reach: float):
    """Make up a table of a family, and draws of its parameters that fit it."""
    rng = np.random.default_rng(4)

    def normal(*shape):
        return rng.normal(size=(CHAINS, LENGTH, *shape))

    found = {"lp__": normal()}
    table = pd.DataFrame({"row": np.arange(len(GROUP)) + 2, "group": LABELS[0]})
    table["group"] = [LABELS[place] for place in GROUP]
    if family == "rates":
        trials = np.array([250, 500, 1000, 1000, 4000]) * 1000
        rate = np.clip(scale * np.array([1, 1.1, 0.9, 1.2, 1.05]), 0, 1)
        y = np.round(trials * rate).astype(int)
        table = pd.DataFrame({"row": range(2, 7), "group": LABELS, "N": trials, "y": y})
        rate = np.minimum(rate, 1 - 1e-6)  # where all are successes
        alpha = np.log(rate / (1 - rate)) + 0.02 * normal(5)
        found |= {"alpha": alpha, "p": 1 / (1 + np.exp(-alpha))}
        found |= {"mu_alpha": alpha.mean(axis=-1), "sigma_alpha": np.exp(0.1 * normal())}
        found["sigma_alpha"] *= 0.1
        return table, found
    table["y"] = offset + scale * (GROUP + rng.normal(0, 0.5, len(GROUP)))
    found |= {
        "alpha": offset + scale * (np.arange(5) + 0.2 * normal(5)),
        "mu_alpha": offset + scale * (2 + 0.5 * normal()),
        "sigma_alpha": scale * np.exp(0.3 * normal()),
        "sigma": 0.5 * scale * np.exp(0.1 * normal()),
    }
    if family == "lines":
        table["x"] = start + reach * rng.uniform(size=len(GROUP))
        slope = scale / reach
        found |= {
            "beta": slope * (1 + 0.2 * normal(5)),
            "mu_beta": slope * (1 + 0.2 * normal()),
            "sigma_beta": slope * np.exp(0.2 * normal()),
            "rho": np.tanh(normal()),
        }
    return table, found


def _fit(folder, family: str, model: str, table, facts, found, drawn: bool) -> Fit:
    """Write what a fit of a model has on disk; draws and checks only where they are drawn."""
    module = families.get(family)
    declared = module.MODELS[model]
    folder.mkdir()
    data = module.stan_data(table, facts, {}) | {"per_observation": 1}
    for parameter, given in module.default_priors(table)[model].items():
        data |= {f"prior_{parameter}_{key}": value for key, value in given.items()}
    files.write_json(folder / "stan_data.json", data)
    own = dict(found)
    if declared.pooling == "complete":
        own |= {
            name: found[name].mean(axis=-1)
            for name in ("alpha", "beta", "p")
            if name in found
        }
    own = {parameter.name: own[parameter.name] for parameter in declared.parameters}
    rows = {}
    for name, values in own.items():
        columns = values.reshape(CHAINS * LENGTH, -1).T
        several = values.ndim > 2
        for place, column in enumerate(columns):
            label = f"{name}[{LABELS[place]}]" if several else name
            q5, q95 = np.percentile(column, [5, 95])
            rows[label] = {"mean": column.mean(), "q5": q5, "q95": q95}
            rows[label] |= {"ess_bulk": 100 + place, "r_hat": 1.0}
    pd.DataFrame(rows).T.rename_axis("parameter").to_csv(folder / "summary.csv")
    (folder / "exact.csv").write_text("parameter,mean,sd\n")  # not computed
    names = ["stan_data.json", "summary.csv", "exact.csv"]
    if not drawn:
        return Fit.of([str(folder / name) for name in names])
    rng = np.random.default_rng(6)
    shape = (CHAINS, LENGTH, len(data["y"]))
    made = data["y"] + np.std(data["y"]) * rng.normal(size=shape)
    new = np.zeros((CHAINS, LENGTH, data["N_new"])) + np.mean(data["y"])
    if family == "rates":
        made = rng.binomial(data["N"], np.broadcast_to(found["p"], shape))
        new = rng.binomial(data["trials_new"], 0.03, (CHAINS, LENGTH, data["N_new"]))
    else:
        new = new + np.std(data["y"]) * rng.normal(size=new.shape)
    dims = {p.name: ["group"] for p in declared.parameters if p.per_group}
    state = {
        "divergent__": rng.random((CHAINS, LENGTH)) < 0.1,
        "energy__": rng.normal(size=(CHAINS, LENGTH)),
    }
    tree = draws.dataset(
        own | {"y_rep": made, "y_new": new},
        state,
        observed={"y": np.asarray(data["y"])},
        dims=dims,
        coords={"group": LABELS},
    )
    draws.write(folder / "posterior.nc", tree)
    pits = pd.DataFrame({"pit": rng.uniform(size=len(data["y"])), "unsettled": 0})
    pits.to_csv(folder / "left_out.csv", index=False)
    names += ["posterior.nc", "left_out.csv"]
    fit = Fit.of([str(folder / name) for name in names])
    low, high, sd = min(data["y"]), max(data["y"]), float(np.std(data["y"]))
    plausible = (0.02, 0.98) if family == "rates" else (low - 9 * sd, high + sd)
    case = Case(
        family=family, model=model, fit=fit, labels=LABELS, seed=5, plausible=plausible
    )
    checks = {"prior_predictive": prior_check, "posterior_predictive": posterior_check}
    if declared.pooling != "complete":
        checks["predictive_new_group"] = new_group_check
    said = {name: check(case) for name, check in checks.items()}
    said["diagnostics"] = {"e_bfmi": {"by_chain": [0.9, 1.0], "threshold": 0.3}}
    population = [p.name for p in declared.parameters if not p.per_group]
    said["sensitivity"] = {
        "threshold": 0.05,
        "parameters": [
            {
                "parameter": name,
                "prior": 0.02,
                "likelihood": 0.3,
                "bar": 0.05,
                "diagnosis": "none",
            }
            for name in population
        ],
        "groups": {"checked": 5, "leaning": 0},
        "pareto_k": 0.2,
        "chosen": None,
        "reliable": True,
    }
    for name, content in said.items():
        fit.files[name] = str(folder / f"{name}.json")
        files.write_json(fit.files[name], content)
    return fit


def made(
    folder,
    family: str,
    scale=1.0,
    offset=0.0,
    start=0.0,
    reach=10.0,
    unit=None,
    *,
    only=None,
):
    """Write the results of a made-up analysis whose numbers have a scale and an offset.

    Those of one model alone are what its own figures read.
    """
    table, found = _posterior(family, scale, offset, start, reach)
    tables.write_prepared(folder / "prepared.parquet", table)
    facts = {"centre": float(table["x"].mean())} if family == "lines" else {}
    files.write_json(folder / "prepared.json", facts | group_facts(table))
    drawn_alone = only or "partial_pooling"
    fits = {
        model: _fit(
            folder / model, family, model, table, facts, found, model == drawn_alone
        )
        for model in ([only] if only else families.get(family).MODELS)
    }
    columns = {"y": "outcome", "group": "place", "x": "predictor", "N": "trials"}
    labels = {
        role: {"column": name, "label": None, "unit": None}
        for role, name in columns.items()
        if role in table
    }
    if unit:
        labels["x"]["unit"] = dict.fromkeys(LANGUAGES, unit)
    settings = {"family": family, "labels": labels, "show": "auto"}
    paths = {"prepared": str(folder / "prepared.parquet")}
    paths["facts"] = str(folder / "prepared.json")
    # Farther out sigma is lost in the digits.
    if family == "means" and offset < 1e15 and not only:
        data = {model: fit.stan_data for model, fit in fits.items()}
        explored = explore.explore("means", explore.Analysis(data, None, LABELS))
        paths["explore"] = str(folder / "explore.json")
        files.write_json(paths["explore"], explored)
    compared = {"model": list(fits), "elpd_diff": -2.5, "se_diff": 1.5, "elpd": -30.0}
    for name in ("comparison", "group_comparison"):
        paths[name] = str(folder / f"{name}.csv")
        pd.DataFrame(compared | {"se": 3.0}).to_csv(paths[name], index=False)
    files.write_json(
        folder / "comparison.json",
        {"observations": {"remarks": [], "no_contestants": []}},
    )
    return Results("a", paths, fits, settings)


NAMED = {"en": "plausible range given", "es": "intervalo plausible dado"}


@pytest.mark.parametrize("family", ["means", "lines", "rates"])
def test_the_plausible_range_is_drawn_and_named_where_it_was_given(tmp_path, family):
    scale = 0.5 if family == "rates" else 1.0
    one = made(tmp_path, family, scale, only="partial_pooling")
    fit = one.fits["partial_pooling"]
    found = fit.json("prior_predictive")
    for language, given in itertools.product(LANGUAGES, (found["plausible"], None)):
        files.write_json(fit.files["prior_predictive"], found | {"plausible": given})
        words = Words(language, one.settings)
        figure, _ = figures.of("fits")["prior_predictive"].draw(one, words)
        axes, (legend,) = figure.axes[0], figure.legends
        names = [text.get_text() for text in legend.texts]
        assert (NAMED[language] in names) == bool(given)
        spans = [patch.get_extents() for patch in axes.patches]
        assert len(spans) == bool(given)
        if given:
            box = spans[0].transformed(axes.transData.inverted())
            ends, seen = (box.intervaly, axes.get_ylim())
            if family != "rates":
                ends, seen = box.intervalx, axes.get_xlim()
            assert sorted(ends) == pytest.approx(given)
            assert seen[0] <= given[0] < given[1] <= seen[1]


def test_a_figure_of_checks_that_test_nothing_says_so(tmp_path):
    one = made(tmp_path, "rates", 0.5, only="no_pooling")
    path = one.fits["no_pooling"].files["posterior_predictive"]
    found = files.read_json(path)
    assert found["statistics"] == found["groups"]["worst"] == []
    alone = {"pit": {"n": 0, "p_value": None}, "verdict": "not informative"}
    alone["because"] = "fitted"
    said = {
        "en": ("Not informative: ", "Not tested: "),
        "es": ("Sin información: ", "Sin probar: "),
    }
    for language, nothing in itertools.product(LANGUAGES, ({}, alone)):
        files.write_json(path, found | nothing)
        words = Words(language, one.settings)
        whole, table = figures.of("fits")["predictive_checks"].draw(one, words)
        # What is left, if anything, is the panel of the observations left out.
        assert (len(whole.axes), len(whole.legends)) == ((0, 0) if nothing else (1, 1))
        assert figures.of("fits")["predictive_checks"].says(table, words, one)
        groups, _ = figures.of("fits")["group_checks"].draw(one, words)
        first, second = said[language]
        assert groups.get_suptitle().startswith(second)
        assert whole.get_suptitle().startswith(first) == bool(nothing)


def drawn_of_all(results):
    """Give every figure of an analysis that can be drawn from made-up results."""
    for name, figure in figures.of(results.settings["family"]).items():
        known = name != "regularisation_path" or "explore" in results.paths
        if known and name not in ("agreement", "new_groups", "error_by_size"):
            yield name, results, figure.draw


def drawn(results):
    """Give those, and those of a fit, as words -> figure."""
    yield from drawn_of_all(results)
    model = "partial_pooling"
    one = Results("a", results.paths, {model: results.fits[model]}, results.settings)
    for name in FIT_FIGURES:
        yield name, one, figures.of("fits")[name].draw


def check_axis(axis, language: str, clock=None) -> int:
    """Read the labels of an axis back, and see that they stand clear of each other."""
    formatter = axis.get_major_formatter()
    known = ticks.Numbers | ticks.Decades | ticks.Dates | ticks.Originals
    if not axis.get_visible() or not axis.axes.get_visible():
        return 0
    low, high = sorted(axis.get_view_interval())
    assert np.isfinite([low, high]).all()
    labelled = [
        (tick.get_loc(), label)
        for tick in axis.get_major_ticks()
        for label in (tick.label1, tick.label2)
        if label.get_text() and label.get_visible()
    ]
    if not isinstance(formatter, known) or not labelled:
        return 0
    places = np.array([place for place, _ in labelled])
    texts = [label.get_text() for _, label in labelled]
    if isinstance(formatter, ticks.Dates):
        found = [clock.value(read_date(text)) for text in texts]
    elif isinstance(formatter, ticks.Originals):
        found = np.log([read(text, language) for text in texts])
    else:
        origin = axis.get_offset_text().get_text()
        found = [read(text, language, origin) for text in texts]
    step = np.diff(places).min() if len(places) > 1 else abs(places[0])
    within = 0.02 * step + 4 * np.spacing(np.abs(places).max())
    assert np.abs(found - places).max() <= within, (texts, places.tolist())
    boxes = [label.get_window_extent() for _, label in labelled]
    side = ("x0", "x1") if axis.axis_name == "x" else ("y0", "y1")
    ends = sorted([getattr(box, end) for end in side] for box in boxes)
    for before, after in itertools.pairwise(ends):
        assert before[1] <= after[0], texts
    return len(texts)


def check_figures(results, clock=None, turn: int = 0) -> dict[str, int]:
    """Draw every other figure of some results, in turn in each language, and read it."""
    counts = {}
    for place, (name, own, draw) in enumerate(drawn(results)):
        if place % 2 != turn % 2:
            continue
        language = LANGUAGES[(place // 2 + turn // 2) % 2]
        figure, _ = draw(own, Words(language, own.settings))
        ticks.write(figure, language)
        figure.draw_without_rendering()
        counts[name] = sum(
            check_axis(axis, language, clock)
            for each in figure.axes
            for axis in (each.xaxis, each.yaxis)
        )
    return counts


@pytest.mark.parametrize("turn", range(len(MEANS)), ids=MEANS)
def test_the_axes_of_every_figure_of_means_are_read_back(tmp_path, turn):
    results = made(tmp_path, "means", *SIZES[MEANS[turn]])
    counts = check_figures(results, turn=turn)
    assert {name for name, count in counts.items() if count < 2} == set()


@pytest.mark.parametrize(
    ("size", "start", "reach", "unit", "turn"),
    [
        ("huge", 2021.04, 0.9, None, 0),
        ("plain", 1.7e9, 8e4, "seconds since 1970-01-01", 2),
        ("far", 1.7e9, 8e4, "seconds since 1970-01-01", 3),
    ],
)
def test_the_axes_of_every_figure_of_lines_are_read_back(
    tmp_path, size, start, reach, unit, turn
):
    results = made(tmp_path, "lines", *SIZES[size], start, reach, unit)
    counts = check_figures(results, times.clock(unit), turn)
    assert {name for name, count in counts.items() if count < 2} == set()


@pytest.mark.parametrize("family", ["means", "lines", "rates"])
def test_all_is_drawn_where_a_mean_lies_beyond_its_interval(tmp_path, family):
    """Few draws, or one far out: an exact mean may be larger than their 95 % point.

    Figures of a fit read no interval of its summary.
    """
    results = made(tmp_path, family)
    for fit in results.fits.values():
        for number, end in enumerate(("q95", "q50", "q5"), 1):
            fit.summary[end] = fit.summary["mean"] - number
    names = set()
    for name, own, draw in drawn_of_all(results):
        figure, _ = draw(own, Words("en", own.settings))
        figure.set_layout_engine("none")  # which takes as long as all else
        figure.draw_without_rendering()
        names.add(name)
    assert "pooling" in names


# Figures with the outcome on an axis.
OF_OUTCOME = {
    "means": {"data", "pooling", "shrinkage", "estimates", "regularisation_path"},
    "lines": {"data", "pooling", "intercept_slope"},
}
OF_FIT = {
    "prior_predictive",
    "posterior_predictive",
    "predictive_new_group",
    "group_checks",
}


@pytest.mark.parametrize(
    ("family", "scale", "offset", "language"),
    [
        ("means", 1.0, 0.5, "en"),
        ("lines", 0.7, 2.0, "es"),
    ],
)
def test_a_logarithm_has_a_second_axis_and_a_threshold_is_on_every_axis(
    tmp_path, family, scale, offset, language
):
    results = made(tmp_path, family, scale, offset)
    results.settings["labels"]["y"]["log_of"] = {
        "label": dict.fromkeys(LANGUAGES, "radon"),
        "unit": None,
    }
    limit = offset + 6 * scale
    results.settings["threshold"] = {"value": limit, "label": {"en": "the limit"}}
    seen = set()
    for name, own, draw in drawn(results):
        if name not in OF_OUTCOME[family] | OF_FIT:
            continue
        figure, _ = draw(own, Words(language, own.settings))
        ticks.write(figure, language)
        figure.draw_without_rendering()
        second = [
            axis
            for panel in figure.axes
            for each in panel.child_axes
            for axis in (each.xaxis, each.yaxis)
            if isinstance(axis.get_major_formatter(), ticks.Originals)
        ]
        if not second:
            continue
        seen.add(name)
        assert {axis.label.get_text() for axis in second} == {"radon"}, name
        assert min(check_axis(axis, language) for axis in second) >= 1, name
        lines = [
            (panel, line)
            for panel in figure.axes
            for line in panel.lines
            if line.get_label() == "the limit"
        ]
        assert lines, name
        for panel, line in lines:
            across = len(set(line.get_xdata())) == 1
            ends = panel.get_xlim() if across else panel.get_ylim()
            assert set(line.get_xdata() if across else line.get_ydata()) == {limit}
            assert min(ends) <= limit <= max(ends), name
        texts = [text.get_text() for each in figure.legends for text in each.get_texts()]
        assert texts.count("the limit") == 1, name
    assert seen == OF_OUTCOME[family] | OF_FIT


@pytest.mark.parametrize(
    ("ends", "language"),
    [
        ((-2.5, 3.6), "en"),
        ((0.2, 1.9), "es"),
        ((1.38, 1.41), "en"),
        ((-0.01, 0.6), "es"),
        ((-40, 55), "en"),
        ((95, 99), "es"),
        ((-2e3, 3e3), "en"),
    ],
)
@pytest.mark.parametrize("across", [True, False])
def test_the_second_axis_of_a_logarithm_is_read_back(ends, across, language):
    column = {"label": dict.fromkeys(LANGUAGES, "radon"), "unit": {"en": "pCi/L"}}
    words = Words(language, {"labels": {"y": {"column": "y", "log_of": column}}})
    figure, panels = style.canvas(2, 2, height=4)
    for panel in panels.flat:
        panel.plot(ends, ends)
    assert style.show_outcome(panels, words, across) == []
    ticks.write(figure, language)
    figure.draw_without_rendering()
    second = [panel.child_axes for panel in panels.flat]
    shown = panels[0] if across else panels[:, -1]
    assert [bool(each) for each in second] == [p in shown for p in panels.flat]
    for (each,) in filter(None, second):
        axis = each.xaxis if across else each.yaxis
        assert axis.label.get_text() == "radon (pCi/L)"
        assert check_axis(axis, language) >= 2


def test_ticks_follow_an_axis_that_changes():
    """They are kept while nothing changes that they depend on."""
    figure, panel = style.canvas(1, 1, height=3)
    panel.plot([0, 10], [0, 10])
    ticks.write(figure, "en")
    figure.draw_without_rendering()
    first = list(panel.get_xticks())
    assert list(panel.get_xticks()) == first
    panel.tick_params(labelsize=40)
    assert len(panel.get_xticks()) < len(first)
    panel.tick_params(labelsize=8)
    assert list(panel.get_xticks()) == first
    panel.set_position([0.1, 0.1, 0.05, 0.8])
    assert len(panel.get_xticks()) < len(first)
    panel.set_xlim(0, 1000)
    assert max(panel.get_xticks()) > 10


@pytest.mark.parametrize("scale", [1e-4, 0.9])
def test_the_axes_of_every_figure_of_rates_are_read_back(tmp_path, scale):
    results = made(tmp_path, "rates", scale)
    counts = check_figures(results, turn=int(scale > 0.5))
    assert {name for name, count in counts.items() if count < 2} == set()


@pytest.mark.parametrize(
    ("size", "language"), [(size, LANGUAGES[k % 2]) for k, size in enumerate(SIZES)]
)
def test_axes_of_every_kind_are_read_back(size, language):
    scale, offset = SIZES[size]
    x = np.linspace(0, 10, 30)
    y = offset + scale * np.sin(x)
    figure, panels = style.canvas(3, 2, height=7)
    (plain, log), (raster, twinned), (fixed, shown) = panels
    plain.plot(x, y)
    log.plot(x, scale * 10 ** (x / 3))
    log.set_yscale("log")
    mesh = raster.pcolormesh(x, x, y[:, np.newaxis] + np.zeros((30, 30)))
    bar = figure.colorbar(mesh, ax=raster)
    twinned.plot(x, y)
    twin = twinned.twinx()
    twin.plot(x, 1000 * scale * x)
    fixed.plot(y, x)
    fixed.set_xticks([offset - scale / 2, offset, offset + scale / 2])
    shown.set_xscale("log")
    shown.plot([1, 4_000_000], [0, 1])
    shown.set_xticks([1, 30, 12_345, 4_000_000])
    ticks.write(figure, language)
    figure.draw_without_rendering()
    for axis in (
        plain.yaxis,
        log.yaxis,
        bar.ax.yaxis,
        twinned.yaxis,
        twin.yaxis,
        fixed.xaxis,
        shown.xaxis,
    ):
        # Doubles around 1e15 are too few to tell a few units apart.
        assert check_axis(axis, language) >= (1 if size == "farther" else 2)


def test_units_of_one_size_have_a_tick_each(tmp_path):
    results = made(tmp_path, "rates", 0.03)
    figure, table = figures.of("rates")["survival"].draw(
        results, Words("es", results.settings)
    )
    axis = figure.axes[0].xaxis
    texts = [text.get_text().split("\n") for text in axis.get_ticklabels()]
    assert [name for name, _ in texts] == table["group"]
    assert [read(size, "es") for _, size in texts] == table["trials"].tolist()


def test_names_of_several_words_stand_below_one_another_where_they_would_not_fit():
    labels = [f"{letter} {who}" for letter in "ABCDEF" for who in ("men", "women")]
    _figure, panel = style.canvas()
    groups.name_places(panel, labels, sizes=np.arange(25, 37), words=Words("en", {}))
    texts = [text.get_text().split("\n") for text in panel.get_xticklabels()]
    assert [" ".join(name) for *name, _ in texts] == labels
    assert {len(name) for *name, _ in texts} == {2}


def test_many_units_stand_in_blocks_of_their_size():
    _figure, panel = style.canvas()
    sizes = np.repeat([1000, 250_000, 1_000_000], 20)
    groups.name_places(
        panel, [f"u{at}" for at in range(60)], sizes=sizes, words=Words("en", {})
    )
    texts = [text.get_text() for text in panel.get_xticklabels()]
    assert [read(text, "en") for text in texts] == [1000, 250_000, 1_000_000]
    assert panel.get_xticks().tolist() == [9.5, 29.5, 49.5]


@pytest.mark.parametrize("scale", [1e-4, 0.03])
def test_the_axis_of_a_population_fits_it(tmp_path, scale):
    results = made(tmp_path, "rates", scale, only="partial_pooling")
    figure, table = figures.of("rates")["population"].draw(
        results, Words("en", results.settings)
    )
    low, high = figure.axes[0].get_xlim()
    raw = results.prepared["y"] / results.prepared["N"]
    assert low <= raw.min() < raw.max() <= high
    density = np.asarray(table["mean_density"])
    assert max(density[0], density[-1]) < 0.05 * density.max() or low == 0
    assert np.mean(density > 0.001 * density.max()) > 0.5  # not a corner of the axis


@pytest.mark.parametrize(
    "values", [np.zeros(40), np.ones(40), 1e15 + np.array([0.0, 0.125] * 20)]
)
def test_a_density_of_hardly_any_spread_is_finite(values):
    grid = np.linspace(*axes.around(values, 0.1), 300)
    density = common.smoothed(values, grid)
    assert np.isfinite(density).all()
    assert density.max() > 0


# --- Widgets -----------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_the_axes_of_widgets_are_read_back(size, language):
    scale, offset = SIZES[size]
    ends = around([[offset - scale, offset + scale]])
    axis = laid("outcome", ends, language)
    origin = axis["name"].partition("; ")[2]
    assert len(axis["ticks"]) > 2
    for place, text in axis["ticks"]:
        assert ends[0] <= place <= ends[1]
        near = 0.01 * scale + np.spacing(abs(place))
        assert read(text, language, origin) == pytest.approx(place, abs=near, rel=0)


def test_what_a_reader_plays_with_keeps_the_digits_that_differ():
    y = 1e9 + np.array([0.0011, 0.0012])
    assert np.diff(base.plain(y, y.std())) == pytest.approx(np.diff(y), rel=1e-3)
    assert base.plain([1.2345678, 5], 0.8) == [1.23457, 5]
