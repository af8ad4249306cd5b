"""The rows of the pages as files: CSV and, for the scorecard, a workbook."""

import csv
import io
from dataclasses import replace
from typing import Any

import pandas as pd
from flask import Blueprint, Response, request

from dashboard import links, queries, ranks, warehouse, words
from dashboard.sections import revisions, scorecard
from dashboard.tabular import Table, harmless
from dashboard.takeaway import site
from dashboard.workbook import workbook

blueprint = Blueprint("downloads", __name__)

PERIOD = ["period", "label", "start_date", "end_date"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    groups = queries.benchmark.groups.told(measure=measure)
    group = links.as_one(request.args.get("group")) or next((row["group"] for row in groups), None)
    period = links.as_one(request.args.get("period"))
    place = queries.benchmark.position.first(measure=measure, group=group, period=period)
    if place is None:
        return _missing(f"{measure} has no comparison with group {group} in {period or 'any period'}.")
    members = queries.benchmark.members(measure=measure, group=group, period=place["period"])
    rows = pd.DataFrame(ranks.ranked(members.to_dict("records"), about["polarity"])).astype({"rank": "Int64"})
    when = queries.plan.period.first(period=place["period"])
    rows = rows.rename(columns={"name": "area_name"})[["area", "area_name", *FIGURE, "rank", "vintage", "note"]]
    rows = rows.assign(**{name: when[name] for name in PERIOD}, group=group, group_name=place["group_name"])
    return _csv(about, rows, f"{measure}-{place['period']}-benchmark")


@blueprint.get("/measures/<measure>/<any(spc, outlook, breakdown, published):view>.csv")
def view(measure: str, view: str) -> Response:
    """Answer with the rows behind one view of a measure's page, oldest first."""
    about = queries.measure.about.first(measure=measure)
    if about is None:
        return _missing(f"There is no measure {measure}.")
    rows = _rows_of(measure, view)
    if rows.empty:
        return _missing(f"{measure} has nothing to download as {view}.")
    own = queries.plan.warehouse.first()
    rows = rows.drop(columns=["measure", "short_label"], errors="ignore")
    return _csv(about, rows.assign(area=own["area"], area_name=own["council"]), f"{measure}-{view}")


def _rows_of(measure: str, view: str) -> pd.DataFrame:
    if view == "spc":
        return queries.measure.spc(measure=measure)
    if view == "published":
        return queries.measure.published(measure=measure).iloc[::-1]
    if view == "outlook":
        year = queries.measure.projection(measure=measure, period=None)
        return queries.measure.outlook(measure=measure, period=None) if year.empty else year
    by = links.as_one(request.args.get("by"))
    until = warehouse.current().facts["as_at"]
    rows = queries.measure.breakdown(measure=measure, dimension=by, until=until)
    return rows[rows["breakdown"] != "total"] if by else rows.head(0)


@blueprint.get("/scorecard.csv")
def scorecard_csv() -> Response:
    """Answer with exactly the rows of the scorecard that has the same query string, stamped on each row."""
    table = _addressed(scorecard.asked(_asked()))
    stamp = [words for _, _, words in table.stamp]
    body = io.StringIO()
    writer = csv.writer(body, lineterminator="\r\n")
    writer.writerow([*(column.name for column in table.columns), *(name for name, _, _ in table.stamp)])
    for row in table.rows:
        writer.writerow([harmless(cell) for cell in [*row, *stamp]])
    return _file_of(body.getvalue(), "text/csv; charset=utf-8", f"{table.title}.csv")


@blueprint.get("/scorecard.xlsx")
def scorecard_xlsx() -> Response:
    """Answer with the same as a workbook that begins with what it is."""
    card = scorecard.asked(_asked())
    table = _addressed(card)
    source = f"named on the page of each {card.reading.one}"
    cite = f"{card.reading.facts['council']}: {card.title.rstrip('.')}. {table.stamp[-1][-1]}"
    more = [("source", "Source and licence", source), ("cite", "How to cite", cite)]
    return _file_of(workbook(replace(table, stamp=[*table.stamp, *more])), XLSX, f"{table.title}.xlsx")


def _addressed(card: scorecard.Scorecard) -> Table:
    """Return a scorecard as a table, stamped with its address too."""
    table = card.table
    return replace(table, stamp=[*table.stamp, ("address", "Address", f"{site()}{card.link()}")])


@blueprint.get("/coverage.csv")
def coverage() -> Response:
    """Answer with the things that lack what one rule of coverage wants, or with every gap."""
    gap, directorate = (links.as_one(request.args.get(name)) for name in ("gap", "directorate"))
    rules = [gap] if gap else list(words.gaps.GAPS)
    rows = [row for rule in rules for row in queries.coverage.gaps.rows(rule=rule, directorate=directorate)]
    many = (queries.plan.warehouse.first() or {})["measure_word_plural"]
    columns = ["rule", "gap", "kind", "code", "title", "directorate", "detail", "as_at"]
    as_at = warehouse.current().facts["as_at"].isoformat()
    body = io.StringIO()
    writer = csv.writer(body, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        named = {
            "gap": words.gaps.gap_title(row["rule"], many),
            "directorate": row["directorate_title"],
            "as_at": as_at,
        }
        writer.writerow([harmless((row | named)[column]) for column in columns])
    return _file_of(body.getvalue(), "text/csv; charset=utf-8", f"coverage{f'-{gap}' if gap else ''}.csv")


@blueprint.get("/revisions.csv")
def revised() -> Response:
    """Answer with the revisions the page of the same query string lists, with the meetings that saw the old figure."""
    chosen = revisions.asked(*(request.args.get(name) for name in ("measure", "flipped", "since")))
    table = queries.revisions.revisions(measure=chosen.measure, flipped=chosen.flipped, since=chosen.since)
    seen = [
        "; ".join(f"{meeting['name']} {meeting['held_on']}" for meeting in meetings) for meetings in table["meetings"]
    ]
    as_at = warehouse.current().facts["as_at"].isoformat()
    table = table.drop(columns=["prefix", "suffix", "decimals", "meetings"]).assign(seen_by=seen, as_at=as_at)
    body = io.StringIO()
    table.map(harmless).to_csv(body, index=False, date_format="%Y-%m-%d", lineterminator="\r\n")
    return _file_of(body.getvalue(), "text/csv; charset=utf-8", "revisions.csv")


def _asked() -> dict[str, str]:
    """Return the parameters of the query string as a page gets them: a repeated one as a list with commas."""
    return {name: ",".join(values) for name, values in request.args.lists()}


def _csv(about: dict[str, Any], rows: pd.DataFrame, name: str) -> Response:
    """Return rows with their measure, unit and source on each, so that a file explains itself when it is alone."""
    as_at = warehouse.current().facts["as_at"].isoformat()
    first = {"measure": about["measure"], "title": about["title"], "unit": about["unit"]}
    last = {"source": about["source_name"] or about["source_system"], "licence": about["licence"], "as_at": as_at}
    table = rows.assign(**first, **last)
    table = table[[*first, *(column for column in rows if column not in first), *last]]
    body = io.StringIO()
    table.map(harmless).to_csv(
        body, index=False, date_format="%Y-%m-%d", quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n"
    )
    return _file_of(body.getvalue(), "text/csv; charset=utf-8", f"{name}.csv")


def _file_of(body: str | bytes, kind: str, name: str) -> Response:
    """Return a download whose name says as at which day it is."""
    stem, _, ending = name.rpartition(".")
    as_at = warehouse.current().facts["as_at"].isoformat()
    disposition = f'attachment; filename="{_file(stem)}-{as_at}.{ending}"'
    return Response(body, content_type=kind, headers={"Content-Disposition": disposition})


def _file(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)


def _missing(sentence: str) -> Response:
    return Response(f"{sentence}\n", status=404, content_type="text/plain; charset=utf-8")
