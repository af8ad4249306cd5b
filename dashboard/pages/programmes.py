"""/programmes: every programme with its milestones, slip and savings, and what became of every commitment."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import commitments, delivery

NONE = "No programmes are recorded in this council's framework."
MILESTONES = "Milestones of a programme include those of its projects."
SAVINGS = "A project's savings are part of its programme's where that states its own; totals count every pound once."


def layout(by: str | None = None, period: str | None = None, **asked: Any) -> html.Div:
    """Draw programmes ``by`` directorate or state, and the commitments ``asked`` for (BCC-13)."""
    reading = choices.reading(period)
    rows = queries.delivery.programmes.rows(programme=None)
    return html.Div(
        [
            components.page_title(
                "Programmes and commitments",
                lead=words.delivery.programmes(rows) if rows else NONE,
                meta=_ways(reading),
            ),
            *(_programmes(rows, links.as_one(by), reading) if rows else []),
            *commitments.draw(asked, reading, links.as_one(by)),
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
    planned, delivered = (words.delivery.money(savings.get(name)) for name in ("planned", "delivered"))
    share = words.delivery.share(savings.get("delivered"), savings.get("planned"))
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
            state.capitalize(): found
            for state in words.delivery.STATES
            if (found := [r for r in rows if r["state"] == state])
        }
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["directorate_title"] or "No directorate", []).append(row)
    return found


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
