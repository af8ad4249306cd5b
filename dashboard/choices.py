"""What a reader chose, made good: the reporting period, the way they came, and what every page asks first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import links, queries

Counts = dict[str, int]


@dataclass(frozen=True)
class Reading:
    """The circumstances of one page: reporting period, the way the reader came, the council's words.

    ``periods`` has the columns of ``queries.plan.periods``; ``facts`` is the warehouse's own row.
    """

    period: str
    label: str
    end_date: Any
    latest: bool
    periods: pd.DataFrame
    via: list[str]
    facts: dict[str, Any]
    labels: dict[str, str]

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
    periods = queries.plan.periods()
    asked = links.as_one(period)
    chosen = periods[periods["period"] == asked] if asked in set(periods["period"]) else periods[periods["latest"]]
    row = chosen.iloc[0]
    return Reading(
        period=row["period"],
        label=row["label"],
        end_date=row["end_date"],
        latest=bool(row["latest"]),
        periods=periods,
        via=links.as_list(via),
        facts=queries.plan.warehouse.first() or {},
        labels={row["status"]: row["label"] for row in queries.plan.labels.rows()},
    )


def counts(period: str) -> dict[str, Counts]:
    """Return measures by status for each plan node; the node "" is the whole plan."""
    return by_node(queries.plan.rollup.rows(period=period, node=None))


def by_node(rows: Iterable[Mapping[str, Any]]) -> dict[str, Counts]:
    """Return rows of node, status and measures as counts by node."""
    found: dict[str, Counts] = defaultdict(dict)
    for row in rows:
        counted = found[row["node"]]
        counted[row["status"]] = counted.get(row["status"], 0) + int(row["measures"])
    return found
