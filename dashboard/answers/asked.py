"""What decides an answer: read from a request, and nothing else left in it."""

import io
from functools import lru_cache
from typing import Any

import orjson
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

PAGE = "/_dash-update-component"
"""Where Dash's router is asked for the page of an address."""
ROUTER = ".._pages_content.children..._pages_store.data.."
INPUTS = [("_pages_location", "pathname"), ("_pages_location", "search")]
OUTPUTS = [("_pages_content", "children"), ("_pages_store", "data")]
LIVE = ("/healthz", "/making", "/api/v1/files/")
"""What is not kept: what changes without a new snapshot, and files that lie on disk already."""
PROGRAMS = ("/api/", "/take/")
"""What depends on more than its address: a form asked for by header, or where this site is, written into a file."""
TOLD = ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_ACCEPT")
"""Headers by which it does."""
HERE = {"HTTP_HOST": "localhost", "wsgi.url_scheme": "http"}
"""Where everything else believes it is, so that one answer serves every name of the site."""
AFRESH = "dashboard.afresh"
"""Set in a request whose answer is to be made, not found."""
CODINGS = ("br", "gzip")
LONGEST = 8192
"""Bytes of a question; Dash asks for a page with 500."""

Environment = dict[str, Any]


def asked(environ: Environment) -> tuple[str, ...] | None:
    """Return what decides an answer, and leave nothing else in the request; None where an answer is not kept."""
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    if method not in ("GET", "POST") or path.startswith(LIVE) or {"HTTP_RANGE", AFRESH} & environ.keys():
        return None
    if method == "GET":
        what: tuple[str, ...] = (environ.get("QUERY_STRING", ""),)
    elif page := _page(environ):
        what = page
    else:
        return None
    told = {name: environ[name] for name in TOLD if name in environ} if path.startswith(PROGRAMS) else HERE
    coding, known = _coding(environ.get("HTTP_ACCEPT_ENCODING", "")), environ.get("HTTP_IF_NONE_MATCH")
    for name in [name for name in environ if name.startswith("HTTP_")]:
        del environ[name]
    environ |= told | {"HTTP_ACCEPT_ENCODING": coding}
    if known:
        environ["HTTP_IF_NONE_MATCH"] = known
    return method, path, coding, environ["wsgi.url_scheme"], repr(told), *what


def page_of(body: bytes) -> tuple[str, str] | None:
    """Return path and query string of the page that Dash's router is asked for; None for any other question."""
    try:
        asked = orjson.loads(body)
        path, query = (one["value"] for one in asked["inputs"])
        known = asked["output"] == ROUTER and [(one["id"], one["property"]) for one in asked["inputs"]] == INPUTS
    except (ValueError, LookupError, TypeError):
        return None
    if not known or not isinstance(path, str) or not isinstance(query, str | None):
        return None
    return path, query or ""


def _page(environ: Environment) -> tuple[str, str] | None:
    """Return the page a request asks Dash's router for; None for anything else.

    What Dash reads is written anew from these two, so that no other part of a question decides an answer that is kept.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    if environ["PATH_INFO"] != PAGE or not length.isdecimal() or int(length) > LONGEST:
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    page = page_of(body)
    if page:
        body = orjson.dumps(question(*page))
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), "QUERY_STRING": ""}
    return page


def question(path: str, query: str) -> dict[str, Any]:
    """Return what Dash asks its router for the page at a path with a query string, as its renderer words it."""
    inputs = [
        {"id": id_, "property": name, "value": value} for (id_, name), value in zip(INPUTS, (path, query), strict=True)
    ]
    outputs = [{"id": id_, "property": name} for id_, name in OUTPUTS]
    return {"output": ROUTER, "outputs": outputs, "inputs": inputs, "changedPropIds": ["_pages_location.pathname"]}


@lru_cache(maxsize=256)
def _coding(accepted: str) -> str:
    """Return the one coding an answer travels in, so that every browser is sent the same bytes."""
    parsed = parse_accept_header(accepted, Accept)
    return next((coding for coding in CODINGS if parsed.quality(coding) > 0), "identity")
