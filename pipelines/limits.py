"""What is too much: bounds on what a file may unpack to, so that a small file cannot take all the memory there is.

A workbook is a zip of XML. A few kilobytes of it may unpack to gigabytes; and a parser that lays a sheet's cells out as
a rectangle takes for one cell at its far corner what seventeen thousand million take. Both are counted before a parser
sees the file.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

import duckdb

from pipelines.problems import Problem, Refused

MOST_BYTES = 200_000_000
"""Bytes that a workbook may unpack to, and that a JSON document may have."""
MOST_CELLS = 4_000_000
"""Cells of a sheet's rectangle, from its first cell to the last with content."""
MOST_COLUMNS = 1_000
LONGEST_CELL = 32_767
"""Characters, as in Excel."""

MEMORY = 3_000_000_000
"""Bytes that DuckDB may take in a build; what does not fit spills to disk beside the warehouse."""

CHUNK = 1_000_000
WIDE = 500
"""Bytes of a piece of a sheet's XML, a row or what is between two, on average, from which it is worth cutting out."""

XLSX = re.compile(rb"""<(?:\w+:)?(c|row)\b([^>]*)>""")
PLACE = re.compile(rb"""(?<![:.-])\br\s*=\s*["']([A-Za-z]{0,7})0*([0-9]{1,12})["']""")
ROW = re.compile(rb":table-row")
ODS = re.compile(rb"""<\w+:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])([^>]*)>""")
REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']\+?0*([0-9]{1,12})""")


def be_a_workbook(path: Path) -> None:
    """Refuse what is no zip of the size and extent that a workbook may have; raises Refused."""
    with a_workbook(path):
        told = path.stat()
    _be_a_workbook(path, told.st_size, told.st_mtime_ns)


@lru_cache(maxsize=64)
def _be_a_workbook(path: Path, size: int, changed: int) -> None:
    """Count once what several sources open: ``size`` and ``changed`` tell one content of a file from the next."""
    with a_workbook(path), path.open("rb") as file, zipfile.ZipFile(file) as archive:
        unpacked = 0
        for part in archive.infolist():
            kept = []
            with archive.open(part) as content:
                while piece := content.read(CHUNK):
                    unpacked += len(piece)
                    _be_at_most(path, MOST_BYTES, unpacked, "bytes unpacked and more")
                    if part.filename.endswith(".xml"):
                        kept.append(piece)
            extent = _extent_of_ods if path.suffix.lower() == ".ods" else _extent_of_xlsx
            _be_at_most(path, MOST_CELLS, extent(b"".join(kept)), "cells from the first to the last with content")


@contextmanager
def a_workbook(path: Path) -> Iterator[None]:
    """Turn what parsers raise of a damaged workbook into a sentence: each means the same to whoever sent it."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        found, expected = type(error).__name__, "a workbook saved as .xlsx or .ods, whole and without a password"
        raise Refused([Problem(path.name, None, None, "not readable as a workbook", found, expected)]) from error


def be_of_a_size(path: Path) -> None:
    """Refuse a file that is too large to be read at once; raises Refused."""
    _be_at_most(path, MOST_BYTES, path.stat().st_size, "bytes")


def bound_memory(db: duckdb.DuckDBPyConnection) -> None:
    """Let DuckDB take no more than MEMORY, or less where it may only take less."""
    (allowed,) = db.execute("select current_setting('memory_limit')").fetchone()
    db.execute(f"set memory_limit = '{min(MEMORY, _bytes(allowed))}B'")


def _bytes(text: str) -> int:
    """Return the bytes DuckDB means by 18.6 GiB."""
    number, unit = text.split()
    return int(float(number) * 1024 ** ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB").index(unit))


def _be_at_most(path: Path, most: int, number: int, what: str) -> None:
    if number > most:
        expected = f"at most {most:,}: delete what is far from the table, or send the table alone"
        raise Refused([Problem(path.name, None, None, "too large", f"{number:,} {what}", expected)])


def _extent_of_xlsx(sheet: bytes) -> int:
    """Return rows times columns up to the last cell with content. A cell without a place follows the one before."""
    row = column = last_row = last_column = 0
    for kind, about in XLSX.findall(sheet, 0, _last_end(sheet)):
        place = PLACE.search(about)
        if kind == b"row":
            row, column = (int(place[2]) if place else row + 1), 0
            continue
        row, column = (int(place[2]), _column(place[1])) if place else (row, column + 1)
        if not about.endswith(b"/"):
            last_row, last_column = max(last_row, row), max(last_column, column)
    return last_row * last_column


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _extent_of_ods(content: bytes) -> int:
    """Return rows times columns up to the last cell with content, of the largest sheet; of a small one, at least that.

    Of a quarter of a million cells few are repeated: in wide rows the others are looked at only where there might be
    too many. In narrow rows all are, for to look for the rows would take longer.
    """
    few = len(content) // WIDE
    pieces = list(islice(_pieces(content), few + 1))
    if len(pieces) <= few:
        roughly = _extent_of_tags(chain.from_iterable(_rough_tags(content, *piece) for piece in pieces))
        if roughly <= MOST_CELLS:
            return roughly
    return _extent_of_tags(_tags(content, 0, _last_end(content)))


def _tags(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield what ODS finds in a stretch that ends where a tag does, a megabyte at a time: there may be millions."""
    while end - start > CHUNK:
        cut = content.find(b">", start + CHUNK, end) + 1
        yield from ODS.findall(content, start, cut)
        start = cut
    yield from ODS.findall(content, start, end)


def _last_end(content: bytes) -> int:
    """Return where the last tag ends: from every tag that is never closed all that follows would be searched."""
    return content.rfind(b">") + 1


def _pieces(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield start and end of what is before, in and between the rows, each from where a tag ends to where one ends.

    So ODS finds in the pieces what it finds in the whole.
    """
    start = seen = 0
    for row in ROW.finditer(content):
        if (before := content.rfind(b">", seen, row.start())) >= 0:
            yield start, before + 1
            start = before + 1
        seen = row.end()
    yield start, _last_end(content)


def _rough_tags(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield the tags of a piece as ODS finds them, but for the plain cells a row begins with one repeated as often."""
    tag = ODS.search(content, start, end)
    if tag and tag[1] == b"table-row":
        yield b"table-row", tag[2]
        repeated = REPEATED.search(content, tag.end(), end)
        start = max(tag.end(), content.rfind(b">", tag.end(), repeated.start()) + 1) if repeated else end
        # To count them would take half as long again: there are no more than have room.
        if most := (start - tag.end()) // len("<a:table-cell>"):
            yield b"table-cell", b'number-columns-repeated="%d"' % most
    yield from _tags(content, start, end)


def _extent_of_tags(tags: Iterable[tuple[bytes, bytes]]) -> int:
    """Return rows times columns up to the last cell with content, of the largest sheet, of tags as ODS finds them."""
    most = row = times = column = last_row = last_column = 0
    for kind, about in tags:
        # Few cells are repeated, and few lie further out than all before.
        number = max(map(int, REPEATED.findall(about)), default=1) if b"repeated" in about else 1
        if kind == b"table-row":
            row, times, column = row + times, number, 0
        elif kind == b"table":
            most, row, times, last_row, last_column = max(most, last_row * last_column), 0, 0, 0, 0
        else:
            column += number
            further = column > last_column or row + times > last_row
            if further and (not about.endswith(b"/") or b"value" in about):
                last_row, last_column = max(last_row, row + times), max(last_column, column)
    return max(most, last_row * last_column)
