"""OHID Fingertips: the CSV export of an indicator's figures for every area, sex and age, with its confidence limits."""

import html
import re
from collections.abc import Callable
from datetime import date
from math import log10
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd

from pipelines import periods, readers
from pipelines.problems import Problem, Refused
from pipelines.sources import Reading, _staged

SYSTEM = "OHID Fingertips"
PUBLISHER = "Office for Health Improvement and Disparities"
LICENCE = "Open Government Licence v3.0"
PAGE = "https://fingertips.phe.org.uk/search/{}"

COMPULSORY = (
    "Indicator ID",
    "Indicator Name",
    "Area Code",
    "Area Name",
    "Area Type",
    "Sex",
    "Age",
    "Category",
    "Time period",
    "Value",
    "Lower CI 95.0 limit",
    "Upper CI 95.0 limit",
    "Count",
    "Denominator",
    "Value note",
)
"""The other columns come and go with the export's parent areas; "Recent Trend" is read where it is there."""

TREND = "Recent Trend"
METADATA = ("IndicatorID", "Polarity", "ValueType", "PeriodType")
FORMATS = {"OHID Fingertips export": COMPULSORY, "OHID Fingertips metadata": METADATA}

POLARITY = {"Low is good": "lower", "High is good": "higher", "No judgement": "none"}
JUDGED = {
    "Increasing and getting worse": "lower",
    "Decreasing and getting better": "lower",
    "Increasing and getting better": "higher",
    "Decreasing and getting worse": "higher",
}
VALUE_TYPES = {
    "Crude rate": "rate",
    "Proportion": "proportion",
    "Count": "count",
    "Life expectancy": "mean",
    "Indirectly standardised ratio": "ratio",
    "Score": "index",
}
"""A standardised rate or proportion is none of ours: no interval follows from its count and denominator."""

FREQUENCIES = {"annually": "annual", "quarterly": "quarterly", "monthly": "monthly"}
KINDS = ("Academic", "Financial year end point", "Yearly")
"""Period types of the metadata that a time period's own text does not show."""

SEVERAL = "([0-9]{4})/[0-9]{2} - [0-9]{2}/([0-9]{2})"
"""Several financial or academic years together."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Indicator(NamedTuple):
    """What a file says of one indicator: how many sexes and ages the rows that are kept have, how many are not.

    ``multiples`` are the lowest and the highest that denominator over count makes of nearly all values.
    """

    indicator: str | None
    name: str | None
    multiples: list[float] | None
    trends: list[str | None]
    sexes: int
    ages: int
    rows: int
    left_out: int
    first_left_out: int | None


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Stage an export and describe its indicators; the metadata beside it is known, and read with the export.

    Figures of a category are left out: they are deciles of England, by geographies of several years at once.
    """
    if path.suffix.lower() != ".csv":
        return None
    names = {_plain(column): column for column in readers.header(path)}
    if {_plain(column) for column in METADATA} <= set(names):
        return Reading(source="fingertips", rows=0)
    if not {_plain(column) for column in COMPULSORY} <= set(names):
        return None
    table = _staged.csv(path, db)
    given = {column: _staged.quoted(names[_plain(column)]) for column in COMPULSORY}
    if _plain(TREND) in names:
        given[TREND] = _staged.quoted(names[_plain(TREND)])
    metadata, companions = _metadata(path)
    left_out = f"{given['Category']} is not null"
    found = _indicators(db, table, given, left_out)
    kept = f"{table} where not ({left_out})"
    return Reading(
        source="fingertips",
        rows=sum(indicator.rows for indicator in found),
        observations=_staged.select(kept, "rowid + 1", **_expressions(given, metadata, found)),
        period=period,
        indicators=_described(found, metadata),
        companions=companions,
        problems=_left_out(path, found),
    )


def period(text: str) -> periods.Period:
    """Return the period a time period names (``2010/11``, ``2011``, ``2019 - 21``, ``2019/20 Q1``, ``Apr 2019``).

    A kind of ``KINDS`` may follow in brackets. Raises periods.PeriodError for any other text.
    """
    said, _, kind = text.removesuffix("]").partition(" [")
    for pattern, kinds, code in _PERIODS:
        if kind in kinds and (match := re.fullmatch(pattern, said)):
            return periods.parse(code(*match.groups()))
    forms = "2010/11, 2011, 2019 - 21, 2019/20 Q1, 2019 Q1, Apr 2019"
    raise periods.PeriodError(f"{text!r} is none that we know; the forms are {forms}")


def describe(indicator: str, name: str | None, per: float | None, polarity: str | None, about: dict[str, str]) -> dict:
    """Return an indicator's definition, columns as in dim_measure: as its metadata have it, else as its file shows it.

    ``per`` and ``polarity`` are what the file shows; ``about`` is the metadata, its keys in plain lower case.
    """
    told = {key: _text(value) for key, value in about.items()}
    stated = float(told["unitvalue"]) if told.get("unitvalue") else per
    unit, suffix = _unit(told.get("unitlabel"), stated)
    return {
        "indicator": indicator,
        "title": name or indicator,
        "short_title": name or indicator,
        "definition": told.get("indicatordefinition"),
        "rationale": told.get("rationale"),
        "formula": told.get("method"),
        "numerator": told.get("countdefinition"),
        "denominator": told.get("denominatordefinition"),
        "unit": unit,
        "prefix": "",
        "suffix": suffix,
        "decimals": 1,
        "polarity": POLARITY.get(told.get("polarity") or "", "none") if about else polarity,
        "frequency": "academic"
        if told.get("periodtype") == "Academic"
        else FREQUENCIES.get(told.get("frequency") or ""),
        "value_type": VALUE_TYPES.get(told.get("valuetype") or ""),
        "per": stated,
        "source_system": SYSTEM,
        "source_name": told.get("datasource") or PUBLISHER,
        "source_url": PAGE.format(indicator),
        "licence": LICENCE,
        "caveats": " ".join(filter(None, (told.get("caveats"), told.get("disclousecontrol")))) or None,
    }


def _plain(name: str) -> str:
    """Return a column's name without case, blanks and points: fingertipsR and the metadata write them without."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _indicators(db: duckdb.DuckDBPyConnection, table: str, given: dict[str, str], left_out: str) -> list[Indicator]:
    """Return what the file's rows say of each indicator, in order; null is one where rows have none."""
    value, count, denominator = (f"try_cast({given[column]} as double)" for column in ("Value", "Count", "Denominator"))
    query = f"""
        select
            {given["Indicator ID"]},
            any_value({given["Indicator Name"]}),
            quantile_cont({value} * {denominator} / nullif({count}, 0), [0.05, 0.95]),
            list(distinct {given.get(TREND, "null")}),
            count(distinct {given["Sex"]}) filter (not ({left_out})),
            count(distinct {given["Age"]}) filter (not ({left_out})),
            count(*),
            count(*) filter ({left_out}),
            min(rowid + 1) filter ({left_out})
        from {table}
        group by 1
    """
    return sorted((Indicator(*line) for line in db.execute(query).fetchall()), key=lambda said: said.indicator or "")


def _left_out(path: Path, indicators: list[Indicator]) -> list[Problem]:
    """Return a problem that counts the rows left out, if any."""
    first = [said.first_left_out for said in indicators if said.first_left_out is not None]
    if not first:
        return []
    found, count = "figures of a category, such as deprivation deciles of England", sum(i.left_out for i in indicators)
    return [Problem(path.name, min(first), "Category", "left out", found, "whole areas", count)]


def _expressions(
    given: dict[str, str], metadata: dict[str, dict[str, str]], indicators: list[Indicator]
) -> dict[str, str]:
    """Return SQL for each column of ours. A sex or age that is the only one of its indicator breaks nothing down.

    Where there is no value there are no limits: exports write -1 for them.
    """
    value, note, sex, age = (given[column] for column in ("Value", "Value note", "Sex", "Age"))
    sexes = _any_of(given["Indicator ID"], [said.indicator for said in indicators if said.indicator and said.sexes > 1])
    ages = _any_of(given["Indicator ID"], [said.indicator for said in indicators if said.indicator and said.ages > 1])
    by_sex = f"{sexes} and {sex} not in ('Persons', 'Not applicable')"
    by_age = f"{ages} and lower({age}) <> 'all ages'"
    kinds = [
        f"when {_staged.literal(indicator)} then {_staged.literal(f' [{kind}]')}"
        for indicator, about in sorted(metadata.items())
        if (kind := about.get("periodtype")) in KINDS
    ]
    kind = f"case {given['Indicator ID']} {' '.join(kinds)} else '' end" if kinds else "''"
    return {
        "indicator": given["Indicator ID"],
        "area": given["Area Code"],
        "area_name": given["Area Name"],
        "area_type": given["Area Type"],
        "period": f"{given['Time period']} || {kind}",
        "breakdown": f"""
            case
                when {by_sex} and {by_age} then 'sex and age:' || lower({sex}) || ', ' || {age}
                when {by_sex} then 'sex:' || lower({sex})
                when {by_age} then 'age:' || {age}
                else 'total'
            end
        """,
        "value": value,
        "numerator": given["Count"],
        "denominator": given["Denominator"],
        "lower": f"if({value} is null, null, {given['Lower CI 95.0 limit']})",
        "upper": f"if({value} is null, null, {given['Upper CI 95.0 limit']})",
        "marker": f"""
            case
                when {value} is not null then null
                when regexp_matches(lower({note}), 'suppressed|disclosure') then 'c'
                else 'x'
            end
        """,
        "note": note,
    }


def _any_of(column: str, texts: list[str]) -> str:
    """Return SQL that is true where a column has one of the texts."""
    return f"{column} in ({', '.join(map(_staged.literal, texts))})" if texts else "false"


def _described(indicators: list[Indicator], metadata: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Return the file's indicators described, one row each.

    Where no metadata say it, what a value is given per is the power of ten that its denominator over its count makes of
    it, if that is one and the same for nearly all values.
    """
    rows = []
    for said in indicators:
        if said.indicator is None:
            continue
        judged = {JUDGED[trend] for trend in said.trends if trend in JUDGED}
        polarity = next(iter(judged)) if len(judged) == 1 else None
        about = metadata.get(said.indicator, {})
        rows.append(describe(said.indicator, said.name, _per(said.multiples), polarity, about))
    return pd.DataFrame(rows)


def _per(multiples: list[float] | None) -> float | None:
    """Return the power of ten that the lowest and the highest of the multiples both are, within half a per cent."""
    if not multiples or not 1e-9 < multiples[0] <= multiples[1] < 1e12:
        return None
    per = 10.0 ** round(log10(multiples[0]))
    return per if all(abs(multiple / per - 1) < 0.005 for multiple in multiples) else None


def _metadata(path: Path) -> tuple[dict[str, dict[str, str]], tuple[Path, ...]]:
    """Return indicator to its metadata, and the files that told: beside the export or in the folder ``metadata``."""
    found: dict[str, dict[str, str]] = {}
    told = []
    for folder in (path.parent, path.parent / "metadata", path.parent.parent / "metadata"):
        for file, content in ((folder / "indicators.csv", _table), (folder / "indicators.json", readers.document)):
            if file.is_file():
                for entry in _entries(content(file)):
                    _be_a_number(file, entry)
                    indicator = str(entry["indicatorid"])
                    found[indicator] = found.get(indicator, {}) | entry
                told.append(file)
        if found:
            return found, tuple(told)
    return {}, ()


def _be_a_number(file: Path, entry: dict[str, str]) -> None:
    """Refuse metadata whose values are given per nothing that can be counted."""
    found = _text(entry.get("unitvalue"))
    if found and not (re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", found) and float(found)):
        expected = "what values are given per, a number like 100000"
        raise Refused([Problem(file.name, None, "Unit value", "not a number", found, expected)])


def _entries(said: object) -> list[dict[str, str]]:
    """Return the entries of a metadata file, their keys in plain lower case; none where it speaks of something else."""
    entries = [entry for entry in said if isinstance(entry, dict)] if isinstance(said, list) else []
    plain = [{_plain(key): value for key, value in entry.items()} for entry in entries]
    return [entry for entry in plain if "indicatorid" in entry]


def _table(file: Path) -> list[dict]:
    return readers.table(file).to_dict("records")


def _text(value: object) -> str | None:
    """Return a text of the metadata without its HTML; nothing where it is empty."""
    plain = html.unescape(re.sub(r"<[^>]+>", " ", str(value))) if value is not None else ""
    return " ".join(plain.split()) or None


def _unit(label: str | None, per: float | None) -> tuple[str, str]:
    """Return unit in words and suffix, by the metadata's label, else by what the value is given per."""
    if label == "%":
        return "per cent", "%"
    if label:
        return label[:1].lower() + label[1:], ""
    return (f"per {per:,.0f}" if per and per > 1 else "number"), ""


def _several(first: str, last: str) -> str:
    """Return the code of several calendar years: 1998 - 00 are 1998 to 2000."""
    return f"{first}-{int(first) + (int(last) - int(first)) % 100}"


_PERIODS: tuple[tuple[str, tuple[str, ...], Callable[..., str]], ...] = (
    (r"([0-9]{4})/([0-9]{2})", ("",), "{}-{}".format),
    (r"([0-9]{4})/([0-9]{2})", ("Academic",), "{}-{}AY".format),
    (r"([0-9]{4})", ("",), "{}".format),
    (r"([0-9]{4})", ("Financial year end point",), "{}-03-31".format),
    (r"([0-9]{4}) - ([0-9]{2})", ("",), _several),
    (SEVERAL, ("", *KINDS[1:]), lambda first, last: f"{_several(first, last)}FY"),
    (SEVERAL, ("Academic",), lambda first, last: f"{_several(first, last)}AY"),
    (r"([0-9]{4})/([0-9]{2}) Q([1-4])", ("",), "{}-{}Q{}".format),
    (r"([0-9]{4}) Q([1-4])", ("",), lambda year, quarter: _quarter(int(year), int(quarter))),
    (rf"({'|'.join(MONTHS)}) ([0-9]{{4}})", ("",), lambda month, year: f"{year}-M{MONTHS.index(month) + 1:02}"),
)
"""Pattern of a time period's text, the kinds it may be of (none said, for most), and the code of the period."""


def _quarter(year: int, quarter: int) -> str:
    """Return the code of a calendar year's quarter: the first of 2021 is 2020-21Q4."""
    return periods.of(date(year, 3 * quarter, 1), "quarter").code
