"""A dashboard served as the README says, for tests that ask it over HTTP or with a browser."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@contextmanager
def serving(warehouse: Path, workers: int = 1) -> Iterator[str]:
    """Serve a warehouse on a free port; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dashboard", "serve", "--warehouse", str(warehouse)]
    command += ["--port", str(port), "--workers", str(workers)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _until_it_answers(server, f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _until_it_answers(server: subprocess.Popen, address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
        except OSError:
            if server.poll() is not None:
                pytest.fail(f"the dashboard ended with code {server.returncode} instead of serving")
            time.sleep(0.1)
        else:
            return
    pytest.fail("the dashboard did not answer within 30 seconds")
