"""/value: costs beside what they buy, beside other councils, and every service by the three Es."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, links, queries, words
from dashboard.sections import value

TITLE = "Value for money"
NONE = "No cost is set beside what it buys in this council's framework."


def layout(group: str | None = None, period: str | None = None, **_: Any) -> html.Div:
    """Draw every pair beside one comparator ``group``, then services by economy, efficiency, effectiveness (BCC-07)."""
    reading = choices.reading(period)
    pairs = queries.value.pairs.rows(measure=None, node=None, period=reading.period)
    of = value.beside(pairs, reading, links.as_one(group))
    owns = [own for row in pairs if (own := of.own(row["pair"]))]
    groups = [(row["group"], f"{words.prose.capital(row['name'])}") for row in queries.value.groups.rows()]
    chosen = [components.filter_box("group", "Compare with", groups, of.group["group"])] if of.group else []
    return html.Div(
        [
            components.page_title(
                TITLE,
                lead=words.value.values(len(pairs), owns) if pairs else NONE,
                aside=components.period_selector(reading.periods, reading.period),
            ),
            components.filters(chosen) if chosen else None,
            components.section("Pairs at a glance", value.summary(pairs, of)) if pairs else None,
            *(value.pair(row, of, reading) for row in pairs),
            *value.coverage(reading),
        ],
        className="gt-value",
    )


def offered() -> bool:
    """Tell whether this council has set a cost beside what it buys."""
    return bool(queries.value.held.first())


register_page(__name__, path="/value", title=TITLE, name="Value for money", menu="Resources", offered=offered)
