"""/improvement: improvement plans, and every recommendation of a review with its answer, its actions and its state."""

from typing import Any

import pandas as pd
from dash import html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import delivery

Facts = dict[str, Any]
NONE = "No recommendations of reviews are recorded in this council's framework."


def layout(review: str | None = None, state: str | None = None, period: str | None = None, **_: Any) -> html.Div:
    """Draw recommendations of one ``review`` and ``state`` under the improvement plans that answer them (SMBC-11)."""
    reading = choices.reading(period)
    rows = queries.delivery.recommendations(programme=None)
    plans = [row for row in queries.delivery.programmes.rows(programme=None) if row["kind"] == "improvement"]
    table = delivery.programme_table(plans, reading, caption="Improvement plans", savings=False)
    return html.Div(
        [
            components.page_title(
                "Improvement plans and recommendations",
                lead=words.recommendations(rows["state"].value_counts().to_dict()) or NONE,
            ),
            *([components.section("Improvement plans", table)] if plans else []),
            *(_tracker(rows, review, links.as_one(state), reading) if len(rows) else []),
        ]
    )


def _tracker(rows: pd.DataFrame, review: str | None, state: str | None, reading: Reading) -> list[Any]:
    """Return how far each review is answered, the choices, and the recommendations chosen under their review."""
    reviews = list(dict.fromkeys(rows["review"]))
    # The name of a review may hold a comma: it is taken whole, not as a list.
    review = review if review in reviews else None
    state = state if state in words.RECOMMENDATIONS else None
    shown = rows if review is None else rows[rows["review"] == review]
    shown = shown if state is None else shown[shown["state"] == state]
    states = [(name, what.label) for name, what in words.RECOMMENDATIONS.items()]
    boxes = [
        components.filter_box("review", "Review", [(name, name) for name in reviews], review, every="Every review"),
        components.filter_box("state", "State", states, state, every="Open and closed"),
    ]
    actions = queries.delivery.milestones(programme=None).to_dict("records")
    nodes = delivery.linked_nodes("recommendation")
    lists = []
    for name, of in shown.groupby("review", sort=False):
        cards = [_card(row, actions, nodes.get(row["recommendation"], []), reading) for row in of.to_dict("records")]
        lists.append(components.section(str(name), html.Div(cards, className="gt-things")))
    return [
        components.section("Reviews", _reviews(rows)),
        components.filters(boxes),
        *(lists or [components.nothing("No recommendation of this review is in this state.")]),
    ]


def _reviews(rows: pd.DataFrame) -> Any:
    """Return the reviews: who, when, how many recommendations of how many are closed, and the open ones by state."""
    listed = [
        {
            "review": str(name),
            "reviewer": formats.text(of["reviewer"].iloc[0]),
            "received": formats.short_day(of["received_on"].min()),
            "closed": formats.count((of["state"] == "closed").sum(), len(of)),
            **{state: int((of["state"] == state).sum()) for state in ("open", "late", "no_action")},
        }
        for name, of in rows.groupby("review", sort=False)
    ]
    columns: list[components.Column] = [("review", "Review"), ("reviewer", "By"), ("received", "Received")]
    columns += [("closed", "Closed", "number"), ("open", "Open, on course", "number")]
    columns += [("late", "Open, an action late", "number"), ("no_action", "Open, no action", "number")]
    return components.data_table(columns, listed, caption="How far each review is answered", show_caption=False)


def _card(row: Facts, actions: list[Facts], nodes: list[Facts], reading: Reading) -> html.Section:
    """Return one recommendation: its words, the response, what is done about it and where that stands (WCC-07)."""
    answer = formats.text(row["answer"])
    response = row["response"].capitalize() + (f". {answer}" if answer else "")
    mine = [action for action in actions if action["recommendation"] == row["recommendation"]]
    answered = (
        components.link(row["programme_title"], links.programme(row["programme"], **reading.kept))
        if formats.text(row["programme_title"])
        else ""
    )
    facts = components.definition_list(
        [
            ("Recommendation", formats.text(row["text"])),
            ("Response", response),
            ("Actions", _actions(mine) if mine else _no_action(row)),
            ("Owner", formats.text(row["owner"])),
            ("Answered by", answered),
            ("Serves", delivery.node_list(nodes, reading) if nodes else ""),
        ]
    )
    closed = f" {formats.day(row['closed_on'])}" if row["state"] == "closed" else ""
    head = html.Div(
        [
            html.H3(f"{row['recommendation']}: {row['title']}"),
            html.Span([components.recommendation_pill(row["state"]), closed], className="gt-thing__state"),
        ],
        className="gt-thing__head",
    )
    return html.Section([head, facts], className="gt-card gt-thing", id=row["recommendation"])


def _actions(rows: list[Facts]) -> html.Ul:
    return html.Ul(
        [
            html.Li(
                [
                    components.mark(
                        row["status"], words.DELIVERY[row["status"]].shape, plain=row["status"] == "complete"
                    ),
                    f" {words.DELIVERY[row['status']].label}: {row['title']}. {words.milestone(row)}",
                ]
            )
            for row in rows
        ],
        className="gt-behind",
    )


def _no_action(row: Facts) -> str:
    """Say that nothing is done where something could be: an open recommendation without an action stands out."""
    return "" if row["state"] == "closed" else "No action has been recorded."


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
