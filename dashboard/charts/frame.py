"""What every chart shares: its layout and its axes. A drawing is a plain dictionary in Plotly's JSON form."""

import math
from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.charts.palette import COLOURS

Drawing = dict[str, Any]

FONT = '"Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif'
SIZE = 14
SMALL = 13


def amount(number: Any) -> float | None:
    """A number to draw, None where there is none."""
    if type(number) is float:
        return number if number == number else None
    return None if formats.is_missing(number) else float(number)


def layout(height: int, **more: Any) -> dict[str, Any]:
    """The layout of every chart: our type, no legend, no dragging, words in en-GB, room decided by the caller."""
    base = {
        "height": height,
        "autosize": True,
        "font": {"family": FONT, "size": SIZE, "color": COLOURS["ink"]},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "separators": ".,",
        "hoverlabel": {
            "bgcolor": COLOURS["ink"],
            "bordercolor": COLOURS["ink"],
            "font": {"family": FONT, "size": SIZE, "color": COLOURS["surface"]},
            "align": "left",
            "namelength": -1,
        },
    }
    return base | more


def axis(**more: Any) -> dict[str, Any]:
    """An axis without ornaments: horizontal labels, no zoom, no grid unless asked."""
    base = {
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "tickangle": 0,
        "tickfont": {"size": SMALL, "color": COLOURS["muted"]},
        "title": {"text": ""},
    }
    return base | more


def note(text: str, **more: Any) -> dict[str, Any]:
    """A label on the chart, without an arrow."""
    return {"text": text, "showarrow": False, "align": "left", "font": {"size": SMALL, "color": COLOURS["ink"]}} | more


def ticks(low: float, high: float, measure: Mapping[str, Any], *, about: int = 5) -> tuple[list[float], list[str]]:
    """Round numbers between two ends and their words, at steps of 1, 2, 2.5 or 5."""
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= rough * 0.9)
    places = max(0, (1 if round(step / power, 1) == 2.5 else 0) - math.floor(math.log10(step)))
    values = [round(n * step, 10) for n in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    return values, [_tick(amount, measure, places) for amount in values]


def _tick(amount: float, measure: Mapping[str, Any], places: int) -> str:
    how = formats.style(measure)
    words = formats.number(amount, **{**how, "decimals": places}, trim=amount == 0)
    return words.replace(" million", "m").replace(" billion", "bn")
