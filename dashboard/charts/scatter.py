"""Two measures beside each other: one point a council, the medians of the others as a cross."""

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import formats
from dashboard.charts.frame import SMALL, Drawing, axis, layout, note, ticks
from dashboard.charts.naming import PHONE, Box, Dot, extent, names
from dashboard.charts.palette import COLOURS

HEIGHT = 460
_RIGHT, _BOTTOM = 12, 66
_PAD = 0.16
_WIDTH, _LINE = 46, 17
_MANY = 60
"""Councils from which on each has a smaller dot."""
_PLACES = ((0, 1), (1, 1), (0, 0), (1, 0))

Row = Mapping[str, Any]
Corners = tuple[str, str, str, str]
"""What lies at the top left, the top right, the bottom left and the bottom right."""


def scatter(
    rows: pd.DataFrame,
    across: Row,
    up: Row,
    *,
    medians: tuple[float, float] | None = None,
    corners: Corners | None = None,
    own_name: str,
    turned: bool = True,
    accent: str = COLOURS["accent"],
) -> Drawing:
    """Draw councils by two measures (rows of dim_measure): name, own, x, y and, if given, named (bool).

    The upward axis is turned where lower is better, so that up is better; so is the one across if ``turned``.
    ``medians`` of the others make the cross, ``corners`` say in words what each quarter of it means.
    """
    every = rows.to_dict("records")
    if not every:
        return {"data": [], "layout": layout(HEIGHT)}
    x_ends, y_ends = _ends(rows["x"]), _ends(rows["y"])
    x_turned, y_turned = turned and across["polarity"] == "lower", up["polarity"] == "lower"
    x_at, x_said = ticks(*x_ends, across, about=4)
    y_at, y_said = ticks(*y_ends, up, about=5)
    lines = [*textwrap.wrap(f"↑ {_named(up)}", _WIDTH), *_way(up, "downwards")]
    top = 16 + _LINE * len(lines)
    left, tall = 22 + 7 * max(map(len, y_said), default=4), HEIGHT - top - _BOTTOM
    size = (PHONE - left - _RIGHT, tall)
    x_range = _range(x_ends, turned=x_turned)
    y_range = _range(y_ends, turned=y_turned)
    return {
        "data": [_points(every, across, up, own=own, accent=accent) for own in (False, True)],
        "layout": layout(
            HEIGHT,
            margin={"l": left, "r": _RIGHT, "t": top, "b": _BOTTOM},
            hovermode="closest",
            xaxis=axis(range=x_range, tickvals=x_at, ticktext=x_said, **_lined(), title=_title(across, turned)),
            yaxis=axis(range=y_range, tickvals=y_at, ticktext=y_said, **_lined()),
            shapes=_cross(*medians) if medians else [],
            annotations=[
                _above(lines),
                *names(_dots(every, own_name, x_range, y_range), *size, _taken(corners, *size) if corners else ()),
                *(_corners(corners) if corners else []),
            ],
        ),
    }


def _ends(values: pd.Series) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = (high - low) * _PAD or max(abs(high), 1.0) * _PAD
    return low - room, high + room


def _range(ends: tuple[float, float], *, turned: bool) -> list[float]:
    return [ends[1], ends[0]] if turned else list(ends)


def _lined() -> dict[str, Any]:
    return {
        "showline": True,
        "linecolor": COLOURS["muted"],
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": COLOURS["muted"],
    }


def _way(measure: Row, turn: str) -> list[str]:
    ways = {"higher": "higher is better", "lower": f"lower is better, so the axis runs {turn}"}
    return [ways[measure["polarity"]]] if measure["polarity"] in ways else []


def _title(measure: Row, turned: bool) -> dict[str, Any]:
    lines = [f"{_named(measure)} →", *(_way(measure, "leftwards") if turned else [])]
    return {"text": "<br>".join(lines), "font": {"size": SMALL, "color": COLOURS["ink"]}, "standoff": 12}


def _named(measure: Row) -> str:
    unit = formats.text(measure["unit"])
    name = formats.text(measure["short_title"])
    return name if not unit or unit.lower() in name.lower() else f"{name}, {unit}"


def _above(lines: list[str]) -> dict[str, Any]:
    """The name of the upward axis, which stands above it and level: a reader does not turn the head."""
    text = "<br>".join(lines)
    return note(text, xref="paper", x=0, xanchor="left", xshift=-24, yref="paper", y=1, yanchor="bottom", yshift=8)


def _points(every: list[dict[str, Any]], across: Row, up: Row, *, own: bool, accent: str) -> dict[str, Any]:
    """The others as dots, the council's own as a larger diamond with an outline of ink: never by colour alone."""
    shown = [row for row in every if bool(row["own"]) is own]
    said = [
        f"<b>{row['name']}</b><br>{formats.measured(row['x'], across, unit=True)}"
        f"<br>{formats.measured(row['y'], up, unit=True)}"
        for row in shown
    ]
    other = {
        "symbol": "circle",
        "size": 7 if len(shown) > _MANY else 11,
        "color": COLOURS["others"],
        "line": {"color": COLOURS["surface"], "width": 1},
    }
    ours = {"symbol": "diamond", "size": 17, "color": accent, "line": {"color": COLOURS["ink"], "width": 2}}
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "The council" if own else "Others",
        "x": [float(row["x"]) for row in shown],
        "y": [float(row["y"]) for row in shown],
        "customdata": said,
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": ours if own else other,
    }


def _dots(every: list[dict[str, Any]], own_name: str, x_range: list[float], y_range: list[float]) -> list[Dot]:
    return [
        Dot(
            name=own_name if row["own"] else formats.text(row["name"]) if row.get("named") else "",
            own=bool(row["own"]),
            at=(row["x"], row["y"]),
            share=(_share(row["x"], x_range), _share(row["y"], y_range)),
        )
        for row in every
    ]


def _share(number: float, ends: list[float]) -> float:
    return (number - ends[0]) / (ends[1] - ends[0])


def _cross(x: float, y: float) -> list[dict[str, Any]]:
    line = {"color": COLOURS["ink"], "width": 1.5, "dash": "dash"}
    return [
        {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"},
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line, "layer": "below"},
    ]


def _taken(corners: Corners, width: float, height: float) -> list[Box]:
    """The room the words in the corners take on a phone."""
    boxes = []
    for (x, y), text in zip(_PLACES, corners, strict=True):
        wide, tall = extent(text.split(", "))
        left, foot = (width - wide if x else 0, height - tall if y else 0)
        boxes.append((left, foot, left + wide, foot + tall))
    return boxes


def _corners(corners: Corners) -> list[dict[str, Any]]:
    """What each quarter means, in its corner."""
    return [
        note(
            text.replace(", ", ",<br>"),
            xref="paper",
            x=x,
            xanchor="right" if x else "left",
            yref="paper",
            y=y,
            yanchor="top" if y else "bottom",
            align="right" if x else "left",
            font={"size": SMALL, "color": COLOURS["muted"]},
        )
        for (x, y), text in zip(_PLACES, corners, strict=True)
    ]
