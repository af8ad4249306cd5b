"""Which measures a reader asked for, in which order and groups, and of how many. Pure.

A row is a mapping of ``queries.scorecard.grid`` with ``keys``: for each dimension, the codes the measure has in it. A
measure may have several (two outcomes, three baskets): it stands in each of their groups, and counts once.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dashboard import formats, links

Row = Mapping[str, Any]
Rows = list[Row]
Key = Callable[[Row], Any]

WEAK = 2
"""Signs of weakness of three that put a measure on the list of weaknesses (DCC-09)."""

NONE = ""
"""The group of measures that have no code in the dimension the scorecard is grouped by."""


@dataclass(frozen=True)
class Dimension:
    """One way to sift: its name in the URL, its title, and its codes with their labels, in order.

    ``groups`` are the codes that make groups where the scorecard is grouped by it, all of them unless given;
    ``kin`` names for a code the others a measure of it also has (the nodes above and below a plan node).
    """

    name: str
    title: str
    options: Mapping[str, str]
    groups: Sequence[str] | None = None
    kin: Mapping[str, frozenset[str]] = field(default_factory=dict)
    of: str = ""
    """The dimension whose codes these are, where one dimension is grouped in two ways."""
    more: bool = False
    """Whether its filter stands behind the others, for the few who ask for it."""

    @property
    def source(self) -> str:
        """Return the name under which a row keeps its codes."""
        return self.of or self.name


Dimensions = Mapping[str, Dimension]


@dataclass(frozen=True)
class Choice:
    """What a reader chose, made good: filters, a list, a grouping, an order."""

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    selection: str = ""
    group_by: str = ""
    sort: str = ""
    desc: bool = False

    @property
    def query(self) -> dict[str, links.Choice]:
        """Return the choice as parameters of a URL."""
        return {
            **self.filters,
            "list": self.selection,
            "group_by": self.group_by,
            "sort": self.sort,
            "desc": "1" if self.desc else None,
        }

    def without(self, name: str) -> "Choice":
        """Return the choice with one filter dropped."""
        return replace(self, filters={kept: codes for kept, codes in self.filters.items() if kept != name})


@dataclass(frozen=True)
class Group:
    """Measures that stand together under one heading; the one group of an ungrouped scorecard has no code."""

    code: str
    title: str
    rows: Rows


@dataclass(frozen=True)
class Shown:
    """A scorecard as asked for: its groups, every measure shown once, and the numbers to choose by."""

    groups: list[Group]
    rows: Rows
    of: int
    all: int
    """Measures that the filters let through, whatever list is chosen."""
    lists: Mapping[str, int]
    options: Mapping[str, Mapping[str, int]]

    @property
    def repeated(self) -> int:
        """Return how many measures stand in more than one group."""
        places = Counter(row["measure"] for group in self.groups for row in group.rows)
        return sum(times > 1 for times in places.values())


def choice(asked: Mapping[str, Any], dimensions: Dimensions, groupings: Dimensions) -> Choice:
    """Return what the parameters of a URL ask for; what the scorecard does not know is left out."""
    filters = {}
    for name, dimension in dimensions.items():
        known = tuple(code for code in links.as_list(asked.get(name)) if code in dimension.options)
        if known:
            filters[name] = known
    group_by, sort, selection = (links.as_one(asked.get(name)) or "" for name in ("group_by", "sort", "list"))
    return Choice(
        filters=filters,
        selection=selection if selection in LISTS else "",
        group_by=group_by if group_by in groupings else "",
        sort=sort if sort in SORTS else "",
        desc=sort in SORTS and links.as_one(asked.get("desc")) == "1",
    )


def shown(rows: Rows, choice: Choice, dimensions: Dimensions, groupings: Dimensions) -> Shown:
    """Return what a choice shows of all measures of the plan: ``rows`` in any order."""
    chosen = sifted(rows, choice)
    listed = in_list(chosen, choice.selection)
    ordered = in_order(listed, choice)
    grouping = groupings.get(choice.group_by)
    return Shown(
        groups=grouped(ordered, grouping, choice) if grouping else [Group(NONE, "", ordered)],
        rows=ordered,
        of=len(rows),
        all=len(chosen),
        lists={name: len(in_list(chosen, name)) for name in LISTS},
        options={name: counted(rows, choice, dimension) for name, dimension in dimensions.items()},
    )


def sifted(rows: Iterable[Row], choice: Choice) -> Rows:
    """Return the rows that every filter lets through; several codes of one filter let through what has any of them."""
    return [
        row for row in rows if all(not row["keys"][name].isdisjoint(codes) for name, codes in choice.filters.items())
    ]


def counted(rows: Iterable[Row], choice: Choice, dimension: Dimension) -> dict[str, int]:
    """Return how many measures each option of a filter would show, all else chosen as it is."""
    found = dict.fromkeys(dimension.options, 0)
    for row in in_list(sifted(rows, choice.without(dimension.name)), choice.selection):
        for code in row["keys"][dimension.name]:
            if code in found:
                found[code] += 1
    return found


def in_order(rows: Iterable[Row], choice: Choice) -> Rows:
    """Return rows in the order chosen, or in their list's, or the most pressing first; rows without a value last."""
    pressing = sorted(rows, key=_pressing)
    key = SORTS[choice.sort] if choice.sort else LISTS[choice.selection].order if choice.selection else None
    if key is None:
        return pressing
    known = [(key(row), row) for row in pressing]
    there = sorted((pair for pair in known if pair[0] is not None), key=lambda pair: pair[0], reverse=choice.desc)
    return [row for _, row in there] + [row for value, row in known if value is None]


def in_list(rows: Iterable[Row], name: str) -> Rows:
    """Return the rows of one of the lists; all of them where none is named."""
    member = LISTS[name].member if name else None
    return [row for row in rows if member is None or member(row)]


def grouped(rows: Rows, grouping: Dimension, choice: Choice) -> list[Group]:
    """Return rows by the codes of a dimension, those that have none last; within a filter only its own groups."""
    codes = list(grouping.options if grouping.groups is None else grouping.groups)
    asked = choice.filters.get(grouping.source)
    if asked:
        near = frozenset().union(*(grouping.kin.get(code, frozenset()) | {code} for code in asked))
        codes = [code for code in codes if code in near]
    groups = [
        Group(code, grouping.options[code], [row for row in rows if code in row["keys"][grouping.source]])
        for code in codes
    ]
    placed = {row["measure"] for group in groups for row in group.rows}
    others = [row for row in rows if row["measure"] not in placed]
    return [group for group in [*groups, Group(NONE, f"No {grouping.title.lower()}", others)] if group.rows]


def slug(name: str) -> str:
    """Return a name as a code for the URL: "Economy, Skills and Culture" has a comma, which would part it in two."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def share(row: Row, which: str) -> float | None:
    """Return how far a measure moved as a share of its earlier value, worse below zero; None where nobody can say."""
    sign = {"declined": -1, "same": 0, "improved": 1}.get(formats.text(row.get(f"{which}_judgement")))
    earlier, change = row.get(f"{which}_value"), row.get(f"{which}_change")
    if sign is None or formats.is_missing(earlier) or formats.is_missing(change):
        return None
    if row.get(f"{which}_significant") is False or sign == 0:
        return 0.0
    return sign * abs(change) / abs(earlier) if earlier else None


@dataclass(frozen=True)
class List:
    """A list a reader can ask for: who is on it and, where it has an order of its own, by what."""

    member: Callable[[Row], bool]
    order: Key | None = None


def _pressing(row: Row) -> tuple[Any, ...]:
    # The order of queries.scorecard.rows: a measure without a variance after those that have one.
    variance = row.get("variance_percent")
    missing = formats.is_missing(variance)
    return row["severity"], -row["red_run"], missing, 0 if missing else variance, row["measure"]


def _moved(row: Row, judgement: str) -> bool:
    """Tell whether this period's figure moved so on the period before, and by more than chance would explain."""
    return (
        row.get("previous_judgement") == judgement
        and row["observed_status"] == row["status"]
        and row.get("previous_significant") is not False
    )


def _distance(row: Row) -> float | None:
    return None if formats.is_missing(row.get("variance_percent")) else row["variance_percent"]


def _words(key: str) -> Key:
    return lambda row: formats.text(row.get(key)).lower() or None


def _by_share(which: str) -> Key:
    return lambda row: share(row, which)


def _size(row: Row) -> float | None:
    moved = share(row, "previous")
    return None if moved is None else -abs(moved)


def _commentary(row: Row) -> int | None:
    if formats.text(row.get("exception_report")):
        return 0 if row["exception_report"] == "missing" else 1
    return 2 if row.get("commented") is True else None


def _probability(row: Row) -> float | None:
    return None if formats.is_missing(row.get("probability")) else row["probability"]


SORTS: Mapping[str, Key] = {
    "measure": _words("short_title"),
    "target": _distance,
    "status": _pressing,
    "previous": _by_share("previous"),
    "year": _by_share("year"),
    "quartile": _words("quartile"),
    "outlook": _probability,
    "owner": _words("owner"),
    "commentary": _commentary,
}
"""What a column is sorted by, the worst first. Values themselves are in different units, and no order of them means
anything: the target's column is sorted by the distance from it."""

LISTS: Mapping[str, List] = {
    "exceptions": List(
        lambda row: row["status"] in ("red", "overdue") or bool(formats.text(row.get("exception_report")))
    ),
    "red3": List(lambda row: row["red_run"] >= 3),
    "improved": List(lambda row: _moved(row, "improved"), _size),
    "declined": List(lambda row: _moved(row, "declined"), _size),
    "at_risk": List(lambda row: row.get("at_risk") is True, _probability),
    "weak": List(lambda row: (row.get("signs") or 0) >= WEAK, lambda row: (-row["signs"], *_pressing(row))),
}
