"""Which page an address names, and what it draws there."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import dash

NOT_FOUND = "not_found_404"
"""The module of the page that answers an address nobody registered."""
_HREF = re.compile(r'"href":"(/[^"#]*)|href=\\"(/[^"#\\]*)')


def page_at(path: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the registered page of a path, or the one for what is not found, and the variables in the path."""
    found: dict[str, Any] = {}
    for module, page in dash.page_registry.items():
        template = page["path_template"] or page["path"]
        pattern = re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", template.strip("/"))
        match = re.fullmatch(pattern, path.strip("/"))
        if module.endswith(NOT_FOUND):
            found = page
        elif match:
            return page, match.groupdict()
    return found, {}


def exists(path: str) -> bool:
    """Tell whether a path leads to something: a page, and if the page has ``exists=``, one of the things it knows."""
    page, variables = page_at(path)
    if not page or page["module"].endswith(NOT_FOUND):
        return False
    known = page.get("exists")
    return known is None or bool(known(**variables))


def drawn(address: str) -> Any:
    """Return the layout of a path with its query string, as the page draws it."""
    parts = urlsplit(address)
    page, variables = page_at(parts.path)
    asked = {name: ",".join(values) for name, values in parse_qs(parts.query).items()}
    return page["drawn"](**asked | variables)


def pages_in(answer: str) -> Iterator[str]:
    """Yield the addresses of pages that an answer to Dash links to, in its order; some of it is HTML (markup.py)."""
    # Dash writes no slash as it is.
    for plain, escaped in _HREF.findall(answer.replace("\\u002f", "/")):
        href = plain or unescape(escaped)
        page, _ = page_at(href.partition("?")[0])
        if not page["module"].endswith(NOT_FOUND):
            yield href


def address_of(page: Mapping[str, Any], choices: Mapping[str, str]) -> str:
    """Return the address at which a registered page makes these choices, those of its path among them."""
    template = page["path_template"] or page["path"]
    names = re.findall(r"<(\w+)>", template)
    path = re.sub(r"<(\w+)>", lambda found: quote(unquote(choices.get(found[1], "")), safe=":"), template)
    query = urlencode({name: value for name, value in choices.items() if name not in names and value}, safe=",:/")
    return path + (f"?{query}" if query else "")
