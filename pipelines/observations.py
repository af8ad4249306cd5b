"""Loads everything in the inboxes: each file is read by the source that understands it, judged, and loaded.

All files are read and judged before anything is loaded, and everything wrong with any of them is said at once.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import boundaries, checks, dimensions, disclosure, facts, inbox, limits, published, received
from pipelines.checks import Findings
from pipelines.dimensions import Readings
from pipelines.inbox import Arrival, discover
from pipelines.problems import Problem, Refused

__all__ = ["Loaded", "check_facts", "discover", "load_files"]

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
    ``db`` takes no more than ``limits.MEMORY`` from here on, in deriving too.
    Raises Refused with all problems of all files at once; what is then in ``db`` is of no use.
    """
    say = progress or (lambda step, done, total: None)
    hidden = withheld or set()
    limits.bound_memory(db)
    with received.staging(db), ThreadPoolExecutor(1) as beside:
        readings, findings, problems = _read(db, [inbox.arrival(name, path) for name, path in files], say)
        all_areas, no_council = dimensions.merged_areas(findings, readings, pack_areas, own_area)
        groups, strangers = dimensions.merged_groups(readings, pack_groups, all_areas)
        measures = _measures(db, findings, taken, hidden)
        shown = {key: measure for key, measure in measures.items() if measure not in hidden}
        # What needs no row is done while rows are sorted and inserted; shapely and DuckDB let other threads go on.
        drawn = beside.submit(boundaries.found, readings, all_areas)
        described = beside.submit(dimensions.described, findings, shown)
        sums = beside.submit(lambda: {arrival: inbox.sha256(arrival.path) for arrival in readings})
        problems += no_council + strangers + _all_problems(findings, measures, set(all_areas["area"]))
        if problems:
            raise Refused(problems + drawn.result()[1])
        placed = beside.submit(dimensions.fill_areas_and_groups, db.cursor(), all_areas, groups)
        mapped = beside.submit(lambda: boundaries.fill(db.cursor(), drawn.result()[0]))
        authority = dict(zip(all_areas["area"], all_areas["authority"], strict=True))
        shares = facts.shares(findings, shown)
        conflicts: list[Problem] = []
        repeats: list[facts.Repeats] = []
        withheld_figures: list[Problem] = []
        for done, share in enumerate(shares):
            say("Sorting and loading", done, len(shares))
            rows = facts.sort(db, findings, share)
            conflicts += rows.conflicts
            repeats.append(rows.repeats)
            if not conflicts:
                rows, withheld = disclosure.withhold(db, rows, authority, own_area)
                withheld_figures += withheld
                facts.insert(db, rows, authority)
            facts.clear(db)
        _, impossible, nobodys = drawn.result()
        if impossible or conflicts:
            raise Refused(impossible or facts.first(conflicts))
        together = facts.together(repeats)
        if unsteady := _unsteady(db, findings, shown, together):
            raise Refused(unsteady)
        placed.result()
        mapped.result()
        dimensions.fill_periods(db, findings, calendar)
        dimensions.fill_breakdowns(db)
        dimensions.fill_published(db, findings, described.result())
        left_out = _left_out(findings, readings, measures, hidden, together)
        for arrival, unnamed in nobodys.items():
            left_out[arrival] += unnamed
        _record(db, readings, left_out, sums.result())
        _record_issues(db, readings, left_out, withheld_figures, all_areas)
        check_facts(db)
        say("Sorting and loading", len(shares), len(shares))
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
        # Distinct first, which is told from the dictionaries that codes are stored by: no row is joined.
        query = (
            f"select * from (select distinct {column} from fact_observation) anti join {table} using ({column}) limit 5"
        )
        if strays := db.execute(query).fetchall():
            raise RuntimeError(f"fact_observation has {column} {strays}, which {table} has not")
    query = """
        select count(*), (select coalesce(sum(rows_loaded), 0)::bigint from load_file where vintage is not null)
        from fact_observation
    """
    held, recorded = db.execute(query).fetchone()
    if held != recorded:
        raise RuntimeError(f"fact_observation has {held} rows, load_file says {recorded}")


def _read(
    db: duckdb.DuckDBPyConnection, arrivals: list[Arrival], say: Progress
) -> tuple[Readings, list[Findings], list[Problem]]:
    """Return each file's reading, the findings of those with observations, and the problems of those without sense."""
    readings: Readings = {}
    findings: list[Findings] = []
    problems: list[Problem] = []
    for done, read in enumerate(received.every(db, arrivals)):
        say("Reading files", done, len(arrivals))
        if read.understood:
            readings[read.arrival] = read.reading
        if read.findings:
            findings.append(read.findings)
        problems += read.problems
    say("Reading files", len(arrivals), len(arrivals))
    return readings, findings, problems


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


def _unsteady(
    db: duckdb.DuckDBPyConnection,
    findings: list[Findings],
    shown: dict[tuple[str, str], str],
    repeats: facts.Repeats,
) -> list[Problem]:
    """Return a problem for each file of which other rows were loaded than were counted.

    A Parquet file whose statistics are damaged hides rows from some questions, one being written has more at each.
    """
    loaded = dict(db.execute("select file, count(*) from fact_observation group by file").fetchall())
    problems = []
    for file in findings:
        source, name = file.reading.source, file.arrival.name
        counted = sum(count for text, (count, _) in file.indicators.items() if (source, text) in shown)
        then = loaded.get(name, 0) + repeats.get(name, (0, 0))[0]
        if then != counted:
            found, expected = f"{counted:,} rows, then {then:,}", "a whole file that nobody is writing"
            problems.append(Problem(name, None, None, "not the same at each reading", found, expected))
    return problems


def _left_out(
    findings: list[Findings],
    readings: Readings,
    measures: dict[tuple[str, str], str],
    hidden: set[str],
    repeats: facts.Repeats,
) -> dict[Arrival, list[Problem]]:
    """Return each file's rows left out, by reason."""
    left_out = {
        arrival: [received.in_inbox(p, arrival) for p in said.problems] if said else []
        for arrival, said in readings.items()
    }
    for file in findings:
        name = file.arrival.name
        secret = [found for text, found in file.indicators.items() if measures[file.reading.source, text] in hidden]
        if secret:
            # Without the measure's code: this sentence is part of the public warehouse.
            first, count = min(row for _, row in secret), sum(count for count, _ in secret)
            found, expected = "rows of measures that are not public", "public measures only, for a public warehouse"
            left_out[file.arrival].append(Problem(name, first, "measure", "left out", found, expected, count))
        if name in repeats:
            count, first = repeats[name]
            found, expected = "a row that says again what another row says", "each figure once"
            left_out[file.arrival].append(Problem(name, first, None, "left out", found, expected, count))
    return left_out


def _record(
    db: duckdb.DuckDBPyConnection,
    readings: Readings,
    left_out: dict[Arrival, list[Problem]],
    sums: dict[Arrival, str],
) -> None:
    """Insert a row of load_file for every file, with its checksum of ``sums``."""
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
                "sha256": sums[arrival],
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
