"""Pages as functions of their URL: what stands on them, read from the layout they return."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dash
import pytest

from dashboard import queries
from tests import arrange
from tests.arrange import built
from tests.layouts import hrefs, page, reading, text, walk

LATEST = "2026-27Q2"


def measures_in(component: Any) -> list[str]:
    """Return the measures of the tables of a layout."""
    found = []
    for part in walk(component):
        if "gt-measures__measure" in (getattr(part, "className", None) or ""):
            found += [href.split("/")[2].split("?")[0] for href in hrefs(part)]
    return found


@contextmanager
def small(folder: Path, **sheets: list[dict]) -> Iterator[None]:
    built(folder, [{"measure": "ENV01", "period": LATEST, "value": 41.2}], **sheets).close()
    with reading(folder / "warehouse"):
        yield


@pytest.mark.requirement("BCC-02", "BCC-10")
def test_an_outcome_is_headed_by_its_ambition_its_plan_and_who_approved_it(demo: None) -> None:
    for node in queries.plan.nodes().query("level == 'outcome'")["node"]:
        about = queries.plan.node.first(node=node)
        said = text(page("outcome")(node=node))
        for part in (about["ambition"], "1 April 2024 to 31 March 2028", "Approved by Full Council, 29 February 2024"):
            assert part in said


@pytest.mark.requirement("SMBC-02")
def test_outcome_and_operational_measures_stand_together_and_can_be_told_apart(demo: None) -> None:
    both = set(measures_in(page("outcome")(node="GC")))
    kinds = set(queries.scorecard.node(period=LATEST, node="GC")["type"].dropna())
    assert {"outcome", "operational"} <= kinds
    parts = {kind: set(measures_in(page("outcome")(node="GC", kind=kind))) for kind in kinds}
    assert all(parts.values())
    assert set().union(*parts.values()) == both


@pytest.mark.requirement("SMBC-03")
def test_an_outcome_shows_how_its_statuses_have_changed(demo: None) -> None:
    said = text(page("outcome")(node="GC"))
    assert "How statuses have changed" in said
    assert "April to June 2024" in said
    assert "of 18 rated in July to September 2026" in said or "rated in July to September 2026, against" in said


@pytest.mark.requirement("DCC-17", "WCC-13")
@pytest.mark.parametrize("name", ["outcomes", "directorates", "services"])
def test_each_level_of_the_framework_has_its_page(demo: None, name: str) -> None:
    nodes = queries.plan.nodes().query("page == @name")
    links = hrefs(page(f"levels.{name}")())
    assert [href.split("/")[-1] for href in links if href.startswith(f"/{name}/")] == list(
        nodes.groupby("parent", sort=False, dropna=False)["node"].apply(list).explode()
    )


@pytest.mark.requirement("DCC-18")
def test_the_headline_set_can_be_seen_alone(demo: None) -> None:
    rows = queries.scorecard.node(period=LATEST, node="GC")
    headline = set(rows[rows["headline"]]["measure"])
    assert 0 < len(headline) < len(rows)
    assert set(measures_in(page("outcome")(node="GC", show="headline"))) == headline


@pytest.mark.requirement("WCC-14", "WCC-15")
def test_the_tiers_are_a_pyramid_and_each_drills_to_the_next(demo: None) -> None:
    steps = [part for part in walk(page("tiers")()) if getattr(part, "className", None) == "gt-pyramid__step"]
    assert [text(step).split(" ")[0] for step in steps] == ["Outcome", "Strategic", "Operational"]
    assert [hrefs(step) for step in steps] == [
        ["/tiers?tier=outcome"],
        ["/tiers?tier=strategic"],
        ["/tiers?tier=operational"],
    ]
    for tier, below in (("outcome", "strategic"), ("strategic", "operational")):
        listed = measures_in(page("tiers")(tier=tier))
        sheets = [queries.measure.sheet.told(measure=code) for code in listed[:5]]
        behind = {row["other"] for sheet in sheets for row in sheet["behind"] or []}
        assert behind, f"nothing leads from {tier} to {below}"
        assert behind <= set(measures_in(page("tiers")(tier=below)))


@pytest.mark.requirement("WCC-16")
def test_outcome_measures_can_be_filtered_by_theme(demo: None) -> None:
    everything = measures_in(page("tiers")(tier="outcome"))
    themes = {
        name: measures_in(page("tiers")(tier="outcome", theme=name))
        for name in ("social", "health", "economic", "environmental")
    }
    assert all(themes.values())
    assert sorted(code for codes in themes.values() for code in codes) == sorted(everything)


@pytest.mark.requirement("WCC-28")
def test_the_latest_of_each_is_shown_with_its_own_period(demo: None) -> None:
    rows = queries.scorecard.rows(period=LATEST, node=None, tier="outcome", status=None)
    said = text(page("tiers")(tier="outcome"))
    labels = set(rows["observed_label"].dropna())
    assert len(labels) > 5, "published at different times of the year"
    assert all(label in said for label in labels)


@pytest.mark.requirement("BCP-07")
def test_what_the_council_is_judged_against_is_listed_with_its_status(demo: None) -> None:
    for node in queries.plan.nodes().query("level == 'outcome'")["node"]:
        rows = queries.scorecard.node(period=LATEST, node=node)
        drawn = page("outcome")(node=node, show="all")
        assert measures_in(drawn) == list(rows["measure"])
        said = text(drawn)
        assert all(label in said for label in set(rows["status_label"]))


@pytest.mark.requirement("SMBC-12", "SMBC-11")
def test_coverage_has_no_gap_and_shows_one_when_a_measure_goes(demo: None, tmp_path: Path) -> None:
    assert "Every end of the plan has at least one KPI" in text(page("thread")())
    with small(tmp_path, links=[{"measure": "ENV01", "node": "P11"}]):
        said = text(page("thread")())
    assert "Priority: Clean air" in said
    assert "Priority: Safe homes" in said
    assert "Priority: Clean streets" not in said


@pytest.mark.requirement("WCC-20")
def test_seven_areas_of_focus_under_three_priorities_lead_to_measures(pages: None, tmp_path: Path) -> None:
    areas = {"S1": ["A1", "A2"], "S2": ["A3", "A4", "A5"], "S3": ["A6", "A7"]}
    plan = arrange.PLAN[:1]
    for priority, focus in areas.items():
        plan = [
            *plan,
            {"plan": "CP", "node": priority, "level": "outcome", "parent": "CP", "title": f"Strategic {priority}"},
        ]
        plan += [
            {"plan": "CP", "node": a, "level": "priority", "parent": priority, "title": f"Focus {a}"} for a in focus
        ]
    codes = [area for focus in areas.values() for area in focus]
    measures = [arrange.measure(f"KBM{a}", directorate="", service="") for a in codes]
    links = [{"measure": f"KBM{a}", "node": a} for a in codes]
    built(tmp_path, [], plan=plan, measures=measures, links=links).close()
    with reading(tmp_path / "warehouse"):
        for priority, focus in areas.items():
            below = hrefs(page("outcome")(node=priority))
            assert [f"/outcomes/{a}" in below for a in focus] == [True] * len(focus)
            assert measures_in(page("outcome")(node=priority)) == [f"KBM{a}" for a in focus]


@pytest.mark.requirement("BCC-33")
def test_a_priority_shows_measures_and_milestones_side_by_side(demo: None) -> None:
    for node in queries.plan.nodes().query("level == 'priority'")["node"]:
        said = text(page("outcome")(node=node))
        assert f"of {len(queries.plan.milestones(node=node))} milestone" in said
        assert f"of {len(queries.scorecard.node(period=LATEST, node=node))} KPIs" in said


@pytest.mark.requirement("BCC-04", "BCC-14")
def test_a_measure_lists_every_outcome_it_serves(demo: None) -> None:
    paths = [
        (row["measure"], end["nodes"][0])
        for end in queries.plan.whole.told(period=LATEST)["ends"]
        for row in end["measures"]
    ]
    several = next(code for code, times in Counter(code for code, _ in paths).items() if times > 1)
    served = {node for code, node in paths if code == several}
    found = hrefs(page("measure")(measure=several))
    assert {f"/outcomes/{node}" for node in served} <= set(found)


@pytest.mark.requirement("SMBC-30")
def test_a_measure_without_comparators_says_so(demo: None) -> None:
    assert "No comparator has published Missed bins" in text(page("measure")(measure="WST01"))


@pytest.mark.requirement("SMBC-53", "BCP-23", "WCC-11")
def test_the_definition_sheet_names_owner_source_and_data_quality(demo: None) -> None:
    said = text(page("measure")(measure="ASC01", view="definition"))
    for part in (
        "Head of Reablement",
        "reablement@wrensford.example",
        "Adult social care system",
        "Data quality Reasonable",
    ):
        assert part in said


VISITS = [
    ("overview", {"period": "nonsense"}),
    ("thread", {"period": "<script>"}),
    ("outcome", {"node": "GC", "period": "2031-32Q9", "kind": "none", "show": "all"}),
    ("outcome", {"node": "' or 1=1 --"}),
    ("directorate", {"node": "GC"}),
    ("directorate", {"via": "nowhere", "node": "COP"}),
    ("service", {"node": "<b>"}),
    ("measure", {"measure": "ASC01", "group": "nowhere", "via": "GC1,nowhere", "utm": "x"}),
    ("measure", {"measure": "STR01", "view": "breakdown", "by": "' or 1=1 --"}),
    ("measure", {"measure": "ASC06", "view": "outlook,spc", "period": "2031-32Q9"}),
    ("embed", {"item": "<script>", "from": "//nowhere.example"}),
    ("measure", {"measure": "%"}),
    ("benchmarking", {"measure": "' or 1=1 --,%", "group": "<b>", "areas": "nowhere", "since": "2031-32Q9", "by": "x"}),
    ("benchmarking", {"view": "verdicts", "beside": "nowhere", "period": "<script>", "measure": "ASC01,nothing"}),
    ("levels.outcomes", {"level": "nowhere"}),
    ("scorecard", {"status": "<script>,red", "group_by": "'", "sort": "x", "desc": "y", "list": "z", "outcome": "%"}),
    ("scorecard", {"outcome": "GC", "group_by": "basket", "period": "2031-32Q9", "utm": "x"}),
    ("tiers", {"tier": "nowhere", "theme": "nowhere"}),
    ("plans", {"plan": "' or 1=1 --", "period": "2031-32Q9", "state": "<b>"}),
    ("plans", {"plan": "CAP24", "period": "nonsense"}),
    ("outcome", {"node": "GC1", "show": "together", "kind": "<script>", "sort": "'"}),
    ("programmes", {"by": "<b>", "source": "'", "commitment": "%", "period": "2031-32Q9"}),
    ("programme", {"programme": "' or 1=1 --"}),
    ("programme", {"period": "nonsense"}),
    ("programmes", {"category": "'", "horizon": "%", "review": "<script>", "owner": "' or 1=1 --"}),
    ("improvement", {"review": "<script>", "state": "'"}),
    ("improvement", {"kind": "' or 1=1 --", "period": "2031-32Q9"}),
    ("scorecard", {"list": "weak", "partners": "<b>", "reach": "'", "three_e": "%", "lifecycle": "retired"}),
    ("risks", {"period": "nonsense", "x": "y"}),
    ("library", {"q": "' \" <script> %", "kind": "'", "theme": "<b>", "review": "%", "measured": "x", "period": "?"}),
    ("document", {"document": "' or 1=1 --", "q": "<script>"}),
    ("document", {"document": "climate", "q": "“ % _ \\", "period": "2031-32Q9"}),
    ("finance", {"node": "' or 1=1 --", "period": "2031-32Q9"}),
    ("health", {"period": "<b>", "x": "y"}),
    ("customers", {"period": "2031-32Q9", "utm": "x"}),
    ("value", {"group": "' or 1=1 --", "period": "%"}),
    ("contracts", {"category": "<b>,", "status": "%", "ending": "'", "period": "nonsense"}),
    ("search", {"q": "' \" <script> %"}),
    ("search", {"q": "waste", "kind": "nowhere", "period": "nonsense"}),
    ("glossary", {"letter": "<b>", "x": "y"}),
    ("connect", {"period": "2031-32Q9", "x": "<b>"}),
    ("api", {"period": "%", "x": "'"}),
    ("classifications", {"by": "' or 1=1 --", "class": "%", "period": "2031-32Q9"}),
    ("framework", {"view": "<b>", "directorate": "' or 1=1 --", "period": "2031-32Q9"}),
    ("framework", {"view": "calendar", "kind": "%", "forum": "'", "when": "never", "year": "nonsense"}),
    ("framework", {"view": "lives,changes", "state": "<script>", "kind": "'"}),
    ("coverage", {"gap": "' or 1=1 --", "directorate": "%", "view": "nowhere", "period": "?"}),
    ("coverage", {"view": "register", "directorate": "GC"}),
    ("data_quality", {"view": "<script>", "directorate": "' or 1=1 --", "period": "2031-32Q9", "list": "%"}),
    ("data_quality", {"view": "completeness", "directorate": "GC", "list": "all"}),
    ("data_quality", {"view": "ratings", "directorate": "CHF,COP"}),
    ("data_quality", {"view": "owners", "list": "x"}),
    ("data_quality", {"view": "files", "period": "nonsense"}),
    ("revisions", {"measure": "' or 1=1 --", "flipped": "<b>", "since": "2026-02-31", "list": "%"}),
    ("revisions", {"measure": "ASC01", "flipped": "yes", "since": "2099-01-01"}),
    ("about", {"x": "y"}),
    ("accessibility", {"x": "y"}),
    ("not_found_404", {"x": "y"}),
]


@pytest.mark.parametrize(("name", "typed"), VISITS)
def test_a_page_survives_an_address_somebody_typed(demo: None, name: str, typed: dict) -> None:
    assert text(page(name)(**typed))


def test_every_page_has_a_visit(pages: None) -> None:
    assert {module.split("pages.")[1].split(".")[0] for module in dash.page_registry} == {
        name.split(".")[0] for name, _ in VISITS
    }
