"""Small tables for the programs of models by formula, and their Stan data."""

import numpy as np
import response_examples
from pooling.basics.long_tables import Columns
from pooling.model import responses
from pooling.model.families.regression import alone
from scipy import special, stats

MODELS = ("complete_pooling", "no_pooling", "partial_pooling")
MEASURED = [
    name for name in response_examples.PROGRAMS if responses.get(name).LINK == "identity"
]


def of_prior(name: str, data: dict):
    """Give the distribution that what of a value has."""
    scale = 1 / np.array(data[f"prior_{name}_rate"])
    shape = data.get(f"prior_{name}_shape")
    return stats.gamma(shape, scale=scale) if shape else stats.expon(scale=scale)


def placed(response: str, X, Z, y, *, groups: int, trials=None) -> dict:
    """Say where, and in what units, beta and theta are sampled.

    At least squares of the outcome, or of what its link makes of it.
    """
    y = {
        "identity": lambda y: y,
        "logit": lambda y: special.logit((y + 0.5) / (trials + 1)),
        "log": lambda y: np.log(y + 0.5),
    }[responses.get(response).LINK](np.asarray(y))
    Q, R = np.linalg.qr(X)
    beta = np.linalg.solve(R, Q.T @ y)
    noise = np.std(y - X @ beta)
    # beta = location + unit raw, with the spread that least squares give it.
    spread = np.linalg.inv(R) * noise
    own = noise / np.sqrt(np.mean(Z**2, axis=0))
    at = np.linalg.lstsq(Z, y, rcond=None)[0]
    return {
        "location": beta,
        "unit": spread * np.sign(np.diag(spread)),
        "away": y - X @ beta,
        "own_location": np.tile(at, (groups, 1)),
        "own_unit": np.tile(np.diag(own), (groups, 1, 1)),
    }


def _levels(lies: str, group, place, rng) -> np.ndarray:
    """Give each row its level of one more factor, from 0, be it crossed, in groups, or above.

    Place 0 or 1: of nested factors the second lies in the first, within crossed ones the
    first in the second.
    """
    if lies == "within":
        return (np.arange(len(group)) + group) % 6 // (1 + place)
    if lies == "nested":
        within = np.arange(len(group)) % 4
        return group * 2 * (1 + place) + within // (2 - place)
    if lies == "above" and place == 0:
        return group * 3 // (group.max() + 1)
    return rng.integers(0, 3, len(group))


def coordinates(lies: str, group, level, used, *, pooling: int) -> dict:
    """Say how levels are sampled: see `pooling.model.families.regression.levels`.

    Parameters
    ----------
    lies : str
        As in `stan_data`.
    group : ndarray
        Of each row, from 0.
    level : list of ndarray
        Of each row, factor by factor, from 0.
    used : ndarray
        Of each column of the population, the intercept first.
    pooling : int
        The degree.
    """
    count = [own.max() + 1 for own in level]
    start = np.cumsum([0, *count])
    L, J = start[-1], group.max() + 1
    found = {name: np.zeros(L) for name in ("in_intercept", "in_group")}
    found["inside"] = np.zeros(L + J)
    above, reflect, linked = (np.zeros(n, int) for n in (J, len(level), len(level)))
    for place, own in enumerate(level):
        at = np.arange(start[place], start[place + 1])
        rows = np.unique(own, return_index=True)[1]
        if lies == "nested" and pooling:
            found["inside"][at] = 1 + (level[0][rows] if place else L + group[rows])
            linked[place] = pooling == 2
            continue
        if lies == "within" and place == 0:
            found["inside"][at] = 1 + start[1] + level[1][rows]
        holds = lies == "above" and place == 0 and pooling > 0
        if holds and pooling == 2:
            found["inside"][L + group] = 1 + own
            linked[place] = 1
            continue
        found["in_intercept"][at] = used[0] / len(at)
        if pooling == 1 and not holds:
            found["in_group"][at] = 1 / len(at)
        reflect[place] = 1
        if holds:
            above[group] = 1 + start[place] + own
    return {
        "H": len(level),
        "L": L,
        "level": np.concatenate(
            [own + 1 + begin for own, begin in zip(level, start, strict=False)] or [[]]
        ),
        "factor": np.repeat(np.arange(len(level)) + 1, count),
        "count": count,
        "above": above,
        "reflect": reflect,
        "intercept": [used[0], 0, 0],
        "linked": linked,
        **found,
    }


def bent(groups: int, columns: int, *, alone: bool) -> np.ndarray:
    """Say how the groups' own coefficients are bent: not at all beside what is nested."""
    turns = np.arange(groups * columns).reshape(groups, columns) % 3
    return np.stack([0.7 * alone * (turns - 1), 0.3 * alone * turns + 1e-6])


def as_made(response: str, data: dict) -> dict:
    """Place and bend what groups without pooling have as a table's own Stan data do.

    Parameters
    ----------
    response : str
        One whose effects have no integral in closed form.
    data : dict
        Stan data in which all coefficients vary by group.
    """
    given = responses.get(response)
    noise = 1 / data["prior_sd_rate"][0]  # about that of an outcome
    place, unit = alone.normal(data, np.array(data["own_theta"]))
    unit, bend = alone.bent(
        given,
        data,
        dispersion=responses.rough(given, noise),
        y=np.array(data["y"]),
        beside=np.array(data["offsets"]),
        known=responses.known(data),
        Z=Columns.of(data["Z"]),
        group=np.array(data["group"]) - 1,
        place=place,
        unit=unit,
    )
    made = {"own_location": place, "own_unit": unit, "own_bend": bend}
    return data | {name: values.tolist() for name, values in made.items()}


def told(data: dict, rows, *, weight: float) -> dict:
    """Say what rows with a weight tell: ``own``, ``own_theta`` and ``own_beta``.

    Parameters
    ----------
    data : dict
        Stan data without these.
    rows : ndarray
        Of each, the outcome beside the location of beta.
    """
    L, J, P, K = (data[name] for name in "LJPK")
    unit = data["unit"] * np.asarray(data["used"])
    Z = data["Z"] @ np.linalg.inv(data["B"])
    of_beta = np.column_stack([data["X"] @ unit, rows])
    every = np.column_stack([Z, of_beta])
    own, own_theta = np.zeros((L, K + P + 1)), np.zeros((K, J, K + P + 1))
    holds = {*data["inside"], *data["above"]} - {0}  # whose levels others tell of
    group = np.asarray(data["group"]) - 1
    for place in np.reshape(data["level"], (data["H"], data["N"])).astype(int) - 1:
        if not {*(place + 1)} & holds:
            np.add.at(own, place, weight * every)
    if data["pooling"]:
        for k in range(K):
            np.add.at(own_theta[k], group, weight * Z[:, [k]] * every)
    prior = np.asarray(data["A"]) @ unit
    prior = prior / np.asarray(data["prior_beta_sd"])[:, np.newaxis]
    prior = np.column_stack([prior, 0.1 * np.ones(P)])
    own_beta = weight * of_beta.T @ of_beta + prior.T @ prior
    return {"own": own, "own_theta": own_theta, "own_beta": own_beta}


def stan_data(
    response: str,
    model: str,
    *,
    varying: int = 2,
    correlated: int = 1,
    further: int = 0,
    lies: str = "crossed",
    groups: int = 6,
    rows: int = 5,
    centre: float = 0.3,
    width: float = 1.0,
    unit: float = 1.0,
    seed: int = 5,
    **switches,
) -> dict:
    """Give the data of a program: two predictors, the second constant within groups.

    Parameters
    ----------
    response, model : str
        The program and the degree of pooling.
    varying, correlated, further : int
        Coefficients that vary by group, 1 to 3; whether they are correlated; further
        grouping factors.
    lies : {"crossed", "nested", "above", "within"}
        Whether these are crossed with the groups, or lie in them, the second in the first,
        or whether the groups lie in the first, and the second is crossed, or whether both
        are crossed, the first in the second.
    groups, rows : int
        Groups, and rows of each.
    centre, width : float
        Of the first predictor.
    unit : float
        Of the outcome, where it is a measurement.
    """
    rng = np.random.default_rng(seed)
    n = groups * rows
    group = np.repeat(np.arange(groups), rows)
    x = centre + width * rng.normal(size=n)
    w = rng.normal(size=groups)[group]
    X = np.column_stack([np.ones(n), x, w])
    Z = X[:, :varying]
    scaled = (x - centre) / width
    theta = rng.normal([0.5, 0.4], [0.6, 0.3], (groups, 2))
    slope = theta[group, 1] if varying > 1 else 0.4
    offsets = unit * rng.normal(0, 0.2, n)
    eta = unit * (theta[group, 0] + slope * scaled + 0.5 * w)
    level = [_levels(lies, group, place, rng) for place in range(further)]
    for own in level:
        eta = eta + unit * rng.normal(0, 0.4, own.max() + 1)[own]
    made = response_examples.drawn(response, eta + offsets, rng, unit)
    pooling = MODELS.index(model)
    used = np.array([0, varying == 1, 0]) if pooling == 1 else np.ones(3)
    A, B = np.eye(3), np.eye(varying)
    A[0, 1:] = X[:, 1:].mean(axis=0)
    B[0, 1:] = A[0, 1:varying]
    slopes = np.array([unit / width, unit / np.std(w)])
    start = placed(response, X, Z, made["y"], groups=groups, trials=made.get("trials"))
    data = {
        "N": n,
        "J": groups,
        "P": 3,
        "K": varying,
        "group": group + 1,
        **coordinates(lies, group, level, used, pooling=pooling),
        "offsets": offsets,
        "X": X,
        "Z": Z,
        "used": used,
        "place": np.arange(varying) + 1,
        "pooling": pooling,
        "correlated": correlated,
        "A": A,
        "B": B,
        "prior_beta_mean": np.array([0.3 * unit, *(0.1 * slopes)]),
        "prior_beta_sd": np.array([1.4 * unit, *([1.6, 1.2] * slopes)]),
        "prior_theta_mean": np.array([0.2 * unit, *(0.1 * slopes)])[:varying],
        "prior_theta_sd": np.array([8 * unit, *(9 * slopes)])[:varying],
        "prior_sd_rate": np.array([1.1 / unit, *([1.7, 1.4] / slopes)])[:varying],
        "prior_cor_shape": 2.5,
        "prior_sd_further_rate": np.array([1.5, 1.9])[:further] / unit,
        "N_new": 2,
        "X_new": X[:2] * [1, 1.01, 1.2],
        "Z_new": (X[:2] * [1, 1.01, 1.2])[:, :varying],
        "offsets_new": np.array([0.1, -0.2]) * unit,
        "prior_only": 0,
        "per_observation": 1,
        **made,
        **response_examples.priors(response, unit),
        **start,
        "own_bend": bent(groups, varying, alone=lies not in ("nested", "above")),
    }
    weight = 1 / unit**2 if response in MEASURED else 1.0
    data |= told(data, data.pop("away") - offsets, weight=weight)
    if "trials" in data:
        data["trials_new"] = np.array([4, 7])
    integers = ("used", "level", "factor", "count", "inside", "above", "place", "group")
    integers += ("reflect", "linked")
    data |= {name: np.asarray(data[name], int) for name in integers}
    data |= switches
    return {name: np.asarray(value).tolist() for name, value in data.items()}
