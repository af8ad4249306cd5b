"""Pages of outcomes, directorates and services: what goes well, what threatens, who shares, what is aligned to what."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard import components, queries
from tests import arrange
from tests.dashboard.scorecards import mart
from tests.layouts import hrefs, page, reading, text, walk

LATEST = "2026-27Q2"


SHARED = [
    {**row, "partnership": "yes", "partners": "the NHS|the police", "owner": "the NHS, the police"}
    if row["node"] == "O1"
    else {**row, "partnership": "yes", "partners": "the police"}
    if row["node"] == "P21"
    else {**row, "icon": "leaf"}
    if row["node"] == "O2"
    else row
    for row in arrange.PLAN
]
MEASURES = [
    arrange.measure("ALIGNED", council_role="deliver"),
    arrange.measure("SHARED", council_role="influence"),
    arrange.measure("LOOSE"),
]
SHEETS: dict[str, list[dict]] = {
    "plan": SHARED,
    "measures": MEASURES,
    "links": [{"measure": "ALIGNED", "node": "P21"}, {"measure": "SHARED", "node": "P21"}],
    "targets": [{"measure": "ALIGNED", "period": LATEST, "target": 40, "intervention": 30}],
    "milestones": [
        {"milestone": "DONE", "title": "Built it", "nodes": "P21", "baseline": "2026-06-30", "actual": "2026-06-29"}
        | {"as_at": "2026-09-30"},
        {"milestone": "OWN", "title": "Own step", "nodes": "S11", "baseline": "2026-12-31", "as_at": "2026-09-30"},
    ],
    "commentary": [
        {"measure": "ALIGNED", "period": LATEST, "going_well": "More than ever.", "written_on": "2026-10-10"},
    ],
    "risks": [
        {"risk": "R1", "title": "It may fail", "likelihood": 3, "impact": 4, "target_score": 6, "measures": "ALIGNED"},
        {"risk": "R2", "title": "Elsewhere", "likelihood": 1, "impact": 1, "nodes": "P12"},
    ],
}


@pytest.fixture(scope="module")
def small(pages: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nodes")
    figures = [{"measure": m["measure"], "period": LATEST, "value": 41} for m in MEASURES]
    arrange.built(folder, figures, **SHEETS).close()
    return folder / "warehouse"


@pytest.fixture
def shared(small: Path) -> Iterator[None]:
    with reading(small):
        yield


def card(layout: Any, title: str) -> Any:
    """Return the card of a layout with this title."""
    for part in walk(layout):
        if getattr(part, "className", None) == "gt-card" and text(part.children[0]) == title:
            return part
    raise LookupError(title)


def rows(layout: Any) -> list[list[Any]]:
    """Return the cells of every table row of a layout."""
    return [list(part.children) for part in walk(layout) if type(part).__name__ == "Tr"]


@pytest.mark.requirement("SMBC-08", "BCP-09")
def test_an_outcome_shows_its_achievements_and_its_risks(shared: None) -> None:
    shown = page("outcome")(node="P21")
    achieved = text(card(shown, "Achievements"))
    assert "1 of 1 rated measure is on target" in achieved.replace("measures", "measure")
    assert "1 of 1 milestone complete" in achieved
    assert "Completed on 29 June 2026: Built it" in achieved
    assert "More than ever." in achieved
    risks = card(shown, "Risks")
    assert hrefs(risks) == ["/risks#R1"]
    assert "Score 12. Likelihood 3, impact 4. To be reached: 6, which is 6 less." in text(risks)
    assert "No strategic risk is linked to it." in text(page("outcome")(node="P11"))


@pytest.mark.requirement("SMBC-08", "BCP-09")
def test_every_outcome_of_the_demonstration_has_evidence_and_risks(demo: None) -> None:
    for node in queries.plan.nodes().query("level == 'outcome'")["node"]:
        shown = page("outcome")(node=node)
        done = (queries.plan.milestones(node=node)["status"] == "complete").sum()
        assert f"{done} of {len(queries.plan.milestones(node=node))} milestones complete" in text(
            card(shown, "Achievements")
        )
        linked = {f"/risks#{row['risk']}" for row in queries.plan.risks.rows(node=node, period=LATEST)}
        assert linked
        assert set(hrefs(card(shown, "Risks"))) == linked


@pytest.mark.requirement("DCC-19")
def test_a_partnerships_priority_is_marked_and_says_the_councils_share(shared: None) -> None:
    said = text(page("outcome")(node="P21"))
    assert "Shared with partners" in said
    assert (
        "Responsibility is shared with the police. Of its 2 measures the council delivers 1 and influences 1." in said
    )
    assert "Shared with partners" not in text(page("outcome")(node="P11"))


@pytest.mark.requirement("SMBC-35")
def test_a_vision_that_belongs_to_the_partnership_is_marked_so(shared: None) -> None:
    said = text(page("outcome")(node="O1"))
    assert "Partnership-owned" in said
    assert "Responsibility is shared with the NHS, the police." in said
    assert "Partnership-owned" not in text(page("outcome")(node="P21"))


@pytest.mark.requirement("SMBC-61")
def test_an_outcomes_icon_stands_with_its_name_and_is_silent(demo: None, shared: None) -> None:
    pictures = [part for part in walk(page("outcome")(node="O2")) if getattr(part, "className", "") == "gt-emblem"]
    assert len(pictures) == 1
    assert getattr(pictures[0], "aria-hidden") == "true"
    assert text(pictures[0]) == ""
    heading = next(part for part in walk(page("outcome")(node="O2")) if type(part).__name__ == "H1")
    assert pictures[0].style in [getattr(part, "style", None) for part in walk(heading)]
    assert text(heading) == "Safe"
    assert components.emblem("nothing drawn") is None


@pytest.mark.requirement("SMBC-61")
def test_each_outcome_of_the_demonstration_has_icon_and_text_on_the_overview(demo: None) -> None:
    nodes = queries.plan.nodes().query("level == 'outcome'")
    titles = [part for part in walk(page("overview")()) if getattr(part, "className", "") == "gt-card__title"]
    with_icon = {text(part) for part in titles if any(getattr(p, "className", "") == "gt-emblem" for p in walk(part))}
    assert with_icon == set(nodes["short_title"])


@pytest.mark.requirement("SMBC-16")
def test_an_outcome_shows_what_each_directorate_contributes(demo: None) -> None:
    for node in queries.plan.nodes().query("level == 'outcome'")["node"]:
        shown = page("outcome")(node=node)
        section = next(p for p in walk(shown) if getattr(p, "className", "") == "gt-contributions")
        given = [href.split("?")[0] for href in hrefs(section)]
        lies_on = {
            theirs
            for end in queries.plan.whole.told(period=LATEST)["ends"]
            if node in end["nodes"]
            for theirs in end["nodes"]
        }
        deliverers = queries.plan.nodes().query("strand == 'delivery'")
        assert sorted(given) == sorted(
            f"/{row['page']}/{row['node']}" for row in deliverers.to_dict("records") if row["node"] in lies_on
        )


@pytest.mark.requirement("BCC-16")
def test_a_directorates_work_has_an_alignment_column_and_what_is_not_aligned_is_flagged(shared: None) -> None:
    shown = page("directorate")(node="D1")
    assert "Serves" in [text(cell) for row in rows(shown) for cell in row]
    by_title = {text(row[0]).split(" ")[0]: text(row[1]) for row in rows(shown) if len(row) > 4}
    found = {}
    for row in rows(shown):
        codes = [href.split("/")[2].split("?")[0] for href in hrefs(row[0]) if href.startswith("/measures/")]
        found |= {code: text(row[1]) for code in codes}
    assert found == {"ALIGNED": "Safe homes", "SHARED": "Safe homes", "LOOSE": "○ Not aligned"}
    assert by_title["Own"] == "○ Not aligned"
    assert "1 of 3 measures not aligned to the plan." in text(shown)


@pytest.mark.requirement("BCC-16")
def test_the_alignment_of_every_measure_of_the_demonstration_is_what_it_is_linked_to(demo: None) -> None:
    links = {}
    for row in queries.plan.alignment.rows(node="COP", period=LATEST):
        links.setdefault(row["code"], set()).add(f"/outcomes/{row['node']}")
    checked = 0
    for row in rows(page("directorate")(node="COP")):
        for href in [href for href in hrefs(row[0]) if href.startswith("/measures/")]:
            assert set(hrefs(row[1])) == links[href.split("/")[2].split("?")[0]]
            checked += 1
    assert checked == len(queries.scorecard.node(period=LATEST, node="COP"))


@pytest.mark.requirement("SMBC-33")
@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.whole)], ids=["some", "every"])
def test_a_service_plan_shows_need_priority_action_and_measure(demo: None, step: int) -> None:
    for node in queries.plan.nodes().query("level == 'service'")["node"][::step]:
        about = queries.plan.node.first(node=node)
        shown = page("service")(node=node)
        four = next(part for part in walk(shown) if getattr(part, "className", "") == "gt-four")
        assert [text(part) for part in walk(four) if type(part).__name__ == "H2"] == [
            "Need",
            "Priority",
            "Action",
            "KPI",
        ]
        said = text(four)
        assert about["need"] in said
        assert any(href.startswith("/outcomes/") for href in hrefs(four)) or "serves no part" in said
        actions = queries.plan.owned(node=node)
        assert f"of {len(actions)} milestone" in said if len(actions) else "None recorded." in said
        assert f"of {len(queries.scorecard.node(period=LATEST, node=node))} KPI" in said


@pytest.mark.requirement("SMBC-29")
def test_measures_and_milestones_stand_in_one_table_that_sorts_and_filters_by_kind(demo: None) -> None:
    measures = set(queries.scorecard.node(period=LATEST, node="GC1")["short_title"])
    milestones = set(queries.plan.milestones(node="GC1")["title"])

    def listed(**choices: str) -> list[list[str]]:
        drawn = rows(page("outcome")(node="GC1", show="together", **choices))
        return [[text(cell) for cell in row] for row in drawn if len(row) == 6 and text(row[1]) in ("KPI", "Milestone")]

    assert {row[0] for row in listed()} == measures | milestones
    assert {row[0] for row in listed(kind="measure")} == measures
    assert {row[0] for row in listed(kind="milestone")} == milestones
    kinds = [row[1] for row in listed(sort="kind")]
    assert kinds == ["KPI"] * len(measures) + ["Milestone"] * len(milestones)
    names = [row[0].lower() for row in listed(sort="title")]
    assert names == sorted(names)
    concern = {"Off target": 1, "Late": 1, "Near target": 2, "Slipping": 2, "On target": 4, "On time": 4, "Complete": 6}
    states = [concern.get(row[4].split(" ", 1)[1], 3) for row in listed()]
    assert states == sorted(states)
    assert listed(sort="' or 1=1") == listed()


def test_what_chance_explains_is_neither_better_nor_worse(demo: None) -> None:
    moved = {row["node"]: row for row in queries.plan.changes.rows(period=LATEST)}
    every = pd.DataFrame(mart(LATEST)).set_index("measure")
    for node in ("GC1", "WC1", "SN"):
        counts = {"improved": 0, "declined": 0}
        for code in queries.scorecard.node(period=LATEST, node=node)["measure"]:
            row = every.loc[code]
            significant = row["previous_significant"]
            real = row["variation"] != "common" if pd.isna(significant) else bool(significant)
            if row["observed_status"] == row["status"] and row["previous_judgement"] in counts and real:
                counts[row["previous_judgement"]] += 1
        assert {name: moved[node][name] for name in counts} == counts


def test_a_long_list_begins_with_its_headline_measures(pages: None, tmp_path: Path) -> None:
    measures = [arrange.measure(f"M{n:02}", headline="yes" if n < 3 else "no") for n in range(45)]
    figures = [{"measure": "M00", "period": LATEST, "value": 1}]
    arrange.built(tmp_path, figures, measures=measures).close()
    with reading(tmp_path / "warehouse"):
        first = [href for href in hrefs(page("outcome")(node="P11")) if href.startswith("/measures/")]
        every = [href for href in hrefs(page("outcome")(node="P11", show="all")) if href.startswith("/measures/")]
        # Nothing is rated: a sentence, and no chart of grey.
        assert "No measures here have been rated yet." in text(page("outcome")(node="P11"))
    assert len(set(first)) == 3
    assert len(set(every)) == 45
