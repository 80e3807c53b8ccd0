"""Posterior means and sds without Stan: closed forms and quadrature."""

from __future__ import annotations

from pooling import families


def posterior(family: str, model: str, data: dict, labels: list[str]):
    """Find a posterior without Stan.

    Parameters
    ----------
    family, model : str
        The program.
    data : dict
        Content of ``stan_data.json``.
    labels : list of str
        Group labels, in the order of the program's vectors.

    Returns
    -------
    pooling.exact.base.Exact

    Raises
    ------
    PoolingError
        There is no such family, or the posterior cannot be computed; the message says why.
    """
    # The report reads numbers of this package, and needs no scipy for that.
    from pooling import effects
    from pooling.effects import beta as beta_effects
    from pooling.effects import logit as logit_effects
    from pooling.effects import normal as normal_effects
    from pooling.exact import coins, normal, rates

    own = effects.need(families.get(family).MODELS[model], data)
    solved = {
        normal_effects.Effects: normal.posterior,
        logit_effects.Effects: rates.posterior,
        beta_effects.Effects: coins.posterior,
    }
    return solved[type(own)](own, data, labels)
