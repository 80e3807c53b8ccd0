"""Terms of log densities, draw by draw, up to constants.

The terms of a constrained parameter hold the Jacobian of Stan's transform: Stan
Reference Manual, "Constraint Transforms".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaln, xlog1py, xlogy

from pooling.basics import by_column
from pooling.basics.blocks import NUMBERS, blocks
from pooling.model.priors import ARGUMENTS

if TYPE_CHECKING:
    from pooling.model.families.base import Model


def rows(values) -> np.ndarray:
    """Give draws the shape (draw, value), with one value for a scalar."""
    values = np.asarray(values)
    return values.reshape(len(values), -1)


def normal(values, mean, sd) -> np.ndarray:
    """Sum the log densities of normal values, shape (draw,).

    Values have the shape (draw,), (draw, value), or (1, value) for data; mean and sd are
    numbers, or of shape (draw, value) or (draw, 1).
    """
    away = (rows(values) - mean) / sd
    return (-0.5 * away**2 - np.log(sd)).sum(axis=1)


def positive(values, rate: float) -> np.ndarray:
    """Sum the log densities of log x, for x exponential with a rate.

    The Jacobian of x = exp(u) is x; ``values`` are those of x, shape (draw,).
    """
    return -rate * values + np.log(values)


def proportion(values, a, b) -> np.ndarray:
    """Sum the log densities of logit x, for x ~ Beta(a, b).

    The Jacobian of x = 1 / (1 + exp(-u)) is x (1 - x). ``values`` are those of x, shape
    (draw,) or (draw, value); a and b are numbers or of shape (draw, 1).
    """
    x = rows(values)
    return (xlogy(a, x) + xlog1py(b, -x) - betaln(a, b)).sum(axis=1)


def correlation(rho, shape: float) -> np.ndarray:
    """Give the log density of atanh rho, for two variables' R ~ LKJ(shape), shape (draw,).

    The density of R is det(R)^(shape - 1), with det(R) = 1 - rho^2: Lewandowski, Kurowicka
    and Joe (2009), Journal of Multivariate Analysis 100, section 3. The Jacobian of rho =
    tanh(u) is 1 - rho^2.
    """
    return shape * (np.log1p(rho) + np.log1p(-rho))


# Distribution of a prior -> the variable that is drawn, where it is not the parameter
# itself, and how. Of the correlation matrix R of two it is rho, with (rho + 1) / 2
# beta distributed: Lewandowski, Kurowicka and Joe (2009), section 3.
DRAWN = {
    "normal": (None, lambda rng, shape, mean, sd: rng.normal(mean, sd, shape)),
    "exponential": (None, lambda rng, shape, rate: rng.exponential(1 / rate, shape)),
    "beta": (None, lambda rng, shape, a, b: rng.beta(a, b, shape)),
    "lkj": ("rho", lambda rng, size, shape: 2 * rng.beta(shape, shape, size) - 1),
    "gamma": (None, lambda rng, size, shape, rate: rng.gamma(shape, 1 / rate, size)),
}


def normal_effects(data: dict, draws: dict, count: int, rng) -> dict[str, np.ndarray]:
    """Draw ``alpha`` of groups, normal given mu_alpha and sigma_alpha, shape (draw, group)."""
    away = rng.standard_normal((count, data["J"]))
    return {"alpha": rows(draws["mu_alpha"]) + rows(draws["sigma_alpha"]) * away}


def with_effects(effects: Callable) -> Callable:
    """Turn draws of the groups' parameters from their population into draws of all.

    ``effects`` is as `normal_effects`, the result as `pooling.model.density.from_prior`,
    less the family.
    """

    def from_prior(declared: Model, *, data: dict, count: int, rng) -> dict:
        of_groups = {
            each.name
            for each in declared.parameters
            if each.per_group and not each.copy_of
        }
        draws = {}
        for name, distribution in declared.priors.items():
            shape = (count, data["J"]) if name in of_groups else (count,)
            variable, drawn = DRAWN[distribution]
            draws[variable or name] = drawn(rng, shape, **prior(data, name))
        if of_groups <= set(draws):
            return draws
        return draws | effects(data, draws, count, rng)

    return from_prior


def prior(data: dict, name: str) -> dict:
    """Pick the arguments of one parameter's prior out of the Stan data."""
    return {
        argument: data[key]
        for arguments in ARGUMENTS.values()
        for argument in arguments
        if (key := f"prior_{name}_{argument}") in data
    }


def in_population(data: dict, draws: dict) -> dict:
    """Add the population that the groups' coefficients come from, where it is fixed.

    It is their prior, under which those of lines are independent: ``mu_`` and ``sigma_`` of
    each coefficient, and ``rho`` and ``L`` of two.
    """
    fixed = {
        f"{hyper}_{name}": arguments[argument]
        for name in ("alpha", "beta")
        if (arguments := prior(data, name))
        for hyper, argument in (("mu", "mean"), ("sigma", "sd"))
    }
    if "mu_beta" in fixed:
        fixed |= {"rho": 0.0, "L": np.eye(2)}
    count = len(draws["sigma"])
    return draws | {
        name: np.broadcast_to(value, (count, *np.shape(value)))
        for name, value in fixed.items()
    }


def one_group(data: dict) -> dict:
    """Take all rows of a table for those of one group."""
    return data | {"J": 1, "group": np.ones(len(data["y"]), int)}


def of_one_group(marginal: Callable) -> Callable:
    """Turn the density of groups, given the population, into one given common coefficients.

    That of a table that is pooled completely is that of one group, from a population
    without any spread.
    """

    def together(data: dict, draws: dict) -> np.ndarray:
        # Their priors would be taken for that of the groups.
        kept = {name: data[name] for name in data if not name.startswith("prior_")}
        none = np.zeros(len(draws["sigma"]))
        means = {f"mu_{name}": draws[name] for name in ("alpha", "beta") if name in draws}
        spread = dict.fromkeys(("sigma_alpha", "sigma_beta", "rho"), none)
        return marginal(one_group(kept), draws | means | spread)

    return together


def hyperparameters(data: dict, draws: dict) -> np.ndarray:
    """Sum the terms of mu_alpha and sigma_alpha; arguments as in `population`."""
    return normal(draws["mu_alpha"], **prior(data, "mu_alpha")) + positive(
        draws["sigma_alpha"], **prior(data, "sigma_alpha")
    )


def population(data: dict, draws: dict) -> np.ndarray:
    """Sum the terms of mu_alpha, sigma_alpha and the alphas that they govern, shape (draw,).

    Where the alphas are not sampled centred they are mu_alpha + sigma_alpha u, with the
    Jacobian sigma_alpha for each.
    """
    mean, sd = draws["mu_alpha"], draws["sigma_alpha"]
    jacobian = 0 if data["centred"] else data["J"] * np.log(sd)
    return (
        hyperparameters(data, draws)
        + normal(draws["alpha"], rows(mean), rows(sd))
        + jacobian
    )


def nothing(data: dict, draws: dict) -> np.ndarray:
    """Sum no terms: those of groups whose coefficients are integrated out."""
    return np.zeros(len(draws["sigma"]))


def fixed_prior(data: dict, draws: dict) -> np.ndarray:
    """Sum the terms of coefficients that all share, or of every group's."""
    names = [name for name in ("alpha", "beta") if name in draws]
    return sum(normal(draws[name], **prior(data, name)) for name in names)


def of_groups(data: dict, values) -> np.ndarray:
    """Give each observation its group's value, shape (draw, observation), or the only one.

    Values have the shape (draw, group) or (draw,); the programs without groups have no
    ``group``.
    """
    return values[:, np.asarray(data["group"]) - 1] if values.ndim > 1 else rows(values)


def some_rows(data: dict, draws: dict, chosen) -> tuple[dict, dict]:
    """Take some rows of the data; the groups stay."""
    columns = [name for name in ("y", "group", "x") if name in data]
    return {name: np.asarray(data[name])[chosen] for name in columns}, draws


def some_units(data: dict, draws: dict, chosen) -> tuple[dict, dict]:
    """Take some units of the data, a row each, with what is theirs in the draws."""
    counts = {name: np.asarray(data[name])[chosen] for name in ("y", "N")}
    units = len(data["y"])
    return counts, {
        name: values[:, chosen] if values.shape[1:] == (units,) else values
        for name, values in draws.items()
    }


def normal_total(data: dict, draws: dict, columns: dict[str, np.ndarray]) -> np.ndarray:
    """Sum the log density of normal outcomes, by cross products of their rows, shape (draw,).

    Squares around any coefficients follow from those around typical ones, and from the
    products of columns and residuals: what it costs follows the groups, not the rows.
    ``columns`` maps each coefficient to what it is multiplied with, a number for each
    outcome; its draws have the shape (draw,) or (draw, group).
    """
    y, sigma = np.asarray(data["y"], float), draws["sigma"]
    theta = [rows(draws[name]) for name in columns]
    x = np.stack([np.broadcast_to(each, y.shape) for each in columns.values()], axis=-1)
    count = theta[0].shape[1]
    group = np.asarray(data["group"]) - 1 if count > 1 else np.zeros(len(y), int)
    typical = np.stack([each.mean(axis=0) for each in theta], axis=-1)
    residual = y - (typical[group] * x).sum(axis=1)
    along = by_column.sums((residual * each for each in x.T), group, count)
    crossed = by_column.products(x.T, x.T, group, count)
    squares = np.full(len(sigma), np.sum(residual**2))
    for part in blocks(len(sigma), count, NUMBERS):
        away = np.stack([each[part] for each in theta], axis=-1) - typical
        for one in range(x.shape[1]):
            squares[part] -= 2 * away[..., one] @ along[:, one]
            for other in range(x.shape[1]):
                both = away[..., one] * away[..., other]
                squares[part] += both @ crossed[:, one, other]
    size = len(y)
    return -size * (np.log(2 * np.pi) / 2 + np.log(sigma)) - squares / (2 * sigma**2)
