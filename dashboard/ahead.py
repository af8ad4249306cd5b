"""What a browser would ask for next, written into the first document: no page waits for three journeys.

``assets/ahead.js`` hands them to Dash when it asks. What is not found or could not be drawn is not written: Dash asks.
"""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask, request

from dashboard import answers
from dashboard.addresses import exists

LAYOUT, CALLBACKS = "/_dash-layout", "/_dash-dependencies"
CHART = '"type":"Graph"'
DRAWING = (
    "/_dash-component-suites/dash/dcc/async-graph.js",
    "/_dash-component-suites/plotly/package_data/plotly.min.js",
)
"""What Dash loads when the first chart is to be drawn."""


def first_answers(server: Flask) -> str:
    """Return the page of this request, the frame around it and its callbacks, as elements of the document."""
    page = _page(server) if exists(request.path) else ""
    said = {LAYOUT: _answer(server, LAYOUT), CALLBACKS: _answer(server, CALLBACKS), "": page}
    return "\n".join([*_drawing(page), *_elements(said)])


def _page(server: Flask) -> str:
    search = request.query_string.decode("latin-1")
    return _answer(server, answers.PAGE, json=answers.question(quote(request.path), f"?{search}" if search else ""))


def _answer(server: Flask, address: str, **asked: object) -> str:
    method = "POST" if asked else "GET"
    with server.test_request_context(address, base_url=request.host_url, method=method, **asked):
        response = server.full_dispatch_request()
        return "" if response.cache_control.no_store or response.status_code != 200 else response.get_data(as_text=True)


def _drawing(page: str) -> Iterator[str]:
    """Charts are asked for at once where the page has some, and otherwise when the browser has nothing else to do."""
    how = "preload" if CHART in page else "prefetch"
    yield from (f'<link rel="{how}" as="script" fetchpriority="low" href="{address}">' for address in DRAWING)


def _elements(said: dict[str, str]) -> Iterator[str]:
    for name, content in said.items():
        if content:
            # Within a script only "<" could end it.
            text = content.replace("<", "\\u003c")
            yield f'<script type="application/json" data-answers="{name}">{text}</script>'
