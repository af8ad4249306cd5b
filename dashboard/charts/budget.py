"""Budgets: how far each forecast is from its budget as bars to both sides, and how that has moved over the periods."""

from typing import Any

import pandas as pd

from dashboard import formats, words
from dashboard.charts.frame import SMALL, Drawing, amount, axis, layout, note
from dashboard.charts.palette import COLOURS, glyph

_LINE, _BAR = 22, 26
_SYMBOLS = {"green": "circle", "amber": "triangle-up", "red": "diamond"}


def variance_bars(rows: pd.DataFrame) -> Drawing:
    """Draw rows of mart_budget (short_title, variance, variance_percent, status, direction), each under its words.

    A bar goes to the right where more is spent than budgeted, to the left where less; lines stand at 1 and 2 per cent
    either way (DR-41). A node without a share of its budget keeps its line and says so in words.
    """
    every = rows.to_dict("records")
    shares = [amount(row["variance_percent"]) for row in every]
    end = _end(shares)
    step = _LINE + _BAR
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [share or 0.0 for share in shares],
        "y": [place * step + _LINE + _BAR / 2 - 4 for place in range(len(every))],
        "width": [_BAR - 10] * len(every),
        "customdata": [f"{row['short_title']}: <b>{words.finance.variance(row)}</b>" for row in every],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {
            "color": [COLOURS.get(formats.text(row["status"]), COLOURS["others"]) for row in every],
            "line": {"color": COLOURS["ink"], "width": 1},
        },
    }
    return {
        "data": [bars] if every else [],
        "layout": layout(
            max(len(every), 1) * step + 34,
            margin={"l": 8, "r": 8, "t": 4, "b": 30},
            hovermode="closest",
            xaxis=axis(
                range=[-end, end], tickvals=_ticks(end), ticktext=[_signed(tick) for tick in _ticks(end)], side="bottom"
            ),
            yaxis=axis(range=[max(len(every), 1) * step, 0], visible=False),
            shapes=[_edge("x", share) for share in (-2, -1, 0, 1, 2)],
            annotations=[_named(row, place * step) for place, row in enumerate(every)],
        ),
    }


def forecast_line(rows: pd.DataFrame) -> Drawing:
    """Draw one node's variance in per cent of budget over the periods, a line a financial year, oldest first.

    ``rows`` are mart_budget with short_label and financial_year; the shape of a point is its status.
    """
    every = rows[rows["variance_percent"].notna()].to_dict("records")
    shares = [float(row["variance_percent"]) for row in every]
    end = _end(shares)
    years = list(dict.fromkeys(row["financial_year"] for row in every))
    traces = [_year([(place, row) for place, row in enumerate(every) if row["financial_year"] == y]) for y in years]
    last = every[-1] if every else None
    return {
        "data": traces,
        "layout": layout(
            320,
            margin={"l": 46, "r": 16, "t": 28, "b": 48},
            hovermode="closest",
            xaxis=axis(
                range=[-0.5, max(len(every) - 0.5, 0.5)],
                tickvals=list(range(len(every))),
                ticktext=_periods(every),
            ),
            yaxis=axis(
                range=[-end if min(shares, default=0) < -0.5 else -1.2, end],
                tickvals=_ticks(end),
                ticktext=[_signed(tick) for tick in _ticks(end)],
            ),
            shapes=[_edge("y", share) for share in (-2, -1, 0, 1, 2)],
            annotations=[_last(last, len(every) - 1)] if last else [],
        ),
    }


def _end(shares: list[Any]) -> float:
    """How far the axis goes either way: as far as the furthest, and always beyond 2 per cent."""
    return max([abs(share) for share in shares if share is not None] + [2.2]) * 1.15


def _ticks(end: float) -> list[float]:
    if end < 6:
        return [float(tick) for tick in range(-int(end), int(end) + 1)]
    step = 5 if end < 25 else 25 if end < 120 else round(end / 4, -1)
    return sorted({float(way * n * step) for way in (-1, 1) for n in range(int(end / step) + 1)} | {-2.0, 2.0})


def _signed(share: float) -> str:
    sign = "+" if share > 0 else formats.MINUS if share < 0 else ""
    return f"{sign}{abs(share):g}%"


def _edge(along: str, share: float) -> dict[str, Any]:
    """A line across the chart: the budget itself drawn firm, 1 per cent dotted, 2 per cent dashed."""
    dash = {0: "solid", 1: "dot", 2: "dash"}[abs(int(share))]
    line = {"color": COLOURS["ink"] if share == 0 else COLOURS["others"], "width": 1, "dash": dash}
    other = "y" if along == "x" else "x"
    ends = {f"{along}0": share, f"{along}1": share, f"{other}0": 0, f"{other}1": 1, f"{other}ref": "paper"}
    return {"type": "line", "line": line, "layer": "below", **ends}


def _named(row: dict[str, Any], y: float) -> dict[str, Any]:
    """The name and the words of one bar, above it, so that a phone has room for both."""
    shape = glyph(formats.text(row["status"]))
    return note(
        f"<b>{row['short_title']}</b> {shape} {words.finance.variance(row, of='')}",
        x=0,
        xref="paper",
        xanchor="left",
        y=y,
        yanchor="top",
        bgcolor=COLOURS["surface"],
        borderpad=0,
    )


def _year(points: list[tuple[int, dict[str, Any]]]) -> dict[str, Any]:
    statuses = [formats.text(row["status"]) for _, row in points]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": points[0][1]["financial_year"],
        "x": [place for place, _ in points],
        "y": [float(row["variance_percent"]) for _, row in points],
        "line": {"color": COLOURS["series-5"], "width": 2},
        "marker": {
            "symbol": [_SYMBOLS.get(status, "circle-open") for status in statuses],
            "color": [COLOURS.get(status, COLOURS["others"]) for status in statuses],
            "size": 13,
            "line": {"color": COLOURS["ink"], "width": 1},
        },
        "customdata": [f"{row['label']}: <b>{words.finance.variance(row)}</b>" for _, row in points],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
    }


def _periods(every: list[dict[str, Any]]) -> list[str]:
    """Labels of periods, the financial year only under the first of each."""
    found, before = [], None
    for row in every:
        year = formats.text(row["financial_year"])
        name = formats.text(row["short_label"]).replace(year, "").strip() or year
        found.append(f"{name}<br>{year}" if year != before and name != year else name)
        before = year
    return found


def _last(row: dict[str, Any], place: int) -> dict[str, Any]:
    """The last figure beside its point."""
    return note(
        f"<b>{words.finance.budget_share(row)} {row['direction']}</b>",
        x=place,
        y=float(row["variance_percent"]),
        xanchor="right",
        yanchor="bottom",
        yshift=10,
        xshift=14,
        font={"size": SMALL, "color": COLOURS["ink"]},
    )
