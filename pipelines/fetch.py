"""Fetches published files over HTTPS into an inbox. Nothing that arrives is trusted before a source has read it.

A catalogue (``data/downloads.csv``) says what may be fetched. What has arrived whole is kept in a cache folder: the
last good file of each download, what is half fetched, a card of what the server said of it, and a log of every run.
"""

import csv
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import requests
from pydantic import AfterValidator, Field

from pipelines import framework, readers
from pipelines import inbox as inboxes
from pipelines.framework.columns import Code, Sheet
from pipelines.problems import Problem, Refused

ATTEMPTS = 5
PATIENCE = (10, 30)
"""Seconds to wait for a connection, and for the next bytes of an answer."""
LONGEST = 60
"""Seconds to wait before another attempt, at most, whatever the server asks for."""
AGENT = "golden-thread (performance dashboard of a council)"
PIECE = 1 << 16
MOST = 2_000_000_000
"""Bytes of the largest file taken: an answer without end must not fill the disk."""
LOG = ("at", "download", "outcome", "url", "bytes", "sha256", "seconds", "message")

Check = Callable[[Path], None]
"""Raises Refused for a file no source reads, or that holds what the warehouse would refuse."""
Watch = Callable[[str, int, int], None]
"""Told the name of a download, the bytes here and the bytes there are to be (0 where the server does not say)."""


def _plain(name: str) -> str:
    if Path(name).name != name or Path(name).suffix.lower() not in inboxes.DATA:
        raise ValueError(f"a file name without a folder, ending in one of {', '.join(inboxes.DATA)}")
    return name


def _secure(url: str) -> str:
    parts = urlsplit(url)
    here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    if not parts.hostname or not (parts.scheme == "https" or here):
        raise ValueError("an address beginning with https://")
    return url


class Download(Sheet):
    """One published file: where it lies, and how it is called in the inbox (the day it is of is added to the name)."""

    key = ("download",)

    download: Code
    title: str
    url: Annotated[str, AfterValidator(_secure)]
    file: Annotated[str, AfterValidator(_plain)]
    licence: str | None = None
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None


@dataclass(frozen=True)
class Card:
    """What is known of the last good file of a download; a server is asked only for what is newer."""

    url: str
    file: str
    sha256: str
    bytes: int
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one download: new, unchanged, cached (offline), failed or refused, with a sentence."""

    download: str
    outcome: str
    message: str
    card: Card | None = None

    @property
    def good(self) -> bool:
        """Tell whether the inbox holds the newest file that could be had."""
        return self.outcome in ("new", "unchanged", "cached")


class _Again(Exception):
    """An attempt that failed in a way another may not; ``after`` is how long the server asks to be left alone."""

    def __init__(self, why: str, after: float | None = None) -> None:
        self.after = after
        super().__init__(why)


class _Never(Exception):
    """An answer that another attempt would not change."""


def catalogue(path: Path) -> list[Download]:
    """Return what may be fetched. Raises Refused with every problem of the file at once."""
    if not path.is_file():
        raise Refused([Problem(str(path), None, None, "no catalogue", "nothing there", "a CSV of downloads")])
    problems: list[Problem] = []
    found = framework.valid_rows(readers.table(path), Download, path.name, problems)
    names = [one.download for one in found]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(Problem(path.name, None, "download", "named twice", name, "every download once"))
    if problems:
        raise Refused(problems)
    return found


def fetch(
    wanted: Iterable[Download],
    inbox: Path,
    cache: Path,
    check: Check,
    *,
    offline: bool = False,
    watch: Watch = lambda name, here, all_of_it: None,
    pause: Callable[[float], None] = time.sleep,
) -> list[Outcome]:
    """Bring each download into the inbox, one after the other, and log it; one that fails does not stop the others.

    A file enters the inbox by one rename, once it is whole, agrees with its checksum and ``check`` takes it; older
    vintages stay beside it. ``offline`` asks nobody and gives what the cache holds.
    """
    cache.mkdir(parents=True, exist_ok=True)
    inbox.mkdir(parents=True, exist_ok=True)
    found = []
    with requests.Session() as session:
        session.headers["User-Agent"] = AGENT
        # Whole bytes as the publisher keeps them: a length and a range mean nothing of a stream packed on the way.
        session.headers["Accept-Encoding"] = "identity"
        for one in wanted:
            began = time.monotonic()
            before = _card(cache, one)
            if offline:
                outcome = _from_cache(one, before, inbox, cache)
            else:
                outcome = _fetched(session, one, before, inbox, cache, check, watch, pause)
            _log(cache, one, outcome, time.monotonic() - began)
            found.append(outcome)
    return found


def _fetched(
    session: requests.Session,
    one: Download,
    before: Card | None,
    inbox: Path,
    cache: Path,
    check: Check,
    watch: Watch,
    pause: Callable[[float], None],
) -> Outcome:
    part = cache / f"{one.download}.part"
    card = None
    for attempt in range(1, ATTEMPTS + 1):
        try:
            card = _attempt(session, one, before, part, watch)
            break
        except _Never as never:
            return Outcome(one.download, "failed", f"{one.title}: {never}.", before)
        except _Again as again:
            if attempt == ATTEMPTS:
                kept = " What has arrived is kept: run it again to go on." if part.exists() else ""
                return Outcome(
                    one.download, "failed", f"{one.title}: {again}, {ATTEMPTS} attempts in a row.{kept}", before
                )
            pause(min(again.after or 2.0**attempt, LONGEST))
    if card is None:
        return _from_cache(one, before, inbox, cache, outcome="unchanged")
    return _judged(one, replace(card, file=_dated(one, card)), part, before, inbox, cache, check)


def _attempt(session: requests.Session, one: Download, before: Card | None, part: Path, watch: Watch) -> Card | None:
    """Fetch what is missing of a file into ``part`` and return its card; None where the server has nothing newer."""
    half = _half(part, one)
    headers = {}
    if half:
        headers = {"Range": f"bytes={part.stat().st_size}-", "If-Range": half["validator"]}
    elif before and before.url == one.url:
        asked = {"If-None-Match": before.etag, "If-Modified-Since": before.last_modified}
        headers = {name: value for name, value in asked.items() if value}
    try:
        with session.get(one.url, headers=headers, stream=True, timeout=PATIENCE) as answer:
            if answer.status_code == 304 and before:
                return None
            if answer.status_code == 416:
                _drop(part)
                raise _Again("the file changed on the server while it was being fetched")
            _expect_good(answer)
            _secure_answer(answer.url)
            begin = _begin(answer, part)
            _take(answer, one, part, begin, watch)
            said = answer.headers
    except requests.RequestException as error:
        raise _Again(_said(error)) from error
    return Card(
        one.url, one.file, inboxes.sha256(part), part.stat().st_size, said.get("ETag"), said.get("Last-Modified")
    )


def _expect_good(answer: requests.Response) -> None:
    code = answer.status_code
    if code in (429, 500, 502, 503, 504):
        asked = answer.headers.get("Retry-After", "")
        raise _Again(f"the server answered {code} {answer.reason}", float(asked) if asked.isdecimal() else None)
    if code not in (200, 206):
        raise _Never(f"the server answered {code} {answer.reason}; check the address in the catalogue")


def _secure_answer(url: str) -> None:
    try:
        _secure(url)
    except ValueError as wrong:
        raise _Never(f"the server sent us on to {url}, which is not {wrong}") from wrong


def _begin(answer: requests.Response, part: Path) -> int:
    """Return from which byte the answer goes on: the end of what is here, or the beginning of another file."""
    here = part.stat().st_size if part.exists() else 0
    if answer.status_code == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {here}-"):
        return here
    if answer.status_code == 206:
        _drop(part)
        raise _Again("the server went on from another place than we asked for")
    return 0


def _take(answer: requests.Response, one: Download, part: Path, begin: int, watch: Watch) -> None:
    """Write an answer after ``begin``. Raises _Again where it is shorter than it says, _Never where it has no end."""
    length = answer.headers.get("Content-Length", "")
    whole = begin + int(length) if length.isdecimal() else 0
    if whole > MOST:
        raise _Never(f"the file has {whole:,} bytes, and at most {MOST:,} are taken")
    validator = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
    # A weak tag says that two files mean the same, not that their bytes are: half of one cannot be joined to another.
    usable = validator and not validator.startswith("W/")
    card = part.with_suffix(".half")
    if usable:
        card.write_text(json.dumps({"url": one.url, "validator": validator}), "utf-8")
    else:
        card.unlink(missing_ok=True)
    here = begin
    with part.open("ab" if begin else "wb") as file:
        for piece in answer.iter_content(PIECE):
            here += len(piece)
            if here > MOST:
                raise _Never(f"more than {MOST:,} bytes came")
            file.write(piece)
            watch(one.download, here, whole)
        file.flush()
        os.fsync(file.fileno())
    if whole and here != whole:
        raise _Again(f"{here:,} bytes came of {whole:,}")


def _judged(
    one: Download, card: Card, part: Path, before: Card | None, inbox: Path, cache: Path, check: Check
) -> Outcome:
    """Let a file that is whole into the inbox, or keep it aside with the reason."""
    if one.sha256 and card.sha256 != one.sha256:
        return _refused(one, part, cache, before, [f"its checksum is {card.sha256}, the catalogue says {one.sha256}"])
    named = cache / "checked" / card.file
    named.parent.mkdir(exist_ok=True)
    _drop_half(part)
    part.replace(named)
    try:
        check(named)
    except Refused as refused:
        return _refused(one, named, cache, before, [str(problem) for problem in refused.problems])
    same = before is not None and before.sha256 == card.sha256
    kept = replace(card, file=before.file) if same and before else card
    _keep(one, kept, named, cache)
    _give(cache / "good" / kept.file, inbox)
    (cache / f"{one.download}.json").write_text(json.dumps(asdict(kept), indent=1), "utf-8")
    if same:
        return Outcome(one.download, "unchanged", f"{one.title}: nothing new; {kept.file} is in the inbox.", kept)
    return Outcome(one.download, "new", f"{one.title}: {kept.file}, {kept.bytes:,} bytes.", kept)


def _refused(one: Download, path: Path, cache: Path, before: Card | None, reasons: list[str]) -> Outcome:
    aside = cache / "refused" / one.file
    aside.parent.mkdir(exist_ok=True)
    _drop_half(cache / f"{one.download}.part")
    path.replace(aside)
    said = "; ".join(reasons[:3]) + (f"; and {len(reasons) - 3:,} more" if len(reasons) > 3 else "")
    stays = f" The inbox keeps {before.file}." if before else ""
    return Outcome(
        one.download, "refused", f"{one.title} came and is not taken: {said}. It lies in {aside}.{stays}", before
    )


def _keep(one: Download, card: Card, path: Path, cache: Path) -> None:
    good = cache / "good" / card.file
    good.parent.mkdir(exist_ok=True)
    path.replace(good)


def _from_cache(one: Download, before: Card | None, inbox: Path, cache: Path, outcome: str = "cached") -> Outcome:
    """Give the last good file: the server has nothing newer, or is not asked."""
    good = cache / "good" / before.file if before else None
    if before is None or good is None or not good.is_file() or inboxes.sha256(good) != before.sha256:
        # A card without its file would have the server say "nothing newer" for ever.
        (cache / f"{one.download}.json").unlink(missing_ok=True)
        return Outcome(one.download, "failed", f"{one.title}: the cache holds no good copy; run it again.", None)
    _give(good, inbox)
    return Outcome(one.download, outcome, f"{one.title}: nothing new; {before.file} is in the inbox.", before)


def _give(good: Path, inbox: Path) -> None:
    """Put a copy of a good file into the inbox by one rename, if it is not there."""
    final = inbox / good.name
    if final.is_file() and inboxes.sha256(final) == inboxes.sha256(good):
        return
    draft = inbox / f".{good.name}.draft"
    shutil.copyfile(good, draft)
    draft.replace(final)


def _dated(one: Download, card: Card) -> str:
    """Return the name in the inbox: with the day the server says the file is of, or today, as its vintage."""
    day = datetime.now(UTC).date()
    if card.last_modified:
        with suppress(ValueError):  # a day nobody can read says nothing about when
            day = parsedate_to_datetime(card.last_modified).date()
    name = Path(one.file)
    return f"{name.stem}_{day.isoformat()}{name.suffix}"


def _half(part: Path, one: Download) -> dict[str, str] | None:
    """Return what was said of a file half fetched from the same address, if it can be gone on with."""
    card = part.with_suffix(".half")
    if not (part.exists() and part.stat().st_size and card.exists()):
        return None
    said: dict[str, str] = json.loads(card.read_text("utf-8"))
    return said if said["url"] == one.url else None


def _drop(part: Path) -> None:
    part.unlink(missing_ok=True)
    _drop_half(part)


def _drop_half(part: Path) -> None:
    part.with_suffix(".half").unlink(missing_ok=True)


def _card(cache: Path, one: Download) -> Card | None:
    path = cache / f"{one.download}.json"
    return Card(**json.loads(path.read_text("utf-8"))) if path.exists() else None


def _said(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "the server stopped answering"
    if isinstance(error, requests.exceptions.SSLError):
        return "the server's certificate is not trusted"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke before the file was whole"
    return "there is no connection to the server"


def _log(cache: Path, one: Download, outcome: Outcome, seconds: float) -> None:
    path = cache / "log.csv"
    new = not path.exists()
    card = outcome.card
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow(LOG)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        size, digest = (card.bytes, card.sha256) if card else ("", "")
        writer.writerow([at, one.download, outcome.outcome, one.url, size, digest, f"{seconds:.1f}", outcome.message])
