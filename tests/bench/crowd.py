"""Many people at once on whole pages: the production server beside bare Dash on the same server.

    python -m tests.bench.crowd WAREHOUSE [--people 8 32 100] [--seconds 20]     prints one JSON object
    python -m tests.bench.crowd WAREHOUSE --minutes 10                           how much memory, minute by minute

Each person has one connection, as a browser has for one page at a time, asks for the next page as soon as the last byte
of the one before has come, and waits for nothing else: a hundred of them are far more than a hundred readers. They
drill at random, the same way on either side. They run in this process, on the same two cores as the server.

Each crowd comes to a server of ours that has just said it is ready and has kept nothing, to one that has had the time
to draw ahead, and to bare Dash.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.actions import ACTIONS, Action
from tests.bench.made import MEASURES
from tests.bench.server import CHROMIUM, FIGURE, ROUTER, asked_of
from tests.serving import ROOT, free_port, serving

PEOPLE = (8, 32, 100)
SECONDS = 20
WORKERS = 2
DRILLS = {"M": 70, "B": 10, "S80": 10, "O": 5, "T": 3, "Q": 2}
"""What people open, in a hundred pages: mostly measures, any of the thousand."""
SEED = 20261122
REST = 5.0
"""Seconds in which a server that has nothing left to draw uses no processor."""


@dataclass
class Counted:
    """What a crowd got: milliseconds of each good answer, and what went wrong."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    asked = argparse.ArgumentParser(description="Measure a crowd.")
    asked.add_argument("warehouse", type=Path)
    asked.add_argument("--people", type=int, nargs="+", default=PEOPLE)
    asked.add_argument("--seconds", type=int, default=SECONDS)
    asked.add_argument("--minutes", type=int, help="watch the memory of our server under 32 people")
    given = asked.parse_args()
    found = (
        flatness(given.warehouse, given.minutes)
        if given.minutes
        else crowds(given.warehouse, given.people, given.seconds)
    )
    print(json.dumps(found))


def crowds(warehouse: Path, people: list[int], seconds: int) -> list[dict[str, Any]]:
    """Return for each size of crowd and side: pages a second, p50, p95, errors and resident memory."""
    found = []

    def meet(side: str, server: Server, number: int, **more: Any) -> None:
        counted = asyncio.run(crowd(server.side, server.port, number, seconds, SEED + number))
        found.append({"side": side, "people": number, **summary(counted, seconds), "memory": server.memory(), **more})

    for number in people:
        with served("ours", warehouse) as fresh:
            meet("fresh", fresh, number)
        with served("bare", warehouse) as bare:
            # Its first answers are slow, as nothing warms it: it is not measured by them.
            asyncio.run(crowd("bare", bare.port, 8, 3, SEED - 1))
            meet("bare", bare, number)
    for number in people:
        with served("ours", warehouse, draw_ahead=True) as drawn:
            meet("drawn", drawn, number, drawing=drawn.rested())
    return found


def flatness(warehouse: Path, minutes: int) -> list[dict[str, Any]]:
    """Return the resident memory of our server at the end of each minute of 32 people."""
    found = []
    with served("ours", warehouse, draw_ahead=True) as server:
        for minute in range(minutes):
            counted = asyncio.run(crowd("ours", server.port, 32, 60, SEED + minute))
            found.append({"minute": minute + 1, **summary(counted, 60), "memory": server.memory()})
    return found


def summary(counted: Counted, seconds: int) -> dict[str, Any]:
    """Return pages a second, the middle and the slow answers in milliseconds, and how many went wrong."""
    times = sorted(counted.times)
    return {
        "a_second": len(times) / seconds,
        "p50": times[len(times) // 2] if times else None,
        "p95": times[len(times) * 95 // 100] if times else None,
        "errors": len(counted.errors),
        "first_error": counted.errors[0] if counted.errors else None,
    }


async def crowd(side: str, port: int, people: int, seconds: int, seed: int) -> Counted:
    """Let so many people drill for so long."""
    counted = Counted()
    until = time.perf_counter() + seconds
    await asyncio.gather(*(person(side, port, random.Random(seed * 1000 + n), until, counted) for n in range(people)))
    return counted


async def person(side: str, port: int, chance: random.Random, until: float, counted: Counted) -> None:
    """Open one page after the other until the time is up; a connection that breaks is an error, and opened again."""
    connection = None
    while time.perf_counter() < until:
        action = ACTIONS[chance.choices(list(DRILLS), list(DRILLS.values()))[0]]
        request = written(side, action, chance.randrange(MEASURES))
        began = time.perf_counter()
        try:
            if connection is None:
                connection = await asyncio.open_connection("127.0.0.1", port)
            status, closes = await exchanged(*connection, request)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            counted.errors.append(f"{action.code}: {error!r}")
            connection = None
            continue
        if status == 200:
            counted.times.append(1000 * (time.perf_counter() - began))
        else:
            counted.errors.append(f"{action.code}: {status}")
        if closes:
            connection[1].close()
            connection = None
    if connection:
        connection[1].close()


def written(side: str, action: Action, turn: int) -> bytes:
    """Return the request a browser would send for the next page."""
    body = asked_of(ROUTER if side == "ours" else FIGURE, *action.at(turn))
    head = (
        f"POST /_dash-update-component HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nAccept-Encoding: {CHROMIUM}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def exchanged(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> tuple[int, bool]:
    """Send a request and read the answer to its last byte; return its status, and whether the connection ends."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if fields.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.readexactly(int(fields["content-length"]))
    return int(status.split()[1]), fields.get("connection", "").lower() == "close"


@dataclass(frozen=True)
class Server:
    """A server that runs: whose, where it answers, and its process."""

    side: str
    port: int
    process: subprocess.Popen

    def memory(self) -> float:
        """Return the resident MiB of its workers and of itself, what they share counted once."""
        return sum(resident(pid) for pid in family(self.process.pid))

    def rested(self) -> float:
        """Wait until it has nothing left to do of itself, and return the seconds that took."""
        began, before = time.perf_counter(), -1.0
        while (now := sum(busy(pid) for pid in family(self.process.pid))) - before > REST / 50:
            before = now
            time.sleep(REST)
        return time.perf_counter() - began


@contextmanager
def served(side: str, warehouse: Path, *, draw_ahead: bool = False) -> Iterator[Server]:
    """Serve one side until the block ends."""
    if side == "ours":
        with serving(warehouse, WORKERS, draw_ahead=draw_ahead) as running:
            yield Server(side, int(running.address.rpartition(":")[2]), running.process)
        return
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.bare", str(warehouse), "--port", str(port), "--workers", str(WORKERS)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            wait_for(port)
            yield Server(side, port, process)
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    """Wait until a server answers."""
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return


def family(pid: int) -> Iterator[int]:
    """Yield a process and those it started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from family(int(child))


def busy(pid: int) -> float:
    """Return the seconds of processor a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Return the resident MiB of a process, pages it shares with others in proportion."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
