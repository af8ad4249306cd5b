"""/embed/<item>?from=…: one figure or table of a page by itself, for a frame on another site."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, formats, takeaway

TITLE = "A figure by itself"


def layout(item: str, **asked: Any) -> html.Div:
    """Draw the item of the page ``from``, its source and the way to that page (BCP-16)."""
    address = asked.get("from") or ""
    facts = choices.reading().facts
    try:
        frame, title = takeaway.alone(item, address)
    except takeaway.Missing as problem:
        return html.Div([html.H1(TITLE), components.nothing(str(problem))], className="gt-alone")
    way = html.A("See it on its page, with its choices", href=f"{address}#{item}", target="_blank", rel="noopener")
    said = f"{facts['council']}, as at {formats.day(facts['as_at'])}. "
    # A figure shows its own title; a table's caption is for screen readers.
    shown = "visually-hidden" if isinstance(frame, html.Figure) else "gt-figure__title"
    return html.Div(
        [html.H1(title, className=shown), frame, html.P([said, way], className="gt-alone__foot")],
        className="gt-alone",
    )


register_page(__name__, path_template="/embed/<item>", title=TITLE, alone=True)
