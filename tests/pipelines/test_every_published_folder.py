"""Everything publishers' folders hold, loaded at once: each file becomes rows, or is known and holds none."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines import inbox
from tests.pipelines.publications import accounts, loaded

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
