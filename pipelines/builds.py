"""The log of builds beside a warehouse, so that one that was refused is not forgotten when the next one is published.

A line of JSON per build, the oldest first. What is told of a refusal is which file it was, which rule it broke, in how
many places and where the first of them is. What stood there is not: whoever ran the build has read it, and it may be
a figure that is withheld, or somebody's name.
"""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path, PurePath

import duckdb
from pydantic import BaseModel, ValidationError

from pipelines.framework.columns import Audience
from pipelines.problems import Problem

MOST = 20
"""Builds that are remembered."""


class Refusal(BaseModel):
    """What one file was refused for: a rule, the first row that breaks it, and how many places do."""

    file: str
    rule: str
    row: int | None
    places: int


class Build(BaseModel):
    """One build: when it ended and what became of it; ``snapshot`` is null where it was refused."""

    ended_at: datetime
    snapshot: str | None = None
    files: int | None = None
    observations: int | None = None
    left_out: int | None = None
    refusals: list[Refusal] = []


def location(warehouse: Path, tier: Audience) -> Path:
    """Return the log of one audience: it tells of files that only its readers' warehouse is built from."""
    return warehouse / f"{tier}.builds.jsonl"


def now() -> datetime:
    """Return the moment, to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def refused(problems: list[Problem]) -> Build:
    """Return the build that these problems refused."""
    counted: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], int | None] = {}
    for problem in problems:
        key = _plainly(problem.file), problem.rule
        counted[key] += problem.rows or 1
        first.setdefault(key, problem.row)
    return Build(
        ended_at=now(),
        refusals=[
            Refusal(file=file, rule=rule, row=first[file, rule], places=places)
            for (file, rule), places in sorted(counted.items())
        ],
    )


def earlier(warehouse: Path, tier: Audience) -> list[Build]:
    """Return the builds of the log, the oldest first; a line that is none, cut off by a power cut, is left out."""
    path = location(warehouse, tier)
    found = []
    for line in path.read_text("utf-8", "replace").splitlines() if path.is_file() else []:
        try:
            found.append(Build.model_validate_json(line))
        except ValidationError:
            continue
    return found[-MOST:]


def note(warehouse: Path, tier: Audience, build: Build) -> None:
    """Add a build to the log, and forget the oldest."""
    lines = [one.model_dump_json() for one in [*earlier(warehouse, tier), build][-MOST:]]
    path = location(warehouse, tier)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text("\n".join(lines) + "\n", "utf-8")
    draft.replace(path)


def fill(db: duckdb.DuckDBPyConnection, known: list[Build]) -> None:
    """Insert load_build and load_refusal."""
    for one in known:
        row = [one.ended_at, one.snapshot, one.files, one.observations, one.left_out]
        db.execute("insert into load_build values (?, ?, ?, ?, ?)", row)
        for refusal in one.refusals:
            row = [one.ended_at, refusal.file, refusal.rule, refusal.row, refusal.places]
            db.execute("insert into load_refusal values (?, ?, ?, ?, ?)", row)


def _plainly(file: str) -> str:
    """Return a file's name without the machine's folders, or the sheet in it."""
    name = file.partition(", sheet ")[0]
    path = PurePath(name)
    return path.name if path.is_absolute() or ".." in path.parts or ":" in path.parts[:1] else name
