"""/: the whole plan at a glance: every outcome with its priorities, what needs attention, what moved."""

from collections.abc import Mapping
from typing import Any

from dash import html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import plan, terms

MOST = 6
"""Measures of a list; mart_overview_sheet holds as many."""

Row = dict[str, Any]
Rows = list[Row]


def title(**_: Any) -> str:
    """Return the page's title."""
    return "Overview"


def layout(period: str | None = None, **_: Any) -> html.Div:
    """Draw the overview of one reporting period, with the plans in force in it (BCC-41)."""
    reading = choices.reading(period)
    sheet = queries.plan.overview.told(period=reading.period)
    nodes = sheet["nodes"]
    return html.Div(
        [
            components.page_title(
                f"{sheet['plan']}: {reading.label}",
                lead=words.plan.coverage(sheet, many=reading.many),
                aside=components.period_selector(reading.periods, reading.period),
            ),
            *_outcomes(nodes, reading),
            terms.listed(
                terms.known(),
                *(
                    words.status.status_label(name, reading.labels)
                    for name, _ in words.status.ordered(reading.counts.get("", {}))
                ),
            ),
            html.Div(_movement(sheet, reading), className="gt-pair"),
            *_deliverers(nodes, reading),
        ]
    )


def _outcomes(nodes: Rows, reading: Reading) -> list[Any]:
    """Return a card for each node at the top; a single one is a line above the cards of those below it."""
    top = _top(nodes, nodes[0]["strand"])
    above: list[Any] = []
    if len(top) == 1 and (below := _below(nodes, top[0])):
        line = _line(top[0], reading)
        above = [
            html.P([f"{top[0]['level_name']}: ", components.link(top[0]["title"], line["href"])], className="gt-top")
        ]
        top = below
    cards = [
        components.node_card(
            _line(outcome, reading),
            [_line(row, reading) for row in _below(nodes, outcome)],
            **reading.words,
        )
        for outcome in top
    ]
    return [*above, html.Div(cards, className="gt-cards gt-cards--plan")]


def _top(nodes: Rows, strand: str) -> Rows:
    codes = {row["node"] for row in nodes}
    return [row for row in nodes if row["strand"] == strand and row["parent"] not in codes]


def _below(nodes: Rows, node: Row) -> Rows:
    return [row for row in nodes if row["parent"] == node["node"]]


def _line(node: Row, reading: Reading) -> Mapping[str, Any]:
    return plan.line(node, reading, reading.counts, {node["node"]: node})


def _attention(reading: Reading, seen: Row) -> html.Section:
    shown, count = seen["exceptions"], seen["exception_count"]
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


def _movement(seen: Row, reading: Reading) -> list[html.Section]:
    """Return what needs attention and what improved; where nothing is rated, what the latest figures did instead."""
    if seen["rated"]:
        return [_attention(reading, seen), _movers(reading, seen, "improved", "Improved most on the period before")]
    return [
        _movers(reading, seen, "declined", "Declined most in the latest figures", earlier=True),
        _movers(reading, seen, "improved", "Improved most in the latest figures", earlier=True),
    ]


def _movers(reading: Reading, seen: Row, judgement: str, heading: str, *, earlier: bool = False) -> html.Section:
    place = "nth_latest" if earlier else "nth"
    placed = [row for row in seen["movers"] if row["previous_judgement"] == judgement and row[place]]
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


def _deliverers(nodes: Rows, reading: Reading) -> list[html.Section]:
    """Return the top of every other strand: who delivers the plan."""
    found = []
    for strand in list(dict.fromkeys(row["strand"] for row in nodes))[1:]:
        top = _top(nodes, strand)
        lines = components.node_lines([_line(row, reading) for row in top], **reading.words)
        found.append(components.section(f"By {top[0]['level_name'].lower()}", lines))
    return found


register_page(__name__, path="/", title=title, name="Overview", order=1, in_nav=True)
