"""The same posteriors without Stan: closed forms and quadrature.

Comes in: the data of a program, as Stan reads them. Goes out: means, sds and nodes of every
posterior, what each model predicts of observations and groups that are left out, and exact
curves to play with; of models by formula independent draws, too. Nothing here reads a draw,
but where left-out data are predicted from draws.

Everywhere ``family`` and ``model`` name the program, ``data`` are the content of its
``stan_data.json``, ``labels`` those of each dimension (`pooling.model.families.labels`), and
``rng`` gives the numbers of what is drawn. They are not explained again.
"""

from __future__ import annotations

from pooling.model import families

# Above it importance weights are not to be trusted: Vehtari, Simpson, Gelman, Yao and Gabry
# (2024), Journal of Machine Learning Research 25 (72), section 3.
PARETO_K = 0.7


def posterior(family: str, model: str, data: dict, labels: dict[str, list[str]]):
    """Find a posterior without Stan, a `pooling.exact.base.Exact`.

    Raises
    ------
    PoolingError
        There is no such family, or the posterior cannot be computed; the message says why.
    """
    # The report reads numbers of this package, and needs no scipy for that.
    from pooling.model import effects

    return solve(effects.need(families.get(family).MODELS[model], data), data, labels)


def solve(effects, data: dict, labels: dict[str, list[str]]):
    """Find the posterior of effects that are laid out; see `posterior`."""
    from pooling.exact import coins, gridded, importance
    from pooling.model.effects import beta, columns, logit, regression

    solved = {
        regression.closed.Effects: importance.posterior,
        regression.hermite.Effects: importance.posterior,
        regression.together.Effects: importance.posterior,
        columns.Effects: gridded.posterior,
        logit.Effects: gridded.posterior,
        logit.Together: gridded.posterior,
        beta.Effects: coins.posterior,
    }
    return solved[type(effects)](effects, data, labels)
