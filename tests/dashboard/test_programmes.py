"""Programmes, commitments, reviews and risks: what stands on their pages is what the warehouse holds."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import plotly.graph_objects as go
import pytest
from dash import html

from dashboard import charts, components, queries, words
from dashboard.app import exists
from pipelines import publish
from tests.arrange import all_of
from tests.dashboard.crawling import crawl
from tests.layouts import hrefs, page, reading, small, text, texts, walk

TODAY = date(2026, 10, 31)
LATEST = "2026-27Q2"


@pytest.fixture(scope="module")
def held(demo_warehouse: Path) -> dict[str, list[dict]]:
    """The tables behind the pages, read past the dashboard's own queries."""
    tables = ("dim_programme", "mart_delivery", "dim_recommendation", "fact_risk", "bridge_related", "fact_benefit")
    tables += ("fact_survey", "fact_commentary")
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        return {table: all_of(db, f"from {table}") for table in tables}


def lines(layout: Any) -> list[list[Any]]:
    """Return the cells of every row of every table of a layout."""
    return [row.children for row in walk(layout) if isinstance(row, html.Tr)]


def line(layout: Any, first: str) -> list[str]:
    """Return the words of the one row whose first cell begins so."""
    found = [[text(cell) for cell in row] for row in lines(layout) if text(row[0]).startswith(first)]
    assert len(found) == 1, first
    return found[0]


def things(layout: Any) -> dict[str, Any]:
    """Return the cards of a layout that have a place of their own, by it."""
    return {part.id: part for part in walk(layout) if "gt-thing" in str(getattr(part, "className", "")).split()}


def within(programmes: list[dict], code: str) -> set[str]:
    """Return a programme and all below it, the slow way: by walking up from each."""
    parents = {row["programme"]: row["parent"] for row in programmes}

    def above(one: str | None) -> list[str]:
        return [] if one is None else [one, *above(parents[one])]

    return {one for one in parents if code in above(one)}


def test_a_line_of_the_list_says_what_the_marts_hold(demo: None, held: dict[str, list[dict]]) -> None:
    for by in (None, "state"):
        shown = page("programmes")(by=by)
        for programme in held["dim_programme"]:
            codes = within(held["dim_programme"], programme["programme"])
            mine = [row for row in held["mart_delivery"] if row["programme"] in codes]
            still = [row for row in mine if row["actual"] is None]
            cells = next(row for row in lines(shown) if f"/programmes/{programme['programme']}" in hrefs(row[0]))
            strip = next(part for part in walk(cells[1]) if getattr(part, "className", "") == "gt-strip")
            counts = Counter(row["status"] for row in mine)
            late = sum(row["overdue"] for row in mine)
            assert getattr(strip, "aria-label") == words.plan.delivery(counts, overdue=late)
            dated = [row for row in still if row["baseline"]]
            assert text(cells[2]) == words.delivery.slip(max((row["slip_days"] for row in dated), default=None))
            soonest = min((max(row["forecast"] or row["baseline"], TODAY) for row in dated), default=None)
            offered = [row for row in dated if max(row["forecast"] or row["baseline"], TODAY) == soonest]
            assert any(text(cells[3]).startswith(row["title"]) for row in offered) or not still
            assert programme["state"] in text(cells[0])
            money = [words.delivery.money(programme[f"savings_{name}"]) or "–" for name in ("planned", "delivered")]
            assert text(cells[4]) == money[0]
            assert text(cells[5]).startswith(money[1])


def test_programmes_stand_under_their_directorate_or_their_state(demo: None, held: dict[str, list[dict]]) -> None:
    sections = [part for part in walk(page("programmes")(by="state")) if getattr(part, "className", "") == "gt-section"]
    by_state = {text(part.children[0]): sum("/programmes/" in href for href in hrefs(part)) for part in sections}
    expected = Counter(row["state"].capitalize() for row in held["dim_programme"])
    assert {name: by_state.get(name, 0) for name in expected} == expected
    said = text(page("programmes")())
    for row in queries.delivery.programmes.rows(programme=None):
        assert row["directorate_title"] in said


@pytest.mark.requirement("BCC-20")
def test_commitments_are_kept_on_course_or_missed_and_their_totals_are_the_milestones(
    demo: None, held: dict[str, list[dict]]
) -> None:
    def became(row: dict) -> str:
        if row["baseline"] is None:
            return "Without a date"
        if row["actual"]:
            return "Kept" if row["actual"] <= row["baseline"] else "Kept late"
        if row["baseline"] < TODAY:
            return "Missed"
        return "Slipping" if row["forecast"] and row["forecast"] > row["baseline"] else "On course"

    counted = Counter((row["source_plan"], became(row)) for row in held["mart_delivery"])
    shown = page("programmes")()
    names = ("Kept", "Kept late", "On course", "Slipping", "Missed", "Without a date")
    for source in {row["source_plan"] for row in held["mart_delivery"]}:
        numbers = [counted[source, name] for name in names]
        assert line(shown, source.capitalize())[1:] == [str(n) for n in (*numbers, sum(numbers))]
    totals = [sum(n for (_, name), n in counted.items() if name == which) for which in names]
    assert line(shown, "All")[1:] == [str(n) for n in (*totals, len(held["mart_delivery"]))]
    assert sum(totals) == len(held["mart_delivery"]) == 92
    for code, what in words.delivery.COMMITMENTS.items():
        listed = listed_commitments(page("programmes")(commitment=code))
        assert sorted(listed) == sorted(row["title"] for row in held["mart_delivery"] if became(row) == what.label)
    assert listed_commitments(shown) == listed_commitments(page("programmes")(commitment="missed"))


def listed_commitments(shown: Any) -> list[str]:
    table = next(t for t in walk(shown) if isinstance(t, html.Table) and text(t.children[0]) == "Commitments")
    return [texts(row.children[0])[0] for row in table.children[2].children]


@pytest.mark.requirement("BCC-13")
def test_milestones_can_be_seen_by_the_kind_of_plan_they_come_from(demo: None, held: dict[str, list[dict]]) -> None:
    kinds = {"business plan", "delivery plan", "strategy", "transformation", "improvement plan"}
    for source in kinds:
        mine = sorted(row["title"] for row in held["mart_delivery"] if row["source_plan"] == source)
        shown = page("programmes")(source=source, commitment="all")
        assert sorted(listed_commitments(shown)) == mine
        assert mine


@pytest.mark.parametrize(
    ("name", "column"),
    [
        pytest.param("category", "category", marks=pytest.mark.requirement("SMBC-43")),
        pytest.param("horizon", "horizon", marks=pytest.mark.requirement("SMBC-40")),
        pytest.param("review", "review", marks=pytest.mark.requirement("SMBC-36")),
        ("owner", "owner"),
    ],
)
def test_actions_are_sifted_and_each_says_what_it_was_sifted_by(
    demo: None, held: dict[str, list[dict]], name: str, column: str
) -> None:
    whole = page("programmes")()
    offered = next(
        part
        for part in walk(whole)
        if getattr(part, "id", None) == components.filter_id(name) and hasattr(part, "options")
    )
    values = {row[column] for row in held["mart_delivery"]} - {None}
    assert len(values) > 1
    assert {option["value"] for option in offered.options} - {"*"} == values
    for value in values:
        shown = page("programmes")(**{name: value})
        mine = sorted(row["title"] for row in held["mart_delivery"] if row[column] == value)
        assert sorted(listed_commitments(shown)) == mine
        assert len(listed_commitments(shown)) < len(held["mart_delivery"])
        assert [text(row[-1]) for row in lines(shown) if text(row[0]) == "All"] == [str(len(mine))]
        table = next(t for t in walk(shown) if isinstance(t, html.Table) and text(t.children[0]) == "Commitments")
        assert all(value.lower() in text(row).lower() for row in table.children[2].children)


@pytest.mark.requirement("BCP-30")
def test_an_action_says_which_partners_share_it(demo: None, held: dict[str, list[dict]]) -> None:
    shared = [row for row in held["mart_delivery"] if row["partners"]]
    assert shared
    rows = {texts(row[0])[0]: text(row[2]) for row in lines(page("programmes")(commitment="all")) if texts(row[0])}
    for row in held["mart_delivery"]:
        names = (row["partners"] or "").replace("|", ", ")
        assert rows[row["title"]] == (f"{row['owner']} with {names}" if names else row["owner"] or "")


@pytest.mark.requirement("SMBC-42")
def test_an_action_leads_to_the_feedback_that_shaped_it(demo: None, held: dict[str, list[dict]]) -> None:
    shown = page("programmes")(commitment="all")
    table = next(t for t in walk(shown) if isinstance(t, html.Table) and text(t.children[0]) == "Commitments")
    rows = {texts(row.children[0])[0]: row for row in table.children[2].children}
    shaped = [row for row in held["mart_delivery"] if row["evidence"]]
    surveys = {row["survey"] for row in held["fact_survey"]}
    assert {code in surveys for row in shaped for code in row["evidence"].split("|")} == {True, False}
    for row in held["mart_delivery"]:
        ways = hrefs(rows[row["title"]])
        codes = (row["evidence"] or "").split("|") if row["evidence"] else []
        assert ways == [f"/customers#{code}" if code in surveys else f"/library/{code}" for code in codes]


@pytest.mark.requirement("SMBC-07")
def test_overdue_actions_stand_under_who_answers_for_them(demo: None, held: dict[str, list[dict]]) -> None:
    """Milestones past their day and the actions of the last commentary, found again by hand."""
    late = [
        (row["owner"], row["title"], (TODAY - row["baseline"]).days)
        for row in held["mart_delivery"]
        if row["actual"] is None and row["baseline"] and row["baseline"] < TODAY
    ]
    said: dict[tuple, dict] = {}
    for row in held["fact_commentary"]:
        key = (row["measure"], row["node"])
        if (row["written_on"] or TODAY) <= TODAY and row["period"] >= said.get(key, {"period": ""})["period"]:
            said[key] = row
    late += [
        (row["action_owner"], row["action"], (TODAY - row["action_due"]).days)
        for row in said.values()
        if row["action"] and row["action_due"] and row["action_due"] < TODAY
    ]
    every = page("programmes")()
    assert sorted(overdue(every)) == sorted((owner, title, words.delivery.slip(days)) for owner, title, days in late)
    owners = [owner for owner, _, _ in overdue(every)]
    runs = [owner for place, owner in enumerate(owners) if place == 0 or owners[place - 1] != owner]
    assert len(runs) == len(set(runs)), "all of one owner stand together"
    one = owners[0]
    assert {owner for owner, _, _ in overdue(page("programmes")(owner=one))} == {one}


def overdue(shown: Any) -> list[tuple[str, str, str]]:
    name = "Overdue actions by owner"
    table = next(t for t in walk(shown) if isinstance(t, html.Table) and text(t.children[0]) == name)
    cells = [[text(cell) for cell in row.children] for row in table.children[2].children]
    return [(row[0], row[1], row[4]) for row in cells]


@pytest.mark.requirement("SMBC-37")
def test_the_register_of_programmes_and_projects_has_state_and_benefits(
    demo: None, held: dict[str, list[dict]]
) -> None:
    shown = page("programmes")()
    counts = {code: set() for code in (row["programme"] for row in held["dim_programme"])}
    for row in held["fact_benefit"]:
        counts[row["programme"]].add(row["benefit"])
    assert any(counts.values())
    for programme in held["dim_programme"]:
        code = programme["programme"]
        cell = next(row[0] for row in lines(shown) if f"/programmes/{code}" in hrefs(row[0]))
        benefits = len(counts[code])
        assert (f"{benefits} benefit" in text(cell)) is bool(benefits)
        assert programme["state"] in text(cell)
        if benefits:
            assert "Benefits planned and delivered" in text(page("programme")(programme=code))


def test_a_pack_with_milestones_and_no_programmes_has_the_page(pages: None, tmp_path: Path) -> None:
    agreed = {
        "milestone": "K1",
        "title": "Market opens",
        "nodes": "P11",
        "as_at": "2026-05-20",
        "baseline": "2026-06-30",
    }
    undated = agreed | {"milestone": "K2", "title": "Square paved", "baseline": ""}
    with small(tmp_path, milestones=[agreed, undated]):
        assert any("/programmes" in href.split("?") for _, shown in crawl() for href in hrefs(shown))
        shown = page("programmes")(commitment="all")
        assert sorted(listed_commitments(shown)) == ["Market opens", "Square paved"]
        assert "1 has no agreed date and is not judged" in text(shown)
        assert line(shown, "Square paved")[3:5] == ["not dated", "– Without a date"]


@pytest.mark.requirement("DCC-22")
def test_each_change_programme_has_a_page_with_measures_insight_and_milestones(
    demo: None, held: dict[str, list[dict]]
) -> None:
    assert sum(row["kind"] == "programme" for row in held["dim_programme"]) >= 5
    for programme in held["dim_programme"]:
        code = programme["programme"]
        codes = within(held["dim_programme"], code)
        shown = page("programme")(programme=code)
        said, ways = text(shown), hrefs(shown)
        for name in ("title", "summary", "owner", "board"):
            assert " ".join(programme[name].split()) in said
        milestones = [row for row in held["mart_delivery"] if row["programme"] in codes]
        assert all(row["title"] in said for row in milestones)
        assert words.delivery.timeline_sentence(milestones) in said
        linked = [row for row in held["bridge_related"] if row["kind"] == "programme" and row["code"] in codes]
        assert {f"/measures/{row['measure']}" for row in linked if row["measure"]} <= set(ways)
        own = [row["node"] for row in linked if row["code"] == code and row["node"]]
        assert all(any(href.split("?")[0].endswith(f"/{node}") for href in ways) for node in own)
        benefits = [row for row in held["fact_benefit"] if row["programme"] in codes]
        for benefit in {row["benefit"] for row in benefits}:
            last = max((row for row in benefits if row["benefit"] == benefit), key=lambda row: row["as_at"])
            cells = line(shown, last["title"])
            assert cells[1] == words.delivery.benefit(last["planned"], last["unit"])
            assert cells[2] == (words.delivery.benefit(last["delivered"], last["unit"]) or "not yet reported")
        projects = [row["programme"] for row in held["dim_programme"] if row["parent"] == code]
        assert {f"/programmes/{project}" for project in projects} <= set(ways)
        answered = [row["recommendation"] for row in held["dim_recommendation"] if row["programme"] == code]
        assert {f"/improvement#{one}" for one in answered} <= set(ways)


def test_an_unknown_programme_is_not_found(demo: None) -> None:
    assert exists("/programmes/PG-HOMES")
    assert not exists("/programmes/NOPE")
    assert "There is no NOPE among the programmes" in text(page("programme")(programme="NOPE"))
    assert "Not found" in text(page("programme")())


def test_the_timeline_draws_the_agreed_date_the_slip_and_the_day_expected(demo: None) -> None:
    rows = queries.delivery.milestones(programme="PG-HOMES")
    drawing = charts.milestone_timeline(rows, TODAY)
    figure = go.Figure(drawing)
    agreed = next(trace for trace in figure.data if trace.name == "Agreed date")
    assert list(agreed.x) == [f"{row:%Y-%m-%d}" for row in rows["baseline"]]
    place = dict(zip(rows["milestone"], agreed.y, strict=True))
    assert list(agreed.y) == sorted(agreed.y), "one below the other, in the order given"
    drawn = {}
    for status, what in words.status.DELIVERY.items():
        for trace in figure.data:
            if trace.name == what.label:
                drawn |= dict.fromkeys(zip(trace.x, trace.y, strict=True), status)
    for row in rows.to_dict("records"):
        assert drawn[f"{row['expected']:%Y-%m-%d}", place[row["milestone"]]] == row["status"]
    bars = {trace.y[0]: list(trace.x) for trace in figure.data if trace.mode == "lines" and trace.line.width == 9}
    slipped = rows[rows["slip_days"] > 0]
    assert bars == {
        place[row["milestone"]]: [f"{row['baseline']:%Y-%m-%d}", f"{row['expected']:%Y-%m-%d}"]
        for row in slipped.to_dict("records")
    }
    assert figure.layout.shapes[0].x0 == TODAY.isoformat()
    said = " ".join(note.text.replace("<br>", " ") for note in figure.layout.annotations)
    for label in {words.status.DELIVERY[status].label for status in rows["status"]}:
        assert label in said
    assert "As at 31 October 2026" in said


def test_complete_is_a_tick_and_never_green_and_nothing_is_drawn_of_nothing() -> None:
    row = {"title": "A", "status": "complete", "slip_days": 5, "start_date": None, "overdue": False}
    row |= {"baseline": date(2026, 6, 30), "expected": date(2026, 7, 5), "actual": date(2026, 7, 5), "forecast": None}
    figure = go.Figure(charts.milestone_timeline(pd.DataFrame([row]), TODAY))
    assert charts.COLOURS["green"] not in str(figure.to_dict())
    assert any(trace.mode == "text" and charts.GLYPHS["tick"] in trace.text[0] for trace in figure.data)
    assert go.Figure(charts.milestone_timeline(pd.DataFrame(columns=list(row)), TODAY)).data == ()


@pytest.mark.requirement("SMBC-11", "WCC-07")
def test_every_recommendation_stands_with_its_response_its_answer_its_actions_and_its_state(
    demo: None, held: dict[str, list[dict]]
) -> None:
    shown = things(page("improvement")())
    assert list(shown) == [row["recommendation"] for row in held["dim_recommendation"]]
    for row in held["dim_recommendation"]:
        said = text(shown[row["recommendation"]])
        for name in ("title", "text", "answer", "owner"):
            assert " ".join((row[name] or "").split()) in said
        assert row["response"].capitalize() in said
        actions = [one for one in held["mart_delivery"] if one["recommendation"] == row["recommendation"]]
        for action in actions:
            assert action["title"] in said
            assert words.status.milestone(action) in said
        closed = row["closed_on"] is not None
        assert ("Open" not in said.split("Recommendation ")[0]) == closed
        assert any(part in said for part in ("Closed", "Open, on course", "Open, an action is late", "Open, no action"))
    done = sum(row["closed_on"] is not None for row in held["dim_recommendation"])
    assert f"{done} of {len(held['dim_recommendation'])} recommendations are closed" in text(page("improvement")())
    assert "Finance and governance improvement plan" in text(page("improvement")())


@pytest.mark.requirement("WCC-07")
def test_recommendations_can_be_seen_by_review_and_by_state(demo: None, held: dict[str, list[dict]]) -> None:
    for review in {row["review"] for row in held["dim_recommendation"]}:
        mine = [row for row in held["dim_recommendation"] if row["review"] == review]
        assert list(things(page("improvement")(review=review))) == [row["recommendation"] for row in mine]
        closed = [row["recommendation"] for row in mine if row["closed_on"]]
        assert list(things(page("improvement")(review=review, state="closed"))) == closed
        cells = line(page("improvement")(review=review, state="closed"), review)
        assert cells[4] == f"{len(closed)} of {len(mine)}"
    parts = [set(things(page("improvement")(state=state))) for state in words.delivery.RECOMMENDATIONS]
    assert sorted(one for part in parts for one in part) == sorted(things(page("improvement")()))


@pytest.mark.requirement("DCC-25")
def test_an_inspection_stands_with_its_findings_their_measures_and_its_report(
    demo: None, held: dict[str, list[dict]]
) -> None:
    rows = [row for row in held["dim_recommendation"] if row["kind"] == "inspection"]
    names = {row["review"] for row in rows}
    assert names
    assert set(things(page("improvement")(kind="inspection"))) == {row["recommendation"] for row in rows}
    for name in names:
        mine = [row for row in rows if row["review"] == name]
        codes = {row["recommendation"] for row in mine}
        linked = {
            row["measure"]
            for row in held["bridge_related"]
            if row["kind"] == "recommendation" and row["code"] in codes and row["measure"]
        }
        shown = page("improvement")(review=name)
        table = next(part for part in walk(shown) if "gt-measures" in str(getattr(part, "className", "")).split())
        assert linked
        assert {href.split("?")[0] for href in hrefs(table)} == {f"/measures/{code}" for code in linked}
        assert {f"/library/{row['document']}" for row in mine if row["document"]} <= set(hrefs(shown))
        assert [text(row[1]) for row in lines(shown) if text(row[0]) == name] == ["Inspection"]
    assert "Report" not in [text(part) for part in walk(page("improvement")()) if isinstance(part, html.H2)]


@pytest.mark.requirement("DCC-10")
@pytest.mark.requirement("BCP-33")
def test_measures_and_risks_point_at_each_other(demo: None, held: dict[str, list[dict]]) -> None:
    shown = things(page("risks")())
    assert sorted(shown) == sorted(row["risk"] for row in held["fact_risk"])
    pairs = [row for row in held["bridge_related"] if row["kind"] == "risk" and row["measure"]]
    assert len(pairs) > 20
    status = {
        row["measure"]: row["status_label"]
        for row in queries.scorecard.rows(period=LATEST, node=None, tier=None, status=None).to_dict("records")
    }
    for row in pairs:
        card = shown[row["code"]]
        assert f"/measures/{row['measure']}" in hrefs(card)
        assert status[row["measure"]].lower() in text(card)
    for measure in sorted({row["measure"] for row in pairs})[::4]:
        back = {href.split("#")[1] for href in hrefs(page("measure")(measure=measure)) if href.startswith("/risks#")}
        assert back == {row["code"] for row in pairs if row["measure"] == measure}


def test_the_matrix_holds_each_risk_in_its_cell_and_the_list_its_score(demo: None, held: dict[str, list[dict]]) -> None:
    shown = page("risks")()
    for row in held["fact_risk"]:
        cells = next(cells for cells in lines(shown) if text(cells[0]) == str(row["likelihood"]) and len(cells) == 6)
        assert [f"#{row['risk']}" in hrefs(cell) for cell in cells[1:]] == [n == row["impact"] for n in range(1, 6)]
        assert str(row["score"]) in text(cells[row["impact"]])
        said = text(things(shown)[row["risk"]])
        assert f"Score {row['score']}" in said
        assert f"To be reached: {row['target_score']}" in said
    order = [next(r["score"] for r in held["fact_risk"] if r["risk"] == code) for code in things(shown)]
    assert order == sorted(order, reverse=True)


def test_a_pack_without_programmes_reviews_or_risks_says_so(pages: None, plain_warehouse: Path) -> None:
    with reading(plain_warehouse):
        assert "No programmes are recorded" in text(page("programmes")())
        assert "No milestones are recorded" in text(page("programmes")())
        assert "No recommendations of reviews are recorded" in text(page("improvement")())
        assert "No strategic risks are recorded" in text(page("risks")())
        assert "Risks, strategies, contracts" not in text(page("measure")(measure="ENV01"))
        menu = {href.split("?")[0] for address, layout in crawl() for href in hrefs(layout)}
        assert not menu & {"/programmes", "/improvement", "/risks"}


def milestone(code: str, **cells: object) -> dict:
    return {"milestone": code, "title": f"Step {code}", "nodes": "P11", "as_at": "2026-09-30"} | cells


def test_a_pound_is_counted_once_and_a_first_date_is_never_lost(pages: None, tmp_path: Path) -> None:
    programmes = [
        {"programme": "A", "title": "Alpha", "savings_planned": 100, "savings_delivered": 40},
        {"programme": "A1", "title": "Alpha one", "kind": "project", "parent": "A", "savings_planned": 70},
        {"programme": "A11", "title": "Alpha deep", "kind": "project", "parent": "A1", "savings_planned": 30},
        {"programme": "B", "title": "Beta", "state": "paused"},
        {"programme": "B1", "title": "Beta one", "kind": "project", "parent": "B", "savings_planned": 20},
    ]
    milestones = [
        milestone("M1", programme="A11", baseline="2026-06-30", as_at="2026-03-31"),
        milestone("M1", programme="A11", baseline="2026-12-31", note="Agreed anew by Cabinet"),
    ]
    with small(tmp_path, programmes=programmes, milestones=milestones):
        shown = page("programmes")()
        assert "£120 savings planned £40 delivered, 33% of the plan" in text(shown)
        assert "first agreed 30 Jun 2026" in text(page("programme")(programme="A"))
        assert "Step M1" in text(page("programme")(programme="A1"))
        assert "No milestones are recorded for it" in text(page("programme")(programme="B"))
        assert "1 on course of 1 commitment" in text(shown)
        assert line(shown, "Not said")[1:] == ["0", "0", "1", "0", "0", "1"]


def test_the_state_of_a_recommendation_is_that_of_its_closing_or_its_actions(pages: None, tmp_path: Path) -> None:
    review = {"review": "Peers", "title": "Do it", "response": "accepted"}
    recommendations = [
        review | {"recommendation": "R1", "closed_on": "2026-10-31"},
        review | {"recommendation": "R2", "closed_on": "2026-11-01"},
        review | {"recommendation": "R3"},
        review | {"recommendation": "R4"},
        review | {"recommendation": "R5"},
    ]
    milestones = [
        milestone("M3", recommendation="R3", baseline="2026-12-31"),
        milestone("M4", recommendation="R4", baseline="2026-10-30", forecast="2026-11-05"),
        milestone("M5", recommendation="R5", baseline="2026-12-31", forecast="2027-03-31"),
    ]
    with small(tmp_path, recommendations=recommendations, milestones=milestones):
        found = {row["recommendation"]: row["state"] for row in queries.delivery.recommendations.rows(programme=None)}
        assert found == {"R1": "closed", "R2": "no_action", "R3": "open", "R4": "late", "R5": "late"}
        said = text(page("improvement")())
        assert "1 of 5 recommendations is closed. Of the 4 open, 2 have a late action and 1 has no action yet." in said
        assert "No action has been recorded" in text(things(page("improvement")())["R2"])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words.delivery.benefit(2_300_000, "pounds"), "£2.3 million"),
        (words.delivery.benefit(85, "per cent"), "85%"),
        (words.delivery.benefit(12.5, "per cent"), "12.5%"),
        (words.delivery.benefit(1, "homes"), "1 home"),
        (words.delivery.benefit(9000, "visits a year"), "9,000 visits a year"),
        (words.delivery.benefit(None, "homes"), ""),
        (words.delivery.share(40, 100), "40%"),
        (words.delivery.share(40, 0), ""),
        (words.delivery.share(None, 100), ""),
        (words.delivery.slip(1), "1 day"),
        (words.delivery.slip(-3), "none"),
        (words.delivery.slip(None), "none"),
        (words.delivery.lifetime({"start_date": date(2024, 4, 2), "end_date": None}), "From 2 April 2024"),
        (words.delivery.commitments({}), ""),
        (words.delivery.timeline_title([]), "Every milestone is complete"),
        (words.delivery.risks([]), "No strategic risks are recorded."),
        (
            words.delivery.risk_score({"score": 6, "likelihood": 2, "impact": 3, "target_score": 6}),
            "Likelihood 2, impact 3. To be reached: 6, and it is.",
        ),
        (
            words.delivery.risk_score({"score": 6, "likelihood": 2, "impact": 3, "target_score": None}),
            "Likelihood 2, impact 3. No score to be reached is set.",
        ),
    ],
)
def test_words_of_delivery(said: str, expected: str) -> None:
    assert said == expected


def test_a_promise_kept_is_not_green_and_a_missed_one_is_more_than_a_colour() -> None:
    assert "gt-pill--none" in components.commitment_pill("kept").className
    missed = components.commitment_pill("missed")
    assert "Missed" in text(missed)
    assert "gt-pill--red" in missed.className
