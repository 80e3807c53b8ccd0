"""Formulas: LaTeX composed from declared parts, shown as MathML."""

from __future__ import annotations

from functools import cache

from latex2mathml.converter import convert
from markupsafe import Markup

from pooling.basics.numerals import BETWEEN
from pooling.figures import words
from pooling.model import priors
from pooling.report import numbers

# Between arguments, where LaTeX drops a plain space.
SEPARATOR = {language: mark.replace(" ", r"\;") for language, mark in BETWEEN.items()}
DISTRIBUTIONS = {
    "normal": {"en": "Normal", "es": "Normal"},
    "exponential": {"en": "Exponential", "es": "Exponencial"},
    "beta": {"en": "Beta", "es": "Beta"},
    "lkj": {"en": "LKJ", "es": "LKJ"},
    "gamma": {"en": "Gamma", "es": "Gamma"},
}


@cache
def mathml(latex: str, display: str = "block") -> Markup:
    """Convert one line of LaTeX that is composed here or declared, never a user's text."""
    rendered = convert(latex, display=display)
    # The converter sets the sign of "is distributed as" as an identifier.
    return Markup(rendered.replace("<mi>&#x0007E;</mi>", "<mo>&#x0223C;</mo>"))


def indexed(sign: str, index: str) -> str:
    """Give a sign in LaTeX the index of its group, where it has one."""
    if not index:
        return sign
    return (
        f"{sign[:-1]},{index}}}"
        if sign.endswith("}") and "_" in sign
        else f"{sign}_{index}"
    )


def label(name: str, named: words.Words, index: str = "") -> Markup:
    """Show the label of a parameter: its symbol, and the group as text.

    Those of a formula are called as it writes them.
    """
    if named.by_formula and name not in named.dispersion:
        return Markup("<code>{}</code>").format(name)
    parameter, _, group = name.partition("[")
    shown = mathml(indexed(words.symbol(parameter), index), "inline")
    return shown + (f" {group.removesuffix(']')}" if group else "")


def text(column: str) -> str:
    r"""Set a name of the user's as text in LaTeX, whatever signs it holds.

    The converter takes a text as it is, up to the brace that ends it, and ``, `` is a
    separator to `statement`: such signs are written as MathML knows them.
    """
    kept = "".join(
        sign if sign.isalnum() or sign in " _.[]()/:-" else f"&#{ord(sign)};"
        for sign in column
    )
    return rf"\text{{{kept}}}"


def read_priors(declared: dict[str, str], data: dict) -> dict[str, dict[str, float]]:
    """Read the priors of a model back from its Stan data: parameter -> argument -> number."""
    arguments_of = {}
    for parameter, name in declared.items():
        arguments = {argument: argument for argument in priors.ARGUMENTS[name]}
        keys = priors.stan_data({parameter: arguments})
        arguments_of[parameter] = {argument: data[key] for key, argument in keys.items()}
    return arguments_of


def statement(latex: str, language: str) -> Markup:
    """Show a line that a chapter declares, its arguments set off as in the priors."""
    return mathml(latex.replace(", ", SEPARATOR[language]))


def prior(sign: str, arguments: dict, language: str) -> str:
    """Compose the line of one prior, in LaTeX; its sign is what it is the distribution of."""
    name = DISTRIBUTIONS[priors.distribution(arguments)][language]
    values = SEPARATOR[language].join(
        rf"\text{{{number}}}"
        for number in (numbers.number(each, language) for each in arguments.values())
    )
    return rf"{sign} \sim \text{{{name}}}({values})"


def constant(name: str, value: float, language: str) -> str:
    """Compose the line of a number that is known beforehand, in LaTeX."""
    return rf"{words.symbol(name)} = \text{{{numbers.number(value, language)}}}"
