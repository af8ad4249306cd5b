"""/benchmarking: any measures beside any councils, drawn as the URL says."""

from typing import Any

from dash import html, register_page

from dashboard import components
from dashboard.explorer import asked
from dashboard.sections import explorer

TITLE = "Benchmarking"


def layout(**choices: Any) -> html.Div:
    """Draw the state of the explorer that the parameters of the URL ask for (DCC-07, WCC-42)."""
    state = asked(choices)
    if not state.measures:
        return html.Div(components.no_figure(TITLE, "No comparator has published any measure of this council."))
    groups = [(code, f"{row['name'][:1].upper()}{row['name'][1:]}") for code, row in state.groups.items()]
    return html.Div(
        [
            components.page_title(TITLE),
            components.filters([components.filter_box("group", "Compare with", groups, state.group["group"])]),
            explorer.tabs(state),
            html.Div(explorer.chosen(state).draw(state), className="gt-explorer__view"),
        ],
        className="gt-explorer",
    )


register_page(__name__, path="/benchmarking", title=TITLE, name=TITLE, order=4, in_nav=True)
