"""The views of a measure's page, named in the URL (``?view=``): each asks for its own rows and draws its column."""

from collections.abc import Callable

from dash.development.base_component import Component

from dashboard import components
from dashboard.sections import definition
from dashboard.sections.measure import Shown
from dashboard.sections.views import breakdown, history, outlook, spc, trend

VIEWS: dict[str, tuple[str, Callable[[Shown], list[Component]]]] = {
    "trend": ("Trend", trend.draw),
    "spc": ("Control chart", spc.draw),
    "outlook": ("Outlook", outlook.draw),
    "breakdown": ("Breakdown", breakdown.draw),
    "history": ("History", history.draw),
    "definition": ("Definition", definition.draw),
}
"""Name in the URL to label and drawing, in the order of the tabs; the first needs no name."""

LONG = {"trend", "definition"}
"""Views as tall as everything that stands beside them."""


def chosen(asked: str | None) -> str:
    """Return the view asked for, or the first where there is no such view."""
    return asked if asked in VIEWS else next(iter(VIEWS))


def draw(one: Shown) -> list[Component]:
    """Return the view a reader chose."""
    return VIEWS[one.view][1](one)


def tabs(one: Shown) -> Component:
    """Return links to every view of the measure, the present one marked."""
    return components.tabs([(name, label, one.href(name)) for name, (label, _) in VIEWS.items()], one.view, "Views")
