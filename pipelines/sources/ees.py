"""DfE Explore Education Statistics: wide files, a column per indicator; ``ees.csv`` says which columns make a figure.

A column that no row there speaks of is an indicator too, named and described by its heading (``_ees_columns``). A row
makes more of it: a title, a denominator, the day it is counted on. It has:

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
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import periods, readers
from pipelines.problems import Problem, Refused
from pipelines.sources import Reading, _ees_columns, _staged
from pipelines.sources._ees_columns import Columns

SYSTEM = "DfE Explore Education Statistics"
PUBLISHER = "Department for Education"
PAGE = "https://explore-education-statistics.service.gov.uk/"
LICENCE = "Open Government Licence v3.0"
DECLARED = Path(__file__).with_suffix(".csv")
PUBLISHED = {
    "prefix": "",
    "frequency": None,
    "source_system": SYSTEM,
    "source_name": PUBLISHER,
    "source_url": PAGE,
    "licence": LICENCE,
}
AN_AREA = "a nation, a region or one local authority"

COMPULSORY = ("time_period", "time_identifier", "geographic_level", "country_code", "country_name")
FORMATS = {"DfE Explore Education Statistics file": COMPULSORY}
CELLS = ("value", "numerator", "denominator", "lower", "upper")
PLACED = ("indicator", "area", "area_name", "area_type", "period", "breakdown")

LEVELS = {
    "National": ("country_code", "country_name"),
    "Regional": ("region_code", "region_name"),
    "Local authority": ("new_la_code", "la_name"),
    "Local authority district": ("lad_code", "lad_name"),
}
"""Geographic level to the columns of its code and name; rows of other levels, schools or wards, are left out."""

AREA = "[EWSNK][0-9]{8}"
PARTS = "(Autumn|Spring|Summer).* term|Week [0-9]+"
"""Identifiers of parts of a year that are no kind of period there is; their rows are left out."""

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
    """Stage a file with the columns common to all, and make a figure of every indicator in every row.

    ``rows`` of the reading are figures. Raises Refused where no column of the file is one of numbers.
    """
    if path.suffix.lower() != ".csv":
        return None
    header = [column or _staged.UNNAMED for column in readers.header(path)]
    names = {column.lower(): column for column in header}
    if not set(COMPULSORY) <= set(names):
        return None
    table = _staged.csv(path, db)
    levels = {level: columns for level, columns in LEVELS.items() if set(columns) <= set(names)}
    columns = _ees_columns.found(db, table, list(names.values()), tuple(MARKERS))
    if not columns.indicators:
        expected = "a column of numbers beside those of time and place"
        raise Refused([Problem(path.name, 1, None, "no indicator", ", ".join(names.values()), expected)])
    declared = [row for row in _declared() if _columns(row) <= set(names)]
    rest = {column: where for column in columns.indicators if (where := _rest(column, declared, names))}
    problems = _left_out(db, table, path, levels, len(declared) + len(rest))
    kept: list[str] = []
    described: list[dict] = []
    rows = sum(problem.rows for problem in problems)
    if declared:
        kept.append(_figures(db, table, declared, names, levels))
        figures, described = _declarations(db, table, declared, names)
        rows += figures
    if rest:
        kept.append(_more(db, table, path, columns, rest, levels))
        figures, discovered = _discoveries(db, f"{table}_more", path)
        rows, described = rows + figures, described + discovered
    first: dict[str, dict] = {}
    for about in described:
        first.setdefault(about["indicator"], about)
    return Reading(
        source="ees",
        rows=rows,
        observations=" union all ".join(kept),
        period=period,
        indicators=pd.DataFrame(list(first.values())),
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
    if match := re.fullmatch(r"([0-9]{4})([0-9]{2}) Financial year (Q[1-4])", text):
        return periods.parse(f"{match[1]}-{match[2]}{match[3]}")
    if match := re.fullmatch(r"([0-9]{4}) (Calendar year )?(Q[1-4]|[A-Z][a-z]+)", text):
        return periods.from_label(f"{match[3]} {match[1]}")
    forms = "202425 Academic year, 202425 Financial year, 2024 Calendar year, 2025 Reporting year, 2025 March"
    raise periods.PeriodError(f"{text!r} is none that we know; the forms are {forms}")


@cache
def _declared() -> list[dict[str, str]]:
    """Return the rows of ees.csv."""
    return readers.table(DECLARED).to_dict("records")


def _columns(declared: dict[str, str]) -> set[str]:
    """Return every column of the file that a declared indicator needs, in lower case."""
    single = [declared[role] for role in ("marked_by", "by", *CELLS)]
    where = declared["where"].partition("=")[0]
    return {column.lower() for column in (*single, where, *_each(declared)) if column}


def _each(declared: dict[str, str]) -> list[str]:
    return [column for column in declared["each"].split("|") if column]


def _level(levels: dict[str, tuple[str, str]], part: int = 0) -> str:
    """Return SQL for the code (0) or name (1) of a row's area; null at levels that are none of ours."""
    cases = " ".join(f"when {_staged.literal(level)} then {columns[part]}" for level, columns in levels.items())
    return f"case geographic_level {cases} end"


def _no_area(levels: dict[str, tuple[str, str]]) -> str:
    """Return SQL that is true for rows of no area, or of two."""
    return f"not coalesce(regexp_full_match({_level(levels)}, '{AREA}'), false)"


def _left_out(
    db: duckdb.DuckDBPyConnection, table: str, path: Path, levels: dict[str, tuple[str, str]], figures: int
) -> list[Problem]:
    """Remove the rows that are of no area or no period, and return a problem for each kind; a row has some figures."""
    reasons = {
        "geographic_level": (_no_area(levels), "rows of two councils together, or of another level", AN_AREA),
        "time_identifier": (f"regexp_full_match(time_identifier, '{PARTS}')", "terms or weeks", "a year or a month"),
    }
    cases = " ".join(f"when {condition} then '{column}'" for column, (condition, *_) in reasons.items())
    query = f"select case {cases} end, count(*), min(rowid + 1) from {table} group by 1"
    counts = {column: (rows, first) for column, rows, first in db.execute(query).fetchall()}
    problems = []
    for column, (condition, found, expected) in reasons.items():
        if column in counts:
            rows, first = counts[column]
            problems.append(Problem(path.name, first, column, "left out", found, expected, rows * figures))
            db.execute(f"delete from {table} where {condition}")
    return problems


def _rest(column: str, declared: list[dict[str, str]], names: dict[str, str]) -> str | None:
    """Return SQL for the rows in which no declared indicator takes a column; null where one takes it in all."""
    takers = [row for row in declared if column.lower() in {row[role].lower() for role in CELLS}]
    wheres = [_where(row, names) for row in takers]
    if "true" in wheres:
        return None
    return f"not coalesce({' or '.join(wheres)}, false)" if wheres else "true"


def _more(
    db: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    columns: Columns,
    rest: dict[str, str],
    levels: dict[str, tuple[str, str]],
) -> str:
    """Stage the figures of columns that nothing declares, and return SQL for them."""
    dataset = _ees_columns.dataset(path)
    indicators = {heading: _ees_columns.named(dataset, heading) for heading in rest}
    status = columns.status and _staged.quoted(columns.status)
    # No name of an indicator has so many of the sign as the names of ours.
    sign = "¶" * (1 + max(indicator.count("¶") for indicator in indicators.values()))
    row, area, name, kind, year, march, part, note, indicator, cell = (
        _staged.quoted(f"{word} {sign}")
        for word in ("row", "area", "name", "type", "year", "march", "part", "note", "indicator", "cell")
    )
    on_march = [heading for heading in rest if _ees_columns.reporting(columns, heading) != columns.year]
    # What is one text for a row is put together before it is turned, not for each of its figures.
    ours = {
        row: "rowid + 1",
        area: _level(levels),
        name: _level(levels, 1),
        kind: "geographic_level",
        year: _period(columns.year),
        part: _ees_columns.breakdown(columns),
        **({march: _period(_ees_columns.SNAPSHOT)} if on_march else {}),
        **({note: f"{_staged.literal(f'{columns.status}: ')} || {status}"} if status else {}),
    }
    # Turned once for all columns that are taken in the same rows, not read once for each.
    turned = []
    for where in dict.fromkeys(rest.values()):
        taken = [heading for heading, rows in rest.items() if rows == where]
        cells = {_staged.quoted(indicators[heading]): _staged.quoted(heading) for heading in taken}
        kept = ", ".join(f"{sql} as {word}" for word, sql in (ours | cells).items())
        turned.append(f"""
            select *
            from (select {kept} from {table} where {where})
            unpivot include nulls ({cell} for {indicator} in ({", ".join(cells)}))
        """)
    marches = ", ".join(_staged.literal(indicators[heading]) for heading in on_march)
    return _staged.keep(
        db,
        f"{table}_more",
        f"({' union all by name '.join(turned)})",
        row,
        indicator=indicator,
        area=area,
        area_name=name,
        area_type=kind,
        period=f"if({indicator} in ({marches}), {march}, {year})" if on_march else year,
        breakdown=part,
        value=_unmarked(cell),
        marker=_marked(cell),
        **({"note": note} if status else {}),
    )


def _period(reporting: str) -> str:
    """Return SQL for the period of a row, a reporting year being what is said."""
    kind = _staged.literal(f": {reporting}")
    return f"concat(time_period, ' ', time_identifier, if(time_identifier = 'Reporting year', {kind}, ''))"


def _unmarked(cell: str) -> str:
    """Return SQL for a cell's number; null where a mark stands in it."""
    # Marks are letters, and all that a number begins with comes before letters: few cells are held against each mark.
    marks = ", ".join(map(_staged.literal, MARKERS))
    return f"if({cell} < 'A', nullif({cell}, ''), if(list_contains([{marks}], lower({cell})), null, {cell}))"


def _marked(cell: str) -> str:
    """Return SQL for our marker of a cell, an empty one being not available."""
    marks = " ".join(f"when {_staged.literal(theirs)} then {_staged.literal(ours)}" for theirs, ours in MARKERS.items())
    return f"if({cell} < 'A' and {cell} != '', null, case coalesce(lower({cell}), '') when '' then 'x' {marks} end)"


def _figures(
    db: duckdb.DuckDBPyConnection,
    table: str,
    declared: list[dict[str, str]],
    names: dict[str, str],
    levels: dict[str, tuple[str, str]],
) -> str:
    """Stage the figures of the declared indicators, one indicator after the other, and return SQL for them."""
    roles = [role for role in CELLS if any(row[role] for row in declared)]
    texts: dict[str, str] = {}

    def once(sql: str) -> str:
        """Return the name under which a text of every row is put together, for all indicators that say it."""
        return texts.setdefault(sql, f"text_{len(texts)}")

    parts = []
    for row in declared:
        reporting = f": {row['period']}" if row["period"] else ""
        said = {
            "indicator": once(_named(row, names)) if _each(row) else _staged.literal(row["value"]),
            "area": once(_level(levels)),
            "area_name": once(_level(levels, 1)),
            "area_type": once("geographic_level"),
            "period": once(f"time_period || ' ' || time_identifier || {_staged.literal(reporting)}"),
            "breakdown": once(_breakdown(row, names)),
            **{
                role: once(_staged.quoted(names[row[role].lower()])) if row[role] else "null::varchar" for role in roles
            },
            "row": once("rowid + 1"),
        }
        where = once(_where(row, names)) if row["where"] else "true"
        parts.append(f"select {', '.join(f'{sql} as {word}' for word, sql in said.items())} from texts where {where}")
    put = ", ".join(f"{sql} as {word}" for sql, word in texts.items())
    return _staged.keep(
        db,
        f"{table}_declared",
        f"(with texts as materialized (select {put} from {table}) {' union all '.join(parts)})",
        "row",
        **{column: column for column in PLACED},
        marker=_marked("value"),
        **{role: _unmarked(role) for role in roles},
    )


def _where(declared: dict[str, str], names: dict[str, str]) -> str:
    """Return SQL for the rows an indicator is about."""
    column, _, value = declared["where"].partition("=")
    return f"{_staged.quoted(names[column.lower()])} = {_staged.literal(value)}" if column else "true"


def _named(declared: dict[str, str], names: dict[str, str]) -> str:
    """Return SQL for the name of an indicator: its column's, and the values of the filters that make one each."""
    filters = [_staged.quoted(names[column.lower()]) for column in _each(declared)]
    return f"concat_ws(', ', {', '.join([_staged.literal(declared['value']), *filters])})"


def _breakdown(declared: dict[str, str], names: dict[str, str]) -> str:
    if not declared["by"]:
        return "'total'"
    word, by = declared["dimension"], _staged.quoted(names[declared["by"].lower()])
    dimension = _staged.quoted(names[word.lower()]) if word.lower() in names else _staged.literal(word)
    part = f"if(lower({dimension}) = 'sex', lower({by}), {by})"
    return f"if({by} = {_staged.literal(declared['total'])}, 'total', lower({dimension}) || ':' || {part})"


def _declarations(
    db: duckdb.DuckDBPyConnection, table: str, declared: list[dict[str, str]], names: dict[str, str]
) -> tuple[int, list[dict]]:
    """Return the number of figures that are declared, and the indicators they are of, as in dim_measure."""
    asked = [column for row in declared for column in (*_each(row), row["where"].partition("=")[0]) if column]
    columns = list(dict.fromkeys(names[column.lower()] for column in asked))
    query = f"select {', '.join([*map(_staged.quoted, columns), 'count(*)'])} from {table} group by all"
    said = [(dict(zip(columns, values, strict=True)), rows) for *values, rows in db.execute(query).fetchall() if rows]
    figures, described = 0, []
    for row in declared:
        column, _, value = row["where"].partition("=")
        about = [(values, rows) for values, rows in said if not column or values[names[column.lower()]] == value]
        figures += sum(rows for _, rows in about)
        filters = [[values[names[column.lower()]] for column in _each(row)] for values, _ in about]
        found = {tuple(text for text in texts if text is not None) for texts in filters}
        named = {
            ", ".join([row["value"], *texts]): ", ".join([row["title"], *texts][not row["title"] :]) for texts in found
        }
        described += [_description(indicator, title, row) for indicator, title in sorted(named.items())]
    return figures, described


def _discoveries(db: duckdb.DuckDBPyConnection, staged: str, path: Path) -> tuple[int, list[dict]]:
    """Return the number of figures that nothing declares, and the indicators they are of, as in dim_measure."""
    counts = ", ".join(f"count(*) filter (value like '%.{digits}%')" for digits in ("_", "__"))
    query = f"select indicator, count(*), count(value), {counts} from {staged} group by 1"
    dataset = _ees_columns.dataset(path)
    found = sorted(db.execute(query).fetchall())
    described = []
    for indicator, _, values, *longer in found:
        column = indicator.removeprefix(_ees_columns.named(dataset, ""))
        # Two decimals at most, and no more than nine figures in ten do without.
        decimals = sum(some > values // 10 for some in longer)
        described.append(PUBLISHED | _ees_columns.describe(dataset, column, decimals))
    return sum(rows for _, rows, *_ in found), described


def _description(indicator: str, title: str, declared: dict[str, str]) -> dict:
    return PUBLISHED | {
        "indicator": indicator,
        "title": title,
        "short_title": title,
        "unit": declared["unit"],
        "suffix": declared["suffix"],
        "decimals": int(declared["decimals"]),
        "value_type": declared["value_type"] or None,
        "per": float(declared["per"]),
        "caveats": declared["caveats"] or None,
    }
