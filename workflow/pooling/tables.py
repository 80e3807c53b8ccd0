"""Tables: a user's file read strictly, and the prepared table read back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pooling import cells
from pooling.errors import PoolingError, cut, nearest
from pooling.families.base import LARGEST_COUNT
from pooling.files import unguarded

MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "NULL"})
MARK = {"point": ".", "comma": ","}
# Decimal mark -> how a number is written; thousands are not set apart.
NUMBER = {
    mark: re.compile(rf"[+-]?([0-9]+([{sign}][0-9]*)?|[{sign}][0-9]+)([eE][+-]?[0-9]+)?")
    for mark, sign in MARK.items()
}


@dataclass
class RawTable:
    """The columns of a file as text, each row with its line in the file.

    Attributes
    ----------
    source : str
        The file, as the configuration names it.
    text : DataFrame of str
        One column per column of the file; the index is the line, the header
        being line 1.
    decimal : {"point", "comma"}
        The mark in its numbers.
    """

    source: str
    text: pd.DataFrame
    decimal: str = "point"

    def column(self, name: str) -> pd.Series:
        """Give a column as text, each cell in the way of `pooling.cells.name`.

        Raises
        ------
        PoolingError
            There is no such column.
        """
        wanted = cells.name(name)
        if wanted not in self.text:
            raise PoolingError(
                f'{self.source} has no column "{name}"; {nearest(name, self.text)}'
            )
        return self.text[wanted].map(cells.name)

    def numbers(self, name: str) -> pd.Series:
        """Read a column as numbers; a missing cell is NaN.

        Raises
        ------
        PoolingError
            A cell that is neither a number nor missing, or is infinite.
        """
        text = self.column(name)
        missing = text.isin(MISSING)
        written = text.map(lambda cell: bool(NUMBER[self.decimal].fullmatch(cell)))
        numbers = text.where(written, "nan").str.replace(MARK["comma"], MARK["point"])
        numbers = numbers.astype(float)
        wrong = ~missing & ~np.isfinite(numbers)
        if wrong.any():
            line = wrong.idxmax()
            raise PoolingError(
                f'{self.source}, line {line}, column "{name}": "{cut(text[line])}" is not '
                f"a finite number; {self._remedy(text[line])}."
            )
        return numbers

    def _remedy(self, cell: str) -> str:
        """Say what to do about a cell that is no number."""
        other = {"point": "comma", "comma": "point"}[self.decimal]
        if NUMBER[other].fullmatch(cell):
            return f'if the {other} is its decimal mark, set "decimal: {other}"'
        if cell.endswith("%"):
            return "write it without the sign"
        return "correct the cell or leave it empty"

    def observations(
        self, columns: dict[str, str], settings: dict
    ) -> tuple[pd.DataFrame, dict]:
        """Take a group column and some numeric columns, without missing rows.

        Parameters
        ----------
        columns : dict of str
            New name -> column of the file.
        settings : dict
            ``group``: the column of the labels; ``missing``: "drop" or
            "refuse".

        Returns
        -------
        prepared : DataFrame
            ``row`` (line of the file), ``group`` and the new names, rows in the
            order of the file.
        facts : dict
            ``rows_read``, ``rows_dropped``, and ``groups_dropped``: labels that
            lost all their rows.

        Raises
        ------
        PoolingError
            A cell that is no number, or a missing one where it is refused.
        """
        labels = self.column(settings["group"])
        prepared = pd.DataFrame({"row": self.text.index, "group": labels})
        for new, old in columns.items():
            prepared[new] = self.numbers(old)
        missing = prepared[list(columns)].isna()
        missing.insert(0, "group", labels.isin(MISSING))
        incomplete = missing.any(axis=1)
        if incomplete.any() and settings["missing"] == "refuse":
            line = incomplete.idxmax()
            blank = missing.loc[line].idxmax()
            name = {"group": settings["group"], **columns}[blank]
            raise PoolingError(
                f'{self.source}, line {line}, column "{name}": the cell is empty; '
                'fill it, or set "missing: drop" to leave such rows out.'
            )
        kept = prepared[~incomplete].reset_index(drop=True)
        if kept.empty:
            raise PoolingError(
                f"{self.source}: no row has all of "
                + ", ".join(
                    f'"{name}"' for name in (settings["group"], *columns.values())
                )
                + "; check that the right columns are named."
            )
        lost = set(labels[~labels.isin(MISSING)]) - set(kept["group"])
        return kept, {
            "rows_read": len(prepared),
            "rows_dropped": int(incomplete.sum()),
            "groups_dropped": sorted(lost),
        }

    def counts(self, settings: dict) -> tuple[pd.DataFrame, dict]:
        """Take successes and trials, one row per unit.

        Parameters
        ----------
        settings : dict
            ``y`` and ``N``: columns of successes and trials; ``group`` and
            ``missing`` as in `observations`.

        Returns
        -------
        prepared : DataFrame
            ``row``, ``group``, ``N`` and ``y`` (integers).
        facts : dict
            As in `observations`.

        Raises
        ------
        PoolingError
            A negative or fractional count, more successes than trials, or a
            unit with more than one row.
        """
        columns = {"N": settings["N"], "y": settings["y"]}
        prepared, facts = self.observations(columns, settings)

        def refuse(wrong, column: str, why: str) -> None:
            if wrong.any():
                at = prepared[wrong].iloc[0]
                raise PoolingError(
                    f'{self.source}, line {at["row"]}, column "{column}": '
                    + why.format(**at)
                )

        refuse(
            prepared["N"] == 0,
            columns["N"],
            "a unit needs at least one trial; leave the row out.",
        )
        for new, old in columns.items():
            value = prepared[new]
            refuse(
                value < 0,
                old,
                f"{{{new}:g}} is less than 0, which no count is; correct the cell or "
                "leave it empty.",
            )
            refuse(
                value % 1 != 0,
                old,
                f"{{{new}:g}} is not a whole number; give counts, not shares or "
                "percentages.",
            )
            refuse(
                value > LARGEST_COUNT, old, f"{{{new}:g}} is more than Stan can count."
            )
        refuse(
            prepared["y"] > prepared["N"],
            columns["y"],
            "{y:g} successes are more than the {N:g} trials of the row; "
            "check that the two columns are not exchanged, and that successes are counts, "
            "not percentages.",
        )
        refuse(
            prepared["group"].duplicated(),
            settings["group"],
            'unit "{group}" has another row already; a unit has one row, so add its '
            "counts up or name its rows apart.",
        )
        return prepared.astype({"N": int, "y": int}), facts


def read(
    path: str | Path,
    source: str | None = None,
    separator: str = "auto",
    decimal: str = "point",
) -> RawTable:
    """Read a table of text with a header line.

    Parameters
    ----------
    path : path
        The file, as `pooling.cells.read` reads it.
    source : str, optional
        What errors call it; the path by default.
    separator : {"auto", "comma", "semicolon", "tab"}
        What stands between its cells.
    decimal : {"point", "comma"}
        The mark in its numbers.

    Returns
    -------
    RawTable

    Raises
    ------
    PoolingError
        An empty file, a header alone, a repeated column, a line with too many
        or too few cells, bytes that are no UTF-8 text.
    """
    source = source or str(path)
    header, rows, at = cells.read(path, source, separator)
    text = pd.DataFrame(rows, columns=header, index=pd.Index(at), dtype=str)
    return RawTable(source, text, decimal)


def read_prepared(path: str | Path) -> pd.DataFrame:
    """Read a prepared table back, with its labels as the text they are.

    Parameters
    ----------
    path : path
        ``prepared.csv`` of an analysis.

    Returns
    -------
    DataFrame
        As the family's ``prepare`` returned it.
    """
    table = pd.read_csv(path, dtype={"group": str}, keep_default_na=False)
    return table.assign(group=table["group"].map(unguarded))


def read_summary(path: str | Path) -> pd.DataFrame:
    """Read a table whose first column holds ArviZ labels of parameters.

    Parameters
    ----------
    path : path
        ``summary.csv`` or ``exact.csv`` of a fit.

    Returns
    -------
    DataFrame
        Indexed by ``parameter``.
    """
    table = pd.read_csv(
        path, dtype={"parameter": str}, keep_default_na=False, na_values=[""]
    )
    return table.set_index("parameter")
