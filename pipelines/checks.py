"""Judges what one file says, in SQL over its rows: they are counted and compared where they lie, however many."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

import duckdb

from pipelines import periods
from pipelines.inbox import Arrival
from pipelines.periods import Period
from pipelines.problems import Problem
from pipelines.readers import MOST_PROBLEMS
from pipelines.sources import Reading

MARKERS = ("c", "x", "z", "p", "r", "e", "f", "b", "u", "low")
WITHOUT_VALUE = ("c", "x", "z")
COMPULSORY = ("indicator", "area", "period", "breakdown")
NUMBERS = ("value", "numerator", "denominator", "lower", "upper")
SETS = ("indicator", "breakdown", "marker", "period", "area")
"""Columns of which each distinct text is told."""
OPTIONAL = ("value", "numerator", "denominator", "lower", "upper", "marker", "note")

NUMBER = """
create or replace temp macro number(text) as
case
    when isfinite(try_cast(text as double)) and (typeof(text) = 'DOUBLE' or not contains(text::varchar, '_'))
        then try_cast(text as double)
end
"""
"""DuckDB also takes inf, nan and 1_000 for numbers; a reader of figures does not."""


class Named(NamedTuple):
    """An area of a file's rows, as far as the file names it, with the number of its rows and the first of them."""

    area: str
    name: str | None
    type: str | None
    rows: int
    row: int


@dataclass(frozen=True)
class Said:
    """What a file's rows say: each distinct text with the number of its rows and the first of them.

    ``lacking`` counts rows without something compulsory, without value and marker ("silent"), and with a value that
    their marker denies ("contradicted").
    """

    indicators: dict[str, tuple[int, int]]
    breakdowns: dict[str, tuple[int, int]]
    markers: dict[str, tuple[int, int]]
    periods: dict[str, tuple[int, int]]
    areas: list[Named]
    lacking: dict[str, int]


@dataclass(frozen=True)
class Findings:
    """What one file's rows hold: each distinct text with the number of its rows and the first of them."""

    arrival: Arrival
    reading: Reading
    rows: int
    present: tuple[str, ...]
    indicators: dict[str, tuple[int, int]]
    breakdowns: dict[str, tuple[int, int]]
    periods: dict[str, Period]
    areas: list[Named]
    problems: list[Problem]


def judge(db: duckdb.DuckDBPyConnection, arrival: Arrival, reading: Reading) -> Findings:
    """Return what a file's staged rows hold and every problem they have by themselves (DR-36).

    Whether its measures and areas are known depends on the other files: see ``unknown``.
    """
    rows = f"({reading.observations})"
    counts, present = _counted(db, rows)
    said = _distinct(db, rows, "marker" in present)
    problems = _cells(db, arrival.name, rows, counts | said.lacking)
    for text, (count, row) in said.breakdowns.items():
        if text != "total" and not re.fullmatch(r"[^:]+:.+", text):
            expected = "total, or a dimension and a value with a colon between them, like sex:female"
            problems.append(Problem(arrival.name, row, "breakdown", "unknown breakdown", text, expected, count))
    for text, (count, row) in said.markers.items():
        if text not in MARKERS:
            problems.append(
                Problem(arrival.name, row, "marker", "unknown marker", text, f"one of {', '.join(MARKERS)}", count)
            )
    problems += _unspeakable(arrival.name, said)
    found, faults = _periods(arrival.name, said.periods, reading)
    told = (said.indicators, said.breakdowns, found, said.areas)
    return Findings(arrival, reading, counts["rows"], present, *told, problems + faults)


def unknown(findings: Findings, measures: dict[str, str], areas: set[str]) -> list[Problem]:
    """Return the indicators of a file that are no measure of the pack, and the areas no file and no pack names."""
    problems = []
    for text, (count, row) in findings.indicators.items():
        if text not in measures:
            expected = "a measure of the framework pack" + nearest(text, measures)
            problems.append(Problem(findings.arrival.name, row, "measure", "unknown measure", text, expected, count))
    for area, name, _, count, row in findings.areas:
        if name is None and area not in areas:
            expected = "an area of the pack or of the published geography" + nearest(area, areas)
            problems.append(Problem(findings.arrival.name, row, "area", "unknown area", area, expected, count))
    return problems


def nearest(text: str, known: object) -> str:
    """Return "; the nearest is …" where something known is much like the text."""
    close = get_close_matches(text, sorted(known), 1)  # type: ignore[call-overload]
    return f"; the nearest is {close[0]}" if close else ""


def number_hint(found: str) -> str:
    """Return what was expected instead of a text that is no number, as near to what was meant as can be told."""
    plain = found.strip().replace(",", "").replace("_", "").strip("£%$ ")
    if re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+", plain):
        return f"the bare number {plain}, without thousands commas, spaces or signs"
    if found.strip("[]. ").lower() in (*MARKERS, "", "-", "n/a", "na"):
        return "a number; where there is none leave it empty and say why in the column marker"
    return "a number like 1204.5"


def _counted(db: duckdb.DuckDBPyConnection, rows: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return the rows, the cells that are no numbers and limits that are crossed, in one pass, and the optional columns
    with content."""
    counts = {
        "rows": "count(*)",
        **{column: f"count({column})" for column in OPTIONAL},
        **{f"bad {column}": f"count({column}) - count(number_of_{column})" for column in NUMBERS},
        "crossed": "count_if(number_of_lower > number_of_upper)",
    }
    # A macro is put in anew wherever it stands, and to plan this took longer than to count a small file.
    numbers = ", ".join(f"number({column}) as number_of_{column}" for column in NUMBERS)
    query = f"select {', '.join(counts.values())} from (select *, {numbers} from {rows})"
    found = dict(zip(counts, db.execute(query).fetchone(), strict=True))
    return found, tuple(column for column in OPTIONAL if found[column])


def _cells(db: duckdb.DuckDBPyConnection, file: str, rows: str, counts: dict[str, int]) -> list[Problem]:
    """Return the problems of cells and of cells that contradict one another; a query only where the count says so."""
    problems = []

    def collect(count: str, condition: str, found: str, column: str | None, rule: str, expected: str | None) -> None:
        if not counts[count]:
            return
        query = f"""
            select {found}, min(row), count(*) from {rows}
            where {condition} group by 1 order by 2 limit {MOST_PROBLEMS}
        """
        for text, row, number in db.execute(query).fetchall():
            problems.append(Problem(file, row, column, rule, text, expected or number_hint(text), number))

    for column in COMPULSORY:
        name = "measure" if column == "indicator" else column
        collect(f"no {column}", f"{column} is null", "'an empty cell'", name, f"no {name}", f"a {name} in every row")
    for column in NUMBERS:
        condition = f"{column} is not null and number({column}) is null"
        collect(f"bad {column}", condition, f"{column}::varchar", column, "not a number", None)
    collect(
        "silent",
        "value is null and marker is null",
        "'an empty value and no marker'",
        "value",
        "missing value without marker",
        "a value, or a marker that says why there is none: c confidential, x not available, z not applicable",
    )
    collect(
        "contradicted",
        f"value is not null and lower(marker) in {WITHOUT_VALUE}",
        "'the value ' || value || ' with marker ' || lower(marker)",
        "marker",
        "value with a marker that denies it",
        "no value with c, x or z; p, r, e, f, b, u or low may stand beside one",
    )
    collect(
        "crossed",
        "number(lower) > number(upper)",
        "'lower ' || lower || ', upper ' || upper",
        "lower",
        "limits crossed",
        "a lower limit no higher than the upper",
    )
    return problems


def _distinct(db: duckdb.DuckDBPyConnection, rows: str, marked: bool) -> Said:
    """Return what a file's rows say, each distinct text once.

    All in one pass over the rows, which may be put together anew each time they are asked for; and what few distinct
    texts tell is not counted again row by row.
    """
    columns = f"indicator, breakdown, {'lower(marker)' if marked else 'null::varchar'} as marker, period, area"
    query = f"""
        select
            {", ".join(SETS)}, without_value, any_value(nullif(area_name, '')), any_value(area_type),
            grouping({", ".join(SETS)}), count(*), min(row)
        from (select {columns}, value is null as without_value, area_name, area_type, row from {rows})
        group by grouping sets ((indicator), (breakdown), (marker, without_value), (period), (area))
    """
    found: dict[str, dict[str, tuple[int, int]]] = {column: {} for column in SETS}
    lacking = dict.fromkeys([*(f"no {column}" for column in COMPULSORY), "silent", "contradicted"], 0)
    areas = []
    for *texts, without_value, name, kind, others, count, row in db.execute(query).fetchall():
        # A bit is set for each column that is none of the set's, the first column having the highest.
        place = next(place for place in range(len(SETS)) if not others & 1 << (len(SETS) - 1 - place))
        column, text = SETS[place], texts[place]
        if column == "marker":
            lacking["silent"] += count if without_value and text is None else 0
            lacking["contradicted"] += count if not without_value and text in WITHOUT_VALUE else 0
        if text is None:
            lacking |= {f"no {column}": count} if column in COMPULSORY else {}
            continue
        if column == "area":
            areas.append(Named(text, name, kind, count, row))
        before, first = found[column].get(text, (0, row))
        found[column][text] = before + count, min(first, row)
    # Sorted here: to plan an order by takes longer than to sort the few distinct texts of most files.
    indicators, breakdowns, markers, periods, _ = (dict(sorted(one.items())) for one in found.values())
    return Said(indicators, breakdowns, markers, periods, sorted(areas), lacking)


def _unspeakable(file: str, said: Said) -> list[Problem]:
    """Return a problem for each code with the character NUL in it, at which a text ends for many a program."""
    areas = {named.area: (named.rows, named.row) for named in said.areas}
    codes = {"measure": said.indicators, "area": areas, "breakdown": said.breakdowns}
    return [
        Problem(file, row, column, "not text", text.replace("\0", "NUL"), "text without the character NUL", count)
        for column, texts in codes.items()
        for text, (count, row) in texts.items()
        if "\0" in text
    ]


def _periods(file: str, texts: dict[str, tuple[int, int]], reading: Reading) -> tuple[dict[str, Period], list[Problem]]:
    """Return each period text with its period, and a problem for each that names none."""
    found, problems = {}, []
    parse = reading.period or periods.parse
    for text, (count, row) in texts.items():
        try:
            found[text] = parse(text)
        except periods.PeriodError as error:
            problems.append(Problem(file, row, "period", "unknown period", text, f"a period ({error})", count))
    return found, problems
