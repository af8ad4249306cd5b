"""Every measurement of docs/performance.md, its tables written into it (`make bench`).

    python -m tests.bench                                 all of it: hours on two cores, most of them for 50 million
    python -m tests.bench --only server --rows 10         one table; rows are millions of observations
    python -m tests.bench --only crowd --minutes 10       the crowd's memory for longer

Warehouses are built once and kept in the folder, and so is what was measured, as JSON. Nothing is asserted.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import tables
from tests.bench.warehouses import warehouse
from tests.serving import ROOT

PAGE = ROOT / "docs" / "performance.md"
FOLDER = ROOT / "data" / "bench"
MILLION = 1_000_000
USUAL = 10
PARTS = ("load", "server", "browser", "crowd", "memory")
TURNS = 3
"""Sizes are measured in turns, so that an hour in which the machine was busy is everybody's."""


def main() -> None:
    asked = argparse.ArgumentParser(description="Measure, and write the tables of docs/performance.md.")
    asked.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    asked.add_argument("--rows", type=int, nargs="+", default=[1, 10, 50], help="millions of observations")
    asked.add_argument("--rounds", type=int, default=30, help="times each action is asked, each way")
    asked.add_argument("--minutes", type=int, default=10, help="how long memory is watched")
    asked.add_argument("--folder", type=Path, default=FOLDER, help="where warehouses are kept")
    given = asked.parse_args()
    parts: dict[str, Callable[[argparse.Namespace], dict[str, str]]] = {
        "load": loaded,
        "server": served,
        "browser": shown,
        "crowd": crowded,
        "memory": held,
    }
    for part in given.only:
        for marker, text in parts[part](given).items():
            print(f"{marker}\n\n{text}\n", flush=True)
            write(marker, f"{circumstances()}\n\n{text}")


def loaded(given: argparse.Namespace) -> dict[str, str]:
    """Measure loading."""
    return {"load": run("load").strip()}


def served(given: argparse.Namespace) -> dict[str, str]:
    """Measure the server at every size, and how it grows with them."""
    places = {rows * MILLION: warehouse(given.folder, rows * MILLION) for rows in given.rows}
    found: dict[int, Any] = {}
    for _ in range(TURNS):
        for rows, place in places.items():
            merge(found, rows, json.loads(run("server", place, "--rounds", max(given.rounds // TURNS, 2))))
    keep(given.folder, "server", found)
    chosen = USUAL * MILLION if USUAL * MILLION in found else max(found)
    grown = {"growth": tables.growth(found)} if len(found) > 1 else {}
    return {"server": tables.server(found[chosen])} | grown


def merge(found: dict[int, Any], rows: int, more: dict[str, Any]) -> None:
    """Add the rounds of one more turn to what was found of a size."""
    if rows not in found:
        found[rows] = more
        return
    for code, ways in more["times"].items():
        for way, times in ways.items():
            found[rows]["times"][code][way] += times
        found[rows]["own"][code] = min(found[rows]["own"][code], more["own"][code])


def shown(given: argparse.Namespace) -> dict[str, str]:
    """Measure a browser."""
    found = json.loads(run("browser", usual(given)))
    keep(given.folder, "browser", found)
    return {"browser": tables.browser(found)}


def crowded(given: argparse.Namespace) -> dict[str, str]:
    """Measure crowds."""
    found = json.loads(run("crowd", usual(given)))
    keep(given.folder, "crowd", found)
    return {"crowd": tables.crowd(found)}


def held(given: argparse.Namespace) -> dict[str, str]:
    """Measure what the server holds, minute by minute."""
    found = json.loads(run("crowd", usual(given), "--minutes", given.minutes))
    keep(given.folder, "memory", found)
    return {"memory": tables.memory(found)}


def usual(given: argparse.Namespace) -> Path:
    """Return the warehouse that all but the growth is measured on."""
    return warehouse(given.folder, (USUAL if USUAL in given.rows else max(given.rows)) * MILLION)


def run(module: str, *arguments: object) -> str:
    """Return what a measurement prints, in a process of its own."""
    command = [sys.executable, "-m", f"tests.bench.{module}", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def keep(folder: Path, name: str, found: Any) -> None:
    """Keep what was measured beside the warehouses."""
    (folder / f"{name}.json").write_text(json.dumps(found), "utf-8")


def circumstances() -> str:
    """Return when and on what this was measured, how busy it was otherwise, and of which state of the program."""
    command = ["git", "describe", "--always", "--dirty"]
    version = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False).stdout.strip()
    load = f", load {os.getloadavg()[2]:.1f} over the last quarter of an hour" if hasattr(os, "getloadavg") else ""
    day = datetime.now(UTC)
    return (
        f"Measured on {day.day} {day:%B %Y %H:%M} UTC, {os.cpu_count()} cores ({platform.machine()}){load}, {version}."
    )


def write(marker: str, text: str) -> None:
    """Put a text between the markers of docs/performance.md that are called so. Raises LookupError without them."""
    page = PAGE.read_text("utf-8")
    begin, end = f"<!-- {marker} -->", f"<!-- /{marker} -->"
    found, times = re.subn(f"{begin}.*?{end}", lambda _: f"{begin}\n{text}\n{end}", page, count=1, flags=re.DOTALL)
    if not times:
        raise LookupError(f"{PAGE.name} has no {begin} … {end}")
    PAGE.write_text(found, "utf-8")


if __name__ == "__main__":
    main()
