"""How performance is managed: what stands on the page is what the pack says, of any council."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dash import html

from dashboard import choices, formats, queries, words
from pipelines import publish
from tests.arrange import all_of, built, measure
from tests.layouts import hrefs, page, reading, small, text, walk

TODAY = date(2026, 10, 31)
LATEST = "2026-27Q2"
FRAMEWORKS = Path(__file__).parents[2] / "data" / "frameworks"


@pytest.fixture(scope="module")
def held(demo_warehouse: Path) -> dict[str, list[dict]]:
    """The tables behind the page, read past the dashboard's own queries."""
    tables = (
        "dim_change",
        "dim_meeting",
        "dim_forum",
        "dim_calendar",
        "mart_stability",
        "mart_lifecycle",
        "dim_basket",
    )
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        return {table: all_of(db, f"from {table}") for table in tables}


def sheet(pack: str, name: str) -> list[dict]:
    """Return the rows of a sheet of a real council's pack."""
    with (FRAMEWORKS / pack / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def managed_by(pack: str) -> dict[str, list[dict]]:
    """Return what a pack says of roles, forums and meetings, to stand in a small pack."""
    return {name: sheet(pack, name) for name in ("roles", "forums", "baskets", "meetings")}


def rows_of(layout: Any, caption: str) -> list[list[str]]:
    """Return the words of the cells of the rows of the table with this caption."""
    table = next(part for part in walk(layout) if isinstance(part, html.Table) and text(part.children[0]) == caption)
    return [[text(cell) for cell in row.children] for row in table.children[2].children]


def sections(layout: Any) -> dict[str, Any]:
    """Return the sections of a page by their heading."""
    found = [part for part in walk(layout) if getattr(part, "className", "") == "gt-section"]
    return {text(part.children[0]): part for part in found}


def cards(layout: Any) -> dict[str, Any]:
    return {part.id: part for part in walk(layout) if "gt-thing" in str(getattr(part, "className", "")).split()}


@pytest.fixture(scope="module", params=["bcp", "warwickshire", "sandwell", "devon", "birmingham", "demo"])
def council(request: pytest.FixtureRequest, pages: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Each council's roles, forums and meetings in a small pack: its code and the folder of the warehouse."""
    folder = tmp_path_factory.mktemp(request.param)
    built(folder, [], **managed_by(request.param)).close()
    return request.param, folder / "warehouse"


@pytest.mark.requirement("BCP-03", "WCC-43", "SMBC-25")
def test_roles_and_forums_of_every_council_stand_on_the_page(council: tuple[str, Path]) -> None:
    pack, warehouse = council
    given = managed_by(pack)
    names = {forum["forum"]: forum["name"] for forum in given["forums"]}
    listed: dict[str, list[str]] = {}
    with reading(warehouse):
        for kind, title in words.framework.ROLE_KINDS.items():
            if any(role["kind"] == kind for role in given["roles"]):
                for role, *said in rows_of(page("framework")(), f"Roles: {title.lower()}"):
                    listed[role] = [kind, *said]
        shown = cards(page("framework")(view="forums"))
    assert list(listed) == [
        r["role"] for kind in words.framework.ROLE_KINDS for r in given["roles"] if r["kind"] == kind
    ]
    for role in given["roles"]:
        kind, duties, forums = listed[role["role"]]
        assert (kind, duties) == (role["kind"], " ".join(role["duties"].split()))
        assert all(names[forum] in forums for forum in role["forums"].split("|") if forum)
    assert sorted(shown) == sorted(names)
    expected = {
        "sandwell": {"Leadership Team", "Cabinet", "Cabinet Advisors", "Scrutiny Chairs", "Better Use of Intelligence"},
        "warwickshire": {"Corporate Board", "Assistant directors and service leads"},
        "bcp": {"Cabinet", "Corporate Director", "Heads of Service Units"},
    }
    said_of = " ".join([*listed, *(text(card) for card in shown.values())]).lower()
    assert all(name.lower() in said_of for name in expected.get(pack, set()))


@pytest.mark.requirement("BCC-47", "BCP-03")
def test_the_cycle_lists_every_forum_under_its_cadence_with_what_it_considers(council: tuple[str, Path]) -> None:
    pack, warehouse = council
    given = managed_by(pack)
    baskets = {basket["basket"]: basket["name"] for basket in given["baskets"]}
    with reading(warehouse):
        parts = sections(page("framework")(view="forums"))
    assert sum(len(cards(part)) for part in parts.values()) == len(given["forums"])
    for forum in given["forums"]:
        said = text(cards(parts[words.framework.CADENCES[forum["cadence"]]])[forum["forum"]])
        assert forum["name"] in said
        assert forum["cadence"] in said
        assert all(baskets[basket] in said for basket in forum["baskets"].split("|") if basket)


@pytest.mark.requirement("DCC-27")
def test_each_meeting_to_come_stands_with_its_period_and_the_day_its_papers_are_due(
    demo: None, held: dict[str, list[dict]]
) -> None:
    names = {forum["forum"]: forum["name"] for forum in held["dim_forum"]}
    labels = {row["period"]: row["label"] for row in choices.reading().periods}
    found = [row[:4] for row in rows_of(page("framework")(view="calendar", kind="meeting"), "Dates of the year")]
    ahead = [row for row in held["dim_meeting"] if row["held_on"] >= TODAY]
    assert len(found) == len(ahead) > 20
    for meeting in ahead:
        day, papers = formats.short_day(meeting["held_on"]), formats.short_day(meeting["publish_by"])
        row = next(row for row in found if row[0].startswith(names[meeting["forum"]]) and row[1] == day)
        assert row[3] == papers
        if meeting["period"] in labels:
            assert row[2] == labels[meeting["period"]]
    behind = rows_of(page("framework")(view="calendar", kind="meeting", when="past"), "Dates of the year")
    assert len(found) + len(behind) == len(held["dim_meeting"])
    one = rows_of(page("framework")(view="calendar", forum="CAB", kind="meeting"), "Dates of the year")
    assert {row[0].removesuffix(" Meeting") for row in one} == {"Cabinet"}


@pytest.mark.requirement("SMBC-39")
def test_the_calendar_shows_when_the_year_is_planned_and_its_budget_set(
    demo: None, held: dict[str, list[dict]]
) -> None:
    for kind in ("planning", "budget"):
        dates = [row for row in held["dim_calendar"] if row["kind"] == kind and row["starts_on"].year == 2027]
        said = text(page("framework")(view="calendar", kind=kind))
        assert dates
        for row in dates:
            assert row["title"] in said
            assert formats.short_day(row["starts_on"]) in said
    wall = page("framework")(view="calendar", year="2026/27")
    days = next(row for row in walk(wall) if isinstance(row, html.Tr) and text(row.children[0]) == "Budget setting")
    # Consultation from 16 November to 8 January, Cabinet on 11 and Full Council on 25 February.
    assert [text(cell) for cell in days.children[8:12]] == ["from 16", "all", "to 8", "11 25"]


def test_sandwells_calendar_has_planning_and_budget_and_says_what_is_a_sample(pages: None, tmp_path: Path) -> None:
    with small(tmp_path, calendar=sheet("sandwell", "calendar")):
        said = text(page("framework")(view="calendar"))
        assert "Annual business planning" in said
        assert "Budget setting for 2027/28" in said
        assert said.count("Sample structure, not confirmed") == 2
        assert "In force since 12 April 2022" in said or "Performance Management Framework adopted" in text(
            page("framework")(view="calendar", when="past")
        )


@pytest.mark.requirement("SMBC-50")
def test_states_of_a_measures_life_render_and_filter(demo: None, held: dict[str, list[dict]]) -> None:
    lives = held["mart_lifecycle"]
    titles = {row["measure"]: row["short_title"] for row in queries.framework.lives.rows(state=None, measure=None)}
    for state, name in words.framework.LIVES.items():
        shown = page("framework")(view="lives", state=state)
        codes = sorted(row["measure"] for row in lives if row["state"] == state)
        assert [row[0] for row in rows_of(shown, f"{name} KPIs")] == [f"{titles[code]} {code}" for code in codes]
        steps = next(part for part in walk(shown) if getattr(part, "className", "") == "gt-steps")
        assert f"{len(codes)} {name}" in text(steps)
        assert codes
    retired = page("framework")(view="lives", state="retired")
    assert "/measures/CUS01" in hrefs(retired), "the way to what takes its place"


@pytest.mark.requirement("WCC-23")
def test_a_promotion_shows_its_date_and_its_first_live_period(pages: None, tmp_path: Path) -> None:
    measures = [
        measure("ENV01", lifecycle="in_development", valid_to="2026-03-31"),
        measure("ENV01", lifecycle="live", valid_from="2026-04-01"),
    ]
    figures = [{"measure": "ENV01", "period": p, "value": 40} for p in ("2025-26Q4", "2026-27Q1", LATEST)]
    with small(tmp_path, figures, measures=measures, links=[{"measure": "ENV01", "node": "P11"}]):
        row = rows_of(page("framework")(view="lives", state="live"), "Live measures")[0]
        assert row[1] == "Live since 1 April 2026"
        assert "January to March 2026; live from April to June 2026" in row
        assert "Live since 1 April 2026" in text(page("measure")(measure="ENV01", view="definition"))


@pytest.mark.requirement("SMBC-51")
def test_the_stability_of_each_basket_is_that_of_the_mart(demo: None, held: dict[str, list[dict]]) -> None:
    names = {row["basket"]: row["name"] for row in held["dim_basket"]}
    found = {
        row[0]: row for row in rows_of(page("framework")(view="lives"), "Share of each basket unchanged since 2024/25")
    }
    assert set(found) == set(names.values())
    for row in held["mart_stability"]:
        if row["financial_year"] == "2026/27":
            share = f"{round(row['stability'])}%"
            assert found[names[row["basket"]]][3] == share
            assert f"{row['unchanged']} of {row['baseline_measures']} unchanged" in found[names[row["basket"]]][4]


@pytest.mark.requirement("DCC-05")
def test_every_decision_stands_in_the_change_log_with_its_reason_and_who_took_it(
    demo: None, held: dict[str, list[dict]]
) -> None:
    caption = "Changes to the framework"
    rows = rows_of(page("framework")(view="changes"), caption)
    said = [" ".join(row) for row in rows]
    for change in held["dim_change"]:
        mine = [row for row in said if change["summary"].rstrip(".") in row]
        assert mine
        assert any(" ".join(change["reason"].split()) in row and change["decided_by"] in row for row in mine)
    for kind in words.framework.CHANGE_KINDS:
        name = words.framework.change_kind(kind, "KPI")
        some = rows_of(page("framework")(view="changes", kind=kind), caption)
        assert {row[2] for row in some} == {name}
        assert len(some) == sum(row[2] == name for row in rows) > 0
    days = [row["changed_on"] for row in queries.framework.changes.rows(kind=None)]
    assert days == sorted(days, reverse=True)


@pytest.mark.requirement("DCC-05")
def test_devons_members_day_stands_as_the_source_of_a_decision(pages: None, tmp_path: Path) -> None:
    changes = [row for row in sheet("devon", "changes") if row["kind"] == "framework"]
    with small(tmp_path, changes=changes):
        rows = rows_of(page("framework")(view="changes"), "Changes to the framework")
        assert any("Members' Day" in " ".join(row) for row in rows)


@pytest.mark.requirement("SMBC-26")
def test_a_measure_added_by_file_only_appears_everywhere_and_in_the_change_log(
    pages: None, plain_warehouse: Path, tmp_path: Path
) -> None:
    new = measure("HEA99", title="Adults who walk each week", short_title="Walking", valid_from="2026-04-01")
    change = {
        "changed_on": "2026-03-26",
        "kind": "measure",
        "code": "HEA99",
        "summary": "Walking is measured from April 2026",
        "reason": "Nothing counted physical activity",
        "decided_by": "Cabinet",
    }
    visits = {
        "outcome": {"node": "O1"},
        "directorate": {"node": "D1"},
        "service": {"node": "S11"},
        "thread": {},
        "tiers": {"tier": "strategic"},
        "scorecard": {},
        "search": {"q": "walking"},
        "framework": {"view": "changes"},
        "coverage": {"view": "register"},
    }

    def where() -> set[str]:
        # The scorecard is text in one attribute, and the picture of the thread a figure.
        return {name for name, url in visits.items() if "HEA99" in str(page(name)(**url).to_plotly_json())}

    with reading(plain_warehouse):
        assert where() == set()
    added = {"measures": [measure("ENV01"), new], "changes": [change]}
    with small(tmp_path / "after", **added):
        assert where() == set(visits)
        log = rows_of(page("framework")(view="changes"), "Changes to the framework")
        assert [row[1:3] for row in log] == [["26 Mar 2026", "Measure"]]
        assert "Nothing counted physical activity" in log[0]
    with small(tmp_path / "unexplained", measures=[measure("ENV01"), new]):
        log = rows_of(page("framework")(view="changes"), "Changes to the framework")
        assert log[0][0].startswith("Measure added.")
        assert words.framework.UNRECORDED in log[0]


@pytest.mark.requirement("WCC-03")
def test_a_measure_stands_in_every_view_of_the_periods_it_is_valid_in_and_of_no_other(
    pages: None, tmp_path: Path
) -> None:
    measures = [
        measure("ENV01"),
        measure("OLD01", valid_to="2026-03-31"),
        measure("NEW01", valid_from="2026-04-01"),
    ]
    before, since = ("2025-26Q3", "2025-26Q4"), ("2026-27Q1", LATEST)
    periods = {"ENV01": before + since, "OLD01": before, "NEW01": since}
    figures = [{"measure": code, "period": period, "value": 4} for code, of in periods.items() for period in of]
    visits = {
        "outcome": {"node": "O1"},
        "directorate": {"node": "D1"},
        "service": {"node": "S11"},
        "thread": {},
        "tiers": {"tier": "strategic"},
        "scorecard": {},
    }
    with small(tmp_path, figures, measures=measures):
        for period in before + since:
            for name, url in visits.items():
                drawn = str(page(name)(period=period, **url).to_plotly_json())
                shown = {code for code in periods if code in drawn}
                assert shown == {code for code, of in periods.items() if period in of}, f"{name} {period}"
        for name, url in {"coverage": {"view": "register"}, "framework": {"view": "responsibility"}}.items():
            drawn = str(page(name)(directorate="D1", **url).to_plotly_json())
            assert {code for code in periods if code in drawn} == {"ENV01", "NEW01"}, "as at the day"


@pytest.mark.requirement("BCC-05")
def test_a_target_changed_in_the_pack_shows_old_new_who_when_and_why(pages: None, tmp_path: Path) -> None:
    first = {"measure": "ENV01", "period": LATEST, "target": 60, "set_on": "2026-03-26", "who": "Cabinet"}
    again = first | {"target": 50, "set_on": "2026-07-16", "who": "Leader", "why": "The depot burnt down"}
    with small(tmp_path / "one", targets=[first]):
        assert "Targets set again" not in text(page("measure")(measure="ENV01", view="history"))
    with small(tmp_path / "two", targets=[first, again]):
        expected = ["July to September 2026", "60.0% to 50.0%", "16 Jul 2026", "Leader", "The depot burnt down"]
        assert rows_of(page("measure")(measure="ENV01", view="history"), "Targets set again") == [expected]
        every = rows_of(page("framework")(view="changes"), "Targets set again")
        assert [row[1:] for row in every] == [expected]


@pytest.mark.requirement("BCP-14")
def test_the_responsibility_matrix_of_each_directorate_names_who_answers_for_each_measure(demo: None) -> None:
    seen: list[str] = []
    for row in queries.framework.responsibility.rows():
        shown = page("framework")(view="responsibility", directorate=row["directorate"])
        cells = rows_of(shown, f"Responsibility matrix: {row['title']}")
        assert len(cells) == row["measures"]
        for measure_cell, accountable, responsible, _, informed in cells:
            code = measure_cell.split()[-1]
            about = queries.measure.about.first(measure=code)
            assert (accountable, responsible) == (about["owner"], about["data_owner"])
            forums = {forum["name"] for forum in queries.measure.sheet.told(measure=code)["forums"] or []}
            assert informed == "nobody" or any(name in informed for name in forums)
            seen.append(code)
    assert len(seen) == len(set(seen)) == queries.framework.census.first()["measures"]


@pytest.mark.requirement("BCC-29", "SMBC-52")
def test_the_definition_sheet_names_owner_approver_date_and_how_late_figures_come(demo: None) -> None:
    for code in ("ASC01", "WST01", "HSG01"):
        about = queries.measure.about.first(measure=code)
        said = text(page("measure")(measure=code, view="definition"))
        assert f"Owner {about['owner']}" in said
        assert f"Approved by {about['approved_by']}, {formats.day(about['approved_on'])}" in said
        life = queries.framework.lives.first(state=None, measure=code)
        assert f"Due {about['due_days']} days after its period ends" in said
        assert f"The latest, {life['last_label']}, came after {life['lag_days']} days" in said


def test_a_pack_that_says_nothing_of_its_framework_says_so(pages: None, plain_warehouse: Path) -> None:
    with reading(plain_warehouse):
        for view, said in (
            ("roles", "No roles are recorded"),
            ("forums", "No forums are recorded"),
            ("calendar", "No meetings and no other dates are recorded"),
            ("changes", "No change to this council's framework is recorded"),
        ):
            assert said in text(page("framework")(view=view))
        assert not queries.framework.held.first()["framework"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            words.framework.framework_size({"roles": 1, "forums": 2, "baskets": 0, "measures": 9}, "KPIs"),
            "1 role and 2 forums for 9 KPIs.",
        ),
        (words.framework.framework_size({"roles": 0, "forums": 0, "baskets": 0, "measures": 9}, "KPIs"), ""),
        (words.framework.life({"state": "retired"}), "Retired"),
        (words.framework.first_figure({}), "none yet"),
        (words.framework.basket_stability({"known": False}), "not known"),
        (words.framework.basket_stability({"known": True, "baseline_measures": 0}), "it was empty then"),
        (words.framework.timeliness({"frequency": "irregular", "due_days": 90}, {}), "Due at no fixed time."),
        (words.framework.set_again({"old_target": None, "target": 5, "decimals": 0}), "None to 5"),
        (words.gaps.gaps_found({}, "KPIs"), "Nothing could be asked: the framework holds nothing yet."),
        (words.gaps.gap_share(0, 7), "100% complete"),
        (words.gaps.gap_share(1, 3), "66.7% complete"),
        (
            words.gaps.forum_spread([{"forums": 0, "measures": 2}, {"forums": 7, "measures": 1}], "KPIs"),
            "No forum considers 2 of 3 KPIs. 1 of 3 go to 6 forums or more.",
        ),
    ],
)
def test_words_of_the_framework(said: str, expected: str) -> None:
    assert said == expected
