"""What every sentence must be, whatever the facts, and facts of every shape to try it on."""

import datetime
import math
import re

import pandas as pd
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from dashboard import formats, words

MANY = settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
"""For what joins many facts into a text: each combination is rare, so a thousand are tried."""
SOME = settings(MANY, max_examples=300)

_WRONG = (
    "None",
    "nan",
    "NaN",
    "NaT",
    "<NA>",
    "  ",
    "..",
    " .",
    " ,",
    " ;",
    " :",
    ",,",
    ",.",
    ";.",
    ":.",
    "()",
    "( ",
    " )",
)
_WRONG += ("--", "{", "}", "points points", "point points", "all all", "the the", " of of ", " in in ", "True", "False")
_MANY_OF_ONE = re.compile(
    r"(?<![\d.,])1 (measures|KPIs|figures|points|homes|days|groups|periods|cases|people|families|percentage points)\b"
)


def assert_is_fragment(said: str) -> None:
    """Fail unless the words can stand in a cell or a title: capital in front, nothing of the machine, no full stop."""
    assert said
    assert said == said.strip()
    for wrong in _WRONG:
        assert wrong not in said, said
    assert not _MANY_OF_ONE.search(said), said
    assert said[0].isupper() or said[0].isdigit() or said[0] in f"£{formats.MINUS}", said
    assert said[-1] not in ".,;:", said


def assert_is_prose(said: str) -> None:
    """Fail unless the words are whole sentences, each with a capital in front and one stop at its end."""
    assert said.endswith("."), said
    for sentence in re.split(r"(?<=\.) ", said):
        assert_is_fragment(sentence[:-1])


def cells(known):
    """A cell that is known, or one of the ways a frame says that it is not."""
    return st.one_of(known, st.sampled_from([None, math.nan, pd.NaT, pd.NA]))


numbers = cells(st.one_of(st.floats(-1e7, 1e7), st.floats(-150, 150), st.sampled_from([0.0, 1.0, -1.0, 0.95, 100.0])))
labels = st.sampled_from(["July to September 2025", "31 March 2025", "12 months to 15 November 2016", "2025/26"])
dates = cells(st.sampled_from([datetime.date(2026, 10, 20), pd.Timestamp("2026-01-01"), "2025-06-30"]))
truths = cells(st.booleans())
counts = cells(st.integers(0, 40))
directions = cells(st.sampled_from(["up", "down", "level", "none"]))
judgements = cells(st.sampled_from(["improved", "declined", "same", "neutral", "none"]))
comparison_reasons = cells(
    st.sampled_from(
        [
            "no value",
            "no earlier value",
            "the earlier value is suppressed",
            "the earlier value is not available",
            "the definition changed in between",
            "the figure is the year to date",
        ]
    )
)
styles = st.sampled_from(
    [
        {"unit": "per cent", "prefix": "", "suffix": "%"},
        {"unit": "per cent of profile", "prefix": "", "suffix": ""},
        {"unit": "pounds", "prefix": "£", "suffix": ""},
        {"unit": "million pounds", "prefix": "£", "suffix": "m"},
        {"unit": "days per FTE", "prefix": "", "suffix": ""},
        {"unit": "people", "prefix": "", "suffix": ""},
        {"unit": "families", "prefix": None, "suffix": None},
        {"unit": "count", "prefix": math.nan, "suffix": pd.NA},
        {"unit": "per 100,000 households", "prefix": "", "suffix": ""},
        {"unit": "times yearly pay"},
        {},
    ]
)
measures = st.builds(
    lambda style, rest: style | rest,
    styles,
    st.fixed_dictionaries(
        {"short_title": st.just("Measure"), "polarity": cells(st.sampled_from(["higher", "lower", "band", "none"]))},
        optional={
            "decimals": cells(st.integers(0, 2)),
            "frequency": cells(
                st.sampled_from(["monthly", "quarterly", "half-yearly", "annual", "academic", "irregular"])
            ),
            "period_type": cells(st.sampled_from(["month", "quarter", "rolling12", "multi-year", "snapshot"])),
            "scheme": cells(
                st.sampled_from(["intervention", "tolerance", "brag", "direction", "two_state", "band", "own"])
            ),
            "amber": cells(st.sampled_from(["intervention", "tolerance", "improved", "margin", "none"])),
            "ahead": truths,
            "green_within": truths,
            "tolerance": cells(st.sampled_from([0.0, 0.05, 0.1, 2.0])),
            "tolerance_kind": cells(st.sampled_from(["relative", "absolute"])),
            "band_low": cells(st.sampled_from([10.0, 95.0])),
            "band_high": cells(st.sampled_from([20.0, 105.0])),
            "band_margin": cells(st.sampled_from([0.0, 2.5, 5.0])),
            "value_type": cells(st.sampled_from(["proportion", "rate", "count", "mean", "money"])),
            "per": cells(st.sampled_from([1.0, 100.0])),
            "tier_rated": truths,
        },
    ),
)
headlines = st.fixed_dictionaries(
    {},
    optional={
        "value": numbers,
        "marker": cells(st.sampled_from(["p", "r", "e", "f", "c", "x", "z", "low", "u", "b"])),
        "status": cells(st.sampled_from([*words.STATUSES])),
        "observed_status": cells(st.sampled_from([*words.STATUSES])),
        "scheme": cells(st.sampled_from(["intervention", "tolerance", "brag", "direction", "two_state", "band"])),
        "observed_period": cells(st.just("2025-26Q2")),
        "observed_label": labels,
        "label": cells(labels),
        "target": numbers,
        "intervention": numbers,
        "due_on": dates,
        "revised_from": numbers,
        "previous_period": cells(st.sampled_from(["2025-26Q1", "2024-25Q2"])),
        "year_period": cells(st.just("2024-25Q2")),
        "year_value": numbers,
        **{
            f"{which}_{key}": how
            for which in ("previous", "year")
            for key, how in {
                "change": numbers,
                "direction": directions,
                "judgement": judgements,
                "significant": truths,
                "reason": comparison_reasons,
            }.items()
        },
        "rank": cells(st.integers(1, 40)),
        "of_n": cells(st.just(40)),
        "quartile": cells(st.sampled_from("ABCD")),
        "mean": numbers,
        "group_name": cells(st.sampled_from(["similar councils", "all metropolitan districts", "children's family"])),
        "position_period": cells(labels),
        "at_risk": truths,
        "probability": cells(st.floats(0, 1)),
        "next_target": numbers,
        "next_label": cells(labels),
        "exception_report": cells(st.sampled_from(["given", "missing"])),
        "red_run": counts,
        "numerator": cells(st.integers(0, 60)),
        "denominator": cells(st.integers(0, 120)),
    },
)
variations = st.fixed_dictionaries(
    {},
    optional={
        "points": counts,
        "segment_points": counts,
        "trial": truths,
        "label": cells(labels),
        "variation": cells(st.sampled_from(["improvement", "concern", "neutral", "common"])),
        "side": cells(st.sampled_from(["above", "below", "rising", "falling"])),
        "rule": cells(st.integers(0, 4)),
        "judgement": cells(st.sampled_from(["improvement", "concern", "neutral", "common"])),
        "assurance": cells(st.sampled_from(["pass", "fail", "hit_or_miss"])),
        "target": numbers,
        "mean": numbers,
        "lower": numbers,
        "upper": numbers,
        "reason": cells(
            st.sampled_from(
                ["cumulative", "overlapping periods", "annual", "fewer than eight points", "seasonal", "no figures"]
            )
        ),
    },
)
outlooks = st.lists(
    st.fixed_dictionaries(
        {"step": cells(st.integers(0, 3))},
        optional={
            "ahead_period": cells(st.just("2026-27Q1")),
            "ahead_label": cells(labels),
            "points": counts,
            "slope": numbers,
            "projected": numbers,
            "lower80": numbers,
            "upper80": numbers,
            "target": numbers,
            "probability": cells(st.floats(0, 1)),
            "reason": cells(
                st.sampled_from(["fewer than eight points", "cumulative", "overlapping periods", "no figure"])
            ),
        },
    ),
    max_size=3,
)
qualities = st.fixed_dictionaries(
    {},
    optional={
        "total": cells(st.integers(0, 12)),
        "rating": cells(st.sampled_from(["High", "Reasonable", "Limited", "None"])),
        "capped": truths,
        "signed_by": cells(st.just("Head of Waste")),
        "signed_on": dates,
        "expected_periods": counts,
        "missing_periods": counts,
        "late_periods": counts,
    },
)
breakdowns = st.lists(
    st.fixed_dictionaries(
        {"value": numbers},
        optional={
            "label": cells(st.sampled_from(["Women", "Men", "Castle ward", "Aged 65 and over"])),
            "marker": cells(st.sampled_from(["c", "u", "x", "p"])),
        },
    ),
    max_size=5,
)
revisions = st.fixed_dictionaries(
    {},
    optional={
        "value": numbers,
        "revised_from": numbers,
        "label": cells(labels),
        "vintage": dates,
        "status": cells(st.sampled_from(["green", "amber", "red"])),
        "status_from": cells(st.sampled_from(["green", "amber", "red"])),
    },
)
