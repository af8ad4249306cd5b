"""The files of the inboxes: which there are, how each is called, and from which day it speaks."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.problems import Problem, Refused

DATA = (".csv", ".parquet", ".xlsx", ".xlsm", ".xls", ".ods")
"""Endings of files that hold data: one that no source understands is refused, any other file is merely unread."""


@dataclass(frozen=True)
class Arrival:
    """One file as received: ``name`` begins with its inbox, ``vintage`` is the day from which it says what it says."""

    name: str
    path: Path
    vintage: date
    recorded_at: date


def discover(inboxes: list[Path]) -> list[tuple[str, Path]]:
    """Return (name, path) of every file in the inboxes, in order of inbox and name: ``inbox/returns/july.csv``.

    Raises Refused where an inbox is no folder, or two inboxes give a file the same name.
    """
    found: dict[str, Path] = {}
    problems = []
    for inbox in inboxes:
        folder = inbox.resolve()
        if not folder.is_dir():
            what = "a file" if folder.exists() else "nothing there"
            problems.append(Problem(str(inbox), None, None, "no inbox", what, "a folder of files as received"))
            continue
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            if name in found:
                problems.append(
                    Problem(name, None, None, "same name twice", "two inboxes with it", "inboxes of different names")
                )
            found[name] = path
    if problems:
        raise Refused(problems)
    return list(found.items())


def arrival(name: str, path: Path) -> Arrival:
    """Return what is known of a file without opening it."""
    return Arrival(name, path, vintage(path), _modified(path))


def vintage(path: Path) -> date:
    """Return the last date in a file's name (``returns_2025-10-01.csv``), or else the day it was last modified."""
    for text in reversed(re.findall(r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])", path.name)):
        try:
            return date.fromisoformat(text)
        except ValueError:
            continue  # 2025-99-99 is no date, so it says nothing about when
    return _modified(path)


def sha256(path: Path) -> str:
    """Return the checksum of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _modified(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
