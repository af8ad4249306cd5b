"""Budgets: over and under judged alike by one and two per cent, worked numbers and a rewrite in whole pence (DR-41)."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from tests import arrange

NODES = [node["node"] for node in arrange.PLAN]


def built(folder: Path, budgets: list[dict]) -> list[dict]:
    """Build budgets and return mart_budget in their order."""
    db = arrange.built(folder, [], budgets=budgets)
    found = {(row["node"], row["period"]): row for row in arrange.all_of(db, "from mart_budget")}
    return [found[row["node"], row["period"]] for row in budgets]


@pytest.mark.parametrize(
    ("budget", "forecast", "variance", "percent", "status", "direction"),
    [
        ("350727273", "354585273", 3858000, 1.1, "amber", "over"),
        ("100", "101", 1, 1, "green", "over"),
        ("100", "101.01", 1.01, 1.01, "amber", "over"),
        ("100", "102", 2, 2, "amber", "over"),
        ("100", "102.01", 2.01, 2.01, "red", "over"),
        ("100", "99", -1, -1, "green", "under"),
        ("100", "98.99", -1.01, -1.01, "amber", "under"),
        ("100", "97.99", -2.01, -2.01, "red", "under"),
        ("100", "100", 0, 0, "green", "on"),
        ("-100", "-98.5", 1.5, 1.5, "amber", "over"),
        ("0", "5", 5, None, "red", "over"),
        ("0", "0", 0, None, "green", "on"),
        ("100", "", None, None, None, None),
    ],
)
def test_worked_numbers(
    budget: str, forecast: str, variance: float, percent: float, status: str, direction: str, tmp_path: Path
) -> None:
    (row,) = built(tmp_path, [{"node": "D1", "period": "2025-26Q1", "budget": budget, "forecast": forecast}])
    assert (row["variance"], row["status"], row["direction"]) == (variance, status, direction)
    assert row["variance_percent"] == (None if percent is None else pytest.approx(percent, abs=0.001))


def test_savings_are_a_share_of_what_was_planned(tmp_path: Path) -> None:
    head = {"node": "D1", "budget": 100}
    rows = built(
        tmp_path,
        [
            head | {"period": "2025-26Q1", "savings_planned": 400, "savings_delivered": 300},
            head | {"period": "2025-26Q2", "savings_planned": 0, "savings_delivered": 10},
            head | {"period": "2025-26Q3", "savings_planned": 400},
        ],
    )
    assert [row["savings_percent"] for row in rows] == [75, None, None]


def test_a_clerk_who_counts_pence_agrees(tmp_path: Path) -> None:
    random = Random(41)
    budgets, expected = [], []
    for number in range(1200):
        budget = Decimal(random.choice((0, 100, 12345, random.randint(1, 99_999_999), -5000)))
        share = random.choice((-2, -1, 0, 1, 2)) + random.choice((0, 0, random.uniform(-0.02, 0.02)))
        forecast = (budget + budget * Decimal(share) / 100).quantize(Decimal("0.01"))
        period = f"{1990 + number // len(NODES) // 12}-M{number // len(NODES) % 12 + 1:02}"
        budgets.append({"node": NODES[number % len(NODES)], "period": period, "budget": budget, "forecast": forecast})
        gap = forecast - budget
        if budget == 0:
            status = "green" if gap == 0 else "red"
        else:
            off = abs(Fraction(gap) / Fraction(budget))
            status = "green" if off <= Fraction(1, 100) else "amber" if off <= Fraction(2, 100) else "red"
        expected.append((status, "over" if gap > 0 else "under" if gap < 0 else "on", float(gap)))
    found = [(row["status"], row["direction"], row["variance"]) for row in built(tmp_path, budgets)]
    assert found == expected
    assert {status for status, _, _ in expected} == {"green", "amber", "red"}
