"""Figures of every council, and our own places, in the periods measures are compared at.

Mart_compared holds them for whole measures in the newest such periods; of parts and older periods the star is asked.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from dashboard import queries

Row = dict[str, Any]
Rows = list[Row]

TOTAL = "total"


class Compared:
    """What some measures are compared with, each in one period; asked of the warehouse once, and only if wanted."""

    def __init__(self, pairs: Iterable[tuple[str, str]], breakdowns: list[str], areas: list[str]) -> None:
        """``pairs`` are measures and periods; ``breakdowns`` are parts of them, or "total" alone."""
        self._pairs, self._breakdowns, self._areas = set(pairs), breakdowns, areas

    @cached_property
    def figures(self) -> dict[tuple[str, str, str], dict[str, Row]]:
        """Return value and marker of each council by area, by measure, breakdown and period."""
        held: dict[tuple[str, str, str], dict[str, Row]] = {}
        left = self._pairs
        if self._breakdowns == [TOTAL]:
            for (measure, period), kept in self._kept.items():
                columns = zip(*kept["figures"].values(), strict=True)
                held[measure, TOTAL, period] = {
                    area: {"value": value, "marker": marker} for area, value, marker in columns
                }
            left = self._left
        if left:
            rows = queries.explorer.figures.rows(**_lists(left), breakdowns=self._breakdowns, areas=self._areas)
            for row in rows:
                if (row["measure"], row["period"]) in left:
                    held.setdefault((row["measure"], row["breakdown"], row["period"]), {})[row["area"]] = row
        return held

    @cached_property
    def places(self) -> dict[tuple[str, str], dict[str, Row]]:
        """Return our own place in every comparator group by group, by measure and period."""
        held = {pair: {row["group"]: row for row in kept["places"]} for pair, kept in self._kept.items()}
        for row in queries.explorer.places.rows(**_lists(self._left)) if self._left else []:
            if (row["measure"], row["period"]) in self._left:
                held.setdefault((row["measure"], row["period"]), {})[row["group"]] = row
        return held

    @cached_property
    def _kept(self) -> dict[tuple[str, str], Row]:
        rows = queries.explorer.compared.rows(measures=_lists(self._pairs)["measures"])
        return {pair: row for row in rows if (pair := (row["measure"], row["period"])) in self._pairs}

    @property
    def _left(self) -> set[tuple[str, str]]:
        return self._pairs - self._kept.keys()


def _lists(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    return {
        "measures": sorted({measure for measure, _ in pairs}),
        "periods": sorted({period for _, period in pairs}),
    }
