"""A scorecard as a reader gets it: the lines of its table, its CSV and its workbook; and rows of the mart by hand."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
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


class Frame(HTMLParser):
    """The texts of a table's headings, its caption among them, without what nobody is told or what counts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.groups: list[str] = []
        self._cell: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        if given.get("scope") == "rowgroup":
            self._cell = []
        elif given.get("class") == "gt-grid__counts" and self._cell is not None:
            self.groups.append("".join(self._cell).strip())
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)


def told(line: str) -> dict[str, str]:
    """Return what a line of the page's table says, by column."""
    link, *words = (part.removeprefix("–") for part in line.split("\t"))
    unit, value, _, when, target, _, _, _, status, note = words[:10]
    trend, _, _, _, _, quartile, place, outlook, risk, owner, commentary, _ = words[18:]
    href, title = re.fullmatch('<a href="(.*?)">(.*)</a>', link).groups()  # type: ignore[union-attr]
    return {
        "code": urlsplit(unescape(href)).path.split("/")[2],
        "measure": f"{unescape(title)} {unit}".strip(),
        "value": f"{value} {when}".strip(),
        "target": target,
        "status": f"{status} {note}".strip(),
        "previous": ", ".join(filter(None, words[11:14])),
        "year": ", ".join(filter(None, words[15:18])),
        "trend": trend,
        "quartile": f"quartile {quartile} {place}" if quartile else place,
        "outlook": ", ".join(filter(None, (outlook, risk))),
        "owner": owner,
        "commentary": commentary,
    }


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


def grid(**choices: str) -> str:
    """Return the table of the page as it is sent: its frame, then each group's lines."""
    frame = next(part for part in walk(layout(**choices)) if getattr(part, "id", None) == "scorecard-grid")
    return getattr(frame, "data-grid")


def page(**choices: str) -> list[dict[str, str]]:
    """Return what each line of the page says, by column, under the heading of its group."""
    frame, *groups = grid(**choices).split("\f")
    headings = Frame(frame).groups or [""]
    return [
        {"group": group, **told(line)}
        for group, lines in zip(headings, groups, strict=True)
        for line in lines.split("\n")
    ]


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
