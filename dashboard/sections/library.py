"""Parts of the library's pages, and what other pages show of it: each asks for its rows and draws them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.choices import Reading

Facts = dict[str, Any]
Rows = list[Facts]
Terms = dict[str, list[str]]
"""What is looked for, folded: ``starts`` of words and whole ``phrases``."""


def question(q: str | None) -> Terms:
    """Return what a question looks for, read as the texts were when the warehouse was built."""
    starts, phrases = words.library.asked(q)
    return queries.library.question.first(words=starts, phrases=phrases) or {"starts": [], "phrases": []}


def marked(parts: Iterable[tuple[str, bool]]) -> list[Any]:
    """Return a text with the words looked for in ``mark``."""
    return [html.Mark(text) if found else text for text, found in parts]


def ask(q: str, kept: dict[str, str | None]) -> html.Form:
    """Return the box to ask in; it keeps what else is chosen. assets/library.js answers it in place."""
    carried = [
        dbc.Input(type="hidden", name=name, value=value, id=f"library-{name}") for name, value in kept.items() if value
    ]
    return html.Form(
        [
            html.Label(
                "Find in the library: words, or a phrase in quotes", htmlFor="library-q", className="gt-filter__label"
            ),
            html.Div(
                [
                    dbc.Input(id="library-q", name="q", type="search", value=q, class_name="gt-ask__box"),
                    html.Button("Find", type="submit", className="gt-ask__button"),
                ],
                className="gt-ask__row",
            ),
            *carried,
        ],
        action=links.library(),
        method="get",
        role="search",
        className="gt-ask",
    )


def facet(
    rows: Rows, name: str, label: str, every: str, chosen: str | None, said: dict[str, str] | None = None
) -> html.Div:
    """Return a choice with how many documents each value has; ``said`` words and orders the values."""
    counts = Counter(row[name] for row in rows)
    named = said or {value: words.prose.capital(value) for value in sorted(counts, key=str.lower) if value}
    options = [
        (value, f"{label_} ({counts[value]:,})") for value, label_ in named.items() if counts[value] or value == chosen
    ]
    return components.filter_box(name, label, options, chosen, every=every)


def line(row: Facts, terms: Terms, q: str, reading: Reading) -> html.Li:
    """Return one document of the list: its title, what it is, where the words stand in it, its review, what follows."""
    found = words.library.snippet(row["text_pieces"], **terms) if row["place"] == "text" else []
    about = found or words.library.marks(row["summary_pieces"], **terms)
    href = links.document(row["document"], q=q, **reading.kept)
    return html.Li(
        [
            html.Div(
                [
                    dcc.Link(
                        marked(words.library.marks(row["title_pieces"], **terms)),
                        href=href,
                        className="gt-document__title",
                    ),
                    html.Span(marked(words.library.marks(row["fact_pieces"], **terms)), className="gt-document__kind"),
                    html.P(marked(about)) if about else None,
                ]
            ),
            html.Ul(
                [
                    html.Li(fact)
                    for fact in (review(row), *words.library.leads_to(row, reading.one, reading.many))
                    if fact
                ],
                className="gt-documents__facts",
            ),
        ],
        className="gt-document",
    )


def review(row: Facts) -> Any:
    """Return when a document is to be reviewed; an overdue review is a shape and words, never a colour alone.

    That no date is set is said of strategies and plans: a report is written once.
    """
    if row["review"] == "none" and row["part"] not in ("strategy", "plan"):
        return ""
    said = words.library.reviewed(row)
    if row["review"] != "overdue":
        return said
    return html.Span([components.mark("red", "diamond"), f" {said}"], className="gt-documents__overdue")


def original(row: Facts) -> Any:
    """Return the way to the original of a document, or why there is none (BCC-11)."""
    url = formats.text(row["url"])
    if row["address"] == "good":
        return html.A(f"Read it at {urlsplit(url).netloc}", href=url, rel="external")
    return f"Its address is not one of the web: {url}" if url else "No address of the original is known"


def listed(rows: Rows, reading: Reading) -> html.Ul:
    """Return documents one a line: kind, day of publication and the original where the row has an address."""
    lines = []
    for row in rows:
        facts = [row["kind"], formats.day(row["published_on"])]
        lines.append(
            html.Li(
                [
                    dcc.Link(row["title"], href=links.document(row["document"], **reading.kept)),
                    html.Span(", ".join(["", *(fact for fact in facts if fact)]), className="gt-behind__status"),
                    html.Span(original(row), className="gt-under"),
                ]
            )
        )
    return html.Ul(lines, className="gt-behind")


def delivery(code: str, reading: Reading) -> list[Component]:
    """Return the strategies and plans below a document as a tree down to their measures (WCC-31)."""
    rows = queries.library.below.rows(document=code)
    if not rows:
        return []
    shown = {row["document"] for row in rows}
    named = queries.library.measures.rows(documents=sorted(shown), period=reading.period)
    nodes = [
        {
            "id": row["document"],
            "parent": row["parent"] if row["parent"] in shown else "",
            "level": words.prose.capital(row["kind"]),
            "title": row["title"],
            "href": links.document(row["document"], **reading.kept),
        }
        for row in rows
    ]
    nodes += [
        {
            "id": f"{row['document']}/{row['measure']}",
            "parent": row["document"],
            "measure": row["measure"],
            "title": row["short_title"],
            "href": links.measure(row["measure"], **reading.kept),
            # A measure that is none of the plan's has no status of the plan.
            "status": row["status"] or "not_applicable",
        }
        for row in named
    ]
    tree = components.tree(nodes, open_depth=1 if len(nodes) <= 30 else 0, **reading.words)
    note = f"Each opens to the {reading.many} it names, {reading.label}, the worst first."
    title = "Strategies and plans below it" if any(row["part"] == "strategy" for row in rows) else "Plans below it"
    return [components.section(title, tree, note=note, id="delivery")]


def of_node(node: str, reading: Reading) -> list[Component]:
    """Return the strategies and documents of a plan node, the one it comes from first (BCC-11)."""
    rows = queries.library.of_node.rows(node=node)
    if not rows:
        return []
    lines = []
    for row in rows:
        facts: list[Any] = [row["kind"]]
        facts += [", the source of this part of the plan"] if row["source"] else []
        facts += [f", {formats.day(row['published_on'])}"] if row["part"] == "report" and row["published_on"] else []
        facts += [". ", review(row)] if review(row) else []
        facts += [". Its address is not one of the web."] if row["address"] == "broken" else []
        title = dcc.Link(row["title"], href=links.document(row["document"], **reading.kept))
        lines.append(html.Li([title, html.Span(facts, className="gt-under")]))
    return [components.section("Strategies and documents", html.Ul(lines, className="gt-documents"), id="documents")]


def of_risks(reading: Reading) -> dict[str, Component]:
    """Return by risk the strategies and plans that name its measures, those that name most of them first (WCC-26)."""
    found: dict[str, list[Any]] = {}
    for row in queries.library.of_risks.rows():
        way = dcc.Link(row["title"], href=links.document(row["document"], **reading.kept))
        found.setdefault(row["risk"], []).append(html.Li(way))
    return {risk: html.Ul(ways, className="gt-behind") for risk, ways in found.items()}
