"""A series in the width of a word."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from dashboard.charts.frame import amount
from dashboard.charts.palette import COLOURS

WIDTH, HEIGHT = 96, 24
_PAD = 4


def sparkline(amounts: Iterable[Any], *, target: float | None = None, colour: str = COLOURS["muted"]) -> str:
    """Return a series, oldest first, as a data URI of an SVG 96 by 24: gaps stay gaps, the last value is a dot."""
    series = [amount(number) for number in amounts]
    known = [number for number in series if number is not None]
    level = amount(target)
    drawn = known + ([level] if level is not None else [])
    low, high = (min(drawn), max(drawn)) if drawn else (0.0, 0.0)

    def x(place: int) -> float:
        return _PAD + place * (WIDTH - 2 * _PAD) / max(len(series) - 1, 1)

    def y(number: float) -> float:
        return HEIGHT / 2 if high == low else HEIGHT - _PAD - (number - low) / (high - low) * (HEIGHT - 2 * _PAD)

    parts = []
    if level is not None and known:
        dash = f'stroke="{COLOURS["others"]}" stroke-width="1" stroke-dasharray="3 3"'
        parts.append(f'<path d="M0 {y(level):.1f}H{WIDTH}" {dash}/>')
    steps, pen = [], "M"
    for place, number in enumerate(series):
        if number is None:
            pen = "M"
            continue
        steps.append(f"{pen}{x(place):.1f} {y(number):.1f}")
        pen = "L"
    line = f'fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"'
    if steps:
        parts.append(f'<path d="{"".join(steps)}" {line}/>')
        last = max(place for place, number in enumerate(series) if number is not None)
        parts.append(f'<circle cx="{x(last):.1f}" cy="{y(known[-1]):.1f}" r="3" fill="{colour}"/>')
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
    return "data:image/svg+xml," + quote(svg, safe="/:=' ")
