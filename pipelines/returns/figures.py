"""Judges the figures of a return: each understood, refused with its cell, or asked about where it is doubtful."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines import periods
from pipelines.checks import nearest
from pipelines.periods import Period
from pipelines.problems import Problem
from pipelines.returns import cells
from pipelines.returns.cells import Figure, Unclear
from pipelines.returns.reading import Line

NUMBERS = ("value", "numerator", "denominator")
FAR = 50
"""A figure so many times the last one, or so many times less, is asked about: 0.92 is where it was 91.3 before."""
CONFIRM = "if it is right, choose yes under Confirmed"


@dataclass(frozen=True)
class Asked:
    """What is known of a measure a return may speak of: its unit, and how its value follows from its parts."""

    percent: bool
    proportion: bool
    per: float | None
    decimals: int


@dataclass(frozen=True)
class Told:
    """One figure of a return that is good."""

    measure: str
    period: str
    value: str | None
    numerator: str | None
    denominator: str | None
    marker: str | None
    note: str | None
    row: int


def judged(
    lines: Iterable[Line], measures: Mapping[str, Asked], closed_until: date
) -> tuple[list[Told], list[Problem], list[Problem]]:
    """Return the good figures, the problems for which the return is refused, and rows left out as still awaited.

    ``closed_until``: the last day of the periods a meeting had considered when the return came.
    """
    told: dict[tuple[str, str], tuple[Told, Line]] = {}
    problems: list[Problem] = []
    awaited: list[Problem] = []
    for line in lines:
        found = _understood(line, measures, problems)
        if found is None:
            continue
        code, period, figures, marker = found
        figure = figures["value"]
        if figure is not None and figure.awaited:
            awaited.append(line.problem("value", "left out", "a figure, once there is one: it stays due"))
            continue
        one = Told(
            code,
            period.code,
            figure.value if figure else None,
            *(found.value if (found := figures[name]) else None for name in ("numerator", "denominator")),
            marker or (figure.marker if figure else None),
            "; ".join(part for part in (line.text("note"), *(f.note for f in figures.values() if f and f.note)) if part)
            or None,
            line.row,
        )
        problems += _contradictions(line, one)
        if line.text("confirmed").lower() not in ("yes", "y", "true"):
            problems += _doubts(line, one, measures[code], period, closed_until)
        before = told.setdefault((code, period.code), (one, line))
        if before[1] is not line and (before[0].value, before[0].marker) != (one.value, one.marker):
            where = f"sheet {before[1].sheet}, row {before[1].row}"
            problems.append(
                line.problem("value", "two figures for one measure and period", f"one; the other is in {where}")
            )
    return [one for one, _ in told.values()], problems, awaited


def _understood(
    line: Line, measures: Mapping[str, Asked], problems: list[Problem]
) -> tuple[str, Period, dict[str, Figure | None], str | None] | None:
    """Return measure, period, figures and mark of a row; None where it says nothing, or nothing certain."""
    entered = [name for name in (*NUMBERS, "mark") if line.text(name)]
    if not entered:
        return None
    faults = []
    code = line.text("measure")
    if code not in measures:
        expected = "the code of a measure" + nearest(code, measures) if code else "the code of the row's measure"
        faults.append(line.problem("measure", "unknown measure" if code else "no measure", expected))
    period = _period(line, faults)
    figures: dict[str, Figure | None] = {}
    for name in NUMBERS:
        cell = line.cells.get(name)
        try:
            shown = str(cell.number_format) if cell is not None else "General"
            percent = name == "value" and code in measures and measures[code].percent
            figures[name] = cells.figure(line.content(name), shown, percent=percent)
        except Unclear as unclear:
            faults.append(line.problem(name, "not a figure", str(unclear)))
    marker = None
    try:
        marker = cells.mark(line.content("mark"))
    except Unclear as unclear:
        faults.append(line.problem("mark", "unknown mark", str(unclear)))
    problems += faults
    return None if faults or period is None else (code, period, figures, marker)


def _period(line: Line, faults: list[Problem]) -> Period | None:
    said = line.text("period") or line.text("label")
    for parse in (periods.parse, periods.from_label, periods.from_own_label):
        try:
            return parse(said)
        except periods.PeriodError as error:
            why = str(error)
    faults.append(line.problem("period", "unknown period", f"a period ({why})" if said else "the period of the row"))
    return None


def _contradictions(line: Line, one: Told) -> list[Problem]:
    """Return what cannot be true of a row whatever anybody confirms."""
    if one.value is None and one.marker not in ("c", "x", "z"):
        return [line.problem("value", "no figure", "a figure, or the reason why there is none under Mark")]
    if one.value is not None and one.marker in ("c", "x", "z"):
        return [line.problem("mark", "a figure with a mark that denies it", "the figure or the mark, not both")]
    if one.denominator is not None and float(one.denominator) == 0 and one.value is not None:
        return [
            line.problem(
                "denominator", "nothing to divide by", "not applicable under Mark where there was nothing to count"
            )
        ]
    return []


def _doubts(line: Line, one: Told, asked: Asked, period: Period, closed_until: date) -> list[Problem]:
    """Return what may be true but looks like a slip; each is loaded once it is confirmed."""
    found = []
    if period.end <= closed_until:
        why = "" if line.text("note") else ", and say why under Note"
        found.append(
            line.problem("value", "a meeting has already considered this period", f"no change; {CONFIRM}{why}")
        )
    if one.value is None:
        return found
    value = float(one.value)
    found += _against_last(line, value, asked)
    top, bottom = (float(part) if part is not None else None for part in (one.numerator, one.denominator))
    if asked.proportion and top is not None and bottom is not None and top > bottom:
        found.append(line.problem("numerator", "more than its denominator", f"at most {bottom:g}; {CONFIRM}"))
    if asked.per and top is not None and bottom:
        worked = asked.per * top / bottom
        if abs(worked - value) > max(10.0**-asked.decimals, abs(worked) * 0.005):
            said = f"{worked:.{asked.decimals}f}, as the numerator over the denominator is; {CONFIRM}"
            found.append(line.problem("value", "not its numerator over its denominator", said))
    return found


def _against_last(line: Line, value: float, asked: Asked) -> list[Problem]:
    last = line.content("last")
    if not isinstance(last, (int, float)) or isinstance(last, bool) or not last:
        return []
    said = f"the last figure was {last:g}; {CONFIRM}"
    if value == last and value != round(value, 1):
        return [line.problem("value", "the last figure again, to all decimals", said)]
    if value * last < 0:
        return [line.problem("value", "another sign than the last figure", said)]
    if value and not 1 / FAR < value / last < FAR:
        return [line.problem("value", f"more than {FAR} times the last figure, or less than a {FAR}th of it", said)]
    return []


def frame_rows(told: Iterable[Told], area: str) -> list[dict[str, Any]]:
    """Return figures with the columns of a staged relation."""
    return [
        {
            "indicator": one.measure,
            "area": area,
            "period": one.period,
            "value": one.value,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "marker": one.marker,
            "note": one.note,
            "line": one.row,
        }
        for one in told
    ]
