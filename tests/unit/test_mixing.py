"""R-hat, ESS and errors of many parameters: those of ArviZ, whatever the draws."""

import numpy as np
import pytest
from arviz_stats.base import array_stats
from pooling.sampling import mixing

AXES = {"chain_axis": 0, "draw_axis": 1}


def odd_draws(shape, pull: float) -> np.ndarray:
    """Draw autocorrelated chains, some of them broken: still, rounded, apart, not a number."""
    values = np.random.default_rng(1).standard_normal(shape)
    for draw in range(1, shape[1]):
        values[:, draw] += pull * values[:, draw - 1]
    values[..., 0] = 3
    values[..., 1] = np.round(values[..., 1])
    values[0, 1, 2], values[0, 1, 3] = np.nan, np.inf
    values[..., 4] = values[..., 4] > 0
    values[0, :, 5] += 5
    return values


@pytest.mark.parametrize("pull", [0.5, 0.9, -0.6])
@pytest.mark.parametrize("shape", [(4, 250, 30), (2, 51, 20), (1, 20, 20), (3, 4, 20)])
def test_the_numbers_are_those_of_arviz(shape, pull, monkeypatch):
    monkeypatch.setattr(mixing, "CHUNK", 7 * shape[0] * shape[1])  # several parts
    values = odd_draws(shape, pull)
    found = mixing.summary(values)
    with np.errstate(all="ignore"):
        squares = (values - values.mean(axis=(0, 1))) ** 2
        theirs = {
            "mcse_mean": array_stats.mcse(values, **AXES, method="mean"),
            "ess_bulk": array_stats.ess(values, **AXES, method="bulk"),
            "ess_tail": array_stats.ess(values, **AXES, method="tail", prob=(0.05, 0.95)),
            "mcse_squares": array_stats.mcse(squares, **AXES, method="mean"),
        }
        if shape[0] > 1:  # of one chain ArviZ gives none
            theirs["r_hat"] = array_stats.rhat(values, **AXES, method="rank")
            np.testing.assert_allclose(mixing.r_hat(values), theirs["r_hat"], rtol=1e-9)
        sizes = array_stats.ess(values, **AXES, method="mean")
    np.testing.assert_allclose(mixing.ess(values), sizes, rtol=1e-9)
    np.testing.assert_allclose(mixing.errors(values), theirs["mcse_mean"], rtol=1e-9)
    for name, expected in theirs.items():
        np.testing.assert_allclose(found[name], expected, rtol=1e-9, err_msg=name)
