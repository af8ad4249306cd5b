"""Publishers' folders loaded by production code, and plain second readings to hold them against."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import iterparse
from zipfile import ZipFile

import duckdb
import pandas as pd

from pipelines import observations
from tests.pipelines.conftest import SCHEMA

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MANY = 1000
"""A row or cell repeated more often than this is the empty rest of a sheet."""


@contextmanager
def loaded(folder: Path, own_area: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse's tables with a folder's files and nothing else, for one council."""
    with duckdb.connect() as db:
        db.execute(SCHEMA.read_text("utf-8"))
        own = pd.DataFrame([{"area": own_area, "name": "Own council"}])
        files = observations.discover([folder])
        observations.load_files(db, files, taken={}, pack_areas=own, pack_groups=pd.DataFrame(), own_area=own_area)
        yield db


def accounts(db: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int, int]]:
    """Return file to rows read, loaded and refused, once these agree with the facts and the reasons given."""
    query = """
        select
            split_part(file, '/', -1),
            rows_read,
            rows_loaded,
            rows_refused,
            (select count(*) from fact_observation where fact_observation.file = load_file.file),
            (select coalesce(sum(rows), 0) from load_issue where load_issue.file = load_file.file),
            vintage is not null
        from load_file
        where rows_read > 0
    """
    found = {}
    for file, read, kept, refused, facts, reasons, figures in db.execute(query).fetchall():
        assert read == kept + refused, file
        assert refused == reasons, file
        assert not figures or kept == facts, file
        found[file] = (read, kept, refused)
    return found


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return a CSV file's rows as any other program would read them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheet_of(path: Path, name: str) -> list[list[str]]:
    """Return the cells of a sheet of an .ods workbook, read from its XML; numbers as they are stored."""
    with ZipFile(path) as book, book.open("content.xml") as content:
        inside, rows = False, []
        for event, element in iterparse(content, events=("start", "end")):
            if element.tag == f"{_TABLE}table":
                inside = element.get(f"{_TABLE}name") == name if event == "start" else False
            elif event == "end" and element.tag == f"{_TABLE}table-row":
                times = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
                if inside and times < MANY:
                    rows += [_cells(element)] * times
                element.clear()
        return rows


def number(text: str) -> float | None:
    """Return a number; nothing for any other text."""
    return float(text) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", text.strip()) else None


def _cells(row) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if not cell.tag.endswith("table-cell"):
            continue
        times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        text = "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
        said = cell.get(f"{_OFFICE}value") or cell.get(f"{_OFFICE}date-value") or text
        if times < MANY:
            cells += [said] * times
    return cells
