"""Lines of program somebody copies, with this dashboard's own address in them."""

from dash import html


def snippet(text: str, host: str, *, label: str) -> html.Div:
    """Lines of program that scroll by themselves; assets/connect.js puts the reader's own address where ``host`` is."""
    parts: list = []
    for number, piece in enumerate(text.strip("\n").split(host)):
        parts += [html.Span(host, className="gt-host"), piece] if number else [piece]
    copy = html.Button("Copy", type="button", className="gt-snippet__copy", **{"aria-label": f"Copy: {label}"})
    shown = html.Pre(html.Code(parts), tabIndex=0, role="region", **{"aria-label": label})
    return html.Div([html.Div([html.Span(label), copy], className="gt-snippet__head"), shown], className="gt-snippet")
