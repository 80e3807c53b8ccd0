"""Numbers and dates of a file, and a remedy for each cell that is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from pooling.basics.errors import PoolingError, cut, place_of
from pooling.table.columns import (
    MARK,
    THOUSANDS,
    Columns,
    number_pattern,
    plain_number,
)

# What else stands for a missing value, in whatever letters; nobody can tell for sure.
_WORDS = (
    "- -- . .. ? ?? * ** n/a na n.a. n.a n.d. nd none nil null nan missing unknown blank empty "
    "<na> #n/a #na #n/d #value! #div/0! #ref! #num! #name? #null! s/d s.d. sd faltante"
)
WORDS_FOR_MISSING = frozenset(_WORDS.split())
# Numbers that programs write for one: nines, and the ends of their integers and floats.
NUMBERS_FOR_MISSING = frozenset(
    [sign * (10.0**digits - 1) for sign in (1, -1) for digits in range(2, 10)]
    + [-32768, 32767, -(2**31), 2**31 - 1, 1e20, -1e20, 1e30, -1e30, 1e36]
)
DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?")
OTHER_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}([T ].*)?")
DASHES = "\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
CURRENCIES = "$€£¥"
BOUNDS = "<>\N{LESS-THAN OR EQUAL TO}\N{GREATER-THAN OR EQUAL TO}"
DAY = timedelta(days=1)
FIRST = 1000  # cells of a column that are looked at before all
FEW = 12  # different cells, so that a column may hold categories
SHORT = "[+-]?[0-9]{1,3}"  # a number that is no thousand
# What may be a number in one notation or another.
NUMERIC = re.compile(r"[+-]?['\u2019\d., ]*\d[\d., ]*([eE][+-]?\d+)?%?")


def _grouped(thousands: str) -> str:
    """Say how a whole number with thousands set apart is written."""
    return rf"[+-]?[1-9][0-9]{{0,2}}(?:{re.escape(THOUSANDS[thousands])}[0-9]{{3}})+"


def _advice_on_words(words: list[str]) -> str:
    """Say what to do with a column of words where one of numbers is due."""
    if len(words) == 2:
        return (
            f'"{cut(words[0])}" and "{cut(words[1])}" are modelled by a formula with "family: '
            'bernoulli", or as rates: count the rows of each group as trials and those with '
            "one of the words as successes"
        )
    return "the column holds words, so name one that holds numbers"


def _far(values: pd.Series) -> list[float]:
    """List numbers, as they come first, that may stand for missing ones and lie far off.

    Outside all others by more than these are spread (three times that, if they are above
    them), or below 0 where no other number is.
    """
    known = values.isin(NUMBERS_FOR_MISSING)
    low, high = values[~known].min(), values[~known].max()
    with np.errstate(all="ignore"):  # at the ends of floats nothing is far outside
        spread = (high - low) or abs(high) or 1.0
    return [
        code
        for code in values[known].unique().tolist()
        if code < low - spread or (code < 0 and low >= 0) or code > high + 3 * spread
    ]


@dataclass
class Numbers(Columns):
    """The columns of a file, of which some are read as numbers or dates."""

    def numbers(self, name: str) -> pd.Series:
        """Read a column as numbers; a missing cell is NaN.

        Raises
        ------
        PoolingError
            A cell that is neither a number nor missing, or is infinite, or so small
            that it would be read as 0; what looks
            like a code for a missing value, or like thousands set apart, where
            nobody has said what it is.
        """
        if name in self._checked:
            return self._checked[name]
        values, missing = self._values(name), self.missing(name)
        self._refuse_codes(name)
        wrong = ~missing & ~np.isfinite(values)
        if wrong.any():
            line, cell = self._first(name, wrong)
            raise PoolingError(
                f'{place_of(self.source, line, name)}: "{cut(cell)}" is not a finite number; '
                f"{self._remedy(cell, name)}."
            )
        if not self.measured(name):
            self._refuse_text(name, values, missing)
        self._forget(name)
        self._checked[name] = values.mask(missing) if missing.any() else values
        return self._checked[name]

    def _refuse_text(self, name: str, values: pd.Series, missing: pd.Series) -> None:
        """Refuse a number that is lost when it is read, or can be read in two ways."""
        lost = self._lost(name, values[~missing])
        if lost.any():
            line, cell = self._first(name, lost)
            raise PoolingError(
                f'{place_of(self.source, line, name)}: "{cut(cell)}" is smaller than computers '
                "calculate with, and would be read as 0; write 0, or give another unit."
            )
        if self._thousands(name) == "some":
            marked = self.column(name).str.contains(MARK[self.decimal], regex=False)
            line, cell = self._first(name, marked & ~missing)
            other = {"point": "comma", "comma": "point"}[self.decimal]
            raise PoolingError(
                f'{place_of(self.source, line, name)}: "{cell}" can be read in two ways, for '
                f"every {self.decimal} in the column has three digits behind it; if it "
                f'sets thousands apart, set "thousands: {self.decimal}" and "decimal: '
                f'{other}", if not, "thousands: none".'
            )

    def _lost(self, name: str, values: pd.Series) -> pd.Series:
        """Tell which zeros of a column of text are not written so."""
        # Of 1e-400 a double keeps nothing.
        return self.column(name)[values.index[values == 0]].str.contains("^[^eE]*[1-9]")

    def _first(self, name: str, wrong: pd.Series) -> tuple[int, str]:
        """Give the first of some places in a column, and its cell."""
        line = int(wrong.idxmax())
        return line, self.column(name)[line]

    def words(self, name: str) -> bool:
        """Tell whether a column holds words: no cell is a number or a date.

        A cell that may be a number in another notation is no word, nor is a column
        without a cell, so that reading it as numbers says what to do.
        """
        if self.measured(name):
            return False
        text, missing = self.column(name), self.missing(name)
        written = text[~missing].unique().tolist()
        return bool(written) and not any(
            kind.fullmatch(cell)
            for cell in written
            for kind in (NUMERIC, DATE, OTHER_DATE)
        )

    def numeric(self, name: str) -> bool:
        """Tell whether every cell of a column that is not missing is a number."""
        values, missing = self._values(name), self.missing(name)
        return bool((missing | np.isfinite(values)).all())

    def mostly_numbers(self, name: str) -> bool:
        """Tell whether more than half of the cells are numbers, in whatever notation."""
        text, values, missing = self.look(name)
        written = np.isfinite(values) | text.str.fullmatch(
            f"[{CURRENCIES}]?{NUMERIC.pattern}"
        )
        return 2 * written[~missing].sum() > (~missing).sum()

    def word_among_few(self, name: str) -> tuple[int, str] | None:
        """Find the first word in a column of few different cells, and its line.

        None where all cells are numbers in one notation or another or stand for a missing
        value, and where so many differ that they are no categories.
        """
        text, values, missing = self.look(name)
        wrong = text[~missing & ~np.isfinite(values)]
        words = wrong[~wrong.str.fullmatch(f"{NUMERIC.pattern}|{DATE.pattern}")]
        if words.empty or text[~missing].nunique() > FEW or self.suspects(name):
            return None
        return words.index[0], words.iloc[0]

    def _thousands(self, name: str) -> str:
        """Tell whether the decimal marks of a column may set thousands apart.

        Returns
        -------
        {"none", "some", "all"}
            "some" where there are shorter numbers without a mark, too: 1.010 beside 889.
        """
        if self.thousands is not None or self.measured(name):
            return "none"
        text = self.column(name)[self._marks(name)]
        marked = text.str.contains(MARK[self.decimal], regex=False)
        if not text[marked].str.fullmatch(_grouped(self.decimal)).all():
            return "none"
        if marked.all() or not marked.any():
            return "all" if marked.any() else "none"
        short = text[~marked].str.fullmatch(SHORT)
        return "some" if short.all() else "none"

    def _marks(self, name: str) -> list[int]:
        """List places whose cells say how the decimal marks of a column stand.

        One with a mark that sets no thousands apart says it alone. Else: the first with a
        mark, the first without, and the first without that is longer than thousands are.
        """
        text = self.column(name)[~self.missing(name)]
        # Of most columns the first cells tell.
        for written in (text.iloc[:FIRST], text):
            marked = written.str.contains(MARK[self.decimal], regex=False)
            whole = written[marked].str.fullmatch(_grouped(self.decimal))
            if not whole.all():
                return [whole.idxmin()]
        plain = text[~marked]
        long = ~plain.str.fullmatch(SHORT)
        return [*text.index[marked][:1], *plain.index[:1], *plain.index[long][:1]]

    def telling(self, name: str) -> list[int]:
        """List places whose cells say of a column of numbers what all of them do.

        They are refused where the column is, and in the same words: the first without a
        value, the least and the largest number, what may be a code, some other words, the
        first number that is lost, and how decimal marks stand.
        """
        values, missing = self._values(name), self.missing(name)
        there = values[~missing] if missing.any() else values
        known = there.isin(NUMBERS_FOR_MISSING)
        places = [*missing.index[missing][:1], *there[known].drop_duplicates().index]
        others = there[~known].dropna()
        if not others.empty:
            places += [others.idxmin(), others.idxmax()]
        if self.measured(name):
            return places
        text = self.column(name)
        words = text[there.index[there.isna()]].drop_duplicates()
        code = words.str.casefold().isin(WORDS_FOR_MISSING)
        places += [*words.index[code], *words.index[~code][:FEW]]
        lost = self._lost(name, there)
        return [*places, *lost.index[lost][:1], *self._marks(name)]

    def suspects(self, name: str) -> list[str]:
        """List what a column of numbers seems to have for missing values.

        Words that are known for it, where all other cells are numbers; and numbers that
        are, where they lie outside all others by more than these are spread (three times
        that, if they are above them), or below 0 where no other number is.

        Returns
        -------
        list of str
            Words as they are written, numbers with a point, each once.
        """
        values, missing = self._values(name), self.missing(name)
        known = values.notna() & ~missing
        others = ~known & ~missing
        words = self.column(name)[others].unique().tolist() if others.any() else []
        values = values[known]
        if values.empty or any(
            word.casefold() not in WORDS_FOR_MISSING for word in words
        ):
            return []
        codes = self.missing_codes
        if codes is not None and (not codes or any(map(plain_number, codes))):
            return words
        return words + [f"{value:.15g}" for value in _far(values)]

    def _refuse_codes(self, name: str) -> None:
        suspects = self.suspects(name)
        if not suspects:
            return
        text, values, _ = self.look(name)
        line = (
            text.isin(suspects)
            | values.isin([float(c) for c in suspects if plain_number(c)])
        ).idxmax()
        codes = [*(self.missing_codes or []), *suspects]
        codes = ", ".join(code if plain_number(code) else f'"{code}"' for code in codes)
        numeric = any(map(plain_number, suspects))
        raise PoolingError(
            f'{place_of(self.source, line, name)}: "{text[line]}" looks like a code for '
            "a missing value"
            + ", far from the column's other numbers" * numeric
            + f'; if it is one, set "missing_codes: [{codes}]" or leave such cells empty'
            + ', if it was measured, "missing_codes: []"' * numeric
            + "."
        )

    def times(self, name: str, unit: str) -> tuple[pd.Series, str]:
        """Read a column of dates as numbers; a missing cell is NaN.

        Parameters
        ----------
        name : str
            The column: dates as 2024-03-31, with a time of day (T12:30) or without.
        unit : {"years", "days"}
            Decimal years, 2024.5 being the middle of 2024, or days since the first.

        Returns
        -------
        numbers : Series of float
        first : str
            The first date.

        Raises
        ------
        PoolingError
            A cell that is no such date, or there is none.
        """
        text, missing = self.column(name), self.missing(name)

        def read(cell: str):
            try:
                return datetime.fromisoformat(cell) if DATE.fullmatch(cell) else None
            except ValueError:  # the 31st of April
                return None

        times = text[~missing].map(read)
        wrong = times.isna()
        if wrong.any() or times.empty:
            line = wrong.idxmax() if wrong.any() else text.index[0]
            raise PoolingError(
                f'{place_of(self.source, line, name)}: "{cut(text[line])}" is not a date; '
                'write dates as 2024-03-31, or leave "dates" out where the column holds '
                "numbers."
            )
        first = min(times)

        def number(moment: datetime) -> float:
            if unit == "days":
                return (moment - first.replace(hour=0, minute=0, second=0)) / DAY
            begins = datetime(moment.year, 1, 1)
            length = (datetime(moment.year, 12, 31) - begins).days + 1
            return moment.year + (moment - begins) / DAY / length

        return times.map(number).reindex(text.index), first.date().isoformat()

    def _remedy(self, cell: str, name: str) -> str:
        """Say what to do about a cell of a column that is no number."""
        text, values, missing = self.look(name)
        other = {"point": "comma", "comma": "point"}[self.decimal]
        pattern = number_pattern(self.decimal, self.thousands)
        if pattern.fullmatch(cell):
            return "it is larger than computers calculate with, so give another unit"
        if self.thousands is None and (apart := self._apart(cell)):
            decimal = {"point": "comma", "comma": "point"}.get(apart, self.decimal)
            both = f'"thousands: {apart}"' + (
                f' and "decimal: {decimal}"' if decimal != self.decimal else ""
            )
            return f"if the {apart} sets thousands apart, set {both}" + (
                f', if it is the decimal mark, "decimal: {apart}" and "thousands: none"'
                if apart == other and number_pattern(other).fullmatch(cell)
                else ""
            )
        if number_pattern(other).fullmatch(cell):
            return f'if the {other} is its decimal mark, set "decimal: {other}"'
        if cell.endswith("%"):
            return "write it without the sign"
        if cell[0] in DASHES:
            return 'write its sign as "-"'
        if cell[0] in BOUNDS:
            return (
                "it is a bound, and no number is censored here, so leave the cell empty or "
                "write what was measured"
            )
        if DATE.fullmatch(cell):
            return (
                'it is a date, which the predictor of lines reads with "dates: years" or '
                '"dates: days" beside its column; elsewhere a column of years or days must '
                "stand in the table"
            )
        if OTHER_DATE.fullmatch(cell):
            return "it looks like a date, so write it as 2024-03-31"
        if values[~missing].isna().all() and cell[0] not in CURRENCIES:
            return _advice_on_words(sorted(text[~missing].unique()))
        if re.fullmatch(rf"[^\d\s]{{0,3}}\s*{pattern.pattern}\s*\D*", cell):
            return "write the number alone, without sign or unit"
        return "correct the cell or leave it empty"

    def _apart(self, cell: str) -> str | None:
        """Tell what may set the thousands of a number apart."""
        for apart in THOUSANDS:
            decimal = self.decimal if apart != self.decimal else None
            decimal = decimal or {"point": "comma", "comma": "point"}[apart]
            parts = number_pattern(decimal, apart).fullmatch(cell)
            if parts and not number_pattern(decimal).fullmatch(cell):
                return apart
        return None
