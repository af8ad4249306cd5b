"""Distributions, current places in the nation, quintiles and funnels, with slow rewrites (DR-16 to DR-24)."""

import math
import random
import statistics
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from tests import arrange

OWN = "X01000001"
LIST = "list:thornby"
NATION = "nation:nowhere"
MANY = [
    {
        "area": f"X010000{n:02}",
        "name": f"Council {n:02}",
        "type": "unitary authority",
        "region": "East",
        "nation": "Nowhere",
    }
    for n in range(1, 31)
]


def rows(measure: str, period: str, values: list, areas: list[dict] = MANY, **changes: object) -> list[dict]:
    """Return one row per area that has a value, the council's own first."""
    return [
        {"measure": measure, "area": a["area"], "period": period, "value": v} | changes
        for a, v in zip(areas, values, strict=False)
        if v is not None
    ]


def counts(measure: str, period: str, pairs: list[tuple], per: float = 100) -> list[dict]:
    """Return one row per area from its numerator and denominator; None leaves the area out."""
    return [
        {
            "measure": measure,
            "area": a["area"],
            "period": period,
            "value": per * x / n,
            "numerator": x,
            "denominator": n,
        }
        for a, (x, n) in zip(MANY, pairs, strict=False)
    ]


def distribution(db, measure: str, period: str, group: str = NATION) -> dict:
    query = 'select * from mart_distribution where measure = ? and period = ? and "group" = ?'
    return arrange.one(db, query, measure, period, group)


def current(db, measure: str, area: str = OWN) -> dict:
    return arrange.one(db, "select * from mart_current where measure = ? and area = ?", measure, area)


def funnel(db, measure: str, group: str = NATION) -> list[dict]:
    query = 'select * from mart_funnel where measure = ? and "group" = ? order by area'
    return arrange.all_of(db, query, measure, group)


ELEVEN = [48, 51, 53, 55, 58, 60, 61, 63, 66, 70, 74]
Q1, Q2, Q3 = "2025-26Q1", "2025-26Q2", "2025-26Q3"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory):
    codes = ("HIGH", "TIES", "LAG", "GAP", "BROKEN", "MARKED", "LATE", "PLAIN")
    measures = [
        *(arrange.measure(code) for code in codes),
        arrange.measure("LOW", polarity="lower"),
        arrange.measure("NONE", polarity="none"),
        arrange.measure("BAND", polarity="band", band_low="50", band_high="60"),
        arrange.measure("UNBANDED", quartiles="no"),
        arrange.measure("TOTAL", cumulative="yes"),
        arrange.measure("SHARE", value_type="proportion"),
        arrange.measure("RATE", value_type="rate", per="1000", suffix="", unit="per 1,000"),
    ]
    observations = [
        *rows("HIGH", Q1, ELEVEN),
        *rows("LOW", Q1, ELEVEN),
        *rows("NONE", Q1, ELEVEN),
        *rows("BAND", Q1, ELEVEN),
        *rows("UNBANDED", Q1, ELEVEN),
        *rows("TIES", Q1, [70, 74, 70, 66, None, 60]),
        *rows("LAG", Q1, ELEVEN),
        *rows("LAG", Q2, [60, 61, 62, 63, 64]),
        *rows("LAG", Q3, [59, 58]),
        *rows("GAP", "2024-25Q4", ELEVEN),
        *rows("GAP", Q2, ELEVEN),
        *rows("BROKEN", Q1, ELEVEN),
        *rows("BROKEN", Q2, ELEVEN),
        *rows("MARKED", Q1, ELEVEN),
        *rows("MARKED", Q2, [50], marker="b"),
        *rows("MARKED", Q2, [None, *ELEVEN[1:]]),
        *rows("TOTAL", Q1, ELEVEN),
        *rows("TOTAL", Q2, ELEVEN),
        *rows("LATE", Q2, ELEVEN),
        *rows("LATE", "2025-26", ELEVEN),
        *counts("SHARE", Q1, [(90, 100), (40, 50), (700, 1000), (45, 60), (30, 100), (75, 100)]),
        *counts("PLAIN", Q1, [(90, 100), (40, 50), (700, 1000), (45, 60), (30, 100), (75, 100)]),
        *counts("RATE", Q1, [(120, 1000), (3, 50), (700, 10_000), (0, 60), (90, 1000), (5, 1000)], 1000),
    ]
    events = [
        {"event": "B", "measure": "BROKEN", "event_date": "2025-08-01", "kind": "break", "label": "New definition"}
    ]
    groups = [group | {"area": MANY[n]["area"]} for n, group in enumerate(arrange.neighbours()[:5], start=1)]
    folder = tmp_path_factory.mktemp("benchmark")
    return arrange.derived(folder, observations, measures=measures, areas=MANY, groups=groups, events=events)


# Distribution: DR-16, DR-18


def test_a_distribution_is_of_all_its_members_the_council_among_them(db) -> None:
    found = distribution(db, "HIGH", Q1)
    assert found["n"] == 11
    assert (found["q25"], found["q50"], found["q75"]) == (54, 60, 64.5), "type 7, as numpy has it"


def test_the_others_are_the_same_without_the_council(db) -> None:
    found = distribution(db, "HIGH", Q1)
    assert (found["others"], found["others_low"], found["others_high"]) == (10, 51, 74)
    assert (found["others_mean"], found["others_median"]) == (pytest.approx(61.1), 60.5)


def test_a_list_of_neighbours_has_the_council_it_is_of_and_the_others_on_it(db) -> None:
    found = distribution(db, "HIGH", Q1, LIST)
    assert (found["n"], found["others"], found["others_mean"]) == (6, 5, statistics.mean(ELEVEN[1:6]))


def test_there_is_a_distribution_where_the_council_has_no_figure(tmp_path: Path) -> None:
    with arrange.derived(tmp_path, rows("ENV01", Q1, [None, *ELEVEN]), areas=MANY) as db:
        found = distribution(db, "ENV01", Q1)
        assert (found["n"], found["others"], found["q50"], found["others_median"]) == (11, 11, 60, 60)
        assert (found["own_value"], db.execute("select count(*) from mart_position").fetchone()) == (None, (0,))


def test_distributions_agree_with_numpy(tmp_path: Path) -> None:
    """1,200 measures and periods, each over up to thirty councils, with gaps and ties."""
    pick = random.Random(16)
    measures = [arrange.measure(f"M{number:02}") for number in range(30)]
    periods = [f"{year}-{(year + 1) % 100:02}Q{q}" for year in range(2016, 2026) for q in (1, 2, 3, 4)]
    cases, observations = {}, []
    for measure in measures:
        for period in periods:
            size = pick.randint(1, 30)
            values = [pick.choice([None, pick.randint(0, 30), round(pick.gauss(50, 20), 3)]) for _ in range(size)]
            if any(value is not None for value in values):
                cases[measure["measure"], period] = values
                observations += rows(measure["measure"], period, values)
    with arrange.derived(tmp_path, observations, measures=measures, areas=MANY) as db:
        found = arrange.all_of(db, 'select * from mart_distribution where "group" = ?', NATION)
    assert len(found) == len(cases) > 1150
    for row in found:
        own, *rest = cases[row["measure"], row["period"]]
        others = [v for v in rest if v is not None]
        every = others if own is None else [own, *others]
        assert (row["n"], row["others"], row["own_value"]) == (len(every), len(others), own)
        assert [row[name] for name in ("q25", "q50", "q75")] == pytest.approx(
            list(np.quantile(every, [0.25, 0.5, 0.75]))
        )
        if others:
            found_others = [row[f"others_{name}"] for name in ("mean", "median", "low", "high")]
            assert found_others == pytest.approx([np.mean(others), np.median(others), min(others), max(others)])
        if own is not None:
            assert (row["above"], row["below"]) == (sum(v > own for v in others), sum(v < own for v in others))


# Place: DR-17 to DR-19


def test_the_councils_fifth_is_from_worst_to_best(db) -> None:
    query = 'select measure, quintile from mart_position where "group" = ?'
    found = dict(db.execute(query, [NATION]).fetchall())
    assert (found["HIGH"], found["LOW"], found["NONE"]) == (1, 5, 1), "48 is the lowest of eleven"
    assert found["TIES"] == 3, "60, 66, 70, 70, 74: both 70s are third from below"
    assert dict(db.execute(query, [LIST]).fetchall())["HIGH"] == 1


def test_fewer_than_five_are_in_no_fifth(tmp_path: Path) -> None:
    with arrange.derived(tmp_path, rows("ENV01", Q1, [50, 51, 52, 53]), areas=MANY) as db:
        assert db.execute('select quintile, of_n from mart_position where "group" = ?', [NATION]).fetchall() == [
            (None, 4)
        ]


def test_a_measure_may_have_no_quartile_and_still_a_rank(db) -> None:
    found = arrange.one(db, "select * from mart_position where measure = 'UNBANDED' and \"group\" = ?", NATION)
    assert (found["quartile"], found["rank"], found["quintile"]) == (None, 11, 1)
    assert (current(db, "UNBANDED")["quartile"], current(db, "UNBANDED")["rank"]) == (None, 11)


# Current: DR-11, DR-17 to DR-19, DR-24


@pytest.mark.parametrize(
    ("measure", "ranks", "quartiles", "quintiles"),
    [
        ("HIGH", [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], "DDDCCCBBAAA", [1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        ("LOW", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], "AAABBBCCDDD", [5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 1]),
        ("NONE", [None] * 11, [None] * 11, [1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        ("BAND", [None] * 11, [None] * 11, [1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
    ],
)
def test_every_council_has_its_place_in_its_nation(db, measure: str, ranks, quartiles, quintiles) -> None:
    found = arrange.all_of(db, "select * from mart_current where measure = ? order by area", measure)
    assert [row["rank"] for row in found] == ranks
    assert [row["quartile"] for row in found] == list(quartiles)
    assert [row["quintile"] for row in found] == quintiles
    assert {(row["period"], row["of_n"]) for row in found} == {(Q1, 11)}


def test_ties_share_the_smaller_rank_and_the_missing_one_is_no_row(db) -> None:
    found = arrange.all_of(db, "select area, rank, of_n from mart_current where measure = 'TIES' order by area")
    assert [(row["rank"], row["of_n"]) for row in found] == [(2, 5), (1, 5), (2, 5), (4, 5), (5, 5)]


def test_the_latest_period_is_the_one_five_councils_have(db) -> None:
    found = arrange.all_of(db, "select distinct period, of_n from mart_current where measure = 'LAG'")
    assert found == [{"period": Q2, "of_n": 5}], "two councils in Q3 are no distribution"
    assert (current(db, "LAG")["value"], current(db, "LAG")["change"]) == (60, 12)


def test_the_measures_own_kind_of_period_comes_first(db) -> None:
    assert current(db, "LATE")["period"] == Q2, "the quarters of a quarterly measure, not the year that ends later"


@pytest.mark.parametrize("measure", ["GAP", "BROKEN", "MARKED", "TOTAL"])
def test_there_is_no_change_across_a_gap_or_a_break_or_within_the_year_to_date(db, measure: str) -> None:
    found = current(db, measure)
    assert (found["period"], found["change"], found["previous_period"], found["previous_value"]) == (
        Q2,
        None,
        None,
        None,
    )


def test_a_break_of_one_council_is_no_break_of_another(db) -> None:
    found = current(db, "MARKED", MANY[1]["area"])
    assert (found["change"], found["previous_period"], found["previous_value"]) == (0, Q1, 51)


def plain_current(values: dict[str, float], polarity: str) -> dict[str, tuple]:
    """Return rank, quartile and quintile of every council as a patient clerk would find them."""
    every = sorted(values.values())
    limits = np.quantile(every, [0.25, 0.5, 0.75])
    places = {}
    for area, value in values.items():
        better = sum(v > value for v in every) if polarity == "higher" else sum(v < value for v in every)
        worse_or_lower = sum(v > value for v in every) if polarity == "lower" else sum(v < value for v in every)
        above = sum(value > limit + 1e-9 for limit in limits)
        letters = {"higher": "DCBA", "lower": "ABCD"}.get(polarity)
        n = len(every)
        fifth = 6 - math.ceil(Fraction(n + 1 - (worse_or_lower + 1)) / Fraction(n, 5))
        places[area] = (better + 1 if letters else None, letters[above] if letters else None, fifth)
    return places


def test_places_agree_with_the_plain_rules(tmp_path: Path) -> None:
    """200 measures with 5 to 30 councils each, whole numbers so that many tie: over 3,000 places."""
    pick = random.Random(17)
    cases, measures, observations = {}, [], []
    for number in range(200):
        code, polarity = f"M{number:03}", pick.choice(["higher", "lower", "none"])
        values = {a["area"]: pick.randint(0, 40) for a in pick.sample(MANY, pick.randint(5, 30))}
        cases[code] = values, polarity
        measures.append(arrange.measure(code, polarity=polarity))
        observations += [{"measure": code, "area": a, "period": Q1, "value": v} for a, v in values.items()]
    with arrange.derived(tmp_path, observations, measures=measures, areas=MANY) as db:
        found = arrange.all_of(db, "select * from mart_current")
    assert len(found) > 3000
    expected = {code: plain_current(*case) for code, case in cases.items()}
    for row in found:
        place = (row["rank"], row["quartile"], row["quintile"])
        assert place == expected[row["measure"]][row["area"]]
        assert row["of_n"] == len(cases[row["measure"]][0])


# Funnels, as in DR-23


def test_a_funnel_stands_around_the_pooled_average(db) -> None:
    found = funnel(db, "SHARE")
    assert [row["pooled"] for row in found] == pytest.approx([100 * 980 / 1410] * 6)
    assert [row["place"] for row in found] == ["high 99.8", "within", "within", "within", "low 99.8", "within"]
    share, spread = 980 / 1410, math.sqrt(980 / 1410 * 430 / 1410 / 100)
    limits = [found[0][name] for name in ("lower998", "lower95", "upper95", "upper998")]
    assert limits == pytest.approx([100 * (share + z * spread) for z in (-3.090232, -1.959964, 1.959964, 3.090232)])
    assert [row["denominator"] for row in found] == [100, 50, 1000, 60, 100, 100]


def test_a_funnel_of_rates_is_byars(db) -> None:
    found = {row["area"]: row for row in funnel(db, "RATE")}
    places = [found[a["area"]]["place"] for a in MANY[:6]]
    assert places == ["high 99.8", "within", "within", "low 95", "high 95", "low 99.8"]
    expected = 918 / 13110 * 60
    assert stats.chi2.ppf(0.975, 2) / 2 < expected < stats.chi2.ppf(0.999, 2) / 2, "none of 60 is beyond 95% only"
    assert found[MANY[3]["area"]]["lower998"] == 0


def test_a_narrower_limit_lies_inside_the_wider_and_the_larger_the_narrower(db) -> None:
    for measure in ("SHARE", "RATE"):
        for row in funnel(db, measure):
            assert 0 <= row["lower998"] <= row["lower95"] < row["pooled"] < row["upper95"] <= row["upper998"]
        by_size = sorted(funnel(db, measure), key=lambda row: row["denominator"])
        widths = [row["upper95"] - row["lower95"] for row in by_size]
        assert widths == sorted(widths, reverse=True)


def test_there_is_no_funnel_without_a_kind_of_value_and_only_who_gives_counts_is_in_it(db) -> None:
    assert funnel(db, "PLAIN") == []
    assert funnel(db, "HIGH") == []
    assert len(funnel(db, "SHARE", LIST)) == 6


def place(x: int, n: int, pooled: float) -> str:
    """Return where an area lies, by asking whether its own Wilson interval holds the average."""
    for confidence, name in ((0.998, "99.8"), (0.95, "95")):
        interval = stats.binomtest(x, n).proportion_ci(confidence, method="wilson")
        if pooled > interval.high:
            return f"low {name}"
        if pooled < interval.low:
            return f"high {name}"
    return "within"


def test_places_in_a_funnel_agree_with_each_areas_own_interval(tmp_path: Path) -> None:
    pick = random.Random(23)
    cases, measures, observations = {}, [], []
    for number in range(50):
        code, level = f"M{number:02}", pick.uniform(0.1, 0.9)
        pairs = []
        for _ in MANY:
            n = pick.choice([pick.randint(20, 200), pick.randint(200, 5000)])
            x = round(n * min(1, max(0, pick.gauss(level, 2 * math.sqrt(level * (1 - level) / n)))))
            pairs.append((x, n))
        cases[code] = pairs
        measures.append(arrange.measure(code, value_type="proportion"))
        observations += counts(code, Q1, pairs)
    with arrange.derived(tmp_path, observations, measures=measures, areas=MANY) as db:
        found = arrange.all_of(db, 'select * from mart_funnel where "group" = ?', NATION)
    assert len(found) == 1500
    seen = []
    for row in found:
        pairs = cases[row["measure"]]
        pooled = sum(x for x, _ in pairs) / sum(n for _, n in pairs)
        x, n = pairs[[a["area"] for a in MANY].index(row["area"])]
        assert row["pooled"] == pytest.approx(100 * pooled)
        assert row["place"] == place(x, n, pooled)
        seen.append(row["place"])
    assert {seen.count(name) > 50 for name in ("low 99.8", "low 95", "within", "high 95", "high 99.8")} == {True}
