"""Every link of every council's dashboard leads to a page with content that keeps nobody out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import crawling
from tests.browser.conftest import reading
from tests.serving import serving


@pytest.mark.whole
@pytest.mark.parametrize("pack", ["demo", "birmingham", "sandwell", "devon", "warwickshire", "bcp"])
@pytest.mark.parametrize("size", ["projector", "phone"])
def test_every_link_of_a_council_leads_to_a_page(
    browser: Browser, warehouse_of: Callable[[str], Path], pack: str, size: str
) -> None:
    """Six councils and every address are hours: test_every_page.py opens a page of each kind every day."""
    with serving(warehouse_of(pack)) as served, reading(browser, served.address, size) as reader:
        found = crawling.crawl(reader)
    print(f"{len(found.opened)} addresses opened")
    assert len(found.opened) > 20
    assert found.complaints == []
