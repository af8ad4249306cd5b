"""Follows every link of a dashboard by asking its pages as functions: quick, and every page draws itself."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dashboard import links as addresses
from dashboard import shell
from dashboard.addresses import exists, page_at

INSIDE = re.compile(r'href=\\?"(/[^"\\]*)')
FILES = (".csv", ".xlsx")


def crawl() -> Iterator[tuple[str, Any]]:
    """Yield (address, layout) of every page that can be reached from the menus, once for each set of choices made.

    Choices count by their names: a scorecard sorted by one column stands for one sorted by another. Raises
    AssertionError for a link that leads nowhere.
    """
    waiting = ["/", *links(shell.frame())]
    seen = {_kind(address) for address in waiting}
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        assert exists(parts.path), f"{address} leads nowhere"
        page, variables = page_at(parts.path)
        layout = page["drawn"](**variables | dict(parse_qsl(parts.query)))
        yield address, layout
        for href in links(layout):
            if not is_file(href) and _kind(href) not in seen:
                seen.add(_kind(href))
                waiting.append(href)


def is_file(href: str) -> bool:
    """Tell whether an address answers with a file instead of a page: a download, or what the API sends."""
    return href.startswith(f"{addresses.API}/") or urlsplit(href).path.endswith(FILES)


def _kind(address: str) -> tuple[str, ...]:
    parts = urlsplit(address)
    return (parts.path, *sorted(name for name, _ in parse_qsl(parts.query)))


def links(layout: Any) -> list[str]:
    """Return every address inside the site that a layout links to, in tables drawn as text too."""
    written = json.dumps(layout.to_plotly_json(), default=_plain)
    found = re.findall(r'"href": "([^"]*)"', written) + [href.replace("&amp;", "&") for href in INSIDE.findall(written)]
    return [href for href in found if href.startswith("/")]


def _plain(part: Any) -> Any:
    return part.to_plotly_json() if hasattr(part, "to_plotly_json") else str(part)
