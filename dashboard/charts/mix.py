"""How statuses of a plan node have changed: one stacked column a reporting period."""

from collections.abc import Mapping

import pandas as pd

from dashboard import words
from dashboard.charts.frame import SMALL, Drawing, axis, layout
from dashboard.charts.palette import COLOURS, TEXT_ON, glyph

_HEIGHT = 300
_MOST = 6


def status_mix(rows: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> Drawing:
    """Draw counts by status for the last six periods; columns period, short_label, status, measures, oldest first.

    Rated statuses come from the bottom up, best first; everything that is not rated is one part at the top (DR-08).
    """
    order = list(dict.fromkeys(rows["period"]))[-_MOST:]
    shown = rows[rows["period"].isin(order)]
    names = {
        p: str(label).replace(" ", "<br>", 1) for p, label in zip(shown["period"], shown["short_label"], strict=True)
    }
    found: dict[str, dict[str, int]] = {}
    for period, status, measures in zip(shown["period"], shown["status"], shown["measures"], strict=True):
        part = status if status in words.status.STATUSES and words.status.STATUSES[status].rated else "none"
        counts = found.setdefault(part, dict.fromkeys(order, 0))
        counts[period] += int(measures)
    parts = [status for status in (*words.status.STATUSES, "none") if status in found]
    return {
        "data": [_part(status, found[status], order, names, labels) for status in parts],
        "layout": layout(
            height=_HEIGHT,
            margin={"l": 8, "r": 8, "t": 8, "b": 48},
            barmode="stack",
            bargap=0.35,
            xaxis=axis(type="category", categoryorder="array", categoryarray=[names[period] for period in order]),
            yaxis=axis(visible=False, rangemode="tozero"),
        ),
    }


def _part(
    status: str, counts: dict[str, int], order: list[str], names: dict[str, str], labels: Mapping[str, str] | None
) -> dict:
    label = "Not rated" if status == "none" else words.status.status_label(status, labels)
    return {
        "type": "bar",
        "name": label,
        "x": [names[period] for period in order],
        "y": [counts[period] for period in order],
        "text": [f"{glyph(status)} {counts[period]}" if counts[period] else "" for period in order],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": SMALL, "color": TEXT_ON.get(status, COLOURS["ink"])},
        "customdata": [f"{names[period].replace('<br>', ' ')}: {counts[period]} {label.lower()}" for period in order],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {
            "color": COLOURS[status] if status != "none" else COLOURS["wash"],
            "line": {"color": COLOURS["surface"], "width": 1},
        },
    }
