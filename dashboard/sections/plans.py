"""The life of a plan on the page: the period a superseded one is read in, what took its place, its versions."""

from dataclasses import replace
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading

Facts = dict[str, Any]


def reading(about: Facts, period: str | None, via: str | None = None) -> Reading:
    """Return the circumstances of a page on the plan; what was superseded is read in the periods it was in force."""
    whole = choices.reading(period, via)
    if about["in_force"]:
        return whole
    offered = queries.plans.periods.rows(node=about["node"])
    if not offered:
        return whole
    asked = next((row for row in offered if row["period"] == whole.period), offered[0])
    return replace(choices.reading(asked["period"], via), latest=False, periods=offered)


def href(row: Facts, **kept: str | None) -> str:
    """Return the page of a plan, or of a node of one."""
    return links.node(row["page"], row["node"], **kept) if row["level"] else links.plans(plan=row["node"], **kept)


def life(about: Facts, now: Reading) -> list[Component]:
    """Return what must be said first of a plan or node that is a draft, was superseded, or took another's place."""
    rows = queries.plans.followed.rows(node=about["node"])
    if not rows and about["level"] and not about["in_force"]:
        # A part nobody took the place of went with its plan.
        rows = queries.plans.followed.rows(node=about["plan"])
    later = [row for row in rows if row["kind"] == "later" and row["state"] != "draft"]
    earlier = [row for row in rows if row["kind"] == "earlier"]
    drafts = [row for row in rows if row["kind"] == "later" and row["state"] == "draft"]
    if about["state"] == "draft" or about.get("plan_state") == "draft":
        return [components.notice("A draft nobody has approved: for officers alone, and in no count of the plan.")]
    if not about["in_force"]:
        on = about["superseded_on"] or next((row["since"] for row in later), None)
        said = words.plans.superseded("", on, now.label) if not later else ""
        names = _listed(later, replace(now, latest=True))
        day = f" on {formats.day(on)}" if on else ""
        shown = f"This page shows {now.label}, while it was in force."
        inside = ["Superseded by ", *names, f"{day}. {shown}"] if later else [said]
        return [components.notice(inside, kind="important")]
    found: list[Component] = []
    if earlier:
        day = formats.day(earlier[0]["since"])
        found.append(html.P(["Supersedes ", *_listed(earlier, now), f", {day}." if day else "."], className="gt-under"))
    if drafts:
        found.append(html.P(["A draft is to take its place: ", *_listed(drafts, now), "."], className="gt-under"))
    return found


def _listed(rows: list[Facts], now: Reading) -> list[Any]:
    """Return plans or nodes as links, in a sentence; an earlier one opens in its own last period."""
    parts: list[Any] = []
    for place, row in enumerate(rows):
        parts += [", " if place < len(rows) - 1 else " and "] if place else []
        kept = now.kept if row["kind"] == "later" else {}
        parts.append(components.link(row["title"], href(row, **kept)))
    return parts


def versions(plan: str) -> Component | None:
    """Return the choice among the versions of a plan, where there is more than one (SMBC-14)."""
    rows = queries.plans.chain.rows(plan=plan)
    if len(rows) < 2:
        return None
    options = []
    for row in rows:
        where = "in force" if row["in_force"] else "draft" if row["state"] == "draft" else "superseded"
        options.append((row["node"], f"{row['short_title']} ({where})"))
    return components.filter_box("plan", "Version", options, plan)


def pill(plan: Facts) -> Component:
    """Return where a plan stands, as shape and word; it is no judgement and has no colour."""
    label, shape = words.plans.STANDINGS[words.plans.standing(plan)]
    return components.status_pill("", label, shape)
