"""Value for money: each pair lies where its mart says, beside both benchmarks, and each service has its three Es."""

import itertools
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import plotly.graph_objects as go
import pytest
from dash import html
from hypothesis import given

from dashboard import charts, choices, formats, queries, words
from dashboard.components.figure import CONFIG
from dashboard.sections import value
from pipelines import framework, publish
from tests import arrange, prose
from tests.conftest import DEMO
from tests.layouts import hrefs, page, reading, text, walk

TODAY = date(2026, 10, 31)
LATEST = "2026-27Q2"


@pytest.fixture(scope="module")
def held(demo_warehouse: Path) -> dict[str, list[dict]]:
    """The tables behind the page, read past the dashboard's own queries."""
    mart = "from mart_value join dim_area using (area) where \"group\" = 'similar'"
    wanted = {
        "dim_pair": "from dim_pair",
        "mart_value": f"select mart_value.*, name {mart}",
        "mart_position": "from mart_position where shared and \"group\" = 'similar'",
        "current_measure": "from current_measure",
        "dim_plan": "from dim_plan",
    }
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        return {table: arrange.all_of(db, query) for table, query in wanted.items()}


def place(layout: Any, code: str) -> Any:
    """Return the part of a layout that stands at one place."""
    return next(part for part in walk(layout) if getattr(part, "id", None) == code)


def table(layout: Any, caption: str) -> list[list[str]]:
    """Return the cells of one table of a layout by its caption, without its head."""
    found = next(t for t in walk(layout) if isinstance(t, html.Table) and text(t.children[0]) == caption)
    return [[text(cell) for cell in row.children] for row in found.children[2].children]


def drawings(layout: Any) -> list[dict[str, Any]]:
    return [part.figure for part in walk(layout) if getattr(part, "config", None) == CONFIG]


def where(row: dict) -> str:
    """Return the words of a row of the mart, by hand."""
    cost = {"lower": "Lower cost", "higher": "Higher cost", "same": "Middle cost"}[row["cost_side"]]
    outcome = {"better": "better outcome", "worse": "worse outcome", "same": "middle outcome"}[row["outcome_side"]]
    return f"{cost}, {outcome}"


@pytest.mark.requirement("SMBC-31")
def test_a_pair_is_drawn_among_its_comparators_and_its_table_has_the_same_numbers(
    demo: None, held: dict[str, list[dict]]
) -> None:
    shown = page("value")()
    about = {row["measure"]: row for row in held["current_measure"]}
    drawn = 0
    for pair in held["dim_pair"]:
        section = place(shown, pair["pair"])
        mine = [row for row in held["mart_value"] if row["pair"] == pair["pair"]]
        assert pair["statement"] in text(section)
        if not mine:
            assert "No comparator has published both" in text(section)
            assert not drawings(section)
            continue
        (drawing,) = drawings(section)
        points = {trace["name"]: set(zip(trace["x"], trace["y"], strict=True)) for trace in drawing["data"]}
        (own,) = [row for row in mine if row["own"]]
        assert points["The council"] == {(own["cost_value"], own["outcome_value"])}
        assert points["Others"] == {(row["cost_value"], row["outcome_value"]) for row in mine if not row["own"]}
        lines = [(shape["x0"], shape["y0"]) for shape in drawing["layout"]["shapes"]]
        assert lines == [(own["cost_median"], 0), (0, own["outcome_median"])]
        assert where(own) in text(section)
        cost, outcome = about[pair["cost"]], about[pair["outcome"]]
        listed = {row[0]: row[1:] for row in table(section, pair["title"])}
        assert listed == {
            row["name"]: [
                formats.measured(row["cost_value"], cost),
                formats.measured(row["outcome_value"], outcome),
                where(row),
            ]
            for row in mine
        }
        for period in (own["cost_period"], own["outcome_period"]):
            assert (queries.plan.period.first(period=period) or {})["label"] in text(section)
        drawn += 1
    assert drawn == 6


@pytest.mark.requirement("BCC-07")
def test_both_measures_of_a_pair_stand_beside_their_own_benchmark(demo: None, held: dict[str, list[dict]]) -> None:
    shown = page("value")()
    positions = {row["measure"]: row for row in held["mart_position"]}
    both = 0
    for pair in held["dim_pair"]:
        said = text(place(shown, pair["pair"]))
        sides = [positions.get(pair[side]) for side in ("cost", "outcome")]
        for position in sides:
            if position is None:
                assert "No comparator has published it." in said
            else:
                quartile = f", quartile {position['quartile']}" if position["quartile"] else ""
                rank = f"{formats.ordinal(position['rank'])} of {position['of_n']} similar councils{quartile}; "
                assert f"{rank}the median of the {position['others']} others is" in said
        both += all(sides)
        for side in ("cost", "outcome"):
            assert any(href.startswith(f"/measures/{pair[side]}") for href in hrefs(place(shown, pair["pair"])))
    assert both == 6


@pytest.mark.parametrize("polarity", ["higher", "lower"])
def test_better_is_further_up_whatever_the_polarity(polarity: str) -> None:
    rows = pd.DataFrame(
        {
            "name": ["Ours", "Good", "Bad"],
            "own": [True, False, False],
            "cost_value": [1.0, 2.0, 3.0],
            "outcome_value": [20.0, 30.0, 10.0],
            "cost_median": 2.0,
            "outcome_median": 20.0,
            "cost_side": "lower",
            "outcome_side": "same",
        }
    )
    measure = {"short_title": "Homes", "unit": "homes", "decimals": 0, "prefix": "", "suffix": "", "polarity": polarity}
    drawing = charts.quadrant(rows, measure, measure, own_name="Ours")
    assert go.Figure(drawing)
    bottom, top = drawing["layout"]["yaxis"]["range"]
    assert (top > bottom) == (polarity == "higher")
    corners = {
        (note["x"], note["y"]): note["text"] for note in drawing["layout"]["annotations"] if "cost" in note["text"]
    }
    assert corners[0, 1] == "Lower cost,<br>better outcome"
    assert corners[1, 0] == "Higher cost,<br>worse outcome"
    assert charts.quadrant(rows.head(0), measure, measure, own_name="Ours")["data"] == []


def test_another_group_can_be_chosen_and_an_unknown_one_is_the_councils_own(demo: None) -> None:
    groups = [row["group"] for row in queries.value.groups.rows()]
    assert groups[0] == "similar"
    assert len(groups) > 2
    assert text(page("value")(group="nowhere")) == text(page("value")())
    other = queries.value.groups.rows()[1]
    assert other["name"] in text(page("value")(group=other["group"]))
    assert text(page("value")(group=other["group"])) != text(page("value")())


@pytest.mark.requirement("SMBC-10")
def test_the_page_of_a_kpi_holds_trend_benchmark_cost_and_narrative(demo: None, held: dict[str, list[dict]]) -> None:
    for pair in held["dim_pair"]:
        outcome = page("measure")(measure=pair["outcome"])
        said = text(outcome)
        figures = [getattr(part, "id", None) for part in walk(outcome)]
        assert "trend-figure" in figures
        assert "What is being done" in said
        card = next(part for part in walk(outcome) if getattr(part, "className", "") == "gt-costs")
        assert "What it costs" in said
        assert any(href.endswith(f"/value#{pair['pair']}") for href in hrefs(card))
        cost = next(row for row in held["current_measure"] if row["measure"] == pair["cost"])
        assert cost["short_title"] in text(card)
        placed = [row for row in held["mart_value"] if row["pair"] == pair["pair"] and row["own"]]
        assert all(where(row) in text(card) for row in placed)
        if placed:
            assert "benchmark-figure" in figures
    said = text(page("measure")(measure="WST06"))
    assert "What it buys" in said
    assert "gt-costs" not in str(page("measure")(measure="TRA04").to_plotly_json())


@pytest.mark.requirement("DCC-06")
def test_every_service_has_its_statement_of_economy_efficiency_and_effectiveness(
    demo: None, held: dict[str, list[dict]], demo_warehouse: Path
) -> None:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        rows = arrange.all_of(
            db,
            "select measure, service, three_e, mart_scorecard.status, rated from mart_scorecard "
            "join current_measure using (measure) where in_plan and period = ?",
            LATEST,
        )
    titles = {row["node"]: row["short_title"] for row in held["dim_plan"]}
    services = {row["service"] for row in rows if row["service"]}
    covered = page("value")()
    caption = "KPIs of each service by economy, efficiency and effectiveness, July to September 2026"
    listed = {row[0]: row[1:] for row in table(covered, caption)}
    assert len(listed) == len(services)
    for service in services:
        of = Counter(row["three_e"] for row in rows if row["service"] == service)
        rated = Counter(row["three_e"] for row in rows if row["service"] == service and row["rated"])
        met = Counter(
            row["three_e"]
            for row in rows
            if row["service"] == service and row["rated"] and row["status"] in ("green", "blue")
        )
        expected = []
        for code in ("economy", "efficiency", "effectiveness"):
            judged = f"{met[code]} on target of {rated[code]} rated" if rated[code] else "none rated"
            expected.append(f"{formats.plural(of[code], 'KPI')}, {judged}" if of[code] else "none")
        cells = next(cells for name, cells in listed.items() if name.startswith(titles[service]))
        assert cells[:3] == expected
        lacking = [code for code in ("economy", "efficiency", "effectiveness") if not of[code]]
        assert all(code in cells[3] for code in lacking)
        assert lacking or cells[3] == "All three"
        panel = text(value.of_service(service, choices.reading()))
        names = ("Economy", "Efficiency", "Effectiveness")
        assert all(f"{name}: {said}." in panel for name, said in zip(names, expected, strict=True))


@pytest.mark.parametrize(("name", "node"), [("service", "WAR"), ("directorate", "COP")])
def test_the_statement_stands_on_the_page_of_a_service_and_of_a_directorate(demo: None, name: str, node: str) -> None:
    shown = place(page(name)(node=node), "value")
    assert text(shown) == text(value.of_service(node, choices.reading()))


def test_the_statement_of_a_directorate_adds_up_its_services(demo: None, held: dict[str, list[dict]]) -> None:
    live = [
        row for row in held["current_measure"] if row["in_plan"] and row["lifecycle"] != "retired" and row["service"]
    ]
    for directorate in {row["directorate"] for row in live}:
        of = Counter(row["three_e"] for row in live if row["directorate"] == directorate)
        panel = text(value.of_service(directorate, choices.reading()))
        for code in ("economy", "efficiency", "effectiveness"):
            said = formats.plural(of[code], "KPI") if of[code] else "none"
            assert f"{code.capitalize()}: {said}" in panel


def test_the_statement_of_a_service_holds_the_pairs_its_measures_are_in(
    demo: None, held: dict[str, list[dict]]
) -> None:
    service = {row["measure"]: row["service"] for row in held["current_measure"]}
    for pair, side in itertools.product(held["dim_pair"], ("cost", "outcome")):
        panel = value.of_service(service[pair[side]], choices.reading())
        assert f"/value#{pair['pair']}" in hrefs(panel)
        assert pair["statement"] in text(panel)


@contextmanager
def small(folder: Path, observations: list[dict], **sheets: list[dict]) -> Iterator[None]:
    arrange.built(folder, observations, TODAY, **sheets).close()
    with reading(folder / "warehouse"):
        yield


PAIR = {"pair": "V1", "title": "Bins", "cost": "COST", "outcome": "GOOD", "statement": "Less for more."}
MEASURES = [arrange.measure("COST", title="Price", polarity="lower"), arrange.measure("GOOD", title="Clean streets")]


def test_a_council_without_pairs_reads_so_and_is_not_led_there(pages: None, tmp_path: Path) -> None:
    with small(tmp_path, []):
        assert "No cost is set beside what it buys" in text(page("value")())
        assert queries.value.held.first() is None


def test_a_pair_without_comparators_shows_its_own_figures_and_one_without_figures_says_which(
    pages: None, tmp_path: Path
) -> None:
    own = [{"measure": code, "period": "2026-27Q1", "value": 41.2} for code in ("COST", "GOOD")]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with small(tmp_path / "a", own, measures=MEASURES, pairs=[PAIR]):
        shown = text(page("value")())
        assert "No comparator has published both Price and Clean streets" in shown
        assert "Price: 41.2% in April to June 2026. No comparator has published it." in shown
    with small(tmp_path / "b", own[:1], measures=MEASURES, pairs=[PAIR]):
        assert "No comparison: there is no figure yet for Clean streets." in text(page("value")())


def test_the_pairs_of_the_demonstration_are_those_of_its_sheet(demo: None) -> None:
    glance = table(page("value")(), "Pairs at a glance")
    assert [row[0] for row in glance] == [row.title for row in framework.read(DEMO).rows["pairs"]]


PLACED = {
    "name": ["Asham", "Thornby"],
    "cost_value": [1.0, 20.5, 1e6],
    "outcome_value": [0.0, 99.96],
    "cost_median": [1.0, 18.2],
    "outcome_median": [50.0],
    "cost_label": prose.LABELS,
    "outcome_label": prose.LABELS,
    "cost_side": ["lower", "higher", "same"],
    "outcome_side": ["better", "worse", "same", "higher", "lower"],
    "cost_rank": [1, 2, 3],
    "outcome_rank": [1, 2, 3],
    "others": [1, 4, 14],
    "of_n": [2, 5, 15],
}
WHOLE = {"others": 14, "of_n": 15, "cost_value": 1.0, "outcome_value": 2.0, "cost_label": "2025/26"}
WHOLE |= {"outcome_label": "2025/26", "cost_median": 1.0, "outcome_median": 2.0, "cost_rank": 1, "outcome_rank": None}
WHOLE |= {"cost_side": None, "outcome_side": None}


@prose.SOME
@given(prose.tables_of(PLACED, 5), prose.measures, prose.measures)
def test_sentences_of_value_are_prose_whatever_the_rows(rows: list[dict], cost: dict, outcome: dict) -> None:
    cost, outcome = cost | {"short_title": "Price"}, outcome | {"short_title": "Clean streets"}
    # What a row of mart_value always has is always there; everything else may be unknown in any way.
    every = [row | {k: v for k, v in WHOLE.items() if formats.is_missing(row.get(k))} for row in [*rows, {}]]
    every = [row | {"own": n == 0} for n, row in enumerate(every)]
    prose.assert_is_prose(words.value.quadrant_sentence(every, cost, outcome, council="Thornby"))
    prose.assert_is_prose(words.value.values(len(every), every))
    prose.assert_is_prose(words.value.no_comparison(cost, outcome))
    for row in every:
        prose.assert_is_fragment(words.value.quadrant_title(row))
