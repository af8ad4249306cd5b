"""What is missing: lists, files and totals agree with one another and with the list of measures."""

import csv
import io
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dash import html

from dashboard import links, queries, words
from pipelines import publish
from tests.arrange import all_of, built, measure
from tests.layouts import hrefs, page, reading, text, walk


@pytest.fixture(scope="module")
def asked(demo_warehouse: Path) -> list[dict]:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        return all_of(db, "from mart_coverage")


def rows_of(layout: Any, caption: str) -> list[list[str]]:
    tables = [
        part for part in walk(layout) if isinstance(part, html.Table) and text(part.children[0]).startswith(caption)
    ]
    return [[text(cell) for cell in row.children] for table in tables for row in table.children[2].children]


@pytest.mark.requirement("BCC-01", "WCC-22")
def test_each_rule_says_how_many_of_how_many_and_opens_its_list(demo: None, asked: list[dict]) -> None:
    shown = page("coverage")()
    lines = {row[0]: row[1] for row in rows_of(shown, "Gaps found")}
    for rule in words.gaps.GAPS:
        of = [row for row in asked if row["rule"] == rule]
        gaps = [row for row in of if row["gap"]]
        title = words.gaps.gap_title(rule, "KPIs")
        if gaps:
            line = next(count for name, count in lines.items() if name.startswith(title + " "))
            assert line == f"{len(gaps)} of {len(of)}"
            assert links.coverage("list", gap=rule) in hrefs(shown)
            listed = rows_of(page("coverage")(gap=rule), title)
            assert len(listed) == len(gaps)
            assert {row["code"] for row in gaps} <= {code for row in listed for code in row[0].split()}
        elif of:
            assert f"{title}: none of {len(of)}" in text(shown)


def test_a_directorate_narrows_every_number(demo: None, asked: list[dict]) -> None:
    for directorate in {row["directorate"] for row in asked if row["directorate"]}:
        mine = [row for row in asked if row["directorate"] == directorate and row["rule"] == "measure_benchmark"]
        gaps = sum(row["gap"] for row in mine)
        lines = {row[0]: row[1] for row in rows_of(page("coverage")(directorate=directorate), "Gaps found")}
        found = [count for name, count in lines.items() if name.startswith("KPIs with nothing to compare with")]
        assert found == ([f"{gaps} of {len(mine)}"] if gaps else [])


def test_the_file_holds_what_the_list_shows(app: Any, asked: list[dict]) -> None:
    client = app.server.test_client()
    for rule in (None, "measure_approval", "strategy_measure"):
        answer = client.get(links.coverage_csv(rule))
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        expected = sorted((r["rule"], r["code"]) for r in asked if r["gap"] and rule in (None, r["rule"]))
        assert sorted((row["rule"], row["code"]) for row in rows) == expected
        assert expected
        assert all(row["gap"] and row["as_at"] for row in rows)
    assert client.get(links.coverage_csv("nonsense")).text.count("\n") == 1


@pytest.mark.requirement("DCC-28")
def test_the_register_says_of_each_measure_source_collection_and_what_is_missing(demo: None, asked: list[dict]) -> None:
    gaps = {(row["rule"], row["code"]) for row in asked if row["gap"]}
    known = {(row["rule"], row["code"]) for row in asked}
    rules = ("measure_parts", "measure_benchmark", "measure_target", "measure_definition", "measure_quality")
    seen = 0
    for row in queries.coverage.directorates.rows():
        for cells in rows_of(page("coverage")(view="register", directorate=row["directorate"]), "Data register"):
            code = cells[0].split()[-1]
            about = queries.measure.about.first(measure=code)
            assert cells[1] == about["source_system"]
            assert cells[2] == (about["collection"] or "not said")
            answers = ["missing" if (r, code) in gaps else "yes" if (r, code) in known else "–" for r in rules]
            assert cells[3:] == answers
            seen += 1
    assert seen == sum(row["rule"] == "measure_owner" for row in asked)


@pytest.mark.requirement("DCC-24")
def test_forums_that_share_measures_and_measures_of_many_forums_or_none(app: Any, tmp_path: Path) -> None:
    forums = [
        {"forum": "A", "name": "Alpha", "cadence": "monthly", "baskets": "b"},
        {"forum": "B", "name": "Beta", "cadence": "monthly", "baskets": "b|c"},
        {"forum": "C", "name": "Gamma", "cadence": "monthly"},
    ]
    baskets = [{"basket": "b", "name": "B"}, {"basket": "c", "name": "C"}]
    measures = [measure("TWO", baskets="b|c"), measure("ONE", baskets="c"), measure("NONE")]
    built(tmp_path, [], measures=measures, forums=forums, baskets=baskets).close()
    with reading(tmp_path / "warehouse"):
        shown = page("coverage")(view="forums")
        assert [row[2:] for row in rows_of(shown, "Forums and what they consider")] == [
            ["1", "0", "1 with Beta"],
            ["2", "1", "1 with Alpha"],
            ["0", "0", "none"],
        ]
        assert [row[:2] for row in rows_of(shown, "By number of forums")] == [
            ["No forum", "1 of 3"],
            ["1 forum", "1 of 3"],
            ["2 forums", "1 of 3"],
        ]
        assert [row[1:] for row in rows_of(shown, "Forums of each measure")] == [
            ["0", "no forum"],
            ["1", "Beta"],
            ["2", "Alpha, Beta"],
        ]
        title = words.gaps.gap_title("measure_forum", "measures")
        assert "NONE" in text(page("coverage")(gap="measure_forum"))
        assert title in text(page("coverage")(gap="measure_forum"))


@pytest.mark.requirement("BCC-08")
def test_the_totals_of_the_assurance_view_reconcile_with_the_list_of_measures(demo: None, asked: list[dict]) -> None:
    shown = page("coverage")(view="assurance")
    lines = rows_of(shown, "Answers")
    states = {row["state"]: row["measures"] for row in queries.framework.states.rows()}
    listed = queries.framework.lives.rows(state=None, measure=None)
    active = len(listed) - states["retired"]
    assert sum(states.values()) == len(listed)
    assert f"{len(listed)} KPIs: {active} in use and {states['retired']} retired" in text(shown)
    assert len(lines) > 15
    for title, without, found, other, total in lines:
        assert int(without) + int(found) + int(other) == int(total) == active, title
        rule = next(rule for rule in words.gaps.GAPS if words.gaps.gap_title(rule, "KPIs") == title)
        assert int(found) == sum(row["gap"] for row in asked if row["rule"] == rule)
    parts = ("Is the framework complete?", "Do figures come in time?", "Can figures be relied on?")
    for heading in (*parts, "Which returns are overdue?", "Which targets were changed?"):
        assert heading in text(shown)
    overdue = {row["code"] for row in asked if row["rule"] == "return_overdue" and row["gap"]}
    assert {f"/measures/{code}" for code in overdue} <= set(hrefs(shown))
    ratings = queries.coverage.ratings.rows()
    assert sum(row["measures"] for row in ratings) == sum(row["rule"] == "measure_quality" for row in asked)


def test_nothing_at_all_is_no_error(app: Any, tmp_path: Path) -> None:
    built(tmp_path, []).close()
    with reading(tmp_path / "warehouse"):
        for view in ("gaps", "register", "forums", "assurance"):
            assert text(page("coverage")(view=view))
        assert "No forums are recorded" in text(page("coverage")(view="forums"))
        assert "No change of a target is recorded" in text(page("coverage")(view="assurance"))
