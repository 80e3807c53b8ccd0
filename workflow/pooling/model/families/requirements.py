"""What a table must have before a model can be fitted to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pooling.basics.errors import PoolingError

if TYPE_CHECKING:
    import pandas as pd

    from pooling.model.sums import Sums

# Beyond these, products of the squares of an outcome and a slope leave double precision.
LARGEST, SMALLEST = 1e50, 1e-50
LARGEST_LOG = 100.0  # natural logarithms beyond it are of numbers that nobody measures
RESOLVED = 1e-9  # least sd of a column, as a share of its largest number
ROUNDING = 32  # units in the last place that rounding may leave as a residual


def require_groups(prepared: pd.DataFrame, source: str, column: str) -> None:
    """Refuse a table with a single group.

    Raises
    ------
    PoolingError
        There is nothing to compare.
    """
    labels = prepared["group"].unique()
    if len(labels) < 2:
        raise PoolingError(
            f'{source}: column "{column}" has the single group "{labels[0]}"; '
            "comparing groups takes at least two, so name another group column."
        )


def require_repeats(prepared: pd.DataFrame, source: str, column: str) -> None:
    """Refuse a table in which no group has a second row.

    Raises
    ------
    PoolingError
        The spread within groups cannot be told from that between them.
    """
    if not prepared["group"].duplicated().any():
        raise PoolingError(
            f'{source}: column "{column}" has a group of its own for each of the '
            f"{len(prepared)} rows that are used, so that differences within groups cannot "
            "be told from differences between them; name a column whose labels come again."
        )


def require_variation(
    prepared: pd.DataFrame, source: str, columns: dict[str, str]
) -> None:
    """Refuse a column whose values do not differ, or not by what can be computed with.

    ``columns`` are those of the prepared table, with what the raw one calls them.

    Raises
    ------
    PoolingError
        There is nothing to explain, or nothing to explain it with; the numbers are
        too large or too small, or differ only in their last digits.
    """
    import numpy as np

    for new, old in columns.items():
        values = prepared[new].to_numpy(float)
        largest = float(np.abs(values).max()) or 1.0
        # Scaled, so that no square is beyond double precision.
        spread = float((values / largest).std(ddof=1)) * largest
        ends = values.min(), values.max()
        require_digits(f'{source}: column "{old}"', ends=ends, spread=spread)


def require_digits(where: str, *, ends: tuple[float, float], spread: float) -> None:
    """Do as `require_variation` of numbers ``where``, by their least, largest and sd."""
    low, high = ends
    largest = max(abs(low), abs(high))
    if low == high:
        raise PoolingError(
            f"{where} has the one value {low:g} in all rows that are used; name "
            "a column that varies."
        )
    if largest > LARGEST or spread < SMALLEST:
        kind = "large" if largest > LARGEST else "small"
        raise PoolingError(
            f"{where} has numbers too {kind} to be squared; give it in another unit."
        )
    if spread < RESOLVED * largest:
        raise PoolingError(
            f"{where} differs by {spread:.1g} (its sd) in numbers around {largest:.1g}, "
            "where double precision holds too few digits of that; take a constant near "
            "its mean off every number."
        )


def require_logarithm(prepared: pd.DataFrame, source: str, settings: dict) -> None:
    """Refuse an outcome that cannot be the natural logarithm that it is said to be.

    Raises
    ------
    PoolingError
        Its numbers are so far from 0 that what they are the logarithm of is none.
    """
    largest = float(prepared["y"].abs().max())
    if settings.get("log_of") and largest > LARGEST_LOG:
        raise PoolingError(
            f'{source}: column "{settings["y"]}" has numbers as large as {largest:g}, which '
            "are no natural logarithms of anything; leave log_of out."
        )


def require_residuals(residuals, scale, sentence: str) -> None:
    """Refuse a table that its groups explain to the last digit, and say a sentence of it.

    The likelihood then grows without bound as the sd within groups goes to zero, and there
    is no posterior: what is a residual and what is rounding decides the answer. ``scale``
    is the size of the numbers that were subtracted: their last digits are noise.

    Raises
    ------
    PoolingError
        No residual is larger than rounding makes it.
    """
    import numpy as np

    if (np.abs(residuals) <= ROUNDING * np.finfo(float).eps * scale).all():
        raise PoolingError(sentence)


def require_spread(
    prepared: pd.DataFrame, source: str, columns: dict[str, str], settings: dict
) -> None:
    """Refuse a table of observations whose groups, repeats or columns tell nothing.

    Arguments and errors are those of the four others.
    """
    require_groups(prepared, source, settings["group"])
    require_repeats(prepared, source, settings["group"])
    require_variation(prepared, source, columns)
    require_logarithm(prepared, source, settings)


def require_summed(
    sums: Sums, labels: list[str], ends: dict, *, source: str, settings: dict
) -> pd.DataFrame:
    """Refuse a long table that was summed up as `require_spread` refuses one in memory.

    By the sums and labels of its groups, and the least and the largest number of each
    column, predictors as in the sums. It gives rows that stand for all: the ends of the
    outcomes of each group.

    Raises
    ------
    PoolingError
        As there.
    """
    import numpy as np
    import pandas as pd

    # For one row where a group has no other.
    several = np.flatnonzero(sums.sizes > 1)
    places = np.concatenate([np.arange(len(labels)), several])
    rows = pd.DataFrame(
        {
            "group": np.array(labels, dtype=object)[places],
            "y": np.concatenate([sums.least, sums.largest[several]]),
        }
    )
    require_groups(rows, source, settings["group"])
    require_repeats(rows, source, settings["group"])
    for place, (name, both) in enumerate(ends.items(), start=1):
        spread = sums.sd if name == "y" else sums.sd_of(place)
        require_digits(f'{source}: column "{settings[name]}"', ends=both, spread=spread)
    require_logarithm(rows, source, settings)
    return rows
