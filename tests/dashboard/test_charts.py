"""Every drawing is one Plotly accepts, and shows what the frame says."""

import datetime
import itertools
import json
import re
import textwrap
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard import charts, words
from tests import prose

TOKENS = Path(__file__).parents[2] / "assets" / "tokens.css"
RECYCLING = prose.RECYCLING | {"baseline": 36.4}
VALUES = [38.2, 37.1, 36.5, 39.0, None, 40.2, 41.9, 41.2]
MARKERS = [None, None, None, None, "c", None, "r", "p"]


def history(values=VALUES, markers=MARKERS, freq="QE"):
    ends = pd.date_range("2023-12-31", periods=len(values), freq=freq)
    return pd.DataFrame(
        {
            "label": [f"quarter to {end:%B %Y}" for end in ends],
            "short_label": [f"Q{end.quarter} {end.year}" for end in ends],
            "end_date": ends,
            "value": values,
            "marker": markers,
            "target": [42.0] * 4 + [45.0] * (len(values) - 4),
            "intervention": [38.0] * len(values),
            "status": ["amber"] * len(values),
        }
    )


EVENTS = pd.DataFrame(
    [
        {"event_date": datetime.date(2024, 5, 10), "kind": "event", "label": "Strike", "note": None},
        {"event_date": datetime.date(2024, 8, 1), "kind": "break", "label": "New definition", "note": None},
    ]
)
MEMBERS = pd.DataFrame(
    {
        "name": ["Aldermere", "Hartle", "Bournemouth, Christchurch and Poole", "Orrin"],
        "value": [41.2, 52.0, 39.5, None],
        "own": [True, False, False, False],
        "marker": [None, None, None, "c"],
    }
)
NODES = pd.DataFrame(
    [
        {"id": "P", "parent": "", "title": "The plan", "level": "Plan", "href": "/", "status": None, "measure": None},
        {
            "id": "P/a",
            "parent": "P",
            "title": "Green",
            "level": "Outcome",
            "href": "/a",
            "status": None,
            "measure": None,
        },
        {
            "id": "P/b",
            "parent": "P",
            "title": "Safe",
            "level": "Outcome",
            "href": "/b",
            "status": None,
            "measure": None,
        },
        {"id": "P/a/X", "parent": "P/a", "title": "X", "level": "KPI", "href": "/X", "status": "red", "measure": "X"},
        {"id": "P/a/Y", "parent": "P/a", "title": "Y", "level": "KPI", "href": "/Y", "status": "green", "measure": "Y"},
        {"id": "P/b/Y", "parent": "P/b", "title": "Y", "level": "KPI", "href": "/Y", "status": "green", "measure": "Y"},
    ]
)
MIX = pd.DataFrame(
    {
        "period": ["a", "a", "b"],
        "short_label": ["Q1", "Q1", "Q2"],
        "status": ["green", "not_due", "red"],
        "measures": [3, 2, 1],
    }
)

DRAWINGS = {
    "trend": lambda: charts.trend(history(), RECYCLING, events=EVENTS, comparators=history()[["end_date", "value"]]),
    "trend of one": lambda: charts.trend(history().tail(1), RECYCLING),
    "trend of none": lambda: charts.trend(history().head(0), RECYCLING),
    "trend without values": lambda: charts.trend(history([None] * 5, ["c"] * 5), RECYCLING),
    "trend of months": lambda: charts.trend(
        history(list(range(60)), [None] * 60, "ME"), RECYCLING | {"baseline": None}
    ),
    "trend of equals": lambda: charts.trend(history([5.0] * 6, [None] * 6), RECYCLING | {"baseline": None}),
    "trend below zero": lambda: charts.trend(history([-5.0, 3.0] * 3, [None] * 6), RECYCLING),
    "ranked bars": lambda: charts.ranked_bars(MEMBERS, RECYCLING, mean=43.1, others=2),
    "ranked bars of none": lambda: charts.ranked_bars(MEMBERS.head(0), RECYCLING),
    "ranked bars below zero": lambda: charts.ranked_bars(
        MEMBERS.assign(value=[-3.0, 2.0, 0.0, None]), RECYCLING, mean=-1.0, others=2
    ),
    "icicle": lambda: charts.icicle(NODES, one="KPI", many="KPIs"),
    "icicle of none": lambda: charts.icicle(NODES.head(0)),
    "status mix": lambda: charts.status_mix(MIX),
}


def trace(drawing, name):
    return next(part for part in drawing["data"] if part.get("name") == name)


def annotations(drawing):
    return [note["text"] for note in drawing["layout"]["annotations"]]


@pytest.mark.parametrize("name", DRAWINGS)
def test_plotly_accepts_every_property_of_every_drawing(name):
    drawing = DRAWINGS[name]()
    go.Figure(drawing)
    assert "NaN" not in json.dumps(drawing)


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_drawing_has_a_legend_small_type_or_tilted_words(name):
    layout = DRAWINGS[name]()["layout"]
    assert layout["showlegend"] is False
    assert layout["separators"] == ".,"
    sizes = [int(size) for size in re.findall(r'"size": (\d+)', json.dumps(layout).replace('"marker": {"size"', ""))]
    assert min(sizes) >= 12
    assert all(layout[axis]["tickangle"] == 0 for axis in ("xaxis", "yaxis") if axis in layout)


def test_a_missing_period_stays_a_gap_and_its_reason_can_be_read():
    drawing = charts.trend(history(), RECYCLING)
    own = trace(drawing, "own")
    assert own["y"] == VALUES
    assert own["connectgaps"] is False
    assert trace(drawing, "missing")["customdata"] == ["quarter to December 2024: suppressed"]


def test_a_skipped_period_is_a_gap_though_it_has_no_row():
    own = trace(charts.trend(history().drop(index=[4]), RECYCLING), "own")
    assert own["y"].count(None) == 1
    assert own["y"][4] is None


@pytest.mark.requirement("BCP-04")
def test_a_break_parts_the_line_and_says_so():
    drawing = charts.trend(history([1.0, 2.0, 3.0, 4.0], [None] * 4), RECYCLING, events=EVENTS)
    assert trace(drawing, "own")["y"] == [1.0, 2.0, 3.0, None, 4.0]
    assert "<b>2</b> break" in annotations(drawing)


@pytest.mark.requirement("BCP-26")
def test_events_carry_the_numbers_of_their_notes():
    drawing = charts.trend(history(), RECYCLING, events=EVENTS)
    marks = [text for text in annotations(drawing) if text.startswith("<b>1</b>") or text.startswith("<b>2</b>")]
    assert len(marks) == len(words.trend.event_notes(EVENTS, history())) == 2


@pytest.mark.requirement("BCP-20")
def test_target_and_intervention_level_are_lines_labelled_in_place():
    drawing = charts.trend(history(), RECYCLING)
    assert trace(drawing, "target")["line"]["dash"] == "dash"
    assert trace(drawing, "intervention")["line"]["dash"] == "dot"
    assert "Target<br>45%" in annotations(drawing)
    assert "Intervention<br>level 38%" in annotations(drawing)


@pytest.mark.requirement("BCP-19")
def test_the_baseline_is_drawn_and_labelled():
    drawing = charts.trend(history(), RECYCLING)
    assert "Baseline<br>36.4%" in annotations(drawing)
    assert any(shape.get("y0") == 36.4 == shape.get("y1") for shape in drawing["layout"]["shapes"])


def test_provisional_and_revised_values_are_open_points_with_words():
    own = trace(charts.trend(history(), RECYCLING), "own")
    white, accent = charts.COLOURS["surface"], charts.COLOURS["accent"]
    assert own["marker"]["color"][-3:] == [accent, white, white]
    assert "provisional" in own["customdata"][-1]
    assert "near target" in own["customdata"][-1]
    theirs = trace(charts.trend(history(), RECYCLING, labels={"amber": "Turning"}), "own")
    assert "turning" in theirs["customdata"][-1]


def test_labels_at_the_right_never_cover_one_another():
    drawing = charts.trend(history([45.0] * 8, [None] * 8), RECYCLING | {"baseline": 44.9})
    at_right = [note for note in drawing["layout"]["annotations"] if note.get("xref") == "paper" and note["x"] == 1]
    plot = drawing["layout"]["height"] - drawing["layout"]["margin"]["t"] - drawing["layout"]["margin"]["b"]
    spans = sorted(
        (note["y"] * plot - half, note["y"] * plot + half)
        for note in at_right
        for half in [(note["text"].count("<br>") + 1) * (note["font"]["size"] + 4) / 2]
    )
    assert len(spans) == 4
    assert all(below[1] <= above[0] + 0.01 for below, above in itertools.pairwise(spans))
    assert spans[-1][1] <= plot + drawing["layout"]["margin"]["t"]


def test_the_time_axis_is_a_date_axis_with_our_labels_and_the_last_period_among_them():
    axis = DRAWINGS["trend of months"]()["layout"]["xaxis"]
    assert axis["type"] == "date"
    assert axis["ticktext"][0] == "Q4<br>2028"
    assert len(axis["ticktext"]) <= 5
    assert len(axis["minor"]["tickvals"]) == 60


def test_value_ticks_are_round_and_carry_the_unit():
    texts = charts.trend(history(), RECYCLING)["layout"]["yaxis"]["ticktext"]
    assert texts == ["36%", "38%", "40%", "42%", "44%", "46%"]


def test_bars_are_ranked_from_zero_and_our_own_is_marked_by_more_than_colour():
    drawing = charts.ranked_bars(MEMBERS, RECYCLING, mean=43.1, others=2)
    bars, axis = drawing["data"][0], drawing["layout"]["yaxis"]
    assert bars["x"] == [52.0, 41.2, 39.5, 0.0]
    assert axis["ticktext"][1] == "<b>▶ Aldermere</b>"
    assert bars["marker"]["line"]["width"] == [0, 2, 0, 0]
    assert drawing["layout"]["xaxis"]["range"][0] == 0
    assert bars["text"] == ["", "", "", "suppressed"]
    assert "Mean of 2 others: 43.1%" in annotations(drawing)
    assert "<b>41.2%</b>" in annotations(drawing)


def test_the_lowest_is_first_where_lower_is_better():
    bars = charts.ranked_bars(MEMBERS, RECYCLING | {"polarity": "lower"})["data"][0]
    assert bars["x"] == [39.5, 41.2, 52.0, 0.0]


def test_forty_one_councils_get_room_for_each():
    members = pd.DataFrame(
        {"name": [f"Council {n}" for n in range(41)], "value": range(41), "own": [n == 7 for n in range(41)]}
    )
    drawing = charts.ranked_bars(members, RECYCLING)
    go.Figure(drawing)
    assert drawing["layout"]["height"] >= 41 * 24


@pytest.mark.requirement("BCC-14")
def test_the_icicle_counts_a_measure_on_two_paths_once():
    trace_ = charts.icicle(NODES, one="KPI", many="KPIs")["data"][0]
    assert trace_["text"][0] == "<b>The plan</b>  2"
    assert trace_["ids"][3:] == ["P/a/Y", "P/b/Y", "P/a/X"]
    assert trace_["customdata"][-1] == "/X"
    assert trace_["text"][-1] == "◆ X"
    assert trace_["marker"]["colors"][-1] == charts.COLOURS["red"]


def test_the_icicle_grows_with_the_ends_of_the_plan_up_to_a_screen():
    def height(ends: int) -> int:
        above = {
            "id": "P",
            "parent": "",
            "title": "Plan",
            "level": "Plan",
            "href": "/",
            "status": None,
            "measure": None,
        }
        rows = [above | {"id": f"P/{n}", "parent": "P", "title": f"Objective {n}", "level": "Aim"} for n in range(ends)]
        return charts.icicle(pd.DataFrame([above, *rows]), even="Aim")["layout"]["height"]

    assert [height(24), height(32), height(200)] == [530, 704, 720]


@pytest.mark.parametrize(
    "title",
    [
        "Household waste recycled or composted",
        "Exactly twenty-four long",
        "Anunbreakablyverylongwordofmany letters",
        "Abcdefghijklmnopqrstuvwx yz",
        "Long-term absence-related days",
        "Children’s   services – all",
    ],
)
def test_a_title_of_the_icicle_is_cut_between_words(title):
    row = NODES.iloc[0].to_dict() | {"title": title}
    cut = textwrap.shorten(title, 24, placeholder="…")
    assert charts.icicle([row])["data"][0]["text"] == [f"<b>{cut}</b>  0"]


def test_a_branch_beside_the_priorities_is_as_tall_as_one_of_them():
    def row(path: str, level: str, status: str | None = None) -> dict[str, str | None]:
        above, _, code = path.rpartition("/")
        measure = code if status else None
        return {"id": path, "parent": above, "title": code, "level": level, "href": "/", "status": status} | {
            "measure": measure
        }

    rows = [row("P", "Plan"), row("P/o", "Outcome"), row("P/o/a", "Aim"), row("P/o/a/X", "KPI", "red")]
    rows += [row("P/o/d", "Directorate"), row("P/o/d/s", "Service"), *(row(f"P/o/d/s/{n}", "KPI", "red") for n in "YZ")]
    trace_ = charts.icicle(pd.DataFrame(rows), even="Aim")["data"][0]
    tall = dict(zip(trace_["ids"], trace_["values"], strict=True))
    assert {end: weight for end, weight in tall.items() if weight} == {"P/o/a/X": 1, "P/o/d/s/Y": 0.5, "P/o/d/s/Z": 0.5}


def test_a_sparkline_is_an_image_of_its_own_with_gaps():
    uri = charts.sparkline([1, 2, None, 4, 3], target=2)
    svg = ElementTree.fromstring(unquote(uri.removeprefix("data:image/svg+xml,")))
    paths = [path.get("d") for path in svg.iter("{http://www.w3.org/2000/svg}path")]
    assert (svg.get("width"), svg.get("height")) == ("96", "24")
    assert paths[1].count("M") == 2


@pytest.mark.parametrize("amounts", [[], [None], [5], [5, 5, 5], [float("nan"), 1, 2]])
def test_a_sparkline_of_little_is_still_an_image(amounts):
    ElementTree.fromstring(unquote(charts.sparkline(amounts).removeprefix("data:image/svg+xml,")))


def test_the_palette_is_the_one_of_the_stylesheet():
    light = TOKENS.read_text("utf-8").split("@media")[0]
    tokens = dict(re.findall(r"--gt-([a-z0-9-]+): (#[0-9A-F]{6});", light)) | {"accent": "#12436D"}
    assert {name: tokens.get(name) for name in charts.COLOURS} == charts.COLOURS


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "surface", 7),
        ("muted", "surface", 4.5),
        ("muted", "wash", 4.5),
        ("surface", "green", 4.5),
        ("surface", "red", 4.5),
        ("surface", "blue", 4.5),
        ("ink", "amber", 4.5),
        ("others", "surface", 3),
        ("ink", "focus", 7),
    ],
)
def test_colours_that_meet_have_the_contrast_they_need(text, ground, least):
    assert contrast(charts.COLOURS[text], charts.COLOURS[ground]) >= least


def test_every_status_has_a_shape_of_its_own():
    assert len({charts.glyph(status) for status in ("blue", "green", "amber", "red", "not_due")}) == 5
