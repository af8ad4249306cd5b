"""DfE's Local Authority Interactive Tool: its dictionary's flags, and what its rules give everywhere.

LAIT is a program over the files it publishes: its ranks, bands and changes are in no file. Its documented rules are
followed here with pandas and numpy from the Parquet file as published, and held against what production code makes of
the same files. Numbers of areas become codes by another file of DfE's that has both.
"""

import csv
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines import published
from tests import arrange
from tests.reference.agreement import EQUAL, UNEXPLAINED, Comparison

SOURCE = "DfE LAIT"
DICTIONARY = Comparison(SOURCE, "polarity, decimals and no-quartile flag of every row of the dictionary")
RANKS = Comparison(SOURCE, "rank in England by its rule: every measure and council, latest year")
BANDS = Comparison(SOURCE, "quartile band by its rule: every measure and council, latest year")
CHANGES = Comparison(SOURCE, "change from the previous year by its rule: every measure and council, latest year")
EVERY_CHANGE = Comparison(SOURCE, "change from the previous year by its rule: every measure and year, Birmingham")
NEIGHBOURS = Comparison(SOURCE, "mean of the ten statistical neighbours: every measure and year, Birmingham")

OLDER_WORDING = "an older wording of a measure the dictionary has twice; ours follows the wording updated last"
GAP = "LAIT compares with the year listed before, though years lie between; we make no comparison"
OVERLAP = "LAIT compares three years with three that share two of them; we compare with the last three that share none"
FEW = "fewer than five neighbours have a figure; we withhold their mean"

BIRMINGHAM, NUMBER = "E08000025", 330
REGIONS = 970
"""DfE numbers from here on are England and its regions."""

SETTINGS = arrange.SETTINGS.replace("X01000001", BIRMINGHAM).replace("list:thornby", f"dfe-sn:{BIRMINGHAM}")
POLARITY = {"High": "higher", "Low": "lower", "-": "none", "NA": "none"}
USUAL_DECIMALS = 1

Key = tuple[str, str]


@pytest.fixture(scope="module")
def db(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[arrange.Derived]:
    """The warehouse of Birmingham with DfE's folder as it is."""
    folder = tmp_path_factory.mktemp("lait")
    pack = arrange.write_pack(folder / "pack", SETTINGS, areas=[], groups=[])
    with arrange.loaded(pack, [shared_data / "dfe-lait"]) as connection:
        yield connection


@pytest.fixture(scope="module")
def dictionary(shared_data: Path) -> list[dict[str, str]]:
    """Every row of the dictionary."""
    with (shared_data / "dfe-lait" / "lait_data_dictionary.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def newest(dictionary: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Measure to its row of the dictionary, the one updated last where there are two."""
    found: dict[str, dict[str, str]] = {}
    for row in dictionary:
        name = row["Measure_short"]
        if name not in found or serial(row) > serial(found[name]):
            found[name] = row
    return found


@pytest.fixture(scope="module")
def table(shared_data: Path) -> pd.DataFrame:
    """The table as published: measure, year (text), start (its first four figures), number, value (nan for none)."""
    query = """
        select
            "Short Desc" as measure,
            "Years" as year,
            try_cast(left("Years", 4) as integer) as start,
            "LA Number"::integer as number,
            nullif("Values", '-')::double as value
        from read_parquet(?)
    """
    return duckdb.execute(query, [str(shared_data / "dfe-lait" / "bds_long_0.parquet")]).df()


@pytest.fixture(scope="module")
def latest(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Measure to what LAIT ranks: number and value of every council in the latest year, the last label of all."""
    councils = table[table["number"] < REGIONS]
    return {measure: rows[rows["year"] == rows["year"].max()] for measure, rows in councils.groupby("measure")}


@pytest.fixture(scope="module")
def changes(table: pd.DataFrame) -> pd.DataFrame:
    """The table's councils with what LAIT would call the year before: before (value), years (between the two), last.

    It takes the row listed before in order of year, whatever year that is. ``last`` marks the latest year of all;
    ``third`` is the value listed three rows before.
    """
    councils = table[table["number"] < REGIONS].sort_values("start", kind="stable")
    rows = councils.groupby(["measure", "number"])
    return councils.assign(
        before=rows["value"].shift(),
        third=rows["value"].shift(3),
        years=rows["start"].diff(),
        last=councils["start"] == councils.groupby("measure")["start"].transform("max"),
    )


@pytest.fixture(scope="module")
def codes(shared_data: Path) -> dict[int, str]:
    """DfE number to the code of today, from the file on children in need, which has both for every year."""
    path = shared_data / "dfe-explore-education-statistics" / "b1_children_in_need_2013_to_2025.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["geographic_level"] == "Local authority"]
    rows.sort(key=lambda row: row["time_period"])
    return {int(row["old_la_code"]): row["new_la_code"] for row in rows}


@pytest.fixture(scope="module")
def ours(db: duckdb.DuckDBPyConnection) -> dict[Key, dict]:
    """(measure, area) to our row of mart_current."""
    return {(row["measure"], row["area"]): row for row in arrange.all_of(db, "select * from mart_current")}


def serial(row: dict[str, str]) -> int:
    """Return the day a row of the dictionary was updated, 0 where it says "New data"."""
    return int(row["Last Update"]) if row["Last Update"].isdigit() else 0


def decimals(row: dict[str, str]) -> int:
    return USUAL_DECIMALS if row["dps"] == "NA" else int(row["dps"])


def rounded(value: float, places: int) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def code(measure: str) -> str:
    return published.code("lait", measure)


def test_every_row_is_loaded_or_left_out_with_its_reason(db, table: pd.DataFrame) -> None:
    query = "select rows_read, rows_loaded, rows_refused from load_file where file like '%bds_long_0.parquet'"
    assert db.execute(query).fetchone() == (len(table), len(table) - 170, 170)
    query = "select found, rows from load_issue where file like '%bds_long_0.parquet'"
    assert db.execute(query).fetchall() == [("0", 170)]
    query = "select count(*), count(value) from fact_observation"
    assert db.execute(query).fetchone() == (len(table) - 170, table["value"].notna().sum())


def test_the_dictionary_is_followed(db, dictionary, newest, record_property) -> None:
    query = "select measure, polarity, decimals, quartiles from current_measure where not in_plan"
    held = {row["measure"]: row for row in arrange.all_of(db, query)}
    assert len(held) == len(newest) == 310
    outcomes = {}
    for number, row in enumerate(dictionary, start=2):
        mine = held[code(row["Measure_short"])]
        said = {
            "polarity": POLARITY[row["Polarity"]],
            "decimals": decimals(row),
            "quartiles": row["No_Quartile"] != "N",
        }
        older = newest[row["Measure_short"]] is not row
        for column, answer in said.items():
            differs = OLDER_WORDING if older else UNEXPLAINED
            outcomes[number, row["Measure_short"], column] = EQUAL if mine[column] == answer else differs
    DICTIONARY.hold(outcomes, record_property)


def test_ranks_are_those_of_its_rule(latest, newest, codes, ours, record_property) -> None:
    outcomes = {}
    for measure, rows in latest.items():
        polarity = newest[measure]["Polarity"]
        signed = -rows["value"] if polarity == "High" else rows["value"]
        ranks = signed.rank(method="min") if polarity in ("High", "Low") else signed * np.nan
        for number, rank, value in zip(rows["number"], ranks, rows["value"], strict=True):
            mine = ours.get((code(measure), codes[number]))
            answer = None if np.isnan(rank) else (rank, rows["value"].count(), value)
            found = (mine["rank"], mine["of_n"], mine["value"]) if mine and mine["rank"] else None
            if answer or found:
                outcomes[measure, number] = EQUAL if found == answer else UNEXPLAINED
    RANKS.hold(outcomes, record_property)


def test_bands_are_those_of_its_rule(latest, newest, codes, ours, record_property) -> None:
    outcomes = {}
    for measure, rows in latest.items():
        letters = {"High": "DCBA", "Low": "ABCD"}.get(newest[measure]["Polarity"])
        banded = letters is not None and newest[measure]["No_Quartile"] != "N"
        limits = np.percentile(rows["value"].dropna(), [25, 50, 75])
        for number, value in zip(rows["number"], rows["value"], strict=True):
            mine = ours.get((code(measure), codes[number]))
            answer = letters[sum(value > limits)] if banded and not np.isnan(value) else None
            found = mine["quartile"] if mine else None
            if answer or found:
                outcomes[measure, number] = EQUAL if found == answer else UNEXPLAINED
    BANDS.hold(outcomes, record_property)


def test_changes_are_those_of_its_rule(changes, newest, codes, ours, record_property) -> None:
    outcomes = {}
    for row in changes[changes["last"]].itertuples():
        mine = ours.get((code(row.measure), codes[row.number]))
        outcome = compared(row, newest[row.measure], mine["change"] if mine else None)
        if outcome:
            outcomes[row.measure, row.number] = outcome
    CHANGES.hold(outcomes, record_property)


def test_changes_of_every_year_are_those_of_its_rule(db, changes, newest, record_property) -> None:
    query = """
        select measure, right(label, 2)::integer as year, previous_change
        from mart_travel join dim_period using (period)
    """
    ours = {(row["measure"], row["year"]): row["previous_change"] for row in arrange.all_of(db, query)}
    outcomes = {}
    for row in changes[(changes["number"] == NUMBER) & (changes["start"] > 0)].itertuples():
        outcome = compared(row, newest[row.measure], ours[code(row.measure), ends(row)])
        if outcome:
            outcomes[row.measure, row.start] = outcome
    EVERY_CHANGE.hold(outcomes, record_property)


def ends(row) -> int:
    """Return the last two figures of the year a label ends in: 2014-16 and 2016 both end in 2016."""
    second = row.year[5:7]
    return int(second) if second.isdigit() else row.start % 100


def compared(row, described: dict[str, str], ours: float | None) -> str | None:
    """Return the outcome of one change, or None where neither gives one. LAIT's figures are shown rounded."""
    places = decimals(described)
    answer, apart = (
        None if np.isnan(row.value - earlier) else rounded(row.value, places) - rounded(earlier, places)
        for earlier in (row.before, row.third)
    )
    found = None if ours is None else rounded(ours, places)
    if answer is None and found is None:
        return None
    if found == answer:
        return EQUAL
    if described["Year_Type"] == "Calendar Year" and row.year[4:5] == "-":
        return OVERLAP if found == apart else UNEXPLAINED
    return GAP if found is None and row.years > 1 else UNEXPLAINED


def test_the_mean_of_the_neighbours_is_theirs(db, shared_data: Path, table, record_property) -> None:
    lists = pd.read_excel(shared_data / "dfe-lait" / "sn_may_2025.xlsx", header=2, engine="calamine")
    own = lists[lists["LA num"] == NUMBER].iloc[0]
    nearest = {int(own[f"SN{rank}"]) for rank in range(1, 11)}
    query = """
        select measure, right(label, 2)::integer as year, mean, others
        from mart_position join dim_period using (period) where "group" = ?
    """
    ours = {(row["measure"], row["year"]): row for row in arrange.all_of(db, query, f"dfe-sn:{BIRMINGHAM}")}
    theirs = table[table["number"].isin(nearest)].groupby(["measure", "year"])["value"].agg(["mean", "count"])
    outcomes = {}
    for row in table[(table["number"] == NUMBER) & table["value"].notna()].itertuples():
        mean, count = theirs.loc[(row.measure, row.year)]
        if not count:
            continue
        mine = ours[code(row.measure), ends(row)]
        if mine["others"] == count and mine["mean"] == pytest.approx(mean, rel=1e-12):
            outcomes[row.measure, row.year] = EQUAL
        else:
            few = count < 5 and mine["others"] == count and mine["mean"] is None
            outcomes[row.measure, row.year] = FEW if few else UNEXPLAINED
    NEIGHBOURS.hold(outcomes, record_property)


TWICE = [
    ("LACnum", "cla_number_and_rate_per_10k_children.csv", "children_count", "2023", "2023-03-31"),
    (
        "ReReferral",
        "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv",
        "rereferral_percent",
        "2023",
        "2022-23",
    ),
    ("Work_Force_Vac_Rate", "csww_indicators_2017_to_2025.csv", "vacancy_rate_fte", "2023", "2023-09-30"),
    ("CIN_Avg_Attain8_KS4", "ks4_la.csv", "avg_att8", "202223", "2022-23AY"),
]
FILTERS = {
    "LACnum": {"population_type": "Children looked after on 31 March each year"},
    "CIN_Avg_Attain8_KS4": {"social_care_group": "CINO at 31 March", "version": "Final"},
}


@pytest.mark.parametrize(("measure", "file", "column", "time_period", "period"), TWICE, ids=[t[0] for t in TWICE])
def test_a_label_is_the_year_that_dfe_says_elsewhere(
    db, shared_data: Path, codes, measure: str, file: str, column: str, time_period: str, period: str
) -> None:
    """What LAIT calls 2023, DfE's own release of the same figures calls by a year whose kind it states."""
    wanted = FILTERS.get(measure, {}) | {"time_period": time_period, "geographic_level": "Local authority"}
    path = shared_data / "dfe-explore-education-statistics" / file
    with path.open(encoding="utf-8-sig", newline="") as text:
        rows = [row for row in csv.DictReader(text) if wanted.items() <= row.items()]
    released = {
        codes[int(row["old_la_code"])]: float(row[column])
        for row in rows
        if row[column].replace(".", "", 1).isdigit() and row["old_la_code"].isdigit()
    }
    query = "select area, value from fact_observation where measure = ? and period = ? and value is not null"
    loaded = dict(db.execute(query, [code(measure), period]).fetchall())
    both = released.keys() & loaded.keys()
    assert len(both) > 140
    assert {area: loaded[area] for area in both} == {area: released[area] for area in both}
