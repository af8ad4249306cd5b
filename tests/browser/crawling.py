"""Follows the links of a served dashboard in a browser, and notes everything that keeps a reader out of a page."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urldefrag, urlsplit

from playwright.sync_api import Page

from dashboard.links import API
from tests.browser.conftest import Reader

FILES = (".csv", ".xlsx")
DATA = "/api/"
"""Where programs read: tests/dashboard/test_api.py follows those addresses."""
LEAST = 160
"""Characters of the shortest page worth opening."""

SIFTED = ("/scorecard",)
"""Pages whose choices sift one large table, which axe takes ten seconds for; test_scorecard.py is about the choices."""

_GO = """address => {
    window.history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
}"""
_LINKS = """() => [...document.querySelectorAll("a[href^='/']")].map(link => link.getAttribute("href"))"""
_WORDLESS = """() => [...document.querySelectorAll("figure:has(.js-plotly-plot)")]
    .filter(figure => !figure.querySelector("figcaption")?.innerText.trim()).map(figure => figure.id)"""
_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

Key = Callable[[str], tuple[str, ...]]


@dataclass
class Crawl:
    """What a crawl found: the addresses opened, in order, and the complaints, each beginning with its address."""

    opened: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def is_file(href: str) -> bool:
    """Tell whether an address answers with a file instead of a page: a download, or what the API sends."""
    return href.startswith(f"{API}/") or urlsplit(href).path.endswith(FILES)


def every_address(address: str) -> tuple[str, ...]:
    """Tell addresses apart by their path and the names of the choices made: one value of a filter stands for all."""
    parts = urlsplit(address)
    return (parts.path, *sorted(name for name, _ in parse_qsl(parts.query)))


def every_kind(address: str) -> tuple[str, ...]:
    """Tell addresses apart by the page and one of the choices made: one measure stands for all."""
    path, *names = every_address(address)
    return (path,) if path in SIFTED else (re.sub(r"(?<=\w/).+", "*", path), *names[-1:])


def crawl(reader: Reader, key: Key) -> Crawl:
    """Open one page of each ``key`` that can be reached from the overview, in place as a reader's click does."""
    found = Crawl()
    waiting, seen = ["/"], {key("/")}
    while waiting:
        visit(reader, waiting.pop(0), found)
        for href in (urldefrag(link).url for link in reader.page.evaluate(_LINKS)):
            path = urlsplit(href).path
            if not path.endswith(FILES) and not path.startswith(DATA) and key(href) not in seen:
                seen.add(key(href))
                waiting.append(href)
    return found


def visit(reader: Reader, address: str, found: Crawl) -> None:
    """Open one more address, in place as a reader's click does, and note what keeps somebody out of it."""
    if found.opened:
        _go(reader.page, address)
    else:
        reader.open(address)
    found.opened.append(address)
    found.complaints += [f"{address}: {complaint}" for complaint in [*inspected(reader), *reader.complaints]]
    reader.complaints.clear()


def _go(page: Page, address: str) -> None:
    with page.expect_response(lambda response: "_dash-update-component" in response.url):
        page.evaluate(_GO, address)
    page.wait_for_selector("main h1")
    page.evaluate(_DRAWN)


def inspected(reader: Reader) -> list[str]:
    """Return what keeps somebody out of the page as it stands, or leaves it without content."""
    page = reader.page
    wrong = reader.axe()
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
