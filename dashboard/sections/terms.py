"""Words explained where they are used: each looked up in the glossary of this council."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, links, queries
from dashboard.words.glossary import by_word

Found = Mapping[str, Any]


def explained(word: str, shown: str = "") -> Any:
    """Return a word (``shown`` as it stands in its line) that opens its meaning; plain where nobody explains it."""
    found = by_word(queries.glossary.terms.rows()).get(word.lower())
    return _term(shown or word, found) if found else shown or word


def listed(*names: str) -> Component | None:
    """Return a line of the words a part of a page uses, each opening its meaning; None where none is explained."""
    known = by_word(queries.glossary.terms.rows())
    terms = [_term(name, known[name.lower()]) for name in names if name.lower() in known]
    if not terms:
        return None
    return html.Div([html.Span("What is meant by ", className="gt-terms__lead"), *terms], className="gt-terms")


def _term(shown: str, found: Found) -> Component:
    return components.term(shown, found["meaning"], links.glossary(found["anchor"]))
