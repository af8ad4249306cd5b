"""Answers of a survey: the latest share of each with its interval, and the time before, on one scale of per cent."""

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import formats, words
from dashboard.charts.frame import Drawing, amount, axis, layout, note
from dashboard.charts.palette import COLOURS

_WIDTH = 46
_LINE, _TRACK = 17, 24
_TOP, _BOTTOM = 8, 40

Row = Mapping[str, Any]


def survey_dots(rows: pd.DataFrame, *, accent: str = COLOURS["accent"]) -> Drawing:
    """Draw the latest answers (rows of mart_survey), one below the other, each under its question and its words.

    A dot shows the share, the bar through it the 95% interval, a ring the share the time before. What is withheld
    keeps its line and says so.
    """
    every = rows.to_dict("records")
    places, notes, depth = [], [], 0.0
    for row in every:
        lines = textwrap.wrap(f"{formats.text(row['question'])} ({formats.text(row['answer']).lower()})", _WIDTH)
        lines.append(f"<b>{_said(row)}</b>")
        notes.append(_label("<br>".join(lines), depth))
        places.append(depth + _LINE * len(lines) + _TRACK / 2)
        depth += _LINE * len(lines) + _TRACK + 8
    drawn = [(row, y) for row, y in zip(every, places, strict=True) if amount(row["percent"]) is not None]
    traces = [_line([0, 100], y, COLOURS["line"], 2) for y in places]
    traces += [_interval(row, y, accent) for row, y in drawn if amount(row["lower"]) is not None]
    traces += [_dots(drawn, "previous", accent), _dots(drawn, "latest", accent)]
    return {
        "data": traces if every else [],
        "layout": layout(
            round(_TOP + max(depth, _TRACK) + _BOTTOM),
            margin={"l": 18, "r": 22, "t": _TOP, "b": _BOTTOM},
            hovermode="closest",
            xaxis=axis(
                range=[0, 100],
                tickvals=[0, 25, 50, 75, 100],
                ticktext=["0%", "25%", "50%", "75%", "100%"],
                ticks="outside",
                ticklen=6,
                tickcolor=COLOURS["muted"],
            ),
            yaxis=axis(range=[max(depth, _TRACK), 0], visible=False),
            annotations=notes,
        ),
    }


def _said(row: Row) -> str:
    change = words.surveys.survey_change(row)
    return ", ".join(part for part in (words.surveys.survey_share(row), change) if part)


def _label(text: str, depth: float) -> dict[str, Any]:
    return note(text, xref="paper", x=0, xanchor="left", xshift=-8, y=depth, yanchor="top", bgcolor=COLOURS["surface"])


def _interval(row: Row, y: float, accent: str) -> dict[str, Any]:
    return _line([row["lower"], row["upper"]], y, accent, 5)


def _line(ends: list[Any], y: float, colour: str, width: int) -> dict[str, Any]:
    line = {"color": colour, "width": width}
    return {"type": "scatter", "mode": "lines", "x": ends, "y": [y, y], "line": line, "hoverinfo": "skip"}


def _dots(drawn: list[tuple[Row, float]], when: str, accent: str) -> dict[str, Any]:
    """The shares of one time: a dot with an ink outline for the latest, a ring for the time before."""
    key = "percent" if when == "latest" else "previous_percent"
    shown = [(row, y) for row, y in drawn if amount(row[key]) is not None]
    label = "period_label" if when == "latest" else "previous_label"
    said = [f"{row[label]}: <b>{formats.number(row[key], decimals=1, suffix='%')}</b>" for row, _ in shown]
    ring = {"symbol": "circle-open", "size": 12, "color": COLOURS["muted"], "line": {"width": 2}}
    dot = {"symbol": "circle", "size": 13, "color": accent, "line": {"color": COLOURS["ink"], "width": 1}}
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "name": "Latest" if when == "latest" else "The time before",
        "x": [float(row[key]) for row, _ in shown],
        "y": [y for _, y in shown],
        "customdata": said,
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": dot if when == "latest" else ring,
    }
