"""Answers before they are asked for, and what is shown while they are on their way."""

import re
import time

from playwright.sync_api import Route, expect

from tests.browser.conftest import Reader

CHANGES = """() => {
    const main = document.getElementById("main"), announcer = document.getElementById("announcer");
    window.seen = [];
    new MutationObserver(() => window.seen.push([main.getAttribute("aria-busy"), announcer.textContent]))
        .observe(main, {attributes: true, attributeFilter: ["aria-busy"]});
}"""


def test_a_page_is_asked_for_once_while_its_link_is_pointed_at(reader: Reader) -> None:
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page = reader.open("/glossary")
    assert not asked, "the document carries its first page"
    link = page.locator("#site-nav").get_by_role("link", name="Scorecard")
    with page.expect_request(lambda request: request.method == "POST"):
        link.hover()
    link.click()
    expect(page).to_have_title(re.compile("^Scorecard"))
    assert len(asked) == 1


def test_a_page_that_takes_a_while_says_so_and_then_no_more(reader: Reader) -> None:
    page = reader.open("/glossary")
    page.evaluate(CHANGES)

    def late(route: Route) -> None:
        time.sleep(0.6)
        route.continue_()

    page.route("**/_dash-update-component*", late)
    page.locator("#site-nav").get_by_role("link", name="Scorecard").click()
    expect(page).to_have_title(re.compile("^Scorecard"))
    assert page.evaluate("window.seen.map(([busy, said]) => [busy, said === 'Loading'])") == [
        ["true", True],
        [None, False],
    ]
