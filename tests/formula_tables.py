"""Stan data and declarations of models by formula, without their family."""

import numpy as np
import response_examples
from pooling.model import responses
from pooling.model.families.base import Model, Parameter

PRIORS = {"prior_cor_shape": 2.0}
for response in response_examples.EXAMPLES:
    PRIORS |= response_examples.priors(response)
PRIORS["prior_sigma_rate"] = 1.0  # that of means and lines, which some are compared with


def stan_data(y, group, x, z, place, *, pooling="partial", **others) -> dict:
    """Lay rows out as ``stan_data.json`` of a model by formula.

    Parameters
    ----------
    y, group : array
        Outcomes, and groups from 1.
    x, z : array
        Columns of the population and of the groups.
    place : list of int
        Of each column of z, from 1; 0 for none.
    pooling : str
        How much groups share.
    **others
        What differs from the defaults.
    """
    y, x, z = np.asarray(y), np.atleast_2d(x), np.atleast_2d(z)
    count, (_, p), k = len(y), x.shape, z.shape[1]
    used = np.ones(p, dtype=int)
    if pooling == "none":
        for column in range(p):
            own = [np.unique(x[np.equal(group, j), column]) for j in set(group)]
            varies = any(len(each) > 1 for each in own)
            used[column] = varies and column + 1 not in place
    return {
        "N": count,
        "J": int(np.max(group)),
        "P": p,
        "K": k,
        "H": 0,
        "L": 0,
        "group": [int(each) for each in group],
        "level": [],
        "factor": [],
        "offsets": [0.0] * count,
        "X": x.tolist(),
        "Z": z.tolist(),
        "used": used.tolist(),
        "place": list(place),
        "pooling": ("complete", "none", "partial").index(pooling),
        "correlated": 1,
        "y": y.tolist(),
        "A": np.eye(p).tolist(),
        "B": np.eye(k).tolist(),
        "prior_beta_mean": [0.0] * p,
        "prior_beta_sd": [2.5] * p,
        "prior_theta_mean": [0.0] * k,
        "prior_theta_sd": [5.0] * k,
        "prior_sd_rate": [1.0] * k,
        **PRIORS,
        **others,
    }


def crossed(*levels) -> dict:
    """Number the levels of further factors, one factor after the other.

    Parameters
    ----------
    *levels : array of int
        Level of each row, from 0, of each factor.
    """
    sizes = [int(np.max(each)) + 1 for each in levels]
    before = np.cumsum([0, *sizes])
    return {
        "H": len(levels),
        "L": int(before[-1]),
        "level": [
            int(at) + 1 + start
            for start, own in zip(before, levels, strict=False)
            for at in own
        ],
        "factor": np.repeat(np.arange(len(levels)) + 1, sizes).tolist(),
        "prior_sd_further_rate": [1.0 + 0.3 * place for place in range(len(levels))],
    }


def declared(likelihood: str, pooling: str, data: dict) -> tuple[Model, dict]:
    """Declare a model of such data, with the labels of its dimensions."""
    partial = pooling == "partial"
    spread = (Parameter("sd", ("varying",)), Parameter("cor", ("pair",)))
    own = (Parameter("theta", ("group", "varying")),)
    further = (Parameter("sd_further", ("factor",)), Parameter("further", ("level",)))
    model = Model(
        pooling=pooling,
        parameters=(
            Parameter("beta", ("coefficient",)),
            *(spread if partial else ()),
            *(Parameter(name) for name in responses.get(likelihood).DISPERSION),
            *(further[:1] if data["H"] else ()),
            *(own if pooling != "complete" else ()),
            *(further[1:] if data["H"] else ()),
        ),
        likelihood=likelihood,
        coefficients={},
        design="formula",
    )
    varying = range(data["K"])
    pairs = [(one, other) for one in varying for other in range(one)]
    labels = {
        "group": [str(group + 1) for group in range(data["J"])],
        "coefficient": [f"x{place}" for place in np.flatnonzero(data["used"])],
        "varying": [f"z{place}" for place in varying],
        "pair": [f"z{other},z{one}" for one, other in pairs if data["correlated"]],
        "factor": [f"h{place + 1}" for place in range(data["H"])],
        "level": [f"l{place + 1}" for place in range(data["L"])],
    }
    return model, labels
