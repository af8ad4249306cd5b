"""Direction of travel: exact earlier periods, bands, breaks and gaps (DR-11, DR-12, DR-33, DR-34)."""

from pathlib import Path

import pytest

from tests import arrange

NO_COMPARISON = ("none", "none")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory):
    annual = {"frequency": "annual"}
    measures = [
        arrange.measure("LOWER", polarity="lower"),
        arrange.measure("GAP", **annual),
        arrange.measure("EQUAL"),
        arrange.measure("BROKEN"),
        arrange.measure("LISTED"),
        arrange.measure("HIDDEN"),
        arrange.measure("NEUTRAL", polarity="none"),
        arrange.measure("TOTAL", cumulative="yes"),
        arrange.measure("ROLLING", period_type="rolling12"),
        arrange.measure("BAND", polarity="band", band_low="95", band_high="105"),
        arrange.measure("PAY", frequency="annual", period_type="snapshot"),
        arrange.measure("THREE", frequency="annual", period_type="multi-year"),
    ]
    values = [
        ("LOWER", "2025-26Q1", 67.2),
        ("LOWER", "2025-26Q2", 66.4),
        ("LOWER", "2026-27Q2", 66.9),
        ("GAP", "2021-22", 50),
        ("GAP", "2023-24", 60),
        ("EQUAL", "2025-26Q1", 41.24),
        ("EQUAL", "2025-26Q2", 41.16),
        ("BROKEN", "2025-26Q1", 40),
        ("BROKEN", "2025-26Q2", 50, "b"),
        ("BROKEN", "2025-26Q3", 55),
        ("LISTED", "2025-26Q1", 40),
        ("LISTED", "2025-26Q2", 50),
        ("LISTED", "2025-26Q3", 55),
        ("HIDDEN", "2025-26Q1", "", "c"),
        ("HIDDEN", "2025-26Q2", 50),
        ("NEUTRAL", "2025-26Q1", 10),
        ("NEUTRAL", "2025-26Q2", 12),
        ("TOTAL", "2025-26Q1", 20),
        ("TOTAL", "2025-26Q2", 45),
        ("TOTAL", "2024-25Q2", 40),
        ("ROLLING", "2024-06-30R12", 30),
        ("ROLLING", "2025-03-31R12", 35),
        ("ROLLING", "2025-06-30R12", 33),
        ("BAND", "2025-26Q1", 90),
        ("BAND", "2025-26Q2", 108),
        ("BAND", "2025-26Q3", 100),
        ("BAND", "2025-26Q4", 104),
        ("PAY", "2024-04-17", 600),
        ("PAY", "2025-04-30", 640),
        ("THREE", "2019-2021", 60),
        ("THREE", "2021-2023", 61),
        ("THREE", "2022-2024", 62),
    ]
    rows = [{"measure": v[0], "period": v[1], "value": v[2], "marker": v[3] if len(v) > 3 else ""} for v in values]
    events = [
        {"event": "B1", "measure": "LISTED", "event_date": "2025-09-01", "kind": "break", "label": "New definition"}
    ]
    return arrange.derived(tmp_path_factory.mktemp("travel"), rows, measures=measures, events=events)


def travel(db, measure: str, period: str, against: str = "previous") -> tuple[str, str]:
    row = arrange.one(db, "select * from mart_travel where measure = ? and period = ?", measure, period)
    return row[f"{against}_direction"], row[f"{against}_judgement"]


@pytest.mark.parametrize(
    ("measure", "period", "against", "expected"),
    [
        ("LOWER", "2025-26Q2", "previous", ("down", "improved")),
        ("LOWER", "2026-27Q2", "year", ("up", "declined")),
        ("LOWER", "2026-27Q2", "previous", NO_COMPARISON),
        ("LOWER", "2025-26Q1", "previous", NO_COMPARISON),
        ("GAP", "2023-24", "previous", NO_COMPARISON),
        ("EQUAL", "2025-26Q2", "previous", ("level", "same")),
        ("BROKEN", "2025-26Q2", "previous", NO_COMPARISON),
        ("BROKEN", "2025-26Q3", "previous", ("up", "improved")),
        ("LISTED", "2025-26Q2", "previous", NO_COMPARISON),
        ("LISTED", "2025-26Q3", "previous", ("up", "improved")),
        ("HIDDEN", "2025-26Q2", "previous", NO_COMPARISON),
        ("NEUTRAL", "2025-26Q2", "previous", ("up", "neutral")),
        ("TOTAL", "2025-26Q2", "previous", NO_COMPARISON),
        ("TOTAL", "2025-26Q2", "year", ("up", "improved")),
        ("ROLLING", "2025-06-30R12", "previous", ("up", "improved")),
        ("BAND", "2025-26Q2", "previous", ("up", "improved")),
        ("BAND", "2025-26Q3", "previous", ("down", "improved")),
        ("BAND", "2025-26Q4", "previous", ("up", "same")),
        ("PAY", "2025-04-30", "previous", ("up", "improved")),
        ("THREE", "2022-2024", "previous", ("up", "improved")),
        ("THREE", "2021-2023", "previous", NO_COMPARISON),
    ],
)
def test_direction_is_of_the_value_and_the_word_is_the_judgement(db, measure, period, against, expected) -> None:
    assert travel(db, measure, period, against) == expected


def test_a_rolling_year_is_compared_with_the_year_before_it(db) -> None:
    row = arrange.one(db, "select * from mart_travel where measure = 'ROLLING' and period = '2025-06-30R12'")
    assert row["previous_period"] == "2024-06-30R12", "the quarter before shares nine months with it (DR-33)"


def test_a_missing_comparison_has_its_reason(db) -> None:
    reasons = dict(db.execute("select measure || ' ' || period, previous_reason from mart_travel").fetchall())
    assert reasons["GAP 2023-24"] == "no earlier value"
    assert reasons["LISTED 2025-26Q2"] == "the definition changed in between"
    assert reasons["HIDDEN 2025-26Q2"] == "the earlier value is suppressed"
    assert reasons["TOTAL 2025-26Q2"] == "the figure is the year to date"


def test_change_is_that_of_the_figures_on_screen(tmp_path: Path) -> None:
    rows = [
        {"measure": "ENV01", "period": "2025-26Q1", "value": 41.24},
        {"measure": "ENV01", "period": "2025-26Q2", "value": 41.36},
    ]
    with arrange.derived(tmp_path, rows) as db:
        row = arrange.one(db, "select * from mart_travel where period = '2025-26Q2'")
    assert round(row["previous_change"], 9) == 0.2, "41.2 to 41.4 on screen"
