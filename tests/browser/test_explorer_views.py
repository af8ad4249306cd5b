"""An analyst on a phone: many measures at once, then two beside each other, then whether one differs from chance."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader

MEASURES = "ECO07,PUB05,EYS01,SEN06,PUB06,SAF04,WST02,ECO01,HSG06,TRA06"


def fits(page: Page) -> None:
    """Wait until nothing reaches beyond the screen: a chart takes its width once it is drawn."""
    page.wait_for_function("document.documentElement.scrollWidth <= 390")


def test_from_many_measures_to_one_that_differs_from_chance(phone: Reader) -> None:
    page = phone.open(f"/benchmarking?measure={MEASURES}&view=heat")
    title = page.locator(".gt-figure__title").first
    expect(title).to_have_text(re.compile("quarter among similar councils on"))
    # A label that has no room is left out, the last one never.
    expect(page.locator("#heat g.xtick text").last).to_have_text(re.compile("2026/"))
    expect(page.locator("#heat g.xtick text:visible")).to_have_count(3)
    fits(page)

    page.get_by_role("link", name="Spine chart").click()
    expect(title).to_have_text(re.compile("Better than the median of similar councils on .* of 10 KPIs"))
    phone.settled().get_by_text("Show as a table").click()
    rows = page.locator(".gt-figure__table tbody tr")
    expect(rows).to_have_count(10)
    fits(phone.settled())

    rows.first.get_by_role("link", name="Adult learner achievement").click()
    expect(page).to_have_url(re.compile("measure=ECO07$"))
    expect(title).to_have_text(re.compile("Adult learner achievement: .* of"))
    phone.settled().get_by_role("link", name="Two KPIs").click()
    expect(page.get_by_text("Choose a second KPI to see Adult learner achievement beside it.")).to_be_visible()
    box = phone.settled().get_by_label("Against", exact=True)
    box.press_sequentially("Drug treatment completed")
    box.press("Enter")
    expect(title).to_have_text(re.compile(r"beside \d+ similar councils"))
    expect(page.locator("#scatter .annotation", has_text="Wrensford")).to_have_count(1)

    phone.settled().get_by_role("link", name="Funnel").click()
    expect(title).to_have_text(re.compile("the average of 1[56] similar councils"))
    expect(page.locator("#funnel-eco07 .annotation", has_text="99.8%")).to_have_count(2)
    fits(phone.settled())
    assert phone.axe() == []
