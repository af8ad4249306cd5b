"""Reads and judges the files of the inboxes side by side, each on a connection of its own.

What a source stages lies in a database in memory that all connections see, for they do not see one another's temporary
tables. Results are taken in the order of the files, however they overtook one another: the same files are always
loaded, or refused, in the same words and the same order.
"""

import gc
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue

import duckdb

from pipelines import checks, inbox, readers, sources
from pipelines.checks import Findings
from pipelines.inbox import Arrival
from pipelines.problems import Problem, Refused
from pipelines.returns import reading as returned
from pipelines.sources import Reading, _staged

STAGING = "staging"
"""The database of what is staged."""

AT_ONCE = min(4, os.cpu_count() or 1)
"""Files that are read at once: each may have a workbook or a document in memory."""

COMPRESSED = (*readers.WORKBOOKS, ".parquet")
LARGE = 4_000_000
"""Bytes of a file worth more than one thread of DuckDB: to share out a smaller one costs as much as to read it."""


@dataclass(frozen=True)
class Read:
    """One file read and judged: ``understood`` is false where it could not be read, ``reading`` null where it holds no
    data, ``findings`` null where it has no observations."""

    arrival: Arrival
    understood: bool
    reading: Reading | None
    findings: Findings | None
    problems: list[Problem]


@contextmanager
def staging(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let ``db`` find what is staged under its bare name, and leave nothing of it behind."""
    db.execute(f"attach ':memory:' as {STAGING}")
    db.execute(f"set search_path = '{','.join(_places(db))}'")
    try:
        yield
    finally:
        db.execute("reset search_path")
        db.execute(f"detach {STAGING}")


def every(db: duckdb.DuckDBPyConnection, arrivals: list[Arrival]) -> Iterator[Read]:
    """Yield each file read and judged, in their order, while others are read; to be called within ``staging``."""
    free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
    for _ in range(AT_ONCE):
        free.put(connected(db))
    with _threads(db, arrivals), _settled(), ThreadPoolExecutor(AT_ONCE) as pool:
        # What takes longest begins first, so that nobody waits for it at the end.
        begun = {arrival: pool.submit(_one, free, arrival) for arrival in sorted(arrivals, key=_work, reverse=True)}
        for arrival in arrivals:
            yield begun.pop(arrival).result()


def connected(db: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Return a connection of its own, to what ``db`` is connected to, whose new tables are staged."""
    own = db.cursor()
    own.execute(f"set search_path = '{','.join(reversed(_places(own)))}'")
    own.execute(checks.NUMBER)
    return own


def in_inbox(problem: Problem, arrival: Arrival) -> Problem:
    """Name the file as people find it: a source knows it by its own name, or names the JSON beside it."""
    folder = arrival.name.removesuffix(arrival.path.name)
    return replace(problem, file=folder + problem.file)


@contextmanager
def _threads(db: duckdb.DuckDBPyConnection, arrivals: list[Arrival]) -> Iterator[None]:
    """Let DuckDB use one thread a question where no file is large: the files share the processors out."""
    before = db.execute("select current_setting('threads')").fetchone()[0]
    if not any(arrival.path.stat().st_size >= LARGE for arrival in arrivals):
        db.execute("set threads = 1")
    try:
        yield
    finally:
        db.execute(f"set threads = {before}")


@contextmanager
def _settled() -> Iterator[None]:
    """Let Python not look for garbage in all that is there already, again and again, as cells come by the million."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _work(arrival: Arrival) -> int:
    """Return roughly how much there is to read in a file: what is compressed holds ten times its bytes."""
    return arrival.path.stat().st_size * (10 if arrival.path.suffix.lower() in COMPRESSED else 1)


def _places(db: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """Return where names are looked for: in the warehouse and in what is staged. New tables go to the first."""
    (own,) = db.execute("select current_database()").fetchone()
    return f"{_staged.quoted(own)}.main", f"{STAGING}.main"


def _one(free: SimpleQueue[duckdb.DuckDBPyConnection], arrival: Arrival) -> Read:
    """Read and judge a file on a connection that is free, or say everything that is wrong with it."""
    understood, reading, db = False, None, free.get()
    try:
        with _whole(arrival.path):
            reading = _understood(db, arrival.path)
            understood = True
            findings = checks.judge(db, arrival, reading) if reading and reading.observations else None
    except Refused as refused:
        problems = [in_inbox(problem, arrival) for problem in refused.problems]
        return Read(arrival, understood, reading, None, problems)
    except OSError as error:
        expected = "a file this program may read"
        problem = Problem(arrival.name, None, None, "not readable", str(error.strerror), expected)
        return Read(arrival, understood, reading, None, [problem])
    finally:
        free.put(db)
    return Read(arrival, understood, reading, findings, [])


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Refuse a Parquet file that shows only when its rows are read that it is damaged, or of other types than ours."""
    try:
        yield
    except duckdb.Error as error:
        if path.suffix.lower() != ".parquet":
            raise
        raise _staged.unreadable(path, error) from error


def _understood(db: duckdb.DuckDBPyConnection, path: Path) -> Reading | None:
    """Return the reading of the first source that knows a file; refuse data that none knows.

    Hidden files and those Excel leaves beside an open workbook (~$returns.xlsx) are nobody's data.
    """
    if path.name.startswith((".", "~$")):
        return None
    for _, read in sources.readers():
        if (reading := read(path, db)) is not None:
            return reading
    if path.suffix.lower() in inbox.DATA:
        returned.be_saved_as_a_return(path)
        raise Refused([_not_understood(db, path)])
    return None


def _not_understood(db: duckdb.DuckDBPyConnection, path: Path) -> Problem:
    """Return what is nearest to a file no source knows, and what it lacks."""
    columns = list(_staged.parquet(path, db)[1]) if path.suffix.lower() == ".parquet" else readers.header(path)
    modules = [sys.modules[read.__module__] for _, read in sources.readers()]
    formats = {name: names for module in modules for name, names in getattr(module, "FORMATS", {}).items()}
    lower = {column.lower() for column in columns}
    best = max(formats, key=lambda name: len(lower & {c.lower() for c in formats[name]}) / len(formats[name]))
    lacking = ", ".join(column for column in formats[best] if column.lower() not in lower)
    difference = f"which also has {lacking}" if lacking else f"which has exactly {', '.join(formats[best])}"
    found = f"the columns {', '.join(columns[:20])}"
    return Problem(
        path.name, 1, None, "format not understood", found, f"a format that is; the nearest is the {best}, {difference}"
    )
