"""Questions a scrutiny member could ask: each asked when it should be, with its figures, in order of importance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import words
from tests import prose
from tests.prose import MANY, assert_is_prose

RECYCLING = {
    "short_title": "Household waste recycled",
    "unit": "per cent",
    "suffix": "%",
    "decimals": 1,
    "polarity": "higher",
    "frequency": "quarterly",
    "scheme": "intervention",
    "value_type": "proportion",
    "tier_rated": True,
}
RED = {
    "value": 39.9,
    "status": "red",
    "target": 45.0,
    "intervention": 40.0,
    "observed_label": "July to September 2025",
    "label": "July to September 2025",
    "red_run": 1,
}
GREEN = RED | {"value": 46.0, "status": "green", "red_run": 0}
FIGURE = (
    "39.9% in July to September 2025, 5.1 percentage points short of the target of 45% "
    "and below the intervention level."
)


def asked(facts, **known):
    return [(question.text, question.evidence) for question in words.questions.questions(RECYCLING, facts, **known)]


def test_a_measure_with_nothing_to_ask_is_not_asked():
    assert asked(GREEN) == []
    assert asked({}) == []


def test_off_target_without_an_exception_report_is_asked_first():
    facts = RED | {"red_run": 3, "exception_report": "missing", "marker": "p"}
    first, second, third = asked(facts)[:3]
    assert first == (
        "Why is there no exception report, and when will there be one?",
        FIGURE.replace("2025,", "2025 (provisional),"),
    )
    assert second[0] == "What has been tried so far, why has it not worked, and what will be different now?"
    assert second[1].startswith("Off target for 3 reporting periods in a row.")
    assert third[0].startswith("How far could this figure still change")


@pytest.mark.parametrize(
    ("facts", "commentary", "missing"),
    [
        (RED, {"exception": "Crews were short"}, False),
        (RED, {"exception": None}, True),
        (RED, {}, True),
        (RED, None, False),
        (RED | {"exception_report": "given"}, {}, False),
        (GREEN, {}, False),
    ],
)
def test_an_exception_report_is_asked_for_only_where_one_is_known_to_be_missing(facts, commentary, missing):
    said = [text for text, _ in asked(facts, commentary=commentary)]
    assert ("Why is there no exception report, and when will there be one?" in said) == missing


def test_a_first_red_is_asked_for_its_way_back_with_the_action_given():
    commentary = {
        "exception": "Short",
        "action": "New rounds.",
        "action_owner": "Head of Waste",
        "action_due": "2026-03-31",
    }
    assert asked(RED, commentary=commentary) == [
        (
            "What will bring it back to target, and by when?",
            f"{FIGURE} Action reported: New rounds, Head of Waste, by 31 March 2026.",
        )
    ]


def test_at_risk_while_on_target_is_asked_with_its_chance():
    facts = GREEN | {
        "at_risk": True,
        "probability": 0.31,
        "next_target": 46.5,
        "next_label": "October to December 2025",
    }
    assert asked(facts) == [
        (
            "What is being done now so that the next target is not missed?",
            "If nothing changes, the chance of meeting the next target of 46.5% in October to December 2025 is about "
            "3 in 10.",
        )
    ]


CHART = {"mean": 41.0, "lower": 38.0, "upper": 44.0, "target": 45.0, "label": "September 2025"}


@pytest.mark.parametrize(
    ("facts", "known", "ask", "evidence"),
    [
        (
            RED | {"status": "amber"},
            {"variation": CHART | {"assurance": "fail"}},
            "Can the target be met",
            "The target of 45% lies above the limits of expected variation, 38.0% to 44.0%, so it will be missed in "
            "nearly every period unless something changes.",
        ),
        (
            GREEN,
            {"variation": CHART | {"assurance": "pass", "target": 30.0}},
            "Is the target stretching enough?",
            "The target of 30% lies below the limits",
        ),
        (
            {"status": "overdue", "due_on": "2025-10-20", "value": 46.0, "observed_label": "April to June 2025"},
            {},
            "Why is there no figure yet",
            "Overdue: was due on 20 October 2025. The last figure is 46.0% in April to June 2025.",
        ),
        (
            {"status": "not_available", "label": "2025/26"},
            {},
            "Why is there no figure, and how",
            "Not available for 2025/26.",
        ),
        (
            GREEN
            | {"year_change": -2.1, "year_direction": "down", "year_judgement": "declined", "year_significant": True},
            {},
            "What explains why it is worse than a year earlier?",
            "Down 2.1 percentage points on a year earlier, which is worse, and more than chance would explain.",
        ),
        (
            GREEN,
            {"variation": CHART | {"variation": "concern", "rule": 4, "side": "below"}},
            "What has changed in the service",
            "The latest, in September 2025, is part of a run of seven or more figures below the mean, a cause for "
            "concern; the mean is 41.0%.",
        ),
        (
            GREEN,
            {
                "position": {
                    "quartile": "D",
                    "rank": 14,
                    "of_n": 16,
                    "mean": 49.1,
                    "others": 15,
                    "value": 44.0,
                    "label": "2024/25",
                    "group_name": "similar councils",
                    "better": ["Ashby", "Boxford"],
                }
            },
            "What do the councils that do better do differently",
            "14th of 16 similar councils in 2024/25: 44.0%, against a mean of 49.1% for the 15 others. "
            "Among those doing better: Ashby and Boxford.",
        ),
        (
            GREEN,
            {"revision": {"value": 46.0, "revised_from": 48.0, "label": "2024/25"}},
            "Why was the figure revised",
            "The figure for 2024/25 was revised from 48.0% to 46.0%.",
        ),
        (
            GREEN,
            {"quality": {"rating": "None", "total": 4}},
            "What is being done to make the figures more reliable",
            "Data quality has the lowest rating there is, 4 of 12 points.",
        ),
        (
            GREEN | {"numerator": 6, "denominator": 13, "year_change": 4.4, "year_direction": "up"},
            {},
            "Is the change real",
            "The figure rests on 6 of 13 in July to September 2025. Up 4.4 percentage points on a year earlier.",
        ),
        (
            GREEN | {"year_reason": "the definition changed in between"},
            {},
            "How can progress be judged",
            "46.0% in July to September 2025, above the target of 45%. There is no comparison",
        ),
        (
            GREEN,
            {"breakdown": [{"label": "Women", "value": 60.0}, {"label": "Men", "value": 40.0}]},
            "Why do the groups differ so much",
            "Highest: Women, 60.0%; lowest: Men, 40.0%. The gap is 20.0 percentage points.",
        ),
        (
            {"value": 46.0, "status": "no_target", "observed_label": "2025/26"},
            {},
            "What would good look like here",
            "46.0% in 2025/26.",
        ),
        (
            GREEN | {"quartile": "A", "rank": 1, "of_n": 16, "mean": 41.0, "position_period": "2024/25"},
            {},
            "What has worked here",
            "1st of 16 comparators in 2024/25; the mean of the others is 41.0%.",
        ),
    ],
)
def test_each_rule_asks_with_its_figures(facts, known, ask, evidence):
    ((text, reason),) = asked(facts, **known)
    assert text.startswith(ask)
    assert reason.startswith(evidence)


@pytest.mark.parametrize(
    ("facts", "known"),
    [
        (GREEN, {"revision": {"value": 46.0, "revised_from": 46.1}}),
        (GREEN, {"quality": {"rating": "Reasonable", "total": 9}}),
        (GREEN | {"numerator": 60, "denominator": 130}, {}),
        (GREEN | {"numerator": 9, "denominator": 9, "year_change": 0.0, "year_direction": "level"}, {}),
        (GREEN | {"year_judgement": "declined", "year_significant": False, "year_change": -0.2}, {}),
        (GREEN, {"position": {"quartile": "C", "rank": 10, "of_n": 16}}),
        (GREEN, {"breakdown": [{"label": "Women", "value": 45.0}, {"label": "Men", "value": 44.0}]}),
        (GREEN, {"variation": CHART | {"variation": "common", "assurance": "hit_or_miss"}}),
        (GREEN | {"at_risk": False, "probability": 0.9}, {}),
        # Met by now, or on the way there: limits of its past prove nothing.
        (GREEN, {"variation": CHART | {"variation": "common", "assurance": "fail"}}),
        (
            RED | {"status": "amber"},
            {"variation": CHART | {"variation": "improvement", "assurance": "fail", "rule": 1}},
        ),
        (GREEN, {"variation": CHART | {"variation": "neutral", "assurance": "fail", "rule": 1, "side": "above"}}),
        (RED | {"status": "not_due", "red_run": 0}, {}),
    ],
)
def test_what_is_ordinary_is_not_asked_about(facts, known):
    assert asked(facts, **known) == []


everything = st.fixed_dictionaries(
    {
        "variation": prose.variations,
        "outlook": prose.outlooks,
        "quality": prose.qualities,
        "position": st.one_of(st.none(), prose.positions),
        "commentary": st.one_of(st.none(), prose.commentaries),
        "revision": st.one_of(st.none(), prose.revisions),
        "breakdown": prose.breakdowns,
    }
)


def test_rules_begin_where_they_say():
    again = "What has been tried so far, why has it not worked, and what will be different now?"
    assert [asked(RED | {"red_run": run})[0][0] == again for run in (1, 2, 3)] == [False, True, True]
    assert asked(GREEN, revision={"value": 49.1, "revised_from": 50.0}) == []
    assert asked(GREEN, revision={"value": 49.0, "revised_from": 50.0})
    other_status = {"value": 49.9, "revised_from": 50.0, "status": "amber", "status_from": "green"}
    assert asked(GREEN, revision=other_status)


def test_nothing_is_praised_that_is_about_to_be_missed():
    best = GREEN | {"quartile": "A", "rank": 1, "of_n": 16, "at_risk": True, "probability": 0.3}
    assert [text for text, _ in asked(best)] == ["What is being done now so that the next target is not missed?"]


@given(prose.measures, prose.headlines, everything)
@MANY
def test_questions_are_few_and_are_questions_with_evidence_whatever_the_facts(about, facts, known):
    said = words.questions.questions(about, facts, **known)
    assert len(said) <= words.questions.AT_MOST
    assert len({question.text for question in said}) == len(said)
    for question in said:
        assert question.text[0].isupper()
        assert question.text.endswith("?")
        assert question.text.count("?") == 1
        assert_is_prose(question.evidence)
    assert said == words.questions.questions(dict(about), dict(facts), **known)
