"""/outcomes/<node>: an outcome or a priority: what is wanted, how it goes, who delivers it."""

from functools import partial
from typing import Any

import pandas as pd
from dash import html, register_page

from dashboard import components, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import classifications, library, plan, plans, surveys
from dashboard.sections import node as parts

PAGE = "outcomes"
MANY = 40
"""Above so many measures a page begins with the headline ones."""


def layout(
    node: str | None = None,
    period: str | None = None,
    show: str | None = None,
    kind: str | None = None,
    sort: str | None = None,
    **_: Any,
) -> html.Div:
    """Draw an outcome or priority in one period; ``show`` headline measures, all, or with milestones (together)."""
    if node is None or not plan.exists(PAGE, node):
        return plan.missing(PAGE, node)
    about = queries.plan.node.first(node=node) or {}
    reading = plans.reading(about, period)
    counts = reading.counts
    mine = counts.get(node, {})
    moved = plan.changes(reading.period).get(node, {})
    together = links.as_one(show) == "together"
    return html.Div(
        [
            plan.trail(reading, node),
            *plan.top(about, reading, mine),
            *plan.children(node, reading, counts),
            parts.progress(node, reading, mine, moved),
            *plan.commentary(node, reading),
            *_measures(about, reading, links.as_one(show), links.as_one(kind), links.as_one(sort)),
            plan.in_scorecard(about, reading),
            *plan.contributions(node, reading, "Who delivers it"),
            None if together else plan.milestones(node),
            plan.mix(node, reading),
            *surveys.of_node(node, reading),
            *classifications.of_node(node, reading),
            *library.of_node(node, reading),
        ]
    )


def _measures(about: dict[str, Any], reading: Reading, show: str | None, kind: str | None, sort: str | None) -> list:
    """Return the measures with their filters, or measures and milestones in one list (SMBC-29)."""
    rows = queries.scorecard.node(period=reading.period, node=about["node"])
    headline = bool(rows["headline"].any())
    if show not in ("all", "headline", "together"):
        show = "headline" if len(rows) > MANY and headline else "all"
    name = words.prose.capital(reading.many)
    options = [("all", f"All {reading.many}"), ("together", f"{name} and milestones")]
    options[1:1] = [("headline", "Headline only")] if headline else []
    boxes = [components.filter_box("show", "Show", options, show)]
    if show == "together":
        both = [(parts.MEASURE, name), (parts.MILESTONE, "Milestones")]
        boxes.append(components.filter_box("kind", "Kind", both, kind, every="Both kinds"))
        boxes.append(components.filter_box("sort", "Order", list(parts.SORTS.items()), sort or "attention"))
        milestones = queries.plan.milestones(node=about["node"])
        table = parts.together(rows, milestones, reading, kind=kind, sort=sort)
        return [components.section(f"{name} and milestones", [components.filters(boxes), table])]
    kinds: list[str] = sorted(rows["type"].dropna().unique())
    every = [(k, words.prose.capital(k)) for k in kinds]
    boxes += [components.filter_box("kind", "Kind", every, kind, every="All kinds")] if every else []
    chosen = _chosen(rows, show, kind if kind in kinds else None)
    caption = f"{reading.many} of {about['title']}, {reading.label}"
    title = f"{name}: headline" if show == "headline" else name
    listed = plan.measures(
        chosen, reading, title=title, caption=caption, via=[about["node"]], empty=f"No {reading.many} here."
    )
    return [components.filters(boxes), listed]


def _chosen(rows: pd.DataFrame, show: str, kind: str | None) -> pd.DataFrame:
    of_kind = rows[rows["type"] == kind] if kind else rows
    return of_kind[of_kind["headline"]] if show == "headline" else of_kind


register_page(
    __name__, path_template="/outcomes/<node>", title=plan.title, name="Outcome", exists=partial(plan.exists, PAGE)
)
