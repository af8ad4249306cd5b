"""DfE Explore Education Statistics, on small files of invented figures as they are downloaded."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines import readers, sources
from pipelines.periods import PeriodError
from pipelines.problems import Refused
from pipelines.sources import Reading, _ees_columns, ees
from tests.arrange import all_of, one, write_csv
from tests.pipelines.conftest import Load
from tests.pipelines.publications import accounts, loaded, number, rows_of
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
        ("202425 Financial year Q2", "2024-25Q2"),
        ("2024 Calendar year Q1", "2023-24Q4"),
        ("2025 March", "2025-M03"),
    ],
)
def test_a_time_period_is_a_period_of_ours(text: str, code: str) -> None:
    assert ees.period(text).code == code


@pytest.mark.parametrize(
    "text", ["2025 Reporting year", "202426 Academic year", "2024 Academic year", "2024 Week 3", "202425 Calendar year"]
)
def test_a_time_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        ees.period(text)


def test_a_mistake_is_refused_by_row_and_column(load: Load, inbox: Path) -> None:
    write_csv(inbox / "c1_2025-11-01.csv", [REFERRALS, REFERRALS | {"time_period": "2024", "referral_count": "1,204"}])
    with pytest.raises(Refused, match=r"row 3, column value: not a number: found 1,204"):
        load(own_area="E08000025")


def test_a_column_nothing_declares_is_an_indicator_by_its_name(load: Load, empty_db, inbox: Path) -> None:
    row = PLACE | {"category": "Ices", "ice_creams": "3", "ice_percent": "12.55", "rate_per_10000": "z", "notes": ""}
    write_csv(inbox / "ice_creams_2013_to_2025.csv", [row, row | NATION | {"ice_creams": "k", "ice_percent": ""}])
    summary = load()
    assert (summary.rows_loaded, summary.rows_refused) == (6, 0)
    query = "select area, measure, period, breakdown, value, marker from fact_observation order by measure, area"
    assert [tuple(row.values()) for row in all_of(empty_db, query)] == [
        (area, f"ees-ice-creams-{name}", "2024-25", "total", value, marker)
        for name, figures in {
            "ice-creams": ((3, None), (None, "low")),
            "ice-percent": ((12.55, None), (None, "x")),
            "rate-per-10000": ((None, "z"), (None, "z")),
        }.items()
        for area, (value, marker) in zip(("E08000025", "E92000001"), figures, strict=True)
    ]
    query = "select title, unit, suffix, decimals, per from dim_measure where not in_plan order by measure"
    assert [tuple(row.values()) for row in all_of(empty_db, query)] == [
        ("Ice creams", "number", "", 0, 1),
        ("Ice percent", "per cent", "%", 2, 100),
        ("Rate per 10000", "per 10,000", "", 0, 10000),
    ]


def test_filters_that_nothing_declares_break_down(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    row = PLACE | {"phase": "Total", "sex": "All pupils", "terms": "six half terms", "age": "5", "pupils": "9"}
    changes = [
        {},
        {"phase": "Special"},
        {"sex": "Girls", "phase": "Special"},
        {"age": "6"},
        {"phase": "", "age": "Total"},
    ]
    path = write_csv(tmp_path / "absence.csv", [row | {"age": "Total"} | change for change in changes])
    assert [figure["breakdown"] for figure in staged(db, read(db, path))] == [
        "total",
        "phase:Special",
        "phase and sex:Special, Girls",
        "age:6",
        "phase:not stated",
    ]


@pytest.mark.parametrize(
    ("cells", "indicators"),
    [
        (["5", "c", "c", "z", ""], {"homes: homes"}),
        (["5", "7", "low", " "], {"homes: homes"}),
        (["5", "7", "9", "Total"], set()),
        (["5", "7", "9", "all homes"], set()),
        (["5", "c", "TOTAL"], set()),
        (["5", "many", "few"], set()),
        (["", " "], set()),
    ],
)
def test_numbers_and_marks_are_an_indicator_unless_a_word_for_all_is_among_them(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, cells: list[str], indicators: set[str]
) -> None:
    path = write_csv(tmp_path / "homes.csv", [PLACE | {"children": "1", "homes": cell} for cell in cells])
    assert set(described(read(db, path))) - {"homes: children"} == indicators


@pytest.mark.parametrize(
    ("cells", "decimals"),
    [
        (["1"] * 9 + ["1.25"], 0),
        (["1"] * 8 + ["1.25"], 2),
        (["1"] * 8 + ["1.25", "1.5"], 1),
        (["1"] * 8 + ["1.255", "1.25"], 2),
        (["c"] * 9 + ["1.5"], 1),
        (["1."] * 3, 0),
    ],
)
def test_an_indicator_has_the_decimals_of_more_than_a_tenth_of_its_figures(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, cells: list[str], decimals: int
) -> None:
    path = write_csv(tmp_path / "homes.csv", [PLACE | {"homes": cell} for cell in cells])
    assert described(read(db, path))["homes: homes"]["decimals"] == decimals


def test_a_topic_names_what_its_breakdown_is_by(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    row = PLACE | {"breakdown_topic": "All plans", "breakdown": "All plans", "plans_kept": "8"}
    parts = [{}, {"breakdown_topic": "Sex", "breakdown": "Female"}, {"breakdown_topic": "Age", "breakdown": "age 10"}]
    path = write_csv(tmp_path / "plans.csv", [row | part for part in parts])
    assert [figure["breakdown"] for figure in staged(db, read(db, path))] == ["total", "sex:Female", "age:age 10"]


def test_rows_no_declaration_takes_are_figures_too(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    row = PLACE | {"cla_group": "All", "children_count": "8", "children_percent": "40"}
    kinds = ("With 3 or more placements during the year", "With 1 placement")
    path = write_csv(tmp_path / "la_cla_placement.csv", [row | {"placement_stability": kind} for kind in kinds])
    found = [(f["indicator"], f["breakdown"], f["numerator"]) for f in staged(db, read(db, path))]
    assert found == [
        (f"children_percent, All, {kinds[0]}", "total", "8"),
        ("la_cla_placement: children_count", f"placement stability:{kinds[1]}", None),
        ("la_cla_placement: children_percent", f"placement stability:{kinds[1]}", None),
    ]


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("b1_children_in_need_2013_to_2025.csv", "b1_children_in_need"),
        ("UD_NEETNK_LA_dashboard_2023_final.csv", "UD_NEETNK_LA_dashboard"),
        ("UD_NEETNK_LA_dashboard_final.csv", "UD_NEETNK_LA_dashboard"),
        ("absence-2024-25.csv", "absence"),
        ("pupils_202425.csv", "pupils"),
        ("ks4_la.csv", "ks4_la"),
        ("2025.csv", "2025"),
    ],
)
def test_a_dataset_has_one_name_every_year(name: str, dataset: str) -> None:
    assert _ees_columns.dataset(Path(name)) == dataset


def test_terms_and_weeks_are_left_out_and_counted(load: Load, empty_db, inbox: Path) -> None:
    row = PLACE | {"time_period": "202425", "ice_creams": "3"}
    terms = ("Academic year", "Autumn term", "Spring and summer term", "Week 12")
    write_csv(inbox / "ices.csv", [row | {"time_identifier": term} for term in terms])
    summary = load()
    assert (summary.rows_loaded, summary.rows_refused) == (1, 3)
    assert "row 3, column time_identifier: left out: found terms or weeks" in summary.notes[0]


def test_a_national_file_has_no_columns_of_councils(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    row = {key: PLACE[key] for key in ees.COMPULSORY} | {"geographic_level": "National", "ice_creams": "3"}
    (figure,) = staged(db, read(db, write_csv(tmp_path / "ices.csv", [row])))
    assert (figure["area"], figure["area_name"]) == ("E92000001", "England")


def test_row_numbers_without_a_heading_are_no_trouble(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "ices.csv", [{"": "1"} | PLACE | {"ice_creams": "3", "row ¶": "4"}])
    assert {row["indicator"]: row["value"] for row in staged(db, read(db, path))} == {
        "ices: ice_creams": "3",
        "ices: row ¶": "4",
    }


def test_a_file_of_theirs_without_a_number_is_refused(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"no indicator: found .*average_time; expected a column of numbers"):
        ees.read(write_csv(tmp_path / "a.csv", [PLACE | {"average_time": "00:10"}]), db)


def test_a_word_among_numbers_is_refused_by_row(load: Load, inbox: Path) -> None:
    rows = [PLACE | {"time_period": f"20{year}", "ice_creams": str(year)} for year in range(20, 25)]
    write_csv(inbox / "ices.csv", [*rows, PLACE | {"ice_creams": "1,204"}])
    with pytest.raises(Refused, match=r"row 7, column value: not a number: found 1,204"):
        load()


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


def test_what_a_reporting_year_is_is_known() -> None:
    for row in readers.table(_ees_columns.YEARS).to_dict("records"):
        assert row["period"] in ees.REPORTING
        assert row["marked_by"] == row["marked_by"].lower()


FOLDER = "dfe-explore-education-statistics"
GEOGRAPHY = re.compile("time_|geographic_|country_|region_|old_la|new_la|la_name")
FILTERS = (
    "category",
    "population_type",
    "cla_group",
    "placement_stability",
    "social_care_group",
    "version",
    "age_group",
    "age",
    "education_phase",
    "breakdown_topic",
    "breakdown",
)


@pytest.fixture(scope="module")
def published(shared_data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with loaded(shared_data / FOLDER, "E08000025") as db:
        yield db


@pytest.fixture(scope="module")
def files(shared_data: Path) -> dict[str, list[dict[str, str]]]:
    """Rows by file name, without the lists of neighbours."""
    found = {
        path.name: rows_of(path) for path in sorted((shared_data / FOLDER).glob("*.csv")) if "eighb" not in path.name
    }
    return {name: rows for name, rows in found.items() if "time_period" in rows[0]}


def test_every_file_of_the_folder_is_loaded_or_left_out_for_a_reason(published, files) -> None:
    found = accounts(published)
    assert set(files) <= set(found)
    assert len(found) == 15
    assert {name: refused for name, (_, _, refused) in found.items() if refused} == {
        "csww_indicators_2017_to_2025.csv": 14 * 18,
        "New_Statistical_Neighbour_Groupings_April_2021.csv": 1,
    }
    query = """
        select split_part(file, '/', -1), count(distinct row) from fact_observation group by 1
    """
    taken = dict(published.execute(query).fetchall())
    joint = {name: sum("/" in row["new_la_code"] for row in rows) for name, rows in files.items()}
    assert taken == {name: len(rows) - joint[name] for name, rows in files.items()}


def test_five_hundred_published_cells_are_the_loaded_ones(published, files) -> None:
    """Each is the value of its own column's measure, or beside the value of another's as its count or limit."""
    roles = ("value", "numerator", "denominator", "lower", "upper")
    facts: dict[tuple[str, int], list[dict]] = {}
    for fact in all_of(published, f"select file, row, area, measure, marker, {', '.join(roles)} from fact_observation"):
        facts.setdefault((fact["file"].split("/")[-1], fact["row"]), []).append(fact)
    pick = random.Random(19)
    compared = 0
    for _ in range(600):
        name = pick.choice(sorted(files))
        place = pick.randrange(len(files[name]))
        row = files[name][place]
        columns = [c for c in row if not GEOGRAPHY.match(c) and c.lower() not in FILTERS]
        column = pick.choice(columns)
        if "/" in row["new_la_code"]:
            continue
        there = facts[name, place + 2]
        code = row["new_la_code"] or row["region_code"] or row["country_code"]
        assert {fact["area"] for fact in there} == {code}
        slug = re.sub("[^a-z0-9]+", "-", column.lower()).strip("-")
        own = [fact for fact in there if re.search(rf"(^ees|-){slug}(-|$)|^ees-{slug}", fact["measure"])]
        figure = number(row[column])
        assert any(fact["value"] == figure for fact in own) or any(
            fact[role] == figure for fact in there for role in roles[1:]
        ), (name, place, column)
        compared += 1
    assert compared > 500
