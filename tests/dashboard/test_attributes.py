"""What is asked to be known of a measure is in its pack, in the warehouse and on its page (REQUIREMENTS, section 6)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dash import html

from dashboard import formats, queries
from dashboard.sections import scorecard
from pipelines import framework, publish
from pipelines.problems import Refused
from tests import arrange
from tests.arrange import all_of
from tests.dashboard.scorecards import mart
from tests.layouts import hrefs, page, reading, text, walk
from tests.pipelines.test_framework import as_workbook

ONE = "WST02"
LATEST = "2026-27Q2"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def measures(demo_warehouse: Path) -> dict[str, Row]:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        return {row["measure"]: row for row in all_of(db, "from current_measure where in_plan")}


def sheet(code: str) -> dict[str, Any]:
    """Return the terms of a measure's definition view with what stands beside each."""
    layout = page("measure")(measure=code, view="definition")
    return {
        text(part.children[0]): part.children[1]
        for part in walk(layout)
        if isinstance(part, html.Div)
        and [type(c).__name__ for c in part.children or [] if c is not None] == ["Dt", "Dd"]
    }


def words_of(column: str) -> Callable[[Row], str]:
    return lambda row: formats.text(row[column]).replace("|", ", ")


CHECKLIST: dict[str, tuple[str, str, Callable[[Row], str]]] = {
    "short name": (ONE, "Short name", words_of("short_title")),
    "definition": (ONE, "Definition", words_of("definition")),
    "formula": (ONE, "Formula", words_of("formula")),
    "numerator": (ONE, "Numerator", words_of("numerator")),
    "denominator": (ONE, "Denominator", words_of("denominator")),
    "unit and decimals": (ONE, "Unit", lambda row: f"{row['unit']}, to 1 decimal"),
    "polarity": (ONE, "Better", lambda row: "Higher is better"),
    "tier": (ONE, "Tier", lambda row: "Strategic measures"),
    "component": (ONE, "Components", lambda row: "Corporate plan"),
    "basket": (ONE, "Baskets", lambda row: "Cabinet quarterly report"),
    "type": (ONE, "Type", lambda row: row["type"].capitalize()),
    "3E tag": (ONE, "Value for money", lambda row: row["three_e"].capitalize()),
    "council role": (ONE, "The council's part", lambda row: "The council delivers"),
    "principle and SDG": (ONE, "Classed as", lambda row: "Responsible consumption"),
    "headline flag": (ONE, "Headline measure", lambda row: "Yes" if row["headline"] else "No"),
    "lifecycle": (ONE, "Life", lambda row: "Live"),
    "frequency": (ONE, "Frequency", lambda row: row["frequency"].capitalize()),
    "due offset": (ONE, "Timeliness", lambda row: f"Due {row['due_days']} days after its period ends"),
    "source system": (ONE, "Source", words_of("source_system")),
    "release calendar": (ONE, "Figure for July to September 2026 due", lambda row: "29 December 2026"),
    "baseline": (ONE, "Baseline", lambda row: formats.measured(row["baseline"], row)),
    "tolerance": ("CUL01", "Tolerance", lambda row: f"{100 * row['tolerance']:.0f}% of the target"),
    "comparator groups": (ONE, "Compared with", lambda row: "similar councils"),
    "national set and code": (
        ONE,
        "National set",
        lambda row: f"{row['national_set']} {row['national_code'] or ''}".strip(),
    ),
    "cross-reference": (ONE, "Also held in", words_of("also_in")),
    "guidance": (ONE, "Guidance followed", words_of("guidance")),
    "owner": (ONE, "Owner", words_of("owner")),
    "data owner": (ONE, "Data owner", words_of("data_owner")),
    "contact": (ONE, "Contact", words_of("contact")),
    "directorate and service": (ONE, "Lead", lambda row: "Waste and Recycling"),
    "contributors": (ONE, "Contributing", lambda row: "Street Scene"),
    "portfolio": (ONE, "Portfolio", words_of("portfolio")),
    "committee": (ONE, "Scrutiny committee", words_of("committee")),
    "partners": (ONE, "Partners", words_of("partners")),
    "budget line": (ONE, "Budget", lambda row: "Budget and forecast"),
    "visibility": (ONE, "May be seen by", lambda row: "Everybody"),
    "quality rating": (ONE, "Data quality", words_of("quality")),
    "replaced by": ("CUS02", "Replaced by", lambda row: "Calls abandoned"),
    "takes the place of": ("CUS01", "Takes the place of", lambda row: "Calls answered in two minutes"),
    "approval": (ONE, "Approved by", lambda row: f"{row['approved_by']}, {formats.day(row['approved_on'])}"),
    "approval of targets": (ONE, "Targets approved", lambda row: "Cabinet, 26 March 2026. Yearly review of targets."),
}
"""Attribute to a demonstration measure that has it, its term on the definition sheet, and what must stand beside it."""


@pytest.mark.parametrize("attribute", CHECKLIST)
def test_an_attribute_of_the_checklist_is_on_the_definition_sheet(
    demo: None, measures: dict[str, Row], attribute: str
) -> None:
    code, term, expected = CHECKLIST[attribute]
    row = measures.get(code) or (queries.measure.about.first(measure=code) or {})
    said = expected(row)
    found = sheet(code)
    assert said, "the demonstration measure has the attribute"
    assert term in found
    assert said in text(found[term])


def test_the_rest_of_the_checklist_is_on_the_measures_page(demo: None, measures: dict[str, Row]) -> None:
    shown = page("measure")(measure=ONE, view="definition")
    said, ways = text(shown), hrefs(shown)
    about = measures[ONE]
    for column in ("measure", "title", "plain"):
        assert " ".join(about[column].split()) in said
    for heading in ("Reported to", "Risks, strategies, contracts", "Serves"):
        assert heading in said
    assert any(href.startswith("/library/") for href in ways), "linked strategies"
    assert any(href.startswith("/contracts#") for href in ways) or "Brightwater Environmental" in said
    assert any(href.startswith("/finance") for href in ways), "budget lines"
    risky = page("measure")(measure="WST01", view="definition")
    assert any(href.startswith("/risks#RK-06") for href in hrefs(risky))
    trend = page("measure")(measure=ONE)
    target = queries.measure.trend.rows(measure=ONE)[-1]
    assert f"target {formats.measured(target['target'], about, trim=True)}" in text(trend)
    assert "intervention level" in text(trend)


def marked(*names: str) -> list[Any]:
    return [pytest.param(name, attribute, marks=pytest.mark.requirement(name)) for name, attribute in
            zip(names[::2], names[1::2], strict=True)]  # fmt: skip


@pytest.mark.parametrize(
    ("requirement", "attribute"),
    marked(
        "SMBC-04", "contributors",
        "DCC-11", "partners",
        "WCC-18", "cross-reference",
        "BCP-05", "guidance",
        "BCP-17", "contact",
        "BCP-15", "approval of targets",
        "SMBC-52", "due offset",
    ),
)  # fmt: skip
def test_every_measure_that_has_the_attribute_says_it(
    demo: None, measures: dict[str, Row], requirement: str, attribute: str
) -> None:
    """Not one measure alone: each that has it in the warehouse has the term, and none that has not."""
    columns = {
        "contributors": "contributors",
        "partners": "partners",
        "cross-reference": "also_in",
        "guidance": "guidance",
        "contact": "contact",
    }
    term = CHECKLIST[attribute][1]
    some = [row for place, row in enumerate(measures.values()) if place % 9 == 0] + [measures[ONE]]
    for row in some:
        has = bool(row[columns[attribute]]) if attribute in columns else attribute == "due offset" or None
        if has is not None:
            assert (term in sheet(row["measure"])) is has, row["measure"]
    assert term in sheet(ONE)


@pytest.mark.requirement("BCC-25")
def test_a_contextual_measure_leads_to_its_source_and_says_its_licence(demo: None, measures: dict[str, Row]) -> None:
    linked = [row for row in measures.values() if row["source_url"]]
    assert linked
    for row in linked:
        found = sheet(row["measure"])
        assert [part.href for part in walk(found["Source"]) if isinstance(part, html.A)] == [row["source_url"]]
        assert row["source_name"] in text(found["Source"])
        assert text(found["Licence"]) == row["licence"]


@pytest.mark.requirement("BCC-21")
def test_a_measure_is_in_several_baskets_and_each_can_be_filtered(demo: None, demo_warehouse: Path) -> None:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        assert all(row["audience"] and row["cadence"] for row in all_of(db, "from dim_basket"))
    rows = mart(LATEST)
    several = [row for row in rows if len(row["baskets"] or ()) > 1]
    assert several
    for row in several[:5]:
        for basket in row["baskets"]:
            shown = scorecard.asked({"basket": basket}).shown.rows
            assert {one["measure"] for one in shown} == {
                one["measure"] for one in rows if basket in (one["baskets"] or ())
            }


@pytest.mark.requirement("DCC-01")
def test_a_provisional_measure_wears_its_badge_with_who_approved_it_and_when(
    demo: None, measures: dict[str, Row]
) -> None:
    provisional = [row for row in measures.values() if row["lifecycle"] == "provisional"]
    assert provisional
    for row in provisional:
        shown = page("measure")(measure=row["measure"])
        badges = [text(part) for part in walk(shown) if getattr(part, "className", "") == "gt-badge"]
        assert badges[0] == "Provisional"
        assert f"approved by {row['approved_by']}, {formats.day(row['approved_on'])}" in text(shown)
    live = page("measure")(measure=ONE)
    assert not [part for part in walk(live) if getattr(part, "className", "") == "gt-badge"]


@pytest.mark.requirement("WCC-04")
def test_a_measure_and_the_one_that_takes_its_place_lead_to_each_other_with_a_mark_on_both_charts(demo: None) -> None:
    old, new = page("measure")(measure="CUS02"), page("measure")(measure="CUS01")
    assert "Retired 31 March 2025" in text(old)
    assert "61.3%" in text(old), "its last figure"
    assert any(href.startswith("/measures/CUS01") for href in hrefs(old))
    assert any(href.startswith("/measures/CUS02") for href in hrefs(sheet("CUS01")["Takes the place of"]))
    assert "Replaced by Calls abandoned, 31 March 2025" in text(old)
    assert "Takes the place of Calls answered in two minutes, 31 March 2025" in text(new)
    assert "Break in the series: Calls: new telephony counts differently" in text(new)


@pytest.mark.requirement("WCC-06")
def test_a_climate_measure_is_drawn_to_its_target_year_with_every_interim_target(demo: None) -> None:
    shown = page("measure")(measure="CLI02")
    figure = next(part.figure for part in walk(shown) if getattr(part, "id", None) == "trend")
    way = next(trace for trace in figure["data"] if trace["name"] == "trajectory")
    targets = queries.measure.sheet.told(measure="CLI02")["targets"]
    ahead = [row for row in targets if row["end_date"] > date(2026, 3, 31) and row["type"] == "financial"]
    assert way["y"][1:] == [row["target"] for row in ahead]
    assert way["x"][-1] == "2032-03-31"
    assert "Target year 2031/32: 0" in text(shown)
    for row in ahead[:-1]:
        assert f"{row['target']:,.0f} in {row['label']}" in text(shown)
    plain = next(part.figure for part in walk(page("measure")(measure=ONE)) if getattr(part, "id", None) == "trend")
    assert "trajectory" not in {trace["name"] for trace in plain["data"]}


@pytest.mark.requirement("DCC-12")
@pytest.mark.requirement("DCC-13")
@pytest.mark.requirement("DCC-14")
def test_a_narrative_has_both_halves_its_author_its_day_and_its_sources(demo: None, demo_warehouse: Path) -> None:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        said = all_of(db, "from fact_commentary where period = '2026-27Q2' and measure is not null")
    assert len(said) > 20
    assert any("|" in (row["sources"] or "") for row in said), "more than one source, partners' among them"
    for row in said[::6]:
        shown = page("measure")(measure=row["measure"])
        part = next(part for part in walk(shown) if getattr(part, "className", "") == "gt-commentary")
        heads = [text(head) for head in walk(part) if isinstance(head, html.H3)]
        assert ("Going well" in heads) is bool(row["going_well"])
        assert ("Needs improvement" in heads) is bool(row["needs_improvement"])
        assert f"Written by {row['author']}, {formats.day(row['written_on'])}" in text(part)
        for source in (row["sources"] or "").split("|"):
            assert source in text(part)


def small(folder: Path, **changes: Any) -> Path:
    """Build a pack of two measures, the second with ``changes``, and return its warehouse."""
    measures = [arrange.measure("ENV01", baskets="cabinet"), arrange.measure("ENV02", **changes)]
    baskets = [
        {"basket": "cabinet", "name": "Cabinet report", "reach": "corporate", "interim": "yes"},
        {"basket": "team", "name": "Team plan", "reach": "local", "interim": "no"},
    ]
    rows = [{"measure": code, "period": LATEST, "value": 41.2} for code in ("ENV01", "ENV02")]
    goals = [{"measure": code, "period": LATEST, "target": 60, "intervention": 50} for code in ("ENV01", "ENV02")]
    arrange.built(folder, rows, date(2026, 10, 31), measures=measures, baskets=baskets, targets=goals).close()
    return folder / "warehouse"


@pytest.mark.requirement("SMBC-44")
def test_one_cell_moves_a_measure_from_its_service_to_the_corporate_scorecard(pages: None, tmp_path: Path) -> None:
    found = {}
    for reach in ("local", "corporate"):
        with reading(small(tmp_path / reach, reach=reach)):
            asked = scorecard.asked({"reach": "corporate"})
            found[reach] = {row["measure"] for row in asked.shown.rows}
    assert found == {"local": {"ENV01"}, "corporate": {"ENV01", "ENV02"}}


@pytest.mark.requirement("SMBC-45")
def test_a_measure_local_to_its_service_is_seen_there_and_in_no_corporate_list_or_basket(
    pages: None, tmp_path: Path
) -> None:
    with reading(small(tmp_path / "local", reach="local", baskets="team")):
        assert "/measures/ENV02" in {href.split("?")[0] for href in hrefs(page("service")(node="S11"))}
        assert "Local to the service" in text(page("measure")(measure="ENV02"))
        red = queries.plan.overview.told(period=LATEST)
        assert [row["measure"] for row in red["exceptions"]] == ["ENV01"]
        assert red["exception_count"] == 1
    with pytest.raises(Refused, match="row 3, column baskets: local measure in a corporate basket: found cabinet"):
        small(tmp_path / "refused", reach="local", baskets="team|cabinet")


@pytest.mark.requirement("BCP-11")
def test_a_measure_of_an_interim_set_wears_its_badge(pages: None, tmp_path: Path) -> None:
    with reading(small(tmp_path, baskets="team")):
        badges = {
            code: [
                text(part)
                for part in walk(page("measure")(measure=code))
                if getattr(part, "className", "") == "gt-badge"
            ]
            for code in ("ENV01", "ENV02")
        }
        assert badges == {"ENV01": ["Interim"], "ENV02": []}
        assert "Interim Cabinet report" in text(page("measure")(measure="ENV01"))


LISTS = {
    "health": ["Sickness absence", "Agency spending"],
    "customer": ["Calls answered"],
    "finance": ["Invoices paid on time", "Savings delivered"],
    "plan": ["Homes built"],
}


@pytest.mark.requirement("SMBC-60")
@pytest.mark.requirement("SMBC-24")
@pytest.mark.requirement("DCC-02")
@pytest.mark.requirement("WCC-19")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_lists_of_measures_by_component_come_in_from_a_table(kind: str, tmp_path: Path) -> None:
    """Four lists, as four appendices of a report would be, in a table a council edits: nothing else names them."""
    settings = arrange.SETTINGS.replace('[[components]]\ncode = "corporate-plan"\nname = "Corporate Plan"\n', "")
    settings += "".join(f'[[components]]\ncode = "{code}"\nname = "{code.title()}"\n' for code in LISTS)
    rows = [
        arrange.measure(f"{code[0].upper()}{number:02}", title=title, component=code)
        for code, titles in LISTS.items()
        for number, title in enumerate(titles, start=1)
    ]
    pack = arrange.write_pack(tmp_path / "pack", settings, measures=rows)
    if kind == "xlsx":
        pack = as_workbook(pack, tmp_path / "pack.xlsx")
    read = framework.read(pack)
    found: dict[str, list[str]] = {code: [] for code in LISTS}
    for row in read.rows["measures"]:
        found[row.component[0]].append(row.title)
    assert found == LISTS


@pytest.mark.requirement("WCC-39")
def test_a_measure_is_public_unless_somebody_says_otherwise(pages: None, tmp_path: Path) -> None:
    with reading(small(tmp_path / "said", visibility="officer")):
        assert {row["measure"] for row in mart(LATEST)} == {"ENV01"}
    with reading(small(tmp_path / "unsaid")):
        assert {row["measure"] for row in mart(LATEST)} == {"ENV01", "ENV02"}
