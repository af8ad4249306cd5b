"""The library in a browser: from a strategy to a plan below it to a measure and back, and asking in place."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader


def follow(reader: Reader, name: str | re.Pattern, heading: str) -> None:
    """Choose a link of the page and wait for the page it leads to."""
    reader.page.locator("main").get_by_role("link", name=name).first.click()
    expect(reader.settled().locator("h1")).to_have_text(heading)


@pytest.mark.requirement("WCC-31")
def test_from_a_strategy_to_a_plan_below_it_to_a_measure_and_back(reader: Reader) -> None:
    page = reader.open("/library?kind=strategy&theme=Children and young people")
    way = ["SEND and inclusion strategy 2025 to 2028", "EHC plan recovery plan"]
    follow(reader, way[0], way[0])
    branch = page.locator("#delivery")
    expect(branch.get_by_text(way[1], exact=True)).to_be_visible()
    # The branch shows the measures of the plan below; the plan has a page of its own.
    expect(branch.locator(".gt-tree__leaf").first).to_be_visible()
    follow(reader, f"Open page of {way[1]}", way[1])
    expect(page.locator(".gt-breadcrumb li")).to_have_count(4)
    measure = page.locator("#measures a").first
    measure.click()
    page.wait_for_url(re.compile("/measures/SEN0"))
    reader.settled()
    expect(page.locator("main").get_by_role("link", name=way[1])).to_be_visible()
    for heading in (way[1], way[0], "Library"):
        page.go_back()
        expect(reader.settled().locator("h1")).to_have_text(heading)
    expect(page).to_have_url(re.compile("kind=strategy"))
    expect(page.locator(".gt-document")).to_have_count(3)


def test_the_box_answers_in_place_and_keeps_the_filters_and_the_focus(reader: Reader) -> None:
    page = reader.open("/library?review=overdue")
    page.evaluate("window.still = true")
    box = page.get_by_role("searchbox", name=re.compile("Find in the library"))
    box.fill('"safe after dark"')
    box.press("Enter")
    expect(page.locator("mark")).to_have_text("safe after dark")
    expect(page).to_have_url(re.compile(r"review=overdue"))
    expect(page).to_have_url(re.compile(r"q=%22safe\+after\+dark%22"))
    expect(page.locator(".gt-documents__count")).to_contain_text("1 of 37 documents")
    assert page.evaluate("window.still"), "the page is drawn in place, not loaded anew"
    expect(box).to_be_focused()
    page.get_by_label("Review", exact=True).select_option("*")
    expect(page).not_to_have_url(re.compile("review="))
    reader.settled()
    expect(box).to_have_value('"safe after dark"')
    box.fill("")
    box.press("Enter")
    expect(page.locator(".gt-documents__count")).to_have_text("37 of 37 documents shown.")
    reader.settled().go_back()
    expect(page.locator(".gt-document")).to_have_count(1)


def test_on_a_phone_a_document_is_found_and_read_with_its_words_marked(phone: Reader) -> None:
    page = phone.open("/library")
    page.get_by_role("searchbox", name=re.compile("Find in the library")).fill("asbestos stalls")
    page.get_by_role("button", name="Find").tap()
    expect(page.locator(".gt-document")).to_have_count(1)
    phone.settled().locator(".gt-document a").tap()
    expect(page.locator("h1")).to_have_text("City centre action plan")
    expect(page.locator("#text mark")).to_have_text(["stalls", "asbestos"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
