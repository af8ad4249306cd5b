"""/risks: strategic risks by likelihood and impact, and each with what is done and the measures that would show it."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, formats, queries, words
from dashboard.choices import Reading
from dashboard.sections import delivery, library

Facts = dict[str, Any]


def layout(period: str | None = None, **_: Any) -> html.Div:
    """Draw the matrix and the list, the highest score first, with measures in one reporting period (DCC-10)."""
    reading = choices.reading(period)
    rows = queries.risks.risks.rows()
    said = words.delivery.risks(rows)
    if not rows:
        return html.Div([components.page_title("Strategic risks"), components.nothing(said)])
    measures = delivery.linked_measures("risk", [row["risk"] for row in rows], reading)
    nodes = delivery.linked_nodes("risk")
    plans = library.of_risks(reading)
    cards = [
        _card(row, measures[row["risk"]], nodes.get(row["risk"], []), plans.get(row["risk"], ""), reading)
        for row in rows
    ]
    return html.Div(
        [
            components.page_title(
                "Strategic risks",
                lead=said,
                aside=components.period_selector(reading.periods, reading.period),
            ),
            components.risk_matrix(rows, caption="Risks by likelihood and impact; the number in a cell is its score"),
            components.section("Every risk, the highest score first", html.Div(cards, className="gt-things")),
        ]
    )


def _card(row: Facts, measures: list[Facts], nodes: list[Facts], plans: Any, reading: Reading) -> html.Section:
    """Return one risk: its score and the one to be reached, who owns it, what is done, what would show it."""
    none = f"No {reading.one} is linked to it."
    facts = components.definition_list(
        [
            ("Risk", row["description"]),
            ("Being done", row["mitigation"]),
            ("Owner", row["owner"]),
            ("Last review", formats.day(row["reviewed_on"])),
            (
                f"{words.prose.capital(reading.many)}, {reading.label}",
                delivery.measure_list(measures, reading) if measures else none,
            ),
            ("Part of the plan", delivery.node_list(nodes, reading) if nodes else ""),
            (f"Strategies that name these {reading.many}", plans),
        ]
    )
    head = html.Div(
        [html.H3(f"{row['risk']}: {row['title']}"), html.Strong(f"Score {row['score']}")], className="gt-thing__head"
    )
    inside = [head, html.P(words.delivery.risk_score(row), className="gt-under"), facts]
    return html.Section(inside, className="gt-card gt-thing", id=row["risk"])


def offered() -> bool:
    """Tell whether this council has something for the page."""
    return bool((queries.delivery.held.first() or {}).get("risks"))


register_page(__name__, path="/risks", title="Strategic risks", name="Risks", menu="Delivery", offered=offered)
