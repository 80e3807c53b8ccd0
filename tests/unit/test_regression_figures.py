"""Figures of models by formula: their numbers, their words, and any label in them."""

import json
import re

import made_formulas
import matplotlib.pyplot as pyplot
import numpy as np
import pandas as pd
import pytest
from pooling import figures
from pooling.basics import files
from pooling.checks.results import Results
from pooling.figures import covarying
from pooling.figures.regression import data as figures_data
from pooling.figures.regression import (
    effects,
    expected,
    graphs,
    levels,
    predictive,
    terms,
)
from pooling.figures.words import Spoken, Words
from pooling.model import families
from pooling.model.families.base import LANGUAGES
from pooling.model.families.regression.priors import MEANS
from pooling.model.names import COMPLETE, NONE, PARTIAL
from pooling.report.answers import regression
from scipy import stats
from scipy.special import expit

LIMIT = {"value": 1.0, "label": {"en": "limit of one", "es": "límite de uno"}}
HALF = {"value": 0.5, "label": {"en": "one half", "es": "la mitad"}}
FORMULAS = dict.fromkeys(families.RESPONSES, ("y ~ kind + (1 | unit)", {})) | {
    "normal": ("y ~ x + level + kind + (1 + x | unit)", {"threshold": LIMIT}),
    "estimates": ("y | se(error) ~ x + (1 | unit)", {"threshold": LIMIT}),
    "student": ("y ~ x * kind + (1 | unit)", {}),
    "binomial": ("p(y, n) ~ kind * level + (1 | unit)", {"threshold": HALF}),
    "poisson": (
        "y ~ x + offset(log(weeks)) + (1 | unit) + (1 | item)",
        {"threshold": LIMIT},
    ),
    "negative_binomial": ("y ~ 1 + (1 | unit)", {}),
}
# Alike for every family; with labels of formulas they are drawn below.
OF_SAMPLER = ("energy", "sensitivity", "trace", "rank", "pairs")
JUDGED = ("agreement", "comparison", "new_groups")  # as of any family


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make an analysis of each response, once."""
    known = {}

    def make(family: str) -> Results:
        if family not in known:
            formula, more = FORMULAS[family]
            raw = made_formulas.table(family, groups=5, each=8)
            folder = tmp_path_factory.mktemp(family)
            known[family] = made_formulas.analysis(folder, family, formula, raw, **more)
        return known[family]

    return make


def settings_of(family: str, formula: str, **more):
    return families.get(family).Settings(
        family=family, formula=formula, data="a.csv", **more
    )


def named(family: str, formula: str, **more) -> list[str]:
    return [
        name
        for name in figures.names(
            settings_of(family, formula, **more), made_formulas.MODELS
        )
        if name not in JUDGED
    ]


def drawn(results: Results, name: str):
    """Draw a figure in English; give it with the numbers beside it."""
    figure = figures.of(results.settings["family"])[name]
    own = Results(
        results.analysis,
        results.paths,
        {model: results.fits[model] for model in figure.models},
        results.settings,
    )
    return figure.draw(own, Words("en", results.settings))


def numbers(results: Results, name: str) -> pd.DataFrame:
    return pd.DataFrame(drawn(results, name)[1])


# --- What is declared ------------------------------------------------------------


def test_every_figure_has_words_in_both_languages():
    for name, figure in figures.of("normal").items():
        for text in (figure.title, figure.caption):
            assert set(text) == set(LANGUAGES), name
            assert text["en"] != text["es"], name
        assert all(text.endswith(".") for text in figure.caption.values()), name


def test_a_formula_has_the_figures_that_it_asks_for():
    assert named("normal", "y ~ 1 + (1 | g)") == [
        "data", "coefficients", "groups", "shrinkage", "rank",
    ]  # fmt: skip
    several = named("normal", "y ~ x + (1 + x | g)", threshold=LIMIT)
    assert {"conditional_effects", "correlation", "probability_beyond"} <= set(several)
    assert "correlation" not in named("normal", "y ~ x + (1 + x || g)")
    alone = figures.names(settings_of("normal", "y ~ x + (1 | g)"), [COMPLETE])
    assert not {"shrinkage", "groups", "rank"} & set(alone)
    assert "coefficients" in alone


def test_only_zeros_and_ones_are_looked_at_by_decile():
    for family in FORMULAS:
        found = figures.of_fit(family, PARTIAL)
        assert ("predictive_deciles" in found) == (family == "bernoulli")


@pytest.mark.parametrize("model", made_formulas.MODELS)
@pytest.mark.parametrize("family", FORMULAS)
def test_a_graph_shows_the_priors_and_hangs_together(made, family, model):
    results = made(family)
    nodes = graphs.graph(results, model).nodes
    declared = families.get(family).MODELS[model].priors
    data = results.fits[model].stan_data
    there = {
        "sd_further": data["H"] > 0,
        "cor": data["K"] > 1,
        "beta": any(data["used"]),
    }
    expected_priors = {name for name in declared if there.get(name, True)}
    assert {node.prior for node in nodes.values()} - {""} == expected_priors
    for node in nodes.values():
        assert set(node.parents) <= set(nodes)
    reached = {key for key, node in nodes.items() if node.kind == "observed"}
    for _ in nodes:
        reached |= {parent for key in reached for parent in nodes[key].parents}
    assert reached == set(nodes)
    for key, node in nodes.items():
        for parent in node.parents:
            crossed = _between(nodes[parent], node, set(nodes) - {key, parent}, nodes)
            assert not crossed, f"{parent} to {key}"


def _between(start, stop, others, nodes) -> list[str]:
    """Name the nodes that an arrow passes behind."""
    along = np.array([stop.x - start.x, stop.y - start.y])
    found = []
    for name in others:
        away = np.array([nodes[name].x - start.x, nodes[name].y - start.y])
        nearest = np.clip(along @ away / (along @ along), 0, 1) * along
        if np.hypot(*(away - nearest)) < min(nodes[name].size):
            found.append(name)
    return found


# --- The numbers beside them -----------------------------------------------------


def test_coefficients_are_those_of_the_tables(made):
    results = made("normal")
    table = numbers(results, "coefficients")
    assert set(table["model"]) == {COMPLETE, NONE, PARTIAL}
    for row in table.to_dict("records"):
        fit = results.fits[row["model"]]
        known = fit.exact.at[row["coefficient"], "mean"]
        assert row["mean"] == pytest.approx(known)
        assert row["q95"] == pytest.approx(fit.summary.at[row["coefficient"], "q95"])
        assert row["q5"] < row["q25"] < row["q75"] < row["q95"]
    # What each group has of its own is none of the population's without pooling.
    alone = table.loc[table["model"] == NONE, "coefficient"]
    assert list(alone) == ["kind[b]"]


@pytest.mark.parametrize("name", ["groups", "shrinkage"])
def test_coefficients_of_groups_are_those_of_the_tables(made, name):
    results = made("normal")
    table = numbers(results, name)
    assert list(dict.fromkeys(table["coefficient"])) == [MEANS, "x"]
    assert len(table) == 2 * len(results.groups)
    for row in table[table["coefficient"] == "x"].to_dict("records"):
        label = f"unit[{row['group']},x]"
        none, partial = (results.fits[m].exact.at[label, "mean"] for m in (NONE, PARTIAL))
        assert row["partial_pooling_mean"] == pytest.approx(partial)
        assert row.get("no_pooling_mean", none) == pytest.approx(none)
        assert row["no_pooling_net"] == pytest.approx(none)
    sizes = results.prepared["group"].value_counts()
    assert (table["size"].to_numpy() == sizes[table["group"]].to_numpy()).all()
    words = Spoken("en", results.settings)
    assert "level" in figures.of("normal")[name].finds(table, words, results)


def test_what_predictors_explain_of_groups_is_found_among_collinear_columns(tmp_path):
    raw = made_formulas.table("normal", groups=4, each=12)
    formula = "y ~ poly(x, 2) * level + (1 + x | unit)"
    results = made_formulas.analysis(tmp_path, "normal", formula, raw)
    data = results.fits[NONE].stan_data
    X, Z = np.array(data["X"]), np.array(data["Z"])
    group = np.array(data["group"]) - 1
    labels = results.labels(PARTIAL)["coefficient"]
    beta = results.fits[PARTIAL].estimates.loc[labels, "mean"].to_numpy()
    aside = [
        at
        for at, name in enumerate(labels)
        if not data["used"][at] and name not in results.coefficients
    ]
    part = X[:, aside] @ beta[aside]
    own = (Z * levels.explained(results)[0][group]).sum(axis=1)
    # What is left is a combination of the columns that both models have.
    kept = X[:, np.array(data["used"], dtype=bool)]
    left = part - own
    found = kept @ np.linalg.lstsq(kept, left, rcond=None)[0]
    assert len(aside) >= 2
    assert left == pytest.approx(found, abs=1e-8)


def test_an_estimate_that_its_prior_decides_is_not_drawn(tmp_path):
    raw = made_formulas.table("normal", groups=4, each=8)
    raw.loc[raw["unit"] == "g002", "x"] = 2.0  # one value: no slope of its own
    formula = "y ~ x + (1 + x | unit)"
    results = made_formulas.analysis(tmp_path, "normal", formula, raw)
    table = numbers(results, "shrinkage").set_index("group")
    assert (table["determined"] == (table.index != "g002")).all()
    groups = numbers(results, "groups").set_index("group")
    assert groups.loc["g002", "no_pooling_net"].isna().all()
    figure = figures.of("normal")["shrinkage"]
    words = Spoken("en", results.settings)
    assert "1 of 4 groups" in figure.finds({}, words, results)
    level, slope = (
        axes.get_title("left") for axes in figure.draw(results, words)[0].axes
    )
    assert [text.endswith("for one unit") for text in (level, slope)] == [False, True]


def test_groups_are_shown_where_the_predictors_have_their_means(made):
    results = made("normal")
    table = numbers(results, "groups")
    name = "Intercept at the predictors' means"
    assert list(dict.fromkeys(table["coefficient"])) == [name, "x"]
    own = table[table["coefficient"] == name].set_index("group")
    ranks = numbers(results, "rank")
    assert set(ranks["coefficient"]) == {name, "x"}
    fit = results.fits[PARTIAL]
    X, Z = (np.array(fit.stan_data[each]).mean(axis=0) for each in ("X", "Z"))
    beta, theta = (fit.draws(each)[each] for each in ("beta", "theta"))
    labels = results.labels(PARTIAL)["coefficient"]
    rest = [at for at, label in enumerate(labels) if label not in ("Intercept", "x")]
    known = {
        label: fit.estimates.loc[label, "mean"] for label in [labels[at] for at in rest]
    }
    for at, group in enumerate(results.groups):
        drawn = theta[:, at] @ Z + beta[:, rest] @ X[rest]
        exact = sum(X[at] * known[labels[at]] for at in rest)
        for column, label in zip(Z, ("Intercept", "x"), strict=True):
            exact += column * fit.estimates.loc[f"unit[{group},{label}]", "mean"]
        assert own.loc[group, "partial_pooling_mean"] == pytest.approx(exact)
        assert own.loc[group, "partial_pooling_q95"] == pytest.approx(
            np.quantile(drawn, 0.95)
        )
    for name in ("groups", "shrinkage", "rank"):
        for words in (Spoken(each, results.settings) for each in LANGUAGES):
            said = figures.of("normal")[name].finds({}, words, results)
            assert ("has its mean" in said) or ("tiene su media" in said)


def test_what_stands_beside_groups_is_taken_off_where_the_predictors_have_their_means(
    made,
):
    """The level of no pooling is that of a group with the mean of what is constant in it."""
    results = made("normal")
    raw = levels.estimates(results, NONE, MEANS)
    net = levels.without_pooling(results, MEANS)
    first = results.prepared.groupby("group")["level"].first()[results.groups]
    gamma = results.fits[PARTIAL].estimates.loc["level", "mean"]
    away = first.to_numpy() - results.prepared["level"].mean()
    assert net == pytest.approx(raw - gamma * away)


def test_ranks_are_counted_draw_by_draw(made):
    results = made("binomial")
    table = numbers(results, "rank").set_index("group")
    theta = results.fits[PARTIAL].draws("theta")["theta"][..., 0]
    for at, group in enumerate(results.groups):
        above = (theta > theta[:, at : at + 1]).sum(axis=1)
        assert table.loc[group, "mean_rank"] == pytest.approx(above.mean() + 1)
        assert table.loc[group, "p_highest"] == pytest.approx((above == 0).mean())
    assert table["p_highest"].sum() == pytest.approx(1)
    assert table["mean_rank"].is_monotonic_increasing


def test_of_successes_the_probability_is_compared_with_the_threshold(made):
    results = made("binomial")
    table = numbers(results, "probability_beyond").set_index("group")
    assert set(table) == {"expected_above", "drawn"}
    draws = expected.Expected(results)
    grid = draws.at_own()
    for at, group in enumerate(results.groups):
        chance = expit(grid.predictor(at)[:, min(at, grid.population.shape[1] - 1)])
        assert table.loc[group, "expected_above"] == pytest.approx((chance > 0.5).mean())
    checked = made_formulas.checked(results).fits[PARTIAL].json("predictive_new_group")
    assert checked["threshold"] == 0.5
    (above,) = checked["above"]
    own = regression.drawn(results, PARTIAL)
    known = expit(own.of_groups()) > 0.5
    for each in above["highest"]:
        place = results.groups.index(each["group"])
        assert each["chance"] == pytest.approx(known[:, place].mean())
    rng = np.random.default_rng(1)
    eta = own.of_population(own.data["X_new"], own.data["offsets_new"])
    eta = eta + own.of_new_group(np.asarray(own.data["Z_new"]), rng)
    assert above["new"] == pytest.approx((expit(eta) > 0.5).mean(), abs=0.1)


def test_chances_beyond_the_threshold_are_those_of_the_draws(made):
    results = made("normal")
    table = numbers(results, "probability_beyond").set_index("group")
    fit = results.fits[PARTIAL]
    found = fit.draws("beta", "theta", "sigma")
    first = results.prepared.groupby("group").first()
    typical = results.facts["typical"]
    variables = results.facts["design"]["variables"]
    column = {name: own["column"] for name, own in variables.items()}
    labels = results.labels(PARTIAL)["coefficient"]
    beta = {name: found["beta"][:, at] for at, name in enumerate(labels)}
    for at, group in enumerate(results.groups):
        own = found["theta"][:, at]
        eta = own[:, 0] + own[:, 1] * typical[column["x"]]
        # A predictor that is constant within groups is at the group's own value.
        eta = eta + beta["level"] * first.at[group, "level"]
        eta = eta + beta["kind[b]"] * (typical["kind"] == "b")
        assert table.loc[group, "expected_above"] == pytest.approx((eta > 1).mean())
        one = stats.norm.sf(1, eta, found["sigma"]).mean()
        assert table.loc[group, "outcome_above"] == pytest.approx(one)


def test_expected_outcomes_are_computed_from_the_formula(made):
    results = made("poisson")
    table = numbers(results, "conditional_effects")
    typical = table[table["group"] == ""]
    beta = results.fits[PARTIAL].draws("beta")["beta"]
    exposure = np.exp(np.log(results.prepared["weeks"]).mean())
    known = exposure * np.exp(beta[:, [0]] + beta[:, [1]] * typical["at"].to_numpy(float))
    assert typical["expected"].to_numpy() == pytest.approx(known.mean(axis=0))
    assert typical["q95"].to_numpy() == pytest.approx(np.quantile(known, 0.95, axis=0))
    theta = results.fits[PARTIAL].draws("theta")["theta"][:, 2]
    own = table[table["group"] == results.groups[2]]
    known = exposure * np.exp(theta + beta[:, [1]] * own["at"].to_numpy(float))
    assert own["expected"].to_numpy() == pytest.approx(known.mean(axis=0))
    # What was seen is shown as of the same exposure.
    whole = expected.Expected(results)
    seen = results.prepared["y"] * exposure / results.prepared["weeks"]
    assert whole.observed() == pytest.approx(seen.to_numpy())
    figure, _ = drawn(results, "conditional_effects")
    assert f"exposure {exposure:.3g}" in figure.axes[0].get_ylabel()


def test_two_predictors_that_interact_are_drawn_by_each_other(made):
    results = made("binomial")
    variables = expected.Expected(results).variables
    assert {n: v.name for n, v in effects.interactions(variables).items()} == {
        "kind": "level",
        "level": "kind",
    }
    table = numbers(results, "conditional_effects")
    row = table[(table["predictor"] == "level") & (table["by_at"] == "b")].iloc[0]
    draws = results.fits[PARTIAL].draws("beta")["beta"]
    labels = results.labels(PARTIAL)["coefficient"]
    beta = dict(zip(labels, draws.T, strict=True))
    level = float(row["at"])
    eta = beta["Intercept"] + beta["kind[b]"]
    eta = eta + (beta["level"] + beta["kind[b]:level"]) * level
    assert row["expected"] == pytest.approx(expit(eta).mean())
    # Predictors that add up do not.
    alone = expected.Expected(made("normal")).variables
    assert effects.interactions(alone) == {}


def test_variables_know_where_they_are_held(made):
    results = made("normal")
    known = {each.name: each for each in expected.Expected(results).variables}
    prepared = results.prepared
    assert known["x"].reference == pytest.approx(prepared[known["x"].column].mean())
    assert known["kind"].reference == prepared["kind"].mode()[0]
    assert {name for name, each in known.items() if each.constant} == {"level"}
    # Weeks are but an exposure.
    assert [v.name for v in expected.Expected(made("poisson")).variables] == ["x"]


@pytest.mark.parametrize(("shape", "size"), [(2.0, 2), (1.0, 3), (4.0, 4)])
def test_the_prior_of_a_correlation_is_a_density(shape, size):
    grid = np.linspace(-1, 1, 4001)
    density = covarying.prior_density(grid, shape, size)
    assert np.trapezoid(density, grid) == pytest.approx(1, abs=1e-5)
    if size == 2:  # det R is 1 - r^2
        assert density[1000] / density[2000] == pytest.approx(0.75 ** (shape - 1))


def test_correlations_are_those_of_the_draws(made):
    results = made("normal")
    table = numbers(results, "correlation")
    density = table[table["shows"] == "density"]
    middle = (density["x"] * density["y"]).sum() / density["y"].sum()
    drawn_ones = results.fits[PARTIAL].draws("cor")["cor"]
    assert middle == pytest.approx(drawn_ones.mean(), abs=0.01)
    groups = table[(table["shows"] == "group") & (table["model"] == PARTIAL)]
    known = results.fits[PARTIAL].exact["mean"]
    for row in groups.to_dict("records"):
        assert row["y"] == pytest.approx(known[f"unit[{row['group']},x]"])


def test_the_figure_of_a_new_group_has_the_numbers_of_its_table(made):
    """Drawn with other random numbers its interval was another one."""
    results = made_formulas.checked(made("normal"))
    _, table = predictive.new_rows(results, Words("en", results.settings))
    (told,) = results.fits[PARTIAL].json("predictive_new_group")["predictions"]
    assert table["q95"][-1] == pytest.approx(told["new"]["q95"])
    assert table["mean"][-1] == pytest.approx(told["new"]["mean"])


def test_lines_of_zeros_and_ones_join_their_shares(tmp_path):
    """Lines from 0 to 1 and back would say nothing."""
    table = made_formulas.table("bernoulli", groups=6)
    table["x"] = table.groupby("unit").cumcount()
    made_here = made_formulas.analysis(tmp_path, "bernoulli", "y ~ x + (1 | unit)", table)
    figure, _ = figures_data(made_here, Words("en", made_here.settings))
    (line,) = figure.axes[0].lines
    shares = table.groupby("x")["y"].mean()
    assert line.get_xdata().tolist() == shares.index.tolist()
    assert line.get_ydata() == pytest.approx(shares.to_numpy())
    pyplot.close(figure)


def test_a_range_of_probabilities_is_not_drawn_along_zeros_and_ones(tmp_path):
    def legend(family, formula):
        folder = tmp_path / family
        folder.mkdir()
        table = made_formulas.table(family)
        one = made_formulas.analysis(folder, family, formula, table)
        one = made_formulas.checked(one)
        path = one.fits[PARTIAL].files["prior_predictive"]
        files.write_json(path, files.read_json(path) | {"plausible": [0.1, 0.9]})
        figure, _ = predictive.counted(one, Words("en", one.settings), "prior")
        pyplot.close(figure)
        return [each.get_text() for each in figure.legends[0].get_texts()]

    range_ = "plausible range given"
    assert range_ in legend("binomial", "p(y, n) ~ x + (1 | unit)")
    assert range_ not in legend("bernoulli", "y ~ x + (1 | unit)")


def test_deciles_hold_every_row_once(made):
    results = made_formulas.checked(made("bernoulli"))
    figure = figures.of("fits")["predictive_deciles"]
    _, table = figure.draw(results, Words("en", results.settings))
    rows, share = np.array(table["rows"]), np.array(table["observed"])
    y = results.prepared["y"]
    assert rows.sum() == len(y)
    assert rows @ share == pytest.approx(y.sum())
    assert (np.diff(table["predicted"]) >= 0).all()


# --- What they say, and any label ------------------------------------------------


def _written(results, module, name, folder) -> dict:
    """Write a figure in both languages; give what it says."""
    figure = figures.of(module)[name]
    models = getattr(figure, "models", tuple(results.fits))
    own = Results(
        results.analysis,
        results.paths,
        {model: results.fits[model] for model in models},
        results.settings,
    )
    figures.make(
        module,
        name,
        results=own,
        pictures=[str(folder / f"{name}.svg"), str(folder / f"{name}.es.svg")],
        numbers=str(folder / f"{name}.csv"),
        text=str(folder / f"{name}.json"),
    )
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


def _check_sentences(said: dict) -> None:
    for texts in (said["alt"], said["found"]):
        for text in texts.values():
            assert not re.search(r"\.\.|\bnan\b|None|\$|\\|  ", text), text
    assert said["alt"]["en"] != said["alt"]["es"]


@pytest.mark.parametrize("family", FORMULAS)
def test_every_figure_is_drawn_and_told(made, family, tmp_path):
    results = made(family)
    formula, more = FORMULAS[family]
    for name in named(family, formula, **more):
        _check_sentences(_written(results, family, name, tmp_path))


@pytest.mark.parametrize("family", FORMULAS)
def test_every_figure_of_a_fit_is_drawn_and_told(made, family, tmp_path):
    results = made_formulas.checked(made(family))
    for name in figures.of_fit(family, PARTIAL):
        if name not in OF_SAMPLER:
            _check_sentences(_written(results, "fits", name, tmp_path))


ODD = ["$x^2$", "a,b", "]", "=1+1", "{group}", "a_b", "1", r"\alpha", "%s"]


def test_any_label_of_a_group_is_drawn(tmp_path):
    raw = made_formulas.table("poisson", names=ODD)
    raw["kind"] = np.where(raw["kind"] == "a", "$", "{}[]:")
    formula = "y ~ x * kind + (1 + x | unit) + (1 | item)"
    results = made_formulas.analysis(tmp_path, "poisson", formula, raw, threshold=LIMIT)
    for name in named("poisson", formula, threshold=LIMIT):
        _written(results, "poisson", name, tmp_path)
    table = pd.read_csv(tmp_path / "groups.csv", dtype=str)
    assert len(set(table["group"])) == len(ODD)
    own = made_formulas.checked(results)
    for name in ("graph", "trace", "pairs", "group_checks", "predictive_new_group"):
        _written(own, "fits", name, tmp_path)


def test_coefficients_are_called_by_the_labels_of_their_columns():
    labels = {
        "y": {"column": "out", "label": None},
        "x": {"column": "x", "label": {"en": "dose", "es": "dosis"}},
    }
    words = Words("es", {"labels": labels, "family": "normal"})
    assert terms.coefficient(words, "Intercept") == "ordenada al origen"
    assert terms.coefficient(words, "x") == "dosis"
    assert terms.coefficient(words, "x[b: c]") == "dosis: b: c"
    assert terms.coefficient(words, "kind[b]:x") == "kind: b × dosis"
    assert terms.coefficient(words, "poly(x, 2)[1]") == "poly(x, 2): 1"
    assert terms.coefficient(words, "factor(x)[65]") == "dosis: 65"
    assert terms.coefficient(words, "factor(z)[65]") == "factor(z): 65"
    assert terms.coefficient(words, "center(x):kind[b]") == "dosis × kind: b"
    # Where there is no room, by categories alone.
    assert terms.coefficient(words, "x[a: b]:kind[c]", 24) == "dosis: a: b × kind: c"
    assert terms.coefficient(words, "x[a: b]:kind[c]", 20) == "a: b × c"
    # A predictor that is called like the role of another column is not taken for it.
    assert terms.variable(words, "y") == "y"
    assert words.parameter("sd_unit[x]") == "sd_unit[x]"
    assert words.parameter("sigma") == r"$\sigma$"


def test_a_predictor_called_like_a_logarithm_is_no_logarithm(made, tmp_path):
    raw = made_formulas.table("normal", groups=4).rename(columns={"x": "log_sd"})
    formula = "y ~ log_sd + (1 | unit)"
    results = made_formulas.checked(
        made_formulas.analysis(tmp_path, "normal", formula, raw)
    )
    figure = figures.of("fits")["pairs"]
    _, table = figure.draw(results, Words("en", results.settings))
    said = figure.says(table, Spoken("en", results.settings), results)
    assert "log_sd" in said or "log_sd" not in table
    assert all(
        name.removeprefix("log_") in ("sigma", "sd_unit[Intercept]")
        for name in table
        if name.startswith("log_") and name != "log_sd"
    )
