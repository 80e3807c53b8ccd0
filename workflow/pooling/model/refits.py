"""Fits that claims need beside the run's own: the same programs, other data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pooling.model import families
from pooling.model.names import PARTIAL


@dataclass(frozen=True)
class Refit:
    """A fit with changed data.

    Attributes
    ----------
    model : str
        The fit whose Stan data are changed.
    change : callable
        Stan data -> Stan data.
    program : str
        The model that samples them.
    applies : callable
        Settings of the analysis -> whether it has the refit.
    sampled : bool
        Whether its draws themselves are judged, and not its means alone, so that an exact
        answer does not do.
    """

    model: str
    change: Callable[[dict], dict]
    program: str
    applies: Callable[[Any], bool] = lambda settings: True
    sampled: bool = False


def reversed_groups(data: dict) -> dict:
    """Give the groups each other's numbers: the last becomes the first."""
    if "group" in data:
        import numpy as np

        from pooling.model.sums import summed

        known = summed(data)
        if known is not None:
            sums = known.reversed().stored()
            return data | {"group": data["group"].reversed_labels(), "sums": sums}
        return data | {"group": data["J"] + 1 - np.asarray(data["group"])}
    return data | {name: data[name][::-1] for name in ("y", "N")}


def prior_only(data: dict) -> dict:
    """Leave the data out."""
    return data | {"prior_only": 1}


def sharper(data: dict) -> dict:
    """Multiply kappa by four: kappa - 2 would hardly change near 2."""
    return data | {"kappa": 4 * data["kappa"]}


def sharper_prior(data: dict) -> dict:
    """Leave the data out, with a sharper top."""
    return prior_only(sharper(data))


def without(coin: int, data: dict) -> dict:
    """Drop a coin."""
    import numpy as np

    left = {name: np.delete(data[name], coin) for name in ("y", "N")}
    return data | left | {"S": data["S"] - 1}


def second_changed(data: dict) -> dict:
    """Give the second coin the outcome that is farthest from its own."""
    y, n = list(data["y"]), data["N"]
    y[1] = 0 if 2 * y[1] > n[1] else n[1]
    return data | {"y": y}


def fixed_mode(data: dict) -> dict:
    """Fix omega at its prior mean."""
    a, b = data["prior_omega_a"], data["prior_omega_b"]
    return data | {"omega": a / (a + b)}


def fixed_second_changed(data: dict) -> dict:
    """Fix omega, and change the second coin's outcome."""
    return second_changed(fixed_mode(data))


def scaled(factor: float, data: dict) -> dict:
    """Set the scale of the fixed prior: a multiple of the outcome's sd.

    A factor below 1 is divided by the root of the largest group, so that no group
    has enough observations to leave the prior's centre.
    """
    import numpy as np

    from pooling.model import outcomes

    spread, largest = outcomes.sd(data), outcomes.sizes(data).max()
    scale = factor * spread / (np.sqrt(largest) if factor < 1 else 1)
    return data | {"prior_alpha_sd": float(scale)}


def largest_group(data: dict) -> int:
    """Find the group with the most observations, 1-based; the first of several."""
    from pooling.model import outcomes

    return int(outcomes.sizes(data).argmax()) + 1


def group_changed(data: dict) -> dict:
    """Change one group's line: its level and its slope, by a lot.

    The group with the most observations rises by five sds of the outcome, and
    by two more from one end of the predictor to the other.
    """
    import numpy as np

    y, x = np.array(data["y"]), np.array(data["x"])
    inside = np.array(data["group"]) == largest_group(data)
    rise = y.std(ddof=1) * (5 + 2 * x / (x.max() - x.min()))
    return data | {"y": np.where(inside, y + rise, y).tolist()}


def several(settings) -> bool:
    """Say whether an analysis of coins has more than one."""
    return len(settings.trials) > 1


def of_partial(change, applies=lambda settings: True, *, sampled=False) -> Refit:
    """Change the data of partial pooling, and fit it again."""
    return Refit(PARTIAL, change, PARTIAL, applies, sampled)


def names(settings, models) -> dict[str, Refit]:
    """List the refits that an analysis has, with the models of it that are sampled."""
    return {
        name: refit
        for name, refit in families.get(settings.family).REFITS.items()
        if refit.model in models and refit.applies(settings)
    }
