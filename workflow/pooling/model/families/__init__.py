"""The families of models, one module each, loaded only when asked for."""

from __future__ import annotations

from importlib import import_module

from pooling.basics.errors import PoolingError, nearest
from pooling.model.families.base import Family, labels_of
from pooling.model.responses import NAMES as RESPONSES

NAMES = ("coins", "means", "lines", "rates")
ALL = (*NAMES, *RESPONSES)
FORMULA = "regression"  # the module of all models by formula, in every room
ROOMS = (*NAMES, FORMULA)
# What users of other programs call them.
ALIASES = {"gaussian": "normal", "negbinomial": "negative_binomial"}
# What they have and nothing here has -> what comes nearest to it.
ELSEWHERE = {
    "lognormal": 'write "log(y)" for the outcome, and "family: normal".',
    "quasipoisson": 'take "negative_binomial".',
    "quasibinomial": 'take "binomial", with a group term for single rows, "(1 | row)".',
    "t": 'take "student".',
}
COLLAPSED = "_collapsed"  # at the end of a model: as its collapsed program samples it


def known(name: str) -> str:
    """Give a family its own name where it is called by another one.

    Raises
    ------
    PoolingError
        There is no such family.
    """
    full = ALIASES.get(name, name) if isinstance(name, str) else name
    if full not in ALL:
        plain, link, _ = str(name).partition("(")
        remedy = ELSEWHERE.get(plain) or nearest(plain, (*ALL, *ALIASES))
        links = "links are not chosen here; " * bool(link)
        raise PoolingError(f'There is no family "{name}"; {links}{remedy}')
    return full


def room(name: str) -> str:
    """Name the module that a family has in each room: its own, or that of all formulas."""
    full = known(name)
    return full if full in NAMES else FORMULA


def load(package: str, name: str):
    """Load what a package of the library has for a family, or for all formulas."""
    return import_module(f"pooling.{package}.{room(name)}")


def get(name: str) -> Family:
    """Load a family, by one of `ALL` or `ALIASES`.

    A module, or for a response a `pooling.model.families.regression.Family`.

    Raises
    ------
    PoolingError
        There is no such family.
    """
    full, module = known(name), load("model.families", name)
    return module if full in NAMES else module.of(full)


def likelihood(name: str) -> str:
    """Give the distribution of a family's outcomes, which all its models declare."""
    (only,) = {model.likelihood for model in get(name).MODELS.values()}
    return only


def _borrows(name: str) -> bool:
    """Say whether a family has the Stan program of another."""
    return name in RESPONSES and name != get(name).response.PROGRAM


def programs() -> dict[tuple[str, str], str]:
    """Name the Stan programs that sample the models of all families, folder and name.

    By family and model; models that differ by no switch of theirs, as those of "binomial"
    and "bernoulli", have one entry.
    """
    by_model: dict[tuple[str, str], tuple[str, str]] = {}
    # A response that has its program's name comes before one that borrows it.
    for family in sorted(ALL, key=_borrows):
        for model, declared in get(family).MODELS.items():
            if declared.sampled:
                program_of = (
                    f"{room(family)}/{declared.program or model}",
                    declared.pooling,
                )
                if program_of not in by_model.values():
                    by_model[family, model] = program_of
    return {key: program for key, (program, _) in by_model.items()}


def calibrated() -> dict[tuple[str, str], list[str]]:
    """Name the programs that are calibrated: direct ones, and those without the effects.

    Of family and model the direct program, which makes the tables; with `COLLAPSED` at the
    end of the model also its collapsed program, which fits them.
    """
    programs_of = {key: [program] for key, program in programs().items()}
    for (family, model), program in programs().items():
        if collapsed := get(family).MODELS[model].collapsed:
            both = [program, f"{room(family)}/{collapsed}"]
            programs_of[family, model + COLLAPSED] = both
    return programs_of


def labels(family: str, model: str, facts: dict) -> dict[str, list[str]]:
    """Label what the parameters of a model have values for: dimension -> labels.

    For `pooling.model.families.base.labels_of`: ``group`` and, for a formula,
    ``coefficient`` (those that this model has), ``varying``, ``pair``, ``factor``,
    ``level`` and ``grouping``, a list of one, the column of the groups.
    """
    full = known(family)
    more = {} if full in NAMES else get(full).labels(model, facts)
    return {"group": facts["group_labels"], **more}


def whole(name: str) -> bool:
    """Say whether the outcomes of a family by formula are counts."""
    full = known(name)
    return full in RESPONSES and get(full).response.INTEGER


def numbered(family: str, model: str, data: dict) -> dict[str, list[str]]:
    """Number what the parameters of a model have values for, as `labels` names it."""
    full = known(family)
    sizes = {"group": data.get("J", data.get("S"))}
    if full in RESPONSES:
        sizes |= get(full).sizes(model, data)
    numbers = {dim: [str(place + 1) for place in range(n)] for dim, n in sizes.items()}
    return numbers | {"grouping": ["group"]}


def modules(name: str, packages) -> list[str]:
    """List the modules that are loaded by the name of a family.

    ``packages`` are those with a module for each room, below ``pooling``.
    """
    paths = [f"pooling.{package}.{room(name)}" for package in packages]
    if name in RESPONSES:
        paths.append(f"pooling.model.responses.{name}")
    if "model.density" in packages:
        paths.append(f"pooling.model.density.{likelihood(name)}")
    return paths


def modules_of_all(packages) -> list[str]:
    """List what `modules` lists for all families, each once."""
    paths = (path for name in ALL for path in modules(name, packages))
    return list(dict.fromkeys(paths))


def variable(
    name: str, coefficient: str, labels: dict[str, list[str]]
) -> tuple[str, int | None]:
    """Find the draws of a coefficient of the groups, on the scale of the linear predictor.

    It gives the Stan variable, and its column, where the variable has several for each
    group.
    """
    if get(name).COEFFICIENTS is None:
        return "theta", labels["varying"].index(coefficient)
    return coefficient, None


def group_rows(name: str, coefficient: str, labels: dict[str, list[str]]) -> list[str]:
    """Give a coefficient's label in the summary for every group; arguments as above."""
    stan, column = variable(name, coefficient, labels)
    (parameter,) = {
        each
        for model in get(name).MODELS.values()
        for each in model.parameters
        if each.name == stan and each.per_group
    }
    rows = labels_of((parameter,), labels)
    return rows if column is None else rows[column :: len(labels["varying"])]
