"""The classes a measure or a plan node falls in, as small labels that lead to all that share them."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components, links, queries
from dashboard.choices import Reading

Rows = list[dict[str, Any]]


def of_measure(measure: str, reading: Reading) -> Component | str:
    """Return the classes of a measure as labels, by classification; empty where it has none."""
    return _labels(queries.classifications.labels.rows(measure=measure, node=None), reading)


def of_node(node: str, reading: Reading) -> list[Component]:
    """Return the section of a plan node's classes; nothing where it falls in none (SMBC-41)."""
    found = _labels(queries.classifications.labels.rows(measure=None, node=node), reading)
    return [components.section("Classed as", found, id="classes")] if found else []


def _labels(rows: Rows, reading: Reading) -> Component | str:
    if not rows:
        return ""
    return html.Ul([html.Li(_label(row, reading)) for row in rows], className="gt-labels")


def _label(row: dict[str, Any], reading: Reading) -> Component:
    href = links.classifications(by=row["classification"], **{"class": row["class"]}, **reading.kept)
    return dcc.Link([html.Span(f"{row['classification_name']}: ", className="gt-label__of"), row["name"]], href=href)
