"""What an SVG draws: paths and boxes, moved, merged and written."""

from __future__ import annotations

import math
from dataclasses import dataclass

UNIT = 10  # of the drawing on the page: a tenth of a point, so that numbers are whole
LOOK_BACK = 40  # things drawn before, among which one of the same look is sought
LENGTHS = ("stroke-width", "stroke-dasharray", "stroke-dashoffset")

Box = tuple[float, float, float, float]
Style = tuple[tuple[str, str], ...]
NOWHERE: Box = (math.inf, math.inf, -math.inf, -math.inf)


@dataclass
class Drawn:
    """One thing that is drawn, or several of one look.

    Attributes
    ----------
    kind : {"path", "dots", "marks", "text", "image"}
        What it is.
    style : tuple of pairs
        Property and value, those of `DEFAULTS` left out.
    clip : str or None
        Identifier on the page of the frame that cuts it off.
    box : tuple
        Left, top, right and bottom, in `UNIT`; nothing of it is outside.
    what : list
        Pieces of a path, places of dots or marks, or the markup of the others.
    mark : str
        Identifier on the page of the mark.
    kept : bool
        Whether its colours stay in the dark, as those of the image do that it lies on.
    free : bool
        Whether things of this look may lie on each other in one path and look the same.
    """

    kind: str
    style: Style
    clip: str | None
    box: Box
    what: list
    mark: str = ""
    free: bool = False
    kept: bool = False

    @property
    def look(self) -> tuple:
        """What two things have in common that can be drawn as one."""
        return self.kind, self.style, self.clip, self.mark, self.kept


def class_name(name: str) -> str:
    """Write the attribute of a class, if there is one."""
    return f' class="{name}"' if name else ""


def box_of(pieces: list[tuple]) -> Box:
    """Give the box around a path."""
    xs = [each for piece in pieces for each in piece[1::2]]
    ys = [each for piece in pieces for each in piece[2::2]]
    return (min(xs), min(ys), max(xs), max(ys)) if xs else NOWHERE


def radius_of(points: list[tuple]) -> float:
    """Radius of a circle around the place of its mark; 0 for any other mark."""
    ends = [piece[-2:] for piece in points if piece[0] == "C"]
    if len(ends) < 4 or any(piece[0] not in "MCZ" for piece in points):
        return 0
    sizes = [math.hypot(*end) for end in ends]
    return sum(sizes) / len(sizes) if max(sizes) - min(sizes) < 1 else 0


def moved_by(pieces: list[tuple], x: int, y: int) -> list[tuple]:
    """Move a path."""
    return [
        (
            piece[0],
            *(v + (x, y)[place % 2] for place, v in enumerate(piece[1:])),
        )
        for piece in pieces
    ]


def overlap(a: Box, b: Box) -> Box:
    """Give what two boxes share."""
    return (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))


def _around(a: Box, b: Box) -> Box:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def meet(a: Box, b: Box) -> bool:
    """Whether two boxes overlap."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def merged(drawn: list[Drawn]) -> list[Drawn]:
    """Draw things of one look as one, where nothing else comes to lie otherwise.

    A thing may be drawn earlier if nothing that it passes lies where it does.
    """
    kept: list[Drawn] = []
    for new in drawn:
        if new.kind not in ("text", "image"):
            for old in kept[: -LOOK_BACK - 1 : -1]:
                if old.look == new.look and (
                    new.free or new.kind == "marks" or not meet(old.box, new.box)
                ):
                    old.what.extend(new.what)
                    old.box = _around(old.box, new.box)
                    break
                if meet(old.box, new.box):
                    kept.append(new)
                    break
            else:
                kept.append(new)
        else:
            kept.append(new)
    return kept


def dots_path(places: list[tuple[int, int]]) -> str:
    """Write dots: lines without length."""
    text, x, y = [], 0, 0
    for a, b in places:
        text.append(f"m{a - x}{' ' if b >= y else ''}{b - y}h0")
        x, y = a, b
    return "".join(text)
