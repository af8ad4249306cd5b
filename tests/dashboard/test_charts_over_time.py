"""Control charts, outlook, projection, intervals and small panels: what is drawn is what the marts say, and no more."""

import datetime
import json
import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard import charts

SVG = "{http://www.w3.org/2000/svg}"
SHARE = {
    "short_title": "Fly-tips cleared",
    "unit": "per cent",
    "prefix": "",
    "suffix": "%",
    "decimals": 1,
    "polarity": "higher",
    "frequency": "monthly",
    "value_type": "proportion",
    "per": 100,
    "baseline": None,
}


def months(n, start="2025-01-31"):
    return [end.date() for end in pd.date_range(start, periods=n, freq="ME")]


def dated(end, **more):
    return {"label": f"{end:%B %Y}", "short_label": f"{end:%b %Y}", "end_date": end} | more


def points(
    values=(90, 92, 97, 88), segments=(1, 1, 2, 2), judgements=("common", "improvement", None, "concern"), **more
):
    """Rows of mart_spc; the first segment has limits 85 to 99, the second 80 to 104."""
    rows = []
    for end, value, segment, judgement in zip(months(len(values)), values, segments, judgements, strict=True):
        mean, lower, upper = (92.0, 85.0, 99.0) if segment == 1 else (92.0, 80.0, 104.0)
        known = judgement is not None
        rows.append(
            dated(
                end,
                segment=segment,
                value=float(value),
                mean=mean if known else None,
                lower=lower if known else None,
                upper=upper if known else None,
                rule=1 if judgement in ("improvement", "concern") else 0,
                side="above",
                judgement=judgement,
                target=91.0,
            )
            | more
        )
    return rows


def ahead(start="2025-09-30", target=92.0):
    steps = zip(months(3, start), (95.0, 97.0, 99.0), (92.0, 93.0, 94.0), (98.0, 101.0, 104.0), strict=True)
    return [
        {
            "step": step,
            "ahead_end": end,
            "ahead_label": f"{end:%B %Y}",
            "short_label": f"{end:%b %Y}",
            "projected": projected,
            "lower80": lower,
            "upper80": upper,
            "target": target,
            "probability": None if target is None else 0.6,
        }
        for step, (end, projected, lower, upper) in enumerate(steps, start=1)
    ]


def past(values=(90.0, 91.0, None, 93.0)):
    ends = months(len(values), "2025-05-31")
    return [
        dated(end, value=value, marker=None if value else "c", target=91.0)
        for end, value in zip(ends, values, strict=True)
    ]


YEAR = [
    dated(datetime.date(2025, 6, 30), value=20.0, target=25.0),
    dated(datetime.date(2025, 9, 30), value=50.0, target=45.0),
    dated(datetime.date(2025, 12, 31), value=None, target=70.0),
    dated(datetime.date(2026, 3, 31), value=None, target=100.0),
]
COUNT = SHARE | {"suffix": "", "unit": "homes", "decimals": 0, "value_type": "count"}

DRAWINGS = {
    "spc": lambda: charts.spc(points(), SHARE),
    "spc of a frame": lambda: charts.spc(pd.DataFrame(points()), SHARE),
    "spc without limits": lambda: charts.spc(points(judgements=(None,) * 4), SHARE),
    "spc of none": lambda: charts.spc([], SHARE),
    "outlook": lambda: charts.outlook(past(), ahead(), SHARE),
    "outlook without target": lambda: charts.outlook(past(), ahead(target=None), SHARE),
    "outlook of none": lambda: charts.outlook(past(), [], SHARE),
    "projection": lambda: charts.projection(YEAR, {"projection": 111.1, "year_target": 100.0}, COUNT),
    "projection without target": lambda: charts.projection(
        [row | {"target": None} for row in YEAR], {"projection": 100.0, "year_target": None}, COUNT
    ),
}


def trace(drawing, name):
    return next(part for part in drawing["data"] if part["name"] == name)


def annotations(drawing):
    return [note["text"] for note in drawing["layout"]["annotations"]]


@pytest.mark.parametrize("name", DRAWINGS)
def test_plotly_accepts_every_property(name):
    drawing = DRAWINGS[name]()
    go.Figure(drawing)
    assert "NaN" not in json.dumps(drawing)
    assert drawing["layout"]["showlegend"] is False


def test_a_point_has_the_colour_and_the_shape_of_its_judgement():
    marker = trace(charts.spc(points(), SHARE), "points")["marker"]
    assert marker["symbol"] == ["circle", "square", "circle-open", "diamond"]
    names = ("common", "improvement", "common", "concern")
    assert marker["color"] == [charts.COLOURS[f"spc-{name}"] for name in names]
    assert marker["opacity"] == 1


def test_every_judgement_has_a_shape_of_its_own():
    assert len(set(charts.SPC_SHAPES.values())) == 4


def test_limits_are_broken_where_a_segment_begins_and_say_so():
    drawing = charts.spc(points(judgements=("common",) * 4), SHARE)
    lower = trace(drawing, "lower")
    assert lower["y"] == [85.0, 85.0, None, 80.0, 80.0, None]
    assert trace(drawing, "values")["y"] == [90.0, 92.0, None, 97.0, 88.0]
    assert annotations(drawing).count("new limits") == 1
    assert len(drawing["layout"]["shapes"]) == 1


def test_a_limit_beyond_a_hundred_per_cent_is_drawn_at_it_and_says_that_it_is_beyond():
    drawing = charts.spc(points(judgements=("common",) * 4), SHARE)
    assert trace(drawing, "upper")["y"] == [99.0, 99.0, None, 100.0, 100.0, None]
    assert "Upper limit<br>beyond 100.0%" in annotations(drawing)
    assert "Lower limit<br>80.0%" in annotations(drawing)
    unbounded = charts.spc(points(judgements=("common",) * 4), SHARE | {"value_type": "mean", "suffix": ""})
    assert trace(unbounded, "upper")["y"][3] == 104.0


def test_a_segment_without_limits_has_points_and_no_line_for_them():
    drawing = charts.spc(points(judgements=("common", "common", None, None)), SHARE)
    assert trace(drawing, "mean")["y"] == [92.0, 92.0, None]
    assert len(trace(drawing, "points")["y"]) == 4


def test_a_missing_month_breaks_the_line_of_a_control_chart():
    rows = points(values=(90, 91, 92, 93), segments=(1,) * 4, judgements=("common",) * 4)
    drawing = charts.spc([rows[0], rows[1], rows[3]], SHARE)
    # Two steps, of one and of two months: their middle is the longer.
    assert trace(drawing, "values")["y"] == [90.0, 91.0, 93.0]
    more = points(values=range(80, 88), segments=(1,) * 8, judgements=("common",) * 8)
    assert trace(charts.spc([*more[:4], *more[5:]], SHARE), "values")["y"].count(None) == 1


def test_the_outlook_begins_at_the_last_value_as_a_point():
    drawing = charts.outlook(past(), ahead(), SHARE)
    band = trace(drawing, "interval")
    assert (band["y"][0], band["y"][-1]) == (93.0, 93.0)
    assert trace(drawing, "ahead")["y"] == [93.0, 95.0, 97.0, 99.0]
    assert trace(drawing, "ahead")["line"]["dash"] == "dash"


def test_an_interval_is_drawn_no_further_than_values_can_lie():
    drawing = charts.outlook(past(), ahead(), SHARE)
    assert max(trace(drawing, "interval")["y"]) == 100.0
    assert "8 times in 10 between 94.0% and 100.0%" in trace(drawing, "ahead")["customdata"][-1]


def test_what_is_expected_is_open_and_what_was_is_filled():
    colours = trace(charts.outlook(past(), ahead(), SHARE), "ahead")["marker"]["color"]
    assert colours == [charts.COLOURS["accent"], *[charts.COLOURS["surface"]] * 3]


def test_a_missing_value_before_the_outlook_is_a_gap_and_never_a_point():
    own = trace(charts.outlook(past(), ahead(), SHARE), "own")
    assert own["y"] == [90.0, 91.0, None, 93.0]
    assert own["x"][2] is None


def test_the_target_ahead_is_drawn_and_its_chance_can_be_read():
    drawing = charts.outlook(past(), ahead(), SHARE)
    assert trace(drawing, "target")["y"][-3:] == [92.0, 92.0, 92.0]
    assert "about 6 in 10" in trace(drawing, "ahead")["customdata"][1]
    none = charts.outlook(past(), ahead(target=None), SHARE)
    assert "meets" not in trace(none, "ahead")["customdata"][1]


def test_a_year_is_projected_from_where_it_stands_to_its_end():
    drawing = charts.projection(YEAR, {"projection": 111.1, "year_target": 100.0}, COUNT)
    assert trace(drawing, "own")["y"] == [20.0, 50.0]
    assert trace(drawing, "ahead")["x"] == ["2025-09-30", "2026-03-31"]
    assert trace(drawing, "ahead")["y"] == [50.0, 111.1]
    assert trace(drawing, "target")["y"] == [25.0, 45.0, 70.0, 100.0]
    # A profile rises evenly from one quarter's end to the next: it is no staircase.
    assert trace(drawing, "target")["line"]["shape"] == "linear"
    assert drawing["layout"]["yaxis"]["range"][0] == 0


def with_limits(values=(90.0, 91.0, None, 93.0), sure=(True, True, False, True)):
    return [
        dated(
            end,
            value=value,
            marker=None,
            lower=value - 2 if known and value else None,
            upper=value + 9 if known else None,
        )
        if value
        else dated(end, value=None, marker="c", lower=None, upper=None)
        for end, value, known in zip(months(len(values)), values, sure, strict=True)
    ]


def test_a_confidence_interval_is_a_band_that_stops_where_values_do():
    drawing = charts.trend(with_limits(), SHARE)
    bands = [part for part in drawing["data"] if part["name"] == "interval"]
    assert [band["y"] for band in bands] == [[99.0, 100.0, 89.0, 88.0], [100.0, 91.0]]
    # One period by itself is a bar, as a band needs two.
    assert [band["fill"] for band in bands] == ["toself", "none"]


def test_without_intervals_there_is_no_band():
    drawing = charts.trend(with_limits(sure=(False,) * 4), SHARE)
    assert "interval" not in [part["name"] for part in drawing["data"]]


def test_many_events_close_together_get_rows_of_their_own():
    days = [datetime.date(2025, 2, day) for day in (1, 2, 3)]
    events = [{"event_date": day, "kind": "event", "label": "Storm", "note": None} for day in days]
    drawing = charts.trend(with_limits(), SHARE, events=events)
    marks = [note for note in drawing["layout"]["annotations"] if re.fullmatch(r"<b>\d</b>", note["text"])]
    assert len({mark["yshift"] for mark in marks}) == 3
    assert drawing["layout"]["margin"]["t"] >= max(mark["yshift"] for mark in marks) + 16


def svg(uri):
    return ElementTree.fromstring(unquote(uri.removeprefix("data:image/svg+xml,")))


def paths(uri, colour):
    return [path.get("d") for path in svg(uri).iter(f"{SVG}path") if path.get("stroke") == charts.COLOURS[colour]]


def test_panels_share_one_scale_that_holds_every_part():
    low, high, ticks = charts.scale([[60.0, 70.0], [None, 95.0]], SHARE)
    assert low < 60 < 95 < high
    assert [words for _, words in ticks] == ["60%", "80%"]
    places = [place for place, _ in ticks]
    assert places == sorted(places, reverse=True), "higher values stand higher"
    assert all(0 < place < 1 for place in places)


def test_a_withheld_value_is_a_cross_and_a_gap_never_a_zero():
    low, high, _ = charts.scale([[50.0, None, 60.0, None, 55.0, 56.0]], SHARE)
    uri = charts.panel([50.0, None, 60.0, None, 55.0, 56.0], [], low, high)
    assert len(paths(uri, "muted")) == 2
    line = paths(uri, "accent")[0]
    assert line.count("M") == 3
    # The value between two gaps is a dot of its own.
    assert line.count("h.01") == 2
    assert len(list(svg(uri).iter(f"{SVG}circle"))) == 1


def test_nothing_known_draws_no_line():
    uri = charts.panel([None, None], [None, None], 0.0, 1.0)
    assert paths(uri, "accent") == []
    assert list(svg(uri).iter(f"{SVG}circle")) == []
    assert charts.scale([[None]], SHARE) == (0.0, 1.0, [])
