"""How long loading takes beside the least any program could do: the same rows, read and inserted by DuckDB alone.

    python -m tests.bench.load            published files, ten million tidy rows, a build of as many (`make bench`)
    python -m tests.bench.load --rows N   fewer rows

Each measurement is a process of its own, three times each, in turns, so that a busy machine slows both alike; the table
has medians. Bare is one CSV file of the rows that end up in fact_observation, read by ``read_csv`` and inserted into a
table of the same columns; it judges nothing, sorts nothing and knows no format. Beside a whole build, which derives all
marts and publishes, bare also checks what any loader must: that each key is known, and whether a row is there twice.
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

from pipelines import build, observations, publish
from tests.bench import inbox, made, pack
from tests.conftest import SHARED_DATA
from tests.pipelines.conftest import SCHEMA, add_measures

TIMES = 3
TIDY_ROWS = 10_000_000
OWN = "E08000025"
FACTS = "fact_observation"
KEYS = ("measure", "area", "period", "breakdown")


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
        write_council(folder / "council", given.rows)
        print(line("a whole build beside bare with checks", folder / "council", folder, "checked", "build"))


def line(name: str, files: Path, folder: Path, bare: str = "bare", ours: str = "load") -> str:
    """Return a row of the table: medians of several runs, in turns, after one of ours that says which rows they are."""
    rows = child(ours, files, folder)[0]
    export(database(ours, folder), folder)
    runs = [(child(bare, files, folder), child(ours, files, folder)) for _ in range(TIMES)]
    cells = [f"{rows:,.0f}"]
    for which in (1, 2):
        seconds = [median(run[part][which] for run in runs) for part in (0, 1)]
        ratio = median(load[which] / alone[which] for alone, load in runs)
        cells += [*(f"{one:.1f} s" for one in seconds), f"{ratio:.1f}×"]
    peak = max(load[3] for _, load in runs)
    return f"| {name} | {' | '.join(cells)} | {peak / 1024:.1f} GiB |"


def child(what: str, files: Path, folder: Path) -> list[float]:
    """Return rows, seconds, processor seconds and peak memory in MiB of a measurement in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.load", "--child", what, str(files), str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


def database(what: str, folder: Path) -> Path:
    """Return the file a measurement writes."""
    return publish.location(folder) if what == "build" else folder / f"{what}.duckdb"


def export(path: Path, folder: Path) -> None:
    """Write what bare reads: the facts as one CSV file, and the codes of each key that are known."""
    with duckdb.connect(path, read_only=True) as db:
        db.execute(f"copy {FACTS} to '{folder / 'rows.csv'}' (header)")
        for key in KEYS:
            db.execute(f"copy (select {key} from dim_{key}) to '{folder / key}.csv' (header)")


def measure(what: str, files: Path, folder: Path) -> None:
    """Do one thing and print rows, seconds, processor seconds and peak memory in MiB."""
    path = database(what, folder)
    path.unlink(missing_ok=True)
    if what != "build":
        with duckdb.connect(path) as db:
            db.execute(SCHEMA.read_text("utf-8"))
            add_measures(db, *(f"M{number:02}" for number in range(50)))
    start, began = time.perf_counter(), time.process_time()
    if what == "build":
        build.build(files / "pack", [files / "inbox"], folder)
    else:
        with duckdb.connect(path) as db:
            if what == "load":
                db.execute(publish.STORED)
                load(db, files)
            else:
                insert(db, folder / "rows.csv")
            if what == "checked":
                check(db, folder)
    seconds, busy = time.perf_counter() - start, time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with duckdb.connect(path, read_only=True) as db:
        ((count,),) = db.execute(f"select count(*) from {FACTS}").fetchall()
    print(count, seconds, busy, peak)


def insert(db: duckdb.DuckDBPyConnection, rows: Path) -> None:
    """Read a CSV file of facts and insert them, types told."""
    types = ", ".join(f"'{name}': '{kind}'" for name, kind, *_ in db.execute(f"describe {FACTS}").fetchall())
    how = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"'"
    db.execute(f"insert into {FACTS} select * from read_csv('{rows}', {how}, columns = {{{types}}})")


def check(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Count codes of each key that nobody knows, and keys that more than one row has."""
    for key in KEYS:
        known = f"read_csv('{folder / key}.csv', header = true, all_varchar = true)"
        db.execute(
            f"select count(*) from (select distinct {key} from {FACTS}) anti join {known} using ({key})"
        ).fetchall()
    db.execute(
        f"select count(*) from (select 1 from {FACTS} group by {', '.join(KEYS)} having count(*) > 1)"
    ).fetchall()


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


def write_council(folder: Path, rows: int) -> None:
    """Write the pack and the inbox of the council that every other measurement is of."""
    measures = made.behaviour()
    pack.write(folder / "pack", measures)
    inbox.write(folder / "inbox", measures, rows)


if __name__ == "__main__":
    main()
