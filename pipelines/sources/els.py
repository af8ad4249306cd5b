"""ONS Explore Local Statistics: one CSV per dataset, described by the JSON beside it and by the service's catalogue."""

import re
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Annotated, Any

import duckdb
import pandas as pd
from pydantic import BaseModel, Field, TypeAdapter

from pipelines import periods, readers
from pipelines.sources import Reading, _staged

SYSTEM = "ONS Explore Local Statistics"
PUBLISHER = "Office for National Statistics"
LICENCE = "Open Government Licence v3.0"
POUNDS = ("£", "GBPSign")
CATALOGUE = "json-stat-metadata.json"

COLUMNS = {
    "area": ("areacd",),
    "area_name": ("areanm",),
    "area_type": ("geography",),
    "indicator": ("indicator",),
    "period": ("period",),
    "value": ("observation",),
    "status": ("status", "observation status", "observation_status"),
    "lower": ("lci_95", "lower confidence interval (95%)", "lower_confidence_interval_95"),
    "upper": ("uci_95", "upper confidence interval (95%)", "upper_confidence_interval_95"),
    "measure": ("measure",),
    "unit": ("unit",),
    "note": ("notes",),
}
"""Our name to the names four generations of the header gave it, in lower case. Their Polarity is not among them: it was
published as "higher is better" for the claimant count, so it is never read."""

COMPULSORY = ("area", "area_name", "area_type", "indicator", "period", "value", "status", "lower", "upper")
FORMATS = {
    "ONS Explore Local Statistics": (
        "areacd",
        "areanm",
        "geography",
        "indicator",
        "period",
        "observation",
        "status",
        "lci_95",
        "uci_95",
    )
}


class About(BaseModel):
    """What ONS says of an indicator, in the words of its JSON."""

    code: str | None = None
    label: str | None = None
    subtitle: str | None = None
    longDescription: str | None = None
    description: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    subText: str | None = None
    decimalPlaces: Annotated[int, Field(ge=0, le=6)] | None = None
    frequency: str | None = None
    experimentalStatistic: bool | str | None = None
    sourceOrg: str | None = None
    sourceURL: str | None = None
    caveats: str | None = None


class Sidecar(BaseModel):
    """The JSON beside a dataset: its description, or those of its indicators with what they share."""

    described: dict[str, Any] = Field(default_factory=dict, alias="ess-beta-metadata")


class Entry(BaseModel):
    """One indicator of the catalogue."""

    label: str
    extension: About


class Entries(BaseModel):
    """The indicators of the catalogue."""

    item: list[Entry]


class Catalogue(BaseModel):
    """The service's catalogue."""

    link: Entries


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Stage a dataset, describe its indicators and name the files the description comes from."""
    if path.suffix.lower() != ".csv" or not (columns := _columns(readers.header(path))):
        return None
    table = _staged.csv(path, db)
    given = {name: _staged.quoted(column) for name, column in columns.items()}
    status, note = given.pop("status"), given.pop("note", "null")
    # Status is a letter, or a sentence about the value beside it ("Value for Hackney and City of London combined").
    sentence = f"{status} like '% %'"
    units = [f"any_value({given.pop(name, 'null')})" for name in ("measure", "unit")]
    query = f"select {given['indicator']}, {', '.join(units)}, bool_or({sentence}), count(*) from {table} group by 1"
    found = db.execute(query).fetchall()
    given |= {"marker": f"lower(trim({status}))", "note": f"nullif({note}, '')"}
    if any(sentences for _, _, _, sentences, _ in found):
        given["marker"] = f"if({sentence}, null, {given['marker']})"
        given["note"] = f"nullif(concat_ws('; ', if({sentence}, {status}, null), {note}), '')"
    indicators, companions = _described(path, [(name, *units) for name, *units, _, _ in found if name is not None])
    return Reading(
        source="els",
        rows=sum(rows for *_, rows in found),
        observations=_staged.select(table, "rowid + 1", **given, breakdown="'total'"),
        period=periods.from_iso_interval,
        indicators=indicators,
        companions=companions,
    )


def describe(indicator: str, measure: str, unit: str, sidecar: dict, catalogue: dict) -> dict:
    """Return an indicator's definition, columns as in dim_measure, from what was published about it."""
    about = {"suffix": "", "prefix": ""} | {
        key: value for key, value in (catalogue | sidecar).items() if value is not None
    }
    words, prefix, suffix = _unit(measure, unit, about if sidecar or catalogue else {})
    experimental = about.get("experimentalStatistic") in ("T", True)
    return {
        "indicator": indicator,
        "title": about.get("label") or indicator,
        "short_title": about.get("label") or indicator,
        "plain": about.get("subtitle"),
        "definition": about.get("longDescription") or about.get("description"),
        "unit": words,
        "prefix": prefix,
        "suffix": suffix,
        "decimals": int(about.get("decimalPlaces", 1)),
        "frequency": {"monthly": "monthly", "quarterly": "quarterly"}.get(catalogue.get("frequency", "")),
        "source_system": SYSTEM,
        # Several sources stand in one text, the main one first: each is named, and one can be linked.
        "source_name": " and ".join((about.get("sourceOrg") or PUBLISHER).split("|")),
        "source_url": (about.get("sourceURL") or "").split("|")[0] or None,
        "licence": LICENCE,
        "caveats": about.get("caveats"),
        "quality": "official statistics in development" if experimental else None,
    }


def _columns(header: list[str]) -> dict[str, str]:
    """Return our name to the file's name for each column known, or nothing where the header is not theirs."""
    lower = {column.strip().lower(): column for column in header}
    found = {ours: lower[name] for ours, names in COLUMNS.items() for name in names if name in lower}
    return found if set(COMPULSORY) <= set(found) else {}


def _described(
    path: Path, indicators: list[tuple[str, str | None, str | None]]
) -> tuple[pd.DataFrame, tuple[Path, ...]]:
    """Return indicators, (name, measure, unit), described, one row each, and the JSON files that told."""
    sidecar, told_by = _sidecar(path)
    catalogue, listed_by = _catalogue(path)
    rows = []
    for name, measure, unit in sorted(indicators, key=itemgetter(0)):
        about = sidecar.get("shared", {}) | sidecar.get(name, {}) if "shared" in sidecar else sidecar
        rows.append(describe(name, measure or "", unit or "", about, catalogue.get(name, {})))
    return pd.DataFrame(rows), tuple(file for file in (told_by, listed_by) if file)


def _sidecar(path: Path) -> tuple[dict, Path | None]:
    """Return the dataset's description and its file: beside the CSV, or in the folder of the dataset's name."""
    dataset = re.sub(r"[_-]?[0-9]{4}-[0-9]{2}-[0-9]{2}$", "", path.stem)
    for folder in (path.parent, path.parent / dataset, path.parent.parent / dataset):
        file = folder / f"{dataset}.json"
        if file.is_file():
            said = readers.document(file, Sidecar).described
            several = dict[str, About] if "shared" in said else About
            return TypeAdapter(Any).dump_python(readers.shaped(file, said, several), exclude_unset=True), file
    return {}, None


def _catalogue(path: Path) -> tuple[dict[str, dict], Path | None]:
    """Return indicator to its entry in the service's catalogue, and the catalogue's file, if it is near."""
    for folder in (path.parent, path.parent / "metadata", path.parent.parent / "metadata"):
        file = folder / CATALOGUE
        if file.is_file():
            told = file.stat()
            return _listed(file, told.st_size, told.st_mtime_ns), file
    return {}, None


@lru_cache(maxsize=1)
def _listed(file: Path, size: int, changed: int) -> dict[str, dict]:
    """Read once the catalogue beside all datasets: ``size`` and ``changed`` tell one content from the next."""
    return {
        entry.extension.code: entry.extension.model_dump(exclude_unset=True) | {"label": entry.label}
        for entry in readers.document(file, Catalogue).link.item
        if entry.extension.code
    }


def _unit(measure: str, unit: str, about: dict) -> tuple[str, str, str]:
    """Return unit in words, prefix, suffix. The description beats the file, whose Unit says % of a ratio of prices."""
    sub_text = re.sub(r"^in ", "", about.get("subText") or "")
    percent = about.get("suffix") == "%" if about else unit == "%"
    pounds = about.get("prefix") in POUNDS if about else unit in POUNDS
    if percent:
        return "per cent", "", "%"
    if pounds:
        return sub_text.replace("£ millions", "million pounds") or "pounds", "£", ""
    words = sub_text or {"yrs": "years", "mins": "minutes"}.get(unit) or measure or unit or "number"
    return words[:1].lower() + words[1:] if words[1:2].islower() else words, "", ""
