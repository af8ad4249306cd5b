"""Charts of councils beside each other: what Plotly accepts, and what the frames say."""

import itertools
import random
import re

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard import charts
from dashboard.charts import naming
from dashboard.charts.frame import ticks
from dashboard.charts.heat import CLASSES
from dashboard.charts.spine import turned
from tests.prose import RECYCLING

MEASURE = RECYCLING | {"measure": "REC", "denominator": "Households"}
LOWER = MEASURE | {"short_title": "Homes empty", "unit": "homes", "suffix": "", "decimals": 0, "polarity": "lower"}
NEITHER = MEASURE | {"polarity": "none"}


def notes(drawing: dict) -> list[str]:
    return [plain(note["text"]) for note in drawing["layout"].get("annotations", [])]


def plain(words: str) -> str:
    return re.sub(r"</?b>", "", words.replace("<br>", " "))


def councils(values: list, named: int = 0) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [f"Council {place}" for place in range(len(values))],
            "value": values,
            "own": [place == 0 for place in range(len(values))],
            "named": [place <= named for place in range(len(values))],
        }
    )


def dots(drawing: dict) -> list[tuple[float, float, str]]:
    return [
        point
        for trace in drawing["data"]
        if trace.get("mode") == "markers"
        for point in zip(trace["x"], trace["y"], trace["customdata"], strict=True)
    ]


def test_a_strip_has_one_dot_a_council_and_none_covers_another() -> None:
    chance = random.Random(3)
    values = [chance.gauss(50, 6) for _ in range(300)]
    drawing = charts.strip(councils(values), MEASURE, quartiles=(46, 50, 54))
    go.Figure(drawing)
    low, high = drawing["layout"]["xaxis"]["range"]
    placed = [((x - low) / (high - low) * (naming.PHONE - 20), y) for x, y, _ in dots(drawing)]
    assert len(placed) == 300
    assert sorted(x for x, _, _ in dots(drawing)) == sorted(values)
    apart = min((a - c) ** 2 + (b - d) ** 2 for (a, b), (c, d) in itertools.combinations(placed, 2))
    assert apart >= max(trace["marker"]["size"] for trace in drawing["data"] if len(trace["x"]) == 299) ** 2
    foot, top = drawing["layout"]["yaxis"]["range"]
    assert all(foot < y < top for _, y in placed)


def test_a_crowd_of_councils_at_one_end_still_fits_one_screen() -> None:
    values = [3 + n / 1000 for n in range(300)] + [20.0, 52.0]
    drawing = charts.strip(councils(values, named=15), MEASURE, quartiles=(3.1, 3.2, 3.3))
    assert len(dots(drawing)) == 302
    assert drawing["layout"]["height"] < 700


def test_a_council_without_a_value_is_no_dot_and_no_name_on_a_strip() -> None:
    drawing = charts.strip(councils([41.2, None, 50.0], named=2), MEASURE)
    assert sorted(x for x, _, _ in dots(drawing)) == [41.2, 50.0]
    assert "Council 1" not in notes(drawing)
    assert charts.strip(councils([None]), MEASURE)["data"] == []
    go.Figure(charts.strip(councils([None]), MEASURE))


def test_our_own_dot_has_another_shape_and_its_name_stands_in_bold() -> None:
    drawing = charts.strip(councils([41.2, 45, 50], named=2), MEASURE)
    ours = next(trace for trace in drawing["data"] if list(trace["x"]) == [41.2])
    others = next(trace for trace in drawing["data"] if list(trace["x"]) == [45.0, 50.0])
    assert ours["marker"]["symbol"] != others["marker"]["symbol"]
    written = [note["text"] for note in drawing["layout"]["annotations"]]
    assert "<b>Council 0</b>" in written
    assert {"Council 1", "Council 2"} <= set(written)


@pytest.mark.parametrize("values", [[50.0] * 16, [float(n) for n in range(16)], [1.0, 1.1, 1.2, 1.3, 9.0]])
def test_no_name_on_a_strip_covers_another_and_no_line_crosses_one(values: list[float]) -> None:
    drawing = charts.strip(councils(values, named=len(values)), MEASURE)
    low, high = drawing["layout"]["xaxis"]["range"]
    boxes = []
    for note in drawing["layout"]["annotations"]:
        if note.get("yref") == "paper":
            continue
        wide, tall = naming.extent(plain(note["text"]).split("\n"))
        x = (note["x"] - low) / (high - low) * (naming.PHONE - 20)
        left = (x, x + wide) if note["xanchor"] == "left" else (x - wide, x)
        boxes.append((*left, *sorted((note["y"], note["y"] + (tall if note["yanchor"] == "bottom" else -tall)))))
    assert len(boxes) == len(values)
    for one, other in itertools.combinations(boxes, 2):
        apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
        assert apart, (one, other)
    poles = next(trace for trace in drawing["data"] if trace["mode"] == "lines")
    for at in range(0, len(poles["x"]), 3):
        x = (poles["x"][at] - low) / (high - low) * (naming.PHONE - 20)
        start, end = sorted(poles["y"][at : at + 2])
        crossed = [box for box in boxes if box[0] + 1 < x < box[1] - 1 and start < box[2] and box[3] < end]
        assert not crossed


@pytest.mark.parametrize(("measure", "order"), [(MEASURE, "DCBA"), (LOWER, "ABCD"), (NEITHER, "")])
def test_quarters_of_a_strip_are_lettered_by_polarity_and_its_axis_says_which_way_is_better(
    measure: dict, order: str
) -> None:
    drawing = charts.strip(councils([10, 20, 30, 40, 50]), measure, quartiles=(20, 30, 40))
    letters = [(note["x"], plain(note["text"])[0]) for note in drawing["layout"]["annotations"] if "yref" in note]
    assert "".join(letter for _, letter in sorted(letters)) == order
    said = drawing["layout"]["xaxis"]["title"]["text"]
    assert ("better →" in said) == (order == "DCBA")
    assert ("← lower is better" in said) == (order == "ABCD")
    marks = [shape["x0"] for shape in drawing["layout"]["shapes"] if shape["type"] == "line"]
    assert marks == [20, 30, 40]


def cells(rows: list[tuple[str, str, str | None]]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"measure": m, "title": f"Title {m}", "period": p, "quartile": q, "said": f"{m} {p} {q}"} for m, p, q in rows]
    )


def test_a_heat_map_has_a_letter_in_every_cell_and_colours_only_the_ends() -> None:
    periods = ["2023/24", "2024/25"]
    frame = cells([("X", "2023/24", "A"), ("X", "2024/25", "B"), ("Y", "2023/24", None), ("Z", "2024/25", "D")])
    drawing = charts.quartile_heat(frame, periods)
    go.Figure(drawing)
    heat = drawing["data"][0]
    assert heat["text"] == [["A", "B"], ["–", ""], ["", "D"]]
    assert [[cell is None for cell in row] for row in heat["z"]] == [[False, False], [False, True], [True, False]]
    colour = {letter: heat["colorscale"][2 * place][1] for place, letter in enumerate(CLASSES)}
    assert colour["A"] == charts.COLOURS["green"]
    assert colour["D"] == charts.COLOURS["red"]
    assert len(set(colour.values())) == 5
    for row, letters in zip(heat["z"], heat["text"], strict=True):
        for z, letter in zip(row, letters, strict=True):
            if z is not None:
                steps = [paint for end, paint in heat["colorscale"] if end < z / 5]
                assert steps[-1] == colour["" if letter == "–" else letter]
    assert heat["customdata"][2] == ["", "Z 2024/25 D"]
    assert [plain(title) for title in drawing["layout"]["yaxis"]["ticktext"]] == ["Title X", "Title Y", "Title Z"]
    assert charts.quartile_heat(frame.head(0), periods)["data"] == []


def test_every_column_of_a_heat_map_has_its_label() -> None:
    periods = [f"{2000 + n}/{n + 1:02}" for n in range(12)]
    drawing = charts.quartile_heat(cells([("X", code, "A") for code in periods]), periods)
    assert plain(drawing["layout"]["xaxis"]["ticktext"][0]) == "2000/ 01"
    assert len(drawing["layout"]["xaxis"]["tickvals"]) == 12


def spined(**changed) -> dict:
    row = {"value": 41.0, "low": 30.0, "high": 60.0, "q25": 38.0, "median": 45.0, "q75": 50.0, "national": 44.0}
    return MEASURE | row | {"said": "41.0%, 9th of 16", "council": "Aldermere", "nation": "Albia"} | changed


@pytest.mark.parametrize(("polarity", "sign"), [("higher", 1), ("lower", -1), ("none", 1)])
def test_every_track_of_a_spine_is_turned_so_that_right_is_better_with_the_median_in_the_middle(
    polarity: str, sign: int
) -> None:
    row = spined(polarity=polarity)
    assert turned(45, row) == 0
    assert turned(60, row) == sign
    assert turned(30, row) == -sign
    assert turned(41, row) == pytest.approx(-sign * 4 / 15)
    assert turned(None, row) is None
    drawing = charts.spine(pd.DataFrame([row]))
    go.Figure(drawing)
    ours, national = (
        next(t for t in drawing["data"] if "Al" in str(t.get("customdata")) and name in str(t["customdata"]))
        for name in ("Aldermere", "Albia")
    )
    assert list(ours["x"]) == [pytest.approx(-sign * 4 / 15)]
    assert list(national["x"]) == [pytest.approx(-sign * 1 / 15)]
    assert ours["marker"]["symbol"] != national["marker"]["symbol"]
    low, high = [note for note in notes(drawing) if note in ("30.0%", "60.0%")]
    assert (low, high) == (("30.0%", "60.0%") if sign == 1 else ("60.0%", "30.0%"))


def test_a_spine_holds_a_figure_outside_the_groups_range_and_leaves_out_what_is_not_there() -> None:
    drawing = charts.spine(
        pd.DataFrame(
            [
                spined(value=90.0),
                spined(value=None, national=None),
                spined(median=30.0, low=30.0, high=30.0, value=30.0, q25=30.0, q75=30.0, national=None),
            ]
        )
    )
    go.Figure(drawing)
    points = [x for x, _, _ in dots(drawing)]
    assert max(points) == 1
    assert all(-1 <= x <= 1 for x in points)
    assert len(points) == 3
    assert charts.spine(pd.DataFrame([]))["data"] == []


PLACES = pd.DataFrame(
    {
        "name": ["Ours", "Near", "Far", "Low"],
        "own": [True, False, False, False],
        "named": [True, True, True, False],
        "x": [10.0, 10.2, 90.0, 50.0],
        "y": [5.0, 5.1, 9.0, 1.0],
    }
)


@pytest.mark.parametrize(
    ("across", "turn", "leftwards"), [(LOWER, True, True), (LOWER, False, False), (MEASURE, True, False)]
)
def test_better_is_to_the_right_of_a_scatter_where_it_is_turned(across: dict, turn: bool, leftwards: bool) -> None:
    corners = ("one", "two", "three", "four")
    drawing = charts.scatter(PLACES, across, MEASURE, medians=(50, 5), corners=corners, own_name="Ours", turned=turn)
    go.Figure(drawing)
    left, right = drawing["layout"]["xaxis"]["range"]
    assert (left > right) == leftwards
    assert ("axis runs leftwards" in plain(drawing["layout"]["xaxis"]["title"]["text"])) == leftwards
    assert {*corners} <= {*notes(drawing)}
    assert len(drawing["layout"]["shapes"]) == 2
    assert {(x, y) for x, y, _ in dots(drawing)} == {*zip(PLACES["x"], PLACES["y"], strict=True)}


def test_a_scatter_names_our_own_council_always_and_others_where_there_is_room() -> None:
    drawing = charts.scatter(PLACES, MEASURE, MEASURE, own_name="Ours")
    assert "Ours" in notes(drawing)
    assert "Far" in notes(drawing)
    assert "Low" not in notes(drawing)
    assert drawing["layout"]["shapes"] == []


def test_names_beside_dots_cover_neither_dots_nor_each_other() -> None:
    chance = random.Random(5)
    points = [(chance.random(), chance.random(), f"Borough {n}") for n in range(20)]
    found = naming.beside(points, 300, 400)
    assert found[0] is not None
    assert any(spot is None for spot in found) or len(found) == 20
    crowd = [(0.5, 0.5 + n / 1000, f"Borough {n}") for n in range(20)]
    assert sum(spot is not None for spot in naming.beside(crowd, 300, 400)) <= 4
    assert naming.beside([(0.99, 0.5, "Edge"), (0.01, 0.5, "Edge")], 300, 400)[0]["xanchor"] == "right"


LIMITS = pd.DataFrame(
    {
        "denominator": [100, 1000, 10000],
        "lower998": [20.0, 35.0, 42.0],
        "lower95": [30.0, 39.0, 43.5],
        "upper95": [60.0, 51.0, 46.5],
        "upper998": [70.0, 55.0, 48.0],
    }
)
FUNNEL = pd.DataFrame(
    {
        "name": ["Ours", "Small", "Outlier"],
        "own": [True, False, False],
        "value": [45.0, 40.0, 60.0],
        "denominator": [5000, 120, 9000],
        "place": ["within", "within", "high 99.8"],
    }
)


def test_a_funnel_draws_both_limits_and_names_those_outside_on_another_shape() -> None:
    drawing = charts.funnel(FUNNEL, LIMITS, MEASURE, pooled=45.0)
    go.Figure(drawing)
    lines = [trace for trace in drawing["data"] if trace["mode"] == "lines"]
    assert [trace["y"] for trace in lines] == [
        list(LIMITS[key]) for key in ("lower998", "lower95", "upper95", "upper998")
    ]
    assert len({trace["line"]["dash"] for trace in lines}) == 2
    assert drawing["layout"]["xaxis"]["type"] == "log"
    assert {"Ours", "Outlier", "95%", "99.8%", "average"} <= {*notes(drawing)}
    assert "Small" not in notes(drawing)
    shapes = {trace["marker"]["symbol"] for trace in drawing["data"] if trace["mode"] == "markers"}
    assert len(shapes) == 3
    assert drawing["layout"]["shapes"][0]["y0"] == 45.0
    outlier = next(note for note in drawing["layout"]["annotations"] if note["text"] == "Outlier")
    assert 10 ** outlier["x"] == pytest.approx(9000)
    assert charts.funnel(FUNNEL.head(0), LIMITS.head(0), MEASURE, pooled=45.0)["data"] == []


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ((100, 10000), ["100", "300", "1,000", "3,000", "10,000"]),
        ((900, 4000), ["1,000", "2,000"]),
        ((3100, 3300), ["3,100", "3,200", "3,300"]),
        ((900_000, 2_000_000_000), ["1 million", "10 million", "100 million", "1,000 million"]),
    ],
)
def test_sizes_of_a_funnel_are_round_numbers_few_enough_for_a_phone(sizes: tuple, words: list[str]) -> None:
    places, limits = FUNNEL.assign(denominator=sizes[0]), LIMITS.assign(denominator=[sizes[0], sizes[0], sizes[1]])
    shown = charts.funnel(places, limits, MEASURE, pooled=45.0)["layout"]["xaxis"]
    assert shown["ticktext"] == words
    assert shown["title"]["text"] == "Households →"


def test_steps_of_twenty_five_need_no_decimals() -> None:
    assert ticks(20, 150, MEASURE)[1] == ["25%", "50%", "75%", "100%", "125%", "150%"]
    assert ticks(2, 15, MEASURE)[1][0] == "2.5%"
