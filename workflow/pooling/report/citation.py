"""How to cite the software, from its CITATION.cff."""

from __future__ import annotations

from typing import Any


def _author(person: dict[str, str]) -> str:
    """Write one author: an entity, or a person with family name first."""
    if "name" in person:
        return person["name"]
    return f"{person['family-names']}, {person['given-names']}"


def cite(citation: dict[str, Any], run: str, seed: int) -> dict[str, str]:
    """Compose the citation of the software that made a run, with its BibTeX.

    Parameters
    ----------
    citation : dict
        Content of a CITATION.cff: ``title``, ``authors``, ``version``,
        ``date-released``, ``license``.
    seed : int
        Its seed.
    """
    authors = [_author(person) for person in citation["authors"]]
    entry = {
        "authors": "; ".join(authors),
        "year": str(citation["date-released"])[:4],
        "title": citation["title"],
        "version": str(citation["version"]),
    }
    # Entities stand in braces of their own, or BibTeX takes them for persons.
    named = [
        f"{{{name}}}" if "name" in person else name
        for name, person in zip(authors, citation["authors"], strict=True)
    ]
    entries = {
        "author": " and ".join(named),
        "title": f"{{{entry['title']}}}",
        "year": entry["year"],
        "version": entry["version"],
        "note": f"Run {run}, seed {seed}",
    }
    lines = [f"  {key} = {{{value}}}" for key, value in entries.items()]
    entry["bibtex"] = "@software{pooling,\n" + ",\n".join(lines) + "\n}"
    return entry
