"""Many measures at once, each on its own scale turned so that right is better: own dot against the group's range."""

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import formats
from dashboard.charts.frame import SMALL, Drawing, amount, axis, layout, note
from dashboard.charts.palette import COLOURS

_WIDTH = 44
_LINE, _TRACK, _GAP = 17, 26, 10
_TOP, _BOTTOM = 26, 6
_SIDE = 62

Row = Mapping[str, Any]


def spine(rows: pd.DataFrame, *, accent: str = COLOURS["accent"]) -> Drawing:
    """Draw measures one below the other; every column of dim_measure a figure is worded by, and those of the group.

    value, low, high, q25, median, q75 and, where published, national; said (words behind the title). The median stands
    in the middle of every track and the end further from it at the edge; a measure without polarity is not turned.
    """
    every = rows.to_dict("records")
    notes, places, depth = [], [], 0.0
    for row in every:
        lines = textwrap.wrap(formats.text(row["short_title"]), _WIDTH)
        lines = [*(f"<b>{line}</b>" for line in lines), *textwrap.wrap(formats.unit_beside(row), _WIDTH)]
        notes.append(_label("<br>".join([*lines, formats.text(row["said"])]), depth))
        depth += _LINE * (len(lines) + 1)
        places.append(depth + _TRACK / 2)
        depth += _TRACK + _GAP
    tracks = list(zip(every, places, strict=True))
    return {
        "data": [
            *(_bar(row, y, "low", "high", COLOURS["line"], 12) for row, y in tracks),
            *(_bar(row, y, "q25", "q75", COLOURS["others"], 12) for row, y in tracks),
            _marks(tracks, "national", _NATIONAL),
            _marks(tracks, "value", _OURS | {"color": accent}),
        ]
        if every
        else [],
        "layout": layout(
            round(_TOP + max(depth, _TRACK) + _BOTTOM),
            margin={"l": _SIDE, "r": _SIDE, "t": _TOP, "b": _BOTTOM},
            hovermode="closest",
            xaxis=axis(range=[-1.04, 1.04], visible=False),
            yaxis=axis(range=[max(depth, _TRACK), 0], visible=False),
            shapes=[_middle(y) for _, y in tracks],
            annotations=[*_heads(every), *notes, *(end for row, y in tracks for end in _end_notes(row, y))],
        ),
    }


_OURS = {"symbol": "diamond", "size": 16, "line": {"color": COLOURS["ink"], "width": 2}}
_NATIONAL = {
    "symbol": "line-ns",
    "size": 20,
    "color": COLOURS["ink"],
    "line": {"color": COLOURS["ink"], "width": 3},
}


def turned(number: Any, row: Row) -> float | None:
    """Where a figure stands on its track, from -1 at the left to 1: the median at 0, better to the right."""
    figure, middle = amount(number), amount(row["median"])
    if figure is None or middle is None:
        return None
    furthest = max((abs(end - middle) for end in map(amount, _ends(row)) if end is not None), default=0.0)
    sign = -1 if formats.text(row["polarity"]) == "lower" else 1
    return sign * (figure - middle) / furthest if furthest else 0.0


def _ends(row: Row) -> list[Any]:
    """Every figure a track must hold: the published national one may lie outside the group's range."""
    return [row["low"], row["high"], row["value"], row.get("national")]


def _label(text: str, depth: float) -> dict[str, Any]:
    return note(text, xref="paper", x=0, xanchor="left", xshift=6 - _SIDE, y=depth, yanchor="top")


def _bar(row: Row, y: float, start: str, end: str, colour: str, width: int) -> dict[str, Any]:
    ends = [turned(row[start], row), turned(row[end], row)]
    line = {"color": colour, "width": width}
    return {"type": "scatter", "mode": "lines", "x": ends, "y": [y, y], "line": line, "hoverinfo": "skip"}


def _marks(tracks: list[tuple[Row, float]], key: str, marker: dict[str, Any]) -> dict[str, Any]:
    known = [(row, y) for row, y in tracks if turned(row.get(key), row) is not None]
    said = [f"{_who(row, key)}: <b>{formats.measured(row[key], row, unit=True)}</b>" for row, _ in known]
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "x": [turned(row[key], row) for row, _ in known],
        "y": [y for _, y in known],
        "customdata": said,
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": marker,
    }


def _who(row: Row, key: str) -> str:
    return formats.text(row["council" if key == "value" else "nation"])


def _middle(y: float) -> dict[str, Any]:
    line = {"color": COLOURS["surface"], "width": 2}
    return {"type": "line", "x0": 0, "x1": 0, "y0": y - 6, "y1": y + 6, "line": line}


def _heads(every: list[Row]) -> list[dict[str, Any]]:
    """What left and right mean, over the first track."""
    if not every:
        return []
    sides = (("← worse", 0, "left", 6 - _SIDE), ("median", 0.5, "center", 0), ("better →", 1, "right", _SIDE - 6))
    return [
        note(
            text,
            xref="paper",
            x=x,
            xanchor=anchor,
            xshift=shift,
            yref="paper",
            y=1,
            yanchor="bottom",
            yshift=6,
            font={"size": SMALL, "color": COLOURS["muted"]},
        )
        for text, x, anchor, shift in sides
    ]


def _end_notes(row: Row, y: float) -> list[dict[str, Any]]:
    """The lowest and the highest of the others at the ends of the track, the worse one left."""
    ends = [row["low"], row["high"]]
    left, right = reversed(ends) if formats.text(row["polarity"]) == "lower" else ends
    quiet = {"size": SMALL, "color": COLOURS["muted"]}
    return [
        note(_short(number, row), xref="paper", x=x, xanchor=anchor, xshift=shift, y=y, yanchor="middle", font=quiet)
        for number, x, anchor, shift in ((left, 0, "left", 6 - _SIDE), (right, 1, "right", _SIDE - 6))
        if amount(number) is not None
    ]


def _short(number: Any, row: Row) -> str:
    return formats.measured(number, row).replace(" million", "m").replace(" billion", "bn")
