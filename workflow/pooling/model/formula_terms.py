"""The parts of a formula: columns, functions of them, terms, and the whole; its grammar."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any


@dataclass(frozen=True)
class Column:
    """A column of the table."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Number:
    """A number that is written in a formula."""

    value: float

    def __str__(self) -> str:
        return f"{self.value:.15g}"


@dataclass(frozen=True)
class Sign:
    """Arithmetic on one value, or on two."""

    sign: str
    operands: tuple[Any, ...]

    def __str__(self) -> str:
        parts = [
            f"({each})"
            if isinstance(each, Sign) and (place or each.sign != self.sign)
            else str(each)
            for place, each in enumerate(self.operands)
        ]
        return f" {self.sign} ".join(parts) if len(parts) > 1 else self.sign + parts[0]


@dataclass(frozen=True)
class Call:
    """A function on the list, of what its first argument gives."""

    function: str
    argument: Any
    options: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        # A degree is written first and without its name, as R users do.
        parts = [
            f"{value}"
            if (self.function, name) == ("poly", "degree")
            else f"{name}={value}"
            for name, value in self.options
        ]
        return f"{self.function}({', '.join([str(self.argument), *parts])})"


Atom = Column | Call
# A term is a product of atoms; that of none is the intercept.
Term = tuple[Atom, ...]
INTERCEPT: Term = ()


@dataclass(frozen=True)
class Formula:
    """What a formula says.

    Attributes
    ----------
    written : str
        The formula, as it was written.
    outcome : Column, Call or Sign
        Left side; of ``p(y, n)`` the successes.
    trials : Column, Sign, Number or None
        Trials of each row, where the left side is a proportion; a sum of columns, too.
    error : Column, Call, Sign, Number or None
        Standard error of each row, where the outcome is an estimate.
    population : tuple of Term
        Terms that all groups share, in order; ``()`` is the intercept.
    varying : tuple of Term
        Terms that vary by the first grouping factor.
    grouping : tuple of str
        Its column, or columns where groups are their combinations.
    further : tuple of tuple of str
        Columns of further grouping factors, with an intercept each.
    correlated : bool
        Whether the coefficients of a group may be correlated.
    offsets : tuple
        What is added to the linear predictor as it is.
    """

    written: str
    outcome: Any
    trials: Column | Sign | Number | None
    population: tuple[Term, ...]
    varying: tuple[Term, ...]
    grouping: tuple[str, ...]
    further: tuple[tuple[str, ...], ...] = ()
    correlated: bool = True
    offsets: tuple[Any, ...] = ()
    error: Any = None

    @property
    def atoms(self) -> list[Atom]:
        """Give all that terms are products of, each once, in order."""
        terms = (*self.population, *self.varying)
        return list(dict.fromkeys(atom for term in terms for atom in term))

    @property
    def variables(self) -> list[str]:
        """Name the columns of all terms and offsets, each once, in order."""
        sources = [*self.atoms, *self.offsets]
        return list(dict.fromkeys(name for each in sources for name in columns_of(each)))

    @property
    def trials_column(self) -> str | None:
        """Name what has the trials of each row, where they are not one number."""
        return str(self.trials) if list(columns_of(self.trials)) else None

    @property
    def factors(self) -> list[tuple[str, ...]]:
        """Give the columns of every grouping factor, the first one first."""
        return [self.grouping, *self.further]

    @property
    def columns(self) -> list[str]:
        """Name every column of the table that the formula reads, each once."""
        left = [
            *columns_of(self.outcome),
            *columns_of(self.trials),
            *columns_of(self.error),
        ]
        groups = [name for factor in self.factors for name in factor]
        return list(dict.fromkeys([*left, *groups, *self.variables]))


def columns_of(node) -> Iterator[str]:
    """Name the columns that a part of a formula reads."""
    if isinstance(node, Column):
        yield node.name
    elif isinstance(node, Call):
        yield from columns_of(node.argument)
    elif isinstance(node, Sign):
        for each in node.operands:
            yield from columns_of(each)


def names_of(term: Term) -> Iterator[str]:
    """Name the columns that a term reads."""
    for atom in term:
        yield from columns_of(atom)


def name_of(term: Term) -> str:
    """Write a term: ``x:z``; that of nothing is ``Intercept``."""
    return ":".join(map(str, term)) or "Intercept"


def factor_name(factor: tuple[str, ...]) -> str:
    """Write a grouping factor: ``school:class``."""
    return ":".join(factor)


@cache
def load_grammar() -> tuple[ModuleType, ModuleType]:
    """Load the parser and the scanner of formulae, and nothing else of it.

    The package's own first lines load matrices, and with them half of scipy: every job of
    a formula would wait for that.
    """
    whole = "formulae" in sys.modules
    if not whole:
        spec = importlib.util.find_spec("formulae")
        sys.modules["formulae"] = importlib.util.module_from_spec(spec)
    grammar = tuple(
        importlib.import_module(f"formulae.{part}") for part in ("parser", "scanner")
    )
    if not whole:
        del sys.modules["formulae"]  # whoever imports it gets all of it
    return grammar


def product(*terms: Term) -> Term:
    """Multiply terms; an atom by itself is itself."""
    return tuple(dict.fromkeys(atom for term in terms for atom in term))


def among(term: Term, terms: list[Term]) -> bool:
    """Tell whether a term is among others, in whatever order its atoms stand."""
    return any(set(term) == set(each) for each in terms)


def union(terms: list[Term], more: list[Term]) -> list[Term]:
    """Add the terms that are new."""
    together = list(terms)
    for each in more:
        if not among(each, together):
            together.append(each)
    return together
