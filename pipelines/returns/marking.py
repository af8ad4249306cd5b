"""Writes a copy of a workbook in which every cell with a problem is marked, all listed on a first sheet."""

import re
from collections.abc import Iterable
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from pipelines.problems import Problem

MARK = PatternFill("solid", start_color="FFDD00")
LISTED = "Problems"


def mark(path: Path, problems: Iterable[Problem], out: Path) -> int:
    """Write ``out``, the workbook with its own problems marked; return how many cells are."""
    book = openpyxl.load_workbook(path)
    listed = book.create_sheet(_free(LISTED, book.sheetnames), 0)
    listed.append(["Cell", "What is wrong", "Found", "Expected"])
    marked: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        sheet, cell = place(path.name, problem)
        if sheet is None:
            continue
        listed.append([None, problem.rule, problem.found, problem.expected])
        for written in listed[listed.max_row][1:]:
            # What somebody typed may begin with an equals sign: here it is a text and never a formula.
            written.data_type = "s"
        at = listed.cell(listed.max_row, 1, f"{sheet} {cell}".strip() or path.name)
        if sheet in book.sheetnames:
            at.hyperlink = f"#'{sheet}'!{cell or 'A1'}"
            at.font = Font(color="12436D", underline="single")
        if cell:
            said = f"{problem.rule}: found {problem.found}; expected {problem.expected}."
            marked.setdefault((sheet, cell), []).append(said)
    for (sheet, cell), said in marked.items():
        target = book[sheet][cell]
        target.fill = MARK
        target.comment = Comment("\n".join(said), "Golden Thread", height=140, width=320)
    for column, width in zip("ABCD", (24, 36, 32, 70), strict=True):
        listed.column_dimensions[column].width = width
    listed.freeze_panes = "A2"
    book.active = 0
    book.save(out)
    return len(marked)


def place(name: str, problem: Problem) -> tuple[str | None, str]:
    """Return the sheet and cell of a problem of the file ``name``; (None, "") for a problem of another file."""
    file, _, sheet = problem.file.partition(", sheet ")
    if Path(file).name != name:
        return None, ""
    column = problem.column if problem.column and re.fullmatch("[A-Z]{1,3}", problem.column) else ""
    return sheet, f"{column}{problem.row}" if column and problem.row and sheet else ""


def _free(name: str, taken: list[str]) -> str:
    number = 1
    while name in taken:
        number += 1
        name = f"{LISTED} {number}"
    return name
