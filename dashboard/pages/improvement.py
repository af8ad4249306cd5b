"""/improvement: improvement plans, and every recommendation of a review with its answer, its actions and its state."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, links, queries, words
from dashboard.sections import delivery, reviews

NONE = "No recommendations of reviews are recorded in this council's framework."


def layout(
    review: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    period: str | None = None,
    **_: Any,
) -> html.Div:
    """Draw recommendations of a ``review`` or ``kind`` of it in a ``state`` under the plans that answer (SMBC-11)."""
    reading = choices.reading(period)
    rows = queries.delivery.recommendations(programme=None)
    plans = [row for row in queries.delivery.programmes.rows(programme=None) if row["kind"] == "improvement"]
    table = delivery.programme_table(plans, reading, caption="Improvement plans", savings=False)
    return html.Div(
        [
            components.page_title(
                "Improvement plans and recommendations",
                lead=words.delivery.recommendations(rows["state"].value_counts().to_dict()) or NONE,
            ),
            *([components.section("Improvement plans", table)] if plans else []),
            *(reviews.tracker(rows, review, kind, links.as_one(state), reading) if len(rows) else []),
        ]
    )


def offered() -> bool:
    """Tell whether this council has something for the page."""
    return bool((queries.delivery.held.first() or {}).get("improvement"))


register_page(
    __name__,
    path="/improvement",
    title="Improvement plans and recommendations",
    name="Improvement",
    menu="Delivery",
    offered=offered,
)
