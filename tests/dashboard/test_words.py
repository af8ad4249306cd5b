"""Sentences: grammatical for every combination of facts, and true to them."""

import datetime
import math
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import formats, words
from tests.prose import MANY, RECYCLING, SOME, assert_is_fragment, assert_is_prose, headlines, measures

SICKNESS = RECYCLING | {"short_title": "Sickness", "unit": "days per FTE", "suffix": "", "polarity": "lower"}
SPEND = RECYCLING | {
    "short_title": "Spend",
    "unit": "pounds",
    "prefix": "£",
    "suffix": "",
    "decimals": 0,
    "polarity": "lower",
}
FACTS = {
    "value": 41.2,
    "observed_period": "2025-26Q2",
    "observed_label": "July to September 2025",
    "status": "amber",
    "target": 45.0,
    "intervention": 40.0,
    "previous_change": -0.9,
    "previous_direction": "down",
    "previous_judgement": "declined",
    "year_change": 1.4,
    "year_direction": "up",
    "year_judgement": "improved",
    "rank": 9,
    "of_n": 16,
    "position_period": "July to September 2025",
}
NO_TRAVEL = {"previous_direction": "none", "year_direction": "none", "rank": None}


def test_the_headline_says_value_period_target_travel_and_rank():
    assert words.measure.headline(RECYCLING, FACTS, group_name="similar councils") == (
        "41.2% in July to September 2025, 3.8 percentage points short of the target of 45% and above the intervention "
        "level. Up 1.4 percentage points on a year earlier, which is better. 9th of 16 similar councils."
    )


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"year_significant": True},
            "Up 1.4 percentage points on a year earlier, which is better, and more than chance",
        ),
        ({"year_significant": False}, "Down 0.9 percentage points on the previous quarter, which is worse"),
        (
            {"year_significant": False, "previous_significant": False},
            "Up 1.4 percentage points on a year earlier, which is within normal variation.",
        ),
        (
            {"year_significant": False, "previous_significant": True},
            "Down 0.9 percentage points on the previous quarter, which is worse, and more than chance would explain.",
        ),
        (
            {"year_direction": "level"},
            "Down 0.9 percentage points on the previous quarter, which is worse",
        ),
        (
            {"year_direction": "none"},
            "Down 0.9 percentage points on the previous quarter, which is worse",
        ),
        (NO_TRAVEL, "There is no earlier figure to compare with."),
        (
            NO_TRAVEL | {"year_reason": "the definition changed in between"},
            "No comparison with an earlier figure, because the definition changed in between.",
        ),
    ],
)
def test_the_comparison_said_is_the_one_that_tells_most(facts, said):
    assert said in words.measure.headline(RECYCLING, FACTS | facts)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"probability": 0.4},
            "On target now, but at the present trend it is more likely than not to miss the next target.",
        ),
        ({"projection": 44.0}, "On target now, but not on course for the target of the year."),
    ],
)
def test_an_early_warning_comes_before_the_rank(facts, said):
    given_facts = FACTS | {"value": 46.0, "status": "green", "at_risk": True} | facts
    sentence = words.measure.headline(RECYCLING, given_facts, group_name="similar councils")
    assert sentence.endswith(said)
    assert "similar" not in sentence


def test_the_comparison_gives_way_where_a_headline_would_be_too_long():
    measure = RECYCLING | {"unit": "tonnes of carbon dioxide equivalent per resident", "suffix": ""}
    long = FACTS | {"observed_label": "12 months to 15 November 2016", "marker": "b", "year_significant": True}
    long |= {"status": "green", "at_risk": True, "probability": 0.3, "value": 46.0}
    said = words.measure.headline(measure | {"scheme": "direction"}, long | {"value": 44.0})
    assert len(said.split()) <= 60
    assert said.endswith("miss the next target.")
    assert "which is better" not in said


@pytest.mark.parametrize(
    ("scheme", "value", "status", "clause"),
    [
        ("tolerance", 43.0, "amber", "2.0 percentage points short of the target of 45%, within the tolerance"),
        ("tolerance", 40.0, "red", "5.0 percentage points short of the target of 45%, more than the tolerance allows"),
        ("brag", 48.0, "blue", "3.0 percentage points above the target of 45%"),
        ("direction", 43.0, "green", "2.0 percentage points short of the target of 45%, within the tolerance"),
        (
            "direction",
            40.0,
            "amber",
            "5.0 percentage points short of the target of 45%, but no worse than a year earlier",
        ),
        ("two_state", 40.0, "red", "5.0 percentage points short of the target of 45%"),
    ],
)
def test_a_missed_target_is_said_in_the_terms_of_its_scheme(scheme, value, status, clause):
    measure = RECYCLING | {"scheme": scheme, "tolerance": 0.05, "tolerance_kind": "relative"}
    facts = {"value": value, "target": 45.0, "intervention": 42.0, "status": status}
    assert words.measure.target_clause(measure, facts) == clause


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("similar councils", "9th of 16 similar councils"),
        ("all metropolitan districts", "9th of 16 metropolitan districts"),
        ("children's services family", "9th of 16 (children's services family)"),
        ("", "9th of 16 comparators"),
    ],
)
def test_a_group_is_counted_whatever_its_name(name, said):
    assert words.measure.rank_clause(FACTS, name) == said


def test_a_comparison_of_another_period_is_labelled_with_it():
    said = words.measure.headline(RECYCLING, FACTS | {"position_period": "2023/24"}, group_name="similar councils")
    assert said.endswith("9th of 16 similar councils (2023/24, the latest published for comparators).")


@pytest.mark.parametrize(
    ("measure", "value", "target", "intervention", "status", "clause"),
    [
        (RECYCLING, 45.0, 45.0, 40.0, "green", "exactly on the target of 45%"),
        (RECYCLING, 46.0, 45.0, 40.0, "green", "above the target of 45%"),
        (
            RECYCLING,
            40.0,
            45.0,
            40.0,
            "amber",
            "5.0 percentage points short of the target of 45% and at the intervention level",
        ),
        (
            RECYCLING,
            39.9,
            45.0,
            40.0,
            "red",
            "5.1 percentage points short of the target of 45% and below the intervention level",
        ),
        (SICKNESS, 6.6, 6.0, 7.5, "amber", "0.6 above the target of 6 and below the intervention level"),
        (SICKNESS, 7.6, 6.0, 7.5, "red", "1.6 above the target of 6 and above the intervention level"),
        (SICKNESS, 5.5, 6.0, 7.5, "green", "below the target of 6"),
        (SPEND, 1_250_000, 1_000_000, None, "red", "£250,000 above the target of £1 million"),
        (SPEND, 1_210_000, 1_209_999, None, "red", "£1 above the target of £1,209,999"),
        (RECYCLING, 91.96, 92.0, None, "green", "exactly on the target of 92%"),
    ],
)
def test_the_target_clause_agrees_with_polarity_and_published_decimals(
    measure, value, target, intervention, status, clause
):
    facts = {"value": value, "target": target, "intervention": intervention, "status": status}
    assert words.measure.target_clause(measure, facts) == clause


@pytest.mark.parametrize(
    ("value", "clause"),
    [
        (100, "within the planned range of 95 to 105"),
        (91, "4 percentage points below the planned range of 95 to 105"),
        (110, "5 percentage points above the planned range of 95 to 105"),
    ],
)
def test_a_band_is_a_range(value, clause):
    measure = {"unit": "per cent of profile", "decimals": 0, "polarity": "band", "band_low": 95.0, "band_high": 105.0}
    assert words.measure.target_clause(measure, {"value": value, "status": "amber"}) == clause


def test_a_figure_that_is_not_judged_gets_neutral_words():
    measure = RECYCLING | {"polarity": "none"}
    facts = FACTS | {
        "status": "no_target",
        "target": None,
        "previous_judgement": "neutral",
        "year_judgement": "neutral",
    }
    said = words.measure.headline(measure, facts, context=True)
    assert not re.search(r"better|worse|target|improv", said)
    assert said.startswith("41.2% in July to September 2025. Up 1.4 percentage points on a year earlier.")


def test_the_sentence_of_an_annual_measure_compares_once():
    said = words.measure.travel_clause(RECYCLING | {"frequency": "annual"}, FACTS)
    assert said == "Down 0.9 on the previous year: worse"


@pytest.mark.parametrize(
    ("direction", "judgement", "said"),
    [
        ("down", "improved", "down, improving"),
        ("up", "improved", "up, improving"),
        ("up", "declined", "up, worsening"),
        ("up", "neutral", "up"),
        ("level", "same", "no change"),
        ("none", "none", "no comparison"),
    ],
)
def test_arrows_are_the_values_and_words_the_judgement(direction, judgement, said):
    assert words.measure.travel(direction, judgement) == said


@pytest.mark.requirement("BCP-22")
@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("not_due", "Not due until 20 October 2026."),
        ("due_awaiting", "Awaiting first return: due by 20 October 2026."),
        ("overdue", "Overdue: was due on 20 October 2026."),
        ("in_development", "In development: the measure is being prepared and has no figures yet."),
        ("no_target", "No target is set: the figure is watched for its direction."),
        ("suppressed", "Suppressed: the numbers are so small that they could identify people."),
        ("not_available", "Not available for July to September 2026."),
        ("not_applicable", "Not applicable for July to September 2026."),
    ],
)
def test_every_state_has_its_own_reason(status, said):
    facts = {"due_on": datetime.date(2026, 10, 20), "label": "July to September 2026"}
    assert words.measure.reason(status, facts) == said


def test_every_status_of_the_house_has_a_reason_of_its_own():
    facts = FACTS | {"due_on": pd.NaT}
    said = [words.measure.reason(status, facts | {"status": status}, RECYCLING) for status in words.status.STATUSES]
    assert len(set(said)) == len(words.status.STATUSES)
    assert all(sentence.endswith(".") for sentence in said)


@pytest.mark.requirement("BCC-23")
def test_a_measure_of_context_says_so_and_is_not_judged():
    assert words.measure.reason("no_target", FACTS, context=True) == "Shown as context: not judged against a target."


def test_a_missing_figure_names_the_period_asked_for_and_the_reason():
    facts = {"value": None, "status": "overdue", "label": "July to September 2025", "due_on": "2025-10-20"}
    assert (
        words.measure.headline(RECYCLING, facts)
        == "No figure for July to September 2025. Overdue: was due on 20 October 2025."
    )


def test_a_rollup_is_counts_in_the_order_of_the_house():
    counts = {"not_due": 3, "red": 1, "green": 9, "amber": 2, "blue": 0}
    assert (
        words.status.rollup(counts, one="KPI", many="KPIs")
        == "9 on target, 2 near target, 1 off target, 3 not due of 15 KPIs."
    )
    assert words.status.rollup({}, one="KPI", many="KPIs", period="2025/26") == "No KPIs in 2025/26."
    assert words.status.rollup({"green": 1}, one="KPI", many="KPIs") == "1 on target of 1 KPI."


@pytest.mark.requirement("BCC-23")
def test_per_cent_on_target_counts_only_what_is_rated():
    assert words.status.on_target({"green": 38, "amber": 5, "red": 3, "not_due": 4}) == "38 on target of 46 rated"
    assert words.status.on_target({"no_target": 4}) == "none rated yet"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"status": "complete", "actual": "2025-07-02", "slip_days": 2},
            "Completed on 2 July 2025, 2 days after the agreed date.",
        ),
        ({"status": "complete", "actual": "2025-06-30", "slip_days": 0}, "Completed on 30 June 2025."),
        (
            {"status": "amber", "forecast": "2025-07-10", "slip_days": 10},
            "Expected on 10 July 2025, 10 days after the agreed date of 30 June 2025.",
        ),
        (
            {"status": "red", "forecast": "2025-06-30", "slip_days": 36, "overdue": True},
            "Overdue: was due on 30 June 2025.",
        ),
        (
            {"status": "red", "forecast": "2025-09-01", "slip_days": 63, "overdue": True},
            "Overdue: was due on 30 June 2025, now expected on 1 September 2025.",
        ),
        ({"status": "green", "forecast": "2025-06-30", "slip_days": 0}, "Expected on 30 June 2025, as agreed."),
        (
            {"status": "not_started", "start_date": "2025-05-01"},
            "Not started: starts on 1 May 2025, due on 30 June 2025.",
        ),
    ],
)
def test_a_milestone_says_where_it_stands(facts, said):
    assert words.status.milestone({"baseline": "2025-06-30"} | facts) == said


def history(values, markers=None, statuses=None):
    ends = pd.date_range("2023-06-30", periods=len(values), freq="QE")
    return pd.DataFrame(
        {
            "label": [f"quarter to {end:%B %Y}" for end in ends],
            "short_label": [f"Q{end.quarter} {end.year}" for end in ends],
            "end_date": ends,
            "value": values,
            "marker": markers or [None] * len(values),
            "status": statuses or [None] * len(values),
        }
    )


BREAK = pd.DataFrame([{"event_date": "2023-12-01", "kind": "break", "label": "New definition", "note": None}])


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ([38.2, 39.0, 41.2], "Up from 38.2% to 41.2% since Q2 2023"),
        ([41.2, 39.0, 38.2], "Down from 41.2% to 38.2% since Q2 2023"),
        ([41.2, 41.2, 41.2], "Unchanged at 41.2% since Q2 2023"),
        ([41.0, 36.0, 44.0, 41.2], "Between 36.0% and 44.0% since Q2 2023, with no steady direction"),
        ([41.2], "41.2% in quarter to June 2023: the first figure"),
        ([None, None], "No figures yet"),
    ],
)
def test_the_title_of_a_trend_is_its_finding(values, title):
    assert words.trend.trend_finding(RECYCLING, history(values)) == title


def test_a_finding_never_reaches_back_across_a_break():
    series = history([38.2, 39.0, 50.0, 52.0])
    assert words.trend.trend_finding(RECYCLING, series, BREAK) == "Up from 50.0% to 52.0% since Q4 2023"
    marked = history([38.2, 39.0, 50.0, 52.0], markers=[None, None, "b", None])
    assert [len(run) for run in words.trend.runs(marked)] == [2, 2]


def test_a_finding_says_how_long_the_target_was_missed():
    series = history([38.0, 39.0, 40.0], statuses=["green", "red", "amber"])
    assert words.trend.trend_finding(RECYCLING, series).endswith("; target missed in each of the last 2 quarters")


@pytest.mark.requirement("WCC-36")
def test_the_sentence_of_a_trend_stands_for_the_chart():
    said = words.trend.trend_sentence(
        RECYCLING, history([38.2, None, 41.2, 40.0], markers=[None, "c", "p", None]), "Aldermere"
    )
    assert said == (
        "Household waste recycled, per cent, Aldermere: up from 38.2% to 40.0% since Q2 2023. "
        "Lowest 38.2% in quarter to June 2023, highest 41.2% in quarter to December 2023, latest 40.0% in quarter to "
        "March 2024. No figure for quarter to September 2023 (suppressed)."
    )


def test_events_are_numbered_in_their_order_and_only_where_the_series_is():
    events = pd.concat(
        [
            BREAK,
            pd.DataFrame(
                [
                    {"event_date": "2023-07-01", "kind": "event", "label": "Strike", "note": "Three weeks"},
                    {"event_date": "2001-01-01", "kind": "event", "label": "Long ago", "note": None},
                ]
            ),
        ]
    )
    assert words.trend.event_notes(events, history([1, 2, 3, 4])) == [
        "1. Strike, 1 July 2023. Three weeks.",
        "2. Break in the series: New definition, 1 December 2023.",
    ]


POSITION = {
    "value": 41.2,
    "mean": 43.1,
    "others": 15,
    "low": 29.0,
    "high": 54.0,
    "rank": 9,
    "of_n": 16,
    "quartile": "C",
    "withheld": False,
}


def test_a_comparison_gives_place_mean_with_its_n_and_range():
    said = words.position.benchmark_sentence(
        RECYCLING, POSITION, council="Aldermere", group_name="similar councils", label="2023/24", newer=True
    )
    assert said == (
        "Aldermere: 41.2% in 2023/24, the latest published for comparators. "
        "9th of 16 similar councils, where 1st is best; quartile C. "
        "1.9 percentage points below the mean of the 15 others, 43.1%. The others range from 29.0% to 54.0%."
    )
    assert words.position.benchmark_title(POSITION, group_name="similar councils", label="2023/24", newer=True) == (
        "9th of 16 similar councils, 2023/24 (latest published for comparators)"
    )


def test_a_mean_of_too_few_is_withheld_in_words():
    said = words.position.benchmark_sentence(
        RECYCLING, POSITION | {"mean": None, "others": 4, "withheld": True}, council="Aldermere", label="2023/24"
    )
    assert "No mean is shown because only 4 others have figures." in said


def test_a_measure_without_polarity_is_compared_but_not_ranked():
    facts = POSITION | {"rank": None, "quartile": None}
    assert words.position.benchmark_title(facts, group_name="similar councils") == "Compared with similar councils"
    assert "1st" not in words.position.benchmark_sentence(RECYCLING, facts, council="Aldermere", label="2023/24")


# Whatever the facts, the words are sentences.

numbers = st.one_of(st.none(), st.just(math.nan), st.floats(-1e7, 1e7))


@given(measures, headlines, st.booleans(), st.sampled_from(["", "similar councils", "all metropolitan districts"]))
@MANY
def test_every_headline_is_three_short_sentences_that_name_their_period(measure, given_facts, context, group_name):
    said = words.measure.headline(measure, given_facts, group_name=group_name, context=context)
    assert_is_prose(said)
    assert said == words.measure.headline(dict(measure), dict(given_facts), group_name=group_name, context=context)
    assert len(re.findall(r"\.(?= |$)", said)) <= 3
    assert len(said.split()) <= 60
    label = "label" if formats.is_missing(given_facts.get("value")) else "observed_label"
    assert formats.text(given_facts.get(label)) in said
    if formats.text(measure.get("polarity")) == "none":
        assert "short of" not in said


@given(measures, headlines)
@SOME
def test_both_comparisons_and_every_reason_are_words_whatever_the_facts(measure, given_facts):
    assert_is_fragment(words.measure.travel_clause(measure, given_facts))
    for status in words.status.STATUSES:
        assert_is_prose(words.measure.reason(status, given_facts, measure))


@given(measures, st.lists(numbers, min_size=1, max_size=9), st.booleans())
@SOME
def test_every_trend_is_prose(measure, values, broken):
    events = BREAK if broken else None
    said = words.trend.trend_sentence(measure, history(values), "Aldermere", events)
    assert_is_prose(said)
    assert "2023" in said
    assert "nan" not in words.trend.trend_finding(measure, history(values), events)


@given(measures, numbers, numbers, st.integers(0, 20), st.one_of(st.none(), st.integers(1, 9)), st.booleans())
@SOME
def test_every_comparison_is_prose(measure, value, mean, others, rank, withheld):
    position = {
        "value": value,
        "mean": mean,
        "others": others,
        "rank": rank,
        "of_n": others + 1,
        "quartile": None,
        "low": mean,
        "high": mean,
    }
    said = words.position.benchmark_sentence(
        measure, position | {"withheld": withheld}, council="Aldermere", label="2023/24"
    )
    assert_is_prose(said)
    assert "2023/24" in said


@given(st.dictionaries(st.sampled_from([*words.status.STATUSES]), st.integers(0, 30)), st.sampled_from(["", "2025/26"]))
def test_every_rollup_is_prose_and_adds_up(counts, period):
    said = words.status.rollup(counts, period=period)
    assert_is_prose(said)
    *parts, total = [int(number.replace(",", "")) for number in re.findall(r"(?<![\d/])\d[\d,]*(?= )", said)] or [0]
    assert sum(parts) == total == sum(counts.values())
