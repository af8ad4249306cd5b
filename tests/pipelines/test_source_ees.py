"""DfE Explore Education Statistics, on small files of invented figures as they are downloaded."""

from pathlib import Path

import duckdb
import pytest

from pipelines import readers, sources
from pipelines.periods import PeriodError
from pipelines.problems import Refused
from pipelines.sources import Reading, ees
from tests.arrange import all_of, one, write_csv
from tests.pipelines.conftest import Load
from tests.pipelines.test_sources import described, staged

PLACE = {
    "time_period": "2025",
    "time_identifier": "Reporting year",
    "geographic_level": "Local authority",
    "country_code": "E92000001",
    "country_name": "England",
    "region_code": "E12000005",
    "region_name": "West Midlands",
    "old_la_code": "330",
    "new_la_code": "E08000025",
    "la_name": "Birmingham",
}
REGION = {"geographic_level": "Regional", "old_la_code": "", "new_la_code": "", "la_name": ""}
NATION = REGION | {"geographic_level": "National", "region_code": "", "region_name": ""}
REFERRALS = PLACE | {
    "category": "Referrals",
    "referral_count": "400",
    "rereferral_count": "90",
    "rereferral_percent": "22.5",
    "no_further_action_count": "20",
    "no_further_action_percent": "5",
    "not_in_need_count": "100",
    "not_in_need_percent": "25",
    "referral_child_count": "380",
    "rereferral_child_count": "76",
    "rereferral_child_percent": "20",
}
PLANS = PLACE | {
    "time_period": "2024",
    "time_identifier": "Calendar year",
    "breakdown_topic": "All EHC plans issued",
    "breakdown": "All EHC plans issued",
    "plans_issued_den": "80",
    "plans_issued_within_20_weeks": "41",
    "pc_plans_issued_within_20_weeks": "51.3",
}


@pytest.fixture
def db() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def read(db: duckdb.DuckDBPyConnection, path: Path) -> Reading:
    reading = ees.read(path, db)
    assert reading is not None
    return reading


def figures(db: duckdb.DuckDBPyConnection, path: Path, indicator: str) -> list[dict]:
    return [row for row in staged(db, read(db, path)) if row["indicator"] == indicator]


@pytest.mark.parametrize("order", [1, -1])
def test_a_wide_row_is_a_figure_per_declared_column(db: duckdb.DuckDBPyConnection, tmp_path: Path, order: int) -> None:
    row = dict(list(REFERRALS.items())[::order])
    path = write_csv(tmp_path / "c1.csv", [row])
    assert sorted(figure["indicator"] for figure in staged(db, read(db, path))) == [
        "no_further_action_percent",
        "not_in_need_percent",
        "referral_count",
        "rereferral_child_percent",
        "rereferral_percent",
    ]
    (found,) = figures(db, path, "rereferral_percent")
    assert ees.period(found.pop("period")).code == "2024-25"
    assert found == {
        "indicator": "rereferral_percent",
        "area": "E08000025",
        "area_name": "Birmingham",
        "area_type": "Local authority",
        "breakdown": "total",
        "value": "22.5",
        "numerator": "90",
        "denominator": "400",
        "lower": None,
        "upper": None,
        "marker": None,
        "note": None,
        "row": 2,
    }


def test_nation_and_region_stand_under_their_own_codes(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "c1.csv", [REFERRALS | NATION, REFERRALS | REGION, REFERRALS])
    found = figures(db, path, "referral_count")
    assert [(row["area"], row["area_name"]) for row in found] == [
        ("E92000001", "England"),
        ("E12000005", "West Midlands"),
        ("E08000025", "Birmingham"),
    ]


@pytest.mark.parametrize(
    ("cell", "value", "marker"),
    [
        ("22.5", "22.5", None),
        ("0", "0", None),
        ("c", None, "c"),
        ("x", None, "x"),
        ("z", None, "z"),
        ("u", None, "u"),
        ("k", None, "low"),
        ("low", None, "low"),
        ("", None, "x"),
        ("~", "~", None),
    ],
)
def test_a_mark_is_a_marker_and_never_a_number(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, cell: str, value: str | None, marker: str | None
) -> None:
    path = write_csv(tmp_path / "c1.csv", [REFERRALS | {"rereferral_percent": cell, "rereferral_count": cell}])
    (found,) = figures(db, path, "rereferral_percent")
    assert (found["value"], found["marker"]) == (value, marker)
    assert found["numerator"] == value


def test_a_filter_breaks_down_what_is_one_indicator(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    topics = [
        {},
        {"breakdown_topic": "Sex", "breakdown": "Male"},
        {"breakdown_topic": "Ethnicity", "breakdown": "White - Irish"},
        {"breakdown_topic": "Child or young persons age", "breakdown": "age 3"},
    ]
    path = write_csv(tmp_path / "plans.csv", [PLANS | topic for topic in topics])
    assert [row["breakdown"] for row in figures(db, path, "pc_plans_issued_within_20_weeks")] == [
        "total",
        "sex:male",
        "ethnicity:White - Irish",
        "child or young persons age:age 3",
    ]


def test_a_filter_of_different_things_makes_an_indicator_of_each(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    looked_after, starting = (
        f"Children {what} each year" for what in ("looked after on 31 March", "starting to be looked after")
    )
    row = PLACE | {"population_estimate": "12000", "children_count": "80", "rate_per_10000": "67"}
    path = write_csv(tmp_path / "cla.csv", [row | {"population_type": kind} for kind in (looked_after, starting)])
    reading = read(db, path)
    periods = {found["indicator"]: ees.period(found["period"]).code for found in staged(db, reading)}
    assert periods == {
        f"rate_per_10000, {looked_after}": "2025-03-31",
        f"rate_per_10000, {starting}": "2024-25",
    }
    assert {name: about["title"] for name, about in described(reading).items()} == {
        f"rate_per_10000, {looked_after}": looked_after,
        f"rate_per_10000, {starting}": starting,
    }


def test_published_limits_are_read(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    row = PLACE | {
        "time_period": "202324",
        "time_identifier": "Academic year",
        "social_care_group": "CINO at 31 March",
        "version": "Final",
        "avg_p8score": "-1.49",
        "t_p8score": "-319.12",
        "t_inp8calc": "214",
        "p8score_CI_low": "-1.68",
        "p8score_CI_upp": "-1.3",
    }
    (found,) = figures(db, write_csv(tmp_path / "ks4.csv", [row]), "avg_p8score, CINO at 31 March")
    assert (found["value"], found["lower"], found["upper"]) == ("-1.49", "-1.68", "-1.3")
    assert ees.period(found["period"]).code == "2023-24AY"


def test_rows_of_two_councils_or_of_another_level_are_left_out_and_counted(
    load: Load, inbox: Path, empty_db: duckdb.DuckDBPyConnection
) -> None:
    both = {"new_la_code": "E09000021 / E09000027", "la_name": "Kingston and Richmond"}
    rows = [REFERRALS, REFERRALS | both, REFERRALS | {"geographic_level": "School"}]
    write_csv(inbox / "c1_2025-11-01.csv", rows)
    loaded = load(own_area="E08000025")
    assert (loaded.rows_loaded, loaded.rows_refused) == (5, 10)
    assert one(empty_db, "select row, rows from load_issue") == {"row": 3, "rows": 10}
    assert {row["area"] for row in all_of(empty_db, "select area from fact_observation")} == {"E08000025"}
    measure = "select frequency, period_type, value_type, per from dim_measure where measure = 'ees-rereferral-percent'"
    assert one(empty_db, measure) == {
        "frequency": "annual",
        "period_type": "financial",
        "value_type": "proportion",
        "per": 100,
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("202425 Academic year", "2024-25AY"),
        ("202425 Financial year", "2024-25"),
        ("2024 Calendar year", "2024"),
        ("2025 Reporting year: 31 March", "2025-03-31"),
        ("2025 Reporting year: financial year", "2024-25"),
        ("2000 Reporting year: financial year", "1999-00"),
        ("2025 Reporting year: 30 September", "2025-09-30"),
        ("2025 Reporting year: year to 30 September", "2025-09-30R12"),
        ("2024 Reporting year: 30 June", "2024-06-30"),
    ],
)
def test_a_time_period_is_a_period_of_ours(text: str, code: str) -> None:
    assert ees.period(text).code == code


@pytest.mark.parametrize("text", ["2025 Reporting year", "202426 Academic year", "2024 Academic year", "2024 Week 3"])
def test_a_time_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        ees.period(text)


def test_a_mistake_is_refused_by_row_and_column(load: Load, inbox: Path) -> None:
    write_csv(inbox / "c1_2025-11-01.csv", [REFERRALS, REFERRALS | {"time_period": "2024", "referral_count": "1,204"}])
    with pytest.raises(Refused, match=r"row 3, column value: not a number: found 1,204"):
        load(own_area="E08000025")


def test_a_file_of_theirs_with_nothing_declared_is_refused_and_told_where_to_declare(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match=r"no indicator known: found .*ice_creams; expected .* ees\.csv declares"):
        ees.read(write_csv(tmp_path / "a.csv", [PLACE | {"ice_creams": "3"}]), db)


@pytest.mark.parametrize("lacking", ees.COMPULSORY)
def test_a_file_without_a_common_column_is_none_of_theirs(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, lacking: str
) -> None:
    row = {column: cell for column, cell in REFERRALS.items() if column != lacking}
    assert ees.read(write_csv(tmp_path / "a.csv", [row]), db) is None


def test_no_other_source_takes_their_files(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "c1.csv", [REFERRALS])
    assert [name for name, reader in sources.readers() if reader(path, db) is not None] == ["ees"]


def test_what_is_declared_is_whole() -> None:
    for declared in readers.table(ees.DECLARED).to_dict("records"):
        assert all((declared["marked_by"], declared["value"], declared["unit"])), declared["row"]
        assert declared["title"] or declared["each"], declared["row"]
        assert declared["period"] in ("", *ees.REPORTING), declared["row"]
        assert declared["value_type"] in ("", "count", "mean", "proportion", "rate", "ratio"), declared["row"]
        assert bool(declared["lower"]) == bool(declared["upper"]), declared["row"]
        assert bool(declared["by"]) == bool(declared["dimension"]) == bool(declared["total"]), declared["row"]
        assert declared["value_type"] not in ("proportion", "rate") or declared["numerator"], declared["row"]
