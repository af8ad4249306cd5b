"""The Scottish benchmarking framework, on small files of invented figures and on the published ones."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.problems import Refused
from pipelines.sources import Reading, lgbf
from tests.arrange import all_of, one, write_csv
from tests.pipelines.conftest import Load
from tests.pipelines.publications import accounts, loaded, number, rows_of
from tests.pipelines.test_sources import described, staged

FOLDER = "improvement-service-lgbf"
STIRLING = "S12000030"

ROW = {
    "": "0",
    "Code": "C&L01",
    "LocalAuthority": "Argyll & Bute",
    "Year": "2021-22",
    "LA_IndicatorReal": "4.5",
    "LA_Numerator_real": "900",
    "LA_Den_Real": "200000",
    "Scotland_Indicator_Real": "4.1",
    "Scotland_Num_Real": "41000",
    "Scotland_Den_Real": "10000000",
    "FG_Avg_Indicator_Real": "4.3",
    "FG_Avg_Num_Real": "1",
    "FG_Avg_Den_Real": "1",
    "FamilyGroup": "Rural",
}
SHARE = {"Code": "CORP09", "LA_IndicatorReal": "0.561666667", "Scotland_Indicator_Real": "0.98"}
ENTRY = {
    "Title": "Cost per Attendance",
    "Code": "C&L01",
    "MeasureType": "Cost",
    "NumberFormat": "'£ '0.00",
    "Ranking_Type": "Ascending",
    "Numerator_Multipier": "1000.0",
    "Denominator_Multiplier": "1.0",
    "Ranking_GoldilocksMidpoint": "",
}
SHARES = {
    "Title": "% of Grants Decided",
    "Code": "CORP09",
    "MeasureType": "Percentage",
    "NumberFormat": "0.00%",
    "Ranking_Type": "Descending",
    "Numerator_Multipier": "",
}


@pytest.fixture
def db() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def written(folder: Path, rows: list[dict], entries: list[dict] | None = None) -> Path:
    """Write an extract and the list of indicators beside it."""
    if entries is None:
        entries = [ENTRY, SHARES]
    if entries:
        write_csv(folder / "Indicator Information.csv", entries)
    return write_csv(folder / "LGBF_2025-03-01.csv", rows)


def read(db: duckdb.DuckDBPyConnection, path: Path) -> Reading:
    reading = lgbf.read(path, db)
    assert reading is not None
    return reading


def test_a_row_is_a_council_and_once_a_year_scotland(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = written(tmp_path, [ROW, ROW | {"LocalAuthority": "Edinburgh City"}, ROW | {"LocalAuthority": "Eilean Siar"}])
    reading = read(db, path)
    found = [(row["area"], row["area_name"], row["value"], row["row"]) for row in staged(db, reading)]
    assert sorted(found) == [
        ("S12000013", "Na h-Eileanan Siar", "4.5", 4),
        ("S12000035", "Argyll and Bute", "4.5", 2),
        ("S12000036", "City of Edinburgh", "4.5", 3),
        ("S92000003", "Scotland", "4.1", 2),
    ]
    assert reading.rows == 4
    (problem,) = reading.problems
    assert (problem.found, problem.rows) == ("1 averages of family groups beside the councils' figures", 0)


def test_numerators_are_multiplied_into_what_they_count(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    per_thousand = ENTRY | {"Denominator_Multiplier": "0.001"}
    for entry, per in ((ENTRY, 1), (per_thousand, 1000)):
        reading = read(db, written(tmp_path, [ROW], [entry]))
        figure = next(row for row in staged(db, reading) if row["area"] == "S12000035")
        assert (float(figure["numerator"]), float(figure["denominator"])) == (900_000, 200_000)
        assert described(reading)["C&L01"]["per"] == per


def test_shares_become_per_cent_and_points_stay(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    gap = {"Code": "CHN14a", "LA_IndicatorReal": "22.5"}
    about_gap = SHARES | {"Code": "CHN 14a", "Title": "Attainment Gap - % Point Gap"}
    reading = read(db, written(tmp_path, [ROW | SHARE, ROW | gap], [SHARES, about_gap]))
    values = {(row["indicator"], row["area"]): row["value"] for row in staged(db, reading)}
    assert values["CORP09", "S12000035"] == "56.1666667"
    assert values["CORP09", "S92000003"] == "98.0"
    assert values["CHN14a", "S12000035"] == "22.5"
    assert (described(reading)["CORP09"]["unit"], described(reading)["CHN14a"]["unit"]) == (
        "per cent",
        "percentage points",
    )


@pytest.mark.parametrize(
    ("label", "code"),
    [("2010-11", "2010-11"), ("2009-13", "2009-2013FY"), ("2012-15", "2012-2015FY"), ("2018-19;Q1", "2018-19Q1")],
)
def test_years_are_read_as_labelled(load: Load, empty_db, inbox: Path, label: str, code: str) -> None:
    written(inbox, [ROW | {"Year": label}])
    load()
    assert {row["period"] for row in all_of(empty_db, "select period from fact_observation")} == {code}


def test_a_year_that_is_none_is_refused_with_the_nearest_form(load: Load, inbox: Path) -> None:
    written(inbox, [ROW | {"Year": "FY2010"}])
    with pytest.raises(Refused, match=r"unknown period: found FY2010; expected a period .*the nearest form is"):
        load()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"polarity": "lower", "unit": "pounds", "prefix": "£", "decimals": 2, "band_low": None}),
        ({"Ranking_Type": "Descending"}, {"polarity": "higher"}),
        ({"Ranking_Type": "Goldilocks"}, {"polarity": "none", "band_low": None}),
        (
            {"Ranking_Type": "Goldilocks", "Ranking_GoldilocksMidpoint": "3"},
            {"polarity": "band", "band_low": 3, "band_high": 3},
        ),
        ({"NumberFormat": '0.0 "Days"', "MeasureType": "Days"}, {"unit": "days", "prefix": "", "decimals": 1}),
        ({"NumberFormat": "0", "MeasureType": "Rate per 1,000"}, {"unit": "per 1,000", "decimals": 0, "caveats": None}),
    ],
)
def test_the_list_of_indicators_describes(changes: dict, expected: dict) -> None:
    found = lgbf.describe("C&L01", ENTRY | changes, share=False)
    assert {key: found[key] for key in expected} == expected


def test_a_midpoint_of_a_share_is_per_cent() -> None:
    middle = SHARES | {"Ranking_Type": "Goldilocks", "Ranking_GoldilocksMidpoint": "0.5"}
    found = lgbf.describe("CORP09", middle, share=True)
    assert (found["polarity"], found["band_low"], found["band_high"]) == ("band", 50, 50)


def test_a_broken_line_is_a_break_with_a_note(load: Load, empty_db, inbox: Path) -> None:
    written(inbox, [ROW, ROW | {"Year": "2022-23"}])
    write_csv(inbox / "Alternative Lines.csv", [{"Code": "C&L 01", "Period": "2021-22", "LineType": "Dashed"}])
    load()
    found = all_of(empty_db, "select period, area, marker, note from fact_observation order by period, area")
    assert [(row["period"], row["marker"]) for row in found] == [("2021-22", "b")] * 2 + [("2022-23", None)] * 2
    assert found[0]["note"].startswith("Not comparable with other years")
    assert found[3]["note"] is None


def test_what_is_no_figure_of_one_area_is_left_out_and_counted(load: Load, empty_db, inbox: Path) -> None:
    other = ROW | {"LocalAuthority": "Fife", "Scotland_Indicator_Real": "4.2"}
    empty = dict.fromkeys(ROW, "") | {"": "2"}
    written(inbox, [ROW, other, empty])
    summary = load()
    assert (summary.rows_loaded, summary.rows_refused) == (2, 2)
    assert any("row 4, column Code: empty row" in note for note in summary.notes)
    assert any("row 2, column Scotland: different figures for one key" in note for note in summary.notes)


def test_cash_and_reshaped_figures_are_indicators_of_their_own(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    cash = {key.replace("Real", "Cash").replace("real", "cash"): value for key, value in ROW.items()}
    assert {row["indicator"] for row in staged(db, read(db, written(tmp_path, [cash])))} == {"C&L01 cash"}
    reshaped = {
        "Code": "CORP 09",
        "LocalAuthority": "Stirling",
        "Period": "2018-19;Q1",
        "Value": "0.98",
        "Numerator": "2985.0",
        "Denominator": "3035.0",
        "DataType": "Real_Quarterly",
        "Changes": '{"Value": 0.1, "text": "a ""quoted"" one"}',
    }
    reading = read(db, write_csv(tmp_path / "quarterly.csv", [reshaped]))
    (figure,) = staged(db, reading)
    assert (figure["indicator"], figure["area"], figure["value"]) == ("CORP09 real quarterly", STIRLING, "98.0")
    assert described(reading)["CORP09 real quarterly"]["title"] == "% of Grants Decided (quarterly)"


def test_a_reshaped_figure_of_no_kind_is_refused(load: Load, inbox: Path) -> None:
    write_csv(inbox / "Indicator Information.csv", [ENTRY])
    figure = {"Code": ENTRY["Code"], "LocalAuthority": "Stirling", "Period": "2018-19", "Value": "0.98"}
    kinds = [figure | {"Numerator": "", "Denominator": "", "DataType": kind, "Changes": ""} for kind in ("Real", "")]
    write_csv(inbox / "LGBF_2025-03-01.csv", kinds)
    with pytest.raises(Refused, match="row 3, column measure: no measure: found an empty cell"):
        load()


@pytest.mark.parametrize(
    ("rows", "entries", "said"),
    [
        ([ROW | {"LocalAuthority": "Stirlin"}], None, "unknown council: found Stirlin; .* the nearest is Stirling"),
        ([ROW], [], "indicators not described: found no such file"),
        ([ROW | {"Code": "NEW01"}], None, "indicator not described: found NEW01; .* Indicator Information.csv"),
        ([ROW | {"LocalAuthority": ""}], None, "no area"),
        ([ROW | {"LA_IndicatorReal": "4,5"}], None, "not a number: found 4,5"),
        ([ROW | {"LA_Numerator_real": "1_000"}], None, "not a number: found 1_000"),
        ([ROW | {"LA_Den_Real": "1_000"}], None, "not a number: found 1_000"),
    ],
)
def test_what_nobody_could_say_is_refused(
    load: Load, inbox: Path, rows: list[dict], entries: list[dict] | None, said: str
) -> None:
    written(inbox, rows, entries)
    with pytest.raises(Refused, match=said):
        load()


def test_family_groups_are_groups_of_nobody_in_particular(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    kind = "Children, Social Work and Housing indicators"
    rows = [
        {"Family_Group": f"Family Group {n}", "Local_Authority": name, "Type": kind}
        for n, name in ((1, "Eilean Siar"), (1, "Argyll & Bute"), (2, "Fife"))
    ]
    reading = read(db, write_csv(tmp_path / "Family Groups_2025-03-01.csv", rows))
    assert reading.groups is not None
    assert list(reading.groups[["group", "name", "area", "version"]].itertuples(index=False, name=None)) == [
        (f"lgbf-children-social-work-and-housing-family-group-{n}", f"family group {n} for {about}", area, "2025-03-01")
        for about in ["children, social work and housing"]
        for n, area in ((1, "S12000013"), (1, "S12000035"), (2, "S12000047"))
    ]
    assert reading.groups["of_area"].isna().all()
    with pytest.raises(Refused, match="unknown council: found Atlantis"):
        lgbf.read(write_csv(tmp_path / "f.csv", [rows[0] | {"Local_Authority": "Atlantis"}]), db)


def test_other_files_are_not_lgbf(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert lgbf.read(write_csv(tmp_path / "a.csv", [{"Code": "A", "Value": "1"}]), db) is None
    assert lgbf.read(tmp_path / "notes.md", db) is None


@pytest.fixture(scope="module")
def published(shared_data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with loaded(shared_data / FOLDER, STIRLING) as db:
        yield db


def test_every_published_row_is_loaded_or_left_out_for_a_reason(published, shared_data: Path) -> None:
    extract = rows_of(shared_data / FOLDER / "LGBF_ScotDataReal_ISSpatialHub.csv")
    nation = {(row["Code"], row["Year"]) for row in extract if row["Scotland_Indicator_Real"]}
    assert len(extract) == 35467
    assert accounts(published) == {
        "LGBF_ScotDataReal_ISSpatialHub.csv": (len(extract) + len(nation), len(extract) + len(nation) - 5, 5),
        "Indicator_Data_-_Real_-_Quarterly.csv": (1339, 1339, 0),
        "Family_Groups.csv": (64, 64, 0),
    }
    query = "select count(distinct area) from fact_observation where area like 'S12%'"
    assert published.execute(query).fetchone() == (32,)


def test_five_hundred_published_cells_are_the_loaded_ones(published, shared_data: Path) -> None:
    extract = rows_of(shared_data / FOLDER / "LGBF_ScotDataReal_ISSpatialHub.csv")[:-1]
    about = {row["Code"]: row for row in rows_of(shared_data / FOLDER / "Indicator_Information.csv")}
    gaps = ("CHN14a", "CHN14b")
    pick = random.Random(5)
    for place in pick.sample(range(len(extract)), 500):
        row = extract[place]
        query = "select value, numerator, denominator, start_date, end_date from fact_observation "
        found = one(
            published,
            f"{query} join dim_period using (period) where row = ? and area <> 'S92000003' and file like ?",
            place + 2,
            "%SpatialHub.csv",
        )
        entry = about[row["Code"]]
        times = 100 if "%" in entry["NumberFormat"] and row["Code"] not in gaps else 1
        assert found["value"] == pytest.approx(times * float(row["LA_IndicatorReal"]), rel=1e-12)
        up = float(entry["Numerator_Multipier"] or 1)
        shown = number(row["LA_Numerator_real"])
        assert found["numerator"] == (None if shown is None else pytest.approx(up * shown, rel=1e-12))
        first, last = row["Year"].split("-")
        assert found["start_date"].isoformat() == f"{first}-04-01"
        assert found["end_date"].isoformat() == f"20{last}-03-31"


def test_scotland_is_the_published_figure_of_each_year(published, shared_data: Path) -> None:
    said: dict[tuple[str, str], set[str]] = {}
    for row in rows_of(shared_data / FOLDER / "LGBF_ScotDataReal_ISSpatialHub.csv"):
        if row["Code"].startswith("C&L0"):
            said.setdefault((row["Code"], row["Year"]), set()).add(row["Scotland_Indicator_Real"])
    query = """
        select national_code, year(start_date) || '-' || right(year(end_date)::varchar, 2), value
        from fact_observation join dim_measure using (measure) join dim_period using (period)
        where area = 'S92000003' and national_code like 'C&L0%' and unit = 'pounds'
    """
    found = published.execute(query).fetchall()
    assert len(found) > 40
    for code, year, value in found:
        assert {float(text) for text in said[code, year]} == {value}


def test_the_quarterly_file_is_read_past_its_json(published, shared_data: Path) -> None:
    with (shared_data / FOLDER / "Indicator_Data_-_Real_-_Quarterly.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    query = "select row, value, numerator, period from fact_observation where file like '%Quarterly.csv'"
    found = {row: rest for row, *rest in published.execute(query).fetchall()}
    assert len(found) == len(rows)
    for place, row in enumerate(rows):
        value, numerator, period = found[place + 2]
        assert value == pytest.approx(100 * float(row["Value"]), rel=1e-12)
        assert numerator == float(row["Numerator"])
        assert period == row["Period"].replace(";", "")
