"""/health: organisational health: the measures of its components, surveys of the workforce and pulse checks."""

from functools import partial
from typing import Any

from dash import html, register_page

from dashboard import choices, components, queries, words
from dashboard.sections import component, surveys

TITLE = "Organisational health"
NONE = "No measures of organisational health and no surveys of the workforce are recorded in this council's framework."
NO_SURVEYS = "No survey of the workforce is recorded."


def layout(period: str | None = None, **_: Any) -> html.Div:
    """Draw the measures in one reporting period, then every survey of the workforce and pulse check (SMBC-19)."""
    reading = choices.reading(period)
    rows = queries.surveys.answers(kinds=list(surveys.HEALTH), survey=None)
    found = [*component.measures("health", reading), *surveys.every(rows, reading)]
    return html.Div(
        [
            components.page_title(
                TITLE,
                lead=words.surveys(rows[rows["latest"]].to_dict("records"))
                if len(rows)
                else NO_SURVEYS
                if found
                else "",
                meta=surveys.ways(rows, reading),
                aside=components.period_selector(reading.periods, reading.period),
            ),
            *(found or [components.nothing(NONE)]),
        ]
    )


register_page(
    __name__,
    path="/health",
    title=TITLE,
    name="Health",
    menu="Resources",
    offered=partial(surveys.offered, "health", surveys.HEALTH),
)
