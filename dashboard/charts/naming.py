"""Names beside the dots of a chart: as many as find room without covering a dot or another name."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.charts.frame import SMALL, note
from dashboard.charts.palette import COLOURS

PHONE = 330
"""Width of a chart on a phone, margins and all, in pixels. What finds room there finds it on any wider screen."""
LINE = 17
_LETTER = 7.0
_AWAY = 12
_WRAP = 20
_RIGHT = {"xanchor": "left", "xshift": _AWAY}
_LEFT = {"xanchor": "right", "xshift": -_AWAY}

Point = tuple[float, float, str]
"""Share of the width from the left, share of the height from the bottom, name ('' for a dot without one)."""
Box = tuple[float, float, float, float]
"""Left, bottom, right and top of some words, in pixels of a narrow plot."""


@dataclass(frozen=True)
class Dot:
    """A dot that may be named: its name ('' without one), where it stands on its axes and as shares of the plot."""

    name: str
    own: bool
    at: tuple[float, float]
    share: tuple[float, float]


def names(dots: Sequence[Dot], width: float, height: float, taken: Sequence[Box] = ()) -> list[dict[str, Any]]:
    """Our own name always, then those of the others that find room in a plot of this size beside what is taken."""
    ordered = sorted(dots, key=lambda dot: not dot.own)
    spots = beside([(*dot.share, dot.name) for dot in ordered], width, height, taken)
    notes = []
    for dot, spot in zip(ordered, spots, strict=True):
        side = _RIGHT if dot.share[0] <= 0.5 else _LEFT
        where = spot or (side if dot.own else None)
        if where and dot.name:
            notes.append(name_note(dot.name, own=dot.own, x=dot.at[0], y=dot.at[1], **where))
    return notes


def wrapped(name: str, width: int = _WRAP) -> list[str]:
    """A name in lines short enough for a phone."""
    return textwrap.wrap(name, width) or [name]


def extent(lines: Sequence[str]) -> tuple[float, float]:
    """Width and height of a name's lines, in pixels."""
    return max(map(len, lines), default=0) * _LETTER, len(lines) * LINE


def beside(
    points: Sequence[Point], width: float, height: float, taken: Sequence[Box] = ()
) -> list[dict[str, Any] | None]:
    """Where the name of each point stands, as keywords of an annotation at that point; None where it has no room.

    The first point comes first, so its name stands nearest. ``width`` and ``height`` are those of the plot on a phone,
    in pixels; ``taken`` is what other words already cover.
    """
    spots = [(x * width, y * height) for x, y, _ in points]
    covered = [(x - 6, y - 6, x + 6, y + 6) for x, y in spots] + list(taken)
    found: list[dict[str, Any] | None] = []
    for place, ((x, y), (_, _, name)) in enumerate(zip(spots, points, strict=True)):
        found.append(None)
        if not name:
            continue
        for where, box in _candidates(x, y, *extent(wrapped(name))):
            others = covered[:place] + covered[place + 1 :]
            if box[0] > -4 and box[2] < width + 4 and box[1] > 0 and box[3] < height and not _hits(box, others):
                covered.append(box)
                found[-1] = where
                break
    return found


def _candidates(x: float, y: float, width: float, tall: float) -> list[tuple[dict[str, Any], Box]]:
    """Right, left, above and below, each with the box it would take.

    The box reaches to the dot: what lies between the two on a phone lies under the name where there is more room.
    """
    half = tall / 2
    return [
        (_RIGHT, (x, y - half, x + _AWAY + width, y + half)),
        (_LEFT, (x - _AWAY - width, y - half, x, y + half)),
        (
            {"xanchor": "center", "yanchor": "bottom", "yshift": 8},
            (x - width / 2, y + 10, x + width / 2, y + 10 + tall),
        ),
        (
            {"xanchor": "center", "yanchor": "top", "yshift": -8},
            (x - width / 2, y - 10 - tall, x + width / 2, y - 10),
        ),
    ]


def _hits(box: Box, others: Sequence[Box]) -> bool:
    return any(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in others)


def name_note(name: str, *, own: bool, **more: Any) -> dict[str, Any]:
    """A name on the chart: our own in bold, others quieter."""
    text = "<br>".join(wrapped(name))
    colour = COLOURS["ink"] if own else COLOURS["muted"]
    font = {"size": SMALL, "color": colour}
    room = {"bgcolor": "rgba(255,255,255,0.8)", "borderpad": 0}
    return note(f"<b>{text}</b>" if own else text, font=font, **room | more)
