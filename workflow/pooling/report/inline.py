"""Figures as part of the page: each drawn as inline SVG that shares what many have.

A figure's file repeats outlines of letters, styles, marks and frames that every other
figure has too. On the page its letters are text in a font that the page carries, and what
figures share stands once: `Shared` collects it. What a file may hold is listed; anything
else is refused, so that nothing which runs, or is fetched from elsewhere, gets in.
"""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from pooling.basics.outlines import NotAFigure, relative_path, short
from pooling.report.frame import font
from pooling.report.svg.colours import DARK, IN_THE_DARK, in_the_dark
from pooling.report.svg.geometry import (
    UNIT,
    Drawn,
    Style,
    class_name,
    dots_path,
    merged,
)
from pooling.report.svg.reader import Reader, sees_through
from pooling.report.svg.text import FONTS

FONT_FILES = {
    "normal": FONTS / "pooling-figures.woff2",
    "italic": FONTS / "pooling-figures-oblique.woff2",
}
# What holds for all drawings; a line is a point wide where nothing else is said.
DRAWING = (
    '.drawing{font-family:"Pooling Figures","DejaVu Sans",sans-serif;'
    f"text-rendering:geometricPrecision;stroke-width:{UNIT};stroke-linejoin:round}}"
)


@dataclass
class Shared:
    """What figures of a page have in common, with short names.

    Attributes
    ----------
    names : dict of dict
        Kind -> content -> name on the page: styles, frames, marks, letters that the font
        lacks, images and whole drawings.
    frames : dict of str
        Name of a drawing -> attributes of the ``<svg>`` around it.
    """

    names: dict[str, dict[Any, str]] = field(default_factory=lambda: defaultdict(dict))
    frames: dict[str, str] = field(default_factory=dict)

    def name(self, kind: str, content: Any) -> tuple[str, bool]:
        """Name a content; True where it has its name from here on."""
        known = self.names[kind]
        new = content not in known
        return known.setdefault(content, f"_{kind}{len(known)}"), new

    def figure(self, path: str | Path, alt: str) -> Markup:
        """Draw a figure on the page.

        Parameters
        ----------
        path : path
            SVG file as `pooling.figures.style.save` writes it.
        alt : str
            Text alternative.

        Returns
        -------
        Markup
            ``<svg>`` whose one child ``<g>`` or ``<use>`` is the drawing.

        Raises
        ------
        NotAFigure
            If the file holds something that no figure has.
        """
        content = Path(path).read_bytes()
        name, new = self.name("d", hashlib.sha256(content).digest())
        drawing = f'<use href="#{name}"/>'
        if new:
            try:
                root = ET.fromstring(content)
                self.frames[name] = frame_of(root)
                drawn = merged(Reader(root, self).drawn)
                drawing = f'<g id="{name}">{_written(drawn, self)}</g>'
            except (ET.ParseError, ValueError) as error:
                raise NotAFigure(
                    f"{path}: {error}. Delete the file, and run: it is drawn again."
                ) from error
        return Markup(
            f'<svg role="img" aria-label="{escape(alt)}" {self.frames[name]}>{drawing}</svg>'
        )

    def style(self, style: Style, kept: bool = False) -> str:
        """Name the class of a style; empty where it is the default."""
        if kept and "fill" not in dict(style):
            style = (("fill", "#000"), *style)
        return self.name("s", (style, kept))[0] if style else ""

    def definitions(self) -> Markup:
        """Write what the figures share, once they are all drawn."""
        fonts = "".join(
            f'@font-face{{font-family:"Pooling Figures";font-style:{style};'
            f'src:url({font(path)}) format("woff2")}}'
            for style, path in FONT_FILES.items()
        )
        styles = dark = ""
        for (style, kept), name in self.names["s"].items():
            styles += _rule(f".{name}", style)
            if not kept:
                dark += _rule(f".{name}", in_the_dark(style))
        frames = "".join(
            f'<clipPath id="{name}"><rect x="{x}" y="{y}" width="{w}" height="{h}"/></clipPath>'
            for (x, y, w, h), name in self.names["c"].items()
        )
        outlines = "".join(
            f'<path id="{name}" d="{d}"/>'
            for kind in ("m", "l")
            for d, name in self.names[kind].items()
        )
        return Markup(
            '<svg class="shared" aria-hidden="true">'
            f"<style>{fonts}{DRAWING}{styles}</style>"
            f"<style>{IN_THE_DARK}{{{DARK}{dark}}}</style><defs>{frames}{outlines}</defs></svg>"
        )


def frame_of(root: ET.Element) -> str:
    """Write the attributes of the ``<svg>`` around a drawing.

    In the dark it is turned over as a whole where it has an image that one sees through,
    to the bare page.
    """
    view = [float(each) for each in root.get("viewBox", "").split()]
    if len(view) != 4:
        raise NotAFigure("it has no size")
    turned = " turned" if sees_through(root) else ""
    width, height = (short(each * 4 / 3) for each in view[2:])  # CSS pixels
    inside = " ".join(short(UNIT * each) for each in view)
    return f'class="drawing{turned}" width="{width}" height="{height}" viewBox="{inside}"'


def _rule(selector: str, style: Style) -> str:
    return f"{selector}{{{';'.join(map(':'.join, style))}}}" if style else ""


def _written(drawn: list[Drawn], shared: Shared) -> str:
    """Write what is drawn; what one frame cuts off stands together."""
    text: list[str] = []
    frame = None
    for each in drawn:
        if each.clip != frame:
            if frame:
                text.append("</g>")
            if each.clip:
                text.append(f'<g clip-path="url(#{each.clip})">')
            frame = each.clip
        drawn_itself = each.kind in ("path", "dots", "marks")
        name = class_name(shared.style(each.style, each.kept and drawn_itself))
        if each.kind == "path":
            text.append(f'<path{name} d="{relative_path(each.what)}"/>')
        elif each.kind == "dots":
            text.append(f'<path{name} d="{dots_path(each.what)}"/>')
        elif each.kind == "marks":
            uses = [f'<use href="#{each.mark}" x="{x}" y="{y}"/>' for x, y in each.what]
            if len(uses) == 1:
                text.append(uses[0].replace("<use", f"<use{name}"))
            else:
                text.append(f"<g{name}>{''.join(uses)}</g>")
        else:
            text.append(f"<g{name}>{each.what[0]}</g>" if name else each.what[0])
    if frame:
        text.append("</g>")
    return "".join(text)
