"""Files that take long: made in the background, seen and cancelled by any process, gone with their snapshot."""

import gc
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from dashboard import press
from dashboard.press import Busy, Press
from dashboard.warehouse import Warehouse


class Database:
    """A database that works until it is interrupted."""

    def __init__(self):
        self.interrupted = threading.Event()

    def query_progress(self):
        return 42.0

    def interrupt(self):
        self.interrupted.set()


def until(told, seconds=10.0):
    end = time.monotonic() + seconds
    while not told() and time.monotonic() < end:
        time.sleep(0.005)
    assert told()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(press, "BEAT", 0.01)


@pytest.fixture
def database():
    return Database()


@pytest.fixture
def made(tmp_path, database):
    """A press, and another one as a second process has it."""
    return Press(database, tmp_path / "files"), Press(Database(), tmp_path / "files")


def test_a_file_is_made_once_and_its_reader_waits_a_moment(made):
    one, other = made
    calls = []
    for each in (one, other, one):
        path = each.waited("a.csv", partial(each.part, "a.csv", lambda path: calls.append(path.write_text("made"))))
        assert path.read_text() == "made"
    assert len(calls) == 1
    assert one.at_work() == {}


def test_a_long_job_goes_on_without_its_reader_and_every_process_sees_how_far_it_is(made, monkeypatch):
    one, other = made
    monkeypatch.setattr(press, "PATIENCE", 0.02)
    going_on = threading.Event()
    job = partial(one.part, "a.csv", lambda path: going_on.wait(10) and path.write_text("made"))
    with pytest.raises(Busy):
        one.waited("a.csv", job)
    until(lambda: other.at_work().get("a.csv") == {"part": "a.csv", "share": 0.42})
    other.start("a.csv", pytest.fail)
    going_on.set()
    until(lambda: other.had("a.csv") is not None)
    assert other.had("a.csv").read_text() == "made"


def test_any_process_cancels_a_job_and_nothing_is_left_of_it(made, database, tmp_path, caplog):
    one, other = made

    def work(path):
        path.write_text("half")
        assert database.interrupted.wait(10)
        raise RuntimeError("interrupted")

    one.start("a.csv", partial(one.part, "a.csv", work))
    until(lambda: other.at_work().get("a.csv", {}).get("part"))
    other.cancel("a.csv")
    assert one.at_work() == {}
    until(lambda: not list((tmp_path / "files").iterdir()))
    assert caplog.text == ""


def test_a_job_that_fails_is_logged_and_may_be_asked_for_again(made, caplog):
    one, _ = made
    with pytest.raises(Busy):
        one.waited("a.csv", lambda: 1 / 0)
    until(lambda: "a.csv could not be made" in caplog.text)
    assert one.waited("a.csv", partial(one.part, "a.csv", Path.touch)).exists()


def test_the_note_of_a_process_that_ended_keeps_nobody_from_work(made, monkeypatch, tmp_path):
    one, _ = made
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / f"a.csv{press.NOTE}").touch()
    assert one.at_work() == {"a.csv": {"part": "", "share": 0}}
    monkeypatch.setattr(press, "DEAD", -1)
    one.start("a.csv", partial(one.part, "a.csv", Path.touch))
    until(lambda: one.had("a.csv") is not None)


def test_what_was_made_of_a_snapshot_goes_with_it_and_is_shared_by_processes(demo_warehouse, tmp_path):
    one, other = (Warehouse(demo_warehouse, scratch=tmp_path).newest() for _ in range(2))
    path = one.press.part("first", Path.touch)
    assert other.press.had("first") == path
    del one, other
    gc.collect()
    assert not path.parent.exists()


def test_a_reader_starts_follows_and_cancels_a_file_by_its_address(app, demo_warehouse):
    client = app.server.test_client()
    assert client.post("/making/periods.csv").status_code == 200
    until(lambda: "periods.csv" in client.get("/making/").json["made"])
    assert "periods.parquet" in client.get("/making/").json["made"]
    assert client.get("/making/").json["making"] == {}
    assert client.delete("/making/periods.csv").status_code == 200
    assert client.post("/making/passwords.csv").status_code == 404
    assert client.get("/making/").headers["Cache-Control"] == "no-cache"
    assert "ETag" not in client.get("/making/").headers
