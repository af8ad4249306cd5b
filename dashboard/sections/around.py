"""What stands around a measure: the threads it lies on, what is behind it, who hears of it, its definition."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.choices import Reading

Facts = dict[str, Any]


def serves(paths: Any, reading: Reading) -> Component | None:
    """Return the threads a measure lies on, from the outcome down (BCC-04)."""
    if paths.empty:
        return components.card(components.nothing("It serves no outcome of the plan."), title="Serves")
    threads = []
    for _, path in paths.groupby("path", sort=False):
        steps: list[Any] = []
        for step in path.to_dict("records"):
            steps += [" › "] if steps else []
            steps.append(dcc.Link(step["short_title"], href=links.node(step["page"], step["node"], **reading.kept)))
        threads.append(html.Li(steps))
    return components.card(html.Ul(threads, className="gt-threads"), title="Serves")


def behind(about: Facts, reading: Reading) -> Component | None:
    """Return the measures of the next tier down on the same priorities: each tier drills to the next (WCC-15)."""
    rows = queries.measure.behind.rows(measure=about["measure"], period=reading.period)
    if not rows:
        return None
    listed = [
        html.Li(
            [
                components.mark(row["status"]),
                " ",
                dcc.Link(row["short_title"], href=links.measure(row["measure"], **reading.kept)),
                html.Span(
                    f" {words.status_label(row['status'], reading.labels).lower()}", className="gt-behind__status"
                ),
            ]
        )
        for row in rows
    ]
    tier = rows[0]["tier_name"]
    return components.card(html.Ul(listed, className="gt-behind"), title=f"Behind it: {tier}")


def reported(about: Facts) -> Component | None:
    """Return the forums that consider the measure, with their next meeting (BCC-28)."""
    rows = queries.measure.forums.rows(measure=about["measure"])
    listed = [
        html.Li(
            f"{row['name']}, {row['cadence']}"
            + (f"; next {formats.day(row['next_meeting'])}" if formats.day(row["next_meeting"]) else "")
        )
        for row in rows
    ]
    inside = html.Ul(listed) if listed else components.nothing("It is reported to no forum.")
    return components.card(inside, title="Reported to")


def milestones(measure: str) -> Component | None:
    """Return the first milestones that serve the same plan nodes (BCC-33)."""
    rows = queries.measure.milestones(measure=measure).head(4).to_dict("records")
    if not rows:
        return None
    listed = [html.Li(f"{row['title']}: {words.milestone(row)}") for row in rows]
    return components.card(html.Ul(listed), title="Milestones on the same threads")


def definition(about: Facts) -> Component | None:
    """Return the whole definition sheet (BCP-18)."""
    baseline = ""
    if not formats.is_missing(about["baseline"]):
        label = formats.text(about["baseline_label"])
        baseline = formats.measured(about["baseline"], about) + (f" {formats.in_period(label)}" if label else "")
    source = formats.text(about["source_name"]) or formats.text(about["source_system"])
    pairs = [
        ("Definition", about["definition"]),
        ("Why it is measured", about["rationale"]),
        ("Formula", about["formula"]),
        ("Numerator", about["numerator"]),
        ("Denominator", about["denominator"]),
        ("Inclusions and exclusions", about["inclusions"]),
        ("Unit", f"{about['unit']}, {_precision(int(about['decimals']))}"),
        ("Baseline", baseline),
        ("What it does not show", about["caveats"]),
        (
            "Source",
            html.A(source, href=about["source_url"]) if formats.text(about["source_url"]) and source else source,
        ),
        ("Licence", about["licence"]),
        ("Guidance followed", about["guidance"]),
        (
            "National set",
            " ".join(filter(None, (formats.text(about["national_set"]), formats.text(about["national_code"])))),
        ),
        ("Owner", about["owner"]),
        ("Data owner", about["data_owner"]),
        ("Contact", about["contact"]),
        ("Portfolio", about["portfolio"]),
        ("Scrutiny committee", about["committee"]),
        ("Components", formats.text(about["component_names"]).replace("|", ", ")),
        ("Data quality", about["quality"]),
        ("Replaced by", _successor(about)),
    ]
    return components.section("Definition", components.definition_list(pairs), id="definition")


def _precision(decimals: int) -> str:
    return f"to {formats.plural(decimals, 'decimal')}" if decimals else "in whole numbers"


def _successor(about: Facts) -> Component | None:
    if not formats.text(about["replaced_by"]):
        return ""
    return dcc.Link(about["replaced_by_title"] or about["replaced_by"], href=links.measure(about["replaced_by"]))
