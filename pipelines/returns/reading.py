"""Reads a return back, whatever was done to it: sheets are known by their headings, rows by their codes."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipelines import limits, readers
from pipelines.problems import Problem, Refused
from pipelines.readers import MOST_PROBLEMS
from pipelines.returns import COLUMNS, FIGURES, NEEDED
from pipelines.returns.cells import text

ENDINGS = (".xlsx", ".xlsm")
DEEPEST = 40
"""Rows from the top among which headings are looked for."""
LONGEST = 20_000
"""Rows of a sheet that are read: a return has hundreds, a sheet formatted to its end has a million."""


@dataclass(frozen=True)
class Line:
    """One row of a sheet of a return: its cells by field."""

    file: str
    sheet: str
    row: int
    cells: dict[str, Cell]
    hidden: bool = False

    def content(self, name: str) -> Any:
        """Return what the cell of a field holds, None where the sheet lacks the column."""
        cell = self.cells.get(name)
        return cell.value if cell is not None else None

    def text(self, name: str) -> str:
        """Return the words of a field."""
        return text(self.content(name))

    def problem(self, name: str, rule: str, expected: str, found: str | None = None) -> Problem:
        """Return what is wrong with the cell of a field."""
        cell = self.cells.get(name)
        column = cell.column_letter if isinstance(cell, Cell) else None
        said = found if found is not None else (self.text(name)[:80] or "an empty cell")
        return Problem(f"{self.file}, sheet {self.sheet}", self.row, column, rule, said, expected)


@dataclass
class Return:
    """The lines of a return by kind of sheet, and what is wrong with the workbook itself."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(path: Path) -> Return | None:
    """Return the lines of a workbook that is a return, None where no sheet has the headings of one. Raises Refused."""
    if path.suffix.lower() not in ENDINGS:
        return None
    limits.be_a_workbook(path)
    book = _opened(path, values=True)
    found: Return | None = None
    with limits.a_workbook(path):
        for sheet in book.worksheets:
            for kind, head, columns in _tables(sheet):
                found = found or Return()
                found.lines.setdefault(kind, []).extend(_lines(path.name, sheet, head, columns))
                found.problems += _merged(path.name, sheet, head, columns)
    if found:
        found.problems += _without_values(path, found)
    return found


def be_saved_as_a_return(path: Path) -> None:
    """Refuse a return that was saved as a workbook of another kind, which keeps no place of a note or a merged cell."""
    if path.suffix.lower() in ENDINGS or path.suffix.lower() not in readers.WORKBOOKS:
        return
    needed = [COLUMNS[FIGURES][name].lower() for name, *_ in NEEDED[FIGURES]]
    for name, rows in readers.lines(path, ".*").items():
        if any(set(needed) <= {cell.lower().rstrip(":*") for cell in cells} for _, cells in rows[:DEEPEST]):
            where, found = f"{path.name}, sheet {name}", f"a return saved as {path.suffix.lower()}"
            expected = "the same workbook saved as .xlsx (Save As, “Excel 2007-365”)"
            raise Refused([Problem(where, None, None, "not the format of a return", found, expected)])


def _opened(path: Path, *, values: bool) -> openpyxl.Workbook:
    with limits.a_workbook(path), path.open("rb") as file:
        return openpyxl.load_workbook(file, data_only=values)


def _tables(sheet: Worksheet) -> Iterator[tuple[str, int, dict[str, int]]]:
    """Yield (kind, row of the headings, field to column) of what a sheet holds of a return."""
    for row in sheet.iter_rows(min_row=1, max_row=min(sheet.max_row, DEEPEST)):
        headings: dict[str, int] = {}
        for cell in row:
            headings.setdefault(text(cell.value).lower().rstrip(":*"), cell.column)
        for kind, names in COLUMNS.items():
            if all(any(names[one].lower() in headings for one in either) for either in NEEDED[kind]):
                found = {name: headings[title.lower()] for name, title in names.items() if title.lower() in headings}
                yield kind, row[0].row, found
                return


def _lines(file: str, sheet: Worksheet, head: int, columns: dict[str, int]) -> Iterator[Line]:
    """Yield the rows below the headings that hold anything."""
    for row in range(head + 1, min(sheet.max_row, head + LONGEST) + 1):
        cells = {name: sheet.cell(row, column) for name, column in columns.items()}
        if any(text(cell.value) for cell in cells.values()):
            yield Line(file, sheet.title, row, cells, bool(sheet.row_dimensions[row].hidden))


def _merged(file: str, sheet: Worksheet, head: int, columns: dict[str, int]) -> list[Problem]:
    """Return a problem for every merged area that covers a column we read: nobody can tell which row it is about."""
    problems = []
    for area in sheet.merged_cells.ranges:
        touched = [column for column in columns.values() if area.min_col <= column <= area.max_col]
        if touched and area.max_row > head and (area.max_row > area.min_row or len(touched) > 1):
            found, expected = f"the merged cells {area.coord}", "one cell for each row and column: unmerge them"
            where = f"{file}, sheet {sheet.title}"
            problems.append(
                Problem(where, area.min_row, get_column_letter(area.min_col), "merged cells", found, expected)
            )
    return problems[:MOST_PROBLEMS]


def _without_values(path: Path, found: Return) -> list[Problem]:
    """Return a problem for every formula the workbook holds no result of: some programs save none."""
    empty = [
        (line, name, cell)
        for lines in found.lines.values()
        for line in lines
        for name, cell in line.cells.items()
        if cell.value is None
    ]
    if not empty or not _has_formulas(path):
        return []
    formulas = _opened(path, values=False)
    expected = "the figure itself: open it in Excel or LibreOffice, let it calculate, and save it again"
    problems = []
    for line, name, cell in empty:
        said = formulas[line.sheet][cell.coordinate].value
        if isinstance(said, str) and said.startswith("="):
            problems.append(line.problem(name, "formula without a result", expected, said[:80]))
    return problems[:MOST_PROBLEMS]


def _has_formulas(path: Path) -> bool:
    with limits.a_workbook(path), path.open("rb") as file, zipfile.ZipFile(file) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f" in archive.read(name) for name in sheets)
