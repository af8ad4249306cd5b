"""Page, CSV, XLSX and mart say the same of every measure in every period; downloads say what they are."""

import io
import re
import zipfile
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import dash
import pytest
from flask.testing import FlaskClient

from dashboard import choices, formats
from dashboard.app import create_app
from dashboard.settings import Settings
from dashboard.warehouse import current
from dashboard.workbook import number_format
from tests.arrange import built, measure
from tests.dashboard.scorecards import csv_of, grid, layout, mart, page, texts, walk, xlsx_of
from tests.layouts import reading

LATEST = "2026-27Q2"


@pytest.fixture
def client(app: dash.Dash) -> FlaskClient:
    return app.server.test_client()


PAIRS = {
    "measure": ("title", "Measure"),
    "status": ("status", "Status"),
    "previous": ("previous", "On the previous period"),
    "year": ("year", "On a year earlier"),
    "trend": ("trend", "Trend"),
    "outlook": ("outlook", "Outlook"),
    "owner": ("owner", "Owner"),
    "commentary": ("commentary", "Commentary"),
}
"""Column of the page, of the CSV and of the workbook, where all three say the same words."""


@pytest.mark.requirement("BCC-03")
def test_page_csv_workbook_and_mart_agree_on_every_measure_in_every_period(demo: None, client: FlaskClient) -> None:
    labels = {
        (one["scheme"], one["status"]): one["label"]
        for one in current().rows("select scheme, status, label from dim_status order by scheme, status")
    }
    compared = 0
    for period in (row["period"] for row in choices.reading().periods):
        known = {one["measure"]: one for one in mart(period)}
        schemes = dict(
            one.values()
            for one in current().rows(
                "select measure, scheme from mart_scorecard where period = $period", period=period
            )
        )
        drawn, text, book = page(period=period), csv_of(client, period=period), xlsx_of(client, period=period)[1]
        assert [one["code"] for one in drawn] == [one["measure"] for one in text] == [one["Code"] for one in book]
        assert sorted(one["code"] for one in drawn) == sorted(known)
        for on_page, in_csv, in_book in zip(drawn, text, book, strict=True):
            true = known[on_page["code"]]
            assert in_csv["status"] == labels[schemes[on_page["code"]], true["status"]]
            assert in_csv["status_code"] == true["status"]
            agree(on_page, in_csv, in_book, true)
            compared += 1
    in_all = current().rows(
        "select count(*) as n from mart_scorecard join current_measure using (measure) where in_plan"
    )
    assert compared == in_all[0]["n"] > 1600


def agree(on_page: dict, in_csv: dict, in_book: dict, true: dict) -> None:
    """Fail unless the three say the same words of one measure, and have the mart's own numbers behind them."""
    unit = formats.unit_words(true["unit"], prefix=true["prefix"], suffix=true["suffix"])
    beside = {"measure": unit, "status": in_csv["status_note"]}
    for column, (name, heading) in PAIRS.items():
        assert on_page[column] == f"{in_csv[name]} {beside.get(column, '')}".strip()
        assert in_csv[name] == in_book[heading]
    assert on_page["quartile"] == (
        f"quartile {in_csv['quartile']} {in_csv['place']}".removeprefix("quartile  ").strip() or "not compared"
    )
    assert f"{on_page['value']} ".startswith(f"{in_csv['value']} ")
    if true["value"] is not None:
        assert in_csv["value"] == formats.measured(true["value"], true)
    assert on_page["target"] == in_csv["target"]
    for key, raw, heading in (("value", "value_unrounded", "Value"), ("target", "target_unrounded", "Target")):
        if true[key] is None:
            assert in_csv[raw] == ""
            assert in_book[heading] == in_csv[key]
        else:
            assert float(in_csv[raw]) == true[key] == in_book[heading]


CHOICES = [
    {"status": "red,amber"},
    {"group_by": "outcome"},
    {"group_by": "basket", "directorate": "COP", "sort": "owner", "desc": "1"},
    {"list": "improved"},
    {"list": "exceptions", "group_by": "committee"},
    {"outcome": "GC1", "sort": "target", "period": "2025-26Q4"},
    {"state": "late"},
    {"group_by": "state", "frequency": "annual"},
]


@pytest.mark.requirement("BCC-03")
@pytest.mark.parametrize("chosen", CHOICES, ids=str)
def test_downloads_have_the_rows_of_the_page_in_its_order_under_its_headings(
    demo: None, client: FlaskClient, chosen: dict
) -> None:
    drawn, text, (_, book) = page(**chosen), csv_of(client, **chosen), xlsx_of(client, **chosen)
    assert drawn
    on_page = [(one["group"], one["code"]) for one in drawn]
    assert on_page == [(one.get("group", ""), one["measure"]) for one in text]
    heading = next((name for name in book[0] if name.startswith("Group: ")), "")
    assert on_page == [(one[heading] if heading else "", one["Code"]) for one in book]


def test_downloads_are_stamped_with_what_they_show(demo: None, client: FlaskClient) -> None:
    chosen = {"directorate": "COP", "list": "exceptions", "group_by": "outcome", "sort": "owner"}
    stamp, rows = xlsx_of(client, **chosen)
    text = csv_of(client, **chosen)
    n = len({one["measure"] for one in text})
    assert {one["reporting_period"] for one in text} == {"July to September 2026"}
    assert {one["as_at"] for one in text} == {"31 October 2026"}
    assert {one["filters"] for one in text} == {"Directorate City Operations"}
    assert {one["list"] for one in text} == {"Exceptions"}
    assert {one["order"] for one in text} == {"grouped by outcome, by owner, A to Z"}
    assert all(one["shown"].startswith(f"{n} of 167 KPIs") for one in text)
    assert all("invented" in one["demonstration"] for one in text)
    for said in (f"Shown: {n} of 167 KPIs", "As at: 31 October 2026", "Filters: Directorate City Operations"):
        assert any(one.startswith(said) for one in stamp)
    address = next(one.removeprefix("Address: ") for one in stamp if one.startswith("Address: "))
    assert address.startswith("http://localhost/scorecard?")
    assert dict(parse_qsl(urlsplit(address).query)) == chosen
    assert any(one.startswith("How to cite: ") and one.endswith(address) for one in stamp)
    assert len(rows) == len(text)


def test_a_download_with_nothing_in_it_still_says_what_was_asked(demo: None, client: FlaskClient) -> None:
    nothing = {"state": "late", "status": "green"}
    stamp, rows = xlsx_of(client, **nothing)
    assert rows == []
    assert any(line_.startswith("Shown: 0 of 167 KPIs") for line_ in stamp)
    assert csv_of(client, **nothing) == []
    said = " ".join(part for part in texts(layout(**nothing)))
    assert "No KPI matches what is asked for." in said


def test_the_workbook_prints_its_head_on_every_page_and_keeps_it_in_sight(client: FlaskClient) -> None:
    answer = client.get("/scorecard.xlsx?group_by=outcome")
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as book:
        sheet = book.read("xl/worksheets/sheet2.xml").decode()
        whole = book.read("xl/workbook.xml").decode()
    assert 'state="frozen"' in sheet
    assert 'orientation="landscape"' in sheet
    assert "_xlnm.Print_Titles" in whole
    assert "_xlnm.Print_Area" in whole
    assert "<f>" not in sheet


def test_no_cell_of_a_download_is_a_formula(tmp_path: Path) -> None:
    rows = [{"measure": "ENV01", "period": LATEST, "value": 41.2}]
    built(tmp_path, rows, measures=[measure("ENV01", title="=1+1", short_title="=1+1", owner="@sum")]).close()
    client = create_app(Settings(warehouse=tmp_path / "warehouse")).server.test_client()
    (text,) = csv_of(client)
    assert text["title"] == "'=1+1"
    assert text["owner"] == "'@sum"
    _, (book,) = xlsx_of(client)
    assert book["Measure"] == "=1+1"
    with zipfile.ZipFile(io.BytesIO(client.get("/scorecard.xlsx").get_data())) as file:
        assert "<f>" not in file.read("xl/worksheets/sheet2.xml").decode()


FORMATS = [
    (41.25, 1, "", "%", False),
    (45.0, 1, "", "%", True),
    (-3.5, 1, "", "%", False),
    (-0.04, 1, "", "", False),
    (1234567.0, 0, "£", "", False),
    (999949.0, 0, "£", "", False),
    (999950.0, 0, "£", "", False),
    (-2_500_000.0, 0, "£", "", False),
    (3.2e9, 0, "£", "", False),
    (1852.4, 0, "£", "k", False),
    (0.0, 2, "", "", False),
    (1204.0, 0, "", "", False),
]


@pytest.mark.parametrize(("amount", "decimals", "prefix", "suffix", "trim"), FORMATS)
def test_a_spreadsheet_shows_a_number_as_the_page_does(
    amount: float, decimals: int, prefix: str, suffix: str, trim: bool
) -> None:
    words = formats.number(amount, decimals=decimals, prefix=prefix, suffix=suffix, trim=trim)
    assert spreadsheet(amount, number_format(words)) == words


def spreadsheet(amount: float, pattern: str) -> str:
    """Show a number as a spreadsheet would: one section for what is not below zero, one for what is."""
    section = pattern.split(";")[1 if amount < 0 else 0]
    shape = re.search(r"#,##0(\.0+)?(,*)", section)
    decimals = len(shape[1] or ".") - 1
    digits = f"{formats.rounded(abs(amount) / 1000 ** len(shape[2]), decimals):,}"
    return section.replace(shape[0], digits).replace('"', "")


def test_the_page_is_as_many_components_whatever_the_number_of_measures(demo: None) -> None:
    few = sum(1 for _ in walk(layout(status="red")))
    many = sum(1 for _ in walk(layout()))
    assert abs(many - few) < 20


def test_text_of_a_pack_is_text_on_the_page(tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    rows = [{"measure": "ENV01", "period": LATEST, "value": 41.2}]
    told = measure("ENV01", title=evil, short_title=evil, suffix="a\tb\fc\nd", owner="Head of bins")
    built(tmp_path, rows, measures=[told]).close()
    create_app(Settings(warehouse=tmp_path / "warehouse"))
    with reading(tmp_path / "warehouse"):
        assert "<img" not in grid()
        (line,) = page()
        assert line["measure"] == evil
        assert line["value"] == "41.2a b c d"
        assert line["owner"] == "Head of bins"
