"""/health: organisational health: the measures of its components, surveys of the workforce and pulse checks."""

from functools import partial
from typing import Any

from dash import html, register_page

from dashboard.sections import component, surveys

TITLE = "Organisational health"
NONE = "No {many} of organisational health and no surveys of the workforce are recorded in this council's framework."
NO_SURVEYS = "No survey of the workforce is recorded."


def layout(period: str | None = None, **_: Any) -> html.Div:
    """Draw the measures in one reporting period, then every survey of the workforce and pulse check (SMBC-19)."""
    return component.page("health", surveys.HEALTH, period, title=TITLE, none=NONE, unasked=NO_SURVEYS)


register_page(
    __name__,
    path="/health",
    title=TITLE,
    name="Health",
    menu="Resources",
    offered=partial(surveys.offered, "health", surveys.HEALTH),
)
