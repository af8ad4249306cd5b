"""Quartile heat map: many measures over the years, the letter of the quarter our own figure lay in."""

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import charts, components, formats, words
from dashboard.explorer import Asked, Subject
from dashboard.sections.explorer import many, shared

NAME, LABEL, ORDER = "heat", "Heat map", 50
LEAST, MOST = 1, 60
WHOLE = True

YEARS = 12
"""Years a phone has room for; a reader can choose earlier ones."""

Row = dict[str, Any]


def draw(asked: Asked) -> list[Component]:
    """Return one picture: a row a measure, a column a financial year, in each cell the quartile (DR-18)."""
    opened, asked = asked, many.whole(asked, MOST)
    subjects = asked.subjects[:MOST]
    found = _cells(asked, subjects)
    if not found:
        return [many.nothing(asked)]
    years = sorted({cell["year"] for cells in found.values() for cell in cells})[-YEARS:]
    rows = {subject: kept for subject, cells in found.items() if (kept := _in(cells, years))}
    named = {subject.about["short_title"]: cells for subject, cells in rows.items()}
    frame = pd.DataFrame(
        [
            {
                "measure": subject.id,
                "title": subject.about["short_title"],
                "period": cell["year"],
                "quartile": cell["quartile"],
                "said": f"<b>{subject.about['short_title']}</b><br>{words.explorer_views.place_said(cell)}",
            }
            for subject, cells in rows.items()
            for cell in cells
        ]
    )
    notes = [
        *many.unchosen(opened, len(subjects)),
        "A is the best quarter of the group, D the weakest; a dash is a figure without a quartile, an empty cell "
        "a year in which the council or too many of the others have none.",
        "A column is the financial year a period ends in; of several periods in one year the last counts.",
        *many.without(asked, [subject for subject in subjects if subject not in rows]),
    ]
    return [
        components.figure(
            "heat",
            charts.quartile_heat(frame, years),
            title=words.explorer_views.heat_title(named, group_name=asked.group["name"], **many.words_of(asked)),
            subtitle=f"Quartile of {asked.council} among {asked.group['name']}, {years[0]} to {years[-1]}",
            sentence=words.explorer_views.heat_sentence(named, council=asked.council, years=years),
            table=_table(asked, rows, years),
            notes=notes,
            source=many.source(asked, list(rows)),
        )
    ]


def _cells(asked: Asked, subjects: list[Subject]) -> dict[Subject, list[Row]]:
    """Return of each measure the last comparable period of every year in which we have a figure, oldest first."""
    rows = {
        subject: [row for row in asked.within(subject, asked.periods(subject)) if row["value"] is not None]
        for subject in subjects
        if asked.at(subject)
    }
    return {
        subject: list(
            {row["financial_year"]: subject.about | row | {"year": row["financial_year"]} for row in found}.values()
        )
        for subject, found in rows.items()
        if found
    }


def _in(cells: list[Row], years: list[str]) -> list[Row]:
    return [cell for cell in cells if cell["year"] in years]


def _table(asked: Asked, rows: dict[Subject, list[Row]], years: list[str]) -> Component:
    """Return the same letters, each with our own figure and, where it is not the year itself, its period."""
    listed = [
        {"title": shared.measure(asked, subject.about)} | {cell["year"]: _said(cell) for cell in cells}
        for subject, cells in rows.items()
    ]
    columns: list[components.Column] = [shared.measures(asked)]
    columns += [(year, year) for year in reversed(years)]
    caption = f"Quartile of {asked.council} among {asked.group['name']}, with its own figure"
    return components.data_table(columns, listed, caption=caption, show_caption=False)


def _said(cell: Row) -> list[Any]:
    """Return a letter, which in a file has a column of its own, and the figure behind it."""
    letter = formats.text(cell["quartile"]) or "–"
    when = "" if cell["label"] == cell["year"] else f", {words.explorer_views.when_said(cell)}"
    marked = html.Span(letter, **{"data-column": "quartile"})
    return [marked, " (", formats.measured(cell["value"], cell), f"{when})"]
