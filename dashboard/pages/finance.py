"""/finance: budget, forecast and savings of the whole council or one directorate, beside how it performs."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import finance, plan

Facts = dict[str, Any]
Rows = list[Facts]

NO_BUDGETS = "This council's framework holds no budgets."
NONE_YET = "No budget had been recorded by the end of this period."
SEVERAL = "parts of the plan"
ROUNDED = (
    "Figures are rounded; totals are added from the pounds, each counted once. The tables behind the charts are exact."
)


def layout(node: str | None = None, period: str | None = None, **_: Any) -> html.Div:
    """Draw the budget of the council, or of one ``node`` of its plan, as seen in a reporting period (SMBC-23)."""
    reading = choices.reading(period)
    nodes = queries.finance.nodes.rows()
    chosen = next((row for row in nodes if row["node"] == links.as_one(node)), None)
    code = chosen["node"] if chosen else None
    when = reading.budgets
    rows = finance.budgets(when) if when else []
    own = next((row for row in rows if row["node"] == (code or "")), None)
    parts = _parts(rows, code)
    name = chosen["short_title"] if chosen else reading.facts["council_short"]
    return html.Div(
        [
            _head(reading, nodes, chosen, _lead(own, when, parts, bool(nodes))),
            *(_budget(own, parts, name, reading, when) if own and when else []),
            *finance.savings(reading, code),
            *_measures(reading, chosen),
        ]
    )


def _head(reading: Reading, nodes: Rows, chosen: Facts | None, lead: str) -> html.Div:
    title = f"Finance: {chosen['short_title']}" if chosen else "Budget, forecast and savings" if nodes else "Finance"
    found: list[Any] = [
        components.page_title(
            title, lead=lead, aside=components.period_selector(reading.periods, reading.period), meta=_ways(chosen)
        )
    ]
    if nodes:
        levels = list(dict.fromkeys(row["level_name"] for row in nodes if row["level_name"]))
        options = [(row["node"], row["short_title"]) for row in nodes]
        label = " or ".join(name if place == 0 else name.lower() for place, name in enumerate(levels)) or "Part"
        code = chosen["node"] if chosen else None
        found.append(components.filters([components.filter_box("node", label, options, code, every="All of them")]))
    return html.Div(found)


def _ways(chosen: Facts | None) -> list[Any]:
    """Return the way to the page of the chosen node."""
    about = queries.plan.node.first(node=chosen["node"]) if chosen else None
    if not about or not about["page"]:
        return []
    return [components.link(f"{about['short_title']}: plan and performance", links.node(about["page"], about["node"]))]


def _lead(own: Facts | None, when: Facts | None, parts: Rows, any_budget: bool) -> str:
    if not any_budget:
        return NO_BUDGETS
    if not own or not when:
        return NONE_YET
    return words.finance.finance_lead(own, when, parts, _many(parts))


def _parts(rows: Rows, code: str | None) -> Rows:
    """Return the budgets a whole is made of: the topmost that state one, or those right below the chosen node."""
    if code:
        return [row for row in rows if row["parent"] == code]
    top = [row for row in rows if row["node"] and not row["within"]]
    below = [row for row in rows if len(top) == 1 and row["parent"] == top[0]["node"]]
    return below or top


def _many(parts: Rows) -> str:
    """Return the plural of the level the parts are of; "parts of the plan" where they are of several."""
    levels = {formats.text(row["level_plural"]).lower() for row in parts}
    return levels.pop() if len(levels) == 1 and "" not in levels else SEVERAL


def _budget(own: Facts, parts: Rows, name: str, reading: Reading, when: Facts) -> list[Any]:
    """Return the figures of the whole, its parts beside their performance, and how the forecast has moved."""
    charts = [finance.bars(parts, reading, when)] if len(parts) > 1 else []
    charts.append(finance.forecast(own, name, reading, when))
    return [
        finance.stats(own, when),
        html.Div(charts, className="gt-pair gt-finance-charts" if len(charts) > 1 else None),
        _beside(own, parts, reading, when),
    ]


def _beside(own: Facts, parts: Rows, reading: Reading, when: Facts) -> Any:
    """Return how the parts perform beside what they spend; of a node without parts how it performs (BCP-27)."""
    counts = reading.counts
    if not parts:
        bar = components.status_bar(counts.get(own["node"], {}), **reading.words)
        said = words.status.rollup(counts.get(own["node"], {}), **reading.words, period=reading.label)
        return components.section("Performance beside it", [bar, html.P(said, className="gt-under")])
    many = _many(parts)
    heading = f"{words.prose.capital(many)}: budget beside performance"
    drawn = finance.table(parts, own, counts, reading, name=_one(parts), caption=f"{heading}, {when['label']}")
    return components.section(heading, [drawn, _notes(own, parts)])


def _one(parts: Rows) -> str:
    return "Part of the plan" if _many(parts) == SEVERAL else formats.text(parts[0]["level_name"])


def _notes(own: Facts, parts: Rows) -> html.P:
    """Say what is rounded and, where the parts are not the whole, that they are not."""
    apart = parts and abs(sum(row["budget"] for row in parts) - own["budget"]) >= 1
    more = " The parts shown do not make up the whole budget: some of it is held above them." if apart else ""
    return html.P(ROUNDED + more, className="gt-notes")


def _measures(reading: Reading, chosen: Facts | None) -> list[Any]:
    """Return the measures of money: what is collected, owed, kept in reserve, saved; then others of its component."""
    of = f" of {chosen['short_title']}" if chosen else ""
    node = chosen["node"] if chosen else None
    groups: dict[str | None, list[str]] = {None: []}
    for row in queries.finance.measures.rows():
        groups.setdefault(row["component"], []).append(row["measure"])
    rows = queries.scorecard.rows(period=reading.period, node=node, tier=None, status=None)
    found = []
    for component, codes in groups.items():
        title = f"Other {reading.many} of {component}{of}" if component else f"Financial {reading.many}{of}"
        empty = f"No {'other' if component else 'financial'} {reading.many} are recorded{of}."
        mine, caption = rows[rows["measure"].isin(codes)], f"{title}, {reading.label}"
        found.append(plan.measures(mine, reading, title=title, caption=caption, via=[], empty=empty))
    return found


def offered() -> bool:
    """Tell whether this council has something for the page."""
    held = queries.finance.held.first() or {}
    return bool(held.get("budgets") or held.get("savings") or held.get("measures"))


register_page(
    __name__, path="/finance", title="Budget, forecast and savings", name="Finance", menu="Resources", offered=offered
)
