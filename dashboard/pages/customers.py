"""/customers: customer experience: the measures of its components, surveys of residents and users, consultations."""

from functools import partial
from typing import Any

from dash import html, register_page

from dashboard.sections import component, surveys

TITLE = "Customer experience"
NONE = "No {many} of customer experience, surveys or consultations are recorded in this council's framework."
NO_SURVEYS = "No survey and no consultation is recorded."


def layout(period: str | None = None, **_: Any) -> html.Div:
    """Draw the measures in one reporting period, then every survey and consultation (SMBC-18)."""
    return component.page("customers", surveys.CUSTOMERS, period, title=TITLE, none=NONE, unasked=NO_SURVEYS)


register_page(
    __name__,
    path="/customers",
    title=TITLE,
    name="Customers",
    menu="Resources",
    offered=partial(surveys.offered, "customers", surveys.CUSTOMERS),
)
