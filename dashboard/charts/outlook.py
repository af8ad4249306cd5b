"""What comes next if nothing changes: the line ahead with its interval, and the end of a year (DR-31, DR-32)."""

from collections.abc import Mapping
from typing import Any

from dashboard import formats, words
from dashboard.charts.frame import SIZE, Drawing, amount, note
from dashboard.charts.labels import Label, label
from dashboard.charts.palette import COLOURS
from dashboard.charts.timeline import Rows, Traces, band, ends_of, iso, level, over_time, stretches, upright

HEIGHT = 380


def outlook(history: Any, ahead: Any, measure: Mapping[str, Any], *, accent: str = COLOURS["accent"]) -> Drawing:
    """Draw the latest periods (end_date, label, short_label, value, target) and those ahead.

    ``ahead`` are rows of mart_outlook with steps from 1 (ahead_end, ahead_label, projected, lower80, upper80, target,
    probability) and, where known, short_label. An interval is drawn no further than values can lie.
    """
    past = _dated(history, "end_date")
    future = [
        {
            **row,
            "end_date": row["ahead_end"],
            "label": row["ahead_label"],
            "short_label": formats.text(row.get("short_label")) or row["ahead_label"],
            "value": amount(formats.bounded(row["projected"], measure)),
        }
        for row in _dated(ahead, "ahead_end")
    ]
    every = past + future
    known = [row for row in past if not formats.is_missing(row["value"])]
    # The band begins as a point at the last value: before it nothing is uncertain.
    begun = [{"end_date": row["end_date"], "lower80": row["value"], "upper80": row["value"]} for row in known[-1:]]
    names = ("value", "target", "lower80", "upper80")
    traces: Traces = [band([*begun, *future], "lower80", "upper80", measure, accent, "interval")] if future else []
    traces += [
        level(every, "target", "dash", COLOURS["ink"]),
        _past(past, measure, accent),
        _future(known[-1:], future, measure, accent),
    ]
    joins = zip(known[-1:], future[:1], strict=False)
    now = [iso(last["end_date"] + (first["end_date"] - last["end_date"]) / 2) for last, first in joins]
    return over_time(
        HEIGHT,
        traces,
        every,
        _labels(measure, future, accent),
        _ends(measure, every, names),
        measure,
        shapes=[upright(day) for day in now],
        notes=[_ahead_note(day) for day in now],
    )


def projection(
    year: Any, facts: Mapping[str, Any], measure: Mapping[str, Any], *, accent: str = COLOURS["accent"]
) -> Drawing:
    """Draw the year so far against its profile, and where it is on the way to (a row of mart_projection).

    ``year`` are the periods of that year, the coming ones without a value: end_date, label, short_label, value, target.
    """
    every = _dated(year, "end_date")
    known = [row for row in every if not formats.is_missing(row["value"])]
    end = {**every[-1], "value": amount(formats.bounded(facts["projection"], measure)), "projected": True}
    traces: Traces = [
        level(every, "target", "dash", COLOURS["ink"], steps=False),
        _past(every, measure, accent),
        _future(known[-1:], [end], measure, accent),
    ]
    labels = [label(end["value"], f"<b>{formats.measured(end['value'], measure)}</b><br>projected", accent, SIZE + 1)]
    target = amount(facts.get("year_target"))
    if target is not None:
        labels.append(label(target, f"Target<br>{formats.measured(target, measure, trim=True)}"))
    low, high = _ends(measure, [*every, end], ("value", "target"))
    return over_time(HEIGHT, traces, every, labels, (min(low, 0.0), high), measure)


def _dated(table: Any, name: str) -> Rows:
    rows = [{**row, name: formats.as_date(row[name])} for row in words.prose.rows(table)]
    return sorted(rows, key=lambda row: row[name])


def _past(past: Rows, measure: Mapping[str, Any], accent: str) -> dict[str, Any]:
    steps = [step for part in stretches([past]) for step in (*part, None)][:-1]
    return {
        "type": "scatter",
        "name": "own",
        "mode": "lines+markers",
        "x": [iso(step["end_date"]) if step else None for step in steps],
        "y": [amount(step["value"]) if step else None for step in steps],
        "customdata": [_hover(step, measure) if step else "" for step in steps],
        "hovertemplate": "%{customdata}<extra></extra>",
        "connectgaps": False,
        "line": {"color": accent, "width": 3},
        "marker": {"color": accent, "size": 9, "line": {"color": accent, "width": 2}},
    }


def _future(last: Rows, future: Rows, measure: Mapping[str, Any], accent: str) -> dict[str, Any] | None:
    """Open points on a dashed line that begins at the last value."""
    if not future:
        return None
    steps = [*last, *future]
    return {
        "type": "scatter",
        "name": "ahead",
        "mode": "lines+markers",
        "x": [iso(row["end_date"]) for row in steps],
        "y": [amount(row["value"]) for row in steps],
        "customdata": [_hover(row, measure) for row in steps],
        "hovertemplate": "%{customdata}<extra></extra>",
        "line": {"color": accent, "width": 2, "dash": "dash"},
        "marker": {
            "color": [accent] * len(last) + [COLOURS["surface"]] * len(future),
            "size": 10,
            "line": {"color": accent, "width": 2},
        },
    }


def _labels(measure: Mapping[str, Any], future: Rows, accent: str) -> list[Label]:
    if not future:
        return []
    last = future[-1]
    labels = [label(last["value"], f"<b>{formats.measured(last['value'], measure)}</b><br>expected", accent, SIZE + 1)]
    for name in ("upper80", "lower80"):
        edge = amount(formats.bounded(last[name], measure))
        if edge is not None and edge != last["value"]:
            labels.append(label(edge, formats.measured(edge, measure), COLOURS["muted"]))
    targets = [target for target in (amount(row.get("target")) for row in future) if target is not None]
    if targets:
        labels.append(label(targets[-1], f"Target<br>{formats.measured(targets[-1], measure, trim=True)}"))
    return labels


def _ahead_note(day: str) -> dict[str, Any]:
    return note("expected", x=day, y=1, yref="paper", xanchor="left", yanchor="bottom")


def _hover(row: Mapping[str, Any], measure: Mapping[str, Any]) -> str:
    figure = formats.measured(row["value"], measure, unit=True)
    if not row.get("projected"):
        return f"{row['label']}: <b>{figure}</b>"
    said = [f"{row['label']}: <b>{figure}</b> expected"]
    if not formats.is_missing(row.get("lower80")):
        ends = [formats.measured(formats.bounded(row[end], measure), measure) for end in ("lower80", "upper80")]
        said.append(f"8 times in 10 between {ends[0]} and {ends[1]}")
    if not formats.is_missing(row.get("probability")):
        goal = formats.measured(row["target"], measure, trim=True)
        said.append(f"meets the target of {goal} {formats.probability(row['probability'])}")
    return "<br>".join(said)


def _ends(measure: Mapping[str, Any], every: Rows, names: tuple[str, ...]) -> tuple[float, float]:
    return ends_of(formats.bounded(row.get(name), measure) for row in every for name in names)
