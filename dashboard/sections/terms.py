"""Words explained where they are used: each looked up in the glossary of this council."""

from collections.abc import Mapping
from typing import Any

import orjson
from dash import html
from dash.development.base_component import Component

from dashboard import components, links, queries

Known = Mapping[str, str]
"""Every word explained, in lower case, with its meaning and its place in the glossary, in JSON: few are read."""


def known() -> Known:
    """Return what this council's glossary explains: asked once for a page."""
    return dict(queries.glossary.words.told())


def explained(word: str, glossary: Known) -> Any:
    """Return a word that opens its meaning; the plain word where nobody explains it."""
    term = glossary.get(word.lower())
    return _term(word, term) if term else word


def listed(glossary: Known, *names: str) -> Component | None:
    """Return a line of the words a part of a page uses, each opening its meaning; None where none is explained."""
    terms = [_term(name, glossary[name.lower()]) for name in names if name.lower() in glossary]
    if not terms:
        return None
    return html.Div([html.Span("What is meant by", className="gt-terms__lead"), *terms], className="gt-terms")


def _term(shown: str, told: str) -> Component:
    term = orjson.loads(told)
    return components.term(shown, term["meaning"], links.glossary(term["anchor"]))
