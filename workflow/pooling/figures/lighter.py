"""An SVG picture without what cannot be seen of it."""

from __future__ import annotations

import base64
import re
from collections import Counter
from functools import cache, lru_cache
from io import BytesIO

from pooling.basics.outlines import points_of, relative_path

# Paths; those of letters come in 64 units to a hundredth of the size of the text, and go in 8.
_PATHS = re.compile(r'(?<= d=")([^"]*)"( transform="scale\(0\.015625\)")?')
# Digits beyond a hundredth of a point; numbers of places have six.
_DIGITS = re.compile(r"(\.\d\d)\d+")
_PLACES = re.compile(r'(?<= [xy]=")[^"]*|(?<=translate\()[^)]*')
# Indents, and names of layers to which nothing refers.
_UNSEEN = re.compile(r'\n +|(?<=<g) id="[\w.]+_\d+"')
_IMAGES = re.compile(r"(?<=data:image/png;base64,)[^\"]+")
COLOURS = 128  # of an image without gaps; more are not told apart
# Letters of a text, each on its line: moved along it, and no more.
_LETTERS = re.compile(r'(<use xlink:href="#g\w+") transform="translate\((\S+) 0\)"/>')
_STYLES = re.compile(r' style="([^"]*)"')
_USES = re.compile(r'<g([^>]*)>\n((?:<use [^>]*? style="([^"]*)"/>\n)+)</g>')
# Names of marks and frames, which say their content.
_NAMES = re.compile(r'(?<=["#])([mp])([0-9a-f]{10})\b')
_MARKS = re.compile(r'<path id="(m\w+)" d="[^"]*" (class="\w+")/>')
_SAID_AGAIN = re.compile(
    r'<g (class="\w+")>\n((?:<use xlink:href="#(m\w+)"[^>]*/>\n)+)</g>'
)
_GROUPS = re.compile(r"<g( [^>]*[^/>])?>\n|</g>\n?")


def lighter(svg: str) -> str:
    """Take out of an SVG picture what cannot be seen.

    That is digits beyond a hundredth of a point, places counted from the corner instead of
    the last one, indents, layers that say nothing and names of the others, long names of
    glyphs, marks and frames, how letters are moved along a line, styles that are said again,
    and more colours of an image than are told apart.

    Parameters
    ----------
    svg : str
        As matplotlib writes it.
    """
    svg = _PATHS.sub(_from_the_last, svg)
    svg = _UNSEEN.sub(lambda match: "\n" if match[0][0] == "\n" else "", svg)
    svg = svg.replace('"#DejaVuSans-', '"#g').replace('"DejaVuSans-', '"g')
    svg = _LETTERS.sub(r'\1 x="\2"/>', svg)
    svg = _PLACES.sub(lambda match: _DIGITS.sub(r"\1", match[0]), svg)
    svg = _IMAGES.sub(lambda match: _fewer_colours(match[0]), svg)
    names: dict[str, str] = {}
    svg = _NAMES.sub(
        lambda match: names.setdefault(match[0], f"{match[1]}{len(names)}"), svg
    )
    svg = _classed(_USES.sub(_styled_once, svg))
    marks = dict(_MARKS.findall(svg))
    svg = _SAID_AGAIN.sub(
        lambda match: match[2] if marks.get(match[3]) == match[1] else match[0], svg
    )
    return _grouped(svg)


def _from_the_last(match) -> str:
    """Write a path with few digits."""
    if match[2]:
        return f'{_letter(match[1])}" transform="scale(0.125)"'
    return f'{relative_path(points_of(match[1], 100), hundredths=True)}"'


@cache  # most letters are in every picture
def _letter(path: str) -> str:
    """Write the outline of a letter in eighths of its units."""
    return relative_path(points_of(path, 1 / 8))


@lru_cache(16)  # the same in both languages, mostly
def _fewer_colours(content: str) -> str:
    """Write a PNG image, in base64, with a list of its colours, or leave it as it is."""
    import numpy as np
    from PIL import Image

    image = Image.open(BytesIO(base64.b64decode(content))).convert("RGBA")
    pixels = np.asarray(image)
    written = BytesIO()
    if (pixels[..., 3] == 255).all():
        palette_image = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        palette_image.save(written, "png", optimize=True)
    else:
        # As one number each, of which four bytes are sorted fast.
        colours, places = np.unique(pixels.view("uint32"), return_inverse=True)
        if len(colours) > 256:
            return content
        palette_image = Image.fromarray(places.reshape(pixels.shape[:2]).astype("uint8"))
        parts = colours.view("uint8").reshape(-1, 4)
        palette_image.putpalette(parts[:, :3].tobytes())
        alpha = parts[:, 3].tobytes()
        palette_image.save(written, "png", optimize=True, transparency=alpha)
    return base64.b64encode(written.getvalue()).decode("ascii")


def _styled_once(match) -> str:
    """Give the style of all marks of a layer to the layer."""
    style = f' style="{match[3]}"'
    if match[2].count(style) < match[2].count("<use "):
        return match[0]
    return f"<g{match[1]}{style}>\n{match[2].replace(style, '')}</g>"


def _classed(svg: str) -> str:
    """Say once, as a class, what several things are styled by."""
    styles = Counter(_STYLES.findall(svg))
    classes = {
        style: f"c{number}"
        for number, style in enumerate(each for each in styles if styles[each] > 1)
    }
    said = "".join(
        f"\n.{name}{{{re.sub('(?<=[:;]) ', '', style)}}}"
        for style, name in classes.items()
    )
    svg = _STYLES.sub(
        lambda match: (
            f' class="{classes[match[1]]}"' if match[1] in classes else match[0]
        ),
        svg,
    )
    return svg.replace("</style>", f"{said}</style>", 1)


def _grouped(svg: str) -> str:
    """Leave out groups that say nothing of what is in them."""
    kept: list[bool] = []

    def one(match) -> str:
        ends = match[0].startswith("</")
        if not ends:
            kept.append(bool(match[1]))
        return match[0] if (kept.pop() if ends else kept[-1]) else ""

    return _GROUPS.sub(one, svg)
