"""UK local authorities: the register of councils present and past, the list of code changes, the areas above them."""

from datetime import date
from pathlib import Path
from typing import Annotated

import duckdb
import pandas as pd
from pydantic import BaseModel, StringConstraints

from pipelines import readers
from pipelines.areas import type_of
from pipelines.problems import Problem, Refused
from pipelines.sources import Reading

REGISTER = (
    "local-authority-code",
    "nice-name",
    "gss-code",
    "start-date",
    "end-date",
    "replaced-by",
    "nation",
    "region",
    "former-gss-codes",
)
CHANGES = ("oldcd", "oldnm", "newcd", "newnm", "type", "start")
HIERARCHY = "geo-metadata.json"
LOOK_UPS = (
    ("gss-code", "local-authority-code"),
    ("la-name", "local-authority-code"),
    ("LTLA23CD", "LTLA23NM", "UTLA23CD"),
)
LISTS = ("areas-list.json", "geo-start-years.json")
FORMATS = {"register of councils": REGISTER, "code changes": CHANGES}


Code = Annotated[str, StringConstraints(pattern="^[A-Z][0-9]{8}$")]


class Area(BaseModel):
    """An area of the ONS hierarchy."""

    areanm: Annotated[str, StringConstraints(min_length=1)]
    parents: list[Code]


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Return the areas and successions of a file; look-ups and lists are known and hold nothing for us."""
    if path.name == HIERARCHY:
        return _hierarchy(path)
    if path.name in LISTS:
        return Reading(source="geography", rows=0)
    if path.suffix.lower() != ".csv":
        return None
    header = set(readers.header(path))
    if set(REGISTER) <= header:
        return _register(path)
    if header == set(CHANGES):
        return _changes(path)
    if any(set(look_up) <= header for look_up in LOOK_UPS):
        return Reading(source="geography", rows=0)
    return None


def _register(path: Path) -> Reading:
    """Return one area per council with a GSS code, and who replaced whom: a former code is the same council."""
    published = readers.table(path)
    coded = published[published["gss-code"] != ""]
    days = _days(path, coded, "start-date") | _days(path, coded, "end-date")
    areas = pd.DataFrame(
        {
            "area": coded["gss-code"],
            "name": coded["nice-name"],
            "type": coded["gss-code"].map(type_of),
            "region": coded["region"].replace("", None),
            "nation": coded["nation"].replace("", None),
            "valid_from": coded["start-date"].map(days),
            "valid_to": coded["end-date"].map(lambda text: _last(days[text])),
        }
    )
    gss = dict(zip(coded["local-authority-code"], coded["gss-code"], strict=True))
    recoded = [
        (former.strip(), code, True)
        for code, formers in zip(coded["gss-code"], coded["former-gss-codes"], strict=True)
        for former in formers.split(",")
        if former.strip()
    ]
    replaced = [
        (code, gss[successor.strip()], False)
        for code, successors in zip(coded["gss-code"], coded["replaced-by"], strict=True)
        for successor in successors.split(",")
        if successor.strip() in gss
    ]
    uncoded = published[published["gss-code"] == ""]
    problems = []
    if len(uncoded):
        first = uncoded.iloc[0]
        expected = "a GSS code; councils without one have no figures"
        problems.append(
            Problem(path.name, int(first["row"]), "gss-code", "no code", first["nice-name"], expected, len(uncoded))
        )
    return Reading(
        source="geography",
        rows=len(published),
        areas=areas,
        successions=_successions(recoded + replaced),
        problems=problems,
    )


def _changes(path: Path) -> Reading:
    """Return who took over from whom. The file gives years; in England codes change with the financial year."""
    published = readers.table(path)
    days = _days(path, published, "start", "{}-03-31") | _days(path, published, "start", "{}-04-01")
    # A council may also be listed as part of a new combined authority: it goes on existing, so that is no succession.
    # A new code after a small change of boundary (Glasgow City 2019) is the same council: same name, same kind of code.
    same = (published["oldcd"].str[:3] == published["newcd"].str[:3]) & (published["oldnm"] == published["newnm"])
    recoded = (published["type"] == "new_code") | ((published["type"] == "new_geo") & same)
    merged = published["type"] == "merger"
    took_over = published[recoded | merged]
    successions = zip(took_over["oldcd"], took_over["newcd"], recoded[recoded | merged], strict=True)
    ended = published[recoded | merged | (published["type"] == "termination")]
    old = pd.DataFrame(
        {
            "area": ended["oldcd"],
            "name": ended["oldnm"],
            "valid_to": ended["start"].map(lambda year: days[f"{year}-03-31"]),
        }
    )
    new = pd.DataFrame(
        {
            "area": took_over["newcd"],
            "name": took_over["newnm"],
            "valid_from": took_over["start"].map(lambda year: days[f"{year}-04-01"]),
        }
    )
    others = published[~(recoded | merged) & (published["newcd"] != "")]
    named = pd.DataFrame({"area": others["newcd"], "name": others["newnm"]})
    areas = pd.concat([old, new, named], ignore_index=True).drop_duplicates("area")
    return Reading(source="geography", rows=len(published), areas=areas, successions=_successions(list(successions)))


def _hierarchy(path: Path) -> Reading:
    """Return the areas of the ONS hierarchy with their region and nation, which are among each one's parents."""
    published = readers.document(path, dict[Code, Area])
    rows = []
    for code, area in published.items():
        line = [above for above in (code, *area.parents) if above in published]
        nation = next((published[above].areanm for above in line if above[1:3] == "92"), None)
        region = next((published[above].areanm for above in line if above.startswith("E12")), None)
        if nation and nation != "England" and code[1:3] != "92":
            region = nation
        rows.append({"area": code, "name": area.areanm, "type": type_of(code), "region": region, "nation": nation})
    areas = pd.DataFrame(rows, columns=["area", "name", "type", "region", "nation"])
    return Reading(source="geography", rows=len(rows), areas=areas)


def _successions(rows: list[tuple[str, str, bool]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area", "successor", "recoded"]).drop_duplicates(ignore_index=True)


def _days(path: Path, published: pd.DataFrame, column: str, form: str = "{}") -> dict[str, pd.Timestamp | None]:
    """Return each text of a column, put into a form, with the day it names; raises Refused for what names none."""
    days: dict[str, pd.Timestamp | None] = {}
    problems = []
    for row, said in zip(published["row"], published[column], strict=True):
        text = form.format(said)
        try:
            days[text] = pd.Timestamp(date.fromisoformat(text)) if said else None
        except ValueError:
            expected = "a date like 2023-04-01" if form == "{}" else "a year"
            problems.append(Problem(path.name, int(row), column, "no date", said, expected))
    if problems:
        raise Refused(problems[: readers.MOST_PROBLEMS])
    return days


def _last(day: pd.Timestamp | None) -> pd.Timestamp | None:
    """Return the last day of a council. The register gives 31 March for some and the 1 April after it for others."""
    return day - pd.Timedelta(days=1) if day is not None and (day.month, day.day) == (4, 1) else day
