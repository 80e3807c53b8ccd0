"""Stan programs with their syntax marked for the style sheet."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup


def highlight(source: str) -> Markup:
    """Mark the syntax of a Stan program.

    Returns
    -------
    Markup
        Spans with Pygments' short class names, without a wrapper, around what has a
        colour.
    """
    import pygments
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers.modeling import StanLexer
    from pygments.token import Text

    shown = (
        (kind if any(kind in each for each in _kinds()) else Text, text)
        for kind, text in StanLexer().get_tokens(source)
    )
    return Markup(pygments.format(shown, HtmlFormatter(nowrap=True)))


@cache
def _kinds() -> tuple:
    """Kinds of words that the style sheet colours; the rest is left without a span."""
    from pygments.token import Comment, Keyword, Literal, Name, Operator

    return (
        Comment,
        Keyword,
        Literal,
        Name.Builtin,
        Name.Function,
        Operator.Word,
    )
