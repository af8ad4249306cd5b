"""/glossary?letter=: every word the council and this dashboard use in a sense of their own, from A to Z (BCC-06)."""

import itertools
from typing import Any

from dash import html, register_page

from dashboard import components, formats, links, queries, words

Facts = dict[str, Any]


def layout(letter: str | None = None, **_: Any) -> html.Div:
    """Draw the words of one letter, or all of them under their letters."""
    terms = queries.glossary.terms.rows()
    council = (queries.plan.warehouse.first() or {})["council_short"]
    groups = _by_letter(terms)
    chosen = (links.as_one(letter) or "").upper()
    shown = {chosen: groups[chosen]} if chosen in groups else groups
    return html.Div(
        [
            components.page_title("Glossary", lead=words.glossary.glossary_sentence(terms, council)),
            _letters(groups, chosen if chosen in groups else ""),
            *[_section(name, found) for name, found in shown.items()],
        ],
        className="gt-glossary",
    )


def _by_letter(terms: list[Facts]) -> dict[str, list[Facts]]:
    in_order = sorted(terms, key=lambda term: (words.glossary.letter_of(term) == "#", words.glossary.letter_of(term)))
    return {name: list(found) for name, found in itertools.groupby(in_order, words.glossary.letter_of)}


def _letters(groups: dict[str, list[Facts]], chosen: str) -> html.Nav:
    items = [
        components.in_place(
            [name or "All", components.hidden(f", {formats.plural(len(found), 'word')}")],
            links.glossary(letter=name),
            id=f"letter-{name or 'all'}",
            current=name == chosen,
        )
        for name, found in {"": list(itertools.chain(*groups.values())), **groups}.items()
    ]
    listed = html.Ul([html.Li(item) for item in items], className="gt-lists", **{"data-in-place": ""})
    return html.Nav(listed, className="gt-letters", **{"aria-label": "Letters"})


def _section(name: str, terms: list[Facts]) -> html.Section:
    return html.Section(
        [
            html.H2("Other" if name == "#" else name, className="gt-glossary__letter"),
            html.Dl([_entry(term) for term in terms], className="gt-definitions"),
        ],
        className="gt-glossary__section",
    )


def _entry(term: words.glossary.Term) -> html.Div:
    said = words.glossary.also_sentence(term)
    return html.Div(
        [
            html.Dt(term["term"]),
            html.Dd([html.P(term["meaning"]), html.P(said, className="gt-under") if said else None]),
        ],
        id=term["anchor"],
    )


register_page(__name__, path="/glossary", title="Glossary", name="Glossary", menu="Library")
