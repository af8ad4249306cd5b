"""Where the verdict depends on the group: a row a measure, a column a group, those that differ first."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, formats, words
from dashboard.explorer import Asked, compared_groups, verdicts
from dashboard.sections.explorer import shared

NAME, LABEL, ORDER = "verdicts", "Verdicts by group", 50
LEAST, MOST = 0, 500
SPAN, BESIDE = False, True
"""Without a measure chosen every measure of the council that can be compared is looked at."""

FIRST = 25
"""Measures that stand open; the rest are behind a button."""


def draw(asked: Asked) -> list[Component]:
    """Return every measure on which the groups differ, and those on which they agree behind a button (DR-15)."""
    groups, rows = compared_groups(asked), verdicts(asked)
    many = asked.facts["measure_word_plural"]
    if len(groups) < 2:
        return [components.no_figure("Verdicts by group", "There is only one comparator group: no verdict can differ.")]
    names = {code: group["name"] for code, group in groups.items()}
    differ = [row for row in rows if row["differs"]]
    agree = [row for row in rows if not row["differs"]]
    title = words.explorer.verdicts_title(len(differ), len(rows), many=many)
    said = ", ".join(names.values())
    folded = [
        (differ[FIRST:], "more with verdicts that differ", "More verdicts that differ"),
        (agree, "with the same verdict in each group, or too few to tell", "The same verdict"),
    ]
    return [
        components.section(
            title,
            [
                html.P(words.explorer.verdicts_sentence(rows, names)) if rows else None,
                _table(asked, differ[:FIRST], f"Verdicts that differ: {said}") if differ else None,
                *(
                    html.Details(
                        [html.Summary(f"{len(rest):,} {what}"), _table(asked, rest, f"{caption}: {said}")],
                        className="gt-explorer__agree",
                    )
                    for rest, what, caption in folded
                    if rest
                ),
                html.P(
                    f"Each {asked.facts['measure_word']} is compared at the latest period in which enough councils of "
                    "every group have a figure, so that only the group differs. Quarters are of all councils of a "
                    "group with a figure.",
                    className="gt-under",
                ),
            ],
        )
    ]


def _table(asked: Asked, rows: list[shared.Row], caption: str) -> Component:
    groups = compared_groups(asked)
    columns: list[components.Column] = [shared.measures(asked), ("value", asked.council, "number")]
    columns += [(code, f"{words.prose.capital(group['name'])}") for code, group in groups.items()]
    listed = [
        {
            "title": shared.measure(asked, row),
            "value": [formats.measured(row["value"], row), html.Span(row["label"], className="gt-under")],
            **{code: _cell(place) for code, place in row["places"].items()},
        }
        for row in rows
    ]
    return components.data_table(columns, listed, caption=caption, show_caption=False)


def _cell(place: shared.Row) -> list[Any]:
    quarter = words.explorer.quarter(place)
    rank = f"{formats.ordinal(place['rank'])} of {place['of_n']:,}"
    return [words.prose.capital(quarter) or "Too few to tell", html.Span(rank, className="gt-under")]
