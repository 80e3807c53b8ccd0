"""Say in one sentence what is wrong with a configuration."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from pooling.basics.errors import PoolingError, cut, nearest

# Keys whose value names a column.
ROLES = frozenset({"outcome", "predictor", "successes", "trials", "group", "colour"})
# Keys of models by formula, and of the lecture's families, where the other kind is meant.
BY_FORMULA = 'this family takes a formula, "formula: y ~ x + (1 | group)", in its place'
NOT_HERE = {
    "formula": 'means, lines, rates and coins take none; name the response, "family: '
    'normal" for one, or leave the key out',
    **dict.fromkeys(("outcome", "predictor", "successes", "trials"), BY_FORMULA),
}


def validate(kind, written: Any, place: str):
    """Check against a class, and say what is wrong in one sentence."""
    try:
        return kind.model_validate(written)
    except ValidationError as error:
        raise sentence_of(kind, error, place) from None


def sentence_of(kind, error: ValidationError, place: str) -> PoolingError:
    """Say the first of pydantic's complaints in one sentence.

    A key that is not known explains another that is missing.
    """
    complaints = error.errors()
    unknown = (each for each in complaints if each["type"] == "extra_forbidden")
    first = next(unknown, complaints[0])
    location = [str(part) for part in first["loc"]]
    location = [
        part for part in location if not re.match(r"\[key\]|literal\[|list\[", part)
    ]
    where = ".".join(cut(part) for part in (place, *location) if part)
    message = _message(kind, first, location)
    message = message if message.endswith((".", "?")) else f"{message}."
    return PoolingError(f"{where or 'configuration'}: {message}")


def _message(kind, first: dict, location: list[str]) -> str:
    """Say what is wrong, and what to write instead."""
    given, complaint = first["input"], first["type"]
    said, key = cut(str(given)), location[-1] if location else ""
    if complaint == "extra_forbidden":
        keys = _keys_at(kind, location[:-1])
        if key in NOT_HERE and "formula" in {key, *keys}:
            return NOT_HERE[key]
        return f"unknown key; {nearest(key, keys)}"
    if complaint == "missing":
        return "this key is missing; add it"
    if given is None:
        return "the key has no value; write one, or leave the key out"
    if key in (*ROLES, "column") and isinstance(given, list):
        several = "write one column, not several"
        crossed = "; groups that cross or nest cannot be expressed yet"
        return several + crossed * ("group" in location)
    if complaint in ("model_type", "model_attributes_type", "dict_type"):
        if key in ROLES and not isinstance(given, dict):
            return f'write it with its key, {{column: "{said}"}}'
        names = given if key == "models" and isinstance(given, list) else []
        keys = ", ".join(f"{name}: {{}}" for name in names) or "key: value, ..."
        return f"write it as keys with values, {{{cut(keys)}}}"
    if complaint == "string_type" and isinstance(given, bool):
        return "YAML reads yes, no, on and off as true and false; put the word in quotes"
    if complaint == "string_type" and not isinstance(given, list | dict):
        return f'YAML reads this as a number or a date; put it in quotes, "{said}"'
    if complaint == "string_type":
        return "write it as one text, in quotes"
    if complaint == "string_too_short":
        return "it is empty; write it, or leave the key out"
    if complaint == "invalid_key" and location[1:] and re.fullmatch("[0-9]+", key):
        return (
            "within braces a comma ends a value: write a decimal point, or put the key in "
            f'quotes, "{said}"'
        )
    if complaint == "invalid_key":
        return f'a key is a word; put it in quotes, "{said}"'
    if complaint == "list_type":
        return f"write it as a list, [{said}]"
    if complaint == "too_short":
        return "it is empty; write at least one"
    if complaint == "value_error":
        return str(first["ctx"]["error"])
    if complaint == "string_pattern_mismatch":
        return (
            f'"{said}" cannot name a folder; use letters, digits, '
            '"_", "-" and ".", starting with a letter or a digit'
        )
    if complaint == "float_type" and isinstance(given, int):
        return f"{said} is larger than any number that a computer calculates with"
    shown = "" if isinstance(given, dict | list) else f", not {cut(repr(given))}"
    return f"{first['msg'][0].lower()}{first['msg'][1:]}{shown}"


def _keys_at(kind, location: list[str]) -> list[str]:
    """Keys that are valid at a place inside a class of settings."""
    for part in location:
        field = getattr(kind, "model_fields", {}).get(part)
        annotation = field.annotation if field else kind
        candidates = [annotation, *getattr(annotation, "__args__", ())]
        kind = next(
            (item for item in reversed(candidates) if hasattr(item, "model_fields")), kind
        )
    return list(getattr(kind, "model_fields", {}))
