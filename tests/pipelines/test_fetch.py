"""Fetching from a local server that replays a file, and fails, stalls, truncates and lies as servers do."""

import csv
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines import fetch
from pipelines.__main__ import app
from pipelines.fetch import Download
from pipelines.problems import Problem, Refused

BODY = b"measure,area,period,value\n" + b"".join(b"ENV01,X1,%d-25Q1,%d\n" % (i, i) for i in range(9000))
DAY = format_datetime(datetime(2026, 10, 1, 9, tzinfo=UTC), usegmt=True)


@dataclass
class Server:
    """What the server does: ``ways`` are taken one a request, the last for all that follow."""

    ways: list[str] = field(default_factory=lambda: ["good"])
    body: bytes = BODY
    etag: str = '"one"'
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_state: Server

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        state = self.server_state
        way = state.ways.pop(0) if len(state.ways) > 1 else state.ways[0]
        state.asked.append(dict(self.headers))
        self.close_connection = True
        getattr(self, f"answer_{way}")(state)

    def head(self, code: int, length: int | None, **more: str) -> None:
        self.send_response(code)
        given = {name.replace("_", "-"): value for name, value in more.items()}
        for name, value in {"ETag": self.server_state.etag, "Last-Modified": DAY, **given}.items():
            if value:
                self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def answer_good(self, state: Server) -> None:
        wanted = self.headers.get("Range")
        if self.headers.get("If-None-Match") == state.etag:
            return self.head(304, 0)
        if wanted and self.headers.get("If-Range") == state.etag:
            begin = int(wanted.removeprefix("bytes=").removesuffix("-"))
            rest = state.body[begin:]
            total = len(state.body)
            self.head(206, len(rest), Content_Range=f"bytes {begin}-{total - 1}/{total}")
            self.wfile.write(rest)
            return None
        self.head(200, len(state.body))
        self.wfile.write(state.body)
        return None

    def answer_breaks(self, state: Server) -> None:
        self.head(200, len(state.body))
        self.wfile.write(state.body[:70_000])

    def answer_breaks_without_a_tag(self, state: Server) -> None:
        self.head(200, len(state.body), ETag="", Last_Modified="")
        self.wfile.write(state.body[:70_000])

    def answer_stalls(self, state: Server) -> None:
        self.head(200, len(state.body))
        self.wfile.write(state.body[:100])
        self.wfile.flush()
        threading.Event().wait(1.5)

    def answer_says_less(self, state: Server) -> None:
        self.head(200, 300)
        self.wfile.write(state.body)

    def answer_busy(self, state: Server) -> None:
        self.head(503, 0, Retry_After="7")

    def answer_gone(self, state: Server) -> None:
        self.head(404, 0)

    def answer_page(self, state: Server) -> None:
        page = b"<html><body>We use cookies</body></html>"
        self.head(200, len(page))
        self.wfile.write(page)

    def answer_elsewhere(self, state: Server) -> None:
        self.head(302, 0, Location="http://example.invalid/file.csv")

    def answer_wrong_range(self, state: Server) -> None:
        self.head(206, 10, Content_Range="bytes 5-14/100")
        self.wfile.write(b"0123456789")

    def answer_endless(self, state: Server) -> None:
        self.head(200, None, ETag="")
        try:
            while True:
                self.wfile.write(b"x" * 65_536)
        except OSError:
            return


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()
    handler = type("Replay", (Handler,), {"server_state": state})
    listening = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    listening.daemon_threads = True
    thread = threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    state.address = f"http://127.0.0.1:{listening.server_address[1]}/returns.csv"
    yield state
    listening.shutdown()
    listening.server_close()


@dataclass
class Fetched:
    """One person's inbox and cache, and how often the fetch waited for how long."""

    folder: Path
    server: Server
    waits: list[float] = field(default_factory=list)

    def run(self, *, check: fetch.Check = lambda path: None, offline: bool = False, **more: str) -> fetch.Outcome:
        one = Download(row=2, download="waste", title="Waste", url=self.server.address, file="waste.csv", **more)
        inbox, cache = self.folder / "inbox", self.folder / "cache"
        return fetch.fetch([one], inbox, cache, check, offline=offline, pause=self.waits.append)[0]

    @property
    def inbox(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.folder / "inbox").iterdir()}


@pytest.fixture
def person(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Fetched:
    monkeypatch.setattr(fetch, "PATIENCE", (1, 0.3))
    return Fetched(tmp_path, server)


def test_a_file_comes_whole_and_is_named_for_the_day_the_server_says(person: Fetched) -> None:
    assert person.run().outcome == "new"
    assert person.inbox == {"waste_2026-10-01.csv": BODY}
    assert person.waits == []


def test_nothing_newer_is_not_fetched_again_and_not_doubled(person: Fetched) -> None:
    person.run()
    again = person.run()
    assert again.outcome == "unchanged"
    assert person.server.asked[1]["If-None-Match"] == '"one"'
    assert list(person.inbox) == ["waste_2026-10-01.csv"]


def test_a_file_taken_from_the_inbox_comes_back_without_being_sent_again(person: Fetched) -> None:
    person.run()
    (person.folder / "inbox" / "waste_2026-10-01.csv").unlink()
    assert person.run().outcome == "unchanged"
    assert person.inbox == {"waste_2026-10-01.csv": BODY}


def test_a_card_whose_file_is_gone_or_changed_is_not_believed(person: Fetched) -> None:
    person.run()
    (person.folder / "cache" / "good" / "waste_2026-10-01.csv").write_bytes(b"spoilt")
    assert person.run().outcome == "failed"
    assert person.run().outcome == "new"
    assert person.inbox == {"waste_2026-10-01.csv": BODY}


def test_the_same_bytes_under_a_new_tag_are_no_new_vintage(person: Fetched) -> None:
    person.run()
    person.server.etag = '"two"'
    assert person.run().outcome == "unchanged"
    assert list(person.inbox) == ["waste_2026-10-01.csv"]


def test_a_newer_file_stands_beside_the_older(person: Fetched, monkeypatch: pytest.MonkeyPatch) -> None:
    person.run()
    person.server.etag, person.server.body = '"two"', BODY + b"ENV01,X1,2026-27Q1,7\n"
    monkeypatch.setitem(globals(), "DAY", format_datetime(datetime(2026, 11, 2, tzinfo=UTC), usegmt=True))
    assert person.run().outcome == "new"
    assert person.inbox == {"waste_2026-10-01.csv": BODY, "waste_2026-11-02.csv": person.server.body}


def test_a_broken_fetch_goes_on_where_it_broke(person: Fetched) -> None:
    person.server.ways = ["breaks", "good"]
    assert person.run().outcome == "new"
    assert person.inbox == {"waste_2026-10-01.csv": BODY}
    second = person.server.asked[1]
    assert second["If-Range"] == '"one"'
    assert 0 < int(second["Range"].removeprefix("bytes=").removesuffix("-")) <= 70_000


def test_a_half_from_an_earlier_run_is_gone_on_with(person: Fetched) -> None:
    person.server.ways = ["breaks"] + ["busy"] * 4 + ["good"]
    failed = person.run()
    assert failed.outcome == "failed"
    assert "run it again to go on" in failed.message
    assert not person.inbox
    assert person.run().outcome == "new"
    assert person.server.asked[-1]["Range"].startswith("bytes=")
    assert person.inbox == {"waste_2026-10-01.csv": BODY}


def test_a_file_that_changed_meanwhile_is_fetched_anew(person: Fetched) -> None:
    person.server.ways = ["breaks"] + ["busy"] * 4 + ["good"]
    person.run()
    person.server.etag, person.server.body = '"two"', b"other\n" * 20_000
    assert person.run().outcome == "new"
    assert person.inbox == {"waste_2026-10-01.csv": b"other\n" * 20_000}


def test_halves_are_joined_only_where_the_server_can_tell_files_apart(person: Fetched) -> None:
    person.server.ways = ["breaks_without_a_tag", "good"]
    assert person.run().outcome == "new"
    assert "Range" not in person.server.asked[1]
    assert person.inbox == {"waste_2026-10-01.csv": BODY}


@pytest.mark.parametrize("way", ["stalls", "wrong_range", "busy"])
def test_what_may_pass_is_tried_again_and_then_given_up(person: Fetched, way: str) -> None:
    person.server.ways = [way]
    outcome = person.run()
    assert outcome.outcome == "failed"
    assert "5 attempts" in outcome.message
    assert len(person.server.asked) == fetch.ATTEMPTS
    assert not person.inbox


def test_the_server_is_left_alone_for_as_long_as_it_asks(person: Fetched) -> None:
    person.server.ways = ["busy", "good"]
    assert person.run().outcome == "new"
    assert person.waits == [7.0]


def test_what_will_not_change_is_not_tried_again(person: Fetched) -> None:
    for way, said in (("gone", "404"), ("elsewhere", "no connection")):
        person.server.ways, person.server.asked = [way], []
        outcome = person.run()
        assert outcome.outcome == "failed"
        assert said in outcome.message
    assert not person.inbox


def test_an_answer_without_end_is_cut_off(person: Fetched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MOST", 1_000_000)
    person.server.ways = ["endless"]
    outcome = person.run()
    assert outcome.outcome == "failed"
    assert "1,000,000" in outcome.message
    assert not person.inbox


def refuse(path: Path) -> None:
    if not path.read_bytes().endswith(b"8999\n"):
        raise Refused([Problem(path.name, 1, None, "not understood", "this", "that")])


@pytest.mark.parametrize("way", ["page", "says_less"])
def test_what_no_source_takes_stays_out_and_the_last_good_file_stays(person: Fetched, way: str) -> None:
    person.run(check=refuse)
    person.server.etag, person.server.ways = '"two"', [way]
    outcome = person.run(check=refuse)
    assert outcome.outcome == "refused"
    assert "not understood" in outcome.message
    assert "The inbox keeps waste_2026-10-01.csv" in outcome.message
    assert person.inbox == {"waste_2026-10-01.csv": BODY}
    assert (person.folder / "cache" / "refused" / "waste.csv").is_file()


def test_a_wrong_checksum_is_refused(person: Fetched) -> None:
    assert person.run(sha256="0" * 64).outcome == "refused"
    assert person.run(sha256=hashlib.sha256(BODY).hexdigest()).outcome == "new"


def test_offline_gives_the_last_good_file_and_asks_nobody(person: Fetched) -> None:
    assert person.run(offline=True).outcome == "failed"
    person.run()
    (person.folder / "inbox" / "waste_2026-10-01.csv").unlink()
    person.server.asked.clear()
    assert person.run(offline=True).outcome == "cached"
    assert person.inbox == {"waste_2026-10-01.csv": BODY}
    assert person.server.asked == []


def test_every_run_is_logged(person: Fetched) -> None:
    person.run()
    person.run()
    person.server.etag, person.server.ways = '"two"', ["gone"]
    person.run()
    with (person.folder / "cache" / "log.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["outcome"] for row in rows] == ["new", "unchanged", "failed"]
    assert rows[0]["sha256"] == hashlib.sha256(BODY).hexdigest()


def test_a_catalogue_is_refused_whole_with_all_its_problems(tmp_path: Path) -> None:
    path = tmp_path / "downloads.csv"
    path.write_text(
        "download,title,url,file\n"
        "a,A,http://example.invalid/a.csv,a.csv\n"
        "b,B,https://example.invalid/b.csv,../b.csv\n"
        "c,C,https://example.invalid/c.csv,c.csv\n"
        "c,C,https://example.invalid/c.csv,c.csv\n",
        "utf-8",
    )
    with pytest.raises(Refused) as refused:
        fetch.catalogue(path)
    said = "\n".join(map(str, refused.value.problems))
    for words in ("https://", "without a folder", "every download once"):
        assert words in said


def test_the_command_says_what_came_and_ends_with_1_when_something_did_not(tmp_path: Path, server: Server) -> None:
    server.body = b"measure,area,period,value\nASC01,X08000001,2026-27Q1,12.5\n"
    path = tmp_path / "downloads.csv"
    path.write_text(
        "download,title,url,file\n"
        f"one,Our own returns,{server.address},one.csv\n"
        f"two,A missing file,{server.address},two.csv\n",
        "utf-8",
    )
    server.ways = ["good", "gone"]
    options = ["--catalogue", path, "--inbox", tmp_path / "in", "--cache", tmp_path / "cache"]
    result = CliRunner().invoke(app, ["fetch", *map(str, options)])
    assert result.exit_code == 1
    assert "one_2026-10-01.csv" in result.stdout
    assert "404" in result.stderr
    assert CliRunner().invoke(app, ["fetch", "three", *map(str, options)]).exit_code == 2
