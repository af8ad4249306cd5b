"""The scorecard's table, made on the server as HTML.

Two thirds of a thousand measures as Dash components took nine seconds to draw (measured); all of them as text take a
fraction of one. ``assets/grid.js`` puts the text in its place and keeps its links inside the page. It is written here
and not by a template, which took eight times as long. Roles stand on every part because a narrow screen lays rows out
as cards, and a browser then no longer takes them for a table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.charts.spark import Strokes
from dashboard.scorecard.lines import Line, Move

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
    groups: Iterable[Rows], *, caption: str, hrefs: Mapping[str, str], sorts: Mapping[str, Sort], id: str
) -> html.Article:
    """Lines as one table, a group a table body; ``hrefs`` are the links of measures by code, ``sorts`` of headings."""
    listed = list(groups)
    long = " gt-grid--long" if sum(len(rows.lines) for rows in listed) > LONG else ""
    text = "".join(
        [
            f'<table class="gt-table gt-grid{long}" role="table">\n',
            f'<caption class="visually-hidden">{_text(caption)}</caption>\n',
            '<thead role="rowgroup"><tr role="row">',
            *(_heading(name, *COLUMNS[name], sorts.get(name)) for name in COLUMNS),
            "\n</tr></thead>",
            *(_body(rows, hrefs) for rows in listed),
            "\n</table>",
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
    shown = _text(short)
    if sort:
        does = _text(f"{short}: {full}, {sort.does}" if full != short else f"{short}, {sort.does}")
        link = f'<a id="sort-{name}" href="{_text(sort.href)}" data-focus="sort-{name}"\n aria-label="{does}">'
        shown = f"{link}{shown}</a>"
    order = f' aria-sort="{sort.order}"' if sort and sort.order else ""
    return f'\n<th role="columnheader" scope="col" class="gt-grid__{name}"{order}>{shown}</th>'


def _body(rows: Rows, hrefs: Mapping[str, str]) -> str:
    head = ""
    if rows.title:
        counts = f'<span class="gt-grid__counts">{_text(rows.counts)}</span>'
        group = f'<th role="rowheader" scope="rowgroup" colspan="{len(COLUMNS)}">{_text(rows.title)} {counts}</th>'
        head = f'\n<tr role="row" class="gt-grid__group">{group}</tr>'
    return f'\n<tbody role="rowgroup">{head}{"".join([_row(line, hrefs[line.code]) for line in rows.lines])}\n</tbody>'


def _row(line: Line, href: str) -> str:
    """Return a measure as a row, a line of text each cell."""
    link = f'<a href="{_text(href)}">{_text(line.title)}</a>'
    value = f"<b>{_text(line.value)}</b>" if line.known else _small(line.value)
    mark = f'<span class="gt-mark gt-mark--{line.status_shape}-shape" aria-hidden="true">{line.status_mark}</span>'
    pill = f'<span class="gt-pill gt-pill--{line.status_tone}">{mark}{_text(line.status_label)}</span>'
    quartile = (
        f'<span class="gt-quartile">{_hidden("quartile ")}{_text(line.quartile)}</span> ' if line.quartile else ""
    )
    ahead = line.outlook or line.at_risk
    report = _text(line.commentary_words)
    said = {"none": _absent(report), "missing": f'<b class="gt-grid__flag">{report}</b>'}.get(line.commentary, report)
    return f"""
<tr role="row"><th role="rowheader" scope="row" class="gt-grid__measure">{link}{_beside(line.unit)}</th>
<td role="cell" class="gt-grid__value">{value}{_beside(line.when)}</td>
<td role="cell" class="gt-grid__target{_known(line.target)}">{_text(line.target) or _absent(line.target_words)}</td>
<td role="cell" class="gt-grid__status">{pill}{_beside(line.status_note)}</td>
<td role="cell" class="gt-grid__previous">{_travel(line.previous)}</td>
<td role="cell" class="gt-grid__year">{_travel(line.year)}</td>
<td role="cell" class="gt-grid__trend{_known(line.trend.last)}">{_spark(line.trend, line.trend_words)}</td>
<td role="cell" class="gt-grid__quartile{_known(line.place)}">{quartile}\
{_small(line.place) if line.place else _absent("not compared")}</td>
<td role="cell" class="gt-grid__outlook{_known(ahead)}">{_outlook(line) if ahead else _absent(line.outlook_words)}</td>
<td role="cell" class="gt-grid__owner">{_text(line.owner)}</td>
<td role="cell" class="gt-grid__commentary{_known(line.commentary != "none")}">{said}</td></tr>"""


def _travel(move: Move) -> str:
    if move.verdict:
        said = f"{_hidden(f'{move.direction}, ')}<b>{move.verdict}</b>"
    else:
        said = move.direction if move.arrow else _small(move.direction)
    arrow = f'<span class="gt-travel__arrow" aria-hidden="true">{move.arrow}</span> ' if move.arrow else ""
    amount = f'{_hidden(", ")} <span class="gt-grid__amount">{_text(move.amount)}</span>' if move.amount else ""
    return f'<span class="gt-travel gt-travel--{move.tone}">{arrow}{said}{amount}</span>'


def _spark(trend: Strokes, said: str) -> str:
    if not trend.last:
        return _absent(said)
    target = f'<path class="gt-spark__target" d="M0 {trend.target}H96"/>' if trend.target is not None else ""
    last = f'<circle cx="{trend.last[0]}" cy="{trend.last[1]}" r="3"/>'
    size = 'width="96" height="24" viewBox="0 0 96 24"'
    return f'''<svg class="gt-spark" role="img" {size} aria-label="{_text(said)}">\
{target}<path d="{trend.line}"/>{last}</svg>'''


def _outlook(line: Line) -> str:
    flag = ' <b class="gt-grid__flag">at risk</b>' if line.at_risk else ""
    return f"{_text(line.outlook)}{_hidden(', ') if line.outlook and flag else ''}{flag}"


def _known(cell: Any) -> str:
    return "" if cell else " gt-grid__absent"


def _beside(words: str) -> str:
    return f" {_small(words)}" if words else ""


def _small(words: str) -> str:
    return f'<span class="gt-grid__small">{_text(words)}</span>'


def _hidden(words: str) -> str:
    return f'<span class="visually-hidden">{words}</span>'


def _absent(words: str) -> str:
    return f'<span aria-hidden="true">–</span>{_hidden(words)}'


def _text(words: str) -> str:
    # As markupsafe writes it, which takes ten times as long to make an object of its own of each of ten thousand.
    return (
        words.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&#34;")
        .replace("'", "&#39;")
    )
