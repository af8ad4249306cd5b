"""Oflog's adult social care file, with invented figures."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines.sources import oflog
from tests.arrange import write_csv
from tests.pipelines.conftest import Load

ROW = {
    "Financial year": "2021-22",
    "Local authority code": "E06000023",
    "Local authority name": "Bristol",
    "Grouping": "LA_Raw",
    "Entity_Name": "Unitary Authorities",
    "Region": "South West",
    "Measure": "Outcome, Ease of finding information about services : service users",
    "Code": "ASC3",
    "Value": "70.5",
    "MEDIAN": "99",
    "MADs_from_median": "7",
    "rank_order": "DESC",
}


def test_values_are_loaded_and_what_is_derived_from_them_is_not(load: Load, empty_db, inbox: Path) -> None:
    rows = [
        ROW,
        ROW | {"Financial year": "2022-23", "Value": "0"},
        ROW | {"Local authority code": "E09000001", "Value": "", "MADs_from_median": "", "rank_order": ""},
        ROW | {"Code": "ASC6", "Measure": "Outcome, Requests", "Value": "1598.632568784", "rank_order": "None"},
    ]
    write_csv(inbox / "ASC_data.csv", rows)
    summary = load(pack_areas=pd.DataFrame(), own_area="E06000023")
    assert (summary.rows_loaded, summary.rows_refused) == (4, 0)
    query = "select measure, area, period, value, marker, row from fact_observation order by row"
    assert empty_db.execute(query).fetchall() == [
        ("oflog-asc3", "E06000023", "2021-22", 70.5, None, 2),
        ("oflog-asc3", "E06000023", "2022-23", 0.0, None, 3),
        ("oflog-asc3", "E09000001", "2021-22", None, "x", 4),
        ("oflog-asc6", "E06000023", "2021-22", 1598.632568784, None, 5),
    ]
    query = "select measure, title, unit, suffix, decimals, polarity from dim_measure where not in_plan order by 1"
    assert empty_db.execute(query).fetchall() == [
        ("oflog-asc3", "Ease of finding information about services: service users", "per cent", "%", 1, "higher"),
        ("oflog-asc6", "Requests", "requests per 100,000 adults", "", 1, "none"),
    ]


def test_an_indicator_without_a_name_has_its_code_for_one(load: Load, empty_db, inbox: Path) -> None:
    write_csv(inbox / "ASC_data.csv", [ROW | {"Measure": ""}])
    load(pack_areas=pd.DataFrame(), own_area="E06000023")
    assert empty_db.execute("select title from dim_measure where not in_plan").fetchall() == [("ASC3",)]


@pytest.mark.parametrize(
    ("orders", "polarity"),
    [
        (["desc"], "higher"),
        (["", "desc", "none", None], "higher"),
        (["asc"], "lower"),
        (["none"], "none"),
        ([None], "none"),
        (["asc", "desc"], "none"),
    ],
)
def test_the_way_rows_are_ranked_tells_the_polarity(orders: list, polarity: str) -> None:
    assert oflog.describe("ASC2", "Outcome, ASC Quality of Life", orders)["polarity"] == polarity


def test_a_measure_whose_unit_nobody_knows_is_a_number() -> None:
    found = oflog.describe("ASC9", "Outcome, Something", [])
    assert (found["unit"], found["suffix"], found["decimals"]) == ("number", "", 1)


def test_another_file_is_not_oflogs(tmp_path: Path) -> None:
    row = {name: cell for name, cell in ROW.items() if name != "MEDIAN"}
    with duckdb.connect() as db:
        assert oflog.read(write_csv(tmp_path / "ASC_data.csv", [row]), db) is None
        assert oflog.read(tmp_path / "ASC_data.md", db) is None
