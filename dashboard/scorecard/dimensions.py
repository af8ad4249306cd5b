"""By what the scorecard can be sifted and grouped: plan nodes, tier, basket, status, when it was due. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from dashboard import formats
from dashboard.scorecard.sift import Dimension, Dimensions, Row, Rows, slug

Facts = Mapping[str, Any]

PAGES = {"outcome": "outcomes", "directorate": "directorates", "service": "services"}
"""Filters over plan nodes, with the page their levels are shown on: the words of a level are the council's own."""

FREQUENCIES = {
    "monthly": "Monthly",
    "quarterly": "Quarterly",
    "half-yearly": "Half-yearly",
    "annual": "Annual",
    "academic": "Every academic year",
    "irregular": "From time to time",
}
ROLES = {"deliver": "The council delivers", "enable": "The council enables", "influence": "The council influences"}
THREE_E = {"economy": "Economy", "efficiency": "Efficiency", "effectiveness": "Effectiveness"}
LIFECYCLES = {
    "proposed": "Proposed",
    "provisional": "Provisional",
    "in_development": "In development",
    "live": "Live",
    "retired": "Retired",
}
REACHES = {"corporate": "Corporate", "local": "Local to the service"}
WORDS = {"committee": "Committee", "portfolio": "Portfolio"}
MORE_WORDS = {"type": "Type", "theme": "Theme", "partners": "Partner"}
"""Columns of the council's own words, a cell of several parted by |, to the titles of their filters."""
STATES = {
    "reported": "Reported this period",
    "withheld": "Reported without a figure",
    "awaited": "Due and awaited",
    "late": "Late",
    "not_due": "Not due this period",
    "development": "In development",
    "earlier": "Shown with an earlier figure",
}
"""The first six part the measures; "earlier" is those of them that show a figure of an earlier period."""

_STATES = {"in_development": "development", "not_due": "not_due", "due_awaiting": "awaited", "overdue": "late"}
_INDENT = "\N{EM SPACE}"


def dimensions(
    rows: Iterable[Row],
    *,
    nodes: Iterable[Facts],
    tiers: Mapping[str, str],
    components: Mapping[str, str],
    baskets: Mapping[str, str],
    statuses: Mapping[str, str],
) -> tuple[Rows, Dimensions, Dimensions]:
    """Return the rows with their ``keys``, the filters that have anything to choose, and the groupings.

    ``nodes`` as of ``queries.plan.nodes``, from the top down; the others map codes to names, in order.
    """
    listed, tree = list(rows), list(nodes)
    every = [
        *(_of_nodes(name, page, tree) for name, page in PAGES.items()),
        Dimension("tier", "Tier", tiers),
        Dimension("component", "Component", components),
        Dimension("basket", "Basket", baskets),
        Dimension("status", "Status", statuses),
        *(Dimension(column, title, _names(listed, column)) for column, title in WORDS.items()),
        Dimension("frequency", "Frequency", FREQUENCIES),
        Dimension("state", "State", STATES, groups=[state for state in STATES if state != "earlier"]),
        *(Dimension(column, title, _names(listed, column), more=True) for column, title in MORE_WORDS.items()),
        Dimension("council_role", "The council's part", ROLES, more=True),
        Dimension("three_e", "Value for money", THREE_E, more=True),
        Dimension("lifecycle", "Lifecycle", LIFECYCLES, more=True),
        Dimension("reach", "Reach", REACHES, more=True),
    ]
    keyed = [{**row, "keys": {one.name: _codes(row, one) for one in every}} for row in listed]
    used = {one.name: _in_use(one, keyed) for one in every}
    filters = {name: one for name, one in used.items() if one.options and not _parts_nothing(one, keyed)}
    return keyed, filters, filters | {one.name: one for one in _levels_below(tree, filters)}


def state(row: Row) -> str:
    """Return when a measure was due and whether it came: one of STATES but "earlier"."""
    found = _STATES.get(row["status"])
    return found or ("withheld" if formats.is_missing(row.get("value")) else "reported")


def _of_nodes(name: str, page: str, tree: list[Facts]) -> Dimension:
    nodes = {node["node"]: node for node in tree if node["page"] == page}
    top = [code for code, node in nodes.items() if node["parent"] not in nodes]
    options: dict[str, str] = {}
    kin: dict[str, set[str]] = {}

    def descend(code: str, above: list[str]) -> None:
        options[code] = _INDENT * len(above) + nodes[code]["short_title"]
        kin[code] = {*above}
        for higher in above:
            kin[higher].add(code)
        for below in (node["node"] for node in nodes.values() if node["parent"] == code):
            descend(below, [*above, code])

    for code in top:
        descend(code, [])
    title = nodes[top[0]]["level_name"] if top else name
    return Dimension(name, title, options, top, {code: frozenset(others) for code, others in kin.items()})


def _levels_below(tree: list[Facts], filters: Dimensions) -> Iterable[Dimension]:
    """Return a grouping for each level below the top one of its page, its groups under the name of the node above."""
    titles = {node["node"]: node["short_title"] for node in tree}
    for name, page in PAGES.items():
        if name not in filters:
            continue
        of, options = filters[name], filters[name].options
        for level in dict.fromkeys(node["level"] for node in tree if node["page"] == page):
            at = {node["node"]: node for node in tree if node["level"] == level and node["node"] in options}
            below = [code for code in options if code in at and code not in (of.groups or ())]
            if below and level not in filters:
                labels = {code: f"{titles.get(at[code]['parent'], '')}: {titles[code]}" for code in below}
                yield Dimension(level, at[below[0]]["level_name"], labels, kin=of.kin, of=name)


def _codes(row: Row, dimension: Dimension) -> frozenset[str]:
    name = dimension.name
    if name in PAGES:
        return frozenset(row.get("nodes") or ()) & dimension.options.keys()
    if name == "basket":
        return frozenset(row.get("baskets") or ())
    if name == "state":
        found = state(row)
        earlier = found in ("awaited", "late", "not_due", "development") and not formats.is_missing(row.get("value"))
        return frozenset({found, "earlier"} if earlier else {found})
    return _coded(row.get(name), name in WORDS or name in MORE_WORDS)


@lru_cache(maxsize=4096)
def _coded(cell: str | None, own_words: bool) -> frozenset[str]:
    """Return the codes of a cell: a thousand measures repeat a few dozen."""
    return frozenset(slug(part) if own_words else part for part in _parts(cell))


def _parts(cell: str | None) -> list[str]:
    return [part.strip() for part in formats.text(cell).split("|") if part.strip()]


def _parts_nothing(one: Dimension, rows: Rows) -> bool:
    """Tell whether a filter that stands in the second row has a single choice, which every measure would meet."""
    return one.more and len(one.options) == 1 and all(row["keys"][one.name] for row in rows)


def _in_use(dimension: Dimension, rows: Rows) -> Dimension:
    used = frozenset[str]().union(*(row["keys"][dimension.name] for row in rows))
    groups = None if dimension.groups is None else [code for code in dimension.groups if code in used]
    return replace(
        dimension,
        options={code: label for code, label in dimension.options.items() if code in used},
        groups=groups,
    )


def _names(rows: Rows, key: str) -> dict[str, str]:
    names = sorted({part for cell in {row.get(key) for row in rows} for part in _parts(cell)})
    return {slug(name): name for name in names}
