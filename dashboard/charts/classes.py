"""Classes of a map: as many councils in each as round bounds allow, each with its colour, its pattern and its words."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from dashboard import formats
from dashboard.charts.frame import amount
from dashboard.charts.palette import COLOURS

_SHADES = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 3, 4, 5), 5: (1, 2, 3, 4, 5)}
_ENOUGH = ((20, 5), (12, 4), (6, 3), (2, 2))
_PATTERNS = {1: "", 2: ".", 3: "/", 4: "x", 5: ""}
NONE = "none"


@dataclass(frozen=True)
class Class:
    """Values from ``low`` to under ``high``, open where None: its words, how many councils, its shade and pattern."""

    low: float | None
    high: float | None
    label: str
    councils: int
    shade: int

    @property
    def colour(self) -> str:
        """Return its fill, darker the higher the values."""
        return COLOURS[f"shade-{self.shade}"]

    @property
    def pattern(self) -> str:
        """Return the shape of its hatching in Plotly's words; the lightest and the darkest are plain."""
        return _PATTERNS[self.shade]

    @property
    def ink(self) -> str:
        """Return the colour of its hatching and of letters on it."""
        return COLOURS["surface"] if self.shade > 3 else COLOURS["ink"]

    def holds(self, value: float) -> bool:
        """Tell whether a value lies in it."""
        return (self.low is None or value >= self.low) and (self.high is None or value < self.high)


def classes(values: Iterable[Any], measure: Mapping[str, Any]) -> list[Class]:
    """Return up to five classes of about as many values each, lowest first; fewer where there are few or many alike."""
    known = sorted(number for value in values if (number := amount(value)) is not None)
    if not known:
        return []
    wanted = next((count for least, count in _ENOUGH if len(set(known)) >= least), 1)
    cuts, places = _cuts(known, wanted)
    bounds = [None, *cuts, None]
    shades = _SHADES[len(cuts) + 1]
    found = []
    for (low, high), shade in zip(pairwise(bounds), shades, strict=True):
        inside = [value for value in known if (low is None or value >= low) and (high is None or value < high)]
        found.append(Class(low, high, _words(low, high, inside, measure, places), len(inside), shade))
    return found


def swatch(shade: int | None) -> str:
    """Return the fill and hatching of a class as a picture for a key; of what has no figure for None."""
    colour = COLOURS["surface"] if shade is None else COLOURS[f"shade-{shade}"]
    ink = COLOURS["others"] if shade is None else COLOURS["surface" if shade > 3 else "ink"]
    lines = {
        "": "",
        ".": "".join(f"<circle cx='{x}' cy='{y}' r='1'/>" for x in (6, 14, 22) for y in (6, 14)),
        "/": "<path d='M-2 22L22-2M8 22L32-2M-12 22L12-2' stroke-width='1'/>",
        "x": "<path d='M-2 22L22-2M8 22L32-2M-12 22L12-2M6-2L30 22M-4-2L20 22M16-2L40 22' stroke-width='.8'/>",
        "-": "<path d='M0 4H28M0 10H28M0 16H28' stroke-width='1'/>",
    }["-" if shade is None else _PATTERNS[shade]]
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='28' height='20' viewBox='0 0 28 20'>"
        f"<rect width='28' height='20' fill='{colour}'/><g fill='{ink}' stroke='{ink}' opacity='.55'>{lines}</g>"
        f"<rect x='.5' y='.5' width='27' height='19' fill='none' stroke='{COLOURS['others']}'/></svg>"
    )
    return f"data:image/svg+xml,{quote(svg)}"


def outline(width: float) -> str:
    """Return the edge of an area as a picture for a key."""
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='28' height='20' viewBox='0 0 28 20'>"
        f"<rect x='3' y='3' width='22' height='14' fill='{COLOURS['surface']}' stroke='{COLOURS['ink']}' "
        f"stroke-width='{width}'/></svg>"
    )
    return f"data:image/svg+xml,{quote(svg)}"


def _cuts(known: list[float], wanted: int) -> tuple[list[float], int]:
    """Return round bounds near those that would part the values evenly, and the decimals these have."""
    exact = [known[math.ceil(len(known) * place / wanted)] for place in range(1, wanted)]
    spread = known[math.floor(len(known) * 0.9)] - known[math.floor(len(known) * 0.1)] or known[-1] - known[0]
    if not exact:
        return [], 0
    rough = spread / wanted / 6
    power = math.floor(math.log10(rough))
    step = max(size * 10.0**power for size in (1, 2, 5) if size * 10.0**power <= rough * 1.0001)
    rounded = sorted({round(round(cut / step) * step, 12) for cut in exact})
    inside = [cut for cut in rounded if known[0] < cut <= known[-1]] or [next(n for n in known if n > known[0])]
    # A class without a council would say nothing.
    starts = {next(cut for cut in reversed([-math.inf, *inside]) if cut <= value) for value in known}
    cuts = sorted(starts - {-math.inf})
    return cuts, next(places for places in range(13) if all(round(cut, places) == cut for cut in cuts))


def _words(low: float | None, high: float | None, inside: list[float], measure: Mapping[str, Any], places: int) -> str:
    """Say a class as "under 35%", "35% to under 40%", "40% or more"; where all are alike, what they are."""

    def said(number: float) -> str:
        return formats.measured(number, {**measure, "decimals": places})

    if low is None and high is None:
        return formats.measured(inside[0], measure) if inside[0] == inside[-1] else _between(inside, measure)
    if low is None:
        return f"under {said(high or 0.0)}"
    return f"{said(low)} or more" if high is None else f"{said(low)} to under {said(high)}"


def _between(inside: list[float], measure: Mapping[str, Any]) -> str:
    return f"{formats.measured(inside[0], measure)} to {formats.measured(inside[-1], measure)}"
