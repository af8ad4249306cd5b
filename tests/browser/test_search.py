"""Search and explained words in a browser: by key, by finger, without losing one's place."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader

_WITHIN = """() => {
    const box = document.querySelector(".gt-term[open] .gt-term__meaning").getBoundingClientRect();
    return box.left >= 0 && box.right <= 390;
}"""


def test_slash_leads_to_the_box_but_not_out_of_a_field(reader: Reader) -> None:
    page = reader.open("/")
    box = page.get_by_role("searchbox")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type("and/or")
    expect(box).to_have_value("and/or")
    page.locator("h1").click()
    page.keyboard.press("Control+/")
    expect(box).not_to_be_focused()


def test_a_misspelt_word_leads_to_its_measure(reader: Reader) -> None:
    page = reader.open("/")
    page.keyboard.press("/")
    page.keyboard.type("recyclng")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Showing results for “recycling”; nothing holds “recyclng”")
    expect(page.get_by_role("searchbox")).to_have_value("recyclng")
    reader.settled().get_by_role("navigation", name="Kinds of results").get_by_role(
        "link", name=re.compile("^KPIs")
    ).click()
    expect(page).to_have_url(re.compile(r"/search\?q=recyclng&kind=measure$"))
    expect(page.locator("#kind-measure")).to_be_focused()
    reader.settled().get_by_role("link", name=re.compile("reuse, recycling or composting")).click()
    expect(page.locator("h1")).to_have_text("Household waste sent for reuse, recycling or composting")
    expect(page.get_by_role("searchbox")).to_have_value("")


@pytest.mark.requirement("BCC-06")
def test_a_word_is_explained_by_keyboard_and_leads_to_the_glossary(reader: Reader) -> None:
    page = reader.open("/measures/WST02")
    word = page.locator(".gt-term__word", has_text="intervention level")
    meaning = page.locator(".gt-term[open] .gt-term__meaning")
    word.focus()
    page.keyboard.press("Enter")
    expect(meaning).to_be_visible()
    expect(meaning).to_contain_text("exception report is due")
    assert reader.axe() == []
    page.keyboard.press("Escape")
    expect(meaning).to_have_count(0)
    expect(word).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".gt-term__word", has_text="Direction of travel").click()
    expect(meaning).to_have_count(1)
    page.locator("h1").click()
    expect(meaning).to_have_count(0)
    word.click()
    meaning.get_by_role("link", name="In the glossary").click()
    expect(page).to_have_url(f"{reader.address}/glossary#intervention-level")
    expect(page.locator("#intervention-level")).to_be_focused()
    expect(page.locator("#intervention-level")).to_be_in_viewport()


def test_a_meaning_stays_on_a_phones_screen(phone: Reader) -> None:
    page = phone.open("/")
    for word in page.locator(".gt-terms .gt-term__word").all():
        word.click()
        page.wait_for_function(_WITHIN)
        page.keyboard.press("Escape")


@pytest.mark.requirement("BCC-06")
def test_help_is_reachable_by_keyboard_on_every_page(reader: Reader) -> None:
    for path in ("/", "/measures/WST02", "/scorecard", "/programmes", "/search?q=waste"):
        page = reader.open(path)
        link = page.get_by_role("contentinfo").get_by_role("link", name="What the words mean")
        link.focus()
        expect(link).to_be_focused()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/glossary(\?|$)"))
        expect(page.locator("h1")).to_have_text("Glossary")


def test_a_class_is_chosen_in_place(reader: Reader) -> None:
    page = reader.open("/classifications?by=principle")
    page.locator("#class-digital").click()
    expect(page).to_have_url(re.compile(r"\?by=principle&class=digital$"))
    expect(page.locator("#class-digital")).to_be_focused()
    expect(page.locator("#chosen")).to_be_visible()
