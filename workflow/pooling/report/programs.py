"""Stan programs with their syntax marked for the style sheet."""

from __future__ import annotations

from markupsafe import Markup


def highlight(source: str) -> Markup:
    """Mark the syntax of a Stan program.

    Parameters
    ----------
    source : str
        The program.

    Returns
    -------
    Markup
        Spans with Pygments' short class names, without a wrapper.
    """
    import pygments
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers.modeling import StanLexer

    formatter = HtmlFormatter(nowrap=True)
    return Markup(pygments.highlight(source, StanLexer(), formatter))
