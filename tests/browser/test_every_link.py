"""Every link of every council's dashboard leads to a page with content that keeps nobody out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import crawling
from tests.browser.conftest import reading
from tests.serving import serving

PACKS = ("demo", "birmingham", "sandwell", "devon", "warwickshire", "bcp")
EVERYDAY = {"demo": "phone"}
"""Its pages are opened on a projector by test_every_page.py; six councils, every address and both screens are hours."""


@pytest.mark.requirement("WCC-10")
@pytest.mark.parametrize("pack", EVERYDAY)
def test_every_kind_of_page_of_a_council_has_content_and_keeps_nobody_out(
    browser: Browser, warehouse_of: Callable[[str], Path], pack: str
) -> None:
    look(browser, warehouse_of(pack), EVERYDAY[pack], crawling.every_kind)


@pytest.mark.whole
@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("size", ["projector", "phone"])
def test_every_link_of_a_council_leads_to_a_page(
    browser: Browser, warehouse_of: Callable[[str], Path], pack: str, size: str
) -> None:
    look(browser, warehouse_of(pack), size, crawling.every_address)


def look(browser: Browser, warehouse: Path, size: str, key: crawling.Key) -> None:
    """Crawl a council's dashboard; fail with every complaint at once."""
    with serving(warehouse) as served, reading(browser, served.address, size) as reader:
        found = crawling.crawl(reader, key)
    print(f"{len(found.opened)} addresses opened")
    assert len(found.opened) > 20
    assert found.complaints == []
