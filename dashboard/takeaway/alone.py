"""One figure or table by itself, for a frame on another site."""

from typing import Any

from dash import dcc, html

from dashboard.takeaway.find import find
from dashboard.takeaway.offer import ROW


def alone(name: str, address: str) -> tuple[Any, str]:
    """Return an item, without its row and with links that leave the frame, and its title. Raises Missing."""
    item = find(name, address).item
    return _apart(item.frame), item.title


def _apart(part: Any) -> Any:
    if isinstance(part, (list, tuple)):
        return [_apart(one) for one in part if getattr(one, "className", None) != ROW]
    apart: Any = part
    if isinstance(part, dcc.Link):
        apart = html.A(part.children, href=getattr(part, "href", None), className=getattr(part, "className", None))
    if isinstance(apart, html.A):
        leaving: Any = apart
        leaving.target, leaving.rel = "_blank", "noopener"
    inside = getattr(apart, "children", None)
    if inside is not None:
        apart.children = _apart(inside)
    return apart
