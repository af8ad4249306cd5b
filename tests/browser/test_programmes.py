"""Programmes and risks in a browser: a count leads to its list in place, a linked thing to its own card."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Reader


def test_a_count_of_commitments_shows_its_list_where_the_reader_stands(reader: Reader) -> None:
    page = reader.open("/programmes?by=state")
    row = page.get_by_role("row", name=re.compile("^All"))
    link = row.get_by_role("link").nth(1)
    count = int(link.inner_text())
    link.click()
    expect(page).to_have_url(re.compile(r"/programmes\?by=state&commitment=kept_late$"))
    table = page.get_by_role("table", name="Commitments", exact=True)
    expect(table.get_by_role("row")).to_have_count(count + 1)
    assert reader.settled().evaluate("scrollY") > 0
    assert reader.axe() == []


def test_a_risk_of_a_measure_leads_to_its_card_and_back(reader: Reader) -> None:
    page = reader.open("/measures/SEN01")
    page.locator("a[href='/risks#RK-01']").click()
    page.wait_for_selector("#RK-01")
    expect(page.locator("#RK-01")).to_be_in_viewport()
    reader.settled().locator("#RK-01 a[href='/measures/SEN01']").click()
    expect(page.locator("h1")).to_have_text(re.compile("EHC plans|Education, health and care", re.I))
