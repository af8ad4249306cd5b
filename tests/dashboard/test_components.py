"""Components: what a reader who sees no colour, or nothing at all, is told."""

import re
from pathlib import Path

import pandas as pd
import pytest
from dash import dcc, html

from dashboard import charts, components, words
from tests import layouts

ASSETS = Path(__file__).parents[2] / "assets"
COUNTS = {"green": 9, "amber": 2, "red": 1, "not_due": 3}
MEASURE = {
    "measure": "ENV01",
    "short_title": "Household waste recycled",
    "unit": "per cent",
    "prefix": "",
    "suffix": "%",
    "decimals": 1,
    "value": 41.2,
    "marker": "p",
    "observed_label": "July to September 2025",
    "target": 45.0,
    "status": "amber",
    "previous_direction": "down",
    "previous_judgement": "declined",
    "previous_change": -0.9,
    "year_direction": "none",
    "year_judgement": "none",
    "year_change": None,
    "rank": 9,
    "of_n": 16,
    "quartile": "C",
}


def parts(component):
    """Every component of a tree, strings included, in order."""
    if isinstance(component, (list, tuple)):
        return [part for child in component for part in parts(child)]
    if component is None:
        return []
    below = parts(getattr(component, "children", None)) if hasattr(component, "to_plotly_json") else []
    return [component, *below]


def text(component):
    """What a screen reader says: text, without what is hidden from it."""
    if isinstance(component, (list, tuple)):
        return "".join(text(child) for child in component)
    if component is None:
        return ""
    if not hasattr(component, "to_plotly_json"):
        return str(component)
    props = component.to_plotly_json()["props"]
    if props.get("aria-hidden") == "true":
        return ""
    if "aria-label" in props and props.get("role") == "img":
        return props["aria-label"]
    return text(props.get("children"))


def of_type(component, kind):
    return [part for part in parts(component) if isinstance(part, kind)]


@pytest.mark.parametrize("status", words.status.STATUSES)
def test_a_pill_is_a_shape_and_a_word(status):
    pill = components.status_pill(status)
    assert text(pill) == words.status.STATUSES[status].label
    assert [part for part in parts(pill) if part in charts.GLYPHS.values()]


def test_a_pill_says_the_councils_own_word():
    assert text(components.status_pill("green", "On track", "circle")) == "On track"


@pytest.mark.requirement("WCC-21")
def test_in_development_is_neutral_and_never_red():
    pill = components.status_pill("in_development")
    assert pill.className == "gt-pill gt-pill--none"
    assert text(pill) == "In development"


@pytest.mark.parametrize("piece", [components.status_bar, components.status_strip])
def test_a_distribution_is_a_sentence_to_a_screen_reader(piece):
    drawn = piece(COUNTS, one="KPI", many="KPIs")
    assert text(drawn) == "9 on target, 2 near target, 1 off target, 3 not due of 15 KPIs."


def test_a_strip_shows_one_shape_a_measure_up_to_ten():
    strip = components.status_strip({"green": 2, "red": 1})
    assert [part for part in parts(strip) if part in charts.GLYPHS.values()] == ["●", "●", "◆"]


def test_states_that_are_no_judgement_are_one_part_of_a_bar():
    bar = components.status_bar({"green": 1, "not_due": 2, "no_target": 3})
    assert [part.className.split("--")[1] for part in bar.children] == ["green", "none"]
    assert text(components.status_words({"green": 1, "not_due": 2, "no_target": 3})) == "1 on target · 5 not rated"


def test_an_arrow_is_never_without_its_words():
    drawn = components.travel(
        "down", "improved", amount="−0.9 percentage points", than="on the previous quarter", brief=True
    )
    assert text(drawn) == "−0.9 percentage points, down, improving on the previous quarter"
    assert "gt-travel--neutral" in components.travel("none", "declined").className


THREAD = [
    {"level": "Plan", "title": "Corporate Plan", "href": "/"},
    {"level": "Outcome", "title": "Green", "href": "/outcomes/GC", "counts": COUNTS},
    {"level": "KPI", "title": "ENV01"},
]


def test_the_breadcrumb_is_the_thread_with_its_levels():
    drawn = components.breadcrumb(THREAD)
    assert getattr(drawn, "aria-label") == "Golden thread"
    assert [link.href for link in of_type(drawn, dcc.Link)] == ["/", "/outcomes/GC"]
    assert "Outcome: Green" in text(drawn)
    assert getattr(of_type(drawn, html.Li)[-1].children[0], "aria-current") == "page"
    assert [step.className.rsplit("--")[1] for step in of_type(drawn, html.Li)] == ["above", "parent", "here"]


def test_a_node_is_one_link_over_the_whole_line():
    drawn = components.node_lines([{"title": "Clean streets", "href": "/x", "counts": COUNTS, "better": 2, "worse": 1}])
    link = of_type(drawn, dcc.Link)[0]
    assert link.href == "/x"
    assert "2 better, 1 worse" in text(link)


TREE = [
    {"id": "a", "parent": "", "title": "Green", "level": "Outcome", "href": "/a", "status": None, "measure": None},
    {
        "id": "a/p",
        "parent": "a",
        "title": "Streets",
        "level": "Priority",
        "href": "/p",
        "status": None,
        "measure": None,
    },
    {"id": "a/q", "parent": "a", "title": "Air", "level": "Priority", "href": "/q", "status": None, "measure": None},
    {"id": "a/p/X", "parent": "a/p", "title": "Litter", "level": "KPI", "href": "/X", "status": "red", "measure": "X"},
    {"id": "a/q/X", "parent": "a/q", "title": "Litter", "level": "KPI", "href": "/X", "status": "red", "measure": "X"},
]


@pytest.mark.requirement("BCC-18")
def test_the_tree_holds_every_node_and_needs_no_mouse():
    drawn = components.tree(TREE, one="KPI", many="KPIs")
    said = drawn.children.children
    assert layouts.hrefs(drawn) == ["/a", "/p", "/X", "/q", "/X"]
    assert said.count("<summary>") == 3
    assert said.count("<details open>") == 1
    assert 'aria-label="1 off target of 1 KPI."' in said
    assert "2 off target" not in said
    assert "Litter: Off target" in "".join(layouts.texts(drawn))


def test_the_tree_writes_what_is_typed_as_it_is_typed():
    typed = {"title": "<b>R&D</b>", "href": '/a?b="c"&d'}
    rows = [TREE[0] | typed, TREE[3] | typed | {"parent": "a"}]
    drawn = components.tree(rows)
    assert layouts.texts(drawn).count("<b>R&D</b>") == 2
    assert layouts.hrefs(drawn) == ['/a?b="c"&d'] * 2


def test_a_link_that_leaves_the_site_is_an_ordinary_one():
    assert isinstance(components.link("ONS", "https://www.ons.gov.uk"), html.A)
    assert isinstance(components.link("Here", "/measures/ENV01"), dcc.Link)


DRAWING = {"data": [], "layout": {"height": 300}}


@pytest.mark.requirement("WCC-36")
def test_a_figure_has_a_sentence_a_table_and_no_way_to_upload_it():
    table = components.data_table(
        [("name", "Council"), ("value", "Value", "number")], [{"name": "A", "value": "1"}], caption="Councils"
    )
    drawn = components.figure(
        "m", DRAWING, title="Up", sentence="It went up.", table=table, downloads=[("CSV", "/x.csv")]
    )
    graph = of_type(drawn, dcc.Graph)[0]
    assert graph.config == {"displayModeBar": False, "displaylogo": False, "showSendToCloud": False, "responsive": True}
    assert text(of_type(drawn, html.Figcaption)) == "It went up."
    chart = next(part for part in parts(drawn) if getattr(part, "role", None) == "img")
    assert getattr(chart, "aria-label") == "It went up."
    assert of_type(of_type(drawn, html.Details), html.Table)
    assert of_type(drawn, html.A)[0].href == "/x.csv"


def test_only_a_figure_makes_a_graph():
    root = Path(components.__file__).parents[1]
    makers = {
        path.relative_to(root).as_posix() for path in root.rglob("*.py") if "dcc.Graph(" in path.read_text("utf-8")
    }
    assert makers == {"components/figure.py"}


def test_a_table_has_a_caption_headings_with_scope_and_takes_focus():
    drawn = components.data_table(
        [("name", "Council"), ("value", "Value", "number")],
        pd.DataFrame({"name": ["A", "B"], "value": ["1,204", None]}),
        caption="Councils",
    )
    assert (drawn.role, drawn.tabIndex, getattr(drawn, "aria-label")) == ("region", 0, "Councils")
    assert text(of_type(drawn, html.Caption)) == "Councils"
    assert [heading.scope for heading in of_type(drawn, html.Th)] == ["col", "col", "row", "row"]
    assert [cell.className for cell in of_type(drawn, html.Td)] == ["gt-number", "gt-number"]
    assert [text(cell) for cell in of_type(drawn, html.Td)] == ["1,204", ""]


def test_a_measure_row_says_everything_in_words():
    drawn = components.measure_rows(
        [MEASURE], caption="KPIs", href=lambda code: f"/measures/{code}", history={"ENV01": [40, None, 41.2]}
    )
    cells = [text(cell) for cell in of_type(drawn, html.Td)]
    assert of_type(drawn, dcc.Link)[0].href == "/measures/ENV01"
    assert cells[0] == "41.2%July to September 2025, provisional"
    assert cells[1:3] == ["45%", "Near target"]
    assert cells[3] == "−0.9 percentage points, down, worsening on the previous period"
    assert cells[4] == "no comparison on a year earlier"
    assert cells[6] == "9 of 16 quartile C"
    assert of_type(drawn, html.Img)[0].alt == "2 figures, from 40.0% to 41.2%"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"value": None, "marker": "c", "status": "suppressed"}, "suppressed"),
        ({"value": None, "marker": None, "status": "overdue"}, "no figure"),
        ({"value": 0.0, "marker": None, "status": "red"}, "0.0%"),
        ({"value": None, "marker": "x", "status": "not_available"}, "not available"),
    ],
)
def test_zero_and_the_kinds_of_nothing_differ_in_a_row(facts, said):
    drawn = components.measure_rows([MEASURE | facts], caption="KPIs", href=str)
    assert text(of_type(drawn, html.Td)[0]).startswith(said)


def test_lines_of_measures_give_status_value_and_target_or_a_sentence():
    drawn = components.measure_lines([MEASURE | {"detail": "third quarter in a row"}], href=str, empty="None.")
    assert text(drawn) == "Near target: Household waste recycled41.2% target 45%Third quarter in a row"
    assert (
        text(components.measure_lines([], href=str, empty="No measure is off target.")) == "No measure is off target."
    )


def test_a_filter_is_labelled_and_writes_its_name():
    box = components.filter_box("tier", "Tier", [("outcome", "Outcome")], every="All tiers")
    label, control = box.children
    assert control.id == {"type": "filter", "name": "tier"}
    assert label.htmlFor == '{"name":"tier","type":"filter"}'
    assert control.options[0] == {"label": "All tiers", "value": "*"}
    assert control.value == "*"


def test_the_period_selector_offers_the_reporting_periods():
    periods = [
        {"period": "2025-26Q2", "label": "July to September 2025"},
        {"period": "2025-26Q1", "label": "April to June 2025"},
    ]
    control = components.period_selector(periods, "2025-26Q2").children[1]
    assert control.value == "2025-26Q2"
    assert [option["value"] for option in control.options] == ["2025-26Q2", "2025-26Q1"]


def test_milestones_say_where_they_stand():
    rows = [
        {
            "title": "Depot",
            "owner": None,
            "baseline": "2025-06-30",
            "forecast": "2025-07-10",
            "slip_days": 10,
            "status": "amber",
            "overdue": False,
        }
    ]
    said = text(components.milestones(rows))
    assert "Slipping" in said
    assert "Expected on 10 July 2025, 10 days after the agreed date of 30 June 2025." in said


def test_a_definition_without_words_is_left_out():
    drawn = components.definition_list(
        [("Unit", "per cent"), ("Formula", None), ("Owner", float("nan")), ("Source", html.A("x"))]
    )
    assert [text(term) for term in of_type(drawn, html.Dt)] == ["Unit", "Source"]


def test_commentary_has_its_parts_or_says_there_is_none():
    facts = {
        "going_well": "A",
        "needs_improvement": "B",
        "action": "C",
        "action_owner": "Head of Waste",
        "action_due": "2026-01-31",
        "exception": True,
    }
    said = text(components.commentary(facts))
    for part in ("Exception report", "Going well", "Needs improvement", "Action", "Head of Waste, by 31 January 2026"):
        assert part in said
    assert text(components.commentary({})) == "No commentary has been written for this period."


@pytest.mark.parametrize("sheet", ["layout.css", "print.css"])
def test_only_tokens_name_a_colour(sheet):
    lines = [line.strip() for line in (ASSETS / sheet).read_text("utf-8").splitlines()]
    named = [line for line in lines if re.search(r": .*#[0-9A-Fa-f]{6}", line)]
    assert [line for line in named if not line.startswith("--gt-")] == []
