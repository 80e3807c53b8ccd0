"""Marks, signs and powers of ten of each language."""

import math

import figure_numbers
import numpy as np
import pytest
from pooling.basics import numerals
from pooling.checks.predictive.words import new_group_reading
from pooling.figures.words import Words
from pooling.report import numbers

MINUS, NARROW, TIMES = "\N{MINUS SIGN}", "\u202f", "\N{MULTIPLICATION SIGN}"


@pytest.mark.parametrize(
    ("numeral", "en", "es"),
    [
        ("0.50", "0.50", "0,50"),
        ("-1.5", f"{MINUS}1.5", f"{MINUS}1,5"),
        (f"{MINUS}1.5", f"{MINUS}1.5", f"{MINUS}1,5"),
        ("-0.00", "0.00", "0,00"),
        ("1234", "1234", "1234"),
        ("-12345.6", f"{MINUS}12{NARROW}345.6", f"{MINUS}12{NARROW}345,6"),
        ("2.6e-142", f"2.6 {TIMES} 10⁻¹⁴²", f"2,6 {TIMES} 10⁻¹⁴²"),
        ("-1e+07", f"{MINUS}1 {TIMES} 10⁷", f"{MINUS}1 {TIMES} 10⁷"),
    ],
)
def test_a_numeral_gets_the_marks_of_its_language(numeral, en, es):
    assert numerals.written(numeral, "en") == en
    assert numerals.written(numeral, "es") == es


@pytest.mark.parametrize(
    ("written", "number"),
    [("1e-3", 0.001), ("-2.5E+4", -25000.0), ("1e3", 1000.0), ("1.e2", 100.0)],
)
def test_a_number_by_its_exponent_is_one_that_yaml_takes_for_a_word(written, number):
    assert numerals.read(written) == number


@pytest.mark.parametrize(
    "value", ["e3", "1e", "0x1e3", "1e3 g", "one", "12", 3, True, None]
)
def test_whatever_else_is_written_stays_what_it_is(value):
    assert numerals.read(value) is value


@pytest.mark.parametrize(
    ("language", "written"), [("en", "3% of"), ("es", "3\u202f% of")]
)
def test_a_sign_of_per_cent_stands_where_the_language_puts_it(language, written):
    assert numerals.percent_signs("3 % of", language) == written


@pytest.mark.parametrize("language", ["en", "es"])
def test_figures_checks_and_report_write_a_number_alike(language):
    said = new_group_reading({"least_ratio": 1.25, "largest_ratio": 1.25}, language)
    written = Words(language, {}).number(1.25)
    assert written == numbers.number(1.25, language) == numerals.written("1.25", language)
    assert f" {written} " in said


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("va de 1.5 a 2,5 y 3.", "es", ["1.5"]),
        ("va de 1,5 a 2,5 (n = 3).", "es", []),
        ("from 1.5, 2 to 2,5", "en", ["2,5"]),
        ("0.3, 2 and 4.", "en", []),
    ],
)
def test_numerals_with_the_mark_of_another_language_are_found(text, language, found):
    assert figure_numbers.foreign(text, language) == found


def test_numbers_of_figures_keep_the_digits_that_tell_them_apart():
    found = numerals.legible(
        {
            "far": [1e9 + 0.123456789, 1e9 + 2.5, None],
            "density": np.array([0.0, 1.23456789e-12, 3.14159265358979]),
            "undefined": [math.nan, math.inf, 2 / 3],
            "count": [1234567890123, 2, 3],
            "label": ["0.123456789", "a", "b"],
            "wide": [-1.7e308, 1.7e308, 1.23456789e-310],
        }
    )
    assert found["far"] == [1e9 + 0.12346, 1e9 + 2.5, None]
    assert found["density"] == [0.0, 1.23457e-12, 3.14159]
    assert math.isnan(found["undefined"][0])
    assert found["undefined"][1:] == [math.inf, 0.666667]
    assert found["count"] == [1234567890123, 2, 3]
    assert found["label"] == ["0.123456789", "a", "b"]
    assert found["wide"] == [-1.7e308, 1.7e308, 1.23457e-310]
    # As text no number has more digits than that.
    assert {str(type(each)) for each in found["density"]} == {"<class 'float'>"}
