"""Puts the rows of all files into fact_observation: sorted, without repeats, the newest vintage marked.

Ten million rows pass through here. So codes are sorted as enumerations, integers whose order is that of their texts;
what concerns neighbouring rows (repeats, older vintages) is asked of the sorted table by ``lag`` and ``lead`` over the
rows as they lie, which DuckDB answers without sorting again; and the rows go into the fact table straight from the
sorted one, without a join on the way, as a join may change their order.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pandas as pd

from pipelines.checks import NUMBERS, OPTIONAL, Findings
from pipelines.problems import Problem
from pipelines.readers import MOST_PROBLEMS
from pipelines.sources._staged import literal

KEY = ("measure", "area", "period", "breakdown")
CODES = (*KEY, "file")

SHARE = 10_000_000
"""Rows that are sorted at once: so many fit the memory a build may take."""

Measures = dict[tuple[str, str], str]
"""(source, indicator) to measure."""
Repeats = dict[str, tuple[int, int]]
"""File to the number of its rows left out as they repeat others, and the first of them."""


@dataclass(frozen=True)
class Sorted:
    """What is known of the temporary table ``sorted``: its optional columns, contradictions, and repeats left out."""

    present: tuple[str, ...]
    conflicts: list[Problem]
    repeats: Repeats


def shares(files: list[Findings], measures: Measures) -> list[Measures]:
    """Return the measures in shares, to be sorted one after the other: of SHARE rows at most, or of one measure."""
    rows: Counter[str] = Counter()
    for file in files:
        for indicator, (count, _) in file.indicators.items():
            if measure := measures.get((file.reading.source, indicator)):
                rows[measure] += count
    share_of: dict[str, int] = {}
    number = held = 0
    for measure in sorted(rows):
        if held and held + rows[measure] > SHARE:
            number, held = number + 1, 0
        share_of[measure], held = number, held + rows[measure]
    split: list[Measures] = [{} for _ in range(number + 1)]
    for key, measure in measures.items():
        if measure in share_of:
            split[share_of[measure]][key] = measure
    return split


def together(repeats: Iterable[Repeats]) -> Repeats:
    """Return what several shares left out of each file."""
    whole: Repeats = {}
    for share in repeats:
        for file, (count, first) in share.items():
            before, earliest = whole.get(file, (0, first))
            whole[file] = before + count, min(earliest, first)
    return whole


def first(conflicts: list[Problem]) -> list[Problem]:
    """Return as many contradictions as anybody reads, in order of file and row."""
    return sorted(conflicts, key=lambda problem: (problem.file, problem.row or 0))[:MOST_PROBLEMS]


def sort(db: duckdb.DuckDBPyConnection, files: list[Findings], measures: Measures) -> Sorted:
    """Sort the rows of all files by measure, area, period, breakdown and vintage, and leave out exact repeats.

    Rows of an indicator that is not in ``measures`` are left out too.
    """
    _create_codes(db, files, measures)
    by_source: dict[str, list[Findings]] = {}
    for file in files:
        if any((file.reading.source, indicator) in measures for indicator in file.indicators):
            by_source.setdefault(file.reading.source, []).append(file)
    there = [file for members in by_source.values() for file in members]
    present = tuple(column for column in OPTIONAL if any(column in file.present for file in there))
    parts = []
    for number, (source, members) in enumerate(by_source.items()):
        texts = {text: period.code for file in members for text, period in file.periods.items()}
        shown = {indicator: measure for (name, indicator), measure in measures.items() if name == source}
        _create_map(db, f"measure_of_{number}", "measure", shown)
        _create_map(db, f"period_of_{number}", "period", texts)
        parts.append(_rows_of(members, number, present))
    if not parts:
        return Sorted((), [], {})
    # With the row in it the sort key would not fit two words, and sorting take half as long again. Without it only rows
    # that repeat one another are in no particular order, and of those all but the first are left out below.
    order = f"{', '.join(KEY)}, vintage, file"
    rows = " union all ".join(parts)
    db.execute(f"create or replace temp table sorted as select *, true as latest from ({rows}) order by {order}")
    conflicts, repeats = _compare_neighbours(db, present)
    return Sorted(present, conflicts, repeats)


def insert(db: duckdb.DuckDBPyConnection, rows: Sorted, authority: dict[str, str]) -> None:
    """Insert the rows of ``sorted`` into fact_observation, in their order (DR-37).

    A row is ``latest`` when no later vintage has its measure, period, breakdown and authority; where one vintage has a
    council under two codes, today's code wins. ``authority`` is area to today's code of the same council.
    """
    if not rows.present:
        return
    if db.execute("select count(distinct vintage) > 1 from sorted").fetchone()[0]:
        _outdate(db, f"select rowid as position, {_same('lead', KEY)} as outdated from sorted")
    _outdate_old_codes(db, authority)
    optional = [column if column in rows.present else "null" for column in OPTIONAL]
    columns = [*KEY, *optional, "vintage", "latest", "recorded_at", "file", "row"]
    db.execute(f"insert into fact_observation select {', '.join(columns)} from sorted")


def clear(db: duckdb.DuckDBPyConnection) -> None:
    """Drop everything temporary that sorting made."""
    query = """
        select table_name from duckdb_tables()
        where temporary and regexp_matches(table_name, '^(sorted|repeated|(small|measure_of|period_of)_.*)$')
    """
    for (table,) in db.execute(query).fetchall():
        db.execute(f"drop table temp.{table}")
    for kind in CODES:
        db.execute(f"drop type if exists temp.{kind}_code")


def _create_codes(db: duckdb.DuckDBPyConnection, files: list[Findings], measures: Measures) -> None:
    """Create an enumeration per kind of code, its values in the order of their texts."""
    values = {
        "measure": set(measures.values()),
        "area": {area for file in files for area, *_ in file.areas},
        "period": {period.code for file in files for period in file.periods.values()},
        "breakdown": {breakdown for file in files for breakdown in file.breakdowns},
        "file": {file.arrival.name for file in files},
    }
    for kind, texts in values.items():
        # Given as a list: to make a frame of a few texts and read that takes longer than all the rest.
        db.execute(f"create temp type {kind}_code as enum (select unnest($codes))", {"codes": sorted(texts)})


def _create_map(db: duckdb.DuckDBPyConnection, table: str, kind: str, codes: dict[str, str]) -> None:
    """Create a table of texts as files have them and the codes they stand for."""
    query = (
        f"create or replace temp table {table} as select unnest($texts) as text, unnest($codes)::{kind}_code as code"
    )
    db.execute(query, {"texts": list(codes), "codes": list(codes.values())})


def _rows_of(files: list[Findings], number: int, present: tuple[str, ...]) -> str:
    """Return SQL for the rows of the files of one source, in codes and numbers."""
    # Figures are numbers file by file: of several files' put together, all would be text as soon as one's are.
    given = (f"{column}::double as {column}" if column in NUMBERS else column for column in present)
    texts = ", ".join(["indicator", "area", "period", "breakdown", *given, "row"])
    whole = " union all ".join(
        f"select {texts}, date '{file.arrival.vintage}' as vintage, date '{file.arrival.recorded_at}' as recorded_at, "
        f"{literal(file.arrival.name)}::file_code as file from ({file.reading.observations})"
        for file in files
    )
    # A publisher who withholds a value and leaves its numerator or limits beside it has not withheld it (DR-35).
    beside = {column: f"if(lower(marker) = 'c', null, {column})" for column in ("numerator", "lower", "upper")}
    values = {"marker": "lower(marker)", **(beside if "marker" in present else {})}
    columns = ", ".join(f"{values.get(column, column)} as {column}" for column in present)
    return f"""
        select
            measures.code as measure,
            area::area_code as area,
            periods.code as period,
            breakdown::breakdown_code as breakdown,
            {columns},
            vintage,
            recorded_at,
            file,
            row
        from ({whole}) as rows
        join measure_of_{number} as measures on rows.indicator = measures.text
        join period_of_{number} as periods on rows.period = periods.text
    """


def _same(neighbour: str, columns: tuple[str, ...]) -> str:
    """Return SQL that is true where a row has the same columns as the one before (lag) or after it (lead)."""
    return " and ".join(f"{column} = {neighbour}({column}) over ()" for column in columns)


def _compare_neighbours(
    db: duckdb.DuckDBPyConnection, present: tuple[str, ...]
) -> tuple[list[Problem], dict[str, tuple[int, int]]]:
    """Remove rows that say again what one of their key and vintage said; return those that say otherwise."""
    key = (*KEY, "vintage")
    again = f"select {', '.join(key)} from (select *, {_same('lag', key)} as again from sorted) where again"
    if db.execute(f"select count(*) from ({again})").fetchone() == (0,):
        return [], {}
    said = [column for column in present if column != "note"]
    db.execute(f"""
        create or replace temp table repeated as
        select
            *,
            row_number() over first > 1 as again,
            first_value(file) over first as first_file,
            first_value(row) over first as first_row,
            first_value(value) over first as first_value,
            {" or ".join(f"{column} is distinct from first_value({column}) over first" for column in said)} as differs
        from (select sorted.rowid as position, sorted.* from sorted semi join ({again}) using ({", ".join(key)}))
        window first as (partition by {", ".join(key)} order by file, row)
    """)
    conflicts = db.execute(f"""
        select file, row, measure, area, period, breakdown, value, first_file, first_row, first_value
        from repeated where differs order by file, row limit {MOST_PROBLEMS}
    """).fetchall()
    repeats = db.execute("""
        select file::varchar, count(*), min(row) from repeated where again and not differs group by 1
    """).fetchall()
    db.execute("delete from sorted where rowid in (select position from repeated where again and not differs)")
    db.execute("drop table repeated")
    return [_conflict(*row) for row in conflicts], {file: (count, row) for file, count, row in repeats}


def _conflict(file: str, row: int, *said: object) -> Problem:
    measure, area, period, breakdown, value, first_file, first_row, first_value = said
    figure, other = (number if number is not None else "no value" for number in (value, first_value))
    found = f"{figure} for {measure}, {area}, {period}, {breakdown}, where {first_file}, row {first_row} has {other}"
    expected = "one figure per measure, area, period and breakdown in a vintage, with the same limits and marker"
    return Problem(file, row, "value", "different figures for one key", found, expected)


def _outdate(db: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Set latest to false at each position that is outdated in ``rows``."""
    db.execute(
        f"update sorted set latest = false from ({rows}) as old where old.outdated and sorted.rowid = old.position"
    )


def _outdate_old_codes(db: duckdb.DuckDBPyConnection, authority: dict[str, str]) -> None:
    """Let one code stand for a council that the files have under several."""
    recoded = {present for area, present in authority.items() if area != present}
    codes = [(area, present) for area, present in authority.items() if present in recoded]
    if not codes:
        return
    db.register("incoming", pd.DataFrame(codes, columns=["area", "authority"], dtype="str"))
    _outdate(
        db,
        """
        select
            position,
            row_number() over (
                partition by measure, authority, period, breakdown
                order by vintage desc, area = authority desc, area desc
            ) > 1 as outdated
        from (
            select sorted.rowid as position, sorted.* replace (sorted.area::varchar as area)
            from sorted
            where latest and sorted.area::varchar in (select area from incoming)
        )
        join incoming using (area)
        """,
    )
    db.unregister("incoming")
