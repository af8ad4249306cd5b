"""mart_value: which periods a cost and its outcome are compared in, and on which side of the medians an area lies."""

import itertools
import random
import statistics
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests import arrange

OWN = arrange.AREAS[0]["area"]
GROUP = "list:thornby"
TODAY = date(2026, 10, 31)
ENDS = {
    "2023-24": date(2024, 3, 31),
    "2024-25": date(2025, 3, 31),
    "2025-26": date(2026, 3, 31),
    "2024-25AY": date(2025, 8, 31),
    "2025-26Q1": date(2025, 6, 30),
    "2025-26Q4": date(2026, 3, 31),
    "2026-27Q1": date(2026, 6, 30),
}
MONTHS = {"2024-25AY": 12} | dict.fromkeys(("2023-24", "2024-25", "2025-26"), 12)
COST = {"unit": "pounds", "suffix": "", "prefix": "£", "decimals": "0", "frequency": "annual"}
Row = dict[str, Any]


def build(folder: Path, observations: Iterable[Row], **outcome: object) -> duckdb.DuckDBPyConnection:
    measures = [arrange.measure("COST", polarity="none", **COST), arrange.measure("GOOD", **outcome)]
    pairs = [{"pair": "V1", "title": "Value", "cost": "COST", "outcome": "GOOD"}]
    return arrange.derived(folder, observations, TODAY, measures=measures, pairs=pairs)


def rows(measure: str, period: str, values: Iterable[float | None]) -> list[Row]:
    """Return one row per area that has a value, the council's own first."""
    pairs = zip(arrange.AREAS, values, strict=False)
    return [{"measure": measure, "area": a["area"], "period": period, "value": v} for a, v in pairs if v is not None]


def months(day: date) -> int:
    return day.year * 12 + day.month


def slowly(figures: dict[tuple[str, str, str], float], kinds: dict[str, int], polarity: str) -> dict[str, Row]:
    """Return the rows of one pair and group by area, by trying every two periods."""

    def with_both(cost: str, good: str) -> list[str]:
        keys = [area["area"] for area in arrange.AREAS]
        return [a for a in keys if ("COST", a, cost) in figures and ("GOOD", a, good) in figures]

    offered = []
    for cost, good in itertools.product(ENDS, ENDS):
        areas, apart = with_both(cost, good), abs(months(ENDS[cost]) - months(ENDS[good]))
        if OWN in areas and len(areas) > 5 and apart < 12:
            own_kinds = (MONTHS.get(cost, 3) == 12 and not cost.endswith("AY")) + (MONTHS.get(good, 3) == kinds["GOOD"])
            length = MONTHS.get(cost, 3) + MONTHS.get(good, 3)
            older = min(ENDS[cost], ENDS[good])
            offered.append(((-older.toordinal(), apart, -own_kinds, -length, cost, good), cost, good, areas))
    if not offered:
        return {}
    _, cost, good, areas = min(offered)
    spent, got = ({a: figures[m, a, p] for a in areas} for m, p in (("COST", cost), ("GOOD", good)))
    middle = [statistics.median(v for a, v in each.items() if a != OWN) for each in (spent, got)]
    sign = {"higher": 1, "lower": -1}.get(polarity)
    found = {}
    for a in areas:
        dear = rounded(spent[a], 0) - rounded(middle[0], 0)
        more = rounded(got[a], 1) - rounded(middle[1], 1)
        words = ("higher", "lower") if sign is None else ("better", "worse") if sign == 1 else ("worse", "better")
        found[a] = {
            "cost_period": cost,
            "outcome_period": good,
            "cost_side": "higher" if dear > 0 else "lower" if dear < 0 else "same",
            "outcome_side": words[0] if more > 0 else words[1] if more < 0 else "same",
            "cost_rank": 1 + sum(v < spent[a] for v in spent.values()),
            "outcome_rank": None if sign is None else 1 + sum(sign * v > sign * got[a] for v in got.values()),
            "of_n": len(areas),
        }
    return found


def rounded(figure: float, places: int) -> float:
    return round(figure + 1e-9, places)


CASES = list(itertools.product(range(3), ("higher", "lower", "none")))


@pytest.mark.requirement("SMBC-31")
def test_every_area_lies_where_a_slow_rewrite_puts_it(tmp_path: Path) -> None:
    measures, pairs, observations, expected = [], [], [], {}
    for case, (seed, polarity) in enumerate(CASES):
        chance = random.Random(f"{seed} {polarity}")
        figures = {}
        for measure, period in itertools.product(("COST", "GOOD"), ENDS):
            quarter = MONTHS.get(period, 3) == 3
            if (measure == "COST" and quarter) or chance.random() < 0.2:
                continue
            missing = chance.choice((0, 0.1, 0.4))
            values = [
                None if chance.random() < missing else chance.choice((40.0, 50.0, round(chance.uniform(30, 60), 1)))
                for _ in arrange.AREAS
            ]
            observations += rows(f"{measure}{case}", period, values)
            for area, value in zip(arrange.AREAS, values, strict=True):
                if value is not None:
                    figures[measure, area["area"], period] = value
        measures += [arrange.measure(f"COST{case}", polarity="none", **COST)]
        measures += [arrange.measure(f"GOOD{case}", polarity=polarity)]
        pairs += [{"pair": f"V{case}", "title": f"Value {case}", "cost": f"COST{case}", "outcome": f"GOOD{case}"}]
        expected |= {(f"V{case}", area): row for area, row in slowly(figures, {"GOOD": 3}, polarity).items()}
    with arrange.derived(tmp_path, observations, TODAY, measures=measures, pairs=pairs) as db:
        found = arrange.all_of(db, 'from mart_value where "group" = ?', GROUP)
    mart = {(row["pair"], row["area"]): row for row in found}
    assert mart.keys() == expected.keys()
    assert len({pair for pair, _ in mart}) > 6
    for key, row in expected.items():
        assert {name: mart[key][name] for name in row} == row, key


YEAR = [100, 90, 110, 120, 130, 80, 70, 60]
SHARE = [50, 40, 41, 42, 43, 44, 45, 46]


@pytest.mark.parametrize(("polarity", "side"), [("higher", "better"), ("lower", "worse"), ("none", "higher")])
def test_better_is_what_the_measure_says_it_is(polarity: str, side: str, tmp_path: Path) -> None:
    with build(tmp_path, [*rows("COST", "2025-26", YEAR), *rows("GOOD", "2025-26Q4", SHARE)], polarity=polarity) as db:
        found = arrange.one(db, 'select cost_side, outcome_side from mart_value where own and "group" = ?', GROUP)
    assert found == {"cost_side": "higher", "outcome_side": side}, "100 beside a median of 90; 50 beside one of 43"


def test_like_stands_beside_like_in_time(tmp_path: Path) -> None:
    late = [*rows("COST", "2025-26", YEAR), *rows("GOOD", "2025-26Q4", SHARE)]
    # One council is ahead of the others, and nobody has figures that end a year or more apart together.
    ahead = rows("GOOD", "2026-27Q1", [51, 52])
    with build(tmp_path / "a", [*late, *ahead]) as db:
        periods = "select distinct cost_period, outcome_period from mart_value"
        assert db.execute(periods).fetchall() == [("2025-26", "2025-26Q4")]
    with build(tmp_path / "b", [*rows("COST", "2024-25", YEAR), *rows("GOOD", "2025-26Q4", SHARE)]) as db:
        assert db.execute(periods).fetchall() == []


def test_fewer_than_five_others_are_no_middle(tmp_path: Path) -> None:
    groups = arrange.neighbours()[:4]
    measures = [arrange.measure("COST", polarity="none", **COST), arrange.measure("GOOD")]
    pairs = [{"pair": "V1", "title": "Value", "cost": "COST", "outcome": "GOOD"}]
    observations = [*rows("COST", "2025-26", YEAR), *rows("GOOD", "2025-26Q4", SHARE)]
    with arrange.derived(tmp_path, observations, TODAY, measures=measures, pairs=pairs, groups=groups) as db:
        found = arrange.one(
            db, 'select others, cost_side, outcome_side from mart_value where own and "group" = ?', GROUP
        )
    assert found == {"others": 4, "cost_side": None, "outcome_side": None}
