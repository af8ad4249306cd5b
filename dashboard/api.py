"""What programs and spreadsheets read: the same rows as the pages, as CSV."""

import csv
import io
from typing import Any

import pandas as pd
from flask import Blueprint, Response, request

from dashboard import links, queries, warehouse

blueprint = Blueprint("api", __name__)

PERIOD = ["period", "label", "start_date", "end_date"]
FIGURE = ["value", "marker", "lower", "upper", "numerator", "denominator"]


@blueprint.get("/measures/<measure>/trend.csv")
def trend(measure: str) -> Response:
    """Answer with every value of one measure for the council, oldest first."""
    about = queries.measure.about.first(measure=measure)
    if about is None:
        return _missing(f"There is no measure {measure}.")
    rows = queries.measure.trend(measure=measure)
    columns = [*PERIOD, *FIGURE, "target", "intervention", "status", "revised_from", "vintage", "note"]
    own = queries.plan.warehouse.first()
    rows = rows[columns].assign(area=own["area"], area_name=own["council"])
    return _csv(about, rows, f"{measure}-trend")


@blueprint.get("/measures/<measure>/benchmark.csv")
def benchmark(measure: str) -> Response:
    """Answer with the values of one comparator group and the council, in the period asked for or the last both have."""
    about = queries.measure.about.first(measure=measure)
    if about is None:
        return _missing(f"There is no measure {measure}.")
    groups = queries.benchmark.groups(measure=measure)
    group = links.as_one(request.args.get("group")) or next(iter(groups["group"]), None)
    period = links.as_one(request.args.get("period"))
    place = queries.benchmark.position.first(measure=measure, group=group, period=period)
    if place is None:
        return _missing(f"{measure} has no comparison with group {group} in {period or 'any period'}.")
    rows = queries.benchmark.members(measure=measure, group=group, period=place["period"])
    when = queries.plan.period.first(period=place["period"])
    rows = rows.rename(columns={"name": "area_name"})[["area", "area_name", *FIGURE, "rank", "vintage", "note"]]
    rows = rows.assign(**{name: when[name] for name in PERIOD}, group=group, group_name=place["group_name"])
    return _csv(about, rows, f"{measure}-{place['period']}-benchmark")


def _csv(about: dict[str, Any], rows: pd.DataFrame, name: str) -> Response:
    """Return rows with their measure, unit and source on each, so that a file explains itself when it is alone."""
    as_at = warehouse.current().facts["as_at"].isoformat()
    first = {"measure": about["measure"], "title": about["title"], "unit": about["unit"]}
    last = {"source": about["source_name"] or about["source_system"], "licence": about["licence"], "as_at": as_at}
    table = rows.assign(**first, **last)
    table = table[[*first, *(column for column in rows if column not in first), *last]]
    body = io.StringIO()
    table.map(_harmless).to_csv(
        body, index=False, date_format="%Y-%m-%d", quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n"
    )
    return Response(
        body.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_file(name)}-{as_at}.csv"'},
    )


def _harmless(cell: Any) -> Any:
    """Return a cell no spreadsheet takes for a formula: text that begins like one gets an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _file(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)


def _missing(sentence: str) -> Response:
    return Response(f"{sentence}\n", status=404, content_type="text/plain; charset=utf-8")
