"""Writes the workbook a directorate fills in: one row per measure and period due, everything else locked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from pipelines import periods
from pipelines.framework import Pack
from pipelines.framework.sheets import Measure
from pipelines.periods import REGULAR, Period
from pipelines.problems import Problem, Refused
from pipelines.returns import COLUMNS, COMMENTARY, FIGURES, MARKS, MILESTONES, PROPERTY

ASKED = ("live", "provisional")
TYPES = {
    "monthly": "month",
    "quarterly": "quarter",
    "half-yearly": "half",
    "annual": "financial",
    "academic": "academic",
}
WIDTHS = {
    "title": 44,
    "label": 24,
    "unit": 18,
    "last_label": 20,
    "note": 40,
    "going_well": 44,
    "needs_improvement": 44,
    "action": 40,
    "action_owner": 22,
    "author": 22,
}
ENTERED = {
    FIGURES: ("value", "numerator", "denominator", "mark", "note", "confirmed"),
    COMMENTARY: ("going_well", "needs_improvement", "action", "action_owner", "action_due", "exception", "author"),
    MILESTONES: ("forecast", "actual", "percent", "note"),
}
"""Columns a directorate fills in; the others are locked."""
LISTS = {"mark": list(MARKS), "confirmed": ["yes"], "exception": ["yes", "no"]}
DATES = ("action_due", "forecast", "actual", "baseline", "last_forecast")
GUIDANCE = (
    "Fill in the white cells and save. Nothing else needs to be done: columns and sheets may be moved or renamed.",
    "Figure: the number alone, in the unit of its row. A percentage may be written 92 or 92%.",
    "Where a numerator and a denominator are asked for, give all three; they must agree.",
    "No figure yet: leave the row empty, or write tbc. It stays due, and is late after its day.",
    "No figure at all: choose under Mark why: confidential, not available or not applicable. Zero is a figure.",
    "A figure that is provisional, estimated or revised has its mark beside it.",
    "A figure that looks wrong (a hundred times the last one, another sign, the same to all decimals) is asked about "
    "when the return is checked. If it is right, choose yes under Confirmed.",
    "A figure for a period that a meeting has already considered revises it: confirm it, and say why under Note.",
    "Red needs an exception report: under Commentary write what is done about it and choose yes.",
)


@dataclass(frozen=True)
class Due:
    """A figure that is due: a measure and the period it is of."""

    measure: Measure
    period: Period


def due(pack: Pack, directorate: str, period: Period) -> list[Due]:
    """Return the figures a directorate and its services owe of a reporting period, in the order of the pack.

    Only what the council returns itself: a measure that takes a published statistic, or is in development or retired,
    is not asked for. A monthly measure is asked for each month that ends in the period, an annual one once a year.
    Raises Refused for a code that is no node of the plan.
    """
    below = _below(pack, directorate)
    return [
        Due(measure, one)
        for measure in pack.rows["measures"]
        if measure.lifecycle in ASKED
        and not measure.takes
        and {measure.directorate, measure.service} & below
        and measure.valid_from <= period.end <= measure.valid_to
        for one in _periods(measure, period)
    ]


def write(pack: Pack, directorate: str, period: Period, path: Path, last: duckdb.DuckDBPyConnection | None) -> int:
    """Write the workbook of one directorate and reporting period; return how many figures it asks for.

    ``last`` is the warehouse last built, for the figures before these; without it their cells stay empty.
    """
    asked = due(pack, directorate, period)
    before = _before(last, asked)
    targets = {(target.measure, target.period): target.target for target in pack.rows["targets"]}
    figures = [_figure(one, before.get((one.measure.measure, one.period.code), {}), targets) for one in asked]
    measures = {one.measure.measure: one.measure for one in asked}
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "d mmmm yyyy"})
    book.set_properties({"title": f"Return of {_title(pack, directorate)}, {period.label}"})
    book.set_custom_property(PROPERTY, "1")
    _guidance(book, pack, directorate, period)
    _sheet(book, FIGURES, figures)
    _sheet(
        book,
        COMMENTARY,
        [{"measure": code, "title": one.title, "period": period.code} for code, one in measures.items()],
    )
    _sheet(book, MILESTONES, _milestones(pack, _below(pack, directorate)))
    _definitions(book, measures.values())
    book.close()
    return len(figures)


def _below(pack: Pack, node: str) -> set[str]:
    nodes = {one.node: one.parent for one in pack.rows["plan"]}
    if node not in nodes:
        expected = f"a node of the plan: {', '.join(sorted(n.node for n in pack.rows['plan'] if n.level)[:12])}, …"
        raise Refused([Problem("--directorate", None, None, "unknown directorate", node, expected)])
    found = {node}
    while more := {one for one, parent in nodes.items() if parent in found} - found:
        found |= more
    return found


def _title(pack: Pack, node: str) -> str:
    return next(one.title for one in pack.rows["plan"] if one.node == node)


def _periods(measure: Measure, within: Period) -> list[Period]:
    """Return the periods of a measure that end within a reporting period."""
    type = measure.period_type or TYPES.get(measure.frequency, "")
    if type == "snapshot":
        return [periods.parse(one.end.isoformat()) for one in _ending(TYPES.get(measure.frequency, "quarter"), within)]
    if type == "rolling12":
        return [
            periods.parse(f"{one.end.isoformat()}R12")
            for one in _ending(TYPES.get(measure.frequency, "quarter"), within)
        ]
    return _ending(type, within) if type in REGULAR else []


def _ending(type: str, within: Period) -> list[Period]:
    found = []
    day = within.start
    while day <= within.end:
        one = periods.of(day, type)
        if one.end <= within.end:
            found.append(one)
        day = one.end + timedelta(days=1)
    return found


def _before(db: duckdb.DuckDBPyConnection | None, asked: list[Due]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return (measure, period due) to the newest figure before it: value, label, and period of the figure."""
    if db is None or not asked:
        return {}
    rows = db.execute(
        """
        select measure, value, dim_period.label, end_date
        from current_observation
        join dim_period using (period)
        where area = (select area from warehouse) and breakdown = 'total' and value is not null
        order by measure, end_date
        """
    ).fetchall()
    found = {}
    for one in asked:
        earlier = [row for row in rows if row[0] == one.measure.measure and row[3] < one.period.end]
        if earlier:
            found[one.measure.measure, one.period.code] = {"last": earlier[-1][1], "last_label": earlier[-1][2]}
    return found


def _figure(one: Due, before: dict[str, Any], targets: dict[tuple[str, str], float | None]) -> dict[str, Any]:
    measure = one.measure
    unit = measure.unit + (f" ({measure.suffix})" if measure.suffix else "")
    return {
        "measure": measure.measure,
        "title": measure.title,
        "period": one.period.code,
        "label": one.period.label,
        "unit": unit,
        "target": targets.get((measure.measure, one.period.code)),
        # A numerator is asked for where the definition has one; elsewhere there is nowhere to write it.
        "locked": () if measure.numerator and measure.denominator else ("numerator", "denominator"),
        "decimals": measure.decimals,
        **before,
    }


def _milestones(pack: Pack, below: set[str]) -> list[dict[str, Any]]:
    newest: dict[str, Any] = {}
    for one in sorted(pack.rows["milestones"], key=lambda row: row.as_at):
        if below & set(one.nodes):
            newest[one.milestone] = one
    return [
        {
            "milestone": one.milestone,
            "title": one.title,
            "baseline": one.baseline,
            "last_forecast": one.forecast or one.baseline,
            "percent": one.percent,
        }
        for one in newest.values()
        if not one.actual
    ]


def _guidance(book: xlsxwriter.Workbook, pack: Pack, directorate: str, period: Period) -> None:
    sheet = book.add_worksheet("Guidance")
    sheet.protect()
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    head = book.add_format({"bold": True, "font_size": 16, "text_wrap": True})
    sheet.write(0, 0, f"{pack.settings.council.name}: return of {_title(pack, directorate)}, {period.label}", head)
    sheet.write(1, 0, f"Made on {date.today():%d %B %Y}. To be returned to the performance team.")
    for row, words in enumerate(GUIDANCE, start=3):
        sheet.write(row, 0, words)


def _sheet(book: xlsxwriter.Workbook, name: str, rows: list[dict[str, Any]]) -> None:
    """Write one sheet to be filled in: headings, what we know (locked), white cells with their lists and dates."""
    sheet = book.add_worksheet(name)
    options = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
    sheet.protect("", options)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
    style = _styles(book)
    for place, (field, heading) in enumerate(COLUMNS[name].items()):
        sheet.write(0, place, heading, head)
        sheet.set_column(place, place, WIDTHS.get(field, 15), None, {"hidden": field == "period"})
        for row, values in enumerate(rows, start=1):
            entered = field in ENTERED[name] and field not in values.get("locked", ())
            sheet.write(row, place, values.get(field), style(entered, field, values.get("decimals")))
        if field in LISTS and rows:
            sheet.data_validation(1, place, len(rows), place, {"validate": "list", "source": LISTS[field]})


def _styles(book: xlsxwriter.Workbook) -> Callable[[bool, str, int | None], Any]:
    """Return a function from (entered, field, decimals) to the format of a cell, each made once."""
    made: dict[tuple, Any] = {}

    def style(entered: bool, field: str, decimals: int | None) -> Any:
        number = "d mmmm yyyy" if field in DATES else ""
        if field in ("last", "target") and decimals is not None:
            number = "#,##0" + ("." + "0" * decimals if decimals else "")
        key = (entered, number)
        if key not in made:
            shape = {"text_wrap": True, "valign": "top", "border": 1, "locked": not entered}
            shape |= {"num_format": number} if number else {}
            made[key] = book.add_format(shape if entered else shape | {"bg_color": "#F3F4F6"})
        return made[key]

    return style


def _definitions(book: xlsxwriter.Workbook, measures: Iterable[Measure]) -> None:
    sheet = book.add_worksheet("Definitions")
    sheet.protect()
    sheet.freeze_panes(1, 1)
    head = book.add_format({"bold": True, "bottom": 2})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    fields = {
        "measure": "Code",
        "title": "Measure",
        "definition": "Definition",
        "numerator": "Numerator",
        "denominator": "Denominator",
        "unit": "Unit",
        "decimals": "Decimals",
        "polarity": "Better is",
        "owner": "Owner",
        "data_owner": "Data owner",
    }
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, len(fields) - 1, 32)
    for place, (field, heading) in enumerate(fields.items()):
        sheet.write(0, place, heading, head)
        for row, measure in enumerate(measures, start=1):
            sheet.write(row, place, getattr(measure, field), wrapped)
