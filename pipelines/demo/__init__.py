"""The demonstration council's figures: invented, seeded, and like life.

``series.csv`` in the pack says how each measure behaves (level, drift, season, noise, shocks, lateness, comparators);
this package turns it into tidy files, one per day on which a council would have received them. Only additions,
multiplications and square roots touch the numbers, so that the same pack gives the same bytes on every machine.
"""

import csv
import tomllib
from collections import defaultdict
from datetime import date
from pathlib import Path

from pipelines.demo.comparators import comparator_rows
from pipelines.demo.returns import own_rows
from pipelines.demo.series import read_parts, read_rows, read_series

HEADER = (
    "measure",
    "area",
    "period",
    "breakdown",
    "value",
    "numerator",
    "denominator",
    "lower",
    "upper",
    "marker",
    "note",
)


def write(pack_folder: Path, out: Path) -> list[Path]:
    """Write the demonstration figures of a pack as tidy files into ``out`` and return their paths, oldest first."""
    settings = tomllib.loads((pack_folder / "framework.toml").read_text(encoding="utf-8"))["council"]
    as_at = settings["as_at"]
    others = [area for area in read_rows(pack_folder / "areas.csv") if area["area"] != settings["area"]]
    parts = read_parts(pack_folder)
    files: dict[tuple[date, str], list[tuple]] = defaultdict(list)
    for series in read_series(pack_folder):
        for day, row in own_rows(series, settings["area"], parts, as_at):
            files[day, "returns"].append(row)
        for day, row in comparator_rows(series, others, as_at):
            files[day, "comparators"].append(row)
    out.mkdir(parents=True, exist_ok=True)
    return [write_file(out / f"{kind}_{day}.csv", files[day, kind]) for day, kind in sorted(files)]


def write_file(path: Path, rows: list[tuple]) -> Path:
    """Write one tidy file with the columns ``HEADER`` and return its path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
    return path
