"""Withholds small numbers while files are loaded, before the first row of the warehouse is written (DR-35).

Too small is a count from 1 to one less than its measure's ``suppress_below``: a value that is a count, a numerator,
what a share leaves of its denominator, the cases behind a mean. With it goes what would give it back by subtraction:
along a breakdown (the total less the parts shown), in time (the year less the quarters shown, or one year to date less
the one before), between vintages (a figure shown before it was corrected). A figure withheld loses its value,
numerator, denominator and limits, and the note it came with, which may say the number; it is marked c. Small figures
and those that only cover them are marked alike, as the difference would tell which is which.

All of it happens in SQL (``sql/disclosure.sql``) on the rows of ``sorted`` that concern such measures; without one
there is nothing to do.
"""

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from pipelines import periods
from pipelines.checks import NUMBERS, OPTIONAL
from pipelines.facts import Sorted
from pipelines.problems import Problem

SQL = Path(__file__).with_name("sql") / "disclosure.sql"
NOTE = "Withheld so that nobody can be identified"
TEXTS = ("marker", "note")

Line = tuple[list[int], list[int], list[float] | None]
"""The cells withheld of one whole; their signs, 1 for a part and -1 for the whole itself; what to withhold next."""


def withhold(
    db: duckdb.DuckDBPyConnection, rows: Sorted, authority: dict[str, str], own_area: str
) -> tuple[Sorted, list[Problem]]:
    """Withhold in the temporary table ``sorted`` what DR-35 says; return what is then known of it, and what was done.

    ``authority`` is area to today's code of the same council. The problems say, for each file, how many of its rows
    were withheld, and how many of the council's own nobody can judge: a value without the counts behind it.
    """
    if not rows.present or not _concerns(db):
        return rows, []
    for column in OPTIONAL:
        if column not in rows.present:
            db.execute(f"alter table sorted add column {column} {'varchar' if column in TEXTS else 'double'}")
    blocks = _blocks()
    _describe(db, blocks, authority)
    _cover(db, blocks)
    db.execute(blocks["hide"])
    problems = _said(db, authority.get(own_area, own_area))
    db.execute(f"""
        update sorted set {", ".join(f"{column} = null" for column in NUMBERS)}, marker = 'c', note = '{NOTE}'
        from small_hidden
        where sorted.rowid = small_hidden.position and coalesce({", ".join(NUMBERS)}) is not null
    """)
    for table in ("rule", "figure", "cell", "period", "part", "whole", "hidden"):
        db.execute(f"drop table small_{table}")
    db.execute("drop macro told")
    return replace(rows, present=OPTIONAL), problems


def worked_out(lines: list[Line]) -> list[int]:
    """Return the cells that adding and subtracting several lines gives back, however many it takes.

    A cell is known when it is a combination of lines: when the projection onto the lines leaves it where it is.
    """
    order = sorted({cell for cells, _, _ in lines for cell in cells})
    place = {cell: number for number, cell in enumerate(order)}
    system = np.zeros((len(lines), len(order)))
    for number, (cells, signs, _) in enumerate(lines):
        system[number, [place[cell] for cell in cells]] = signs
    kept = np.einsum("ij,ji->i", np.linalg.pinv(system), system)
    return [cell for cell in order if kept[place[cell]] > 1 - 1e-9]


def _connected(lines: list[Line]) -> list[list[Line]]:
    """Return the lines in sets that share cells, directly or through others."""
    above: dict[int, int] = {}

    def top(cell: int) -> int:
        while above.setdefault(cell, cell) != cell:
            above[cell] = above[above[cell]]
            cell = above[cell]
        return cell

    for cells, _, _ in lines:
        for cell in cells:
            above[top(cell)] = top(cells[0])
    sets = defaultdict(list)
    for line in lines:
        sets[top(line[0][0])].append(line)
    return list(sets.values())


def _cover(db: duckdb.DuckDBPyConnection, blocks: dict[str, str]) -> None:
    """Withhold more until no line, and no combination of lines, gives back what is withheld."""
    safe: set[tuple] = set()
    while True:
        while db.execute(blocks["cover"]).fetchone()[0]:
            pass
        chosen = []
        for lines in _connected(db.execute(blocks["lines"]).fetchall()):
            key = tuple(tuple(cells) for cells, _, _ in lines)
            if key not in safe:
                known = set(worked_out(lines))
                chosen += sorted(following for cells, _, following in lines if following and known & set(cells))[:1]
                safe.add(key)
        if not chosen:
            return
        db.execute(blocks["withhold"], {"cells": [int(cell) for _, _, cell in chosen]})


def _concerns(db: duckdb.DuckDBPyConnection) -> bool:
    """Return whether any row is of a measure that withholds: such a measure may still await its first return."""
    if db.execute("select count(suppress_below) from dim_measure").fetchone() == (0,):
        return False
    query = """
        select count(*) > 0
        from sorted
        join dim_measure on sorted.measure = try_cast(dim_measure.measure as measure_code)
        where suppress_below is not null
    """
    return db.execute(query).fetchone()[0]


def _blocks() -> dict[str, str]:
    """Return name to SQL for every block of the script."""
    return dict(
        re.findall(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", SQL.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    )


def _describe(db: duckdb.DuckDBPyConnection, blocks: dict[str, str], authority: dict[str, str]) -> None:
    """Create the tables of rules, figures, periods, cells, and of which cells come to which whole."""
    recoded = [(area, today) for area, today in authority.items() if area != today]
    db.execute(blocks["rules"])
    db.register("recoded", pd.DataFrame(recoded, columns=["area", "authority"], dtype="str"))
    db.execute(blocks["figures"])
    db.unregister("recoded")
    codes = [code for (code,) in db.execute("select distinct period from small_figure").fetchall()]
    found = [periods.parse(code) for code in codes]
    frame = pd.DataFrame(
        [(p.code, p.type, p.start, p.end, p.months, p.financial_year) for p in found],
        columns=["period", "type", "start_date", "end_date", "months", "year"],
    )
    db.register("incoming", frame)
    db.execute("create temp table small_period as select * from incoming")
    db.unregister("incoming")
    for block in ("cells", "year_to_date", "parts", "wholes"):
        db.execute(blocks[block])


def _said(db: duckdb.DuckDBPyConnection, own_area: str) -> list[Problem]:
    """Return a problem for each file with rows withheld, and for each with rows of the council's nobody can judge."""
    query = """
        select file::varchar, min(row), count(*)
        from sorted
        join {table} on sorted.rowid = {table}.position
        where {condition}
        group by 1 order by 1
    """
    figures = ", ".join(f"sorted.{column}" for column in NUMBERS)
    hidden = db.execute(query.format(table="small_hidden", condition=f"coalesce({figures}) is not null")).fetchall()
    found = "figures too small to publish, or that would give one back"
    expected = "no count from 1 up to its measure's suppress_below; their values are withheld"
    problems = [Problem(file, row, "value", "withheld (DR-35)", found, expected, count) for file, row, count in hidden]
    uncounted = query.format(table="small_figure", condition="uncounted and small_figure.area = $own")
    unjudged = db.execute(uncounted, {"own": own_area}).fetchall()
    found = "values without numerator or denominator, of measures that withhold small numbers"
    expected = "the counts, without which nobody can tell which are too small"
    return problems + [
        Problem(file, row, "numerator", "not judged (DR-35)", found, expected, count) for file, row, count in unjudged
    ]
