"""What to write in place of what no formula here has."""

from __future__ import annotations

import re

from pooling.basics.errors import cut

NESTED = "it is nested too deep"
# What brms has beside an outcome and nothing here has -> what to do.
BESIDE = {
    "trials": 'write "p(y, n) ~ ..." with "family: binomial".',
    "weights": 'write "weights: column" beside the formula, of normal outcomes.',
    "rate": 'add "offset(log(n))" on the right, of what was counted over.',
    **dict.fromkeys(
        ("cens", "trunc"), "no outcome is censored or truncated here; leave it out."
    ),
}
# Functions of lme4, brms and mgcv that no formula has here -> what to do.
ELSEWHERE = {
    "cbind": 'write "p(successes, trials) ~ ...", or "p(successes, successes + failures)".',
    **dict.fromkeys(
        ("s", "t2", "te", "gp", "smooth"),
        'write a curve as "bs(x, df=5)" or "poly(x, 2)".',
    ),
    "mo": 'write "factor(x)", or "x" if its steps are equal.',
    **dict.fromkeys(
        ("gr", "mm"), 'write the columns of the groups, "(1 | a)" or "(1 | a) + (1 | b)".'
    ),
}


def unreadable(written: str, why: str) -> str:
    """Say that a formula cannot be read, and what it looks like where it can."""
    remedies = {
        "^": 'write powers as "**", of a number as "I(x ** 2)"',
        "%": "name columns apart, for it has no use here",
        ".": "name every column",
        "_": "put a name that does not begin with a letter in backquotes, `_x`",
        "\\": "leave the sign out",
        "group": 'write a group term with a bar, "(1 | group)"',
        "word": 'put "+" between columns, and a name of several words in backquotes, `a b`',
    }
    sign = why.removeprefix("Unexpected character: ")
    if why.startswith("Don't know how to parse"):  # nothing stands where something should
        sign = why.split("'")[2]
        why = f'"{sign}" is out of place' if sign else "it ends too early"
    elif why.startswith("Expect ')'"):
        closed = written.count("(") <= written.count(")")
        why = "a parenthesis is not closed"
        if closed:
            why, sign = "in parentheses a sign is missing or out of place", "group"
    if why.endswith('" is out of place'):
        sign = "word" if why.split('"')[1].isidentifier() else why.split('"')[1]
    if re.search(r"\b[\d.]+[eE][-+]?\d", written):
        why = "a number has an exponent"
        remedies[sign] = "write it out, or change the unit in the table"
    remedy = remedies.get(sign, 'write it as in "y ~ x + z + (1 + x | group)"')
    said = cut(why.rstrip("."))
    return f'"{cut(written)}" cannot be read as a formula: {said}; {remedy}.'
