"""Organisational health: the measures of its components, and surveys as the pack holds them, judged and withheld."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import plotly.graph_objects as go
import pytest
from dash import html
from hypothesis import given

from dashboard import charts, formats, queries, words
from dashboard.sections import component, surveys
from pipelines import publish
from tests import arrange, prose
from tests.conftest import DEMO, ROOT
from tests.dashboard import scorecards
from tests.layouts import hrefs, page, reading, text, walk

BIRMINGHAM = ROOT / "data" / "frameworks" / "birmingham"


@contextmanager
def small(folder: Path, settings: str = arrange.SETTINGS, **sheets: list[dict]) -> Iterator[None]:
    rows = [{"measure": "ENV01", "period": "2026-27Q2", "value": 41.2}]
    arrange.built(folder, rows, settings=settings, **sheets).close()
    with reading(folder / "warehouse"):
        yield


def tables(layout: Any) -> dict[str, list[list[str]]]:
    """Return the rows of every table of a layout by its caption, the head first."""
    return {
        text(found.children[0]): [
            [text(cell) for cell in row.children] for row in walk(found) if isinstance(row, html.Tr)
        ]
        for found in walk(layout)
        if isinstance(found, html.Table)
    }


def asked(kind: str) -> list[Any]:
    """Return the answers of the pack's own sheet of one kind of survey."""
    return [row for row in arrange.pack_of(DEMO).rows["surveys"] if row.kind == kind]


@pytest.mark.requirement("BCC-35")
def test_the_leadership_team_has_its_four_headings_with_measures(pages: None, birmingham_warehouse: Path) -> None:
    named = {row.code: row.name for row in arrange.pack_of(BIRMINGHAM).settings.components}
    headings = ["Organisational health", "Delivery of key services", "Customer experience", "Transformation"]
    assert list(named.values()) == headings
    with reading(birmingham_warehouse):
        groups: dict[str, set[str]] = {}
        for row in scorecards.page(group_by="component"):
            groups.setdefault(row["group"], set()).add(row["code"])
        for code, name in named.items():
            mine = {m.measure for m in arrange.pack_of(BIRMINGHAM).rows["measures"] if code in m.component}
            assert groups[name] == mine
            assert mine
        shown = text(page("health")())
    assert "Organisational health: KPIs" in shown


def test_a_page_shows_the_measures_of_its_components_and_no_code_of_ours_names_one(
    demo: None, demo_warehouse: Path
) -> None:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        held = db.execute(
            "select measure, component from dim_measure where component is not null and lifecycle <> 'retired'"
        ).fetchall()
    for name, code in (("health", "organisational-health"), ("customers", "customer-experience")):
        mine = {measure for measure, components in held if code in components.split("|")}
        table = next(
            part for part in walk(page(name)()) if "gt-measures" in str(getattr(part, "className", "")).split()
        )
        shown = {href.split("/")[2].split("?")[0] for href in hrefs(table)}
        assert shown == mine
        assert len(mine) > 10


@pytest.mark.requirement("SMBC-19")
def test_every_answer_stands_with_its_base_and_response_and_the_few_are_withheld(demo: None) -> None:
    shown = page("health")()
    listed = tables(shown)
    for kind, title in (("workforce", "Workforce survey"), ("pulse", "Quarterly pulse")):
        rows = asked(kind)
        over_time = {row[0]: row[1:] for row in listed[f"{title} over time, with how many answered"]}
        periods = over_time["Question"]
        latest = {row[0]: row for row in listed[f"{title}: the latest answers"]}
        assert len(periods) == len({row.period for row in rows})
        for question in {row.question for row in rows}:
            mine = sorted((row for row in rows if row.question == question), key=lambda row: row.period)
            for row, cell in zip(mine, over_time[question][-len(mine) :], strict=True):
                plain = f"{row.percent:.1f}% n = {row.base:,}"
                assert cell == (plain if row.base >= 10 else "withheld: fewer than 10 answered")
            last = mine[-1]
            cells = latest[f"{question} {last.answer}"]
            if last.base >= 10:
                share = f"{100 * last.base / last.invited:.0f}%"
                assert cells[2:3] + cells[4:6] == [
                    f"{last.percent:.1f}%",
                    f"{last.base:,}",
                    f"{share} of {last.invited:,}",
                ]
            else:
                assert cells[2:6] == ["withheld: fewer than 10 answered", "–", "fewer than 10", "–"]
    few = [row for row in asked("workforce") if row.base < 10]
    assert few
    everything = str(shown.to_plotly_json())
    assert not any(f"{row.percent}" in everything for row in few)


def test_a_change_is_said_only_where_it_is_more_than_chance(demo: None) -> None:
    listed = tables(page("health")())["Workforce survey: the latest answers"]
    changes = {row[0].rsplit(" ", 1)[0]: row[-1] for row in listed[1:]}
    assert changes["I understand how my work helps the council plan"] == "up 6.1 points, better on 2025"
    assert changes["I have been bullied or harassed at work in the last year"] == "down 1.7 points, better on 2025"
    # 19.8% of 2,578 beside 21.7% of 2,450: z = 1.66.
    assert changes["I am thinking of leaving within a year"] == "no significant change on 2025"


def test_the_chart_draws_the_marts_shares_intervals_and_the_time_before(demo: None) -> None:
    rows = queries.surveys.answers(kinds=["workforce"], survey=None)
    latest = rows[rows["latest"]]
    drawing = charts.survey_dots(latest)
    assert go.Figure(drawing)
    traces = {trace.get("name"): trace for trace in drawing["data"]}
    shown = latest[latest["percent"].notna()]
    assert traces["Latest"]["x"] == shown["percent"].tolist()
    assert traces["The time before"]["x"] == shown[shown["previous_percent"].notna()]["previous_percent"].tolist()
    drawn = [tuple(trace["x"]) for trace in drawing["data"] if trace["mode"] == "lines" and trace["x"] != [0, 100]]
    assert drawn == list(zip(shown["lower"], shown["upper"], strict=True))
    labels = [label["text"].replace("<br>", " ") for label in drawing["layout"]["annotations"]]
    assert sum("withheld: fewer than 10 answered" in label for label in labels) == 1
    assert not charts.survey_dots(latest.head(0))["data"]


def test_a_council_without_surveys_and_components_reads_so_and_is_not_led_there(pages: None, tmp_path: Path) -> None:
    with small(tmp_path):
        for name, kinds in (("health", surveys.HEALTH), ("customers", surveys.CUSTOMERS)):
            assert "are recorded in this council's framework" in text(page(name)())
            assert not surveys.offered(name, kinds)


def test_a_component_without_measures_says_so(pages: None, tmp_path: Path) -> None:
    settings = arrange.SETTINGS.replace('name = "Corporate Plan"', 'name = "People"\npage = "health"')
    with small(tmp_path, settings):
        assert "No measure belongs to this component." in text(page("health")())
        assert "People: measures" in text(page("health")())
        assert not surveys.offered("health", surveys.HEALTH)


def test_no_code_names_a_councils_component() -> None:
    names = {row.code for row in arrange.pack_of(DEMO).settings.components}
    for module in (component, surveys):
        source = Path(module.__file__ or "").read_text("utf-8")
        assert not any(name in source for name in names)


ANSWERS = {
    "survey": ["pulse", "staff"],
    "kind": [*words.surveys.SURVEY_KINDS],
    "question": ["Were you heard?", "I am proud to work here"],
    "answer": ["Agree", "Very or fairly satisfied"],
    "period_label": prose.LABELS,
    "percent": [0.0, 50.0, 100.0, 33.3],
    "base": [10, 11, 2500],
    "invited": [10, 5000],
    "response": [50.0, 100.0],
    "withheld": prose.TRUTHS,
    "change": [1.0, -2.4, 0.0],
    "judgement": ["improved", "declined", "same", "none"],
    "reason": ["first", "previous withheld", "another answer", "no share", "withheld", "consultation"],
}
WHOLE = {"base": 20, "withheld": False, "change": 1.0, "question": "Were you heard?", "answer": "Agree"}


def _known(cell: Any) -> bool:
    return not formats.is_missing(cell)


@prose.MANY
@given(prose.tables_of(ANSWERS, 6))
def test_sentences_of_surveys_are_prose_whatever_the_rows(rows: list[dict]) -> None:
    # What a row of mart_survey always has is always there; everything else may be unknown in any way.
    whole = [row | {key: given_ for key, given_ in WHOLE.items() if not _known(row.get(key))} for row in rows]
    prose.assert_is_prose(words.surveys.survey_sentence(whole))
    prose.assert_is_prose(words.surveys.survey_answered(whole))
    prose.assert_is_fragment(words.surveys.survey_title(whole))
    if whole:
        prose.assert_is_prose(words.surveys.surveys(whole))
