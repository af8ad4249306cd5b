"""The rows of a table or, where a figure has none, of its chart: columns of words, with the numbers behind them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import unquote

from dash import html

from dashboard import formats
from dashboard.formats import MINUS, Day, Figure
from dashboard.tabular import Kind
from dashboard.takeaway.cells import Known, known_in, parts_of, walk, words_of
from dashboard.takeaway.items import Item

WORDED = "as_shown"
"""Ends the name of the column that has the words beside the numbers."""
_MEASURE = re.compile(r"/measures/([^/?#]+)")
_TAGS = re.compile(r"<[^>]*>")
_NUMBER = re.compile(rf"([+{MINUS}]?)£?(\d{{1,3}}(?:,\d{{3}})*|\d+)(\.\d+)?%?(?: of .+)?")
_DRAWN = {"name": "Series", "labels": "Part", "parents": "Part of", "x": "Across", "y": "Up", "text": "Label"}


@dataclass(frozen=True)
class Shown:
    """One column: its heading, its kind, and of every row the words and what they are about, if that is known."""

    name: str
    heading: str
    kind: Kind
    words: Sequence[str]
    known: Sequence[Known | None]

    @property
    def says_more(self) -> bool:
        """Tell whether some cell says more than its number or date."""
        pairs = zip(self.words, self.known, strict=True)
        return any(words != " ".join(known.split()) for words, known in pairs if known is not None)


def columns(item: Item) -> list[Shown]:
    """Return the columns of an item, all of the same length, under names and headings that differ."""
    found = _of_table(item.table) if item.table is not None else _of_chart(item.chart)
    names: set[str] = set()
    headings: set[str] = set()
    listed = []
    for heading, cells in found:
        head = _differing(heading or "Column", headings, " {}")
        words = [words_of(cell) for cell in cells]
        if words and not any(words) and any(cell is not None for cell in cells):
            continue  # a picture beside the words that say the same
        known = [known_in(cell) for cell in cells]
        listed.append(Shown(_differing(_plain(heading), names, "_{}"), head, _kind(known), words, known))
    return listed


def measures(item: Item) -> list[str]:
    """Return the codes of the measures an item leads to, each once."""
    return list(dict.fromkeys(_codes(item.frame)))


def _of_table(table: html.Table) -> list[tuple[str, list[Any]]]:
    head = [words_of(cell) for cell in parts_of(parts_of(table, html.Thead)[:1], html.Th)]
    rows = [parts_of(row, (html.Th, html.Td)) for row in parts_of(parts_of(table, html.Tbody), html.Tr)]
    found = [(name, [_cell(row[at]) if at < len(row) else None for row in rows]) for at, name in enumerate(head)]
    found = [column for name, cells in found for column in _parted(name, cells)]
    codes = [next(chain(_codes(row[:1]), _marks(row[:1], "area")), None) for row in rows]
    if any(codes):
        found.insert(1, ("Code", codes))
    return found


def _parted(heading: str, cells: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield a column and, where parts of its cells are marked as another's, that one: a class beside its number."""
    yield heading, cells
    named = dict.fromkeys(name for cell in cells for name in _marks(cell, "column"))
    for name in named:
        yield (
            f"{heading}, {name}",
            [[one for one in walk(cell) if getattr(one, "data-column", None) == name] for cell in cells],
        )


def _cell(cell: Any) -> Any:
    """Return what a cell holds; a number that begins a cell of figures, alone or "of" others, is the number it says."""
    held = cell.children if isinstance(cell.children, list) else [cell.children]
    if "gt-number" not in (getattr(cell, "className", None) or "") or not held or type(held[0]) is not str:
        return cell.children
    said = _NUMBER.fullmatch(held[0])
    if said is None:
        return cell.children
    amount = float(said[2].replace(",", "") + (said[3] or ""))
    return [Figure(held[0], -amount if said[1] == MINUS else amount), *held[1:]]


def _codes(part: Any) -> Iterator[str]:
    """Yield the codes of the measures a part leads to, or is marked with."""
    for one in walk(part):
        found = _MEASURE.match(getattr(one, "href", None) or "")
        if found:
            yield unquote(found[1])
    yield from _marks(part, "measure")


def _marks(part: Any, name: str) -> Iterator[str]:
    """Yield what the components of a part are marked with, under ``data-`` and a name."""
    for one in walk(part):
        mark = getattr(one, f"data-{name}", None)
        if mark:
            yield mark


def _of_chart(chart: Any) -> list[tuple[str, list[Any]]]:
    """Return what a chart without a table draws: a row for each point of each series."""
    rows = []
    for trace in chart.figure["data"]:
        arrays = {key: list(trace[key]) for key in _DRAWN if isinstance(trace.get(key), (list, tuple))}
        named = dict(zip(trace.get("ids") or [], arrays.get("labels", []), strict=False))
        arrays |= {"parents": [named.get(one) for one in arrays["parents"]]} if named else {}
        long = max(map(len, arrays.values()), default=0)
        whole = {key: values for key, values in arrays.items() if len(values) == long}
        for at in range(long):
            rows.append({"name": trace.get("name")} | {key: _value(values[at]) for key, values in whole.items()})
    used = [key for key in _DRAWN if any(row.get(key) is not None for row in rows)]
    return [(_DRAWN[key], [row.get(key) for row in rows]) for key in used]


def _value(value: Any) -> Any:
    """Return a point's value as a cell has it."""
    if formats.is_missing(value):
        return None
    if isinstance(value, str):
        return _TAGS.sub(" ", value)
    if hasattr(value, "isoformat"):
        return formats.day(value)
    return Figure(f"{value}", value)


def _kind(known: Sequence[Known | None]) -> Kind:
    kinds = {type(one) for one in known if one is not None}
    return "figure" if kinds == {Figure} else "date" if kinds == {Day} else "text"


def _plain(heading: str) -> str:
    letters = unicodedata.normalize("NFKD", heading.replace("%", " per cent ")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", letters.lower()).strip("_") or "column"


def _differing(name: str, taken: set[str], more: str) -> str:
    """Return a name nobody has yet, whatever its case."""
    tries = [name, *(name + more.format(n) for n in range(2, len(taken) + 3))]
    found = next(one for one in tries if one.lower() not in taken)
    # The words stand in a column of a name made from it.
    taken |= {found.lower(), f"{found.lower()}_{WORDED}"}
    return found
