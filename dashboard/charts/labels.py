"""Labels in the right margin of a chart over time: each at the height of its line, none covering another."""

import itertools
from typing import Any

from dashboard.charts.frame import SMALL, note
from dashboard.charts.palette import COLOURS

_APART = 4
"""Pixels between two labels: lines of one stand closer than those of the next."""

Label = dict[str, Any]
"""y, text (lines parted by <br>), colour and, if not small, size."""


def label(y: float, text: str, colour: str = COLOURS["ink"], size: int = SMALL) -> Label:
    """One label."""
    return {"y": y, "text": text, "color": colour, "size": size}


def wrapped(text: str, width: int) -> list[str]:
    """Words in lines of about ``width`` letters."""
    lines = [""]
    for word in text.split():
        lines = [*lines[:-1], f"{lines[-1]} {word}".strip()] if len(lines[-1]) + len(word) < width else [*lines, word]
    return [line for line in lines if line]


def room(labels: list[Label]) -> int:
    """Width of the right margin: the longest line of any label, and no more, as a phone has little."""
    widths = [len(line) * one["size"] * 0.56 for one in labels for line in _plain(one["text"])]
    return 16 + round(max(widths, default=0))


def spread(labels: list[Label], low: float, high: float, *, height: int, top: int, bottom: int) -> list[dict[str, Any]]:
    """Place labels so that none covers another and none leaves the chart; a label outside the axis would vanish.

    ``low`` and ``high`` are the ends of the value axis; ``height``, ``top`` and ``bottom`` the chart and its margins.
    """
    per_pixel = (high - low) / (height - top - bottom)
    placed = [
        one | {"at": one["y"], "half": (_lines(one) * (one["size"] + 4) + _APART) * per_pixel / 2} for one in labels
    ]
    # The first label keeps its height if it can (it is our own); the others give way to it, upwards or downwards.
    anchor = placed[0]["y"] if placed else 0.0
    upper = sorted((one for one in placed[1:] if one["y"] > anchor), key=lambda one: one["y"])
    lower = sorted((one for one in placed[1:] if one["y"] <= anchor), key=lambda one: -one["y"])
    ceiling = high + (top - 8) * per_pixel
    while upper and anchor + placed[0]["half"] + sum(2 * one["half"] for one in upper) > ceiling:
        lower.insert(0, upper.pop(0))
    downwards = [*reversed(upper), *placed[:1], *lower]
    for below, above in itertools.pairwise([*placed[:1], *upper]):
        above["at"] = max(above["at"], below["at"] + below["half"] + above["half"])
    for one in downwards:
        one["at"] = min(one["at"], ceiling - one["half"])
        ceiling = one["at"] - one["half"]
    floor = low - bottom * per_pixel
    for one in reversed(downwards):
        one["at"] = max(one["at"], floor + one["half"])
        floor = one["at"] + one["half"]
    return [_drawn(one, (one["at"] - low) / (high - low)) for one in placed]


def _drawn(one: Label, share: float) -> dict[str, Any]:
    return note(
        one["text"],
        xref="paper",
        x=1,
        xanchor="left",
        xshift=4,
        yref="paper",
        y=share,
        yanchor="middle",
        font={"size": one["size"], "color": one["color"]},
    )


def _lines(one: Label) -> int:
    return len(_plain(one["text"]))


def _plain(text: str) -> list[str]:
    return text.replace("<b>", "").replace("</b>", "").split("<br>")
