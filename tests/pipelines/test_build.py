"""A build is whole: it replaces the warehouse by one rename, or leaves the old one as it was."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines import build, builds, publish
from pipelines.__main__ import app
from pipelines.problems import Problem, Refused
from tests import arrange

ROOT = Path(__file__).parents[2]
AS_AT = date(2026, 10, 31)


@pytest.fixture
def council(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A pack, an inbox with one return, and a folder for the warehouse."""
    pack = arrange.write_pack(tmp_path / "pack")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    send(inbox, "2026-07-20", {"2026-27Q1": 41.5})
    return pack, inbox, tmp_path / "warehouse"


def send(inbox: Path, day: str, values: dict[str, object]) -> Path:
    rows = [
        {"measure": "ENV01", "area": "X01000001", "period": period, "value": value} for period, value in values.items()
    ]
    return arrange.write_csv(inbox / f"returns_{day}.csv", rows)


BUILDS = ("load_build", "load_refusal")
"""Tables of what was built before, which differs from build to build."""
FILES = ["public.builds.jsonl", "public.duckdb"]


def tables(warehouse: Path) -> dict[str, list[tuple]]:
    """Return every table's rows in stored order, but for the moment of building."""
    with duckdb.connect(publish.location(warehouse), read_only=True) as db:
        query = "select table_name from duckdb_tables() order by 1"
        names = [name for (name,) in db.execute(query).fetchall() if name not in BUILDS]
        return {
            name: db.execute(f"select {'* exclude (built_at)' if name == 'warehouse' else '*'} from {name}").fetchall()
            for name in names
        }


def test_a_refused_build_is_remembered_by_the_next_good_one(council: tuple[Path, Path, Path]) -> None:
    pack, inbox, warehouse = council
    sent = send(inbox, "2026-10-20", {"2026-27Q2": "about 40", "2026-27Q3": "Jane Smith says 41"})
    with pytest.raises(Refused):
        build.build(pack, [inbox], warehouse, AS_AT)
    sent.unlink()
    build.build(pack, [inbox], warehouse, AS_AT)
    with duckdb.connect(publish.location(warehouse), read_only=True) as db:
        query = "select snapshot is not null as good, observations > 0 as some from load_build order by ended_at, good"
        runs = arrange.all_of(db, query)
        refusals = arrange.all_of(db, "select file, rule, row, places from load_refusal")
    assert runs == [{"good": False, "some": None}, {"good": True, "some": True}]
    assert refusals == [{"file": f"{inbox.name}/{sent.name}", "rule": "not a number", "row": 2, "places": 2}]
    assert "Jane" not in (warehouse / FILES[0]).read_text("utf-8")


def test_a_log_of_builds_forgets_the_oldest_and_lives_with_a_broken_line(tmp_path: Path) -> None:
    for number in range(builds.MOST + 3):
        builds.note(tmp_path, "public", builds.Build(ended_at=datetime(2026, 1, 1), snapshot=f"{number}"))
    log = builds.location(tmp_path, "public")
    log.write_text(log.read_text("utf-8") + '{"ended_at": "2026-0', "utf-8")
    found = builds.earlier(tmp_path, "public")
    assert [one.snapshot for one in found][-1] == f"{builds.MOST + 2}"
    assert len(found) == builds.MOST


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("inbox/returns/july.csv", "inbox/returns/july.csv"),
        ("/home/jane/inbox", "inbox"),
        ("../jane/inbox", "inbox"),
        ("inbox/july.xlsx, sheet Jane", "inbox/july.xlsx"),
    ],
)
def test_a_log_of_builds_names_no_folder_of_the_machine(file: str, told: str) -> None:
    (refusal,) = builds.refused([Problem(file, 1, None, "a rule", "found", "expected")]).refusals
    assert refusal.file == told


@pytest.mark.requirement("BCP-13")
def test_the_same_inputs_give_the_same_tables(council: tuple[Path, Path, Path]) -> None:
    pack, inbox, warehouse = council
    build.build(pack, [inbox], warehouse, AS_AT)
    first = tables(warehouse)
    build.build(pack, [inbox], warehouse, AS_AT)
    assert tables(warehouse) == first


def test_every_table_and_column_says_what_it_is(council: tuple[Path, Path, Path]) -> None:
    pack, inbox, warehouse = council
    build.build(pack, [inbox], warehouse, AS_AT)
    with duckdb.connect(publish.location(warehouse), read_only=True) as db:
        silent = "select table_name from duckdb_tables() where comment is null and table_name not like 'mart_%'"
        assert db.execute(silent).fetchall() == []
        silent = "select table_name, column_name from duckdb_columns() where comment is null and schema_name = 'main'"
        mute = [
            (t, c)
            for t, c in db.execute(silent).fetchall()
            if t.startswith(("dim_", "fact_", "bridge_", "load_", "warehouse"))
        ]
        assert mute == []


@pytest.mark.parametrize("script", sorted((ROOT / "pipelines" / "sql").glob("mart_*.sql")), ids=lambda p: p.stem)
def test_a_mart_states_its_grain_first(script: Path) -> None:
    assert script.read_text("utf-8").startswith("-- One row per ")


def test_a_mart_is_made_after_the_marts_it_reads() -> None:
    order = build.marts()
    assert order.index("mart_travel") < order.index("mart_status") < order.index("mart_scorecard")


def test_a_revised_file_adds_rows_and_overwrites_nothing(council: tuple[Path, Path, Path]) -> None:
    pack, inbox, warehouse = council
    send(inbox, "2026-10-20", {"2026-27Q1": 40.9, "2026-27Q2": 43.0})
    build.build(pack, [inbox], warehouse, AS_AT)
    with duckdb.connect(publish.location(warehouse), read_only=True) as db:
        kept = db.execute(
            "select period, value, vintage, latest from fact_observation order by period, vintage"
        ).fetchall()
        assert kept == [
            ("2026-27Q1", 41.5, date(2026, 7, 20), False),
            ("2026-27Q1", 40.9, date(2026, 10, 20), True),
            ("2026-27Q2", 43.0, date(2026, 10, 20), True),
        ]
        row = arrange.one(db, "select value, revised_from from mart_status where period = '2026-27Q1'")
        assert (row["value"], row["revised_from"]) == (40.9, 41.5)


def test_the_warehouse_of_an_earlier_day_comes_back_row_for_row(council: tuple[Path, Path, Path]) -> None:
    pack, inbox, warehouse = council
    day = date(2026, 9, 30)
    build.build(pack, [inbox], warehouse, day)
    before = everything(warehouse)
    send(inbox, "2026-10-20", {"2026-27Q1": 40.9, "2026-27Q2": 43.0})
    build.build(pack, [inbox], warehouse, AS_AT)
    assert everything(warehouse) != before
    again = build.build(pack, [inbox], warehouse, day)
    assert everything(warehouse) == before
    assert len(again.later) == 1


def everything(warehouse: Path) -> dict[str, list[tuple]]:
    """Return the rows of every table but the hour of the build."""
    with duckdb.connect(publish.location(warehouse), read_only=True) as db:
        tables = [name for (name,) in db.execute("select table_name from duckdb_tables() order by 1").fetchall()]
        kept = [name for name in tables if name not in BUILDS]
        rows = {name: db.execute(f'select * from "{name}" order by all').fetchall() for name in kept}
        rows["warehouse"] = db.execute("select * exclude (built_at) from warehouse").fetchall()
    return rows


def test_a_refused_file_leaves_the_old_warehouse_as_it_was(council: tuple[Path, Path, Path]) -> None:
    pack, inbox, warehouse = council
    build.build(pack, [inbox], warehouse, AS_AT)
    before = publish.location(warehouse).read_bytes()
    send(inbox, "2026-10-20", {"2026-27Q2": "about 40"})
    with pytest.raises(Refused):
        build.build(pack, [inbox], warehouse, AS_AT)
    assert publish.location(warehouse).read_bytes() == before
    assert [path.name for path in sorted(warehouse.iterdir())] == FILES


def test_a_file_is_as_long_as_the_blocks_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty million figures once left a last block that was counted, free and not written."""
    block, told = 262_144, []
    counted = publish._counted

    def one_more(path: Path) -> int:
        told.append(counted(path))
        return told[0] + block

    monkeypatch.setattr(publish, "_counted", one_more)
    with publish.draft(tmp_path) as db:
        db.execute("create table figure as select hash(n) as value from range(100_000) as numbers(n)")
    path = publish.location(tmp_path)
    assert path.stat().st_size == publish.HEADERS + told[0] + block
    with duckdb.connect(path, read_only=True) as db:
        assert db.execute("select count(distinct value) from figure").fetchone() == (100_000,)


def test_documents_are_stored_so_that_one_is_read_without_the_others(tmp_path: Path) -> None:
    # DuckDB takes the setting with a connection and forgets it: only what it says it does counts.
    with publish.draft(tmp_path) as db:
        assert db.execute("select current_setting('disabled_compression_methods')").fetchone() == ("FSST",)


def test_a_measure_that_is_not_public_is_nowhere_in_the_public_file(tmp_path: Path) -> None:
    secret = arrange.measure("SECRET77", title="Zebra crossing fraud", visibility="officer")
    rows = [{"measure": "SECRET77", "period": "2026-27Q2", "value": 77.777}]
    targets = [{"measure": "SECRET77", "period": "2026-27Q2", "target": 99.123}]
    arrange.built(tmp_path, rows, measures=[arrange.MEASURE, secret], targets=targets).close()
    assert b"SECRET77" not in publish.location(tmp_path / "warehouse").read_bytes()
    assert b"Zebra" not in publish.location(tmp_path / "warehouse").read_bytes()


def test_two_builds_at_once_do_not_mix(council: tuple[Path, Path, Path]) -> None:
    pack, inbox, warehouse = council
    warehouse.mkdir()
    draft = str(warehouse / "public.draft")
    code = f"import duckdb, time; db = duckdb.connect({draft!r}); print('at work', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(Refused, match="another build is at work"):
            build.build(pack, [inbox], warehouse, AS_AT)
        other.kill()
    build.build(pack, [inbox], warehouse, AS_AT)


def test_a_warehouse_that_cannot_be_replaced_is_a_sentence(
    council: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack, inbox, warehouse = council

    def held_open(self: Path, target: Path) -> None:
        raise PermissionError("the file is used by another process")

    monkeypatch.setattr(Path, "replace", held_open)
    with pytest.raises(Refused, match="stop the dashboard"):
        build.build(pack, [inbox], warehouse, AS_AT)
    assert list(warehouse.iterdir()) == []


@pytest.mark.parametrize("moments", [2, pytest.param(12, marks=pytest.mark.whole)])
def test_a_build_killed_at_any_moment_leaves_the_old_warehouse_serving(
    council: tuple[Path, Path, Path], moments: int
) -> None:
    pack, inbox, warehouse = council
    build.build(pack, [inbox], warehouse, AS_AT)
    before = tables(warehouse)
    send(inbox, "2026-10-20", {"2026-27Q2": 43.0})
    command = [sys.executable, "-m", "pipelines", "build", "--framework", str(pack), "--inbox", str(inbox)]
    command += ["--warehouse", str(warehouse), "--as-at", "2026-10-31"]
    started = time.monotonic()
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    length = time.monotonic() - started
    after = tables(warehouse)
    pick = random.Random(20)
    for _ in range(moments):
        build_one = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(pick.uniform(0.2, 1.0) * length)
        os.kill(build_one.pid, signal.SIGKILL)
        build_one.wait()
        assert tables(warehouse) in (before, after)
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    assert tables(warehouse) == after
    assert [path.name for path in sorted(warehouse.iterdir())] == FILES


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.output


@pytest.mark.requirement("BCP-24", "WCC-41")
def test_the_command_line_says_what_it_did(council: tuple[Path, Path, Path]) -> None:
    pack, inbox, warehouse = council
    code, said = run("build", "--framework", pack, "--inbox", inbox, "--warehouse", warehouse, "--as-at", "2026-10-31")
    assert code == 0
    assert "1 file, 1 observation of 1 measure loaded; 0 rows left out." in said
    code, said = run("sources", "--warehouse", warehouse)
    assert code == 0
    assert "returns_2026-07-20.csv" in said


def test_check_says_what_would_be_refused_and_changes_nothing(council: tuple[Path, Path, Path]) -> None:
    pack, inbox, warehouse = council
    good = inbox / "returns_2026-07-20.csv"
    code, said = run("check", good, pack, "--framework", pack)
    assert (code, said.count("nothing to refuse")) == (0, 2)
    bad = send(inbox, "2026-10-20", {"2026-27Q2": "about 40", "Q3": 4})
    (pack / "links.csv").write_text("measure,node\nENV1,P11\n")
    code, said = run("check", good, bad, pack, "--framework", arrange.write_pack(pack.parent / "other"))
    assert code == 1
    for part in ("about 40", "Q3", "ENV01?"):
        assert part in said
    assert not warehouse.exists()


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (lambda pack, inbox: (pack / "framework.toml").unlink(), "not a framework pack"),
        (lambda pack, inbox: (pack / "measures.csv").write_bytes(b""), "empty"),
        (
            lambda pack, inbox: (pack / "plan.csv").write_bytes("plan,node,title\nCP,CP,Caf\xe9\n".encode("latin-1")),
            "UTF-8",
        ),
        (
            lambda pack, inbox: (inbox / "returns_2026-07-20.csv").write_text('measure,area,period,value\nENV01,"X01'),
            "returns_2026-07-20.csv",
        ),
        (lambda pack, inbox: (inbox / "returns_2026-07-20.csv").write_text(""), "empty"),
        (lambda pack, inbox: (inbox / "other.csv").write_text("a,b\n1,2\n"), "other.csv"),
    ],
)
def test_bad_input_is_a_sentence_and_exit_code_one(council: tuple[Path, Path, Path], break_it, sentence: str) -> None:
    pack, inbox, warehouse = council
    break_it(pack, inbox)
    code, said = run("build", "--framework", pack, "--inbox", inbox, "--warehouse", warehouse)
    assert code == 1
    assert sentence in said
    assert "Traceback" not in said


def test_wrong_usage_is_exit_code_two(tmp_path: Path) -> None:
    assert run("build", "--as-at", "soon")[0] == 2
    assert run("build", "--framework", tmp_path / "nowhere", "--warehouse", tmp_path / "w")[0] == 1


def test_a_warehouse_that_cannot_be_is_a_sentence(council: tuple[Path, Path, Path], tmp_path: Path) -> None:
    pack, inbox, _ = council
    (tmp_path / "file").write_text("")
    code, said = run("build", "--framework", pack, "--inbox", inbox, "--warehouse", tmp_path / "file")
    assert code == 1
    assert "a folder this user may write" in said
