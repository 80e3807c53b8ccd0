"""The columns of a file: as text, as numbers where some are written, and what is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd

from pooling.basics.errors import PoolingError, nearest
from pooling.table import cells

MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "NULL"})
MARK = {"point": ".", "comma": ","}
THOUSANDS = MARK | {"space": " ", "apostrophe": "['\N{RIGHT SINGLE QUOTATION MARK}]"}


def number_pattern(decimal: str, thousands: str | None = None) -> re.Pattern:
    """Say how a number is written.

    Parameters
    ----------
    decimal : {"point", "comma"}
        Its decimal mark.
    thousands : {"none", "point", "comma", "space", "apostrophe"} or None
        What sets thousands apart, if anything.

    Returns
    -------
    re.Pattern
    """
    mark = re.escape(MARK[decimal])
    whole = "[0-9]+"
    if thousands in THOUSANDS:
        apart = THOUSANDS[thousands]
        apart = re.escape(apart) if len(apart) == 1 else apart
        whole = rf"(?:[0-9]{{1,3}}(?:{apart}[0-9]{{3}})+|[0-9]+)"
    return re.compile(rf"[+-]?({whole}({mark}[0-9]*)?|{mark}[0-9]+)([eE][+-]?[0-9]+)?")


def plain_number(text: str) -> bool:
    """Tell whether a text is a number with a decimal point."""
    return bool(number_pattern("point").fullmatch(text))


@dataclass
class Columns:
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
    thousands : {"none", "point", "comma", "space", "apostrophe"} or None
        What sets thousands apart; None where nobody has said that nothing does.
    semicolons : bool
        Whether they stand between its cells, as where a comma is the decimal mark.
    missing_codes : list of str or None
        What stands for a missing value besides `MISSING`; None where nobody has said.
    """

    source: str
    text: pd.DataFrame
    decimal: str = "point"
    thousands: str | None = None
    missing_codes: list[str] | None = None
    semicolons: bool = False
    _columns: dict = field(default_factory=dict, repr=False)
    _read: dict = field(default_factory=dict, repr=False)

    def column(self, name: str) -> pd.Series:
        """Give a column as text, each cell in the way of `pooling.table.cells.name`.

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
        if wanted not in self._columns:
            plain = [cells.name(cell) for cell in self.text[wanted].tolist()]
            self._columns[wanted] = pd.Series(plain, self.text.index, str, wanted)
        return self._columns[wanted]

    def missing(self, name: str) -> pd.Series:
        """Tell which cells of a column have no value.

        A code that is a number stands for all ways to write it.
        """
        text = self.column(name)
        codes = {cells.name(code) for code in self.missing_codes or ()}
        missing = text.isin(MISSING | codes)
        numbers = {float(code) for code in codes if plain_number(code)}
        return missing | self._values(name).isin(numbers) if numbers else missing

    def _values(self, name: str) -> pd.Series:
        """Read what is written as a number in a column; all else is NaN."""
        if name not in self._read:
            pattern = number_pattern(self.decimal, self.thousands)
            text = self.column(name)
            plain = text.where([bool(pattern.fullmatch(c)) for c in text.tolist()], "nan")
            if self.thousands in THOUSANDS:
                apart = THOUSANDS[self.thousands]
                plain = plain.str.replace(apart, "", regex=len(apart) > 1)
            if self.decimal != "point":
                plain = plain.str.replace(MARK[self.decimal], ".")
            self._read[name] = plain.astype(float)
        return self._read[name]

    def look(self, name: str) -> tuple[pd.Series, pd.Series, pd.Series]:
        """Give a column as text, as numbers (NaN where none is written), what is missing."""
        return self.column(name), self._values(name), self.missing(name)
