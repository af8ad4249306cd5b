"""Every figure of a measure as it was published, and what later files made of it (DR-37)."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.sections import framework
from dashboard.sections.measure import Facts, Rows, Shown


def draw(one: Shown) -> list[Component]:
    """Return what was revised, with statuses that changed, targets set again, and every vintage of every period."""
    rows = queries.measure.published.rows(measure=one.measure)
    set_again = framework.targets(one.reading, one.measure)
    if not rows:
        return [components.no_figure("History of revisions", "No figure has been published yet."), *set_again]
    revised = [row for row in rows if row["old_value"] is not None]
    every = components.section(
        "Every figure as it was published",
        [
            _published(one, rows),
            components.downloads([("CSV of every figure published", links.measure_csv(one.measure, "published"))]),
        ],
    )
    return [
        components.section("What was revised", _revisions(one, revised), note=_summary(rows, revised)),
        *set_again,
        html.Div(every, className="gt-published"),
    ]


def _revisions(one: Shown, revised: Rows) -> list[Component]:
    """Return what was revised, and the way to who had seen the old figures."""
    if not revised:
        return []
    way = components.link(
        "Which files revised it, and who had seen the old figure", links.revisions(measure=one.measure)
    )
    return [_revised(one, revised), html.P(way, className="gt-onward")]


def _summary(rows: Rows, revised: Rows) -> str:
    periods = {row["period"] for row in rows if row["value"] is not None}
    later = {row["period"] for row in revised}
    changed = sum(row["changed_status"] for row in revised)
    if not later:
        return f"{formats.plural(len(periods), 'figure')}, none revised since it was first published."
    statuses = f"; {formats.plural(changed, 'revision')} changed the status" if changed else "; no status changed"
    return f"{formats.count(len(later), len(periods))} figures were revised after they were first published{statuses}."


def _revised(one: Shown, revised: Rows) -> Component:
    said = [
        {
            "label": row["label"],
            "when": formats.day(row["vintage"]),
            "old": formats.measured(row["old_value"], one.about),
            "new": formats.measured(row["value"], one.about, marker=row["marker"]),
            "status": _moved(one, row),
        }
        for row in revised
    ]
    columns = [
        ("label", "Period"),
        ("when", "Revised on"),
        ("old", "From", "number"),
        ("new", "To", "number"),
        ("status", "Status"),
    ]
    return components.data_table(columns, said, caption=f"Revisions of {one.about['title']}", show_caption=False)


def _moved(one: Shown, row: Facts) -> str:
    now = words.status.status_label(row["status"], one.reading.labels)
    if not row["changed_status"]:
        small = formats.measured(row["old_value"], one.about) == formats.measured(row["value"], one.about)
        return f"{now}, as before{'; too small a change to show' if small else ''}"
    return f"{words.status.status_label(row['old_status'], one.reading.labels)} before, {now[:1].lower()}{now[1:]} now"


def _published(one: Shown, rows: Rows) -> Component:
    said = [
        {
            "label": row["label"],
            "when": formats.day(row["vintage"]),
            "value": formats.measured(row["value"], one.about, marker=row["marker"]),
            "qualifier": formats.qualifier(row["marker"]).capitalize() if row["value"] is not None else "",
            "status": words.status.status_label(row["status"], one.reading.labels),
            "file": _file(row),
            "note": formats.text(row["note"]),
        }
        for row in rows
    ]
    columns: list[components.Column] = [("label", "Period"), ("when", "Published on"), ("value", "Figure", "number")]
    columns += [
        (key, title)
        for key, title in (("qualifier", "Marked"), ("status", "Status"), ("file", "File"), ("note", "Note"))
        if any(row[key] for row in said)
    ]
    return components.data_table(columns, said, caption=f"Every figure of {one.about['title']}", show_caption=False)


def _file(row: Facts) -> Any:
    """Return the way from a figure to the file it was read from, with the row it stands in."""
    if not row["file"]:
        return ""
    return [components.link(row["file"].rpartition("/")[2], links.load_file(row["file"])), f", row {row['row']:,}"]
