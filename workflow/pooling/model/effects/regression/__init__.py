"""Effects of groups in models by formula, integrated out given what groups share.

Given s, the population's numbers and the dispersion, `log p(y_j | s)` of each group and the
moments of its own coefficients: in closed form where outcomes are normal (`gaussian`, which
integrates beta and the levels of further grouping factors out too), by quadrature around
each group's mode else (`hermite`); with complete pooling nothing is left to integrate
(`together`). Values of s are dicts, of shape (node, ...): ``beta``, ``sd``, ``cor``, the
dispersion and ``sd_further``, as the Stan programs name them.
"""

from __future__ import annotations

from pooling.model import responses
from pooling.model.effects.regression import closed, hermite, together
from pooling.model.effects.regression.base import Effects as Effects


class Formula:
    """The effects of any model by formula."""

    @staticmethod
    def of(model, data: dict) -> Effects:
        """Build them from a model and the content of its ``stan_data.json``."""
        if responses.closed(model.likelihood):
            return closed.Effects.of(model, data)
        if model.pooling == "complete":
            return together.Effects.of(model, data)
        return hermite.Effects.of(model, data)
