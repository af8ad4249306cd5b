"""Puts the rows of all files into fact_observation: sorted, without repeats, the current vintage marked.

Ten million rows pass through here, so three things are done in one way only. Codes are sorted as enumerations, whose order
is that of their texts: one integer instead of a string. What concerns neighbouring rows (repeats, older vintages) is asked of
the sorted table by ``lag`` and ``lead`` over the rows as they lie, which DuckDB answers without sorting again. And the rows
go into the fact table straight from the sorted one, without a join on the way, for a join may change their order.
"""

from dataclasses import dataclass

import duckdb
import pandas as pd

from pipelines.checks import OPTIONAL, Findings
from pipelines.problems import Problem
from pipelines.readers import MOST_PROBLEMS

KEY = ("measure", "area", "period", "breakdown")
CODES = (*KEY, "file")
SAME_KEY = " and ".join(f"{column} = {{}}({column}) over ()" for column in KEY)


@dataclass(frozen=True)
class Sorted:
    """The rows of all files, in temporary table ``sorted``: which optional columns it has, and what is wrong with its rows."""

    present: tuple[str, ...]
    conflicts: list[Problem]
    repeats: dict[str, tuple[int, int]]


def sort(db: duckdb.DuckDBPyConnection, files: list[Findings], measures: dict[tuple[str, str], str]) -> Sorted:
    """Sort the rows of all files by measure, area, period, breakdown and vintage, without exact repeats.

    ``measures`` is (source, indicator) to measure; rows of an indicator that is not in it are left out. ``repeats`` of the result is
    file to the number of its rows left out as repeats and the first of them.
    """
    _codes(db, files, measures)
    present = tuple(column for column in OPTIONAL if any(column in file.present for file in files))
    by_source: dict[str, list[Findings]] = {}
    for file in files:
        by_source.setdefault(file.reading.source, []).append(file)
    parts = []
    for number, (source, members) in enumerate(by_source.items()):
        texts = {text: period.code for file in members for text, period in file.periods.items()}
        taken = {indicator: measure for (name, indicator), measure in measures.items() if name == source}
        _map(db, f"measure_of_{number}", "measure", taken)
        _map(db, f"period_of_{number}", "period", texts)
        parts.append(_rows(members, number, present))
    db.execute(
        f"create or replace temp table sorted as {' union all '.join(parts)} "
        "order by measure, area, period, breakdown, vintage, file, row"
    )
    conflicts, repeats = _compare(db, present)
    return Sorted(present, conflicts, repeats)


def insert(db: duckdb.DuckDBPyConnection, rows: Sorted, authority: dict[str, str]) -> None:
    """Insert the sorted rows into fact_observation and drop everything temporary.

    A row is ``latest`` when no later vintage has its measure, period, breakdown and authority; where one vintage has the council under
    two codes, the code of today wins (DR-37).
    """
    several = db.execute("select count(distinct vintage) > 1 from sorted").fetchone()[0]
    db.execute("alter table sorted add column latest boolean default true")
    if several:
        db.execute(
            "update sorted set latest = false from (select position from "
            f"(select rowid as position, {SAME_KEY.format(*['lead'] * len(KEY))} as superseded from sorted) where superseded) as old "
            "where sorted.rowid = old.position"
        )
    _one_code(db, authority)
    columns = [column if column in rows.present else "null" for column in OPTIONAL]
    db.execute(
        f"insert into fact_observation select measure, area, period, breakdown, {', '.join(columns)}, "
        "vintage, latest, recorded_at, file, row from sorted"
    )
    clear(db)


def clear(db: duckdb.DuckDBPyConnection) -> None:
    """Drop everything temporary that sorting made."""
    temporary = "select table_name from duckdb_tables() where temporary and (table_name in ('sorted', 'incoming') or regexp_matches(table_name, '^(measure_of|period_of|staged)_'))"
    for (table,) in db.execute(temporary).fetchall():
        db.execute(f"drop table temp.{table}")
    for code in CODES:
        db.execute(f"drop type if exists temp.{code}_code")


def _codes(db: duckdb.DuckDBPyConnection, files: list[Findings], measures: dict[tuple[str, str], str]) -> None:
    """Create an enumeration per kind of code, its values in the order of their texts."""
    values = {
        "measure": set(measures.values()),
        "area": {area for file in files for area in file.areas["area"]},
        "period": {period.code for file in files for period in file.periods.values()},
        "breakdown": {breakdown for file in files for breakdown in file.breakdowns},
        "file": {file.arrival.name for file in files},
    }
    for kind, texts in values.items():
        _register(db, pd.DataFrame({"code": sorted(texts)}, dtype="str"))
        db.execute(f"create temp type {kind}_code as enum (select code from incoming order by code)")
    db.unregister("incoming")


def _map(db: duckdb.DuckDBPyConnection, table: str, kind: str, codes: dict[str, str]) -> None:
    _register(db, pd.DataFrame({"text": list(codes), "code": list(codes.values())}, dtype="str"))
    db.execute(f"create or replace temp table {table} as select text, code::{kind}_code as code from incoming")
    db.unregister("incoming")


def _register(db: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> None:
    db.register("incoming", frame)


def _rows(files: list[Findings], number: int, present: tuple[str, ...]) -> str:
    """Return SQL for the rows of files of one source, in codes and numbers."""
    texts = ["indicator", "area", "period", "breakdown", *present, "row"]
    whole = " union all ".join(
        f"select {', '.join(texts)}, date '{file.arrival.vintage}' as vintage, date '{file.arrival.recorded_at}' as recorded_at, "
        f"{_literal(file.arrival.name)}::file_code as file from ({file.reading.observations})"
        for file in files
    )
    values = {"marker": "lower(marker)", "note": "note"}
    columns = [f"{values.get(column, f'{column}::double')} as {column}" for column in present]
    return (
        f"select measures.code as measure, rows.area::area_code as area, periods.code as period, rows.breakdown::breakdown_code as breakdown, "
        f"{''.join(f'{column}, ' for column in columns)}vintage, recorded_at, file, row from ({whole}) as rows "
        f"join measure_of_{number} as measures on rows.indicator = measures.text join period_of_{number} as periods on rows.period = periods.text"
    )


def _compare(
    db: duckdb.DuckDBPyConnection, present: tuple[str, ...]
) -> tuple[list[Problem], dict[str, tuple[int, int]]]:
    """Remove rows that repeat the one before them, and return those that contradict it, and the repeats by file."""
    same = f"{SAME_KEY.format(*['lag'] * len(KEY))} and vintage = lag(vintage) over ()"
    db.execute(
        f"create or replace temp table again as select position from (select rowid as position, {same} as again from sorted) where again"
    )
    try:
        if db.execute("select count(*) from again").fetchone() == (0,):
            return [], {}
        said = [column for column in present if column != "note"]
        differs = " or ".join(f"this.{column} is distinct from first.{column}" for column in said)
        # The first row of a key is the last one before it in the sorted table that repeats nothing.
        compared = f"""
            select this.rowid as position, this.*, first.file as first_file, first.row as first_row, first.value as first_value,
                   ({differs or "false"}) as differs
            from sorted as this
            join (
                select keys.position, max(heads.position) as head
                from again as keys
                asof join (select rowid as position from sorted anti join again on sorted.rowid = again.position) as heads
                    on keys.position > heads.position
                group by keys.position
            ) as pairs on this.rowid = pairs.position
            join sorted as first on first.rowid = pairs.head
        """
        db.execute(f"create or replace temp table compared as {compared}")
        conflicts = [
            Problem(
                str(file),
                row,
                "value",
                "same key, different figures",
                f"{value} for {measure}, {area}, {period}, {breakdown}, but {first_value} in {first_file}, row {first_row}",
                "one value per measure, area, period and breakdown within a vintage",
            )
            for measure, area, period, breakdown, file, row, value, first_file, first_row, first_value in db.execute(
                "select measure, area, period, breakdown, file, row, coalesce(value::varchar, 'no value'), first_file, first_row, "
                f"coalesce(first_value::varchar, 'no value') from compared where differs order by file, row limit {MOST_PROBLEMS}"
            ).fetchall()
        ]
        repeats = db.execute(
            "select file::varchar, count(*), min(row) from compared where not differs group by 1"
        ).fetchall()
        db.execute("delete from sorted where rowid in (select position from compared where not differs)")
        return conflicts, {file: (count, row) for file, count, row in repeats}
    finally:
        db.execute("drop table if exists temp.again")
        db.execute("drop table if exists temp.compared")


def _one_code(db: duckdb.DuckDBPyConnection, authority: dict[str, str]) -> None:
    """Let one code stand for a council that the files have under several."""
    pairs = pd.DataFrame(
        [(area, present) for area, present in authority.items() if area != present], columns=["area", "authority"]
    )
    both = pd.concat([pairs, pd.DataFrame({"area": pairs["authority"].unique()}).assign(authority=lambda f: f["area"])])
    if both.empty:
        return
    _register(db, both.drop_duplicates())
    db.execute(
        "update sorted set latest = false where rowid in (select position from ("
        "select sorted.rowid as position, row_number() over (partition by measure, authority, period, breakdown "
        "order by vintage desc, sorted.area::varchar = authority desc, sorted.area desc) as place "
        "from sorted join incoming on sorted.area::varchar = incoming.area where latest) where place > 1)"
    )
    db.unregister("incoming")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
