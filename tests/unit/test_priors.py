"""Priors as a configuration writes them."""

import pytest
from pooling.basics.errors import PoolingError
from pooling.model import families, priors
from scipy import stats

EXPECTED = {"alpha": "normal", "sigma": "exponential", "omega": "beta", "R": "lkj"}


def test_numbers_get_the_names_of_their_arguments():
    written = {
        "alpha": {"normal": [0, 5]},
        "sigma": {"exponential": 1},
        "omega": {"beta": [2, 3]},
        "R": {"lkj": [2]},
    }
    assert priors.check(written, EXPECTED, "here") == {
        "alpha": {"mean": 0.0, "sd": 5.0},
        "sigma": {"rate": 1.0},
        "omega": {"a": 2.0, "b": 3.0},
        "R": {"shape": 2.0},
    }


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"alhpa": {"normal": [0, 5]}}, ["here.alhpa", 'did you mean "alpha"?']),
        ({"zzz": {"normal": [0, 5]}}, ["here.zzz", 'choose among "alpha"']),
        ({"alpha": {"exponential": 1}}, ['"exponential"', "{normal: [mean, sd]}"]),
        ({"alpha": {"normal": [0]}}, ["here.alpha", "takes 2 finite numbers"]),
        ({"sigma": {"exponential": [1, 2]}}, ["takes 1 finite number;"]),
        ({"alpha": {"normal": [0, -5]}}, ["here.alpha: sd must be above 0", "-5"]),
        ({"sigma": {"exponential": 0}}, ["here.sigma: rate must be above 0"]),
        ({"alpha": {"normal": ["0", 5]}}, ["finite numbers"]),
        ({"alpha": {"normal": [True, 5]}}, ["finite numbers"]),
        ({"alpha": {"normal": [0, float("inf")]}}, ["finite numbers"]),
        ({"alpha": {"normal": [float("nan"), 5]}}, ["finite numbers"]),
        ({"alpha": "normal(0, 5)"}, ["write the prior as {normal: [mean, sd]}"]),
        ({"alpha": {"normal": [0, 5], "lkj": 2}}, ["write the prior as"]),
        ({"alpha": {}}, ["write the prior as"]),
        ({"alpha": None}, ["write the prior as"]),
    ],
)
def test_a_wrong_prior_is_refused_in_one_sentence(written, words):
    with pytest.raises(PoolingError) as caught:
        priors.check(written, EXPECTED, "here")
    for word in words:
        assert word in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_negative_mean_is_a_prior():
    checked = priors.check({"alpha": {"normal": [-3, 5]}}, EXPECTED, "here")
    assert checked["alpha"]["mean"] == -3


def test_stan_names():
    checked = priors.check({"R": {"lkj": 2}}, EXPECTED, "here")
    assert priors.stan_data(checked) == {"prior_R_shape": 2.0}


@pytest.mark.parametrize("name", priors.ARGUMENTS)
def test_a_distribution_is_known_by_its_arguments(name):
    arguments = dict.fromkeys(priors.ARGUMENTS[name], 1.0)
    assert priors.distribution(arguments) == name


@pytest.mark.parametrize("family", families.NAMES)
def test_every_declared_prior_has_a_distribution(family):
    for model in families.get(family).MODELS.values():
        assert set(model.priors.values()) <= set(priors.ARGUMENTS)


POWERS = [
    ("normal", {"mean": 1.5, "sd": 2.0}, stats.norm(1.5, 2), 0.3),
    ("exponential", {"rate": 0.4}, stats.expon(scale=2.5), 1.2),
    ("beta", {"a": 3.0, "b": 2.0}, stats.beta(3, 2), 0.3),
    # The correlation of two variables under LKJ is a beta stretched to (-1, 1).
    ("lkj", {"shape": 2.0}, stats.beta(2, 2, loc=-1, scale=2), 0.3),
    ("gamma", {"shape": 2.0, "rate": 0.1}, stats.gamma(2, scale=10), 7.0),
]


@pytest.mark.parametrize(("name", "arguments", "same", "at"), POWERS)
def test_a_prior_has_its_sd_and_its_powers(name, arguments, same, at):
    assert priors.sd(name, arguments) == pytest.approx(same.std())
    other = at + 0.4
    for power in (0.5, 2):
        raised = priors.raised(name, arguments, power)
        scaled = {
            "normal": lambda mean, sd: stats.norm(mean, sd),
            "exponential": lambda rate: stats.expon(scale=1 / rate),
            "beta": stats.beta,
            "lkj": lambda shape: stats.beta(shape, shape, loc=-1, scale=2),
            "gamma": lambda shape, rate: stats.gamma(shape, scale=1 / rate),
        }[name](**raised)
        assert scaled.logpdf(other) - scaled.logpdf(at) == pytest.approx(
            power * (same.logpdf(other) - same.logpdf(at))
        )


def test_several_places_have_a_prior_each():
    slopes = {"mean": [0.0, 1.0], "sd": [2.0, 4.0]}
    assert priors.text("beta", slopes) == "beta ~ normal([0, 1], [2, 4])"
    assert priors.sd("normal", slopes) == [2.0, 4.0]
    assert priors.raised("normal", slopes, 4) == {"mean": [0.0, 1.0], "sd": [1.0, 2.0]}
    assert priors.raised("beta", {"a": [2.0, 0.5], "b": [2.0, 2.0]}, 2) is None
    stan = priors.stan_data({"beta": slopes})
    assert stan == {"prior_beta_mean": [0.0, 1.0], "prior_beta_sd": [2.0, 4.0]}


def test_a_power_that_leaves_no_distribution_gives_none():
    assert priors.raised("beta", {"a": 0.5, "b": 2.0}, 2) is None
    assert priors.raised("beta", {"a": 0.5, "b": 2.0}, 0.5) == {"a": 0.75, "b": 1.5}
