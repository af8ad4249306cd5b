"""Follows the links of a served dashboard in a browser, and notes everything that keeps a reader out of a page."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urldefrag, urlsplit

from playwright.sync_api import Page

from tests.browser.conftest import LONG, Reader

FILES = (".csv", ".xlsx")
DATA = "/api/"
"""Where programs read: tests/dashboard/test_api.py follows those addresses."""
LEAST = 160
"""Characters of the shortest page worth opening."""

_GO = """address => {
    window.history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
}"""
_LINKS = """() => [...document.querySelectorAll("a[href^='/']")].map(link => link.getAttribute("href"))"""
_WORDLESS = """() => [...document.querySelectorAll("figure:has(.js-plotly-plot)")]
    .filter(figure => !figure.querySelector("figcaption")?.innerText.trim()).map(figure => figure.id)"""
WHOLE = ""
"""What axe leaves out when it looks at everything."""


@dataclass
class Crawl:
    """What a crawl found: the addresses opened, in order, and the complaints, each beginning with its address."""

    opened: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def every_address(address: str) -> tuple[str, ...]:
    """Tell addresses apart by path, view and the names of the choices made: one value of a filter stands for all."""
    parts = urlsplit(address)
    choices = dict(parse_qsl(parts.query))
    return (parts.path, choices.pop("view", ""), *sorted(choices))


def every_kind(address: str) -> tuple[str, str]:
    """Tell addresses apart by page and view: one measure stands for all, and whatever else is chosen for nothing."""
    path, view, *_ = every_address(address)
    return re.sub(r"(?<=\w/).+", "*", path), view


def crawl(reader: Reader) -> Crawl:
    """Open every address that can be reached from the overview, in place as a reader's click does."""
    found = Crawl()
    waiting, seen = ["/"], {every_address("/")}
    while waiting:
        visit(reader, waiting.pop(0), found, WHOLE)
        for href in links(reader.page):
            if every_address(href) not in seen:
                seen.add(every_address(href))
                waiting.append(href)
    return found


def links(page: Page) -> list[str]:
    """Return the addresses of other pages that the page as it stands leads to."""
    found = dict.fromkeys(urldefrag(link).url for link in page.evaluate(_LINKS))
    paths = {href: urlsplit(href).path for href in found}
    return [href for href, path in paths.items() if not path.endswith(FILES) and not path.startswith(DATA)]


def visit(reader: Reader, address: str, found: Crawl, but: str = LONG) -> None:
    """Open one more address, in place as a reader's click does, and note what keeps somebody out of it."""
    if found.opened:
        reader.page.evaluate(_GO, address)
        reader.settled()
    else:
        reader.open(address)
    found.opened.append(address)
    found.complaints += [f"{address}: {complaint}" for complaint in [*inspected(reader, but), *reader.complaints]]
    reader.complaints.clear()


def inspected(reader: Reader, but: str) -> list[str]:
    """Return what keeps somebody out of the page as it stands, or leaves it without content."""
    page = reader.page
    wrong = reader.axe(but)
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if widths[0] > widths[1]:
        wrong.append(f"scrolls sideways, {widths[0]} pixels in {widths[1]}")
    headings = page.locator("h1").all_inner_texts()
    if len(headings) != 1 or "not found" in headings[0].lower():
        wrong.append(f"headings {headings}")
    wrong += [f"figure {name} has no words" for name in page.evaluate(_WORDLESS)]
    said = len(page.locator("main").inner_text())
    if said < LEAST:
        wrong.append(f"says only {said} characters")
    return wrong
