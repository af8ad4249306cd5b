"""Many measures over many periods, each in the quartile it held: a letter in every cell, colour only for the ends."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import formats
from dashboard.charts.frame import SMALL, Drawing, axis, layout
from dashboard.charts.naming import LINE, wrapped
from dashboard.charts.palette import COLOURS

CLASSES = {"": "surface", "D": "red", "C": "line", "B": "wash", "A": "green"}
"""Quartile to the token that fills its cell: only the best and the weakest are coloured (DR-18)."""
NONE = "–"
_TITLE = 18
_LEFT = 142

Row = Mapping[str, Any]


def quartile_heat(cells: pd.DataFrame, periods: Sequence[str]) -> Drawing:
    """Draw one row a measure in the order of the frame: measure, title, period, quartile (A to D or null), said.

    ``periods`` are the columns, oldest first; ``said`` is what a cell tells when pointed at.
    A cell that is not in the frame is empty; one without a quartile has a dash. A phone shows every third label of many
    periods (assets/explorer_views.css).
    """
    rows = cells.to_dict("records")
    titles = {row["measure"]: formats.text(row["title"]) for row in rows}
    held = {(row["measure"], row["period"]): row for row in rows}
    lines = {code: wrapped(title, _TITLE)[:3] for code, title in titles.items()}
    grid = [[held.get((measure, code)) for code in periods] for measure in titles]
    tall = max(map(len, lines.values()), default=1)
    heat = {
        "type": "heatmap",
        "z": [[None if cell is None else _class(cell) for cell in row] for row in grid],
        "x": list(range(len(periods))),
        "y": list(range(len(titles))),
        "text": [["" if cell is None else formats.text(cell["quartile"]) or NONE for cell in row] for row in grid],
        "texttemplate": "<b>%{text}</b>",
        "textfont": {"size": 15},
        "customdata": [["" if cell is None else cell["said"] for cell in row] for row in grid],
        "hovertemplate": "%{customdata}<extra></extra>",
        "hoverongaps": False,
        "colorscale": _scale(),
        "zmin": 0,
        "zmax": len(CLASSES),
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }
    return {
        "data": [heat] if rows else [],
        "layout": layout(
            max(32, LINE * tall + 6) * max(len(titles), 1) + 48,
            margin={"l": _LEFT, "r": 14, "t": 44, "b": 4},
            hovermode="closest",
            xaxis=axis(
                side="top",
                ticks="",
                tickvals=list(range(len(periods))),
                ticktext=[label.replace("/", "/<br>") for label in periods],
                range=[-0.5, len(periods) - 0.5],
            ),
            yaxis=axis(
                ticks="",
                tickvals=list(range(len(titles))),
                ticktext=["<br>".join(part) for part in lines.values()],
                tickfont={"size": SMALL, "color": COLOURS["ink"]},
                range=[len(titles) - 0.5, -0.5],
                ticklabelstandoff=4,
            ),
        ),
    }


def _class(cell: Row) -> float:
    """The middle of the class of a cell on the scale of colours."""
    return list(CLASSES).index(formats.text(cell["quartile"])) + 0.5


def _scale() -> list[list[Any]]:
    """Five steps, not a gradient."""
    many = len(CLASSES)
    return [[end / many, COLOURS[token]] for place, token in enumerate(CLASSES.values()) for end in (place, place + 1)]
