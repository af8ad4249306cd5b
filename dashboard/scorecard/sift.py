"""Which measures a reader asked for, in which order and groups, and of how many. Pure.

A row is a measure of ``queries.scorecard.sheet``; the sieve has its codes in each dimension. It may have several (two
outcomes, three baskets): it stands in each of their groups, and counts once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dashboard import formats, links
from dashboard.scorecard.sieve import Members, Sieve

Row = Mapping[str, Any]
Rows = list[Row]
Key = Callable[[Row], Any]

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
    """The filter whose codes these are, where one is grouped in two ways."""
    held: str = ""
    """The dimension of the sieve that has its codes, where it has another name."""
    more: bool = False
    """Whether its filter stands behind the others, for the few who ask for it."""

    @property
    def source(self) -> str:
        """Return the name of the filter that has its codes."""
        return self.of or self.name

    def members(self, sieve: Sieve) -> dict[str, Members]:
        """Return the measures of each of its codes."""
        of = sieve.members.get(self.held or self.name, {})
        return {code: of.get(code, 0) for code in self.options}


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
    members: Members


@dataclass(frozen=True)
class Shown:
    """A scorecard as asked for: its groups, every measure shown once, and the numbers to choose by."""

    groups: list[Group]
    rows: Rows
    members: Members
    of: int
    all: int
    """Measures that the filters let through, whatever list is chosen."""
    lists: Mapping[str, int]
    options: Mapping[str, Mapping[str, int]]

    @property
    def repeated(self) -> int:
        """Return how many measures stand in more than one group."""
        once = twice = 0
        for group in self.groups:
            twice |= once & group.members
            once |= group.members
        return twice.bit_count()


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


def picked(sieve: Sieve, choice: Choice, dimensions: Dimensions) -> Members:
    """Return the measures a choice shows."""
    return sifted(sieve, choice, dimensions) & sieve.listed(choice.selection)


def shown(sieve: Sieve, rows: Iterable[Row], choice: Choice, dimensions: Dimensions, groupings: Dimensions) -> Shown:
    """Return what a choice shows of all measures of the plan: ``rows`` are those picked, the most pressing first."""
    chosen = sifted(sieve, choice, dimensions)
    members = chosen & sieve.listed(choice.selection)
    ordered = in_order(rows, choice)
    grouping = groupings.get(choice.group_by)
    return Shown(
        groups=(
            grouped(sieve, ordered, members, grouping, choice) if grouping else [Group(NONE, "", ordered, members)]
        ),
        rows=ordered,
        members=members,
        of=sieve.size,
        all=chosen.bit_count(),
        lists={name: (chosen & sieve.listed(name)).bit_count() for name in LISTS},
        options={name: counted(sieve, choice, dimensions, name) for name in dimensions},
    )


def sifted(sieve: Sieve, choice: Choice, dimensions: Dimensions) -> Members:
    """Return what every filter lets through; several codes of one filter let through what has any of them."""
    found = sieve.all
    for name, codes in choice.filters.items():
        found &= sieve.having(dimensions[name].held or name, codes)
    return found


def counted(sieve: Sieve, choice: Choice, dimensions: Dimensions, name: str) -> dict[str, int]:
    """Return how many measures each option of a filter would show, all else chosen as it is."""
    others = picked(sieve, choice.without(name), dimensions)
    return {code: (others & members).bit_count() for code, members in dimensions[name].members(sieve).items()}


def in_order(rows: Iterable[Row], choice: Choice) -> Rows:
    """Return rows, the most pressing first, in the order chosen or in their list's; rows without a value last."""
    pressing = list(rows)
    key = SORTS[choice.sort] if choice.sort else LISTS[choice.selection] if choice.selection else None
    if key is None:
        return pressing
    known = [(key(row), row) for row in pressing]
    there = sorted((pair for pair in known if pair[0] is not None), key=lambda pair: pair[0], reverse=choice.desc)
    return [row for _, row in there] + [row for value, row in known if value is None]


def grouped(sieve: Sieve, rows: Rows, members: Members, grouping: Dimension, choice: Choice) -> list[Group]:
    """Return rows by the codes of a dimension, those that have none last; within a filter only its own groups."""
    codes = list(grouping.options if grouping.groups is None else grouping.groups)
    asked = choice.filters.get(grouping.source)
    if asked:
        near = frozenset().union(*(grouping.kin.get(code, frozenset()) | {code} for code in asked))
        codes = [code for code in codes if code in near]
    held = grouping.members(sieve)
    parts = [(code, grouping.options[code], members & held[code]) for code in codes]
    others = members
    for _, _, part in parts:
        others &= ~part
    parts.append((NONE, f"No {grouping.title.lower()}", others))
    return [Group(code, title, _marked(rows, sieve.marks(part)), part) for code, title, part in parts if part]


def _marked(rows: Rows, marks: str) -> Rows:
    return [row for row in rows if marks[row["place"]] == "1"]


def share(row: Row, which: str) -> float | None:
    """Return how far a measure moved as a share of its earlier value, worse below zero; None where nobody can say."""
    sign = {"declined": -1, "same": 0, "improved": 1}.get(formats.text(row.get(f"{which}_judgement")))
    earlier: Any = row.get(f"{which}_value")
    change: Any = row.get(f"{which}_change")
    if sign is None or formats.is_missing(earlier) or formats.is_missing(change):
        return None
    if row.get(f"{which}_significant") is False or sign == 0:
        return 0.0
    return sign * abs(change) / abs(earlier) if earlier else None


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
    "status": lambda row: row["place"],
    "previous": _by_share("previous"),
    "year": _by_share("year"),
    "quartile": _words("quartile"),
    "outlook": _probability,
    "owner": _words("owner"),
    "commentary": _commentary,
}
"""What a column is sorted by, the worst first. Values themselves are in different units, and no order of them means
anything: the target's column is sorted by the distance from it."""

LISTS: Mapping[str, Key | None] = {
    "exceptions": None,
    "red3": None,
    "improved": _size,
    "declined": _size,
    "at_risk": _probability,
    "weak": lambda row: (-row["signs"], row["place"]),
}
"""The lists a reader can ask for (mart_sift says who is on them), with what each is ordered by if not as pressing."""
