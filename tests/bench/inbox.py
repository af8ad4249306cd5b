"""The files of the invented Britain's inbox: what 400 councils published of each measure, and a few corrections."""

from pathlib import Path

import duckdb
import pandas as pd

from tests.bench.made import AREAS, FREQUENCIES, MEASURES, PARTS, PERIODS, WHOLE, periods_of

FILE_OF = 50
"""Measures in one published file."""


def write(folder: Path, measures: list[dict], rows: int) -> None:
    """Write the figures as Parquet files of some measures each, and a later one that corrects a few of them."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = ["total", *PARTS[: max(rows // WHOLE - 1, 0)]]
    reach = min((rows / MEASURES - PERIODS) / (AREAS - 1), PERIODS) if len(parts) == 1 else PERIODS
    with duckdb.connect() as db:
        db.execute("set enable_progress_bar = false")
        db.execute("create macro chance(x) as hash(x, 'aldermoor') / 18446744073709551616.0")
        db.execute("create macro bell(x) as 2 * (chance([1] || x) + chance([2] || x) + chance([3] || x) - 1.5)")
        tables = {
            "measures": pd.DataFrame(measures),
            "ages": pd.DataFrame(
                [
                    {"frequency": frequency, "age": age, "period": code}
                    for frequency in FREQUENCIES
                    for age, code in enumerate(periods_of(frequency))
                ]
            ),
            "parts": pd.DataFrame({"breakdown": parts, "part": range(len(parts))}),
        }
        for name, frame in tables.items():
            db.register(name, frame)
        for first in range(0, MEASURES, FILE_OF):
            last, path = first + FILE_OF - 1, folder / f"published_{first:04}_2026-10-12.parquet"
            chosen = f"number between {first} and {last}"
            _copy(db, path, chosen=chosen, reach=reach, shift=0)
        chosen = "number % 10 = 3 and age between 1 and 4 and chance([number, area, age]) < 0.02"
        _copy(db, folder / "corrected_2026-10-20.parquet", chosen=chosen, reach=reach, shift=0.02)


def _copy(db: duckdb.DuckDBPyConnection, path: Path, **choice: object) -> None:
    db.execute(f"copy ({FIGURES.format(**choice)}) to '{path}' (format parquet)")


FIGURES = """
with drawn as (
    select
        measure,
        printf('B%07d', area) as area,
        period,
        breakdown,
        share,
        base * (1 + {shift}) - drift * age / 25 + 0.2 * spread * part
            + spread * (bell([number, area]) + 0.3 * bell([number, area, age, part])) as level,
        500 + round(9000 * chance([area])) as many,
        area > 0 and chance([number, area, age, 9]) < 0.005 as missing
    from measures
    join ages using (frequency)
    cross join range(400) as areas(area)
    cross join parts
    where {chosen}
      and (area = 0 or age < floor({reach} + chance([number, area, 5])))
)

select
    measure,
    area,
    period,
    breakdown,
    case
        when missing then null
        when share then round(100.0 * round(many * least(greatest(level, 0.01), 0.99)) / many, 2)
        else round(greatest(level, 0.1), 2)
    end as value,
    case when share and not missing then round(many * least(greatest(level, 0.01), 0.99)) end as numerator,
    case when share and not missing then many end as denominator,
    case when missing then 'x' end as marker
from drawn
order by area, measure, period
"""
