"""The one table behind the API: a row here and a block of ``sql/api.sql`` are a resource with its route and its words.

The columns are those of the block, their types the database's, what is said of them the comments of the schema.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from dashboard import links, queries
from dashboard.queries import Query

ROOT = links.API


@dataclass(frozen=True)
class Filter:
    """One parameter that leaves rows out. ``of`` is the kind of thing its codes name, where it takes codes."""

    name: str
    kind: Literal["codes", "day", "flag"]
    says: str
    of: str = ""


@dataclass(frozen=True)
class Resource:
    """One kind of rows. ``tables`` are those whose comments describe its columns, ``named`` the columns they rename.

    ``all_rows`` is a second block for the files of the whole data set, where the first is made for pages.
    """

    name: str
    title: str
    key: tuple[str, ...]
    filters: tuple[Filter, ...]
    tables: tuple[str, ...]
    named: tuple[tuple[str, str], ...] = ()
    all_rows: str = ""

    @property
    def path(self) -> str:
        """Return where it is served."""
        return f"{ROOT}/{self.name}"

    @property
    def query(self) -> Query:
        """Return the block that finds its rows."""
        return getattr(queries.api, self.name)

    @property
    def whole(self) -> tuple[str, dict[str, Any]]:
        """Return the statement that finds every row, and its parameters."""
        query = getattr(queries.api, self.all_rows) if self.all_rows else self.query
        return query.sql, dict.fromkeys(query.parameters)

    @cached_property
    def after(self) -> str:
        """Return the pattern of a place in its order: the key's values, joined by bars."""
        return rf"^[^|]*(\|[^|]*){{0,{len(self.key) - 1}}}$"

    def described(self, comments: dict[tuple[str, str], str]) -> dict[str, str]:
        """Return column to what the schema says of it, from table and column to comment."""
        said = {
            column: text for table in reversed(self.tables) for (of, column), text in comments.items() if of == table
        }
        for column, source in self.named:
            table, _, name = source.partition(".")
            said[column] = comments.get((table, name), "")
        return said


def _codes(name: str, says: str, of: str = "") -> Filter:
    return Filter(name, "codes", says, of or name)


MEASURE = _codes("measure", "Only these measures.")
GROUP = _codes("group", "Only these comparator groups.")
PERIOD = _codes("period", "Only these periods.")
SINCE = Filter("since", "day", "Only periods that end on this day or later.")
UNTIL = Filter("until", "day", "Only periods that end on this day or earlier.")
NODE = _codes("node", "Only these nodes of a plan.", "plan node")

MEASURED = (("title", "dim_measure.title"), ("unit", "dim_measure.unit"))
PLACED = (("period_label", "dim_period.label"), ("start_date", "dim_period.start_date"))
DATED = (*MEASURED, *PLACED, ("end_date", "dim_period.end_date"))

RESOURCES = (
    Resource(
        "measures",
        "Measures",
        ("measure",),
        (
            MEASURE,
            _codes("node", "Only measures that stand below these nodes of a plan.", "plan node"),
            _codes("tier", "Only measures of these tiers."),
            _codes("directorate", "Only measures these directorates own.", "plan node"),
            _codes("lifecycle", "Only measures in these states of their life.", "lifecycle"),
            Filter("in_plan", "flag", "true: only measures of the council's plan; false: only the publishers' others."),
        ),
        ("dim_measure",),
    ),
    Resource(
        "plans",
        "Plans and their nodes",
        ("node",),
        (
            NODE,
            _codes("plan", "Only these plans."),
            _codes("level", "Only nodes of these levels."),
            _codes("parent", "Only what stands directly below these nodes.", "plan node"),
        ),
        ("dim_plan",),
    ),
    Resource(
        "areas",
        "Areas",
        ("area",),
        (
            _codes("area", "Only these areas."),
            _codes("group", "Only members of these comparator groups."),
            _codes("type", "Only areas of these types.", "type of area"),
            _codes("region", "Only areas in these regions."),
            _codes("nation", "Only areas in these nations."),
        ),
        ("dim_area",),
    ),
    Resource(
        "groups",
        "Comparator groups",
        ("group",),
        (
            GROUP,
            _codes("family", "Only groups of these families.", "family of groups"),
            _codes("of_area", "Only the neighbours of these areas.", "area"),
        ),
        ("dim_group",),
    ),
    Resource(
        "periods",
        "Periods",
        ("period",),
        (PERIOD, _codes("type", "Only periods of these types.", "type of period"), SINCE, UNTIL),
        ("dim_period",),
    ),
    Resource(
        "observations",
        "Observations",
        ("measure", "area", "period", "breakdown"),
        (
            MEASURE,
            _codes("area", "Only these areas."),
            _codes("group", "Only members of these comparator groups; the area whose group it is is not one of them."),
            PERIOD,
            SINCE,
            UNTIL,
            _codes("breakdown", "Only these breakdown values; total for the whole."),
        ),
        ("fact_observation",),
        (*DATED, ("area_name", "dim_area.name")),
        all_rows="every_observation",
    ),
    Resource(
        "status",
        "The council's figures against their targets",
        ("measure", "period"),
        (MEASURE, PERIOD, SINCE, UNTIL, _codes("status", "Only figures of these statuses.")),
        ("mart_status", "fact_observation", "fact_target", "dim_status"),
        (*DATED, ("status_label", "dim_status.label")),
    ),
    Resource(
        "positions",
        "The council's place among others",
        ("measure", "group", "period"),
        (
            MEASURE,
            GROUP,
            PERIOD,
            SINCE,
            UNTIL,
            Filter("shared", "flag", "true: only the latest period both the council and enough of the group have."),
        ),
        ("mart_position", "dim_group"),
        (*DATED, ("group_name", "dim_group.name")),
    ),
)

FILES = (
    *(f"{resource.name}.{kind}" for resource in RESOURCES for kind in ("parquet", "csv")),
    "dataset.zip",
    "dataset.duckdb",
)
"""The whole data set to take away: every resource as a file, all of them as one."""


def resource(name: str) -> Resource:
    """Return the resource called ``name``. Raises KeyError."""
    return {one.name: one for one in RESOURCES}[name]


def comments() -> dict[tuple[str, str], str]:
    """Return table and column to what the schema says of the column, in the snapshot this request reads."""
    return {(row["table_name"], row["column_name"]): row["comment"] for row in queries.api.columns.rows()}
