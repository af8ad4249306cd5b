"""A cost beside what it buys: one point a council, the medians of the others as a cross."""

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import formats, words
from dashboard.charts.frame import SMALL, Drawing, axis, layout, note, ticks
from dashboard.charts.palette import COLOURS

_HEIGHT = 460
_PAD = 0.16
_WIDTH, _LINE = 46, 17

Row = Mapping[str, Any]


def quadrant(rows: pd.DataFrame, cost: Row, outcome: Row, *, own_name: str, accent: str = COLOURS["accent"]) -> Drawing:
    """Draw places (rows of mart_value with ``name``) by cost to the right and outcome upwards; up is always better.

    ``cost`` and ``outcome`` are rows of dim_measure. The axis of an outcome where lower is better runs downwards.
    """
    every = rows.to_dict("records")
    if not every:
        return {"data": [], "layout": layout(_HEIGHT)}
    own = [row for row in every if row["own"]]
    turned = outcome["polarity"] == "lower"
    across, up = _ends(rows["cost_value"]), _ends(rows["outcome_value"])
    x_at, x_said = ticks(*across, cost, about=4)
    y_at, y_said = ticks(*up, outcome, about=5)
    lines = _outcome_name(outcome)
    judged = bool(own) and bool(words.quadrant_of(own[0]))
    return {
        "data": [
            _points(every, cost, outcome, own=False, accent=accent),
            _points(every, cost, outcome, own=True, accent=accent),
        ],
        "layout": layout(
            _HEIGHT,
            margin={"l": 22 + 7 * max(map(len, y_said), default=4), "r": 12, "t": 16 + _LINE * len(lines), "b": 66},
            hovermode="closest",
            xaxis=axis(range=list(across), tickvals=x_at, ticktext=x_said, **_lined(), title=_title(cost)),
            yaxis=axis(range=[up[1], up[0]] if turned else list(up), tickvals=y_at, ticktext=y_said, **_lined()),
            shapes=_cross(every[0]) if judged else [],
            annotations=[
                _above(lines),
                *_own_label(own, own_name, across),
                *(_corners(outcome) if judged else []),
            ],
        ),
    }


def _ends(values: pd.Series) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = (high - low) * _PAD or max(abs(high), 1.0) * _PAD
    return low - room, high + room


def _lined() -> dict[str, Any]:
    return {
        "showline": True,
        "linecolor": COLOURS["muted"],
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": COLOURS["muted"],
    }


def _title(measure: Row) -> dict[str, Any]:
    return {"text": f"{_named(measure)} →", "font": {"size": SMALL, "color": COLOURS["ink"]}, "standoff": 12}


def _named(measure: Row) -> str:
    unit = formats.text(measure["unit"])
    name = formats.text(measure["short_title"])
    return name if not unit or unit.lower() in name.lower() else f"{name}, {unit}"


def _outcome_name(outcome: Row) -> list[str]:
    """The name of the upward axis, which stands above it and level: a reader does not turn the head."""
    way = {"higher": "higher is better", "lower": "lower is better, so the axis runs downwards"}
    return [
        *textwrap.wrap(f"↑ {_named(outcome)}", _WIDTH),
        *([way[outcome["polarity"]]] if outcome["polarity"] in way else []),
    ]


def _above(lines: list[str]) -> dict[str, Any]:
    text = "<br>".join(lines)
    return note(text, xref="paper", x=0, xanchor="left", xshift=-24, yref="paper", y=1, yanchor="bottom", yshift=8)


def _points(every: list[dict[str, Any]], cost: Row, outcome: Row, *, own: bool, accent: str) -> dict[str, Any]:
    """The others as dots, the council's own as a larger diamond with an outline of ink: never by colour alone."""
    shown = [row for row in every if bool(row["own"]) is own]
    said = [
        f"<b>{row['name']}</b><br>{formats.measured(row['cost_value'], cost, unit=True)}"
        f"<br>{formats.measured(row['outcome_value'], outcome, unit=True)}"
        for row in shown
    ]
    other = {
        "symbol": "circle",
        "size": 11,
        "color": COLOURS["others"],
        "line": {"color": COLOURS["surface"], "width": 1},
    }
    ours = {"symbol": "diamond", "size": 17, "color": accent, "line": {"color": COLOURS["ink"], "width": 2}}
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "The council" if own else "Others",
        "x": [float(row["cost_value"]) for row in shown],
        "y": [float(row["outcome_value"]) for row in shown],
        "customdata": said,
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": ours if own else other,
    }


def _own_label(own: list[dict[str, Any]], name: str, across: tuple[float, float]) -> list[dict[str, Any]]:
    right = bool(own) and own[0]["cost_value"] > sum(across) / 2
    return [
        note(
            f"<b>{name}</b>",
            x=row["cost_value"],
            y=row["outcome_value"],
            xanchor="right" if right else "left",
            xshift=-13 if right else 13,
            bgcolor="rgba(255,255,255,0.8)",
        )
        for row in own
    ]


def _cross(row: Row) -> list[dict[str, Any]]:
    line = {"color": COLOURS["ink"], "width": 1.5, "dash": "dash"}
    x, y = row["cost_median"], row["outcome_median"]
    return [
        {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"},
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line, "layer": "below"},
    ]


def _corners(outcome: Row) -> list[dict[str, Any]]:
    """What each quarter means, in its corner."""
    top, bottom = ("better", "worse") if outcome["polarity"] in ("higher", "lower") else ("higher", "lower")
    places = ((0, 1, "lower", top), (1, 1, "higher", top), (0, 0, "lower", bottom), (1, 0, "higher", bottom))
    return [
        note(
            words.quadrant(cost, side).replace(", ", ",<br>"),
            xref="paper",
            x=x,
            xanchor="right" if x else "left",
            yref="paper",
            y=y,
            yanchor="top" if y else "bottom",
            align="right" if x else "left",
            font={"size": SMALL, "color": COLOURS["muted"]},
        )
        for x, y, cost, side in places
    ]
