"""Intervals, and significance against the nation: whose limits, which figure, never without both (DR-20 to DR-22)."""

import random
from pathlib import Path

import pytest
from scipy import stats

from tests import arrange

NATION = {"area": "X92000001", "name": "Nowhere", "type": "nation", "nation": "Nowhere"}
ELSEWHERE = [
    {"area": "X92000002", "name": "Elsewhere", "type": "nation", "nation": "Elsewhere"},
    {"area": "X02000001", "name": "Farland", "type": "unitary authority", "nation": "Elsewhere"},
    {"area": "X03000001", "name": "Isle of None", "type": "unitary authority"},
]
OWN = "X01000001"
YEAR = "2024-25"
INTERVALS = "intervals_of('current_observation')"
VERDICTS = f"(with bounded as (from {INTERVALS}) from against_nation('bounded'))"
"""The rules of mart_interval and mart_significance asked of every council."""


def counted(measure: str, area: str, x: float, n: float, per: float = 100, **changes: object) -> dict:
    """Return an observation that is its numerator over its denominator."""
    row = {"measure": measure, "area": area, "period": YEAR, "value": per * x / n, "numerator": x, "denominator": n}
    return row | changes


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory):
    share = {"value_type": "proportion", "frequency": "annual"}
    measures = [
        arrange.measure("SHARE", **share),
        arrange.measure("LOWER", polarity="lower", **share),
        arrange.measure("CENSUS", polarity="none", **share),
        arrange.measure("RATE", value_type="rate", per="100000", suffix="", unit="per 100,000", frequency="annual"),
        arrange.measure("MEAN", value_type="mean", suffix="", unit="days", frequency="annual"),
        arrange.measure("PLAIN", frequency="annual"),
    ]
    observations = [
        counted("SHARE", OWN, 412, 550),
        counted("SHARE", "X01000002", 65, 82),
        counted("SHARE", "X01000003", 65, 82, lower=60, upper=70.5),
        counted("SHARE", "X01000004", 65, 82, value=71.1),
        counted("SHARE", "X01000005", 65, 82, value=79.3),
        counted("SHARE", "X01000006", 90, 82, value=100),
        counted("SHARE", "X01000007", 65, 82, lower=70),
        counted("SHARE", OWN, 30, 60, breakdown="sex:female"),
        counted("SHARE", "X01000002", 30, 60, breakdown="sex:male"),
        counted("SHARE", "X02000001", 412, 550),
        counted("SHARE", "X03000001", 412, 550),
        counted("SHARE", "X92000001", 7000, 10000),
        counted("SHARE", "X92000001", 3000, 10000, breakdown="sex:female"),
        counted("SHARE", "X92000002", 9000, 10000),
        counted("LOWER", OWN, 412, 550),
        counted("LOWER", "X92000001", 7000, 10000),
        counted("CENSUS", OWN, 412, 550),
        counted("CENSUS", "X92000001", 8000, 10000),
        counted("RATE", OWN, 65, 100_000, 100_000),
        counted("RATE", "X01000002", 7, 52_000, 100_000),
        counted("RATE", "X01000003", 7.5, 52_000, 100_000),
        counted("RATE", "X92000001", 5_000, 6_000_000, 100_000),
        counted("MEAN", OWN, 650, 82, 1),
        counted("MEAN", "X92000001", 650, 82, 1),
        counted("PLAIN", OWN, 65, 82, lower=70, upper=75),
        counted("PLAIN", "X01000002", 65, 82),
        counted("PLAIN", "X92000001", 65, 82, value=75, lower=74, upper=76),
        {"measure": "PLAIN", "area": "X01000003", "period": YEAR, "value": "", "marker": "c", "lower": 1, "upper": 2},
        {"measure": "PLAIN", "area": OWN, "period": "2023-24", "value": 50, "lower": 40, "upper": 45},
    ]
    areas = [*arrange.AREAS, NATION, *ELSEWHERE]
    return arrange.derived(tmp_path_factory.mktemp("interval"), observations, measures=measures, areas=areas)


def interval(db, measure: str, area: str, breakdown: str = "total", period: str = YEAR) -> dict | None:
    query = f"select * from {INTERVALS} where measure = ? and area = ? and breakdown = ? and period = ?"
    found = arrange.all_of(db, query, measure, area, breakdown, period)
    return found[0] if found else None


def verdict(db, measure: str, area: str, breakdown: str = "total", period: str = YEAR) -> dict | None:
    query = f"select * from {VERDICTS} where measure = ? and area = ? and breakdown = ? and period = ?"
    found = arrange.all_of(db, query, measure, area, breakdown, period)
    return found[0] if found else None


def test_an_interval_of_counts_is_wilsons_for_a_share_at_both_confidences(db) -> None:
    found = interval(db, "SHARE", "X01000002")
    bounds = [round(found[name], 3) for name in ("lower", "upper", "lower998", "upper998")]
    assert bounds == [69.283, 86.634, 62.771, 89.659]
    assert found["method"] == "Wilson"


def test_an_interval_of_counts_is_byars_for_a_rate_at_both_confidences(db) -> None:
    found = interval(db, "RATE", OWN)
    assert (round(found["lower"], 3), round(found["upper"], 3), found["method"]) == (50.163, 82.849, "Byar")
    assert found["lower998"] < found["lower"] < found["upper"] < found["upper998"]
    assert interval(db, "RATE", "X01000002")["upper"] == pytest.approx(stats.chi2.ppf(0.975, 16) / 2 / 0.52)


def test_the_publishers_limits_come_first_and_are_of_95_per_cent_only(db) -> None:
    found = interval(db, "SHARE", "X01000003")
    assert (found["lower"], found["upper"], found["method"]) == (60, 70.5, "published")
    assert (found["lower998"], found["upper998"]) == (None, None)
    assert interval(db, "PLAIN", OWN)["method"] == "published", "whatever kind of number it is"


@pytest.mark.parametrize(
    ("measure", "area", "why"),
    [
        ("SHARE", "X01000004", "the figure is adjusted: it is not its counts"),
        ("SHARE", "X01000006", "a count above its denominator is no share"),
        ("RATE", "X01000003", "half an event has no exact limit"),
        ("MEAN", OWN, "a mean is no share and no rate"),
        ("PLAIN", "X01000002", "nothing says what kind of number it is"),
        ("PLAIN", "X01000003", "the figure is withheld, and so is where it lies"),
    ],
)
def test_there_is_no_interval(db, measure: str, area: str, why: str) -> None:
    assert interval(db, measure, area) is None, why


def test_one_published_limit_is_not_an_interval_and_counts_make_one(db) -> None:
    assert interval(db, "SHARE", "X01000007")["method"] == "Wilson"


def test_a_figure_rounded_for_publication_is_still_its_counts(db) -> None:
    assert interval(db, "SHARE", "X01000005")["lower"] == interval(db, "SHARE", "X01000002")["lower"]


@pytest.mark.parametrize(("mart", "rule"), [("mart_interval", INTERVALS), ("mart_significance", VERDICTS)])
def test_the_councils_own_are_kept_as_the_rule_says_of_every_council(db, mart: str, rule: str) -> None:
    order = "order by measure, period, breakdown"
    kept = arrange.all_of(db, f"from {mart} {order}")
    assert kept == arrange.all_of(db, f"from {rule} where area = ? {order}", OWN) != []


def test_the_interval_stands_with_the_status_of_the_councils_own_value(db) -> None:
    status = arrange.one(db, "select * from mart_status where measure = 'SHARE'")
    assert (round(status["lower"], 3), round(status["upper"], 3)) == (71.122, 78.351)
    assert status["interval_method"] == "Wilson"
    plain = arrange.one(db, "select * from mart_status where measure = 'PLAIN' and period = ?", YEAR)
    assert (plain["lower"], plain["upper"], plain["interval_method"]) == (70, 75, "published")
    mean = arrange.one(db, "select * from mart_status where measure = 'MEAN'")
    assert (mean["lower"], mean["interval_method"]) == (None, None)


@pytest.mark.parametrize(
    ("measure", "area", "breakdown", "benchmark", "comparison", "comparison998"),
    [
        ("SHARE", OWN, "total", 70, "better", "similar"),
        ("SHARE", "X01000002", "total", 70, "similar", "similar"),
        ("SHARE", "X01000003", "total", 70, "similar", None),
        ("SHARE", OWN, "sex:female", 30, "better", "better"),
        ("SHARE", "X02000001", "total", 90, "worse", "worse"),
        ("LOWER", OWN, "total", 70, "worse", "similar"),
        ("CENSUS", OWN, "total", 80, "lower", "similar"),
        ("RATE", OWN, "total", 5000 / 60, "worse", "similar"),
        ("PLAIN", OWN, "total", 75, "similar", None),
    ],
)
def test_against_the_published_figure_of_its_nation(
    db, measure: str, area: str, breakdown: str, benchmark: float, comparison: str, comparison998: str | None
) -> None:
    found = verdict(db, measure, area, breakdown)
    assert found["benchmark"] == pytest.approx(benchmark)
    assert (found["comparison"], found["comparison998"]) == (comparison, comparison998)


def test_the_benchmark_is_named(db) -> None:
    assert verdict(db, "SHARE", OWN)["benchmark_area"] == "X92000001"
    assert verdict(db, "SHARE", "X02000001")["benchmark_area"] == "X92000002"


@pytest.mark.parametrize(
    ("measure", "area", "breakdown", "period", "why"),
    [
        ("SHARE", "X92000001", "total", YEAR, "a nation is never compared with itself"),
        ("SHARE", "X01000002", "sex:male", YEAR, "the nation has no figure of that breakdown"),
        ("SHARE", "X03000001", "total", YEAR, "nobody knows which nation the area is of"),
        ("PLAIN", OWN, "total", "2023-24", "the nation has no figure of that period"),
        ("MEAN", OWN, "total", YEAR, "there is no interval"),
    ],
)
def test_nothing_is_compared(db, measure: str, area: str, breakdown: str, period: str, why: str) -> None:
    assert verdict(db, measure, area, breakdown, period) is None, why


def test_verdicts_agree_with_the_plain_rules_over_a_thousand_areas_and_breakdowns(tmp_path: Path) -> None:
    """Each measure is one generated case: own counts, polarity and the nation's figure."""
    pick = random.Random(22)
    cases, measures, observations = [], [], []
    for number in range(1000):
        n = pick.choice([20, 80, 400])
        x, share, polarity = pick.randint(0, n), pick.randint(1, 99) / 100, pick.choice(["higher", "lower", "none"])
        cases.append((x, n, 100 * share, polarity))
        code = f"M{number:04}"
        measures.append(arrange.measure(code, polarity=polarity, value_type="proportion", frequency="annual"))
        observations += [counted(code, OWN, x, n), counted(code, NATION["area"], 100 * share, 100)]
    areas = [*arrange.AREAS, NATION]
    with arrange.derived(tmp_path, observations, measures=measures, areas=areas) as db:
        found = db.execute("select comparison, comparison998 from mart_significance order by measure").fetchall()
    for (x, n, benchmark, polarity), verdicts in zip(cases, found, strict=True):
        for confidence, verdict_ in zip((0.95, 0.998), verdicts, strict=True):
            low, high = (100 * b for b in stats.binomtest(x, n).proportion_ci(confidence, method="wilson"))
            beyond = "below" if high < benchmark else "above" if low > benchmark else "in"
            words = {
                "higher": {"below": "worse", "above": "better"},
                "lower": {"below": "better", "above": "worse"},
                "none": {"below": "lower", "above": "higher"},
            }
            assert verdict_ == words[polarity].get(beyond, "similar")
