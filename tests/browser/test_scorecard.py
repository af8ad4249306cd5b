"""The scorecard in a browser: by keyboard, on a phone, on paper, to a screen reader, and with a thousand measures."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.arrange import built, measure
from tests.browser.conftest import Reader, reading
from tests.serving import serving

LATEST = "2026-27Q2"
STATUS = 'select[id*="status"]'
DIRECTORATE = 'select[id*="directorate"]'
EVIL = '<i>&"'
SPOKEN = """rows => rows.map(row => [...row.cells].map(cell => {
    const heard = cell.cloneNode(true);
    heard.querySelectorAll("[aria-hidden]").forEach(part => part.remove());
    heard.querySelectorAll("svg").forEach(part => part.replaceWith(part.getAttribute("aria-label")));
    return heard.textContent.replace(/\\s+/g, " ").replaceAll(" ,", ",").trim();
}))"""
"""The words of rows as a screen reader has them, a list a row."""


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a dashboard of a thousand measures."""
    folder = tmp_path_factory.mktemp("thousand")
    codes = [f"M{n:04d}" for n in range(1000)]
    rows = [{"measure": code, "period": LATEST, "value": 20 + n % 60} for n, code in enumerate(codes)]
    measures = [measure(code, title=f"Measure {code}", owner=f"{EVIL} {n % 7}") for n, code in enumerate(codes)]
    targets = [{"measure": code, "period": LATEST, "target": 45} for code in codes]
    built(folder, rows, measures=measures, targets=targets).close()
    with serving(folder / "warehouse") as served:
        yield served.address


def rows(page: Page) -> list[str]:
    """Return the measures of the table, from the top down."""
    return page.locator(".gt-grid tbody .gt-grid__measure a").all_inner_texts()


def tree(page: Page) -> list[dict]:
    """Return the accessibility tree, as a screen reader gets it."""
    return page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]


def role(node: dict) -> str:
    return "" if node.get("ignored") else node.get("role", {}).get("value", "")


@pytest.mark.requirement("BCC-15")
def test_filter_sort_open_and_come_back_with_the_keyboard_alone(reader: Reader) -> None:
    page = reader.open("/scorecard")

    def tab_to(selector: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"the keyboard never reached {selector}")

    tab_to(DIRECTORATE)
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile(r"\?directorate=\w+$"))
    chip = page.locator("#chip-directorate")
    expect(chip).to_be_visible()
    expect(page.locator(DIRECTORATE)).to_be_focused()
    expect(page.locator("#announcer")).to_have_text(re.compile(r"^\d+ of 167 KPIs .*Directorate"))
    reader.settled()
    tab_to("#sort-owner")
    page.keyboard.press("Enter")
    heading = page.locator("th.gt-grid__owner")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("#sort-owner")).to_be_focused()
    owners = reader.settled().locator("td.gt-grid__owner").all_inner_texts()
    assert owners == sorted(owners, key=str.lower)
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    chosen = reader.settled().url
    tab_to(".gt-grid tbody a")
    name = page.evaluate("document.activeElement.textContent")
    assert name == rows(page)[0]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/measures/"))
    expect(page.locator(".gt-grid")).to_have_count(0)
    reader.settled().go_back()
    expect(page).to_have_url(chosen)
    expect(page.locator("th.gt-grid__owner")).to_have_attribute("aria-sort", "descending")
    assert rows(reader.settled())[0] == name


@pytest.mark.requirement("BCC-03")
def test_every_row_says_what_the_csv_says(reader: Reader) -> None:
    page = reader.open("/scorecard")
    spoken = page.locator(".gt-grid tbody tr").evaluate_all(SPOKEN)
    text = page.request.get(f"{reader.address}/scorecard.csv").text()
    written = list(csv.DictReader(io.StringIO(text)))
    assert len(spoken) == len(written) == 167
    for row, told in zip(spoken, written, strict=True):
        measure, value, target, status, previous, year, trend, quartile, outlook, owner, commentary = row
        assert measure.startswith(told["title"])
        assert f"{value} ".startswith(f"{told['value']} ")
        assert status == f"{told['status']} {told['status_note']}".strip()
        assert quartile.removeprefix("quartile ") == (f"{told['quartile']} {told['place']}".strip() or "not compared")
        assert [target, previous, year, trend, outlook, owner, commentary] == [
            told[name] for name in ("target", "previous", "year", "trend", "outlook", "owner", "commentary")
        ]


def test_removing_what_is_chosen_gives_the_focus_to_its_filter(reader: Reader) -> None:
    page = reader.open("/scorecard?status=red&group_by=outcome")
    page.locator("#chip-status").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?group_by=outcome$"))
    expect(page.locator(STATUS)).to_be_focused()
    expect(page.locator(STATUS)).to_have_value("*")
    reader.settled().locator("#chip-all").click()
    expect(page).to_have_url(f"{reader.address}/scorecard")


def test_a_link_in_the_table_opens_in_place_and_in_a_new_tab_when_asked(reader: Reader) -> None:
    page = reader.open("/scorecard?list=exceptions&period=2026-27Q1")
    page.evaluate("window.here = true")
    link = page.locator(".gt-grid tbody a").first
    with page.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])
    opened.value.close()
    assert "/scorecard" in page.url
    link.click()
    expect(page).to_have_url(re.compile(r"/measures/\w+\?period=2026-27Q1$"))
    expect(page.locator("main h1")).to_be_focused()
    assert page.evaluate("window.here")


@pytest.mark.parametrize("path", ["/tiers", "/about", "/", "/outcomes/GC"])
def test_nothing_of_the_table_stays_on_another_page(reader: Reader, path: str) -> None:
    page = reader.open("/scorecard")
    page.evaluate(
        "path => { history.pushState({}, '', path); dispatchEvent(new CustomEvent('_dashprivate_pushstate')); }", path
    )
    expect(page.locator("main h1")).not_to_have_text(re.compile("Scorecard"))
    expect(page.locator(".gt-grid")).to_have_count(0)


@pytest.mark.requirement("BCC-15")
def test_twelve_measures_are_on_the_first_screen(reader: Reader) -> None:
    page = reader.open("/scorecard")
    boxes = [row.bounding_box() for row in page.locator(".gt-grid tbody tr").all()[:12]]
    assert max(box["y"] + box["height"] for box in boxes if box) <= 800
    assert all(box["height"] >= 40 for box in boxes if box)


def test_the_menu_fits_one_line(reader: Reader) -> None:
    page = reader.open("/scorecard")
    tops = [link.bounding_box()["y"] for link in page.locator(".site-links > li").all()]
    assert len(set(tops)) == 1


def test_a_heading_stays_in_sight_and_hides_nothing_that_has_the_focus(reader: Reader) -> None:
    page = reader.open("/scorecard?group_by=outcome")
    page.locator(".gt-grid tbody a").nth(30).focus()
    page.keyboard.press("Shift+Tab")
    page.evaluate("scrollBy(0, 1200)")
    head = page.locator(".gt-grid thead").bounding_box()
    group = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.gt-grid__group')]"
        ".map(one => one.getBoundingClientRect().top).filter(top => top >= 0))"
    )
    assert head["y"] == 0
    assert head["height"] - 2 <= group <= head["height"] + 2
    for _ in range(6):
        page.keyboard.press("Shift+Tab")
        box = page.evaluate("document.activeElement.getBoundingClientRect().top")
        assert box >= head["height"]


def test_a_phone_has_cards_and_its_filters_behind_a_button(phone: Reader) -> None:
    page = phone.open("/scorecard?group_by=outcome")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    button = page.get_by_role("button", name="Filters")
    expect(page.locator(STATUS)).to_be_hidden()
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.locator(STATUS).select_option("red")
    expect(page).to_have_url(re.compile("status=red"))
    expect(phone.settled().locator(STATUS)).to_be_visible()
    expect(page.get_by_role("button", name="Filters (1 chosen)")).to_have_attribute("aria-expanded", "true")
    first = page.locator(".gt-grid tbody tr:not(.gt-grid__group)").first
    expect(first.locator(".gt-pill")).to_be_visible()
    assert first.bounding_box()["width"] <= 390


@pytest.mark.parametrize("width", [768, 1024])
def test_a_tablet_never_scrolls_sideways(browser: Browser, demo: str, width: int) -> None:
    with reading(browser, demo) as reader:
        reader.page.set_viewport_size({"width": width, "height": 800})
        page = reader.open("/scorecard?group_by=outcome")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        shown = page.locator(".gt-grid tbody tr").nth(1).locator("> :visible")
        ends = [box["x"] + box["width"] for box in (cell.bounding_box() for cell in shown.all()) if box]
        assert max(ends) <= width


@pytest.mark.parametrize("size", ["projector", "phone"])
def test_a_screen_reader_meets_a_table_with_its_headings_groups_and_order(
    browser: Browser, demo: str, size: str
) -> None:
    with reading(browser, demo, size) as reader:
        page = reader.open("/scorecard?group_by=tier&sort=owner")
        shown = page.locator(".gt-grid tbody tr").count()
        nodes = tree(page)
    roles = [role(node) for node in nodes]
    assert roles.count("table") == 1
    assert roles.count("row") == shown + 1
    heads = [node["name"]["value"] for node in nodes if role(node) == "columnheader"]
    assert heads[0].startswith("KPI, sort by name")
    assert heads[4].startswith("Previous: On the previous period, sort the most worsened")
    assert len(heads) == 11
    assert any(node["name"]["value"].startswith("Strategic measures ") for node in nodes if role(node) == "rowheader")
    table = next(node for node in nodes if role(node) == "table")
    assert "grouped by tier, by owner, A to Z" in table["name"]["value"]


@pytest.mark.requirement("BCC-15")
def test_paper_has_a_true_table_with_its_head_on_every_page_and_no_row_cut(reader: Reader, tmp_path: Path) -> None:
    page = reader.open("/scorecard?group_by=outcome")
    page.emulate_media(media="print")

    def style(selector: str, name: str) -> str:
        return page.locator(selector).first.evaluate("(one, name) => getComputedStyle(one)[name]", name)

    assert style(".gt-grid", "display") == "table"
    assert style(".gt-grid thead", "display") == "table-header-group"
    assert style(".gt-grid tbody tr", "display") == "table-row"
    assert style(".gt-grid tbody tr", "breakInside") == "avoid"
    assert style(".gt-grid thead th", "position") == "static"
    for gone in ("#scorecard-filters", ".gt-lists", ".gt-count__downloads", ".site-nav"):
        expect(page.locator(gone)).to_be_hidden()
    # The printable width of A4 landscape, in CSS pixels.
    page.set_viewport_size({"width": 1032, "height": 800})
    assert page.locator(".gt-grid").evaluate("one => one.scrollWidth") <= 1032
    printed = page.pdf(path=tmp_path / "scorecard.pdf", prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+) ?\]", printed)
    assert sizes
    assert all(float(width) > float(height) for width, height in sizes)


@pytest.mark.requirement("BCC-15")
def test_a_thousand_measures_open_filter_and_sort_in_place(browser: Browser, thousand: str) -> None:
    with reading(browser, thousand) as reader:
        page = reader.open("/scorecard")
        assert page.locator(".gt-grid tbody tr").count() == 1000
        assert [role(node) for node in tree(page)].count("row") == 1001
        # Of rows out of sight there is no inner text.
        owners = page.locator("td.gt-grid__owner").all_text_contents()
        assert set(owners) == {f"{EVIL} {n}" for n in range(7)}
        page.locator("#sort-owner").click()
        expect(page.locator("th.gt-grid__owner")).to_have_attribute("aria-sort", "ascending")
        reader.settled().locator(STATUS).select_option("red")
        expect(page.locator(".gt-count strong")).to_have_text(re.compile(r"^\d+ of 1,000 measures$"))
        shown = int(reader.settled().locator(".gt-count strong").inner_text().split()[0])
        assert page.locator(".gt-grid tbody tr").count() == shown < 1000
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.locator(".gt-grid tbody tr").last.locator(".gt-pill")).to_be_in_viewport()


def test_the_scorecard_is_a_step_from_overview_outcome_directorate_and_service(reader: Reader) -> None:
    page = reader.open("/")
    page.get_by_role("link", name=re.compile("^See all .* in the scorecard")).first.click()
    expect(page).to_have_url(f"{reader.address}/scorecard?status=red")
    for path, chosen in (("/outcomes/GC1", "outcome=GC1"), ("/directorates/COP", "directorate=COP")):
        there = reader.open(path)
        there.get_by_role("link", name=re.compile("in the scorecard, with owners")).click()
        expect(page).to_have_url(f"{reader.address}/scorecard?{chosen}")
