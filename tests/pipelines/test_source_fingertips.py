"""OHID Fingertips exports, on small files of invented figures as the site writes them."""

import json
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines import sources
from pipelines.periods import PeriodError
from pipelines.problems import Refused
from pipelines.sources import Reading, els, fingertips, tidy
from tests.arrange import all_of, derived, one
from tests.pipelines.conftest import Load
from tests.pipelines.test_sources import described, staged, write

COLUMNS = [
    "Indicator ID",
    "Indicator Name",
    "Parent Code",
    "Parent Name",
    "Area Code",
    "Area Name",
    "Area Type",
    "Sex",
    "Age",
    "Category Type",
    "Category",
    "Time period",
    "Value",
    "Lower CI 95.0 limit",
    "Upper CI 95.0 limit",
    "Lower CI 99.8 limit",
    "Upper CI 99.8 limit",
    "Count",
    "Denominator",
    "Value note",
    "Recent Trend",
    "Compared to England value or percentiles",
    "Compared to percentiles",
    "Time period Sortable",
    "New data",
    "Compared to goal",
    "Time period range",
]
ROW = {
    "Indicator ID": "90284",
    "Indicator Name": "Falls, all ages",
    "Parent Code": "E92000001",
    "Area Code": "E08000025",
    "Area Name": "Birmingham",
    "Area Type": "Counties & UAs (from Apr 2023)",
    "Sex": "Persons",
    "Age": "<15 yrs",
    "Time period": "2021/22",
    "Value": "80.5",
    "Lower CI 95.0 limit": "70",
    "Upper CI 95.0 limit": "91",
    "Count": "161",
    "Denominator": "20000",
}
ENGLAND = {"Area Code": "E92000001", "Area Name": "England", "Area Type": "England", "Parent Code": ""}


def export(path: Path, *changes: dict[str, str], columns: list[str] = COLUMNS) -> Path:
    """Write an export with a row per set of changes to the plain one."""
    cells = [[(ROW | change).get(column, "") for column in columns] for change in changes]
    lines = [columns, *([f'"{cell}"' if "," in cell else cell for cell in line] for line in cells)]
    return write(path, "\n".join(",".join(line) for line in lines) + "\n")


@pytest.fixture
def db() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def read(db: duckdb.DuckDBPyConnection, path: Path) -> Reading:
    reading = fingertips.read(path, db)
    assert reading is not None
    return reading


@pytest.mark.parametrize(
    "columns",
    [
        COLUMNS,
        COLUMNS[::-1],
        [column.replace("Compared to percentiles", "Compared to Regions (statistical) value") for column in COLUMNS],
        list(fingertips.COMPULSORY),
        [*COLUMNS, "A column to come"],
    ],
    ids=["all", "backwards", "other parent", "compulsory", "one more"],
)
def test_columns_are_known_by_name_wherever_they_stand(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, columns: list[str]
) -> None:
    (row,) = staged(db, read(db, export(tmp_path / "falls.csv", {}, columns=columns)))
    assert fingertips.period(row.pop("period")).code == "2021-22"
    assert row == {
        "indicator": "90284",
        "area": "E08000025",
        "area_name": "Birmingham",
        "area_type": "Counties & UAs (from Apr 2023)",
        "breakdown": "total",
        "value": "80.5",
        "numerator": "161",
        "denominator": "20000",
        "lower": "70",
        "upper": "91",
        "marker": None,
        "note": None,
        "row": 2,
    }


def test_names_written_without_blanks_are_the_same_names(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    names = ",".join(COLUMNS)
    text = export(tmp_path / "falls.csv", {}).read_text("utf-8").replace(names, names.replace(" ", ""))
    (row,) = staged(db, read(db, write(tmp_path / "other.csv", text)))
    assert (row["area"], row["value"], row["lower"]) == ("E08000025", "80.5", "70")


@pytest.mark.parametrize("lacking", fingertips.COMPULSORY)
def test_a_file_without_a_compulsory_column_is_none_of_these(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, lacking: str
) -> None:
    path = export(tmp_path / "falls.csv", {}, columns=[column for column in COLUMNS if column != lacking])
    assert fingertips.read(path, db) is None


def test_no_other_source_takes_an_export_nor_this_one_theirs(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = export(tmp_path / "falls.csv", {})
    assert [name for name, reader in sources.readers() if reader(path, db) is not None] == ["fingertips"]
    assert els.read(path, db) is None
    assert tidy.read(path, db) is None
    assert fingertips.read(write(tmp_path / "a.csv", "measure,area,period,value\nA,B,2024,1\n"), db) is None
    assert fingertips.read(tmp_path / "falls.xlsx", db) is None


def breakdowns(db: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    return [row["breakdown"] for row in staged(db, read(db, path))]


def test_persons_are_the_total_and_the_sexes_its_parts(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", {}, {"Sex": "Male"}, {"Sex": "Female"})
    assert breakdowns(db, path) == ["total", "sex:male", "sex:female"]


def test_ages_break_down_where_an_indicator_has_several(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = export(
        tmp_path / "a.csv",
        {"Age": "All ages"},
        {"Age": "0-4 yrs"},
        {"Age": "0-4 yrs", "Sex": "Male"},
        {"Indicator ID": "22", "Age": "0-4 yrs"},
        {"Indicator ID": "33", "Age": "53-70 yrs", "Sex": "Female"},
        {"Indicator ID": "44", "Sex": "Not applicable"},
    )
    assert breakdowns(db, path) == ["total", "age:0-4 yrs", "sex and age:male, 0-4 yrs", "total", "total", "total"]


@pytest.mark.parametrize(
    ("value", "note", "marker"),
    [
        ("", "Value suppressed for disclosure control due to small count", "c"),
        ("", "Value suppressed due to incompleteness of source data", "c"),
        ("", "Not presented due to a trust coding over 30% of its records without a residence", "x"),
        ("", "Value for Hackney and City of London combined", "x"),
        ("", "", "x"),
        ("0", "", None),
        ("1.5", "Should be treated with caution", None),
        ("1.5", "Value for Hackney and City of London combined", None),
    ],
)
def test_a_note_stands_with_its_figure_and_says_why_there_is_none(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, value: str, note: str, marker: str | None
) -> None:
    (row,) = staged(db, read(db, export(tmp_path / "a.csv", {"Value": value, "Value note": note})))
    assert (row["value"], row["marker"], row["note"]) == (value or None, marker, note or None)


def test_limits_of_minus_one_without_a_value_are_none(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    limits = {"Lower CI 95.0 limit": "-1", "Upper CI 95.0 limit": "-1"}
    gone, change = staged(db, read(db, export(tmp_path / "a.csv", limits | {"Value": ""}, limits | {"Value": "-1"})))
    assert (gone["value"], gone["lower"], gone["upper"], gone["marker"]) == (None, None, None, "x")
    assert (change["value"], change["lower"], change["upper"]) == ("-1", "-1", "-1")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2010/11", "2010-11"),
        ("1999/00", "1999-00"),
        ("2021/22 [Academic]", "2021-22AY"),
        ("2021", "2021"),
        ("2024 [Financial year end point]", "2024-03-31"),
        ("2019 - 21", "2019-2021"),
        ("1998 - 00", "1998-2000"),
        ("2018/19 - 20/21", "2018-2021FY"),
        ("2018/19 - 20/21 [Yearly]", "2018-2021FY"),
        ("2018/19 - 20/21 [Academic]", "2018-2021AY"),
        ("2019/20 Q1", "2019-20Q1"),
        ("2021 Q1", "2020-21Q4"),
        ("2021 Q4", "2021-22Q3"),
        ("Apr 2019", "2019-M04"),
    ],
)
def test_a_time_period_is_a_period_of_ours(text: str, code: str) -> None:
    assert fingertips.period(text).code == code


@pytest.mark.parametrize(
    "text",
    ["2018/19 - 18/19", "2010/12", "2021/22 [Yearly]", "2019/20 Q1-Q3", "Q1", "2019 Q5", "2019 - 19", "April 2019"],
)
def test_a_time_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        fingertips.period(text)


METADATA = {
    "indicatorID": 90284,
    "indicatorName": "Falls",
    "polarity": "Low is good",
    "valueType": "Crude rate",
    "unitLabel": "per 10,000",
    "unitValue": "10000",
    "periodType": "Financial",
    "frequency": "annually",
    "indicatorDefinition": "Falls &amp; slips<br />of people.\r\n",
    "rationale": "They hurt.",
    "method": "Count over denominator.",
    "countDefinition": "Falls",
    "denominatorDefinition": "People",
    "dataSource": "Hospital statistics",
    "caveats": "Not all are counted.",
    "disclouseControl": "Counts are rounded to five.",
}


def test_an_indicator_is_described_by_the_metadata_beside_its_export(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = write(tmp_path / "metadata" / "indicators.json", json.dumps([METADATA]))
    reading = read(db, export(tmp_path / "falls.csv", {}))
    assert described(reading)["90284"] == {
        "indicator": "90284",
        "title": "Falls, all ages",
        "short_title": "Falls, all ages",
        "definition": "Falls & slips of people.",
        "rationale": "They hurt.",
        "formula": "Count over denominator.",
        "numerator": "Falls",
        "denominator": "People",
        "unit": "per 10,000",
        "prefix": "",
        "suffix": "",
        "decimals": 1,
        "polarity": "lower",
        "frequency": "annual",
        "value_type": "rate",
        "per": 10000.0,
        "source_system": "OHID Fingertips",
        "source_name": "Hospital statistics",
        "source_url": "https://fingertips.phe.org.uk/search/90284",
        "licence": "Open Government Licence v3.0",
        "caveats": "Not all are counted. Counts are rounded to five.",
    }
    assert reading.companions == (file,)


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"polarity": "High is good", "valueType": "Proportion", "unitLabel": "%", "unitValue": "100"},
         ("higher", "proportion", "per cent", "%", 100.0)),
        ({"polarity": "No judgement", "valueType": "Directly standardised rate", "unitLabel": "per 100,000"},
         ("none", None, "per 100,000", "", 10000.0)),
        ({"valueType": "Life expectancy", "unitLabel": "Years", "unitValue": "1"}, ("none", "mean", "years", "", 1.0)),
    ],
)  # fmt: skip
def test_polarity_and_kind_of_value_are_the_publishers(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, metadata: dict, expected: tuple
) -> None:
    write(tmp_path / "indicators.json", json.dumps([{"indicatorID": 90284} | metadata]))
    about = described(read(db, export(tmp_path / "a.csv", {})))["90284"]
    assert tuple(about[column] for column in ("polarity", "value_type", "unit", "suffix", "per")) == expected


@pytest.mark.parametrize("stated", ["n/a", "0", "1e309", "100,000", "4" * 5000])
def test_metadata_that_give_values_per_nothing_are_refused(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, stated: str
) -> None:
    write(tmp_path / "indicators.json", json.dumps([METADATA | {"unitValue": stated}]))
    with pytest.raises(Refused, match=r"indicators\.json, column Unit value: not a number: found"):
        read(db, export(tmp_path / "a.csv", {}))


@pytest.mark.parametrize("figure", ["nan", "inf", "1e308", "5e-324"])
@pytest.mark.parametrize("column", ["Value", "Count", "Denominator"])
def test_figures_beyond_all_counting_say_nothing_of_what_they_are_given_per(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, column: str, figure: str
) -> None:
    about = described(read(db, export(tmp_path / "a.csv", {column: figure})))["90284"]
    assert about["per"] is None


def test_a_row_without_an_indicator_is_refused(load: Load, inbox: Path) -> None:
    export(inbox / "a.csv", {}, {"Indicator ID": ""})
    with pytest.raises(Refused, match="row 3, column measure: no measure: found an empty cell"):
        load(pack_areas=pd.DataFrame(), own_area="E08000025")


def test_a_code_with_a_character_that_ends_it_is_refused(load: Load, inbox: Path) -> None:
    export(inbox / "a.csv", {}, {"Area Code": "E08\0"})
    with pytest.raises(Refused, match="row 3, column area: not text: found E08NUL; expected text without"):
        load(pack_areas=pd.DataFrame(), own_area="E08000025")


def test_an_indicator_without_a_name_has_its_number_for_one(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reading = read(db, export(tmp_path / "a.csv", {"Indicator Name": ""}))
    assert described(reading)["90284"]["title"] == "90284"


def test_metadata_in_a_table_tell_too_and_their_periods_say_the_kind_of_year(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    header = "IndicatorID,Polarity,ValueType,IndicatorName,PeriodType,Frequency"
    text = f"{header}\n90284,High is good,Proportion,Falls,Academic,annually\n"
    file = write(tmp_path / "indicators.csv", text)
    reading = read(db, export(tmp_path / "falls.csv", {}, {"Indicator ID": "22"}))
    about = described(reading)
    assert (about["90284"]["polarity"], about["90284"]["frequency"]) == ("higher", "academic")
    assert [fingertips.period(row["period"]).code for row in staged(db, reading)] == ["2021-22AY", "2021-22"]
    known = fingertips.read(file, db)
    assert known is not None
    assert (known.rows, known.observations) == (0, None), "metadata are known, and are no figures"


@pytest.mark.parametrize("said", ["{}", "[]", "[1, {}]", '[{"indicatorID": 1}]', '{"shared": {}}'])
def test_metadata_of_something_else_say_nothing(db: duckdb.DuckDBPyConnection, tmp_path: Path, said: str) -> None:
    write(tmp_path / "indicators.json", said)
    assert described(read(db, export(tmp_path / "a.csv", {})))["90284"]["value_type"] is None


def test_broken_metadata_are_refused_by_name(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    write(tmp_path / "metadata" / "indicators.json", "[{")
    with pytest.raises(Refused, match=r"indicators\.json: not readable as JSON"):
        fingertips.read(export(tmp_path / "a.csv", {}), db)


@pytest.mark.parametrize(
    ("trends", "polarity"),
    [
        (["Increasing and getting worse", "No significant change"], "lower"),
        (["Decreasing and getting worse"], "higher"),
        (["Increasing", "Cannot be calculated"], None),
        (["Increasing and getting worse", "Increasing and getting better"], None),
        ([], None),
    ],
)
def test_without_metadata_the_words_of_its_trends_say_which_way_is_better(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, trends: list[str], polarity: str | None
) -> None:
    rows = [{"Recent Trend": trend, "Time period": f"{2020 - n}"} for n, trend in enumerate(["", *trends])]
    about = described(read(db, export(tmp_path / "a.csv", *rows)))["90284"]
    assert about["polarity"] == polarity


@pytest.mark.parametrize(
    ("rows", "per", "unit"),
    [
        ([("80.5", "161", "20000"), ("40", "80", "20000")], 10000.0, "per 10,000"),
        ([("80.2", "161", "20000")], 10000.0, "per 10,000"),
        ([("80.5", "161", "200")], 100.0, "per 100"),
        ([("80.5", "161", "20000"), ("60.5", "161", "20000")], None, "number"),
        ([("78", "", "")], None, "number"),
        ([("0", "0", "20000")], None, "number"),
        ([("0", "3", "20000")], None, "number"),
    ],
)
def test_without_metadata_counts_and_values_say_what_they_are_given_per(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, rows: list[tuple[str, str, str]], per: float | None, unit: str
) -> None:
    cells = [{"Value": value, "Count": count, "Denominator": of} for value, count, of in rows]
    about = described(read(db, export(tmp_path / "a.csv", *cells)))["90284"]
    assert (about["per"] if about["per"] == about["per"] else None, about["unit"]) == (per, unit)


def test_an_export_is_loaded_once_whole_and_counted(
    load: Load, inbox: Path, empty_db: duckdb.DuckDBPyConnection
) -> None:
    decile = {"Category Type": "Deciles (IMD2019)", "Category": "Most deprived decile (IMD2019)"} | ENGLAND
    export(
        inbox / "falls_2025-05-01.csv",
        ENGLAND,
        decile,
        decile | {"Sex": "Male"},
        ENGLAND | {"Parent Code": "E92000001"},
        {},
        {"Sex": "Male", "Value": "", "Count": "", "Value note": "Value suppressed for disclosure control"},
        {"Time period": "2018/19 - 20/21"},
        decile | {"Time period": "2018/19 - 20/21"},
    )
    loaded = load(own_area="E08000025")
    query = (
        "select area, breakdown, value, numerator, denominator, lower, upper, marker from fact_observation order by row"
    )
    assert empty_db.execute(query).fetchall() == [
        ("E92000001", "total", 80.5, 161, 20000, 70, 91, None),
        ("E08000025", "total", 80.5, 161, 20000, 70, 91, None),
        ("E08000025", "sex:male", None, None, 20000, None, None, "c"),
        ("E08000025", "total", 80.5, 161, 20000, 70, 91, None),
    ]
    assert (loaded.rows_loaded, loaded.rows_refused) == (4, 4)
    assert one(empty_db, "select rows_read, rows_loaded, rows_refused from load_file") == {
        "rows_read": 8,
        "rows_loaded": 4,
        "rows_refused": 4,
    }
    assert [issue["rows"] for issue in all_of(empty_db, "select rows from load_issue order by rows")] == [1, 3]
    measure = one(empty_db, "select measure, in_plan, polarity, per, frequency from dim_measure where not in_plan")
    assert measure == {
        "measure": "fingertips-90284",
        "in_plan": False,
        "polarity": "none",
        "per": 10000,
        "frequency": "annual",
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Value": "high"}, "column value: not a number: found high"),
        ({"Count": "1,204"}, "the bare number 1204"),
        ({"Time period": "2019/20 Q1-Q3"}, "unknown period: found 2019/20 Q1-Q3"),
        ({"Lower CI 95.0 limit": "95"}, "limits crossed"),
        ({"Area Code": ""}, "no area"),
        ({"Parent Code": "E12000005", "Value": "80.6"}, "different figures for one key"),
    ],
)
def test_mistakes_in_an_export_are_refused_in_sentences(
    load: Load, inbox: Path, change: dict[str, str], said: str
) -> None:
    export(inbox / "falls_2025-05-01.csv", {}, change)
    with pytest.raises(Refused, match=said.replace("-", r"\-")) as refused:
        load(own_area="E08000025")
    assert {(problem.file, problem.row) for problem in refused.value.problems} == {("inbox/falls_2025-05-01.csv", 3)}


def test_a_plan_measure_takes_an_indicator_by_its_number(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    thornby = {"Area Code": "X01000001", "Area Name": "Thornby"}
    export(tmp_path / "inbox" / "falls_2025-05-01.csv", thornby)
    falls = {
        "measure": "HLT01",
        "title": "Falls",
        "unit": "per 10,000",
        "decimals": "1",
        "polarity": "lower",
        "tier": "outcome",
        "frequency": "annual",
        "takes": "fingertips:90284",
        "value_type": "rate",
        "per": "10000",
    }
    with derived(tmp_path, [], measures=[falls]) as db:
        assert one(db, "select measure, period, value from current_observation") == {
            "measure": "HLT01",
            "period": "2021-22",
            "value": 80.5,
        }
