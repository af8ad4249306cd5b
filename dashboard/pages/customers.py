"""/customers: customer experience: the measures of its components, surveys of residents and users, consultations."""

from functools import partial
from typing import Any

from dash import html, register_page

from dashboard import choices, components, queries, words
from dashboard.sections import component, surveys

TITLE = "Customer experience"
NONE = "No measures of customer experience, surveys or consultations are recorded in this council's framework."
NO_SURVEYS = "No survey and no consultation is recorded."


def layout(period: str | None = None, **_: Any) -> html.Div:
    """Draw the measures in one reporting period, then every survey and consultation (SMBC-18)."""
    reading = choices.reading(period)
    rows = queries.surveys.answers(kinds=list(surveys.CUSTOMERS), survey=None)
    found = [*component.measures("customers", reading), *surveys.every(rows, reading)]
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
    path="/customers",
    title=TITLE,
    name="Customers",
    menu="Resources",
    offered=partial(surveys.offered, "customers", surveys.CUSTOMERS),
)
