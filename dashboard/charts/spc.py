"""A control chart: values, the mean and limits of each segment, points judged by colour and shape (DR-25, DR-26)."""

import datetime
import itertools
from collections.abc import Mapping
from typing import Any

from dashboard import formats, words
from dashboard.charts.frame import SIZE, Drawing, amount, note
from dashboard.charts.labels import Label, label
from dashboard.charts.palette import COLOURS, SPC_SHAPES
from dashboard.charts.timeline import Rows, Traces, ends_of, iso, level, over_time, stretches, upright, usual_step

HEIGHT = 400
_LIMITS = (("mean", "solid", 1.5), ("upper", "dot", 2), ("lower", "dot", 2))
_NAMES = {"mean": "Mean", "upper": "Upper limit", "lower": "Lower limit"}


def spc(points: Any, measure: Mapping[str, Any]) -> Drawing:
    """Draw rows of mart_spc with label, short_label, end_date and, where known, target; a frame or mappings.

    Limits are broken where a segment begins, the line where a period is missing. A limit beyond what a value can be
    is drawn at that bound; its number stays in the words.
    """
    every = sorted(
        ({**row, "end_date": formats.as_date(row["end_date"])} for row in words.prose.rows(points)),
        key=lambda row: row["end_date"],
    )
    segments = [list(rows) for _, rows in itertools.groupby(every, key=lambda row: row["segment"])]
    given = [row.get(name) for row in every for name in ("value", "target")]
    given += [formats.bounded(row.get(name), measure) for row in every for name in ("upper", "lower")]
    traces: Traces = [_limit(segments, every, measure, *kind) for kind in _LIMITS]
    traces += [level(every, "target", "dash", COLOURS["ink"]), _line(segments), _points(every, measure)]
    begun = _new_limits(segments, every)
    return over_time(
        HEIGHT,
        traces,
        every,
        _labels(measure, every),
        ends_of(given, air=0.1, zero=0.25),
        measure,
        shapes=[upright(day) for day in begun],
        notes=[_start_note(day) for day in begun],
    )


def _limit(
    segments: list[Rows], every: Rows, measure: Mapping[str, Any], name: str, dash: str, width: float
) -> dict[str, Any] | None:
    """One kind of limit: a level line for each segment that has it, half a step wider than its points."""
    half = datetime.timedelta(days=usual_step([row["end_date"] for row in every]) / 2)
    days: list[str] = []
    levels: list[float | None] = []
    for rows in segments:
        level = amount(formats.bounded(rows[0][name], measure))
        if level is not None:
            days += [
                iso(rows[0]["end_date"] - half),
                iso(rows[-1]["end_date"] + half),
                iso(rows[-1]["end_date"] + half),
            ]
            levels += [level, level, None]
    if not levels:
        return None
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines",
        "x": days,
        "y": levels,
        "hoverinfo": "skip",
        "connectgaps": False,
        "line": {"color": COLOURS["muted"], "width": width, "dash": dash},
    }


def _line(segments: list[Rows]) -> dict[str, Any]:
    joined = stretches(segments)
    steps = [step for part in joined for step in (*((iso(row["end_date"]), row["value"]) for row in part), None)][:-1]
    return {
        "type": "scatter",
        "name": "values",
        "mode": "lines",
        "x": [step[0] if step else None for step in steps],
        "y": [float(step[1]) if step else None for step in steps],
        "hoverinfo": "skip",
        "connectgaps": False,
        "line": {"color": COLOURS["others"], "width": 1.5},
    }


def _points(every: Rows, measure: Mapping[str, Any]) -> dict[str, Any]:
    """Points in the shape and colour of their judgement; one whose segment has no limits yet is open."""
    judged = [formats.text(row.get("judgement")) for row in every]
    size = 10 if len(every) <= 24 else 7
    colours = [COLOURS[f"spc-{name or 'common'}"] for name in judged]
    return {
        "type": "scatter",
        "name": "points",
        "mode": "markers",
        "x": [iso(row["end_date"]) for row in every],
        "y": [amount(row["value"]) for row in every],
        "customdata": [_hover(row, measure) for row in every],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
        "marker": {
            "symbol": [SPC_SHAPES[name] if name else "circle-open" for name in judged],
            "color": colours,
            "size": [size if name in ("", "common") else size + 2 for name in judged],
            # Sizes in a list make Plotly draw bubbles one can see through.
            "opacity": 1,
            "line": {"color": colours, "width": 1},
        },
    }


def _hover(row: Mapping[str, Any], measure: Mapping[str, Any]) -> str:
    figure = formats.measured(row["value"], measure, unit=True)
    return f"{row['label']}: <b>{figure}</b><br>{words.variation.rule_words(row)}"


def _labels(measure: Mapping[str, Any], every: Rows) -> list[Label]:
    """The last value first, then mean, limits and target as they stand at the last point."""
    if not every:
        return []
    last = every[-1]
    labels = [label(float(last["value"]), f"<b>{formats.measured(last['value'], measure)}</b>", size=SIZE + 2)]
    for name, title in _NAMES.items():
        drawn = amount(formats.bounded(last[name], measure))
        if drawn is not None:
            beyond = drawn != last[name]
            shown = f"{'beyond ' if beyond else ''}{formats.measured(drawn, measure)}"
            labels.append(label(drawn, f"{title}<br>{shown}", COLOURS["muted"]))
    target = amount(last.get("target"))
    if target is not None:
        labels.append(label(target, f"Target<br>{formats.measured(target, measure, trim=True)}"))
    return labels


def _start_note(day: str) -> dict[str, Any]:
    return note("new limits", x=day, y=1, yref="paper", yanchor="bottom", bgcolor=COLOURS["surface"], borderpad=1)


def _new_limits(segments: list[Rows], every: Rows) -> list[str]:
    half = datetime.timedelta(days=usual_step([row["end_date"] for row in every]) / 2)
    return [iso(rows[0]["end_date"] - half) for rows in segments[1:]]
