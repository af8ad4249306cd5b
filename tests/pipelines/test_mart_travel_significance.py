"""Whether a change is more than chance would explain, beside each direction of travel (DR-13)."""

import math
import random
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from tests import arrange

SHARE = {"value_type": "proportion"}
NOW, BEFORE, YEAR_AGO = "2025-26Q2", "2025-26Q1", "2024-25Q2"


def counted(measure: str, period: str, x: float, n: float, **changes: object) -> dict:
    """Return the council's own share: x of n, as per cent."""
    return {"measure": measure, "period": period, "value": 100 * x / n, "numerator": x, "denominator": n} | changes


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory):
    measures = [
        *(arrange.measure(code, **SHARE) for code in ("REAL", "CHANCE", "ALL", "GAP", "BARE", "ADJUST", "BROKEN")),
        arrange.measure("TOTAL", cumulative="yes", **SHARE),
        arrange.measure("RATE", value_type="rate", per="100", suffix="", unit="per 100"),
        arrange.measure("UNTOLD"),
    ]
    observations = [
        *(
            counted(code, period, x, n)
            for code in ("REAL", "TOTAL", "RATE", "UNTOLD")
            for period, x, n in ((YEAR_AGO, 412, 550), (BEFORE, 371, 540), (NOW, 412, 550))
        ),
        counted("CHANCE", BEFORE, 79, 100),
        counted("CHANCE", NOW, 83, 100),
        counted("ALL", BEFORE, 50, 50),
        counted("ALL", NOW, 60, 60),
        counted("GAP", "2024-25Q4", 371, 540),
        counted("GAP", NOW, 412, 550),
        counted("BARE", BEFORE, 371, 540, numerator="", denominator=""),
        counted("BARE", NOW, 412, 550),
        counted("ADJUST", BEFORE, 371, 540, value=72),
        counted("ADJUST", NOW, 412, 550),
        counted("BROKEN", BEFORE, 371, 540),
        counted("BROKEN", NOW, 412, 550, marker="b"),
    ]
    return arrange.derived(tmp_path_factory.mktemp("chance"), observations, measures=measures)


def travel(db, measure: str) -> dict:
    return arrange.one(db, "select * from mart_travel where measure = ? and period = ?", measure, NOW)


def test_a_change_beyond_chance_and_no_change_over_the_year(db) -> None:
    found = travel(db, "REAL")
    assert (round(found["previous_z"], 3), found["previous_significant"]) == (2.277, True)
    assert (found["year_z"], found["year_significant"]) == (0, False)


def test_a_change_that_chance_explains_although_the_arrow_says_up(db) -> None:
    found = travel(db, "CHANCE")
    assert (round(found["previous_z"], 3), found["previous_significant"]) == (0.721, False)
    assert (found["previous_direction"], found["previous_judgement"]) == ("up", "improved")
    assert (found["year_z"], found["year_significant"]) == (None, None)


def test_the_year_to_date_is_tested_against_last_year_only(db) -> None:
    found = travel(db, "TOTAL")
    assert (found["previous_z"], found["previous_significant"]) == (None, None)
    assert found["year_significant"] is False


@pytest.mark.parametrize(
    ("measure", "why"),
    [
        ("ALL", "everyone in both periods: nothing varies"),
        ("GAP", "no figure in the period before"),
        ("BARE", "the counts of the period before are not known"),
        ("ADJUST", "the figure before was adjusted: it is not its counts"),
        ("BROKEN", "the definition changed in between"),
        ("RATE", "a rate is no share"),
        ("UNTOLD", "nothing says that it is a share"),
    ],
)
def test_nothing_is_tested(db, measure: str, why: str) -> None:
    found = travel(db, measure)
    assert (found["previous_z"], found["previous_significant"]) == (None, None), why


def test_changes_agree_with_the_chi_squared_test_of_scipy(tmp_path: Path) -> None:
    """1,200 changes: twelve years of quarters of thirty measures, each against the quarter before."""
    pick = random.Random(13)
    periods = [f"{year}-{(year + 1) % 100:02}Q{q}" for year in range(2015, 2026) for q in (1, 2, 3, 4)]
    measures = [arrange.measure(f"M{number:02}", **SHARE) for number in range(30)]
    series = {}
    for measure in measures:
        level = pick.uniform(0.1, 0.9)
        for period in periods:
            n = pick.choice([pick.randint(20, 200), pick.randint(200, 20_000)])
            x = round(n * min(1, max(0, pick.gauss(level, 1.5 * math.sqrt(level * (1 - level) / n)))))
            series[measure["measure"], period] = x, n
    observations = [counted(*key, *value) for key, value in series.items()]
    with arrange.derived(tmp_path, observations, measures=measures) as db:
        found = arrange.all_of(db, "select * from mart_travel where previous_period is not null")
    assert len(found) == 30 * 43
    verdicts = []
    for row in found:
        (x1, n1), (x2, n2) = (series[row["measure"], row[name]] for name in ("previous_period", "period"))
        table = np.array([[x1, n1 - x1], [x2, n2 - x2]])
        tested = stats.chi2_contingency(table, correction=False)
        assert row["previous_z"] ** 2 == pytest.approx(tested.statistic, rel=1e-6, abs=1e-9)
        assert (row["previous_z"] > 0) == (x2 / n2 > x1 / n1)
        assert row["previous_significant"] is bool(tested.pvalue < 2 * stats.norm.sf(1.96))
        verdicts.append(row["previous_significant"])
    assert 100 < sum(verdicts) < 1190, "both verdicts occur often"
