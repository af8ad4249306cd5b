"""A scorecard as a reader gets it: the rows of its table, its CSV and its workbook; and rows of the mart by hand."""

import csv
import io
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import dash
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from dashboard import links
from dashboard.warehouse import current

PLAIN = {
    "status": "green",
    "observed_status": "green",
    "severity": 8,
    "rated": True,
    "red_run": 0,
    "variance_percent": 1.0,
    "value": 41.2,
    "decimals": 1,
    "suffix": "%",
    "short_title": "Recycling",
}


def row(code: str, **changes: Any) -> dict:
    return PLAIN | {"measure": code, "short_title": f"Measure {code}"} | changes


def mart(period: str) -> list[dict]:
    """Return every measure of the plan as the mart has it, with what it is sifted by."""
    return current().rows("select * from mart_sheet_line where period = $period order by place", period=period)


def codes(rows: Any) -> list[str]:
    return [one["measure"] for one in rows]


class Table(HTMLParser):
    """The text of a table's rows by column, each with the heading of its group and its measure."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[dict[str, str]] = []
        self.head: list[str] = []
        self.caption = ""
        self._group, self._cell, self._hidden = "", "", 0
        self._heading = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        if self._hidden and tag not in ("path", "circle"):
            self._hidden += 1
        elif given.get("aria-hidden") == "true" or given.get("class") == "gt-grid__counts":
            self._hidden = 1
        if tag in ("td", "th", "caption"):
            self._cell = ""
            # Its column first; a second name says that it is empty.
            self._name = (given.get("class") or "").partition(" ")[0].removeprefix("gt-grid__")
            self._heading = given.get("scope") == "rowgroup"
            if given.get("scope") == "row":
                self.rows.append({"group": self._group})
        if tag == "a" and given.get("href", "").startswith("/measures/"):
            self.rows[-1]["code"] = urlsplit(given["href"]).path.split("/")[2]
        if tag == "svg":
            self._cell += given["aria-label"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self.caption = self._cell
        elif tag == "th" and self._heading:
            self._group = self._cell.strip()
        elif tag in ("td", "th"):
            said = " ".join(self._cell.split()).replace(" ,", ",")
            (self.rows[-1].__setitem__(self._name, said) if self.rows else self.head.append(said))
        if self._hidden and tag not in ("path", "circle"):
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._cell += data


def walk(component: Any) -> Iterator[Any]:
    if isinstance(component, (list, tuple)):
        for part in component:
            yield from walk(part)
    elif component is not None and not isinstance(component, str):
        yield component
        yield from walk(getattr(component, "children", None))


def layout(**choices: str) -> Any:
    page = next(entry for module, entry in dash.page_registry.items() if module.endswith("pages.scorecard"))
    return page["drawn"](**choices)


def page(**choices: str) -> Table:
    frame = next(part for part in walk(layout(**choices)) if getattr(part, "id", None) == "scorecard-grid")
    return Table(getattr(frame, "data-grid"))


def csv_of(client: FlaskClient, **choices: str) -> list[dict[str, str]]:
    answer = client.get(links.scorecard("csv", **choices))
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


def xlsx_of(client: FlaskClient, **choices: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the lines of the stamp and the rows of the table."""
    answer = client.get(links.scorecard("xlsx", **choices))
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    stamp = [f"{heading}: {words}" for heading, words in book.get_sheet_by_name("About").to_python()[2:]]
    head, *cells = book.get_sheet_by_name("Data").to_python()
    return stamp, [dict(zip(head, cells_, strict=True)) for cells_ in cells]


def texts(component: Any) -> Iterator[str]:
    if isinstance(component, str):
        yield component
    elif isinstance(component, (list, tuple)):
        for part in component:
            yield from texts(part)
    elif component is not None:
        yield from texts(getattr(component, "children", None))
