"""The measure page in each of its views: what stands there, why where nothing does, and what the marts say of it."""

import csv
import io
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import html
from flask.testing import FlaskClient

from dashboard import charts, formats, queries, words
from dashboard.app import create_app
from dashboard.components.figure import CONFIG
from dashboard.sections import views
from dashboard.sections.views.spc import JUDGEMENTS
from dashboard.settings import Settings
from dashboard.warehouse import current
from tests.arrange import rebuilt, write_csv, write_pack
from tests.layouts import hrefs, page, reading, text, walk

QUARTERS = [f"{year}-{year % 100 + 1:02d}Q{quarter}" for year in (2023, 2024, 2025, 2026) for quarter in (1, 2, 3, 4)][
    :14
]


@pytest.fixture(scope="module")
def client(demo_warehouse: Path) -> FlaskClient:
    return create_app(Settings(warehouse=demo_warehouse)).server.test_client()


@pytest.fixture
def demo(client: FlaskClient, demo_warehouse: Path) -> Iterator[None]:
    with reading(demo_warehouse):
        yield


def drawn(code: str, view: str = "trend", **choices: Any) -> html.Div:
    return page("measure")(measure=code, view=view, **choices)


def of_class(layout: Any, name: str) -> list[Any]:
    return [part for part in walk(layout) if name in (getattr(part, "className", None) or "").split()]


def table(layout: Any, place: int = 0) -> list[list[str]]:
    """Return the cells of one table of a layout, the head first."""
    found = [part for part in walk(layout) if isinstance(part, html.Table)][place]
    return [[text(cell) for cell in row.children] for row in walk(found) if isinstance(row, html.Tr)]


def graph(layout: Any) -> dict[str, Any]:
    return next(part.figure for part in walk(layout) if getattr(part, "config", None) == CONFIG)


def trace(drawing: dict[str, Any], name: str) -> dict[str, Any]:
    return next(part for part in drawing["data"] if part["name"] == name)


@contextmanager
def council(folder: Path, *files: tuple[str, list[dict]], **sheets: list[dict]) -> Iterator[None]:
    """Build a small council from files, each named by its vintage, and read it."""
    inbox = folder / "inbox"
    inbox.mkdir()
    for day, rows in files:
        write_csv(inbox / f"returns_{day}.csv", [{"area": "X01000001"} | row for row in rows])
    write_pack(folder / "pack", **sheets)
    rebuilt(folder).close()
    with reading(folder / "warehouse"):
        yield


@pytest.mark.parametrize("view", views.VIEWS)
def test_every_view_keeps_headline_sentence_and_tabs_and_marks_itself(demo: None, view: str) -> None:
    layout = drawn("STR01", view)
    assert "90.5%" in text(of_class(layout, "gt-headline"))
    assert text(of_class(layout, "gt-statement"))
    links = [part for part in walk(of_class(layout, "gt-views")) if isinstance(part, html.A)]
    assert [link.children for link in links] == [label for label, _ in views.VIEWS.values()]
    current = [link for link in links if getattr(link, "aria-current", None) == "page"]
    assert [link.children for link in current] == [views.VIEWS[view][0]]


def test_tabs_keep_every_other_choice_and_the_trend_needs_no_name(demo: None) -> None:
    typed = {"period": "2025-26Q4", "via": "GC1", "group": "ons-global", "by": "ward"}
    links = hrefs(of_class(drawn("STR01", "spc", **typed), "gt-views"))
    asked = [dict(urllib.parse.parse_qsl(href.partition("?")[2])) for href in links]
    assert [query.pop("view", None) for query in asked] == [None, *list(views.VIEWS)[1:]]
    assert all(query == typed for query in asked)


def test_a_view_nobody_has_is_the_trend(demo: None) -> None:
    assert text(drawn("STR01", "nonsense")) == text(drawn("STR01"))


@pytest.mark.parametrize("code", ["STR01", "WST01", "ASC01", "HSG01"])
def test_the_control_chart_draws_the_mart_and_its_table_says_the_same(demo: None, code: str) -> None:
    rows = queries.measure.spc.rows(measure=code)
    layout = drawn(code, "spc")
    points = trace(graph(layout), "points")
    assert points["y"] == [row["value"] for row in rows]
    assert points["marker"]["symbol"] == [charts.SPC_SHAPES[row["judgement"]] for row in rows]
    body = table(layout)[1:]
    assert [cells[0] for cells in body] == [row["label"] for row in reversed(rows)]
    assert [cells[6] for cells in body] == [JUDGEMENTS[row["judgement"]] for row in reversed(rows)]
    said = {row["rule"]: cells[5] for row, cells in zip(reversed(rows), body, strict=True)}
    assert all(said.values())
    assert len(set(said.values())) == len(said) > 1


def test_the_sentence_of_a_control_chart_is_that_of_its_mart(demo: None) -> None:
    facts = queries.measure.sheet.told(measure="STR01")["variation"] | {"label": "September 2026"}
    [caption] = [part for part in walk(drawn("STR01", "spc")) if isinstance(part, html.Figcaption)]
    assert text(caption) == words.variation.spc_sentence(queries.measure.about.first(measure="STR01"), facts)


def test_the_pictures_say_what_the_marts_say(demo: None) -> None:
    facts = queries.measure.sheet.told(measure="STR01")["variation"]
    names = [part.alt for part in walk(of_class(drawn("STR01", "spc"), "gt-icons")) if isinstance(part, html.Img)]
    assert (facts["variation"], facts["side"], facts["assurance"]) == ("improvement", "above", "hit_or_miss")
    assert names == ["Variation: improvement, values higher", "Assurance: target hit or missed by chance"]


@pytest.mark.parametrize(
    ("code", "reason", "instead"),
    [
        ("ASC06", "cumulative", "outlook"),
        ("PUB01", "overlapping periods", None),
        ("CLI01", "annual", None),
        ("CUS07", "fewer than eight points", None),
        ("WST02", "seasonal", None),
    ],
)
def test_where_there_is_no_control_chart_a_sentence_says_why_and_where_to_look(
    demo: None, code: str, reason: str, instead: str | None
) -> None:
    assert queries.measure.sheet.told(measure=code)["variation"]["reason"] == reason
    [frame] = of_class(drawn(code, "spc"), "gt-figure")
    assert text(frame).startswith("Control chart No control chart: ")
    assert [href.partition("?view=")[2] or None for href in hrefs(frame)] == [instead]
    assert not [part for part in walk(frame) if getattr(part, "config", None)]


def test_an_earlier_period_does_not_hide_later_points_of_a_control_chart_unsaid(demo: None) -> None:
    assert "also those after January to March 2026" in text(drawn("STR01", "spc", period="2025-26Q4"))
    assert "also those after" not in text(drawn("STR01", "spc"))


def test_the_outlook_draws_the_marts_steps_with_their_interval(demo: None) -> None:
    rows = queries.measure.outlook.rows(measure="STR01", period="2026-M09")
    layout = drawn("STR01", "outlook")
    assert trace(graph(layout), "ahead")["y"][1:] == [row["projected"] for row in rows]
    assert [cells[0] for cells in table(layout)[1:]] == ["October 2026", "November 2026", "December 2026"]
    assert table(layout)[1][4] == formats.probability(rows[0]["probability"])
    assert "assumes that nothing changes" in text(layout)


def test_the_outlook_is_the_one_of_the_period_asked_for(demo: None) -> None:
    layout = drawn("STR01", "outlook", period="2025-26Q4")
    assert [cells[0] for cells in table(layout)[1:]] == ["April 2026", "May 2026", "June 2026"]
    assert max(filter(None, trace(graph(layout), "own")["x"])) == "2026-03-31"


def test_a_cumulative_measure_has_the_projection_of_its_year(demo: None) -> None:
    facts = queries.measure.projection.first(measure="ASC06", period="2026-27Q2")
    layout = drawn("ASC06", "outlook")
    drawing = graph(layout)
    assert trace(drawing, "ahead")["y"][-1] == facts["projection"]
    assert trace(drawing, "ahead")["x"][-1] == "2027-03-31"
    assert [cells[1] for cells in table(layout)[1:]] == ["124.8", "257.2", "", ""]
    assert "share of the year's target planned for by now" in text(of_class(layout, "gt-figure"))


def test_where_there_is_no_outlook_a_sentence_says_why(demo: None) -> None:
    for code in ("PUB01", "CLI01", "CLI06"):
        [frame] = of_class(drawn(code, "outlook"), "gt-figure")
        assert text(frame).startswith("Outlook No outlook: ")


@pytest.mark.requirement("BCC-45")
def test_a_breakdown_has_a_panel_for_each_ward_on_one_scale(demo: None) -> None:
    layout = drawn("STR01", "breakdown")
    panels = of_class(layout, "gt-panel")
    rows = queries.measure.breakdown.rows(measure="STR01", dimension="ward", until=date(2026, 9, 30))
    wards = list(dict.fromkeys(row["part"] for row in rows if row["breakdown"] != "total"))
    assert [text(of_class(panel, "gt-panel__title")) for panel in panels] == wards
    assert len({text(of_class(panel, "gt-panel__scale")) for panel in panels}) == 1
    latest = {row["part"]: row["value"] for row in rows if row["period"] == "2026-M09"}
    assert [cells[0] for cells in table(layout)[1:]] == wards
    assert [cells[1] for cells in table(layout)[1:]] == [f"{latest[ward]:.1f}%" for ward in wards]


def test_the_dimension_is_chosen_in_the_url(demo: None) -> None:
    said = text(drawn("CSC07", "breakdown", by="sex"))
    assert "Highest for" in said
    assert "female" in said
    assert "Asian" not in said
    assert "Asian" in text(drawn("CSC07", "breakdown"))


@pytest.mark.requirement("WCC-08")
def test_a_withheld_part_is_said_and_is_neither_a_hole_nor_a_zero(demo: None) -> None:
    layout = drawn("CSC07", "breakdown", by="ethnicity")
    panels = {text(of_class(panel, "gt-panel__title")): panel for panel in of_class(layout, "gt-panel")}
    assert list(panels) == ["Asian", "Black", "Mixed", "White", "Other"]
    for part in ("Mixed", "Other"):
        assert "suppressed" in text(panels[part])
        assert "Suppressed in every period" in text(panels[part])
        assert not [found for found in walk(panels[part]) if isinstance(found, html.Img)]
    cells = {row[0]: row[1:6] for row in table(layout)[1:]}
    assert cells["Mixed"] == ["suppressed"] * 5
    assert not {"0.0%", "0%", ""} & {cell for row in cells.values() for cell in row}


def test_what_is_not_broken_down_says_so(demo: None) -> None:
    assert "is not published by sex, age, ward or any other part" in text(drawn("ASC01", "breakdown"))


def test_more_parts_than_panels_are_a_table(client: FlaskClient, tmp_path: Path) -> None:
    wards = [f"Ward {n}" for n in range(1, charts.MOST + 2)]
    rows = [{"measure": "ENV01", "period": "2026-27Q1", "value": 40, "breakdown": "total"}]
    rows += [
        {"measure": "ENV01", "period": "2026-27Q1", "value": 40 + n, "breakdown": f"ward:{ward}"}
        for n, ward in enumerate(wards)
    ]
    with council(tmp_path, ("2026-07-20", rows)):
        layout = drawn("ENV01", "breakdown")
    assert not of_class(layout, "gt-panel")
    assert [cells[0] for cells in table(layout)[1:]] == wards
    assert not of_class(layout, "gt-figure__table"), "the table needs no swap where there is no picture"


@pytest.mark.requirement("WCC-08")
def test_a_revision_that_changes_the_status_is_in_the_history_with_both(client: FlaskClient, tmp_path: Path) -> None:
    first = [{"measure": "ENV01", "period": quarter, "value": 92.4} for quarter in QUARTERS[-2:]]
    later = [{"measure": "ENV01", "period": QUARTERS[-2], "value": 91.1, "marker": "r", "note": "Late returns"}]
    targets = [{"measure": "ENV01", "period": quarter, "target": "92", "intervention": "85"} for quarter in QUARTERS]
    with council(tmp_path, ("2026-07-20", first), ("2026-10-20", later), targets=targets):
        layout = drawn("ENV01", "history")
        assert "1 of 2 figures were revised after they were first published; 1 revision changed the status" in text(
            layout
        )
        [revised] = table(layout)[1:]
        assert revised[1:] == ["20 October 2026", "92.4%", "91.1%", "On target before, near target now"]
        published = table(layout, 1)[1:]
    assert [cells[1:3] for cells in published] == [
        ["20 July 2026", "92.4%"],
        ["20 July 2026", "92.4%"],
        ["20 October 2026", "91.1%"],
    ]
    assert published[2][3:] == ["Revised", "Near target", "returns_2026-10-20.csv , row 2", "Late returns"]


def test_what_was_never_revised_says_so(client: FlaskClient, tmp_path: Path) -> None:
    with council(tmp_path, ("2026-07-20", [{"measure": "ENV01", "period": QUARTERS[-2], "value": 92.4}])):
        assert "1 figure, none revised since it was first published" in text(drawn("ENV01", "history"))


def test_nothing_published_is_a_sentence_in_every_view(demo: None) -> None:
    for view in ("trend", "spc", "outlook", "breakdown", "history"):
        for frame in of_class(drawn("CLI06", view), "gt-figure"):
            assert text(frame)
            assert not [part for part in walk(frame) if getattr(part, "config", None) == CONFIG]


@pytest.mark.requirement("WCC-38")
def test_questions_stand_beside_the_measure_each_with_its_evidence(demo: None) -> None:
    [listed] = of_class(drawn("WST01", "spc"), "gt-questions")
    for item in listed.children:
        asked, evidence = (text(part) for part in item.children)
        assert asked.endswith("?")
        assert evidence.endswith(".")


@pytest.mark.parametrize(("period", "told"), [("2026-27Q2", True), ("2025-26Q4", False)])
def test_an_earlier_period_is_not_questioned_by_the_latest_control_chart(
    demo: None, monkeypatch: pytest.MonkeyPatch, period: str, told: bool
) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr(words.questions, "questions", lambda about, facts, **evidence: given.update(evidence) or [])
    drawn("STR01", period=period)
    assert (given["variation"] is not None) == told
    assert {row["period"] for row in given["outlook"]} == {"2026-M09" if told else "2026-M03"}


def test_what_would_change_the_status_is_said_in_the_measures_unit(demo: None) -> None:
    said = text(drawn("STR01"))
    assert "A rise of at least 0.5 percentage points would meet the target of 91%" in said
    assert "A fall of more than 6.5 percentage points would take it below the intervention level of 84%" in said


def test_a_context_measure_has_no_status_to_change(demo: None) -> None:
    tiers = queries.plan.tiers()
    context = set(tiers[~tiers["rated"]]["tier"])
    code = next(
        row["measure"]
        for row in queries.scorecard.rows.rows(period="2026-27Q2", node=None, tier=None, status=None)
        if row["tier"] in context
    )
    assert "What would change this status" not in text(drawn(code))


def test_the_sentence_names_the_group_it_ranks_in_whatever_group_is_compared(demo: None) -> None:
    groups = queries.benchmark.groups.told(measure="ASC01")
    other = groups[-1]
    said = text(of_class(drawn("ASC01", group=other["group"]), "gt-statement"))
    assert "similar councils" in said


def test_where_there_are_limits_the_trend_and_its_table_show_them(demo: None) -> None:
    layout = drawn("STR01")
    assert any(part["name"] == "interval" for part in graph(layout)["data"])
    assert "The shaded band is the 95% confidence interval" in text(layout)
    head, first = table(layout)[:2]
    assert first[head.index("95% confidence interval")] == "88.9% to 91.9%"
    assert "95% confidence interval" not in text(drawn("ASC04"))


@pytest.mark.requirement("WCC-34")
@pytest.mark.parametrize("view", views.VIEWS)
def test_paper_has_the_last_periods_definition_and_source_in_any_view(demo: None, view: str) -> None:
    said = text(of_class(drawn("ASC01", view), "gt-paper"))
    for part in (
        "The last periods",
        "July to September 2026",
        "1st of 16 similar councils",
        "Source: Adult social care",
    ):
        assert part in said
    assert ("discharged from hospital into reablement" in said) == (view != "definition")


CSVS = [
    ("STR01", "spc", 42, "judgement"),
    ("STR01", "published", 42, "vintage"),
    ("ASC06", "outlook", 14, "projection"),
    ("STR01", "breakdown", 504, "part"),
]


@pytest.mark.parametrize(("code", "view", "rows", "column"), CSVS)
def test_a_download_has_every_row_behind_its_view(
    client: FlaskClient, code: str, view: str, rows: int, column: str
) -> None:
    answer = client.get(f"/measures/{code}/{view}.csv", query_string={"by": "ward"})
    assert answer.status_code == 200
    found = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert len(found) == rows
    assert all(row["measure"] == code and row[column] for row in found)


@pytest.mark.parametrize("path", ["/measures/ASC06/spc.csv", "/measures/STR01/breakdown.csv", "/measures/NOPE/spc.csv"])
def test_a_download_of_nothing_is_a_sentence(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.get_data(as_text=True).endswith(".\n")


@pytest.mark.parametrize(("view", "needed"), [("spc", "measure.spc"), ("history", "measure.published")])
def test_a_view_asks_only_for_its_own_and_nothing_twice(
    demo: None, monkeypatch: pytest.MonkeyPatch, view: str, needed: str
) -> None:
    asked: list[tuple[str, str]] = []
    names = {
        query.sql: f"{query.subject}.{query.name}" for s in queries.SUBJECTS.values() for query in s.queries.values()
    }
    for method in ("frame", "rows"):
        original = getattr(type(current()), method)

        def noted(self, sql, original=original, **parameters):
            asked.append((names[sql], repr(parameters)))
            return original(self, sql, **parameters)

        monkeypatch.setattr(type(current()), method, noted)
    drawn("STR01", view)
    found = {name for name, _ in asked}
    assert needed in found
    assert (
        not {"benchmark.ranking", "measure.breakdown", "measure.year", "measure.definition", "measure.events"} & found
    )
    assert sorted(asked) == sorted(set(asked))
