"""One figure or table by itself, for a frame on another site."""

from typing import Any

from dashboard.takeaway.find import find
from dashboard.takeaway.offer import ROW


def alone(name: str, address: str) -> tuple[Any, str]:
    """Return an item without its row of downloads, and its title. Raises Missing."""
    item = find(name, address).item
    _drop(item.frame)
    return item.frame, item.title


def _drop(part: Any) -> None:
    inside = getattr(part, "children", None)
    if isinstance(inside, (list, tuple)):
        part.children = [one for one in inside if getattr(one, "className", None) != ROW]
        for one in part.children:
            _drop(one)
    elif inside is not None and not isinstance(inside, str):
        _drop(inside)
