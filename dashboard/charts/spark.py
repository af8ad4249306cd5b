"""A series in the width of a word."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from dashboard.charts.frame import amount
from dashboard.charts.palette import COLOURS

WIDTH, HEIGHT = 96, 24
_PAD = 4


@dataclass(frozen=True)
class Strokes:
    """A sparkline as what is drawn: the path of its line, the height of its target, the place of its last value."""

    line: str
    target: str | None
    last: tuple[str, str] | None


def strokes(amounts: Iterable[Any], *, target: float | None = None) -> Strokes:
    """Return a series, oldest first, as strokes in a field of 96 by 24: gaps stay gaps."""
    series = [amount(number) for number in amounts]
    known = [number for number in series if number is not None]
    level = amount(target)
    drawn = known + ([level] if level is not None else [])
    low, high = (min(drawn), max(drawn)) if drawn else (0.0, 0.0)

    def y(number: float) -> float:
        return HEIGHT / 2 if high == low else HEIGHT - _PAD - (number - low) / (high - low) * (HEIGHT - 2 * _PAD)

    steps, pen = [], "M"
    last = None
    for x, number in zip(_across(len(series)), series, strict=True):
        if number is None:
            pen = "M"
            continue
        last = (x, f"{y(number):.1f}")
        steps.append(f"{pen}{last[0]} {last[1]}")
        pen = "L"
    return Strokes("".join(steps), f"{y(level):.1f}" if level is not None and known else None, last)


@cache
def _across(many: int) -> list[str]:
    """Return where so many values stand from left to right."""
    return [f"{_PAD + place * (WIDTH - 2 * _PAD) / max(many - 1, 1):.1f}" for place in range(many)]


def sparkline(amounts: Iterable[Any], *, target: float | None = None, colour: str = COLOURS["muted"]) -> str:
    """Return a series, oldest first, as a data URI of an SVG 96 by 24: gaps stay gaps, the last value is a dot."""
    drawn = strokes(amounts, target=target)
    parts = []
    if drawn.target is not None:
        dash = f'stroke="{COLOURS["others"]}" stroke-width="1" stroke-dasharray="3 3"'
        parts.append(f'<path d="M0 {drawn.target}H{WIDTH}" {dash}/>')
    line = f'fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"'
    if drawn.last is not None:
        parts.append(f'<path d="{drawn.line}" {line}/>')
        parts.append(f'<circle cx="{drawn.last[0]}" cy="{drawn.last[1]}" r="3" fill="{colour}"/>')
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
    return "data:image/svg+xml," + quote(svg, safe="/:=' ")
