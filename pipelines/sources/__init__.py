"""One module per publisher's format. A new format is a new file here: it is discovered, never registered.

Each module has one function, ``read(path, db) -> Reading | None``. None means "not my format"; it is decided from
the name or the header, cheaply. What a module reads stays text, in tables of ``db`` that last as long as the load does
(``pipelines.received``): judging periods, areas, numbers and markers is the same for all sources and is done once.
"""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.problems import Problem

STAGED = (
    "indicator",
    "area",
    "area_name",
    "area_type",
    "period",
    "breakdown",
    "value",
    "numerator",
    "denominator",
    "lower",
    "upper",
    "marker",
    "note",
    "row",
)
"""Columns of a staged relation: all text but ``row`` (bigint, the header being row 1); null where a format has none.

Figures that a file has as doubles may stay so: to write ten million out and read them again takes longer than the file.
"""


@dataclass(frozen=True)
class Reading:
    """What one file says.

    ``observations`` is SQL for a relation with the columns ``STAGED``; the period texts in it go through ``period``
    (text to Period). ``indicators`` describes the publisher's own measures: one row per indicator, columns as in
    dim_measure plus ``indicator``. ``areas`` has columns area, name, type, region, nation, valid_from, valid_to;
    ``successions`` has area, successor, recoded (True where only the code changed); ``groups`` has the columns of a
    pack's groups.csv; ``boundaries`` has layer, area, first, last and shape (shapely, in degrees). Nothing in it is a
    frame of observations: those stay in DuckDB, however many there are.
    """

    source: str
    rows: int
    observations: str | None = None
    period: Callable | None = None
    indicators: pd.DataFrame | None = None
    areas: pd.DataFrame | None = None
    successions: pd.DataFrame | None = None
    groups: pd.DataFrame | None = None
    boundaries: pd.DataFrame | None = None
    companions: tuple[Path, ...] = ()
    problems: list[Problem] = field(default_factory=list)


@cache
def readers() -> tuple[tuple[str, Callable[[Path, duckdb.DuckDBPyConnection], Reading | None]], ...]:
    """Return (name, read) for each source module, in order of name."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    return tuple((name, import_module(f"{__name__}.{name}").read) for name in names)
