"""The one door to the database: read-only, one snapshot for a whole request, a replaced file noticed at the next.

Everything is attached to a fresh in-memory database: ``duckdb.connect(path)`` would return the database already open in
this process, so a file put in its place would never be noticed.
"""

import hashlib
import logging
import shutil
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Literal, Protocol
from uuid import uuid4

import duckdb
import orjson
import pandas as pd

from dashboard.press import COPY, Press, harmless, quoted, room

SCHEMA_VERSION = 7
BUILD = "build it with `python -m pipelines build`"
HEADERS = 3 * 4096
"""Bytes before the first block of a DuckDB file."""
CONFIG = {"python_enable_replacements": False, "threads": 1}
"""Queries are small and requests many: handing parts of a query to another thread took a quarter of its time."""

DATES = """
select column_name
from duckdb_columns()
where database_name = 'published'
group by column_name
having bool_or(data_type = 'DATE') and not bool_or(data_type = 'VARCHAR')
"""
log = logging.getLogger(__name__)

Stamp = tuple[int, int, int]
FileKind = Literal["csv", "parquet"]


class Unreadable(Exception):
    """The warehouse cannot be read; the message is one sentence that says why and what to do."""


class Cache(Protocol):
    """What is asked of flask-caching: answers by key, pickled in and out, so that no two callers share one."""

    def get(self, key: str) -> Any:
        """Return what is kept under ``key``, or None."""

    def set(self, key: str, value: Any) -> Any:
        """Keep ``value`` under ``key``."""


class Held:
    """The rows of one statement, held by the database while they are written in whatever form is asked for."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, scratch: Path) -> None:
        self._cursor, self._scratch = cursor, scratch

    def columns(self) -> dict[str, str]:
        """Return column to its type, as the database calls it."""
        return {name: kind for name, kind, *_ in self._cursor.execute("describe held").fetchall()}

    def rows(self, most: int) -> list[dict[str, Any]]:
        """Return at most so many rows as dictionaries."""
        return _dictionaries(self._cursor.execute("from held limit $most", {"most": most}))

    def row(self, number: int) -> dict[str, Any] | None:
        """Return one row, the first being 0, or None where there are not so many."""
        found = _dictionaries(self._cursor.execute("from held limit 1 offset $number", {"number": number}))
        return found[0] if found else None

    def written(self, kind: FileKind, most: int) -> bytes:
        """Return at most so many rows as the bytes of a file."""
        path = room(self._scratch) / f"{uuid4().hex}.{kind}"
        source = harmless(self._cursor, "from held") if kind == "csv" else "from held"
        copy = f"copy ({source} limit $most) to {quoted(path)} ({COPY[kind]})"
        try:
            self._cursor.execute(copy, {"most": most})
            return path.read_bytes()
        finally:
            path.unlink(missing_ok=True)

    def arrow(self, most: int) -> Any:
        """Return at most so many rows as an object that exports an Arrow stream (``__arrow_c_stream__``)."""
        return self._cursor.table("held").limit(most)


class Snapshot:
    """One published warehouse file, held open until the last request that reads it is over."""

    def __init__(
        self, db: duckdb.DuckDBPyConnection, facts: Mapping[str, Any], cache: Cache | None, scratch: Path
    ) -> None:
        self.facts = facts
        self._db, self._cache, self._cursors = db, cache, threading.local()
        self._dates = {name for (name,) in db.execute(DATES).fetchall()}
        self._scratch = scratch
        self.press = Press(db, scratch)
        # The files made of this snapshot go when the last request that reads it is over.
        weakref.finalize(self, shutil.rmtree, scratch, ignore_errors=True)

    def frame(self, sql: str, **parameters: Any) -> pd.DataFrame:
        """Return the rows of one statement with ``$named`` parameters; the frame is the caller's own to change.

        Raises duckdb.Error for a parameter that is missing or surplus.
        """
        return self._kept("frame", sql, parameters, lambda found: found.df())

    def rows(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        """Return the same as dictionaries of plain values, None where there is none: quicker to read row by row.

        A document in JSON is read too: a dictionary or a list of them, or a dictionary of these. Raises duckdb.Error
        for a parameter that is missing or surplus.
        """
        documents, rows = self._kept("rows", sql, parameters, _with_documents)
        for row in rows:
            row |= {name: self._document(row[name]) for name in documents if row[name] is not None}
        return rows

    @contextmanager
    def held(self, sql: str, **parameters: Any) -> Iterator[Held]:
        """Hold the rows of one statement for as long as the block lasts; they are too many to be kept in the cache.

        Raises duckdb.Error for a parameter that is missing or surplus.
        """
        with self._db.cursor() as cursor:
            cursor.execute("use published")
            cursor.execute(f"create temp table held as {sql}", parameters)
            yield Held(cursor, self._scratch)

    def _kept(self, shape: str, sql: str, parameters: dict[str, Any], shaped: Callable) -> Any:
        if self._cache is None:
            return self._read(sql, parameters, shaped)
        key = self._key(shape, sql, parameters)
        found = self._cache.get(key)
        if found is None:
            found = self._read(sql, parameters, shaped)
            self._cache.set(key, found)
        return found

    def _read(self, sql: str, parameters: dict[str, Any], shaped: Callable) -> Any:
        return shaped(self._cursor().execute(sql, parameters))

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """Return this thread's cursor, kept as long as the snapshot: one for each question took a tenth of its time."""
        if not hasattr(self._cursors, "own"):
            # Cursors are not shared between threads, and `use` does not pass to them.
            cursor = self._db.cursor()
            cursor.execute("use published")
            self._cursors.own = cursor
        return self._cursors.own

    def _document(self, text: str) -> Any:
        """Return what a document says. JSON has no dates: under a name that is a date's in every table, text is one."""
        said = orjson.loads(text)
        for part in (said, *said.values()) if isinstance(said, dict) else (said,):
            self._date(part)
        return said

    def _date(self, part: Any) -> None:
        rows = part if isinstance(part, list) else [part]
        if not rows or not isinstance(rows[0], dict):
            return
        # The rows of one question have the same names; most documents have no date at all.
        if self._dates.isdisjoint(rows[0]):
            return
        for name in self._dates & rows[0].keys():
            for row in rows:
                if isinstance(row[name], str):
                    row[name] = date.fromisoformat(row[name])

    def _key(self, shape: str, sql: str, parameters: dict[str, Any]) -> str:
        # The build time stands beside the snapshot because new code may derive other figures from the same inputs.
        facts = self.facts
        whose = f"{facts['snapshot']} {facts['built_at']} {facts['tier']}"
        asked = f"{whose} {shape} {sql} {sorted(parameters.items())!r}"
        return hashlib.sha256(asked.encode()).hexdigest()


class Warehouse:
    """The warehouse of one audience tier, as it is published now."""

    def __init__(
        self, folder: Path, tier: str = "public", cache: Cache | None = None, scratch: Path | None = None
    ) -> None:
        """Open ``folder/<tier>.duckdb``; what is made in ``scratch`` several processes share. Raises Unreadable."""
        self.folder, self.tier = folder, tier
        self.path = folder / f"{tier}.duckdb"
        self.problem: str | None = None
        self._cache, self._scratch = cache, scratch
        self._lock = threading.Lock()
        # Taken before the file is opened: one that takes its place meanwhile is noticed at the next request.
        self._seen = _stamp(self.path)
        self._newest = self._open()

    def newest(self) -> Snapshot:
        """Return the newest readable snapshot; while a newer file cannot be read, the last good one serves on."""
        if _stamp(self.path) != self._seen:
            with self._lock:
                self._look_again()
        return self._newest

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """Make the newest snapshot the one that ``current()`` returns inside the block."""
        token = _current.set(self.newest())
        try:
            yield _current.get()
        finally:
            _current.reset(token)

    def health(self) -> dict[str, Any]:
        """Return what is served, in JSON's types; "stale" while a newer file cannot be read (the log says why)."""
        facts = self.newest().facts
        said = {name: facts[name] for name in ("snapshot", "built_at", "tier", "as_at", "schema_version", "council")}
        plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
        return {"status": "ok" if self.problem is None else "stale", **plain}

    def _look_again(self) -> None:
        stamp = _stamp(self.path)
        if stamp == self._seen:
            return
        try:
            self._newest, self.problem = self._open(), None
        except Unreadable as problem:
            self.problem = str(problem)
            log.error("%s The warehouse built at %s serves on.", problem, self._newest.facts["built_at"])
        self._seen = stamp

    def _open(self) -> Snapshot:
        _check_file(self.folder, self.path)
        scratch = Path(gettempdir()) / f"golden-thread-{uuid4().hex}"
        if self._scratch:
            scratch = self._scratch / "-".join(map(str, _stamp(self.path) or ()))
        db = _attach(self.path, scratch)
        facts = _facts(db, self.path)
        if facts["tier"] != self.tier:
            raise Unreadable(
                f"{self.path} holds the {facts['tier']} tier, where the {self.tier} tier was expected; "
                "never rename a warehouse file, rebuild it with `python -m pipelines build`."
            )
        return Snapshot(db, facts, self._cache, scratch)


_current: ContextVar[Snapshot] = ContextVar("snapshot")


def current() -> Snapshot:
    """Return the snapshot this request reads. Raises LookupError outside ``Warehouse.reading``."""
    return _current.get()


def _stamp(path: Path) -> Stamp | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _check_file(folder: Path, path: Path) -> None:
    if not folder.exists():
        raise Unreadable(f"There is no warehouse folder {folder}; {BUILD}.")
    if not folder.is_dir():
        raise Unreadable(f"{folder} is a file, where the warehouse is a folder; {BUILD} --warehouse FOLDER.")
    if not path.exists():
        raise Unreadable(f"There is no {path.name} in {folder}; {BUILD}.")
    if path.is_dir():
        raise Unreadable(f"{path} is a folder, where a warehouse file was expected; remove it and {BUILD}.")


def _attach(path: Path, scratch: Path) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect(config=CONFIG)
    try:
        db.execute(f"attach {quoted(path)} as published (read_only)")
        size = db.execute(
            "select total_blocks * block_size from pragma_database_size() where database_name = 'published'"
        )
        whole = HEADERS + size.fetchone()[0]
    except duckdb.Error as error:
        raise Unreadable(f"{path} is not a readable warehouse ({_first_line(error)}); {BUILD}.") from error
    if path.stat().st_size < whole:
        raise Unreadable(f"{path} is cut short: {path.stat().st_size:,} of {whole:,} bytes; {BUILD}.")
    # The one folder the database may write to: files for download are made there.
    db.execute("set allowed_directories = [$scratch]", {"scratch": str(scratch)})
    db.execute("set enable_external_access = false")
    # Readers ask by cursors; the connection itself is for the files that take long, and tells how far it is.
    db.execute("use published")
    db.execute("set enable_progress_bar = true")
    db.execute("set enable_progress_bar_print = false")
    db.execute("set lock_configuration = true")
    return db


def _facts(db: duckdb.DuckDBPyConnection, path: Path) -> dict[str, Any]:
    try:
        found = db.execute("select schema_version from published.warehouse").fetchall()
    except duckdb.CatalogException as error:
        raise Unreadable(f"{path} is a database but not a warehouse: it has no table `warehouse`; {BUILD}.") from error
    except duckdb.Error as error:
        raise Unreadable(f"{path} is not a readable warehouse ({_first_line(error)}); {BUILD}.") from error
    if len(found) != 1:
        raise Unreadable(f"{path} has {len(found)} rows in its table `warehouse`, where 1 was expected; {BUILD}.")
    if found[0][0] != SCHEMA_VERSION:
        raise Unreadable(
            f"{path} has schema version {found[0][0]}, where this dashboard reads version {SCHEMA_VERSION}; "
            "rebuild it with `python -m pipelines build`."
        )
    return _dictionaries(db.execute("select * from published.warehouse"))[0]


def _with_documents(found: duckdb.DuckDBPyConnection) -> tuple[list[str], list[dict[str, Any]]]:
    """Return which columns are documents, and the rows with those as text: kept in less time than what they say."""
    return [name for name, kind, *_ in found.description if kind == "JSON"], _dictionaries(found)


def _dictionaries(found: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].removeprefix("IO Error: ").rstrip(".!")
