"""Outlook: worked numbers of DR-32, Student's t against scipy, and a rewrite that fits every line anew with scipy."""

import math
import random
from decimal import Decimal

import duckdb
import pandas as pd
import pytest
from scipy import stats

from pipelines import build, periods
from tests import arrange
from tests.pipelines import series
from tests.pipelines.series import Point, Series

MONTH = 2025 * 12 + 1
WORKED = ["61.0", "62.4", "61.8", "63.5", "64.1", "63.9", "65.2", "66.0"]
NEXT = {MONTH + 8 + n: Decimal(67) for n in range(3)}


def made(measure: str, values: list, kind: str = "month", first: int = MONTH, **changes) -> Series:
    """A series of these values one after another; None for a period nobody returned, a keyword for the definition."""
    known = [
        Point(first + number * series.KINDS[kind], Decimal(str(value)))
        for number, value in enumerate(values)
        if value is not None
    ]
    parts = {key: changes.pop(key) for key in ("breaks", "rebases", "targets") if key in changes}
    return Series(measure, kind, known, changes, **parts)


LINES = [
    made(
        f"LINE{tenths}",
        [Decimal(7 + tenths * n) / 10 for n in range(12)],
        targets={MONTH + 12: Decimal(7 + tenths * 12) / 10, MONTH + 13: Decimal(8 + tenths * 13) / 10},
    )
    for tenths in range(1, 20)
]
NAMED = [
    made("WORKED", WORKED, targets=NEXT),
    made("LOWER", WORKED, targets=NEXT, polarity="lower"),
    made("NEUTRAL", WORKED, polarity="none"),
    made("BAND", WORKED, polarity="band", band_low="60", band_high="70"),
    made("LEVEL", ["0.1"] * 8, targets={MONTH + 8: Decimal("0.1"), MONTH + 9: Decimal("0.2")}),
    *LINES,
    made("GAP", ["10", "90", "20", None, *WORKED]),
    made("BROKEN", ["10", "90", "20", *WORKED], breaks=[MONTH + 3]),
    made("REBASED", WORKED, rebases=[MONTH + 4]),
    made("CUT", [*WORKED, *WORKED[:5]], breaks=[MONTH + 8]),
    made("YEARS", WORKED, "financial", 2018 * 12 + 3),
    made("QUARTERS", WORKED, "quarter", 2024 * 12 + 3),
    made("HALVES", WORKED, "half", 2022 * 12 + 3),
    made("DAYS", WORKED, "snapshot", 2025 * 12 + 6),
]
REFUSED = [
    (made("R1", WORKED, cumulative="yes"), "cumulative"),
    (made("R2", WORKED, seasonal="yes"), "seasonal"),
    (made("R3", WORKED[:7]), "fewer than eight points"),
    (made("R4", [*WORKED[:7], None, *WORKED[:7]]), "fewer than eight points"),
    (Series("R5", "month", [*made("R5", WORKED).points, Point(MONTH + 8, None)]), "no figure"),
    (made("R6", WORKED[:3], seasonal="yes"), "seasonal"),
    (made("R7", WORKED, cumulative="yes", seasonal="yes"), "cumulative"),
]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory):
    return series.derived(tmp_path_factory.mktemp("outlook"), [*NAMED, *(one for one, _ in REFUSED)])


@pytest.fixture(scope="module")
def macros():
    with duckdb.connect() as empty:
        for script in ("schema", "rules", "rules_time"):
            empty.execute((build.SQL / f"{script}.sql").read_text("utf-8"))
        yield empty


def outlook(db, measure: str) -> list[dict]:
    """Rows of the outlook made at the measure's last period, by step."""
    return arrange.all_of(
        db,
        "select mart_outlook.* from mart_outlook join dim_period using (period) where measure = ? "
        "qualify end_date = max(end_date) over () order by step",
        measure,
    )


def test_the_line_and_its_next_three_values(db) -> None:
    rows = outlook(db, "WORKED")
    assert [row["step"] for row in rows] == [1, 2, 3]
    row = rows[0]
    assert (round(row["intercept"], 3), round(row["slope"], 4), round(row["s"], 4)) == (60.493, 0.6655, 0.4845)
    assert row["points"] == 8
    # The rule's own figures go on from coefficients of four digits, its 66.80 is 66.795 unrounded, its 0.58 0.585.
    found = [row[key] for row in rows for key in ("projected", "lower80", "upper80")]
    assert found == pytest.approx([66.48, 65.60, 67.37, 67.15, 66.20, 68.10, 67.81, 66.80, 68.83], abs=0.006)


def test_the_chance_of_meeting_the_target(db) -> None:
    assert [row["probability"] for row in outlook(db, "WORKED")] == pytest.approx([0.22, 0.58, 0.85], abs=0.0051)
    assert [row["probability"] for row in outlook(db, "LOWER")] == pytest.approx([0.78, 0.42, 0.15], abs=0.0051)


@pytest.mark.parametrize("measure", ["NEUTRAL", "BAND", "YEARS"])
def test_no_chance_without_a_target(db, measure) -> None:
    assert {(row["target"], row["probability"]) for row in outlook(db, measure)} == {(None, None)}


def test_a_line_without_a_doubt_meets_its_target_or_not(db) -> None:
    assert [row["probability"] for row in outlook(db, "LEVEL")] == [1, 0, None]
    for line in LINES:
        assert [row["probability"] for row in outlook(db, line.measure)] == [1, 0, None]
        assert {(row["s"], row["lower80"] - row["upper80"]) for row in outlook(db, line.measure)} == {(0, 0)}


@pytest.mark.parametrize("measure", ["GAP", "BROKEN", "REBASED"])
def test_the_line_begins_after_the_last_gap_or_break_but_crosses_new_limits(db, measure) -> None:
    row = outlook(db, measure)[0]
    assert (row["points"], round(row["slope"], 4), round(row["projected"], 2)) == (8, 0.6655, 66.48)


@pytest.mark.parametrize(("measure", "reason"), [(one.measure, reason) for one, reason in REFUSED])
def test_a_measure_without_an_outlook_says_why_at_its_last_period(db, measure, reason) -> None:
    rows = outlook(db, measure)
    assert [(row["step"], row["reason"], row["projected"]) for row in rows] == [(0, reason, None)]


def test_past_periods_keep_the_outlook_they_had(db) -> None:
    at = {row["period"]: row for row in arrange.all_of(db, "select * from mart_outlook where measure = 'CUT'")}
    eighth, last = series.code("month", MONTH + 7), series.code("month", MONTH + 12)
    assert set(at) == {eighth, last}
    assert round(at[eighth]["slope"], 4) == 0.6655
    assert at[last]["reason"] == "fewer than eight points"


def test_one_row_of_refusal_or_three_of_outlook_for_every_measure(db) -> None:
    query = "select measure, list(step order by step) as steps from mart_outlook group by measure, period"
    assert {tuple(row["steps"]) for row in arrange.all_of(db, query)} == {(0,), (1, 2, 3)}
    query = "select count(distinct measure) from mart_outlook"
    assert db.execute(query).fetchone()[0] == len(NAMED) + len(REFUSED)


@pytest.mark.parametrize(
    ("measure", "codes"),
    [
        ("WORKED", ["2025-M09", "2025-M10", "2025-M11"]),
        ("QUARTERS", ["2025-26Q4", "2026-27Q1", "2026-27Q2"]),
        ("HALVES", ["2025-26H2", "2026-27H1", "2026-27H2"]),
        ("YEARS", ["2025-26", "2026-27", "2027-28"]),
        ("DAYS", ["2026-02-28", "2026-03-31", "2026-04-30"]),
    ],
)
def test_periods_ahead_are_periods_of_the_calendar(db, measure, codes) -> None:
    rows = outlook(db, measure)
    assert [row["ahead_period"] for row in rows] == codes
    for row in rows:
        period = periods.parse(row["ahead_period"])
        assert (row["ahead_label"], row["ahead_end"]) == (period.label, period.end)


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory):
    """Outlooks of figures that are of a day, or of the twelve months up to one."""
    july = [*(f"{year}-07-15" for year in range(2017, 2025)), "2025-07-20"]
    rows = {
        "JULY": july,
        "ENDS": [series.code("snapshot", month) for month in range(MONTH + 6, MONTH + 14)],
        "YEARLY": [f"{2016 + n}-06-30R12" for n in range(8)],
        "OVERLAPS": [f"{2016 + n}-06-30R12" for n in range(8)],
        "OTHER": ["2026-03-28", "2027-07-14", "2028-07-16"],
    }
    frequencies = {"ENDS": "monthly", "OVERLAPS": "quarterly"}
    measures = [
        arrange.measure(
            code,
            frequency=frequencies.get(code, "annual"),
            period_type="rolling12" if periods[0].endswith("R12") else "snapshot",
        )
        for code, periods in rows.items()
    ]
    values = [
        {"measure": code, "period": period, "value": 10 + n % 3}
        for code, periods in rows.items()
        for n, period in enumerate(periods)
    ]
    targets = [{"measure": "JULY", "period": "2026-07-24", "target": 12, "set_on": "2026-01-01"}]
    return arrange.derived(tmp_path_factory.mktemp("days"), values, measures=measures, targets=targets)


def test_a_day_ahead_is_the_one_of_a_target_or_a_figure_else_the_most_alike(days) -> None:
    assert [row["ahead_period"] for row in outlook(days, "JULY")] == ["2026-07-24", "2027-07-20", "2028-07-20"]
    assert outlook(days, "JULY")[0]["target"] == 12
    earlier = "select ahead_period from mart_outlook where measure = 'JULY' and period = '2024-07-15' order by step"
    assert [row["ahead_period"] for row in arrange.all_of(days, earlier)] == ["2025-07-20", "2026-07-24", "2027-07-15"]


def test_after_the_last_day_of_a_month_comes_the_last_day_of_the_next(days) -> None:
    assert [row["ahead_period"] for row in outlook(days, "ENDS")] == ["2026-03-31", "2026-04-30", "2026-05-31"]


def test_rolling_years_go_on_a_year_apart_and_overlapping_ones_not_at_all(days) -> None:
    assert [row["ahead_period"] for row in outlook(days, "YEARLY")] == [
        f"{year}-06-30R12" for year in (2024, 2025, 2026)
    ]
    assert outlook(days, "OVERLAPS")[0]["reason"] == "overlapping periods"


def test_students_t_is_scipys(macros) -> None:
    chance = random.Random(32)
    cases = pd.DataFrame(
        [
            (df, chance.choice([chance.gauss(0, 1), chance.gauss(0, 8), 0.0, 1e6]))
            for df in range(1, 251)
            for _ in range(8)
        ],
        columns=["df", "t"],
    )
    macros.register("cases", cases)
    found = macros.execute("select student_cdf(t, df) from cases").fetchnumpy()
    expected = stats.t.cdf(cases["t"], cases["df"])
    assert len(cases) == 2000
    assert abs(next(iter(found.values())) - expected).max() < 1e-12


def test_the_quantile_is_scipys(macros) -> None:
    rows = macros.execute(
        "select df, p, student_quantile(p, df) "
        "from range(1, 301) as degrees(df), (values (0.9), (0.2), (0.5), (0.975)) as shares(p)"
    ).fetchall()
    assert len(rows) == 1200
    for df, p, found in rows:
        assert found == pytest.approx(stats.t.ppf(float(p), df), rel=1e-9, abs=1e-12)


def generated(count: int) -> list[Series]:
    chance = random.Random(8)
    found = []
    for number in range(count):
        kind = chance.choice(list(series.KINDS))
        length = chance.randrange(6, 16) if kind in ("half", "financial") else chance.randrange(6, 36)
        points = series.points(chance, kind, length) or [Point(series.LAST_MONTH - 6, Decimal(1))]
        months = [point.month for point in points]
        polarity = chance.choice(["higher", "lower"])
        breaks = [chance.choice(months)] if chance.random() < 0.3 else []
        ahead = [*months, *(months[-1] + n * series.KINDS[kind] for n in (1, 2, 3))]
        typical = [point.value for point in points if point.value is not None] or [Decimal(1)]
        targets = {month: chance.choice(typical) for month in ahead if chance.random() < 0.7}
        found.append(Series(f"G{number:03}", kind, points, {"polarity": polarity}, breaks, targets=targets))
    return found


def slow_outlook(one: Series) -> dict[tuple[str, int], dict]:
    """The outlook at every period and step: runs found by walking back, lines fitted anew to twelve points at most."""
    rows = {}
    eras = one.eras(one.breaks)
    for n, point in enumerate(one.points):
        run: list[float] = []
        for back in range(n, -1, -1):
            earlier = one.points[back]
            if earlier.value is None or eras[back] != eras[n] or earlier.month != point.month - (n - back) * one.step:
                break
            run.insert(0, float(earlier.value))
        if len(run) >= 8:
            for step in (1, 2, 3):
                rows[series.code(one.kind, point.month), step] = slow_step(one, point.month, run[-12:], step)
    last = one.points[-1]
    at = series.code(one.kind, last.month)
    if (at, 1) not in rows:
        rows[at, 0] = {"reason": "no figure" if last.value is None else "fewer than eight points"}
    return rows


def slow_step(one: Series, month: int, run: list[float], step: int) -> dict:
    n = len(run)
    times = range(1, n + 1)
    line = stats.linregress(times, run)
    residuals = [y - line.intercept - line.slope * t for t, y in zip(times, run, strict=True)]
    flat = max(map(abs, residuals)) < 1e-9
    s = 0.0 if flat else math.sqrt(sum(r * r for r in residuals) / (n - 2))
    middle = (n + 1) / 2
    error = s * math.sqrt(1 + 1 / n + (n + step - middle) ** 2 / sum((t - middle) ** 2 for t in times))
    projected = line.intercept + line.slope * (n + step)
    reach = stats.t.ppf(0.9, n - 2) * error
    target = one.targets.get(month + step * one.step)
    probability = None
    if target is not None:
        sign = 1 if one.definition["polarity"] == "higher" else -1
        surplus = sign * (projected - float(target))
        probability = float(surplus > -1e-9) if flat else stats.t.cdf(surplus / error, n - 2)
    return {
        "ahead_period": series.code(one.kind, month + step * one.step),
        "points": n,
        "intercept": line.intercept,
        "slope": line.slope,
        "s": s,
        "projected": projected,
        "lower80": projected - reach,
        "upper80": projected + reach,
        "target": None if target is None else float(target),
        "probability": probability,
    }


def test_a_thousand_and_more_outlooks_are_those_fitted_by_scipy(tmp_path) -> None:
    all_series = generated(160)
    with series.derived(tmp_path, all_series) as db:
        found: dict[str, dict] = {}
        for row in arrange.all_of(db, "select * from mart_outlook"):
            found.setdefault(row["measure"], {})[row["period"], row["step"]] = row
    shown = refused = chances = 0
    for one in all_series:
        expected = slow_outlook(one)
        assert set(found[one.measure]) == set(expected), one
        for key, facts in expected.items():
            row = found[one.measure][key]
            shown += key[1] > 0
            refused += key[1] == 0
            chances += facts.get("probability") is not None
            for column, value in facts.items():
                if isinstance(value, float):
                    assert math.isclose(row[column], value, rel_tol=1e-6, abs_tol=1e-6), (one, key, column)
                else:
                    assert row[column] == value, (one, key, column)
    assert shown > 2500
    assert chances > 1500
    assert refused > 25
