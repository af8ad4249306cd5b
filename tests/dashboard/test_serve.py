import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from json import loads
from unittest.mock import patch

import pytest
from click.testing import Result
from typer.testing import CliRunner

from dashboard.__main__ import app
from tests import arrange
from tests.dashboard.test_warehouse import publish
from tests.serving import COMMAND, ROOT, serving


def run(*arguments: object, **environment: str) -> Result:
    """Run the command in this process, and wait until it ends."""
    with patch.dict(os.environ, {"COLUMNS": "200"} | environment):
        return CliRunner().invoke(app, [str(argument) for argument in arguments])


def health(address: str) -> dict:
    with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
        return loads(answer.read())


def test_every_command_has_help():
    said = subprocess.run([*COMMAND, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert "serve" in said.stdout
    shown = run("serve", "--help")
    assert shown.exit_code == 0
    for option in ("--warehouse", "--host", "--port", "--workers"):
        assert option in shown.stdout


def refused(outcome: Result, code: int, words: str) -> None:
    assert outcome.exit_code == code
    assert outcome.stdout == ""
    sentence = outcome.stderr.strip()
    assert words in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_a_warehouse_that_cannot_be_read_is_one_sentence_and_code_1(tmp_path):
    refused(run("serve", "--warehouse", tmp_path / "nowhere"), 1, "There is no warehouse folder")
    folder = publish(tmp_path / "other", "one", version=99)
    refused(run("serve", "--warehouse", folder), 1, "has schema version 99")
    shutil.rmtree(folder)
    (folder / "public.duckdb").mkdir(parents=True)
    refused(run("serve", GOLDEN_THREAD_WAREHOUSE=str(folder)), 1, "is a folder, where a warehouse file was expected")


def test_a_port_in_use_is_one_sentence_and_code_2(tmp_path):
    folder = publish(tmp_path / "warehouse", "one")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(run("serve", "--warehouse", folder, "--port", port), 2, f"Cannot listen on 127.0.0.1 port {port}")


def test_settings_that_mean_nothing_are_one_sentence_and_say_where(tmp_path):
    folder = publish(tmp_path / "warehouse", "one")
    refused(run("serve", "--warehouse", folder, GOLDEN_THREAD_TIER="secret"), 2, "GOLDEN_THREAD_TIER is 'secret'")
    shared = run("serve", "--warehouse", folder, GOLDEN_THREAD_CACHE_URL="redis://127.0.0.1:1/0")
    refused(shared, 1, "GOLDEN_THREAD_CACHE_URL names 127.0.0.1, but")


def test_wrong_usage_is_code_2():
    assert run("serve", "--port", "0").exit_code == 2
    assert run("serve", "--port", "eighty").exit_code == 2
    assert run("sevre").exit_code == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_process_that_is_killed_is_replaced(demo_warehouse):
    with serving(demo_warehouse) as served:
        address, server = served.address, served.process
        assert served.said == f"Wrensford City Council: {address}"
        workers = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(server.pid)], capture_output=True, text=True, check=True
        )
        worker = next(
            line.split()[0] for line in workers.stdout.splitlines() if "spawn_main" in line or "dashboard" in line
        )
        os.kill(int(worker), 9)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                assert health(address)["status"] == "ok"
                return
            except OSError:
                time.sleep(0.2)
        pytest.fail("nothing answered for 30 seconds after a worker was killed")


def test_stopping_the_server_stops_all_its_processes_after_what_they_were_asked(demo_warehouse):
    with serving(demo_warehouse, workers=2) as served:
        host, port = served.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as asking:
            asking.sendall(b"GET /scorecard HTTP/1.0\r\nHost: here\r\n\r\n")
            time.sleep(0.1)
            served.process.terminate()
            with asking.makefile("rb") as answer:
                assert b" 200 " in answer.readline()
                assert answer.read().rstrip().endswith(b"</html>")
        assert served.process.wait(20) == 0
        with pytest.raises(OSError, match="refused"):
            health(served.address)


@pytest.mark.requirement("WCC-40")
def test_anybody_reads_every_public_page_without_a_name_and_nothing_else(tmp_path):
    withheld = arrange.measure("SECRET77", title="Zebra crossing fraud", visibility="officer")
    rows = [{"measure": code, "period": "2026-27Q2", "value": 41.5} for code in ("ENV01", "SECRET77")]
    arrange.built(tmp_path, rows, measures=[arrange.MEASURE, withheld]).close()
    with serving(tmp_path / "warehouse") as served:
        for path in (
            "/",
            "/scorecard",
            "/scorecard.csv",
            "/measures/ENV01",
            "/measures/ENV01/trend.csv",
            "/search?q=zebra",
        ):
            with urllib.request.urlopen(served.address + path, timeout=20) as answer:
                assert answer.status == 200
                assert answer.headers["Set-Cookie"] is None
                assert b"Zebra" not in answer.read()
        for path in ("/measures/SECRET77", "/measures/SECRET77/trend.csv"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(served.address + path, timeout=20)
            refused.value.close()
            assert refused.value.code == 404
