"""DfE Explore Education Statistics: wide files, a column per indicator; ``ees.csv`` says which columns make a figure.

A new file of theirs needs rows there and no program. A row has:

    marked_by                a column that only its file has
    value                    the indicator's column
    numerator … upper        the columns that belong to it, where there are any
    title                    what it is called; empty: the values of ``each`` say it
    period                   what a reporting year is, by ``REPORTING``; empty for calendar and academic years
    each                     filter columns, separated by |, every value of which makes an indicator of its own
    where                    the value of a filter it is about: placement_stability=With 3 or more placements …
    dimension, by, total     a breakdown: its dimension (a column or a word), its column, that column's value for all
"""

import re
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import periods, readers
from pipelines.problems import Problem, Refused
from pipelines.sources import Reading, _staged

SYSTEM = "DfE Explore Education Statistics"
PUBLISHER = "Department for Education"
PAGE = "https://explore-education-statistics.service.gov.uk/"
LICENCE = "Open Government Licence v3.0"
DECLARED = Path(__file__).with_suffix(".csv")

COMPULSORY = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "new_la_code",
    "la_name",
)
FORMATS = {"DfE Explore Education Statistics file": COMPULSORY}
CELLS = ("value", "numerator", "denominator", "lower", "upper")

LEVELS = {
    "National": ("country_code", "country_name"),
    "Regional": ("region_code", "region_name"),
    "Local authority": ("new_la_code", "la_name"),
}
"""Geographic level to the columns of its code and name; rows of other levels, schools or wards, are left out."""

MARKERS = {"c": "c", "x": "x", "z": "z", "u": "u", "k": "low", "low": "low"}
"""Their marks to ours (DR-36): k and low are a figure that rounds to zero and is not zero."""

REPORTING = {
    "financial year": lambda year: f"{year - 1}-{year % 100:02}",
    "31 March": lambda year: f"{year}-03-31",
    "30 June": lambda year: f"{year}-06-30",
    "30 September": lambda year: f"{year}-09-30",
    "year to 30 September": lambda year: f"{year}-09-30R12",
}
"""What the reporting year of an indicator is; the files never say."""


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Stage a file with the columns common to all, and make a figure of every declared column in every row.

    ``rows`` of the reading are figures. Raises Refused where no column of the file is declared.
    """
    if path.suffix.lower() != ".csv":
        return None
    names = {column.lower(): column for column in readers.header(path)}
    if not set(COMPULSORY) <= set(names):
        return None
    declared = [row for row in readers.table(DECLARED).to_dict("records") if _columns(row) <= set(names)]
    if not declared:
        expected = f"a file with a column that {DECLARED.name} declares"
        raise Refused([Problem(path.name, 1, None, "no indicator known", ", ".join(names.values()), expected)])
    table = _staged.csv(path, db)
    left_out = f"{_level()} is null or {_level()} like '%/%'"
    observations = " union all ".join(_figures(table, row, names, left_out) for row in declared)
    figures, first = db.execute(f"select count(*), min(rowid + 1) from {table} where {left_out}").fetchone()
    problems = []
    if figures:
        found, expected = (
            "rows of two councils together, or of another level",
            "a nation, a region or one local authority",
        )
        problems.append(
            Problem(path.name, first, "geographic_level", "left out", found, expected, figures * len(declared))
        )
    staged = db.execute(f"select count(*) from ({observations})").fetchone()[0]
    return Reading(
        source="ees",
        rows=staged + figures * len(declared),
        observations=observations,
        period=period,
        indicators=_described(db, table, declared, names),
        problems=problems,
    )


def period(text: str) -> periods.Period:
    """Return the period of "202425 Academic year", "2024 Calendar year" or "2025 Reporting year: 31 March".

    Raises periods.PeriodError for any other text.
    """
    if match := re.fullmatch(r"([0-9]{4})([0-9]{2}) (Academic|Financial) year", text):
        return periods.parse(f"{match[1]}-{match[2]}{'AY' if match[3] == 'Academic' else ''}")
    if match := re.fullmatch(r"([0-9]{4}) Calendar year", text):
        return periods.parse(match[1])
    if match := re.fullmatch(rf"([0-9]{{4}}) Reporting year: ({'|'.join(REPORTING)})", text):
        return periods.parse(REPORTING[match[2]](int(match[1])))
    forms = "202425 Academic year, 202425 Financial year, 2024 Calendar year, 2025 Reporting year"
    raise periods.PeriodError(f"{text!r} is none that we know; the forms are {forms}")


def _columns(declared: dict[str, str]) -> set[str]:
    """Return every column of the file that a declared indicator needs, in lower case."""
    single = [declared[role] for role in ("marked_by", "by", *CELLS)]
    where = declared["where"].partition("=")[0]
    return {column.lower() for column in (*single, where, *_each(declared)) if column}


def _each(declared: dict[str, str]) -> list[str]:
    return [column for column in declared["each"].split("|") if column]


def _level(part: int = 0) -> str:
    """Return SQL for the code (0) or name (1) of a row's area; null at levels that are none of ours."""
    cases = " ".join(f"when {_staged.literal(level)} then {columns[part]}" for level, columns in LEVELS.items())
    return f"case geographic_level {cases} end"


def _figures(table: str, declared: dict[str, str], names: dict[str, str], left_out: str) -> str:
    """Return SQL for the staged figures of one declared indicator."""
    column = {role: _staged.quoted(names[declared[role].lower()]) for role in (*CELLS, "by") if declared[role]}
    marks = ", ".join(map(_staged.literal, MARKERS))
    cells = {role: f"if(lower({column[role]}) in ({marks}), null, {column[role]})" for role in CELLS if role in column}
    marker = " ".join(
        f"when {_staged.literal(theirs)} then {_staged.literal(ours)}" for theirs, ours in MARKERS.items()
    )
    reporting = f": {declared['period']}" if declared["period"] else ""
    return _staged.select(
        f"{table} where not ({left_out}) and {_where(declared, names)}",
        "rowid + 1",
        **cells,
        indicator=_named(declared["value"], declared, names),
        area=_level(),
        area_name=_level(1),
        area_type="geographic_level",
        period=f"time_period || ' ' || time_identifier || {_staged.literal(reporting)}",
        breakdown=_breakdown(declared, names),
        marker=f"if({column['value']} is null, 'x', case lower({column['value']}) {marker} end)",
    )


def _where(declared: dict[str, str], names: dict[str, str]) -> str:
    """Return SQL for the rows an indicator is about."""
    column, _, value = declared["where"].partition("=")
    return f"{_staged.quoted(names[column.lower()])} = {_staged.literal(value)}" if column else "true"


def _named(text: str, declared: dict[str, str], names: dict[str, str]) -> str:
    """Return SQL for a name, if there is one, and the values of the filters that make an indicator each."""
    filters = [_staged.quoted(names[column.lower()]) for column in _each(declared)]
    return f"concat_ws(', ', {', '.join([*([_staged.literal(text)] if text else []), *filters])})"


def _breakdown(declared: dict[str, str], names: dict[str, str]) -> str:
    if not declared["by"]:
        return "'total'"
    word, by = declared["dimension"], _staged.quoted(names[declared["by"].lower()])
    dimension = _staged.quoted(names[word.lower()]) if word.lower() in names else _staged.literal(word)
    part = f"if(lower({dimension}) = 'sex', lower({by}), {by})"
    return f"if({by} = {_staged.literal(declared['total'])}, 'total', lower({dimension}) || ':' || {part})"


def _described(
    db: duckdb.DuckDBPyConnection, table: str, declared: list[dict[str, str]], names: dict[str, str]
) -> pd.DataFrame:
    """Return the file's indicators, one row each, columns as in dim_measure."""
    rows = []
    for row in declared:
        indicator, title = (_named(row[role], row, names) for role in ("value", "title"))
        query = f"select distinct {indicator}, {title} from {table} where {_where(row, names)} order by 1"
        rows += [_description(found, said, row) for found, said in db.execute(query).fetchall()]
    return pd.DataFrame(rows).drop_duplicates("indicator", ignore_index=True)


def _description(indicator: str, title: str, declared: dict[str, str]) -> dict:
    return {
        "indicator": indicator,
        "title": title,
        "short_title": title,
        "unit": declared["unit"],
        "prefix": "",
        "suffix": declared["suffix"],
        "decimals": int(declared["decimals"]),
        "frequency": None,
        "value_type": declared["value_type"] or None,
        "per": float(declared["per"]),
        "source_system": SYSTEM,
        "source_name": PUBLISHER,
        "source_url": PAGE,
        "licence": LICENCE,
        "caveats": declared["caveats"] or None,
    }
