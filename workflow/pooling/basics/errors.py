"""The one kind of error that is meant for a user's eyes."""

from difflib import get_close_matches
from pathlib import PurePath

LONGEST = 250  # letters of a word; of a path, that is
LISTED = 20  # names that a sentence of its own can hold
FEW = 3  # and one that says more
TYPED = (".parquet", ".feather", ".arrow")  # endings of files without lines


class PoolingError(Exception):
    """Something the user can fix; its text is one sentence that says how.

    Whatever stands in the user's files, it is one line, and no word of it is endless.
    """

    def __init__(self, sentence: str):
        words = (cut(word, LONGEST) for word in str(sentence).split())
        super().__init__(" ".join(words))


def cut(text: str, most: int = 60) -> str:
    """Shorten a text for a sentence."""
    return text if len(text) <= most else text[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"


def nearest(name: str, valid) -> str:
    """Name the closest valid name, or list them.

    Parameters
    ----------
    name : str
        What was written.
    valid : iterable of str
        What could have been meant.

    Returns
    -------
    str
        ``did you mean "x"?`` or ``choose among "x", "y".``
    """
    valid = [str(item) for item in valid]
    written = str(name)[:LONGEST]
    close = [each for each in valid if each.casefold() == written.casefold()]
    close = close or get_close_matches(written, valid, n=1)
    if close:
        return f'did you mean "{close[0]}"?'
    if not valid:
        return "nothing can stand here."
    quoted = [f'"{item}"' for item in valid]
    return f"choose among {listed(quoted, LISTED)}."


def listed(names: list[str], most: int = FEW) -> str:
    """Name some things in a sentence, and count those that it leaves out."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def typed(path) -> bool:
    """Tell whether a file stores typed columns, by its name."""
    return PurePath(path).suffix.lower() in TYPED


def place_of(source, number: int, column: str | None = None) -> str:
    """Name a place in a table: its line, or its row where the file has no lines."""
    place = f"{source}, {'row' if typed(source) else 'line'} {number}"
    return place if column is None else f'{place}, column "{column}"'
