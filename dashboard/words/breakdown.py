"""What a breakdown says: who is highest, who is lowest, how far apart, and what is withheld (DR-35)."""

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import rows as as_rows
from dashboard.words.prose import sentences, told

Facts = Mapping[str, Any]

WITHHELD = ("c", "u")


def breakdown_sentence(about: Facts, rows: Any) -> str:
    """Highest, lowest and the gap among groups; how many are withheld or have no figure.

    ``rows`` are the groups of one dimension in one period, without the total: label, value and marker.
    """
    groups = as_rows(rows)
    known = [row for row in groups if not formats.is_missing(row.get("value"))]
    return sentences(_extremes(about, known, len(groups)), _silent(groups))


def gap(about: Facts, rows: Any) -> tuple[Facts, Facts] | None:
    """The groups with the lowest and the highest figure as shown; None where fewer than two differ."""
    places = formats.style(about)["decimals"]
    known = [row for row in as_rows(rows) if not formats.is_missing(row.get("value"))]
    if len(known) < 2:
        return None
    low, high = (end(known, key=lambda row: row["value"]) for end in (min, max))
    same = formats.rounded(low["value"], places) == formats.rounded(high["value"], places)
    return None if same else (low, high)


def _extremes(about: Facts, known: list[dict[str, Any]], n: int) -> str:
    if not known:
        return "No group has a figure" if n else "There is no breakdown"
    if len(known) == 1:
        return f"Only {_group(about, known[0])} has a figure"
    ends = gap(about, known)
    if ends is None:
        every = "Both" if len(known) == 2 else f"All {len(known)}"
        return f"{every} groups with a figure are at {formats.measured(known[0]['value'], about, unit=True)}"
    low, high = ends
    places = formats.style(about)["decimals"]
    apart = formats.rounded(high["value"], places) - formats.rounded(low["value"], places)
    return (
        f"Highest: {_group(about, high)}; lowest: {_group(about, low)}. "
        f"The gap is {formats.distance(apart, about, exact=True)}"
    )


def _group(about: Facts, row: Facts) -> str:
    label = told(row, "label") or "one group"
    return f"{label}, {formats.measured(row['value'], about, exact=True)}"


def _silent(groups: list[dict[str, Any]]) -> str:
    empty = [row for row in groups if formats.is_missing(row.get("value"))]
    hidden = [row for row in empty if told(row, "marker") in WITHHELD]
    others = len(empty) - len(hidden)
    n = len(groups)
    noun = "group" if n == 1 else "groups"
    withheld = f"{'is' if len(hidden) == 1 else 'are'} withheld so that nobody can be identified"
    none = f"{'has' if others == 1 else 'have'} no figure"
    return sentences(
        f"{formats.count(len(hidden), n)} {noun} {withheld}" if hidden else "",
        f"{formats.count(others, n)} {noun} {none}" if others else "",
    )
