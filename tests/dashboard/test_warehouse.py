import threading
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from dashboard import warehouse
from dashboard.warehouse import SCHEMA_VERSION, Unreadable, Warehouse
from pipelines import build

SCHEMA = (Path(__file__).parents[2] / "pipelines" / "sql" / "schema.sql").read_text("utf-8")
SNAPSHOT = "select snapshot from warehouse order by snapshot"


def publish(
    folder: Path, snapshot: str, version: int = SCHEMA_VERSION, tier: str = "public", rows: int = 1, minute: int = 0
) -> Path:
    """Put a warehouse of nothing but its own row in the place of the one in ``folder``, by a rename."""
    folder.mkdir(exist_ok=True)
    draft = folder / "public.draft"
    with duckdb.connect(draft) as db:
        db.execute(SCHEMA)
        for number in range(rows):
            facts = {
                "snapshot": f"{snapshot}{number or ''}",
                "schema_version": version,
                "tier": tier,
                "as_at": datetime(2026, 10, 31).date(),
                "built_at": datetime(2026, 11, 1, 8, minute),
                "council": "Thornby Council",
                "council_short": "Thornby",
                "area": "X01000001",
                "accent": "#12436D",
                "demonstration": True,
                "measure_word": "measure",
                "measure_word_plural": "measures",
                "reporting_type": "quarter",
                "neighbours": 15,
            }
            values = ", ".join(f"${name}" for name in facts)
            db.execute(f"insert into warehouse ({', '.join(facts)}) values ({values})", facts)
    draft.replace(folder / "public.duckdb")
    return folder


@pytest.fixture
def folder(tmp_path):
    return publish(tmp_path / "warehouse", "one")


class Kept(dict):
    """A cache that counts what it was asked for and had."""

    hits = 0

    def get(self, key):
        self.hits += key in self
        return super().get(key)

    def set(self, key, value):
        self[key] = value


def truncate(path: Path, keep: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])


def test_both_halves_speak_the_same_schema_version():
    assert build.SCHEMA_VERSION == SCHEMA_VERSION


def test_says_what_it_serves(folder):
    health = Warehouse(folder).health()
    assert health == {
        "status": "ok",
        "snapshot": "one",
        "built_at": "2026-11-01T08:00:00",
        "tier": "public",
        "as_at": "2026-10-31",
        "schema_version": SCHEMA_VERSION,
        "council": "Thornby Council",
    }


def missing_folder(folder):
    return folder.with_name("nowhere")


def file_for_folder(folder):
    return folder / "public.duckdb"


def no_file(folder):
    (folder / "public.duckdb").unlink()
    return folder


def directory_for_file(folder):
    (folder / "public.duckdb").unlink()
    (folder / "public.duckdb").mkdir()
    return folder


def empty_file(folder):
    truncate(folder / "public.duckdb", 0)
    return folder


def another_format(folder):
    (folder / "public.duckdb").write_text("measure,period,value\n" * 1000, "utf-8")
    return folder


def cut_in_half(folder):
    truncate(folder / "public.duckdb", 0.5)
    return folder


def cut_a_little(folder):
    truncate(folder / "public.duckdb", 0.999)
    return folder


def another_database(folder):
    (folder / "public.duckdb").unlink()
    with duckdb.connect(folder / "public.duckdb") as db:
        db.execute("create table budget (year integer)")
    return folder


def another_version(folder):
    return publish(folder, "one", version=SCHEMA_VERSION + 1)


def another_tier(folder):
    return publish(folder, "one", tier="officer")


def two_rows(folder):
    return publish(folder, "one", rows=2)


WRONG = {
    missing_folder: "no warehouse folder",
    file_for_folder: "is a file, where the warehouse is a folder",
    no_file: "There is no public.duckdb",
    directory_for_file: "is a folder, where a warehouse file was expected",
    empty_file: "is not a readable warehouse",
    another_format: "is not a readable warehouse",
    cut_in_half: "public.duckdb is",
    cut_a_little: "public.duckdb is",
    another_database: "is a database but not a warehouse",
    another_version: f"has schema version {SCHEMA_VERSION + 1}, where this dashboard reads version {SCHEMA_VERSION}",
    another_tier: "holds the officer tier, where the public tier was expected",
    two_rows: "has 2 rows in its table `warehouse`, where 1 was expected",
}


@pytest.mark.parametrize("spoil", WRONG, ids=lambda spoil: spoil.__name__)
def test_a_warehouse_that_cannot_be_read_is_one_sentence_with_the_way_out(spoil, folder):
    with pytest.raises(Unreadable) as refused:
        Warehouse(spoil(folder))
    sentence = str(refused.value)
    assert WRONG[spoil] in sentence
    assert str(folder.parent) in sentence
    assert "`python -m pipelines build`" in sentence or "`python -m pipelines build --warehouse" in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_replaced_file_is_seen_by_the_next_request_and_not_by_the_one_under_way(folder):
    published = Warehouse(folder)
    with published.reading() as under_way:
        publish(folder, "two")
        assert under_way.frame(SNAPSHOT)["snapshot"].tolist() == ["one"]
        assert warehouse.current().facts["snapshot"] == "one"
    with published.reading() as next_one:
        assert next_one.frame(SNAPSHOT)["snapshot"].tolist() == ["two"]


def test_two_threads_read_through_publications_without_a_failure(folder):
    published = Warehouse(folder, cache=Kept())
    done = threading.Event()
    problems: list[BaseException] = []
    seen: list[list[str]] = [[], []]

    def read(mine: list[str]) -> None:
        try:
            while not done.wait(0.002):
                with published.reading() as snapshot:
                    # Twice within one request: both answers come from the same snapshot.
                    first, second = (snapshot.frame(f"{SNAPSHOT} limit {most}")["snapshot"][0] for most in (1, 2))
                    assert first == second == snapshot.facts["snapshot"]
                    mine.append(first)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=read, args=(mine,)) for mine in seen]
    for thread in threads:
        thread.start()
    for number in range(4):
        publish(folder, f"new{number}", minute=number)
        with published.reading() as snapshot:
            assert snapshot.facts["snapshot"] == f"new{number}"
    done.set()
    for thread in threads:
        thread.join(10)
    assert problems == []
    with published.reading() as snapshot:
        assert snapshot.facts["snapshot"] == "new3"
    for mine in seen:
        assert len(set(mine)) > 1
        assert mine == sorted(mine, key=lambda name: -1 if name == "one" else int(name.removeprefix("new")))


def test_the_last_good_snapshot_serves_while_a_newer_file_cannot_be_read(folder, caplog):
    published = Warehouse(folder)
    publish(folder, "two", version=SCHEMA_VERSION + 1)
    with published.reading() as snapshot:
        assert snapshot.frame(SNAPSHOT)["snapshot"].tolist() == ["one"]
    assert published.health()["status"] == "stale"
    assert f"has schema version {SCHEMA_VERSION + 1}" in caplog.text
    published.newest()
    assert caplog.text.count("serves on") == 1
    publish(folder, "three")
    assert published.health()["status"] == "ok"
    assert published.health()["snapshot"] == "three"


def test_a_file_that_vanishes_goes_on_serving(folder):
    published = Warehouse(folder)
    (folder / "public.duckdb").unlink()
    with published.reading() as snapshot:
        assert snapshot.frame(SNAPSHOT)["snapshot"].tolist() == ["one"]
    assert published.health()["status"] == "stale"


def test_an_answer_is_kept_for_one_snapshot_and_one_set_of_parameters(folder):
    kept = Kept()
    published = Warehouse(folder, cache=kept)
    asked = "select council, $a as a from warehouse order by council"
    for parameters in ({"a": "1"}, {"a": "1"}, {"a": 1}, {"a": None}, {"a": ["1"]}):
        with published.reading() as snapshot:
            snapshot.frame(asked, **parameters)
    assert (kept.hits, len(kept)) == (1, 4)
    publish(folder, "one", minute=1)
    with published.reading() as snapshot:
        snapshot.frame(asked, a="1")
    assert (kept.hits, len(kept)) == (1, 5)
    with published.reading() as snapshot:
        assert snapshot.rows(asked, a="1") == [{"council": "Thornby Council", "a": "1"}]
    assert (kept.hits, len(kept)) == (1, 6)


def test_readers_can_change_nothing_and_reach_no_other_file(folder):
    with Warehouse(folder).reading() as snapshot:
        for statement in (
            "insert into warehouse select * from warehouse",
            f"select * from read_csv('{__file__}')",
            "copy warehouse to 'stolen.csv'",
            "set enable_external_access = true",
            "install httpfs",
        ):
            with pytest.raises(duckdb.Error):
                snapshot.frame(statement)


def test_python_names_are_not_taken_for_tables(folder):
    secrets = {"a": [1]}
    with Warehouse(folder).reading() as snapshot, pytest.raises(duckdb.CatalogException):
        snapshot.frame("select * from secrets order by all")
    assert secrets


def test_outside_a_request_there_is_nothing_to_read():
    with pytest.raises(LookupError):
        warehouse.current()
