"""The words of figures, in the language of the reader."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from pooling.numerals import BETWEEN, percent_signs, written


def symbol(name: str) -> str:
    """Give the sign of a parameter for matplotlib: ``mu_alpha`` -> mu with alpha below.

    Names of one letter stand for themselves, longer ones are Greek.
    """
    base, _, below = (
        "_".join(part if len(part) == 1 else rf"\{part}" for part in name.split("_"))
    ).partition("_")
    return rf"{base}_{{{below}}}" if below else base


def letters(sign: str) -> str:
    """Write a formula's sign without its marks, in Greek letters."""

    def greek(found: re.Match) -> str:
        case = "CAPITAL" if found[1][0].isupper() else "SMALL"
        return unicodedata.lookup(f"GREEK {case} LETTER {found[1].upper()}")

    sign = sign.replace(r"\mathrm", "")
    return re.sub(r"[{}]", "", re.sub(r"\\([A-Za-z]+)", greek, sign))


def plain(text):
    """Keep dollar signs of a user's text from being read as formulas.

    Parameters
    ----------
    text : str, or dict of such values at any depth

    Returns
    -------
    str or dict
    """
    if isinstance(text, dict):
        return {key: plain(value) for key, value in text.items()}
    return text.replace("$", r"\$") if isinstance(text, str) else text


# Unit of a column, in the plural -> what stands after "per".
SINGULAR = {
    "years": "year",
    "months": "month",
    "weeks": "week",
    "days": "day",
    "hours": "hour",
    "minutes": "minute",
    "seconds": "second",
    "años": "año",
    "meses": "mes",
    "semanas": "semana",
    "días": "día",
    "horas": "hora",
    "minutos": "minuto",
    "segundos": "segundo",
}


class Words:
    """Texts, labels and numbers for figures in one language.

    Parameters
    ----------
    language : {"en", "es"}
        Language of the reader.
    settings : dict
        What the configuration says about the analysis: ``labels`` by role.
    """

    def __init__(self, language: str, settings: dict[str, Any]):
        self.language = language
        self.labels = settings.get("labels", {})

    def __call__(self, en: str, es: str) -> str:
        """Choose between the English and the Spanish form of a text."""
        return percent_signs(es if self.language == "es" else en, self.language)

    def label(self, role: str) -> str:
        """Name of a column, without its unit."""
        column = self.labels[role]
        return (column.get("label") or {}).get(self.language) or column["column"]

    def unit(self, role: str) -> str | None:
        """Unit of a column, if it has one."""
        return (self.labels.get(role, {}).get("unit") or {}).get(self.language)

    def ratio(self, above: str, below: str) -> str:
        """Unit of one column for each unit of another: ``min/year``.

        Of two columns a single one may have no unit: there its name stands.
        """
        if not (self.unit(above) or self.unit(below)):
            return ""
        unit = self.unit(below) or self.label(below)
        return f"{self.unit(above) or self.label(above)}/{SINGULAR.get(unit, unit)}"

    def axis(self, role: str) -> str:
        """Name of a column with its unit, for an axis."""
        unit = self.unit(role)
        name = self.label(role)
        return f"{name} ({unit})" if unit else name

    def group(self, label: str) -> str:
        """Name of one group: the column's name, where labels are numbers."""
        return f"{self.label('group')} {label}" if label.isdecimal() else plain(label)

    def short(self, label: str, most: int = 18) -> str:
        """Name of one group over a narrow panel; a long name is cut."""
        name = self.group(label)
        return (
            name
            if len(name) <= most
            else name[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
        )

    def parameter(self, label: str) -> str:
        """Name a parameter by its sign: ``alpha[Aitkin]`` -> alpha, Aitkin."""
        name, _, group = label.partition("[")
        sign = f"${symbol(name)}$"
        return f"{sign}, {self.group(group.removesuffix(']'))}" if group else sign

    def number(self, value: float, form: str = "g") -> str:
        """Write a number with the marks and signs of the language."""
        return written(format(value, form), self.language)

    def within_formula(self, value: float, form: str = "g") -> str:
        """Write a number for a formula, where a bare comma would set it apart."""
        return self.number(value, form).replace(",", "{,}")

    def listed(self, *numbers: str) -> str:
        """Set numbers off from each other, as arguments of a distribution."""
        return BETWEEN[self.language].join(numbers)

    def pooling(self, degree: str) -> str:
        """Name a degree of pooling."""
        return {
            "complete": self("complete pooling", "agrupamiento completo"),
            "none": self("no pooling", "sin agrupamiento"),
            "fixed": self("fixed prior", "distribución a priori fija"),
            "partial": self("partial pooling", "agrupamiento parcial"),
        }[degree]

    def model(self, name: str) -> str:
        """Name a model."""
        return {
            "complete_pooling": self.pooling("complete"),
            "no_pooling": self.pooling("none"),
            "regularised": self("fixed regularisation", "regularización fija"),
            "fixed_mode": self("known mode", "moda conocida"),
            "partial_pooling": self.pooling("partial"),
        }[name]

    def verdict(self, name: str) -> str:
        """Say a verdict on the agreement of a fit."""
        return {
            "agrees": self("agrees", "concuerda"),
            "disagrees": self("disagrees", "discrepa"),
            "not computed": self("not computed", "no calculado"),
        }[name]


class Spoken(Words):
    """Words of a text that is read as it stands, without formulas.

    A dollar sign is one, and parameters are named in Greek letters.
    """

    def group(self, label: str) -> str:
        """Name of one group, as in `Words.group`."""
        return f"{self.label('group')} {label}" if label.isdecimal() else label

    def parameter(self, label: str) -> str:
        """Name a parameter by its letter, and its group."""
        name, _, group = label.partition("[")
        sign = letters(symbol(name))
        return f"{sign}, {self.group(group.removesuffix(']'))}" if group else sign
