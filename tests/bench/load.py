"""How long loading takes beside the least any program could do: the same rows, read and inserted by DuckDB alone.

    python -m tests.bench.load            every folder of published files, and ten million tidy rows (`make bench`)
    python -m tests.bench.load --rows N   fewer tidy rows

Each measurement is a process of its own, three times each, in turns, so that a busy machine slows both alike; the table
has medians. Bare is one CSV file of the rows that end up in fact_observation, read by ``read_csv`` and inserted into a
table of the same columns; it judges nothing, sorts nothing and knows no format.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import duckdb
import pandas as pd

from pipelines import observations
from tests.conftest import SHARED_DATA
from tests.pipelines.conftest import SCHEMA, add_measures

TIMES = 3
TIDY_ROWS = 10_000_000
OWN = "E08000025"
FACTS = "fact_observation"


def main() -> None:
    asked = argparse.ArgumentParser(description="Measure loading.")
    asked.add_argument("--rows", type=int, default=TIDY_ROWS)
    asked.add_argument("--child", nargs=3, metavar=("WHAT", "FILES", "FOLDER"))
    given = asked.parse_args()
    if given.child:
        what, files, folder = given.child
        measure(what, Path(files), Path(folder))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("| what | rows | bare | loading | ratio | bare, processor | loading, processor | ratio | peak memory |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        if SHARED_DATA.is_dir():
            print(line("every published file", SHARED_DATA, folder))
        tidy = folder / "tidy"
        tidy.mkdir()
        write_tidy(tidy / "returns_2026-07-31.csv", given.rows)
        print(line("tidy rows", tidy, folder))


def line(name: str, files: Path, folder: Path) -> str:
    """Return a row of the table: medians of several runs, in turns."""
    rows = child("export", files, folder)[0]
    runs = [(child("bare", files, folder), child("load", files, folder)) for _ in range(TIMES)]
    cells = [f"{rows:,.0f}"]
    for which in (1, 2):
        bare, ours = (median(run[part][which] for run in runs) for part in (0, 1))
        ratio = median(load[which] / alone[which] for alone, load in runs)
        cells += [f"{bare:.1f} s", f"{ours:.1f} s", f"{ratio:.1f}×"]
    peak = max(load[3] for _, load in runs)
    return f"| {name} | {' | '.join(cells)} | {peak / 1024:.1f} GiB |"


def child(what: str, files: Path, folder: Path) -> list[float]:
    """Return rows, seconds, processor seconds and peak memory in MiB of a measurement in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.load", "--child", what, str(files), str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


def measure(what: str, files: Path, folder: Path) -> None:
    """Do one thing and print rows, seconds, processor seconds and peak memory in MiB."""
    database, rows = folder / f"{what}.duckdb", folder / "rows.csv"
    database.unlink(missing_ok=True)
    with duckdb.connect(database) as db:
        db.execute(SCHEMA.read_text("utf-8"))
        add_measures(db, *(f"M{number:02}" for number in range(50)))
        start, began = time.perf_counter(), time.process_time()
        if what == "bare":
            insert(db, rows)
        else:
            load(db, files)
        db.execute("checkpoint")
        seconds, busy = time.perf_counter() - start, time.process_time() - began
        if what == "export":
            db.execute(f"copy {FACTS} to '{rows}' (header)")
        count = db.execute(f"select count(*) from {FACTS}").fetchone()[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(count, seconds, busy, peak)


def insert(db: duckdb.DuckDBPyConnection, rows: Path) -> None:
    """Read a CSV file of facts and insert them, types told."""
    types = ", ".join(f"'{name}': '{kind}'" for name, kind, *_ in db.execute(f"describe {FACTS}").fetchall())
    how = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"'"
    db.execute(f"insert into {FACTS} select * from read_csv('{rows}', {how}, columns = {{{types}}})")


def load(db: duckdb.DuckDBPyConnection, files: Path) -> None:
    """Load a folder as a build does."""
    areas = pd.DataFrame([{"area": OWN, "name": "Own council"}])
    areas = pd.concat([areas, pd.DataFrame([{"area": f"X{n:08}", "name": f"Area {n}"} for n in range(400)])])
    found = observations.discover([files])
    observations.load_files(db, found, taken={}, pack_areas=areas, pack_groups=pd.DataFrame(), own_area=OWN)


def write_tidy(path: Path, rows: int) -> None:
    """Write seeded tidy rows: 50 measures, 400 areas, months and as many breakdowns as it takes, in no order."""
    duckdb.execute(f"""
        copy (
            select
                printf('M%02d', n % 50) as measure,
                printf('X%08d', n // 50 % 400) as area,
                printf('%d-M%02d', 2006 + n // 20000 // 12 % 20, n // 20000 % 12 + 1) as period,
                round((hash(n) % 1000000) / 7.0, 2) as value,
                case n // 4800000 when 0 then 'total' else 'part:' || (n // 4800000) end as breakdown
            from range({rows}) as rows(n)
            order by hash(n)
        ) to '{path}' (header)
    """)


if __name__ == "__main__":
    main()
