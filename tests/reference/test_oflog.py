"""Oflog's own answers in its adult social care file: the median of every measure and year, and each council's distance.

The file is read with the csv module; its figures have ten significant digits where they are rates, so that an answer
worked out from them is equal when it agrees to nine.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests import arrange
from tests.reference.agreement import EQUAL, UNEXPLAINED, Comparison

SOURCE = "Oflog adult social care"
MEDIANS = Comparison(SOURCE, "median of all councils in England, every row")
DISTANCES = Comparison(SOURCE, "distance from the median in median absolute deviations, from our figures")

SETTINGS = arrange.SETTINGS.replace("X01000001", "E08000025").replace("list:thornby", "nation:england")
DIGITS = 1e-9

Key = tuple[str, str]


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, str]]:
    """Every row of the file."""
    path = shared_data / "mhclg-oflog-adult-social-care" / "ASC_data.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def db(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[arrange.Derived]:
    """The warehouse of an English council with the file."""
    folder = tmp_path_factory.mktemp("oflog")
    pack = arrange.write_pack(folder / "pack", SETTINGS, areas=[], groups=[])
    with arrange.loaded(pack, [shared_data / "mhclg-oflog-adult-social-care"]) as connection:
        yield connection


def key(row: dict[str, str]) -> Key:
    """Return our measure and period of a row."""
    return f"oflog-{row['Code'].lower()}", row["Financial year"]


def test_every_row_is_loaded(db, rows) -> None:
    query = "select count(*), count(value), count_if(marker = 'x') from fact_observation"
    empty = sum(not row["Value"] for row in rows)
    assert db.execute(query).fetchone() == (len(rows), len(rows) - empty, empty) == (4858, 4818, 40)


def test_the_polarity_is_the_way_the_rows_are_ranked(db, rows) -> None:
    ranked = {(f"oflog-{row['Code'].lower()}", row["rank_order"].lower()) for row in rows if row["rank_order"]}
    query = "select measure, if(polarity = 'higher', 'desc', polarity) from current_measure where not in_plan"
    assert set(db.execute(query).fetchall()) == ranked


def test_every_median_is_the_published_one(db, rows, record_property) -> None:
    query = """select measure, period, q50, n from mart_distribution where "group" = 'nation:england'"""
    ours = {(row["measure"], row["period"]): row for row in arrange.all_of(db, query)}
    counted: dict[Key, int] = defaultdict(int)
    for row in rows:
        counted[key(row)] += bool(row["Value"])
    outcomes = {}
    for number, row in enumerate(rows, start=2):
        mine = ours[key(row)]
        same = math.isclose(mine["q50"], float(row["MEDIAN"]), rel_tol=DIGITS) and mine["n"] == counted[key(row)]
        outcomes[number] = EQUAL if same else UNEXPLAINED
    MEDIANS.hold(outcomes, record_property)


def test_every_distance_from_the_median_is_the_published_one(db, rows, record_property) -> None:
    query = "select measure, period, area, value from current_observation where value is not null"
    figures: dict[Key, dict[str, float]] = defaultdict(dict)
    for measure, period, area, value in db.execute(query).fetchall():
        figures[measure, period][area] = value
    centre = {at: median(values.values()) for at, values in figures.items()}
    spread = {at: median(abs(v - centre[at]) for v in values.values()) for at, values in figures.items()}
    outcomes = {}
    for number, row in enumerate(rows, start=2):
        at = key(row)
        value = figures[at].get(row["Local authority code"])
        if value is None and not row["MADs_from_median"]:
            continue
        distance = (value - centre[at]) / spread[at]
        same = math.isclose(distance, float(row["MADs_from_median"]), rel_tol=DIGITS, abs_tol=5e-9)
        outcomes[number] = EQUAL if same else UNEXPLAINED
    DISTANCES.hold(outcomes, record_property)
