"""An item as files: rows of CSV that say what they are, the same described for machines (CSVW), a workbook."""

import csv
import datetime
import io
from collections.abc import Sequence
from typing import Any

from dashboard.formats import Day, Figure
from dashboard.tabular import Column, Table, harmless
from dashboard.takeaway.rows import WORDED, Shown
from dashboard.takeaway.stamp import Stamp

CSVW = "http://www.w3.org/ns/csvw"
ABOUT = "about"
"""Begins the names of the columns of CSV that say what the file is: a table may have a column council of its own."""
_DATE = {"base": "date", "format": "yyyy-MM-dd"}

Written = tuple[str, str, Sequence[Any]]
"""Name, description and cells of a column of CSV."""


def csv_text(shown: Sequence[Shown], stamped: Stamp) -> str:
    """Return CSV: numbers and ISO dates under the names of the columns, beside them the words of the page."""
    columns = [written for column in shown for written in _written(column)]
    body = io.StringIO()
    writer = csv.writer(body, lineterminator="\r\n")
    writer.writerow([*(name for name, _, _ in columns), *(f"{ABOUT}_{name}" for name, _, _ in stamped)])
    last = [_plain(words) for _, _, words in stamped]
    for row in zip(*(cells for _, _, cells in columns), strict=True):
        writer.writerow([*(_plain(cell) for cell in row), *last])
    return body.getvalue()


def metadata(shown: Sequence[Shown], stamped: Stamp, url: str) -> dict[str, Any]:
    """Return what the columns of a CSV are, by the W3C's recommendation CSV on the Web; ``url`` is the CSV's own."""
    said = {name: words for name, _, words in stamped}
    columns = [written for column in shown for written in _written(column)]
    columns += [(f"{ABOUT}_{name}", f"About this file: {heading}", [words]) for name, heading, words in stamped]
    return {
        "@context": [CSVW, {"@language": "en"}],
        "url": url,
        "dc:title": said["shown"],
        "dc:description": f"{said['page']}. Filters: {said['filters']}.",
        "dc:publisher": said["council"],
        "dc:source": said["source"],
        "dc:rights": said["licence"],
        "dc:modified": {"@value": _plain(said["as_at"]), "@type": "xsd:date"},
        "tableSchema": {
            "columns": [
                {"name": name, "titles": name, "dc:description": described, "datatype": _datatype(cells)}
                for name, described, cells in columns
            ]
        },
    }


def table(title: str, shown: Sequence[Shown], covered: Stamp) -> Table:
    """Return an item as the table a workbook is made of: a column of words only where they say more."""
    columns: list[Column] = []
    cells: list[Sequence[Any]] = []
    for one in shown:
        wide = min(max(10, len(one.heading), *map(len, one.words)), 44) if one.words else 12
        columns.append(Column(one.name, one.heading, one.kind, width=wide))
        typed = [
            known.date if isinstance(known, Day) else words if known is None else known
            for words, known in zip(one.words, one.known, strict=True)
        ]
        cells.append(one.words if one.kind == "text" else typed)
        if one.kind != "text" and one.says_more:
            columns.append(Column(f"{one.name}_{WORDED}", f"{one.heading}, as shown", width=28))
            cells.append(one.words)
    return Table(title, covered, columns, list(zip(*cells, strict=True)))


def _written(column: Shown) -> list[Written]:
    """Return what a column is written as: the numbers or dates, and the words where those alone would lose some."""
    if column.kind == "text":
        return [(column.name, column.heading, column.words)]
    typed = [
        known.date if isinstance(known, Day) else known.amount if isinstance(known, Figure) else None
        for known in column.known
    ]
    bare = not any(words for words, known in zip(column.words, typed, strict=True) if known is None)
    if column.kind == "date" and bare and not column.says_more:
        return [(column.name, column.heading, typed)]
    worded = f"{column.heading}, as the page words it"
    return [(column.name, column.heading, typed), (f"{column.name}_{WORDED}", worded, column.words)]


def _datatype(cells: Sequence[Any]) -> Any:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds and kinds <= {int, float}:
        return "integer" if kinds == {int} else "number"
    return _DATE if kinds and kinds <= {datetime.date, Day} else "string"


def _plain(cell: Any) -> Any:
    """Return a cell as CSV has it: dates by ISO 8601, whole numbers without a point, no formulas."""
    if isinstance(cell, Day):
        return cell.date.isoformat()
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return harmless(cell)
