"""What charts over time share: unbroken stretches of a series, the time axis, and what may be drawn of a limit."""

import datetime
import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import formats
from dashboard.charts.frame import amount, axis
from dashboard.charts.palette import COLOURS

Rows = list[dict[str, Any]]


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


def bounds(measure: Mapping[str, Any], amounts: Iterable[Any]) -> tuple[float | None, float | None]:
    """Ends that no value of a measure can pass: 0 unless one is below it, 100 for a share (DR-25).

    Only for drawing: a limit or an interval that reaches further is drawn up to here and keeps its number in words.
    """
    known = [number for number in map(amount, amounts) if number is not None]
    low = 0.0 if known and min(known) >= 0 else None
    high = 100.0 if known and formats.is_percentage(measure) and max(known) <= 100 else None
    return low, high


def within(number: float | None, ends: tuple[float | None, float | None]) -> float | None:
    """A number moved to the nearer end where it lies outside."""
    if number is None:
        return None
    low, high = ends
    raised = number if low is None else max(number, low)
    return raised if high is None else min(raised, high)


def band(rows: Rows, lower: str, upper: str, colour: str, name: str, ends: tuple = (None, None)) -> dict[str, Any]:
    """A quiet area between two columns of one stretch; a stretch of one period is a bar of its own."""
    alone = len(rows) == 1
    days = [iso(row["end_date"]) for row in rows]
    highs = [within(amount(row[upper]), ends) for row in rows]
    lows = [within(amount(row[lower]), ends) for row in rows]
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
