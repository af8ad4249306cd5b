"""Everything as one table: a row a measure with our place, then a row a council with its figures."""

from typing import Any

from dash.development.base_component import Component

from dashboard import components, formats, words
from dashboard.explorer import Asked, Subject
from dashboard.sections.explorer import shared

NAME, LABEL, ORDER = "table", "Table", 90
LEAST, MOST = 1, 40
SPAN = False

COUNCILS = 12
"""Measures that stand side by side in the table of councils."""


def draw(asked: Asked) -> list[Component]:
    """Return where we stand on each measure, and what every council has of each."""
    subjects = asked.subjects[:MOST]
    return [_places(asked, subjects), _councils(asked, subjects[:COUNCILS], of=len(subjects))]


def _places(asked: Asked, subjects: list[Subject]) -> Component:
    columns: list[components.Column] = [
        shared.measures(asked),
        ("period", "Period"),
        ("value", asked.council, "number"),
    ]
    columns += [("rank", "Rank", "number"), ("quarter", "Quarter"), ("mean", "Mean of the others", "number")]
    columns += [("median", "Their median", "number"), ("range", "Their range"), ("published", "As published")]
    rows = [_place(asked, subject) for subject in subjects]
    caption = f"{asked.council} among {asked.group['name']}"
    note = (
        f"Each {asked.facts['measure_word']} is compared at the latest period that enough of them and we have published"
    )
    note += ", up to the period chosen." if asked.choice.period else "."
    return components.section(
        caption, components.data_table(columns, rows, caption=caption, show_caption=False), note=note
    )


def _place(asked: Asked, subject: Subject) -> dict[str, Any]:
    at, about = asked.at(subject), subject.about
    if at is None:
        return {"title": shared.measure(asked, about), "period": "none to compare"} | dict.fromkeys(
            ("value", "rank", "quarter", "mean", "median", "range", "published"), "–"
        )
    quarter = words.explorer.quarter(at)
    published = [
        f"{row['name']} {formats.measured(row['value'], about)}"
        for row in asked.published(subject)
        if row["type"] != "country"
    ]
    return {
        "title": shared.measure(asked, about),
        "period": at["label"],
        "value": formats.measured(at["value"], about),
        "rank": "–" if formats.is_missing(at["rank"]) else formats.count(at["rank"], at["of_n"]),
        "quarter": words.prose.capital(quarter) or "–",
        "mean": "fewer than 5" if at["withheld"] else formats.measured(at["mean"], about),
        "median": formats.measured(at["median"], about),
        "range": f"{formats.measured(at['low'], about)} to {formats.measured(at['high'], about)}",
        "published": "; ".join(published) or "–",
    }


def _councils(asked: Asked, subjects: list[Subject], *, of: int) -> Component:
    columns: list[components.Column] = [("name", "Council")]
    cells: dict[str, dict[str, Any]] = {row["area"]: {"name": shared.named(row)} for row in asked.members}
    for subject in subjects:
        at = asked.at(subject)
        if at is None:
            continue
        columns.append((subject.id, f"{shared.with_unit(subject.about)}, {at['short_label']}", "number"))
        for row in asked.figures(subject):
            cells[row["area"]][subject.id] = formats.measured(row["value"], subject.about, marker=row["marker"])
    caption = f"Every council: {formats.plural(len(cells), 'council')}"
    return components.section(
        caption,
        components.data_table(columns, list(cells.values()), caption=caption, show_caption=False),
        note=words.explorer.left_out(len(subjects), of, many=asked.facts["measure_word_plural"]),
    )
