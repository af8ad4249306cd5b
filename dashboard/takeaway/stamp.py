"""What a file says of itself: what it shows, what was chosen, for when, as at which day, from where, how to cite it."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from dash import html

from dashboard import formats, links, queries
from dashboard.takeaway import rows
from dashboard.takeaway.cells import parts_of, walk, words_of
from dashboard.takeaway.items import Item

Stamp = list[tuple[str, str, str]]
"""Name in CSV, heading in a workbook, words."""

PRODUCT = "Golden Thread"
EVERY = "*"
MOST = 5
"""Sources named one by one."""
_CODED = ("measure", "against")
"""Choices that hold codes of measures."""


def stamp(item: Item, layout: Any, address: str, host: str) -> Stamp:
    """Return what stands on every row of a CSV and on the cover of a workbook; ``host`` begins the address."""
    facts = queries.plan.warehouse.first() or {}
    page = words_of(parts_of(layout, html.H1)[:1])
    chosen = list(_chosen(layout, address))
    sources, licences = _sources(item, address, facts["council"])
    what = ". ".join(part for part in (item.title.rstrip("."), item.said("gt-figure__subtitle")) if part)
    said = [
        ("council", "Council", facts["council"]),
        ("page", "Page", page),
        ("shown", "What it shows", what),
        ("filters", "Filters", "; ".join(f"{label}: {value}" for name, label, value in chosen if name != "period")),
        ("reporting_period", "Reporting period", next((value for name, _, value in chosen if name == "period"), "")),
        ("as_at", "As at", formats.day(facts["as_at"])),
        ("source", "Source", sources),
        ("licence", "Licence", licences),
        ("address", "Address", f"{host}{address}#{item.id}"),
    ]
    if facts["demonstration"]:
        said.append(("demonstration", "Demonstration", "the council and every figure are invented"))
    return [(name, heading, words or "none") for name, heading, words in said]


def cover(item: Item, stamped: Stamp) -> Stamp:
    """Return what a workbook's cover says besides: the sentence and notes of a figure, and how to cite it."""
    said = {name: words for name, _, words in stamped}
    notes = " ".join(words_of(one) for one in parts_of(_notes(item), html.Li))
    cite = (
        f"{said['council']}, {PRODUCT}: {item.title.rstrip('.')}. {said['page']}, as at {said['as_at']}. "
        f"{said['address']}"
    )
    more = [("sentence", "In one sentence", item.sentence), ("notes", "Notes", notes), ("cite", "How to cite", cite)]
    return [*stamped, *((name, heading, words) for name, heading, words in more if words)]


def _notes(item: Item) -> list[Any]:
    return [one for one in walk(item.frame) if "gt-figure__notes" in (getattr(one, "className", None) or "")]


def _chosen(layout: Any, address: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, label and value of what was chosen: as its box words it, else as the address has it."""
    shown = set()
    for box in walk(layout):
        if getattr(box, "className", None) == "gt-filter":
            found = _box(box)
            if found:
                shown.add(found[0])
                yield from [found] if found[2] else []
        elif isinstance(box, html.Nav) and getattr(box, "className", None) == "gt-views":
            current = [one for one in parts_of(box, html.A) if getattr(one, "aria-current", None)]
            shown.add("view")
            yield from [("view", "View", words_of(one)) for one in current[:1]]
    rest = [(name, value) for name, value in parse_qsl(urlsplit(address).query) if name not in shown]
    codes = [code for _, value in rest for code in links.as_list(value)]
    titles = {row["code"]: row["title"] for row in queries.takeaway.titles.rows(codes=codes)} if codes else {}
    for name, value in rest:
        worded = ", ".join(titles.get(code, code) for code in links.as_list(value))
        yield name, name.replace("_", " ").capitalize(), worded


def _box(box: Any) -> tuple[str, str, str] | None:
    """Return what a box of choices says; no value where it stands at "all"."""
    control = next((one for one in walk(box) if isinstance(getattr(one, "id", None), dict)), None)
    options = getattr(control, "options", None)
    if control is None or options is None:
        return None
    value = getattr(control, "value", None)
    worded = next((one["label"] for one in options if one["value"] == value and value != EVERY), "")
    return control.id["name"], words_of(parts_of(box, html.Label)), formats.text(worded)


def _sources(item: Item, address: str, council: str) -> tuple[str, str]:
    """Return publishers and licences of the measures an item or its page is about, the council where none is."""
    parts = urlsplit(address)
    page = re.match(r"/measures/([^/]+)", parts.path)
    asked = [code for name, value in parse_qsl(parts.query) if name in _CODED for code in links.as_list(value)]
    codes = rows.measures(item) or ([unquote(page[1])] if page else asked)
    found = queries.takeaway.sources.rows(measures=codes) if codes else []
    sources = list(dict.fromkeys(row["source"] for row in found)) or [council]
    licences = list(dict.fromkeys(row["licence"] for row in found if row["licence"]))
    return _some(sources), _some(licences) or "not stated"


def _some(named: list[str]) -> str:
    more = len(named) - MOST
    return "; ".join(named[:MOST]) + (f"; and {more:,} more, named with each measure" if more > 0 else "")
