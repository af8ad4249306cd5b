"""DfE Local Authority Interactive Tool: one Parquet file of every measure, explained by the dictionary beside it.

Areas are DfE numbers. Which council each is, and when it ended, stands in ``lait_areas.csv``: a number is today's
council for all its years, as LAIT has it, even where the council has had more than one GSS code (Somerset).
"""

import re
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import periods, readers
from pipelines.periods import Period, PeriodError
from pipelines.problems import Problem, Refused
from pipelines.sources import Reading, _staged

SOURCE = "lait"
SYSTEM = "DfE Local Authority Interactive Tool"
LICENCE = "Open Government Licence v3.0"
DICTIONARY_FILE = "lait_data_dictionary.csv"
FAMILY = "DfE statistical"
METHOD = "DfE statistical neighbours, closest first: alike in what shapes children's outcomes, not in how well they do"

DATA = ("Short Desc", "Years", "LA and Regions", "Values", "LA Number")
DICTIONARY = ("Measure_short", "Measure", "Chart_title", "Polarity", "y_axis_name", "dps", "Year_Type", "No_Quartile")
AREAS = ("LA Number", "LA Name", "Region", "Type")
FORMATS = {"LAIT table of measures": DATA, "LAIT dictionary": DICTIONARY, "LAIT list of areas": AREAS}

MISSING = ("-", "NA", "..", "")
"""What stands where there is no figure; nothing tells a suppressed one from one never published."""

UNUSABLE = {"0": "a label that names no year"}
"""Pattern of a label to why its rows are left out; every other label is a period or refused."""

KINDS = (
    "Academic Year",
    "Financial Year",
    "Calendar Year",
    "Annual",
    "Annual (end of Sept)",
    "Annual - January",
)
"""What the dictionary calls kinds of year. Annual is the count on 31 March, as the definitions of its measures say."""

POLARITY = {"High": "higher", "Low": "lower"}
USUAL_DECIMALS = 1
"""Where the dictionary gives none, LAIT shows one."""

Label = tuple[str | None, str | None, int, int]
"""A measure, one of its labels, the number of their rows and the first of them."""


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Stage the table of measures, or return the neighbours or the areas; the dictionary by itself holds nothing."""
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        ours = set(DATA) <= set(_staged.kinds(path, db))
        return _table(path, db, _staged.parquet(path, db)[0]) if ours else None
    if suffix == ".csv":
        return Reading(source=SOURCE, rows=0) if set(DICTIONARY) <= set(readers.header(path)) else None
    if suffix == ".xlsx":
        if version := re.fullmatch(r"sn_([a-z]+)_([0-9]{4})", path.stem.lower()):
            return _neighbours(path, f"{version[1].title()} {version[2]}")
        return _areas(path) if readers.header(path) == list(AREAS) else None
    return None


def year(text: str) -> Period:
    """Return the period of a label in its kind of year: ``Academic Year: 2024 (Rev)`` is 2023-24AY.

    A bare year is the one a year ends in; ``2014-16`` is three calendar years, ``2020/21-22/23`` three of its kind.
    Raises PeriodError for any other text.
    """
    kind, _, label = text.partition(": ")
    if re.fullmatch("[0-9]{4}/[0-9]{2}-[0-9]{2}/[0-9]{2}", label):
        return periods.from_label(label, academic=kind == "Academic Year")
    match = re.fullmatch(r"([0-9]{4})(?:[/-]([0-9]{2}))?(?: \((?:OT|Rev|Final|prov)\))?", label)
    if not match:
        raise PeriodError(f"{label!r} is no label of LAIT; the nearest form is 2023/24 or 2024 (Rev)")
    first, last = int(match[1]), match[2]
    pair = f"{first}-{last}" if last else f"{first - 1}-{first % 100:02}"
    if kind == "Academic Year":
        return periods.parse(f"{pair}AY")
    if kind == "Financial Year":
        return periods.parse(pair)
    if kind == "Calendar Year":
        # 2021-22 is two calendar years here: only the kind of year tells it from a financial one.
        century = first // 100 + (int(last) < first % 100) if last else 0
        return periods.parse(f"{first}-{century:02}{last}" if last else f"{first}")
    days = {
        "Annual": date(first, 3, 31),
        "Annual (end of Sept)": date(first, 9, 30),
        "Annual - January": _census(first),
    }
    if kind not in days or last:
        raise PeriodError(f"{label!r} of the kind {kind!r} is no year we know; the kinds are {', '.join(KINDS)}")
    return periods.parse(days[kind].isoformat())


def describe(row: dict[str, str]) -> dict:
    """Return an indicator's definition, columns as in dim_measure, from its row of the dictionary."""
    unit, prefix, suffix = _unit(row["y_axis_name"])
    owner = _stated(row.get("Data Owner (DO) /Supplier and Contact Details"))
    return {
        "indicator": row["Measure_short"],
        "title": row["Chart_title"],
        "short_title": row["Measure"],
        "definition": _stated(row.get("Description")),
        "caveats": _stated(row.get("Methodology")),
        "theme": _stated(row.get("Topic")),
        "unit": unit,
        "prefix": prefix,
        "suffix": suffix,
        "decimals": int(row["dps"]) if re.fullmatch("[0-9]", row["dps"]) else USUAL_DECIMALS,
        "polarity": POLARITY.get(row["Polarity"], "none"),
        "quartiles": row["No_Quartile"] != "N",
        "frequency": "academic" if row["Year_Type"] == "Academic Year" else "annual",
        "source_system": SYSTEM,
        "source_name": "Department for Education" if owner in (None, "DfE") else owner,
        "source_url": _stated(row.get("Hyperlink(s)")),
        "licence": LICENCE,
    }


def _table(path: Path, db: duckdb.DuckDBPyConnection, relation: str) -> Reading:
    """Stage every row of the table but those whose label is no period; describe its measures."""
    dictionary, problems = _dictionary(path)
    labels = db.execute(f"""
        select "Short Desc"::varchar, trim("Years"), count(*), min(file_row_number + 2) from {relation} group by all
    """).fetchall()
    _be_described(path, labels, set(dictionary["Measure_short"]))
    left_out = _left_out(path, labels)
    unusable = {problem.found for problem in left_out}
    db.register("lait_year", _years(dictionary, [line for line in labels if line[1] not in unusable]))
    db.register("lait_area", _numbers()[["number", "area"]])
    table = f"staged_lait_{_staged.name_of(path)}"
    # Each cell is trimmed and held against the marks once, in a question of its own: there are half a million.
    db.execute(f"""
        create or replace table {table} as
        select
            lait_year.indicator,
            coalesce(lait_area.area, 'DfE number ' || coalesce("LA Number"::integer::varchar, 'missing')) as area,
            -- Without a name, an unknown number is an unknown area.
            case when lait_area.area is not null then "LA and Regions" end as area_name,
            lait_year.period,
            case when not missing then figure end as value,
            case
                when missing then if(figure = 'c', 'c', 'x')
                when data.label like '% (Rev)' then 'r'
                when data.label like '% (prov)' then 'p'
            end as marker,
            file_row_number + 2 as row
        from (
            select *, figure in {(*MISSING, "c")} as missing
            from (
                select "Short Desc", "LA and Regions", "LA Number", file_row_number, trim("Years") as label,
                    coalesce(trim("Values"), '') as figure
                from {relation}
            )
        ) as data
        left join lait_year on measure = "Short Desc" and lait_year.label = data.label
        left join lait_area on number = "LA Number"
        where {"lait_year.period is not null or data.label is null" if left_out else "true"}
    """)
    db.unregister("lait_year")
    db.unregister("lait_area")
    used = {measure for measure, label, *_ in labels if label not in unusable}
    told = [describe(row) for row in dictionary.to_dict("records") if row["Measure_short"] in used]
    given = ("indicator", "area", "area_name", "period", "value", "marker")
    return Reading(
        source=SOURCE,
        rows=sum(rows for *_, rows, _ in labels),
        observations=_staged.select(table, "row", **{column: column for column in given}, breakdown="'total'"),
        period=year,
        indicators=pd.DataFrame(told),
        companions=(path.with_name(DICTIONARY_FILE),),
        problems=problems + left_out,
    )


def _dictionary(path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the dictionary with one row per measure, and a problem of no rows for each described more than once.

    A measure listed under two topics has an older and a newer wording: the one updated last fits the data.
    """
    file = path.with_name(DICTIONARY_FILE)
    if not file.is_file():
        expected = "the dictionary beside it: nothing else says what kind of year 2024 is"
        raise Refused([Problem(path.name, None, None, "dictionary missing", f"no {DICTIONARY_FILE}", expected)])
    published = readers.table(file)
    lacking = [column for column in DICTIONARY if column not in published]
    if lacking:
        raise Refused([Problem(file.name, 1, None, "columns missing", "none", ", ".join(lacking))])
    updated = pd.to_numeric(published["Last Update"], errors="coerce").fillna(0) if "Last Update" in published else 0
    newest = published.assign(updated=updated).sort_values("updated", ascending=False, kind="stable")
    kept = newest.drop_duplicates("Measure_short").sort_values("row")
    chosen = dict(zip(kept["Measure_short"], kept["row"], strict=True))
    problems = [
        Problem(file.name, int(row), "Measure_short", "described twice", name, f"once: row {chosen[name]} is used", 0)
        for name, row in zip(published["Measure_short"], published["row"], strict=True)
        if chosen[name] != row
    ]
    return kept, problems


def _be_described(path: Path, labels: list[Label], described: set[str]) -> None:
    """Refuse measures the dictionary does not have: nobody could say what their years are."""
    found: dict[str | None, tuple[int, int]] = {}
    for measure, _, rows, row in labels:
        before, first = found.get(measure, (0, row))
        found[measure] = before + rows, min(first, row)
    expected = f"a row of {DICTIONARY_FILE} with this Measure_short"
    problems = [
        Problem(path.name, row, "Short Desc", "measure without a description", str(name), expected, count)
        for name, (count, row) in sorted(found.items(), key=lambda one: one[1][1])
        if name not in described
    ]
    if problems:
        raise Refused(problems[: readers.MOST_PROBLEMS])


def _left_out(path: Path, labels: list[Label]) -> list[Problem]:
    """Return a problem for each label that is no period, which counts the rows left out for it."""
    problems = []
    for pattern, why in UNUSABLE.items():
        for text in sorted({label for _, label, *_ in labels if label is not None and re.fullmatch(pattern, label)}):
            rows, first = zip(*((rows, row) for _, label, rows, row in labels if label == text), strict=True)
            expected = f"a year; left out as {why}"
            problems.append(Problem(path.name, min(first), "Years", "no period", text, expected, sum(rows)))
    return problems


def _years(dictionary: pd.DataFrame, labels: list[Label]) -> pd.DataFrame:
    """Return measure, label, indicator and period of every pair of measure and label that the table has.

    The last two are categories, which DuckDB stores as numbers: to write two texts in half a million rows takes a
    third of the time of all.
    """
    kinds = dict(zip(dictionary["Measure_short"], dictionary["Year_Type"], strict=True))
    pairs = [(measure, label) for measure, label, *_ in labels if label is not None]
    frame = pd.DataFrame(pairs, columns=["measure", "label"], dtype="str")
    periods_of = [f"{kinds[measure]}: {label}" for measure, label in pairs]
    return frame.assign(indicator=pd.Categorical(frame["measure"]), period=pd.Categorical(periods_of))


def _neighbours(path: Path, version: str) -> Reading:
    """Return one group per council, its members in order of closeness (DR-15).

    Two rows of numbers stand above the header; councils that are gone follow below a line of their own.
    """
    cells = readers.table(path).drop(columns="row")
    heads = cells.index[cells.iloc[:, 0] == "LA num"]
    if not len(heads):
        expected = "a row that begins with LA num, and SN1, SN2 … in it"
        raise Refused([Problem(path.name, None, None, "header missing", "no row that begins with LA num", expected)])
    header = list(cells.loc[heads[0]])
    body = cells.loc[heads[0] + 1 :]
    listed = body[body.iloc[:, 0].str.fullmatch("[0-9]+")]
    ranked = {int(name[2:]): place for place, name in enumerate(header) if re.fullmatch("SN[0-9]+", name)}
    codes = dict(zip(_numbers()["number"].astype(str), _numbers()["area"], strict=True))
    pairs = [
        (number, near, rank)
        for rank, place in ranked.items()
        for number, near in zip(listed.iloc[:, 0], listed.iloc[:, place], strict=True)
        if near
    ]
    if strange := sorted({number for pair in pairs for number in pair[:2] if number not in codes}):
        raise Refused([Problem(path.name, None, None, "unknown DfE number", n, "a number DfE gave") for n in strange])
    groups = pd.DataFrame(
        [
            {
                "group": f"dfe-sn:{codes[number]}",
                "name": "statistical neighbours (DfE)",
                "family": FAMILY,
                "version": version,
                "of_area": codes[number],
                "method": METHOD,
                "area": codes[near],
                "rank": rank,
            }
            for number, near, rank in pairs
        ]
    ).sort_values(["group", "rank"], ignore_index=True)
    return Reading(source=SOURCE, rows=len(listed), groups=groups)


def _areas(path: Path) -> Reading:
    """Return the areas of the list; it puts London's councils in Inner and Outer London, which are no regions."""
    published = readers.table(path)
    named = published.merge(_numbers().astype({"number": "str"}), left_on="LA Number", right_on="number", how="left")
    areas = pd.DataFrame(
        {
            "area": named["area"],
            "name": named["LA Name"],
            "region": named["Region"].replace({"NA": None, "Inner London": "London", "Outer London": "London"}),
            "valid_to": pd.to_datetime(named["valid_to"]),
        }
    )
    strange = named[named["area"].isna()]
    expected = "a number of an area that is; left out"
    problems = [
        Problem(path.name, int(row), "LA Number", "unknown DfE number", f"{number} {name}", expected)
        for number, name, row in zip(strange["LA Number"], strange["LA Name"], strange["row"], strict=True)
    ]
    return Reading(source=SOURCE, rows=len(published), areas=areas.dropna(subset="area"), problems=problems)


def _numbers() -> pd.DataFrame:
    """Return number (int), area (GSS code) and valid_to (text or null) of every area DfE numbers."""
    return pd.read_csv(Path(__file__).with_name("lait_areas.csv"), dtype={"area": "str", "valid_to": "str"})


def _census(year: int) -> date:
    """Return the day of the January census, the third Thursday of the month."""
    first = date(year, 1, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 14)


def _unit(axis: str) -> tuple[str, str, str]:
    """Return unit in words, prefix and suffix from the label of the axis."""
    if axis == "% gap":
        return "percentage points", "", ""
    if axis.startswith("%"):
        return "per cent", "", "%"
    if axis in ("Spend", "Unit Cost"):
        return "pounds", "£", ""
    return " ".join(word if word.isupper() else word.lower() for word in axis.split()), "", ""


def _stated(text: str | None) -> str | None:
    """Return a cell's lines without the blank ones between them, or null where it says nothing."""
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    return "\n".join(lines) if lines and lines not in (["-"], ["NA"]) else None
