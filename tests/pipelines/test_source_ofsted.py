"""Ofsted's judgements, on small workbooks of invented inspections and on the published one."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.problems import Refused
from pipelines.sources import Reading, ofsted
from tests.arrange import all_of, write_csv
from tests.pipelines.conftest import Load
from tests.pipelines.publications import accounts, loaded, sheet_of
from tests.pipelines.test_sources import described, staged
from tests.pipelines.workbooks import write_workbook

FOLDER = "ofsted-la-inspections"
FILE = "LA_Inspection_Outcomes_as_at_31_March_2025.ods"

OVERALL, LEAVERS = "Overall effectiveness", "The experiences and progress of care leavers"
HEADER = [
    "Web link",
    "Local authority area code",
    "Local authority name",
    "Ofsted region",
    "Inspection date",
    OVERALL,
    LEAVERS,
]
DEVON = ["link", "E10000008", "Devon", "South West", date(2023, 7, 10), "Good", "Inadequate"]
NOW = "Inspections_as_at_31_March"
TITLES = [["Local authority judgements as at 31 March 2025"], ["One table."]]
HISTORY = "ILACS_inspection_history"


@pytest.fixture
def db() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def written(folder: Path, **sheets: list[list]) -> Path:
    return write_workbook(folder / "outcomes_2025-09-25.xlsx", {"Cover": [["Ofsted"]], **sheets})


def now(*rows: list, header: list = HEADER, titles: list = TITLES) -> dict[str, list]:
    return {NOW: [*titles, header, *rows]}


def history(*rows: list, header: list = HEADER) -> dict[str, list]:
    return {HISTORY: [["ILACS inspection history from 2018-2025"], header, *rows]}


def read(db: duckdb.DuckDBPyConnection, path: Path) -> Reading:
    reading = ofsted.read(path, db)
    assert reading is not None
    return reading


def test_a_judgement_is_its_place_in_the_order_with_its_words(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reading = read(db, written(tmp_path, **now(DEVON)))
    good, inadequate = staged(db, reading)
    assert (good["indicator"], good["area"], good["period"], good["value"]) == (OVERALL, "E10000008", "2025-03-31", "2")
    assert good["note"] == f"Good; inspected 10 July 2023; sheet {NOW}"
    assert (inadequate["indicator"], inadequate["value"], inadequate["row"]) == (LEAVERS, "4", 4)
    about = described(reading)[OVERALL]
    assert (about["polarity"], about["unit"], about["frequency"]) == ("lower", ofsted.UNIT, "irregular")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Outstanding", "1"),
        ("Good", "2"),
        ("Requires improvement to be good", "3"),
        ("Requires improvement", "3"),
        ("Inadequate", "4"),
    ],
)
def test_the_order_of_the_words(db: duckdb.DuckDBPyConnection, tmp_path: Path, words: str, value: str) -> None:
    first, _ = staged(db, read(db, written(tmp_path, **now([*DEVON[:5], words, ""]))))
    assert first["value"] == value


@pytest.mark.parametrize(
    ("day", "marker", "words"),
    [(date(2022, 12, 31), "z", "not judged before 1 January 2023"), (date(2023, 1, 1), "x", "no judgement")],
)
def test_a_blank_says_why(db: duckdb.DuckDBPyConnection, tmp_path: Path, day: date, marker: str, words: str) -> None:
    _, leavers = staged(db, read(db, written(tmp_path, **now([*DEVON[:4], day, "Good", ""]))))
    assert (leavers["value"], leavers["marker"]) == (None, marker)
    assert leavers["note"].startswith(words)


def test_earlier_inspections_hold_from_their_day(load: Load, empty_db, inbox: Path) -> None:
    earlier = [*DEVON[:4], date(2019, 5, 13), "Inadequate", ""]
    kinds = [*HEADER[:5], "Inspection type", *HEADER[5:]]
    typed = [[*row[:5], "ILACS Standard Inspection", *row[5:]] for row in (earlier, DEVON)]
    written(inbox, **now(DEVON), **history(*typed, header=kinds))
    summary = load()
    assert (summary.rows_loaded, summary.rows_refused) == (6, 0)
    query = "select period, value from fact_observation where measure = 'ofsted-overall-effectiveness' order by period"
    assert [tuple(row.values()) for row in all_of(empty_db, query)] == [
        ("2019-05-13", 4),
        ("2023-07-10", 2),
        ("2025-03-31", 2),
    ]


def test_visits_without_a_judgement_and_repeats_are_left_out_and_counted(load: Load, empty_db, inbox: Path) -> None:
    visit = [*DEVON[:4], date(2024, 9, 24), "", ""]
    rows = [["In-year activity"], [*HEADER[:4], "Inspection/Visit date", *HEADER[5:], "Visit Theme"]]
    written(inbox, **history(DEVON), **{"In-year_inspections": [*rows, [*visit, "Children in care"], [*DEVON, ""]]})
    summary = load()
    assert (summary.rows_loaded, summary.rows_refused) == (2, 4)
    assert any("1 visits without a judgement in sheet In-year_inspections" in note for note in summary.notes)
    assert any("a row that says again" in note for note in summary.notes)


def test_before_there_were_codes_a_council_is_known_by_its_name(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    header = ["Web link", "Local authority", "Publication date", OVERALL]
    rows = [["link", "Bournemouth, Christchurch & Poole", date(2024, 1, 29), "Good"]]
    (figure,) = staged(db, read(db, written(tmp_path, **history(*rows, header=header))))
    assert (figure["area"], figure["period"]) == ("E06000058", "2024-01-29")
    assert figure["note"] == f"Good; published 29 January 2024; sheet {HISTORY}"


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        (
            now([*DEVON[:5], "Quite good", ""]),
            "row 4, column Overall effectiveness: unknown judgement: found Quite good",
        ),
        (now([*DEVON[:5], "Inadequat", ""]), "the nearest is Inadequate"),
        (now(DEVON, titles=[["Judgements as at the end"]]), "no day: found Judgements as at the end"),
        (history([*DEVON[:4], "soon", "Good", ""]), "row 3, column inspection date: no date: found soon"),
        (history([*DEVON[:1], "", "Devonn", *DEVON[3:]]), "unknown council: found Devonn; .* nearest is Devon"),
        (history(["", "E10000008", "Devon", "Good"], header=["", *HEADER[1:3], OVERALL]), "no dates"),
    ],
)
def test_what_nobody_could_say_is_refused(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, sheets: dict, said: str
) -> None:
    path = written(tmp_path, **sheets)
    with pytest.raises(Refused, match=said):
        ofsted.read(path, db)


def test_other_files_are_not_ofsteds(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert ofsted.read(write_workbook(tmp_path / "a.xlsx", {"Inspections": [["Area", "Score"]]}), db) is None
    assert ofsted.read(write_csv(tmp_path / "a.csv", [{"area": "E10000008"}]), db) is None


@pytest.fixture(scope="module")
def published(shared_data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with loaded(shared_data / FOLDER, "E10000008") as db:
        yield db


def cells_of(path: Path) -> list[tuple[str, int, dict[str, str]]]:
    """Every row of an inspection with its sheet and its number there, by heading."""
    found = []
    for sheet in (NOW, "In-year_inspections", HISTORY):
        rows = sheet_of(path, sheet)
        found += [
            (sheet, n, dict(zip(rows[2], row, strict=False))) for n, row in enumerate(rows[3:], start=4) if any(row)
        ]
    return found


def test_every_published_row_is_loaded_or_left_out_for_a_reason(published, shared_data: Path) -> None:
    rows = cells_of(shared_data / FOLDER / FILE)
    assert Counter(sheet for sheet, _, _ in rows) == {NOW: 153, "In-year_inspections": 112, HISTORY: 271}
    visits = sum(not row[OVERALL] for _, _, row in rows)
    again = 112 - visits
    assert accounts(published) == {FILE: (5 * 536, 5 * (536 - visits - again), 5 * (visits + again))}
    query = "select marker, count(*) from fact_observation group by 1"
    blank = sum(not row.get(LEAVERS) for sheet, _, row in rows if sheet != "In-year_inspections")
    assert dict(published.execute(query).fetchall()) == {None: 5 * (536 - 112) - blank, "z": blank}


def test_five_hundred_published_cells_are_the_loaded_ones(published, shared_data: Path) -> None:
    order = ["", "Outstanding", "Good", "Requires improvement to be good", "Inadequate"]
    query = "select area, period, measure, value, note from fact_observation"
    facts = {(area, period, measure): rest for area, period, measure, *rest in published.execute(query).fetchall()}
    judged = [
        (sheet, row, heading)
        for sheet, _, row in cells_of(shared_data / FOLDER / FILE)
        for heading in row
        if heading.startswith(("Overall", "The "))
    ]
    pick = random.Random(4)
    compared = 0
    for sheet, row, heading in pick.sample(judged, 700):
        if not row[OVERALL]:
            continue
        day = "2025-03-31" if sheet == NOW else (row.get("Inspection date") or row["Inspection/Visit date"])[:10]
        measure = f"ofsted-{heading.lower().replace(' ', '-')}"
        value, note = facts[row["Local authority area code"], day, measure]
        assert value == (order.index(row[heading]) or None)
        assert note.startswith(row[heading] or "not judged before")
        compared += 1
    assert compared > 500
