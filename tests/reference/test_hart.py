"""Hart's tiles of November 2014: the status of each KPI by one stated scheme, against the council's own.

The scheme is DR-03: target and tolerance, ten per cent of the target, with the direction below for each KPI, which the
file does not give. A figure of 0 is one not reported where the note says so; then an officer's correction, loaded as a
later file, takes it out. The council's bands are unstated, so that some disagree: each is named here with its cause.
"""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import build, publish
from tests import arrange
from tests.reference.agreement import EQUAL, UNEXPLAINED, Comparison

STATUS = Comparison("Hart District Council", "status of each KPI by target and a tolerance of 10%, against the tile's")

TOLERANCE = 0.1
QUARTER = "2014-15Q2"
LOWER = {"ETS01", "HR11", "HS01", "RB07", "RB08", "RB09", "SNH03", "SNH04", "SNH06"}
"""Missed collections, days of sickness, days to decide or process, and offences: lower is better. All else: higher."""

TILES = {"lg": "green", "la": "amber", "lr": "red", "lu": "no_target", "ld": "no_target"}
"""The tile's letters to our statuses: for information, or data only, is what has no target."""

NOT_REPORTED = ("ETS01", "PS05")
"""KPIs with 0 whose note says that this is not the figure: one not agreed yet, two others given instead."""

Row = dict[str, str]

CAUSES: dict[str, tuple[str, str, Callable[[Row], bool]]] = {
    "ETS01": (
        "not_available",
        "ETS01 has 0 and a note that the figure is not agreed: not available, though the tile is red",
        lambda row: float(row["tq"]) == 0 and "have yet to be agreed" in row["n"],
    ),
    "PS05": (
        "not_available",
        "PS05 has 0 and a note with two other figures: not available, though the tile is green",
        lambda row: float(row["tq"]) == 0 and "100% TPO applications & 98.2%" in row["n"],
    ),
    "IT06": (
        "red",
        "IT06 has 0 without a note, after 99.6: red, though the tile is green",
        lambda row: (float(row["tq"]), float(row["lq"]), row["n"]) == (0, 99.6, "No notes"),
    ),
    "FI06": (
        "green",
        "FI06 is exactly on its target: green, though the tile is amber",
        lambda row: float(row["tq"]) == float(row["t"]) and row["s"] == "la",
    ),
    "HR11": (
        "green",
        "HR11 is a total for the year that repeats the last quarter's figure: green by it, though the tile is red",
        lambda row: "(Cumulative)" in row["d"] and row["tq"] == row["lq"] and float(row["tq"]) < float(row["t"]),
    ),
    "HS16": (
        "red",
        "HS16 repeats the last quarter's 28, without the 24 of its note: red, though the tile is green",
        lambda row: row["tq"] == row["lq"] == "28" and "Q2 – 24 units" in row["n"] and float(row["t"]) <= 28 + 24,
    ),
}
"""KPI to our status, why it is not the tile's, and what must be so in its row for that to be the cause."""

SETTINGS = (
    arrange.SETTINGS.replace("X01000001", "E07000089")
    .replace("Thornby Council", "Hart District Council")
    .replace("Thornby", "Hart")
    .replace("list:thornby", "nation:england")
)
PLAN = [
    node | ({"valid_from": "2011-04-01", "valid_to": "2016-03-31"} if node["node"] == "CP" else {})
    for node in arrange.PLAN
]


@pytest.fixture(scope="module")
def tiles(shared_data: Path) -> dict[str, Row]:
    """KPI to its row of the file."""
    with (shared_data / "hart-council-kpis" / "hart_kpis_2014-11-07.csv").open(encoding="utf-8", newline="") as file:
        return {row["k"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def db(
    tiles: dict[str, Row], shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Hart's warehouse on the day of the tiles: its file, its targets as a pack's, and the officer's corrections."""
    folder = tmp_path_factory.mktemp("hart")
    measures = [
        arrange.measure(
            key,
            title=row["d"],
            takes=f"hart:{key}",
            unit="per cent" if row["p"] else "number",
            suffix=row["p"],
            decimals="2",
            polarity="lower" if key in LOWER else "higher",
            scheme="tolerance",
            tolerance=str(TOLERANCE),
            tolerance_kind="relative",
        )
        for key, row in tiles.items()
    ]
    targets = [
        {"measure": key, "period": QUARTER, "target": row["t"]}
        for key, row in tiles.items()
        if row["s"] not in ("lu", "ld")
    ]
    pack = arrange.write_pack(
        folder / "pack", SETTINGS, plan=PLAN, measures=measures, targets=targets, areas=[], groups=[]
    )
    (folder / "returns").mkdir()
    arrange.write_csv(
        folder / "returns" / "corrections_2014-11-10.csv",
        [
            {
                "measure": key,
                "area": "E07000089",
                "period": QUARTER,
                "value": "",
                "marker": "x",
                "note": tiles[key]["n"],
            }
            for key in NOT_REPORTED
        ],
    )
    inboxes = [shared_data / "hart-council-kpis", folder / "returns"]
    build.build(pack, inboxes, folder / "warehouse", date(2014, 11, 10))
    with duckdb.connect(publish.location(folder / "warehouse"), read_only=True) as connection:
        yield connection


def test_every_figure_is_loaded(db, tiles) -> None:
    query = "select measure, period, value from fact_observation where file like 'hart-council-kpis/%'"
    columns = {"y": "2013-14", "lq": "2014-15Q1", "tq": QUARTER}
    published = {(key, period, float(row[column])) for key, row in tiles.items() for column, period in columns.items()}
    assert set(db.execute(query).fetchall()) == published
    assert len(published) == 3 * 45


def test_the_json_of_the_same_name_says_the_same(tiles, shared_data: Path) -> None:
    text = (shared_data / "hart-council-kpis" / "hart_kpis_2014-11-07.json").read_text("utf-8")
    assert {row["k"]: {key: str(row[key]) for key in tiles["CS01"]} for row in json.loads(text)} == tiles


def test_the_status_is_the_tiles_or_has_a_cause(db, tiles, record_property) -> None:
    query = "select measure, status from mart_status where period = ?"
    ours = dict(db.execute(query, [QUARTER]).fetchall())
    outcomes = {}
    for key, row in tiles.items():
        status, cause, holds = CAUSES.get(key, (None, "", None))
        if ours[key] == TILES[row["s"]]:
            outcomes[key] = EQUAL
        else:
            outcomes[key] = cause if ours[key] == status and holds and holds(row) else UNEXPLAINED
    assert {key for key, outcome in outcomes.items() if outcome != EQUAL} == set(CAUSES), (
        "no cause without a difference"
    )
    STATUS.hold(outcomes, record_property)
