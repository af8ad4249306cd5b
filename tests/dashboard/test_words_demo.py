"""The words over every measure and period of the demonstration pack: one with the marts, and sentences throughout."""

import duckdb
import pytest

from dashboard import formats, words
from pipelines import publish
from tests.prose import assert_is_prose

RATED = ("blue", "green", "amber", "red")


@pytest.fixture(scope="module")
def db(demo_warehouse):
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def judged(db):
    """Every figure with a status: its definition and scheme beside its facts."""
    return rows(
        db,
        f"""
        select dim_measure.*, mart_status.* exclude (measure), year_value, year_judgement, amber, ahead, green_within
        from mart_status
        join dim_period using (period)
        join dim_measure
            on dim_measure.measure = mart_status.measure
           and end_date between dim_measure.valid_from and dim_measure.valid_to
        left join mart_travel on mart_travel.measure = mart_status.measure and mart_travel.period = mart_status.period
        join dim_scheme on dim_scheme.scheme = mart_status.scheme
        where status in {RATED}
        order by mart_status.measure, mart_status.period
        """,
    )


def rows(db, sql):
    return db.sql(sql).df().to_dict("records")


def test_the_words_decide_every_status_as_the_mart_does(judged):
    assert len(judged) > 1000
    differ = [
        (row["measure"], row["period"])
        for row in judged
        if words.distance.status_at(row, row, row["value"]) != row["status"]
    ]
    assert differ == []


def test_every_judged_figure_has_changes_that_lead_where_they_say(judged):
    for row in judged:
        found = words.distance.changes(row, row)
        assert found, row["measure"]
        for change in found:
            assert words.distance.status_at(row, row, change.to) == change.status


def test_every_headline_warning_and_question_of_the_pack_is_prose(db):
    facts = rows(
        db,
        """
        select
            current_measure.*,
            mart_scorecard.* exclude (measure),
            mart_reporting.label,
            dim_group.name as group_name,
            dim_tier.rated as tier_rated
        from mart_scorecard
        join mart_reporting using (period)
        join current_measure using (measure)
        left join dim_tier using (tier)
        left join dim_group using ("group")
        where position <= 4
        order by period, measure
        """,
    )
    variation, quality = (
        {row["measure"]: row for row in rows(db, f"from {mart} order by measure")}
        for mart in ("mart_variation", "mart_quality")
    )
    # The definition's own numerator is words; the figure's is not asked for here.
    facts = [row | {"numerator": None} for row in facts]
    assert len(facts) > 400
    for row in facts:
        code = row["measure"]
        said = words.measure.headline(row, row, group_name=formats.text(row["group_name"]))
        assert_is_prose(said)
        assert len(said.split()) <= 60
        known = {"variation": variation.get(code), "quality": quality.get(code)}
        for question in words.questions.questions(row, row, **known):
            assert_is_prose(question.evidence)
        assert_is_prose(words.variation.spc_sentence(row, variation.get(code, {"reason": "no figures"})))
