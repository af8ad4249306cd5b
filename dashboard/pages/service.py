"""/services/<node>: a service plan: need, priorities served, actions and the measures that track them (SMBC-33)."""

from functools import partial
from typing import Any

from dash import html, register_page

from dashboard.sections import plan

PAGE = "services"


def layout(node: str | None = None, period: str | None = None, via: str | None = None, **_: Any) -> html.Div:
    """Draw a service in one reporting period, under the thread the reader came by."""
    return plan.deliverer(PAGE, node, period, via)


register_page(
    __name__,
    path_template="/services/<node>",
    title=plan.title,
    name="Service",
    exists=partial(plan.exists, PAGE),
)
