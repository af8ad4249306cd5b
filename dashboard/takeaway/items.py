"""What can be taken away from a page: its figures, and its tables outside figures, each under an id of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard import links
from dashboard.takeaway.cells import parts_of, walk, words_of

LONGEST = 60
"""Letters of a table's id."""
OFFERED = (html.Figure, html.Table)
ON_PAPER = "gt-paper"
"""What is printed and not shown: it repeats other parts of its page."""


@dataclass(frozen=True)
class Item:
    """A figure or a table of a page; ``frame`` carries its id, which is its anchor too."""

    id: str
    frame: Any
    table: Any = None
    chart: Any = None

    @property
    def title(self) -> str:
        """Return the finding of a figure, the caption of a table."""
        return self.said("gt-figure__title") or words_of(parts_of(self.table, html.Caption)[:1])

    def said(self, name: str) -> str:
        """Return the words of the part of a figure with that class."""
        return next((words_of(one) for one in walk(self.frame) if _named(one, name)), "")

    @property
    def sentence(self) -> str:
        """Return what a figure says in words."""
        return words_of(parts_of(self.frame, html.Figcaption)[:1])


def items(layout: Any) -> list[Item]:
    """Return everything a page offers, in reading order; a table's frame is given its id here."""
    found = list(_framed(layout))
    tables = any(isinstance(part, html.Table) for part, _ in found)
    taken = {one.id for one in walk(layout) if isinstance(getattr(one, "id", None), str)} if tables else set()
    offered = (_item(part, above, taken) for part, above in found)
    return [item for item in offered if item.table is not None or item.chart is not None]


def _item(part: Any, above: Any, taken: set[str]) -> Item:
    if isinstance(part, html.Table):
        return Item(_given(above, part, taken), above, part)
    table, chart = (next(iter(parts_of(part, kind)), None) for kind in (html.Table, dcc.Graph))
    return Item(getattr(part, "id", ""), part, table, chart)


def _framed(layout: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every figure, and every table outside one, with the part it stands in."""
    waiting = [(layout, None)]
    while waiting:
        part, above = waiting.pop()
        if isinstance(part, (list, tuple)):
            waiting.extend([(one, above) for one in reversed(part) if type(one) is not str])
        # Not isinstance, which asks an abstract class, of all parts of every page.
        elif type(part) in OFFERED:
            yield part, above
        elif part is not None and not isinstance(part, str) and not _named(part, ON_PAPER):
            _frame_tables(part)
            inside = getattr(part, "children", None)
            if inside is not None and type(inside) is not str:
                waiting.append((inside, part))


def _given(frame: Any, table: html.Table, taken: set[str]) -> str:
    """Return the id of a table: what it has, or one from the first words of its caption, which no period changes."""
    if isinstance(getattr(frame, "id", None), str):
        return frame.id
    caption = words_of(parts_of(table, html.Caption)[:1]).partition(",")[0]
    whole = links.slug(caption)
    stem = "table-" + (whole if len(whole) <= LONGEST else whole[:LONGEST].rpartition("-")[0])
    name = next(name for n in range(1, len(taken) + 2) if (name := stem if n == 1 else f"{stem}-{n}") not in taken)
    taken.add(name)
    frame.id = name
    return name


def _frame_tables(part: Any) -> None:
    """Give a table that shares its parent with others a frame of its own."""
    inside = getattr(part, "children", None)
    if not isinstance(inside, list):
        return
    kinds = [type(one) for one in inside]
    if html.Table in kinds and kinds[0] is not html.Table:
        part.children = [html.Div([one]) if type(one) is html.Table else one for one in inside]


def _named(part: Any, name: str) -> bool:
    return name in (getattr(part, "className", None) or "").split()
