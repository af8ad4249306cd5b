"""Puts Dash, the warehouse, the shell and the pages together. It imports everyone, and nobody imports it."""

import functools
import logging
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import dash
from dash import ALL, ClientsideFunction, Dash, Input, Output, State
from dash.exceptions import DependencyException
from flask import Blueprint, Flask, Response, after_this_request, jsonify, request
from flask_compress import Compress

from dashboard import ahead, answers, api, cache, downloads, idle, lean, shell, static, takeaway
from dashboard.addresses import address_of, exists, page_at
from dashboard.encoding import encoded, unescaped
from dashboard.settings import Settings
from dashboard.warehouse import Warehouse, current
from dashboard.warm import warm

PAGES = Path(__file__).with_name("pages")
BOOTSTRAP = f"/bootstrap/css/bootstrap.min.css?v={version('bootstrap-flask')}"
COMPRESSED = [
    "text/html",
    "text/css",
    "text/csv",
    "text/javascript",
    "application/json",
    "application/problem+json",
    "application/vnd.apache.arrow.stream",
    "image/svg+xml",
]
"""What is compressed on its way: text, and Arrow, which is not compressed in itself."""
YEAR = 365 * 24 * 60 * 60

log = logging.getLogger(__name__)


class Portal(Dash):
    """Dash, whose first answer carries the page, its title, the language and the council's colour."""

    def interpolate_index(self, **parts: str) -> str:
        """Return the document of the page asked for."""
        page, variables = page_at(request.path)
        title = page.get("title", "")
        words = title(**variables) if callable(title) else title
        index = super().interpolate_index(**parts | {"title": _escaped(words)})
        # A figure in a frame of another site stands without the shell (assets/take.css).
        kind = "is-alone" if page.get("alone") else ""
        index = index.replace("%accent%", current().facts["accent"]).replace("%kind%", kind)
        return index.replace("%ahead%", ahead.first_answers(self.server))


INDEX = """<!DOCTYPE html>
<html lang="en-GB" style="--accent: %accent%">
    <head>
        {%metas%}
        <title>{%title%}</title>
        {%favicon%}
        {%css%}
    </head>
    <body class="%kind%">
        {%app_entry%}
        <noscript>This dashboard needs JavaScript. Every chart's figures can be downloaded as CSV.</noscript>
        {%config%}
        %ahead%
        {%scripts%}
        {%renderer%}
    </body>
</html>
"""


def create_app(settings: Settings | None = None, pages: Path = PAGES) -> Dash:
    """Return the dashboard on the warehouse that the settings name. Raises Unreadable, Unreachable."""
    settings = settings or Settings()
    lean.slim()
    unescaped()
    server = Flask("dashboard", static_folder=None)
    kept = cache.named(server, settings.cache_url)
    warehouse = Warehouse(settings.warehouse, settings.tier, kept, settings.scratch)
    edition = answers.edition([PAGES.parent, static.ASSETS, pages], settings.embed_sites)
    shelf = kept if isinstance(kept, cache.Shared) else answers.Shelf(lambda: current().press.folder / "answers")
    _read_one_snapshot_a_request(server, warehouse, answers.keeping(server.wsgi_app, shelf, edition))
    _serve_bootstrap(server)
    server.register_blueprint(downloads.blueprint)
    server.register_blueprint(takeaway.blueprint)
    server.register_blueprint(api.blueprint)
    server.register_blueprint(api.making)
    server.add_url_rule("/healthz", view_func=lambda: jsonify(warehouse.health()))

    # Dash keeps the pages of a process, not of an application.
    dash.page_registry.clear()
    app = Portal(
        "dashboard",
        server=server,
        use_pages=True,
        pages_folder=str(pages),
        assets_folder=str(static.ASSETS),
        index_string=INDEX,
        external_stylesheets=[BOOTSTRAP],
        include_pages_meta=False,
        # Otherwise every page is drawn once without arguments, only to collect its ids.
        suppress_callback_exceptions=True,
        update_title=None,
        enable_mcp=False,
        add_log_handler=False,
        on_error=_broken,
    )
    # Dash would answer 500, and fill the log, for any file somebody guesses.
    server.register_error_handler(DependencyException, lambda _: ("", 404))
    app.enable_dev_tools(debug=False, dev_tools_disable_version_check=True)
    _tidy_pages(embeds=bool(settings.embed_sites))
    app.layout = shell.frame
    _write_filters_to_the_url(app)
    _set_headers(app, settings.embed_sites)
    server.config["COMPRESS_MIMETYPES"] = COMPRESSED
    # The first is preferred: pages are a tenth smaller by brotli at 4 than by zstd at 3, for half a millisecond.
    server.config["COMPRESS_ALGORITHM"] = list(static.CODINGS)
    # Excel's Power Query asks for gzip; by default a streamed file is compressed in any other way.
    server.config["COMPRESS_ALGORITHM_STREAMING"] = ["zstd", "br", "gzip"]
    Compress(server)
    # What was registered last is asked first.
    server.after_request(static.as_packed)
    # Dash registers its router at the first request, once and without a lock: this is that request, before any thread.
    server.test_client().get("/_dash-dependencies")
    return app


def create_server() -> Flask:
    """Return the WSGI application, for a server that is given its name: ``dashboard.app:create_server``."""
    settings = Settings()
    server = create_app(settings).server
    warm(server)
    if settings.scratch and settings.draw_ahead:
        idle.start(server, settings.scratch)
    return server


def _read_one_snapshot_a_request(server: Flask, warehouse: Warehouse, answer: Callable) -> None:
    def reading(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        with warehouse.reading():
            return answer(environ, start_response)

    server.wsgi_app = reading


def _serve_bootstrap(server: Flask) -> None:
    folder = str(static.BOOTSTRAP)
    server.register_blueprint(Blueprint("bootstrap", __name__, static_folder=folder, static_url_path="/bootstrap"))


def _tidy_pages(*, embeds: bool) -> None:
    """Give every page its choices as plain text, whatever somebody typed, and its title with the council's name.

    What a page draws, its ``drawn``, is offered to be taken away; its ``layout``, which Dash asks for, is that encoded.
    """
    for page in dash.page_registry.values():
        names = re.findall(r"<(\w+)>", page["path_template"] or "")
        if callable(page["layout"]):
            page["drawn"] = _tidied(page, names, embeds=embeds)
            page["layout"] = _sent(page["drawn"])
        page["title"] = _titled(page["title"], names)


def _tidied(page: dict[str, Any], names: list[str], *, embeds: bool) -> Callable:
    layout = page["layout"]

    @functools.wraps(layout)
    def drawn(**choices: Any) -> Any:
        # Dash leaves what stands in a path as the browser wrote it, and makes a list of a parameter given twice.
        plain = {name: ",".join(value) if isinstance(value, list) else value for name, value in choices.items()}
        found = layout(**plain | {name: unquote(plain[name]) for name in names if name in plain})
        if not takeaway.is_taken_from(page):
            return found
        return takeaway.offer(found, address_of(page, plain), as_at=current().facts["as_at"], embeds=embeds)

    return drawn


def _sent(drawn: Callable) -> Callable:
    return lambda **choices: encoded(drawn(**choices))


def _titled(title: str | Callable, names: list[str]) -> Callable:
    def titled(**variables: Any) -> str:
        plain = {name: unquote(value) for name, value in variables.items() if name in names}
        return f"{title(**plain) if callable(title) else title} – {current().facts['council']}"

    return titled


def _write_filters_to_the_url(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("filters", "toUrl"),
        Output("url", "search"),
        Input({"type": "filter", "name": ALL}, "value"),
        State({"type": "filter", "name": ALL}, "id"),
        State("url", "search"),
        prevent_initial_call=True,
    )


def _broken(error: Exception) -> Any:
    """Log an error with a reference; a page that could not be drawn says so, any other callback fails as it would."""
    reference = secrets.token_hex(4)
    log.error("Reference %s", reference, exc_info=error)
    outputs = dash.callback_context.outputs_list
    if isinstance(outputs, list) and outputs[0]["id"] == "_pages_content":
        after_this_request(_kept_by_nobody)
        return shell.broken(reference), {"title": "This page could not be drawn"}
    raise error


def _kept_by_nobody(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _set_headers(app: Dash, sites: tuple[str, ...]) -> None:
    @functools.cache
    def policy(*framing: str) -> str:
        # Asked for at the first answer, when all pages are registered: the router's own script is one of the hashes.
        return "; ".join(_policy(app.csp_hashes(), framing))

    @app.server.after_request
    def headers(response: Response) -> Response:
        if response.mimetype == "text/html" and response.status_code == 200 and not exists(request.path):
            response.status_code = 404
        page = answers.page_of(request.get_data()) if request.path == answers.PAGE else None
        if page and not exists(page[0]):
            # Dash answers 200; nobody's mistyped address takes the room of a page.
            _kept_by_nobody(response)
        framing = sites if request.path.startswith("/embed/") else ()
        response.headers["Content-Security-Policy"] = policy(*framing)
        if not framing:
            # It knows no sites; where some may frame a figure, the policy alone says which.
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        _cache_control(response)
        return response


def _policy(hashes: Iterable[str], framing: Iterable[str]) -> Iterator[str]:
    yield "default-src 'self'"
    yield f"script-src 'self' {' '.join(hashes)}"
    # Dash and Plotly set styles from script.
    yield "style-src 'self' 'unsafe-inline'"
    yield "img-src 'self' data: blob:"
    yield "object-src 'none'"
    yield "base-uri 'none'"
    yield "form-action 'self'"
    yield " ".join(["frame-ancestors 'self'", *framing])


def _cache_control(response: Response) -> None:
    """Files whose address changes with their content may be kept for ever; everything else is asked for again."""
    fingerprinted = request.path.startswith("/_dash-component-suites/") and response.cache_control.max_age == YEAR
    versioned = request.path.startswith(("/assets/", "/bootstrap/")) and {"m", "v"} & request.args.keys()
    if response.status_code == 200 and (fingerprinted or versioned):
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
