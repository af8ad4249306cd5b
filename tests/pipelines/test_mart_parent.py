"""A node's status by each named scheme: worked numbers, the pitfalls of DR-39, and a slow rewrite."""

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests import arrange

QUARTERS = [f"20{y}-{y + 1}Q{q}" for y in (23, 24, 25) for q in (1, 2, 3, 4)] + ["2026-27Q1", "2026-27Q2"]
LATEST = QUARTERS[-1]
VALUES = {"green": 80, "amber": 70, "red": 60, "blue": 99}
NOT_RATED = "not rated"


def rated(status: str, code: str, period: str) -> tuple[dict | None, dict]:
    """Return the return and the target that give a measure this status in a period; no target where it is not rated."""
    value = {"measure": code, "period": period, "value": VALUES.get(status, 50)}
    goal = {"target": 80, "set_on": "2023-03-01"} if status != NOT_RATED else None
    return value, goal and {"measure": code, "period": period} | goal


def defined(code: str) -> dict:
    """A measure with all four statuses (DR-04), in the plan's own strand only."""
    tolerance = {"scheme": "brag", "tolerance": "15", "tolerance_kind": "absolute"}
    return arrange.measure(code, directorate="", service="", **tolerance)


def derived(folder: Path, statuses: dict[tuple[str, str], str], links: list[dict], **sheets: list[dict]):
    """Build measures with (measure, period) to status."""
    pairs = [rated(status, code, period) for (code, period), status in statuses.items()]
    measures = [defined(code) for code in sorted({code for code, _ in statuses})]
    targets = [goal for _, goal in pairs if goal]
    values = [value for value, _ in pairs]
    as_at = date(2026, 10, 31)
    return arrange.derived(folder, values, as_at, measures=measures, targets=targets, links=links, **sheets)


def parent(db, node: str, period: str = LATEST) -> dict:
    return arrange.one(db, "select * from mart_parent where node = ? and period = ?", node, period)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory):
    """P11 as DR-39 works it out; every measure of P21 is under P11 as well; one of P12 is not due."""
    found = ["green"] * 7 + ["amber"] * 2 + ["red"] + [NOT_RATED] * 2
    statuses = {(f"M{number:02}", LATEST): status for number, status in enumerate(found)}
    statuses |= {("ONE", LATEST): "green", ("AHEAD", LATEST): "blue"}
    links = [{"measure": f"M{number:02}", "node": "P11"} for number in range(len(found))]
    links += [{"measure": code, "node": "P21"} for code in ("M00", "M09")]
    links += [{"measure": code, "node": "P12"} for code in ("ONE", "ANNUAL", "AHEAD")]
    milestones = [
        {"milestone": "K1", "title": "Open", "nodes": "P11", "as_at": "2026-10-01", "baseline": "2026-11-30"},
        {"milestone": "K2", "title": "Shut", "nodes": "P12", "as_at": "2026-10-01", "baseline": "2026-04-30"},
    ]
    commentary = [
        {"node": "P11", "period": LATEST, "judgement": "amber", "judgement_reason": "Two contracts", "going_well": "x"},
        {"node": "O2", "period": LATEST, "going_well": "No judgement"},
        {"node": "D1", "period": LATEST, "judgement": "red", "judgement_reason": "No measures yet"},
    ]
    commentary = [row | {"written_on": "2026-10-12"} for row in commentary]
    pairs = [rated(status, code, period) for (code, period), status in statuses.items()]
    measures = [defined(code) for code in sorted({code for code, _ in statuses})]
    measures.append(defined("ANNUAL") | {"frequency": "annual"})
    values = [value for value, _ in pairs] + [{"measure": "ANNUAL", "period": "2025-26", "value": 10}]
    targets = [goal for _, goal in pairs if goal]
    targets.append({"measure": "ANNUAL", "period": "2025-26", "target": 80, "set_on": "2023-03-01"})
    return arrange.derived(
        tmp_path_factory.mktemp("parent"),
        values,
        measures=measures,
        targets=targets,
        links=links,
        milestones=milestones,
        commentary=commentary,
    )


def test_one_set_of_measures_and_three_colours(db) -> None:
    """7 green, 2 amber, 1 red, 2 not rated: red by the worst, green by the mean of 2.6, amber by the 70% green."""
    row = parent(db, "P11")
    assert [row[name] for name in ("green", "amber", "red", "blue", "rated", "not_rated")] == [7, 2, 1, 0, 10, 2]
    assert (row["worst"], row["by_mean"], row["by_share"]) == ("red", "green", "amber")
    assert row["mean_score"] == pytest.approx(2.6)
    assert row["percent_green"] == pytest.approx(70)
    assert row["percent_of_all"] == pytest.approx(58.333, abs=0.001)


def test_an_officers_judgement_stands_beside_them_with_its_reason_and_date(db) -> None:
    row = parent(db, "P11")
    assert (row["judged"], row["judged_reason"], row["judged_on"]) == ("amber", "Two contracts", date(2026, 10, 12))
    assert parent(db, "P12")["judged"] is None


def test_a_node_without_measures_may_be_judged(db) -> None:
    row = parent(db, "D1")
    assert (row["judged"], row["rated"], row["worst"], row["by_mean"], row["by_share"]) == ("red", 0, None, None, None)


def test_what_is_not_due_neither_dilutes_nor_improves(db) -> None:
    row = parent(db, "P12")
    assert (row["rated"], row["not_rated"], row["percent_green"], row["by_share"]) == (2, 1, 100, "green")


def test_ahead_of_target_counts_as_green(db) -> None:
    row = parent(db, "P12")
    assert (row["green"], row["blue"], row["worst"], row["mean_score"]) == (1, 1, "green", 3)


def test_a_measure_under_two_outcomes_counts_once_in_the_whole(db) -> None:
    assert parent(db, "O1")["rated"] + parent(db, "O2")["rated"] == 14
    assert parent(db, "")["rated"] == 12
    assert parent(db, "CP")["rated"] == 12


def test_milestones_are_not_added_to_measures(db) -> None:
    """The overdue milestone of P12 is red; its measures are not."""
    assert arrange.one(db, "select status from mart_delivery where milestone = 'K2'") == {"status": "red"}
    assert parent(db, "P12")["red"] == 0


def clerk(found: Counter) -> tuple:
    """Return the row of a node as somebody counts it on paper."""
    good = found["green"] + found["blue"]
    judged = good + found["amber"] + found["red"]
    counts = [found[name] for name in ("green", "amber", "red", "blue")] + [judged, found[NOT_RATED]]
    if judged == 0:
        return (*counts, None, None, None)
    worst = "red" if found["red"] else "amber" if found["amber"] else "green"
    points = [3] * good + [2] * found["amber"] + [1] * found["red"]
    mean = "green" if sum(points) * 2 >= 5 * judged else "amber" if sum(points) * 2 >= 3 * judged else "red"
    share = "green" if good * 4 >= 3 * judged else "amber" if good * 2 >= judged else "red"
    return (*counts, worst, mean, share)


def test_a_patient_clerk_counts_the_same(tmp_path: Path) -> None:
    """60 priorities under 10 outcomes, 150 measures each under one to three of them, in 14 quarters."""
    random = Random(39)
    plan = [arrange.PLAN[0]]
    plan += [{"plan": "CP", "node": f"O{o}", "level": "outcome", "parent": "CP", "title": f"O{o}"} for o in range(10)]
    plan += [
        {"plan": "CP", "node": f"P{p}", "level": "priority", "parent": f"O{p % 10}", "title": f"P{p}"}
        for p in range(60)
    ]
    statuses, links, counted = {}, [], defaultdict(Counter)
    for number in range(150):
        code = f"M{number:03}"
        places = random.sample(range(60), random.randint(1, 3))
        links += [{"measure": code, "node": f"P{p}"} for p in places]
        nodes = {"", "CP", *(f"P{p}" for p in places), *(f"O{p % 10}" for p in places)}
        for period in QUARTERS:
            status = random.choice(("green", "green", "amber", "red", "blue", NOT_RATED))
            statuses[code, period] = status
            for node in nodes:
                counted[node, period][status] += 1
    db = derived(tmp_path, statuses, links, plan=plan)
    query = """
        select node, period, green, amber, red, blue, rated, not_rated, worst, by_mean, by_share from mart_parent
    """
    found = {(node, period): tuple(rest) for node, period, *rest in db.execute(query).fetchall()}
    expected = {key: clerk(count) for key, count in counted.items()}
    assert len(found) >= 1000
    assert found == expected
