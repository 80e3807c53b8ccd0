"""Tables: a user's file read strictly, and the prepared table read back."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from pooling.basics.errors import PoolingError, cut, nearest
from pooling.basics.files import unguarded
from pooling.model.families.base import LARGEST_COUNT, MOST_COLOURS
from pooling.table import cells

MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "NULL"})
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
MARK = {"point": ".", "comma": ","}
THOUSANDS = MARK | {"space": " ", "apostrophe": "['\N{RIGHT SINGLE QUOTATION MARK}]"}
DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?")
OTHER_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}([T ].*)?")
MOST_ALIKE = 5  # sets of labels that are remarked on
DAY = timedelta(days=1)


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


def _grouped(thousands: str) -> re.Pattern:
    """Say how a whole number with thousands set apart is written."""
    apart = re.escape(THOUSANDS[thousands])
    return re.compile(rf"[+-]?[1-9][0-9]{{0,2}}({apart}[0-9]{{3}})+")


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
        numbers = {float(code) for code in codes if _plain(code)}
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
        text, values, missing = self.look(name)
        self._refuse_codes(name)
        wrong = ~missing & ~np.isfinite(values)
        if wrong.any():
            line = wrong.idxmax()
            raise PoolingError(
                f'{self.source}, line {line}, column "{name}": "{cut(text[line])}" is not '
                f"a finite number; {self._remedy(text[line], name)}."
            )
        # Of 1e-400 a double keeps nothing.
        lost = (values == 0) & text.str.contains("^[^eE]*[1-9]") & ~missing
        if lost.any():
            line = lost.idxmax()
            raise PoolingError(
                f'{self.source}, line {line}, column "{name}": "{cut(text[line])}" is '
                "smaller than computers calculate with, and would be read as 0; write 0, "
                "or give another unit."
            )
        if self._thousands(name) == "some":
            marked = text.str.contains(MARK[self.decimal], regex=False)
            line = (marked & ~missing).idxmax()
            other = {"point": "comma", "comma": "point"}[self.decimal]
            raise PoolingError(
                f'{self.source}, line {line}, column "{name}": "{text[line]}" can be read '
                f"in two ways, for every {self.decimal} in the column has three digits "
                f'behind it; if it sets thousands apart, set "thousands: {self.decimal}" '
                f'and "decimal: {other}", if not, "thousands: none".'
            )
        return values.mask(missing)

    def _thousands(self, name: str) -> str:
        """Tell whether the decimal marks of a column may set thousands apart.

        Returns
        -------
        {"none", "some", "all"}
            "some" where there are shorter numbers without a mark, too: 1.010 beside 889.
        """
        if self.thousands is not None:
            return "none"
        text, _, missing = self.look(name)
        mark, grouped, plain = MARK[self.decimal], _grouped(self.decimal), 0
        written = text[~missing].tolist()
        for cell in written:
            if mark not in cell:
                plain += 1
            elif not grouped.fullmatch(cell):
                return "none"
        if plain == len(written):
            return "none"
        if not plain:
            return "all"
        short = re.compile("[+-]?[0-9]{1,3}")
        return "some" if all(mark in c or short.fullmatch(c) for c in written) else "none"

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
        text, values, missing = self.look(name)
        words = text[values.isna() & ~missing].unique().tolist()
        values = values[values.notna() & ~missing]
        if values.empty or any(
            word.casefold() not in WORDS_FOR_MISSING for word in words
        ):
            return []
        codes = self.missing_codes
        if codes is not None and (not codes or any(map(_plain, codes))):
            return words
        known = values.isin(NUMBERS_FOR_MISSING)
        others = values[~known]
        if others.empty or not known.any():
            return words
        low, high = others.min(), others.max()
        with np.errstate(all="ignore"):  # at the ends of floats nothing is far outside
            spread = (high - low) or abs(high) or 1.0
            far = (
                (values < low - spread)
                | ((values < 0) & (low >= 0))
                | (values > high + 3 * spread)
            )
        return words + [f"{value:.15g}" for value in values[known & far].unique()]

    def _refuse_codes(self, name: str) -> None:
        found = self.suspects(name)
        if not found:
            return
        text, values, _ = self.look(name)
        line = (
            text.isin(found) | values.isin([float(c) for c in found if _plain(c)])
        ).idxmax()
        codes = [*(self.missing_codes or []), *found]
        codes = ", ".join(code if _plain(code) else f'"{code}"' for code in codes)
        numeric = any(map(_plain, found))
        raise PoolingError(
            f'{self.source}, line {line}, column "{name}": "{text[line]}" looks like a code '
            "for a missing value"
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
        text, _, missing = self.look(name)

        def read(cell: str):
            try:
                return datetime.fromisoformat(cell) if DATE.fullmatch(cell) else None
            except ValueError:  # the 31st of April
                return None

        found = text[~missing].map(read)
        wrong = found.isna()
        if wrong.any() or found.empty:
            line = wrong.idxmax() if wrong.any() else text.index[0]
            raise PoolingError(
                f'{self.source}, line {line}, column "{name}": "{cut(text[line])}" is not a '
                'date; write dates as 2024-03-31, or leave "dates" out where the column '
                "holds numbers."
            )
        first = min(found)

        def number(moment: datetime) -> float:
            if unit == "days":
                return (moment - first.replace(hour=0, minute=0, second=0)) / DAY
            begins = datetime(moment.year, 1, 1)
            length = (datetime(moment.year, 12, 31) - begins).days + 1
            return moment.year + (moment - begins) / DAY / length

        return found.map(number).reindex(text.index), first.date().isoformat()

    def _remedy(self, cell: str, name: str) -> str:
        """Say what to do about a cell of a column that is no number."""
        text, values, missing = self.look(name)
        other = {"point": "comma", "comma": "point"}[self.decimal]
        own = number_pattern(self.decimal, self.thousands)
        if own.fullmatch(cell):
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
        if DATE.fullmatch(cell):
            return (
                'it is a date, which a predictor reads with "dates: years" or "dates: '
                'days" beside its column, while an outcome must be a number'
            )
        if OTHER_DATE.fullmatch(cell):
            return "it looks like a date, so write it as 2024-03-31"
        if values[~missing].isna().all():
            return _advice_on_words(sorted(text[~missing].unique()))
        if re.fullmatch(rf"[^\d\s]{{0,3}}\s*{own.pattern}\s*\D*", cell):
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

    def remarks(self, labels: pd.Series, columns: dict[str, str]) -> list[dict]:
        """Remark on what can be read, but may be meant otherwise.

        Parameters
        ----------
        labels : Series of str
            Of the groups.
        columns : dict of str
            New name -> column of the file, those with numbers.

        Returns
        -------
        list of dict
            ``kind`` and what it is about, texts: ``alike`` (labels that differ by small
            and capital letters, zeros or spaces), ``code`` (labels that may stand for a
            missing value), ``thousands`` (columns of a file with semicolons whose
            decimal marks may all set thousands apart).
        """
        names, alike = sorted(set(labels)), {}
        for name in names:
            alike.setdefault(_alike(name), []).append(name)
        several = [same for same in alike.values() if len(same) > 1][:MOST_ALIKE]
        found = [{"kind": "alike", "about": same} for same in several]
        codes = [name for name in names if name.casefold() in WORDS_FOR_MISSING]
        if codes:
            found.append({"kind": "code", "about": codes})
        doubtful = [
            old
            for old in columns.values()
            if self.semicolons and self._thousands(old) == "all"
        ]
        if doubtful:
            found.append({"kind": "thousands", "about": doubtful})
        return found

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
            "refuse"; ``dates``: "years" or "days", where ``x`` is a date.

        Returns
        -------
        prepared : DataFrame
            ``row`` (line of the file), ``group`` and the new names, rows in the
            order of the file.
        facts : dict
            ``rows_read``, ``rows_dropped``, and ``groups_dropped``: labels that
            lost all their rows; ``remarks``, from `remarks`.

        Raises
        ------
        PoolingError
            A cell that is no number, or a missing one where it is refused.
        """
        labels = self.column(settings["group"])
        prepared = pd.DataFrame({"row": self.text.index, "group": labels})
        numeric, since = dict(columns), []
        if settings.get("dates"):
            date = numeric.pop("x")
            prepared["x"], first = self.times(date, settings["dates"])
            if settings["dates"] == "days":
                since = [{"kind": "since", "about": [first]}]
        for new, old in numeric.items():
            prepared[new] = self.numbers(old)
        missing = prepared[list(columns)].isna()
        unlabelled = self.missing(settings["group"])
        missing.insert(0, "group", unlabelled)
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
        lost = set(labels[~unlabelled]) - set(kept["group"])
        return kept, {
            "rows_read": len(prepared),
            "rows_dropped": int(incomplete.sum()),
            "groups_dropped": sorted(lost),
            "remarks": self.remarks(kept["group"], numeric) + since,
        }

    def counts(self, settings: dict) -> tuple[pd.DataFrame, dict]:
        """Take successes and trials, one row per unit.

        Parameters
        ----------
        settings : dict
            ``y`` and ``N``: columns of successes and trials; ``group`` and
            ``missing`` as in `observations`; ``colour``, if units are marked, as in
            `kinds`.

        Returns
        -------
        prepared : DataFrame
            ``row``, ``group``, ``N`` and ``y`` (integers); ``colour``, if asked for.
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
                'leave it empty, and name a code for missing values in "missing_codes".',
            )
            refuse(
                value % 1 != 0,
                old,
                f"{{{new}:g}} is not a whole number; give counts, not shares or "
                "percentages.",
            )
            refuse(
                value > LARGEST_COUNT,
                old,
                f"{{{new}:g}} is more than Stan can count; correct the cell.",
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
        if settings.get("colour"):
            prepared["colour"] = self.kinds(prepared["row"], **settings["colour"])
        return prepared.astype({"N": int, "y": int}), facts

    def kinds(self, rows: pd.Series, column: str, named: list[str]) -> np.ndarray:
        """Take a column with a few values, which say of what kind a row is.

        Parameters
        ----------
        rows : Series of int
            Lines of the file.
        column : str
            The column.
        named : list of str
            Values that have a name.

        Returns
        -------
        ndarray of str
            The value of each row.

        Raises
        ------
        PoolingError
            A row without a value, a single value, too many of them, or a name for one
            that is not there.
        """
        where = f'{self.source}, column "{column}"'
        cells_of, empty = self.column(column).loc[rows], self.missing(column).loc[rows]
        if empty.any():
            raise PoolingError(
                f'{self.source}, line {empty.idxmax()}, column "{column}": the cell is '
                "empty; fill it, as every unit is marked by it."
            )
        found = sorted(cells_of.unique())
        if not 2 <= len(found) <= MOST_COLOURS:
            raise PoolingError(
                f"{where}: units are marked by two to {MOST_COLOURS} values, and it has "
                f"{len(found)}; name a column with so many, or leave the key out."
            )
        known = {cells.name(value) for value in found}
        unknown = [value for value in named if cells.name(value) not in known]
        if unknown:
            raise PoolingError(
                f'{where} has no value "{unknown[0]}", which "colour.values" names; '
                + nearest(unknown[0], found)
            )
        return cells_of.to_numpy()


def _plain(text: str) -> bool:
    """Tell whether a text is a number with a decimal point."""
    return bool(number_pattern("point").fullmatch(text))


def _alike(label: str) -> str:
    """Give a label without small and capital letters, spaces, and zeros that add nothing."""
    plain = unicodedata.normalize("NFKC", label).casefold().replace(" ", "")
    if _plain(plain):
        return repr(float(plain))
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", plain)


def _advice_on_words(words: list[str]) -> str:
    """Say what to do with a column of words where one of numbers is due."""
    if len(words) == 2:
        return (
            f'"{cut(words[0])}" and "{cut(words[1])}" are modelled as rates: count the rows '
            "of each group as trials and those with one of the words as successes"
        )
    return "the column holds words, so name one that holds numbers"


def read(
    path: str | Path,
    source: str | None = None,
    separator: str = "auto",
    **marks,
) -> RawTable:
    """Read a table of text with a header line.

    Parameters
    ----------
    path : path
        The file, as `pooling.table.cells.read` reads it.
    source : str, optional
        What errors call it; the path by default.
    separator : {"auto", "comma", "semicolon", "tab"}
        What stands between its cells.
    **marks
        ``decimal``, ``thousands`` and ``missing_codes``, as in `RawTable`.

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
    header, rows, at, apart = cells.read(path, source, separator)
    text = pd.DataFrame(rows, columns=header, index=pd.Index(at), dtype=str)
    return RawTable(source, text, semicolons=apart == ";", **marks)


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
    text = ("group", "colour")
    table = pd.read_csv(path, dtype=dict.fromkeys(text, str), keep_default_na=False)
    return table.assign(
        **{name: table[name].map(unguarded) for name in text if name in table}
    )


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
