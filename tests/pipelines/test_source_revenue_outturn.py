"""MHCLG's revenue outturn, on small workbooks of invented figures and on the published one."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.problems import Refused
from pipelines.sources import Reading, revenue_outturn
from tests.arrange import all_of, one, write_csv
from tests.pipelines.conftest import Load
from tests.pipelines.publications import accounts, loaded, number, sheet_of
from tests.pipelines.test_sources import described, staged
from tests.pipelines.workbooks import write_workbook

FOLDER = "mhclg-revenue-outturn"
FILE = "RO3_LA_Data_2024-25_data_by_LA.ods"
SHEET = "RO3_LA_Data_202425"

TITLES = [["Revenue Outturn (RO) 2024-25: Social Care (RO3) data"], ["Data are reported in £ thousand."]]
ABOUT = ["E-code", "ONS Code", "Local authority", "Notes", "Class", "Detailed Class", "Certification"]
LINES = ["Care: Homes - Employees (C1)", "TOTAL CARE [note 2] - Total (C3)"]
DEVON = ["E1121", "E10000008", "Devon CC", "", "SC", "SC", "Y", 941, 5741.25]
BIRMINGHAM = ["E4601", "E08000025", "Birmingham", "M", "MD", "MD", "[x]", "[x]", "[x]"]
NOTES = [["Notes", ""], ["Note number", "Note text"], ["[note 4]", "No breakdown."], ["M", "Not received in time."]]


@pytest.fixture
def db() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def written(folder: Path, *rows: list, sheet: str = SHEET, titles: list = TITLES, header: list | None = None) -> Path:
    book = {
        "Front_Page": [["2023-24 was last year"]],
        "Notes": NOTES,
        sheet: [*titles, header or [*ABOUT, *LINES], *rows],
    }
    return write_workbook(folder / "outturn_2025-12-04.xlsx", book)


def read(db: duckdb.DuckDBPyConnection, path: Path) -> Reading:
    reading = revenue_outturn.read(path, db)
    assert reading is not None
    return reading


def test_a_cell_is_a_figure_in_thousands(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reading = read(db, written(tmp_path, DEVON))
    assert [
        (row["indicator"], row["area"], row["period"], row["value"], row["row"]) for row in staged(db, reading)
    ] == [
        ("RO3: Care: Homes - Employees (C1)", "E10000008", "2024-25", "941", 4),
        ("RO3: TOTAL CARE - Total (C3)", "E10000008", "2024-25", "5741.25", 4),
    ]
    about = described(reading)["RO3: Care: Homes - Employees (C1)"]
    assert (about["unit"], about["prefix"], about["theme"]) == ("thousand pounds", "£", "Care")


@pytest.mark.parametrize(
    ("cell", "value", "marker", "note"),
    [
        (0, "0", None, None),
        ("[x]", None, "x", None),
        ("[n]", None, "x", None),
        ("[z]", None, "z", None),
        ("[c]", None, "c", None),
        ("[note 4]", None, "x", "No breakdown."),
        ("12 [note 4]", "12", None, "No breakdown."),
        ("12 [note 9]", "12", None, "[note 9]"),
        ("", None, "x", None),
        ("tbc", "tbc", None, None),
    ],
)
def test_a_mark_is_a_marker_and_never_nought(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, cell: object, value: str | None, marker: str | None, note: str | None
) -> None:
    first, _ = staged(db, read(db, written(tmp_path, [*DEVON[:7], cell, 1])))
    assert (first["value"], first["marker"], first["note"]) == (value, marker, note)


def test_a_return_that_is_missing_or_not_certified_says_so(load: Load, empty_db, inbox: Path) -> None:
    written(inbox, BIRMINGHAM, [*DEVON[:6], "N", 1, 2])
    load()
    query = "select distinct area, marker, note, value is null as missing from fact_observation order by area"
    assert [tuple(row.values()) for row in all_of(empty_db, query)] == [
        ("E08000025", "x", "Not received in time.", True),
        ("E10000008", None, "The return was not certified.", False),
    ]


def test_the_note_of_a_cell_stands_before_that_of_its_return(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    noted = staged(db, read(db, written(tmp_path, [*DEVON[:3], "M", *DEVON[4:6], "N", "12 [note 4]", 1], DEVON)))
    about = "Not received in time. The return was not certified."
    assert [row["note"] for row in noted] == [f"No breakdown.; {about}", about, None, None]


def test_each_sheet_has_its_form_and_year(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    sheets = {
        "RO3_LA_Data_1": [["2023-24"], [*ABOUT, *LINES], DEVON],
        "RSX_LA_Data_2": [["2024-25"], [*ABOUT, "Other"], BIRMINGHAM[:8], DEVON[:8]],
    }
    found = staged(db, read(db, write_workbook(tmp_path / "outturn.xlsx", sheets)))
    assert [(row["indicator"][:5], row["area"], row["period"], row["value"], row["marker"]) for row in found] == [
        ("RO3: ", "E10000008", "2023-24", "941", None),
        ("RO3: ", "E10000008", "2023-24", "5741.25", None),
        ("RSX: ", "E08000025", "2024-25", None, "x"),
        ("RSX: ", "E10000008", "2024-25", "941", None),
    ]


def test_rows_that_are_no_council_are_left_out_and_counted(load: Load, empty_db, inbox: Path) -> None:
    police = ["E7050", "E23000036", "Avon Police", "", "O", "Police", "Y", 0, 0]
    park = ["E6803", "E6803", "Lee Valley", "", "O", "Park", "N", 0, 0]
    england = ["Eng", "E92000001", "ENGLAND", "", "Eng", "Eng", "[Y]", 9, 9]
    counties = ["[Y]", "E10", "Shire Counties", "", "SC", "SC", 21, 9, 9]
    keys = ["", "", "", "", "", "", "", "RO3-home-empl", "RO3-tot"]
    written(inbox, DEVON, police, park, england, [*ABOUT, *LINES], counties, keys)
    summary = load()
    assert (summary.rows_loaded, summary.rows_refused) == (2, 8)
    assert [("2 authorities" in note, "2 totals" in note) for note in sorted(summary.notes)] == [
        (True, False),
        (False, True),
    ]
    query = "select national_code from dim_measure where not in_plan order by 1"
    assert [row["national_code"] for row in all_of(empty_db, query)] == ["RO3-home-empl", "RO3-tot"]


@pytest.mark.parametrize(
    ("sheet", "titles", "year"),
    [
        ("RSX_LA_Data_2023-24", [["Revenue summary 2023-24"]], "2023-24"),
        ("RO3_LA_Data_202526", [["no year here"]], "2025-26"),
        ("RO4_LA_Data_", [[""], ["Outturn, 2022–23"]], "2022-23"),
    ],
)
def test_other_forms_and_years_are_read_alike(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, sheet: str, titles: list, year: str
) -> None:
    reading = read(db, written(tmp_path, DEVON, sheet=sheet, titles=titles))
    assert {row["period"] for row in staged(db, reading)} == {year}
    assert all(row["indicator"].startswith(f"{sheet[:3]}: ") for row in staged(db, reading))


def test_columns_are_found_by_name(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    header = ["ONS Code", *LINES, "Local authority [note 1]", "E-code"]
    row = ["E10000008", 941, 5741.25, "Devon CC", "E1121"]
    found = staged(db, read(db, written(tmp_path, row, header=header)))
    assert [(row["area_name"], row["value"]) for row in found] == [("Devon CC", "941"), ("Devon CC", "5741.25")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"header": ["Code", "Name", *LINES]}, "header missing: .* ONS Code and Local authority"),
        ({"sheet": "RO3_LA_Data_new", "titles": [["no year"]]}, "year missing"),
    ],
)
def test_a_sheet_nobody_could_follow_is_refused(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, changes: dict, said: str
) -> None:
    path = written(tmp_path, DEVON[: len(changes.get("header", DEVON))], **changes).rename(tmp_path / "outturn.xlsx")
    with pytest.raises(Refused, match=said):
        revenue_outturn.read(path, db)


def test_words_in_the_place_of_a_number_are_refused(load: Load, inbox: Path) -> None:
    written(inbox, DEVON, [*DEVON[:1], "E10000031", *DEVON[2:7], "tbc", 1])
    with pytest.raises(Refused, match="row 5, column value: not a number: found tbc"):
        load()


def test_other_files_are_no_outturn(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert revenue_outturn.read(write_workbook(tmp_path / "a.xlsx", {"Returns": [["ONS Code"]]}), db) is None
    assert revenue_outturn.read(write_csv(tmp_path / "a.csv", [{"ONS Code": "E10000008"}]), db) is None


@pytest.fixture(scope="module")
def published(shared_data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with loaded(shared_data / FOLDER, "E10000008") as db:
        yield db


@pytest.fixture(scope="module")
def cells(shared_data: Path) -> list[list[str]]:
    return sheet_of(shared_data / FOLDER / FILE, SHEET)


def test_every_published_cell_is_loaded_or_left_out_for_a_reason(published, cells: list[list[str]]) -> None:
    below = [row for row in cells[7:] if len(row) > 7 and row[1] and row[1] != "ONS Code"]
    councils = [row for row in below if re.fullmatch("E(0[6-9]|10).{6}", row[1])]
    assert (len(councils), len(cells[6][7:])) == (317, 490)
    assert accounts(published) == {FILE: (490 * len(below), 490 * 317, 490 * (len(below) - 317))}


def test_a_missing_return_is_missing(published) -> None:
    query = "select count(*) as cells, count(value) as figures, min(note) as note from fact_observation where area = ?"
    found = one(published, query, "E08000025")
    assert (found["cells"], found["figures"]) == (490, 0)
    assert found["note"].startswith("RO return not received in time")


def test_five_hundred_published_cells_are_the_loaded_ones(published, cells: list[list[str]]) -> None:
    pick = random.Random(3)
    header = cells[6]
    places = [(row, column) for row in range(7, 418) for column in range(7, 497)]
    councils = [place for place in places if re.fullmatch("E(0[6-9]|10).{6}", cells[place[0]][1])]
    query = "select row, title, area, period, value, marker from fact_observation join dim_measure using (measure)"
    facts = {(row, title): rest for row, title, *rest in published.execute(query).fetchall()}
    for row, column in pick.sample(councils, 500):
        title = " ".join(re.sub(r"\[note \d+\]", "", header[column]).split())
        area, period, value, marker = facts[row + 1, title]
        assert (area, period) == (cells[row][1], "2024-25")
        assert value == number(cells[row][column])
        assert (marker == "x") == (value is None)
