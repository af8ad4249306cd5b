"""MHCLG revenue outturn by local authority: a workbook with a row per authority and a column per line of the return.

The form (RO3, RSX) is the beginning of the name of the sheet ``…_LA_Data_…``; the year stands in a title above the
header, which is the row that names the columns of the authority. All figures are in thousands of pounds.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from pipelines import periods, readers
from pipelines.problems import Problem, Refused
from pipelines.readers import Record
from pipelines.sources import Reading, _staged

SOURCE = "outturn"
SYSTEM = "MHCLG revenue outturn"
PUBLISHER = "Ministry of Housing, Communities and Local Government"
LICENCE = "Open Government Licence v3.0"
SHEET = "([A-Z]{1,4}[0-9]{0,2})_LA_Data(?:_.*)?"
NOTES = "Notes"

CODE, NAME = "ons code", "local authority"
ABOUT = ("e-code", CODE, NAME, "notes", "class", "detailed class", "certification")
"""Columns of the authority itself; every other column with a name is a line of the return."""

COUNCIL = "E(?:06|07|08|09|10)[0-9]{6}"
TOTAL = "E92000001|E[0-9]{2}"
"""England, and the classes, which stand under the first letters of their members' codes."""

MARKS = {"[x]": "x", "[n]": "x", "[z]": "z", "[c]": "c", "[low]": "low"}
"""Their marks to ours (DR-36): [x] was not received in time, [n] could not be estimated, [z] is not collected."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of data: its form, its year, its rows below the header and the columns of the authority in them.

    ``lines`` is column number to the line of the return, ``keys`` to MHCLG's own short key of it, where there is one.
    """

    form: str
    year: str
    places: dict[str, int]
    lines: dict[int, str]
    keys: dict[int, str]
    body: list[Record]


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Stage a figure for every council and line of the return; authorities that are no councils are left out.

    Raises Refused where a sheet of data has no header or no year.
    """
    if path.suffix.lower() not in (".ods", ".xlsx"):
        return None
    found = readers.lines(path, SHEET)
    if not found:
        return None
    sheets = [_sheet(path, name, rows) for name, rows in found.items()]
    notes = _notes(readers.lines(path, NOTES).get(NOTES, []))
    frame = pd.concat([_figures(sheet, notes) for sheet in sheets], ignore_index=True)
    table = f"staged_outturn_{_staged.name_of(path)}"
    db.register("outturn", frame)
    columns = {column: column for column in frame.columns if column != "row"}
    # As codes, not as texts: to spell texts out wherever they are read takes less than to store and read them.
    db.execute(f"create or replace table {table} as select * from outturn")
    db.unregister("outturn")
    problems = [problem for sheet in sheets for problem in _left_out(path, sheet)]
    return Reading(
        source=SOURCE,
        rows=len(frame) + sum(problem.rows for problem in problems),
        observations=_staged.select(table, "row", breakdown="'total'", **columns),
        period=periods.parse,
        indicators=pd.DataFrame([describe(sheet, column) for sheet in sheets for column in sheet.lines]),
        problems=problems,
    )


def describe(sheet: Sheet, column: int) -> dict:
    """Return a line's definition, columns as in dim_measure."""
    line = sheet.lines[column]
    theme, _, rest = line.partition(": ")
    return {
        "indicator": f"{sheet.form}: {line}",
        "title": line,
        "short_title": rest or line,
        "theme": theme if rest else None,
        "unit": "thousand pounds",
        "prefix": "£",
        "suffix": "",
        "decimals": 0,
        "frequency": "annual",
        "source_system": SYSTEM,
        "source_name": PUBLISHER,
        "licence": LICENCE,
        "national_code": sheet.keys.get(column),
    }


def _sheet(path: Path, name: str, rows: list[Record]) -> Sheet:
    """Return a sheet's parts, its header found by what it says; raises Refused."""
    where = f"{path.name}, sheet {name}"
    named = ({_plain(cell) for cell in cells if cell} for _, cells in rows)
    head = next((place for place, headings in enumerate(named) if {CODE, NAME} <= headings), None)
    if head is None:
        expected = "a row that names the columns ONS Code and Local authority"
        raise Refused([Problem(where, None, None, "header missing", "no such row", expected)])
    title = " ".join(cell for _, cells in rows[:head] for cell in cells if cell)
    years = [re.search("(20[0-9]{2})[-–/_]?([0-9]{2})(?![0-9])", text) for text in (title, name, path.name)]
    year = next((match for match in years if match), None)
    if year is None:
        expected = "a financial year like 2024-25 in a title above the header"
        raise Refused([Problem(where, 1, None, "year missing", title or "no title", expected)])
    header, body = rows[head][1], rows[head + 1 :]
    plain = [_plain(cell) for cell in header]
    places = {heading: place for place, heading in reversed(list(enumerate(plain))) if heading in ABOUT}
    lines = {place: _line(cell) for place, cell in enumerate(header) if cell and plain[place] not in ABOUT}
    if not lines:
        expected = "columns of figures beside those of the authority"
        raise Refused([Problem(where, rows[head][0], None, "no lines of the return", ", ".join(header), expected)])
    hidden = next((cells for _, cells in body if not cells[places[CODE]] and not cells[places[NAME]]), [])
    keys = {place: hidden[place] for place in lines if place < len(hidden) and hidden[place]}
    return Sheet(name.partition("_")[0], f"{year[1]}-{year[2]}", places, lines, keys, body)


def _figures(sheet: Sheet, notes: dict[str, str]) -> pd.DataFrame:
    """Return a figure for every council and line, its columns named as in STAGED."""
    councils = [(row, cells) for row, cells in sheet.body if re.fullmatch(COUNCIL, cells[sheet.places[CODE]])]
    values: list[str | None] = [cells[place] for _, cells in councils for place in sheet.lines]
    council, line = np.divmod(np.arange(len(values)), len(sheet.lines))
    # Few cells need more than their text: the rest have no marker, and the note of their council.
    markers: list[str | None] = [None]
    said = [_about(sheet, cells, notes) for _, cells in councils]
    marker, note = line * 0, council.copy()
    unusual = [(at, text) for at, text in enumerate(values) if not text or "[" in text]
    meant = {text: _cell(text or "", notes) for text in {text for _, text in unusual}}
    for at, text in unusual:
        values[at], mark, noted = meant[text]
        marker[at], note[at] = len(markers), len(said)
        markers.append(mark)
        said.append("; ".join(filter(None, [noted, said[council[at]]])) or None)
    return pd.DataFrame(
        {
            "indicator": _coded([f"{sheet.form}: {name}" for name in sheet.lines.values()], line),
            "area": _coded([cells[sheet.places[CODE]] for _, cells in councils], council),
            "area_name": _coded([cells[sheet.places[NAME]] for _, cells in councils], council),
            "period": _coded([sheet.year], line * 0),
            "value": pd.Series(values, dtype="object"),
            "marker": _coded(markers, marker),
            "note": _coded(said, note),
            "row": np.array([row for row, _ in councils], dtype=int)[council],
        }
    )


def _coded(texts: list[str | None], place: np.ndarray) -> pd.Categorical:
    """Return the texts at these places of a list, so that DuckDB reads each once, and a number for each row."""
    codes, distinct = pd.factorize(np.array(texts, dtype="object"))
    return pd.Categorical.from_codes(codes[place], pd.Index(distinct, dtype="object"))


def _cell(text: str, notes: dict[str, str]) -> tuple[str | None, str | None, str | None]:
    """Return value, marker and note of a cell that is empty or has a mark, or notes behind its number."""
    numbered = re.findall(r"\[note [0-9]+\]", text)
    bare = re.sub(r"\s*\[note [0-9]+\]", "", text).strip()
    note = " ".join(notes.get(number, number) for number in numbered) or None
    if bare.lower() in MARKS:
        return None, MARKS[bare.lower()], note
    return (bare, None, note) if bare else (None, "x", note)


def _about(sheet: Sheet, cells: list[str], notes: dict[str, str]) -> str | None:
    """Return what is noted of an authority's whole return, and whether it was certified."""
    noted = cells[sheet.places["notes"]] if "notes" in sheet.places else ""
    certified = cells[sheet.places["certification"]] if "certification" in sheet.places else ""
    said = [notes.get(noted, noted), "The return was not certified." if certified == "N" else ""]
    return " ".join(filter(None, said)) or None


def _left_out(path: Path, sheet: Sheet) -> list[Problem]:
    """Return a problem for each kind of row that is no council's, counting its figures."""
    kinds: dict[str, list[int]] = {}
    for number, cells in sheet.body:
        code, name = cells[sheet.places[CODE]], cells[sheet.places[NAME]]
        if re.fullmatch(COUNCIL, code) or not (code or name) or _plain(code) == CODE:
            continue
        total = re.fullmatch(TOTAL, code)
        kinds.setdefault("totals of a class or of England" if total else "authorities that are no councils", []).append(
            number
        )
    why = {
        "totals of a class or of England": "councils; totals are estimated for returns that are missing, or mixed",
        "authorities that are no councils": "councils; police, fire, parks, waste and combined authorities are none",
    }
    return [
        Problem(
            path.name,
            numbers[0],
            "ONS Code",
            "left out",
            f"{len(numbers)} {kind}",
            why[kind],
            len(numbers) * len(sheet.lines),
        )
        for kind, numbers in kinds.items()
    ]


def _notes(rows: list[Record]) -> dict[str, str]:
    """Return what a mark or a numbered note means, from the sheet of notes."""
    return {cells[0]: cells[1].strip() for _, cells in rows if len(cells) > 1 and cells[0] and cells[1]}


def _plain(heading: str) -> str:
    """Return a heading in lower case without notes and surplus blanks."""
    return " ".join(re.sub(r"\[note [0-9]+\]", "", heading).lower().split())


def _line(heading: str) -> str:
    """Return the name of a line of the return, without notes and surplus blanks: it is the same in other years."""
    return " ".join(re.sub(r"\[note [0-9]+\]", "", heading).split())
