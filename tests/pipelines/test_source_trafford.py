"""Trafford Data Lab's themes, on small files of invented figures and on the published ones."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines.periods import PeriodError
from pipelines.problems import Refused
from pipelines.sources import Reading, trafford
from tests.arrange import all_of, write_csv
from tests.pipelines.conftest import Load
from tests.pipelines.publications import accounts, loaded, number, rows_of
from tests.pipelines.test_sources import described, staged

FOLDER = "trafford-corporate-themes"
ROW = {
    "area_code": "E08000009",
    "area_name": "Trafford",
    "period": "2023/24",
    "indicator": "Household waste recycled",
    "measure": "Percentage",
    "unit": "Waste",
    "value": "55.5",
}


@pytest.fixture
def db() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def read(db: duckdb.DuckDBPyConnection, path: Path) -> Reading:
    reading = trafford.read(path, db)
    assert reading is not None
    return reading


def figures(db: duckdb.DuckDBPyConnection, folder: Path, *rows: dict) -> list[dict]:
    return staged(db, read(db, write_csv(folder / "theme.csv", rows)))


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("2013/14", "2013-14"),
        ("2015", "2015"),
        ("2022/23 Q3", "2022-23Q3"),
        ("Q1 2022", "2021-22Q4"),
        ("April 2023", "2023-M04"),
        ("Nov 2023", "2023-M11"),
        ("Apr 2022-Mar 2023", "2023-03-31R12"),
        ("2015 - 17", "2015-2017"),
        ("2020/21 - 24/25", "2020-2025FY"),
        ("2020/21 - 24/25 [academic]", "2020-2025AY"),
        ("2014/15 [academic]", "2014-15AY"),
        ("2021/22 Q1 - 2025/26 Q3 [cumulative]", "2025-12-31"),
        ("2021/22 Q1 [cumulative]", "2021-06-30"),
        ("2023-04", "2023-M04"),
        ("2022-12-31", "2022-12-31"),
    ],
)
def test_every_style_of_label_is_a_period(label: str, code: str) -> None:
    assert trafford.period(label).code == code


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("2023-13", "month must be in 1..12"),
        ("2022/23 Q5", "the nearest form is 2024/25 Q3"),
        ("Winter 2023", "the nearest form is"),
        ("2021/22 Q1 - 2025/26 Q3", "only a cumulative measure"),
        ("2025/26 Q3 - 2021/22 Q1 [cumulative]", "ends before it starts"),
        ("2022/23/24", "the nearest form is"),
    ],
)
def test_a_label_that_is_none_is_refused_with_the_nearest_form(label: str, said: str) -> None:
    with pytest.raises(PeriodError) as refused:
        trafford.period(label)
    assert said in str(refused.value)


def test_one_name_in_two_measures_is_two_indicators(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rate = {"measure": "Per 1000 population", "unit": "Persons", "value": "1.25"}
    path = write_csv(tmp_path / "theme.csv", [ROW, ROW | rate, ROW | {"measure": "Count", "value": "12"}])
    found = described(read(db, path))
    assert {name: (about["unit"], about["suffix"], about["decimals"]) for name, about in found.items()} == {
        "Household waste recycled, Percentage": ("per cent", "%", 1),
        "Household waste recycled, Per 1000 population": ("per 1,000 population", "", 2),
        "Household waste recycled, Count": ("waste", "", 0),
    }


def test_a_figure_that_is_not_there_says_so(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [ROW | {"period": f"20{year}", "value": cell} for year, cell in ((20, "0"), (21, "NA"), (22, ""), (23, "c"))]
    found = figures(db, tmp_path, *rows)
    assert [(row["value"], row["marker"]) for row in found] == [("0", None), (None, "x"), (None, "x"), ("c", None)]


def test_inequality_breaks_down_and_na_is_the_headline(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    kinds = ("NA", "Male", "Female", "Most deprived quintile")
    found = figures(db, tmp_path, *[ROW | {"inequality": kind, "compared_to_England": "Worse"} for kind in kinds])
    assert [row["breakdown"] for row in found] == [
        "total",
        "sex:male",
        "sex:female",
        "inequality:Most deprived quintile",
    ]


def test_wide_columns_are_an_indicator_each(load: Load, empty_db, inbox: Path) -> None:
    row = {key: cell for key, cell in ROW.items() if key != "value"} | {"measure": "Frequency", "unit": "Vehicles"}
    write_csv(inbox / "licensed.csv", [row | {"value_ulev": "27", "value_all_vehicles": "1163"}])
    summary = load()
    assert (summary.rows_loaded, summary.rows_refused) == (2, 0)
    found = all_of(empty_db, "select measure, value, row from fact_observation order by value")
    assert [tuple(row.values()) for row in found] == [
        ("trafford-household-waste-recycled-frequency-ulev", 27, 2),
        ("trafford-household-waste-recycled-frequency-all-vehicles", 1163, 2),
    ]


@pytest.mark.parametrize("header", ["units", None])
def test_the_column_of_units_comes_and_goes(db: duckdb.DuckDBPyConnection, tmp_path: Path, header: str | None) -> None:
    row = {key: cell for key, cell in ROW.items() if key != "unit"} | {"measure": "Count"}
    path = write_csv(tmp_path / "theme.csv", [row | ({header: "Persons"} if header else {})])
    (about,) = described(read(db, path)).values()
    assert about["unit"] == ("persons" if header else "count")


def test_a_cumulative_measure_is_as_at_the_last_day(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    row = ROW | {"measure": "Cumulative percentage from eligible"}
    found = figures(db, tmp_path, row | {"period": "2021/22 Q1"}, row | {"period": "2021/22 Q1 - 2021/22 Q4"})
    assert [trafford.period(row["period"]).code for row in found] == ["2021-06-30", "2022-03-31"]
    assert found[1]["note"] == "Cumulative: 2021/22 Q1 - 2021/22 Q4"


def test_school_years_are_academic(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    obese, school = "Reception prevalence of obesity", "School readiness: percentage of children"
    found = figures(db, tmp_path, ROW, ROW | {"indicator": obese}, ROW | {"indicator": school})
    assert [trafford.period(row["period"]).code for row in found] == ["2023-24", "2023-24AY", "2023-24AY"]


def test_a_station_is_a_part_of_trafford(load: Load, empty_db, inbox: Path) -> None:
    row = {key: cell for key, cell in ROW.items() if not key.startswith("area")}
    stations = [{"station_code": f"TRF{n}", "station_name": name} for n, name in ((1, "A56"), (2, "Moss Park"))]
    write_csv(inbox / "no2.csv", [station | row for station in stations])
    load()
    query = "select area, breakdown, name from fact_observation join dim_area using (area) order by breakdown"
    assert [tuple(row.values()) for row in all_of(empty_db, query)] == [
        ("E08000009", "station:A56", "Trafford"),
        ("E08000009", "station:Moss Park", "Trafford"),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"period": "2023/25"}, "unknown period: found 2023/25"),
        ({"value": "1,204"}, "not a number: found 1,204; expected the bare number 1204"),
        ({"area_code": ""}, "no area"),
        ({"indicator": ""}, "no measure"),
    ],
)
def test_a_mistake_is_refused_by_row(load: Load, inbox: Path, change: dict, said: str) -> None:
    write_csv(inbox / "theme.csv", [ROW, ROW | {"period": "2022/23"} | change])
    with pytest.raises(Refused, match=f"row 3, .*{said}"):
        load()


@pytest.mark.parametrize(
    ("stem", "family", "version"),
    [("cssn", "DfE statistical", "2025-03-01"), ("cipfa2021", "CIPFA", "2021"), ("ours", "council list", "2025-03-01")],
)
def test_a_list_of_councils_is_traffords(
    load: Load, empty_db, inbox: Path, stem: str, family: str, version: str
) -> None:
    path = write_csv(inbox / f"{stem}.csv", [{"area_code": "E10000015", "area_name": "Hertfordshire"}])
    path.rename(inbox / (f"{stem}.csv" if version == "2021" else f"{stem}_2025-03-01.csv"))
    load(own_area="X01000001")
    found = all_of(
        empty_db, 'select family, version, of_area, area, rank from dim_group join bridge_group_area using ("group")'
    )
    assert found == [{"family": family, "version": version, "of_area": "E08000009", "area": "E10000015", "rank": None}]


def test_other_files_are_not_traffords(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for lacking in ("area_code", "period", "indicator", "measure", "value"):
        row = {key: cell for key, cell in ROW.items() if key != lacking}
        assert trafford.read(write_csv(tmp_path / "theme.csv", [row]), db) is None
    assert trafford.read(tmp_path / "notes.md", db) is None


@pytest.fixture(scope="module")
def published(shared_data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with loaded(shared_data / FOLDER, "E08000009") as db:
        yield db


def plain(label: str) -> tuple[date, date]:
    """First and last day of a label, worked out without our periods."""
    if " Q" in label and "/" in label:
        first, last = (
            pd.Period(f"{part[:4]}Q{part[-1]}", "Q-DEC") for part in (label.split(" - ")[0], label.split(" - ")[-1])
        )
        return (first + 1).start_time.date(), (last + 1).end_time.date()
    if label.startswith("Q"):
        quarter = pd.Period(f"{label[3:]}Q{label[1]}", "Q-DEC")
        return quarter.start_time.date(), quarter.end_time.date()
    if "-" in label and label[0].isalpha():
        first, last = (pd.Period(pd.Timestamp(f"1 {part}"), "M") for part in label.split("-"))
        return first.start_time.date(), last.end_time.date()
    if label[0].isalpha() or (len(label) == 7 and label[4] == "-"):
        month = pd.Period(pd.Timestamp(f"1 {label}" if label[0].isalpha() else f"{label}-01"), "M")
        return month.start_time.date(), month.end_time.date()
    if len(label) == 10:
        return date.fromisoformat(label), date.fromisoformat(label)
    if "/" in label:
        return date(int(label[:4]), 4, 1), date(2000 + int(label[-2:]), 3, 31)
    return date(int(label[:4]), 1, 1), date(int(f"20{label[-2:]}"), 12, 31)


def test_every_published_row_is_loaded_or_left_out_for_a_reason(published, shared_data: Path) -> None:
    files = sorted((shared_data / FOLDER).glob("*.csv"))
    assert len(files) == 20
    each = {path.name: len(rows_of(path)) * (2 if path.stem == "licensed_vehicles" else 1) for path in files}
    assert accounts(published) == {name: (rows, rows, 0) for name, rows in each.items()}


def test_five_hundred_published_cells_are_the_loaded_ones(published, shared_data: Path) -> None:
    pick = random.Random(2)
    cells = [
        (path, place, column, row)
        for path in sorted((shared_data / FOLDER).glob("*.csv"))
        for place, row in enumerate(rows_of(path), start=2)
        for column in row
        if column.startswith("value")
    ]
    facts: dict[tuple, list[dict]] = {}
    query = "select * from fact_observation join dim_period using (period)"
    for fact in all_of(published, query):
        facts.setdefault((fact["file"].split("/")[-1], fact["row"]), []).append(fact)
    for path, place, column, row in pick.sample(cells, 500):
        part = column.removeprefix("value").replace("_", "-")
        (fact,) = [f for f in facts[path.name, place] if f["measure"].endswith(part)]
        assert (fact["area"], fact["value"]) == (row["area_code"], number(row[column]))
        assert fact["marker"] == (None if fact["value"] is not None else "x")
        first, last = plain(row["period"])
        if row["measure"].startswith("Cumulative"):
            first = last
        if fact["period"].endswith("AY"):
            first, last = first.replace(month=9), last.replace(month=8)
        assert (fact["start_date"], fact["end_date"]) == (first, last)
        group = row.get("inequality", "NA")
        assert fact["breakdown"] == "total" if group == "NA" else fact["breakdown"].lower().endswith(group.lower())
