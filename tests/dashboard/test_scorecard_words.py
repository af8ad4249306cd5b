"""What a line of the scorecard says, and what its counts count."""

from typing import Any

import pytest

from dashboard import queries
from dashboard.links import slug
from dashboard.scorecard.lines import line, move
from dashboard.sections import scorecard
from tests.dashboard.scorecards import PLAIN, codes, mart, page, row

LATEST = "2026-27Q2"


MOVES = [
    ({"direction": "up", "judgement": "improved", "change": 1.4}, "↗", "up, better, +1.4"),
    ({"direction": "down", "judgement": "improved", "change": -1.4}, "↘", "down, better, −1.4"),
    ({"direction": "down", "judgement": "declined", "change": -0.9}, "↘", "down, worse, −0.9"),
    ({"direction": "up", "judgement": "neutral", "change": 3.0}, "↗", "up, +3.0"),
    ({"direction": "level", "judgement": "same", "change": 0.0}, "→", "no change"),
    ({"direction": "none", "judgement": "none", "change": None}, "", "no comparison"),
    ({"direction": "up", "judgement": "improved", "change": 1.4, "significant": False}, "", "within normal variation"),
    ({"direction": "up", "judgement": "improved", "change": 1.4, "significant": True}, "↗", "up, better, +1.4"),
]


@pytest.mark.parametrize(("facts", "arrow", "words"), MOVES)
def test_an_arrow_is_the_values_way_and_a_word_the_judgement(facts: dict, arrow: str, words: str) -> None:
    found = move(PLAIN | {f"previous_{key}": value for key, value in facts.items()}, "previous")
    assert (found.arrow, found.words) == (arrow, words)


@pytest.mark.parametrize(
    ("facts", "value", "label"),
    [
        ({"value": 0.0}, "0.0%", "On target"),
        ({"value": None, "marker": "c", "status": "suppressed"}, "suppressed", "Suppressed"),
        ({"value": None, "marker": "x", "status": "not_available"}, "not available", "Not available"),
        ({"value": None, "marker": None, "status": "not_due"}, "no figure", "Not due"),
    ],
)
def test_zero_suppressed_not_available_and_not_due_are_four_things(facts: dict, value: str, label: str) -> None:
    found = line(row("A", **facts), [], period="July to September 2026")
    assert (found.value, found.status_label) == (value, label)


def test_a_line_says_how_long_it_has_been_red_when_it_was_due_or_how_it_last_stood() -> None:
    def note(**changes: Any) -> str:
        return line(row("A", **changes), [], period="", step="quarter").status_note

    assert note(status="red", red_run=3) == "3 quarters in a row"
    assert note(status="red", red_run=1) == ""
    assert note(status="overdue", due_on="2026-10-20") == "due 20 Oct 2026"
    assert note(status="not_due", observed_status="red") == "was off target"
    assert note(status="not_due", observed_status="no_target") == ""


def test_only_a_figure_of_another_period_names_it() -> None:
    facts = {"observed_label": "September 2026", "observed_short": "Sep 2026", "marker": "p"}
    assert line(row("A", **facts), [], period="July to September 2026").when == "Sep 2026, provisional"
    assert line(row("A", **facts), [], period="September 2026").when == "provisional"


@pytest.mark.requirement("BCC-27", "BCC-30")
def test_every_directorate_says_how_many_of_those_due_have_reported_and_how_many_are_late(demo: None) -> None:
    card = scorecard.asked({"group_by": "directorate"})
    assert len(card.shown.groups) > 4
    for group in card.shown.groups:
        states = [one["status"] for one in group.rows]
        late, awaited = states.count("overdue"), states.count("due_awaiting")
        idle = states.count("not_due") + states.count("in_development")
        due = len(states) - idle
        said = card.counted(group)
        assert said.startswith(f"{len(states)} of 167 KPIs. {due - late - awaited} of {due} due reported")
        assert (f"{late} late" in said) == (late > 0)
    late = {one["code"] for one in page(state="late")}
    assert late == {one["measure"] for one in mart(LATEST) if one["status"] == "overdue"}
    assert all(one["due_on"] for one in mart(LATEST) if one["measure"] in late)


@pytest.mark.requirement("BCC-38", "DCC-20")
def test_a_directorate_sees_the_measures_of_all_its_services(demo: None) -> None:
    card = scorecard.asked({"directorate": "COP", "group_by": "service"})
    served = set(queries.scorecard.node(period=LATEST, node="COP")["measure"])
    assert set(codes(card.shown.rows)) == served
    assert {group.code for group in card.shown.groups} >= {"WAR"}


@pytest.mark.requirement("BCC-39")
def test_a_portfolio_is_seen_across_directorates(demo: None) -> None:
    said = {one["measure"]: one["portfolio"] for one in mart(LATEST)}
    for portfolio in scorecard.asked({}).filters["portfolio"].options:
        rows = scorecard.asked({"portfolio": portfolio}).shown.rows
        assert {slug(said[code]) for code in codes(rows)} == {portfolio}
    card = scorecard.asked({"portfolio": "environment-and-climate", "group_by": "directorate"})
    assert len(card.shown.groups) > 1


@pytest.mark.requirement("SMBC-28")
def test_each_component_has_its_own_measures(demo: None) -> None:
    card = scorecard.asked({"group_by": "component"})
    assert [group.title for group in card.shown.groups] == [
        "Organisational health",
        "Customer experience",
        "Finance and contracts",
        "Corporate plan",
    ]


def test_a_node_has_as_many_measures_here_as_on_its_own_page(demo: None) -> None:
    for node in queries.plan.nodes.rows():
        name = {"outcomes": "outcome", "directorates": "directorate", "services": "service"}[node["page"]]
        rows = scorecard.asked({name: node["node"]}).shown.rows
        there = set(queries.scorecard.node(period=LATEST, node=node["node"])["measure"])
        assert set(codes(rows)) == there or (not there and len(rows) == 167)


@pytest.mark.requirement("WCC-09")
def test_a_measure_heading_for_trouble_is_listed_and_flagged_while_it_is_green(demo: None) -> None:
    rows = {one["measure"]: one for one in mart(LATEST)}
    found = page(list="at_risk")
    assert found
    assert {one["code"] for one in found} == {code for code, one in rows.items() if one["at_risk"]}
    for one in found:
        assert one["outlook"].endswith("at risk")
        assert rows[one["code"]]["observed_status"] in ("green", "blue")


@pytest.mark.requirement("SMBC-09")
def test_a_measure_off_target_without_a_report_stands_out(demo: None) -> None:
    rows = {one["measure"]: one for one in mart(LATEST)}
    said = {one["code"]: one["commentary"] for one in page()}
    missing = {code for code, one in rows.items() if one["exception_report"] == "missing"}
    assert missing == {code for code, words in said.items() if words == "no exception report"}
    assert missing


@pytest.mark.requirement("DCC-09")
def test_the_weakest_stand_first_each_with_its_reasons(demo: None) -> None:
    rows = {one["measure"]: one for one in mart(LATEST)}
    card = scorecard.asked({"list": "weak"})
    reasons = {
        code: [
            name
            for name, is_so in (
                ("below target", one["observed_status"] in ("red", "amber")),
                (
                    "getting worse",
                    one["trend_judgement"] == "worse"
                    or (one["year_judgement"] == "declined" and one["year_significant"] is not False),
                ),
                ("in quartile D", one["quartile"] == "D"),
            )
            if is_so
        ]
        for code, one in rows.items()
    }
    found = page(list="weak")
    assert {one["code"] for one in found} == {code for code, why in reasons.items() if len(why) > 1}
    assert [len(reasons[one["code"]]) for one in found] == sorted(
        (len(reasons[one["code"]]) for one in found), reverse=True
    )
    assert {len(reasons[one["code"]]) for one in found} == {2, 3}
    for code, said in card.lines.items():
        assert said.status_note == "; ".join(reasons[code])


@pytest.mark.requirement("SMBC-05")
@pytest.mark.parametrize(("name", "judgement"), [("improved", "improved"), ("declined", "declined")])
def test_the_most_improved_and_the_most_declined_are_lists(demo: None, name: str, judgement: str) -> None:
    rows = [
        one
        for one in mart(LATEST)
        if one["previous_judgement"] == judgement
        and one["previous_significant"] is not False
        and one["status"] == one["observed_status"]
    ]
    moved = {
        one["measure"]: abs(one["previous_change"] / one["previous_value"]) for one in rows if one["previous_value"]
    }
    found = [one["code"] for one in page(list=name)]
    assert set(found) == {one["measure"] for one in rows}
    known = [moved[code] for code in found if code in moved]
    assert known == sorted(known, reverse=True)
    assert len(known) > 3


@pytest.mark.parametrize(
    ("name", "column"),
    [
        pytest.param("partners", "partners", marks=pytest.mark.requirement("DCC-11")),
        pytest.param("reach", "reach", marks=pytest.mark.requirement("SMBC-44")),
        ("type", "type"),
        ("theme", "theme"),
        ("council_role", "council_role"),
        ("three_e", "three_e"),
        ("lifecycle", "lifecycle"),
    ],
)
def test_the_scorecard_is_sifted_by_what_a_measure_is(demo: None, name: str, column: str) -> None:
    rows = mart(LATEST)
    options = scorecard.asked({}).filters[name].options
    held = {part for one in rows for part in (one[column] or "").split("|") if part}
    assert len(options) == len(held) > 1
    for code in options:
        shown = scorecard.asked({name: code}).shown.rows
        assert {one["measure"] for one in shown} == {
            one["measure"]
            for one in rows
            if code in {slug(part) for part in (one[column] or "").split("|")} | {one[column]}
        }
        assert 0 < len(shown) < len(rows)
