"""Basket stability, lives, changes and responsibility: against what a reader would count by hand."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests import arrange
from tests.arrange import all_of, measure, one

TODAY = date(2026, 10, 31)
BASKETS = [{"basket": "B", "name": "Report"}, {"basket": "C", "name": "Calm"}, {"basket": "U", "name": "Untold"}]
MEASURES = [
    measure("STAY", baskets="B|C|U"),
    measure("BREAK", baskets="B"),
    measure("SPAN", baskets="B", valid_to="2025-03-31"),
    measure("SPAN", baskets="B", valid_from="2025-04-01", title="Another definition"),
    measure("ENDS", baskets="B", valid_to="2025-12-31"),
    measure("JOINS", baskets="B"),
    measure("NEW", baskets="B", valid_from="2026-04-01"),
    measure("LEFT"),
    measure("BACK", baskets="B"),
]
CHANGES = [
    {"kind": "basket", "code": "B", "summary": "Joined", "reason": "r", "changed_on": "2025-06-01", "added": "JOINS"},
    {"kind": "basket", "code": "B", "summary": "Left", "reason": "r", "changed_on": "2026-06-01", "removed": "LEFT"},
    {"kind": "basket", "code": "B", "summary": "Out", "reason": "r", "changed_on": "2024-06-01", "removed": "BACK"},
    {"kind": "basket", "code": "B", "summary": "In", "reason": "r", "changed_on": "2026-05-01", "added": "BACK"},
    {"kind": "basket", "code": "U", "summary": "Changed", "reason": "r", "changed_on": "2025-05-01"},
]
LINKS: list[dict] = []
"""None: what is asked here needs no thread, and a link is written once for all spans of a measure."""
EVENTS = [
    {"event": "E1", "measure": "BREAK", "event_date": "2025-10-01", "kind": "break", "label": "Counted anew"},
    {"event": "E2", "measure": "STAY", "event_date": "2023-05-01", "kind": "break", "label": "Before the baseline"},
    {"event": "E3", "measure": "STAY", "event_date": "2025-10-01", "kind": "event", "label": "A flood"},
]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return arrange.derived(
        tmp_path_factory.mktemp("stability"),
        [],
        TODAY,
        measures=MEASURES,
        links=[{"measure": "STAY", "node": "P11"}],
        baskets=BASKETS,
        changes=CHANGES,
        events=EVENTS,
    )


@pytest.mark.requirement("SMBC-51")
def test_a_basket_by_hand(db: duckdb.DuckDBPyConnection) -> None:
    rows = {row["financial_year"]: row for row in all_of(db, "from mart_stability where basket = 'B'")}
    assert list(rows) == ["2023/24", "2024/25", "2025/26", "2026/27"]
    # In the baseline year: STAY, BREAK, SPAN, ENDS, LEFT and BACK.
    expected = {
        "2023/24": (6, 6, 6, 0, 0, 0),
        "2024/25": (6, 5, 5, 0, 1, 0),
        "2025/26": (6, 5, 2, 2, 2, 1),
        "2026/27": (6, 6, 2, 2, 2, 2),
    }
    columns = ("baseline_measures", "measures", "unchanged", "redefined", "gone", "joined")
    assert {year: tuple(row[c] for c in columns) for year, row in rows.items()} == expected
    assert rows["2026/27"]["stability"] == pytest.approx(100 * 2 / 6)
    assert {row["baseline_year"] for row in rows.values()} == {"2023/24"}


def test_what_is_not_told_is_not_said(db: duckdb.DuckDBPyConnection) -> None:
    calm = one(db, "from mart_stability where basket = 'C' and financial_year = '2026/27'")
    assert (calm["known"], calm["stability"]) == (True, 100)
    untold = {row["financial_year"]: row for row in all_of(db, "from mart_stability where basket = 'U'")}
    assert [row["known"] for row in untold.values()] == [True, True, False, False]
    assert untold["2026/27"]["stability"] is None


def test_a_pack_that_records_no_decision_about_baskets_claims_nothing(tmp_path: Path) -> None:
    rows = all_of(
        arrange.derived(tmp_path, [], TODAY, measures=[measure("ENV01", baskets="B")], baskets=BASKETS[:1]),
        "from mart_stability",
    )
    assert rows
    assert {(row["known"], row["stability"]) for row in rows} == {(False, None)}


def test_parts_always_add_up_in_the_demonstration(demo_warehouse: Path) -> None:
    with duckdb.connect(demo_warehouse / "public.duckdb", read_only=True) as db:
        rows = all_of(db, "from mart_stability")
    assert any(row["gone"] for row in rows)
    for row in rows:
        assert row["unchanged"] + row["redefined"] + row["gone"] == row["baseline_measures"]
        assert row["unchanged"] + row["redefined"] + row["joined"] == row["measures"]


@pytest.mark.requirement("WCC-23")
def test_a_promotion_is_dated_and_the_first_live_period_is_the_first_to_end_after_it(tmp_path: Path) -> None:
    measures = [
        measure("NEW", lifecycle="in_development", valid_to="2026-03-31"),
        measure("NEW", lifecycle="live", valid_from="2026-04-01"),
        measure("OLD"),
        measure("GONE", lifecycle="retired", valid_to="2026-03-31", replaced_by="NEW"),
    ]
    quarters = ("2025-26Q3", "2025-26Q4", "2026-27Q1", "2026-27Q2")
    figures = [{"measure": code, "period": quarter, "value": 1} for code in ("NEW", "OLD") for quarter in quarters]
    db = arrange.derived(tmp_path, figures, TODAY, measures=measures, links=LINKS)
    rows = {row["measure"]: row for row in all_of(db, "from mart_lifecycle")}
    new, old, gone = rows["NEW"], rows["OLD"], rows["GONE"]
    assert (new["state"], new["promoted_on"]) == ("live", date(2026, 4, 1))
    assert (new["first_label"], new["first_live_label"]) == ("October to December 2025", "April to June 2026")
    assert (old["promoted_on"], old["first_live_label"]) == (None, "October to December 2025")
    assert (gone["state"], gone["ended_on"], gone["replaced_by"]) == ("retired", date(2026, 3, 31), "NEW")
    assert (new["replaces"], new["lag_days"]) == ("GONE", (date(2026, 10, 20) - date(2026, 9, 30)).days)


@pytest.mark.requirement("BCC-05")
def test_a_target_that_is_set_again_keeps_what_it_was_who_said_so_and_why(tmp_path: Path) -> None:
    targets = [
        {"measure": "ENV01", "period": "2026-27Q2", "target": 60, "set_on": "2026-03-26", "who": "Cabinet"},
        {
            "measure": "ENV01",
            "period": "2026-27Q2",
            "target": 50,
            "intervention": 40,
            "set_on": "2026-07-16",
            "who": "Leader",
            "why": "The depot burnt down",
        },
        {"measure": "ENV01", "period": "2026-27Q3", "target": 60, "set_on": "2026-03-26"},
        {"measure": "ENV01", "period": "2026-27Q3", "target": 60, "set_on": "2026-07-16"},
    ]
    db = arrange.derived(tmp_path, [], TODAY, targets=targets)
    row = one(db, "from mart_target_change")
    assert (row["period"], row["changed_on"]) == ("2026-27Q2", date(2026, 7, 16))
    assert (row["old_target"], row["target"], row["old_intervention"], row["intervention"]) == (60, 50, None, 40)
    assert (row["who"], row["why"]) == ("Leader", "The depot burnt down")
    change = one(db, "from mart_change")
    assert (change["kind"], change["code"], change["recorded"]) == ("target", "ENV01", False)
    assert (change["summary"], change["reason"]) == ("Target set again for one period", "The depot burnt down")


def test_what_the_data_shows_is_logged_where_nobody_recorded_it(tmp_path: Path) -> None:
    measures = [
        measure("TOLD", valid_from="2025-04-01"),
        measure("UNTOLD", valid_from="2025-04-01", valid_to="2025-09-30"),
        measure("UNTOLD", valid_from="2025-10-01"),
        measure("ENDED", valid_to="2026-03-31"),
        measure("ALWAYS"),
    ]
    told = {"changed_on": "2025-03-27", "kind": "measure", "code": "TOLD", "summary": "Added", "reason": "Asked for"}
    db = arrange.derived(tmp_path, [], TODAY, measures=measures, links=LINKS, changes=[told])
    rows = [(row["code"], row["summary"], row["recorded"]) for row in all_of(db, "from mart_change")]
    assert rows == [
        ("ENDED", "Measure ended", False),
        ("UNTOLD", "Measure defined anew", False),
        ("UNTOLD", "Measure added", False),
        ("TOLD", "Added", True),
    ]


@pytest.mark.requirement("BCP-14")
def test_letters_of_the_responsibility_matrix(tmp_path: Path) -> None:
    measures = [
        measure("A", owner="Head", data_owner="Clerk", contributors="S12", baskets="b", committee="Scrutiny One"),
        measure("N", owner="", data_owner="", committee="Unknown", baskets="b"),
        measure("R", owner="Head", lifecycle="retired", baskets="b"),
    ]
    forums = [
        {"forum": "L", "name": "Board", "kind": "leadership"},
        {"forum": "D", "name": "Team", "kind": "directorate"},
        {"forum": "C", "name": "Cabinet", "kind": "cabinet"},
        {"forum": "S1", "name": "Scrutiny One", "kind": "scrutiny"},
        {"forum": "S2", "name": "Scrutiny Two", "kind": "scrutiny"},
        {"forum": "X", "name": "Elsewhere", "kind": "audit", "baskets": ""},
    ]
    forums = [{"cadence": "quarterly", "baskets": "b"} | forum for forum in forums]
    db = arrange.derived(tmp_path, [], TODAY, measures=measures, forums=forums, baskets=[{"basket": "b", "name": "B"}])
    found: dict[tuple[str, str], list[str]] = {}
    for row in all_of(db, "from mart_responsibility order by measure, letter, position, who"):
        found.setdefault((row["measure"], row["letter"]), []).append(row["who"])
    assert found == {
        ("A", "A"): ["Head"],
        ("A", "R"): ["Clerk"],
        ("A", "C"): ["Waste", "Board", "Team"],
        ("A", "I"): ["Cabinet", "Scrutiny One"],
        ("N", "C"): ["Board", "Team"],
        ("N", "I"): ["Cabinet", "Scrutiny One", "Scrutiny Two"],
    }
