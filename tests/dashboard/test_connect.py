"""The pages on connecting one's own tools: all they lead to is there, and the lines of Python do what they say."""

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from dash import Dash, html

from dashboard import words
from dashboard.api.resources import FILES, RESOURCES
from dashboard.links import API
from pipelines import publish
from tests.layouts import hrefs, page, text, walk


def lines(name: str) -> list[str]:
    """Return the lines of program of a page, as a reader copies them."""
    return ["".join(_words(part)) for part in walk(page(name)()) if isinstance(part, html.Code) and _is_program(part)]


def _is_program(code: html.Code) -> bool:
    return isinstance(code.children, list)


def _words(part) -> Iterator[str]:
    for piece in part.children:
        yield piece if isinstance(piece, str) else piece.children


@pytest.mark.requirement("WCC-25")
def test_the_page_leads_to_every_file_and_shows_three_tools(demo: None, app: Dash) -> None:
    drawn = page("connect")()
    files = {href.rsplit("/", 1)[1] for href in hrefs(drawn) if href.startswith(f"{API}/files/")}
    assert files == set(FILES)
    assert all(name in text(drawn) for name in ("Power BI", "Excel", "Python"))
    client = app.server.test_client()
    for href in {href for name in ("connect", "api") for href in hrefs(page(name)()) if href.startswith(API)}:
        # What is in the files is for test_api.py.
        assert "/files/" in href or client.get(href).status_code == 200, href


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_lines_of_python_run(demo: None, served: str, demo_warehouse: Path, tmp_path, monkeypatch, number) -> None:
    program = [one for one in lines("connect") if "import" in one][number]
    monkeypatch.chdir(tmp_path)
    printed = io.StringIO()
    known: dict = {}
    with contextlib.redirect_stdout(printed):
        exec(compile(program.replace(words.connect.HOST, served), "lines", "exec"), known)
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        if "rows" in known:
            measure = known["rows"][0]["measure"]
            assert db.execute("select count(*) from current_observation where measure = ?", [measure]).fetchone() == (
                len(known["rows"]),
            )
        elif "status" in known:
            assert db.execute("select count(*) from mart_status").fetchone() == (len(known["status"]),)
        else:
            known["db"].close()
    assert len(printed.getvalue()) > 20


def test_the_joins_lead_from_a_part_of_a_key_to_a_whole_one(demo: None) -> None:
    found = words.connect.joins(
        {"facts": (("measure", "area"), ("measure", "area", "value")), "areas": (("area",), ("area",))}
    )
    assert found == [{"many": "facts.area", "one": "areas.area"}]


def test_the_api_is_described_in_words_wholly(demo: None, app: Dash) -> None:
    drawn = text(page("api")())
    described = app.server.test_client().get(f"{API}/openapi.json").json
    for one in RESOURCES:
        operation = described["paths"][one.path]["get"]
        assert operation["description"] in drawn
        row = described["components"]["schemas"][one.name]
        for name, schema in row["properties"].items():
            assert schema["description"], f"{one.name}.{name} is not described"
            assert schema["description"] in drawn
        for parameter in operation["parameters"]:
            assert parameter["description"] in drawn
