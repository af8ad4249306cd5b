import gc
import json
import threading
import time
from types import SimpleNamespace

import pytest
from dash._utils import to_json
from werkzeug.test import Client

from dashboard import answers, static
from dashboard.addresses import drawn
from dashboard.answers import AFRESH, PAGE, Shelf, question
from dashboard.cache import Bounded
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
        said += [f"{name}={value}" for name, value in environ.items() if name.startswith("HTTP_")]
        said.append(environ["wsgi.url_scheme"])
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


@pytest.fixture
def room(snapshot, tmp_path):
    """A process of a server: what it keeps, it keeps where the others do."""
    return lambda application, edition="1": Client(answers.keeping(application, Shelf(lambda: tmp_path), edition))


def test_a_second_reader_is_sent_the_same_bytes_and_nothing_is_asked(snapshot, room):
    application = Application()
    client = room(application)
    cold, warm = client.get("/a?b=1"), client.get("/a?b=1")
    assert (warm.data, warm.headers, len(application.asked)) == (cold.data, cold.headers, 1)
    assert client.get("/a?b=2").data != cold.data


def test_a_new_snapshot_another_tier_and_another_edition_have_answers_of_their_own(snapshot, room):
    application = Application()
    client = room(application)
    found = {client.get("/a").data}
    for name, value in (("snapshot", "two"), ("built_at", "later"), ("tier", "officer")):
        snapshot[name] = value
        found.add(client.get("/a").data)
    found.add(room(application, edition="2").get("/a").data)
    assert len(found) == len(application.asked) == 5


def test_browsers_that_take_the_same_coding_share_an_answer(snapshot, room):
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
def test_what_is_one_readers_own_is_not_kept(snapshot, room, application):
    client = room(application)
    assert client.get("/a").data != client.get("/a").data


def test_what_changes_by_itself_and_parts_of_files_pass_by(snapshot, room):
    application = Application()
    client = room(application)
    for path, headers in (("/healthz", {}), ("/api/v1/files/x.csv", {}), ("/a", {"Range": "bytes=0-1"})):
        client.get(path, headers=headers)
        client.get(path, headers=headers)
    client.head("/a")
    client.head("/a")
    assert len(application.asked) == 8


def test_many_who_ask_at_once_have_one_answer_made(snapshot, room):
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


def test_one_who_waits_for_an_answer_that_is_not_kept_makes_another(snapshot, room):
    application = Application("500 INTERNAL SERVER ERROR", slow=0.02)
    client = room(application)
    readers = [threading.Thread(target=client.get, args=("/a",)) for _ in range(3)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(10)
    assert len(application.asked) == 3


def test_a_reader_who_has_an_answer_is_only_told_so(snapshot, room):
    client = room(Application())
    tag = client.get("/a").headers["ETag"]
    for said in (tag, f'"x", W/{tag}', "*"):
        again = client.get("/a", headers={"If-None-Match": said})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get("/a", headers={"If-None-Match": '"x"'}).status_code == 200
    snapshot["snapshot"] = "two"
    assert client.get("/a", headers={"If-None-Match": tag}).status_code == 200


def test_a_page_is_known_by_path_and_query_and_nothing_else_of_the_question_is_passed_on(snapshot, room):
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
def test_a_question_that_is_no_page_reaches_dash_as_it_is(snapshot, room, asked):
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


def test_nothing_a_reader_says_beside_the_address_reaches_a_page_or_the_next_reader(snapshot, room):
    application = Application()
    client = room(application)
    first = client.get(
        "/a",
        base_url="https://one.example",
        headers={"Cookie": "name=x", "Accept-Language": "cy", "User-Agent": "x", "X-Forwarded-Proto": "https"},
    )
    assert first.data == client.get("/a", base_url="http://two.example", headers={"Accept": "text/html"}).data
    for said in (b"one.example", b"https", b"name=x", b"cy"):
        assert said not in first.data


def test_files_and_the_api_are_known_by_the_site_they_were_asked_at_and_the_form_asked_for(snapshot, room):
    application = Application()
    client = room(application)
    sites = (
        {"base_url": "http://one.example"},
        {"base_url": "http://two.example"},
        {"base_url": "https://one.example"},
    )
    asked = [*sites, {"headers": {"X-Forwarded-Proto": "https"}}, {"headers": {"Accept": "text/csv", "Cookie": "a=b"}}]
    for path in ("/take/x.csv", "/api/v1/areas"):
        found = {client.get(path, **one).data for one in asked}
        assert len(found | {client.get(path, **one).data for one in asked}) == len(asked)
        assert not any(b"a=b" in one for one in found)


def test_what_one_process_has_made_another_finds(snapshot, room):
    one, other = Application(), Application()
    made = room(one).post(PAGE, json=question("/a", ""))
    found = room(other).post(PAGE, json=question("/a", ""))
    assert (found.data, found.headers, found.status) == (made.data, made.headers, made.status)
    assert (len(one.asked), len(other.asked)) == (1, 0)


def test_two_processes_asked_at_once_make_one_answer(snapshot, room):
    applications = [Application(slow=0.05) for _ in range(2)]
    rooms, found = [room(one) for one in applications], []
    readers = [threading.Thread(target=lambda one=one: found.append(one.get("/a").data)) for one in rooms * 3]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(10)
    assert len(found) == 6
    assert len(set(found)) == sum(len(one.asked) for one in applications) == 1


def test_an_answer_is_made_afresh_for_whoever_wants_to_make_it(snapshot, room):
    application = Application()
    client = room(application)
    for _ in range(2):
        client.get("/a", environ_overrides={AFRESH: True})
    assert len(application.asked) == 2


@pytest.mark.parametrize("address", ["/nowhere", "/measures/NOPE", "/outcomes/x?period=2026-27Q2"])
def test_a_mistyped_address_takes_nobodys_room(app, address):
    client = app.server.test_client()
    path, mark, query = address.partition("?")
    assert client.post(PAGE, json=question(path, mark + query)).cache_control.no_store
    assert client.get(address).status_code == 404
    assert not client.post(PAGE, json=question("/about", "")).cache_control.no_store
