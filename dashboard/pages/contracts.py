"""/contracts: the register of contracts: worth, ends, reviews, how each does by its measures, what it gives back."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import contracts, delivery, plan

Facts = dict[str, Any]
Rows = list[Facts]

STATUSES = ("red", "amber", "green")
UNRATED = "none"
RULE = (
    "A contract's status is that of the worst of its rated {many} in the period: red if any is, else amber if any is, "
    "else green. Without a rated {one} it has none. The one to end first stands first."
)


def layout(
    category: str | None = None,
    status: str | None = None,
    ending: str | None = None,
    period: str | None = None,
    **_: Any,
) -> html.Div:
    """Draw the register in one reporting period, of one ``category``, ``status`` or ``ending`` (SMBC-20)."""
    reading = choices.reading(period)
    rows = queries.contracts.register.rows(period=reading.period)
    lead = (
        words.contracts.register(rows, reading.labels)
        if rows
        else "This council's framework holds no contract register."
    )
    return html.Div(
        [
            components.page_title(
                "Contracts", lead=lead, aside=components.period_selector(reading.periods, reading.period)
            ),
            *(_register(rows, category, links.as_one(status), links.as_one(ending), reading) if rows else []),
            _measures(reading),
        ]
    )


def _register(rows: Rows, category: str | None, status: str | None, ending: str | None, reading: Reading) -> list[Any]:
    """Return the totals, the choices, and the contracts chosen: in a table, then each with everything about it."""
    categories = sorted({row["category"] for row in rows if formats.text(row["category"])})
    # The name of a category may hold a comma: it is taken whole, not as a list.
    category = category if category in categories else None
    status = status if status in (*STATUSES, UNRATED) else None
    ending = ending if ending in words.contracts.ENDING else None
    shown = [row for row in rows if _is_chosen(row, category, status, ending)]
    statuses = [(name, words.contracts.contract_word({"status": name}, reading.labels)) for name in STATUSES]
    endings = [(key, said) for key, (said, _) in words.contracts.ENDING.items()]
    boxes = [
        components.filter_box("status", "Status", [*statuses, (UNRATED, "No status")], status, every="Every status"),
        components.filter_box("category", "Category", [(c, c) for c in categories], category, every="Every category"),
        components.filter_box("ending", "Ends", endings, ending, every="At any time"),
    ]
    count = html.P(f"{formats.count(len(shown), len(rows))} contracts shown.", className="gt-counts", role="status")
    return [
        _totals(rows),
        *([components.filters(boxes), count] if len(rows) > 1 else []),
        *(_listed(shown, reading) if shown else [components.nothing("There is no such contract.")]),
    ]


def _is_chosen(row: Facts, category: str | None, status: str | None, ending: str | None) -> bool:
    return (
        category in (None, row["category"])
        and status in (None, row["status"] or UNRATED)
        and (ending is None or row["stage"] in words.contracts.ENDING[ending][1])
    )


def _totals(rows: Rows) -> html.Div:
    """Return what the contracts in force are worth, and how many are with small and with local suppliers."""
    stated = [
        (words.contracts.contract_worth(rows), "value over their life"),
        (words.contracts.contract_share(rows, "sme"), "with small and medium-sized firms"),
        (words.contracts.contract_share(rows, "local"), "with suppliers based in the area"),
    ]
    return html.Div([components.stat(figure, label) for figure, label in stated if figure], className="gt-stats")


def _listed(rows: Rows, reading: Reading) -> list[Any]:
    measures = delivery.linked_measures("contract", [row["contract"] for row in rows], reading)
    nodes = delivery.linked_nodes("contract")
    cards = [contracts.card(row, measures[row["contract"]], nodes.get(row["contract"], []), reading) for row in rows]
    caption = f"Contracts, {reading.label}, the one to end first at the top"
    return [
        *([contracts.table(rows, reading, caption=caption)] if len(rows) > 1 else []),
        html.P(RULE.format(one=reading.one, many=reading.many), className="gt-notes"),
        components.section("Each contract", html.Div(cards, className="gt-things")),
    ]


def _measures(reading: Reading) -> Any:
    """Return the measures of contracts and of the social value they bring (SMBC-59)."""
    rows = queries.scorecard.rows(period=reading.period, node=None, tier=None, status=None)
    title = f"Contract and social value {reading.many}"
    return plan.measures(
        rows[rows["measure"].isin([row["measure"] for row in queries.contracts.measures.rows()])],
        reading,
        title=title,
        caption=f"{title}, {reading.label}",
        via=[],
        empty=f"No such {reading.many} are recorded.",
    )


def offered() -> bool:
    """Tell whether this council has something for the page."""
    held = queries.contracts.held.first() or {}
    return bool(held.get("contracts") or held.get("measures"))


register_page(__name__, path="/contracts", title="Contracts", name="Contracts", menu="Resources", offered=offered)
