"""Effects of groups with normal outcomes, drawn given what a collapsed program samples."""

from __future__ import annotations

import numpy as np

from pooling.model import effects
from pooling.model.effects.design import laid_out
from pooling.model.effects.stacks import apply, product, transposed
from pooling.sampling.collapsed.base import pick, with_effects


def complete(model, data: dict, draws: dict, rng: np.random.Generator) -> dict:
    """Draw the coefficients, normal given all else; see `pooling.sampling.collapsed`."""
    integrated = effects.of(model, data)
    called = integrated.called
    if data["prior_only"]:
        integrated = integrated.ahead()
    known = dict(draws)
    if correlations := called.vectors["cor"]:
        # The programs have the Cholesky factor of the correlations.
        factor = draws["L"]
        matrix = factor @ factor.swapaxes(1, 2)
        row, column = np.tril_indices(factor.shape[1], -1)
        known |= dict(zip(correlations, matrix[:, row, column].T, strict=True))
    shared = pick(known, *integrated.centres_and_scales)
    drawn = pick(integrated.draw(shared, rng), *called.vectors["theta"])
    centre, factor = integrated.population(shared)
    new = centre + apply(factor, rng.standard_normal(centre.shape))
    at = {name.removesuffix("_new"): data[name] for name in data if name.endswith("_new")}
    rows = laid_out(model, at, data["N_new"])
    noise = rng.standard_normal((len(draws["sigma"]), data["N_new"]))
    kept = (*called.vectors["beta"], *called.vectors["sd"], "sigma", "L")
    result = with_effects(data, draws, kept, drawn)
    result |= {f"{name}_new": each for name, each in zip(drawn, new, strict=True)}
    result["y_new"] = new.T @ rows.T + draws["sigma"][:, np.newaxis] * noise
    if correlations:
        covariance = np.moveaxis(product(factor, transposed(factor)), -1, 0)
        result |= pick(known, *correlations) | {"Sigma": covariance, "line_new": new.T}
    return result
