"""The addresses of files: ``/take/<item>.csv``, ``.xlsx`` and ``.csv-metadata.json``, each ``?from=`` a page."""

import json
import logging
import secrets

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from dashboard import links
from dashboard.takeaway import files, rows
from dashboard.takeaway.find import Found, Missing, find, page_of
from dashboard.takeaway.offer import file_stem
from dashboard.takeaway.stamp import Stamp, cover, stamp
from dashboard.warehouse import current
from dashboard.workbook import workbook

blueprint = Blueprint("take", __name__, url_prefix="/take")

CSVM = "application/csvm+json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

log = logging.getLogger(__name__)


@blueprint.get("/<item>.csv")
def as_csv(item: str) -> Response:
    """Answer with the rows of an item, what they are on each; a Link header leads to what the columns are."""
    found, stamped = _asked(item)
    answer = _file(files.csv_text(rows.columns(found.item), stamped), "text/csv; charset=utf-8; header=present", "csv")
    about = links.take(item, "csv-metadata.json", request.args["from"])
    answer.headers["Link"] = f'<{about}>; rel="describedby"; type="{CSVM}"'
    return answer


@blueprint.get("/<item>.csv-metadata.json")
def as_metadata(item: str) -> Response:
    """Answer with the description of the CSV's columns, by the W3C's recommendation CSV on the Web."""
    found, stamped = _asked(item)
    url = links.take(item, "csv", request.args["from"])
    said = files.metadata(rows.columns(found.item), stamped, url)
    return Response(json.dumps(said, ensure_ascii=False, indent=1), content_type=CSVM)


@blueprint.get("/<item>.xlsx")
def as_workbook(item: str) -> Response:
    """Answer with the same as a workbook that begins with what it is."""
    found, stamped = _asked(item)
    columns = rows.columns(found.item)
    return _file(workbook(files.table(found.item.title, columns, cover(found.item, stamped))), XLSX, "xlsx")


@blueprint.errorhandler(Missing)
def _missing(problem: Missing) -> Response:
    return Response(f"{problem}\n", status=404, content_type="text/plain; charset=utf-8")


@blueprint.errorhandler(Exception)
def _broken(error: Exception) -> Response | HTTPException:
    """Log an error with a reference and say so, as a page that cannot be drawn does."""
    if isinstance(error, HTTPException):
        return error
    reference = secrets.token_hex(4)
    log.error("Reference %s", reference, exc_info=error)
    said = f"This could not be drawn. If it happens again, please tell us this reference: {reference}\n"
    return Response(said, status=500, content_type="text/plain; charset=utf-8")


def _asked(item: str) -> tuple[Found, Stamp]:
    address = page_of(request.args.get("from", ""))
    found = find(item, address)
    return found, stamp(found.item, found.layout, address, site())


def site() -> str:
    """Return how addresses of this site begin; a proxy that ends TLS says so in a header, as nothing else could."""
    told = request.headers.get("X-Forwarded-Proto", "").partition(",")[0].strip()
    return f"{told if told in ('http', 'https') else request.scheme}://{request.host}"


def _file(body: str | bytes, kind: str, ending: str) -> Response:
    """Return a download whose name says page, item and as at which day."""
    item = (request.view_args or {})["item"]
    name = file_stem(item, page_of(request.args["from"]), current().facts["as_at"])
    return Response(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'})
