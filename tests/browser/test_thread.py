"""What people do: follow the golden thread by mouse, by keyboard, by link, and come back to where they were."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader

OVERVIEW, OUTCOME, PRIORITY, DIRECTORATE = "/", "/outcomes/GC", "/outcomes/GC1", "/directorates/"


def path(page: Page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url).partition("?")[0]


def follow(reader: Reader, name: str | re.Pattern, within: str = "main") -> str:
    """Choose the first link of that name and wait for the next page; return its heading."""
    before = reader.page.locator("h1").inner_text()
    reader.page.locator(within).get_by_role("link", name=name).first.click()
    reader.page.wait_for_function(
        "before => document.querySelector('h1') && document.querySelector('h1').innerText !== before", arg=before
    )
    reader.settled()
    return reader.page.locator("h1").inner_text()


@pytest.mark.requirement("WCC-32", "BCC-04", "BCP-08", "BCC-44")
def test_the_thread_is_followed_down_and_back_by_mouse(reader: Reader) -> None:
    page = reader.open(OVERVIEW)
    follow(reader, re.compile("^Clean and green"))
    assert path(page) == OUTCOME
    follow(reader, re.compile("^Waste and recycling"))
    assert path(page) == PRIORITY
    follow(reader, re.compile("^City Operations"))
    assert path(page).startswith(DIRECTORATE)
    assert "via=GC1" in page.url
    directorate = page.url
    follow(reader, re.compile("bin|recycl|waste", re.I), within=".gt-measures")
    assert path(page).startswith("/measures/")
    trail = page.get_by_role("navigation", name="Golden thread")
    for step in ("Clean and green", "Waste and recycling", "City Operations"):
        expect(trail.get_by_role("link", name=re.compile(step))).to_be_visible()
    for expected in (directorate, PRIORITY, OUTCOME, OVERVIEW):
        page.go_back()
        page.wait_for_url(re.compile(re.escape(expected.partition("?")[0]) + r"(\?|$)"))
        reader.settled()
    page.go_forward()
    page.wait_for_url(re.compile(OUTCOME))
    assert reader.settled().get_by_role("heading", level=1).inner_text()


@pytest.mark.requirement("WCC-32")
def test_back_keeps_what_was_chosen(reader: Reader) -> None:
    page = reader.open(PRIORITY)
    chosen = page.get_by_label("Period", exact=True).locator("option").nth(2).get_attribute("value")
    page.get_by_label("Period", exact=True).select_option(chosen)
    page.locator(f".gt-measures a[href*='period={chosen}']").first.wait_for()
    reader.settled()
    follow(reader, re.compile(".+"), within=".gt-measures")
    assert f"period={chosen}" in page.url
    page.go_back()
    page.wait_for_url(re.compile(PRIORITY))
    reader.settled()
    expect(page.get_by_label("Period", exact=True)).to_have_value(chosen)


def test_a_deep_link_opens_what_it_says(reader: Reader) -> None:
    page = reader.open("/outcomes/GC1?period=2025-26Q4")
    expect(page.get_by_label("Period", exact=True)).to_have_value("2025-26Q4")
    expect(page).to_have_title(re.compile("Waste and recycling"))


@pytest.mark.requirement("BCC-18")
def test_the_thread_is_followed_with_the_keyboard_alone(reader: Reader) -> None:
    page = reader.open(OVERVIEW)

    def tab_to(pattern: str) -> None:
        for _ in range(150):
            page.keyboard.press("Tab")
            said = page.evaluate("(document.activeElement.innerText || '')")
            if re.search(pattern, said):
                return
        pytest.fail(f"the keyboard never reached {pattern}")

    def enter(expected: str) -> None:
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(expected))
        reader.settled()

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to main content"
    page.keyboard.press("Enter")
    tab_to("Clean and green")
    enter(OUTCOME)
    page.wait_for_function("() => document.activeElement.tagName === 'H1'")
    tab_to("Waste and recycling")
    enter(PRIORITY)
    page.wait_for_function("() => document.activeElement.tagName === 'H1'")
    tab_to("City Operations")
    enter(DIRECTORATE)
    page.wait_for_function("() => document.activeElement.tagName === 'H1'")
    tab_to("^Missed bins")
    enter("/measures/")
    page.wait_for_function("() => document.activeElement.tagName === 'H1'")


@pytest.mark.requirement("BCC-18", "SMBC-34")
def test_the_whole_plan_is_a_tree_that_opens_without_a_mouse(reader: Reader) -> None:
    page = reader.open("/thread")
    branch = page.locator(".gt-tree details:has(> summary .gt-tree__title:text-is('Waste and recycling'))")
    branch.locator("> summary").focus()
    page.keyboard.press("Enter")
    expect(branch.locator("summary", has_text="City Operations")).to_be_visible()
    levels = page.get_by_label("Levels of the plan, each feeding the one before it").get_by_role("listitem")
    assert [re.sub(r"^[\d,]+ ", "", text) for text in levels.all_inner_texts()] == [
        "Outcomes",
        "Priorities",
        "Directorates",
        "Services",
        "KPIs",
    ]


@pytest.mark.requirement("BCP-06")
def test_all_priorities_are_on_the_first_screen(reader: Reader) -> None:
    page = reader.open(OVERVIEW)
    lines = page.locator(".gt-card--node .gt-line")
    expect(lines).to_have_count(24)
    bottoms = [lines.nth(n).bounding_box() for n in range(24)]
    assert max(box["y"] + box["height"] for box in bottoms if box) <= 800


@pytest.mark.requirement("SMBC-32")
def test_another_comparator_group_changes_chart_rank_and_table(reader: Reader) -> None:
    page = reader.open("/measures/ASC01")
    figure = page.locator("#benchmark-figure")
    before = figure.locator("figcaption").inner_text()
    chooser = page.get_by_label("Compare with")
    chosen = chooser.input_value()
    options = [option.get_attribute("value") for option in chooser.locator("option").all()]
    other = next(value for value in options if value and value != chosen)
    chooser.select_option(other)
    page.wait_for_function(
        "before => document.querySelector('#benchmark-figure figcaption').innerText !== before", arg=before
    )
    assert f"group={other}" in page.url
    reader.settled().go_back()
    page.wait_for_function(
        "before => document.querySelector('#benchmark-figure figcaption').innerText === before", arg=before
    )


def test_search_finds_a_measure_and_slash_reaches_the_box(reader: Reader) -> None:
    page = reader.open(OVERVIEW)
    page.keyboard.press("/")
    page.keyboard.type("missed")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q=missed"))
    reader.settled()
    follow(reader, re.compile("^missed bin", re.I))
    assert path(page).startswith("/measures/")
