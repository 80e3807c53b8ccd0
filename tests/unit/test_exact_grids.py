"""Posteriors whose grid once had no end, or was too large, against other quadrature."""

import numpy as np
import pandas as pd
import pytest
from pooling import exact
from pooling.basics import files, not_computed
from pooling.exact import answer, gridded, quadrature
from pooling.exact.explore import means as explored
from pooling.model import families

NINE_ROWS = [10.0, 7.7, 9.3, 9.2, 10.0, 8.2, 11.9, 11.9, 13.2]
# Scores of six workers on three machines, three each: nlme, "Machines".
# fmt: off
MACHINES = [
    52.0, 52.8, 53.1, 62.1, 62.6, 64.0, 67.5, 67.2, 66.9, 51.8, 52.8, 53.1, 59.7, 60.0,
    59.0, 61.5, 61.7, 62.3, 60.0, 60.2, 58.4, 68.6, 65.8, 69.7, 70.8, 70.6, 71.0, 51.1,
    52.3, 50.3, 63.2, 62.8, 62.2, 64.1, 66.2, 64.0, 50.9, 51.8, 51.4, 64.8, 65.0, 65.4,
    72.1, 72.0, 71.1, 46.4, 44.8, 49.2, 43.7, 44.2, 43.0, 62.0, 61.4, 60.5,
]
BEFORE_AFTER = [
    153.3, 153.6, 135.0, 131.4, 128.6, 133.2, 130.7, 129.7, 131.1, 127.8, 152.6, 151.8,
    144.2, 140.8, 147.4, 140.9, 151.6, 150.9, 139.0, 129.6, 122.1, 119.2, 143.0, 140.6,
    141.6, 141.8, 135.1, 119.3, 137.9, 129.2, 154.8, 147.2, 137.7, 129.3, 141.5, 143.6,
    140.0, 149.4, 148.4, 138.1,
]
# fmt: on


def default_data(family, model, y, size, **columns):
    """Stan data of groups of one size under the default priors."""
    labels = [f"g{place:02d}" for place in range(len(y) // size)]
    table = pd.DataFrame({"group": np.repeat(labels, size), "y": y, **columns})
    own = families.get(family)
    facts = {"centre": float(table["x"].mean())} if "x" in table else {}
    priors = own.default_priors(table)[model]
    given = {
        f"prior_{name}_{argument}": value
        for name, arguments in priors.items()
        for argument, value in arguments.items()
    }
    return own.stan_data(table, facts, {}) | given, labels


def moments_on(points, log_density):
    weights = np.exp(log_density - log_density.max())
    weights /= weights.sum()
    mean = np.sum(weights * points)
    return mean, np.sqrt(np.sum(weights * (points - mean) ** 2))


@pytest.mark.parametrize("centre", [0.0, np.mean(NINE_ROWS)])
def test_nine_rows_have_a_posterior_for_every_width_of_the_fixed_prior(centre):
    data, labels = default_data("means", "regularised", NINE_ROWS, 3)
    y = np.reshape(NINE_ROWS, (-1, 3))
    within = ((y - y.mean(axis=1, keepdims=True)) ** 2).sum()
    log_sigma = np.linspace(-6, 5, 4001)
    sigma = np.exp(log_sigma)
    for width in y.std(ddof=1) * explored.SCALES:
        prior = {"prior_alpha_mean": centre, "prior_alpha_sd": width}
        found = exact.posterior("means", "regularised", data | prior, {"group": labels})
        spread = width**2 + sigma[:, np.newaxis] ** 2 / 3
        away = (y.mean(axis=1) - centre) ** 2 / spread
        log_density = -0.5 * (np.log(spread) + away).sum(axis=1)
        log_density -= (9 - 3 - 1) * log_sigma + within / (2 * sigma**2)
        log_density -= data["prior_sigma_rate"] * sigma
        mean, sd = moments_on(sigma, log_density)
        assert found.mean[0] == pytest.approx(mean, abs=1e-3 * sd)
        assert found.sd[0] == pytest.approx(sd, rel=1e-3)


def test_groups_far_apart_have_a_grid_that_is_not_cut_below_its_widening():
    data, labels = default_data("means", "partial_pooling", MACHINES, 3)
    found = exact.posterior("means", "partial_pooling", data, {"group": labels})
    y = np.reshape(MACHINES, (-1, 3))
    count, means = len(y), y.mean(axis=1)
    within = ((y - means[:, np.newaxis]) ** 2).sum()
    # Trapezoid over the logarithms of both scales; mu is left out in closed form.
    logs = np.meshgrid(np.linspace(0, 5, 801), np.linspace(-2, 2, 801), indexing="ij")
    sigma_alpha, sigma = map(np.exp, logs)
    spread = sigma_alpha**2 + sigma**2 / 3
    total = spread + count * data["prior_mu_alpha_sd"] ** 2
    away = means.mean() - data["prior_mu_alpha_mean"]
    log_density = -0.5 * (
        (count - 1) * np.log(spread)
        + np.log(total)
        + count * means.var() / spread
        + count * away**2 / total
        + within / sigma**2
    ) - 2 * count * np.log(sigma)
    for name, scale, log_scale in zip(
        ("sigma_alpha", "sigma"), (sigma_alpha, sigma), logs, strict=True
    ):
        log_density = log_density + log_scale - data[f"prior_{name}_rate"] * scale
    for place, scale in ((1, sigma_alpha), (2, sigma)):
        mean, sd = moments_on(scale, log_density)
        assert found.mean[place] == pytest.approx(mean, abs=1e-3 * sd)
        assert found.sd[place] == pytest.approx(sd, rel=1e-3)


def test_forty_rows_in_pairs_are_not_too_many(monkeypatch):
    # Half of what is asked for below; the default would take three times as long.
    monkeypatch.setattr(quadrature, "TOLERANCE", 5e-3)
    x = np.tile([0.0, 1.0], 20)
    data, labels = default_data("lines", "partial_pooling", BEFORE_AFTER, 2, x=x)
    found = exact.posterior("lines", "partial_pooling", data, {"group": labels})
    # Mean and sd, from 2.8 million weighted draws under the likelihood of the pairs' mean
    # and of their scatter, a Wishart variable; their error is 0.002 sds at the most.
    drawn = {
        "sigma_alpha": (9.3577, 1.7264),
        "sigma_beta": (3.7484, 2.1463),
        "rho": (0.2164, 0.3275),
        "sigma": (3.0205, 1.4724),
    }
    for name, (mean, sd) in drawn.items():
        place = found.labels.index(name)
        assert found.mean[place] == pytest.approx(mean, abs=0.01 * sd)
        assert found.sd[place] == pytest.approx(sd, rel=0.01)


def test_a_fault_in_an_exact_answer_is_marked_and_stops_nothing(tmp_path, monkeypatch):
    data, labels = default_data("means", "partial_pooling", MACHINES, 3)

    def broken(*_):
        raise KeyError("lost")

    monkeypatch.setattr(gridded, "posterior", broken)
    table, facts, grid = answer.answer(
        "means", "partial_pooling", data=data, labels={"group": labels}, log="a.log"
    )
    assert table.empty
    answer.write_grid(tmp_path / "nodes.nc", grid, facts)
    assert answer.read_grid(tmp_path / "nodes.nc") is None
    files.write_json(tmp_path / "exact.json", facts)
    (why,) = not_computed.inside(tmp_path / "exact.json")
    assert why == not_computed.Missing("KeyError: 'lost'", True, "a.log")
