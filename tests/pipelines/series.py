"""Generated series of a council's own figures, with gaps, breaks, new limits and targets."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

from tests import arrange

KINDS = {"month": 1, "quarter": 3, "half": 6, "financial": 12, "snapshot": 1}
"""Kind of period to months between two of them; the snapshots are those of month ends."""
FREQUENCIES = {
    "month": "monthly",
    "quarter": "quarterly",
    "half": "half-yearly",
    "financial": "annual",
    "snapshot": "monthly",
}
LAST_MONTH = 2026 * 12 + 9


@dataclass(frozen=True)
class Point:
    """One period's row: months since the year 0 of its last month, value or None, numerator, denominator, broken."""

    month: int
    value: Decimal | None
    numerator: int | None = None
    denominator: int | None = None
    broken: bool = False


@dataclass
class Series:
    """A measure: kind of period, points by time, first months of breaks and of new limits, targets by month."""

    measure: str
    kind: str
    points: list[Point]
    definition: dict[str, str] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)
    rebases: list[int] = field(default_factory=list)
    targets: dict[int, Decimal] = field(default_factory=dict)

    @property
    def step(self) -> int:
        """Months between two periods."""
        return KINDS[self.kind]

    def eras(self, *starts: list[int]) -> list[int]:
        """How many of the starts, and of the points marked as broken, each point lies on or after."""
        found = []
        for point in self.points:
            listed = [start for months in starts for start in months if start <= point.month]
            marked = [other for other in self.points if other.broken and other.month <= point.month]
            found.append(len(listed) + len(marked))
        return found


def code(kind: str, month: int) -> str:
    """Code of the period of a kind whose last month is ``month``."""
    year, number = (month - 1) // 12, (month - 1) % 12 + 1
    start = year if number > 3 else year - 1
    financial = f"{start}-{(start + 1) % 100:02}"
    if kind == "month":
        return f"{year}-M{number:02}"
    if kind == "quarter":
        return f"{financial}Q{ {6: 1, 9: 2, 12: 3, 3: 4}[number] }"
    if kind == "half":
        return f"{financial}H{ {9: 1, 3: 2}[number] }"
    if kind == "financial":
        return financial
    return last_day(month).isoformat()


def last_day(month: int) -> date:
    """Last day of a month counted from the year 0."""
    return date(month // 12, month % 12 + 1, 1) - timedelta(days=1)


def derived(folder: Path, all_series: list[Series], **sheets: list[dict]) -> duckdb.DuckDBPyConnection:
    """Build a warehouse with these measures."""
    measures = [
        arrange.measure(
            one.measure,
            **{"frequency": FREQUENCIES[one.kind], "period_type": one.kind, "directorate": "", "service": ""},
            **one.definition,
        )
        for one in all_series
    ]
    rows = [
        {
            "measure": one.measure,
            "period": code(one.kind, point.month),
            "value": "" if point.value is None else point.value,
            "numerator": "" if point.numerator is None else point.numerator,
            "denominator": "" if point.denominator is None else point.denominator,
            "marker": "b" if point.broken else "x" if point.value is None else "",
        }
        for one in all_series
        for point in one.points
    ]
    targets = [
        {"measure": one.measure, "period": code(one.kind, month), "target": target, "set_on": "2026-10-30"}
        for one in all_series
        for month, target in one.targets.items()
    ]
    return arrange.derived(folder, rows, measures=measures, targets=targets, events=list(_events(all_series)), **sheets)


def _events(all_series: list[Series]) -> Iterator[dict]:
    for one in all_series:
        for kind, months in (("break", one.breaks), ("rebase", one.rebases)):
            for month in months:
                yield {
                    "event": f"{one.measure}-{kind}-{month}",
                    "measure": one.measure,
                    "event_date": last_day(month).isoformat(),
                    "kind": kind,
                    "label": kind,
                }


def walk(chance: random.Random, length: int) -> list[Decimal]:
    """A series of one of the shapes figures have: level, trend, step, swing, constant; coarse, so that values meet."""
    shape = chance.choice(["level", "level", "trend", "trend", "step", "swing", "constant"])
    grain = chance.choice(["1", "0.1", "0.01"])
    base, noise = chance.uniform(20, 80), chance.choice([0.3, 1, 4])
    slope = chance.choice([-1, 1]) * chance.uniform(0.1, 1.5)
    change = chance.randrange(length + 1)
    values = []
    for t in range(length):
        moved = {
            "level": chance.gauss(0, noise),
            "trend": slope * t + chance.gauss(0, noise / 4),
            "step": (6 * slope if t >= change else 0) + chance.gauss(0, noise),
            "swing": noise * (-1) ** t,
            "constant": 0,
        }[shape]
        values.append(Decimal(base + moved).quantize(Decimal(grain)))
    if chance.random() < 0.3:
        values[chance.randrange(length)] += 12
    return values


def points(chance: random.Random, kind: str, length: int) -> list[Point]:
    """Points of one walk up to the latest month, some missing, some without a value, seldom one marked as broken."""
    step = KINDS[kind]
    last = LAST_MONTH - {"month": 0, "quarter": 0, "half": 0, "financial": 6, "snapshot": 0}[kind]
    gaps = chance.choice([0, 0, 0.03, 0.12])
    found = []
    for number, value in enumerate(walk(chance, length)):
        if chance.random() < gaps:
            continue
        known = chance.random() >= gaps
        month = last - (length - 1 - number) * step
        found.append(Point(month, value if known else None, broken=chance.random() < 0.006))
    return found
