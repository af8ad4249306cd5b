"""The council's own series, years to date and projections: DR-29 to DR-31 and slow rewrites over generated series."""

import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from tests import arrange
from tests.pipelines import series
from tests.pipelines.series import Point, Series

QUARTERS = [2026 * 12 - 6, 2026 * 12 - 3, 2026 * 12, 2026 * 12 + 3]
"""Last months of the quarters of 2025/26."""


def quarters(measure: str, values: list, **changes) -> Series:
    """Quarters of 2025/26: each a value, (value, numerator, denominator), None without a value, or "-" not there."""
    found = []
    for month, value in zip(QUARTERS, values, strict=False):
        if value == "-":
            continue
        parts = value if isinstance(value, tuple) else (value, None, None)
        figure = None if parts[0] is None else Decimal(str(parts[0]))
        found.append(Point(month, figure, *parts[1:], broken=month == changes.get("broken")))
    changes.pop("broken", None)
    extras = {key: changes.pop(key) for key in ("breaks", "targets") if key in changes}
    return Series(measure, "quarter", found, changes, **extras)


def profile(*targets: int | None) -> dict[int, Decimal]:
    """Targets of the quarters."""
    return {month: Decimal(target) for month, target in zip(QUARTERS, targets, strict=False) if target is not None}


YEARS = [
    quarters("RATIO", [(50, 20, 40), (75, 45, 60)], aggregation="ratio"),
    quarters("RATE", [(500, 20, 40), (750, 45, 60)], aggregation="ratio", per="1000"),
    quarters("OTHERWISE", [(50, 20, 40), (90, 45, 60)], aggregation="ratio"),
    quarters("UNKNOWN", [(50, 20, 40), (75, None, None)], aggregation="ratio"),
    quarters("WEIGHTED", [(10, None, 30), (20, None, 10)], aggregation="weighted"),
    quarters("UNWEIGHTED", [(10, None, 30), (20, None, None)], aggregation="weighted"),
    quarters("SUM", [4, 5, 6, 7], aggregation="sum"),
    quarters("LAST", [4, "-", 6], aggregation="last"),
    quarters("NONE", [4, 5], aggregation="none"),
    quarters("GAP", [4, "-", 6], aggregation="sum"),
    quarters("WITHHELD", [4, None, 6], aggregation="sum"),
    quarters("BROKEN", [4, 5, 6], aggregation="sum", broken=QUARTERS[1]),
    quarters("TODATE", [20, 50, 45, 100], aggregation="last", cumulative="yes"),
    quarters("TODATEGAP", [20, "-", 60, 61], aggregation="sum", cumulative="yes"),
    quarters("TODATEBREAK", [20, 50, 60], cumulative="yes", breaks=[QUARTERS[1]]),
    quarters("TODATERATIO", [(50, 20, 40), (65, 65, 100), (60, 66, 110)], aggregation="ratio", cumulative="yes"),
    quarters("TODATEINDEX", [20, 50], aggregation="none", cumulative="yes"),
]
PROFILE = profile(20, 45, 70, 100)
PROJECTED = [
    quarters("P1", [18, 50], targets=PROFILE),
    quarters("P2", [18, 50]),
    quarters("P3", [18, 50], targets=profile(20, 45, 70, None)),
    quarters("P4", [18, 50], targets=profile(20, None, 70, 100)),
    quarters("P5", [18, 50], targets=profile(0, 45, 70, 100)),
    quarters("P6", [18, 50, 75, 98], targets=PROFILE),
    quarters("P7", [18, 50], targets=PROFILE, polarity="lower"),
    quarters("P8", [18, 50], polarity="band", band_low="90", band_high="105"),
    quarters("P9", [18, 50], polarity="none"),
    quarters("P10", [18, "44.99"], targets=PROFILE),
    quarters("P11", [18, None], targets=PROFILE),
]
for one in PROJECTED:
    one.definition["cumulative"] = "yes"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory):
    return series.derived(tmp_path_factory.mktemp("year"), [*YEARS, *PROJECTED])


def years(db, measure: str, column: str = "year_to_date") -> list:
    return [
        row[column] for row in arrange.all_of(db, "select * from mart_year where measure = ? order by period", measure)
    ]


def projection(db, measure: str, quarter: int = 2) -> dict:
    query = "select * from mart_projection where measure = ? and period = ?"
    return arrange.one(db, query, measure, f"2025-26Q{quarter}")


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("RATIO", [50, 65]),
        ("RATE", [500, 650]),
        ("OTHERWISE", [50, None]),
        ("UNKNOWN", [50, None]),
        ("WEIGHTED", [10, 12.5]),
        ("UNWEIGHTED", [10, None]),
        ("SUM", [4, 9, 15, 22]),
        ("LAST", [4, 6]),
        ("NONE", [None, None]),
        ("GAP", [4, None]),
        ("WITHHELD", [4, None, None]),
        ("BROKEN", [4, None, None]),
        ("TODATE", [20, 50, 45, 100]),
        ("TODATEGAP", [20, 60, 61]),
    ],
)
def test_the_year_to_date_adds_up_as_the_measure_does(db, measure, expected) -> None:
    assert years(db, measure) == expected


def test_a_gap_says_how_many_periods_there_are_of_how_many(db) -> None:
    assert years(db, "GAP", "periods") == [1, 2]
    assert years(db, "GAP", "expected_periods") == [1, 3]
    assert years(db, "WITHHELD", "periods") == [1, 1, 2]
    assert years(db, "SUM", "expected_periods") == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("measure", "expected", "revision"),
    [
        ("TODATE", [20, 30, -5, 55], [False, False, True, False]),
        ("TODATEGAP", [20, None, 1], [False] * 3),
        ("TODATEBREAK", [20, None, 10], [False] * 3),
        ("TODATERATIO", [50, 75, 10], [False] * 3),
        ("TODATEINDEX", [None, None], [False] * 2),
        ("SUM", [None] * 4, [False] * 4),
    ],
)
def test_the_period_alone_is_the_year_to_date_less_the_one_before(db, measure, expected, revision) -> None:
    assert years(db, measure, "discrete") == [pytest.approx(value) if value else value for value in expected]
    assert years(db, measure, "revision") == revision


def test_methods_have_their_names(db) -> None:
    names = {row["measure"]: row["method"] for row in arrange.all_of(db, "select * from mart_year")}
    assert [names[key] for key in ("RATIO", "WEIGHTED", "SUM", "LAST", "NONE", "TODATERATIO", "TODATEBREAK")] == [
        "ratio",
        "weighted",
        "sum",
        "last",
        "none",
        "last",
        "last",
    ]
    assert set(years(db, "SUM", "year")) == {"2025-26"}


def test_the_projection_follows_the_profile_of_the_targets(db) -> None:
    row = projection(db, "P1")
    assert (round(row["projection"], 1), row["method"]) == (111.1, "profile")
    assert (row["year_target"], round(row["variance"], 1), row["on_course"]) == (100, 11.1, True)
    assert projection(db, "P1", 1)["projection"] == pytest.approx(90)
    assert not projection(db, "P1", 1)["on_course"]


def test_without_a_profile_the_projection_follows_the_share_of_the_year(db) -> None:
    for measure in ("P2", "P3", "P4"):
        row = projection(db, measure)
        assert (row["projection"], row["method"]) == (100, "elapsed"), measure
    assert projection(db, "P2", 1)["projection"] == 72
    assert {projection(db, measure)["on_course"] for measure in ("P2", "P3")} == {None}
    assert projection(db, "P4")["on_course"]
    assert projection(db, "P5", 1)["method"] == "elapsed"
    assert projection(db, "P5", 2)["method"] == "profile"


def test_at_the_end_the_projection_is_the_year(db) -> None:
    row = projection(db, "P6", 4)
    assert (row["projection"], row["variance"], row["on_course"]) == (pytest.approx(98), -2, False)


def test_on_course_is_by_what_is_better_and_as_published(db) -> None:
    assert (projection(db, "P7")["on_course"], round(projection(db, "P7")["variance"], 1)) == (False, -11.1)
    assert (projection(db, "P8")["on_course"], projection(db, "P8")["variance"]) == (True, 0)
    assert (projection(db, "P8", 1)["on_course"], projection(db, "P8", 1)["variance"]) == (False, -18)
    assert (projection(db, "P9")["on_course"], projection(db, "P9")["variance"]) == (None, None)
    assert projection(db, "P10")["on_course"], "99.98 is 100.0 on screen (DR-09)"


def test_only_a_figure_is_projected_and_only_of_a_year_to_date(db) -> None:
    assert db.execute("select period from mart_projection where measure = 'P11'").fetchall() == [("2025-26Q1",)]
    assert {row["measure"] for row in arrange.all_of(db, "select * from mart_projection")} == {
        one.measure for one in [*YEARS, *PROJECTED] if one.definition.get("cumulative")
    }


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory):
    """Series in more than one kind of period, and years that are no financial year."""
    rows = [
        ("BOTH", "2025-26", 100),
        ("BOTH", "2025-26Q3", 20),
        ("BOTH", "2025-26Q4", 30),
        ("STRANGER", "2024-25", 7),
        ("STRANGER", "2025-26", 8),
        ("STRANGER", "2025-M12", 9),
        ("TWICE", "2025-12-10", 1),
        ("TWICE", "2025-12-20", 2),
        ("TWICE", "2026-03-31", 3),
        ("DRIFTS", "2025-05-03", 1),
        ("DRIFTS", "2025-08-02", 2),
        ("DRIFTS", "2025-11-01", 3),
        ("DRIFTS", "2026-02-07", 4),
        ("CALENDAR", "2024", 4),
        ("ACADEMIC", "2023-24AY", 5),
        ("GOAL", "2025-26Q1", 30),
        ("RESET", "2025-26Q3", 30),
        ("FALLS", "2025-26Q1", 100),
        ("FALLS", "2026-27Q1", 90, "b"),
    ]
    measures = [
        arrange.measure("BOTH", aggregation="sum"),
        arrange.measure("STRANGER", aggregation="sum"),
        arrange.measure("TWICE", period_type="snapshot", aggregation="last"),
        arrange.measure("DRIFTS", period_type="snapshot", aggregation="sum"),
        arrange.measure("CALENDAR", frequency="annual", period_type="calendar", aggregation="sum"),
        arrange.measure("ACADEMIC", frequency="academic", aggregation="sum"),
        arrange.measure("GOAL", cumulative="yes"),
        arrange.measure("RESET", cumulative="yes"),
        arrange.measure("FALLS", aggregation="sum"),
    ]
    targets = [
        {"measure": "GOAL", "period": "2025-26", "target": 100, "set_on": "2025-04-01"},
        {"measure": "RESET", "period": "2025-26Q3", "target": 60, "set_on": "2025-04-01"},
        {"measure": "RESET", "period": "2025-26Q4", "target": 80, "set_on": "2025-04-01"},
    ]
    events = [{"event": "E", "measure": "RESET", "event_date": "2025-10-01", "kind": "break", "label": "Recounted"}]
    values = [dict(zip(("measure", "period", "value", "marker"), row, strict=False)) for row in rows]
    folder = tmp_path_factory.mktemp("odd")
    return arrange.derived(folder, values, measures=measures, targets=targets, events=events)


@pytest.mark.parametrize(
    ("measure", "periods"),
    [
        ("BOTH", ["2025-26Q3", "2025-26Q4"]),
        ("STRANGER", ["2024-25", "2025-26"]),
        ("TWICE", ["2025-12-20", "2026-03-31"]),
    ],
)
def test_a_series_is_of_one_kind_of_period_one_figure_each(odd, measure, periods) -> None:
    query = "select period from own_series() where measure = ? order by month_index"
    assert [row["period"] for row in arrange.all_of(odd, query, measure)] == periods


def test_runs_and_eras_follow_gaps_and_breaks(odd) -> None:
    query = "select run, era, step from own_series() where measure = ? order by month_index"
    assert odd.execute(query, ["FALLS"]).fetchall() == [(1, 0, 3), (2, 1, 3)]
    assert odd.execute(query, ["TWICE"]).fetchall() == [(1, 0, 3), (1, 0, 3)]


def test_years_that_are_no_financial_year_have_no_year_to_date(odd) -> None:
    found = {row["measure"] for row in arrange.all_of(odd, "select * from mart_year")}
    assert not found & {"CALENDAR", "ACADEMIC"}
    assert years(odd, "STRANGER") == [7, 8]


def test_a_snapshot_taken_any_day_lies_in_its_year(odd) -> None:
    assert years(odd, "DRIFTS") == [1, 3, 6, 10]
    assert years(odd, "DRIFTS", "expected_periods") == [1, 2, 3, 4]


def test_the_target_of_the_year_counts_where_its_last_period_has_none(odd) -> None:
    row = projection(odd, "GOAL", 1)
    assert (row["projection"], row["method"], row["year_target"], row["variance"]) == (120, "elapsed", 100, 20)


def test_targets_set_before_a_break_neither_shape_nor_judge_a_projection(odd) -> None:
    row = projection(odd, "RESET", 3)
    assert (row["projection"], row["method"], row["year_target"], row["on_course"]) == (40, "elapsed", None, None)


def generated(count: int) -> list[Series]:
    """Series of every kind that lies in a financial year and every aggregation, with gaps, breaks and targets."""
    chance = random.Random(30)
    found = []
    for number in range(count):
        kind = chance.choice(["month", "quarter", "half", "snapshot", "financial"])
        aggregation = chance.choice(["sum", "last", "ratio", "weighted", "none", ""])
        cumulative = chance.random() < 0.4
        points = []
        for point in series.points(chance, kind, chance.randrange(3, 9 if kind == "financial" else 27)):
            size = chance.randrange(0 if chance.random() < 0.05 else 1, 400)
            count_ = chance.randrange(size + 1)
            value = point.value
            if aggregation == "ratio" and value is not None and size and chance.random() < 0.95:
                value = (Decimal(count_) * 100 / size).quantize(Decimal("0.001"))
            known = chance.random() < 0.95
            points.append(Point(point.month, value, count_ if known else None, size if known else None, point.broken))
        points = points or [Point(series.LAST_MONTH - 6, Decimal(3))]
        months = [point.month for point in points]
        definition = {"polarity": chance.choice(["higher", "lower"]), "decimals": chance.choice("012"), "per": "100"}
        definition |= {"aggregation": aggregation, "cumulative": "yes" if cumulative else "no"}
        breaks = [chance.choice(months)] if chance.random() < 0.2 else []
        ahead = [*months, *range(months[-1] + series.KINDS[kind], 2027 * 12 + 4, series.KINDS[kind])]
        targets = {month: Decimal(chance.randrange(0, 90)) for month in ahead if chance.random() < 0.7}
        found.append(Series(f"G{number:03}", kind, points, definition, breaks, targets=targets))
    return found


def year_of(month: int) -> int:
    """Year in which the financial year of a month begins."""
    return (month - 1) // 12 - ((month - 1) % 12 < 3)


def wanted(one: Series, month: int) -> list[int]:
    """Last months of all periods of the financial year up to this one."""
    first = year_of(month) * 12 + 4
    return [m for m in range(first, month + 1) if (month - m) % one.step == 0]


def slow_year(one: Series, n: int) -> dict:
    """Year to date and the period alone, by going through the year's periods one by one (DR-30)."""
    eras, point = one.eras(one.breaks), one.points[n]
    year = [(era, p) for era, p in zip(eras, one.points, strict=True) if year_of(p.month) == year_of(point.month)]
    so_far = [(era, p) for era, p in year if p.month <= point.month]
    valued = [p for _, p in so_far if p.value is not None]
    expected = wanted(one, point.month)
    cumulative = one.definition["cumulative"] == "yes"
    method = "last" if cumulative else one.definition["aggregation"] or "none"
    whole = [p.month for p in valued] == expected and len({era for era, _ in so_far}) == 1
    to_date = None
    if point.value is not None and method == "last":
        to_date = Fraction(point.value)
    elif point.value is not None and whole:
        to_date = slow_total(one, method, valued)
    before = [p for era, p in so_far if era == eras[n] and p.month == point.month - one.step]
    alone = slow_alone(one, point, before, len(expected)) if cumulative else None
    return {
        "year": f"{year_of(point.month)}-{(year_of(point.month) + 1) % 100:02}",
        "year_to_date": to_date,
        "discrete": alone,
        "method": method,
        "periods": len(valued),
        "expected_periods": len(expected),
        "revision": alone is not None and alone < 0,
    }


def divides(one: Series, point: Point) -> bool:
    """Whether the value is its numerator over its denominator, within a digit or half a per cent."""
    if None in (point.value, point.numerator) or not point.denominator:
        return False
    off = abs(Fraction(point.value) - Fraction(100 * point.numerator, point.denominator))
    return off <= max(Fraction(1, 10 ** int(one.definition["decimals"])), abs(Fraction(point.value)) / 200)


def slow_total(one: Series, method: str, valued: list[Point]) -> Fraction | None:
    if method == "sum":
        return sum(Fraction(p.value) for p in valued)
    if method == "ratio" and all(divides(one, p) for p in valued):
        return Fraction(100 * sum(p.numerator for p in valued), sum(p.denominator for p in valued))
    if method == "weighted" and all(p.denominator is not None for p in valued) and sum(p.denominator for p in valued):
        return sum(Fraction(p.value) * p.denominator for p in valued) / sum(p.denominator for p in valued)
    return None


def slow_alone(one: Series, point: Point, before: list[Point], place: int) -> Fraction | None:
    zero = Point(0, Decimal(0), 0, 0)
    if place > 1 and not before:
        return None
    earlier = zero if place == 1 else before[0]
    aggregation = one.definition["aggregation"]
    if point.value is None or earlier.value is None or aggregation == "none":
        return None
    if aggregation != "ratio":
        return Fraction(point.value) - Fraction(earlier.value)
    if not divides(one, point) or not (earlier is zero or divides(one, earlier)):
        return None
    if point.denominator <= earlier.denominator:
        return None
    return Fraction(100 * (point.numerator - earlier.numerator), point.denominator - earlier.denominator)


def slow_projection(one: Series, n: int, to_date: Fraction) -> dict:
    """Year end by the profile of targets, else by the share of the year that is over (DR-31)."""
    point = one.points[n]
    year_target, target = one.targets.get(year_of(point.month) * 12 + 15), one.targets.get(point.month)
    share = Fraction(len(wanted(one, point.month)) * one.step, 12)
    if year_target is not None and target:
        projection, method = Fraction(year_target) * to_date / Fraction(target), "profile"
    else:
        projection, method = to_date / share, "elapsed"
    variance = None
    if year_target is not None:
        places = Decimal(1).scaleb(-int(one.definition["decimals"]))
        shown = (Decimal(projection.numerator) / Decimal(projection.denominator)).quantize(places, ROUND_HALF_UP)
        variance = (shown - year_target) * (1 if one.definition["polarity"] == "higher" else -1)
    return {
        "projection": projection,
        "method": method,
        "year_target": year_target,
        "variance": variance,
        "on_course": None if variance is None else variance >= 0,
    }


def same(found, expected) -> bool:
    if isinstance(expected, Fraction | Decimal):
        return found is not None and abs(found - float(expected)) <= 1e-9 * max(1, abs(float(expected)))
    return found == expected


def test_a_thousand_and_more_years_and_projections_are_those_counted_by_hand(tmp_path) -> None:
    all_series = generated(260)
    with series.derived(tmp_path, all_series) as db:
        found_years = {(row["measure"], row["period"]): row for row in arrange.all_of(db, "select * from mart_year")}
        rows = arrange.all_of(db, "select * from mart_projection")
    found_projections = {(row["measure"], row["period"]): row for row in rows}
    known = projected = 0
    for one in all_series:
        for n, point in enumerate(one.points):
            key = one.measure, series.code(one.kind, point.month)
            expected = slow_year(one, n)
            row = found_years.pop(key)
            assert all(same(row[column], value) for column, value in expected.items()), (one, key, row, expected)
            known += expected["year_to_date"] is not None
            if one.definition["cumulative"] == "yes" and point.value is not None:
                expected = slow_projection(one, n, expected["year_to_date"])
                row = found_projections.pop(key)
                assert all(same(row[column], value) for column, value in expected.items()), (one, key, row, expected)
                projected += 1
    assert not found_years
    assert not found_projections
    assert known > 1200
    assert projected > 1000
