"""Workbooks as a spreadsheet program would save them."""

from datetime import date
from pathlib import Path

import xlsxwriter

Cell = str | int | float | bool | date | None


def write_workbook(path: Path, sheets: dict[str, list[list[Cell]]]) -> Path:
    """Write sheets by name, each a list of rows, and return the path."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path
