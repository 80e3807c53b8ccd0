"""What stands on an axis: where it ends, and how its numbers are written.

A number on an axis is written so that who reads it gets the place of its tick: with all
its digits where these are few, in millions or with a power of ten where it is large or
small. Where numbers are long and alike, the axis says from where they count, and each
tick how far it is from there.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal

import numpy as np

from pooling.basics.numerals import MINUS, scientific, written

LEAST = 1e-4  # smaller numbers need a power of ten
MILLION = 1e6  # from here on numbers are written in millions
MOST = 1e10  # from here on they need a power of ten
LONG = 1e15  # from here on numbers in a text need a power of ten
DIGITS = 8  # of a number on an axis; longer ones are written as a difference
CLOSE = 0.01  # of the step between ticks: an error that cannot be seen
FROM = {"en": "from", "es": "desde"}
DECADES = 300  # powers of ten that doubles have, either way
FEW_DECADES = 9  # so many have ticks between them
MARGIN = 0.04  # of an axis' range, beyond its outermost points


def around(
    values: Sequence[float], margin: float = MARGIN, least: float = 1.0
) -> tuple[float, float]:
    """Give the ends of an axis that shows all of some values.

    Parameters
    ----------
    values : sequence of float
        What is drawn; numbers that are not finite are left out.
    margin : float
        Share of their range that is added on either side.
    least : float
        What is added where all of them are 0.

    Returns
    -------
    low, high : float
        Finite and apart, also where all values are one, or are so large that doubles
        around them are few.
    """
    every = np.asarray(values, dtype=float)
    finite = every[np.isfinite(every)] if np.isfinite(every).any() else np.zeros(1)
    low, high = float(finite.min()), float(finite.max())
    size = max(abs(low), abs(high))
    edge = margin * (high - low) if high > low else MARGIN * size or least
    # As few doubles as there are between two large numbers, some are.
    edge = max(edge, 4 * math.ulp(size) - (high - low))
    return low - edge, high + edge


def exponent_of(value: float) -> int:
    """Give the power of ten of the first digit of a number that is not 0."""
    return Decimal(repr(abs(float(value)))).adjusted()


def decimals_between(values: Sequence[float]) -> int:
    """Decimals that write numbers so exactly that the step between them is true.

    At least one number is not 0; negative where the last digits before the mark are zeros.
    """
    apart = sorted(set(map(float, values)))
    steps = [b - a for a, b in itertools.pairwise(apart)]
    step = min(steps) if steps else abs(apart[0])
    first = -exponent_of(float(f"{step:.3g}"))  # 0.1, where doubles say 0.0999...
    for decimals in (first, first + 1, first + 2):
        if all(abs(_rounded(v, decimals) - v) <= CLOSE * step for v in apart):
            return decimals
    return first + 3


def _rounded(value: float, decimals: int) -> float:
    return float(round(Decimal(repr(float(value))), decimals))


def together(values: Sequence[float], language: str) -> tuple[list[str], str]:
    """Write the numbers of evenly spaced ticks, all in one form.

    Parameters
    ----------
    values : sequence of float
        Places of the ticks.

    Returns
    -------
    texts : list of str
        One for each tick.
    origin : str
        Empty, or the number that the texts, which then have a sign, count from.
    """
    largest = max((abs(float(value)) for value in values), default=0)
    if largest == 0:
        return ["0"] * len(values), ""
    if len(set(map(float, values))) == 1:  # no step says how many digits are needed
        value = float(values[0])
        short = value if value.is_integer() else float(f"{value:.15g}")
        return [whole(short, language)] * len(values), ""
    decimals = decimals_between(values)
    power = exponent_of(largest)
    if power + decimals >= DIGITS:
        return _differences(values, language)
    scale = 0 if LEAST <= largest < MILLION else 6 if 1 <= largest < MOST else power
    texts = [_numeral(value, scale, decimals, language) for value in values]
    zeros = [abs(value) < 10.0 ** -(decimals + 1) for value in values]
    return ["0" if zero else t for t, zero in zip(texts, zeros, strict=True)], ""


def _numeral(value: float, scale: int, decimals: int, language: str) -> str:
    """Write a number in units of a power of ten."""
    mantissa = Decimal(repr(float(value))).scaleb(-scale)
    numeral = f"{mantissa:.{max(0, decimals + scale)}f}"
    if scale == 0:
        return written(numeral, language)
    if scale == 6:
        return f"{written(numeral, language)}\N{NO-BREAK SPACE}M"
    return scientific(numeral, scale, language)


def _differences(values: Sequence[float], language: str) -> tuple[list[str], str]:
    """Write how far numbers that are alike lie from the roundest one among them."""
    exact = [Decimal(repr(float(value))) for value in values]
    low, high = min(exact), max(exact)
    power = max(abs(low), abs(high)).adjusted() + 1
    while (origin := _multiple_above(low, power)) > high:
        power -= 1
    texts, _ = together([float(value - origin) for value in exact], language)
    signed = [text if text.startswith(MINUS) else f"+{text}" for text in texts]
    return signed, f"{FROM[language]} {whole(origin, language)}:"


def _multiple_above(value: Decimal, power: int) -> Decimal:
    """Give the smallest multiple of a power of ten that is not below a number."""
    return value.scaleb(-power).to_integral_value(ROUND_CEILING).scaleb(power)


def whole(value: float | Decimal, language: str) -> str:
    """Write a number with all the digits that it has."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if exact == 0:
        return "0"
    exact = exact.normalize()
    power = exact.adjusted()
    if -4 <= power < 16:
        return written(f"{exact:f}", language)
    return scientific(f"{exact.scaleb(-power):f}", power, language)


def rounded(values: Sequence[float], decimals: int, language: str) -> list[str]:
    """Write numbers of a text to the same decimal, in the same power of ten if any.

    ``decimals`` are digits behind the mark of a number written in full. Numbers with a power
    of ten have no more than tell the nearest two apart by three digits.
    """
    largest = max(abs(float(value)) for value in values)
    plain = largest == 0 or LEAST <= largest < LONG
    scale = 0 if plain else exponent_of(largest)
    if scale > 0:
        in_order = sorted(set(map(float, values)))
        apart = min((b - a for a, b in itertools.pairwise(in_order)), default=0)
        decimals = min(decimals, 2 - exponent_of(apart) if apart else 16 - scale)
    return [_numeral(value, scale, decimals, language) for value in values]


def with_difference(
    first: float, second: float, decimals: int, language: str
) -> list[str]:
    """Write two numbers to some decimals, and how much larger the first is than the second.

    The difference is that of the numbers as they are written: rounded by itself it may
    contradict them.
    """
    parts = [_rounded(value, decimals) for value in (first, second)]
    return rounded([*parts, parts[0] - parts[1]], decimals, language)


def told(value: float, spread: float, language: str) -> str:
    """Write a number of a text as exactly as a hundredth of the spread of those it belongs to.

    No zeros stand behind it.
    """
    if value == 0 or not math.isfinite(value):
        return written(f"{value:g}", language)
    exact = Decimal(repr(float(value)))
    if spread > 0 and math.isfinite(spread):
        decimals = min(2 - exponent_of(spread), 16 - exponent_of(value))
        exact = round(exact, decimals)
    return whole(exact, language)


def alone(value: float, language: str) -> str:
    """Write the number of a tick of a logarithmic axis, whatever its neighbours are.

    Parameters
    ----------
    value : float
        Place of the tick; ten digits of it are written at most.
    """
    if value == 0:
        return "0"
    short = Decimal(f"{value:.9e}").normalize()
    power = short.adjusted()
    if LEAST <= abs(value) < MILLION:
        return written(f"{short:f}", language)
    if 1 <= abs(value) < MOST:
        return f"{written(f'{short.scaleb(-6):f}', language)}\N{NO-BREAK SPACE}M"
    mantissa = f"{short.scaleb(-power):f}"
    text = scientific(mantissa, power, language)
    return text.partition("\N{MULTIPLICATION SIGN} ")[2] if mantissa == "1" else text


def round_places(low: float, high: float, most: int = 6) -> list[float]:
    """Place ticks at round numbers inside two ends, with ``most`` intervals between them."""
    rough = Decimal(repr(float(high))) - Decimal(repr(float(low)))
    unit = Decimal(1).scaleb((rough / most).adjusted())
    step = next(unit * r for r in (1, 2, 5, 10) if rough / (unit * r) <= most)
    first = math.ceil(Decimal(repr(float(low))) / step - Decimal("1e-9"))
    last = math.floor(Decimal(repr(float(high))) / step + Decimal("1e-9"))
    return [float(step * place) for place in range(first, last + 1)]


def original_places(low: float, high: float) -> Iterator[list[float]]:
    """Place ticks of an axis of natural logarithms at those of round numbers.

    Yields
    ------
    list of float
        Places, some of them beyond the ends; ever fewer.
    """
    first, last = (math.floor(end / math.log(10)) for end in (low, high))
    decades = range(max(first, -DECADES), min(last, DECADES) + 1)
    if high - low > math.log(10) / 2:
        for digits in ((1, 2, 4), (1, 2, 5), (1, 3)):
            if len(decades) <= FEW_DECADES:
                yield [d * math.log(10) + math.log(n) for d in decades for n in digits]
        for every in (1, 2, 3, 5, 10, 20, 50, 100, 200):
            yield [each * math.log(10) for each in decades if each % every == 0]
        return
    for most in range(6, 0, -1):
        yield [
            math.log(each) for each in round_places(math.exp(low), math.exp(high), most)
        ]


def original(value: float, language: str) -> str:
    """Write what a place of such an axis is the logarithm of: a round number."""
    return alone(float(f"{math.exp(value):.6g}"), language)
