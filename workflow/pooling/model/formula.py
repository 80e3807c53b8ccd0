"""A model as its formula states it: ``y ~ x + (1 + x | group)``.

The notation is that of lme4, brms and bambi; the package formulae reads it into a tree.
The tree is all that is taken of it: each of its nodes is looked at here, and what is not
on a short list is refused. Names are looked up among the columns of a table and nowhere
else, and nothing that a user wrote is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pooling.basics.errors import PoolingError, cut, nearest
from pooling.model.formula_remedies import BESIDE, ELSEWHERE, NESTED, unreadable
from pooling.model.formula_terms import (
    INTERCEPT,
    Atom,
    Call,
    Column,
    Formula,
    Number,
    Sign,
    Term,
    among,
    columns_of,
    factor_name,
    load_grammar,
    name_of,
    names_of,
    product,
    union,
)

LONGEST = 2000  # signs of a formula
MOST_POWER = 10
# Functions of one number, of a column as a whole, and of a column that make several.
PLAIN = ("log", "exp", "sqrt", "I")
WHOLE = ("center", "scale")
SEVERAL = ("poly", "bs")
CATEGORY = ("factor", "C")
FUNCTIONS = (*WHOLE, *SEVERAL, *PLAIN, *CATEGORY)
OPTIONS = {"poly": ("degree",), "bs": ("df", "degree")}
COUNTED = ("p", "prop", "proportion")
SIGNS = {"PLUS": "+", "MINUS": "-", "STAR": "*", "SLASH": "/", "STAR_STAR": "**"}


@lru_cache(maxsize=64)
def parse(written: str) -> Formula:
    """Read a formula strictly, such as ``y ~ x + (1 + x | g)``.

    Raises
    ------
    PoolingError
        It cannot be read, or has what no model here has; the sentence says what to write.
    """
    grammar, words = load_grammar()
    if len(written) > LONGEST:
        raise PoolingError(f"a formula has {LONGEST} signs at most; shorten it.")
    named = written.split("`")[::2]  # a name in backquotes may hold any sign
    tildes = sum(part.count("~") for part in named)
    if tildes != 1 or written.lstrip().startswith("~"):
        fault = 'more than one "~"' if tildes > 1 else "no outcome"
        raise PoolingError(
            f'"{cut(written)}" has {fault}; write one "~", with the outcome before it, as in '
            '"y ~ x + (1 | group)".'
        )
    if written.count("`") % 2:
        raise PoolingError(f'"{cut(written)}" has a backquote that is not closed.')
    try:
        tokens = _with_double_bars(words.Scanner(written).scan(add_intercept=False))
        parser = grammar.Parser(tokens)
        tree = parser.parse()
    except RecursionError:
        raise PoolingError(unreadable(written, NESTED)) from None
    except (grammar.ParseError, words.ScanError, ValueError, IndexError) as error:
        raise PoolingError(unreadable(written, str(error))) from None
    if not parser.at_end():
        left = parser.peek()
        if left.kind == "PIPE":
            raise PoolingError(
                f'"{cut(written)}" has a bar outside parentheses; write a group term as '
                '"(1 | group)".'
            )
        raise PoolingError(unreadable(written, f'"{left.lexeme}" is out of place'))
    if not (type(tree).__name__ == "Binary" and tree.operator.kind == "TILDE"):
        raise PoolingError(unreadable(written, '"~" is out of place'))
    try:
        return _Reader(written).formula(tree)
    except RecursionError:
        raise PoolingError(unreadable(written, NESTED)) from None


def _with_double_bars(tokens: list) -> list:
    """Take two bars side by side for one sign."""
    joined: list = []
    for token in tokens:
        if token.kind == "PIPE" and joined and joined[-1].lexeme == "|":
            joined[-1].lexeme = "||"
        else:
            joined.append(token)
    return joined


def _kind(node) -> str:
    """Name the kind of a node of the tree."""
    kind = type(node).__name__
    return node.operator.kind if kind in ("Binary", "Unary") else kind


@dataclass
class _Reader:
    """Makes a `Formula` of a tree."""

    written: str
    offsets: list = field(default_factory=list)
    # Grouping factor -> the terms that vary by it, and how often it was written.
    groups: dict = field(default_factory=dict)

    def formula(self, tree) -> Formula:
        left, error = self.error(tree.left)
        outcome, trials = self.left(left)
        population = self.sum(tree.right, top=True)
        if not self.groups:
            raise PoolingError(
                f'"{cut(self.written)}" has no group term; add one with a bar in '
                'parentheses, "(1 | group)", naming the column of the groups.'
            )
        if not population:
            raise PoolingError(
                f'"{cut(self.written)}" leaves nothing that the groups share; keep an '
                'intercept or a predictor outside the group term, "y ~ 1 + (1 | group)".'
            )
        (grouping, (varying, correlated)), *others = self.groups.items()
        for factor, (terms, _) in others:
            if terms != [INTERCEPT]:
                name = factor_name(factor)
                raise PoolingError(
                    f'group term "{name}": only the first group term may have more than an '
                    f'intercept; write it first, or write "(1 | {name})".'
                )
        if any(
            name in columns_of(outcome) for term in population for name in names_of(term)
        ):
            raise PoolingError(
                f'"{outcome}" is on both sides of "~"; take it out of the right one.'
            )
        return Formula(
            written=self.written,
            outcome=outcome,
            trials=trials,
            population=tuple(population),
            varying=tuple(varying),
            grouping=grouping,
            further=tuple(factor for factor, _ in others),
            correlated=correlated,
            offsets=tuple(self.offsets),
            error=error,
        )

    # ----- the left side

    def error(self, node) -> tuple:
        """Split the left side into the outcome and its standard error, if it has one."""
        if _kind(node) != "PIPE":
            return node, None
        call = node.right
        name = _function(call) if _kind(call) == "Call" else ""
        if name in BESIDE:
            raise PoolingError(f'"{name}" beside the outcome: {BESIDE[name]}')
        twice = node.operator.lexeme != "|" or _kind(node.left) == "PIPE"
        if name != "se" or twice:
            raise PoolingError(
                f'"{cut(self.written)}": beside an outcome may stand its standard error and '
                'nothing else; write "y | se(s) ~ ...".'
            )
        if len(call.args) != 1 or _kind(call.args[0]) == "Assign":
            raise PoolingError(
                '"se" takes the standard error and nothing else, "y | se(s)"; it replaces '
                "sigma, which is not learned beside it."
            )
        error = self.value(call.args[0])
        if not list(columns_of(error)):
            raise PoolingError(f'"se({error})" names no column; write one, "y | se(s)".')
        return node.left, error

    def left(self, node) -> tuple:
        """Read the outcome, and its trials where it is a proportion."""
        if _kind(node) == "Call" and _function(node) in COUNTED:
            arguments = node.args
            if len(arguments) != 2:
                raise PoolingError(
                    f'"{_function(node)}" takes successes and trials, "p(y, n)".'
                )
            successes, trials = map(self.value, arguments)
            counted = isinstance(trials, Number) or _summed(trials)
            if not (isinstance(successes, Column) and counted):
                raise PoolingError(
                    'successes and trials are columns as they stand, "p(y, n)"; trials '
                    'may be one number, or successes and failures, "p(y, y + failed)".'
                )
            return successes, trials
        if _kind(node) == "Assign":
            raise PoolingError('an outcome has no "="; write "y ~ x + (1 | group)".')
        outcome = self.value(node)
        if not list(columns_of(outcome)):
            raise PoolingError("the outcome names no column; write one before the ~.")
        if isinstance(outcome, Call) and outcome.function not in PLAIN:
            raise PoolingError(
                f'the outcome may be changed by log, exp, sqrt and I, not by "'
                f'{outcome.function}"; model the column as it is.'
            )
        return outcome, None

    # ----- terms

    def sum(self, node, top: bool = False) -> list[Term]:
        """Expand a sum of terms, with an intercept unless it is taken out."""
        return self.added(node, [INTERCEPT], top)

    def added(self, node, terms: list[Term], top: bool) -> list[Term]:
        """Add what a node has to terms, or take it off."""
        kind = _kind(node)
        if kind in ("PLUS", "MINUS"):
            unary = type(node).__name__ == "Unary"
            terms = terms if unary else self.added(node.left, terms, top)
            if kind == "PLUS":
                return self.added(node.right, terms, top)
            if _literal(node.right) == 0:
                return union(terms, [INTERCEPT])
            gone = self.expanded(node.right)
            return [each for each in terms if not among(each, gone)]
        if _literal(node) == 0:
            return [each for each in terms if each != INTERCEPT]
        if kind == "Grouping" and top and _kind(node.expression) == "PIPE":
            self.group(node.expression)
            return terms
        if kind == "Grouping" and top:
            return self.added(node.expression, terms, top)
        if kind == "Call" and _function(node) == "offset":
            if not top:
                raise PoolingError(
                    '"offset" stands as a summand of its own, "y ~ x + offset(z) + ...".'
                )
            if len(node.args) != 1:
                raise PoolingError('"offset" takes one value, "offset(log(exposure))".')
            self.offsets.append(self.value(node.args[0]))
            return terms
        return union(terms, self.expanded(node))

    def expanded(self, node) -> list[Term]:
        """Expand a product, a nesting or a power into terms, without an intercept added."""
        kind = _kind(node)
        if kind == "Grouping":
            if _kind(node.expression) == "PIPE":
                raise PoolingError(
                    'a group term is a summand of its own, "y ~ x + (1 | group)"; it '
                    "cannot be multiplied or taken off."
                )
            return self.added(node.expression, [], False)
        if kind == "Literal":
            if _literal(node) == 1:
                return [INTERCEPT]
            said = str(node.lexeme or node.value)
            if isinstance(node.value, str | bool | None):
                word = said.strip("\"'")
                raise PoolingError(
                    f'"{word}" is no name as it stands; put that of a column in backquotes, '
                    f"`{word}`."
                )
            raise PoolingError(
                f'"{said}" is no column; the only numbers among terms are 1 and 0, with and '
                "without an intercept."
            )
        if kind in ("STAR", "COLON", "SLASH"):
            left, right = self.expanded(node.left), self.expanded(node.right)
            if kind == "SLASH":  # b within a: a + a:b
                everything = product(*left)
                return union(left, [product(everything, each) for each in right])
            crossed = [product(one, other) for one in left for other in right]
            return union([] if kind == "COLON" else union(left, right), crossed)
        if kind == "STAR_STAR":
            power = _literal(node.right)
            if not isinstance(power, int) or not 1 <= power <= MOST_POWER:
                raise PoolingError(
                    "a power of terms is a whole number, (a + b)**2; put arithmetic in "
                    "I(): I(x**2)."
                )
            base = terms = self.expanded(node.left)
            if len(base) == 1 and power > 1:
                name = name_of(base[0])
                raise PoolingError(
                    f'"{name} ** {power}" among terms is "{name}" itself; write arithmetic in '
                    f'I(): "I({name} ** {power})".'
                )
            for _ in range(power - 1):
                crossed = [product(one, other) for one in terms for other in base]
                terms = union(terms, crossed)
            return terms
        if kind in ("PLUS", "MINUS"):
            return self.added(node, [], False)
        return [(self.atom(node),)]

    def atom(self, node) -> Atom:
        """Read a column or a function of one."""
        value = self.value(node)
        if isinstance(value, Sign | Number):
            raise PoolingError(
                f'"{value}" is arithmetic among terms; put it in I(): "I({value})".'
            )
        if not list(columns_of(value)):
            raise PoolingError(f'"{value}" names no column; it says nothing of a row.')
        return value

    # ----- groups

    def group(self, node) -> None:
        """Read a group term."""
        if _kind(node.left) == "PIPE":  # brms' name of correlations of several formulas
            raise PoolingError(
                "a group term has one bar; write what varies, the bar and the group, "
                '"(1 + x | group)".'
            )
        terms = self.added(node.left, [INTERCEPT], False)
        if not terms:
            raise PoolingError(
                "a group term without anything that varies; write an intercept or a "
                'predictor before its bar, "(1 | group)".'
            )
        factors = self.expanded(node.right)
        correlated = node.operator.lexeme == "|"
        for factor in factors:
            if not factor or not all(isinstance(each, Column) for each in factor):
                raise PoolingError(
                    f'"{name_of(factor)}" cannot name groups; write a column behind the '
                    'bar, "(1 | group)", or columns with ":" or "/" between them.'
                )
            key = tuple(each.name for each in factor)
            same = next((each for each in self.groups if set(each) == set(key)), None)
            if same is None:
                self.groups[key] = (list(terms), correlated)
                continue
            # As in lme4: terms that are written apart are not correlated.
            old, _ = self.groups[same]
            if min(len(old), len(terms)) > 1 or len(terms) > 1 or among(terms[0], old):
                raise PoolingError(
                    f'the groups of "{factor_name(key)}" stand in two group terms; write '
                    "one, with || in place of | where coefficients are not correlated."
                )
            self.groups[same] = ([*old, *terms], False)

    # ----- values

    def value(self, node) -> Any:
        """Read what is computed from columns: a column, arithmetic, a function."""
        kind = _kind(node)
        if kind == "Variable":
            if node.level is not None:
                raise PoolingError(
                    f'"{node.name.lexeme}[...]" picks a level, which no formula here does; '
                    "name the column alone."
                )
            return Column(node.name.lexeme)
        if kind == "QuotedName":
            name = node.expression.lexeme[1:-1]
            if ":" in name:
                raise PoolingError(
                    f'"{cut(name)}" has a colon, which stands between columns in the name of '
                    "a term; rename the column in the table."
                )
            return Column(name)
        if kind == "Grouping":
            return self.value(node.expression)
        if kind == "Literal" and _literal(node) is not None:
            return Number(node.value)
        if kind == "Call":
            return self.call(node)
        if kind in SIGNS:
            unary = type(node).__name__ == "Unary"
            if kind == "STAR_STAR" and (
                type(node.left).__name__ == "Unary" or _kind(node.left) == kind
            ):
                # The package takes -x**2 for (-x)**2, and Python and R do not.
                raise PoolingError(
                    f'"{cut(self.written)}" has a power that can be read in two ways; '
                    "write parentheses, (-x)**2 or -(x**2)."
                )
            parts = [node.right] if unary else [node.left, node.right]
            return Sign(SIGNS[kind], tuple(map(self.value, parts)))
        what = {
            "PIPE": "a bar outside a group term",
            "COLON": "an interaction inside a function",
            "Literal": f'"{getattr(node, "lexeme", None) or getattr(node, "value", "")}"',
            "Assign": "an option of no function",
            "TILDE": "a second ~",
        }.get(kind, "a comparison")
        raise PoolingError(
            f'"{cut(self.written)}" has {what}, which no formula here has; functions take '
            "columns, numbers, and + - * / ** between them."
        )

    def call(self, node) -> Call:
        """Read a function that is on the list."""
        name = _function(node)
        if name not in FUNCTIONS:
            special = {
                "offset": 'write "offset(...)" as a summand of its own.',
                **dict.fromkeys(COUNTED, f'write "{name}(y, n)" before the ~.'),
            }
            remedy = (special | ELSEWHERE).get(name) or nearest(name, FUNCTIONS)
            raise PoolingError(
                f'"{cut(name)}" is no function that a formula may have here; {remedy}'
            )
        plain = [each for each in node.args if type(each).__name__ != "Assign"]
        named = [each for each in node.args if type(each).__name__ == "Assign"]
        known = OPTIONS.get(name, ())
        if not plain:
            raise PoolingError(f'"{name}" takes a column, "{name}(x)".')
        options: dict[str, int] = {}
        given = [*zip(known, plain[1:], strict=False)]
        given += [(each.name.name.lexeme, each.value) for each in named]
        if len(plain) - 1 > len(known):
            raise PoolingError(
                f'"{name}" takes {len(known) + 1} argument{"s" * bool(known)} at most.'
            )
        for option, value in given:
            number = _literal(value)
            if option not in known or option in options:
                remedy = nearest(option, known) if known else "leave it out."
                raise PoolingError(f'"{name}" has no option "{cut(option)}"; {remedy}')
            if not isinstance(number, int) or not 1 <= number <= MOST_POWER:
                raise PoolingError(
                    f'"{option}" of "{name}" is a whole number from 1 to {MOST_POWER}.'
                )
            options[option] = number
        if name == "poly":
            options = {"degree": 1} | options
        if name == "bs":
            options = {"df": options.get("degree", 3)} | options
            if options["df"] < options.get("degree", 3):
                raise PoolingError(
                    f'"df" of "bs" is its degree at least, {options.get("degree", 3)}.'
                )
        argument = self.value(plain[0])
        if not list(columns_of(argument)):
            raise PoolingError(f'"{name}({argument})" names no column; write one.')
        return _checked(Call(name, argument, tuple(options.items())))


def _summed(node) -> bool:
    """Tell whether a value is a column, or a sum of columns."""
    if isinstance(node, Sign):
        return (
            node.sign == "+"
            and len(node.operands) > 1
            and all(map(_summed, node.operands))
        )
    return isinstance(node, Column)


def _checked(call: Call) -> Call:
    """Refuse a function of what it cannot take."""
    inner = [
        each for each in _calls(call.argument) if each.function in SEVERAL + CATEGORY
    ]
    if inner:
        raise PoolingError(
            f'"{inner[0]}" stands inside "{call.function}"; it stands by itself, or in an '
            "interaction."
        )
    if call.function in CATEGORY and not isinstance(call.argument, Column):
        raise PoolingError(f'"{call.function}" takes one column, "{call.function}(x)".')
    return call


def _calls(node) -> Iterator[Call]:
    """Give the functions in a value, itself included."""
    if isinstance(node, Call):
        yield node
        yield from _calls(node.argument)
    elif isinstance(node, Sign):
        for each in node.operands:
            yield from _calls(each)


def _function(node) -> str:
    """Name what a call calls; a name and nothing else."""
    if type(node.callee).__name__ != "Variable" or node.callee.level is not None:
        raise PoolingError("a function is called by its name; " + nearest("", FUNCTIONS))
    return node.callee.name.lexeme


def _literal(node) -> float | None:
    """Give the number that a node is, and None where it is none."""
    value = getattr(node, "value", None) if type(node).__name__ == "Literal" else None
    return (
        value if isinstance(value, int | float) and not isinstance(value, bool) else None
    )
