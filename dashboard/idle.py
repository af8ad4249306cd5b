"""Pages drawn while nobody asks, in one of the server's processes: what a reader opens first is already kept.

From the menu on, link by link, so that what is nearest comes first. One thread draws a page, looks whether somebody
asks, and draws the next; from any reader's request on it rests until a second has been quiet. It begins anew with each
snapshot, stands back behind readers as far as the system lets it, and asks as they do, by the same door.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import brotli
import dash
from flask import Flask
from werkzeug.test import Client

from dashboard.addresses import pages_in
from dashboard.answers import PAGE, Shelf, question
from dashboard.press import room, stand_back

MOST = 3000
"""Pages drawn of one snapshot: of 250 measures all they lead to, for two minutes of processor."""
QUIET = 1.0
"""Seconds nobody has asked for anything, after which pages are drawn."""
DEAD = 15.0
"""Seconds after which a process that has not said that it draws is taken to have ended."""
ASKED, DRAWING = "asked", "drawing"
"""Files the processes of a server share: their ages say when anybody asked, and when whoever draws said so."""
CODING = {"Accept-Encoding": "br"}
"""What browsers take over HTTPS."""


class Ask(Protocol):
    """Asks for a page as a reader does, or for the whole document of a first visit, and returns what is sent."""

    def __call__(self, address: str, *, first: bool = False) -> str:
        """Return the text of the answer."""


class Readers:
    """When anybody last asked any process of the server: the age of a file."""

    def __init__(self, folder: Path) -> None:
        """Look into a folder that the processes share."""
        self._folder = folder
        self._notice()

    def noticed(self, application: Callable) -> Callable:
        """Return a WSGI application at which readers are noticed when they come and when they are answered."""

        def noticing(environ: dict[str, Any], start_response: Callable) -> Any:
            # Whoever watches over the server asks it every few seconds, and is no reader.
            if environ["PATH_INFO"] == "/healthz":
                return application(environ, start_response)
            self._notice()
            try:
                return application(environ, start_response)
            finally:
                self._notice()

        return noticing

    def are_quiet(self) -> bool:
        """Tell whether nobody has asked for a second."""
        return time.time() - self._mark().stat().st_mtime > QUIET

    def _notice(self) -> None:
        self._mark().touch()

    def _mark(self) -> Path:
        return room(self._folder) / ASKED


class Turn:
    """Whose turn it is to draw: that of the process which claimed it, as long as it says so."""

    def __init__(self, folder: Path) -> None:
        """Look into a folder that the processes share."""
        self._folder, self._had = folder, False

    def is_mine(self) -> bool:
        """Tell whether it is this process's turn, and take it if nobody has it."""
        self._had = self._had or Shelf(lambda: self._folder).add(DRAWING, True, DEAD)
        if self._had:
            (room(self._folder) / DRAWING).touch()
        return self._had


class Drawer:
    """Draws one page after the other of whatever snapshot is the newest."""

    def __init__(self, ask: Ask, snapshot: Callable[[], Any], turn: Turn, readers: Readers) -> None:
        """``snapshot`` says what is read now."""
        self._ask, self._snapshot, self._turn, self._readers = ask, snapshot, turn, readers
        self._of: Any = None
        self._pages: Iterator[str] = iter(())

    def step(self) -> bool:
        """Draw the next page if it is this process's turn and nobody asks, and tell so."""
        if not self._turn.is_mine() or not self._readers.are_quiet():
            return False
        of = self._snapshot()
        if of != self._of:
            self._of, self._pages = of, drawn(self._ask)
        return next(self._pages, None) is not None

    def run(self) -> None:
        """Draw for as long as the process lives."""
        stand_back()
        while True:
            if not self.step():
                time.sleep(QUIET)


def start(server: Flask, folder: Path) -> None:
    """Draw what this server would be asked, in a thread; its processes agree in a folder they share."""
    reader, readers = Client(server.wsgi_app), Readers(folder)
    server.wsgi_app = readers.noticed(server.wsgi_app)  # type: ignore[method-assign]
    drawer = Drawer(asking(reader), lambda: reader.get("/healthz").get_data(), Turn(folder), readers)
    threading.Thread(target=drawer.run, name="drawer", daemon=True).start()


def asking(reader: Client) -> Ask:
    """Return how a reader's pages and documents are asked for."""

    def ask(address: str, *, first: bool = False) -> str:
        path, mark, search = address.partition("?")
        asked = question(path, mark + search)
        answer = reader.get(address, headers=CODING) if first else reader.post(PAGE, json=asked, headers=CODING)
        body = answer.get_data()
        return (brotli.decompress(body) if answer.headers.get("Content-Encoding") == "br" else body).decode()

    return ask


def drawn(ask: Ask) -> Iterator[str]:
    """Draw the pages of the menu and what they lead to, nearest first; yield each address when it is kept."""
    menu = [page["path"] for page in dash.page_registry.values() if page.get("in_nav") or page.get("menu")]
    for address in menu:
        ask(address, first=True)
        yield address
    waiting, seen = deque(menu), set(menu)
    while waiting:
        address = waiting.popleft()
        for href in pages_in(ask(address)):
            if href not in seen and len(seen) < MOST:
                seen.add(href)
                waiting.append(href)
        yield address
