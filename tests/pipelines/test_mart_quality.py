"""Data quality: every score there is, the cap, gaps and lateness, and a slow rewrite (DR-38)."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from random import Random

import pytest

from tests import arrange

SIX = ("accuracy", "validity", "reliability", "timeliness", "relevance", "completeness")
AS_AT = date(2026, 10, 31)
STEPS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "annual": 12}
DUE_DAYS = 30


def scored(code: str, scores: tuple[int, ...], **more: object) -> dict:
    return {"measure": code, **dict(zip(SIX, scores, strict=True)), **more}


def rating(scores: tuple[int, ...]) -> tuple[str, bool]:
    """Return the rating and whether it was capped, as the table in DR-38 reads."""
    total = sum(scores)
    word = {12: "High", 11: "High", 10: "Reasonable", 9: "Reasonable", 8: "Reasonable", 7: "Limited", 6: "Limited"}
    found = word.get(total, "Limited" if total == 5 else "None")
    return ("Limited", True) if 0 in scores and found in ("High", "Reasonable") else (found, False)


@pytest.fixture(scope="module")
def every_score(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, ...], dict]:
    scores = list(product((0, 1, 2), repeat=6))
    codes = {score: "M" + "".join(map(str, score)) for score in scores}
    measures = [arrange.measure(code) for code in codes.values()]
    quality = [scored(code, score) for score, code in codes.items()]
    db = arrange.derived(tmp_path_factory.mktemp("scores"), [], AS_AT, measures=measures, quality=quality)
    found = {row["measure"]: row for row in arrange.all_of(db, "from mart_quality")}
    return {score: found[code] for score, code in codes.items()}


def test_worked_numbers(every_score: dict[tuple[int, ...], dict]) -> None:
    reasonable, capped = every_score[2, 2, 1, 2, 2, 1], every_score[2, 2, 2, 2, 2, 0]
    assert (reasonable["total"], reasonable["rating"], reasonable["capped"]) == (10, "Reasonable", False)
    assert (capped["total"], capped["rating"], capped["capped"]) == (10, "Limited", True)


def test_every_score_there_is(every_score: dict[tuple[int, ...], dict]) -> None:
    assert len(every_score) == 729
    found = {score: (row["total"], row["rating"], row["capped"]) for score, row in every_score.items()}
    assert found == {score: (sum(score), *rating(score)) for score in every_score}


def test_the_newest_period_that_has_ended_counts(tmp_path: Path) -> None:
    quality = [
        scored("NEW", (1,) * 6),
        scored("NEW", (2,) * 6, period="2026-27Q1", signed_by="Head of Waste", signed_on="2026-07-20"),
        scored("NEW", (0,) * 6, period="2025-26Q1"),
        scored("NEW", (0,) * 6, period="2026-27Q4"),
        scored("ALWAYS", (1,) * 6, signed_by="Data owner"),
    ]
    measures = [arrange.measure(code) for code in ("NEW", "ALWAYS", "NOBODY")]
    db = arrange.derived(tmp_path, [], AS_AT, measures=measures, quality=quality)
    found = {row.pop("measure"): row for row in arrange.all_of(db, "from mart_quality")}
    new, always, nobody = (found[code] for code in ("NEW", "ALWAYS", "NOBODY"))
    assert (new["rating"], new["period"], new["signed_by"]) == ("High", "2026-27Q1", "Head of Waste")
    assert new["signed_on"] == date(2026, 7, 20)
    assert (always["rating"], always["period"], always["signed_by"]) == ("Limited", None, "Data owner")
    assert nobody == dict.fromkeys(nobody) | {"capped": False}, "nobody scored it: that is not the rating None"


def last_day(index: int) -> date:
    year, month = (index - 1) // 12, (index - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def code_of(index: int, frequency: str) -> str:
    """Return the period of a frequency that ends in a month, counted from the year nought."""
    year, month = (index - 1) // 12, (index - 1) % 12 + 1
    start = year - (month < 4)
    name = f"{start}-{(start + 1) % 100:02}"
    if frequency == "monthly":
        return f"{year}-M{month:02}"
    if frequency == "quarterly":
        return f"{name}Q{(month - 4) % 12 // 3 + 1}"
    return name if frequency == "annual" else f"{name}H{(month - 4) % 12 // 6 + 1}"


def history(random: Random, frequency: str) -> list[tuple[int, date, str]]:
    """Return (month, day returned, marker) of a measure's returns: some late, some missing, some withheld."""
    step = STEPS[frequency]
    first = random.randint(2022 * 12, 2025 * 12)
    first += -(first - 3) % step
    found = []
    for index in range(first, 2026 * 12 + 10, step):
        due = last_day(index) + timedelta(days=DUE_DAYS)
        received = due + timedelta(days=random.choice((-5, -5, -5, 0, 1, 40)))
        if received <= AS_AT and (index == first or random.random() < 0.85):
            found.append((index, max(received, date(2024, 4, 20)), random.choice(("", "", "", "x", "c", "z"))))
    return found


def clerk(returns: list[tuple[int, date, str]], step: int) -> tuple[int, int, int]:
    """Return how many periods were due, missing and late, going through them one by one."""
    first_file = min(day for _, day, _ in returns)
    by_month = {index: (day, marker) for index, day, marker in returns}
    expected = missing = late = 0
    index = min(by_month)
    while last_day(index) + timedelta(days=DUE_DAYS) < AS_AT:
        due = last_day(index) + timedelta(days=DUE_DAYS)
        expected += 1
        if index not in by_month or by_month[index][1] == "x":
            missing += 1
        if index in by_month and by_month[index][0] > due >= first_file:
            late += 1
        index += step
    return expected, missing, late


def test_somebody_with_a_list_of_due_dates_finds_the_same_gaps_and_late_returns(tmp_path: Path) -> None:
    random = Random(38)
    measures, expected, files = [], {}, {}
    for number in range(1000):
        frequency = random.choice(list(STEPS))
        code = f"M{number:04}"
        returns = history(random, frequency)
        if not returns:
            continue
        measures.append(arrange.measure(code, frequency=frequency, due_days=DUE_DAYS))
        expected[code] = clerk(returns, STEPS[frequency])
        for index, day, marker in returns:
            row = {"measure": code, "area": "X01000001", "period": code_of(index, frequency), "marker": marker}
            files.setdefault(day, []).append(row | {"value": "" if marker else 50})
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for day, rows in files.items():
        arrange.write_csv(inbox / f"sent_{day}.csv", rows)
    db = arrange.derived(tmp_path, [], AS_AT, measures=measures)
    query = "select measure, expected_periods, missing_periods, late_periods from mart_quality"
    found = {measure: tuple(rest) for measure, *rest in db.execute(query).fetchall()}
    wrong = {code: (expected[code], found[code]) for code in expected if found[code] != expected[code]}
    assert len(expected) > 950
    assert not wrong, list(wrong.items())[:5]
    assert all(any(counts[i] for counts in expected.values()) for i in range(3))
