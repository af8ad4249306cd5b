"""Control charts: worked numbers of DR-25 to DR-28, and a slow obvious rewrite in fractions over generated series."""

import random
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from tests import arrange
from tests.pipelines import series
from tests.pipelines.series import Point, Series

MONTH = 2024 * 12 + 1
VIGNETTE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
"""The example of the NHSRplotthedots vignette, whose limits are -0.716 and 4.604."""
BASELINE = [82, 85, 81, 84, 83, 86, 80, 84, 82, 85, 83, 81]
SHIFTED = [86, 87, 86, 88, 87, 89, 86]
STEADY = ["48.5", "51.5"] * 4
"""Mean 50, average moving range 3: limits 42.02 and 57.98, near limits 44.68 and 55.32."""


def made(measure: str, values: list, kind: str = "month", first: int = MONTH, **changes) -> Series:
    """A series of these values one after another; None for a period nobody returned, a keyword for the definition."""
    known = [
        Point(first + number * series.KINDS[kind], Decimal(str(value)))
        for number, value in enumerate(values)
        if value is not None
    ]
    parts = {key: changes.pop(key) for key in ("breaks", "rebases", "targets") if key in changes}
    return Series(measure, kind, known, changes, **parts)


def fixed(measure: str, after: list, before: list = STEADY, **changes) -> Series:
    """A series whose limits are fixed by ``before``."""
    return made(measure, [*before, *after], spc_baseline=str(len(before)), **changes)


LAST = MONTH + len(BASELINE) + len(SHIFTED) - 1
FLAT = [50, 52] * 4
WORKED = [
    made("VIGNETTE", VIGNETTE),
    made("CONSTANT", ["0.1"] * 12),
    made("ELEVEN", VIGNETTE[:11]),
    made("TWELVE", VIGNETTE[:12]),
    fixed("MET", SHIFTED, BASELINE, targets={LAST: Decimal(85)}),
    fixed("FAIL", SHIFTED, BASELINE, targets={LAST: Decimal(92)}),
    fixed("PASS", SHIFTED, BASELINE, targets={LAST: Decimal(74)}),
    fixed("LOWFAIL", SHIFTED, BASELINE, targets={LAST: Decimal(74)}, polarity="lower"),
    fixed("LOWPASS", SHIFTED, BASELINE, targets={LAST: Decimal(92)}, polarity="lower"),
    fixed("NEUTRAL", SHIFTED, BASELINE, polarity="none"),
    fixed("NOTARGET", SHIFTED, BASELINE, targets={LAST - 1: Decimal(92)}),
    fixed("ATLIMIT", [50], targets={MONTH + 8: Decimal("57.98")}),
    fixed("ONLIMIT", ["57.98", "42.02", "57.99", "42.01"]),
    fixed("NEARLIMIT", [51, "55.32", "55.32", 49, 51, "55.33", "55.4", 50]),
    fixed("OTHERSIDE", [50, 56, 49, 56, 49, 44, "44.5"]),
    fixed("SIX", [50, 51, 52, 51, 52, 51, 52, 50]),
    fixed("SEVEN", [50, 51, 52, 51, 52, 51, 52, 51, 50]),
    fixed("ONMEAN", [50, 51, 52, 51, 50, 52, 51, 52, 50]),
    fixed("RISES", [47, 48, "48.5", 49, 51, 52, 53]),
    fixed("RESTS", [47, 48, "48.5", 49, 51, 52, 52]),
    fixed("TURNS", [47, 48, "48.5", 49, 51, 52, 53, "52.5", "51.9", 51, 49, 48, "47.5"]),
    fixed("TROUGH", [53, 52, "51.5", 51, 49, 48, 47, "47.5", "48.1", 49, 51, 52, "52.5"]),
    fixed("FIRST", ["50.5", 54, 55, "55.5", 56, 57, "57.5", 58]),
    fixed("THIRD", [51, 52, 51, "55.5", 56, 52, 51]),
    made("WHOLE", [*FLAT, *[53] * 7, *FLAT]),
    made("SPLIT", [*FLAT, *[53] * 4, None, *[53] * 3, *FLAT]),
    made("REBASED", [*FLAT, 50, 52, *[60, 62] * 5], rebases=[MONTH + 10]),
    made("BROKEN", [*FLAT, 50, 52, *[60, 62] * 5], breaks=[MONTH + 10]),
    made("STUB", [50, 52, 50, 52, *[60, 62] * 5], rebases=[MONTH + 4]),
    fixed("BANDIN", [58], polarity="band", band_low="57", band_high="60"),
    fixed("BANDOUT", [58], polarity="band", band_low="45", band_high="51"),
    fixed("BANDNEARER", [58], polarity="band", band_low="70", band_high="80"),
    fixed("BANDBOTH", [58], polarity="band", band_low="40", band_high="60"),
    fixed("BANDRISES", [47, 48, "48.5", 49, 51, 52, 53], polarity="band", band_low="49", band_high="51"),
]
REFUSED = [
    (made("R1", VIGNETTE, cumulative="yes"), "cumulative"),
    (made("R2", VIGNETTE, seasonal="yes"), "seasonal"),
    (made("R3", VIGNETTE, "financial", 2006 * 12 + 3), "annual"),
    (made("R4", VIGNETTE[:7]), "fewer than eight points"),
    (made("R5", [1, 2, None] * 4 + [1, 2, 3]), "fewer than eight points"),
    (made("R6", VIGNETTE[:7], seasonal="yes"), "seasonal"),
    (made("R7", VIGNETTE[:7], cumulative="yes", seasonal="yes"), "cumulative"),
    (made("R8", VIGNETTE, "financial", 2006 * 12 + 3, seasonal="yes"), "annual"),
    (Series("R9", "month", [Point(MONTH, None), Point(MONTH + 1, None)]), "no figures"),
    (made("OK", VIGNETTE[:8]), None),
]
ROLLING = [
    {"measure": "ROLLING", "period": f"{year}-{day}R12", "value": 50 + year % 3}
    for year in range(2020, 2026)
    for day in ("06-30", "09-30")
]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("spc")
    return series.derived(folder, [*WORKED, *(one for one, _ in REFUSED)])


def chart(db, measure: str) -> list[dict]:
    return arrange.all_of(
        db, "select * from mart_spc join dim_period using (period) where measure = ? order by end_date", measure
    )


def rules(db, measure: str) -> list[int]:
    return [row["rule"] for row in chart(db, measure)]


def variation(db, measure: str) -> dict:
    return arrange.one(db, "select * from mart_variation where measure = ?", measure)


def test_limits_are_those_of_the_published_vignette(db) -> None:
    limits = {(round(row["mean"], 3), round(row["lower"], 3), round(row["upper"], 3)) for row in chart(db, "VIGNETTE")}
    assert limits == {(1.944, -0.716, 4.604)}
    assert rules(db, "VIGNETTE") == [0] * 4 + [1] + [0] * 13


def test_near_limits_lie_at_two_thirds(db) -> None:
    row = chart(db, "MET")[0]
    found = [round(row[key], 2) for key in ("mean", "lower", "upper", "near_lower", "near_upper")]
    assert found == [83.0, 75.02, 90.98, 77.68, 88.32]
    assert row["fixed"]


def test_the_moving_range_is_the_points_own(db) -> None:
    assert [row["moving_range"] for row in chart(db, "MET")[:4]] == [None, 3, 4, 3]


def test_seven_points_above_a_fixed_mean_are_an_improvement(db) -> None:
    rows = chart(db, "MET")
    assert [row["rule"] for row in rows] == [0] * 12 + [4] * 7, "89 is the only one of three beyond 88.32"
    assert {(row["side"], row["judgement"]) for row in rows[12:]} == {("above", "improvement")}
    assert {row["judgement"] for row in rows[:12]} == {"common"}


def test_a_constant_series_varies_not_at_all(db) -> None:
    row = chart(db, "CONSTANT")[-1]
    assert row["lower"] == row["upper"] == pytest.approx(0.1, abs=1e-12)
    assert rules(db, "CONSTANT") == [0] * 12


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("ONLIMIT", [0, 0, 1, 1]),
        ("NEARLIMIT", [0, 0, 0, 0, 0, 3, 3, 0]),
        ("OTHERSIDE", [0, 0, 0, 0, 0, 3, 3]),
        ("SIX", [0] * 8),
        ("SEVEN", [0, *[4] * 7, 0]),
        ("ONMEAN", [0] * 9),
        ("RISES", [2] * 7),
        ("RESTS", [0] * 7),
        ("TURNS", [2] * 13),
        ("FIRST", [2] * 7 + [1]),
        ("THIRD", [4, 4, 4, 3, 3, 4, 4]),
    ],
)
def test_rules_of_special_cause_in_their_order(db, measure, expected) -> None:
    assert rules(db, measure)[8:] == expected


def test_the_turning_point_counts_with_the_trend_that_led_to_it(db) -> None:
    assert [row["side"] for row in chart(db, "TURNS")][8:] == ["rising"] * 7 + ["falling"] * 6
    assert [row["side"] for row in chart(db, "TROUGH")][8:] == ["falling"] * 7 + ["rising"] * 6


def test_a_missing_period_ends_a_run_and_has_no_moving_range_across_it(db) -> None:
    assert rules(db, "WHOLE").count(4) == 8, "52 before the seven is above the mean too"
    rows = chart(db, "SPLIT")
    assert {row["rule"] for row in rows} == {0}
    assert {row["segment"] for row in rows} == {1}
    assert [row["position"] for row in rows if row["moving_range"] is None] == [1, 13]


@pytest.mark.parametrize("measure", ["REBASED", "BROKEN"])
def test_new_limits_begin_with_the_first_period_on_or_after_the_day(db, measure) -> None:
    rows = chart(db, measure)
    assert [(row["segment"], row["position"]) for row in rows] == [
        (segment, position) for segment in (1, 2) for position in range(1, 11)
    ]
    assert {round(row["mean"], 9) for row in rows[:10]} == {51.0}
    assert {round(row["mean"], 9) for row in rows[10:]} == {61.0}
    assert rows[10]["moving_range"] is None
    assert {row["rule"] for row in rows} == {0}


def test_a_segment_too_short_for_limits_is_not_judged(db) -> None:
    rows = chart(db, "STUB")
    assert {(row["mean"], row["upper"], row["rule"], row["judgement"]) for row in rows[:4]} == {(None, None, 0, None)}
    assert {row["judgement"] for row in rows[4:]} == {"common"}


@pytest.mark.parametrize(
    ("measure", "judgement"),
    [
        ("MET", "improvement"),
        ("LOWPASS", "concern"),
        ("NEUTRAL", "neutral"),
        ("BANDIN", "improvement"),
        ("BANDOUT", "concern"),
        ("BANDNEARER", "improvement"),
        ("BANDBOTH", "neutral"),
        ("CONSTANT", "common"),
    ],
)
def test_judgement_follows_what_is_better(db, measure, judgement) -> None:
    assert chart(db, measure)[-1]["judgement"] == judgement
    assert variation(db, measure)["variation"] == judgement


def test_a_rise_towards_a_band_improves_and_through_it_harms(db) -> None:
    found = [row["judgement"] for row in chart(db, "BANDRISES")][8:]
    assert found == ["improvement"] * 3 + ["neutral"] * 2 + ["concern"] * 2


@pytest.mark.parametrize(
    ("measure", "assurance"),
    [
        ("MET", "hit_or_miss"),
        ("FAIL", "fail"),
        ("PASS", "pass"),
        ("LOWFAIL", "fail"),
        ("LOWPASS", "pass"),
        ("ATLIMIT", "hit_or_miss"),
        ("NEUTRAL", None),
        ("NOTARGET", None),
    ],
)
def test_assurance_is_by_the_target_of_the_last_period(db, measure, assurance) -> None:
    assert variation(db, measure)["assurance"] == assurance


def test_limits_of_fewer_than_twelve_points_are_on_trial(db) -> None:
    assert variation(db, "ELEVEN")["trial"]
    assert not variation(db, "TWELVE")["trial"]
    assert variation(db, "REBASED")["trial"]
    assert variation(db, "SEVEN")["trial"], "seventeen points, but eight behind the limits"
    assert (variation(db, "REBASED")["points"], variation(db, "REBASED")["segment_points"]) == (20, 10)


@pytest.mark.parametrize(("measure", "reason"), [(one.measure, reason) for one, reason in REFUSED])
def test_a_series_that_limits_would_mislead_about_is_refused_with_its_reason(db, measure, reason) -> None:
    row = variation(db, measure)
    assert row["reason"] == reason
    assert bool(chart(db, measure)) == (reason is None)
    if reason:
        assert {row[key] for key in ("variation", "side", "rule", "assurance", "mean", "lower", "upper")} == {None}


def test_overlapping_years_are_refused(tmp_path) -> None:
    measures = [arrange.measure("ROLLING", frequency="half-yearly", period_type="rolling12")]
    with arrange.derived(tmp_path, ROLLING, measures=measures) as db:
        assert variation(db, "ROLLING")["reason"] == "overlapping periods"
        assert chart(db, "ROLLING") == []


def test_a_target_set_before_a_break_assures_of_nothing(tmp_path) -> None:
    values = [{"measure": "M", "period": series.code("month", MONTH + n), "value": 50 + n % 2} for n in range(20)]
    targets = [{"measure": "M", "period": values[-1]["period"], "target": 40, "set_on": "2024-01-01"}]
    events = [{"event": "E", "measure": "M", "event_date": "2024-08-01", "kind": "break", "label": "New"}]
    measures = [arrange.measure("M", frequency="monthly")]
    with arrange.derived(tmp_path, values, measures=measures, targets=targets, events=events) as db:
        assert variation(db, "M")["assurance"] is None


def test_a_forecast_is_no_figure(tmp_path) -> None:
    values = [{"measure": "M", "period": series.code("month", MONTH + n), "value": 50 + n % 2} for n in range(10)]
    values.append({"measure": "M", "period": series.code("month", MONTH + 10), "value": 90, "marker": "f"})
    with arrange.derived(tmp_path, values, measures=[arrange.measure("M", frequency="monthly")]) as db:
        assert variation(db, "M")["points"] == 10


def generated(count: int) -> list[Series]:
    """Series of every kind that is charted, with gaps, breaks, new limits, baselines and every polarity."""
    chance = random.Random(25)
    found = []
    for number in range(count):
        kind = chance.choice(["month", "month", "month", "quarter", "snapshot"])
        length = chance.randrange(6, 15) if kind == "quarter" else chance.randrange(6, 45)
        points = series.points(chance, kind, length) or [Point(series.LAST_MONTH, Decimal(1))]
        polarity = chance.choice(["higher", "lower", "none", "band"])
        definition = {"polarity": polarity}
        if polarity == "band":
            low = chance.randrange(20, 80)
            definition |= {"band_low": str(low), "band_high": str(low + chance.randrange(15))}
        if chance.random() < 0.3:
            definition["spc_baseline"] = str(chance.randrange(8, 16))
        months = [point.month for point in points]
        breaks, rebases = (
            [chance.choice(months)] if chance.random() < share and len(months) > 12 else [] for share in (0.15, 0.25)
        )
        targets = {months[-1]: Decimal(chance.randrange(100))} if polarity in ("higher", "lower") else {}
        found.append(Series(f"G{number:03}", kind, points, definition, breaks, rebases, targets))
    return found


def slow_chart(one: Series) -> list[dict]:
    """The control chart of a series by DR-25 and DR-26, point by point in exact fractions; empty where refused."""
    eras = one.eras(one.breaks, one.rebases)
    valued = [(era, point) for era, point in zip(eras, one.points, strict=True) if point.value is not None]
    rows = []
    for segment, era in enumerate(sorted({era for era, _ in valued}), start=1):
        rows.append(slow_segment(one, segment, [point for other, point in valued if other == era]))
    return [row for rows_of_segment in rows for row in rows_of_segment] if rows and rows[-1][0]["mean"] else []


def slow_segment(one: Series, segment: int, points: list[Point]) -> list[dict]:
    figures = [Fraction(point.value) for point in points]
    follows = [False] + [b.month - a.month == one.step for a, b in pairwise(points)]
    ranges = [abs(figures[n] - figures[n - 1]) if follows[n] else None for n in range(len(figures))]
    baseline = int(one.definition.get("spc_baseline", 0))
    is_fixed = 0 < baseline <= len(figures)
    basis = baseline if is_fixed else len(figures)
    rows = [
        {"segment": segment, "position": n + 1, "value": figures[n], "moving_range": ranges[n], "fixed": is_fixed}
        | dict.fromkeys(("mean", "lower", "upper", "near_lower", "near_upper", "side", "judgement"))
        | {"rule": 0}
        for n in range(len(figures))
    ]
    moves = [move for move in ranges[:basis] if move is not None]
    if len([move for move in ranges if move is not None]) < 7 or not moves:
        return rows
    average = sum(moves) / len(moves)
    kept = [move for move in moves if move < Fraction("3.267") * average] or moves
    reach = Fraction("2.66") * sum(kept) / len(kept)
    mean = sum(figures[:basis]) / basis
    for n, row in enumerate(rows):
        row |= {"mean": mean, "lower": mean - reach, "upper": mean + reach}
        row |= {"near_lower": mean - reach * Fraction(2, 3), "near_upper": mean + reach * Fraction(2, 3)}
        row["rule"], row["side"] = slow_rule(figures, follows, n, mean, reach)
        row["judgement"] = slow_judgement(one.definition, row["rule"], row["side"], figures[n], mean)
    return rows


def slow_rule(figures: list, follows: list, n: int, mean: Fraction, reach: Fraction) -> tuple[int, str | None]:
    """First rule the point matches, and its side; every window is looked at that holds the point without a gap."""

    def windows(size: int) -> list[list[Fraction]]:
        starts = range(max(0, n - size + 1), min(n, len(figures) - size) + 1)
        return [figures[s : s + size] for s in starts if all(follows[s + 1 : s + size])]

    figure = figures[n]
    if abs(figure - mean) > reach:
        return 1, "above" if figure > mean else "below"
    for window in windows(7):
        steps = [b - a for a, b in pairwise(window)]
        if all(step > 0 for step in steps):
            return 2, "rising"
        if all(step < 0 for step in steps):
            return 2, "falling"
    for side, sign in (("above", 1), ("below", -1)):
        for window in windows(3):
            far = [value for value in window if sign * (value - mean) > reach * Fraction(2, 3)]
            if all(sign * (value - mean) > 0 for value in window) and len(far) >= 2 and figure in far:
                return 3, side
    for side, sign in (("above", 1), ("below", -1)):
        if any(all(sign * (value - mean) > 0 for value in window) for window in windows(7)):
            return 4, side
    return 0, None


def slow_judgement(definition: dict, rule: int, side: str | None, figure: Fraction, mean: Fraction) -> str:
    if rule == 0:
        return "common"
    polarity = definition["polarity"]
    upwards = side in ("above", "rising")
    if polarity == "none":
        return "neutral"
    if polarity in ("higher", "lower"):
        return "improvement" if upwards == (polarity == "higher") else "concern"
    low, high = int(definition["band_low"]), int(definition["band_high"])

    def off(value: Fraction) -> Fraction:
        return low - value if value < low else value - high if value > high else Fraction(0)

    if side in ("rising", "falling"):
        if low <= figure <= high:
            return "neutral"
        return "improvement" if upwards == (figure < low) else "concern"
    return "improvement" if off(figure) < off(mean) else "concern" if off(figure) > off(mean) else "neutral"


def slow_assurance(one: Series, last: dict, month: int) -> str | None:
    target, polarity = one.targets.get(month), one.definition["polarity"]
    if target is None or polarity not in ("higher", "lower"):
        return None
    if last["lower"] <= target <= last["upper"]:
        return "hit_or_miss"
    return "fail" if (target > last["upper"]) == (polarity == "higher") else "pass"


def close(found: float | None, expected: Fraction | None) -> bool:
    if found is None or expected is None:
        return found is None and expected is None
    return abs(found - float(expected)) < 1e-9


def test_every_point_of_a_thousand_and_more_is_judged_as_by_hand(tmp_path) -> None:
    all_series = generated(400)
    judged: dict[int, int] = dict.fromkeys(range(5), 0)
    refused = 0
    with series.derived(tmp_path, all_series) as db:
        charts: dict[str, list[dict]] = {}
        for row in arrange.all_of(db, "select * from mart_spc join dim_period using (period) order by end_date"):
            charts.setdefault(row["measure"], []).append(row)
        variations = {row["measure"]: row for row in arrange.all_of(db, "select * from mart_variation")}
    for one in all_series:
        expected = slow_chart(one)
        found = charts.get(one.measure, [])
        refused += not expected
        assert len(found) == len(expected), one
        for a, b in zip(found, expected, strict=True):
            same = ("segment", "position", "fixed", "rule", "side", "judgement")
            assert {key: a[key] for key in same} == {key: b[key] for key in same}, (one, a, b)
            limits = ("value", "moving_range", "mean", "lower", "upper", "near_lower", "near_upper")
            assert all(close(a[key], b[key]) for key in limits), (one, a, b)
            judged[b["rule"]] += b["mean"] is not None
        row = variations.get(one.measure)
        if expected:
            last = [point for point in one.points if point.value is not None][-1]
            assert (row["variation"], row["rule"]) == (expected[-1]["judgement"], expected[-1]["rule"])
            assert row["assurance"] == slow_assurance(one, expected[-1], last.month), one
            assert row["reason"] is None
        else:
            assert row["reason"] in ("fewer than eight points", "no figures")
    assert sum(judged.values()) > 5000
    assert min(judged.values()) > 100, judged
    assert refused > 20
