"""Oflog adult social care: one row per measure, year and council, without the medians derived from them."""

from operator import itemgetter
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import periods, readers
from pipelines.sources import Reading, _staged

SOURCE = "oflog"
SYSTEM = "Office for Local Government, adult social care"
COLUMNS = (
    "Financial year",
    "Local authority code",
    "Local authority name",
    "Entity_Name",
    "Measure",
    "Code",
    "Value",
    "MEDIAN",
    "rank_order",
)
FORMATS = {"Oflog adult social care": COLUMNS}

UNITS = {
    "ASC2": ("score", "", 3),
    "ASC3": ("per cent", "%", 1),
    "ASC4": ("per cent", "%", 1),
    "ASC5": ("per cent", "%", 1),
    "ASC6": ("requests per 100,000 adults", "", 1),
}
"""Unit in words, suffix and decimals: one column holds scores, percentages and rates, and no other says which."""

CAVEAT = (
    "The file gives no unit. A score or percentage of exactly 0 is loaded as published, and may stand for no figure: "
    "five councils have a quality of life of 0 in 2019/20."
)


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Stage the values; describe each measure by its code. An empty value is one not available."""
    if path.suffix.lower() != ".csv" or not set(COLUMNS) <= set(readers.header(path)):
        return None
    table = _staged.csv(path, db)
    observations = _staged.select(
        table,
        "rowid + 1",
        indicator='"Code"',
        area='"Local authority code"',
        area_name='"Local authority name"',
        area_type='"Entity_Name"',
        period='"Financial year"',
        breakdown="'total'",
        value='"Value"',
        marker="case when \"Value\" is null then 'x' end",
    )
    query = f'select "Code", any_value("Measure"), list(distinct lower(rank_order)), count(*) from {table} group by 1'
    found = db.execute(query).fetchall()
    described = [describe(code, *said) for code, *said, _ in found if code is not None]
    return Reading(
        source=SOURCE,
        rows=sum(rows for *_, rows in found),
        observations=observations,
        period=periods.parse,
        indicators=pd.DataFrame(sorted(described, key=itemgetter("indicator"))),
    )


def describe(code: str, measure: str | None, orders: list[str | None]) -> dict:
    """Return an indicator's definition, columns as in dim_measure.

    ``orders`` are the ways its rows are ranked, in lower case: ``desc`` ranks the highest first, so higher is better;
    ``none`` and an empty cell say nothing, nor do two ways at once.
    """
    unit, suffix, decimals = UNITS.get(code, ("number", "", 1))
    said = {order for order in orders if order not in (None, "", "none")}
    title = " ".join((measure or code).removeprefix("Outcome, ").replace(" :", ":").split())
    return {
        "indicator": code,
        "title": title,
        "short_title": title,
        "unit": unit,
        "prefix": "",
        "suffix": suffix,
        "decimals": decimals,
        "polarity": {frozenset({"desc"}): "higher", frozenset({"asc"}): "lower"}.get(frozenset(said), "none"),
        "frequency": "annual",
        "source_system": SYSTEM,
        "source_name": "NHS England and Skills for Care, by the Office for Local Government",
        "licence": "Open Government Licence v3.0 (inferred: the file states none)",
        "national_code": code,
        "caveats": CAVEAT,
    }
