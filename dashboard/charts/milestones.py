"""Milestones over time: the day agreed, the day done or expected, and the slip between them as a bar."""

import datetime
import textwrap
from typing import Any

import pandas as pd

from dashboard import formats, words
from dashboard.charts.frame import SMALL, Drawing, axis, layout, note
from dashboard.charts.palette import COLOURS, GLYPHS

_WIDTH = 46
_LINE, _TRACK = 17, 24
_TOP, _BOTTOM = 30, 44
_SYMBOLS = {"green": "circle", "amber": "triangle-up", "red": "diamond", "not_started": "circle-open"}


def milestone_timeline(rows: pd.DataFrame, today: Any) -> Drawing:
    """Draw milestones (rows of mart_delivery), one below the other under its title, and a line at ``today``.

    A hair shows the planned work, an upright the agreed date, a shape the day done or expected (DR-40), a bar the slip
    between the two; the title ends with the status in words.
    """
    every = rows.to_dict("records")
    day = _day(today)
    places, notes, depth = [], [], 0.0
    for row in every:
        title = textwrap.wrap(f"{row['title']}: {_said(row)}", _WIDTH)
        notes.append(_title(title, row, depth))
        places.append(depth + _LINE * len(title) + _TRACK / 2)
        depth += _LINE * len(title) + _TRACK + 6
    days = [_day(row[end]) for row in every for end in ("baseline", "expected")] + [day]
    pad = datetime.timedelta(days=max((max(days) - min(days)).days * 0.04, 10))
    begin = min(days) - pad
    traces = [_planned(row, y, begin) for row, y in zip(every, places, strict=True)]
    traces += [_slip(row, y) for row, y in zip(every, places, strict=True) if row["slip_days"]]
    traces += [_agreed(every, places), *_ends(every, places)]
    return {
        "data": traces if every else [],
        "layout": layout(
            round(_TOP + max(depth, _TRACK) + _BOTTOM),
            margin={"l": 8, "r": 12, "t": _TOP, "b": _BOTTOM},
            hovermode="closest",
            xaxis=axis(
                type="date",
                range=[begin.isoformat(), (max(days) + pad).isoformat()],
                nticks=5,
                tickformat="%b<br>%Y",
                showline=True,
                linecolor=COLOURS["muted"],
                ticks="outside",
                ticklen=6,
                tickcolor=COLOURS["muted"],
            ),
            yaxis=axis(range=[max(depth, _TRACK), 0], visible=False),
            shapes=[_today(day)],
            annotations=[*notes, _today_note(day, min(days), max(days))],
        ),
    }


def _said(row: dict[str, Any]) -> str:
    state = words.status.DELIVERY[row["status"]].label
    late = formats.plural(abs(int(row["slip_days"])), "day")
    if row["slip_days"] > 0:
        return f"{state}, {late} after the agreed date"
    return f"{state}, {late} early" if row["slip_days"] < 0 else state


def _day(moment: Any) -> datetime.date:
    found = formats.as_date(moment)
    if found is None:
        raise ValueError(f"found {moment!r}, expected the date of a milestone")
    return found


def _title(lines: list[str], row: dict[str, Any], depth: float) -> dict[str, Any]:
    text = "<br>".join(lines)
    what, _, stands = text.rpartition(":")
    strong = f"{what}:<b>{stands}</b>" if row["slip_days"] > 0 and row["status"] != "complete" else text
    return note(strong, xref="paper", x=0, xanchor="left", y=depth, yanchor="top", bgcolor=COLOURS["surface"])


def _planned(row: dict[str, Any], y: float, begin: datetime.date) -> dict[str, Any]:
    """The hair from the planned start, or the chart's own, to the agreed date: the line a reader follows."""
    start = max(formats.as_date(row["start_date"]) or begin, begin)
    return _line([start, _day(row["baseline"])], y, COLOURS["line"], 2)


def _slip(row: dict[str, Any], y: float) -> dict[str, Any]:
    colour = COLOURS["others"] if row["slip_days"] < 0 or row["status"] == "complete" else COLOURS[row["status"]]
    return _line([_day(row["baseline"]), _day(row["expected"])], y, colour, 3 if row["slip_days"] < 0 else 9)


def _line(days: list[datetime.date], y: float, colour: str, width: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [day.isoformat() for day in days],
        "y": [y, y],
        "line": {"color": colour, "width": width},
        "hoverinfo": "skip",
    }


def _agreed(every: list[dict[str, Any]], places: list[float]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "Agreed date",
        "mode": "markers",
        "x": [_day(row["baseline"]).isoformat() for row in every],
        "y": places,
        "customdata": [f"Agreed date: {formats.day(row['baseline'])}" for row in every],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"symbol": "line-ns-open", "size": 16, "line": {"width": 2}, "color": COLOURS["ink"]},
    }


def _ends(every: list[dict[str, Any]], places: list[float]) -> list[dict[str, Any]]:
    """One trace a status: a shape in its colour with an ink outline; complete is a tick, in ink and not green."""
    traces = []
    for status, what in words.status.DELIVERY.items():
        mine = [(row, y) for row, y in zip(every, places, strict=True) if row["status"] == status]
        drawn: dict[str, Any] = {
            "mode": "markers",
            "marker": {
                "symbol": _SYMBOLS.get(status, "circle"),
                "size": 14,
                "color": COLOURS.get(status, COLOURS["muted"]),
                "line": {"color": COLOURS["ink"], "width": 1},
            },
        }
        if status == "complete":
            glyph = f"<b>{GLYPHS[what.shape]}</b>"
            drawn = {"mode": "text", "text": [glyph] * len(mine), "textfont": {"size": 17, "color": COLOURS["ink"]}}
        if mine:
            traces.append(
                {
                    "type": "scatter",
                    "name": what.label,
                    "x": [_day(row["expected"]).isoformat() for row, _ in mine],
                    "y": [y for _, y in mine],
                    "customdata": [words.status.milestone(row) for row, _ in mine],
                    "hovertemplate": "%{customdata}<extra></extra>",
                    **drawn,
                }
            )
    return traces


def _today(day: datetime.date) -> dict[str, Any]:
    line = {"color": COLOURS["ink"], "width": 1, "dash": "dash"}
    at = day.isoformat()
    return {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"}


def _today_note(day: datetime.date, first: datetime.date, last: datetime.date) -> dict[str, Any]:
    """The day's name above its line, to the side with more room."""
    right = (day - first) > (last - day)
    return note(
        f"As at {formats.day(day)}",
        x=day.isoformat(),
        xanchor="right" if right else "left",
        y=1,
        yref="paper",
        yanchor="bottom",
        font={"size": SMALL, "color": COLOURS["muted"]},
    )
