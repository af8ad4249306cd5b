"""Readers in other processes see each new warehouse at their next request, and no request fails meanwhile."""

import csv
import io
import json
import threading
import time
import urllib.request
from pathlib import Path

from tests import arrange
from tests.serving import serving

BUILDS = 3
PATIENCE = 120
"""Seconds until a test gives up: a busy machine never decides one."""


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return answer.read().decode("utf-8")


def test_two_processes_serve_while_a_third_builds_again_and_again(tmp_path: Path) -> None:
    arrange.write_pack(tmp_path / "pack")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    warehouse = tmp_path / "warehouse"

    def publish(value: int) -> str:
        row = {"measure": "ENV01", "area": "X01000001", "period": "2026-27Q2", "value": value}
        arrange.write_csv(inbox / "returns_2026-10-20.csv", [row])
        with arrange.rebuilt(tmp_path) as db:
            return arrange.one(db, "select snapshot from warehouse")["snapshot"]

    publish(0)
    failures: list[str] = []
    seen: set[float] = set()
    stop = threading.Event()

    def read(address: str) -> None:
        while not stop.wait(0.2):
            try:
                rows = list(csv.DictReader(io.StringIO(get(f"{address}/measures/ENV01/trend.csv"))))
                seen.add(float(rows[-1]["value"]))
                get(f"{address}/")
            except Exception as error:
                failures.append(repr(error))

    with serving(warehouse, workers=2) as one, serving(warehouse) as two:
        addresses = [one.address, two.address]
        readers = [threading.Thread(target=read, args=(address,)) for address in addresses for _ in range(2)]
        for reader in readers:
            reader.start()
        for value in range(1, BUILDS + 1):
            snapshot = publish(value)
            for address in addresses:
                assert json.loads(get(f"{address}/healthz"))["snapshot"] == snapshot, (
                    "the next request sees the new figures"
                )
            until = time.monotonic() + PATIENCE
            while value not in seen and not failures and time.monotonic() < until:
                time.sleep(0.05)
        stop.set()
        for reader in readers:
            reader.join()
    assert failures == []
    assert seen >= set(range(1, BUILDS + 1))
