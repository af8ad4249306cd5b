"""Milestones: worked numbers of DR-40, a tolerance of their own, re-baselining, and a slow rewrite."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from pipelines import framework
from pipelines.problems import Refused
from tests import arrange


def milestone(code: str, **cells: object) -> dict:
    return {"milestone": code, "title": code, "nodes": "P11", "as_at": "2026-05-20", "baseline": "2026-06-30"} | cells


def derived(folder: Path, as_at: date, milestones: list[dict]) -> dict[str, dict]:
    db = arrange.derived(folder, [], as_at, milestones=milestones)
    return {row["milestone"]: row for row in arrange.all_of(db, "from mart_delivery")}


def test_slippage_is_judged_by_the_tolerance(tmp_path: Path) -> None:
    found = derived(
        tmp_path,
        date(2026, 6, 1),
        [
            milestone("TEN", forecast="2026-07-10"),
            milestone("TWENTY", forecast="2026-07-20"),
            milestone("LOOSE", forecast="2026-07-20", tolerance_days=20),
            milestone("STRICT", forecast="2026-07-01", tolerance_days=0),
            milestone("ON", forecast="2026-06-30"),
            milestone("EARLY", forecast="2026-06-10"),
            milestone("SILENT"),
        ],
    )
    assert {code: (row["slip_days"], row["status"]) for code, row in found.items()} == {
        "TEN": (10, "amber"),
        "TWENTY": (20, "red"),
        "LOOSE": (20, "amber"),
        "STRICT": (1, "red"),
        "ON": (0, "green"),
        "EARLY": (-20, "green"),
        "SILENT": (0, "green"),
    }


def test_a_forecast_nobody_renews_cannot_stay_green(tmp_path: Path) -> None:
    row = derived(tmp_path, date(2026, 8, 5), [milestone("K1", forecast="2026-06-30")])["K1"]
    assert (row["slip_days"], row["status"], row["overdue"]) == (36, "red", True)


def test_complete_is_neither_green_nor_recoloured_for_being_late(tmp_path: Path) -> None:
    found = derived(
        tmp_path,
        date(2026, 8, 5),
        [milestone("LATE", actual="2026-07-30"), milestone("INTIME", actual="2026-06-30")],
    )
    assert {code: (row["status"], row["late"], row["overdue"]) for code, row in found.items()} == {
        "LATE": ("complete", True, False),
        "INTIME": ("complete", False, False),
    }


def test_the_last_report_by_the_day_counts(tmp_path: Path) -> None:
    reports = [
        milestone("K1", as_at="2026-05-20", forecast="2026-06-30"),
        milestone("K1", as_at="2026-06-20", forecast="2026-07-10"),
        milestone("K1", as_at="2026-09-20", forecast="2026-06-30"),
    ]
    assert derived(tmp_path, date(2026, 6, 25), reports)["K1"]["slip_days"] == 10


def test_a_new_baseline_with_its_reason_is_judged_and_the_first_is_kept(tmp_path: Path) -> None:
    reports = [
        milestone("K1", as_at="2026-05-20", forecast="2026-08-30"),
        milestone("K1", as_at="2026-06-20", baseline="2026-09-30", note="Cabinet agreed a later start on 16 June"),
    ]
    row = derived(tmp_path, date(2026, 7, 1), reports)["K1"]
    assert (row["baseline"], row["first_baseline"]) == (date(2026, 9, 30), date(2026, 6, 30))
    assert (row["slip_days"], row["status"]) == (0, "green")


@pytest.mark.parametrize("order", [1, -1])
def test_a_new_baseline_without_a_reason_is_refused(order: int, tmp_path: Path) -> None:
    reports = [
        milestone("K1", as_at="2026-05-20", note="Why it is late does not say why it was moved later"),
        milestone("K1", as_at="2026-06-20", baseline="2026-09-30"),
        milestone("K2", as_at="2026-06-20", baseline="2026-09-30"),
        milestone("K2", as_at="2026-07-20", baseline="2026-09-30"),
    ][::order]
    with pytest.raises(Refused) as refused:
        framework.read(arrange.write_pack(tmp_path, milestones=reports))
    row, first = (3, 2) if order == 1 else (4, 5)
    assert str(refused.value) == (
        f"milestones.csv, row {row}, column baseline: re-baselined without a reason: found baseline 2026-09-30 after "
        f"2026-06-30, and no note; expected the reason in the column note, or the baseline of row {first}."
    )


@pytest.mark.parametrize("actual", ["", "2026-07-30"])
def test_what_has_no_agreed_date_is_counted_and_never_judged(actual: str, tmp_path: Path) -> None:
    row = derived(tmp_path, date(2026, 8, 5), [milestone("K1", baseline="", actual=actual)])["K1"]
    assert (row["status"], row["commitment"]) == ("complete" if actual else "not_dated", "not_dated")
    assert (row["slip_days"], row["late"], row["overdue"]) == (None, False, False)
    assert row["expected"] == (date(2026, 7, 30) if actual else None)


def test_a_date_agreed_later_needs_no_reason_and_is_the_first(tmp_path: Path) -> None:
    reports = [milestone("K1", as_at="2026-05-20", baseline=""), milestone("K1", as_at="2026-06-20")]
    row = derived(tmp_path, date(2026, 7, 10), reports)["K1"]
    assert (row["first_baseline"], row["status"], row["overdue"]) == (date(2026, 6, 30), "amber", True)


def test_an_action_keeps_the_review_of_the_recommendation_it_answers(tmp_path: Path) -> None:
    recommendation = {"recommendation": "R1", "review": "Peer challenge", "title": "Agree fewer priorities"}
    rows = [
        milestone("BY", recommendation="R1"),
        milestone("OWN", recommendation="R1", review="Audit"),
        milestone("NONE"),
    ]
    db = arrange.derived(tmp_path, [], date(2026, 6, 1), milestones=rows, recommendations=[recommendation])
    found = {row["milestone"]: row["review"] for row in arrange.all_of(db, "from mart_delivery")}
    assert found == {"BY": "Peer challenge", "OWN": "Audit", "NONE": None}


def test_feedback_that_is_neither_a_document_nor_a_survey_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="row 2, column evidence: unknown evidence"):
        framework.read(arrange.write_pack(tmp_path, milestones=[milestone("K1", evidence="hearsay")]))


def test_an_overdue_action_is_a_milestone_past_its_day_or_the_last_word_of_a_commentary(tmp_path: Path) -> None:
    def said(period: str, day: str, **cells: object) -> dict:
        return {"measure": "ENV01", "period": period, "action": day, "action_owner": "Head", "action_due": day} | cells

    today = date(2026, 8, 5)
    db = arrange.derived(
        tmp_path,
        [],
        today,
        milestones=[
            milestone("LATE"),
            milestone("TODAY", baseline="2026-08-05"),
            milestone("DONE", actual="2026-08-01"),
            milestone("OPEN", baseline=""),
        ],
        commentary=[
            said("2025-26Q4", "2026-05-01"),
            said("2026-27Q1", "2026-08-04"),
            said("2026-27Q2", "2026-08-01", written_on="2026-10-20"),
            said("2026-27Q1", "2026-08-06", measure="", node="P11"),
        ],
    )
    found = {(row["kind"], row["code"]): row for row in arrange.all_of(db, "from mart_action")}
    assert {key: row["days_overdue"] for key, row in found.items() if row["overdue"]} == {
        ("milestone", "LATE"): 36,
        ("measure", "ENV01"): 1,
    }
    assert set(found) - {key for key, row in found.items() if row["overdue"]} == {
        ("milestone", "TODAY"),
        ("milestone", "DONE"),
        ("milestone", "OPEN"),
        ("node", "P11"),
    }


def clerk(today: date, row: dict) -> tuple:
    """Return slip, status, late and overdue as somebody with a calendar finds them."""
    baseline, forecast, actual, start = (
        date.fromisoformat(row[name]) if row[name] else None
        for name in ("baseline", "forecast", "actual", "start_date")
    )
    if actual:
        return (actual - baseline).days, "complete", actual > baseline, False
    expected = max(day for day in (forecast or baseline, today) if day)
    slip, day = 0, baseline
    while day < expected:
        day, slip = day + timedelta(days=1), slip + 1
    while day > expected:
        day, slip = day - timedelta(days=1), slip - 1
    overdue = today > baseline
    if start and start > today:
        return slip, "not_started", False, overdue
    if slip <= 0:
        return slip, "green", False, overdue
    return slip, "amber" if slip <= row["tolerance_days"] else "red", False, overdue


def test_somebody_with_a_calendar_agrees(tmp_path: Path) -> None:
    random = Random(40)
    today = date(2025, 6, 1)

    def near(spread: int, chance: float = 1.0) -> str:
        return str(today + timedelta(days=random.randint(-spread, spread))) if random.random() < chance else ""

    rows = [
        milestone(
            f"K{number}",
            as_at="2025-05-01",
            baseline=near(60),
            forecast=near(60, 0.8),
            actual=near(60, 0.2),
            start_date=near(60, 0.5),
            tolerance_days=random.choice((0, 7, 14, 30)),
        )
        for number in range(1200)
    ]
    found = derived(tmp_path, today, rows)
    columns = ("slip_days", "status", "late", "overdue")
    wrong = [
        (row, [found[row["milestone"]][name] for name in columns])
        for row in rows
        if tuple(found[row["milestone"]][name] for name in columns) != clerk(today, row)
    ]
    assert not wrong, wrong[:3]
    assert {row["status"] for row in found.values()} == {"complete", "not_started", "green", "amber", "red"}
