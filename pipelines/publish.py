"""Puts a finished warehouse in the place of the old one, by one rename."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.framework.columns import Audience
from pipelines.problems import Problem, Refused

TIER: Audience = "public"
"""What is built and served unless somebody asks for another: the widest audience."""


HEADERS = 3 * 4096
"""Bytes before the first block of a DuckDB file."""
STORED = "set disabled_compression_methods = 'fsst'"
"""How DuckDB stores a warehouse: a page that reads one document had all those beside it unpacked, letter by letter. The
file is as large without, and written sooner. Given as a connection's config, DuckDB forgets it."""


def location(warehouse: Path, tier: Audience = TIER) -> Path:
    """Return the file of one audience tier: each tier is a file of its own, holding nothing its readers may not see."""
    return warehouse / f"{tier}.duckdb"


@contextmanager
def draft(warehouse: Path, tier: Audience = TIER) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to an empty draft; publish it when the block ends well, drop it when it does not.

    The draft lies in the warehouse's own folder, as a rename across file systems is a copy. Readers see the old file
    until the rename and the whole new one after it; a build that is killed leaves a draft, which the next one removes.
    Raises Refused when the folder cannot be written or another build is at work.
    """
    final = location(warehouse, tier)
    try:
        warehouse.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise Refused(
            [Problem(str(warehouse), None, None, "warehouse not writable", str(error), "a folder this user may write")]
        ) from error
    path = final.with_suffix(".draft")
    db = _open(path)
    whole = False
    try:
        yield db
        whole = True
    finally:
        db.close()
        if whole:
            _flush(path)
            _rename(path, final)
        else:
            _remove(path)


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    """Open an empty draft. DuckDB's own lock on a draft tells a build at work from the remains of a killed one."""
    if path.exists():
        try:
            duckdb.connect(path).close()
        except duckdb.IOException as error:
            if "lock" in str(error).lower():
                expected = "to wait until it has ended"
                raise Refused(
                    [Problem(str(path), None, None, "another build is at work", "a locked draft", expected)]
                ) from error
        except duckdb.Error:
            pass  # a draft cut off mid-write: its content is of no interest, it is removed below
    _remove(path)
    db = duckdb.connect(path)
    db.execute(STORED)
    return db


def _rename(path: Path, final: Path) -> None:
    """Put the draft in the old file's place; Windows does not allow it while a dashboard holds the old one open."""
    try:
        path.replace(final)
    except PermissionError as error:
        _remove(path)
        expected = "no program that holds it open: stop the dashboard, then build again"
        raise Refused([Problem(str(final), None, None, "not replaceable", str(error), expected)]) from error


def _remove(path: Path) -> None:
    """Remove a draft with its log and the folder DuckDB spills to."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)
    shutil.rmtree(path.with_name(path.name + ".tmp"), ignore_errors=True)


def _flush(path: Path) -> None:
    """See to it that the bytes are on the disk before the name points at them, and as many as the file has blocks.

    A block that was set aside and not needed is counted and, at the end of the file, not written: whoever opens the
    warehouse would take it for one that is cut short.
    """
    counted = _counted(path)
    with path.open("rb+") as file:
        file.truncate(max(path.stat().st_size, HEADERS + counted))
        os.fsync(file.fileno())


def _counted(path: Path) -> int:
    """Return the bytes of all blocks that a file says it has, as who opens it reads them: closing may set one aside."""
    with duckdb.connect(path, read_only=True) as db:
        (size,) = db.execute(
            "select total_blocks * block_size from pragma_database_size() where database_name = current_database()"
        ).fetchone()
    return size
