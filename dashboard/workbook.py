"""A table as a workbook: stamped with what it shows, its head frozen and printed on every page, numbers as numbers."""

import io
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dashboard import formats
from dashboard.charts import COLOURS
from dashboard.charts.palette import TEXT_ON
from dashboard.scorecard.table import Column, Figure, Table

A4 = 9
_SCALES = {"million": ",,", "billion": ",,,"}
_HEAD = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 2}
_BODY = {"valign": "top", "text_wrap": True, "bottom": 1, "bottom_color": COLOURS["line"]}


def workbook(table: Table) -> bytes:
    """Return the table as the bytes of an .xlsx file."""
    file = io.BytesIO()
    # Text that looks like a formula or an address stays text: nothing in a cell is ever run.
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, settings) as book:
        book.set_properties({"title": table.title})
        _write(book, table)
    return file.getvalue()


def number_format(figure: Figure) -> str:
    """Return the format under which a spreadsheet shows a figure's number as the page words it."""
    words = figure.words
    scale = next((word for word in _SCALES if words.endswith(f" {word}")), "")
    digits = words.removesuffix(f" {scale}").removesuffix(figure.suffix) if scale or figure.suffix else words
    decimals = len(digits.rpartition(".")[2]) if "." in digits else 0
    shape = "#,##0" + (f".{'0' * decimals}" if decimals else "") + _SCALES.get(scale, "")
    after = f" {scale}" if scale else figure.suffix
    positive = f"{_quoted(figure.prefix)}{shape}{_quoted(after)}"
    # What rounds to nothing has no sign, on the page as here.
    minus = _quoted(formats.MINUS) if words.startswith(formats.MINUS) else ""
    return f"{positive};{minus}{positive}"


def _write(book: Workbook, table: Table) -> None:
    sheet = book.add_worksheet(table.title[:31])
    sheet.write_string(0, 0, table.title, book.add_format({"bold": True, "font_size": 14}))
    for place, (_, heading, words) in enumerate(table.stamp, start=1):
        sheet.write_string(place, 0, f"{heading}: {words}")
    head = len(table.stamp) + 2
    _lay_out(sheet, table, head)
    heading = book.add_format(_HEAD)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(head, place, column.heading, heading)
    formats_: dict[str, Any] = {}
    for down, (row, tone) in enumerate(zip(table.rows, table.tones, strict=True), start=head + 1):
        for across, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            look = _look(column, cell, tone)
            style = formats_.setdefault(repr(look), None) or book.add_format(_BODY | look)
            formats_[repr(look)] = style
            _write_cell(sheet, down, across, cell, style)


def _lay_out(sheet: Worksheet, table: Table, head: int) -> None:
    last = head + len(table.rows)
    shown = sum(not column.raw for column in table.columns)
    titles = next(place for place, column in enumerate(table.columns) if column.name == "title")
    sheet.freeze_panes(head + 1, titles + 1)
    sheet.autofilter(head, 0, last, len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    # Paper takes what the page shows; the raw values stand to the right of it.
    sheet.print_area(0, 0, last, shown - 1)
    sheet.set_footer("&L&A&RPage &P of &N")


def _look(column: Column, cell: Any, tone: str) -> dict[str, Any]:
    if isinstance(cell, Figure):
        return {"num_format": number_format(cell)} if cell.amount is not None else {"align": "right"}
    if column.kind == "date":
        return {"num_format": "d mmm yyyy"}
    if column.name == "status" and tone in TEXT_ON:
        return {"bg_color": COLOURS[tone], "font_color": TEXT_ON[tone], "bold": True}
    return {}


def _write_cell(sheet: Worksheet, down: int, across: int, cell: Any, style: Any) -> None:
    amount = cell.amount if isinstance(cell, Figure) else cell
    if isinstance(cell, Figure) and amount is None:
        sheet.write_string(down, across, cell.words, style)
    elif amount is None or amount == "":
        sheet.write_blank(down, across, None, style)
    elif isinstance(amount, (int, float)):
        sheet.write_number(down, across, amount, style)
    elif isinstance(amount, str):
        sheet.write_string(down, across, amount, style)
    else:
        sheet.write_datetime(down, across, amount, style)


def _quoted(words: str) -> str:
    return f'"{words}"' if words else ""
