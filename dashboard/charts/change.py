"""What became of each council between two periods: a line from where it was to where it is, the most improved first."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import formats
from dashboard.charts.frame import SMALL, Drawing, axis, layout, note, ticks
from dashboard.charts.palette import COLOURS
from dashboard.charts.timeline import ends_of

_LINE, _ROW, _TOP, _BOTTOM = 18, 30, 30, 34


def change(
    rows: Sequence[Mapping[str, Any]], measure: Mapping[str, Any], *, accent: str = COLOURS["accent"]
) -> Drawing:
    """Draw rows (name, own, earlier_value, value, change) in their order; those without both values are left out.

    The open ring is where a council was, the full dot where it is; the change stands in words at the right.
    """
    shown = [row for row in rows if not formats.is_missing(row["change"])]
    names = ["<br>".join(textwrap.wrap(formats.text(row["name"]), _LINE)) for row in shown]
    tall = 10 if any("<br>" in name for name in names) else 0
    low, high = ends_of([row[key] for row in shown for key in ("earlier_value", "value")], air=0.05)
    values, texts = ticks(low, high, measure, about=4)
    moved = [formats.change(row["change"], measure, unit=False) for row in shown]
    room = 12 + round(max((len(words) for words in moved), default=5) * 7.6)
    longest = max((len(line) for name in names for line in name.split("<br>")), default=0)
    return {
        "data": [_ways(shown, accent), _ends(shown, measure, "was", accent), _ends(shown, measure, "is", accent)]
        if shown
        else [],
        "layout": layout(
            _TOP + (_ROW + tall) * max(len(shown), 3) + _BOTTOM,
            margin={"l": 26 + round(longest * 7), "r": room, "t": _TOP, "b": _BOTTOM},
            hovermode="closest",
            xaxis=axis(range=[low, high], tickvals=values, ticktext=texts, showgrid=True, gridcolor=COLOURS["line"]),
            yaxis=axis(
                range=[len(shown) - 0.5, -0.5],
                tickvals=list(range(len(shown))),
                ticktext=[f"<b>▶ {name}</b>" if row["own"] else name for row, name in zip(shown, names, strict=True)],
                tickfont={"size": SMALL, "color": COLOURS["ink"]},
                ticklabelstandoff=6,
            ),
            annotations=[
                _beside("<b>Change</b>", room, 1, yref="paper", yanchor="bottom", yshift=6),
                *(
                    _beside(f"<b>{words}</b>" if row["own"] else words, room, place)
                    for place, (row, words) in enumerate(zip(shown, moved, strict=True))
                ),
            ],
        ),
    }


def _beside(text: str, room: int, y: float, **more: Any) -> dict[str, Any]:
    return note(text, x=1, xref="paper", xanchor="right", xshift=room - 2, y=y, **more)


def _ways(shown: Sequence[Mapping[str, Any]], accent: str) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[int | None] = []
    for place, row in enumerate(shown):
        xs += [float(row["earlier_value"]), float(row["value"]), None]
        ys += [place, place, None]
    return {
        "type": "scatter",
        "name": "way",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "hoverinfo": "skip",
        "line": {"color": COLOURS["others"], "width": 3},
    }


def _ends(shown: Sequence[Mapping[str, Any]], measure: Mapping[str, Any], which: str, accent: str) -> dict[str, Any]:
    now = which == "is"
    colours = [accent if row["own"] else COLOURS["others"] for row in shown]
    return {
        "type": "scatter",
        "name": which,
        "mode": "markers",
        "x": [float(row["value" if now else "earlier_value"]) for row in shown],
        "y": list(range(len(shown))),
        "customdata": [
            f"{row['name']}: from {formats.measured(row['earlier_value'], measure)} "
            f"to <b>{formats.measured(row['value'], measure)}</b>"
            for row in shown
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
        "marker": {
            "symbol": "circle",
            "size": 12,
            "color": colours if now else COLOURS["surface"],
            "line": {"color": colours, "width": 2},
        },
    }
