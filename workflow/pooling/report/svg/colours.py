"""Colours of a drawing in the dark, with contrast enough to be seen."""

from __future__ import annotations

import re

from pooling.report.svg.geometry import Style

# In the dark, greys go from the colour of the page to that of its text, and other colours
# become lighter until they are seen as well as a mark must be (WCAG 2.2, 1.4.11: 3 to 1).
PAPER, INK = "#16181b", "#e4e2dc"
CONTRAST = 3.5
IN_THE_DARK = "@media screen and (prefers-color-scheme:dark)"
DARK = f".drawing{{fill:{INK}}}.turned{{fill:#000;filter:invert(.9)hue-rotate(180deg)}}"


def in_the_dark(style: Style) -> Style:
    """Give the colours of a style that are others in the dark."""
    return tuple(
        (name, darkened)
        for name, value in style
        if value.startswith("#")
        and (darkened := darkened_colour(in_full(value))) != value
    )


def darkened_colour(colour: str) -> str:
    """Give the colour for the dark; see `CONTRAST`."""
    parts, paper, ink = (parts_of(each) for each in (colour, PAPER, INK))
    if len(set(parts)) == 1:
        share = parts[0] / 255
        return _hex(a + share * (b - a) for a, b in zip(ink, paper, strict=True))
    lift = 0.0
    while contrast_of(lifted := [v + lift * (255 - v) for v in parts], paper) < CONTRAST:
        lift += 0.05
    return colour if not lift else _hex(lifted)


def parts_of(colour: str) -> list[int]:
    """Read red, green and blue."""
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _hex(parts) -> str:
    return "#" + "".join(f"{round(each):02x}" for each in parts)


def contrast_of(a, b) -> float:
    """Contrast of two colours, as WCAG 2.2 defines it."""

    def luminance(parts):
        linear = [
            v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
            for v in (each / 255 for each in parts)
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def in_full(colour: str) -> str:
    """Write a colour with all its digits."""
    return re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", colour)
