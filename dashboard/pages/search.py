"""/search?q=: measures and plan nodes that hold every word asked for."""

from typing import Any

from dash import dcc, html, register_page

from dashboard import choices, components, formats, links, queries

MOST = 60


def layout(q: str | None = None, period: str | None = None, **_: Any) -> html.Div:
    """Draw what was found, measures of the plan before published statistics outside it."""
    reading = choices.reading(period)
    asked = formats.text(q)
    words = asked.lower().split()
    found = queries.search.find(words=words, most=MOST)
    return html.Div(
        [
            components.page_title(
                f"Search: {asked}" if asked else "Search", lead=_said(asked, words, len(found), reading)
            ),
            html.Ul([_result(row, reading) for row in found.to_dict("records")], className="gt-results"),
        ]
    )


def _said(asked: str, words: list[str], shown: int, reading: choices.Reading) -> str:
    if not asked:
        return f"Type a word into the search box above: a code, a {reading.one}, an outcome, a service."
    total = int(queries.search.count(words=words)["found"].iloc[0])
    if not total:
        return f"Nothing holds all of “{asked}”. Try fewer or shorter words."
    first = f", the first {shown} shown" if shown < total else ""
    return f"{formats.plural(total, 'result')}{first}."


def _result(row: dict[str, Any], reading: choices.Reading) -> html.Li:
    if row["kind"] == "measure":
        href = links.measure(row["code"], **reading.kept)
        kind = reading.one if row["in_plan"] else "Published statistic"
    else:
        href = links.node(row["kind"], row["code"], **reading.kept)
        kind = "Plan"
    return html.Li(
        [
            dcc.Link(row["title"], href=href, className="gt-results__title"),
            html.Span(f"{kind} · {row['code']}", className="gt-results__kind"),
            html.P(formats.text(row["detail"])[:220]) if formats.text(row["detail"]) else None,
        ]
    )


register_page(__name__, path="/search", title="Search", name="Search")
