"""What a reader chose, made good: the reporting period, the way they came, and what every page asks first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard import links, queries, warehouse

Counts = dict[str, int]


@dataclass(frozen=True)
class Reading:
    """The circumstances of one page: reporting period, the way the reader came, the council's words.

    ``periods`` are all a reader can choose (period, label), newest first; ``counts`` how many measures of each plan
    node have each status, the node "" being the whole plan; ``budgets`` the last period of budgets that had ended,
    None without one; ``facts`` is the warehouse's own row.
    """

    period: str
    label: str
    end_date: Any
    latest: bool
    periods: list[dict[str, Any]]
    labels: dict[str, str]
    counts: dict[str, Counts]
    budgets: dict[str, Any] | None
    via: list[str]
    facts: Mapping[str, Any]

    @property
    def one(self) -> str:
        """Return the council's word for a measure."""
        return self.facts["measure_word"]

    @property
    def many(self) -> str:
        """Return the council's word for measures."""
        return self.facts["measure_word_plural"]

    @property
    def words(self) -> dict[str, Any]:
        """Return the council's words for measures and statuses, as components and charts take them."""
        return {"one": self.one, "many": self.many, "labels": self.labels}

    @property
    def kept(self) -> dict[str, str | None]:
        """Return the choices a link carries on: the period, where it is not the latest."""
        return {"period": None if self.latest else self.period}


def reading(period: str | None = None, via: str | None = None) -> Reading:
    """Return the circumstances for the reporting period asked for, or the latest where that one is not offered."""
    return read(queries.plan.reading.told(period=links.as_one(period)), via)


def read(said: dict[str, Any], via: str | None = None) -> Reading:
    """Return the circumstances that a document of ``queries.plan.reading`` or of a sheet tells."""
    return Reading(**said, via=links.as_list(via), facts=warehouse.current().facts)


def by_node(rows: Iterable[Mapping[str, Any]]) -> dict[str, Counts]:
    """Return rows of node, status and measures as counts by node."""
    found: dict[str, Counts] = defaultdict(dict)
    for row in rows:
        counted = found[row["node"]]
        counted[row["status"]] = counted.get(row["status"], 0) + int(row["measures"])
    return found
