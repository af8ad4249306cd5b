"""The table of revisions: old and new figure and status, the file that brought it, who had seen the old figure."""

import datetime
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.choices import Reading

Facts = dict[str, Any]
Rows = list[Facts]

MOST = 50
"""Rows before a reader asks for all of them (``list=all``)."""
_FORUMS = 3


@dataclass(frozen=True)
class Asked:
    """What a reader chose, made good: a measure that was revised, statuses that changed only, a day to begin with."""

    measure: str | None
    flipped: bool
    since: str | None
    every: bool = False

    @property
    def choices(self) -> dict[str, str | None]:
        """Return the same as an address takes it."""
        return {"measure": self.measure, "flipped": "yes" if self.flipped else None, "since": self.since}


def asked(measure: str | None, flipped: str | None, since: str | None, list: str | None = None) -> Asked:
    """Return what a query string asks for; what it names and there is not is no choice."""
    known = {row["measure"] for row in queries.revisions.measures.rows()}
    chosen = links.as_one(measure)
    return Asked(
        chosen if chosen in known else None,
        links.as_one(flipped) == "yes",
        _day(links.as_one(since)),
        links.as_one(list) == "all",
    )


def _day(text: str | None) -> str | None:
    try:
        return datetime.date.fromisoformat(text or "").isoformat()
    except ValueError:
        return None


def rows(chosen: Asked) -> Rows:
    """Return the revisions chosen, the newest first."""
    return queries.revisions.revisions.rows(measure=chosen.measure, flipped=chosen.flipped, since=chosen.since)


def boxes(chosen: Asked, reading: Reading) -> Component:
    """Return the choices: changed statuses only, one measure, since a day on which something was revised."""
    measures = [
        (row["measure"], f"{row['short_title']} ({row['revisions']:,})") for row in queries.revisions.measures.rows()
    ]
    word = reading.one
    days = {row["day"].isoformat(): formats.day(row["day"]) for row in queries.revisions.days.rows()}
    if chosen.since:
        days.setdefault(chosen.since, formats.day(chosen.since))
    return components.filters(
        [
            components.filter_box(
                "flipped",
                "Status",
                [("yes", "Changed")],
                "yes" if chosen.flipped else None,
                every="Changed or not",
            ),
            components.filter_box(
                "measure", words.prose.capital(word), measures, chosen.measure, every=f"Every {word}"
            ),
            components.filter_box(
                "since", "Revised since", sorted(days.items(), reverse=True), chosen.since, every="The first day"
            ),
        ]
    )


def table(found: Rows, chosen: Asked, reading: Reading) -> list[Component]:
    """Return the newest revisions, one a row, with the way to all of them where there are more (DR-37)."""
    listed = [
        {
            "measure": [_way(row, reading), html.Span(_place(row), className="gt-under")],
            "figure": _figures(row),
            "status": _statuses(row, reading),
            "file": [formats.short_day(row["new_vintage"]), _file(row)],
            "seen": _meetings(row["meetings"]),
        }
        for row in (found if chosen.every else found[:MOST])
    ]
    columns = [
        ("measure", words.prose.capital(reading.one) + " and period"),
        ("figure", "Figure"),
        ("status", "Status"),
        ("file", "Brought by the file of"),
        ("seen", "Who had seen the old figure"),
    ]
    drawn = components.data_table(columns, listed, caption="Revisions", show_caption=False)
    frame = html.Div(drawn, className="gt-revisions")
    if chosen.every or len(found) <= MOST:
        return [frame]
    way = components.link(f"All {len(found):,}", links.revisions(**chosen.choices, list="all", **reading.kept))
    return [frame, html.P([f"The newest {MOST} are listed. ", way], className="gt-onward")]


def _way(row: Facts, reading: Reading) -> Component:
    return components.link(row["short_title"], links.measure(row["measure"], view="history", **reading.kept))


def _place(row: Facts) -> str:
    """Return the code and the period; a statistic no measure of the plan takes says so."""
    return f"{row['measure']} · {row['label']}{'' if row['in_plan'] else ' · not in the plan'}"


def _figures(row: Facts) -> list[Any]:
    """Return the old figure, the new one, and below them by how much it changed."""
    old, new, change = words.revisions.revised_figures(row)
    arrow = [html.Span(" → ", **{"aria-hidden": "true"}), components.hidden(" became ")]
    return [old, *arrow, html.Strong(new), html.Span(change, className="gt-under")]


def _statuses(row: Facts, reading: Reading) -> Any:
    """Return the status before and after where it flipped, the one it kept otherwise."""
    old, new = (
        components.status_pill(row[name], words.status.status_label(row[name], reading.labels))
        for name in ("old_status", "new_status")
    )
    if not row["changed_status"]:
        return [new, html.Span("as before", className="gt-under")]
    arrow = [html.Span(" → ", **{"aria-hidden": "true"}), components.hidden(" became ")]
    return [
        html.Span([old, *arrow, new], className="gt-flip"),
        html.Strong("Flipped", className="gt-under gt-flip__word"),
    ]


def _file(row: Facts) -> Any:
    """Return the way to the file, and the row in it."""
    if not row["file"]:
        return ""
    name = row["file"].rpartition("/")[2]
    way = components.link(name, links.load_file(row["file"]))
    return html.Span([way, f", row {row['row']:,}"], className="gt-under gt-file")


def _meetings(meetings: Rows) -> Any:
    """Return the forums that had seen the old figure, each with the last such meeting; all but three are folded."""
    if not meetings:
        return "none recorded"
    held: dict[str, Rows] = {}
    for row in reversed(meetings):
        held.setdefault(row["forum"], []).append(row)
    items = [html.Li(_forum(rows)) for rows in held.values()]
    shown = html.Ul(items[:_FORUMS], className="gt-names")
    if len(items) <= _FORUMS:
        return shown
    more = html.Summary(f"and {formats.plural(len(items) - _FORUMS, 'more forum')}")
    return [shown, html.Details([more, html.Ul(items[_FORUMS:], className="gt-names")], className="gt-more")]


def _forum(rows: Rows) -> list[Any]:
    """Return a forum with the day it last saw the figure, and how many times it had before."""
    last, *earlier = rows
    when = formats.short_day(last["held_on"]) + (
        f" and {formats.plural(len(earlier), 'time')} before" if earlier else ""
    )
    way = components.link(last["name"], links.framework(last["forum"], view="forums"))
    return [way, html.Span(when, className="gt-under")]
