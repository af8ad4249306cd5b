"""One plan whole: its parts or the actions that carry it, its milestones, what it replaced (BCP-01, BCC-41)."""

from typing import Any

import pandas as pd
from dash import html

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import plan, plans

Facts = dict[str, Any]


def drawn(about: Facts, period: str | None) -> html.Div:
    """Draw one plan (a row of ``queries.plans.plans``) in a reporting period: what it holds and how far it has come."""
    reading = plans.reading(about, period)
    counts = reading.counts
    codes = list(queries.plans.measures(plan=about["node"], period=reading.period)["measure"])
    rows = queries.scorecard.rows(period=reading.period, node=None, tier=None, status=None)
    mine = rows[rows["measure"].isin(codes)]
    statuses = mine["status"].value_counts().to_dict()
    boxes = [plans.versions(about["node"]), components.period_selector(reading.periods, reading.period)]
    main = [*_parts(about, reading, counts), *_actions(about, reading), _milestones(about), *_mapping(about, reading)]
    steps = [
        {"level": "", "title": "Plans", "href": links.plans()},
        {"level": "", "title": about["short_title"], "href": ""},
    ]
    return html.Div(
        [
            components.page_bar(components.breadcrumb(steps), *[box for box in boxes if box]),
            components.page_title(
                about["title"],
                level=words.plans.PLAN_KINDS[formats.text(about["kind"])][0],
                lead=formats.text(about["ambition"]),
                meta=[
                    words.plans.stands(about),
                    words.plans.plan_life(about),
                    words.plans.plan_approval(about),
                    formats.text(about["owner"]),
                ],
            ),
            *plans.life(about, reading),
            html.P(words.status.rollup(statuses, **reading.words, period=reading.label), className="gt-under gt-sum"),
            components.status_bar(statuses, **reading.words),
            components.split(main, _aside(about)),
            _measures(about, mine, reading),
        ]
    )


def _measures(about: Facts, rows: pd.DataFrame, reading: Reading) -> Any:
    """Return the measures of a plan without parts of its own; the parts of any other lead to theirs."""
    if about["parts"] or rows.empty:
        return None
    name = words.prose.capital(reading.many)
    caption = f"{reading.many} of {about['title']}, {reading.label}"
    return plan.measures(rows, reading, title=name, caption=caption, via=[], empty="")


def _parts(about: Facts, reading: Reading, counts: dict[str, choices.Counts]) -> list[Any]:
    below = queries.plans.parts(plan=about["node"])
    moves = plan.changes(reading.period)
    return [
        components.section(
            str(level),
            components.node_lines(
                [plan.line(row, reading, counts, moves) for row in rows.to_dict("records")], **reading.words
            ),
        )
        for level, rows in below.groupby("level_plural", sort=False)
    ]


def _actions(about: Facts, reading: Reading) -> list[Any]:
    """Return the programmes and projects that carry a plan without parts of its own (BCP-01)."""
    codes = {row["programme"] for row in queries.plans.actions.rows(plan=about["node"])}
    rows = [row for row in queries.delivery.programmes.rows(programme=None) if row["programme"] in codes]
    if not rows:
        none = "Its parts and actions are not recorded."
        return [] if about["parts"] else [components.section("Actions", components.nothing(none))]
    listed = [
        {
            "title": components.link(row["title"], links.programme(row["programme"], **reading.kept)),
            "state": row["state"],
            "planned": words.delivery.lifetime(row),
            "owner": formats.text(row["owner"]),
        }
        for row in rows
    ]
    columns: list[components.Column] = [
        ("title", "Programme or project"),
        ("state", "State"),
        ("planned", "Planned"),
        ("owner", "Owner"),
    ]
    table = components.data_table(columns, listed, caption=f"Actions of {about['title']}", show_caption=False)
    return [components.section("Actions", table)]


def _milestones(about: Facts) -> Any:
    rows = queries.plans.milestones(plan=about["node"])
    if rows.empty:
        return components.section("Milestones", components.nothing("No milestones are recorded for it."))
    said = words.plan.delivery(rows["status"].value_counts().to_dict(), overdue=int(rows["overdue"].sum()))
    return components.section("Milestones", components.milestones(rows), note=said)


def _mapping(about: Facts, reading: Reading) -> list[Any]:
    """Return which part took the place of which, with the measures that went with it (BCC-41)."""
    rows = queries.plans.mapping.rows(plan=about["node"])
    if not rows:
        return []
    listed = [
        {
            "earlier": components.link(row["earlier_title"], links.node(row["earlier_page"], row["earlier"])),
            "later": components.link(row["later_title"], links.node(row["later_page"], row["later"])),
            "since": formats.short_day(row["since"]),
            "kept": formats.count(row["kept"], row["measures"]) if row["measures"] else "–",
        }
        for row in rows
    ]
    columns: list[components.Column] = [
        ("earlier", "Before"),
        ("later", "Since then"),
        ("since", "From"),
        ("kept", f"{words.prose.capital(reading.many)} carried on", "number"),
    ]
    table = components.data_table(columns, listed, caption="Parts that took the place of others", show_caption=False)
    return [components.section("What became of its parts", table)]


def _aside(about: Facts) -> list[Any]:
    next_one = formats.day(about["next_meeting"])
    forum = [about["forum_name"], f", {about['forum_cadence']}", f"; next on {next_one}" if next_one else ""]
    document = formats.text(about["document_title"])
    shown = components.link(document, links.document(about["document"])) if document else ""
    pairs = [
        ("How it is followed", formats.text(about["aims"])),
        ("Watched by", html.Span(forum) if about["forum_name"] else ""),
        ("Portfolio", formats.text(about["portfolio"])),
        ("Partners", formats.text(about["partners"]).replace("|", ", ")),
        ("Document", shown),
    ]
    return [components.card(components.definition_list(pairs), title="About this plan")]
