"""Pieces of page: title, headline figure, cards, filters, notices, definition sheet and commentary."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html, stringify_id

from dashboard import formats
from dashboard.components.parts import headed
from dashboard.components.term import told

EVERY = "*"
"""The value of "no choice" in a filter; assets/filters.js leaves it out of the URL. The hidden first option of a
dbc.Select is "": a second one of that value would hold whoever steps through a closed list with the arrow keys."""


def page_title(
    title: Any, *, level: str = "", meta: Iterable[Any] = (), lead: Any = "", aside: Any = ""
) -> html.Header:
    """The head of a page: its level above, its title, a line of facts, a sentence; ``aside`` stands to the right."""
    facts = [fact for fact in meta if fact]
    return html.Header(
        [
            html.Div(
                [
                    html.P(level, className="gt-title__level") if level else None,
                    html.H1(title),
                    html.P(lead, className="gt-title__lead") if lead else None,
                    html.Ul([html.Li(fact) for fact in facts], className="gt-meta") if facts else None,
                ],
                className="gt-title__words",
            ),
            html.Div(aside, className="gt-title__aside") if aside else None,
        ],
        className="gt-title",
    )


def headline_figure(
    figure: str, *, unit: str = "", pill: Any = None, facts: Iterable[Any] = (), period: Any = ""
) -> html.Div:
    """The figure of a measure, large, with its unit, status, target and period beside it."""
    said = [fact for fact in facts if fact]
    return html.Div(
        [
            html.P(
                [
                    html.Span(figure, className="gt-figure-value"),
                    html.Span(f" {unit}", className="gt-figure-unit") if unit else None,
                ],
                className="gt-headline__value",
            ),
            html.Div(
                [
                    pill,
                    html.Div(told(said), className="gt-headline__facts") if said else None,
                    html.Div(period, className="gt-headline__period") if period else None,
                ],
                className="gt-headline__beside",
            ),
        ],
        className="gt-headline",
    )


def page_bar(breadcrumb: Any, *boxes: Any) -> html.Div:
    """The first row of a page: the thread to the left, the period (and other choices) to the right."""
    return html.Div([breadcrumb, html.Div(list(boxes), className="gt-bar-row__boxes")], className="gt-bar-row")


def statement(sentence: str) -> html.P:
    """The generated sentence about a measure or node, in larger type."""
    return html.P(sentence, className="gt-statement")


def stat(figure: str, label: str) -> html.Div:
    """One figure with its words, for a row of them."""
    return html.Div(
        [html.Strong(figure, className="gt-stat__figure"), html.Span(label, className="gt-stat__label")],
        className="gt-stat",
    )


def card(children: Any, *, title: Any = "", heading: int = 2, id: str | None = None) -> html.Section:
    """A framed part of a page."""
    name = [headed(heading, title, className="gt-card__title")] if title else []
    inside = children if isinstance(children, list) else [children]
    named = {"id": id} if id else {}
    return html.Section([*name, *inside], className="gt-card", **named)


def section(title: str, children: Any, *, heading: int = 2, id: str | None = None, note: str = "") -> html.Section:
    """A part of a page without a frame."""
    inside = children if isinstance(children, list) else [children]
    named = {"id": id} if id else {}
    said = [html.P(note, className="gt-section__note")] if note else []
    return html.Section([headed(heading, title), *said, *inside], className="gt-section", **named)


def split(main: Any, aside: Any) -> html.Div:
    """Two columns, the second the narrower; one below the other on a small screen."""
    return html.Div(
        [html.Div(main, className="gt-split__main"), html.Div(aside, className="gt-split__aside")], className="gt-split"
    )


def cards(children: Sequence[Any]) -> html.Div:
    """Cards in as many columns as fit: three of six at 1280 pixels."""
    return html.Div(list(children), className="gt-cards")


def filter_box(
    name: str, label: str, options: Iterable[tuple[str, str]], value: str | None = None, *, every: str = ""
) -> html.Div:
    """A labelled choice that writes ``name`` into the URL: pairs of value and label; ``every`` words "no choice"."""
    control = filter_id(name)
    offered = [{"label": every, "value": EVERY}] if every else []
    offered += [{"label": words, "value": code} for code, words in options]
    return html.Div(
        [
            html.Label(label, htmlFor=stringify_id(control), className="gt-filter__label"),
            dbc.Select(
                id=control,
                options=offered,
                value=value or (EVERY if every else ""),
                className="gt-filter__select",
            ),
        ],
        className="gt-filter",
    )


def filter_id(name: str) -> dict[str, str]:
    """The id of the control that writes ``name`` into the URL."""
    return {"type": "filter", "name": name}


def filters(boxes: Sequence[Any]) -> html.Div:
    """Filter boxes in one row."""
    return html.Div(list(boxes), className="gt-filters", role="group", **{"aria-label": "Filters"})


def period_selector(periods: Iterable[Mapping[str, Any]], chosen: str | None = None) -> html.Div:
    """The reporting period, from rows of mart_reporting (period, label), newest first."""
    return filter_box("period", "Period", [(row["period"], row["label"]) for row in periods], chosen)


def definition_list(pairs: Iterable[tuple[str, Any]]) -> html.Dl:
    """Terms and what they mean; a term without words is left out."""
    rows: list[Any] = []
    for term, words in pairs:
        if hasattr(words, "to_plotly_json") or isinstance(words, list) or formats.text(words):
            shown = words if hasattr(words, "to_plotly_json") or isinstance(words, list) else formats.text(words)
            rows.append(html.Div([html.Dt(term), html.Dd(shown)]))
    return html.Dl(rows, className="gt-definitions")


def notice(text: Any, *, title: str = "", kind: str = "plain") -> html.Div:
    """A remark in a frame; ``kind`` is plain or important."""
    head = [html.Strong(title, className="gt-notice__title")] if title else []
    return html.Div([*head, html.P(text)], className=f"gt-notice gt-notice--{kind}")


def nothing(sentence: str) -> html.P:
    """A sentence where there would otherwise be a hole."""
    return html.P(sentence, className="gt-nothing")


def commentary(facts: Mapping[str, Any], *, heading: int = 3) -> html.Div:
    """What the owner says (a row of fact_commentary): going well, needs improvement, the action with owner and date."""
    parts: list[Any] = []
    if facts.get("exception") in (True, "True"):
        parts.append(html.P("Exception report", className="gt-commentary__exception"))
    for key, name in (("going_well", "Going well"), ("needs_improvement", "Needs improvement"), ("action", "Action")):
        if formats.text(facts.get(key)):
            parts += [headed(heading, name), html.P(formats.text(facts[key]))]
    due = formats.day(facts.get("action_due"))
    who = ", ".join(part for part in (formats.text(facts.get("action_owner")), f"by {due}" if due else "") if part)
    parts += [html.P(who, className="gt-commentary__who")] if who else []
    written = formats.day(facts.get("written_on"))
    by = ", ".join(part for part in (formats.text(facts.get("author")), written) if part)
    parts += (
        [
            html.P(
                f"Written by {by}" if formats.text(facts.get("author")) else f"Written {by}",
                className="gt-commentary__by",
            )
        ]
        if by
        else []
    )
    sources = formats.text(facts.get("sources")).replace("|", "; ")
    parts += [html.P(f"Sources: {sources}", className="gt-commentary__by")] if sources else []
    return html.Div(parts or [nothing("No commentary has been written for this period.")], className="gt-commentary")
