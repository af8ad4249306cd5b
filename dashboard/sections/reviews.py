"""Reviews, inspections and audits: how far each is answered, every recommendation, and the evidence of one of them."""

from typing import Any

import pandas as pd
from dash import html

from dashboard import components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import delivery, plan

Facts = dict[str, Any]


def tracker(rows: pd.DataFrame, review: str | None, kind: str | None, state: str | None, reading: Reading) -> list[Any]:
    """Return how far each review is answered, the choices, and the recommendations chosen under their review.

    One review by itself comes with its evidence: findings, measures and the report (DCC-25).
    """
    kinds = list(dict.fromkeys(rows["kind"]))
    kind = kind if kind in kinds else None
    of_kind = rows if kind is None else rows[rows["kind"] == kind]
    names = list(dict.fromkeys(of_kind["review"]))
    # The name of a review may hold a comma: it is taken whole, not as a list.
    review = review if review in names else None
    state = state if state in words.delivery.RECOMMENDATIONS else None
    shown = of_kind if review is None else of_kind[of_kind["review"] == review]
    shown = shown if state is None else shown[shown["state"] == state]
    states = [(name, what.label) for name, what in words.delivery.RECOMMENDATIONS.items()]
    boxes = [
        components.filter_box("kind", "Kind", [(k, k.capitalize()) for k in kinds], kind, every="Every kind"),
        components.filter_box("review", "Review", [(name, name) for name in names], review, every="Every review"),
        components.filter_box("state", "State", states, state, every="Open and closed"),
    ]
    actions = queries.delivery.milestones(programme=None).to_dict("records")
    nodes = delivery.linked_nodes("recommendation")
    measures = delivery.linked_measures("recommendation", rows["recommendation"], reading)
    lists = []
    for name, of in shown.groupby("review", sort=False):
        cards = [
            _card(row, actions, nodes.get(row["recommendation"], []), measures[row["recommendation"]], reading)
            for row in of.to_dict("records")
        ]
        lists.append(components.section(str(name), html.Div(cards, className="gt-things")))
    if review is not None:
        lists.append(_evidence(of_kind[of_kind["review"] == review], measures, reading))
    return [
        components.section("Reviews", _reviews(of_kind, reading)),
        components.filters(boxes),
        *(lists or [components.nothing("No recommendation of this review is in this state.")]),
    ]


def _reviews(rows: pd.DataFrame, reading: Reading) -> Any:
    """Return the reviews: what kind, who, when, how many of its recommendations are closed, the open ones by state."""
    listed = [
        {
            "review": components.link(str(name), links.improvement(review=str(name), **reading.kept)),
            "kind": str(of["kind"].iloc[0]).capitalize(),
            "reviewer": formats.text(of["reviewer"].iloc[0]),
            "received": formats.short_day(of["received_on"].min()),
            "closed": formats.count((of["state"] == "closed").sum(), len(of)),
            **{state: int((of["state"] == state).sum()) for state in ("open", "late", "no_action")},
        }
        for name, of in rows.groupby("review", sort=False)
    ]
    columns: list[components.Column] = [("review", "Review"), ("kind", "Kind"), ("reviewer", "By")]
    columns += [("received", "Received", "number")]
    columns += [("closed", "Closed", "number"), ("open", "Open, on course", "number")]
    columns += [("late", "Open, an action late", "number"), ("no_action", "Open, no action", "number")]
    return components.data_table(columns, listed, caption="How far each review is answered", show_caption=False)


def _evidence(rows: pd.DataFrame, measures: dict[str, list[Facts]], reading: Reading) -> Any:
    """Return what an inspector asks for of one review: its report, and how its measures stand in the period."""
    mine = {row["measure"] for code in rows["recommendation"] for row in measures[code]}
    every = queries.scorecard.rows(period=reading.period, node=None, tier=None, status=None)
    title = f"{words.prose.capital(reading.many)} that would show it, {reading.label}"
    table = plan.measures(
        every[every["measure"].isin(mine)],
        reading,
        title=title,
        caption=title,
        via=[],
        empty=f"No {reading.one} is linked to its findings.",
    )
    reports = {
        row["document"]: row["document_title"] for row in rows.to_dict("records") if formats.text(row["document"])
    }
    ways = [html.Li(components.link(name, links.document(code))) for code, name in reports.items()]
    report = html.Ul(ways) if ways else components.nothing("Its report is not in the library.")
    return html.Div([components.section("Report", report), table], className="gt-evidence")


def _card(
    row: Facts, actions: list[Facts], nodes: list[Facts], measures: list[Facts], reading: Reading
) -> html.Section:
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
            (
                f"{words.prose.capital(reading.many)}, {reading.label}",
                delivery.measure_list(measures, reading) if measures else "",
            ),
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
                        row["status"], words.status.DELIVERY[row["status"]].shape, plain=row["status"] == "complete"
                    ),
                    f" {words.status.DELIVERY[row['status']].label}: {row['title']}. {words.status.milestone(row)}",
                ]
            )
            for row in rows
        ],
        className="gt-behind",
    )


def _no_action(row: Facts) -> str:
    """Say that nothing is done where something could be: an open recommendation without an action stands out."""
    return "" if row["state"] == "closed" else "No action has been recorded."
