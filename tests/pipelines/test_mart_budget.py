"""Budgets: over and under judged alike by one and two per cent, worked numbers and a rewrite in whole pence (DR-41)."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from tests import arrange

NODES = [node["node"] for node in arrange.PLAN]


def derived(folder: Path, budgets: list[dict]) -> list[dict]:
    """Build budgets and return mart_budget in their order."""
    db = arrange.derived(folder, [], budgets=budgets)
    found = {(row["node"], row["period"]): row for row in arrange.all_of(db, "from mart_budget")}
    return [found[row["node"], row["period"]] for row in budgets]


WORKED = [
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
]
"""Budget and forecast to variance, per cent, status and direction."""


def test_worked_numbers(tmp_path: Path) -> None:
    cells = [
        {
            "node": "D1",
            "period": f"2025-M{month:02}" if month < 13 else "2026-M01",
            "budget": budget,
            "forecast": forecast,
        }
        for month, (budget, forecast, *_) in enumerate(WORKED, start=1)
    ]
    for row, (*given, variance, percent, status, direction) in zip(derived(tmp_path, cells), WORKED, strict=True):
        assert (row["variance"], row["status"], row["direction"]) == (variance, status, direction), given
        assert row["variance_percent"] == (None if percent is None else pytest.approx(percent, abs=0.001)), given


def test_savings_are_a_share_of_what_was_planned(tmp_path: Path) -> None:
    head = {"node": "D1", "budget": 100}
    rows = derived(
        tmp_path,
        [
            head | {"period": "2025-26Q1", "savings_planned": 400, "savings_delivered": 300},
            head | {"period": "2025-26Q2", "savings_planned": 0, "savings_delivered": 10},
            head | {"period": "2025-26Q3", "savings_planned": 400},
        ],
    )
    assert [row["savings_percent"] for row in rows] == [75, None, None]


def test_the_whole_counts_every_pound_once(tmp_path: Path) -> None:
    head = {"period": "2026-27Q1"}
    db = arrange.derived(
        tmp_path,
        [],
        budgets=[
            head | {"node": "D1", "budget": 100, "forecast": 103, "savings_planned": 10, "savings_delivered": 4},
            head | {"node": "S11", "budget": 60, "forecast": 61, "savings_planned": 6, "savings_delivered": 3},
            head | {"node": "O1", "budget": 50, "forecast": 49},
            head | {"node": "P11", "budget": 20, "savings_planned": 5, "savings_delivered": 1},
        ],
    )
    whole = arrange.one(db, "from mart_budget where node = ''")
    assert (whole["budget"], whole["forecast"], whole["variance"]) == (150, 152, 2)
    assert (whole["status"], whole["direction"]) == ("amber", "over")
    # O1 states no savings, so those of P11 below it are no part of any other.
    assert (whole["savings_planned"], whole["savings_delivered"]) == (15, 5)
    within = {row["node"] for row in arrange.all_of(db, "from mart_budget where within")}
    assert within == {"S11", "P11"}


def test_the_whole_has_no_forecast_while_a_part_has_none(tmp_path: Path) -> None:
    head = {"period": "2026-27Q1"}
    db = arrange.derived(
        tmp_path,
        [],
        budgets=[head | {"node": "D1", "budget": 100, "forecast": 103}, head | {"node": "O1", "budget": 50}],
    )
    whole = arrange.one(db, "from mart_budget where node = ''")
    assert (whole["budget"], whole["forecast"], whole["variance"], whole["status"]) == (150, None, None, None)


def test_a_clerk_who_walks_up_the_plan_agrees_with_every_total(tmp_path: Path) -> None:
    random = Random(23)
    parents = {node["node"]: node.get("parent") for node in arrange.PLAN}

    def above(node: str | None) -> list[str]:
        return [] if node is None else [node, *above(parents[node])]

    budgets: list[dict] = []
    for number in range(60):
        period = f"{2000 + number // 12}-M{number % 12 + 1:02}"
        for node in random.sample(NODES, random.randint(1, len(NODES))):
            row = {"node": node, "period": period, "budget": random.randint(1, 900), "forecast": random.randint(1, 900)}
            saved = {"savings_planned": random.randint(0, 50), "savings_delivered": random.randint(0, 50)}
            budgets.append(row | (saved if random.random() < 0.6 else {}))
    db = arrange.derived(tmp_path, [], budgets=budgets)
    found = {row["period"]: row for row in arrange.all_of(db, "from mart_budget where node = ''")}
    for period in {row["period"] for row in budgets}:
        mine = {row["node"]: row for row in budgets if row["period"] == period}
        top = [row for node, row in mine.items() if not set(above(parents[node])) & set(mine)]
        saving = {node: row for node, row in mine.items() if "savings_planned" in row}
        first = [row for node, row in saving.items() if not set(above(parents[node])) & set(saving)]
        assert found[period]["budget"] == sum(row["budget"] for row in top)
        assert found[period]["forecast"] == sum(row["forecast"] for row in top)
        assert (found[period]["savings_planned"] or 0) == sum(row["savings_planned"] for row in first)
        assert (found[period]["savings_delivered"] or 0) == sum(row["savings_delivered"] for row in first)


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
    found = [(row["status"], row["direction"], row["variance"]) for row in derived(tmp_path, budgets)]
    assert found == expected
    assert {status for status, _, _ in expected} == {"green", "amber", "red"}
