"""Every action of every plan: what became of it, by plan, kind, horizon, review and owner, and what is overdue."""

from collections import Counter
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import delivery

Facts = dict[str, Any]
Kept = dict[str, str | None]

ALL = "all"
MEANING = (
    "Kept: done by the agreed date. Kept late: done after it. Slipping: expected after it. "
    "Missed: the date has passed and it is not done."
)
FILTERS = {
    "source": ("source_plan", "From", "Every plan"),
    "category": ("category", "Kind of action", "Every kind"),
    "horizon": ("horizon", "Horizon", "Every horizon"),
    "review": ("review", "Answers", "Any review or none"),
    "owner": ("owner", "Owner", "Every owner"),
}
"""Name in the URL to the column it sifts by, its title, and the words for no choice."""


def draw(asked: Kept, reading: Reading, by: str | None) -> list[Component]:
    """Return what became of every action chosen, and which of them, or of the last commentaries', are overdue.

    ``asked`` has the parameters of the URL by name, those of FILTERS and ``commitment``. Their values are words of the
    council's own, which may hold a comma: each is taken whole.
    """
    every = queries.delivery.milestones(programme=None)
    if every.empty:
        return [components.section("Commitments", components.nothing("No milestones are recorded."))]
    options = {name: _options(every, column) for name, (column, *_) in FILTERS.items()}
    chosen = {name: asked.get(name) for name, codes in options.items() if asked.get(name) in codes}
    rows = every
    for name, value in chosen.items():
        rows = rows[rows[FILTERS[name][0]] == value]
    outcome = links.as_one(asked.get("commitment"))
    counts = Counter(rows["commitment"])
    # At first what went wrong; everything where nothing did, or where the reader asked for some of them.
    outcome = (
        outcome
        if outcome in (*words.delivery.COMMITMENTS, ALL)
        else "missed"
        if counts["missed"] and not chosen
        else ALL
    )
    kept = reading.kept | {"by": by} | chosen
    boxes = [_box(name, options[name], chosen.get(name)) for name in FILTERS if len(options[name]) > 1]
    parts = [
        html.P(MEANING + (f" {_undated(counts)}" if counts["not_dated"] else ""), className="gt-under"),
        components.filters([_outcomes(outcome), *boxes]),
        _totals(rows, kept),
        _listed(rows, outcome),
    ]
    return [
        components.section("Commitments", parts, id="commitments", note=words.delivery.commitments(counts)),
        _overdue(chosen.get("owner"), reading),
    ]


def _options(rows: pd.DataFrame, column: str) -> list[str]:
    """Return what a column holds: horizons from near to far, anything else by name."""
    held = set(rows[column].dropna()) - {""}
    return [horizon for horizon in words.delivery.HORIZONS if horizon in held] if column == "horizon" else sorted(held)


def _box(name: str, options: list[str], value: str | None) -> Component:
    _, title, every = FILTERS[name]
    labels = [(code, words.delivery.HORIZONS.get(code) or words.prose.capital(code)) for code in options]
    return components.filter_box(name, title, labels, value, every=every)


def _outcomes(chosen: str) -> Component:
    outcomes = [(name, what.label) for name, what in words.delivery.COMMITMENTS.items()] + [(ALL, "All")]
    return components.filter_box("commitment", "What became of it", outcomes, chosen)


def _undated(counts: Counter[str]) -> str:
    n = counts["not_dated"]
    return f"{n:,} {'has' if n == 1 else 'have'} no agreed date and {'is' if n == 1 else 'are'} not judged."


def _listed(rows: pd.DataFrame, outcome: str) -> Component:
    """Return the actions with one outcome, or all of them (BCC-20)."""
    shown = rows if outcome == ALL else rows[rows["commitment"] == outcome]
    if shown.empty:
        return components.nothing("There is no such commitment.")
    return delivery.milestone_table(shown, caption="Commitments", promise=True)


def _totals(rows: pd.DataFrame, kept: Kept) -> Component:
    """Return how many of each plan's actions were kept, are on course or were missed; a count leads to its list."""
    found: dict[str, Counter[str]] = {}
    for row in rows.to_dict("records"):
        found.setdefault(formats.text(row["source_plan"]), Counter()).update([row["commitment"]])
    whole = sum(found.values(), Counter())
    outcomes = [name for name in words.delivery.COMMITMENTS if name != "not_dated" or whole[name]]
    lines = []
    for place, (name, cells) in enumerate([*sorted(found.items()), (ALL, whole)]):
        source = kept | ({} if name == ALL else {"source": name})
        ways = {
            outcome: components.in_place(
                f"{cells[outcome]:,}",
                links.programmes(**source | {"commitment": outcome}),
                id=f"commitments-{place}-{outcome}",
            )
            if cells[outcome] and name
            else f"{cells[outcome]:,}"
            for outcome in outcomes
        }
        lines.append({"source": words.prose.capital(name) or "Not said", **ways, "all": f"{sum(cells.values()):,}"})
    columns: list[components.Column] = [("source", "From")]
    columns += [(name, words.delivery.COMMITMENTS[name].label, "number") for name in outcomes]
    caption = "What became of commitments, by kind of plan"
    table = components.data_table([*columns, ("all", "All", "number")], lines, caption=caption)
    return html.Div(table, **{"data-in-place": ""})


def _overdue(owner: str | None, reading: Reading) -> Component:
    """Return who is late with what: milestones, and actions of the last commentary on a measure or node (SMBC-07)."""
    rows = [row for row in queries.delivery.overdue.rows() if owner is None or row["owner"] == owner]
    said = words.delivery.overdue(rows)
    if not rows:
        return components.section("Overdue actions by owner", components.nothing(said), id="overdue")
    listed = [
        {
            "owner": formats.text(row["owner"]) or "Nobody",
            "action": row["title"],
            "of": _of(row, reading),
            "due": formats.short_day(row["due"]),
            "late": words.delivery.slip(row["days_overdue"]),
        }
        for row in rows
    ]
    columns: list[components.Column] = [("owner", "Owner"), ("action", "Action"), ("of", "From")]
    columns += [("due", "Due", "number"), ("late", "Overdue by", "number")]
    table = components.data_table(columns, listed, caption="Overdue actions by owner", show_caption=False)
    return components.section("Overdue actions by owner", table, id="overdue", note=said)


def _of(row: Facts, reading: Reading) -> Any:
    """Return where an action comes from, as a link: its programme, or the measure or node it was said of."""
    title = formats.text(row["of_title"])
    if row["kind"] == "measure":
        return ["Commentary: ", components.link(title, links.measure(row["code"], **reading.kept))]
    if row["kind"] == "node":
        return ["Commentary: ", components.link(title, links.node(row["of_page"], row["code"], **reading.kept))]
    if not title:
        return "Milestone"
    return ["Milestone: ", components.link(title, links.programme(row["programme"], **reading.kept))]
