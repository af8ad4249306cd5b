"""A dashboard served as the README says, for tests that ask it over HTTP or with a browser."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "dashboard"]


@dataclass(frozen=True)
class Served:
    """A running dashboard: where it answers, what it said when it was ready, and its process."""

    address: str
    said: str
    process: subprocess.Popen


@contextmanager
def serving(warehouse: Path, workers: int = 1, *, draw_ahead: bool = False) -> Iterator[Served]:
    """Serve a warehouse on a free port until the block ends; what nobody asks for is drawn only if told so."""
    port = free_port()
    command = [*COMMAND, "serve", "--warehouse", str(warehouse), "--port", str(port), "--workers", str(workers)]
    surroundings = os.environ | {"GOLDEN_THREAD_DRAW_AHEAD": str(draw_ahead)}
    with subprocess.Popen(
        command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            # It says its address when it answers, and nothing when it cannot.
            said = server.stdout.readline().strip() if server.stdout else ""
            if not said:
                pytest.fail(f"the dashboard ended with code {server.wait()} instead of serving")
            yield Served(f"http://127.0.0.1:{port}", said, server)
        finally:
            server.terminate()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
