"""Coins side by side: what is drawn agrees with the exact answers."""

import numpy as np
import pytest
from pooling.basics import files
from pooling.basics.errors import PoolingError
from pooling.checks.results import Fit, Results
from pooling.exact import posterior
from pooling.figures.coins import densities, side_by_side
from pooling.figures.words import Spoken, Words
from pooling.run.config import load
from pooling.sampling import draws

OWN = {"y": [5, 4], "N": [20, 8], "kappa": 100, "prior_omega_a": 2, "prior_omega_b": 2}
OTHER = OWN | {"kappa": 5}
GROUP = {"column": "subject", "label": {"en": "subject", "es": "sujeto"}, "unit": None}

WORDS = {"probability": {"en": "probability of recall", "es": "probabilidad de recordar"}}


def exact_means(data) -> dict[str, float]:
    """Give the exact posterior mean of each parameter."""
    found = posterior("coins", "partial_pooling", data, {"group": ["1", "2"]})
    return dict(zip(found.labels, found.mean, strict=True))


@pytest.fixture
def results(tmp_path):
    files.write_json(tmp_path / "stan_data.json", OWN)
    files.write_json(tmp_path / "prepared.json", {"group_labels": ["1", "2"]})
    fit = Fit({"stan_data": str(tmp_path / "stan_data.json")})
    files.write_json(tmp_path / "fixed.json", OWN | {"omega": 0.4})
    return Results(
        "memory",
        {"facts": str(tmp_path / "prepared.json")},
        {
            "partial_pooling": fit,
            "fixed_mode": Fit({"stan_data": str(tmp_path / "fixed.json")}),
        },
        {"labels": {"group": GROUP}, "beside": OTHER},
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_known_mode_stands_beside_a_learned_one(results, language):
    figure, table = side_by_side.modes(results, Words(language, results.settings))
    y, n, kappa, omega = OWN["y"], OWN["N"], OWN["kappa"], 0.4
    a = omega * (kappa - 2) + 1
    for coin, name in enumerate(("theta[1]", "theta[2]")):

        def drawn(mode, step, name=name):
            return side_by_side._mean_and_sd(table, parameter=name, mode=mode, step=step)[
                0
            ]

        assert drawn("known", "prior") == pytest.approx(a / kappa, abs=1e-3)
        conjugate = (a + y[coin]) / (kappa + n[coin])
        assert drawn("known", "posterior") == pytest.approx(conjugate, abs=1e-3)
        assert drawn("learned", "prior") == pytest.approx(0.5, abs=1e-3)
        learned = exact_means(OWN)[name]
        assert drawn("learned", "posterior") == pytest.approx(learned, abs=1e-3)
    lines = figure.axes[0].get_lines()
    assert [0.4, 0.4] in [list(line.get_xdata()) for line in lines]
    # No curve of any panel is cut off, though they share their axis.
    top = figure.axes[0].get_ylim()[1]
    assert max(table["density"]) < top
    said = side_by_side.says_modes(table, Spoken(language, results.settings), results)
    assert {"en": "0.409", "es": "0,409"}[language] in said


def test_panels_share_their_axis_and_say_what_was_observed(results, tmp_path):
    omega = np.linspace(0.2, 0.5, 50)[np.newaxis]
    variables = {"omega": omega, "theta": np.stack([omega, omega], axis=-1)}
    state = {"divergent__": np.zeros(omega.shape)}
    dimensions, labels = {"theta": ["group"]}, {"group": ["1", "2"]}
    tree = draws.dataset(
        variables, state, observed={"y": np.array([5, 4])}, dims=dimensions, coords=labels
    )
    draws.write(tmp_path / "posterior.nc", tree)
    results.fits["partial_pooling"].files["posterior"] = str(tmp_path / "posterior.nc")
    words = Words("es", results.settings | {"words": WORDS})
    figure, table = densities.posterior_marginals(results, words)
    panels = figure.axes
    assert [axes.get_title(loc="left") for axes in panels] == [
        "",
        "sujeto 1: observado 5/20",
        "sujeto 2: observado 4/8",
    ]
    assert len({axes.get_ylim() for axes in panels}) == 1
    assert max(table["exact_density"]) < panels[0].get_ylim()[1]
    assert panels[1].get_xlabel() == r"probabilidad de recordar $\pi_{1}$"


def test_a_slice_whose_height_is_lost_says_how_high_it_is(results):
    data = {"y": [3], "N": [9], "kappa": 10, "prior_omega_a": 20, "prior_omega_b": 20}
    files.write_json(results.fits["partial_pooling"].files["stan_data"], data)
    figure, table = densities.prior_theta_given_omega(
        results, Words("es", results.settings)
    )
    left, right = ([text.get_text() for text in axes.texts] for axes in figure.axes)
    assert len(left) == 1
    assert "0,9" in left[0]
    assert r"7 \times 10^{-8}" in left[0]
    assert right == []
    assert max(table["joint_at_0.9"]) == pytest.approx(7e-8, rel=0.05)


def test_the_likelihood_says_what_was_observed_in_black_on_white(results):
    figure, _ = densities.likelihood_joint(results, Words("en", results.settings), coin=1)
    (label,) = figure.axes[0].texts
    assert label.get_text() == "observed 4/8"
    assert label.get_color() == "black"
    assert label.get_bbox_patch().get_facecolor()[:3] == (1, 1, 1)


def test_of_two_changes_neither_is_left_out(results):
    results.settings["beside"] = OTHER | {"prior_omega_a": 20, "prior_omega_b": 20}
    words = Spoken("es", results.settings)
    _, table = side_by_side.beside(results, words)
    said = side_by_side.says_beside(table, words, results)
    assert "κ = 5, ω ~ Beta(20; 20)" in said
    assert "κ = 100, ω ~ Beta(2; 2)" in said


@pytest.mark.parametrize("language", ["en", "es"])
def test_two_assumptions_have_their_own_exact_means(results, language):
    _, table = side_by_side.beside(results, Words(language, results.settings))
    for name in ("omega", "theta[1]", "theta[2]"):
        for which, data in (("beside", OTHER), ("here", OWN)):
            mean = side_by_side._mean_and_sd(table, parameter=name, assumed=which)[0]
            assert mean == pytest.approx(exact_means(data)[name], abs=2e-3)
    said = side_by_side.says_beside(table, Spoken(language, results.settings), results)
    mark = {"en": ".", "es": ","}[language]
    assert f"0{mark}48" in said
    assert f"0{mark}36" in said


def test_margins_are_those_of_the_joint_posterior(results):
    words = Words("en", results.settings)
    _, table = side_by_side.from_prior_to_posterior(results, words)
    answer = exact_means(OWN)
    for group in ("1", "2"):
        for parameter, name in (("theta", f"theta[{group}]"), ("omega", "omega")):
            drawn = {"group": group, "step": "posterior", "parameter": parameter}
            mean, _ = side_by_side._mean_and_sd(table, **drawn)
            assert mean == pytest.approx(answer[name], abs=3e-3)
    chosen = (np.array(table["step"]) == "likelihood") & (
        np.array(table["parameter"]) == "omega"
    )
    assert set(np.array(table["density"])[chosen]) == {1.0}


def coin(**changes):
    prior = {"partial_pooling": {"priors": {"omega": {"beta": [2, 2]}}}}
    made = {"family": "coins", "successes": [3], "trials": [9], "kappa": 5}
    return made | {"models": prior} | changes


def test_what_has_no_axes_in_common_is_not_set_beside(tmp_path):
    analyses = {"a": coin(), "b": coin(beside="a", kappa=10)}
    assert load({"run": "r", "analyses": analyses}, tmp_path).analyses["b"].beside == "a"
    for wrong in (
        {"b": coin(beside="b")},
        {"b": coin(beside="c")},
        {"b": coin(beside="a"), "a": coin(successes=[1, 2], trials=[5, 5])},
    ):
        with pytest.raises(PoolingError, match=r"analyses\.b\.beside"):
            load({"run": "r", "analyses": analyses | wrong}, tmp_path)
