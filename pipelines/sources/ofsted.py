"""Ofsted inspections of councils' services for children: judgements in words, each an ordered category.

A judgement is stored as its place in the order, 1 outstanding to 4 inadequate, with its words in the note. It holds
from the day of the inspection until the next, so a figure is a snapshot: of the day of the inspection in the sheets of
inspections, and, in the sheet of what holds now, of the day all councils are compared, which its title names.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import areas, periods, readers
from pipelines.checks import nearest
from pipelines.problems import Problem, Refused
from pipelines.readers import MOST_PROBLEMS, Record
from pipelines.sources import Reading, _staged

SOURCE = "ofsted"
SYSTEM = "Ofsted local authority inspection outcomes"
LICENCE = "Open Government Licence v3.0"

SHEETS = ".*[Ii]nspection.*"
GRADES = {
    "Outstanding": "1",
    "Good": "2",
    "Requires improvement to be good": "3",
    "Requires improvement": "3",
    "Inadequate": "4",
}
UNIT = "judgement, 1 outstanding to 4 inadequate"

CODE, OVERALL = "local authority area code", "overall effectiveness"
NAMES = ("local authority name", "local authority")
"""Before 2025 the sheets had no codes."""

DATES = ("inspection date", "inspection/visit date", "publication date")
"""Columns of the day from which a judgement holds, the best first."""

KINDS = ("inspection type", "inspection/visit type")
ABOUT = ("web link", CODE, "local authority status", "ofsted region", "region", "visit theme", *NAMES, *DATES, *KINDS)
FIGURE = ["indicator", "area", "area_name", "period", "breakdown", "value", "marker", "note", "row"]

CARE_LEAVERS = "the experiences and progress of care leavers"
CARE_LEAVERS_SINCE = date(2023, 1, 1)
NOT_YET = "not judged before 1 January 2023"


@dataclass(frozen=True)
class Sheet:
    """One sheet of inspections: its name, the day it speaks of if it says what held then, its header and rows."""

    name: str
    as_at: date | None
    places: dict[str, int]
    judged: dict[int, str]
    body: list[Record]


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Stage a figure for every judgement in every sheet of inspections; visits without a judgement are left out.

    Raises Refused for words that are no judgement, and cells that are no date.
    """
    if path.suffix.lower() not in (".ods", ".xlsx"):
        return None
    found = readers.lines(path, SHEETS)
    sheets = [sheet for name, rows in found.items() if (sheet := _sheet(path, name, rows))]
    if not sheets:
        return None
    problems = [problem for sheet in sheets for problem in _faults(path, sheet)]
    if problems:
        raise Refused(problems[:MOST_PROBLEMS])
    figures = [figure for sheet in sheets for figure in _figures(sheet)]
    frame = pd.DataFrame(figures, columns=FIGURE)
    table = f"staged_ofsted_{_staged.name_of(path)}"
    db.register("ofsted", frame)
    columns = {column: column for column in frame.columns if column != "row"}
    observations = _staged.keep(db, table, "ofsted", "row", **columns)
    db.unregister("ofsted")
    left_out = [problem for sheet in sheets if (problem := _visits(path, sheet))]
    return Reading(
        source=SOURCE,
        rows=len(frame) + sum(problem.rows for problem in left_out),
        observations=observations,
        period=periods.parse,
        indicators=pd.DataFrame([describe(name) for name in sorted(set(frame["indicator"]))]),
        problems=left_out,
    )


def describe(judgement: str) -> dict:
    """Return a judgement's definition, columns as in dim_measure."""
    return {
        "indicator": judgement,
        "title": f"{judgement} of services for children (Ofsted)" if judgement.lower() == OVERALL else judgement,
        "short_title": judgement,
        "definition": "1 outstanding, 2 good, 3 requires improvement to be good, 4 inadequate; holds until the next.",
        "unit": UNIT,
        "prefix": "",
        "suffix": "",
        "decimals": 0,
        "polarity": "lower",
        "frequency": "irregular",
        "quartiles": False,
        "source_system": SYSTEM,
        "source_name": "Ofsted",
        "licence": LICENCE,
        "caveats": "An average of judgements is no judgement: it only says which way most of them lie.",
    }


def _sheet(path: Path, name: str, rows: list[Record]) -> Sheet | None:
    """Return a sheet's parts if it has judgements: below a header that names them, and titles above it."""
    headers = ([_plain(cell) for cell in cells] for _, cells in rows)
    found = ((n, cells) for n, cells in enumerate(headers) if OVERALL in cells and set(NAMES) & set(cells))
    place, header = next(found, (None, []))
    if place is None:
        return None
    row, cells = rows[place]
    places = {heading: number for number, heading in enumerate(header) if heading in ABOUT}
    judged = {number: cells[number] for number, heading in enumerate(header) if heading and heading not in ABOUT}
    title = " ".join(cell for _, above in rows[:place] for cell in above if cell)
    as_at = None
    if re.search(r"\bas[ _]at\b", f"{title} {name}", re.IGNORECASE):
        as_at = _day(title) or _day(path.stem.replace("_", " "))
        if as_at is None:
            expected = "a title with the day, like “as at 31 March 2025”"
            raise Refused([Problem(f"{path.name}, sheet {name}", 1, None, "no day", title or "no title", expected)])
    if as_at is None and not set(DATES) & set(places):
        expected = f"a column {DATES[0]}"
        raise Refused([Problem(f"{path.name}, sheet {name}", row, None, "no dates", ", ".join(cells), expected)])
    named = [places[heading] for heading in (CODE, *NAMES) if heading in places]
    body = [line for line in rows[place + 1 :] if any(line[1][place] for place in named)]
    return Sheet(name, as_at, places, judged, body)


def _figures(sheet: Sheet) -> list[dict]:
    """Return a figure for every judgement of every inspection, columns as in STAGED."""
    figures = []
    late = {place for place, judgement in sheet.judged.items() if _plain(judgement) == CARE_LEAVERS}
    for row, cells in sheet.body:
        if not any(cells[place] for place in sheet.judged):
            continue
        code, name = _council(sheet, cells)
        word, day = _day_of(sheet, cells)
        kind = next((cells[sheet.places[heading]] for heading in KINDS if heading in sheet.places), "")
        about = [f"{word} {_words(day)}" if day else "", kind, f"sheet {sheet.name}"]
        period = (sheet.as_at or day or date.min).isoformat()
        for place, judgement in sheet.judged.items():
            said = cells[place]
            early = place in late and day is not None and day < CARE_LEAVERS_SINCE
            words = said or (NOT_YET if early else "no judgement")
            figures.append(
                {
                    "indicator": judgement,
                    "area": code,
                    "area_name": name,
                    "period": period,
                    "breakdown": "total",
                    "value": GRADES.get(said),
                    "marker": None if said else "z" if early else "x",
                    "note": "; ".join(filter(None, [words, *about])),
                    "row": row,
                }
            )
    return figures


def _council(sheet: Sheet, cells: list[str]) -> tuple[str | None, str]:
    """Return code and name of a row's council: its code, or that of its name."""
    name = next(cells[sheet.places[heading]] for heading in NAMES if heading in sheet.places)
    return (cells[sheet.places[CODE]] if CODE in sheet.places else "") or areas.code_of(name), name


def _visits(path: Path, sheet: Sheet) -> Problem | None:
    """Return a problem that counts the visits that were not judged, a figure for each judgement they lack."""
    silent = [row for row, cells in sheet.body if not any(cells[place] for place in sheet.judged)]
    if not silent:
        return None
    expected = "an inspection with judgements; focused and monitoring visits have none, and are left out"
    found = f"{len(silent)} visits without a judgement in sheet {sheet.name}"
    return Problem(
        path.name, silent[0], "Overall effectiveness", "left out", found, expected, len(silent) * len(sheet.judged)
    )


def _faults(path: Path, sheet: Sheet) -> list[Problem]:
    """Return a problem for every word that is no judgement and every date that is none."""
    where, problems = f"{path.name}, sheet {sheet.name}", []
    for row, cells in sheet.body:
        for place, judgement in sheet.judged.items():
            said = cells[place]
            if said and said not in GRADES:
                expected = f"one of {', '.join(GRADES)}{nearest(said, GRADES)}"
                problems.append(Problem(where, row, judgement, "unknown judgement", said, expected))
        dated = next((heading for heading in DATES if heading in sheet.places), None)
        if dated and _day_of(sheet, cells)[1] is None:
            said = cells[sheet.places[dated]] or "an empty cell"
            problems.append(Problem(where, row, dated, "no date", said, "a date like 2025-03-31"))
        code, name = _council(sheet, cells)
        if code is None:
            expected = f"a council's code, or its name{areas.nearest_name(name)}"
            problems.append(Problem(where, row, NAMES[0], "unknown council", name, expected))
    return problems


def _day_of(sheet: Sheet, cells: list[str]) -> tuple[str, date | None]:
    """Return "inspected" or "published" and the day, if the first column of dates there is has a date."""
    for heading in DATES:
        if heading in sheet.places:
            text = cells[sheet.places[heading]]
            word = "published" if heading.startswith("publication") else "inspected"
            try:
                return word, date.fromisoformat(text[:10])
            except ValueError:
                return word, _day(text)
    return "", None


def _day(text: str) -> date | None:
    """Return the first day that a text names in words: 31 March 2025."""
    match = re.search(r"([0-9]{1,2}) ([A-Z][a-z]+) ([0-9]{4})", text)
    try:
        month = periods.from_label(f"{match[2]} {match[3]}").start if match else None
        return month.replace(day=int(match[1])) if month and match else None
    except ValueError:
        return None


def _words(day: date) -> str:
    return periods.parse(day.isoformat()).label


def _plain(heading: str) -> str:
    return " ".join(heading.lower().split())
