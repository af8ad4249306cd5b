"""Fills the dimensions that depend on the files: areas, groups, periods, breakdowns and publishers' measures."""

import re
from datetime import date

import duckdb
import pandas as pd

from pipelines import areas, periods, published
from pipelines.checks import Findings, Named, nearest
from pipelines.inbox import Arrival
from pipelines.periods import Period
from pipelines.problems import Problem
from pipelines.sources import Reading

GROUP = ("group", "name", "family", "version", "of_area", "method")
MEMBER = (*GROUP, "area", "rank")

STATED_PERIODS = """
select period from fact_target
union select period from fact_commentary
union select period from fact_budget
union select period from fact_survey
union select period from dim_meeting where period is not null
union select baseline_period from dim_measure where baseline_period is not null
"""
"""Periods a pack speaks of, which need not lie in the calendar nor have a figure yet."""

Readings = dict[Arrival, Reading | None]


def merged_areas(
    findings: list[Findings], readings: Readings, pack_areas: pd.DataFrame, own_area: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return dim_area, and a problem where the council itself is not among the areas.

    The pack is trusted most, then a file the more it says of areas, then the names in observation files, newest first.
    Areas that only stand in a publisher's groups have their code for a name.
    """
    said = [reading for reading in readings.values() if reading is not None]
    geography = sorted((r.areas for r in said if r.areas is not None), key=lambda frame: -len(frame.columns))
    newest = sorted(findings, key=lambda file: (file.arrival.vintage, file.arrival.name), reverse=True)
    named = [_named([area for file in newest for area in file.areas])] if newest else []
    members = [r.groups[["area"]].drop_duplicates() for r in said if r.groups is not None]
    successions = [r.successions for r in said if r.successions is not None]
    none = pd.DataFrame({"area": [], "successor": [], "recoded": []})
    layers = [pack_areas] if len(pack_areas) else []
    frame = areas.merge([*layers, *geography, *named, *members], pd.concat(successions or [none]), own_area)
    if own_area in set(frame["area"]):
        return frame, []
    expected = "an area of areas.csv or of the published geography" + nearest(own_area, set(frame["area"]))
    return frame, [Problem("framework.toml", None, "council.area", "unknown area", own_area, expected)]


def merged_groups(
    readings: Readings, pack_groups: pd.DataFrame, all_areas: pd.DataFrame
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return every group and member under today's codes, and a problem for each unknown area in the pack's own groups.

    Columns as in groups.csv. The pack's groups replace a publisher's of the same code, a newer list an older one.
    """
    authority = dict(zip(all_areas["area"], all_areas["authority"], strict=True))
    problems = [
        Problem(
            "groups.csv",
            None,
            column,
            "unknown area",
            area,
            "an area of areas.csv or of the published geography" + nearest(area, authority),
        )
        for column in ("area", "of_area")
        for area in sorted(set(pack_groups[column].dropna()) - {""} if column in pack_groups else ())
        if area not in authority
    ]
    newest = sorted(
        (
            (arrival, reading)
            for arrival, reading in readings.items()
            if reading is not None and reading.groups is not None
        ),
        key=lambda pair: (pair[0].vintage, pair[0].name),
        reverse=True,
    )
    lists = [pack_groups] if len(pack_groups) else []
    seen: set[str] = set()
    kept = []
    for groups in [*lists, *(reading.groups for _, reading in newest)]:
        kept.append(groups[~groups["group"].isin(seen)].reindex(columns=list(MEMBER)))
        seen |= set(groups["group"])
    whole = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(MEMBER))
    today = whole.assign(
        area=whole["area"].map(lambda area: authority.get(area, area)),
        of_area=whole["of_area"].map(lambda area: authority.get(area, area) if pd.notna(area) and area else None),
    )
    others = today[today["area"] != today["of_area"].fillna("")]
    nearest_first = others.sort_values(["group", "rank"], kind="stable", na_position="last")
    return nearest_first.drop_duplicates(["group", "area"], ignore_index=True), problems


def nameless(reading: Reading, all_areas: pd.DataFrame) -> list[str]:
    """Return the areas of a publisher's groups that nothing names."""
    if reading.groups is None:
        return []
    without = set(all_areas.loc[all_areas["name"] == all_areas["area"], "area"])
    return sorted(without & set(reading.groups["area"].unique()))


def fill_areas_and_groups(db: duckdb.DuckDBPyConnection, all_areas: pd.DataFrame, groups: pd.DataFrame) -> None:
    """Insert dim_area, dim_group and bridge_group_area."""
    insert(db, "dim_area", all_areas)
    insert(db, "dim_group", groups.drop_duplicates("group")[list(GROUP)])
    insert(db, "bridge_group_area", groups[["group", "area", "rank"]].astype({"rank": "Int64"}))


def fill_periods(db: duckdb.DuckDBPyConnection, findings: list[Findings], calendar: tuple[date, date] | None) -> None:
    """Insert dim_period: periods with a figure, periods the pack speaks of, and the regular ones between two days."""
    known = {period.code: period for file in findings for period in file.periods.values()}
    used = {code for (code,) in db.execute("select distinct period from fact_observation").fetchall()}
    stated = {code for (code,) in db.execute(STATED_PERIODS).fetchall()}
    whole = {code: known[code] for code in used} | {code: periods.parse(code) for code in stated}
    if calendar:
        whole |= {period.code: period for period in periods.calendar(*calendar)}
    insert_periods(db, list(whole.values()))


def insert_periods(db: duckdb.DuckDBPyConnection, added: list[Period]) -> None:
    """Insert periods into dim_period, by last day then length (DR-29)."""
    insert(db, "dim_period", pd.DataFrame([_period(period) for period in sorted(added, key=_place)]))


def fill_breakdowns(db: duckdb.DuckDBPyConnection) -> None:
    """Insert dim_breakdown: total, and every breakdown with a figure, in a reader's order within its dimension."""
    used = {code for (code,) in db.execute("select distinct breakdown from fact_observation").fetchall()}
    rows = [{"breakdown": "total", "dimension": "total", "value": "Total", "position": 1}]
    places: dict[str, int] = {}
    for code, dimension, value in sorted(((c, *c.split(":", 1)) for c in used - {"total"}), key=_reading_order):
        places[dimension] = places.get(dimension, 0) + 1
        rows.append({"breakdown": code, "dimension": dimension, "value": value, "position": places[dimension]})
    insert(db, "dim_breakdown", pd.DataFrame(rows))


def _reading_order(part: tuple[str, str, str]) -> tuple:
    """Order parts as a reader counts them: "under 5", "5 to 10", "16 to 17", then words, and what is left over last."""
    code, dimension, value = part
    words = value.casefold()
    number = re.search(r"\d+", words)
    below = re.match(r"(under|below|less than|up to)\b", words) is not None
    last = re.match(r"(other|unknown|not |none|refused|prefer)", words) is not None
    return dimension, last, number is None, int(number[0]) if number else 0, not below, words, code


def described(findings: list[Findings], measures: dict[tuple[str, str], str]) -> dict[str, dict]:
    """Return each publishers' measure as the newest file that has it describes it."""
    said: dict[str, dict] = {}
    for file in sorted(findings, key=lambda file: (file.arrival.vintage, file.arrival.name)):
        if file.reading.indicators is not None:
            for row in file.reading.indicators.to_dict("records"):
                if code := measures.get((file.reading.source, row["indicator"])):
                    said[code] = row | {"measure": code}
    return said


def fill_published(db: duckdb.DuckDBPyConnection, findings: list[Findings], described: dict[str, dict]) -> None:
    """Insert into dim_measure the publishers' measures it lacks, as they are described."""
    there = {code for (code,) in db.execute("select distinct measure from dim_measure").fetchall()}
    lacking = sorted(described.keys() - there)
    if not lacking:
        return
    known = {period.code: period for file in findings for period in file.periods.values()}
    found: dict[str, set[Period]] = {code: set() for code in lacking}
    for code, period in db.execute("select distinct measure, period from fact_observation").fetchall():
        if code in found:
            found[code].add(known[period])
    insert(db, "dim_measure", published.rows(pd.DataFrame([described[code] for code in lacking]), found))


def insert(db: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    """Insert a frame into the table with columns of the same names."""
    if frame.empty:
        return
    db.register("incoming", frame)
    db.execute(f"insert into {table} by name select * from incoming")
    db.unregister("incoming")


def _named(found: list[Named]) -> pd.DataFrame:
    """Return area, name and, where its code tells nothing, type of the areas files name, by the first that does."""
    names: dict[str, str] = {}
    types: dict[str, str] = {}
    for area, name, kind, *_ in found:
        if name:
            names.setdefault(area, name)
        if kind:
            types.setdefault(area, kind.lower())
    known = {area: areas.type_of(area) for area in names}
    rows = [(area, names[area], types.get(area, kind) if kind == areas.OTHER else kind) for area, kind in known.items()]
    return pd.DataFrame(sorted(rows), columns=["area", "name", "type"])


def _place(period: Period) -> tuple[date, int, str]:
    """Order by last day, then length (DR-29)."""
    return period.end, period.months, period.code


def _period(period: Period) -> dict:
    return {
        "period": period.code,
        "type": period.type,
        "start_date": period.start,
        "end_date": period.end,
        "months": period.months,
        "month_index": period.month_index,
        "label": period.label,
        "short_label": period.short_label,
        "financial_year": period.financial_year,
    }
