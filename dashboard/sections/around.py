"""What stands beside a measure: what is done about it, what would change it, what to ask, what it serves, who hears."""

import itertools
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import finance, surveys, value
from dashboard.sections.measure import Facts, Rows, Shown


def first(one: Shown) -> list[Component | None]:
    """Return the cards a reader needs beside any view: what is done, what would change the status, what to ask."""
    if not one.about["in_plan"]:
        return []
    said = commentary(one)
    return [narrative(one, said), change(one), questions(one, said)]


def more(one: Shown, paths: Rows) -> list[Component | None]:
    """Return the cards on where the measure stands: its threads and, in the plan, who hears of it and what is due."""
    if not one.about["in_plan"]:
        return [serves(paths, one.reading)]
    return [
        serves(paths, one.reading),
        behind(one),
        reported(one),
        finance.of_measure(one),
        value.of_measure(one),
        milestones(one),
        related(one),
    ]


def commentary(one: Shown) -> Facts:
    """Return what the owner says of the reporting period, else of the figure's own; empty where nothing is said."""
    rows = one.told("commentary")
    wanted = (one.reading.period, one.observed)
    return next((row for period in wanted for row in rows if row["period"] == period), {})


def narrative(one: Shown, said: Facts) -> Component:
    """Return what is being done, and whether an exception report is missing (DR-02)."""
    inside: list[Any] = [components.commentary(said)] if said else []
    if one.facts.get("status") == "red" and not said.get("exception"):
        warning = "No exception report has been given, though the figure is off target."
        inside.append(components.notice(warning, kind="important"))
    return components.card(inside or components.nothing("No commentary for this period."), title="What is being done")


def change(one: Shown) -> Component | None:
    """Return what would change the status, in the measure's unit; nothing for what is not judged."""
    if not one.about["tier_rated"] or not one.observed:
        return None
    said = words.distance.what_would_change(one.about, one.facts, one.reading.labels)
    return components.card(html.Ul([html.Li(sentence) for sentence in said]), title="What would change this status")


def questions(one: Shown, said: Facts) -> Component | None:
    """Return questions a scrutiny member could ask, each with its evidence."""
    revision = next((row for row in one.told("revisions") if row["period"] == one.observed), None)
    parts = [row for row in one.told("parts") if row["period"] == one.observed]
    label = {"label": one.facts.get("observed_label")}
    now = next((row for row in one.history if row["period"] == one.observed), {})
    asked = words.questions.questions(
        one.about,
        one.facts | {name: now.get(name) for name in ("numerator", "denominator")},
        # The control chart is of the latest figure, whatever period the reader looks at.
        variation=one.variation | label if one.variation.get("period") == one.observed else None,
        outlook=[row for row in one.outlook if row["step"] > 0],
        quality=one.quality,
        position=_position(one),
        commentary=said,
        revision=revision | label if revision else None,
        breakdown=[row for row in parts if row["dimension"] == parts[0]["dimension"]],
    )
    if not asked:
        return None
    listed = [
        html.Li([html.Strong(question.text), html.Span(question.evidence, className="gt-questions__evidence")])
        for question in asked
    ]
    return components.card(html.Ul(listed, className="gt-questions"), title="Questions to ask")


def _position(one: Shown) -> Facts | None:
    """Return the place among comparators with the names a question needs; names only where there is a question."""
    place = one.facts.get("position")
    if not place:
        return None
    named = place | {"label": one.facts["position_period"]}
    if place["quartile"] != "D":
        return named
    asked = {name: place[name] for name in ("group", "period", "value")}
    return named | {"better": [row["name"] for row in queries.measure.better.rows(measure=one.measure, **asked)]}


def serves(paths: Rows, reading: Reading) -> Component:
    """Return the threads a measure lies on, from the outcome down (BCC-04)."""
    if not paths:
        return components.card(components.nothing("It serves no outcome of the plan."), title="Serves")
    threads = []
    for _, path in itertools.groupby(paths, key=lambda step: step["path"]):
        steps: list[Any] = []
        for step in path:
            steps += [" › "] if steps else []
            steps.append(dcc.Link(step["short_title"], href=links.node(step["page"], step["node"], **reading.kept)))
        threads.append(html.Li(steps))
    return components.card(html.Ul(threads, className="gt-threads"), title="Serves")


def behind(one: Shown) -> Component | None:
    """Return the measures of the next tier down on the same priorities: each tier drills to the next (WCC-15)."""
    reading = one.reading
    rows = [row for row in one.told("behind") if reading.period in row["statuses"]]
    if not rows:
        return None
    listed = [
        html.Li(
            [
                components.mark(row["statuses"][reading.period]),
                " ",
                dcc.Link(row["short_title"], href=links.measure(row["other"], **reading.kept)),
                html.Span(
                    f" {words.status.status_label(row['statuses'][reading.period], reading.labels).lower()}",
                    className="gt-behind__status",
                ),
            ]
        )
        for row in rows
    ]
    tier = rows[0]["tier_name"]
    return components.card(html.Ul(listed, className="gt-behind"), title=f"Behind it: {tier}")


def reported(one: Shown) -> Component:
    """Return the forums that consider the measure, with their next meeting (BCC-28)."""
    rows = one.told("forums")
    listed = [
        html.Li(
            f"{row['name']}, {row['cadence']}"
            + (f"; next {formats.day(row['next_meeting'])}" if formats.day(row["next_meeting"]) else "")
        )
        for row in rows
    ]
    inside = html.Ul(listed) if listed else components.nothing("It is reported to no forum.")
    return components.card(inside, title="Reported to")


def milestones(one: Shown) -> Component | None:
    """Return the first milestones that serve the same plan nodes (BCC-33)."""
    rows = one.told("milestones")
    if not rows:
        return None
    listed = [html.Li(f"{row['title']}: {words.status.milestone(row)}") for row in rows]
    return components.card(html.Ul(listed), title="Milestones on the same threads")


KINDS = {
    "risk": "Risks",
    "programme": "Programmes",
    "document": "Strategies and documents",
    "contract": "Contracts",
    "survey": "Surveys",
}
"""Kind of bridge_related to the heading above its things, in the order of the card."""


def related(one: Shown) -> Component | None:
    """Return the risks, programmes, strategies, contracts and surveys linked to a measure (DCC-10)."""
    rows = one.told("around")
    if not rows:
        return None
    kept = one.reading.kept
    inside: list[Any] = []
    for kind, things in itertools.groupby(rows, key=lambda row: row["kind"]):
        listed = [
            html.Li([_thing(row, kept), f", {row['detail']}" if row["detail"] and kind != "survey" else ""])
            for row in things
        ]
        inside += [html.H3(KINDS[kind]), html.Ul(listed)]
    return components.card(html.Div(inside, className="gt-related"), title="Risks, strategies, contracts")


def _thing(row: Facts, kept: dict[str, str | None]) -> Any:
    """Return the title of a thing as the way to its page."""
    if row["kind"] == "risk":
        return dcc.Link(row["title"], href=links.risks(anchor=row["code"], **kept))
    if row["kind"] == "programme":
        return dcc.Link(row["title"], href=links.programme(row["code"], **kept))
    if row["kind"] == "document":
        return dcc.Link(row["title"], href=links.document(row["code"], **kept))
    if row["kind"] == "contract":
        return dcc.Link(row["title"], href=links.contracts(anchor=row["code"], **kept))
    return dcc.Link(row["title"], href=surveys.href(row["detail"], row["code"], kept))
