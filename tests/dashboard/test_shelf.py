"""Answers on disk: whole or not there, nobody else's to read, bounded, never needed."""

import os
import stat

import pytest

from dashboard.answers import Shelf

ANSWER = ("200 OK", [("Content-Type", "text/plain"), ("X-A", "é\n")], b"one\ntwo\x00\xff")


@pytest.fixture
def shelf(tmp_path):
    return Shelf(lambda: tmp_path / "snapshot" / "answers")


def test_what_is_kept_comes_back_as_it_was(shelf):
    assert shelf.get("a") is None
    assert shelf.set("a", ANSWER)
    assert shelf.get("a") == ANSWER
    shelf.delete("a")
    assert shelf.get("a") is None


def test_it_is_its_owners_alone_to_read(shelf, tmp_path):
    shelf.set("a", ANSWER)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "snapshot").rglob("*")}
    assert modes == {"answers": 0o700, "a": 0o600}
    assert stat.S_IMODE((tmp_path / "snapshot").stat().st_mode) == 0o700


def test_what_was_longest_not_asked_for_makes_room(tmp_path):
    shelf = Shelf(lambda: tmp_path, most=16_000)
    for number, name in enumerate("abcdefghijklmn"):
        shelf.set(name, ("200 OK", [], b"x" * 980))
        os.utime(tmp_path / name, (number, number))
    assert shelf.get("a"), "asked for now, it is the youngest"
    for name in "opqr":
        shelf.set(name, ("200 OK", [], b"x" * 980))
    assert {path.name for path in tmp_path.iterdir()} >= {"a", "o", "p", "q", "r"}
    assert not (tmp_path / "b").exists()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 16_000


def test_it_goes_with_its_folder_and_begins_anew(shelf, tmp_path):
    shelf.set("a", ANSWER)
    (tmp_path / "snapshot").rename(tmp_path / "gone")
    assert shelf.get("a") is None
    assert shelf.set("a", ANSWER)
    assert shelf.get("a") == ANSWER


def test_a_disk_that_takes_nothing_costs_time_and_no_answer(shelf, tmp_path, caplog):
    (tmp_path / "snapshot").mkdir()
    (tmp_path / "snapshot" / "answers").write_text("")
    assert shelf.add("a", True, 10)
    assert not shelf.set("a", ANSWER)
    assert shelf.get("a") is None
    shelf.delete("a")
    assert "made each time" in caplog.text


def test_a_claim_holds_until_it_is_given_back_or_its_time_is_over(shelf, tmp_path):
    assert [shelf.add("a", True, 10), shelf.add("a", True, 10)] == [True, False]
    shelf.delete("a")
    assert shelf.add("a", True, 10)
    os.utime(tmp_path / "snapshot" / "answers" / "a", (0, 0))
    assert [shelf.add("a", True, 10), shelf.add("a", True, 10)] == [True, False]
