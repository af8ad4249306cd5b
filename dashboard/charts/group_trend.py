"""A measure over time against a group: our own line, the members faint, median and middle half of the group."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dashboard import formats
from dashboard.charts.frame import SIZE, Drawing, amount
from dashboard.charts.labels import Label, label, wrapped
from dashboard.charts.palette import COLOURS
from dashboard.charts.timeline import Rows, Traces, band, ends_of, faded, iso, over_time, stretches

HEIGHT = 400


def group_trend(
    spread: Sequence[Mapping[str, Any]],
    measure: Mapping[str, Any],
    *,
    own_name: str,
    members: Iterable[Mapping[str, Any]] = (),
    published: Iterable[Mapping[str, Any]] = (),
    accent: str = COLOURS["accent"],
) -> Drawing:
    """Draw a distribution over time, oldest first: label, short_label, end_date, value (our own), q25, q50, q75.

    ``members`` (name, label, end_date, value; a member's rows together) are drawn faint, one line each; ``published``
    are the figures of one larger area (name, label, end_date, value), never a mean of ours.
    """
    every = [{**row, "end_date": formats.as_date(row["end_date"])} for row in spread]
    theirs = _dated(members)
    whole = _dated(published)
    given = [row[key] for row in every for key in ("value", "q25", "q75")]
    given += [row["value"] for row in [*theirs, *whole]]
    low, high = ends_of(given)
    middle = [
        band(part, "q25", "q75", measure, COLOURS["others"], "middle half") for part in stretches([every], ("q25",))
    ]
    traces: Traces = [
        *middle,
        _lines("members", _by_name(theirs), measure, faded(COLOURS["others"], 0.45), 1) if theirs else None,
        _lines("published", _by_name(whole), measure, COLOURS["muted"], 2, "dot") if whole else None,
        _lines(
            "median",
            [[{**row, "name": "Median", "value": row["q50"]} for row in every]],
            measure,
            COLOURS["ink"],
            2,
            "dash",
        ),
        _own(every, own_name, measure, accent),
    ]
    return over_time(
        HEIGHT, traces, every, _labels(every, whole, measure, own_name, accent), (low, high), measure, empty=not given
    )


def _own(every: Rows, name: str, measure: Mapping[str, Any], accent: str) -> dict[str, Any]:
    drawn = _lines("own", [[{**row, "name": name} for row in every]], measure, accent, 3)
    size = 8 if len(every) <= 40 else 5
    return drawn | {"mode": "lines+markers", "marker": {"color": accent, "size": size}}


def _lines(
    called: str, lines: Iterable[Rows], measure: Mapping[str, Any], colour: str, width: int, dash: str = "solid"
) -> dict[str, Any]:
    """Several lines as one trace: an empty point parts one from the next, and stands for a skipped period."""
    steps: list[dict[str, Any] | None] = []
    for line in lines:
        for part in stretches([line]):
            steps += [*part, None]
    return {
        "type": "scatter",
        "name": called,
        "mode": "lines",
        "x": [iso(step["end_date"]) if step else None for step in steps],
        "y": [amount(step["value"]) if step else None for step in steps],
        "customdata": [
            f"{step['name']}, {step['label']}: <b>{formats.measured(step['value'], measure)}</b>" if step else ""
            for step in steps
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "connectgaps": False,
        "line": {"color": colour, "width": width, "dash": dash},
    }


def _labels(every: Rows, whole: Rows, measure: Mapping[str, Any], own_name: str, accent: str) -> list[Label]:
    labels = []
    known = [row for row in every if not formats.is_missing(row["value"])]
    if known and known[-1] is every[-1]:
        lines = [*wrapped(own_name, 14), formats.measured(known[-1]["value"], measure)]
        labels.append(label(float(known[-1]["value"]), f"<b>{'<br>'.join(lines)}</b>", accent, SIZE))
    if every:
        last = every[-1]
        labels.append(label(float(last["q50"]), f"Median<br>{formats.measured(last['q50'], measure)}"))
    for line in _by_name(whole):
        last = line[-1]
        text = "<br>".join([*wrapped(last["name"], 14), formats.measured(last["value"], measure)])
        labels.append(label(float(last["value"]), text, COLOURS["muted"]))
    return labels


def _dated(rows: Iterable[Mapping[str, Any]]) -> Rows:
    known = [row for row in rows if not formats.is_missing(row["value"])]
    return [{**row, "end_date": formats.as_date(row["end_date"])} for row in known]


def _by_name(rows: Rows) -> list[Rows]:
    found: dict[str, Rows] = {}
    for row in rows:
        found.setdefault(row["name"], []).append(row)
    return list(found.values())
