"""Adds to the calendar the periods the council's next figures will be for, so that an outlook can name them (DR-32)."""

import duckdb

from pipelines import dimensions, periods

STEPS = 3
"""How many periods ahead an outlook looks."""

FIGURES = """
select distinct
    period,
    step
from own_series()
join current_measure using (measure)
where value is not null
  and series_refused(cumulative, seasonal, months, step) is null
"""


def extend(db: duckdb.DuckDBPyConnection) -> None:
    """Insert into dim_period what it lacks of the periods one to three steps after each of the council's own figures.

    The regular calendar ends a year after today; years, and days on which something is counted, go on beyond it.
    """
    known = {code for (code,) in db.execute("select period from dim_period").fetchall()}
    due = {
        later.code: later
        for code, step in db.execute(FIGURES).fetchall()
        for later in (periods.later(periods.parse(code), step * ahead) for ahead in range(1, STEPS + 1))
    }
    dimensions.insert_periods(db, [period for code, period in due.items() if code not in known])
