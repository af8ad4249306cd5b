"""A table as files take it: what it is, columns of one kind each, rows of cells. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "figure", "number", "date"]
"""A ``figure`` is a number as the page words it (``formats.Figure``) or the words that stand in its place."""


@dataclass(frozen=True)
class Column:
    """A column: its name in CSV, its heading in a workbook, its kind; ``raw`` ones stand behind what the page shows."""

    name: str
    heading: str
    kind: Kind = "text"
    raw: bool = False
    width: int = 12


@dataclass(frozen=True)
class Table:
    """Columns, rows of as many cells, and the stamp: what is shown, of how many, for when, as at which day."""

    title: str
    stamp: Sequence[tuple[str, str, str]]
    """Name in CSV, heading in a workbook, words."""
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    tones: Sequence[str] = ()
    """The status of each row, for the fill of its cell."""


def harmless(cell: Any) -> Any:
    """Return a cell no spreadsheet takes for a formula: text that begins like one gets an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
