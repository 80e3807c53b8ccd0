"""The columns of a file: as text, as numbers where some are written, and what is missing."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pooling.basics import long_tables
from pooling.basics.errors import PoolingError, nearest
from pooling.table import cells
from pooling.table.columnar import Stored

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
    """The columns of a file, each row with its place in it.

    Attributes
    ----------
    source : str
        The file, as the configuration names it.
    stored : pooling.table.columnar.Stored
        Its columns.
    decimal : {"point", "comma"}
        The mark in its numbers, where they are text.
    thousands : {"none", "point", "comma", "space", "apostrophe"} or None
        What sets thousands apart; None where nobody has said that nothing does.
    missing_codes : list of str or None
        What stands for a missing value besides `MISSING`; None where nobody has said.
    """

    source: str
    stored: Stored
    decimal: str = "point"
    thousands: str | None = None
    missing_codes: list[str] | None = None
    _arrow: dict = field(default_factory=dict, repr=False)
    _read: dict = field(default_factory=dict, repr=False)
    _checked: dict = field(default_factory=dict, repr=False)

    @cached_property
    def index(self) -> pd.Index:
        """The place of each row: its line, the header being line 1, or its number."""
        places = self.stored.places
        return pd.RangeIndex(places) if isinstance(places, range) else pd.Index(places)

    def known(self, name: str) -> str:
        """Give the name of a column as the file has it."""
        wanted = cells.name(name)
        if wanted not in self.stored.names:
            raise PoolingError(
                f'{self.source} has no column "{name}"; {nearest(name, self.stored.names)}'
            )
        return wanted

    def _stored(self, name: str) -> pa.ChunkedArray:
        """Give a column as it is stored."""
        wanted = self.known(name)
        if wanted not in self._arrow:
            (self._arrow[wanted],) = self.stored.take([wanted])
        return self._arrow[wanted]

    def hold(self) -> list[str]:
        """Read all columns at once, in one pass through the file; give their names."""
        names = self.stored.readable
        self._arrow |= zip(names, self.stored.take(names), strict=True)
        return names

    def _forget(self, name: str) -> None:
        """Let a column go whose numbers were read; it is read again if need be."""
        self._arrow.pop(cells.name(name), None)

    def measured(self, name: str) -> bool:
        """Tell whether a column is stored as numbers, not as text."""
        return not pa.types.is_large_string(self._stored(name).type)

    def column(self, name: str) -> pd.Series:
        """Give a column as text, each cell in the way of `pooling.table.cells.name`.

        Raises
        ------
        PoolingError
            There is no such column.
        """
        return pd.Series(self._text(name), self.index, "str", name=cells.name(name))

    def _text(self, name: str) -> pa.ChunkedArray:
        """Write numbers of a column as text.

        Without a fraction, 1.0 becomes 1: as labels, whole numbers stay what they are.
        """
        text = self._stored(name)
        if self.measured(name):
            text = pc.fill_null(text.cast(pa.large_string()), "")
        return text

    def labels(self, name: str) -> pd.Series:
        """Give a column as text; of a long one, categories and the code of each row."""
        if len(self.index) <= long_tables.LONG:
            return self.column(name)
        codes = self._text(name).dictionary_encode().combine_chunks()
        categories = pd.Categorical.from_codes(
            codes.indices.to_numpy(), codes.dictionary.to_pandas()
        )
        return pd.Series(categories, self.index, name=cells.name(name), copy=False)

    def missing(self, name: str) -> pd.Series:
        """Tell which cells of a column have no value.

        A code that is a number stands for all ways to write it.
        """
        codes = {cells.name(code) for code in self.missing_codes or ()}
        if self.measured(name):
            missing = self._values(name).isna()
        else:
            words = pa.array(sorted(MISSING | codes), pa.large_string())
            missing = pc.is_in(self._stored(name), words).to_numpy()
            missing = pd.Series(missing, self.index, name=cells.name(name))
        numbers = {float(code) for code in codes if plain_number(code)}
        return missing | self._values(name).isin(numbers) if numbers else missing

    def _values(self, name: str) -> pd.Series:
        """Read what is written as a number in a column; all else is NaN."""
        if name not in self._read:
            stored = self._stored(name)
            values = stored if self.measured(name) else self._written(stored)
            values = values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
            self._read[name] = pd.Series(
                values, self.index, name=cells.name(name), copy=False
            )
        return self._read[name]

    def _written(self, text: pa.ChunkedArray) -> pa.ChunkedArray:
        """Read the numbers in cells of text; null where there is none."""
        nothing = pa.scalar(None, text.type)
        text = pc.if_else(
            pc.is_in(text, pa.array(sorted(MISSING), text.type)), nothing, text
        )
        if self.decimal == "point" and self.thousands not in THOUSANDS:
            # Arrow takes for finite numbers what the pattern does.
            with contextlib.suppress(pa.ArrowInvalid):
                values = text.cast(pa.float64())
                if pc.all(pc.is_finite(values)).as_py() is not False:
                    return values
        pattern = number_pattern(self.decimal, self.thousands).pattern
        known = pc.match_substring_regex(text, f"^(?:{pattern})$")
        plain = pc.if_else(known, text, nothing)
        if self.thousands in THOUSANDS:
            apart = THOUSANDS[self.thousands]
            apart = re.escape(apart) if len(apart) == 1 else apart
            plain = pc.replace_substring_regex(plain, apart, "")
        if self.decimal != "point":
            plain = pc.replace_substring(plain, MARK[self.decimal], ".")
        return plain.cast(pa.float64())

    def look(self, name: str) -> tuple[pd.Series, pd.Series, pd.Series]:
        """Give a column as text, as numbers (NaN where none is written), what is missing."""
        return self.column(name), self._values(name), self.missing(name)
