"""Place among comparators: the worked numbers of DR-15 to DR-18 and DR-24, and a slow obvious rewrite."""

import random
import statistics
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import arrange

OWN = "X01000001"
LIST = "list:thornby"


def rows(measure: str, period: str, values: list[float | None]) -> list[dict]:
    """Return one row per area that has a value: the council's own first."""
    pairs = zip(arrange.AREAS, values, strict=False)
    return [{"measure": measure, "area": a["area"], "period": period, "value": v} for a, v in pairs if v is not None]


def position(db, measure: str, period: str, group: str = LIST) -> dict:
    return arrange.one(
        db, 'select * from mart_position where measure = ? and period = ? and "group" = ?', measure, period, group
    )


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory):
    measures = [
        arrange.measure("HIGH"),
        arrange.measure("LOW", polarity="lower"),
        arrange.measure("NONE", polarity="none"),
        arrange.measure("FEW"),
        arrange.measure("LAG"),
    ]
    observations = [
        *rows("HIGH", "2025-26Q1", [70, 74, 70, 66, None, 60]),
        *rows("LOW", "2025-26Q1", [48, 51, 53, 55, 58, 60, 61, 63]),
        *rows("NONE", "2025-26Q1", [48, 51, 53, 55, 58, 60, 61, 63]),
        *rows("FEW", "2025-26Q1", [50, 40, None, 60]),
        *rows("LAG", "2025-26Q1", [50, 51, 52, 53, 54, 55, 56, 57]),
        *rows("LAG", "2025-26Q2", [58, 61]),
        *rows("LAG", "2025-26Q3", [59]),
    ]
    return arrange.derived(tmp_path_factory.mktemp("position"), observations, measures=measures)


def test_ties_share_the_smaller_rank_and_missing_ones_are_not_counted(db) -> None:
    found = position(db, "HIGH", "2025-26Q1")
    assert (found["rank"], found["of_n"]) == (2, 5), "74, 70, 70, 66, missing, 60: ranks 1, 2, 2, 4, -, 5 of 5 (DR-17)"


def test_lowest_is_first_where_lower_is_better(db) -> None:
    found = position(db, "LOW", "2025-26Q1")
    assert (found["rank"], found["of_n"], found["quartile"]) == (1, 8, "A")


def test_a_measure_without_polarity_has_no_rank_and_no_quartile(db) -> None:
    found = position(db, "NONE", "2025-26Q1")
    assert (found["rank"], found["quartile"]) == (None, None)


@pytest.mark.requirement("SMBC-32")
def test_the_mean_is_of_the_others_and_is_withheld_below_five(db) -> None:
    assert position(db, "LOW", "2025-26Q1")["mean"] == statistics.mean([51, 53, 55, 58, 60, 61, 63])
    few = position(db, "FEW", "2025-26Q1")
    assert (few["mean"], few["others"], few["withheld"]) == (None, 2, True)


def test_like_is_compared_with_like_in_time(db) -> None:
    shared = db.execute(
        "select period from mart_position where measure = 'LAG' and shared and \"group\" = ?", [LIST]
    ).fetchall()
    assert shared == [("2025-26Q1",)], "one neighbour in Q2 and none in Q3 is no distribution to be ranked in (DR-24)"


QUARTILES = [48, 51, 53, 55, 58, 60, 61, 63, 66, 70, 74]


@pytest.mark.parametrize(
    ("polarity", "value", "band"),
    [
        *(("higher", value, "A") for value in (74, 70, 66)),
        *(("higher", value, "B") for value in (63, 61)),
        *(("higher", value, "C") for value in (60, 58, 55)),
        *(("higher", value, "D") for value in (53, 51, 48)),
        *(("lower", value, "A") for value in (48, 51, 53)),
        *(("lower", value, "B") for value in (55, 58, 60)),
        *(("lower", value, "C") for value in (61, 63)),
        *(("lower", value, "D") for value in (66, 70, 74)),
    ],
)
def test_quartile_bands_of_the_worked_example(db, polarity: str, value: float, band: str) -> None:
    limits = (
        "select quantile_cont(v, 0.25), quantile_cont(v, 0.5), quantile_cont(v, 0.75) from unnest(?::double[]) t(v)"
    )
    q25, q50, q75 = db.execute(limits, [QUARTILES]).fetchone()
    assert (q25, q50, q75) == (54, 60, 64.5)
    assert db.execute("select quartile_band(?, ?, ?, ?, ?)", [value, q25, q50, q75, polarity]).fetchone() == (band,)


def plainly(own: float, others: list[float], polarity: str) -> tuple:
    """Return rank, of n, mean and quartile band as a patient clerk would find them."""
    everyone = sorted([own, *others])
    ahead = sum(v > own for v in others) if polarity == "higher" else sum(v < own for v in others)

    def quantile(share: float) -> float:
        place = share * (len(everyone) - 1)
        low = int(place)
        high = min(low + 1, len(everyone) - 1)
        return everyone[low] + (everyone[high] - everyone[low]) * (place - low)

    limits = [quantile(0.25), quantile(0.5), quantile(0.75)]
    above = sum(own > limit + 1e-12 for limit in limits)
    band = None if len(everyone) < 4 else ("ABCD"[above] if polarity == "lower" else "DCBA"[above])
    mean = sum(others) / len(others) if len(others) >= 5 else None
    return ahead + 1, len(everyone), mean, band


def invented(seed: int, count: int = 350) -> list[tuple[str, int, list[int | None]]]:
    """Return cases of polarity, own value and the others' values, with many ties and gaps."""
    pick = random.Random(seed)
    return [
        (
            pick.choice(["higher", "lower"]),
            pick.randint(0, 40),
            [pick.choice([None, pick.randint(0, 40)]) for _ in range(6)] + [7],
        )
        for _ in range(count)
    ]


@settings(max_examples=3)
@given(seed=st.integers(0, 2**32))
def test_positions_agree_with_the_plain_rules(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    cases = invented(seed)
    measures, observations = [], []
    for number, (polarity, own, others) in enumerate(cases):
        measures.append(arrange.measure(f"M{number:04}", polarity=polarity))
        observations += rows(f"M{number:04}", "2025-26Q1", [own, *others])
    with arrange.derived(tmp_path_factory.mktemp("positions"), observations, measures=measures) as db:
        query = 'select rank, of_n, mean, quartile from mart_position where "group" = ? order by measure'
        found = db.execute(query, [LIST]).fetchall()
    for (polarity, own, others), (rank, of_n, mean, band) in zip(cases, found, strict=True):
        expected = plainly(own, [v for v in others if v is not None], polarity)
        assert (rank, of_n, band) == (expected[0], expected[1], expected[3])
        assert mean == pytest.approx(expected[2]) if expected[2] is not None else mean is None


def test_a_council_is_compared_within_its_type_region_and_nation_too(db) -> None:
    groups = {g for (g,) in db.execute("select distinct \"group\" from mart_position where measure = 'LOW'").fetchall()}
    assert groups == {LIST, "type:unitary-authority", "region:eastlands", "nation:nowhere"}


def test_only_the_nearest_of_an_ordered_list_count(tmp_path: Path) -> None:
    settings_ = arrange.SETTINGS.replace('default = "list:thornby"', 'default = "list:thornby"\nneighbours = 3')
    observations = rows("ENV01", "2025-26Q1", [48, 51, 53, 55, 58, 60, 61, 63])
    with arrange.derived(tmp_path, observations, settings=settings_) as db:
        assert position(db, "ENV01", "2025-26Q1")["of_n"] == 4
