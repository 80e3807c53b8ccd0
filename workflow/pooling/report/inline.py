"""Figures as part of the page: each drawn as inline SVG that shares what many have.

A figure's file repeats outlines of letters, styles, marks and frames that every other
figure has too. On the page its letters are text in a font that the page carries, and what
figures share stands once: `Shared` collects it. What a file may hold is listed; anything
else is refused, so that nothing which runs, or is fetched from elsewhere, gets in.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

FONTS = Path(__file__).parent / "fonts"
FONT_FILES = {
    "normal": FONTS / "pooling-figures.woff2",
    "italic": FONTS / "pooling-figures-oblique.woff2",
}
UNIT = 10  # of the drawing on the page: a tenth of a point, so that numbers are whole
EM = 100  # units in which matplotlib places the letters of a text
# What holds for all drawings; a line is a point wide where nothing else is said.
DRAWING = (
    '.drawing{font-family:"Pooling Figures","DejaVu Sans",sans-serif;'
    f"text-rendering:geometricPrecision;stroke-width:{UNIT};stroke-linejoin:round}}"
)
# In the dark, greys go from the colour of the page to that of its text, and other colours
# become lighter until they are seen as well as a mark must be (WCAG 2.2, 1.4.11: 3 to 1).
PAPER, INK = "#16181b", "#e4e2dc"
CONTRAST = 3.5
IN_THE_DARK = "@media screen and (prefers-color-scheme:dark)"
DARK = f".drawing{{fill:{INK}}}.turned{{fill:#000;filter:invert(.9)hue-rotate(180deg)}}"
# How far in a formula a letter may stand before or behind the place where the one before it
# ends: nearer where the font itself moves the two together, farther at a gap. Where it does
# not, a new piece of text begins. Plain text the font places as matplotlib did.
NEAR, FAR = -20, 1.5
LOOK_BACK = 40  # things drawn before, among which one of the same look is sought

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
# Element -> attributes that a figure's file may have.
ALLOWED = {
    "svg": {"width", "height", "viewBox", "version"},
    "g": {"id", "style", "transform", "clip-path"},
    "defs": set(),
    "path": {"id", "d", "style", "transform", "clip-path"},
    "use": {HREF, "x", "y", "style", "transform"},
    "clipPath": {"id"},
    "rect": {"x", "y", "width", "height"},
    "image": {HREF, "id", "x", "y", "width", "height", "transform", "style"},
    "style": {"type"},
    "metadata": set(),
}
NUMBER = r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?"
# Property -> its values, and whether they are lengths.
PROPERTIES = {
    "fill": r"none|#[0-9a-f]{6}",
    "stroke": r"none|#[0-9a-f]{6}",
    "opacity": NUMBER,
    "fill-opacity": NUMBER,
    "stroke-opacity": NUMBER,
    "stroke-width": NUMBER,
    "stroke-dasharray": rf"none|{NUMBER}(?:,{NUMBER})*",
    "stroke-dashoffset": NUMBER,
    "stroke-linecap": "butt|round|square",
    "stroke-linejoin": "miter|round|bevel",
    "stroke-miterlimit": NUMBER,
    "image-rendering": "[a-z-]+",
}
LENGTHS = ("stroke-width", "stroke-dasharray", "stroke-dashoffset")
# What a drawing on the page has where nothing else is said.
DEFAULTS = {
    "stroke": "none",
    "opacity": "1",
    "fill-opacity": "1",
    "stroke-opacity": "1",
    "stroke-width": "1",
    "stroke-linecap": "butt",
    "stroke-linejoin": "round",
    "stroke-dashoffset": "0",
    "stroke-dasharray": "none",
}
_IMAGE = re.compile(r"data:image/png;base64,\s*([A-Za-z0-9+/=\s]+)")
_CLIP = re.compile(r"url\(#(\w+)\)")
_MOVED = re.compile(rf"(translate|rotate|scale)\(({NUMBER})(?:[ ,]({NUMBER}))?\)")

Box = tuple[float, float, float, float]
Style = tuple[tuple[str, str], ...]
NOWHERE: Box = (math.inf, math.inf, -math.inf, -math.inf)


def data_uri(path: str | Path, kind: str) -> Markup:
    """Put a file into a URI of its own."""
    content = base64.b64encode(Path(path).read_bytes()).decode("ascii")
    return Markup(f"data:{kind};base64,{content}")


class NotAFigure(ValueError):
    """A file holds what no figure of this project has."""


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
                self.frames[name] = _frame(root)
                drawn = _merged(_Reader(root, self).drawn)
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
            f'src:url({data_uri(path, "font/woff2")}) format("woff2")}}'
            for style, path in FONT_FILES.items()
        )
        styles = dark = ""
        for (style, kept), name in self.names["s"].items():
            styles += _rule(f".{name}", style)
            if not kept:
                dark += _rule(f".{name}", _in_the_dark(style))
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


@cache
def _letters() -> dict[str, dict[str, tuple[str, float]]]:
    """Read which letter a glyph of the font is, and its width in `EM`."""
    return json.loads((FONTS / "pooling-figures.json").read_text("utf-8"))


def _short(value: float, digits: int = 1) -> str:
    """Write a number with few digits and none too many."""
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        return "0"
    return re.sub(r"^(-?)0\.", r"\1.", text)


def _frame(root: ET.Element) -> str:
    """Write the attributes of the ``<svg>`` around a drawing.

    In the dark it is turned over as a whole where it has an image that one sees through,
    to the bare page.
    """
    view = [float(each) for each in root.get("viewBox", "").split()]
    if len(view) != 4:
        raise NotAFigure("it has no size")
    turned = " turned" if _sees_through(root) else ""
    width, height = (_short(each * 4 / 3) for each in view[2:])  # CSS pixels
    inside = " ".join(_short(UNIT * each) for each in view)
    return f'class="drawing{turned}" width="{width}" height="{height}" viewBox="{inside}"'


class _Reader:
    """Reads the things that a figure draws, in their order."""

    def __init__(self, root: ET.Element, shared: Shared):
        self.shared = shared
        self.drawn: list[Drawn] = []
        self.known: dict[str, ET.Element] = {}
        self.frames: dict[str, tuple[str, Box]] = {}
        self.marks: dict[str, tuple] = {}
        for element in root.iter():
            name = element.tag.removeprefix(SVG)
            if name == "metadata" or not element.tag.startswith(SVG):
                continue
            strange = set(element.attrib) - ALLOWED.get(name, set())
            if name not in ALLOWED or strange:
                raise NotAFigure(f"no figure has <{name} {' '.join(sorted(strange))}>")
            if "id" in element.attrib:
                self.known[element.get("id")] = element
        for element in root.iter(f"{SVG}clipPath"):
            rect = element.find(f"{SVG}rect")
            if rect is None:
                raise NotAFigure("a frame is no rectangle")
            x, y, w, h = (
                UNIT * float(rect.get(key, "")) for key in ("x", "y", "width", "height")
            )
            frame = tuple(_short(each, 0) for each in (x, y, w, h))
            found = self.shared.name("c", frame)[0]
            self.frames[element.get("id")] = found, (x, y, x + w, y + h)
        self.images: list[Box] = []
        self.turned = _sees_through(root)
        self.read(root, {}, None)

    def kept(self, box: Box) -> bool:
        """Whether what is drawn there keeps its colours in the dark."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return self.turned or any(
            left + UNIT < x < right - UNIT and top + UNIT < y < bottom - UNIT
            for left, top, right, bottom in self.images
        )

    def read(self, group: ET.Element, style: dict[str, str], clip: str | None) -> None:
        """Read what a group draws."""
        for element in group:
            name = element.tag.removeprefix(SVG)
            if name in ("metadata", "defs", "style"):
                continue
            own = style | _style(element)
            cut = clip
            if "clip-path" in element.attrib:
                cut = _CLIP.fullmatch(element.get("clip-path"))
                if not cut or cut[1] not in self.frames:
                    raise NotAFigure("a frame is not one of the figure's own")
                cut = cut[1]
            if name == "g":
                if "transform" in element.attrib:
                    self.text(element, own, cut)
                else:
                    self.read(element, own, cut)
            elif name == "path":
                self.path(_points(element.get("d", "")), own, cut)
            elif name == "use":
                self.mark(element, own, cut)
            elif name == "image":
                self.image(element, own, cut)
            else:
                raise NotAFigure(f"<{name}> is not where figures have it")

    def add(self, drawn: Drawn, clip: str | None, width: float = 0) -> None:
        """Add a thing, unless nothing of it is seen."""
        x0, y0, x1, y1 = drawn.box
        box = (x0 - width, y0 - width, x1 + width, y1 + width)
        if clip is not None:
            drawn.clip, frame = self.frames[clip]
            box = _inside(box, frame)
            if box[0] > box[2] or box[1] > box[3]:
                return
        drawn.box = box
        drawn.kept = self.kept(box)
        # White on bare paper.
        if drawn.style == WHITE and not any(_meet(box, each.box) for each in self.drawn):
            return
        self.drawn.append(drawn)

    def path(self, pieces: list, style: dict[str, str], clip: str | None) -> None:
        """Add a path."""
        if not pieces:
            return
        if len(pieces) == 2 and pieces[1][0] == "L":
            style = style | {"fill": "none"}  # a straight line has no inside
        look = _look(style)
        if look is None:
            return
        given = dict(look)
        free = given.get("fill") == "none" and not _seen_through(given)
        drawn = Drawn("path", look, None, _box(pieces), pieces, free=free)
        self.add(drawn, clip, _reach(given))

    def mark(self, element: ET.Element, style: dict[str, str], clip: str | None) -> None:
        """Add a mark at a place."""
        target = element.get(HREF, "").removeprefix("#")
        if target not in self.known or "transform" in element.attrib:
            raise NotAFigure("a mark is not one of the figure's own")
        if target not in self.marks:
            mark = self.known[target]
            d = mark.get("d", "")
            points = _points(d)
            self.marks[target] = points, _box(points), _radius(points), _style(mark)
        points, (x0, y0, x1, y1), radius, own = self.marks[target]
        x, y = (round(UNIT * float(element.get(key, 0))) for key in ("x", "y"))
        style = style | own
        if len(points) == 2:
            self.path(_moved(points, x, y), style, clip)
            return
        look = _look(style)
        if look is None:
            return
        given = dict(look)
        solid = not _seen_through(given)
        place = (x + x0, y + y0, x + x1, y + y1)
        fill, stroke = given.get("fill", "#000"), given.get("stroke", "none")
        if radius and solid and fill != "none" and stroke in ("none", fill):
            # Ends of a line without length are round: a dot.
            across = 2 * radius + (0 if stroke == "none" else _width(given))
            dots = _look(
                {
                    "fill": "none",
                    "stroke": _long(fill),
                    "stroke-width": _short(across / UNIT, 2),
                    "stroke-linecap": "round",
                }
            )
            self.add(Drawn("dots", dots, None, place, [(x, y)], free=True), clip, across)
            return
        name = self.shared.name("m", _relative(points))[0]
        self.add(Drawn("marks", look, None, place, [(x, y)], name), clip, _reach(given))

    def image(self, element: ET.Element, style: dict[str, str], clip: str | None) -> None:
        """Add an image; matplotlib turns it over twice."""
        found = _IMAGE.fullmatch(element.get(HREF, ""))
        if not found:
            raise NotAFigure("an image is not in the file")
        x, y, width, height = (
            UNIT * float(element.get(key, 0)) for key in ("x", "y", "width", "height")
        )
        turned = ""
        for what, first, second in _MOVED.findall(element.get("transform", "")):
            if what == "scale" and (float(first), float(second or 0)) == (1, -1):
                turned = "scale(1-1)"
            elif what == "translate" and turned and float(first) == 0:
                y += UNIT * float(second)
            else:
                raise NotAFigure("an image is turned as no figure turns it")
        content = re.sub(r"\s", "", found[1])
        name, new = self.shared.name("i", content)
        # One unit wide and high, so that other places can show it in their own size.
        shown = (
            f'<image id="{name}" width="1" height="1" preserveAspectRatio="none" '
            f'href="data:image/png;base64,{content}"/>'
            if new
            else f'<use href="#{name}"/>'
        )
        if turned:
            place, size = (x, -y), f"{_short(width)} -{_short(height)}"
            box = (x, -y - height, x + width, -y)
        else:
            place, size = (x, y), f"{_short(width)} {_short(height)}"
            box = (x, y, x + width, y + height)
        at = " ".join(map(_short, place))
        placed = f'<g transform="translate({at})scale({size})">{shown}</g>'
        self.add(Drawn("image", _look(style, image=True), None, box, [placed]), clip)
        self.images.append(box)

    def text(self, group: ET.Element, style: dict[str, str], clip: str | None) -> None:
        """Add a text: as text where the font has all its letters."""
        x = y = angle = 0.0
        size = 1.0
        for what, first, second in _MOVED.findall(group.get("transform")):
            if what == "translate":
                x, y = float(first), float(second or 0)
            elif what == "rotate":
                angle = float(first)
            else:
                size = float(first)
        glyphs, rules = [], []
        for element in group:
            name = element.tag.removeprefix(SVG)
            if name == "use":
                glyphs.append(
                    (element.get(HREF, "").removeprefix("#"), *_placed(element))
                )
            elif name == "path":
                rules.append(_points(element.get("d", ""), 1))
            elif name != "defs":
                raise NotAFigure(f"<{name}> is not where figures have it")
        if not glyphs and not rules:
            return
        scale = size * UNIT
        right = max([a + EM * s for _, a, _, s in glyphs] or [0])
        low = min([b - 0.35 * EM * s for _, _, b, s in glyphs] or [0])
        high = max([b + 1.1 * EM * s for _, _, b, s in glyphs] or [0])
        for rule in rules:
            _, low_, right_, high_ = _box(rule)
            right, low, high = max(right, right_), min(low, low_), max(high, high_)
        turn = math.radians(angle)
        corners = [
            (
                UNIT * x + scale * (a * math.cos(turn) + b * math.sin(turn)),
                UNIT * y + scale * (a * math.sin(turn) - b * math.cos(turn)),
            )
            for a in (0, right)
            for b in (low, high)
        ]
        box = (
            min(a for a, _ in corners),
            min(b for _, b in corners),
            max(a for a, _ in corners),
            max(b for _, b in corners),
        )
        place = Place(UNIT * x, UNIT * y, angle, scale, self.kept(box))
        written = self.letters(glyphs, style, place) or self.outlines(
            glyphs, style, place
        )
        if rules:
            drawn = " ".join(_relative(rule) for rule in rules)
            written += (
                f"<path{_class(self.shared.style(_look(style), place.kept))} "
                f'transform="{place.transform()}" d="{drawn}"/>'
            )
        self.add(Drawn("text", (), None, box, [written]), clip)

    def letters(self, glyphs: list, style: dict[str, str], place: Place) -> str:
        """Write a text as text; nothing where the font lacks a letter."""
        pieces: list[Piece] = []
        formula = len({(glyph.startswith("gO"), *look) for glyph, _, *look in glyphs}) > 1
        for glyph, x, y, size in glyphs:
            slanted = glyph.startswith("gOblique-")
            table = _letters()["Oblique" if slanted else ""]
            found = table.get(glyph.removeprefix("g").removeprefix("Oblique-"))
            if not glyph.startswith("g") or found is None:
                return ""
            letter, width = found
            last = pieces[-1] if pieces else None
            if letter == " " and (last is None or last.text.endswith(" ")):
                continue  # it would not be seen, and what follows begins a piece
            look = (slanted, y, size)
            gap = (x - last.end) / size if last else 0
            if last and last.look == look and (not formula or NEAR < gap < FAR):
                last.text += letter
                last.end = x + width * size
            elif letter != " ":
                pieces.append(Piece(letter, x, look, x + width * size))
        return "".join(self.piece(each, style, place) for each in pieces)

    def piece(self, piece: Piece, style: dict[str, str], place: Place) -> str:
        """Write one piece of a text."""
        look = dict(_look(style) or ())
        slanted, y, size = piece.look
        look["font-size"] = f"{_short(EM * size * place.scale, 0)}px"
        if slanted:
            look["font-style"] = "italic"
        name = self.shared.style(tuple(look.items()), place.kept)
        at = place.at(piece.x, y)
        text = escape(piece.text.rstrip())
        if place.angle:
            where = f'transform="translate({at})rotate({_short(place.angle)})"'
        else:
            across, down = at.split()
            where = f'x="{across}" y="{down}"'
        return f"<text{_class(name)} {where}>{text}</text>"

    def outlines(self, glyphs: list, style: dict[str, str], place: Place) -> str:
        """Write a text as outlines of its letters."""
        uses = []
        for glyph, x, y, size in glyphs:
            if glyph not in self.known:
                raise NotAFigure("a letter is not one of the figure's own")
            outline = self.known[glyph]
            if not outline.get("d"):
                continue
            # Outlines are in 64 units to one of the text.
            name = self.shared.name("l", _relative(_points(outline.get("d"), 1)))[0]
            grown = size / 64
            uses.append(
                f'<use href="#{name}" transform="translate({_short(x, 2)} {_short(y, 2)})'
                f'scale({_short(grown, 6)})"/>'
            )
        name = self.shared.style(_look(style) or (), place.kept)
        return f'<g{_class(name)} transform="{place.transform()}">{"".join(uses)}</g>'


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
            _short(each)
            for each in (
                self.x + self.scale * (x * math.cos(turn) + y * math.sin(turn)),
                self.y + self.scale * (x * math.sin(turn) - y * math.cos(turn)),
            )
        )

    def transform(self) -> str:
        """Write how the text is placed."""
        turned = f"rotate({_short(self.angle)})" if self.angle else ""
        scale = _short(self.scale, 4)
        return (
            f"translate({_short(self.x)} {_short(self.y)}){turned}scale({scale} -{scale})"
        )


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _placed(element: ET.Element) -> tuple[float, float, float]:
    """Read where a letter stands in its text, and how large it is."""
    x, y, size = 0.0, 0.0, 1.0
    for what, first, second in _MOVED.findall(element.get("transform", "")):
        if what == "translate":
            x, y = float(first), float(second or 0)
        elif what == "scale":
            size = float(first)
    return x, y, size


@cache
def _declared(text: str) -> dict[str, str]:
    """Read a style, of which only what is known may stand there."""
    found = {}
    for declaration in filter(None, text.split(";")):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name not in PROPERTIES or not re.fullmatch(PROPERTIES[name], value):
            raise NotAFigure(f"no figure has the style {name}")
        found[name] = value
    return found


def _style(element: ET.Element) -> dict[str, str]:
    return _declared(element.get("style", ""))


def _look(style: dict[str, str], image: bool = False) -> Style | None:
    """Write a style for the page; None where nothing of it is seen."""
    return _looks(tuple(style.items()), image)


@cache
def _looks(given: Style, image: bool) -> Style | None:
    style = dict(given)
    if not image and style.get("fill") == style.get("stroke", "none") == "none":
        return None
    if style.get("stroke", "none") == "none":
        for name in [each for each in style if each.startswith("stroke")]:
            del style[name]
    if style.get("stroke-dasharray", "none") == "none":
        style.pop("stroke-dashoffset", None)
    found = {}
    for name in PROPERTIES:
        value = style.get(name)
        if value is None or value == DEFAULTS.get(name):
            continue
        if name == "fill" and value == "#000000":
            continue
        if name in LENGTHS and value != "none":
            value = ",".join(_short(UNIT * float(v), 1) for v in value.split(","))
        elif value.startswith("#"):
            value = re.sub(r"#(.)\1(.)\2(.)\3", r"#\1\2\3", value)
        found[name] = value
    return tuple(found.items())


def _rule(selector: str, style: Style) -> str:
    return f"{selector}{{{';'.join(map(':'.join, style))}}}" if style else ""


def _in_the_dark(style: Style) -> Style:
    """Give the colours of a style that are others in the dark."""
    return tuple(
        (name, darkened)
        for name, value in style
        if value.startswith("#") and (darkened := _darkened(_long(value))) != value
    )


def _darkened(colour: str) -> str:
    """Give the colour for the dark; see `CONTRAST`."""
    parts, paper, ink = (_parts(each) for each in (colour, PAPER, INK))
    if len(set(parts)) == 1:
        share = parts[0] / 255
        return _hex(a + share * (b - a) for a, b in zip(ink, paper, strict=True))
    lift = 0.0
    while _contrast(lifted := [v + lift * (255 - v) for v in parts], paper) < CONTRAST:
        lift += 0.05
    return colour if not lift else _hex(lifted)


def _parts(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _hex(parts) -> str:
    return "#" + "".join(f"{round(each):02x}" for each in parts)


def _contrast(a, b) -> float:
    """Contrast of two colours, as WCAG 2.2 defines it."""

    def luminance(parts):
        linear = [
            v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
            for v in (each / 255 for each in parts)
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


WHITE: Style = (("fill", "#fff"),)


def _long(colour: str) -> str:
    """Write a colour with all its digits."""
    return re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", colour)


def _seen_through(look: dict[str, str]) -> bool:
    return any(name.endswith("opacity") for name in look)


def _width(look: dict[str, str]) -> float:
    return float(look.get("stroke-width", UNIT))


def _reach(look: dict[str, str]) -> float:
    """How far a line reaches beyond its points, with square ends and pointed corners."""
    return _width(look) * 0.75 if "stroke" in look else 0.0


def _points(d: str, unit: float = UNIT) -> list[tuple]:
    """Read a path: a letter and whole numbers for each piece."""
    found: list[tuple] = []
    command, numbers = "", []
    need = {"M": 2, "L": 2, "Q": 4, "C": 6}
    for token in d.split():
        if token in need:
            command = token
        elif token in "zZ":
            found.append(("Z",))
        else:
            try:
                numbers.append(round(unit * float(token)))
            except ValueError:
                raise NotAFigure("a path is not written as figures write it") from None
            if len(numbers) == need.get(command):
                found.append((command, *numbers))
                numbers = []
    if numbers:
        raise NotAFigure("a path ends too early")
    return found


def _box(pieces: list[tuple]) -> Box:
    xs = [each for piece in pieces for each in piece[1::2]]
    ys = [each for piece in pieces for each in piece[2::2]]
    return (min(xs), min(ys), max(xs), max(ys)) if xs else NOWHERE


def _sees_through(root: ET.Element) -> bool:
    """Whether a figure has a PNG image with gaps, which is said early in the image."""
    for image in root.iter(f"{SVG}image"):
        content = re.sub(r"\s", "", image.get(HREF, "").partition(",")[2])
        head = base64.b64decode(content[:1600])
        if head[25:26] in (b"\4", b"\6") or b"tRNS" in head:
            return True
    return False


def _radius(points: list[tuple]) -> float:
    """Radius of a circle around the place of its mark; 0 for any other mark."""
    ends = [piece[-2:] for piece in points if piece[0] == "C"]
    if len(ends) < 4 or any(piece[0] not in "MCZ" for piece in points):
        return 0
    sizes = [math.hypot(*end) for end in ends]
    return sum(sizes) / len(sizes) if max(sizes) - min(sizes) < 1 else 0


def _moved(pieces: list[tuple], x: int, y: int) -> list[tuple]:
    return [
        (
            piece[0],
            *(v + (x, y)[place % 2] for place, v in enumerate(piece[1:])),
        )
        for piece in pieces
    ]


def _inside(a: Box, b: Box) -> Box:
    return (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))


def _around(a: Box, b: Box) -> Box:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _merged(drawn: list[Drawn]) -> list[Drawn]:
    """Draw things of one look as one, where nothing else comes to lie otherwise.

    A thing may be drawn earlier if nothing that it passes lies where it does.
    """
    found: list[Drawn] = []
    for new in drawn:
        if new.kind not in ("text", "image"):
            for old in found[: -LOOK_BACK - 1 : -1]:
                if old.look == new.look and (
                    new.free or new.kind == "marks" or not _meet(old.box, new.box)
                ):
                    old.what.extend(new.what)
                    old.box = _around(old.box, new.box)
                    break
                if _meet(old.box, new.box):
                    found.append(new)
                    break
            else:
                found.append(new)
        else:
            found.append(new)
    return found


def _relative(pieces: list[tuple]) -> str:
    """Write a path: each place from the last one, which takes few digits."""
    text: list[str] = []
    x = y = start_x = start_y = 0
    last = ""
    for piece in pieces:
        command = piece[0]
        if command == "Z":
            text.append("z")
            last, x, y = "z", start_x, start_y
            continue
        if command == "L":
            right, down = piece[1] - x, piece[2] - y
            # A line after a beginning needs no letter, and one number less does where
            # that does not break a row of lines.
            if not right and not down and last in ("l", "h", "v"):
                continue
            if last == "l":
                text.append(f" {right}" if right >= 0 else f"{right}")
                text.append(f" {down}" if down >= 0 else f"{down}")
            elif not down:
                text.append(f"h{right}")
                last = "h"
            elif not right:
                text.append(f"v{down}")
                last = "v"
            else:
                text.append("l" if last != "m" else " " if right >= 0 else "")
                text.append(f"{right} {down}" if down >= 0 else f"{right}{down}")
                last = "l"
        else:
            steps = [v - (x, y)[place % 2] for place, v in enumerate(piece[1:])]
            written = "".join(f" {step}" if step >= 0 else str(step) for step in steps)
            letter = command.lower()
            repeated = letter == last != "m"
            text.append(written if repeated else letter + written.lstrip())
            last = letter
            if command == "M":
                start_x, start_y = piece[1:]
        x, y = piece[-2:]
    return "".join(text)


def _dots(places: list[tuple[int, int]]) -> str:
    """Write dots: lines without length."""
    text, x, y = [], 0, 0
    for a, b in places:
        text.append(f"m{a - x}{' ' if b >= y else ''}{b - y}h0")
        x, y = a, b
    return "".join(text)


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
        name = _class(shared.style(each.style, each.kept and drawn_itself))
        if each.kind == "path":
            text.append(f'<path{name} d="{_relative(each.what)}"/>')
        elif each.kind == "dots":
            text.append(f'<path{name} d="{_dots(each.what)}"/>')
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
