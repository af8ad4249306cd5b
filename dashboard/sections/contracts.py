"""Parts of the contract register: its table, the card of one contract."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, formats, words
from dashboard.choices import Reading
from dashboard.sections import delivery

Facts = dict[str, Any]
Rows = list[Facts]


def pill(row: Facts, reading: Reading) -> Component:
    """Return the status of a contract as shape and word; an outline where none of its measures is rated."""
    return components.status_pill(formats.text(row["status"]), words.contracts.contract_word(row, reading.labels))


def table(rows: Rows, reading: Reading, *, caption: str) -> Component:
    """Return contracts one a row, each the way to its card: worth, end, next review, status.

    Phones leave the table out: the cards below it say the same.
    """
    listed = [
        {
            "title": [
                html.A(row["title"], href=f"#{row['contract']}"),
                html.Span(row["supplier"], className="gt-under"),
            ],
            "value": words.delivery.money(row["value"]) or "not stated",
            "ends": _dated(*words.contracts.contract_ends(row)),
            "review": _dated(*words.contracts.contract_review(row)),
            "status": pill(row, reading),
        }
        for row in rows
    ]
    columns: list[components.Column] = [
        ("title", "Contract"),
        ("value", "Value", "number"),
        ("ends", "Ends"),
        ("review", "Next review"),
        ("status", f"Status of its {reading.many}"),
    ]
    drawn = components.data_table(columns, listed, caption=caption, show_caption=False)
    return html.Div(drawn, className="gt-register")


def _dated(day: str, asks: str) -> Any:
    """Return a day with what it asks for under it."""
    urgent = "gt-asks gt-asks--now" if asks in ("within 6 months", "overdue") else "gt-asks"
    return [day, html.Span(asks, className=urgent)] if asks else day


def card(row: Facts, measures: Rows, nodes: Rows, reading: Reading) -> html.Section:
    """Return one contract: who, what it is worth, until when, its measures and the priorities it serves (SMBC-20)."""
    _, asks = words.contracts.contract_ends(row)
    facts = components.definition_list(
        [
            ("Runs", _dated(words.delivery.lifetime(row) or "No dates are stated", asks)),
            ("Next review", _dated(*words.contracts.contract_review(row))),
            ("Owner", row["owner"]),
            (words.prose.capital(reading.many), _rated(row, measures, reading)),
            ("Serves", delivery.node_list(nodes, reading) if nodes else ""),
            ("Social value", row["social_value"]),
            ("Reference", row["contract"]),
        ]
    )
    said = [
        row["supplier"],
        row["category"],
        words.delivery.money(row["value"]),
        "small or medium-sized" if row["sme"] else "",
    ]
    said.append("based in the area" if row["local"] else "")
    under = ", ".join(formats.text(part) for part in said if formats.text(part))
    head = html.Div([html.H3(row["title"]), pill(row, reading)], className="gt-thing__head")
    inside = [head, html.P(under, className="gt-under"), facts]
    return html.Section(inside, className="gt-card gt-thing gt-contract", id=row["contract"])


def _rated(row: Facts, measures: Rows, reading: Reading) -> list[Any]:
    """Return the measures of a contract, above them their counts where those say more than one measure does."""
    rating = words.contracts.contract_rating(row, one=reading.one, many=reading.many, labels=reading.labels)
    said = [html.Span(rating, className="gt-under")] if len(measures) != 1 or row["reason"] else []
    return [*said, delivery.measure_list(measures, reading)] if measures else [rating]
