"""Finished answers on disk, for all workers of a host: what one has drawn, the next sends as it lies there.

They lie in the folder of their snapshot and go when it goes. A file is put in its place whole or not at all, and is its
owner's alone to read. What was longest not asked for makes room.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import orjson

from dashboard.press import room

MOST = 128 * 2**20
"""Bytes of a snapshot's answers: some ten thousand pages."""
LOOK = 16
"""What is there is counted each time a process has added this part of it."""

Kept = tuple[str, list[tuple[str, str]], bytes]
"""Status, headers and body of an answer."""

log = logging.getLogger(__name__)


class Shelf:
    """A folder of answers. It saves time and is never needed: on a disk that is full every answer is made again."""

    def __init__(self, folder: Callable[[], Path], most: int = MOST) -> None:
        """Keep at most so many bytes in the folder of the snapshot that is read."""
        self._folder, self._most = folder, most
        self._added = 0

    def get(self, key: str) -> Kept | None:
        """Return what is kept under ``key``, or None."""
        path = self._folder() / key
        try:
            head, _, body = path.read_bytes().partition(b"\n")
            os.utime(path)
        except OSError:
            return None
        status, headers = orjson.loads(head)
        return status, [(name, value) for name, value in headers], body

    def set(self, key: str, value: Kept) -> bool:
        """Keep an answer under ``key``."""
        status, headers, body = value
        written = b"%b\n%b" % (orjson.dumps([status, headers]), body)
        draft = self._folder() / f"{uuid4().hex}.draft"
        try:
            _write(draft, written)
            draft.replace(draft.with_name(key))
        except OSError as error:
            log.warning("An answer cannot be kept (%s); it is made each time.", error)
            return False
        self._added += len(written)
        if self._added > self._most // LOOK:
            self._added = 0
            self._make_room()
        return True

    def add(self, key: str, value: bool, timeout: float) -> bool:
        """Claim ``key`` for so many seconds if nobody has, and tell so."""
        path = self._folder() / key
        try:
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > timeout:
                    path.unlink()
            _write(path, b"")
        except FileExistsError:
            return False
        except OSError:
            return True
        return True

    def delete(self, key: str) -> bool:
        """Keep nothing under ``key``; Windows lets nobody remove what somebody is reading."""
        with suppress(OSError):
            (self._folder() / key).unlink()
        return True

    def _make_room(self) -> None:
        found = sorted(self._found())
        size = sum(one for _, one, _ in found)
        for _, one, path in found:
            if size <= self._most - self._most // LOOK:
                return
            self.delete(path.name)
            size -= one

    def _found(self) -> Iterator[tuple[float, int, Path]]:
        for path in self._folder().iterdir():
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            yield stat.st_mtime, stat.st_size, path


def _write(path: Path, content: bytes) -> None:
    """Write a file that was not there. Raises FileExistsError."""
    room(path.parent)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
