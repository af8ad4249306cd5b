"""Drafts, refreshes and successions: who may see a plan, in which periods it stands, what becomes of its measures."""

import csv
from datetime import date
from pathlib import Path
from typing import get_args

import duckdb
import pytest

from dashboard import components
from pipelines import framework, publish
from pipelines.framework import audience, tables
from pipelines.framework.columns import Icon
from tests import arrange
from tests.conftest import DEMO, FRAMEWORKS

AS_AT = date(2026, 10, 31)
SCHEMA = Path(__file__).parents[2] / "pipelines" / "sql" / "schema.sql"


def whole(code: str, first: str, last: str, **cells: str) -> dict:
    return {"plan": code, "node": code, "title": f"Plan {code}", "valid_from": first, "valid_to": last} | cells


def part(plan: str, node: str, level: str = "outcome", parent: str = "", **cells: str) -> dict:
    return {"plan": plan, "node": node, "level": level, "parent": parent or plan, "title": f"Part {node}"} | cells


OLD = [
    whole("OLD", "2023-04-01", "2027-03-31", kind="corporate", state="superseded"),
    part("OLD", "OA"),
    part("OLD", "OA1", "priority", "OA"),
    part("OLD", "OB"),
]
NEW = [
    whole("NEW", "2025-10-01", "2029-03-31", kind="corporate", supersedes="OLD"),
    part("NEW", "NA", supersedes="OA|OB"),
    part("NEW", "NA1", "priority", "NA", supersedes="OA1"),
]
DRAFT = [
    whole("NEXT", "2027-04-01", "2028-03-31", kind="delivery", state="draft", supersedes="NEW"),
    part("NEXT", "DRAFTED", supersedes="NA"),
    part("NEXT", "DRAFTED1", "priority", "DRAFTED"),
]
DELIVERY = [
    whole("DEL", "2023-04-01", "2026-03-31", kind="directorate"),
    part("DEL", "D1", "directorate"),
    part("DEL", "S11", "service", "D1"),
]
LINKS = [
    {"measure": "ENV01", "node": "OA1"},
    {"measure": "ENV01", "node": "NA1"},
    {"measure": "ENV01", "node": "DRAFTED1"},
]
SHEETS = {
    "plan": OLD + NEW + DELIVERY + DRAFT,
    "links": LINKS,
    "documents": [{"document": "X", "title": "Strategy", "kind": "strategy", "nodes": "NA1|DRAFTED1"}],
    "milestones": [
        {"milestone": "M1", "title": "Kept", "nodes": "NA1|DRAFTED1", "baseline": "2026-12-31", "as_at": "2026-09-30"},
        {
            "milestone": "M2",
            "title": "Secret step",
            "nodes": "DRAFTED1",
            "baseline": "2027-12-31",
            "as_at": "2026-09-30",
        },
    ],
    "commentary": [
        {"node": "DRAFTED", "period": "2026-27Q2", "going_well": "Secret words"},
        {"node": "NA", "period": "2026-27Q2", "going_well": "Open words"},
    ],
    "changes": [
        {"changed_on": "2026-09-01", "kind": "plan", "code": "NEXT", "summary": "Secret decision", "reason": "Season"},
        {"changed_on": "2026-09-01", "kind": "plan", "code": "NEW", "summary": "Open decision", "reason": "Election"},
    ],
}
FIGURES = [
    {"measure": "ENV01", "period": p, "value": v} for p, v in (("2023-24Q1", 40), ("2025-26Q2", 41), ("2026-27Q2", 42))
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A council with an old plan, its successor and a draft, published for the public and for officers."""
    folder = tmp_path_factory.mktemp("states")
    arrange.built(folder, FIGURES, AS_AT, **SHEETS).close()
    arrange.rebuilt(folder, AS_AT, "officer").close()
    return folder


@pytest.fixture(scope="module")
def public(folder: Path):
    with duckdb.connect(publish.location(folder / "warehouse"), read_only=True) as db:
        yield db


@pytest.fixture(scope="module")
def officer(folder: Path):
    with duckdb.connect(publish.location(folder / "warehouse", "officer"), read_only=True) as db:
        yield db


def column(db, query: str) -> list:
    return [cell for (cell,) in db.execute(query).fetchall()]


def in_force(db, period: str) -> set[str]:
    return set(column(db, f"select node from mart_in_force where period = '{period}'"))


@pytest.mark.requirement("BCC-42")
def test_a_draft_is_nowhere_in_the_public_file_and_whole_in_the_officers(folder: Path, public, officer) -> None:
    secret = (b"DRAFTED", b"Plan NEXT", b"Secret step", b"Secret words", b"Secret decision")
    published = publish.location(folder / "warehouse").read_bytes()
    theirs = publish.location(folder / "warehouse", "officer").read_bytes()
    for words in secret:
        assert words not in published, words
        assert words in theirs, words
    assert b"Open words" in published
    assert column(public, "select node from dim_plan where state = 'draft'") == []
    assert column(officer, "select node from dim_plan where plan = 'NEXT' order by 1") == [
        "DRAFTED",
        "DRAFTED1",
        "NEXT",
    ]
    assert column(public, "select tier from warehouse") == ["public"]
    assert column(officer, "select tier from warehouse") == ["officer"]


def test_what_also_speaks_of_something_approved_loses_only_the_draft(public) -> None:
    assert column(public, "select milestone from fact_milestone") == ["M1"]
    assert column(public, "select node from bridge_plan_milestone") == ["NA1"]
    assert column(public, "select node from bridge_related where kind = 'document'") == ["NA1"]
    assert set(column(public, "select node from bridge_plan_measure")) == {"OA1", "NA1", "S11"}


@pytest.mark.requirement("SMBC-15")
def test_next_years_draft_stands_beside_this_years_plan_and_in_no_count_of_it(public, officer) -> None:
    for db in (public, officer):
        assert in_force(db, "2026-27Q2") == {"NEW", "NA", "NA1", "DEL", "D1", "S11"}
        assert column(db, "select distinct path from mart_thread") == ["NA/NA1/D1/S11"]
    for node in ("NEW", "NA"):
        life = arrange.one(officer, "select * from mart_plan where node = ?", node)
        assert (life["last_day"], life["superseded_by"]) == (None, None), "a draft takes nobody's place"
    standing = set(column(officer, "select node from mart_in_force"))
    assert not standing & {"NEXT", "DRAFTED", "DRAFTED1"}
    drafts = "select node from dim_plan where state = 'draft' order by 1"
    assert column(officer, drafts) == ["DRAFTED", "DRAFTED1", "NEXT"], "what stands in a draft is one"


@pytest.mark.requirement("SMBC-15", "BCC-42")
def test_the_demonstration_has_a_draft_for_next_year_that_the_public_does_not_see() -> None:
    pack = framework.read(DEMO)
    hidden = audience.drafts(pack, "public")
    assert "DBP27" in hidden
    assert len(hidden) > 5
    seen = audience.seen(pack, "public")
    assert hidden.isdisjoint(node.node for node in seen.rows["plan"])
    assert audience.seen(pack, "officer").rows["plan"] == pack.rows["plan"]
    with duckdb.connect() as db:
        db.execute(SCHEMA.read_text("utf-8"))
        tables.load(db, audience.seen(pack, "officer"), audience.withheld(pack, "officer"))
        states = dict(db.execute("select node, state from dim_plan where kind = 'directorate'").fetchall())
    assert {states["DBP"], states["DBP27"], states["DBP25"]} == {"approved", "draft", "superseded"}


@pytest.mark.parametrize(
    ("tier", "measures"),
    [("public", {"OPEN"}), ("member", {"OPEN", "MEMBERS"}), ("officer", {"OPEN", "MEMBERS", "OFFICERS"})],
)
def test_each_audience_has_a_file_with_what_it_may_see(tier: str, measures: set[str], tmp_path: Path) -> None:
    rows = [
        arrange.measure("OPEN", replaced_by="MEMBERS"),
        arrange.measure("MEMBERS", visibility="member"),
        arrange.measure("OFFICERS", visibility="officer"),
    ]
    arrange.write_pack(tmp_path / "pack", measures=rows)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    arrange.write_csv(
        inbox / "returns_2026-10-20.csv",
        [{"measure": r["measure"], "area": "X01000001", "period": "2026-27Q2", "value": 1} for r in rows],
    )
    with arrange.rebuilt(tmp_path, AS_AT, tier) as db:
        assert set(column(db, "select measure from dim_measure")) == measures
        assert set(column(db, "select measure from fact_observation")) == measures
        after = column(db, "select replaced_by from dim_measure where measure = 'OPEN'")
    assert after == (["MEMBERS"] if "MEMBERS" in measures else [None])


def stands(plan: list[dict], periods: list[tuple[str, date]], latest: str, as_at: date) -> set[tuple[str, str]]:
    """Return (period, node) in force, the slow and obvious way: every node asked in every period."""
    by_node = {row["node"]: row for row in plan}
    successors: dict[str, list[dict]] = {}
    for row in plan:
        if by_node[row["plan"]].get("state") != "draft":
            for old in filter(None, row.get("supersedes", "").split("|")):
                successors.setdefault(old, []).append(row)

    def first(row: dict) -> date:
        return date.fromisoformat(row.get("valid_from") or by_node[row["plan"]]["valid_from"])

    def over(row: dict, day: date) -> bool:
        gone = any(first(new) <= day for new in successors.get(row["node"], []))
        if row.get("state") == "superseded" and row["node"] not in successors:
            gone = gone or day > date.fromisoformat(row.get("valid_to") or by_node[row["plan"]]["valid_to"])
        above = row.get("parent")
        return gone or bool(above and over(by_node[above], day))

    found = set()
    strand = {"outcome": 1, "priority": 1, "directorate": 2, "service": 2}
    for period, end in periods:
        day = as_at if period == latest else end
        alive = [r for r in plan if by_node[r["plan"]].get("state") != "draft" and not over(r, day)]
        for row in alive:
            same = [r for r in alive if strand.get(r.get("level", "")) == strand.get(row.get("level", ""))]
            if first(row) <= day or not any(first(r) <= day for r in same):
                found.add((period, row["node"]))
    return found


def test_what_is_in_force_agrees_with_asking_every_node_in_every_period(public) -> None:
    rows = public.execute("select period, end_date from mart_reporting order by end_date").fetchall()
    expected = stands([r for r in SHEETS["plan"] if r["plan"] != "NEXT"], rows, rows[-1][0], AS_AT)
    assert set(public.execute("select period, node from mart_in_force").fetchall()) == expected
    assert {"OLD", "OA", "OA1", "OB"} <= in_force(public, "2025-26Q2")
    assert not {"OLD", "OA", "OA1", "OB", "DRAFTED"} & in_force(public, "2025-26Q3")


@pytest.mark.requirement("BCC-41")
def test_after_supersession_the_old_plan_keeps_its_figures_up_to_that_day(public) -> None:
    periods = column(public, "select period from mart_served where node = 'OA1' order by period")
    assert periods[-1] == "2025-26Q2", "the last quarter before the successor began"
    counted = column(public, "select distinct period from mart_rollup where node = 'OLD' order by 1")
    assert counted == periods
    old = arrange.one(public, "select * from mart_plan where node = 'OA1'")
    assert (old["last_day"], old["superseded_by"], old["superseded_on"]) == (
        date(2025, 9, 30),
        "NA1",
        date(2025, 10, 1),
    )
    assert arrange.one(public, "select * from mart_plan where node = 'OB'")["superseded_by"] == "NA"
    assert column(public, "select measure from bridge_plan_measure where node = 'OA1'") == ["ENV01"]


def test_a_life_that_ran_out_ends_nothing_until_another_takes_its_place(public) -> None:
    assert arrange.one(public, "select valid_to from dim_plan where node = 'DEL'")["valid_to"] < AS_AT
    assert {"DEL", "D1", "S11"} <= in_force(public, "2026-27Q2")


def test_a_council_whose_first_plan_has_not_begun_is_not_shown_without_one(tmp_path: Path) -> None:
    plan = [
        whole("P", "2027-04-01", "2030-03-31"),
        part("P", "O"),
        part("P", "D1", "directorate"),
        part("P", "S11", "service", "D1"),
    ]
    with arrange.built(tmp_path, [], AS_AT, plan=plan, links=[]) as db:
        assert in_force(db, "2026-27Q2") == {"P", "O", "D1", "S11"}


@pytest.mark.requirement("BCC-12")
def test_two_years_of_an_annual_plan_stand_side_by_side_and_a_trend_spans_both(tmp_path: Path) -> None:
    plan = [
        whole("Y22", "2022-04-01", "2023-03-31", kind="delivery", state="superseded"),
        part("Y22", "A22"),
        whole("Y23", "2023-04-01", "2024-03-31", kind="delivery", supersedes="Y22"),
        part("Y23", "A23", supersedes="A22"),
        *DELIVERY,
    ]
    links = [{"measure": "ENV01", "node": "A22"}, {"measure": "ENV01", "node": "A23"}]
    quarters = [f"{y}Q{q}" for y in ("2022-23", "2023-24") for q in (1, 2, 3, 4)]
    figures = [{"measure": "ENV01", "period": p, "value": 40 + n} for n, p in enumerate(quarters)]
    with arrange.built(tmp_path, figures, date(2024, 4, 30), plan=plan, links=links) as db:
        assert column(db, "select node from dim_plan where level is null order by 1") == ["DEL", "Y22", "Y23"]
        assert column(db, "select period from mart_status where measure = 'ENV01' order by period") == quarters
        change = arrange.one(db, "select * from mart_travel where measure = 'ENV01' and period = '2023-24Q1'")
        assert (change["previous_period"], change["year_period"]) == ("2022-23Q4", "2022-23Q1")
        assert column(db, "select superseded_by from mart_plan where node = 'A22'") == ["A23"]


@pytest.mark.requirement("BCC-17", "SMBC-46", "BCP-28")
def test_the_tree_holds_seven_levels_and_the_schema_no_field_about_a_persons_work() -> None:
    with duckdb.connect() as db:
        db.execute(SCHEMA.read_text("utf-8"))
        names = column(db, "select lower(table_name || '.' || column_name) from duckdb_columns() where not internal")
    personal = (
        "apprais",
        "employee",
        "staff_",
        "person_",
        "salary",
        "date_of_birth",
        "national_insurance",
        "line_manager",
    )
    assert [name for name in names if any(word in name for word in personal)] == []
    levels = [f"L{n}" for n in range(1, 8)]
    chain = [part("P", f"N{n}", f"L{n}", f"N{n - 1}" if n > 1 else "P") for n in range(1, 8)]
    settings = framework.settings.Settings.model_validate(
        {
            "council": {"name": "A", "short_name": "A", "area": "X01000001"},
            "levels": [{"code": level, "name": level, "plural": level, "page": "services"} for level in levels],
            "tiers": [{"code": "t", "name": "T"}],
        }
    )
    rows = [
        framework.SHEETS["plan"].model_validate(row | {"row": n})
        for n, row in enumerate([whole("P", "2025-04-01", "2029-03-31"), *chain])
    ]
    sheets = {sheet: [] for sheet in framework.SHEETS} | {"plan": rows}
    problems = framework.checks.everything(settings, sheets, {sheet: sheet for sheet in framework.SHEETS})
    assert [problem for problem in problems if problem.file == "plan"] == []


@pytest.mark.requirement("BCP-10")
def test_bcps_strategy_comes_with_its_six_delivery_plans() -> None:
    with (FRAMEWORKS / "bcp" / "plan.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    plans = [
        row["title"].removesuffix(": delivery plan")
        for row in rows
        if not row["level"] and row["node"].startswith("dp-")
    ]
    assert plans == [
        "Sustainable Environment",
        "Dynamic Places",
        "Connected Communities",
        "Brighter Futures",
        "Fulfilled Lives",
        "Modern, accessible and accountable council",
    ]
    assert [row["title"] for row in rows if row["level"] == "priority"] == plans


def test_every_icon_a_pack_may_name_is_drawn() -> None:
    assert set(get_args(Icon)) == set(components.EMBLEMS)


@pytest.mark.parametrize(("switch", "status"), [("", "no_target"), ("\ninfluence_rated = true", "red")])
def test_what_the_council_can_only_influence_has_no_colour_unless_its_tier_says_so(
    switch: str, status: str, tmp_path: Path
) -> None:
    tier = 'code = "strategic"\nname = "Strategic measures"'
    settings = arrange.SETTINGS.replace(tier, tier + switch)
    measures = [arrange.measure("MINE", council_role="deliver"), arrange.measure("THEIRS", council_role="influence")]
    codes = ("MINE", "THEIRS")
    targets = [{"measure": m, "period": "2026-27Q2", "target": 70, "intervention": 65} for m in codes]
    figures = [{"measure": m, "period": "2026-27Q2", "value": 40} for m in codes]
    with arrange.built(tmp_path, figures, AS_AT, settings, measures=measures, targets=targets) as db:
        found = dict(db.execute("select measure, status from mart_scorecard where period = '2026-27Q2'").fetchall())
    assert found == {"MINE": "red", "THEIRS": status}
