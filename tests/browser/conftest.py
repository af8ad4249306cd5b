"""A served dashboard and a browser that forgives nothing: a console error or a request to another host is a failure."""

import functools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.serving import serving

CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages of one window share a process, and with it every script that is compiled already.
    "--process-per-site",
]
PATIENCE = 120_000
"""Milliseconds until a test gives up: a busy machine never decides one."""
SIZES: dict[str, ViewportSize] = {"projector": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
LONG = "tbody > tr:nth-child(n + 21)"
"""Rows that are built as the twenty before them."""

_SETTLED = """() => {
    const store = window.dash_stores?.[0]?.getState();
    const busy = document.querySelector("._dash-loading-callback");
    if (!store || store.isLoading || busy || !document.querySelector("main h1")) {
        return false;
    }
    // A chart far below is drawn when somebody comes near it.
    const awaited = [...document.querySelectorAll(".dash-graph--pending")].some(chart => {
        const box = chart.getBoundingClientRect();
        return box.height > 0 && box.top < window.innerHeight && box.bottom > 0;
    });
    const address = store.paths.strs.url.reduce((part, key) => part[key], store.layout).props;
    const drawn = new URL(address.pathname + (address.search || ""), window.location);
    return !awaited && drawn.pathname === window.location.pathname && drawn.search === window.location.search;
}"""
_AXE = """async but => {
    const options = { resultTypes: ["violations"] };
    const found = [];
    if (!but) {
        found.push(await window.axe.run(document, options));
    } else {
        // Contrasts are most of axe's work, and what has the same classes down from the body has the same one.
        const looks = new Map();
        const look = part => {
            if (!looks.has(part)) {
                const own = ["class", "style"].map(name => part.getAttribute(name));
                const above = part === document.body ? "" : look(part.parentElement);
                looks.set(part, [above, part.tagName, ...own, part.sectionRowIndex % 2].join(" "));
            }
            return looks.get(part);
        };
        const met = (window.looksMet ??= new Set());
        const fresh = [];
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const part = texts.currentNode.parentElement;
            if (texts.currentNode.data.trim() && part.checkVisibility() && !met.has(look(part))) {
                met.add(look(part));
                fresh.push(part);
            }
        }
        const others = { ...options, rules: { "color-contrast": { enabled: false } } };
        found.push(await window.axe.run({ exclude: [[but]] }, others));
        if (fresh.length) {
            found.push(await window.axe.run({ include: fresh }, { ...options, runOnly: ["color-contrast"] }));
        }
    }
    return found.flatMap(run => run.violations)
        .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`));
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker("browser")


@pytest.fixture(scope="session")
def demo(demo_warehouse: Path) -> Iterator[str]:
    """Address of the demonstration dashboard."""
    with serving(demo_warehouse) as served:
        yield served.address


@pytest.fixture(scope="session")
def birmingham(birmingham_warehouse: Path) -> Iterator[str]:
    """Address of Birmingham's dashboard."""
    with serving(birmingham_warehouse) as served:
        yield served.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium found: install the package chromium, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Reader:
    """A person at a browser, who notes everything that goes wrong."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        self.expected_missing = False
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def open(self, path: str) -> Page:
        """Go to a path of the dashboard and wait until its page is drawn."""
        self.page.goto(self.address + path)
        return self.settled()

    def settled(self) -> Page:
        """Wait until the page that the address names is drawn with its charts, and no callback is under way.

        An action only begins a redraw, and the address changes before the page does: what is pressed or typed meanwhile
        is lost with the elements that go. So every test waits here between two actions, or expects what the new page
        alone shows.
        """
        self.page.wait_for_function(_SETTLED)
        return self.page

    def axe(self, but: str = LONG) -> list[str]:
        """Return what axe finds on the page as it stands, WCAG 2.2 AA and best practice, leaving out elements.

        Unless nothing is left out, contrast is reckoned of one text of each look since the page was loaded.
        """
        if not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(AXE_SCRIPT)
        return self.page.evaluate(_AXE, but)

    def _console(self, message) -> None:
        missing = self.expected_missing and "404" in message.text
        if message.type in ("error", "warning", "trace") and not missing:
            self.complaints.append(f"console {message.type}: {message.text}")

    def _request(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"request to another host: {request.url}")

    def _response(self, response) -> None:
        if response.status >= 400 and not (self.expected_missing and response.status == 404):
            self.complaints.append(f"{response.status} for {response.url}")


@functools.cache
def window(browser: Browser, size: str) -> BrowserContext:
    """Return the window of that size which all tests open their pages in."""
    opened = browser.new_context(viewport=SIZES[size], has_touch=size == "phone", reduced_motion="reduce")
    opened.set_default_timeout(PATIENCE)
    return opened


@contextmanager
def reading(browser: Browser, address: str, size: str = "projector") -> Iterator[Reader]:
    """Yield a reader at a screen of that size; fail at the end if anything went wrong."""
    context = window(browser, size)
    reader = Reader(context.new_page(), address)
    try:
        yield reader
    finally:
        # The page itself stays until the next is done: without any, Chromium ends the process and compiles all anew.
        for page in context.pages:
            if page != reader.page:
                page.close()
        context.clear_cookies()
        context.clear_permissions()
    if reader.complaints:
        pytest.fail("\n".join(reader.complaints))


@pytest.fixture
def reader(browser: Browser, demo: str) -> Iterator[Reader]:
    """A reader of the demonstration dashboard at 1280 by 800."""
    with reading(browser, demo) as one:
        yield one


@pytest.fixture
def phone(browser: Browser, demo: str) -> Iterator[Reader]:
    """A reader of the demonstration dashboard at 390 by 844."""
    with reading(browser, demo, "phone") as one:
        yield one
