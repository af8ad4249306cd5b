"""Coverage: every rule finds the one thing that lacks what it wants, and asks it of the things it concerns."""

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboard import words
from pipelines import publish
from tests import arrange

DEMO = Path(__file__).parents[2] / "data" / "frameworks" / "demo"
TODAY = date(2026, 10, 31)
WHOLE = {
    "owner": "Head of Waste",
    "data_owner": "Data Officer",
    "portfolio": "Environment",
    "committee": "Scrutiny Committee",
    "definition": "All of it",
    "rationale": "It matters",
    "formula": "a / b",
    "inclusions": "Everything",
    "numerator": "a",
    "denominator": "b",
    "approved_by": "Cabinet",
    "approved_on": "2026-03-26",
    "source_system": "Tonnage",
    "collection": "automatic",
    "quality": "High",
    "value_type": "proportion",
    "baskets": "report",
}
LACKING = {
    "measure_owner": ("owner", ""),
    "measure_data_owner": ("data_owner", ""),
    "measure_directorate": ("directorate", ""),
    "measure_portfolio": ("portfolio", ""),
    "owner_unknown": ("owner", "Somebody who left"),
    "measure_forum": ("baskets", "nobodys"),
    "measure_many_forums": ("baskets", "report|everywhere"),
    "measure_committee": ("committee", ""),
    "measure_definition": ("formula", ""),
    "measure_approval": ("approved_on", ""),
    "measure_source": ("source_system", ""),
    "measure_collection": ("collection", ""),
    "measure_by_hand": ("collection", "by hand"),
    "measure_parts": ("denominator", ""),
    "measure_quality": ("quality", ""),
}
"""Rule to the column that breaks it, and the cell that does."""
CODES = {rule: rule.replace("_", "-") for rule in LACKING}
FORUMS = [
    {"forum": "SCR", "name": "Scrutiny Committee", "cadence": "quarterly", "kind": "scrutiny", "baskets": "report"},
    {"forum": "AH", "name": "Ad hoc", "cadence": "ad hoc"},
    {"forum": "EMPTY", "name": "Empty", "cadence": "monthly"},
    *(
        {"forum": f"F{n}", "name": f"Forum {n}", "cadence": "annual", "kind": "audit", "baskets": "everywhere"}
        for n in range(5)
    ),
]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict]]:
    """Rows of the mart of a pack in which each rule is broken once, by rule and code."""
    measures = [arrange.measure("ENV01", **WHOLE)]
    measures += [arrange.measure(CODES[rule], **(WHOLE | {column: cell})) for rule, (column, cell) in LACKING.items()]
    measures += [
        arrange.measure("ADRIFT", **WHOLE, directorate="", service=""),
        arrange.measure("AIMLESS", **WHOLE),
        arrange.measure("SILENT", **WHOLE),
        arrange.measure("GONE", **(WHOLE | {"owner": ""}), lifecycle="retired"),
        arrange.measure("OVER", **(WHOLE | {"owner": ""}), valid_to="2026-03-31"),
        arrange.measure("TOCOME", **WHOLE, lifecycle="in_development"),
    ]
    codes = [m["measure"] for m in measures]
    plan = [row | {"owner": "Head of Waste", "portfolio": "Environment"} for row in arrange.PLAN]
    plan[3] = plan[3] | {"owner": ""}
    db = arrange.built(
        tmp_path_factory.mktemp("coverage"),
        [
            {"measure": code, "period": period, "value": 41.2, "numerator": 412, "denominator": 1000}
            for code in codes
            if code not in ("SILENT", "TOCOME")
            for period in ("2026-27Q1", "2026-27Q2")
        ],
        TODAY,
        plan=plan,
        measures=measures,
        links=[{"measure": code, "node": "P11"} for code in codes if code not in ("ADRIFT", "GONE")],
        targets=[
            {"measure": code, "period": "2026-27Q2" if code != "AIMLESS" else "2025-26Q2", "target": target}
            for code in codes
            for target in [60 if code == "ENV01" else 20]
        ],
        baskets=[{"basket": name, "name": name} for name in ("report", "everywhere", "nobodys")],
        forums=FORUMS,
        roles=[{"role": "Head of Waste", "kind": "officer", "duties": "Waste"}],
        documents=[
            {"document": "good", "title": "Good", "kind": "strategy", "measures": "ENV01", "review_on": "2027-01-01"},
            {"document": "above", "title": "Above", "kind": "strategy", "review_on": "2026-01-01"},
            {"document": "below", "title": "Below", "kind": "plan", "parent": "above", "measures": "ENV01"},
            {"document": "bare", "title": "Bare", "kind": "strategy", "review_on": "2027-01-01"},
            {"document": "noted", "title": "Noted", "kind": "report", "nodes": "O1"},
        ],
        milestones=[
            {
                "milestone": "M1",
                "title": "Owned",
                "nodes": "P11",
                "baseline": "2027-01-01",
                "owner": "Me",
                "as_at": "2026-09-30",
            },
            {"milestone": "M2", "title": "Not owned", "nodes": "P11", "baseline": "2027-01-01", "as_at": "2026-09-30"},
            {
                "milestone": "M3",
                "title": "Done",
                "nodes": "P11",
                "baseline": "2026-01-01",
                "actual": "2026-01-01",
                "as_at": "2026-09-30",
            },
        ],
        programmes=[
            {"programme": "PG1", "title": "Owned", "owner": "Me"},
            {"programme": "PG2", "title": "Not owned"},
            {"programme": "PG3", "title": "Closed", "state": "closed"},
        ],
        changes=[
            {"changed_on": "2026-03-26", "kind": "framework", "summary": "Begun", "reason": "It was time"},
        ],
    )
    found: dict[str, dict[str, dict]] = {}
    for row in arrange.all_of(db, "from mart_coverage"):
        assert row["code"] not in found.setdefault(row["rule"], {}), "one row per rule and thing"
        found[row["rule"]][row["code"]] = row
    return found


def gaps(found: dict[str, dict[str, dict]], rule: str) -> set[str]:
    return {code for code, row in found[rule].items() if row["gap"]}


@pytest.mark.requirement("BCC-01", "DCC-21", "DCC-24", "DCC-28")
@pytest.mark.parametrize("rule", LACKING)
def test_a_measure_without_what_a_rule_wants_is_the_gap_of_that_rule(
    broken: dict[str, dict[str, dict]], rule: str
) -> None:
    assert gaps(broken, rule) - {"ADRIFT"} == {CODES[rule]}
    if rule == "measure_directorate":
        assert "ADRIFT" in gaps(broken, rule)


def test_measures_are_asked_of_only_while_they_are_in_use(broken: dict[str, dict[str, dict]]) -> None:
    every = set(broken["measure_owner"])
    assert {"GONE", "OVER"}.isdisjoint(every)
    assert every == {"ENV01", *CODES.values(), "ADRIFT", "AIMLESS", "SILENT", "TOCOME"}
    for rule in ("measure_figure", "measure_quality"):
        assert set(broken[rule]) == every - {"TOCOME"}, "what is being developed owes no figure"


def test_the_thread_its_documents_and_their_dates(broken: dict[str, dict[str, dict]]) -> None:
    assert gaps(broken, "measure_priority") == {"ADRIFT"}
    assert gaps(broken, "node_measure") == {"P12", "P21", "S12"}
    assert set(broken["node_measure"]) == {"P11", "P12", "P21", "S11", "S12"}
    assert gaps(broken, "node_owner") == {arrange.PLAN[3]["node"]}
    assert gaps(broken, "strategy_measure") == {"bare"}, "a strategy has the measures of the plan below it"
    assert set(broken["strategy_measure"]) == {"good", "above", "bare"}
    assert gaps(broken, "document_link") == {"bare"}
    assert gaps(broken, "document_review") == {"above"}
    assert gaps(broken, "document_review_date") == {"below"}
    assert gaps(broken, "milestone_owner") == {"M2"}
    assert set(broken["milestone_owner"]) == {"M1", "M2"}
    assert gaps(broken, "programme_owner") == {"PG2"}


def test_forums_baskets_targets_and_figures(broken: dict[str, dict[str, dict]]) -> None:
    assert gaps(broken, "basket_forum") == {"nobodys"}
    assert gaps(broken, "forum_basket") == {"EMPTY"}, "who meets from time to time needs none"
    assert gaps(broken, "measure_target") == {"AIMLESS"}
    assert gaps(broken, "measure_figure") == {"SILENT"}
    assert broken["measure_many_forums"][CODES["measure_many_forums"]]["detail"] == "6 forums"
    assert broken["measure_definition"][CODES["measure_definition"]]["detail"] == "formula"
    assert broken["measure_parts"][CODES["measure_parts"]]["detail"] == "denominator"
    assert gaps(broken, "change_reason") == {"2026-03-31"}, "OVER ended and nobody said why"


def test_red_without_a_report_and_an_action(broken: dict[str, dict[str, dict]]) -> None:
    assert gaps(broken, "red_action") == gaps(broken, "red_report") == {"ENV01"}


def test_every_rule_of_the_mart_has_its_words_and_every_word_its_rule(broken: dict[str, dict[str, dict]]) -> None:
    assert set(broken) <= set(words.gaps.GAPS)
    assert set(words.gaps.GAPS) - set(broken) <= {"return_late", "return_missing", "return_overdue"}
    assert {rule.group for rule in words.gaps.GAPS.values()} == set(words.gaps.GROUPS)


@pytest.fixture(scope="module")
def demo(demo_warehouse: Path) -> dict[str, list[dict]]:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        found: dict[str, list[dict]] = {}
        for row in arrange.all_of(db, "from mart_coverage"):
            found.setdefault(row["rule"], []).append(row)
        return found


def sheet(name: str) -> list[dict[str, str]]:
    with (DEMO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.requirement("BCC-01")
def test_no_active_measure_of_the_demonstration_is_without_the_four(demo: dict[str, list[dict]]) -> None:
    shown = [row for row in sheet("measures") if row.get("visibility") in (None, "", "public")]
    active = {row["measure"] for row in shown if row["lifecycle"] != "retired"}
    for column in ("owner", "data_owner", "directorate", "portfolio"):
        asked = demo[f"measure_{column}"]
        assert {row["code"] for row in asked} == active
        lacking = {row["measure"] for row in sheet("measures") if not row[column] and row["measure"] in active}
        assert {row["code"] for row in asked if row["gap"]} == lacking == set()


@pytest.mark.requirement("WCC-22")
def test_strategies_without_measures_are_those_the_pack_says_so_of(demo: dict[str, list[dict]]) -> None:
    documents = sheet("documents")

    def measured(code: str) -> bool:
        own = any(row["measures"] for row in documents if row["document"] == code)
        return own or any(measured(row["document"]) for row in documents if row["parent"] == code)

    expected = {row["document"] for row in documents if row["kind"] == "strategy" and not measured(row["document"])}
    assert {row["code"] for row in demo["strategy_measure"] if row["gap"]} == expected
    assert expected


@pytest.mark.requirement("DCC-21")
def test_no_service_measure_of_devon_or_of_the_demonstration_is_without_a_committee(
    demo: dict[str, list[dict]],
) -> None:
    assert not [row for row in demo["measure_committee"] if row["gap"]]
    folder = DEMO.parent / "devon"
    with (folder / "measures.csv").open(encoding="utf-8", newline="") as file:
        committees = {row["committee"] for row in csv.DictReader(file) if row["service"]}
    with (folder / "forums.csv").open(encoding="utf-8", newline="") as file:
        scrutiny = {row["name"] for row in csv.DictReader(file) if row["kind"] == "scrutiny"}
    assert len(scrutiny) == 3
    assert committees == scrutiny
