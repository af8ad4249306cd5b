"""Finished answers, kept as they were sent: what somebody has asked before costs no query, no page, no compression.

This room stands before Flask. An answer is known by snapshot and tier, the edition of the dashboard, the address and
the coding it travels in. Nothing else may decide it: whatever else Dash's question says is not passed on, nor are other
headers but to files and the API, whose answers are known by them too. All workers of a host share what is kept.
"""

import hashlib
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from werkzeug.http import parse_etags, quote_etag, unquote_etag

from dashboard import warehouse
from dashboard.answers.asked import AFRESH, PAGE, Environment, asked, page_of, question
from dashboard.answers.shelf import Shelf
from dashboard.cache import Shared

__all__ = ["AFRESH", "PAGE", "Shelf", "edition", "keeping", "page_of", "question"]

LARGEST = 4 * 2**20
"""Bytes of an answer that is kept; larger ones are files, made once for a snapshot and read from disk."""
PATIENCE = 10
"""Seconds whoever makes an answer is waited for: another thread, or another replica."""
CODE = {".py", ".sql", ".html", ".css", ".js"}
BODY = {"content-length", "content-type", "content-encoding", "content-disposition"}
"""Headers of an answer that has a body."""

Application = Callable[[Environment, Callable], Iterable[bytes]]


class Answer(NamedTuple):
    """An answer as it is sent."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


def keeping(application: Application, shelf: Shelf | Shared, edition: str) -> Application:
    """Return a WSGI application whose answers are kept; ``edition`` names the code and settings behind them."""

    def answered(environ: Environment, start_response: Callable) -> Iterable[bytes]:
        what = asked(environ)
        if what is None:
            return application(environ, start_response)
        key = _key(edition, what)
        found = shelf.get(key) or _awaited(shelf, key)
        if found:
            return _sent(Answer(*found), environ, start_response)
        try:
            begun = _Begun()
            body = application(environ, begun)
            if not begun.is_kept:
                start_response(begun.status, begun.headers)
                return body
            made = _finished(begun, body, environ)
            shelf.set(key, made[:])
        finally:
            shelf.delete(_claim(key))
        return _sent(made, environ, start_response)

    return answered


def edition(folders: Iterable[Path], *settings: Any) -> str:
    """Return a name for the code in some folders and what else decides every answer alike."""
    digest = hashlib.sha256(f"{version('dash')} {settings!r}".encode())
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.suffix in CODE):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


class _Begun:
    """What an application says before its body, with the signature of WSGI's ``start_response``."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: list[tuple[str, str]] = []

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status, self.headers = status, headers

    @property
    def is_kept(self) -> bool:
        """Tell whether another reader may get the same: no error, nothing private, no stream of unknown length."""
        said = {name.lower(): value for name, value in self.headers}
        length = said.get("content-length", "")
        return (
            self.status.startswith("200")
            and length.isdecimal()
            and int(length) <= LARGEST
            and "no-store" not in said.get("cache-control", "")
            and "set-cookie" not in said
        )


def _key(edition: str, what: tuple[str, ...]) -> str:
    facts = warehouse.current().facts
    whose = (facts["snapshot"], str(facts["built_at"]), facts["tier"], edition)
    return hashlib.sha256(repr((whose, what)).encode()).hexdigest()


def _claim(key: str) -> str:
    return f"{key} claimed"


def _awaited(shelf: Shelf | Shared, key: str) -> Any:
    """Return an answer that somebody else is making; None if the caller is the one to make it."""
    deadline = time.monotonic() + PATIENCE
    while not shelf.add(_claim(key), True, timeout=PATIENCE):
        time.sleep(0.005)
        found = shelf.get(key)
        if found or time.monotonic() > deadline:
            return found
    # It may have been finished between the first look and the claim.
    found = shelf.get(key)
    if found:
        shelf.delete(_claim(key))
    return found


def _finished(begun: _Begun, body: Iterable[bytes], environ: Environment) -> Answer:
    content = b"".join(body)
    close = getattr(body, "close", None)
    if close:
        close()
    headers = begun.headers
    if environ["REQUEST_METHOD"] == "GET" and not any(name.lower() == "etag" for name, _ in headers):
        headers = [*headers, ("ETag", quote_etag(hashlib.sha256(content).hexdigest()[:20]))]
    return Answer(begun.status, headers, content)


def _sent(answer: Answer, environ: Environment, start_response: Callable) -> list[bytes]:
    """Send an answer, or only that it is the one its reader has already."""
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and environ["REQUEST_METHOD"] == "GET":
        tag, _ = unquote_etag(next(value for name, value in answer.headers if name.lower() == "etag"))
        if parse_etags(known).contains_weak(tag):
            start_response("304 Not Modified", [one for one in answer.headers if one[0].lower() not in BODY])
            return []
    start_response(answer.status, answer.headers)
    return [answer.body]
