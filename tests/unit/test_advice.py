"""Each sentence of refusal: the mistake, what is said, and that doing so mends it."""

import ast
import gzip
import traceback
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from pooling.basics.errors import PoolingError
from pooling.run import config, config_file
from pooling.table import preparation

CASES = Path(__file__).parent.parent / "cases"
ROWS = "g,y\na,1\na,2\nb,4\nb,3.5\n"
LINES = "g,x,y\na,1,2\na,2,4\nb,1,3\nb,3,9\n"
COUNTS = "g,y,n\na,1,4\nb,3,5\n"
MEANS = {"family": "means", "outcome": {"column": "y"}, "group": {"column": "g"}}
OF_LINES = MEANS | {"family": "lines", "predictor": {"column": "x"}}
RATES = {
    "family": "rates",
    "successes": {"column": "y"},
    "trials": {"column": "n"},
    "group": {"column": "g"},
}
PRIOR = {"partial_pooling": {"priors": {"omega": {"beta": [2, 2]}}}}
COINS = {"family": "coins", "successes": [3], "trials": [9], "kappa": 5, "models": PRIOR}
COINS |= {"data": None}  # its counts stand in the configuration
OF_COINS = RATES | {"family": "coins", "kappa": 5, "models": PRIOR}
LIKELIHOOD = {"maximum_likelihood": {"omega": 0.5, "flat_kappa": 2.06}}
SIMULATED = {
    "trials": [5],
    "units_per_size": 9,
    "alpha_mean": 1,
    "alpha_sd": 1,
    "seed": 1,
}


def prior(value) -> dict:
    return {"models": {"no_pooling": {"priors": {"sigma": value}}}}


def numbered(count: int) -> list[str]:
    return [f"group {number}" for number in range(count)]


@dataclass
class Case:
    """A mistake in a table or in an analysis, and the same without it.

    ``wrong`` and ``right`` are tables (text, bytes, or a file of tests/cases); ``spoil``
    and ``mend`` change the analysis; ``run`` and ``better`` the whole configuration.
    """

    said: str
    wrong: str | bytes | None = None
    right: str | bytes | None = None
    base: dict = field(default_factory=lambda: MEANS)
    spoil: dict = field(default_factory=dict)
    mend: dict = field(default_factory=dict)
    run: dict = field(default_factory=dict)
    better: dict = field(default_factory=dict)


def means(said, wrong, right=None, **more) -> Case:
    """Another analysis mends what has one, of the same table; else another table."""
    same = wrong if more.keys() & {"spoil", "mend"} else ROWS
    return Case(said, wrong, right or same, **more)


def setting(said, spoil, mend=None, table=ROWS, base=MEANS) -> Case:
    return Case(said, table, table, base, spoil, mend or {})


def rates(said, spoil, mend=None) -> Case:
    return setting(said, spoil, mend, COUNTS, RATES)


def coins(said, spoil, mend=None) -> Case:
    return setting(said, spoil, mend, COUNTS, COINS)


def counted(said, wrong, right=COUNTS, **more) -> Case:
    return Case(said, wrong, right, RATES, **more)


def of_run(said, run, better=None) -> Case:
    return Case(said, ROWS, ROWS, run=run, better=better or {})


Y = 'column "y": '
TABLES = [
    # Files.
    means("is empty; it needs a header line", ""),
    means("has a header but no data", "g,y\n"),
    means(
        'line 1, has two columns "g"; rename',
        "g,y,g\na,1,b\n",
        "g,y,h\na,1,b\na,2,b\nb,4,b\n",
    ),
    means(
        "line 1, has two columns without a name",
        ",,g,y\n1,1,a,1\n",
        "r,,g,y\n1,1,a,1\n1,1,a,2\n1,1,b,3\n",
    ),
    means(
        "line 1, has two columns without a name; name them, above their cells",
        f"Table 1,,\n{LINES}",
        LINES,
    ),
    means("line 3: 1 cell where the header has 2; correct the line", "g,y\na,1\na\n"),
    means(
        "the semicolon stand between cells where the comma is the decimal mark",
        "g,y\na,1,5\na,2,5\nb,3,5\n",
        "g;y\na;1,5\na;2,5\nb;3,5\n",
        mend={"decimal": "comma"},
    ),
    means(
        "line 2: 3 cells where the header has 2; correct the line, or let the header name "
        "every column.",
        "g;y\n1;a;1\n2;a;2\n3;b;3\n",
        "n;g;y\n1;a;1\n2;a;2\n3;b;3\n",
    ),
    *(
        means('its first line names one column, "' + first, wrong)
        for first, wrong in (
            ("# my table", f"# my table\n{ROWS}"),
            ("sep=", f"sep=,\n{ROWS}"),
            ("g|y", ROWS.replace(",", "|")),
        )
    ),
    means(
        "line 3, is not a line of a CSV file",
        'g,y\na,1\n"a,2\nb,4\n',
        'g,y\na,1\n"a",2\nb,4\n',
    ),
    means(
        "line 3, is not UTF-8",
        "g,y\na,1\nñ,2\nñ,4\n".encode("latin-1"),
        "g,y\na,1\nñ,2\nñ,4\n".encode(),
    ),
    means("UTF-16", ROWS.encode("utf-16"), ROWS.encode("utf-8-sig")),
    means("a spreadsheet or an archive", b"PK\x03\x04", ROWS),
    means(
        "damaged or cut short; compress it again",
        gzip.compress(ROWS.encode())[:-9],
        gzip.compress(ROWS.encode()),
    ),
    means("line 2, has a byte 0", "g,y\na\0,1\nb,2\n"),
    # Cells.
    means(
        f'line 3, {Y}"x" is not a finite number; correct the cell or leave it empty',
        "g,y\na,1\na,x\nb,2\nb,3\n",
        "g,y\na,1\na,\nb,2\nb,3\n",
    ),
    means(
        "larger than computers calculate with, so give another unit",
        ROWS + "a,1e400\n",
        ROWS + "a,1e4\n",
    ),
    means(
        f'line 6, {Y}"1e-400" is smaller than computers calculate with, and would be read '
        "as 0; write 0, or give another unit",
        ROWS + "a,1e-400\n",
        ROWS + "a,0\n",
    ),
    means(
        'the comma is its decimal mark, set "decimal: comma"',
        "g;y\na;1,5\na;2\nb;3\n",
        mend={"decimal": "comma"},
    ),
    means(
        'the point is its decimal mark, set "decimal: point"',
        "g;y\na;1.5\na;2\nb;3\n",
        spoil={"decimal": "comma"},
        mend={"decimal": "point"},
    ),
    means(
        'the space sets thousands apart, set "thousands: space"',
        "g,y\na,1 234\na,2\nb,3\n",
        mend={"thousands": "space"},
    ),
    means(
        'the apostrophe sets thousands apart, set "thousands: apostrophe"',
        "g,y\na,1'234.5\na,2\nb,3\n",
        mend={"thousands": "apostrophe"},
    ),
    means(
        'the comma sets thousands apart, set "thousands: comma"',
        'g,y\na,"1,234"\na,2\nb,3\n',
        mend={"thousands": "comma"},
    ),
    means(
        'if it is the decimal mark, "decimal: comma" and "thousands: none"',
        'g,y\na,"1,234"\na,2\nb,3\n',
        mend={"decimal": "comma", "thousands": "none"},
    ),
    means(
        'the point sets thousands apart, set "thousands: point" and "decimal: comma"',
        "g;y\na;1.234,5\na;2\nb;3\n",
        mend={"thousands": "point", "decimal": "comma"},
    ),
    means(
        "write the number alone, without sign or unit",
        "g,y\na,1 kg\na,2\nb,3\n",
        "g,y\na,1\na,2\nb,3\n",
    ),
    means(
        'write its sign as "-"',
        "g,y\na,\N{MINUS SIGN}1\na,2\nb,3\n",
        "g,y\na,-1\na,2\nb,3\n",
    ),
    means(
        "it is a bound, and no number is censored here, so leave the cell empty",
        "g,y\na,<0.5\na,2\na,4\nb,3\n",
        "g,y\na,\na,2\na,4\nb,3\n",
    ),
    means("write it without the sign", "g,y\na,1%\na,2\nb,3\n", "g,y\na,1\na,2\nb,3\n"),
    means(
        "write it as 2024-03-31",
        LINES.replace("1,2", "03/31/2024,2"),
        LINES.replace("a,1,2", "a,2024-03-31,2")
        .replace("a,2,4", "a,2024-04-30,4")
        .replace("b,1,3", "b,2024-03-31,3")
        .replace("b,3,9", "b,2024-05-31,9"),
        base=OF_LINES,
        mend={"predictor": {"column": "x", "dates": "days"}},
    ),
    means(
        '"dates: years" or "dates: days" beside its column',
        "g,x,y\na,2024-03-31,1\na,2024-04-01,2\nb,2024-01-01,3\n",
        base=OF_LINES,
        mend={"predictor": {"column": "x", "dates": "years"}},
    ),
    means(
        '"centre: 1e+300" lies so far from column "x", 1 to 3, that no digit of a line is',
        LINES,
        base=OF_LINES,
        right=LINES,
        spoil={"predictor": {"column": "x", "centre": 1e300}},
        mend={"predictor": {"column": "x", "centre": 1e3}},
    ),
    means(
        "is not a date; write dates as 2024-03-31",
        "g,x,y\na,2024-04-31,1\na,2024-04-01,2\nb,2024-01-01,3\n",
        "g,x,y\na,2024-04-30,1\na,2024-04-01,2\nb,2024-01-01,3\n",
        base=OF_LINES,
        spoil={"predictor": {"column": "x", "dates": "days"}},
        mend={"predictor": {"column": "x", "dates": "days"}},
    ),
    means(
        'leave "dates" out where the column holds numbers',
        LINES,
        base=OF_LINES,
        spoil={"predictor": {"column": "x", "dates": "days"}},
    ),
    means(
        "the column holds words, so name one that holds numbers",
        "g,z,y\na,p,1\na,q,2\nb,r,3\n",
        spoil={"outcome": {"column": "z"}},
    ),
    Case(
        '"N" and "Y" are modelled by a formula with "family: bernoulli", or as rates: count',
        "g,y\na,Y\na,N\nb,N\nb,N\n",
        "g,y,n\na,1,2\nb,0,2\n",
        mend=RATES | {"outcome": None},
    ),
    # Codes for missing values.
    means(
        '"-999" looks like a code for a missing value, far from',
        ROWS + "b,-999\n",
        ROWS + "b,-999.0\n",
        mend={"missing_codes": [-999]},
    ),
    means("or leave such cells empty", ROWS + "b,-999\n", ROWS + "b,\n"),
    means(
        'if it was measured, "missing_codes: []"',
        ROWS + "b,999\n",
        mend={"missing_codes": []},
    ),
    means('set "missing_codes: ["-"]"', ROWS + "b,-\n", mend={"missing_codes": ["-"]}),
    means(
        'set "missing_codes: ["n/a", -99]"',
        ROWS + "b,n/a\nb,-99\n",
        mend={"missing_codes": ["n/a", -99]},
    ),
    means(
        'set "missing_codes: ["#N/A", 9999]"',
        ROWS + "b,#N/A\nb,9999\n",
        spoil={"missing_codes": ["#N/A"]},
        mend={"missing_codes": ["#N/A", 9999]},
    ),
    # Thousands.
    means(
        'set "thousands: point" and "decimal: comma"',
        CASES / "thousands_point.csv",
        spoil={"outcome": {"column": "Miete"}, "group": {"column": "Stadt"}},
        mend={
            "outcome": {"column": "Miete"},
            "group": {"column": "Stadt"},
            "thousands": "point",
            "decimal": "comma",
        },
    ),
    means(
        'if not, "thousands: none"',
        "g,y\na,1.010\na,889\nb,3\n",
        mend={"thousands": "none"},
    ),
    # Rows.
    means(
        'the cell is empty; fill it, or set "missing: drop"',
        ROWS + "b,\n",
        spoil={"missing": "refuse"},
        mend={"missing": "drop"},
    ),
    means(
        'column "y" has no value in any row',
        "g,y,z\na,,1\nb,,2\nb,,3\n",
        mend={"outcome": {"column": "z"}},
    ),
    means(
        'no row has all of "g", "y"',
        "g,y,h\na,,a\n,2,b\n,3,b\n,4,a\n",
        mend={"group": {"column": "h"}},
    ),
    # Counts.
    counted("a row needs at least one trial; leave it out", COUNTS + "c,0,0\n"),
    counted(
        "-1 is less than 0, which no count is", COUNTS + "c,-1,4\n", COUNTS + "c,,4\n"
    ),
    counted(
        'name a code for missing values in "missing_codes"',
        COUNTS + "c,-1,4\n",
        COUNTS + "c,-1,4\n",
        mend={"missing_codes": [-1]},
    ),
    counted(
        "1.5 is not a whole number; give counts", COUNTS + "c,1.5,4\n", COUNTS + "c,1,4\n"
    ),
    counted(
        "more than Stan can count; correct the cell",
        COUNTS + "c,1,3e9\n",
        COUNTS + "c,1,3\n",
    ),
    counted(
        "5 successes are more than the 4 trials of the row",
        COUNTS + "c,5,4\n",
        COUNTS + "c,4,5\n",
    ),
    counted(
        'unit "a" has another row already; a unit has one row, so add',
        COUNTS + "a,1,4\n",
        "g,y,n\na,2,8\nb,3,5\n",
    ),
    counted("name its rows apart", COUNTS + "a,1,4\n", COUNTS + "a2,1,4\n"),
    # Groups and variation.
    means(
        'single group "a"',
        "g,h,y\na,p,1\na,q,2\na,q,3\n",
        mend={"group": {"column": "h"}},
    ),
    means(
        "a group of its own for each",
        "g,h,y\na,p,1\nb,q,2\nc,q,3\n",
        mend={"group": {"column": "h"}},
    ),
    means(
        "the one value 1",
        "g,y,z\na,1,1\na,1,2\nb,1,3\n",
        mend={"outcome": {"column": "z"}},
    ),
    means(
        "too large to be squared; give it in another unit",
        "g,y\na,1e200\na,2e200\nb,3\n",
        "g,y\na,1\na,2\nb,3e-200\n",
    ),
    Case(
        "no group has a slope; name a predictor that varies",
        LINES.replace("a,2", "a,1").replace("b,3", "b,1").replace("a,1", "a,2"),
        LINES,
        OF_LINES,
    ),
    Case(
        "or use the family means",
        "g,x,y\na,1,2\na,1,4\nb,2,3\n",
        "g,x,y\na,1,2\na,1,4\nb,2,3\n",
        OF_LINES,
        mend={"family": "means", "predictor": None},
    ),
    means(
        "the character U+0007 cannot be shown; delete it",
        "g,y\na\x07,1\na\x07,2\nb,4\nb,3.5\n",
    ),
    means(
        "take a constant near its mean off every number",
        "g,y\na,1000000000000001\na,1000000000000002\nb,1000000000000004\n",
        "g,y\na,1\na,2\nb,4\n",
    ),
    means(
        "give it in another unit",
        "g,y\na,1e-300\na,2e-300\nb,4e-300\n",
        "g,y\na,1\na,2\nb,4\n",
    ),
    Case(
        "name an outcome that was measured",
        "g,x,y\na,1,3\na,2,5\na,3,7\nb,1,4\nb,2,5\nb,3,6\n",
        "g,x,y\na,1,3.1\na,2,5\na,3,7\nb,1,4\nb,2,5.2\nb,3,6\n",
        OF_LINES,
    ),
    means(
        'has no group "c"; choose among "a", "b"',
        ROWS,
        spoil={"group": {"column": "g", "show": ["c"]}},
        mend={"group": {"column": "g", "show": ["b"]}},
    ),
]
SETTINGS = [
    setting(
        'outcom: unknown key; did you mean "outcome"?',
        {"outcom": {"column": "y"}, "outcome": None},
        {"outcome": {"column": "y"}},
    ),
    setting("outcome: this key is missing; add it", {"outcome": None}),
    setting('no column "yy"; did you mean "y"?', {"outcome": {"column": "yy"}}),
    setting("name another one for either", {"outcome": {"column": "g"}}),
    setting('there is no file "t.cvs"; did you mean "t.csv"?', {"data": "t.cvs"}),
    setting(
        "correct the path, which begins where snakemake is called",
        {"data": "nowhere/t.csv"},
    ),
    setting("takes braces", {"data": "{t}.csv"}),
    setting(
        "outcome.log_of.label: this key is missing; add it",
        {"outcome": {"column": "y", "log_of": {"unit": "pCi/L"}}},
        {"outcome": {"column": "y", "log_of": {"unit": "pCi/L", "label": "radon"}}},
    ),
    setting(
        "outcome.log_of: write it as keys with values, {key: value, ...}",
        {"outcome": {"column": "y", "log_of": "radon"}},
        {"outcome": {"column": "y", "log_of": {"label": "radon"}}},
    ),
    setting(
        "outcome.log_of.label: it is empty; write at least one",
        {"outcome": {"column": "y", "log_of": {"label": {}}}},
        {"outcome": {"column": "y", "log_of": {"label": {"en": "radon"}}}},
    ),
    setting(
        "predictor.log_of: unknown key",
        {"predictor": {"column": "x", "log_of": {"label": "dose"}}},
        {"predictor": {"column": "x"}},
        LINES,
        OF_LINES,
    ),
    means(
        "numbers as large as 110, which are no natural logarithms of anything; leave log_of",
        "g,y\na,110\na,2\nb,4\nb,3.5\n",
        spoil={"outcome": {"column": "y", "log_of": {"label": "radon"}}},
        mend={"outcome": {"column": "y"}},
    ),
    setting(
        "threshold.value: this key is missing; add it",
        {"threshold": {"label": "limit"}},
        {"threshold": {"label": "limit", "value": 3}},
    ),
    setting(
        "threshold: write it as keys with values",
        {"threshold": 3},
        {"threshold": {"label": "limit", "value": 3}},
    ),
    setting(
        "threshold.label: it is empty; write at least one",
        {"threshold": {"value": 3, "label": {}}},
        {"threshold": {"value": 3, "label": {"es": "límite"}}},
    ),
    setting(
        "threshold.value: input should be a finite number",
        {"threshold": {"value": float("inf"), "label": "limit"}},
        {"threshold": {"value": 3, "label": "limit"}},
    ),
    rates(
        "threshold.value: of successes it is a probability, above 0 and below 1, such as "
        "0.9; not 90",
        {"threshold": {"value": 90, "label": "most"}},
        {"threshold": {"value": 0.9, "label": "most"}},
    ),
    coins(
        "threshold.value: of successes it is a probability, above 0 and below 1",
        {"threshold": {"value": 1, "label": "all"}},
        {"threshold": {"value": 0.99, "label": "nearly all"}},
    ),
    setting(
        "threshold.value: of successes it is a probability, above 0 and below 1",
        {"threshold": {"value": 0, "label": "none"}},
        {"threshold": {"value": 0.01, "label": "hardly any"}},
        COUNTS,
        OF_COINS,
    ),
    *(
        coins(
            f'"{key}" says nothing where no model has a prior; leave it out',
            {key: value, "models": LIKELIHOOD},
            {"models": LIKELIHOOD},
        )
        for key, value in (
            ("plausible", [0, 0.9]),
            ("threshold", {"value": 0.5, "label": "half"}),
        )
    ),
    setting(
        "write one column, not several; groups that cross or nest cannot",
        {"group": ["g", "y"]},
    ),
    setting(
        "group.column: write one column, not several", {"group": {"column": ["g", "y"]}}
    ),
    setting(
        "outcome.column: write one column, not several.",
        {"outcome": {"column": ["y", "g"]}},
    ),
    setting('write it with its key, {column: "g"}', {"group": "g"}),
    setting(
        "put the word in quotes",
        {"outcome": {"column": True}},
        {"outcome": {"column": "yes"}},
        ROWS.replace("y", "yes"),
    ),
    *(
        setting('put it in quotes, "2024"', {"title": title}, {"title": "2024"})
        for title in (2024, {"en": 2024})
    ),
    setting(
        "write a decimal point, or put the key in quotes",
        {"threshold": {"value": 1, 5: None, "label": "high"}},
        {"threshold": {"value": 1.5, "label": "high"}},
    ),
    of_run(
        "a.family: the key has no value; write one",
        {"analyses": {"a": MEANS | {"data": "t.csv", "family": None}}},
        {"analyses": {"a": MEANS | {"data": "t.csv"}}},
    ),
    setting(
        "means, lines, rates and coins take none; name the response",
        {"formula": "y ~ 1 + (1 | g)"},
        {
            "formula": "y ~ 1 + (1 | g)",
            "family": "normal",
            "outcome": None,
            "group": None,
        },
    ),
    setting(
        'this family takes a formula, "formula: y ~ x + (1 | group)", in its place',
        {"family": "normal"},
        {
            "family": "normal",
            "outcome": None,
            "formula": "y ~ 1 + (1 | g)",
            "group": None,
        },
    ),
    setting(
        'put it in quotes, "2024"',
        {"outcome": {"column": 2024}},
        {"outcome": {"column": "2024"}},
        ROWS.replace("y", "2024"),
    ),
    setting(
        "the key has no value; write one, or leave the key out",
        {"models": {"no_pooling": None}},
        {"models": {"no_pooling": {}}},
    ),
    setting("or leave the key out", {"title": {"en": None}}),
    setting(
        "write it as keys with values, {no_pooling: {}}",
        {"models": ["no_pooling"]},
        {"models": {"no_pooling": {}}},
    ),
    setting(
        'did you mean "no_pooling"?',
        {"models": {"no_poolin": {}}},
        {"models": {"no_pooling": {}}},
    ),
    setting(
        'write "auto", or a list of one to 36 groups',
        {"group": {"column": "g", "show": "a"}},
        {"group": {"column": "g", "show": ["a"]}},
    ),
    setting(
        "list of one to 36 groups",
        {"group": {"column": "g", "show": numbered(37)}},
        {"group": {"column": "g", "show": "auto"}},
    ),
    setting("write it as a list, [-]", {"missing_codes": "-"}, {"missing_codes": ["-"]}),
    setting(
        'the comma is the decimal mark, "decimal: comma"',
        {"decimal": "comma", "thousands": "comma"},
        {"decimal": "comma"},
        ROWS.replace("3.5", "3"),
    ),
    rates(
        'none of the models of this analysis has a program that is "collapsed"',
        {"sampler": "collapsed", "models": {"complete_pooling": {}}},
        {"models": {"complete_pooling": {}}},
    ),
    setting("say which family of models it is", {"family": None}),
    setting('no family "mean"; did you mean "means"?', {"family": "mean"}),
    setting(
        "this model has no such prior",
        {"models": {"no_pooling": {"priors": {"sgima": {"exponential": 1}}}}},
        prior({"exponential": 1}),
    ),
    setting(
        "write the prior as {exponential: [rate]}", prior(1), prior({"exponential": [1]})
    ),
    setting(
        '"normal" is not the distribution of this prior; write {exponential',
        prior({"normal": [0, 1]}),
        prior({"exponential": 1}),
    ),
    setting(
        "exponential takes 1 finite number",
        prior({"exponential": 10**400}),
        prior({"exponential": 1}),
    ),
    setting(
        "rate must be above 0", prior({"exponential": 0}), prior({"exponential": 0.1})
    ),
    *(
        setting(
            "plausible: write two finite numbers, the smaller one first, [low, high]",
            {"plausible": wrong},
            {"plausible": [-2.5, 7]},
        )
        for wrong in ([7, -2.5], [3, 3], 7, [1], [1, 2, 3], ["1", 2], {"low": 1})
    ),
    setting(
        "plausible: write two finite numbers",
        {"plausible": [0, float("inf")]},
        {"plausible": [0, 1e9]},
        LINES,
        OF_LINES,
    ),
    setting(
        "plausible: write two finite numbers",
        {"plausible": [0, 10**400]},
        {"plausible": [0, 10]},
    ),
    setting(
        "plausible: write a number, not true or false",
        {"plausible": [True, 2]},
        {"plausible": [1, 2]},
    ),
    rates(
        "a range of their probability, between 0 and 1: [0.02, 0.98], not [2, 98]",
        {"plausible": [2, 98]},
        {"plausible": [0.02, 0.98]},
    ),
    *(
        setting(
            "between 0 and 1: [0.02, 0.98], not [-0.1, 0.9]",
            {"plausible": [-0.1, 0.9]},
            {"plausible": [0, 0.9]},
            COUNTS,
            base,
        )
        for base in (COINS, OF_COINS)
    ),
    rates('give either "data" or "simulate"', {"simulate": SIMULATED}),
    rates(
        '"missing" says nothing of a simulated table; leave it out',
        {"data": None, "missing": "drop", "simulate": SIMULATED},
        {"data": None, "simulate": SIMULATED},
    ),
    coins('"successes" and "trials" must be of one length', {"trials": [9, 9]}),
    coins("successes go from 0 to the trials", {"trials": [2]}),
    coins('"kappa", a number above 2, must be given', {"kappa": None}),
    coins(
        'does not take the key "omega"', {"models": {"partial_pooling": {"omega": 0.5}}}
    ),
    coins(
        'needs the key "omega"',
        {"models": {"fixed_mode": {}}},
        {"models": {"fixed_mode": {"omega": 0.5}}},
    ),
    coins("needs a prior for omega: priors: {omega: {beta: [A, B]}}", {"models": {}}),
    *(
        coins(
            "words.success: write one text, or one for each language",
            {"words": {"success": wrong}},
            {"words": {"success": right}},
        )
        for wrong, right in (
            ({"en": "heads"}, {"en": "heads", "es": "caras"}),
            (["heads"], "heads"),
            (" ", "heads"),
        )
    ),
    coins(
        'words.sucess: unknown key; did you mean "success"?',
        {"words": {"sucess": "heads"}},
        {"words": {"success": "heads"}},
    ),
]
MARKED = "g,y,n,c\na,1,4,p\nb,3,5,q\n"
SETTINGS += [
    setting(said, {"colour": wrong}, {"colour": right}, table, RATES)
    for said, wrong, right, table in (
        ('no column "cc"; did you mean "c"?', {"column": "cc"}, {"column": "c"}, MARKED),
        ("name another one for either", {"column": "y"}, {"column": "c"}, MARKED),
        ('write it with its key, {column: "c"}', "c", {"column": "c"}, MARKED),
        (
            'line 3, column "c": the cell is empty; fill it',
            {"column": "c"},
            None,
            MARKED.replace("q", ""),
        ),
        (
            "by two to 4 values, and it has 5; name a column with so many, or leave",
            {"column": "c"},
            None,
            MARKED + "d,1,4,r\ne,1,4,s\nf,1,4,t\n",
        ),
        (
            'has no value "P", which "colour.values" names; did you mean "p"?',
            {"column": "c", "values": {"P": "predators"}},
            {"column": "c", "values": {"p": "predators"}},
            MARKED,
        ),
        (
            "put the word in quotes",
            {"column": "c", "values": {False: "none"}},
            {"column": "c", "values": {"q": "none"}},
            MARKED,
        ),
    )
]
SETTINGS.append(
    rates(
        '"colour" says nothing of a simulated table; leave it out',
        {"data": None, "colour": {"column": "c"}, "simulate": SIMULATED},
        {"data": None, "simulate": SIMULATED},
    )
)
RUNS = [
    of_run("seed: write a number, not true or false", {"seed": True}, {"seed": 1}),
    of_run(
        "less than or equal to 100, not 100000",
        {"sampling": {"chains": 100_000}},
        {"sampling": {"chains": 100}},
    ),
    of_run(
        "less than or equal to 100000",
        {"sampling": {"draws": 10**9}},
        {"sampling": {"draws": 10**5}},
    ),
    of_run(
        "less than or equal to 1000,",
        {"sampling": {"thin": 10**9}},
        {"sampling": {"thin": 10}},
    ),
    of_run(
        "larger than any number that a computer calculates with",
        {"diagnostics": {"r_hat": 10**400}},
        {"diagnostics": {"r_hat": 1.05}},
    ),
    of_run("has another use among the results", {"run": "latest"}, {"run": "newest"}),
    of_run('"a/b" cannot name a folder; use letters', {"run": "a/b"}, {"run": "a_b"}),
    of_run(
        "is outside the project",
        {"toolchain": {"executables": "../x"}},
        {"toolchain": {"executables": "x"}},
    ),
    of_run("name each language once", {"languages": ["en", "en"]}, {"languages": ["en"]}),
    of_run("write it as a list, [en]", {"languages": "en"}, {"languages": ["en"]}),
    of_run("analyses: it is empty; write at least one", {"analyses": {}}),
    *(
        of_run(
            "the results keep",
            {"analyses": {name: "as below"}},
            {"analyses": {"other": "as below"}},
        )
        for name in ("logs", "SBC", "manifest.json", "Report.EN.html", "published.csv")
    ),
    of_run(
        "some systems take its folder for that of",
        {"analyses": {"north": "as below", "North": "as below"}},
        {"analyses": {"north": "as below", "north_2": "as below"}},
    ),
    of_run('a key is a word; put it in quotes, "1"', {1: 2}),
    of_run("the character U+0007 cannot be shown; delete it", {"run": "a\x07"}),
    of_run(
        'there is no analysis "b"; choose among "a"',
        {"chapters": [{"title": "Both", "analyses": ["a", "b"]}]},
        {"chapters": [{"title": "Both", "analyses": ["a"]}]},
    ),
    of_run(
        '"a" has its place already; name it once',
        {"chapters": [{"title": "Both", "analyses": ["a", "a"]}]},
        {"chapters": [{"title": "Both", "analyses": ["a"]}]},
    ),
    of_run(
        "is no other analysis of as many coins",
        {"analyses": {"a": COINS | {"beside": "b"}, "b": "as below"}},
        {"analyses": {"a": COINS | {"beside": "b"}, "b": COINS}},
    ),
]
ALL = [*TABLES, *SETTINGS, *RUNS]


def plan(folder: Path, table, changes: dict, base: dict, run: dict) -> None:
    """Do what is done when a run is planned."""
    content = table.read_bytes() if isinstance(table, Path) else table
    (folder / "t.csv").write_bytes(
        content.encode() if isinstance(content, str) else content
    )
    analysis = {"data": "t.csv"} | base | changes
    written = {"run": "r", "analyses": {"a": "as below"}} | run
    for name, own in written["analyses"].items():
        given = analysis if own == "as below" else own
        # What is to be left out; a family without a value is refused.
        kept = {
            key: value
            for key, value in given.items()
            if value is not None or (key == "family" and own != "as below")
        }
        written["analyses"][name] = kept
    settings = config.load(written, folder)
    for name, own in settings.analyses.items():
        preparation.check(name, own, folder)


def site(error: BaseException) -> tuple[str, int]:
    """Tell where an error was raised: file and line."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Path(last.filename).name, last.lineno


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.said[:50])
def test_what_a_refusal_advises_mends_it(tmp_path, case):
    with pytest.raises(PoolingError) as caught:
        plan(tmp_path, case.wrong, case.spoil, case.base, dict(case.run))
    sentence = str(caught.value)
    assert case.said in sentence
    assert "\n" not in sentence
    assert str(tmp_path) not in sentence
    plan(tmp_path, case.right, case.mend, case.base, dict(case.better))


FILES = [
    (
        'line 4: the key "outcome" stands in line 3',
        "run: r\na:\n  outcome: 1\n  outcome: 2\n",
        "run: r\na:\n  outcome: 1\n",
    ),
    ("line 2: a tab stands where spaces belong", "a:\n\tb: 1\n", "a:\n  b: 1\n"),
    ('line 3: "---" begins a second document', "a: 1\n\n---\nb: 1\n", "a: 1\n"),
    ("line 2: this is no YAML", "a: 1\nb: [1, 2\nc: 1\n", "a: 1\nb: [1, 2]\nc: 1\n"),
    ("line 1: this is no YAML", 'a: "1\nb: 2\n', 'a: "1"\nb: 2\n'),
    ("look, here and in the line before, for a", "a 1\nb: 2\n", "a: 1\nb: 2\n"),
    (
        "line 2: values have no tags here",
        "b: 2\na: !!python/name:os.system x\n",
        "b: 2\na: os.system\n",
    ),
    ("is empty; write keys with values", "", "a: 1\n"),
    ("has no keys at its top", "- 1\n", "a: 1\n"),
    ("has no keys at its top", "7\n", "a: 7\n"),
    ("is nested more than 20 levels deep", "a: " + "[" * 1000 + "]" * 1000, "a: [[1]]"),
    ("is nested more than 20 levels deep", "a: " + "[" * 30 + "]" * 30, "a: [[1]]"),
    ("repeats itself without end", "a: &a [*a]\n", "a: []\n"),
    (
        "repeats itself without end",
        "\n".join(
            ["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
            + [
                f"{b}: &{b} [{', '.join(['*' + a] * 10)}]"
                for a, b in zip("abcdefg", "bcdefgh", strict=True)
            ]
        ),
        "a: [1]\n",
    ),
    (
        'line 2: "2024-13-45" can be read neither',
        "b: 1\na: 2024-13-45\n",
        'b: 1\na: "2024-13-45"\n',
    ),
    ("can be read neither as a number", "a: " + "9" * 5000, "a: 9"),
    ("has characters that no YAML file may hold", "a: \x01\n", "a: 1\n"),
    (
        "line 2, is not UTF-8 text; save the file in UTF-8",
        "b: 1\na: año\n".encode("latin-1"),
        "b: 1\na: año\n",
    ),
    ("is UTF-16 text; save it in UTF-8", "a: 1\n".encode("utf-16"), "\ufeffa: 1\n"),
]


@pytest.mark.parametrize(("said", "wrong", "right"), FILES, ids=lambda value: value[:40])
def test_a_file_that_is_no_configuration_is_refused_and_mended(
    tmp_path, said, wrong, right
):
    path = tmp_path / "my.yaml"
    path.write_bytes(wrong.encode() if isinstance(wrong, str) else wrong)
    with pytest.raises(PoolingError) as caught:
        config_file.read(path)
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)
    path.write_text(right, "utf-8")
    assert config_file.read(path) == yaml.safe_load(right.removeprefix("\ufeff"))


def test_a_configuration_that_is_not_there_is_named(tmp_path):
    (tmp_path / "my.yaml").write_text("a: 1\n")
    with pytest.raises(PoolingError) as caught:
        config_file.read(tmp_path / "mi.yaml")
    advised = str(caught.value).partition('did you mean "')[2].rstrip('"?')
    assert config_file.read(advised) == {"a": 1}
    with pytest.raises(PoolingError, match="cannot be read"):
        config_file.read(tmp_path)


# Raised where a table is read again later, or by a file system that no test can have.
ELSEWHERE = {
    ("cells.py", "cannot be read"),
    ("cells.py", "there is no such file"),
    ("columns.py", "has no column"),
}


def test_every_refusal_of_a_table_or_a_configuration_has_its_case(tmp_path, root):
    library = root / "workflow" / "pooling"
    named = ("table/cells", "table/columns", "table/numbers", "table/tables")
    named += ("run/config", "run/config_messages", "model/priors")
    paths = [library / f"{name}.py" for name in named]
    families = (library / "model" / "families").glob("*.py")
    # What formulas are refused for is tried in test_formula_refusals.py.
    paths += [path for path in families if not path.name.startswith("regression")]
    sites = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and "PoolingError" in ast.unparse(node):
                lines = range(node.lineno, node.end_lineno + 1)
                sites[path.name, node.lineno] = (lines, ast.unparse(node))
    reached = set()
    for case in ALL:
        with pytest.raises(PoolingError) as caught:
            plan(tmp_path, case.wrong, case.spoil, case.base, dict(case.run))
        # A sentence may be raised again with the place in front of it.
        error = caught.value
        while error is not None:
            name, line = site(error)
            reached |= {
                key
                for key, (lines, _) in sites.items()
                if key[0] == name and line in lines
            }
            error = error.__context__
    missed = {
        key: text
        for key, (_, text) in sites.items()
        if key not in reached
        and not any(key[0] == name and words in text for name, words in ELSEWHERE)
    }
    assert missed == {}
