"""The macros of rules_statistics.sql: worked numbers, and scipy as the independent witness over thousands of cases."""

import math
import random
from collections.abc import Iterable, Iterator
from fractions import Fraction

import duckdb
import numpy as np
import pytest
from scipy import optimize, stats

from pipelines import build

CONFIDENCES = (0.95, 0.998)


@pytest.fixture(scope="module")
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty warehouse with its rules, as a dashboard's query on a reader's own choice meets them."""
    with duckdb.connect() as connection:
        for script in (build.SQL / "schema.sql", *sorted(build.SQL.glob("rules*.sql"))):
            connection.execute(script.read_text("utf-8"))
        yield connection


def answers(db: duckdb.DuckDBPyConnection, expression: str, names: str, cases: Iterable[tuple]) -> list:
    """Return the value of an SQL expression for each case; the names are the columns of a case."""
    cases = list(cases)
    columns = names.split()
    rows = ", ".join(["(" + ", ".join("?" * len(columns)) + ")"] * len(cases))
    values = [value for case in cases for value in case]
    query = f"select {expression} from (values {rows}) as cases({', '.join(columns)})"
    return [row[0] if len(row) == 1 else row for row in db.execute(query, values).fetchall()]


def answer(db: duckdb.DuckDBPyConnection, expression: str) -> object:
    return db.execute(f"select {expression}").fetchone()[0]


def shares(count: int, seed: int = 20) -> list[tuple[int, int]]:
    """Return counts with their denominators: many small ones, the ends of the scale, and whole populations."""
    pick = random.Random(seed)
    cases = []
    for _ in range(count):
        n = pick.choice([pick.randint(1, 30), pick.randint(30, 2000), pick.randint(2000, 2_000_000)])
        cases.append((pick.choice([0, n, pick.randint(0, n), pick.randint(0, n)]), n))
    return cases


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_the_deviate_is_that_of_the_normal_distribution(db, confidence: float) -> None:
    assert answer(db, f"normal_deviate({confidence})") == stats.norm.ppf(1 - (1 - confidence) / 2)


# Wilson, DR-20


@pytest.mark.parametrize(
    ("x", "n", "confidence", "low", "high"),
    [
        (65, 82, 0.95, 69.283, 86.634),
        (65, 82, 0.998, 62.771, 89.659),
        (412, 550, 0.95, 71.122, 78.351),
        (0, 20, 0.95, 0, 16.113),
        (20, 20, 0.95, 83.887, 100),  # DOMAIN.md says 83.888; 20 / (20 + z²) is 83.88748
    ],
)
def test_wilson_of_the_worked_examples(db, x: int, n: int, confidence: float, low: float, high: float) -> None:
    found = answer(db, f"[100 * wilson_lower({x}, {n}, {confidence}), 100 * wilson_upper({x}, {n}, {confidence})]")
    assert [round(bound, 3) for bound in found] == [low, high]


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_none_and_all_reach_the_ends_of_the_scale_exactly(db, confidence: float) -> None:
    counts = [(n,) for n in range(1, 1001)]
    ends = f"wilson_lower(0, n, {confidence}), wilson_upper(n, n, {confidence})"
    assert set(answers(db, ends, "n", counts)) == {(0, 1)}, "621 of 621 is not below a benchmark of 100%"


def test_wilson_is_of_95_per_cent_unless_said_otherwise(db) -> None:
    assert answer(db, "wilson_lower(65, 82) = wilson_lower(65, 82, 0.95)")
    assert answer(db, "wilson_upper(65, 82) = wilson_upper(65, 82, 0.95)")


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_wilson_agrees_with_scipy(db, confidence: float) -> None:
    cases = shares(1000)
    found = answers(db, f"wilson_lower(x, n, {confidence}), wilson_upper(x, n, {confidence})", "x n", cases)
    for (x, n), (low, high) in zip(cases, found, strict=True):
        expected = stats.binomtest(x, n).proportion_ci(confidence, method="wilson")
        assert (low, high) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-12)
        assert 0 <= low <= x / n <= high <= 1


# Byar, DR-21


@pytest.mark.parametrize(
    ("events", "population", "per", "value", "low", "high"),
    [
        (65, 100_000, 100_000, 65.0, 50.163, 82.849),
        (42, 38_500, 10_000, 10.909, 7.861, 14.746),
        (7, 52_000, 10_000, 1.346, 0.541, 2.774),
        (0, 1, 1, 0, 0, 3.689),
    ],
)
def test_byar_of_the_worked_examples(db, events, population, per, value, low, high) -> None:
    arguments = f"'rate', {per}, {events}, {population}"
    found = answer(db, f"[interval_lower({arguments}), interval_upper({arguments})]")
    assert [round(bound, 3) for bound in found] == [low, high]
    assert round(per * events / population, 3) == value


def byar(events: int, confidence: float) -> tuple[float, float]:
    """Return both limits of a count as the guide states them: exact below ten, Byar's from ten."""
    tail = (1 - confidence) / 2
    if events < 10:
        low = 0 if events == 0 else stats.chi2.ppf(tail, 2 * events) / 2
        return low, stats.chi2.ppf(1 - tail, 2 * events + 2) / 2
    z = stats.norm.ppf(1 - tail)
    more = events + 1
    return (
        events * (1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3,
        more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3,
    )


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_byar_agrees_with_its_formula_and_below_ten_with_the_exact_poisson_limits(db, confidence: float) -> None:
    pick = random.Random(21)
    cases = [(events,) for events in [*range(600), *(pick.randint(600, 10**7) for _ in range(400))]]
    found = answers(db, f"byar_lower(o, {confidence}), byar_upper(o, {confidence})", "o", cases)
    for (events,), limits in zip(cases, found, strict=True):
        assert limits == pytest.approx(byar(events, confidence), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_byar_is_close_to_the_exact_poisson_interval_for_every_count(db, confidence: float) -> None:
    counts = [(events,) for events in range(1, 1001)]
    found = answers(db, f"byar_lower(o, {confidence}), byar_upper(o, {confidence})", "o", counts)
    tail = (1 - confidence) / 2
    for (events,), (low, high) in zip(counts, found, strict=True):
        assert low == pytest.approx(stats.chi2.ppf(tail, 2 * events) / 2, rel=0.02, abs=0.02)
        assert high == pytest.approx(stats.chi2.ppf(1 - tail, 2 * events + 2) / 2, rel=0.02, abs=0.02)


def test_a_part_of_an_event_has_no_exact_limit(db) -> None:
    assert answer(db, "byar_lower(7.5)") is None
    assert answer(db, "byar_upper(7.5)") is None
    assert answer(db, "byar_lower(10.5)") > answer(db, "byar_lower(10)")


# A figure and its counts


@pytest.mark.parametrize(
    ("figure", "per", "x", "n", "decimals", "is_ratio"),
    [
        (74.9, 100, 412, 550, 1, True),
        (74.909090909, 100, 412, 550, 1, True),
        (75.2, 100, 412, 550, 1, True),  # counts rounded to five: within half a per cent
        (74.2, 100, 412, 550, 1, False),  # standardised for age: not its own counts
        (0.9, 100, 1, 100, 0, True),
        (65, 100_000, 65, 100_000, 1, True),
        (65, 100, 65, 100_000, 1, False),
    ],
)
def test_a_figure_is_its_numerator_over_its_denominator_or_has_no_interval_of_them(
    db, figure: float, per: int, x: int, n: int, decimals: int, is_ratio: bool
) -> None:
    assert answer(db, f"is_ratio({figure}, {per}, {x}, {n}, {decimals})") is is_ratio


# Two proportions, DR-13


@pytest.mark.parametrize(
    ("before", "now", "z", "p", "significant"),
    [
        ((371, 540), (412, 550), 2.277, 0.023, True),
        ((79, 100), (83, 100), 0.721, 0.471, False),
        ((412, 550), (371, 540), -2.277, 0.023, True),
    ],
)
def test_change_of_the_worked_examples(db, before, now, z: float, p: float, significant: bool) -> None:
    found = answer(db, f"two_proportion_z({before[0]}, {before[1]}, {now[0]}, {now[1]})")
    assert round(found, 3) == z
    assert round(2 * stats.norm.sf(abs(found)), 3) == p
    assert answer(db, f"is_significant({found})") is significant


def test_a_change_is_significant_beyond_1_96_and_not_at_it(db) -> None:
    found = [answer(db, f"is_significant({z})") for z in (1.96, 1.9600001, -1.96, -1.9600001)]
    assert found == [False, True, False, True]


def test_change_agrees_with_the_chi_squared_test_of_scipy(db) -> None:
    cases = [(x1, n1, x2, n2) for (x1, n1), (x2, n2) in zip(shares(1200, 1), shares(1200, 2), strict=True)]
    found = answers(db, "two_proportion_z(x1, n1, x2, n2)", "x1 n1 x2 n2", cases)
    computed = 0
    for (x1, n1, x2, n2), z in zip(cases, found, strict=True):
        if x1 + x2 in (0, n1 + n2):
            assert z is None, "everyone or no one in both periods: nothing to test"
            continue
        table = [[x1, n1 - x1], [x2, n2 - x2]]
        assert z**2 == pytest.approx(stats.chi2_contingency(table, correction=False).statistic, rel=1e-7, abs=1e-9)
        assert np.sign(round(z, 9)) == np.sign(round(x2 / n2 - x1 / n1, 12)) or abs(z) < 1e-6
        computed += 1
    assert computed >= 1000


# Against a benchmark, DR-22


@pytest.mark.parametrize(
    ("low", "high", "benchmark", "polarity", "verdict"),
    [
        (69.3, 86.6, 75.0, "higher", "similar"),
        (71.1, 78.4, 70.0, "higher", "better"),
        (70.0, 75.0, 75.0, "higher", "similar"),
        (75.0, 80.0, 75.0, "lower", "similar"),
        (71.1, 78.4, 70.0, "lower", "worse"),
        (60, 70, 75, "lower", "better"),
        (60, 70, 75, "none", "lower"),
        (80, 90, 75, "band", "higher"),
    ],
)
def test_an_interval_against_a_benchmark(db, low, high, benchmark, polarity: str, verdict: str) -> None:
    assert answer(db, f"against_benchmark({low}, {high}, {benchmark}, '{polarity}')") == verdict


def test_verdicts_agree_with_the_plain_rule(db) -> None:
    pick = random.Random(22)
    cases = []
    for _ in range(2000):
        low, high = sorted((pick.randint(0, 12), pick.randint(0, 12)))
        cases.append((low, high, pick.randint(0, 12), pick.choice(["higher", "lower", "none", "band"])))
    found = answers(db, "against_benchmark(low, high, b, polarity)", "low high b polarity", cases)
    for (low, high, benchmark, polarity), verdict in zip(cases, found, strict=True):
        side = -1 if high < benchmark else 1 if low > benchmark else 0
        good = {"higher": 1, "lower": -1}.get(polarity)
        words = {1: "better", -1: "worse", 0: "similar"} if good else {1: "higher", -1: "lower", 0: "similar"}
        assert verdict == words[side * (good or 1)]


# Quintiles, DR-19


def sizes(places: Iterable[int]) -> list[int]:
    places = list(places)
    return [places.count(fifth) for fifth in range(1, 6)]


def test_quintiles_of_the_worked_example(db) -> None:
    found = answers(db, "quintile(rank, 11)", "rank", [(rank,) for rank in range(1, 12)])
    assert found == [1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert answer(db, "quintile(1, 4)") is None, "fewer than five areas are not compared"
    assert answer(db, "quintile(1, 5)") == 1


def test_quintiles_agree_with_the_formula_in_exact_arithmetic(db) -> None:
    cases = [(rank, n) for n in range(5, 61) for rank in range(1, n + 1)]
    for (rank, n), fifth in zip(cases, answers(db, "quintile(rank, n)", "rank n", cases), strict=True):
        expected = math.floor(6 - math.ceil(Fraction(n + 1 - rank) / Fraction(n, 5)))
        assert fifth == max(1, expected)


def test_ties_stay_together_where_ntile_would_split_them(db) -> None:
    tied = [10, 20, 20, 20, 20, 20, 30, 40, 50, 60]
    query = (
        "select quintile(rank() over (order by v), count(*) over ()), ntile(5) over (order by v) "
        "from unnest(?::double[]) t(v) order by v"
    )
    ours, split = zip(*db.execute(query, [tied]).fetchall(), strict=True)
    assert ours == (1, 1, 1, 1, 1, 1, 4, 4, 5, 5)
    assert split == (1, 1, 2, 2, 3, 3, 4, 4, 5, 5)


def test_ntile_gives_the_extra_rows_to_the_lowest_fifths_and_the_formula_does_not(db) -> None:
    query = "select {} from (select i, row_number() over (order by i) as rank from range(?) t(i))"
    for n, ntile, formula in (
        (11, [3, 2, 2, 2, 2], [3, 2, 2, 2, 2]),
        (12, [3, 3, 2, 2, 2], [3, 2, 3, 2, 2]),
        (13, [3, 3, 3, 2, 2], [3, 3, 2, 3, 2]),
    ):
        split = [row[0] for row in db.execute(query.format("ntile(5) over (order by i)"), [n]).fetchall()]
        together = [row[0] for row in db.execute(query.format(f"quintile(rank, {n})"), [n]).fetchall()]
        assert (sizes(split), sizes(together)) == (ntile, formula)


# Funnel, DR-23


def test_limits_of_a_share_are_those_of_phstatsmethods(db) -> None:
    """Its control limits solve a quadratic; ours is the same solution, written out."""
    pick = random.Random(23)
    cases = [(pick.uniform(0.001, 0.999), pick.randint(1, 10**6), pick.choice(CONFIDENCES)) for _ in range(1000)]
    bounds = ", ".join(f"funnel_{side}('proportion', a, n, c)" for side in ("lower", "upper"))
    for (a, n, confidence), found in zip(cases, answers(db, bounds, "a n c", cases), strict=True):
        z2 = stats.norm.ppf(1 - (1 - confidence) / 2) ** 2
        quadratic = [1 / z2 + 1 / n, -2 * a * (n / z2 + 1), a * (n * (a * (n / z2 + 2) - 1) + z2 * (a - 1))]
        lower, upper = sorted(np.roots(quadratic).real / n)
        assert found == pytest.approx((max(0, lower), min(1, upper)), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_a_share_is_beyond_its_limit_where_the_average_is_beyond_its_wilson_interval(db, confidence: float) -> None:
    pick = random.Random(24)
    cases = []
    while len(cases) < 1000:
        n, pooled = pick.randint(5, 3000), pick.uniform(0.02, 0.98)
        spread = 4 * math.sqrt(pooled * (1 - pooled) / n)
        x = round(n * pick.uniform(max(0, pooled - spread), min(1, pooled + spread)))
        cases.append((x, n, pooled))
    bounds = f"funnel_lower('proportion', a, n, {confidence}), funnel_upper('proportion', a, n, {confidence})"
    seen = set()
    for (x, n, pooled), (lower, upper) in zip(cases, answers(db, bounds, "x n a", cases), strict=True):
        interval = stats.binomtest(x, n).proportion_ci(confidence, method="wilson")
        place = (x / n < lower, x / n > upper)
        assert place == (interval.high < pooled, interval.low > pooled)
        seen.add(place)
    assert seen == {(True, False), (False, True), (False, False)}


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_a_rate_is_beyond_its_limit_where_the_average_is_beyond_its_byar_interval(db, confidence: float) -> None:
    pick = random.Random(25)
    cases = []
    while len(cases) < 1000:
        expected = pick.choice([pick.uniform(0.05, 20), pick.uniform(20, 5000)])
        events = round(max(0, pick.gauss(expected, 2.2 * math.sqrt(expected))))
        cases.append((events, expected, 1000.0))
    bounds = f"funnel_lower('rate', e / n, n, {confidence}), funnel_upper('rate', e / n, n, {confidence})"
    seen = set()
    for (events, expected, n), (lower, upper) in zip(cases, answers(db, bounds, "o e n", cases), strict=True):
        low, high = byar(events, confidence)
        place = (events / n < lower, events / n > upper)
        assert place == (high < expected, low > expected)
        seen.add(place)
    assert seen == {(True, False), (False, True), (False, False)}


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_limits_of_a_rate_solve_byars_formula(db, confidence: float) -> None:
    pick = random.Random(26)
    cases = [(pick.uniform(30, 10 ** pick.uniform(2, 7)),) for _ in range(1000)]
    found = answers(db, f"count_not_low(e, {confidence}), count_not_high(e, {confidence})", "e", cases)
    z = stats.norm.ppf(1 - (1 - confidence) / 2)
    for (expected,), counts in zip(cases, found, strict=True):
        wide = 20 * math.sqrt(expected) + 50
        lowest, highest = (
            optimize.brentq(
                lambda x, s=s, e=expected: x * (1 - 1 / (9 * x) + s * z / (3 * math.sqrt(x))) ** 3 - e,
                8,
                expected + wide,
            )
            for s in (1, -1)
        )
        assert counts == pytest.approx((lowest - 1, highest), rel=1e-9)


# Nothing is ever an error or not a number

ROUGH = [None, -1.0, 0.0, 0.5, 1.0, 9.0, 9.5, 10.0, 1e9]


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("wilson_lower(a, b)", "a b"),
        ("wilson_upper(a, b)", "a b"),
        ("byar_lower(a, 0.998)", "a"),
        ("byar_upper(a, 0.998)", "a"),
        ("interval_lower('proportion', 100, a, b)", "a b"),
        ("interval_upper('rate', 100, a, b)", "a b"),
        ("interval_lower('mean', 100, a, b)", "a b"),
        ("two_proportion_z(a, b, c, d)", "a b c d"),
        ("wilson_upper(a, b, c)", "a b c"),
        ("trend_weight(a, b)", "a b"),
        ("funnel_lower('proportion', a, b)", "a b"),
        ("funnel_upper('proportion', a, b)", "a b"),
        ("funnel_lower('rate', a, b)", "a b"),
        ("funnel_upper('rate', a, b)", "a b"),
        ("funnel_upper('rate', a, b, 0.998)", "a b"),
        ("quintile(a::bigint, b::bigint)", "a b"),
    ],
)
def test_what_cannot_be_computed_is_null(db, expression: str, names: str) -> None:
    columns = names.split()
    rough = ", ".join("(?::double)" for _ in ROUGH)
    tables = ", ".join(f"(values {rough}) t{name}({name})" for name in columns)
    found = [row[0] for row in db.execute(f"select {expression} from {tables}", ROUGH * len(columns)).fetchall()]
    assert len(found) == len(ROUGH) ** len(columns)
    assert None in found
    assert all(value is None or math.isfinite(value) for value in found)


def test_no_verdict_without_all_that_it_needs(db) -> None:
    cases = [(None, 1, 5), (None, 9, 5), (9, None, 5), (1, None, 5), (1, 2, None), (2, 1, 5), (9, 8, 5)]
    assert answers(db, "against_benchmark(a, b, c, 'higher')", "a b c", cases) == [None] * len(cases)


def test_a_figure_without_counts_is_not_its_counts(db) -> None:
    cases = [(None, 1, 100), (1, None, 100), (1, 1, None), (1, 1, 0), (1, 1, -100)]
    assert answers(db, "is_ratio(a, 100, b, c, 1)", "a b c", cases) == [False] * len(cases)
