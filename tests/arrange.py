"""Small framework packs and inboxes for tests, written as a council would write them and built by production code."""

import csv
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb

from pipelines import build, framework, publish
from pipelines.framework.columns import Audience
from pipelines.observations import discover

AS_AT = date(2026, 10, 31)
PLAIN = {"threads": 1}
"""A second thread costs more than it helps with a dozen rows."""
SETTINGS = """
[council]
name = "Thornby Council"
short_name = "Thornby"
area = "X01000001"
accent = "#12436D"

[comparators]
default = "list:thornby"

[[levels]]
code = "outcome"
name = "Outcome"
plural = "outcomes"
strand = "plan"
page = "outcomes"

[[levels]]
code = "priority"
name = "Priority"
plural = "priorities"
strand = "plan"
page = "outcomes"

[[levels]]
code = "directorate"
name = "Directorate"
plural = "directorates"
strand = "delivery"
page = "directorates"

[[levels]]
code = "service"
name = "Service"
plural = "services"
strand = "delivery"
page = "services"

[[tiers]]
code = "outcome"
name = "Outcome measures"
rated = false

[[tiers]]
code = "strategic"
name = "Strategic measures"

[[components]]
code = "corporate-plan"
name = "Corporate Plan"
"""

PLAN = [
    {
        "plan": "CP",
        "node": "CP",
        "title": "Corporate Plan",
        "kind": "corporate",
        "valid_from": "2023-04-01",
        "valid_to": "2027-03-31",
        "approved_by": "Full Council",
        "approved_on": "2023-02-21",
    },
    {"plan": "CP", "node": "O1", "level": "outcome", "parent": "CP", "title": "Green"},
    {"plan": "CP", "node": "O2", "level": "outcome", "parent": "CP", "title": "Safe"},
    {"plan": "CP", "node": "P11", "level": "priority", "parent": "O1", "title": "Clean streets"},
    {"plan": "CP", "node": "P12", "level": "priority", "parent": "O1", "title": "Clean air"},
    {"plan": "CP", "node": "P21", "level": "priority", "parent": "O2", "title": "Safe homes"},
    {"plan": "CP", "node": "D1", "level": "directorate", "parent": "CP", "title": "City Operations"},
    {"plan": "CP", "node": "S11", "level": "service", "parent": "D1", "title": "Street scene"},
    {"plan": "CP", "node": "S12", "level": "service", "parent": "D1", "title": "Waste"},
]

MEASURE = {
    "measure": "ENV01",
    "title": "Household waste recycled",
    "unit": "per cent",
    "suffix": "%",
    "decimals": "1",
    "polarity": "higher",
    "tier": "strategic",
    "frequency": "quarterly",
    "directorate": "D1",
    "service": "S11",
}

FIGURES = [{"measure": "ENV01", "period": "2026-27Q2", "value": 41.2}]
"""The one figure of the plain measure."""

AREAS = [
    {"area": f"X0100000{n}", "name": name, "type": "unitary authority", "region": "Eastlands", "nation": "Nowhere"}
    for n, name in enumerate(
        ("Thornby", "Asham", "Brackmoor", "Caldmere", "Dunwold", "Elmstow", "Farrow", "Garside"), start=1
    )
]


@cache
def pack_of(folder: Path) -> framework.Pack:
    """Return the pack of a council as production code reads it, once; nobody changes it."""
    return framework.read(folder)


def measure(code: str, **changes: object) -> dict:
    """Return a row of measures.csv: the plain quarterly percentage, with ``changes``."""
    return MEASURE | {"measure": code} | changes


def write_csv(path: Path, rows: Iterable[dict]) -> Path:
    """Write dictionaries as CSV; the header is every key that occurs."""
    rows = list(rows)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_pack(folder: Path, settings: str = SETTINGS, **sheets: list[dict]) -> Path:
    """Write a small valid pack into ``folder``; a keyword replaces the sheet of that name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "framework.toml").write_text(settings, "utf-8")
    whole = {"plan": PLAN, "measures": [MEASURE], "areas": AREAS, "groups": neighbours()} | sheets
    if "links" not in whole:
        whole["links"] = [{"measure": m["measure"], "node": "P11"} for m in whole["measures"]]
    for sheet, rows in whole.items():
        if rows:
            write_csv(folder / f"{sheet}.csv", rows)
    return folder


def neighbours() -> list[dict]:
    """Return groups.csv: the seven other areas as Thornby's own list."""
    head = {"group": "list:thornby", "name": "similar councils", "family": "council list", "version": "2025"}
    return [head | {"of_area": "X01000001", "area": a["area"], "rank": n} for n, a in enumerate(AREAS[1:], start=1)]


def built(
    folder: Path,
    observations: Iterable[dict],
    as_at: date = AS_AT,
    settings: str = SETTINGS,
    **sheets: list[dict],
) -> duckdb.DuckDBPyConnection:
    """Build a small pack with these rows of a tidy file, and return a read-only connection to the warehouse."""
    _written(folder, observations, as_at, settings, sheets)
    return rebuilt(folder, as_at)


def rebuilt(folder: Path, as_at: date = AS_AT, tier: Audience = publish.TIER) -> duckdb.DuckDBPyConnection:
    """Build what lies in ``pack`` and ``inbox`` of a folder, and return a connection as ``built`` does."""
    with patch.object(publish, "_open", _plain):
        build.build(folder / "pack", [folder / "inbox"], folder / "warehouse", as_at, tier=tier)
    return duckdb.connect(publish.location(folder / "warehouse", tier), read_only=True)


def _plain(
    path: Path, opened: Callable[[Path], duckdb.DuckDBPyConnection] = publish._open
) -> duckdb.DuckDBPyConnection:
    """Open a draft as a build does; with a dozen rows a second thread and pressing what is stored cost a third more."""
    db = opened(path)
    db.execute("set threads = 1; set force_compression = 'uncompressed'")
    return db


def derived(
    folder: Path,
    observations: Iterable[dict],
    as_at: date = AS_AT,
    settings: str = SETTINGS,
    **sheets: list[dict],
) -> "Derived":
    """Load what ``built`` does, in memory: for tests of marts that need no file."""
    pack, inbox = _written(folder, observations, as_at, settings, sheets)
    db = duckdb.connect(config=PLAIN)
    build.load(db, framework.read(pack), discover([inbox]), as_at, _silent)
    return Derived(db)


def loaded(pack: Path, inboxes: list[Path]) -> "Derived":
    """Load a pack and inboxes as of today, in memory."""
    db = duckdb.connect()
    build.load(db, framework.read(pack), discover(inboxes), datetime.now(UTC).date(), _silent)
    return Derived(db)


class Derived:
    """A connection that derives a mart, and those it needs, as soon as a query mentions it.

    Planning the queries of all fifty costs a second, however few the rows; a test asks for one or two.
    """

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self._db = db
        self._missing = _mentioned().copy()

    def execute(self, query: str, *parameters: object) -> duckdb.DuckDBPyConnection:
        """Run a query once the marts it mentions are there."""
        self._derive(re.findall(r"\bmart_\w+", query))
        return self._db.execute(query, *parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def __enter__(self) -> "Derived":
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _derive(self, marts: Iterable[str]) -> None:
        for mart in marts:
            if mart in self._missing:
                self._derive(self._missing.pop(mart))
                build.derive(self._db, [mart], _silent)


@cache
def _mentioned() -> dict[str, set[str]]:
    return build.mentioned()


def _silent(*_: object) -> None:
    """Say nothing of the progress."""


def _written(
    folder: Path, observations: Iterable[dict], as_at: date, settings: str, sheets: dict[str, list[dict]]
) -> tuple[Path, Path]:
    """Write a pack and an inbox with one tidy file into ``folder``, and return where they are."""
    pack = write_pack(folder / "pack", settings, **sheets)
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    rows = [{"area": "X01000001"} | row for row in observations]
    if rows:
        # A file of a later day than the build's own is left out of it.
        write_csv(inbox / f"returns_{min(as_at, date(2026, 10, 20))}.csv", rows)
    return pack, inbox


def one(db: duckdb.DuckDBPyConnection | Derived, query: str, *parameters: object) -> dict:
    """Return the single row of a query as a dictionary."""
    rows = all_of(db, query, *parameters)
    if len(rows) != 1:
        raise LookupError(f"{len(rows)} rows for {query} {parameters}")
    return rows[0]


def all_of(db: duckdb.DuckDBPyConnection | Derived, query: str, *parameters: object) -> list[dict]:
    """Return the rows of a query as dictionaries."""
    result = db.execute(query, list(parameters))
    columns = [column[0] for column in result.description or []]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
