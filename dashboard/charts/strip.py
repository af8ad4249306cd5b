"""A distribution: one dot a council along the scale, stacked where they would cover each other, quartiles marked."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import formats, words
from dashboard.charts.frame import SMALL, Drawing, amount, axis, layout, note, ticks
from dashboard.charts.naming import PHONE, extent, name_note, wrapped
from dashboard.charts.palette import COLOURS

_GAP, _CROWDED, _MANY = 12, 7, 60
"""Distance of dots from each other in pixels, that of more than so many councils, and how many that is."""
_OWN, _REACH = 16, 96
"""Room of our own dot, and how far a swarm reaches from the middle, in pixels."""
_TOP, _SIDE, _BOTTOM = 30, 10, 58
_THIN = 0.05
"""A quarter narrower than this share of the scale has no room for its letter."""
LETTERS = {"higher": "DCBA", "lower": "ABCD"}
"""Quartiles from the left by polarity (DR-18)."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class _Flag:
    """A named dot: how high it stands and how far from the middle its name does, both in pixels."""

    row: Row
    start: float
    end: float
    tall: float

    @property
    def tip(self) -> float:
        """Return where the name ends."""
        return self.end + self.tall if self.end > 0 else self.end - self.tall


def strip(
    members: pd.DataFrame,
    measure: Row,
    *,
    quartiles: Sequence[float] | None = None,
    accent: str = COLOURS["accent"],
) -> Drawing:
    """Draw the councils with a value: name, value, own (bool) and, if given, named (bool).

    ``quartiles`` are q25, the median and q75 of all of them; the quarters are lettered where the measure is judged.
    Low values are left whatever the polarity; the axis says which way is better.
    """
    rows = [row for row in members.to_dict("records") if amount(row["value"]) is not None]
    if not rows:
        return {"data": [], "layout": layout(_TOP + _BOTTOM)}
    rows.sort(key=lambda row: (not row["own"], row["value"], str(row["name"])))
    low, high = _ends([float(row["value"]) for row in rows])
    gap = _CROWDED if len(rows) > _MANY else _GAP
    placed = list(zip(rows, _swarm([_px(row["value"], low, high) for row in rows], gap), strict=True))
    flags = _flags(placed, low, high)
    tops = [y + _GAP for _, y in placed] + [flag.tip for flag in flags]
    feet = [y - _GAP for _, y in placed] + [flag.tip for flag in flags]
    at, said = ticks(low, high, measure, about=4)
    marks = [float(mark) for mark in quartiles] if quartiles is not None and len(rows) > 1 else []
    letters = LETTERS.get(formats.text(measure.get("polarity")), "")
    return {
        "data": [
            _poles(flags),
            _dots([(row, y) for row, y in placed if not row["own"]], measure, _OTHERS | {"size": gap - 1}),
            _dots([(row, y) for row, y in placed if row["own"]], measure, _OURS | {"color": accent}),
        ],
        "layout": layout(
            round(max(tops) - min(feet)) + _TOP + _BOTTOM,
            margin={"l": _SIDE, "r": _SIDE, "t": _TOP, "b": _BOTTOM},
            hovermode="closest",
            xaxis=axis(
                range=[low, high],
                tickvals=at,
                ticktext=said,
                showline=True,
                linecolor=COLOURS["muted"],
                ticks="outside",
                ticklen=5,
                tickcolor=COLOURS["muted"],
                title=_title(measure),
            ),
            yaxis=axis(range=[min(feet), max(tops)], visible=False),
            shapes=_quarters(marks, low, high, letters, _TOP / (max(tops) - min(feet))),
            annotations=[*_letters(marks, low, high, letters), *map(_name, flags)],
        ),
    }


_OTHERS = {
    "symbol": "circle",
    "color": COLOURS["others"],
    "line": {"color": COLOURS["surface"], "width": 0.5},
}
_OURS = {"symbol": "diamond", "size": 17, "line": {"color": COLOURS["ink"], "width": 2}}


def _ends(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    air = (high - low or abs(high) or 1.0) * 0.06
    return low - air, high + air


def _px(value: Any, low: float, high: float) -> float:
    return (float(value) - low) / (high - low) * (PHONE - 2 * _SIDE)


def _swarm(places: list[float], gap: float) -> list[float]:
    """How far above or below the middle each dot stands so that none covers another, the first in the middle.

    ``places`` are from the left in pixels, those after the first in order. Each takes the row nearest to the middle
    that is free there; where all are full, the one in which it covers least.
    """
    rows = sorted((row * gap for row in range(-int(_REACH / gap), int(_REACH / gap) + 1)), key=abs)
    ends = dict.fromkeys(rows, -math.inf)
    found = [0.0]
    for x in places[1:]:
        free = (y for y in rows if x - ends[y] >= gap and (y or abs(x - places[0]) >= _OWN))
        row = next(free, None)
        if row is None:
            row = min(rows[1:], key=lambda y: ends[y])
        ends[row] = x
        found.append(row)
    return found


def _flags(placed: Sequence[tuple[Row, float]], low: float, high: float) -> list[_Flag]:
    """Names of the left half above, reading rightwards, and of the right half below, reading leftwards."""
    named = [(row, y) for row, y in placed if row["own"] or row.get("named")]
    named.sort(key=lambda pair: pair[0]["value"])
    middle = (low + high) / 2
    left = [pair for pair in reversed(named) if pair[0]["value"] <= middle]
    right = [pair for pair in named if pair[0]["value"] > middle]
    reach = max(abs(y) for _, y in placed) + _GAP
    return [*_stacked(left, low, high, reach, 1), *_stacked(right, low, high, reach, -1)]


def _stacked(pairs: Sequence[tuple[Row, float]], low: float, high: float, reach: float, side: int) -> list[_Flag]:
    """From the middle outwards, each name further away than all it would cover, so that no line crosses a name."""
    flags: list[_Flag] = []
    for row, y in pairs:
        x = _px(row["value"], low, high)
        width, tall = extent(wrapped(formats.text(row["name"])))
        covered = [flag for flag in flags if abs(_px(flag.row["value"], low, high) - x) < width + _GAP]
        flags.append(_Flag(row, y, side * max([reach, *(abs(flag.tip) + 3 for flag in covered)]), tall))
    return flags


def _name(flag: _Flag) -> dict[str, Any]:
    above = flag.end > 0
    return name_note(
        formats.text(flag.row["name"]),
        own=bool(flag.row["own"]),
        x=flag.row["value"],
        y=flag.end,
        xanchor="left" if above else "right",
        align="left" if above else "right",
        xshift=2 if above else -2,
        yanchor="bottom" if above else "top",
        borderpad=0,
    )


def _poles(flags: Sequence[_Flag]) -> dict[str, Any]:
    """A thin line from each named dot along its name."""
    x = [end for flag in flags for end in (flag.row["value"], flag.row["value"], None)]
    y = [end for flag in flags for end in (flag.start, flag.tip, None)]
    line = {"color": COLOURS["others"], "width": 1}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"}


def _dots(placed: Sequence[tuple[Row, float]], measure: Row, marker: dict[str, Any]) -> dict[str, Any]:
    said = [f"{row['name']}: <b>{formats.measured(row['value'], measure, unit=True)}</b>" for row, _ in placed]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [float(row["value"]) for row, _ in placed],
        "y": [y for _, y in placed],
        "customdata": said,
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": marker,
    }


def _quarters(marks: Sequence[float], low: float, high: float, letters: str, head: float) -> list[dict[str, Any]]:
    """A line at each quartile, the median's thicker; a band behind the letters of the best and the weakest quarter."""
    if not marks:
        return []
    band = {"type": "rect", "yref": "paper", "y0": 1, "y1": 1 + head, "line": {"width": 0}, "layer": "below"}
    bands = [(low, marks[0]), (marks[2], high)] if letters else []
    line = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    drawn = (("dot", 1), ("dash", 1.5), ("dot", 1))
    return [
        *(band | {"x0": start, "x1": end, "fillcolor": COLOURS["line"]} for start, end in bands),
        *(
            line | {"x0": mark, "x1": mark, "line": {"color": COLOURS["ink"], "width": width, "dash": dash}}
            for mark, (dash, width) in zip(marks, drawn, strict=True)
        ),
    ]


def _letters(marks: Sequence[float], low: float, high: float, letters: str) -> list[dict[str, Any]]:
    """The letter of each quarter above it, the best with its word."""
    if not marks or not letters:
        return []
    found = []
    ends = [low, *marks, high]
    for letter, start, end in zip(letters, ends, ends[1:], strict=False):
        share = (end - start) / (high - low)
        if share >= _THIN:
            word = {"A": " best", "D": " weakest"}.get(letter, "") if share > 0.24 else ""
            found.append(
                note(
                    f"<b>{letter}</b>{word}",
                    x=(start + end) / 2,
                    yref="paper",
                    y=1,
                    yanchor="bottom",
                    yshift=4,
                    font={"size": SMALL, "color": COLOURS["ink"]},
                )
            )
    return found


def _title(measure: Row) -> dict[str, Any]:
    unit = formats.text(measure["unit"])
    ways = {"higher": "higher is better →", "lower": "← lower is better"}
    way = ways.get(formats.text(measure.get("polarity")), "")
    text = ", ".join(part for part in (words.prose.capital(unit), way) if part)
    return {"text": text, "font": {"size": SMALL, "color": COLOURS["ink"]}, "standoff": 10}
