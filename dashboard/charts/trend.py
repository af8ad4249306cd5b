"""A measure over time: own line, target, intervention level, breaks and events."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from dashboard import formats, words
from dashboard.charts.frame import SIZE, Drawing, amount, note
from dashboard.charts.labels import Label, label, wrapped
from dashboard.charts.palette import COLOURS
from dashboard.charts.timeline import (
    TOP,
    Rows,
    Traces,
    band,
    ends_of,
    iso,
    level,
    over_time,
    skipped,
    stretches,
    upright,
    usual_step,
)

HEIGHT = 380
_MARK = 18
"""Height of one row of numbers above the plot; two have room in any chart."""
_OPEN = {"p", "r", "e", "f"}


def trend(
    history: pd.DataFrame,
    measure: Mapping[str, Any],
    *,
    events: pd.DataFrame | None = None,
    comparators: pd.DataFrame | None = None,
    comparator_name: str = "Mean of similar councils",
    ahead: Iterable[Mapping[str, Any]] = (),
    labels: Mapping[str, str] | None = None,
    accent: str = COLOURS["accent"],
) -> Drawing:
    """Draw a history: label, short_label, end_date, value and, where known, marker, target, intervention, status.

    ``measure`` is the row of dim_measure (its baseline is drawn if it has one); ``events`` has event_date, kind, label;
    ``comparators`` has end_date, value; ``ahead`` are targets (label, short_label, end_date, target) of years to come;
    ``labels`` are the council's words for statuses. A missing period stays a gap, a break splits the line (DR-34).
    """
    runs = words.trend.runs(history, events)
    every = [row for run in runs for row in run]
    known = [row for row in every if not formats.is_missing(row["value"])]
    theirs = _comparators(comparators, every)
    coming = [{**dict.fromkeys(every[-1]), **row} for row in ahead] if every else []
    low, high = _range(measure, [*every, *coming], theirs)
    sure = stretches(runs, ("value", "lower", "upper"))
    traces: Traces = [band(part, "lower", "upper", measure, accent, "interval") for part in sure]
    traces += [level(every, "target", "dash", COLOURS["ink"]), level(every, "intervention", "dot", COLOURS["muted"])]
    traces += [_their_line(theirs)] if theirs else []
    traces += [_trajectory(every, coming, measure)] if coming else []
    traces += [_own_line(runs, measure, labels, accent)] if known else []
    traces += [_missing(every, low)]
    margin = _labels(measure, every, known, theirs, comparator_name, accent, coming)
    marks, shapes, rows = _events(words.trend.events_shown(events, history), every)
    baseline = _baseline(measure, every)
    return over_time(
        HEIGHT,
        traces,
        [*every, *coming],
        margin,
        (low, high),
        measure,
        shapes=[*shapes, *baseline],
        notes=[*marks, *_empty(known)],
        top=TOP + _MARK * max(rows - 2, 0),
        empty=not known,
    )


def _own_line(
    runs: list[Rows], measure: Mapping[str, Any], labels: Mapping[str, str] | None, accent: str
) -> dict[str, Any]:
    """Our values in one trace; an empty point between runs and in place of a skipped period keeps the line honest."""
    points: list[tuple[str | None, float | None, str, str]] = []
    last: datetime.date | None = None
    usual = usual_step([row["end_date"] for run in runs for row in run])
    for run in runs:
        for at, row in enumerate(run):
            if points and (at == 0 or (last is not None and skipped(last, row["end_date"], usual))):
                points.append((iso(row["end_date"]), None, "", ""))
            marker = formats.text(row.get("marker"))
            points.append((iso(row["end_date"]), amount(row["value"]), _hover(row, measure, labels), marker))
            last = row["end_date"]
    size = 9 if len(points) <= 40 else 6
    return {
        "type": "scatter",
        "name": "own",
        "mode": "lines+markers",
        "x": [point[0] for point in points],
        "y": [point[1] for point in points],
        "customdata": [point[2] for point in points],
        "hovertemplate": "%{customdata}<extra></extra>",
        "connectgaps": False,
        "line": {"color": accent, "width": 3},
        "marker": {
            "color": [COLOURS["surface"] if point[3] in _OPEN else accent for point in points],
            "size": size,
            "line": {"color": accent, "width": 2},
        },
    }


def _trajectory(every: Rows, coming: Rows, measure: Mapping[str, Any]) -> dict[str, Any]:
    """The way from the target in force to that of the target year, a mark for each interim target (WCC-06)."""
    last = [row for row in every[-1:] if not formats.is_missing(row.get("target"))]
    return {
        "type": "scatter",
        "name": "trajectory",
        "mode": "lines+markers",
        "x": [iso(row["end_date"]) for row in [*last, *coming]],
        "y": [amount(row["target"]) for row in [*last, *coming]],
        "customdata": [
            f"Target for {row['label']}: {formats.measured(row['target'], measure, trim=True)}"
            for row in [*last, *coming]
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "line": {"color": COLOURS["ink"], "width": 2, "dash": "dash"},
        "marker": {"symbol": "diamond-open", "size": 9, "color": COLOURS["ink"]},
    }


def _their_line(theirs: Rows) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "comparators",
        "mode": "lines",
        "x": [iso(row["end_date"]) for row in theirs],
        "y": [amount(row["value"]) for row in theirs],
        "hoverinfo": "skip",
        "connectgaps": False,
        "line": {"color": COLOURS["others"], "width": 2},
    }


def _missing(every: Rows, low: float) -> dict[str, Any] | None:
    """A cross on the axis for each period without a value, with the reason on hover (DR-36)."""
    gaps = [row for row in every if formats.is_missing(row["value"])]
    if not gaps or len(gaps) == len(every):
        return None
    return {
        "type": "scatter",
        "name": "missing",
        "mode": "markers",
        "x": [iso(row["end_date"]) for row in gaps],
        "y": [low] * len(gaps),
        "customdata": [f"{row['label']}: {formats.value(None, marker=row.get('marker'))}" for row in gaps],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
        "marker": {"symbol": "x-thin-open", "size": 9, "color": COLOURS["muted"], "line": {"width": 2}},
    }


def _labels(
    measure: Mapping[str, Any],
    every: Rows,
    known: Rows,
    theirs: Rows,
    comparator_name: str,
    accent: str,
    coming: Rows,
) -> list[Label]:
    """Labels in the right margin: each at its height, its lines, its colour."""
    labels = []
    if known and known[-1] is every[-1]:
        last = known[-1]
        text = "<b>" + formats.measured(last["value"], measure).replace(" ", "<br>") + "</b>"
        labels.append(label(float(last["value"]), text, accent, SIZE + 2))
    for name, title in (("target", "Target"), ("intervention", "Intervention<br>level")):
        levels = [height for height in (amount(row.get(name)) for row in [*every, *coming]) if height is not None]
        if levels:
            glue = "<br>" if name == "target" else " "
            text = f"{title}{glue}{formats.measured(levels[-1], measure, trim=True)}"
            labels.append(label(levels[-1], text, COLOURS["ink" if name == "target" else "muted"]))
    known_theirs = [row for row in theirs if not formats.is_missing(row["value"])]
    if known_theirs:
        text = "<br>".join([*wrapped(comparator_name, 14), formats.measured(known_theirs[-1]["value"], measure)])
        labels.append(label(float(known_theirs[-1]["value"]), text, COLOURS["muted"]))
    baseline = amount(measure.get("baseline"))
    if baseline is not None and every:
        text = f"Baseline<br>{formats.measured(baseline, measure, trim=True)}"
        labels.append(label(baseline, text, COLOURS["muted"]))
    return labels


def _events(shown: Rows, every: Rows) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """A number above the plot and a thin line for each event, breaks with their word; and how many rows they need.

    A number goes to the lowest row where its neighbour to the left is far enough away to be read on a phone.
    """
    marks, shapes = [], []
    span = max((every[-1]["end_date"] - every[0]["end_date"]).days, 1) if every else 1
    free: list[datetime.date] = []
    for number, event in enumerate(shown, start=1):
        moment = event["event_date"]
        broken = event["kind"] == "break"
        row = next((row for row, until in enumerate(free) if moment >= until), len(free))
        free[row : row + 1] = [moment + datetime.timedelta(days=span * (0.3 if broken else 0.15))]
        marks.append(
            note(
                f"<b>{number}</b> break" if broken else f"<b>{number}</b>",
                x=iso(moment),
                y=1,
                yref="paper",
                yanchor="bottom",
                yshift=row * _MARK,
                bgcolor=COLOURS["surface"],
                bordercolor=COLOURS["muted"],
                borderpad=1,
                hovertext=f"{formats.text(event['label'])}, {formats.day(moment)}",
            )
        )
        shapes.append(upright(iso(moment), "dot" if broken else "solid"))
    return marks, shapes, len(free)


def _baseline(measure: Mapping[str, Any], every: Rows) -> list[dict[str, Any]]:
    at = amount(measure.get("baseline"))
    if at is None or not every:
        return []
    line = {"color": COLOURS["others"], "width": 1.5, "dash": "longdashdot"}
    return [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at, "line": line, "layer": "below"}]


def _range(measure: Mapping[str, Any], every: Rows, theirs: Rows) -> tuple[float, float]:
    """Ends of the value axis: everything drawn with some air, from zero where that costs little."""
    given = [row.get(name) for row in every for name in ("value", "target", "intervention")]
    given += [formats.bounded(row.get(name), measure) for row in every for name in ("lower", "upper")]
    given += [row["value"] for row in theirs] + ([measure.get("baseline")] if every else [])
    return ends_of(given)


def _comparators(comparators: pd.DataFrame | None, every: Rows) -> Rows:
    if comparators is None or not every:
        return []
    theirs = [{**row, "end_date": formats.as_date(row["end_date"])} for row in words.prose.rows(comparators)]
    return sorted((row for row in theirs if row["end_date"] >= every[0]["end_date"]), key=lambda row: row["end_date"])


def _hover(row: Mapping[str, Any], measure: Mapping[str, Any], labels: Mapping[str, str] | None) -> str:
    said = f"{row['label']}: <b>{formats.measured(row['value'], measure, marker=row.get('marker'), unit=True)}</b>"
    qualifier = formats.qualifier(row.get("marker"))
    status = formats.text(row.get("status"))
    more = [qualifier, words.status.status_label(status, labels).lower() if status else ""]
    if not formats.is_missing(row.get("target")):
        more.append(f"target {formats.measured(row['target'], measure, trim=True)}")
    return "<br>".join([said, ", ".join(part for part in more if part)]).removesuffix("<br>")


def _empty(known: Rows) -> list[dict[str, Any]]:
    if known:
        return []
    return [note("No figures yet", xref="paper", yref="paper", x=0.5, y=0.5, font={"size": SIZE + 2})]
