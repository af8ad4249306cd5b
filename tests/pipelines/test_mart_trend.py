"""The recent trend: worked numbers, every reason why there is none, and a slow rewrite (DR-14, DR-33, DR-34)."""

import math
import random
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from tests import arrange

RISING = [410, 428, 445, 452, 470]
FLAT = [440, 452, 436, 449, 455]
FALLING = RISING[::-1]
SHARE = {"value_type": "proportion", "frequency": "annual"}
YEARS = [f"{year}-{(year + 1) % 100:02}" for year in range(2016, 2026)]
OWN = "X01000001"
EVERYBODYS = "(with bounded as (from intervals_of('current_observation')) from trends_of('bounded'))"
"""The rule of mart_trend asked of every council that has intervals."""


def counted(measure: str, periods: list[str], counts: list[int], n: int = 600, **changes: object) -> list[dict]:
    """Return one observation per period: counts out of n, as per cent."""
    return [
        {"measure": measure, "period": p, "value": 100 * x / n, "numerator": x, "denominator": n} | changes
        for p, x in zip(periods, counts, strict=False)
    ]


def spread(
    measure: str, periods: list[str], values: list[float], half_width: float = 1, **changes: object
) -> list[dict]:
    """Return one observation per period with limits published at ``half_width`` on either side."""
    return [
        {"measure": measure, "period": p, "value": v, "lower": v - half_width, "upper": v + half_width} | changes
        for p, v in zip(periods, values, strict=False)
    ]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory):
    measures = [
        *(arrange.measure(code, **SHARE) for code in ("RISE", "FLAT", "FALL", "GAP", "FOUR", "BARE", "SOME", "POINT")),
        *(arrange.measure(code, **SHARE) for code in ("BROKEN", "MARKED", "HEALED", "ONCE", "SIX")),
        arrange.measure("LOWER", polarity="lower", **SHARE),
        arrange.measure("NEITHER", polarity="none", **SHARE),
        arrange.measure("BAND", polarity="band", band_low="60", band_high="70", **SHARE),
        arrange.measure("QUARTER", value_type="proportion"),
        arrange.measure("ROLLING", value_type="proportion", period_type="rolling12"),
        arrange.measure("ROLLYEAR", period_type="rolling12", **SHARE),
        arrange.measure("POOLED", period_type="multi-year", **SHARE),
        arrange.measure("SNAP", period_type="snapshot", **SHARE),
        arrange.measure("SNAPS", value_type="proportion", period_type="snapshot"),
        arrange.measure("MEAN", value_type="mean", frequency="annual"),
        arrange.measure("UNTOLD", frequency="annual"),
        arrange.measure("BOTH", **SHARE),
    ]
    five = YEARS[-5:]
    quarters = [f"2025-26Q{q}" for q in (1, 2, 3, 4)] + ["2026-27Q1"]
    june = [f"{year}-06-30R12" for year in range(2020, 2025)]
    observations = [
        *counted("RISE", five, RISING),
        *counted("RISE", five, FALLING, breakdown="sex:female"),
        *counted("RISE", five, FLAT, area="X01000002"),
        *counted("FLAT", five, FLAT),
        *counted("FALL", five, FALLING),
        *counted("LOWER", five, RISING),
        *counted("NEITHER", five, RISING),
        *counted("BAND", five, RISING),
        *counted("GAP", [YEARS[3], *YEARS[5:9]], RISING),
        *counted("GAP", [YEARS[4]], [1], value="", numerator="", denominator="", marker="x"),
        *counted("SIX", YEARS[-6:], [590, *RISING]),
        *counted("FOUR", five, RISING[:4]),
        *counted("BARE", five, RISING, numerator="", denominator=""),
        *counted("BARE", five, RISING, numerator="", denominator="", area="X01000002"),
        *counted("SOME", five[:3], RISING),
        *counted("SOME", five[3:], RISING[3:], numerator="", denominator=""),
        *counted("POINT", five[:4], RISING),
        *spread("POINT", five[4:], [78], half_width=0),
        *counted("BROKEN", five, RISING),
        *counted("HEALED", five, RISING),
        *counted("MARKED", five[:2], RISING),
        *counted("MARKED", five[2:3], RISING[2:], marker="b"),
        *counted("MARKED", five[3:], RISING[3:]),
        *counted("ONCE", five[:1], RISING, marker="b"),
        *counted("ONCE", five[1:], RISING[1:]),
        *counted("QUARTER", quarters, RISING),
        *counted(
            "ROLLING", ["2024-09-30R12", "2024-12-31R12", "2025-03-31R12", "2025-06-30R12", "2025-09-30R12"], RISING
        ),
        *counted("ROLLYEAR", june, RISING),
        *counted("POOLED", [f"{year - 2}-{year}" for year in range(2020, 2025)], RISING),
        *counted("SNAP", ["2021-03-31", "2022-03-31", "2023-03-31", "2024-04-02", "2025-03-31"], RISING),
        *counted("SNAPS", ["2024-06-30", "2024-09-30", "2024-12-31", "2025-03-31", "2025-06-30"], RISING),
        *spread("MEAN", five, [10, 20, 30, 40, 50]),
        *spread("UNTOLD", five, [10, 20, 30, 40, 50]),
        *counted("BOTH", five, RISING),
        *counted("BOTH", quarters, FALLING),
    ]
    events = [
        {"event": "E1", "measure": "BROKEN", "event_date": "2023-06-01", "kind": "break", "label": "New definition"},
        {"event": "E2", "measure": "HEALED", "event_date": "2022-03-31", "kind": "break", "label": "New definition"},
        {"event": "E3", "measure": "RISE", "event_date": "2023-06-01", "kind": "event", "label": "A flood"},
        {"event": "E4", "measure": "RISE", "event_date": "2023-06-01", "kind": "rebase", "label": "A new service"},
    ]
    return arrange.derived(tmp_path_factory.mktemp("trend"), observations, measures=measures, events=events)


def trend(db, measure: str, area: str = OWN, breakdown: str = "total") -> dict:
    series = "mart_trend" if area == OWN else EVERYBODYS
    query = f"select * from {series} where measure = ? and area = ? and breakdown = ?"
    return arrange.one(db, query, measure, area, breakdown)


def test_a_rise_beyond_chance(db) -> None:
    found = trend(db, "RISE")
    assert (round(found["slope"], 3), round(found["chi2"], 2)) == (2.392, 17.92)
    assert (found["points"], found["period"], found["keeps_sign"]) == (5, "2025-26", True)
    assert (found["trend"], found["judgement"], found["reason"]) == ("increasing", "better", None)


def test_a_change_that_chance_explains(db) -> None:
    found = trend(db, "FLAT")
    assert (round(found["slope"], 3), round(found["chi2"], 3)) == (0.450, 0.645)
    assert (found["trend"], found["judgement"]) == ("no_change", "neutral")


@pytest.mark.parametrize(
    ("measure", "direction", "judgement"),
    [
        ("FALL", "decreasing", "worse"),
        ("LOWER", "increasing", "worse"),
        ("NEITHER", "increasing", "neutral"),
        ("BAND", "increasing", "neutral"),
        ("GAP", "increasing", "better"),
        ("SIX", "increasing", "better"),
        ("HEALED", "increasing", "better"),
        ("ONCE", "increasing", "better"),
        ("ROLLYEAR", "increasing", "better"),
        ("SNAP", "increasing", "better"),
        ("UNTOLD", "increasing", "better"),
        ("BOTH", "increasing", "better"),
    ],
)
def test_the_word_is_of_the_value_and_the_judgement_of_its_polarity(db, measure, direction, judgement) -> None:
    found = trend(db, measure)
    assert (found["trend"], found["judgement"], found["reason"]) == (direction, judgement, None)


def test_each_breakdown_and_area_has_its_own(db) -> None:
    assert trend(db, "RISE", breakdown="sex:female")["trend"] == "decreasing"
    assert trend(db, "RISE", area="X01000002")["trend"] == "no_change"


def test_a_missing_year_is_passed_over_as_ohid_does(db) -> None:
    assert trend(db, "GAP")["slope"] == trend(db, "RISE")["slope"]


def test_only_the_five_latest_count(db) -> None:
    assert trend(db, "SIX")["slope"] == trend(db, "RISE")["slope"]


@pytest.mark.parametrize(
    ("measure", "reason", "points"),
    [
        ("FOUR", "fewer than five points", 4),
        ("BARE", "no interval", 0),
        ("SOME", "no interval", 3),
        ("POINT", "no interval", 4),
        ("BROKEN", "break in the series", 5),
        ("MARKED", "break in the series", 5),
        ("QUARTER", "not annual", 5),
        ("SNAPS", "not annual", 5),
        ("ROLLING", "periods overlap", 5),
        ("POOLED", "periods overlap", 5),
        ("MEAN", "not a rate or proportion", 5),
    ],
)
def test_there_is_no_trend_and_its_reason(db, measure: str, reason: str, points: int) -> None:
    found = trend(db, measure)
    assert (found["reason"], found["points"]) == (reason, points)
    assert {found[name] for name in ("slope", "chi2", "keeps_sign", "trend", "judgement")} == {None}


def test_only_the_councils_own_series_are_kept_and_they_are_as_the_rule_says_of_every_council(db) -> None:
    kept = arrange.all_of(db, "from mart_trend order by measure, breakdown")
    assert {row["area"] for row in kept} == {OWN}
    of_all = arrange.all_of(db, f"from {EVERYBODYS} where area = ? and reason is null order by measure, breakdown", OWN)
    assert of_all == [row for row in kept if row["reason"] is None] != []


def plainly(values: list[float], limits: list[tuple[float, float]]) -> tuple[float, float, bool]:
    """Return slope, chi-squared and whether the sign is kept, by fitting a line with numpy, five times over."""
    years = np.arange(1, 6)
    sigma = np.array([(high - low) / 3.92 for low, high in limits])

    def fit(kept: list[int]) -> tuple[float, float]:
        # numpy takes 1 / sigma and not its square as the weight
        (slope, _), covariance = np.polyfit(years[kept], np.array(values)[kept], 1, w=1 / sigma[kept], cov="unscaled")
        return slope, math.sqrt(covariance[0, 0])

    slope, error = fit([0, 1, 2, 3, 4])
    kept = all(np.sign(fit([k for k in range(5) if k != dropped])[0]) == np.sign(slope) for dropped in range(5))
    return slope, (slope / error) ** 2, kept


def test_trends_agree_with_weighted_lines_fitted_by_numpy(tmp_path: Path) -> None:
    """1,200 series: rising, falling and neither, some with one wild year that a dropped point gives away."""
    pick = random.Random(14)
    measures = [arrange.measure(f"M{number:03}", **SHARE) for number in range(150)]
    series, observations = {}, []
    for measure in measures:
        for area in arrange.AREAS:
            level, step, noise = pick.uniform(20, 60), pick.choice([-2, -1, 0, 0, 1, 2]), pick.uniform(0.2, 3)
            values = [round(level + step * t + pick.gauss(0, noise), 2) for t in range(5)]
            if pick.random() < 0.2:
                values[pick.choice([0, 4])] += pick.choice([-25, 25])
            limits = [(v - pick.uniform(0.3, 4), v + pick.uniform(0.3, 4)) for v in values]
            series[measure["measure"], area["area"]] = values, limits
            observations += [
                {"measure": measure["measure"], "area": area["area"], "period": p, "value": v, "lower": a, "upper": b}
                for p, v, (a, b) in zip(YEARS[-5:], values, limits, strict=True)
            ]
    with arrange.derived(tmp_path, observations, measures=measures) as db:
        found = arrange.all_of(db, f"from {EVERYBODYS}")
    assert len(found) == len(series) == 1200
    critical = stats.chi2.ppf(0.998, 1)
    words = []
    for row in found:
        slope, chi2, kept = plainly(*series[row["measure"], row["area"]])
        assert (row["slope"], row["chi2"]) == (pytest.approx(slope, abs=1e-9), pytest.approx(chi2, rel=1e-6, abs=1e-9))
        expected = "no_change" if chi2 <= critical or not kept else "increasing" if slope > 0 else "decreasing"
        assert (row["trend"], row["keeps_sign"]) == (expected, kept)
        words.append((expected, chi2 > critical))
    assert {words.count(word) > 50 for word in set(words)} == {True}, "every outcome occurs often"
    assert set(words) == {("increasing", True), ("decreasing", True), ("no_change", True), ("no_change", False)}


def test_one_very_narrow_interval_does_not_drown_the_others(tmp_path: Path) -> None:
    """The sums as DR-14 writes them would leave nothing but rounding here."""
    wide = spread("ENV01", YEARS[-5:-1], [10, 20, 30, 40], half_width=1)
    narrow = spread("ENV01", YEARS[-1:], [50], half_width=1e-7)
    measures = [arrange.measure("ENV01", **SHARE)]
    with arrange.derived(tmp_path, [*wide, *narrow], measures=measures) as db:
        found = arrange.one(db, "select slope, chi2, trend from mart_trend")
    assert found["slope"] == pytest.approx(10, rel=1e-6)
    # with the last point fixed, the four others weigh (3.92 / 2)² at 4, 3, 2 and 1 years from it
    assert found["chi2"] == pytest.approx(100 * 1.96**2 * (16 + 9 + 4 + 1), rel=1e-6)
    assert found["trend"] == "increasing"
