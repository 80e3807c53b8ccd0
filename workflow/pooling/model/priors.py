"""Prior distributions as a configuration writes them: a name and numbers."""

import sys

from pooling.basics import numerals
from pooling.basics.errors import PoolingError, nearest

# Distribution -> its arguments in order, as they are named in the Stan data.
ARGUMENTS = {
    "normal": ("mean", "sd"),
    "exponential": ("rate",),
    "beta": ("a", "b"),
    "lkj": ("shape",),
    "gamma": ("shape", "rate"),
}


def check(written: dict, expected: dict[str, str], where: str) -> dict[str, dict]:
    """Check the priors of one model, parameter -> ``{distribution: number or numbers}``.

    ``expected`` has the distribution that its Stan program declares for each, ``where`` is
    the place in the configuration. It gives parameter -> ``{argument: number}``, with
    `ARGUMENTS`.

    Raises
    ------
    PoolingError
        A parameter that the model does not have, another distribution than its
        program declares, a wrong number of arguments, or a value out of range.
    """
    checked = {}
    for parameter, prior in written.items():
        place = f"{where}.{parameter}"
        if parameter not in expected:
            raise PoolingError(
                f"{place}: this model has no such prior; {nearest(parameter, expected)}"
            )
        name = expected[parameter]
        arguments = ARGUMENTS[name]
        form = f"{{{name}: [{', '.join(arguments)}]}}"
        if not isinstance(prior, dict) or len(prior) != 1:
            raise PoolingError(f"{place}: write the prior as {form}.")
        (given, values), *_ = prior.items()
        if given != name:
            raise PoolingError(
                f'{place}: "{given}" is not the distribution of this prior; write {form}.'
            )
        values = values if isinstance(values, list | tuple) else [values]
        values = list(map(numerals.read, values))
        if len(values) != len(arguments) or not all(
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and abs(value) <= sys.float_info.max
            for value in values
        ):
            raise PoolingError(
                f"{place}: {name} takes {len(arguments)} finite number"
                f"{'s' if len(arguments) > 1 else ''}; write {form}."
            )
        for argument, value in zip(arguments, values, strict=True):
            if argument != "mean" and value <= 0:
                raise PoolingError(f"{place}: {argument} must be above 0, not {value}.")
        checked[parameter] = dict(zip(arguments, map(float, values), strict=True))
    return checked


def several(value) -> bool:
    """Say whether an argument has a number for each of several places."""
    return hasattr(value, "__len__")  # a list, or an array


def distribution(arguments: dict) -> str:
    """Name the distribution that has these arguments."""
    return next(name for name, names in ARGUMENTS.items() if names == tuple(arguments))


def text(parameter: str, arguments: dict) -> str:
    """Write a prior for a reader: ``sigma ~ exponential(0.5)``, or of several places."""
    written = [
        f"[{', '.join(f'{each:.4g}' for each in value)}]"
        if several(value)
        else f"{value:.4g}"
        for value in arguments.values()
    ]
    numbers = ", ".join(written)
    return f"{parameter} ~ {distribution(arguments)}({numbers})"


def _places(arguments: dict) -> list[dict]:
    """Take the arguments of several parameters apart: lists of the same length."""
    return [
        dict(zip(arguments, place, strict=True))
        for place in zip(*arguments.values(), strict=True)
    ]


def _several(arguments: dict) -> bool:
    return any(map(several, arguments.values()))


def sd(distribution: str, arguments: dict) -> float | list[float]:
    """Give the sd of a prior; of ``lkj`` that of the correlation of two variables.

    Of several places, where the arguments are lists, that of each.
    """
    if _several(arguments):
        return [sd(distribution, place) for place in _places(arguments)]
    return {
        "normal": lambda mean, sd: sd,
        "exponential": lambda rate: 1 / rate,
        "beta": lambda a, b: (a * b / (a + b + 1)) ** 0.5 / (a + b),
        "lkj": lambda shape: (2 * shape + 1) ** -0.5,
        "gamma": lambda shape, rate: shape**0.5 / rate,
    }[distribution](**arguments)


def raised(distribution: str, arguments: dict, power: float) -> dict | None:
    """Raise a prior to a power: the same distribution with other arguments, lists as they were.

    None where the power leaves no distribution.
    """
    if _several(arguments):
        each = [raised(distribution, place, power) for place in _places(arguments)]
        if None in each:
            return None
        return {name: [place[name] for place in each] for name in arguments}
    arguments_raised = {
        "normal": lambda mean, sd: {"mean": mean, "sd": sd * power**-0.5},
        "exponential": lambda rate: {"rate": rate * power},
        "beta": lambda a, b: {"a": 1 + power * (a - 1), "b": 1 + power * (b - 1)},
        "lkj": lambda shape: {"shape": 1 + power * (shape - 1)},
        "gamma": lambda shape, rate: {
            "shape": 1 + power * (shape - 1),
            "rate": rate * power,
        },
    }[distribution](**arguments)
    within = all(value > 0 for name, value in arguments_raised.items() if name != "mean")
    return arguments_raised if within else None


def one_by_one(priors: dict[str, dict], labels: dict[str, list[str]]) -> dict[str, dict]:
    """Take apart priors that have several values: label -> argument -> number.

    ``labels`` are those of a parameter's values; the others are called by their names.
    """
    priors_of = {}
    for parameter, arguments in priors.items():
        for place, label in enumerate(labels.get(parameter, [parameter])):
            priors_of[label] = {
                argument: value[place] if several(value) else value
                for argument, value in arguments.items()
            }
    return priors_of


def stan_data(priors: dict[str, dict]) -> dict[str, float | list[float]]:
    """Give the priors the names of the Stan data: ``prior_<parameter>_<argument>``."""
    return {
        f"prior_{parameter}_{argument}": value
        for parameter, arguments in priors.items()
        for argument, value in arguments.items()
    }
