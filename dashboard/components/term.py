"""A word explained where it stands: by keyboard, by touch and to a screen reader alike, never by hovering."""

from typing import Any

from dash import html

from dashboard.components.parts import hidden, link


def term(shown: str, meaning: str, href: str) -> html.Details:
    """A word that opens its meaning in place, with the way to the glossary; assets/shell.js closes it again."""
    return html.Details(
        [
            html.Summary([shown, hidden(": what it means")], className="gt-term__word"),
            html.Div(
                [html.P(meaning), html.P(link("In the glossary", href))],
                className="gt-term__meaning",
            ),
        ],
        className="gt-term",
    )


def told(parts: list[Any], between: str = " · ") -> list[Any]:
    """Parts of a line with a sign between them, whether they are words or terms."""
    return [piece for part in parts for piece in (between, part)][1:]
