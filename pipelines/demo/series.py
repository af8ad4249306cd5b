"""What the pack says of a demonstration series, and the periods it has."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zlib import crc32

import numpy as np

from pipelines import periods

SEED = 20261031
OWN, PEERS, BREAKDOWNS, ARRIVALS, BASES = range(5)
"""What a stream of random numbers is for: a column added to one leaves the others as they were."""

EVERY = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "annual": 12, "academic": 12}
MULTI_YEAR = 36


@dataclass(frozen=True)
class Span:
    """One period of a measure: its code, its last day and the months it is made of (year x 12 + month - 1)."""

    code: str
    end: date
    months: tuple[int, ...]

    @property
    def financial_year(self) -> int:
        """Return the year in which the financial year of the last month begins."""
        return (self.months[-1] - 3) // 12

    @property
    def month_of_year(self) -> int:
        """Return the place of the last month in the financial year: April is 0."""
        return (self.months[-1] - 3) % 12


@dataclass(frozen=True)
class Series:
    """How one measure behaves: its row of measures.csv, its row of series.csv, and the events that touch it."""

    measure: dict[str, str]
    row: dict[str, str]
    shocks: tuple[tuple[int, float, int], ...]
    broken: tuple[date, str] | None

    @property
    def code(self) -> str:
        """Return the measure's code."""
        return self.row["measure"]

    @property
    def decimals(self) -> int:
        """Return the places written: the published ones and two more."""
        return int(self.measure["decimals"]) + 2

    @property
    def profile(self) -> list[float]:
        """Return the share of a year's total reached by the end of each of its periods; empty if not cumulative."""
        return [float(share) / 100 for share in self.row["profile"].split("|") if share]

    def share(self, span: Span) -> float:
        """Return the share of the year's total that is expected by the end of a period."""
        return self.profile[span.month_of_year * len(self.profile) // 12]

    def number(self, column: str, default: float = 0.0) -> float:
        """Return a parameter of series.csv, or the default where the cell is empty."""
        return float(self.row[column]) if self.row[column] else default

    def bounded(self, value: float) -> float:
        """Return a value kept inside the floor and the ceiling."""
        return min(max(value, self.number("floor", float("-inf"))), self.number("ceiling", float("inf")))

    def random(self, purpose: int) -> np.random.Generator:
        """Return this measure's own stream of random numbers for one purpose."""
        return np.random.default_rng([SEED, crc32(self.code.encode()), purpose])

    def spans(self, start: str, until: date) -> list[Span]:
        """Return the measure's periods from an ISO date that end on or before a day."""
        return spans(self.measure, date.fromisoformat(start), self.row["day"], until)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV of the pack, header to cell."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_parts(pack_folder: Path) -> dict[str, list[tuple[str, float]]]:
    """Return the breakdowns of the pack: set to its (breakdown code, share of the whole)."""
    parts = defaultdict(list)
    for row in read_rows(pack_folder / "breakdowns.csv"):
        parts[row["set"]].append((f"{row['dimension']}:{row['value']}", float(row["share"])))
    return parts


def read_series(pack_folder: Path) -> list[Series]:
    """Return the series of the pack, in the order of series.csv."""
    measures = {row["measure"]: row for row in read_rows(pack_folder / "measures.csv")}
    events = read_rows(pack_folder / "events.csv")
    days = {row["event"]: date.fromisoformat(row["event_date"]) for row in events}
    breaks = {row["measure"]: (days[row["event"]], row["note"]) for row in events if row["kind"] == "break"}
    return [
        Series(measures[row["measure"]], row, read_shocks(row["shocks"], days), breaks.get(row["measure"]))
        for row in read_rows(pack_folder / "series.csv")
    ]


def read_shocks(text: str, days: dict[str, date]) -> tuple[tuple[int, float, int], ...]:
    """Return the shocks of a cell ``event:size:months|…`` as (month of the event, size, months it takes to fade)."""
    shocks = (shock.split(":") for shock in text.split("|") if shock)
    return tuple((month_of(days[event]), float(size), int(months)) for event, size, months in shocks)


def month_of(day: date) -> int:
    """Return a month as one number: year x 12 + month - 1."""
    return day.year * 12 + day.month - 1


def spans(measure: dict[str, str], start: date, day: str, until: date) -> list[Span]:
    """Return the periods of a measure from ``start`` that end on or before ``until``.

    ``measure`` names its frequency and period_type; ``day`` (MM-DD) is the day of a yearly snapshot.
    """
    kind, step = measure["period_type"], EVERY[measure["frequency"]]
    if kind == "snapshot" and day:
        dates = (date.fromisoformat(f"{year}-{day}") for year in range(start.year, until.year + 1))
        return [Span(str(taken), taken, (month_of(taken),)) for taken in dates if start <= taken <= until]
    length = MULTI_YEAR if kind == "multi-year" else step
    found = []
    for first in range(month_of(start), month_of(until) + 1, step):
        last = first + length - 1
        end = periods.of(date(last // 12, last % 12 + 1, 1), "month").end
        if end <= until:
            months = (last,) if kind == "snapshot" else tuple(range(first, last + 1))
            found.append(Span(code_of(kind, first // 12, end), end, months))
    return found


def code_of(kind: str, first_year: int, end: date) -> str:
    """Return the code of the period of a kind that begins in a year and ends on a day."""
    odd = {"snapshot": f"{end}", "rolling12": f"{end}R12", "multi-year": f"{first_year}-{end.year}"}
    return odd[kind] if kind in odd else periods.of(end, kind).code
