"""What an outcome may be: what is refused of its values, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pooling.basics.errors import PoolingError, place_of

if TYPE_CHECKING:
    import pandas as pd

LARGEST_COUNT = 2**31 - 1  # of Stan's integers


class Refused(NamedTuple):
    """Values that are no outcomes.

    Attributes
    ----------
    wrong : callable
        Values of a column -> which of them are meant.
    why : str
        What to say of the first, with ``{value}``.
    """

    wrong: Callable
    why: str


def counts(over: str = "") -> tuple[Refused, ...]:
    """Refuse what is no count; ``over`` says how to write what it is counted over."""
    return (
        Refused(
            lambda value: value < 0,
            "{value:g} is less than 0, which no count is; correct the cell or leave it "
            'empty, and name a code for missing values in "missing_codes".',
        ),
        Refused(
            lambda value: value % 1 != 0,
            "{value:g} is not a whole number; give counts, not shares, rates or means"
            f"{over}.",
        ),
        Refused(
            lambda value: value > LARGEST_COUNT,
            "{value:g} is more than Stan can count; correct the cell.",
        ),
    )


def require(
    prepared: pd.DataFrame,
    source: str,
    refused: Sequence[Refused],
    *,
    of: str,
    column: str,
) -> None:
    """Refuse the first row that has something else.

    ``of`` is the column of the table, ``column`` what the source calls it.

    Raises
    ------
    PoolingError
        One has.
    """
    for wrong, why in refused:
        at = wrong(prepared[of])
        if at.any():
            first = prepared[at].iloc[0]
            told = why.format(value=first[of], **first)
            raise PoolingError(f"{place_of(source, first['row'], column)}: {told}")


def require_trials(
    prepared: pd.DataFrame, source: str, outcome: str, trials: str | None
) -> None:
    """Refuse trials ``N`` that are no counts, or fewer than successes ``y``.

    ``outcome`` and ``trials`` are what the source calls them; None where trials are no
    column of it.
    """
    few = Refused(
        lambda value: value < 1, "a row needs at least one trial; leave it out."
    )
    more = Refused(
        lambda value: value > prepared["N"],
        "{y:g} successes are more than the {N:g} trials of the row; check that the two "
        "columns are not exchanged, and that successes are counts, not percentages.",
    )
    of_trials = (*(counts() if trials else ()), few)
    require(prepared, source, of_trials, of="N", column=trials or "trials")
    require(prepared, source, [more], of="y", column=outcome)
