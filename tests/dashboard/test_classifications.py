"""What cuts across the plan: every count, list and label against the packs' own tables."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dash import html

from dashboard import choices, links, queries, words
from dashboard.app import create_app
from dashboard.settings import Settings
from pipelines import build, publish
from tests.arrange import all_of, built, measure
from tests.conftest import ROOT
from tests.layouts import hrefs, page, reading, text, walk

LATEST = "2026-27Q2"


@pytest.fixture(scope="module")
def held(demo_warehouse: Path) -> dict[str, list[dict]]:
    """The tables behind the page, read past the dashboard's own queries."""
    return tables_of(demo_warehouse)


def tables_of(warehouse: Path) -> dict[str, list[dict]]:
    names = (
        "bridge_class",
        "dim_class",
        "current_measure",
        "mart_scorecard",
        "dim_plan",
        "dim_level",
        "bridge_plan_measure",
        "mart_reporting",
    )
    with duckdb.connect(publish.location(warehouse), read_only=True) as db:
        found = {name: all_of(db, f"from {name}") for name in names}
    latest = next(row["period"] for row in found["mart_reporting"] if row["latest"])
    found["scorecard"] = [row for row in found["mart_scorecard"] if row["period"] == latest]
    return found


@contextmanager
def pack(folder: Path, name: str, shared_data: Path) -> Iterator[dict[str, list[dict]]]:
    """Read the dashboard of a council, built from its pack alone (and the codes of councils)."""
    inbox, warehouse, codes = folder / "inbox", folder / "warehouse", "uk_local_authorities_future.csv"
    inbox.mkdir()
    (inbox / codes).symlink_to(shared_data / "uk-la-geography" / codes)
    build.build(ROOT / "data" / "frameworks" / name, [inbox], warehouse)
    create_app(Settings(warehouse=warehouse))
    with reading(warehouse):
        yield tables_of(warehouse)


def lines(layout: Any, caption: str) -> dict[str, list[str]]:
    """Return the rows of a table by their first cell, the headings under "head"."""
    tables = [part for part in walk(layout) if isinstance(part, html.Table)]
    table = next(one for one in tables if text(one.children[0]).startswith(caption))
    rows = [[text(cell) for cell in row.children] for row in walk(table) if isinstance(row, html.Tr)]
    return {"head": rows[0]} | {row[0]: row[1:] for row in rows[1:]}


def members(held: dict[str, list[dict]], by: str) -> dict[str, set[str]]:
    """Return the measures of each class, the slow way."""
    found = defaultdict(set)
    for row in held["bridge_class"]:
        if row["classification"] == by and row["measure"]:
            found[row["class"]].add(row["measure"])
    for row in held["current_measure"]:
        if by in row and row["in_plan"] and row[by]:
            found[row[by]].add(row["measure"])
    return found


def check_pivot(held: dict[str, list[dict]], by: str, names: dict[str, str]) -> None:
    """Hold the table of one classification against the scorecard, class by class and in total."""
    shown = lines(page("classifications")(by=by), "Classes and statuses")
    scorecard = {row["measure"]: row for row in held["scorecard"]}
    of_class = members(held, by)
    last = list(shown)[-1]
    for code, name in [*names.items(), ("", last)]:
        mine = set().union(*of_class.values()) if code == "" else of_class[code]
        rows = [scorecard[one] for one in mine if one in scorecard]
        counts = Counter(row["status"] if row["rated"] else "others" for row in rows)
        cells = dict(zip(shown["head"][1:], shown[name], strict=True))
        assert cells[shown["head"][1]] == (f"{len(rows):,}" if rows else "–"), (by, name)
        assert cells["Not rated"] == (f"{counts['others']:,}" if counts["others"] else "–")
        rated = [int(cell) for key, cell in cells.items() if key in rated_labels() and cell != "–"]
        assert sum(rated) == len(rows) - counts["others"]
        for status in ("green", "amber", "red"):
            label = words.status.status_label(status, labels())
            if label in cells:
                assert cells[label] == (f"{counts[status]:,}" if counts[status] else "–"), (by, name, status)
        better = sum(row["previous_judgement"] == "improved" for row in rows)
        worse = sum(row["previous_judgement"] == "declined" for row in rows)
        assert (cells["Better"], cells["Worse"]) == (f"{better}" if better else "–", f"{worse}" if worse else "–")


def labels() -> dict[str, str]:
    return choices.reading().labels


def rated_labels() -> set[str]:
    return {words.status.status_label(status, labels()) for status, what in words.status.STATUSES.items() if what.rated}


def names_of(held: dict[str, list[dict]], by: str) -> dict[str, str]:
    return {row["class"]: row["name"] for row in held["dim_class"] if row["classification"] == by}


def linked(layout: Any) -> set[str]:
    return {href.split("/")[2].split("?")[0] for href in hrefs(layout) if href.startswith("/measures/")}


def nodes_of(held: dict[str, list[dict]], by: str, cls: str) -> set[str]:
    return {
        row["node"]
        for row in held["bridge_class"]
        if (row["classification"], row["class"]) == (by, cls) and row["node"]
    }


def check_classes(held: dict[str, list[dict]], by: str) -> None:
    """Each class leads to exactly its measures, with their direction of travel, and its parts of the plan."""
    scorecard = {row["measure"] for row in held["scorecard"]}
    leveled = {row["node"] for row in held["dim_plan"] if row["level"]}
    for cls, name in names_of(held, by).items():
        shown = page("classifications")(by=by, **{"class": cls})
        assert linked(shown) == members(held, by)[cls] & scorecard, name
        said = text(shown)
        assert links.classifications(by=by, **{"class": cls}) in hrefs(shown)
        nodes = nodes_of(held, by, cls) & leveled
        ways = {href.split("/")[2].split("?")[0] for href in hrefs(parts_of_the_plan(shown))}
        assert ways == nodes, name
        if linked(shown):
            assert "than in the period before" in said


def parts_of_the_plan(layout: Any) -> Any:
    sections = [part for part in walk(layout) if isinstance(part, html.Section)]
    return next((part for part in sections if text(part.children[0]) == "Parts of the plan"), None)


@pytest.mark.requirement("DCC-15")
def test_measures_and_plan_are_pivoted_by_operating_principle(
    demo: None, held: dict, tmp_path: Path, shared_data: Path
) -> None:
    check_pivot(held, "principle", names_of(held, "principle"))
    check_classes(held, "principle")
    with pack(tmp_path, "devon", shared_data) as devon:
        assert len(names_of(devon, "principle")) == 6
        said = text(page("classifications")(by="principle"))
        for name in ("Governance and Assurance", "Financial Sustainability", "People first", "Evidence-informed"):
            assert name in said
        check_pivot(devon, "principle", names_of(devon, "principle"))
        check_classes(devon, "principle")


@pytest.mark.requirement("BCP-29")
def test_measures_and_plan_are_pivoted_by_sustainable_development_goal(
    demo: None, held: dict, tmp_path: Path, shared_data: Path
) -> None:
    check_pivot(held, "sdg", names_of(held, "sdg"))
    with pack(tmp_path, "bcp", shared_data) as bcp:
        assert len(names_of(bcp, "sdg")) == 17
        check_pivot(bcp, "sdg", names_of(bcp, "sdg"))
        check_classes(bcp, "sdg")


@pytest.mark.requirement("SMBC-41", "SMBC-58")
def test_sandwells_principles_and_its_health_theme(demo: None, tmp_path: Path, shared_data: Path) -> None:
    with pack(tmp_path, "sandwell", shared_data) as sandwell:
        check_classes(sandwell, "fairer-sandwell")
        check_classes(sandwell, "approach")
        tagged = [row for row in sandwell["bridge_class"] if row["node"]]
        assert {row["classification"] for row in tagged} >= {"fairer-sandwell", "approach"}
        names = {(row["classification"], row["class"]): row["name"] for row in sandwell["dim_class"]}
        pages = {row["level"]: row["page"] for row in sandwell["dim_level"]}
        drawn = {row["node"]: pages.get(row["level"]) for row in sandwell["dim_plan"]}
        for row in tagged:
            one = {"outcomes": "outcome", "directorates": "directorate", "services": "service"}[drawn[row["node"]]]
            shown = page(one)(node=row["node"])
            assert names[row["classification"], row["class"]] in text(shown), "the label on the plan item"
            way = links.classifications(by=row["classification"], **{"class": row["class"]})
            assert way in hrefs(shown), "leads to all that share it"
        theme = "health and wellbeing"
        mine = members(sandwell, "theme")[theme]
        assert len(mine) >= 10
        shown = page("classifications")(by="theme", **{"class": theme})
        assert linked(shown) == mine & {row["measure"] for row in sandwell["scorecard"]}
        check_pivot(sandwell, "theme", {theme: "Health and wellbeing"})


def test_the_direction_of_travel_of_a_theme_is_said_at_a_high_level(demo: None, held: dict) -> None:
    mine = members(held, "theme")["health"]
    rows = [row for row in held["scorecard"] if row["measure"] in mine]
    better = sum(row["previous_judgement"] == "improved" for row in rows)
    worse = sum(row["previous_judgement"] == "declined" for row in rows)
    said = text(page("classifications")(by="theme", **{"class": "health"}))
    assert words.classifications.travelled(better, worse, len(rows), many="KPIs") in said


@pytest.mark.requirement("DCC-08")
def test_measures_are_chosen_by_economy_efficiency_effectiveness_and_gaps_of_services_shown(
    demo: None, held: dict
) -> None:
    names = {"economy": "Economy", "efficiency": "Efficiency", "effectiveness": "Effectiveness"}
    check_pivot(held, "three_e", names)
    of_class = members(held, "three_e")
    scorecard = {row["measure"] for row in held["scorecard"]}
    for cls in names:
        assert linked(page("classifications")(by="three_e", **{"class": cls})) == of_class[cls] & scorecard
    shown = page("classifications")(by="three_e")
    coverage = lines(shown, "Economy, efficiency, effectiveness by who delivers")
    assert coverage["head"][1:] == list(names.values())
    gaps = Counter()
    services = [row for row in held["dim_plan"] if row["level"] == "service"]
    assert len(services) == len(coverage) - 1
    for service in services:
        mine = {row["measure"] for row in held["bridge_plan_measure"] if row["node"] == service["node"]} & scorecard
        for cls, cell in zip(names, coverage[service["short_title"]], strict=True):
            n = len(mine & of_class[cls])
            gaps[cls] += not n
            assert cell == (f"{n}" if n else "none"), (service["title"], cls)
    assert f"{gaps['economy']} have no KPIs of economy" in text(shown)


@pytest.mark.requirement("BCC-24")
def test_measures_are_labelled_and_chosen_by_the_councils_role(demo: None, held: dict) -> None:
    check_pivot(held, "council_role", {"deliver": "Deliver", "enable": "Enable", "influence": "Influence"})
    said = {"deliver": "the council delivers", "enable": "the council enables", "influence": "the council influences"}
    scorecard = {row["measure"] for row in held["scorecard"]}
    for role, codes in members(held, "council_role").items():
        assert linked(page("classifications")(by="council_role", **{"class": role})) == codes & scorecard
        for code in sorted(codes)[:5]:
            assert said[role] in text(page("measure")(measure=code)), "labelled on its page"
            definition = page("measure")(measure=code, view="definition")
            assert links.classifications(by="council_role", **{"class": role}) in hrefs(definition)


def test_a_measure_in_two_classes_counts_in_both_and_once_in_the_total(demo: None, tmp_path: Path) -> None:
    classes = [
        {"classification": "x", "classification_name": "Exes", "class_code": code, "name": code.upper()}
        for code in ("a", "b", "c")
    ]
    measures = [measure("M1", classes="x:a|x:b"), measure("M2", classes="x:b"), measure("M3")]
    built(tmp_path, [], measures=measures, classes=classes).close()
    with reading(tmp_path / "warehouse"):
        shown = page("classifications")()
        table = lines(shown, "Classes and statuses")
        assert {name: cells[0] for name, cells in table.items() if name != "head"} == {
            "A": "1",
            "B": "2",
            "C": "–",
            "All, each measure once": "2",
        }
        assert "3 classes. 2 of 3 measures in July to September 2026 fall in at least one" in text(shown)
        assert "No measure falls in this class." in text(page("classifications")(**{"class": "c"}))
        assert "Parts of the plan" not in text(shown)


def test_a_council_without_classes_has_a_sentence_and_no_menu(demo: None, tmp_path: Path) -> None:
    built(tmp_path, [], measures=[measure("M1")]).close()
    with reading(tmp_path / "warehouse"):
        assert "No classification cuts across the plan" in text(page("classifications")(by="sdg"))
        assert queries.classifications.held.first() == {"held": False}
        assert "Classed as" not in text(page("service")(node="S11"))


def test_what_is_said_of_classes() -> None:
    assert words.classifications.uncovered([], "Economy", many="KPIs") == ""
    assert words.classifications.uncovered(["Parks"], "Economy", many="KPIs") == "1 has no KPIs of economy: Parks."
    assert words.classifications.uncovered(["A", "B"], "Economy", many="KPIs") == "2 have no KPIs of economy: A and B."
    assert words.classifications.uncovered("ABCDE", "SDG 3", many="KPIs") == "5 have no KPIs of SDG 3."
    assert (
        words.classifications.travelled(0, 0, 3, many="KPIs")
        == "None of 3 KPIs is better or worse than in the period before."
    )
    assert (
        words.classifications.travelled(1, 2, 3, many="KPIs")
        == "1 better and 2 worse than in the period before, of 3 KPIs."
    )
    assert words.classifications.travelled(0, 0, 0, many="KPIs") == ""
    assert words.classifications.classified(3, 0, many="KPIs", classes=1, period="2025/26").startswith(
        "1 class. All 3 KPIs in 2025/26"
    )
