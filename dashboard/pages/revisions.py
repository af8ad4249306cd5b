"""/revisions: what later files changed of the council's own figures, by how much, and who had seen the old one."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, links, queries, words
from dashboard.sections import revisions


def layout(
    measure: str | None = None,
    flipped: str | None = None,
    since: str | None = None,
    list: str | None = None,
    period: str | None = None,
    **_: Any,
) -> html.Div:
    """Draw every revision, or those of one ``measure``, with a ``flipped`` status, ``since`` a day (DR-37)."""
    reading = choices.reading(period)
    size = queries.revisions.size.first() or {}
    head = components.page_title(
        "What later files changed",
        lead=words.revisions.revisions(size, reading.many),
        meta=[
            "Old and new are both judged by today's target",
            components.link("Data quality", links.data_quality(**reading.kept)),
        ],
    )
    if not size["revisions"]:
        return html.Div(head)
    chosen = revisions.asked(measure, flipped, since, list)
    found = revisions.rows(chosen)
    names = {row["measure"]: row["short_title"] for row in queries.revisions.measures.rows()}
    note = words.revisions.revisions_shown(
        len(found),
        size["revisions"],
        measure=names.get(chosen.measure or "", ""),
        flipped=chosen.flipped,
        since=chosen.since,
    )
    table = revisions.table(found, chosen, reading) if found else [components.nothing("No revision is as you chose.")]
    files = [("CSV of these revisions", links.revisions_csv(**chosen.choices))]
    return html.Div(
        [
            head,
            revisions.boxes(chosen, reading),
            components.section("Every revision", [*table, components.downloads(files)], note=note),
        ],
        className="gt-quality",
    )


def offered() -> bool:
    """Tell whether a figure of this council was ever revised."""
    return bool((queries.revisions.size.first() or {}).get("revisions"))


register_page(
    __name__, path="/revisions", title="What later files changed", name="Revisions", menu="Library", offered=offered
)
