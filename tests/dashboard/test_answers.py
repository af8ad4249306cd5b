import gc
import json
import threading
import time
from types import SimpleNamespace

import pytest
from dash._utils import to_json
from flask import Flask
from werkzeug.test import Client

from dashboard import answers, static
from dashboard.addresses import drawn
from dashboard.answers import PAGE, question
from dashboard.cache import Bounded, in_process
from dashboard.warm import ALLOCATIONS, warm

CHROMIUM, SAFARI, PLAIN = "gzip, deflate, br, zstd", "gzip, deflate, br", "gzip, deflate"


class Application:
    """A WSGI application that says what it was asked, and counts."""

    def __init__(self, status="200 OK", slow=0.0, **headers):
        self.status, self.slow, self.headers = status, slow, headers
        self.asked = []

    def __call__(self, environ, start_response):
        time.sleep(self.slow)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        self.asked.append(environ["wsgi.input"].read(length))
        said = [environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("QUERY_STRING", "")]
        body = f"{said} {environ.get('HTTP_ACCEPT_ENCODING')} {len(self.asked)}".encode()
        headers = {"Content-Length": str(len(body)), "Content-Type": "text/plain"} | self.headers
        start_response(self.status, list(headers.items()))
        return [body]


@pytest.fixture
def snapshot(monkeypatch):
    """The facts of the snapshot every request of a test reads."""
    facts = {"snapshot": "one", "built_at": "now", "tier": "public"}
    monkeypatch.setattr(answers.warehouse, "current", lambda: SimpleNamespace(facts=facts))
    return facts


def room(application, edition="1", cache=None):
    return Client(answers.keeping(application, in_process(Flask("kept")) if cache is None else cache, edition))


def test_a_second_reader_is_sent_the_same_bytes_and_nothing_is_asked(snapshot):
    application = Application()
    client = room(application)
    cold, warm = client.get("/a?b=1"), client.get("/a?b=1")
    assert (warm.data, warm.headers, len(application.asked)) == (cold.data, cold.headers, 1)
    assert client.get("/a?b=2").data != cold.data


def test_a_new_snapshot_another_tier_and_another_edition_have_answers_of_their_own(snapshot):
    application, cache = Application(), in_process(Flask("kept"))
    client = room(application, cache=cache)
    found = {client.get("/a").data}
    for name, value in (("snapshot", "two"), ("built_at", "later"), ("tier", "officer")):
        snapshot[name] = value
        found.add(client.get("/a").data)
    found.add(room(application, edition="2", cache=cache).get("/a").data)
    assert len(found) == len(application.asked) == 5


def test_browsers_that_take_the_same_coding_share_an_answer(snapshot):
    application = Application()
    client = room(application)
    sent = [client.get("/a", headers={"Accept-Encoding": one}).data for one in (CHROMIUM, SAFARI, PLAIN, "br;q=0", "")]
    assert [b"br" in sent[0], b"gzip" in sent[2], b"identity" in sent[3]] == [True, True, True]
    assert sent[0] == sent[1]
    assert sent[3] == sent[4]
    assert len(application.asked) == 3


@pytest.mark.parametrize(
    "application",
    [
        Application("500 INTERNAL SERVER ERROR"),
        Application("404 NOT FOUND"),
        Application(**{"Cache-Control": "no-store"}),
        Application(**{"Set-Cookie": "a=b"}),
        Application(**{"Content-Length": str(2**30)}),
    ],
    ids=["error", "not found", "no-store", "a cookie", "too large"],
)
def test_what_is_one_readers_own_is_not_kept(snapshot, application):
    client = room(application)
    assert client.get("/a").data != client.get("/a").data


def test_what_changes_by_itself_and_parts_of_files_pass_by(snapshot):
    application = Application()
    client = room(application)
    for path, headers in (("/healthz", {}), ("/api/v1/files/x.csv", {}), ("/a", {"Range": "bytes=0-1"})):
        client.get(path, headers=headers)
        client.get(path, headers=headers)
    client.head("/a")
    client.head("/a")
    assert len(application.asked) == 8


def test_many_who_ask_at_once_have_one_answer_made(snapshot):
    application = Application(slow=0.05)
    client = room(application)
    found = []
    readers = [threading.Thread(target=lambda: found.append(client.get("/a").data)) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(10)
    assert len(found) == 8
    assert len(set(found)) == len(application.asked) == 1


def test_one_who_waits_for_an_answer_that_is_not_kept_makes_another(snapshot):
    application = Application("500 INTERNAL SERVER ERROR", slow=0.02)
    client = room(application)
    readers = [threading.Thread(target=client.get, args=("/a",)) for _ in range(3)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(10)
    assert len(application.asked) == 3


def test_a_reader_who_has_an_answer_is_only_told_so(snapshot):
    client = room(Application())
    tag = client.get("/a").headers["ETag"]
    for said in (tag, f'"x", W/{tag}', "*"):
        again = client.get("/a", headers={"If-None-Match": said})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get("/a", headers={"If-None-Match": '"x"'}).status_code == 200
    snapshot["snapshot"] = "two"
    assert client.get("/a", headers={"If-None-Match": tag}).status_code == 200


def test_a_page_is_known_by_path_and_query_and_nothing_else_of_the_question_is_passed_on(snapshot):
    application = Application()
    client = room(application)
    plain = client.post(PAGE, json=question("/a", "?b=1"))
    other = question("/a", "?b=1") | {"changedPropIds": ["_pages_location.search"]}
    other["outputs"] = [{"id": "somebody", "property": "else"}]
    assert client.post(PAGE, json=other).data == plain.data
    assert json.loads(application.asked[0]) == question("/a", "?b=1")
    assert client.post(PAGE, json=question("/a", "")).data != plain.data


@pytest.mark.parametrize(
    "asked",
    [
        b"",
        b"{",
        b"[]",
        json.dumps(question("/a", "") | {"output": "..else.."}).encode(),
        json.dumps(question("/a", "") | {"inputs": []}).encode(),
        json.dumps(question(["/a"], "")).encode(),
        b" " * 9000,
    ],
)
def test_a_question_that_is_no_page_reaches_dash_as_it_is(snapshot, asked):
    application = Application()
    client = room(application)
    client.post(PAGE, data=asked)
    client.post(PAGE, data=asked)
    assert application.asked == [asked, asked]


def as_components(sent, true):
    """Return what was sent with what went out as text as Dash has it: test_markup.py is about the text."""
    if isinstance(sent, dict) and isinstance(true, dict):
        if "data-text" in sent:
            return {name: true.get(name) if name == "children" else sent[name] for name in sent if name != "data-text"}
        return {name: as_components(value, true.get(name)) for name, value in sent.items()}
    if isinstance(sent, list) and isinstance(true, list) and len(sent) == len(true):
        return [as_components(*pair) for pair in zip(sent, true, strict=True)]
    return sent


@pytest.mark.parametrize("address", ["/", "/scorecard?status=red", "/nowhere"])
def test_an_answer_is_what_dash_would_send_cold_and_warm(app, demo, address):
    client = app.server.test_client()
    path, mark, query = address.partition("?")
    asked = {"json": question(path, mark + query), "headers": {"Accept-Encoding": ""}}
    cold, again = client.post(PAGE, **asked), client.post(PAGE, **asked)
    assert (cold.data, cold.headers) == (again.data, again.headers)
    true = json.loads(to_json(drawn(address)))
    assert as_components(cold.json["response"]["_pages_content"]["children"], true) == true


def test_it_warms_up_by_a_page_of_each_kind_and_forgets_to_look_at_them_again(app):
    try:
        warm(app.server)
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold() == ALLOCATIONS
    finally:
        gc.unfreeze()
        gc.set_threshold(700, 10, 10)


def test_the_room_is_bounded_in_bytes_and_loses_what_was_longest_not_asked_for():
    kept = Bounded(8000)
    for name in "abcdefgh":
        kept.set(name, b"x" * 900)
    assert kept.get("a") == b"x" * 900
    kept.set("i", b"x" * 900)
    assert kept.get("b") is None
    assert kept.get("a")
    assert not kept.set("j", b"x" * 1100)
    assert kept.get("j") is None


def test_only_one_can_claim_until_it_is_given_back():
    kept = Bounded()
    assert [kept.add("a", True), kept.add("a", True)] == [True, False]
    kept.delete("a")
    assert kept.add("a", True)


def test_a_script_is_sent_as_it_was_packed(app, tmp_path, monkeypatch):
    monkeypatch.setattr(static, "PACKED", tmp_path)
    client = app.server.test_client()
    content = (static.ASSETS / "shell.js").read_bytes()
    (tmp_path / static._name(content, "br")).write_bytes(b"packed")
    found = client.get("/assets/shell.js?m=1", headers={"Accept-Encoding": CHROMIUM})
    assert (found.data, found.content_encoding) == (b"packed", "br")
    assert found.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    plain = client.get("/assets/shell.js?m=1", headers={"Accept-Encoding": ""})
    assert (plain.data, plain.content_encoding) == (content, None)
    on_its_way = client.get("/assets/shell.js?m=1", headers={"Accept-Encoding": PLAIN})
    assert on_its_way.content_encoding == "gzip"
    assert len(on_its_way.data) < len(content)


def test_packing_writes_each_coding_once(tmp_path, monkeypatch):
    monkeypatch.setattr(static, "_contents", lambda: iter([b"let a = 1;" * 99, b"let b = 2;" * 99]))
    assert static.pack(tmp_path / "packed") == 4
    assert static.pack(tmp_path / "packed") == 0
    for path in (tmp_path / "packed").iterdir():
        assert path.stat().st_size < 200
