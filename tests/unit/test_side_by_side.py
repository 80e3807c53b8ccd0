"""Coins side by side: what is drawn agrees with the exact answers."""

import numpy as np
import pytest
from pooling import files
from pooling.config import load
from pooling.errors import PoolingError
from pooling.exact import coins as exact
from pooling.figures import coin_joint
from pooling.figures.words import Spoken, Words
from pooling.results import Fit, Results

OWN = {"y": [5, 4], "N": [20, 8], "kappa": 100, "prior_omega_a": 2, "prior_omega_b": 2}
OTHER = OWN | {"kappa": 5}
GROUP = {"column": "subject", "label": {"en": "subject", "es": "sujeto"}, "unit": None}


def exact_means(data) -> dict[str, float]:
    """Give the exact posterior mean of each parameter."""
    found = exact.partial_pooling(data, ["1", "2"])
    return dict(zip(found.labels, found.mean, strict=True))


@pytest.fixture
def results(tmp_path):
    files.write_json(tmp_path / "stan_data.json", OWN)
    prepared = "group,y,N\n1,5,20\n2,4,8\n"
    files.write_text(tmp_path / "prepared.csv", prepared)
    fit = Fit({"stan_data": str(tmp_path / "stan_data.json")})
    return Results(
        "memory",
        {"prepared": str(tmp_path / "prepared.csv")},
        {"partial_pooling": fit},
        {"labels": {"group": GROUP}, "beside": OTHER},
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_two_assumptions_have_their_own_exact_means(results, language):
    _, table = coin_joint.beside(results, Words(language, results.settings))
    for name in ("omega", "theta[1]", "theta[2]"):
        for which, data in (("beside", OTHER), ("here", OWN)):
            mean = coin_joint._mean(table, parameter=name, assumed=which)
            assert mean == pytest.approx(exact_means(data)[name], abs=2e-3)
    said = coin_joint._says_beside(table, Spoken(language, results.settings), results)
    mark = {"en": ".", "es": ","}[language]
    assert f"0{mark}48" in said
    assert f"0{mark}36" in said


def test_margins_are_those_of_the_joint_posterior(results):
    words = Words("en", results.settings)
    _, table = coin_joint.from_prior_to_posterior(results, words)
    answer = exact_means(OWN)
    for group in ("1", "2"):
        for parameter, name in (("theta", f"theta[{group}]"), ("omega", "omega")):
            drawn = {"group": group, "step": "posterior", "parameter": parameter}
            assert coin_joint._mean(table, **drawn) == pytest.approx(
                answer[name], abs=3e-3
            )
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
