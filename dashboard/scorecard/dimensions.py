"""By what the scorecard can be sifted and grouped: plan nodes, tier, basket, status, when it was due. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dashboard.scorecard.sieve import NODE, Sieve
from dashboard.scorecard.sift import Dimension, Dimensions

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
"""Columns of the council's own words to the titles of their filters."""
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

_INDENT = "\N{EM SPACE}"


def dimensions(sieve: Sieve, *, nodes: Iterable[Facts], statuses: Mapping[str, str]) -> tuple[Dimensions, Dimensions]:
    """Return the filters that have anything to choose, and the groupings.

    ``nodes`` as of ``queries.scorecard.sheet``, from the top down; ``statuses`` maps codes to names, in order.
    """
    tree = list(nodes)
    named = sieve.labels
    every = [
        *(_of_nodes(name, page, tree) for name, page in PAGES.items()),
        Dimension("tier", "Tier", named.get("tier", {})),
        Dimension("component", "Component", named.get("component", {})),
        Dimension("basket", "Basket", named.get("basket", {})),
        Dimension("status", "Status", statuses),
        *(Dimension(column, title, named.get(column, {})) for column, title in WORDS.items()),
        Dimension("frequency", "Frequency", FREQUENCIES),
        Dimension("state", "State", STATES, groups=[state for state in STATES if state != "earlier"]),
        *(Dimension(column, title, named.get(column, {}), more=True) for column, title in MORE_WORDS.items()),
        Dimension("council_role", "The council's part", ROLES, more=True),
        Dimension("three_e", "Value for money", THREE_E, more=True),
        Dimension("lifecycle", "Lifecycle", LIFECYCLES, more=True),
        Dimension("reach", "Reach", REACHES, more=True),
    ]
    used = {one.name: _in_use(one, sieve) for one in every}
    filters = {name: one for name, one in used.items() if one.options and not _parts_nothing(one, sieve)}
    return filters, filters | {one.name: one for one in _levels_below(tree, filters)}


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
    near = {code: frozenset(others) for code, others in kin.items()}
    return Dimension(name, title, options, top, near, held=NODE)


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
                yield Dimension(level, at[below[0]]["level_name"], labels, kin=of.kin, of=name, held=NODE)


def _parts_nothing(one: Dimension, sieve: Sieve) -> bool:
    """Tell whether a filter that stands in the second row has a single choice, which every measure would meet."""
    return one.more and len(one.options) == 1 and sieve.having(one.name, one.options) == sieve.all


def _in_use(dimension: Dimension, sieve: Sieve) -> Dimension:
    used = {code for code, members in dimension.members(sieve).items() if members}
    groups = None if dimension.groups is None else [code for code in dimension.groups if code in used]
    return replace(
        dimension,
        options={code: label for code, label in dimension.options.items() if code in used},
        groups=groups,
    )
