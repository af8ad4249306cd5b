"""mart_survey against a slow rewrite: shares with their intervals, and change only where it is more than chance."""

import math
import random
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from tests.arrange import all_of, derived, one

TODAY = date(2026, 10, 31)
PERIODS = ("2024-25Q4", "2025-26Q1", "2025-26Q2", "2025-26Q4", "2026-27Q1")
KINDS = {"staff": "workforce", "pulse": "pulse", "people": "residents", "users": "users", "asked": "consultation"}


def row(survey: str = "pulse", question: str = "Heard?", period: str = "2026-27Q1", **changes: object) -> dict:
    plain = {"survey": survey, "title": survey.title(), "kind": KINDS[survey], "question": question, "answer": "Yes"}
    return plain | {"period": period, "percent": "50", "base": "100"} | changes


def invented(seed: int) -> list[dict]:
    """Return surveys of every kind: questions asked now and then, of few and of many, some with another answer."""
    chance = random.Random(seed)
    rows = []
    for survey in KINDS:
        for n in range(6):
            higher = chance.choice(("yes", "no"))
            for period in PERIODS:
                if chance.random() < 0.75:
                    base = chance.choice((0, 4, 9, 10, 11, 25, 400, 2500))
                    rows.append(
                        row(
                            survey,
                            f"Question {n}",
                            period,
                            percent=chance.choice((0, 100, 50, round(chance.uniform(0, 100), 1), "")),
                            base=base,
                            invited=chance.choice(("", base + 5, 3 * base + 1)),
                            higher_is_better=higher,
                            answer=chance.choice(("Yes", "Yes", "Yes", "Agree")),
                        )
                    )
    return rows


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return Wilson's 95% interval in per cent, by its textbook formula."""
    z, p = 1.959963984540054, share / 100
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    return 100 * max(low, 0), 100 * min(high, 1)


def differ(before: tuple[float, int], now: tuple[float, int]) -> bool:
    """Tell whether two shares differ at 95%: the z of the pooled share."""
    (p1, n1), (p2, n2) = before, now
    pooled = (p1 * n1 + p2 * n2) / (n1 + n2) / 100
    error = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return error > 0 and abs(p2 - p1) / 100 / error > 1.96


def judged(before: dict | None, now: dict) -> tuple[str, str | None]:
    """Return judgement and reason of one answer after the one before it."""
    if now["kind"] == "consultation":
        return "none", "consultation"
    if int(now["base"]) < 10:
        return "none", "withheld"
    if before is None:
        return "none", "first"
    if int(before["base"]) < 10:
        return "none", "previous withheld"
    if before["answer"] != now["answer"]:
        return "none", "another answer"
    if "" in (before["percent"], now["percent"]):
        return "none", "no share"
    was, is_ = ((float(each["percent"]), int(each["base"])) for each in (before, now))
    if not differ(was, is_):
        return "same", None
    return ("improved" if (is_[0] > was[0]) == (now["higher_is_better"] == "yes") else "declined"), None


@pytest.mark.requirement("SMBC-19")
def test_answers_are_judged_and_withheld_as_a_slow_rewrite_does(tmp_path: Path) -> None:
    rows = invented(7)
    asked = defaultdict(list)
    for each in rows:
        asked[each["survey"], each["question"]].append(each)
    with derived(tmp_path, [], TODAY, surveys=rows) as db:
        found = {(r["survey"], r["question"], r["period"]): r for r in all_of(db, "from mart_survey")}
    assert len(found) == len(rows) > 80
    seen = set()
    for (survey, question), times in asked.items():
        for place, now in enumerate(times):
            mart = found[survey, question, now["period"]]
            judgement, reason = judged(times[place - 1] if place else None, now)
            seen.add((judgement, reason))
            assert (mart["judgement"], mart["reason"]) == (judgement, reason), now
            assert mart["latest"] == (place == len(times) - 1)
            few = int(now["base"]) < 10
            assert mart["withheld"] == few
            if few:
                hidden = [mart[key] for key in ("percent", "invited", "response", "lower", "upper", "change")]
                assert (hidden, mart["base"]) == ([None] * 6, 10)
            elif now["percent"] == "" or now["kind"] == "consultation":
                assert (mart["lower"], mart["upper"]) == (None, None)
            else:
                assert (mart["lower"], mart["upper"]) == pytest.approx(wilson(float(now["percent"]), int(now["base"])))
    reasons = ("consultation", "withheld", "first", "previous withheld", "another answer", "no share")
    assert seen == {*(("none", reason) for reason in reasons), ("same", None), ("improved", None), ("declined", None)}


def test_response_is_of_those_who_were_asked_and_nothing_where_nobody_counted_them(tmp_path: Path) -> None:
    rows = [row(base="120", invited="480"), row(question="Uncounted?", base="120")]
    with derived(tmp_path, [], TODAY, surveys=rows) as db:
        assert one(db, "select response from mart_survey where question = 'Heard?'")["response"] == 25
        assert one(db, "select response from mart_survey where question = 'Uncounted?'")["response"] is None


def test_the_time_before_is_the_last_time_asked_however_long_ago(tmp_path: Path) -> None:
    rows = [row(period="2024-25Q4", percent="40", base="1000"), row(period="2026-27Q1", percent="60", base="1000")]
    with derived(tmp_path, [], TODAY, surveys=rows) as db:
        found = one(db, "select previous_short, change, judgement from mart_survey where latest")
    assert found == {"previous_short": "Q4 2024/25", "change": 20.0, "judgement": "improved"}
