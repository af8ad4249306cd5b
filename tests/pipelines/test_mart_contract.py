"""Contracts: the worst of their rated measures, the reason where there is none, and when each asks for a decision."""

from datetime import date
from pathlib import Path
from random import Random

from tests import arrange

TODAY = date(2026, 10, 31)
PERIODS = {"2026-27Q1": date(2026, 6, 30), "2026-27Q2": TODAY}
MEASURES = [arrange.measure(f"ENV{n:02}") for n in range(1, 9)]
VALUES: dict[str, float] = {"blue": 60, "green": 50, "amber": 44, "red": 30}
TARGETS = [
    {"measure": m["measure"], "period": period, "target": 50, "intervention": 40, "stretch": 55, "set_on": "2025-04-01"}
    for m in MEASURES
    for period in PERIODS
]


def contract(code: str, *measures: str, **cells: object) -> dict:
    return {"contract": code, "title": code, "supplier": "Anybody", "measures": "|".join(measures)} | cells


def derived(folder: Path, values: dict[str, float], contracts: list[dict], as_at: date = TODAY) -> dict[tuple, dict]:
    """Build contracts over measures with these values of the second quarter; rows of the mart by code and period."""
    rows = [{"measure": code, "period": "2026-27Q2", "value": value} for code, value in values.items()]
    db = arrange.derived(folder, rows, as_at, measures=MEASURES, targets=TARGETS, contracts=contracts)
    return {(row["contract"], row["period"]): row for row in arrange.all_of(db, "from mart_contract")}


RATED = {"blue": "ENV01", "green": "ENV02", "amber": "ENV03", "red": "ENV04", "": "ENV05", "neither": "ENV06"}
"""A measure of each status; the last two have no figure."""

WORST: list[tuple[list[str], str | None, str | None]] = [
    (["green", "amber", "red"], "red", None),
    (["green", "amber"], "amber", None),
    (["green", "blue"], "green", None),
    (["blue"], "green", None),
    (["amber", ""], "amber", None),
    (["", "neither"], None, "none_rated"),
    ([], None, "no_measures"),
]


def test_the_worst_rated_measure_decides(tmp_path: Path) -> None:
    contracts = [contract(f"C{n}", *(RATED[name] for name in names)) for n, (names, *_) in enumerate(WORST)]
    found = derived(tmp_path, {RATED[name]: value for name, value in VALUES.items()}, contracts)
    for n, (names, status, reason) in enumerate(WORST):
        row = found[f"C{n}", "2026-27Q2"]
        assert (row["status"], row["reason"]) == (status, reason), names
        assert (row["measures"], row["rated"]) == (len(names), sum(name in VALUES for name in names))


DATES: list[tuple[dict, str, bool | None]] = [
    ({"end_date": "2026-10-30", "review_on": "2026-01-01"}, "ended", False),
    ({"end_date": "2026-10-31", "review_on": "2026-10-31"}, "within_6", False),
    ({"end_date": "2027-04-30", "review_on": "2026-10-30"}, "within_6", True),
    ({"end_date": "2027-05-01"}, "within_12", None),
    ({"end_date": "2027-10-31"}, "within_12", None),
    ({"end_date": "2027-11-01", "start_date": "2026-10-31"}, "running", None),
    ({"end_date": "2027-02-01", "start_date": "2026-11-01"}, "not_begun", None),
    ({}, "running", None),
]


def test_endings_and_reviews_are_read_on_the_day(tmp_path: Path) -> None:
    found = derived(tmp_path, {}, [contract(f"C{n}", **dates) for n, (dates, *_) in enumerate(DATES)])
    for n, (dates, stage, overdue) in enumerate(DATES):
        row = found[f"C{n}", "2026-27Q2"]
        assert (row["stage"], row["review_overdue"], row["day"]) == (stage, overdue, TODAY), dates


def test_an_earlier_period_is_read_on_its_last_day(tmp_path: Path) -> None:
    found = derived(tmp_path, {}, [contract("C1", end_date="2026-08-31", start_date="2026-06-30")])
    assert [found["C1", period]["day"] for period in PERIODS] == list(PERIODS.values())
    assert [found["C1", period]["stage"] for period in PERIODS] == ["within_6", "ended"]


def test_a_clerk_with_a_list_agrees(tmp_path: Path) -> None:
    random = Random(20)
    names = {measure["measure"]: random.choice(["blue", "green", "amber", "red", ""]) for measure in MEASURES}
    contracts = [contract(f"C{n}", *random.sample(sorted(names), random.randint(0, 4))) for n in range(80)]
    found = derived(tmp_path, {code: VALUES[name] for code, name in names.items() if name}, contracts)
    for row in contracts:
        held = [names[code] for code in row["measures"].split("|") if code]
        worst = next((name for name in ("red", "amber") if name in held), "green" if any(held) else None)
        mine = found[row["contract"], "2026-27Q2"]
        assert mine["status"] == worst
        assert (mine["red"], mine["amber"]) == (held.count("red"), held.count("amber"))
        assert mine["met"] == held.count("green") + held.count("blue")
        assert mine["reason"] == ("no_measures" if not held else None if any(held) else "none_rated")
