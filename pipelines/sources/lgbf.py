"""Scottish Local Government Benchmarking Framework: a row per indicator, council and year, with Scotland beside it.

Councils are named, not coded, and nothing but the list of indicators beside the figures says what a code is: its
title, its format, which way is good, by how much numerators and denominators are multiplied. Years are read as
labelled: 2010-11 is a financial year, 2009-13 the four from 2009/10 to 2012/13. Ranks, percentiles, changes and the
JSON in cells are worked out of the figures beside them and not read; nor are averages of family groups, no areas.
"""

import re
from operator import itemgetter
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import areas, inbox, periods, published, readers
from pipelines.problems import Problem, Refused
from pipelines.sources import Reading, _staged

SOURCE = "lgbf"
SYSTEM = "Local Government Benchmarking Framework"
PUBLISHER = "Improvement Service"
LICENCE = "Open Government Licence v3.0"
SCOTLAND = "S92000003"

EXTRACT = {
    "spelling": "localauthority",
    "year": "year",
    "value": "laindicator",
    "numerator": "lanumerator",
    "denominator": "laden",
}
NATION = {"nation_value": "scotlandindicator", "nation_numerator": "scotlandnum", "nation_denominator": "scotlandden"}
FAMILY_AVERAGE = {"family": "familygroup", "average": "fgavgindicator"}
RESHAPED = {
    "spelling": "localauthority",
    "year": "period",
    "value": "value",
    "numerator": "numerator",
    "denominator": "denominator",
    "kind": "datatype",
}
"""Our name of a cell to the column's in plain lower case; the columns of an extract end in the basis of its prices."""

INDICATORS = ("Code", "Title", "Ranking_Type", "NumberFormat")
FAMILIES = ("Family_Group", "Local_Authority", "Type")
LINES = ("Code", "Period", "LineType")
FORMATS = {
    "LGBF extract": ("Code", "LocalAuthority", "Year", "LA_IndicatorReal", "LA_Numerator_real", "LA_Den_Real"),
    "LGBF list of indicators": INDICATORS,
    "LGBF family groups": FAMILIES,
}

NUMBERS = ("value", "numerator", "denominator")

POLARITY = {"Ascending": "lower", "Descending": "higher", "Goldilocks": "band"}
"""Ascending ranks the lowest first, so low is good. Goldilocks ranks by the distance from a midpoint."""

FAMILY = "LGBF family group"
DASHED = "Not comparable with other years: the publisher draws it as a broken line"
SHARE = 2
"""Percentages are published as shares of 1. Two gaps are in percentage points: their middle value is above this."""

UNITS = {"Score": "points", "Days": "days", "Weeks": "weeks", "Rate per 1,000": "per 1,000"}

SAID = "coalesce(code, spelling, value) is not null"


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Stage the figures of an extract or a reshaped file, or return the groups; what describes is read with figures.

    Raises Refused where the list of indicators is not beside the figures, or lacks one, or nobody bears a name.
    """
    if path.suffix.lower() != ".csv":
        return None
    header = readers.header(path)
    if set(FAMILIES) <= set(header):
        return _families(path)
    if set(INDICATORS) <= set(header) or set(LINES) <= set(header):
        return Reading(source=SOURCE, rows=0)
    if cells := _cells_of_extract(header) or _cells_of_reshaped(header):
        return _figures(path, db, cells)
    return None


def describe(indicator: str, row: dict[str, str], share: bool) -> dict:
    """Return an indicator's definition, columns as in dim_measure, from its row of the list of indicators.

    ``share`` is whether its values are shares of 1, which become per cent.
    """
    title, pattern = row["Title"], row["NumberFormat"]
    code = _code(row["Code"])
    several = indicator.removeprefix(code).replace("real", "").strip()
    middle = _number(row.get("Ranking_GoldilocksMidpoint"))
    polarity = POLARITY.get(row["Ranking_Type"], "none")
    band = middle * (100 if share else 1) if middle is not None and polarity == "band" else None
    unit, prefix, suffix = _unit(row)
    decimals = re.search(r"0\.(0+)", pattern)
    adjusted = prefix and "cash" not in several
    return {
        "indicator": indicator,
        "title": f"{title} ({several})" if several else title,
        "short_title": title,
        "theme": row.get("ISCategory") or None,
        "numerator": row.get("Numerator_Correct") or None,
        "denominator": row.get("Denominator_Correct") or None,
        "unit": unit,
        "prefix": prefix,
        "suffix": suffix,
        "decimals": len(decimals[1]) if decimals else 0,
        "polarity": "none" if polarity == "band" and band is None else polarity,
        "band_low": band,
        "band_high": band,
        "per": 100.0 if share else 1 / min(_number(row.get("Denominator_Multiplier")) or 1, 1),
        "source_system": SYSTEM,
        "source_name": PUBLISHER,
        "licence": LICENCE,
        "national_code": code,
        "caveats": "In the latest year's prices: earlier years change with each release." if adjusted else None,
    }


def _cells_of_extract(header: list[str]) -> dict[str, str] | None:
    """Return our name of each cell to SQL for it, or nothing where the header is not that of an extract."""
    names, basis = {}, "real"
    for column in header:
        plain = re.sub("[^a-z]", "", column.lower())
        if match := re.fullmatch("((?:la|scotland|fgavg)(?:indicator|numerator|num|den))(real|cash)", plain):
            plain, basis = match[1], match[2]
        names["year" if plain == "lgbfyear" else plain] = column
    if not {"code", *EXTRACT.values()} <= set(names):
        return None
    wanted = EXTRACT
    for more in (NATION, FAMILY_AVERAGE):
        wanted = wanted | (more if set(more.values()) <= set(names) else {})
    code = f"replace({_staged.quoted(names['code'])}, ' ', '')"
    indicator = code if basis == "real" else f"{code} || ' {basis}'"
    return {"code": code, "indicator": indicator} | {ours: _staged.quoted(names[own]) for ours, own in wanted.items()}


def _cells_of_reshaped(header: list[str]) -> dict[str, str] | None:
    """Return our name of each cell to SQL for it, or nothing where the header is not that of a reshaped file."""
    names = {column.lower(): column for column in header}
    if not {"code", *RESHAPED.values()} <= set(names):
        return None
    cells = {ours: _staged.quoted(names[own]) for ours, own in RESHAPED.items()}
    code = f"replace({_staged.quoted(names['code'])}, ' ', '')"
    return {"code": code, "indicator": f"{code} || ' ' || lower(replace({cells['kind']}, '_', ' '))"} | cells


def _figures(path: Path, db: duckdb.DuckDBPyConnection, cells: dict[str, str]) -> Reading:
    """Stage the councils' figures and, once for each indicator and year, Scotland's."""
    file, about = _list_of_indicators(path)
    drawn = _beside(path, LINES)
    table = _staged.csv(path, db)
    columns = ", ".join(f"{sql} as {name}" for name, sql in cells.items())
    lines = f"(select rowid + 1 as line, {columns} from {table})"
    councils = _councils(path, db, table, cells["spelling"])
    codes, problems = _codes(path, db, lines, about, file.name)
    frames = {
        "lgbf_told": _multipliers(about, codes, done="kind" in cells),
        "lgbf_council": councils,
        "lgbf_line": _dashed(drawn),
    }
    told = "left join lgbf_told using (code) left join lgbf_line using (code, year)"
    parts = [_part(f"{lines} {told} left join lgbf_council using (spelling) where {SAID}", "area", "name", "")]
    if "nation_value" in cells:
        nation = f"staged_lgbf_{_staged.name_of(path)}"
        problems += _nation(path, db, lines, nation)
        # Put in order, as groups come in any.
        parts.append(
            _part(
                f"(select * from {nation} where alike order by line) {told}", f"'{SCOTLAND}'", "'Scotland'", "nation_"
            )
        )
    if "average" in cells:
        problems += _averages(path, db, lines)
    figures = f"{table}_figures"
    for name, frame in frames.items():
        db.register(name, frame)
    db.execute(f"create or replace table {figures} as {' union all '.join(parts)}")
    for name in frames:
        db.unregister(name)
    staged = db.execute(f"select count(*) from {figures}").fetchone()[0]
    return Reading(
        source=SOURCE,
        rows=staged + sum(problem.rows for problem in problems),
        observations=f"select * from {figures}",
        period=periods.from_label,
        indicators=pd.DataFrame(
            sorted(
                (describe(said, about[code], share) for code, (share, several) in codes.items() for said in several),
                key=itemgetter("indicator"),
            )
        ),
        companions=(file, drawn) if drawn else (file,),
        problems=problems,
    )


def _codes(
    path: Path, db: duckdb.DuckDBPyConnection, lines: str, about: dict[str, dict[str, str]], file: str
) -> tuple[dict[str, tuple[bool, list[str]]], list[Problem]]:
    """Return whether each code's values are shares of 1, with its indicators; and a problem that counts empty rows.

    Raises Refused for codes the list does not have: nobody could say whether 0.92 is a share or a number of days.
    """
    found = db.execute(f"""
        select
            code, count(*), min(line), median(abs(try_cast(value as double))),
            list(distinct indicator) filter (indicator is not null),
            count(*) filter (not ({SAID})), min(line) filter (not ({SAID}))
        from {lines}
        group by 1
    """).fetchall()
    expected = f"a row of {file} with this code"
    unknown = [
        Problem(path.name, line, "Code", "indicator not described", code, expected, count)
        for code, count, line, *_ in sorted(found, key=itemgetter(2))
        if code is not None and code not in about
    ]
    if unknown:
        raise Refused(unknown[: readers.MOST_PROBLEMS])
    codes = {
        code: ("%" in about[code]["NumberFormat"] and middle is not None and middle <= SHARE, indicators or [])
        for code, _, _, middle, indicators, *_ in found
        if code is not None
    }
    expected = "a code, a council and a value; left out"
    empty = [
        Problem(path.name, first, "Code", "empty row", "nothing in the row", expected, count)
        for *_, count, first in found
        if count
    ]
    return codes, empty


def _part(relation: str, area: str, name: str, whose: str) -> str:
    """Return SQL for the staged figures of councils (``whose`` is empty) or of the nation ("nation_")."""
    value, numerator, denominator = (f"{whose}{cell}" for cell in NUMBERS)
    # DuckDB also takes 1_000 for a number: it is left as it is, to be refused.
    number = "if(contains({0}, '_'), null, try_cast({0} as double))"
    return _staged.select(
        relation,
        "line",
        indicator="indicator",
        area=area,
        area_name=name,
        period="year",
        breakdown="'total'",
        # Shares times 100 are rounded as far as doubles are exact: 0.561666667 is 56.1666667.
        value=f"if(share, coalesce(round(100 * {number.format(value)}, 10)::varchar, {value}), {value})",
        numerator=f"coalesce(({number.format(numerator)} * up)::varchar, {numerator})",
        denominator=f"coalesce(({number.format(denominator)} * down)::varchar, {denominator})",
        marker=f"case when {value} is null then 'x' when dashed then 'b' end",
        note=f"if(dashed, {_staged.literal(DASHED)}, null)",
    )


def _nation(path: Path, db: duckdb.DuckDBPyConnection, lines: str, nation: str) -> list[Problem]:
    """Stage the figures of Scotland once, which every row repeats; return a problem that counts those on which they
    disagree."""
    cells = ", ".join(f"arg_min_null(nation_{cell}, line) as nation_{cell}" for cell in NUMBERS)
    db.execute(f"""
        create or replace table {nation} as
        select code, indicator, year, min(line) as line, min(nation_value) = max(nation_value) as alike, {cells}
        from {lines} where nation_value is not null group by code, indicator, year
    """)
    query = f"select count(*), min(line), min(indicator || ' ' || year) from {nation} where not alike"
    count, first, example = db.execute(query).fetchone()
    found, expected = f"several in the rows of one year, first for {example}", "one figure of Scotland; left out"
    problem = Problem(path.name, first, "Scotland", "different figures for one key", found, expected, count)
    return [problem] if count else []


def _averages(path: Path, db: duckdb.DuckDBPyConnection, lines: str) -> list[Problem]:
    """Return a problem of no rows that names the averages of family groups, which stand in rows that are loaded."""
    groups = f"select min(line) as line from {lines} where average is not null group by code, year, family"
    count, first = db.execute(f"select count(*), min(line) from ({groups})").fetchone()
    found = f"{count:,} averages of family groups beside the councils' figures"
    expected = "figures of areas; a group's average is worked out from its members"
    return [Problem(path.name, first, "FamilyGroup", "left out", found, expected, 0)] if count else []


def _list_of_indicators(path: Path) -> tuple[Path, dict[str, dict[str, str]]]:
    """Return the list of indicators beside a file, and code to row of it."""
    file = _beside(path, INDICATORS)
    if file is None:
        expected = f"the list of indicators beside it, with {', '.join(INDICATORS)}: nothing else says what 0.92 is"
        raise Refused([Problem(path.name, None, None, "indicators not described", "no such file", expected)])
    return file, {_code(row["Code"]): row for row in readers.table(file).to_dict("records")}


def _beside(path: Path, columns: tuple[str, ...]) -> Path | None:
    """Return the file in the same folder that has these columns, if there is one."""
    others = (file for file in sorted(path.parent.glob("*.csv")) if file != path and file.stat().st_size)
    return next((file for file in others if set(columns) <= set(readers.header(file))), None)


def _multipliers(
    about: dict[str, dict[str, str]], codes: dict[str, tuple[bool, list[str]]], done: bool
) -> pd.DataFrame:
    """Return code, share, up and down: by what numerators and denominators are multiplied to be what they count.

    A denominator published in thousands of people is people here, and the value given per thousand. ``done`` is whether
    the file has multiplied already.
    """
    rows = []
    for code, (share, _) in codes.items():
        up, down = (_number(about[code].get(name)) or 1.0 for name in ("Numerator_Multipier", "Denominator_Multiplier"))
        rows.append((code, share, 1.0 if done else up, 1 / min(down, 1) if done else max(down, 1)))
    return pd.DataFrame(rows, columns=["code", "share", "up", "down"])


def _councils(path: Path, db: duckdb.DuckDBPyConnection, table: str, spelling: str) -> pd.DataFrame:
    """Return spelling, area and name of every council in the file; refuse names nobody bears."""
    query = (
        f"select {spelling}, count(*), min(rowid + 1) from {table} where {spelling} is not null group by 1 order by 3"
    )
    found = db.execute(query).fetchall()
    codes = {name: areas.code_of(name) for name, _, _ in found}
    strange = [
        Problem(
            path.name,
            row,
            "LocalAuthority",
            "unknown council",
            name,
            f"a council's name{areas.nearest_name(name)}",
            count,
        )
        for name, count, row in found
        if codes[name] is None
    ]
    if strange:
        raise Refused(strange[: readers.MOST_PROBLEMS])
    rows = [(name, code, areas.name_of(code)) for name, code in codes.items() if code]
    return pd.DataFrame(rows, columns=["spelling", "area", "name"], dtype="str")


def _dashed(file: Path | None) -> pd.DataFrame:
    """Return code, year and dashed (True) of the figures the publisher does not join to the others."""
    rows = readers.table(file).to_dict("records") if file else []
    lines = {(_code(row["Code"]), row["Period"]) for row in rows if row["LineType"] not in ("", "Solid")}
    frame = pd.DataFrame(sorted(lines), columns=["code", "year"], dtype="str")
    return frame.assign(dashed=True)


def _families(path: Path) -> Reading:
    """Return the family groups, in no order; which grouping an indicator is compared in stands in its own row."""
    listed = readers.table(path)
    codes = {name: areas.code_of(name) for name in listed["Local_Authority"]}
    strange = [
        Problem(path.name, int(row), "Local_Authority", "unknown council", name, f"a name{areas.nearest_name(name)}")
        for name, row in zip(listed["Local_Authority"], listed["row"], strict=True)
        if codes[name] is None
    ]
    if strange:
        raise Refused(strange)
    about = listed["Type"].str.removesuffix(" indicators").str.lower()
    groups = pd.DataFrame(
        {
            "group": [
                published.code(SOURCE, f"{kind} {name}")
                for kind, name in zip(about, listed["Family_Group"], strict=True)
            ],
            "name": listed["Family_Group"].str.lower() + " for " + about,
            "family": FAMILY,
            "version": inbox.vintage(path).isoformat(),
            "of_area": None,
            "method": "Improvement Service: councils alike in what shapes " + about,
            "area": listed["Local_Authority"].map(codes),
            "rank": None,
        }
    ).sort_values(["group", "area"], ignore_index=True)
    return Reading(source=SOURCE, rows=len(listed), groups=groups)


def _code(text: str) -> str:
    """Return a code as extracts write it: C&L01, not C&L 01."""
    return text.replace(" ", "")


def _unit(row: dict[str, str]) -> tuple[str, str, str]:
    """Return unit in words, prefix and suffix, by the format of an indicator's numbers and its kind of measure."""
    pattern = row["NumberFormat"]
    if "%" in pattern:
        points = "% point" in row["Title"].lower()
        return ("percentage points", "", "") if points else ("per cent", "", "%")
    if "£" in pattern:
        return "pounds", "£", ""
    if "tCO2" in pattern:
        return "tonnes of CO2", "", ""
    return UNITS.get(row.get("MeasureType", ""), "number"), "", ""


def _number(text: str | None) -> float | None:
    """Return the number a cell of the list of indicators holds, if it holds one."""
    return float(text) if text and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else None
