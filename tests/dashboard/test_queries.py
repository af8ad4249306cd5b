import itertools
import re

import duckdb
import pytest

from dashboard import choices, formats, queries, ranks
from dashboard.warehouse import Warehouse
from pipelines import publish

ALL = [query for subject in queries.SUBJECTS.values() for query in subject.queries.values()]
LATEST = "select period from mart_reporting where latest order by period"


@pytest.fixture(scope="module")
def db(demo_warehouse):
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as connection:
        yield connection


@pytest.fixture
def snapshot(demo_warehouse):
    with Warehouse(demo_warehouse).reading() as current:
        yield current


STORED = {"api.every_observation", "explorer.compared", "explorer.offered"}
"""Queries whose rows come as they are stored: sorting ten million takes a minute, documents as long as finding them."""
ALONE = {
    "benchmark.groups",
    "glossary.words",
    "measure.sheet",
    "measure.title",
    "plan.overview",
    "plan.reading",
    "plan.whole",
    "scorecard.sheet",
}
"""Queries of one row, which many pages ask: sorting it takes as long as finding it."""


def name_of(query):
    return f"{query.subject}.{query.name}"


@pytest.mark.parametrize("query", ALL, ids=name_of)
def test_every_query_binds_to_a_freshly_built_warehouse(query, db):
    db.execute(f"explain {query.sql}", dict.fromkeys(query.parameters))


@pytest.mark.parametrize("query", ALL, ids=name_of)
def test_every_query_has_a_sentence_and_an_order(query):
    assert re.match(r"[A-Z].+\.$", query.doc)
    assert "order by" in query.sql or name_of(query) in STORED | ALONE
    assert query.sql == query.sql.strip()


@pytest.mark.parametrize("query", ALL, ids=name_of)
def test_queries_are_written_in_lower_case(query):
    words = re.sub(r"--[^\n]*|'[^']*'", "", query.sql)
    assert words == words.lower()


def test_a_block_is_its_name_its_sentence_and_its_statement():
    text = """-- name: one
-- The first line
-- and the second.
select '$not' as a -- $nor_this
from t where b = $b and c = any($some_list);

-- name: two
-- Another.
select 1;
"""
    one, two = queries.parse("subject", text)
    assert (one.name, one.doc) == ("one", "The first line and the second.")
    assert one.parameters == {"b", "some_list"}
    assert one.sql.startswith("select")
    assert one.sql.endswith("any($some_list)")
    assert (two.sql, two.parameters) == ("select 1", frozenset())


def test_two_blocks_of_one_name_are_refused():
    with pytest.raises(ValueError, match=r"plan\.sql names two blocks same"):
        queries.parse("plan", "-- name: same\n-- A.\nselect 1;\n-- name: same\n-- B.\nselect 2;")


def test_unknown_subjects_and_queries_say_so():
    with pytest.raises(AttributeError, match=r"no file weather\.sql"):
        _ = queries.weather
    with pytest.raises(AttributeError, match="no query is called rain"):
        _ = queries.plan.rain


def test_a_missing_and_a_surplus_parameter_are_errors(snapshot):
    with pytest.raises(TypeError, match=r"benchmark\.position takes group, measure, period, but was given measure"):
        queries.benchmark.position(measure="ENV01")
    with pytest.raises(TypeError, match="was given measure, mesure"):
        queries.measure.about(measure="ENV01", mesure="ENV02")


def test_an_unknown_code_has_no_row(snapshot):
    assert queries.measure.about.first(measure="<script>") is None
    assert queries.plan.node.first(node="") is None


def test_rows_are_the_frame_in_plain_values(snapshot):
    frame = queries.plan.nodes()
    rows = queries.plan.nodes.rows()
    assert [row["node"] for row in rows] == frame["node"].tolist()
    assert list(rows[0]) == list(frame)
    assert {type(value) for row in rows for value in row.values()} <= {str, int, bool, type(None)}
    assert queries.plan.nodes.first() == rows[0]


def test_an_optional_parameter_may_be_none_or_a_list(snapshot):
    period = snapshot.frame(LATEST)["period"][0]
    everything = queries.scorecard.rows(period=period, node=None, tier=None, status=None)
    some = queries.scorecard.rows(period=period, node=None, tier=None, status=["red", "amber"])
    assert 0 < len(some) < len(everything)
    assert set(some["status"]) == {"red", "amber"}
    assert queries.scorecard.rows(period=period, node=None, tier=None, status=[]).empty


def test_what_the_latest_period_counts_is_the_same_on_every_surface(snapshot):
    period = snapshot.frame(LATEST)["period"][0]
    summary = queries.plan.overview.told(period=period)
    whole = snapshot.frame("from mart_rollup where node = '' and period = $period", period=period)
    counts = choices.reading(period).counts
    rows = queries.scorecard.rows(period=period, node=None, tier=None, status=None)
    assert summary["measures"] == sum(counts[""].values()) == len(rows)
    assert summary["rated"] == whole.loc[whole["rated"], "measures"].sum() == rows["rated"].sum()
    assert summary["red"] == summary["exception_count"]
    for node in queries.plan.nodes()["node"]:
        counted = sum(counts.get(node, {}).values())
        assert counted == len(queries.scorecard.node(period=period, node=node)), node


def test_the_trail_leads_from_the_top_down_to_the_node(snapshot):
    nodes = queries.plan.nodes().set_index("node")
    for node in nodes.index:
        trail = queries.plan.trail(node=node)["node"].tolist()
        assert trail[-1] == node
        for above, below in itertools.pairwise(trail):
            assert nodes.loc[below, "parent"] == above
        assert nodes.loc[trail[0], "parent"] not in nodes.index


def test_ranks_of_members_agree_with_the_place_the_page_states(snapshot):
    """The rank computed for the table of a group chosen on the spot is the mart's, whatever measure and group."""
    places = snapshot.frame("select * from mart_position where shared order by all")
    assert len(places) > 100
    for place in places.sample(60, random_state=7).to_dict("records"):
        asked = {name: place[name] for name in ("measure", "group", "period")}
        polarity = queries.measure.about.first(measure=place["measure"])["polarity"]
        members = ranks.ranked(queries.benchmark.members.rows(**asked), polarity)
        own = next(row for row in members if row["own"])
        assert sum(row["value"] is not None for row in members) == place["of_n"]
        assert own["value"] == place["value"]
        assert (own["rank"] or 0) == (0 if formats.is_missing(place["rank"]) else place["rank"])
        known = [row["rank"] for row in members if row["rank"] is not None]
        assert known == sorted(known)
        shown = ranks.ranked(queries.benchmark.ranking.rows(**asked), polarity)
        assert shown == [{name: row[name] for name in ("name", "own", "value", "marker", "rank")} for row in members]


def test_a_position_is_the_shared_period_unless_one_is_asked_for(snapshot):
    place = snapshot.frame('select measure, "group" from mart_position where shared order by all limit 1').iloc[0]
    sheet = queries.measure.sheet.told(measure=place["measure"])
    history = [row for row in sheet["places"] if row["group"] == place["group"]]
    shared = queries.benchmark.position.first(measure=place["measure"], group=place["group"], period=None)
    assert [shared["period"]] == [row["period"] for row in history if row["shared"]]
    earliest = history[0]["period"]
    assert queries.benchmark.position.first(**place, period=earliest)["period"] == earliest


def test_the_sheet_of_a_measure_says_what_the_marts_say_dates_as_dates(snapshot):
    codes = snapshot.frame("select distinct measure from mart_status order by measure limit 40")["measure"]
    for code in codes[::4]:
        sheet, rows = queries.measure.sheet.told(measure=code), queries.measure.trend.rows(measure=code)
        assert [{name: point[name] for name in rows[0]} for point in sheet["trend"]] == rows
        about = queries.measure.about.first(measure=code)
        assert {name: sheet["about"][name] for name in about} == about
