"""The published files themselves, loaded by production code and held against a plain reading with the csv module."""

import csv
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines import observations
from tests.pipelines.conftest import SCHEMA

ELS = "ons-explore-local-statistics"
FOLDERS = (ELS, "ons-similar-areas", "uk-la-geography")
TAKEN = {"els:Claimant Count": "PRO03"}


@pytest.fixture(scope="module")
def loaded(shared_data: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, observations.Loaded]]:
    """The warehouse's tables with every published file of the three folders, for Birmingham."""
    with duckdb.connect() as db:
        db.execute(SCHEMA.read_text("utf-8"))
        summary = observations.load_files(
            db,
            observations.discover([shared_data / folder for folder in FOLDERS]),
            taken=TAKEN,
            pack_areas=pd.DataFrame(),
            pack_groups=pd.DataFrame(),
            own_area="E08000025",
        )
        yield db, summary


@pytest.fixture
def db(loaded: tuple[duckdb.DuckDBPyConnection, observations.Loaded]) -> duckdb.DuckDBPyConnection:
    return loaded[0]


def plainly(path: Path) -> list[dict[str, str]]:
    """Return a file's rows with lower-case column names, as any other program would read them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{key.lower(): value for key, value in row.items()} for row in csv.DictReader(file)]


def els_files(shared_data: Path) -> list[Path]:
    return sorted((shared_data / ELS).glob("*/*.csv"))


def test_every_published_file_has_as_many_rows_as_it_has(db: duckdb.DuckDBPyConnection, shared_data: Path) -> None:
    files = els_files(shared_data)
    assert len(files) == 22 + 7
    counted = {path.relative_to(shared_data).as_posix(): len(plainly(path)) for path in files}
    query = "select file, rows_read from load_file where source = 'els' and outcome = 'loaded'"
    assert dict(db.execute(query).fetchall()) == counted
    query = "select file, count(*) from fact_observation group by file"
    in_facts = dict(db.execute(query).fetchall())
    left_out = {file: counted[file] - rows for file, rows in in_facts.items() if counted[file] != rows}
    assert left_out == {f"{ELS}/engagement-with-culture-and-heritage/engagement-with-culture-and-heritage.csv": 20}


def test_two_hundred_cells_picked_at_random_are_the_published_ones(
    db: duckdb.DuckDBPyConnection, shared_data: Path
) -> None:
    pick = random.Random(29)
    files = els_files(shared_data)
    query = """
        select area, value, lower, upper, marker, start_date, months
        from fact_observation join dim_period using (period)
        where file = $file and row = $row
    """
    compared = 0
    picked = [
        (path, number, rows[number])
        for path, cells in Counter(pick.choices(files, k=200)).items()
        for rows in [plainly(path)]
        for number in pick.sample(range(len(rows)), cells)
    ]
    for path, number, published in picked:
        found = db.execute(query, {"file": path.relative_to(shared_data).as_posix(), "row": number + 2}).fetchone()
        if found is None:
            assert path.stem == "engagement-with-culture-and-heritage"
            continue
        area, value, lower, upper, marker, start, months = found
        assert area == published["areacd"]
        assert value == number_of(published, "observation")
        assert lower == number_of(
            published, "lci_95", "lower_confidence_interval_95", "lower confidence interval (95%)"
        )
        assert upper == number_of(
            published, "uci_95", "upper_confidence_interval_95", "upper confidence interval (95%)"
        )
        status = next(
            published[name] for name in ("status", "observation status", "observation_status") if name in published
        )
        assert marker == (status if len(status) == 1 else None)
        first, length = plain_period(published["period"])
        assert (start, months) == (first, length)
        compared += 1
    assert compared > 190


def number_of(row: dict[str, str], *names: str) -> float | None:
    return number(next(row[name] for name in names if name in row))


def number(text: str) -> float | None:
    return float(text) if text else None


def plain_period(text: str) -> tuple[date, int]:
    """Return first day and months of a publisher's period; a school year written from 1 August is from September."""
    if len(text) == 4:
        return date(int(text), 1, 1), 12
    start, _, duration = text.partition("/")
    first = date.fromisoformat(start[:10])
    if not duration:
        return first, 0
    months = int(duration[1:-1]) * (12 if duration.endswith("Y") else 1)
    return (first.replace(month=9) if (first.month, first.day, months) == (8, 1, 12) else first), months


def test_the_same_period_in_three_spellings_is_one_period(db: duckdb.DuckDBPyConnection) -> None:
    query = """
        select count(distinct vintage), count(distinct period) from fact_observation
        where measure = $measure and area = 'E08000025' and period in ('2018', '2018-19AY')
    """
    for measure in ("PRO03", "els-persistent-absences-for-all-pupils"):
        assert db.execute(query, {"measure": measure}).fetchone() == (3, 1)


@pytest.mark.parametrize(
    ("dataset", "day"), [("claimant-count", "2025-10-01"), ("gcses-in-english-and-maths", "2026-01-12")]
)
def test_revisions_between_vintages_are_as_the_publisher_made_them(
    db: duckdb.DuckDBPyConnection, shared_data: Path, dataset: str, day: str
) -> None:
    names = [f"{ELS}/vintages/{dataset}_{day}.csv", f"{ELS}/{dataset}/{dataset}.csv"]
    old, new = ({(row["areacd"], row["period"]): row["observation"] for row in plainly(shared_data / n)} for n in names)
    common = old.keys() & new.keys()
    changed = sum(number(old[key]) != number(new[key]) for key in common)
    assert changed > 600
    query = """
        select count(*), count_if(old.value is distinct from new.value)
        from fact_observation as old join fact_observation as new using (measure, area, period, breakdown)
        where old.file = $old and new.file = $new
    """
    assert db.execute(query, {"old": names[0], "new": names[1]}).fetchone() == (len(common), changed)


def test_no_council_has_two_latest_values(db: duckdb.DuckDBPyConnection) -> None:
    query = """
        select measure, authority, period, breakdown from fact_observation join dim_area using (area)
        where latest group by all having count(*) > 1
    """
    assert db.execute(query).fetchall() == []
    query = """
        select distinct area, latest from fact_observation
        where measure = 'els-greenhouse-gas-emissions' and area in ('E08000016', 'E08000038')
    """
    assert sorted(db.execute(query).fetchall()) == [("E08000016", False), ("E08000038", True)]


def test_barnsley_and_bcp_are_followed_through_reorganisation(db: duckdb.DuckDBPyConnection) -> None:
    query = """
        select area, authority, successor, valid_to from dim_area
        where area in ('E08000016', 'E06000028', 'E07000048')
    """
    assert sorted(db.execute(query).fetchall()) == [
        ("E06000028", "E06000028", "E06000058", date(2019, 3, 31)),
        ("E07000048", "E07000048", "E06000058", date(2019, 3, 31)),
        ("E08000016", "E08000038", "E08000038", date(2025, 3, 31)),
    ]


def test_every_area_has_a_name_a_kind_and_councils_of_england_a_region(db: duckdb.DuckDBPyConnection) -> None:
    assert db.execute("select area from dim_area where name = area or type = 'other area'").fetchall() == []
    query = """
        select area from dim_area
        where nation = 'England' and valid_to is null and region is null
          and type in ('unitary authority', 'district', 'metropolitan district', 'London borough', 'county')
    """
    assert db.execute(query).fetchall() == []
    own = db.execute("select area, name, type, region, nation from dim_area where own").fetchall()
    assert own == [("E08000025", "Birmingham", "metropolitan district", "West Midlands", "England")]


@pytest.mark.requirement("SMBC-32")
@pytest.mark.parametrize("model", ["global", "economic"])
def test_neighbours_are_the_published_ones_in_order(
    db: duckdb.DuckDBPyConnection, shared_data: Path, model: str
) -> None:
    published = plainly(shared_data / "ons-similar-areas" / f"{model}-neighbours.csv")
    assert len(published) == 397
    query = """
        select of_area, area, rank from bridge_group_area join dim_group using ("group")
        where "group" like 'ons-' || $model || ':%'
    """
    found = {(of, rank): area for of, area, rank in db.execute(query, {"model": model}).fetchall()}
    assert found == {
        (row["areacd"], rank): row[str(rank)] for row in published for rank in range(1, 21) if row[str(rank)]
    }


def test_clusters_hold_every_council_once_per_model(db: duckdb.DuckDBPyConnection, shared_data: Path) -> None:
    published = plainly(shared_data / "ons-similar-areas" / "cluster-allocation.csv")
    query = 'select "group", count(*) from bridge_group_area where "group" like \'ons-cluster-%\' group by 1'
    found = dict(db.execute(query).fetchall())
    models = ("global", "economic", "demographic")
    assert found == Counter(
        f"ons-cluster-{model}:{row[model]}" for row in published for model in models if row[model] != "[x]"
    )
    silent = "select * from dim_group where family = 'ONS similar' and method is null"
    assert db.execute(silent).fetchall() == []


def test_publishers_measures_are_described(db: duckdb.DuckDBPyConnection) -> None:
    query = """
        select title, unit, prefix, suffix, decimals, frequency, period_type, polarity
        from dim_measure where measure = $measure
    """
    expected = {
        "els-gigabit-capable-broadband": ("Gigabit capable broadband", "per cent", "", "%", 1, "quarterly", "snapshot"),
        "els-gross-median-weekly-pay": ("Gross median weekly pay", "pounds", "£", "", 0, "annual", "snapshot"),
        "els-adult-obesity-prevalence": ("Adult obesity prevalence", "per cent", "", "%", 1, "annual", "rolling12"),
        "els-average-length-of-short-term-let-stay": (
            "Average length of short-term let stay",
            "average length of stay in nights",
            "",
            "",
            1,
            "monthly",
            "month",
        ),
        "els-housing-affordability-ratio-residence-based": (
            "Housing affordability ratio (residence-based)",
            "affordability ratio",
            "",
            "",
            1,
            "annual",
            "snapshot",
        ),
    }
    for measure, about in expected.items():
        assert db.execute(query, {"measure": measure}).fetchone() == (*about, "none")


def test_every_file_is_accounted_for(
    loaded: tuple[duckdb.DuckDBPyConnection, observations.Loaded], shared_data: Path
) -> None:
    db, summary = loaded
    files = [path for folder in FOLDERS for path in (shared_data / folder).rglob("*") if path.is_file()]
    assert summary.files == len(files) == db.execute("select count(*) from load_file").fetchone()[0]
    assert db.execute("select count(*) from load_file where rows_read <> rows_loaded + rows_refused").fetchone() == (0,)
    query = """
        select file from load_file
        where rows_refused <> (select coalesce(sum(rows), 0) from load_issue where load_issue.file = load_file.file)
    """
    assert db.execute(query).fetchall() == []
    assert summary.unmet == {}
