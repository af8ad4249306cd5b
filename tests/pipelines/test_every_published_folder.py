"""Everything publishers' folders hold, loaded at once: each file becomes rows, or is known and holds none."""

import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines import inbox
from pipelines.sources import lait
from tests.pipelines.publications import accounts, loaded, number, rows_of

DESCRIBE = {
    "Alternative_Lines.csv": "lgbf",
    "Indicator_Information.csv": "lgbf",
    "lait_data_dictionary.csv": "lait",
    "indicators.csv": "fingertips",
    "LTLA-UTLA_Apr23_Lookup_England-Wales.csv": "geography",
    "lookup_gss_to_registry.csv": "geography",
    "lookup_name_to_registry.csv": "geography",
}
"""Data files that hold no row of their own, and the source that knows them: they say what other files' rows are."""


@pytest.fixture(scope="module")
def db(shared_data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with loaded(shared_data, "E08000025") as connection:
        yield connection


def test_every_data_file_is_loaded_or_known_to_hold_nothing(db: duckdb.DuckDBPyConnection, shared_data: Path) -> None:
    query = "select file, source, outcome from load_file"
    found = {file: (source, outcome) for file, source, outcome in db.execute(query).fetchall()}
    files = [path for path in shared_data.rglob("*") if path.suffix.lower() in inbox.DATA]
    assert len(files) > 60
    for path in files:
        name = f"{shared_data.name}/{path.relative_to(shared_data).as_posix()}"
        source, outcome = found[name]
        if path.name in DESCRIBE:
            assert (source, outcome) == (DESCRIBE[path.name], "unread")
        else:
            assert source is not None, name
            assert outcome == "loaded", name


def test_rows_in_are_rows_loaded_and_rows_refused_for_a_reason(db: duckdb.DuckDBPyConnection) -> None:
    assert sum(loaded for _, loaded, _ in accounts(db).values()) > 1_000_000
    query = "select file, message from load_issue where rows > 0 and length(message) < 40"
    assert db.execute(query).fetchall() == []


def test_no_indicator_of_two_publishers_is_one_measure(db: duckdb.DuckDBPyConnection) -> None:
    query = """
        select measure from fact_observation join load_file using (file)
        group by measure having count(distinct source) > 1
    """
    assert db.execute(query).fetchall() == []
    query = "select measure from dim_measure group by measure having count(*) > 1"
    assert db.execute(query).fetchall() == []


def facts_of(db: duckdb.DuckDBPyConnection, source: str) -> dict[tuple[str, int], tuple]:
    """Return (file's name, row) to what became of it, for a source whose rows are a figure each."""
    query = """
        select split_part(file, '/', -1), row, area, value, lower, upper, numerator, denominator, marker
        from fact_observation join load_file using (file) where source = ?
    """
    return {(file, row): facts for file, row, *facts in db.execute(query, [source]).fetchall()}


def picked(rows: list, seed: int) -> list[tuple[int, object]]:
    """Return five hundred of a file's rows, each with its place in the file, the header being row 1."""
    return random.Random(seed).sample([(place, row) for place, row in enumerate(rows, start=2)], 500)


def test_five_hundred_cells_of_ons_are_the_loaded_ones(db: duckdb.DuckDBPyConnection, shared_data: Path) -> None:
    facts = facts_of(db, "els")
    files = sorted((shared_data / "ons-explore-local-statistics").glob("*/*.csv"))
    rows = [(path.name, row, cells) for path in files for row, cells in enumerate(rows_of(path), start=2)]
    compared = 0
    for name, row, cells in random.Random(7).sample(rows, 520):
        said = {heading.lower(): cell for heading, cell in cells.items()}
        if (name, row) not in facts:
            assert name == "engagement-with-culture-and-heritage.csv"
            continue
        area, value, lower, upper, *_, marker = facts[name, row]
        low, high = ([cell for heading, cell in said.items() if heading.startswith(word)] for word in LIMITS)
        assert (area, value) == (said["areacd"], number(said["observation"]))
        assert [lower, upper] == [number(cell) for cell in (*low, *high)]
        assert (value is None) == (marker in ("c", "x", "z"))
        compared += 1
    assert compared >= 500


LIMITS = (("lci", "lower"), ("uci", "upper"))
"""How the headings of limits begin, in every generation of them."""


def test_five_hundred_cells_of_lait_are_the_loaded_ones(db: duckdb.DuckDBPyConnection, shared_data: Path) -> None:
    facts = facts_of(db, "lait")
    codes = {row["number"]: row["area"] for row in rows_of(Path(lait.__file__).with_name("lait_areas.csv"))}
    query = f'select "LA Number"::integer::varchar, trim("Values") from \'{shared_data}/dfe-lait/bds_long_0.parquet\''
    for place, (area, said) in picked(duckdb.execute(query).fetchall(), 8):
        if ("bds_long_0.parquet", place) in facts:
            found = facts["bds_long_0.parquet", place]
            assert (found[0], found[1]) == (codes[area], number(said)), place
            assert (found[1] is None) == (found[-1] in ("c", "x")), place


def test_five_hundred_cells_of_oflog_are_the_loaded_ones(db: duckdb.DuckDBPyConnection, shared_data: Path) -> None:
    facts = facts_of(db, "oflog")
    for place, row in picked(rows_of(shared_data / "mhclg-oflog-adult-social-care/ASC_data.csv"), 9):
        area, value, *_, marker = facts["ASC_data.csv", place]
        assert (area, value) == (row["Local authority code"], number(row["Value"]))
        assert marker == ("x" if row["Value"] == "" else None)


def test_five_hundred_cells_of_fingertips_are_the_loaded_ones(db: duckdb.DuckDBPyConnection, shared_data: Path) -> None:
    facts, name = facts_of(db, "fingertips"), "la_hospital_admissions_2324.csv"
    rows = rows_of(shared_data / "ohid-fingertips" / name)
    kept = [(place, row) for place, row in enumerate(rows, start=2) if row["Category"] in ("", "NA")]
    compared = 0
    for place, row in random.Random(10).sample(kept, 540):
        if (name, place) in facts:
            area, value, lower, upper, count, denominator, _ = facts[name, place]
            limits = [
                number(row[f"{side} CI 95.0 limit"]) if value is not None else None for side in ("Lower", "Upper")
            ]
            assert (area, value, count) == (row["Area Code"], number(row["Value"]), number(row["Count"]))
            assert [lower, upper, denominator] == [*limits, number(row["Denominator"])]
            compared += 1
    assert compared >= 500


def test_five_hundred_neighbours_of_ons_are_the_loaded_ones(db: duckdb.DuckDBPyConnection, shared_data: Path) -> None:
    query = 'select "group", rank, area from bridge_group_area'
    members = {(group, rank): area for group, rank, area in db.execute(query).fetchall()}
    today = dict(db.execute("select area, authority from dim_area").fetchall())
    for model in ("global", "economic"):
        rows = rows_of(shared_data / f"ons-similar-areas/{model}-neighbours.csv")
        cells = [(row["AREACD"], int(rank), row[rank]) for row in rows for rank in row if rank.isdigit() and row[rank]]
        for area, rank, near in random.Random(11).sample(cells, 250):
            assert members[f"ons-{model}:{area}", rank] == today.get(near, near)


def test_every_council_of_the_register_has_its_name(db: duckdb.DuckDBPyConnection, shared_data: Path) -> None:
    names = dict(db.execute("select area, name from dim_area").fetchall())
    rows = [row for row in rows_of(shared_data / "uk-la-geography/uk_local_authorities_future.csv") if row["gss-code"]]
    assert len(rows) > 400
    others = [row["gss-code"] for row in rows if names[row["gss-code"]] != row["nice-name"].strip()]
    assert others == ["E08000025"], "the council itself has the name of its own pack"
