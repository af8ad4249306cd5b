"""The thread, the scorecard's states, the roll-up and milestones (DR-08, DR-39, DR-40)."""

from datetime import date
from pathlib import Path

import pytest

from tests import arrange

AS_AT = date(2026, 10, 31)
LATEST = "2026-27Q2"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory):
    measures = [
        arrange.measure("BOTH"),
        arrange.measure("MONTHLY", frequency="monthly", service="S12"),
        arrange.measure("ANNUAL", frequency="annual"),
        arrange.measure("SCHOOL", frequency="academic"),
        arrange.measure("LATE", due_days="10"),
        arrange.measure("AWAITED", due_days="60"),
        arrange.measure("NEW", lifecycle="in_development"),
        arrange.measure("RED", service=""),
        arrange.measure("GONE", lifecycle="retired", valid_to="2025-03-31"),
        arrange.measure("CONTEXT", tier="outcome"),
    ]
    links = [
        {"measure": "BOTH", "node": "P11", "strength": "direct"},
        {"measure": "BOTH", "node": "P21", "strength": "indirect"},
        {"measure": "BOTH", "node": "O1", "strength": "direct"},
        *(
            {"measure": code, "node": "P11"}
            for code in ("MONTHLY", "ANNUAL", "LATE", "AWAITED", "NEW", "RED", "CONTEXT")
        ),
        {"measure": "SCHOOL", "node": "P21"},
        {"measure": "GONE", "node": "P12", "valid_to": "2025-03-31"},
    ]
    quarters = ["2025-26Q4", "2026-27Q1", "2026-27Q2"]
    observations = [
        *({"measure": "BOTH", "period": q, "value": 90} for q in quarters),
        *({"measure": "RED", "period": q, "value": v} for q, v in zip(quarters, (60, 50, 40), strict=True)),
        *({"measure": "MONTHLY", "period": f"2026-M{m:02}", "value": 80} for m in (7, 8, 9)),
        {"measure": "ANNUAL", "period": "2025-26", "value": 75},
        {"measure": "SCHOOL", "period": "2024-25AY", "value": 65},
        {"measure": "LATE", "period": "2026-27Q1", "value": 88},
        {"measure": "AWAITED", "period": "2026-27Q1", "value": 88},
        {"measure": "CONTEXT", "period": LATEST, "value": 12},
        {"measure": "GONE", "period": "2024-25Q4", "value": 1},
    ]
    targets = [
        {"measure": m, "period": q, "target": 70, "intervention": 65} for m in ("BOTH", "RED", "LATE") for q in quarters
    ]
    milestones = [
        {
            "milestone": m,
            "title": m,
            "nodes": "P11",
            "as_at": "2026-10-01",
            "baseline": b,
            "forecast": f,
            "actual": a,
            "start_date": s,
        }
        for m, b, f, a, s in (
            ("AMBER", "2026-11-30", "2026-12-10", "", ""),
            ("RED20", "2026-11-30", "2026-12-20", "", ""),
            ("GREEN", "2026-11-30", "2026-11-30", "", ""),
            ("STALE", "2026-09-25", "2026-09-25", "", ""),
            ("DONE", "2026-06-30", "2026-06-30", "2026-06-29", ""),
            ("DONELATE", "2026-06-30", "2026-06-30", "2026-07-29", ""),
            ("LATER", "2027-03-01", "2027-03-01", "", "2026-12-01"),
        )
    ]
    folder = tmp_path_factory.mktemp("plan")
    sheets = {"measures": measures, "links": links, "targets": targets, "milestones": milestones}
    return arrange.derived(folder, observations, as_at=AS_AT, **sheets)


def state(db, measure: str, period: str = LATEST) -> str:
    return arrange.one(db, "select * from mart_scorecard where measure = ? and period = ?", measure, period)["status"]


@pytest.mark.requirement("BCP-22")
@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("BOTH", "green"),
        ("RED", "red"),
        ("MONTHLY", "no_target"),
        ("ANNUAL", "not_due"),
        ("SCHOOL", "due_awaiting"),
        ("LATE", "overdue"),
        ("AWAITED", "due_awaiting"),
        ("NEW", "in_development"),
        ("CONTEXT", "no_target"),
    ],
)
def test_every_state_is_a_state_of_its_own(db, measure: str, expected: str) -> None:
    assert state(db, measure) == expected


def test_a_value_not_due_is_shown_with_its_own_period(db) -> None:
    row = arrange.one(db, "select * from mart_scorecard where measure = 'ANNUAL' and period = ?", LATEST)
    assert (row["observed_period"], row["value"], row["observed_label"]) == ("2025-26", 75, "2025/26")


def test_a_retired_measure_leaves_the_scorecard_when_it_ends(db) -> None:
    periods = [
        p for (p,) in db.execute("select period from mart_scorecard where measure = 'GONE' order by 1").fetchall()
    ]
    assert periods[-1] == "2024-25Q4"


def test_red_periods_in_a_row_are_counted(db) -> None:
    rows = db.execute(
        "select period, red_run from mart_scorecard where measure = 'RED' and red_run > 0 order by period"
    ).fetchall()
    assert rows == [("2025-26Q4", 1), ("2026-27Q1", 2), ("2026-27Q2", 3)]


def test_the_periods_offered_are_those_that_ended_within_the_plan(db) -> None:
    offered = [p for (p,) in db.execute("select period from mart_reporting order by position").fetchall()]
    assert offered[0] == LATEST
    assert offered[-1] == "2023-24Q1"


@pytest.mark.requirement("BCC-04", "BCC-14", "BCP-08")
def test_a_measure_lies_on_every_thread_it_serves(db) -> None:
    paths = db.execute(
        "select distinct path, main from mart_thread where measure = 'BOTH' order by main desc"
    ).fetchall()
    assert paths == [("O1/P11/D1/S11", True), ("O2/P21/D1/S11", False)], "the link to the outcome itself adds no path"
    assert db.execute("select distinct path from mart_thread where measure = 'RED'").fetchall() == [("O1/P11/D1",)]


@pytest.mark.requirement("BCC-14", "BCC-23", "WCC-17")
def test_a_measure_under_two_priorities_counts_once_in_the_total(db) -> None:
    def count(node: str) -> int:
        return db.execute(
            "select sum(measures) from mart_rollup where node = ? and period = ?", [node, LATEST]
        ).fetchone()[0]

    assert (count("P11"), count("P21"), count("O1"), count("O2"), count("")) == (8, 2, 8, 2, 9)
    rated = "select sum(measures) from mart_rollup where node = '' and period = ? and rated"
    assert db.execute(rated, [LATEST]).fetchone() == (2,), (
        "only what is rated is in the denominator: context, awaited, not due are not"
    )


def test_a_link_that_ended_counts_in_its_own_time(db) -> None:
    query = "select period from mart_rollup where node = 'P12' order by period"
    assert [period for (period,) in db.execute(query).fetchall()][-1] == "2024-25Q4"


def test_roll_ups_count_what_the_scorecard_says(db) -> None:
    rollup = dict(
        db.execute("select status, measures from mart_rollup where node = '' and period = ?", [LATEST]).fetchall()
    )
    scorecard = dict(
        db.execute("select status, count(*) from mart_scorecard where period = ? group by 1", [LATEST]).fetchall()
    )
    assert rollup == scorecard


@pytest.mark.requirement("BCC-33")
@pytest.mark.parametrize(
    ("milestone", "status", "slip", "late", "overdue"),
    [
        ("AMBER", "amber", 10, False, False),
        ("RED20", "red", 20, False, False),
        ("GREEN", "green", 0, False, False),
        ("STALE", "red", 36, False, True),
        ("DONE", "complete", -1, False, False),
        ("DONELATE", "complete", 29, True, False),
        ("LATER", "not_started", 0, False, False),
    ],
)
def test_milestones_are_judged_by_slippage(
    db, milestone: str, status: str, slip: int, late: bool, overdue: bool
) -> None:
    row = arrange.one(db, "select * from mart_delivery where milestone = ?", milestone)
    assert (row["status"], row["slip_days"], row["late"], row["overdue"]) == (status, slip, late, overdue)


@pytest.mark.requirement("DCC-16")
def test_a_strategic_plan_and_an_annual_plan_stand_side_by_side(tmp_path: Path) -> None:
    annual = [
        {
            "plan": "A25",
            "node": "A25",
            "title": "Annual plan",
            "kind": "delivery",
            "valid_from": "2025-04-01",
            "valid_to": "2026-03-31",
        },
        {"plan": "A25", "node": "A1", "level": "priority", "parent": "A25", "title": "This year"},
    ]
    links = [{"measure": "ENV01", "node": "P11"}, {"measure": "ENV01", "node": "A1"}]
    with arrange.derived(tmp_path, [], plan=arrange.PLAN + annual, links=links) as db:
        paths = {path for (path,) in db.execute("select distinct path from mart_thread").fetchall()}
    assert paths == {"O1/P11/D1/S11", "A1/D1/S11"}
