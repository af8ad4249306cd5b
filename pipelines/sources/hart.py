"""Hart District Council's KPI tiles: for each KPI last year's outturn and the figures of the last two quarters.

The tiles' target and colour are not loaded: targets are the framework pack's, and a status is worked out, never copied.
Nothing in the file says which direction is good, so no KPI has a polarity until a pack gives it one.
"""

import re
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import inbox, periods, readers
from pipelines.problems import Problem, Refused
from pipelines.sources import Reading, _staged

SOURCE = "hart"
AREA = "E07000089"
COLUMNS = ("k", "d", "u", "y", "lq", "tq", "t", "s", "p", "n")
FORMATS = {"Hart KPI tiles": COLUMNS}


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Stage three figures a row. The JSON of the same name says the same and is named, not read.

    Raises Refused where the file's name holds no date: nothing else says which quarter "this quarter" is.
    """
    if path.suffix.lower() != ".csv" or readers.header(path) != list(COLUMNS):
        return None
    if not re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", path.name):
        expected = "the day the tiles were taken, like hart_kpis_2014-11-07.csv"
        raise Refused([Problem(path.name, None, None, "no date in the name", path.name, expected)])
    table = _staged.csv(path, db)
    figures = [
        _staged.select(
            table,
            "rowid + 1",
            indicator="k",
            area=_staged.literal(AREA),
            area_name="'Hart'",
            period=_staged.literal(period),
            breakdown="'total'",
            value=column,
            marker=f"case when {column} is null then 'x' end",
            # What the officer wrote is about the quarter the tiles are of.
            note="nullif(n, 'No notes')" if column == "tq" else "null",
        )
        for column, period in periods_of(inbox.vintage(path)).items()
    ]
    published = readers.table(path)
    twin = path.with_suffix(".json")
    return Reading(
        source=SOURCE,
        rows=len(published) * len(figures),
        observations=" union all ".join(figures),
        period=periods.parse,
        indicators=pd.DataFrame([describe(row) for row in published.to_dict("records")]),
        companions=(twin,) if twin.is_file() else (),
    )


def periods_of(day: date) -> dict[str, str]:
    """Return the period code of each column of figures in tiles taken on a day.

    ``tq`` is the last quarter that had ended before the day, ``lq`` the one before it, ``y`` the financial year before
    the one ``tq`` lies in.
    """
    this = _quarter_before(day)
    last = _quarter_before(this.start)
    year = periods.of(periods.of(this.start, "financial").start - timedelta(days=1), "financial")
    return {"tq": this.code, "lq": last.code, "y": year.code}


def describe(row: dict[str, str]) -> dict:
    """Return a KPI's definition, columns as in dim_measure, from its row of the file."""
    percent = row["p"] == "%"
    return {
        "indicator": row["k"],
        "title": row["d"],
        "short_title": row["d"],
        "unit": "per cent" if percent else "number",
        "prefix": "",
        "suffix": "%" if percent else "",
        "decimals": max(len(row[column].partition(".")[2]) for column in ("y", "lq", "tq", "t")),
        "frequency": "quarterly",
        "source_system": "Hart District Council KPI tiles",
        "source_name": f"Hart District Council, {row['u']}",
        "licence": "MIT",
    }


def _quarter_before(day: date) -> periods.Period:
    """Return the last quarter that ends before the day."""
    return periods.of(periods.of(day, "quarter").start - timedelta(days=1), "quarter")
