"""Where councils lie, for a map: their boundaries in force at a period, or tiles where no boundaries are loaded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard import charts, queries
from dashboard.explorer.asked import Asked, Subject

Row = dict[str, Any]
Rows = list[Row]

DAYS = ("end", "start", "today")
"""Days of which councils may be drawn: the last of a period, its first, the present; the first wins where all fit."""

COUNTY, DISTRICT = "county", "district"
"""Kinds of council that share their people, one above the other."""


@dataclass(frozen=True)
class Ground:
    """What a map shows.

    ``rows`` are the councils drawn, in the columns charts.area_map takes; ``captions`` name blocks of tiles and are
    empty where there are boundaries; ``strays`` have a figure and no boundary. ``tier`` is upper, lower or empty where
    there are no two, ``others`` counts councils of the other tier with a figure. ``day`` is which councils are drawn,
    as one of DAYS; ``file`` is where boundaries come from.
    """

    rows: Rows
    captions: Rows
    strays: Rows = field(default_factory=list)
    others: int = 0
    tier: str = ""
    day: str = ""
    file: str = ""


@dataclass(frozen=True)
class _Choice:
    """Boundaries of one tier and day, and how much of the councils' figures they show."""

    tier: str
    day: str
    areas: frozenset[str]
    rank: tuple[bool, float, bool, int]


def compared_at(asked: Asked, subject: Subject) -> Row | None:
    """Return the period a map shows: the one compared at, else the last in which five councils have a figure."""
    at = asked.at(subject)
    if at is not None:
        return at
    chosen = queries.plan.period.first(period=asked.choice.period) if asked.choice.period else None
    until = chosen["end_date"] if chosen else None
    return queries.map.period.first(measure=subject.measure, breakdown=subject.breakdown, until=until)


def ground(asked: Asked, subject: Subject, at: Mapping[str, Any]) -> Ground:
    """Return the councils to draw in a period, each with its place."""
    members = set(asked.areas)
    councils = [
        row | {"member": row["area"] in members}
        for row in queries.map.councils.rows(
            measure=subject.measure, breakdown=subject.breakdown, period=at["period"], own=asked.own
        )
    ]
    boundaries = queries.map.boundaries.rows(first=at["start_date"], last=at["end_date"])
    chosen = _chosen(councils, boundaries)
    return _tiles(councils) if chosen is None else _shapes(councils, boundaries, chosen)


def _has(row: Mapping[str, Any]) -> bool:
    return row["value"] is not None


def _chosen(councils: Rows, boundaries: Rows) -> _Choice | None:
    """Return the boundaries that fit the figures best, or None where none do.

    Old councils and those that took over from them overlap, so it is one day for the whole map: the end of the period;
    its start, where publishers kept to the councils there were; or today, where they have worked old figures out for
    new ones. Of two tiers the fuller is drawn.
    """
    figures = {row["area"]: row for row in councils if _has(row)}
    nations = {row["nation"] for row in figures.values()}
    inside = {row["area"] for row in councils if row["nation"] in nations}
    own = next((row for row in councils if row["own"]), None)
    district = own is not None and own["type"] == DISTRICT
    found = []
    for tier in dict.fromkeys(row["tier"] for row in boundaries):
        for day in DAYS:
            areas = frozenset(row["area"] for row in boundaries if row["tier"] == tier and row[day])
            shown = len(areas & figures.keys())
            if shown:
                ours = own is not None and own["area"] in areas
                full = round(shown / len(areas & inside), 1)
                rank = (ours, full, (tier == "lower") == district, shown)
                found.append(_Choice(tier, day, areas & inside, rank))
    return max(found, key=lambda choice: choice.rank, default=None)


def _shapes(councils: Rows, boundaries: Rows, chosen: _Choice) -> Ground:
    shapes = {row["area"]: row for row in queries.map.shapes.rows(tier=chosen.tier, areas=sorted(chosen.areas))}
    drawn = [row | shapes[row["area"]] for row in councils if row["area"] in shapes]
    left = [row for row in councils if _has(row) and row["area"] not in shapes]
    here, elsewhere = (
        {one["area"] for one in boundaries if (one["tier"] == chosen.tier) is same} for same in (True, False)
    )
    strays = [row for row in left if row["area"] in here or row["area"] not in elsewhere]
    file = next((row["file"] for row in shapes.values()), "")
    return Ground(drawn, [], strays, len(left) - len(strays), chosen.tier, chosen.day, file)


def _tiles(councils: Rows) -> Ground:
    """Return a tile for each council with a figure, a reason for none, or a place in the group compared with.

    Where counties and districts have figures, one of them is left out: theirs are the same people.
    """
    shown = [row for row in councils if _has(row) or row["marker"] or row["member"]]
    kinds = {row["type"] for row in shown if _has(row)}
    tier, left = (
        ("lower", COUNTY) if any(row["own"] and row["type"] == DISTRICT for row in shown) else ("upper", DISTRICT)
    )
    both = {COUNTY, DISTRICT} <= kinds
    kept = [row for row in shown if not (both and row["type"] == left)]
    placed, captions = charts.tiles(kept)
    tiles: dict[str, Row] = {tile["area"]: tile for tile in placed}
    others = sum(_has(row) for row in shown) - sum(_has(row) for row in kept)
    return Ground([row | tiles[row["area"]] for row in kept], captions, others=others, tier=tier if both else "")
