"""A map without boundaries: one square a council, in blocks by region that stand as the regions lie."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import formats

_PLACES = {
    "scotland": (2, 0),
    "northern ireland": (0, 1),
    "north east": (3, 1),
    "north west": (2, 2),
    "yorkshire and the humber": (3, 2),
    "wales": (1, 3),
    "west midlands": (2, 3),
    "east midlands": (3, 3),
    "east of england": (4, 3),
    "south west": (2, 4),
    "south east": (3, 4),
    "london": (4, 4),
}
"""Column and row of a region on a rough map of these islands."""

_WIDER = 1.35
"""A block is this much wider than high, as screens are."""

_LETTER = 0.0225
"""Width of a letter of a caption on a phone, as a share of the whole."""

_END = 1_000

UNIT = 10
"""Side of a tile and the gap around it, as drawn."""

Row = dict[str, Any]


def tiles(councils: Iterable[Mapping[str, Any]]) -> tuple[list[Row], list[Row]]:
    """Return a tile for each council (area, name, region) and a caption for each region (x, y, text).

    A tile has area, x and y (one ring), middle_x, middle_y and letters. Regions nobody knows lie as their names say
    (Northern, South-west), and where these say nothing, below.
    """
    blocks: dict[str, list[Mapping[str, Any]]] = {}
    for row in sorted(councils, key=lambda row: formats.text(row["name"])):
        blocks.setdefault(formats.text(row["region"]) or "Elsewhere", []).append(row)
    places = _placed(list(blocks))
    across = {region: math.ceil(math.sqrt(len(rows) * _WIDER)) for region, rows in blocks.items()}
    down = {region: math.ceil(len(rows) / across[region]) for region, rows in blocks.items()}
    followed = {region for region in blocks if any(_beside(places[region], place) for place in places.values())}
    left = _starts([(places[region][0], across[region]) for region in blocks], gap=1.0)
    letter = left[_END] * _LETTER
    wide = {region: max(across[region], letter * len(region) * (region in followed)) for region in blocks}
    left = _starts([(places[region][0], wide[region]) for region in blocks], gap=1.0)
    top = _starts([(places[region][1], down[region]) for region in blocks], gap=1.6)
    squares, captions = [], []
    for region, rows in blocks.items():
        x, y = left[places[region][0]], top[places[region][1]]
        captions.append({"x": x * UNIT, "y": -y * UNIT, "text": region})
        for number, row in enumerate(rows):
            squares.append(_tile(row, x + number % across[region], y + number // across[region]))
    return squares, captions


def _placed(regions: list[str]) -> dict[str, tuple[int, int]]:
    """Return column and row of each region, no two in one place."""
    found: dict[str, tuple[int, int]] = {}
    for region in regions:
        place = _PLACES.get(region.casefold()) or _by_name(region.casefold())
        while place in found.values():
            place = (place[0], place[1] + 1)
        found[region] = place
    return found


def _by_name(region: str) -> tuple[int, int]:
    row = 0 if "north" in region else 2 if "south" in region else 1
    column = 0 if "west" in region else 2 if "east" in region else 1
    return column, row


def _beside(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[1] == one[1] and other[0] > one[0]


def _starts(sizes: list[tuple[int, float]], *, gap: float) -> dict[int, float]:
    """Return where each column (or row) begins, after the widest block of each before it, and the end of the last."""
    starts, at = {}, 0.0
    for place in sorted({where for where, _ in sizes}):
        starts[place] = at
        at += max(size for where, size in sizes if where == place) + gap
    return starts | {_END: at}


def _tile(row: Mapping[str, Any], column: float, line: float) -> Row:
    west, north = column * UNIT, -line * UNIT
    east, south = west + UNIT - 1, north - UNIT + 1
    name = formats.text(row["name"])
    return {
        "area": row["area"],
        "x": [[west, east, east, west]],
        "y": [[north, north, south, south]],
        "middle_x": (west + east) / 2,
        "middle_y": (north + south) / 2,
        "letters": "".join(letter for letter in name if letter.isalpha())[:3],
    }
