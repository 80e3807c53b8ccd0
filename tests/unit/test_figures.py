"""Figures: which there are, what they say, and the numbers behind them."""

import ast
import base64
import json
import re
from io import BytesIO
from pathlib import Path

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st
from PIL import Image
from pooling import figures
from pooling.basics import files, outlines
from pooling.checks.results import Fit, Results
from pooling.exact import explore
from pooling.exact.explore import means as of_means
from pooling.figures import (
    alt_text,
    checks,
    compared_models,
    graph,
    groups,
    means,
    rates,
    style,
)
from pooling.figures.base import TEXTS, beside, texts
from pooling.figures.coins import densities
from pooling.figures.lighter import lighter
from pooling.figures.lines import by_group as of_lines
from pooling.figures.lines import correlations
from pooling.figures.means import by_group, movement
from pooling.figures.predictive import common, statistics
from pooling.figures.rates import populations
from pooling.figures.words import (
    MOST_OF_NAME,
    MOST_OF_UNIT,
    Spoken,
    Words,
    letters,
    symbol,
)
from pooling.model import families, james_stein, names
from pooling.model.families.base import LANGUAGES, group_facts
from pooling.table import tables
from scipy import stats

SAMPLED = [
    (family, name, model)
    for family in families.NAMES
    for name, model in families.get(family).MODELS.items()
    if model.sampled
]
NAMES = [f"{family}-{name}" for family, name, _ in SAMPLED]


# --- James and Stein -------------------------------------------------------------


@pytest.mark.parametrize(("risk", "first"), [("fixed", 3), ("grand_mean", 4)])
def test_james_stein_gains_from_its_first_number_of_means_on(risk, first):
    total = getattr(james_stein, f"risk_{risk}")
    for count in range(1, first):
        assert total(count, 1.0) == count
    for count in range(first, 12):
        for noncentrality in (0.0, 0.3, 5.0, 400.0):
            assert total(count, noncentrality) < count


def test_james_stein_risk_where_all_means_are_equal():
    # (J - 2)^2 E[1 / chi^2_J] = J - 2
    assert james_stein.risk_fixed(10, 0) == pytest.approx(2)
    assert james_stein.risk_grand_mean(10, 0) == pytest.approx(3)


@pytest.mark.parametrize("noncentrality", [0.5, 4.0, 60.0, 3000.0])
def test_james_stein_risk_is_the_integral_over_a_noncentral_chi_squared(noncentrality):
    count = 6
    draws = stats.ncx2(count, noncentrality)
    inverse = draws.expect(lambda value: 1 / value, epsabs=1e-12, epsrel=1e-10)
    expected = count - (count - 2) ** 2 * inverse
    assert james_stein.risk_fixed(count, noncentrality) == pytest.approx(
        expected, rel=1e-6
    )


@pytest.mark.parametrize("target", [0.5, None], ids=["fixed", "grand mean"])
@pytest.mark.parametrize("count", [2, 5, 9])
def test_james_stein_risk_is_that_of_simulated_tables(count, target):
    theta = np.linspace(-1, 2, count)
    centre = theta.mean() if target is None else target
    noncentrality = float(((theta - centre) ** 2).sum())
    total = james_stein.risk_grand_mean if target is None else james_stein.risk_fixed
    risk, error = james_stein.simulate(theta, target, tables=100_000, seed=4)
    assert risk == pytest.approx(total(count, noncentrality), abs=4 * error)


def test_a_single_mean_stays_where_it_is():
    assert james_stein.estimate(np.array([[3.0]])) == pytest.approx(3)


# --- What is declared ------------------------------------------------------------


@pytest.mark.parametrize("module", [*families.NAMES, "fits"])
def test_every_figure_has_words_in_both_languages(module):
    for name, figure in figures.of(module).items():
        for text in (figure.title, figure.caption):
            assert set(text) == {"en", "es"}, name
            assert text["en"] != text["es"], name
        assert all(text.endswith(".") for text in figure.caption.values()), name


def test_what_is_written_of_figures_is_what_they_say():
    modules = (*families.NAMES, families.ALL[-1], "fits", "calibration")
    declared = {name for module in modules for name in figures.of(module)}
    said = {
        call.args[0].value: {each.arg for each in call.keywords}
        for path in TEXTS.parent.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "words.say"
    }
    of_figures = {"title", "caption", "sizes", "alike"}
    own = {"group", "groups", "x", "y", "N"}  # needs no name
    by_name = {"pooling", "model", "verdict"}  # phrases that are asked for by a name
    written = set()
    for path in TEXTS.glob("*.md"):
        for heading, row in texts(path.stem).items():
            assert heading in declared or not of_figures & set(row), heading
            if path.stem == "phrases" and heading in by_name:
                continue
            for name in set(row) - of_figures:
                key = f"{path.stem}/{heading}/{name}"
                written.add(key)
                for language in LANGUAGES:
                    gaps = set(re.findall(r"{(\w+)", row[name][language]))
                    if None not in said[key]:  # else they are in a result
                        assert gaps - said[key] <= own, (key, language)
                        assert said[key] <= gaps, (key, language)
    assert written == set(said)


@pytest.mark.parametrize("module", [*families.NAMES, "fits", "calibration"])
def test_every_figure_says_what_it_shows(module):
    declared = figures.of(module)
    assert all(callable(figure.says) for figure in declared.values())
    # The joint density of prior and posterior, and of each coin, is told alike.
    own = [f.says for name, f in declared.items() if "_joint" not in name]
    assert len(set(own)) == len(own)


@pytest.mark.parametrize("family", families.ROOMS)
def test_the_predictions_of_every_family_are_told(family):
    from importlib import import_module

    module = import_module(f"pooling.figures.{family}")
    for draw in (*module.PREDICTIVE.values(), module.NEW_GROUP):
        assert callable(beside("says", draw))


@pytest.mark.parametrize(("family", "name", "model"), SAMPLED, ids=NAMES)
def test_every_fit_has_its_figures(family, name, model):
    found = figures.of_fit(family, name)
    assert {"graph", "prior_predictive", "posterior_predictive"} <= set(found)
    assert {"trace", "rank", "energy", "pairs"} <= set(found)
    assert ("sensitivity" in found) == (model.pooling == "partial")
    assert ("predictive_new_group" in found) == (model.pooling != "complete")
    shown = set(figures.of_fit(family, name, shown=True))
    everything = set(found) - {"pairs"}
    assert shown == (everything if model.pooling == "partial" else {"graph"})


@pytest.mark.parametrize(("family", "name", "model"), SAMPLED, ids=NAMES)
def test_a_graph_shows_the_priors_and_hangs_together(family, name, model):
    declared = graph.laid_out(family, name)
    with_prior = {node.prior for node in declared.nodes.values()} - {""}
    assert with_prior == set(model.priors)
    for node in declared.nodes.values():
        assert set(node.parents) <= set(declared.nodes)
    for plate in declared.plates:
        assert set(plate.members) <= set(declared.nodes)
    # Every quantity leads to the observed one.
    reached = {key for key, node in declared.nodes.items() if node.kind == "observed"}
    for _ in declared.nodes:
        reached |= {parent for key in reached for parent in declared.nodes[key].parents}
    assert reached == set(declared.nodes)


def test_an_analysis_has_the_figures_of_its_models():
    settings = families.get("means").Settings(
        family="means", data="a.csv", outcome={"column": "y"}, group={"column": "g"}
    )
    alone = figures.names(settings, ["partial_pooling"])
    assert "agreement" in alone
    assert not {"pooling", "comparison", "regularisation_path"} & set(alone)
    everything = figures.names(settings, families.get("means").MODELS)
    assert set(everything) == set(figures.of("means"))


# --- What is drawn ---------------------------------------------------------------


def _prepared(folder, table) -> dict[str, str]:
    """Write a prepared table and what is known of its groups."""
    paths = {"prepared": folder / "prepared.parquet", "facts": folder / "prepared.json"}
    tables.write_prepared(paths["prepared"], table)
    files.write_json(paths["facts"], group_facts(table))
    return {kind: str(path) for kind, path in paths.items()}


def _small(folder, family="means", model="partial_pooling"):
    """Write the prepared table and the Stan data of a small analysis of means."""
    prepared = pd.DataFrame(
        {
            "row": range(2, 9),
            "group": ["a", "a", "a", "b", "b", "$c$", "$c$"],
            "y": [1.0, 2.0, 3.0, 4.0, 6.0, 2.0, 2.5],
        }
    )
    paths = _prepared(folder, prepared)
    module = families.get(family)
    data = module.stan_data(prepared, {}, {})
    for parameter, given in module.default_priors(prepared)[model].items():
        data |= {f"prior_{parameter}_{key}": value for key, value in given.items()}
    files.write_data(folder / "stan_data.json", data)
    settings = {
        "family": family,
        "labels": {
            "y": {"column": "y", "label": None, "unit": {"en": "$", "es": "$"}},
            "group": {"column": "g", "label": None},
        },
        "show": "auto",
    }
    fit = Fit({"stan_data": str(folder / "stan_data.json")})
    return Results("small", paths, {model: fit}, settings)


def test_small_and_large_groups_are_spoken_of_only_where_sizes_differ(tmp_path):
    results = _small(tmp_path)
    spoken = {each: Spoken(each, results.settings) for each in LANGUAGES}
    alike = _small(tmp_path)
    alike.__dict__["prepared"] = results.prepared.groupby("group").head(2)
    told = {n: each for n, each in figures.of("means").items() if "sizes" in each.texts}
    assert {"data", "pooling", "shrinkage", "estimates", "new_groups"} == set(told)
    told["group_checks"] = figures.of_fit("means", "partial_pooling")["group_checks"]
    for name, figure in told.items():
        for words in spoken.values():
            assert figure.found({}, words, results)
            of_one_size = figure.found({}, words, alike)
            assert bool(of_one_size) == (name == "shrinkage")
            assert not of_one_size or words("one size", "mismo tamaño") in of_one_size


# They speak of the size of κ, of a panel, and of what sizes differ in.
OF_NO_GROUP = {"kappa_sweep", "pairs", "shrinkage_by_size"}
OF_SIZE = re.compile(r"\b(size|small|large)(s|er|est)?\b|tamaño|chic[ao]s|grandes?\b")


@pytest.mark.parametrize("family", families.NAMES)
def test_a_caption_does_not_speak_of_size_where_all_may_be_of_one(family):
    own = figures.of(family) | figures.of_fit(family, "partial_pooling")
    speaking = {
        name
        for name, figure in own.items()
        if any(OF_SIZE.search(text) for text in figure.caption.values())
    }
    assert speaking <= OF_NO_GROUP


@pytest.mark.parametrize("name", ["survival", "pooling"])
def test_units_of_one_size_are_not_said_to_stand_by_size(tmp_path, name):
    results, figure = _rare(tmp_path), figures.of("rates")[name]
    spoken = {each: Spoken(each, results.settings) for each in LANGUAGES}
    results.prepared.loc[0, "N"] = 10
    for words in spoken.values():
        assert OF_SIZE.search(figure.found({}, words, results))
    results.prepared["N"] = 1000
    alike = {each: figure.found({}, words, results) for each, words in spoken.items()}
    assert alike == figure.texts["alike"]


@pytest.mark.parametrize("given", [None, 0.0])
def test_the_path_of_the_fixed_prior_ends_where_it_must(tmp_path, monkeypatch, given):
    # As far as the path goes, in steps of a factor ten.
    monkeypatch.setattr(of_means, "SCALES", of_means.SCALES[::10])
    results = _small(tmp_path, model="regularised")
    if given is not None:
        path = tmp_path / "stan_data.json"
        files.write_json(path, files.read_json(path) | {"prior_alpha_mean": given})
    data = {"regularised": results.fits["regularised"].stan_data}
    found = explore.explore("means", explore.Analysis(data, None, results.groups))
    results.paths["explore"] = str(tmp_path / "explore.json")
    files.write_json(results.paths["explore"], found)
    pictures = [str(tmp_path / name) for name in ("p.svg", "p.es.svg")]
    numbers = tmp_path / "p.csv"
    figures.make(
        "means",
        "regularisation_path",
        results=results,
        pictures=pictures,
        numbers=str(numbers),
    )
    table = pd.read_csv(numbers)
    names = ["a", "b", "$c$"]
    raw = results.prepared.groupby("group")["y"].mean()[names]
    # No group is mistaken for another column, or for a formula of a spreadsheet.
    groups = [f"alpha[{name}]" for name in names]
    for centre, path in table.groupby("prior_mean"):
        path = path.sort_values("prior_sd")
        assert path[groups].iloc[-1].to_numpy() == pytest.approx(raw, abs=1e-3)
        assert path[groups].iloc[0].to_numpy() == pytest.approx(centre, abs=5e-3)
    # By default a fixed prior lies around the mean, and 0 is nobody's choice.
    mean = results.prepared["y"].mean()
    centres = [mean] if given is None else [given, mean]
    assert table["prior_mean"].unique() == pytest.approx(
        centres,
        rel=1e-4,  # it is kept to five digits
    )


def test_a_figure_is_the_same_each_time_and_differs_by_language(tmp_path):
    results = _small(tmp_path)
    first, again = tmp_path / "g.svg", tmp_path / "again.svg"
    spanish = tmp_path / "g.es.svg"
    pictures = [str(path) for path in (first, again, spanish)]
    figures.make("fits", "graph", results=results, pictures=pictures)
    assert first.read_bytes() == again.read_bytes()
    assert first.read_bytes() != spanish.read_bytes()


def test_the_numbers_of_a_graph_are_its_arrows(tmp_path):
    figure, table = graph.draw(_small(tmp_path), Words("en", _small(tmp_path).settings))
    arrows = set(zip(table["parent"], table["node"], strict=True))
    assert {("alpha", "y"), ("sigma", "y"), ("mu_alpha", "alpha")} <= arrows
    texts = [text.get_text() for text in figure.axes[0].texts]
    # Wide ones take two lines, so that neighbours do not meet.
    priors = [text for text in texts if text.startswith("Normal")]
    assert all("\n" in text for text in priors if len(text) > graph.LONGEST)
    texts = [text.replace("\n", " ") for text in texts]
    data = _small(tmp_path).fits["partial_pooling"].stan_data
    prior = f"{data['prior_mu_alpha_mean']:.3g}, {data['prior_mu_alpha_sd']:.3g}"
    assert f"Normal({prior})" in texts


def test_agreement_draws_every_z_and_the_limits(tmp_path):
    results = _small(tmp_path)
    rows = {"model": "partial_pooling", "parameter": ["sigma", "mu_alpha"]}
    pd.DataFrame(rows | {"z_mean": [0.5, -2.0], "z_sd": [1.0, np.nan]}).to_csv(
        tmp_path / "agreement.csv", index=False
    )
    verdict = {"verdict": "agrees", "threshold": 4.0, "density": {"passed": True}}
    (tmp_path / "agreement.json").write_text(json.dumps(verdict))
    results.paths["agreement"] = str(tmp_path / "agreement.csv")
    results.fits["partial_pooling"].files["agreement"] = str(tmp_path / "agreement.json")
    figure, _ = checks.agreement(results, Words("en", results.settings))
    drawn = np.concatenate(
        [line.get_xdata() for line in figure.axes[0].lines if len(line.get_xdata()) == 2]
    )
    assert {0.5, -2.0, 1.0, 4.0 * compared_models.CLEAR} <= set(
        drawn
    )  # the undefined one too
    assert figure.axes[0].get_xlim()[1] > 4.0


def test_smoothing_keeps_mass_and_place():
    draws = np.random.default_rng(2).normal(3, 0.7, 20_000)
    grid = np.linspace(-1, 7, 400)
    density = common.smoothed(draws, grid)
    assert np.trapezoid(density, grid) == pytest.approx(1, abs=1e-3)
    expected = stats.norm.pdf(grid, 3, 0.7)
    assert np.abs(density - expected).max() < 0.05 * expected.max()


@pytest.mark.parametrize("trials", [1, 9, 40, 41, 1000])
def test_bins_of_counts_hold_every_count_once(trials):
    edges = common.edges_of(trials)
    counts = np.histogram(np.arange(trials + 1), edges)[0]
    assert counts.sum() == trials + 1
    assert len(counts) <= common.BINS + 1
    assert trials > 39 or (counts[: trials + 1] == 1).all()


def test_bins_go_where_the_counts_are():
    rng = np.random.default_rng(3)
    drawn = rng.binomial(1000, 0.004, 4000)
    edges = common.bins_reached(21, drawn)
    assert edges[0] == -0.5
    assert 21 < edges[-1] < 25
    assert (
        np.histogram(common.held_within(np.append(drawn, 900), edges), edges)[0].sum()
        == len(drawn) + 1
    )


def _rare(folder, sigma=0.02):
    """Make up results of 40 units with rates near one per cent."""
    rng = np.random.default_rng(11)
    labels = [f"u{at}" for at in range(40)]
    y = rng.binomial(1000, 0.01, 40)
    table = pd.DataFrame({"row": range(40), "group": labels, "N": 1000, "y": y})
    paths = _prepared(folder, table)
    names = ["p", *(f"p[{label}]" for label in labels)]
    table = pd.DataFrame({"parameter": names, "mean": 0.01, "q5": 0.008, "q95": 0.013})
    table.loc[len(table)] = ["mu_alpha", -4.6, -4.8, -4.4]
    table.to_csv(folder / "summary.csv", index=False)
    (folder / "exact.csv").write_text("parameter,mean,sd\n")  # not computed
    fit = Fit.of([folder / "summary.csv", folder / "exact.csv"])
    # A draw of hardly any spread, as there are where the groups look alike.
    spread = np.append(np.full(999, sigma), 1e-6)
    draws = {"mu_alpha": rng.normal(-4.6, 0.1, 1000), "sigma_alpha": spread}
    fit.draws = lambda *wanted: {name: draws[name] for name in wanted}
    fits = dict.fromkeys(("complete_pooling", "no_pooling", "partial_pooling"), fit)
    labels = {"group": "unit", "y": "cases", "N": "patients"}
    labels = {role: {"column": name} for role, name in labels.items()}
    settings = {"family": "rates", "labels": labels, "show": "auto"}
    return Results("a", paths, fits, settings)


@pytest.mark.parametrize("name", ["survival", "pooling", "population"])
def test_rates_near_one_per_cent_fill_their_figures(tmp_path, name):
    results = _rare(tmp_path)
    figure, _ = getattr(rates, name)(results, Words("en", results.settings))
    axes = figure.axes[0]
    ends = axes.get_xlim() if name == "population" else axes.get_ylim()
    assert 0.004 < np.ptp(ends) < 0.04


def test_a_bar_beyond_the_best_model_is_not_cut_off():
    from matplotlib.figure import Figure

    table = pd.DataFrame(
        {
            "model": ["no_pooling", "complete_pooling"],
            "elpd_diff": [0.0, -2.4],
            "se_diff": [0.0, 2.9],
        }
    )
    settings = {"family": "means", "labels": {}}
    axes = Figure().subplots()
    words = Words("en", settings)
    results = Results("a", {}, {}, settings)
    compared_models._differences(
        axes, table, results=results, words=words, beside=lambda row: ""
    )
    assert axes.get_xlim()[0] < -5.3
    assert axes.get_xlim()[1] > 0.5


def test_a_long_name_of_an_axis_is_broken():
    figure, axes = style.canvas(2, 1, height=4)
    name = "mean: achievement in mathematics at the end of the year (points)"
    axes[0].set_ylabel(name)
    axes[1].set_ylabel("density")
    style._break_labels(figure)
    lines = axes[0].get_ylabel().split("\n")
    assert len(lines) > 1
    assert " ".join(lines) == name
    assert axes[1].get_ylabel() == "density"
    figure.canvas.draw()
    for each in axes:
        label = each.yaxis.label.get_window_extent()
        assert label.height < 1.1 * each.get_window_extent().height


@pytest.mark.parametrize(
    ("language", "own", "axis"),
    [
        ("en", None, r"mode $\omega$ of the population"),
        ("es", None, r"moda $\omega$ de la población"),
        ("en", "the workshop", r"mode $\omega$ of the workshop"),
        ("es", "el taller", r"moda $\omega$ del taller"),
        ("es", "elefantes", r"moda $\omega$ de elefantes"),
    ],
)
def test_the_population_has_the_words_of_the_analysis(language, own, axis):
    words = {"population": {language: own}} if own else {}
    settings = {"labels": {"group": {"column": "coin"}}, "words": words}
    assert densities.omega_of(Words(language, settings)) == axis


def test_groups_of_one_size_have_a_curve_of_their_own():
    low, high = by_group.size_ends(np.array([10, 10, 10]))
    assert low < 10 < high


def test_the_density_of_a_population_has_no_spike_of_a_single_draw(tmp_path):
    results = _rare(tmp_path, sigma=0.3)
    _, table = populations.population(results, Words("en", results.settings))
    p, density = table["p"], table["mean_density"]
    assert np.trapezoid(density, p) == pytest.approx(1, abs=0.01)
    assert density.max() < 1.2 * np.sort(density)[-20]


# --- What is told ----------------------------------------------------------------


def _pooled(none, partial):
    """Columns of the figure of three degrees, as `data.pooling` gives them."""
    return {
        "group": ["a", "b", "$c$"],
        "n": [3, 2, 2],
        "complete_mean": [2.93] * 3,
        "none_mean": np.array(none),
        "partial_mean": np.array(partial),
    }


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["3 groups (g)", "2.93 $", "1.0 to 5.0 $", "2.0 to 4.0", "$c$ moves most"],
        ),
        (
            "es",
            [
                "3 grupos (g)",
                "2,93 $",
                "1,0 a 5,0 $",
                "2,0 a 4,0",
                "mayor cambio es en $c$",
            ],
        ),
    ],
)
def test_the_text_of_a_figure_has_the_numbers_drawn(tmp_path, language, said):
    results = _small(tmp_path)
    words = Spoken(language, results.settings)
    table = _pooled([1.04, 2.6, 5.02], [2.04, 2.6, 3.98])
    text = means.FIGURES["pooling"].says(table, words, results)
    for part in said:
        assert part in text
    other = means.FIGURES["pooling"].says(_pooled([1, 2, 9], [2, 2, 3]), words, results)
    assert other != text


def test_a_picture_carries_its_text_and_the_page_gets_it(tmp_path):
    results = _small(tmp_path)
    pictures = [str(tmp_path / f"g{suffix}") for suffix in (".svg", ".es.svg")]
    figures.make(
        "fits", "graph", results=results, pictures=pictures, text=str(tmp_path / "g.json")
    )
    told = files.read_json(tmp_path / "g.json")["alt"]
    assert set(told) == {"en", "es"}
    data = results.fits["partial_pooling"].stan_data
    prior = f"{data['prior_mu_alpha_mean']:.3g}, {data['prior_mu_alpha_sd']:.3g}"
    assert (
        f"\N{GREEK SMALL LETTER MU}_\N{GREEK SMALL LETTER ALPHA} ~ Normal({prior})"
        in (told["en"])
    )
    for path, text in zip(pictures, told.values(), strict=True):
        assert text in Path(path).read_text("utf-8")


def test_the_numbers_beside_a_figure_are_those_of_its_first_picture(tmp_path):
    results = _small(tmp_path)
    pictures = [str(tmp_path / f"g{suffix}") for suffix in (".svg", ".es.svg")]
    figures.make(
        "fits",
        "graph",
        results=results,
        pictures=pictures,
        numbers=str(tmp_path / "g.csv"),
    )
    signs = pd.read_csv(tmp_path / "g.csv")["sign"]
    assert signs.str.contains(r"Normal\(.+, .+\)").any()
    assert not signs.str.contains(";").any()


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ((0.312, 2.58), ["0.3", "2.6"]),
        ((3, 116), ["3", "116"]),
        ((-0.01, 5.2), ["0.0", "5.2"]),
        ((0.05766, 0.05669), ["0.0577", "0.0567"]),
        ((0.9731, 0.9734), ["0.9731", "0.9734"]),
        ((1990.11, 1990.12), ["1990.11", "1990.12"]),
        ((7.0,), ["7"]),
        ((0.25,), ["0.25"]),
    ],
)
def test_numbers_that_belong_together_have_the_same_decimals(values, written):
    assert alt_text.numbers(Words("en", {}), *values) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.5, "0,5"),
        (919.4, "919"),
        (12345.6, "12\u202f346"),
        (-2.5e-7, "\N{MINUS SIGN}2,50 \N{MULTIPLICATION SIGN} 10⁻⁷"),
        (0.0, "0"),
    ],
)
def test_a_number_is_never_in_computer_notation(value, written):
    assert alt_text.number(Words("es", {}), value) == written


def test_a_density_is_summed_up():
    grid = np.linspace(-5, 9, 3001)
    found = alt_text.of_density(grid, stats.norm.pdf(grid, 2, 1))
    expected = {"mean": 2, "mode": 2, "q5": 2 - 1.645, "q95": 2 + 1.645}
    assert found == pytest.approx(expected, abs=5e-3)


def test_a_coarse_density_has_the_quantiles_of_the_fine_one():
    grid = np.linspace(0, 1, 101)
    found = alt_text.of_density(grid, stats.beta.pdf(grid, 2, 2))
    exact = stats.beta.ppf([0.05, 0.95], 2, 2)
    assert [found["q5"], found["q95"]] == pytest.approx(exact, abs=2e-4)


@pytest.mark.parametrize(
    ("above", "below", "said"),
    [
        ("min", "años", "min/año"),
        ("min", "kg", "min/kg"),
        (None, "años", "peso/año"),
        ("kg", None, "kg/edad"),
        (None, None, ""),
    ],
)
def test_a_slope_is_per_one_unit(above, below, said):
    units = {"y": above, "x": below}
    columns = {"y": "peso", "x": "edad"}
    labels = {
        role: {"column": columns[role], "unit": unit and {"es": unit}}
        for role, unit in units.items()
    }
    assert Words("es", {"labels": labels}).ratio("y", "x") == said


def test_a_picture_loses_only_what_cannot_be_seen():
    """Names, steps and styles change; places, to a hundredth of a point, and looks do not."""
    mark = '<use xlink:href="#m0123456789" x="1.23456" y="-4.5" style="fill: {}"/>'
    alike = [mark.format("red"), mark.format("red")]
    unlike = [mark.format("red"), mark.format("blue")]
    layers = [
        "\n".join(['<g id="line2d_3" clip-path="url(#pabcdef0123)">', *marks, "</g>"])
        for marks in (alike, unlike)
    ]
    line = '<path id="m0123456789" d="M 10.123456 2 \nL 3.5 -0.987654 \nL 3.5 2 \nz\n"/>'
    outline = '<path id="DejaVuSans-41" d="M 80 8 \nQ 16 -8 24 0 \n" {}/>'
    outline = outline.format('transform="scale(0.015625)"')
    letter = '<use xlink:href="#DejaVuSans-{}" transform="translate(63.62 {})"/>'
    text = [letter.format("41", 0), letter.format("42", 38.1)]
    # A layer whose marks all lie outside is empty, and ends where it begins.
    layers.append('<g clip-path="url(#pabcdef0123)"/>')
    before = ["<style>*{}</style>", line, outline, "<g>", *layers, "</g>", *text]
    light = lighter("\n".join(before))
    assert '<path id="g41" d="m10 1q-8-2-7-1" transform="scale(0.125)"/>' in light
    # What is moved along the line alone has a place; what is raised as well keeps both.
    assert '<use xlink:href="#g41" x="63.62"/>' in light
    assert '<use xlink:href="#g42" transform="translate(63.62 38.1)"/>' in light
    assert '<path id="m0" d="m10.12 2-6.62-2.99 0 2.99z"/>' in light
    assert '<g clip-path="url(#p1)" class="c0">' in light
    assert ".c0{fill:red}" in light
    assert light.count('class="c0"') == 1 + 1
    assert light.count('style="fill: blue"') == 1
    assert light.count('x="1.23" y="-4.5"') == 4
    assert light.count("</g>") == len(re.findall("<g[^>]*[^/]>", light)) == 2
    assert '<g clip-path="url(#p1)"/>' in light
    assert len(re.findall('id="m0"|#m0|#p1', light)) == 1 + 4 + 3


@hypothesis.given(
    st.lists(
        st.tuples(st.sampled_from("MLQC"), st.lists(st.integers(-999, 999), min_size=6)),
        min_size=1,
    ),
    st.booleans(),
)
def test_a_path_is_read_as_it_was_written(drawn, hundredths):
    """Whatever it draws: only lines without a length are left out."""
    size = {"M": 2, "L": 2, "Q": 4, "C": 6}
    pieces = [("M", 0, 0), *((letter, *own[: size[letter]]) for letter, own in drawn)]
    text = outlines.relative_path(pieces, hundredths)
    read = outlines.points_of(text, 100 if hundredths else 1)

    def seen(pieces):
        ends = [piece[-2:] for piece in pieces]
        still = [
            ("L", *end) == own for own, end in zip(pieces[1:], ends[:-1], strict=True)
        ]
        return [pieces[0]] + [p for p, s in zip(pieces[1:], still, strict=True) if not s]

    assert seen(read) == seen(pieces)


def encoded(pixels) -> str:
    """Write an image as matplotlib does."""
    written = BytesIO()
    Image.fromarray(pixels).save(written, "png")
    return base64.b64encode(written.getvalue()).decode("ascii")


def decoded(content: str) -> np.ndarray:
    """Read it back."""
    return np.asarray(Image.open(BytesIO(base64.b64decode(content))).convert("RGBA"))


def test_an_image_keeps_its_colours_and_its_gaps():
    rng = np.random.default_rng(1)
    few = rng.integers(0, 256, (16, 4), dtype="uint8")
    few[:, 3] = np.linspace(0, 255, 16)
    lines = few[rng.integers(0, 16, (40, 50))]
    shade = np.linspace(0, 255, 200 * 100).reshape(200, 100)
    density = np.stack([shade, 255 - shade, shade / 2, np.full_like(shade, 255)], axis=-1)
    many = rng.integers(0, 256, (40, 50, 4), dtype="uint8")
    for pixels, apart in ((lines, 0), (density.astype("uint8"), 4), (many, 0)):
        before = encoded(pixels)
        href = 'xlink:href="data:image/png;base64,{}"'
        after = lighter(f"<image {href.format(before)}/>").split(",")[1][:-3]
        found = decoded(after).astype(int)
        assert np.abs(found - pixels).max() <= apart
        assert len(after) < len(before) or pixels is many


# --- Words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("mu_alpha", r"\mu_{\alpha}"),
        ("p", "p"),
        ("sigma", r"\sigma"),
        ("R", r"\mathrm{R}"),
        ("lambda", r"\lambda"),
        ("b_age2", r"b_{\mathrm{age2}}"),
        ("sigma_alpha_age", r"\sigma_{\alpha,\mathrm{age}}"),
    ],
)
def test_signs_of_parameters(name, sign):
    assert symbol(name) == sign


@pytest.mark.parametrize(
    ("sign", "plain_letters"),
    [
        (
            symbol("sigma_alpha"),
            "\N{GREEK SMALL LETTER SIGMA}_\N{GREEK SMALL LETTER ALPHA}",
        ),
        (r"\Sigma", "\N{GREEK CAPITAL LETTER SIGMA}"),
        (r"\Omega", "\N{GREEK CAPITAL LETTER OMEGA}"),
        (symbol("lambda"), "\N{GREEK SMALL LETTER LAMDA}"),
        (symbol("R"), "R"),
        (symbol("p"), "p"),
        (symbol("sd_age"), "sd_age"),
        (r"\kappa = 2{,}5", "\N{GREEK SMALL LETTER KAPPA} = 2,5"),
    ],
)
def test_signs_without_formulas(sign, plain_letters):
    assert letters(sign) == plain_letters


def test_what_a_user_wrote_is_no_formula_and_has_room():
    settings = {"labels": {"y": {"column": "price", "unit": {"en": "$"}}}}
    drawn, said = Words("en", settings), Spoken("en", settings)
    assert (drawn.axis("y"), said.axis("y")) == (r"price (\$)", "price ($)")
    assert drawn.parameter("p[a_$5]") == r"$p$, a_\$5"
    assert said.parameter("p[a_$5]") == "p, a_$5"
    assert len(drawn.group(100 * "long ")) <= MOST_OF_NAME
    assert said.group(100 * "long ") == 100 * "long "


def test_a_numbered_group_is_quoted_where_spanish_would_need_an_article():
    settings = {"labels": {"group": {"column": "tanque"}}}
    english, spanish = Words("en", settings), Words("es", settings)
    assert (english.named("38"), spanish.named("38")) == ("tanque 38", "«tanque 38»")
    assert (spanish.named("Lake"), spanish.group("38")) == ("Lake", "tanque 38")


@pytest.mark.parametrize("most", [18, MOST_OF_UNIT, MOST_OF_NAME])
def test_a_long_name_keeps_both_ends(most):
    words = Words("en", {})
    names = [f"Region of the {'far ' * 20}{end}" for end in ("north", "south")]
    shown = [words.shown(name, most) for name in names]
    assert len(set(shown)) == len(names)
    for name, text in zip(names, shown, strict=True):
        start, end = text.split("\N{HORIZONTAL ELLIPSIS}")
        assert len(text) <= most
        assert name.startswith(start)
        assert name.endswith(end)
        assert min(len(start), len(end)) >= most // 2 - 2
    fitting = most * "a"
    assert words.shown(fitting, most) == fitting


@pytest.fixture
def many(tmp_path):
    """Give 300 groups, "g0" the smallest, "g1" the largest, the others of two rows."""
    size = {"g0": 1, "g1": 9}
    table = pd.DataFrame(
        {"group": [f"g{at}" for at in range(300) for _ in range(size.get(f"g{at}", 2))]}
    )
    return Results("a", _prepared(tmp_path, table), {}, {"show": "auto"})


@pytest.mark.parametrize("name", ["survival", "pooling"])
def test_units_are_marked_by_the_column_that_is_named(tmp_path, name):
    results = _rare(tmp_path)
    units = results.prepared
    units["colour"] = np.where(np.arange(40) % 4, "no", "0")
    results.settings["labels"]["colour"] = {
        "column": "c",
        "label": None,
        "values": {"no": {"en": "without", "es": "sin"}},
    }
    figure, table = getattr(rates, name)(results, Words("es", results.settings))
    shown = [text.get_text() for text in figure.legends[0].texts]
    assert {"sin", "0"} <= set(shown)
    own = dict(zip(units["group"], units["colour"], strict=True))
    assert table["colour"].tolist() == [own[label] for label in table["group"]]
    marks = {}
    for line in figure.axes[0].lines:
        if len(line.get_xdata()) in (10, 30):
            marks.setdefault(line.get_marker(), set()).update(line.get_xdata())
    apart = [set(np.flatnonzero(table["colour"] == value)) for value in ("0", "no")]
    assert sorted(marks.values(), key=len) == apart
    said = figures.of("rates")[name].finds(table, Spoken("en", results.settings), results)
    means_of = (units["y"] / units["N"]).groupby(units["colour"]).mean()
    first, second = re.findall(r"(\S+) \(n = ", said)
    assert float(first) == pytest.approx(means_of["0"], abs=1e-3)
    assert float(second) == pytest.approx(means_of["no"], abs=1e-3)
    assert "without" in said


def test_the_correlation_at_another_centre_is_that_of_moved_intercepts():
    sd, rho, moved = np.array([10.0, 1.5]), np.array([0.4, -0.7]), np.array([-55.0, 6.0])
    scales = {"sigma_alpha": sd[:1], "sigma_beta": sd[1:]}
    found = correlations.correlation_at(moved + 55, 55, rho=rho, **scales)
    for own, row in zip(rho, found, strict=True):
        covariance = np.outer(sd, sd) * [[1, own], [own, 1]]
        for by, value in zip(moved, row, strict=True):
            move = np.array([[1, by], [0, 1]])
            (a, c), (_, b) = move @ covariance @ move.T
            assert value == pytest.approx(c / np.sqrt(a * b))


@pytest.mark.parametrize("flagged_by", [["groups"], ["pit"]])
def test_flagged_groups_are_named_where_they_are_drawn(tmp_path, flagged_by):
    table = pd.DataFrame({"x": [1, 2, 3] * 3, "y": [1, 2, 3, 2, 3, 4, 1, 9, 1]})
    table.insert(0, "group", np.repeat(["1", "2", "3"], 3))
    paths = _prepared(tmp_path, table)
    files.write_json(paths["facts"], group_facts(table) | {"centre": 2})
    row = {"group": "3", "what": "spread", "observed": 5.0, "q5": 1.0, "q95": 2.0}
    rows = [row | {"p_value": 1e-9}, row | {"group": "1", "p_value": 0.2}]
    found = {"flagged_by": flagged_by, "level": 0.01, "tests": 7}
    found["groups"] = {"tests": 6, "worst": rows}
    files.write_json(tmp_path / "posterior_predictive.json", found)
    names = ["alpha", "beta", *(f"{p}[{g}]" for p in ("alpha", "beta") for g in "123")]
    pd.DataFrame({"parameter": names, "mean": 1.0}).to_csv(
        tmp_path / "summary.csv", index=False
    )
    (tmp_path / "exact.csv").write_text("parameter,mean,sd\n")  # not computed
    names = ("summary.csv", "exact.csv", "posterior_predictive.json")
    fit = Fit.of([tmp_path / name for name in names])
    labels = {role: {"column": role} for role in ("group", "x", "y")}
    results = Results(
        "a",
        paths,
        dict.fromkeys(("complete_pooling", "no_pooling", "partial_pooling"), fit),
        {"family": "lines", "labels": labels, "show": "auto"},
    )
    named = ["group 3"] if flagged_by == ["groups"] else []
    figure, drawn = of_lines.data(results, Words("en", results.settings))
    assert [text.get_text() for text in figure.axes[0].texts] == named
    said = figures.of("lines")["data"].finds(
        drawn, Spoken("en", results.settings), results
    )
    assert ("group 3 (spread within the group 5; 90" in said) == bool(named)
    figure, _ = of_lines.pooling(results, Words("en", results.settings))
    bold = [axes.get_title("left") for axes in figure.axes if axes.get_title("left")]
    weights = [axes._left_title.get_fontweight() for axes in figure.axes]
    assert [n for n, w in zip(bold, weights, strict=True) if w == "bold"] == named


def test_of_hundreds_of_groups_the_telling_ones_are_shown(many):
    estimates, shrunk = np.zeros(300), np.zeros(300)
    at = {label: place for place, label in enumerate(many.groups)}
    estimates[at["g70"]], estimates[at["g80"]], shrunk[at["g90"]] = 5, -5, -3
    chosen = groups.selected(many, estimates, 12, shrunk)
    assert len(chosen) == 12
    assert {"g0", "g1", "g70", "g80", "g90"} <= set(chosen)
    assert (chosen[0], chosen[-1]) == ("g1", "g0")


def test_listed_groups_are_shown_and_no_others(many):
    many.settings["show"] = ["g7", "g0", "g250"]
    assert set(groups.selected(many, np.zeros(300), 12)) == {"g7", "g250", "g0"}


def test_a_thinned_list_keeps_its_ends_and_the_listed_groups(many):
    order = np.arange(300)[::-1]
    many.settings["show"] = ["g7", "g250"]
    kept = groups.rows(many, order, 50)
    places = [many.groups.index(label) for label in ("g7", "g250")]
    assert {0, 299, *places} <= set(kept.tolist())
    assert len(kept) <= 50
    assert (np.diff(kept) < 0).all()


def test_every_size_has_its_error_and_the_closer_units_are_counted(tmp_path):
    results = _rare(tmp_path)
    table = {
        "trials": [5, 5, 10, 10, 25],
        "raw_error": np.array([0.2, 0.1, 0.05, 0.05, 0.01]),
        "partial_pooling_error": np.array([0.1, 0.1, 0.06, 0.04, 0.02]),
    }
    said = populations.says_error_by_size(table, Spoken("en", results.settings), results)
    assert "5: 0.150 and 0.100; 10: 0.050 and 0.050; 25:" in said
    assert "2 of 5 estimates are closer" in said


# --- Directions: said of these numbers, or not at all -----------------------------

# Said of every table alike, they would be false of some.
DIRECTIONS = re.compile(
    r"\b(most|hardly|shortens?|wider|narrower|flatter|shorter|longer|higher|lower|"
    r"closer|nearer|moves? (away|toward)|lies between|just those)\b"
)
# Sentences that ask the reader to look, or say how a figure is made or read.
READING = re.compile(
    "Look |Where the change is |The large panel has |It gains from |Each square has "
)


@pytest.mark.parametrize("module", [*families.NAMES, "fits", "calibration"])
def test_a_caption_claims_no_direction_of_the_data(module):
    for name, figure in figures.of(module).items():
        for sentence in re.split(r"(?<=[.;]) ", figure.caption["en"]):
            claims = DIRECTIONS.search(sentence) and not READING.match(sentence)
            assert not claims, (name, sentence)


class _Column:
    """A fit of which only the estimates of the groups are looked at."""

    def __init__(self, values):
        self.values = np.array(values)

    def column(self, parameter, groups):
        return self.values


@pytest.mark.parametrize(
    ("none", "partial", "nearer", "away"),
    [
        ([1, 2, 9], [3, 4, 7], 3, 2),
        ([3, 4, 7], [1, 2, 9], 0, 1),
        ([1, 2, 9],) * 2 + (0, 0),
    ],
)
def test_shrinkage_counts_those_that_move_each_way(
    tmp_path, monkeypatch, none, partial, nearer, away
):
    results = _small(tmp_path)
    results.fits.update({names.NONE: _Column(none), names.PARTIAL: _Column(partial)})
    monkeypatch.setattr(by_group, "population_of", lambda results: 5.0)
    monkeypatch.setattr(by_group, "overall_mean", lambda results: 0.0)
    text = movement._away(Spoken("en", results.settings), results)
    assert f"{nearer} of 3 estimates come nearer" in text
    assert f"{away} move away" in text
    assert "5 $" in text


def test_of_estimates_the_highest_is_that_in_whatever_order(tmp_path, monkeypatch):
    results = _small(tmp_path)
    monkeypatch.setattr(by_group, "overall_mean", lambda results: 2.0)
    values = np.array([1.0, 9.0, 5.0])
    for sign in (1, -1):
        table = {"group": ["a", "b", "$c$"], "n": [4, 2, 7], "drawn": [1, 0, 1]}
        for name in ("mean", "q5", "q95"):
            for degree in ("no", "partial"):
                table[f"{degree}_pooling_{name}"] = sign * values
        said = movement.says_estimates(table, Spoken("en", results.settings), results)
        a, b = ("a, n = 4", "b, n = 2")
        highest, lowest = (
            (f"{b}: 9", f"{a}: 1") if sign == 1 else (f"{a}: -1", f"{b}: -9")
        )
        said = said.replace("\N{MINUS SIGN}", "-")
        assert f"Highest with partial pooling is {highest}" in said
        assert f"lowest, {lowest}" in said
        ends = (b, a) if sign == 1 else (a, b)
        assert "Highest without pooling is {}, lowest {}.".format(*ends) in said
        assert said.startswith("2 of 3 groups")


def test_a_list_has_the_same_twenty_groups_in_both_figures_and_its_file_has_all(tmp_path):
    rng = np.random.default_rng(3)
    sizes = rng.integers(2, 30, 50)
    results = _small(tmp_path)
    labels = [f"g{at:02d}" for at in range(50)]
    prepared = pd.DataFrame({"group": np.repeat(labels, sizes)})
    prepared["y"] = rng.normal(size=len(prepared))
    prepared.insert(0, "row", range(2, len(prepared) + 2))
    results = Results("a", _prepared(tmp_path, prepared), {}, results.settings)
    figure, table = by_group.data(results, Words("en", results.settings))
    assert len(table["group"]) == len(set(table["group"])) == 50
    assert (np.diff(table["n"]) <= 0).all()
    drawn = np.array(table["drawn"], dtype=bool)
    assert drawn.sum() == by_group.LISTED
    shown = [text.get_text().split("  ") for text in figure.axes[0].get_yticklabels()]
    expected = zip(
        np.array(table["group"])[drawn], np.array(table["n"])[drawn], strict=True
    )
    assert shown == [[group, str(n)] for group, n in expected]
    own = prepared.groupby("group")["y"].mean()
    assert {own.idxmax(), own.idxmin()} <= {group for group, _ in shown}
    said = by_group.says_data(table, Spoken("en", results.settings), results)
    assert said.startswith("20 of 50 groups")
    assert f"half of them at most {np.median(sizes):g}" in said
    lowest = f"({own.idxmin()}, n = {sizes[labels.index(own.idxmin())]})"
    assert lowest in said


@pytest.mark.parametrize("sizes", [[3], [1, 1, 1, 2, 2, 9, 9], [4] * 300, [1, 10**6]])
def test_groups_of_one_size_stand_side_by_side_and_clear_of_the_next(sizes):
    places = by_group._dodged(np.array(sizes))
    assert np.isfinite(places).all()
    for size in set(sizes):
        own = places[np.array(sizes) == size]
        assert len(set(own)) == len(own)
        assert np.abs(np.log(own / size)).max() <= 0.16 + 1e-12
        others = places[np.array(sizes) > size]
        assert not len(others) or own.max() < others.min()


def test_nothing_that_stays_moves_most(tmp_path):
    words = Spoken("en", _small(tmp_path).settings)
    for stop, said in (([1.0, 2.0], "no group moves"), ([1.0, 3.0], "b moves most")):
        assert said in alt_text.moves_most(words, ["a", "b"], start=[1.0, 2.0], stop=stop)


@pytest.mark.parametrize("best", ["partial_pooling", "no_pooling"])
def test_the_best_model_is_that_with_the_highest_density(tmp_path, best):
    words = Spoken("en", _small(tmp_path).settings)
    table = pd.DataFrame(
        {
            "model": ["partial_pooling", "no_pooling"],
            "elpd": -10.0,
            "se": 1.0,
            "elpd_diff": -3.0,
            "se_diff": 1.0,
        }
    )
    table.loc[table["model"] != best, "elpd"] = -13.0
    said = compared_models.says_comparison(table, words, None)
    assert f"Best is {words.model(best)}," in said


def test_each_error_is_that_of_its_own_estimate(tmp_path):
    results = _rare(tmp_path)
    errors = [np.array([0.2, 0.1, 0.3]), np.array([0.1, 0.05, 0.1])]
    for (raw, partial), closer in ((errors, 3), (errors[::-1], 0)):
        table = {"trials": [5, 5, 5], "raw_error": raw, "partial_pooling_error": partial}
        said = populations.says_error_by_size(
            table, Spoken("en", results.settings), results
        )
        assert f"{closer} of 3 estimates are closer" in said


# --- Units ------------------------------------------------------------------------


def test_every_number_of_the_outcome_has_its_unit(tmp_path):
    results = _small(tmp_path)
    words = Spoken("en", results.settings)
    degrees = alt_text.degrees(
        words, 2.9, none=[1.0, 5.0], partial=[2.0, 4.0], unit=words.unit("y")
    )
    assert re.findall(r"(\S+) \$", degrees) == ["2.9", "5", "4"]
    found = {"mean": 2.0, "q5": 1.0, "q95": 3.0}
    assert alt_text.interval(words, found, "$").startswith("2 $ (90%")
    row = {"name": "sd", "replicates": "fitted", "observed": 2.0, "q5": 1.0, "q50": 2.0}
    table = {key: [value] for key, value in (row | {"q95": 3.0, "p_value": 0.4}).items()}
    assert "sd 2 $ (90" in statistics.says_statistics(table, words, results)
    # Of counts it is rates that are summed up.
    rates_of = {"labels": results.settings["labels"] | {"N": {"column": "n"}}}
    said = statistics.says_statistics(table, Spoken("en", rates_of), results)
    assert "$" not in said
