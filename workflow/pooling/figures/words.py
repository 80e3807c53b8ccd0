"""The words of figures, in the language of the reader."""

from __future__ import annotations

import math
import re
from typing import Any

from pooling.basics.numerals import (
    BETWEEN,
    UNDEFINED,
    decimals_of,
    percent_signs,
    written,
)
from pooling.figures import axes
from pooling.figures.base import texts
from pooling.model import responses
from pooling.model.families.settings import Wording
from pooling.model.names import LEVEL_OF
from pooling.table import cells, times

# Greek letters as LaTeX calls them, in the order of Unicode.
GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi "
    "rho varsigma sigma tau upsilon phi chi psi omega"
)
GREEK = {name: chr(ord("α") + at) for at, name in enumerate(GREEK_NAMES.split())}
MATRICES = ("R",)  # set upright
# A coin's probability has the letter of the lecture, though files call it theta.
PRINTED = {"theta": "pi"}
# Letters of a user's text in a figure: longer ones leave no room for what is drawn.
MOST_OF_NAME, MOST_OF_UNIT = 40, 30
# Parts of a coefficient's name, at colons that are outside of brackets.
PARTS = re.compile(r":(?![^\[(]*[\])])")
_LEVEL = re.compile(r"(.+?)\[(.*)\]")
CATEGORIES = re.compile(r"(?:factor|C)\((.+)\)")  # made of numbers
CENTRED = re.compile(r"center\((.+)\)")
_TIMES = " \N{MULTIPLICATION SIGN} "
SHORT = (1e-4, 1e6)  # between them a number of two digits needs no power of ten


def symbol(name: str) -> str:
    """Give the sign of a parameter in LaTeX: ``mu_alpha`` -> mu with alpha below.

    Names of one letter stand for themselves, those of Greek letters for these, and
    words are set upright.

    Parameters
    ----------
    name : str
        As in a Stan program: letters, digits, and ``_`` before what stands below.
    """
    base, *below = (
        rf"\{PRINTED.get(part, part)}"
        if part in GREEK
        else part
        if len(part) == 1 and part not in MATRICES
        else rf"\mathrm{{{part}}}"
        for part in name.split("_")
        if part
    )
    return rf"{base}_{{{','.join(below)}}}" if below else base


def letters(sign: str) -> str:
    """Write a formula's sign without its marks, in Greek letters."""

    def greek(match: re.Match) -> str:
        letter = GREEK.get(match[1].lower(), match[1])
        return letter.upper() if match[1][0].isupper() else letter

    sign = sign.replace(r"\mathrm", "")
    return re.sub(r"[{}]", "", re.sub(r"\\([A-Za-z]+)", greek, sign))


def plain(text: str) -> str:
    """Keep dollar signs of a user's text from being read as formulas."""
    return text.replace("$", r"\$")


def cut(text: str, most: int) -> str:
    """Shorten a text in its middle: labels often begin alike, and differ at the end."""
    if len(text) <= most:
        return text
    end = (most - 1) // 2
    start = most - 1 - end
    return f"{text[:start].rstrip()}\N{HORIZONTAL ELLIPSIS}{text[-end:].lstrip()}"


def contracted(text: str) -> str:
    """Join a Spanish preposition with the article behind it."""
    return re.sub(r"\b(de|a) el\b", r"\1l", text)


# Unit of a column, in the plural -> what stands after "per", and one of it.
SINGULAR = {
    "years": "year",
    "semesters": "semester",
    "months": "month",
    "weeks": "week",
    "days": "day",
    "hours": "hour",
    "minutes": "minute",
    "seconds": "second",
    "degrees": "degree",
    "points": "point",
    "años": "año",
    "semestres": "semestre",
    "meses": "mes",
    "semanas": "semana",
    "días": "día",
    "horas": "hora",
    "minutos": "minuto",
    "segundos": "segundo",
    "grados": "grado",
    "puntos": "punto",
}


class _Gaps(dict):
    """What stands in the gaps of a text: what is given, else the analysis' own words."""

    def __init__(self, words: Words, given: dict[str, Any]):
        super().__init__(given)
        self.words = words

    def __missing__(self, name: str) -> str:
        if name in Wording.model_fields:
            return self.words.counted(name)
        return self.words.groups() if name == "groups" else self.words.label(name)


class Words:
    """Texts, labels and numbers for figures in one language.

    What a user wrote is cut to what there is room for, and never read as a formula.

    Parameters
    ----------
    settings : dict
        What the configuration says about the analysis: ``labels`` by role, and
        ``words`` for what is counted, neutral ones where it has none.
    """

    def __init__(self, language: str, settings: dict[str, Any]):
        self.language = language
        self.labels = settings.get("labels", {})
        self.chosen = Wording().model_dump() | (settings.get("words") or {})
        self.limit = settings.get("threshold") or {}
        family = settings.get("family")
        self.by_formula = family in responses.NAMES
        # What its response has beside the linear predictor.
        self.dispersion = responses.get(family).DISPERSION if self.by_formula else {}

    def __call__(self, en: str, es: str) -> str:
        """Choose between the English and the Spanish form of a text."""
        return percent_signs(es if self.language == "es" else en, self.language)

    def say(self, key: str, **gaps: Any) -> str:
        """Give a text of figures, its gaps filled.

        Parameters
        ----------
        key : str
            File, heading and name of the text: ``checks/agreement/across``.
        **gaps
            What its braces stand for, beside the analysis' own words.
        """
        room, row, name = key.split("/")
        return self.told(self.text(texts(room)[row][name]), **gaps)

    def shown(self, text: str, most: int = MOST_OF_NAME) -> str:
        """Show a text of the user's."""
        return plain(cut(text, most))

    def counted(self, what: str) -> str:
        """Name what an analysis of counts is about, a field of `Wording`."""
        return self.shown(self.chosen[what][self.language])

    def told(self, text: str, **given: Any) -> str:
        """Fill the gaps of a text, as those of `say`; the analysis' own words need no name.

        Those are ``{groups}``, ``{group}`` and other roles, and the fields of `Wording`.
        """
        filled = percent_signs(text.format_map(_Gaps(self, given)), self.language)
        return contracted(filled) if self.language == "es" else filled

    def of_population(self) -> str:
        """Say that something is the population's: ``of the factory``."""
        return self.told(self("of {population}", "de {population}"))

    def label(self, role: str) -> str:
        """Name of a column, without its unit."""
        return self.shown(self._column(role))

    def knows(self, name: str) -> bool:
        """Say whether a variable has a label, and no role is called like it."""
        return self.labels.get(name, {}).get("column") == name

    def product(self, label: str, most: int = MOST_OF_NAME) -> str:
        """Name a column of a design: ``pred[yes]:size`` -> ``pred: yes × size``.

        One that is too long is named by its categories alone.
        """
        parts, short = [], []
        for part in PARTS.split(label):
            parts_of_label = _LEVEL.fullmatch(part)
            name, level = parts_of_label.groups() if parts_of_label else (part, None)
            made = (CENTRED if level is None else CATEGORIES).fullmatch(name)
            name = made[1] if made and self.knows(made[1]) else name
            given = self.labels[name]["label"] if self.knows(name) else None
            name_said = self.text(given) if given else name
            parts.append(name_said if level is None else f"{name_said}: {level}")
            short.append(name_said if level is None else level)
        whole = _TIMES.join(parts)
        return self.shown(whole if len(whole) <= most else _TIMES.join(short), most)

    def factor(self, name: str) -> str:
        """Name a further grouping factor."""
        role = LEVEL_OF + name
        return self.label(role) if role in self.labels else self.shown(name)

    def groups(self) -> str:
        """Name several groups: counties; ``groups (county)`` where no plural is given."""
        plural = (self.labels["group"].get("plural") or {}).get(self.language)
        if plural:
            return self.shown(plural)
        return f"{self('groups', 'grupos')} ({self.label('group')})"

    def observations(self) -> str:
        """Name the size of a group."""
        group = self.label("group")
        return self(f"observations per {group}", f"observaciones por {group}")

    def _column(self, role: str) -> str:
        column = self.labels[role]
        return (column.get("label") or {}).get(self.language) or column["column"]

    def original(self) -> str | None:
        """Name what the outcome is the logarithm of, with its unit, if it is one."""
        column = self.labels.get("y", {}).get("log_of")
        if not column:
            return None
        name = self.shown(self.text(column["label"]))
        unit = self.original_unit()
        return f"{name} ({unit})" if unit else name

    def original_unit(self) -> str | None:
        """Unit of what the outcome is the logarithm of, if it has one."""
        unit = self.labels["y"]["log_of"]["unit"]
        return unit and self.shown(self.text(unit), MOST_OF_UNIT)

    def original_value(self, value: float) -> str:
        """Write what a value is the logarithm of, to two digits: 4.0, 15, 150."""
        taken_back = float(f"{math.exp(value):.2g}")
        short = SHORT[0] <= taken_back < SHORT[1]
        return self.number(taken_back, f".{decimals_of(taken_back)}f" if short else ".1e")

    def original_span(self, low: float, high: float, to: str = " … ") -> str:
        """Write from where to where two logarithms run, in what they were taken of."""
        ends = map(self.original_value, (low, high))
        unit = self.original_unit()
        shown = to.join(dict.fromkeys(ends))  # one, where both are written alike
        return shown + (f" {unit}" if unit else "")

    def threshold(self) -> str:
        """Name the threshold of the outcome, which has one."""
        return self.shown(self.text(self.limit["label"]))

    def text(self, texts: dict[str, str]) -> str:
        """Choose the reader's language, or the one that there is."""
        return texts.get(self.language) or next(iter(texts.values()))

    def clock(self, role: str) -> times.Clock | None:
        """How the numbers of a predictor are times, where its unit says so."""
        unit = (self.labels.get(role, {}).get("unit") or {}) if role == "x" else {}
        return next(filter(None, map(times.clock, unit.values())), None)

    def unit(self, role: str) -> str | None:
        """Unit of a column, if it has one; dates have none."""
        if self.clock(role):
            return None
        unit = (self.labels.get(role, {}).get("unit") or {}).get(self.language)
        return unit and self.shown(unit, MOST_OF_UNIT)

    def singular(self, role: str) -> str | None:
        """Unit of a column as one of it is called: week, of weeks."""
        unit = self.unit(role)
        return SINGULAR.get(unit, unit)

    def value(self, role: str, value: float, spread: float) -> str:
        """Write a value of a column, as exactly as a spread of its values needs.

        A date where the column holds times; without the unit.
        """
        clock = self.clock(role)
        if clock:
            return clock.rough(value, spread)
        return axes.told(value, spread, self.language)

    def ratio(self, above: str, below: str) -> str:
        """Unit of one column for each unit of another: ``min/year``.

        Of two columns a single one may have no unit: there its name stands.
        """
        clock, unit = self.clock(below), self.unit(below)
        if not (self.unit(above) or unit or clock):
            return ""
        one = clock.sign if clock else self.singular(below) or self.label(below)
        return f"{self.unit(above) or self.label(above)}/{one}"

    def share(self) -> str:
        """Name the share of the trials that are successes."""
        y = self.label("y")
        return self(f"share of {y}", f"proporción de {y}")

    def axis(self, role: str) -> str:
        """Name of a column with its unit, for an axis; dates are in UTC."""
        unit = "UTC" if self.clock(role) else self.unit(role)
        name = self.label(role)
        return f"{name} ({unit})" if unit and unit != name else name

    def group(self, label: str) -> str:
        """Name of one group: with the column's name, where labels are numbers."""
        return (
            f"{self.label('group')} {label}" if label.isdecimal() else self.shown(label)
        )

    def named(self, label: str) -> str:
        """Name one group within a sentence.

        Spanish would need an article before a noun with a number; whether it is "el" or
        "la" a user's noun does not say, so it is quoted, as a label that needs none.
        """
        name = self.group(label)
        return f"«{name}»" if self.language == "es" and label.isdecimal() else name

    def kind(self, value: str) -> str:
        """Name a value of the column by which groups are marked."""
        named = self.labels["colour"]["values"].items()
        names = {cells.name(cell): name for cell, name in named}
        return self.shown(names.get(value, {}).get(self.language) or value)

    def short(self, label: str, most: int = 18) -> str:
        """Name of one group over a narrow panel; a long name is cut."""
        name = f"{self._column('group')} {label}" if label.isdecimal() else label
        return self.shown(name, most)

    def parameter(self, label: str, most: int = MOST_OF_NAME) -> str:
        """Name a parameter by its sign: ``alpha[Aitkin]`` -> alpha, Aitkin.

        Those of a formula are called as it writes them.
        """
        if self.by_formula and label not in self.dispersion:
            return self.shown(label, most)
        name, _, group = label.partition("[")
        sign = self.sign(name)
        return f"{sign}, {self.group(group.removesuffix(']'))}" if group else sign

    def sign(self, name: str) -> str:
        """Show the sign of a parameter."""
        return f"${symbol(name)}$"

    def number(self, value: float | None, form: str = "g") -> str:
        """Write a number with the marks and signs of the language; None is a dash."""
        return UNDEFINED if value is None else written(format(value, form), self.language)

    def within_formula(self, value: float, form: str = "g") -> str:
        """Write a number for a formula, where a bare comma would set it apart."""
        return self.number(value, form).replace(",", "{,}")

    def listed(self, *numbers: str) -> str:
        """Set numbers off from each other, as arguments of a distribution."""
        return BETWEEN[self.language].join(numbers)

    def pooling(self, degree: str) -> str:
        """Name a degree of pooling."""
        return self.say(f"phrases/pooling/{degree}")

    def model(self, name: str) -> str:
        """Name a model."""
        return self.say(f"phrases/model/{name}")

    def verdict(self, name: str) -> str:
        """Say a verdict: on the agreement of a fit, or on the calibration of a program."""
        return self.say(f"phrases/verdict/{name}")


class Spoken(Words):
    """Words of a text that is read as it stands, without formulas.

    A dollar sign is one, and parameters are named in Greek letters.
    """

    def shown(self, text: str, most: int = MOST_OF_NAME) -> str:
        """Show a text of the user's as it is."""
        return text

    def sign(self, name: str) -> str:
        """Name a parameter by its letter."""
        return letters(symbol(name))
