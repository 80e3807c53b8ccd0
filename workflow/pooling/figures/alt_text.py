"""Phrases of text alternatives: what a figure shows, with the numbers drawn."""

from __future__ import annotations

import math

import numpy as np

from pooling.basics import numerals
from pooling.basics.numerals import decimals_of
from pooling.checks.predictive.words import flagged_rows, name_of_test
from pooling.figures import axes


def _decimals(values) -> int:
    """Decimals that show two digits of a spread, or one where that takes more than three.

    Numbers that differ are told apart, however far they all are from 0.
    """
    size = float(np.abs(values).max())
    if size < axes.LONG and np.all(values == np.round(values)):
        return 0
    # Rounded, as 0.01 may come out as 0.0099999.
    spread = float(f"{np.ptp(values) or size:.3g}")
    three = 2 - axes.exponent_of(size)
    return min(decimals_of(spread), max(three, decimals_of(10 * spread)))


def numbers(words, *values: float) -> list[str]:
    """Write numbers that belong together, to the same decimal.

    Two digits of their spread are shown, or of the number itself where it is alone.
    """
    array = np.asarray(values, dtype=float)
    if not np.isfinite(array).all():
        return [words.number(value, ".3g") for value in array]
    return axes.rounded(array, _decimals(array), words.language)


def number(words, value: float | None, unit: str | None = None) -> str:
    """Write one number to three digits, with its unit."""
    if value is None:
        return words.number(value)
    if 0 < abs(value) < 1e-4:
        sign = numerals.MINUS if value < 0 else ""
        text = sign + power(words, math.log(abs(value)))
    else:
        text = words.number(value, ".0f" if 1000 <= abs(value) < axes.LONG else ".3g")
    return with_unit(text, unit)


def with_unit(text: str, unit: str | None) -> str:
    """Put a unit behind a number, where there is one."""
    return f"{text} {unit}" if unit else text


def span(words, values, unit: str | None = None) -> str:
    """Say from where to where some numbers run: ``0.3 to 2.6 min``."""
    return spans(words, unit, values)[0]


def spans(words, unit: str | None, *many) -> list[str]:
    """Say from where to where several sets of numbers run, to the same decimal."""
    ends = [end for values in many for end in (np.min(values), np.max(values))]
    shown = numbers(words, *ends)
    pairs = zip(shown[::2], shown[1::2], strict=True)
    texts = [a if a == b else words(f"{a} to {b}", f"{a} a {b}") for a, b in pairs]
    return [with_unit(text, unit) for text in texts]


def span_of(words, role: str, values) -> str:
    """Say from where to where the values of a column run: dates, where it has times."""
    if not words.clock(role):
        return span(words, values, words.unit(role))
    low, high = np.min(values), np.max(values)
    a, b = (words.value(role, end, high - low) for end in (low, high))
    return words(f"{a} to {b}", f"{a} a {b}")


def percent(words, share: float | None) -> str:
    """Write a share in per cent."""
    if share is None:
        return words.number(share)
    return f"{words.number(100 * share, '.0f')} %"


def power(words, logarithm: float) -> str:
    """Write the number of a natural logarithm as a power of ten."""
    mantissa, exponent = scientific(logarithm)
    return numerals.scientific(f"{mantissa:.2f}", exponent, words.language)


def scientific(logarithm: float) -> tuple[float, int]:
    """Split the number of a natural logarithm into mantissa and power of ten."""
    exponent = math.floor(logarithm / math.log(10))
    return math.exp(logarithm - exponent * math.log(10)), exponent


def observations(words, count: int) -> str:
    """Say how many observations there are."""
    if count == 1:
        return words("1 observation", "1 observación")
    return words(f"{count} observations", f"{count} observaciones")


def groups(words, shown: int, results) -> str:
    """Say how many groups a figure shows, and what a group is."""
    every, group = len(results.groups), words.label("group")
    count = str(shown)
    if shown < every:
        count = words(f"{shown} of {every}", f"{shown} de {every}")
    noun = words("groups", "grupos") if every > 1 else words("group", "grupo")
    return f"{count} {noun} ({group})"


def moves_most(words, labels, *, start, stop, unit: str | None = None) -> str:
    """Name the group that moves most from one estimate to another."""
    start, stop = np.asarray(start), np.asarray(stop)
    if np.array_equal(start, stop):
        return words("no group moves", "ningún grupo se mueve")
    at = int(np.argmax(np.abs(stop - start)))
    name = words.named(labels[at])
    a, b = numbers(words, start[at], stop[at])
    b = with_unit(b, unit)
    return words.say("phrases/moves_most/says", name=name, a=a, b=b)


def flagged(words, checks: dict, unit: str | None = None) -> str:
    """Tell which groups ``posterior_predictive.json`` flags, and by what; empty if none."""
    texts = {}
    for row in flagged_rows(checks):
        seen, low, high = (number(words, row[end]) for end in ("observed", "q5", "q95"))
        high = with_unit(high, unit)
        what = name_of_test(row["what"], words.language)
        told = words(
            f"{words.group(row['group'])} ({what} {seen}; 90 % of the replicated data sets "
            f"have {low} to {high})",
            f"{words.group(row['group'])} ({what}: {seen}; el 90 % de los datos replicados "
            f"tiene de {low} a {high})",
        )
        texts.setdefault(row["group"], told)  # the worst of each
    if not texts:
        return ""
    listed = "; ".join(texts.values())
    return words.say("phrases/flagged/says", listed=listed)


def nearer(start, stop, centre: float) -> int:
    """Count the estimates that come nearer to a value."""
    start, stop = np.asarray(start), np.asarray(stop)
    return int((np.abs(stop - centre) < np.abs(start - centre)).sum())


def degrees(words, complete: float, *, none, partial, unit: str | None = None) -> str:
    """Set the one value of complete pooling beside the groups' estimates of two degrees."""
    one = number(words, complete, unit)
    apart, pooled = (span(words, values, unit) for values in (none, partial))
    return words.say("phrases/degrees/says", one=one, apart=apart, pooled=pooled)


def of_density(grid, density) -> dict[str, float]:
    """Sum up a density on a grid: its mean, mode and central 90 %."""
    grid, density = np.asarray(grid), np.asarray(density)
    mass = density * np.gradient(grid)
    # Half of a cell lies below its middle.
    below = (np.cumsum(mass) - mass / 2) / mass.sum()
    low, high = np.interp([0.05, 0.95], below, grid)
    mean = float((grid * mass).sum() / mass.sum())
    return {"mean": mean, "mode": float(grid[density.argmax()]), "q5": low, "q95": high}


def interval(words, estimate: dict[str, float], unit: str | None = None) -> str:
    """Write a mean with its unit and its central 90 %."""
    mean, low, high = numbers(words, estimate["mean"], estimate["q5"], estimate["q95"])
    ends = words(f"90 %: {low} to {high}", f"90 %: {low} a {high}")
    return f"{with_unit(mean, unit)} ({ends})"


def sentence(text: str) -> str:
    """Begin with a capital, and end with a stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
