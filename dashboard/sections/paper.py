"""What a printed page adds to any view of a measure: its last periods, its benchmark, its definition and source."""

from dash import html
from dash.development.base_component import Component

from dashboard import components
from dashboard.sections import comparison, definition
from dashboard.sections.measure import Shown, periods_table, source

LAST = 5


def periods(one: Shown) -> Component:
    """Return the last periods with their targets and the place among comparators, for paper alone."""
    rows = one.history[-LAST:]
    benchmark = comparison.sentence(one)
    parts = [html.H2("The last periods"), periods_table(one, rows)] if rows else []
    return html.Div([*parts, html.P(benchmark) if benchmark else None], className="gt-paper")


def sheet(one: Shown) -> Component:
    """Return the definition in short, source and as-at, for paper alone; the view Definition has said the first."""
    short = [] if one.view == "definition" else [components.card(definition.short(one), title="Definition")]
    return html.Div([*short, html.P(source(one))], className="gt-paper")
