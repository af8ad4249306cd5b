"""A measure across councils: ranked horizontal bars from zero."""

import textwrap
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from dashboard import formats, ranks, words
from dashboard.charts.frame import SMALL, Drawing, amount, axis, layout, note
from dashboard.charts.palette import COLOURS

_LINE = 18
_ROW = 28


def ranked_bars(
    members: Any,
    measure: Mapping[str, Any],
    *,
    mean: float | None = None,
    others: int | None = None,
    accent: str = COLOURS["accent"],
) -> Drawing:
    """Draw one bar a council, best at the top: rows (mappings or a frame) of name, value, own and, where known, marker.

    ``mean`` is the group's mean without us, of ``others`` councils (DR-16). A council without a value keeps its line
    and says why in words.
    """
    by_name = sorted(words.prose.rows(members), key=itemgetter("name"))
    order = ranks.best_first(by_name, formats.text(measure.get("polarity")))
    full = [formats.text(row["name"]) for row in order]
    names = ["<br>".join(textwrap.wrap(name, _LINE)) for name in full]
    own = [bool(row["own"]) for row in order]
    ticks = [f"<b>▶ {name}</b>" if ours else name for name, ours in zip(names, own, strict=True)]
    row = _ROW + (10 if any("<br>" in name for name in names) else 0)
    amounts = [amount(row["value"]) for row in order]
    said = [formats.measured(row["value"], measure, marker=row.get("marker")) for row in order]
    shown = ["" if number is None else text for number, text in zip(amounts, said, strict=True)]
    known = [number for number in amounts if number is not None]
    mean = amount(mean)
    ends = [*known, 0.0, mean or 0.0]
    low, high = min(ends), max(ends)
    top = 0 if mean is None else 34
    room = 10 + round(max((len(text) for text in shown), default=5) * 7.4)
    longest = max((len(line) for name in names for line in name.split("<br>")), default=0)
    return {
        "data": [_bars(amounts, said, full, own, accent)] if order else [],
        "layout": layout(
            top + row * max(len(order), 3) + 16,
            margin={"l": 26 + round(longest * 7), "r": room, "t": top, "b": 8},
            hovermode="closest",
            bargap=0.3,
            xaxis=axis(range=[low * 1.02, high * 1.02 or 1], visible=False),
            yaxis=axis(
                range=[len(order) - 0.5, -0.5],
                tickvals=list(range(len(order))),
                ticktext=ticks,
                tickfont={"size": SMALL, "color": COLOURS["ink"]},
                ticklabelstandoff=6,
            ),
            shapes=[_zero(), *_mean_line(mean)],
            annotations=[*_values(shown, own, room), *_mean_note(mean, others, measure, low, high)],
        ),
    }


def _bars(amounts: list[float | None], said: list[str], names: list[str], own: list[bool], accent: str) -> Drawing:
    """One bar a council from the top; where there is no figure, why."""
    return {
        "type": "bar",
        "orientation": "h",
        "x": [number or 0.0 for number in amounts],
        "y": list(range(len(amounts))),
        "text": ["" if number is not None else text for number, text in zip(amounts, said, strict=True)],
        "textposition": "outside",
        "textfont": {"size": SMALL, "color": COLOURS["muted"]},
        "cliponaxis": False,
        "customdata": [f"{name}: <b>{text}</b>" for name, text in zip(names, said, strict=True)],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {
            "color": [accent if ours else COLOURS["others"] for ours in own],
            "line": {"color": COLOURS["ink"], "width": [2 if ours else 0 for ours in own]},
        },
        "width": 0.68,
    }


def _values(shown: list[str], own: list[bool], room: int) -> list[dict[str, Any]]:
    """The figures in a column of their own at the right, where the line of the mean never crosses them."""
    return [
        note(f"<b>{text}</b>" if ours else text, x=1, xref="paper", xanchor="right", xshift=room - 2, y=place)
        for place, (text, ours) in enumerate(zip(shown, own, strict=True))
        if text
    ]


def _zero() -> dict[str, Any]:
    line = {"color": COLOURS["muted"], "width": 1}
    return {"type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _mean_line(mean: float | None) -> list[dict[str, Any]]:
    if mean is None:
        return []
    line = {"color": COLOURS["ink"], "width": 2, "dash": "dash"}
    return [{"type": "line", "x0": mean, "x1": mean, "yref": "paper", "y0": 0, "y1": 1, "line": line}]


def _mean_note(
    mean: float | None, others: int | None, measure: Mapping[str, Any], low: float, high: float
) -> list[dict[str, Any]]:
    """The mean's name above its line, to the side with more room."""
    if mean is None:
        return []
    whose = "" if formats.is_missing(others) else f" of {formats.plural(int(others or 0), 'other')}"
    right = mean - low > (high - low) * 0.45
    return [
        note(
            f"Mean{whose}: {formats.measured(mean, measure)}",
            x=mean,
            xanchor="right" if right else "left",
            xshift=60 if right else -4,
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=4,
        )
    ]
