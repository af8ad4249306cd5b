"""The measure page as people meet it: by keyboard from view to view, by ear, and on paper."""

import itertools
import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import Reader

MEASURE = "/measures/STR01"
VIEWS = {
    "Trend": "",
    "Control chart": "?view=spc",
    "Outlook": "?view=outlook",
    "Breakdown": "?view=breakdown",
    "History": "?view=history",
    "Definition": "?view=definition",
}
A4 = 297 / 25.4 * 72
"""Height of a sheet in points."""


def current(page: Page) -> str:
    return page.locator(".gt-views [aria-current]").inner_text()


def test_the_views_are_travelled_by_keyboard_and_back(reader: Reader) -> None:
    page = reader.open(MEASURE)
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Trend").focus()
    place = page.evaluate("scrollY")
    for name, query in list(VIEWS.items())[1:]:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(reader.address + MEASURE + query)
        expect(page.locator(".gt-views [aria-current]")).to_have_text(name)
        # The focus stays on the link just used, and the page where it was.
        expect(reader.settled().locator(":focus")).to_have_text(name)
        assert page.evaluate("scrollY") == place
    for name, query in reversed(list(VIEWS.items())[:-1]):
        page.go_back()
        expect(page).to_have_url(reader.address + MEASURE + query)
        expect(reader.settled().locator(".gt-views [aria-current]")).to_have_text(name)
    page.go_forward()
    expect(page.locator(".gt-views [aria-current]")).to_have_text("Control chart")


def test_a_view_opened_in_place_says_what_it_finds(reader: Reader) -> None:
    page = reader.open(MEASURE)
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Control chart").press("Enter")
    expect(page.locator(".gt-icons")).to_be_visible()
    expect(page.locator("#announcer")).to_have_text(page.locator(".gt-split__main h2").first.inner_text())


def test_a_new_tab_is_still_a_new_tab(reader: Reader) -> None:
    page = reader.open(MEASURE)
    with page.context.expect_page() as opened:
        page.get_by_role("navigation", name="Views").get_by_role("link", name="Outlook").click(modifiers=["Control"])
    expect(opened.value).to_have_url(f"{reader.address}{MEASURE}?view=outlook")
    assert page.url == reader.address + MEASURE


def test_period_and_dimension_stay_from_view_to_view(reader: Reader) -> None:
    page = reader.open("/measures/CSC07?view=breakdown")
    page.locator('select[id*="by"]').select_option("sex")
    expect(page).to_have_url(re.compile("by=sex"))
    reader.settled()
    page.locator('select[id*="period"]').select_option("2025-26Q4")
    expect(page).to_have_url(re.compile("period=2025-26Q4"))
    history = page.get_by_role("navigation", name="Views").get_by_role("link", name="History")
    reader.settled()
    expect(history).to_have_attribute("href", re.compile("period=2025-26Q4"))
    history.click()
    expect(page).to_have_url(re.compile("view=history"))
    reader.settled()
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Breakdown").click()
    expect(page.locator('select[id*="by"]')).to_have_value("sex")
    expect(page.locator('select[id*="period"]')).to_have_value("2025-26Q4")


def heard(page: Page) -> list[tuple[str, str]]:
    """Return what a screen reader meets in main, in order: role and name, from Chromium's accessibility tree."""
    session: CDPSession = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    main = next(node for node in nodes.values() if node.get("role", {}).get("value") == "main")
    found: list[tuple[str, str]] = []

    def visit(node: dict) -> None:
        if not node.get("ignored"):
            found.append((node["role"]["value"], node.get("name", {}).get("value", "").strip()))
        for child in node.get("childIds", []):
            if child in nodes:
                visit(nodes[child])

    visit(main)
    return found


def order(found: list[tuple[str, str]], *wanted: tuple[str, str]) -> list[int]:
    """Return where each role and name begins, searching on from the one before. Fails for what is not there."""
    places: list[int] = []
    for role, name in wanted:
        begin = places[-1] + 1 if places else 0
        place = next((at for at in range(begin, len(found)) if found[at][0] == role and name in found[at][1]), None)
        after = found[begin - 1] if places else "the beginning"
        assert place is not None, f"no {role} {name!r} after {after}; then come {found[begin : begin + 30]}"
        places.append(place)
    return places


def test_a_screen_reader_meets_the_page_in_a_sensible_order(reader: Reader) -> None:
    page = reader.open(f"{MEASURE}?view=spc")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    page.get_by_text("Show as a table").click()
    found = heard(page)
    order(
        found,
        ("navigation", "Golden thread"),
        ("heading", "Fly-tips cleared within two working days of report"),
        ("StaticText", "90.5%"),
        ("StaticText", "Near target"),
        ("StaticText", "target 91%"),
        ("StaticText", "90.5% in September 2026"),
        ("navigation", "Views"),
        ("link", "Control chart"),
        ("heading", page.locator(".gt-figure__title").first.inner_text()),
        ("image", "Variation: "),
        ("image", "Assurance: "),
        ("table", "Control chart of Fly-tips cleared"),
        ("columnheader", "What sets it apart"),
        ("rowheader", "September 2026"),
        ("Figcaption", ""),
        ("heading", "What is being done"),
        ("heading", "What would change this status"),
        ("heading", "Serves"),
    )
    assert [role for role, _ in found].count("main") == 1
    # What is printed alone and what is behind the drawing stay silent.
    assert not any("Definition in short" in name or "The last periods" in name for _, name in found)


@pytest.mark.parametrize("view", ["Trend", "Control chart", "Outlook"])
def test_a_chart_is_one_picture_named_by_its_sentence(reader: Reader, view: str) -> None:
    page = reader.open(MEASURE + VIEWS[view])
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    found = heard(page)
    sentence = page.locator("figcaption").first.inner_text()
    pictures = [name for role, name in found if role in ("image", "img") and name == sentence]
    assert pictures == [sentence]
    at = found.index(("image", sentence)) if ("image", sentence) in found else found.index(("img", sentence))
    title = page.locator(".gt-figure__title").first.inner_text()
    assert at > next(place for place, (role, name) in enumerate(found) if role == "heading" and name == title)
    # Nothing of the drawing itself is read out piece by piece.
    following = [role for role, _ in found[at + 1 : at + 3]]
    assert "StaticText" not in following[:1] or found[at + 1][1] == "Show as a table"


def test_headings_go_down_one_step_at_a_time(reader: Reader) -> None:
    for query in VIEWS.values():
        page = reader.open(MEASURE + query)
        levels = page.locator("main :is(h1, h2, h3, h4):visible").evaluate_all("all => all.map(h => +h.tagName[1])")
        assert levels[0] == 1
        assert all(lower - upper <= 1 for upper, lower in itertools.pairwise(levels))


def test_the_explanation_opens_by_keyboard(reader: Reader) -> None:
    page = reader.open(f"{MEASURE}?view=spc")
    summary = page.get_by_text("How to read a control chart")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Four things are more than chance")).to_be_visible()


def test_panels_have_pictures_that_say_what_they_show(reader: Reader) -> None:
    page = reader.open(f"{MEASURE}?view=breakdown")
    pictures = page.locator(".gt-panel__picture")
    assert pictures.count() == 12
    assert pictures.evaluate_all("all => all.every(one => one.complete && one.naturalWidth > 0)")
    assert all(re.match(r"42 figures, lowest \d", alt) for alt in pictures.evaluate_all("all => all.map(i => i.alt)"))


@pytest.mark.requirement("WCC-34")
@pytest.mark.parametrize("path", [*(MEASURE + query for query in VIEWS.values()), "/measures/WST01", "/measures/SEN01"])
def test_every_view_leaves_one_sheet_of_paper(reader: Reader, path: str) -> None:
    page = reader.open(path)
    if page.locator(".gt-split__main .dash-graph").count():
        page.locator(".js-plotly-plot .main-svg").first.wait_for()
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    heights = {round(float(box)) for box in re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+[\d.]+\s+([\d.]+)", pdf)}
    assert heights == {round(A4)}
    page.emulate_media(media="print")
    for shown in (".gt-headline", ".gt-statement", ".gt-paper .gt-table"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".gt-views", ".gt-around", ".site-footer", ".gt-figure__downloads"):
        assert not any(page.locator(hidden).evaluate_all("all => all.map(one => one.checkVisibility())"))
    said = page.locator("main").inner_text()
    assert "Source: " in said
    assert "As at 31 October 2026" in said
    # Nothing reaches beyond the sheet.
    page.set_viewport_size({"width": 695, "height": 1039})
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1]
