"""Warehouses of an invented Britain in several sizes, built by the production command and kept.

python -m tests.bench.warehouses FOLDER --rows N
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.bench import inbox, made, pack
from tests.serving import ROOT

BUILT = "public.duckdb"


def warehouse(folder: Path, rows: int) -> Path:
    """Return the warehouse of so many observations in a folder, made and built where it is not there yet."""
    place = folder / f"{rows // 1_000_000}-million"
    if not (place / BUILT).exists():
        measures = made.behaviour()
        pack.write(place / "pack", measures)
        inbox.write(place / "inbox", measures, rows)
        command = [sys.executable, "-m", "pipelines", "build", "--framework", str(place / "pack")]
        subprocess.run([*command, "--inbox", str(place / "inbox"), "--warehouse", str(place)], cwd=ROOT, check=True)
    return place


def main() -> None:
    asked = argparse.ArgumentParser(description="Build a warehouse of an invented Britain.")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--rows", type=int, default=made.WHOLE)
    given = asked.parse_args()
    print(warehouse(given.folder, given.rows))


if __name__ == "__main__":
    main()
