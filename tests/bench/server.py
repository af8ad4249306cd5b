"""Time on the server of each action: through the production WSGI application, beside SQL on the star and bare Dash.

    python -m tests.bench.server WAREHOUSE [--rounds N]     prints one JSON object

One process, one thread, in turns: each round asks every action once in every way, of another measure each time. The
answer is asked for as Chromium does and read to its last byte. *Cold* is a snapshot nobody has asked yet: its name,
which is in every key of whatever is kept, is changed before each call. *New* is a page nobody has opened, of
a snapshot in which another page of its kind has been read. *Warm* is the page just read.
"""

import argparse
import io
import itertools
import json
import os
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from dash import _callback

from dashboard import app as production
from dashboard.warehouse import Warehouse
from tests.bench import bare
from tests.bench.actions import ACTIONS, Action, connected

ROUNDS = 30
OWN_SECONDS = 1.5
"""How long an action is repeated while samples are taken of whose code runs."""
TICK = 0.001
CHROMIUM = "gzip, deflate, br, zstd"
BROKEN = b"could not be drawn"
ROUTER = {
    "output": ".._pages_content.children..._pages_store.data..",
    "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
    "location": "_pages_location",
}
FIGURE = {
    "output": "..title.children...chart.figure..",
    "outputs": [{"id": "title", "property": "children"}, {"id": "chart", "property": "figure"}],
    "location": "url",
}

Ask = Callable[[Action, int], Any]


def main() -> None:
    asked = argparse.ArgumentParser(description="Measure the time on the server.")
    asked.add_argument("warehouse", type=Path)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    given = asked.parse_args()
    print(json.dumps(measured(given.warehouse, given.rounds)))


def measured(warehouse: Path, rounds: int = ROUNDS) -> dict[str, Any]:
    """Return by action and way the milliseconds of each round and of the processor, and of our own code when warm."""
    os.environ["GOLDEN_THREAD_WAREHOUSE"] = str(warehouse)
    production.Warehouse = Renamed  # type: ignore[misc, assignment]
    plain = Site(bare.create_app(warehouse).server)
    ours = Site(production.create_server())
    for action in ACTIONS.values():
        # Read as it stands: a page that says it could not be drawn is a good answer to the server.
        ours.ask(action, 0, accepts="identity")
    star = connected(warehouse)
    ways: dict[str, tuple[Callable[[], None], Ask]] = {
        "sql": (nothing, lambda action, turn: action.asked(star, turn)),
        "bare": (nothing, lambda action, turn: plain.post(FIGURE, action, turn)),
        "cold": (Renamed.fresh, ours.ask),
        "new": (nothing, ours.ask),
        "warm": (nothing, ours.ask),
    }
    found: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for turn in range(-2, rounds):
        for action in ACTIONS.values():
            for way, (prepare, ask) in ways.items():
                if (way == "bare" and not action.drawn) or (way == "new" and not action.varied):
                    continue
                # Cold opens one measure, new another, warm that one again.
                place = 2 * turn + (way in ("new", "warm") and action.varied)
                prepare()
                clock, busy = time.perf_counter(), time.process_time()
                ask(action, place)
                taken = time.perf_counter() - clock, time.process_time() - busy
                if turn >= 0:
                    found[action.code][way].append((1000 * taken[0], 1000 * taken[1]))
    own = {action.code: own_time(ours, action) for action in ACTIONS.values()}
    return {"times": found, "own": own, "bytes": ours.sizes, "bare_bytes": plain.sizes}


def nothing() -> None:
    """Prepare nothing."""


class Renamed(Warehouse):
    """The warehouse, whose snapshot can be made one that nobody has asked yet."""

    opened: ClassVar[list["Renamed"]] = []
    numbers = itertools.count()

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.opened.append(self)

    @classmethod
    def fresh(cls) -> None:
        """Give every snapshot another name: it is in the key of whatever is kept."""
        for warehouse in cls.opened:
            warehouse.newest().facts["snapshot"] = f"fresh{next(cls.numbers)}"  # type: ignore[index]


class Site:
    """A WSGI application asked as a browser would, without a socket."""

    def __init__(self, application: Any) -> None:
        self.application = application
        # Ours has Dash write answers its own way: each of two sites in a process has the one it began with.
        self.to_json = _callback.to_json
        self.sizes: dict[str, int] = {}

    def ask(self, action: Action, turn: int, accepts: str = CHROMIUM) -> None:
        """Ask for a page as Dash's router does, for anything else as a link does. Raises RuntimeError."""
        if action.drawn:
            self.post(ROUTER, action, turn, accepts)
        else:
            path, search = action.at(turn)
            self.answered(action, "GET", path, search[1:], b"", accepts)

    def post(self, callback: dict[str, Any], action: Action, turn: int, accepts: str = CHROMIUM) -> None:
        """Call a callback with the address of an action. Raises RuntimeError."""
        body = asked_of(callback, *action.at(turn))
        self.answered(action, "POST", "/_dash-update-component", "", body, accepts)

    def answered(self, action: Action, method: str, path: str, search: str, body: bytes, accepts: str) -> None:
        """Ask and read the answer to its last byte. Raises RuntimeError for any but a good one."""
        _callback.to_json = self.to_json
        said: list[str] = []
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": search,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8050",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "127.0.0.1:8050",
            "HTTP_ACCEPT": "*/*",
            "HTTP_ACCEPT_ENCODING": accepts,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        parts = self.application(environ, lambda status, headers, exc_info=None: said.append(status))
        content = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        if said != ["200 OK"] or BROKEN in content:
            raise RuntimeError(f"{method} {path} {search or body!r} answered {said}: {content[:300]!r}")
        self.sizes[action.code] = len(content)


def asked_of(callback: dict[str, Any], path: str, search: str) -> bytes:
    """Return the body a browser sends when the address has become this one."""
    asked = {
        "output": callback["output"],
        "outputs": callback["outputs"],
        "inputs": [
            {"id": callback["location"], "property": "pathname", "value": path},
            {"id": callback["location"], "property": "search", "value": search},
        ],
        "changedPropIds": [f"{callback['location']}.pathname", f"{callback['location']}.search"],
    }
    return json.dumps(asked).encode()


def own_time(site: Site, action: Action) -> float:
    """Return the milliseconds a warm answer spends in this program, what it calls included, outside Dash and Flask."""
    times: list[float] = []
    site.ask(action, 1)
    with sampled() as shares:
        until = time.perf_counter() + OWN_SECONDS
        while time.perf_counter() < until:
            began = time.perf_counter()
            site.ask(action, 1)
            times.append(1000 * (time.perf_counter() - began))
    whole = sum(shares.values())
    middle = sorted(times)[len(times) // 2]
    return middle * shares["dashboard"] / whole if whole else 0.0


FRAMES = {name: f"{os.sep}{name}{os.sep}" for name in ("dashboard", "dash", "flask", "werkzeug", "flask_compress")}


@contextmanager
def sampled() -> Iterator[dict[str, int]]:
    """Count, a thousand times a second, in whose package the innermost frame is that belongs to one of FRAMES."""
    counts: dict[str, int] = defaultdict(int)

    def count(_: int, frame: Any) -> None:
        while frame is not None:
            file = frame.f_code.co_filename
            owner = next((name for name, folder in FRAMES.items() if folder in file), None)
            if owner:
                counts[owner] += 1
                return
            frame = frame.f_back

    before = signal.signal(signal.SIGALRM, count)
    signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
    try:
        yield counts
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


if __name__ == "__main__":
    main()
