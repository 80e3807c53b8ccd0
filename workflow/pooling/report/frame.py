"""What all pages have: templates, styles, a font, and a policy that fetches nothing."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
FONT = Path(__file__).parent / "fonts" / "pooling-math.woff2"


@cache
def environment(folder: Path = TEMPLATES) -> Environment:
    """Set the templates of a folder up: strict, and with everything escaped."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The numbers of what can be played with, without spaces between them.
    made.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    return made


def ready() -> None:
    """Compile the templates, once for all pages."""
    made = environment()
    for name in made.list_templates(extensions=["html"]):
        made.get_template(name)


def styles(*names: str) -> list[Markup]:
    """Read the style sheets of a page."""
    return [Markup((TEMPLATES / name).read_text("utf-8")) for name in names]


def font(path: Path = FONT) -> Markup:
    """Give a font, that of formulas by default, in a URI of its own."""
    content = base64.b64encode(path.read_bytes()).decode("ascii")
    return Markup(f"data:font/woff2;base64,{content}")


def policy(scripts: list[str]) -> str:
    """Compose the Content-Security-Policy of the page.

    Parameters
    ----------
    scripts : list of str
        The scripts that may run, as they stand between their tags.

    Returns
    -------
    str
        Nothing is fetched from anywhere, and no other script runs.
    """
    hashes = [
        base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
        for script in scripts
    ]
    allowed = {
        "default-src": ["'none'"],
        "img-src": ["data:"],
        "font-src": ["data:"],
        "style-src": ["'unsafe-inline'"],
        "script-src": [f"'sha256-{each}'" for each in hashes],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([name, *given]) for name, given in allowed.items())
