"""Every address nobody registered: what is not there, and where to go on."""

from typing import Any

from dash import dcc, html, register_page

from dashboard import links


def layout(**_: Any) -> html.Div:
    """Draw the page for an address that leads nowhere."""
    return html.Div(
        [
            html.H1("Page not found"),
            html.P("There is no page at this address. It may have been mistyped, or what it showed has left the plan."),
            html.P(
                [
                    dcc.Link("Go to the overview", href=links.overview()),
                    " or ",
                    dcc.Link("search", href=links.search()),
                    ".",
                ]
            ),
        ]
    )


register_page(__name__, title="Page not found")
