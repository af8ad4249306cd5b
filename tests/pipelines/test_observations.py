"""Everything in the inboxes is loaded, or nothing is: what the warehouse then holds, and what is said otherwise."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines import facts as facts_of_files
from pipelines import inbox as inboxes
from pipelines import observations
from pipelines.problems import Refused
from tests.pipelines.conftest import NO_GROUPS, PACK_AREAS, Load, add_measures
from tests.pipelines.workbooks import write_workbook

TIDY = "measure,area,period,value"
ELS = "areacd,areanm,geography,indicator,period,observation,measure,unit,lci_95,uci_95,status,notes"


def send(inbox: Path, name: str, *lines: str) -> Path:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return path


def facts(db: duckdb.DuckDBPyConnection, columns: str = "measure, area, period, value") -> list[tuple]:
    """Return columns of the fact table in stored order."""
    return db.execute(f"select {columns} from fact_observation").fetchall()


def sentences(load: Load, **pack: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        load(**pack)
    return [str(problem) for problem in refused.value.problems]


# What is loaded


@pytest.mark.requirement("BCP-23")
def test_a_figure_keeps_everything_that_was_said_with_it(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    send(
        inbox,
        "returns/july_2025-08-20.csv",
        "measure,area,period,breakdown,value,numerator,denominator,lower,upper,marker,note",
        'ENV01,X01000001,2025-M07,sex:female,41.25,33,80,31.1,52.2,P,"late, but whole"',
    )
    summary = load()
    row = empty_db.execute("select * from fact_observation").df().iloc[0].to_dict()
    assert row == {
        "measure": "ENV01",
        "area": "X01000001",
        "period": "2025-M07",
        "breakdown": "sex:female",
        "value": 41.25,
        "numerator": 33.0,
        "denominator": 80.0,
        "lower": 31.1,
        "upper": 52.2,
        "marker": "p",
        "note": "late, but whole",
        "vintage": pd.Timestamp(2025, 8, 20),
        "latest": True,
        "recorded_at": pd.Timestamp(datetime.now(UTC).date()),
        "file": "inbox/returns/july_2025-08-20.csv",
        "row": 2,
    }
    assert (summary.files, summary.files_loaded, summary.rows_loaded, summary.rows_refused) == (1, 1, 1, 0)


@pytest.mark.requirement("WCC-08")
def test_zero_suppressed_and_not_available_are_different_things(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    send(
        inbox,
        "returns.csv",
        f"{TIDY},marker",
        "ENV01,X01000001,2025-M07,0,",
        "ENV01,X01000001,2025-M08,,c",
        "ENV01,X01000001,2025-M09,,x",
        "ENV01,X01000001,2025-M10,0,low",
    )
    load()
    assert facts(empty_db, "value, marker") == [(0.0, None), (None, "c"), (None, "x"), (0.0, "low")]


def test_rows_are_stored_by_measure_area_period_breakdown_and_vintage(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    keys = [
        (measure, area, period, breakdown)
        for measure in ("ENV02", "ENV01")
        for area in ("X01000002", "X01000001")
        for period in ("2025-M07", "2024-25", "2025-26Q1")
        for breakdown in ("total", "sex:male", "sex:female")
    ]
    for day in ("2025-09-01", "2025-08-01"):
        lines = [f"{','.join(key)},{number}" for number, key in enumerate(keys)]
        send(inbox, f"returns_{day}.csv", "measure,area,period,breakdown,value", *reversed(lines))
    load()
    stored = facts(empty_db, "measure, area, period, breakdown, vintage")
    assert len(stored) == 2 * len(keys)
    assert stored == sorted(stored)


@pytest.mark.parametrize("rows", [facts_of_files.SHARE, 1], ids=["all at once", "a measure at a time"])
def test_the_same_files_give_the_same_tables(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    lines = [
        f"{measure},X0100000{area},2025-M{month:02},{area * month}"
        for measure in ("ENV02", "ENV01")
        for area in (1, 2)
        for month in range(1, 13)
    ]
    send(inbox, "a_2025-12-31.csv", TIDY, *lines, *lines)
    send(inbox, "b_2025-12-31.csv", TIDY, *lines)
    load()
    tables = ("fact_observation", "load_file", "load_issue", "dim_area", "dim_period", "dim_breakdown")
    first = {table: empty_db.execute(f"from {table}").fetchall() for table in tables}
    for table in tables:
        empty_db.execute(f"delete from {table}")
    monkeypatch.setattr(facts_of_files, "SHARE", rows)
    load()
    assert {table: empty_db.execute(f"from {table}").fetchall() for table in tables} == first


def test_parquet_and_csv_say_the_same(empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load) -> None:
    send(inbox, "a_2025-01-01.csv", f"{TIDY},marker", "ENV01,X01000001,2024,0.1,", "ENV01,X01000002,2024,,c")
    query = f"select * replace (value::double as value) from read_csv('{inbox}/a_2025-01-01.csv', all_varchar = true)"
    empty_db.sql(query).write_parquet(str(inbox / "b_2025-06-01.parquet"))
    load()
    columns = "measure, area, period, value, marker, row"
    assert facts(empty_db, f"{columns}")[::2] == facts(empty_db, columns)[1::2]
    assert facts(empty_db, "vintage, latest") == [(date(2025, 1, 1), False), (date(2025, 6, 1), True)] * 2


def test_the_vintage_is_the_date_in_the_name_or_else_that_of_the_file(inbox: Path) -> None:
    path = send(inbox, "returns_2025-99-99.csv", TIDY)
    os.utime(path, (0, datetime(2024, 5, 6, 12, tzinfo=UTC).timestamp()))
    assert inboxes.vintage(path) == date(2024, 5, 6)
    assert inboxes.vintage(path.with_name("returns_2024-01-31_2025-02-28.csv")) == date(2025, 2, 28)


# Which one is the latest (DR-37)


def test_a_later_vintage_revises_and_nothing_is_lost(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    send(inbox, "a_2025-07-20.csv", TIDY, "ENV01,X01000001,2025-26Q1,92.4", "ENV01,X01000001,2024-25Q4,90")
    send(inbox, "b_2025-10-20.csv", TIDY, "ENV01,X01000001,2025-26Q1,91.1", "ENV01,X01000001,2025-26Q2,93")
    load()
    assert facts(empty_db, "period, value, latest") == [
        ("2024-25Q4", 90.0, True),
        ("2025-26Q1", 92.4, False),
        ("2025-26Q1", 91.1, True),
        ("2025-26Q2", 93.0, True),
    ]


def recoded(*rows: tuple[str, str, str]) -> list[str]:
    return [f"E0800{code},Barnsley,District,Births,{period}-01-01/P1Y,{value},,,,,," for code, period, value in rows]


CHANGES = ("oldcd,oldnm,newcd,newnm,type,start", "E08000016,Barnsley,E08000038,Barnsley,new_code,2025")


def test_a_council_under_two_codes_counts_once_under_todays(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    send(inbox, "changes.csv", *CHANGES)
    send(
        inbox,
        "births_2025-01-01.csv",
        ELS,
        *recoded(("0016", "2023", "1"), ("0038", "2023", "2"), ("0016", "2022", "3")),
    )
    send(inbox, "births_2026-01-01.csv", ELS, *recoded(("0016", "2021", "4"), ("0038", "2022", "5")))
    send(inbox, "births_2027-01-01.csv", ELS, *recoded(("0016", "2023", "6")))
    load()
    newest = empty_db.execute("select period, value, area from current_observation order by period").fetchall()
    assert newest == [("2021", 4.0, "E08000038"), ("2022", 5.0, "E08000038"), ("2023", 6.0, "E08000038")]
    assert len(facts(empty_db)) == 6


def test_todays_code_wins_within_a_vintage(empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load) -> None:
    send(inbox, "changes.csv", *CHANGES)
    send(inbox, "births_2025-01-01.csv", ELS, *recoded(("0016", "2023", "1"), ("0038", "2023", "2")))
    load()
    assert facts(empty_db, "area, latest") == [("E08000016", False), ("E08000038", True)]


def test_a_council_that_was_merged_keeps_its_own_figures(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    send(inbox, "changes.csv", CHANGES[0], "E06000029,Poole,E06000058,BCP,merger,2019")
    line = "{},{},District,Births,2018-01-01/P1Y,{},,,,,,"
    send(inbox, "births.csv", ELS, line.format("E06000029", "Poole", 1), line.format("E06000058", "BCP", 2))
    load()
    assert facts(empty_db, "area, value, latest") == [("E06000029", 1.0, True), ("E06000058", 2.0, True)]


# Repeats and contradictions


def test_a_row_that_says_the_same_again_is_left_out_and_counted(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    first, second = "ENV01,X01000001,2025-M07,1", "ENV01,X01000002,2025-M07,2"
    send(inbox, "a_2025-08-01.csv", TIDY, first, second, first, first)
    send(inbox, "b_2025-08-01.csv", TIDY, second)
    summary = load()
    assert facts(empty_db, "area, value, file, row") == [
        ("X01000001", 1.0, "inbox/a_2025-08-01.csv", 2),
        ("X01000002", 2.0, "inbox/a_2025-08-01.csv", 3),
    ]
    counts = "select rows_read, rows_loaded, rows_refused from load_file order by file"
    assert empty_db.execute(counts).fetchall() == [(4, 2, 2), (1, 0, 1)]
    assert empty_db.execute("select file, row, rows from load_issue order by file").fetchall() == [
        ("inbox/a_2025-08-01.csv", 4, 2),
        ("inbox/b_2025-08-01.csv", 2, 1),
    ]
    assert (summary.rows_loaded, summary.rows_refused) == (2, 3)
    assert "inbox/a_2025-08-01.csv, row 4: left out" in summary.notes[0]


def test_a_repeat_may_carry_another_note(empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load) -> None:
    send(inbox, "a.csv", f"{TIDY},note", "ENV01,X01000001,2025-M07,1,first", "ENV01,X01000001,2025-M07,1,second")
    load()
    assert facts(empty_db, "note") == [("first",)]


@pytest.mark.parametrize(
    "second",
    ["2,,,", ",c,,", "1,p,,", "1,,0,2"],
    ids=["value", "no value", "marker", "limits"],
)
def test_two_figures_for_one_key_in_a_vintage_are_refused(inbox: Path, load: Load, second: str) -> None:
    head = "ENV01,X01000001,2025-M07"
    send(inbox, "a_2025-08-01.csv", f"{TIDY},marker,lower,upper", f"{head},1,,,", "ENV02,X01000001,2025-M07,1,,,")
    send(inbox, "b_2025-08-01.csv", f"{TIDY},marker,lower,upper", f"{head},{second}")
    (sentence,) = sentences(load)
    assert sentence.startswith("inbox/b_2025-08-01.csv, row 2, column value: different figures for one key: found ")
    assert "for ENV01, X01000001, 2025-M07, total, where inbox/a_2025-08-01.csv, row 2 has 1.0" in sentence


def test_two_texts_for_one_period_are_one_key(inbox: Path, load: Load) -> None:
    line = "E08000025,Birmingham,District,Absence,{},{},,,,,,"
    send(inbox, "a.csv", ELS, line.format("2024-08-01/P1Y", 1), line.format("2024-09-01/P1Y", 2))
    (sentence,) = sentences(load)
    assert "2.0 for els-absence, E08000025, 2024-25AY" in sentence


def test_contradictions_of_measures_sorted_apart_are_said_together(
    inbox: Path, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("a", 1), ("b", 2)):
        send(inbox, f"{name}_2025-08-01.csv", TIDY, *(f"ENV0{n},X01000001,2025-M07,{value}" for n in (2, 1)))
    at_once = sentences(load)
    monkeypatch.setattr(facts_of_files, "SHARE", 1)
    assert sentences(load) == at_once
    assert [sentence.split(", ")[1] for sentence in at_once] == ["row 2", "row 3"]


# What is refused


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "ENV1,X01000001,2025-M07,1,,,",
            "unknown measure: found ENV1; expected a measure of the framework pack; the nearest is ENV01.",
        ),
        (
            "ENV01,X0100001,2025-M07,1,,,",
            "an area of the pack or of the published geography; the nearest is X01000001.",
        ),
        (
            "ENV01,X01000001,July 2025,1,,,",
            "column period: unknown period: found July 2025; expected a period ('July 2025' is no period",
        ),
        ("ENV01,X01000001,2011-11,1,,,", "a month is written 2011-M11"),
        (
            'ENV01,X01000001,2025-M07,"1,204",,,',
            "found 1,204; expected the bare number 1204, without thousands commas",
        ),
        ("ENV01,X01000001,2025-M07,41%,,,", "expected the bare number 41,"),
        ("ENV01,X01000001,2025-M07,[c],,,", "leave it empty and say why in the column marker"),
        ("ENV01,X01000001,2025-M07,about 40,,,", "found about 40; expected a number like 1204.5."),
        ("ENV01,X01000001,2025-M07,inf,,,", "column value: not a number: found inf"),
        ("ENV01,X01000001,2025-M07,nan,,,", "column value: not a number: found nan"),
        ("ENV01,X01000001,2025-M07,1_000,,,", "expected the bare number 1000,"),
        ("ENV01,X01000001,2025-M07,1e999,,,", "column value: not a number"),
        ("ENV01,X01000001,2025-M07,,,,", "column value: missing value without marker"),
        ("ENV01,X01000001,2025-M07,,q,,", "column marker: unknown marker: found q; expected one of c, x, z"),
        (
            "ENV01,X01000001,2025-M07,5,c,,",
            "column marker: value with a marker that denies it: found the value 5 with marker c",
        ),
        ("ENV01,X01000001,2025-M07,5,,6,4", "column lower: limits crossed: found lower 6, upper 4"),
        ("ENV01,X01000001,2025-M07,5,,low,", "column lower: not a number: found low"),
        (",X01000001,2025-M07,5,,,", "column measure: no measure: found an empty cell"),
        ("ENV01,,2025-M07,5,,,", "column area: no area"),
        ("ENV01,X01000001,,5,,,", "column period: no period"),
    ],
)
def test_a_bad_cell_is_a_sentence_with_its_row(inbox: Path, load: Load, line: str, sentence: str) -> None:
    send(inbox, "returns.csv", f"{TIDY},marker,lower,upper", "ENV01,X01000002,2025-M07,1,,,", line)
    (said,) = sentences(load)
    assert said.startswith("inbox/returns.csv, row 3, ")
    assert sentence in said


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("'inf', null, null, null", "column value: not a number: found inf"),
        ("'nan', null, null, null", "column value: not a number: found nan"),
        ("5, 'c', null, null", "value with a marker that denies it: found the value 5.0 with marker c"),
        ("5, null, 6, 4", "limits crossed: found lower 6.0, upper 4.0"),
    ],
)
def test_a_bad_double_is_a_sentence_as_a_bad_text_is(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load, line: str, sentence: str
) -> None:
    empty_db.sql(f"""
        select 'ENV01' as measure, 'X01000001' as area, '2025' as period, * replace (marker::varchar as marker)
        from (values ({line})) as cells(value, marker, lower, upper)
    """).project("* replace (value::double as value, lower::double as lower, upper::double as upper)").write_parquet(
        str(inbox / "returns.parquet")
    )
    (said,) = sentences(load)
    assert said.startswith("inbox/returns.parquet, row 2, ")
    assert sentence in said


def test_an_unknown_breakdown_is_a_sentence(inbox: Path, load: Load) -> None:
    send(inbox, "returns.csv", f"{TIDY},breakdown", "ENV01,X01000001,2025,1,women")
    (said,) = sentences(load)
    assert "unknown breakdown: found women; expected total, or a dimension and a value" in said


@pytest.mark.requirement("BCP-13")
def test_all_problems_of_all_files_are_said_at_once(inbox: Path, load: Load) -> None:
    send(inbox, "a.csv", TIDY, "ENV9,X01000001,2025,1", "ENV01,Y1,2025,1", "ENV01,X01000001,25,x", "ENV01,Y1,2025,1")
    send(inbox, "b.csv", TIDY, "ENV01,X01000001,2025")
    send(inbox, "c.csv", "colour,shape", "red,round")
    send(inbox, "d.csv", TIDY, "ENV01,X01000001,2025,1")
    said = sentences(load)
    assert [sentence.split(":")[0] for sentence in said] == [
        "inbox/a.csv, row 2, column measure",
        "inbox/a.csv, row 3, column area",
        "inbox/a.csv, row 4, column period",
        "inbox/a.csv, row 4, column value",
        "inbox/b.csv, row 2",
        "inbox/c.csv, row 1",
    ]
    assert "(2 rows)" in said[1]


def test_a_flood_of_problems_is_cut_to_what_a_person_reads(inbox: Path, load: Load) -> None:
    send(inbox, "a.csv", TIDY, *(f"ENV01,X01000001,2025-M07,n{number}" for number in range(500)))
    assert len(sentences(load)) == 50


def test_a_load_leaves_nothing_behind(empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load) -> None:
    empty_db.execute("set memory_limit = '512MiB'")
    send(inbox, "a.csv", TIDY, "ENV01,X01000001,2025-M07,x")
    sentences(load)
    send(inbox, "a.csv", TIDY, "ENV01,X01000001,2025-M07,1")
    load()
    assert empty_db.execute("select * from duckdb_tables() where temporary").fetchall() == []
    assert empty_db.execute("select * from duckdb_types() where type_name like '%_code'").fetchall() == []
    assert empty_db.execute("select * from duckdb_functions() where function_name = 'number'").fetchall() == []
    assert empty_db.execute("select * from duckdb_databases() where database_name = 'staging'").fetchall() == []
    assert empty_db.execute("select current_setting('memory_limit')").fetchone() == ("512.0 MiB",)


# Files


def test_data_that_no_source_understands_is_refused_with_the_nearest_format(inbox: Path, load: Load) -> None:
    send(inbox, "a.csv", "measure,area,value,colour", "ENV01,X01000001,1,red")
    send(inbox, "b.csv", "areacd,areanm,geography,indicator,period,observation")
    send(inbox, "c.csv", "measure,area,period,value,colour")
    write_workbook(inbox / "d.xlsx", {"returns": [["Section", "Q1"], ["Waste", 41]]})
    said = sentences(load)
    assert "found the columns measure, area, value, colour; expected a format that is" in said[0]
    assert "the nearest is the tidy table, which also has period." in said[0]
    assert "the nearest is the ONS Explore Local Statistics, which also has status, lci_95, uci_95." in said[1]
    assert "the nearest is the tidy table, which has exactly measure, area, period, value" in said[2]
    assert "inbox/d.xlsx, row 1: format not understood: found the columns Section, Q1" in said[3]


def test_files_that_are_no_data_are_listed_and_unread(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    for name in ("README.md", "deep/LICENSE", "map.geojson", ".DS_Store", "topo.json", "~$returns.xlsx"):
        send(inbox, name, "anything")
    summary = load()
    query = "select file, source, outcome, rows_read, bytes from load_file order by file"
    assert empty_db.execute(query).fetchall() == [
        ("inbox/.DS_Store", None, "unread", 0, 9),
        ("inbox/README.md", None, "unread", 0, 9),
        ("inbox/deep/LICENSE", None, "unread", 0, 9),
        ("inbox/map.geojson", None, "unread", 0, 9),
        ("inbox/topo.json", None, "unread", 0, 9),
        ("inbox/~$returns.xlsx", None, "unread", 0, 9),
    ]
    assert (summary.files, summary.files_loaded, summary.rows_loaded) == (6, 0, 0)


def test_an_empty_inbox_is_no_mistake(load: Load) -> None:
    assert load().files == 0


@pytest.mark.parametrize("content", [b"", b"measure,area,period,value\n"])
def test_a_file_without_rows(inbox: Path, load: Load, content: bytes) -> None:
    (inbox / "a.csv").write_bytes(content)
    if content:
        assert "a header and nothing below it" in load().notes[0]
    else:
        assert "inbox/a.csv: empty" in sentences(load)[0]


def test_inboxes_that_are_none_or_collide_are_refused(tmp_path: Path) -> None:
    for parent in ("one", "two"):
        send(tmp_path / parent / "inbox", "a.csv", TIDY)
    with pytest.raises(Refused, match="same name twice"):
        observations.discover([tmp_path / "one" / "inbox", tmp_path / "two" / "inbox"])
    with pytest.raises(Refused, match="found nothing there; expected a folder of files as received"):
        observations.discover([tmp_path / "three"])
    with pytest.raises(Refused, match="no inbox: found a file"):
        observations.discover([tmp_path / "one" / "inbox" / "a.csv"])


def test_files_are_found_in_order_whatever_their_folder(tmp_path: Path) -> None:
    for name in ("b.csv", "a/z.csv", "a.csv"):
        send(tmp_path / "two", name, TIDY)
    send(tmp_path / "one", "c.csv", TIDY)
    found = observations.discover([tmp_path / "two", tmp_path / "one"])
    assert [name for name, _ in found] == ["two/a/z.csv", "two/a.csv", "two/b.csv", "one/c.csv"]


def test_progress_is_told(inbox: Path, load: Load) -> None:
    told: list[tuple[str, int, int]] = []
    send(inbox, "a.csv", TIDY, "ENV01,X01000001,2025-M07,1")
    load(progress=lambda *step: told.append(step))
    assert [step for step in told if step[1] == step[2]] == [
        ("Reading files", 1, 1),
        ("Sorting and loading", 1, 1),
    ]


# What the pack says


def test_a_published_indicator_becomes_the_measure_that_takes_it_or_one_of_its_own(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    line = "E08000025,Birmingham,District,{},{},1,Percentage,%,,,,"
    lines = [line.format(name, f"{year}-09-01/P1Y") for name in ("Absence", "GCSEs (all)") for year in (2022, 2023)]
    send(inbox, "school.csv", ELS, *lines)
    summary = load(taken={"els:Absence": "ENV02", "els:Absense": "ENV01"})
    assert facts(empty_db, "distinct measure") == [("ENV02",), ("els-gcses-all",)]
    columns = "measure, title, polarity, frequency, period_type, unit, suffix"
    query = f"select {columns} from dim_measure where not in_plan"
    assert empty_db.execute(query).fetchall() == [
        ("els-gcses-all", "GCSEs (all)", "none", "academic", "academic", "per cent", "%")
    ]
    assert summary.unmet == {"els:Absense": "ENV01"}


def test_a_new_measure_is_described_by_its_newest_file(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    line = "E08000025,Birmingham,District,Pay,2023-01-01/P1Y,1,{},,,,,"
    send(inbox, "pay_2025-01-01.csv", ELS, line.format("Pounds"))
    send(inbox, "pay_2024-01-01.csv", ELS, line.format("Pence"))
    load()
    assert empty_db.execute("select unit from dim_measure where measure = 'els-pay'").fetchall() == [("pounds",)]


def test_a_withheld_measure_leaves_no_trace_but_a_count(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    send(inbox, "a.csv", TIDY, "ENV01,X01000001,2025,1", "SECRET,X01000001,2031,2", "SECRET,X01000002,2031,3")
    summary = load(withheld={"SECRET"})
    assert facts(empty_db) == [("ENV01", "X01000001", "2025", 1.0)]
    assert empty_db.execute("select rows_read, rows_loaded, rows_refused from load_file").fetchall() == [(3, 1, 2)]
    assert "SECRET" not in str(empty_db.execute("select * from load_issue").fetchall())
    assert empty_db.execute("select count(*) from dim_period where period = '2031'").fetchone() == (0,)
    assert "rows of measures that are not public" in summary.notes[0]


def test_the_council_itself_must_be_an_area(inbox: Path, load: Load) -> None:
    (said,) = sentences(load, own_area="X01000009")
    assert "framework.toml, column council.area: unknown area: found X01000009" in said


def group(*members: str, of_area: str = "X01000001", code: str = "list:own") -> pd.DataFrame:
    head = {"group": code, "name": "similar councils", "family": "council list", "version": "2025", "method": None}
    return pd.DataFrame([head | {"of_area": of_area, "area": a, "rank": n} for n, a in enumerate(members, start=1)])


def test_groups_hold_others_under_todays_codes(empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load) -> None:
    send(inbox, "changes.csv", *CHANGES)
    load(pack_groups=group("X01000002", "X01000001", "E08000016", "E08000038"))
    members = "select area, rank from bridge_group_area where \"group\" = 'list:own' order by rank"
    assert empty_db.execute(members).fetchall() == [("X01000002", 1), ("E08000038", 3)]


def test_an_unknown_member_of_the_packs_own_group_is_refused(load: Load) -> None:
    (said,) = sentences(load, pack_groups=group("X01000022"))
    assert "groups.csv, column area: unknown area: found X01000022" in said
    assert "the nearest is X01000002" in said


def test_published_groups_may_hold_areas_nothing_names(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    send(inbox, "global-neighbours_2025-01-01.csv", "AREACD,1,2", "X01000001,E08000012,X01000002")
    send(inbox, "global-neighbours_2024-01-01.csv", "AREACD,1,2", "X01000001,E08000099,X01000003")
    summary = load()
    members = empty_db.execute('select "group", area, rank from bridge_group_area order by rank').fetchall()
    assert members == [("ons-global:X01000001", "E08000012", 1), ("ons-global:X01000001", "X01000002", 2)]
    assert empty_db.execute("select name, type from dim_area where area = 'E08000012'").fetchall() == [
        ("E08000012", "metropolitan district")
    ]
    assert any("areas without a name: found E08000012" in note for note in summary.notes)


def test_areas_come_from_the_pack_the_geography_and_the_files(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    send(
        inbox,
        "births.csv",
        ELS,
        "K99000004,Elsewhere,Region,Births,2023,1,,,,,,",
        "E08000025,Brum,District,Births,2023,1,,,,,,",
    )
    send(inbox, "changes.csv", CHANGES[0], "E06000029,Poole,E06000058,BCP,merger,2019")
    pack = pd.concat([PACK_AREAS, pd.DataFrame([{"area": "E08000025", "name": "Birmingham"}])])
    load(pack_areas=pack)
    found = empty_db.execute("select area, name, type, own from dim_area order by area").fetchall()
    assert found == [
        ("E06000029", "Poole", "unitary authority", False),
        ("E06000058", "BCP", "unitary authority", False),
        ("E08000025", "Birmingham", "metropolitan district", False),
        ("K99000004", "Elsewhere", "region", False),
        ("X01000001", "Thornby", "unitary authority", True),
        ("X01000002", "Asham", "unitary authority", False),
        ("X01000003", "Brackmoor", "district", False),
    ]


def test_periods_are_those_used_those_the_pack_speaks_of_and_the_calendar(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    send(inbox, "a.csv", TIDY, "ENV01,X01000001,2016-11-15R12,1")
    empty_db.execute(
        "insert into fact_target values ('ENV01', '2022-2024', 5, null, null, date '2022-01-01', null, null)"
    )
    load(calendar=(date(2025, 4, 1), date(2025, 6, 30)))
    found = [period for (period,) in empty_db.execute("select period from dim_period").fetchall()]
    assert found[:2] == ["2016-11-15R12", "2022-2024"]
    assert found[2:6] == ["2025-M04", "2025-M05", "2025-M06", "2025-26Q1"]
    assert set(found[6:]) == {"2024-25AY", "2025-26H1", "2025", "2025-26"}


def test_breakdowns_have_a_dimension_a_value_and_a_place(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    lines = [f"ENV01,X01000001,2025,1,{code}" for code in ("ward:E05:9", "sex:male", "sex:female", "total")]
    send(inbox, "a.csv", f"{TIDY},breakdown", *lines)
    load()
    assert empty_db.execute("select * from dim_breakdown").fetchall() == [
        ("total", "total", "Total", 1),
        ("sex:female", "sex", "female", 1),
        ("sex:male", "sex", "male", 2),
        ("ward:E05:9", "ward", "E05:9", 1),
    ]


def test_parts_stand_in_the_order_a_reader_counts_them(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    ages = ["16 to 17", "5 to 9", "65 and over", "10 to 15", "under 5", "100 and over", "not known"]
    groups = ["Other", "White", "Asian"]
    codes = [*(f"age:{age}" for age in ages), *(f"ethnicity:{group}" for group in groups)]
    send(inbox, "a.csv", f"{TIDY},breakdown", *(f"ENV01,X01000001,2025,1,{code}" for code in codes))
    load()
    found = empty_db.execute("select dimension, value from dim_breakdown order by dimension, position").fetchall()
    ordered = ["under 5", "5 to 9", "10 to 15", "16 to 17", "65 and over", "100 and over", "not known"]
    assert [value for dimension, value in found if dimension == "age"] == ordered
    assert [value for dimension, value in found if dimension == "ethnicity"] == ["Asian", "White", "Other"]


def test_facts_that_contradict_the_dimensions_are_a_mistake_of_the_program(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    send(inbox, "a.csv", TIDY, "ENV01,X01000001,2025,1")
    load()
    observations.check_facts(empty_db)
    empty_db.execute("delete from load_file")
    with pytest.raises(RuntimeError, match="load_file has not"):
        observations.check_facts(empty_db)


def test_a_list_of_files_can_be_loaded_without_an_inbox(empty_db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = send(tmp_path, "a.csv", TIDY, "ENV03,X01000001,2025,1")
    add_measures(empty_db, "ENV03")
    loaded = observations.load_files(
        empty_db, [("a.csv", path)], taken={}, pack_areas=PACK_AREAS, pack_groups=NO_GROUPS, own_area="X01000001"
    )
    assert loaded.rows_loaded == 1
