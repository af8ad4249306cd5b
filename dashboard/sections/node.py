"""What a reader of a plan node needs beside its measures: what goes well, what threatens it, who shares in it."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.choices import Counts, Reading

Facts = dict[str, Any]

MOST = 3
"""Of each kind of achievement: enough to see, not a heap."""
MEASURE, MILESTONE = "measure", "milestone"
SORTS = {"attention": "Needs attention first", "kind": "Kind", "title": "Name", "date": "Date"}
"""Orders of measures and milestones in one list."""
_CONCERN = {"red": 1, "amber": 2, "green": 4, "blue": 5, "complete": 6}


def shared(about: Facts, reading: Reading) -> list[Component]:
    """Return that partners share a node, whose it is, and the council's own part in its measures (DCC-19, SMBC-35)."""
    if not about["partnership"]:
        return []
    partners = formats.text(about["partners"]).replace("|", ", ")
    roles = {row["council_role"]: row["measures"] for row in queries.plan.roles.rows(**_at(about["node"], reading))}
    known = {role: int(n) for role, n in roles.items() if role}
    owned = partners and formats.text(about["owner"]) == partners
    label = "Partnership-owned" if owned else "Shared with partners"
    said = words.plans.responsibility(known, partners, one=reading.one, many=reading.many)
    return [html.P([html.Strong(label, className="gt-shared__label"), " ", said], className="gt-shared")]


def progress(node: str, reading: Reading, counts: Counts, moved: Facts) -> html.Div:
    """Return what has been achieved and what threatens it, side by side (SMBC-08, BCP-09)."""
    return html.Div([_achievements(node, reading, counts, moved), _risks(node, reading)], className="gt-pair")


def _achievements(node: str, reading: Reading, counts: Counts, moved: Facts) -> Component:
    rated = sum(
        n for status, n in counts.items() if status in words.status.STATUSES and words.status.STATUSES[status].rated
    )
    met = counts.get("green", 0) + counts.get("blue", 0)
    milestones = queries.plan.milestones(node=node)
    done = {"milestones": len(milestones), "complete": int((milestones["status"] == "complete").sum())}
    said = words.plans.evidence({"rated": rated, "met": met, **moved}, done, many=reading.many)
    items = [
        *(html.Li([_measure(row, reading), f": {row['going_well']}"]) for row in _praised(node, reading)),
        *(
            html.Li(f"Completed on {formats.day(row['actual'])}: {row['title']}")
            for row in queries.plan.completed.rows(node=node, most=MOST)
        ),
    ]
    if len(items) < MOST:
        items += [html.Li([_measure(row, reading), f": {_move(row)}"]) for row in _improved(node, reading)]
    listed = html.Ul(items[: 2 * MOST]) if items else components.nothing("No achievement is recorded for this period.")
    return components.card([html.P(said, className="gt-under"), listed], title="Achievements")


def _at(node: str, reading: Reading) -> dict[str, str]:
    return {"node": node, "period": reading.period}


def _praised(node: str, reading: Reading) -> list[Facts]:
    return queries.plan.praised.rows(**_at(node, reading), most=MOST)


def _improved(node: str, reading: Reading) -> list[Facts]:
    return queries.scorecard.movers.rows(**_at(node, reading), judgement="improved", most=MOST, earlier=True)


def _measure(row: Facts, reading: Reading) -> Component:
    return dcc.Link(row["short_title"], href=links.measure(row["measure"], **reading.kept))


def _move(row: Facts) -> str:
    return f"{formats.change(row['previous_change'], row)}, better, {row['observed_label']}"


def _risks(node: str, reading: Reading) -> Component:
    rows = queries.plan.risks.rows(**_at(node, reading))
    listed = [
        html.Li(
            [
                dcc.Link(row["title"], href=links.risks(anchor=row["risk"], **reading.kept)),
                html.Span(f"Score {row['score']}. {words.delivery.risk_score(row)}", className="gt-under"),
            ]
        )
        for row in rows
    ]
    none = "No strategic risk is linked to it."
    return components.card(html.Ul(listed) if listed else components.nothing(none), title="Risks")


def aligned(node: str, reading: Reading) -> dict[str, dict[str, list[Component]]]:
    """Return what measures and milestones of a deliverer serve, as links, by kind and code (BCC-16)."""
    found: dict[str, dict[str, list[Component]]] = {MEASURE: {}, MILESTONE: {}}
    for row in queries.plan.alignment.rows(**_at(node, reading)):
        href = links.node(row["page"], row["node"], **reading.kept)
        found[row["kind"]].setdefault(row["code"], []).append(dcc.Link(row["short_title"], href=href))
    return found


def serves(ways: Iterable[Component]) -> Component:
    """Return a cell of the alignment column: what is served, or a flag that nothing is (BCC-16)."""
    items = list(ways)
    if not items:
        return html.Span([components.mark("", "outline"), " Not aligned"], className="gt-unaligned")
    return html.Ul([html.Li(item) for item in items], className="gt-serves")


def four_parts(about: Facts, reading: Reading, counts: Counts, actions: pd.DataFrame) -> list[Component]:
    """Return a plan in its four parts, need, priority, action and measure, where it states its need (SMBC-33)."""
    if not formats.text(about["need"]):
        return []
    rows = queries.plan.contributions.rows(**_at(about["node"], reading))
    lowest = max((row["depth"] for row in rows), default=None)
    ends = {row["node"]: row for row in rows if row["depth"] == lowest}
    priorities = [
        html.Li(dcc.Link(row["short_title"], href=links.node(row["page"], node, via=about["node"], **reading.kept)))
        for node, row in ends.items()
    ]
    states = actions["status"].value_counts().to_dict() if len(actions) else {}
    still = actions[actions["actual"].isna()].sort_values(["expected", "milestone"]) if len(actions) else actions
    coming = still.iloc[0] if len(still) else None
    action = [
        html.P(words.plan.delivery(states, overdue=int(actions["overdue"].sum())))
        if states
        else html.P("None recorded."),
        html.P(f"Next: {coming['title']}. {words.status.milestone(coming.to_dict())}") if coming is not None else None,
    ]
    parts = [
        ("Need", html.P(about["need"])),
        ("Priority", html.Ul(priorities) if priorities else html.P("It serves no part of the plan.")),
        ("Action", html.Div(action)),
        (words.prose.capital(reading.one), html.P(words.status.rollup(counts, **reading.words))),
    ]
    blocks = [html.Div([html.H2(name), inside]) for name, inside in parts]
    return [html.Div(blocks, className="gt-four")]


def together(
    measures: pd.DataFrame, milestones: pd.DataFrame, reading: Reading, *, kind: str | None, sort: str | None
) -> Component:
    """Return measures and milestones in one table, of one ``kind`` or both, in one of ``SORTS`` (SMBC-29)."""
    lines = [_measure_line(row, reading) for row in measures.to_dict("records")]
    lines += [_milestone_line(row) for row in words.prose.rows(milestones)]
    chosen = [line for line in lines if kind not in (MEASURE, MILESTONE) or line["of"] == kind]
    order = sort if sort in SORTS else "attention"
    chosen.sort(key=lambda line: (line[order], line["attention"], line["title"]))
    columns: list[components.Column] = [
        ("what", f"{words.prose.capital(reading.one)} or milestone"),
        ("sort", "Kind"),
        ("owner", "Owner"),
        ("aim", "Target or agreed date"),
        ("state", "Status"),
        ("stands", "Where it stands"),
    ]
    if not chosen:
        return components.nothing("There is nothing of this kind here.")
    return components.data_table(columns, chosen, caption=f"{reading.many} and milestones", show_caption=False)


def _measure_line(row: Facts, reading: Reading) -> Facts:
    status = formats.text(row["status"])
    value = formats.measured(row["value"], row, marker=row["marker"]) if not formats.is_missing(row["value"]) else ""
    target = row["target"]
    aim = "" if formats.is_missing(target) else formats.measured(target, row, trim=True)
    return {
        "of": MEASURE,
        "title": row["short_title"].lower(),
        "kind": 0,
        "attention": _CONCERN.get(status, 3),
        "date": "9999",
        "what": dcc.Link(row["short_title"], href=links.measure(row["measure"], **reading.kept)),
        "sort": words.prose.capital(reading.one),
        "owner": formats.text(row["owner"]),
        "aim": aim or "–",
        "state": components.status_pill(
            status, row["status_label"] or words.status.status_label(status, reading.labels)
        ),
        "stands": f"{value}, {row['observed_label']}" if value else "No figure yet",
    }


def _milestone_line(row: Facts) -> Facts:
    what = words.status.DELIVERY[row["status"]]
    agreed = formats.as_date(row["baseline"])
    return {
        "of": MILESTONE,
        "title": row["title"].lower(),
        "kind": 1,
        "attention": _CONCERN.get(row["status"], 3),
        "date": agreed.isoformat() if agreed else "9999",
        "what": row["title"],
        "sort": "Milestone",
        "owner": formats.text(row["owner"]),
        "aim": formats.short_day(agreed) or "–",
        "state": components.status_pill(row["status"], what.label, what.shape),
        "stands": words.status.milestone(row),
    }
