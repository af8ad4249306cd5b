"""The contract register: what stands on its page is what the warehouse holds, in the order of what ends first."""

from datetime import date
from pathlib import Path
from typing import Any

import dash
import duckdb
import pytest
from dash import html

from dashboard import words
from pipelines import publish
from tests.arrange import all_of, measure
from tests.layouts import hrefs, page, reading, small, text, walk

TODAY = date(2026, 10, 31)
LATEST = "2026-27Q2"
LABELS = {"red": "Off target", "amber": "Near target", "green": "On target", None: "No status"}


@pytest.fixture(scope="module")
def held(demo_warehouse: Path) -> dict[str, list[dict]]:
    """The tables behind the page, read past the dashboard's own queries."""
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        found = {table: all_of(db, f"from {table}") for table in ("fact_contract", "bridge_related", "dim_measure")}
        found["scorecard"] = all_of(db, "from mart_scorecard where period = ?", LATEST)
        return found


def offered() -> bool:
    """Tell whether the page is in the menu."""
    entry = next(entry for module, entry in dash.page_registry.items() if module.endswith("pages.contracts"))
    return entry["offered"]()


def cards(layout: Any) -> dict[str, Any]:
    """Return the cards of the contracts by their anchors, in the order of the page."""
    return {part.id: part for part in walk(layout) if "gt-contract" in str(getattr(part, "className", "")).split()}


def worst(held: dict[str, list[dict]], contract: str) -> str | None:
    """Return the status of a contract the slow way: the worst of its rated measures."""
    mine = {row["measure"] for row in held["bridge_related"] if (row["kind"], row["code"]) == ("contract", contract)}
    rated = {row["status"] for row in held["scorecard"] if row["measure"] in mine and row["rated"]}
    return next((name for name in ("red", "amber") if name in rated), "green" if rated else None)


@pytest.mark.requirement("SMBC-20")
def test_the_register_holds_value_end_measures_status_and_priorities(demo: None, held: dict[str, list[dict]]) -> None:
    shown = page("contracts")()
    found = cards(shown)
    assert set(found) == {row["contract"] for row in held["fact_contract"]}
    statuses = set()
    for row in held["fact_contract"]:
        card, code = found[row["contract"]], row["contract"]
        said, ways = text(card), hrefs(card)
        for name in ("title", "supplier", "category", "owner"):
            assert row[name] in said
        assert words.delivery.money(row["value"]) in said
        assert f"{row['end_date'].day} {row['end_date']:%B %Y}" in said
        assert f"{row['review_on'].day} {row['review_on']:%B %Y}" in said
        assert LABELS[worst(held, code)] in text(card.children[0])
        statuses.add(worst(held, code))
        linked = [r for r in held["bridge_related"] if (r["kind"], r["code"]) == ("contract", code)]
        assert {f"/measures/{r['measure']}" for r in linked if r["measure"]} <= set(ways)
        assert {f"/outcomes/{r['node']}" for r in linked if r["node"]} <= set(ways)
        assert any(r["node"] for r in linked)
    assert statuses == set(LABELS)


def test_what_ends_first_stands_first_and_what_has_ended_last(demo: None, held: dict[str, list[dict]]) -> None:
    ends = {row["contract"]: row["end_date"] for row in held["fact_contract"]}
    order = [ends[code] for code in cards(page("contracts")())]
    assert order == sorted(order)
    register = next(part for part in walk(page("contracts")()) if isinstance(part, html.Table))
    rows = [row.children for row in register.children[2].children]
    assert [hrefs(row[0])[0].removeprefix("#") for row in rows] == list(cards(page("contracts")()))


@pytest.mark.parametrize(
    ("asked", "test"),
    [
        ({"ending": "6"}, lambda row, _: TODAY <= row["end_date"] <= date(2027, 4, 30)),
        ({"ending": "12"}, lambda row, _: TODAY <= row["end_date"] <= date(2027, 10, 31)),
        ({"ending": "later"}, lambda row, _: row["end_date"] > date(2027, 10, 31)),
        ({"category": "Adult social care"}, lambda row, _: row["category"] == "Adult social care"),
        ({"status": "red"}, lambda _, status: status == "red"),
        ({"status": "none"}, lambda _, status: status is None),
        ({"status": "amber", "ending": "6"}, lambda row, s: s == "amber" and row["end_date"] <= date(2027, 4, 30)),
    ],
)
def test_contracts_are_chosen_by_category_status_and_ending(
    demo: None, held: dict[str, list[dict]], asked: dict, test: Any
) -> None:
    expected = {row["contract"] for row in held["fact_contract"] if test(row, worst(held, row["contract"]))}
    assert set(cards(page("contracts")(**asked))) == expected
    assert 0 < len(expected) < len(held["fact_contract"])


def test_endings_and_overdue_reviews_are_said_in_words(demo: None, held: dict[str, list[dict]]) -> None:
    for code, card in cards(page("contracts")()).items():
        row = next(row for row in held["fact_contract"] if row["contract"] == code)
        assert ("within 6 months" in text(card)) is (row["end_date"] <= date(2027, 4, 30))
        assert ("overdue" in text(card).split("Owner")[0]) is (row["review_on"] < TODAY)


def test_the_totals_are_of_contracts_in_force(demo: None, held: dict[str, list[dict]]) -> None:
    said = text(page("contracts")())
    value = sum(row["value"] for row in held["fact_contract"])
    sme = [row for row in held["fact_contract"] if row["sme"]]
    known = [row for row in held["fact_contract"] if row["local"] is not None]
    local = [row for row in known if row["local"]]
    assert words.delivery.money(value) in said
    for part, of in ((sme, held["fact_contract"]), (local, known)):
        share = 100 * sum(row["value"] for row in part) / sum(row["value"] for row in of)
        assert f"{len(part)} of {len(of)}, {share:.0f}% of value" in said
    assert len(known) < len(held["fact_contract"])


@pytest.mark.requirement("SMBC-59")
def test_social_value_is_measured_among_finance_and_contracts(demo: None, held: dict[str, list[dict]]) -> None:
    shown = page("contracts")()
    local = next(row for row in held["dim_measure"] if row["measure"] == "CON02")
    assert local["title"] == "Council spending with suppliers based in the city"
    assert local["unit"] == "per cent"
    assert "finance-contracts" in local["component"].split("|")
    section = next(
        part
        for part in walk(shown)
        if getattr(part, "className", "") == "gt-section" and "social value" in text(part.children[0])
    )
    assert {"/measures/CON02", "/measures/CON03"} <= set(hrefs(section))
    value = next(row["value"] for row in held["scorecard"] if row["measure"] == "CON02")
    assert f"{value:.1f}%" in text(section)


def test_a_council_without_a_register_says_so_and_one_contract_needs_no_choices(
    pages: None, plain_warehouse: Path, tmp_path: Path
) -> None:
    with reading(plain_warehouse):
        assert not offered()
        assert "holds no contract register" in text(page("contracts")())
    with small(
        tmp_path / "measured", measures=[measure("ENV01"), measure("CON9", type="contract", title="Spent near home")]
    ):
        assert offered()
        assert "/measures/CON9" in hrefs(page("contracts")())
    only = {"contract": "K1", "title": "Bins", "supplier": "Anybody"}
    with small(tmp_path / "one", contracts=[only]):
        shown = page("contracts")()
        assert offered()
        assert not [part for part in walk(shown) if isinstance(part, html.Table) and "Contracts" in text(part)]
        assert "No dates are stated" in text(cards(shown)["K1"])
        assert "No status: no measure is linked to it." in text(cards(shown)["K1"])
        assert "small and medium-sized" not in text(shown)


def test_a_measure_leads_to_its_contract(demo: None) -> None:
    assert "/contracts#CT-021" in hrefs(page("measure")(measure="PRK05"))


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            {"measures": 4, "rated": 3, "red": 2, "amber": 0, "met": 1},
            "2 off target, 1 on target of 4 KPIs; 1 not rated.",
        ),
        ({"measures": 2, "rated": 2, "red": 0, "amber": 1, "met": 1}, "1 near target, 1 on target of 2 KPIs."),
        (
            {"measures": 2, "rated": 0, "red": 0, "amber": 0, "met": 0, "reason": "none_rated"},
            "No status: none of its 2 KPIs is rated in this period.",
        ),
    ],
)
def test_a_rating_says_its_counts(counts: dict, said: str) -> None:
    assert words.contracts.contract_rating({"reason": None} | counts, one="KPI", many="KPIs") == said


def test_a_register_says_what_asks_for_a_decision() -> None:
    calm = {"stage": "running", "review_overdue": False, "status": "green"}
    urgent = {"stage": "within_6", "review_overdue": True, "status": "red"}
    ended = {"stage": "ended", "review_overdue": False, "status": None}
    assert words.contracts.register([calm, urgent, ended]) == (
        "2 contracts in force or agreed. Of these 1 ends within 6 months, 1 has an overdue review and 1 is off target."
    )
    assert words.contracts.register([calm]) == (
        "1 contract in force or agreed. None ends within 6 months, has an overdue review or is off target."
    )
    assert words.contracts.register([ended]) == "No contracts are in force."
