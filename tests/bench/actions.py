"""What a user does that is measured: where it is asked, and the same question as SQL on the star."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from dashboard import queries
from tests.bench.made import MEASURES, NATION, OWN

STAR = {query.name: query for query in queries.parse("star", Path(__file__).with_name("star.sql").read_text("utf-8"))}
UNTIL = date(2026, 9, 30)
"""Last day of the reporting period that pages open with."""
WORDS = ("waste", "school", "children", "road", "planning", "parks", "home", "older people", "in full", "air")
STRIDE = 37
"""From one measure to the next that is opened: near ones lie in the same file and so in the same blocks."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Action:
    """One thing a user does; ``blocks`` of star.sql answer it, ``most`` is the aim: so many times those, and 4 ms."""

    code: str
    says: str
    address: str
    blocks: tuple[str, ...]
    most: float | None = None
    group: str = "similar"
    headline: bool = False
    drawn: bool = True

    @property
    def varied(self) -> bool:
        """Tell whether there are many pages of its kind."""
        return "{" in self.address

    def at(self, turn: int) -> tuple[str, str]:
        """Return path and query string of the action at one turn: another measure, another word."""
        path, _, search = self.address.format(**_varied(turn)).partition("?")
        return path, f"?{search}" if search else ""

    def parameters(self, turn: int) -> dict[str, Any]:
        """Return the parameters of its blocks at one turn."""
        return _varied(turn) | {"own": OWN, "until": UNTIL, "group": self.group, "headline": self.headline}

    def asked(self, db: duckdb.DuckDBPyConnection, turn: int) -> dict[str, Rows]:
        """Return the answers of its blocks, fetched."""
        return dict(self._answers(db, self.parameters(turn)))

    def _answers(self, db: duckdb.DuckDBPyConnection, given: dict[str, Any]) -> Iterator[tuple[str, Rows]]:
        for name in self.blocks:
            query = STAR[name]
            found = db.execute(query.sql, {key: given[key] for key in query.parameters})
            columns = [column[0] for column in found.description]
            yield name, [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _varied(turn: int) -> dict[str, Any]:
    return {"measure": f"M{turn * STRIDE % MEASURES:04}", "word": WORDS[turn % len(WORDS)]}


PAGE_OF_A_MEASURE = (
    "measure_about",
    "measure_series",
    "measure_peers",
    "measure_table",
    "measure_said",
    "measure_thread",
)

ACTIONS = {
    action.code: action
    for action in (
        Action("M", "a measure's page", "/measures/{measure}", PAGE_OF_A_MEASURE, most=1.5),
        Action("S80", "scorecard of 80", "/scorecard?basket=headline", ("lines",), most=0.3, headline=True),
        Action("S1000", "scorecard of 1,000", "/scorecard", ("lines",)),
        Action(
            "B",
            "explorer, 400 councils",
            f"/benchmarking?measure={{measure}}&group={NATION}",
            ("measure_about", "ranked", "spread"),
            most=1.0,
            group=NATION,
        ),
        Action("O", "overview", "/", ("tree", "counts", "movers"), most=0.3),
        Action("T", "the golden thread", "/thread", ("tree", "leaves"), most=1.0),
        Action("Q", "search", "/search?q={word}", ("found",)),
        Action("A", "1,000 rows of the API", "/api/v1/observations?measure={measure}", ("rows",), drawn=False),
        Action("X", "scorecard as XLSX", "/scorecard.xlsx", ("lines",), drawn=False),
    )
}


def connected(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection of its own to the star, for whoever asks it without this program."""
    db = duckdb.connect()
    db.execute(f"attach '{warehouse / 'public.duckdb'}' as star (read_only)")
    db.execute("use star")
    return db
