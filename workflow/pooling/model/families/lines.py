"""Lines: a real outcome against a predictor, each group with a line of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pooling.basics.errors import PoolingError
from pooling.model import refits
from pooling.model.families import columns
from pooling.model.families.base import (
    Level,
    centred,
    group_facts,
    group_index,
    group_means,
    listed,
)
from pooling.model.families.requirements import (
    require_residuals,
    require_spread,
    require_summed,
)
from pooling.model.families.settings import (
    Predictor,
    TableSettings,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from pooling.model.sums import Sums

FARTHEST = 1e6  # that a centre may lie from the predictor's values, in their span
NEW_POINTS = 21  # design points of a new group over the range of the predictor

COMPARABLE = True
ONE_ROW_PER_GROUP = False
COLLAPSED = True
SUMMED = ("x", "y")
COLUMNS: dict[str, str | None] = {"alpha": None, "beta": "x"}
COEFFICIENTS = tuple(COLUMNS)
LEVEL = Level("alpha", "mu_alpha", "sigma_alpha", share=False)
SCALED = True
CHOSEN = None
FromTable = None

MODELS = columns.models(
    COLUMNS,
    likelihood="normal",
    noise=("sigma",),
    correlations={("alpha", "beta"): "rho"},
)
CLAIMED = ("Sigma",)
REFITS = {
    "permuted": refits.of_partial(refits.reversed_groups),
    "group_changed": refits.of_partial(refits.group_changed),
}
EXAMPLE = ("observations", {})


# Units of a predictor that is a date.
TIME = {"years": {"en": "years", "es": "años"}, "days": {"en": "days", "es": "días"}}


class Settings(TableSettings):
    """An analysis of group lines."""

    predictor: Predictor

    @property
    def columns(self) -> list[str]:
        """Columns of the raw table that the analysis reads."""
        return [self.outcome.column, self.predictor.column, self.group.column]

    @property
    def labels(self) -> dict[str, Any]:
        """Words for axes and headings, by role."""
        x = self.predictor
        if x.dates and not x.unit:
            x = x.model_copy(update={"unit": TIME[x.dates]})
        return {"y": self.outcome, "x": x, "group": self.group}

    @property
    def preparation(self) -> dict[str, Any]:
        """The settings that decide how the raw table becomes the modelled one."""
        x = self.predictor
        added = {"x": x.column, "centre": x.centre, "dates": x.dates}
        return super().preparation | added


def prepare(table, settings: dict) -> tuple[pd.DataFrame, dict]:
    """Turn the raw columns into the table that is modelled; see `Family.prepare`.

    It has the predictor as ``x``, in its unit, and the facts have its ``centre``. Refused
    are, beside what `require_spread` refuses, a predictor that varies within no group, and
    rows that lie on lines without a residual.
    """
    names = {"x": settings["x"], "y": settings["y"]}
    prepared, facts = table.observations(names, settings)
    require_spread(prepared, table.source, names, settings)
    ends = prepared.groupby("group", sort=False)["x"].agg(["min", "max"])
    _require_slopes(ends["min"] < ends["max"], table.source, settings)
    _require_residuals(prepared, table.source, settings)
    centre = settings["centre"]
    facts["centre"] = float(prepared["x"].mean() if centre is None else centre)
    low, high = prepared["x"].min(), prepared["x"].max()
    _require_centre(low, high, table.source, settings)
    facts["remarks"] += _far(facts["centre"], low, high, settings)
    return prepared, facts | group_facts(prepared)


def _far(centre: float, low: float, high: float, settings: dict) -> list[dict]:
    """Remark on a centre that is further from the predictor's values than these span."""
    far = max(low - centre, centre - high) > high - low
    return [{"kind": "centre", "about": [settings["x"]]}] if far else []


def _require_centre(low: float, high: float, source: str, settings: dict) -> None:
    """Refuse a centre where next to no digit of a line is left."""
    centre = settings["centre"]
    if centre is not None and max(low - centre, centre - high) > FARTHEST * (high - low):
        raise PoolingError(
            f'{source}: "centre: {centre:g}" lies so far from column "{settings["x"]}", '
            f"{low:g} to {high:g}, that no digit of a line is left there; name a value near "
            "them, or leave the key out."
        )


def require(
    sums: Sums, labels: list[str], ends: dict, *, source: str, settings: dict
) -> None:
    """Refuse a long table that was summed up, as `prepare` refuses one in memory.

    Arguments and errors are those of `pooling.model.families.requirements.require_summed`.
    """
    import numpy as np

    require_summed(sums, labels, ends, source=source, settings=settings)
    _require_centre(*ends["x"], source, settings)
    _require_slopes(sums.told[1], source, settings)
    # As of rows: off the means, and of size one. A group's residuals stand for its rows'.
    means, both = (sums.mean_of(1), sums.mean), ends.values()
    sizes = [
        max(mean - low, high - mean)
        for (low, high), mean in zip(both, means, strict=True)
    ]
    noise = [max(map(abs, e)) / size for e, size in zip(both, sizes, strict=True)]

    def scaled(each: Sums) -> tuple:
        slopes = np.where(each.told[1], each.fit[1], np.nan)
        levels = each.height - means[1] - slopes * (each.level[1] - means[0])
        rest = np.sqrt(each.residual / each.sizes) / sizes[1]
        return rest, levels / sizes[1], slopes * sizes[0] / sizes[1]

    more = {"count": sums.n, "noise": noise, "source": source, "settings": settings}
    _require_scatter(scaled(sums.together()), scaled(sums), **more)


def _require_slopes(varies, source: str, settings: dict) -> None:
    """Refuse a predictor that is the same in all rows of each group."""
    if not varies.any():
        raise PoolingError(
            f'{source}: column "{settings["x"]}" has one value within each group of '
            f'"{settings["group"]}", so no group has a slope; name a predictor that varies '
            "within groups, or use the family means."
        )


def _least_squares(x, y, index) -> tuple:
    """Fit each group's own line: the fit by row, and levels where x is 0 and slopes by group.

    A group without a slope has NaN.
    """
    import numpy as np

    (mean_x, _), (mean_y, _) = group_means(x, index), group_means(y, index)
    within = x - mean_x[index - 1]
    some = np.empty(len(mean_x))
    some[index - 1] = x  # of each group any one
    varies = np.bincount(index, x != some[index - 1])
    squares = np.where(varies[1:], np.bincount(index, within**2)[1:], np.nan)
    slopes = np.bincount(index, within * (y - mean_y[index - 1]))[1:] / squares
    fitted = mean_y[index - 1] + np.nan_to_num(slopes)[index - 1] * within
    return fitted, mean_y - slopes * mean_x, slopes


def _require_residuals(prepared: pd.DataFrame, source: str, settings: dict) -> None:
    """Refuse rows that lie on lines without a residual, as `_require_scatter` says."""
    import numpy as np

    _, index = group_index(prepared)
    # Off their means, and of size one: only the last digits of what was read are noise.
    x, y = (prepared[name].to_numpy() for name in ("x", "y"))
    noise = [abs(v).max() / abs(v - v.mean()).max() for v in (x, y)]
    x, y = ((v - v.mean()) / abs(v - v.mean()).max() for v in (x, y))

    def fitted(groups) -> tuple:
        by_row, levels, slopes = _least_squares(x, y, groups)
        # The largest of a group stands for its rows.
        rest = np.zeros(len(levels))
        np.maximum.at(rest, groups - 1, np.abs(y - by_row))
        return rest, levels, slopes

    everyone = np.ones(len(y), np.int8)
    more = {"count": len(y), "noise": noise, "source": source, "settings": settings}
    _require_scatter(fitted(everyone), fitted(index), **more)


def _require_scatter(common, by_group, *, count: int, noise, source: str, settings: dict):
    """Refuse rows that lie on lines without a residual, where they need not.

    Groups of two rows have such lines always, and they say nothing against a residual.
    They do where they are one line, parallel, or meet in one point: then the population
    of lines explains all rows.

    Parameters
    ----------
    common, by_group : tuple of ndarray
        Of all rows as one group, and of each: size of the residuals around its line, the
        line's level where x is 0, and its slope, NaN without one.
    count : int
        Rows.
    noise : sequence of float
        How much larger than 1, which deviations of x and y have at most, are the numbers.
    source, settings
        As of `_require_slopes`.
    """
    import numpy as np

    def require(residuals, slopes, how: str) -> None:
        require_residuals(
            residuals,
            noise[1] + np.abs(np.nan_to_num(slopes)) * noise[0],
            f'{source}: "{settings["y"]}" is an exact line over "{settings["x"]}", {how}, '
            "so that the sd around the lines has no lower bound; name an outcome that was "
            "measured, not computed from the predictor.",
        )

    if count > 2:
        require(common[0], common[2], "one for all rows")
    residuals, levels, slopes = by_group
    told = ~np.isnan(slopes)
    how = f'one for each group of "{settings["group"]}"'
    if count > len(slopes) + told.sum():
        require(residuals, slopes, how)
    elif told.sum() > 2:
        # Levels and slopes on one line: its direction is the first of two.
        pairs = np.column_stack([levels[told], slopes[told]])
        away = np.linalg.svd(pairs - pairs.mean(0), full_matrices=False)[1][1]
        steepest = max(1.0, np.nanmax(np.abs(slopes)))
        require(away, steepest, how + ", all parallel or through one point")


def stan_data(prepared: pd.DataFrame, facts: dict, options: dict) -> dict[str, Any]:
    """Give what means have, with ``x`` and ``x_new``, less the centre that the facts have.

    ``centred`` is of the intercepts.
    """
    import numpy as np

    labels, index = group_index(prepared)
    x = prepared["x"].to_numpy() - facts["centre"]
    y = prepared["y"].to_numpy()
    # Levels at the centre, along the slope that the groups have in common.
    within_x, within_y = (v - group_means(v, index)[0][index - 1] for v in (x, y))
    slope = within_x @ within_y / max(within_x @ within_x, np.finfo(float).tiny)
    return {
        "N": len(prepared),
        "J": len(labels),
        "group": listed(index),
        "x": listed(x),
        "y": listed(y),
        "centred": centred(*group_means(y - slope * x, index)),
        "N_new": NEW_POINTS,
        "x_new": np.linspace(x.min(), x.max(), NEW_POINTS).tolist(),
    }


def of_sums(sums: Sums, ends: dict, settings: dict) -> tuple[dict, dict, dict]:
    """Lay a long table out that was summed up.

    Arguments and results are those of `pooling.model.families.means.of_sums`; its facts are
    the ``centre`` of the predictor, and ``remarks`` on it.
    """
    import numpy as np

    centre = settings["centre"]
    centre = sums.mean_of(1) if centre is None else float(centre)
    sums, count = sums.less(centre), len(sums.sizes)
    lengths = sums.root[1, 1]
    slope = float(lengths @ sums.along[1] / max(lengths @ lengths, np.finfo(float).tiny))
    # Of each group around a line of that slope.
    within = sums.within + np.sum((sums.along[1] - slope * lengths) ** 2)
    variances = within / (sums.n - count) / sums.sizes
    low, high = ends["x"]
    more = {"centre": centre, "remarks": _far(centre, low, high, settings)}
    data = {
        "N": sums.n,
        "J": count,
        "centred": centred(sums.height - slope * sums.level[1], variances),
        "N_new": NEW_POINTS,
        "x_new": np.linspace(low - centre, high - centre, NEW_POINTS).tolist(),
        "sums": sums.stored(),
    }
    return data, _priors(sums.mean, sums.sd, sums.sd_of(1)), more


def determined(data: dict) -> np.ndarray:
    """Say of each group whether it has observations at two places of the predictor."""
    import numpy as np

    group, x = np.asarray(data["group"]) - 1, np.asarray(data["x"])
    low, high = np.full(data["J"], np.inf), np.full(data["J"], -np.inf)
    np.minimum.at(low, group, x)
    np.maximum.at(high, group, x)
    return high > low


def default_priors(prepared: pd.DataFrame) -> dict[str, dict[str, dict[str, float]]]:
    """Scale the default priors to mean and sd of the outcome, and sd of the predictor."""
    y, x = prepared["y"], prepared["x"]
    return _priors(float(y.mean()), float(y.std()), float(x.std()))


def _priors(m: float, s: float, spread: float) -> dict[str, dict[str, dict[str, float]]]:
    """Scale them, as `pooling.model.families.columns.default_priors` does."""
    from pooling.model.responses import normal

    places = {"alpha": (m, s), "beta": (0.0, s / spread)}
    return columns.default_priors(MODELS, normal, places)
