"""A directorate's return, as `python -m pipelines template` writes it, whatever was done to it since."""

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import inbox, periods
from pipelines.problems import Refused
from pipelines.returns import COLUMNS, COMMENTARY, FIGURES, MILESTONES, NEEDED, figures, notes, reading
from pipelines.sources import Reading, _staged

SOURCE = "returns"
STAGED = ("indicator", "area", "period", "value", "numerator", "denominator", "marker", "note")
FORMATS = {"return of a directorate": tuple(COLUMNS[FIGURES][name] for name, *_ in NEEDED[FIGURES])}


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Stage the figures of a return. Raises Refused with every cell that is wrong or doubtful, all at once."""
    found = reading.read(path)
    if found is None:
        return None
    known = measures(db)
    told, problems, awaited = figures.judged(found.lines.get(FIGURES, []), known, closed_until(path, db))
    _, unclear = notes.commentary(found.lines.get(COMMENTARY, []), known)
    _, unknown = notes.milestones(found.lines.get(MILESTONES, []), milestones(db))
    if problems := [*found.problems, *problems, *unclear, *unknown]:
        raise Refused(problems)
    (area,) = db.execute("select area from warehouse").fetchone()
    table = f"staged_{_staged.name_of(path)}"
    frame = pd.DataFrame(figures.frame_rows(told, area), columns=[*STAGED, "line"])
    db.register("incoming", frame.astype(dict.fromkeys(STAGED, "str")).where(frame.notna()))
    db.execute(f"create or replace table {table} as select * from incoming")
    db.unregister("incoming")
    given = {name: name for name in STAGED} | {"breakdown": "'total'"}
    return Reading(
        source=SOURCE,
        rows=len(told) + len(awaited),
        observations=_staged.select(table, "line", **given),
        period=periods.parse,
        problems=awaited,
    )


def measures(db: duckdb.DuckDBPyConnection) -> dict[str, figures.Asked]:
    """Return what is known of every measure of the pack, by code."""
    rows = db.execute("""
        select
            measure,
            suffix = '%',
            coalesce(value_type = 'proportion', false),
            case when value_type in ('proportion', 'rate') then per end,
            decimals
        from current_measure
    """).fetchall()
    return {measure: figures.Asked(*rest) for measure, *rest in rows}


def milestones(db: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the codes of the milestones of the pack."""
    return {code for (code,) in db.execute("select distinct milestone from fact_milestone").fetchall()}


def closed_until(path: Path, db: duckdb.DuckDBPyConnection) -> date:
    """Return the last day a meeting had considered the figures of, when the return came."""
    considered = [
        periods.parse(period).end
        for (period,) in db.execute(
            "select distinct period from dim_meeting where period is not null and held_on < ?", [inbox.vintage(path)]
        ).fetchall()
    ]
    return max(considered, default=date.min)
