"""Columns of a table that are functions of others."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np
import pandas as pd

from pooling.run.study_columns import FEW_GROUPS, LEAST_VALUES, Column
from pooling.run.study_words import OUTCOMES, WEAK_OUTCOMES, speaks

HUNDRED = 100.0  # of percentages
PER = (0, 2, 3, 4, 5, 6)  # powers of ten that rates are told of: per 1, 100, 100000
SLACK = 1.01  # of what rounding may change
AKIN = 3  # letters at the beginning of two names that belong together
MOST_FACTORS = 20  # of which products are looked for


def _rounding(column: Column) -> float:
    """Say by how much numbers may be off that are written with so many decimals."""
    decimals = column.labels.cat.categories.str.extract(r"[.,](\d+)$")[0].str.len()
    places = decimals.fillna(0).max()
    return SLACK * 0.5 * 10.0**-places + 1e-9 * column.numbers.abs().max()


def shares(columns: list[Column]) -> list[Column]:
    """List the columns that may be shares or percentages of something."""
    return [
        c
        for c in columns
        if c.numbers is not None
        and not c.whole
        and c.distinct > FEW_GROUPS
        and c.numbers.min() >= 0
        and c.numbers.max() <= HUNDRED
    ]


def is_share(share: Column, part: Column, total: Column) -> bool:
    """Tell whether a column is what two others give, a part of a total, but for rounding."""
    if share not in shares([share]):
        return False
    table = pd.concat([share.numbers, part.numbers, total.numbers], axis=1, join="inner")
    said, y, n = table[(table.iloc[:, 2] > 0).to_numpy()].to_numpy(float).T
    if len(said) < LEAST_VALUES:
        return False
    off = _rounding(share)
    return any((abs(said - times * y / n) <= off).all() for times in (1.0, HUNDRED))


def rate_of(columns: list[Column]) -> tuple[Column, Column, Column] | None:
    """Find a rate, the count, and what was counted over, where the one follows from both."""
    able = [c for c in columns if c.numbers is not None and c.distinct > 1]
    rates = [c for c in able if not c.whole and c.distinct > FEW_GROUPS]
    measured = f"{OUTCOMES} {WEAK_OUTCOMES}"
    counts = [c for c in able if c.counts and not speaks(c.name, measured)]
    over = [c for c in able if c.numbers.min() > 0]
    table = pd.DataFrame({c.name: c.numbers for c in able})
    numbers = {name: table[name].to_numpy(float) for name in table}
    rounding = {c.name: _rounding(c) for c in rates}
    for count, rate, measure in product(counts, rates, over):
        y, said, n = (numbers[c.name] for c in (count, rate, measure))
        most = np.nanargmax(y)  # which rounding changes least
        if rate is measure or count is measure or not said[most] * n[most] > 0:
            continue
        power = np.round(np.log10(said[most] * n[most] / y[most]))
        off = rounding[rate.name]
        if power not in PER or abs(said[most] - 10**power * y[most] / n[most]) > off:
            continue
        apart = abs(said - 10**power * y / n)
        if (apart[~np.isnan(apart)] <= off).all():
            return rate, count, measure
    return None


def ranges_of(column: Column, others: Iterable[Column]) -> Column | None:
    """Find the number whose ranges are a column's labels, of a like name: age, "agegp"."""
    if column.numbers is not None and column.distinct > FEW_GROUPS:
        return None
    for other in others:
        many = other.distinct > 2 * column.distinct and not other.numbers_kinds
        akin = other.name[:AKIN].lower() == column.name[:AKIN].lower()
        if other is column or other.numbers is None or not (akin and many):
            continue
        ends = other.numbers.groupby(column.labels, observed=True).agg(["min", "max"])
        ends = ends.dropna().sort_values("min")
        apart = (ends["min"].to_numpy()[1:] > ends["max"].to_numpy()[:-1]).all()
        if len(ends) > 1 and apart and (ends["max"] > ends["min"]).any():
            return other
    return None


def same_order(one: pd.Series, other: pd.Series) -> bool:
    """Tell whether numbers go up or down exactly with others."""
    one, other = one.align(other.dropna(), join="inner")
    if min(one.nunique(), other.nunique()) < LEAST_VALUES:
        return False
    return bool(abs(np.corrcoef(one.rank(), other.rank())[0, 1]) > 1 - 1e-9)


def product_of(column: Column, others: list[Column]) -> tuple[Column, Column] | None:
    """Find two numbers whose product a column is, but for rounding."""
    able = [c for c in others if c.numbers is not None and c.distinct > 2]
    able = [c for c in able if c is not column][:MOST_FACTORS]
    if column.numbers is None or column.distinct <= FEW_GROUPS:
        return None
    off = _rounding(column)
    for place, one in enumerate(able):
        for other in able[:place]:
            table = pd.concat(
                [column.numbers, one.numbers, other.numbers], axis=1, join="inner"
            )
            made, a, b = table.to_numpy(float).T
            if len(made) and (abs(made - a * b) <= off).all():
                return other, one
    return None
