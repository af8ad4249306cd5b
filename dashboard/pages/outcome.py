"""/outcomes/<node>: an outcome or a priority: what is wanted, how it goes, who delivers it."""

from functools import partial
from typing import Any

from dash import html, register_page

from dashboard import choices, components, links, queries, words
from dashboard.sections import classifications, library, plan, surveys

PAGE = "outcomes"


def layout(
    node: str | None = None, period: str | None = None, show: str | None = None, kind: str | None = None, **_: Any
) -> html.Div:
    """Draw an outcome or priority in one period; ``show`` headline measures only, ``kind`` one type of measure."""
    if node is None or not plan.exists(PAGE, node):
        return plan.missing(PAGE, node)
    reading = choices.reading(period)
    about = queries.plan.node.first(node=node)
    counts = choices.counts(reading.period)
    rows = queries.scorecard.node(period=reading.period, node=node)
    kinds = sorted(rows["type"].dropna().unique())
    chosen = rows[(rows["type"] == kind) if kind in kinds else rows["measure"].notna()]
    chosen = chosen[chosen["headline"]] if links.as_one(show) == "headline" else chosen
    return html.Div(
        [
            plan.trail(reading, node, counts),
            plan.head(about, words.rollup(counts.get(node, {}), **reading.words)),
            components.status_bar(counts.get(node, {}), **reading.words),
            *plan.children(node, reading, counts),
            components.filters(
                [
                    components.filter_box(
                        "show", f"Which {reading.many}", [("headline", "Headline only")], show, every="All"
                    ),
                    components.filter_box(
                        "kind", "Kind", [(k, k[:1].upper() + k[1:]) for k in kinds], kind, every="All kinds"
                    ),
                ]
            ),
            plan.measures(
                chosen,
                reading,
                title=reading.many[:1].upper() + reading.many[1:],
                caption=f"{reading.many} of {about['title']}, {reading.label}",
                via=[node],
                empty=f"No {reading.many} here.",
            ),
            plan.in_scorecard(about, reading),
            *plan.contributions(node, reading),
            *surveys.of_node(node, reading),
            *plan.commentary(node, reading),
            plan.mix(node, reading),
            plan.milestones(node),
            *classifications.of_node(node, reading),
            *library.of_node(node, reading),
        ]
    )


register_page(
    __name__, path_template="/outcomes/<node>", title=plan.title, name="Outcome", exists=partial(plan.exists, PAGE)
)
