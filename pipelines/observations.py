"""Loads everything in the inboxes: each file is read by the source that understands it, judged, and loaded.

All files are read and judged before anything is loaded, and everything wrong with any of them is said at once.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import boundaries, checks, dimensions, disclosure, facts, inbox, published, readers, sources
from pipelines.checks import Findings
from pipelines.dimensions import Readings
from pipelines.inbox import Arrival, discover
from pipelines.problems import Problem, Refused
from pipelines.returns import reading as returned
from pipelines.sources import Reading, _staged

__all__ = ["Loaded", "check_facts", "discover", "load_files"]

MEMORY = 2_000_000_000
"""Enough for ten million rows at full speed, in bytes; more rows spill to disk beside the warehouse."""

LARGE = 4_000_000
"""Bytes of a file that is worth more than one thread: to share out a smaller one costs as much as to read it."""

PARTS = ("observations", "areas", "successions", "groups", "boundaries")
"""What of a reading becomes rows of the warehouse."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Loaded:
    """What was loaded: files that became rows, observations, rows left out and a sentence for each reason, and the
    indicators a pack takes that no file holds."""

    files: int
    files_loaded: int
    rows_loaded: int
    rows_refused: int
    notes: tuple[str, ...]
    unmet: dict[str, str]


def load_files(
    db: duckdb.DuckDBPyConnection,
    files: list[tuple[str, Path]],
    *,
    taken: dict[str, str],
    pack_areas: pd.DataFrame,
    pack_groups: pd.DataFrame,
    own_area: str,
    withheld: set[str] | None = None,
    calendar: tuple[date, date] | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Fill what files say: areas, boundaries, groups, periods, breakdowns, observations, load_file and load_issue.

    ``files`` are (name, path). ``db`` holds the schema and the pack's dim_measure, to which publishers' measures that
    no pack measure takes are added (in_plan false). ``taken`` is indicator to measure: {"els:Claimant Count": "PRO03"}.
    ``pack_areas`` and ``pack_groups`` have the columns of areas.csv and groups.csv. Rows of a measure in ``withheld``
    are left out. dim_period gets every period used and, with ``calendar``, every regular one between its two days.
    Raises Refused with all problems of all files at once; what is then in ``db`` is of no use.
    """
    say = progress or (lambda step, done, total: None)
    hidden = withheld or set()
    with _bounded(db):
        with _threads(db, [path for _, path in files]):
            readings, problems = _read(db, [inbox.arrival(name, path) for name, path in files], say)
            findings, unreadable = _judged(db, readings, say)
        problems += unreadable
        all_areas, no_council = dimensions.merged_areas(findings, readings, pack_areas, own_area)
        groups, strangers = dimensions.merged_groups(readings, pack_groups, all_areas)
        measures = _measures(db, findings, taken, hidden)
        shapes, impossible, nobodys = boundaries.found(readings, all_areas)
        problems += no_council + strangers + impossible + _all_problems(findings, measures, set(all_areas["area"]))
        if problems:
            raise Refused(problems)
        say("Sorting and loading", 0, 2)
        shown = {key: measure for key, measure in measures.items() if measure not in hidden}
        rows = facts.sort(db, findings, shown)
        if rows.conflicts:
            raise Refused(rows.conflicts)
        say("Sorting and loading", 1, 2)
        authority = dict(zip(all_areas["area"], all_areas["authority"], strict=True))
        rows, withheld_figures = disclosure.withhold(db, rows, authority, own_area)
        facts.insert(db, rows, authority)
        dimensions.fill_areas_and_groups(db, all_areas, groups)
        boundaries.fill(db, shapes)
        dimensions.fill_periods(db, findings, calendar)
        dimensions.fill_breakdowns(db)
        dimensions.fill_published(db, findings, shown)
        left_out = _left_out(findings, readings, measures, hidden, rows)
        for arrival, unnamed in nobodys.items():
            left_out[arrival] += unnamed
        _record(db, readings, left_out)
        _record_issues(db, readings, left_out, withheld_figures, all_areas)
        check_facts(db)
        say("Sorting and loading", 2, 2)
    return _summary(db, findings, taken)


def check_facts(db: duckdb.DuckDBPyConnection) -> None:
    """Ask once what the constraints of fact_observation would have asked at every row; raise RuntimeError if one fails.

    Bad input was refused long before: this finds mistakes of this program.
    """
    keys = {
        "measure": "dim_measure",
        "area": "dim_area",
        "period": "dim_period",
        "breakdown": "dim_breakdown",
        "file": "load_file",
    }
    for column, table in keys.items():
        query = f"select distinct {column} from fact_observation anti join {table} using ({column}) limit 5"
        if strays := db.execute(query).fetchall():
            raise RuntimeError(f"fact_observation has {column} {strays}, which {table} has not")
    query = """
        select count(*), (select coalesce(sum(rows_loaded), 0)::bigint from load_file where vintage is not null)
        from fact_observation
    """
    held, recorded = db.execute(query).fetchone()
    if held != recorded:
        raise RuntimeError(f"fact_observation has {held} rows, load_file says {recorded}")


@contextmanager
def _bounded(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Bound memory and keep rows in order during a load, and leave nothing temporary behind."""
    before = {
        name: db.execute(f"select current_setting('{name}')").fetchone()[0]
        for name in ("memory_limit", "preserve_insertion_order")
    }
    db.execute(
        f"set memory_limit = '{min(MEMORY, _bytes(before['memory_limit']))}B'; set preserve_insertion_order = true"
    )
    db.execute(checks.NUMBER)
    try:
        yield
    finally:
        facts.clear(db)
        for name, value in before.items():
            db.execute(f"set {name} = '{value}'")


@contextmanager
def _threads(db: duckdb.DuckDBPyConnection, paths: list[Path]) -> Iterator[None]:
    """Let one thread alone read and judge files of which none is large."""
    before = db.execute("select current_setting('threads')").fetchone()[0]
    if not any(path.stat().st_size >= LARGE for path in paths):
        db.execute("set threads = 1")
    try:
        yield
    finally:
        db.execute(f"set threads = {before}")


def _bytes(text: str) -> int:
    """Return the bytes DuckDB means by 18.6 GiB."""
    number, unit = text.split()
    return int(float(number) * 1024 ** ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB").index(unit))


def _read(db: duckdb.DuckDBPyConnection, arrivals: list[Arrival], say: Progress) -> tuple[Readings, list[Problem]]:
    """Return each file's reading, None where it holds no data, and the problems of files that cannot be read."""
    readings: Readings = {}
    problems: list[Problem] = []
    for done, arrival in enumerate(arrivals):
        say("Reading files", done, len(arrivals))
        try:
            with _whole(arrival.path):
                readings[arrival] = _understood(db, arrival.path)
        except Refused as refused:
            problems += [_in_inbox(problem, arrival) for problem in refused.problems]
        except OSError as error:
            expected = "a file this program may read"
            problems.append(Problem(arrival.name, None, None, "not readable", str(error.strerror), expected))
    say("Reading files", len(arrivals), len(arrivals))
    return readings, problems


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Refuse a Parquet file that shows only when its rows are read that it is damaged, or of other types than ours."""
    try:
        yield
    except duckdb.Error as error:
        if path.suffix.lower() != ".parquet":
            raise
        raise _staged.unreadable(path, error) from error


def _in_inbox(problem: Problem, arrival: Arrival) -> Problem:
    """Name the file as people find it: a source knows it by its own name, or names the JSON beside it."""
    folder = arrival.name.removesuffix(arrival.path.name)
    return replace(problem, file=folder + problem.file)


def _understood(db: duckdb.DuckDBPyConnection, path: Path) -> Reading | None:
    """Return the reading of the first source that knows a file; refuse data that none knows.

    Hidden files and those Excel leaves beside an open workbook (~$returns.xlsx) are nobody's data.
    """
    if path.name.startswith((".", "~$")):
        return None
    for _, read in sources.readers():
        if (reading := read(path, db)) is not None:
            return reading
    if path.suffix.lower() in inbox.DATA:
        returned.be_saved_as_a_return(path)
        raise Refused([_not_understood(db, path)])
    return None


def _not_understood(db: duckdb.DuckDBPyConnection, path: Path) -> Problem:
    """Return what is nearest to a file no source knows, and what it lacks."""
    columns = _staged.parquet(path, db)[1] if path.suffix.lower() == ".parquet" else readers.header(path)
    modules = [sys.modules[read.__module__] for _, read in sources.readers()]
    formats = {name: names for module in modules for name, names in getattr(module, "FORMATS", {}).items()}
    lower = {column.lower() for column in columns}
    best = max(formats, key=lambda name: len(lower & {c.lower() for c in formats[name]}) / len(formats[name]))
    lacking = ", ".join(column for column in formats[best] if column.lower() not in lower)
    difference = f"which also has {lacking}" if lacking else f"which has exactly {', '.join(formats[best])}"
    found = f"the columns {', '.join(columns[:20])}"
    return Problem(
        path.name, 1, None, "format not understood", found, f"a format that is; the nearest is the {best}, {difference}"
    )


def _judged(db: duckdb.DuckDBPyConnection, readings: Readings, say: Progress) -> tuple[list[Findings], list[Problem]]:
    """Return the findings of every file with observations, and the problems of files whose rows cannot be read."""
    files = [(arrival, reading) for arrival, reading in readings.items() if reading and reading.observations]
    findings: list[Findings] = []
    problems: list[Problem] = []
    for done, (arrival, reading) in enumerate(files):
        say("Checking figures", done, len(files))
        try:
            with _whole(arrival.path):
                findings.append(checks.judge(db, arrival, reading))
        except Refused as refused:
            problems += [_in_inbox(problem, arrival) for problem in refused.problems]
    say("Checking figures", len(files), len(files))
    return findings, problems


def _measures(
    db: duckdb.DuckDBPyConnection, findings: list[Findings], taken: dict[str, str], hidden: set[str]
) -> dict[tuple[str, str], str]:
    """Return (source, indicator) to measure: the pack's own codes, the measures that take an indicator, new codes else.

    A source that describes no indicators speaks in the pack's own measure codes.
    """
    own = {code for (code,) in db.execute("select distinct measure from dim_measure").fetchall()} | hidden
    measures: dict[tuple[str, str], str] = {}
    for file in findings:
        source = file.reading.source
        if file.reading.indicators is None:
            measures |= {(source, code): code for code in own}
        else:
            measures |= {
                (source, indicator): taken.get(f"{source}:{indicator}") or published.code(source, indicator)
                for indicator in file.indicators
            }
    return measures


def _all_problems(findings: list[Findings], measures: dict[tuple[str, str], str], areas: set[str]) -> list[Problem]:
    """Return every problem of every file's rows."""
    known: dict[str, dict[str, str]] = {file.reading.source: {} for file in findings}
    for (source, indicator), measure in measures.items():
        known[source][indicator] = measure
    problems = []
    for file in findings:
        problems += [*file.problems, *checks.unknown(file, known[file.reading.source], areas)]
    return problems


def _left_out(
    findings: list[Findings],
    readings: Readings,
    measures: dict[tuple[str, str], str],
    hidden: set[str],
    rows: facts.Sorted,
) -> dict[Arrival, list[Problem]]:
    """Return each file's rows left out, by reason."""
    left_out = {
        arrival: [_in_inbox(p, arrival) for p in reading.problems] if reading else []
        for arrival, reading in readings.items()
    }
    for file in findings:
        name = file.arrival.name
        secret = [found for text, found in file.indicators.items() if measures[file.reading.source, text] in hidden]
        if secret:
            # Without the measure's code: this sentence is part of the public warehouse.
            first, count = min(row for _, row in secret), sum(count for count, _ in secret)
            found, expected = "rows of measures that are not public", "public measures only, for a public warehouse"
            left_out[file.arrival].append(Problem(name, first, "measure", "left out", found, expected, count))
        if name in rows.repeats:
            count, first = rows.repeats[name]
            found, expected = "a row that says again what another row says", "each figure once"
            left_out[file.arrival].append(Problem(name, first, None, "left out", found, expected, count))
    return left_out


def _record(db: duckdb.DuckDBPyConnection, readings: Readings, left_out: dict[Arrival, list[Problem]]) -> None:
    """Insert a row of load_file for every file."""
    told = {file: reading.source for reading in readings.values() if reading for file in reading.companions}
    rows = []
    for arrival, reading in readings.items():
        parts = [getattr(reading, part) for part in PARTS] if reading else []
        refused = sum(problem.rows for problem in left_out[arrival])
        read = reading.rows if reading else 0
        rows.append(
            {
                "file": arrival.name,
                "source": reading.source if reading else told.get(arrival.path),
                "outcome": "loaded" if any(part is not None for part in parts) else "unread",
                "sha256": inbox.sha256(arrival.path),
                "bytes": arrival.path.stat().st_size,
                "vintage": arrival.vintage if reading and reading.observations else None,
                "recorded_at": arrival.recorded_at,
                "rows_read": read,
                "rows_loaded": read - refused,
                "rows_refused": refused,
            }
        )
    dimensions.insert(db, "load_file", pd.DataFrame(rows))


def _record_issues(
    db: duckdb.DuckDBPyConnection,
    readings: Readings,
    left_out: dict[Arrival, list[Problem]],
    withheld_figures: list[Problem],
    all_areas: pd.DataFrame,
) -> None:
    """Insert a row of load_issue for every reason rows were left out, figures withheld, files empty, areas nameless."""
    issues = [problem for problems in left_out.values() for problem in problems] + withheld_figures
    for arrival, reading in readings.items():
        if reading and reading.observations and not reading.rows:
            issues.append(
                Problem(arrival.name, 1, None, "no rows", "a header and nothing below it", "at least one row", 0)
            )
        if reading and (codes := dimensions.nameless(reading, all_areas)):
            expected = "the published geography beside it, which names them"
            issues.append(
                Problem(arrival.name, None, None, "areas without a name", ", ".join(codes[:5]), expected, len(codes))
            )
    rows = [{**vars(problem), "message": str(problem)} for problem in issues]
    dimensions.insert(db, "load_issue", pd.DataFrame(rows))


def _summary(db: duckdb.DuckDBPyConnection, findings: list[Findings], taken: dict[str, str]) -> Loaded:
    """Return what the load tables say, in short."""
    query = """
        select
            count(*),
            count_if(outcome = 'loaded'),
            coalesce(sum(rows_loaded) filter (vintage is not null), 0)::bigint,
            coalesce(sum(rows_refused), 0)::bigint
        from load_file
    """
    counts = db.execute(query).fetchone()
    notes = tuple(message for (message,) in db.execute("select message from load_issue order by rowid").fetchall())
    present = {f"{file.reading.source}:{indicator}" for file in findings for indicator in file.indicators}
    unmet = {indicator: measure for indicator, measure in taken.items() if indicator not in present}
    return Loaded(*counts, notes, unmet)
