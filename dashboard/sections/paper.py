"""What a printed page adds to any view of a measure: its last periods, its benchmark, its definition and source."""

from dash import html
from dash.development.base_component import Component

from dashboard.sections import comparison, definition
from dashboard.sections.measure import Shown, history, periods_table, source

LAST = 6


def draw(one: Shown) -> Component:
    """Return what stands on paper alone, so that one sheet says everything."""
    rows = history(one)[-LAST:]
    benchmark = comparison.sentence(one)
    parts = [
        html.H2("The last periods") if rows else None,
        periods_table(one, rows) if rows else None,
        html.P(benchmark) if benchmark else None,
        None if one.view == "definition" else html.Div([html.H2("Definition in short"), definition.short(one)]),
        html.P(source(one), className="gt-paper__source"),
    ]
    return html.Div([part for part in parts if part is not None], className="gt-paper")
