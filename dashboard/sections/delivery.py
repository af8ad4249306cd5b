"""Parts that pages of programmes, reviews and risks share: each asks for its rows and draws them."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import charts, components, formats, links, queries, words
from dashboard.choices import Reading

Facts = dict[str, Any]
Rows = list[Facts]

STATES = ("complete", "green", "amber", "red", "not_started", "not_dated")
COLUMNS: tuple[components.Column, ...] = (
    ("title", "Programme or project"),
    ("milestones", "Milestones"),
    ("slip", "Greatest slip", "number"),
    ("next", "Next milestone"),
)
SAVINGS: tuple[components.Column, ...] = (
    ("planned", "Savings planned", "number"),
    ("delivered", "Delivered", "number"),
)


def states(row: Facts) -> dict[str, int]:
    """Return the milestones of a programme (a row of ``queries.delivery.programmes``) by state."""
    return {state: int(row[state]) for state in STATES if not formats.is_missing(row[state]) and row[state]}


def programme_table(rows: Rows, reading: Reading, *, caption: str, savings: bool = True) -> Component:
    """Return programmes one a row: state, milestones with those of the projects below, slip, what is next, savings."""
    listed = [_programme(row, reading) for row in rows]
    columns = [*COLUMNS, *(SAVINGS if savings else ())]
    table = components.data_table(columns, listed, caption=caption, show_caption=False)
    return html.Div(table, className="gt-programmes")


def _programme(row: Facts, reading: Reading) -> Facts:
    within = (
        f"{words.delivery.KINDS[row['kind']][0]} of {row['parent_title']}"
        if row["parent"]
        else words.delivery.KINDS[row["kind"]][0]
    )
    counts = states(row)
    overdue = int(row["overdue"] or 0)
    benefits = f", {formats.plural(row['benefits'], 'benefit')}" if row["benefits"] else ""
    delivered, share = (
        words.delivery.money(row["savings_delivered"]),
        words.delivery.share(row["savings_delivered"], row["savings_planned"]),
    )
    coming = formats.text(row["next_title"])
    when = "overdue" if row["next_overdue"] else formats.short_day(row["next_on"])
    return {
        "title": [
            components.link(row["title"], links.programme(row["programme"], **reading.kept)),
            html.Span(f"{within}, {row['state']}{benefits}", className="gt-under"),
        ],
        "milestones": [
            components.delivery_strip(counts, overdue=overdue) if counts else "none",
            html.Span(f"{overdue:,} overdue", className="gt-under") if overdue else "",
        ],
        "slip": words.delivery.slip(row["slip_days"]) if counts else "",
        "planned": words.delivery.money(row["savings_planned"]) or "–",
        "delivered": [delivered, html.Span(share, className="gt-under")] if share else delivered or "–",
        "next": [coming, html.Span(when, className="gt-under")] if coming else "",
    }


def milestone_table(rows: pd.DataFrame, *, caption: str, promise: bool = False) -> Component:
    """Return milestones as a table; ``promise`` says what became of each instead of how far it has slipped."""
    evidence = {row["code"]: row for row in queries.delivery.evidence.rows()}
    listed = [
        {
            "title": [row["title"], *([html.Span(said, className="gt-under")] if (said := _sorted(row)) else [])],
            "source": formats.text(row["source_plan"]).capitalize(),
            "owner": [formats.text(row["owner"]), *_partners(row)],
            "agreed": _agreed(row) or "not dated",
            "status": components.commitment_pill(row["commitment"]) if promise else _pill(row),
            "stands": [
                words.status.milestone(row),
                *[html.Span(said, className="gt-under") for said in (formats.text(row["note"]),) if said],
                *_shaped(row, evidence),
            ],
        }
        for row in words.prose.rows(rows)
    ]
    columns: list[components.Column] = [
        ("title", "Commitment" if promise else "Milestone"),
        ("source", "From"),
        ("owner", "Owner"),
        ("agreed", "Agreed date"),
        ("status", "What became of it" if promise else "Status"),
        ("stands", "Where it stands"),
    ]
    return components.data_table(columns, listed, caption=caption, show_caption=False)


def _sorted(row: Facts) -> str:
    """Return what kind of action it is, over what horizon, and the review it answers (SMBC-36, SMBC-40, SMBC-43)."""
    horizon = words.delivery.HORIZONS.get(formats.text(row["horizon"]), "").lower()
    kinds = ", ".join(part for part in (formats.text(row["category"]), horizon) if part)
    review = formats.text(row["review"])
    return ". ".join(words.prose.capital(part) for part in (kinds, f"answers {review}" if review else "") if part)


def _partners(row: Facts) -> list[Component]:
    """Return who else does the work: an action may be a partner's own (BCP-30)."""
    names = formats.text(row["partners"]).replace("|", ", ")
    return [html.Span(f"with {names}", className="gt-under")] if names else []


def _shaped(row: Facts, known: dict[str, Facts]) -> list[Component]:
    """Return the documents and surveys whose feedback shaped an action, as links (SMBC-42)."""
    codes = [code for code in formats.text(row["evidence"]).split("|") if code in known]
    if not codes:
        return []
    ways: list[Any] = []
    for code in codes:
        to = links.document(code) if known[code]["kind"] == "document" else links.customers(anchor=code)
        ways += [*([", "] if ways else []), components.link(known[code]["title"], to)]
    return [html.Span(["Shaped by: ", *ways], className="gt-under")]


def _pill(row: Facts) -> Component:
    what = words.status.DELIVERY[row["status"]]
    return components.status_pill(row["status"], what.label, what.shape)


def _agreed(row: Facts) -> Any:
    """Return the agreed date and, where it was agreed anew, the first one: nothing agreed is ever lost (DR-40)."""
    agreed, first = formats.short_day(row["baseline"]), formats.short_day(row["first_baseline"])
    return agreed if first == agreed else [agreed, html.Span(f"first agreed {first}", className="gt-under")]


def timeline(code: str, title: str, reading: Reading) -> Component:
    """Return the milestones of a programme and those below it over time, with the same as a table."""
    rows = queries.delivery.milestones(programme=code)
    if rows.empty:
        return components.no_figure("Milestones", "No milestones are recorded for it.")
    rows = rows.sort_values(["baseline", "milestone"])
    dated = rows[rows["baseline"].notna()]
    as_at = reading.facts["as_at"]
    return components.figure(
        "milestones",
        charts.milestone_timeline(dated, as_at) if len(dated) else None,
        title=words.delivery.timeline_title(rows),
        subtitle=f"Milestones of {title}: agreed date, day done or expected, and the slip between them",
        sentence=words.delivery.timeline_sentence(rows),
        key=_key(),
        table=milestone_table(rows, caption=f"Milestones of {title}"),
        notes=[words.delivery.undated(len(rows) - len(dated))] if len(dated) < len(rows) else [],
        source=f"Source: {reading.facts['council']}. As at {formats.day(as_at)}.",
    )


def _key() -> Component:
    """Return what the shapes of the timeline mean."""
    known = [
        html.Li([components.mark(state, what.shape, plain=state == "complete"), f" {what.label.lower()}"])
        for state, what in words.status.DELIVERY.items()
    ]
    return html.Ul([html.Li("| agreed date"), *known], className="gt-meta gt-key")


def linked_measures(kind: str, codes: Iterable[str], reading: Reading) -> dict[str, Rows]:
    """Return the measures linked to things of one kind by code, with their status in the reporting period."""
    found: dict[str, Rows] = {code: [] for code in codes}
    for row in queries.related.measures.rows(kind=kind, period=reading.period):
        if row["code"] in found:
            found[row["code"]].append(row)
    return found


def measure_list(rows: Rows, reading: Reading) -> Component:
    """Return linked measures one a line: shape, name, status in words."""
    return html.Ul(
        [
            html.Li(
                [
                    components.mark(row["status"] or ""),
                    " ",
                    dcc.Link(row["short_title"], href=links.measure(row["measure"], **reading.kept)),
                    html.Span(f" {_status(row, reading)}", className="gt-behind__status"),
                ]
            )
            for row in rows
        ],
        className="gt-behind",
    )


def _status(row: Facts, reading: Reading) -> str:
    return words.status.status_label(row["status"], reading.labels).lower() if row["status"] else "not of the plan"


def linked_nodes(kind: str) -> dict[str, Rows]:
    """Return the plan nodes linked to things of one kind, by code."""
    found: dict[str, Rows] = {}
    for row in queries.related.nodes.rows(kind=kind):
        found.setdefault(row["code"], []).append(row)
    return found


def node_list(rows: Rows, reading: Reading) -> Component:
    """Return linked plan nodes one a line, each under the name of its level."""
    return html.Ul(
        [
            html.Li(
                [
                    f"{row['level_name']}: ",
                    dcc.Link(row["short_title"], href=links.node(row["page"], row["node"], **reading.kept)),
                ]
            )
            for row in rows
        ],
        className="gt-threads",
    )
