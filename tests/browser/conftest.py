"""A served dashboard and a browser that forgives nothing: a console error or a request to another host is a failure."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

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
]
PATIENCE = 60_000
"""Milliseconds until a test gives up: a busy machine never decides one."""
SIZES: dict[str, ViewportSize] = {"projector": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


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
        """Wait until the page has its heading and nothing is loading."""
        self.page.wait_for_selector("main h1")
        self.page.wait_for_load_state("networkidle")
        return self.page

    def axe(self) -> list[str]:
        """Return what axe finds on the page as it stands, WCAG 2.2 AA and best practice."""
        found = Axe().run(self.page)
        return [
            f"{rule['id']}: {node['html'][:160]}" for rule in found.response["violations"] for node in rule["nodes"]
        ]

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


@contextmanager
def reading(browser: Browser, address: str, size: str = "projector") -> Iterator[Reader]:
    """Yield a reader at a screen of that size; fail at the end if anything went wrong."""
    context = browser.new_context(viewport=SIZES[size], has_touch=size == "phone", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    reader = Reader(context.new_page(), address)
    yield reader
    context.close()
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
