"""The only place a Graph is made."""

from collections.abc import Iterable
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.parts import headed

CONFIG = {"displayModeBar": False, "displaylogo": False, "showSendToCloud": False, "responsive": True}


def figure(
    id: str,
    drawing: dict[str, Any] | Component | None,
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    before: Component | None = None,
    key: Component | None = None,
    table: Component | None = None,
    notes: Iterable[str] = (),
    source: Any = "",
    downloads: Iterable[tuple[str, str]] = (),
    heading: int = 2,
    kind: str = "",
) -> html.Figure:
    """A chart with its finding as title, its sentence as caption and, behind one button, the same numbers as a table.

    ``drawing`` is one of ``charts``, or a component that is no single picture, or None where the table says it all.
    ``before`` stands between title and chart, ``key`` below it. ``downloads`` are pairs of label and href.
    ``kind`` is what it is besides a figure, a class: "gt-figure--wide-only" leaves the drawing out on phones, where its
    table or tree serves better. The swap to the table is a native details element and needs no server.
    """
    links = [html.Li(html.A(label, href=href, download=True)) for label, href in downloads]
    foot = [html.P(source, className="gt-figure__source")] if source else []
    foot += [html.Ul(links, className="gt-figure__downloads")] if links else []
    listed = list(notes)
    return html.Figure(
        [
            html.Div(
                [
                    headed(heading, title, className="gt-figure__title"),
                    html.P(subtitle, className="gt-figure__subtitle") if subtitle else None,
                ],
                className="gt-figure__head",
            ),
            before,
            _drawn(id, drawing, sentence),
            key,
            table if drawing is None or table is None else _swap(table),
            html.Ul([html.Li(note) for note in listed], className="gt-figure__notes") if listed else None,
            html.Figcaption(sentence),
            html.Div(foot, className="gt-figure__foot") if foot else None,
        ],
        className=f"gt-figure {kind}".strip(),
        id=f"{id}-figure",
    )


def _drawn(id: str, drawing: dict[str, Any] | Component | None, sentence: str) -> Component | None:
    """A graph is one picture with its sentence as name; a component says itself what it shows."""
    if drawing is None:
        return None
    if not isinstance(drawing, dict):
        return html.Div(drawing, className="gt-figure__chart")
    graph = dcc.Graph(
        id=id,
        figure=drawing,
        config=CONFIG,
        responsive=True,
        style={"height": f"{drawing['layout']['height']}px"},
    )
    return html.Div(graph, className="gt-figure__chart", role="img", **{"aria-label": sentence})


def _swap(table: Component) -> html.Details:
    words = [
        html.Span("Show as a table", className="gt-figure__to-table"),
        html.Span("Show as a chart", className="gt-figure__to-chart"),
    ]
    return html.Details([html.Summary(words), table], className="gt-figure__table")


def no_figure(title: str, sentence: str, *, heading: int = 2, more: Iterable[Any] = ()) -> html.Section:
    """The frame of a chart that has nothing to show: a sentence, never a hole; ``more`` leads on from it."""
    return html.Section(
        [headed(heading, title, className="gt-figure__title"), html.P(sentence), *more],
        className="gt-figure gt-figure--empty",
    )
