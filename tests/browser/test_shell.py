"""The shell in a browser: what a page drawn in place owes to its reader, and filters that write the URL."""

import re

from playwright.sync_api import expect

MEASURE = "/measures/ASC01"
PERIOD = 'select[id*="period"]'


def test_a_filter_writes_the_url_and_keeps_the_focus_and_the_place(reader):
    page = reader.open(MEASURE)
    chosen = page.locator(PERIOD)
    chosen.focus()
    place = page.evaluate("scrollY")
    before = page.evaluate("history.length")
    offered = chosen.locator("option[value]:not([value=''])").evaluate_all("all => all.map(one => one.value)")
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile(rf"\?period={offered[1]}$"))
    reader.settled()
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile(rf"\?period={offered[2]}$"))
    expect(reader.settled().locator(PERIOD)).to_be_focused()
    assert page.evaluate("scrollY") == place
    assert page.evaluate("history.length") == before + 2
    page.go_back()
    expect(page.locator(PERIOD)).to_have_value(offered[1])
    reader.settled()
    page.go_back()
    expect(page).to_have_url(reader.address + MEASURE)
    expect(page.locator(PERIOD)).to_have_value(offered[0])


def test_drawing_a_page_writes_no_default_into_the_url(reader):
    page = reader.open(f"{MEASURE}?utm_source=mail")
    assert page.url == f"{reader.address}{MEASURE}?utm_source=mail"


def test_the_period_goes_along_and_other_choices_stay_with_their_page(reader):
    page = reader.open(MEASURE)
    earlier = page.locator(f"{PERIOD} option").nth(3).get_attribute("value")
    page.locator(PERIOD).select_option(earlier)
    expect(page).to_have_url(re.compile(earlier))
    reader.settled()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Overview").click()
    expect(page).to_have_url(f"{reader.address}/?period={earlier}")


def test_a_page_drawn_in_place_is_announced_and_focused(reader):
    page = reader.open("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Thread").click()
    expect(page).to_have_title(re.compile("thread", re.IGNORECASE))
    heading = reader.settled().locator("main h1").inner_text()
    expect(page.locator("#announcer")).to_have_text(heading)
    expect(page.locator("main h1")).to_be_focused()
    assert page.locator('#site-nav [aria-current="page"]').all_inner_texts() == ["Thread"]


def test_the_skip_link_is_first_and_leads_to_main(reader):
    page = reader.open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_an_address_with_a_place_in_the_page_goes_there(reader):
    page = reader.open("/")
    page.get_by_role("link", name="How statuses are decided").click()
    expect(page).to_have_url(f"{reader.address}/about#statuses")
    expect(reader.settled().locator("#statuses")).to_be_focused()
    reader.open("/about#statuses")
    expect(page.locator("#statuses")).to_be_focused()
    expect(page.locator("#statuses")).to_be_in_viewport()


def test_the_plan_menu_opens_by_keyboard_and_closes_with_escape(reader):
    page = reader.open("/")
    summary = page.locator("#site-nav summary", has_text="Plan")
    menu = page.locator("#site-nav details").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/outcomes/"))
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator('a[aria-current="page"]')).to_have_count(1)
    assert page.locator("#site-nav summary[aria-current]").all_inner_texts() == ["Plan"]
    page.locator("#site-nav").get_by_role("link", name="Scorecard").click()
    expect(page).to_have_url(re.compile("/scorecard"))
    expect(page.locator("#site-nav summary[aria-current]")).to_have_count(0)


def test_on_a_phone_the_menu_is_behind_a_button(phone):
    page = phone.open("/")
    button = page.get_by_role("button", name="Menu")
    link = page.get_by_role("navigation", name="Main").get_by_role("link", name="Thread")
    expect(link).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(link).to_be_visible()
    link.click()
    expect(page).to_have_url(f"{phone.address}/thread")
    expect(button).to_have_attribute("aria-expanded", "false")


def test_the_search_box_finds_a_measure(reader):
    page = reader.open("/")
    page.get_by_role("searchbox").fill("reablement")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{reader.address}/search?q=reablement")
    expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()
