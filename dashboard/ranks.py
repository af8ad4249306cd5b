"""Who is the best: councils by a figure, where none of the marts holds their ranks (DR-17).

Here and not in SQL, where a window takes almost as long as finding the figures. For the council itself the marts say it
with `place_of`; tests hold the two together.
"""

from collections.abc import Iterable
from typing import Any

from dashboard import formats

Row = dict[str, Any]
Rows = list[Row]

_SIGNS = {"higher": -1, "lower": 1}


def best_first(rows: Iterable[Row], polarity: str) -> Rows:
    """Return rows by their value, the best first (the highest where nothing is better), those without one last.

    Rows alike stay in the order they came in.
    """
    sign = _SIGNS.get(polarity, -1)

    def place(row: Row) -> tuple[bool, float]:
        missing = formats.is_missing(row["value"])
        return missing, 0 if missing else sign * row["value"]

    return sorted(rows, key=place)


def ranked(rows: Iterable[Row], polarity: str) -> Rows:
    """Return rows by their value, the best first, each with its rank; where nothing is better, nobody has a rank."""
    found = best_first(rows, polarity)
    return numbered(found, "value") if polarity in _SIGNS else [row | {"rank": None} for row in found]


def numbered(rows: Iterable[Row], by: str) -> Rows:
    """Return rows, the best first by one of their columns, each with its rank: one more than are better, or None."""
    places: dict[float, int] = {}
    return [
        row | {"rank": None if formats.is_missing(row[by]) else places.setdefault(row[by], place)}
        for place, row in enumerate(rows, 1)
    ]
