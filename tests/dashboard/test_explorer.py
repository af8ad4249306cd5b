"""The explorer: the URL is the state, a picked set is ranked as the marts would, tables match charts."""

import json
import random
import statistics
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import duckdb
import plotly.graph_objects as go
import pytest
from dash import html
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import formats, links, queries, words
from dashboard.components.figure import CONFIG
from dashboard.explorer import PICKED, Asked, Choice, asked, compared_groups, parsed, verdicts
from dashboard.explorer.compared import Compared
from dashboard.sections.explorer import VIEWS, trend
from pipelines import publish
from tests import arrange
from tests.layouts import page, reading, text, walk

OWN = "X08000001"


@pytest.fixture(scope="module")
def held(demo_warehouse: Path) -> dict[str, list[dict]]:
    """The tables behind the page, read past the dashboard's own queries."""
    wanted = {
        "figures": "from current_observation join dim_period using (period) "
        "where breakdown = 'total' and value is not null and measure in (select measure from mart_position)",
        "positions": "from mart_position",
        "members": "from mart_comparator",
        "measures": "from current_measure where measure in (select measure from mart_position)",
        "areas": "from dim_area where type not in ('region', 'nation', 'country')",
    }
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        return {name: arrange.all_of(db, query) for name, query in wanted.items()}


def drawings(layout: Any) -> list[dict[str, Any]]:
    return [part.figure for part in walk(layout) if getattr(part, "config", None) == CONFIG]


def rows_of(layout: Any, caption: str = "") -> list[list[str]]:
    """Return the cells of the first table of a layout whose caption begins so, without its head."""
    found = next(t for t in walk(layout) if isinstance(t, html.Table) and text(t.children[0]).startswith(caption))
    return [[text(cell) for cell in row.children] for row in found.children[2].children]


# What stands in the URL ----------------------------------------------------------------------------------------------

CODES = st.text(st.characters(exclude_characters=",", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1)
CHOICES = st.builds(
    Choice,
    measures=st.lists(CODES, unique=True, max_size=4).map(tuple),
    areas=st.lists(CODES, unique=True, max_size=4).map(tuple),
    **{name: st.just("") | CODES for name in ("group", "beside", "period", "since", "by", "view", "against")},
)


@given(CHOICES)
@settings(max_examples=50)
def test_a_choice_survives_the_url(choice: Choice) -> None:
    href = links.benchmarking(**choice.query)
    assert parsed(dict(parse_qsl(urlsplit(href).query))) == choice


def test_codes_nobody_knows_are_left_out_and_said(demo: None) -> None:
    state = asked({"measure": "ASC01,'; drop table", "areas": "nowhere", "group": "<b>", "period": "never", "by": "x"})
    assert state.choice.measures == ("ASC01",)
    assert state.group["group"] == "similar"
    assert not state.choice.areas
    said = text(page("benchmarking")(measure="ASC01,'; drop table", period="never", since="never", by="x", view="x"))
    assert "no comparator has published anything under this code: '; drop table" in said
    assert "ASC" not in said.split("Left out")[0] or "similar councils" in said


def test_a_list_longer_than_any_council_has_is_cut() -> None:
    assert len(parsed({"measure": ",".join(f"M{n}" for n in range(4000))}).measures) == 500


def test_the_picked_councils_are_kept_while_another_group_is_looked_at(demo: None) -> None:
    picked = asked({"areas": "X08000002,X08000003"})
    assert picked.group["group"] == PICKED
    assert set(picked.areas) == {OWN, "X08000002", "X08000003"}
    other = asked({"areas": "X08000002,X08000003", "group": "family"})
    assert other.group["group"] == "family"
    assert "areas=X08000002,X08000003" in other.href(view="trend")
    assert asked(dict(parse_qsl(urlsplit(other.href(group=PICKED)).query))).areas == picked.areas


# The rules of the marts, on a set picked on the spot -----------------------------------------------------------------


def quantile(values: list[float], share: float) -> float:
    """Type 7, as DR-18 has it."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def band(value: float, cuts: list[float], polarity: str) -> str:
    letters = "ABCD" if polarity == "lower" else "DCBA"
    return letters[next((place for place, cut in enumerate(cuts) if value <= cut), 3)]


def test_a_picked_set_is_placed_as_by_a_slow_obvious_rewrite(demo: None, held: dict[str, list[dict]]) -> None:
    chance = random.Random(6)
    about = {row["measure"]: row for row in held["measures"]}
    areas = [row["area"] for row in held["areas"] if row["area"] != OWN]
    checked = 0
    for measure in chance.sample(sorted(about), 12):
        picked = chance.sample(areas, chance.choice([1, 3, 8, 20]))
        state = asked({"measure": measure, "areas": ",".join(picked)})
        (subject,) = state.subjects
        by_period: dict[str, dict[str, float]] = {}
        for row in held["figures"]:
            if row["measure"] == measure and row["area"] in {OWN, *picked}:
                by_period.setdefault(row["period"], {})[row["area"]] = row["value"]
        assert {row["period"] for row in state.spread(subject)} == set(by_period)
        for row in state.spread(subject):
            figures = by_period[row["period"]]
            others = [value for area, value in figures.items() if area != OWN]
            own, every = figures.get(OWN), list(figures.values())
            assert (row["n"], row["others"], row["value"]) == (len(every), len(others), own)
            cuts = [quantile(every, share) for share in (0.25, 0.5, 0.75)]
            assert [row["q25"], row["q50"], row["q75"]] == pytest.approx(cuts)
            assert row["mean"] == (pytest.approx(statistics.mean(others)) if len(others) >= 5 else None)
            assert row["median"] == (pytest.approx(statistics.median(others)) if others else None)
            polarity = about[measure]["polarity"]
            if own is None or polarity not in ("higher", "lower"):
                assert row["rank"] is None
                continue
            better = [value for value in others if (value > own if polarity == "higher" else value < own)]
            assert row["rank"] == len(better) + 1
            expected = band(own, cuts, polarity) if about[measure]["quartiles"] and len(every) >= 4 else None
            assert row["quartile"] == expected
            checked += 1
    assert checked > 60


def test_a_set_that_equals_a_group_is_placed_as_the_mart_places_the_group(
    demo: None, held: dict[str, list[dict]]
) -> None:
    """One query a group over every measure: each row of mart_position is found again, to the last digit."""
    found = 0
    for group in sorted({row["group"] for row in held["members"]}):
        areas = [row["area"] for row in held["members"] if row["group"] == group]
        measures = sorted({row["measure"] for row in held["positions"]})
        spread = queries.explorer.spread.rows(measures=measures, breakdowns=["total"], areas=areas, own=OWN)
        places = {(row["measure"], row["period"]): row for row in spread}
        for mart in (row for row in held["positions"] if row["group"] == group):
            mine = places[mart["measure"], mart["period"]]
            names = ("value", "median", "low", "high", "others", "rank", "of_n", "quartile", "withheld")
            assert {name: mine[name] for name in names} == {name: mart[name] for name in names}
            assert mine["mean"] == (None if mart["mean"] is None else pytest.approx(mart["mean"], rel=1e-12))
            found += 1
    assert found == len(held["positions"]) > 1000


def test_the_period_compared_at_is_the_one_the_mart_shares(demo: None, held: dict[str, list[dict]]) -> None:
    shared = {(row["measure"], row["group"]): row["period"] for row in held["positions"] if row["shared"]}
    measures = sorted({measure for measure, _ in shared})
    for group in sorted({group for _, group in shared}):
        state = asked({"measure": ",".join(measures), "group": group})
        for subject in state.subjects:
            if (subject.measure, group) in shared:
                assert (state.at(subject) or {})["period"] == shared[subject.measure, group]


def test_ranks_of_the_councils_agree_with_our_own_place(demo: None) -> None:
    state = asked({"measure": ",".join(list(asked({}).measures)[:12])})
    for subject in state.subjects:
        at = state.at(subject)
        own = next(row for row in state.figures(subject) if row["own"])
        assert at is not None
        assert (own["value"], own["rank"]) == (at["value"], at["rank"])


def test_who_improved_most_is_as_by_a_slow_obvious_rewrite(demo: None, held: dict[str, list[dict]]) -> None:
    about = {row["measure"]: row for row in held["measures"]}
    judged = [code for code in sorted(about) if about[code]["polarity"] in ("higher", "lower")][:10]
    state = asked({"measure": ",".join(judged), "view": "change"})
    values = {(row["measure"], row["area"], row["period"]): row["value"] for row in held["figures"]}
    checked = 0
    for subject in state.subjects:
        at, start = state.at(subject), state.start(subject)
        if at is None or start is None:
            continue
        assert (at["month_index"] - start["month_index"]) % 12 == 0
        assert (at["type"], at["months"]) == (start["type"], start["months"])
        decimals, sign = subject.about["decimals"], 1 if subject.about["polarity"] == "higher" else -1
        gains = {}
        for area in state.areas:
            then, now = (values.get((subject.measure, area, row["period"])) for row in (start, at))
            if then is not None and now is not None:
                gains[area] = sign * (formats.rounded(now, decimals) - formats.rounded(then, decimals))
        rows = {row["area"]: row for row in state.changes(subject) if row["change"] is not None}
        assert {area: row["improvement"] for area, row in rows.items()} == pytest.approx(
            {area: float(gain) for area, gain in gains.items()}
        )
        for area, row in rows.items():
            assert row["rank"] == 1 + sum(gain > gains[area] for gain in gains.values())
            checked += 1
    assert checked > 60


def test_a_change_is_counted_since_the_period_chosen(demo: None) -> None:
    state = asked({"measure": "ASC01", "view": "change"})
    (subject,) = state.subjects
    periods = [row["period"] for row in state.periods(subject)]
    since = asked({"measure": "ASC01", "view": "change", "since": periods[-3]})
    start = since.start(since.subjects[0])
    assert start is None or periods.index(start["period"]) >= len(periods) - 3
    first = asked({"measure": "ASC01", "since": periods[0]}).start(subject)
    assert first is not None


# Verdicts ----------------------------------------------------------------------------------------------------------


def test_the_verdict_says_whether_it_depends_on_the_group() -> None:
    ons, dfe, county = {"quartile": "A"}, {"quartile": "C"}, {"quartile": None}
    assert words.explorer.verdict([("ONS similar councils", ons), ("DfE's", dfe)]) == (
        "The verdict depends on the group: top quarter among ONS similar councils, third quarter among DfE's."
    )
    assert words.explorer.verdict([("ONS", ons), ("DfE", dfe), ("all", ons)]) == (
        "The verdict depends on the group: top quarter among ONS and all, third quarter among DfE."
    )
    assert (
        words.explorer.verdict([("ONS", ons), ("DfE", ons)])
        == "The verdict is the same among ONS and DfE: top quarter."
    )
    assert words.explorer.verdict([("ONS", ons), ("counties", county)]) == ""


def test_verdicts_are_compared_at_one_period_and_those_that_differ_most_stand_first(
    demo: None, held: dict[str, list[dict]]
) -> None:
    state = asked({"view": "verdicts"})
    assert list(compared_groups(state)) == ["similar", "family"]
    places = {(row["measure"], row["group"], row["period"]): row for row in held["positions"]}
    apart = []
    for row in verdicts(state):
        letters = []
        for group, place in row["places"].items():
            mart = places[row["measure"], group, row["period"]]
            assert (place["rank"], place["quartile"]) == (mart["rank"], mart["quartile"])
            letters.append("ABCD".index(place["quartile"]) if place["quartile"] else None)
        known = [letter for letter in letters if letter is not None]
        apart.append(max(known) - min(known) if len(known) > 1 else 0)
        assert row["differs"] == (apart[-1] > 0)
    assert apart == sorted(apart, reverse=True)
    assert apart[0] > 0
    said = text(page("benchmarking")(view="verdicts"))
    differ = sum(gap > 0 for gap in apart)
    assert f"The verdict depends on the group for {differ} of {len(apart)} KPIs" in said


def test_picked_councils_can_be_held_against_a_group(demo: None) -> None:
    areas = [row["area"] for row in asked({}).councils if not row["own"]][:9]
    state = asked({"areas": ",".join(areas), "beside": "similar", "view": "verdicts"})
    assert list(compared_groups(state)) == [PICKED, "similar"]
    assert verdicts(state)
    for row in verdicts(state)[:8]:
        alone = asked({"measure": row["measure"], "areas": ",".join(areas), "period": row["period"]})
        at = alone.at(alone.subjects[0])
        assert at is not None
        assert row["places"][PICKED]["rank"] == at["rank"]


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ([("A", 2.0, 1), ("B", -1.0, 2)], "A improved most: +2.0 percentage points, 2020 to 2024"),
        ([("A", 2.0, 1), ("B", 2.0, 1)], "A and B improved most: +2.0 percentage points, 2020 to 2024"),
        ([("A", -1.0, 1)], "None improved, 2020 to 2024"),
        ([], "No change can be told, 2020 to 2024"),
    ],
)
def test_the_title_of_a_change_names_who_improved_most(changes: list, title: str) -> None:
    about = {"unit": "per cent", "suffix": "%", "prefix": "", "decimals": 1}
    rows = [{"name": name, "change": gain, "improvement": gain, "rank": rank} for name, gain, rank in changes]
    assert words.explorer.change_title(rows, about, start="2020", end="2024") == title


def test_documents_of_the_periods_compared_at_say_what_the_star_does(demo: None) -> None:
    state = asked({"measure": ",".join(asked({}).measures)})
    for group in state.groups:
        state = asked({"measure": ",".join(state.measures), "group": group})
        pairs = [(subject.measure, at["period"]) for subject in state.subjects if (at := state.at(subject))]
        kept, star = (Compared(pairs, ["total"], state.areas) for _ in range(2))
        star.__dict__["_kept"] = {}
        own = [pair for pair in pairs if pair in star.places]
        assert own
        assert kept._kept.keys() >= set(own)
        for measure, period in own:
            told, found = kept.figures[measure, "total", period], star.figures[measure, "total", period]
            assert {area: told[area] for area in state.areas if area in told} == {
                area: {name: row[name] for name in ("value", "marker")} for area, row in found.items()
            }
            assert {
                group: row | {"measure": measure, "period": period}
                for group, row in kept.places[measure, period].items()
            } == star.places[measure, period]


def test_the_rank_of_every_council_counts_those_better_and_ours_is_that_of_the_spread(demo: None) -> None:
    state = asked({"measure": ",".join(list(asked({}).measures)[:40])})
    for subject in state.subjects:
        rows = state.figures(subject)
        values = [row["value"] for row in rows if row["value"] is not None]
        sign = {"higher": 1, "lower": -1}.get(subject.about["polarity"])
        for row in rows:
            ranked = sign is not None and row["value"] is not None
            better = [value for value in values if ranked and sign * value > sign * row["value"]]
            assert row["rank"] == (1 + len(better) if ranked else None)
        assert next(row["rank"] for row in rows if row["own"]) == state.at(subject)["rank"]


# The page ----------------------------------------------------------------------------------------------------------


def test_a_table_has_the_numbers_of_its_chart(demo: None) -> None:
    measures = list(asked({}).measures)[:2]
    for measure in measures:
        state = asked({"measure": measure})
        (subject,) = state.subjects
        ranked = page("benchmarking")(measure=measure)
        (drawing,) = drawings(ranked)
        cells = rows_of(ranked)
        assert [cell.split(": <b>")[0] for cell in drawing["data"][0]["customdata"]] == [row[0] for row in cells]
        shown = [formats.measured(x, subject.about) for x in drawing["data"][0]["x"]]
        assert [row[1] for row in cells if row[2] != "–"] == shown[: sum(row[2] != "–" for row in cells)]

        trend = page("benchmarking")(measure=measure, view="trend")
        (drawing,) = drawings(trend)
        own = next(trace for trace in drawing["data"] if trace["name"] == "own")
        median = next(trace for trace in drawing["data"] if trace["name"] == "median")
        cells = [row for row in reversed(rows_of(trend)) if row[1] != "not available"]
        assert [formats.measured(y, subject.about) for y in own["y"] if y is not None] == [row[1] for row in cells]
        cells = list(reversed(rows_of(trend)))
        assert [formats.measured(y, subject.about) for y in median["y"] if y is not None] == [row[4] for row in cells]

        change = page("benchmarking")(measure=measure, view="change")
        for drawing in drawings(change):
            cells = rows_of(change)
            was, now = drawing["data"][1:]
            assert [formats.measured(x, subject.about) for x in was["x"]] == [row[1] for row in cells]
            assert [formats.measured(x, subject.about) for x in now["x"]] == [row[2] for row in cells]


def test_a_nations_count_does_not_flatten_the_councils_lines() -> None:
    rows = [{"low": 90.0, "high": 620.0}, {"low": 80.0, "high": 600.0}]
    share, count = [{"value": 410.0}, {"value": None}], [{"value": 410.0}, {"value": 20760.0}]
    assert trend.on_scale(share, rows) == share
    assert trend.on_scale(count, rows) == []


def test_figures_of_nation_and_region_are_the_published_ones(demo: None, held: dict[str, list[dict]]) -> None:
    state = asked({"measure": ",".join(asked({}).measures)})
    published = [row for subject in state.subjects for row in state.published(subject)]
    assert all(row["type"] in ("region", "nation", "country") for row in published)
    figures = {(row["measure"], row["area"], row["period"]): row["value"] for row in held["figures"]}
    for row in published:
        assert figures.get((row["measure"], row["area"], row["period"])) == row["value"]


@pytest.fixture(scope="module")
def first(pages: None, demo_warehouse: Path) -> Asked:
    """The explorer as it is opened, with everything a state is made of already asked."""
    with reading(demo_warehouse):
        state = asked({})
        assert state.councils
        assert state.spread(state.subjects[0])
        assert not state.dimensions
    return state


def state_of(chance: random.Random, state: Asked) -> dict[str, str]:
    """Return the parameters of a random state, most of them sensible."""
    given: dict[str, str] = {"view": chance.choice([*VIEWS, "no such view"])}
    some = chance.sample(list(state.measures), chance.choice([0, 1, 1, 2, 5, 12]))
    given["measure"] = ",".join(some)
    given["against"] = chance.choice(["", *state.measures])
    given["group"] = chance.choice(["", *state.groups, PICKED])
    areas = [row["area"] for row in state.councils]
    given["areas"] = ",".join(chance.sample(areas, chance.choice([0, 1, 4, 15])))
    given["beside"] = chance.choice(["", *state.groups])
    periods = [row["period"] for subject in state.subjects for row in state.spread(subject)]
    given["period"] = chance.choice(["", "", "2025-26", *periods[-4:]])
    given["since"] = chance.choice(["", "", "2021-22", *periods[:4]])
    given["by"] = chance.choice(["", "sex"])
    return {name: value for name, value in given.items() if value}


@pytest.mark.requirement("WCC-42", "DCC-07")
@pytest.mark.parametrize("seed", range(30))
def test_any_state_draws_itself_and_survives_its_own_url(demo: None, first: Asked, seed: int) -> None:
    given = state_of(random.Random(seed), first)
    layout = page("benchmarking")(**given)
    ids = [json.dumps(part.id) for part in walk(layout) if getattr(part, "id", None)]
    assert len(ids) == len(set(ids)), given
    for drawing in drawings(layout)[:1]:
        go.Figure(drawing)
    for part in walk(layout):
        if isinstance(part, html.Figure):
            assert any(isinstance(inside, html.Table) for inside in walk(part)), given
    state = asked(given)
    again = asked(dict(parse_qsl(urlsplit(state.href()).query)))
    assert (again.choice, again.group, again.areas) == (state.choice, state.group, state.areas)
