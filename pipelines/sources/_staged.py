"""Puts a file's rows into a table of text, without a row of them passing through Python."""

import hashlib
from collections.abc import Collection
from pathlib import Path

import duckdb

from pipelines import limits, readers
from pipelines.problems import Problem, Refused
from pipelines.sources import STAGED

LONGEST_ROW = 16_777_216
"""Bytes of a row, which has at most some hundred cells."""
BUFFER = 2 * LONGEST_ROW
"""Bytes that DuckDB reads at once."""

UNNAMED = "no name"
"""What a staged column is called whose heading is empty, like that of the row numbers some programs write."""


def csv(path: Path, db: duckdb.DuckDBPyConnection) -> str:
    """Stage a CSV file; return the table's name. All its columns are text, rowid + 1 is the row in the file.

    Raises Refused with every row that is not as the header says, and where the file is not UTF-8.
    """
    columns = readers.header(path)
    _be_distinct(columns, path)
    _be_few(columns, path)
    name = f"staged_{name_of(path)}"
    try:
        # Where no row is longer than a cell may be, no cell is.
        _create(db, name, path, columns, strict=True, longest=limits.LONGEST_CELL)
    except duckdb.Error:
        _create_with_care(db, name, path, columns)
    # The header is staged with the rows and taken away again: DuckDB would take a blank line above it for the header.
    db.execute(f"delete from {name} where rowid = 0")
    return name


def parquet(path: Path, db: duckdb.DuckDBPyConnection) -> tuple[str, dict[str, str]]:
    """Return SQL for a Parquet file's relation, which has ``file_row_number``, and its columns with their types.

    Raises Refused where it cannot be read whole.
    """
    found, relation = kinds(path, db), _relation(path)
    texts = [column for column, kind in found.items() if kind == "VARCHAR"]
    _be_few(list(found), path)
    try:
        # All texts are read here, so that a file whose end is whole and whose middle is not says so now.
        _be_short(db, path, relation, texts, "file_row_number + 2")
    except duckdb.Error as error:
        raise unreadable(path, error) from error
    return relation, found


def kinds(path: Path, db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the columns of a Parquet file with their types, without reading a row; raises Refused."""
    try:
        described = db.execute(f"describe select * exclude (file_row_number) from {_relation(path)}").fetchall()
    except duckdb.Error as error:
        raise unreadable(path, error) from error
    return {column: kind for column, kind, *_ in described}


def _relation(path: Path) -> str:
    return f"read_parquet({literal(_plainly(path))}, file_row_number = true, hive_partitioning = false)"


def select(relation: str, row: str, numbers: Collection[str] = (), **columns: str) -> str:
    """Return SQL for a relation with the columns STAGED: an expression for each given, null for the others.

    All are text but for ``numbers``, doubles already.
    """
    expressions = [
        f"{columns.get(column, 'null')}{'' if column in numbers else '::varchar'} as {column}"
        for column in STAGED
        if column != "row"
    ]
    return f"select {', '.join(expressions)}, ({row})::bigint as row from {relation}"


def keep(db: duckdb.DuckDBPyConnection, name: str, relation: str, row: str, **columns: str) -> str:
    """Put rows together once, for judging and loading read them many times; return SQL for them as ``select`` does.

    Only the columns given are stored: to write nulls and read them again takes a fifth of the time.
    """
    rows = select(relation, row, **columns)
    db.execute(f"create or replace table {name} as select {', '.join(columns)}, row from ({rows})")
    return select(name, "row", **{column: column for column in columns})


def name_of(path: Path) -> str:
    """Return letters and digits that no other path has, for the name of a table."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:16]


def quoted(column: str) -> str:
    """Return a column's name as SQL reads it."""
    return '"' + column.replace('"', '""') + '"'


def _create_with_care(db: duckdb.DuckDBPyConnection, name: str, path: Path, columns: list[str]) -> None:
    """Stage a file that has long rows, or rows that DuckDB cannot read; raises Refused with every such row."""
    try:
        _create(db, name, path, columns, strict=True, longest=LONGEST_ROW)
    except duckdb.Error as error:
        # DuckDB names only the first bad line, and refuses files whose lines end now in LF, now in CRLF. Our own slow
        # reader names every bad row; when it finds none, DuckDB reads again, less strictly, and must find as many rows.
        rows = sum(1 for _ in readers.records(path))
        try:
            _create(db, name, path, columns, strict=False, longest=LONGEST_ROW)
        except duckdb.Error:
            raise unreadable(path, error) from error
        if db.execute(f"select count(*) from {name}").fetchone() != (rows,):
            raise unreadable(path, error) from error
    _be_short(db, path, name, [column or UNNAMED for column in columns], "rowid + 1")


def _create(
    db: duckdb.DuckDBPyConnection, name: str, path: Path, columns: list[str], *, strict: bool, longest: int
) -> None:
    types = ", ".join(f"{literal(column or UNNAMED)}: 'VARCHAR'" for column in columns)
    db.execute(
        f"create or replace table {name} as select * from read_csv({literal(_plainly(path))}, header = false, "
        f"columns = {{{types}}}, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
        f"strict_mode = {strict}, hive_partitioning = false, max_line_size = {longest}, buffer_size = {BUFFER})"
    )


def _plainly(path: Path) -> str:
    """Return the path as a pattern that matches this file only, for DuckDB takes a [ or * in a name as a pattern."""
    return "".join(f"[{letter}]" if letter in "[*?" else letter for letter in str(path))


def literal(text: str) -> str:
    """Return a text as SQL reads it."""
    return "'" + text.replace("'", "''") + "'"


def _be_distinct(columns: list[str], path: Path) -> None:
    lower = [column.casefold() for column in columns]
    twice = sorted({column for column in columns if lower.count(column.casefold()) > 1})
    if twice:
        raise Refused(
            [
                Problem(path.name, 1, column or None, "column twice", column or "no name", "each column once")
                for column in twice
            ]
        )


def _be_few(columns: list[str], path: Path) -> None:
    """Refuse a table wider than any published: every column costs questions of its own."""
    if len(columns) > limits.MOST_COLUMNS:
        found, expected = f"{len(columns):,} columns", f"at most {limits.MOST_COLUMNS:,}"
        raise Refused([Problem(path.name, 1, None, "too many columns", found, expected)])


def _be_short(db: duckdb.DuckDBPyConnection, path: Path, relation: str, columns: list[str], row: str) -> None:
    """Refuse cells longer than any that a spreadsheet takes: they would be the names and notes of a page."""
    if not columns:
        return
    lengths = [f"strlen({quoted(column)})" for column in columns]
    long = " or ".join(f"{length} > {limits.LONGEST_CELL}" for length in lengths)
    query = f"select min({row}), max(greatest({', '.join(lengths)})), count(*) from {relation} where {long}"
    first, most, count = db.execute(query).fetchone()
    if count:
        found, expected = f"a cell of {most:,} bytes", f"at most {limits.LONGEST_CELL:,} in a cell, as in Excel"
        raise Refused([Problem(path.name, first, None, "cell too long", found, expected, count)])


def unreadable(path: Path, error: Exception) -> Refused:
    """Return the refusal of a file that DuckDB cannot read."""
    expected = "a file as its ending says, whole and in UTF-8"
    found = str(error).splitlines()[0].replace(str(path), path.name)
    return Refused([Problem(path.name, None, None, "not readable", found, expected)])
