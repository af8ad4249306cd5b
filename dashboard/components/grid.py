"""The scorecard's table: its frame made on the server as HTML, its rows as lines of words.

Two thirds of a thousand measures as Dash components took nine seconds to draw (measured); as text they take a fraction
of one. ``assets/grid.js`` puts the frame in its place, makes a row of each line, and keeps the links inside the page:
with the rows' own HTML an answer was three times as long, and took a tenth longer to make. Roles stand on every part
because a narrow screen lays rows out as cards, and a browser then no longer takes them for a table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dash import html

from dashboard import formats
from dashboard.scorecard.lines import Line

COLUMNS = {
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
"""Every column but the measure's own, with its heading and the same in full, for a screen reader."""

LONG = 250
"""Rows from which on those out of sight are not laid out (assets/layout.css)."""


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
    groups: Iterable[Rows], *, caption: str, one: str, hrefs: Mapping[str, str], sorts: Mapping[str, Sort], id: str
) -> html.Article:
    """Lines as one table, a group a table body, under the council's word for ``one`` measure.

    ``hrefs`` are the links of measures by code, ``sorts`` of headings.
    """
    listed = list(groups)
    columns = {"measure": (one, one), **COLUMNS}
    long = " gt-grid--long" if sum(len(rows.lines) for rows in listed) > LONG else ""
    text = "".join(
        [
            f'<table class="gt-table gt-grid{long}" role="table">\n',
            f'<caption class="visually-hidden">{escape(caption)}</caption>\n',
            '<thead role="rowgroup"><tr role="row">',
            *(_heading(name, *titles, sorts.get(name)) for name, titles in columns.items()),
            "\n</tr></thead>",
            *(_body(rows) for rows in listed),
            "\n</table>",
            *("\f" + "\n".join([_row(line, hrefs[line.code]) for line in rows.lines]) for rows in listed),
        ]
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


def _heading(name: str, short: str, full: str, sort: Sort | None) -> str:
    shown = escape(short)
    if sort:
        does = escape(f"{short}: {full}, {sort.does}" if full != short else f"{short}, {sort.does}")
        link = f'<a id="sort-{name}" href="{escape(sort.href)}" data-focus="sort-{name}"\n aria-label="{does}">'
        shown = f"{link}{shown}</a>"
    order = f' aria-sort="{sort.order}"' if sort and sort.order else ""
    return f'\n<th role="columnheader" scope="col" class="gt-grid__{name}"{order}>{shown}</th>'


def _body(rows: Rows) -> str:
    head = ""
    if rows.title:
        counts = f'<span class="gt-grid__counts">{escape(rows.counts)}</span>'
        group = f'<th role="rowheader" scope="rowgroup" colspan="{1 + len(COLUMNS)}">{escape(rows.title)} {counts}</th>'
        head = f'\n<tr role="row" class="gt-grid__group">{group}</tr>'
    return f'\n<tbody role="rowgroup">{head}\n</tbody>'


def _row(line: Line, href: str) -> str:
    """Return a measure as its link, in HTML, and its words, in plain text, in the order ``row`` of grid.js has."""
    trend = line.trend
    words = (
        line.unit,
        line.value,
        "known" if line.known else "",
        line.when,
        line.target or _absent(line.target_words),
        line.status_shape,
        line.status_mark,
        line.status_tone,
        line.status_label,
        line.status_note,
        *line.previous,
        *line.year,
        line.trend_words if trend.last else _absent(line.trend_words),
        trend.line,
        trend.target or "",
        *(trend.last or ("", "")),
        line.quartile,
        line.place or _absent("not compared"),
        line.outlook or ("" if line.at_risk else _absent(line.outlook_words)),
        "at risk" if line.at_risk else "",
        line.owner,
        line.commentary_words if line.commentary != "none" else _absent(line.commentary_words),
        "flagged" if line.commentary == "missing" else "",
    )
    told = "\t".join(words)
    if told.count("\t") >= len(words) or "\n" in told or "\f" in told:
        # A council's own word for a status, say, has what parts words, lines and groups.
        told = "\t".join(map(formats.text, words))
    return f'<a href="{escape(href)}">{escape(line.title)}</a>\t{told}'


def _absent(words: str) -> str:
    """Return what a screen reader says of an empty cell, marked as that: others see the dash alone."""
    return f"–{words}"
