"""Where the verdict on a measure depends on the group: one row a measure, its place in each of some groups (DR-15)."""

from dashboard import queries
from dashboard.explorer.asked import ENOUGH, Asked, Row, Rows
from dashboard.explorer.choice import PICKED
from dashboard.explorer.compared import TOTAL


def compared_groups(asked: Asked) -> dict[str, Row]:
    """Return the groups held against each other, by code: ours and the one beside it, or else our own lists."""
    lists = [code for code, group in asked.groups.items() if group["of_area"]]
    beside = [asked.choice.beside] if asked.choice.beside else lists
    wanted = dict.fromkeys([asked.group["group"], *beside])
    return {code: asked.groups[code] for code in wanted if code in asked.groups}


def verdicts(asked: Asked) -> Rows:
    """Return every measure chosen (or every one there is) that can be compared in all ``compared_groups`` at once.

    measure, short_title, its unit and style, period and its label, value, ``places`` (group to rank, of_n, quartile)
    and ``differs``; those whose quarters lie furthest apart first.
    """
    groups = compared_groups(asked)
    marts = [code for code in groups if code != PICKED]
    measures = list(asked.choice.measures) or None
    found: dict[str, Row] = {}
    for row in queries.explorer_views.verdicts.rows(groups=marts, measures=measures, until=asked.until):
        found.setdefault(row["measure"], row | {"places": {}})["places"][row["group"]] = row
    if PICKED in groups:
        found = _with_picked(asked, found)
    listed = [row | {"differs": _apart(row) > 0} for row in found.values()]
    return sorted(listed, key=lambda row: -_apart(row))


def _with_picked(asked: Asked, found: dict[str, Row]) -> dict[str, Row]:
    """Return rows with their place among the councils picked by hand in their period, where there is one."""
    areas = [asked.own, *asked.choice.areas]
    rows = queries.explorer.spread.rows(measures=list(found), breakdowns=[TOTAL], areas=areas, own=asked.own)
    enough = min(ENOUGH, len(asked.choice.areas))
    picked = {
        (row["measure"], row["period"]): row for row in rows if row["rank"] is not None and row["others"] >= enough
    }
    return {
        measure: row | {"places": {**row["places"], PICKED: picked[measure, row["period"]]}}
        for measure, row in found.items()
        if (measure, row["period"]) in picked
    }


def _apart(row: Row) -> int:
    """Return how many quarters the verdicts of a row lie apart; 0 where fewer than two groups have one."""
    quarters = ["ABCD".index(place["quartile"]) for place in row["places"].values() if place["quartile"]]
    return max(quarters) - min(quarters) if len(quarters) > 1 else 0
