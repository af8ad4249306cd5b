"""Which measures a scorecard shows, in which order and groups, of how many; and that the URL is all of its state."""

import random
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard import links, queries
from dashboard.scorecard.dimensions import dimensions
from dashboard.scorecard.sieve import Sieve
from dashboard.scorecard.sift import LISTS, SORTS, Choice, Dimension, Shown, choice, in_order, picked, shown
from dashboard.sections import scorecard
from tests.dashboard.scorecards import codes, grid, mart, row

LATEST = "2026-27Q2"


# What is shown ------------------------------------------------------------------------------------------------------

TWO = {
    "status": Dimension("status", "Status", {"red": "Off target", "green": "On target"}),
    "basket": Dimension("basket", "Basket", {"cabinet": "Cabinet", "city": "State of the city", "empty": "Empty"}),
}


def keyed(code: str, status: str = "green", baskets: tuple[str, ...] = (), **changes: Any) -> dict:
    return row(code, status=status, observed_status=status, keys={"status": (status,), "basket": baskets}, **changes)


def sifted(rows: list[dict], chosen: Choice, dimensions_: dict[str, Dimension]) -> Shown:
    """Return what is shown of rows by hand, the most pressing first, each with its ``keys``."""
    rows = [one | {"place": place} for place, one in enumerate(rows)]
    held: dict[str, dict[str, int]] = {}
    for one in rows:
        for dimension, codes_ in one["keys"].items():
            for code in codes_:
                of = held.setdefault(dimension, {})
                of[code] = of.get(code, 0) | 1 << len(rows) - 1 - one["place"]
    sieve = Sieve(len(rows), held, {})
    marks = sieve.marks(picked(sieve, chosen, dimensions_))
    seen = [one for one in rows if marks[one["place"]] == "1"]
    return shown(sieve, seen, chosen, dimensions_, dimensions_)


def test_several_codes_of_one_filter_widen_it_and_another_filter_narrows_it() -> None:
    rows = [keyed("A", "red", ("cabinet",)), keyed("B", "green", ("cabinet", "city")), keyed("C", "red", ("city",))]
    found = sifted(rows, Choice(filters={"status": ("red", "green"), "basket": ("city",)}), TWO)
    assert codes(found.rows) == ["B", "C"]
    assert (len(found.rows), found.of) == (2, 3)
    assert found.options["status"] == {"red": 1, "green": 1}
    assert found.options["basket"] == {"cabinet": 2, "city": 2, "empty": 0}


@pytest.mark.requirement("SMBC-27")
def test_a_measure_in_two_groups_stands_in_both_and_counts_once() -> None:
    rows = [keyed("A", baskets=("cabinet", "city")), keyed("B"), keyed("C", baskets=("city",))]
    found = sifted(rows, Choice(group_by="basket"), TWO)
    assert [(group.title, codes(group.rows)) for group in found.groups] == [
        ("Cabinet", ["A"]),
        ("State of the city", ["A", "C"]),
        ("No basket", ["B"]),
    ]
    assert len(found.rows) == 3
    assert found.repeated == 1


def test_within_a_filter_only_its_own_groups_stand() -> None:
    rows = [keyed("A", baskets=("cabinet", "city"))]
    found = sifted(rows, Choice(filters={"basket": ("city",)}, group_by="basket"), TWO)
    assert [group.code for group in found.groups] == ["city"]


def test_within_a_node_the_nodes_above_and_below_it_are_its_groups() -> None:
    nodes = Dimension(
        "outcome",
        "Outcome",
        {"O1": "Green", "P11": "Clean", "O2": "Safe"},
        groups=["O1", "O2"],
        kin={"O1": frozenset({"P11"}), "P11": frozenset({"O1"}), "O2": frozenset()},
    )
    rows = [row("A", keys={"outcome": ("O1", "P11", "O2")})]
    found = sifted(rows, Choice(filters={"outcome": ("P11",)}, group_by="outcome"), {"outcome": nodes})
    assert [group.code for group in found.groups] == ["O1"]


def test_the_most_pressing_stand_first(demo: None) -> None:
    rows = queries.scorecard.rows.rows(period=LATEST, node=None, tier=None, status=None)
    assert codes(scorecard.asked({}).shown.rows) == codes(rows)
    by_hand = sorted(rows, key=lambda one: one["measure"])
    by_hand.sort(key=lambda one: float("inf") if one["variance_percent"] is None else one["variance_percent"])
    by_hand.sort(key=lambda one: (one["severity"], -one["red_run"]))
    assert codes(by_hand) == codes(rows)


@pytest.mark.parametrize("desc", [False, True])
@pytest.mark.parametrize("sort", list(SORTS))
def test_what_has_no_value_in_a_column_stands_last_both_ways(demo: None, sort: str, desc: bool) -> None:
    rows = mart(LATEST)
    key = SORTS[sort]
    values = [key(one) for one in in_order(rows, Choice(sort=sort, desc=desc))]
    known = [value for value in values if value is not None]
    assert len(values) == len(rows)
    assert known == sorted(known, reverse=desc)
    assert values == known + [None] * (len(values) - len(known))


def test_the_largest_decline_is_a_share_of_the_earlier_value_and_never_mere_variation() -> None:
    moved = {"previous_value": 100.0, "previous_change": -5.0, "previous_judgement": "declined"}
    rows = [
        row("five", **moved),
        row("half", **moved | {"previous_value": 10.0}),
        row("chance", **moved, previous_significant=False),
        row("better", **moved | {"previous_judgement": "improved"}),
        row("unknown", previous_judgement="none"),
    ]
    assert codes(in_order(rows, Choice(sort="previous"))) == ["half", "five", "chance", "better", "unknown"]


@pytest.mark.requirement("SMBC-55")
def test_the_lists_find_what_is_repeatedly_red_overdue_or_without_a_report(demo: None) -> None:
    rows = mart(LATEST)

    def listed(name: str) -> set[str]:
        return set(codes(scorecard.asked({"list": name}).shown.rows))

    assert listed("red3") == {one["measure"] for one in rows if one["red_run"] >= 3} != set()
    exceptions = {one["measure"] for one in rows if one["status"] in ("red", "overdue") or one["exception_report"]}
    assert listed("exceptions") == exceptions
    for judgement in ("improved", "declined"):
        # An earlier figure is no news, and what chance explains is no change.
        assert listed(judgement) == {
            one["measure"]
            for one in rows
            if one["previous_judgement"] == judgement
            and one["observed_status"] == one["status"]
            and one["previous_significant"] is not False
        }
    reports = [one["exception_report"] for one in scorecard.asked({"sort": "commentary"}).shown.rows]
    assert reports == sorted(reports, key=["missing", "given", None].index)


# A patient clerk does the same -----------------------------------------------------------------------------------


def clerk(rows: list[dict], chosen: Choice) -> tuple[list[tuple[str, str]], dict[str, dict[str, int]]]:
    """Return (group, measure) in order and the count of every option, by looking at each measure by itself."""

    def passes(one: dict, leaving_out: str = "") -> bool:
        for name, wanted in chosen.filters.items():
            if name != leaving_out and not any(code in one["keys"][name] for code in wanted):
                return False
        return not chosen.selection or chosen.selection in one["keys"]["list"]

    kept = [one for one in rows if passes(one)]
    if chosen.sort == "owner":
        owned = [one for one in kept if one["owner"]]
        owned.sort(key=lambda one: one["owner"].lower(), reverse=chosen.desc)
        kept = owned + [one for one in kept if not one["owner"]]
    counts = {
        name: {
            code: len([1 for one in rows if passes(one, name) and code in one["keys"][name]]) for code in dim.options
        }
        for name, dim in TWO.items()
    }
    if not chosen.group_by:
        return [("", one["measure"]) for one in kept], counts
    wanted = chosen.filters.get(chosen.group_by) or tuple(TWO[chosen.group_by].options)
    placed = [
        (code, one["measure"])
        for code in TWO[chosen.group_by].options
        if code in wanted
        for one in kept
        if code in one["keys"][chosen.group_by]
    ]
    alone = [("", one["measure"]) for one in kept if one["measure"] not in {measure_ for _, measure_ in placed}]
    return placed + alone, counts


def test_a_patient_clerk_finds_the_same_in_a_thousand_scorecards() -> None:
    chance = random.Random(48)
    for _ in range(1000):
        rows = [
            keyed(
                f"M{n}",
                chance.choice(["red", "green"]),
                tuple(chance.sample(["cabinet", "city"], chance.randint(0, 2))),
                owner=chance.choice(["", "Ann", "bob", "Cy"]),
            )
            for n in chance.sample(range(30), chance.randint(0, 12))
        ]
        for one in rows:
            one["keys"]["list"] = tuple(chance.sample(["red3", "exceptions"], chance.randint(0, 2)))
        filters = {}
        if chance.random() < 0.5:
            filters["status"] = tuple(chance.sample(["red", "green"], chance.randint(1, 2)))
        if chance.random() < 0.5:
            filters["basket"] = tuple(chance.sample(["cabinet", "city", "empty"], chance.randint(1, 2)))
        chosen = Choice(
            filters=filters,
            selection=chance.choice(["", "red3", "exceptions"]),
            group_by=chance.choice(["", "status", "basket"]),
            sort=chance.choice(["", "owner"]),
            desc=chance.random() < 0.5,
        )
        found = sifted(rows, chosen, TWO)
        placed, counts = clerk(rows, chosen)
        assert [(group.code, one["measure"]) for group in found.groups for one in group.rows] == placed
        assert found.options == counts
        assert (len(found.rows), found.of) == (len({measure_ for _, measure_ in placed}), len(rows))


# The URL is the state ----------------------------------------------------------------------------------------------


def test_what_the_scorecard_does_not_know_is_left_out() -> None:
    asked = {"status": "red,purple", "basket": "nowhere", "group_by": "moon", "sort": "value", "desc": "1", "list": "x"}
    assert choice(asked, TWO, TWO) == Choice(filters={"status": ("red",)})


def test_every_choice_survives_its_own_address() -> None:
    chance = random.Random(7)
    for _ in range(1000):
        filters = {name: tuple(chance.sample(list(one.options), chance.randint(1, 2))) for name, one in TWO.items()}
        chosen = Choice(
            filters={name: codes_ for name, codes_ in filters.items() if chance.random() < 0.5},
            selection=chance.choice(["", *LISTS]),
            group_by=chance.choice(["", *TWO]),
            sort=(sort := chance.choice(["", *SORTS])),
            desc=bool(sort) and chance.random() < 0.5,
        )
        address = links.scorecard(**chosen.query)
        assert choice(dict(parse_qsl(urlsplit(address).query)), TWO, TWO) == chosen


def test_a_name_with_a_comma_is_one_choice(demo: None) -> None:
    card = scorecard.asked({"portfolio": "economy-skills-and-culture"})
    assert card.set == [("portfolio", "Portfolio", "Economy, Skills and Culture")]
    held = {one["measure"] for one in mart(LATEST) if one["portfolio"] == "Economy, Skills and Culture"}
    assert set(codes(card.shown.rows)) == held


def test_a_heading_sorts_then_reverses_then_gives_the_order_of_the_house_back(demo: None) -> None:
    def heading(address: str) -> tuple[str, str | None]:
        asked = dict(parse_qsl(urlsplit(address).query))
        found = re.search(r'gt-grid__owner"(?: aria-sort="(\w+)")?>\s*<a id="sort-owner" href="([^"]*)"', grid(**asked))
        return found[2].replace("&amp;", "&"), found[1]

    first, now = heading("/scorecard?status=red")
    assert now is None
    second, now = heading(first)
    assert now == "ascending"
    third, now = heading(second)
    assert now == "descending"
    assert third == "/scorecard?status=red"


def test_a_plan_with_one_strand_and_three_levels_groups_by_each() -> None:
    nodes = [
        {"node": n, "parent": p, "level": lv, "level_name": lv.title(), "page": "outcomes", "short_title": n.upper()}
        for n, p, lv in (("a", None, "aim"), ("b", "a", "goal"), ("c", "b", "step"))
    ]
    nodes_held = Sieve(1, {"node": {"a": 1, "b": 1, "c": 1}, "tier": {"t": 1}}, {"tier": {"t": "Tier"}})
    filters, groupings = dimensions(nodes_held, nodes=nodes, statuses={"green": "On target"})
    assert filters["outcome"].options == {"a": "A", "b": "\u2003B", "c": "\u2003\u2003C"}
    assert filters["outcome"].title == "Aim"
    assert filters["tier"].options == {"t": "Tier"}
    assert groupings["step"].options == {"c": "B: C"}
    found = shown(nodes_held, [row("M", place=0)], Choice(group_by="step"), filters, groupings)
    assert [group.title for group in found.groups] == ["B: C"]
    assert "component" not in filters
