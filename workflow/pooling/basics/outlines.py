"""Paths of SVG pictures: read, and written with few digits."""

from __future__ import annotations

import re
from functools import cache

NUMBER = r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?"
_TOKENS = re.compile(rf"{NUMBER}|\S")
# Letter of a command -> how many numbers each of its pieces has.
_NEED = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "C": 6, "Z": 0}


class NotAFigure(ValueError):
    """A file holds what no figure of this project has."""


def short(value: float, digits: int = 1) -> str:
    """Write a number with few digits and none too many."""
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        return "0"
    return re.sub(r"^(-?)0\.", r"\1.", text)


def points_of(d: str, unit: float) -> list[tuple]:
    """Read a path, whether its places count from the last one or from the corner.

    Parameters
    ----------
    d : str
        As the attribute of that name has it, of straight lines and curves.
    unit : float
        What a number is taken times before it is rounded.

    Returns
    -------
    list of tuple
        A letter, one of M, L, Q, C and Z, and whole numbers for each piece.

    Raises
    ------
    NotAFigure
        Something else stands there.
    """
    points: list[tuple] = []
    command, numbers, place, start = "", [], (0.0, 0.0), (0.0, 0.0)
    for token in _TOKENS.findall(d):
        if token.isalpha():
            if numbers or token.upper() not in _NEED:
                raise NotAFigure("a path is not written as figures write it")
            command = token
            if command in "zZ":
                points.append(("Z",))
                place = start
            continue
        try:
            numbers.append(float(token))
            ready = len(numbers) == _NEED[command.upper()]
        except (ValueError, KeyError):
            raise NotAFigure("a path is not written as figures write it") from None
        if not ready:
            continue
        absolute, base = command.upper(), place if command.islower() else (0.0, 0.0)
        if absolute == "H":
            numbers.append(place[1] - base[1])
        elif absolute == "V":
            numbers.insert(0, place[0] - base[0])
        numbers = [v + base[at % 2] for at, v in enumerate(numbers)]
        place = (numbers[-2], numbers[-1])
        # Rounded twice: sums of steps are not exact.
        whole = (round(round(unit * v, 6)) for v in numbers)
        points.append((absolute if absolute in "MQC" else "L", *whole))
        if absolute == "M":
            start, command = place, "l" if command == "m" else "L"
        numbers = []
    if numbers:
        raise NotAFigure("a path ends too early")
    return points


@cache
def _hundredths(value: int) -> str:
    return short(value / 100, 2)


def relative_path(pieces: list[tuple], hundredths: bool = False) -> str:
    """Write a path: each place from the last one, which takes few digits.

    Parameters
    ----------
    pieces : list of tuple
        From `points_of`.
    hundredths : bool
        Whether its whole numbers are hundredths.
    """
    numeral = _hundredths if hundredths else str
    text: list[str] = []
    x = y = start_x = start_y = 0
    last = ""

    def row(steps) -> str:
        return "".join(f" {numeral(v)}" if v >= 0 else numeral(v) for v in steps)

    for piece in pieces:
        command = piece[0]
        if command == "Z":
            text.append("z")
            last, x, y = "z", start_x, start_y
            continue
        steps = [v - (x, y)[place % 2] for place, v in enumerate(piece[1:])]
        letter = command.lower()
        if letter == "l":
            # A line after a beginning needs no letter, and one number less does where
            # that does not break a row of lines.
            if not any(steps) and last in ("l", "h", "v"):
                continue
            if last != "l" and not all(steps):
                letter, step = (
                    ("v", steps[1]) if steps[1] and not steps[0] else ("h", steps[0])
                )
                text.append(letter + numeral(step))
            else:
                written = row(steps)
                text.append(written if last in ("l", "m") else "l" + written.lstrip())
        else:
            written = row(steps)
            repeated = letter == last != "m"
            text.append(written if repeated else letter + written.lstrip())
            if command == "M":
                start_x, start_y = piece[1:]
        last, x, y = letter, *piece[-2:]
    return "".join(text)
