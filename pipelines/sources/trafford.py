"""Trafford Data Lab's themes: long CSV files of one indicator each, for Trafford and the councils it compares with.

One indicator may be given in several measures (a count and a rate), so both together are an indicator of ours. A file
with several columns ``value_…`` has one for each. How labels of periods are read where they do not say:

    2023-04                     a month; pairs of years are written 2023/24
    Q1 2022                     a quarter of the calendar year; one of the financial year is written 2022/23 Q1
    2013/14                     a financial year, but an academic one for indicators that ``trafford.csv`` lists
    2021/22 Q1 - 2025/26 Q3     in a cumulative measure all since a fixed start: as at the last day, 31 December 2025;
                                so is a quarter alone in such a measure, the first
"""

import re
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import inbox, periods, readers
from pipelines.problems import Problem, Refused
from pipelines.sources import Reading, _staged

SOURCE = "trafford"
SYSTEM = "Trafford Data Lab themes"
PUBLISHER = "Trafford Data Lab"
LICENCE = "Open Government Licence v3.0"
AREA = "E08000009"

COLUMNS = ("period", "indicator", "measure")
PLACES = (("area_code", "area_name"), ("station_code", "station_name"))
"""A measuring station is no area: its figures are Trafford's, by station."""

LIST = ["area_code", "area_name"]
FORMATS = {"Trafford Data Lab theme": ("area_code", "area_name", *COLUMNS, "value")}
YEARS = Path(__file__).with_suffix(".csv")

LISTS = {
    "cssn": ("statistical neighbours (DfE, Trafford's list)", "DfE statistical", "DfE children's services neighbours"),
    "cipfa": ("nearest neighbours (CIPFA)", "CIPFA", "CIPFA nearest neighbours"),
    "nhsennpg": ("similar councils (NHS England)", "NHS England", "NHS England peer group"),
}
"""Beginning of the name of a list of councils to its name, family and method; any other is a council's own list."""

MISSING = ("NA", "")
CUMULATIVE = " [cumulative]"
ACADEMIC = " [academic]"


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Stage a theme's figures, one for each column of values, or return Trafford's list of similar councils."""
    if path.suffix.lower() != ".csv":
        return None
    header = readers.header(path)
    if header == LIST:
        return _similar(path)
    place = next((place for place in PLACES if set(place) <= set(header)), None)
    values = [column for column in header if column == "value" or column.startswith("value_")]
    if place is None or not values or not set(COLUMNS) <= set(header):
        return None
    table = _staged.csv(path, db)
    found = _found(db, table, header, values)
    kind = _kind([(indicator or "", measure or "") for indicator, measure, *_ in found])
    parts = [_figures(table, header, place, column, kind) for column in values]
    figures = f"{table}_figures"
    db.execute(f"create or replace table {figures} as {' union all '.join(parts)}")
    return Reading(
        source=SOURCE,
        rows=len(values) * sum(rows for *_, rows in found),
        observations=f"select * from {figures}",
        period=period,
        indicators=_described(found, values),
    )


@cache
def _academic() -> list[str]:
    """Return what the files say of measures whose years are academic."""
    return [row["says"] for row in readers.table(YEARS).to_dict("records") if row["year"] == "academic"]


def period(text: str) -> periods.Period:
    """Return the period of a label, after which may stand that its measure is cumulative or its years academic.

    Raises periods.PeriodError for a label that is none, and for several quarters together in any other measure.
    """
    if text.endswith(CUMULATIVE):
        label = text.removesuffix(CUMULATIVE)
        last = periods.from_label(label.rpartition(" - ")[2], dashed="month")
        if " - " in label and periods.from_label(label.partition(" - ")[0]).start > last.start:
            raise periods.PeriodError(f"{label!r} ends before it starts")
        return periods.parse(last.end.isoformat())
    label = text.removesuffix(ACADEMIC)
    if re.fullmatch(r".*Q[1-4] ?- ?.*Q[1-4].*", label):
        raise periods.PeriodError(f"{label!r} is several quarters together, which only a cumulative measure has")
    return periods.from_label(label, academic=text != label, dashed="month")


def describe(indicator: str, title: str, measure: str, unit: str | None, decimals: int) -> dict:
    """Return an indicator's definition, columns as in dim_measure; which direction is good, the files do not say."""
    words, prefix, suffix = _unit(measure, unit or "")
    cumulative = measure.lower().startswith("cumulative")
    return {
        "indicator": indicator,
        "title": title if suffix else f"{title} ({measure[:1].lower()}{measure[1:]})",
        "short_title": title,
        "definition": f"{measure} ({unit.lower()})" if unit else measure,
        "unit": words,
        "prefix": prefix,
        "suffix": suffix,
        "decimals": decimals,
        "source_system": SYSTEM,
        "source_name": PUBLISHER,
        "licence": LICENCE,
        "caveats": "Everything since a fixed start, as at the last day of each quarter." if cumulative else None,
    }


def _kind(said: list[tuple[str, str]]) -> dict[str, str]:
    """Return SQL that is true for rows whose measure is cumulative, and whose years are academic, by what follows the
    label of their period; only for what there is in a file of these indicators and measures."""
    pattern = "|".join(map(re.escape, _academic()))
    kinds = {}
    if any(measure.lower().startswith("cumulative") for _, measure in said):
        kinds[CUMULATIVE] = "lower(measure) like 'cumulative%'"
    if any(re.search(pattern, indicator.lower()) for indicator, _ in said):
        kinds[ACADEMIC] = f"regexp_matches(lower(indicator), {_staged.literal(pattern)})"
    return kinds


def _figures(table: str, header: list[str], place: tuple[str, str], value: str, kinds: dict[str, str]) -> str:
    """Return SQL for the staged figures of one column of values."""
    code, name = place
    cases = " ".join(f"when {condition} then '{kind}'" for kind, condition in kinds.items())
    cell = f"trim({_staged.quoted(value)})"
    station = code != "area_code"
    breakdown = f"'station:' || {name}" if station else _breakdown(header)
    return _staged.select(
        table,
        "rowid + 1",
        indicator=f"indicator || ', ' || measure || {_staged.literal(_of_column(value))}",
        area=_staged.literal(AREA) if station else code,
        area_name="'Trafford'" if station else name,
        area_type="area_type" if "area_type" in header and not station else "null",
        period=f"trim(period) || case {cases} else '' end" if cases else "trim(period)",
        breakdown=breakdown,
        value=f"if(coalesce({cell}, '') in {MISSING}, null, {cell})",
        marker=f"if(coalesce({cell}, '') in {MISSING}, 'x', null)",
        note=f"if({kinds[CUMULATIVE]}, 'Cumulative: ' || trim(period), null)" if CUMULATIVE in kinds else "null",
    )


def _of_column(value: str) -> str:
    """Return what the name of a column of values adds to that of an indicator."""
    part = value.removeprefix("value").strip("_").replace("_", " ")
    return f", {part}" if part else ""


def _breakdown(header: list[str]) -> str:
    """Return SQL for the breakdown: a sex, or a group that an inequality is between; NA is the headline."""
    if "inequality" not in header:
        return "'total'"
    return """
        case
            when coalesce(trim(inequality), '') in ('NA', '') then 'total'
            when lower(inequality) in ('male', 'female') then 'sex:' || lower(inequality)
            else 'inequality:' || inequality
        end
    """


def _found(db: duckdb.DuckDBPyConnection, table: str, header: list[str], values: list[str]) -> list[tuple]:
    """Return each indicator and measure with what is counted; for each column of values the number of its figures, of
    those with decimals and of those with several; and the number of rows."""
    unit = next((column for column in ("unit", "units") if column in header), "null")
    counts = ["count(*)"]
    for value in reversed(values):
        cell = f"trim({_staged.quoted(value)})"
        conditions = (f"{cell} not in {MISSING}", f"{cell} like '%._%'", f"{cell} like '%.__%'")
        counts = [*(f"count(*) filter ({condition})" for condition in conditions), *counts]
    query = f"select indicator, measure, any_value({unit}), {', '.join(counts)} from {table} group by 1, 2"
    return db.execute(query).fetchall()


def _described(found: list[tuple], values: list[str]) -> pd.DataFrame:
    """Return the file's indicators, one row each, with as many decimals as more than a tenth of its figures have, two
    at most."""
    described: dict[str, dict] = {}
    for indicator, measure, unit, *counts, _ in found:
        if indicator is None or measure is None:
            continue
        for place, value in enumerate(values):
            figures, *longer = counts[3 * place : 3 * place + 3]
            decimals = sum(some > figures // 10 for some in longer)
            added = _of_column(value)
            about = describe(f"{indicator}, {measure}{added}", indicator + added, measure, unit, decimals)
            described.setdefault(about["indicator"], about)
    return pd.DataFrame([described[indicator] for indicator in sorted(described)])


def _unit(measure: str, unit: str) -> tuple[str, str, str]:
    """Return unit in words, prefix and suffix, from the measure (Percentage, Per 1000 …) and what is counted."""
    said = measure.lower()
    if "percentage" in said:
        return "per cent", "", "%"
    if "£" in unit or "£" in measure:
        millions = "million" in unit.lower()
        return ("million pounds" if millions else "pounds"), "£", ""
    if "per " in said:
        people = re.sub(r"\b1000\b", "1,000", measure.replace("Rate per", "per").replace("Per ", "per "))
        return people, "", ""
    return (unit.lower() if unit and unit != "NA" else said), "", ""


def _similar(path: Path) -> Reading:
    """Return the councils of a list as Trafford's neighbours, in no order; its name says whose list it is."""
    listed = readers.table(path)
    stem = re.sub("[_-]?[0-9]{4}-[0-9]{2}-[0-9]{2}$", "", path.stem.lower())
    about = next((said for start, said in LISTS.items() if stem.startswith(start)), None)
    name, family, method = about or (f"similar councils ({stem})", "council list", "Trafford's own list")
    numbered = re.fullmatch("[a-z]+([0-9]{2,4})", stem)
    version = numbered[1] if numbered else inbox.vintage(path).isoformat()
    empty = listed[listed["area_code"] == ""]
    if len(empty):
        expected = "the code of a council"
        raise Refused([Problem(path.name, int(row), "area_code", "no code", "empty", expected) for row in empty["row"]])
    groups = pd.DataFrame(
        {
            "group": f"{SOURCE}-{stem}:{AREA}",
            "name": name,
            "family": family,
            "version": version,
            "of_area": AREA,
            "method": f"{method}, as Trafford Data Lab lists them, in no order",
            "area": listed["area_code"],
            "rank": None,
        }
    )
    areas = listed.rename(columns={"area_code": "area", "area_name": "name"})[["area", "name"]]
    return Reading(source=SOURCE, rows=len(listed), groups=groups, areas=areas)
