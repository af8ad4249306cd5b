"""/plans: every plan with its state, its versions and how far it has come; one of them with what it holds."""

from typing import Any

import pandas as pd
from dash import html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import plans, whole_plan

Facts = dict[str, Any]

MEANING = (
    "Commentary: how many have a word of their owner. Counts of a superseded plan are of the last period it was in "
    "force. A plan whose life has ended stays until another takes its place. A plan without parts of its own is "
    "carried by programmes: their actions are its actions."
)


def layout(plan: str | None = None, period: str | None = None, **_: Any) -> html.Div:
    """Draw every plan by kind (SMBC-22), or one ``plan`` with its parts, actions, milestones and measures (BCP-01)."""
    chosen = queries.plans.plans.rows(plan=links.as_one(plan)) if plan else []
    return whole_plan.drawn(chosen[0], period) if chosen else _every(period)


def _every(period: str | None) -> html.Div:
    reading = choices.reading(period)
    rows = queries.plans.plans.rows(plan=None)
    progress = queries.plans.progress()
    span = (min(r["valid_from"] for r in rows), max(r["valid_to"] for r in rows)) if rows else (None, None)
    groups = []
    for kind, (_, name) in words.plans.PLAN_KINDS.items():
        of_kind = [row for row in rows if formats.text(row["kind"]) == kind]
        # The newest version first; of the same day, the order of the pack.
        listed = [_line(row, progress, span, reading) for row in sorted(of_kind, key=_newest)]
        if listed:
            table = components.data_table(_columns(reading), listed, caption=name, show_caption=False)
            groups.append(components.section(name, html.Div(table, className="gt-plans")))
    return html.Div(
        [
            components.page_title("Plans", lead=words.plans.plans_lead(rows)),
            *groups,
            html.P(MEANING, className="gt-notes") if rows else None,
        ]
    )


def _columns(reading: Reading) -> list[components.Column]:
    many = words.prose.capital(reading.many)
    return [
        ("title", "Plan"),
        ("state", "State"),
        ("measures", many),
        ("milestones", "Milestones"),
        ("commentary", "Commentary", "number"),
    ]


def _newest(row: Facts) -> tuple[int, int]:
    return -row["valid_from"].toordinal(), row["position"]


def _line(row: Facts, progress: pd.DataFrame, span: tuple[Any, Any], reading: Reading) -> Facts:
    mine = progress[progress["node"] == row["node"]]
    counts = choices.by_node(mine.to_dict("records")).get(row["node"], {})
    total, said = int(mine["measures"].sum()), int(mine["commented"].sum())
    approval = words.plans.plan_approval(row)
    return {
        "title": [
            components.link(row["title"], links.plans(plan=row["node"])),
            html.Span(approval, className="gt-under") if approval else "",
        ],
        "state": [plans.pill(row), _life(row, span), _note(row)],
        "measures": components.status_strip(counts, **reading.words) if counts else "none",
        "milestones": _delivered(row),
        "commentary": formats.count(said, total) if total else "–",
    }


def _note(row: Facts) -> Any:
    """Return what the pill does not say: the day of supersession, or that its life ran out."""
    where = words.plans.standing(row)
    said = "nothing recorded in its place" if where == "ended" else words.plans.stands(row)
    return "" if said == words.plans.STANDINGS[where][0] else html.Span(said, className="gt-under")


def _life(row: Facts, span: tuple[Any, Any]) -> html.Div:
    """Return the life of a plan in words and as a bar among the lives of all."""
    first, last = (day.toordinal() for day in span)
    whole = max(last - first, 1)
    start = 100 * (row["valid_from"].toordinal() - first) / whole
    end = row["last_day"] or row["valid_to"]
    width = max(100 * (min(end, row["valid_to"]).toordinal() - row["valid_from"].toordinal()) / whole, 1)
    bar = html.Span(style={"marginInlineStart": f"{start:.1f}%", "width": f"{width:.1f}%"})
    return html.Div(
        [
            html.Span(words.plans.plan_life(row), className="gt-under"),
            html.Span(bar, className="gt-life", **{"aria-hidden": "true"}),
        ]
    )


def _delivered(row: Facts) -> Any:
    names = {
        "complete": "complete",
        "on_time": "green",
        "slipping": "amber",
        "late": "red",
        "not_started": "not_started",
    }
    counts = {state: int(row[name]) for name, state in names.items() if row[name]}
    if not counts:
        return "none"
    overdue = int(row["overdue"])
    return [
        components.delivery_strip(counts, overdue=overdue),
        html.Span(f"{overdue:,} overdue", className="gt-under") if overdue else "",
    ]


def title(**_: Any) -> str:
    """Return the page's title."""
    return "Plans"


def offered() -> bool:
    """Tell whether this council has something for the page."""
    return bool((queries.plans.held.first() or {}).get("plans"))


register_page(__name__, path="/plans", title=title, name="Plans", menu="Delivery", offered=offered)
