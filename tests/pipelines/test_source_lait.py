"""DfE's Local Authority Interactive Tool, on a small table of invented figures written as DfE writes it."""

import csv
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines.periods import PeriodError
from pipelines.problems import Refused
from pipelines.sources import STAGED, Reading, lait
from tests.arrange import write_csv
from tests.pipelines.conftest import Load
from tests.pipelines.workbooks import write_workbook

BIRMINGHAM = ("Birmingham", 330.0, "West Midlands")
ENTRY = {
    "Topic": "Key Stage 2",
    "Measure": "Reading well",
    "Chart_title": "Pupils who read well (%)",
    "Measure_short": "Read",
    "Polarity": "High",
    "y_axis_name": "% of pupils",
    "Description": "Pupils who read well.\r\r\n\r\r\nAt the end of the key stage.",
    "Last Update": "45809",
    "Data Owner (DO) /Supplier and Contact Details": "DfE",
    "Methodology": "-",
    "Hyperlink(s)": "https://example.org/reading",
    "dps": "NA",
    "Year_Type": "Academic Year",
    "No_Quartile": "NA",
}


@pytest.fixture
def db() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def write_table(folder: Path, rows: list[tuple], entries: list[dict] | None = None) -> Path:
    """Write (measure, years, value, area) rows as DfE does, and the dictionary of ``entries`` beside them."""
    folder.mkdir(exist_ok=True)
    if entries is not None:
        write_csv(folder / lait.DICTIONARY_FILE, entries)
    names = ["Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region"]
    frame = pd.DataFrame(
        [(measure, None, years, area[0], value, area[1], area[2]) for measure, years, value, area in rows],
        columns=names,
    )
    path = folder / "bds_long_0.parquet"
    with duckdb.connect() as writer:
        writer.register("frame", frame.astype({"LA Number": "float64"}))
        writer.sql("select * from frame").write_parquet(str(path))
    return path


def staged(db: duckdb.DuckDBPyConnection, reading: Reading | None) -> list[dict]:
    assert reading is not None
    assert reading.observations is not None
    relation = db.sql(f"select * from ({reading.observations}) order by row")
    assert tuple(relation.columns) == STAGED
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


@pytest.mark.parametrize(
    ("kind", "label", "code"),
    [
        ("Academic Year", "2024", "2023-24AY"),
        ("Academic Year", "2000", "1999-00AY"),
        ("Academic Year", "2023/24", "2023-24AY"),
        ("Academic Year", "2023-24", "2023-24AY"),
        ("Academic Year", "2025 (prov)", "2024-25AY"),
        ("Academic Year", "2023 (Rev)", "2022-23AY"),
        ("Academic Year", "2021 (Final)", "2020-21AY"),
        ("Financial Year", "2024", "2023-24"),
        ("Financial Year", "2019-20 (OT)", "2019-20"),
        ("Financial Year", "2024-25", "2024-25"),
        ("Calendar Year", "2024", "2024"),
        ("Calendar Year", "2014-16", "2014-2016"),
        ("Financial Year", "2020/21-22/23", "2020-2023FY"),
        ("Academic Year", "2020/21-22/23", "2020-2023AY"),
        ("Calendar Year", "2021-22", "2021-2022"),
        ("Calendar Year", "1999-01", "1999-2001"),
        ("Annual", "2024", "2024-03-31"),
        ("Annual (end of Sept)", "2024", "2024-09-30"),
        ("Annual - January", "2024", "2024-01-18"),
        ("Annual - January", "2025", "2025-01-16"),
        ("Annual - January", "2026", "2026-01-15"),
    ],
)
def test_a_label_means_what_its_kind_of_year_says(kind: str, label: str, code: str) -> None:
    assert lait.year(f"{kind}: {label}").code == code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Academic Year: 0", "no label of LAIT"),
        ("Academic Year: 2024 (Draft)", "no label of LAIT"),
        ("Academic Year: 2020-22", "2020 is followed by 21"),
        ("Financial Year: 2014-16", "2014 is followed by 15"),
        ("Annual: 2021-22", "no year we know"),
        ("Tax Year: 2024", "the kinds are Academic Year, Financial Year"),
    ],
)
def test_a_label_that_names_no_year_is_said(text: str, said: str) -> None:
    with pytest.raises(PeriodError, match=said):
        lait.year(text)


def test_values_markers_and_areas(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [
        ("Read", "2022", "71.5", BIRMINGHAM),
        ("Read", "2023 (Rev)", "72", BIRMINGHAM),
        ("Read", "2024 (prov)", "73", BIRMINGHAM),
        ("Read", "2025 (Rev)", "-", BIRMINGHAM),
        ("Read", "2022", "NA", ("Bournemouth (Pre LG)", 837.0, "South West")),
        ("Read", "2022", "c", ("London (Inner)", 987.0, "NA")),
        ("Read", "2022", None, ("England", 970.0, "NA")),
        ("Read", "2022", "0", ("Somerset", 933.0, "South West")),
    ]
    found = staged(db, lait.read(write_table(tmp_path, rows, [ENTRY]), db))
    assert [(row["area"], row["area_name"], row["value"], row["marker"], row["row"]) for row in found] == [
        ("E08000025", "Birmingham", "71.5", None, 2),
        ("E08000025", "Birmingham", "72", "r", 3),
        ("E08000025", "Birmingham", "73", "p", 4),
        ("E08000025", "Birmingham", None, "x", 5),
        ("E06000028", "Bournemouth (Pre LG)", None, "x", 6),
        ("E13000001", "London (Inner)", None, "c", 7),
        ("E92000001", "England", None, "x", 8),
        ("E06000066", "Somerset", "0", None, 9),
    ]
    assert {(row["indicator"], row["breakdown"]) for row in found} == {("Read", "total")}
    assert found[1]["period"] == "Academic Year: 2023 (Rev)"


def test_rows_read_are_rows_loaded_and_rows_left_out_with_their_reason(load: Load, empty_db, inbox: Path) -> None:
    rows = [
        ("Read", "2022", "71.5", BIRMINGHAM),
        ("Read", "0", "-", BIRMINGHAM),
        ("Read", "0", "-", ("England", 970.0, "NA")),
    ]
    write_table(inbox, rows, [ENTRY])
    summary = load(pack_areas=pd.DataFrame(), own_area="E08000025")
    assert (summary.rows_loaded, summary.rows_refused) == (1, 2)
    (first,) = summary.notes
    assert "row 3, column Years: no period: found 0" in first
    assert first.endswith("names no year (2 rows).")
    query = "select measure, area, period, value from fact_observation"
    assert empty_db.execute(query).fetchall() == [("lait-read", "E08000025", "2021-22AY", 71.5)]
    query = "select source, outcome from load_file where file like '%dictionary%'"
    assert empty_db.execute(query).fetchall() == [("lait", "unread")]


def test_an_empty_name_names_no_area(load: Load, inbox: Path) -> None:
    write_table(inbox, [("Read", "2022", "71.5", ("", *BIRMINGHAM[1:]))], [ENTRY])
    with pytest.raises(Refused, match="unknown area: found E08000025;"):
        load()


def test_an_area_with_a_number_nobody_gave_is_refused(load: Load, inbox: Path) -> None:
    write_table(inbox, [("Read", "2022", "71.5", ("Atlantis", 1.0, "NA"))], [ENTRY])
    with pytest.raises(Refused, match="unknown area: found DfE number 1;"):
        load(pack_areas=pd.DataFrame())


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (None, "dictionary missing: found no lait_data_dictionary.csv"),
        ([ENTRY | {"Measure_short": "Other"}], "measure without a description: found Read;"),
        ([{"Measure_short": "Read", "Polarity": "High"}], "columns missing: found none; expected Measure, Chart_title"),
    ],
)
def test_without_its_dictionary_the_table_is_refused(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, entries: list[dict] | None, said: str
) -> None:
    path = write_table(tmp_path, [("Read", "2022", "71.5", BIRMINGHAM)], entries)
    with pytest.raises(Refused, match=said):
        lait.read(path, db)


def test_the_wording_updated_last_describes_a_measure_listed_twice(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    entries = [
        ENTRY | {"Last Update": "45778", "dps": "2"},
        ENTRY | {"Last Update": "46113", "dps": "0"},
        ENTRY | {"Last Update": "46113", "dps": "4"},
        ENTRY | {"Last Update": "New Data", "dps": "3"},
    ]
    reading = lait.read(write_table(tmp_path, [("Read", "2022", "71.5", BIRMINGHAM)], entries), db)
    assert reading is not None
    assert reading.indicators is not None
    assert list(reading.indicators["decimals"]) == [0]
    assert [(p.row, p.rows, p.expected) for p in reading.problems] == [
        (2, 0, "once: row 3 is used"),
        (4, 0, "once: row 3 is used"),
        (5, 0, "once: row 3 is used"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"polarity": "higher", "decimals": 1, "quartiles": True, "frequency": "academic"}),
        ({"Polarity": "Low", "dps": "2"}, {"polarity": "lower", "decimals": 2}),
        ({"Polarity": "-", "dps": "0"}, {"polarity": "none", "decimals": 0}),
        ({"dps": "²"}, {"decimals": 1}),
        ({"dps": "4" * 5000}, {"decimals": 1}),
        ({"Polarity": "NA", "No_Quartile": "N"}, {"polarity": "none", "quartiles": False}),
        ({"Year_Type": "Annual - January"}, {"frequency": "annual"}),
        ({"y_axis_name": "% of pupils"}, {"unit": "per cent", "prefix": "", "suffix": "%"}),
        ({"y_axis_name": "% gap"}, {"unit": "percentage points", "suffix": ""}),
        ({"y_axis_name": "Unit Cost"}, {"unit": "pounds", "prefix": "£", "suffix": ""}),
        ({"y_axis_name": "Number of CPP"}, {"unit": "number of CPP", "suffix": ""}),
        ({"y_axis_name": "Leavers FTE"}, {"unit": "leavers FTE"}),
        ({"Methodology": "See\r\r\n\r\r\n notes"}, {"caveats": "See\nnotes"}),
        (
            {"Data Owner (DO) /Supplier and Contact Details": "OHID\r\r\n"},
            {"source_name": "OHID", "caveats": None, "source_url": "https://example.org/reading"},
        ),
    ],
)
def test_the_dictionary_describes_a_measure(changes: dict, expected: dict) -> None:
    found = lait.describe(ENTRY | changes)
    assert {key: found[key] for key in expected} == expected
    assert found["definition"] == "Pupils who read well.\nAt the end of the key stage."


def test_a_percentage_and_its_count_are_two_measures(load: Load, empty_db, inbox: Path) -> None:
    entries = [ENTRY | {"Measure_short": name} for name in ("SGO", "SGO%")]
    write_table(inbox, [("SGO", "2022", "7", BIRMINGHAM), ("SGO%", "2022", "12.5", BIRMINGHAM)], entries)
    load(pack_areas=pd.DataFrame(), own_area="E08000025")
    query = "select measure, value from fact_observation order by measure"
    assert empty_db.execute(query).fetchall() == [("lait-sgo", 7), ("lait-sgo-percent", 12.5)]


NEIGHBOURS = [
    ["A", "B", "C", "3", "4", "5", "6"],
    [1, 2, 3, 4, 5, 6, 7],
    ["LA num", "LA Name", "LA number", "SN1", "SNP", "SN2", "SNP"],
    [330, "Birmingham", 330, 892, "Close", 306, "Somewhat close"],
    [933, "Somerset", 933, 878, "Close", "", ""],
    ["Old SNs:", "", "", "", "", "", ""],
    [837, "Bournemouth (Pre LG)", 837, 882, "Close", 879, "Close"],
]


def test_neighbours_are_groups_of_their_area_in_order(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "sn_may_2025.xlsx", {"LA SN Groups": NEIGHBOURS})
    reading = lait.read(path, db)
    assert reading is not None
    assert reading.groups is not None
    assert reading.rows == 3
    columns = ["group", "of_area", "area", "rank"]
    assert list(reading.groups[columns].itertuples(index=False, name=None)) == [
        ("dfe-sn:E06000028", "E06000028", "E06000033", 1),
        ("dfe-sn:E06000028", "E06000028", "E06000026", 2),
        ("dfe-sn:E06000066", "E06000066", "E10000008", 1),
        ("dfe-sn:E08000025", "E08000025", "E06000018", 1),
        ("dfe-sn:E08000025", "E08000025", "E09000008", 2),
    ]
    assert set(reading.groups["family"]) == {"DfE statistical"}
    assert set(reading.groups["version"]) == {"May 2025"}


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (NEIGHBOURS[:2], "no row that begins with LA num"),
        ([*NEIGHBOURS, [1, "Atlantis", 1, 330, "Close", "", ""]], "unknown DfE number: found 1;"),
        ([*NEIGHBOURS, [331, "Coventry", 331, 2, "Close", "", ""]], "unknown DfE number: found 2;"),
    ],
)
def test_a_list_of_neighbours_nobody_can_follow_is_refused(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, sheet: list, said: str
) -> None:
    path = write_workbook(tmp_path / "sn_may_2025.xlsx", {"LA SN Groups": sheet})
    with pytest.raises(Refused, match=said):
        lait.read(path, db)


def test_the_list_of_areas_tells_regions_and_who_is_gone(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    sheet = [
        ["LA Number", "LA Name", "Region", "Type"],
        [201, "City of London", "Inner London", "ILB"],
        [909, "Cumbria", "North West", "SC"],
        [988, "London (Outer)", "NA", "NA"],
        [1000, "England (discontinued)", "NA", "NA"],
    ]
    reading = lait.read(write_workbook(tmp_path / "la_code_list.xlsx", {"Sheet1": sheet}), db)
    assert reading is not None
    assert reading.areas is not None
    found = [[None if pd.isna(cell) else str(cell) for cell in row] for row in reading.areas.to_numpy()]
    assert found == [
        ["E09000001", "City of London", "London", None],
        ["E10000006", "Cumbria", "North West", "2023-03-31 00:00:00"],
        ["E13000002", "London (Outer)", None, None],
    ]
    (problem,) = reading.problems
    assert (problem.row, problem.found, problem.rows) == (5, "1000 England (discontinued)", 1)


def test_other_files_are_not_lait(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    other = tmp_path / "other.parquet"
    db.sql("select 'ENV01' as measure").write_parquet(str(other))
    assert lait.read(other, db) is None
    assert lait.read(write_csv(tmp_path / "returns.csv", [{"measure": "ENV01"}]), db) is None
    assert lait.read(write_workbook(tmp_path / "returns.xlsx", {"Sheet1": [["measure"], ["ENV01"]]}), db) is None
    assert lait.read(tmp_path / "notes.md", db) is None


def test_every_number_stands_for_one_area() -> None:
    with (Path(lait.__file__).with_name("lait_areas.csv")).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len({row["number"] for row in rows}) == len({row["area"] for row in rows}) == 170
