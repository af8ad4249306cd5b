"""What charts over time share: unbroken stretches of a series, the time axis, a band between two limits."""

import datetime
import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import formats
from dashboard.charts.frame import Drawing, amount, axis, layout, ticks
from dashboard.charts.labels import Label, room, spread
from dashboard.charts.palette import COLOURS

Rows = list[dict[str, Any]]
Traces = list[dict[str, Any] | None]
"""What is drawn, in its order; None for what there is nothing of."""

TOP, BOTTOM = 34, 46
"""Margins of every chart over time: marks above, periods below."""


def over_time(
    height: int,
    traces: Traces,
    every: Rows,
    labels: list[Label],
    ends: tuple[float, float],
    measure: Mapping[str, Any],
    *,
    shapes: Iterable[dict[str, Any]] = (),
    notes: Iterable[dict[str, Any]] = (),
    top: int = TOP,
    empty: bool = False,
) -> Drawing:
    """A chart of periods: traces over ``every`` period, labels in the right margin, ``ends`` of the value axis."""
    low, high = ends
    values, texts = ticks(low, high, measure)
    return {
        "data": [trace for trace in traces if trace],
        "layout": layout(
            height,
            margin={"l": 8, "r": room(labels), "t": top, "b": BOTTOM},
            hovermode="closest",
            hoverdistance=40,
            xaxis=time_axis(every),
            yaxis=axis(
                range=[low, high],
                tickvals=values,
                ticktext=texts,
                showgrid=True,
                gridcolor=COLOURS["line"],
                automargin=True,
                visible=not empty,
            ),
            shapes=list(shapes),
            annotations=[*spread(labels, low, high, height=height, top=top, bottom=BOTTOM), *notes],
        ),
    }


def ends_of(given: Iterable[Any], *, air: float = 0.12, zero: float = 0.4) -> tuple[float, float]:
    """Ends of a value axis: everything drawn with some air, from zero where the lowest is below ``zero`` of the top."""
    drawn = [number for number in map(amount, given) if number is not None]
    if not drawn:
        return 0.0, 1.0
    low, high = min(drawn), max(drawn)
    room_above = (high - low or abs(high) or 1.0) * air
    return (low - room_above if low < 0 or low > zero * high else 0.0), high + room_above


def level(every: Rows, name: str, dash: str, colour: str, *, steps: bool = True) -> dict[str, Any] | None:
    """A target or another level: one value a period, drawn as steps where it changes, or else as a slope."""
    levels = [amount(row.get(name)) for row in every]
    distinct = {height for height in levels if height is not None}
    if not distinct:
        return None
    alone = sum(height is not None for height in levels) == 1
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers" if alone else "lines",
        "x": [iso(row["end_date"]) for row in every],
        "y": levels,
        "hoverinfo": "skip",
        "connectgaps": False,
        "line": {
            "color": colour,
            "width": 2,
            "dash": dash,
            "shape": "hvh" if steps and len(distinct) > 1 else "linear",
        },
        "marker": {"symbol": "line-ew-open", "size": 28, "line": {"width": 2}, "color": colour},
    }


def upright(day: str, dash: str = "dot") -> dict[str, Any]:
    """A thin line at one day over the whole height: an event, new limits, the end of what is known."""
    line = {"color": COLOURS["muted"], "width": 1, "dash": dash}
    return {"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"}


def iso(moment: datetime.date) -> str:
    """A day as Plotly reads it."""
    return moment.isoformat()


def time_axis(every: Rows) -> dict[str, Any]:
    """A real date axis whose labels are our periods': a few of them, always the last, a tick for every period.

    ``every`` has end_date and short_label, oldest first.
    """
    if not every:
        return axis(visible=False, type="date")
    ends = [row["end_date"] for row in every]
    span = max((ends[-1] - ends[0]).days, 30)
    pad = datetime.timedelta(days=span * 0.03)
    shown: Rows = []
    for row in reversed(every):
        if not shown or (shown[-1]["end_date"] - row["end_date"]).days >= span / 3.4:
            shown.append(row)
    return axis(
        type="date",
        range=[iso(ends[0] - pad), iso(ends[-1] + pad)],
        tickmode="array",
        tickvals=[iso(row["end_date"]) for row in shown],
        ticktext=["<br>".join(row["short_label"].rsplit(" ", 1)) for row in shown],
        ticks="outside",
        ticklen=8,
        tickcolor=COLOURS["muted"],
        showline=True,
        linecolor=COLOURS["muted"],
        minor={"tickvals": [iso(end) for end in ends], "ticks": "outside", "ticklen": 4, "tickcolor": COLOURS["line"]},
    )


def usual_step(ends: Iterable[datetime.date]) -> float:
    """The median distance between periods, in days: what is much longer is a skipped period."""
    steps = sorted((later - earlier).days for earlier, later in itertools.pairwise(ends))
    return steps[len(steps) // 2] if steps else 1


def skipped(earlier: datetime.date, later: datetime.date, usual: float) -> bool:
    """Tell whether a period is missing between two that follow one another in a table."""
    return (later - earlier).days > usual * 1.6


def stretches(runs: Iterable[Rows], names: tuple[str, ...] = ("value",)) -> list[Rows]:
    """Rows that may be joined by a line: of one run, no period skipped, none without an amount in every name."""
    parts = [list(run) for run in runs]
    usual = usual_step([row["end_date"] for run in parts for row in run])
    found: list[Rows] = []
    for run in parts:
        last: datetime.date | None = None
        for row in run:
            if any(formats.is_missing(row.get(name)) for name in names):
                last = None
                continue
            if last is None or skipped(last, row["end_date"], usual):
                found.append([])
            found[-1].append(row)
            last = row["end_date"]
    return found


def band(rows: Rows, lower: str, upper: str, measure: Mapping[str, Any], colour: str, name: str) -> dict[str, Any]:
    """A quiet area between two columns of one stretch; a stretch of one period is a bar of its own.

    It is drawn no further than values can lie and keeps its numbers in words (DR-25).
    """
    alone = len(rows) == 1
    days = [iso(row["end_date"]) for row in rows]
    highs = [amount(formats.bounded(row[upper], measure)) for row in rows]
    lows = [amount(formats.bounded(row[lower], measure)) for row in rows]
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines",
        "x": [*days, *reversed(days)],
        "y": [*highs, *reversed(lows)],
        "fill": "none" if alone else "toself",
        "fillcolor": faded(colour, 0.16),
        "line": {"color": faded(colour, 0.35), "width": 8 if alone else 0},
        "hoverinfo": "skip",
    }


def faded(colour: str, share: float) -> str:
    """A colour as a veil: what lies behind it shows."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"
