"""A measure against the size of its denominator, with control limits around the group's pooled average (DR-23)."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import formats
from dashboard.charts.frame import SMALL, Drawing, amount, axis, layout, ticks
from dashboard.charts.labels import label, spread
from dashboard.charts.naming import PHONE, Dot, names
from dashboard.charts.palette import COLOURS

HEIGHT = 460
_TOP, _RIGHT, _BOTTOM = 16, 62, 58
_WIDTH, _LINE = 36, 17
"""Letters of a line of the axis's title a phone has room for, and how high it is."""
_LIMITS = {"lower998": "99.8%", "lower95": "95%", "upper95": "95%", "upper998": "99.8%"}

Row = Mapping[str, Any]


def funnel(
    places: pd.DataFrame,
    limits: pd.DataFrame,
    measure: Row,
    *,
    pooled: float,
    accent: str = COLOURS["accent"],
) -> Drawing:
    """Draw councils by denominator and value: name, own, value, denominator, place (as in mart_funnel).

    ``limits`` are the curves: denominator, lower95, upper95, lower998 and upper998. Denominators stand on a logarithmic
    scale, so that small districts and large cities both find room. Who lies outside a limit is named, on another shape.
    """
    rows = places.to_dict("records")
    if not rows:
        return {"data": [], "layout": layout(HEIGHT)}
    rows.sort(key=lambda row: (not row["own"], -abs(row["value"] - pooled)))
    low, high = _ends([*places["value"], *limits[list(_LIMITS)].to_numpy().ravel()], pooled)
    start, end = _span(limits["denominator"])
    at, said = ticks(low, high, measure, about=5)
    left = 22 + 7 * max(map(len, said), default=4)
    curves = limits.to_dict("records")
    base = textwrap.wrap(f"{formats.text(measure.get('denominator')) or 'Denominator'} →", _WIDTH)
    more = _LINE * (len(base) - 1)
    return {
        "data": [
            *(_curve(curves, key) for key in _LIMITS),
            _dots([row for row in rows if not row["own"] and row["place"] == "within"], measure, _WITHIN),
            _dots([row for row in rows if not row["own"] and row["place"] != "within"], measure, _OUTSIDE),
            _dots([row for row in rows if row["own"]], measure, _OURS | {"color": accent}),
        ],
        "layout": layout(
            HEIGHT + more,
            margin={"l": left, "r": _RIGHT, "t": _TOP, "b": _BOTTOM + more},
            hovermode="closest",
            xaxis=_sizes(start, end, base),
            yaxis=axis(
                range=[low, high],
                tickvals=at,
                ticktext=said,
                showline=True,
                linecolor=COLOURS["muted"],
                ticks="outside",
            ),
            shapes=[_average(pooled)],
            annotations=[
                *_limit_names(curves, pooled, low, high),
                *names(_named(rows, (start, end), (low, high)), PHONE - left - _RIGHT, HEIGHT - _TOP - _BOTTOM),
            ],
        ),
    }


_WITHIN = {
    "symbol": "circle",
    "size": 10,
    "color": COLOURS["others"],
    "line": {"color": COLOURS["surface"], "width": 1},
}
_OUTSIDE = {"symbol": "square", "size": 12, "color": COLOURS["series-3"], "line": {"color": COLOURS["ink"], "width": 1}}
_OURS = {"symbol": "diamond", "size": 17, "line": {"color": COLOURS["ink"], "width": 2}}


def _ends(values: Sequence[Any], pooled: float) -> tuple[float, float]:
    known = [*(float(number) for number in values if amount(number) is not None), pooled]
    low, high = min(known), max(known)
    air = (high - low or abs(high) or 1.0) * 0.06
    return low - air, high + air


def _span(denominators: pd.Series) -> tuple[float, float]:
    """Where the scale of sizes begins and ends, as powers of ten, with air at both sides."""
    low, high = math.log10(denominators.min()), math.log10(denominators.max())
    air = (high - low) * 0.06 or 0.1
    return low - air, high + air


def _curve(curves: Sequence[Row], key: str) -> dict[str, Any]:
    line = {"color": COLOURS["muted"], "width": 1.5, "dash": "dash" if key.endswith("998") else "dot"}
    x, y = [row["denominator"] for row in curves], [amount(row[key]) for row in curves]
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"}


def _dots(rows: Sequence[Row], measure: Row, marker: dict[str, Any]) -> dict[str, Any]:
    base = formats.text(measure.get("denominator")) or "denominator"
    said = [
        f"<b>{row['name']}</b><br>{formats.measured(row['value'], measure, unit=True)}"
        f"<br>{base}: {formats.number(row['denominator'])}"
        for row in rows
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [float(row["denominator"]) for row in rows],
        "y": [float(row["value"]) for row in rows],
        "customdata": said,
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": marker,
    }


def _sizes(start: float, end: float, base: Sequence[str]) -> dict[str, Any]:
    """The scale of denominators under the lines of its name: round numbers, few enough for a phone."""
    steps = (1, 2, 5) if end - start < 1.1 else (1, 3) if end - start < 2.4 else (1,)
    at = [step * 10.0**power for power in range(math.floor(start), math.ceil(end)) for step in steps]
    shown = [size for size in at if start <= math.log10(size) <= end]
    if len(shown) < 2:
        shown = ticks(10**start, 10**end, {}, about=3)[0]
    words = [f"{formats.number(size / 1e6)} million" if size >= 1e6 else formats.number(size) for size in shown]
    return axis(
        type="log",
        range=[start, end],
        tickvals=shown,
        ticktext=words,
        showline=True,
        linecolor=COLOURS["muted"],
        ticks="outside",
        title={"text": "<br>".join(base), "font": {"size": SMALL, "color": COLOURS["ink"]}, "standoff": 10},
    )


def _average(pooled: float) -> dict[str, Any]:
    line = {"color": COLOURS["ink"], "width": 1.5}
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": pooled,
        "y1": pooled,
        "line": line,
        "layer": "below",
    }


def _limit_names(curves: Sequence[Row], pooled: float, low: float, high: float) -> list[dict[str, Any]]:
    """The average and each limit named where it ends, in the right margin."""
    last = curves[-1]
    ends = [(pooled, "average"), *((amount(last[key]), words) for key, words in _LIMITS.items())]
    named = [label(y, words, COLOURS["muted"]) for y, words in ends if y is not None]
    return spread(named, low, high, height=HEIGHT, top=_TOP, bottom=_BOTTOM)


def _named(rows: Sequence[Row], across: tuple[float, float], up: tuple[float, float]) -> list[Dot]:
    """Ours and those outside a limit have names; notes on a logarithmic axis stand at powers of ten."""
    return [
        Dot(
            name=formats.text(row["name"]) if row["own"] or row["place"] != "within" else "",
            own=bool(row["own"]),
            at=(math.log10(row["denominator"]), row["value"]),
            share=(_share(math.log10(row["denominator"]), across), _share(row["value"], up)),
        )
        for row in rows
    ]


def _share(number: float, ends: tuple[float, float]) -> float:
    return (number - ends[0]) / (ends[1] - ends[0])
