"""The smallest pieces: links inside the site, words for a screen reader, headings of a level."""

from typing import Any

from dash import dcc, html


def link(children: Any, href: str, *, className: str | None = None) -> Any:
    """A link that changes the page in place; a link that leaves the site loads as any other."""
    if href.startswith("/"):
        return dcc.Link(children, href=href, className=className)
    return html.A(children, href=href, className=className)


def hidden(text: str) -> html.Span:
    """Words for a screen reader alone."""
    return html.Span(text, className="visually-hidden")


def headed(level: int, children: Any, className: str | None = None) -> Any:
    """A heading of the level given, 2 to 4."""
    return getattr(html, f"H{level}")(children, className=className)
