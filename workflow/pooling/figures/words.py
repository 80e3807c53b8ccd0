"""The words of figures, in the language of the reader."""

from __future__ import annotations

from typing import Any


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
        return es if self.language == "es" else en

    def label(self, role: str) -> str:
        """Name of a column, without its unit."""
        column = self.labels[role]
        return (column.get("label") or {}).get(self.language) or column["column"]

    def unit(self, role: str) -> str | None:
        """Unit of a column, if it has one."""
        return (self.labels[role].get("unit") or {}).get(self.language)

    def axis(self, role: str) -> str:
        """Name of a column with its unit, for an axis."""
        unit = self.unit(role)
        name = self.label(role)
        return f"{name} ({unit})" if unit else name

    def group(self, label: str) -> str:
        """Name of one group: the column's name, where labels are numbers."""
        return f"{self.label('group')} {label}" if label.isdecimal() else label

    def number(self, value: float, form: str = "g") -> str:
        """Write a number with the decimal mark of the language."""
        text = format(value, form).replace("-", "\N{MINUS SIGN}")
        return text.replace(".", ",") if self.language == "es" else text

    def pooling(self, degree: str) -> str:
        """Name a degree of pooling."""
        return {
            "complete": self("complete pooling", "agrupamiento completo"),
            "none": self("no pooling", "sin agrupamiento"),
            "fixed": self("fixed prior", "prior fijo"),
            "partial": self("partial pooling", "agrupamiento parcial"),
        }[degree]
