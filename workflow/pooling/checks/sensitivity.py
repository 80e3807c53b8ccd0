"""How much does the prior weigh? Sensitivity by power-scaling.

Kallioinen, Paananen, Buerkner and Vehtari (2024), "Detecting and diagnosing prior and
likelihood sensitivity with power-scaling", Statistics and Computing 34, article 57. The
prior, or the likelihood, is raised to a power near 1; how far the posterior of a
parameter moves per doubling of the power is its sensitivity to that
component. Nothing is refitted: the draws are reweighted by Pareto smoothed
importance sampling. In a hierarchical model the scaled prior is that of the population
parameters; the distribution of the groups stays as it is.

It is a local measure: of a slightly weaker or stronger prior of the same form, not of
another one. And a likelihood with more weight knows each group better, but knows of no more
groups: where these are few, the sensitivity of the population's mean and sd to the
likelihood is small although the data tell all that they can, and is no sign by itself.

A number of that distribution that was chosen and not learned, kappa of the coins, is out
of its reach. It is halved and doubled instead, and the exact posterior computed again; so
is the power of the prior, for a measure in the same unit.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from pooling import exact
from pooling.basics.blocks import blocks
from pooling.basics.errors import PoolingError
from pooling.exact.weighing import pareto_smoothed
from pooling.model import density, families, priors
from pooling.model.density.base import DRAWN
from pooling.model.density.base import prior as read_prior
from pooling.model.families.base import labels_of, present
from pooling.model.names import PARTIAL
from pooling.sampling.draws import arrays, declared, read

THRESHOLD = 0.05  # of the paper: from here on a parameter is sensitive
POWERS = (0.99, 1.01)
CHUNK = 2**17  # numbers per array of a step
MOST_GROUPS = 10  # group parameters that are listed
FACTORS = (0.5, 1, 2)  # of a chosen number, and powers of the prior beside it
DECIDES = 0.5  # posterior sds that a group moves with a number that decides
LEFT = 0.5  # share of its prior's sd from which on a posterior learned little
# Whether the chosen number moves more than the prior -> the verdict where both matter.
BOTH = {True: "chosen kappa, then prior", False: "prior, then chosen kappa"}


def bar(likelihood: float | None, left: float | None) -> float:
    """Give the sensitivity to the prior from which on a parameter leans on it.

    That is the threshold of the paper, with one case more. A posterior that is nothing but
    a Beta(2, 2) prior has the prior sensitivity 0.046 and none to the likelihood; so where
    little was learned, and the prior moves a parameter more than the likelihood does, half
    of it is enough. A small sensitivity to the likelihood alone is not: the sd between few
    groups has it even where it was learned. ``left`` is the posterior sd over that of the
    prior, None where the parameter has no prior of its own.
    """
    if left is None or left < LEFT:
        return THRESHOLD
    return min(THRESHOLD, max(THRESHOLD / 2, likelihood or 0.0))


def diagnosis(
    prior: float | None, likelihood: float | None, left: float | None = None
) -> str:
    """Name what the two sensitivities of a parameter say together.

    "none", the prior is below its bar; "strong prior", it is not, and the likelihood is
    below the threshold; "conflict", both matter, as where they disagree.
    """
    if prior is None or likelihood is None or prior < bar(likelihood, left):
        return "none"
    return "conflict" if likelihood >= THRESHOLD else "strong prior"


def _weights(log_component) -> tuple[list[np.ndarray], float | None]:
    """Weigh draws as if a component of the posterior had the powers of `POWERS`.

    Parameters
    ----------
    log_component : ndarray
        Log density of the prior or of the data, shape (chain, draw).

    Returns
    -------
    weights : list of ndarray
        One array for each power, each summing to 1.
    k : float or None
        The larger Pareto k of the two; None where the component is flat, so that
        its power changes nothing, infinite where it is not finite itself.
    """
    if not np.isfinite(log_component).all():  # a broken fit, let through
        return [np.full(log_component.shape, 1 / log_component.size)] * 2, np.inf
    if np.ptp(log_component) == 0:
        return [np.full(log_component.shape, 1 / log_component.size)] * 2, None
    logs, k = zip(
        *(pareto_smoothed((power - 1) * log_component.ravel()) for power in POWERS),
        strict=True,
    )
    return [np.exp(each).reshape(log_component.shape) for each in logs], float(max(k))


def _moves(ordered, bins, shares: np.ndarray) -> np.ndarray:
    """Give the distance between the distributions of draws with and without weights.

    The cumulative Jensen-Shannon distance of Nguyen and Vreeken (2015), Non-parametric
    Jensen-Shannon divergence, as ArviZ and priorsense have it, the larger of the draws'
    and of their negatives'.

    Parameters
    ----------
    ordered : ndarray
        Weights in the order of the draws, shape (label, draw).
    bins : ndarray
        Distances between neighbours, shape (label, draw - 1).
    shares : ndarray
        Cumulated weights that are even, shape (draw - 1,).
    """
    weighted = np.cumsum(ordered, axis=1)[:, :-1]
    distances = []
    for p, q in ((shares, weighted), (1 - shares, np.maximum(1 - weighted, 0))):
        middle = np.log((p + q) / 2)
        logs = np.log(q, out=np.zeros_like(q), where=q > 0)
        over, under = (
            np.einsum("lb,lb->l", bins, np.broadcast_to(e, bins.shape)) for e in (p, q)
        )
        there = np.einsum("lb,lb->l", bins, p * (np.log(p) - middle)) + (under - over) / 2
        back = np.einsum("lb,lb->l", bins, q * (logs - middle)) + (over - under) / 2
        both = np.maximum(there, 0) + np.maximum(back, 0)
        distances.append(np.sqrt(both / np.log(2) / (over + under)))
    return np.maximum(*distances)


def _sensitivities(values, weights) -> list[float | None]:
    """Measure how far the reweighted distributions of parameters move.

    Cumulative Jensen-Shannon distance per doubling of the power, the mean over both
    directions, with weights from `_weights`; None for a parameter that never moved, or left
    all numbers.
    """
    flat = values.reshape(-1, values.shape[-1]).T
    size = flat.shape[1]
    shares = np.linspace(1 / size, 1 - 1 / size, size - 1)
    sensitivities: list[float | None] = []
    for part in blocks(len(flat), size, CHUNK):
        some = np.ascontiguousarray(flat[part])
        order = np.argsort(some, axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            bins = np.diff(np.take_along_axis(some, order, axis=1), axis=1)
            moves = [_moves(each.ravel()[order], bins, shares) for each in weights]
            moves = np.mean(moves / np.abs(np.log2(POWERS))[:, np.newaxis], axis=0)
        told = np.isfinite(some).all(axis=1) & (np.ptp(some, axis=1) > 0)
        measured = zip(moves, told, strict=True)
        sensitivities += [float(move) if k else None for move, k in measured]
    return sensitivities


def measure(
    labels, values, *, log_prior, log_likelihood, prior_sds=None, of_groups=frozenset()
) -> dict:
    """Measure the sensitivity of every parameter of a fit.

    Parameters
    ----------
    labels : list of str
        ArviZ labels.
    values : ndarray
        Draws, shape (chain, draw, label).
    log_prior, log_likelihood : ndarray
        Log density of the priors of the population and of all data, shape
        (chain, draw).
    prior_sds : dict of float, optional
        Label -> sd of its prior, of the parameters that have one.
    of_groups : collection of str
        Labels of what each group has of its own.

    Returns
    -------
    dict
        ``threshold``; ``parameters``: ``parameter``, ``prior``, ``likelihood``, ``left``
        (posterior sd over prior sd), ``bar`` and ``diagnosis`` of each population
        parameter, then of the groups' parameters that lean on the prior, the strongest
        first and at most `MOST_GROUPS`; ``groups``: how many of those were ``checked`` and
        are ``leaning``; ``leaning``: population parameters that lean on the prior;
        ``pareto_k`` with ``reliable``; ``verdict``: "not sensitive" or "leans on the
        prior".
    """
    prior, k_prior = _weights(log_prior)
    likelihood, k_likelihood = _weights(log_likelihood)
    population, groups = [], []
    both = (_sensitivities(values, weights) for weights in (prior, likelihood))
    for place, (label, *moves) in enumerate(zip(labels, *both, strict=True)):
        row = {"parameter": label, "prior": moves[0], "likelihood": moves[1]}
        row["left"] = None
        if label in (prior_sds or {}) and row["prior"] is not None:
            row["left"] = float(values[..., place].std() / prior_sds[label])
        row["bar"] = bar(row["likelihood"], row["left"])
        row["diagnosis"] = diagnosis(row["prior"], row["likelihood"], row["left"])
        (groups if label in of_groups else population).append(row)
    leaning = [row["parameter"] for row in population if row["diagnosis"] != "none"]
    moved = [row for row in groups if row["diagnosis"] != "none"]
    moved.sort(key=lambda row: -row["prior"])
    k = max((k for k in (k_prior, k_likelihood) if k is not None), default=None)
    return {
        "threshold": THRESHOLD,
        "parameters": population + moved[:MOST_GROUPS],
        "groups": {"checked": len(groups), "leaning": len(moved)},
        "pareto_k": k if k is None or np.isfinite(k) else None,
        "reliable": k is None or k < exact.PARETO_K,
        "leaning": leaning,
        "verdict": _verdict(leaning, None),
    }


def to_chosen(family: str, data: dict, labels: dict[str, list[str]]) -> dict | None:
    """Measure how far a number that was chosen, ``CHOSEN``, moves the groups' parameters.

    Returns
    -------
    dict or None
        ``name`` of the number; its ``values``, half of it, itself and its double, or the
        least that it can be where half of it is less; ``parameters``: ``parameter``, its
        exact ``means`` at the three and the larger of the two ``moves``, in posterior sds,
        of at most `MOST_GROUPS`, those that move most, in their own order; ``groups``: how
        many were ``checked`` and are ``moving``, by `THRESHOLD` or more; the ``largest``
        move of a group; ``most``: the largest move of any parameter when this ``number``,
        and when the power of the ``prior``, is halved and doubled. Where the exact answer
        refuses the data, ``name``, its ``value`` and ``because``.
    """
    chosen = families.get(family).CHOSEN
    if chosen is None:
        return None
    name, least = chosen
    values = [max(factor * data[name], least) for factor in FACTORS]
    compute = partial(exact.posterior, family, PARTIAL)
    try:
        answers = [compute(data | {name: value}, labels) for value in values]
    except PoolingError as refusal:
        return {"name": name, "value": data[name], "because": str(refusal)}
    means, sd = np.array([each.mean for each in answers]), answers[1].sd
    moves = np.abs(means - means[1]).max(axis=0) / sd
    others = [answers[1], *_with_other_priors(family, data, compute, labels)]
    by_prior = np.abs(np.array([each.mean for each in others]) - means[1]) / sd
    of_groups = [place for place, label in enumerate(answers[1].labels) if "[" in label]
    most = sorted(of_groups, key=lambda place: -moves[place])[:MOST_GROUPS]
    return {
        "name": name,
        "values": values,
        "parameters": [
            {
                "parameter": answers[1].labels[place],
                "means": means[:, place].tolist(),
                "moves": float(moves[place]),
            }
            for place in sorted(most)
        ],
        "groups": {
            "checked": len(of_groups),
            "moving": int((moves[of_groups] >= THRESHOLD).sum()),
        },
        "largest": float(moves[of_groups].max()),
        "most": {"number": float(moves.max()), "prior": float(by_prior.max())},
    }


def _with_other_priors(family: str, data: dict, compute, labels: dict) -> list:
    """Compute the exact posterior with the power of the prior halved, and doubled."""
    declared, answers = families.get(family).MODELS[PARTIAL].priors, []
    for power in FACTORS:
        scaled = {
            parameter: priors.raised(distribution, read_prior(data, parameter), power)
            for parameter, distribution in declared.items()
        }
        if power != 1 and all(scaled.values()):
            answers.append(compute(data | priors.stan_data(scaled), labels))
    return answers


def _verdict(leaning: list[str], chosen: dict | None) -> str:
    """Say what the posterior hangs on; the larger move first where it is two things."""
    moving = bool(chosen and chosen.get("groups", {}).get("moving"))
    if leaning and moving:
        most = chosen["most"]
        return BOTH[most["number"] >= most["prior"]]
    if leaning:
        return "leans on the prior"
    if not moving:
        return "not sensitive"
    does = "decides" if chosen["largest"] >= DECIDES else "counts"
    return f"chosen kappa {does}"


def _prior_sds(declared, data: dict, labels: dict) -> dict[str, float]:
    """Give the sd of the prior of each parameter of the population, by its label."""
    by_label: dict[str, float] = {}
    known = {parameter.name: parameter for parameter in declared.parameters}
    for name, distribution in declared.priors.items():
        drawn = DRAWN[distribution][0]
        parameter = known[drawn if drawn in known else name]
        if parameter.prior_of:
            continue
        rows = labels_of((parameter,), labels)
        sds = np.broadcast_to(priors.sd(distribution, read_prior(data, name)), len(rows))
        by_label |= dict(zip(rows, sds.tolist(), strict=True))
    return by_label


def of_fit(family: str, fit, labels: dict[str, list[str]], model: str = PARTIAL) -> dict:
    """Measure the sensitivity of a fit whose population is learned.

    As `measure`, and ``chosen``, from `to_chosen`; where a number that was chosen moves the
    groups the ``verdict`` is "chosen kappa counts", from a move of `DECIDES` on "chosen
    kappa decides", and one of `BOTH` where a parameter leans on its prior as well.
    """
    module = families.get(family)
    path, parameters = fit.files["posterior"], module.MODELS[model].parameters
    posterior = read(path, "posterior")
    there = present(parameters, labels)
    named, values = declared(posterior, there, labels)
    (log_prior,) = arrays(path, "log_prior", ["lprior"]).values()
    draws = {
        parameter.name: posterior[parameter.name].values.reshape(
            -1, *posterior[parameter.name].shape[2:]
        )
        for parameter in there
    }
    log_likelihood = density.log_likelihood_total(family, fit.stan_data, draws)
    log_likelihood = log_likelihood.reshape(log_prior.shape)
    measured = measure(
        named,
        values,
        log_prior=log_prior,
        log_likelihood=log_likelihood,
        prior_sds=_prior_sds(module.MODELS[model], fit.stan_data, labels),
        of_groups=set(labels_of([each for each in parameters if each.per_group], labels)),
    )
    learned = module.CHOSEN and module.CHOSEN[0] in module.MODELS[model].priors
    chosen = None if learned else to_chosen(family, fit.stan_data, labels)
    verdict = _verdict(measured["leaning"], chosen)
    return measured | {"chosen": chosen, "verdict": verdict}
