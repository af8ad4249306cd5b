"""The map: classes hold every figure once, tiles stand apart, one set of boundaries at a time, table and map agree."""

import gzip
import json
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from dash import html
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import charts, formats, words
from dashboard.components.figure import CONFIG
from dashboard.explorer import asked, ground
from dashboard.sections.explorer import map as view
from tests.layouts import reading, text, walk
from tests.prose import RECYCLING

RATE = RECYCLING | {"measure": "WST02"}


def council(code: str, value: float | None = None, **more: Any) -> dict[str, Any]:
    row = {"area": code, "name": f"Place {code}", "type": "unitary authority", "region": "North", "nation": "Albia"}
    return row | {"own": False, "member": False, "value": value, "marker": None} | more


def square(code: str, west: int, south: int, value: float | None = None, **more: Any) -> dict[str, Any]:
    x, y = [west, west + 100, west + 100, west], [south, south, south + 100, south + 100]
    return council(code, value, x=[x], y=[y], middle_x=west + 50, middle_y=south + 50, **more)


# Classes

NUMBERS = st.lists(st.floats(-1e6, 1e6).map(lambda number: round(number, 3)), min_size=1, max_size=80)


@given(NUMBERS)
@settings(max_examples=50)
def test_every_figure_is_in_one_class_and_classes_follow_each_other(values: list[float]) -> None:
    found = charts.classes([*values, None], RATE)
    assert [sum(one.holds(value) for one in found) for value in values] == [1] * len(values)
    assert [one.councils for one in found] == [sum(one.holds(value) for value in values) for one in found]
    assert all(one.councils for one in found)
    assert [one.low for one in found[1:]] == [one.high for one in found[:-1]]
    assert (found[0].low, found[-1].high) == (None, None)
    assert len({(one.colour, one.pattern) for one in found}) == len(found)
    assert sorted(one.shade for one in found) == [one.shade for one in found]


def test_classes_have_round_bounds_about_as_many_councils_each_and_words() -> None:
    found = charts.classes([30 + step / 7 for step in range(100)], RATE)
    assert [one.label for one in found] == [
        "under 32.8%",
        "32.8% to under 35.8%",
        "35.8% to under 38.6%",
        "38.6% to under 41.4%",
        "41.4% or more",
    ]
    assert all(18 <= one.councils <= 22 for one in found)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([12.0] * 9, ["12.0%"]),
        ([41.2], ["41.2%"]),
        ([], []),
        ([None], []),
        ([0.0] * 30 + [1.0], ["under 1%", "1% or more"]),
        ([1.0, 2.0], ["under 2%", "2% or more"]),
    ],
)
def test_few_figures_and_many_alike_have_fewer_classes(values: list[float], labels: list[str]) -> None:
    assert [one.label for one in charts.classes(values, RATE)] == labels


# Tiles

PLACES = st.lists(
    st.tuples(
        st.sampled_from(["North West", "London", "Northern region", "Nowhere", "", "Wales"]), st.integers(0, 999)
    ),
    unique=True,
    min_size=1,
    max_size=60,
)


@given(PLACES)
@settings(max_examples=50)
def test_no_two_tiles_share_a_place_and_every_region_is_named_once(places: list[tuple[str, int]]) -> None:
    rows = [{"area": f"{region}{number}", "name": f"Place {number}", "region": region} for region, number in places]
    tiles, captions = charts.tiles(rows)
    assert Counter(tile["area"] for tile in tiles) == Counter(row["area"] for row in rows)
    corners = {(tile["x"][0][0], tile["y"][0][0]) for tile in tiles}
    assert len(corners) == len(tiles)
    for one, other in combinations(sorted(corners), 2):
        assert abs(one[0] - other[0]) > 9 or abs(one[1] - other[1]) > 9
    assert sorted(caption["text"] for caption in captions) == sorted({region or "Elsewhere" for region, _ in places})


def test_regions_stand_as_they_lie() -> None:
    names = ["North East", "North West", "London", "South West", "Wales", "Scotland", "Northern Ireland"]
    _, captions = charts.tiles([{"area": name, "name": name, "region": name} for name in names])
    at = {caption["text"]: (caption["x"], caption["y"]) for caption in captions}
    assert at["Scotland"][1] > at["North East"][1] > at["North West"][1] > at["Wales"][1] > at["South West"][1]
    assert at["Northern Ireland"][0] < at["North West"][0] < at["North East"][0] < at["London"][0]
    invented = ["Northern region", "Southern region", "Western region", "Eastern region", "Central region"]
    _, captions = charts.tiles([{"area": name, "name": name, "region": name} for name in invented])
    at = {caption["text"]: (caption["x"], caption["y"]) for caption in captions}
    middle = at["Central region"]
    assert at["Northern region"][1] > middle[1] > at["Southern region"][1]
    assert at["Western region"][0] < middle[0] < at["Eastern region"][0]


# The drawing


def test_areas_are_filled_by_class_the_councils_own_outlined_and_none_left_white() -> None:
    rows = [square(str(place), place * 100, 0, 30.0 + place) for place in range(8)]
    rows += [square("own", 0, 100, 41.2, own=True, name="Aldermere"), square("gap", 100, 100, marker="c", member=True)]
    found = charts.classes([row["value"] for row in rows], RATE)
    drawing = charts.area_map(rows, found, RATE)
    go.Figure(drawing)
    traces = drawing["data"]
    fills = [trace for trace in traces if trace.get("fill") == "toself"]
    assert [trace["name"] for trace in fills] == ["No figure", *(one.label.capitalize() for one in found)]
    assert [trace["x"].count(None) + 1 for trace in fills] == [1, *(one.councils for one in found)]
    looks = [(trace["fillcolor"], trace.get("fillpattern", {}).get("shape")) for trace in fills]
    assert len(set(looks)) == len(looks)
    assert looks[0] == (charts.COLOURS["surface"], "-")
    edges = [trace for trace in traces if trace["mode"] == "lines" and "fill" not in trace]
    assert [(trace["line"]["width"], trace["x"][0]) for trace in edges] == [(1.4, 100), (6, 0), (3, 0)]
    said = traces[-1]["customdata"]
    assert "<b>Aldermere</b><br>41.2%" in said
    assert "<b>Place gap</b><br>suppressed" in said or "confidential" in " ".join(said)
    layout = drawing["layout"]
    assert (layout["yaxis"]["scaleanchor"], layout["yaxis"]["scaleratio"]) == ("x", 1)
    assert [note["text"] for note in layout["annotations"]] == ["<b>Aldermere</b>"]


def test_london_is_drawn_again_at_sea() -> None:
    boroughs = [
        square(str(place), 2000 + place % 4 * 20, place // 4 * 20, 1.0, type="London borough") for place in range(12)
    ]
    coast = [square(f"c{step}", 0, step * 100, 2.0) for step in range(30)]
    found = charts.classes([1.0, 2.0], RATE)
    drawing = charts.area_map([*boroughs, *coast], found, RATE)
    points = drawing["data"][-1]["customdata"]
    assert len(points) == 12 * 2 + 30
    assert [note["text"] for note in drawing["layout"]["annotations"]] == ["London, × 4"]
    assert len(charts.area_map(boroughs, found, RATE)["data"][-1]["customdata"]) == 12


# What is drawn


def boundary(area: str, *, was: bool, now: bool, tier: str = "upper", began: bool | None = None) -> dict[str, Any]:
    return {"area": area, "tier": tier, "start": was if began is None else began, "end": was, "today": now}


OLD_AND_NEW = [
    boundary("rest", was=True, now=True),
    boundary("old town", was=True, now=False),
    boundary("old port", was=True, now=False),
    boundary("merged", was=False, now=True),
]


@pytest.mark.parametrize(
    ("figures", "drawn", "day"),
    [
        (("rest", "old town", "old port"), {"rest", "old town", "old port"}, "end"),
        (("rest", "merged"), {"rest", "merged"}, "today"),
        (("rest", "merged", "old town", "old port"), {"rest", "old town", "old port"}, "end"),
        (("rest",), {"rest", "merged"}, "today"),
    ],
)
def test_old_councils_and_their_successor_are_never_drawn_together(
    figures: tuple[str, ...], drawn: set[str], day: str
) -> None:
    rows = [council(row["area"], 1.0 if row["area"] in figures else None) for row in OLD_AND_NEW]
    chosen = ground._chosen(rows, OLD_AND_NEW)
    assert chosen is not None
    assert (set(chosen.areas), chosen.day) == (drawn, day)


def test_a_long_period_may_keep_to_the_councils_there_were_when_it_began() -> None:
    merged_since = [row | {"end": row["today"]} for row in OLD_AND_NEW]
    rows = [council(row["area"], None if row["area"] == "merged" else 1.0) for row in merged_since]
    chosen = ground._chosen(rows, merged_since)
    assert chosen is not None
    assert (set(chosen.areas), chosen.day) == ({"rest", "old town", "old port"}, "start")


@pytest.mark.parametrize(
    ("own", "figures", "tier"),
    [
        ("city", ("city", "county", "east", "west"), "upper"),
        ("east", ("city", "county", "east", "west"), "lower"),
        ("city", ("city", "east", "west"), "lower"),
        ("city", ("city", "county"), "upper"),
    ],
)
def test_the_tier_drawn_is_the_one_the_figures_fill(own: str, figures: tuple[str, ...], tier: str) -> None:
    kinds = {"city": "unitary authority", "county": "county", "east": "district", "west": "district"}
    rows = [council(code, 1.0 if code in figures else None, type=kind, own=code == own) for code, kind in kinds.items()]
    both = [boundary(code, was=True, now=True) for code in ("city", "county")]
    both += [boundary(code, was=True, now=True, tier="lower") for code in ("city", "east", "west")]
    chosen = ground._chosen(rows, both)
    assert chosen is not None
    assert chosen.tier == tier


def test_nations_without_a_figure_are_not_drawn_and_without_boundaries_nothing_is() -> None:
    rows = [council("a", 1.0), council("b"), council("far", nation="Farland")]
    chosen = ground._chosen(rows, [boundary(row["area"], was=True, now=True) for row in rows])
    assert chosen is not None
    assert chosen.areas == {"a", "b"}
    assert ground._chosen(rows, []) is None


# Words


def test_words_of_a_map() -> None:
    rows = [council(str(n), 30.0 + n, region="North" if n > 4 else ("South", "East")[n % 2]) for n in range(10)]
    rows[0]["own"] = True
    labels = ["under 35%", "35% or more"]
    assert words.map.map_title(rows, RATE, council="Aldermere", place=0, labels=labels) == (
        "Aldermere is in the lower of two classes, under 35%"
    )
    assert words.map.map_title(rows, RATE, council="Aldermere", place=None, labels=labels) == (
        "From 30.0% (Place 0) to 39.0% (Place 9)"
    )
    assert words.map.map_sentence(rows, rows[5:], RATE, council="Aldermere", when="in 2024/25") == (
        "10 of 10 councils have a figure in 2024/25. They go from 30.0% (Place 0) to 39.0% (Place 9). "
        "Aldermere has 30.0%. Of the 5 in the highest class, 5 are in one region: North."
    )
    assert "crown copyright" in words.map.map_source("inbox/topo.json").casefold()
    assert words.map.map_source("") == ""
    said = words.map.map_notes(tiles=False, tier="upper", day="today", others=2, strays=[council("x")])
    assert "Councils are drawn as they are today" in said[0]
    assert "2 districts have a figure too" in said[1]
    assert "Place x" in said[2]


# The view


def drawings(layout: Any) -> list[dict[str, Any]]:
    return [part.figure for part in walk(layout) if getattr(part, "config", None) == CONFIG]


def cells(layout: Any) -> list[list[str]]:
    found = next(part for part in walk(layout) if isinstance(part, html.Table))
    return [[text(cell) for cell in row.children] for row in found.children[2].children]


def agree(layout: Any, about: dict[str, Any]) -> None:
    """Hold map, key and table against each other: each council once, in the class the key counts it in."""
    (drawing,) = drawings(layout)
    table = cells(layout)
    shown = {}
    for said in drawing["data"][-1]["customdata"]:
        name, value = said.removeprefix("<b>").split("</b><br>")
        shown[name] = value
    assert len(table) == len({row[0] for row in table}) == len(shown)
    for name, value, *_ in table:
        assert shown[name].startswith(value) or (shown[name], value) == ("no figure", formats.measured(None, about))
    key = [
        text(item)
        for part in walk(layout)
        if isinstance(part, html.Ul) and (part.className or "").startswith("gt-map__key")
        for item in part.children
    ]
    for label, councils in Counter(row[2] for row in table if row[2] != "–").items():
        assert any(line.startswith(label) and line.endswith(formats.plural(councils, "council")) for line in key)


def test_without_boundaries_councils_are_tiles_and_the_table_says_the_same(demo: None) -> None:
    state = asked({"measure": "WST02", "view": "map"})
    (layout,) = view.draw(state)
    agree(layout, state.subjects[0].about)
    assert "one tile is one council" in text(layout).casefold()
    (drawing,) = drawings(layout)
    assert "Central region" in " ".join(note["text"] for note in drawing["layout"]["annotations"])


def test_the_published_boundaries_make_a_map_that_is_light_on_the_wire(birmingham_warehouse: Path) -> None:
    with reading(birmingham_warehouse):
        state = asked({"measure": "els-adult-obesity,HEA04", "view": "map"})
        subject = state.subjects[0]
        at = ground.compared_at(state, subject)
        assert at is not None
        found = ground.ground(state, subject, at)
        (layout, *_) = view.draw(state)
    assert (found.tier, found.captions, len(found.rows)) == ("upper", [], 153)
    assert {row["nation"] for row in found.rows} == {"England"}
    assert at["end_date"] > date(2019, 4, 1)
    assert not {"E06000028", "E06000029"} & {row["area"] for row in found.rows}
    assert "E06000058" in {row["area"] for row in found.rows}
    agree(layout, subject.about)
    (drawing,) = drawings(layout)
    written = json.dumps(drawing, separators=(",", ":")).encode()
    assert len(written) < 300_000
    assert len(gzip.compress(written)) < 100_000
