"""The API, ``/api/v1``: the rows of the warehouse for programs. Read-only, of the same tier as the pages."""

import gzip
import hashlib
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from dashboard import warehouse
from dashboard.api import asking, document
from dashboard.api.files import PACKED, made, made_as
from dashboard.api.files import blueprint as making
from dashboard.api.formats import FORMATS
from dashboard.api.problems import Problem, shown
from dashboard.api.resources import FILES, RESOURCES, ROOT, Resource
from dashboard.press import PATIENCE, Busy

__all__ = ["blueprint", "making"]

blueprint = Blueprint("api", __name__, url_prefix=ROOT)

MEDIA = {".parquet": FORMATS["parquet"].media, ".zip": "application/zip"}


@blueprint.get("/", strict_slashes=False)
def root() -> Response:
    """Answer with what there is: the resources, the files, the document that describes them."""
    return _json(document.contents())


@blueprint.get("/openapi.json")
def described() -> Response:
    """Answer with the OpenAPI document."""
    return _json(document.openapi())


def _page(one: Resource) -> Response:
    """Answer with one page of a resource, in the form asked for."""
    asked = asking.asked(one, request.args, request.accept_mimetypes)
    form = FORMATS[asked.format]
    tag = _tag(one.query.sql, asked.format)
    if _seen(tag):
        return _unchanged(tag)
    snapshot = warehouse.current()
    with snapshot.held(one.query.sql, **asked.parameters, limit=asked.limit + 1) as held:
        # One row more than asked for tells whether there is a next page.
        last = held.row(asked.limit - 1) if held.row(asked.limit) else None
        following = _following(one, last) if last else None
        stated = {name: snapshot.facts[name] for name in document.STATED}
        body = form.write(held, asked.limit, stated | {"next": following})
    response = Response(body, content_type=form.content_type)
    response.vary.add("Accept")
    response.set_etag(tag)
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    if asked.format != "json":
        response.headers["Content-Disposition"] = f'attachment; filename="{one.name}.{asked.format}"'
    return response


for _one in RESOURCES:
    blueprint.add_url_rule(f"/{_one.name}", _one.name, _page, defaults={"one": _one})


@blueprint.get("/files/<file>")
def whole(file: str) -> Response:
    """Answer with a file of the whole data set, or with the part of it that is asked for."""
    if file not in FILES:
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no file {shown(file)}; there are {', '.join(FILES)}.")
    _no_parameters()
    snapshot = warehouse.current()
    tag = _tag(*(one.whole[0] for one in RESOURCES), file)
    if _seen(tag):
        return _unchanged(tag)
    try:
        path = snapshot.press.waited(made_as(file), partial(made, snapshot, file))
    except Busy as busy:
        sentence = "This file is being made, as the figures are new; ask again in a moment."
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, sentence, Retry_After=str(PATIENCE)) from busy
    return _packed(path, file, tag) if path.suffix == PACKED else _parts(path, file, tag)


def _parts(path: Path, file: str, tag: str) -> Response:
    """Return a file, or the part of it that is asked for: DuckDB reads a Parquet file so."""
    media = MEDIA.get(path.suffix, "application/octet-stream")
    response = send_file(path, media, as_attachment=True, download_name=file, conditional=False, etag=False)
    response.set_etag(tag)
    return response.make_conditional(request, accept_ranges=True, complete_length=path.stat().st_size)


def _packed(path: Path, file: str, tag: str) -> Response:
    """Return a compressed file as it lies there; to the few who take no gzip, unpacked on its way."""
    takes = request.accept_encodings.quality("gzip") > 0
    # Opened here, as what compresses an answer on its way forgets to close the file behind it.
    body = path.open("rb") if takes else gzip.GzipFile(path)
    media = FORMATS["csv"].media
    response = send_file(body, media, as_attachment=True, download_name=file, conditional=False, etag=False)
    response.call_on_close(body.close)
    response.vary.add("Accept-Encoding")
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{tag}:gzip" if takes else tag)
    return response.make_conditional(request)


def _no_parameters() -> None:
    if request.args:
        wrong = [asking.surplus(request.path, name) for name in request.args]
        raise Problem.of(HTTPStatus.BAD_REQUEST, wrong)


def _json(made: dict[str, Any]) -> Response:
    _no_parameters()
    body = orjson.dumps(made)
    tag = _tag(body.decode())
    if _seen(tag):
        return _unchanged(tag)
    response = Response(body, content_type="application/json")
    response.set_etag(tag)
    return response


def _following(one: Resource, last: dict) -> str:
    """Return the address of the next page: this one's, after its last row."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "after"]
    return f"{one.path}?{urlencode([*kept, ('after', '|'.join(last[column] for column in one.key))])}"


def _tag(*asked: str) -> str:
    """Return what an answer is known by: the snapshot, and a digest of what else decides it besides the address."""
    facts = warehouse.current().facts
    other = f"{facts['built_at']} {facts['tier']} {document.VERSION} {' '.join(asked)}"
    return f"{facts['snapshot']}-{hashlib.sha256(other.encode()).hexdigest()[:12]}"


def _seen(tag: str) -> bool:
    """Tell whether the reader has this answer already; the compression adds its own name to a tag."""
    given = request.if_none_match
    return given.star_tag or any(one.partition(":")[0] == tag for one in given.as_set(include_weak=True))


def _unchanged(tag: str) -> Response:
    response = Response(status=HTTPStatus.NOT_MODIFIED)
    response.vary.add("Accept")
    response.set_etag(tag)
    return response


@blueprint.get("/<path:rest>")
def nothing(rest: str) -> Response:
    """Answer that there is nothing here; otherwise the dashboard would draw its own page for what is not found."""
    names = ", ".join(one.path for one in RESOURCES)
    raise Problem(HTTPStatus.NOT_FOUND, f"There is nothing at {shown(f'{ROOT}/{rest}')}. There are {names}.")


@blueprint.errorhandler(Problem)
def _problem(problem: Problem) -> Response:
    return problem.response()


@blueprint.errorhandler(InternalServerError)
def _fault(_: InternalServerError) -> Response:
    sentence = "Something went wrong on our side; the request itself may be right."
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, sentence).response()


@blueprint.app_errorhandler(MethodNotAllowed)
def _read_only(error: MethodNotAllowed) -> Response | HTTPException:
    if not request.path.startswith(f"{ROOT}/"):
        return error
    response = Problem(HTTPStatus.METHOD_NOT_ALLOWED, "The API is read-only: it answers GET and HEAD.").response()
    response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ("GET", "HEAD", "OPTIONS")))
    return response
