"""What is taken away holds exactly what the page shows: numbers as numbers, markers as words, and what it all is."""

import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import csvw
import dash
import duckdb
import openpyxl
import pandas as pd
import pytest
from dash import dcc, html
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from dashboard import components, formats, links, queries
from dashboard.addresses import drawn
from dashboard.app import create_app
from dashboard.settings import Settings
from dashboard.takeaway import files, rows
from dashboard.takeaway.items import Item, items
from dashboard.takeaway.stamp import cover, stamp
from dashboard.warehouse import current
from dashboard.workbook import workbook
from tests.layouts import hrefs, text, walk

ADDRESSES = [
    "/thread",
    "/tiers?tier=strategic",
    "/outcomes/GC1",
    "/directorates/COP?period=2025-26Q4",
    "/measures/CSC07?group=nearest",
    "/measures/ASC01?view=spc",
    "/measures/ASC06?view=outlook",
    "/measures/CSC07?view=breakdown&by=ethnicity",
    "/measures/CON02?view=history",
    "/programmes/PG-HOMES",
    "/improvement",
    "/risks",
    "/plans",
    "/finance",
    "/contracts",
    "/customers",
    "/value",
    "/classifications",
    "/coverage?gap=strategy_measure",
    "/coverage?view=forums",
    "/data-quality?view=completeness",
    "/framework?view=calendar",
    "/revisions",
    "/about",
    "/benchmarking?measure=CSC07,WST02",
]
"""A page of each kind that has figures or tables."""

DIGITS = 1e-15
"""What a workbook keeps of a number."""

HOSTILE = [
    "",
    "finance",
    "//evil.example/finance",
    "https://evil.example/finance",
    "javascript:alert(1)",
    "/nowhere",
    "/measures/NOPE",
    "/measures/%00",
    "/../etc/passwd",
    "/finance\x00",
    "/[",
    "http://[",
    "/embed/variance-figure?from=/finance",
    "/take/variance-figure.csv?from=/finance",
    "/" + "a" * 5000,
]


@pytest.fixture
def client(app: dash.Dash) -> FlaskClient:
    return app.server.test_client()


def taken(client: FlaskClient, item: str, kind: str, address: str) -> Any:
    answer = client.get(links.take(item, kind, address))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer


def cells_of(item: Item) -> list[list[Any]]:
    """Return what stands in the cells of an item's table, read by other means than the export's."""
    bodies = [part for part in walk(item.table) if isinstance(part, html.Tbody)]
    return [
        [part for part in walk(row) if isinstance(part, (html.Th, html.Td))]
        for body in bodies
        for row in walk(body)
        if isinstance(row, html.Tr)
    ]


def close(word: str) -> str:
    """Return words without their spaces: where one part of a cell ends and the next begins is the page's business."""
    return re.sub(r"\s", "", word)


@pytest.mark.requirement("WCC-42")
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_figure_and_table_reopens_to_what_the_page_shows(demo: None, tmp_path: Path, address: str) -> None:
    layout = drawn(address)
    found = items(layout)
    assert found
    for item in found:
        columns = rows.columns(item)
        said = stamp(item, layout, address, "http://localhost")
        (tmp_path / "a.csv").write_text(files.csv_text(columns, said), "utf-8")
        read = pd.read_csv(tmp_path / "a.csv", keep_default_na=False, dtype=str)
        names = (tmp_path / "a.csv").read_text("utf-8").partition("\n")[0].split(",")
        assert len(set(names)) == len(names) == len(read.columns)
        table = duckdb.sql(f"select * from read_csv('{tmp_path}/a.csv', all_varchar = true)").df().fillna("")
        assert table.to_numpy().tolist() == read.to_numpy().tolist()
        book = openpyxl.load_workbook(io.BytesIO(workbook(files.table(item.title, columns, cover(item, said)))))
        headings, *lines = book["Data"].iter_rows(values_only=True)
        assert len(lines) == len(read) == len(columns[0].words)
        if item.table is not None:
            assert len(cells_of(item)) == len(read)
        for column in columns:
            in_csv, in_book = read[column.name].tolist(), [line[headings.index(column.heading)] for line in lines]
            compare(column, in_csv, in_book, read)


def compare(column: rows.Shown, in_csv: list[str], in_book: list[Any], read: pd.DataFrame) -> None:
    beside = read.get(f"{column.name}_as_shown", pd.Series(column.words))
    for at, (said, known) in enumerate(zip(column.words, column.known, strict=True)):
        if column.kind == "text":
            assert in_csv[at].removeprefix("'") == said == (in_book[at] or "")
        elif known is None:
            assert in_csv[at] == ""
            assert (in_book[at] or "") == said == beside[at].removeprefix("'")
        elif isinstance(known, formats.Day):
            assert in_csv[at] == known.date.isoformat()
            assert in_book[at] == datetime.combine(known.date, datetime.min.time())
        else:
            assert float(in_csv[at]) == known.amount == pytest.approx(in_book[at], rel=DIGITS)
            assert beside[at].removeprefix("'") == said
            assert " ".join(known.split()) in said


@pytest.mark.parametrize("address", ["/measures/CSC07?group=nearest", "/finance", "/value", "/data-quality?view=files"])
def test_a_column_of_figures_is_numbers_but_for_ranges_and_what_is_withheld(demo: None, address: str) -> None:
    for item in items(drawn(address)):
        for heading, cells in zip(rows.columns(item), zip(*cells_of(item), strict=True), strict=False):
            figures = "gt-number" in (getattr(cells[0], "className", None) or "")
            said = [words for words, known in zip(heading.words, heading.known, strict=True) if known is None]
            assert not figures or not [words for words in said if re.match(r"\d", words) and " to " not in words]


@pytest.mark.parametrize("address", ["/measures/CSC07", "/finance", "/health"])
def test_the_words_taken_away_are_those_of_the_page(demo: None, address: str) -> None:
    for item in items(drawn(address)):
        by_heading = [column for column in rows.columns(item) if column.name != "code"]
        for at, cells in enumerate(cells_of(item)):
            for column, cell in zip(by_heading, cells, strict=True):
                pictures = [part for part in walk(cell) if getattr(part, "aria-hidden", None) or hasattr(part, "alt")]
                if not pictures:
                    assert close(column.words[at]) == close(text(cell))


def test_a_marker_stays_a_marker_and_zero_stays_zero() -> None:
    measure = {"decimals": 1, "suffix": "%"}
    shown = [
        {"who": "A", "value": formats.measured(0.0, measure)},
        {"who": "B", "value": formats.measured(None, measure, marker="c")},
        {"who": "C", "value": formats.measured(0.04, measure)},
        {"who": "D", "value": formats.measured(-1234.56, measure)},
        {"who": "E", "value": formats.measured(None, measure, marker="low")},
    ]
    table = components.data_table((("who", "Who"), ("value", "Value", "number")), shown, caption="Some")
    _, value = rows.columns(items(html.Div(table))[0])
    lines = files.csv_text([value], []).splitlines()
    assert lines == [
        "value,value_as_shown",
        "0,0.0%",
        ",suppressed",
        "0.04,0.0%",
        '-1234.56,"−1,234.6%"',
        ",close to zero",
    ]


def test_no_cell_taken_away_is_a_formula() -> None:
    table = components.data_table((("who", "=Who"), ("what", "@What")), [{"who": "=1+1", "what": "@sum"}], caption="A")
    columns = rows.columns(items(html.Div(table))[0])
    assert files.csv_text(columns, []).splitlines() == ["who,what", "'=1+1,'@sum"]


def test_a_new_chart_and_a_new_table_have_their_row_by_themselves(
    app: dash.Dash, demo: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = components.data_table((("who", "Who"), ("many", "Many", "number")), [], caption="Who has many, lately")
    chart = components.figure("new", {"data": [], "layout": {"height": 9}}, title="Up", sentence="It is up.")
    from dashboard import takeaway

    page = takeaway.offer(
        html.Div([chart, html.Div([html.P("Before"), table])]), "/x?a=1", as_at="2026-10-31", embeds=False
    )
    new, who = [part for part in walk(page) if isinstance(part, html.Details)]
    assert [part.children for part in walk(new) if isinstance(part, html.Button)] == ["PNG", "SVG", "Copy link"]
    assert [part.children for part in walk(who) if isinstance(part, html.Button)] == ["Copy link"]
    assert hrefs(new) == ["/take/new-figure.csv?from=/x%3Fa%3D1", "/take/new-figure.xlsx?from=/x%3Fa%3D1"]
    assert hrefs(who)[0] == "/take/table-who-has-many.csv?from=/x%3Fa%3D1"
    assert getattr(who, "data-file") == "x-who-has-many-2026-10-31"


def test_a_class_beside_a_number_and_the_code_of_a_council_are_columns_of_their_own(demo: None) -> None:
    heat, ranked = (
        rows.columns(items(drawn(f"/benchmarking?measure=CSC07,WST02&view={view}"))[0]) for view in ("heat", "ranked")
    )
    by_heading = {column.heading: column for column in heat}
    assert list(by_heading["Code"].words) == ["CSC07", "WST02"]
    figures, letters = by_heading["2025/26"], by_heading["2025/26, quartile"]
    assert figures.kind == "figure"
    for shown, known, letter in zip(figures.words, figures.known, letters.words, strict=True):
        assert letter in "ABCD–"
        assert shown.startswith(f"{letter} ({known}")
    councils = {row["name"]: row["area"] for row in queries.explorer.offered.told()["councils"]}
    names, codes = (next(one for one in ranked if one.heading == heading) for heading in ("Council", "Code"))
    assert list(codes.words) == [councils[name] for name in names.words]


def test_a_page_drawn_twice_offers_each_thing_once(demo: None) -> None:
    for address in ("/finance", "/finance"):
        layout = drawn(address)
        offered = [part for part in walk(layout) if getattr(part, "className", None) == "gt-take"]
        assert len(offered) == len(items(layout))
        ids = [part.id for part in walk(layout) if isinstance(getattr(part, "id", None), str)]
        assert len(ids) == len(set(ids))


def test_a_table_keeps_its_address_from_period_to_period(demo: None) -> None:
    now, then = (
        {item.id for item in items(drawn(f"/outcomes/GC1?period={one}"))} for one in ("2026-27Q2", "2025-26Q4")
    )
    assert {name for name in now if "kpis" in name} == {name for name in then if "kpis" in name} != set()


def test_a_chart_without_a_table_gives_what_it_draws() -> None:
    figure = {
        "data": [{"name": "A", "x": ["p", "q"], "y": [0, None], "text": ["<b>p</b>", ""]}, {"name": "B", "y": [2.5]}]
    }
    chart = html.Figure([html.H2("Up", className="gt-figure__title"), dcc.Graph(id="a", figure=figure)], id="a-figure")
    columns = {column.heading: column for column in rows.columns(items(html.Div(chart))[0])}
    assert columns["Series"].words == ["A", "A", "B"]
    assert [getattr(known, "amount", None) for known in columns["Up"].known] == [0, None, 2.5]
    assert columns["Label"].words == ["p", "", ""]


def test_a_file_says_what_it_is(demo: None, client: FlaskClient) -> None:
    address = "/finance?period=2025-26Q4"
    answer = taken(client, "variance-figure", "csv", address)
    assert 'filename="finance-variance-2026-10-31.csv"' in answer.headers["Content-Disposition"]
    said = pd.read_csv(io.BytesIO(answer.get_data())).iloc[0]
    assert said["about_council"] == current().facts["council"]
    assert said["about_reporting_period"] == "January to March 2026"
    assert said["about_as_at"] == "2026-10-31"
    assert said["about_address"] == "http://localhost/finance?period=2025-26Q4#variance-figure"
    assert "invented" in said["about_demonstration"]
    assert said["about_source"]
    assert said["about_licence"]
    title, *about = openpyxl.load_workbook(io.BytesIO(taken(client, "variance-figure", "xlsx", address).get_data()))[
        "About"
    ].iter_rows(values_only=True)
    cover = dict(about)
    assert said["about_shown"].startswith(title[0].rstrip("."))
    assert cover["As at"] == "31 October 2026"
    assert said["about_address"] in cover["How to cite"]
    assert cover["In one sentence"]


@pytest.mark.parametrize(("told", "scheme"), [("https", "https"), ("https, http", "https"), ("javascript", "http")])
def test_behind_a_proxy_the_address_in_a_file_is_the_readers(client: FlaskClient, told: str, scheme: str) -> None:
    answer = client.get(links.take("table-plans", "csv", "/about"), headers={"X-Forwarded-Proto": told})
    said = pd.read_csv(io.BytesIO(answer.get_data())).iloc[0]
    assert said["about_address"] == f"{scheme}://localhost/about#table-plans"


def test_a_file_words_the_choices_and_names_the_source_of_the_measure(demo: None, client: FlaskClient) -> None:
    said = pd.read_csv(io.BytesIO(taken(client, "spc-figure", "csv", "/measures/ASC01?view=spc").get_data())).iloc[0]
    source = current().rows("select coalesce(source_name, source_system) as s from dim_measure where measure = 'ASC01'")
    assert "View: Control chart" in said["about_filters"]
    assert said["about_source"] == source[0]["s"]


def test_codes_in_an_address_are_said_by_their_names(demo: None, client: FlaskClient) -> None:
    address = "/benchmarking?measure=CSC07,WST02"
    said = pd.read_csv(io.BytesIO(taken(client, "ranked-csc07-figure", "csv", address).get_data())).iloc[0]
    assert "Measure: Care leavers in work or learning, Household waste recycled" in said["about_filters"]


def test_a_screen_reader_finds_its_way_in_a_workbook(client: FlaskClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(taken(client, "variance-figure", "xlsx", "/finance").get_data()))
    assert book.sheetnames == ["About", "Data"]
    assert book.properties.title
    for sheet in book:
        assert sheet["A1"].value
        assert not sheet.merged_cells.ranges
        (defined,) = sheet.tables.values()
        assert defined.displayName == sheet.title
        assert defined.headerRowCount == 1
    assert book["Data"].tables["Data"].ref.startswith("A1:")


def test_a_chart_that_draws_nothing_still_says_what_it_is() -> None:
    chart = components.figure("new", {"data": [], "layout": {"height": 9}}, title="Up", sentence="It is up.")
    (item,) = items(html.Div(chart))
    book = openpyxl.load_workbook(io.BytesIO(workbook(files.table("Up", rows.columns(item), [("page", "Page", "A")]))))
    assert [cell.value for cell in book["About"]["B"]] == [None, "In words", "A"]


@pytest.mark.parametrize(
    ("item", "address"),
    [("benchmark-figure", "/measures/CSC07?period=2026-27Q1"), ("table-milestones", "/outcomes/GC1")],
)
def test_a_reader_of_csv_on_the_web_follows_the_link_and_finds_the_table_valid(
    demo: None, served: str, item: str, address: str
) -> None:
    read = csvw.CSVW(served + links.take(item, "csv", address), validate=True)
    assert read.is_valid
    found = next(one for one in items(drawn(address)) if one.id == item)
    typed = [column for column in rows.columns(found) if column.kind != "text"]
    assert typed
    for at, row in enumerate(read.tables[0].iterdicts()):
        for column in typed:
            known = column.known[at]
            value = getattr(known, "date", getattr(known, "amount", None))
            assert (row[column.name].date() if isinstance(row[column.name], datetime) else row[column.name]) == value
    said = json.loads(json.dumps(read.to_json(minimal=True)))
    assert said[0]["about_as_at"].startswith("2026-10-31")


@pytest.mark.parametrize("address", HOSTILE)
def test_a_hostile_page_is_answered_by_a_sentence(client: FlaskClient, address: str) -> None:
    for kind in ("csv", "xlsx", "csv-metadata.json"):
        answer = client.get(f"/take/variance-figure.{kind}", query_string={"from": address})
        assert answer.status_code == 404
        assert answer.mimetype == "text/plain"
        assert answer.get_data(as_text=True).count("\n") == 1


@pytest.mark.parametrize("item", ["nothing", "..", "%00", "<script>", "a" * 3000, "variance-figure'--"])
def test_an_item_nobody_has_is_answered_by_what_there_is(client: FlaskClient, item: str) -> None:
    answer = client.get(links.take(item, "csv", "/finance"))
    assert answer.status_code == 404
    assert "variance-figure" in answer.get_data(as_text=True) or item == ".."
    assert "Traceback" not in answer.get_data(as_text=True)


@settings(max_examples=40)
@given(address=st.text(max_size=60), item=st.text(min_size=1, max_size=20))
def test_whatever_is_typed_no_answer_is_a_traceback(app: dash.Dash, address: str, item: str) -> None:
    answer = app.server.test_client().get(links.take(item, "csv", address.encode("utf-8", "replace").decode()))
    assert answer.status_code in (200, 308, 404)


def test_a_choice_that_repeats_a_part_of_the_path_changes_nothing(demo: None, client: FlaskClient) -> None:
    plain = taken(client, "trend-figure", "csv", "/measures/CSC07").get_data(as_text=True)
    twice = taken(client, "trend-figure", "csv", "/measures/CSC07?measure=WST01").get_data(as_text=True)
    assert plain.splitlines()[1].split(",")[:4] == twice.splitlines()[1].split(",")[:4]


def test_by_default_nobody_frames_and_no_code_is_offered(app: dash.Dash, demo: None) -> None:
    headers = app.server.test_client().get(links.embed("variance-figure", "/finance")).headers
    assert headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert not [part for part in walk(drawn("/finance")) if getattr(part, "data-take", None) == "embed"]


@pytest.mark.parametrize("site", ["*", "'none'; script-src *", "example.gov.uk", "https://x.example/path", "https://"])
def test_what_is_no_origin_cannot_be_set_as_a_site(site: str) -> None:
    with pytest.raises(ValidationError, match="is no site"):
        Settings(embed_sites=site)


def test_an_embedded_figure_stands_alone_and_leads_out_of_the_frame(demo: None) -> None:
    layout = drawn(links.embed("table-financial-kpis", "/finance"))
    assert "Financial KPIs" in text(layout)
    found = [part for part in walk(layout) if isinstance(part, html.A)]
    assert found
    assert {part.target for part in found} == {"_blank"}
    assert not [part for part in walk(layout) if isinstance(part, dcc.Link)]
    assert not [part for part in walk(layout) if getattr(part, "className", None) == "gt-take"]
    assert f"{found[-1].href}" == "/finance#table-financial-kpis"


@pytest.mark.parametrize("address", HOSTILE)
def test_a_frame_of_nothing_says_so(demo: None, address: str) -> None:
    assert "from" in text(drawn(links.embed("variance-figure", address)))


@pytest.mark.requirement("BCP-16")
def test_only_the_sites_that_are_set_may_frame_and_only_a_figure(demo_warehouse: Path) -> None:
    sites = "https://www.example.gov.uk, https://*.news.example"
    client = create_app(Settings(warehouse=demo_warehouse, embed_sites=sites)).server.test_client()
    framed = client.get(links.embed("variance-figure", "/finance")).headers
    assert framed["Content-Security-Policy"].endswith(
        "frame-ancestors 'self' https://www.example.gov.uk https://*.news.example"
    )
    assert "X-Frame-Options" not in framed
    for path in ("/finance", "/take/variance-figure.csv?from=/finance", "/embedded"):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
