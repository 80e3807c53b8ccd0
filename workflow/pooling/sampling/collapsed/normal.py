"""Effects of groups with normal outcomes, drawn given what a collapsed program samples."""

from __future__ import annotations

import numpy as np

from pooling.model import effects
from pooling.model.effects.design import laid_out
from pooling.model.effects.stacks import product, transposed
from pooling.sampling.collapsed.base import in_parts, pick, with_effects


def complete(model, data: dict, draws: dict, rng: np.random.Generator) -> dict:
    """Draw the coefficients, normal given all else; see `pooling.sampling.collapsed`."""
    integrated, used = effects.of(model, data), not data["prior_only"]
    population = integrated.population
    known = dict(draws)
    if population.correlations:
        # The programs have the Cholesky factor of the correlations.
        factor = np.moveaxis(draws["L"], 0, -1)
        matrix = product(factor, transposed(factor))
        known |= {name: matrix[pair] for pair, name in population.correlations.items()}
    shared = pick(known, *integrated.centres_and_scales)
    of_groups = in_parts(
        lambda part: integrated.draw(part, rng, used),
        shared,
        data["J"],
        len(population.names),
    )
    new = integrated.draw_new(shared, rng)
    at = {name.removesuffix("_new"): data[name] for name in data if name.endswith("_new")}
    rows = laid_out(model, at, data["N_new"])
    noise = rng.standard_normal((len(draws["sigma"]), data["N_new"]))
    kept = (*population.centres, *population.scales, "sigma", "L")
    drawn = dict(zip(population.names, of_groups, strict=True))
    result = with_effects(data, draws, kept, drawn)
    result |= {f"{name}_new": each for name, each in zip(drawn, new, strict=True)}
    result["y_new"] = new.T @ rows.T + draws["sigma"][:, np.newaxis] * noise
    if population.correlations:
        covariance = np.moveaxis(population.covariance(shared), -1, 0)
        names = population.correlations.values()
        result |= pick(known, *names) | {"Sigma": covariance, "line_new": new.T}
    return result
