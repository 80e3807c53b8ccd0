"""The one kind of error that is meant for a user's eyes."""

from difflib import get_close_matches

LONGEST = 250  # letters of a word; of a path, that is
LISTED = 20  # names that a sentence can hold


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
    close = get_close_matches(str(name)[:LONGEST], valid, n=1)
    if close:
        return f'did you mean "{close[0]}"?'
    if not valid:
        return "nothing can stand here."
    listed = ", ".join(f'"{item}"' for item in valid[:LISTED])
    more = f" and {len(valid) - LISTED} more" if len(valid) > LISTED else ""
    return f"choose among {listed}{more}."
