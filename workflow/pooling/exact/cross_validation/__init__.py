"""Observations and groups left out: how well the others predict them."""

from __future__ import annotations


def given(model, data: dict, rows=slice(None), kept=slice(None)):
    """Predict observations and groups from the others, given what groups share.

    Parameters
    ----------
    model : pooling.model.families.base.Model
        The model.
    data : dict
        Content of ``stan_data.json``.
    rows, kept : slice or ndarray of int
        Observations and groups that are wanted; all of them by default.

    Returns
    -------
    pooling.exact.cross_validation.base.Given

    Raises
    ------
    PoolingError
        A group's effects have no integral.
    """
    from pooling.exact.cross_validation import counts, normal
    from pooling.exact.cross_validation import rows as of_formula
    from pooling.model import effects
    from pooling.model.effects import normal as normal_effects
    from pooling.model.effects import regression

    integrated = effects.need(model, data)
    known = {normal_effects.Effects: normal, regression.Effects: of_formula}
    rooms = (room for kind, room in known.items() if isinstance(integrated, kind))
    return next(rooms, counts).given(integrated, data, rows, kept)
