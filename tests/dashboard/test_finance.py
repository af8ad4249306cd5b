"""Budgets, savings and measures of money: what stands on the pages is what the warehouse holds, judged by DR-41."""

import re
from collections import defaultdict
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import dash
import duckdb
import pandas as pd
import plotly.graph_objects as go
import pytest
from dash import dcc, html
from hypothesis import given
from hypothesis import strategies as st

from dashboard import charts, components, words
from pipelines import framework, publish
from tests.arrange import all_of, measure
from tests.conftest import FRAMEWORKS
from tests.layouts import hrefs, page, reading, small, text, walk

TODAY = date(2026, 10, 31)
LATEST = "2026-27Q2"


@pytest.fixture(scope="module")
def held(demo_warehouse: Path) -> dict[str, list[dict]]:
    """The tables behind the pages, read past the dashboard's own queries."""
    tables = ("fact_budget", "fact_benefit", "dim_plan", "dim_programme", "dim_measure", "mart_scorecard")
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        found = {table: all_of(db, f"from {table}") for table in tables}
        found["served"] = all_of(db, "select node, measure from mart_served where period = ?", LATEST)
        return found


def offered() -> bool:
    """Tell whether the page is in the menu."""
    entry = next(entry for module, entry in dash.page_registry.items() if module.endswith("pages.finance"))
    return entry["offered"]()


def table(layout: Any, caption: str) -> dict[str, list[str]]:
    """Return the words of a table's rows by their first cell; ``caption`` begins the table's own."""
    found = next(
        part for part in walk(layout) if isinstance(part, html.Table) and text(part.children[0]).startswith(caption)
    )
    rows = [[text(cell) for cell in row.children] for row in found.children[2].children]
    return {row[0]: row[1:] for row in rows}


def pounds(said: str) -> int:
    return int(re.sub("[^0-9-]", "", said.replace("−", "-")))


def judged(budget: float, forecast: float) -> str:
    """DR-41, the slow way."""
    off = abs(Fraction(forecast) - Fraction(budget)) / Fraction(budget)
    if off <= Fraction(1, 100):
        return "On budget" if forecast == budget else "Within 1%"
    way = "over" if forecast > budget else "under"
    return f"1% to 2% {way}" if off <= Fraction(2, 100) else f"More than 2% {way}"


@pytest.mark.requirement("SMBC-23")
@pytest.mark.parametrize("period", [LATEST, "2024-25Q3"])
def test_each_directorate_has_its_budget_forecast_variance_and_savings_in_every_period(
    demo: None, held: dict[str, list[dict]], period: str
) -> None:
    shown = page("finance")(period=period)
    lines = table(shown, "Directorates: budget beside performance")
    exact = table(shown, "Budget, forecast and variance")
    titles = {row["node"]: row["short_title"] for row in held["dim_plan"]}
    mine = [row for row in held["fact_budget"] if row["period"] == period]
    assert set(lines) == {titles[row["node"]] for row in mine} | {"Total"}
    for row in mine:
        cells = lines[titles[row["node"]]]
        assert cells[:2] == [words.delivery.money(row["budget"]), words.delivery.money(row["forecast"])]
        assert judged(row["budget"], row["forecast"]) in cells[2]
        assert (
            f"{words.delivery.money(row['savings_delivered'])} of {words.delivery.money(row['savings_planned'])}"
            in cells[3]
        )
        gap = row["forecast"] - row["budget"]
        assert [pounds(cell) for cell in exact[titles[row["node"]]][:3]] == [row["budget"], row["forecast"], gap]
        assert f"/finance?node={row['node']}" in " ".join(hrefs(shown))
    assert lines["Total"][:2] == [
        words.delivery.money(sum(row[name] for row in mine)) for name in ("budget", "forecast")
    ]


@pytest.mark.requirement("SMBC-23")
def test_one_directorate_is_drilled_to_with_its_own_forecasts(demo: None, held: dict[str, list[dict]]) -> None:
    shown = page("finance")(node="CHF")
    mine = {row["period"]: row for row in held["fact_budget"] if row["node"] == "CHF"}
    assert words.delivery.money(mine[LATEST]["budget"]) in text(shown)
    assert words.delivery.money(mine[LATEST]["forecast"]) in text(shown)
    history = table(shown, "Children and Families: budget and forecast in each period")
    drawn = [(pounds(cells[0]), pounds(cells[1])) for cells in history.values()]
    assert drawn == [(mine[period]["budget"], mine[period]["forecast"]) for period in sorted(mine, reverse=True)]
    assert "/directorates/CHF" in hrefs(shown)
    others = {row["short_title"] for row in held["dim_plan"] if row["node"] in {"ASC", "HOU"}}
    assert not any(f"{name} is" in text(shown) for name in others)


@pytest.mark.requirement("BCP-27")
def test_performance_stands_beside_the_budget(demo: None, held: dict[str, list[dict]]) -> None:
    lines = table(page("finance")(), "Directorates: budget beside performance")
    titles = {row["node"]: row["short_title"] for row in held["dim_plan"]}
    statuses = {row["measure"]: row["status"] for row in held["mart_scorecard"] if row["period"] == LATEST}
    below: dict[str, set[str]] = defaultdict(set)
    for row in held["served"]:
        below[row["node"]].add(row["measure"])
    shown = page("finance")()
    strips = [
        getattr(part, "aria-label")
        for part in walk(shown)
        if getattr(part, "className", "") == "gt-strip" and hasattr(part, "aria-label")
    ]
    for place, row in enumerate(row for row in held["fact_budget"] if row["period"] == LATEST):
        counts: dict[str, int] = defaultdict(int)
        for code in below[row["node"]] & set(statuses):
            counts[statuses[code]] += 1
        assert titles[row["node"]] in lines
        said = strips[place]
        assert f"of {sum(counts.values())} KPIs" in said
        assert f"{counts['green']} on target" in said


@pytest.mark.requirement("BCP-27")
@pytest.mark.parametrize("node", ["CHF", "PGR"])
def test_a_directorates_page_says_its_budget_beside_its_statuses(
    demo: None, held: dict[str, list[dict]], node: str
) -> None:
    mine = next(row for row in held["fact_budget"] if (row["node"], row["period"]) == (node, LATEST))
    shown = page("directorate")(node=node)
    (line,) = [part for part in walk(shown) if getattr(part, "className", "") == "gt-money-line"]
    assert judged(mine["budget"], mine["forecast"]) in text(line)
    assert words.delivery.money(mine["budget"]) in text(line)
    assert words.delivery.money(mine["forecast"]) in text(line)
    assert hrefs(line) == [f"/finance?node={node}"]


@pytest.mark.requirement("WCC-02")
def test_plan_performance_risk_and_money_meet_on_one_page(demo: None, held: dict[str, list[dict]]) -> None:
    shown = page("measure")(measure="SEN05")
    cards = {text(part.children[0]): part for part in walk(shown) if isinstance(part, html.Section) and part.children}
    assert "/outcomes/CY3" in hrefs(cards["Serves"])
    assert "£8,407" in text(shown)
    assert any(href.startswith("/risks#") for href in hrefs(cards["Risks, strategies, contracts"]))
    assert any(href.startswith("/contracts#") for href in hrefs(cards["Risks, strategies, contracts"]))
    mine = next(row for row in held["fact_budget"] if (row["node"], row["period"]) == ("CHF", LATEST))
    money = cards["Money: Children and Families"]
    assert words.delivery.money(mine["forecast"]) in text(money)
    assert judged(mine["budget"], mine["forecast"]) in text(money)
    assert hrefs(money) == ["/finance?node=CHF"]


@pytest.mark.requirement("WCC-05")
def test_measures_of_financial_resilience_stand_on_the_page(demo: None, held: dict[str, list[dict]]) -> None:
    shown = page("finance")()
    ways = hrefs(shown)
    financial = {row["measure"] for row in held["dim_measure"] if row["type"] == "financial"}
    assert {"FIN01", "FIN02", "FIN03", "FIN04", "FIN06", "FIN07"} <= financial
    assert financial <= {href.split("/")[-1] for href in ways if href.startswith("/measures/")}


@pytest.mark.requirement("WCC-05")
def test_warwickshires_framework_holds_a_set_for_governance_and_resilience() -> None:
    pack = framework.read(FRAMEWORKS / "warwickshire")
    found = {row.short_title for row in pack.rows["measures"] if row.type == "financial"}
    assert {"Forecast against budget", "Savings delivered", "Capital delivered", "Reserves", "Old debt"} <= found


@pytest.mark.requirement("SMBC-13")
def test_money_and_people_stand_with_the_objectives_they_serve(demo: None, held: dict[str, list[dict]]) -> None:
    """A resource measure is on the page of the priority that needs it, not only on that of the council's own house."""
    types = {row["measure"]: row["type"] for row in held["dim_measure"]}
    for node, kind, code in (
        ("CY3", "financial", "SEN05"),
        ("SN2", "financial", "HML06"),
        ("WC2", "organisational health", "PPL01"),
        ("CY4", "organisational health", "CSC04"),
    ):
        assert types[code] == kind
        assert code in listed(page("outcome")(node=node))
        only = listed(page("outcome")(node=node, kind=kind))
        assert code in only
        assert {types[name] for name in only} == {kind}


def listed(shown: Any) -> set[str]:
    """Return the measures in the table of a page's own."""
    tables = [part for part in walk(shown) if "gt-measures" in str(getattr(part, "className", "")).split()]
    ways = [href for part in tables for href in hrefs(part) if href.startswith("/measures/")]
    return {href.split("/")[2].split("?")[0] for href in ways}


@pytest.mark.requirement("SMBC-21")
@pytest.mark.parametrize("code", ["FIN03", "FIN07", "HSG07"])
def test_a_financial_measure_is_compared_as_a_service_is(demo: None, held: dict[str, list[dict]], code: str) -> None:
    assert next(row["type"] for row in held["dim_measure"] if row["measure"] == code) == "financial"
    graphs = {part.id: part for part in walk(page("measure")(measure=code)) if isinstance(part, dcc.Graph)}
    bars = graphs["benchmark"].figure["data"][0]
    assert bars["type"] == "bar"
    assert sum(amount != 0 for amount in bars["x"]) > 5
    service = {part.id for part in walk(page("measure")(measure="GOV01")) if isinstance(part, dcc.Graph)}
    assert "benchmark" in service


@pytest.mark.requirement("SMBC-38")
def test_savings_are_tied_to_a_line_of_the_strategy_and_a_year(demo: None, held: dict[str, list[dict]]) -> None:
    shown = page("finance")()
    names = {row["programme"]: row["title"] for row in held["dim_programme"]}
    last: dict[str, dict] = {}
    for row in sorted(held["fact_benefit"], key=lambda row: row["as_at"]):
        last[row["benefit"]] = row
    tied = [row for row in last.values() if row["mtfs_line"]]
    assert len({row["programme"] for row in tied}) > 5
    years = {row["due"].year if row["due"].month > 3 else row["due"].year - 1 for row in tied}
    assert len(years) > 1
    for year in years:
        named = f"{year}/{(year + 1) % 100:02}"
        lines = table(shown, f"Savings of {named}")
        mine = [r for r in tied if date(year, 4, 1) <= r["due"] <= date(year + 1, 3, 31)]
        for row in mine:
            cells = lines[f"{row['mtfs_line']} {row['title']}"]
            assert cells[0] == names[row["programme"]]
            assert cells[1:3] == [words.delivery.money(row["planned"]), words.delivery.money(row["delivered"])]
        if len(mine) > 1:
            planned, delivered = (sum(row[name] for row in mine) for name in ("planned", "delivered"))
            assert lines["All lines of the year"][1:3] == [
                words.delivery.money(planned),
                words.delivery.money(delivered),
            ]
    loose = [row for row in last.values() if row["unit"] == "pounds" and not row["mtfs_line"]]
    assert all(row["title"] in text(shown) for row in loose)


def test_savings_are_those_of_the_chosen_directorate_and_as_known_by_then(demo: None) -> None:
    housing = page("finance")(node="HOU")
    assert "HO-05" in text(housing)
    assert "FR-03" not in text(housing)
    assert (
        "£1.9 million"
        in table(page("finance")(period="2026-27Q1"), "Savings of 2026/27")[
            "FR-03 Contract prices Price reductions in contracts looked at again"
        ]
    )


def test_a_council_without_budgets_says_so_and_shows_its_measures(
    pages: None, plain_warehouse: Path, tmp_path: Path
) -> None:
    with reading(plain_warehouse):
        assert not offered()
        assert "holds no budgets" in text(page("finance")(node="D1"))
    with small(tmp_path / "some", measures=[measure("ENV01"), measure("FIN9", type="financial", title="Reserves")]):
        assert offered()
        shown = page("finance")()
        assert "/measures/FIN9" in hrefs(shown)
        assert not [part for part in walk(shown) if isinstance(part, dcc.Graph)]


def test_services_are_the_parts_of_their_directorate(pages: None, tmp_path: Path) -> None:
    head = {"period": LATEST}
    budgets = [
        head | {"node": "D1", "budget": 1000, "forecast": 1100},
        head | {"node": "S11", "budget": 600, "forecast": 700},
        head | {"node": "S12", "budget": 300},
    ]
    with small(tmp_path, budgets=budgets):
        whole, drilled = page("finance")(), page("finance")(node="D1")
        assert table(whole, "Services: budget beside performance")["Total"][0] == "£1,000"
        lines = table(drilled, "Services: budget beside performance")
        assert lines["Street scene"][2] == "◆ More than 2% over £100 over, 16.7%"
        assert lines["Waste"][1:3] == ["none", "○ No forecast"]
        assert "do not make up the whole budget" in text(drilled)
        assert "No budget had been recorded" in text(page("finance")(period="2026-27Q1"))


def test_bars_go_to_the_side_of_the_variance_and_stay_at_the_budget_without_one() -> None:
    rows = pd.DataFrame(
        [
            {"short_title": "Over", "budget": 100.0, "variance": 3.0, "variance_percent": 3.0, "status": "red"},
            {"short_title": "Under", "budget": 100.0, "variance": -1.5, "variance_percent": -1.5, "status": "amber"},
            {"short_title": "Silent", "budget": 100.0, "variance": None, "variance_percent": None, "status": None},
        ]
    ).assign(direction=["over", "under", None])
    figure = go.Figure(charts.variance_bars(rows))
    assert list(figure.data[0].x) == [3.0, -1.5, 0.0]
    low, high = figure.layout.xaxis.range
    assert low == -high
    assert high > 3
    labels = [note.text for note in figure.layout.annotations]
    assert labels == ["<b>Over</b> ◆ £3 over, 3.0%", "<b>Under</b> ▲ £2 under, 1.5%", "<b>Silent</b> ○ no forecast"]
    assert go.Figure(charts.variance_bars(rows.head(0))).data == ()


def test_a_forecast_is_one_line_a_year_with_the_shape_of_each_status() -> None:
    rows = pd.DataFrame(
        [
            {"financial_year": "2025/26", "short_label": "Q4 2025/26", "label": "d", "variance_percent": 2.5},
            {"financial_year": "2026/27", "short_label": "Q1 2026/27", "label": "e", "variance_percent": -1.5},
            {"financial_year": "2026/27", "short_label": "Q2 2026/27", "label": "f", "variance_percent": 0.5},
        ]
    ).assign(budget=100.0, variance=[2.5, -1.5, 0.5], status=["red", "amber", "green"])
    figure = go.Figure(charts.forecast_line(rows.assign(direction=["over", "under", "over"])))
    assert [list(trace.y) for trace in figure.data] == [[2.5], [-1.5, 0.5]]
    assert [list(trace.marker.symbol) for trace in figure.data] == [["diamond"], ["triangle-up", "circle"]]
    assert [label.split("<br>")[0] for label in figure.layout.xaxis.ticktext] == ["Q4", "Q1", "Q2"]
    low, high = figure.layout.yaxis.range
    assert low < -1.5 < 2.5 < high


def row(budget: float, forecast: float) -> dict[str, Any]:
    """Return a row of mart_budget, judged the slow way."""
    gap = forecast - budget
    off = abs(Fraction(gap)) / abs(Fraction(budget))
    status = "green" if off <= Fraction(1, 100) else "amber" if off <= Fraction(2, 100) else "red"
    way = "over" if gap > 0 else "under" if gap < 0 else "on"
    return {"budget": budget, "forecast": forecast, "variance": gap, "status": status, "direction": way}


@pytest.mark.parametrize(
    ("budget", "forecast", "said"),
    [
        (100_000, 101_000, "£1,000 over, 1.0% of budget"),
        (100_000, 101_040, "£1,040 over, 1.04% of budget"),
        (100_000, 98_996, "£1,004 under, 1.004% of budget"),
        (10_000_000, 10_200_001, "£200,001 over, just over 2% of budget"),
        (100_000, 102_050, "£2,050 over, 2.1% of budget"),
        (52_173_913, 53_373_913, "£1.2 million over, 2.3% of budget"),
        (120_000_000, 120_005_000, "£5,000 over, less than 0.1% of budget"),
        (500, 500, "on budget"),
    ],
)
def test_a_variance_is_worded_so_that_its_share_never_contradicts_its_status(
    budget: float, forecast: float, said: str
) -> None:
    assert words.finance.variance(row(budget, forecast)) == said


@given(st.integers(1, 10**9), st.integers(-(10**8), 10**8))
def test_a_share_stays_on_its_side_of_one_and_two_per_cent(budget: int, gap: int) -> None:
    found = row(float(budget), float(budget + gap))
    said = words.finance.budget_share(found)
    if said.startswith("just over"):
        shown = Fraction(said.removeprefix("just over ").rstrip("%")) + Fraction(1, 10**9)
    else:
        shown = Fraction(said.removeprefix("less than ").rstrip("%"))
    assert found["status"] == ("green" if shown <= 1 else "amber" if shown <= 2 else "red")
    assert words.finance.budget_status(found).label.startswith(
        {"green": "On budget" if gap == 0 else "Within 1%", "amber": "1% to 2%", "red": "More than 2%"}[found["status"]]
    )


def test_a_budget_of_nothing_has_no_share() -> None:
    spent = {"budget": 0.0, "forecast": 5.0, "variance": 5.0, "status": "red", "direction": "over"}
    assert words.finance.variance(spent) == "£5 over"
    assert words.finance.budget_status(spent).label == "Not budgeted"


def test_the_findings_of_the_charts_are_in_their_titles() -> None:
    named = [{"short_title": name} for name in ("A", "B", "C")]
    parts = [name | found for name, found in zip(named, (row(100, 103), row(900, 885), row(100, 100)), strict=True)]
    assert words.finance.variance_title(parts) == "1 of 3 is more than 2% off budget; the largest gap is B, £15 under"
    assert words.finance.variance_sentence(parts) == (
        "More than 2% off: A (£3 over, 3.0%). 1% to 2% off: B (£15 under, 1.7%). 1 of 3 within 1% of budget."
    )
    assert words.finance.variance_title([]) == "No forecast has been given"
    years = [{"financial_year": "2025/26"}, {"financial_year": "2026/27"}, {"financial_year": "2026/27"}]
    history = [y | found for y, found in zip(years, (row(100, 90), row(100, 101), row(100, 97)), strict=True)]
    assert words.finance.forecast_title(history) == (
        "The forecast of 2026/27 has moved from £1 over, 1.0%, to £3 under, 3.0%"
    )
    assert words.finance.forecast_title(history[:2]) == "The first forecast of 2026/27 is £1 over, 1.0%"


def test_a_status_of_a_budget_is_a_shape_and_words() -> None:
    shown = components.status_pill("amber", words.finance.budget_status(row(100, 98.5)).label)
    assert text(shown) == "▲ 1% to 2% under"
