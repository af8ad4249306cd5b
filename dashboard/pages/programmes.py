"""/programmes: every programme with its milestones, slip and savings, and what became of every commitment."""

from typing import Any

import pandas as pd
from dash import html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import delivery

NONE = "No programmes are recorded in this council's framework."
MILESTONES = "Milestones of a programme include those of its projects."
SAVINGS = "A project's savings are part of its programme's where that states its own; totals count every pound once."
ALL = "all"
MEANING = (
    "Kept: done by the agreed date. Kept late: done after it. Slipping: expected after it. "
    "Missed: the date has passed and it is not done."
)


def layout(
    by: str | None = None,
    source: str | None = None,
    commitment: str | None = None,
    period: str | None = None,
    **_: Any,
) -> html.Div:
    """Draw programmes ``by`` directorate or state, and commitments of one ``source`` or of one outcome (BCC-13)."""
    reading = choices.reading(period)
    rows = queries.delivery.programmes.rows(programme=None)
    return html.Div(
        [
            components.page_title(
                "Programmes and commitments",
                lead=words.programmes(rows) if rows else NONE,
                meta=_ways(reading),
            ),
            *(_programmes(rows, links.as_one(by), reading) if rows else []),
            *_commitments(links.as_one(source), links.as_one(commitment), reading.kept | {"by": links.as_one(by)}),
        ]
    )


def _ways(reading: Reading) -> list[Any]:
    """Return the ways to reviews and risks, where the council has any."""
    found = []
    if queries.delivery.recommendations.first(programme=None):
        found.append(components.link("Recommendations of reviews", links.improvement(**reading.kept)))
    if queries.risks.risks.first():
        found.append(components.link("Strategic risks", links.risks(**reading.kept)))
    return found


def _programmes(rows: list[dict[str, Any]], by: str | None, reading: Reading) -> list[Any]:
    savings = queries.delivery.savings.first() or {}
    planned, delivered = (words.money(savings.get(name)) for name in ("planned", "delivered"))
    share = words.share(savings.get("delivered"), savings.get("planned"))
    stats = []
    if planned:
        stats = [
            components.stat(planned, "savings planned"),
            components.stat(delivered or "none yet", f"delivered{f', {share} of the plan' if share else ''}"),
        ]
    stated = any(not formats.is_missing(row[name]) for row in rows for name in ("savings_planned", "savings_delivered"))
    groups = _groups(rows, by)
    chosen = components.filter_box("by", "Group by", [("state", "State")], by, every="Directorate")
    return [
        html.Div(stats, className="gt-stats") if stats else None,
        components.filters([chosen]),
        *(
            components.section(
                name, delivery.programme_table(members, reading, caption=f"Programmes: {name}", savings=stated)
            )
            for name, members in groups.items()
        ),
        html.P(MILESTONES + (f" {SAVINGS}" if stated else ""), className="gt-notes"),
    ]


def _groups(rows: list[dict[str, Any]], by: str | None) -> dict[str, list[dict[str, Any]]]:
    """Return programmes by state, or by directorate in the order of the pack."""
    if by == "state":
        return {
            state.capitalize(): found for state in words.STATES if (found := [r for r in rows if r["state"] == state])
        }
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["directorate_title"] or "No directorate", []).append(row)
    return found


def _commitments(source: str | None, commitment: str | None, kept: dict[str, str | None]) -> list[Any]:
    """Return what became of every milestone by kind of plan, and those chosen, the missed ones at first (BCC-20)."""
    counts = queries.delivery.commitments()
    if counts.empty:
        return [components.section("Commitments", components.nothing("No milestones are recorded."))]
    sources = [name for name in counts["source_plan"].unique() if name]
    source = source if source in sources else None
    chosen = commitment if commitment in (*words.COMMITMENTS, ALL) else "missed"
    rows = queries.delivery.milestones(programme=None, source=source, commitment=None if chosen == ALL else chosen)
    outcomes = [(name, what.label) for name, what in words.COMMITMENTS.items()] + [(ALL, "All")]
    boxes = [
        components.filter_box("commitment", "What became of it", outcomes, chosen),
        components.filter_box("source", "From", [(s, s.capitalize()) for s in sources], source, every="Every plan"),
    ]
    listed = (
        delivery.milestone_table(rows, caption="Commitments", promise=True)
        if len(rows)
        else components.nothing("There is no such commitment.")
    )
    said = words.commitments(counts.groupby("commitment")["milestones"].sum().to_dict())
    parts = [html.P(MEANING, className="gt-under"), _totals(counts, kept), components.filters(boxes), listed]
    return [components.section("Commitments", parts, id="commitments", note=said)]


def _totals(counts: pd.DataFrame, kept: dict[str, str | None]) -> Any:
    """Return how many of each plan's commitments were kept, are on course or were missed; a count leads to its list."""
    wide = counts.pivot_table(
        index="source_plan", columns="commitment", values="milestones", aggfunc="sum", fill_value=0
    )
    found = {str(name): cells for name, cells in wide.to_dict("index").items()} | {ALL: wide.sum().to_dict()}
    rows = []
    for place, (name, cells) in enumerate(found.items()):
        source = None if name == ALL else name
        ways = {
            outcome: components.in_place(
                f"{cells[outcome]:,}",
                links.programmes(source=source, commitment=outcome, **kept),
                id=f"commitments-{place}-{outcome}",
            )
            if cells.get(outcome) and name
            else f"{cells.get(outcome, 0):,}"
            for outcome in words.COMMITMENTS
        }
        rows.append({"source": name.capitalize() or "Not said", **ways, "all": f"{sum(cells.values()):,}"})
    columns: list[components.Column] = [("source", "From")]
    columns += [(name, what.label, "number") for name, what in words.COMMITMENTS.items()]
    caption = "What became of commitments, by kind of plan"
    table = components.data_table([*columns, ("all", "All", "number")], rows, caption=caption)
    return html.Div(table, **{"data-in-place": ""})


def offered() -> bool:
    """Tell whether this council has something for the page."""
    return bool((queries.delivery.held.first() or {}).get("programmes"))


register_page(
    __name__,
    path="/programmes",
    title="Programmes and commitments",
    name="Programmes",
    menu="Delivery",
    offered=offered,
)
