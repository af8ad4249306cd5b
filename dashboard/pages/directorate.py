"""/directorates/<node>: a directorate's plan: its services, its measures, and which priorities they serve."""

from functools import partial
from typing import Any

from dash import html, register_page

from dashboard.sections import plan

PAGE = "directorates"


def layout(node: str | None = None, period: str | None = None, via: str | None = None, **_: Any) -> html.Div:
    """Draw a directorate in one reporting period, under the thread the reader came by."""
    return plan.deliverer(PAGE, node, period, via)


register_page(
    __name__,
    path_template="/directorates/<node>",
    title=plan.title,
    name="Directorate",
    exists=partial(plan.exists, PAGE),
)
