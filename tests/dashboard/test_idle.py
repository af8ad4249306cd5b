"""Pages drawn while nobody asks: which, by whom, and when not."""

import os
import re

import brotli
import pytest
from werkzeug.test import Client

from dashboard import idle
from dashboard.addresses import pages_in
from dashboard.answers import AFRESH, PAGE, question
from dashboard.idle import Drawer, Readers, Turn, asking, drawn


def until_quiet(folder):
    """Let the last reader's request be long ago."""
    os.utime(folder / "asked", (0, 0))


@pytest.fixture
def readers(tmp_path):
    return Readers(tmp_path)


def test_links_are_read_as_dash_writes_them_and_as_text_of_a_table_and_lead_to_pages(pages):
    said = (
        '{"href":"\\u002fmeasures\\u002fA?via=x&view=spc#trend","id":1},{"href":"https://else.example/"},{"href":"#here"},'
        '"data-text":"<a href=\\"/outcomes/B?a=1&amp;b=2\\"><a href=\\"/scorecard.csv\\">"'
    )
    assert list(pages_in(said)) == ["/measures/A?via=x&view=spc", "/outcomes/B?a=1&b=2"]


def test_the_menu_comes_first_then_what_it_leads_to_each_page_once_and_so_many(pages, monkeypatch):
    asked = []

    def ask(address, first=False):
        asked.append((address, first))
        leads_to = {"/": ["/measures/A", "/outcomes/B", "/"], "/thread": ["/measures/A", "/measures/C"]}
        leads_to["/measures/A"] = ["/benchmarking?measure=A"]
        return " ".join(f'"href":"{href}"' for href in leads_to.get(address, []))

    monkeypatch.setattr(idle, "MOST", 1000)
    order = list(drawn(ask))
    menu = [address for address, first in asked if first]
    assert menu[:4] == ["/", "/thread", "/scorecard", "/benchmarking"]
    assert "/library" in menu
    further = ["/measures/A", "/outcomes/B", "/measures/C", "/benchmarking?measure=A"]
    assert order == [*menu, *menu, *further]
    assert asked == [*((one, True) for one in menu), *((one, False) for one in [*menu, *further])]
    monkeypatch.setattr(idle, "MOST", len(menu) + 1)
    assert list(drawn(ask)) == [*menu, *menu, "/measures/A"]


def test_it_stops_for_a_reader_and_goes_on_after_a_quiet_second(tmp_path, readers, pages):
    asked = []
    drawer = Drawer(lambda address, first=False: asked.append(address) or "", lambda: "one", Turn(tmp_path), readers)
    site = Client(readers.noticed(lambda environ, start: [start("200 OK", []) and b""]))
    assert not drawer.step(), "whoever starts a server asks at once"
    until_quiet(tmp_path)
    assert [drawer.step(), drawer.step(), len(asked)] == [True, True, 2]
    site.get("/healthz")
    assert drawer.step(), "who watches over the server is no reader"
    site.get("/")
    assert [drawer.step(), len(asked)] == [False, 3]
    until_quiet(tmp_path)
    assert drawer.step()
    assert len(asked) == len(set(asked)), "it goes on where it stopped"


def test_it_is_one_process_that_draws_and_another_if_that_ends(tmp_path):
    one, other = Turn(tmp_path), Turn(tmp_path)
    assert [one.is_mine(), other.is_mine(), one.is_mine(), other.is_mine()] == [True, False, True, False]
    os.utime(tmp_path / "drawing", (0, 0))
    assert one.is_mine(), "a turn is kept by saying so"
    assert not other.is_mine()
    os.utime(tmp_path / "drawing", (0, 0))
    assert other.is_mine()


def test_a_process_whose_turn_it_is_not_asks_nothing(tmp_path, readers, pages):
    assert Turn(tmp_path).is_mine()
    until_quiet(tmp_path)
    asked = []
    assert not Drawer(lambda address, first=False: asked.append(address), lambda: 1, Turn(tmp_path), readers).step()
    assert asked == []


def test_it_ends_and_begins_anew_with_a_new_snapshot(tmp_path, readers, pages):
    snapshots, asked = ["one"], []
    drawer = Drawer(
        lambda address, first=False: asked.append(address) or "", lambda: snapshots[-1], Turn(tmp_path), readers
    )
    until_quiet(tmp_path)
    while drawer.step():
        pass
    whole = list(asked)
    assert not drawer.step()
    assert asked == whole
    snapshots.append("two")
    while drawer.step():
        pass
    assert asked == whole * 2


@pytest.mark.parametrize("address", ["/", "/scorecard"])
def test_what_it_keeps_is_byte_for_byte_what_a_reader_would_be_sent(app, monkeypatch, address):
    ask = asking(Client(app.server.wsgi_app))
    assert "<title>" in ask(address, first=True)
    assert any(href.startswith("/measures/") for href in pages_in(ask(address)))
    with monkeypatch.context() as undrawn:
        undrawn.setattr(app.server, "full_dispatch_request", None)
        kept = sent(app, address, {})
    assert kept == sent(app, address, {AFRESH: True})


def sent(app, address, surroundings):
    """Return what Chromium is sent of a page: the document and Dash's answer."""
    headers = {"Accept-Encoding": "gzip, deflate, br, zstd", "Host": "here.example", "Accept": "*/*", "Cookie": "a=b"}
    client = Client(app.server.wsgi_app)
    document = client.get(address, headers=headers, environ_overrides=surroundings)
    page = client.post(PAGE, json=question(address, ""), headers=headers, environ_overrides=surroundings)
    assert document.status_code == page.status_code == 200
    # Dash gives each document a name by chance, for callbacks in the background: there are none.
    return re.sub(rb'"end_id":"[^"]*"', b"", brotli.decompress(document.data)), page.data
