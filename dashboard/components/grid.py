"""The scorecard's table, made on the server as HTML.

Two thirds of a thousand measures as Dash components took nine seconds to draw (measured); all of them as text take a
fraction of one. ``assets/grid.js`` puts the text in its place and keeps its links inside the page.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dash import html
from jinja2 import Environment, FileSystemLoader

from dashboard.scorecard.lines import Line

TEMPLATES = Path(__file__).parents[1] / "templates"
COLUMNS = {
    "measure": ("Measure", "Measure"),
    "value": ("Value", "Value"),
    "target": ("Target", "Target"),
    "status": ("Status", "Status"),
    "previous": ("Previous", "On the previous period"),
    "year": ("Year", "On a year earlier"),
    "trend": ("Trend", "Trend"),
    "quartile": ("Quartile", "Quartile and rank among similar councils"),
    "outlook": ("Outlook", "Outlook for the next target"),
    "owner": ("Owner", "Owner"),
    "commentary": ("Commentary", "Commentary and exception report"),
}
"""Every column with its heading and the same in full, for a screen reader."""

LONG = 250
"""Rows from which on those out of sight are not laid out (assets/layout.css)."""

_templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)


@dataclass(frozen=True)
class Sort:
    """A column's heading as a link: where it leads, how the column is sorted now, and what the link does."""

    href: str
    does: str
    order: str = ""
    """ascending, descending, or nothing."""


@dataclass(frozen=True)
class Rows:
    """Lines under one heading, with its counts; without a title they stand alone."""

    title: str
    counts: str
    lines: Sequence[Line]


def grid(
    groups: Iterable[Rows], *, caption: str, href: Callable[[str], str], sorts: Mapping[str, Sort], id: str
) -> html.Article:
    """Lines as one table, a group a table body; ``href`` makes the link of a measure's code, ``sorts`` of a heading."""
    listed = list(groups)
    text = _templates.get_template("grid.html").render(
        groups=listed,
        long=sum(len(rows.lines) for rows in listed) > LONG,
        caption=caption,
        href=href,
        columns=[(name, *COLUMNS[name], sorts.get(name)) for name in COLUMNS],
    )
    # An article is used nowhere else: React would keep a div of this place for the next page, with our rows in it.
    return html.Article(id=id, className="gt-grid-frame", **{"data-grid": text, "data-in-place": ""})


def in_place(
    children: Any, href: str, *, id: str, focus: str = "", current: bool = False, className: str | None = None
) -> html.A:
    """A link that changes the same page, inside a part with ``data-in-place``.

    The page stays where it is, and ``focus`` (the link itself unless given) has the focus when it is drawn again.
    """
    chosen = {"aria-current": "true"} if current else {}
    return html.A(children, href=href, id=id, className=className, **chosen, **{"data-focus": focus or id})
