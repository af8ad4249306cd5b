"""Taking a figure away as people do: files, pictures, its address; and a figure in a frame of another site."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import Reader, reading
from tests.serving import serving

MEASURE = "/measures/CSC07"


def opened(page: Page, anchor: str) -> Locator:
    """Open the row of a figure with the keyboard."""
    row = page.locator(f"#{anchor} .gt-take")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    return row


def saved(page: Page, button: Locator, folder: Path) -> Path:
    with page.expect_download() as waiting:
        button.press("Enter")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_a_chart_is_taken_away_as_file_picture_and_link(reader: Reader, tmp_path: Path) -> None:
    page = reader.open(MEASURE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    row = opened(page, "trend-figure")
    assert not reader.axe()

    written = saved(page, row.get_by_role("link", name="CSV", exact=True), tmp_path)
    assert written.name == "measures-csc07-trend-2026-10-31.csv"
    assert pd.read_csv(written)["value_per_cent_as_shown"][0] == page.locator(".gt-figure-value").inner_text()

    picture = saved(page, row.get_by_role("button", name="PNG"), tmp_path)
    assert picture.name == "measures-csc07-trend-2026-10-31.png"
    assert picture.read_bytes().startswith(b"\x89PNG")

    drawing = saved(page, row.get_by_role("button", name="SVG"), tmp_path).read_text("utf-8")
    title = page.locator("#trend-figure .gt-figure__title").inner_text()
    said = " ".join(drawing.replace("</tspan>", " ").replace("&amp;", "&").split())
    for words in (title.split(";")[0], "Care leavers in work or learning", "As at 31 October 2026", "Wrensford"):
        assert words in said

    row.get_by_role("button", name="Copy link").press("Enter")
    expect(page.locator("#announcer")).to_have_text("Link copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{reader.address}{MEASURE}#trend-figure"
    page.keyboard.press("Escape")
    expect(row).not_to_have_attribute("open", "")
    expect(row.locator("summary")).to_be_focused()

    page.goto(link)
    expect(page.locator("#trend-figure")).to_be_in_viewport()


def test_a_picture_asked_for_before_the_chart_is_drawn_waits_for_it(reader: Reader) -> None:
    page = reader.page
    held: list[Route] = []
    page.route("**/plotly.min.js*", lambda route: held.append(route), times=1)
    with page.expect_request("**/plotly.min.js*"):
        page.goto(f"{reader.address}{MEASURE}", wait_until="commit")
    row = opened(page, "trend-figure")
    with page.expect_download() as waiting:
        row.get_by_role("button", name="PNG").press("Enter")
        held.pop().continue_()
    assert waiting.value.suggested_filename == "measures-csc07-trend-2026-10-31.png"


def test_without_a_clipboard_a_phone_shows_the_address_selected(phone: Reader) -> None:
    phone.page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page = phone.open("/finance")
    row = opened(page, "table-financial-kpis")
    row.get_by_role("button", name="Copy link").press("Enter")
    box = row.get_by_role("textbox", name="Link, to be copied")
    expect(box).to_be_focused()
    expect(box).to_have_value(f"{phone.address}/finance#table-financial-kpis")
    assert page.evaluate("getSelection().toString()") == box.input_value()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert not phone.axe()


@contextmanager
def site(code: str) -> Iterator[str]:
    """Serve a page of another site that holds this code."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>News</title><h1>News</h1>{code}".encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.requirement("BCP-16")
def test_a_figure_opens_in_a_frame_of_a_site_that_may_and_in_no_other(
    browser: Browser, demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code: list[str] = []
    with site("") as allowed:
        monkeypatch.setenv("GOLDEN_THREAD_EMBED_SITES", allowed)
        with serving(demo_warehouse) as served:
            with reading(browser, served.address) as reader:
                page = reader.open("/finance")
                page.context.grant_permissions(["clipboard-read", "clipboard-write"])
                opened(page, "variance-figure").get_by_role("button", name="Embed").press("Enter")
                expect(page.locator("#announcer")).to_have_text("Code copied")
                code.append(page.evaluate("navigator.clipboard.readText()"))
                page.goto(f"{served.address}/embed/variance-figure?from=/finance")
                expect(page.locator(".js-plotly-plot")).to_be_visible()
                assert not reader.axe()
            framing = browser.new_context()
            other = framing.new_page()
            other.goto(allowed)
            other.evaluate("code => document.body.insertAdjacentHTML('beforeend', code)", code[0])
            figure = other.frame_locator("iframe")
            expect(figure.locator(".js-plotly-plot")).to_be_visible()
            expect(figure.get_by_text("Demonstration: the council")).to_be_visible()
            expect(figure.locator(".site-bar")).to_be_hidden()
            way = figure.get_by_role("link", name="See it on its page")
            expect(way).to_have_attribute("href", "/finance#variance-figure")
            expect(way).to_have_attribute("target", "_blank")

            with site(code[0]) as stranger:
                with other.expect_console_message(lambda message: "frame-ancestors" in message.text):
                    other.goto(stranger)
                assert not other.frame_locator("iframe").locator(".js-plotly-plot").count()
            framing.close()
