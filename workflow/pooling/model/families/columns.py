"""What means, lines and rates declare alike: models whose columns all vary by group."""

from __future__ import annotations

from pooling.model.families.base import Model, Parameter
from pooling.model.names import COMPLETE, NONE, PARTIAL, REGULARISED

# Model -> how much its groups share, and what its program without their effects is called.
DEGREES = {
    COMPLETE: ("complete", "complete_pooling_collapsed"),
    NONE: ("none", "fixed_prior_collapsed"),
    REGULARISED: ("fixed", "fixed_prior_collapsed"),
    PARTIAL: ("partial", "partial_pooling_collapsed"),
}
LKJ = 2.0  # shape of the default prior of correlations


def models(
    columns: dict[str, str | None],
    *,
    likelihood: str,
    degrees=(COMPLETE, NONE, PARTIAL),
    noise: tuple[str, ...] = (),
    correlations: dict | None = None,
    copies: dict[str, str] | None = None,
    collapsed=tuple(DEGREES),
) -> dict[str, Model]:
    """Declare the models of a family; see `pooling.model.families.base.Model`.

    Parameters
    ----------
    columns : dict
        ``coefficients`` of all models.
    degrees : sequence of str
        Which models there are.
    noise : tuple of str
        Scales of the outcomes around what the coefficients say, which all groups share.
    correlations : dict, optional
        Those of the population.
    copies : dict, optional
        What a group has beside -> the coefficient that it increases with.
    collapsed : sequence of str
        Models that have a program without the groups' effects.
    """
    correlations, copies = correlations or {}, copies or {}
    learned = [f"{of}_{name}" for of in ("mu", "sigma") for name in columns]
    scales = dict.fromkeys(noise, "exponential")

    def coefficients(*dims: str) -> list[Parameter]:
        beside = (Parameter(name, dims, copy_of=of) for name, of in copies.items())
        return [*(Parameter(name, dims) for name in columns), *beside]

    def parameters(degree: str) -> list[Parameter]:
        shared = list(map(Parameter, noise))
        if degree == COMPLETE:
            return coefficients() + shared
        population = [*learned, *correlations.values()] * (degree == PARTIAL)
        return [*map(Parameter, population), *shared, *coefficients("group")]

    of_population = dict.fromkeys(learned[: len(columns)], "normal")
    of_population |= dict.fromkeys(learned[len(columns) :], "exponential")
    of_population |= {"R": "lkj"} if correlations else {}
    return {
        degree: Model(
            pooling=DEGREES[degree][0],
            parameters=tuple(parameters(degree)),
            priors=(
                of_population if degree == PARTIAL else dict.fromkeys(columns, "normal")
            )
            | scales,
            collapsed=DEGREES[degree][1] if degree in collapsed else None,
            likelihood=likelihood,
            coefficients=columns,
            correlations=correlations if degree == PARTIAL else {},
        )
        for degree in degrees
    }


def default_priors(declared: dict[str, Model], response, places: dict) -> dict:
    """Scale the default priors to the data: model -> parameter -> arguments.

    Coefficients are Normal(m, w s), where w is 1 of regularised ones and the response's
    ``WIDTH`` of others; sds between groups are Exponential(1 / s), correlations LKJ(2).
    ``places`` has m, where each lies, and s, its scale; first the level, whose scale is the
    outcome's.
    """
    pooled, apart = response.WIDTH
    widths = {NONE: apart, REGULARISED: 1.0}
    (_, scale), *_ = places.values()
    noise = {name: of.default(scale) for name, of in response.DISPERSION.items()}
    priors = {}
    for name, model in declared.items():
        width = widths.get(name, pooled)
        wide = {each: {"mean": m, "sd": width * s} for each, (m, s) in places.items()}
        if name == PARTIAL:
            wide = {f"mu_{each}": prior for each, prior in wide.items()}
            wide |= {f"sigma_{each}": {"rate": 1 / s} for each, (_, s) in places.items()}
            wide |= {"R": {"shape": LKJ}} if model.correlations else {}
        priors[name] = wide | noise
    return priors
