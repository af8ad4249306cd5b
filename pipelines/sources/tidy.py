"""Our own long table, CSV or Parquet: one row per measure, area, period and breakdown."""

from pathlib import Path

import duckdb

from pipelines import periods, readers
from pipelines.checks import NUMBERS
from pipelines.sources import Reading, _staged

COMPULSORY = ("measure", "area", "period", "value")
OPTIONAL = ("breakdown", "numerator", "denominator", "lower", "upper", "marker", "note")
FORMATS = {"tidy table": COMPULSORY}


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Stage a file that has the four compulsory columns and no column but ours; its measures are the pack's own."""
    numbers: set[str] = set()
    suffix = path.suffix.lower()
    if suffix == ".csv":
        columns = readers.header(path)
        if not _ours(columns):
            return None
        relation, row = _staged.csv(path, db), "rowid + 1"
        # A spreadsheet saved as CSV may end in rows of nothing but commas.
        db.execute(f"delete from {relation} where coalesce({', '.join(columns)}) is null")
    elif suffix == ".parquet":
        relation, kinds = _staged.parquet(path, db)
        columns = list(kinds)
        if not _ours(columns):
            return None
        row = "file_row_number + 2"
        numbers = {column for column in NUMBERS if kinds.get(column) == "DOUBLE"}
    else:
        return None
    given = {column: column for column in columns}
    given["indicator"] = given.pop("measure")
    given["breakdown"] = "coalesce(breakdown, 'total')" if "breakdown" in columns else "'total'"
    rows = db.execute(f"select count(*) from {relation}").fetchone()[0]
    observations = _staged.select(relation, row, numbers, **given)
    return Reading(source="tidy", rows=rows, observations=observations, period=periods.parse)


def _ours(columns: list[str]) -> bool:
    return set(COMPULSORY) <= set(columns) <= {*COMPULSORY, *OPTIONAL}
