"""Files of millions of rows: made in the background, one after the other, once for all processes of a server.

Whoever asks waits a moment, and a longer job goes on without its reader. That a file is being made is itself a file, a
note beside it: any process reads there how far it is, and removes it to cancel.
"""

import contextvars
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

PATIENCE = 10
"""Seconds a reader waits for a file: a thread that waits answers nobody else."""
BEAT = 0.3
"""Seconds between two looks at a job."""
DEAD = 15
"""Seconds after which a note nobody has written on is one of a process that has ended."""
KINDNESS = 10
"""How much a job stands back behind readers."""
NOTE = ".note"
COPY = {
    "csv": "format csv, header",
    "packed": "format csv, header, compression gzip",
    "parquet": "format parquet, compression zstd",
}
"""Kind of file to what the database is told of it."""

log = logging.getLogger(__name__)


class Busy(Exception):
    """A file cannot be had yet."""


class Press:
    """Makes the files of one snapshot in a folder; ``cursor`` reads the snapshot and tells how far it is."""

    def __init__(self, cursor: Any, folder: Path) -> None:
        self._cursor, self.folder = cursor, folder
        self._part, self._turn = "", threading.Lock()

    def had(self, name: str) -> Path | None:
        """Return a file that has been made."""
        path = self.folder / name
        return path if path.exists() else None

    def start(self, name: str, make: Callable[[], Path]) -> None:
        """Have ``make`` called in the background, unless the file is there or somebody is at it."""
        if self.had(name) or name in self.at_work():
            return
        room(self.folder)
        note = self._note(name)
        note.unlink(missing_ok=True)
        try:
            note.touch(exist_ok=False)
        except FileExistsError:
            return
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._work, note, make), name=name, daemon=True).start()

    def waited(self, name: str, make: Callable[[], Path]) -> Path:
        """Return a file, made if need be. Raises Busy when that takes longer than a reader waits, or was cancelled."""
        self.start(name, make)
        end = time.monotonic() + PATIENCE
        while self._note(name).exists() and time.monotonic() < end:
            time.sleep(0.01)
        path = self.had(name)
        if path is None:
            raise Busy
        return path

    def at_work(self) -> dict[str, dict[str, Any]]:
        """Return by file what is being made: the part at work and the share of it that is done."""
        found = {}
        for note in self.folder.glob(f"*{NOTE}"):
            try:
                if time.time() - note.stat().st_mtime < DEAD:
                    # A note just put down, or just being written on, says nothing yet.
                    found[note.name.removesuffix(NOTE)] = json.loads(note.read_text() or '{"part": "", "share": 0}')
            except (FileNotFoundError, ValueError):
                continue
        return found

    def cancel(self, name: str) -> None:
        """Have nobody make a file any longer, whoever is at it."""
        self._note(name).unlink(missing_ok=True)

    def part(self, name: str, make: Callable[[Path], None]) -> Path:
        """Return a file, made by ``make(path)`` in this thread if it is not there."""
        path = self.folder / name
        if not path.exists():
            self._part = name
            draft = room(self.folder) / f"{uuid4().hex}.draft"
            try:
                make(draft)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
        return path

    def parquet(self, path: Path, sql: str, **parameters: Any) -> None:
        """Write the rows of one statement as Parquet."""
        self._cursor.execute(f"copy ({sql}) to {quoted(path)} ({COPY['parquet']})", parameters)

    def packed(self, path: Path, source: Path) -> None:
        """Write the rows of a Parquet file as compressed CSV."""
        rows = harmless(self._cursor, f"from read_parquet({quoted(source)})")
        self._cursor.execute(f"copy ({rows}) to {quoted(path)} ({COPY['packed']})")

    def database(self, path: Path, tables: Mapping[str, Path], comments: Iterable[str]) -> None:
        """Write a database of its own: each table from a Parquet file."""
        self._cursor.execute("detach database if exists made")
        self._cursor.execute(f"attach {quoted(path)} as made")
        try:
            self._cursor.execute("use made")
            for table, source in tables.items():
                self._cursor.execute(f'create table "{table}" as from read_parquet({quoted(source)})')
            for comment in comments:
                self._cursor.execute(comment)
        finally:
            self._cursor.execute("use published")
            self._cursor.execute("detach made")

    def _work(self, note: Path, make: Callable[[], Path]) -> None:
        stand_back()
        begun, over = threading.Event(), threading.Event()
        watching = threading.Thread(target=self._watch, args=(note, begun, over), daemon=True)
        watching.start()
        try:
            with self._turn:
                begun.set()
                if note.exists():
                    make()
        except Exception:
            if note.exists():
                log.exception("%s could not be made", note.name.removesuffix(NOTE))
        finally:
            over.set()
            watching.join()
            note.unlink(missing_ok=True)

    def _watch(self, note: Path, begun: threading.Event, over: threading.Event) -> None:
        """Write down how far a job is, and stop it when its note is gone."""
        while not over.wait(BEAT):
            try:
                with note.open("r+") as written:
                    share = max(self._cursor.query_progress(), 0) / 100 if begun.is_set() else 0
                    written.write(json.dumps({"part": self._part if begun.is_set() else "", "share": round(share, 3)}))
                    written.truncate()
            except FileNotFoundError:
                if begun.is_set():
                    self._cursor.interrupt()

    def _note(self, name: str) -> Path:
        return self.folder / f"{name}{NOTE}"


def room(folder: Path) -> Path:
    """Return the folder for files, made at its first use: of the narrow tiers no other user may read them."""
    if not folder.exists():
        # `parents=True` would make those above for everybody to read.
        room(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def stand_back() -> None:
    """Put the thread that calls behind those that answer readers, wherever they want the same processor."""
    if sys.platform == "linux":
        # There, and only there, a thread has a priority of its own: what is called a process is one thread.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), KINDNESS)


def harmless(cursor: Any, source: str) -> str:
    """Return a statement for the rows of ``from …`` in which no text begins as a spreadsheet's formula does."""
    formula = "('=', '+', '-', '@', chr(9), chr(13))"
    columns = [
        f'if(left("{name}", 1) in {formula}, chr(39) || "{name}", "{name}") as "{name}"'
        if kind == "VARCHAR"
        else f'"{name}"'
        for name, kind, *_ in cursor.execute(f"describe {source}").fetchall()
    ]
    return f"select {', '.join(columns)} {source}"


def quoted(path: Path) -> str:
    """Return a path as SQL has it."""
    return "'" + str(path).replace("'", "''") + "'"
