"""Words of control charts, outlooks, comparisons, quality, revisions, breakdowns and lists."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import formats, words
from tests import prose
from tests.prose import MANY, SOME, assert_is_fragment, assert_is_prose

CALLS = {"unit": "per cent", "suffix": "%", "decimals": 1, "polarity": "higher", "value_type": "proportion", "per": 100}
# The second series of DR-26 and DR-27: limits fixed by the first twelve points.
CHART = {
    "points": 19,
    "segment_points": 19,
    "trial": False,
    "label": "July 2025",
    "variation": "improvement",
    "side": "above",
    "rule": 4,
    "assurance": "fail",
    "target": 92.0,
    "mean": 83.0,
    "lower": 75.02,
    "upper": 90.98,
    "reason": None,
}
POINT = {"step": 1, "points": 8, "slope": 0.6655, "projected": 66.48, "lower80": 65.60, "upper80": 67.37}
AHEAD = [
    POINT | {"ahead_label": "July 2026", "target": 67.0, "probability": 0.22},
    POINT | {"step": 2, "ahead_label": "August 2026", "target": 67.0, "probability": 0.58},
    POINT | {"step": 3, "ahead_label": "September 2026", "target": 67.0, "probability": 0.85},
]


def test_a_control_chart_says_variation_limits_and_what_the_process_can_do():
    stable = CHART | {"variation": "common", "rule": 0, "side": None}
    assert words.variation.spc_title(CALLS, stable) == "Within expected variation; the target is missed consistently"
    assert words.variation.spc_sentence(CALLS, stable) == (
        "Over 19 figures, the mean is 83.0% and nearly every figure is expected to lie between 75.0% and 91.0%. "
        "The latest, in July 2025, is within expected variation. "
        "The target of 92% lies above these limits, so it will be missed in nearly every period unless something "
        "changes."
    )


def test_limits_of_a_series_that_is_changing_promise_nothing():
    assert words.variation.spc_title(CALLS, CHART) == "Improving"
    assert words.variation.spc_sentence(CALLS, CHART).endswith(
        "The latest, in July 2025, is part of a run of seven or more figures above the mean, an improvement. "
        "The target of 92% lies above these limits. "
        "The series is changing, so the limits say little about the next figure."
    )
    worse = CHART | {"variation": "concern", "side": "below"}
    assert words.variation.spc_title(CALLS, worse) == "Worsening; the target is missed consistently"
    assert words.variation.spc_sentence(CALLS, worse).endswith(
        "so it will be missed in nearly every period unless something changes."
    )


@pytest.mark.parametrize(
    ("target", "assurance", "said"),
    [(85.0, "hit_or_miss", "within"), (92.0, "fail", "above"), (74.0, "pass", "below")],
)
def test_a_target_within_the_limits_is_a_matter_of_chance(target, assurance, said):
    sentence = words.variation.spc_sentence(CALLS, CHART | {"target": target, "assurance": assurance})
    assert f"lies {said} these limits" in sentence


def test_limits_are_said_as_drawn_where_values_can_lie():
    said = words.variation.spc_sentence(CALLS, CHART | {"lower": -3.0, "upper": 104.0})
    assert "between 0.0% and 100.0%" in said


def test_common_cause_is_no_finding_and_few_points_are_a_warning():
    said = words.variation.spc_sentence(CALLS, CHART | {"variation": "common", "rule": 0, "side": None, "trial": True})
    assert "The latest, in July 2025, is within expected variation." in said
    assert said.endswith("The limits are provisional, because there are fewer than 12 figures.")


@pytest.mark.parametrize(
    "reason", ["cumulative", "overlapping periods", "annual", "fewer than eight points", "seasonal", "no figures"]
)
def test_every_refusal_of_a_control_chart_has_its_own_sentence(reason):
    said = words.variation.spc_sentence(CALLS, {"reason": reason, "variation": None})
    assert said == words.variation.spc_refusal(reason)
    assert said != words.variation.spc_refusal("something else")
    assert_is_prose(said)
    assert words.variation.spc_title(CALLS, {"reason": reason}) == "No control chart"


@pytest.mark.parametrize(
    "reason", ["fewer than eight points", "cumulative", "overlapping periods", "seasonal", "no figure"]
)
def test_every_refusal_of_an_outlook_has_its_own_sentence(reason):
    said = words.outlook.outlook_sentence(CALLS, [{"step": 0, "reason": reason}])
    assert said == words.outlook.outlook_refusal(reason)
    assert said != words.outlook.outlook_refusal("something else")
    assert_is_prose(said)


@pytest.mark.parametrize(
    ("rule", "side", "judgement", "said"),
    [
        (0, None, "common", "Within expected variation"),
        (1, "above", "improvement", "Above the upper control limit: improvement"),
        (2, "falling", "concern", "Part of a run of seven figures that fall throughout: concern"),
        (3, "below", "neutral", "One of two figures in three close to the lower control limit"),
        (4, "above", "improvement", "Part of a run of seven or more figures above the mean: improvement"),
    ],
)
def test_a_point_says_which_rule_sets_it_apart(rule, side, judgement, said):
    assert words.variation.rule_words({"rule": rule, "side": side, "judgement": judgement}) == said


def test_an_outlook_says_what_it_assumes_its_interval_and_its_chances():
    assert words.outlook.outlook_title(CALLS, AHEAD) == "Uncertain whether the target will be met in July 2026"
    assert words.outlook.outlook_sentence(CALLS, AHEAD) == (
        "If nothing changes, the trend of the last 8 figures leads to 66.5% in July 2026; 8 times in 10 it would lie "
        "between 65.6% and 67.4%. The chance of meeting the target of 67% is about 2 in 10. "
        "For September 2026 it is about 9 in 10."
    )


def test_an_outlook_without_a_target_is_a_direction():
    step = POINT | {"ahead_label": "July 2026", "target": None, "probability": None}
    assert words.outlook.outlook_title(CALLS, [step]) == "Heading up, to about 66.5% in July 2026 if nothing changes"
    assert "chance" not in words.outlook.outlook_sentence(CALLS, [step])


def test_a_period_ahead_is_named_by_its_label_where_the_row_has_only_its_code():
    step = POINT | {"ahead_period": "2026-M07", "probability": 0.9}
    assert (
        words.outlook.outlook_title(CALLS, [step], {"2026-M07": "July 2026"})
        == "Likely to meet the target in July 2026"
    )


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"outlook": "likely"}, "likely to meet"),
        ({"outlook": "uncertain"}, "uncertain"),
        ({"outlook": "unlikely"}, "unlikely to meet"),
        ({"probability": 0.8}, "likely to meet"),
        ({"probability": 0.79}, "uncertain"),
        ({"probability": 0.2}, "unlikely to meet"),
        ({"probability": 0.21}, "uncertain"),
        ({}, ""),
    ],
)
def test_the_outlook_in_fixed_words(facts, said):
    assert words.outlook.outlook_words(facts) == said


def test_a_projection_names_its_method():
    homes = {"unit": "homes", "decimals": 0, "polarity": "higher"}
    row = {"year": "2025-26", "year_to_date": 50, "projection": 111.1, "year_target": 100, "on_course": True}
    assert words.outlook.projection_sentence(homes, row | {"method": "profile"}) == (
        "The year 2025/26 is on the way to 111 homes, above the target of 100: on course. "
        "Projected from 50 homes so far by the share of the year's target planned for by now."
    )
    elapsed = words.outlook.projection_sentence(
        homes, row | {"method": "elapsed", "projection": 99.6, "on_course": False}
    )
    assert elapsed.startswith(
        "The year 2025/26 is on the way to 100 homes, exactly on the target of 100: not on course."
    )
    assert elapsed.endswith("by the share of the year that has passed.")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            {"benchmark": 75.0, "lower": 69.283, "upper": 86.634, "comparison": "similar"},
            "Similar to England, 75.0%: the 95% interval, 69.3% to 86.6%, includes it.",
        ),
        (
            {
                "benchmark": 70.0,
                "lower": 71.122,
                "upper": 78.351,
                "comparison": "better",
                "comparison998": "similar",
            },
            "Better than England, 70.0%: the 95% interval, 71.1% to 78.4%, does not reach it. "
            "At the stricter 99.8% the two are similar.",
        ),
        ({"benchmark": 70.0, "comparison": "higher"}, "Higher than England, 70.0%."),
        ({"benchmark": 70.0, "comparison": None}, ""),
    ],
)
def test_significance_is_said_with_its_interval(row, said):
    assert words.position.significance_sentence(CALLS, row, "England") == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"trend": "increasing", "judgement": "better"}, "Increasing and getting better"),
        ({"trend": "increasing", "judgement": "worse"}, "Increasing and getting worse"),
        ({"trend": "decreasing", "judgement": "neutral"}, "Decreasing"),
        ({"trend": "no_change", "judgement": "neutral"}, "No significant change"),
        (
            {"trend": None, "reason": "fewer than five points"},
            "Recent trend cannot be calculated: there are fewer than five figures",
        ),
        ({}, "Recent trend cannot be calculated"),
    ],
)
def test_the_recent_trend_has_five_labels(row, said):
    assert words.trend.trend_marker_words(row) == said


def test_quality_says_score_signature_and_what_is_missing():
    row = {
        "total": 10,
        "rating": "Limited",
        "capped": True,
        "signed_by": "Head of Waste",
        "signed_on": "2025-07-01",
        "expected_periods": 20,
        "missing_periods": 2,
        "late_periods": 1,
    }
    assert words.quality.quality_sentence(row) == (
        "Data quality is rated Limited, 10 of 12 points, held down because one characteristic scored nothing. "
        "Signed off by Head of Waste on 1 July 2025. Of 20 figures expected, 2 were missing and 1 was late."
    )
    assert words.quality.quality_sentence({}) == "The quality of these figures has not been rated."


def test_a_revision_gives_both_figures_and_both_statuses():
    row = {
        "value": 91.1,
        "revised_from": 92.4,
        "label": "April to June 2025",
        "status_from": "green",
        "status": "amber",
    }
    assert words.quality.revision_sentence(CALLS, row) == (
        "The figure for April to June 2025 was revised from 92.4% to 91.1%. "
        "Its status changed from On target to Near target."
    )
    assert words.quality.revision_sentence(CALLS, {"value": 91.1}) == ""
    assert "not by enough to show" in words.quality.revision_sentence(CALLS, {"value": 91.11, "revised_from": 91.12})


@pytest.mark.requirement("WCC-36")
def test_a_breakdown_says_its_ends_its_gap_and_what_is_withheld():
    rows = [
        {"label": "Castle", "value": 45.24},
        {"label": "Moor", "value": 40.11},
        {"label": "Dale", "value": None, "marker": "c"},
        {"label": "Vale", "value": None, "marker": None},
    ]
    assert words.breakdown.breakdown_sentence(CALLS, rows) == (
        "Highest: Castle, 45.2%; lowest: Moor, 40.1%. The gap is 5.1 percentage points. "
        "1 of 4 groups is withheld so that nobody can be identified. 1 of 4 groups has no figure."
    )
    assert words.breakdown.breakdown_sentence(CALLS, []) == "There is no breakdown."


def test_a_scorecard_says_how_many_of_how_many_and_by_which_filters():
    filters = [("directorate", "City Operations"), ("status", "Off target"), ("tier", "")]
    assert words.scorecard.filters_words(filters) == "Directorate City Operations, status Off target"
    assert words.scorecard.scorecard_title(
        12, 120, chosen="red3", filters=filters, period="July to September 2025", many="KPIs", step="quarter"
    ) == (
        "Off target for three quarters or more: 12 of 120 KPIs in July to September 2025 "
        "(Directorate City Operations, status Off target)"
    )
    assert words.scorecard.scorecard_title(120, 120) == "All 120 measures"
    assert words.scorecard.scorecard_count(1, 1) == "The one measure"
    assert words.scorecard.scorecard_count(0, 1) == "0 of 1 measure"
    assert words.scorecard.scorecard_count(0, 0) == "No measures"


@pytest.mark.parametrize("chosen", ["red3", "improved", "declined", "at_risk", "exceptions"])
def test_every_list_has_a_name_a_meaning_and_words_for_being_empty(chosen):
    assert_is_fragment(words.scorecard.list_title(chosen, step="quarter"))
    assert_is_prose(words.scorecard.list_meaning(chosen, step="quarter"))
    assert_is_prose(words.scorecard.list_empty(chosen, step="quarter"))
    assert words.scorecard.list_title("") == words.scorecard.list_meaning(None) == ""


# Whatever the facts, the words are sentences.


@pytest.mark.requirement("WCC-36")
@given(prose.measures, prose.variations)
@MANY
def test_every_control_chart_is_prose(about, facts):
    assert_is_prose(words.variation.spc_sentence(about, facts))
    assert_is_fragment(words.variation.spc_title(about, facts))
    assert_is_fragment(words.variation.rule_words(facts))
    if formats.text(about.get("polarity")) == "none":
        assert "consistently" not in words.variation.spc_title(about, facts)


@pytest.mark.requirement("WCC-36")
@given(prose.measures, prose.outlooks)
@MANY
def test_every_outlook_is_prose(about, rows):
    assert_is_prose(words.outlook.outlook_sentence(about, rows))
    assert_is_fragment(words.outlook.outlook_title(about, rows))


@given(prose.measures, prose.projections)
@SOME
def test_every_projection_is_prose(about, row):
    assert_is_prose(words.outlook.projection_sentence(about, row))


@given(prose.measures, prose.significances)
@SOME
def test_every_significance_is_prose(about, row):
    said = words.position.significance_sentence(about, row, "England")
    if said:
        assert_is_prose(said)


@given(prose.measures, prose.qualities, prose.revisions, prose.breakdowns)
@SOME
def test_quality_revisions_and_breakdowns_are_prose(about, quality, revision, rows):
    assert_is_prose(words.quality.quality_sentence(quality))
    assert_is_prose(words.breakdown.breakdown_sentence(about, rows))
    said = words.quality.revision_sentence(about, revision)
    if said:
        assert_is_prose(said)


@given(
    st.integers(0, 200),
    st.integers(0, 200),
    st.sampled_from(["", "red3", "improved", "declined", "at_risk", "exceptions"]),
    st.lists(st.sampled_from([("directorate", "City"), ("status", None), ("tier", ""), ("state", pd.NA)]), max_size=3),
    st.sampled_from(["", "2025/26"]),
)
def test_every_scorecard_title_is_words_with_its_whole(shown, total, chosen, filters, period):
    said = words.scorecard.scorecard_title(min(shown, total), total, chosen=chosen, filters=filters, period=period)
    assert_is_fragment(said)
    assert not total or f"{total}" in said or total == 1
