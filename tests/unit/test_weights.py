"""Weights of normal outcomes, by closed forms; and other outcomes, which have none."""

import made_formulas
import numpy as np
import pytest
from made_formulas import MODELS
from pooling.checks.predictive import regression as checks
from pooling.checks.predictive.base import Case
from pooling.exact.answer import answer
from pooling.model import density, effects, families, responses
from pooling.model.names import PARTIAL
from pooling.report import answers
from pooling.report.chapters import regression as chapters
from scipy import stats

FORMULA = "y ~ x + (1 | unit) + (1 | item)"


def weighted(folder, formula=FORMULA, times=1.0, **more):
    """Write an analysis whose rows are means of ``n`` measurements."""
    raw = made_formulas.table("normal", groups=5, each=5, seed=3)
    raw["n"] = times * raw["n"]
    return made_formulas.analysis(folder, "normal", formula, raw, weights="n", **more)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return weighted(tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Without a further factor: sums over rows would do, were the rows alike."""
    return weighted(tmp_path_factory.mktemp("plain"), "y ~ x + (1 + x | unit)")


def _covariance(data: dict, sigma: float, sd: float, further: float) -> np.ndarray:
    """Of all outcomes: weights, groups, items, and the prior of the coefficients."""
    group = np.eye(data["J"])[np.array(data["group"]) - 1]
    item = np.eye(data["L"])[np.array(data["level"]) - 1]
    X = np.array(data["X"]) @ np.linalg.inv(data["A"]) * data["prior_beta_sd"]
    noise = np.diag(sigma**2 * np.array(data["spread"]) ** 2)
    return noise + sd**2 * group @ group.T + further**2 * item @ item.T + X @ X.T


def test_the_likelihood_is_the_normal_density_with_these_variances(made):
    data = made.fits[PARTIAL].stan_data
    weights = made.prepared["weights"].to_numpy()
    np.testing.assert_allclose(np.array(data["spread"]) ** -2, weights)
    model = families.get("normal").MODELS[PARTIAL]
    own = effects.of(model, data)
    scales = {"sigma": [1.3], "sd": [[0.6]], "sd_further": [[0.4]]}
    scales = {name: np.array(value) for name, value in scales.items()}
    mean = np.array(data["X"]) @ np.linalg.solve(data["A"], data["prior_beta_mean"])
    cov, y = _covariance(data, 1.3, 0.6, 0.4), np.array(data["y"])
    right = stats.multivariate_normal(mean, cov).logpdf(y)
    assert own.log_likelihood(scales)[0] == pytest.approx(right, rel=1e-9)
    # Each row given all others.
    precision = np.linalg.inv(cov)
    spread = np.diag(precision) ** -0.5
    away = precision @ (y - mean) * spread**2
    kept = slice(None)
    alone, below, _ = own.without(scales, kept, kept)
    right = stats.norm(0, spread)
    np.testing.assert_allclose(alone[0], right.logpdf(away), rtol=1e-8)
    np.testing.assert_allclose(below[0], right.cdf(away), rtol=1e-6)


def test_the_stated_density_and_the_replicates_have_them_too(made):
    fit = made.fits[PARTIAL]
    data, draws = fit.stan_data, fit.parameters(families.get("normal").MODELS[PARTIAL])
    eta = density.expected("normal", data, draws)
    sd = draws["sigma"][:, np.newaxis] / np.sqrt(made.prepared["weights"].to_numpy())
    terms = np.concatenate(list(density.log_likelihood("normal", data, draws)))
    np.testing.assert_allclose(terms, stats.norm(eta, sd).logpdf(data["y"]))
    own = responses.get("normal")
    sigma = {"sigma": draws["sigma"][:, np.newaxis]}
    known = responses.known(data)
    np.testing.assert_allclose(own.log_density(data["y"], eta, sigma, known), terms)
    copies = density.replicates("normal", data, draws, np.random.default_rng(1))
    away = (np.concatenate(list(copies)) - eta) / sd
    assert stats.kstest(away.ravel(), "norm").pvalue > 1e-4


def test_sums_over_rows_have_them_too(plain):
    fit = plain.fits[PARTIAL]
    model = families.get("normal").MODELS[PARTIAL]
    data, draws = fit.stan_data, fit.parameters(model)
    terms = np.concatenate(list(density.log_likelihood("normal", data, draws)))
    total = density.log_likelihood_total("normal", data, draws)
    np.testing.assert_allclose(total, terms.sum(axis=1))
    case = Case(family="normal", model=PARTIAL, fit=fit, labels=plain.groups, seed=1)
    means, _ = checks.group_checks(case)
    eta = density.expected("normal", data, draws)
    variance = draws["sigma"][:, np.newaxis] ** 2 / plain.prepared["weights"].to_numpy()
    for group in range(data["J"]):
        own = np.array(data["group"]) == group + 1
        spread = np.sqrt(variance[:, own].sum(axis=1)) / own.sum()
        right = stats.norm(eta[:, own].mean(axis=1), spread)
        seen = np.array(data["y"])[own].mean()
        assert means.above[group] == pytest.approx(right.sf(seen).mean())


def test_weights_in_another_unit_change_sigma_alone(made, tmp_path):
    """Default priors and the place where the sampler starts included."""
    other = weighted(tmp_path, times=400.0)
    for model in MODELS:
        ours, theirs = (each.fits[model].stan_data for each in (made, other))
        assert theirs["prior_sigma_rate"] == pytest.approx(ours["prior_sigma_rate"] / 20)
        for name in ours:
            if name not in ("spread", "prior_sigma_rate"):
                np.testing.assert_allclose(
                    theirs[name], ours[name], rtol=1e-6, err_msg=name
                )
    found = []
    for own in (made, other):
        table, facts, _ = answer(
            "normal", PARTIAL, data=own.fits[PARTIAL].stan_data, labels=own.labels()
        )
        assert facts["computed"], facts
        found.append(table.set_index("parameter")[["mean", "sd"]])
    scale = np.where(found[0].index == "sigma", 20, 1)[:, np.newaxis]
    limit = 0.02 * scale * found[0]["sd"].to_numpy()[:, np.newaxis]
    assert (np.abs(found[1] - scale * found[0]).to_numpy() < limit).all()


def test_a_row_of_weight_w_is_the_mean_of_w_rows():
    """The likelihood of all else is that of the single rows, given sigma."""
    rng = np.random.default_rng(4)
    sizes, group = np.array([2, 5, 3, 1, 4, 2]), np.array([0, 0, 1, 1, 2, 2])
    rows = np.repeat(np.arange(6), sizes)
    y = rng.normal(size=len(rows))
    means = np.bincount(rows, y) / sizes

    def likelihood(values, of, spread):
        data = {
            "y": values,
            "group": of + 1,
            "spread": spread,
            "N": len(values),
            "J": 3,
            "P": 1,
            "K": 1,
            "H": 0,
            "L": 0,
            "level": [],
            "factor": [],
            "used": [1],
            "place": [1],
            "correlated": 1,
            "X": np.ones((len(values), 1)),
            "Z": np.ones((len(values), 1)),
            "offsets": np.zeros(len(values)),
            "A": [[1.0]],
            "B": [[1.0]],
            "prior_beta_mean": [0.0],
            "prior_beta_sd": [2.0],
            "prior_sd_rate": [1.0],
            "prior_cor_shape": 2.0,
            "prior_sigma_rate": 1.0,
        }
        own = effects.of(families.get("normal").MODELS[PARTIAL], data)
        sd = np.array([[0.1], [0.5], [2.0]])
        return own.log_likelihood({"sigma": np.full(3, 0.8), "sd": sd})

    apart = likelihood(y, group[rows], np.ones(len(y)))
    together = likelihood(means, group, sizes**-0.5)
    np.testing.assert_allclose(np.diff(together), np.diff(apart), rtol=1e-8)


def test_the_report_says_what_weights_are(made):
    chapter = chapters.TOLD.models(made)[PARTIAL]
    assert r"\sigma / \sqrt{w_i}" in chapter.formula[0]
    assert "variance of a row is σ²/w" in chapter.reading["en"]
    assert "varianza de una fila es σ²/w" in chapter.reading["es"]
    assert made.settings["labels"]["weights"]["column"] == "n"


def test_the_share_of_the_variance_is_that_at_weight_one(made):
    said = next(each.text for each in answers.of(made) if each.about == "differ")
    assert (
        "of the variance that the predictors leave of an outcome of weight 1"
        in said["en"]
    )
    assert "de una respuesta de peso 1" in said["es"]
