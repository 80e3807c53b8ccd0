"""Letters of a drawing as text, placed in the font's own units."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pooling.basics.outlines import short

FONTS = Path(__file__).parents[1] / "fonts"
EM = 100  # units in which matplotlib places the letters of a text


@cache
def letters_of_font() -> dict[str, dict[str, tuple[str, float]]]:
    """Read which letter a glyph of the font is, and its width in `EM`."""
    return json.loads((FONTS / "pooling-figures.json").read_text("utf-8"))


@dataclass
class Piece:
    """Letters of a text that the font places itself, in `EM` from where the text begins."""

    text: str
    x: float
    look: tuple[bool, float, float]  # whether it is slanted, its height, its size
    end: float


@dataclass(frozen=True)
class Place:
    """Where a text stands, in `UNIT`, how it is turned, and `UNIT` to one of `EM`.

    ``kept`` says whether it keeps its colours in the dark.
    """

    x: float
    y: float
    angle: float
    scale: float
    kept: bool

    def at(self, x: float, y: float) -> str:
        """Write the place of a point of the text."""
        turn = math.radians(self.angle)
        return " ".join(
            short(each)
            for each in (
                self.x + self.scale * (x * math.cos(turn) + y * math.sin(turn)),
                self.y + self.scale * (x * math.sin(turn) - y * math.cos(turn)),
            )
        )

    def transform(self) -> str:
        """Write how the text is placed."""
        turned = f"rotate({short(self.angle)})" if self.angle else ""
        scale = short(self.scale, 4)
        return (
            f"translate({short(self.x)} {short(self.y)}){turned}scale({scale} -{scale})"
        )
