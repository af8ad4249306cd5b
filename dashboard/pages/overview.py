"""/: the whole plan at a glance: every outcome with its priorities, what needs attention, what moved."""

from typing import Any

import pandas as pd
from dash import html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import plan, terms

MOST = 6
"""Measures of a list; mart_period_sheet holds as many."""

Row = dict[str, Any]


def title(**_: Any) -> str:
    """Return the page's title."""
    return "Overview"


def layout(period: str | None = None, **_: Any) -> html.Div:
    """Draw the overview of one reporting period, with the plans in force in it (BCC-41)."""
    reading = choices.reading(period)
    counts = reading.counts
    summary = queries.scorecard.summary.first(period=reading.period) or {}
    corporate = queries.plans.in_force.rows(period=reading.period)[0]
    nodes = queries.plan.nodes_in(period=reading.period)
    return html.Div(
        [
            components.page_title(
                f"{corporate['short_title']}: {reading.label}",
                lead=words.plan.coverage(summary, many=reading.many),
                aside=components.period_selector(reading.periods, reading.period),
            ),
            *_outcomes(nodes, reading, counts),
            terms.listed(
                terms.known(),
                *(
                    words.status.status_label(name, reading.labels)
                    for name, _ in words.status.ordered(counts.get("", {}))
                ),
            ),
            html.Div(_movement(reading, bool(summary.get("rated"))), className="gt-pair"),
            *_deliverers(nodes, reading, counts),
        ]
    )


def _outcomes(nodes: pd.DataFrame, reading: Reading, counts: dict[str, choices.Counts]) -> list[Any]:
    """Return a card for each node at the top; a single one is a line above the cards of those below it."""
    moves = plan.changes(reading.period)
    first = nodes["strand"] == nodes.sort_values("depth")["strand"].iloc[0]
    top = nodes[first & ~nodes["parent"].isin(nodes["node"])].to_dict("records")
    above: list[Any] = []
    if len(top) == 1 and _below(nodes, top[0]["node"]):
        line = plan.line(top[0], reading, counts, moves)
        above = [
            html.P([f"{top[0]['level_name']}: ", components.link(top[0]["title"], line["href"])], className="gt-top")
        ]
        top = _below(nodes, top[0]["node"])
    cards = [
        components.node_card(
            plan.line(outcome, reading, counts, moves),
            [plan.line(row, reading, counts, moves) for row in _below(nodes, outcome["node"])],
            **reading.words,
        )
        for outcome in top
    ]
    return [*above, html.Div(cards, className="gt-cards gt-cards--plan")]


def _below(nodes: pd.DataFrame, node: str) -> list[dict[str, Any]]:
    return nodes[nodes["parent"] == node].to_dict("records")


def _attention(reading: Reading, seen: Row) -> html.Section:
    shown, count = seen["exceptions"] or [], seen["exception_count"] or 0
    step = reading.facts["reporting_type"]
    for row in shown:
        action = formats.text(row["action"])
        run = words.status.red_run(row["red_run"], {"financial": "year"}.get(step, step))
        row["status_label"] = words.status.status_label(row["status"], reading.labels)
        row["detail"] = ". ".join(part for part in (run, action or "No action is recorded") if part)
    more = f"{len(shown)} of {formats.plural(count, 'exception')}" if count > len(shown) else ""
    return components.section(
        "Needs attention first",
        [
            components.measure_lines(
                shown,
                href=lambda code: links.measure(code, **reading.kept),
                empty=f"No {reading.one} is off target in this period.",
            ),
            _onward(f"See all {count:,} in the scorecard", reading, status="red"),
        ],
        note=more,
    )


def _onward(said: str, reading: Reading, **chosen: str) -> html.P:
    return html.P(components.link(said, links.scorecard(**chosen, **reading.kept)), className="gt-onward")


def _movement(reading: Reading, rated: bool) -> list[html.Section]:
    """Return what needs attention and what improved; where nothing is rated, what the latest figures did instead."""
    seen = queries.scorecard.attention.first(period=reading.period) or {}
    if rated:
        return [_attention(reading, seen), _movers(reading, seen, "improved", "Improved most on the period before")]
    return [
        _movers(reading, seen, "declined", "Declined most in the latest figures", earlier=True),
        _movers(reading, seen, "improved", "Improved most in the latest figures", earlier=True),
    ]


def _movers(reading: Reading, seen: Row, judgement: str, heading: str, *, earlier: bool = False) -> html.Section:
    place = "nth_latest" if earlier else "nth"
    placed = [row for row in seen["movers"] or [] if row["previous_judgement"] == judgement and row[place]]
    rows = sorted(placed, key=lambda row: row[place])[:MOST]
    for row in rows:
        moved = formats.change(row["previous_change"], row)
        when = f", {row['observed_label']}" if earlier else ""
        row["status_label"] = words.status.status_label(row["status"], reading.labels)
        row["detail"] = f"{moved}, {words.measure.travel(row['previous_direction'], judgement)}{when}"
    return components.section(
        heading,
        [
            components.measure_lines(
                rows,
                href=lambda code: links.measure(code, **reading.kept),
                empty=f"No {reading.one} {judgement} on the period before.",
            ),
            None if earlier else _onward(f"See all that {judgement} in the scorecard", reading, list=judgement),
        ],
    )


def _deliverers(nodes: pd.DataFrame, reading: Reading, counts: dict[str, choices.Counts]) -> list[html.Section]:
    """Return the top of every other strand: who delivers the plan."""
    strands = list(nodes.sort_values("depth")["strand"].unique())[1:]
    moves = plan.changes(reading.period)
    found = []
    for strand in strands:
        top = nodes[(nodes["strand"] == strand) & ~nodes["parent"].isin(nodes["node"])]
        lines = [plan.line(row, reading, counts, moves) for row in top.to_dict("records")]
        heading = f"By {str(top['level_name'].iloc[0]).lower()}"
        found.append(components.section(heading, components.node_lines(lines, **reading.words)))
    return found


register_page(__name__, path="/", title=title, name="Overview", order=1, in_nav=True)
