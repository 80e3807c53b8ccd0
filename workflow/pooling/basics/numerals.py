"""How numbers are written in each language: their marks, signs and powers of ten."""

from __future__ import annotations

import math
import re

DECIMAL = {"en": ".", "es": ","}
THOUSANDS = "\N{NARROW NO-BREAK SPACE}"  # is no decimal mark in either language
BETWEEN = {"en": ", ", "es": "; "}  # where a comma may be a decimal mark
LONGEST = 4  # digits before the mark that are not set apart by thousands
SHOWN = 5  # digits of a number behind its first, in the tables of figures
MINUS = "\N{MINUS SIGN}"
UNDEFINED = "\N{EN DASH}"
# As Python formats what is no finite number, without its sign.
NO_NUMERALS = {"nan": UNDEFINED, "inf": "\N{INFINITY}"}
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
EXPONENT = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+")
# What stands between a number and the sign of per cent.
BEFORE_PERCENT = {"en": "", "es": "\N{NARROW NO-BREAK SPACE}"}


def read(value):
    """Give the number of ``1e-3``, which YAML takes for a word: to it a number has a point.

    Whatever else is given comes back as it is.
    """
    exponent = isinstance(value, str) and EXPONENT.fullmatch(value)
    return float(value) if exponent else value


def written(numeral: str, language: str) -> str:
    """Give a numeral the marks and signs of a language.

    Parameters
    ----------
    numeral : str
        As Python formats a number, with an exponent or without; what is undefined is
        a dash.

    Returns
    -------
    str
        Without a minus sign where nothing but zeros is left of the number.
    """
    numeral = numeral.replace(MINUS, "-")
    if numeral.lstrip("-") in NO_NUMERALS:
        sign = MINUS if numeral == "-inf" else ""
        return sign + NO_NUMERALS[numeral.lstrip("-")]
    mantissa, _, exponent = numeral.partition("e")
    if exponent:
        return scientific(mantissa, int(exponent), language)
    sign = MINUS if mantissa.startswith("-") and mantissa.strip("-0.") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    if len(whole) > LONGEST:
        whole = f"{int(whole):,}".replace(",", THOUSANDS)
    return sign + whole + (DECIMAL[language] + fraction if fraction else "")


def counted(value: float, language: str) -> str:
    """Write a count or an ESS, rounded down: 399.9 never looks like 400 reached."""
    return written(str(math.floor(value)), language)


def scientific(mantissa: str, exponent: int, language: str) -> str:
    """Write a number as a numeral times a power of ten."""
    power = str(exponent).translate(SUPERSCRIPTS)
    return f"{written(mantissa, language)} \N{MULTIPLICATION SIGN} 10{power}"


def decimals_of(spread: float | None) -> int:
    """Decimals that show two significant digits of a spread.

    Parameters
    ----------
    spread : float
        A posterior sd, a Monte Carlo standard error, or the length of an interval.

    Returns
    -------
    int
        At least 0; 2 where the spread says nothing.
    """
    if spread is None or not math.isfinite(spread) or spread <= 0:
        return 2
    return max(0, 1 - math.floor(math.log10(spread)))


def percent_signs(text: str, language: str) -> str:
    """Put signs of per cent, written with a space, as the language does."""
    return text.replace(" %", BEFORE_PERCENT[language] + "%")


def legible(table):
    """Round the numbers that a figure draws to what can be seen of them, and more.

    Each keeps six significant digits, or as many as tell a hundred-thousandth of what the
    numbers of its column span: those that differ by little stay apart.

    Parameters
    ----------
    table : DataFrame or dict
        Columns of one length by name.

    Returns
    -------
    dict of list
        The same columns.
    """
    return {name: _rounded(list(column)) for name, column in table.items()}


def _rounded(column: list) -> list:
    """Round the numbers of a column with a fraction; what else it has stays."""
    known = [each for each in column if isinstance(each, float) and math.isfinite(each)]
    span = max(known) - min(known) if known else 0.0
    places = SHOWN - _magnitude(span) if math.isfinite(span) else 0
    # Of a joint density there are as many as an image has points, on axes that repeat few.
    rounded = {
        each: round(float(each), max(places, SHOWN - _magnitude(each)))
        for each in set(known)
        if each
    }
    return [
        rounded.get(each, float(each)) if isinstance(each, float) else each
        for each in column
    ]


def _magnitude(value: float) -> int:
    """Give the power of ten of a number's first digit; a large one for zero."""
    return math.floor(math.log10(abs(value))) if value else 999
