"""Pictures of the sampler: the worst pair in front, and numbers that are not recomputed."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pooling.basics import files
from pooling.basics.errors import PoolingError
from pooling.checks import diagnostics
from pooling.checks.results import Fit, Results
from pooling.figures import sampler, sampler_pairs, sensitivity, style
from pooling.figures.coins import densities
from pooling.figures.words import Spoken, Words
from pooling.report import numbers
from pooling.sampling import draws


@pytest.fixture
def funnel():
    """Draws of a funnel among noise, divergent in its neck.

    Neal (2003), Annals of Statistics 31, section 8: column 3 is the log scale of
    column 1; the others have nothing to do with them.
    """
    rng = np.random.default_rng(7)
    values = rng.normal(size=(4000, 6))
    values[:, 3] *= 1.5
    values[:, 1] *= np.exp(values[:, 3])
    neck = np.flatnonzero((values[:, 3] < -2) & (np.abs(values[:, 1]) < 0.2))
    diverging = np.zeros(4000, bool)
    diverging[rng.choice(neck, 60, replace=False)] = True
    return values, diverging


def test_the_worst_pair_is_the_one_of_the_funnel(funnel):
    values, diverging = funnel
    order = sampler_pairs.worst_first(values, diverging)
    assert set(order[:2]) == {1, 3}
    assert len(order) == sampler_pairs.PAIRED


@pytest.mark.parametrize("count", [1, 4])
def test_a_few_divergences_are_enough_to_find_it(funnel, count):
    values, diverging = funnel
    few = np.zeros_like(diverging)
    few[np.flatnonzero(diverging)[:count]] = True
    assert 3 in sampler_pairs.worst_first(values, few)[:2]


def test_without_divergences_the_strongest_dependence_comes_first(funnel):
    values, _ = funnel
    assert set(sampler_pairs.worst_first(values, np.zeros(4000, bool))[:2]) == {1, 3}
    values[:, 5] = values[:, 0] + 0.1 * values[:, 5]
    assert set(sampler_pairs.worst_first(values, np.zeros(4000, bool))[:2]) == {0, 5}


def test_the_order_does_not_hang_on_units(funnel):
    values, diverging = funnel
    scaled = values * [1, 1000, 1, 1, 1e-3, 1] + 5
    assert sampler_pairs.worst_first(scaled, diverging) == sampler_pairs.worst_first(
        values, diverging
    )


def test_draws_that_are_distributed_alike_do_not_stand_apart():
    rng = np.random.default_rng(2)
    scores = rng.uniform(size=(4000, 2))
    none = sampler_pairs.apart(scores, rng.uniform(size=4000) < 0.1)
    corner = sampler_pairs.apart(scores, (scores < 0.3).all(axis=1))
    assert none < 0.02 < 0.5 < corner


def test_the_dependence_of_a_line_is_1_and_of_noise_about_0():
    rng = np.random.default_rng(2)
    x, noise = rng.uniform(size=(2, 4000))
    assert sampler_pairs.dependence(np.column_stack([x, 1 - x])) == pytest.approx(1)
    assert sampler_pairs.dependence(np.column_stack([x, noise])) < 0.15
    # A parabola has no correlation.
    assert sampler_pairs.dependence(np.column_stack([x, (x - 0.5) ** 2])) > 0.4


@pytest.fixture
def results(tmp_path, funnel):
    """Write a fit of rates whose first unit makes a funnel with the scale."""
    values, diverging = funnel
    chains = values.reshape(4, 1000, 6)
    alpha = chains[..., [0, 1, 4]]
    variables = {
        "mu_alpha": chains[..., 2],
        "sigma_alpha": np.exp(chains[..., 3]),
        "alpha": alpha,
        "p": 1 / (1 + np.exp(-alpha)),
    }
    state = {"divergent__": diverging.reshape(4, 1000), "energy__": chains[..., 5]}
    labels = ["a", "b", "c"]
    dims = {"alpha": ["unit"], "p": ["unit"], "y": ["unit"]}
    tree = draws.dataset(
        variables, state, observed={"y": np.zeros(3)}, dims=dims, coords={"unit": labels}
    )
    draws.write(tmp_path / "posterior.nc", tree)
    names = [f"{name}[{label}]" for name in ("alpha", "p") for label in labels]
    summary = {"parameter": ["mu_alpha", "sigma_alpha", *names]}
    summary["ess_bulk"] = [900, 300, 800, 200, 400, 800, 200, 400]
    pd.DataFrame(summary).to_csv(tmp_path / "summary.csv", index=False)
    files.write_json(tmp_path / "prepared.json", {"group_labels": labels})
    fit = Fit(
        {"posterior": tmp_path / "posterior.nc", "summary": tmp_path / "summary.csv"}
    )
    settings = {
        "family": "rates",
        "labels": {"group": {"column": "unit", "label": None}},
    }
    paths = {"facts": tmp_path / "prepared.json"}
    return Results("tanks", paths, {"partial_pooling": fit}, settings)


def test_pairs_open_on_the_worst_pair_with_its_divergent_draws(results, funnel):
    values, diverging = funnel
    figure, table = sampler_pairs.pairs(results, Words("en", results.settings))
    first = figure.axes[0]
    assert {first.get_xlabel(), first.get_ylabel()} == {
        r"log $\sigma_{\alpha}$",
        r"$\alpha$, b",
    }
    box = first.get_position()
    assert all(
        box.width > other.get_position().width
        for other in figure.axes[1:]
        if other.get_subplotspec().colspan.start
    )
    marked = first.lines[0]
    assert len(marked.get_xdata()) == diverging.sum()
    np.testing.assert_array_equal(table["divergent"], diverging)
    np.testing.assert_allclose(table["log_sigma_alpha"], values[:, 3])
    assert any("60" in text.get_text() for text in figure.legends[0].texts)
    # p is alpha in another unit: one of them is enough.
    assert not {"alpha[b]", "p[b]"} <= set(table)


def test_of_one_parameter_that_moves_there_are_no_pairs(results, monkeypatch):
    draws_of_one = np.zeros((4, 9, 2)) + np.arange(9)[:, np.newaxis] * [1, 0]
    monkeypatch.setattr(sampler_pairs, "watched", lambda _: (["mu", "nu"], draws_of_one))
    with pytest.raises(PoolingError, match="not computed, because of a single"):
        sampler_pairs.pairs(results, Words("es", results.settings))


def test_the_energy_of_each_chain_is_the_one_that_was_diagnosed(results):
    ((_, fit),) = results.fits.items()
    fit.diagnostics = {"e_bfmi": {"by_chain": [0.25, 1.0, 0.75, 0.5]}}
    figure, _ = sampler.energy(results, Words("es", results.settings))
    (title,) = {axes.get_title(loc="left") for axes in figure.axes}
    assert "0,25; 1,00; 0,75; 0,50" in title


def test_an_ess_is_written_alike_in_figure_report_and_terminal(results):
    summary = pd.read_csv(results.fits["partial_pooling"].files["summary"])
    summary["ess_bulk"], summary["r_hat"] = 1655.6427, 1.001
    summary.to_csv(results.fits["partial_pooling"].files["summary"], index=False)
    _, table = sampler.trace(results, Words("en", results.settings))
    spoken = Spoken("en", results.settings)
    assert "smallest bulk ESS 1655 " in sampler.says_trace(table, spoken, results)
    assert numbers.count(1655.6427, "en") == "1655"
    value = {"value": 1655.6427}
    found = {"verdict": "passed", "chains": 4, "draws": 1000, "r_hat": {"value": 1.0}}
    found |= {"ess_bulk": value, "ess_tail": value, "divergences": {"value": 0}}
    assert "ESS 1655," in diagnostics.one_line(found)


def test_a_trace_marks_the_divergent_draws(results, funnel):
    _, diverging = funnel
    figure, table = sampler.trace(results, Words("en", results.settings))
    ticks = figure.axes[0].lines[4].get_xdata()
    expected = np.unique(np.nonzero(diverging.reshape(4, 1000))[1])
    np.testing.assert_array_equal(ticks, expected)
    assert len(table["mu_alpha"]) == 4000


@pytest.mark.parametrize("slowness", [-0.4, 0.0, 0.6, 0.9])
def test_one_bar_in_a_hundred_of_good_chains_is_outside_the_band(slowness):
    rng = np.random.default_rng(8)
    outside = []
    for _ in range(25):
        noise = rng.normal(size=(1000, 4)) * np.sqrt(1 - slowness**2)
        values = noise / np.sqrt(1 - slowness**2)
        for at in range(1, 1000):
            values[at] = slowness * values[at - 1] + noise[at]
        ranks = values.T.ravel().argsort().argsort().reshape(4, 1000)
        edges = np.linspace(0, 4000, sampler.RANK_BINS + 1)
        counts = np.array([np.histogram(chain, edges)[0] for chain in ranks])
        low, high = sampler.rank_band(values.T)
        outside.append(((counts < low) | (counts > high)).mean())
    # 2000 bars, those of one table together.
    assert 0.004 < np.mean(outside) < 0.02


def test_the_rank_plot_counts_the_bars_outside_its_band(results):
    figure, table = sampler.rank(results, Words("es", results.settings))
    counts, low, high = (np.array(table[c]) for c in ("count", "band_low", "band_high"))
    assert counts.sum() == 4000 * len(set(table["parameter"]))
    outside = ((counts < low) | (counts > high)).sum()
    said = sampler.finds_rank(table, Spoken("es", results.settings), results)
    expected = round(len(counts) / 100)
    assert f"{outside} de {len(counts)} barras; se esperan unas {expected}." in said
    bottom, top = figure.axes[0].get_ylim()
    assert 0 < bottom < low.min() < high.max() < top


def test_a_parameter_that_never_moved_has_a_band():
    low, high = sampler.rank_band(np.ones((4, 1000)))
    assert (low > 0).all()
    assert (low < 50).all()
    assert (high > 50).all()


@pytest.mark.parametrize(
    ("found", "texts"),
    [
        (
            {
                "parameters": [
                    {
                        "parameter": "mu_alpha",
                        "prior": 0.2,
                        "likelihood": 0.01,
                        "bar": 0.025,
                    },
                    {
                        "parameter": "sigma_alpha",
                        "prior": 0.0,
                        "likelihood": 0.4,
                        "bar": 0.05,
                    },
                ],
                "groups": {"checked": 9, "leaning": 2},
                "pareto_k": 0.8,
                "reliable": False,
                "chosen": {"name": "kappa", "values": [50, 100, 200], "largest": 0.17},
                "verdict": "leans on the prior",
            },
            ("se apoya en\nel prior", "2 de 9", "k de Pareto = 0,80", "0,17"),
        ),
    ],
    ids=["leaning"],
)
def test_a_lean_on_the_prior_is_said_in_words(results, found, texts):
    for row, diagnosis in zip(
        found["parameters"], ("strong prior", "none"), strict=False
    ):
        row["diagnosis"] = diagnosis
    ((_, fit),) = results.fits.items()
    files.write_json(
        fit.files.setdefault(
            "sensitivity", results.paths["facts"].with_stem("sensitivity")
        ),
        {"threshold": 0.05, **found},
    )
    figure, table = sensitivity.draw(results, Words("es", results.settings))
    (axes,) = figure.axes
    said = [text.get_text() for text in axes.texts] + [axes.get_title(loc="left")]
    for text in texts:
        assert any(text in own for own in said), text
    if found["parameters"]:
        assert table["prior"] == [0.2, 0.0]
        # Even a sensitivity of 0 has its mark.
        marks = [line for line in axes.lines if len(line.get_xdata()) == 2]
        assert any(
            line.get_xdata().tolist() == [0.2, sensitivity.LEAST] for line in marks
        )


@pytest.mark.parametrize(("count", "said"), [(8, False), (11, True)])
def test_a_figure_of_the_first_few_coins_says_so(count, said):
    results = SimpleNamespace(groups=[str(at) for at in range(count)])
    figure, _ = style.canvas()
    densities.first_few(figure, results, Words("en", {}))
    assert (f"the first {densities.PANELS} of {count}" in figure.get_suptitle()) == said
