"""The explorer in a browser: an analyst's questions, each answered by one URL that reload, Back and a bookmark keep."""

import random
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard import links
from dashboard.explorer import asked
from tests import layouts
from tests.browser import crawling
from tests.browser.conftest import Reader, reading
from tests.dashboard.test_explorer import state_of

TITLES = ".gt-explorer__view .gt-figure__title"
FIVE = ("Claimant count", "Median weekly pay", "Persistent absence", "Housing affordability", "Emissions per person")


def titles(page: Page) -> list[str]:
    return page.locator(TITLES).all_inner_texts()


def find(reader: Reader, label: str, name: str) -> None:
    """Find one of many by name, by keyboard alone; the box is where it goes on afterwards."""
    box = reader.page.get_by_label(label, exact=True)
    box.press_sequentially(name)
    box.press("Enter")
    expect(reader.page.get_by_role("link", name=f"Remove {name}")).to_be_visible()
    reader.settled()
    expect(box).to_be_focused()
    expect(box).to_have_value("")


@pytest.mark.requirement("WCC-42")
def test_an_analyst_answers_three_questions_each_by_one_address(browser: Browser, birmingham: str) -> None:
    with reading(browser, birmingham) as reader:
        # Birmingham against its ONS similar councils on five measures over ten years.
        page = reader.open("/benchmarking")
        for name in FIVE:
            find(reader, "Add KPIs", name)
        page.get_by_role("link", name="Over time").click()
        reader.settled().get_by_label("Since").select_option(label="2015/16")
        expect(page).to_have_url(re.compile("measure=CITY01,CITY02,CITY11,CITY15,CITY22&view=trend&since=2015-16"))
        expect(page.locator(TITLES).first).to_have_text(re.compile("in 2015 to"))
        expect(page.locator(TITLES)).to_have_count(5)
        found = titles(reader.settled())
        for title, name in zip(found, FIVE, strict=True):
            assert re.match(
                rf"{name}: Birmingham from \d+\w\w of 1\d .* to \d+\w\w of 1\d similar councils \(ONS\)", title
            )
        assert all(re.search("2015|2014/15", words) for words in page.locator(".gt-figure__subtitle").all_inner_texts())
        page.reload()
        assert titles(reader.settled()) == found
        assert reader.axe() == []

        # Which similar council improved fastest on NEET.
        page = reader.open("/benchmarking?measure=lait-16-17-neet&view=change&since=2019-20")
        expect(page.locator(TITLES)).to_have_text(
            "16-17 NEET (from 2016): Nottingham improved most: −1.2 percentage points, 2019/20 to 2024/25"
        )
        page.get_by_text("Show as a table").click()
        best = page.locator(".gt-figure__table tbody tr").first
        assert best.locator("th, td").all_inner_texts() == ["Nottingham", "4.6%", "3.4%", "−1.2", "1"]

        # Where the verdicts of DfE and ONS neighbours differ.
        page.get_by_role("link", name="Verdicts by group").click()
        expect(page.get_by_label("And with")).to_be_visible()
        reader.settled().get_by_role("link", name="Clear all").click()
        expect(page).not_to_have_url(re.compile("measure="))
        reader.settled()
        page.get_by_label("And with").select_option(label="Statistical neighbours (DfE) (10)")
        expect(page.get_by_role("columnheader", name="Economically similar")).to_have_count(0)
        expect(page.locator(".gt-explorer__view h2")).to_have_text(
            re.compile(r"The verdict depends on the group for \d{2,} of \d{3} KPIs")
        )
        first = page.locator(".gt-explorer__view tbody tr").first
        assert {"Top quarter", "Bottom quarter"} <= {
            words.split("\n")[0] for words in first.locator("td").all_inner_texts()
        }
        answer = page.locator(".gt-explorer__view h2").inner_text()
        address = page.url
        page.get_by_label("And with").select_option(label="Our other lists")
        expect(page).not_to_have_url(address)
        reader.settled().go_back()
        expect(page.locator(".gt-explorer__view h2")).to_have_text(answer)
        assert reader.open(address.removeprefix(birmingham)).locator(".gt-explorer__view h2").inner_text() == answer
        assert reader.axe() == []


@pytest.mark.parametrize("size", ["projector", "phone"])
def test_councils_picked_in_the_page_are_ranked_at_once_and_kept_in_the_address(
    browser: Browser, demo: str, size: str
) -> None:
    with reading(browser, demo, size) as reader:
        page = reader.open("/benchmarking?measure=ASC01")
        before = titles(page)
        page.locator(".gt-explorer__councils > summary").click()
        page.get_by_role("link", name="Pick your own, starting from these").click()
        expect(page).to_have_url(re.compile("group=picked&areas=X"))
        expect(page.get_by_label("Add a council")).to_be_focused()
        assert titles(page)[0].replace("councils picked here", "similar councils") == before[0]
        chips = page.locator(".gt-explorer__councils .gt-chip")
        expect(chips).to_have_count(15)
        reader.settled()
        chips.first.click()
        expect(chips).to_have_count(14)
        reader.settled()
        expect(page.get_by_label("Add a council")).to_be_focused()
        find(reader, "Add a council", "Ashmarle")
        expect(chips).to_have_count(15)
        assert reader.axe() == []

        # Nothing of that name, or too many of it: a sentence, and no change.
        box = page.get_by_label("Add a council")
        address = page.url
        box.fill("no such place")
        page.get_by_role("button", name="Add").last.click()
        expect(page.locator("#find-areas-said")).to_have_text("Nothing else has this name.")
        assert page.url == address
        box.fill("shire")
        box.press("Enter")
        expect(page.locator("#find-areas-said")).to_contain_text("2 have these words in their name:")
        page.get_by_role("button", name="Fenmarketshire").click()
        expect(page.get_by_role("link", name="Remove Fenmarketshire")).to_be_visible()

        # Another group at once, with the pick kept; Back leads the same way home.
        reader.settled().get_by_label("Compare with").select_option("family")
        expect(page.locator(TITLES)).to_have_text(re.compile("children's services family"))
        reader.settled().go_back()
        expect(page.locator(TITLES)).to_have_text(re.compile("councils picked here"))
        reader.settled().get_by_role("link", name="Table").click()
        expect(page.locator(".gt-explorer__view h2").first).to_have_text("Wrensford among councils picked here")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.reload()
        reader.settled()
        expect(page.locator(".gt-explorer__view h2").first).to_have_text("Wrensford among councils picked here")


@pytest.mark.whole
@pytest.mark.parametrize("size", ["projector", "phone"])
def test_thirty_random_states_keep_nobody_out(browser: Browser, demo: str, demo_warehouse: Path, size: str) -> None:
    """The states of tests/dashboard/test_explorer.py, which draws each of them every day without a browser."""
    with layouts.reading(demo_warehouse):
        first = asked({})
        addresses = [links.benchmarking(**state_of(random.Random(seed), first)) for seed in range(30)]
    found = crawling.Crawl()
    with reading(browser, demo, size) as reader:
        for address in addresses:
            crawling.visit(reader, address, found)
    assert len(found.opened) == 30
    assert found.complaints == []
