"""/directorates/<node>: a directorate's plan: its services, its measures, and which priorities they serve."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, queries, words
from dashboard.sections import plan

PAGE = "directorates"


def exists(node: str) -> bool:
    """Tell whether the plan has such a node on this page."""
    found = queries.plan.node.first(node=node)
    return found is not None and found["page"] == PAGE


def title(node: str | None = None, **_: Any) -> str:
    """Return the node's title."""
    found = queries.plan.node.first(node=node)
    return found["short_title"] if found else "Not found"


def layout(node: str | None = None, period: str | None = None, via: str | None = None, **_: Any) -> html.Div:
    """Draw a directorate in one reporting period, what it does for the node the reader came through first."""
    if node is None or not exists(node):
        return html.Div([html.H1("Not found"), components.nothing(f"The plan has no directorate {node}.")])
    reading = choices.reading(period, via)
    about = queries.plan.node.first(node=node)
    counts = choices.counts(reading.period)
    return html.Div(
        [
            plan.trail(reading, node, counts),
            plan.head(about, reading, words.rollup(counts.get(node, {}), one=reading.one, many=reading.many)),
            components.status_bar(counts.get(node, {}), one=reading.one, many=reading.many, labels=reading.labels),
            *plan.needs(about),
            *plan.children(node, reading, counts),
            *plan.own_measures(about, reading),
            *([] if reading.via else plan.contributions(node, reading)),
            *plan.commentary(node, reading),
            plan.milestones(node),
            plan.mix(node, reading),
        ]
    )


register_page(__name__, path_template="/directorates/<node>", title=title, name="Directorate", exists=exists)
