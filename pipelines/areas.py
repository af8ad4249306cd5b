"""Who is who: the code behind a council's name, and one row per code of what pack, geography and files say of it."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

COLUMNS = ("area", "name", "type", "region", "nation", "valid_from", "valid_to", "successor", "authority", "own")
FACTS = ("name", "type", "region", "nation", "valid_from", "valid_to")

NAMES = Path(__file__).with_name("area_names.csv")
"""Spelling to code of the nations, the English regions, and the councils that publishers name without a code: those of
Scotland and, in England, all but districts. A name is today's council; the first spelling of a code is its own."""

TYPES = {
    "E05": "ward",
    "E06": "unitary authority",
    "E07": "district",
    "E08": "metropolitan district",
    "E09": "London borough",
    "E10": "county",
    "E11": "metropolitan county",
    "E12": "region",
    "E13": "inner or outer London",
    "E47": "combined authority",
    "E61": "combined authority",
    "E67": "combined pair",
    "E92": "nation",
    "K02": "country",
    "K03": "country",
    "K04": "country",
    "N09": "Northern Ireland district",
    "N92": "nation",
    "S12": "Scottish council area",
    "S92": "nation",
    "W06": "Welsh unitary authority",
    "W92": "nation",
}
"""First three letters of a GSS code to the kind of area; City of London is E09 and counted among the boroughs."""

OTHER = "other area"

NATIONS = {"E": "England", "N": "Northern Ireland", "S": "Scotland", "W": "Wales"}


def type_of(code: str) -> str:
    """Return the kind of area a code stands for: ITL codes begin with TL, anything unknown is OTHER."""
    return "ITL region" if code.startswith("TL") else TYPES.get(code[:3], OTHER)


def nation_of(code: str) -> str | None:
    """Return the nation a GSS code belongs to; null for the United Kingdom and for codes that are not GSS codes."""
    return NATIONS.get(code[:1]) if code[:3] in TYPES else None


def code_of(name: str) -> str | None:
    """Return the code of a council, region or nation by its name, whatever its case, "&" or "Council"; else null."""
    return _codes().get(_plain(name))


def name_of(code: str) -> str | None:
    """Return the name of a code of ``NAMES``; null for any other."""
    return _own_names().get(code)


def nearest_name(name: str) -> str:
    """Return "; the nearest is …" where a known name is much like this one."""
    close = get_close_matches(_plain(name), sorted(_codes()), 1)
    return f"; the nearest is {name_of(_codes()[close[0]])}" if close else ""


def merge(layers: Iterable[pd.DataFrame], successions: pd.DataFrame, own_area: str) -> pd.DataFrame:
    """Return dim_area, one row per code, ordered by code.

    ``layers`` have the column area and any of FACTS, the most trusted first: a fact is taken from the first layer that
    states it. ``successions`` has area, successor, recoded. The authority is today's code of the same council: the
    end of the chain of recodings, never a merger. The successor is whoever took the area over, if that was one area.
    """
    known: dict[str, dict[str, Any]] = defaultdict(dict)
    for layer in layers:
        columns = [column for column in FACTS if column in layer.columns]
        for area, *facts in layer[["area", *columns]].itertuples(index=False):
            stated = known[area]
            for column, fact in zip(columns, facts, strict=True):
                if pd.notna(fact) and fact != "":
                    stated.setdefault(column, fact)
    recoded, took_over = _followers(successions)
    for code in [*successions["area"], *successions["successor"]]:
        known[code]  # an area may be known from nothing but who took it over
    for old in known:
        new = authority(old, recoded)
        for column in ("name", "type", "region", "nation"):
            # A new code for the same council inherits what was said under the old one, and lends it what was not.
            for from_code, to_code in ((old, new), (new, old)):
                if column in known[from_code]:
                    known[to_code].setdefault(column, known[from_code][column])
    rows = [
        {
            "area": code,
            "name": facts.get("name", code),
            "type": facts.get("type", type_of(code)),
            "region": facts.get("region"),
            "nation": facts.get("nation", nation_of(code)),
            "valid_from": facts.get("valid_from"),
            "valid_to": facts.get("valid_to"),
            "successor": took_over.get(code),
            "authority": authority(code, recoded),
            "own": code == own_area,
        }
        for code, facts in sorted(known.items())
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for column in ("valid_from", "valid_to"):
        frame[column] = pd.to_datetime(frame[column])
    return frame


def authority(code: str, recoded: dict[str, str]) -> str:
    """Return the end of a chain of recodings: Barnsley E08000016 is E08000038."""
    seen = {code}
    while (following := recoded.get(code)) and following not in seen:
        code = following
        seen.add(code)
    return code


def _followers(successions: pd.DataFrame) -> tuple[dict[str, str], dict[str, str]]:
    """Return code to new code where only the code changed, and code to successor where exactly one area took over."""
    recoded: dict[str, str] = {}
    followers: dict[str, set[str]] = defaultdict(set)
    for area, successor, only_the_code in successions[["area", "successor", "recoded"]].itertuples(index=False):
        followers[area].add(successor)
        if only_the_code:
            recoded[area] = successor
    return recoded, {area: next(iter(codes)) for area, codes in followers.items() if len(codes) == 1}


@cache
def _spellings() -> list[tuple[str, str]]:
    with NAMES.open(encoding="utf-8", newline="") as file:
        return [(row["name"], row["area"]) for row in csv.DictReader(file)]


@cache
def _codes() -> dict[str, str]:
    return {_plain(name): code for name, code in _spellings()}


@cache
def _own_names() -> dict[str, str]:
    return {code: name for name, code in reversed(_spellings())}


def _plain(name: str) -> str:
    """Return a name in lower case without punctuation, "and" for "&", and what only says that it is a council."""
    words = re.sub(r"[^a-z0-9 ]", "", name.casefold().replace("&", " and ").replace("-", " ")).split()
    plain = " ".join(words)
    return re.sub(r" ((city|county|borough|metropolitan borough) council|council|ua|cc|mbc)$", "", plain)
