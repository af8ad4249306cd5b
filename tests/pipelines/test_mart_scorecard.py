"""What stands beside a status on the scorecard: exception report, commentary, early warning, outlook, year's end."""

from pathlib import Path

import duckdb
import pytest

from pipelines import publish
from tests import arrange

PERIOD = "2026-27Q2"
QUARTERS = [f"{year}-{(year + 1) % 100:02}Q{quarter}" for year in (2024, 2025) for quarter in (1, 2, 3, 4)]
QUARTERS += ["2026-27Q1", PERIOD]


def series(measure: str, *values: float) -> list[dict]:
    """Return a value for each of the last quarters."""
    periods = QUARTERS[-len(values) :]
    return [{"measure": measure, "period": period, "value": v} for period, v in zip(periods, values, strict=True)]


def targets(measure: str, target: float, intervention: float | str = "", periods: tuple = (PERIOD, "2026-27Q3")):
    """Return the same target for several quarters."""
    same = {"measure": measure, "target": target, "intervention": intervention, "set_on": "2024-03-01"}
    return [same | {"period": period} for period in periods]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory):
    tolerant = {"scheme": "tolerance", "tolerance": "10", "tolerance_kind": "absolute"}
    cumulative = {"cumulative": "yes", "aggregation": "last", "unit": "homes", "suffix": "", "decimals": "0"}
    measures = [
        arrange.measure("RED1"),
        arrange.measure("RED2"),
        arrange.measure("RED3"),
        arrange.measure("BEYOND", **tolerant),
        arrange.measure("NEAR"),
        arrange.measure("FALLING"),
        arrange.measure("RISING"),
        arrange.measure("SHORT"),
        arrange.measure("BEHIND", **cumulative),
    ]
    returned = [
        *series("RED1", 60),
        *series("RED2", 60),
        *series("RED3", 60),
        *series("BEYOND", 75),
        *series("NEAR", 75),
        *series("FALLING", 90, 89, 88, 87, 86, 85, 84, 83, 81.8, 80.4),
        *series("RISING", 70, 71.2, 72.1, 72.9, 74.2, 75, 76.1, 77.2, 77.9, 81),
        *series("SHORT", 81, 82, 83),
        *series("BEHIND", 20, 45),
    ]
    goals = [
        *(goal for code in ("RED1", "RED2", "RED3", "NEAR") for goal in targets(code, 80, 70)),
        *targets("BEYOND", 80, 78),
        *(goal for code in ("FALLING", "RISING", "SHORT") for goal in targets(code, 80, 70)),
        *targets("BEHIND", 40, periods=(PERIOD,)),
        *targets("BEHIND", 120, periods=("2026-27Q4",)),
    ]
    said = [
        {"measure": "RED1", "period": PERIOD, "action": "Two more crews", "exception": "yes"},
        {"measure": "RED2", "period": PERIOD, "going_well": "New vehicles", "exception": "no"},
        {"measure": "RED3", "period": "2026-27Q1", "action": "Last quarter's plan", "exception": "yes"},
        {"measure": "NEAR", "period": PERIOD, "going_well": "Nearly there", "exception": "no"},
    ]
    return arrange.built(
        tmp_path_factory.mktemp("scorecard"), returned, measures=measures, targets=goals, commentary=said
    )


def row(db, measure: str) -> dict:
    return arrange.one(db, "select * from mart_scorecard where measure = ? and period = ?", measure, PERIOD)


@pytest.mark.requirement("BCP-21")
@pytest.mark.parametrize(
    ("measure", "status", "report", "commented"),
    [
        ("RED1", "red", "given", True),
        ("RED2", "red", "missing", True),
        ("RED3", "red", "missing", False),
        ("BEYOND", "amber", "missing", False),
        ("NEAR", "amber", None, True),
        ("SHORT", "green", None, False),
    ],
)
def test_red_or_beyond_its_intervention_level_asks_for_a_current_exception_report(
    db, measure: str, status: str, report: str | None, commented: bool
) -> None:
    found = row(db, measure)
    assert (found["status"], found["exception_report"], found["commented"]) == (status, report, commented)


def test_on_target_now_and_likely_to_miss_the_next_one_is_at_risk(db) -> None:
    falling, rising, short = (row(db, measure) for measure in ("FALLING", "RISING", "SHORT"))
    assert (falling["status"], falling["outlook"], falling["at_risk"]) == ("green", "unlikely", True)
    assert falling["next_period"] == "2026-27Q3"
    assert falling["next_label"] == "October to December 2026"
    assert falling["projected_low"] < falling["projected"] < falling["projected_high"]
    assert falling["projected"] == pytest.approx(79.69, abs=0.05)
    assert (rising["status"], rising["at_risk"]) == ("green", False)
    assert rising["probability"] > 0.5
    assert (short["outlook"], short["probability"], short["at_risk"]) == (None, None, False)


def test_a_year_to_date_warns_by_its_projection(db) -> None:
    """45 of the 40 planned by now is on target; 120 × 45 ÷ 40 = 135 is beyond the year's 120 (DR-31)."""
    found = row(db, "BEHIND")
    assert (found["status"], found["projection"], found["projection_method"]) == ("green", 135.0, "profile")
    assert (found["year_target"], found["at_risk"]) == (120.0, False)


def test_each_measure_has_one_row_a_period(demo_warehouse: Path) -> None:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as demo:
        query = "select measure, period from mart_scorecard group by all having count(*) > 1"
        assert demo.execute(query).fetchall() == []
