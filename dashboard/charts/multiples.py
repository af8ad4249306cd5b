"""One part of a breakdown in a small panel; all panels of a page on the same scale."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from dashboard.charts.frame import amount, ticks
from dashboard.charts.palette import COLOURS

MOST = 12
"""Panels on one page; above it a table says more."""
WIDTH, HEIGHT = 240, 120
_PAD = 6


def scale(series: Sequence[Sequence[Any]], measure: Mapping[str, Any]) -> tuple[float, float, list[tuple[float, str]]]:
    """The ends of the value axis all panels share, and its ticks as share of the height from the top and words."""
    known = [number for part in series for number in map(amount, part) if number is not None]
    if not known:
        return 0.0, 1.0, []
    low, high = min(known), max(known)
    air = (high - low or abs(high) or 1.0) * 0.08
    low, high = (low - air if low < 0 or low > 0.4 * high else 0.0), high + air
    values, texts = ticks(low, high, measure, about=2)
    return low, high, [(_y(value, low, high) / HEIGHT, text) for value, text in zip(values, texts, strict=True)]


def panel(
    amounts: Sequence[Any],
    whole: Sequence[Any],
    low: float,
    high: float,
    lines: Sequence[float] = (),
    *,
    accent: str = COLOURS["accent"],
) -> str:
    """Return one part, oldest first, over the whole council in grey, as a data URI of an SVG.

    A missing value is a gap with a cross on the axis, never a zero (DR-36); ``lines`` are ticks, shares of the height.
    """
    grid = "".join(f"M0 {share * HEIGHT:.1f}H{WIDTH}" for share in lines)
    parts = [f'<path d="{grid}" stroke="{COLOURS["line"]}" stroke-width="1"/>'] if grid else []
    parts.append(_line(whole, low, high, COLOURS["others"], 1.5))
    parts += [_cross(_x(place, len(amounts))) for place, number in enumerate(amounts) if amount(number) is None]
    parts.append(_line(amounts, low, high, accent, 2.5))
    known = [(place, number) for place, number in enumerate(map(amount, amounts)) if number is not None]
    if known:
        place, number = known[-1]
        dot = f'cx="{_x(place, len(amounts)):.1f}" cy="{_y(number, low, high):.1f}"'
        parts.append(f'<circle {dot} r="4" fill="{accent}"/>')
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
    return "data:image/svg+xml," + quote(svg, safe="/:=' ")


def _line(amounts: Sequence[Any], low: float, high: float, colour: str, width: float) -> str:
    """A line broken at missing values; a value between two gaps is a dot."""
    numbers = [amount(number) for number in amounts]
    path, pen = "", "M"
    for place, number in enumerate(numbers):
        if number is None:
            pen = "M"
            continue
        alone = pen == "M" and (place + 1 == len(numbers) or numbers[place + 1] is None)
        path += f"{pen}{_x(place, len(numbers)):.1f} {_y(number, low, high):.1f}" + ("h.01" if alone else "")
        pen = "L"
    ends = 'stroke-linejoin="round" stroke-linecap="round"'
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" {ends}/>' if path else ""


def _cross(x: float) -> str:
    y = HEIGHT - _PAD
    path = f"M{x - 2.5:.1f} {y - 2.5}l5 5m-5 0l5-5"
    return f'<path d="{path}" stroke="{COLOURS["muted"]}" stroke-width="1.5"/>'


def _x(place: int, many: int) -> float:
    return _PAD + place * (WIDTH - 2 * _PAD) / max(many - 1, 1)


def _y(number: float, low: float, high: float) -> float:
    return HEIGHT - _PAD - (number - low) / (high - low) * (HEIGHT - 2 * _PAD)
