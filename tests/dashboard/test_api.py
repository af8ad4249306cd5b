"""The API: every form holds the rows of the database, every page comes once, every mistake is a sentence."""

import gzip
import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import pandas as pd
import polars
import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import given, settings
from schemathesis import GenerationMode

from dashboard.api.formats import FORMATS
from dashboard.api.resources import RESOURCES, ROOT, Resource
from dashboard.app import create_app
from dashboard.press import PATIENCE, Busy
from dashboard.settings import Settings
from dashboard.warehouse import Warehouse
from pipelines import publish

OBSERVED = "measure, area, period, breakdown, value, numerator, denominator, lower, upper, marker, note, vintage"


@pytest.fixture(scope="module")
def server(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory):
    return create_app(Settings(warehouse=demo_warehouse), tmp_path_factory.mktemp("pages")).server


@pytest.fixture
def client(server) -> FlaskClient:
    return server.test_client()


@pytest.fixture(scope="module")
def stored(demo_warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse itself, read beside the API."""
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        yield db


@pytest.fixture(scope="module")
def code(stored: duckdb.DuckDBPyConnection) -> str:
    """A measure with figures of many areas, notes or markers among them."""
    most = "order by count(marker) > 0 desc, count(*) desc, measure"
    return stored.execute(f"select measure from current_observation group by measure {most}").fetchone()[0]


def answer(client: FlaskClient, path: str, **headers: str):
    """Return an answer read to its end, so that the file behind it is closed; while that is being made, ask again."""
    asked = {name.replace("_", "-"): text for name, text in headers.items()}
    while (found := client.get(path, headers=asked, buffered=True)).status_code == 503:
        pass
    return found


def walked(client: FlaskClient, path: str) -> list[dict]:
    """Return the rows of every page, following the links."""
    rows, following = [], path
    while following:
        page = answer(client, following).json
        rows += page["data"]
        following = page["next"]
    return rows


def read(form: str, body: bytes) -> list[tuple]:
    """Return the rows of a body as another program reads it."""
    if form == "json":
        return [tuple(_dated(row).values()) for row in json.loads(body)["data"]]
    if form == "csv":
        frame = pd.read_csv(io.BytesIO(body), dtype={"value": float}, keep_default_na=False, na_values={"value": ""})
        return list(frame.itertuples(index=False, name=None))
    frame = polars.read_parquet(body) if form == "parquet" else polars.read_ipc_stream(body)
    return frame.rows()


def _dated(row: dict) -> dict:
    days = ("vintage", "start_date", "end_date")
    return {name: date.fromisoformat(cell) if name in days else cell for name, cell in row.items()}


@pytest.mark.parametrize("form", ["json", "parquet", "arrow"])
def test_every_form_holds_the_rows_of_the_database(client, stored, code, form) -> None:
    body = answer(client, f"/api/v1/observations?measure={code}&limit=10000&format={form}").data
    names = list(answer(client, f"/api/v1/observations?measure={code}&limit=1").json["data"][0])
    kept = [names.index(name.strip()) for name in OBSERVED.split(",")]
    rows = [tuple(row[at] for at in kept) for row in read(form, body)]
    assert (
        rows
        == stored.execute(
            f"select {OBSERVED} from current_observation where measure = ? order by measure, area, period, breakdown",
            [code],
        ).fetchall()
    )


def test_a_csv_holds_the_same_rows_and_tells_nothing_from_zero(client, stored, code, tmp_path) -> None:
    file = tmp_path / "observations.csv"
    file.write_bytes(answer(client, f"/api/v1/observations?measure={code}&limit=10000&format=csv").data)
    typed = "types = {'note': 'varchar', 'marker': 'varchar', 'period': 'varchar', 'period_label': 'varchar'}"
    wanted = stored.execute(
        f"select {OBSERVED} from current_observation where measure = ? order by measure, area, period, breakdown",
        [code],
    )
    assert (
        duckdb.sql(f"select {OBSERVED} from read_csv('{file}', {typed}) order by 1, 2, 3, 4").fetchall()
        == wanted.fetchall()
    )
    frame = pd.read_csv(file)
    blank = stored.execute("select count(*) from current_observation where measure = ? and value is null", [code])
    assert int(frame["value"].isna().sum()) == blank.fetchone()[0]
    present = "where measure = ? and value is not null order by area, period, breakdown"
    values = f"select value from current_observation {present}"
    assert [(value,) for value in frame["value"].dropna()] == stored.execute(values, [code]).fetchall()


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.name)
def test_pages_give_each_row_once_and_all(client, stored, resource: Resource) -> None:
    everything = answer(client, f"/api/v1/files/{resource.name}.parquet").data
    wanted = polars.read_parquet(everything)
    least = max(3, len(wanted) // 6)
    rows = walked(client, f"{resource.path}?limit={min(least, 10000)}")
    assert len(rows) == len(wanted) == len({tuple(row[name] for name in resource.key) for row in rows})
    keys = [tuple(row[name] for name in resource.key) for row in rows]
    assert keys == sorted(keys) == sorted(wanted.select(resource.key).rows())
    assert list(rows[0]) == wanted.columns


def test_the_link_header_leads_to_the_next_page_in_every_form(client) -> None:
    found = answer(client, "/api/v1/periods?limit=2&format=csv&type=financial")
    following = re.fullmatch(r'<(.+)>; rel="next"', found.headers["Link"])[1]
    second = pd.read_csv(io.BytesIO(answer(client, following).data))
    both = pd.read_csv(io.BytesIO(answer(client, "/api/v1/periods?limit=4&format=csv&type=financial").data))
    assert list(both["period"][2:]) == list(second["period"])


BEYOND = {("measures", "node"), ("areas", "group"), ("observations", "group")}
"""Filters by what is no column of the rows."""
FILTERS = [
    (one, each.name)
    for one in RESOURCES
    for each in one.filters
    if each.kind == "codes" and (one.name, each.name) not in BEYOND
]


@pytest.mark.parametrize(("resource", "name"), FILTERS, ids=lambda value: getattr(value, "name", value))
def test_a_filter_leaves_what_it_names(client, resource: Resource, name: str) -> None:
    frame = polars.read_parquet(answer(client, f"/api/v1/files/{resource.name}.parquet").data)
    value = frame[name].drop_nulls()[-1]
    rows = walked(client, f"{resource.path}?{urlencode({name: value, 'limit': 10000})}")
    assert len(rows) == len(frame.filter(polars.col(name) == value)) > 0
    assert {row[name] for row in rows} == {value}


def test_filters_that_are_no_column(client, stored) -> None:
    group, measure = stored.execute('select "group", measure from mart_position where shared limit 1').fetchone()
    members = {row["area"] for row in walked(client, f"/api/v1/areas?{urlencode({'group': group})}")}
    observed = walked(client, f"/api/v1/observations?{urlencode({'group': group, 'measure': measure})}")
    assert {row["area"] for row in observed} <= members
    last = max(row["end_date"] for row in observed)
    newest = walked(client, f"/api/v1/observations?{urlencode({'group': group, 'measure': measure, 'since': last})}")
    assert newest == [row for row in observed if row["end_date"] >= last]
    shared = walked(client, f"/api/v1/positions?{urlencode({'measure': measure, 'shared': 'true'})}")
    assert {row["shared"] for row in shared} == {True}
    node, below = stored.execute(
        "select node, list(distinct measure) from mart_thread group by node limit 1"
    ).fetchone()
    assert {row["measure"] for row in walked(client, f"/api/v1/measures?node={node}")} == set(below)


@pytest.mark.requirement("WCC-25")
def test_the_whole_data_set_opens_in_what_a_bi_tool_opens(client, stored, tmp_path) -> None:
    made = tmp_path / "dataset.duckdb"
    made.write_bytes(answer(client, "/api/v1/files/dataset.duckdb").data)
    wanted = stored.execute(f"select {OBSERVED} from current_observation order by all").fetchall()
    with duckdb.connect(made, read_only=True) as db:
        assert db.execute(f"select {OBSERVED} from observations order by all").fetchall() == wanted
        tables = {name for (name,) in db.execute("select table_name from duckdb_tables()").fetchall()}
        bare = db.execute("select count(*) from duckdb_columns() where not internal and comment is null").fetchone()
    assert tables == {one.name for one in RESOURCES}
    assert bare == (0,)
    with zipfile.ZipFile(io.BytesIO(answer(client, "/api/v1/files/dataset.zip").data)) as archive:
        assert archive.namelist() == [f"{one.name}.parquet" for one in RESOURCES]
        (tmp_path / "o.parquet").write_bytes(archive.read("observations.parquet"))
    assert duckdb.sql(f"select {OBSERVED} from '{tmp_path}/o.parquet' order by all").fetchall() == wanted
    table = pd.read_csv(io.BytesIO(answer(client, "/api/v1/files/status.csv").data))
    assert len(table) == stored.execute("select count(*) from mart_status").fetchone()[0]


def test_a_parquet_file_is_read_in_parts(client) -> None:
    whole = answer(client, "/api/v1/files/areas.parquet")
    part = answer(client, "/api/v1/files/areas.parquet", Range="bytes=0-3")
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (
        206,
        b"PAR1",
        f"bytes 0-3/{len(whole.data)}",
    )


@pytest.mark.requirement("SMBC-01")
def test_the_scorecard_and_the_api_speak_of_the_same_measures_and_figures(client) -> None:
    scorecard = pd.read_csv(io.BytesIO(answer(client, "/scorecard.csv").data))
    figures = {(row["measure"], row["period"]): row for row in walked(client, "/api/v1/status?limit=10000")}
    names = {row["measure"]: row["short_title"] for row in walked(client, "/api/v1/measures")}
    shown = scorecard[scorecard["value_unrounded"].notna()]
    assert len(shown) > 50
    for row in shown.to_dict("records"):
        figure = figures[row["measure"], row["figure_of_code"]]
        assert figure["value"] == row["value_unrounded"]
        assert names[row["measure"]] == row["title"]


@pytest.mark.parametrize(
    "path", ["measures?limit=3", "observations?limit=3&format=csv", "openapi.json", "", "files/areas.csv"]
)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_nothing_is_sent_twice(client, stored, path: str, coding: str) -> None:
    first = answer(client, f"/api/v1/{path}", Accept_Encoding=coding)
    (snapshot,) = stored.execute("select snapshot from warehouse").fetchone()
    assert first.headers["ETag"].startswith(f'"{snapshot}-')
    again = answer(client, f"/api/v1/{path}", Accept_Encoding=coding, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    other = answer(client, f"/api/v1/{path}", Accept_Encoding=coding, If_None_Match='"another"')
    assert (other.status_code, unpacked(other)) == (200, unpacked(first))


def unpacked(found) -> bytes:
    """Return a body as it was before it was compressed, which the time of day is part of."""
    return gzip.decompress(found.data) if found.headers.get("Content-Encoding") == "gzip" else found.data


def test_each_form_has_a_tag_and_a_type_of_its_own(client) -> None:
    found = {name: answer(client, f"/api/v1/groups?format={name}") for name in FORMATS}
    assert len({one.headers["ETag"] for one in found.values()}) == len(FORMATS)
    for name, form in FORMATS.items():
        negotiated = answer(client, "/api/v1/groups", Accept=form.media)
        assert negotiated.headers["ETag"] == found[name].headers["ETag"]
        assert negotiated.content_type == form.content_type
        assert "Accept" in negotiated.headers["Vary"]
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert answer(client, "/api/v1/groups", Accept=browser).content_type == "application/json"
    assert answer(client, "/api/v1/groups", Accept="text/csv;q=0.5, application/xml").mimetype == "text/csv"


MISTAKES = [
    ("observations?mesure=ASC01", 400, ["mesure"], "Did you mean measure?"),
    ("observations?limit=0", 400, ["limit"], "a whole number from 1 to 10,000"),
    ("observations?limit=ten&since=2025", 400, ["since", "limit"], "a day such as 2025-03-31"),
    ("observations?limit=1&limit=2", 400, ["limit"], "given 2 times"),
    ("observations?after=a|b|c|d|e", 400, ["after"], "at most 4 codes"),
    ("observations?measure=NOWHERE", 404, ["measure"], "There is no measure “NOWHERE”."),
    ("observations?measure=", 400, ["measure"], "must be a code"),
    ("areas?type=nowhere&region=nowhere", 404, ["type", "region"], "There is no region “nowhere”."),
    ("measures?in_plan=yes", 400, ["in_plan"], "true or false"),
    ("measures?format=xml", 400, ["format"], "one of json, csv, parquet, arrow"),
    ("openapi.json?x=1", 400, ["x"], "has no parameter “x”"),
    ("files/areas.parquet?limit=1", 400, ["limit"], "has no parameter “limit”"),
    ("files/nothing.csv", 404, [], "There is no file “nothing.csv”"),
    ("nothing", 404, [], "There is nothing at “/api/v1/nothing”"),
]


@pytest.mark.parametrize(("path", "status", "parameters", "sentence"), MISTAKES)
def test_a_mistake_is_a_problem_document_that_names_the_parameter(client, path, status, parameters, sentence) -> None:
    found = answer(client, f"/api/v1/{path}")
    assert (found.status_code, found.content_type) == (status, "application/problem+json")
    problem = found.json
    assert problem["status"] == status
    assert sorted(one["parameter"] for one in problem["errors"]) == sorted(parameters)
    assert sentence in problem["detail"]


def test_it_is_read_only_and_says_what_it_cannot_send(client) -> None:
    for method in ("post", "put", "patch", "delete"):
        found = getattr(client, method)("/api/v1/measures")
        assert (found.status_code, found.content_type) == (405, "application/problem+json")
        assert "GET" in found.headers["Allow"]
    assert answer(client, "/api/v1/measures", Accept="application/xml").status_code == 406
    assert client.head("/api/v1/measures").status_code == 200


def test_a_fault_of_ours_is_a_sentence_without_its_cause(server, monkeypatch) -> None:
    monkeypatch.setattr("dashboard.api.asking.asked", lambda *_: 1 / 0)
    monkeypatch.setitem(server.config, "PROPAGATE_EXCEPTIONS", False)
    # An address nobody has asked: what was answered once is kept.
    found = server.test_client().get("/api/v1/measures?limit=77")
    assert (found.status_code, found.content_type) == (500, "application/problem+json")
    assert "division" not in found.text


def test_no_spreadsheet_takes_a_text_for_a_formula(demo_warehouse) -> None:
    rows = "select '=1+1' as a, '-' as b, -5 as c, null as d, 'x' as e union all select '@x', '+1', 0, 'd', ''"
    with Warehouse(demo_warehouse).newest().held(rows) as held:
        assert held.written("csv", 2) == b"a,b,c,d,e\n'=1+1,'-,-5,,x\n'@x,'+1,0,d,\"\"\n"


def test_a_file_that_is_being_made_is_asked_for_again(client, monkeypatch) -> None:
    def busy(*_) -> None:
        raise Busy

    monkeypatch.setattr("dashboard.press.Press.waited", busy)
    found = client.get("/api/v1/files/dataset.duckdb", buffered=True)
    assert (found.status_code, found.headers["Retry-After"]) == (503, str(PATIENCE))
    assert found.json["detail"].startswith("This file is being made")


NASTY = [
    *("' or 1=1 --", "'; drop table warehouse; --", '" union select * from dim_measure --', "$measure", "%", "_", "\\"),
    *("", " ", "null", "\x00", "\ud800", "🙂" * 40, "a" * 5000, "-1", "+1", "0x10", "1e309", "nan", "٣", "9" * 20),
    *("2025-02-30", "0000-00-00", "9999-99-99", "true", "[]", "{}", "{{7*7}}", "${7*7}", "<script>alert(1)</script>"),
    *("../../etc/passwd", "%2e%2e", "|", "||||||||", "a|b|c|d|e", "json,csv", "*", "\r\nSet-Cookie: x=y", "\u202e"),
]
LEAKS = re.compile(r"Traceback|File \"|duckdb|Binder|Parser Error|Catalog|pydantic|mart_|current_observation|from dim_")


def hostile() -> list[str]:
    """Return 400 addresses nobody asks in good faith."""
    names = [
        "measure",
        "since",
        "limit",
        "after",
        "format",
        "shared",
        "area",
        "group",
        "period",
        "type",
        "x",
        "after[]",
    ]
    everywhere = itertools.product(RESOURCES, names, NASTY)
    lines = [f"{one.path}?{_encoded(name)}={_encoded(nasty)}" for one, name, nasty in everywhere]
    return lines[:: len(lines) // 400][:400]


def _encoded(text: str) -> str:
    return urlencode({"": text.encode("utf-8", "surrogatepass")})[1:]


def test_four_hundred_hostile_lines_are_answered_with_sentences(client) -> None:
    lines = hostile()
    assert len(lines) == 400
    for line in lines:
        found = answer(client, line)
        assert found.status_code in (200, 400, 404), line
        if found.status_code != 200:
            problem = found.json
            assert problem["detail"].endswith((".", "?")), line
            said = re.sub("“[^”]*”", "", found.text)
            assert not LEAKS.search(said), (line, said)
            assert len(found.text) < 4000


@pytest.fixture(scope="module")
def described(server):
    """The API as its own document describes it."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", server)


def test_the_document_is_openapi(described) -> None:
    described.validate()
    assert described.specification.version == "3.1.0"
    assert set(described.raw_schema["paths"]) == {ROOT, f"{ROOT}/openapi.json", FILE, *(one.path for one in RESOURCES)}


FILE = f"{ROOT}/files/{{file}}"
ASKED = [FILE, *(one.path for one in RESOURCES)]


# What asks here leaves the file behind an answer open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("path", "mode"),
    [(path, GenerationMode.POSITIVE) for path in (ROOT, f"{ROOT}/openapi.json", *ASKED)]
    + [(path, GenerationMode.NEGATIVE) for path in ASKED],
    ids=lambda value: getattr(value, "value", value),
)
def test_the_api_does_what_its_document_says(described, path: str, mode: GenerationMode) -> None:
    @settings(max_examples=15)
    @given(case=described[path]["GET"].as_strategy(generation_mode=mode))
    def answered(case) -> None:
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    answered()
