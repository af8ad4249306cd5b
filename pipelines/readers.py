"""The one place that opens files as text: CSV and workbooks into frames of text, or a sentence on what is wrong."""

import csv
import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
from pydantic import TypeAdapter, ValidationError
from python_calamine import CalamineWorkbook

from pipelines import limits
from pipelines.problems import Problem, Refused

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
OLD = ".xls"
"""Excel's format until 2003: no bound on what a parser takes of a damaged one, so it is refused with a way out."""
MOST_PROBLEMS = 50
"""More than this of one kind in one file tell nobody anything more."""

Record = tuple[int, list[str]]


def table(path: Path) -> pd.DataFrame:
    """Return a CSV file, or a workbook's first sheet, as text: its own columns, and ``row`` (the header being row 1).

    Cells are stripped, empty cells are "", rows without any content are left out. Raises Refused with all problems.
    """
    if path.suffix.lower() in WORKBOOKS:
        return next(iter(sheets(path).values()))
    return _frame(records(path), path.name)


def sheets(path: Path) -> dict[str, pd.DataFrame]:
    """Return every sheet of a workbook that has content, as ``table`` does, by name; raises Refused."""
    frames, problems = {}, []
    for name, rows in _workbook(path).items():
        try:
            frames[name] = _frame(iter(rows), f"{path.name}, sheet {name}")
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    if not frames:
        raise _refusal(path.name, None, "empty", "no sheet with content", "a header row and rows below it")
    return frames


def lines(path: Path, wanted: str) -> dict[str, list[Record]]:
    """Return the sheets of a workbook whose name fully matches a pattern, each as (row, cells of text), by name.

    For sheets with titles above their header. Rows without any content are left out. Raises Refused.
    """
    return _workbook(path, wanted=wanted)


def header(path: Path) -> list[str]:
    """Return the column names of a CSV file, or of a workbook's first sheet, reading no further; raises Refused."""
    _be_a_file(path)
    told = path.stat()
    return list(_header(path, told.st_size, told.st_mtime_ns))


@lru_cache(maxsize=8)
def _header(path: Path, size: int, changed: int) -> tuple[str, ...]:
    """Read once what every source asks: ``size`` and ``changed`` tell one content of a file from the next."""
    if path.suffix.lower() in WORKBOOKS:
        first = next(iter(_workbook(path, rows=1).values()), [])
        return tuple(cell.strip() for cell in first[0][1]) if first else ()
    for _, cells in _csv(path):
        return tuple(cell.strip() for cell in cells)
    raise _refusal(path.name, None, "empty", "no rows", "a header row and rows below it")


def document(path: Path, shape: Any = Any) -> Any:
    """Return what a JSON file says, as ``shaped``; raises Refused."""
    _be_a_file(path)
    limits.be_of_a_size(path)
    try:
        said = orjson.loads(path.read_bytes().removeprefix(BOM_UTF8))
    except ValueError as error:
        raise _refusal(path.name, None, "not readable as JSON", str(error), "JSON in UTF-8, whole") from error
    return shaped(path, said, shape)


def shaped(path: Path, said: Any, shape: Any) -> Any:
    """Return what part of a JSON file says as pydantic makes of it what ``shape`` says; raises Refused."""
    try:
        return TypeAdapter(shape).validate_python(said)
    except ValidationError as error:
        problems = [
            Problem(
                path.name,
                None,
                ".".join(map(str, fault["loc"])) or None,
                "not as its publisher writes it",
                json.dumps(fault["input"], default=str, ensure_ascii=False),
                fault["msg"][:1].lower() + fault["msg"][1:],
            )
            for fault in error.errors(include_url=False, include_context=False)[:MOST_PROBLEMS]
        ]
        raise Refused(problems) from error


def records(path: Path) -> Iterator[Record]:
    """Yield (row, cells) of a CSV file, header first, each as long as it; blank lines count but are left out.

    Raises Refused: no file, not UTF-8, an unclosed quotation mark, and at the end all rows that are too long or short.
    """
    width, row, ragged = 0, 0, []
    for row, cells in _csv(path):
        width = width or len(cells)
        if len(cells) != width:
            ragged.append((row, len(cells)))
        elif not ragged:
            yield row, cells
    if not width:
        raise _refusal(path.name, None, "empty", "no rows", "a header row and rows below it")
    if ragged:
        raise Refused(
            [
                Problem(path.name, bad, None, "ragged row", f"{count} columns", _whole(width, count, bad == row))
                for bad, count in ragged[:MOST_PROBLEMS]
            ]
        )


def _whole(width: int, count: int, last: bool) -> str:
    hint = "; the file may have been cut off here" if last and count < width else ""
    return f"{width} columns, as in the header{hint}"


def _csv(path: Path) -> Iterator[Record]:
    """Yield (row, cells) of the rows of a CSV file that are not blank, whatever their length."""
    _be_a_file(path)
    row = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for cells in csv.reader(file, strict=True):
                row += 1
                if cells:
                    yield row, cells
    except UnicodeDecodeError as error:
        raise _not_utf8(path) from error
    except csv.Error as error:
        if "field limit" in str(error):
            found = f"a cell of more than {csv.field_size_limit():,} characters"
            expected = 'shorter cells; a quotation mark (") that is never closed makes one cell of all that follows'
        elif "unexpected end" in str(error):
            found, expected = 'a quotation mark (") that is never closed', 'a closing " before the end of the cell'
        else:
            found, expected = (
                f"a cell that breaks off its quotation marks ({error})",
                'the whole cell in "…", with "" for a " inside',
            )
        raise _refusal(path.name, row + 1, "broken quotation", found, expected) from error


def _workbook(path: Path, rows: int | None = None, wanted: str = ".*") -> dict[str, list[Record]]:
    """Return the visible sheets of a workbook that have content, each as (row, cells), by name."""
    _be_a_file(path)
    if path.suffix.lower() == OLD:
        expected = "a workbook saved as .xlsx or .ods"
        raise _refusal(path.name, None, "not readable as a workbook", "the format of Excel until 2003", expected)
    limits.be_a_workbook(path)
    with limits.a_workbook(path):
        told = path.stat()
        book = _opened(path, told.st_size, told.st_mtime_ns)
        content = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=rows)
            for name in book.sheet_names
            if re.fullmatch(wanted, name, re.DOTALL)
        }
    said = {name: _lines(cells) for name, cells in content.items()}
    return {name: lines for name, lines in said.items() if lines}


@lru_cache(maxsize=1)
def _opened(path: Path, size: int, changed: int) -> CalamineWorkbook:
    """Open once what several sources look into: ``size`` and ``changed`` tell one content of a file from the next."""
    return CalamineWorkbook.from_path(path)


def _lines(cells: list[list[object]]) -> list[Record]:
    """Return the rows with content of a sheet, its cells as they would stand in a CSV: 2024 and not 2024.0."""
    # Of a quarter of a million cells nearly all are numbers, mostly 0, or texts: a call for each takes twice the time.
    lines = [
        (
            row,
            [
                ("0" if not cell else str(int(cell)) if cell.is_integer() and -1e15 < cell < 1e15 else str(cell))
                if type(cell) is float
                else cell.strip()
                if type(cell) is str
                else _text(cell)
                for cell in line
            ],
        )
        for row, line in enumerate(cells, start=1)
    ]
    return [(row, line) for row, line in lines if any(line)]


def _text(cell: object) -> str:
    """Return what is neither a number nor a text in a workbook as it would stand in a CSV: dates ISO, yes and no."""
    if type(cell) is bool:
        return "yes" if cell else "no"
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell).strip()


def _frame(rows: Iterator[Record], name: str) -> pd.DataFrame:
    """Return rows, header first, as a frame of text with ``row``; refuse columns without or with the same name."""
    first, cells = next(rows)
    columns = [cell.strip() for cell in cells]
    body = [(row, [cell.strip() for cell in line]) for row, line in rows]
    body = [(row, line) for row, line in body if any(line)]
    used = [i for i, column in enumerate(columns) if column or any(line[i] for _, line in body)]
    problems = []
    for i in used:
        if not columns[i]:
            expected = "a name at the head of every column that has content"
            problems.append(Problem(name, first, f"number {i + 1}", "column without a name", "an empty cell", expected))
        elif columns[i] == "row":
            problems.append(
                Problem(name, first, "row", "reserved column name", "row", "another name: rows are numbered by us")
            )
        elif columns.index(columns[i]) != i:
            problems.append(Problem(name, first, columns[i], "column twice", columns[i], "each column once"))
    if problems:
        raise Refused(problems)
    frame = pd.DataFrame([[line[i] for i in used] for _, line in body], columns=[columns[i] for i in used], dtype="str")
    return frame.assign(row=pd.Series([row for row, _ in body], dtype="int64"))


def _be_a_file(path: Path) -> None:
    if path.is_dir():
        raise _refusal(path.name, None, "not a file", "a folder", "a file")
    if not path.exists():
        raise _refusal(path.name, None, "file missing", "nothing there", "a file")


def _not_utf8(path: Path) -> Refused:
    """Return the refusal of a file that is not UTF-8, naming the first row and byte that show it."""
    expected = "UTF-8; in Excel save it as “CSV UTF-8 (comma delimited)”"
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(b"PK\x03\x04"):
            return _refusal(
                path.name, None, "not UTF-8 text", "a workbook or zip file under another name", "CSV text in UTF-8"
            )
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _refusal(path.name, None, "not UTF-8 text", "UTF-16 text", expected)
        file.seek(0)
        for row, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                return _refusal(path.name, row, "not UTF-8 text", f"byte 0x{line[error.start]:02X}", expected)
    return _refusal(path.name, None, "not UTF-8 text", "bytes that are no text", expected)


def _refusal(file: str, row: int | None, rule: str, found: str, expected: str) -> Refused:
    return Refused([Problem(file, row, None, rule, found, expected)])
