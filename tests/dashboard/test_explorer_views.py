"""Pictures of many things in the explorer: each says what the marts say, and its table has the numbers it draws."""

import random
import re
import statistics
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import plotly.graph_objects as go
import pytest
from dash import html
from hypothesis import given, settings

from dashboard import formats, queries, words
from dashboard.components.figure import CONFIG
from dashboard.explorer import asked
from dashboard.sections.explorer import funnel, heat, multiples, scatter, spine
from pipelines import publish
from tests import arrange, prose
from tests.layouts import text, walk

SIMILAR = "similar"


@pytest.fixture(scope="module")
def held(demo_warehouse: Path) -> dict[str, list[dict]]:
    """The marts, read past the dashboard's own queries."""
    wanted = {
        "mart_funnel": "from mart_funnel",
        "mart_value": "from mart_value join dim_pair using (pair)",
        "mart_position": "select mart_position.*, financial_year, end_date "
        "from mart_position join dim_period using (period) where \"group\" = 'similar'",
        "measures": "from current_measure where measure in (select measure from mart_position)",
    }
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        return {name: arrange.all_of(db, query) for name, query in wanted.items()}


def drawing_of(parts: list) -> dict[str, Any]:
    return next(part.figure for part in walk(html.Div(parts)) if getattr(part, "config", None) == CONFIG)


def table_of(parts: list) -> list[list[str]]:
    """Return the cells of the table of a figure, without its head."""
    found = next(part for part in walk(html.Div(parts)) if isinstance(part, html.Table))
    return [[text(cell) for cell in row.children] for row in found.children[2].children]


def head_of(parts: list) -> list[str]:
    found = next(part for part in walk(html.Div(parts)) if isinstance(part, html.Table))
    return [text(cell) for cell in found.children[1].children.children]


def plain(words: str) -> str:
    return words.replace("<b>", "").replace("</b>", "").replace("<br>", " ")


def state(**given: str):
    return asked({"group": SIMILAR} | given)


# Heat map ----------------------------------------------------------------------------------------------------------


def test_a_heat_map_has_the_quartiles_of_the_mart_and_its_table_the_letters_of_its_cells(
    demo: None, held: dict[str, list[dict]]
) -> None:
    codes = sorted({row["measure"] for row in held["mart_position"] if row["quartile"]})[:12]
    one = state(measure=",".join(codes))
    parts = heat.draw(one)
    drawing = drawing_of(parts)
    go.Figure(drawing)
    letters = drawing["data"][0]["text"]
    cells = table_of(parts)
    said = [f"{subject.about['short_title']} {formats.unit_beside(subject.about)}" for subject in one.subjects]
    assert [row[0] for row in cells] == [name.strip() for name in said]
    for drawn, row in zip(letters, cells, strict=True):
        assert drawn == [cell[:1] for cell in reversed(row[1:])]
    years = head_of(parts)[:0:-1]
    found = {
        (row["measure"], row["financial_year"]): row["quartile"] or "–"
        for row in sorted(held["mart_position"], key=lambda row: row["end_date"])
        if row["others"] >= 5
    }
    for subject, drawn in zip(one.subjects, letters, strict=True):
        assert drawn == [found.get((subject.measure, year), "") for year in years], subject.measure


def test_a_heat_map_is_cut_to_the_years_asked_for(demo: None) -> None:
    parts = heat.draw(state(measure="ECO01,ECO02", since="2024-25"))
    assert head_of(parts)[-1] == "2024/25"
    assert len(head_of(parts)) == len(drawing_of(parts)["layout"]["xaxis"]["ticktext"]) + 1


# Spine -------------------------------------------------------------------------------------------------------------


def test_a_spine_draws_the_figures_of_its_table(demo: None, held: dict[str, list[dict]]) -> None:
    one = state(measure=",".join(row["measure"] for row in held["measures"][:15]))
    parts = spine.draw(one)
    drawing = drawing_of(parts)
    go.Figure(drawing)
    cells = table_of(parts)
    subjects = [subject for subject in one.subjects if one.at(subject)]
    assert len(cells) == len(subjects)
    ours = next(t for t in drawing["data"] if t["mode"] == "markers" and t["marker"]["symbol"] == "diamond")
    assert len(ours["x"]) == len([row for row in cells if row[2] != "not available"])
    for subject, row, x in zip(subjects, cells, ours["x"], strict=True):
        at = one.at(subject)
        assert row[1:3] == [at["label"], formats.measured(at["value"], subject.about)]
        sign = -1 if subject.about["polarity"] == "lower" else 1
        side = sign * (at["value"] - at["q50"])
        assert (x > 0) == (side > 0)
        assert -1 <= x <= 1
        ends = [formats.measured(at[key], subject.about) for key in ("low", "q25", "q50", "q75", "high")]
        assert row[5:10] == ends
    written = {plain(note["text"]) for note in drawing["layout"]["annotations"]}
    assert all(any(note.startswith(subject.about["short_title"][:20]) for note in written) for subject in subjects)


@pytest.mark.parametrize("view", [heat, spine])
def test_an_overview_of_nothing_chosen_is_of_the_whole_plan(demo: None, view: Any) -> None:
    one = state()
    plan = [code for code, row in one.measures.items() if row["in_plan"]]
    parts = view.draw(one)
    assert len(table_of(parts)) == min(len(plan), view.MOST)
    shown = text(html.Div(parts))
    assert f"No KPI is chosen: these are the first {view.MOST} of {len(plan)} KPIs of the plan" in shown
    assert "No KPI is chosen" not in text(html.Div(view.draw(state(measure="WST02"))))
    assert words.explorer_views.unchosen(3, 3, one="KPI", many="KPIs").startswith(
        "No KPI is chosen: these are all 3 KPIs"
    )


def test_of_many_sources_the_first_are_named_without_their_licences(demo: None) -> None:
    shown = text(html.Div(spine.draw(state())))
    assert "Source: " not in shown
    assert re.search(r"Sources: [^.]*; and \d+ more. Each KPI alone says its source and licence.", shown)
    said = {"licence": "Source: Office for National Statistics licensed under the Open Government Licence v.3.0."}
    assert words.measure.source_name(said, council="Thornby") == "Office for National Statistics"
    assert words.measure.source(said, council="Thornby") == said["licence"]


# Two measures ------------------------------------------------------------------------------------------------------


def test_two_measures_lie_as_the_mart_of_their_pair_says(demo: None, held: dict[str, list[dict]]) -> None:
    pairs = {row["pair"]: row for row in held["mart_value"] if row["group"] == SIMILAR}
    assert pairs
    drawn = 0
    for pair, first in pairs.items():
        one = state(measure=first["cost"], against=first["outcome"])
        parts = scatter.draw(one)
        drawing = drawing_of(parts)
        go.Figure(drawing)
        rows = {row["area"]: row for row in held["mart_value"] if row["pair"] == pair and row["group"] == SIMILAR}
        points = {(x, y) for trace in drawing["data"] for x, y in zip(trace["x"], trace["y"], strict=True)}
        assert points == {(row["cost_value"], row["outcome_value"]) for row in rows.values()}
        across, up = (one.about[first[side]] for side in ("cost", "outcome"))
        cells = {row[0]: row[1:3] for row in table_of(parts)}
        assert sorted(cells.values()) == sorted(
            [formats.measured(row["cost_value"], across), formats.measured(row["outcome_value"], up)]
            for row in rows.values()
        )
        asked_rows = queries.explorer_views.beside.rows(
            across=across["measure"],
            across_breakdown="total",
            up=up["measure"],
            up_breakdown="total",
            areas=one.areas,
            own=one.own,
            until=None,
        )
        for row in asked_rows:
            mart = rows[row["area"]]
            assert (row["x_median"], row["y_median"]) == (mart["cost_median"], mart["outcome_median"])
            assert row["y_side"] == mart["outcome_side"]
        drawn += 1
    assert drawn == len(pairs)


def test_two_measures_need_a_second_one_and_one_is_said_to_be_missing(demo: None) -> None:
    assert "Choose a second KPI to see" in text(html.Div(scatter.draw(state(measure="WST02"))))
    assert "Choose a second KPI" in text(html.Div(scatter.draw(state(measure="WST02", against="WST02"))))
    shown = text(html.Div(scatter.draw(state(measure="WST03,WST02"))))
    assert "Better on both, beside 13 similar councils" in shown


def test_better_on_both_is_decided_by_the_medians_of_the_others(demo: None) -> None:
    one = state(measure="WST03", against="WST02")
    rows = queries.explorer_views.beside.rows(
        across="WST03",
        across_breakdown="total",
        up="WST02",
        up_breakdown="total",
        areas=one.areas,
        own=one.own,
        until=None,
    )
    others = [row for row in rows if not row["own"]]
    assert rows[0]["x_median"] == pytest.approx(statistics.median(row["x"] for row in others))
    for row in rows:
        better_x, better_y = row["x"] < row["x_median"], row["y"] > row["y_median"]
        if row["x_side"] != "same":
            assert (row["x_side"] == "better") == better_x
        if row["y_side"] != "same":
            assert (row["y_side"] == "better") == better_y


# Funnel ------------------------------------------------------------------------------------------------------------


def test_a_funnel_of_a_group_has_the_limits_of_its_mart(demo: None, held: dict[str, list[dict]]) -> None:
    groups: dict[tuple[str, str], list[dict]] = {}
    for row in held["mart_funnel"]:
        groups.setdefault((row["measure"], row["group"]), []).append(row)
    whole = {key: rows for key, rows in groups.items() if len(rows) > 8}
    assert len({measure for measure, _ in whole}) > 15
    for measure, group in random.Random(1).sample(sorted(whole), 5):
        one = asked({"measure": measure, "group": group})
        found = rows_of(one)
        mart = {row["area"]: row for row in whole[measure, group]}
        assert {row["area"] for row in found} == set(mart)
        for row in found:
            same = {key: row[key] for key in mart[row["area"]] if key in row}
            assert same == pytest.approx({key: mart[row["area"]][key] for key in same}, nan_ok=True)


def rows_of(one: Any) -> list[dict]:
    (subject,) = one.subjects
    return queries.explorer_views.funnel.rows(
        measure=subject.measure,
        breakdown="total",
        period=one.at(subject)["period"],
        areas=one.areas,
        own=one.own,
    )


def test_a_funnel_draws_the_figures_of_its_table_and_names_the_limit_each_lies_beyond(demo: None) -> None:
    one = state(measure="PUB05", group="nation:albia")
    parts = funnel.draw(one)
    drawing = drawing_of(parts)
    go.Figure(drawing)
    points = [trace for trace in drawing["data"] if trace["mode"] == "markers"]
    about = one.about["PUB05"]
    drawn = sorted(
        (formats.number(x), formats.measured(y, about))
        for trace in points
        for x, y in zip(trace["x"], trace["y"], strict=True)
    )
    cells = table_of(parts)
    assert drawn == sorted((row[1], row[2]) for row in cells)
    outside = next(trace for trace in points if trace["marker"]["symbol"] == "square")
    assert len(outside["x"]) == sum(row[3] != "Within the limits" for row in cells[1:])
    limits = [[formats.measured(one, about) for one in (row["lower95"], row["upper998"])] for row in rows_of(one)]
    assert limits == [[row[4], row[7]] for row in cells]
    curves = [trace for trace in drawing["data"] if trace["mode"] == "lines"]
    sizes = [row[1] for row in cells]
    for trace in curves:
        assert [formats.number(trace["x"][end]) in sizes for end in (0, -1)] == [True, True]
        assert len(trace["x"]) == 41


def test_limits_between_two_sizes_are_those_of_the_rule(demo: None) -> None:
    limits = queries.explorer_views.limits.rows(measure="PUB05", least=100.0, most=10000.0, average=17.0)
    assert limits[0]["denominator"] == pytest.approx(100)
    assert limits[-1]["denominator"] == pytest.approx(10000)
    half = 1.959963984540054 * (0.17 * 0.83 / 100) ** 0.5 * 100
    assert limits[0]["upper95"] == pytest.approx(17 + half)
    assert limits[0]["lower95"] == pytest.approx(17 - half)
    assert all(row["lower998"] <= row["lower95"] < 17 < row["upper95"] <= row["upper998"] for row in limits)


# Small charts ------------------------------------------------------------------------------------------------------


def panels_of(parts: list) -> list:
    return [part for part in walk(html.Div(parts)) if getattr(part, "className", "") == "gt-panel"]


def test_one_measure_is_a_panel_a_council_with_our_own_first(demo: None) -> None:
    one = state(measure="WST02")
    parts = multiples.draw(one)
    cells = table_of(parts)
    panels = panels_of(parts)
    assert len(panels) == len(one.members) == len(cells) - 1
    assert text(panels[0]).startswith("▶ Wrensford")
    figures = {row["area"]: row for row in one.figures(one.subjects[0])}
    shown = {row[0].removeprefix("▶ "): row[1] for row in cells}
    for row in figures.values():
        assert shown[row["name"]] == formats.measured(row["value"], one.subjects[0].about, marker=row["marker"])
    assert cells[-1][0] == "Median of the group"


def test_several_measures_are_a_panel_each_and_the_table_has_every_point(demo: None) -> None:
    one = state(measure="WST02,ECO01,PUB05")
    parts = multiples.draw(one)
    panels, cells = panels_of(parts), table_of(parts)
    assert len(panels) == 3
    for subject, panel in zip(one.subjects, panels, strict=True):
        rows = [row for row in cells if row[0] == subject.about["short_title"]]
        picture = next(part.src for part in walk(panel) if isinstance(part, html.Img))
        own = unquote(picture).split('stroke-width="2.5"')[0].rsplit('d="', 1)[1].split('"')[0]
        assert own.count("L") + own.count("M") == sum(row[2] != "not available" for row in rows)
        at = one.at(subject)
        assert rows[0][1:] == [
            at["label"],
            formats.measured(at["value"], subject.about),
            formats.measured(at["q50"], subject.about),
        ]


# Nothing to show ---------------------------------------------------------------------------------------------------


def test_what_cannot_be_drawn_is_a_sentence(demo: None) -> None:
    survey = state(measure="ECO01")
    assert "A funnel needs the counts behind each figure" in text(html.Div(funnel.draw(survey)))
    early = {"measure": "WST02,PUB05", "period": "2019"}
    for view in (heat, spine, multiples):
        shown = text(html.Div(view.draw(state(**early))))
        assert "Too few of similar councils have published Household waste recycled and Drug treatment" in shown
    assert "Too few of similar councils" in text(html.Div(funnel.draw(state(**early))))
    assert "Too few of similar councils have published both" in text(html.Div(scatter.draw(state(**early))))


def test_a_measure_without_figures_is_named_below_the_picture_of_the_others(demo: None) -> None:
    given = {"measure": "ECO01,WST02", "period": "2021-22"}
    for view in (heat, spine, multiples):
        shown = text(html.Div(view.draw(state(**given))))
        assert "Employment rate" in shown
        assert "Too few of similar councils have published Household waste recycled." in shown, view.NAME


def test_a_council_without_a_figure_of_its_own_has_no_place(demo: None) -> None:
    one = state(measure="WST02")
    others = [area for area in one.areas if area != one.own]
    rows = queries.explorer.spread.rows(measures=["WST02"], breakdowns=["total"], areas=others, own=one.own)
    assert rows
    assert {(row["value"], row["rank"], row["of_n"], row["quartile"]) for row in rows} == {(None, None, None, None)}
    row = one.about["WST02"] | rows[-1]
    assert words.explorer_views.place_said(row) == f"not available, {words.explorer_views.when_said(row)}"
    assert words.explorer_views.side_of(row) == ""


def test_where_nothing_is_better_nothing_is_judged() -> None:
    said = {"group_name": "similar councils", "one": "KPI", "many": "KPIs"}
    row = {"polarity": "none", "value": 4.0, "q50": 5.0, "quartile": None, "label": "2024/25"}
    assert (
        words.explorer_views.heat_title({"Bins": [row]}, **said) == "Bins among similar councils: not judged in 2024/25"
    )
    assert (
        words.explorer_views.spine_title([row, row], **said)
        == "Beside similar councils: none of these KPIs is better high or low"
    )
    assert words.explorer_views.beside_corners(row, {"polarity": "lower"}) == (
        "Lower →, better ↑",
        "Higher →, better ↑",
        "Lower →, worse ↑",
        "Higher →, worse ↑",
    )
    assert words.explorer_views.beside_where({"x_side": "higher", "y_side": "higher"}, row, row) == "Higher on both"


# Words -------------------------------------------------------------------------------------------------------------

FIFTY = settings(prose.SOME, max_examples=50)
CELLS = {
    "quartile": ["A", "B", "C", "D"],
    "value": [1.0, 20.5, 1e6],
    "q50": [1.0, 18.2],
    "label": prose.LABELS,
    "short_label": prose.LABELS,
    "rank": [1, 2, 3],
    "of_n": [4, 16],
}


@FIFTY
@given(prose.tables_of(CELLS, 5), prose.measures)
def test_sentences_of_many_measures_are_prose_whatever_the_rows(rows: list[dict], about: dict) -> None:
    placed = [about | row | {"short_title": f"Measure {n}"} for n, row in enumerate(rows, 1)]
    # A period always has its label.
    cells = {f"Measure {n}": [row | {"label": label} for label in prose.LABELS[:2]] for n, row in enumerate(rows)}
    said = {"group_name": "similar councils", "one": "KPI", "many": "KPIs"}
    if placed:
        prose.assert_is_fragment(words.explorer_views.spine_title(placed, **said))
        prose.assert_is_prose(
            words.explorer_views.spine_sentence(
                placed, council="Thornby", one="KPI", many="KPIs", how="each on its own scale"
            )
        )
        prose.assert_is_fragment(words.explorer_views.heat_title(cells, **said))
        prose.assert_is_prose(
            words.explorer_views.heat_sentence(cells, council="Thornby", years=["2023/24", "2024/25"])
        )


BESIDE = {
    "x": [1.0, 20.5, 1e6],
    "y": [0.0, 99.96],
    "x_median": [1.0, 18.2],
    "y_median": [50.0],
    "x_label": prose.LABELS,
    "y_label": prose.LABELS,
    "x_side": ["better", "worse", "higher", "lower", "same"],
    "y_side": ["better", "worse", "higher", "lower", "same"],
}
FULL = {"x": 1.0, "y": 2.0, "x_median": 1.0, "y_median": 2.0, "x_label": "2025/26", "y_label": "2025/26"}


@FIFTY
@given(prose.tables_of(BESIDE, 6), prose.measures, prose.measures)
def test_sentences_of_two_measures_are_prose_whatever_the_rows(rows: list[dict], across: dict, up: dict) -> None:
    across, up = (
        {"polarity": None} | about | {"short_title": title}
        for about, title in ((across, "Price"), (up, "Clean streets"))
    )
    # What a row of the query always has is always there; everything else may be unknown in any way.
    every = [row | {k: v for k, v in FULL.items() if formats.is_missing(row.get(k))} for row in [*rows, {}]]
    for first in (True, False):
        told = [row | {"own": n == 0 and first, "name": f"Council {n}"} for n, row in enumerate(every)]
        prose.assert_is_fragment(
            words.explorer_views.beside_title(told, across, up, council="Thornby", group_name="similar councils")
        )
        prose.assert_is_prose(words.explorer_views.beside_sentence(told, across, up, council="Thornby"))


PLACES = ["within", "low 95", "low 99.8", "high 95", "high 99.8"]


@FIFTY
@given(prose.tables_of({"place": PLACES}, 9), prose.measures)
def test_sentences_of_a_funnel_are_prose_whatever_the_rows(rows: list[dict], about: dict) -> None:
    about = about | {"denominator": "Households"}
    every = [
        {"name": f"Council {n}", "own": n == 0, "value": 4.0, "denominator": 120.0, "pooled": 5.0}
        | {"place": formats.text(row.get("place")) or "within"}
        for n, row in enumerate([*rows, {}])
    ]
    prose.assert_is_fragment(
        words.explorer_views.funnel_title(every, about, council="Thornby", group_name="similar councils")
    )
    prose.assert_is_prose(words.explorer_views.funnel_sentence(every, about, council="Thornby"))
    spread = words.explorer_views.funnel_spread(every)
    assert bool(spread) == (2 * sum(row["place"] != "within" for row in every) > len(every))
    for row in every:
        prose.assert_is_fragment(words.explorer_views.funnel_place(row))


@pytest.mark.parametrize(
    ("place", "polarity", "title"),
    [
        ("within", "higher", "Inside the limits of chance around the average of 2 similar councils"),
        ("high 95", "higher", "Better than the average of 2 similar councils, beyond the 95% limit"),
        ("high 99.8", "lower", "Worse than the average of 2 similar councils, beyond the 99.8% limit"),
        ("low 95", None, "Lower than the average of 2 similar councils, beyond the 95% limit"),
    ],
)
def test_the_title_of_a_funnel_says_better_or_worse_by_polarity(place: str, polarity: Any, title: str) -> None:
    rows = [{"own": True, "place": place}, {"own": False, "place": "within"}]
    about = {"polarity": polarity}
    assert words.explorer_views.funnel_title(rows, about, council="Thornby", group_name="similar councils") == title
