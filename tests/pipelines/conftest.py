"""A warehouse with nothing but the schema, and inboxes written by hand, for the tests of loading."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines import observations
from tests.arrange import PLAIN

SCHEMA = Path(__file__).parents[2] / "pipelines" / "sql" / "schema.sql"

Load = Callable[..., observations.Loaded]

PACK_AREAS = pd.DataFrame(
    [
        {
            "area": "X01000001",
            "name": "Thornby",
            "type": "unitary authority",
            "region": "Eastlands",
            "nation": "Nowhere",
        },
        {"area": "X01000002", "name": "Asham", "type": "unitary authority", "region": "Eastlands", "nation": "Nowhere"},
        {"area": "X01000003", "name": "Brackmoor", "type": "district", "region": "Eastlands", "nation": "Nowhere"},
    ]
)
NO_GROUPS = pd.DataFrame()


def add_measures(db: duckdb.DuckDBPyConnection, *codes: str) -> None:
    """Insert plain measures of the plan."""
    row = {
        "valid_from": date(1900, 1, 1),
        "valid_to": date(9999, 12, 31),
        "unit": "per cent",
        "prefix": "",
        "suffix": "%",
        "decimals": 1,
        "polarity": "higher",
        "frequency": "quarterly",
        "due_days": 30,
        "cumulative": False,
        "scheme": "intervention",
        "lifecycle": "live",
        "visibility": "public",
        "headline": False,
        "in_plan": True,
    }
    db.register("new", pd.DataFrame([row | {"measure": code, "title": code, "short_title": code} for code in codes]))
    db.execute("insert into dim_measure by name select * from new")
    db.unregister("new")


@pytest.fixture
def empty_db() -> Iterator[duckdb.DuckDBPyConnection]:
    """The schema, and the measures ENV01 and ENV02."""
    with duckdb.connect(config=PLAIN) as db:
        db.execute(SCHEMA.read_text("utf-8"))
        add_measures(db, "ENV01", "ENV02")
        yield db


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def load(empty_db: duckdb.DuckDBPyConnection, inbox: Path) -> Load:
    """Load the inbox into the empty warehouse as Thornby would; keywords change what the pack says."""

    def run(**pack: object) -> observations.Loaded:
        says = {"taken": {}, "pack_areas": PACK_AREAS, "pack_groups": NO_GROUPS, "own_area": "X01000001"}
        return observations.load_files(empty_db, observations.discover([inbox]), **(says | pack))

    return run
