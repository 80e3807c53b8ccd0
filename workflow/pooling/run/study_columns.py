"""What the columns of a table may mean: look at names and values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pooling.basics.errors import PoolingError, cut
from pooling.run.study_words import (
    ANSWERS,
    COUNTED,
    EVENTS,
    EXPLAIN,
    EXPOSURES,
    GROUPS,
    NUMBERS,
    OUTCOMES,
    PREDICTORS,
    ROWS,
    SUCCESSES,
    TRIALS,
    WEAK_OUTCOMES,
    names_labels,
    speaks,
    words_of,
)
from pooling.table import numbers, tables

FEW_GROUPS = 5  # that may as well be something else: sexes, treatments
MOST_MISSING = 0.1  # of a predictor's cells: rows without one are left out
MANY = 100  # values of whole numbers, none of them rare: labels
HARDLY_AGAIN = 0.9  # of rows: as many labels name each row
LEAST_VALUES = 3  # of a predictor
LONG_NAME = 4  # letters of "acid", "paid"
# Ways to write numbers, the likeliest first.
READINGS = (
    {}, {"decimal": "comma"}, {"thousands": "point"}, {"thousands": "comma"},
    {"thousands": "space"}, {"decimal": "comma", "thousands": "space"},
    {"thousands": "apostrophe"},
)  # fmt: skip

NEAR_NOTHING = 3  # counts go down to it


@dataclass(eq=False)
class Column:
    """One column, as it looks.

    Attributes
    ----------
    name : str
    labels : Series of str, categorical
        Its cells, without the missing ones; the index is the line.
    numbers : Series of float or None
        The same as numbers, where all of them are.
    missing : int
        Cells without a value.
    parts : tuple of str
        Names of the columns that it joins, where labels are those of several.
    fault : str
        Why it holds no numbers, where most of its cells do.
    """

    name: str
    labels: pd.Series
    numbers: pd.Series | None
    missing: int
    parts: tuple[str, ...] = ()
    fault: str = ""

    @cached_property
    def distinct(self) -> int:
        """How many different values there are."""
        return (self.labels if self.numbers is None else self.numbers).nunique()

    @cached_property
    def whole(self) -> bool:
        """Whether all values are whole numbers from 0 on."""
        numbers = self.numbers
        return numbers is not None and bool(((numbers >= 0) & (numbers % 1 == 0)).all())

    @cached_property
    def repeats(self) -> bool:
        """Whether some value comes again."""
        return 2 <= self.distinct < len(self.labels)

    @cached_property
    def counts_rows(self) -> bool:
        """Whether it numbers the rows: 1, 2, 3 ..., or 0, 1, 2 ..."""
        if not self.whole or len(self.numbers) < 2:
            return False
        return bool(
            (self.numbers.diff().iloc[1:] == 1).all() and self.numbers.iloc[0] < 2
        )

    @cached_property
    def numbers_rows(self) -> bool:
        """Whether it is no more than the number or the name of each row."""
        named = not self.name or self.name.lower() in ROWS.split()
        return self.counts_rows or (named and self.whole and self.numbers.is_unique)

    @cached_property
    def answers(self) -> bool:
        """Whether it holds two answers to one question: yes and no, 0 and 1."""
        if self.numbers is None:
            words = {each.casefold() for each in self.labels.cat.categories}
        else:
            words = {f"{each:g}" for each in self.numbers.unique()[:3]}
        return words in ANSWERS

    @cached_property
    def counts(self) -> bool:
        """Whether it looks like counts: whole numbers that go down to next to nothing."""
        return (
            self.whole
            and self.distinct > 2
            and self.numbers.min() <= NEAR_NOTHING
            and not self.numbers_rows
            and not speaks(self.name, f"{GROUPS} {PREDICTORS} {EXPLAIN}")
        )

    def within(self, outer: Column) -> Column:
        """Join its labels to those of another column, which they begin again in."""
        both = pd.concat([outer.labels, self.labels], axis=1).dropna().astype(str)
        joined = (both.iloc[:, 0] + ":" + both.iloc[:, 1]).astype("category")
        names = (outer.name, self.name)
        lost = len(self.labels) + self.missing - len(joined)
        return Column(":".join(names), joined, None, lost, names)

    def orders(self, group: Column) -> bool:
        """Tell whether it numbers the rows of each group, 1, 2, 3 ..., in their order.

        Where all groups have as many, numbers of a name that says so may be labels.
        """
        if (
            self is group
            or not self.whole
            or self.missing
            or self.distinct < LEAST_VALUES
        ):
            return False
        numbers = self.numbers.groupby(group.labels)
        if (numbers.diff() <= 0).any() or (numbers.first() > 1).mean() > MOST_MISSING:
            return False
        sizes = numbers.size()
        skipped = numbers.max() - numbers.min() + 1 - sizes
        if skipped.sum() > MOST_MISSING * sizes.sum():
            return False
        return not (speaks(self.name, GROUPS) and sizes.nunique() == 1)

    @cached_property
    def two_words(self) -> bool:
        """Whether it holds two words, or two numbers for what happened or did not."""
        said = self.numbers is None or (speaks(self.name, EVENTS) and not self.answers)
        return said and self.distinct == 2

    @cached_property
    def in_blocks(self) -> bool:
        """Whether the rows of each label stand together, several of them."""
        blocks = (self.labels != self.labels.shift()).sum()
        several = self.labels.value_counts().median() >= 2
        return (
            several and blocks == self.distinct and 2 * self.distinct <= len(self.labels)
        )

    @cached_property
    def may_mark_groups(self) -> bool:
        """Whether it has whole numbers, not few, and a name that says nothing else."""
        known = f"{PREDICTORS} {OUTCOMES} {WEAK_OUTCOMES} {EXPLAIN} {COUNTED} {EXPOSURES}"
        known += f" {SUCCESSES} {TRIALS} {EVENTS}"
        return self.whole and self.distinct > FEW_GROUPS and not speaks(self.name, known)

    @cached_property
    def marks_groups(self) -> bool:
        """Whether its whole numbers are labels: rows of each stand together, or are many."""
        if not self.may_mark_groups:
            return False
        # Of what is measured some values are rare.
        many = self.distinct >= MANY and self.labels.value_counts().min() > 1
        return many or self.in_blocks

    @cached_property
    def numbers_blocks(self) -> bool:
        """Whether it numbers groups whose rows stand together: 1, 1, 1, 2, 2, 4, 4 ..."""
        if not (self.may_mark_groups and self.in_blocks):
            return False
        # Sorted measurements have rare values, too, and leave more out.
        first = self.numbers.drop_duplicates()
        dense = self.numbers.max() - self.numbers.min() < 1.5 * self.distinct
        again = self.labels.value_counts().min() > 1
        return bool(dense and again and first.is_monotonic_increasing)

    @cached_property
    def strays(self) -> list[str]:
        """Words among cells that are nearly all different numbers: "inf", "<0.1"."""
        if self.numbers is not None:
            return []
        cells = pd.Series(self.labels.cat.categories)
        words = ~np.isfinite(pd.to_numeric(cells, errors="coerce").to_numpy(float))
        return list(cells[words]) if words.mean() <= 1 - HARDLY_AGAIN else []

    @cached_property
    def names_rows(self) -> bool:
        """Whether it tells rows apart and says no more of them."""
        words, rows = words_of(self.name), len(self.labels)
        alone = rows > 1 and self.labels.is_unique
        named = self.numbers is None or (self.whole and names_labels(self.name))
        numbered = self.whole and len(words) > 1 and words[-1] in NUMBERS.split()
        rare = self.distinct >= HARDLY_AGAIN * rows
        return (alone and named) or (numbered and rare) or self.name.lower() == "rownames"

    @cached_property
    def labelled(self) -> bool:
        """Whether it holds labels: words, or numbers whose name says so.

        Of numbers with a fraction, as class 2.1 of school 2, each comes again.
        """
        if self.numbers is None:
            return True
        again = self.whole or self.labels.value_counts().min() > 1
        return (again and names_labels(self.name)) or self.numbers_kinds

    @cached_property
    def numbers_kinds(self) -> bool:
        """Whether it has all numbers from 1 on, and a name that ends in "id": "PRODID"."""
        named = self.name.lower().endswith("id") and len(self.name) > LONG_NAME
        all_there = named and self.whole and self.numbers.min() == 1
        return bool(all_there and LEAST_VALUES <= self.distinct == self.numbers.max())

    @cached_property
    def chosen(self) -> bool:
        """Whether each number comes equally often, as in a design, not in a measurement."""
        often = self.labels.value_counts()
        return self.distinct > 2 and often.iloc[0] > 1 and often.nunique() == 1

    @cached_property
    def coded(self) -> bool:
        """Whether numbers are codes of categories, by the name or by words among them."""
        if self.numbers is None:  # as "3+" among 0, 1 and 2
            words = pd.Series(self.labels.cat.categories)
            return bool(pd.to_numeric(words, errors="coerce").notna().any())
        few = self.whole and LEAST_VALUES <= self.distinct <= FEW_GROUPS
        return few and (self.numbers_kinds or speaks(self.name, EXPLAIN))

    @cached_property
    def dates(self) -> bool:
        """Whether all its cells are dates that can be read."""
        return len(self.labels) > 0 and bool(
            self.labels.cat.categories.str.fullmatch(numbers.DATE).all()
        )

    def description(self) -> str:
        """Say in a few words what the column holds."""
        if self.labels.empty:
            said = "empty"
        elif self.numbers is None:
            said = f"text, {self.distinct} different: {_some(self.labels.unique())}"
        else:
            kind = "whole numbers" if self.whole else "numbers"
            low, high = self.numbers.min(), self.numbers.max()
            said = f"{kind} from {low:g} to {high:g}, {self.distinct} different"
        return f"{said}; {self.missing} missing" if self.missing else said


def _some(labels) -> str:
    shown = ", ".join(cut(label, 20) for label in labels[:3])
    return shown + (", ..." if len(labels) > 3 else "")


def look(raw: tables.RawTable) -> list[Column]:
    """Look at every column of a table."""
    columns = []
    for name in raw.stored.readable:
        text, missing = raw.column(name), raw.missing(name)
        numbers, fault = None, ""
        try:
            numbers = None if missing.all() else raw.numbers(name)[~missing]
        except PoolingError as error:
            if raw.mostly_numbers(name):
                fault = f"{str(error).rstrip('.')}; as it stands the column holds words"
        labels = text[~missing].astype("category")
        columns.append(Column(name, labels, numbers, int(missing.sum()), fault=fault))
    return columns


def numbered(columns: list[Column]) -> list[str]:
    """Name the columns that may be one at several times: "weight0", "weight1", ..."""
    stems: dict[str, list[str]] = {}
    for column in columns:
        parts = re.fullmatch(r"(.*?)[\W_]*\d+[a-z]?", column.name)
        if parts and column.numbers is not None and column.distinct > LEAST_VALUES:
            stems.setdefault(parts[1], []).append(column.name)
    longest = max(stems.values(), key=len, default=[])
    return longest if len(longest) >= LEAST_VALUES else []


def wide(columns: list[Column]) -> str:
    """Say which columns may be one outcome at several times, and how to write them."""
    longest = numbered(columns)
    if not longest:
        return ""
    names = ", ".join(f'"{name}"' for name in longest[:3])
    return (
        f"{names} and the like may be one outcome at several times or places: write a row for "
        "each, with a column that names the group"
    )


def counted_rows(sizes: pd.Series) -> str:
    """Say how many rows groups have."""
    low, high = sizes.min(), sizes.max()
    if low == high:
        return "a row" if low == 1 else f"{low} rows"
    return f"{low} to {high} rows"
