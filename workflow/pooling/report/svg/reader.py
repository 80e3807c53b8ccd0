"""Read what a figure's SVG draws, and refuse what no figure has."""

from __future__ import annotations

import base64
import math
import re
import xml.etree.ElementTree as ET
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import escape

from pooling.basics.outlines import (
    NUMBER,
    NotAFigure,
    points_of,
    relative_path,
    short,
)
from pooling.report.svg.geometry import (
    LENGTHS,
    UNIT,
    Box,
    Drawn,
    Style,
    box_of,
    class_name,
    meet,
    moved_by,
    overlap,
    radius_of,
)
from pooling.report.svg.text import EM, Piece, Place, letters_of_font

if TYPE_CHECKING:
    from pooling.report.inline import Shared
from pooling.report.svg.colours import in_full

# How far in a formula a letter may stand before or behind the place where the one before it
# ends: nearer where the font itself moves the two together, farther at a gap. Where it does
# not, a new piece of text begins. Plain text the font places as matplotlib did.
NEAR, FAR = -20, 1.5

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
# Element -> attributes that a figure's file may have.
ALLOWED = {
    "svg": {"width", "height", "viewBox", "version"},
    "g": {"id", "style", "class", "transform", "clip-path"},
    "defs": set(),
    "path": {"id", "d", "style", "class", "transform", "clip-path"},
    "use": {HREF, "x", "y", "style", "class", "transform"},
    "clipPath": {"id"},
    "rect": {"x", "y", "width", "height"},
    "image": {HREF, "id", "x", "y", "width", "height", "transform", "style", "class"},
    "style": {"type"},
    "metadata": set(),
}
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
_CLASS = re.compile(r"\.(\w+)\{([^}]*)\}")
_IMAGE = re.compile(r"data:image/png;base64,\s*([A-Za-z0-9+/=\s]+)")
_CLIP = re.compile(r"url\(#(\w+)\)")
_MOVED = re.compile(rf"(translate|rotate|scale)\(({NUMBER})(?:[ ,]({NUMBER}))?\)")


class Reader:
    """Reads the things that a figure draws, in their order."""

    def __init__(self, root: ET.Element, shared: Shared):
        self.shared = shared
        self.drawn: list[Drawn] = []
        self.known: dict[str, ET.Element] = {}
        self.frames: dict[str, tuple[str, Box]] = {}
        self.marks: dict[str, tuple] = {}
        said = "".join(each.text or "" for each in root.iter(f"{SVG}style"))
        self.classes = dict(_CLASS.findall(said))
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
            frame = tuple(short(each, 0) for each in (x, y, w, h))
            clip = self.shared.name("c", frame)[0]
            self.frames[element.get("id")] = clip, (x, y, x + w, y + h)
        self.images: list[Box] = []
        self.turned = sees_through(root)
        self.read(root, {}, None)

    def kept(self, box: Box) -> bool:
        """Whether what is drawn there keeps its colours in the dark."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return self.turned or any(
            left + UNIT < x < right - UNIT and top + UNIT < y < bottom - UNIT
            for left, top, right, bottom in self.images
        )

    def style(self, element: ET.Element) -> dict[str, str]:
        """Read the style of an element, or of its class."""
        name = element.get("class")
        if name is not None and name not in self.classes:
            raise NotAFigure("a style is not one of the figure's own")
        return _declared(self.classes.get(name, "") or element.get("style", ""))

    def read(self, group: ET.Element, style: dict[str, str], clip: str | None) -> None:
        """Read what a group draws."""
        for element in group:
            name = element.tag.removeprefix(SVG)
            if name in ("metadata", "defs", "style"):
                continue
            looks = style | self.style(element)
            cut = clip
            if "clip-path" in element.attrib:
                cut = _CLIP.fullmatch(element.get("clip-path"))
                if not cut or cut[1] not in self.frames:
                    raise NotAFigure("a frame is not one of the figure's own")
                cut = cut[1]
            if name == "g":
                if "transform" in element.attrib:
                    self.text(element, looks, cut)
                else:
                    self.read(element, looks, cut)
            elif name == "path":
                self.path(points_of(element.get("d", ""), UNIT), looks, cut)
            elif name == "use":
                self.mark(element, looks, cut)
            elif name == "image":
                self.image(element, looks, cut)
            else:
                raise NotAFigure(f"<{name}> is not where figures have it")

    def add(self, drawn: Drawn, clip: str | None, width: float = 0) -> None:
        """Add a thing, unless nothing of it is seen."""
        x0, y0, x1, y1 = drawn.box
        box = (x0 - width, y0 - width, x1 + width, y1 + width)
        if clip is not None:
            drawn.clip, frame = self.frames[clip]
            box = overlap(box, frame)
            if box[0] > box[2] or box[1] > box[3]:
                return
        drawn.box = box
        drawn.kept = self.kept(box)
        # White on bare paper.
        if drawn.style == WHITE and not any(meet(box, each.box) for each in self.drawn):
            return
        self.drawn.append(drawn)

    def path(self, pieces: list, style: dict[str, str], clip: str | None) -> None:
        """Add a path."""
        if not pieces:
            return
        if len(pieces) == 2 and pieces[1][0] == "L":
            style = style | {"fill": "none"}  # a straight line has no inside
        look = look_of(style)
        if look is None:
            return
        given = dict(look)
        free = given.get("fill") == "none" and not _seen_through(given)
        drawn = Drawn("path", look, None, box_of(pieces), pieces, free=free)
        self.add(drawn, clip, _reach(given))

    def mark(self, element: ET.Element, style: dict[str, str], clip: str | None) -> None:
        """Add a mark at a place."""
        target = element.get(HREF, "").removeprefix("#")
        if target not in self.known or "transform" in element.attrib:
            raise NotAFigure("a mark is not one of the figure's own")
        if target not in self.marks:
            mark = self.known[target]
            d = mark.get("d", "")
            points = points_of(d, UNIT)
            self.marks[target] = (
                points,
                box_of(points),
                radius_of(points),
                self.style(mark),
            )
        points, (x0, y0, x1, y1), radius, looks = self.marks[target]
        x, y = (round(UNIT * float(element.get(key, 0))) for key in ("x", "y"))
        style = style | looks
        if len(points) == 2:
            self.path(moved_by(points, x, y), style, clip)
            return
        look = look_of(style)
        if look is None:
            return
        given = dict(look)
        solid = not _seen_through(given)
        place = (x + x0, y + y0, x + x1, y + y1)
        fill, stroke = given.get("fill", "#000"), given.get("stroke", "none")
        if radius and solid and fill != "none" and stroke in ("none", fill):
            # Ends of a line without length are round: a dot.
            across = 2 * radius + (0 if stroke == "none" else width_of(given))
            dots = look_of(
                {
                    "fill": "none",
                    "stroke": in_full(fill),
                    "stroke-width": short(across / UNIT, 2),
                    "stroke-linecap": "round",
                }
            )
            self.add(Drawn("dots", dots, None, place, [(x, y)], free=True), clip, across)
            return
        name = self.shared.name("m", relative_path(points))[0]
        self.add(Drawn("marks", look, None, place, [(x, y)], name), clip, _reach(given))

    def image(self, element: ET.Element, style: dict[str, str], clip: str | None) -> None:
        """Add an image; matplotlib turns it over twice."""
        encoded = _IMAGE.fullmatch(element.get(HREF, ""))
        if not encoded:
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
        content = re.sub(r"\s", "", encoded[1])
        name, new = self.shared.name("i", content)
        # One unit wide and high, so that other places can show it in their own size.
        shown = (
            f'<image id="{name}" width="1" height="1" preserveAspectRatio="none" '
            f'href="data:image/png;base64,{content}"/>'
            if new
            else f'<use href="#{name}"/>'
        )
        if turned:
            place, size = (x, -y), f"{short(width)} -{short(height)}"
            box = (x, -y - height, x + width, -y)
        else:
            place, size = (x, y), f"{short(width)} {short(height)}"
            box = (x, y, x + width, y + height)
        at = " ".join(map(short, place))
        placed = f'<g transform="translate({at})scale({size})">{shown}</g>'
        self.add(Drawn("image", look_of(style, image=True), None, box, [placed]), clip)
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
                rules.append(points_of(element.get("d", ""), 1))
            elif name != "defs":
                raise NotAFigure(f"<{name}> is not where figures have it")
        if not glyphs and not rules:
            return
        scale = size * UNIT
        right = max([a + EM * s for _, a, _, s in glyphs] or [0])
        low = min([b - 0.35 * EM * s for _, _, b, s in glyphs] or [0])
        high = max([b + 1.1 * EM * s for _, _, b, s in glyphs] or [0])
        for rule in rules:
            _, low_, right_, high_ = box_of(rule)
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
            drawn = " ".join(relative_path(rule) for rule in rules)
            written += (
                f"<path{class_name(self.shared.style(look_of(style), place.kept))} "
                f'transform="{place.transform()}" d="{drawn}"/>'
            )
        self.add(Drawn("text", (), None, box, [written]), clip)

    def letters(self, glyphs: list, style: dict[str, str], place: Place) -> str:
        """Write a text as text; nothing where the font lacks a letter."""
        pieces: list[Piece] = []
        formula = len({(glyph.startswith("gO"), *look) for glyph, _, *look in glyphs}) > 1
        for glyph, x, y, size in glyphs:
            slanted = glyph.startswith("gOblique-")
            table = letters_of_font()["Oblique" if slanted else ""]
            drawn = table.get(glyph.removeprefix("g").removeprefix("Oblique-"))
            if not glyph.startswith("g") or drawn is None:
                return ""
            letter, width = drawn
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
        look = dict(look_of(style) or ())
        slanted, y, size = piece.look
        look["font-size"] = f"{short(EM * size * place.scale, 0)}px"
        if slanted:
            look["font-style"] = "italic"
        name = self.shared.style(tuple(look.items()), place.kept)
        at = place.at(piece.x, y)
        text = escape(piece.text.rstrip())
        if place.angle:
            where = f'transform="translate({at})rotate({short(place.angle)})"'
        else:
            across, down = at.split()
            where = f'x="{across}" y="{down}"'
        return f"<text{class_name(name)} {where}>{text}</text>"

    def outlines(self, glyphs: list, style: dict[str, str], place: Place) -> str:
        """Write a text as outlines of its letters."""
        uses = []
        for glyph, x, y, size in glyphs:
            if glyph not in self.known:
                raise NotAFigure("a letter is not one of the figure's own")
            outline = self.known[glyph]
            if not outline.get("d"):
                continue
            # Outlines are in 8 units to one of the text.
            name = self.shared.name("l", relative_path(points_of(outline.get("d"), 1)))[0]
            grown = size / 8
            uses.append(
                f'<use href="#{name}" transform="translate({short(x, 2)} {short(y, 2)})'
                f'scale({short(grown, 6)})"/>'
            )
        name = self.shared.style(look_of(style) or (), place.kept)
        return f'<g{class_name(name)} transform="{place.transform()}">{"".join(uses)}</g>'


def _placed(element: ET.Element) -> tuple[float, float, float]:
    """Read where a letter stands in its text, and how large it is."""
    x, y, size = float(element.get("x", 0)), 0.0, 1.0
    for what, first, second in _MOVED.findall(element.get("transform", "")):
        if what == "translate":
            x, y = float(first), float(second or 0)
        elif what == "scale":
            size = float(first)
    return x, y, size


@cache
def _declared(text: str) -> dict[str, str]:
    """Read a style, of which only what is known may stand there."""
    declared = {}
    for declaration in filter(None, text.split(";")):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name not in PROPERTIES or not re.fullmatch(PROPERTIES[name], value):
            raise NotAFigure(f"no figure has the style {name}")
        declared[name] = value
    return declared


def look_of(style: dict[str, str], image: bool = False) -> Style | None:
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
    looks = {}
    for name in PROPERTIES:
        value = style.get(name)
        if value is None or value == DEFAULTS.get(name):
            continue
        if name == "fill" and value == "#000000":
            continue
        if name in LENGTHS and value != "none":
            value = ",".join(short(UNIT * float(v), 1) for v in value.split(","))
        elif value.startswith("#"):
            value = re.sub(r"#(.)\1(.)\2(.)\3", r"#\1\2\3", value)
        looks[name] = value
    return tuple(looks.items())


WHITE: Style = (("fill", "#fff"),)


def _seen_through(look: dict[str, str]) -> bool:
    return any(name.endswith("opacity") for name in look)


def width_of(look: dict[str, str]) -> float:
    """Give the width of a line."""
    return float(look.get("stroke-width", UNIT))


def _reach(look: dict[str, str]) -> float:
    """How far a line reaches beyond its points, with square ends and pointed corners."""
    return width_of(look) * 0.75 if "stroke" in look else 0.0


def sees_through(root: ET.Element) -> bool:
    """Whether a figure has a PNG image with gaps, which is said early in the image."""
    for image in root.iter(f"{SVG}image"):
        content = re.sub(r"\s", "", image.get(HREF, "").partition(",")[2])
        head = base64.b64decode(content[:1600])
        if head[25:26] in (b"\4", b"\6") or b"tRNS" in head:
            return True
    return False
