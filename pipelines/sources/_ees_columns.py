"""The columns of an EES file that ``ees.csv`` does not declare: told apart by what is in them, and described by name.

A column of numbers and marks is an indicator, any other with content a filter. What a filter with several values says
of a row is its breakdown, unless it says that the row is of all. No numerator is known of such an indicator, and what
its reporting year is stands in ``ees_years.csv``, by a column that only its file has, or is the financial year.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from pipelines import readers
from pipelines.sources import _staged

YEARS = Path(__file__).with_name("ees_years.csv")
YEAR = "financial year"
SNAPSHOT = "31 March"

GEOGRAPHY = (
    "(country|region|old_la|new_la|la|lad|pcon|school|ward|lsip|lep|mca|rsc_region|local_skills|opportunity_area|"
    "english_devolved_area|institution|provider|mat|trust|sponsor)(_(code|name|urn|ukprn|id|laestab|estab))?|"
    "time_period|time_identifier|geographic_level|laestab|urn|ukprn"
)
NUMBERED = "(.*_)?(age|year_group|nc_year|key_stage)(_.*)?"
"""Filters whose values may be numbers: a child's age."""

STATUS = ("version", "status", "data_status", "release_status")
"""Filters that say how final a figure is, not what it is of."""

TOPIC, WITHIN = "breakdown_topic", "breakdown"
"""Two filters that are one: the first names what the second breaks down by."""

PERCENT = "(^|_)(pc|pct|perc|percent|percentage|pt)(_|$)"
PER = r"per_([0-9]+)(k|000)?(_|$)"


@dataclass(frozen=True)
class Columns:
    """The columns of a file as it spells them; ``totals`` is filter to the value of it that means all, if one does."""

    indicators: list[str]
    filters: list[str]
    totals: dict[str, str | None]
    status: str | None
    year: str


def found(db: duckdb.DuckDBPyConnection, table: str, columns: list[str], marks: tuple[str, ...]) -> Columns:
    """Return what each column of a staged file is."""
    # Nothing says what a column without a heading is; programs write row numbers into it.
    others = [c for c in columns if c != _staged.UNNAMED and not re.fullmatch(GEOGRAPHY, c.lower())]
    indicators, said = _contents(db, table, others, marks)
    words = [column for column in others if column in said]
    filters = [column for column in words if column.lower() not in STATUS]
    totals = {column: _total(said[column][1]) for column in filters}
    lower = {column.lower() for column in columns}
    year = next((period for column, period in _years().items() if column in lower), YEAR)
    status = next((column for column in words if column.lower() in STATUS), None)
    several = [column for column in filters if said[column][0] > 1]
    return Columns(indicators, several, totals, status, year)


@cache
def _years() -> dict[str, str]:
    """Return what a reporting year is in a file that has a column."""
    return {row["marked_by"]: row["period"] for row in readers.table(YEARS).to_dict("records")}


def reporting(columns: Columns, indicator: str) -> str:
    """Return what a reporting year of an indicator is: a count on 31 March where its name says so."""
    on_march = re.search("(^|_)(at_?31|31_?mar)", indicator.lower()) is not None
    return SNAPSHOT if columns.year == YEAR and on_march else columns.year


def breakdown(columns: Columns) -> str:
    """Return SQL for a row's breakdown: what its filters say, of those that do not say that it is of all."""
    parts = []
    for column in columns.filters:
        if column.lower() == WITHIN and TOPIC in {name.lower() for name in columns.filters}:
            continue
        name, value = _staged.literal(column.lower().replace("_", " ")), f"trim({_staged.quoted(column)})"
        whole = _is(value, columns.totals[column])
        if column.lower() == TOPIC:
            within = next((name for name in columns.filters if name.lower() == WITHIN), None)
            name = f"lower(replace({value}, ':', ' '))"
            value = f"trim({_staged.quoted(within)})" if within else value
        parts.append((f"if({whole}, null, {name})", f"if({whole}, null, coalesce({value}, 'not stated'))"))
    if not parts:
        return "'total'"
    names = f"concat_ws(' and ', {', '.join(name for name, _ in parts)})"
    values = f"concat_ws(', ', {', '.join(value for _, value in parts)})"
    return f"if({names} = '', 'total', {names} || ':' || {values})"


def describe(dataset: str, column: str, decimals: int) -> dict:
    """Return the definition of an undeclared indicator, columns as in dim_measure, from its column's name."""
    words = re.sub(r"\s+", " ", column.replace("_", " ")).strip()
    title = words[:1].upper() + words[1:]
    per = re.search(PER, column.lower())
    percent = re.search(PERCENT, column.lower()) is not None
    number = float(per[1]) * (1000 if per[2] else 1) if per else 1.0
    return {
        "indicator": named(dataset, column),
        "title": title,
        "short_title": title,
        "unit": f"per {number:,.0f}" if per else "per cent" if percent else "number",
        "suffix": "%" if percent and not per else "",
        "decimals": decimals,
        "value_type": None,
        "per": 100.0 if percent and not per else number,
        "caveats": f"Title and unit are read from the name of the column {column} of {dataset}; DfE's notes say more.",
    }


def named(dataset: str, column: str) -> str:
    """Return the name of an undeclared indicator: two datasets may give two things one name."""
    return f"{dataset}: {column}"


def dataset(path: Path) -> str:
    """Return the name of a file's dataset, the same for every year of it."""
    stem = re.sub(r"[_ -]?(19|20)[0-9]{2}(_to_|-|_)?((19|20)?[0-9]{2}){0,2}(?![0-9])", "", path.stem)
    return re.sub(r"[_ -]*(final|revised|provisional|v[0-9]+)$", "", stem).strip("_- ") or path.stem


def _contents(
    db: duckdb.DuckDBPyConnection, table: str, columns: list[str], marks: tuple[str, ...]
) -> tuple[list[str], dict[str, tuple[int, list[str]]]]:
    """Return the columns of numbers; and those of words, with how many values each has and the words among them.

    Numbers have mostly numbers and marks in them, and no word for all.
    """
    if not columns:
        return [], {}
    # What most columns are shows how many of their cells are numbers: to count those costs a third of the questions.
    asked = ", ".join(f"count({name}), count(try_cast({name} as double))" for name in map(_staged.quoted, columns))
    (counts,) = db.execute(f"select {asked} from {table}").fetchall()
    there, plain = (dict(zip(columns, counts[part::2], strict=True)) for part in (0, 1))
    numbered = {column for column in columns if re.fullmatch(NUMBERED, column.lower())}
    doubtful = [
        column for column in columns if there[column] and (column in numbered or 2 * plain[column] <= there[column])
    ]
    numbers = {column for column in columns if 2 * plain[column] > there[column] and column not in numbered}
    mixed = [column for column in columns if column in numbers and plain[column] < there[column]]
    number = f"try_cast(cell as double) is not null or lower(cell) in {marks}"
    whole = "lower(cell) = 'total' or lower(cell) like 'all %'"
    values = ("count(*)", f"list(cell) filter (not ({number}))")
    questions = (
        "sum(rows) filter (trim(cell) != '')",
        f"sum(rows) filter ({number})",
        f"bool_or({whole})",
        *values,
    )
    said = {}
    for column, (filled, figures, whole_there, count, words) in _by_column(db, table, doubtful, questions).items():
        if column not in numbered and 2 * (figures or 0) > (filled or 0) and not whole_there:
            numbers.add(column)
        elif filled:
            said[column] = count, words or []
    # Of numbers and marks, most that comes before letters need not be looked at twice.
    with_whole = list(_by_column(db, table, mixed, ["count(*)"], f"cell >= 'A' and ({whole})"))
    said |= _by_column(db, table, with_whole, values)
    return [column for column in columns if column in numbers and column not in said], said


def _by_column(
    db: duckdb.DuckDBPyConnection, table: str, columns: list[str], asked: Sequence[str], where: str = "true"
) -> dict[str, tuple]:
    """Return what is asked of the distinct cells of each column that has some, ``rows`` being how often each stands.

    Turned, so that a question is planned once: planned for each of fifty columns it takes five times as long.
    """
    if not columns:
        return {}
    names = ", ".join(map(_staged.quoted, columns))
    turned = f"(select {names} from {table}) unpivot (cell for name in ({names}))"
    distinct = f"select name, cell, count(*) as rows from {turned} where {where} group by name, cell"
    query = f"select name, {', '.join(asked)} from ({distinct}) group by name"
    return {name: tuple(told) for name, *told in db.execute(query).fetchall()}


def _total(said: list[str]) -> str | None:
    """Return the value of a filter that means all: Total, or the only one that begins with All or Total."""
    values = {value.strip(" ") for value in said}
    exact = [value for value in values if value.lower() in ("total", "all")]
    alike = [value for value in values if re.match("(all|total)\\b", value.lower())]
    for some in (exact, alike):
        if len(some) == 1:
            return some[0]
    return None


def _is(value: str, total: str | None) -> str:
    return f"coalesce({value}, '') = {_staged.literal(total)}" if total is not None else "false"
