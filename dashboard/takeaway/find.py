"""An item by its id and the address of its page: whatever somebody typed there, an item or a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dashboard.addresses import drawn, exists, page_at
from dashboard.takeaway.items import Item, items

LONGEST = 4000
"""Letters of an address; no choice of any page needs as many."""


class Missing(Exception):
    """There is nothing to take away; the message is a sentence that says why."""


def is_taken_from(page: Mapping[str, Any]) -> bool:
    """Tell whether figures and tables of a registered page are its own; one with ``alone=True`` shows another's."""
    return not page.get("alone")


@dataclass(frozen=True)
class Found:
    """An item with the layout of its page."""

    item: Item
    layout: Any


def find(name: str, address: str) -> Found:
    """Return the item of a page. Raises Missing."""
    layout = drawn(page_of(address))
    listed = items(layout)
    for item in listed:
        if item.id == name:
            return Found(item, layout)
    offered = ", ".join(item.id for item in listed) or "nothing"
    raise Missing(f"There is no figure or table {name[:80]} on that page; it has {offered}.")


def page_of(address: str) -> str:
    """Return path and query of the address of a page of this site. Raises Missing."""
    if len(address) > LONGEST:
        raise Missing(f"The address in `from` has {len(address):,} letters, where {LONGEST:,} is the most.")
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        raise Missing("`from` has to be the path of a page, with its choices, such as /finance?period=2025-26Q4.")
    if not exists(parts.path) or not is_taken_from(page_at(parts.path)[0]):
        raise Missing("`from` names no page of this dashboard.")
    return parts.path + (f"?{parts.query}" if parts.query else "")
