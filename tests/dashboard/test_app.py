import csv
import io
import json
import re
from html import unescape
from pathlib import Path

import dash
import duckdb
import pytest
from flask.testing import FlaskClient

from dashboard import queries
from dashboard.app import create_app, exists, page_at
from dashboard.settings import Settings
from dashboard.warehouse import Warehouse
from pipelines import publish

FRONT = """
from dash import html, register_page
register_page(__name__, path="/", name="Front", title="Front <page>", in_nav=True, order=1)
def layout(**choices):
    return html.Div([html.H1("Front"), html.P(repr(sorted(choices.items())))])
"""
THING = """
from dash import html, register_page
def title(thing=None):
    return f"Thing {thing}"
def exists(thing):
    return thing in ("A1", "A/1")
register_page(__name__, path_template="/things/<thing>/parts", title=title, exists=exists)
def layout(thing=None, period=None, **_):
    return html.Div([html.H1(thing), html.P(period)])
"""
BROKEN = """
from dash import register_page
register_page(__name__, path="/broken", title="Broken")
def layout(**_):
    raise RuntimeError("a bug in a page")
"""
MISSING = """
from dash import html, register_page
register_page(__name__, title="Not found")
def layout(**_):
    return html.Div(html.H1("Not found"))
"""


@pytest.fixture(scope="module")
def app(demo_warehouse, tmp_path_factory):
    pages = tmp_path_factory.mktemp("pages")
    for name, text in {"front": FRONT, "thing": THING, "broken": BROKEN, "not_found_404": MISSING}.items():
        (pages / f"{name}.py").write_text(text, "utf-8")
    return create_app(Settings(warehouse=demo_warehouse), pages)


class Client(FlaskClient):
    """A client that reads every answer to its end, so that the files behind it are closed."""

    def open(self, *args, **kwargs):
        return super().open(*args, buffered=True, **kwargs)


@pytest.fixture
def client(app):
    return Client(app.server, app.server.response_class)


@pytest.fixture
def code(demo_warehouse):
    """A measure that is compared with a group."""
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        return db.execute("select min(measure) from mart_position where shared").fetchone()[0]


def drawn(client, path, search=""):
    """Return what Dash's router answers for an address: the page's children, and its title."""
    router = next(one for one in client.get("/_dash-dependencies").json if "_pages_content" in one["output"])
    body = {
        "output": router["output"],
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": path},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200
    response = answer.json["response"]
    return json.dumps(response["_pages_content"]["children"]), response["_pages_store"]["data"]["title"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/things/A1/parts", 200),
        ("/things/A1/parts/", 200),
        ("/things/A%2F1/parts", 404),
        ("/things/B2/parts", 404),
        ("/things/A1", 404),
        ("/things/A1/parts/more", 404),
        ("/nowhere", 404),
        ("/not-found-404", 404),
        ("/wp-login.php", 404),
        ("/healthz", 200),
        ("/_mcp", 404),
        ("/_dash-component-suites/dash/nothing.js", 404),
    ],
)
def test_an_address_answers_with_its_own_status(client, path, status):
    assert client.get(path).status_code == status


def test_what_is_not_found_has_the_normal_shell(client):
    found, missing = (client.get(path).get_data(as_text=True) for path in ("/", "/nowhere"))
    assert (
        missing.replace("Not found", "Front &lt;page&gt;").partition("_dash-config")[0]
        == found.partition("_dash-config")[0]
    )
    assert "Not found" in drawn(client, "/nowhere")[0]


def test_the_document_names_the_page_the_council_and_its_language_before_any_script_runs(client):
    text = client.get("/").get_data(as_text=True)
    assert "<title>Front &lt;page&gt; – Wrensford City Council</title>" in text
    assert re.search(r'<html lang="en-GB" style="--accent: #[0-9A-F]{6}">', text)
    assert "<title>Thing A1 – Wrensford City Council</title>" in client.get("/things/A1/parts").get_data(as_text=True)


def test_a_page_gets_its_choices_as_plain_text(client):
    assert drawn(client, "/things/A%2F1%20%3Cb%3E/parts")[1] == "Thing A/1 <b> – Wrensford City Council"
    assert "<h1>A/1 &lt;b&gt;</h1>" in drawn(client, "/things/A%2F1%20%3Cb%3E/parts")[0]
    shown, _ = drawn(client, "/", "?a=1&a=2&b=x%252C&utm_source=mail")
    assert "('a', '1,2'), ('b', 'x%2C'), ('utm_source', 'mail')" in unescape(shown)


def test_a_page_that_fails_says_so_and_the_log_says_why(client, caplog):
    shown, title = drawn(client, "/broken")
    reference = re.search(r"[0-9a-f]{8}", shown)[0]
    assert "This page could not be drawn" in shown
    assert title == "This page could not be drawn"
    assert f"Reference {reference}" in caplog.text
    assert "a bug in a page" in caplog.text


def test_every_answer_carries_the_headers(client, code):
    for path in ("/", "/nowhere", "/healthz", "/_dash-layout", f"/measures/{code}/trend.csv", "/assets/shell.js"):
        headers = client.get(path).headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert "unsafe-inline" not in policy["script-src"]
        assert "unsafe-eval" not in policy["script-src"]
        assert policy["default-src"] == policy["frame-ancestors"] == policy["form-action"] == "'self'"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_document_asks_nothing_of_another_host_and_holds_no_script_without_its_hash(client, app):
    text = client.get("/").get_data(as_text=True)
    assert re.findall(r'(?:src|href|action)="(?!/)[^"]*"', text) == []
    inline = re.findall(r"<script(?![^>]*src=)([^>]*)>(.*?)</script>", text, re.DOTALL)
    scripts = [body for kind, body in inline if "application/json" not in kind]
    assert len(app.csp_hashes()) == len(scripts)


def test_files_that_carry_their_version_are_kept_and_pages_are_not(client):
    text = client.get("/").get_data(as_text=True)
    files = re.findall(r'(?:src|sheet" href)="(/(?:assets|bootstrap|_dash-component-suites)/[^"]*)"', text)
    assert len(files) > 8
    for path in files:
        assert "immutable" in client.get(path.replace("&amp;", "&")).headers["Cache-Control"]
    for path in ("/", "/nowhere", "/_dash-layout", "/healthz", "/assets/shell.js"):
        assert client.get(path).headers["Cache-Control"] == "no-cache"


def test_answers_are_compressed(client):
    for encoding in ("br", "gzip"):
        answer = client.get("/_dash-layout", headers={"Accept-Encoding": encoding})
        assert answer.headers["Content-Encoding"] == encoding


def test_health_says_snapshot_build_time_and_tier(client, demo_warehouse):
    facts = Warehouse(demo_warehouse).newest().facts
    said = client.get("/healthz").json
    assert said["status"] == "ok"
    assert (said["snapshot"], said["tier"]) == (facts["snapshot"], "public")
    assert said["built_at"] == facts["built_at"].isoformat()


def test_the_shell_names_the_council_the_pages_and_the_plan(client):
    shell = json.dumps(client.get("/_dash-layout").json).replace('\\"', '"')
    for words in (
        "Wrensford City Council",
        "Skip to main content",
        "Demonstration",
        "Figures as at 31 October 2026",
        ">Front</a>",
    ):
        assert words in shell
    for href in ("/about#statuses", "/accessibility", "#main"):
        assert f'"{href}"' in shell
    assert "/broken" not in shell
    assert '"/outcomes/' in shell
    assert '"/directorates/' in shell
    assert '"/services/' not in shell


def test_the_path_of_a_page_gives_its_variables(app):
    assert page_at("/things/A1/parts")[1] == {"thing": "A1"}
    assert page_at("/nowhere")[0]["module"].endswith("not_found_404")
    assert not exists("/nowhere")


@pytest.mark.requirement("BCC-03")
def test_a_trend_as_csv_is_the_mart_with_its_unit_source_and_date(client, demo_warehouse, code):
    answer = client.get(f"/measures/{code}/trend.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{code}-trend-2026-10-31.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        found = db.execute(
            "select period, value, status, marker from mart_status join dim_period using (period) "
            "where measure = ? order by end_date, months",
            [code],
        ).fetchall()
        unit, source = db.execute(
            "select unit, source_system from current_measure where measure = ?", [code]
        ).fetchone()
    assert [(row["period"], row["value"], row["status"], row["marker"]) for row in rows] == [
        (period, "" if value is None else str(value), status, marker or "") for period, value, status, marker in found
    ]
    for row in rows:
        assert (row["measure"], row["unit"], row["as_at"]) == (code, unit, "2026-10-31")
        assert row["source"] == (source or "")
        assert row["start_date"] <= row["end_date"]
        assert row["area_name"] == "Wrensford City Council"


def test_a_benchmark_as_csv_is_the_group_and_the_council_in_one_period(client, demo_warehouse, code):
    with Warehouse(demo_warehouse).reading():
        groups = [row["group"] for row in queries.benchmark.groups.told(measure=code)]
        place = queries.benchmark.position.first(measure=code, group=groups[1], period=None)
    default, other = (
        list(csv.DictReader(io.StringIO(client.get(f"/measures/{code}/benchmark.csv{query}").get_data(as_text=True))))
        for query in ("", f"?group={groups[1]}")
    )
    assert {row["group"] for row in default} == {groups[0]}
    assert {(row["group"], row["period"]) for row in other} == {(groups[1], place["period"])}
    assert sum(row["value"] != "" for row in other) == place["of_n"]
    own = next(row for row in other if row["area_name"] == "Wrensford")
    assert float(own["value"]) == place["value"]


@pytest.mark.parametrize(
    "path",
    ["/measures/NOPE/trend.csv", "/measures/NOPE/benchmark.csv", "/measures/{code}/benchmark.csv?group=nope"],
)
def test_a_download_of_nothing_is_a_sentence(client, code, path):
    answer = client.get(path.format(code=code))
    assert answer.status_code == 404
    assert answer.content_type == "text/plain; charset=utf-8"
    assert re.fullmatch(r"[A-Z0-9].*\.\n", answer.get_data(as_text=True))


def test_the_document_carries_what_dash_would_ask_for_next(client):
    carried = dict(
        re.findall(r'data-answers="(.*?)">(.*?)</script>', client.get("/things/A1/parts?period=2025-26").text)
    )
    assert carried.keys() == {"/_dash-layout", "/_dash-dependencies", ""}
    assert json.loads(carried["/_dash-layout"]) == client.get("/_dash-layout").json
    assert json.loads(carried["/_dash-dependencies"]) == client.get("/_dash-dependencies").json
    page = json.loads(carried[""])["response"]["_pages_content"]["children"]
    assert json.dumps(page) == drawn(client, "/things/A1/parts", "?period=2025-26")[0]


@pytest.mark.parametrize("path", ["/broken", "/nowhere", "/things/A%2F1/parts"])
def test_a_page_that_is_not_there_is_left_to_be_asked_for(client, path):
    assert 'data-answers=""' not in client.get(path).text


def test_nothing_a_page_says_ends_the_script_that_carries_it(client):
    assert "</script><b>" not in client.get("/?a=</script><b>").text


def test_an_application_made_again_has_its_own_pages(app, demo_warehouse, tmp_path):
    (tmp_path / "front.py").write_text(FRONT, "utf-8")
    before = dict(dash.page_registry)
    again = create_app(Settings(warehouse=demo_warehouse), tmp_path)
    try:
        assert [page["path"] for page in dash.page_registry.values()] == ["/"]
        assert again.server.test_client().get("/").status_code == 200
    finally:
        dash.page_registry.clear()
        dash.page_registry.update(before)


def test_the_real_pages_are_registered_with_a_title_and_a_sentence():
    for path in sorted((Path(__file__).parents[2] / "dashboard" / "pages").glob("[!_]*.py")):
        text = path.read_text("utf-8")
        assert text.startswith('"""'), path.name
        assert "title=" in text, path.name
