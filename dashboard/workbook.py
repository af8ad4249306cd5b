"""A table as a workbook: a cover sheet that says what it is, then the table from A1, numbers as numbers.

Both sheets begin at A1, hold one defined table with a row of headings and no merged cell, so that a screen reader names
the column of every cell and a program finds the table by its name.
"""

import datetime
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dashboard.charts import COLOURS
from dashboard.charts.palette import TEXT_ON
from dashboard.formats import MINUS, Figure
from dashboard.tabular import Column, Table

A4 = 9
COVER, DATA = "About", "Data"
LONGEST = 2000
"""Letters of a link; a spreadsheet takes 2,079."""
LETTERS = 32767
"""Of a cell, in UTF-16, which may take two for one."""
_FIRST_DAY = datetime.date(1899, 12, 30)
"""The day a spreadsheet numbers 0, from March 1900 on."""
_SCALES = {" million": ",,", " billion": ",,,"}
_TITLE = {"bold": True, "font_size": 14}
_HEAD = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 2}
_BODY = {"valign": "top", "text_wrap": True, "bottom": 1, "bottom_color": COLOURS["line"]}
_DIGITS = re.compile(r"\d[\d,]*(?:\.(\d+))?")


def workbook(table: Table) -> bytes:
    """Return the table as the bytes of an .xlsx file."""
    file = io.BytesIO()
    # Text that looks like a formula or an address stays text: nothing in a cell is ever run.
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, settings) as book:
        council = next((words for name, _, words in table.stamp if name == "council"), "")
        book.set_properties({"title": table.title, "author": council, "subject": "Figures with what they are"})
        _cover(book, table)
        _data(book, table)
    return file.getvalue()


def number_format(figure: Figure) -> str:
    """Return the format under which a spreadsheet shows a figure's number as the page words it."""
    found = _DIGITS.search(figure)
    if found is None:
        return _quoted(figure)
    before, after = figure[: found.start()].replace(MINUS, ""), figure[found.end() :]
    scale = next((word for word in _SCALES if after.startswith(word)), "")
    # A number worded without the comma of its thousands is a year.
    whole = "#,##0" if scale or "," in found[0] or abs(figure.amount) < 1000 else "0"
    shape = whole + (f".{'0' * len(found[1])}" if found[1] else "") + _SCALES.get(scale, "")
    positive = f"{_quoted(before)}{shape}{_quoted(after)}"
    # What rounds to nothing has no sign, on the page as here.
    minus = _quoted(MINUS) if MINUS in figure[: found.start()] else ""
    return f"{positive};{minus}{positive}"


def _cover(book: Workbook, table: Table) -> None:
    sheet = book.add_worksheet(COVER)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, table.title, book.add_format(_TITLE))
    body, name = book.add_format(_BODY), book.add_format(_BODY | {"bold": True})
    link = book.add_format(_BODY | {"font_color": COLOURS["accent"], "underline": 1})
    _define(book, sheet, COVER, 1, ["About these figures", "In words"], len(table.stamp))
    for down, (kind, heading, words) in enumerate(table.stamp, start=2):
        sheet.write_string(down, 0, heading, name)
        if kind == "address" and len(words) < LONGEST:
            sheet.write_url(down, 1, words, link, string=words)
        else:
            sheet.write_string(down, 1, words, body)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


class _Filled(Worksheet):
    """A sheet whose rows under the headings are written by us.

    XlsxWriter makes an object of every cell and then takes each apart again, which was two thirds of the time of a
    file; of its own methods this needs the one that writes rows (test_scorecard reads every cell back).
    """

    written: str = ""

    def _write_rows(self) -> None:
        super()._write_rows()
        self.fh.write(self.written)

    def fill(self, rows: str, last: int, columns: int) -> None:
        """Take the rows as they stand in the file, the last of them number ``last`` from 0."""
        self.written = rows
        self._check_dimensions(last, columns - 1)


def _data(book: Workbook, table: Table) -> None:
    sheet = book.add_worksheet(DATA, _Filled)
    _define(book, sheet, DATA, 0, [column.heading for column in table.columns], len(table.rows))
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
    if table.rows:
        sheet.fill("".join(_rows(book, table)), len(table.rows), len(table.columns))
    _lay_out(sheet, table)
    sheet.activate()


def _rows(book: Workbook, table: Table) -> Iterator[str]:
    """Yield each row as it stands in the file."""
    text = book.str_table._get_shared_string_index
    style = _styles(book)
    tones = table.tones or [""] * len(table.rows)
    # Only figures and the status look different from row to row.
    plain = [
        (xl_col_to_name(place), column, style(_look(column, "", ""))) for place, column in enumerate(table.columns)
    ]
    for down, (row, tone) in enumerate(zip(table.rows, tones, strict=True), start=2):
        cells = []
        for (letter, column, look), cell in zip(plain, row, strict=True):
            if isinstance(cell, Figure) or column.name == "status":
                look = style(_look(column, cell, tone))
            head = f'<c r="{letter}{down}" s="{look}"'
            amount = cell.amount if isinstance(cell, Figure) else cell
            if amount is None or amount == "":
                cells.append(f"{head}/>")
            elif isinstance(amount, str):
                cells.append(f'{head} t="s"><v>{text(_short(amount))}</v></c>')
            else:
                number = amount if isinstance(amount, (int, float)) else _day(amount)
                cells.append(f"{head}><v>{number:.16G}</v></c>")
        yield f'<row r="{down}">{"".join(cells)}</row>'


def _styles(book: Workbook) -> Callable[[dict[str, Any]], int]:
    """Return what gives a look its number in the workbook."""
    known: dict[tuple[Any, ...], int] = {}

    def number(look: dict[str, Any]) -> int:
        key = tuple(look.items())
        if key not in known:
            known[key] = book.add_format(_BODY | look)._get_xf_index()
        return known[key]

    return number


def _short(words: str) -> str:
    """Return words as long as a cell takes."""
    if len(words) <= LETTERS // 2:
        return words
    return words.encode("utf-16-le")[: 2 * LETTERS].decode("utf-16-le", "ignore")


def _day(moment: datetime.date) -> float:
    """Return a date or a time as a spreadsheet numbers it."""
    if isinstance(moment, datetime.datetime):
        since = moment - datetime.datetime.combine(_FIRST_DAY, datetime.time(), moment.tzinfo)
        return since / datetime.timedelta(days=1)
    return float((moment - _FIRST_DAY).days)


def _define(book: Workbook, sheet: Worksheet, name: str, top: int, headings: list[str], rows: int) -> None:
    """Write the row of headings and define the table under it; one without rows has headings alone."""
    head = book.add_format(_HEAD)
    if rows:
        columns = [{"header": heading, "header_format": head} for heading in headings]
        # A style of its own would hide the lines and fills that say something.
        options = {"name": name, "columns": columns, "style": None, "autofilter": name == DATA}
        sheet.add_table(top, 0, top + rows, len(headings) - 1, options)
    for place, heading in enumerate(headings):
        sheet.write_string(top, place, heading, head)


def _lay_out(sheet: Worksheet, table: Table) -> None:
    shown = sum(not column.raw for column in table.columns)
    titles = next((place for place, column in enumerate(table.columns) if column.name == "title"), 0)
    sheet.freeze_panes(1, titles + 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    # Paper takes what the page shows; the raw values stand to the right of it.
    sheet.print_area(0, 0, len(table.rows), max(shown, 1) - 1)
    # An ampersand would begin a code of its own.
    sheet.set_header(f"&L{table.title.replace('&', '&&')[:200]}")
    sheet.set_footer("&L&A&RPage &P of &N")


def _look(column: Column, cell: Any, tone: str) -> dict[str, Any]:
    if isinstance(cell, Figure):
        return {"num_format": number_format(cell)}
    if column.kind == "figure":
        return {"align": "right"}
    if column.kind == "date":
        return {"num_format": "d mmm yyyy"}
    if column.name == "status" and tone in TEXT_ON:
        return {"bg_color": COLOURS[tone], "font_color": TEXT_ON[tone], "bold": True}
    return {}


def _quoted(words: str) -> str:
    # Inside the quotation marks of a format there can be none.
    return '"{}"'.format(words.replace('"', "”")) if words else ""
