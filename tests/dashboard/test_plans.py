"""Plans and their lives on the page: states, versions, what became of what, who may see a draft."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard import links, queries, words
from dashboard.app import exists
from tests import arrange
from tests.conftest import FRAMEWORKS
from tests.dashboard.crawling import crawl
from tests.layouts import hrefs, page, reading, text, walk
from tests.pipelines.test_plan_states import AS_AT, FIGURES, SHEETS


@pytest.fixture(scope="module")
def states(pages: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A council with an old plan, its successor and a draft, for the public and for officers."""
    folder = tmp_path_factory.mktemp("plans")
    arrange.built(folder, FIGURES, AS_AT, **SHEETS).close()
    arrange.rebuilt(folder, AS_AT, "officer").close()
    return folder / "warehouse"


@pytest.fixture
def public(states: Path) -> Iterator[None]:
    with reading(states):
        yield


@pytest.fixture
def officer(states: Path) -> Iterator[None]:
    with reading(states, "officer"):
        yield


def table_rows(layout: Any) -> dict[str, str]:
    """Return the rows of every table of a layout, by the address of their first link."""
    rows = [part for part in walk(layout) if type(part).__name__ == "Tr"]
    return {hrefs(row)[0]: text(row) for row in rows if hrefs(row)}


@pytest.mark.requirement("SMBC-22")
def test_every_plan_is_listed_with_its_state_its_life_and_its_progress(demo: None) -> None:
    rows = table_rows(page("plans")())
    every = queries.plans.plans.rows(plan=None)
    assert set(rows) == {links.plans(plan=row["node"]) for row in every}
    progress = queries.plans.progress()
    for row in every:
        said = rows[links.plans(plan=row["node"])]
        for part in (row["title"], words.plans.plan_life(row), words.plans.STANDINGS[words.plans.standing(row)][0]):
            assert part in said
        mine = progress[progress["node"] == row["node"]]
        assert not len(mine) or f"{mine['commented'].sum()} of {mine['measures'].sum()}" in said
        assert not row["overdue"] or f"{row['overdue']} overdue" in said
    assert "5 plans: 3 in force, 2 superseded." in text(page("plans")())


@pytest.mark.requirement("SMBC-22")
def test_each_plan_has_a_page_with_its_milestones_counted(demo: None) -> None:
    for row in queries.plans.plans.rows(plan=None):
        said = text(page("plans")(plan=row["node"]))
        assert row["title"] in said
        assert row["ambition"] in said
        assert (f"of {row['milestones']} milestone" in said) == bool(row["milestones"])


@pytest.mark.requirement("SMBC-14")
def test_a_plan_refreshed_in_its_life_offers_its_versions(demo: None) -> None:
    for code in ("CAP", "CAP24"):
        shown = page("plans")(plan=code)
        box = next(part for part in walk(shown) if getattr(part, "id", None) == {"type": "filter", "name": "plan"})
        assert [option["value"] for option in box.options] == ["CAP24", "CAP"]
        assert box.value == code
    assert "Superseded by Climate delivery plan, refreshed 2026 on 22 January 2026" in text(page("plans")(plan="CAP24"))
    assert "Supersedes Climate delivery plan 2024 to 2028, as first approved" in text(page("plans")(plan="CAP"))
    alone = page("plans")(plan="WCP")
    assert not [part for part in walk(alone) if getattr(part, "id", None) == {"type": "filter", "name": "plan"}]


@pytest.mark.requirement("BCC-41")
def test_an_old_plans_page_still_renders_as_at_its_dates(public: None) -> None:
    shown = page("outcome")(node="OA1")
    said = text(shown)
    assert "Superseded by Part NA1 on 1 October 2025" in said
    assert "This page shows July to September 2025, while it was in force" in said
    assert "1 no target of 1 measure in July to September 2025" in said
    assert "/measures/ENV01?via=OA1&period=2025-26Q2" in hrefs(shown)
    # Asked for a period after its end, it shows its own last one; within its life, the one asked for.
    assert "This page shows July to September 2025" in text(page("outcome")(node="OA1", period="2026-27Q2"))
    assert "This page shows April to June 2023" in text(page("outcome")(node="OA1", period="2023-24Q1"))
    assert "Supersedes Part OA1 , 1 October 2025" in text(page("outcome")(node="NA1"))
    assert exists("/outcomes/OA1")


@pytest.mark.requirement("BCC-41")
def test_what_became_of_each_part_and_its_measures_is_said_on_both_plans(public: None) -> None:
    for plan in ("OLD", "NEW"):
        shown = page("plans")(plan=plan)
        rows = {tuple(hrefs(r)): text(r) for r in walk(shown) if type(r).__name__ == "Tr" and len(hrefs(r)) == 2}
        assert set(rows) == {
            ("/outcomes/OA", "/outcomes/NA"),
            ("/outcomes/OB", "/outcomes/NA"),
            ("/outcomes/OA1", "/outcomes/NA1"),
        }
        assert "1 of 1" in rows["/outcomes/OA1", "/outcomes/NA1"]


def test_the_plan_in_force_alone_is_on_the_overview_of_each_period(public: None) -> None:
    now, then = page("overview")(), page("overview")(period="2025-26Q2")
    assert "/outcomes/NA1" in hrefs(now)
    assert not [href for href in hrefs(now) if "/outcomes/O" in href]
    assert [href for href in hrefs(then) if href.startswith("/outcomes/OA1")]
    assert not [href for href in hrefs(then) if "/outcomes/N" in href]
    assert "Plan OLD" in text(then)
    assert {"/outcomes/NA", "/outcomes/NA1"} <= {href.split("?")[0] for href in hrefs(page("thread")())}
    assert not [href for href in hrefs(page("thread")()) if "/outcomes/O" in href]


@pytest.mark.requirement("BCC-42")
def test_a_draft_is_for_officers_and_says_so(states: Path, pages: None) -> None:
    with reading(states):
        assert "draft" not in text(page("plans")()).lower()
        assert not exists("/outcomes/DRAFTED")
        assert "Not found" in text(page("outcome")(node="DRAFTED"))
    with reading(states, "officer"):
        assert "Draft, not approved" in text(page("plans")())
        assert "A draft nobody has approved: for officers alone" in text(page("plans")(plan="NEXT"))
        assert "A draft nobody has approved" in text(page("outcome")(node="DRAFTED"))


@pytest.mark.requirement("SMBC-15")
def test_officers_see_next_years_draft_beside_the_plan_in_force(officer: None) -> None:
    rows = table_rows(page("plans")())
    assert "In force" in rows[links.plans(plan="NEW")]
    assert "Draft, not approved Not" not in rows[links.plans(plan="NEW")]
    assert "Draft, not approved" in rows[links.plans(plan="NEXT")]
    assert not [href for href in hrefs(page("overview")()) if "DRAFTED" in href]
    assert "A draft is to take its place: Part DRAFTED ." in text(page("outcome")(node="NA"))


@pytest.mark.parametrize("tier", ["public", "officer"])
def test_every_link_of_a_council_with_old_plans_and_drafts_leads_somewhere(
    states: Path, pages: None, tier: str
) -> None:
    with reading(states, tier):
        addresses = {address.split("?")[0] for address, _ in crawl()}
    assert {"/plans", "/outcomes/OA1", "/outcomes/NA1"} <= addresses
    assert ("/outcomes/DRAFTED" in addresses) == (tier == "officer")


def six(folder: Path) -> None:
    """Build a strategy with six delivery plans, each carried by a programme with a project and a milestone."""
    names = [f"DP{n}" for n in range(1, 7)]
    plans = [
        {"plan": n, "node": n, "title": f"Delivery plan {n}", "kind": "delivery", "document": f"doc-{n}"}
        | {"valid_from": "2024-04-01", "valid_to": "2027-03-31", "approved_by": "Cabinet", "approved_on": "2024-02-12"}
        for n in names
    ]
    plans[0] |= {"forum": "EQ"}
    head = {"kind": "programme", "measures": "ENV01"}
    programmes = [head | {"programme": f"P{n}", "title": f"Action of {n}", "document": f"doc-{n}"} for n in names]
    milestones = [
        {"milestone": f"M{n}", "title": f"Step of {n}", "nodes": "P11", "programme": f"P{n}"}
        | {"baseline": "2026-12-31", "as_at": "2026-09-30"}
        for n in names
    ]
    documents = [{"document": f"doc-{n}", "title": f"Paper {n}", "kind": "plan"} for n in names]
    forums = [{"forum": "EQ", "name": "Equality Leadership Group", "cadence": "quarterly"}]
    meetings = [{"meeting": "EQ1", "forum": "EQ", "held_on": "2026-12-03"}]
    sheets = {"programmes": programmes, "milestones": milestones, "documents": documents}
    sheets |= {"forums": forums, "meetings": meetings}
    arrange.built(folder, FIGURES, AS_AT, plan=arrange.PLAN + plans, **sheets).close()


@pytest.mark.requirement("BCP-01")
def test_a_strategy_has_six_delivery_plans_each_with_its_actions_and_measures(pages: None, tmp_path: Path) -> None:
    six(tmp_path)
    with reading(tmp_path / "warehouse"):
        listed = table_rows(page("plans")())
        for n in range(1, 7):
            assert f"Delivery plan DP{n}" in listed[links.plans(plan=f"DP{n}")]
            shown = page("plans")(plan=f"DP{n}")
            assert {f"/programmes/PDP{n}", "/measures/ENV01"} <= set(hrefs(shown))
            said = text(shown)
            assert f"Step of DP{n}" in said
            assert "1 on time of 1 milestone" in said
            assert not [other for other in range(1, 7) if other != n and f"Action of DP{other}" in said]


@pytest.mark.requirement("BCP-31")
def test_a_plan_says_which_forum_watches_it_and_when_it_next_meets(pages: None, tmp_path: Path) -> None:
    six(tmp_path)
    with reading(tmp_path / "warehouse"):
        watched = "Watched by Equality Leadership Group , quarterly ; next on 3 December 2026"
        assert watched in text(page("plans")(plan="DP1"))
        assert "Watched by" not in text(page("plans")(plan="DP2"))
    forums = {row["node"]: row.get("forum") for row in _pack("bcp", "plan")}
    names = {row["forum"]: row["name"] for row in _pack("bcp", "forums")}
    assert names[forums["equality-plan"]] == "Strategic Equality Leadership Group"


def _pack(council: str, sheet: str) -> list[dict]:
    with (FRAMEWORKS / council / f"{sheet}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words.plans.plans_lead([]), "No plans are recorded in this council's framework."),
        (
            words.plans.plans_lead([{"state": "approved", "in_force": True}, {"state": "draft"}]),
            "2 plans: 1 in force, 1 draft.",
        ),
        (words.plans.plan_approval({"state": "draft", "approved_by": "Cabinet"}), "Not approved yet"),
        (
            words.plans.plan_approval({"state": "approved", "approved_by": "Cabinet", "approved_on": None}),
            "Approved by Cabinet",
        ),
        (words.plans.plan_approval({"state": "approved"}), ""),
        (
            words.plans.stands({"state": "approved", "in_force": True, "run_out": True, "valid_to": date(2024, 3, 31)}),
            "Ended on 31 March 2024, nothing recorded in its place",
        ),
        (words.plans.stands({"state": "approved", "in_force": False, "to_come": True}), "Approved, to come"),
        (words.plans.responsibility({}, ""), "Responsibility is shared with partners."),
        (
            words.plans.responsibility({"deliver": 10, "influence": 8}, "the NHS", one="KPI", many="KPIs"),
            "Responsibility is shared with the NHS. Of its 18 KPIs the council delivers 10 and influences 8.",
        ),
        (words.plans.evidence({}, {}), "No measures are rated yet."),
        (
            words.plans.evidence({"rated": 3, "met": 1, "improved": 2}, {"milestones": 2, "complete": 1}),
            "1 of 3 rated measures is on target. 2 better than in the period before. 1 of 2 milestones complete.",
        ),
        (
            words.plan.mix({"not_due": 3}, {"not_due": 3}, "2024/25", "2025/26"),
            "None is rated yet in 2025/26, nor was any in 2024/25.",
        ),
    ],
)
def test_words_of_plans(said: str, expected: str) -> None:
    assert said == expected
