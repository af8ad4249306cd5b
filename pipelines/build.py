"""A build is always whole: read everything, check, load, derive, publish by one rename. Same inputs, same tables."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from graphlib import TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd

from pipelines import ahead, builds, demo, framework, inbox, observations, publish, readers
from pipelines.framework import Pack, audience, tables
from pipelines.framework.columns import Audience
from pipelines.problems import Problem, Refused
from pipelines.returns import notes

SQL = Path(__file__).with_name("sql")
SCHEMA_VERSION = 7

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Built:
    """What a build did."""

    warehouse: Path
    snapshot: str
    as_at: date
    measures: int
    loaded: observations.Loaded
    later: tuple[str, ...] = ()


def build(
    framework_path: Path,
    inboxes: list[Path],
    warehouse: Path,
    as_at: date | None = None,
    progress: Progress | None = None,
    tier: Audience = publish.TIER,
) -> Built:
    """Build the warehouse of one council and audience from its framework pack and the inboxes, and publish it.

    With ``as_at`` it is the warehouse of that day: files of a later vintage are left out, and named in ``Built.later``.
    Raises Refused with every problem found; the warehouse that was there before stays as it was.
    """
    say = progress or _silent
    say("Reading the framework pack", 0, 1)
    with publish.draft(warehouse, tier) as db:
        try:
            pack = framework.read(framework_path)
            day = as_at or pack.settings.council.as_at or datetime.now(UTC).date()
            with _with_demonstration(pack, inboxes) as all_inboxes:
                found = observations.discover(all_inboxes)
                later = {name for name, path in found if as_at and inbox.vintage(path) > as_at}
                loaded = fill(db, pack, [file for file in found if file[0] not in later], day, say, tier)
        except Refused as refused:
            builds.note(warehouse, tier, builds.refused(refused.problems))
            raise
        snapshot, measures = db.execute(
            "select snapshot, (select count(distinct measure) from dim_measure) from warehouse"
        ).fetchone()
        this = builds.Build(
            ended_at=builds.now(),
            snapshot=snapshot,
            files=loaded.files_loaded,
            observations=loaded.rows_loaded,
            left_out=loaded.rows_refused,
        )
        builds.fill(db, [*builds.earlier(warehouse, tier), this])
    builds.note(warehouse, tier, this)
    return Built(publish.location(warehouse, tier), snapshot, day, measures, loaded, tuple(sorted(later)))


def check(framework_path: Path, files: list[Path]) -> list[str]:
    """Return a sentence for each framework pack or data file that would be taken. Raises Refused with all problems.

    Data files are judged with the framework pack whose measures they speak of; nothing is written.
    """
    problems: list[Problem] = []
    packs = [path for path in files if path.is_dir() or _is_workbook_pack(path)]
    others = [path for path in files if path not in packs]
    for path in packs:
        try:
            framework.read(path)
        except Refused as refused:
            problems += refused.problems
    if others:
        try:
            with duckdb.connect() as db:
                fill(
                    db,
                    framework.read(framework_path),
                    [(path.name, path) for path in others],
                    datetime.now(UTC).date(),
                    _silent,
                )
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return [f"{path}: nothing to refuse." for path in files]


def _is_workbook_pack(path: Path) -> bool:
    return path.suffix.lower() in readers.WORKBOOKS and framework.SETTINGS in readers.sheets(path)


def _silent(step: str, done: int, total: int) -> None:
    """Say nothing of the progress."""


def fill(
    db: duckdb.DuckDBPyConnection,
    pack: Pack,
    files: list[tuple[str, Path]],
    as_at: date,
    say: Progress,
    tier: Audience = publish.TIER,
) -> observations.Loaded:
    """Create and fill every table and mart in ``db`` with what one audience may see of pack and files, (name, path).

    Raises Refused with every problem of every file.
    """
    loaded = load(db, pack, files, as_at, say, tier)
    derive(db, marts(), say)
    db.execute("update warehouse set built_at = ?", [datetime.now(UTC).replace(tzinfo=None)])
    return loaded


def load(
    db: duckdb.DuckDBPyConnection,
    pack: Pack,
    files: list[tuple[str, Path]],
    as_at: date,
    say: Progress,
    tier: Audience = publish.TIER,
) -> observations.Loaded:
    """Create and fill what ``fill`` does but for the marts. Raises Refused with every problem of every file."""
    # One transaction, as each statement alone would wait for the disk.
    db.begin()
    for script in ("schema", *_scripts("rules")):
        db.execute(_sql(script))
    db.commit()
    _state_what_this_is(db, pack, files, as_at, tier)
    pack = notes.joined(pack, files)
    hidden = audience.withheld(pack, tier)
    tables.load(db, audience.seen(pack, tier), hidden)
    loaded = observations.load_files(
        db,
        files,
        taken=tables.takes(pack),
        pack_areas=_frame(pack, "areas"),
        pack_groups=_frame(pack, "groups"),
        own_area=pack.settings.council.area,
        withheld=hidden,
        calendar=_calendar(pack, as_at),
        progress=say,
    )
    db.execute(_sql("groups"))
    ahead.extend(db)
    return loaded


def derive(db: duckdb.DuckDBPyConnection, names: list[str], say: Progress) -> None:
    """Create the marts of these names, in this order."""
    db.begin()
    for done, mart in enumerate(names):
        say("Deriving", done, len(names))
        db.execute(_sql(mart))
    db.commit()
    say("Deriving", len(names), len(names))


def marts() -> list[str]:
    """Return the name of every mart, each after the marts it mentions. Raises graphlib.CycleError."""
    return list(TopologicalSorter(mentioned()).static_order())


def mentioned() -> dict[str, set[str]]:
    """Return the name of every mart with those of the marts it mentions."""
    names = _scripts("mart_")
    return {name: set(re.findall(r"\bmart_\w+", _sql(name))) & set(names) - {name} for name in names}


def _scripts(prefix: str) -> list[str]:
    return sorted(script.stem for script in SQL.glob(f"{prefix}*.sql"))


@contextmanager
def _with_demonstration(pack: Pack, inboxes: list[Path]) -> Iterator[list[Path]]:
    """Yield the inboxes, and for a demonstration pack one more with its invented figures."""
    if not pack.settings.council.demonstration or not (pack.path / "series.csv").exists():
        yield inboxes
        return
    with TemporaryDirectory() as folder:
        inbox = Path(folder) / "demonstration"
        inbox.mkdir()
        demo.write(pack.path, inbox)
        yield [*inboxes, inbox]


def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text("utf-8")


def _frame(pack: Pack, sheet: str) -> pd.DataFrame:
    return pd.DataFrame([item.model_dump() for item in pack.rows[sheet]])


def _calendar(pack: Pack, as_at: date) -> tuple[date, date]:
    """Return the days the calendar of periods must cover: the plans' lives, and a year either side of today."""
    plans = [node for node in pack.rows["plan"] if node.level is None]
    return min(date(as_at.year - 1, 1, 1), *(plan.valid_from for plan in plans)), date(
        max(as_at.year + 1, max(plan.valid_to for plan in plans).year), 12, 31
    )


def _state_what_this_is(
    db: duckdb.DuckDBPyConnection, pack: Pack, files: list[tuple[str, Path]], as_at: date, tier: Audience
) -> None:
    council, comparators = pack.settings.council, pack.settings.comparators
    db.execute(
        "insert into warehouse values "
        "($snapshot, $version, $tier, $as_at, $built_at, $name, $short, $area, $accent, $demonstration, "
        "$word, $words, $reporting, $group, $neighbours, $contact, $about)",
        {
            "snapshot": _fingerprint(pack, files, as_at),
            "version": SCHEMA_VERSION,
            "tier": tier,
            "as_at": as_at,
            "built_at": datetime(1970, 1, 1),
            "name": council.name,
            "short": council.short_name,
            "area": council.area,
            "accent": council.accent.upper(),
            "demonstration": council.demonstration,
            "word": council.measure_word,
            "words": council.measure_word_plural,
            "reporting": council.reporting,
            "group": comparators.default,
            "neighbours": comparators.neighbours,
            "contact": council.contact,
            "about": council.about,
        },
    )


def _fingerprint(pack: Pack, files: list[tuple[str, Path]], as_at: date) -> str:
    """Return a short name for these inputs: the pack, every file with its place, the rules, the day."""
    digest = hashlib.sha256(f"{SCHEMA_VERSION} {as_at}".encode())
    for script in sorted(SQL.glob("*.sql")):
        digest.update(script.read_bytes())
    for file in pack.files:
        digest.update(file.read_bytes())
    for name, file in files:
        digest.update(name.encode())
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:12]
