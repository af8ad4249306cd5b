"""Judges what a return says besides figures, and lets it join the pack's commentary and milestones."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pipelines import inbox, periods
from pipelines.checks import nearest
from pipelines.framework import Pack
from pipelines.framework.sheets import Commentary
from pipelines.problems import Problem, Refused
from pipelines.returns import COMMENTARY, MILESTONES, cells, reading
from pipelines.returns.cells import Unclear
from pipelines.returns.reading import Line

SAID = ("going_well", "needs_improvement", "action", "action_owner", "author")
Values = dict[str, Any]


def commentary(lines: Iterable[Line], measures: Collection[str]) -> tuple[list[Values], list[Problem]]:
    """Return what is said of measures, fields as in commentary.csv, and what is wrong."""
    found, problems = [], []
    for line in lines:
        said = {name: text for name in SAID if (text := line.text(name))}
        if not said and not line.text("action_due") and not line.text("exception"):
            continue
        faults: list[Problem] = []
        code = line.text("measure")
        if code not in measures:
            faults.append(line.problem("measure", "unknown measure", "the code of a measure" + nearest(code, measures)))
        due = _day(line, "action_due", faults)
        exception = line.text("exception").lower()
        if exception not in ("", "yes", "no"):
            faults.append(line.problem("exception", "neither yes nor no", "yes or no"))
        try:
            period = periods.parse(line.text("period")).code
        except periods.PeriodError as error:
            faults.append(line.problem("period", "unknown period", f"a period ({error})"))
            period = ""
        problems += faults
        found.append(
            said
            | {"row": line.row, "measure": code, "period": period, "action_due": due, "exception": exception == "yes"}
        )
    return found, problems


def milestones(lines: Iterable[Line], known: Collection[str]) -> tuple[list[Values], list[Problem]]:
    """Return how milestones stand now, fields as in milestones.csv, and what is wrong."""
    found, problems = [], []
    for line in lines:
        if not any(line.text(name) for name in ("forecast", "actual", "note")):
            continue
        faults: list[Problem] = []
        code = line.text("milestone")
        if code not in known:
            faults.append(line.problem("milestone", "unknown milestone", "a milestone" + nearest(code, known)))
        values = {name: _day(line, name, faults) for name in ("forecast", "actual")}
        percent = None
        try:
            figure = cells.figure(line.content("percent"), _format(line), percent=True)
            percent = float(figure.value) if figure and figure.value is not None else None
        except Unclear as unclear:
            faults.append(line.problem("percent", "not a figure", str(unclear)))
        if percent is not None and not 0 <= percent <= 100:
            faults.append(line.problem("percent", "not a percentage", "a number from 0 to 100"))
        problems += faults
        given = {"milestone": code, "row": line.row, "percent": percent, "note": line.text("note") or None}
        found.append(given | {name: day for name, day in values.items() if day})
    return found, problems


def joined(pack: Pack, files: list[tuple[str, Path]]) -> Pack:
    """Return the pack with what the returns among the files say besides figures, each later than what it replaces.

    A return with anything wrong says nothing here: its source refuses it with every problem.
    """
    rows = {name: list(said) for name, said in pack.rows.items()}
    measures = {one.measure for one in rows["measures"]}
    for _, path in sorted(files, key=lambda file: inbox.vintage(file[1])):
        try:
            found = reading.read(path)
        except Refused:
            continue
        if found is None:
            continue
        day = inbox.vintage(path)
        newest = {one.milestone: one for one in sorted(rows["milestones"], key=lambda one: one.as_at)}
        said, wrong = commentary(found.lines.get(COMMENTARY, []), measures)
        steps, faults = milestones(found.lines.get(MILESTONES, []), newest)
        if wrong or faults:
            continue
        new = [Commentary(written_on=day, **values) for values in said]
        keys = {(one.measure, one.period) for one in new}
        rows["commentary"] = [one for one in rows["commentary"] if (one.measure, one.period) not in keys] + new
        moved = [newest[values["milestone"]].model_copy(update=values | {"as_at": day}) for values in steps]
        gone = {(one.milestone, one.as_at) for one in moved}
        rows["milestones"] = [one for one in rows["milestones"] if (one.milestone, one.as_at) not in gone] + moved
    return replace(pack, rows=rows)


def _day(line: Line, name: str, faults: list[Problem]) -> date | None:
    try:
        return cells.day(line.content(name))
    except Unclear as unclear:
        faults.append(line.problem(name, "not a date", str(unclear)))
        return None


def _format(line: Line) -> str:
    cell = line.cells.get("percent")
    return str(cell.number_format) if cell is not None else "General"
